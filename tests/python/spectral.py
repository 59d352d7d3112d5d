# args: 40
"""Largest singular value of an implied matrix: float loops, calls, generators."""
import sys


def cell(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v):
    n = len(v)
    out = []
    for i in range(n):
        s = 0.0
        for j in range(n):
            s += cell(i, j) * v[j]
        out.append(s)
    return out


def times_t(v):
    r = range(len(v))
    return [sum(cell(j, i) * v[j] for j in r) for i in r]


def main(n):
    u = [1.0] * n
    for _ in range(6):
        v = times_t(times(u))
        u = times_t(times(v))
    vbv = sum(a * b for a, b in zip(u, v))
    vv = sum(b * b for b in v)
    print('spectral %.9f' % (vbv / vv) ** 0.5)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 320)
