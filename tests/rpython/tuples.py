"""Tuples: mixed items, comparison, unpacking, as results and keys."""

# run: 5

TABLE = (("one", 1, 1.0), ("two", 2, 2.0), ("three", 3, 3.0))


def divide(a, b):
    return a // b, a % b


def minmax(items):
    low = high = items[0]
    for x in items:
        if x < low:
            low = x
        if x > high:
            high = x
    return low, high


def swap(pair):
    a, b = pair
    return b, a


def point(n):
    return (n, "p%d" % n, n / 2.0, n > 3, None)


def nested(n):
    return (n, (n + 1, (n + 2, "deep")))


def entry_point(argv):
    n = int(argv[1])
    q, r = divide(17, n)
    print(q, r)
    low, high = minmax([3, n, 9, 1])
    print(low, high)
    a, b = swap((1, 2))
    print(a, b)
    number, name, half, big, nothing = point(n)
    print(number, name, half, big, nothing is None)
    x, (y, (z, word)) = nested(n)
    print(x, y, z, word)
    t = (1, 2, n)
    print(t[0], t[-1], len(t), n in t, t == (1, 2, 5), t != (1, 2, 5))
    total = 0
    for item in t:
        total += item
    print(total)
    for name, number, value in TABLE:
        print(name, number, value)
    pairs = [(i, n - i) for i in range(n)]
    pairs.append((100, 200))
    print(pairs[2][1], pairs[-1][0], (2, 3) in pairs, (2, 2) in pairs)
    t1, t2 = (n, "a"), (n, "b")
    print(t1 == t2, t1 == (5, "a"), t1 + t2 == (n, "a", n, "b"))
    i, j, k = 1, 2, 3
    i, j, k = k, i, j
    print(i, j, k)
    lst = [10, 20, 30]
    first, second, third = lst
    print(first + second + third)
    best = (0, "")
    for candidate in [(3, "three"), (7, "seven"), (5, "five")]:
        if candidate[0] > best[0]:
            best = candidate
    print(best[1])
    return total & 63


def target(driver, args):
    return entry_point, None
