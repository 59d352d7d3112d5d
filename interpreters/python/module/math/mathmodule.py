"""The module math."""

import math

from rpython.rlib import rfloat
from rpython.rlib.rbigint import rbigint

from interpreters.python.interpreter.error import operr, operr_type
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.objspace import floatobject, intobject
from interpreters.python.objspace import operation as space

INFINITY = float("inf")
NAN = float("nan")
WORD_LIMIT = 4611686018427387904.0  # 2.0 ** 62


def domain_error():
    """ValueError: math domain error"""
    return operr(space.w_ValueError, "math domain error")


def range_error():
    """OverflowError: math range error"""
    return operr(space.w_OverflowError, "math range error")


def _one(name, compute):
    """NOT_RPYTHON: a builtin function of one float."""

    def run(w_x):
        x = space.float_w(w_x)
        try:
            return space.newfloat(compute(x))
        except ValueError:
            raise domain_error()
        except OverflowError:
            raise range_error()

    return function(name, run, "x, /")


def _two(name, compute):
    """NOT_RPYTHON: a builtin function of two floats."""

    def run(w_x, w_y):
        x = space.float_w(w_x)
        y = space.float_w(w_y)
        try:
            return space.newfloat(compute(x, y))
        except ValueError:
            raise domain_error()
        except OverflowError:
            raise range_error()

    return function(name, run, "x, y, /")


# ---- RPython functions that the host's math or ours lack ----------------------------------------


def fabs(x):
    return math.fabs(x)


def degrees(x):
    return x * (180.0 / math.pi)


def radians(x):
    return x * (math.pi / 180.0)


def cbrt(x):
    """The cube root: a power, then a Newton step."""
    if x == 0.0 or rfloat.isinf(x) or rfloat.isnan(x):
        return x
    y = math.pow(math.fabs(x), 1.0 / 3.0)
    a = math.fabs(x)
    y = y - (y * y * y - a) / (3.0 * y * y)
    if x < 0.0:
        return -y
    return y


def exp2(x):
    return math.pow(2.0, x)


# ---- integers ---------------------------------------------------------------------------------


def float_to_int(x):
    """An int object for a float without fraction."""
    if -WORD_LIMIT < x and x < WORD_LIMIT:
        return space.newint(int(x))
    if rfloat.isinf(x):
        raise operr(space.w_OverflowError, "cannot convert float infinity to integer")
    if rfloat.isnan(x):
        raise operr(space.w_ValueError, "cannot convert float NaN to integer")
    return space.newlong_from_rbigint(rbigint.fromfloat(x))


def round_down(x):
    """The float floor."""
    if -WORD_LIMIT < x and x < WORD_LIMIT:
        n = int(x)
        if float(n) > x:
            n -= 1
        return float(n)
    return x


def math_floor(w_x):
    if isinstance(w_x, floatobject.W_FloatObject):
        return float_to_int(round_down(w_x.floatval))
    if isinstance(w_x, intobject.W_IntObject):
        return space.newint(w_x.intval)
    w_method = space.lookup(w_x, "__floor__")
    if w_method is not None:
        return space.get_and_call0(w_method, w_x)
    return float_to_int(round_down(space.float_w(w_x)))


def math_ceil(w_x):
    if isinstance(w_x, floatobject.W_FloatObject):
        return float_to_int(-round_down(-w_x.floatval))
    if isinstance(w_x, intobject.W_IntObject):
        return space.newint(w_x.intval)
    w_method = space.lookup(w_x, "__ceil__")
    if w_method is not None:
        return space.get_and_call0(w_method, w_x)
    return float_to_int(-round_down(-space.float_w(w_x)))


def math_trunc(w_x):
    if isinstance(w_x, floatobject.W_FloatObject):
        x = w_x.floatval
        if x < 0.0:
            return float_to_int(-round_down(-x))
        return float_to_int(round_down(x))
    w_method = space.lookup(w_x, "__trunc__")
    if w_method is None:
        raise operr_type(space.w_TypeError, "type %s doesn't define __trunc__ method", w_x)
    return space.get_and_call0(w_method, w_x)


def word_gcd(a, b):
    """gcd of two words that are not the smallest one."""
    if a < 0:
        a = -a
    if b < 0:
        b = -b
    while b != 0:
        a, b = b, a % b
    return a


SMALLEST = -9223372036854775807 - 1


def gcd2(w_a, w_b):
    """gcd of two ints."""
    if isinstance(w_a, intobject.W_IntObject) and isinstance(w_b, intobject.W_IntObject):
        a = w_a.intval
        b = w_b.intval
        if a != SMALLEST and b != SMALLEST:
            return space.newint(word_gcd(a, b))
    a = space.bigint_w(w_a)
    b = space.bigint_w(w_b)
    return space.newlong_from_rbigint(a.gcd(b))


def math_gcd(args):
    args.no_keywords("math.gcd")
    w_result = space.newint(0)
    for w_arg in args.args_w:
        w_result = gcd2(w_result, space.index(w_arg))
    return w_result


def math_lcm(args):
    args.no_keywords("math.lcm")
    w_result = space.newint(1)
    for w_arg in args.args_w:
        w_arg = space.index(w_arg)
        if not space.is_true(w_arg):
            w_result = space.newint(0)
        else:
            w_gcd = gcd2(w_result, w_arg)
            if space.is_true(w_gcd):
                w_result = space.abs(space.mul(space.floordiv(w_result, w_gcd), w_arg))
    return w_result


def math_isqrt(w_n):
    w_n = space.index(w_n)
    if isinstance(w_n, intobject.W_IntObject):
        n = w_n.intval
        if n < 0:
            raise operr(space.w_ValueError, "isqrt() argument must be nonnegative")
        root = int(math.sqrt(float(n)))
        while root * root > n or root > 3037000499:
            root -= 1
        while root < 3037000499 and (root + 1) * (root + 1) <= n:
            root += 1
        return space.newint(root)
    big = space.bigint_w(w_n)
    if big.int_lt(0):
        raise operr(space.w_ValueError, "isqrt() argument must be nonnegative")
    return space.newlong_from_rbigint(big.isqrt())


def product_range(low, high):
    """low * (low + 1) * ... * high, by halves."""
    if low > high:
        return rbigint.fromint(1)
    if high - low < 8:
        result = rbigint.fromint(low)
        low += 1
        while low <= high:
            result = result.int_mul(low)
            low += 1
        return result
    middle = (low + high) // 2
    return product_range(low, middle).mul(product_range(middle + 1, high))


def math_factorial(w_n):
    if isinstance(w_n, floatobject.W_FloatObject):
        raise operr(space.w_TypeError, "'float' object cannot be interpreted as an integer")
    n = space.getindex_w(space.index(w_n), space.w_OverflowError)
    if n < 0:
        raise operr(space.w_ValueError, "factorial() not defined for negative values")
    return space.newlong_from_rbigint(product_range(2, n))


def math_comb(w_n, w_k):
    w_n = space.index(w_n)
    w_k = space.index(w_k)
    w_zero = space.newint(0)
    if space.is_true(space.lt(w_n, w_zero)):
        raise operr(space.w_ValueError, "n must be a non-negative integer")
    if space.is_true(space.lt(w_k, w_zero)):
        raise operr(space.w_ValueError, "k must be a non-negative integer")
    w_other = space.sub(w_n, w_k)
    if space.is_true(space.lt(w_other, w_zero)):
        return w_zero
    if space.is_true(space.lt(w_other, w_k)):
        w_k = w_other
    k = space.getindex_w(w_k, space.w_OverflowError)
    result = rbigint.fromint(1)
    n = space.bigint_w(w_n)
    i = 0
    while i < k:
        result = result.mul(n.int_sub(i)).int_floordiv(i + 1)
        i += 1
    return space.newlong_from_rbigint(result)


def math_perm(w_n, w_k):
    w_n = space.index(w_n)
    if w_k is None or w_k is space.w_None:
        return math_factorial(w_n)
    w_k = space.index(w_k)
    w_zero = space.newint(0)
    if space.is_true(space.lt(w_n, w_zero)):
        raise operr(space.w_ValueError, "n must be a non-negative integer")
    if space.is_true(space.lt(w_k, w_zero)):
        raise operr(space.w_ValueError, "k must be a non-negative integer")
    if space.is_true(space.lt(w_n, w_k)):
        return w_zero
    k = space.getindex_w(w_k, space.w_OverflowError)
    result = rbigint.fromint(1)
    n = space.bigint_w(w_n)
    i = 0
    while i < k:
        result = result.mul(n.int_sub(i))
        i += 1
    return space.newlong_from_rbigint(result)


# ---- logarithms ---------------------------------------------------------------------------------


def log_of(w_x, base):
    """The natural (0), binary (2) or decimal (10) logarithm of an int or float."""
    if isinstance(w_x, intobject.W_AbstractIntObject) and not w_x.fits_word():
        big = w_x.asbigint()
        if big.int_le(0):
            raise domain_error()
        shift = big.bit_length() - 64
        x = big.rshift(shift).tofloat()
        if base == 2:
            return math.log2(x) + float(shift)
        if base == 10:
            return math.log10(x) + float(shift) * math.log10(2.0)
        return math.log(x) + float(shift) * math.log(2.0)
    x = space.float_w(w_x)
    if x <= 0.0:
        raise domain_error()
    if base == 2:
        return math.log2(x)
    if base == 10:
        return math.log10(x)
    return math.log(x)


def math_log(w_x, w_base):
    x = log_of(w_x, 0)
    if w_base is None:
        return space.newfloat(x)
    base = log_of(w_base, 0)
    if base == 0.0:
        raise operr(space.w_ZeroDivisionError, "float division by zero")
    return space.newfloat(x / base)


def math_log2(w_x):
    return space.newfloat(log_of(w_x, 2))


def math_log10(w_x):
    return space.newfloat(log_of(w_x, 10))


# ---- others --------------------------------------------------------------------------------------


def math_frexp(w_x):
    x = space.float_w(w_x)
    mantissa, exponent = math.frexp(x)
    return space.newtuple([space.newfloat(mantissa), space.newint(exponent)])


def math_ldexp(w_x, w_exponent):
    x = space.float_w(w_x)
    exponent = space.getindex_w(w_exponent, None)
    if exponent > 100000:
        exponent = 100000
    elif exponent < -100000:
        exponent = -100000
    try:
        return space.newfloat(math.ldexp(x, exponent))
    except OverflowError:
        raise range_error()


def math_modf(w_x):
    x = space.float_w(w_x)
    fraction, whole = math.modf(x)
    return space.newtuple([space.newfloat(fraction), space.newfloat(whole)])


def math_isnan(w_x):
    return space.newbool(rfloat.isnan(space.float_w(w_x)))


def math_isinf(w_x):
    return space.newbool(rfloat.isinf(space.float_w(w_x)))


def math_isfinite(w_x):
    return space.newbool(rfloat.isfinite(space.float_w(w_x)))


def math_isclose(w_a, w_b, w_rel_tol, w_abs_tol):
    a = space.float_w(w_a)
    b = space.float_w(w_b)
    rel_tol = 1e-09
    abs_tol = 0.0
    if w_rel_tol is not None:
        rel_tol = space.float_w(w_rel_tol)
    if w_abs_tol is not None:
        abs_tol = space.float_w(w_abs_tol)
    if rel_tol < 0.0 or abs_tol < 0.0:
        raise operr(space.w_ValueError, "tolerances must be non-negative")
    if a == b:
        return space.w_True
    if rfloat.isinf(a) or rfloat.isinf(b):
        return space.w_False
    diff = math.fabs(b - a)
    return space.newbool(
        diff <= math.fabs(rel_tol * b) or diff <= math.fabs(rel_tol * a) or diff <= abs_tol
    )


def math_hypot(args):
    args.no_keywords("hypot")
    if len(args.args_w) == 2:
        x = space.float_w(args.args_w[0])
        y = space.float_w(args.args_w[1])
        try:
            return space.newfloat(math.hypot(x, y))
        except OverflowError:
            raise range_error()
    values = []
    for w_arg in args.args_w:
        values.append(space.float_w(w_arg))
    return space.newfloat(vector_norm(values))


def vector_norm(values):
    """The root of the sum of squares, scaled."""
    largest = 0.0
    for x in values:
        x = math.fabs(x)
        if rfloat.isinf(x):
            return INFINITY
        if x > largest or rfloat.isnan(x):
            largest = x
    if largest == 0.0 or rfloat.isnan(largest):
        return largest
    total = 0.0
    correction = 0.0
    for x in values:
        x = x / largest
        y = x * x - correction
        t = total + y
        correction = (t - total) - y
        total = t
    return largest * math.sqrt(total)


def math_dist(w_p, w_q):
    p_w = space.unpackiterable(w_p)
    q_w = space.unpackiterable(w_q)
    if len(p_w) != len(q_w):
        raise operr(space.w_ValueError, "both points must have the same number of dimensions")
    values = []
    i = 0
    while i < len(p_w):
        values.append(space.float_w(p_w[i]) - space.float_w(q_w[i]))
        i += 1
    return space.newfloat(vector_norm(values))


def math_fsum(w_items):
    """Shewchuk's exact partial sums, rounded once at the end."""
    partials = []
    special = 0.0
    has_special = False
    for w_item in space.unpackiterable(w_items):
        x = space.float_w(w_item)
        if not rfloat.isfinite(x):
            special += x
            has_special = True
            continue
        count = 0
        for y in partials:
            if math.fabs(x) < math.fabs(y):
                x, y = y, x
            high = x + y
            low = y - (high - x)
            if low != 0.0:
                partials[count] = low
                count += 1
            x = high
        del partials[count:]
        partials.append(x)
        if not rfloat.isfinite(x):
            raise operr(space.w_OverflowError, "intermediate overflow in fsum")
    if has_special:
        if rfloat.isnan(special):
            raise operr(space.w_ValueError, "-inf + inf in fsum")
        return space.newfloat(special)
    return space.newfloat(round_partials(partials))


def round_partials(partials):
    """The correctly rounded sum of non-overlapping floats in increasing order."""
    n = len(partials)
    if n == 0:
        return 0.0
    n -= 1
    high = partials[n]
    low = 0.0
    while n > 0:
        x = high
        n -= 1
        y = partials[n]
        high = x + y
        low = y - (high - x)
        if low != 0.0:
            break
    if n > 0 and ((low < 0.0 and partials[n - 1] < 0.0) or (low > 0.0 and partials[n - 1] > 0.0)):
        y = low * 2.0
        x = high + y
        if y == x - high:
            high = x
    return high


def math_prod(w_items, w_start):
    w_result = w_start
    if w_result is None:
        w_result = space.newint(1)
    w_iter = space.iter(w_items)
    while True:
        w_item = w_iter.next_w()
        if w_item is None:
            return w_result
        w_result = space.mul(w_result, w_item)


def math_nextafter(w_x, w_y):
    return space.newfloat(math.nextafter(space.float_w(w_x), space.float_w(w_y)))


def math_ulp(w_x):
    x = math.fabs(space.float_w(w_x))
    if rfloat.isnan(x) or rfloat.isinf(x):
        return space.newfloat(x)
    after = math.nextafter(x, INFINITY)
    if rfloat.isinf(after):
        return space.newfloat(x - math.nextafter(x, 0.0))
    return space.newfloat(after - x)


MODULE = modinfo.declare(
    "math",
    [
        _one("sqrt", math.sqrt),
        _one("sin", math.sin),
        _one("cos", math.cos),
        _one("tan", math.tan),
        _one("asin", math.asin),
        _one("acos", math.acos),
        _one("atan", math.atan),
        _one("sinh", math.sinh),
        _one("cosh", math.cosh),
        _one("tanh", math.tanh),
        _one("asinh", math.asinh),
        _one("acosh", math.acosh),
        _one("atanh", math.atanh),
        _one("exp", math.exp),
        _one("expm1", math.expm1),
        _one("exp2", exp2),
        _one("cbrt", cbrt),
        _one("log1p", math.log1p),
        _one("fabs", fabs),
        _one("erf", math.erf),
        _one("erfc", math.erfc),
        _one("gamma", math.gamma),
        _one("lgamma", math.lgamma),
        _one("degrees", degrees),
        _one("radians", radians),
        _two("pow", math.pow),
        _two("fmod", math.fmod),
        _two("atan2", math.atan2),
        _two("copysign", math.copysign),
        _two("remainder", math.remainder),
        function("floor", math_floor, "x, /"),
        function("ceil", math_ceil, "x, /"),
        function("trunc", math_trunc, "x, /"),
        function("gcd", math_gcd, "..."),
        function("lcm", math_lcm, "..."),
        function("isqrt", math_isqrt, "n, /"),
        function("factorial", math_factorial, "n, /"),
        function("comb", math_comb, "n, k, /"),
        function("perm", math_perm, "n, k=None, /"),
        function("log", math_log, "x, base=None, /"),
        function("log2", math_log2, "x, /"),
        function("log10", math_log10, "x, /"),
        function("frexp", math_frexp, "x, /"),
        function("ldexp", math_ldexp, "x, i, /"),
        function("modf", math_modf, "x, /"),
        function("isnan", math_isnan, "x, /"),
        function("isinf", math_isinf, "x, /"),
        function("isfinite", math_isfinite, "x, /"),
        function("isclose", math_isclose, "a, b, *, rel_tol=None, abs_tol=None"),
        function("hypot", math_hypot, "..."),
        function("dist", math_dist, "p, q, /"),
        function("fsum", math_fsum, "seq, /"),
        function("prod", math_prod, "iterable, /, *, start=None"),
        function("nextafter", math_nextafter, "x, y, /"),
        function("ulp", math_ulp, "x, /"),
    ],
    [
        ("pi", math.pi),
        ("e", math.e),
        ("tau", math.tau),
        ("inf", INFINITY),
        ("nan", NAN),
    ],
)
