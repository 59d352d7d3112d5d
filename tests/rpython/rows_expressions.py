"""Rows of the language table: expressions, operators and builtin functions."""

import math
import os
import time

# run: 7 alpha
# run: -2 be


# row: expr.int-arithmetic
def int_arithmetic(a, b):
    print(a + b, a - b, a * b, -a, +a, ~a, a & b, a | b, a ^ b, a << 3, a >> 1)


# row: expr.int-floor
def floor(a, b):
    print(a // b, a % b, -a // b, -a % b, a // -b, a % -b)


# row: expr.int-division-by-zero
def by_zero(a, b):
    try:
        return a // b
    except ZeroDivisionError:
        return -1


# row: expr.true-division
def true_division(a, b):
    print(a / b, float(a) / 2)
    try:
        print(a / (b - b))
    except ZeroDivisionError:
        print("zero")


# row: expr.power
def powers(a):
    print(a**2, 2**10, 2.0**a, pow(a, 3), pow(2, 10, 1000))


# row: expr.int-compare
def int_compare(a, b):
    print(a < b, a <= b, a == b, a != b, a > b, a >= b)


# row: expr.chained
def chained(a):
    print(0 < a < 10, 0 <= a != 3, a == a == 7)


# row: expr.float
def floats(x, y):
    print(x + y, x - y, x * y, x / y, -x, x < y, x == y, x >= y, abs(-x))


# row: expr.float-floor
def float_floor(x, y):
    print(x // y, x % y, -x // y, -x % y)
    print(divmod(x, y))


# row: expr.float-mixed
def float_mixed(a, x):
    print(a + x, x * a, a < x, a == x, x - a)


# row: expr.int-of-float
def int_of_float(x):
    print(int(x), int(-x), float(int(x)))


# row: expr.bool
def bools(a):
    p = a > 3
    q = a % 2 == 1
    print(p & q, p | q, p ^ q, not p, p + q, p == q, int(p), bool(a), p and q, p or q)


# row: expr.and-or
def and_or(a, s):
    print(a or 5, a and 6, s or "empty", s and "full", "" or s)


# row: expr.conditional
def conditional(a):
    print("odd" if a % 2 else "even")


class Thing(object):
    def __init__(self, n):
        self.n = n


# row: expr.equal
def equality(a, s):
    t = Thing(a)
    u = Thing(a)
    print(t == u, t == t, t != u, s == "alpha", (a, s) == (a, "be"), [a] == [7], [a] != [7])
    print({"a": a} == {"a": 7}, (a, s) != (a, s))


# row: expr.order
def orders(a, s):
    print((a, s) < (a, "b"), (1, a) >= (1, 7), s < "b", "a" < s)


# row: expr.is
def identity(a):
    t = Thing(a)
    u = t
    none = None
    if a > 100:
        none = t
    print(t is u, t is not u, none is None, none is not None, u is none)


# row: expr.in
def membership(a, s):
    print(a in [1, 7], a not in [1, 7], "l" in s, s in ("alpha", "x"), "lph" in s, a in (1, 7))
    print(a in {7: 1}, s in {"be": 1}, a in {1, 7}, a in range(10))


# row: expr.index
def indexing(s, items):
    print(s[0], s[-1], items[0], items[-1], (1, s)[1])
    try:
        print(items[len(s) * 100])
    except IndexError:
        print("no item")


# row: expr.slice-step
def stepped(s, items):
    print(s[::2], s[::-1], items[::2], items[::-1], s[-3:-1], items[1:100:2])


# row: expr.call
def call_forms(a, b=2, *rest, c=3):
    return a * 1000 + b * 100 + len(rest) * 10 + c


def calls(n):
    pair = (n, 1)
    print(call_forms(n), call_forms(n, 3), call_forms(b=1, a=n), call_forms(n, 2, 3, 4, c=5))
    print(call_forms(*pair), call_forms(n, *pair))


# row: expr.getattr
def attributes(t):
    setattr(t, "n", t.n + 1)
    print(getattr(t, "n"), getattr(t, "n" + ""))


# row: expr.percent
def percent(a, s):
    print("%d %s %x %o %5d %-5d| %05d %+d %X" % (a, s, a & 255, a & 255, a, a, a, a, a & 255))
    print("%f %.2f %8.3f %e %g %r %c%% %i" % (a * 1.0, 1.5, 2.25, 12.5, 0.1, 1.5, "c", a))
    print("%s" % a, "%s and %s" % (s, 1.5), "%10s|%-10s|" % (s, s), "%s" % True, "%s" % None)


# row: expr.fstring
def fstrings(a, s):
    print(f"{a} {s} {a:5d}| {s:>8}| {s:<8}| {1.5:.2f} {a:x} {a!r} {s!r} {s!s} {{}}")
    print(f"{a=}|{1.5!r:>6}|{a:+d}|{a:,}")


# row: expr.format-method
def format_method(a, s):
    print(
        "{} {}".format(a, s), "{0} {1} {0}".format(a, s), "{x:>4}".format(x=a), "{:.1f}".format(0.5)
    )


# row: expr.repr
def reprs(a, s):
    print(repr(a), repr(s), repr(1.5), repr([a]), repr("q'\n"), repr(True), repr((a, s)))


# row: expr.listcomp
def comprehensions(n, s):
    print(
        [i * n for i in range(4)],
        [c for c in s if c != "a"],
        [(i, j) for i in range(2) for j in range(2)],
    )


# row: expr.dictcomp
def dict_comprehension(s):
    d = {c: ord(c) for c in s}
    print(len(d), sorted({c for c in s}))


# row: expr.genexp
def generator_expressions(n):
    print(sum(i * i for i in range(5)), any(i == n for i in range(9)), all(i < 9 for i in range(9)))
    print(",".join(str(i) for i in range(3)), max(i % 4 for i in range(10)))


# row: expr.lambda
def lambdas(n):
    table = [lambda x: x + 1, lambda x: x * 2]
    print(table[n % 2](n))


# row: builtin.range
def ranges(n):
    print(list(range(3)), list(range(1, 4)), list(range(10, 0, -3)), len(range(n + 2)))
    step = 2 if n > 0 else -2
    print(list(range(n, n + 3 * step, step)))


# row: builtin.enumerate
def enumerates(s):
    for i, c in enumerate(s, 5):
        print(i, c, end=" ")
    print()


# row: builtin.zip
def zips(s):
    for c, i in zip(s, [1, 2, 3]):
        print(c, i, end=" ")
    print([a + b for a, b in zip([1, 2], [3, 4])])


# row: builtin.map-filter
def maps(s):
    print([c for c in map(ord, s)], [x for x in filter(lambda c: c > "b", s)])
    for x in map(lambda x: x + 1, [1, 2]):
        print(x)


# row: builtin.min-max
def min_max(a):
    print(min(a, 3), max(a, 3), min(a, 1, 5), max([a, 2]), max("ab", "b"))


# row: builtin.sum-any-all
def folds(a):
    print(sum([a, 1]), sum([1.5, 2.5]), any([a == 7]), all([]), sum([1, 2], a))


# row: builtin.abs-divmod-round
def abs_round(a):
    print(
        abs(a), abs(-1.5), divmod(a, 3), divmod(-7, 2), round(2.5), round(3.14159, 2), round(-0.5)
    )


# row: builtin.ord-chr
def chars(a):
    print(ord("a"), chr(97 + abs(a)), ord(chr(255)))


# row: builtin.int-parse
def int_parse(s):
    print(int("12"), int("-0x1f", 16), int("777", 8), int("  5 "), int("z", 36))
    try:
        print(int(s))
    except ValueError:
        print("not a number")


# row: builtin.float-parse
def float_parse(s):
    print(float("1.5"), float("-2e3"), float("inf"), float(" 7 "))
    try:
        print(float(s))
    except ValueError:
        print("not a float")


# row: builtin.hex-oct-bin
def bases(a):
    print(hex(abs(a)), oct(8), bin(5), hex(-255))


# row: builtin.str
def strs(a):
    print(str(a), str(1.5), str(True), str("s"), str(1e100), str(-0.0), str(float(a)))


# row: builtin.list-tuple
def conversions(s):
    print(list(s), list((1, 2)), list(range(2)), tuple((1, 2))[0], list({"k": 1}), sorted(s))


# row: builtin.isinstance
class Sub(Thing):
    pass


class Other(Thing):
    pass


def instances(n):
    t = Sub(n) if n > 0 else Thing(n)
    print(isinstance(t, Sub), isinstance(t, Thing), isinstance(t, (Other, Sub)), type(t) is Sub)
    print(issubclass(Sub, Thing), t.__class__ is Thing, isinstance(n, int))


# row: builtin.hasattr
def has_attributes(t):
    return hasattr(t, "n")


# row: builtin.iter-next
def iterators(items):
    it = iter(items)
    first = next(it)
    rest = 0
    try:
        while True:
            rest += next(it)
    except StopIteration:
        pass
    print(first, rest, next(iter(items)))


# row: builtin.reversed
def reversals(s, items):
    for x in reversed(items):
        print(x, end=" ")
    print("".join([c for c in s]), [i for i in reversed(range(3))])


# row: builtin.sorted
def sorting(items, s):
    print(sorted(items), sorted(items, reverse=True), sorted(s, key=lambda c: -ord(c)))


# row: builtin.len
def lengths(s, items):
    print(len(s), len(items), len((1, 2)), len({"a": 1}), len(range(5)))


# row: builtin.math
def maths(x):
    print(math.sqrt(x), math.floor(x), math.ceil(x), math.fmod(x, 2.0), math.pow(x, 2.0), math.pi)
    print(
        "%.6f %.6f %.6f" % (math.sin(x), math.exp(1.0), math.log(x)), math.isnan(x), math.isinf(x)
    )
    print(math.ldexp(0.5, 3), math.frexp(8.0), math.modf(1.25), math.hypot(3.0, 4.0))
    try:
        print(math.sqrt(-x))
    except ValueError:
        print("domain")
    try:
        print(math.exp(x * 1000))
    except OverflowError:
        print("range")


# row: builtin.os
def operating_system():
    print(
        os.path.join("a", "b"), os.path.basename("x/y.z"), os.path.exists("/"), os.path.isdir("/")
    )
    print(os.environ.get("ROW_NOT_SET"), os.getpid() > 0)
    os.write(1, b"written\n")
    try:
        os.open("/no/such/file", os.O_RDONLY, 0)
    except OSError as e:
        print(e.errno)


# row: builtin.time
def times():
    start = time.time()
    time.sleep(0.001)
    print(time.time() >= start)


def entry_point(argv):
    n = int(argv[1])
    s = argv[2]
    int_arithmetic(n, 3)
    floor(n, 3)
    print(by_zero(n, 0), by_zero(n, 2))
    true_division(n, 2)
    powers(abs(n))
    int_compare(n, 3)
    chained(n)
    floats(n * 1.5, 2.0)
    float_floor(n * 1.5, 2.0)
    float_mixed(n, 2.5)
    int_of_float(n * 1.9)
    bools(n)
    and_or(n, s)
    conditional(n)
    equality(n, s)
    orders(n, s)
    identity(n)
    membership(n, s)
    indexing(s, [n, 2])
    stepped(s, [n, 2, 3])
    calls(n)
    attributes(Thing(n))
    percent(n, s)
    fstrings(n, s)
    format_method(n, s)
    reprs(n, s)
    comprehensions(n, s)
    dict_comprehension(s)
    generator_expressions(n)
    lambdas(n)
    ranges(n)
    enumerates(s)
    zips(s)
    maps(s)
    min_max(n)
    folds(n)
    abs_round(n)
    chars(n)
    int_parse(s)
    float_parse(s)
    bases(n)
    strs(n)
    conversions(s)
    instances(n)
    print(has_attributes(Thing(n)))
    iterators([n, 2, 3])
    reversals(s, [n, 2, 3])
    sorting([n, 2, 3], s)
    lengths(s, [n])
    maths(abs(n) * 1.25)
    operating_system()
    times()
    return 0


def target(driver, args):
    return entry_point, None
