"""array.array: machine values of one kind in a list of chars."""

from rpython.rlib.objectmodel import compute_identity_hash

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    getset,
    iterator_methods,
    method,
    new,
    user_subclass,
)
from interpreters.python.module import modinfo
from interpreters.python.module.array import items
from interpreters.python.objspace import (
    buffer,
    bytesobject,
    genericalias,
    intobject,
    listobject,
    listutil,
    sliceobject,
    unicodeobject,
    utf8,
)
from interpreters.python.objspace import operation as space

BLOCK = 65536
BAD_CODE = "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)"


class ArrayMemory(buffer.Memory):
    """The bytes of an array."""

    def __init__(self, w_array):
        code = w_array.code
        buffer.Memory.__init__(self, False, "w" if code == "u" else code, w_array.itemsize)
        self.w_array = w_array

    def get_exports(self):
        if self.w_array.exports is None:
            self.w_array.exports = buffer.Exports()
        return self.w_array.exports

    def length(self):
        return len(self.w_array.chars)

    def get(self, start, count):
        stop = start + count
        assert start >= 0
        assert stop >= start
        if stop > len(self.w_array.chars):
            raise buffer.shrunk()
        return "".join(self.w_array.chars[start:stop])

    def byte(self, pos):
        if pos >= len(self.w_array.chars):
            raise buffer.shrunk()
        return ord(self.w_array.chars[pos])

    def put(self, start, data):
        chars = self.w_array.chars
        if start + len(data) > len(chars):
            raise buffer.shrunk()
        for i in range(len(data)):
            chars[start + i] = data[i]


class W_Array(W_Root):
    """array.array"""

    def __init__(self, code):
        self.code = code
        self.itemsize = items.SIZES[code]
        self.chars = []
        self.exports = None

    def get_memory(self):
        return ArrayMemory(self)

    def check_exports(self):
        """BufferError if the size cannot change because somebody looks at the memory."""
        if self.exports is not None:
            self.exports.check("cannot resize an array that is exporting buffers")

    # ---- items

    def length(self):
        """Number of items."""
        return len(self.chars) // self.itemsize

    def get(self, i):
        """Item i, 0 <= i < length."""
        return items.read_item(self.code, self.chars, i * self.itemsize, self.itemsize)

    def add_room(self, i):
        """Makes room for an item before item i."""
        self.check_exports()
        size = self.itemsize
        pos = i * size
        chars = self.chars
        if pos == len(chars):
            for _ in range(size):
                chars.append("\0")
        else:
            assert pos >= 0
            self.chars = chars[0:pos] + ["\0"] * size + chars[pos:]

    def item_chars(self, w_value):
        """The chars of a value."""
        chars = ["\0"] * self.itemsize
        items.write_item(self.code, chars, 0, self.itemsize, w_value)
        return chars

    def put_chars(self, i, chars):
        """Replaces item i."""
        pos = i * self.itemsize
        for k in range(len(chars)):
            self.chars[pos + k] = chars[k]

    def append(self, w_value):
        """Adds an item."""
        chars = self.item_chars(w_value)
        self.check_exports()
        own = self.chars
        for i in range(len(chars)):
            own.append(chars[i])

    def append_string(self, data):
        """Adds bytes."""
        chars = self.chars
        for i in range(len(data)):
            chars.append(data[i])

    def delete(self, start, stop):
        """Deletes the items from start to stop - 1."""
        if stop > start:
            self.check_exports()
            a = start * self.itemsize
            b = stop * self.itemsize
            assert a >= 0 and b >= a
            del self.chars[a:b]

    def fresh(self, chars):
        """An array of the same kind."""
        w_array = W_Array(self.code)
        w_array.chars = chars
        return w_array

    def slice_chars(self, start, step, count):
        """The chars of the items of a slice."""
        size = self.itemsize
        if step == 1:
            a = start * size
            b = a + count * size
            assert a >= 0 and b >= a
            return self.chars[a:b]
        result = ["\0"] * (count * size)
        for i in range(count):
            pos = (start + i * step) * size
            for k in range(size):
                result[i * size + k] = self.chars[pos + k]
        return result

    def index_w(self, w_index, message):
        """A checked index."""
        if space.lookup(w_index, "__index__") is None:
            raise operr(space.w_TypeError, "array indices must be integers")
        index = space.getindex_w(w_index, space.w_IndexError)
        n = self.length()
        if index < 0:
            index += n
        if index < 0 or index >= n:
            raise operr(space.w_IndexError, message)
        return index

    def find(self, w_value, start, stop):
        """The index of a value, -1 if it is not there."""
        i = start
        while i < stop and i < self.length():
            if space.eq_w(self.get(i), w_value):
                return i
            i += 1
        return -1

    # ---- special methods

    def descr_len(self):
        return space.newint(self.length())

    def descr_iter(self):
        return W_ArrayIterator(self)

    def descr_contains(self, w_value):
        return space.newbool(self.find(w_value, 0, self.length()) >= 0)

    def descr_getitem(self, w_index):
        if isinstance(w_index, intobject.W_IntObject):
            index = w_index.intval
            n = self.length()
            if index < 0:
                index += n
            if index < 0 or index >= n:
                raise operr(space.w_IndexError, "array index out of range")
            return self.get(index)
        if isinstance(w_index, sliceobject.W_SliceObject):
            length = self.length()
            start, _, step, count = w_index.indices(length)
            if self.length() != length:
                raise buffer.shrunk()
            return self.fresh(self.slice_chars(start, step, count))
        return self.get(self.index_w(w_index, "array index out of range"))

    def descr_setitem(self, w_index, w_value):
        if isinstance(w_index, sliceobject.W_SliceObject):
            self.set_slice(w_index, w_value)
            return
        index = self.index_w(w_index, "array assignment index out of range")
        pos = index * self.itemsize
        if self.code == "d" or self.code == "u" or self.code == "f":
            chars = self.item_chars(w_value)
            self.index_w(w_index, "array assignment index out of range")
            self.put_chars(index, chars)
        elif isinstance(w_value, intobject.W_IntObject):
            items.write_item(self.code, self.chars, pos, self.itemsize, w_value)
        else:
            chars = self.item_chars(w_value)
            self.index_w(w_index, "array assignment index out of range")
            self.put_chars(index, chars)

    def set_slice(self, w_slice, w_value):
        """self[slice] = array"""
        if not isinstance(w_value, W_Array):
            raise operr(
                space.w_TypeError,
                'can only assign array (not "%s") to array slice' % space.typename(w_value),
            )
        if w_value.code != self.code:
            raise bad_argument()
        fresh = w_value.chars[:]
        length = self.length()
        start, stop, step, count = w_slice.indices(length)
        if self.length() != length:
            raise buffer.shrunk()  # the indices are objects that did it
        size = self.itemsize
        given = len(fresh) // size
        if step == 1:
            if stop < start:
                stop = start
            if given != stop - start:
                self.check_exports()
            a = start * size
            b = stop * size
            assert a >= 0 and b >= a
            if given == stop - start:
                for i in range(len(fresh)):
                    self.chars[a + i] = fresh[i]
            else:
                self.chars = self.chars[0:a] + fresh + self.chars[b:]
            return
        if given == 0:
            self.delete_slice(w_slice)
            return
        if given != count:
            raise operr(
                space.w_ValueError,
                "attempt to assign array of size %d to extended slice of size %d" % (given, count),
            )
        for i in range(count):
            pos = (start + i * step) * size
            for k in range(size):
                self.chars[pos + k] = fresh[i * size + k]

    def descr_delitem(self, w_index):
        if isinstance(w_index, sliceobject.W_SliceObject):
            self.delete_slice(w_index)
            return
        index = self.index_w(w_index, "array assignment index out of range")
        self.delete(index, index + 1)

    def delete_slice(self, w_slice):
        """del self[slice]"""
        start, stop, step, count = w_slice.indices(self.length())
        if count == 0:
            return
        if step == 1:
            self.delete(start, stop)
            return
        self.check_exports()
        if step < 0:
            start = start + (count - 1) * step
            step = -step
        size = self.itemsize
        kept = []
        removed = 0
        for i in range(self.length()):
            if i >= start and removed < count and (i - start) % step == 0:
                removed += 1
            else:
                for k in range(size):
                    kept.append(self.chars[i * size + k])
        self.chars = kept

    def descr_add(self, w_other):
        if not isinstance(w_other, W_Array):
            raise operr(
                space.w_TypeError,
                'can only append array (not "%s") to array' % space.typename(w_other),
            )
        if w_other.code != self.code:
            raise bad_argument()
        return self.fresh(self.chars + w_other.chars)

    def descr_iadd(self, w_other):
        if not isinstance(w_other, W_Array):
            raise operr(
                space.w_TypeError,
                'can only extend with array (not "%s")' % space.typename(w_other),
            )
        self.descr_extend(w_other)
        return self

    def repeated(self, w_times):
        """The chars, repeated."""
        if space.lookup(w_times, "__index__") is None:
            raise operr(
                space.w_TypeError,
                "can't multiply sequence by non-int of type '%s'" % space.typename(w_times),
            )
        times = listutil.repeat_count(w_times)
        if times <= 0 or len(self.chars) == 0:
            return []
        if times > (1 << 40) // len(self.chars):
            raise operr(space.w_MemoryError, "")
        return self.chars * times

    def descr_mul(self, w_times):
        return self.fresh(self.repeated(w_times))

    def descr_imul(self, w_times):
        chars = self.repeated(w_times)
        if len(chars) != len(self.chars):
            self.check_exports()
        self.chars = chars
        return self

    def same_items(self, w_other):
        """Are the arrays equal?"""
        if self.length() != w_other.length():
            return False
        if self.code == w_other.code and self.code != "d" and self.code != "f":
            return "".join(self.chars) == "".join(w_other.chars)
        for i in range(self.length()):
            if not space.is_true(space.eq(self.get(i), w_other.get(i))):
                return False
        return True

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_Array):
            return space.w_NotImplemented
        return space.newbool(self.same_items(w_other))

    def descr_ne(self, w_other):
        if not isinstance(w_other, W_Array):
            return space.w_NotImplemented
        return space.newbool(not self.same_items(w_other))

    def first_difference(self, w_other):
        """The first index where the items differ, or the smaller length."""
        n = self.length()
        if w_other.length() < n:
            n = w_other.length()
        for i in range(n):
            if not space.is_true(space.eq(self.get(i), w_other.get(i))):
                return i
        return n

    def descr_lt(self, w_other):
        if not isinstance(w_other, W_Array):
            return space.w_NotImplemented
        i = self.first_difference(w_other)
        if i < self.length() and i < w_other.length():
            return space.lt(self.get(i), w_other.get(i))
        return space.newbool(self.length() < w_other.length())

    def descr_le(self, w_other):
        if not isinstance(w_other, W_Array):
            return space.w_NotImplemented
        i = self.first_difference(w_other)
        if i < self.length() and i < w_other.length():
            return space.le(self.get(i), w_other.get(i))
        return space.newbool(self.length() <= w_other.length())

    def descr_gt(self, w_other):
        if not isinstance(w_other, W_Array):
            return space.w_NotImplemented
        return w_other.descr_lt(self)

    def descr_ge(self, w_other):
        if not isinstance(w_other, W_Array):
            return space.w_NotImplemented
        return w_other.descr_le(self)

    def descr_repr(self):
        name = space.typename(self)
        if len(self.chars) == 0:
            return space.newtext("%s('%s')" % (name, self.code))
        if self.code == "u":
            what = space.repr_w(self.descr_tounicode())
        else:
            what = space.repr_w(self.descr_tolist())
        return space.newtext("%s('%s', %s)" % (name, self.code, what))

    def descr_copy(self):
        return self.fresh(self.chars[:])

    def descr_deepcopy(self, w_memo):
        return self.fresh(self.chars[:])

    def descr_sizeof(self):
        return space.newint(64 + len(self.chars))

    def descr_reduce_ex(self, w_protocol):
        w_dict = space.findattr(self, "__dict__")
        if w_dict is None:
            w_dict = space.w_None
        w_code = space.newtext(self.code)
        w_type = self.getclass()
        if space.int_w(w_protocol) < 3:
            if self.code == "u":
                w_value = self.descr_tounicode()
            else:
                w_value = self.descr_tolist()
            return space.newtuple([w_type, space.newtuple([w_code, w_value]), w_dict])
        w_make = space.getattr(importing.import_absolute("array"), "_array_reconstructor")
        w_format = space.newint(machine_format(self.code))
        return space.newtuple(
            [
                w_make,
                space.newtuple([w_type, w_code, w_format, self.descr_tobytes()]),
                w_dict,
            ]
        )

    # ---- methods

    def descr_append(self, w_value):
        self.append(w_value)

    def descr_buffer_info(self):
        return space.newtuple(
            [space.newint(compute_identity_hash(self)), space.newint(self.length())]
        )

    def descr_byteswap(self):
        size = self.itemsize
        chars = self.chars
        for i in range(self.length()):
            low = i * size
            high = low + size - 1
            while low < high:
                c = chars[low]
                chars[low] = chars[high]
                chars[high] = c
                low += 1
                high -= 1

    def descr_count(self, w_value):
        n = 0
        i = 0
        while i < self.length():
            if space.eq_w(self.get(i), w_value):
                n += 1
            i += 1
        return space.newint(n)

    def descr_extend(self, w_items):
        if isinstance(w_items, W_Array):
            if w_items.code != self.code:
                raise operr(space.w_TypeError, "can only extend with array of same kind")
            if len(w_items.chars) > 0:
                self.check_exports()
            self.chars = self.chars + w_items.chars
            return
        w_iter = space.iter(w_items)
        while True:
            w_item = w_iter.next_w()
            if w_item is None:
                return
            self.append(w_item)

    def descr_frombytes(self, w_data):
        if isinstance(w_data, unicodeobject.W_UnicodeObject):
            raise operr(space.w_TypeError, "a bytes-like object is required, not 'str'")
        self.from_string(bytesobject.need_buffer(w_data))

    def from_string(self, data):
        """Adds items from bytes."""
        if len(data) % self.itemsize != 0:
            raise operr(space.w_ValueError, "bytes length not a multiple of item size")
        if len(data) > 0:
            self.check_exports()
        self.append_string(data)

    def descr_tobytes(self):
        return space.newbytes("".join(self.chars))

    def descr_fromfile(self, w_file, w_count):
        count = space.int_w(space.index(w_count))
        if count < 0:
            raise operr(space.w_ValueError, "negative count")
        size = count * self.itemsize
        w_data = space.call_method1(w_file, "read", space.newint(size))
        if not isinstance(w_data, bytesobject.W_BytesObject):
            raise operr(space.w_TypeError, "read() didn't return bytes")
        data = w_data.data()
        if len(data) < size:
            whole = len(data) - len(data) % self.itemsize
            assert whole >= 0
            self.from_string(data[0:whole])
            raise operr(space.w_EOFError, "read() didn't return enough bytes")
        self.from_string(data)

    def descr_tofile(self, w_file):
        data = "".join(self.chars)
        start = 0
        while start < len(data):
            stop = start + BLOCK
            space.call_method1(w_file, "write", space.newbytes(data[start:stop]))
            start = stop

    def descr_fromlist(self, w_list):
        if not isinstance(w_list, listobject.W_ListObject):
            raise operr(space.w_TypeError, "arg must be list")
        before = len(self.chars)
        n = space.len_w(w_list)
        i = 0
        try:
            while i < n:
                self.append(space.getitem(w_list, space.newint(i)))
                if space.len_w(w_list) != n:
                    raise operr(space.w_RuntimeError, "list changed size during iteration")
                i += 1
        except OperationError:
            del self.chars[before:]
            raise

    def descr_tolist(self):
        return space.newlist([self.get(i) for i in range(self.length())])

    def descr_fromunicode(self, w_text):
        if not isinstance(w_text, unicodeobject.W_UnicodeObject):
            raise operr(
                space.w_TypeError,
                "fromunicode() argument must be str, not " + space.typename(w_text),
            )
        if self.code != "u":
            raise operr(
                space.w_ValueError,
                "fromunicode() may only be called on unicode type arrays",
            )
        self.check_exports()
        for cp in utf8.codepoints(w_text.text()):
            chars = ["\0"] * 4
            items.write_word(chars, 0, 4, cp)
            for i in range(4):
                self.chars.append(chars[i])

    def descr_tounicode(self):
        if self.code != "u":
            raise operr(space.w_ValueError, "tounicode() may only be called on unicode type arrays")
        parts = []
        for i in range(self.length()):
            parts.append(space.text_w(self.get(i)))
        return space.newtext("".join(parts))

    def descr_index(self, w_value, w_start, w_stop):
        n = self.length()
        start = 0
        stop = n
        if w_start is not None:
            start = sliceobject.eval_index(w_start, "array")
            if start < 0:
                start += n
                if start < 0:
                    start = 0
        if w_stop is not None:
            stop = sliceobject.eval_index(w_stop, "array")
            if stop < 0:
                stop += n
        i = self.find(w_value, start, stop)
        if i < 0:
            raise operr(space.w_ValueError, "array.index(x): x not in array")
        return space.newint(i)

    def descr_insert(self, w_index, w_value):
        index = space.getindex_w(w_index, None)
        chars = self.item_chars(w_value)
        n = self.length()
        if index < 0:
            index += n
            if index < 0:
                index = 0
        if index > n:
            index = n
        self.add_room(index)
        self.put_chars(index, chars)

    def descr_pop(self, w_index):
        if len(self.chars) == 0:
            raise operr(space.w_IndexError, "pop from empty array")
        index = self.length() - 1
        if w_index is not None:
            index = self.index_w(w_index, "pop index out of range")
        w_item = self.get(index)
        self.delete(index, index + 1)
        return w_item

    def descr_remove(self, w_value):
        i = self.find(w_value, 0, self.length())
        if i < 0:
            raise operr(space.w_ValueError, "array.remove(x): x not in array")
        self.delete(i, i + 1)

    def descr_reverse(self):
        n = self.length()
        self_copy = self.slice_chars(n - 1, -1, n)
        for i in range(len(self_copy)):
            self.chars[i] = self_copy[i]

    def fget_typecode(self):
        return space.newtext(self.code)

    def fget_itemsize(self):
        return space.newint(self.itemsize)


def bad_argument():
    """The TypeError for an array of another kind."""
    return operr(space.w_TypeError, "bad argument type for built-in operation")


# the numbers of the machine formats of pickled arrays
_FORMATS = {
    "B": 0,
    "b": 1,
    "H": 2,
    "h": 4,
    "I": 6,
    "i": 8,
    "L": 10,
    "l": 12,
    "Q": 10,
    "q": 12,
    "f": 14,
    "d": 16,
    "u": 20,
}


def machine_format(code):
    """The number of the format of the items."""
    return _FORMATS[code]


W_ArrayUser = user_subclass(W_Array)


def array_new(w_type, args):
    """array.__new__(typecode, initializer=None)"""
    w_array_type = W_Array.typedef.w_type
    if args.has_keywords() and (
        w_type is w_array_type or w_type.slot(slots.INIT) is w_array_type.slot(slots.INIT)
    ):
        raise operr(space.w_TypeError, "array.array() takes no keyword arguments")
    args.fixed("array", 1, 2)
    w_code = args.args_w[0]
    if not isinstance(w_code, unicodeobject.W_UnicodeObject) or w_code.length() != 1:
        raise operr(
            space.w_TypeError,
            "array() argument 1 must be a unicode character, not " + space.typename(w_code),
        )
    code = w_code.text()
    if len(code) != 1 or items.CODES.find(code) < 0:
        raise operr(space.w_ValueError, BAD_CODE)
    if w_type is w_array_type:
        w_array = W_Array(code)
    else:
        w_array = W_ArrayUser(code)
        w_array.user_setup(w_type)
    if len(args.args_w) == 2:
        fill_new(w_array, args.args_w[1])
    return w_array


def fill_new(w_array, w_initial):
    """Adds what the second argument holds."""
    code = w_array.code
    if isinstance(w_initial, unicodeobject.W_UnicodeObject):
        if code != "u":
            raise operr(
                space.w_TypeError,
                "cannot use a str to initialize an array with typecode '%s'" % code,
            )
        w_array.descr_fromunicode(w_initial)
    elif isinstance(w_initial, W_Array):
        if w_initial.code == "u" and code != "u":
            raise operr(
                space.w_TypeError,
                "cannot use a unicode array to initialize an array with typecode '%s'" % code,
            )
        if w_initial.code == code:
            w_array.chars = w_initial.chars[:]
        else:
            for i in range(w_initial.length()):
                w_array.append(w_initial.get(i))
    elif isinstance(w_initial, bytesobject.W_AbstractBytes):
        w_array.from_string(w_initial.data())
    else:
        w_array.descr_extend(w_initial)


def class_getitem(w_type, w_args):
    """array[item]"""
    return genericalias.W_GenericAlias(w_type, w_args)


class W_ArrayIterator(W_Root):
    """arrayiterator"""

    def __init__(self, w_array):
        self.w_array = w_array
        self.pos = 0

    def next_w(self):
        w_array = self.w_array
        if w_array is None:
            return None
        pos = self.pos
        if pos >= w_array.length():
            self.w_array = None
            return None
        self.pos = pos + 1
        return w_array.get(pos)

    def descr_reduce(self):
        w_iter = space.getattr(importing.import_absolute("builtins"), "iter")
        if self.w_array is None:
            return space.newtuple([w_iter, space.newtuple([space.newtuple([])])])
        return space.newtuple([w_iter, space.newtuple([self.w_array]), space.newint(self.pos)])

    def descr_setstate(self, w_state):
        if self.w_array is not None:
            pos = space.int_w(w_state)
            if pos < 0:
                pos = 0
            elif pos > self.w_array.length():
                pos = self.w_array.length()
            self.pos = pos


W_ArrayIterator.typedef = TypeDef(
    "array.arrayiterator",
    W_ArrayIterator,
    *iterator_methods(W_ArrayIterator),
    method("__reduce__", W_ArrayIterator.descr_reduce, "self"),
    method("__setstate__", W_ArrayIterator.descr_setstate, "self, state, /"),
)

_BINARY = "self, value, /"
W_Array.typedef = TypeDef(
    "array.array",
    W_Array,
    new("cls, ...", array_new),
    method("__len__", W_Array.descr_len, "self"),
    method("__iter__", W_Array.descr_iter, "self"),
    method("__contains__", W_Array.descr_contains, "self, key, /"),
    method("__getitem__", W_Array.descr_getitem, "self, key, /"),
    method("__setitem__", W_Array.descr_setitem, "self, key, value, /"),
    method("__delitem__", W_Array.descr_delitem, "self, key, /"),
    method("__add__", W_Array.descr_add, _BINARY),
    method("__iadd__", W_Array.descr_iadd, _BINARY),
    method("__mul__", W_Array.descr_mul, _BINARY),
    method("__rmul__", W_Array.descr_mul, _BINARY),
    method("__imul__", W_Array.descr_imul, _BINARY),
    method("__eq__", W_Array.descr_eq, _BINARY),
    method("__ne__", W_Array.descr_ne, _BINARY),
    method("__lt__", W_Array.descr_lt, _BINARY),
    method("__le__", W_Array.descr_le, _BINARY),
    method("__gt__", W_Array.descr_gt, _BINARY),
    method("__ge__", W_Array.descr_ge, _BINARY),
    method("__repr__", W_Array.descr_repr, "self"),
    method("__copy__", W_Array.descr_copy, "self"),
    method("__deepcopy__", W_Array.descr_deepcopy, "self, memo, /"),
    method("__sizeof__", W_Array.descr_sizeof, "self"),
    method("__reduce_ex__", W_Array.descr_reduce_ex, "self, protocol, /"),
    method("append", W_Array.descr_append, "self, v, /"),
    method("buffer_info", W_Array.descr_buffer_info, "self"),
    method("byteswap", W_Array.descr_byteswap, "self"),
    method("count", W_Array.descr_count, "self, v, /"),
    method("extend", W_Array.descr_extend, "self, bb, /"),
    method("frombytes", W_Array.descr_frombytes, "self, buffer, /"),
    method("fromfile", W_Array.descr_fromfile, "self, f, n, /"),
    method("fromlist", W_Array.descr_fromlist, "self, list, /"),
    method("fromunicode", W_Array.descr_fromunicode, "self, ustr, /"),
    method("index", W_Array.descr_index, "self, v, start=None, stop=None, /"),
    method("insert", W_Array.descr_insert, "self, i, v, /"),
    method("pop", W_Array.descr_pop, "self, i=None, /"),
    method("remove", W_Array.descr_remove, "self, v, /"),
    method("reverse", W_Array.descr_reverse, "self"),
    method("tobytes", W_Array.descr_tobytes, "self"),
    method("tofile", W_Array.descr_tofile, "self, f, /"),
    method("tolist", W_Array.descr_tolist, "self"),
    method("tounicode", W_Array.descr_tounicode, "self"),
    classmethod_("__class_getitem__", class_getitem, "cls, item, /"),
    getset("typecode", W_Array.fget_typecode),
    getset("itemsize", W_Array.fget_itemsize),
    hashable=False,
)

MODULE = modinfo.declare(
    "array",
    constants=[("typecodes", items.CODES), ("ArrayType", W_Array.typedef.w_type)],
    types=[W_Array.typedef],
    app="array.py",
)

from interpreters.python.module import importing  # noqa: E402
from interpreters.python.objspace import slots  # noqa: E402
