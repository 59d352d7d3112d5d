"""Properties of characters above 127 for programs that have no Unicode database: none.

What `rsre_char.set_unicode_db` takes has the same names.
"""

ALPHA = DECIMAL = DIGIT = NUMERIC = SPACE = 0


def lower(c):
    """The lower case of a code point; -1 if it is several."""
    return c


def upper(c):
    """The upper case of a code point."""
    return c


def has(c, properties):
    """Has the code point one of the properties?"""
    return False
