"""Order of tuples, equality of nested lists, sorting of dicts, shift counts found at run time."""


def entry_point(argv):
    n = len(argv) + 2
    print(max((1, n), (0, 5))[0], min((1, n), (1, 2))[1])
    pairs = [(n, "c"), (1, "b"), (1, "a")]
    pairs.sort()
    for number, letter in pairs:
        print(number, letter)
    table = {"beta": 2, "alpha": 1, "gamma": n}
    print(",".join(sorted(table)))
    for key, value in sorted(table.items()):
        print(key, value)
    print([[1], [n]] == [[1], [3]], [[1], [n]] == [[1], [2]])
    print((1, [n]) == (1, [3]))
    for count in [0, 3, n - 4]:
        try:
            print(1 << count, -16 >> count)
        except ValueError:
            print("negative")
    return 0


def target(driver, args):
    return entry_point
