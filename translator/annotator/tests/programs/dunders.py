"""Special methods resolved from the annotated class."""


class Vec(object):
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, value):
        self.items[i] = value

    def __contains__(self, x):
        return x in self.items

    def __iter__(self):
        return VecIter(self.items)

    def __eq__(self, other):
        return self.items == other.items

    def __add__(self, other):
        return Vec(self.items + other.items)

    def __call__(self, n):
        return n + 1

    def __str__(self):
        return "vec"

    def __enter__(self):
        return self

    def __exit__(self, kind, value, tb):
        return None


class VecIter(object):
    def __init__(self, items):
        self.items = items
        self.i = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.i >= len(self.items):
            raise StopIteration
        self.i += 1
        return self.items[self.i - 1]


class Quiet(object):
    def __eq__(self, other):
        """NOT_RPYTHON"""
        return other.nothing


def entry_point(argv):
    v = Vec([len(argv), 2])
    w = v + Vec([3])
    total = 0
    for x in w:
        total += x
    w[0] = 5
    if 5 in w:
        total += w[0]
    if v == w:
        total += 1
    if v:
        total += len(str(v))
    with v as inner:
        total += inner(3)
    if Quiet() == Quiet():
        total += 1
    return total + len(v)


def target(driver, args):
    return entry_point
