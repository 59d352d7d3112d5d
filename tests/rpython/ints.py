"""Machine words: arithmetic, floor division, shifts, overflow checks, conversions."""

from rpython.rlib.rarithmetic import LONG_BIT, highest_bit, intmask, ovfcheck, r_uint
from rpython.rlib.rarithmetic import maxint as MAXINT

# run: 7 3
# run: -13 4
# run: 100 -7
# run: 9223372036854775807 1


def checked_add(a, b):
    try:
        return "%d" % ovfcheck(a + b)
    except OverflowError:
        return "overflow"


def checked_mul(a, b):
    try:
        return "%d" % ovfcheck(a * b)
    except OverflowError:
        return "overflow"


def checked_shift(a, n):
    try:
        return "%d" % ovfcheck(a << n)
    except OverflowError:
        return "overflow"


def checked_neg(a):
    try:
        return "%d" % ovfcheck(-a)
    except OverflowError:
        return "overflow"


def divide(a, b):
    try:
        return "%d %d" % (a // b, a % b)
    except ZeroDivisionError:
        return "division by zero"


def power(base, exponent, modulus):
    result = 1
    while exponent > 0:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def bits(n):
    count = 0
    while n:
        n &= n - 1
        count += 1
    return count


def entry_point(argv):
    a = int(argv[1])
    b = int(argv[2])
    print(checked_add(a, b), checked_add(a, -b), checked_add(MAXINT - 1, b))
    print(checked_mul(a, b), checked_mul(a, a), checked_mul(a, MAXINT))
    print(checked_shift(a, 3), checked_shift(a, 62), checked_neg(a), checked_neg(-MAXINT - 1))
    print(divide(a, b), divide(-a, b), divide(a, -b), divide(a, 0), divide(a, 1))
    print(a & b, a | b, a ^ b, ~a, a >> 1, -a >> 2)
    print(a < b, a <= b, a == b, a != b, a > b, a >= b, a < 5 < b)
    print(intmask(r_uint(a) * r_uint(31) + r_uint(b)), intmask(r_uint(a) >> 3))
    print(LONG_BIT, highest_bit(64), abs(a), abs(-b), max(a, b), min(a, b, 0))
    print(power(3, abs(b), 1000007), gcd(abs(a), abs(b)), bits(abs(a)))
    print(hex(a), oct(abs(a)), bin(abs(b)), "%x" % abs(a), "%5d|%05d" % (b, b))
    print(bool(a), int(True) + int(a > b), -7 // 2, -7 % 3, 7 // -2, 7 % -3)
    print(divmod(a, 10)[0], divmod(a, 10)[1], pow(2, 10), abs(b) ** 2)
    try:
        print(int("12x"))
    except ValueError:
        print("not an int")
    print(int("-42"), int("ff", 16), int("0b101", 2), int(" 12 "), int(3.99), int(-3.99))
    return gcd(abs(a), abs(b)) & 63


def target(driver, args):
    return entry_point, None
