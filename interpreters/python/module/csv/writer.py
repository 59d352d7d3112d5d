"""Writing of rows."""

from rpython.rlib import rutf8
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method
from interpreters.python.module.csv import dialect
from interpreters.python.module.csv.dialect import (
    NOT_SET,
    QUOTE_ALL,
    QUOTE_NONE,
    QUOTE_NONNUMERIC,
)
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import unicodeobject


def is_number(w_value):
    """Does the object convert to a number?"""
    return (
        space.lookup(w_value, "__float__") is not None
        or space.lookup(w_value, "__int__") is not None
        or space.lookup(w_value, "__index__") is not None
    )


class W_Writer(W_Root):
    """Gives each row as text to a function."""

    def __init__(self, w_write, w_dialect):
        self.w_write = w_write
        self.w_dialect = w_dialect
        terminator = w_dialect.lineterminator
        codes = [w_dialect.delimiter, w_dialect.quotechar, w_dialect.escapechar]
        pos = 0
        while pos < len(terminator):
            codes.append(rutf8.codepoint_at_pos(terminator, pos))
            pos = rutf8.next_codepoint_pos(terminator, pos)
        self.special = [code for code in codes if code != NOT_SET]

    def fget_dialect(self):
        return self.w_dialect

    def field_text(self, text, quoted):
        """A field as it is written."""
        special = self.w_dialect
        builder = StringBuilder(len(text) + 2)
        quote = ""
        if special.quotechar != NOT_SET:
            quote = rutf8.unichr_as_utf8(special.quotechar, True)
        pos = 0
        done = 0
        while pos < len(text):
            start = pos
            c = ord(text[pos])
            if c < 0x80:
                pos += 1
            else:
                c = rutf8.codepoint_at_pos(text, pos)
                pos = rutf8.next_codepoint_pos(text, pos)
            if c not in self.special:
                continue
            builder.append_slice(text, done, start)
            done = start
            if special.quoting == QUOTE_NONE:
                builder.append(self.escape())
            elif c == special.quotechar:
                if special.doublequote:
                    builder.append(quote)
                    quoted = True
                else:
                    builder.append(self.escape())
            elif c == special.escapechar:
                builder.append(self.escape())
            else:
                quoted = True
        builder.append_slice(text, done, len(text))
        body = builder.build()
        if quoted:
            return quote + body + quote
        return body

    def escape(self):
        """The character that escapes."""
        code = self.w_dialect.escapechar
        if code == NOT_SET:
            raise dialect.csv_error("need to escape, but no escapechar set")
        return rutf8.unichr_as_utf8(code, True)

    def row_text(self, w_row):
        """A row as it is written."""
        special = self.w_dialect
        try:
            w_iterator = space.iter(w_row)
        except OperationError as e:
            if not e.match(space.w_TypeError):
                raise
            raise dialect.csv_error("iterable expected, not %s" % space.typename(w_row))
        builder = StringBuilder()
        delimiter = rutf8.unichr_as_utf8(special.delimiter, True)
        count = 0
        while True:
            w_field = w_iterator.next_w()
            if w_field is None:
                break
            quoted = special.quoting == QUOTE_ALL
            if special.quoting == QUOTE_NONNUMERIC:
                quoted = not is_number(w_field)
            if isinstance(w_field, unicodeobject.W_UnicodeObject):
                text = w_field.text()
            elif w_field is space.w_None:
                text = ""
            else:
                text = space.str_w(w_field)
            if count > 0:
                builder.append(delimiter)
            count += 1
            builder.append(self.field_text(text, quoted))
        if count == 1 and builder.getlength() == 0:
            if special.quoting == QUOTE_NONE:
                raise dialect.csv_error("single empty field record must be quoted")
            builder.append(self.field_text("", True))
        builder.append(special.lineterminator)
        return builder.build()

    def descr_writerow(self, w_row):
        return space.call1(self.w_write, space.newtext(self.row_text(w_row)))

    def descr_writerows(self, w_rows):
        w_iterator = space.iter(w_rows)
        while True:
            w_row = w_iterator.next_w()
            if w_row is None:
                break
            self.descr_writerow(w_row)


W_Writer.typedef = TypeDef(
    "_csv.writer",
    W_Writer,
    method("writerow", W_Writer.descr_writerow, "self, row, /"),
    method("writerows", W_Writer.descr_writerows, "self, rows, /"),
    getset("dialect", W_Writer.fget_dialect),
    acceptable_as_base=False,
    publish=False,
)


def csv_writer(args):
    """writer(file, dialect='excel', **parameters)"""
    count = len(args.args_w)
    if count < 1:
        raise operr(space.w_TypeError, " expected at least 1 argument, got 0")
    if count > 2:
        raise operr(space.w_TypeError, " expected at most 2 arguments, got %d" % count)
    w_dialect = dialect.from_arguments(args.args_w[1] if count > 1 else None, args)
    assert isinstance(w_dialect, dialect.W_Dialect)
    w_write = space.findattr(args.args_w[0], "write")
    if w_write is None or not space.callable_w(w_write):
        raise operr(space.w_TypeError, 'argument 1 must have a "write" method')
    return W_Writer(w_write, w_dialect)
