"""A JSON parser and writer."""

from rpython.rlib.rstring import StringBuilder

# run: '{"name": "x", "list": [1, -2.5, 3e2, true, false, null], "nested": {"a": {}, "b": []}}'
# run: '[[[]], "esc \\" \\\\ \\n \\u0041", 12345678901]'
# run: '{"unterminated": [1, 2'
# run: '[1 2]'


class JsonError(Exception):
    def __init__(self, pos, message):
        self.pos = pos
        self.message = message


class Value(object):
    def write(self, out, depth):
        raise NotImplementedError

    def count(self):
        return 1


class Null(Value):
    def write(self, out, depth):
        out.append("null")


class Bool(Value):
    def __init__(self, value):
        self.value = value

    def write(self, out, depth):
        out.append("true" if self.value else "false")


class Int(Value):
    def __init__(self, value):
        self.value = value

    def write(self, out, depth):
        out.append("%d" % self.value)


class Float(Value):
    def __init__(self, value):
        self.value = value

    def write(self, out, depth):
        out.append(str(self.value))


class String(Value):
    def __init__(self, value):
        self.value = value

    def write(self, out, depth):
        write_string(out, self.value)


class Array(Value):
    def __init__(self, items):
        self.items = items

    def write(self, out, depth):
        out.append("[")
        for i in range(len(self.items)):
            if i:
                out.append(", ")
            self.items[i].write(out, depth + 1)
        out.append("]")

    def count(self):
        total = 1
        for item in self.items:
            total += item.count()
        return total


class Object(Value):
    def __init__(self, fields):
        self.fields = fields

    def write(self, out, depth):
        out.append("{")
        first = True
        for key, value in self.fields.items():
            out.append("\n" if first else ",\n")
            first = False
            out.append_multiple_char(" ", depth * 2 + 2)
            write_string(out, key)
            out.append(": ")
            value.write(out, depth + 1)
        out.append("}")

    def count(self):
        total = 1
        for value in self.fields.values():
            total += value.count()
        return total


def write_string(out, s):
    out.append('"')
    for c in s:
        if c == '"' or c == "\\":
            out.append("\\")
        if c == "\n":
            out.append("\\n")
        else:
            out.append(c)
    out.append('"')


class Parser(object):
    def __init__(self, text):
        self.text = text
        self.pos = 0

    def fail(self, message):
        raise JsonError(self.pos, message)

    def skip(self):
        while self.pos < len(self.text) and self.text[self.pos].isspace():
            self.pos += 1

    def peek(self):
        self.skip()
        if self.pos >= len(self.text):
            self.fail("unexpected end")
        return self.text[self.pos]

    def expect(self, c):
        if self.peek() != c:
            self.fail("expected " + c)
        self.pos += 1

    def value(self):
        c = self.peek()
        if c == "{":
            return self.object()
        if c == "[":
            return self.array()
        if c == '"':
            return String(self.string())
        if c == "-" or c.isdigit():
            return self.number()
        for word, value in WORDS:
            if self.text.startswith(word, self.pos):
                self.pos += len(word)
                return value
        self.fail("unexpected " + c)

    def object(self):
        fields = {}
        self.expect("{")
        if self.peek() != "}":
            while True:
                self.skip()
                key = self.string()
                self.expect(":")
                fields[key] = self.value()
                if self.peek() != ",":
                    break
                self.pos += 1
        self.expect("}")
        return Object(fields)

    def array(self):
        items = []
        self.expect("[")
        if self.peek() != "]":
            while True:
                items.append(self.value())
                if self.peek() != ",":
                    break
                self.pos += 1
        self.expect("]")
        return Array(items)

    def string(self):
        self.expect('"')
        builder = StringBuilder()
        while True:
            if self.pos >= len(self.text):
                self.fail("unterminated string")
            c = self.text[self.pos]
            self.pos += 1
            if c == '"':
                return builder.build()
            if c == "\\":
                c = self.text[self.pos]
                self.pos += 1
                if c == "n":
                    c = "\n"
                elif c == "u":
                    c = chr(int(self.text[self.pos : self.pos + 4], 16) & 255)
                    self.pos += 4
            builder.append(c)

    def number(self):
        start = self.pos
        is_float = False
        while self.pos < len(self.text):
            c = self.text[self.pos]
            if c == "." or c == "e":
                is_float = True
            elif not (c.isdigit() or c == "-" or c == "+"):
                break
            self.pos += 1
        s = self.text[start : self.pos]
        if is_float:
            return Float(float(s))
        return Int(int(s))


def make_words():
    words = []
    words.append(("true", Bool(True)))
    words.append(("false", Bool(False)))
    words.append(("null", Null()))
    return words


WORDS = make_words()


def entry_point(argv):
    parser = Parser(argv[1])
    try:
        value = parser.value()
    except JsonError as e:
        print("error at %d: %s" % (e.pos, e.message))
        return 1
    out = StringBuilder()
    value.write(out, 0)
    print(out.build())
    print(value.count())
    again = Parser(out.build()).value()
    out2 = StringBuilder()
    again.write(out2, 0)
    print(out2.build() == out.build())
    return 0


def target(driver, args):
    return entry_point, None
