"""Unpickler: pickles to objects."""

from rpython.rlib.jit import dont_look_inside
from rpython.rlib.rstruct import ieee

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import user_subclass
from interpreters.python.module import importing
from interpreters.python.module.pickle import building, imported, opcodes, reduction
from interpreters.python.module.pickle.errors import unpickling_error
from interpreters.python.module.pickle.input import Input, truncated
from interpreters.python.module.pickle.stack import Stack
from interpreters.python.objspace import (
    bytesobject,
    codec,
    floatobject,
    intobject,
    intparse,
    memoryobject,
    tupleobject,
    unicodeobject,
    utf8,
)
from interpreters.python.objspace import operation as space

MAX_GAP = 100000  # how far the list of the memo grows at once


class W_Unpickler(W_Root):
    """`memo` has the objects by number, `far` those with numbers far from the others.

    `input` is None before __init__.
    """

    def __init__(self):
        self.input = None
        self.stack = Stack()
        self.memo = []
        self.far = {}
        self.proto = 0
        self.fix_imports = True
        self.encoding = "ASCII"
        self.errors = "strict"
        self.w_buffers = None
        self.w_persistent_load = None

    def setup(self, w_fix_imports, w_encoding, w_errors, w_buffers):
        """Takes the arguments that all ways to unpickle share."""
        self.fix_imports = w_fix_imports is None or space.is_true(w_fix_imports)
        self.encoding = "ASCII"
        if w_encoding is not None:
            self.encoding = space.text_w(w_encoding)
        self.errors = "strict"
        if w_errors is not None:
            self.errors = space.text_w(w_errors)
        self.w_buffers = None
        if w_buffers is not None and w_buffers is not space.w_None:
            self.w_buffers = space.iter(w_buffers)
        self.memo = []
        self.far = {}
        self.proto = 0

    # ---- the whole

    @dont_look_inside
    def run(self):
        """Reads a pickle: its object."""
        self.stack = Stack()
        self.proto = 0
        source = self.input
        source.begin()
        while True:
            op = source.opcode()
            if op == opcodes.STOP:
                break
            self.execute(op, source, self.stack)
        source.end()
        return self.stack.pop()

    def execute(self, op, source, stack):
        """One opcode: those that are frequent; the others are in the functions below."""
        if op == opcodes.MEMOIZE:
            self.remember(len(self.memo), stack.top())
        elif op == opcodes.BINGET:
            stack.push(self.recall(source.byte()))
        elif op == opcodes.SHORT_BINUNICODE:
            stack.push(self.text(source.take(source.byte())))
        elif op == opcodes.BININT1:
            stack.push(space.newint(source.byte()))
        elif op == opcodes.LONG_BINGET:
            stack.push(self.recall(source.long()))
        elif op == opcodes.BININT2:
            stack.push(space.newint(source.short()))
        elif op == opcodes.BININT:
            stack.push(space.newint(source.signed_long()))
        elif op == opcodes.BINFLOAT:
            stack.push(space.newfloat(ieee.unpack_float(source.take(8), True)))
        elif op == opcodes.NONE:
            stack.push(space.w_None)
        elif op == opcodes.NEWTRUE:
            stack.push(space.w_True)
        elif op == opcodes.NEWFALSE:
            stack.push(space.w_False)
        elif op == opcodes.MARK:
            stack.mark()
        elif op == opcodes.EMPTY_LIST:
            stack.push(space.newlist([]))
        elif op == opcodes.EMPTY_DICT:
            stack.push(space.newdict())
        elif op == opcodes.EMPTY_TUPLE:
            stack.push(space.newtuple([]))
        elif op == opcodes.TUPLE1:
            self.make_tuple(stack, 1)
        elif op == opcodes.TUPLE2:
            self.make_tuple(stack, 2)
        elif op == opcodes.TUPLE3:
            self.make_tuple(stack, 3)
        elif op == opcodes.TUPLE:
            stack.push(space.newtuple(stack.take_from(stack.pop_mark())))
        elif op == opcodes.APPENDS:
            building.append_items(stack, stack.pop_mark())
        elif op == opcodes.APPEND:
            building.append_items(stack, len(stack.items_w) - 1)
        elif op == opcodes.SETITEMS:
            building.set_items(stack, stack.pop_mark())
        elif op == opcodes.SETITEM:
            building.set_items(stack, len(stack.items_w) - 2)
        elif op == opcodes.BINPUT:
            self.remember(source.byte(), stack.top())
        elif op == opcodes.LONG_BINPUT:
            self.remember(source.long(), stack.top())
        elif op == opcodes.BINUNICODE:
            stack.push(self.text(source.take(source.long())))
        elif op == opcodes.NEWOBJ:
            building.new_object(stack, False)
        elif op == opcodes.BUILD:
            building.build(stack)
        elif op == opcodes.REDUCE:
            building.reduce(stack)
        elif op == opcodes.SHORT_BINBYTES:
            stack.push(space.newbytes(source.take(source.byte())))
        elif op == opcodes.BINBYTES:
            stack.push(space.newbytes(source.take(source.long())))
        elif op == opcodes.LONG1:
            self.make_long(source.take(source.byte()))
        elif op == opcodes.FRAME:
            self.begin_frame(source)
        elif op == opcodes.PROTO:
            self.set_protocol(source.byte())
        elif op == opcodes.STACK_GLOBAL:
            self.stack_global(stack)
        elif op == opcodes.GLOBAL:
            self.line_global(source)
        elif op == opcodes.GET:
            stack.push(self.recall(self.line_index(source)))
        elif op == opcodes.PUT:
            index = self.line_index(source)
            w_obj = stack.top()
            if index < 0:
                raise operr(space.w_ValueError, "negative PUT argument")
            self.remember(index, w_obj)
        elif op == opcodes.POP:
            stack.discard()
        elif op == opcodes.POP_MARK:
            stack.drop_from(stack.pop_mark())
        elif op == opcodes.DUP:
            stack.push(stack.top())
        elif not self.execute_rare(op, source, stack) and not self.execute_old(op, source, stack):
            raise bad_opcode(op)

    def execute_rare(self, op, source, stack):
        """Opcodes of late protocols and for special objects; False if it is none."""
        if op == opcodes.LONG4:
            size = source.signed_long()
            if size < 0:
                raise unpickling_error("LONG pickle has negative byte count")
            self.make_long(source.take(size))
        elif op == opcodes.BINUNICODE8:
            stack.push(self.text(source.take(checked_size(source.word(), "BINUNICODE"))))
        elif op == opcodes.BINBYTES8:
            stack.push(space.newbytes(source.take(checked_size(source.word(), "BINBYTES"))))
        elif op == opcodes.BYTEARRAY8:
            data = source.take(checked_size(source.word(), "BYTEARRAY8"))
            stack.push(space.call1(space.w_bytearray, space.newbytes(data)))
        elif op == opcodes.NEXT_BUFFER:
            self.next_buffer(stack)
        elif op == opcodes.READONLY_BUFFER:
            make_readonly(stack)
        elif op == opcodes.EMPTY_SET:
            stack.push(space.newset([]))
        elif op == opcodes.ADDITEMS:
            building.add_items(stack, stack.pop_mark())
        elif op == opcodes.FROZENSET:
            stack.push(space.newfrozenset(stack.take_from(stack.pop_mark())))
        elif op == opcodes.NEWOBJ_EX:
            building.new_object(stack, True)
        elif op == opcodes.PERSID:
            pid = source.line()
            if not utf8.is_ascii(pid):
                raise unpickling_error("persistent IDs in protocol 0 must be ASCII strings")
            self.persistent(space.newtext(pid))
        elif op == opcodes.BINPERSID:
            self.persistent(None)
        elif op == opcodes.EXT1:
            self.extension(source.byte())
        elif op == opcodes.EXT2:
            self.extension(source.short())
        elif op == opcodes.EXT4:
            self.extension(source.signed_long())
        else:
            return False
        return True

    def execute_old(self, op, source, stack):
        """Opcodes of protocol 0 and of Python 2; False if it is none."""
        if op == opcodes.INT:
            stack.push(int_of_line(source.line()))
        elif op == opcodes.LONG:
            text = source.line()
            n = len(text) - 1
            if n >= 0 and text[n] == "L":
                text = text[0:n]
            stack.push(intparse.parse_int(text, 0, space.newbytes(text)))
        elif op == opcodes.FLOAT:
            text = source.line()
            stack.push(space.newfloat(floatobject.parse(text, space.newbytes(text))))
        elif op == opcodes.UNICODE:
            stack.push(space.newtext(codec.decode(source.line(), "raw-unicode-escape", "strict")))
        elif op == opcodes.STRING:
            self.quoted_string(source.line())
        elif op == opcodes.SHORT_BINSTRING:
            self.old_string(source.take(source.byte()))
        elif op == opcodes.BINSTRING:
            size = source.signed_long()
            if size < 0:
                raise unpickling_error("BINSTRING pickle has negative byte count")
            self.old_string(source.take(size))
        elif op == opcodes.LIST:
            stack.push(space.newlist(stack.take_from(stack.pop_mark())))
        elif op == opcodes.DICT:
            building.make_dict(stack)
        elif op == opcodes.OBJ:
            at = stack.pop_mark()
            if len(stack.items_w) - at < 1:
                raise stack.underflow()
            w_args = space.newtuple(stack.take_from(at + 1))
            building.instantiate(stack, stack.pop(), w_args)
        elif op == opcodes.INST:
            at = stack.pop_mark()
            module = ascii_line(source)
            w_cls = self.find_class(space.newtext(module), space.newtext(ascii_line(source)))
            building.instantiate(stack, w_cls, space.newtuple(stack.take_from(at)))
        else:
            return False
        return True

    # ---- the memo

    def remember(self, index, w_obj):
        """Gives an object a number."""
        memo = self.memo
        n = len(memo)
        if index == n:
            memo.append(w_obj)
        elif index < n:
            memo[index] = w_obj
        elif index - n > MAX_GAP:
            self.far[index] = w_obj
        else:
            while len(memo) < index:
                memo.append(None)
            memo.append(w_obj)

    def recall(self, index):
        """The object with a number."""
        w_obj = None
        if 0 <= index < len(self.memo):
            w_obj = self.memo[index]
        if w_obj is None:
            w_obj = self.far.get(index, None)
            if w_obj is None:
                raise unpickling_error("Memo value not found at index %d" % index)
        return w_obj

    def line_index(self, source):
        """A number on a line."""
        text = source.line()
        w_index = intparse.parse_int(text, 10, space.newtext(text))
        return space.getindex_w(w_index, space.w_OverflowError)

    # ---- values

    def text(self, data):
        """A str object from UTF-8."""
        if utf8.is_ascii(data):
            return unicodeobject.W_UnicodeObject(data, len(data))
        return space.newtext(codec.decode_utf8(data, "surrogatepass"))

    def make_tuple(self, stack, n):
        """A tuple of the n topmost objects."""
        at = len(stack.items_w) - n
        if at < stack.fence:
            raise stack.underflow()
        stack.push(space.newtuple(stack.take_from(at)))

    def make_long(self, data):
        """An int from bytes."""
        self.stack.push(intobject.from_bytes(data, "little", True))

    def quoted_string(self, text):
        """STRING: what repr() of a Python 2 str gave."""
        n = len(text)
        if n < 2 or text[0] != text[n - 1] or (text[0] != "'" and text[0] != '"'):
            raise unpickling_error("the STRING opcode argument must be quoted")
        end = n - 1
        assert end >= 1
        w_codecs = importing.import_absolute("_codecs")
        w_pair = space.call_method1(w_codecs, "escape_decode", space.newbytes(text[1:end]))
        self.old_string(space.bytes_w(space.getitem(w_pair, space.newint(0))))

    def old_string(self, data):
        """A str of Python 2."""
        if self.encoding == "bytes":
            self.stack.push(space.newbytes(data))
        else:
            self.stack.push(space.newtext(codec.decode(data, self.encoding, self.errors)))

    def next_buffer(self, stack):
        """The next of the buffers that are not in the pickle."""
        if self.w_buffers is None:
            raise unpickling_error(
                "pickle stream refers to out-of-band data but no *buffers* argument was given"
            )
        w_buffer = self.w_buffers.next_w()
        if w_buffer is None:
            raise unpickling_error("not enough out-of-band buffers")
        stack.push(w_buffer)

    def persistent(self, w_pid):
        """Asks persistent_load() for an object; w_pid is None if it is on the stack."""
        if self.w_persistent_load is None:
            raise unpickling_error(
                "A load persistent id instruction was encountered,\n"
                "but no persistent_load function was specified."
            )
        if w_pid is None:
            w_pid = self.stack.pop()
        self.stack.push(space.call1(self.w_persistent_load, w_pid))

    # ---- the stream

    def set_protocol(self, proto):
        if proto > opcodes.HIGHEST:
            raise operr(space.w_ValueError, "unsupported pickle protocol: %d" % proto)
        self.proto = proto

    def begin_frame(self, source):
        """A frame must be there as a whole."""
        size = source.word()
        if size < 0:
            raise operr(
                space.w_OverflowError,
                "FRAME length exceeds system's maximum of %d bytes" % MAX_SIZE,
            )
        source.need(size)
        source.pos -= size

    # ---- globals

    def stack_global(self, stack):
        w_name = stack.pop()
        w_module = stack.pop()
        if space.type(w_name) is not space.w_str or space.type(w_module) is not space.w_str:
            raise unpickling_error("STACK_GLOBAL requires str")
        stack.push(self.find_class(w_module, w_name))

    def line_global(self, source):
        module = source.line()
        if len(module) == 0:
            raise truncated()
        name = source.line()
        if len(name) == 0:
            raise truncated()
        w_module = space.newtext(codec.decode_utf8(module, "strict"))
        w_name = space.newtext(codec.decode_utf8(name, "strict"))
        self.stack.push(self.find_class(w_module, w_name))

    def find_class(self, w_module, w_name):
        """The global with a name, as find_class() of a subclass wants it."""
        if type(self) is W_Unpickler:
            return self.descr_find_class(w_module, w_name)
        return space.call_method2(self, "find_class", w_module, w_name)

    def descr_find_class(self, w_module_name, w_name):
        """find_class(module_name, global_name)"""
        if self.proto < 3 and self.fix_imports:
            tables = imported.tables()
            w_module_name, w_name = imported.renamed(
                w_module_name, w_name, tables.w_names_to_3, tables.w_modules_to_3
            )
        w_module = importing.import_absolute(space.text_w(w_module_name))
        name = space.text_w(w_name)
        if self.proto < 4:
            w_found = space.findattr(w_module, name)
            if w_found is None:
                raise missing_attribute(w_module, w_name)
            return w_found
        w_found, _ = reduction.follow(w_module, reduction.attribute_path(w_module, w_name))
        if w_found is None:
            raise missing_attribute(w_module, w_name)
        return w_found

    def extension(self, code):
        """A global by its number in the extension registry."""
        if code <= 0:
            raise unpickling_error("EXT specifies code <= 0")
        tables = imported.tables()
        w_code = space.newint(code)
        w_found = imported.find_in(tables.w_extension_cache, w_code)
        if w_found is None:
            w_pair = imported.find_in(tables.w_inverted_registry, w_code)
            if w_pair is None:
                raise operr(space.w_ValueError, "unregistered extension code %d" % code)
            if not isinstance(w_pair, tupleobject.W_TupleObject) or w_pair.length() != 2:
                raise operr(
                    space.w_ValueError,
                    "_inverted_registry[%d] isn't a 2-tuple of strings" % code,
                )
            w_found = self.find_class(w_pair.getitem(0), w_pair.getitem(1))
            space.setitem(tables.w_extension_cache, w_code, w_found)
        self.stack.push(w_found)

    # ---- Python-level methods

    def descr_load(self):
        if self.input is None:
            raise unpickling_error(
                "Unpickler.__init__() was not called by %s.__init__()" % space.typename(self)
            )
        return self.run()

    def fget_persistent_load(self):
        if self.w_persistent_load is None:
            raise operr(space.w_AttributeError, "persistent_load")
        return self.w_persistent_load

    def fset_persistent_load(self, w_value):
        if not space.callable_w(w_value):
            raise operr(space.w_TypeError, "persistent_load must be a callable taking one argument")
        self.w_persistent_load = w_value


W_UnpicklerUser = user_subclass(W_Unpickler)

MAX_SIZE = 9223372036854775807


def checked_size(size, name):
    """A size of eight bytes as an index."""
    if size < 0:
        raise operr(
            space.w_OverflowError, "%s exceeds system's maximum size of %d bytes" % (name, MAX_SIZE)
        )
    return size


def missing_attribute(w_module, w_name):
    """The error for a global that its module does not have."""
    return operr(
        space.w_AttributeError,
        "Can't get attribute %s on %s" % (space.repr_w(w_name), space.repr_w(w_module)),
    )


def bad_opcode(op):
    """The error for a byte that is no opcode."""
    code = ord(op)
    if 32 <= code < 127 and op != "'" and op != "\\":
        return unpickling_error("invalid load key, '%s'." % op)
    digits = "0123456789abcdef"
    return unpickling_error("invalid load key, '\\x%s%s'." % (digits[code >> 4], digits[code & 15]))


def int_of_line(text):
    """INT: a number, or a bool written with two digits."""
    if text == "00":
        return space.w_False
    if text == "01":
        return space.w_True
    w_int = intparse.parse_int_or_none(text, 0)
    if w_int is None:
        w_int = intparse.parse_int_or_none(text, 10)
        if w_int is None:
            raise operr(space.w_ValueError, "could not convert string to int")
    return w_int


def ascii_line(source):
    """A name on a line."""
    text = source.line()
    if len(text) == 0:
        raise truncated()
    return codec.decode_ascii(text, "strict")


def make_readonly(stack):
    """READONLY_BUFFER: a buffer that can be written to becomes a view that cannot."""
    w_buffer = stack.top()
    w_view = memoryobject.memoryview_of(w_buffer)
    assert isinstance(w_view, memoryobject.W_MemoryView)
    if not w_view.readonly:
        stack.pop()
        stack.push(w_view.descr_toreadonly())


def unpickler_new(w_type, args):
    """Unpickler.__new__; __init__ takes the arguments."""
    if w_type is space.w_Unpickler:
        return W_Unpickler()
    w_obj = W_UnpicklerUser()
    w_obj.user_setup(w_type)
    return w_obj


def unpickler_init(scope_w):
    """Unpickler.__init__(self, file, *, fix_imports=True, encoding, errors, buffers=())"""
    self = scope_w[0]
    if not isinstance(self, W_Unpickler):
        raise operr(space.w_TypeError, "Unpickler.__init__() needs an Unpickler")
    source = Input("")
    source.open(scope_w[1])
    self.setup(scope_w[2], scope_w[3], scope_w[4], scope_w[5])
    self.w_persistent_load = None
    if type(self) is not W_Unpickler:
        self.w_persistent_load = space.findattr(self, "persistent_load")
    self.input = source


def load(scope_w):
    """load(file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=())"""
    unpickler = W_Unpickler()
    source = Input("")
    source.open(scope_w[0])
    unpickler.setup(scope_w[1], scope_w[2], scope_w[3], scope_w[4])
    unpickler.input = source
    return unpickler.run()


def loads(scope_w):
    """loads(data, /, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=())"""
    unpickler = W_Unpickler()
    unpickler.input = Input(bytesobject.buffer_w(scope_w[0]))
    unpickler.setup(scope_w[1], scope_w[2], scope_w[3], scope_w[4])
    return unpickler.run()
