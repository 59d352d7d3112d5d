# args: 8000
"""Generators: pipelines, send(), yield from, generator expressions, iterator classes."""
import sys


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def keep(pred, it):
    for x in it:
        if pred(x):
            yield x


def pairs(it):
    prev = None
    for x in it:
        if prev is not None:
            yield prev, x
        prev = x


def chunks(it, size):
    box = []
    for x in it:
        box.append(x)
        if len(box) == size:
            yield tuple(box)
            box.clear()
    if box:
        yield tuple(box)


class Collatz:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 1:
            raise StopIteration
        self.n = self.n // 2 if self.n % 2 == 0 else 3 * self.n + 1
        return self.n


def tree(lo, hi):
    if lo < hi:
        mid = (lo + hi) // 2
        yield from tree(lo, mid)
        yield mid
        yield from tree(mid + 1, hi)


def average():
    total = n = 0
    mean = None
    while True:
        x = yield mean
        total += x
        n += 1
        mean = total // n


def primes(n):
    def sieve(p, it):
        for x in it:
            if x % p:
                yield x
    it = iter(range(2, n))
    while True:
        try:
            p = next(it)
        except StopIteration:
            return
        yield p
        if p * p < n:
            it = sieve(p, it)


def main(n):
    a = sum(x * y for x, y in pairs(keep(lambda v: v % 3 != 1, count(n))))
    b = sum(len(c) * c[0] for c in chunks((x * x for x in count(n)), 7))
    c = sum(sum(Collatz(k)) for k in range(1, n // 100))
    d = sum(i * x for i, x in enumerate(tree(0, n // 4)))
    avg = average()
    next(avg)
    e = 0
    for x in count(n):
        e ^= avg.send(x)
    f = sum(primes(n // 20))
    print('genpipe', a, b, c, d, e, f)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 450000)
