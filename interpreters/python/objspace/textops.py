"""Operations of str on UTF-8 byte strings: splitting, stripping, case, predicates, escapes.

Unwrapped values in, unwrapped values out; unicodeobject.py gives them their Python faces.
"""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.objspace import unicodedb, utf8

# what a code point is that begins with a byte: an ASCII character, white space or not, or something longer
PLAIN = "\0"
BLANK = "\1"
LONG = "\2"
BYTE_KINDS = "".join(
    [
        BLANK if c == 32 or 9 <= c <= 13 or 28 <= c <= 31 else PLAIN if c < 0x80 else LONG
        for c in range(256)
    ]
)


def is_space_at(s, pos):
    """True when the code point at byte pos is white space."""
    c = ord(s[pos])
    if c < 0x80:
        return c == 32 or 9 <= c <= 13 or 28 <= c <= 31
    return unicodedb.has(utf8.codepoint_at(s, pos), unicodedb.SPACE)


def strip_space(s, left, right):
    """s without white space at the chosen ends."""
    start = 0
    end = len(s)
    if left:
        while start < end and is_space_at(s, start):
            start = utf8.next_pos(s, start)
    if right:
        while end > start:
            before = utf8.prev_pos(s, end)
            if not is_space_at(s, before):
                break
            end = before
    assert start >= 0
    assert end >= start
    return s[start:end]


def _one_of(s, pos, after, chars):
    """True when the code point s[pos:after] occurs in chars."""
    if after - pos == 1:
        return chars.find(s[pos]) >= 0
    assert pos >= 0
    assert after >= pos
    return chars.find(s[pos:after]) >= 0


def strip_chars(s, chars, left, right):
    """s without the code points of chars at the chosen ends."""
    start = 0
    end = len(s)
    if left:
        while start < end:
            after = utf8.next_pos(s, start)
            if not _one_of(s, start, after, chars):
                break
            start = after
    if right:
        while end > start:
            before = utf8.prev_pos(s, end)
            if not _one_of(s, before, end, chars):
                break
            end = before
    assert start >= 0
    assert end >= start
    return s[start:end]


def split_space(s, maxsplit):
    """The words of s; with maxsplit >= 0 the rest stays in the last one."""
    result = []
    size = len(s)
    pos = 0
    while True:
        while pos < size:
            kind = BYTE_KINDS[ord(s[pos])]
            if kind == BLANK:
                pos += 1
            elif kind == LONG and is_space_at(s, pos):
                pos = utf8.next_pos(s, pos)
            else:
                break
        if pos >= size:
            break
        if maxsplit >= 0 and len(result) >= maxsplit:
            assert pos >= 0
            result.append(s[pos:size])
            break
        start = pos
        while pos < size:
            kind = BYTE_KINDS[ord(s[pos])]
            if kind == PLAIN:
                pos += 1
            elif kind == LONG and not is_space_at(s, pos):
                pos = utf8.next_pos(s, pos)
            else:
                break
        assert start >= 0
        result.append(s[start:pos])
    return result


def rsplit_space(s, maxsplit):
    """Like split_space, splitting from the end."""
    result = []
    end = len(s)
    while True:
        while end > 0:
            before = utf8.prev_pos(s, end)
            if not is_space_at(s, before):
                break
            end = before
        if end <= 0:
            break
        if maxsplit >= 0 and len(result) >= maxsplit:
            result.append(s[0:end])
            break
        start = end
        while start > 0:
            before = utf8.prev_pos(s, start)
            if is_space_at(s, before):
                break
            start = before
        assert start >= 0
        result.append(s[start:end])
        end = start
    result.reverse()
    return result


def split_text(s, sep, maxsplit):
    """s cut at each (at most maxsplit, if that is not negative) non-empty sep."""
    result = []
    size = len(s)
    start = 0
    while maxsplit < 0 or len(result) < maxsplit:
        pos = utf8.find(s, sep, start, size)
        if pos < 0:
            break
        assert start >= 0
        result.append(s[start:pos])
        start = pos + len(sep)
    assert start >= 0
    result.append(s[start:size])
    return result


def rsplit_text(s, sep, maxsplit):
    """Like split_text, cutting from the end."""
    result = []
    end = len(s)
    while maxsplit < 0 or len(result) < maxsplit:
        pos = utf8.rfind(s, sep, 0, end)
        if pos < 0:
            break
        start = pos + len(sep)
        assert start >= 0
        assert end >= 0
        result.append(s[start:end])
        end = pos
    assert end >= 0
    result.append(s[0:end])
    result.reverse()
    return result


def splitlines(s, keepends):
    """The lines of s by Unicode's line boundaries."""
    result = []
    size = len(s)
    start = 0
    pos = 0
    while pos < size:
        c = ord(s[pos])
        if 31 <= c < 0x80:
            pos += 1
            continue
        after = utf8.next_pos(s, pos)
        if c < 0x80:
            boundary = 10 <= c <= 13 or 28 <= c <= 30
        elif c == 0xC2 or c == 0xE2:
            boundary = unicodedb.has(utf8.codepoint_at(s, pos), unicodedb.LINEBREAK)
        else:
            boundary = False
        if boundary:
            if c == 13 and after < size and s[after] == "\n":
                after += 1
            assert start >= 0
            if keepends:
                result.append(s[start:after])
            else:
                assert pos >= 0
                result.append(s[start:pos])
            start = after
        pos = after
    if start < size:
        assert start >= 0
        result.append(s[start:size])
    return result


# -- case -------------------------------------------------------------------------------------


def _append_lower(builder, s, pos, cp):
    if cp == 0x3A3:
        builder.append(_final_sigma(s, pos))
        return
    low = unicodedb.lower(cp)
    if low < 0:
        builder.append(unicodedb.lower_full(cp))
    else:
        utf8.append_codepoint(builder, low)


def _final_sigma(s, pos):
    """The lower case of the capital sigma at byte pos: final form at the end of a word."""
    before = pos
    cased = False
    while before > 0:
        before = utf8.prev_pos(s, before)
        cp = utf8.codepoint_at(s, before)
        if not unicodedb.has(cp, unicodedb.CASE_IGNORABLE):
            cased = unicodedb.has(cp, unicodedb.CASED)
            break
    if cased:
        after = utf8.next_pos(s, pos)
        while after < len(s):
            cp = utf8.codepoint_at(s, after)
            if not unicodedb.has(cp, unicodedb.CASE_IGNORABLE):
                if unicodedb.has(cp, unicodedb.CASED):
                    cased = False
                break
            after = utf8.next_pos(s, after)
    if cased:
        return utf8.from_codepoint(0x3C2)
    return utf8.from_codepoint(0x3C3)


def _append_upper(builder, cp):
    up = unicodedb.upper(cp)
    if up < 0:
        builder.append(unicodedb.upper_full(cp))
    else:
        utf8.append_codepoint(builder, up)


def _append_title(builder, cp):
    up = unicodedb.title(cp)
    if up < 0:
        builder.append(unicodedb.title_full(cp))
    else:
        utf8.append_codepoint(builder, up)


def lower(s):
    """str.lower"""
    builder = StringBuilder(len(s))
    _append_lower_from(builder, s, 0)
    return builder.build()


def _append_lower_from(builder, s, pos):
    """Appends the text from byte `pos` on in lower case."""
    size = len(s)
    while pos < size:
        c = s[pos]
        if c < "\x80":
            if "A" <= c <= "Z":
                c = chr(ord(c) + 32)
            builder.append(c)
            pos += 1
        else:
            _append_lower(builder, s, pos, utf8.codepoint_at(s, pos))
            pos = utf8.next_pos(s, pos)


def upper(s):
    """str.upper"""
    builder = StringBuilder(len(s))
    pos = 0
    size = len(s)
    while pos < size:
        c = s[pos]
        if c < "\x80":
            if "a" <= c <= "z":
                c = chr(ord(c) - 32)
            builder.append(c)
            pos += 1
        else:
            _append_upper(builder, utf8.codepoint_at(s, pos))
            pos = utf8.next_pos(s, pos)
    return builder.build()


def swapcase(s):
    """str.swapcase"""
    builder = StringBuilder(len(s))
    pos = 0
    size = len(s)
    while pos < size:
        cp = utf8.codepoint_at(s, pos)
        props = unicodedb.properties(cp)
        if props & unicodedb.UPPER:
            _append_lower(builder, s, pos, cp)
        elif props & unicodedb.LOWER:
            _append_upper(builder, cp)
        else:
            utf8.append_codepoint(builder, cp)
        pos = utf8.next_pos(s, pos)
    return builder.build()


def title(s):
    """str.title"""
    builder = StringBuilder(len(s))
    pos = 0
    size = len(s)
    in_word = False
    while pos < size:
        c = s[pos]
        if c < "\x80":
            if "a" <= c <= "z":
                if not in_word:
                    c = chr(ord(c) - 32)
                in_word = True
            elif "A" <= c <= "Z":
                if in_word:
                    c = chr(ord(c) + 32)
                in_word = True
            else:
                in_word = False
            builder.append(c)
            pos += 1
            continue
        cp = utf8.codepoint_at(s, pos)
        if in_word:
            _append_lower(builder, s, pos, cp)
        else:
            _append_title(builder, cp)
        in_word = unicodedb.has(cp, unicodedb.CASED)
        pos = utf8.next_pos(s, pos)
    return builder.build()


def capitalize(s):
    """str.capitalize"""
    if s == "":
        return s
    builder = StringBuilder(len(s))
    _append_title(builder, utf8.codepoint_at(s, 0))
    _append_lower_from(builder, s, utf8.next_pos(s, 0))
    return builder.build()


def casefold(s):
    """str.casefold"""
    builder = StringBuilder(len(s))
    pos = 0
    size = len(s)
    while pos < size:
        cp = utf8.codepoint_at(s, pos)
        folded = unicodedb.fold_full(cp)
        if folded != "":
            builder.append(folded)
        else:
            low = unicodedb.lower(cp)
            if low < 0:
                builder.append(unicodedb.lower_full(cp))
            else:
                utf8.append_codepoint(builder, low)
        pos = utf8.next_pos(s, pos)
    return builder.build()


# -- predicates -------------------------------------------------------------------------------


def all_have(s, bits):
    """True when s is not empty and each code point has one of the properties."""
    size = len(s)
    if size == 0:
        return False
    pos = 0
    while pos < size:
        if not unicodedb.has(utf8.codepoint_at(s, pos), bits):
            return False
        pos = utf8.next_pos(s, pos)
    return True


def isprintable(s):
    """str.isprintable"""
    return len(s) == 0 or all_have(s, unicodedb.PRINTABLE)


def isidentifier(s):
    """str.isidentifier"""
    if len(s) == 0:
        return False
    cp = utf8.codepoint_at(s, 0)
    if cp != 95 and not unicodedb.has(cp, unicodedb.ID_START):
        return False
    return all_have(s, unicodedb.ID_CONTINUE)


def has_case(s, wanted, unwanted):
    """True when s has cased characters, of the wanted kind only."""
    found = False
    pos = 0
    size = len(s)
    while pos < size:
        props = unicodedb.properties(utf8.codepoint_at(s, pos))
        if props & unwanted:
            return False
        if props & wanted:
            found = True
        pos = utf8.next_pos(s, pos)
    return found


def istitle(s):
    """str.istitle"""
    found = False
    in_word = False
    pos = 0
    size = len(s)
    while pos < size:
        props = unicodedb.properties(utf8.codepoint_at(s, pos))
        if props & (unicodedb.UPPER | unicodedb.TITLE):
            if in_word:
                return False
            in_word = True
            found = True
        elif props & unicodedb.LOWER:
            if not in_word:
                return False
            found = True
        else:
            in_word = False
        pos = utf8.next_pos(s, pos)
    return found


# -- other ------------------------------------------------------------------------------------


def expandtabs(s, tabsize):
    """str.expandtabs"""
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
        if c == "\n" or c == "\r":
            column = 0
        elif (ord(c) & 0xC0) != 0x80:
            column += 1
    return builder.build()


HEX = "0123456789abcdef"


def append_hex_escape(builder, cp):
    """Append the \\x, \\u or \\U escape of a code point."""
    if cp < 0x100:
        builder.append("\\x")
        shift = 4
    elif cp < 0x10000:
        builder.append("\\u")
        shift = 12
    else:
        builder.append("\\U")
        shift = 28
    while shift >= 0:
        builder.append(HEX[(cp >> shift) & 15])
        shift -= 4


def ascii_escape(s):
    """The text of a repr with everything that is not ASCII escaped."""
    if utf8.is_ascii(s):
        return s
    builder = StringBuilder(len(s) + 16)
    pos = 0
    while pos < len(s):
        cp = utf8.codepoint_at(s, pos)
        pos = utf8.next_pos(s, pos)
        if cp < 128:
            builder.append(chr(cp))
        else:
            append_hex_escape(builder, cp)
    return builder.build()


def quote_for(s):
    """The quote character that repr() takes."""
    if s.find("'") >= 0 and s.find('"') < 0:
        return '"'
    return "'"


def repr_text(s, ascii_only):
    """repr() of a str, or ascii() of it."""
    quote = quote_for(s)
    builder = StringBuilder(len(s) + 2)
    builder.append(quote)
    pos = 0
    size = len(s)
    while pos < size:
        c = s[pos]
        if c < "\x80":
            if " " <= c < "\x7f":
                if c == quote or c == "\\":
                    builder.append("\\")
                builder.append(c)
            elif c == "\n":
                builder.append("\\n")
            elif c == "\r":
                builder.append("\\r")
            elif c == "\t":
                builder.append("\\t")
            else:
                append_hex_escape(builder, ord(c))
            pos += 1
            continue
        cp = utf8.codepoint_at(s, pos)
        after = utf8.next_pos(s, pos)
        if ascii_only or not unicodedb.has(cp, unicodedb.PRINTABLE):
            append_hex_escape(builder, cp)
        else:
            builder.append_slice(s, pos, after)
        pos = after
    builder.append(quote)
    return builder.build()


def repr_bytes(s):
    """repr() of bytes."""
    quote = quote_for(s)
    builder = StringBuilder(len(s) + 3)
    builder.append("b")
    builder.append(quote)
    for i in range(len(s)):
        c = s[i]
        if " " <= c < "\x7f":
            if c == quote or c == "\\":
                builder.append("\\")
            builder.append(c)
        elif c == "\n":
            builder.append("\\n")
        elif c == "\r":
            builder.append("\\r")
        elif c == "\t":
            builder.append("\\t")
        else:
            append_hex_escape(builder, ord(c))
    builder.append(quote)
    return builder.build()
