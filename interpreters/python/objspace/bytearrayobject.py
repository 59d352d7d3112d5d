"""bytearray: a resizable list of chars; the methods it shares with bytes are in bytesobject.py."""

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    method,
    new,
    user_subclass,
)
from interpreters.python.objspace import buffer, codec, textops
from interpreters.python.objspace import operation as space
from interpreters.python.objspace.bytesobject import (
    W_AbstractBytes,
    byte_value,
    contents_from,
    contents_from_arguments,
    hex_contents,
    shared_members,
)


def _chars(s):
    """The chars of a string as a list that can grow."""
    chars = []
    for i in range(len(s)):
        chars.append(s[i])
    return chars


class BytearrayMemory(buffer.Memory):
    """The bytes of a bytearray."""

    def __init__(self, w_array):
        buffer.Memory.__init__(self, False, "B", 1)
        self.w_array = w_array

    def get_exports(self):
        if self.w_array.exports is None:
            self.w_array.exports = buffer.Exports()
        return self.w_array.exports

    def length(self):
        return len(self.w_array.chars)

    def get(self, start, count):
        chars = self.w_array.chars
        stop = start + count
        assert start >= 0
        assert stop >= start
        if start == 0 and stop == len(chars):
            return "".join(chars)
        if stop > len(chars):
            raise buffer.shrunk()
        return "".join(chars[start:stop])

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


class W_BytearrayObject(W_AbstractBytes):
    """bytearray"""

    def __init__(self, chars):
        self.chars = chars
        self.exports = None

    def get_memory(self):
        return BytearrayMemory(self)

    def check_exports(self):
        """BufferError if the size cannot change because somebody looks at the memory."""
        if self.exports is not None:
            self.exports.check()

    def data(self):
        return "".join(self.chars)

    def make(self, s):
        return W_BytearrayObject(_chars(s))

    def length(self):
        return len(self.chars)

    def byte_at(self, i):
        return ord(self.chars[i])

    def set_byte(self, i, value):
        """Replace byte i, 0 <= i < length."""
        self.chars[i] = chr(value)

    def kind(self):
        return "bytearray"

    def descr_init(self, w_source, w_encoding, w_errors):
        self.check_exports()
        self.chars = _chars(contents_from_arguments(w_source, w_encoding, w_errors, "bytearray"))

    def descr_repr(self):
        name = space.typename(self)
        return space.newtext(name + "(" + textops.repr_bytes(self.data()) + ")")

    def position(self, w_index, message):
        """A checked machine index."""
        index = sliceobject.eval_index(w_index, "bytearray")
        n = len(self.chars)
        if index < 0:
            index += n
        if index < 0 or index >= n:
            raise operr(space.w_IndexError, message)
        return index

    def descr_setitem(self, w_index, w_value):
        if isinstance(w_index, sliceobject.W_SliceObject):
            self.set_slice(w_index, w_value)
            return
        index = sliceobject.eval_index(w_index, "bytearray")
        value = byte_value(w_value)  # which may run code that changes the size
        n = len(self.chars)
        if index < 0:
            index += n
        if index < 0 or index >= n:
            raise operr(space.w_IndexError, "bytearray index out of range")
        self.chars[index] = chr(value)

    def set_slice(self, w_slice, w_value):
        """self[slice] = bytes-like or iterable of ints"""
        if isinstance(w_value, intobject.W_IntObject):
            raise operr(
                space.w_TypeError,
                "can assign only bytes, buffers, or iterables of ints in range(0, 256)",
            )
        fresh = _chars(contents_from(w_value, "bytearray"))
        size = len(self.chars)
        start, stop, step, count = w_slice.indices(size)
        if len(self.chars) != size:
            raise buffer.shrunk()  # the indices are objects that did it
        if step == 1:
            if stop < start:
                stop = start
            assert start >= 0
            assert stop >= 0
            if len(fresh) == stop - start:
                for i in range(len(fresh)):
                    self.chars[start + i] = fresh[i]
                return
            self.check_exports()
            self.chars = self.chars[0:start] + fresh + self.chars[stop:]
            return
        if len(fresh) == 0:
            self.delete_slice(w_slice)
            return
        if len(fresh) != count:
            raise operr(
                space.w_ValueError,
                "attempt to assign bytes of size %d to extended slice of size %d"
                % (len(fresh), count),
            )
        for i in range(count):
            self.chars[start] = fresh[i]
            start += step

    def descr_delitem(self, w_index):
        if isinstance(w_index, sliceobject.W_SliceObject):
            self.delete_slice(w_index)
            return
        index = self.position(w_index, "bytearray index out of range")
        self.check_exports()
        del self.chars[index]

    def delete_slice(self, w_slice):
        """del self[slice]"""
        self.check_exports()
        start, _, step, count = w_slice.indices(len(self.chars))
        if count == 0:
            return
        if step < 0:
            start = start + (count - 1) * step
            step = -step
        kept = []
        removed = 0
        for i in range(len(self.chars)):
            if i >= start and removed < count and (i - start) % step == 0:
                removed += 1
            else:
                kept.append(self.chars[i])
        self.chars = kept

    def descr_iadd(self, w_other):
        other = bytesobject.buffer_or_none(w_other)
        if other is None:
            raise operr(
                space.w_TypeError, "can't concat " + space.typename(w_other) + " to bytearray"
            )
        if len(other) > 0:
            self.check_exports()
        self.extend_string(other)
        return self

    def descr_imul(self, w_times):
        self.check_exports()
        times = listutil.repeat_count(w_times)
        if times == listutil.NO_COUNT:
            return space.w_NotImplemented
        self.chars = _chars(self.repeated(times))
        return self

    def extend_string(self, s):
        """Append the bytes of a string."""
        for i in range(len(s)):
            self.chars.append(s[i])

    def descr_append(self, w_item):
        self.check_exports()
        self.chars.append(chr(byte_value(w_item)))

    def descr_extend(self, w_iterable):
        self.check_exports()
        self.extend_string(contents_from(w_iterable, "bytearray"))

    def descr_insert(self, w_index, w_item):
        self.check_exports()
        index = space.getindex_w(w_index, space.w_OverflowError)
        n = len(self.chars)
        if index < 0:
            index += n
            if index < 0:
                index = 0
        elif index > n:
            index = n
        self.chars.insert(index, chr(byte_value(w_item)))

    def descr_pop(self, w_index):
        self.check_exports()
        n = len(self.chars)
        if n == 0:
            raise operr(space.w_IndexError, "pop from empty bytearray")
        if w_index is None:
            return space.newint(ord(self.chars.pop()))
        index = self.position(w_index, "pop index out of range")
        return space.newint(ord(self.chars.pop(index)))

    def descr_remove(self, w_item):
        self.check_exports()
        c = chr(byte_value(w_item))
        for i in range(len(self.chars)):
            if self.chars[i] == c:
                del self.chars[i]
                return
        raise operr(space.w_ValueError, "value not found in bytearray")

    def descr_clear(self):
        self.check_exports()
        self.chars = []

    def descr_copy(self):
        return W_BytearrayObject(self.chars[:])

    def descr_reverse(self):
        self.chars.reverse()

    def descr_sizeof(self):
        return space.newint(56 + len(self.chars))

    def descr_alloc(self):
        n = len(self.chars)
        return space.newint(n + 1 if n > 0 else 0)

    def descr_reduce_ex(self, w_protocol):
        w_state = space.call_method0(self, "__getstate__")
        if w_protocol is None or space.int_w(w_protocol) < 3:
            w_args = space.newtuple([])
            if len(self.chars) > 0:
                w_text = space.newtext(codec.decode_latin1(self.data()))
                w_args = space.newtuple([w_text, space.newtext("latin-1")])
        else:
            w_args = space.newtuple([])
            if len(self.chars) > 0:
                w_args = space.newtuple([space.newbytes(self.data())])
        return space.newtuple([self.getclass(), w_args, w_state])

    def descr_reduce(self):
        return self.descr_reduce_ex(space.newint(2))


W_BytearrayUser = user_subclass(W_BytearrayObject)


def bytearray_new(w_type, args):
    """bytearray.__new__; __init__ takes the contents."""
    if w_type is space.w_bytearray:
        return W_BytearrayObject([])
    w_obj = W_BytearrayUser([])
    w_obj.user_setup(w_type)
    return w_obj


def bytearray_fromhex(w_type, w_text):
    """bytearray.fromhex"""
    w_bytes = space.newbytes(hex_contents(w_text))
    return space.call1(w_type, w_bytes)


from interpreters.python.objspace import (  # noqa: E402
    bytesobject,
    intobject,
    listutil,
    sliceobject,
)

W_BytearrayObject.typedef = TypeDef(
    "bytearray",
    W_BytearrayObject,
    new("cls, ...", bytearray_new),
    *shared_members(W_BytearrayObject),
    method(
        "__init__", W_BytearrayObject.descr_init, "self, source=None, encoding=None, errors=None"
    ),
    method("__repr__", W_BytearrayObject.descr_repr, "self, /"),
    method("__str__", W_BytearrayObject.descr_repr, "self, /"),
    method("__setitem__", W_BytearrayObject.descr_setitem, "self, key, value, /"),
    method("__delitem__", W_BytearrayObject.descr_delitem, "self, key, /"),
    method("__iadd__", W_BytearrayObject.descr_iadd, "self, value, /"),
    method("__imul__", W_BytearrayObject.descr_imul, "self, value, /"),
    method("__sizeof__", W_BytearrayObject.descr_sizeof, "self, /"),
    method("__alloc__", W_BytearrayObject.descr_alloc, "self, /"),
    method("__reduce__", W_BytearrayObject.descr_reduce, "self, /"),
    method("__reduce_ex__", W_BytearrayObject.descr_reduce_ex, "self, protocol=None, /"),
    method("append", W_BytearrayObject.descr_append, "self, item, /"),
    method("extend", W_BytearrayObject.descr_extend, "self, iterable, /"),
    method("insert", W_BytearrayObject.descr_insert, "self, index, item, /"),
    method("pop", W_BytearrayObject.descr_pop, "self, index=None, /"),
    method("remove", W_BytearrayObject.descr_remove, "self, value, /"),
    method("clear", W_BytearrayObject.descr_clear, "self, /"),
    method("copy", W_BytearrayObject.descr_copy, "self, /"),
    method("reverse", W_BytearrayObject.descr_reverse, "self, /"),
    classmethod_("fromhex", bytearray_fromhex, "cls, string, /"),
    hashable=False,
)
