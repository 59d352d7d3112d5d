"""Division of rbigints, greatest common divisors, powers with a modulus."""

from rpython.rlib import bigdigits
from rpython.rlib import rbigint as bigint
from rpython.rlib.bigdigits import SHIFT

DIVIDE_CUTOFF = 80  # digits of the divisor from which recursive division pays


def divrem(a, b):
    """(quotient, remainder) rounded towards zero: the remainder has the sign of a."""
    if b.sign == 0:
        raise ZeroDivisionError("integer division or modulo by zero")
    if bigdigits.compare(a._digits, a.size, b._digits, b.size) < 0:
        return bigint.NULLRBIGINT, a
    sign = a.sign * b.sign
    if b.size == 1:
        q1, r1 = bigdigits.divrem1(a._digits, a.size, b._digits[0])
        return bigint.rbigint(q1, sign), bigint.rbigint([r1], a.sign)
    if b.size >= DIVIDE_CUTOFF and a.size - b.size >= DIVIDE_CUTOFF:
        q, r = _divide_recursively(a.abs(), b.abs())
        return _with_sign_of_result(q, sign), _with_sign_of_result(r, a.sign)
    q2, r2 = bigdigits.divrem(a._digits, a.size, b._digits, b.size)
    return bigint.rbigint(q2, sign), bigint.rbigint(r2, a.sign)


def _with_sign_of_result(x, sign):
    if x.sign == 0:
        return x
    return bigint._with_sign(x, sign)


def _digits_range(a, start, stop):
    """The number made of the digits start to stop of a >= 0."""
    if stop > a.size:
        stop = a.size
    if start >= stop:
        return bigint.NULLRBIGINT
    assert start >= 0
    assert stop >= 0
    return bigint.rbigint(a._digits[start:stop], 1)


def _shift_digits(a, n):
    """a * B**n."""
    if a.sign == 0:
        return a
    return bigint.rbigint(bigdigits.lshift(a._digits, a.size, n, 0), a.sign)


def _divide_recursively(a, b):
    """divmod of positive numbers: Burnikel and Ziegler, "Fast Recursive Division" (1998)."""
    n = b.size
    shift = SHIFT - bigdigits.digit_bits(b._digits[n - 1])
    b = b.lshift(shift)
    a = a.lshift(shift)
    blocks = (a.size + n - 1) // n
    quotient = bigint.NULLRBIGINT
    r = bigint.NULLRBIGINT
    i = blocks - 1
    while i >= 0:
        part = _shift_digits(r, n).add(_digits_range(a, i * n, i * n + n))
        q, r = _divide_2n_by_n(part, b, n)
        quotient = _shift_digits(quotient, n).add(q)
        i -= 1
    return quotient, r.rshift(shift)


def _divide_2n_by_n(a, b, n):
    """divmod(a, b), b of n digits with its top bit set, a < b * B**n."""
    if a.size <= n or n < DIVIDE_CUTOFF or a.size - n < DIVIDE_CUTOFF // 2:
        return _divide_plain(a, b)
    padded = n & 1
    if padded:
        a = _shift_digits(a, 1)
        b = _shift_digits(b, 1)
        n += 1
    half = n >> 1
    b1 = _digits_range(b, half, n)
    b0 = _digits_range(b, 0, half)
    q1, r = _divide_3n_by_2n(
        _digits_range(a, n, 2 * n + 1), _digits_range(a, half, n), b, b1, b0, half
    )
    q0, r = _divide_3n_by_2n(r, _digits_range(a, 0, half), b, b1, b0, half)
    if padded:
        r = _digits_range(r, 1, r.size)
    return _shift_digits(q1, half).add(q0), r


def _divide_3n_by_2n(a12, a3, b, b1, b0, n):
    if bigdigits.compare(a12._digits, a12.size, _shift_digits(b1, n)._digits, b1.size + n) >= 0:
        q = bigint.ONERBIGINT.lshift(n * SHIFT).sub(bigint.ONERBIGINT)
        r = a12.sub(_shift_digits(b1, n)).add(b1)
    else:
        q, r = _divide_2n_by_n(a12, b1, n)
    r = _shift_digits(r, n).add(a3).sub(q.mul(b0))
    while r.sign < 0:
        q = q.sub(bigint.ONERBIGINT)
        r = r.add(b)
    return q, r


def _divide_plain(a, b):
    if bigdigits.compare(a._digits, a.size, b._digits, b.size) < 0:
        return bigint.NULLRBIGINT, a
    if b.size == 1:
        q1, r1 = bigdigits.divrem1(a._digits, a.size, b._digits[0])
        return bigint.rbigint(q1, 1), bigint.rbigint([r1], 1)
    q, r = bigdigits.divrem(a._digits, a.size, b._digits, b.size)
    return bigint.rbigint(q, 1), bigint.rbigint(r, 1)


def gcd(a, b):
    """The greatest common divisor of numbers >= 0."""
    while b.size > 1:
        a, b = b, divrem(a, b)[1]
    if b.sign == 0:
        return a
    x = b._low_signed()
    y = divrem(a, b)[1]._low_signed()
    while y != 0:
        x, y = y, x % y
    return bigint.rbigint.fromint(x)


def pow_mod(a, exponent, modulus):
    """a ** exponent % modulus."""
    if exponent.sign < 0:
        raise ValueError("negative exponent")
    if modulus.sign == 0:
        raise ValueError("pow() 3rd argument cannot be 0")
    negative = modulus.sign < 0
    m = modulus.abs()
    if m.size == 1 and m._digits[0] == 1:
        return bigint.NULLRBIGINT
    base = a.mod(m)
    result = bigint.ONERBIGINT
    bits = exponent.bit_length()
    if bits <= 64:
        i = bits - 1
        while i >= 0:
            result = result.mul(result).mod(m)
            if _test_bit(exponent, i):
                result = result.mul(base).mod(m)
            i -= 1
    else:
        # windows of four bits
        powers = [bigint.ONERBIGINT] * 16
        k = 1
        while k < 16:
            powers[k] = powers[k - 1].mul(base).mod(m)
            k += 1
        i = ((bits + 3) // 4) * 4 - 4
        while i >= 0:
            k = 0
            while k < 4:
                result = result.mul(result).mod(m)
                k += 1
            window = 0
            k = 3
            while k >= 0:
                window <<= 1
                if _test_bit(exponent, i + k):
                    window |= 1
                k -= 1
            if window != 0:
                result = result.mul(powers[window]).mod(m)
            i -= 4
    if negative and result.sign != 0:
        result = result.add(modulus)
    return result


def _test_bit(a, i):
    digit = i // SHIFT
    if digit >= a.size:
        return False
    return (a._digits[digit] >> (i - digit * SHIFT)) & 1 != 0
