"""Locales: the C locale, with characters in UTF-8."""

import sys as _sys
from posix import environ as _environ


class Error(Exception):
    pass


Error.__module__ = "locale"
LC_CTYPE, LC_NUMERIC, LC_TIME, LC_COLLATE, LC_MONETARY, LC_MESSAGES, LC_ALL = range(7)
CHAR_MAX = 127
_NAMES = ("LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES")
_KNOWN = {"C": "C", "POSIX": "C", "C.UTF-8": "C.UTF-8", "C.utf8": "C.UTF-8", "C.utf-8": "C.UTF-8"}


def _from_environment(name):
    for key in ("LC_ALL", name, "LANG"):
        value = _environ.get(key.encode(), b"").decode("latin-1")
        if value:
            return value
    return "C"


_state = ["C"] * 6
_state[LC_CTYPE] = "C.UTF-8"
ABDAY_1, DAY_1, ABMON_1, MON_1 = 131072, 131079, 131086, 131098
AM_STR, PM_STR, D_T_FMT, D_FMT, T_FMT, T_FMT_AMPM, ERA = range(131110, 131117)
ERA_D_FMT, ALT_DIGITS, ERA_D_T_FMT, ERA_T_FMT = 131118, 131119, 131120, 131121
CODESET, RADIXCHAR, THOUSEP, YESEXPR, NOEXPR, CRNCYSTR = 14, 65536, 65537, 327680, 327681, 262159
_INFO = {
    CODESET: "UTF-8", RADIXCHAR: ".", THOUSEP: "", YESEXPR: "^[yY]", NOEXPR: "^[nN]", CRNCYSTR: "-",
    AM_STR: "AM", PM_STR: "PM", D_T_FMT: "%a %b %e %H:%M:%S %Y", D_FMT: "%m/%d/%y",
    T_FMT: "%H:%M:%S", T_FMT_AMPM: "%I:%M:%S %p", ERA: "", ERA_D_FMT: "", ALT_DIGITS: "",
    ERA_D_T_FMT: "", ERA_T_FMT: "",
}  # fmt: skip
_DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
for _i in range(7):
    globals()["DAY_%d" % (_i + 1)] = DAY_1 + _i
    globals()["ABDAY_%d" % (_i + 1)] = ABDAY_1 + _i
    _INFO[DAY_1 + _i] = _DAYS[_i]
    _INFO[ABDAY_1 + _i] = _DAYS[_i][:3]
for _i in range(12):
    globals()["MON_%d" % (_i + 1)] = MON_1 + _i
    globals()["ABMON_%d" % (_i + 1)] = ABMON_1 + _i
    _INFO[MON_1 + _i] = _MONTHS[_i]
    _INFO[ABMON_1 + _i] = _MONTHS[_i][:3]
del _i


def setlocale(category, locale=None, /):
    if not isinstance(category, int) or not 0 <= category <= LC_ALL:
        raise Error("invalid locale category")
    categories = range(6) if category == LC_ALL else (category,)
    if locale is not None:
        if ";" in locale:
            wanted = dict(part.split("=", 1) for part in locale.split(";") if "=" in part)
            names = [wanted.get(_NAMES[c], "") or "?" for c in categories]
        else:
            names = [locale or _from_environment(_NAMES[c]) for c in categories]
        if any(name not in _KNOWN for name in names):
            raise Error("unsupported locale setting")
        for c, name in zip(categories, names):
            _state[c] = _KNOWN[name]
    if category != LC_ALL:
        return _state[category]
    if len(set(_state)) == 1:
        return _state[0]
    return ";".join("%s=%s" % pair for pair in zip(_NAMES, _state))


def localeconv():
    result = dict.fromkeys(
        ("int_curr_symbol", "currency_symbol", "mon_decimal_point", "mon_thousands_sep",
         "positive_sign", "negative_sign", "thousands_sep"), ""
    )  # fmt: skip
    result.update(
        dict.fromkeys(
            ("int_frac_digits", "frac_digits", "p_cs_precedes", "p_sep_by_space", "n_cs_precedes",
             "n_sep_by_space", "p_sign_posn", "n_sign_posn"), CHAR_MAX
        )
    )  # fmt: skip
    result.update(decimal_point=".", grouping=[], mon_grouping=[])
    return result


def strcoll(string1, string2, /):
    return (string1 > string2) - (string1 < string2)


def strxfrm(string, /):
    if "\0" in string:
        raise ValueError("embedded null character")
    return string


def nl_langinfo(key, /):
    if key not in _INFO:
        raise ValueError("unsupported langinfo constant")
    return _INFO[key]


def getencoding():
    return "utf-8" if _sys.flags.utf8_mode else "UTF-8"
