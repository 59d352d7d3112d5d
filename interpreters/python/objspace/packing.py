"""Single values in their machine form: the items of memoryviews, arrays and structs."""

from rpython.rlib.rstruct import ieee

from interpreters.python.interpreter.error import operr
from interpreters.python.objspace import operation as space

# the codes with their size on this machine
SIZES = {
    "c": 1,
    "b": 1,
    "B": 1,
    "?": 1,
    "h": 2,
    "H": 2,
    "i": 4,
    "I": 4,
    "l": 8,
    "L": 8,
    "q": 8,
    "Q": 8,
    "n": 8,
    "N": 8,
    "P": 8,
    "e": 2,
    "f": 4,
    "d": 8,
}


def item_size(code):
    """The size of an item, or 0 for an unknown code."""
    return SIZES.get(code, 0)


def is_float(code):
    return code == "f" or code == "d" or code == "e"


def is_signed(code):
    return "bhilqn".find(code) >= 0


def is_integer(code):
    return "bBhHiIlLqQnN".find(code) >= 0


def put_word(builder, value, size, big):
    """Appends the lowest bytes of a machine word."""
    shift = 8 * (size - 1) if big else 0
    step = -8 if big else 8
    while size > 0:
        builder.append(chr((value >> shift) & 255))
        shift += step
        size -= 1


def word_at(data, pos, size, big):
    """The bytes data[pos:pos + size] as a machine word."""
    value = 0
    if big:
        for i in range(size):
            value = value << 8 | ord(data[pos + i])
    else:
        i = size - 1
        while i >= 0:
            value = value << 8 | ord(data[pos + i])
            i -= 1
    return value


def sign_extended(value, bits):
    """A word with a sign in the bit number `bits`."""
    sign = 1 << bits
    return (value ^ sign) - sign


def unpack_int(data, pos, size, big, signed):
    """The int in data[pos:pos + size], wrapped."""
    if size == 8 and not signed:
        assert pos >= 0
        order = "big" if big else "little"
        top = ord(data[pos]) if big else ord(data[pos + 7])
        if top >= 128:
            return intobject.from_bytes(data[pos : pos + 8], order, False)
    value = 0
    i = 0
    while i < size:
        c = ord(data[pos + i]) if big else ord(data[pos + size - 1 - i])
        if i == 0 and signed and c >= 128:
            c -= 256
        value = (value << 8) | c
        i += 1
    return space.newint(value)


def unpack(code, data, pos, size, big):
    """The value in data[pos:pos + size], wrapped."""
    assert pos >= 0
    if is_float(code):
        return space.newfloat(ieee.unpack_float(data[pos : pos + size], big))
    if code == "c":
        return space.newbytes(data[pos])
    if code == "?":
        i = 0
        while i < size:
            if data[pos + i] != "\0":
                return space.w_True
            i += 1
        return space.w_False
    return unpack_int(data, pos, size, big, is_signed(code))


def pack_int(w_value, size, big, signed):
    """The bytes of an int; None if it does not fit."""
    w_int = space.index(w_value)
    assert isinstance(w_int, intobject.W_AbstractIntObject)
    if w_int.fits_word() and size <= 8:
        value = w_int.word()
        bits = size * 8
        if signed:
            if size < 8 and (value < -(1 << (bits - 1)) or value >= 1 << (bits - 1)):
                return None
        elif value < 0 or (size < 8 and value >= 1 << bits):
            return None
        chars = []
        i = 0
        while i < size:
            shift = (size - 1 - i) * 8 if big else i * 8
            chars.append(chr((value >> shift) & 255))
            i += 1
        return "".join(chars)
    num = space.bigint_w(w_int)
    if not signed and w_int.is_negative():
        return None
    low = num.bit_length()
    if low > 8 * size or (signed and low >= 8 * size and not w_int.fits_word()):
        return None
    return longobject.to_bytes(num, size, "big" if big else "little", signed)


def pack(code, w_value, size, big):
    """The bytes of a value; None if it does not fit; TypeError if it is of a wrong type."""
    if is_float(code):
        try:
            return ieee.pack_float_to_str(space.float_w(w_value), size, big)
        except OverflowError:
            return None
    if code == "c":
        data = bytesobject.buffer_or_none(w_value)
        if data is None or len(data) != 1:
            return None
        return data
    if code == "?":
        if space.is_true(w_value):
            return "\1"
        return "\0"
    if space.lookup(w_value, "__index__") is None:
        raise operr(space.w_TypeError, "required argument is not an integer")
    return pack_int(w_value, size, big, is_signed(code))


from interpreters.python.objspace import (  # noqa: E402
    bytesobject,
    intobject,
    longobject,
)
