def attempt(f, *args, **kw):
    try:
        print(f(*args, **kw))
    except Exception as e:
        print(type(e).__name__, e)


class Loud(dict):
    def __getitem__(self, key):
        return "got " + str(key)

    def __setitem__(self, key, value):
        dict.__setitem__(self, key, value * 2)

    def __contains__(self, key):
        return True

    def __len__(self):
        return 99

    def __iter__(self):
        return iter(["x", "y"])


d = Loud(a=1)
d["b"] = 2
print(d["zz"], dict.__getitem__(d, "b"), "nope" in d, len(d), list(d), sorted(d.keys()), d.get("b"), repr(d), bool(d))
print({**d}, "%(k)s" % d, "{0[k]}".format(d), "{k}".format_map(d))


class MyList(list):
    def __getitem__(self, i):
        return "item"

    def __len__(self):
        return 5

    def __iter__(self):
        return iter("ab")

    def append(self, x):
        list.append(self, x)
        list.append(self, x)


m = MyList([1])
m.append(2)
print(m[0], len(m), list(m), repr(m), m + [5], [*m], tuple(m), m == [1, 2, 2])
a, b = m
print(a, b, max(m), sorted(m), sum([1]), ",".join(m), sorted(set(m)))


class MyStr(str):
    def __str__(self):
        return "str!"

    def __repr__(self):
        return "repr!"

    def __format__(self, spec):
        return "fmt!" + spec

    def __eq__(self, other):
        return "eq"

    def __hash__(self):
        return 5

    def __add__(self, other):
        return "added"

    def __len__(self):
        return 77


s = MyStr("abc")
print(s, repr(s), f"{s}", f"{s:x}", "%s %r" % (s, s), "{}".format(s), s + "x", "x" + s, len(s), s == 1, s.upper(), s[0], [s], {s: 1})
print("".join([s]), s.join(["1", "2"]), "abc".startswith(s), s in "xabcx", "a,abc".split(s), "abc".replace(s, "z"))


class MyTuple(tuple):
    def __getitem__(self, i):
        return "t"

    def __iter__(self):
        return iter((7, 8))


t = MyTuple((1, 2, 3))
x, y = t
print(t[0], x, y, len(t), t, "%s %s" % (1, 2), t == (1, 2, 3), hash(t) == hash((1, 2, 3)), list(t), t[:1])


class MyInt(int):
    def __add__(self, other):
        return "plus"

    def __format__(self, spec):
        return "int!"


i = MyInt(5)
print(i, i + 1, 1 + i, f"{i}", "%d" % i, "%s" % i, [10, 20, 30, 40, 50, 60][i], range(10)[i], "abcdef"[i], i * 2, "ab" * i, {5: "five"}[i])


class Index:
    def __index__(self):
        return 2


print("abcd"[Index()], [1, 2, 3][Index()], (1, 2, 3)[Index():], b"abc"[Index()], range(5)[Index()], "ab" * Index(), [0] * Index(), hex(Index()))
attempt(lambda: "%d" % Index())
print("%x" % Index(), chr(Index()), bytes(Index()), list(range(Index())), slice(Index()).indices(10), round(2.567, Index()))


class Cmp:
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        return self.v < other.v

    def __repr__(self):
        return "C%d" % self.v


print(sorted([Cmp(3), Cmp(1), Cmp(2)]), min(Cmp(3), Cmp(1)), max([Cmp(3), Cmp(1)], key=lambda c: c.v), sorted([Cmp(1), Cmp(2)], reverse=True))


class Bad:
    def __lt__(self, other):
        raise ValueError("no order")


items = [Bad(), Bad(), 3]
attempt(items.sort)
print(len(items))
mutating = [3, 1, 2]


def key(x):
    mutating.append(5)
    return x


attempt(lambda: mutating.sort(key=key))


class Evil:
    def __eq__(self, other):
        del store[:]
        return False


store = [1, Evil(), 3]
print(5 in [Evil()], store.count(7), store)


class HashEvil:
    def __init__(self, t):
        self.t = t

    def __hash__(self):
        return 1

    def __eq__(self, other):
        self.t.clear()
        return False


table = {}
table[HashEvil(table)] = 1
table[HashEvil(table)] = 2
print(len(table))


class It:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration("done")
        return self.n


print(list(It()), sum(It()), tuple(map(str, It())), dict(zip(It(), "abc")), [*It()], max(It()), sorted(It(), reverse=True), list(enumerate(It())), set(It()), 2 in It())
print(list(filter(lambda v: v > 1, It())), any(v == 2 for v in It()), list(zip(It(), It())), "-".join(map(str, It())), bytes(It()), list(map(lambda a, b: a * b, It(), It())))


def stopping():
    raise StopIteration


print(list(map(lambda v: v if v < 3 else stopping(), [1, 2, 3, 4])))


class Path:
    def __fspath__(self):
        return "p"

    def __bytes__(self):
        return b"bytes"

    def __bool__(self):
        return False


print(bytes(Path()), not Path(), all([Path()]), b"%b" % Path(), list(filter(None, [Path(), 1])))


class Dir:
    def __dir__(self):
        return ["z", "a"]


print(dir(Dir()), hash(frozenset()) == hash(frozenset()), isinstance(frozenset(), frozenset))


class Missing(dict):
    def __missing__(self, key):
        self[key] = value = []
        return value


g = Missing()
g["a"].append(1)
g["a"].append(2)
print(g, g.get("q"), "q" in g)


class FS(frozenset):
    pass


class BA(bytearray):
    pass


class B(bytes):
    pass


print(FS([1]), FS([1]) | {2} == {1, 2}, BA(b"ab"), type(BA(b"a") + b"b").__name__, B(b"x"), B(b"x") == b"x", {B(b"x"): 1}[b"x"], B(b"xy")[0])
print(type(FS([1]).union([2])).__name__, type(FS([1]) & {1}).__name__, type(MyStr("a").lower()).__name__)


class Doubling(map):
    def __next__(self):
        return 2 * super().__next__()


class Counting(enumerate):
    def __next__(self):
        i, x = enumerate.__next__(self)
        return (i + 100, x)


class Plain(zip):
    pass


class Own(filter):
    def __iter__(self):
        return iter("own")


for x in Doubling(abs, [-1, 2]):
    print(x)
print(list(Doubling(abs, [-1, 2])), sum(Doubling(abs, [-1, 2])), max(Doubling(abs, [-1, 2])))
print(list(Counting("ab")), next(Counting("ab")), list(Plain([1], [2])), list(Own(None, [1])))
print(list(zip(Counting("ab"), Doubling(abs, range(5)))))
try:
    next(Doubling(abs, []))
except StopIteration:
    print("stop")
try:
    map.__next__([])
except TypeError as error:
    print(error)
