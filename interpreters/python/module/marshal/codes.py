"""The bytes that begin marshalled objects, and the sum that guards code objects."""

from rpython.rlib.rarithmetic import intmask

NULL = "0"
NONE = "N"
FALSE = "F"
TRUE = "T"
STOP = "S"
ELLIPSIS = "."
INT = "i"
INT64 = "I"
FLOAT = "f"
BINARY_FLOAT = "g"
COMPLEX = "x"
BINARY_COMPLEX = "y"
LONG = "l"
STRING = "s"
INTERNED = "t"
REF = "r"
TUPLE = "("
SMALL_TUPLE = ")"
LIST = "["
DICT = "{"
CODE = "c"
UNICODE = "u"
SET = "<"
FROZENSET = ">"
ASCII = "a"
ASCII_INTERNED = "A"
SHORT_ASCII = "z"
SHORT_ASCII_INTERNED = "Z"

FLAG_REF = 0x80


def checksum(data, start, stop):
    """A sum of bytes (FNV-1a)."""
    value = 0x4BF29CE484222325
    for i in range(start, stop):
        value = intmask((value ^ ord(data[i])) * 0x100000001B3)
    return value
