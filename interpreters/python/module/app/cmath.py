"""Functions of complex numbers."""

import math

pi = math.pi
e = math.e
tau = math.tau
inf = math.inf
nan = math.nan
infj = complex(0.0, math.inf)
nanj = complex(0.0, math.nan)


def _complex(z):
    if isinstance(z, complex):
        return z
    if isinstance(z, (str, bytes)):
        raise TypeError("must be real number, not " + type(z).__name__)
    return complex(z)


def phase(z, /):
    z = _complex(z)
    return math.atan2(z.imag, z.real)


def polar(z, /):
    z = _complex(z)
    return abs(z), phase(z)


def rect(r, phi, /):
    if math.isinf(phi) and r and not math.isnan(r):
        raise ValueError("math domain error")
    if math.isinf(r) and math.isfinite(phi) and phi != 0:
        return complex(math.copysign(r, math.cos(phi) * r), math.copysign(r, math.sin(phi) * r))
    if phi == 0:
        return complex(r, r * phi)
    return complex(r * math.cos(phi), r * math.sin(phi))


def isfinite(z, /):
    z = _complex(z)
    return math.isfinite(z.real) and math.isfinite(z.imag)


def isnan(z, /):
    z = _complex(z)
    return math.isnan(z.real) or math.isnan(z.imag)


def isinf(z, /):
    z = _complex(z)
    return math.isinf(z.real) or math.isinf(z.imag)


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    a = _complex(a)
    b = _complex(b)
    if rel_tol < 0 or abs_tol < 0:
        raise ValueError("tolerances must be non-negative")
    if a == b:
        return True
    if isinf(a) or isinf(b):
        return False
    diff = abs(a - b)
    return diff <= rel_tol * abs(b) or diff <= rel_tol * abs(a) or diff <= abs_tol


def exp(z, /):
    z = _complex(z)
    size = math.exp(z.real)
    if z.imag == 0:
        return complex(size, z.imag)
    return complex(size * math.cos(z.imag), size * math.sin(z.imag))


def log(z, base=None, /):
    z = _complex(z)
    if z == 0:
        raise ValueError("math domain error")
    result = complex(math.log(abs(z)), phase(z))
    if base is not None:
        return result / log(base)
    return result


def log10(z, /):
    z = log(z)
    return complex(z.real / math.log(10), z.imag / math.log(10))


def sqrt(z, /):
    z = _complex(z)
    a, b = z.real, z.imag
    if a == 0 and b == 0:
        return complex(0.0, b)
    if math.isinf(b):
        return complex(math.inf, b)
    if math.isinf(a):
        if a > 0:
            return complex(a, b if math.isnan(b) else math.copysign(0.0, b))
        return complex(b if math.isnan(b) else 0.0, math.copysign(math.inf, b))
    s = math.sqrt((math.hypot(a, b) / 8 + abs(a) / 8)) * 2
    d = abs(b) / (2 * s)
    if a >= 0:
        return complex(s, math.copysign(d, b))
    return complex(d, math.copysign(s, b))


def cosh(z, /):
    z = _complex(z)
    return complex(math.cos(z.imag) * math.cosh(z.real), math.sin(z.imag) * math.sinh(z.real))


def sinh(z, /):
    z = _complex(z)
    return complex(math.cos(z.imag) * math.sinh(z.real), math.sin(z.imag) * math.cosh(z.real))


def tanh(z, /):
    z = _complex(z)
    if abs(z.real) > 300:
        return complex(math.copysign(1.0, z.real), 0.0 * math.sin(2 * z.imag))
    tx = math.tanh(z.real)
    ty = math.tan(z.imag)
    cx = 1 / math.cosh(z.real)
    denominator = 1 + tx * tx * ty * ty
    return complex(tx * (1 + ty * ty) / denominator, ty / denominator * cx * cx)


def _times_i(z):
    return complex(-z.imag, z.real)


def _over_i(z):
    return complex(z.imag, -z.real)


def cos(z, /):
    return cosh(_times_i(_complex(z)))


def sin(z, /):
    return _over_i(sinh(_times_i(_complex(z))))


def tan(z, /):
    return _over_i(tanh(_times_i(_complex(z))))


def asinh(z, /):
    z = _complex(z)
    s1 = sqrt(complex(1 + z.imag, -z.real))
    s2 = sqrt(complex(1 - z.imag, z.real))
    return complex(
        math.asinh(s1.real * s2.imag - s2.real * s1.imag),
        math.atan2(z.imag, s1.real * s2.real - s1.imag * s2.imag),
    )


def acosh(z, /):
    z = _complex(z)
    s1 = sqrt(complex(z.real - 1, z.imag))
    s2 = sqrt(complex(z.real + 1, z.imag))
    return complex(
        math.asinh(s1.real * s2.real + s1.imag * s2.imag), 2 * math.atan2(s1.imag, s2.real)
    )


def acos(z, /):
    z = _complex(z)
    s1 = sqrt(complex(1 - z.real, -z.imag))
    s2 = sqrt(complex(1 + z.real, z.imag))
    return complex(
        2 * math.atan2(s1.real, s2.real), math.asinh(s2.real * s1.imag - s2.imag * s1.real)
    )


def asin(z, /):
    return _over_i(asinh(_times_i(_complex(z))))


def atanh(z, /):
    z = _complex(z)
    if z.real < 0 or (z.real == 0 and math.copysign(1.0, z.real) < 0):
        return -atanh(-z)
    a, b = z.real, z.imag
    if a == 1 and b == 0:
        raise ValueError("math domain error")
    if a > 1e150 or abs(b) > 1e150:
        h = math.hypot(a / 2, b / 2)
        return complex(a / 4 / h / h, -math.copysign(math.pi / 2, -b))
    real = math.log1p(4 * a / ((1 - a) * (1 - a) + b * b)) / 4
    imag = -math.atan2(-2 * b, (1 - a) * (1 + a) - b * b) / 2
    return complex(real, imag)


def atan(z, /):
    return _over_i(atanh(_times_i(_complex(z))))
