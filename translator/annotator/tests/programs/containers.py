"""Lists, dicts, sets, tuples, iteration, strings, slices."""

from rpython.rlib.objectmodel import r_dict
from rpython.rlib.rstring import StringBuilder


def see(x):
    return x


def see_fixed(lst):
    return lst[0]


def see_resized(lst):
    return lst[0]


def see_dict(d):
    return len(d)


def see_tuple(t):
    return t[0]


def see_set(s):
    return len(s)


def see_rdict(d):
    return len(d)


def see_nested(x):
    return x


def eq(a, b):
    return a[0] == b[0]


def hash_(a):
    return ord(a[0])


def entry_point(argv):
    fixed = [1, 2, 3]
    see_fixed(fixed)
    fixed[0] = -1
    grow = []
    for i in range(10):
        grow.append(str(i))
    see_resized(grow)
    d = {}
    d["a"] = 1.5
    d[argv[0]] = 2.0
    see_dict(d)
    t = (1, "two", None)
    see_tuple(t)
    s = {1, 2}
    s.add(3)
    see_set(s)
    rd = r_dict(eq, hash_)
    rd["x"] = 5
    see_rdict(rd)
    see_nested([[x, x + 1] for x in fixed])
    total = 0
    for i, c in enumerate(argv[0]):
        total += i + ord(c)
    for key in d:
        total += len(key)
    for key, value in d.items():
        total += int(value)
    for a, b in zip(fixed, grow):
        total += a + len(b)
    parts = argv[0].split(",")
    text = "-".join(parts[1:])
    b = StringBuilder()
    b.append(text)
    b.append_slice(text, 0, 1)
    text = b.build().upper().replace("A", "B")
    if text.startswith("X") or "Y" in text:
        total += 1
    total += sum(fixed) + max(fixed) + min(1, 2)
    if any([x > 2 for x in fixed]):
        total -= 1
    while grow:
        see(grow.pop())
    first, second = t[0], t[1]
    del d["a"]
    return total + first + len(second) + len(sorted(fixed))


def target(driver, args):
    return entry_point
