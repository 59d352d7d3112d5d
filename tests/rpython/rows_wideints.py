"""Rows of the language table: integers of 128 bits."""

from rpython.rlib.rarithmetic import intmask, r_longlonglong, r_uint, r_ulonglonglong

# run: 7 123456789012345678
# run: 63 -5
# run: 0 1

BIG = r_longlonglong(10**30)
MASK = r_ulonglonglong((1 << 128) - 1)


# row: int.r_longlonglong
def arithmetic(n, m):
    a = r_longlonglong(m) * r_longlonglong(1000000007) * r_longlonglong(n + 3)
    print(a, a + 1, a - BIG, -a, ~a, abs(a), 5 - a, 3 * a, a * m)
    print(a // 1000, a % 1000, BIG // r_longlonglong(m), BIG % r_longlonglong(m), a // -7, a % -7)
    print(a & 255, a | 1, a ^ BIG)
    try:
        print(a // n)
    except ZeroDivisionError:
        print("zero")


def shifts(n, m):
    a = r_longlonglong(m) << n
    b = r_ulonglonglong(m) << n
    print(a, b, a >> 3, b >> 3, (b >> 64) & 15, MASK >> n, BIG >> n)


def comparisons(n, m):
    a, b = r_longlonglong(m), r_longlonglong(n)
    print(
        a < b, a <= b, a == b, a != b, a > b, a >= b, a < n, a == m, BIG > a, bool(a), bool(a - m)
    )
    c = r_ulonglonglong(m)
    print(c < r_ulonglonglong(n), c > 5, MASK > c)


def conversions(n, m):
    a = r_longlonglong(m) * r_longlonglong(m)
    print(intmask(a), r_uint(a), float(a), float(BIG), float(MASK), float(-BIG))
    print(
        intmask(r_ulonglonglong(r_uint(m)) >> 1), r_longlonglong(n * 1.5), r_longlonglong(r_uint(n))
    )
    d = {r_longlonglong(m): "m", BIG: "big"}
    print(d[a // m] if m != 0 else "", d[BIG], r_longlonglong(m + 1) in d)
    print("%s %s" % (a, [a][0]))


def entry_point(argv):
    n, m = int(argv[1]), int(argv[2])
    arithmetic(n, m)
    shifts(n, m)
    comparisons(n, m)
    conversions(n, m)
    return 0


def target(driver, args):
    return entry_point, None
