"""Sorting objects that compare with Python code: order, stability, errors; map and filter with functions."""

import functools
import random


class Rec:
    def __init__(self, key, number):
        self.key, self.number = key, number

    def __lt__(self, other):
        return self.key < other.key


class Picky(Rec):
    def __lt__(self, other):
        if other.key == 13:
            raise ValueError(self.key)
        return self.key < other.key


def orders(n, seed):
    r = random.Random(seed)
    recs = [Rec(r.randrange(n // 3), i) for i in range(n)]
    out = []
    for rows in (
        sorted(recs),
        sorted(recs, reverse=True),
        sorted(recs, key=lambda x: x.key),
        sorted(recs, key=lambda x: (x.key % 5, -x.key)),
        sorted(recs, key=lambda x: (-x.key, "k%d" % (x.key % 7)), reverse=True),
        sorted(
            recs, key=functools.cmp_to_key(lambda a, b: (a.key & 7) - (b.key & 7) or b.key - a.key)
        ),
        sorted(recs + sorted(recs)),
    ):
        out.append(sum(i * row.number for i, row in enumerate(rows)))
    mixed = [(x.key % 3, "abc"[x.key % 2 :], float(x.key)) for x in recs]
    out.append(hash(tuple(y for x in sorted(mixed) for y in (x[0], x[2]))))
    out.append(sorted(mixed, key=lambda t: t[::-1])[n // 2])
    return out


def errors(n):
    found = []
    for size in (3, 20, n):
        rows = [Picky(i * 7 % n, i) for i in range(size)]
        try:
            rows.sort()
            found.append("sorted")
        except ValueError as e:
            found.append(str(e))
        found.append(sum(row.number for row in rows))
    try:
        sorted([(1, "a"), (1, 2)] * n)
    except TypeError as e:
        found.append(str(e))
    rows = list(range(n))

    def spoil(x):
        rows.append(x)
        return -x

    try:
        rows.sort(key=spoil)
    except ValueError as e:
        found.append(str(e))
    return found


def smallest(n):
    rows = [(i * 7919 % 1000, "x%d" % (i % 10), i) for i in range(n)]
    best = rows[0]
    same = 0
    for row in rows:
        if row < best:
            best = row
        if (row[0] % 50, row[1]) == (5, "x5"):
            same += 1
        if row[:2] != (7, "x1") and row >= (990,):
            same += 3
    return best, same


def functions(n):
    total = sum(map(lambda x: x * 3, range(n)))
    total += sum(map(lambda x, y: x * y, range(n), range(n, 0, -1)))
    total += sum(map(lambda x, y, z: x + y - z, range(n), range(n), range(5)))
    kept = list(filter(lambda x: x % 3 == 1, range(n)))
    rare = list(filter(lambda x: x % 500 == 499, range(n)))
    kept += filter(None, [0, 1, "", "a", [], [0]] * 3)

    def stop(x):
        if x == 50:
            raise StopIteration
        return x & 1

    return (
        total,
        len(kept),
        rare,
        kept[-3:],
        list(map(stop, range(60)))[-1],
        len(list(filter(stop, range(99)))),
    )


def records(n):
    total = 0
    last = {}
    for i in range(n):
        d = {"a": i, "b": i + 1, "c": 2}
        d["d"] = i
        total += d["a"] + d["d"] + len(d)
        if i % 100 == 0:
            last = d
        e = {"x": i}
        for name in "pqrstuvw":
            e[name] = i
        total += e["x"] + len(e)
        if i % 3 == 0:
            del d["b"]
        f = {}
        f["k"] = i
        f["l"] = d
        f["k"] += 1
        total += f["k"] + len(f["l"]) + ("b" in d) + d.get("zz", 1)
        copied = dict(d)
        copied["e"] = 1
        total += len(copied) * 2 + sum(copied.values())
    return total, list(last.items()), list(f), list(e)


print(orders(300, 1), orders(1500, 2), errors(200), smallest(4000), functions(3000), records(4000))
