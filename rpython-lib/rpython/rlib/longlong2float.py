"""The bits of floats."""

import struct

from rpython.rlib.rarithmetic import r_longlong, r_singlefloat, r_uint
from rpython.translation.intrinsics import intrinsic


@intrinsic("float2longlong")
def float2longlong(floatval):
    """The 64 bits of a float, as a signed integer."""
    return r_longlong(struct.unpack("<q", struct.pack("<d", floatval))[0])


@intrinsic("longlong2float")
def longlong2float(llval):
    """The float of 64 bits."""
    return struct.unpack("<d", struct.pack("<q", int(llval)))[0]


@intrinsic("singlefloat2uint")
def singlefloat2uint(singlefloatval):
    """The 32 bits of a single float."""
    return r_uint(struct.unpack("<I", struct.pack("<f", float(singlefloatval)))[0])


@intrinsic("uint2singlefloat")
def uint2singlefloat(ival):
    """The single float of 32 bits."""
    return r_singlefloat(struct.unpack("<f", struct.pack("<I", int(ival)))[0])


_INT32_TAG = -(1 << 48)  # 0xFFFF in the upper 16 bits: a NaN no computation gives


def can_encode_int32(value):
    """Does the int fit the payload of a NaN-boxed int?"""
    return -0x80000000 <= value <= 0x7FFFFFFF


def encode_int32_into_longlong_nan(value):
    """The bits of a NaN that carries a 32-bit int."""
    return _INT32_TAG | (value & 0xFFFFFFFF)


def decode_int32_from_longlong_nan(value):
    """The int in the bits of such a NaN."""
    value = value & 0xFFFFFFFF
    if value & 0x80000000:
        value -= 0x100000000
    return value


def is_int32_from_longlong_nan(value):
    """Are these the bits of a NaN that carries an int?"""
    return (value & _INT32_TAG) == _INT32_TAG


def can_encode_float(value):
    """True unless the float's bits look like a NaN-boxed int."""
    return not is_int32_from_longlong_nan(float2longlong(value))
