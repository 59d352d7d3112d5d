"""Properties and case mappings of code points.

The tables are computed on the host when this module is imported and become constants of the
translated program: a two-level table of property bits and dictionaries for case mappings.
"""

import sys
import unicodedata

from rpython.tool.kept import kept

from interpreters.python.objspace import unicodeblocks

ALPHA = 1
DECIMAL = 2
DIGIT = 4
NUMERIC = 8
SPACE = 16
UPPER = 32
LOWER = 64
TITLE = 128
PRINTABLE = 256
ID_START = 512
ID_CONTINUE = 1024
CASED = 2048
CASE_IGNORABLE = 4096
LINEBREAK = 8192

_SHIFT = unicodeblocks.SHIFT
_BLOCK = unicodeblocks.SIZE
_MASK = _BLOCK - 1

_LINEBREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85" + chr(0x2028) + chr(0x2029)
_CASE_IGNORABLE_OTHER = "'.:^`" + "".join(
    [chr(c) for c in (0xA8, 0xAD, 0xAF, 0xB4, 0xB7, 0xB8, 0x387, 0x55F, 0x5F4, 0x2018, 0x2019)]
    + [chr(c) for c in (0x2024, 0x2027, 0xFE13, 0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A)]
)


def _tests(text):
    """NOT_RPYTHON: for each host character what its property bits depend on."""
    return zip(
        map(str.isalpha, text),
        map(str.isdecimal, text),
        map(str.isdigit, text),
        map(str.isnumeric, text),
        map(str.isspace, text),
        map(str.isupper, text),
        map(str.islower, text),
        map(str.isprintable, text),
        map(str.isidentifier, text),
        map(str.isidentifier, ["a" + ch for ch in text]),
        map(unicodedata.category, text),
        map(_CASE_IGNORABLE_OTHER.__contains__, text),
        map(_LINEBREAKS.__contains__, text),
    )


def _properties(tests):
    """NOT_RPYTHON: the property bits of a character, from what _tests() found."""
    (
        alpha,
        decimal,
        digit,
        numeric,
        space,
        upper,
        lower,
        printable,
        start,
        inside,
        category,
        other,
        newline,
    ) = tests
    bits = 0
    if alpha:
        bits |= ALPHA
    if decimal:
        bits |= DECIMAL
    if digit:
        bits |= DIGIT
    if numeric:
        bits |= NUMERIC
    if space:
        bits |= SPACE
    if upper:
        bits |= UPPER | CASED
    if lower:
        bits |= LOWER | CASED
    if category == "Lt":
        bits |= TITLE | CASED
    if printable:
        bits |= PRINTABLE
    if start:
        bits |= ID_START
    if inside:
        bits |= ID_CONTINUE
    if category in ("Mn", "Me", "Cf", "Lm", "Sk") or other:
        bits |= CASE_IGNORABLE
    if newline:
        bits |= LINEBREAK
    return bits


def _host_bytes(text):
    """NOT_RPYTHON: a host text as the byte string that stands for it in RPython."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _is_uniform(start):
    """NOT_RPYTHON: are all characters of the block like the first?"""
    if unicodeblocks.is_sparse(start):
        return True
    if not unicodeblocks.is_ideographic(start):
        return False
    return not any([chr(c).isnumeric() for c in range(start, start + _BLOCK)])


def _make_tables():
    """NOT_RPYTHON: scan the host's database."""
    bits = {}
    numbers = {}
    blocks = []
    index = []
    simple_upper = {}
    simple_lower = {}
    simple_title = {}
    full_upper = {}
    full_lower = {}
    full_title = {}
    full_fold = {}
    digits = {}
    for start in range(0, sys.maxunicode + 1, _BLOCK):
        if _is_uniform(start):
            block = (_properties(next(_tests(chr(start)))),) * _BLOCK
        else:
            text = "".join([chr(c) for c in range(start, start + _BLOCK)])
            row = []
            for tests in _tests(text):
                if tests not in bits:
                    bits[tests] = _properties(tests)
                row.append(bits[tests])
            block = tuple(row)
            if any(map(str.isdigit, text)):
                for ch in text:
                    if ord(ch) >= 128 and ch.isdigit():
                        digits[ord(ch)] = unicodedata.digit(ch)
            if text == text.upper() == text.lower() == text.title() == text.casefold():
                cased = ""
            else:
                cased = text
            for ch in cased:
                c = ord(ch)
                up, low, title, fold = ch.upper(), ch.lower(), ch.title(), ch.casefold()
                if up != ch:
                    if len(up) == 1:
                        simple_upper[c] = ord(up)
                    else:
                        full_upper[c] = _host_bytes(up)
                if low != ch:
                    if len(low) == 1:
                        simple_lower[c] = ord(low)
                    else:
                        full_lower[c] = _host_bytes(low)
                if title != up:
                    if len(title) == 1:
                        simple_title[c] = ord(title)
                    else:
                        full_title[c] = _host_bytes(title)
                if fold != low:
                    full_fold[c] = _host_bytes(fold)
        if block not in numbers:
            numbers[block] = len(blocks) << _SHIFT
            blocks.append(block)
        index.append(numbers[block])
    flat = []
    for block in blocks:
        flat.extend(block)
    return (
        index,
        flat,
        (
            simple_upper,
            simple_lower,
            simple_title,
            full_upper,
            full_lower,
            full_title,
            full_fold,
            digits,
        ),
    )


_index, _flat, _maps = kept(_make_tables, unicodeblocks)
(
    _simple_upper,
    _simple_lower,
    _simple_title,
    _full_upper,
    _full_lower,
    _full_title,
    _full_fold,
    _digits,
) = _maps


def properties(cp):
    """The property bits of a code point."""
    return _flat[_index[cp >> _SHIFT] + (cp & _MASK)]


def has(cp, bits):
    """True when the code point has one of the properties."""
    return (_flat[_index[cp >> _SHIFT] + (cp & _MASK)] & bits) != 0


def digit_value(cp):
    """Value 0..9 of a digit character, or -1."""
    if cp < 128:
        if 48 <= cp <= 57:
            return cp - 48
        return -1
    return _digits.get(cp, -1)


def upper(cp):
    """Simple upper case of a code point; -1 when the full mapping has several."""
    if cp < 128:
        if 97 <= cp <= 122:
            return cp - 32
        return cp
    if cp in _full_upper:
        return -1
    return _simple_upper.get(cp, cp)


def upper_full(cp):
    """UTF-8 of the full upper case, for code points whose upper() is -1."""
    return _full_upper[cp]


def lower(cp):
    """Simple lower case of a code point; -1 when the full mapping has several."""
    if cp < 128:
        if 65 <= cp <= 90:
            return cp + 32
        return cp
    if cp in _full_lower:
        return -1
    return _simple_lower.get(cp, cp)


def lower_full(cp):
    """UTF-8 of the full lower case, for code points whose lower() is -1."""
    return _full_lower[cp]


def title(cp):
    """Title case of a code point; -1 when the full mapping has several."""
    if cp < 128:
        return upper(cp)
    if cp in _full_title:
        return -1
    if cp in _simple_title:
        return _simple_title[cp]
    return upper(cp)


def title_full(cp):
    """UTF-8 of the full title case, for code points whose title() is -1."""
    if cp in _full_title:
        return _full_title[cp]
    return _full_upper[cp]


def fold_full(cp):
    """UTF-8 of the case folding where it differs from lower case, else an empty string."""
    if cp < 128:
        return ""
    return _full_fold.get(cp, "")
