"""A list of instances with four numbers: small instances, and no outgrown items beside those of the list."""

import resource
import sys


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class P:
    def __init__(self, a, b, c, d):
        self.a = a
        self.b = b
        self.c = c
        self.d = d


COUNT = 1000000
before = peak()
kept = []
for i in range(COUNT):
    kept.append(P(i, i + 1, i + 2, i + 3))
limit = 250 if sys.implementation.name == "cpython" else 115
print((peak() - before) // COUNT < limit)
