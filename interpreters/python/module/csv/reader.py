"""Reading: one object for each file, a small machine that looks at each character."""

from rpython.rlib import rutf8
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, getset, iterator_methods
from interpreters.python.module.csv import dialect
from interpreters.python.module.csv.dialect import NOT_SET, QUOTE_NONE, QUOTE_NONNUMERIC
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import unicodeobject

START_RECORD = 0
START_FIELD = 1
ESCAPED = 2
IN_FIELD = 3
IN_QUOTES = 4
ESCAPED_IN_QUOTES = 5
QUOTE_IN_QUOTES = 6
LINE_END = 7
AFTER_ESCAPED_LINE_END = 8

NEWLINE = 10
RETURN = 13
SPACE = 32
END = -2  # the end of a line's text


class W_Reader(W_Root):
    """An iterator over the rows."""

    def __init__(self, w_lines, w_dialect):
        self.w_lines = w_lines
        self.w_dialect = w_dialect
        self.line_num = 0
        self.state = START_RECORD
        self.fields_w = []
        self.builder = None
        self.length = 0  # characters of the field
        self.numeric = False

    def fget_dialect(self):
        return self.w_dialect

    def fget_line_num(self):
        return space.newint(self.line_num)

    def start_row(self):
        """Forgets what is unfinished."""
        self.fields_w = []
        self.builder = None
        self.length = 0
        self.numeric = False
        self.state = START_RECORD

    def add(self, text, start, stop, count):
        """More of the field: count characters."""
        self.length += count
        if self.length > dialect.state.limit:
            raise dialect.csv_error("field larger than field limit (%d)" % dialect.state.limit)
        if self.builder is None:
            self.builder = StringBuilder()
        self.builder.append_slice(text, start, stop)

    def save(self):
        """The field is complete."""
        builder = self.builder
        text = ""
        if builder is not None:
            text = builder.build()
        self.builder = None
        self.length = 0
        w_field = space.newtext(text)
        if self.numeric:
            self.numeric = False
            w_field = space.call1(space.w_float, w_field)
        self.fields_w.append(w_field)

    def end_field(self, c):
        """The field ends with its line, or with a character that ends lines."""
        self.save()
        self.state = START_RECORD if c == END else LINE_END

    def next_w(self):
        self.start_row()
        while True:
            w_line = self.w_lines.next_w()
            if w_line is None:
                if self.length > 0 or self.state == IN_QUOTES:
                    if self.w_dialect.strict:
                        raise dialect.csv_error("unexpected end of data")
                    self.save()
                    break
                return None
            if not isinstance(w_line, unicodeobject.W_UnicodeObject):
                raise dialect.csv_error(
                    "iterator should return strings, not %s (the file should be opened in text mode)"
                    % space.typename(w_line)
                )
            self.line_num += 1
            self.feed(w_line.text())
            if self.state == START_RECORD:
                break
        w_row = space.newlist(self.fields_w)
        self.fields_w = []
        return w_row

    def feed(self, text):
        """One line."""
        pos = 0
        size = len(text)
        while pos < size:
            start = pos
            c = ord(text[pos])
            if c < 0x80:
                pos += 1
            else:
                c = rutf8.codepoint_at_pos(text, pos)
                pos = rutf8.next_codepoint_pos(text, pos)
            if self.state == IN_FIELD or self.state == IN_QUOTES:
                pos = self.run_of_plain(text, start, pos, c)
                if pos < 0:
                    pos = -pos
                    continue
            self.step(c, text, start, pos)
        self.step(END, "", 0, 0)

    def run_of_plain(self, text, start, pos, c):
        """Adds ordinary characters inside a field at once: minus the position after them, or pos if c is none."""
        special = self.w_dialect
        count = 0
        first = start
        while (
            c != special.delimiter
            and c != special.quotechar
            and c != special.escapechar
            and c != NEWLINE
            and c != RETURN
        ):
            count += 1
            start = pos
            if pos >= len(text):
                break
            c = ord(text[pos])
            if c < 0x80:
                pos += 1
            else:
                c = rutf8.codepoint_at_pos(text, pos)
                pos = rutf8.next_codepoint_pos(text, pos)
        if count == 0:
            return pos
        self.add(text, first, start, count)
        return -start

    def step(self, c, text, start, stop):
        """A character, which stands at text[start:stop]."""
        special = self.w_dialect
        state = self.state
        if state == START_RECORD:
            if c == END:
                return
            if c == NEWLINE or c == RETURN:
                self.state = LINE_END
                return
            state = START_FIELD
        if state == AFTER_ESCAPED_LINE_END:
            if c == END:
                return
            state = IN_FIELD
        at_end = c == NEWLINE or c == RETURN or c == END
        quotes = special.quoting != QUOTE_NONE and c == special.quotechar and c != NOT_SET
        if state == START_FIELD:
            if at_end:
                self.end_field(c)
            elif quotes:
                self.state = IN_QUOTES
            elif c == special.escapechar:
                self.state = ESCAPED
            elif c == SPACE and special.skipinitialspace:
                self.state = START_FIELD
            elif c == special.delimiter:
                self.save()
                self.state = START_FIELD
            else:
                if special.quoting == QUOTE_NONNUMERIC:
                    self.numeric = True
                self.add(text, start, stop, 1)
                self.state = IN_FIELD
        elif state == ESCAPED:
            if c == END:
                self.add("\n", 0, 1, 1)
                self.state = IN_FIELD
            else:
                self.add(text, start, stop, 1)
                self.state = AFTER_ESCAPED_LINE_END if at_end else IN_FIELD
        elif state == IN_FIELD:
            if at_end:
                self.end_field(c)
            elif c == special.escapechar:
                self.state = ESCAPED
            elif c == special.delimiter:
                self.save()
                self.state = START_FIELD
            else:
                self.add(text, start, stop, 1)
                self.state = IN_FIELD
        elif state == IN_QUOTES:
            if c == END:
                return
            if c == special.escapechar:
                self.state = ESCAPED_IN_QUOTES
            elif quotes:
                self.state = QUOTE_IN_QUOTES if special.doublequote else IN_FIELD
            else:
                self.add(text, start, stop, 1)
        elif state == ESCAPED_IN_QUOTES:
            if c == END:
                self.add("\n", 0, 1, 1)
            else:
                self.add(text, start, stop, 1)
            self.state = IN_QUOTES
        elif state == QUOTE_IN_QUOTES:
            if quotes:
                self.add(text, start, stop, 1)
                self.state = IN_QUOTES
            elif c == special.delimiter:
                self.save()
                self.state = START_FIELD
            elif at_end:
                self.end_field(c)
            elif not special.strict:
                self.add(text, start, stop, 1)
                self.state = IN_FIELD
            else:
                raise dialect.csv_error(
                    "'%s' expected after '%s'"
                    % (
                        rutf8.unichr_as_utf8(special.delimiter, True),
                        rutf8.unichr_as_utf8(special.quotechar, True),
                    )
                )
        elif state == LINE_END:
            if c == END:
                self.state = START_RECORD
            elif not at_end:
                raise dialect.csv_error(
                    "new-line character seen in unquoted field - do you need to open the file in "
                    "universal-newline mode?"
                )


W_Reader.typedef = TypeDef(
    "_csv.reader",
    W_Reader,
    *iterator_methods(W_Reader),
    getset("dialect", W_Reader.fget_dialect),
    getset("line_num", W_Reader.fget_line_num),
    acceptable_as_base=False,
    publish=False,
)


def csv_reader(args):
    """reader(iterable, dialect='excel', **parameters)"""
    count = len(args.args_w)
    if count < 1:
        raise operr(space.w_TypeError, " expected at least 1 argument, got 0")
    if count > 2:
        raise operr(space.w_TypeError, " expected at most 2 arguments, got %d" % count)
    w_lines = space.iter(args.args_w[0])
    w_dialect = dialect.from_arguments(args.args_w[1] if count > 1 else None, args)
    assert isinstance(w_dialect, dialect.W_Dialect)
    return W_Reader(w_lines, w_dialect)
