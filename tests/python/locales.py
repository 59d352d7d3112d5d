"""The module locale."""

import locale

print(locale.setlocale(locale.LC_ALL, "C"), locale.setlocale(locale.LC_NUMERIC), locale.localeconv()["decimal_point"])
print(locale.setlocale(locale.LC_CTYPE, "C.UTF-8"), locale.nl_langinfo(locale.CODESET), locale.nl_langinfo(locale.DAY_1))
for name in ("xx_YY", "no;such"):
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error as e:
        print(e)
print(sorted(["b", "a", "C"], key=locale.strxfrm), locale.strcoll("a", "b") < 0, locale.format_string("%d %.2f", (12345, 1.5), True))
print(locale.atof("1.5"), locale.str(2.25), locale.getpreferredencoding(False).lower())
