"""memoryview: one-dimensional, of bytes and bytearray."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new
from interpreters.python.objspace import operation as space


class W_MemoryView(W_Root):
    """A window of `count` items, step bytes apart, on a bytes or bytearray object.

    code: the format of the items; size: their size in bytes.
    """

    def __init__(self, w_bytes, start, step, count, code="B", size=1):
        self.w_bytes = w_bytes
        self.start = start
        self.step = step
        self.count = count
        self.code = code
        self.size = size
        self.readonly = not isinstance(w_bytes, bytearrayobject.W_BytearrayObject)

    def source(self):
        """The object below, or ValueError after release()."""
        w_bytes = self.w_bytes
        if w_bytes is None:
            raise operr(space.w_ValueError, "operation forbidden on released memoryview object")
        return w_bytes

    def as_string(self):
        """The bytes in the window."""
        w_bytes = self.source()
        size = self.size
        if size == self.step:
            return w_bytes.slice(self.start, 1, self.count * size)
        if size == 1:
            return w_bytes.slice(self.start, self.step, self.count)
        data = w_bytes.data()
        parts = []
        for i in range(self.count):
            pos = self.start + i * self.step
            assert pos >= 0
            parts.append(data[pos : pos + size])
        return "".join(parts)

    def position(self, w_index):
        """The place, in the object below, of an index."""
        if space.lookup(w_index, "__index__") is None:
            raise operr(space.w_TypeError, "memoryview: invalid slice key")
        index = space.getindex_w(w_index, space.w_IndexError)
        if index < 0:
            index += self.count
        if index < 0 or index >= self.count:
            raise operr(space.w_IndexError, "index out of bounds on dimension 1")
        return self.start + index * self.step

    def window(self, w_slice):
        """The view of a slice."""
        start, _, step, count = w_slice.indices(self.count)
        return self.derived(self.start + start * self.step, self.step * step, count)

    def derived(self, start, step, count):
        """A view of the same object with the same format."""
        w_view = W_MemoryView(self.source(), start, step, count, self.code, self.size)
        w_view.readonly = self.readonly
        return w_view

    def item(self, pos):
        """The item at a place of the object below."""
        if self.code == "B":
            return space.newint(self.source().byte_at(pos))
        data = self.source().slice(pos, 1, self.size)
        return packing.unpack(self.code, data, 0, self.size, False)

    def descr_len(self):
        self.source()
        return space.newint(self.count)

    def descr_getitem(self, w_index):
        if isinstance(w_index, sliceobject.W_SliceObject):
            return self.window(w_index)
        if w_index is space.w_Ellipsis:
            return self
        if isinstance(w_index, tupleobject.W_TupleObject) and w_index.length() == 1:
            w_index = w_index.getitem(0)
        return self.item(self.position(w_index))

    def descr_setitem(self, w_index, w_value):
        w_bytes = self.source()
        if self.readonly or not isinstance(w_bytes, bytearrayobject.W_BytearrayObject):
            raise operr(space.w_TypeError, "cannot modify read-only memory")
        if isinstance(w_index, sliceobject.W_SliceObject):
            view = self.window(w_index)
            data = bytesobject.need_buffer(w_value)
            if len(data) != view.count * view.size:
                raise operr(
                    space.w_ValueError,
                    "memoryview assignment: lvalue and rvalue have different structures",
                )
            for i in range(len(data)):
                pos = view.start + (i // view.size) * view.step + i % view.size
                w_bytes.set_byte(pos, ord(data[i]))
            return
        pos = self.position(w_index)
        try:
            data = packing.pack(self.code, w_value, self.size, False)
        except OperationError as e:
            if not e.match(space.w_TypeError):
                raise
            raise operr(space.w_TypeError, "memoryview: invalid type for format '%s'" % self.code)
        if data is None:
            raise operr(space.w_ValueError, "memoryview: invalid value for format '%s'" % self.code)
        for i in range(len(data)):
            w_bytes.set_byte(pos + i, ord(data[i]))

    def descr_iter(self):
        return iterators.seqiter(self)

    def descr_eq(self, w_other):
        if self is w_other:
            return space.w_True
        other = bytesobject.buffer_or_none(w_other)
        if other is None:
            return space.w_NotImplemented
        code = "B"
        if isinstance(w_other, W_MemoryView):
            code = w_other.code
        if code != self.code:
            w_view = w_other
            if not isinstance(w_other, W_MemoryView):
                w_view = memoryview_new(space.w_memoryview, w_other)
            w_mine = space.call_method0(self, "tolist")
            return space.eq(w_mine, space.call_method0(w_view, "tolist"))
        return space.newbool(self.as_string() == other)

    def descr_hash(self):
        if isinstance(self.source(), bytearrayobject.W_BytearrayObject):
            raise operr(space.w_ValueError, "cannot hash writable memoryview object")
        return space.newint(space.hash_w(space.newbytes(self.as_string())))

    def descr_repr(self):
        if self.w_bytes is None:
            return space.newtext("<released memory at " + space.address_text(self) + ">")
        return space.newtext("<memory at " + space.address_text(self) + ">")

    def descr_tobytes(self):
        return space.newbytes(self.as_string())

    def descr_tolist(self):
        self.source()
        return space.newlist([self.item(self.start + i * self.step) for i in range(self.count)])

    def descr_hex(self, w_sep, w_group):
        w_bytes = space.newbytes(self.as_string())
        assert isinstance(w_bytes, bytesobject.W_BytesObject)
        return w_bytes.descr_hex(w_sep, w_group)

    def descr_cast(self, w_format, w_shape):
        """cast(format, shape=None)"""
        if not isinstance(w_format, unicodeobject.W_UnicodeObject):
            raise operr(space.w_TypeError, "memoryview: format argument must be a string")
        code = w_format.text()
        if len(code) == 2 and code[0] == "@":
            code = code[1:]
        size = 0
        if len(code) == 1:
            size = packing.item_size(code)
        if size == 0 or code == "e":
            raise operr(
                space.w_ValueError,
                "memoryview: destination format must be a native single character format "
                "prefixed with an optional '@'",
            )
        if self.step != self.size:
            raise operr(space.w_TypeError, "memoryview: casts are restricted to C-contiguous views")
        if not is_byte(code) and not is_byte(self.code):
            raise operr(space.w_TypeError, "memoryview: cannot cast between two non-byte formats")
        total = self.count * self.size
        if total % size != 0:
            raise operr(space.w_TypeError, "memoryview: length is not a multiple of itemsize")
        w_view = W_MemoryView(self.source(), self.start, size, total // size, code, size)
        w_view.readonly = self.readonly
        return w_view

    def descr_toreadonly(self):
        w_view = self.derived(self.start, self.step, self.count)
        w_view.readonly = True
        return w_view

    def descr_release(self):
        self.w_bytes = None

    def descr_enter(self):
        self.source()
        return self

    def descr_exit(self, args):
        self.w_bytes = None
        return space.w_None

    def fget_obj(self):
        return self.source()

    def fget_nbytes(self):
        self.source()
        return space.newint(self.count * self.size)

    def fget_itemsize(self):
        self.source()
        return space.newint(self.size)

    def fget_format(self):
        self.source()
        return space.newtext(self.code)

    def fget_ndim(self):
        return space.newint(1)

    def fget_shape(self):
        return space.newtuple([space.newint(self.count)])

    def fget_strides(self):
        return space.newtuple([space.newint(self.step)])

    def fget_readonly(self):
        self.source()
        return space.newbool(self.readonly)

    def fget_contiguous(self):
        return space.newbool(self.step == self.size)


def is_byte(code):
    return code == "B" or code == "b" or code == "c"


def memoryview_new(w_type, w_object):
    """memoryview.__new__"""
    if isinstance(w_object, W_MemoryView):
        return w_object.derived(w_object.start, w_object.step, w_object.count)
    if not isinstance(w_object, bytesobject.W_AbstractBytes):
        data = bytesobject.snapshot(w_object)
        if data is not None:
            # a copy that cannot be written to: an array has no memory of its own
            code = space.text_w(space.getattr(w_object, "_array__format"))
            size = space.int_w(space.getattr(w_object, "itemsize"))
            w_bytes = space.newbytes(data)
            return W_MemoryView(w_bytes, 0, size, len(data) // size, code, size)
        raise operr(
            space.w_TypeError,
            "memoryview: a bytes-like object is required, not '" + space.typename(w_object) + "'",
        )
    return W_MemoryView(w_object, 0, 1, w_object.length())


W_MemoryView.typedef = TypeDef(
    "memoryview",
    W_MemoryView,
    new("cls, object", memoryview_new),
    method("__len__", W_MemoryView.descr_len, "self, /"),
    method("__getitem__", W_MemoryView.descr_getitem, "self, key, /"),
    method("__setitem__", W_MemoryView.descr_setitem, "self, key, value, /"),
    method("__iter__", W_MemoryView.descr_iter, "self, /"),
    method("__eq__", W_MemoryView.descr_eq, "self, value, /"),
    method("__hash__", W_MemoryView.descr_hash, "self, /"),
    method("__repr__", W_MemoryView.descr_repr, "self, /"),
    method("__enter__", W_MemoryView.descr_enter, "self, /"),
    method("__exit__", W_MemoryView.descr_exit, "self, ..."),
    method("tobytes", W_MemoryView.descr_tobytes, "self, /"),
    method("tolist", W_MemoryView.descr_tolist, "self, /"),
    method("hex", W_MemoryView.descr_hex, "self, sep=None, bytes_per_sep=None"),
    method("cast", W_MemoryView.descr_cast, "self, format, shape=None"),
    method("toreadonly", W_MemoryView.descr_toreadonly, "self, /"),
    method("release", W_MemoryView.descr_release, "self, /"),
    getset("obj", W_MemoryView.fget_obj),
    getset("nbytes", W_MemoryView.fget_nbytes),
    getset("itemsize", W_MemoryView.fget_itemsize),
    getset("format", W_MemoryView.fget_format),
    getset("ndim", W_MemoryView.fget_ndim),
    getset("shape", W_MemoryView.fget_shape),
    getset("strides", W_MemoryView.fget_strides),
    getset("readonly", W_MemoryView.fget_readonly),
    getset("contiguous", W_MemoryView.fget_contiguous),
    getset("f_contiguous", W_MemoryView.fget_contiguous),
    getset("c_contiguous", W_MemoryView.fget_contiguous),
    acceptable_as_base=False,
)

from interpreters.python.objspace import (  # noqa: E402
    bytearrayobject,
    bytesobject,
    iterators,
    packing,
    sliceobject,
    tupleobject,
    unicodeobject,
)
