"""memoryview: a window of any number of dimensions on the memory of an object."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new
from interpreters.python.objspace import buffer
from interpreters.python.objspace import operation as space

MAX_SIZE = 9223372036854775807
MAX_DIMENSIONS = 64
NATIVE = (
    "memoryview: destination format must be a native single character format "
    "prefixed with an optional '@'"
)


class W_MemoryView(W_Root):
    """The items are `itemsize` bytes each, in the format `fmt`; `code` is its character, "\\0" for others.

    The item with the index (i, j, ...) is at offset + i * strides[0] + j * strides[1] + ... of `memory`.
    """

    def __init__(self, w_obj, memory, viewer):
        self.w_obj = w_obj
        self.memory = memory
        self.viewer = viewer
        self.released = False
        self.w_hash = None
        self.offset = 0
        self.fmt = memory.code
        self.code = code_of(memory.code)
        self.itemsize = memory.itemsize
        self.shape = [memory.length() // memory.itemsize]
        self.strides = [memory.itemsize]
        self.readonly = memory.readonly

    def derived(self):
        """Another view of the same memory, so far equal to this one."""
        self.check()
        w_view = W_MemoryView(self.w_obj, self.memory, self.viewer)
        w_view.offset = self.offset
        w_view.set_format(self.fmt, self.itemsize)
        w_view.shape = self.shape
        w_view.strides = self.strides
        w_view.readonly = self.readonly
        return w_view

    def set_format(self, fmt, itemsize):
        """What the items are."""
        self.fmt = fmt
        self.code = code_of(fmt)
        self.itemsize = itemsize

    def check(self):
        """ValueError after release()."""
        if self.released:
            raise operr(space.w_ValueError, "operation forbidden on released memoryview object")

    def release(self):
        """Looks at the memory no more."""
        self.released = True
        self.viewer = None

    # ---- layout

    def ndim(self):
        """Number of dimensions."""
        return len(self.shape)

    def item_count(self):
        """Number of items."""
        n = 1
        for size in self.shape:
            n *= size
        return n

    def nbytes(self):
        """Size of all items."""
        return self.item_count() * self.itemsize

    def is_contiguous(self, fortran):
        """Are the items one after the other, in C or Fortran order?"""
        expected = self.itemsize
        n = len(self.shape)
        for i in range(n):
            size = self.shape[i] if fortran else self.shape[n - 1 - i]
            stride = self.strides[i] if fortran else self.strides[n - 1 - i]
            if size == 0:
                return True
            if size > 1 and stride != expected:
                return False
            expected *= size
        return True

    def get_memory(self):
        self.check()
        if not self.is_contiguous(False):
            raise operr(space.w_BufferError, "memoryview: underlying buffer is not C-contiguous")
        return buffer.WindowMemory(
            self.memory, self.offset, self.nbytes(), self.readonly, self.fmt, self.itemsize
        )

    def as_string(self):
        """The bytes of all items in C order."""
        self.check()
        if self.is_contiguous(False):
            return self.memory.get(self.offset, self.nbytes())
        builder = StringBuilder(self.nbytes())
        self.append_items(builder, self.offset, 0)
        return builder.build()

    def append_items(self, builder, pos, dim):
        """Adds the bytes of the items from dimension `dim` on."""
        if dim == len(self.shape):
            builder.append(self.memory.get(pos, self.itemsize))
            return
        for _ in range(self.shape[dim]):
            self.append_items(builder, pos, dim + 1)
            pos += self.strides[dim]

    # ---- items

    def index_in(self, dim, w_index):
        """The offset of an index in a dimension."""
        if space.lookup(w_index, "__index__") is None:
            raise operr(space.w_TypeError, "memoryview: invalid slice key")
        index = space.getindex_w(w_index, space.w_IndexError)
        self.check()
        size = self.shape[dim]
        if index < 0:
            index += size
        if index < 0 or index >= size:
            raise operr(space.w_IndexError, "index out of bounds on dimension %d" % (dim + 1))
        return index * self.strides[dim]

    def position(self, w_index):
        """The place of the item of an index."""
        n = len(self.shape)
        if isinstance(w_index, tupleobject.W_TupleObject):
            given = w_index.length()
            if given > n:
                raise operr(
                    space.w_TypeError,
                    "cannot index %d-dimension view with %d-element tuple" % (n, given),
                )
            if given < n:
                raise operr(space.w_NotImplementedError, "sub-views are not implemented")
            pos = self.offset
            for i in range(n):
                pos += self.index_in(i, w_index.getitem(i))
            return pos
        if n == 0:
            raise operr(space.w_TypeError, "invalid indexing of 0-dim memory")
        if n > 1:
            if space.lookup(w_index, "__index__") is None:
                raise operr(space.w_TypeError, "memoryview: invalid slice key")
            raise operr(
                space.w_NotImplementedError, "multi-dimensional sub-views are not implemented"
            )
        return self.offset + self.index_in(0, w_index)

    def item(self, pos):
        """The item at a place."""
        code = self.code
        if code == "B":
            return space.newint(self.memory.byte(pos))
        if code == "\0":
            raise operr(space.w_NotImplementedError, "memoryview: unsupported format " + self.fmt)
        data = self.memory.get(pos, self.itemsize)
        return packing.unpack(code, data, 0, self.itemsize, False)

    def set_item(self, pos, w_value):
        """Changes the item at a place."""
        code = self.code
        if code == "\0":
            raise operr(space.w_NotImplementedError, "memoryview: unsupported format " + self.fmt)
        if code == "c" and not isinstance(w_value, bytesobject.W_BytesObject):
            raise bad_type(self.fmt)
        try:
            data = packing.pack(code, w_value, self.itemsize, False)
        except OperationError as e:
            if not e.match(space.w_TypeError):
                raise
            raise bad_type(self.fmt)
        self.check()
        if data is None:
            raise operr(space.w_ValueError, "memoryview: invalid value for format '%s'" % self.fmt)
        self.memory.put(pos, data)

    def window(self, w_slice):
        """The view of a slice of the first dimension."""
        start, _, step, count = w_slice.indices(self.shape[0])
        w_view = self.derived()
        w_view.offset = self.offset + start * self.strides[0]
        w_view.shape = [count] + self.shape[1:]
        w_view.strides = [self.strides[0] * step] + self.strides[1:]
        return w_view

    # ---- methods

    def descr_len(self):
        self.check()
        if len(self.shape) == 0:
            return space.newint(1)
        return space.newint(self.shape[0])

    def descr_getitem(self, w_index):
        self.check()
        if isinstance(w_index, intobject.W_IntObject) and len(self.shape) == 1:
            return self.item(self.position(w_index))
        if w_index is space.w_Ellipsis:
            return self
        if isinstance(w_index, sliceobject.W_SliceObject):
            if len(self.shape) == 0:
                raise operr(space.w_TypeError, "invalid indexing of 0-dim memory")
            return self.window(w_index)
        if all_slices(w_index):
            raise operr(space.w_NotImplementedError, "multi-dimensional slicing is not implemented")
        return self.item(self.position(w_index))

    def descr_setitem(self, w_index, w_value):
        self.check()
        if self.readonly:
            raise operr(space.w_TypeError, "cannot modify read-only memory")
        is_slice = isinstance(w_index, sliceobject.W_SliceObject)
        if len(self.shape) == 0:
            if w_index is space.w_Ellipsis or (
                isinstance(w_index, tupleobject.W_TupleObject) and w_index.length() == 0
            ):
                self.set_item(self.offset, w_value)
                return
            raise operr(space.w_TypeError, "invalid indexing of 0-dim memory")
        if is_slice or w_index is space.w_Ellipsis or all_slices(w_index):
            if len(self.shape) > 1 or not is_slice:
                raise operr(
                    space.w_NotImplementedError,
                    "memoryview slice assignments are currently restricted to ndim = 1",
                )
            assert isinstance(w_index, sliceobject.W_SliceObject)
            self.set_slice(self.window(w_index), w_value)
            return
        self.set_item(self.position(w_index), w_value)

    def set_slice(self, w_view, w_value):
        """self[slice] = value"""
        w_source = memoryview_of(w_value)
        if (
            len(w_source.shape) != 1
            or w_source.shape[0] != w_view.shape[0]
            or w_source.code != w_view.code
            or w_source.itemsize != w_view.itemsize
        ):
            raise operr(
                space.w_ValueError,
                "memoryview assignment: lvalue and rvalue have different structures",
            )
        data = w_source.as_string()
        size = self.itemsize
        if w_view.strides[0] == size:
            self.memory.put(w_view.offset, data)
            return
        pos = w_view.offset
        for i in range(w_view.shape[0]):
            start = i * size
            assert start >= 0
            self.memory.put(pos, data[start : start + size])
            pos += w_view.strides[0]

    def descr_delitem(self, w_index):
        self.check()
        if self.readonly:
            raise operr(space.w_TypeError, "cannot modify read-only memory")
        raise operr(space.w_TypeError, "cannot delete memory")

    def descr_iter(self):
        self.check()
        if len(self.shape) == 0:
            raise operr(space.w_TypeError, "invalid indexing of 0-dim memory")
        if len(self.shape) > 1:
            raise operr(
                space.w_NotImplementedError, "multi-dimensional sub-views are not implemented"
            )
        return iterators.seqiter(self)

    def descr_eq(self, w_other):
        if self is w_other:
            return space.w_True
        if self.released or isinstance(w_other, W_MemoryView) and w_other.released:
            return space.w_False
        if isinstance(w_other, W_MemoryView):
            w_view = w_other
        else:
            memory = w_other.get_memory()
            if memory is None:
                return space.w_NotImplemented
            w_view = W_MemoryView(w_other, memory, None)
        if len(self.shape) != len(w_view.shape):
            return space.w_False
        for i in range(len(self.shape)):
            if self.shape[i] != w_view.shape[i]:
                return space.w_False
        if self.code == w_view.code and self.code != "\0" and not packing.is_float(self.code):
            if self.code != "?":
                return space.newbool(self.as_string() == w_view.as_string())
        if self.code == "\0" or w_view.code == "\0":
            return space.w_False
        w_mine = self.listed(self.offset, 0)
        return space.eq(w_mine, w_view.listed(w_view.offset, 0))

    def descr_hash(self):
        if self.w_hash is None:
            self.w_hash = self.compute_hash()
        return self.w_hash

    def compute_hash(self):
        """The hash, kept also when the view is released."""
        self.check()
        if not self.readonly:
            raise operr(space.w_ValueError, "cannot hash writable memoryview object")
        if not is_byte(self.code):
            raise operr(
                space.w_ValueError,
                "memoryview: hashing is restricted to formats 'B', 'b' or 'c'",
            )
        space.hash_w(self.w_obj)
        return space.newint(space.hash_w(space.newbytes(self.as_string())))

    def descr_repr(self):
        if self.released:
            return space.newtext("<released memory at " + space.address_text(self) + ">")
        return space.newtext("<memory at " + space.address_text(self) + ">")

    def descr_tobytes(self, w_order):
        self.check()
        order = "C"
        if w_order is not None and w_order is not space.w_None:
            if not isinstance(w_order, unicodeobject.W_UnicodeObject):
                raise operr(
                    space.w_TypeError,
                    "tobytes() argument 'order' must be str or None, not "
                    + space.typename(w_order),
                )
            order = w_order.text()
            if order != "C" and order != "F" and order != "A":
                raise operr(space.w_ValueError, "order must be 'C', 'F' or 'A'")
        if order == "A":
            order = "C"
            if self.is_contiguous(True) and not self.is_contiguous(False):
                order = "F"
        if order == "F" and len(self.shape) > 1:
            w_view = self.derived()
            w_view.shape = self.shape[:]
            w_view.strides = self.strides[:]
            w_view.shape.reverse()
            w_view.strides.reverse()
            return space.newbytes(w_view.as_string())
        return space.newbytes(self.as_string())

    def listed(self, pos, dim):
        """The items from dimension `dim` on, in nested lists."""
        if dim == len(self.shape):
            return self.item(pos)
        items_w = []
        for _ in range(self.shape[dim]):
            items_w.append(self.listed(pos, dim + 1))
            pos += self.strides[dim]
        return space.newlist(items_w)

    def descr_tolist(self):
        self.check()
        return self.listed(self.offset, 0)

    def descr_hex(self, w_sep, w_group):
        w_bytes = space.newbytes(self.as_string())
        assert isinstance(w_bytes, bytesobject.W_BytesObject)
        return w_bytes.descr_hex(w_sep, w_group)

    def descr_cast(self, w_format, w_shape):
        self.check()
        if not isinstance(w_format, unicodeobject.W_UnicodeObject):
            raise operr(space.w_TypeError, "memoryview: format argument must be a string")
        shape_w = None
        if w_shape is not None:
            if not space.isinstance_w(w_shape, space.w_list) and not space.isinstance_w(
                w_shape, space.w_tuple
            ):
                raise operr(space.w_TypeError, "shape must be a list or a tuple")
            shape_w = space.unpackiterable(w_shape)
            if len(shape_w) > MAX_DIMENSIONS:
                raise operr(
                    space.w_ValueError,
                    "memoryview: number of dimensions must not exceed %d" % MAX_DIMENSIONS,
                )
            if len(self.shape) != 1 and len(shape_w) != 1:
                raise operr(space.w_TypeError, "memoryview: cast must be 1D -> ND or ND -> 1D")
        if not self.is_contiguous(False):
            raise operr(space.w_TypeError, "memoryview: casts are restricted to C-contiguous views")
        if (shape_w is not None or len(self.shape) != 1) and self.has_zero():
            raise operr(
                space.w_TypeError, "memoryview: cannot cast view with zeros in shape or strides"
            )
        fmt = w_format.text()
        code = code_of(fmt)
        size = packing.item_size(code)
        if size == 0 or code == "e":
            raise operr(space.w_ValueError, NATIVE)
        if self.code == "\0":
            raise operr(
                space.w_ValueError,
                "memoryview: source format must be a native single character format prefixed "
                "with an optional '@'",
            )
        if not is_byte(code) and not is_byte(self.code):
            raise operr(space.w_TypeError, "memoryview: cannot cast between two non-byte formats")
        total = self.nbytes()
        if total % size != 0:
            raise operr(space.w_TypeError, "memoryview: length is not a multiple of itemsize")
        w_view = self.derived()
        w_view.set_format(fmt, size)
        w_view.shape = [total // size]
        w_view.strides = [size]
        if shape_w is not None:
            w_view.reshape(shape_w)
        return w_view

    def has_zero(self):
        """Is a dimension empty?"""
        for i in range(len(self.shape)):
            if self.shape[i] == 0 or self.strides[i] == 0:
                return True
        return False

    def reshape(self, shape_w):
        """Other dimensions for a view of one."""
        total = self.nbytes()
        shape = []
        size = self.itemsize
        for w_size in shape_w:
            if not space.isinstance_w(w_size, space.w_int):
                raise operr(
                    space.w_TypeError,
                    "memoryview.cast(): elements of shape must be integers",
                )
            n = space.getindex_w(w_size, space.w_ValueError)
            if n <= 0:
                raise operr(
                    space.w_ValueError,
                    "memoryview.cast(): elements of shape must be integers > 0",
                )
            if n > MAX_SIZE // size:
                raise operr(space.w_ValueError, "memoryview.cast(): product(shape) > SSIZE_MAX")
            shape.append(n)
            size *= n
        if size != total:
            raise operr(space.w_TypeError, "memoryview: product(shape) * itemsize != buffer size")
        strides = [0] * len(shape)
        step = self.itemsize
        i = len(shape) - 1
        while i >= 0:
            strides[i] = step
            step *= shape[i]
            i -= 1
        self.shape = shape
        self.strides = strides

    def descr_toreadonly(self):
        w_view = self.derived()
        w_view.readonly = True
        return w_view

    def descr_release(self):
        self.release()

    def descr_enter(self):
        self.check()
        return self

    def descr_exit(self, args):
        self.release()
        return space.w_None

    def descr_reduce(self, args):
        raise operr(space.w_TypeError, "cannot pickle 'memoryview' object")

    def fget_obj(self):
        self.check()
        return self.w_obj

    def fget_nbytes(self):
        self.check()
        return space.newint(self.nbytes())

    def fget_itemsize(self):
        self.check()
        return space.newint(self.itemsize)

    def fget_format(self):
        self.check()
        return space.newtext(self.fmt)

    def fget_ndim(self):
        self.check()
        return space.newint(len(self.shape))

    def fget_shape(self):
        self.check()
        return int_tuple(self.shape)

    def fget_strides(self):
        self.check()
        return int_tuple(self.strides)

    def fget_suboffsets(self):
        self.check()
        return space.newtuple([])

    def fget_readonly(self):
        self.check()
        return space.newbool(self.readonly)

    def fget_c_contiguous(self):
        self.check()
        return space.newbool(self.is_contiguous(False))

    def fget_f_contiguous(self):
        self.check()
        return space.newbool(self.is_contiguous(True))

    def fget_contiguous(self):
        self.check()
        return space.newbool(self.is_contiguous(False) or self.is_contiguous(True))


def bad_type(fmt):
    """The TypeError for a value that is no item."""
    return operr(space.w_TypeError, "memoryview: invalid type for format '%s'" % fmt)


def int_tuple(values):
    """A Python tuple of machine ints."""
    return space.newtuple([space.newint(value) for value in values])


def all_slices(w_index):
    """Is it a tuple of slices?"""
    if not isinstance(w_index, tupleobject.W_TupleObject) or w_index.length() == 0:
        return False
    for w_item in w_index.items_w:
        if not isinstance(w_item, sliceobject.W_SliceObject):
            return False
    return True


def code_of(fmt):
    """The character of a native format of one; "\\0" for others."""
    code = "\0"
    if len(fmt) == 2 and fmt[0] == "@":
        code = fmt[1]
    elif len(fmt) == 1:
        code = fmt[0]
    if packing.item_size(code) == 0:
        return "\0"
    return code


def is_byte(code):
    return code == "B" or code == "b" or code == "c"


def view_of_memory(w_obj, memory):
    """A view of the memory of an object."""
    viewer = None
    exports = memory.get_exports()
    if exports is not None:
        viewer = buffer.Viewer()
        exports.add(viewer)
    return W_MemoryView(w_obj, memory, viewer)


def memoryview_of(w_object):
    """memoryview(object)"""
    if isinstance(w_object, W_MemoryView):
        return w_object.derived()
    memory = w_object.get_memory()
    if memory is None:
        raise operr(
            space.w_TypeError,
            "memoryview: a bytes-like object is required, not '" + space.typename(w_object) + "'",
        )
    return view_of_memory(w_object.viewed_object(), memory)


def memoryview_new(w_type, w_object):
    """memoryview.__new__"""
    return memoryview_of(w_object)


W_MemoryView.typedef = TypeDef(
    "memoryview",
    W_MemoryView,
    new("cls, object", memoryview_new),
    method("__len__", W_MemoryView.descr_len, "self, /"),
    method("__getitem__", W_MemoryView.descr_getitem, "self, key, /"),
    method("__setitem__", W_MemoryView.descr_setitem, "self, key, value, /"),
    method("__delitem__", W_MemoryView.descr_delitem, "self, key, /"),
    method("__iter__", W_MemoryView.descr_iter, "self, /"),
    method("__eq__", W_MemoryView.descr_eq, "self, value, /"),
    method("__hash__", W_MemoryView.descr_hash, "self, /"),
    method("__repr__", W_MemoryView.descr_repr, "self, /"),
    method("__enter__", W_MemoryView.descr_enter, "self, /"),
    method("__exit__", W_MemoryView.descr_exit, "self, ..."),
    method("__reduce__", W_MemoryView.descr_reduce, "self, ..."),
    method("__reduce_ex__", W_MemoryView.descr_reduce, "self, ..."),
    method("tobytes", W_MemoryView.descr_tobytes, "self, order=None"),
    method("tolist", W_MemoryView.descr_tolist, "self, /"),
    method(
        "hex",
        W_MemoryView.descr_hex,
        "self, sep=None, bytes_per_sep=None",
        doc="The bytes in hexadecimal, with separators if wanted.\n\n>>> memoryview(bytes([1, 171])).hex(':')\n'01:ab'\n",
    ),
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
    getset("suboffsets", W_MemoryView.fget_suboffsets),
    getset("readonly", W_MemoryView.fget_readonly),
    getset("contiguous", W_MemoryView.fget_contiguous),
    getset("f_contiguous", W_MemoryView.fget_f_contiguous),
    getset("c_contiguous", W_MemoryView.fget_c_contiguous),
    acceptable_as_base=False,
)

from interpreters.python.objspace import (  # noqa: E402
    bytesobject,
    intobject,
    iterators,
    packing,
    sliceobject,
    tupleobject,
    unicodeobject,
)
