"""Low-level helpers for texts: strip, split, join, replace, case, padding, conversions.

Part of rstr, which has all the names. See HELPERS.md.
"""

from rpython.rlib.rarithmetic import ovfcheck
from rpython.rtyper import rstr
from rpython.rtyper.annlowlevel import llstr
from rpython.rtyper.lltypesystem.lltype import Char, cast_primitive, malloc, typeOf
from rpython.rtyper.lltypesystem.rstr import (
    copy_string_contents,
    mallocstr,
)
from rpython.rtyper.rlist import ll_items, ll_newlist

# ____________________________________________________________
# chars


def ll_char_isspace(c):
    """Is the char ASCII white space?"""
    n = ord(c)
    return n == 32 or (9 <= n and n <= 13)


def ll_char_isdigit(c):
    """Is the char an ASCII digit?"""
    n = ord(c)
    return 48 <= n and n <= 57


def ll_char_isupper(c):
    """Is the char an ASCII capital?"""
    n = ord(c)
    return 65 <= n and n <= 90


def ll_char_islower(c):
    """Is the char a small ASCII letter?"""
    n = ord(c)
    return 97 <= n and n <= 122


def ll_char_isalpha(c):
    """Is the char an ASCII letter?"""
    return ll_char_isupper(c) or ll_char_islower(c)


def ll_char_isalnum(c):
    """Is the char an ASCII letter or digit?"""
    return ll_char_isalpha(c) or ll_char_isdigit(c)


def ll_char_upper(c):
    """The capital of an ASCII letter, other chars as they are."""
    if ll_char_islower(c):
        return cast_primitive(typeOf(c), ord(c) - 32)
    return c


def ll_char_lower(c):
    """The small form of an ASCII letter, other chars as they are."""
    if ll_char_isupper(c):
        return cast_primitive(typeOf(c), ord(c) + 32)
    return c


def _all_chars(predicate):
    """NOT_RPYTHON: makes the test that holds if the string is not empty and all chars pass."""

    def ll_all(s):
        length = len(s.chars)
        i = 0
        while i < length:
            if not predicate(s.chars[i]):
                return False
            i += 1
        return length > 0

    ll_all.__name__ = predicate.__name__.replace("char_", "")
    return ll_all


ll_isspace = _all_chars(ll_char_isspace)
ll_isdigit = _all_chars(ll_char_isdigit)
ll_isalpha = _all_chars(ll_char_isalpha)
ll_isalnum = _all_chars(ll_char_isalnum)


def ll_isupper(s):
    """Is there a capital, and no small letter?"""
    found = False
    i = 0
    while i < len(s.chars):
        if ll_char_islower(s.chars[i]):
            return False
        if ll_char_isupper(s.chars[i]):
            found = True
        i += 1
    return found


def ll_islower(s):
    """Is there a small letter, and no capital?"""
    found = False
    i = 0
    while i < len(s.chars):
        if ll_char_isupper(s.chars[i]):
            return False
        if ll_char_islower(s.chars[i]):
            found = True
        i += 1
    return found


def ll_upper(s):
    """s.upper()"""
    length = len(s.chars)
    result = rstr.ll_newstr(typeOf(s).TO, length)
    i = 0
    while i < length:
        result.chars[i] = ll_char_upper(s.chars[i])
        i += 1
    return result


def ll_lower(s):
    """s.lower()"""
    length = len(s.chars)
    result = rstr.ll_newstr(typeOf(s).TO, length)
    i = 0
    while i < length:
        result.chars[i] = ll_char_lower(s.chars[i])
        i += 1
    return result


def ll_swapcase(s):
    """s.swapcase()"""
    length = len(s.chars)
    result = rstr.ll_newstr(typeOf(s).TO, length)
    i = 0
    while i < length:
        c = s.chars[i]
        if ll_char_isupper(c):
            c = ll_char_lower(c)
        else:
            c = ll_char_upper(c)
        result.chars[i] = c
        i += 1
    return result


def ll_capitalize(s):
    """s.capitalize()"""
    result = ll_lower(s)
    if len(s.chars) > 0:
        result.chars[0] = ll_char_upper(s.chars[0])
    return result


def ll_title(s):
    """s.title()"""
    result = ll_lower(s)
    inside = False
    i = 0
    while i < len(s.chars):
        if not inside:
            result.chars[i] = ll_char_upper(s.chars[i])
        inside = ll_char_isalpha(s.chars[i])
        i += 1
    return result


# ____________________________________________________________
# strip


def ll_strip(s, chars, left, right):
    """s.strip(chars), lstrip or rstrip."""
    start = 0
    stop = len(s.chars)
    if left:
        while start < stop and rstr.ll_contains_char(chars, s.chars[start]):
            start += 1
    if right:
        while start < stop and rstr.ll_contains_char(chars, s.chars[stop - 1]):
            stop -= 1
    return rstr.ll_stringslice_startstop(s, start, stop)


def ll_strip_char(s, c, left, right):
    """s.strip(c), lstrip or rstrip."""
    start = 0
    stop = len(s.chars)
    if left:
        while start < stop and s.chars[start] == c:
            start += 1
    if right:
        while start < stop and s.chars[stop - 1] == c:
            stop -= 1
    return rstr.ll_stringslice_startstop(s, start, stop)


def ll_strip_default(s, left, right):
    """s.strip(), lstrip or rstrip: white space."""
    start = 0
    stop = len(s.chars)
    if left:
        while start < stop and ll_char_isspace(s.chars[start]):
            start += 1
    if right:
        while start < stop and ll_char_isspace(s.chars[stop - 1]):
            stop -= 1
    return rstr.ll_stringslice_startstop(s, start, stop)


# ____________________________________________________________
# split


def ll_split_char(LIST, s, c, max):
    """s.split(c, max)"""
    length = len(s.chars)
    count = rstr.ll_strcount_char(s, c, 0, length)
    if max >= 0 and count > max:
        count = max
    result = ll_newlist(LIST, count + 1)
    items = ll_items(result)
    start = 0
    i = 0
    while i < count:
        stop = rstr.ll_strfind_char(s, c, start, length)
        items[i] = rstr.ll_stringslice_startstop(s, start, stop)
        start = stop + 1
        i += 1
    items[i] = rstr.ll_stringslice_startstop(s, start, length)
    return result


def ll_rsplit_char(LIST, s, c, max):
    """s.rsplit(c, max)"""
    length = len(s.chars)
    count = rstr.ll_strcount_char(s, c, 0, length)
    if max >= 0 and count > max:
        count = max
    result = ll_newlist(LIST, count + 1)
    items = ll_items(result)
    stop = length
    i = count
    while i > 0:
        position = rstr.ll_strrfind_char(s, c, 0, stop)
        items[i] = rstr.ll_stringslice_startstop(s, position + 1, stop)
        stop = position
        i -= 1
    items[0] = rstr.ll_stringslice_startstop(s, 0, stop)
    return result


def ll_split(LIST, s, sep, max):
    """s.split(sep, max)"""
    width = len(sep.chars)
    if width == 0:
        raise ValueError
    length = len(s.chars)
    count = rstr.ll_strcount(s, sep, 0, length)
    if max >= 0 and count > max:
        count = max
    result = ll_newlist(LIST, count + 1)
    items = ll_items(result)
    start = 0
    i = 0
    while i < count:
        stop = rstr.ll_strfind(s, sep, start, length)
        items[i] = rstr.ll_stringslice_startstop(s, start, stop)
        start = stop + width
        i += 1
    items[i] = rstr.ll_stringslice_startstop(s, start, length)
    return result


def ll_rsplit(LIST, s, sep, max):
    """s.rsplit(sep, max)"""
    width = len(sep.chars)
    if width == 0:
        raise ValueError
    # counted from the right: occurrences may overlap
    count = 0
    stop = len(s.chars)
    while count != max:
        stop = rstr.ll_strrfind(s, sep, 0, stop)
        if stop < 0:
            break
        count += 1
    result = ll_newlist(LIST, count + 1)
    items = ll_items(result)
    stop = len(s.chars)
    i = count
    while i > 0:
        position = rstr.ll_strrfind(s, sep, 0, stop)
        items[i] = rstr.ll_stringslice_startstop(s, position + width, stop)
        stop = position
        i -= 1
    items[0] = rstr.ll_stringslice_startstop(s, 0, stop)
    return result


def _skip_spaces(s, i):
    while i < len(s.chars) and ll_char_isspace(s.chars[i]):
        i += 1
    return i


def _skip_word(s, i):
    while i < len(s.chars) and not ll_char_isspace(s.chars[i]):
        i += 1
    return i


def _skip_spaces_back(s, i):
    while i > 0 and ll_char_isspace(s.chars[i - 1]):
        i -= 1
    return i


def _skip_word_back(s, i):
    while i > 0 and not ll_char_isspace(s.chars[i - 1]):
        i -= 1
    return i


def _count_words(s, max):
    """The number of words, and at most max + 1 (max negative: all)."""
    count = 0
    i = _skip_spaces(s, 0)
    while i < len(s.chars):
        count += 1
        if max >= 0 and count > max:
            return count
        i = _skip_spaces(s, _skip_word(s, i))
    return count


def ll_split_default(LIST, s, max):
    """s.split(None, max)"""
    length = len(s.chars)
    count = _count_words(s, max)
    result = ll_newlist(LIST, count)
    items = ll_items(result)
    start = _skip_spaces(s, 0)
    i = 0
    while i < count:
        stop = length
        if max < 0 or i < max:
            stop = _skip_word(s, start)
        items[i] = rstr.ll_stringslice_startstop(s, start, stop)
        start = _skip_spaces(s, stop)
        i += 1
    return result


def ll_rsplit_default(LIST, s, max):
    """s.rsplit(None, max)"""
    count = _count_words(s, max)
    result = ll_newlist(LIST, count)
    items = ll_items(result)
    stop = _skip_spaces_back(s, len(s.chars))
    i = count
    while i > 0:
        i -= 1
        start = 0
        if max < 0 or count - 1 - i < max:
            start = _skip_word_back(s, stop)
        items[i] = rstr.ll_stringslice_startstop(s, start, stop)
        stop = _skip_spaces_back(s, start)
    return result


def _line_end(s, i):
    """The position of the line break at or after i, or the length."""
    while i < len(s.chars):
        n = ord(s.chars[i])
        if n == 10 or n == 13:
            return i
        i += 1
    return i


def _after_break(s, i):
    """The position after the line break at i."""
    if ord(s.chars[i]) == 13 and i + 1 < len(s.chars) and ord(s.chars[i + 1]) == 10:
        return i + 2
    return i + 1


def ll_splitlines(LIST, s, keepends):
    """s.splitlines(keepends)"""
    length = len(s.chars)
    count = 0
    i = 0
    while i < length:
        i = _line_end(s, i)
        count += 1
        if i < length:
            i = _after_break(s, i)
    result = ll_newlist(LIST, count)
    items = ll_items(result)
    start = 0
    i = 0
    while i < count:
        stop = _line_end(s, start)
        next = stop
        if stop < length:
            next = _after_break(s, stop)
        if keepends:
            stop = next
        items[i] = rstr.ll_stringslice_startstop(s, start, stop)
        start = next
        i += 1
    return result


def _ll_three(TUPLE, s, position, sep, after):
    """(s[:position], sep, s[after:])"""
    result = malloc(TUPLE)
    result.item0 = rstr.ll_stringslice_startstop(s, 0, position)
    result.item1 = sep
    result.item2 = rstr.ll_stringslice_startonly(s, after)
    return result


def ll_partition(TUPLE, s, sep):
    """s.partition(sep)"""
    width = len(sep.chars)
    if width == 0:
        raise ValueError
    length = len(s.chars)
    position = rstr.ll_strfind(s, sep, 0, length)
    if position < 0:
        empty = rstr.ll_newstr(typeOf(s).TO, 0)
        return _ll_three(TUPLE, s, length, empty, length)
    return _ll_three(TUPLE, s, position, sep, position + width)


def ll_rpartition(TUPLE, s, sep):
    """s.rpartition(sep)"""
    width = len(sep.chars)
    if width == 0:
        raise ValueError
    position = rstr.ll_strrfind(s, sep, 0, len(s.chars))
    if position < 0:
        empty = rstr.ll_newstr(typeOf(s).TO, 0)
        return _ll_three(TUPLE, s, 0, empty, 0)
    return _ll_three(TUPLE, s, position, sep, position + width)


def ll_removeprefix(s, prefix):
    """s.removeprefix(prefix)"""
    if rstr.ll_startswith(s, prefix):
        return rstr.ll_stringslice_startonly(s, len(prefix.chars))
    return s


def ll_removesuffix(s, suffix):
    """s.removesuffix(suffix)"""
    if rstr.ll_endswith(s, suffix):
        return rstr.ll_stringslice_startstop(s, 0, len(s.chars) - len(suffix.chars))
    return s


# ____________________________________________________________
# join, replace


def ll_join(sep, length, items):
    """sep.join(items[:length])"""
    STRTYPE = typeOf(sep).TO
    if length == 0:
        return rstr.ll_newstr(STRTYPE, 0)
    if length == 1:
        return items[0]
    width = len(sep.chars)
    try:
        total = ovfcheck(width * (length - 1))
        i = 0
        while i < length:
            total = ovfcheck(total + len(items[i].chars))
            i += 1
    except OverflowError:
        raise MemoryError
    result = rstr.ll_newstr(STRTYPE, total)
    position = 0
    i = 0
    while i < length:
        if i > 0 and width > 0:
            copy_string_contents(sep, result, 0, position, width)
            position += width
        n = len(items[i].chars)
        copy_string_contents(items[i], result, 0, position, n)
        position += n
        i += 1
    return result


def ll_join_strs(STRTYPE, length, items):
    """ "".join(items[:length])"""
    if length == 1:
        return items[0]
    total = 0
    try:
        i = 0
        while i < length:
            total = ovfcheck(total + len(items[i].chars))
            i += 1
    except OverflowError:
        raise MemoryError
    result = rstr.ll_newstr(STRTYPE, total)
    position = 0
    i = 0
    while i < length:
        n = len(items[i].chars)
        copy_string_contents(items[i], result, 0, position, n)
        position += n
        i += 1
    return result


def ll_join_chars(STRTYPE, length, items):
    """ "".join(items[:length]) for an array of chars."""
    result = rstr.ll_newstr(STRTYPE, length)
    i = 0
    while i < length:
        result.chars[i] = items[i]
        i += 1
    return result


def ll_join_chars_sep(sep, length, items):
    """sep.join(items[:length]) for an array of chars."""
    STRTYPE = typeOf(sep).TO
    if length == 0:
        return rstr.ll_newstr(STRTYPE, 0)
    width = len(sep.chars)
    result = rstr.ll_newstr(STRTYPE, length + width * (length - 1))
    position = 0
    i = 0
    while i < length:
        if i > 0:
            copy_string_contents(sep, result, 0, position, width)
            position += width
        result.chars[position] = items[i]
        position += 1
        i += 1
    return result


def ll_replace_char(s, c1, c2):
    """s.replace(c1, c2)"""
    length = len(s.chars)
    result = rstr.ll_newstr(typeOf(s).TO, length)
    i = 0
    while i < length:
        c = s.chars[i]
        if c == c1:
            c = c2
        result.chars[i] = c
        i += 1
    return result


def ll_replace(s, old, new, max):
    """s.replace(old, new, max)"""
    length = len(s.chars)
    old_width = len(old.chars)
    new_width = len(new.chars)
    count = rstr.ll_strcount(s, old, 0, length)
    if max >= 0 and count > max:
        count = max
    if count == 0:
        return s
    try:
        total = ovfcheck(count * (new_width - old_width))
        total = ovfcheck(length + total)
    except OverflowError:
        raise MemoryError
    result = rstr.ll_newstr(typeOf(s).TO, total)
    start = 0
    position = 0
    i = 0
    while i < count:
        if old_width > 0:
            stop = rstr.ll_strfind(s, old, start, length)
        elif i == 0:
            stop = 0
        else:
            stop = start + 1
        copy_string_contents(s, result, start, position, stop - start)
        position += stop - start
        copy_string_contents(new, result, 0, position, new_width)
        position += new_width
        start = stop + old_width
        i += 1
    copy_string_contents(s, result, start, position, length - start)
    return result


# ____________________________________________________________
# padding


def _pad(s, left, right, c):
    length = len(s.chars)
    if left + right <= 0:
        return s
    result = rstr.ll_newstr(typeOf(s).TO, left + length + right)
    i = 0
    while i < left:
        result.chars[i] = c
        i += 1
    copy_string_contents(s, result, 0, left, length)
    i = left + length
    while i < left + length + right:
        result.chars[i] = c
        i += 1
    return result


def ll_ljust(s, width, c):
    """s.ljust(width, c)"""
    return _pad(s, 0, width - len(s.chars), c)


def ll_rjust(s, width, c):
    """s.rjust(width, c)"""
    return _pad(s, width - len(s.chars), 0, c)


def ll_center(s, width, c):
    """s.center(width, c)"""
    missing = width - len(s.chars)
    if missing <= 0:
        return s
    left = missing // 2 + (missing & width & 1)
    return _pad(s, left, missing - left, c)


def ll_middle(s, width, c):
    """format(s, "c^width"): what is odd stands on the right"""
    missing = width - len(s.chars)
    if missing <= 0:
        return s
    return _pad(s, missing // 2, missing - missing // 2, c)


def ll_zfill(s, width):
    """s.zfill(width)"""
    CHAR = typeOf(s).TO.chars.OF
    length = len(s.chars)
    missing = width - length
    if missing <= 0:
        return s
    zero = cast_primitive(CHAR, 48)
    if length > 0:
        n = ord(s.chars[0])
        if n == 43 or n == 45:
            result = _pad(s, missing, 0, zero)
            result.chars[missing] = zero
            result.chars[0] = s.chars[0]
            return result
    return _pad(s, missing, 0, zero)


def ll_with_sign(s, sign):
    """The text of a number, with a sign if it has none."""
    if len(s.chars) > 0 and s.chars[0] == "-":
        return s
    return _pad(s, 1, 0, sign)


def ll_grouped(s, separator):
    """The text of a number with a separator between each three digits before the point."""
    length = len(s.chars)
    begin = 0
    if length > 0 and not ll_char_isdigit(s.chars[0]):
        begin = 1
    end = begin
    while end < length and ll_char_isdigit(s.chars[end]):
        end += 1
    if end - begin <= 3:
        return s
    result = rstr.ll_newstr(typeOf(s).TO, length + (end - begin - 1) // 3)
    at = 0
    i = 0
    while i < length:
        if begin < i < end and (end - i) % 3 == 0:
            result.chars[at] = separator
            at += 1
        result.chars[at] = s.chars[i]
        at += 1
        i += 1
    return result


# ____________________________________________________________
# repr and numbers


def ll_bool2str(b):
    """str(b)"""
    if b:
        return llstr("True")
    return llstr("False")


def _hex_digit(n):
    if n < 10:
        return cast_primitive(Char, 48 + n)
    return cast_primitive(Char, 87 + n)


def ll_repr_str(s):
    """repr(s)"""
    length = len(s.chars)
    quote = 39
    size = 2
    i = 0
    while i < length:
        n = ord(s.chars[i])
        if n == 10 or n == 13 or n == 9 or n == 92:
            size += 2
        elif n < 32 or n > 126:
            size += 4
        else:
            size += 1
            if n == 39:
                quote = 34
        i += 1
    if quote == 34:
        single = 0
        i = 0
        while i < length:
            n = ord(s.chars[i])
            if n == 39:
                single += 1
            elif n == 34:
                quote = 39
            i += 1
        if quote == 39:
            size += single
    result = mallocstr(size)
    result.chars[0] = cast_primitive(Char, quote)
    k = 1
    i = 0
    while i < length:
        n = ord(s.chars[i])
        escape = 0
        if n == 10:
            escape = 110
        elif n == 13:
            escape = 114
        elif n == 9:
            escape = 116
        elif n == 92 or n == quote:
            escape = n
        if escape != 0:
            result.chars[k] = "\\"
            result.chars[k + 1] = cast_primitive(Char, escape)
            k += 2
        elif n < 32 or n > 126:
            result.chars[k] = "\\"
            result.chars[k + 1] = "x"
            result.chars[k + 2] = _hex_digit(n >> 4)
            result.chars[k + 3] = _hex_digit(n & 15)
            k += 4
        else:
            result.chars[k] = cast_primitive(Char, n)
            k += 1
        i += 1
    result.chars[k] = cast_primitive(Char, quote)
    return result


def _digit_value(c):
    n = ord(c)
    if 48 <= n and n <= 57:
        return n - 48
    if 97 <= n and n <= 122:
        return n - 87
    if 65 <= n and n <= 90:
        return n - 55
    return 99


def ll_str2int(s, base):
    """int(s, base)"""
    if base != 0 and (base < 2 or base > 36):
        raise ValueError
    i = _skip_spaces(s, 0)
    end = _skip_spaces_back(s, len(s.chars))
    negative = False
    if i < end:
        n = ord(s.chars[i])
        if n == 45 or n == 43:
            negative = n == 45
            i += 1
    # "0x", "0o", "0b"
    leading_zero = False
    if i + 1 < end and ord(s.chars[i]) == 48:
        n = ord(s.chars[i + 1]) | 32
        prefix = 0
        if n == 120:
            prefix = 16
        elif n == 111:
            prefix = 8
        elif n == 98:
            prefix = 2
        if prefix != 0 and (base == 0 or base == prefix):
            base = prefix
            i += 2
            if i < end and ord(s.chars[i]) == 95:
                i += 1
        else:
            leading_zero = True
    strict = base == 0 and leading_zero
    if base == 0:
        base = 10
    if i >= end:
        raise ValueError
    result = 0
    after_digit = False
    while i < end:
        if ord(s.chars[i]) == 95 and after_digit and i + 1 < end:
            after_digit = False
            i += 1
            continue
        digit = _digit_value(s.chars[i])
        if digit >= base or (strict and digit != 0):
            raise ValueError
        after_digit = True
        if negative:
            result = ovfcheck(result * base)
            result = ovfcheck(result - digit)
        else:
            result = ovfcheck(result * base)
            result = ovfcheck(result + digit)
        i += 1
    return result


__all__ = [_name for _name in list(globals()) if _name.startswith("ll_")]


# ____________________________________________________________
# what the JIT knows of them: strings never change

for _function in (ll_upper, ll_lower, ll_strip, ll_replace_char, ll_replace, ll_str2int):
    _function._elidable_function_ = True
