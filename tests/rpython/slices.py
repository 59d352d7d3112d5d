"""Negative and stepped slices, assignment to slices."""


def entry_point(argv):
    n = len(argv)
    l = [1, 2, 3, 4, 5, 6]
    print(l[-3:-1], l[::2], l[::-1], l[-n])
    l[-2:] = [9]
    print(l)
    del l[-1]
    del l[1:-1]
    print(l)
    s = "abcdef"
    print(s[-3:-1], s[::-1], s[1::2], s[-n], s[n:-n])
    print("ab" * (n - 1), [0] * (n - 2), s[10:], s[4:2])
    return 0


def target(driver, args):
    return entry_point, None
