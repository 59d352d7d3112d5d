"""Unicode character names, for \\N{...} escapes: the blocks up to the mathematical operators.

The table is made at import time from the host's Unicode database.
"""


def _make_table():
    """NOT_RPYTHON"""
    import unicodedata

    table = {}
    for code in range(0x20, 0x2C00):
        name = unicodedata.name(chr(code), "")
        if name:
            table[name] = code
    for code in list(range(0xFE00, 0xFE10)) + [0xFEFF, 0xFFFC, 0xFFFD, 0x1F600, 0x1F40D]:
        table[unicodedata.name(chr(code))] = code
    return table


table = _make_table()


class Others(object):
    """The names of other characters: lookup(name) is a code point or -1."""

    def __init__(self):
        self.lookup = None  # set by module/unicodedata


others = Others()


def lookup(name):
    """The code point with that name (any case), or -1."""
    name = name.upper()
    if name in table:
        return table[name]
    if others.lookup is not None:
        return others.lookup(name)
    return -1
