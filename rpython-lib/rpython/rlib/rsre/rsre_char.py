"""Properties of characters, and membership in the character sets of compiled patterns."""

from rpython.rlib.rsre import nounicode
from rpython.rlib.rsre import rsre_constants as op

MAXREPEAT = op.MAXREPEAT
unicodedb = nounicode


def set_unicode_db(database):
    """NOT_RPYTHON: where properties of characters above 127 are looked up (see `nounicode.py`)."""
    global unicodedb
    unicodedb = database


def lower_ascii(c):
    """The lower case of an ASCII letter; other characters as they are."""
    if 65 <= c <= 90:
        return c + 32
    return c


def upper_ascii(c):
    """The upper case of an ASCII letter; other characters as they are."""
    if 97 <= c <= 122:
        return c - 32
    return c


def lower_unicode(c):
    """The lower case of a code point."""
    if c < 128:
        return lower_ascii(c)
    lower = unicodedb.lower(c)
    if lower < 0:
        return 105  # only U+0130 has more than one character
    return lower


def is_word_ascii(c):
    return 97 <= c <= 122 or 65 <= c <= 90 or 48 <= c <= 57 or c == 95


def is_word_unicode(c):
    if c < 128:
        return is_word_ascii(c)
    return unicodedb.has(
        c, unicodedb.ALPHA | unicodedb.DECIMAL | unicodedb.DIGIT | unicodedb.NUMERIC
    )


def is_digit(c):
    return 48 <= c <= 57


def is_word(c):
    return is_word_ascii(c)


def is_space(c):
    return is_space_ascii(c)


def is_space_ascii(c):
    return c == 32 or 9 <= c <= 13


def in_category(category, c):
    """Is the character in the category?"""
    kind = category & ~1
    if kind == op.CATEGORY_UNI_WORD:
        found = is_word_unicode(c)
    elif kind == op.CATEGORY_UNI_DIGIT:
        if c < 128:
            found = 48 <= c <= 57
        else:
            found = unicodedb.has(c, unicodedb.DECIMAL)
    elif kind == op.CATEGORY_UNI_SPACE:
        found = unicodedb.has(c, unicodedb.SPACE)
    elif kind == op.CATEGORY_WORD or kind == op.CATEGORY_LOC_WORD:
        found = is_word_ascii(c)
    elif kind == op.CATEGORY_DIGIT:
        found = 48 <= c <= 57
    elif kind == op.CATEGORY_SPACE:
        found = is_space_ascii(c)
    elif kind == op.CATEGORY_LINEBREAK:
        found = c == 10
    else:
        found = 10 <= c <= 13 or 28 <= c <= 30 or c == 0x85 or c == 0x2028 or c == 0x2029
    if category & 1:
        return not found
    return found


def in_charset(code, ip, c):
    """Is the character in the set described from code[ip] on?"""
    found = True
    while True:
        kind = code[ip]
        if kind == op.FAILURE:
            return not found
        if kind == op.LITERAL:
            if c == code[ip + 1]:
                return found
            ip += 2
        elif kind == op.CATEGORY:
            if in_category(code[ip + 1], c):
                return found
            ip += 2
        elif kind == op.RANGE:
            if code[ip + 1] <= c <= code[ip + 2]:
                return found
            ip += 3
        elif kind == op.CHARSET:
            if c < 256 and code[ip + 1 + (c >> 5)] & (1 << (c & 31)):
                return found
            ip += 9
        elif kind == op.BIGCHARSET:
            count = code[ip + 1]
            if c < 65536:
                word = code[ip + 2 + (c >> 10)]
                block = (word >> (8 * ((c >> 8) & 3))) & 255
                low = c & 255
                if code[ip + 66 + block * 8 + (low >> 5)] & (1 << (low & 31)):
                    return found
            ip += 66 + count * 8
        elif kind == op.RANGE_UNI_IGNORE:
            if code[ip + 1] <= c <= code[ip + 2]:
                return found
            if code[ip + 1] <= unicodedb.upper(c) <= code[ip + 2]:
                return found
            ip += 3
        elif kind == op.NEGATE:
            found = not found
            ip += 1
        else:
            return False


def matches_unit(code, ip, c):
    """Does the one-character instruction at code[ip] accept the character?"""
    kind = code[ip]
    if kind == op.LITERAL:
        return c == code[ip + 1]
    if kind == op.IN:
        return in_charset(code, ip + 2, c)
    if kind == op.ANY:
        return c != 10
    if kind == op.ANY_ALL:
        return True
    if kind == op.NOT_LITERAL:
        return c != code[ip + 1]
    if kind == op.LITERAL_IGNORE:
        return lower_ascii(c) == code[ip + 1]
    if kind == op.NOT_LITERAL_IGNORE:
        return lower_ascii(c) != code[ip + 1]
    if kind == op.LITERAL_UNI_IGNORE:
        return lower_unicode(c) == code[ip + 1]
    if kind == op.NOT_LITERAL_UNI_IGNORE:
        return lower_unicode(c) != code[ip + 1]
    if kind == op.IN_IGNORE:
        return in_charset(code, ip + 2, lower_ascii(c))
    if kind == op.IN_UNI_IGNORE:
        return in_charset(code, ip + 2, lower_unicode(c))
    if kind == op.LITERAL_LOC_IGNORE:
        return lower_ascii(c) == lower_ascii(code[ip + 1])
    if kind == op.NOT_LITERAL_LOC_IGNORE:
        return lower_ascii(c) != lower_ascii(code[ip + 1])
    if kind == op.IN_LOC_IGNORE:
        return in_charset(code, ip + 2, lower_ascii(c)) or in_charset(code, ip + 2, upper_ascii(c))
    if kind == op.CATEGORY:
        return in_category(code[ip + 1], c)
    return False


def unit_length(code, ip):
    """The length of a one-character instruction."""
    kind = code[ip]
    if kind == op.ANY or kind == op.ANY_ALL:
        return 1
    if (
        kind == op.IN
        or kind == op.IN_IGNORE
        or kind == op.IN_UNI_IGNORE
        or kind == op.IN_LOC_IGNORE
    ):
        return 1 + code[ip + 1]
    return 2
