"""Frames: the locals, cells and value stack of a running function. The instructions are in eval.py."""

from rpython.rlib.jit import elidable, hint, unroll_safe, virtual_ref, virtual_ref_finish, vref_None
from rpython.rlib.objectmodel import always_inline

from interpreters.python.compiler import opcode as op
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.executioncontext import ec

HELD = 1
IN_TRACEBACK = 2


class PyFrame(W_Root):
    """One activation of a code object.

    locals_cells_stack_w: fast locals, then cells, then the value stack; valuestackdepth is the index of the
    first free stack slot. last_instr: the instruction being executed. w_locals: the namespace of module and
    class bodies (None for functions). `yielding`: the frame returned because of a yield; it goes on at resume_pc,
    and is `resumed` then until it jumps backward. f_back: a virtual reference to the frame that called this one.
    `kept`: who may look into the frame after it has ended (HELD: programs, which may ask for those that called it;
    IN_TRACEBACK: tracebacks, and with it those that called it).
    """

    _immutable_fields_ = ["code", "w_globals"]
    _virtualizable_ = [
        "valuestackdepth",
        "last_instr",
        "resume_pc",
        "yielding",
        "reraising",
        "locals_cells_stack_w[*]",
    ]

    @always_inline
    def __init__(self, code, w_globals, closure_w):
        self = hint(self, access_directly=True, fresh_virtualizable=True)
        self.code = code
        self.w_globals = w_globals
        self.w_locals = None
        self.locals_cells_stack_w = [None] * code.framesize
        self.valuestackdepth = code.stack_base
        self.last_instr = 0
        self.resume_pc = 0
        self.yielding = False
        self.resumed = False
        self.reraising = False
        self.trace = None
        self.generator = None  # the W_GeneratorBase whose frame it is
        self.f_back = vref_None
        self.kept = 0
        n = code.nfreevars
        if n > 0:
            self.set_closure(n, closure_w)

    @unroll_safe
    def set_closure(self, n, closure_w):
        """Puts the cells of the free variables after those of the frame itself."""
        if len(closure_w) == n:
            base = self.code.stack_base - n
            assert base >= 0
            i = 0
            while i < n:
                self.locals_cells_stack_w[base + i] = closure_w[i]
                i += 1

    # ---- stack ------------------------------------------------------------------------------

    def pushvalue(self, w_value):
        """Pushes a value."""
        depth = self.valuestackdepth
        self.locals_cells_stack_w[depth] = w_value
        self.valuestackdepth = depth + 1

    def popvalue(self):
        """Pops a value."""
        depth = self.valuestackdepth - 1
        assert depth >= 0
        w_value = self.locals_cells_stack_w[depth]
        self.locals_cells_stack_w[depth] = None
        self.valuestackdepth = depth
        return w_value

    def peekvalue(self, fromtop):
        """The value `fromtop` items below the top."""
        index = self.valuestackdepth - 1 - fromtop
        assert index >= 0
        return self.locals_cells_stack_w[index]

    @unroll_safe
    def peekvalues(self, n):
        """The n topmost values as a new list, the deepest first."""
        base = self.valuestackdepth - n
        assert base >= 0
        values_w = [None] * n
        i = 0
        while i < n:
            values_w[i] = self.locals_cells_stack_w[base + i]
            i += 1
        return values_w

    # ---- running ------------------------------------------------------------------------------

    def run(self):
        """Runs a fresh frame; generators and coroutines make their object instead."""
        if self.code.is_generator:
            return generator.make_generator(self)
        return self.execute(0, None)

    def execute(self, pc, operror):
        """Enters the frame at instruction pc, or raises operror in it; the value returned or yielded."""
        if ec.depth >= ec.recursion_limit:
            raise recursion_error()
        ec.depth += 1
        f_back = ec.topframe
        self.f_back = f_back
        reference = virtual_ref(self)
        ec.topframe = reference
        try:
            return eval.run(self, pc, operror)
        finally:
            ec.topframe = f_back
            ec.depth -= 1
            if self.kept == 0:
                self.f_back = vref_None
            else:
                # Those that called it will be in the traceback too, if it is in one. They need not be found now.
                if self.kept & HELD != 0:
                    caller = f_back()
                    if caller is not None:
                        caller.note_held()
                reference()
            virtual_ref_finish(reference, self)

    def note_held(self):
        """A program gets the frame."""
        self.kept |= HELD

    @unroll_safe
    def drop_values(self, n):
        """The frame ends: if nobody can look into it, compiled code need not make the n objects it holds."""
        if self.kept == 0:
            self.resume_pc = 0
            self.reraising = False
            i = 0
            while i < n:
                self.locals_cells_stack_w[i] = None
                i += 1

    # ---- names --------------------------------------------------------------------------------

    def find_freevar(self, name):
        """The value of the free variable `name`, or None."""
        i = freevar_index(self.code, name)
        if i >= 0:
            w_cell = self.locals_cells_stack_w[i]
            if isinstance(w_cell, function.W_Cell):
                return w_cell.w_value
        return None

    def first_argument(self):
        """The first positional argument, as argument-less super() needs it; None if deleted."""
        code = self.code
        if code.argcount == 0:
            if code.has_varargs and code.kwonlyargcount == 0:
                w_args = self.locals_cells_stack_w[0]
                if w_args is not None and space.len_w(w_args) > 0:
                    return space.getitem(w_args, space.newint(0))
            raise error.operr(space.w_RuntimeError, "super(): no arguments")
        w_self = self.locals_cells_stack_w[0]
        if w_self is None:
            i = first_argument_cell(code)
            if i >= 0:
                w_cell = self.locals_cells_stack_w[i]
                if isinstance(w_cell, function.W_Cell):
                    return w_cell.w_value
        return w_self

    def getlocals(self):
        """What locals() gives: the namespace, or a new dict of the variables of a function."""
        if self.w_locals is not None:
            return self.w_locals
        if self.trace is not None and self.trace.w_locals is not None:
            w_dict = self.trace.w_locals
        else:
            w_dict = space.newdict()
            if ec.tracing:
                tracing.trace_of(self).w_locals = w_dict
        self.fill_locals(w_dict)
        return w_dict

    def fill_locals(self, w_dict):
        """Puts the variables of a function into a dict."""
        code = self.code
        i = 0
        while i < code.nlocals:
            w_value = self.locals_cells_stack_w[i]
            if w_value is not None:
                space.dict_setitem_str(w_dict, code.varnames[i], w_value)
            elif space.dict_getitem_str(w_dict, code.varnames[i]) is not None:
                space.dict_delitem_str(w_dict, code.varnames[i])
            i += 1
        i = 0
        ncells = len(code.cellvars)
        while i < code.ncells:
            w_cell = self.locals_cells_stack_w[code.nlocals + i]
            if isinstance(w_cell, function.W_Cell):
                if i < ncells:
                    name = code.cellvars[i]
                else:
                    name = code.freevars[i - ncells]
                if w_cell.w_value is not None:
                    space.dict_setitem_str(w_dict, name, w_cell.w_value)
                elif space.dict_getitem_str(w_dict, name) is not None:
                    space.dict_delitem_str(w_dict, name)
            i += 1

    def take_locals(self, w_dict):
        """Gives the variables of a function the values that a dict has."""
        code = self.code
        i = 0
        while i < code.nlocals:
            if not self.is_cell(code.varnames[i]):
                self.locals_cells_stack_w[i] = space.dict_getitem_str(w_dict, code.varnames[i])
            i += 1
        i = 0
        ncells = len(code.cellvars)
        while i < code.ncells:
            w_cell = self.locals_cells_stack_w[code.nlocals + i]
            if isinstance(w_cell, function.W_Cell):
                if i < ncells:
                    name = code.cellvars[i]
                else:
                    name = code.freevars[i - ncells]
                w_cell.w_value = space.dict_getitem_str(w_dict, name)
            i += 1

    def is_cell(self, name):
        """Is the variable kept in a cell?"""
        for cellvar in self.code.cellvars:
            if cellvar == name:
                return True
        return False

    def lineno(self):
        """The line being executed."""
        return tracing.lineno(self)

    # ---- Python-level attributes -----------------------------------------------------------------

    def fget_code(self):
        return self.code

    def fget_globals(self):
        return self.w_globals

    def fget_locals(self):
        if self.w_locals is None and tracing.trace_of(self).w_locals is None:
            tracing.trace_of(self).w_locals = space.newdict()
        return self.getlocals()

    def fget_builtins(self):
        w_globals = self.w_globals
        if type(w_globals) is dictobject.W_DictObject:
            return namespace.builtins_of(w_globals)
        return ec.w_builtins_dict

    def fget_back(self):
        frame = self.f_back()
        if frame is not None:
            frame.note_held()
        return frame

    def fget_lineno(self):
        return space.newint(self.lineno())

    def fget_lasti(self):
        return space.newint(lasti(self.last_instr))

    def fset_lineno(self, w_value):
        tracing.set_lineno(self, w_value)

    def fget_trace(self):
        if self.trace is None:
            return space.w_None
        return space.null_to_none(self.trace.w_trace)

    def fset_trace(self, w_value):
        tracing.trace_of(self).w_trace = space.none_to_null(w_value)

    def fdel_trace(self):
        tracing.trace_of(self).w_trace = None

    def fget_trace_lines(self):
        return space.newbool(self.trace is None or self.trace.lines)

    def fset_trace_lines(self, w_value):
        tracing.trace_of(self).lines = self.flag(w_value)

    def fget_trace_opcodes(self):
        return space.newbool(self.trace is not None and self.trace.opcodes)

    def fset_trace_opcodes(self, w_value):
        tracing.trace_of(self).opcodes = self.flag(w_value)

    def flag(self, w_value):
        """The value of an attribute that is a bool."""
        if w_value is not space.w_True and w_value is not space.w_False:
            raise error.operr(space.w_TypeError, "attribute value type must be bool")
        return w_value is space.w_True

    def descr_clear(self):
        running = ec.topframe()
        while running is not None:
            if running is self:
                raise error.operr(space.w_RuntimeError, "cannot clear an executing frame")
            running = running.f_back()
        if self.code.is_generator:
            return  # it may go on
        i = 0
        while i < len(self.locals_cells_stack_w):
            self.locals_cells_stack_w[i] = None
            i += 1
        if self.trace is not None:
            self.trace.w_locals = None

    def drop_leftovers(self):
        """Forgets the values above the stack of a frame that is calling: nothing needs them."""
        o = self.code.code[self.last_instr] & 0xFF
        if o == op.CALL_FUNCTION or o == op.CALL_METHOD or o == op.CALL_FUNCTION_EX:
            i = self.valuestackdepth
            assert i >= 0
            while i < len(self.locals_cells_stack_w):
                self.locals_cells_stack_w[i] = None
                i += 1

    def descr_repr(self):
        return space.newtext(
            "<frame at %s, file '%s', line %d, code %s>"
            % (space.address_text(self), self.code.filename, self.lineno(), self.code.name)
        )


@elidable
def freevar_index(code, name):
    """The place of the cell of a free variable in frames, or -1."""
    i = 0
    while i < len(code.freevars):
        if code.freevars[i] == name:
            return code.nlocals + len(code.cellvars) + i
        i += 1
    return -1


@elidable
def first_argument_cell(code):
    """The place in frames of the cell of the first parameter, or -1."""
    i = 0
    while i < len(code.cellvars):
        if code.cellvars[i] == code.varnames[0]:
            return code.nlocals + i
        i += 1
    return -1


class W_Traceback(W_Root):
    """One level of a traceback: the frame, the instruction in it, and the next (inner) level."""

    def __init__(self, frame, instr, w_next):
        self.frame = frame
        self.instr = instr
        self.w_next = w_next
        self.line = -1  # a line given by a program
        self.lasti = -1  # likewise

    def lineno(self):
        """The line of the instruction."""
        if self.line >= 0:
            return self.line
        return self.frame.code.lineno_of(self.instr)

    def fget_frame(self):
        self.frame.note_held()
        return self.frame

    def fget_lineno(self):
        return space.newint(self.lineno())

    def fget_lasti(self):
        if self.lasti >= 0:
            return space.newint(self.lasti)
        return space.newint(lasti(self.instr))

    def fget_next(self):
        return self.w_next

    def fset_next(self, w_value):
        if w_value is space.w_None:
            self.w_next = None
            return
        if not isinstance(w_value, W_Traceback):
            raise error.operr(
                space.w_TypeError,
                "expected traceback object, got '%s'" % space.typename(w_value),
            )
        w_at = w_value
        while w_at is not None:
            if w_at is self:
                raise error.operr(space.w_ValueError, "traceback loop detected")
            w_at = w_at.w_next
        self.w_next = w_value

    def fdel_next(self):
        raise error.operr(space.w_TypeError, "can't delete tb_next attribute")


def lasti(instr):
    """How programs see an instruction's number: co_code has two bytes for each."""
    if instr < 0:
        return -1
    return 2 * instr


def traceback_new(scope_w):
    """TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)"""
    w_next = scope_w[1]
    w_frame = scope_w[2]
    if not isinstance(w_frame, PyFrame):
        raise error.operr(
            space.w_TypeError,
            "TracebackType() argument 'tb_frame' must be frame, not " + space.typename(w_frame),
        )
    w_traceback = W_Traceback(w_frame, space.int_w(scope_w[3]) // 2, None)
    w_traceback.line = space.int_w(scope_w[4])
    w_traceback.lasti = space.int_w(scope_w[3])
    if isinstance(w_next, W_Traceback):
        w_traceback.w_next = w_next
    elif w_next is not space.w_None:
        raise error.operr(
            space.w_TypeError,
            "expected traceback object or None, got '%s'" % space.typename(w_next),
        )
    return w_traceback


def recursion_error():
    """The RecursionError for too deep calls. The limit is lifted a little to let it be made and handled."""
    ec.depth -= 50
    e = error.operr(space.w_RecursionError, "maximum recursion depth exceeded")
    e.get_w_value()
    ec.depth += 50
    return e


def enter_recursion():
    """Before a builtin operation that may need itself again, once a level deeper."""
    if ec.depth >= ec.recursion_limit:
        raise recursion_error()
    ec.depth += 1


def leave_recursion():
    """After it."""
    ec.depth -= 1


def exec_code(code, w_globals, w_locals):
    """Runs module-like code in the given namespaces (W_DictObject; w_locals any mapping)."""
    return exec_closure(code, w_globals, w_locals, [])


def exec_closure(code, w_globals, w_locals, closure_w):
    """exec_code of code with free variables."""
    frame = PyFrame(code, w_globals, closure_w)
    frame.w_locals = w_locals
    return frame.run()


from interpreters.python.interpreter import (  # noqa: E402
    error,
    eval,
    function,
    generator,
    tracing,
)
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new  # noqa: E402
from interpreters.python.objspace import dictobject, namespace  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402

PyFrame.typedef = TypeDef(
    "frame",
    PyFrame,
    method("clear", PyFrame.descr_clear, "self"),
    method("__repr__", PyFrame.descr_repr, "self"),
    getset("f_code", PyFrame.fget_code),
    getset("f_globals", PyFrame.fget_globals),
    getset("f_locals", PyFrame.fget_locals),
    getset("f_builtins", PyFrame.fget_builtins),
    getset("f_back", PyFrame.fget_back),
    getset("f_lineno", PyFrame.fget_lineno, PyFrame.fset_lineno),
    getset("f_lasti", PyFrame.fget_lasti),
    getset("f_trace", PyFrame.fget_trace, PyFrame.fset_trace, PyFrame.fdel_trace),
    getset("f_trace_lines", PyFrame.fget_trace_lines, PyFrame.fset_trace_lines),
    getset("f_trace_opcodes", PyFrame.fget_trace_opcodes, PyFrame.fset_trace_opcodes),
)

W_Traceback.typedef = TypeDef(
    "traceback",
    W_Traceback,
    new("cls, tb_next, tb_frame, tb_lasti, tb_lineno", traceback_new),
    getset("tb_frame", W_Traceback.fget_frame),
    getset("tb_lineno", W_Traceback.fget_lineno),
    getset("tb_lasti", W_Traceback.fget_lasti),
    getset("tb_next", W_Traceback.fget_next, W_Traceback.fset_next, W_Traceback.fdel_next),
    acceptable_as_base=False,
)
