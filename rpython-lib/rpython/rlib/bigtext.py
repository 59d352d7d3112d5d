"""Texts of rbigints: digits in any base, in both directions, in less than quadratic time."""

from rpython.rlib import bigdigits, bigdivide
from rpython.rlib import rbigint as bigint
from rpython.rlib.bigdigits import CHUNK_WIDTH, MASK, SHIFT, significant
from rpython.rlib.rarithmetic import intmask

STR_CUTOFF = 60  # digits from which recursive conversion pays


def append_chunk(builder, value, width):
    """Appends a number below CHUNK with at least `width` digits."""
    text = str(value)
    builder.append_multiple_char("0", width - len(text))
    builder.append(text)


def append_decimal(builder, a, width):
    """Appends abs(a) with at least `width` decimal digits."""
    chunks, used = bigdigits.to_decimal_chunks(a._digits, a.size)
    if used == 0:
        builder.append_multiple_char("0", width)
        return
    full = (used - 1) * CHUNK_WIDTH
    top = str(chunks[used - 1])
    builder.append_multiple_char("0", width - full - len(top))
    builder.append(top)
    i = used - 2
    while i >= 0:
        append_chunk(builder, chunks[i], CHUNK_WIDTH)
        i -= 1


def append_decimal_recursive(builder, a):
    """Divides by powers 10**(500 * 2**k) until the parts are small."""
    a = a.abs()
    powers = [power_of_ten(500)]
    while True:
        last = powers[len(powers) - 1]
        if last.size * 2 > a.size + 1:
            break
        powers.append(last.mul(last))
    append_decimal_part(builder, a, powers, len(powers) - 1, 0)


def append_decimal_part(builder, a, powers, level, width):
    if level < 0 or a.size < STR_CUTOFF // 2:
        append_decimal(builder, a, width)
        return
    low_width = 500 << level
    power = powers[level]
    high, low = bigdivide.divrem(a, power)
    if high.sign == 0 and width <= low_width:
        append_decimal_part(builder, low, powers, level - 1, width)
        return
    high_width = width - low_width
    if high_width < 0:
        high_width = 0
    append_decimal_part(builder, high, powers, level - 1, high_width)
    append_decimal_part(builder, low, powers, level - 1, low_width)


def power_of_ten(n):
    return bigint.rbigint([10], 1)._pow_word(n)


def append_power_of_two(builder, a, digits):
    base = len(digits)
    bits = 0
    while 1 << bits < base:
        bits += 1
    total = a.bit_length()
    position = ((total + bits - 1) // bits - 1) * bits
    while position >= 0:
        k = position // SHIFT
        offset = position - k * SHIFT
        value = a._digits[k] >> offset
        if offset + bits > SHIFT and k + 1 < a.size:
            value |= intmask(a._digits[k + 1] << (SHIFT - offset))
        builder.append(digits[value & (base - 1)])
        position -= bits


def append_base(builder, a, digits):
    """Any base: by division with the greatest power that is a digit."""
    base = len(digits)
    power = base
    width = 1
    while power <= MASK // base:
        power *= base
        width += 1
    chars = []
    current = a._digits
    n = a.size
    while n > 0:
        current, rest = bigdigits.divrem1(current, n, power)
        n = significant(current)
        i = 0
        while i < width and (n > 0 or rest > 0):
            chars.append(digits[rest % base])
            rest //= base
            i += 1
    chars.reverse()
    builder.append("".join(chars))


def from_values(values, start, stop, base):
    """The number whose digits in a base are values[start:stop], most significant first."""
    if base & (base - 1) == 0:
        return from_values_power_of_two(values, start, stop, base)
    if stop - start <= 600:
        return from_values_small(values, start, stop, base)
    # the low part has 300 * 2**k digits, so that few powers are computed
    low = 300
    while low * 2 < stop - start:
        low *= 2
    powers = []
    power = bigint.rbigint([base], 1)._pow_word(300)
    powers.append(power)
    size = 300
    while size < low:
        power = power.mul(power)
        powers.append(power)
        size *= 2
    return from_values_recursive(values, start, stop, base, powers, len(powers) - 1)


def from_values_recursive(values, start, stop, base, powers, level):
    if level < 0 or stop - start <= 300:
        return from_values_small(values, start, stop, base)
    low = 300 << level
    if stop - start <= low:
        return from_values_recursive(values, start, stop, base, powers, level - 1)
    middle = stop - low
    high_part = from_values_recursive(values, start, middle, base, powers, level - 1)
    low_part = from_values_recursive(values, middle, stop, base, powers, level - 1)
    return high_part.mul(powers[level]).add(low_part)


def from_values_small(values, start, stop, base):
    """Takes as many digits at once as fit one of ours."""
    per_digit = 1
    power = base
    while power <= MASK // base:
        power *= base
        per_digit += 1
    bits = bigdigits.digit_bits(base)
    digits = [0] * ((stop - start) * bits // SHIFT + 2)
    used = 0
    i = start
    while i < stop:
        factor = 1
        carry = 0
        k = 0
        while k < per_digit and i < stop:
            carry = carry * base + values[i]
            factor *= base
            i += 1
            k += 1
        carry = bigdigits.mul1_into(digits, digits, used, factor, carry)
        if carry != 0:
            digits[used] = carry
            used += 1
    return bigint.rbigint(digits, 1)


def from_values_power_of_two(values, start, stop, base):
    bits = 0
    while 1 << bits < base:
        bits += 1
    digits = [0] * ((stop - start) * bits // SHIFT + 1)
    accum = 0
    have = 0
    k = 0
    i = stop - 1
    while i >= start:
        value = values[i]
        accum |= intmask(value << have) & MASK
        have += bits
        if have >= SHIFT:
            digits[k] = accum
            k += 1
            have -= SHIFT
            accum = value >> (bits - have)
        i -= 1
    if accum != 0:
        digits[k] = accum
    return bigint.rbigint(digits, 1)
