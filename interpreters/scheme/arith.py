"""Numbers: words, big integers and floats. There are no exact fractions: 1/3 is a float."""

import math

from rpython.rlib.rarithmetic import ovfcheck
from rpython.rlib.rbigint import rbigint
from rpython.rlib.rfloat import formatd

from interpreters.scheme.model import (
    W_Bignum,
    W_Fixnum,
    W_Flonum,
    W_Number,
    error,
    wrong_type,
)

INFINITY = 1e200 * 1e200
NAN = INFINITY - INFINITY
EXACT_FLOATS = 9007199254740992.0  # from here on all floats are integers
WORD_FLOATS = 4611686018427387904.0


def wrap_big(big):
    """An integer of any size."""
    try:
        return W_Fixnum(big.toint())
    except OverflowError:
        return W_Bignum(big)


def to_big(w_number, name="integer operation"):
    if isinstance(w_number, W_Fixnum):
        return rbigint.fromint(w_number.value)
    if isinstance(w_number, W_Bignum):
        return w_number.big
    if isinstance(w_number, W_Flonum) and is_integral(w_number.real):
        return rbigint.fromfloat(w_number.real)
    raise wrong_type(name, "an integer", w_number)


def to_float(w_number, name="float operation"):
    if isinstance(w_number, W_Flonum):
        return w_number.real
    if isinstance(w_number, W_Fixnum):
        return float(w_number.value)
    if isinstance(w_number, W_Bignum):
        try:
            return w_number.big.tofloat()
        except OverflowError:
            return INFINITY if w_number.big.ge(rbigint.fromint(0)) else -INFINITY
    raise wrong_type(name, "a number", w_number)


def to_int(w_number, name):
    """The word in a fixnum (or an integral float)."""
    if isinstance(w_number, W_Fixnum):
        return w_number.value
    if isinstance(w_number, W_Flonum) and is_integral(w_number.real):
        if abs(w_number.real) < WORD_FLOATS:
            return int(w_number.real)
    raise wrong_type(name, "an integer", w_number)


def is_finite(x):
    return x - x == 0.0


def float_truncate(x):
    if not is_finite(x) or abs(x) >= EXACT_FLOATS:
        return x
    return float(int(x))


def float_floor(x):
    y = float_truncate(x)
    return y - 1.0 if y > x else y


def float_ceiling(x):
    y = float_truncate(x)
    return y + 1.0 if y < x else y


def float_round(x):
    """To the nearest integer, halves to the even one."""
    if not is_finite(x) or abs(x) >= EXACT_FLOATS:
        return x
    y = float_floor(x)
    rest = x - y
    if rest > 0.5 or (rest == 0.5 and int(y) & 1 == 1):
        y += 1.0
    return y


def is_integral(x):
    return is_finite(x) and float_truncate(x) == x


def is_integer(w_object):
    if isinstance(w_object, W_Flonum):
        return is_integral(w_object.real)
    return isinstance(w_object, W_Number)


def is_exact(w_number, name="exact?"):
    check_number(w_number, name)
    return not isinstance(w_number, W_Flonum)


def check_number(w_number, name):
    if not isinstance(w_number, W_Number):
        raise wrong_type(name, "a number", w_number)


def any_float(w_a, w_b, name):
    check_number(w_a, name)
    check_number(w_b, name)
    return isinstance(w_a, W_Flonum) or isinstance(w_b, W_Flonum)


# ---- addition, subtraction, multiplication


def add(w_a, w_b):
    if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum):
        try:
            return W_Fixnum(ovfcheck(w_a.value + w_b.value))
        except OverflowError:
            pass
    elif isinstance(w_a, W_Flonum) and isinstance(w_b, W_Flonum):
        return W_Flonum(w_a.real + w_b.real)
    elif any_float(w_a, w_b, "+"):
        return W_Flonum(to_float(w_a) + to_float(w_b))
    return wrap_big(to_big(w_a).add(to_big(w_b)))


def sub(w_a, w_b):
    if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum):
        try:
            return W_Fixnum(ovfcheck(w_a.value - w_b.value))
        except OverflowError:
            pass
    elif isinstance(w_a, W_Flonum) and isinstance(w_b, W_Flonum):
        return W_Flonum(w_a.real - w_b.real)
    elif any_float(w_a, w_b, "-"):
        return W_Flonum(to_float(w_a) - to_float(w_b))
    return wrap_big(to_big(w_a).sub(to_big(w_b)))


def mul(w_a, w_b):
    if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum):
        try:
            return W_Fixnum(ovfcheck(w_a.value * w_b.value))
        except OverflowError:
            pass
    elif isinstance(w_a, W_Flonum) and isinstance(w_b, W_Flonum):
        return W_Flonum(w_a.real * w_b.real)
    elif any_float(w_a, w_b, "*"):
        return W_Flonum(to_float(w_a) * to_float(w_b))
    return wrap_big(to_big(w_a).mul(to_big(w_b)))


# ---- division


def float_divide(a, b):
    if b == 0.0:
        if a == 0.0 or a != a:
            return NAN
        negative = (a < 0.0) != (math.copysign(1.0, b) < 0.0)
        return -INFINITY if negative else INFINITY
    return a / b


def div(w_a, w_b):
    """`/`: exact if the division has no rest."""
    if any_float(w_a, w_b, "/"):
        return W_Flonum(float_divide(to_float(w_a), to_float(w_b)))
    if is_zero(w_b):
        raise error("/: division by zero", [])
    if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum) and w_b.value != -1:
        if w_a.value % w_b.value == 0:
            return W_Fixnum(w_a.value // w_b.value)
        return W_Flonum(float(w_a.value) / float(w_b.value))
    w_rest = modulo(w_a, w_b, "/")
    if is_zero(w_rest):
        return quotient(w_a, w_b, "/")
    a = to_big(w_a)
    try:
        return W_Flonum(a.truediv(to_big(w_b)))
    except OverflowError:
        return W_Flonum(float_divide(to_float(w_a), to_float(w_b)))


def floor_quotient(w_a, w_b, name):
    if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum):
        if w_b.value > 0:
            return W_Fixnum(w_a.value // w_b.value)
    if is_zero(w_b):
        raise error(name + ": division by zero", [])
    big = to_big(w_a, name).floordiv(to_big(w_b, name))
    if any_float(w_a, w_b, name):
        return W_Flonum(big.tofloat())
    return wrap_big(big)


def modulo(w_a, w_b, name="modulo"):
    """The rest has the sign of the divisor."""
    if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum):
        if w_b.value > 0:
            return W_Fixnum(w_a.value % w_b.value)
    if is_zero(w_b):
        raise error(name + ": division by zero", [])
    big = to_big(w_a, name).mod(to_big(w_b, name))
    if any_float(w_a, w_b, name):
        return W_Flonum(big.tofloat())
    return wrap_big(big)


def quotient(w_a, w_b, name="quotient"):
    if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum):
        if w_a.value >= 0 and w_b.value > 0:
            return W_Fixnum(w_a.value // w_b.value)
    w_floor = floor_quotient(w_a, w_b, name)
    if sign(w_a) * sign(w_b) < 0 and not is_zero(modulo(w_a, w_b, name)):
        return add(w_floor, W_Fixnum(1))
    return w_floor


def remainder(w_a, w_b, name="remainder"):
    """The rest has the sign of the dividend."""
    if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum):
        if w_a.value >= 0 and w_b.value > 0:
            return W_Fixnum(w_a.value % w_b.value)
    w_rest = modulo(w_a, w_b, name)
    if sign(w_a) * sign(w_b) < 0 and not is_zero(w_rest):
        return sub(w_rest, w_b)
    return w_rest


def gcd(w_a, w_b):
    while not is_zero(w_b):
        w_a, w_b = w_b, modulo(w_a, w_b, "gcd")
    return absolute(w_a)


# ---- comparison


def compare(w_a, w_b, name):
    """-1, 0, 1, or 2 if one is not a number of any order."""
    if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum):
        if w_a.value < w_b.value:
            return -1
        return 1 if w_a.value > w_b.value else 0
    if any_float(w_a, w_b, name):
        a = to_float(w_a)
        b = to_float(w_b)
        if a < b:
            return -1
        if a > b:
            return 1
        return 0 if a == b else 2
    a = to_big(w_a)
    b = to_big(w_b)
    if a.lt(b):
        return -1
    return 0 if a.eq(b) else 1


def num_eq(w_a, w_b):
    return compare(w_a, w_b, "=") == 0


def num_lt(w_a, w_b):
    return compare(w_a, w_b, "<") == -1


def num_gt(w_a, w_b):
    return compare(w_a, w_b, ">") == 1


def num_le(w_a, w_b):
    order = compare(w_a, w_b, "<=")
    return order == -1 or order == 0


def num_ge(w_a, w_b):
    order = compare(w_a, w_b, ">=")
    return order == 1 or order == 0


def sign(w_a, name="number"):
    if isinstance(w_a, W_Fixnum):
        if w_a.value < 0:
            return -1
        return 1 if w_a.value > 0 else 0
    if isinstance(w_a, W_Flonum):
        if w_a.real < 0.0:
            return -1
        return 1 if w_a.real > 0.0 else 0
    if isinstance(w_a, W_Bignum):
        return 1 if w_a.big.gt(rbigint.fromint(0)) else -1
    raise wrong_type(name, "a number", w_a)


def is_zero(w_a):
    if isinstance(w_a, W_Fixnum):
        return w_a.value == 0
    return sign(w_a, "zero?") == 0 and not is_nan(w_a)


def is_nan(w_a):
    return isinstance(w_a, W_Flonum) and w_a.real != w_a.real


def absolute(w_a):
    if sign(w_a, "abs") < 0:
        return sub(W_Fixnum(0), w_a)
    return w_a


def is_odd(w_a, name):
    if isinstance(w_a, W_Fixnum):
        return w_a.value & 1 == 1
    return not is_zero(modulo(w_a, W_Fixnum(2), name))


def same_number(w_a, w_b):
    """`eqv?` of numbers: equal, and both exact or both not."""
    if isinstance(w_a, W_Flonum) != isinstance(w_b, W_Flonum):
        return False
    return compare(w_a, w_b, "eqv?") == 0


# ---- powers


def to_exact(w_a):
    if isinstance(w_a, W_Flonum):
        x = w_a.real
        if not is_integral(x):
            raise wrong_type("exact", "a float that is an integer", w_a)
        if abs(x) < WORD_FLOATS:
            return W_Fixnum(int(x))
        return wrap_big(rbigint.fromfloat(x))
    check_number(w_a, "exact")
    return w_a


def expt(w_a, w_b):
    if is_exact(w_b, "expt") and is_exact(w_a, "expt"):
        if sign(w_b) >= 0:
            return wrap_big(to_big(w_a).pow(to_big(w_b)))
        w_power = expt(w_a, sub(W_Fixnum(0), w_b))
        return div(W_Fixnum(1), w_power)
    a = to_float(w_a, "expt")
    b = to_float(w_b, "expt")
    if a == 0.0 and b < 0.0:
        return W_Flonum(INFINITY)
    if a < 0.0 and not is_integral(b):
        return W_Flonum(NAN)
    try:
        return W_Flonum(math.pow(a, b))
    except OverflowError:
        return W_Flonum(INFINITY)
    except ValueError:
        return W_Flonum(NAN)


def integer_root(big):
    """The largest integer whose square is not above big, by Newton's method."""
    zero = rbigint.fromint(0)
    if big.eq(zero):
        return zero
    one = rbigint.fromint(1)
    x = one.lshift((big.bit_length() + 1) // 2)
    while True:
        y = x.add(big.floordiv(x)).rshift(1)
        if y.ge(x):
            return x
        x = y


def sqrt(w_a):
    if is_exact(w_a, "sqrt") and sign(w_a) >= 0:
        big = to_big(w_a)
        root = integer_root(big)
        if root.mul(root).eq(big):
            return wrap_big(root)
    x = to_float(w_a)
    if x < 0.0:
        return W_Flonum(NAN)
    return W_Flonum(math.sqrt(x))


# ---- text


def number_to_string(w_a, radix):
    if isinstance(w_a, W_Fixnum):
        if radix == 10:
            return str(w_a.value)
        return big_to_string(rbigint.fromint(w_a.value), radix)
    if isinstance(w_a, W_Bignum):
        return big_to_string(w_a.big, radix)
    return float_to_string(to_float(w_a, "number->string"))


def big_to_string(big, radix):
    if radix == 10:
        return big.str()
    return big.format("0123456789abcdefghijklmnopqrstuvwxyz"[:radix])


def float_to_string(x):
    if x != x:
        return "+nan.0"
    if x == INFINITY:
        return "+inf.0"
    if x == -INFINITY:
        return "-inf.0"
    s = formatd(x, "r", 0)
    for c in s:
        if c == "." or c == "e":
            return s
    return s + ".0"


def digit_value(c):
    if "0" <= c <= "9":
        return ord(c) - 48
    if "a" <= c <= "z":
        return ord(c) - 87
    if "A" <= c <= "Z":
        return ord(c) - 55
    return 99


def parse_integer(s, start, radix):
    """The integer from start to the end of s, None if it is not one."""
    pos = start
    negative = False
    if pos < len(s) and (s[pos] == "-" or s[pos] == "+"):
        negative = s[pos] == "-"
        pos += 1
    if pos >= len(s):
        return None
    digits = pos
    while pos < len(s):
        if digit_value(s[pos]) >= radix:
            return None
        pos += 1
    if len(s) - digits <= 11:
        value = 0
        for i in range(digits, len(s)):
            value = value * radix + digit_value(s[i])
        return W_Fixnum(-value if negative else value)
    base = rbigint.fromint(radix)
    big = rbigint.fromint(0)
    if radix == 10:
        assert digits >= 0
        big = rbigint.fromdecimalstr(s[digits:])
    else:
        for i in range(digits, len(s)):
            big = big.mul(base).add(rbigint.fromint(digit_value(s[i])))
    return wrap_big(big.neg() if negative else big)


def looks_like_float(s):
    """Digits with a point or an exponent, as Scheme writes them."""
    pos = 0
    if pos < len(s) and (s[pos] == "-" or s[pos] == "+"):
        pos += 1
    digits = 0
    points = 0
    while pos < len(s) and ("0" <= s[pos] <= "9" or s[pos] == "."):
        if s[pos] == ".":
            points += 1
        else:
            digits += 1
        pos += 1
    if digits == 0 or points > 1:
        return False
    if pos < len(s):
        if s[pos] != "e" and s[pos] != "E":
            return False
        pos += 1
        if pos < len(s) and (s[pos] == "-" or s[pos] == "+"):
            pos += 1
        if pos >= len(s):
            return False
        while pos < len(s):
            if not "0" <= s[pos] <= "9":
                return False
            pos += 1
    return True


def parse_real(s, radix):
    w_integer = parse_integer(s, 0, radix)
    if w_integer is not None:
        return w_integer
    if s == "+inf.0":
        return W_Flonum(INFINITY)
    if s == "-inf.0":
        return W_Flonum(-INFINITY)
    if s == "+nan.0" or s == "-nan.0":
        return W_Flonum(NAN)
    if radix == 10 and looks_like_float(s):
        try:
            return W_Flonum(float(s))
        except ValueError:
            return None
    slash = s.find("/")
    if slash > 0:
        w_top = parse_integer(s[:slash], 0, radix)
        w_bottom = parse_integer(s, slash + 1, radix)
        if w_top is None or w_bottom is None or is_zero(w_bottom):
            return None
        return div(w_top, w_bottom)
    return None


def parse_number(s, radix):
    """The number that s is the text of, None if it is none."""
    exactness = " "
    pos = 0
    while pos + 1 < len(s) and s[pos] == "#":
        c = s[pos + 1]
        if c == "x":
            radix = 16
        elif c == "b":
            radix = 2
        elif c == "o":
            radix = 8
        elif c == "d":
            radix = 10
        elif c == "e" or c == "i":
            exactness = c
        else:
            return None
        pos += 2
    w_number = parse_real(s[pos:], radix)
    if w_number is None:
        return None
    if exactness == "e":
        return to_exact(w_number)
    if exactness == "i":
        return W_Flonum(to_float(w_number))
    return w_number
