# run: 0
# run: 5
# run: 40
"""Index checks of loops: those that hold for all rounds, those that fail in the middle, wrap-around."""

import sys


def total(items, n):
    s = 0
    for i in range(n):
        s += items[i]
    return s


def strike(flags, n, step):
    k = step
    while k <= n:
        flags[k] = False
        k += step
    count = 0
    for f in flags:
        if f:
            count += 1
    return count


def shift(items, n):
    first = items[0]
    for i in range(n):
        items[i] = items[i + 1]
    items[n] = first
    return items[0] * 100 + items[n]


def guarded(items, n):
    """The handler sees how far the loop came."""
    s = 0
    i = 0
    try:
        while i < n:
            s += items[i]
            i += 1
    except IndexError:
        return s * 1000 + i
    return s


def from_below(items, start, n):
    s = 0
    i = start
    while i < n:
        s = s * 3 + items[i]
        i += 1
    return s


def last_used(items, n):
    k = 0
    x = -1
    while k < n:
        x = items[k]
        k += 2
    return x * 100 + k


def nothing_or(items, n):
    """No round looks into None."""
    s = 0
    for i in range(n):
        s += items[i]
    return s


def entry_point(argv):
    n = int(argv[1])
    items = [i * i for i in range(50)]
    print(total(items, n))
    print(strike([True] * 50, n, 3))
    print(strike([True] * 50, n, n + 1))
    print(shift([i + 7 for i in range(50)], n))
    print(guarded(items, n * 2))
    print(from_below(items, -3, 2))
    print(from_below(items, n, n + 3))
    print(last_used(items, n))
    fixed = [0] * 10
    for i in range(10):
        fixed[i] = i
    print(last_used(fixed, 10))
    nothing = None
    if n > 3:
        nothing = [1, 2, 3]
    if n == 0 or n == 40:
        print(nothing_or(nothing, min(n, 3)))
    big = sys.maxsize
    print(strike([True] * 5, 4, big))
    return 0


def target(driver, args):
    return entry_point, None
