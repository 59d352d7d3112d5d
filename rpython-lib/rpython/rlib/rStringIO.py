"""Files in memory."""

from rpython.rlib.rstring import StringBuilder


class RStringIO(object):
    """A file of bytes in memory, read and written at one position."""

    def __init__(self):
        self._data = ""  # what was written before the pieces
        self._pieces = None
        self._position = 0

    def _flush(self):
        """Makes the pieces part of the data."""
        if self._pieces is not None:
            self._data += self._pieces.build()
            self._pieces = None

    def close(self):
        """Forgets everything."""
        self._data = ""
        self._pieces = None
        self._position = 0

    def getvalue(self):
        """The contents."""
        self._flush()
        return self._data

    def getsize(self):
        """How many bytes there are."""
        size = len(self._data)
        if self._pieces is not None:
            size += self._pieces.getlength()
        return size

    def tell(self):
        """The position."""
        return self._position

    def write(self, buffer):
        """Writes at the position; a gap before it is filled with zeros."""
        size = self.getsize()
        at = self._position
        end = at + len(buffer)
        if at >= size:
            if self._pieces is None:
                self._pieces = StringBuilder()
            if at > size:
                self._pieces.append_multiple_char("\0", at - size)
            self._pieces.append(buffer)
        else:
            data = self.getvalue()
            assert at >= 0
            tail = data[end:] if end < len(data) else ""
            self._data = data[:at] + buffer + tail
        self._position = end

    def seek(self, position, mode=0):
        """Sets the position; mode 1: from here, 2: from the end."""
        if mode == 1:
            position += self._position
        elif mode == 2:
            position += self.getsize()
        self._position = max(position, 0)

    def read(self, size=-1):
        """The bytes from the position on, all or at most so many."""
        data = self.getvalue()
        start = self._position
        if start >= len(data):
            return ""
        end = len(data) if size < 0 or size > len(data) - start else start + size
        assert 0 <= start <= end
        self._position = end
        return data[start:end]

    def readline(self, size=-1):
        """The rest of the line with its end, at most so many bytes."""
        data = self.getvalue()
        start = self._position
        if start >= len(data):
            return ""
        assert start >= 0
        end = data.find("\n", start)
        end = len(data) if end < 0 else end + 1
        if 0 <= size < end - start:
            end = start + size
        assert end >= 0
        self._position = end
        return data[start:end]

    def truncate(self, size):
        """Cuts the contents; the position is then their end, as it is where they are shorter."""
        data = self.getvalue()
        assert size >= 0
        if size < len(data):
            self._data = data[:size]
        self._position = len(self._data)
