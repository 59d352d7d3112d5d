"""Errors of builtin functions and methods."""


def entry_point(argv):
    n = len(argv)
    try:
        [1, 2].index(n + 5)
    except ValueError:
        print("index")
    try:
        "abc".index("z" * n)
    except ValueError:
        print("strindex")
    try:
        ord("ab" * n)
    except TypeError:
        print("ord")
    try:
        float("x" * n)
    except ValueError:
        print("float")
    try:
        a, b = [1] * n
    except ValueError:
        print("unpack")
    try:
        min([0] * (n - 1))
    except ValueError:
        print("min")
    return 0


def target(driver, args):
    return entry_point, None
