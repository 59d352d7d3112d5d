# What random programs (tests/fuzz_rpython.py) found: sums of truth values, centred fields, arithmetic on narrow ints,
# sets of chars and of text, dicts made of pairs that never are, variables of the environment that go.

import os

from rpython.rlib.rarithmetic import intmask, r_int32, r_uint32

NO_WORDS = set([])
NAMES = ("", "abc", "a")


def sets(n):
    text = "abc" * n
    print(
        sorted(set(text) - set(NAMES)), sorted(set(NAMES) & set(text)), len(set(("x", text, "x")))
    )
    table = {"abc": 1}
    table.update(dict([(c, n) for c in text]))
    table.update(dict(zip(list(text), [7, 8])))
    table.update([("z", 5)])
    words = set(["abc"])
    words.update(set(text))
    print(table, sorted(words), words.issuperset(set("ab")), words.isdisjoint(set("xy")))
    letters = set(text)
    print(sorted(letters | set([text])), sorted(set(letters)))


def sums(n):
    print(sum([n > 0, n > 1, n == 1]), sum([n > 0], 5), sum((n > 0, 3, n)), sum((n > 0, n > 1)))
    print(sum((n, 2.5)), sum([1.5 * n, 2.5]), sum([n] * 3))


def centred(n):
    print(f"{'ab' * n:^7}|{'abc':^8}|{'ab':^5}|{n:^4}|{n:^5}|{'x':*^4}|{n:^1}|")
    print("%s|%s|%s|" % ("ab".center(7), "abc".center(8), "x".center(2, "*")))


def narrow(n):
    u = r_uint32(n)
    print(intmask(u - r_uint32(n + 7)), intmask(u * r_uint32(1 << 31)), -intmask(u), intmask(~u))
    i = r_int32(n)
    print(intmask(i + r_int32(2147483647)), intmask(i << 40), intmask(-i - i))
    print(intmask(r_int32(intmask(i + r_int32(2147483647)))))


def no_pairs(n):
    d = {}
    print(sorted(dict([(p[1], p[0]) for p in [(v, k) for k, v in d.items()]])))
    print(sum([len(w) for w in NO_WORDS]), sum([x for x in d.values()], n))
    print(n in dict([(p[1], p[0]) for p in [(v, k) for k, v in d.items()]]))


def environment(n):
    name = "FUZZ" * n
    os.environ[name] = "3"
    print(os.environ[name], os.environ.get(name))
    del os.environ[name]
    print(os.environ.get(name) is None)
    try:
        del os.environ[name]
    except KeyError:
        print("KeyError")


class Loud(object):
    """Its methods always give the same; they are called for what they do."""

    @property
    def five(self):
        print("five")
        return 5

    def __add__(self, other):
        print("add")
        return 6

    def __eq__(self, other):
        print("eq")
        return True

    def __contains__(self, x):
        print("contains")
        return False

    def __bool__(self):
        print("bool")
        return True

    def __neg__(self):
        print("neg")
        return 7


def constants(n):
    loud = Loud()
    print(loud.five, loud + loud, loud == Loud(), n in loud, not loud, -loud)
    if loud:
        print("there")


class Named(object):
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return "named " + self.name


RING = Named("ring")
PAIR = (RING, 5)
NEVER_FILLED = {}
FILLED_NEVER = {}
NOTHING_IN = {"a": None, "b": None}


def constant_objects(n):
    print("%s and %s" % (n, RING), "%s" % RING, "%s %d" % PAIR, f"{RING}")


def never_filled(n):
    key = "a" * n
    print(NEVER_FILLED.get(key, n + 70), NEVER_FILLED.get(key, 3), NEVER_FILLED.pop(key, n))
    words = {}
    print(words.get(key, key) + "b", "x" in words.get(key, "xy"), words.pop(key, "pop"))
    try:
        print(FILLED_NEVER.popitem()[1])
    except KeyError:
        print("KeyError")
    print(FILLED_NEVER, len(words))


def only_none(n):
    for key in ["a", "a" * (n + 3)]:
        one = NOTHING_IN.get(key, RING)
        two = NOTHING_IN.pop(key, RING)
        print(one is None, two is None, len(NOTHING_IN))


def sets_of_nothing(n):
    empty = [n][1:]
    one = set(NO_ITEMS).intersection({i % 7 for i in NO_ITEMS}) ^ {n, 3}
    two = set(NO_ITEMS) & set(NO_ITEMS)
    two.add(n)
    three = set("abc").difference("b")
    three.add("text")
    print(sorted(one), sorted(two), sorted(three), empty)


NO_ITEMS = []


def fields(n):
    for x in [n + 1810, n * 998, n * 1000, n * 1234567, -n * 999, -n * 123456, n - 1]:
        print(f"{x:,} {x:12,} {x:<12,}|{x:+_}|{x: d}|{x:<07}|{x:^09d}|{x:0=9}|{x:-8}|{x & 4095:#x}")
        print(f"{x / 4:,} {x / 4:,.2f} {x / 4:_.1f} {x:,.3f} {x / 4:012.2f} {x / 4:12}|{x:12.3e}|")
    flag = n > 0
    text = "ab" * n
    print(
        f"{flag:5}|{flag:<5}|{flag!s:6}|{text:05}|{text:>05}|{text:-^9}|{text[0]:3}|{text:.1}|{65 * n:c}|"
    )


def entry_point(argv):
    n = len(argv)
    fields(n)
    sets_of_nothing(n)
    constant_objects(n)
    never_filled(n)
    only_none(n)
    no_pairs(n)
    environment(n)
    constants(n)
    sets(n)
    sums(n)
    centred(n)
    narrow(n)
    return 0


def target(driver, args):
    return entry_point, None
