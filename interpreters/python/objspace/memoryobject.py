"""memoryview of bytes and bytearray, with items of one byte."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new
from interpreters.python.objspace import operation as space


class W_MemoryView(W_Root):
    """A window of `count` bytes, step apart, on a bytes or bytearray object."""

    def __init__(self, w_bytes, start, step, count):
        self.w_bytes = w_bytes
        self.start = start
        self.step = step
        self.count = count

    def source(self):
        """The object below, or ValueError after release()."""
        w_bytes = self.w_bytes
        if w_bytes is None:
            raise operr(space.w_ValueError, "operation forbidden on released memoryview object")
        return w_bytes

    def as_string(self):
        """The bytes in the window."""
        return self.source().slice(self.start, self.step, self.count)

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
        return W_MemoryView(self.source(), self.start + start * self.step, self.step * step, count)

    def descr_len(self):
        self.source()
        return space.newint(self.count)

    def descr_getitem(self, w_index):
        if isinstance(w_index, sliceobject.W_SliceObject):
            return self.window(w_index)
        return space.newint(self.source().byte_at(self.position(w_index)))

    def descr_setitem(self, w_index, w_value):
        w_bytes = self.source()
        if not isinstance(w_bytes, bytearrayobject.W_BytearrayObject):
            raise operr(space.w_TypeError, "cannot modify read-only memory")
        if isinstance(w_index, sliceobject.W_SliceObject):
            view = self.window(w_index)
            data = bytesobject.need_buffer(w_value)
            if len(data) != view.count:
                raise operr(
                    space.w_ValueError,
                    "memoryview assignment: lvalue and rvalue have different structures",
                )
            for i in range(len(data)):
                w_bytes.set_byte(view.start + i * view.step, ord(data[i]))
            return
        w_bytes.set_byte(self.position(w_index), bytesobject.byte_value(w_value))

    def descr_iter(self):
        return iterators.seqiter(self)

    def descr_eq(self, w_other):
        other = bytesobject.buffer_or_none(w_other)
        if other is None:
            return space.w_NotImplemented
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
        s = self.as_string()
        return space.newlist([space.newint(ord(s[i])) for i in range(len(s))])

    def descr_hex(self):
        return space.newtext(byteops.to_hex(self.as_string(), "", 1))

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
        return space.newint(self.count)

    def fget_itemsize(self):
        return space.newint(1)

    def fget_format(self):
        return space.newtext("B")

    def fget_ndim(self):
        return space.newint(1)

    def fget_shape(self):
        return space.newtuple([space.newint(self.count)])

    def fget_strides(self):
        return space.newtuple([space.newint(self.step)])

    def fget_readonly(self):
        return space.newbool(not isinstance(self.source(), bytearrayobject.W_BytearrayObject))

    def fget_contiguous(self):
        return space.newbool(self.step == 1)


def memoryview_new(w_type, w_object):
    """memoryview.__new__"""
    if isinstance(w_object, W_MemoryView):
        return W_MemoryView(w_object.source(), w_object.start, w_object.step, w_object.count)
    if not isinstance(w_object, bytesobject.W_AbstractBytes):
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
    method("hex", W_MemoryView.descr_hex, "self, /"),
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
    getset("c_contiguous", W_MemoryView.fget_contiguous),
    acceptable_as_base=False,
)

from interpreters.python.objspace import (  # noqa: E402
    bytearrayobject,
    byteops,
    bytesobject,
    iterators,
    sliceobject,
)
