"""Unpacking binary data by a constant format."""

from rpython.rlib.objectmodel import specialize
from rpython.rlib.rarithmetic import intmask, r_uint
from rpython.rlib.rstruct.error import StructError
from rpython.rlib.rstruct.ieee import unpack_float

_SIZES = {
    "b": 1, "B": 1, "c": 1, "?": 1, "h": 2, "H": 2, "i": 4, "I": 4, "l": 8, "L": 8, "q": 8,
    "Q": 8, "f": 4, "d": 8, "e": 2, "n": 8, "N": 8, "P": 8,
}  # fmt: skip
_STANDARD = dict(_SIZES, l=4, L=4)


def _read_uint(s, pos, size, big):
    value = r_uint(0)
    i = 0
    while i < size:
        c = ord(s[pos + i]) if big else ord(s[pos + size - 1 - i])
        value = (value << 8) | r_uint(c)
        i += 1
    return value


def _reader(code, size, big):
    """NOT_RPYTHON: the function that reads one item."""
    if code in "bhilqn":
        shift = 64 - size * 8

        def read(s, pos):
            return intmask(_read_uint(s, pos, size, big) << shift) >> shift

    elif code in "BHILQNP":
        if size == 8:

            def read(s, pos):
                return _read_uint(s, pos, size, big)

        else:

            def read(s, pos):
                return intmask(_read_uint(s, pos, size, big))

    elif code == "c":

        def read(s, pos):
            return s[pos]

    elif code == "?":

        def read(s, pos):
            return s[pos] != "\x00"

    else:

        def read(s, pos):
            return unpack_float(s[pos : pos + size], big)

    return read


def _parse(fmt):
    """NOT_RPYTHON: (list of (reader, position), total size)."""
    order = "@"
    if fmt[:1] in ("@", "=", "<", ">", "!"):
        order = fmt[0]
        fmt = fmt[1:]
    big = order in ">!"
    sizes = _SIZES if order == "@" else _STANDARD
    items = []
    pos = 0
    i = 0
    while i < len(fmt):
        count = ""
        while fmt[i].isdigit():
            count += fmt[i]
            i += 1
        code = fmt[i]
        i += 1
        if code.isspace():
            continue
        n = int(count or "1")
        if code == "s":
            items.append((_string_reader(n), pos))
            pos += n
            continue
        if code == "x":
            pos += n
            continue
        if code not in sizes:
            raise StructError("bad char in struct format")
        size = sizes[code]
        for _ in range(n):
            if order == "@":
                pos = -(-pos // size) * size
            items.append((_reader(code, size, big), pos))
            pos += size
    return items, pos


def _string_reader(n):
    def read(s, pos):
        return s[pos : pos + n]

    return read


@specialize.memo()
def create_unpacker(fmt):
    """NOT_RPYTHON: the function that unpacks strings of this format into a tuple."""
    items, size = _parse(fmt)
    lines = ["def unpack(s):"]
    lines.append("    if len(s) != %d:" % size)
    lines.append("        raise StructError('unpack str size does not match format')")
    names = {"StructError": StructError, "__name__": __name__}
    for i, (reader, pos) in enumerate(items):
        names["read%d" % i] = reader
        lines.append("    v%d = read%d(s, %d)" % (i, i, pos))
    results = ", ".join(["v%d" % i for i in range(len(items))])
    if len(items) == 1:
        lines.append("    return %s" % results)
    else:
        lines.append("    return (%s)" % results)
    from rpython.rlib.jit import _compile

    return _compile("\n".join(lines) + "\n", "unpack", **names)


@specialize.arg(0)
def runpack(fmt, input):
    """Unpacks by a constant format: a tuple, or the item if there is only one."""
    return create_unpacker(fmt)(input)
