# memory and stack that are full, in loops that get hot


def lists(n, k):
    bad = 0
    for i in range(k):
        try:
            x = [0] * n
            bad += len(x) - n
        except MemoryError:
            bad += 1
    return bad


def others(n, k):
    bad = 0
    for i in range(k):
        try:
            x = "ab" * n
        except MemoryError:
            bad += 1
        try:
            x = bytearray(n)
        except MemoryError:
            bad += 1
        try:
            x = bytes(n)
        except MemoryError:
            bad += 1
        try:
            x = (1, 2) * n
        except MemoryError:
            bad += 1
        x = None
    return bad, x


for n in (10, 10**15, 3, 10**12):
    print(lists(n, 2000), others(n, 2000))


def deep(n):
    return deep(n + 1) + 1


def deeper(n):
    try:
        return deeper(n + 1) + 1
    finally:
        n -= 1


class A:
    def __getattr__(self, name):
        return getattr(self, name + "x")


class B:
    def __add__(self, other):
        return other + self

    def __eq__(self, other):
        return [self] == [other]


def full(f):
    try:
        f()
    except RecursionError:
        return True


for i in range(4):
    print(full(lambda: deep(0)), full(lambda: deeper(0)), full(lambda: A().foo))
    print(full(lambda: B() + B()), full(lambda: B() == B()))
