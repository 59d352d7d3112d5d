"""The items of arrays: machine values in a list of chars, little-endian."""

from rpython.rlib.longlong2float import float2longlong, longlong2float
from rpython.rlib.rarithmetic import intmask

from interpreters.python.interpreter.error import operr
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import packing, unicodeobject, utf8

SIZES = {
    "b": 1,
    "B": 1,
    "u": 4,
    "h": 2,
    "H": 2,
    "i": 4,
    "I": 4,
    "l": 8,
    "L": 8,
    "q": 8,
    "Q": 8,
    "f": 4,
    "d": 8,
}
CODES = "bBuhHiIlLqQfd"
_NAMES = {
    "b": "signed char",
    "B": "unsigned byte integer",
    "h": "signed short integer",
    "H": "unsigned short",
    "i": "signed integer",
    "I": "unsigned int",
    "l": "signed long",
    "L": "unsigned long",
    "q": "signed long long",
    "Q": "unsigned long long",
}


def read_word(chars, pos, size):
    """The signed word of `size` bytes at pos."""
    if size == 1:
        value = ord(chars[pos])
        if value >= 0x80:
            value -= 0x100
        return value
    if size == 2:
        value = ord(chars[pos]) | (ord(chars[pos + 1]) << 8)
        if value >= 0x8000:
            value -= 0x10000
        return value
    value = (
        ord(chars[pos])
        | (ord(chars[pos + 1]) << 8)
        | (ord(chars[pos + 2]) << 16)
        | (ord(chars[pos + 3]) << 24)
    )
    if size == 4:
        if value >= 0x80000000:
            value -= 0x100000000
        return value
    high = (
        ord(chars[pos + 4])
        | (ord(chars[pos + 5]) << 8)
        | (ord(chars[pos + 6]) << 16)
        | (ord(chars[pos + 7]) << 24)
    )
    return intmask(value | (high << 32))


def write_word(chars, pos, size, value):
    """Stores the low `size` bytes of a word."""
    chars[pos] = chr(value & 0xFF)
    if size == 1:
        return
    chars[pos + 1] = chr((value >> 8) & 0xFF)
    if size == 2:
        return
    chars[pos + 2] = chr((value >> 16) & 0xFF)
    chars[pos + 3] = chr((value >> 24) & 0xFF)
    if size == 4:
        return
    chars[pos + 4] = chr((value >> 32) & 0xFF)
    chars[pos + 5] = chr((value >> 40) & 0xFF)
    chars[pos + 6] = chr((value >> 48) & 0xFF)
    chars[pos + 7] = chr((value >> 56) & 0xFF)


def read_item(code, chars, pos, size):
    """The item at pos, wrapped."""
    if code == "d":
        return space.newfloat(longlong2float(read_word(chars, pos, 8)))
    if code == "f":
        data = "".join(chars[pos : pos + 4])
        return packing.unpack("f", data, 0, 4, False)
    value = read_word(chars, pos, size)
    if code == "u":
        if value < 0 or value > utf8.MAXUNICODE:
            raise operr(
                space.w_ValueError,
                "character U+%x is not in range [U+0000; U+10ffff]" % (value & 0xFFFFFFFF),
            )
        return unicodeobject.from_codepoint(value)
    if value < 0 and packing.is_signed(code) is False:
        if size == 8:
            return packing.unpack("Q", "".join(chars[pos : pos + 8]), 0, 8, False)
        value += 1 << (8 * size)
    return space.newint(value)


def write_item(code, chars, pos, size, w_value):
    """Stores a value at pos, or raises TypeError or OverflowError."""
    if code == "d":
        write_word(chars, pos, 8, intmask(float2longlong(real(w_value))))
        return
    if code == "f":
        data = float_bytes(real(w_value))
        for i in range(4):
            chars[pos + i] = data[i]
        return
    if code == "u":
        if not isinstance(w_value, unicodeobject.W_UnicodeObject) or w_value.length() != 1:
            raise operr(
                space.w_TypeError,
                "array item must be a unicode character, not " + space.typename(w_value),
            )
        write_word(chars, pos, 4, w_value.codepoint_at(0))
        return
    if isinstance(w_value, intobject.W_IntObject):
        value = w_value.intval
        if size < 8:
            check_range(code, value, size)
            write_word(chars, pos, size, value)
            return
        if value < 0 and code == "L":
            raise too_small(code)
        if value < 0 and code == "Q":
            raise operr(space.w_OverflowError, "can't convert negative int to unsigned")
        write_word(chars, pos, 8, value)
        return
    if space.lookup(w_value, "__index__") is None:
        raise operr(
            space.w_TypeError,
            "'%s' object cannot be interpreted as an integer" % space.typename(w_value),
        )
    w_int = space.index(w_value)
    if isinstance(w_int, intobject.W_IntObject):
        write_item(code, chars, pos, size, w_int)
        return
    assert isinstance(w_int, intobject.W_AbstractIntObject)
    data = packing.pack_int(w_int, size, False, packing.is_signed(code))
    if data is None:
        message = "Python int too large to convert to C long"
        if code == "q" or code == "Q":
            message = "int too big to convert"
            if code == "Q" and w_int.is_negative():
                message = "can't convert negative int to unsigned"
        elif code == "I" or code == "L":
            message = "Python int too large to convert to C unsigned long"
            if w_int.is_negative():
                message = "can't convert negative value to unsigned int"
        raise operr(space.w_OverflowError, message)
    for i in range(size):
        chars[pos + i] = data[i]


def too_small(code):
    """The OverflowError for a value below the range."""
    if code == "I" or code == "L":
        return operr(space.w_OverflowError, "can't convert negative value to unsigned int")
    return operr(space.w_OverflowError, _NAMES[code] + " is less than minimum")


def check_range(code, value, size):
    """OverflowError unless the value fits in `size` bytes, less than a word."""
    bits = 8 * size
    low = 0
    high = (1 << bits) - 1
    if packing.is_signed(code):
        low = -(1 << (bits - 1))
        high = (1 << (bits - 1)) - 1
    if value < low:
        raise too_small(code)
    if value > high:
        raise operr(space.w_OverflowError, _NAMES[code] + " is greater than maximum")


def real(w_value):
    """A float, from an object that is a real number."""
    if (
        isinstance(w_value, unicodeobject.W_UnicodeObject)
        or space.lookup(w_value, "__float__") is None
        and space.lookup(w_value, "__index__") is None
    ):
        raise operr(space.w_TypeError, "must be real number, not " + space.typename(w_value))
    return space.float_w(w_value)


def float_bytes(value):
    """The four bytes of a float; infinity if it is too large."""
    data = packing.pack("f", space.newfloat(value), 4, False)
    if data is None:
        data = "\0\0\x80\x7f"
        if value < 0.0:
            data = "\0\0\x80\xff"
    return data


from interpreters.python.objspace import intobject  # noqa: E402
