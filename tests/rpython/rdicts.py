"""Dicts with equality and hash of their own: r_dict, and prebuilt ones."""

from rpython.rlib.objectmodel import compute_hash, r_dict

# run: 20


class Point(object):
    def __init__(self, x, y):
        self.x = x
        self.y = y


def point_eq(a, b):
    return a.x == b.x and a.y == b.y


def point_hash(a):
    return a.x * 1000003 ^ a.y


def fold_eq(a, b):
    return a.lower() == b.lower()


def fold_hash(a):
    return compute_hash(a.lower())


def parity_eq(a, b):
    return a % 2 == b % 2


def parity_hash(a):
    return a % 2


prebuilt = r_dict(fold_eq, fold_hash)
prebuilt["Host"] = 1
prebuilt["Accept"] = 2


def entry_point(argv):
    n = int(argv[1])
    grid = r_dict(point_eq, point_hash)
    for i in range(n):
        grid[Point(i % 7, i % 3)] = i
    print(len(grid), grid[Point(3, 1)], Point(6, 2) in grid, Point(9, 9) in grid)
    total = 0
    for point in grid:
        total += point.x * 10 + point.y
    print(total)
    del grid[Point(0, 0)]
    print(len(grid), grid.get(Point(0, 0), -1))
    headers = r_dict(fold_eq, fold_hash)
    headers["Content-Type"] = "text/html"
    headers["CONTENT-TYPE"] = "text/plain"
    headers["Length"] = argv[1]
    for key, value in headers.items():
        print(key, value)
    print(prebuilt["HOST"], prebuilt["accept"], "cookie" in prebuilt)
    prebuilt["cookie"] = n
    prebuilt["host"] += 10
    print(prebuilt["Cookie"], prebuilt["Host"], len(prebuilt))
    ints = r_dict(parity_eq, parity_hash)
    for i in range(n):
        ints[i] = i
    print(len(ints), ints[0], ints[1])
    try:
        print(grid[Point(100, 100)])
    except KeyError:
        print("no such point")
    return len(grid)


def target(driver, args):
    return entry_point, None
