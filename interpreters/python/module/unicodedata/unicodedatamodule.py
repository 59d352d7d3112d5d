"""The functions of unicodedata; normalisation and names of ranges are in app/unicodedata.py."""

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import importing, modinfo
from interpreters.python.module.unicodedata import tables
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import unicodedb, unicodeobject, utf8
from interpreters.python.parser import charnames


def codepoint(w_char, fname):
    """The argument of most functions: one character."""
    if not isinstance(w_char, unicodeobject.W_UnicodeObject):
        raise operr(
            space.w_TypeError,
            "%s argument 1 must be a unicode character, not %s" % (fname, space.typename(w_char)),
        )
    if w_char.length() != 1:
        raise operr(space.w_TypeError, "%s argument 1 must be a unicode character, not str" % fname)
    return utf8.codepoint_at(w_char.text(), 0)


def category(w_char):
    return space.newtext(tables.CATEGORIES[tables.records.number(codepoint(w_char, "category()"))])


def bidirectional(w_char):
    number = tables.records.number(codepoint(w_char, "bidirectional()"))
    return space.newtext(tables.BIDIRECTIONAL[number])


def combining(w_char):
    return space.newint(tables.COMBINING[tables.records.number(codepoint(w_char, "combining()"))])


def mirrored(w_char):
    return space.newint(tables.MIRRORED[tables.records.number(codepoint(w_char, "mirrored()"))])


def east_asian_width(w_char):
    number = tables.records.number(codepoint(w_char, "east_asian_width()"))
    return space.newtext(tables.WIDTHS[number])


def decomposition(w_char):
    return space.newtext(tables.decompositions.get(codepoint(w_char, "decomposition()"), ""))


def decimal(w_char, w_default):
    cp = codepoint(w_char, "decimal()")
    if unicodedb.has(cp, unicodedb.DECIMAL):
        return space.newint(int(tables.numeric[cp]))
    if w_default is None:
        raise operr(space.w_ValueError, "not a decimal")
    return w_default


def digit(w_char, w_default):
    cp = codepoint(w_char, "digit()")
    if unicodedb.has(cp, unicodedb.DIGIT):
        return space.newint(int(tables.numeric[cp]))
    if w_default is None:
        raise operr(space.w_ValueError, "not a digit")
    return w_default


def numeric(w_char, w_default):
    cp = codepoint(w_char, "numeric()")
    if cp in tables.numeric:
        return space.newfloat(tables.numeric[cp])
    if w_default is None:
        raise operr(space.w_ValueError, "not a numeric character")
    return w_default


def table_name(w_char):
    """_name(chr): the name in the table, or None"""
    cp = codepoint(w_char, "name()")
    if cp in tables.names:
        return space.newtext(tables.names[cp])
    return space.w_None


def table_lookup(w_name):
    """_lookup(name): the character with that name in the table, or None"""
    name = space.text_w(w_name)
    if name in tables.codes:
        return unicodeobject.from_codepoint(tables.codes[name])
    return space.w_None


def code_of_name(name):
    """The code point of a character with a name in capitals, for the parser; -1 if there is none."""
    w_module = importing.import_absolute("unicodedata")
    try:
        w_char = space.call1(space.getattr(w_module, "lookup"), space.newtext(name))
    except OperationError as e:
        if not e.match(space.w_KeyError):
            raise
        return -1
    if space.len_w(w_char) != 1:
        return -1
    return codepoint(w_char, "lookup()")


charnames.others.lookup = code_of_name


def compose(w_first, w_second):
    """_compose(a, b): the composed code point of two, or -1"""
    key = (space.int_w(w_first) << 21) | space.int_w(w_second)
    return space.newint(tables.compositions.get(key, -1))


# ---- the database of Unicode 3.2 -------------------------------------------------------------


def old_number(w_char, fname):
    """The number of the record of a character."""
    return tables.old_records.number(codepoint(w_char, fname))


def old_category(w_char):
    return space.newtext(tables.OLD_CATEGORIES[old_number(w_char, "category()")])


def old_bidirectional(w_char):
    return space.newtext(tables.OLD_BIDIRECTIONAL[old_number(w_char, "bidirectional()")])


def old_combining(w_char):
    return space.newint(tables.OLD_COMBINING[old_number(w_char, "combining()")])


def old_mirrored(w_char):
    return space.newint(tables.OLD_MIRRORED[old_number(w_char, "mirrored()")])


def old_width(w_char):
    return space.newtext(tables.OLD_WIDTHS[old_number(w_char, "east_asian_width()")])


def old_decimal(w_char):
    """_old_decimal(chr): the value where it differs (-1: none), or None"""
    cp = codepoint(w_char, "decimal()")
    if cp in tables.old_decimals:
        return space.newint(tables.old_decimals[cp])
    return space.w_None


def old_decomposed(w_char):
    """_old_decomposed(chr): the canonical decomposition where it differs, or None"""
    cp = codepoint(w_char, "decomposition()")
    if cp in tables.old_decompositions:
        return space.newtext(tables.old_decompositions[cp])
    return space.w_None


MODULE = modinfo.declare(
    "unicodedata",
    [
        function("category", category, "chr, /"),
        function("bidirectional", bidirectional, "chr, /"),
        function("combining", combining, "chr, /"),
        function("mirrored", mirrored, "chr, /"),
        function("east_asian_width", east_asian_width, "chr, /"),
        function("decomposition", decomposition, "chr, /"),
        function("decimal", decimal, "chr, default=None, /"),
        function("digit", digit, "chr, default=None, /"),
        function("numeric", numeric, "chr, default=None, /"),
        function("_name", table_name, "chr, /"),
        function("_lookup", table_lookup, "name, /"),
        function("_compose", compose, "first, second, /"),
        function("_old_category", old_category, "chr, /"),
        function("_old_bidirectional", old_bidirectional, "chr, /"),
        function("_old_combining", old_combining, "chr, /"),
        function("_old_mirrored", old_mirrored, "chr, /"),
        function("_old_width", old_width, "chr, /"),
        function("_old_decimal", old_decimal, "chr, /"),
        function("_old_decomposed", old_decomposed, "chr, /"),
    ],
    [("unidata_version", tables.VERSION), ("_old_version", tables.OLD_VERSION)],
    app="unicodedata.py",
)
