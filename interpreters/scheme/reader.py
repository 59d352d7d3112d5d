"""Text to data."""

from rpython.rlib.rstring import StringBuilder

from interpreters.scheme import arith, text
from interpreters.scheme.model import (
    SchemeError,
    W_Bytevector,
    W_Char,
    W_ErrorObject,
    W_Fixnum,
    W_Pair,
    W_Singleton,
    W_String,
    W_Vector,
    from_list,
    intern,
    w_eof,
    w_false,
    w_nil,
    w_true,
)
from interpreters.scheme.printer import CHAR_NAMES

DELIMITERS = "()[]\";' \t\r\n\f`,"
CLOSE = W_Singleton(")")
DOT = W_Singleton(".")


def read_error(message):
    return SchemeError(W_ErrorObject("read", W_String(message), w_nil))


def is_delimiter(byte):
    return byte < 0 or chr(byte) in DELIMITERS


class Reader(object):
    """Reads data from a port."""

    def __init__(self, port):
        self.port = port

    def read(self):
        """The next datum, the end-of-file object at the end."""
        w_datum = self.read_item()
        if w_datum is CLOSE:
            return self.read()  # one too many is of no consequence
        if w_datum is DOT:
            raise read_error("misplaced dot")
        return w_datum

    def skip_space(self):
        """Skips blanks and comments to the end of the line; the next byte."""
        port = self.port
        while True:
            byte = port.peek()
            if byte == ord(";"):
                while byte >= 0 and byte != 10:
                    byte = port.next()
            elif 0 <= byte <= 32:
                port.next()
            else:
                return byte

    def skip_block(self):
        """Skips to the end of a nested comment."""
        depth = 1
        previous = 0
        while depth > 0:
            byte = self.port.next()
            if byte < 0:
                raise read_error("end of file in a comment")
            if previous == ord("|") and byte == ord("#"):
                depth -= 1
                byte = 0
            elif previous == ord("#") and byte == ord("|"):
                depth += 1
                byte = 0
            previous = byte

    def read_item(self):
        """A datum, or CLOSE, or DOT."""
        port = self.port
        byte = self.skip_space()
        if byte < 0:
            return w_eof
        c = chr(byte)
        if c == "(" or c == "[":
            port.next()
            return self.read_list()
        if c == ")" or c == "]":
            port.next()
            return CLOSE
        if c == "'":
            port.next()
            return self.read_quoted("quote")
        if c == "`":
            port.next()
            return self.read_quoted("quasiquote")
        if c == ",":
            port.next()
            if port.peek() == ord("@"):
                port.next()
                return self.read_quoted("unquote-splicing")
            return self.read_quoted("unquote")
        if c == '"':
            port.next()
            return W_String(self.read_until('"'))
        if c == "#":
            return self.read_hash()
        return self.read_atom("")

    def read_datum(self):
        """A datum that has to be there."""
        w_datum = self.read_item()
        if w_datum is w_eof:
            raise read_error("end of file in a datum")
        if w_datum is CLOSE or w_datum is DOT:
            raise read_error("a datum is missing")
        return w_datum

    def read_quoted(self, name):
        return W_Pair(intern(name), W_Pair(self.read_datum(), w_nil))

    def read_list(self):
        items = []
        w_tail = w_nil
        while True:
            w_item = self.read_item()
            if w_item is w_eof:
                raise read_error("end of file in a list")
            if w_item is CLOSE:
                return from_list(items, w_tail)
            if w_item is DOT:
                w_tail = self.read_datum()
                if self.read_item() is not CLOSE:
                    raise read_error("more than one datum after a dot")
                return from_list(items, w_tail)
            items.append(w_item)

    def read_items(self):
        """The data up to the closing parenthesis."""
        items = []
        while True:
            w_item = self.read_item()
            if w_item is w_eof or w_item is DOT:
                raise read_error("wrong vector")
            if w_item is CLOSE:
                return items[:]
            items.append(w_item)

    def read_until(self, quote):
        """The inside of a string or of |a symbol|."""
        port = self.port
        builder = StringBuilder(32)
        while True:
            byte = port.next()
            if byte < 0:
                raise read_error("end of file in a string")
            c = chr(byte)
            if c == quote:
                return builder.build()
            if c == "\\":
                self.read_escape(builder)
            else:
                builder.append(c)

    def read_escape(self, builder):
        port = self.port
        byte = port.next()
        if byte < 0:
            raise read_error("end of file in a string")
        c = chr(byte)
        if c == "n":
            builder.append("\n")
        elif c == "t":
            builder.append("\t")
        elif c == "r":
            builder.append("\r")
        elif c == "a":
            builder.append("\x07")
        elif c == "b":
            builder.append("\x08")
        elif c == "0":
            builder.append("\x00")
        elif c == "x":
            code = 0
            byte = port.next()
            while byte >= 0 and byte != ord(";"):
                digit = arith.digit_value(chr(byte))
                if digit >= 16:
                    raise read_error("wrong escape in a string")
                code = code * 16 + digit
                byte = port.next()
            text.append_code(builder, code)
        elif c == " " or c == "\t" or c == "\n" or c == "\r":
            # a line's end with the blanks around it
            while c == " " or c == "\t" or c == "\r":
                c = chr(max(port.next(), 0))
            while port.peek() == 32 or port.peek() == 9:
                port.next()
        else:
            builder.append(c)

    def token(self):
        """The bytes up to a delimiter."""
        builder = StringBuilder(16)
        while not is_delimiter(self.port.peek()):
            builder.append(chr(self.port.next()))
        return builder.build()

    def read_atom(self, start):
        """A number or a symbol."""
        port = self.port
        if port.peek() == ord("|") and start == "":
            port.next()
            return intern(self.read_until("|"))
        token = start + self.token()
        if token == ".":
            return DOT
        first = token[0]
        if "0" <= first <= "9" or first == "+" or first == "-" or first == "." or first == "#":
            w_number = arith.parse_number(token, 10)
            if w_number is not None:
                return w_number
            if first == "#":
                raise read_error("unknown syntax: " + token)
        return intern(token)

    def read_hash(self):
        port = self.port
        port.next()
        byte = port.peek()
        if byte == ord("("):
            port.next()
            return W_Vector(self.read_items())
        if byte == ord("\\"):
            port.next()
            return self.read_char()
        if byte == ord("|"):
            port.next()
            self.skip_block()
            return self.read_item()
        if byte == ord(";"):
            port.next()
            self.read_datum()
            return self.read_item()
        token = self.token()
        if token == "t" or token == "true":
            return w_true
        if token == "f" or token == "false":
            return w_false
        if token == "u8" and port.peek() == ord("("):
            port.next()
            return bytevector(self.read_items())
        if token[:1] == "!":  # a line for the shell
            byte = port.next()
            while byte >= 0 and byte != 10:
                byte = port.next()
            return self.read_item()
        w_number = arith.parse_number("#" + token, 10)
        if w_number is None:
            raise read_error("unknown syntax: #" + token)
        return w_number

    def read_char(self):
        code = self.port.read_code(True)
        if code < 0:
            raise read_error("end of file in a character")
        rest = ""
        if text.is_alphabetic(code) or text.is_numeric(code):
            rest = self.token()
        if rest == "":
            return W_Char(code)
        name = text.encode_one(code) + rest
        for known, value in CHAR_NAMES:
            if known == name:
                return W_Char(value)
        if name == "nul":
            return W_Char(0)
        if name == "linefeed":
            return W_Char(10)
        if name == "altmode":
            return W_Char(27)
        if name[0] == "x":
            w_code = arith.parse_integer(rest, 0, 16)
            if isinstance(w_code, W_Fixnum):
                return W_Char(w_code.value)
        raise read_error("unknown character: #\\" + name)


def bytevector(items):
    data = [0] * len(items)
    for i in range(len(items)):
        w_item = items[i]
        if not isinstance(w_item, W_Fixnum) or not 0 <= w_item.value <= 255:
            raise read_error("a bytevector holds numbers from 0 to 255")
        data[i] = w_item.value
    return W_Bytevector(data)


def read_all(source):
    """All data of a port, as a list."""
    reader = Reader(source)
    result = []
    while True:
        w_datum = reader.read()
        if w_datum is w_eof:
            return result
        result.append(w_datum)
