"""The functions of `math` in RPython: libm, and the errors the host raises."""

import math

from rpython.rlib.longlong2float import float2longlong, longlong2float
from rpython.rtyper.lltypesystem.lltype import Float, Signed
from rpython.rtyper.lltypesystem.rffi import llexternal
from rpython.translation.replacements import replaces

INFINITY = float("inf")
NAN = float("nan")


def _host_domain(function):
    """NOT_RPYTHON: gives nan, as C does, where the host raises ValueError."""

    def computed(*args):
        try:
            return function(*args)
        except ValueError:
            return NAN

    return function and computed


def _libm(name, arity, host=None):
    host = host or _host_domain(getattr(math, name, None))
    return llexternal(name, [Float] * arity, Float, host=host, elidable_function=True)


sin_c = _libm("sin", 1)
cos_c = _libm("cos", 1)
tan_c = _libm("tan", 1)
asin_c = _libm("asin", 1)
acos_c = _libm("acos", 1)
atan_c = _libm("atan", 1)
atan2_c = _libm("atan2", 2)
tanh_c = _libm("tanh", 1)
asinh_c = _libm("asinh", 1)
acosh_c = _libm("acosh", 1)
atanh_c = _libm("atanh", 1)
log_c = _libm("log", 1)
log2_c = _libm("log2", 1)
log10_c = _libm("log10", 1)
log1p_c = _libm("log1p", 1)
sqrt_c = _libm("sqrt", 1)
fmod_c = _libm("fmod", 2)
erf_c = _libm("erf", 1)
erfc_c = _libm("erfc", 1)
copysign_c = _libm("copysign", 2)
fabs_c = _libm("fabs", 1)
cbrt_c = _libm("cbrt", 1)
remainder_c = _libm("remainder", 2)
nextafter_c = _libm("nextafter", 2)


def _host_round(function):
    def rounded(x):
        if x != x or x - x != 0.0:
            return x
        return math.copysign(float(function(x)), x)

    return rounded


def _host_overflow(function):
    def computed(*args):
        try:
            return function(*args)
        except OverflowError:
            return INFINITY if args[0] > 0.0 or function is math.hypot else -INFINITY

    return computed


def _host_pow(x, y):
    try:
        return math.pow(x, y)
    except ValueError:
        if x == 0.0:
            return INFINITY
        return NAN
    except OverflowError:
        odd = y == math.floor(y) and math.fmod(y, 2.0) != 0.0
        return -INFINITY if x < 0.0 and odd else INFINITY


def _host_gamma(function):
    def computed(x):
        try:
            return function(x)
        except ValueError:
            return NAN
        except OverflowError:
            return INFINITY

    return computed


floor_c = _libm("floor", 1, _host_round(math.floor))
ceil_c = _libm("ceil", 1, _host_round(math.ceil))
trunc_c = _libm("trunc", 1, _host_round(math.trunc))
exp_c = _libm("exp", 1, _host_overflow(math.exp))
expm1_c = _libm("expm1", 1, _host_overflow(math.expm1))
exp2_c = _libm("exp2", 1, _host_overflow(lambda x: math.pow(2.0, x)))
sinh_c = _libm("sinh", 1, _host_overflow(math.sinh))
cosh_c = _libm("cosh", 1, _host_overflow(lambda x: math.cosh(abs(x))))
hypot_c = _libm("hypot", 2, _host_overflow(math.hypot))
pow_c = _libm("pow", 2, _host_pow)
tgamma_c = _libm("tgamma", 1, _host_gamma(math.gamma))
lgamma_c = _libm("lgamma", 1, _host_gamma(math.lgamma))


def _host_ldexp(x, exp):
    try:
        return math.ldexp(x, exp)
    except OverflowError:
        return math.copysign(INFINITY, x)


ldexp_c = llexternal("rpy_ldexp", [Float, Signed], Float, host=_host_ldexp, elidable_function=True)

# ____________________________________________________________


def ll_isnan(x):
    """x is not a number."""
    return x != x


def ll_isinf(x):
    """x is an infinity."""
    return x == INFINITY or x == -INFINITY


def ll_isfinite(x):
    """x is a number and not an infinity."""
    return x - x == 0.0


replaces(math.isnan)(ll_isnan)
replaces(math.isinf)(ll_isinf)
replaces(math.isfinite)(ll_isfinite)


@replaces(math.copysign)
def ll_math_copysign(x, y):
    """x with the sign of y."""
    return copysign_c(x, y)


@replaces(math.fabs)
def ll_math_fabs(x):
    """The absolute value."""
    return fabs_c(float(x))


def _no_domain_limit(name, function):
    """NOT_RPYTHON: a function defined for every number."""

    def ll_math(x):
        return function(float(x))

    ll_math.__name__ = "ll_math_" + name
    replaces(getattr(math, name))(ll_math)
    return ll_math


ll_math_atan = _no_domain_limit("atan", atan_c)
ll_math_tanh = _no_domain_limit("tanh", tanh_c)
ll_math_asinh = _no_domain_limit("asinh", asinh_c)
ll_math_erf = _no_domain_limit("erf", erf_c)
ll_math_erfc = _no_domain_limit("erfc", erfc_c)


def _finite_only(name, function):
    """NOT_RPYTHON: ValueError for infinities."""

    def ll_math(x):
        x = float(x)
        if ll_isinf(x):
            raise ValueError("math domain error")
        return function(x)

    ll_math.__name__ = "ll_math_" + name
    replaces(getattr(math, name))(ll_math)
    return ll_math


ll_math_sin = _finite_only("sin", sin_c)
ll_math_cos = _finite_only("cos", cos_c)
ll_math_tan = _finite_only("tan", tan_c)


def _may_overflow(name, function):
    """NOT_RPYTHON: OverflowError where a finite argument gives an infinity."""

    def ll_math(x):
        x = float(x)
        result = function(x)
        if ll_isinf(result) and not ll_isinf(x):
            raise OverflowError("math range error")
        return result

    ll_math.__name__ = "ll_math_" + name
    replaces(getattr(math, name))(ll_math)
    return ll_math


ll_math_exp = _may_overflow("exp", exp_c)
ll_math_sinh = _may_overflow("sinh", sinh_c)
ll_math_cosh = _may_overflow("cosh", cosh_c)
ll_math_expm1 = _may_overflow("expm1", expm1_c)
if hasattr(math, "exp2"):
    ll_math_exp2 = _may_overflow("exp2", exp2_c)
if hasattr(math, "cbrt"):
    ll_math_cbrt = _no_domain_limit("cbrt", cbrt_c)


@replaces(math.asin)
def ll_math_asin(x):
    """Arc sine; ValueError outside [-1, 1]."""
    x = float(x)
    if x > 1.0 or x < -1.0:
        raise ValueError("math domain error")
    return asin_c(x)


@replaces(math.acos)
def ll_math_acos(x):
    """Arc cosine; ValueError outside [-1, 1]."""
    x = float(x)
    if x > 1.0 or x < -1.0:
        raise ValueError("math domain error")
    return acos_c(x)


@replaces(math.acosh)
def ll_math_acosh(x):
    """Inverse hyperbolic cosine; ValueError below 1."""
    x = float(x)
    if x < 1.0:
        raise ValueError("math domain error")
    return acosh_c(x)


@replaces(math.atanh)
def ll_math_atanh(x):
    """Inverse hyperbolic tangent; ValueError outside (-1, 1)."""
    x = float(x)
    if x >= 1.0 or x <= -1.0:
        raise ValueError("math domain error")
    return atanh_c(x)


@replaces(math.atan2)
def ll_math_atan2(y, x):
    """The angle of the point (x, y)."""
    return atan2_c(float(y), float(x))


@replaces(math.hypot)
def ll_math_hypot(x, y):
    """The distance of the point (x, y) from the origin."""
    x = float(x)
    y = float(y)
    if ll_isinf(x) or ll_isinf(y):
        return INFINITY
    result = hypot_c(x, y)
    if ll_isinf(result):
        raise OverflowError("math range error")
    return result


@replaces(math.sqrt)
def ll_math_sqrt(x):
    """The square root; ValueError below 0."""
    x = float(x)
    if x < 0.0:
        raise ValueError("math domain error")
    return sqrt_c(x)


@replaces(math.log)
def ll_math_log(x):
    """The natural logarithm; ValueError for 0 and below."""
    x = float(x)
    if x <= 0.0:
        raise ValueError("math domain error")
    return log_c(x)


@replaces(math.log2)
def ll_math_log2(x):
    """The logarithm to base 2; ValueError for 0 and below."""
    x = float(x)
    if x <= 0.0:
        raise ValueError("math domain error")
    return log2_c(x)


@replaces(math.log10)
def ll_math_log10(x):
    """The logarithm to base 10; ValueError for 0 and below."""
    x = float(x)
    if x <= 0.0:
        raise ValueError("math domain error")
    return log10_c(x)


@replaces(math.log1p)
def ll_math_log1p(x):
    """log(1 + x); ValueError for -1 and below."""
    x = float(x)
    if x <= -1.0:
        raise ValueError("math domain error")
    if x == 0.0:
        return x
    return log1p_c(x)


@replaces(math.pow)
def ll_math_pow(x, y):
    """x to the power y."""
    x = float(x)
    y = float(y)
    result = pow_c(x, y)
    if ll_isfinite(result):
        return result
    if ll_isfinite(x) and ll_isfinite(y):
        if x == 0.0 or ll_isnan(result):
            raise ValueError("math domain error")
        raise OverflowError("math range error")
    return result


@replaces(math.fmod)
def ll_math_fmod(x, y):
    """The C remainder of x / y."""
    x = float(x)
    y = float(y)
    if (ll_isinf(x) and not ll_isnan(y)) or (y == 0.0 and not ll_isnan(x)):
        raise ValueError("math domain error")
    if ll_isinf(y):
        return x
    return fmod_c(x, y)


@replaces(math.remainder)
def ll_math_remainder(x, y):
    """The IEEE remainder of x / y."""
    x = float(x)
    y = float(y)
    if (ll_isinf(x) and not ll_isnan(y)) or (y == 0.0 and not ll_isnan(x)):
        raise ValueError("math domain error")
    if ll_isinf(y):
        return x
    return remainder_c(x, y)


@replaces(math.nextafter)
def ll_math_nextafter(x, y):
    """The next float after x towards y."""
    return nextafter_c(float(x), float(y))


@replaces(math.gamma)
def ll_math_gamma(x):
    """The gamma function."""
    x = float(x)
    if x == -INFINITY or (x <= 0.0 and ll_isfinite(x) and x == floor_c(x)):
        raise ValueError("math domain error")
    result = tgamma_c(x)
    if ll_isinf(result) and ll_isfinite(x):
        raise OverflowError("math range error")
    return result


@replaces(math.lgamma)
def ll_math_lgamma(x):
    """The logarithm of the absolute value of the gamma function."""
    x = float(x)
    if x <= 0.0 and ll_isfinite(x) and x == floor_c(x):
        raise ValueError("math domain error")
    if ll_isinf(x):
        return INFINITY
    result = lgamma_c(x)
    if ll_isinf(result):
        raise OverflowError("math range error")
    return result


def _to_int(x):
    if x >= -9223372036854775808.0 and x < 9223372036854775808.0:
        return int(x)
    if x != x:
        raise ValueError("cannot convert float NaN to integer")
    raise OverflowError("float too large to convert to int")


@replaces(math.floor)
def ll_math_floor(x):
    """The greatest int not above x; OverflowError if it is not a word."""
    return _to_int(floor_c(float(x)))


@replaces(math.ceil)
def ll_math_ceil(x):
    """The least int not below x; OverflowError if it is not a word."""
    return _to_int(ceil_c(float(x)))


@replaces(math.trunc)
def ll_math_trunc(x):
    """x rounded towards zero; OverflowError if it is not a word."""
    return _to_int(float(x))


@replaces(math.frexp)
def ll_math_frexp(x):
    """(m, e) with x == m * 2**e and 0.5 <= abs(m) < 1."""
    x = float(x)
    if x == 0.0 or not ll_isfinite(x):
        return (x, 0)
    bits = float2longlong(x)
    exponent = (bits >> 52) & 0x7FF
    extra = 0
    if exponent == 0:
        bits = float2longlong(x * 18014398509481984.0)
        exponent = (bits >> 52) & 0x7FF
        extra = 54
    bits = (bits & ~(0x7FF << 52)) | (1022 << 52)
    return (longlong2float(bits), int(exponent) - 1022 - extra)


@replaces(math.ldexp)
def ll_math_ldexp(x, exp):
    """x * 2**exp."""
    x = float(x)
    if x == 0.0 or not ll_isfinite(x):
        return x
    result = ldexp_c(x, exp)
    if ll_isinf(result):
        raise OverflowError("math range error")
    return result


@replaces(math.modf)
def ll_math_modf(x):
    """The fractional and the integer part."""
    x = float(x)
    if ll_isinf(x):
        return (copysign_c(0.0, x), x)
    whole = trunc_c(x)
    return (copysign_c(x - whole, x), whole)


@replaces(math.degrees)
def ll_math_degrees(x):
    """Radians to degrees."""
    return float(x) * (180.0 / math.pi)


@replaces(math.radians)
def ll_math_radians(x):
    """Degrees to radians."""
    return float(x) * (math.pi / 180.0)


@replaces(math.gcd)
def ll_math_gcd(a, b):
    """The greatest common divisor of two ints."""
    a = abs(a)
    b = abs(b)
    while b != 0:
        a, b = b, a % b
    return a


@replaces(math.isqrt)
def ll_math_isqrt(n):
    """The integer part of the square root."""
    if n < 0:
        raise ValueError("isqrt() argument must be nonnegative")
    root = int(sqrt_c(float(n)))
    while root > 3037000499 or root * root > n:
        root -= 1
    while root < 3037000499 and (root + 1) * (root + 1) <= n:
        root += 1
    return root
