"""Lists that keep machine words, and what makes them keep objects."""


def show(*values):
    print(*values)


a = [1, 2, 3]
a.append(4)
show(a, len(a), a[0], a[-1], a[1:3], a[::2], a[::-1])
a.append("x")
show(a, a.index("x"))
b = [1.5, 2.5]
b.append(3.5)
show(b, sum(b), b[1], b * 2, b + [1], b + [0.5])
b.append(7)
show(b)
e = []
show(e, e == [], e[:], e * 3, e + e, list(e), not e)
e.append(None)
e.append(1)
show(e)
e.clear()
e.append(True)
e.append(1)
show(e, type(e[0]))
i = [5, 3, 9, 1]
i.sort()
show(i)
i.sort(reverse=True)
show(i, sorted(i), sorted(i, key=lambda v: -v % 4))
i.sort(key=str)
show(i)
f = [2.5, -0.0, 0.0, 1e300, -1.0]
f.sort()
show(f, sorted(f, reverse=True))
f[1] = 3
show(f)
i[0] = "s"
show(i)
j = list(range(10))
j[2:5] = [100, 200]
show(j)
j[2:4] = []
show(j)
j[::2] = [0] * len(j[::2])
show(j)
j[1:2] = ["a", 2.0]
show(j)
j = list(range(10))
del j[::3]
show(j)
del j[0], j[-1]
show(j, j.pop(), j.pop(0), j)
j.insert(0, -1)
j.insert(100, 99)
show(j)
j.insert(1, 2.5)
show(j)
j = [1, 2, 3]
j.extend(range(3))
j.extend((4, 5))
j.extend([6])
j.extend(x for x in [7, 8])
show(j, j.count(1), j.count(2.0), j.count(True), 3.0 in j, True in j, "q" in j)
j.extend([1.5])
show(j)
j += "ab"
show(j)
k = [1, 2]
k += k
show(k, k == [1, 2, 1, 2], k == [1.0, 2.0, 1.0, 2.0], k < [1, 3], k >= [1, 2, 1, 2], k != [1])
k *= 2
show(k, k.copy(), [0] * 5, [1, 2] * 0, [2.0] * 3)
k.remove(2)
k.reverse()
show(k)
try:
    k.remove(77)
except ValueError as error:
    show(error)
try:
    [1].index(5)
except ValueError as error:
    show(error)
n = float("nan")
m = [n, 1.0]
show(n in m, m == [n, 1.0], m.index(n), m.count(n), m[0] is m[0])
big = [1, 2]
big.append(10**30)
show(big, sorted(big, reverse=True))
p = [1, 2, 3]
p.clear()
p.append(2.0)
p.append(3.0)
show(p)
while p:
    p.pop()
p.append("t")
show(p)
q = [3, 2, 1]
for v in q:
    if v == 3:
        q.append(4.5)
show(q)
x, y = [10, 20]
show(x, y, [*q, *p], max([3, 1]), min([2.5, 0.5]))


class L(list):
    pass


w = L([1, 2])
w.append("z")
show(w, type(w[:1]).__name__, w == [1, 2, "z"], [1] + w)
r = [1, 2, 3]
try:
    r.sort(key=lambda v: r.append(v) or 0)
except ValueError as error:
    show(error, r)
try:
    r.sort(key=lambda v: 1 // 0)
except ZeroDivisionError as error:
    show(error, r)
s = [[1, 2], [3.5]]
s[0][0] = None
show(s, [2] in [[2]], [[0] * 2 for _ in range(2)])
t = []
t[:] = [1, 2]
t[len(t) :] = [3.5]
show(t)
t[:] = []
show(t)
try:
    t[::2] = [1]
except ValueError as error:
    show(error)
