"""Builders, the general forms of split/replace/find, and parsing of number texts."""

from rpython.rlib.objectmodel import specialize
from rpython.translation.intrinsics import intrinsic

# ____________________________________________________________
# builders


class _Builder(object):
    _kind = str

    def __init__(self, init_size=100):
        self._pieces = []
        self._size = 0

    def append(self, s):
        """Appends a string."""
        self._pieces.append(s)
        self._size += len(s)

    def append_slice(self, s, start, end):
        """Appends s[start:end], where 0 <= start <= end <= len(s)."""
        assert 0 <= start <= end <= len(s)
        self._pieces.append(s[start:end])
        self._size += end - start

    def append_multiple_char(self, c, times):
        """Appends a char `times` times."""
        assert len(c) == 1
        if times > 0:
            self._pieces.append(c * times)
            self._size += times

    def append_charpsize(self, p, size):
        """Appends `size` chars from raw memory."""
        for i in range(size):
            self.append(p[i])

    def build(self):
        """The string so far. The builder may be used further."""
        result = "".join(self._pieces)
        self._pieces = [result]
        return result

    def getlength(self):
        """The length so far."""
        return self._size


class StringBuilder(_Builder):
    """Builds a str from pieces."""

    _rpython_intrinsic_ = "rstring.StringBuilder"


class UnicodeBuilder(_Builder):
    """Builds a unicode from pieces."""

    _rpython_intrinsic_ = "rstring.UnicodeBuilder"


class ByteListBuilder(object):
    """Builds a list of chars from pieces."""

    def __init__(self, init_size=0):
        self.l = []

    def append(self, s):
        """Appends a string."""
        for c in s:
            self.l.append(c)

    def append_slice(self, s, start, end):
        """Appends s[start:end]."""
        for i in range(start, end):
            self.l.append(s[i])

    def append_multiple_char(self, c, times):
        """Appends a char `times` times."""
        for _ in range(times):
            self.l.append(c)

    def build(self):
        """The list."""
        return self.l

    def getlength(self):
        """The length so far."""
        return len(self.l)


# ____________________________________________________________
# characters: the ASCII predicates, whatever the host thinks of the others


def _isspace(c):
    """True for the six ASCII white-space chars."""
    return c == " " or "\t" <= c <= "\r"


# ____________________________________________________________
# split, replace, find


@specialize.argtype(0)
def split(value, by=None, maxsplit=-1):
    """The list of the parts of value between separators; white space if `by` is None."""
    length = len(value)
    i = 0
    res = []
    if by is None:
        while True:
            while i < length and _isspace(value[i]):
                i += 1
            if i >= length:
                return res
            j = length
            if maxsplit != 0:
                j = i + 1
                while j < length and not _isspace(value[j]):
                    j += 1
                maxsplit -= 1
            res.append(value[i:j])
            i = j
    if len(by) == 0:
        raise ValueError("empty separator")
    while maxsplit != 0:
        j = value.find(by, i)
        if j < 0:
            break
        res.append(value[i:j])
        i = j + len(by)
        maxsplit -= 1
    res.append(value[i:])
    return res


@specialize.argtype(0)
def rsplit(value, by=None, maxsplit=-1):
    """As `split`, taking separators from the end."""
    res = []
    if by is None:
        i = len(value) - 1
        while True:
            while i >= 0 and _isspace(value[i]):
                i -= 1
            if i < 0:
                break
            j = -1
            if maxsplit != 0:
                j = i - 1
                while j >= 0 and not _isspace(value[j]):
                    j -= 1
                maxsplit -= 1
            start = j + 1
            assert start >= 0
            stop = i + 1
            assert stop >= 0
            res.append(value[start:stop])
            i = j
    else:
        if len(by) == 0:
            raise ValueError("empty separator")
        end = len(value)
        while maxsplit != 0:
            j = value.rfind(by, 0, end)
            if j < 0:
                break
            start = j + len(by)
            assert end >= 0
            res.append(value[start:end])
            end = j
            maxsplit -= 1
        assert end >= 0
        res.append(value[:end])
    res.reverse()
    return res


@specialize.argtype(0)
def replace(input, sub, by, maxsplit=-1):
    """input with occurrences of sub replaced by `by`, at most maxsplit of them."""
    return replace_count(input, sub, by, maxsplit)[0]


@specialize.argtype(0)
def replace_count(input, sub, by, maxsplit=-1, isutf8=False):
    """The result of `replace` and the number of replacements made."""
    if maxsplit == 0:
        return input, 0
    count_done = 0
    if len(sub) == 0:
        builder = StringBuilder(len(input) + (len(input) + 1) * len(by))
        i = 0
        length = len(input)
        while i < length and maxsplit != 0:
            builder.append(by)
            count_done += 1
            maxsplit -= 1
            builder.append(input[i])
            i += 1
            if isutf8:
                while i < length and "\x80" <= input[i] < "\xc0":
                    builder.append(input[i])
                    i += 1
        if maxsplit != 0:
            builder.append(by)
            count_done += 1
        builder.append_slice(input, i, length)
        return builder.build(), count_done
    next = input.find(sub)
    if next < 0:
        return input, 0
    builder = StringBuilder(len(input))
    start = 0
    while next >= 0 and maxsplit != 0:
        builder.append_slice(input, start, next)
        builder.append(by)
        start = next + len(sub)
        count_done += 1
        maxsplit -= 1
        next = input.find(sub, start)
    builder.append_slice(input, start, len(input))
    return builder.build(), count_done


def _normalize(start, end, length):
    if end > length:
        end = length
    if end < start:
        end = start
    return end


@specialize.argtype(0)
def startswith(u_self, prefix, start=0, end=0x7FFFFFFFFFFFFFFF):
    """Does u_self[start:end] begin with prefix?"""
    if end > len(u_self):
        end = len(u_self)
    if start + len(prefix) > end:
        return False
    for i in range(len(prefix)):
        if u_self[start + i] != prefix[i]:
            return False
    return True


@specialize.argtype(0)
def endswith(u_self, suffix, start=0, end=0x7FFFFFFFFFFFFFFF):
    """Does u_self[start:end] end with suffix?"""
    if end > len(u_self):
        end = len(u_self)
    begin = end - len(suffix)
    if begin < start:
        return False
    for i in range(len(suffix)):
        if u_self[begin + i] != suffix[i]:
            return False
    return True


@specialize.argtype(0)
def find(value, other, start, end):
    """The first position of other in value[start:end], or -1."""
    if start > len(value):
        return -1
    return value.find(other, start, _normalize(start, end, len(value)))


@specialize.argtype(0)
def rfind(value, other, start, end):
    """The last position of other in value[start:end], or -1."""
    if start > len(value):
        return -1
    return value.rfind(other, start, _normalize(start, end, len(value)))


@specialize.argtype(0)
def count(value, other, start, end):
    """The number of disjoint occurrences of other in value[start:end]."""
    if start > len(value):
        return 0
    return value.count(other, start, _normalize(start, end, len(value)))


def strip_spaces(s):
    """s without ASCII white space at both ends."""
    p = 0
    q = len(s)
    while p < q and _isspace(s[p]):
        p += 1
    while p < q and _isspace(s[q - 1]):
        q -= 1
    assert q >= 0
    return s[p:q]


@intrinsic("assert_str0")
def assert_str0(fname):
    """fname, which is known to have no NUL."""
    assert "\x00" not in fname, "NUL byte in string"
    return fname


@intrinsic("check_str0")
def check_str0(fname):
    """The argument must be known to have no NUL, or the translation fails."""
    assert "\x00" not in fname, "NUL byte in string"


# ____________________________________________________________
# texts of numbers


class ParseStringError(Exception):
    """A text is not a number; `msg` says why."""

    def __init__(self, msg):
        self.msg = msg

    def __str__(self):
        return self.msg


class InvalidBaseError(ParseStringError):
    """The base is not 0 or 2 to 36."""


class ParseStringOverflowError(Exception):
    """A number is too big; `parser` can be rewound to parse it as a bignum."""

    def __init__(self, parser):
        self.parser = parser


class MaxDigitsError(Exception):
    """A text has more digits than allowed."""

    def __init__(self, digits):
        self.digits = digits


class NumberStringParser(object):
    """The digits of an integer text (stripped of spaces) one by one; handles sign and base prefix.

    Attributes: `sign` (1 or -1), `base`, `start` and `end` (of the digits in `literal`).
    """

    def __init__(
        self,
        s,
        literal,
        base,
        fname,
        allow_underscores=False,
        no_implicit_octal=False,
        max_str_digits=0,
    ):
        self.fname = fname
        self.original = s
        sign = 1
        start = 0
        end = len(s)
        if start < end and s[start] == "-":
            sign = -1
            start += 1
        elif start < end and s[start] == "+":
            start += 1
        while start < end and _isspace(s[start]) and not no_implicit_octal:
            start += 1
        self.sign = sign
        self.original_base = base
        prefix = "\x00"
        if start + 1 < end and s[start] == "0":
            prefix = s[start + 1]
        if base == 0:
            if prefix == "x" or prefix == "X":
                base = 16
            elif prefix == "b" or prefix == "B":
                base = 2
            elif prefix == "o" or prefix == "O":
                base = 8
            elif prefix != "\x00" and not no_implicit_octal:
                base = 8
            else:
                base = 10
                if prefix != "\x00":
                    # only zeros may follow a leading zero
                    i = start
                    while i < end:
                        if s[i] != "0" and not (s[i] == "_" and allow_underscores):
                            self.error()
                        i += 1
        elif base < 2 or base > 36:
            raise InvalidBaseError("%s() base must be >= 2 and <= 36, or 0" % fname)
        self.base = base
        if (
            (base == 16 and (prefix == "x" or prefix == "X"))
            or (base == 8 and (prefix == "o" or prefix == "O"))
            or (base == 2 and (prefix == "b" or prefix == "B"))
        ):
            start += 2
            if allow_underscores and start < end and s[start] == "_":
                start += 1
        if start == end:
            self.error()
        self.s = s
        self.literal = literal
        self.start = start
        self.end = end
        self.i = start
        self.n = end
        self.allow_underscores = allow_underscores
        if max_str_digits > 0 and end - start > max_str_digits and base & (base - 1) != 0:
            raise MaxDigitsError(end - start)

    def error(self):
        """Raises the ParseStringError for this text."""
        raise ParseStringError(
            "invalid literal for %s() with base %d: '%s'"
            % (self.fname, self.original_base, self.original)
        )

    def rewind(self):
        """Back to the first digit."""
        self.i = self.start

    def next_digit(self):
        """The value of the next digit, or -1 at the end; raises ParseStringError."""
        if self.i >= self.n:
            return -1
        c = self.s[self.i]
        if self.allow_underscores and c == "_":
            self.i += 1
            if self.i >= self.n or self.i - 1 == self.start:
                self.error()
            c = self.s[self.i]
        digit = _digit_value(c)
        if digit < 0 or digit >= self.base:
            self.error()
        self.i += 1
        return digit

    def prev_digit(self):
        """The value of the digit before the last one read, or -1 at the beginning."""
        self.i -= 1
        if self.i < self.start:
            self.i = self.start
            return -1
        c = self.s[self.i]
        if self.allow_underscores and c == "_":
            self.i -= 1
            if self.i < self.start:
                self.error()
            c = self.s[self.i]
        digit = _digit_value(c)
        if digit < 0 or digit >= self.base:
            self.error()
        return digit


def _digit_value(c):
    if "0" <= c <= "9":
        return ord(c) - 48
    if "a" <= c <= "z":
        return ord(c) - 97 + 10
    if "A" <= c <= "Z":
        return ord(c) - 65 + 10
    return -1
