"""Rows of the language table: text, lists, tuples, dicts and sets."""

from rpython.rlib.debug import make_sure_not_resized
from rpython.rlib.objectmodel import (
    compute_hash,
    delitem_with_hash,
    getitem_with_hash,
    newlist_hint,
    r_dict,
    resizelist_hint,
    reversed_dict,
)

# run: 7 alpha
# run: 3 be


# row: str.concat
def concat(s, n):
    t = s + "-" + s
    t += "!"
    print(t, s * 2, 3 * s, s * (n - 100) + "|")


# row: str.index
def str_index(s, n):
    print(s[0], s[-1], s[n % 2])
    try:
        print(s[n * 100])
    except IndexError:
        print("no char")


# row: str.slice
def str_slice(s, n):
    print(s[1:], s[:1], s[:-1], s[1:100], s[-2:], s[n:2] + "|", s[:])


# row: str.find
def find(s, n):
    print(s.find("a"), s.find("a", 1), s.rfind("a"), s.find("zz"), s.find("p", 0, 2), s.count("a"))
    print(s.index("e") if "e" in s else s.index("a"))
    try:
        print(s.index("zz"))
    except ValueError:
        print("not there")


# row: str.startswith
def starts(s):
    print(s.startswith("al"), s.endswith("e"), s.startswith("p", 2), s.startswith(("b", "c")))


# row: str.strip
def strip(s):
    t = "  " + s + "\t\n"
    print(
        t.strip(), t.lstrip() + "|", "|" + t.rstrip(), s.strip("ab"), s.lstrip("a"), s.rstrip("e")
    )


# row: str.split
def split(s):
    t = s + "," + s + ",,x"
    print(t.split(","), t.split(",", 1), t.rsplit(",", 1), " a  b ".split(), "a::b".split("::"))
    print(" a b c ".split(None, 1), " a b c ".rsplit(None, 1))


# row: str.splitlines
def splitlines(s):
    t = s + "\n" + s + "\r\nend"
    print(t.splitlines(), len(t.splitlines(True)))


# row: str.join
def join(s):
    print("-".join([s, s]), "".join(list(s)), ",".join([]), "+".join((s, "t")))


# row: str.replace
def replace(s):
    print(s.replace("a", "A"), s.replace("al", ""), s.replace("e", "ee", 1), s.replace("", "."))


# row: str.case
def case(s):
    print(s.upper(), s.upper().lower(), s.title(), s.capitalize(), s.swapcase())


# row: str.tests
def tests(s):
    print(
        s.isalpha(), s.isdigit(), s.isalnum(), s.isspace(), s.islower(), s.isupper(), "".isalpha()
    )


# row: str.pad
def pads(s):
    print(s.ljust(8) + "|", s.rjust(8), s.center(8), s.zfill(8), s.center(9, "*"), "-5".zfill(4))


# row: str.partition
def partition(s):
    print(s.partition("e"), s.rpartition("a"), s.removeprefix("al"), s.removesuffix("e"))


# row: str.iterate
def iterate(s):
    total = 0
    for c in s:
        total += ord(c)
    print(total)


# row: str.truth
def truth(s, none):
    print(bool(s), not "", "yes" if none else "no", none is None)


# row: str.compare
def compare(s):
    print(s == "alpha", s != "be", s < "b", s >= "al", max(s, "b"))


# row: str.char
def char_methods(c):
    print(c.isalpha(), c.upper(), c == "a", c in "abc", ord(c), c < "b", c + c)


# row: str.encode
def encoding(s):
    print(s.encode("ascii").decode("ascii"), len(s.encode("utf-8")), s.encode().decode("latin-1"))


# row: str.translate
def bytes_literals(s):
    raw = b"\x01\x02ab"
    print(len(raw), raw[2:] == b"ab", "\xff" == "\xff")


# row: list.literal
def list_literal(n):
    print([n, 2], len([]), [[n], []], [(n, "a")], ["x", "y"][n % 2])


# row: list.grow
def list_grow(n):
    items = [n]
    items.append(2)
    items.extend([3, 4])
    items.insert(1, 9)
    items += [5]
    items.extend((6, 7))
    items.extend(range(2))
    items[len(items) :] = [8]
    print(items)


# row: list.shrink
def list_shrink(n):
    items = [n, 2, 3, 4, 5]
    print(items.pop(), items.pop(0), items.pop(-1), items)
    items.remove(3)
    try:
        items.remove(100)
    except ValueError:
        print("not in list")
    del items[0]
    try:
        items.pop()
    except IndexError:
        print("empty")
    items = [1, 2]
    items.clear()
    print(items)


# row: list.index
def list_index(n):
    items = [n, 5, 5]
    items[1] = 6
    items[-1] += 1
    print(items[0], items[-1], items.index(6), items.count(6), 6 in items)
    try:
        items[n] = 1
    except IndexError:
        print("out")


# row: list.slice
def list_slice(n):
    items = [0, 1, 2, 3, n]
    print(items[1:], items[:2], items[1:3], items[:-1], items[-2:], items[4:2], items[1:99])


# row: list.setslice
def list_setslice(n):
    items = [0, 1, 2, 3]
    items[1:3] = [n]
    items[:1] = [9, 9]
    items[3:] = []
    print(items)
    del items[:1]
    print(items)


# row: list.operators
def list_operators(n):
    a = [n, 1]
    b = a + [2]
    a *= 2
    print(a, b, a == b, b != [7, 1, 2], b * 2, [0] * n, 2 * b)


# row: list.methods
def list_methods(n):
    a = [3, n, 2]
    b = a.copy()
    a.reverse()
    b.sort()
    c = list(b)
    c.sort(reverse=True)
    print(a, b, c, a.count(2))
    words = ["bb", "a", "ccc"]
    words.sort(key=len)
    print(words)
    words.sort(key=lambda w: -len(w))
    print(words)


# row: list.chars
def list_of_chars(s):
    chars = list(s)
    chars += "xy"
    chars.reverse()
    print("".join(chars))


# row: list.none
def list_none(n):
    items = None
    if n > 5:
        items = [n]
    if items is None:
        print("none")
    else:
        print(len(items))
    holes = [None] * 3
    holes[1] = "x"
    print(holes[0] is None, holes[1])


# row: list.not-resized
def fixed_list(n):
    items = [0] * n
    make_sure_not_resized(items)
    items[1] = 4
    print(items)


# row: list.hints
def list_hints(n):
    items = newlist_hint(n)
    items.append(n)
    resizelist_hint(items, 10)
    print(items)


# row: list.nested
def list_nested(n):
    grid = [[0] * 3 for _ in range(2)]
    grid[1][2] = n
    print(grid, len(grid[0]))


# row: list.del-slice-step
def list_stepped(n):
    items = [0, 1, 2, 3, 4, n]
    print(items[::2], items[::-1], items[4:1:-1], items[-1:0:-2])


# row: tuple.basic
def tuples(n, s):
    t = (n, s, 1.5)
    a, b, c = t
    print(t[0], t[-1], len(t), a, b, c, t[1:], t + (1,), ())


# row: tuple.compare
def tuple_compare(n, s):
    print((n, s) == (7, "alpha"), (n, s) != (7, "alpha"), (n, 1) < (n, 2), (n, s) in [(7, "alpha")])


# row: tuple.nested
def tuple_nested(n, s):
    pairs = [(n, (s, n)), (1, ("x", 2))]
    for a, (b, c) in pairs:
        print(a, b, c)


# row: tuple.iterate
def tuple_iterate(n):
    total = 0
    for x in (n, 2, 3):
        total += x
    print(total, max(n, 1), n in (7, 8), list((n, 2)))


# row: tuple.star
def tuple_star(n, *rest):
    print(n, len(rest), rest)


# row: dict.basic
def dict_basic(n, s):
    d = {s: n, "k": 1}
    d["z"] = 2
    d[s] += 1
    print(d[s], len(d), "k" in d, "q" not in d)
    try:
        print(d["none"])
    except KeyError:
        print("no key")


# row: dict.get
def dict_get(n, s):
    d = {s: n}
    print(d.get(s, -1), d.get("q", -1), d.setdefault("q", 5), d.setdefault(s, 6), len(d))
    names = {1: "one"}
    print(names.get(1), names.get(n) is None, names.get(n, "many"))


# row: dict.remove
def dict_remove(n, s):
    d = {s: n, "k": 1, "l": 2}
    del d["k"]
    print(d.pop("l"), d.pop("q", 9), d.popitem())
    try:
        d.pop("none")
    except KeyError:
        print("no key")
    try:
        d.popitem()
    except KeyError:
        print("empty")
    d["x"] = 1
    d.clear()
    print(len(d), bool(d))


# row: dict.views
def dict_views(n, s):
    d = {s: n, "k": 1}
    print(list(d.keys()), list(d.values()), list(d.items()), [k for k in d], sorted(d))
    for k, v in d.items():
        print(k, v)
    for v in d.values():
        print(v)


# row: dict.update
def dict_update(n, s):
    d = {s: n}
    e = d.copy()
    e.update({s: 1, "k": 2})
    print(d[s], e[s], len(e), d == e)


# row: dict.keys
class Key(object):
    pass


def dict_keys(n, s):
    key = Key()
    print({n: 1}[n], {(n, s): 2}[(n, s)], {1.5: 3}[1.5], {key: 4}[key], {True: 5}[n > 0])
    print({s[0]: 1}[s[0]], {None: 7, s: 8}[None])


# row: dict.changed-while-iterated
def dict_changed(n):
    d = {1: n, 2: 3}
    try:
        for k in d:
            d[k + 10] = 1
    except RuntimeError:
        print("changed")


# row: dict.order
def dict_order(n):
    d = {}
    for i in range(n):
        d[i * 7 % 10] = i
    del d[0]
    d[0] = 1
    print(list(d), [k for k in reversed_dict(d)])


def same_parity(a, b):
    return a % 2 == b % 2


def parity(a):
    return a % 2


# row: dict.r_dict
def dict_custom(n):
    d = r_dict(same_parity, parity)
    d[n] = "odd or even"
    print(n + 2 in d, n + 1 in d, d[n + 4])


# row: dict.with-hash
def dict_with_hash(s):
    d = {s: 5}
    print(getitem_with_hash(d, s, compute_hash(s)))
    delitem_with_hash(d, s, compute_hash(s))
    print(len(d))


# row: set.basic
def sets(n, s):
    a = {n, 2}
    a.add(3)
    a.discard(2)
    a.remove(3)
    print(n in a, len(a), sorted(set(s)), len(set()), sorted(set([1, 1, n])))
    b = set([n, 8])
    print(sorted(a | b), sorted(a & b), sorted(b - a), sorted(a ^ b), a == b)
    try:
        a.remove(100)
    except KeyError:
        print("not in set")


# row: bytearray.basic
def bytearrays(s):
    b = bytearray(b"abc")
    print(len(b), str(b)[0] != "")


def entry_point(argv):
    n = int(argv[1])
    s = argv[2]
    concat(s, n)
    str_index(s, n)
    str_slice(s, n)
    find(s, n)
    starts(s)
    strip(s)
    split(s)
    splitlines(s)
    join(s)
    replace(s)
    case(s)
    tests(s)
    pads(s)
    partition(s)
    iterate(s)
    truth(s, None)
    truth(s, s)
    compare(s)
    char_methods(s[0])
    encoding(s)
    bytes_literals(s)
    list_literal(n)
    list_grow(n)
    list_shrink(n)
    list_index(n)
    list_slice(n)
    list_setslice(n)
    list_operators(n)
    list_methods(n)
    list_of_chars(s)
    list_none(n)
    fixed_list(n)
    list_hints(n)
    list_nested(n)
    list_stepped(n)
    tuples(n, s)
    tuple_compare(n, s)
    tuple_nested(n, s)
    tuple_iterate(n)
    tuple_star(n)
    tuple_star(n, s, 2)
    dict_basic(n, s)
    dict_get(n, s)
    dict_remove(n, s)
    dict_views(n, s)
    dict_update(n, s)
    dict_keys(n, s)
    dict_changed(n)
    dict_order(n)
    dict_custom(n)
    dict_with_hash(s)
    sets(n, s)
    bytearrays(s)
    return 0


def target(driver, args):
    return entry_point, None
