"""Matrices multiplied: lists of lists of floats."""


def matrix(n, seed):
    m = []
    tmp = seed / float(n)
    for i in range(n):
        row = [0.0] * n
        for j in range(n):
            row[j] = tmp * float(i - j) * float(i + j)
        m.append(row)
    return m


def multiply(a, b):
    n = len(a)
    c = []
    for i in range(n):
        row = [0.0] * n
        ai = a[i]
        for k in range(n):
            x = ai[k]
            bk = b[k]
            for j in range(n):
                row[j] += x * bk[j]
        c.append(row)
    return c


def entry_point(argv):
    n = 600
    if len(argv) > 1:
        n = int(argv[1])
    a = matrix(n, 1.0)
    b = matrix(n, 2.0)
    c = multiply(a, b)
    c = multiply(a, c)
    print("%d" % int(c[n // 3][n // 5] * 1000.0))
    return 0


def target(driver, args):
    return entry_point, None
