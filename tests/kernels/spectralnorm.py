"""Spectral norm of an infinite matrix: float lists and divisions."""

import math


def a(i, j):
    return 1.0 / float((i + j) * (i + j + 1) // 2 + i + 1)


def multiply_av(n, v, av):
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += a(i, j) * v[j]
        av[i] = total


def multiply_atv(n, v, atv):
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += a(j, i) * v[j]
        atv[i] = total


def multiply_at_av(n, v, at_av):
    u = [0.0] * n
    multiply_av(n, v, u)
    multiply_atv(n, u, at_av)


def product(n, u, v):
    total = 0.0
    for i in range(n):
        total += u[i] * v[i]
    return total


def entry_point(argv):
    n = 1500
    if len(argv) > 1:
        n = int(argv[1])
    u = [1.0] * n
    v = [0.0] * n
    for _ in range(10):
        multiply_at_av(n, u, v)
        multiply_at_av(n, v, u)
    norm = math.sqrt(product(n, u, v) / product(n, v, v))
    print("%d" % int(norm * 1000000000.0))
    return 0


def target(driver, args):
    return entry_point, None
