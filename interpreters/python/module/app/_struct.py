# ruff: noqa: F821 (names of the built-in part)
"""Formats of C structures."""


class error(Exception):
    pass


error.__module__ = "struct"

_NATIVE = {"c": 1, "b": 1, "B": 1, "?": 1, "x": 1, "s": 1, "p": 1, "h": 2, "H": 2, "i": 4, "I": 4}
_NATIVE.update({"l": 8, "L": 8, "q": 8, "Q": 8, "n": 8, "N": 8, "P": 8, "e": 2, "f": 4, "d": 8})
_STANDARD = dict(_NATIVE, l=4, L=4)
for _code in "nNP":
    del _STANDARD[_code]
_RANGES = {
    "b": "byte format requires -128 <= number <= 127",
    "B": "ubyte format requires 0 <= number <= 255",
    "h": "short format requires (-0x7fff -1) <= number <= 0x7fff",
    "H": "ushort format requires 0 <= number <= 0xffff",
}


def _parse(format):
    if isinstance(format, str):
        try:
            format.encode("ascii")
        except UnicodeEncodeError:
            raise error("bad char in struct format") from None
    elif isinstance(format, (bytes, bytearray)):
        format = bytes(format).decode("latin-1")
    else:
        raise TypeError(
            "Struct() argument 1 must be a str or bytes object, not " + type(format).__name__
        )
    sizes = _NATIVE
    aligned = True
    big = False
    pos = 0
    if format and format[0] in "@=<>!":
        if format[0] != "@":
            sizes = _STANDARD
            aligned = False
            big = format[0] in ">!"
        pos = 1
    items = []
    offset = 0
    while pos < len(format):
        c = format[pos]
        pos += 1
        if c.isspace():
            continue
        count = 1
        if c.isdigit():
            start = pos - 1
            while pos < len(format) and format[pos].isdigit():
                pos += 1
            count = int(format[start:pos])
            if pos >= len(format):
                raise error("repeat count given without format specifier")
            c = format[pos]
            pos += 1
        if c not in sizes:
            raise error("bad char in struct format")
        size = sizes[c]
        if aligned and c not in "xsp":
            offset += -offset % size
        if c in "sp":
            items.append((c, offset, count))
            offset += count
        elif c == "x":
            offset += count
        else:
            for _ in range(count):
                items.append((c, offset, size))
                offset += size
        if offset >= 2**63:
            raise error("total struct size too long")
    return format, items, offset, big


class Struct:
    """A compiled format."""

    def __init__(self, format):
        self.format, self._items, self.size, self._big = _parse(format)

    def pack(self, *values):
        items = self._items
        if len(values) != len(items):
            raise error("pack expected %d items for packing (got %d)" % (len(items), len(values)))
        return self._pack(values)

    def _pack(self, values):
        big = self._big
        parts = []
        end = 0
        for (code, offset, size), value in zip(self._items, values):
            if offset != end:
                parts.append(b"\0" * (offset - end))
            end = offset + size
            if code == "s" or code == "p":
                if not isinstance(value, (bytes, bytearray)):
                    raise error("argument for '%s' must be a bytes object" % code)
                if code == "s":
                    data = bytes(value[:size])
                else:
                    data = bytes(value[: max(size - 1, 0)])
                    if size:
                        data = bytes([min(len(data), 255)]) + data
                parts.append(data + b"\0" * (size - len(data)))
                continue
            try:
                data = _pack(code, value, size, big)
            except TypeError:
                if code in "fde":
                    raise error("required argument is not a float") from None
                raise error("required argument is not an integer") from None
            if data is None:
                if code == "c":
                    raise error("char format requires a bytes object of length 1")
                if code in "fe":
                    raise OverflowError("float too large to pack with %s format" % code)
                if code in _RANGES:
                    raise error(_RANGES[code])
                if code in "ilqn":
                    limit = 1 << (8 * size - 1)
                    raise error(
                        "'%s' format requires %d <= number <= %d" % (code, -limit, limit - 1)
                        if size < 8
                        else "int too large to convert"
                    )
                raise error(
                    "'%s' format requires 0 <= number <= %d" % (code, (1 << 8 * size) - 1)
                    if size < 8
                    else "int too large to convert"
                )
            parts.append(data)
        if end != self.size:
            parts.append(b"\0" * (self.size - end))
        return b"".join(parts)

    def pack_into(self, buffer, offset, *values):
        items = self._items
        if len(values) != len(items):
            raise error(
                "pack_into expected %d items for packing (got %d)" % (len(items), len(values))
            )
        size = len(buffer)
        if offset < 0:
            if offset + self.size > 0:
                raise error("no space to pack %d bytes at offset %d" % (self.size, offset))
            if offset + size < 0:
                raise error("offset %d out of range for %d-byte buffer" % (offset, size))
            offset += size
        if size - offset < self.size:
            raise error(
                "pack_into requires a buffer of at least %d bytes for packing %d bytes at "
                "offset %d (actual buffer size is %d)"
                % (self.size + offset, self.size, offset, size)
            )
        memoryview(buffer)[offset : offset + self.size] = self._pack(values)

    def unpack(self, data):
        if len(data) != self.size:
            raise error("unpack requires a buffer of %d bytes" % self.size)
        return self._unpack(data, 0)

    def _unpack(self, data, start):
        big = self._big
        result = []
        for code, offset, size in self._items:
            offset += start
            if code == "s":
                result.append(bytes(data[offset : offset + size]))
            elif code == "p":
                count = data[offset] if size else 0
                result.append(bytes(data[offset + 1 : offset + 1 + min(count, size - 1)]))
            else:
                result.append(_unpack(code, data, offset, size, big))
        return tuple(result)

    def unpack_from(self, buffer, offset=0):
        size = len(buffer)
        if offset < 0:
            if offset + self.size > 0:
                raise error("not enough data to unpack %d bytes at offset %d" % (self.size, offset))
            if offset + size < 0:
                raise error("offset %d out of range for %d-byte buffer" % (offset, size))
            offset += size
        if size - offset < self.size:
            raise error(
                "unpack_from requires a buffer of at least %d bytes for unpacking %d bytes at "
                "offset %d (actual buffer size is %d)"
                % (self.size + offset, self.size, offset, size)
            )
        return self._unpack(buffer, offset)

    def iter_unpack(self, buffer):
        if self.size == 0:
            raise error("cannot iteratively unpack with a struct of length 0")
        if len(buffer) % self.size:
            raise error(
                "iterative unpacking requires a buffer of a multiple of %d bytes" % self.size
            )
        return self._iterate(buffer)

    def _iterate(self, buffer):
        for offset in range(0, len(buffer), self.size):
            yield self._unpack(buffer, offset)


Struct.__module__ = "_struct"
_cache = {}


def _compiled(format):
    if format in _cache:
        return _cache[format]
    result = Struct(format)
    if len(_cache) > 100:
        _cache.clear()
    _cache[format] = result
    return result


def _clearcache():
    _cache.clear()


def calcsize(format, /):
    return _compiled(format).size


def pack(format, /, *values):
    return _compiled(format).pack(*values)


def pack_into(format, buffer, offset, /, *values):
    return _compiled(format).pack_into(buffer, offset, *values)


def unpack(format, buffer, /):
    return _compiled(format).unpack(buffer)


def unpack_from(format, /, buffer, offset=0):
    return _compiled(format).unpack_from(buffer, offset)


def iter_unpack(format, buffer, /):
    return _compiled(format).iter_unpack(buffer)
