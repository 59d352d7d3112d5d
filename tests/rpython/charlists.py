"""Lists of chars begin with zeros, whatever was in their memory before."""

# run: 40


def used_up(rounds):
    """Leaves memory full of letters behind."""
    total = 0
    for i in range(rounds):
        total += len(chr(97 + i % 26) * (200 + i % 7))
    return total


def zeros(n):
    count = 0
    for c in ["\0"] * n:
        if c == "\0":
            count += 1
    return count


def entry_point(argv):
    rounds = int(argv[1])
    for i in range(rounds):
        total = used_up(500)
        print("%d %d" % (total, zeros(200 + i)))
    return 0


def target(driver, args):
    return entry_point, None


if __name__ == "__main__":
    import sys

    sys.exit(entry_point(sys.argv))
