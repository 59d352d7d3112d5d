"""Arrays of machine values: a list, whose items are kept as the type code says."""

import _struct

_SIZES = {
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
typecodes = "bBuhHiIlLqQfd"
_LIMITS = {}
for _code in "bhilq":
    _bits = 8 * _SIZES[_code]
    _LIMITS[_code] = (-(1 << (_bits - 1)), (1 << (_bits - 1)) - 1)
    _LIMITS[_code.upper()] = (0, (1 << _bits) - 1)
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


def _checked(code, value):
    """The value as an item of an array of this type."""
    if code in _LIMITS:
        if isinstance(value, float):
            raise TypeError("'float' object cannot be interpreted as an integer")
        try:
            value = value.__index__()
        except AttributeError:
            raise TypeError(
                "'%s' object cannot be interpreted as an integer" % type(value).__name__
            ) from None
        low, high = _LIMITS[code]
        if value < low:
            if low == 0 and code in "ILQ":
                raise OverflowError("can't convert negative value to unsigned int")
            raise OverflowError("%s is less than minimum" % _NAMES[code])
        if value > high:
            raise OverflowError("%s is greater than maximum" % _NAMES[code])
        return value
    if code == "u":
        if not isinstance(value, str) or len(value) != 1:
            raise TypeError("array item must be a unicode character, not " + type(value).__name__)
        return value
    if isinstance(value, (str, bytes)):
        raise TypeError("must be real number, not " + type(value).__name__)
    try:
        value = float(value)
    except TypeError:
        raise TypeError("must be real number, not " + type(value).__name__) from None
    if code == "f":
        try:
            return _struct.unpack("f", _struct.pack("f", value))[0]
        except OverflowError:
            return float("inf") if value > 0 else float("-inf")
    return value


class array:
    """array(typecode, initializer=...)"""

    __slots__ = ("_code", "_items", "__weakref__")

    def __new__(cls, typecode, initializer=None, /, **kwargs):
        if kwargs and cls is array:
            raise TypeError("array.array() takes no keyword arguments")
        if not isinstance(typecode, str) or len(typecode) != 1:
            raise TypeError(
                "array() argument 1 must be a unicode character, not " + type(typecode).__name__
            )
        if typecode not in _SIZES:
            raise ValueError("bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)")
        self = object.__new__(cls)
        self._code = typecode
        self._items = []
        if isinstance(initializer, str) and typecode != "u":
            raise TypeError("cannot use a str to initialize an array with typecode '%s'" % typecode)
        if isinstance(initializer, array):
            if initializer._code == "u" and typecode != "u":
                raise TypeError(
                    "cannot use a unicode array to initialize an array with typecode '%s'"
                    % typecode
                )
            if initializer._code == typecode:
                self._items = list(initializer._items)
                return self
        if isinstance(initializer, (bytes, bytearray)):
            self.frombytes(initializer)
        elif initializer is not None:
            items = self._items
            for value in initializer:
                items.append(_checked(typecode, value))
        return self

    def __init__(self, *args, **kwargs):
        pass

    @property
    def typecode(self):
        return self._code

    @property
    def itemsize(self):
        return _SIZES[self._code]

    def append(self, v, /):
        self._items.append(_checked(self._code, v))

    def buffer_info(self):
        return id(self._items), len(self._items)

    def byteswap(self):
        size = self.itemsize
        data = self.tobytes()
        swapped = bytearray(len(data))
        for i in range(size):
            swapped[i::size] = data[size - 1 - i :: size]
        self._items = []
        self.frombytes(swapped)

    def count(self, v, /):
        return self._items.count(v)

    def extend(self, bb, /):
        if isinstance(bb, array):
            if bb._code != self._code:
                raise TypeError("can only extend with array of same kind")
            self._items.extend(bb._items)
            return
        for value in bb:
            self.append(value)

    def frombytes(self, buffer, /):
        if isinstance(buffer, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        data = bytes(memoryview(buffer))
        size = self.itemsize
        if len(data) % size:
            raise ValueError("bytes length not a multiple of item size")
        count = len(data) // size
        if self._code == "u":
            self._items.extend(map(chr, _struct.unpack("=%dI" % count, data)))
        else:
            self._items.extend(_struct.unpack("%d%s" % (count, self._code), data))

    @property
    def _array__format(self):
        """What the interpreter knows arrays by: the format of a memoryview."""
        return "I" if self._code == "u" else self._code

    def tobytes(self):
        if self._code == "u":
            return _struct.pack("=%dI" % len(self._items), *map(ord, self._items))
        return _struct.pack("%d%s" % (len(self._items), self._code), *self._items)

    def __bytes__(self):
        return self.tobytes()

    def fromfile(self, f, n, /):
        if n < 0:
            raise ValueError("negative count")
        data = f.read(n * self.itemsize)
        whole = len(data) - len(data) % self.itemsize
        self.frombytes(data[:whole])
        if len(data) < n * self.itemsize:
            raise EOFError("read() didn't return enough bytes")

    def tofile(self, f, /):
        f.write(self.tobytes())

    def fromlist(self, list, /):
        if type(list).__mro__[-2] is not type([]):
            raise TypeError("arg must be list")
        code = self._code
        self._items.extend([_checked(code, value) for value in list])

    def tolist(self):
        return list(self._items)

    def fromunicode(self, ustr, /):
        if self._code != "u":
            raise ValueError("fromunicode() may only be called on unicode type arrays")
        if not isinstance(ustr, str):
            raise TypeError("fromunicode() argument must be str, not " + type(ustr).__name__)
        self._items.extend(ustr)

    def tounicode(self):
        if self._code != "u":
            raise ValueError("tounicode() may only be called on unicode type arrays")
        return "".join(self._items)

    def index(self, v, /, start=0, stop=9223372036854775807):
        try:
            return self._items.index(v, start, stop)
        except ValueError:
            raise ValueError("array.index(x): x not in array") from None

    def insert(self, i, v, /):
        self._items.insert(i, _checked(self._code, v))

    def pop(self, i=-1, /):
        if not self._items:
            raise IndexError("pop from empty array")
        try:
            return self._items.pop(i)
        except IndexError:
            raise IndexError("pop index out of range") from None

    def remove(self, v, /):
        try:
            self._items.remove(v)
        except ValueError:
            raise ValueError("array.remove(x): x not in array") from None

    def reverse(self):
        self._items.reverse()

    def _of(self, items):
        result = array(self._code)
        result._items = items
        return result

    def __copy__(self):
        return self._of(list(self._items))

    def __deepcopy__(self, memo, /):
        return self._of(list(self._items))

    def __reduce_ex__(self, protocol, /):
        state = getattr(self, "__dict__", None)
        if self._code == "u":
            return type(self), (self._code, "".join(self._items)), state
        return type(self), (self._code, list(self._items)), state

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return _Iterator(self)

    def __contains__(self, v):
        return v in self._items

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self._of(self._items[key])
        try:
            return self._items[key]
        except IndexError:
            raise IndexError("array index out of range") from None
        except TypeError:
            raise TypeError("array indices must be integers") from None

    def __setitem__(self, key, value):
        if isinstance(key, slice):
            if not isinstance(value, array):
                raise TypeError(
                    'can only assign array (not "%s") to array slice' % type(value).__name__
                )
            if value._code != self._code:
                raise TypeError("bad argument type for built-in operation")
            items = list(value._items)
            start, stop, step = key.indices(len(self._items))
            if step != 1 and key.step is not None and len(items) != len(range(start, stop, step)):
                raise ValueError(
                    "attempt to assign array of size %d to extended slice of size %d"
                    % (len(items), len(range(start, stop, step)))
                )
            self._items[key] = items
            return
        value = _checked(self._code, value)
        try:
            self._items[key] = value
        except IndexError:
            raise IndexError("array assignment index out of range") from None
        except TypeError:
            raise TypeError("array indices must be integers") from None

    def __delitem__(self, key):
        try:
            del self._items[key]
        except IndexError:
            raise IndexError("array assignment index out of range") from None
        except TypeError:
            raise TypeError("array indices must be integers") from None

    def __add__(self, other):
        if not isinstance(other, array):
            raise TypeError('can only append array (not "%s") to array' % type(other).__name__)
        if other._code != self._code:
            raise TypeError("bad argument type for built-in operation")
        return self._of(self._items + other._items)

    def __iadd__(self, other):
        if not isinstance(other, array):
            raise TypeError('can only extend with array (not "%s")' % type(other).__name__)
        self.extend(other)
        return self

    def __mul__(self, n):
        if not hasattr(n, "__index__"):
            return NotImplemented
        return self._of(self._items * n)

    __rmul__ = __mul__

    def __imul__(self, n):
        if not hasattr(n, "__index__"):
            return NotImplemented
        self._items *= n
        return self

    def __eq__(self, other):
        return self._items == other._items if isinstance(other, array) else NotImplemented

    def __ne__(self, other):
        return self._items != other._items if isinstance(other, array) else NotImplemented

    def __lt__(self, other):
        return self._items < other._items if isinstance(other, array) else NotImplemented

    def __le__(self, other):
        return self._items <= other._items if isinstance(other, array) else NotImplemented

    def __gt__(self, other):
        return self._items > other._items if isinstance(other, array) else NotImplemented

    def __ge__(self, other):
        return self._items >= other._items if isinstance(other, array) else NotImplemented

    __hash__ = None

    def __repr__(self):
        name = type(self).__name__
        if not self._items:
            return "%s('%s')" % (name, self._code)
        if self._code == "u":
            return "%s('u', %r)" % (name, "".join(self._items))
        return "%s('%s', %r)" % (name, self._code, self._items)

    def __sizeof__(self):
        return 64 + len(self._items) * self.itemsize

    @classmethod
    def __class_getitem__(cls, item, /):
        import types

        return types.GenericAlias(cls, item)


class _Iterator:
    def __init__(self, array):
        self._array = array
        self._pos = 0

    def __iter__(self):
        return self

    def __next__(self):
        items = self._array
        if items is None:
            raise StopIteration
        pos = self._pos
        if pos >= len(items):
            self._array = None
            raise StopIteration
        self._pos = pos + 1
        return items[pos]

    def __reduce__(self):
        if self._array is None:
            return iter, ((),)
        return iter, (self._array,), self._pos

    def __setstate__(self, state):
        self._pos = max(state, 0)


_Iterator.__name__ = _Iterator.__qualname__ = "arrayiterator"
ArrayType = array


def _array_reconstructor(cls, typecode, mformat_code, data, /):
    """Rebuild a pickled array from its machine format (the numbers of the array module)."""
    formats = ["B", "b", "<H", ">H", "<h", ">h", "<I", ">I", "<i", ">i", "<Q", ">Q", "<q", ">q"]
    formats += ["<f", ">f", "<d", ">d"]
    if not 0 <= mformat_code <= 21:
        raise ValueError("third argument must be a valid machine format code.")
    if mformat_code >= 18:
        text = data.decode(["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"][mformat_code - 18])
        return cls(typecode, text)
    form = formats[mformat_code]
    order, code = (form[0], form[1]) if len(form) > 1 else ("=", form)
    size = _struct.calcsize(order + code)
    if len(data) % size:
        raise ValueError("string length not a multiple of item size")
    return cls(typecode, list(_struct.unpack("%s%d%s" % (order, len(data) // size, code), data)))
