"""A generator that would have to clean up where it is closed."""

# row: gen.close


def count(n):
    try:
        while n:
            yield n
            n -= 1
    finally:
        print("done")


def entry_point(argv):
    g = count(len(argv))
    print(next(g))
    g.close()
    return 0


def target(driver, args):
    return entry_point, None
