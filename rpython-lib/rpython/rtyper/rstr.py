"""Low-level helpers for strings: items, comparison, search, slices. See HELPERS.md.

`s` is a pointer to STR or UNICODE; chars are compared by `ord` where constants come in, so that one
source serves both. Texts are split and joined in rstrtext, encoded and decoded in rstrcodes.
"""

from rpython.rlib.rarithmetic import intmask, ovfcheck
from rpython.rtyper.lltypesystem.lltype import cast_primitive, malloc, typeOf
from rpython.rtyper.lltypesystem.rstr import (  # noqa: F401
    STR,
    UNICODE,
    copy_string_contents,
    hash_of_chars,
    mallocstr,
    mallocunicode,
    of_bytes,
)
from rpython.rtyper.rlist import ll_clip, ll_slice_count, ll_slice_start


def ll_newstr(STRTYPE, length):
    """A new string of the type, chars not set."""
    s = malloc(STRTYPE, length)
    s.hash = 0
    return s


def ll_strlen(s):
    """len(s)"""
    return len(s.chars)


def ll_str_is_true(s):
    """Is the string not empty (nor null)?"""
    return bool(s) and len(s.chars) != 0


# ____________________________________________________________
# items


def ll_stritem_nonneg(s, i):
    """s[i], unchecked."""
    return s.chars[i]


def ll_stritem(s, i):
    """s[i], a negative index counting from the end; unchecked."""
    if i < 0:
        i += len(s.chars)
    return s.chars[i]


def ll_stritem_nonneg_checked(s, i):
    """s[i] for i >= 0."""
    if i >= len(s.chars):
        raise IndexError
    return s.chars[i]


def ll_stritem_checked(s, i):
    """s[i]"""
    length = len(s.chars)
    if i < 0:
        i += length
    if i < 0 or i >= length:
        raise IndexError
    return s.chars[i]


def ll_chr2str(STRTYPE, c):
    """The string of one char."""
    s = ll_newstr(STRTYPE, 1)
    s.chars[0] = c
    return s


# ____________________________________________________________
# concatenation


def ll_strconcat(s1, s2):
    """s1 + s2"""
    len1 = len(s1.chars)
    len2 = len(s2.chars)
    if len2 == 0:
        return s1
    if len1 == 0:
        return s2
    result = ll_newstr(typeOf(s1).TO, len1 + len2)
    copy_string_contents(s1, result, 0, 0, len1)
    copy_string_contents(s2, result, 0, len1, len2)
    return result


def ll_strconcat3(s1, s2, s3):
    """s1 + s2 + s3"""
    len1 = len(s1.chars)
    len2 = len(s2.chars)
    len3 = len(s3.chars)
    result = ll_newstr(typeOf(s1).TO, len1 + len2 + len3)
    copy_string_contents(s1, result, 0, 0, len1)
    copy_string_contents(s2, result, 0, len1, len2)
    copy_string_contents(s3, result, 0, len1 + len2, len3)
    return result


def ll_str_mul(s, times):
    """s * times"""
    length = len(s.chars)
    if times < 0:
        times = 0
    try:
        total = ovfcheck(length * times)
    except OverflowError:
        raise MemoryError
    result = ll_newstr(typeOf(s).TO, total)
    if total == 0:
        return result
    copy_string_contents(s, result, 0, 0, length)
    done = length
    while done < total:
        # what is there doubles
        count = done
        if count > total - done:
            count = total - done
        copy_string_contents(result, result, 0, done, count)
        done += count
    return result


def ll_char_mul(STRTYPE, c, times):
    """c * times"""
    if times < 0:
        times = 0
    result = ll_newstr(STRTYPE, times)
    i = 0
    while i < times:
        result.chars[i] = c
        i += 1
    return result


# ____________________________________________________________
# comparison and hash


def ll_streq(s1, s2):
    """s1 == s2; either may be null."""
    if s1 == s2:
        return True
    if not s1 or not s2:
        return False
    length = len(s1.chars)
    if length != len(s2.chars):
        return False
    if typeOf(s1).TO == STR:
        return _same_chars(s1, s2, length)
    i = 0
    while i < length:
        if s1.chars[i] != s2.chars[i]:
            return False
        i += 1
    return True


def _same_chars(s1, s2, length):
    """Do two STR start with the same `length` chars? By words that overlap at the end: few branches to guess."""
    if length < 4:
        if length == 0:
            return True
        middle = length >> 1
        last = length - 1
        x = ord(s1.chars[0]) ^ ord(s2.chars[0])
        x |= ord(s1.chars[middle]) ^ ord(s2.chars[middle])
        return x | (ord(s1.chars[last]) ^ ord(s2.chars[last])) == 0
    if length < 8:
        x = _four_chars(s1, 0) ^ _four_chars(s2, 0)
        last = length - 4
        return x | (_four_chars(s1, last) ^ _four_chars(s2, last)) == 0
    last = length - 8
    i = 0
    while i < last:
        if _eight_chars(s1, i) != _eight_chars(s2, i):
            return False
        i += 8
    return _eight_chars(s1, last) == _eight_chars(s2, last)


def ll_strne(s1, s2):
    """s1 != s2; either may be null."""
    return not ll_streq(s1, s2)


def ll_streq_char(s, c):
    """s == c"""
    return len(s.chars) == 1 and s.chars[0] == c


def ll_strcmp(s1, s2):
    """Negative, 0 or positive: the order of s1 and s2."""
    len1 = len(s1.chars)
    len2 = len(s2.chars)
    shorter = len1
    if len2 < shorter:
        shorter = len2
    i = 0
    while i < shorter:
        difference = ord(s1.chars[i]) - ord(s2.chars[i])
        if difference != 0:
            return difference
        i += 1
    return len1 - len2


def ll_strlt(s1, s2):
    """s1 < s2"""
    return ll_strcmp(s1, s2) < 0


def ll_strle(s1, s2):
    """s1 <= s2"""
    return ll_strcmp(s1, s2) <= 0


def ll_strgt(s1, s2):
    """s1 > s2"""
    return ll_strcmp(s1, s2) > 0


def ll_strge(s1, s2):
    """s1 >= s2"""
    return ll_strcmp(s1, s2) >= 0


def ll_strhash(s):
    """The hash, computed once and kept in the string; 0 for null."""
    if not s:
        return 0
    x = s.hash
    if x == 0:
        x = _ll_compute_strhash(s)
        s.hash = x
    return x


def _ll_compute_strhash(s):
    if of_bytes(typeOf(s)):
        return hash_of_chars(s)
    # FNV-1a over chars, with the upper half mixed into the lower one; objectmodel has it too
    x = 0x345678
    length = len(s.chars)
    i = 0
    while i < length:
        x = intmask((x ^ ord(s.chars[i])) * 0x100000001B3)
        i += 1
    x ^= x >> 32
    if x == 0:
        x = 29872897
    return x


_ll_compute_strhash._dont_inline_ = True


# ____________________________________________________________
# search


def _clip_end(s, end):
    length = len(s.chars)
    if end > length:
        return length
    if end < 0:
        end += length
        if end < 0:
            end = 0
    return end


def _clip_start(s, start):
    if start < 0:
        start += len(s.chars)
        if start < 0:
            start = 0
    return start


# one bit, and the highest bit, of each byte of a word
_LOW_BITS = 0x0101010101010101
_HIGH_BITS = intmask(0x8080808080808080)


def _four_chars(s, i):
    """The number that chars i to i + 3 of a STR make."""
    return (
        ord(s.chars[i])
        | (ord(s.chars[i + 1]) << 8)
        | (ord(s.chars[i + 2]) << 16)
        | (ord(s.chars[i + 3]) << 24)
    )


def _eight_chars(s, i):
    """The word that chars i to i + 7 of a STR make."""
    return _four_chars(s, i) | (_four_chars(s, i + 4) << 32)


def _skip_without(s, c, start, end):
    """A place up to which c is not in s, eight chars at a time: zero bytes of a word are what borrows from above."""
    pattern = intmask(ord(c) * _LOW_BITS)
    while start + 8 <= end:
        x = _eight_chars(s, start) ^ pattern
        if intmask(x - _LOW_BITS) & ~x & _HIGH_BITS != 0:
            break
        start += 8
    return start


def ll_strfind_char(s, c, start, end):
    """s.find(c, start, end)"""
    start = _clip_start(s, start)
    end = _clip_end(s, end)
    if typeOf(s).TO == STR:
        start = _skip_without(s, c, start, end)
    while start < end:
        if s.chars[start] == c:
            return start
        start += 1
    return -1


def ll_strrfind_char(s, c, start, end):
    """s.rfind(c, start, end)"""
    start = _clip_start(s, start)
    i = _clip_end(s, end)
    while i > start:
        i -= 1
        if s.chars[i] == c:
            return i
    return -1


def ll_strcount_char(s, c, start, end):
    """s.count(c, start, end)"""
    start = _clip_start(s, start)
    end = _clip_end(s, end)
    count = 0
    while start < end:
        if s.chars[start] == c:
            count += 1
        start += 1
    return count


def _matches_at(s, sub, position, length):
    """Is sub at the position? (the caller has compared the first char)"""
    i = 1
    while i < length:
        if s.chars[position + i] != sub.chars[i]:
            return False
        i += 1
    return True


def _ll_search(s, sub, start, end):
    """The first position of sub, not empty, in s[start:end], or -1.

    Looks at the last char of the window first; after a mismatch the window moves past the next
    char if that is not in sub at all (a 64-bit mask of the chars of sub tells), as in Sunday's
    quick search.
    """
    length = len(sub.chars)
    if length == 1:
        return ll_strfind_char(s, sub.chars[0], start, end)
    last = end - length
    if last < start:
        return -1
    mask = 0
    skip = length - 1
    final = sub.chars[length - 1]
    i = 0
    while i < length:
        mask |= 1 << (ord(sub.chars[i]) & 63)
        if i < length - 1 and sub.chars[i] == final:
            skip = length - 2 - i
        i += 1
    first = sub.chars[0]
    total = len(s.chars)
    position = start
    while position <= last:
        if s.chars[position + length - 1] == final:
            if s.chars[position] == first and _matches_at(s, sub, position, length):
                return position
            if position + length < total and not _in_mask(mask, s.chars[position + length]):
                position += length
            else:
                position += skip
        elif position + length < total and not _in_mask(mask, s.chars[position + length]):
            position += length
        position += 1
    return -1


def _in_mask(mask, c):
    return (mask >> (ord(c) & 63)) & 1 != 0


def ll_strfind(s, sub, start, end):
    """s.find(sub, start, end)"""
    if start > len(s.chars):
        return -1
    start = _clip_start(s, start)
    end = _clip_end(s, end)
    if len(sub.chars) == 0:
        return start if start <= end else -1
    return _ll_search(s, sub, start, end)


def ll_strrfind(s, sub, start, end):
    """s.rfind(sub, start, end)"""
    if start > len(s.chars):
        return -1
    start = _clip_start(s, start)
    end = _clip_end(s, end)
    length = len(sub.chars)
    if length == 0:
        return end if start <= end else -1
    first = sub.chars[0]
    position = end - length
    while position >= start:
        if s.chars[position] == first and _matches_at(s, sub, position, length):
            return position
        position -= 1
    return -1


def ll_strcount(s, sub, start, end):
    """s.count(sub, start, end)"""
    if start > len(s.chars):
        return 0
    start = _clip_start(s, start)
    end = _clip_end(s, end)
    length = len(sub.chars)
    if length == 0:
        return end - start + 1 if start <= end else 0
    count = 0
    position = _ll_search(s, sub, start, end)
    while position >= 0:
        count += 1
        position = _ll_search(s, sub, position + length, end)
    return count


def ll_strindex(s, sub, start, end):
    """s.index(sub, start, end)"""
    position = ll_strfind(s, sub, start, end)
    if position < 0:
        raise ValueError
    return position


def ll_strrindex(s, sub, start, end):
    """s.rindex(sub, start, end)"""
    position = ll_strrfind(s, sub, start, end)
    if position < 0:
        raise ValueError
    return position


def ll_contains(s, sub):
    """sub in s"""
    return ll_strfind(s, sub, 0, len(s.chars)) >= 0


def ll_contains_char(s, c):
    """c in s"""
    return ll_strfind_char(s, c, 0, len(s.chars)) >= 0


def ll_startswith(s, prefix):
    """s.startswith(prefix)"""
    length = len(prefix.chars)
    if length > len(s.chars):
        return False
    i = 0
    while i < length:
        if s.chars[i] != prefix.chars[i]:
            return False
        i += 1
    return True


def ll_startswith_char(s, c):
    """s.startswith(c)"""
    return len(s.chars) > 0 and s.chars[0] == c


def ll_endswith(s, suffix):
    """s.endswith(suffix)"""
    return ll_endswith_range(s, suffix, 0, len(s.chars))


def ll_endswith_char(s, c):
    """s.endswith(c)"""
    length = len(s.chars)
    return length > 0 and s.chars[length - 1] == c


def ll_startswith_range(s, prefix, start, end):
    """s.startswith(prefix, start, end)"""
    end = _clip_end(s, end)
    length = len(prefix.chars)
    if start > end or length > end - start:
        return False
    i = 0
    while i < length:
        if s.chars[start + i] != prefix.chars[i]:
            return False
        i += 1
    return True


def ll_endswith_range(s, suffix, start, end):
    """s.endswith(suffix, start, end)"""
    end = _clip_end(s, end)
    length = len(suffix.chars)
    if start > end or length > end - start:
        return False
    begin = end - length
    i = 0
    while i < length:
        if s.chars[begin + i] != suffix.chars[i]:
            return False
        i += 1
    return True


# ____________________________________________________________
# slices


def ll_stringslice_startstop(s, start, stop):
    """s[start:stop] for start, stop >= 0."""
    length = len(s.chars)
    if stop >= length:
        if start == 0:
            return s
        stop = length
    if start > stop:
        start = stop
    result = ll_newstr(typeOf(s).TO, stop - start)
    copy_string_contents(s, result, start, 0, stop - start)
    return result


def ll_stringslice_startonly(s, start):
    """s[start:] for start >= 0."""
    return ll_stringslice_startstop(s, start, len(s.chars))


def ll_stringslice_minusone(s):
    """s[:-1]"""
    stop = len(s.chars) - 1
    if stop < 0:
        stop = 0
    return ll_stringslice_startstop(s, 0, stop)


def ll_stringslice_any(s, start, stop):
    """s[start:stop], negative bounds counting from the end."""
    length = len(s.chars)
    return ll_stringslice_startstop(s, ll_clip(start, length), ll_clip(stop, length))


def ll_stringslice_step(s, start, stop, step, has_start, has_stop):
    """s[start:stop:step]; the flags say which bounds are given."""
    length = len(s.chars)
    position = ll_slice_start(start, step, length, has_start)
    count = ll_slice_count(position, stop, step, length, has_stop)
    result = ll_newstr(typeOf(s).TO, count)
    i = 0
    while i < count:
        result.chars[i] = s.chars[position]
        position += step
        i += 1
    return result


# ____________________________________________________________
# what the JIT knows of them: strings never change

for _function in (
    ll_str_mul,
    _ll_compute_strhash,
    ll_strfind_char,
    ll_strrfind_char,
    _ll_search,
    ll_strrfind,
    ll_startswith_range,
    ll_endswith_range,
):
    _function._elidable_function_ = True

for _function, _name in (
    (ll_strconcat, "stroruni.concat"),
    (ll_stringslice_startstop, "stroruni.slice"),
    (ll_streq, "stroruni.equal"),
    (ll_strcmp, "stroruni.cmp"),
):
    _function._elidable_function_ = True
    _function.oopspec = _name

# the rest of the helpers for strings, under one name for the rtyper
from rpython.rtyper.rfloat import ll_str2float  # noqa: E402, F401
from rpython.rtyper.rstrcodes import *  # noqa: E402, F403
from rpython.rtyper.rstrtext import *  # noqa: E402, F403


def ll_expandtabs(s, width):
    """s.expandtabs(width)"""
    length = len(s.chars)
    total = 0
    column = 0
    i = 0
    while i < length:
        n = ord(s.chars[i])
        step = 1
        if n == 9:
            step = 0
            if width > 0:
                step = width - column % width
        column += step
        if n == 10 or n == 13:
            column = 0
        total += step
        i += 1
    if (
        total == length
        and ll_strfind_char(s, cast_primitive(typeOf(s).TO.chars.OF, 9), 0, length) < 0
    ):
        return s
    result = ll_newstr(typeOf(s).TO, total)
    at = 0
    column = 0
    i = 0
    while i < length:
        c = s.chars[i]
        n = ord(c)
        if n == 9:
            stop = at
            if width > 0:
                stop = at + width - column % width
            column += stop - at
            while at < stop:
                result.chars[at] = cast_primitive(typeOf(s).TO.chars.OF, 32)
                at += 1
        else:
            result.chars[at] = c
            at += 1
            column += 1
            if n == 10 or n == 13:
                column = 0
        i += 1
    return result
