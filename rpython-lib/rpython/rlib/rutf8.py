"""Text as UTF-8 in byte strings."""

from rpython.rlib.objectmodel import specialize
from rpython.rlib.rstring import StringBuilder

MAXUNICODE = 0x10FFFF


class OutOfRange(Exception):
    """A code point beyond 0x10FFFF, or a surrogate where none is allowed."""

    def __init__(self, code=0):
        self.code = code


class CheckError(Exception):
    """A byte string is not UTF-8; `pos` is where."""

    def __init__(self, pos):
        self.pos = pos


def unichr_as_utf8(code, allow_surrogates=False):
    """The UTF-8 of a code point; raises OutOfRange."""
    if code < 0:
        raise OutOfRange(code)
    if code <= 0x7F:
        return chr(code)
    if code <= 0x7FF:
        return chr(0xC0 | (code >> 6)) + chr(0x80 | (code & 0x3F))
    if code <= 0xFFFF:
        if not allow_surrogates and 0xD800 <= code <= 0xDFFF:
            raise OutOfRange(code)
        return (
            chr(0xE0 | (code >> 12)) + chr(0x80 | ((code >> 6) & 0x3F)) + chr(0x80 | (code & 0x3F))
        )
    if code <= MAXUNICODE:
        return (
            chr(0xF0 | (code >> 18))
            + chr(0x80 | ((code >> 12) & 0x3F))
            + chr(0x80 | ((code >> 6) & 0x3F))
            + chr(0x80 | (code & 0x3F))
        )
    raise OutOfRange(code)


def unichr_as_utf8_append(builder, code, allow_surrogates=False):
    """Appends the UTF-8 of a code point to a StringBuilder."""
    if 0 <= code <= 0x7F:
        builder.append(chr(code))
    else:
        builder.append(unichr_as_utf8(code, allow_surrogates))


def next_codepoint_pos(s, pos):
    """The position after the code point that begins at pos."""
    c = ord(s[pos])
    if c <= 0x7F:
        return pos + 1
    if c <= 0xDF:
        return pos + 2
    if c <= 0xEF:
        return pos + 3
    return pos + 4


def prev_codepoint_pos(s, pos):
    """The position of the code point that ends before pos."""
    pos -= 1
    while pos > 0 and "\x80" <= s[pos] < "\xc0":
        pos -= 1
    return pos


def codepoint_at_pos(s, pos):
    """The code point that begins at pos."""
    c = ord(s[pos])
    if c <= 0x7F:
        return c
    c1 = ord(s[pos + 1]) & 0x3F
    if c <= 0xDF:
        return ((c & 0x1F) << 6) | c1
    c2 = ord(s[pos + 2]) & 0x3F
    if c <= 0xEF:
        return ((c & 0x0F) << 12) | (c1 << 6) | c2
    return ((c & 0x07) << 18) | (c1 << 12) | (c2 << 6) | (ord(s[pos + 3]) & 0x3F)


def codepoint_before_pos(s, pos):
    """The code point that ends before pos."""
    return codepoint_at_pos(s, prev_codepoint_pos(s, pos))


def first_non_ascii_char(s):
    """The position of the first byte >= 0x80, or -1."""
    for i in range(len(s)):
        if ord(s[i]) >= 0x80:
            return i
    return -1


def check_ascii(s):
    """Raises CheckError if s is not all ASCII."""
    pos = first_non_ascii_char(s)
    if pos >= 0:
        raise CheckError(pos)


def _is_continuation(s, pos, end):
    return pos < end and "\x80" <= s[pos] < "\xc0"


def _check_utf8(s, allow_surrogates, start, end):
    """The number of code points, or ~position of the first error."""
    pos = start
    count = 0
    while pos < end:
        c = ord(s[pos])
        if c <= 0x7F:
            pos += 1
        elif c < 0xC2:
            return ~pos
        elif c <= 0xDF:
            if not _is_continuation(s, pos + 1, end):
                return ~pos
            pos += 2
        elif c <= 0xEF:
            if not _is_continuation(s, pos + 1, end) or not _is_continuation(s, pos + 2, end):
                return ~pos
            second = ord(s[pos + 1])
            if c == 0xE0 and second < 0xA0:
                return ~pos
            if c == 0xED and second >= 0xA0 and not allow_surrogates:
                return ~pos
            pos += 3
        elif c <= 0xF4:
            if (
                not _is_continuation(s, pos + 1, end)
                or not _is_continuation(s, pos + 2, end)
                or not _is_continuation(s, pos + 3, end)
            ):
                return ~pos
            second = ord(s[pos + 1])
            if (c == 0xF0 and second < 0x90) or (c == 0xF4 and second >= 0x90):
                return ~pos
            pos += 4
        else:
            return ~pos
        count += 1
    return count


def check_utf8(s, allow_surrogates, start=0, stop=-1):
    """The number of code points of s[start:stop]; raises CheckError if it is not UTF-8."""
    if stop < 0:
        stop = len(s)
    result = _check_utf8(s, allow_surrogates, start, stop)
    if result < 0:
        raise CheckError(~result)
    return result


def codepoints_in_utf8(value, start=0, end=0x7FFFFFFFFFFFFFFF):
    """The number of code points of value[start:end], which is valid UTF-8."""
    if end > len(value):
        end = len(value)
    count = 0
    i = start
    while i < end:
        if not ("\x80" <= value[i] < "\xc0"):
            count += 1
        i += 1
    return count


def get_utf8_length(s, start=0, end=-1):
    """As `codepoints_in_utf8`; -1 stands for the end."""
    if end < 0:
        end = len(s)
    return codepoints_in_utf8(s, start, end)


def has_surrogates(utf8):
    """Does the text contain a surrogate?"""
    return _surrogate_pos(utf8) >= 0


def _surrogate_pos(utf8):
    i = utf8.find("\xed")
    while i >= 0:
        if i + 1 < len(utf8) and utf8[i + 1] >= "\xa0":
            return i
        i = utf8.find("\xed", i + 1)
    return -1


def surrogate_in_utf8(value):
    """The position of the first surrogate, or -1."""
    return _surrogate_pos(value)


def reencode_utf8_with_surrogates(utf8):
    """Makes one code point of each pair of surrogates."""
    if _surrogate_pos(utf8) < 0:
        return utf8
    builder = StringBuilder(len(utf8))
    pos = 0
    while pos < len(utf8):
        code = codepoint_at_pos(utf8, pos)
        pos = next_codepoint_pos(utf8, pos)
        if 0xD800 <= code <= 0xDBFF and pos < len(utf8):
            low = codepoint_at_pos(utf8, pos)
            if 0xDC00 <= low <= 0xDFFF:
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                pos = next_codepoint_pos(utf8, pos)
        unichr_as_utf8_append(builder, code, True)
    return builder.build()


def isspace(s, pos):
    """Is the code point at pos white space?"""
    code = codepoint_at_pos(s, pos)
    return (
        code == 0x20
        or 0x09 <= code <= 0x0D
        or 0x1C <= code <= 0x1F
        or code == 0x85
        or code == 0xA0
        or code == 0x1680
        or 0x2000 <= code <= 0x200A
        or code == 0x2028
        or code == 0x2029
        or code == 0x202F
        or code == 0x205F
        or code == 0x3000
    )


def islinebreak(s, pos):
    """Does the code point at pos end a line?"""
    code = codepoint_at_pos(s, pos)
    return (
        0x0A <= code <= 0x0D
        or 0x1C <= code <= 0x1E
        or code == 0x85
        or code == 0x2028
        or code == 0x2029
    )


def utf8_in_chars(value, pos, chars):
    """Is the code point at pos one of the code points of chars?"""
    end = next_codepoint_pos(value, pos)
    size = end - pos
    i = 0
    while i < len(chars):
        k = next_codepoint_pos(chars, i)
        if k - i == size:
            j = 0
            while j < size and value[pos + j] == chars[i + j]:
                j += 1
            if j == size:
                return True
        i = k
    return False


def decode_latin_1(s):
    """The UTF-8 of Latin-1 bytes."""
    if first_non_ascii_char(s) < 0:
        return s
    builder = StringBuilder(len(s) + len(s) // 2)
    for c in s:
        if c < "\x80":
            builder.append(c)
        else:
            builder.append(chr(0xC0 | (ord(c) >> 6)))
            builder.append(chr(0x80 | (ord(c) & 0x3F)))
    return builder.build()


# ____________________________________________________________
# access by index of code point: the byte position of every 64th code point is stored

_STEP_SHIFT = 6


class Utf8Index(object):
    """Byte positions of the code points 0, 64, 128, ..."""

    _immutable_fields_ = ["positions[*]"]

    def __init__(self, positions):
        self.positions = positions


UTF8_INDEX_STORAGE = Utf8Index


def null_storage():
    """What stands for "no index yet"."""
    return None


def create_utf8_index_storage(utf8, utf8len):
    """The Utf8Index of a text of utf8len code points."""
    positions = [0] * ((utf8len >> _STEP_SHIFT) + 1)
    pos = 0
    index = 0
    mask = (1 << _STEP_SHIFT) - 1
    while index <= utf8len:
        if index & mask == 0:
            positions[index >> _STEP_SHIFT] = pos
        if pos < len(utf8):
            pos = next_codepoint_pos(utf8, pos)
        index += 1
    return Utf8Index(positions)


def codepoint_position_at_index(utf8, storage, index):
    """The byte position of a code point."""
    pos = storage.positions[index >> _STEP_SHIFT]
    rest = index & ((1 << _STEP_SHIFT) - 1)
    while rest > 0:
        pos = next_codepoint_pos(utf8, pos)
        rest -= 1
    return pos


def codepoint_at_index(utf8, storage, index):
    """The code point at an index."""
    return codepoint_at_pos(utf8, codepoint_position_at_index(utf8, storage, index))


def codepoint_index_at_byte_position(utf8, storage, bytepos, num_codepoints):
    """The index of the code point at a byte position."""
    low = 0
    high = len(storage.positions) - 1
    while low < high:
        middle = (low + high + 1) >> 1
        if storage.positions[middle] <= bytepos:
            low = middle
        else:
            high = middle - 1
    index = low << _STEP_SHIFT
    pos = storage.positions[low]
    while pos < bytepos:
        pos = next_codepoint_pos(utf8, pos)
        index += 1
    return index


# ____________________________________________________________
# building and iterating


class Utf8StringBuilder(object):
    """Builds a text and counts its code points."""

    def __init__(self, size=0):
        self._s = StringBuilder(size)
        self._lgt = 0

    def append(self, s):
        """Appends valid UTF-8."""
        self._lgt += codepoints_in_utf8(s)
        self._s.append(s)

    def append_slice(self, s, start, end):
        """Appends the bytes s[start:end], valid UTF-8."""
        self._lgt += codepoints_in_utf8(s, start, end)
        self._s.append_slice(s, start, end)

    def append_char(self, s):
        """Appends one ASCII char."""
        self._lgt += 1
        self._s.append(s)

    def append_code(self, code):
        """Appends a code point, which may be a surrogate."""
        self._lgt += 1
        unichr_as_utf8_append(self._s, code, True)

    def append_utf8(self, utf8, length):
        """Appends valid UTF-8 of `length` code points."""
        self._lgt += length
        self._s.append(utf8)

    def append_multiple_char(self, utf8, times):
        """Appends a text `times` times."""
        self._lgt += codepoints_in_utf8(utf8) * times
        if len(utf8) == 1:
            self._s.append_multiple_char(utf8[0], times)
        else:
            for _ in range(times):
                self._s.append(utf8)

    def build(self):
        """The text."""
        return self._s.build()

    def getlength(self):
        """The number of code points."""
        return self._lgt

    def get_length(self):
        """The number of code points."""
        return self._lgt


class Utf8StringIterator(object):
    """The code points of a text: done(), next()."""

    def __init__(self, utf8s):
        self._utf8 = utf8s
        self._pos = 0

    def __iter__(self):
        return self

    def done(self):
        """Is there no code point left?"""
        return self._pos == len(self._utf8)

    def get_pos(self):
        """The byte position of the next code point."""
        return self._pos

    def next(self):
        """The next code point; StopIteration at the end."""
        pos = self._pos
        if pos == len(self._utf8):
            raise StopIteration
        self._pos = next_codepoint_pos(self._utf8, pos)
        return codepoint_at_pos(self._utf8, pos)

    __next__ = next


class Utf8StringPosIterator(object):
    """The code points of a text with their byte positions."""

    def __init__(self, utf8s):
        self._utf8 = utf8s
        self._pos = 0

    def __iter__(self):
        return self

    def next(self):
        """(code point, position); StopIteration at the end."""
        pos = self._pos
        if pos == len(self._utf8):
            raise StopIteration
        self._pos = next_codepoint_pos(self._utf8, pos)
        return codepoint_at_pos(self._utf8, pos), pos

    __next__ = next


_HEX = "0123456789abcdef"


def char_escape_helper(result, char):
    """Appends \\xNN, \\uNNNN or \\UNNNNNNNN for a code point to a StringBuilder."""
    if char >= 0x10000:
        result.append("\\U")
        digits = 8
    elif char >= 0x100:
        result.append("\\u")
        digits = 4
    else:
        result.append("\\x")
        digits = 2
    shift = (digits - 1) * 4
    while shift >= 0:
        result.append(_HEX[(char >> shift) & 15])
        shift -= 4


@specialize.memo()
def make_utf8_escape_function(pass_printable=False, quotes=False, prefix=None):
    """NOT_RPYTHON: a function utf8 -> escaped ASCII text."""

    def escape(s):
        builder = StringBuilder(len(s) + 2)
        quote = "'"
        if quotes:
            if prefix is not None:
                builder.append(prefix)
            if s.find("'") >= 0 and s.find('"') < 0:
                quote = '"'
            builder.append(quote)
        pos = 0
        while pos < len(s):
            code = codepoint_at_pos(s, pos)
            nextpos = next_codepoint_pos(s, pos)
            if code == 92 or (quotes and code == ord(quote)):
                builder.append("\\")
                builder.append(chr(code))
            elif code == 9:
                builder.append("\\t")
            elif code == 10:
                builder.append("\\n")
            elif code == 13:
                builder.append("\\r")
            elif 32 <= code < 127:
                builder.append(chr(code))
            elif pass_printable and code > 0xA0 and not 0xD800 <= code <= 0xDFFF:
                builder.append_slice(s, pos, nextpos)
            else:
                char_escape_helper(builder, code)
            pos = nextpos
        if quotes:
            builder.append(quote)
        return builder.build()

    return escape
