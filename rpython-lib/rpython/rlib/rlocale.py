"""Locales of the C library. Programs begin in the locale "C"."""

import locale as _locale

from rpython.rlib import rsyscall
from rpython.rtyper.lltypesystem import lltype
from rpython.rtyper.lltypesystem.rffi import llexternal
from rpython.translation.rawmemory import raw_load
from rpython.translator.tool.cbuild import ExternalCompilationInfo

eci = ExternalCompilationInfo(includes=["locale.h", "langinfo.h"])


def external(name, args, result, calling_conv="c", **kwds):
    """NOT_RPYTHON: a function of the library."""
    return llexternal(name, args, result, **kwds)


LC_CTYPE, LC_NUMERIC, LC_TIME, LC_COLLATE, LC_MONETARY, LC_MESSAGES, LC_ALL = range(7)
CHAR_MAX = 127
HAVE_LANGINFO = True
HAVE_LIBINTL = False

constants = {}
for _name in dir(_locale):
    if _name.isupper() and isinstance(getattr(_locale, _name), int):
        constants[_name] = getattr(_locale, _name)
CODESET = constants["CODESET"]
RADIXCHAR = constants["RADIXCHAR"]
THOUSEP = constants["THOUSEP"]

_setlocale = external("setlocale", [lltype.Signed, lltype.Signed], lltype.Signed)
_localeconv = external("localeconv", [], lltype.Signed)
_nl_langinfo = external("nl_langinfo", [lltype.Signed], lltype.Signed)


class LocaleError(Exception):
    """There is no such locale."""

    def __init__(self, message):
        self.message = message


def _text(address):
    """The C string at an address."""
    return rsyscall.get(address, rsyscall.strlen(address))


def setlocale(category, locale):
    """Sets the locale of a category, or only asks if it is None; its name."""
    if category < LC_CTYPE or category > LC_ALL:
        raise LocaleError("invalid locale category")
    name = 0
    if locale is not None:
        name = rsyscall.malloc(len(locale) + 1)
        rsyscall.put(name, locale)
    result = _setlocale(category, name)
    if name != 0:
        rsyscall.free(name)
    if result == 0:
        raise LocaleError("unsupported locale setting")
    return _text(result)


class _Conventions(object):
    """How numbers and sums of money are written: the fields of the structure of C."""

    def __init__(self, at):
        self.texts = [_text(raw_load(lltype.Signed, at + 8 * i)) for i in range(10)]
        self.numbers = [ord(raw_load(lltype.Char, at + 80 + i)) for i in range(14)]


_TEXTS = """decimal_point thousands_sep grouping int_curr_symbol currency_symbol mon_decimal_point
    mon_thousands_sep mon_grouping positive_sign negative_sign""".split()
_NUMBERS = """int_frac_digits frac_digits p_cs_precedes p_sep_by_space n_cs_precedes n_sep_by_space
    p_sign_posn n_sign_posn""".split()


def localeconv():
    """The conventions: a pair of dicts, texts and numbers by name."""
    found = _Conventions(_localeconv())
    texts = {}
    for i in range(len(_TEXTS)):
        texts[_TEXTS[i]] = found.texts[i]
    numbers = {}
    for i in range(len(_NUMBERS)):
        numbers[_NUMBERS[i]] = found.numbers[i]
    return texts, numbers


def numeric_formatting():
    """What numbers are written with: the decimal point, the separator of groups, the sizes of groups."""
    texts = _Conventions(_localeconv()).texts
    return texts[0], texts[1], texts[2]


def nl_langinfo(key):
    """What the locale says of a key like CODESET; ValueError if it says nothing of it."""
    if key not in _KEYS:
        raise ValueError
    return _text(_nl_langinfo(key))


_KEYS = {}
for _name in constants:
    if constants[_name] >= 14 and not _name.startswith("CHAR"):
        _KEYS[constants[_name]] = None
