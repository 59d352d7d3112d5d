# args: 4
"""JSON writer and parser in plain Python: characters, dispatch on type, recursion."""
import sys

ESC = {'"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f'}
UNESC = {'"': '"', '\\': '\\', '/': '/', 'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}


def quote(s):
    out = ['"']
    for ch in s:
        if ch in ESC:
            out.append(ESC[ch])
        elif ' ' <= ch <= '~':
            out.append(ch)
        else:
            o = ord(ch)
            if o > 0xffff:
                o -= 0x10000
                out.append('\\u%04x\\u%04x' % (0xd800 | o >> 10, 0xdc00 | o & 0x3ff))
            else:
                out.append('\\u%04x' % o)
    out.append('"')
    return ''.join(out)


def write(v, put):
    if v is None:
        put('null')
    elif v is True:
        put('true')
    elif v is False:
        put('false')
    elif isinstance(v, str):
        put(quote(v))
    elif isinstance(v, (int, float)):
        put(repr(v))
    elif isinstance(v, dict):
        put('{')
        sep = ''
        for k in v:
            put(sep)
            put(quote(k))
            put(':')
            write(v[k], put)
            sep = ','
        put('}')
    elif isinstance(v, (list, tuple)):
        put('[')
        for i, x in enumerate(v):
            if i:
                put(',')
            write(x, put)
        put(']')
    else:
        raise TypeError(type(v).__name__)


def dumps(v):
    parts = []
    write(v, parts.append)
    return ''.join(parts)


class ParseError(ValueError):
    pass


class Parser:
    WORDS = {'t': ('true', True), 'f': ('false', False), 'n': ('null', None)}

    def __init__(self, text):
        self.s = text
        self.i = 0
        self.how = {'{': self.obj, '[': self.arr, '"': self.string}

    def space(self):
        s, i = self.s, self.i
        while i < len(s) and s[i] in ' \n\r\t':
            i += 1
        self.i = i
        return s[i] if i < len(s) else ''

    def need(self, ch):
        if self.space() != ch:
            raise ParseError('wanted %r at %d' % (ch, self.i))
        self.i += 1

    def value(self):
        ch = self.space()
        f = self.how.get(ch)
        if f is not None:
            return f()
        if ch in self.WORDS:
            word, v = self.WORDS[ch]
            if not self.s.startswith(word, self.i):
                raise ParseError('bad word at %d' % self.i)
            self.i += len(word)
            return v
        return self.number()

    def number(self):
        s, i = self.s, self.i
        j = i
        real = False
        while j < len(s) and s[j] in '+-.eE0123456789':
            if s[j] in '.eE':
                real = True
            j += 1
        if j == i:
            raise ParseError('nothing at %d' % i)
        self.i = j
        return float(s[i:j]) if real else int(s[i:j])

    def string(self):
        s = self.s
        i = self.i + 1
        out = []
        while True:
            j = i
            while s[j] != '"' and s[j] != '\\':
                j += 1
            out.append(s[i:j])
            if s[j] == '"':
                self.i = j + 1
                return ''.join(out)
            c = s[j + 1]
            if c == 'u':
                code = int(s[j + 2:j + 6], 16)
                i = j + 6
                if 0xd800 <= code < 0xdc00 and s[i:i + 2] == '\\u':
                    code = 0x10000 + ((code & 0x3ff) << 10 | int(s[i + 2:i + 6], 16) & 0x3ff)
                    i += 6
                out.append(chr(code))
            else:
                out.append(UNESC[c])
                i = j + 2

    def arr(self):
        self.i += 1
        out = []
        if self.space() == ']':
            self.i += 1
            return out
        while True:
            out.append(self.value())
            if self.space() == ']':
                self.i += 1
                return out
            self.need(',')

    def obj(self):
        self.i += 1
        out = {}
        if self.space() == '}':
            self.i += 1
            return out
        while True:
            self.space()
            k = self.string()
            self.need(':')
            out[k] = self.value()
            if self.space() == '}':
                self.i += 1
                return out
            self.need(',')


def loads(text):
    p = Parser(text)
    v = p.value()
    if p.space():
        raise ParseError('trailing text')
    return v


def sample(n):
    return [{'id': i, 'name': 'user "%d"\n' % i, 'score': i * 1.25, 'tags': ['a%d' % (i % 7), 'żółw', '\U0001f40d'],
             'nested': {'ok': i % 3 == 0, 'none': None, 'list': list(range(i % 12))}} for i in range(n)]


def main(n):
    data = sample(60)
    size = 0
    for _ in range(n):
        text = dumps(data)
        back = loads(text)
        assert back == data
        size += len(text)
    bad = 0
    for broken in ('[1,2', '{"a" 1}', '[tru]', '[1] x', '{"a":}'):
        try:
            loads(broken)
        except (ParseError, IndexError):
            bad += 1
    print('jsonpure', size, bad)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 140)
