"""marshal: bytes to objects. What is wrong in the bytes is an exception."""

from rpython.rlib.longlong2float import longlong2float
from rpython.rlib.rarithmetic import intmask

from interpreters.python.interpreter import pycode
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.module.marshal import codes
from interpreters.python.objspace import interning, utf8
from interpreters.python.objspace import operation as space

MAX_DEPTH = 2000


def bad(what):
    """The ValueError for wrong data."""
    return operr(space.w_ValueError, "bad marshal data (%s)" % what)


class Reader(object):
    """Reads objects from a source; `refs_w` are those that may be referred to."""

    def __init__(self):
        self.refs_w = []
        self.depth = 0

    def take(self, n):
        """The next n bytes (EOFError)."""
        raise NotImplementedError

    # ---- numbers

    def byte(self):
        """One byte."""
        return ord(self.take(1)[0])

    def short(self):
        """Two bytes, signed."""
        data = self.take(2)
        value = ord(data[0]) | (ord(data[1]) << 8)
        if value >= 0x8000:
            value -= 0x10000
        return value

    def long(self):
        """Four bytes, signed."""
        data = self.take(4)
        value = ord(data[0]) | (ord(data[1]) << 8) | (ord(data[2]) << 16) | (ord(data[3]) << 24)
        if value >= 0x80000000:
            value -= 0x100000000
        return value

    def word(self):
        """Eight bytes, signed."""
        low = self.long() & 0xFFFFFFFF
        return intmask(low | (self.long() << 32))

    def size(self, what):
        """A length."""
        n = self.long()
        if n < 0:
            raise bad(what + " size out of range")
        return n

    # ---- objects

    def first_byte(self):
        """The byte that begins an object."""
        return self.byte()

    def read(self):
        """The next object; RPython None for NULL."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise operr(space.w_ValueError, "recursion limit exceeded")
        first = self.first_byte()
        code = chr(first & 0x7F)
        w_obj = self.read_kind(code, first & codes.FLAG_REF != 0)
        self.depth -= 1
        return w_obj

    def object(self, where):
        """The next object, which must be there."""
        w_obj = self.read()
        if w_obj is None:
            raise operr(space.w_TypeError, "NULL object in marshal data for " + where)
        return w_obj

    def keep(self, w_obj, flag):
        """Notes an object that may be referred to."""
        if flag:
            self.refs_w.append(w_obj)
        return w_obj

    def reserve(self, flag):
        """A place for an object that is not made yet; -1 for none."""
        if not flag:
            return -1
        self.refs_w.append(None)
        return len(self.refs_w) - 1

    def settle(self, w_obj, place):
        """Fills the place."""
        if place >= 0:
            self.refs_w[place] = w_obj
        return w_obj

    def read_kind(self, code, flag):
        """The rest of an object."""
        if code == codes.NULL:
            return None
        if code == codes.NONE:
            return space.w_None
        if code == codes.TRUE:
            return space.w_True
        if code == codes.FALSE:
            return space.w_False
        if code == codes.STOP:
            return space.w_StopIteration
        if code == codes.ELLIPSIS:
            return space.w_Ellipsis
        if code == codes.INT:
            return self.keep(space.newint(self.long()), flag)
        if code == codes.INT64:
            return self.keep(space.newint(self.word()), flag)
        if code == codes.LONG:
            return self.keep(self.read_long(), flag)
        if code == codes.FLOAT:
            return self.keep(space.newfloat(self.float_text()), flag)
        if code == codes.BINARY_FLOAT:
            return self.keep(space.newfloat(longlong2float(self.word())), flag)
        if code == codes.COMPLEX:
            real = self.float_text()
            return self.keep(space.newcomplex(real, self.float_text()), flag)
        if code == codes.BINARY_COMPLEX:
            real = longlong2float(self.word())
            return self.keep(space.newcomplex(real, longlong2float(self.word())), flag)
        if code == codes.STRING:
            return self.keep(space.newbytes(self.take(self.size("bytes object"))), flag)
        if code == codes.REF:
            index = self.long()
            if index < 0 or index >= len(self.refs_w):
                raise bad("invalid reference")
            w_obj = self.refs_w[index]
            if w_obj is None:
                raise bad("invalid reference")
            return w_obj
        if code == codes.CODE:
            place = self.reserve(flag)
            return self.settle(self.read_code(), place)
        w_text = self.read_text(code)
        if w_text is not None:
            return self.keep(w_text, flag)
        return self.read_container(code, flag)

    def read_text(self, code):
        """A str; None if the code is none of one."""
        if code == codes.SHORT_ASCII or code == codes.SHORT_ASCII_INTERNED:
            text = decoded_latin1(self.take(self.byte()))
            is_interned = code == codes.SHORT_ASCII_INTERNED
        elif code == codes.ASCII or code == codes.ASCII_INTERNED:
            text = decoded_latin1(self.take(self.size("string")))
            is_interned = code == codes.ASCII_INTERNED
        elif code == codes.UNICODE or code == codes.INTERNED:
            text = codec.decode_utf8(self.take(self.size("string")), "surrogatepass")
            is_interned = code == codes.INTERNED
        else:
            return None
        if is_interned:
            return interning.interned(text)
        return space.newtext(text)

    def read_container(self, code, flag):
        """Tuples, lists, sets, dicts."""
        if code == codes.SMALL_TUPLE or code == codes.TUPLE:
            n = self.byte() if code == codes.SMALL_TUPLE else self.size("tuple")
            place = self.reserve(flag)
            return self.settle(space.newtuple(self.read_items(n, "tuple")), place)
        if code == codes.LIST:
            n = self.size("list")
            w_list = self.keep(space.newlist([]), flag)
            for _ in range(n):
                space.call_method1(w_list, "append", self.object("list"))
            return w_list
        if code == codes.SET or code == codes.FROZENSET:
            n = self.size("set")
            if code == codes.SET:
                w_set = self.keep(space.newset([]), flag)
                for _ in range(n):
                    space.call_method1(w_set, "add", self.object("set"))
                return w_set
            place = self.reserve(flag)
            return self.settle(space.newfrozenset(self.read_items(n, "set")[:]), place)
        if code == codes.DICT:
            w_dict = self.keep(space.newdict(), flag)
            while True:
                w_key = self.read()
                if w_key is None:
                    return w_dict
                w_value = self.read()
                if w_value is None:
                    return w_dict
                space.setitem(w_dict, w_key, w_value)
        raise bad("unknown type code")

    def read_items(self, n, where):
        """n objects."""
        items_w = []
        for _ in range(n):
            items_w.append(self.object(where))
        return items_w[:]

    def read_long(self):
        """An int in digits of 15 bits."""
        n = self.long()
        negative = n < 0
        if negative:
            n = -n
        if n > 0x7FFFFFFF:
            raise bad("long size out of range")
        chars = []
        value = 0
        bits = 0
        digit = 0
        for _ in range(n):
            digit = self.short()
            if digit < 0 or digit > 0x7FFF:
                raise bad("digit out of range in long")
            value |= digit << bits
            bits += 15
            while bits >= 8:
                chars.append(chr(value & 255))
                value >>= 8
                bits -= 8
        if n > 0 and digit == 0:
            raise bad("unnormalized long data")
        chars.append(chr(value & 255))
        w_value = intobject.from_bytes("".join(chars), "little", False)
        if negative:
            return space.neg(w_value)
        return w_value

    def float_text(self):
        """A float as text with a byte of length."""
        text = decoded_latin1(self.take(self.byte()))
        try:
            return space.float_w(space.call1(space.w_float, space.newtext(text)))
        except OperationError as e:
            if not e.match(space.w_ValueError):
                raise
            raise operr(space.w_ValueError, "could not convert string to float: '%s'" % text)

    # ---- code objects

    def text(self):
        """The bytes of a name."""
        return self.take(self.size("string"))

    def names(self):
        """A list of names."""
        result = []
        for _ in range(self.size("tuple")):
            result.append(self.text())
        return result[:]

    def words(self):
        """A list of machine words."""
        result = []
        for _ in range(self.size("tuple")):
            result.append(self.word())
        return result[:]

    def read_code(self):
        """A code object."""
        expected = self.word()
        data = self.take(self.size("code"))
        if codes.checksum(data, 0, len(data)) != expected:
            raise bad("wrong sum of a code object")
        inner = StringReader(data)
        inner.refs_w = self.refs_w
        inner.depth = self.depth
        argcount = inner.long()
        posonlyargcount = inner.long()
        kwonlyargcount = inner.long()
        nlocals = inner.long()
        stacksize = inner.long()
        flags = inner.long()
        firstlineno = inner.long()
        instructions = inner.words()
        exceptiontable = inner.words()
        names = inner.names()
        varnames = inner.names()
        freevars = inner.names()
        cellvars = inner.names()
        kwnames = []
        for _ in range(inner.size("tuple")):
            kwnames.append(inner.names()[:])
        filename = inner.text()
        name = inner.text()
        qualname = inner.text()
        positions = inner.text()
        consts_w = inner.read_items(inner.size("tuple"), "code")[:]
        return pycode.PyCode(
            argcount,
            posonlyargcount,
            kwonlyargcount,
            nlocals,
            stacksize,
            flags,
            instructions,
            consts_w,
            names,
            varnames,
            filename,
            name,
            qualname,
            firstlineno,
            positions,
            exceptiontable,
            freevars,
            cellvars,
            kwnames[:],
        )


class StringReader(Reader):
    """Reads from a string."""

    def __init__(self, data):
        Reader.__init__(self)
        self.data = data
        self.pos = 0

    def first_byte(self):
        if self.pos >= len(self.data):
            raise operr(space.w_EOFError, "EOF read where object expected")
        return self.byte()

    def take(self, n):
        start = self.pos
        stop = start + n
        if n < 0 or stop > len(self.data):
            raise operr(space.w_EOFError, "marshal data too short")
        self.pos = stop
        assert start >= 0
        return self.data[start:stop]


class FileReader(Reader):
    """Reads from a file object, not more than is needed."""

    def __init__(self, w_file):
        Reader.__init__(self)
        self.w_file = w_file
        self.w_readinto = space.findattr(w_file, "readinto")

    def take(self, n):
        if n == 0:
            return ""
        if self.w_readinto is not None:
            w_array = common.fresh_bytearray(n)
            w_view = common.view_of(w_array)
            w_count = space.call1(self.w_readinto, w_view)
            count = space.int_w(w_count)
            w_view.release()
            if count > n:
                raise operr(
                    space.w_ValueError,
                    "read() returned too much data: %d bytes requested, %d returned" % (n, count),
                )
            if count < n:
                raise operr(space.w_EOFError, "EOF read where not expected")
            return w_array.data()
        w_data = space.call_method1(self.w_file, "read", space.newint(n))
        data = bytesobject.need_buffer(w_data)
        if len(data) < n:
            raise operr(space.w_EOFError, "EOF read where not expected")
        if len(data) > n:
            raise operr(
                space.w_ValueError,
                "read() returned too much data: %d bytes requested, %d returned" % (n, len(data)),
            )
        return data


def decoded_latin1(data):
    """Text of bytes that should be ASCII."""
    if utf8.is_ascii(data):
        return data
    return codec.decode_latin1(data)


from interpreters.python.module.io import common  # noqa: E402
from interpreters.python.objspace import bytesobject, codec, intobject  # noqa: E402
