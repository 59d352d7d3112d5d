"""Integers of arbitrary size."""

import math

from rpython._missing import not_implemented
from rpython.rlib import bigdigits, bigdivide, bigtext, jit
from rpython.rlib.bigdigits import MASK, SHIFT, significant
from rpython.rlib.objectmodel import not_rpython, specialize, we_are_translated
from rpython.rlib.rarithmetic import intmask, r_longlong, r_uint, r_ulonglong
from rpython.rlib.rstring import (
    InvalidBaseError,  # noqa: F401  (raised by fromstr)
    MaxDigitsError,  # noqa: F401
    NumberStringParser,
    ParseStringError,
    StringBuilder,
    strip_spaces,
)

_MININT = -0x8000000000000000
_MAXINT = 0x7FFFFFFFFFFFFFFF


class InvalidEndiannessError(Exception):
    """A byte order is neither "little" nor "big"."""


class InvalidSignednessError(Exception):
    """A negative number was to be written as unsigned."""


class rbigint(object):
    """An immutable integer. `sign` is -1, 0 or 1; the digits are the absolute value."""

    _immutable_ = True
    _immutable_fields_ = ["_digits[*]", "size", "sign"]

    def __init__(self, digits, sign=1):
        size = significant(digits)
        if size == 0:
            sign = 0
        self._digits = digits
        self.size = size
        self.sign = sign

    def numdigits(self):
        """The number of 62-bit digits."""
        return self.size

    def get_sign(self):
        """-1, 0 or 1."""
        return self.sign

    def _set_sign(self, sign):
        """Changes the sign of a number just made."""
        if self.size != 0:
            self.sign = sign

    def digit(self, x):
        """The x-th 63-bit digit of the absolute value, as the original counts them."""
        value = 0
        first = x * 63 // SHIFT
        for i in range(3, -1, -1):
            at = first + i
            if at < self.size:
                shift = at * SHIFT - x * 63
                d = self._digits[at]
                if shift < 0:
                    value |= d >> -shift
                elif shift < 63:
                    value |= intmask(d << shift)
        return value & _MAXINT

    # ---- NOT_RPYTHON conveniences of the host

    def __repr__(self):
        """NOT_RPYTHON"""
        return "<rbigint %s>" % (self.str(),)

    def __eq__(self, other):
        """NOT_RPYTHON"""
        return isinstance(other, rbigint) and self.eq(other)

    def __ne__(self, other):
        """NOT_RPYTHON"""
        return not self == other

    def __hash__(self):
        """NOT_RPYTHON"""
        return self.hash()

    # ---- from

    @staticmethod
    @jit.elidable
    def fromint(intval):
        """From an int."""
        if intval >= 0:
            if intval <= MASK:
                return rbigint([intval], 1)
            sign = 1
        else:
            sign = -1
            if intval == _MININT:
                return rbigint([0, 2], -1)
            intval = -intval
        return rbigint([intval & MASK, intval >> SHIFT], sign)

    @staticmethod
    def frombool(b):
        """From a bool."""
        return ONERBIGINT if b else NULLRBIGINT

    @staticmethod
    @not_rpython
    def fromlong(l):
        """NOT_RPYTHON: from a host int of any size."""
        sign = 1
        if l < 0:
            sign = -1
            l = -l
        digits = []
        while l:
            digits.append(int(l & MASK))
            l >>= SHIFT
        return rbigint(digits or [0], sign)

    @staticmethod
    def fromfloat(dval):
        """From the integer part of a float; OverflowError for inf, ValueError for nan."""
        if dval != dval:
            raise ValueError("cannot convert float NaN to integer")
        if dval - dval != 0.0:
            raise OverflowError("cannot convert float infinity to integer")
        return rbigint._fromfloat_finite(dval)

    @staticmethod
    def _fromfloat_finite(dval):
        if -9.0e18 < dval < 9.0e18:
            return rbigint.fromint(int(dval))
        sign = 1
        if dval < 0.0:
            sign = -1
            dval = -dval
        mantissa, exponent = math.frexp(dval)
        whole = rbigint.fromint(int(math.ldexp(mantissa, 53)))
        result = whole.lshift(exponent - 53)
        return result.neg() if sign < 0 else result

    @staticmethod
    @specialize.argtype(0)
    def fromrarith_int(i):
        """From a machine integer of any kind."""
        if isinstance(i, r_uint):
            return _from_uint(i)
        return rbigint.fromint(intmask(i))

    @staticmethod
    def fromuint(i):
        """From an r_uint."""
        return _from_uint(i)

    @staticmethod
    def fromdecimalstr(s):
        """From decimal digits, maybe with a sign; the text is known to be right."""
        return rbigint.fromstr(s, 10)

    @staticmethod
    def fromstr(s, base=0, allow_underscores=False):
        """As int(s, base) (base 0: by prefix); raises ParseStringError."""
        stripped = strip_spaces(s)
        if (
            len(stripped) > 0
            and (stripped[-1] == "l" or stripped[-1] == "L")
            and base < 22
            and not allow_underscores
        ):
            end = len(stripped) - 1
            assert end >= 0
            stripped = stripped[:end]
        parser = NumberStringParser(
            stripped, stripped, base, "int", allow_underscores=allow_underscores
        )
        return rbigint._from_numberstring_parser(parser)

    @staticmethod
    def fromstr2(s, base=0, no_implicit_octal=True):
        """As `fromstr`, by Python 3's rules: underscores allowed, no octal by a leading zero."""
        stripped = strip_spaces(s)
        parser = NumberStringParser(
            stripped,
            stripped,
            base,
            "int",
            allow_underscores=True,
            no_implicit_octal=no_implicit_octal,
        )
        return rbigint._from_numberstring_parser(parser)

    @staticmethod
    def _from_numberstring_parser(parser):
        values = [0] * (parser.end - parser.start)
        n = 0
        parser.rewind()
        while True:
            digit = parser.next_digit()
            if digit < 0:
                break
            values[n] = digit
            n += 1
        result = bigtext.from_values(values, 0, n, parser.base)
        if parser.sign < 0:
            return result.neg()
        return result

    @staticmethod
    def frombytes(s, byteorder, signed):
        """From bytes in an order "little" or "big"; signed: two's complement."""
        if byteorder != "big" and byteorder != "little":
            raise InvalidEndiannessError()
        n = len(s)
        if n == 0:
            return NULLRBIGINT
        big = byteorder == "big"
        digits = [0] * ((n * 8 + SHIFT - 1) // SHIFT)
        accum = 0
        bits = 0
        k = 0
        i = 0
        c = "\x00"
        while i < n:
            if big:
                c = s[n - 1 - i]
            else:
                c = s[i]
            accum |= intmask(ord(c) << bits) & MASK
            bits += 8
            if bits >= SHIFT:
                digits[k] = accum
                k += 1
                bits -= SHIFT
                accum = ord(c) >> (8 - bits)
            i += 1
        if bits > 0 and k < len(digits):
            digits[k] = accum
        result = rbigint(digits, 1)
        if signed and ord(c) >= 0x80:
            return result.sub(ONERBIGINT.lshift(n * 8))
        return result

    @staticmethod
    def from_list_n_bits(lst, nbits):
        """From a list of r_uint of nbits each, least significant first."""
        result = NULLRBIGINT
        i = len(lst) - 1
        while i >= 0:
            result = result.lshift(nbits).or_(_from_uint(lst[i]))
            i -= 1
        return result

    # ---- to

    @jit.elidable
    def fits_int(self):
        """Does the number fit a word?"""
        n = self.size
        if n <= 1:
            return True
        if n > 2:
            return False
        top = self._digits[1]
        if top <= 1:
            return True
        return self.sign < 0 and top == 2 and self._digits[0] == 0

    def toint(self):
        """As an int; OverflowError if it is not a word."""
        if not self.fits_int():
            raise OverflowError("int too large to convert to C long")
        return self._low_signed()

    def _low_signed(self):
        x = bigdigits.low_word(self._digits, self.size)
        if self.sign < 0:
            x = intmask(-x)
        return x

    def tolonglong(self):
        """As an r_longlong; OverflowError if it does not fit."""
        return r_longlong(self.toint())

    def tobool(self):
        """Is it not zero?"""
        return self.sign != 0

    def touint(self):
        """As an r_uint; ValueError if negative, OverflowError if it does not fit."""
        if self.sign < 0:
            raise ValueError("cannot convert negative integer to unsigned int")
        if bigdigits.bit_length(self._digits, self.size) > 64:
            raise OverflowError("int too large to convert to unsigned int")
        return self.uintmask()

    def toulonglong(self):
        """As `touint`."""
        return r_ulonglong(self.touint())

    def uintmask(self):
        """The low 64 bits, as an r_uint."""
        return r_uint(self._low_signed())

    ulonglongmask = uintmask

    def intmask(self):
        """The low 64 bits, as an int."""
        return self._low_signed()

    def tofloat(self):
        """The nearest float (halves to even); OverflowError if there is none."""
        n = self.size
        if n <= 1:
            return float(self._low_signed())
        bits = bigdigits.bit_length(self._digits, n)
        if bits <= 62:
            return float(self._low_signed())
        if bits > 1024:
            raise OverflowError("int too large to convert to float")
        shift = bits - 56
        q = self.abs().rshift(shift)
        top = q.toint()
        if self.lowest_bit() < shift:
            top |= 1
        result = math.ldexp(float(top), shift)
        return -result if self.sign < 0 else result

    def lowest_bit(self):
        """The number of zero bits at the end (0 for 0)."""
        if self.sign == 0:
            return 0
        i = 0
        while self._digits[i] == 0:
            i += 1
        d = self._digits[i]
        count = i * SHIFT
        while d & 1 == 0:
            d >>= 1
            count += 1
        return count

    def tobytes(self, nbytes, byteorder, signed):
        """As nbytes bytes; raises OverflowError, InvalidSignednessError, InvalidEndiannessError."""
        if byteorder != "big" and byteorder != "little":
            raise InvalidEndiannessError()
        if not signed and self.sign < 0:
            raise InvalidSignednessError()
        bits = self.bit_length()
        if signed:
            # a negative power of two needs no bit for the sign beyond its own
            if self.sign > 0 or (self.sign < 0 and self.lowest_bit() != bits - 1):
                bits += 1
            elif self.sign < 0 and bits == 0:
                bits = 1
        if bits > nbytes * 8:
            raise OverflowError("int too big to convert")
        digits = self._digits
        n = self.size
        if self.sign < 0:
            n = (nbytes * 8 + SHIFT - 1) // SHIFT
            digits = bigdigits.to_two_complement(self._digits, self.size, n)
        chars = ["\x00"] * nbytes
        big = byteorder == "big"
        accum = 0
        have = 0
        k = 0
        i = 0
        while i < nbytes:
            byte = accum & 0xFF
            if have < 8 and k < n:
                d = digits[k]
                byte |= (d & 0xFF) << have & 0xFF
                accum = d >> (8 - have)
                have += SHIFT
                k += 1
            else:
                accum >>= 8
            if big:
                chars[nbytes - 1 - i] = chr(byte)
            else:
                chars[i] = chr(byte)
            have -= 8
            i += 1
        return "".join(chars)

    @not_rpython
    def tolong(self):
        """NOT_RPYTHON: as a host int."""
        result = 0
        for d in self._digits[: self.size][::-1]:
            result = result << SHIFT | d
        return -result if self.sign < 0 else result

    @jit.elidable
    def str(self):
        """The decimal text."""
        n = self.size
        if n <= 1:
            return str(self._low_signed())
        builder = StringBuilder(n * 19 + 2)
        if self.sign < 0:
            builder.append("-")
        if n < bigtext.STR_CUTOFF:
            bigtext.append_decimal(builder, self, 0)
        else:
            bigtext.append_decimal_recursive(builder, self)
        return builder.build()

    def repr(self):
        """The decimal text with an "L", as Python 2 prints it."""
        return self.str() + "L"

    def oct(self):
        """The octal text: 0o17."""
        return self.format("01234567", "0o")

    def hex(self):
        """The hexadecimal text: 0x1f."""
        return self.format("0123456789abcdef", "0x")

    def bin(self):
        """The binary text: 0b101."""
        return self.format("01", "0b")

    def format(self, digits, prefix="", suffix="", max_str_digits=0):
        """The text in base len(digits); the prefix comes after the sign."""
        base = len(digits)
        builder = StringBuilder(64)
        if self.sign < 0:
            builder.append("-")
        builder.append(prefix)
        if self.sign == 0:
            builder.append(digits[0])
        elif base & (base - 1) == 0:
            bigtext.append_power_of_two(builder, self, digits)
        elif digits == "0123456789":
            builder.append(self.abs().str())
        else:
            bigtext.append_base(builder, self.abs(), digits)
        builder.append(suffix)
        return builder.build()

    # ---- comparison

    def compare(self, other):
        """-1, 0 or 1."""
        if self.sign != other.sign:
            return -1 if self.sign < other.sign else 1
        result = bigdigits.compare(self._digits, self.size, other._digits, other.size)
        return -result if self.sign < 0 else result

    def eq(self, other):
        """self == other"""
        return self.sign == other.sign and self.compare(other) == 0

    def ne(self, other):
        """self != other"""
        return not self.eq(other)

    def lt(self, other):
        """self < other"""
        return self.compare(other) < 0

    def le(self, other):
        """self <= other"""
        return self.compare(other) <= 0

    def gt(self, other):
        """self > other"""
        return self.compare(other) > 0

    def ge(self, other):
        """self >= other"""
        return self.compare(other) >= 0

    def int_compare(self, iother):
        """-1, 0 or 1, compared with an int."""
        if not self.fits_int():
            return self.sign
        x = self._low_signed()
        if x == iother:
            return 0
        return -1 if x < iother else 1

    def int_eq(self, iother):
        """self == iother"""
        return self.int_compare(iother) == 0

    def int_ne(self, iother):
        """self != iother"""
        return self.int_compare(iother) != 0

    def int_lt(self, iother):
        """self < iother"""
        return self.int_compare(iother) < 0

    def int_le(self, iother):
        """self <= iother"""
        return self.int_compare(iother) <= 0

    def int_gt(self, iother):
        """self > iother"""
        return self.int_compare(iother) > 0

    def int_ge(self, iother):
        """self >= iother"""
        return self.int_compare(iother) >= 0

    @jit.elidable
    def hash(self):
        """The hash CPython gives: the number modulo 2**61 - 1, with the sign; never -1."""
        x = bigdigits.hash_mod_61(self._digits, self.size)
        if self.sign < 0:
            x = -x
            if x == -1:
                return -2
        return x

    # ---- arithmetic

    def neg(self):
        """-self"""
        return _with_sign(self, -self.sign)

    def abs(self):
        """abs(self)"""
        if self.sign >= 0:
            return self
        return _with_sign(self, 1)

    @jit.elidable
    def add(self, other):
        """self + other"""
        if self.sign == 0:
            return other
        if other.sign == 0:
            return self
        if self.sign == other.sign:
            return rbigint(
                bigdigits.add(self._digits, self.size, other._digits, other.size), self.sign
            )
        return _sub_magnitudes(self, other, self.sign)

    def int_add(self, iother):
        """self + iother"""
        return self.add(rbigint.fromint(iother))

    @jit.elidable
    def sub(self, other):
        """self - other"""
        if other.sign == 0:
            return self
        if self.sign == 0:
            return other.neg()
        if self.sign != other.sign:
            return rbigint(
                bigdigits.add(self._digits, self.size, other._digits, other.size), self.sign
            )
        return _sub_magnitudes(self, other, self.sign)

    def int_sub(self, iother):
        """self - iother"""
        return self.sub(rbigint.fromint(iother))

    @jit.elidable
    def mul(self, other):
        """self * other"""
        sign = self.sign * other.sign
        if sign == 0:
            return NULLRBIGINT
        if self.size == 1:
            return rbigint(bigdigits.mul1(other._digits, other.size, self._digits[0], 0), sign)
        if other.size == 1:
            return rbigint(bigdigits.mul1(self._digits, self.size, other._digits[0], 0), sign)
        return rbigint(bigdigits.mul(self._digits, self.size, other._digits, other.size), sign)

    def int_mul(self, iother):
        """self * iother"""
        if -MASK <= iother <= MASK:
            if iother == 0 or self.sign == 0:
                return NULLRBIGINT
            sign = self.sign
            if iother < 0:
                sign = -sign
                iother = -iother
            return rbigint(bigdigits.mul1(self._digits, self.size, iother, 0), sign)
        return self.mul(rbigint.fromint(iother))

    @jit.elidable
    def divmod(self, other):
        """(self // other, self % other), floored; ZeroDivisionError."""
        if other.sign == 0:
            raise ZeroDivisionError("integer division or modulo by zero")
        div, mod = bigdivide.divrem(self, other)
        if mod.sign * other.sign < 0:
            mod = mod.add(other)
            div = div.sub(ONERBIGINT)
        return div, mod

    @jit.elidable
    def floordiv(self, other):
        """self // other"""
        if other.size == 1 and self.sign >= 0 and other.sign > 0:
            return rbigint(bigdigits.divrem1(self._digits, self.size, other._digits[0])[0], 1)
        return self.divmod(other)[0]

    def div(self, other):
        """self // other"""
        return self.floordiv(other)

    @jit.elidable
    def mod(self, other):
        """self % other"""
        if other.size == 1 and self.sign >= 0 and other.sign > 0:
            return rbigint.fromint(bigdigits.mod1(self._digits, self.size, other._digits[0]))
        return self.divmod(other)[1]

    def int_floordiv(self, iother):
        """self // iother"""
        return self.floordiv(rbigint.fromint(iother))

    def int_div(self, iother):
        """self // iother"""
        return self.floordiv(rbigint.fromint(iother))

    def int_mod(self, iother):
        """self % iother"""
        return self.mod(rbigint.fromint(iother))

    def int_mod_int_result(self, iother):
        """self % iother, as an int"""
        return self.mod(rbigint.fromint(iother))._low_signed()

    def int_divmod(self, iother):
        """divmod(self, iother)"""
        return self.divmod(rbigint.fromint(iother))

    @jit.elidable
    def truediv(self, other):
        """self / other, the nearest float; ZeroDivisionError, OverflowError."""
        if other.sign == 0:
            raise ZeroDivisionError("division by zero")
        if self.sign == 0:
            return 0.0
        negative = self.sign != other.sign
        a = self.abs()
        b = other.abs()
        diff = a.bit_length() - b.bit_length()
        if diff > 1025:
            raise OverflowError("integer division result too large for a float")
        if diff < -1100:
            return -0.0 if negative else 0.0
        # a quotient with at least two bits more than the result keeps
        shift = max(diff, -1021) - 53 - 2
        if shift <= 0:
            q, r = bigdivide.divrem(a.lshift(-shift), b)
        else:
            q, r = bigdivide.divrem(a, b.lshift(shift))
        top = q.toint()
        if r.sign != 0:
            top |= 1
        extra = max(q.bit_length(), -1021 - shift) - 53
        half = 1 << (extra - 1)
        rest = top & (2 * half - 1)
        top -= rest
        if rest > half or (rest == half and top & (2 * half) != 0):
            top += 2 * half
        try:
            result = math.ldexp(float(top), shift)
        except OverflowError:
            raise OverflowError("integer division result too large for a float")
        return -result if negative else result

    @jit.elidable
    def pow(self, other, modulus=None):
        """self ** other, modulo `modulus` if given; ValueError for negative exponents."""
        if modulus is not None:
            return bigdivide.pow_mod(self, other, modulus)
        if other.sign < 0:
            raise ValueError("negative exponent")
        if other.sign == 0:
            return ONERBIGINT
        if self.sign == 0:
            return NULLRBIGINT
        if self.size == 1 and self._digits[0] == 1:
            if self.sign > 0 or other._digits[0] & 1 == 0:
                return ONERBIGINT
            return ONENEGATIVERBIGINT
        if not other.fits_int():
            raise MemoryError
        return self._pow_word(other.toint())

    def int_pow(self, iother, modulus=None):
        """self ** iother"""
        return self.pow(rbigint.fromint(iother), modulus)

    def _pow_word(self, exponent):
        low = self.lowest_bit()
        if low >= SHIFT or (self.size == 1 and self._digits[0] == 1 << low):
            # take the power of two out
            result = self.rshift(low)._pow_word_odd(exponent)
            return result.lshift(low * exponent)
        return self._pow_word_odd(exponent)

    def _pow_word_odd(self, exponent):
        mask = 1
        while mask <= exponent >> 1:
            mask <<= 1
        result = self
        mask >>= 1
        while mask != 0:
            result = result.mul(result)
            if exponent & mask != 0:
                result = result.mul(self)
            mask >>= 1
        return result

    def invert(self):
        """~self"""
        return self.add(ONERBIGINT).neg()

    @jit.elidable
    def lshift(self, int_other):
        """self << int_other; ValueError if that is negative."""
        if int_other < 0:
            raise ValueError("negative shift count")
        if int_other == 0 or self.sign == 0:
            return self
        digits = int_other // SHIFT
        bits = int_other - digits * SHIFT
        return rbigint(bigdigits.lshift(self._digits, self.size, digits, bits), self.sign)

    def lqshift(self, int_other):
        """self << int_other for a short shift"""
        return self.lshift(int_other)

    @jit.elidable
    def rshift(self, int_other, dont_invert=False):
        """self >> int_other, floored; ValueError if that is negative."""
        if int_other < 0:
            raise ValueError("negative shift count")
        if int_other == 0 or self.sign == 0:
            return self
        if self.sign < 0 and not dont_invert:
            return self.invert().rshift(int_other).invert()
        digits = int_other // SHIFT
        bits = int_other - digits * SHIFT
        return rbigint(bigdigits.rshift(self._digits, self.size, digits, bits), self.sign)

    def rqshift(self, int_other):
        """self >> int_other for a non-negative self"""
        return self.rshift(int_other)

    def abs_rshift_and_mask(self, bigshiftcount, mask):
        """(abs(self) >> bigshiftcount) & mask, for an int mask >= 0."""
        return self.abs().rshift(intmask(bigshiftcount))._low_signed() & mask

    @jit.elidable
    def and_(self, other):
        """self & other"""
        if self.sign >= 0 and other.sign >= 0:
            return rbigint(
                bigdigits.bits_and(self._digits, self.size, other._digits, other.size), 1
            )
        return _bitwise(self, "&", other)

    @jit.elidable
    def or_(self, other):
        """self | other"""
        if self.sign >= 0 and other.sign >= 0:
            return rbigint(bigdigits.bits_or(self._digits, self.size, other._digits, other.size), 1)
        return _bitwise(self, "|", other)

    @jit.elidable
    def xor(self, other):
        """self ^ other"""
        if self.sign >= 0 and other.sign >= 0:
            return rbigint(
                bigdigits.bits_xor(self._digits, self.size, other._digits, other.size), 1
            )
        return _bitwise(self, "^", other)

    def int_and_(self, iother):
        """self & iother"""
        return self.and_(rbigint.fromint(iother))

    def int_or_(self, iother):
        """self | iother"""
        return self.or_(rbigint.fromint(iother))

    def int_xor(self, iother):
        """self ^ iother"""
        return self.xor(rbigint.fromint(iother))

    def bit_length(self):
        """The number of bits of abs(self)."""
        return bigdigits.bit_length(self._digits, self.size)

    def bit_count(self):
        """The number of one bits of abs(self)."""
        count = 0
        i = 0
        while i < self.size:
            d = self._digits[i]
            while d != 0:
                d &= d - 1
                count += 1
            i += 1
        return count

    def isqrt(self):
        """The integer part of the square root; ValueError if negative."""
        if self.sign < 0:
            raise ValueError("isqrt() argument must be nonnegative")
        if self.sign == 0:
            return NULLRBIGINT
        # Newton from above
        x = ONERBIGINT.lshift((self.bit_length() + 1) >> 1)
        while True:
            y = x.add(self.floordiv(x)).rshift(1)
            if y.ge(x):
                return x
            x = y

    def gcd(self, other):
        """The greatest common divisor, not negative."""
        return bigdivide.gcd(self.abs(), other.abs())

    def log(self, base):
        """The logarithm to a float base (0.0: natural); ValueError for 0 and below."""
        if self.sign <= 0:
            raise ValueError("math domain error")
        bits = self.bit_length()
        if bits <= 1000:
            result = math.log(self.tofloat())
        else:
            shift = bits - 64
            result = math.log(self.rshift(shift).tofloat()) + float(shift) * math.log(2.0)
        if base == 0.0:
            return result
        return result / math.log(base)


def _with_sign(a, sign):
    if a.sign == sign:
        return a
    result = rbigint([0], 1)
    result._digits = a._digits
    result.size = a.size
    result.sign = sign
    return result


def _from_uint(i):
    if we_are_translated():
        low = intmask(i)
    else:
        low = intmask(int(i))
    if low >= 0:
        return rbigint.fromint(low)
    return rbigint([low & MASK, (low >> SHIFT) & 3], 1)


def _sub_magnitudes(a, b, sign):
    order = bigdigits.compare(a._digits, a.size, b._digits, b.size)
    if order == 0:
        return NULLRBIGINT
    if order < 0:
        return rbigint(bigdigits.sub(b._digits, b.size, a._digits, a.size), -sign)
    return rbigint(bigdigits.sub(a._digits, a.size, b._digits, b.size), sign)


# ____________________________________________________________
# bits


def _bitwise(a, op, b):
    n = max(a.size, b.size) + 1
    ad = a._digits
    an = a.size
    a_fill = 0
    if a.sign < 0:
        ad = bigdigits.to_two_complement(a._digits, a.size, n)
        an = n
        a_fill = MASK
    bd = b._digits
    bn = b.size
    b_fill = 0
    if b.sign < 0:
        bd = bigdigits.to_two_complement(b._digits, b.size, n)
        bn = n
        b_fill = MASK
    if op == "&":
        fill = a_fill & b_fill
    elif op == "|":
        fill = a_fill | b_fill
    else:
        fill = a_fill ^ b_fill
    result = [0] * n
    i = 0
    while i < n:
        x = ad[i] if i < an else 0
        y = bd[i] if i < bn else 0
        if op == "&":
            result[i] = x & y
        elif op == "|":
            result[i] = x | y
        else:
            result[i] = x ^ y
        i += 1
    if fill == 0:
        return rbigint(result, 1)
    return rbigint(bigdigits.to_two_complement(result, n, n), -1)


def parse_digit_string(parser):
    """The rbigint of what a NumberStringParser reads."""
    return rbigint._from_numberstring_parser(parser)


NULLRBIGINT = rbigint([0], 1)
ONERBIGINT = rbigint([1], 1)
ONENEGATIVERBIGINT = rbigint([1], -1)
MININTRBIGINT = rbigint.fromint(_MININT)

__getattr__ = not_implemented(__name__)

__all__ = [
    "rbigint",
    "NULLRBIGINT",
    "ONERBIGINT",
    "ONENEGATIVERBIGINT",
    "SHIFT",
    "InvalidEndiannessError",
    "InvalidSignednessError",
    "ParseStringError",
]
