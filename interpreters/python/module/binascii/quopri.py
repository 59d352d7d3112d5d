"""Quoted-printable text (RFC 1521, and RFC 1522 for headers)."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.objspace import byteops

MAX_LINE = 76
HEX = "0123456789ABCDEF"


def decode(data, header):
    """The bytes that the text stands for."""
    size = len(data)
    builder = StringBuilder(size)
    pos = 0
    while pos < size:
        c = data[pos]
        pos += 1
        if header and c == "_":
            builder.append(" ")
            continue
        if c != "=":
            builder.append(c)
            continue
        if pos >= size:
            break
        c = data[pos]
        if c == "\n" or c == "\r":
            while pos < size and data[pos] != "\n":
                pos += 1
            pos += 1
        elif c == "=":
            builder.append("=")
            pos += 1
        else:
            high = byteops.hex_value(c)
            low = byteops.hex_value(data[pos + 1]) if pos + 1 < size else -1
            if high >= 0 and low >= 0:
                builder.append(chr(high << 4 | low))
                pos += 2
            else:
                builder.append("=")
    return builder.build()


class Encoder(object):
    """The lines written so far, and how long the last one is."""

    def __init__(self, size, line_end):
        self.builder = StringBuilder(size + size // 4)
        self.line_end = line_end
        self.column = 0
        self.blank = ""  # white space that may turn out to end a line

    def put(self, c):
        """A character as it is."""
        self.builder.append(self.blank)
        self.blank = ""
        if c == " " or c == "\t":
            self.blank = c
        else:
            self.builder.append(c)
        self.column += 1

    def put_quoted(self, code):
        """=XX"""
        if self.column + 3 >= MAX_LINE:
            self.soft_break()
        self.builder.append(self.blank)
        self.blank = ""
        self.put_hex(code)
        self.column += 3

    def put_hex(self, code):
        """=XX, without counting columns."""
        self.builder.append("=")
        self.builder.append(HEX[code >> 4])
        self.builder.append(HEX[code & 15])

    def soft_break(self):
        """A line end that is not one of the text."""
        self.put("=")
        self.builder.append(self.line_end)
        self.column = 0

    def line_break(self):
        """A line end of the text; white space before it is quoted."""
        if self.blank != "":
            self.put_hex(ord(self.blank[0]))
            self.blank = ""
        self.builder.append(self.line_end)
        self.column = 0

    def build(self):
        """All that was written."""
        self.builder.append(self.blank)
        return self.builder.build()


def encode(data, quotetabs, istext, header):
    """data as lines of at most 76 characters."""
    size = len(data)
    first = data.find("\n")
    line_end = "\r\n" if first > 0 and data[first - 1] == "\r" else "\n"
    out = Encoder(size, line_end)
    pos = 0
    while pos < size:
        c = data[pos]
        following = ord(data[pos + 1]) if pos + 1 < size else -1
        if istext and (c == "\n" or c == "\r" and following == 10):
            out.line_break()
            pos += 2 if c == "\r" else 1
            continue
        pos += 1
        if c == "\n" or c == "\r":
            quoted = not istext
        elif c == "\t" or c == " ":
            quoted = quotetabs or following < 0
        elif c == ".":
            quoted = out.column == 0 and (following <= 0 or following == 10 or following == 13)
        else:
            quoted = ord(c) < 33 or ord(c) > 126 or c == "=" or header and c == "_"
        if quoted:
            out.put_quoted(ord(c))
            continue
        if following >= 0 and following != 10 and out.column + 1 >= MAX_LINE:
            out.soft_break()
        if header and c == " ":
            out.put("_")
        else:
            out.put(c)
    return out.build()
