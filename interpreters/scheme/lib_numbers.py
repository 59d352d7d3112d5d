"""Primitives: numbers."""

import math

from rpython.rlib.rbigint import rbigint

from interpreters.scheme import arith
from interpreters.scheme.arith import to_float, to_int
from interpreters.scheme.model import (
    W_Bignum,
    W_Fixnum,
    W_Flonum,
    W_Number,
    W_String,
    W_Values,
    error,
    w_false,
    wrap_bool,
    wrong_type,
)
from interpreters.scheme.primitive import W_PrimitiveN, install, primitive, string_arg, variadic


class W_Folding(W_PrimitiveN):
    """Any number of arguments, usually two."""

    _immutable_fields_ = ["two"]

    def __init__(self, name, function, least, two):
        W_PrimitiveN.__init__(self, name, function, least, -1)
        self.two = two

    def call2(self, a, b):
        return self.two(a, b)


class W_Arithmetic(W_Folding):
    """From left to right."""

    def call3(self, a, b, c):
        return self.two(self.two(a, b), c)


def sum_(args):
    w_result = W_Fixnum(0)
    for w_number in args:
        w_result = arith.add(w_result, w_number)
    return w_result


def product(args):
    w_result = W_Fixnum(1)
    for w_number in args:
        w_result = arith.mul(w_result, w_number)
    return w_result


def difference(args):
    if len(args) == 1:
        if isinstance(args[0], W_Flonum):
            return arith.mul(args[0], W_Fixnum(-1))
        return arith.sub(W_Fixnum(0), args[0])
    w_result = args[0]
    for i in range(1, len(args)):
        w_result = arith.sub(w_result, args[i])
    return w_result


def ratio(args):
    if len(args) == 1:
        return arith.div(W_Fixnum(1), args[0])
    w_result = args[0]
    for i in range(1, len(args)):
        w_result = arith.div(w_result, args[i])
    return w_result


install("+", W_Arithmetic("+", sum_, 0, arith.add))
install("*", W_Arithmetic("*", product, 0, arith.mul))
install("-", W_Arithmetic("-", difference, 1, arith.sub))
install("/", W_Arithmetic("/", ratio, 1, arith.div))


def make_comparison(name, compare):
    """NOT_RPYTHON: a comparison of any number of numbers."""

    def chain(args):
        result = True
        for i in range(len(args) - 1):
            if not compare(args[i], args[i + 1]):
                result = False
        return wrap_bool(result)

    def two(w_a, w_b):
        return wrap_bool(compare(w_a, w_b))

    install(name, W_Folding(name, chain, 1, two))


make_comparison("=", arith.num_eq)
make_comparison("<", arith.num_lt)
make_comparison(">", arith.num_gt)
make_comparison("<=", arith.num_le)
make_comparison(">=", arith.num_ge)


# ---- tests


@primitive("real? rational?", 1)
def is_real(w_a):
    return wrap_bool(isinstance(w_a, W_Number))


@primitive("integer?", 1)
def is_integer(w_a):
    return wrap_bool(arith.is_integer(w_a))


@primitive("exact?", 1)
def is_exact(w_a):
    return wrap_bool(arith.is_exact(w_a))


@primitive("inexact?", 1)
def is_inexact(w_a):
    return wrap_bool(not arith.is_exact(w_a))


@primitive("exact-integer?", 1)
def is_exact_integer(w_a):
    return wrap_bool(isinstance(w_a, W_Fixnum) or isinstance(w_a, W_Bignum))


@primitive("exact-rational?", 1)
def is_exact_rational(w_a):
    return is_exact_integer(w_a)


@primitive("nan?", 1)
def is_nan(w_a):
    return wrap_bool(arith.is_nan(w_a))


@primitive("finite?", 1)
def is_finite(w_a):
    return wrap_bool(not isinstance(w_a, W_Flonum) or arith.is_finite(w_a.real))


@primitive("infinite?", 1)
def is_infinite(w_a):
    if not isinstance(w_a, W_Flonum):
        return w_false
    return wrap_bool(not arith.is_finite(w_a.real) and w_a.real == w_a.real)


@primitive("zero?", 1)
def is_zero(w_a):
    return wrap_bool(arith.is_zero(w_a))


@primitive("positive?", 1)
def is_positive(w_a):
    return wrap_bool(arith.sign(w_a, "positive?") > 0)


@primitive("negative?", 1)
def is_negative(w_a):
    return wrap_bool(arith.sign(w_a, "negative?") < 0)


@primitive("odd?", 1)
def is_odd(w_a):
    return wrap_bool(arith.is_odd(w_a, "odd?"))


@primitive("even?", 1)
def is_even(w_a):
    return wrap_bool(not arith.is_odd(w_a, "even?"))


# ---- integers


@primitive("quotient truncate-quotient", 2)
def quotient(w_a, w_b):
    return arith.quotient(w_a, w_b)


@primitive("remainder truncate-remainder", 2)
def remainder(w_a, w_b):
    return arith.remainder(w_a, w_b)


@primitive("modulo floor-remainder", 2)
def modulo(w_a, w_b):
    return arith.modulo(w_a, w_b)


@primitive("floor-quotient", 2)
def floor_quotient(w_a, w_b):
    return arith.floor_quotient(w_a, w_b, "floor-quotient")


@primitive("floor/", 2)
def floor_divide(w_a, w_b):
    return W_Values([arith.floor_quotient(w_a, w_b, "floor/"), arith.modulo(w_a, w_b, "floor/")])


@primitive("truncate/", 2)
def truncate_divide(w_a, w_b):
    return W_Values([arith.quotient(w_a, w_b), arith.remainder(w_a, w_b)])


@variadic("gcd", 0)
def gcd(args):
    w_result = W_Fixnum(0)
    for w_number in args:
        w_result = arith.gcd(w_result, w_number)
    return w_result


@variadic("lcm", 0)
def lcm(args):
    w_result = W_Fixnum(1)
    for w_number in args:
        if arith.is_zero(w_number):
            return w_number
        w_product = arith.absolute(arith.mul(w_result, w_number))
        w_result = arith.quotient(w_product, arith.gcd(w_result, w_number))
    return w_result


@primitive("abs magnitude", 1)
def absolute(w_a):
    return arith.absolute(w_a)


@primitive("1+", 1)
def increment(w_a):
    return arith.add(w_a, W_Fixnum(1))


@primitive("-1+", 1)
def decrement(w_a):
    return arith.sub(w_a, W_Fixnum(1))


def extreme(args, name, order):
    w_result = args[0]
    inexact = not arith.is_exact(w_result, name)
    for i in range(1, len(args)):
        if not arith.is_exact(args[i], name):
            inexact = True
        if arith.compare(args[i], w_result, name) == order:
            w_result = args[i]
    if inexact:
        return W_Flonum(to_float(w_result))
    return w_result


@variadic("max", 1)
def maximum(args):
    return extreme(args, "max", 1)


@variadic("min", 1)
def minimum(args):
    return extreme(args, "min", -1)


@primitive("exact-integer-sqrt", 1)
def exact_integer_sqrt(w_a):
    big = arith.to_big(w_a, "exact-integer-sqrt")
    if arith.sign(w_a) < 0:
        raise wrong_type("exact-integer-sqrt", "a number that is not negative", w_a)
    root = arith.integer_root(big)
    return W_Values([arith.wrap_big(root), arith.wrap_big(big.sub(root.mul(root)))])


@primitive("square", 1)
def square(w_a):
    return arith.mul(w_a, w_a)


@primitive("expt", 2)
def expt(w_a, w_b):
    return arith.expt(w_a, w_b)


@primitive("sqrt", 1)
def sqrt(w_a):
    return arith.sqrt(w_a)


@primitive("numerator", 1)
def numerator(w_a):
    return w_a


@primitive("denominator", 1)
def denominator(w_a):
    return W_Fixnum(1)


@primitive("bitwise-and", 2)
def bitwise_and(w_a, w_b):
    return arith.wrap_big(arith.to_big(w_a).and_(arith.to_big(w_b)))


@primitive("bitwise-or", 2)
def bitwise_or(w_a, w_b):
    return arith.wrap_big(arith.to_big(w_a).or_(arith.to_big(w_b)))


@primitive("bitwise-xor", 2)
def bitwise_xor(w_a, w_b):
    return arith.wrap_big(arith.to_big(w_a).xor(arith.to_big(w_b)))


@primitive("arithmetic-shift", 2)
def arithmetic_shift(w_a, w_b):
    count = to_int(w_b, "arithmetic-shift")
    big = arith.to_big(w_a, "arithmetic-shift")
    if count >= 0:
        return arith.wrap_big(big.lshift(count))
    divisor = rbigint.fromint(1).lshift(-count)
    return arith.wrap_big(big.floordiv(divisor))


# ---- floats


@primitive("floor", 1)
def floor(w_a):
    if isinstance(w_a, W_Flonum):
        return W_Flonum(arith.float_floor(w_a.real))
    arith.check_number(w_a, "floor")
    return w_a


@primitive("ceiling", 1)
def ceiling(w_a):
    if isinstance(w_a, W_Flonum):
        return W_Flonum(arith.float_ceiling(w_a.real))
    arith.check_number(w_a, "ceiling")
    return w_a


@primitive("truncate", 1)
def truncate(w_a):
    if isinstance(w_a, W_Flonum):
        return W_Flonum(arith.float_truncate(w_a.real))
    arith.check_number(w_a, "truncate")
    return w_a


@primitive("round", 1)
def round_(w_a):
    if isinstance(w_a, W_Flonum):
        return W_Flonum(arith.float_round(w_a.real))
    arith.check_number(w_a, "round")
    return w_a


@primitive("exact inexact->exact", 1)
def exact(w_a):
    return arith.to_exact(w_a)


@primitive("inexact exact->inexact", 1)
def inexact(w_a):
    return W_Flonum(to_float(w_a, "inexact"))


@primitive("exp", 1)
def exp(w_a):
    try:
        return W_Flonum(math.exp(to_float(w_a, "exp")))
    except OverflowError:
        return W_Flonum(arith.INFINITY)


def logarithm(x):
    if x > 0.0 and x != arith.INFINITY:
        return math.log(x)
    if x == 0.0:
        return -arith.INFINITY
    if x == arith.INFINITY:
        return x
    return arith.NAN


@variadic("log", 1, 2)
def log(args):
    value = logarithm(to_float(args[0], "log"))
    if len(args) == 2:
        value = arith.float_divide(value, logarithm(to_float(args[1], "log")))
    return W_Flonum(value)


def finite_arg(w_a, name):
    """The functions of angles have no value at infinity."""
    x = to_float(w_a, name)
    if not arith.is_finite(x):
        raise wrong_type(name, "a finite number", w_a)
    return x


@primitive("sin", 1)
def sin(w_a):
    return W_Flonum(math.sin(finite_arg(w_a, "sin")))


@primitive("cos", 1)
def cos(w_a):
    return W_Flonum(math.cos(finite_arg(w_a, "cos")))


@primitive("tan", 1)
def tan(w_a):
    return W_Flonum(math.tan(finite_arg(w_a, "tan")))


def cosine_arg(w_a, name):
    x = to_float(w_a, name)
    if not -1.0 <= x <= 1.0:
        raise wrong_type(name, "a number from -1 to 1", w_a)
    return x


@primitive("asin", 1)
def asin(w_a):
    return W_Flonum(math.asin(cosine_arg(w_a, "asin")))


@primitive("acos", 1)
def acos(w_a):
    return W_Flonum(math.acos(cosine_arg(w_a, "acos")))


@variadic("atan", 1, 2)
def atan(args):
    if len(args) == 2:
        return W_Flonum(math.atan2(to_float(args[0], "atan"), to_float(args[1], "atan")))
    return W_Flonum(math.atan(to_float(args[0], "atan")))


# ---- text


def radix_arg(args, name):
    if len(args) < 2:
        return 10
    radix = to_int(args[1], name)
    if not 2 <= radix <= 36:
        raise error(name + ": wrong radix", [args[1]])
    return radix


@variadic("number->string", 1, 2)
def number_to_string(args):
    return W_String(arith.number_to_string(args[0], radix_arg(args, "number->string")))


@variadic("string->number", 1, 2)
def string_to_number(args):
    s = string_arg(args[0], "string->number").get()
    w_number = arith.parse_number(s, radix_arg(args, "string->number"))
    if w_number is None:
        return w_false
    return w_number
