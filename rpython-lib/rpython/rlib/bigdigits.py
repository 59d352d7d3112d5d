"""Arithmetic on natural numbers held as lists of 31-bit digits, least significant first.

The kernels of `rbigint`. An operand is a list and the number of its digits that count; the top one
of these is not zero. Results may have zeros on top: `significant(digits)` says how many count.
Products of digits plus two digits fit a signed word.
"""

from rpython.rlib.rarithmetic import intmask

SHIFT = 31
BASE = 1 << SHIFT
MASK = BASE - 1

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
    if d >= 65536:
        n = 16
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
    carry = extra
    i = 0
    while i < an:
        carry += a[i] * d
        result[i] = carry & MASK
        carry >>= SHIFT
        i += 1
    result[i] = carry
    return result


def _mul_school(a, an, b, bn):
    result = [0] * (an + bn)
    i = 0
    while i < an:
        f = a[i]
        if f != 0:
            carry = 0
            k = i
            j = 0
            while j < bn:
                carry += result[k] + b[j] * f
                result[k] = carry & MASK
                carry >>= SHIFT
                k += 1
                j += 1
            result[k] = carry
        i += 1
    return result


def _square_school(a, an):
    result = [0] * (2 * an)
    i = 0
    while i < an:
        f = a[i]
        k = 2 * i
        carry = result[k] + f * f
        result[k] = carry & MASK
        carry >>= SHIFT
        k += 1
        j = i + 1
        while j < an:
            # 2 * f * a[j] may need 63 bits and the sum one more: the halves are added separately
            product = a[j] * f
            carry += result[k] + ((product & (MASK >> 1)) << 1)
            result[k] = carry & MASK
            carry = (carry >> SHIFT) + (product >> (SHIFT - 1))
            k += 1
            j += 1
        while carry != 0:
            carry += result[k]
            result[k] = carry & MASK
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


def divrem1(a, an, d):
    """(a // d, a % d) for a digit d."""
    result = [0] * an
    rem = 0
    i = an - 1
    while i >= 0:
        rem = (rem << SHIFT) | a[i]
        q = rem // d
        result[i] = q
        rem -= q * d
        i -= 1
    return result, rem


def mod1(a, an, d):
    """a % d for a digit d."""
    rem = 0
    i = an - 1
    while i >= 0:
        rem = ((rem << SHIFT) | a[i]) % d
        i -= 1
    return rem


def lshift(a, an, digits, bits):
    """a << (digits * SHIFT + bits), for bits < SHIFT."""
    result = [0] * (an + digits + 1)
    if bits == 0:
        i = 0
        while i < an:
            result[digits + i] = a[i]
            i += 1
        return result
    carry = 0
    i = 0
    while i < an:
        carry |= a[i] << bits
        result[digits + i] = carry & MASK
        carry >>= SHIFT
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
        result[i] = (a[digits + i] >> bits) | ((a[digits + i + 1] << up) & MASK)
        i += 1
    result[i] = a[digits + i] >> bits
    return result


def divrem(a, an, b, bn):
    """(a // b, a % b) for bn >= 2 and a >= b: Knuth, TAOCP 4.3.1, algorithm D.

    Only the digits that estimates are made from are shifted so that the top bit of b is set: quotients do not
    change when both operands are, and the remainder is right as it is.
    """
    up = SHIFT - digit_bits(b[bn - 1])
    down = SHIFT - up
    top = (b[bn - 1] << up) | (b[bn - 2] >> down)
    second = (b[bn - 2] << up) & MASK
    if bn > 2:
        second |= b[bn - 3] >> down
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
        high = (w[n] << up) | (w[n - 1] >> down)
        high = (high << SHIFT) | ((w[n - 1] << up) & MASK) | (w[n - 2] >> down)
        q = high // top
        r = high - q * top
        third = (w[n - 2] << up) & MASK
        if n > 2:
            third |= w[n - 3] >> down
        while q > MASK or q * second > ((r << SHIFT) | third):
            q -= 1
            r += top
            if r > MASK:
                break
        # multiply and subtract
        borrow = 0
        i = 0
        while i < bn:
            borrow = w[k + i] - q * b[i] + borrow
            w[k + i] = borrow & MASK
            borrow >>= SHIFT
            i += 1
        borrow += w[n]
        w[n] = 0
        if borrow < 0:
            # one too big after all: add back
            carry = 0
            i = 0
            while i < bn:
                carry += w[k + i] + b[i]
                w[k + i] = carry & MASK
                carry >>= SHIFT
                i += 1
            q -= 1
        quotient[k] = q
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
    """The number in base 10**9, least significant first."""
    size = 1 + an * 33 // 31 + an // 30
    chunks = [0] * (size + 1)
    used = 0
    i = an - 1
    while i >= 0:
        carry = a[i]
        j = 0
        while j < used:
            carry += chunks[j] << SHIFT
            q = carry // 1000000000
            chunks[j] = carry - q * 1000000000
            carry = q
            j += 1
        while carry != 0:
            q = carry // 1000000000
            chunks[used] = carry - q * 1000000000
            carry = q
            used += 1
        i -= 1
    return chunks, used


def hash_mod_61(a, an):
    """The number modulo 2**61 - 1."""
    x = 0
    i = an - 1
    while i >= 0:
        x = ((x & 0x3FFFFFFF) << 31) | (x >> 30)
        x += a[i]
        if x >= 0x1FFFFFFFFFFFFFFF:
            x -= 0x1FFFFFFFFFFFFFFF
        i -= 1
    return x


def low_word(a, an):
    """The number modulo 2**64, as a signed word."""
    x = 0
    i = an - 1
    if i > 2:
        i = 2
    while i >= 0:
        x = intmask(x << SHIFT) | a[i]
        i -= 1
    return x
