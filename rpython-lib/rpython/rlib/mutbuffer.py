"""Strings under construction whose length is known."""

from rpython.rlib.buffer import Buffer


class MutableStringBuffer(Buffer):
    """Bytes that are written in any order and then become a string, once."""

    _attrs_ = ["readonly", "size", "chars"]

    def __init__(self, size):
        self.size = size
        self.readonly = False
        self.chars = ["\0"] * size

    def getlength(self):
        return self.size

    def getitem(self, index):
        return self.chars[index]

    def setitem(self, index, char):
        self.chars[index] = char

    def setzeros(self, index, count):
        """Writes zeros."""
        for i in range(index, index + count):
            self.chars[i] = "\0"

    def finish(self):
        """The string; the buffer cannot be used any more."""
        assert self.size >= 0
        self.size = -1
        result = "".join(self.chars)
        self.chars = []
        return result
