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
    """The runs of a table, one after the other."""

    def __init__(self, table, firstlineno):
        self.table = table
        self.i = 0
        self.start = 0  # the first instruction of the run
        self.end = 0  # the one after its last
        self.line = firstlineno
        self.extent = 0
        self.col = -1
        self.end_col = -1

    def next(self):
        """Reads the next run; False if there is none."""
        if self.i >= len(self.table):
            return False
        self.start = self.end
        self.end += self._number()
        delta = self._number()
        if delta & 1:
            self.line -= delta >> 1
        else:
            self.line += delta >> 1
        self.extent = self._number()
        self.col = self._number() - 1
        self.end_col = self._number() - 1
        return True

    def position(self):
        """The Position of the run."""
        return Position(self.line, self.col, self.line + self.extent, self.end_col)

    def _number(self):
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
    runs = _Reader(table, firstlineno)
    while runs.next():
        if index < runs.end:
            return runs.position()
    return NO_POSITION


def all_positions(table, firstlineno, count):
    """The Positions of all instructions; lineno is 0 for those without."""
    result = [NO_POSITION] * count
    runs = _Reader(table, firstlineno)
    while runs.next():
        position = runs.position()
        for at in range(runs.start, min(runs.end, count)):
            result[at] = position
    return result


def all_lines(table, firstlineno, count):
    """The lines of all instructions, 0 for those without."""
    lines = [0] * count
    runs = _Reader(table, firstlineno)
    while runs.next():
        for at in range(runs.start, min(runs.end, count)):
            lines[at] = runs.line
    return lines


def line_of(table, firstlineno, index):
    """The line of an instruction, or of the last one before it that has a line (index -1: not started)."""
    if index < 0:
        return firstlineno
    runs = _Reader(table, firstlineno)
    last = firstlineno
    while runs.next():
        if runs.line > 0:
            last = runs.line
        if index < runs.end:
            return last
    return last
