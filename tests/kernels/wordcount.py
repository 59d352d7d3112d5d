"""Words of a text counted in a dict of strings."""


def text(n):
    parts = []
    seed = 7
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        word = (seed >> 8) % 5000
        word = word * word // 5000
        while True:
            parts.append(chr(ord("a") + word % 26))
            word //= 26
            if word == 0:
                break
        parts.append(" ")
    return "".join(parts)


def count(data):
    counts = {}
    start = 0
    n = len(data)
    for i in range(n):
        if data[i] == " ":
            word = data[start:i]
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
            start = i + 1
    return counts


def entry_point(argv):
    n = 500000
    if len(argv) > 1:
        n = int(argv[1])
    data = text(n)
    total = 0
    for _ in range(12):
        counts = count(data)
        most = 0
        for word in counts:
            if counts[word] > most:
                most = counts[word]
        total += most * 10000 + len(counts)
    print("%d" % total)
    return 0


def target(driver, args):
    return entry_point, None
