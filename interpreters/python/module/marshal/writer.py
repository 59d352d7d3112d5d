"""marshal: objects to bytes."""

from rpython.rlib.longlong2float import float2longlong
from rpython.rlib.rarithmetic import intmask
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter import pycode
from interpreters.python.interpreter.error import operr
from interpreters.python.module.marshal import codes
from interpreters.python.objspace import (
    bytesobject,
    complexobject,
    dictobject,
    floatobject,
    interning,
    intobject,
    listobject,
    tupleobject,
    unicodeobject,
    utf8,
)
from interpreters.python.objspace import operation as space

MAX_DEPTH = 2000


class Writer(object):
    """Collects the bytes of objects; `refs` numbers the objects that were written."""

    def __init__(self, version):
        self.version = version
        self.out = StringBuilder(64)
        self.refs = {}
        self.depth = 0

    # ---- numbers

    def byte(self, value):
        """One byte."""
        self.out.append(chr(value & 255))

    def short(self, value):
        """Two bytes."""
        self.out.append(chr(value & 255))
        self.out.append(chr((value >> 8) & 255))

    def long(self, value):
        """Four bytes."""
        self.short(value)
        self.short(value >> 16)

    def word(self, value):
        """Eight bytes."""
        self.long(value)
        self.long(value >> 32)

    def string(self, text):
        """Four bytes of length, and the bytes."""
        self.long(len(text))
        self.out.append(text)

    # ---- objects

    def write(self, w_obj):
        """Any object; ValueError for what cannot be written."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise operr(space.w_ValueError, "object too deeply nested to marshal")
        self.write_any(w_obj)
        self.depth -= 1

    def write_any(self, w_obj):
        """The object without a look at the depth."""
        if w_obj is space.w_None:
            self.out.append(codes.NONE)
        elif w_obj is space.w_True:
            self.out.append(codes.TRUE)
        elif w_obj is space.w_False:
            self.out.append(codes.FALSE)
        elif w_obj is space.w_StopIteration:
            self.out.append(codes.STOP)
        elif w_obj is space.w_Ellipsis:
            self.out.append(codes.ELLIPSIS)
        elif type(w_obj) is intobject.W_IntObject and -0x80000000 <= w_obj.intval <= 0x7FFFFFFF:
            self.out.append(codes.INT)
            self.long(w_obj.intval)
        else:
            flag = 0
            if self.version >= 3:
                index = self.refs.get(w_obj, -1)
                if index >= 0:
                    self.out.append(codes.REF)
                    self.long(index)
                    return
                self.refs[w_obj] = len(self.refs)
                flag = codes.FLAG_REF
            self.write_object(w_obj, flag)

    def kind(self, code, flag):
        """The byte that begins an object."""
        self.byte(ord(code) | flag)

    def write_object(self, w_obj, flag):
        """An object that may be referred to."""
        w_type = space.type(w_obj)
        if isinstance(w_obj, intobject.W_AbstractIntObject) and w_type is space.w_int:
            self.write_long(w_obj, flag)
        elif isinstance(w_obj, floatobject.W_FloatObject) and w_type is space.w_float:
            if self.version > 1:
                self.kind(codes.BINARY_FLOAT, flag)
                self.double(w_obj.floatval)
            else:
                self.kind(codes.FLOAT, flag)
                self.float_text(w_obj.floatval)
        elif isinstance(w_obj, complexobject.W_ComplexObject) and w_type is space.w_complex:
            real = space.float_w(space.getattr(w_obj, "real"))
            imag = space.float_w(space.getattr(w_obj, "imag"))
            if self.version > 1:
                self.kind(codes.BINARY_COMPLEX, flag)
                self.double(real)
                self.double(imag)
            else:
                self.kind(codes.COMPLEX, flag)
                self.float_text(real)
                self.float_text(imag)
        elif isinstance(w_obj, unicodeobject.W_UnicodeObject) and w_type is space.w_str:
            self.write_text(w_obj, flag)
        elif isinstance(w_obj, bytesobject.W_BytesObject) and w_type is space.w_bytes:
            self.kind(codes.STRING, flag)
            self.string(w_obj.data())
        elif isinstance(w_obj, tupleobject.W_TupleObject) and w_type is space.w_tuple:
            n = w_obj.length()
            if self.version >= 4 and n < 256:
                self.kind(codes.SMALL_TUPLE, flag)
                self.byte(n)
            else:
                self.kind(codes.TUPLE, flag)
                self.long(n)
            for i in range(n):
                self.write(w_obj.getitem(i))
        elif isinstance(w_obj, listobject.W_ListObject) and w_type is space.w_list:
            self.kind(codes.LIST, flag)
            self.write_items(space.unpackiterable(w_obj)[:])
        elif isinstance(w_obj, dictobject.W_DictObject) and w_type is space.w_dict:
            self.kind(codes.DICT, flag)
            for w_pair in space.unpackiterable(space.call_method0(w_obj, "items")):
                parts_w = space.unpack_exactly(w_pair, 2)
                self.write(parts_w[0])
                self.write(parts_w[1])
            self.out.append(codes.NULL)
        elif w_type is space.w_set or w_type is space.w_frozenset:
            self.kind(codes.SET if w_type is space.w_set else codes.FROZENSET, flag)
            self.write_items(space.unpackiterable(w_obj)[:])
        elif isinstance(w_obj, pycode.PyCode):
            self.kind(codes.CODE, flag)
            self.write_code(w_obj)
        else:
            memory = w_obj.get_memory()
            if memory is None:
                raise operr(space.w_ValueError, "unmarshallable object")
            self.kind(codes.STRING, flag)
            self.string(memory.get(0, memory.length()))

    def write_items(self, items_w):
        """A number of objects."""
        self.long(len(items_w))
        for w_item in items_w:
            self.write(w_item)

    def write_long(self, w_obj, flag):
        """An int in digits of 15 bits."""
        num = w_obj.asbigint()
        negative = w_obj.is_negative()
        if negative:
            num = num.neg()
        size = (num.bit_length() + 14) // 15
        data = longobject.to_bytes(num, size * 2, "little", False)
        self.kind(codes.LONG, flag)
        self.long(-size if negative else size)
        # 15 bits at a time
        value = 0
        bits = 0
        pos = 0
        for _ in range(size):
            while bits < 15:
                value |= ord(data[pos]) << bits
                pos += 1
                bits += 8
            self.short(value & 0x7FFF)
            value >>= 15
            bits -= 15

    def double(self, value):
        """Eight bytes of a float."""
        self.word(intmask(float2longlong(value)))

    def float_text(self, value):
        """A float as text with a byte of length."""
        text = space.text_w(
            space.call_method1(space.newfloat(value), "__format__", space.newtext(".17g"))
        )
        self.byte(len(text))
        self.out.append(text)

    def write_text(self, w_obj, flag):
        """A str."""
        text = w_obj.text()
        is_interned = self.version >= 3 and interning.table.objects.get(text, None) is w_obj
        if self.version >= 4 and utf8.is_ascii(text):
            if len(text) < 256:
                self.kind(codes.SHORT_ASCII_INTERNED if is_interned else codes.SHORT_ASCII, flag)
                self.byte(len(text))
                self.out.append(text)
            else:
                self.kind(codes.ASCII_INTERNED if is_interned else codes.ASCII, flag)
                self.string(text)
        else:
            self.kind(codes.INTERNED if is_interned else codes.UNICODE, flag)
            self.string(text)

    # ---- code objects

    def names(self, names):
        """A list of names."""
        self.long(len(names))
        for name in names:
            self.string(name)

    def write_code(self, code):
        """A code object: what it consists of, and a sum over its bytes."""
        inner = Writer(self.version)
        inner.refs = self.refs
        inner.depth = self.depth
        for n in [
            code.argcount,
            code.posonlyargcount,
            code.kwonlyargcount,
            code.nlocals,
            code.stacksize,
            code.flags,
            code.firstlineno,
        ]:
            inner.long(n)
        inner.long(len(code.code))
        for instruction in code.code:
            inner.word(instruction)
        inner.long(len(code.exceptiontable))
        for entry in code.exceptiontable:
            inner.word(entry)
        inner.names(code.names)
        inner.names(code.varnames)
        inner.names(code.freevars)
        inner.names(code.cellvars)
        inner.long(len(code.kwnames))
        for names in code.kwnames:
            inner.names(names[:])
        inner.string(code.filename)
        inner.string(code.name)
        inner.string(code.qualname)
        inner.string(code.positions)
        inner.long(len(code.consts_w))
        for w_const in code.consts_w:
            inner.write(w_const)
        data = inner.out.build()
        self.word(codes.checksum(data, 0, len(data)))
        self.long(len(data))
        self.out.append(data)


def dump(w_obj, version):
    """The bytes of an object."""
    writer = Writer(version)
    writer.write(w_obj)
    return writer.out.build()


from interpreters.python.objspace import longobject  # noqa: E402
