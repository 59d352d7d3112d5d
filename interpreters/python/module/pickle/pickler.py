"""Pickler: objects to pickles. What has no opcode of its own is in reduction.py."""

from rpython.rlib.jit import dont_look_inside
from rpython.rlib.longlong2float import float2longlong
from rpython.rlib.rarithmetic import intmask

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.interpreter.typedef import user_subclass
from interpreters.python.module.pickle import imported, opcodes, picklebuffer, reduction
from interpreters.python.module.pickle.errors import low_bytes, pickling_error
from interpreters.python.module.pickle.output import Output
from interpreters.python.objspace import (
    bytesobject,
    codec,
    dictobject,
    intobject,
    listobject,
    setobject,
    tupleobject,
    unicodeobject,
    utf8,
)
from interpreters.python.objspace import operation as space

BATCH = 1000
FAST_NESTING = 50


class W_Pickler(W_Root):
    """`memo` numbers the objects that were written, by identity; None before __init__."""

    def __init__(self):
        self.memo = None
        self.count = 0  # the next number of the memo
        self.layouts = {}  # from maps of instances to reduction.Layouts
        self.out = None
        self.proto = opcodes.DEFAULT
        self.bin = 1
        self.fast = 0
        self.fix_imports = False
        self.depth = 0
        self.nested = {}  # containers being written in fast mode
        self.w_write = None
        self.w_buffer_callback = None
        self.w_persistent_id = None
        self.w_reducer_override = None
        self.w_dispatch_table = None

    def setup(self, w_protocol, w_fix_imports, w_buffer_callback):
        """Takes the arguments that all ways to pickle share."""
        proto = opcodes.DEFAULT
        if w_protocol is not None and w_protocol is not space.w_None:
            proto = space.int_w(w_protocol)
            if proto < 0:
                proto = opcodes.HIGHEST
            elif proto > opcodes.HIGHEST:
                raise operr(space.w_ValueError, "pickle protocol must be <= %d" % opcodes.HIGHEST)
        self.proto = proto
        self.bin = 1 if proto > 0 else 0
        self.fix_imports = False
        if proto < 3:
            self.fix_imports = w_fix_imports is None or space.is_true(w_fix_imports)
        if w_buffer_callback is not None and w_buffer_callback is not space.w_None:
            if proto < 5:
                raise operr(space.w_ValueError, "buffer_callback needs protocol >= 5")
            self.w_buffer_callback = w_buffer_callback
        else:
            self.w_buffer_callback = None
        self.fast = 0
        self.clear_memo()

    def clear_memo(self):
        """Forgets all objects."""
        self.memo = {}
        self.count = 0

    # ---- the whole

    @dont_look_inside
    def run(self, w_obj):
        """Writes a pickle; its bytes, if there is no file."""
        out = Output(self.w_write)
        self.out = out
        if self.proto >= 2:
            out.pieces.append(opcodes.PROTO + chr(self.proto))
        out.framing = self.proto >= 4
        self.depth = 0
        self.save(w_obj)
        out.frame.append(opcodes.STOP)
        return out.finish()

    def put(self, text):
        """Appends an opcode or its argument."""
        self.out.frame.append(text)

    def save(self, w_obj):
        """Writes an object."""
        self.out.boundary()
        if self.w_persistent_id is not None and self.save_persistent(w_obj):
            return
        self.save_known(w_obj)

    def save_persistent(self, w_obj):
        """Asks persistent_id(); True if the object has one, which is written."""
        w_pid = space.call1(self.w_persistent_id, w_obj)
        if w_pid is space.w_None:
            return False
        if self.bin:
            self.save_known(w_pid)
            self.put(opcodes.BINPERSID)
            return True
        pid = space.str_w(w_pid)
        if not utf8.is_ascii(pid):
            raise pickling_error("persistent IDs in protocol 0 must be ASCII strings")
        self.put(opcodes.PERSID + pid + "\n")
        return True

    def save_known(self, w_obj):
        """Writes an object that has no persistent id."""
        w_type = space.type(w_obj)
        if w_type is space.w_int:
            self.save_int(w_obj)
        elif w_obj is space.w_None:
            self.put(opcodes.NONE)
        elif w_type is space.w_float:
            self.save_float(w_obj)
        elif w_type is space.w_bool:
            self.save_bool(w_obj)
        elif not self.written_before(w_obj):
            if w_type is space.w_str:
                self.save_str(w_obj)
            elif w_type is space.w_bytes:
                self.save_bytes(w_obj)
            else:
                self.save_nested(w_obj, w_type)

    def written_before(self, w_obj):
        """Writes a reference to an object that is in the memo."""
        index = self.memo.get(w_obj, -1)
        if index < 0:
            return False
        self.put_get(index)
        return True

    def save_nested(self, w_obj, w_type):
        """Writes an object that may refer to others."""
        self.depth += 1
        if self.depth + ec.depth > ec.recursion_limit:
            raise operr(
                space.w_RecursionError,
                "maximum recursion depth exceeded while pickling an object",
            )
        if w_type is space.w_dict:
            self.enter_fast(w_obj)
            self.save_dict(w_obj)
            self.leave_fast(w_obj)
        elif w_type is space.w_list:
            self.enter_fast(w_obj)
            self.save_list(w_obj)
            self.leave_fast(w_obj)
        elif w_type is space.w_tuple:
            self.save_tuple(w_obj)
        elif w_type is space.w_set:
            self.save_set(w_obj)
        elif w_type is space.w_frozenset:
            self.save_frozenset(w_obj)
        elif w_type is space.w_bytearray:
            self.save_bytearray(w_obj)
        elif w_type is space.w_PickleBuffer:
            self.save_buffer(w_obj)
        else:
            reduction.save_other(self, w_obj, w_type)
        self.depth -= 1

    def enter_fast(self, w_obj):
        """In fast mode, which has no memo, notes deep containers to find cycles."""
        if self.fast and self.depth >= FAST_NESTING:
            if w_obj in self.nested:
                self.nested = {}
                raise operr(
                    space.w_ValueError,
                    "fast mode: can't pickle cyclic objects including object type %s at %s"
                    % (space.typename(w_obj), space.address_text(w_obj)),
                )
            self.nested[w_obj] = None

    def leave_fast(self, w_obj):
        """The end of what enter_fast began."""
        if self.fast and w_obj in self.nested:
            del self.nested[w_obj]

    # ---- the memo

    def memoize(self, w_obj):
        """Gives the object the next number."""
        if self.fast:
            return
        index = self.count
        self.memo[w_obj] = index
        self.put_number(index)

    def put_number(self, index):
        """Gives the object on the stack that number."""
        self.count = index + 1
        if self.proto >= 4:
            self.put(opcodes.MEMOIZE)
        elif not self.bin:
            self.put(opcodes.PUT + str(index) + "\n")
        elif index < 256:
            self.put(opcodes.BINPUT + chr(index))
        else:
            self.put(opcodes.LONG_BINPUT + low_bytes(index, 4))

    def put_get(self, index):
        """Refers to an object of the memo."""
        if not self.bin:
            self.put(opcodes.GET + str(index) + "\n")
        elif index < 256:
            self.put(opcodes.BINGET)
            self.put(chr(index))
        else:
            self.put(opcodes.LONG_BINGET)
            self.put_word(index)

    def put_word(self, value):
        """Four bytes."""
        frame = self.out.frame
        frame.append(chr(value & 255))
        frame.append(chr((value >> 8) & 255))
        frame.append(chr((value >> 16) & 255))
        frame.append(chr((value >> 24) & 255))

    # ---- numbers

    def save_bool(self, w_bool):
        if self.proto >= 2:
            self.put(opcodes.NEWTRUE if w_bool is space.w_True else opcodes.NEWFALSE)
        else:
            self.put("I01\n" if w_bool is space.w_True else "I00\n")

    def save_int(self, w_int):
        if isinstance(w_int, intobject.W_IntObject):
            value = w_int.intval
            if -0x80000000 <= value <= 0x7FFFFFFF:
                if not self.bin:
                    self.put(opcodes.INT + str(value) + "\n")
                elif 0 <= value < 256:
                    self.put(opcodes.BININT1)
                    self.put(chr(value))
                elif 0 <= value < 65536:
                    self.put(opcodes.BININT2)
                    self.put(chr(value & 255))
                    self.put(chr(value >> 8))
                else:
                    self.put(opcodes.BININT)
                    self.put_word(value)
                return
        if self.proto < 2:
            self.put(opcodes.LONG + space.repr_w(w_int) + "L\n")
            return
        num = space.bigint_w(w_int)
        bits = num.bit_length()
        data = num.tobytes((bits >> 3) + 1, "little", True)
        size = len(data)
        if size > 1 and num.sign < 0 and data[size - 1] == "\xff" and ord(data[size - 2]) >= 128:
            size -= 1
            data = data[0:size]
        if size < 256:
            self.put(opcodes.LONG1 + chr(size))
        elif size <= 0x7FFFFFFF:
            self.put(opcodes.LONG4 + low_bytes(size, 4))
        else:
            raise operr(space.w_OverflowError, "int too large to pickle")
        self.put(data)

    def save_float(self, w_float):
        if not self.bin:
            self.put(opcodes.FLOAT + space.repr_w(w_float) + "\n")
            return
        bits = intmask(float2longlong(space.float_w(w_float)))
        self.put(opcodes.BINFLOAT)
        frame = self.out.frame
        shift = 56
        while shift >= 0:
            frame.append(chr((bits >> shift) & 255))
            shift -= 8

    # ---- strings

    def put_string(self, short, usual, long, data, w_data, what):
        """The opcode for the length of a string, and its bytes; "" for an opcode that is missing."""
        size = len(data)
        if size < 256 and short != "":
            self.put(short)
            self.put(chr(size))
            self.put(data)
            return
        if size <= 0xFFFFFFFF and usual != "":
            header = usual + low_bytes(size, 4)
        elif long != "":
            header = long + low_bytes(size, 8)
        else:
            raise operr(
                space.w_OverflowError,
                "serializing a %s larger than 4 GiB requires pickle protocol 4 or higher" % what,
            )
        self.out.put_contents(header, data, w_data)

    def save_str(self, w_text):
        assert isinstance(w_text, unicodeobject.W_UnicodeObject)
        text = w_text.text()
        if not self.bin:
            self.put(opcodes.UNICODE + raw_escape(text) + "\n")
        elif self.proto >= 4:
            self.put_string(
                opcodes.SHORT_BINUNICODE,
                opcodes.BINUNICODE,
                opcodes.BINUNICODE8,
                text,
                None,
                "string",
            )
        else:
            self.put_string("", opcodes.BINUNICODE, "", text, None, "string")
        self.memoize(w_text)

    def save_bytes(self, w_bytes):
        data = space.bytes_w(w_bytes)
        if self.proto >= 3:
            self.put_bytes(data, w_bytes)
            self.memoize(w_bytes)
        elif len(data) == 0:
            self.reduce_to(space.w_bytes, [], w_bytes)
        else:
            args_w = [space.newtext(codec.decode_latin1(data)), space.newtext("latin1")]
            self.reduce_to(imported.tables().w_encode, args_w, w_bytes)

    def put_bytes(self, data, w_data):
        """The bytes in protocol 3 and later."""
        eight = opcodes.BINBYTES8 if self.proto >= 4 else ""
        self.put_string(
            opcodes.SHORT_BINBYTES, opcodes.BINBYTES, eight, data, w_data, "bytes object"
        )

    def save_bytearray(self, w_array):
        data = bytesobject.buffer_w(w_array)
        if self.proto >= 5:
            self.put_string("", "", opcodes.BYTEARRAY8, data, w_array, "bytearray")
            self.memoize(w_array)
        elif len(data) == 0:
            self.reduce_to(space.w_bytearray, [], w_array)
        else:
            self.reduce_to(space.w_bytearray, [space.newbytes(data)], w_array)

    def save_buffer(self, w_buffer):
        if self.proto < 5:
            raise pickling_error("PickleBuffer can only be pickled with protocol >= 5")
        assert isinstance(w_buffer, picklebuffer.W_PickleBuffer)
        w_view = w_buffer.view()
        if not w_view.is_contiguous(False) and not w_view.is_contiguous(True):
            raise pickling_error(
                "PickleBuffer can not be pickled when pointing to a non-contiguous buffer"
            )
        if self.w_buffer_callback is not None:
            if not space.is_true(space.call1(self.w_buffer_callback, w_buffer)):
                self.put(opcodes.NEXT_BUFFER)
                if w_view.readonly:
                    self.put(opcodes.READONLY_BUFFER)
                return
        data = w_view.as_string()
        if w_view.readonly:
            self.put_bytes(data, None)
        else:
            self.put_string("", "", opcodes.BYTEARRAY8, data, None, "bytearray")
        self.memoize(w_buffer)

    # ---- containers

    def reduce_to(self, w_callable, args_w, w_obj):
        """Writes a call that makes the object, which is new to the memo."""
        reduction.save_reduced(self, space.newtuple([w_callable, space.newtuple(args_w)]), w_obj)

    def save_tuple(self, w_tuple):
        assert isinstance(w_tuple, tupleobject.W_TupleObject)
        n = w_tuple.length()
        if n == 0:
            self.put(opcodes.EMPTY_TUPLE if self.bin else opcodes.MARK + opcodes.TUPLE)
            return
        counted = n <= 3 and self.proto >= 2
        if not counted:
            self.put(opcodes.MARK)
        i = 0
        while i < n:
            self.save(w_tuple.getitem(i))
            i += 1
        index = self.memo.get(w_tuple, -1)
        if index >= 0:  # it contains itself
            if counted:
                self.put(opcodes.POP * n)
            elif self.bin:
                self.put(opcodes.POP_MARK)
            else:
                self.put(opcodes.POP * (n + 1))
            self.put_get(index)
            return
        if not counted:
            self.put(opcodes.TUPLE)
        elif n == 1:
            self.put(opcodes.TUPLE1)
        elif n == 2:
            self.put(opcodes.TUPLE2)
        else:
            self.put(opcodes.TUPLE3)
        self.memoize(w_tuple)

    def save_list(self, w_list):
        self.put(opcodes.EMPTY_LIST if self.bin else opcodes.MARK + opcodes.LIST)
        self.memoize(w_list)
        assert isinstance(w_list, listobject.W_ListObject)
        n = w_list.length()
        if n == 0:
            return
        if not self.bin or n == 1:
            i = 0
            while i < w_list.length():
                self.save(w_list.getitem(i))
                self.put(opcodes.APPEND)
                i += 1
            return
        done = 0
        while done < w_list.length():
            self.put(opcodes.MARK)
            stop = done + BATCH
            while done < stop and done < w_list.length():
                self.save(w_list.getitem(done))
                done += 1
            self.put(opcodes.APPENDS)

    def save_iterated(self, w_iterator):
        """Appends the items of an iterator to the object on the stack."""
        if not self.bin:
            while True:
                w_item = w_iterator.next_w()
                if w_item is None:
                    return
                self.save(w_item)
                self.put(opcodes.APPEND)
        w_item = w_iterator.next_w()
        while w_item is not None:
            w_next = w_iterator.next_w()
            if w_next is None:
                self.save(w_item)
                self.put(opcodes.APPEND)
                return
            self.put(opcodes.MARK)
            self.save(w_item)
            n = 1
            while w_next is not None and n < BATCH:
                self.save(w_next)
                n += 1
                w_next = w_iterator.next_w()
            self.put(opcodes.APPENDS)
            w_item = w_next

    def save_dict(self, w_dict):
        self.put(opcodes.EMPTY_DICT if self.bin else opcodes.MARK + opcodes.DICT)
        self.memoize(w_dict)
        assert isinstance(w_dict, dictobject.W_DictObject)
        n = w_dict.length()
        if n == 0:
            return
        if not self.bin or n == 1:
            pos = w_dict.next_entry(0)
            while pos >= 0:
                self.save_pair(w_dict, pos)
                self.put(opcodes.SETITEM)
                self.check_size(w_dict.length(), n, "dictionary")
                pos = w_dict.next_entry(pos + 1)
            return
        pos = w_dict.next_entry(0)
        while pos >= 0:
            self.put(opcodes.MARK)
            batch = BATCH
            while pos >= 0 and batch > 0:
                self.save_pair(w_dict, pos)
                self.check_size(w_dict.length(), n, "dictionary")
                pos = w_dict.next_entry(pos + 1)
                batch -= 1
            self.put(opcodes.SETITEMS)

    def save_pair(self, w_dict, pos):
        """An entry of a dict."""
        w_value = w_dict.value_at(pos)
        self.save(w_dict.key_at(pos))
        self.save(w_value)

    def check_size(self, size, expected, what):
        """RuntimeError if a collection has changed while it was written."""
        if size != expected:
            raise operr(space.w_RuntimeError, what + " changed size during iteration")

    def save_iterated_pairs(self, w_iterator):
        """Sets the items of an iterator of pairs in the object on the stack."""
        w_item = w_iterator.next_w()
        while w_item is not None:
            w_next = None
            if self.bin:
                w_next = w_iterator.next_w()
            if w_next is None:
                self.save_iterated_pair(w_item)
                self.put(opcodes.SETITEM)
                if not self.bin:
                    w_next = w_iterator.next_w()
            else:
                self.put(opcodes.MARK)
                self.save_iterated_pair(w_item)
                n = 1
                while w_next is not None and n < BATCH:
                    self.save_iterated_pair(w_next)
                    n += 1
                    w_next = w_iterator.next_w()
                self.put(opcodes.SETITEMS)
            w_item = w_next

    def save_iterated_pair(self, w_item):
        """The two halves of an item."""
        if not isinstance(w_item, tupleobject.W_TupleObject) or w_item.length() != 2:
            raise operr(space.w_TypeError, "dict items iterator must return 2-tuples")
        self.save(w_item.getitem(0))
        self.save(w_item.getitem(1))

    def save_set(self, w_set):
        assert isinstance(w_set, setobject.W_BaseSetObject)
        if self.proto < 4:
            self.reduce_to(space.w_set, [space.newlist(w_set.items_list())], w_set)
            return
        self.put(opcodes.EMPTY_SET)
        self.memoize(w_set)
        n = w_set.length()
        pos = w_set.next_entry(0)
        while pos >= 0:
            self.put(opcodes.MARK)
            batch = BATCH
            while pos >= 0 and batch > 0:
                self.save(w_set.item_at(pos))
                self.check_size(w_set.length(), n, "set")
                pos = w_set.next_entry(pos + 1)
                batch -= 1
            self.put(opcodes.ADDITEMS)

    def save_frozenset(self, w_set):
        assert isinstance(w_set, setobject.W_BaseSetObject)
        items_w = w_set.items_list()
        if self.proto < 4:
            self.reduce_to(space.w_frozenset, [space.newlist(items_w)], w_set)
            return
        self.put(opcodes.MARK)
        for w_item in items_w:
            self.save(w_item)
        index = self.memo.get(w_set, -1)
        if index >= 0:  # it contains itself
            self.put(opcodes.POP_MARK)
            self.put_get(index)
            return
        self.put(opcodes.FROZENSET)
        self.memoize(w_set)

    # ---- Python-level methods

    def descr_dump(self, w_obj):
        if self.w_write is None:
            raise pickling_error(
                "Pickler.__init__() was not called by %s.__init__()" % space.typename(self)
            )
        self.w_reducer_override = None
        if type(self) is not W_Pickler:
            self.w_reducer_override = space.findattr(self, "reducer_override")
        self.run(w_obj)

    def descr_clear_memo(self):
        if self.memo is not None:
            self.clear_memo()

    def fget_bin(self):
        return space.newint(self.bin)

    def fset_bin(self, w_value):
        self.bin = space.int_w(w_value)

    def fget_fast(self):
        return space.newint(self.fast)

    def fset_fast(self, w_value):
        self.fast = space.int_w(w_value)

    def fget_dispatch_table(self):
        if self.w_dispatch_table is None:
            raise operr(space.w_AttributeError, "dispatch_table")
        return self.w_dispatch_table

    def fset_dispatch_table(self, w_value):
        self.w_dispatch_table = w_value

    def fdel_dispatch_table(self):
        self.fget_dispatch_table()
        self.w_dispatch_table = None

    def fget_persistent_id(self):
        if self.w_persistent_id is None:
            raise operr(space.w_AttributeError, "persistent_id")
        return self.w_persistent_id

    def fset_persistent_id(self, w_value):
        if not space.callable_w(w_value):
            raise operr(space.w_TypeError, "persistent_id must be a callable taking one argument")
        self.w_persistent_id = w_value


W_PicklerUser = user_subclass(W_Pickler)


def pickler_new(w_type, args):
    """Pickler.__new__; __init__ takes the arguments."""
    if w_type is space.w_Pickler:
        return W_Pickler()
    w_obj = W_PicklerUser()
    w_obj.user_setup(w_type)
    return w_obj


def pickler_init(scope_w):
    """Pickler.__init__(self, file, protocol=None, fix_imports=True, buffer_callback=None)"""
    self = scope_w[0]
    if not isinstance(self, W_Pickler):
        raise operr(space.w_TypeError, "Pickler.__init__() needs a Pickler")
    self.setup(scope_w[2], scope_w[3], scope_w[4])
    self.w_write = write_method(scope_w[1])
    if type(self) is not W_Pickler:
        self.w_persistent_id = space.findattr(self, "persistent_id")
        self.w_dispatch_table = space.findattr(self, "dispatch_table")


def write_method(w_file):
    """file.write"""
    w_write = space.findattr(w_file, "write")
    if w_write is None:
        raise operr(space.w_TypeError, "file must have a 'write' attribute")
    return w_write


def dump(scope_w):
    """dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)"""
    pickler = W_Pickler()
    pickler.setup(scope_w[2], scope_w[3], scope_w[4])
    pickler.w_write = write_method(scope_w[1])
    pickler.run(scope_w[0])


def dumps(w_obj, w_protocol, w_fix_imports, w_buffer_callback):
    """dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)"""
    pickler = W_Pickler()
    pickler.setup(w_protocol, w_fix_imports, w_buffer_callback)
    return space.newbytes(pickler.run(w_obj))


def raw_escape(text):
    """A str in the encoding raw-unicode-escape, on one line."""
    parts = []
    pos = 0
    start = 0
    while pos < len(text):
        c = ord(text[pos])
        if c >= 128 or c == 92 or c == 0 or c == 10 or c == 13 or c == 26:
            parts.append(text[start:pos])
            code = utf8.codepoint_at(text, pos)
            pos = utf8.next_pos(text, pos)
            start = pos
            if code > 0xFFFF:
                parts.append("\\U" + hexadecimal(code, 8))
            elif code > 255 or c < 128:
                parts.append("\\u" + hexadecimal(code, 4))
            else:
                parts.append(chr(code))
        else:
            pos += 1
    parts.append(text[start:])
    return "".join(parts)


def hexadecimal(value, digits):
    """A number as so many digits."""
    text = ""
    while digits > 0:
        text = "0123456789abcdef"[value & 15] + text
        value >>= 4
        digits -= 1
    return text
