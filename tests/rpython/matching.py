"""Newer syntax: match, walrus, star targets, keyword-only arguments, while-else."""

# run: 12
# run: 3


class Shape(object):
    pass


class Circle(Shape):
    def __init__(self, r):
        self.r = r


class Box(Shape):
    def __init__(self, w, h):
        self.w = w
        self.h = h


def number(n):
    match n:
        case 0:
            return "zero"
        case 1 | 2 | 3:
            return "few"
        case _:
            return "many"


def word(s):
    match s:
        case "yes" | "y":
            return True
        case "no":
            return False
        case _:
            return len(s) > 3


def area(shape):
    match shape:
        case Circle():
            return shape.r * 3
        case Box():
            return shape.w * shape.h
    return 0


def keyword(a, *, scale=1, offset=0):
    return a * scale + offset


def search(items, x):
    i = 0
    while i < len(items):
        if items[i] == x:
            break
        i += 1
    else:
        return -1
    return i


def entry_point(argv):
    n = int(argv[1])
    print(number(0), number(2), number(n))
    print(word("yes"), word("no"), word(argv[1]), word("maybe"))
    print(area(Circle(n)), area(Box(n, 2)), area(Shape()))
    if (half := n // 2) > 2:
        print("half", half)
    print(keyword(n), keyword(n, scale=3), keyword(n, offset=1, scale=2))
    first, *rest = [n, 2, 3]
    print(first, len(rest), rest[-1])
    print(search([5, 6, 7], 7), search([5], n))
    total = 0
    while (total := total + n) < 40:
        pass
    print(total)
    x = y = n
    x += 1
    print(x, y, 1 < n < 20, not (n > 5 and n < 10))
    a, b = (n, "text") if n > 5 else (0, "zero")
    print(a, b)
    print(any([i > n for i in range(5)]), all([i < n for i in range(3)]))
    for p, q in zip([1, 2], ["a", "b"]):
        print(p, q)
    for x in reversed([1, 2, 3]):
        print(x, end=" ")
    print()
    print([1, 2] + [n], (1, 2), {"a": 1}["a"])
    return n


def target(driver, args):
    return entry_point, None
