"""Collects the instructions of one code object: labels, stack depth, exception ranges, constants.

The stack depth is tracked while instructions are emitted: a label knows its depth from the first
jump to it or from falling into it.  Code after an unconditional jump is dropped until a label that
is the target of something.  Every instruction remembers the handler that was active when it was
emitted; runs of instructions with the same handler make the exception table.
"""

from interpreters.python.compiler import opcode, positions
from interpreters.python.parser import constant


class Label(object):
    """A jump target: instruction index and stack depth, -1 while unknown."""

    def __init__(self):
        self.index = -1
        self.depth = -1


class Handler(object):
    """Where an exception continues, and the stack depth it cuts to."""

    def __init__(self, label, depth):
        self.label = label
        self.depth = depth


class FrameBlock(object):
    """A construct that a return, break or continue has to leave properly (codegen.py)."""

    def __init__(self, kind, handler, start, end, payload):
        self.kind = kind
        self.handler = handler  # active outside of the construct
        self.start = start  # label of a loop's head
        self.end = end  # label behind a loop
        self.payload = payload  # the statement, for its finally body or the handler's name


class CodeUnit(object):
    """One code object in the making."""

    def __init__(self, scope, name, qualname, firstlineno, parent):
        self.scope = scope
        self.name = name
        self.qualname = qualname
        self.firstlineno = firstlineno
        self.parent = parent
        self.ops = []
        self.args = []
        self.labels = []  # target label of a jump, else None
        self.positions = []
        self.handlers = []
        self.depth = 0
        self.max_depth = 0
        self.reachable = True
        self.handler = None  # active handler
        self.blocks = []  # FrameBlocks, innermost last
        self.consts_w = []
        self.const_index = {}
        self.names = []
        self.name_index = {}
        self.varnames = []
        self.var_index = {}
        self.cellvars = []
        self.freevars = []
        self.deref_index = {}
        self.kwnames = []
        self.argcount = 0
        self.posonlyargcount = 0
        self.kwonlyargcount = 0
        self.flags = 0
        self.pos = positions.NO_POSITION
        self.joined_at = -1  # the index of an instruction that is also jumped to
        self.nop_pos = None  # a NOP to be emitted unless the next instruction has its line
        self.nop_handler = None

    # ---- instructions

    def emit(self, op, arg):
        """Append an instruction."""
        if not self.reachable:
            return
        self.append(op, arg, None)
        self.change_depth(opcode.stack_effect(op, arg))
        if opcode.ends_block(op):
            self.reachable = False

    def emit_jump(self, op, label):
        """Append a jump."""
        if not self.reachable:
            return
        self.append(op, 0, label)
        target_depth = self.depth + opcode.jump_stack_effect(op, 0)
        if label.depth < 0:
            label.depth = target_depth
        else:
            assert label.depth == target_depth, "stack depth differs at a jump target"
        self.change_depth(opcode.stack_effect(op, 0))
        if opcode.ends_block(op):
            self.reachable = False

    def emit_nop(self):
        """Makes the present line visible to tracing, whether or not an instruction is on it."""
        if not self.reachable:
            return
        self.flush_nop(self.pos.lineno)
        n = len(self.positions)
        if n > 0 and self.joined_at != n and self.positions[n - 1].lineno == self.pos.lineno:
            return
        self.nop_pos = self.pos
        self.nop_handler = self.handler

    def flush_nop(self, lineno):
        """Emits the NOP that waits, unless what follows has its line."""
        pos = self.nop_pos
        if pos is None:
            return
        self.nop_pos = None
        if pos.lineno == lineno:
            return
        self.ops.append(opcode.NOP)
        self.args.append(0)
        self.labels.append(None)
        self.positions.append(pos)
        self.handlers.append(self.nop_handler)

    def same_line(self):
        """The position of the instruction before, if that is the only way to get here."""
        if self.nop_pos is not None:
            return self.nop_pos
        n = len(self.positions)
        if n > 0 and self.reachable and self.joined_at != n:
            return self.positions[n - 1]
        return positions.NO_POSITION

    def append(self, op, arg, label):
        self.flush_nop(self.pos.lineno)
        self.ops.append(op)
        self.args.append(arg)
        self.labels.append(label)
        self.positions.append(self.pos)
        self.handlers.append(self.handler)

    def change_depth(self, effect):
        self.depth += effect
        assert self.depth >= 0, "value stack underflow"
        if self.depth > self.max_depth:
            self.max_depth = self.depth

    def place(self, label):
        """The label is here."""
        self.flush_nop(-1)
        label.index = len(self.ops)
        if label.depth >= 0:
            self.joined_at = label.index
        if self.reachable:
            if label.depth < 0:
                label.depth = self.depth
            else:
                assert label.depth == self.depth, "stack depth differs at a label"
        elif label.depth >= 0:
            self.depth = label.depth
            self.reachable = True

    def place_handler(self, handler):
        """An exception handler starts here: the exception is on the stack."""
        label = handler.label
        self.flush_nop(-1)
        label.index = len(self.ops)
        self.joined_at = label.index
        if self.handler_is_used(handler):
            self.reachable = True
            self.depth = handler.depth
            self.change_depth(1)
        else:
            self.reachable = False

    def handler_is_used(self, handler):
        """Does any instruction run under that handler?"""
        i = len(self.handlers) - 1
        while i >= 0:
            if self.handlers[i] is handler:
                return True
            i -= 1
        return False

    # ---- tables

    def add_const_w(self, w_const):
        """Index of a wrapped constant that is not shared."""
        self.consts_w.append(w_const)
        return len(self.consts_w) - 1

    def add_const(self, const):
        """Index of a constant."""
        key = const.key()
        if key in self.const_index:
            return self.const_index[key]
        index = self.add_const_w(wrap(const))
        self.const_index[key] = index
        return index

    def add_name(self, name):
        """Index in names."""
        if name in self.name_index:
            return self.name_index[name]
        index = len(self.names)
        self.names.append(name)
        self.name_index[name] = index
        return index

    def add_varname(self, name):
        """Index in varnames."""
        if name in self.var_index:
            return self.var_index[name]
        index = len(self.varnames)
        self.varnames.append(name)
        self.var_index[name] = index
        return index

    def set_cells(self, cellvars, freevars):
        """Names of the cells, in slot order."""
        self.cellvars = cellvars
        self.freevars = freevars
        index = 0
        for name in cellvars:
            self.deref_index[name] = index
            index += 1
        for name in freevars:
            self.deref_index[name] = index
            index += 1

    def add_kwnames(self, names):
        """Index in kwnames."""
        i = 0
        while i < len(self.kwnames):
            if same_names(self.kwnames[i], names):
                return i
            i += 1
        self.kwnames.append(names)
        return i

    # ---- the end

    def words(self):
        """The code: one word an instruction, jumps resolved."""
        code = [0] * len(self.ops)
        i = 0
        while i < len(code):
            arg = self.args[i]
            label = self.labels[i]
            if label is not None:
                arg = label.index
            code[i] = (arg << 8) | self.ops[i]
            i += 1
        return code

    def exception_table(self):
        """start, end, target, depth for each run of instructions with one handler."""
        entries = []
        i = 0
        n = len(self.handlers)
        while i < n:
            handler = self.handlers[i]
            start = i
            i += 1
            while i < n and self.handlers[i] is handler:
                i += 1
            if handler is not None:
                entries.append(start)
                entries.append(i)
                entries.append(handler.label.index)
                entries.append(handler.depth)
        return entries[:]

    def assemble(self, filename):
        """The PyCode."""
        return pycode.PyCode(
            self.argcount,
            self.posonlyargcount,
            self.kwonlyargcount,
            len(self.varnames),
            self.max_depth,
            self.flags,
            self.words(),
            self.consts_w[:],
            self.names[:],
            self.varnames[:],
            filename,
            self.name,
            self.qualname,
            self.firstlineno,
            positions.encode(self.positions, self.firstlineno),
            self.exception_table(),
            self.freevars[:],
            self.cellvars[:],
            self.kwnames[:],
        )


def same_names(a, b):
    """Are two lists of names equal?"""
    if len(a) != len(b):
        return False
    i = 0
    while i < len(a):
        if a[i] != b[i]:
            return False
        i += 1
    return True


def is_identifier_like(s):
    """Only letters, digits, underscores; short."""
    if len(s) > 40:
        return False
    for c in s:
        if not (c == "_" or ("a" <= c and c <= "z") or ("A" <= c and c <= "Z")):
            if not ("0" <= c and c <= "9"):
                return False
    return True


def wrap_text(s):
    """A str object for UTF-8 text, shared if it looks like an identifier."""
    if not is_identifier_like(s):
        return space.newtext(s)
    return interning.interned(s)


def wrap(const):
    """The Python object of a constant."""
    if isinstance(const, constant.StrConst):
        return wrap_text(const.utf8)
    if isinstance(const, constant.IntConst):
        return space.newint(const.intval)
    if isinstance(const, constant.FloatConst):
        return space.newfloat(const.floatval)
    if isinstance(const, constant.BytesConst):
        return space.newbytes(const.data)
    if isinstance(const, constant.BigIntConst):
        return space.newlong_from_rbigint(const.bigval)
    if isinstance(const, constant.ComplexConst):
        return space.newcomplex(const.real, const.imag)
    if isinstance(const, constant.SequenceConst):
        items_w = []
        for item in const.items:
            items_w.append(wrap(item))
        if const.kind == constant.TUPLE:
            return space.newtuple(items_w)
        return space.newfrozenset(items_w)
    if const.kind == constant.NONE:
        return space.w_None
    if const.kind == constant.TRUE:
        return space.w_True
    if const.kind == constant.FALSE:
        return space.w_False
    assert const.kind == constant.ELLIPSIS
    return space.w_Ellipsis


from interpreters.python.interpreter import pycode  # noqa: E402
from interpreters.python.objspace import interning  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402
