"""The % operator of str and bytes."""

from rpython.rlib import rfloat
from rpython.rlib.rbigint import rbigint
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.error import operr
from interpreters.python.objspace import formatspec, utf8
from interpreters.python.objspace import operation as space

MAX_SIZE = 0x7FFFFFFFFFFFFFFF
MAX_PRECISION = 0x7FFFFFFF


class Conversion(object):
    """One parsed conversion specifier."""

    def __init__(self):
        self.left = False
        self.plus = False
        self.blank = False
        self.alternate = False
        self.zero = False
        self.width = -1
        self.precision = -1


class PercentFormatter(object):
    """One use of the operator."""

    def __init__(self, template, w_values, bytes_mode):
        self.template = template
        self.bytes_mode = bytes_mode
        self.pos = 0
        self.next_arg = 0
        self.used_mapping = False
        self.w_mapping = None
        if isinstance(w_values, tupleobject.W_TupleObject):
            self.args_w = w_values.getitems()
        else:
            self.args_w = [w_values]
            if (
                space.lookup(w_values, "__getitem__") is not None
                and not isinstance(w_values, unicodeobject.W_UnicodeObject)
                and not (bytes_mode and isinstance(w_values, bytesobject.W_AbstractBytes))
            ):
                self.w_mapping = w_values
        self.builder = StringBuilder(len(template) + 32)

    def next_value(self):
        """The next argument."""
        i = self.next_arg
        if i >= len(self.args_w):
            raise operr(space.w_TypeError, "not enough arguments for format string")
        self.next_arg = i + 1
        return self.args_w[i]

    def run(self):
        """The formatted text."""
        template = self.template
        size = len(template)
        builder = self.builder
        while self.pos < size:
            start = self.pos
            end = template.find("%", start)
            if end < 0:
                builder.append_slice(template, start, size)
                break
            builder.append_slice(template, start, end)
            self.pos = end + 1
            if self.pos < size and template[self.pos] == "%":
                builder.append("%")
                self.pos += 1
            else:
                self.conversion()
        if self.next_arg < len(self.args_w) and self.w_mapping is None:
            raise operr(
                space.w_TypeError,
                "not all arguments converted during %s formatting" % self.what(),
            )
        return builder.build()

    def what(self):
        """The kind of thing being formatted, for messages."""
        if self.bytes_mode:
            return "bytes"
        return "string"

    def peek(self):
        """The next character of the template."""
        if self.pos >= len(self.template):
            raise operr(space.w_ValueError, "incomplete format")
        return self.template[self.pos]

    def number(self, limit, message):
        """Digits of a width or a precision."""
        value = 0
        while "0" <= self.peek() <= "9":
            digit = ord(self.template[self.pos]) - 48
            if value > (limit - digit) // 10:
                raise operr(space.w_ValueError, message)
            value = value * 10 + digit
            self.pos += 1
        return value

    def star(self):
        """A width or a precision given by an argument."""
        w_value = self.next_value()
        if not space.isinstance_w(w_value, space.w_int):
            raise operr(space.w_TypeError, "* wants int")
        return space.int_w(w_value)

    def mapping_key(self):
        """The value that a parenthesised key stands for becomes the only argument."""
        template = self.template
        if self.w_mapping is None:
            raise operr(space.w_TypeError, "format requires a mapping")
        self.pos += 1
        start = self.pos
        nesting = 1
        while nesting > 0:
            if self.pos >= len(template):
                raise operr(space.w_ValueError, "incomplete format key")
            c = template[self.pos]
            if c == ")":
                nesting -= 1
            elif c == "(":
                nesting += 1
            self.pos += 1
        end = self.pos - 1
        assert start >= 0
        assert end >= start
        key = template[start:end]
        if self.bytes_mode:
            w_key = space.newbytes(key)
        else:
            w_key = space.newtext(key)
        self.args_w = [space.getitem(self.w_mapping, w_key)]
        self.next_arg = 0

    def conversion(self):
        """Parse and carry out the conversion behind a percent sign."""
        conv = Conversion()
        if self.peek() == "(":
            self.mapping_key()
        while True:
            c = self.peek()
            if c == "-":
                conv.left = True
            elif c == "+":
                conv.plus = True
            elif c == " ":
                conv.blank = True
            elif c == "#":
                conv.alternate = True
            elif c == "0":
                conv.zero = True
            else:
                break
            self.pos += 1
        if c == "*":
            self.pos += 1
            conv.width = self.star()
            if conv.width < 0:
                conv.left = True
                conv.width = -conv.width
        elif "0" <= c <= "9":
            conv.width = self.number(MAX_SIZE, "width too big")
        if self.peek() == ".":
            self.pos += 1
            if self.peek() == "*":
                self.pos += 1
                conv.precision = self.star()
                if conv.precision < 0:
                    conv.precision = 0
            else:
                conv.precision = self.number(MAX_PRECISION, "precision too big")
        c = self.peek()
        if c == "l" or c == "h" or c == "L":
            self.pos += 1
            c = self.peek()
        at = self.pos
        self.pos = utf8.next_pos(self.template, at)
        if c == "%":
            self.next_value()
            raise self.unsupported(at)
        w_value = self.next_value()
        if c == "s" or c == "r" or c == "a" or (c == "b" and self.bytes_mode):
            self.text(w_value, c, conv)
        elif c == "d" or c == "i" or c == "u":
            self.decimal(w_value, c, conv)
        elif c == "x" or c == "X" or c == "o":
            self.based(w_value, c, conv)
        elif c == "e" or c == "E" or c == "f" or c == "F" or c == "g" or c == "G":
            self.float(w_value, c, conv)
        elif c == "c":
            self.char(w_value, conv)
        else:
            raise self.unsupported(at)

    def unsupported(self, at):
        """The error for an unknown conversion type at a byte position of the template."""
        cp = utf8.codepoint_at(self.template, at)
        shown = "?"
        if 32 <= cp < 127:
            shown = chr(cp)
        index = utf8.count_codepoints(self.template, 0, at)
        return operr(
            space.w_ValueError,
            "unsupported format character '%s' (0x%s) at index %d"
            % (shown, formatspec.int_digits(cp, 16), index),
        )

    def put(self, text, length, conv):
        """Append a text of that length, padded with blanks."""
        missing = conv.width - length
        if missing <= 0:
            self.builder.append(text)
            return
        if not conv.left:
            self.builder.append_multiple_char(" ", missing)
        self.builder.append(text)
        if conv.left:
            self.builder.append_multiple_char(" ", missing)

    def put_number(self, digits, negative, prefix, conv):
        """Append sign, prefix and digits, padded with blanks or zeros."""
        sign = ""
        if negative:
            sign = "-"
        elif conv.plus:
            sign = "+"
        elif conv.blank:
            sign = " "
        size = len(sign) + len(prefix) + len(digits)
        builder = self.builder
        missing = conv.width - size
        if missing > 0 and not conv.left and not conv.zero:
            builder.append_multiple_char(" ", missing)
        builder.append(sign)
        builder.append(prefix)
        if missing > 0 and not conv.left and conv.zero:
            builder.append_multiple_char("0", missing)
        builder.append(digits)
        if missing > 0 and conv.left:
            builder.append_multiple_char(" ", missing)

    def text(self, w_value, c, conv):
        """%s, %r, %a, %b"""
        if c == "r":
            if self.bytes_mode:
                s = space.text_w(space.ascii(w_value))
            else:
                s = space.repr_w(w_value)
        elif c == "a":
            s = space.text_w(space.ascii(w_value))
        elif self.bytes_mode:
            s = self.bytes_of(w_value)
        elif type(w_value) is unicodeobject.W_UnicodeObject:
            s = w_value.text()
        else:
            s = space.str_w(w_value)
        if conv.width < 0 and conv.precision < 0:
            self.builder.append(s)
            return
        if self.bytes_mode:
            length = len(s)
            if 0 <= conv.precision < length:
                length = conv.precision
                s = s[0:length]
        else:
            length = utf8.length(s)
            if 0 <= conv.precision < length:
                length = conv.precision
                end = utf8.advance(s, 0, length)
                assert end >= 0
                s = s[0:end]
        self.put(s, length, conv)

    def bytes_of(self, w_value):
        """What %s and %b of bytes give."""
        s = bytesobject.buffer_or_none(w_value)
        if s is not None:
            return s
        if space.lookup(w_value, "__bytes__") is not None:
            return space.bytes_w(space.call_method0(w_value, "__bytes__"))
        raise operr(
            space.w_TypeError,
            "%b requires a bytes-like object, or an object that implements __bytes__, not '"
            + space.typename(w_value)
            + "'",
        )

    def char(self, w_value, conv):
        """%c"""
        if self.bytes_mode:
            s = bytesobject.buffer_or_none(w_value)
            if s is None and space.isinstance_w(w_value, space.w_int):
                value = space.int_w(w_value)
                if value < 0 or value > 255:
                    raise operr(space.w_OverflowError, "%c arg not in range(256)")
                s = chr(value)
            if s is None or len(s) != 1:
                raise operr(
                    space.w_TypeError,
                    "%c requires an integer in range(256) or a single byte",
                )
            self.put(s, 1, conv)
            return
        if isinstance(w_value, unicodeobject.W_UnicodeObject):
            if w_value.length() != 1:
                raise operr(space.w_TypeError, "%c requires int or char")
            self.put(w_value.text(), 1, conv)
            return
        if space.lookup(w_value, "__index__") is None:
            raise operr(space.w_TypeError, "%c requires int or char")
        value = space.getindex_w(w_value, None)
        if value < 0 or value > utf8.MAXUNICODE:
            raise operr(space.w_OverflowError, "%c arg not in range(0x110000)")
        self.put(utf8.from_codepoint(value), 1, conv)

    def decimal(self, w_value, c, conv):
        """%d, %i, %u"""
        if not space.isinstance_w(w_value, space.w_int):
            if (
                space.lookup(w_value, "__int__") is None
                and space.lookup(w_value, "__index__") is None
                or isinstance(w_value, unicodeobject.W_UnicodeObject)
                or isinstance(w_value, bytesobject.W_AbstractBytes)
            ):
                raise operr(
                    space.w_TypeError,
                    "%" + c + " format: a real number is required, not " + space.typename(w_value),
                )
            w_value = space.call1(space.w_int, w_value)
        if (
            type(w_value) is intobject.W_IntObject
            and conv.width < 0
            and conv.precision < 0
            and not conv.plus
            and not conv.blank
        ):
            self.builder.append("%d" % w_value.intval)
            return
        self.integer(w_value, 10, False, conv)

    def based(self, w_value, c, conv):
        """%x, %X, %o"""
        if space.lookup(w_value, "__index__") is None:
            raise operr(
                space.w_TypeError,
                "%" + c + " format: an integer is required, not " + space.typename(w_value),
            )
        base = 16
        if c == "o":
            base = 8
        self.integer(space.index(w_value), base, c == "X", conv)

    def integer(self, w_int, base, upper, conv):
        """The digits of an int object."""
        if isinstance(w_int, intobject.W_IntObject) and w_int.intval != formatspec.MININT:
            value = w_int.intval
            negative = value < 0
            if negative:
                value = -value
            digits = formatspec.int_digits(value, base)
        else:
            big = space.bigint_w(w_int)
            negative = big.lt(rbigint.fromint(0))
            if negative:
                big = big.neg()
            digits = formatspec.long_digits(big, base)
        if conv.precision > len(digits):
            digits = "0" * (conv.precision - len(digits)) + digits
        prefix = ""
        if conv.alternate:
            prefix = formatspec.base_prefix(base)
        if upper:
            digits = digits.upper()
            prefix = prefix.upper()
        self.put_number(digits, negative, prefix, conv)

    def float(self, w_value, c, conv):
        """%e, %f, %g and their capitals"""
        x = space.float_w(w_value)
        precision = conv.precision
        if precision < 0:
            precision = 6
        flags = 0
        if conv.alternate:
            flags = formatspec.ALT
        text = rfloat.formatd(x, c, precision, flags)
        if text[0] == "-":
            self.put_number(text[1:], True, "", conv)
        else:
            self.put_number(text, False, "", conv)


def percent_format(w_template, w_values):
    """str % values"""
    return space.newtext(PercentFormatter(w_template.text(), w_values, False).run())


def percent_format_bytes(template, w_values):
    """bytes % values, on RPython strings"""
    return PercentFormatter(template, w_values, True).run()


from interpreters.python.objspace import (  # noqa: E402
    bytesobject,
    intobject,
    tupleobject,
    unicodeobject,
)
