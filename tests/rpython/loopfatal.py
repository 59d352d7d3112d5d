# run: 60
# fatal: IndexError
"""A loop whose index leaves the list in the middle."""


def total(items, n):
    s = 0
    for i in range(n):
        s += items[i]
    return s


def entry_point(argv):
    items = [i * i for i in range(50)]
    print(total(items, 50))
    print(total(items, int(argv[1])))
    return 0


def target(driver, args):
    return entry_point, None
