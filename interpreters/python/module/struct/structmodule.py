"""The module _struct: formats of C structures."""

from rpython.rlib.longlong2float import float2longlong, longlong2float
from rpython.rlib.rarithmetic import intmask
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import (
    TypeDef,
    getset,
    iterator_methods,
    method,
    new,
    user_subclass,
)
from interpreters.python.module import modinfo
from interpreters.python.module.struct import errors
from interpreters.python.module.struct.errors import struct_error
from interpreters.python.objspace import (
    buffer,
    bytesobject,
    codec,
    floatobject,
    intobject,
    packing,
    unicodeobject,
)
from interpreters.python.objspace import operation as space

MAX = 9223372036854775807
CACHE_SIZE = 100
STANDARD = {"l": 4, "L": 4, "n": 0, "N": 0, "P": 0}


class Item(object):
    """`count` values of one kind, `size` bytes each, from `offset` on; a string of `size` bytes is one value."""

    def __init__(self, code, offset, size, count):
        self.code = code
        self.offset = offset
        self.size = size
        self.count = count
        self.is_int = packing.is_integer(code)
        self.signed = packing.is_signed(code)
        self.bits = 63  # a word that fits has no bits beyond these, or only copies of its sign
        if self.is_int and size < 8:
            self.bits = 8 * size - 1 if self.signed else 8 * size
        self.is_double = code == "d"

    def fits(self, value):
        """Is a machine word in the range of the values?"""
        high = value >> self.bits
        return high == 0 or self.signed and high == -1


class Format(object):
    """A format taken apart."""

    def __init__(self, text):
        self.text = text
        self.items = []
        self.size = 0
        self.values = 0
        self.big = False
        self.native = True
        self.parse()

    def size_of(self, code):
        """The size of an item, 0 if there is none."""
        if code == "x" or code == "s" or code == "p":
            return 1
        if not self.native and code in STANDARD:
            return STANDARD[code]
        return packing.item_size(code)

    def parse(self):
        """Makes the items."""
        text = self.text
        pos = 0
        if len(text) > 0 and "@=<>!".find(text[0]) >= 0:
            if text[0] != "@":
                self.native = False
                self.big = text[0] == ">" or text[0] == "!"
            pos = 1
        offset = 0
        while pos < len(text):
            c = text[pos]
            pos += 1
            if c == " " or "\t" <= c <= "\r":
                continue
            count = 1
            if "0" <= c <= "9":
                count = ord(c) - 48
                while pos < len(text) and "0" <= text[pos] <= "9":
                    digit = ord(text[pos]) - 48
                    if count > (MAX - digit) // 10:
                        raise struct_error("total struct size too long")
                    count = count * 10 + digit
                    pos += 1
                if pos >= len(text):
                    raise struct_error("repeat count given without format specifier")
                c = text[pos]
                pos += 1
            size = self.size_of(c)
            if c == "\0":
                raise struct_error("embedded null character")
            if size == 0:
                raise struct_error("bad char in struct format")
            if self.native and size > 1:
                offset = self.moved(offset, (size - offset % size) % size)
            if c == "s" or c == "p":
                self.items.append(Item(c, offset, count, 1))
                self.values += 1
            elif c != "x" and count > 0:
                self.items.append(Item(c, offset, size, count))
                self.values += count
            if count > MAX // size:
                raise struct_error("total struct size too long")
            offset = self.moved(offset, count * size)
        self.size = offset

    def moved(self, offset, by):
        """offset + by"""
        if offset > MAX - by:
            raise struct_error("total struct size too long")
        return offset + by

    def pack(self, values_w, first):
        """The bytes for values_w[first:], of which there are enough."""
        builder = StringBuilder(self.size)
        big = self.big
        done = 0
        index = first
        for item in self.items:
            if item.offset > done:
                builder.append_multiple_char("\0", item.offset - done)
            for _ in range(item.count):
                w_value = values_w[index]
                index += 1
                if item.is_int and type(w_value) is intobject.W_IntObject:
                    value = w_value.intval
                    if not item.fits(value):
                        raise errors.range_error(item.code, item.size, w_value, big)
                    packing.put_word(builder, value, item.size, big)
                elif item.is_double and isinstance(w_value, floatobject.W_FloatObject):
                    bits = intmask(float2longlong(w_value.floatval))
                    packing.put_word(builder, bits, 8, big)
                elif item.code == "s" or item.code == "p":
                    builder.append(pack_bytes(item, w_value))
                else:
                    builder.append(pack_item(item, w_value, big, self.native))
            done = item.offset + item.size * item.count
        if self.size > done:
            builder.append_multiple_char("\0", self.size - done)
        return builder.build()

    def unpack(self, data, start):
        """The tuple of the values in data[start:]."""
        values_w = [None] * self.values
        big = self.big
        index = 0
        for item in self.items:
            pos = start + item.offset
            size = item.size
            assert pos >= 0 and size >= 0
            if item.is_int:
                for _ in range(item.count):
                    value = packing.word_at(data, pos, size, big)
                    if item.signed and size < 8:
                        value = packing.sign_extended(value, item.bits)
                    if value < 0 and not item.signed:
                        values_w[index] = packing.unpack_int(data, pos, size, big, False)
                    else:
                        values_w[index] = space.newint(value)
                    index += 1
                    pos += size
            elif item.is_double:
                for _ in range(item.count):
                    bits = packing.word_at(data, pos, 8, big)
                    values_w[index] = space.newfloat(longlong2float(bits))
                    index += 1
                    pos += 8
            elif item.code == "s":
                values_w[index] = space.newbytes(data[pos : pos + size])
                index += 1
            elif item.code == "p":
                count = 0
                if size > 0:
                    count = ord(data[pos])
                    if count >= size:
                        count = size - 1
                assert count >= 0
                values_w[index] = space.newbytes(data[pos + 1 : pos + 1 + count])
                index += 1
            else:
                for _ in range(item.count):
                    values_w[index] = packing.unpack(item.code, data, pos, size, big)
                    index += 1
                    pos += size
        return space.newtuple(values_w)

    def check_count(self, name, given):
        """struct.error unless the number of values is right."""
        if given != self.values:
            raise struct_error(
                "%s expected %d items for packing (got %d)" % (name, self.values, given)
            )


def pack_bytes(item, w_value):
    """The bytes of an item "s" or "p"."""
    if not isinstance(w_value, bytesobject.W_AbstractBytes):
        raise struct_error("argument for '%s' must be a bytes object" % item.code)
    data = w_value.data()
    size = item.size
    if item.code == "p":
        if size == 0:
            return ""
        size -= 1
        if len(data) > size:
            data = data[0:size]
        count = len(data)
        if count > 255:
            count = 255
        return chr(count) + data + "\0" * (size - len(data))
    assert size >= 0
    if len(data) >= size:
        return data[0:size]
    return data + "\0" * (size - len(data))


def pack_item(item, w_value, big, native):
    """The bytes of a value."""
    code = item.code
    size = item.size
    try:
        data = packing.pack(code, w_value, size, big)
    except OperationError as e:
        if not e.match(space.w_TypeError):
            raise
        if packing.is_float(code):
            raise struct_error("required argument is not a float")
        if space.lookup(w_value, "__index__") is not None:
            raise
        raise struct_error("required argument is not an integer")
    if data is not None:
        return data
    if code == "f" and native:
        if space.float_w(w_value) < 0.0:
            return "\0\0\x80\xff"
        return "\0\0\x80\x7f"
    raise errors.range_error(code, size, w_value, big)


class W_Struct(W_Root):
    """Struct"""

    def __init__(self):
        self.format = None

    def get_format(self):
        """The Format."""
        if self.format is None:
            raise operr(space.w_RuntimeError, "Struct object is not initialized")
        return self.format

    def descr_init(self, w_format):
        self.format = compiled(w_format)

    def descr_pack(self, args):
        args.no_keywords("Struct.pack")
        form = self.get_format()
        form.check_count("pack", len(args.args_w))
        return space.newbytes(form.pack(args.args_w, 0))

    def descr_pack_into(self, args):
        args.no_keywords("Struct.pack_into")
        return pack_into(self.get_format(), args.args_w, 0)

    def descr_unpack(self, w_buffer):
        return unpack(self.get_format(), w_buffer)

    def descr_unpack_from(self, w_buffer, w_offset):
        return unpack_from(self.get_format(), w_buffer, w_offset)

    def descr_iter_unpack(self, w_buffer):
        return iter_unpack(self.get_format(), w_buffer)

    def descr_sizeof(self):
        form = self.get_format()
        return space.newint(56 + 32 * (len(form.items) + 1))

    def fget_format(self):
        return space.newtext(self.get_format().text)

    def fget_size(self):
        return space.newint(self.get_format().size)


def pack_into(form, args_w, first):
    """pack_into(buffer, offset, *values); the buffer is args_w[first]"""
    given = len(args_w) - first
    if given < 1:
        raise struct_error("pack_into expected buffer argument")
    if given < 2:
        raise struct_error("pack_into expected offset argument")
    memory = buffer.writable_w(args_w[first], "argument")
    offset = space.getindex_w(args_w[first + 1], space.w_IndexError)
    form.check_count("pack_into", given - 2)
    size = memory.length()
    if offset < 0:
        if offset + form.size > 0:
            raise struct_error("no space to pack %d bytes at offset %d" % (form.size, offset))
        if offset + size < 0:
            raise struct_error("offset %d out of range for %d-byte buffer" % (offset, size))
        offset += size
    if size - offset < form.size:
        raise struct_error(
            "pack_into requires a buffer of at least %s bytes for packing %d bytes at offset %d "
            "(actual buffer size is %d)"
            % (errors.sum_text(form.size, offset), form.size, offset, size)
        )
    memory.put(offset, form.pack(args_w, first + 2))
    return space.w_None


def unpack(form, w_buffer):
    """unpack(buffer)"""
    data = bytesobject.need_buffer(w_buffer)
    if len(data) != form.size:
        raise struct_error("unpack requires a buffer of %d bytes" % form.size)
    return form.unpack(data, 0)


def unpack_from(form, w_buffer, w_offset):
    """unpack_from(buffer, offset=0)"""
    memory = buffer.memory_w(w_buffer)
    offset = 0
    if w_offset is not None:
        offset = space.getindex_w(w_offset, space.w_IndexError)
    size = memory.length()
    if offset < 0:
        if offset + form.size > 0:
            raise struct_error(
                "not enough data to unpack %d bytes at offset %d" % (form.size, offset)
            )
        if offset + size < 0:
            raise struct_error("offset %d out of range for %d-byte buffer" % (offset, size))
        offset += size
    if size - offset < form.size:
        raise struct_error(
            "unpack_from requires a buffer of at least %s bytes for unpacking %d bytes at "
            "offset %d (actual buffer size is %d)"
            % (errors.sum_text(form.size, offset), form.size, offset, size)
        )
    return form.unpack(memory.get(offset, form.size), 0)


def iter_unpack(form, w_buffer):
    """iter_unpack(buffer)"""
    if form.size == 0:
        raise struct_error("cannot iteratively unpack with a struct of length 0")
    memory = buffer.memory_w(w_buffer)
    if memory.length() % form.size != 0:
        raise struct_error(
            "iterative unpacking requires a buffer of a multiple of %d bytes" % form.size
        )
    return W_UnpackIterator(form, memory)


class W_UnpackIterator(W_Root):
    """unpack_iterator"""

    def __init__(self, form, memory):
        self.form = form
        self.memory = memory
        self.pos = 0

    def next_w(self):
        size = self.form.size
        if self.pos + size > self.memory.length():
            return None
        data = self.memory.get(self.pos, size)
        self.pos += size
        return self.form.unpack(data, 0)

    def descr_length_hint(self):
        return space.newint((self.memory.length() - self.pos) // self.form.size)


class Cache(object):
    """Formats that were used."""

    def __init__(self):
        self.formats = {}


cache = Cache()


def compiled(w_format):
    """The Format of a str or bytes object."""
    if isinstance(w_format, unicodeobject.W_UnicodeObject):
        text = w_format.text()
        form = cache.formats.get(text, None)
        if form is not None:
            return form
        text = codec.encode(text, "ascii", "strict")
    elif isinstance(w_format, bytesobject.W_BytesObject):
        text = w_format.data()
        form = cache.formats.get(text, None)
        if form is not None:
            return form
    else:
        raise operr(
            space.w_TypeError,
            "Struct() argument 1 must be a str or bytes object, not " + space.typename(w_format),
        )
    form = Format(text)
    if len(cache.formats) >= CACHE_SIZE:
        cache.formats = {}
    cache.formats[text] = form
    return form


def struct_pack(args):
    """pack(format, *values)"""
    form = first_format(args)
    form.check_count("pack", len(args.args_w) - 1)
    return space.newbytes(form.pack(args.args_w, 1))


def struct_pack_into(args):
    """pack_into(format, buffer, offset, *values)"""
    return pack_into(first_format(args), args.args_w, 1)


def first_format(args):
    """The Format that is the first argument."""
    args.no_keywords("pack")
    if len(args.args_w) == 0:
        raise operr(space.w_TypeError, "missing format argument")
    return compiled(args.args_w[0])


def struct_unpack(w_format, w_buffer):
    return unpack(compiled(w_format), w_buffer)


def struct_unpack_from(w_format, w_buffer, w_offset):
    return unpack_from(compiled(w_format), w_buffer, w_offset)


def struct_iter_unpack(w_format, w_buffer):
    return iter_unpack(compiled(w_format), w_buffer)


def struct_calcsize(w_format):
    return space.newint(compiled(w_format).size)


def struct_clearcache():
    cache.formats = {}


W_StructUser = user_subclass(W_Struct)


def struct_new(w_type, args):
    """Struct.__new__"""
    if w_type is W_Struct.typedef.w_type:
        return W_Struct()
    w_struct = W_StructUser()
    w_struct.user_setup(w_type)
    return w_struct


W_Struct.typedef = TypeDef(
    "_struct.Struct",
    W_Struct,
    new("cls, ...", struct_new),
    method("__init__", W_Struct.descr_init, "self, format"),
    method("__sizeof__", W_Struct.descr_sizeof, "self"),
    method("pack", W_Struct.descr_pack, "self, ..."),
    method("pack_into", W_Struct.descr_pack_into, "self, ..."),
    method("unpack", W_Struct.descr_unpack, "self, buffer, /"),
    method("unpack_from", W_Struct.descr_unpack_from, "self, buffer, offset=None"),
    method("iter_unpack", W_Struct.descr_iter_unpack, "self, buffer, /"),
    getset("format", W_Struct.fget_format),
    getset("size", W_Struct.fget_size),
)

W_UnpackIterator.typedef = TypeDef(
    "_struct.unpack_iterator",
    W_UnpackIterator,
    *iterator_methods(W_UnpackIterator),
    method("__length_hint__", W_UnpackIterator.descr_length_hint, "self"),
)

MODULE = modinfo.declare(
    "_struct",
    [
        function("pack", struct_pack, "..."),
        function("pack_into", struct_pack_into, "..."),
        function("unpack", struct_unpack, "format, buffer, /"),
        function("unpack_from", struct_unpack_from, "format, /, buffer, offset=None"),
        function("iter_unpack", struct_iter_unpack, "format, buffer, /"),
        function("calcsize", struct_calcsize, "format, /"),
        function("_clearcache", struct_clearcache, ""),
    ],
    types=[W_Struct.typedef, errors.error_type],
)
