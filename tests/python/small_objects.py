"""Objects of built-in types are small: no attribute of one class is a field of all objects."""

import resource


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


COUNT = 1000000
kept = [None] * COUNT
before = peak()
for i in range(COUNT):
    kept[i] = object()
print((peak() - before) // COUNT < 90)
