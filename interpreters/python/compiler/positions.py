"""The position table of a code object: instruction index -> line and column range.

The table is a byte string of runs; a run covers ``count`` consecutive instructions and holds five
variable-length numbers: count, line - previous run's line (zigzag), end_line - line, col + 1,
end_col + 1 (zero means unknown).  The first run's line is relative to the code's first line.
"""

from rpython.rlib.rstring import StringBuilder


class Position(object):
    """A range of source text; columns are in bytes from 0, lines from 1."""

    _immutable_fields_ = ["lineno", "col_offset", "end_lineno", "end_col_offset"]

    def __init__(self, lineno, col_offset, end_lineno, end_col_offset):
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


NO_POSITION = Position(0, -1, 0, -1)


def _put(builder, n):
    assert n >= 0
    while n >= 128:
        builder.append(chr(128 | (n & 127)))
        n >>= 7
    builder.append(chr(n))


def encode(positions, firstlineno):
    """Position objects, one an instruction -> table."""
    builder = StringBuilder(len(positions) + 16)
    i = 0
    line = firstlineno
    while i < len(positions):
        pos = positions[i]
        j = i + 1
        while j < len(positions) and _same(positions[j], pos):
            j += 1
        _put(builder, j - i)
        delta = pos.lineno - line
        if delta >= 0:
            _put(builder, delta << 1)
        else:
            _put(builder, ((-delta) << 1) | 1)
        extent = pos.end_lineno - pos.lineno
        if extent < 0:
            extent = 0
        _put(builder, extent)
        _put(builder, pos.col_offset + 1)
        _put(builder, pos.end_col_offset + 1)
        line = pos.lineno
        i = j
    return builder.build()


def _same(a, b):
    return a is b or (
        a.lineno == b.lineno
        and a.col_offset == b.col_offset
        and a.end_lineno == b.end_lineno
        and a.end_col_offset == b.end_col_offset
    )


class _Reader(object):
    def __init__(self, table):
        self.table = table
        self.i = 0

    def more(self):
        return self.i < len(self.table)

    def get(self):
        n = 0
        shift = 0
        while True:
            c = ord(self.table[self.i])
            self.i += 1
            n |= (c & 127) << shift
            if c < 128:
                return n
            shift += 7


def well_formed(table):
    """Is it a table as it is made here? Programs can give code objects others."""
    i = 0
    digits = 0
    numbers = 0
    while i < len(table):
        digits += 1
        if digits > 4:
            return False
        if ord(table[i]) < 128:
            digits = 0
            numbers += 1
        i += 1
    return digits == 0 and numbers % 5 == 0


def position_of(table, firstlineno, index):
    """The Position of an instruction; lineno is 0 if it has none."""
    reader = _Reader(table)
    line = firstlineno
    at = 0
    while reader.more():
        at += reader.get()
        delta = reader.get()
        if delta & 1:
            line -= delta >> 1
        else:
            line += delta >> 1
        extent = reader.get()
        col = reader.get() - 1
        end_col = reader.get() - 1
        if index < at:
            return Position(line, col, line + extent, end_col)
    return NO_POSITION


def all_positions(table, firstlineno, count):
    """The Positions of all instructions; lineno is 0 for those without."""
    result = [NO_POSITION] * count
    reader = _Reader(table)
    line = firstlineno
    at = 0
    while reader.more():
        end = at + reader.get()
        delta = reader.get()
        if delta & 1:
            line -= delta >> 1
        else:
            line += delta >> 1
        extent = reader.get()
        col = reader.get() - 1
        position = Position(line, col, line + extent, reader.get() - 1)
        while at < end and at < count:
            result[at] = position
            at += 1
    return result


def all_lines(table, firstlineno, count):
    """The lines of all instructions, 0 for those without."""
    lines = [0] * count
    reader = _Reader(table)
    line = firstlineno
    at = 0
    while reader.more():
        end = at + reader.get()
        delta = reader.get()
        if delta & 1:
            line -= delta >> 1
        else:
            line += delta >> 1
        reader.get()
        reader.get()
        reader.get()
        while at < end and at < count:
            lines[at] = line
            at += 1
    return lines


def line_of(table, firstlineno, index):
    """The line of an instruction, or of the last one before it that has a line (index -1: not started)."""
    if index < 0:
        return firstlineno
    reader = _Reader(table)
    line = firstlineno
    last = firstlineno
    at = 0
    while reader.more():
        at += reader.get()
        delta = reader.get()
        if delta & 1:
            line -= delta >> 1
        else:
            line += delta >> 1
        reader.get()
        reader.get()
        reader.get()
        if line > 0:
            last = line
        if index < at:
            return last
    return last
