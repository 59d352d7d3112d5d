"""Sequences of bytes that are read and written in place: strings, lists of chars, raw memory, parts of those."""

from rpython.rtyper.lltypesystem import rffi
from rpython.translation import rawmemory


class BufferInterfaceNotFound(Exception):
    """The memory of the buffer cannot be pointed to."""


class Buffer(object):
    """Base class: what a subclass says is `getlength`, `getitem`, and `setitem` if it is not read-only."""

    _attrs_ = ["readonly"]
    _immutable_ = True

    def getlength(self):
        """How many bytes there are."""
        raise NotImplementedError

    def __len__(self):
        return self.getlength()

    def getitem(self, index):
        """The byte at an index, a char."""
        raise NotImplementedError

    def setitem(self, index, char):
        """Writes the byte at an index."""
        raise NotImplementedError

    def as_str(self):
        """All bytes."""
        return self.getslice(0, 1, self.getlength())

    def as_str_and_offset_maybe(self):
        """A string that has the bytes from an offset on, or None."""
        return None, 0

    def getslice(self, start, step, count):
        """`count` bytes from `start`, each `step` after the one before."""
        return "".join([self.getitem(start + i * step) for i in range(count)])

    def setslice(self, start, string):
        """Writes the bytes of a string from `start` on."""
        for i in range(len(string)):
            self.setitem(start + i, string[i])

    def get_raw_address(self):
        """A pointer to the bytes."""
        raise BufferInterfaceNotFound


class ByteBuffer(Buffer):
    """Bytes in a list."""

    _immutable_ = True

    def __init__(self, length):
        self.data = ["\0"] * length
        self.readonly = False

    def getlength(self):
        return len(self.data)

    def getitem(self, index):
        return self.data[index]

    def setitem(self, index, char):
        self.data[index] = char


class StringBuffer(Buffer):
    """The bytes of a string."""

    _attrs_ = ["readonly", "value"]
    _immutable_ = True

    def __init__(self, value):
        self.value = value
        self.readonly = True

    def getlength(self):
        return len(self.value)

    def as_str(self):
        return self.value

    def as_str_and_offset_maybe(self):
        return self.value, 0

    def getitem(self, index):
        return self.value[index]

    def getslice(self, start, step, count):
        if step == 1:
            stop = start + count
            assert 0 <= start <= stop
            return self.value[start:stop]
        return Buffer.getslice(self, start, step, count)


class SubBuffer(Buffer):
    """A part of a buffer."""

    _attrs_ = ["buffer", "offset", "size", "readonly"]
    _immutable_ = True

    def __init__(self, buffer, offset, size):
        """The part begins at `offset`; a size of -1 means all that follows."""
        self.readonly = buffer.readonly
        if isinstance(buffer, SubBuffer):
            room = buffer.getlength() - offset
            if size < 0 or size > room:
                size = max(room, 0)
            offset += buffer.offset
            buffer = buffer.buffer
        self.buffer = buffer
        self.offset = offset
        self.size = size

    def getlength(self):
        room = max(self.buffer.getlength() - self.offset, 0)
        return self.size if 0 <= self.size <= room else room

    def as_str_and_offset_maybe(self):
        string, offset = self.buffer.as_str_and_offset_maybe()
        return string, offset + self.offset

    def getitem(self, index):
        return self.buffer.getitem(self.offset + index)

    def getslice(self, start, step, count):
        if start == 0 and step == 1 and count <= 0:
            return ""
        return self.buffer.getslice(self.offset + start, step, count)

    def setitem(self, index, char):
        self.buffer.setitem(self.offset + index, char)

    def setslice(self, start, string):
        if len(string) > 0:
            self.buffer.setslice(self.offset + start, string)

    def get_raw_address(self):
        return rffi.ptradd(self.buffer.get_raw_address(), self.offset)


class RawBuffer(Buffer):
    """Raw memory of the buffer's own, which ends with it."""

    _attrs_ = ["readonly", "size", "pointer"]
    _immutable_ = True

    def __init__(self, size):
        self.size = size
        self.readonly = False
        self.pointer = rawmemory.new_chars(size)

    def getlength(self):
        return self.size

    def getitem(self, index):
        return self.pointer[index]

    def setitem(self, index, char):
        self.pointer[index] = char

    def get_raw_address(self):
        return self.pointer

    def __del__(self):
        rawmemory.free_block(self.pointer._adr)
