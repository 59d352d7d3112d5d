"""sys.settrace and sys.setprofile.

Frames run in `eval.dispatch`, which knows nothing of tracing but `ec.tracing`. While that is set they run in
`loop`, a copy of the same function whose globals say TRACED: it comes here before every instruction. Frames that
were running already go over at their next call or backward jump.
"""

import types

from rpython.rlib import jit

from interpreters.python.compiler import opcode as op
from interpreters.python.interpreter import error, eval, gateway, generator, pyframe
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.objspace import descriptor, excobject
from interpreters.python.objspace import operation as space

NO_EVENT = 0
CALL = 1
LINE = 2
RETURN = 3
EXCEPTION = 4
OPCODE = 5


class FrameTrace(object):
    """What tracing keeps for a frame: the attributes f_trace..., and the dict that f_locals gave."""

    def __init__(self):
        self.w_trace = None
        self.lines = True
        self.opcodes = False
        self.w_locals = None
        self.line = 0  # the last line seen


class State(object):
    """The one instance, `state`."""

    def __init__(self):
        self.users = 0  # threads with a trace or profile function


state = State()


def trace_of(frame):
    """The FrameTrace of a frame."""
    if frame.trace is None:
        frame.trace = FrameTrace()
    return frame.trace


def set_functions(w_trace, w_profile):
    """Makes these the functions of this thread; None for none."""
    before = ec.w_tracefunc is not None or ec.w_profilefunc is not None
    after = w_trace is not None or w_profile is not None
    ec.w_tracefunc = w_trace
    ec.w_profilefunc = w_profile
    if after and not before:
        state.users += 1
        if not ec.tracing:
            ec.tracing = True
    elif before and not after:
        state.users -= 1
        if state.users == 0:
            ec.tracing = False


# ---- running ----------------------------------------------------------------------------------------


class _NoDriver(object):
    """Stands for the JitDriver in the traced loop."""

    def jit_merge_point(self, pc, sp, code, frame):
        """Nothing."""

    def can_enter_jit(self, pc, sp, code, frame):
        """Nothing."""


@jit.dont_look_inside
def run(frame, pc, operror):
    """eval.run while there is tracing."""
    if pc == 0 and operror is None:
        frame.last_instr = -1
    call_event(frame)
    try:
        if operror is not None:
            pc = eval.thrown(frame, operror)
        if pc < 0:
            w_result = frame.popvalue()
        else:
            w_result = loop(frame, pc)
    except error.OperationError:
        return_event(frame, None)
        raise
    return_event(frame, w_result)
    return w_result


@jit.dont_look_inside
def go_on(frame, pc):
    """Goes on with a frame that was running when tracing began."""
    try:
        w_result = loop(frame, pc)
    except error.OperationError:
        return_event(frame, None)
        raise
    return_event(frame, w_result)
    return w_result


def before_instruction(frame, pc, sp):
    """Reports a new line. The instruction to go on with, which the trace function may have changed."""
    prev = frame.last_instr
    frame.last_instr = pc
    frame.valuestackdepth = sp
    if ec.w_tracefunc is None or ec.in_trace > 0:
        return pc
    trace = frame.trace
    if trace is None or trace.w_trace is None:
        return pc
    code = frame.code
    first = first_traceable(code)
    if pc < first:
        return pc
    lines = lines_of(code)
    line = lines[pc]
    if line > 0:
        trace.line = line
    if line > 0 and trace.lines:
        last = -1
        if prev >= first:
            last = lines[prev]
        if line != last or (pc < prev and (code.code[pc] & 0xFF) != op.YIELD_FROM):
            call_trace(frame, LINE, "line", space.w_None)
    if trace.opcodes:
        call_trace(frame, OPCODE, "opcode", space.w_None)
    return frame.last_instr


def lineno(frame):
    """The line that a frame executes."""
    trace = frame.trace
    if trace is not None and trace.line > 0 and ec.tracing and frame.last_instr >= 0:
        if lines_of(frame.code)[frame.last_instr] == 0:
            return trace.line
    return frame.code.lineno_of(frame.last_instr)


def lines_of(code):
    """The line of each instruction, 0 for none."""
    if code.lines is None:
        code.lines = code.make_lines()
    return code.lines


def first_traceable(code):
    """The first instruction after those that put arguments into cells."""
    pc = 0
    while code.code[pc] & 0xFF == op.MAKE_CELL:
        pc += 1
        if code.code[pc] & 0xFF == op.LOAD_FAST and code.code[pc + 1] & 0xFF == op.STORE_DEREF:
            pc += 3
    return pc


# ---- events ----------------------------------------------------------------------------------------


def call_event(frame):
    """A frame is entered."""
    if ec.in_trace > 0:
        return
    if ec.w_tracefunc is not None:
        call_trace(frame, CALL, "call", space.w_None)
    if ec.w_profilefunc is not None:
        call_profile(frame, "call", space.w_None)


def return_event(frame, w_result):
    """A frame is left with a value, or None for an exception."""
    if ec.in_trace > 0:
        return
    failing = w_result is None
    w_arg = space.null_to_none(w_result)
    try:
        if ec.w_tracefunc is not None:
            call_trace(frame, RETURN, "return", w_arg)
        if ec.w_profilefunc is not None:
            call_profile(frame, "return", w_arg)
    except error.OperationError:
        if not failing:
            frame.yielding = False
            raise


@jit.dont_look_inside
def exception_event(frame, operror):
    """An exception was raised in a frame: the exception to go on with."""
    if ec.in_trace > 0 or ec.w_tracefunc is None:
        return operror
    if frame.trace is None or frame.trace.w_trace is None:
        return operror
    w_value = operror.get_w_value()
    w_traceback = space.null_to_none(operror.w_traceback)
    if isinstance(w_value, excobject.W_BaseException) and operror.w_traceback is not None:
        w_value.w_traceback = operror.w_traceback
    w_arg = space.newtuple([space.type(w_value), w_value, w_traceback])
    try:
        call_trace(frame, EXCEPTION, "exception", w_arg)
    except error.OperationError as e:
        return e
    return operror


def stop_event(w_iterator, operror):
    """An iterator written in Python ended the for loop or the `yield from` of the innermost frame."""
    frame = ec.topframe()
    if frame is not None:
        o = frame.code.code[frame.last_instr] & 0xFF
        if o == op.FOR_ITER or o == op.YIELD_FROM:
            new = exception_event(frame, operror)
            if new is not operror:
                raise new


def awaited(w_iterator):
    """A step of an asynchronous generator has ended with a value: CPython raises StopIteration then."""
    if isinstance(w_iterator, generator.W_AsyncGenStep):
        w_value = ec.w_stopvalue
        stop_event(w_iterator, error.OperationError(space.w_StopIteration, w_value))
        ec.w_stopvalue = w_value


def call_trace(frame, event, name, w_arg):
    """Calls the trace function of the frame (of the thread, for a call)."""
    if event == CALL:
        w_callback = ec.w_tracefunc
    else:
        if frame.trace is None:
            return
        w_callback = frame.trace.w_trace
    if w_callback is None:
        return
    refresh_locals(frame)
    frame.note_held()
    w_frame = frame
    before = ec.trace_event
    yielding = frame.yielding
    w_stopvalue = ec.w_stopvalue
    ec.trace_event = event
    ec.in_trace += 1
    try:
        w_result = space.call3(w_callback, w_frame, space.newtext(name), w_arg)
    except error.OperationError:
        set_functions(None, ec.w_profilefunc)
        if frame.trace is not None:
            frame.trace.w_trace = None
        raise
    finally:
        ec.in_trace -= 1
        ec.trace_event = before
        frame.yielding = yielding
        ec.w_stopvalue = w_stopvalue
        write_locals(frame)
    if w_result is not space.w_None:
        trace_of(frame).w_trace = w_result


def call_profile(frame, name, w_arg):
    """Calls the profile function of the thread."""
    refresh_locals(frame)
    yielding = frame.yielding
    w_stopvalue = ec.w_stopvalue
    ec.in_trace += 1
    try:
        space.call3(ec.w_profilefunc, frame, space.newtext(name), w_arg)
    except error.OperationError:
        set_functions(ec.w_tracefunc, None)
        raise
    finally:
        ec.in_trace -= 1
        frame.yielding = yielding
        ec.w_stopvalue = w_stopvalue
        write_locals(frame)


def call_on_stack(frame, w_callable, base, nargs):
    """eval.call_on_stack, with the profile's events for builtin functions."""
    if ec.w_profilefunc is None or ec.in_trace > 0:
        return eval.call_on_stack(frame, w_callable, base, nargs)
    w_function = builtin_called(frame, w_callable, base, nargs)
    if w_function is None:
        return eval.call_on_stack(frame, w_callable, base, nargs)
    call_profile(frame, "c_call", w_function)
    try:
        w_result = eval.call_on_stack(frame, w_callable, base, nargs)
    except error.OperationError:
        if ec.w_profilefunc is not None:
            call_profile(frame, "c_exception", w_function)
        raise
    if ec.w_profilefunc is not None:
        call_profile(frame, "c_return", w_function)
    return w_result


def builtin_called(frame, w_callable, base, nargs):
    """The builtin function or method that a call calls, or None."""
    w_plain = w_callable
    if isinstance(w_callable, descriptor.W_BoundMethod):
        w_plain = w_callable.w_func
    if not isinstance(w_plain, gateway.W_BuiltinFunction):
        return None
    if w_plain is w_callable and w_plain.is_method:
        if nargs == 0:
            return None
        return descriptor.W_BoundMethod(w_plain, frame.locals_cells_stack_w[base])
    return w_callable


# ---- locals ------------------------------------------------------------------------------------------


def refresh_locals(frame):
    """Brings the dict that f_locals gave up to date."""
    if frame.trace is not None and frame.trace.w_locals is not None:
        frame.fill_locals(frame.trace.w_locals)


def write_locals(frame):
    """Takes over what a trace function has changed in f_locals."""
    if frame.trace is not None and frame.trace.w_locals is not None:
        frame.take_locals(frame.trace.w_locals)


# ---- jumps ------------------------------------------------------------------------------------------
#
# Stacks are strings with a letter a value: "O"bject, "I"terator, "E"xception to be restored, e"X"ception,
# "M"ethod's self or nothing.

UNKNOWN = "?"


def value_error(text):
    """ValueError"""
    return error.operr(space.w_ValueError, text)


def set_lineno(frame, w_line):
    """f_lineno = line, in a trace function."""
    if not space.isinstance_w(w_line, space.w_int) or space.type(w_line) is not space.w_int:
        raise value_error("lineno must be an integer")
    if ec.in_trace == 0 or ec.trace_event == NO_EVENT:
        raise value_error("f_lineno can only be set in a trace function")
    if ec.trace_event == CALL and frame.last_instr < 0:
        raise value_error("can't jump from the 'call' trace event of a new frame")
    if ec.trace_event != LINE:
        raise value_error("can only jump from a 'line' trace event")
    if frame.trace is None or frame.trace.w_trace is None:
        raise value_error("f_lineno can only be set by a trace function")
    line = space.int_w(w_line)
    code = frame.code
    if line < code.firstlineno:
        raise value_error("line %d comes before the current code block" % line)
    lines = line_starts(code)
    found = first_line_not_before(lines, line)
    if found < 0:
        raise value_error("line %d comes after the current code block" % line)
    stacks = mark_stacks(code)
    start = stacks[frame.last_instr]
    best = -1
    message = "cannot find bytecode for specified line"
    explained = False
    i = 0
    while i < len(lines):
        if lines[i] == found:
            if compatible_stack(start, stacks[i]):
                if best < 0 or len(stacks[i]) > len(stacks[best]):
                    best = i
            elif not explained:
                explained = True
                if start == UNKNOWN:
                    message = "can't jump from unreachable code"
                else:
                    message = explain(stacks[i])
        i += 1
    if best < 0:
        raise value_error(message)
    n = len(start)
    while n > len(stacks[best]):
        n -= 1
        w_value = frame.popvalue()
        if start[n] == "E":
            evalops.restore_exc(frame, w_value)
    frame.last_instr = best


def line_starts(code):
    """The line of each instruction that begins one, 0 for the others."""
    lines = lines_of(code)
    starts = [0] * len(lines)
    last = 0
    i = 0
    while i < len(lines):
        if lines[i] != last and lines[i] != 0:
            last = lines[i]
            starts[i] = last
        i += 1
    return starts


def first_line_not_before(lines, line):
    """The first line with code from `line` on, or -1."""
    best = -1
    for candidate in lines:
        if candidate >= line and (best < 0 or candidate < best):
            best = candidate
    return best


def compatible_stack(start, target):
    """Can values be popped from the first stack until it is like the second?"""
    if target == UNKNOWN or start == UNKNOWN or len(target) > len(start):
        return False
    i = 0
    while i < len(target):
        if target[i] != start[i] and (target[i] != "O" or start[i] == "M"):
            return False
        i += 1
    return True


def explain(stack):
    """Why one cannot jump to a place with that stack."""
    if stack == UNKNOWN:
        return "can't jump into an exception handler, or code may be unreachable"
    if stack == "":
        return "incompatible stacks"
    top = stack[len(stack) - 1]
    if top == "E" or top == "X":
        return "can't jump into an 'except' block as there's no exception"
    if top == "I":
        return "can't jump into the body of a for loop"
    return "incompatible stacks"


def mark_stacks(code):
    """The stack before each instruction."""
    instrs = code.code
    table = code.exceptiontable
    stacks = [UNKNOWN] * len(instrs)
    stacks[0] = ""
    changed = True
    while changed:
        changed = False
        i = 0
        while i < len(instrs):
            stack = stacks[i]
            o = instrs[i] & 0xFF
            arg = instrs[i] >> 8
            if stack != UNKNOWN:
                if op.is_jump(o) and stacks[arg] == UNKNOWN:
                    stacks[arg] = after_jump(stack, o, arg)
                    changed = True
                if not op.ends_block(o) and i + 1 < len(instrs) and stacks[i + 1] == UNKNOWN:
                    stacks[i + 1] = after_instruction(stack, o, arg)
                    changed = True
            i += 1
        i = 0
        while i < len(table):
            stack = stacks[table[i]]
            target = table[i + 2]
            if stack != UNKNOWN and stacks[target] == UNKNOWN:
                stacks[target] = cut(stack, table[i + 3]) + "X"
                changed = True
            i += 4
    return stacks


def cut(stack, n):
    """The lowest n values."""
    if n < 0:
        return ""
    return stack[:n]


def after_jump(stack, o, arg):
    """The stack at the target of a jump."""
    effect = op.jump_stack_effect(o, arg)
    if effect < 0:
        return cut(stack, len(stack) + effect)
    return stack


def after_instruction(stack, o, arg):
    """The stack at the next instruction."""
    n = len(stack)
    if o == op.GET_ITER or o == op.GET_AITER:
        return cut(stack, n - 1) + "I"
    if o == op.GET_YIELD_FROM_ITER or o == op.GET_AWAITABLE:
        return cut(stack, n - 1) + "O"
    if o == op.LOAD_METHOD:
        return stack + "M"
    if o == op.PUSH_EXC_INFO:
        return cut(stack, n - 1) + "EX"
    if o == op.COPY and 0 < arg <= n:
        return stack + stack[n - arg]
    if o == op.DUP_TOP and n > 0:
        return stack + stack[n - 1]
    if o == op.SWAP and 1 < arg <= n:
        low = n - arg
        return cut(stack, low) + stack[n - 1] + stack[low + 1 : n - 1] + stack[low]
    if o == op.ROT_TWO or o == op.ROT_THREE or o == op.ROT_FOUR:
        k = 2
        if o == op.ROT_THREE:
            k = 3
        elif o == op.ROT_FOUR:
            k = 4
        if k <= n:
            low = n - k
            assert low >= 0
            return cut(stack, low) + stack[n - 1] + stack[low : n - 1]
    effect = op.stack_effect(o, arg)
    if effect < 0:
        return cut(stack, n + effect)
    while effect > 0:
        stack += "O"
        effect -= 1
    return stack


def make_loop():
    """NOT_RPYTHON: eval.dispatch with other globals."""
    names = dict(eval.__dict__)
    names["TRACED"] = True
    names["driver"] = _NoDriver()
    names["call_on_stack"] = call_on_stack
    function = types.FunctionType(eval.dispatch.__code__, names, "traced_dispatch")
    return function


from interpreters.python.interpreter import evalops  # noqa: E402

loop = None  # set by setup()


def setup():
    """NOT_RPYTHON: called when all modules are imported."""
    global loop
    loop = make_loop()


assert pyframe is not None
