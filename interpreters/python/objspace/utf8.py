"""Algorithms on text kept as UTF-8 in RPython byte strings.

Nothing here knows of wrapped objects.  Lone surrogates are kept in their three-byte form, so every
code point up to 0x10FFFF has one encoding.  Positions are byte offsets, indices count code points.
"""

from rpython.rlib.rstring import StringBuilder

MAXUNICODE = 0x10FFFF

# Every INDEX_STEP-th code point has its byte offset stored in the index of a long text.
INDEX_SHIFT = 6
INDEX_STEP = 1 << INDEX_SHIFT


def is_ascii(s):
    """True when no byte of s has the high bit."""
    return ascii_end(s, 0) == len(s)


def ascii_end(s, pos):
    """Offset of the first byte from pos on that has the high bit; len(s) if there is none."""
    size = len(s)
    while pos + 8 <= size:
        low = ord(s[pos]) | ord(s[pos + 1]) | ord(s[pos + 2]) | ord(s[pos + 3])
        high = ord(s[pos + 4]) | ord(s[pos + 5]) | ord(s[pos + 6]) | ord(s[pos + 7])
        if (low | high) >= 0x80:
            break
        pos += 8
    while pos < size and ord(s[pos]) < 0x80:
        pos += 1
    return pos


def count_codepoints(s, start, end):
    """Number of code points that begin in s[start:end]."""
    n = 0
    for i in range(start, end):
        if (ord(s[i]) & 0xC0) != 0x80:
            n += 1
    return n


def length(s):
    """Number of code points in s."""
    pos = ascii_end(s, 0)
    if pos == len(s):
        return pos
    return pos + count_codepoints(s, pos, len(s))


def next_pos(s, pos):
    """Byte offset of the code point after the one at pos."""
    c = ord(s[pos])
    if c < 0x80:
        return pos + 1
    if c < 0xE0:
        return pos + 2
    if c < 0xF0:
        return pos + 3
    return pos + 4


def prev_pos(s, pos):
    """Byte offset of the code point that ends just before pos (pos > 0)."""
    pos -= 1
    assert pos >= 0
    while pos > 0 and (ord(s[pos]) & 0xC0) == 0x80:
        pos -= 1
    assert pos >= 0
    return pos


def codepoint_at(s, pos):
    """The code point whose encoding starts at byte pos."""
    c = ord(s[pos])
    if c < 0x80:
        return c
    if c < 0xE0:
        return ((c & 0x1F) << 6) | (ord(s[pos + 1]) & 0x3F)
    if c < 0xF0:
        return ((c & 0x0F) << 12) | ((ord(s[pos + 1]) & 0x3F) << 6) | (ord(s[pos + 2]) & 0x3F)
    return (
        ((c & 0x07) << 18)
        | ((ord(s[pos + 1]) & 0x3F) << 12)
        | ((ord(s[pos + 2]) & 0x3F) << 6)
        | (ord(s[pos + 3]) & 0x3F)
    )


def from_codepoint(cp):
    """UTF-8 of one code point."""
    if cp < 0x80:
        return chr(cp)
    if cp < 0x800:
        return chr(0xC0 | (cp >> 6)) + chr(0x80 | (cp & 0x3F))
    if cp < 0x10000:
        return chr(0xE0 | (cp >> 12)) + chr(0x80 | ((cp >> 6) & 0x3F)) + chr(0x80 | (cp & 0x3F))
    return (
        chr(0xF0 | (cp >> 18))
        + chr(0x80 | ((cp >> 12) & 0x3F))
        + chr(0x80 | ((cp >> 6) & 0x3F))
        + chr(0x80 | (cp & 0x3F))
    )


def append_codepoint(builder, cp):
    """Append the UTF-8 of cp to a StringBuilder."""
    if cp < 0x80:
        builder.append(chr(cp))
    elif cp < 0x800:
        builder.append(chr(0xC0 | (cp >> 6)))
        builder.append(chr(0x80 | (cp & 0x3F)))
    elif cp < 0x10000:
        builder.append(chr(0xE0 | (cp >> 12)))
        builder.append(chr(0x80 | ((cp >> 6) & 0x3F)))
        builder.append(chr(0x80 | (cp & 0x3F)))
    else:
        builder.append(chr(0xF0 | (cp >> 18)))
        builder.append(chr(0x80 | ((cp >> 12) & 0x3F)))
        builder.append(chr(0x80 | ((cp >> 6) & 0x3F)))
        builder.append(chr(0x80 | (cp & 0x3F)))


def build_index(s):
    """Byte offsets of the code points 0, INDEX_STEP, 2 * INDEX_STEP, ..."""
    offsets = []
    pos = 0
    n = 0
    size = len(s)
    while pos < size:
        if (n & (INDEX_STEP - 1)) == 0:
            offsets.append(pos)
        pos = next_pos(s, pos)
        n += 1
    offsets.append(pos)
    return offsets


def advance(s, pos, n):
    """Byte offset n code points after pos, at most len(s)."""
    size = len(s)
    while n > 0 and pos < size:
        pos = next_pos(s, pos)
        n -= 1
    return pos


def offset_of(s, index, offsets):
    """Byte offset of code point number index; offsets comes from build_index."""
    slot = index >> INDEX_SHIFT
    if slot >= len(offsets):
        return len(s)
    return advance(s, offsets[slot], index & (INDEX_STEP - 1))


def index_of(s, pos, offsets):
    """Number of the code point that starts at byte pos; offsets comes from build_index."""
    lo = 0
    hi = len(offsets)
    while hi - lo > 1:
        mid = (lo + hi) >> 1
        if offsets[mid] <= pos:
            lo = mid
        else:
            hi = mid
    if lo == len(offsets) - 1 and lo > 0 and offsets[lo] >= pos:
        lo -= 1
    return (lo << INDEX_SHIFT) + count_codepoints(s, offsets[lo], pos)


def find(s, sub, start, end):
    """Byte offset of the first sub in s[start:end], or -1."""
    n = len(sub)
    if start > end or n > end - start:
        return -1
    if n == 0:
        return start
    assert start >= 0
    assert end >= 0
    return s.find(sub, start, end)


def rfind(s, sub, start, end):
    """Byte offset of the last sub in s[start:end], or -1."""
    n = len(sub)
    if start > end or n > end - start:
        return -1
    if n == 0:
        return end
    assert start >= 0
    assert end >= 0
    return s.rfind(sub, start, end)


def count(s, sub, start, end):
    """Number of non-overlapping occurrences of a non-empty sub in s[start:end]."""
    n = 0
    size = len(sub)
    pos = start
    while True:
        pos = find(s, sub, pos, end)
        if pos < 0:
            return n
        n += 1
        pos += size


def match_at(s, sub, pos):
    """True when the bytes of sub stand at offset pos of s (pos >= 0)."""
    n = len(sub)
    if pos + n > len(s):
        return False
    for i in range(n):
        if s[pos + i] != sub[i]:
            return False
    return True


def compare(a, b):
    """Order of two texts by code point: negative, zero or positive.

    UTF-8 sorts as its code points do, so bytes are compared.
    """
    n = len(a)
    if len(b) < n:
        n = len(b)
    for i in range(n):
        x = ord(a[i])
        y = ord(b[i])
        if x != y:
            return x - y
    return len(a) - len(b)


def replace(s, old, new, maxcount):
    """s with at most maxcount (negative: all) occurrences of old replaced; returns the text."""
    if maxcount == 0:
        return s
    size = len(s)
    if len(old) == 0:
        builder = StringBuilder(size)
        n = 0
        pos = 0
        while maxcount < 0 or n < maxcount:
            builder.append(new)
            n += 1
            if pos >= size:
                break
            after = next_pos(s, pos)
            builder.append_slice(s, pos, after)
            pos = after
        if pos < size:
            builder.append_slice(s, pos, size)
        return builder.build()
    pos = find(s, old, 0, size)
    if pos < 0:
        return s
    builder = StringBuilder(size)
    last = 0
    n = 0
    while pos >= 0 and (maxcount < 0 or n < maxcount):
        builder.append_slice(s, last, pos)
        builder.append(new)
        n += 1
        last = pos + len(old)
        assert last >= 0
        pos = find(s, old, last, size)
    builder.append_slice(s, last, size)
    return builder.build()


def reverse(s):
    """s with its code points in the opposite order."""
    size = len(s)
    builder = StringBuilder(size)
    pos = size
    while pos > 0:
        before = prev_pos(s, pos)
        builder.append_slice(s, before, pos)
        pos = before
    return builder.build()


def codepoints(s):
    """The code points of s as a list of ints."""
    result = []
    pos = 0
    size = len(s)
    while pos < size:
        result.append(codepoint_at(s, pos))
        pos = next_pos(s, pos)
    return result


def bad_position(s):
    """Offset of the first byte that is not part of well-formed UTF-8 with surrogates, or -1."""
    pos = 0
    size = len(s)
    while pos < size:
        n = sequence_length(s, pos, True)
        if n <= 0:
            return pos
        pos += n
    return -1


def sequence_length(s, pos, allow_surrogates):
    """Length of the well-formed sequence at pos, or minus the length of the bad prefix there.

    The bad prefix is the maximal one as the Unicode standard recommends; -4 - k stands for a
    sequence that is cut off by the end of s after k good bytes.
    """
    size = len(s)
    c = ord(s[pos])
    if c < 0x80:
        return 1
    if c < 0xC2 or c > 0xF4:
        return -1
    low = 0x80
    high = 0xBF
    if c < 0xE0:
        need = 1
    elif c < 0xF0:
        need = 2
        if c == 0xE0:
            low = 0xA0
        elif c == 0xED and not allow_surrogates:
            high = 0x9F
    else:
        need = 3
        if c == 0xF0:
            low = 0x90
        elif c == 0xF4:
            high = 0x8F
    for i in range(need):
        at = pos + 1 + i
        if at >= size:
            return -4 - (i + 1)
        d = ord(s[at])
        if d < low or d > high:
            return -(i + 1)
        low = 0x80
        high = 0xBF
    return need + 1
