"""Reading JSON: scanstring and the scanner. Positions are in bytes inside, in characters outside."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.module import importing
from interpreters.python.objspace import floatobject, unicodeobject
from interpreters.python.objspace import operation as space


def char_count(text, stop):
    """How many characters the first `stop` bytes are."""
    count = 0
    i = 0
    while i < stop and i < len(text):
        if ord(text[i]) & 0xC0 != 0x80:
            count += 1
        i += 1
    return count


def byte_offset(text, count):
    """Where character number `count` begins; len(text) at most."""
    i = 0
    while i < len(text):
        if ord(text[i]) & 0xC0 != 0x80:
            if count == 0:
                return i
            count -= 1
        i += 1
    return len(text)


def decode_error(msg, w_string, at):
    """A JSONDecodeError; at is in bytes."""
    w_module = importing.import_absolute("json.decoder")
    w_type = space.getattr(w_module, "JSONDecodeError")
    position = char_count(w_string.text(), at)
    w_error = space.call3(w_type, space.newtext(msg), w_string, space.newint(position))
    return OperationError(w_type, w_error)


def put_codepoint(builder, code):
    """Append a code point in UTF-8 (surrogates as three bytes)."""
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


def is_blank(c):
    return c == " " or c == "\n" or c == "\t" or c == "\r"


class StopScan(Exception):
    """There is no value at a position."""

    def __init__(self, at):
        self.at = at


def small_number(text, start, stop):
    """The int that text[start:stop] is, which has few digits."""
    negative = text[start] == "-"
    i = start + 1 if negative else start
    value = 0
    while i < stop:
        value = value * 10 + (ord(text[i]) - 48)
        i += 1
    return -value if negative else value


class Parser(object):
    """Reads the values in one text; `end` is where the last one ended."""

    def __init__(self, w_string, strict):
        self.w_string = w_string
        self.text = w_string.text()
        self.strict = strict
        self.end = 0
        self.depth = 0
        self.memo = {}
        self.w_object_hook = None
        self.w_pairs_hook = None
        self.w_parse_float = None
        self.w_parse_int = None
        self.w_parse_constant = None

    def error(self, msg, at):
        return decode_error(msg, self.w_string, at)

    def skip(self, i):
        """The first position from i that is not blank."""
        text = self.text
        while i < len(text) and is_blank(text[i]):
            i += 1
        return i

    # -- strings ------------------------------------------------------------------------------

    def string(self, begin):
        """The text of the string whose quote is before `begin`, in UTF-8."""
        text = self.text
        i = begin
        assert i >= 0
        while i < len(text):
            c = text[i]
            if c == '"':
                self.end = i + 1
                return text[begin:i]
            if c == "\\":
                break
            if ord(c) < 32 and self.strict:
                raise self.error("Invalid control character at", i)
            i += 1
        builder = StringBuilder(i - begin + 16)
        builder.append_slice(text, begin, i)
        while True:
            if i >= len(text):
                raise self.error("Unterminated string starting at", begin - 1)
            c = text[i]
            if c == '"':
                self.end = i + 1
                return builder.build()
            if c == "\\":
                i = self.escape(builder, i + 1, begin)
                continue
            if ord(c) < 32 and self.strict:
                raise self.error("Invalid control character at", i)
            builder.append(c)
            i += 1

    def escape(self, builder, i, begin):
        """An escape whose backslash is before i; the position after it."""
        text = self.text
        if i >= len(text):
            raise self.error("Unterminated string starting at", begin - 1)
        c = text[i]
        if c == "u":
            code = self.hex_digits(i + 1)
            i += 5
            if 0xD800 <= code <= 0xDBFF and i + 1 < len(text):
                if text[i] == "\\" and text[i + 1] == "u":
                    low = self.hex_digits(i + 2)
                    if 0xDC00 <= low <= 0xDFFF:
                        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                        i += 6
            put_codepoint(builder, code)
            return i
        if c == '"' or c == "\\" or c == "/":
            builder.append(c)
        elif c == "b":
            builder.append("\b")
        elif c == "f":
            builder.append("\f")
        elif c == "n":
            builder.append("\n")
        elif c == "r":
            builder.append("\r")
        elif c == "t":
            builder.append("\t")
        else:
            raise self.error("Invalid \\escape: ", i - 1)
        return i + 1

    def hex_digits(self, i):
        """The value of four hexadecimal digits."""
        text = self.text
        value = 0
        k = 0
        while k < 4:
            digit = -1
            if i + k < len(text):
                c = ord(text[i + k])
                if 48 <= c <= 57:
                    digit = c - 48
                elif 97 <= c <= 102:
                    digit = c - 87
                elif 65 <= c <= 70:
                    digit = c - 55
            if digit < 0:
                raise self.error("Invalid \\uXXXX escape", i - 1)
            value = value * 16 + digit
            k += 1
        return value

    # -- values -------------------------------------------------------------------------------

    def value(self, i):
        """The value at i."""
        text = self.text
        if i >= len(text):
            raise StopScan(i)
        c = text[i]
        if c == '"':
            return space.newtext(self.string(i + 1))
        if c == "{" or c == "[":
            self.depth += 1
            if self.depth + ec.depth > ec.recursion_limit:
                raise operr(
                    space.w_RecursionError,
                    "maximum recursion depth exceeded while decoding a JSON object from a "
                    "unicode string",
                )
            w_result = self.object(i + 1) if c == "{" else self.array(i + 1)
            self.depth -= 1
            return w_result
        if c == "n" and self.word(i, "null"):
            return space.w_None
        if c == "t" and self.word(i, "true"):
            return space.w_True
        if c == "f" and self.word(i, "false"):
            return space.w_False
        if c == "N" and self.word(i, "NaN"):
            return space.call1(self.w_parse_constant, space.newtext("NaN"))
        if c == "I" and self.word(i, "Infinity"):
            return space.call1(self.w_parse_constant, space.newtext("Infinity"))
        if c == "-" and self.word(i, "-Infinity"):
            return space.call1(self.w_parse_constant, space.newtext("-Infinity"))
        return self.number(i)

    def word(self, i, word):
        """Is the word at i? Then `end` is behind it."""
        stop = i + len(word)
        text = self.text
        if stop > len(text):
            return False
        k = 0
        while k < len(word):
            if text[i + k] != word[k]:
                return False
            k += 1
        self.end = stop
        return True

    def digits(self, i):
        """The position behind the digits at i."""
        text = self.text
        while i < len(text) and "0" <= text[i] <= "9":
            i += 1
        return i

    def number(self, start):
        """The number at start."""
        text = self.text
        i = start
        if text[i] == "-":
            i += 1
        first = i
        i = self.digits(i)
        if i == first:
            raise StopScan(start)
        if text[first] == "0":
            i = first + 1
        is_float = False
        if i + 1 < len(text) and text[i] == "." and "0" <= text[i + 1] <= "9":
            is_float = True
            i = self.digits(i + 1)
        if i < len(text) and (text[i] == "e" or text[i] == "E"):
            k = i + 1
            if k < len(text) and (text[k] == "+" or text[k] == "-"):
                k += 1
            stop = self.digits(k)
            if stop > k:
                is_float = True
                i = stop
        assert start >= 0
        self.end = i
        if not is_float and i - start < 18 and self.w_parse_int is space.w_int:
            return space.newint(small_number(text, start, i))
        w_text = space.newtext(text[start:i])
        if is_float:
            if self.w_parse_float is space.w_float:
                return space.newfloat(floatobject.parse(text[start:i], w_text))
            return space.call1(self.w_parse_float, w_text)
        return space.call1(self.w_parse_int, w_text)

    def array(self, i):
        """The array whose bracket is before i."""
        text = self.text
        items_w = []
        i = self.skip(i)
        if i < len(text) and text[i] == "]":
            self.end = i + 1
            return space.newlist(items_w)
        while True:
            try:
                items_w.append(self.value(i))
            except StopScan as e:
                raise self.error("Expecting value", e.at)
            i = self.skip(self.end)
            if i < len(text) and text[i] == "]":
                self.end = i + 1
                return space.newlist(items_w)
            if i >= len(text) or text[i] != ",":
                raise self.error("Expecting ',' delimiter", i)
            i = self.skip(i + 1)

    def key(self, i):
        """The name whose quote is before i."""
        name = self.string(i)
        w_key = self.memo.get(name, None)
        if w_key is None:
            w_key = space.newtext(name)
            self.memo[name] = w_key
        return w_key

    def object(self, i):
        """The object whose brace is before i."""
        text = self.text
        w_dict = space.newdict()
        pairs_w = []
        i = self.skip(i)
        if i < len(text) and text[i] == "}":
            self.end = i + 1
            return self.finish(w_dict, pairs_w)
        while True:
            if i >= len(text) or text[i] != '"':
                raise self.error("Expecting property name enclosed in double quotes", i)
            w_key = self.key(i + 1)
            i = self.skip(self.end)
            if i >= len(text) or text[i] != ":":
                raise self.error("Expecting ':' delimiter", i)
            i = self.skip(i + 1)
            try:
                w_value = self.value(i)
            except StopScan as e:
                raise self.error("Expecting value", e.at)
            if self.w_pairs_hook is not None:
                pairs_w.append(space.newtuple([w_key, w_value]))
            else:
                w_dict.setitem(w_key, w_value)
            i = self.skip(self.end)
            if i < len(text) and text[i] == "}":
                self.end = i + 1
                return self.finish(w_dict, pairs_w)
            if i >= len(text) or text[i] != ",":
                raise self.error("Expecting ',' delimiter", i)
            i = self.skip(i + 1)

    def finish(self, w_dict, pairs_w):
        """Call the hooks of an object."""
        if self.w_pairs_hook is not None:
            return space.call1(self.w_pairs_hook, space.newlist(pairs_w))
        if self.w_object_hook is not None:
            return space.call1(self.w_object_hook, w_dict)
        return w_dict


def scanstring(w_string, w_end, w_strict):
    """scanstring(string, end, strict=True) -> (string, end)"""
    if not isinstance(w_string, unicodeobject.W_UnicodeObject):
        raise operr(
            space.w_TypeError,
            "first argument must be a string, not " + space.typename(w_string),
        )
    strict = w_strict is None or space.is_true(w_strict)
    parser = Parser(w_string, strict)
    end = space.getindex_w(w_end, space.w_OverflowError)
    if end < 0 or end > w_string.length():
        raise operr(space.w_ValueError, "end is out of bounds")
    start = byte_offset(parser.text, end)
    text = parser.string(start)
    return space.newtuple([space.newtext(text), space.newint(char_count(parser.text, parser.end))])


class W_Scanner(W_Root):
    """Reads a value from a position of a text."""

    def __init__(self, w_context):
        self.strict = space.is_true(space.getattr(w_context, "strict"))
        self.w_object_hook = space.getattr(w_context, "object_hook")
        self.w_pairs_hook = space.getattr(w_context, "object_pairs_hook")
        self.w_parse_float = space.getattr(w_context, "parse_float")
        self.w_parse_int = space.getattr(w_context, "parse_int")
        self.w_parse_constant = space.getattr(w_context, "parse_constant")

    def descr_call(self, w_string, w_index):
        if not isinstance(w_string, unicodeobject.W_UnicodeObject):
            raise operr(
                space.w_TypeError,
                "first argument must be a string, not " + space.typename(w_string),
            )
        index = space.getindex_w(w_index, space.w_OverflowError)
        if index < 0:
            raise operr(space.w_ValueError, "idx cannot be negative")
        parser = Parser(w_string, self.strict)
        parser.w_object_hook = space.none_to_null(self.w_object_hook)
        parser.w_pairs_hook = space.none_to_null(self.w_pairs_hook)
        parser.w_parse_float = self.w_parse_float
        parser.w_parse_int = self.w_parse_int
        parser.w_parse_constant = self.w_parse_constant
        start = byte_offset(parser.text, index) if index > 0 else 0
        try:
            if index > w_string.length():
                raise StopScan(start)
            w_value = parser.value(start)
        except StopScan as e:
            w_at = space.newint(char_count(parser.text, e.at))
            raise OperationError(space.w_StopIteration, w_at)
        return space.newtuple([w_value, space.newint(char_count(parser.text, parser.end))])

    def fget_strict(self):
        return space.newbool(self.strict)

    def fget_object_hook(self):
        return self.w_object_hook

    def fget_pairs_hook(self):
        return self.w_pairs_hook

    def fget_parse_float(self):
        return self.w_parse_float

    def fget_parse_int(self):
        return self.w_parse_int

    def fget_parse_constant(self):
        return self.w_parse_constant


def scanner_new(w_type, w_context):
    """Scanner.__new__"""
    return W_Scanner(w_context)
