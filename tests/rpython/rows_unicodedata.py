"""Rows of the language table: properties of characters."""

from rpython.rlib.unicodedata import unicodedb_6_2_0 as unicodedb
from rpython.rlib.unicodedata.unicodedb_13_0_0 import isalpha

# run: 65
# run: 201

CODES = [
    65,
    97,
    0x20,
    0xA0,
    0xB2,
    0xDF,
    0xE9,
    0x1C5,
    0x2028,
    0x2164,
    0x3042,
    0x4E00,
    0x130,
    0xE0001,
]


def kinds(code):
    return "%d%d%d%d%d%d%d%d%d" % (
        unicodedb.isspace(code),
        isalpha(code),
        unicodedb.isnumeric(code),
        unicodedb.isdigit(code),
        unicodedb.isdecimal(code),
        unicodedb.isupper(code),
        unicodedb.islower(code),
        unicodedb.istitle(code),
        unicodedb.islinebreak(code),
    )


def value(code):
    try:
        return unicodedb.numeric(code)
    except KeyError:
        return -1.0


# row: lib.unicodedata
def show(code):
    print(code, unicodedb.category(code), unicodedb.bidirectional(code), kinds(code))
    print(unicodedb.toupper(code), unicodedb.tolower(code), unicodedb.totitle(code), value(code))
    print(unicodedb.toupper_full(code), unicodedb.tolower_full(code), unicodedb.totitle_full(code))
    fold = unicodedb.casefold_lookup(code)
    if fold is not None:
        print("fold", fold)
    print(unicodedb.canon_decomposition(code), unicodedb.compat_decomposition(code))
    print(unicodedb.isxidstart(code), unicodedb.isxidcontinue(code), unicodedb.isprintable(code))
    print(unicodedb.east_asian_width(code), unicodedb.combining(code), unicodedb.mirrored(code))


def entry_point(argv):
    code = int(argv[1])
    for c in CODES:
        show(c)
    show(code)
    print(unicodedb.composition(101, 769), unicodedb.digit(0xB2), unicodedb.decimal(57))
    try:
        print(unicodedb.composition(code, code))
    except KeyError:
        print("no composition")
    for code in range(0, 0x110000, 4999):
        print(unicodedb.category(code), kinds(code))
    return 0


def target(driver, args):
    return entry_point, None
