"""What `bytearray` is in a translated program: an object with a list of chars.

The translator takes this class in place of the host's (`replacements.py`). Items are ints, slices are
bytearrays; `str()` and `bytes()` of one, and its `decode()`, are the bytes as a string.
"""

from rpython.rlib.objectmodel import specialize
from rpython.rlib.rstring import StringBuilder
from rpython.translation.replacements import replaces


@replaces(bytearray)
class ByteArray(object):
    """Bytes that can be changed."""

    @specialize.argtype(1)
    def __init__(self, source=""):
        self._chars = chars_of(source)

    def __len__(self):
        return len(self._chars)

    def __bool__(self):
        return len(self._chars) != 0

    def __str__(self):
        builder = StringBuilder(len(self._chars))
        for c in self._chars:
            builder.append(c)
        return builder.build()

    __bytes__ = __str__

    @specialize.arg_or_var(1)
    def decode(self, encoding="utf-8"):
        """The bytes as a string."""
        return self.__str__()

    def __getitem__(self, i):
        return ord(self._chars[self._index(i)])

    def __setitem__(self, i, value):
        self._chars[self._index(i)] = char_of(value)

    def __delitem__(self, i):
        del self._chars[self._index(i)]

    def _index(self, i):
        if i < 0:
            i += len(self._chars)
        if not 0 <= i < len(self._chars):
            raise IndexError
        return i

    def __getslice__(self, start, stop):
        result = ByteArray()
        result._chars = self._chars[start:stop]
        return result

    @specialize.argtype(3)
    def __setslice__(self, start, stop, source):
        self._chars[start:stop] = chars_of(source)

    def __delslice__(self, start, stop):
        del self._chars[start:stop]

    @specialize.argtype(1)
    def __add__(self, other):
        result = ByteArray()
        result._chars = self._chars + chars_of(other)
        return result

    @specialize.argtype(1)
    def __radd__(self, other):
        result = ByteArray()
        result._chars = chars_of(other) + self._chars
        return result

    @specialize.argtype(1)
    def __iadd__(self, other):
        self._chars += chars_of(other)
        return self

    def __mul__(self, n):
        result = ByteArray()
        result._chars = self._chars * n
        return result

    def __imul__(self, n):
        self._chars *= n
        return self

    def __iter__(self):
        return ByteArrayIterator(self)

    @specialize.argtype(1)
    def __eq__(self, other):
        return self._chars == chars_of(other)

    @specialize.argtype(1)
    def __ne__(self, other):
        return self._chars != chars_of(other)

    @specialize.argtype(1)
    def __contains__(self, item):
        if isinstance(item, int):
            return char_of(item) in self._chars
        return self.find(item) >= 0

    def append(self, value):
        """Adds a byte at the end."""
        self._chars.append(char_of(value))

    @specialize.argtype(1)
    def extend(self, source):
        """Adds the bytes of text, a bytearray or a list of ints."""
        self._chars += chars_of(source)

    def insert(self, i, value):
        """Puts a byte before the i-th."""
        n = len(self._chars)
        if i < 0:
            i = max(i + n, 0)
        if i > n:
            i = n
        self._chars.insert(i, char_of(value))

    def pop(self, i=-1):
        """Takes a byte out."""
        return ord(self._chars.pop(self._index(i)))

    def remove(self, value):
        """Takes the first byte of this value out; ValueError if there is none."""
        self._chars.remove(char_of(value))

    def reverse(self):
        """The other way round."""
        self._chars.reverse()

    def clear(self):
        """Takes everything out."""
        del self._chars[:]

    def copy(self):
        """A new one with the same bytes."""
        return self.__getslice__(0, len(self._chars))

    @specialize.argtype(1)
    def find(self, part, start=0, stop=-1):
        """Where text or a byte begins; -1 if nowhere."""
        end = len(self._chars) if stop < 0 else stop
        return self.__str__().find(text_of(part), start, end)

    @specialize.argtype(1)
    def count(self, part):
        """How often text or a byte occurs."""
        return self.__str__().count(text_of(part))

    @specialize.argtype(1)
    def startswith(self, part):
        """Is this the beginning?"""
        return self.__str__().startswith(text_of(part))

    @specialize.argtype(1)
    def endswith(self, part):
        """Is this the end?"""
        return self.__str__().endswith(text_of(part))


class ByteArrayIterator(object):
    """Over the bytes, as ints."""

    def __init__(self, array):
        self._array = array
        self._next = 0

    def __iter__(self):
        return self

    def __next__(self):
        i = self._next
        if i >= len(self._array._chars):
            raise StopIteration
        self._next = i + 1
        return ord(self._array._chars[i])


@specialize.argtype(0)
def chars_of(source):
    """A new list of chars: of text, a bytearray, a list of ints, or so many zeros."""
    if isinstance(source, ByteArray):
        return source._chars[:]
    if isinstance(source, str):
        return list(source)
    if isinstance(source, int):
        if source < 0:
            raise ValueError
        return ["\x00"] * source
    return [char_of(value) for value in source]


@specialize.argtype(0)
def text_of(part):
    """Text, of text, a bytearray or a byte."""
    if isinstance(part, ByteArray):
        return part.__str__()
    if isinstance(part, int):
        return char_of(part)
    return part


def char_of(value):
    """The char of a byte; ValueError if it is none."""
    if not 0 <= value < 256:
        raise ValueError
    return chr(value)


_stand_ins = {}


def stand_in(value):
    """NOT_RPYTHON: the object that a prebuilt bytearray is."""
    if id(value) not in _stand_ins:
        x = ByteArray()
        x._chars = [chr(byte) for byte in value]
        _stand_ins[id(value)] = x, value
    return _stand_ins[id(value)][0]
