def attempt(f, *args, **kw):
    try:
        print(f(*args, **kw))
    except Exception as e:
        print(type(e).__name__, e)


a = list(range(10))
print(a, a[2:5], a[::-1], a[::3], a[-3:], a[5:2], a[8:1:-2], len(a), 3 in a, 33 in a)
a[2:4] = [20, 30, 40]
print(a)
a[::2] = [0] * len(a[::2])
print(a)
del a[1:3]
del a[0]
del a[::3]
print(a)
a[1:1] = "xy"
print(a)
attempt(lambda: a[100])
attempt(lambda: a["x"])
attempt(lambda: a.__setitem__(100, 1))
attempt(lambda: a.__setitem__(slice(0, 4, 2), [1]))
attempt(lambda: a.__setitem__(slice(0, 2), 5))
attempt(lambda: a.__delitem__(100))
a = [3, 1, 2]
a.append(5)
a.extend((7, 8))
a.extend(i for i in (9,))
a.insert(0, "first")
a.insert(-1, "x")
a.insert(100, "last")
print(a, a.pop(), a.pop(0), a.pop(-2), a, a.index(7), a.count(1))
a.remove(5)
attempt(a.remove, 55)
attempt(a.index, 55)
attempt(a.pop, 100)
attempt([].pop)
print(a)
a.reverse()
print(a, a.copy(), a + [1], a * 2, 2 * a, [1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], [2] > [1, 5], [1] != [1])
a += (1, 2)
a *= 2
print(a)
a.clear()
print(a, not a, bool([0]))
attempt(lambda: [1] + (2,))
attempt(lambda: [1] * "x")
attempt(lambda: [1] < 2)
attempt(lambda: [1] < ["x"])
r = [1]
r.append(r)
print(r)
print(sorted([3, 1, 2]), sorted("hello"), sorted([3, 1, 2], reverse=True), sorted(["bb", "a", "ccc"], key=len), sorted([2.5, -1.0, 3.25]))
print(sorted([1, 2.5, 0, True]), sorted([(1, "b"), (0, "z"), (1, "a")]), sorted([], key=len), sorted({3: 1, 1: 2}))
words = "the quick brown fox jumps over the lazy dog".split()
print(sorted(words, key=lambda w: (len(w), w)), sorted(words, key=len, reverse=True), sorted(words, key=str.upper))
attempt(sorted, [1, "a"])
attempt(sorted, 5)
b = [5, 3, 4]
b.sort()
print(b)
b.sort(reverse=True)
print(b)
b.sort(key=lambda v: -v)
print(b)
big = [(i * 7919) % 1009 for i in range(3000)]
print(sorted(big) == sorted(sorted(big, reverse=True)), sorted(big)[:5], sorted(big, key=lambda v: v % 10)[:5], sorted(map(float, big))[-3:])
t = (1, 2, 3)
print(t, (1,), (), t[1], t[::-1], t + (4,), t * 2, 2 in t, t.index(2), t.count(1), hash(t) == hash((1, 2, 3)), t == (1, 2, 3), t < (1, 2, 4))
attempt(lambda: t[5])
attempt(lambda: t["x"])
attempt(t.index, 9)
attempt(lambda: t + [1])
attempt(lambda: hash(([],)))
attempt(t.__setattr__, "x", 1)
print(tuple("abc"), tuple([1]), tuple(), list("abc"), list((1, 2)), tuple(range(3)))
attempt(tuple, 5)
attempt(list, 5)


class L(list):
    pass


l = L([1, 2])
l.x = 5
print(l, l.x, type(l).__name__, type(l + [1]).__name__, len(l), isinstance(l, list), l == [1, 2])


class T(tuple):
    def __new__(cls, *args):
        return tuple.__new__(cls, args)


print(T(1, 2), T(1, 2) == (1, 2), type(T(1)).__name__)
print(range(5), range(1, 5), range(1, 10, 3), len(range(0, 10, 3)), list(range(10, 0, -3)), range(10)[3], range(10)[2:5], range(10)[::-1])
print(3 in range(5), 5 in range(5), 4 in range(0, 10, 3), range(3) == range(0, 3, 1), range(0) == range(2, 2), hash(range(3)) == hash(range(3)))
print(range(10).index(3), range(10).count(3), list(reversed(range(5))), range(5).start, range(5).stop, range(5).step, bool(range(0)))
print(range(2 ** 70, 2 ** 70 + 3), list(range(2 ** 70, 2 ** 70 + 3)), len(range(-2 ** 62, 2 ** 62, 2 ** 60)), 2 ** 70 in range(2 ** 71), range(10 ** 30)[5])
attempt(range, 1, 2, 0)
attempt(range, 1.5)
attempt(lambda: range(3)[5])
attempt(range(3).index, 7)
attempt(lambda: len(range(2 ** 70)))
print(slice(1, 2), slice(None, None, -1).indices(5), slice(1, 2) == slice(1, 2), slice(3).stop)
attempt(hash, slice(1))
print(list(enumerate("ab")), list(enumerate("ab", 5)), list(zip([1, 2], "ab")), list(zip()), list(zip([1], [2], [3, 4])), list(zip("ab", range(9), strict=False)))
attempt(lambda: list(zip([1, 2], [1], strict=True)))
attempt(lambda: list(zip([1], [1, 2], strict=True)))
attempt(lambda: list(zip([1, 2], [1, 2], [1], strict=True)))
attempt(zip, 5)
print(list(map(lambda x: x * 2, [1, 2])), list(map(lambda x, y: x + y, [1, 2, 3], [10, 20])), list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x > 1, [1, 2, 3])))
print(list(reversed([1, 2, 3])), list(reversed("ab")), list(reversed((1, 2))))
attempt(reversed, 5)
attempt(reversed, {1})
it = iter([1, 2, 3])
print(next(it), next(it), next(it), next(it, "end"))
attempt(next, it)
n = [0]


def count():
    n[0] += 1
    return n[0]


print(list(iter(count, 4)))
attempt(iter, 5)
attempt(next, 5)
print(all([]), any([]), all([1, 0]), any([0, 1]), sum([1, 2, 3]), sum([0.5, 1]), sum([[1], [2]], []), sum(range(10 ** 3)), sum([2 ** 62, 2 ** 62]))
attempt(sum, ["a"])
attempt(sum, ["a"], "")
print(max(1, 5, 3), min([4, 2, 8]), max("abc"), max([], default=7), min("bca", key=lambda c: -ord(c)), max([1, 2], [1, 3]), max(2.5, 1), min(1, True))
attempt(max, [])
attempt(max)
attempt(max, 1, 2, default=3)
attempt(max, 1, "a")


class Seq:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * 10

    def __len__(self):
        return 4


print(list(Seq()), 20 in Seq(), list(reversed(Seq())), max(Seq()), [*Seq(), 5], tuple(Seq()))
a, *b, c = range(6)
print(a, b, c)
attempt(lambda: [x for x, y in [(1, 2, 3)]])
print([1, [2, (3, {4: [5]})]], [()], [[]], ((),))
