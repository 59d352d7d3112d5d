"""Floating point: arithmetic, comparison, conversion, formatting, the math module."""

import math

# run: 1.5 -2.25
# run: 1e300 1e10
# run: 0.1 3


def show(x):
    return "%s" % str(x)


def newton(x):
    guess = x / 2.0 + 1.0
    for i in range(60):
        guess = (guess + x / guess) / 2.0
    return guess


def safe_log(x):
    try:
        return show(math.log(x))
    except ValueError:
        return "domain error"


def safe_pow(a, b):
    try:
        return show(math.pow(a, b))
    except OverflowError:
        return "range error"
    except ValueError:
        return "domain error"


def integrate(n):
    h = 1.0 / n
    total = 0.0
    for i in range(n):
        x = (i + 0.5) * h
        total += 4.0 / (1.0 + x * x)
    return total * h


def parse(s):
    try:
        return show(float(s))
    except ValueError:
        return "not a float: " + s


def entry_point(argv):
    a = float(argv[1])
    b = float(argv[2])
    print(a + b, a - b, a * b, a / b, -a)
    print(a < b, a <= b, a == b, a != b, a > b, a >= b)
    print("%f %.3f %e %g %.10g" % (b, b, a, a, a))
    print("%8.2f|%-8.2f|%+.1f" % (b, b, b))
    print(newton(2.0), newton(abs(a)), integrate(1000))
    print(math.floor(b), math.ceil(b), int(b), abs(b), math.fabs(a))
    print(math.sqrt(abs(a)), math.sin(b), math.cos(b), math.atan2(a, b))
    print(safe_log(a), safe_log(-1.0), safe_log(0.0), safe_pow(a, 2.0), safe_pow(-1.0, 0.5))
    inf = 1e308 * 10.0
    nan = inf - inf
    print(inf, -inf, nan, nan == nan, inf > a, math.isinf(inf), math.isnan(nan))
    print(parse("3.25"), parse("-1e-7"), parse("inf"), parse("1.2.3"), parse(""), parse("1e22"))
    print(float(7) / 2, 7 / 2, 1.0 // 0.3, 7.5 % 2.0, -7.5 % 2.0, 2.0**0.5)
    print(round(b), round(2.5), round(a, 1), math.fmod(-7.0, 3.0), math.hypot(3.0, 4.0))
    print(1e16, 123456789012345680.0, 1e-5, 0.0001, 1.0, 100.0, 5e-324, 1.7976931348623157e308)
    m, e = math.frexp(a)
    f, w = math.modf(b)
    print(m, e, f, w, math.ldexp(m, e) == a, math.pi, math.e)
    x = 0.0
    try:
        print(a / x)
    except ZeroDivisionError:
        print("float division by zero")
    return 0


def target(driver, args):
    return entry_point, None
