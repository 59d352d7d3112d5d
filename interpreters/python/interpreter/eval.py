"""The evaluation loop: executes the instructions specified in compiler/opcode.py."""

from rpython.rlib.jit import (
    JitDriver,
    dont_look_inside,
    elidable,
    promote,
    unroll_safe,
    we_are_jitted,
)

from interpreters.python.compiler import opcode as op
from interpreters.python.interpreter import error
from interpreters.python.interpreter.executioncontext import ec

W_Cell = None  # classes used often, set by objspace/finish.py
W_InstanceObject = None
W_IntObject = None

TRACED = False  # True in the copy of dispatch() that interpreter/tracing.py makes


def get_printable_location(pc, sp, code):
    """A merge point in logs."""
    return "%s %s:%d #%d %s" % (
        code.qualname,
        code.filename,
        code.lineno_of(pc),
        pc,
        op.opnames[code.code[pc] & 0xFF],
    )


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
        pc = handle_exception(frame, operror)
    return dispatch(frame, pc)


@unroll_safe
def handle_exception(frame, operror):
    """Finds the handler of an exception raised at frame.last_instr; raises it again if there is none."""
    instr = frame.last_instr
    if frame.reraising:
        frame.reraising = False
    else:
        operror.w_traceback = pyframe.W_Traceback(frame, instr, operror.w_traceback)
        if not operror.context_done:
            operror.context_done = True
            if ec.current_exc is not None:
                operror.get_w_value()
                excobject.chain_context(operror.w_value, ec.current_exc)
        if ec.tracing:
            operror = tracing.exception_event(frame, operror)
    at = find_handler(promote(frame.code), promote(instr))
    if at < 0:
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
    while True:
        driver.jit_merge_point(pc=pc, sp=sp, code=code, frame=frame)
        try:
            instrs = code.code
            assert pc >= 0
            assert sp >= 0
            if TRACED:
                pc = tracing.before_instruction(frame, pc, sp)
                sp = frame.valuestackdepth
            frame.last_instr = pc
            word = instrs[pc]
            o = word & 0xFF
            arg = word >> 8
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
                frame.locals_cells_stack_w[arg] = frame.locals_cells_stack_w[sp]
                continue
            elif o == op.POP_JUMP_IF_FALSE:
                sp -= 1
                w_value = frame.locals_cells_stack_w[sp]
                if w_value is space.w_True:
                    continue
                if w_value is space.w_False or not space.is_true(w_value):
                    pc = arg
                continue
            elif o == op.BINARY_ADD:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.add(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.LOAD_GLOBAL:
                w_value = load_global(frame, code, arg)
                frame.locals_cells_stack_w[sp] = w_value
                sp += 1
                continue
            elif o == op.LOAD_ATTR:
                frame.locals_cells_stack_w[sp - 1] = load_attr(
                    code, pc, frame.locals_cells_stack_w[sp - 1], arg
                )
                continue
            elif o == op.LOAD_METHOD:
                frame.valuestackdepth = sp
                load_method(frame, code, pc, sp, arg)
                sp += 1
                continue
            elif o == op.CALL_FUNCTION:
                frame.valuestackdepth = sp
                at = sp - arg - 1
                assert at >= 0
                w_value = call_on_stack(frame, frame.locals_cells_stack_w[at], at + 1, arg)
                while sp > at:
                    sp -= 1
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
                    frame.locals_cells_stack_w[sp] = None
                frame.locals_cells_stack_w[at] = w_value
                sp = at + 1
                if ec.tracing and not TRACED:
                    break
                continue
            elif o == op.POP_TOP:
                sp -= 1
                frame.locals_cells_stack_w[sp] = None
                continue
            elif o == op.FOR_ITER:
                w_value = frame.locals_cells_stack_w[sp - 1].next_w()
                if w_value is None:
                    sp -= 1
                    frame.locals_cells_stack_w[sp] = None
                    pc = arg
                else:
                    frame.locals_cells_stack_w[sp] = w_value
                    sp += 1
                continue
            elif o == op.JUMP_BACKWARD:
                pc = arg
                ec.countdown -= 1
                if ec.countdown < 0:
                    actions.poll()
                    if ec.tracing and not TRACED:
                        break
                if frame.resumed:  # a trace goes through a generator up to its next yield
                    frame.resumed = False
                    if we_are_jitted():
                        continue
                driver.can_enter_jit(pc=pc, sp=sp, code=code, frame=frame)
                continue
            elif o == op.JUMP_FORWARD:
                pc = arg
                continue
            elif o == op.RETURN_VALUE:
                sp -= 1
                frame.valuestackdepth = sp
                frame.yielding = False
                return frame.locals_cells_stack_w[sp]
            elif o == op.COMPARE_LT:
                sp -= 2
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval < w_b.intval)
                else:
                    frame.locals_cells_stack_w[sp] = space.lt(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.COMPARE_EQ:
                sp -= 2
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval == w_b.intval)
                else:
                    frame.locals_cells_stack_w[sp] = space.eq(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.COMPARE_GT:
                sp -= 2
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval > w_b.intval)
                else:
                    frame.locals_cells_stack_w[sp] = space.gt(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.COMPARE_NE:
                sp -= 2
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval != w_b.intval)
                else:
                    frame.locals_cells_stack_w[sp] = space.ne(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.COMPARE_LE:
                sp -= 2
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval <= w_b.intval)
                else:
                    frame.locals_cells_stack_w[sp] = space.le(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.COMPARE_GE:
                sp -= 2
                w_a = frame.locals_cells_stack_w[sp]
                w_b = frame.locals_cells_stack_w[sp + 1]
                if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
                    flag = int(w_a.intval >= w_b.intval)
                else:
                    frame.locals_cells_stack_w[sp] = space.ge(w_a, w_b)
                    sp += 1
                    continue
            elif o == op.BINARY_SUBSCR:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.getitem(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_SUBTRACT:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.sub(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_MULTIPLY:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.mul(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.INPLACE_ADD:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.inplace_add(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.INPLACE_SUBTRACT:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.inplace_sub(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.STORE_ATTR:
                sp -= 2
                store_attr(
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
                w_cell = frame.locals_cells_stack_w[code.nlocals + arg]
                assert isinstance(w_cell, W_Cell)
                w_cell.w_value = frame.locals_cells_stack_w[sp]
                continue
            elif o == op.POP_JUMP_IF_TRUE:
                sp -= 1
                w_value = frame.locals_cells_stack_w[sp]
                if w_value is space.w_False:
                    continue
                if w_value is space.w_True or space.is_true(w_value):
                    pc = arg
                continue
            elif o == op.POP_JUMP_IF_NONE:
                sp -= 1
                if frame.locals_cells_stack_w[sp] is space.w_None:
                    pc = arg
                continue
            elif o == op.POP_JUMP_IF_NOT_NONE:
                sp -= 1
                if frame.locals_cells_stack_w[sp] is not space.w_None:
                    pc = arg
                continue
            elif o == op.IS_OP:
                sp -= 2
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
                flag = int(not space.is_true(frame.locals_cells_stack_w[sp]))
            elif o == op.DUP_TOP:
                frame.locals_cells_stack_w[sp] = frame.locals_cells_stack_w[sp - 1]
                sp += 1
                continue
            elif o == op.ROT_TWO:
                w_value = frame.locals_cells_stack_w[sp - 1]
                frame.locals_cells_stack_w[sp - 1] = frame.locals_cells_stack_w[sp - 2]
                frame.locals_cells_stack_w[sp - 2] = w_value
                continue
            elif o == op.BUILD_TUPLE:
                sp -= arg
                w_value = tupleobject.from_stack(frame, sp, arg)
                frame.locals_cells_stack_w[sp] = w_value
                sp += 1
                continue
            elif o == op.UNPACK_SEQUENCE:
                w_value = frame.locals_cells_stack_w[sp - 1]
                if type(w_value) is tupleobject.W_TupleObject and w_value.length() == arg:
                    sp -= 1
                    i = arg - 1
                    while i >= 0:
                        frame.locals_cells_stack_w[sp] = w_value.getitem(i)
                        sp += 1
                        i -= 1
                    continue
                frame.valuestackdepth = sp - 1
                items_w = space.fixedview(w_value, arg)
                sp -= 1
                i = arg - 1
                while i >= 0:
                    frame.locals_cells_stack_w[sp] = items_w[i]
                    sp += 1
                    i -= 1
                continue
            elif o == op.YIELD_VALUE:
                sp -= 1
                frame.valuestackdepth = sp
                frame.yielding = True
                frame.resume_pc = pc
                w_value = frame.locals_cells_stack_w[sp]
                frame.locals_cells_stack_w[sp] = None
                return w_value
            elif o == op.YIELD_FROM:
                sp -= 1
                w_value = frame.locals_cells_stack_w[sp]
                frame.locals_cells_stack_w[sp] = None
                frame.valuestackdepth = sp
                w_value = frame.locals_cells_stack_w[sp - 1].send_w(w_value)
                if w_value is not None:
                    frame.yielding = True
                    frame.resume_pc = pc - 1
                    return w_value
                if TRACED:
                    tracing.awaited(frame.locals_cells_stack_w[sp - 1])
                frame.locals_cells_stack_w[sp - 1] = ec.w_stopvalue
                continue
            elif o == op.JUMP_IF_FALSE_OR_POP:
                if space.is_true(frame.locals_cells_stack_w[sp - 1]):
                    sp -= 1
                else:
                    pc = arg
                continue
            elif o == op.JUMP_IF_TRUE_OR_POP:
                if space.is_true(frame.locals_cells_stack_w[sp - 1]):
                    pc = arg
                else:
                    sp -= 1
                continue
            elif o == op.BINARY_AND:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.and_(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_MODULO:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.mod(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_FLOOR_DIVIDE:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.floordiv(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_TRUE_DIVIDE:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.truediv(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_OR:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.or_(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_XOR:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.xor(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_LSHIFT:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.lshift(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.BINARY_RSHIFT:
                sp -= 1
                frame.locals_cells_stack_w[sp - 1] = space.rshift(
                    frame.locals_cells_stack_w[sp - 1], frame.locals_cells_stack_w[sp]
                )
                continue
            elif o == op.GET_ITER:
                frame.locals_cells_stack_w[sp - 1] = space.iter(frame.locals_cells_stack_w[sp - 1])
                continue
            elif o == op.LIST_APPEND:
                sp -= 1
                w_list = frame.locals_cells_stack_w[sp - arg]
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
                if ec.tracing and not TRACED:
                    break
                continue

            # a truth value: consume it in a following conditional jump, else push it
            frame.locals_cells_stack_w[sp + 1] = None
            word = instrs[pc]
            o = word & 0xFF
            if o == op.POP_JUMP_IF_FALSE:
                pc = pc + 1 if flag else word >> 8
            elif o == op.POP_JUMP_IF_TRUE:
                pc = word >> 8 if flag else pc + 1
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
        cache = namespace.make_cache(w_globals, name)
        frame.code.global_caches[arg] = cache
        w_value = cache.get(w_globals)
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
    return space.name_error(
        space.w_UnboundLocalError,
        "cannot access local variable '%s' where it is not associated with a value" % name,
        None,
        name,
    )


@dont_look_inside
def unbound_deref(code, index):
    """UnboundLocalError or NameError for an empty cell"""
    ncells = len(code.cellvars)
    if index < ncells:
        name = code.cellvars[index]
        return space.name_error(
            space.w_UnboundLocalError,
            "cannot access local variable '%s' where it is not associated with a value" % name,
            None,
            name,
        )
    name = code.freevars[index - ncells]
    return space.name_error(
        space.w_NameError,
        "cannot access free variable '%s' where it is not associated with a value in enclosing "
        "scope" % name,
        None,
        name,
    )


# ---- attributes, with an inline cache per instruction -------------------------------------------------


class AttrCache(object):
    """What an attribute instruction found for instances with map `map` while their type had `version`.

    index >= 0: the value is kept as `kind` at that place; else it is w_method, found in the type. For objects
    other than instances `map` is None: `version` identifies the class. STORE_ATTR: `newmap` is the map after adding.
    """

    _immutable_fields_ = ["map", "version", "kind", "index", "w_method", "newmap"]

    def __init__(self, map, version, node, w_method, newmap):
        self.map = map
        self.version = version
        if node is None:
            self.kind = instance.BOXED
            self.index = -1
        else:
            self.kind = node.kind
            self.index = node.index
        self.w_method = w_method
        self.newmap = newmap


def load_attr(code, pc, w_obj, arg):
    """LOAD_ATTR"""
    if we_are_jitted():
        return load_attr_jitted(w_obj, name_at(code, arg))
    if isinstance(w_obj, W_InstanceObject):
        map = w_obj.map
        cache = code.caches[pc - 1]
        if cache is not None and cache.map is map and cache.version is map.w_cls.version_tag:
            index = cache.index
            if index < 0:
                return cache.w_method
            w_value = w_obj.read_at(cache.kind, index)
            if w_value is not None:
                return w_value
        return load_attr_instance(code, pc, w_obj, map, name_at(code, arg))
    if isinstance(w_obj, typeobject.W_TypeObject):
        cache = code.caches[pc - 1]
        if cache is not None and cache.version is w_obj.version_tag and cache.map is None:
            return cache.w_method
        return load_attr_type(code, pc, w_obj, name_at(code, arg))
    if type(w_obj) is moduleobject.W_Module:
        w_value = w_obj.getdictvalue(name_at(code, arg))
        if w_value is not None:
            return w_value
    return space.getattr(w_obj, name_at(code, arg))


def load_attr_jitted(w_obj, name):
    """LOAD_ATTR in traces: maps and versions of types are constants there."""
    if isinstance(w_obj, W_InstanceObject):
        map = promote(w_obj.map)
        w_cls = map.w_cls
        if not map.dictmode and space.has_default_getattribute(w_cls):
            w_descr = w_cls.lookup(name)
            node = None
            if w_descr is None:
                node = map.find(name)
            elif isinstance(w_descr, descriptor.W_SlotMember):
                node = map.find(w_descr.key)
            elif not space.is_data_descr(w_descr):
                node = map.find(name)
            if node is not None:
                w_value = w_obj.read_at(node.kind, node.index)
                if w_value is not None:
                    return w_value
            elif w_descr is not None and is_plain_value(w_descr):
                return w_descr
        return space.getattr(w_obj, name)
    if isinstance(w_obj, typeobject.W_TypeObject):
        w_type = promote(w_obj)
        if w_type.w_meta is None and space.w_type.lookup(name) is None:
            w_value = w_type.lookup(name)
            if w_value is not None:
                if isinstance(w_value, function.W_Function) or is_plain_value(w_value):
                    return w_value
        return space.getattr(w_type, name)
    if type(w_obj) is moduleobject.W_Module:
        w_value = w_obj.getdictvalue(name)
        if w_value is not None:
            return w_value
    return space.getattr(w_obj, name)


def is_plain_value(w_value):
    """Does a class attribute show as it is (it is no descriptor)?"""
    return w_value.getclass().slot(slots.GET) is None


def load_attr_type(code, pc, w_type, name):
    """LOAD_ATTR of a class, cache miss."""
    if w_type.w_meta is None and space.w_type.lookup(name) is None:
        w_value = w_type.lookup(name)
        if w_value is not None:
            if isinstance(w_value, function.W_Function) or is_plain_value(w_value):
                if not w_type.has_cell(name):
                    code.caches[pc - 1] = AttrCache(None, w_type.version_tag, None, w_value, None)
                return w_value
    return space.getattr(w_type, name)


def load_attr_instance(code, pc, w_obj, map, name):
    """LOAD_ATTR of an instance, cache miss: finds the place and fills the cache if it can."""
    w_cls = map.w_cls
    if not map.dictmode and space.has_default_getattribute(w_cls):
        w_descr = w_cls.lookup(name)
        node = None
        if w_descr is None:
            node = map.find(name)
        elif isinstance(w_descr, descriptor.W_SlotMember):
            node = map.find(w_descr.key)
        elif not space.is_data_descr(w_descr):
            node = map.find(name)
        if node is not None:
            w_value = w_obj.read_at(node.kind, node.index)
            if w_value is not None:
                code.caches[pc - 1] = AttrCache(map, w_cls.version_tag, node, None, None)
                return w_value
        elif w_descr is not None and is_plain_value(w_descr):
            if not w_cls.has_cell(name):
                code.caches[pc - 1] = AttrCache(map, w_cls.version_tag, None, w_descr, None)
            return w_descr
    return space.getattr(w_obj, name)


def load_method(frame, code, pc, sp, arg):
    """LOAD_METHOD: replaces the object on top by (callable, self or None)."""
    w_obj = frame.locals_cells_stack_w[sp - 1]
    if we_are_jitted():
        load_method_jitted(frame, w_obj, sp, name_at(code, arg))
        return
    if isinstance(w_obj, W_InstanceObject):
        map = w_obj.map
        w_cls = map.w_cls
        cache = code.caches[pc - 1]
        if cache is not None and cache.map is map and cache.version is w_cls.version_tag:
            frame.locals_cells_stack_w[sp - 1] = cache.w_method
            frame.locals_cells_stack_w[sp] = w_obj
            return
        name = name_at(code, arg)
        if space.has_default_getattribute(w_cls):
            w_descr = w_cls.lookup(name)
            if isinstance(w_descr, function.W_Function):
                if w_obj.getdictvalue(name) is None:
                    if not map.dictmode:
                        code.caches[pc - 1] = AttrCache(map, w_cls.version_tag, None, w_descr, None)
                    frame.locals_cells_stack_w[sp - 1] = w_descr
                    frame.locals_cells_stack_w[sp] = w_obj
                    return
    elif type(w_obj) is moduleobject.W_Module:
        name = name_at(code, arg)
        w_value = w_obj.getdictvalue(name)
        if w_value is not None:
            frame.locals_cells_stack_w[sp - 1] = w_value
            frame.locals_cells_stack_w[sp] = None
            return
    else:
        w_cls = w_obj.getclass()
        cache = code.caches[pc - 1]
        if cache is not None and cache.version is w_cls.version_tag and cache.map is None:
            frame.locals_cells_stack_w[sp - 1] = cache.w_method
            frame.locals_cells_stack_w[sp] = w_obj
            return
        name = name_at(code, arg)
        if space.has_default_getattribute(w_cls):
            w_descr = w_cls.lookup(name)
            if isinstance(w_descr, gateway.W_BuiltinFunction):
                if w_descr.is_method and w_obj.getdictvalue(name) is None:
                    if not w_cls.hasdict:
                        code.caches[pc - 1] = AttrCache(
                            None, w_cls.version_tag, None, w_descr, None
                        )
                    frame.locals_cells_stack_w[sp - 1] = w_descr
                    frame.locals_cells_stack_w[sp] = w_obj
                    return
            elif isinstance(w_descr, function.W_Function):
                if w_obj.getdictvalue(name) is None:
                    frame.locals_cells_stack_w[sp - 1] = w_descr
                    frame.locals_cells_stack_w[sp] = w_obj
                    return
        elif isinstance(w_obj, descriptor.W_Super) and w_obj.w_objtype is not None:
            w_descr = w_obj.find(name)
            if isinstance(w_descr, function.W_Function) and w_obj.w_obj is not w_obj.w_objtype:
                frame.locals_cells_stack_w[sp - 1] = w_descr
                frame.locals_cells_stack_w[sp] = w_obj.w_obj
                return
    w_value = space.getattr(w_obj, name)
    frame.locals_cells_stack_w[sp - 1] = w_value
    frame.locals_cells_stack_w[sp] = None


def load_method_jitted(frame, w_obj, sp, name):
    """LOAD_METHOD in traces."""
    if type(w_obj) is moduleobject.W_Module:
        w_value = w_obj.getdictvalue(name)
        if w_value is not None:
            frame.locals_cells_stack_w[sp - 1] = w_value
            frame.locals_cells_stack_w[sp] = None
            return
    w_cls = w_obj.getclass()
    if space.has_default_getattribute(w_cls):
        w_descr = w_cls.lookup(name)
        if isinstance(w_descr, function.W_Function) or (
            isinstance(w_descr, gateway.W_BuiltinFunction) and w_descr.is_method
        ):
            if w_obj.getdictvalue(name) is None:
                frame.locals_cells_stack_w[sp - 1] = w_descr
                frame.locals_cells_stack_w[sp] = w_obj
                return
    elif isinstance(w_obj, descriptor.W_Super) and w_obj.w_objtype is not None:
        w_descr = w_obj.find(name)
        if isinstance(w_descr, function.W_Function) and w_obj.w_obj is not w_obj.w_objtype:
            frame.locals_cells_stack_w[sp - 1] = w_descr
            frame.locals_cells_stack_w[sp] = w_obj.w_obj
            return
    w_value = load_attr_jitted(w_obj, name)
    frame.locals_cells_stack_w[sp - 1] = w_value
    frame.locals_cells_stack_w[sp] = None


def store_attr(code, pc, w_obj, arg, w_value):
    """STORE_ATTR"""
    if we_are_jitted():
        store_attr_jitted(w_obj, name_at(code, arg), w_value)
        return
    if isinstance(w_obj, W_InstanceObject):
        map = w_obj.map
        cache = code.caches[pc - 1]
        if cache is not None and cache.map is map and cache.version is map.w_cls.version_tag:
            if cache.newmap is None:
                if w_obj.write_at(cache.kind, cache.index, w_value):
                    return
            elif w_obj.add_at(cache.kind, cache.index, w_value, cache.newmap):
                return
        store_attr_instance(code, pc, w_obj, map, name_at(code, arg), w_value)
        return
    space.setattr(w_obj, name_at(code, arg), w_value)


def store_attr_jitted(w_obj, name, w_value):
    """STORE_ATTR in traces."""
    if isinstance(w_obj, W_InstanceObject):
        map = promote(w_obj.map)
        w_cls = map.w_cls
        if not map.dictmode and w_cls.slot(slots.SETATTR) is space.w_object_setattr:
            w_descr = w_cls.lookup(name)
            is_slot = False
            if isinstance(w_descr, descriptor.W_SlotMember):
                is_slot = True
                name = w_descr.key
            if is_slot or w_descr is None or not space.is_data_descr(w_descr):
                node = map.find(name)
                if node is not None:
                    w_obj.write(node, w_value)
                    return
                if w_cls.hasdict or is_slot:
                    w_obj.append_value(name, w_value)
                    return
    space.setattr(w_obj, name, w_value)


def store_attr_instance(code, pc, w_obj, map, name, w_value):
    """STORE_ATTR of an instance, cache miss."""
    w_cls = map.w_cls
    if not map.dictmode and w_cls.slot(slots.SETATTR) is space.w_object_setattr:
        w_descr = w_cls.lookup(name)
        is_slot = False
        if isinstance(w_descr, descriptor.W_SlotMember):
            is_slot = True
            name = w_descr.key
        if is_slot or w_descr is None or not space.is_data_descr(w_descr):
            node = map.find(name)
            if node is not None:
                w_obj.write(node, w_value)
                if w_obj.map is map:
                    code.caches[pc - 1] = AttrCache(map, w_cls.version_tag, node, None, None)
                return
            if w_cls.hasdict or is_slot:
                w_obj.append_value(name, w_value)
                newmap = w_obj.map
                code.caches[pc - 1] = AttrCache(map, w_cls.version_tag, newmap, None, newmap)
                return
    space.setattr(w_obj, name, w_value)


from interpreters.python.interpreter import (  # noqa: E402
    actions,
    evalops,
    function,
    gateway,
    pyframe,
    tracing,
)
from interpreters.python.objspace import (  # noqa: E402
    descriptor,
    dictobject,
    excobject,
    instance,
    listobject,
    moduleobject,
    namespace,
    slots,
    tupleobject,
    typeobject,
)
from interpreters.python.objspace import operation as space  # noqa: E402
