"""Rows of the language table: statements."""

# run: 7 alpha
# run: 2 be


# row: stmt.assign
def assignments(n):
    a = b = n
    a, b = b + 1, a
    (c, d), e = (a, b), n
    print(a, b, c, d, e)


# row: stmt.unpack-list
def unpack_list(items):
    try:
        a, b = items
        print(a, b)
    except ValueError:
        print("wrong length")


# row: stmt.star-target
def star_target(items):
    first, *rest = items
    print(first, len(rest))
    *most, last = rest
    print(len(most), last)


# row: stmt.augmented
def augmented(n):
    a = n
    a += 2
    a -= 1
    a *= 3
    a //= 2
    a %= 100
    a <<= 2
    a >>= 1
    a |= 1
    a &= 0xFF
    a ^= 5
    b = float(n)
    b /= 2
    c = n
    c **= 2
    items = [n]
    other = items
    items += [1]
    items *= 2
    print(a, b, c, len(other))


# row: stmt.if
def branches(n):
    if n > 5:
        return "big"
    elif n > 1:
        return "middle"
    else:
        return "small"


# row: stmt.while-else
def while_else(n):
    i = 0
    while i < n:
        if i == 4:
            break
        i += 1
    else:
        return "whole %d" % i
    return "broken at %d" % i


# row: stmt.for-else
def for_else(n, wanted):
    for i in range(n):
        if i == 1:
            continue
        if i == wanted:
            break
    else:
        return "not found"
    return "found"


# row: stmt.for-kinds
def for_kinds(n, s):
    out = []
    for c in s:
        out.append(c)
    for i, c in enumerate(s):
        out.append("%d%s" % (i, c))
    d = {"k": n, "l": 2}
    for k in d:
        out.append(k)
    for k, v in d.items():
        out.append("%s=%d" % (k, v))
    for x in reversed([1, n]):
        out.append(str(x))
    print(" ".join(out))


# row: stmt.for-tuple
def for_tuple(n, s):
    for item in (n, s, 1.5):
        print(item)


# row: stmt.return-nested
def return_nested(n):
    for i in range(n):
        try:
            with Manager("r", False):
                if i == 1:
                    return i
        finally:
            print("out", i)
    return -1


# row: stmt.try
def try_full(n):
    try:
        if n > 5:
            raise KeyError
        if n == 3:
            raise ValueError
    except KeyError:
        return "key"
    except (ValueError, IndexError) as e:
        return "value" if isinstance(e, ValueError) else "index"
    else:
        return "none"
    finally:
        print("finally")


# row: stmt.bare-except
def bare_except(n):
    try:
        if n > 5:
            raise ValueError
        return "no"
    except:  # noqa: E722
        return "caught"


# row: stmt.reraise
def reraise(n):
    try:
        try:
            if n > 5:
                raise IndexError
        except IndexError:
            print("passing")
            raise
    except IndexError:
        print("arrived")


class Coded(Exception):
    def __init__(self, code):
        self.code = code


# row: stmt.raise-forms
def raise_forms(n):
    try:
        if n > 5:
            raise Coded(n)
        error = Coded(1)
        raise error
    except Coded as e:
        print(e.code)
    try:
        raise Coded(2) from None
    except Coded as e:
        print(e.code)


class Manager(object):
    def __init__(self, name, swallow):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind is not None)
        return self.swallow


# row: stmt.with
def with_statement(n):
    with Manager("a", False) as a, Manager("b", False):
        print(a, n)
    for i in range(2):
        with Manager("loop", False):
            if i == 0:
                continue
            break


# row: stmt.with-suppress
def with_suppress(n):
    with Manager("s", True):
        if n > 5:
            raise ValueError
        print("not raised")
    print("after")


# row: stmt.assert
def assertions(x):
    assert x is not None
    assert x >= 0, "negative %d" % x
    try:
        check = x < 100
        assert check
    finally:
        print("asserted", x)


class Bag(object):
    def __init__(self):
        self.gone = []

    def __delitem__(self, key):
        self.gone.append(key)


# row: stmt.del
def deletions(n):
    items = [1, 2, 3, 4, n]
    del items[0]
    del items[1:3]
    d = {"a": 1, "b": n}
    del d["a"]
    bag = Bag()
    del bag[n]
    x = n
    del x
    print(items, len(d), bag.gone)


# row: stmt.global-read
LIMIT = 40
TABLE = [1, 2, 3]


def read_globals(n):
    print(LIMIT + n, TABLE[n % 3])


# row: stmt.import-inside
def import_inside(n):
    import math
    from os.path import join

    print(int(math.sqrt(n * n)), join("a", "b"))


# row: stmt.import-optional
def import_optional():
    try:
        import module_that_is_nowhere  # noqa: F401

        return "there"
    except ImportError:
        return "missing"


# row: stmt.print
def printing(n, s):
    print()
    print(n, s, 1.5, True, None)
    print("no end", end="")
    print("", end="!\n")
    print(n, s, sep="-")
    print("%d%%" % n, [n, 1], (n, s))


# row: stmt.nested-def
def nested_def(n):
    def double(x):
        return x * 2

    triple = lambda x: x * 3  # noqa: E731
    print(double(n), triple(n))


def make_adder(k):
    def add(x):
        return x + k

    return add


add_ten = make_adder(10)
add_one = make_adder(1)


# row: stmt.import-time-closure
def import_time_closures(n):
    print(add_ten(n), add_one(n))


# row: stmt.match
def matched(n, s):
    match n:
        case 2:
            a = "two"
        case 3 | 7:
            a = "three or seven"
        case _:
            a = "other"
    match s:
        case "alpha":
            b = 1
        case "be":
            b = 2
        case _:
            b = 3
    print(a, b)


# row: stmt.annotations
def annotated(n: int, s: str) -> int:
    total: int = n
    x: "list[int]" = [1]
    return total + len(s) + len(x)


# row: expr.walrus
def walrus(n):
    if (half := n // 2) > 1:
        return half
    while (half := half - 1) > -3:
        pass
    return half


# row: stmt.pass-docstring
def nothing(n):
    """A docstring is no operation."""
    pass
    ...
    return n


# row: stmt.undefined-later
def defined_on_all_paths(n):
    if n > 5:
        x = 1
    else:
        x = 2
    return x


def entry_point(argv):
    n = int(argv[1])
    s = argv[2]
    assignments(n)
    unpack_list([n, 1])
    unpack_list([n] * n)
    star_target([n, 2, 3])
    augmented(n)
    print(branches(n), branches(1), branches(9))
    print(while_else(n), while_else(3))
    print(for_else(n, 5), for_else(n, 50))
    for_kinds(n, s)
    for_tuple(n, s)
    print(return_nested(n))
    print(try_full(n), try_full(3), try_full(1))
    print(bare_except(n))
    reraise(n)
    raise_forms(n)
    with_statement(n)
    with_suppress(n)
    assertions(n)
    deletions(n)
    read_globals(n)
    import_inside(n)
    print(import_optional())
    printing(n, s)
    nested_def(n)
    import_time_closures(n)
    matched(n, s)
    print(annotated(n, s), walrus(n), nothing(n), defined_on_all_paths(n))
    return 0


def target(driver, args):
    return entry_point, None
