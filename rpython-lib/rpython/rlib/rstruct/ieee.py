"""Floats as the bytes of IEEE 754 formats of 2, 4 and 8 bytes."""

import math

from rpython.rlib import rfloat
from rpython.rlib.longlong2float import float2longlong, longlong2float
from rpython.rlib.rarithmetic import intmask, r_longlong
from rpython.rlib.rstring import StringBuilder


def round_to_nearest(x):
    """The int nearest to x >= 0, halves to even."""
    int_x = int(x)
    diff = x - float(int_x)
    if diff > 0.5 or (diff == 0.5 and int_x & 1):
        int_x += 1
    return int_x


def _pack_small(x, mant_bits, exp_bits):
    """The bits of x in a format with these many bits of fraction and exponent."""
    bias = (1 << (exp_bits - 1)) - 1
    sign = 1 if math.copysign(1.0, x) < 0.0 else 0
    if rfloat.isinf(x):
        mantissa = 0
        exponent = (1 << exp_bits) - 1
    elif rfloat.isnan(x):
        mantissa = 1 << (mant_bits - 1)
        exponent = (1 << exp_bits) - 1
    elif x == 0.0:
        mantissa = 0
        exponent = 0
    else:
        m, e = math.frexp(abs(x))
        exponent = e - 1 + bias
        if exponent <= 0:
            # below the normal numbers
            mantissa = round_to_nearest(math.ldexp(m, mant_bits + exponent))
            exponent = 0
        else:
            mantissa = round_to_nearest(math.ldexp(m, mant_bits + 1)) - (1 << mant_bits)
        if mantissa >> mant_bits:
            mantissa = 0
            exponent += 1
        if exponent >= (1 << exp_bits) - 1:
            raise OverflowError("float too large to pack")
    return (((sign << exp_bits) | exponent) << mant_bits) | mantissa


def _unpack_small(bits, mant_bits, exp_bits):
    mantissa = bits & ((1 << mant_bits) - 1)
    exponent = (bits >> mant_bits) & ((1 << exp_bits) - 1)
    negative = (bits >> (mant_bits + exp_bits)) & 1
    if exponent == (1 << exp_bits) - 1:
        result = rfloat.NAN if mantissa else rfloat.INFINITY
    else:
        if exponent == 0:
            exponent = 1
        else:
            mantissa |= 1 << mant_bits
        result = math.ldexp(float(mantissa), exponent - (1 << (exp_bits - 1)) + 1 - mant_bits)
    return -result if negative else result


def float_pack(x, size):
    """The bits of x as an int: size 2, 4 or 8 bytes; OverflowError if too big."""
    if size == 8:
        return intmask(float2longlong(x))
    if size == 4:
        return _pack_small(x, 23, 8)
    if size == 2:
        return _pack_small(x, 10, 5)
    raise ValueError("invalid size value")


def float_unpack(Q, size):
    """The float of the bits Q (any machine integer)."""
    if size == 8:
        return longlong2float(r_longlong(intmask(Q)))
    if size == 4:
        return _unpack_small(intmask(Q), 23, 8)
    if size == 2:
        return _unpack_small(intmask(Q), 10, 5)
    raise ValueError("invalid size value")


def float_unpack80(QQ, size):
    """Not available: x87 extended numbers."""
    raise NotImplementedError("float_unpack80 is not implemented")


def pack_float(result, x, size, be):
    """Appends the bytes of x to the list `result` as one string; be: big end first."""
    result.append(pack_float_to_str(x, size, be))


def pack_float_to_str(x, size, be):
    """The bytes of x."""
    bits = float_pack(x, size)
    builder = StringBuilder(size)
    i = 0
    while i < size:
        shift = i * 8
        if be:
            shift = (size - 1 - i) * 8
        builder.append(chr((bits >> shift) & 0xFF))
        i += 1
    return builder.build()


def unpack_float(s, be):
    """The float of 2, 4 or 8 bytes."""
    bits = 0
    size = len(s)
    i = 0
    while i < size:
        c = ord(s[i]) if be else ord(s[size - 1 - i])
        bits = intmask(bits << 8) | c
        i += 1
    return float_unpack(bits, size)
