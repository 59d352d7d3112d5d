"""Properties of code points.

The tables are made of the host's database when this module is imported. A code point has the number of a
record, in a table of two levels; what few code points have is in dicts.
"""

import sys
import unicodedata

from rpython.tool import kept as _kept

__all__ = """version category bidirectional east_asian_width combining mirrored isspace isalpha islinebreak
    isnumeric isdigit isdecimal isalnum isupper islower istitle iscased iscaseignorable isprintable
    isxidstart isxidcontinue decimal digit numeric toupper tolower totitle toupper_full tolower_full
    totitle_full casefold_lookup canon_decomposition compat_decomposition composition""".split()

version = unicodedata.unidata_version

_SPACE, _ALPHA, _LINEBREAK, _NUMERIC, _DIGIT, _DECIMAL, _UPPER, _LOWER = [1 << i for i in range(8)]
_TITLE, _CASED, _IGNORABLE, _PRINTABLE, _ID_START, _ID_CONTINUE, _MIRRORED = [
    1 << i for i in range(8, 15)
]
_SHIFT = 7
_SIZE = 1 << _SHIFT
_MASK = _SIZE - 1
_LINEBREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85" + chr(0x2028) + chr(0x2029)
_WORD_MIDDLES = [0x27, 0x2E, 0x3A, 0x5E, 0x60, 0xA8, 0xAD, 0xAF, 0xB4, 0xB7, 0xB8, 0x387, 0x55F]
_WORD_MIDDLES += [0x5F4, 0x2018, 0x2019, 0x2024, 0x2027, 0xFE13, 0xFE52, 0xFE55]
_WORD_MIDDLES += [0xFF07, 0xFF0E, 0xFF1A]


def _record(ch):
    """NOT_RPYTHON: category, direction, width, combining class and flags of a character."""
    category = unicodedata.category(ch)
    ignorable = category in ("Mn", "Me", "Cf", "Lm", "Sk") or ord(ch) in _WORD_MIDDLES
    tests = [
        (ch.isspace(), _SPACE),
        (ch.isalpha(), _ALPHA),
        (ch in _LINEBREAKS, _LINEBREAK),
        (ch.isnumeric(), _NUMERIC),
        (ch.isdigit(), _DIGIT),
        (ch.isdecimal(), _DECIMAL),
        (ch.isupper(), _UPPER | _CASED),
        (ch.islower(), _LOWER | _CASED),
        (category == "Lt", _TITLE | _CASED),
        (ignorable, _IGNORABLE),
        (ch.isprintable(), _PRINTABLE),
        (ch.isidentifier(), _ID_START),
        (("a" + ch).isidentifier(), _ID_CONTINUE),
        (unicodedata.mirrored(ch), _MIRRORED),
    ]
    flags = 0
    for test, flag in tests:
        if test:
            flags |= flag
    return (
        category,
        unicodedata.bidirectional(ch),
        unicodedata.east_asian_width(ch),
        unicodedata.combining(ch),
        flags,
    )


def _is_uniform(start):
    """NOT_RPYTHON: are all characters of the block like the first? Unassigned ones, and those for private use."""
    if start & 0xFFFF == 0x10000 - _SIZE:
        return False  # ends with two that are no characters
    return 0x32400 <= start < 0xE0000 or start >= 0xE0200


def _codes(text):
    """NOT_RPYTHON"""
    return [ord(c) for c in text]


class _Tables(object):
    """NOT_RPYTHON: reads the host's database."""

    def __init__(self):
        self.numbers = {}
        self.records = []
        self.index = []
        self.flat = []
        self.upper, self.lower, self.title = {}, {}, {}
        self.full_upper, self.full_lower, self.full_title, self.fold = {}, {}, {}, {}
        self.decimals, self.digits, self.numerics = {}, {}, {}
        self.canon, self.compat, self.pairs = {}, {}, {}
        blocks = {}
        for start in range(0, sys.maxunicode + 1, _SIZE):
            block = self.block(start)
            if block not in blocks:
                blocks[block] = len(self.flat)
                self.flat.extend(block)
            self.index.append(blocks[block])

    def block(self, start):
        """NOT_RPYTHON: the numbers of the records of a block."""
        if _is_uniform(start):
            return (self.number(chr(start)),) * _SIZE
        row = []
        for code in range(start, start + _SIZE):
            row.append(self.number(chr(code)))
            self.see(code, chr(code))
        return tuple(row)

    def number(self, ch):
        """NOT_RPYTHON"""
        record = _record(ch)
        if record not in self.numbers:
            self.numbers[record] = len(self.records)
            self.records.append(record)
        return self.numbers[record]

    def see(self, code, ch):
        """NOT_RPYTHON: what few characters have."""
        mappings = [
            (ch.upper(), self.upper, self.full_upper),
            (ch.lower(), self.lower, self.full_lower),
            (ch.title(), self.title, self.full_title),
        ]
        for text, simple, full in mappings:
            if text != ch:
                if len(text) == 1:
                    simple[code] = ord(text)
                else:
                    full[code] = _codes(text)
        if ch.casefold() != ch.lower():
            self.fold[code] = _codes(ch.casefold())
        if ch.isnumeric():
            self.numerics[code] = unicodedata.numeric(ch)
        if ch.isdigit():
            self.digits[code] = unicodedata.digit(ch)
        if ch.isdecimal():
            self.decimals[code] = unicodedata.decimal(ch)
        parts = unicodedata.decomposition(ch).split()
        if parts and parts[0].startswith("<"):
            self.compat[code] = [int(part, 16) for part in parts[1:]]
        elif parts:
            self.canon[code] = [int(part, 16) for part in parts]
            if len(parts) == 2 and unicodedata.normalize("NFC", ch) == ch:
                self.pairs[int(parts[0], 16) << 21 | int(parts[1], 16)] = code


def _make_tables():
    """NOT_RPYTHON"""
    t = _Tables()
    flat = "".join([chr(n & 255) + chr(n >> 8) for n in t.flat])
    columns = [list(column) for column in zip(*t.records)]
    cases = t.upper, t.lower, t.title, t.full_upper, t.full_lower, t.full_title, t.fold
    return (
        t.index,
        flat,
        columns,
        cases,
        (t.decimals, t.digits, t.numerics, t.canon, t.compat, t.pairs),
    )


_index, _flat, _columns, _cases, _others = _kept.kept(_make_tables)
_category, _bidirectional, _width, _combining, _flags = _columns
_upper, _lower, _title, _full_upper, _full_lower, _full_title, _fold = _cases
_decimals, _digits, _numerics, _canon, _compat, _pairs = _others


def _number(code):
    """The number of a code point's record."""
    if code < 0 or code > 0x10FFFF:
        raise KeyError
    at = 2 * (_index[code >> _SHIFT] + (code & _MASK))
    return ord(_flat[at]) | ord(_flat[at + 1]) << 8


def _has(code, flag):
    return _flags[_number(code)] & flag != 0


def category(code):
    """Two letters, such as "Lu"."""
    return _category[_number(code)]


def bidirectional(code):
    """The class of direction; "" if there is none."""
    return _bidirectional[_number(code)]


def east_asian_width(code):
    """One or two letters, such as "W"."""
    return _width[_number(code)]


def combining(code):
    """The canonical combining class."""
    return _combining[_number(code)]


def mirrored(code):
    """Is it mirrored in text from right to left?"""
    return _has(code, _MIRRORED)


def isspace(code):
    return _has(code, _SPACE)


def isalpha(code):
    return _has(code, _ALPHA)


def islinebreak(code):
    return _has(code, _LINEBREAK)


def isnumeric(code):
    return _has(code, _NUMERIC)


def isdigit(code):
    return _has(code, _DIGIT)


def isdecimal(code):
    return _has(code, _DECIMAL)


def isalnum(code):
    return _has(code, _ALPHA | _NUMERIC)


def isupper(code):
    return _has(code, _UPPER)


def islower(code):
    return _has(code, _LOWER)


def istitle(code):
    """Is it upper case or title case?"""
    return _has(code, _UPPER | _TITLE)


def iscased(code):
    return _has(code, _CASED)


def iscaseignorable(code):
    return _has(code, _IGNORABLE)


def isprintable(code):
    return _has(code, _PRINTABLE)


def isxidstart(code):
    """May an identifier of Python begin with it?"""
    return _has(code, _ID_START)


def isxidcontinue(code):
    """May it stand inside an identifier of Python?"""
    return _has(code, _ID_CONTINUE)


def decimal(code):
    """The value of a decimal digit; KeyError if it is none."""
    return _decimals[code]


def digit(code):
    """The value of a digit; KeyError if it is none."""
    return _digits[code]


def numeric(code):
    """The value of a number, a float; KeyError if it is none."""
    return _numerics[code]


def toupper(code):
    """The code point in upper case; itself if that is not one code point."""
    return _upper.get(code, code)


def tolower(code):
    """The code point in lower case; itself if that is not one code point."""
    return _lower.get(code, code)


def totitle(code):
    """The code point in title case; itself if that is not one code point."""
    return _title.get(code, code)


def toupper_full(code):
    """The code points of the upper case."""
    if code in _full_upper:
        return _full_upper[code]
    return [toupper(code)]


def tolower_full(code):
    """The code points of the lower case."""
    if code in _full_lower:
        return _full_lower[code]
    return [tolower(code)]


def totitle_full(code):
    """The code points of the title case."""
    if code in _full_title:
        return _full_title[code]
    return [totitle(code)]


def casefold_lookup(code):
    """The code points of the case folding; None if it is the lower case."""
    return _fold.get(code, None)


def canon_decomposition(code):
    """The code points of the canonical decomposition, one step of it; [] if there is none."""
    if code in _canon:
        return _canon[code]
    return []


def compat_decomposition(code):
    """The code points of the compatibility decomposition, one step of it; [] if there is none."""
    if code in _compat:
        return _compat[code]
    return []


def composition(current, next):
    """The code point that two are together; KeyError if there is none."""
    return _pairs[current << 21 | next]
