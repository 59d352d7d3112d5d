"""Operations of bytes and bytearray on RPython strings that textops does not have: ASCII only."""

from rpython.rlib.rstring import StringBuilder


def is_space(c):
    """ASCII white space, as bytes methods see it."""
    return c == " " or "\t" <= c <= "\r"


def is_alpha(c):
    """An ASCII letter?"""
    return "a" <= c <= "z" or "A" <= c <= "Z"


def is_digit(c):
    """An ASCII digit?"""
    return "0" <= c <= "9"


def lower_char(c):
    """The lower case of an ASCII letter; other bytes as they are."""
    if "A" <= c <= "Z":
        return chr(ord(c) + 32)
    return c


def upper_char(c):
    """The upper case of an ASCII letter; other bytes as they are."""
    if "a" <= c <= "z":
        return chr(ord(c) - 32)
    return c


LOWER = 0
UPPER = 1
SWAP = 2
TITLE = 3
CAPITALIZE = 4


def change_case(s, how):
    """s in another case."""
    builder = StringBuilder(len(s))
    in_word = False
    for i in range(len(s)):
        c = s[i]
        if how == LOWER:
            c = lower_char(c)
        elif how == UPPER:
            c = upper_char(c)
        elif how == SWAP:
            if "a" <= c <= "z":
                c = upper_char(c)
            else:
                c = lower_char(c)
        elif in_word:
            c = lower_char(c)
        else:
            c = upper_char(c)
        in_word = how == CAPITALIZE or is_alpha(c)
        builder.append(c)
    return builder.build()


def strip_space(s, left, right):
    """s without ASCII white space at the chosen ends."""
    start = 0
    end = len(s)
    if left:
        while start < end and is_space(s[start]):
            start += 1
    if right:
        while end > start and is_space(s[end - 1]):
            end -= 1
    return s[start:end]


def strip_chars(s, chars, left, right):
    """s without the bytes of chars at the chosen ends."""
    start = 0
    end = len(s)
    if left:
        while start < end and chars.find(s[start]) >= 0:
            start += 1
    if right:
        while end > start and chars.find(s[end - 1]) >= 0:
            end -= 1
    return s[start:end]


def split_space(s, maxsplit):
    """The words of s."""
    result = []
    size = len(s)
    pos = 0
    while True:
        while pos < size and is_space(s[pos]):
            pos += 1
        if pos >= size:
            return result
        if maxsplit >= 0 and len(result) >= maxsplit:
            result.append(s[pos:])
            return result
        start = pos
        while pos < size and not is_space(s[pos]):
            pos += 1
        result.append(s[start:pos])


def rsplit_space(s, maxsplit):
    """The words of s, split from the end."""
    result = []
    end = len(s)
    while True:
        while end > 0 and is_space(s[end - 1]):
            end -= 1
        if end <= 0:
            break
        if maxsplit >= 0 and len(result) >= maxsplit:
            result.append(s[0:end])
            break
        start = end
        while start > 0 and not is_space(s[start - 1]):
            start -= 1
        result.append(s[start:end])
        end = start
    result.reverse()
    return result


def splitlines(s, keepends):
    """The lines of s, which end in \\n, \\r or \\r\\n."""
    result = []
    size = len(s)
    start = 0
    pos = 0
    while pos < size:
        c = s[pos]
        pos += 1
        if c == "\n" or c == "\r":
            end = pos - 1
            if c == "\r" and pos < size and s[pos] == "\n":
                pos += 1
            if keepends:
                end = pos
            assert end >= 0
            result.append(s[start:end])
            start = pos
    if start < size:
        result.append(s[start:size])
    return result


IS_ALPHA = 0
IS_DIGIT = 1
IS_ALNUM = 2
IS_SPACE = 3


def all_are(s, kind):
    """True when s is not empty and all its bytes are of the kind."""
    if len(s) == 0:
        return False
    for i in range(len(s)):
        c = s[i]
        if kind == IS_ALPHA:
            ok = is_alpha(c)
        elif kind == IS_DIGIT:
            ok = is_digit(c)
        elif kind == IS_ALNUM:
            ok = is_alpha(c) or is_digit(c)
        else:
            ok = is_space(c)
        if not ok:
            return False
    return True


def has_case(s, lower):
    """True when s has letters, all of them lower (or upper) case."""
    found = False
    for i in range(len(s)):
        c = s[i]
        if "a" <= c <= "z":
            if not lower:
                return False
            found = True
        elif "A" <= c <= "Z":
            if lower:
                return False
            found = True
    return found


def is_title(s):
    """bytes.istitle"""
    found = False
    in_word = False
    for i in range(len(s)):
        c = s[i]
        if "A" <= c <= "Z":
            if in_word:
                return False
            in_word = True
            found = True
        elif "a" <= c <= "z":
            if not in_word:
                return False
            found = True
        else:
            in_word = False
    return found


def find(s, sub, start, end):
    """Position of the first sub in s[start:end], or -1."""
    if start > end or len(sub) > end - start:
        return -1
    if len(sub) == 0:
        return start
    assert start >= 0
    assert end >= 0
    return s.find(sub, start, end)


def replace(s, old, new, maxcount):
    """s with at most maxcount (negative: all) occurrences of old replaced."""
    if maxcount == 0:
        return s
    size = len(s)
    builder = StringBuilder(size)
    n = 0
    if len(old) == 0:
        pos = 0
        while maxcount < 0 or n < maxcount:
            builder.append(new)
            n += 1
            if pos >= size:
                break
            builder.append(s[pos])
            pos += 1
        builder.append_slice(s, pos, size)
        return builder.build()
    last = 0
    while maxcount < 0 or n < maxcount:
        pos = find(s, old, last, size)
        if pos < 0:
            break
        builder.append_slice(s, last, pos)
        builder.append(new)
        n += 1
        last = pos + len(old)
    builder.append_slice(s, last, size)
    return builder.build()


def expandtabs(s, tabsize):
    """bytes.expandtabs"""
    builder = StringBuilder(len(s))
    column = 0
    for i in range(len(s)):
        c = s[i]
        if c == "\t":
            if tabsize > 0:
                n = tabsize - column % tabsize
                builder.append_multiple_char(" ", n)
                column += n
            continue
        builder.append(c)
        column += 1
        if c == "\n" or c == "\r":
            column = 0
    return builder.build()


def hex_value(c):
    """Value of a hexadecimal digit, or -1."""
    if "0" <= c <= "9":
        return ord(c) - 48
    if "a" <= c <= "f":
        return ord(c) - 87
    if "A" <= c <= "F":
        return ord(c) - 55
    return -1


def to_hex(s, separator, group):
    """Hexadecimal digits; a separator every group bytes (counted from the right if positive)."""
    digits = "0123456789abcdef"
    builder = StringBuilder(len(s) * 2)
    n = len(s)
    if separator == "":
        for c in s:
            builder.append(digits[ord(c) >> 4])
            builder.append(digits[ord(c) & 15])
        return builder.build()
    for i in range(n):
        if i > 0:
            if group > 0:
                here = (n - i) % group == 0
            else:
                here = i % -group == 0
            if here:
                builder.append(separator)
        c = ord(s[i])
        builder.append(digits[c >> 4])
        builder.append(digits[c & 15])
    return builder.build()
