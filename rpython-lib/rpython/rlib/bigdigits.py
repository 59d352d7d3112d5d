"""Arithmetic on natural numbers held as lists of 62-bit digits, least significant first.

The kernels of `rbigint`. An operand is a list and the number of its digits that count; the top one
of these is not zero. Results may have zeros on top: `significant(digits)` says how many count.
A digit is a word that is not negative, and so is the sum of two digits and a carry. Of a product of digits `x * y` the
two digits come from the word `y << 2`: the high word of its product with x is the high digit, and the low word
is four times the low digit. Division is by multiplication with reciprocals: Moeller and Granlund, "Improved
division by invariant integers" (2011), algorithm 4.
"""

from rpython.rlib.objectmodel import always_inline
from rpython.rlib.rarithmetic import intmask, r_uint, uint_mul_high

SHIFT = 62
BASE = 1 << SHIFT
MASK = BASE - 1
UMASK = r_uint(MASK)
HALF_MASK = r_uint(0xFFFFFFFF)
CHUNK = 1000000000000000000  # of decimal digits: 10**CHUNK_WIDTH
CHUNK_WIDTH = 18
CHUNK_UP = 4  # shifted by so many bits it has the top bit of a word

KARATSUBA_CUTOFF = 40
KARATSUBA_SQUARE_CUTOFF = 60


def significant(digits):
    """The number of digits below the zeros on top."""
    n = len(digits)
    while n > 0 and digits[n - 1] == 0:
        n -= 1
    return n


def digit_bits(d):
    """The number of bits of a digit."""
    n = 0
    if d >= 1 << 32:
        n = 32
        d >>= 32
    if d >= 65536:
        n += 16
        d >>= 16
    if d >= 256:
        n += 8
        d >>= 8
    if d >= 16:
        n += 4
        d >>= 4
    while d > 0:
        n += 1
        d >>= 1
    return n


def compare(a, an, b, bn):
    """-1, 0 or 1."""
    if an != bn:
        return -1 if an < bn else 1
    i = an - 1
    while i >= 0:
        if a[i] != b[i]:
            return -1 if a[i] < b[i] else 1
        i -= 1
    return 0


def add(a, an, b, bn):
    """a + b."""
    if an < bn:
        a, b = b, a
        an, bn = bn, an
    result = [0] * (an + 1)
    carry = 0
    i = 0
    while i < bn:
        carry += a[i] + b[i]
        result[i] = carry & MASK
        carry >>= SHIFT
        i += 1
    while i < an:
        carry += a[i]
        result[i] = carry & MASK
        carry >>= SHIFT
        i += 1
    result[i] = carry
    return result


def sub(a, an, b, bn):
    """a - b, where a >= b."""
    result = [0] * an
    borrow = 0
    i = 0
    while i < bn:
        borrow = a[i] - b[i] + borrow
        result[i] = borrow & MASK
        borrow >>= SHIFT
        i += 1
    while i < an:
        borrow += a[i]
        result[i] = borrow & MASK
        borrow >>= SHIFT
        i += 1
    assert borrow == 0
    return result


def mul1(a, an, d, extra):
    """a * d + extra, for digits d and extra."""
    result = [0] * (an + 1)
    result[an] = mul1_into(result, a, an, d, extra)
    return result


def mul1_into(result, a, an, d, extra):
    """result = a * d + extra but for the digit on top, which is returned; result may be a."""
    factor = r_uint(d) << 2
    carry = r_uint(extra)
    i = 0
    while i < an:
        x = r_uint(a[i])
        carry += (x * factor) >> 2
        result[i] = intmask(carry & UMASK)
        carry = uint_mul_high(x, factor) + (carry >> SHIFT)
        i += 1
    return intmask(carry)


def _mul_school(a, an, b, bn):
    result = [0] * (an + bn)
    i = 0
    while i < an:
        factor = r_uint(a[i]) << 2
        if factor != 0:
            carry = r_uint(0)
            k = i
            j = 0
            while j < bn:
                x = r_uint(b[j])
                carry += r_uint(result[k]) + ((x * factor) >> 2)
                result[k] = intmask(carry & UMASK)
                carry = uint_mul_high(x, factor) + (carry >> SHIFT)
                k += 1
                j += 1
            result[k] = intmask(carry)
        i += 1
    return result


def _square_school(a, an):
    result = [0] * (2 * an)
    i = 0
    while i < an:
        x = r_uint(a[i])
        factor = x << 2
        k = 2 * i
        carry = r_uint(result[k]) + ((x * factor) >> 2)
        result[k] = intmask(carry & UMASK)
        carry = uint_mul_high(x, factor) + (carry >> SHIFT)
        k += 1
        j = i + 1
        while j < an:
            # the product counts twice: carries have one bit more than digits, and are added in two parts
            x = r_uint(a[j])
            low = (x * factor) >> 1
            t = r_uint(result[k]) + (low & UMASK) + (carry & UMASK)
            result[k] = intmask(t & UMASK)
            carry = (
                (uint_mul_high(x, factor) << 1) + (low >> SHIFT) + (carry >> SHIFT) + (t >> SHIFT)
            )
            k += 1
            j += 1
        while carry != 0:
            carry += r_uint(result[k])
            result[k] = intmask(carry & UMASK)
            carry >>= SHIFT
            k += 1
        i += 1
    return result


def mul(a, an, b, bn):
    """a * b, of an + bn digits."""
    if an > bn:
        a, b = b, a
        an, bn = bn, an
    if a is b and an == bn:
        return square(a, an)
    if an <= KARATSUBA_CUTOFF:
        return _mul_school(a, an, b, bn)
    if 2 * an <= bn:
        return _mul_lopsided(a, an, b, bn)
    half = bn >> 1
    ah, al = _split(a, an, half)
    bh, bl = _split(b, bn, half)
    ahn = significant(ah)
    aln = significant(al)
    bhn = significant(bh)
    bln = significant(bl)
    high = mul(ah, ahn, bh, bhn)
    low = mul(al, aln, bl, bln)
    asum = add(ah, ahn, al, aln)
    bsum = add(bh, bhn, bl, bln)
    middle = mul(asum, significant(asum), bsum, significant(bsum))
    return _karatsuba_combine(high, low, middle, half, an + bn)


def square(a, an):
    """a * a, of 2 * an digits."""
    if an <= KARATSUBA_SQUARE_CUTOFF:
        return _square_school(a, an)
    half = an >> 1
    ah, al = _split(a, an, half)
    ahn = significant(ah)
    aln = significant(al)
    high = square(ah, ahn)
    low = square(al, aln)
    asum = add(ah, ahn, al, aln)
    middle = square(asum, significant(asum))
    return _karatsuba_combine(high, low, middle, half, 2 * an)


def _split(a, an, half):
    """(digits from half on, digits below half)."""
    assert half >= 0
    assert an >= 0
    if an <= half:
        return [0], a[:an]
    return a[half:an], a[:half]


def _karatsuba_combine(high, low, middle, half, size):
    """high * B**(2*half) + (middle - high - low) * B**half + low, of `size` digits."""
    result = [0] * size
    i = 0
    n = significant(low)
    while i < n:
        result[i] = low[i]
        i += 1
    n = significant(high)
    i = 0
    while i < n:
        result[2 * half + i] = high[i]
        i += 1
    _sub_in_place(middle, 0, high, n)
    _sub_in_place(middle, 0, low, significant(low))
    _add_in_place(result, half, middle, significant(middle))
    return result


def _add_in_place(x, start, y, yn):
    """x += y * B**start; there is room for the result."""
    carry = 0
    i = 0
    k = start
    while i < yn:
        carry += x[k] + y[i]
        x[k] = carry & MASK
        carry >>= SHIFT
        i += 1
        k += 1
    while carry != 0:
        carry += x[k]
        x[k] = carry & MASK
        carry >>= SHIFT
        k += 1


def _sub_in_place(x, start, y, yn):
    """x -= y * B**start; the result is not negative."""
    borrow = 0
    i = 0
    k = start
    while i < yn:
        borrow += x[k] - y[i]
        x[k] = borrow & MASK
        borrow >>= SHIFT
        i += 1
        k += 1
    while borrow != 0:
        borrow += x[k]
        x[k] = borrow & MASK
        borrow >>= SHIFT
        k += 1


def _mul_lopsided(a, an, b, bn):
    """a * b where b is much longer: b in pieces of the length of a."""
    result = [0] * (an + bn)
    done = 0
    while done < bn:
        stop = done + an
        if stop > bn:
            stop = bn
        assert done >= 0
        assert stop >= 0
        piece = b[done:stop]
        n = significant(piece)
        if n > 0:
            product = mul(a, an, piece, n)
            _add_in_place(result, done, product, significant(product))
        done = stop
    return result


def reciprocal(d):
    """(2**128 - 1) // d - 2**64, for a word d with its top bit set: division in halves of words."""
    high = d >> 32
    low = d & HALF_MASK
    n = ~d
    q1 = _half_quotient(n, high, low)
    n = (n << 32) + HALF_MASK - q1 * d
    return (q1 << 32) + _half_quotient(n, high, low)


@always_inline
def _half_quotient(n, high, low):
    """(n << 32 | HALF_MASK) // (high << 32 | low), which is less than 2**32."""
    q = n // high
    r = n - q * high
    while q > HALF_MASK or q * low > (r << 32) + HALF_MASK:
        q -= 1
        r += high
        if r > HALF_MASK:
            break
    return q


@always_inline
def _quotient(high, low, d, inverse):
    """(high * 2**64 + low) // d, for high < d and inverse = reciprocal(d)."""
    q0 = inverse * high + low
    q = uint_mul_high(inverse, high) + high + 1
    if q0 < low:
        q += 1
    r = low - q * d
    if r > q0:
        q -= 1
        r += d
    if r >= d:
        q += 1
    return q


def divrem1(a, an, d):
    """(a // d, a % d) for a digit d."""
    result = [0] * an
    up = SHIFT + 2 - digit_bits(d)
    down = SHIFT + 2 - up
    divisor = r_uint(d) << up
    inverse = reciprocal(divisor)
    rem = r_uint(0)  # shifted like the divisor
    i = an - 1
    while i >= 0:
        x = r_uint(a[i])
        low = x << up
        q = _quotient((rem >> 2) + (x >> down), low, divisor, inverse)
        result[i] = intmask(q)
        rem = low - q * divisor
        i -= 1
    return result, intmask(rem >> up)


def mod1(a, an, d):
    """a % d for a digit d."""
    up = SHIFT + 2 - digit_bits(d)
    down = SHIFT + 2 - up
    divisor = r_uint(d) << up
    inverse = reciprocal(divisor)
    rem = r_uint(0)
    i = an - 1
    while i >= 0:
        x = r_uint(a[i])
        low = x << up
        rem = low - _quotient((rem >> 2) + (x >> down), low, divisor, inverse) * divisor
        i -= 1
    return intmask(rem >> up)


def lshift(a, an, digits, bits):
    """a << (digits * SHIFT + bits), for bits < SHIFT."""
    result = [0] * (an + digits + 1)
    if bits == 0:
        i = 0
        while i < an:
            result[digits + i] = a[i]
            i += 1
        return result
    down = SHIFT - bits
    carry = 0
    i = 0
    while i < an:
        x = a[i]
        result[digits + i] = intmask(x << bits) & MASK | carry
        carry = x >> down
        i += 1
    result[digits + i] = carry
    return result


def rshift(a, an, digits, bits):
    """a >> (digits * SHIFT + bits), for bits < SHIFT."""
    n = an - digits
    if n <= 0:
        return [0]
    result = [0] * n
    i = 0
    if bits == 0:
        while i < n:
            result[i] = a[digits + i]
            i += 1
        return result
    up = SHIFT - bits
    last = n - 1
    while i < last:
        result[i] = (a[digits + i] >> bits) | (intmask(a[digits + i + 1] << up) & MASK)
        i += 1
    result[i] = a[digits + i] >> bits
    return result


@always_inline
def _exceeds(x, factor, high, low):
    """x * (factor >> 2) > high * B + low?"""
    product = uint_mul_high(x, factor)
    return product > high or (product == high and (x * factor) >> 2 > low)


def divrem(a, an, b, bn):
    """(a // b, a % b) for bn >= 2 and a >= b: Knuth, TAOCP 4.3.1, algorithm D.

    Only the digits that estimates are made from are shifted so that the top bit of b is set: quotients do not
    change when both operands are, and the remainder is right as it is.
    """
    up = SHIFT - digit_bits(b[bn - 1])
    down = SHIFT - up
    top = (b[bn - 1] << up) | (b[bn - 2] >> down)
    second = intmask(b[bn - 2] << up) & MASK
    if bn > 2:
        second |= b[bn - 3] >> down
    divisor = r_uint(top) << 2
    inverse = reciprocal(divisor)
    second_factor = r_uint(second) << 2
    w = [0] * (an + 1)
    i = 0
    while i < an:
        w[i] = a[i]
        i += 1
    k = an - bn
    quotient = [0] * (k + 1)
    while k >= 0:
        # estimate one digit of the quotient from the top digits: at most 2 too big
        n = k + bn
        high = r_uint((w[n] << up) | (w[n - 1] >> down))
        low = r_uint((intmask(w[n - 1] << up) & MASK) | (w[n - 2] >> down)) << 2
        q = _quotient(high, low, divisor, inverse)
        r = (low - q * divisor) >> 2
        third = intmask(w[n - 2] << up) & MASK
        if n > 2:
            third |= w[n - 3] >> down
        while q > UMASK or _exceeds(q, second_factor, r, r_uint(third)):
            q -= 1
            r += r_uint(top)
            if r > UMASK:
                break
        # multiply and subtract
        factor = q << 2
        carry = r_uint(0)
        i = 0
        while i < bn:
            x = r_uint(b[i])
            carry += (x * factor) >> 2
            diff = w[k + i] - intmask(carry & UMASK)
            w[k + i] = diff & MASK
            carry = uint_mul_high(x, factor) + (carry >> SHIFT) + r_uint((diff >> SHIFT) & 1)
            i += 1
        borrow = w[n] - intmask(carry)
        w[n] = 0
        if borrow < 0:
            # one too big after all: add back
            back = 0
            i = 0
            while i < bn:
                back += w[k + i] + b[i]
                w[k + i] = back & MASK
                back >>= SHIFT
                i += 1
            q -= 1
        quotient[k] = intmask(q)
        k -= 1
    if an > bn + 2:
        return quotient, w[:bn]
    return quotient, w


def bits_and(a, an, b, bn):
    """a & b."""
    n = min(an, bn)
    result = [0] * n
    i = 0
    while i < n:
        result[i] = a[i] & b[i]
        i += 1
    return result


def bits_or(a, an, b, bn):
    """a | b."""
    if an < bn:
        a, b = b, a
        an, bn = bn, an
    result = [0] * an
    i = 0
    while i < bn:
        result[i] = a[i] | b[i]
        i += 1
    while i < an:
        result[i] = a[i]
        i += 1
    return result


def bits_xor(a, an, b, bn):
    """a ^ b."""
    if an < bn:
        a, b = b, a
        an, bn = bn, an
    result = [0] * an
    i = 0
    while i < bn:
        result[i] = a[i] ^ b[i]
        i += 1
    while i < an:
        result[i] = a[i]
        i += 1
    return result


def bit_length(a, an):
    """The number of bits of a."""
    if an == 0:
        return 0
    return (an - 1) * SHIFT + digit_bits(a[an - 1])


def to_two_complement(a, an, n):
    """The n lowest digits of -a."""
    result = [0] * n
    carry = 1
    i = 0
    while i < n:
        d = MASK
        if i < an:
            d = a[i] ^ MASK
        carry += d
        result[i] = carry & MASK
        carry >>= SHIFT
        i += 1
    return result


def to_decimal_chunks(a, an):
    """The number in base CHUNK, least significant first."""
    chunks = [0] * (an + an // 25 + 2)
    used = 0
    divisor = r_uint(CHUNK) << CHUNK_UP
    inverse = reciprocal(divisor)
    i = an - 1
    while i >= 0:
        carry = r_uint(a[i])
        j = 0
        while j < used:
            low = carry << CHUNK_UP
            high = (r_uint(chunks[j]) << (CHUNK_UP - 2)) + (carry >> (SHIFT + 2 - CHUNK_UP))
            carry = _quotient(high, low, divisor, inverse)
            chunks[j] = intmask((low - carry * divisor) >> CHUNK_UP)
            j += 1
        rest = intmask(carry)
        while rest != 0:
            q = rest // CHUNK
            chunks[used] = rest - q * CHUNK
            rest = q
            used += 1
        i -= 1
    return chunks, used


def hash_mod_61(a, an):
    """The number modulo 2**61 - 1."""
    x = 0
    i = an - 1
    while i >= 0:
        x = (x << 1) + a[i]
        x = (x & 0x1FFFFFFFFFFFFFFF) + (x >> 61)
        if x >= 0x1FFFFFFFFFFFFFFF:
            x -= 0x1FFFFFFFFFFFFFFF
        i -= 1
    return x


def low_word(a, an):
    """The number modulo 2**64, as a signed word."""
    if an == 0:
        return 0
    x = a[0]
    if an > 1:
        x |= intmask(a[1] << SHIFT)
    return x
