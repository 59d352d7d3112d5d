"""marshal: constants only; code objects are not supported."""

version = 4


def dumps(value, version=4, /):
    out = bytearray()
    _write(value, out)
    return bytes(out)


def dump(value, file, version=4, /):
    file.write(dumps(value, version))


def _size(n):
    return n.to_bytes(4, "little")


def _write(value, out):
    kind = type(value)
    if value is None:
        out += b"N"
    elif value is True:
        out += b"T"
    elif value is False:
        out += b"F"
    elif value is StopIteration:
        out += b"S"
    elif value is Ellipsis:
        out += b"."
    elif kind is int:
        if -(2**31) <= value < 2**31:
            out += b"i" + value.to_bytes(4, "little", signed=True)
            return
        digits = []
        n = abs(value)
        while n:
            digits.append(n & 0x7FFF)
            n >>= 15
        count = -len(digits) if value < 0 else len(digits)
        out += b"l" + count.to_bytes(4, "little", signed=True)
        for digit in digits:
            out += digit.to_bytes(2, "little")
    elif kind is float:
        import struct

        out += b"g" + struct.pack("<d", value)
    elif kind is complex:
        import struct

        out += b"y" + struct.pack("<dd", value.real, value.imag)
    elif kind is str:
        data = value.encode("utf-8", "surrogatepass")
        out += b"u" + _size(len(data)) + data
    elif kind in (bytes, bytearray, memoryview):
        data = bytes(value)
        out += b"s" + _size(len(data)) + data
    elif kind in (tuple, list, set, frozenset):
        out += {tuple: b"(", list: b"[", set: b"<", frozenset: b">"}[kind] + _size(len(value))
        for item in value:
            _write(item, out)
    elif kind is dict:
        out += b"{"
        for key, item in value.items():
            _write(key, out)
            _write(item, out)
        out += b"0"
    else:
        raise ValueError("unmarshallable object")


def loads(data, /):
    reader = _Reader(bytes(data))
    value = reader.value()
    if value is _NULL:
        raise TypeError("NULL object in marshal data for object")
    return value


def load(file, /):
    return loads(file.read())


_NULL = object()


class _Reader:
    def __init__(self, data):
        self.data = data
        self.pos = 0
        self.refs = []

    def take(self, n):
        part = self.data[self.pos : self.pos + n]
        if len(part) < n:
            raise EOFError("marshal data too short")
        self.pos += n
        return part

    def number(self, n=4):
        return int.from_bytes(self.take(n), "little", signed=True)

    def value(self):
        code = self.take(1)[0]
        flag = code & 0x80
        kind = chr(code & 0x7F)
        index = len(self.refs)
        if flag:
            self.refs.append(None)
        result = self.item(kind)
        if flag:
            self.refs[index] = result
        return result

    def items(self, count):
        result = []
        for _ in range(count):
            item = self.value()
            if item is _NULL:
                raise TypeError("NULL object in marshal data for tuple")
            result.append(item)
        return result

    def item(self, kind):
        if kind in _SINGLE:
            return _SINGLE[kind]
        if kind == "i":
            return self.number()
        if kind == "l":
            count = self.number()
            n = 0
            for i in range(abs(count)):
                n |= (self.number(2) & 0x7FFF) << (15 * i)
            return -n if count < 0 else n
        if kind == "g":
            import struct

            return struct.unpack("<d", self.take(8))[0]
        if kind == "y":
            import struct

            return complex(*struct.unpack("<dd", self.take(16)))
        if kind in "ut":
            return self.take(self.number()).decode("utf-8", "surrogatepass")
        if kind in "aA":
            return self.take(self.number()).decode("latin-1")
        if kind in "zZ":
            return self.take(self.take(1)[0]).decode("latin-1")
        if kind == "s":
            return self.take(self.number())
        if kind == ")":
            return tuple(self.items(self.take(1)[0]))
        if kind == "(":
            return tuple(self.items(self.number()))
        if kind == "[":
            return self.items(self.number())
        if kind == "<":
            return set(self.items(self.number()))
        if kind == ">":
            return frozenset(self.items(self.number()))
        if kind == "{":
            result = {}
            while True:
                key = self.value()
                if key is _NULL:
                    return result
                result[key] = self.value()
        if kind == "r":
            index = self.number()
            if not 0 <= index < len(self.refs):
                raise ValueError("bad marshal data (invalid reference)")
            return self.refs[index]
        raise ValueError("bad marshal data (unknown type code)")


_SINGLE = {"N": None, "T": True, "F": False, "S": StopIteration, ".": Ellipsis, "0": _NULL}
