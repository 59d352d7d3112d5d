"""Operators and protocols of classes."""

# run: 6


class Vector(object):
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, n):
        return Vector(self.x * n, self.y * n)

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __ne__(self, other):
        return not self == other

    def __lt__(self, other):
        return self.x < other.x

    def __str__(self):
        return "<%d %d>" % (self.x, self.y)

    def __bool__(self):
        return self.x != 0 or self.y != 0


class Ring(object):
    def __init__(self, size):
        self.items = [0] * size
        self.start = 0

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[(self.start + i) % len(self.items)]

    def __setitem__(self, i, value):
        self.items[(self.start + i) % len(self.items)] = value

    def __contains__(self, value):
        return value in self.items

    def __iter__(self):
        return RingIterator(self)

    def __call__(self, n):
        self.start += n
        return self


class RingIterator(object):
    def __init__(self, ring):
        self.ring = ring
        self.i = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.i >= len(self.ring):
            raise StopIteration
        self.i += 1
        return self.ring[self.i - 1]


class Log(object):
    def __init__(self):
        self.lines = []

    def __enter__(self):
        self.lines.append("enter")
        return self

    def __exit__(self, kind, value, trace):
        self.lines.append("exit")


def guarded(log, n):
    with log as opened:
        opened.lines.append("inside")
        if n > 5:
            return n
        raise KeyError


def entry_point(argv):
    n = int(argv[1])
    a = Vector(1, 2)
    b = Vector(n, 4)
    print(a + b, a - b, a * 3, -b, a == Vector(1, 2), a != b, a < b)
    a += b
    print(a, "zero" if not Vector(0, 0) else "nonzero", bool(a))
    ring = Ring(n)
    for i in range(len(ring)):
        ring[i] = i * i
    ring(2)
    print(ring[0], ring[1], 16 in ring, 17 in ring)
    text = []
    for value in ring:
        text.append(str(value))
    print(" ".join(text))
    log = Log()
    print(guarded(log, n))
    try:
        guarded(log, 1)
    except KeyError:
        print("caught")
    print(" ".join(log.lines))
    return len(ring)


def target(driver, args):
    return entry_point, None
