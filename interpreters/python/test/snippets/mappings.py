def attempt(f, *args, **kw):
    try:
        print(f(*args, **kw))
    except Exception as e:
        print(type(e).__name__, e)


d = {"a": 1, 2: "b", (1, 2): None, 3.5: [1]}
print(d, len(d), d["a"], d[2], d[2.0], d[(1, 2)], "a" in d, 5 in d, d.get("x"), d.get("x", 9), list(d), bool({}))
attempt(lambda: d["zz"])
attempt(lambda: d[(1, 3)])
attempt(lambda: d[[]])
d[True] = "t"
d[1] = "one"
print(d)
del d[2]
attempt(d.__delitem__, 2)
print(d.pop("a"), d.pop("a", None), d.setdefault("k", 5), d.setdefault("k", 6), d.popitem(), d)
attempt(d.pop, "zz")
attempt({}.popitem)
e = dict(a=1, b=2)
e.update({"c": 3}, d=4)
e.update([("e", 5), ["f", 6]])
print(e, dict([(1, 2)]), dict({1: 2}, x=3), dict(zip("ab", [1, 2])), dict.fromkeys("ab"), dict.fromkeys([1, 2], 0))
attempt(dict, [1])
attempt(dict, [(1, 2, 3)])
attempt(dict, 5)
print(e.keys(), e.values(), e.items(), len(e.keys()), "a" in e.keys(), 2 in e.values(), ("a", 1) in e.items())
print(sorted(e.keys() & {"a", "zz"}), sorted(e.keys() | {"zz"}), sorted(e.keys() - {"a"}), e.keys() == set("abcdef"), e.keys() >= {"a"}, sorted(e.keys() ^ {"a", "q"}))
print(sorted(e.items() & [("a", 1)]), e.keys().isdisjoint("xyz"))
print(e == dict(e), e != {}, {1: 2} == {1.0: 2.0}, {1: 2} | {3: 4}, list(reversed(e)), list(reversed(e.items()))[:1])
f = {1: 2}
f |= {5: 6}
print(f, f.copy() == f, {**f, 7: 8})
attempt(lambda: {1: 2} < {})
attempt(lambda: {} | [])
g = {}
g["self"] = g
print(g)


def mutate():
    m = {1: 1, 2: 2}
    for k in m:
        m[k + 10] = 1


attempt(mutate)


def shrink():
    m = {1, 2, 3}
    for k in m:
        m.discard(k)


attempt(shrink)
h = {}
for i in range(1000):
    h[i * 7919 % 10007] = i
for i in range(0, 1000, 2):
    del h[i * 7919 % 10007]
print(len(h), sum(h), list(h)[:5], list(h.items())[-2:], h.get(7919), h.get(7919 * 2 % 10007))
for i in range(50):
    h["s%d" % i] = i
print(len(h), h["s17"], "s51" in h, list(h)[-1])


class D(dict):
    def __missing__(self, key):
        return "missing " + str(key)


m = D(a=1)
print(m["a"], m["zz"], m.get("zz"), m, type(m.copy()).__name__, len(m), isinstance(m, dict))


class K:
    def __init__(self, v):
        self.v = v

    def __hash__(self):
        return 42

    def __eq__(self, other):
        return isinstance(other, K) and self.v == other.v

    def __repr__(self):
        return "K%r" % self.v


c = {K(i): i for i in range(20)}
print(len(c), c[K(7)], K(25) in c, list(c)[:3])
del c[K(7)]
print(K(7) in c, c[K(19)], len(c))

s = {3, 1, 2}
print(sorted(s), len(s), 1 in s, 9 in s, s == {1, 2, 3}, set(), {1}, frozenset({1}), frozenset())
s.add(5)
s.discard(1)
s.discard(100)
s.remove(2)
attempt(s.remove, 2)
attempt(s.add, [])
print(sorted(s), sorted(s | {7}), sorted(s & {3, 7}), sorted(s - {3}), sorted(s ^ {3, 8}))
s |= {10}
s &= {3, 10, 5}
s -= {3}
s ^= {99}
print(sorted(s), sorted(s.union([1], (2,))), sorted(s.intersection([10, 5])), sorted(s.difference([10])), sorted(s.symmetric_difference([10, 1])))
s.update([1], "a")
print(len(s), s.issubset(s | {0}), s.issuperset({1}), {1} < {1, 2}, {1} <= {1}, {1, 2} > {1}, {1}.isdisjoint({2}))
s.difference_update([1, "a"])
s.intersection_update([10, 99])
s.symmetric_difference_update([99, 4])
print(sorted(s))
s.clear()
print(s, not s)
attempt(lambda: {1} | [1])
attempt(lambda: {1} < [1])
attempt(set().pop)
x = {1}
print(x.pop(), x, hash(frozenset([1, 2])) == hash(frozenset([2, 1])), frozenset([1]) == {1}, {frozenset([1]): 5}[frozenset([1])], {1} in {frozenset([1])})
attempt(hash, set())
attempt(set, 5)
print(type(frozenset([1]) | {2}).__name__, type({2} | frozenset([1])).__name__, frozenset("a").union("b") == frozenset("ab"), {1, True, 1.0})


class MySet(set):
    pass


print(MySet([1]), type(MySet([1]) | {2}).__name__, len(MySet("abc")))
print({x: y for x, y in zip("abc", range(3))}, {x % 3 for x in range(10)})
print({"a": 1, "b": {"c": [1, 2, {"d": None}]}}, {1: {2: {3: {}}}})
n = 0
for k, v in {"a": 1, "b": 2}.items():
    n += v
print(n, max({"a": 1, "b": 5}.values()), min({"a": 3, "b": 2}, key=lambda k: {"a": 3, "b": 2}[k]))
