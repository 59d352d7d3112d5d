"""String literals: prefixes, escape sequences, concatenation of adjacent literals."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.parser import ast, charnames, constant, error
from interpreters.python.parser.tokenizer import is_hex_digit


class Literal(object):
    """A STRING token taken apart: prefix flags and the extent of its body in the source."""

    def __init__(self, tok, text):
        self.tok = tok
        self.is_raw = False
        self.is_bytes = False
        self.is_format = False
        self.is_u = False
        i = tok.start
        while True:
            c = text[i]
            if c == "r" or c == "R":
                self.is_raw = True
            elif c == "b" or c == "B":
                self.is_bytes = True
            elif c == "f" or c == "F":
                self.is_format = True
            elif c == "u" or c == "U":
                self.is_u = True
            else:
                break
            i += 1
        end = tok.end
        if end - i >= 6 and text[i + 1] == text[i] and text[i + 2] == text[i]:
            self.body_start = i + 3
            self.body_end = end - 3
        else:
            self.body_start = i + 1
            self.body_end = end - 1


def append_utf8(builder, code):
    """Append a code point (surrogates too) in UTF-8."""
    if code < 0x80:
        builder.append(chr(code))
    elif code < 0x800:
        builder.append(chr(0xC0 | (code >> 6)))
        builder.append(chr(0x80 | (code & 0x3F)))
    elif code < 0x10000:
        builder.append(chr(0xE0 | (code >> 12)))
        builder.append(chr(0x80 | ((code >> 6) & 0x3F)))
        builder.append(chr(0x80 | (code & 0x3F)))
    else:
        builder.append(chr(0xF0 | (code >> 18)))
        builder.append(chr(0x80 | ((code >> 12) & 0x3F)))
        builder.append(chr(0x80 | ((code >> 6) & 0x3F)))
        builder.append(chr(0x80 | (code & 0x3F)))


def simple_escape(c):
    """The byte that backslash + c stands for, -1 if c is not one of the one-letter escapes."""
    if c == "n":
        return 10
    if c == "t":
        return 9
    if c == "\\" or c == "'" or c == '"':
        return ord(c)
    if c == "r":
        return 13
    if c == "a":
        return 7
    if c == "b":
        return 8
    if c == "f":
        return 12
    if c == "v":
        return 11
    return -1


class Decoder(object):
    """Decodes the escapes of source.text[start:end]; errors are reported at ``tok``."""

    def __init__(self, source, tok, literal):
        self.source = source
        self.tok = tok
        self.literal = literal
        self.warned = False

    def warn(self, msg):
        """Warns of an escape sequence, once for a literal."""
        if not self.warned:
            self.warned = True
            tok = self.literal.tok
            self.source.warn(True, msg, tok.lineno, tok.col, tok.end_lineno, tok.end_col)

    def warn_unknown(self, i, end):
        """Backslash and a character that together mean nothing."""
        text = self.source.text
        j = i + 2
        while j < end and ord(text[j]) & 0xC0 == 0x80:
            j += 1
        assert i >= 0
        self.warn("invalid escape sequence '" + text[i:j] + "'")

    def error(self, msg):
        tok = self.tok
        return self.source.error(
            msg, tok.lineno, tok.col, tok.end_lineno, tok.end_col, error.SYNTAX
        )

    def decode_text(self, start, end):
        """The text in UTF-8."""
        text = self.source.text
        assert start >= 0 and end >= 0
        if text.find("\\", start, end) < 0:
            return text[start:end]
        builder = StringBuilder(end - start)
        i = start
        while i < end:
            c = text[i]
            if c != "\\" or i + 1 >= end:
                if c == "\\" and end < len(text) and text[end] == "{":
                    self.warn_unknown(i, end)
                builder.append(c)
                i += 1
                continue
            c = text[i + 1]
            code = simple_escape(c)
            if code >= 0:
                builder.append(chr(code))
                i += 2
            elif c == "\n":
                i += 2
            elif "0" <= c and c <= "7":
                i = self.octal(builder, i + 1, end, False)
            elif c == "x":
                i = self.unicode_hex(builder, i, end, start, 2, "truncated \\xXX escape")
            elif c == "u":
                i = self.unicode_hex(builder, i, end, start, 4, "truncated \\uXXXX escape")
            elif c == "U":
                i = self.unicode_hex(builder, i, end, start, 8, "truncated \\UXXXXXXXX escape")
            elif c == "N":
                i = self.named(builder, i, end, start)
            else:
                self.warn_unknown(i, end)
                builder.append("\\")
                i += 1
        return builder.build()

    def octal(self, builder, i, end, is_bytes):
        text = self.source.text
        n = 0
        stop = i + 3
        while i < end and i < stop and "0" <= text[i] and text[i] <= "7":
            n = n * 8 + ord(text[i]) - ord("0")
            i += 1
        if n > 255:
            first = i - 3
            assert first >= 0
            self.warn("invalid octal escape sequence '\\" + text[first:i] + "'")
        if is_bytes:
            builder.append(chr(n & 255))
        else:
            append_utf8(builder, n)
        return i

    def unicode_error(self, i, j, start, msg):
        first = i - start
        last = j - 1 - start
        return self.error(
            "(unicode error) 'unicodeescape' codec can't decode bytes in position %d-%d: %s"
            % (first, last, msg)
        )

    def unicode_hex(self, builder, i, end, start, width, msg):
        text = self.source.text
        j = i + 2
        n = 0
        while j < end and j < i + 2 + width and is_hex_digit(text[j]):
            n = n * 16 + hex_value(text[j])
            j += 1
        if j < i + 2 + width:
            raise self.unicode_error(i, j, start, msg)
        if n > 0x10FFFF:
            raise self.unicode_error(i, j, start, "illegal Unicode character")
        append_utf8(builder, n)
        return j

    def named(self, builder, i, end, start):
        text = self.source.text
        j = i + 2
        if j < end and text[j] == "{":
            close = text.find("}", j, end)
            if close > j + 1:
                code = charnames.lookup(text[j + 1 : close])
                if code < 0:
                    raise self.unicode_error(i, close + 1, start, "unknown Unicode character name")
                append_utf8(builder, code)
                return close + 1
        raise self.unicode_error(i, j, start, "malformed \\N character escape")

    def decode_bytes(self, start, end):
        """The bytes of a b"..." literal."""
        text = self.source.text
        builder = StringBuilder(end - start)
        i = start
        while i < end:
            c = text[i]
            if c != "\\" or i + 1 >= end:
                builder.append(c)
                i += 1
                continue
            c = text[i + 1]
            code = simple_escape(c)
            if code >= 0:
                builder.append(chr(code))
                i += 2
            elif c == "\n":
                i += 2
            elif "0" <= c and c <= "7":
                i = self.octal(builder, i + 1, end, True)
            elif c == "x":
                if i + 3 < end and is_hex_digit(text[i + 2]) and is_hex_digit(text[i + 3]):
                    builder.append(chr(hex_value(text[i + 2]) * 16 + hex_value(text[i + 3])))
                    i += 4
                else:
                    raise self.error(
                        "(value error) invalid \\x escape at position %d" % (i - start)
                    )
            else:
                self.warn_unknown(i, end)
                builder.append("\\")
                i += 1
        return builder.build()


def hex_value(c):
    """Value of a hexadecimal digit."""
    n = ord(c)
    if n <= ord("9"):
        return n - ord("0")
    return (n | 32) - ord("a") + 10


class Joiner(object):
    """Collects the pieces of adjacent literals: constant text and formatted values."""

    def __init__(self):
        self.values = []
        self.pending = []
        self.has_format = False

    def add_text(self, utf8):
        """Append constant text."""
        if len(utf8) > 0:
            self.pending.append(utf8)

    def add_value(self, node, pos):
        """Append a FormattedValue."""
        self.flush(pos)
        self.values.append(node)

    def flush(self, pos):
        """Make a Constant of the text collected since the last value."""
        if len(self.pending) > 0:
            const = constant.StrConst("".join(self.pending))
            self.values.append(ast.Constant(const, "", pos))
            self.pending = []

    def finish(self, pos):
        """The JoinedStr node."""
        self.flush(pos)
        return ast.JoinedStr(self.values, pos)
