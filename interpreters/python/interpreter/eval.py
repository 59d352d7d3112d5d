"""The evaluation loop: executes the instructions specified in compiler/opcode.py."""

from rpython.rlib import rsyscall
from rpython.rlib.jit import (
    JitDriver,
    dont_look_inside,
    elidable,
    isvirtual,
    promote,
    unroll_safe,
    we_are_jitted,
)

from interpreters.python.compiler import opcode as op
from interpreters.python.interpreter import error
from interpreters.python.interpreter.executioncontext import ec

W_Cell = None  # classes used often, set by objspace/finish.py
W_IntObject = None
W_FloatObject = None

TRACED = False  # True in the copy of dispatch() that interpreter/tracing.py makes


def get_printable_location(pc, sp, code):
    """A merge point in logs."""
    return "<code object %s, file '%s', line %d> #%d %s" % (
        code.name,
        code.filename,
        code.firstlineno,
        pc,
        op.opnames[code.code[pc] & 0xFF],
    )


ARG_MASK = (1 << 56) - 1  # the bits of an instruction above the opcode


driver = JitDriver(
    name="python",
    greens=["pc", "sp", "code"],
    reds=["frame"],
    virtualizables=["frame"],
    get_printable_location=get_printable_location,
)


def run(frame, pc, operror):
    """Runs the frame from `pc` (or from where `operror` is handled) until it returns, yields or raises."""
    if ec.tracing:
        return tracing.run(frame, pc, operror)
    if operror is not None:
        pc = thrown(frame, operror)
        if pc < 0:
            return frame.popvalue()
    return dispatch(frame, pc)


def thrown(frame, operror):
    """Where a generator goes on that an exception is thrown into; -1 if it yields the value on the stack."""
    suspended = frame.generator
    if suspended is not None and suspended.w_delegate is not None:
        try:
            w_value = suspended.pass_on(operror)
        except error.OperationError as e:
            operror = e
        else:
            if w_value is not None:
                frame.yielding = True
                frame.pushvalue(w_value)
                return -1
            frame.popvalue()
            frame.pushvalue(ec.w_stopvalue)
            return frame.resume_pc + 1
    # what the caller handles is not its context, only what the generator itself handles
    operror.context_done = True
    if suspended is not None and suspended.in_handler and ec.current_exc is not None:
        operror.get_w_value()
        excobject.chain_context(operror.w_value, ec.current_exc)
    return handle_exception(frame, operror)


@unroll_safe
def handle_exception(frame, operror):
    """Finds the handler of an exception raised at frame.last_instr; raises it again if there is none."""
    instr = frame.last_instr
    reraised = frame.reraising
    if reraised:
        frame.reraising = False
    else:
        operror.w_traceback = pyframe.W_Traceback(frame, instr, operror.w_traceback)
        frame.kept |= pyframe.IN_TRACEBACK
        if not operror.context_done:
            operror.context_done = True
            if ec.current_exc is not None:
                operror.get_w_value()
                excobject.chain_context(operror.w_value, ec.current_exc)
        if ec.tracing:
            operror = tracing.exception_event(frame, operror)
    at = find_handler(promote(frame.code), promote(instr))
    if at < 0:
        traceback = operror.w_traceback
        if reraised and traceback is not None and traceback.frame is frame:
            frame.last_instr = traceback.instr  # where it was raised, for f_lineno
        raise operror
    w_value = operror.get_w_value()
    depth = frame.code.stack_base + frame.code.exceptiontable[at + 3]
    k = frame.code.framesize
    while k > depth + 1:
        k -= 1
        frame.locals_cells_stack_w[k] = None
    frame.locals_cells_stack_w[depth] = w_value
    frame.valuestackdepth = depth + 1
    return frame.code.exceptiontable[at + 2]


@elidable
def find_handler(code, instr):
    """The place in the exception table of the handler of an instruction, or -1."""
    table = code.exceptiontable
    i = 0
    while i < len(table):
        if table[i] > instr:
            break
        if instr < table[i + 1]:
            return i
        i += 4
    return -1


def dispatch(frame, pc):
    """The loop over instructions. Returns the value returned or yielded."""
    code = promote(frame.code)
    pc = promote(pc)
    sp = promote(frame.valuestackdepth)
    assert (
        pc >= 0
    )  # these, and those below, let the list accesses do without code for negative indices
    assert sp >= 0
    while True:
        driver.jit_merge_point(pc=pc, sp=sp, code=code, frame=frame)
        try:
            instrs = code.code
            if TRACED:
                pc = tracing.before_instruction(frame, pc, sp)
                sp = frame.valuestackdepth
                assert pc >= 0
                assert sp >= 0
            frame.last_instr = pc
            word = instrs[pc]
            o = word & 0xFF
            arg = (word >> 8) & ARG_MASK
            pc += 1
            flag = -1  # 0 or 1: a truth value to be pushed, or used by the jump that follows

            if o == op.LOAD_FAST:
                w_value = frame.locals_cells_stack_w[arg]
                if w_value is None:
                    raise unbound_local(code, arg)
                frame.locals_cells_stack_w[sp] = w_value
                sp += 1
                continue
            elif o == op.LOAD_CONST:
                frame.locals_cells_stack_w[sp] = const_at(code, arg)
                sp += 1
                continue
            elif o == op.STORE_FAST:
                sp -= 1
                assert sp >= 0
                frame.locals_cells_stack_w[arg] = frame.locals_cells_stack_w[sp]
                continue
            elif o == op.POP_JUMP_IF_FALSE:
                sp -= 1
                assert sp >= 0
                w_value = frame.locals_cells_stack_w[sp]
                if w_value is space.w_True:
                    continue
                if w_value is space.w_False or not space.is_true(w_value):
                    pc = arg
                continue
            elif o == op.BINARY_ADD:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.add(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.LOAD_GLOBAL:
                w_value = load_global(frame, code, arg)
                frame.locals_cells_stack_w[sp] = w_value
                sp += 1
                continue
            elif o == op.LOAD_ATTR:
                at = sp - 1
                assert at >= 0
                frame.locals_cells_stack_w[at] = evalattr.load_attr(
                    code, pc, frame.locals_cells_stack_w[at], arg
                )
                continue
            elif o == op.LOAD_METHOD:
                frame.valuestackdepth = sp
                evalattr.load_method(frame, code, pc, sp, arg)
                sp += 1
                continue
            elif o == op.CALL_FUNCTION:
                frame.valuestackdepth = sp
                at = sp - arg - 1
                assert at >= 0
                w_value = call_on_stack(frame, frame.locals_cells_stack_w[at], at + 1, arg)
                while sp > at:
                    sp -= 1
                    assert sp >= 0
                    frame.locals_cells_stack_w[sp] = None
                frame.locals_cells_stack_w[at] = w_value
                sp = at + 1
                if ec.tracing and not TRACED:
                    break
                continue
            elif o == op.CALL_METHOD:
                frame.valuestackdepth = sp
                at = sp - arg - 2
                assert at >= 0
                if frame.locals_cells_stack_w[at + 1] is None:
                    w_value = call_on_stack(frame, frame.locals_cells_stack_w[at], at + 2, arg)
                else:
                    w_value = call_on_stack(frame, frame.locals_cells_stack_w[at], at + 1, arg + 1)
                while sp > at:
                    sp -= 1
                    assert sp >= 0
                    frame.locals_cells_stack_w[sp] = None
                frame.locals_cells_stack_w[at] = w_value
                sp = at + 1
                if ec.tracing and not TRACED:
                    break
                continue
            elif o == op.POP_TOP:
                sp -= 1
                assert sp >= 0
                frame.locals_cells_stack_w[sp] = None
                continue
            elif o == op.FOR_ITER:
                at = sp - 1
                assert at >= 0
                w_value = frame.locals_cells_stack_w[at].next_w()
                if w_value is None:
                    sp = at
                    frame.locals_cells_stack_w[sp] = None
                    pc = arg
                else:
                    frame.locals_cells_stack_w[sp] = w_value
                    sp += 1
                continue
            elif o == op.JUMP_BACKWARD:
                pc = arg
                if rsyscall.peek_word(ec.ticker_address) != 0:
                    actions.poll()
                    if ec.tracing and not TRACED:
                        break
                if frame.resumed:  # a trace goes through a generator up to its next yield
                    frame.resumed = False
                    if we_are_jitted():
                        continue
                if not TRACED:  # the same wherever the jump comes from: constants of the loop
                    frame.last_instr = pc
                    frame.valuestackdepth = sp
                driver.can_enter_jit(pc=pc, sp=sp, code=code, frame=frame)
                continue
            elif o == op.JUMP_FORWARD:
                pc = arg
                continue
            elif o == op.RETURN_VALUE:
                sp -= 1
                assert sp >= 0
                w_value = frame.locals_cells_stack_w[sp]
                frame.valuestackdepth = sp
                frame.yielding = False
                if (
                    we_are_jitted()
                    and not isvirtual(frame)
                    and not code.is_generator
                    and not ec.tracing
                ):
                    frame.drop_values(code.framesize)
                return w_value
            elif o == op.COMPARE_LT:
                sp -= 2
                assert sp >= 0
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval < w_b.intval)
                elif isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
                    flag = int(w_a.floatval < w_b.floatval)
                else:
                    frame.locals_cells_stack_w[sp] = space.lt(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.COMPARE_EQ:
                sp -= 2
                assert sp >= 0
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval == w_b.intval)
                elif isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
                    flag = int(w_a.floatval == w_b.floatval)
                else:
                    frame.locals_cells_stack_w[sp] = space.eq(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.COMPARE_GT:
                sp -= 2
                assert sp >= 0
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval > w_b.intval)
                elif isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
                    flag = int(w_a.floatval > w_b.floatval)
                else:
                    frame.locals_cells_stack_w[sp] = space.gt(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.COMPARE_NE:
                sp -= 2
                assert sp >= 0
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval != w_b.intval)
                elif isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
                    flag = int(w_a.floatval != w_b.floatval)
                else:
                    frame.locals_cells_stack_w[sp] = space.ne(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.COMPARE_LE:
                sp -= 2
                assert sp >= 0
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval <= w_b.intval)
                elif isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
                    flag = int(w_a.floatval <= w_b.floatval)
                else:
                    frame.locals_cells_stack_w[sp] = space.le(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.COMPARE_GE:
                sp -= 2
                assert sp >= 0
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval >= w_b.intval)
                elif isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
                    flag = int(w_a.floatval >= w_b.floatval)
                else:
                    frame.locals_cells_stack_w[sp] = space.ge(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.BINARY_SUBSCR:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.getitem(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_SUBTRACT:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.sub(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_MULTIPLY:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.mul(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.INPLACE_ADD:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.inplace_add(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.INPLACE_SUBTRACT:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.inplace_sub(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.STORE_ATTR:
                sp -= 2
                assert sp >= 0
                evalattr.store_attr(
                    code,
                    pc,
                    frame.locals_cells_stack_w[sp + 1],
                    arg,
                    frame.locals_cells_stack_w[sp],
                )
                frame.locals_cells_stack_w[sp] = None
                frame.locals_cells_stack_w[sp + 1] = None
                continue
            elif o == op.STORE_SUBSCR:
                sp -= 3
                assert sp >= 0
                space.setitem(
                    frame.locals_cells_stack_w[sp + 1],
                    frame.locals_cells_stack_w[sp + 2],
                    frame.locals_cells_stack_w[sp],
                )
                frame.locals_cells_stack_w[sp] = None
                frame.locals_cells_stack_w[sp + 1] = None
                continue
            elif o == op.LOAD_DEREF:
                w_cell = frame.locals_cells_stack_w[code.nlocals + arg]
                assert isinstance(w_cell, W_Cell)
                w_value = w_cell.w_value
                if w_value is None:
                    raise unbound_deref(code, arg)
                frame.locals_cells_stack_w[sp] = w_value
                sp += 1
                continue
            elif o == op.STORE_DEREF:
                sp -= 1
                assert sp >= 0
                w_cell = frame.locals_cells_stack_w[code.nlocals + arg]
                assert isinstance(w_cell, W_Cell)
                w_cell.w_value = frame.locals_cells_stack_w[sp]
                continue
            elif o == op.POP_JUMP_IF_TRUE:
                sp -= 1
                assert sp >= 0
                w_value = frame.locals_cells_stack_w[sp]
                if w_value is space.w_False:
                    continue
                if w_value is space.w_True or space.is_true(w_value):
                    pc = arg
                continue
            elif o == op.POP_JUMP_IF_NONE:
                sp -= 1
                assert sp >= 0
                if frame.locals_cells_stack_w[sp] is space.w_None:
                    pc = arg
                continue
            elif o == op.POP_JUMP_IF_NOT_NONE:
                sp -= 1
                assert sp >= 0
                if frame.locals_cells_stack_w[sp] is not space.w_None:
                    pc = arg
                continue
            elif o == op.IS_OP:
                sp -= 2
                assert sp >= 0
                flag = (
                    int(
                        space.is_w(
                            frame.locals_cells_stack_w[sp], frame.locals_cells_stack_w[sp + 1]
                        )
                    )
                    ^ arg
                )
            elif o == op.CONTAINS_OP:
                sp -= 2
                assert sp >= 0
                flag = (
                    int(
                        space.contains_w(
                            frame.locals_cells_stack_w[sp + 1], frame.locals_cells_stack_w[sp]
                        )
                    )
                    ^ arg
                )
            elif o == op.UNARY_NOT:
                sp -= 1
                assert sp >= 0
                flag = int(not space.is_true(frame.locals_cells_stack_w[sp]))
            elif o == op.DUP_TOP:
                at = sp - 1
                assert at >= 0
                frame.locals_cells_stack_w[sp] = frame.locals_cells_stack_w[at]
                sp += 1
                continue
            elif o == op.ROT_THREE:
                at = sp - 3
                assert at >= 0
                w_value = frame.locals_cells_stack_w[at + 2]
                frame.locals_cells_stack_w[at + 2] = frame.locals_cells_stack_w[at + 1]
                frame.locals_cells_stack_w[at + 1] = frame.locals_cells_stack_w[at]
                frame.locals_cells_stack_w[at] = w_value
                continue
            elif o == op.DUP_TOP_TWO:
                at = sp - 2
                assert at >= 0
                frame.locals_cells_stack_w[sp] = frame.locals_cells_stack_w[at]
                frame.locals_cells_stack_w[sp + 1] = frame.locals_cells_stack_w[at + 1]
                sp += 2
                continue
            elif o == op.SWAP:
                at = sp - arg
                assert at >= 0
                sp -= 1
                assert sp >= 0
                w_value = frame.locals_cells_stack_w[sp]
                frame.locals_cells_stack_w[sp] = frame.locals_cells_stack_w[at]
                frame.locals_cells_stack_w[at] = w_value
                sp += 1
                continue
            elif o == op.COPY:
                at = sp - arg
                assert at >= 0
                frame.locals_cells_stack_w[sp] = frame.locals_cells_stack_w[at]
                sp += 1
                continue
            elif o == op.UNARY_NEGATIVE:
                at = sp - 1
                assert at >= 0
                frame.locals_cells_stack_w[at] = space.neg(frame.locals_cells_stack_w[at])
                continue
            elif o == op.INPLACE_MULTIPLY:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.inplace_mul(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.ROT_TWO:
                at = sp - 2
                assert at >= 0
                w_value = frame.locals_cells_stack_w[at + 1]
                frame.locals_cells_stack_w[at + 1] = frame.locals_cells_stack_w[at]
                frame.locals_cells_stack_w[at] = w_value
                continue
            elif o == op.BUILD_TUPLE:
                sp -= arg
                assert sp >= 0
                w_value = tupleobject.from_stack(frame, sp, arg)
                frame.locals_cells_stack_w[sp] = w_value
                sp += 1
                continue
            elif o == op.UNPACK_SEQUENCE:
                at = sp - 1
                assert at >= 0
                w_value = frame.locals_cells_stack_w[at]
                if type(w_value) is tupleobject.W_TupleObject and w_value.length() == arg:
                    sp = at
                    i = arg - 1
                    while i >= 0:
                        frame.locals_cells_stack_w[sp] = w_value.getitem(i)
                        sp += 1
                        i -= 1
                    continue
                frame.valuestackdepth = at
                items_w = space.fixedview(w_value, arg)
                sp = at
                i = arg - 1
                while i >= 0:
                    frame.locals_cells_stack_w[sp] = items_w[i]
                    sp += 1
                    i -= 1
                continue
            elif o == op.YIELD_VALUE:
                sp -= 1
                assert sp >= 0
                frame.valuestackdepth = sp
                frame.yielding = True
                frame.resume_pc = pc
                w_value = frame.locals_cells_stack_w[sp]
                frame.locals_cells_stack_w[sp] = None
                return w_value
            elif o == op.YIELD_FROM:
                sp -= 1
                assert sp >= 0
                w_value = frame.locals_cells_stack_w[sp]
                frame.locals_cells_stack_w[sp] = None
                frame.valuestackdepth = sp
                at = sp - 1
                assert at >= 0
                w_value = frame.locals_cells_stack_w[at].send_w(w_value)
                if w_value is not None:
                    frame.yielding = True
                    frame.resume_pc = pc - 1
                    return w_value
                if TRACED:
                    tracing.awaited(frame.locals_cells_stack_w[at])
                frame.locals_cells_stack_w[at] = ec.w_stopvalue
                continue
            elif o == op.JUMP_IF_FALSE_OR_POP:
                at = sp - 1
                assert at >= 0
                if space.is_true(frame.locals_cells_stack_w[at]):
                    sp = at
                else:
                    pc = arg
                continue
            elif o == op.JUMP_IF_TRUE_OR_POP:
                at = sp - 1
                assert at >= 0
                if space.is_true(frame.locals_cells_stack_w[at]):
                    pc = arg
                else:
                    sp = at
                continue
            elif o == op.BINARY_AND:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.and_(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_MODULO:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.mod(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_FLOOR_DIVIDE:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.floordiv(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_TRUE_DIVIDE:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.truediv(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_OR:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.or_(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_XOR:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.xor(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_LSHIFT:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.lshift(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_RSHIFT:
                at = sp - 2
                assert at >= 0
                sp = at + 1
                frame.locals_cells_stack_w[at] = space.rshift(
                    frame.locals_cells_stack_w[at], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.GET_ITER:
                at = sp - 1
                assert at >= 0
                frame.locals_cells_stack_w[at] = space.iter(frame.locals_cells_stack_w[at])
                continue
            elif o == op.LIST_APPEND:
                sp -= 1
                assert sp >= 0
                at = sp - arg
                assert at >= 0
                w_list = frame.locals_cells_stack_w[at]
                assert isinstance(w_list, listobject.W_ListObject)
                w_list.append(frame.locals_cells_stack_w[sp])
                frame.locals_cells_stack_w[sp] = None
                continue
            else:
                frame.valuestackdepth = sp
                pc = evalops.execute(frame, o, arg, pc)
                if pc < 0:
                    frame.yielding = False
                    assert False, "unknown opcode"
                sp = frame.valuestackdepth
                assert sp >= 0
                if ec.tracing and not TRACED:
                    break
                continue

            # a truth value: consume it in a following conditional jump, else push it
            frame.locals_cells_stack_w[sp + 1] = None
            word = instrs[pc]
            o = word & 0xFF
            if o == op.POP_JUMP_IF_FALSE:
                pc = pc + 1 if flag else (word >> 8) & ARG_MASK
            elif o == op.POP_JUMP_IF_TRUE:
                pc = (word >> 8) & ARG_MASK if flag else pc + 1
            else:
                frame.locals_cells_stack_w[sp] = space.w_True if flag else space.w_False
                sp += 1
            continue
        except error.OperationError as e:
            operror = e
        except RecursionError:  # the machine stack is used up
            operror = pyframe.recursion_error()
        except MemoryError:
            operror = error.OperationError(space.w_MemoryError, None)
        pc = handle_exception(frame, operror)
        sp = frame.valuestackdepth
        assert pc >= 0
        assert sp >= 0
    # tracing has begun
    frame.valuestackdepth = sp
    return tracing.go_on(frame, pc)


def call_on_stack(frame, w_callable, base, nargs):
    """Calls with the `nargs` values of the stack from index `base` on (the top ones), which stay there."""
    if nargs == 1:
        return w_callable.call1(frame.locals_cells_stack_w[base])
    if nargs == 2:
        return w_callable.call2(
            frame.locals_cells_stack_w[base], frame.locals_cells_stack_w[base + 1]
        )
    if nargs == 0:
        if w_callable is space.w_super:
            return descriptor.super_in(frame)
        return w_callable.call0()
    if nargs == 3:
        return w_callable.call3(
            frame.locals_cells_stack_w[base],
            frame.locals_cells_stack_w[base + 1],
            frame.locals_cells_stack_w[base + 2],
        )
    if nargs == 4:
        return w_callable.call4(
            frame.locals_cells_stack_w[base],
            frame.locals_cells_stack_w[base + 1],
            frame.locals_cells_stack_w[base + 2],
            frame.locals_cells_stack_w[base + 3],
        )
    return w_callable.call_values(frame.peekvalues(nargs))


# ---- names ------------------------------------------------------------------------------------------


def name_at(code, index):
    """Name number `index` of a code object."""
    if we_are_jitted():
        return constant_name(code, index)
    return code.names[index]


@elidable
def constant_name(code, index):
    """name_at of a constant code object."""
    return code.names[index]


def const_at(code, index):
    """Constant number `index` of a code object."""
    if we_are_jitted():
        return constant_of(code, index)
    return code.consts_w[index]


@elidable
def constant_of(code, index):
    """const_at of a constant code object."""
    return code.consts_w[index]


def load_global(frame, code, arg):
    """LOAD_GLOBAL"""
    if we_are_jitted():
        w_globals = promote(frame.w_globals)
        if type(w_globals) is dictobject.W_DictObject:
            name = name_at(code, arg)
            w_value = namespace.load(w_globals, name)
            if w_value is not None:
                return w_value
            w_value = namespace.load(namespace.builtins_of(w_globals), name)
            if w_value is not None:
                return w_value
    else:
        cache = code.global_caches[arg]
        if cache is not None:
            w_value = cache.get(frame.w_globals)
            if w_value is not None:
                return w_value
    return load_global_uncached(frame, arg)


def load_global_uncached(frame, arg):
    """LOAD_GLOBAL, cache miss."""
    name = frame.code.names[arg]
    w_globals = frame.w_globals
    if type(w_globals) is dictobject.W_DictObject:
        w_odd = namespace.odd_builtins(w_globals)
        if w_odd is None:
            cache = namespace.make_cache(w_globals, name)
            frame.code.global_caches[arg] = cache
            w_value = cache.get(w_globals)
        else:
            w_value = w_globals.getitem_str(name)
            if w_value is None:
                w_value = space.dict_getitem_str(w_odd, name)
    else:
        w_value = space.dict_getitem_str(w_globals, name)
        if w_value is None:
            w_value = space.dict_getitem_str(ec.w_builtins_dict, name)
    if w_value is None:
        raise undefined_name(name)
    return w_value


@dont_look_inside
def undefined_name(name):
    """NameError"""
    return space.name_error(space.w_NameError, "name '%s' is not defined" % name, None, name)


@dont_look_inside
def unbound_local(code, index):
    """UnboundLocalError"""
    name = code.varnames[index]
    return error.operr(
        space.w_UnboundLocalError,
        "cannot access local variable '%s' where it is not associated with a value" % name,
    )


@dont_look_inside
def unbound_deref(code, index):
    """UnboundLocalError or NameError for an empty cell"""
    ncells = len(code.cellvars)
    if index < ncells:
        name = code.cellvars[index]
        return error.operr(
            space.w_UnboundLocalError,
            "cannot access local variable '%s' where it is not associated with a value" % name,
        )
    name = code.freevars[index - ncells]
    return space.name_error(
        space.w_NameError,
        "cannot access free variable '%s' where it is not associated with a value in enclosing "
        "scope" % name,
        None,
        name,
    )


from interpreters.python.interpreter import actions, evalattr, evalops, pyframe, tracing  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    descriptor,
    dictobject,
    excobject,
    listobject,
    namespace,
    tupleobject,
)
from interpreters.python.objspace import operation as space  # noqa: E402
