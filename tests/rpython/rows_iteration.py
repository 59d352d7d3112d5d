"""Rows of the language table: what is consumed in place, order and text of containers, names in templates."""

import os

from rpython.rlib.rarithmetic import r_singlefloat

# run: 7 alpha
# run: 2 a,b


def count_up(n):
    i = 0
    while i < n:
        yield i
        i += 1


def letters(s):
    for c in s:
        yield c


# row: builtin.list-of-map
def mapped(n, s):
    print(list(map(ord, s)), sum(map(ord, s)), sum(map(abs, [-n, 3]), 10))
    print(",".join(map(str, [n, 2])), max(map(ord, s)), sorted(map(ord, s)))
    print(any(map(bool, [0, n])), all(map(bool, [0, n])), any(map(bool, [0, n][:1])))
    print(list(zip(s, [1, 2])), dict(zip(s, [1, 2])), list(filter(None, [0, n])))


# row: builtin.min-of-tuple
def of_tuples(a, s):
    print(min((a, 4)), max((a, 4)), sum((a, 4)), min(s), max((s, "b")), any((a, 0)), all((a, 0)))


# row: builtin.next-default
def next_default(n):
    print(next(iter([]), 5), next(iter([n]), 5), next(count_up(0), n))
    it = iter([n, 1])
    print(next(it), next(it, -1), next(it, -1), next(it, -1))


# row: builtin.list-of-reversed
def reversals(n, s):
    items = [n, 1, 2]
    print(list(reversed(items)), "".join(reversed(s)), list(enumerate(s)), sum(reversed(items)))


# row: builtin.environ-write
def environment(s):
    os.environ["A"] = "b"
    print(os.environ.get("A", "?"), os.environ.get("NOT_SET_HERE", s))
    os.environ["A"] = s
    print(os.environ.get("A", "?"), os.environ["A"])
    try:
        print(os.environ["NOT_SET_HERE"])
    except KeyError:
        print("not set")


# row: int.singlefloat
def single(x):
    print(float(r_singlefloat(x)), float(r_singlefloat(x * 0.1)))


# row: str.join-str
def joined(s):
    print(".".join(s), "".join(s), "-".join("q"))


# row: str.expandtabs
def tabs(s):
    s = s + "\tx\n\ty"
    print(s.expandtabs(4), s.expandtabs(), s.expandtabs(0), "plain".expandtabs())


# row: dict.text
def texts(n, s):
    d = {s: n}
    d["z"] = 1
    print(d)
    print(str({n}), {s}, {n: {s: [n]}}, {"k": None if n > 5 else s})
    empty = {n}
    empty.discard(n)
    print(empty, [None, s][:n], (s, None if n > 5 else s))


# row: set.subset
def subsets(n):
    a = {n}
    b = {n, 9}
    print(a <= b, a < b, b <= a, b < a, a <= a, a < a, b >= a, b > a, a >= b)
    print(a.isdisjoint(b), a.isdisjoint({-n}), a.issubset(b))
    b.difference_update(a)
    print(sorted(b))
    b.update(a)
    b.intersection_update({9, 50})
    print(sorted(b))
    same = b
    b |= {n, 1}
    b ^= {1, 2}
    b -= {9}
    print(sorted(same), same == b)
    b &= {2}
    print(
        sorted(same), {"a"} == {str(n)}, {"a": n} == {str(n): 1}, {"a"} | {str(n)} == {str(n), "a"}
    )


# row: expr.list-order
def list_order(n, s):
    print(
        [1] < [2],
        [n, 2] < [n],
        [n] <= [n],
        [n] < [n],
        [n] >= [n, 1],
        [s] > ["b"],
        [(n, s)] < [(n, "z")],
    )


# row: expr.percent-named
def named(n, s):
    print("%(a)s" % {"a": s}, "%(b)03d%% of %(a)s, %(b)x" % {"a": s, "b": n})


class Key(object):
    pass


class Lock(object):
    pass


# row: dict.class-keys
def class_keys(n):
    print({Key: 6}[Key], {named: 1}[named])
    d = {Key: 1, Lock: n}
    print(d[Lock], d[Key], d[Key if n > 5 else Lock], len(d))


# row: gen.close
def closed(n):
    g = count_up(n)
    print(next(g), next(g))
    g.close()
    print(next(g, -1))
    h = count_up(3) if n > 5 else count_up(1)
    h.close()


# row: gen.consumed
def consumed(n, s):
    print(
        list(count_up(3)), sum(count_up(n)), max(count_up(n)), sorted(letters(s)), set(count_up(2))
    )
    print(any(count_up(n)), all(count_up(n)), "/".join(letters(s)), {k: 1 for k in letters(s)})
    items = [n]
    items.extend(count_up(2))
    items += [x for x in count_up(1)]
    print(items)


class Shape(object):
    def __str__(self):
        return "shape"


# row: class.text-of-none
def text_of_none(n):
    shape = Shape() if n > 5 else None
    print(shape, str(shape), "%s" % (shape,), f"{shape}")


def entry_point(argv):
    n = int(argv[1])
    s = argv[2]
    mapped(n, s)
    of_tuples(n, s)
    next_default(n)
    reversals(n, s)
    environment(s)
    single(n * 1.5)
    joined(s)
    tabs(s)
    texts(n, s)
    subsets(n)
    list_order(n, s)
    named(n, s)
    class_keys(n)
    closed(n)
    consumed(n, s)
    text_of_none(n)
    return 0


def target(driver, args):
    return entry_point, None
