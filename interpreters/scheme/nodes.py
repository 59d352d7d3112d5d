"""Compiled expressions: variables, control, bindings, loops and calls."""

from rpython.rlib.jit import JitDriver, unroll_safe
from rpython.rlib.rstackovf import StackOverflow, check_stack_overflow

from interpreters.scheme.model import (
    NO_CLAUSE,
    Handler,
    Node,
    SchemeError,
    W_Cell,
    W_Closure,
    error,
    signal,
    state,
    w_false,
    w_true,
    w_unspecified,
)

# ---- constants and variables


class Const(Node):
    _immutable_fields_ = ["w_value"]

    def __init__(self, w_value):
        self.w_value = w_value

    def execute(self, frame):
        return self.w_value


def unbound(name):
    return error("unbound variable: " + name, [])


def uninitialised(name):
    return error("variable used before its definition: " + name, [])


class Local(Node):
    _immutable_fields_ = ["slot"]

    def __init__(self, slot):
        self.slot = slot

    def execute(self, frame):
        return frame[self.slot]


class CheckedLocal(Node):
    """A variable that may not have its value yet."""

    _immutable_fields_ = ["slot", "name"]

    def __init__(self, slot, name):
        self.slot = slot
        self.name = name

    def execute(self, frame):
        w_value = frame[self.slot]
        if w_value is None:
            raise uninitialised(self.name)
        return w_value


class LocalCell(Node):
    _immutable_fields_ = ["slot", "name"]

    def __init__(self, slot, name):
        self.slot = slot
        self.name = name

    def execute(self, frame):
        w_cell = frame[self.slot]
        assert isinstance(w_cell, W_Cell)
        if w_cell.value is None:
            raise uninitialised(self.name)
        return w_cell.value


class Captured(Node):
    _immutable_fields_ = ["index"]

    def __init__(self, index):
        self.index = index

    def execute(self, frame):
        w_closure = frame[0]
        assert isinstance(w_closure, W_Closure)
        return w_closure.captured[self.index]


class CapturedCell(Node):
    _immutable_fields_ = ["index", "name"]

    def __init__(self, index, name):
        self.index = index
        self.name = name

    def execute(self, frame):
        w_closure = frame[0]
        assert isinstance(w_closure, W_Closure)
        w_cell = w_closure.captured[self.index]
        assert isinstance(w_cell, W_Cell)
        if w_cell.value is None:
            raise uninitialised(self.name)
        return w_cell.value


class Global(Node):
    _immutable_fields_ = ["w_symbol"]

    def __init__(self, w_symbol):
        self.w_symbol = w_symbol

    def execute(self, frame):
        w_value = self.w_symbol.value
        if w_value is None:
            raise unbound(self.w_symbol.name)
        return w_value


class SetLocal(Node):
    _immutable_fields_ = ["slot", "value"]

    def __init__(self, slot, value):
        self.slot = slot
        self.value = value

    def execute(self, frame):
        frame[self.slot] = self.value.execute(frame)
        return w_unspecified


class SetCell(Node):
    """Assigns a variable that lives in a cell; `place` gives the cell."""

    _immutable_fields_ = ["place", "value"]

    def __init__(self, place, value):
        self.place = place
        self.value = value

    def execute(self, frame):
        w_value = self.value.execute(frame)
        w_cell = self.place.execute(frame)
        assert isinstance(w_cell, W_Cell)
        w_cell.value = w_value
        return w_unspecified


class NewCells(Node):
    """Fresh cells for variables that are to be defined, None for those that need no cell."""

    _immutable_fields_ = ["boxed[*]", "plain[*]", "body"]

    def __init__(self, boxed, plain, body):
        self.boxed = boxed
        self.plain = plain
        self.body = body

    @unroll_safe
    def execute(self, frame):
        for slot in self.boxed:
            frame[slot] = W_Cell(None)
        for slot in self.plain:
            frame[slot] = None
        return self.body.execute(frame)


class SetGlobal(Node):
    _immutable_fields_ = ["w_symbol", "value"]

    def __init__(self, w_symbol, value):
        self.w_symbol = w_symbol
        self.value = value

    def execute(self, frame):
        w_value = self.value.execute(frame)
        if self.w_symbol.value is None:
            raise unbound(self.w_symbol.name)
        self.w_symbol.value = w_value
        return w_unspecified


class DefineGlobal(Node):
    _immutable_fields_ = ["w_symbol", "value"]

    def __init__(self, w_symbol, value):
        self.w_symbol = w_symbol
        self.value = value

    def execute(self, frame):
        self.w_symbol.value = self.value.execute(frame)
        return w_unspecified


# ---- control


class If(Node):
    _immutable_fields_ = ["test", "then", "other"]

    def __init__(self, test, then, other):
        self.test = test
        self.then = then
        self.other = other

    def execute(self, frame):
        if self.test.execute_bool(frame):
            return self.then.execute(frame)
        return self.other.execute(frame)


class Not(Node):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value

    def execute(self, frame):
        if self.value.execute_bool(frame):
            return w_false
        return w_true

    def execute_bool(self, frame):
        return not self.value.execute_bool(frame)


class And(Node):
    _immutable_fields_ = ["first", "second"]

    def __init__(self, first, second):
        self.first = first
        self.second = second

    def execute(self, frame):
        if self.first.execute_bool(frame):
            return self.second.execute(frame)
        return w_false

    def execute_bool(self, frame):
        return self.first.execute_bool(frame) and self.second.execute_bool(frame)


class Or(Node):
    _immutable_fields_ = ["first", "second"]

    def __init__(self, first, second):
        self.first = first
        self.second = second

    def execute(self, frame):
        w_value = self.first.execute(frame)
        if w_value is not w_false:
            return w_value
        return self.second.execute(frame)

    def execute_bool(self, frame):
        return self.first.execute_bool(frame) or self.second.execute_bool(frame)


class Sequence(Node):
    _immutable_fields_ = ["nodes[*]", "last"]

    def __init__(self, nodes, last):
        self.nodes = nodes
        self.last = last

    @unroll_safe
    def execute(self, frame):
        for node in self.nodes:
            node.execute(frame)
        return self.last.execute(frame)


class Guard(Node):
    """`guard`: the clauses see what the body raised in a variable of the frame."""

    _immutable_fields_ = ["slot", "boxed", "body", "clauses"]

    def __init__(self, slot, boxed, body, clauses):
        self.slot = slot
        self.boxed = boxed
        self.body = body
        self.clauses = clauses

    def execute(self, frame):
        outer = state.handlers
        state.handlers = Handler(None, outer)
        try:
            w_result = self.body.execute(frame)
            state.handlers = outer
            return w_result
        except SchemeError as e:
            w_payload = e.w_payload
        except StackOverflow:
            check_stack_overflow()
            w_payload = error("recursion is too deep", []).w_payload
        state.handlers = outer
        if self.boxed:
            frame[self.slot] = W_Cell(w_payload)
        else:
            frame[self.slot] = w_payload
        w_result = self.clauses.execute(frame)
        if w_result is NO_CLAUSE:
            return signal(w_payload, True)
        return w_result


# ---- bindings


class Let(Node):
    """Variables in slots of the frame; those in cells get fresh ones."""

    _immutable_fields_ = ["slots[*]", "boxed[*]", "inits[*]", "body"]

    def __init__(self, slots, boxed, inits, body):
        self.slots = slots
        self.boxed = boxed
        self.inits = inits
        self.body = body

    @unroll_safe
    def execute(self, frame):
        # The slots are of this expression alone: nothing that runs before the body reads them,
        # except a loop's initial values when the same code is entered again, which come first.
        for i in range(len(self.slots)):
            w_value = self.inits[i].execute(frame)
            if self.boxed[i]:
                frame[self.slots[i]] = W_Cell(w_value)
            else:
                frame[self.slots[i]] = w_value
        return self.body.execute(frame)


class Let1(Node):
    _immutable_fields_ = ["slot", "init", "body"]

    def __init__(self, slot, init, body):
        self.slot = slot
        self.init = init
        self.body = body

    def execute(self, frame):
        frame[self.slot] = self.init.execute(frame)
        return self.body.execute(frame)


class Lambda(Node):
    """Makes a closure: copies values (or cells) of variables from outside."""

    _immutable_fields_ = ["code", "from_captured[*]", "indices[*]"]

    def __init__(self, code, from_captured, indices):
        self.code = code
        self.from_captured = from_captured  # from the captured of this closure, or from the frame?
        self.indices = indices

    @unroll_safe
    def execute(self, frame):
        count = len(self.indices)
        captured = [None] * count
        w_closure = frame[0]
        assert isinstance(w_closure, W_Closure)
        for i in range(count):
            if self.from_captured[i]:
                captured[i] = w_closure.captured[self.indices[i]]
            else:
                captured[i] = frame[self.indices[i]]
        return W_Closure(self.code, captured)


# ---- loops


def loop_location(loop):
    return "loop " + loop.name


loop_driver = JitDriver(
    greens=["loop"],
    reds=["frame"],
    get_printable_location=loop_location,
    name="loops",
)


class Loop(Node):
    """A named let that is only called in tail position: its variables stay in the frame."""

    _immutable_fields_ = ["name", "body?"]

    def __init__(self, name):
        self.name = name
        self.body = None
        self.w_again = W_Cell(None)  # what a jump gives: it comes up to here through tail positions

    def execute(self, frame):
        loop = self
        while True:
            loop_driver.jit_merge_point(loop=loop, frame=frame)
            w_result = loop.body.execute(frame)
            if w_result is not loop.w_again:
                return w_result
            loop_driver.can_enter_jit(loop=loop, frame=frame)


class Jump1(Node):
    _immutable_fields_ = ["loop", "slot", "value"]

    def __init__(self, loop, slot, value):
        self.loop = loop
        self.slot = slot
        self.value = value

    def execute(self, frame):
        frame[self.slot] = self.value.execute(frame)
        return self.loop.w_again


class Jump2(Node):
    _immutable_fields_ = ["loop", "slot1", "slot2", "value1", "value2"]

    def __init__(self, loop, slots, values):
        self.loop = loop
        self.slot1 = slots[0]
        self.slot2 = slots[1]
        self.value1 = values[0]
        self.value2 = values[1]

    def execute(self, frame):
        w_value = self.value1.execute(frame)
        frame[self.slot2] = self.value2.execute(frame)
        frame[self.slot1] = w_value
        return self.loop.w_again


class Jump3(Node):
    _immutable_fields_ = ["loop", "slots[*]", "value1", "value2", "value3"]

    def __init__(self, loop, slots, values):
        self.loop = loop
        self.slots = slots
        self.value1 = values[0]
        self.value2 = values[1]
        self.value3 = values[2]

    def execute(self, frame):
        w_value1 = self.value1.execute(frame)
        w_value2 = self.value2.execute(frame)
        frame[self.slots[2]] = self.value3.execute(frame)
        frame[self.slots[1]] = w_value2
        frame[self.slots[0]] = w_value1
        return self.loop.w_again


class Jump(Node):
    _immutable_fields_ = ["loop", "slots[*]", "boxed[*]", "values[*]"]

    def __init__(self, loop, slots, boxed, values):
        self.loop = loop
        self.slots = slots
        self.boxed = boxed
        self.values = values

    @unroll_safe
    def execute(self, frame):
        count = len(self.values)
        fresh = [None] * count
        for i in range(count):
            fresh[i] = self.values[i].execute(frame)
        for i in range(count):
            if self.boxed[i]:
                frame[self.slots[i]] = W_Cell(fresh[i])
            else:
                frame[self.slots[i]] = fresh[i]
        return self.loop.w_again


# ---- calls


class Call0(Node):
    _immutable_fields_ = ["fn"]

    def __init__(self, fn):
        self.fn = fn

    def execute(self, frame):
        return self.fn.execute(frame).call0()


class Call1(Node):
    _immutable_fields_ = ["fn", "a"]

    def __init__(self, fn, a):
        self.fn = fn
        self.a = a

    def execute(self, frame):
        w_fn = self.fn.execute(frame)
        return w_fn.call1(self.a.execute(frame))


class Call2(Node):
    _immutable_fields_ = ["fn", "a", "b"]

    def __init__(self, fn, a, b):
        self.fn = fn
        self.a = a
        self.b = b

    def execute(self, frame):
        w_fn = self.fn.execute(frame)
        w_a = self.a.execute(frame)
        return w_fn.call2(w_a, self.b.execute(frame))


class Call3(Node):
    _immutable_fields_ = ["fn", "a", "b", "c"]

    def __init__(self, fn, a, b, c):
        self.fn = fn
        self.a = a
        self.b = b
        self.c = c

    def execute(self, frame):
        w_fn = self.fn.execute(frame)
        w_a = self.a.execute(frame)
        w_b = self.b.execute(frame)
        return w_fn.call3(w_a, w_b, self.c.execute(frame))


@unroll_safe
def evaluate(nodes, frame):
    """The values of expressions, left to right."""
    values = [None] * len(nodes)
    for i in range(len(nodes)):
        values[i] = nodes[i].execute(frame)
    return values


class CallN(Node):
    _immutable_fields_ = ["fn", "args[*]"]

    def __init__(self, fn, args):
        self.fn = fn
        self.args = args

    def execute(self, frame):
        w_fn = self.fn.execute(frame)
        return w_fn.calln(evaluate(self.args, frame))


class Tail0(Call0):
    def execute(self, frame):
        return self.fn.execute(frame).tail0()


class Tail1(Call1):
    def execute(self, frame):
        w_fn = self.fn.execute(frame)
        return w_fn.tail1(self.a.execute(frame))


class Tail2(Call2):
    def execute(self, frame):
        w_fn = self.fn.execute(frame)
        w_a = self.a.execute(frame)
        return w_fn.tail2(w_a, self.b.execute(frame))


class Tail3(Call3):
    def execute(self, frame):
        w_fn = self.fn.execute(frame)
        w_a = self.a.execute(frame)
        w_b = self.b.execute(frame)
        return w_fn.tail3(w_a, w_b, self.c.execute(frame))


class TailN(CallN):
    def execute(self, frame):
        w_fn = self.fn.execute(frame)
        return w_fn.tailn(evaluate(self.args, frame))
