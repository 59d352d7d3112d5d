"""A small language for differential tests of the JIT: `toy FILE` runs each program of a file and prints what it prints.

A stack machine over boxed values: integers that become floats when they overflow, floats, strings, lists, objects with
maps, functions, recursion, exceptions, generators (frames that go on later), cells that loops rely on, frames that other
code reads and changes. `tests/fuzz_jit.py` makes programs; its `Assembler` knows the format:

    program  P functions
    function F arguments locals stack; constants: count, then (i N | f X | s TEXT | n); code: count, then numbers
"""

import os

from rpython.rlib.jit import (
    JitDriver,
    conditional_call,
    dont_look_inside,
    elidable,
    hint,
    promote,
    unroll_safe,
)
from rpython.rlib.rarithmetic import intmask, ovfcheck

OPS = """CONST LOAD STORE POP DUP ADD SUB MUL DIV MOD AND OR XOR SHL SHR LT LE EQ NE NOT NEG
JUMP JUMP_FALSE LOOP NEWOBJ GETF SETF NEWLIST APPEND LGET LSET LEN LPOP SLICE CALL RETURN
TRY ENDTRY RAISE PRINT STR CHAR HASF FLOAT INT GLOAD GSTORE METHOD DICTSET DICTGET ISINT PEEK POKE
GENERATOR YIELD NEXT CLOAD CSTORE""".split()
# fmt: off
(CONST, LOAD, STORE, POP, DUP, ADD, SUB, MUL, DIV, MOD, AND, OR, XOR, SHL, SHR, LT, LE, EQ, NE,
NOT, NEG, JUMP, JUMP_FALSE, LOOP, NEWOBJ, GETF, SETF, NEWLIST, APPEND, LGET, LSET, LEN, LPOP,
SLICE, CALL, RETURN, TRY, ENDTRY, RAISE, PRINT, STR, CHAR, HASF, FLOAT, INT, GLOAD, GSTORE,
METHOD, DICTSET, DICTGET, ISINT, PEEK, POKE, GENERATOR, YIELD, NEXT, CLOAD, CSTORE) = range(len(OPS))
# fmt: on

FUEL = 4000  # backward jumps and calls in a program
DEPTH = 60

# Translated with TOY_FRAMES=plain in the environment, frames are ordinary objects.
VIRTUALIZABLES = [] if os.environ.get("TOY_FRAMES") == "plain" else ["frame"]


def location(pc, func):
    return "%s %d: %s" % (func.name, pc, OPS[func.code[pc]])


driver = JitDriver(
    greens=["pc", "func"],
    reds=["frame", "machine"],
    virtualizables=VIRTUALIZABLES,
    get_printable_location=location,
    is_recursive=True,
    name="toy",
)


class OutOfFuel(Exception):
    """The program runs too long: it ends here, in every way of running it."""


class Raised(Exception):
    """An exception of the program."""

    def __init__(self, w_value):
        self.w_value = w_value


# ____________________________________________________________
# values


class Value(object):
    def add(self, other):
        return bad()

    def arith(self, op, other):
        return bad()

    def compare(self, other):
        """-1, 0, 1; 2 if the two have no order."""
        return 2

    def equal(self, other):
        return self is other

    def true(self):
        return True

    def text(self):
        raise NotImplementedError

    def length(self):
        bad()
        return 0


class Int(Value):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value

    def add(self, other):
        if isinstance(other, Int):
            try:
                return Int(ovfcheck(self.value + other.value))
            except OverflowError:
                return Float(float(self.value) + float(other.value))
        if isinstance(other, Float):
            return Float(float(self.value) + other.value)
        return bad()

    def arith(self, op, other):
        if isinstance(other, Float):
            return Float(float(self.value)).arith(op, other)
        if not isinstance(other, Int):
            return bad()
        a = self.value
        b = other.value
        if op == SUB:
            try:
                return Int(ovfcheck(a - b))
            except OverflowError:
                return Float(float(a) - float(b))
        elif op == MUL:
            try:
                return Int(ovfcheck(a * b))
            except OverflowError:
                raise Raised(Str("overflow"))
        elif op == DIV:
            if b == 0:
                raise Raised(Str("zero"))
            if b == -1:
                return Int(intmask(-a))
            return Int(a // b)
        elif op == MOD:
            if b == 0 or b == -1:
                raise Raised(Int(b))
            return Int(a % b)
        elif op == AND:
            return Int(a & b)
        elif op == OR:
            return Int(a | b)
        elif op == XOR:
            return Int(a ^ b)
        elif op == SHL:
            return Int(intmask(a << (b & 63)))
        else:
            return Int(a >> (b & 63))

    def compare(self, other):
        if isinstance(other, Int):
            if self.value < other.value:
                return -1
            return int(self.value > other.value)
        if isinstance(other, Float):
            return -other.compare(self)
        return 2

    def equal(self, other):
        if isinstance(other, Int):
            return self.value == other.value
        return isinstance(other, Float) and other.value == float(self.value)

    def true(self):
        return self.value != 0

    def text(self):
        return str(self.value)


class Float(Value):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value

    def add(self, other):
        return Float(self.value + number(other))

    def arith(self, op, other):
        b = number(other)
        if op == SUB:
            return Float(self.value - b)
        elif op == MUL:
            return Float(self.value * b)
        elif op == DIV:
            if b == 0.0:
                raise Raised(Str("fzero"))
            return Float(self.value / b)
        return bad()

    def compare(self, other):
        if not isinstance(other, Int) and not isinstance(other, Float):
            return 2
        b = number(other)
        if self.value < b:
            return -1
        if self.value > b:
            return 1
        return 0

    def equal(self, other):
        if isinstance(other, Int) or isinstance(other, Float):
            return self.value == number(other)
        return False

    def true(self):
        return self.value != 0.0

    def text(self):
        return str(self.value)


class Str(Value):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value

    def add(self, other):
        if isinstance(other, Str):
            if len(self.value) + len(other.value) > 400:
                raise Raised(Str("long"))
            return Str(self.value + other.value)
        return bad()

    def compare(self, other):
        if isinstance(other, Str):
            if self.value < other.value:
                return -1
            return int(self.value > other.value)
        return 2

    def equal(self, other):
        return isinstance(other, Str) and self.value == other.value

    def true(self):
        return len(self.value) > 0

    def text(self):
        return self.value

    def length(self):
        return len(self.value)


class Nothing(Value):
    def true(self):
        return False

    def text(self):
        return "nothing"


nothing = Nothing()


class List(Value):
    def __init__(self, items):
        self.items = items

    def add(self, other):
        if isinstance(other, List):
            if len(self.items) + len(other.items) > 100:
                raise Raised(Str("long"))
            return List(self.items + other.items)
        return bad()

    def true(self):
        return len(self.items) > 0

    def text(self):
        return "[" + brief(self.items) + "]"

    def length(self):
        return len(self.items)


class Map(object):
    """The fields of an object, in the order in which they were made."""

    _immutable_fields_ = ["name", "index", "back"]

    def __init__(self, name, index, back):
        self.name = name
        self.index = index
        self.back = back
        self.next = {}

    @elidable
    def find(self, name):
        node = self
        while node is not None:
            if node.name == name:
                return node.index
            node = node.back
        return -1

    @elidable
    def with_name(self, name):
        if name not in self.next:
            self.next[name] = Map(name, self.index + 1, self)
        return self.next[name]


root = Map(-1, -1, None)


class Obj(Value):
    def __init__(self):
        self.map = root
        self.fields = [None] * 2

    def get(self, name):
        index = promote(self.map).find(name)
        if index < 0:
            raise Raised(Int(name))
        return self.fields[index]

    def has(self, name):
        return promote(self.map).find(name) >= 0

    def set(self, name, w_value):
        map = promote(self.map)
        index = map.find(name)
        if index >= 0:
            self.fields[index] = w_value
            return
        map = map.with_name(name)
        if map.index >= len(self.fields):
            self.grow()
        self.fields[map.index] = w_value
        self.map = map

    @unroll_safe
    def grow(self):
        fields = [None] * (2 * len(self.fields))
        for i in range(len(self.fields)):
            fields[i] = self.fields[i]
        self.fields = fields

    def text(self):
        return "obj%d{%s}" % (self.map.index + 1, brief(self.fields))


class Generator(Value):
    """A call that goes on when it is asked for the next value."""

    def __init__(self, frame):
        self.frame = frame

    def text(self):
        return "generator"


class Cell(object):
    """A variable that loops take for a constant until it is written."""

    _immutable_fields_ = ["w_value?"]

    def __init__(self):
        self.w_value = nothing


def brief(items):
    """The numbers among some values."""
    texts = []
    for w_item in items:
        if isinstance(w_item, Int) or isinstance(w_item, Float):
            texts.append(w_item.text())
        else:
            texts.append("?")
    return ",".join(texts)


def bad():
    raise Raised(Str("type"))


def number(w_value):
    if isinstance(w_value, Int):
        return float(w_value.value)
    if isinstance(w_value, Float):
        return w_value.value
    raise Raised(Str("type"))


def integer(w_value):
    if isinstance(w_value, Int):
        return w_value.value
    raise Raised(Str("type"))


def position(w_index, length):
    """Indexes that are not far off wrap."""
    i = integer(w_index)
    if length == 0 or not -1000 < i < 1000:
        raise Raised(Str("index"))
    return i % length


# ____________________________________________________________
# the machine


class Function(object):
    _immutable_fields_ = "name arguments locals stack constants[*] code[*] visible".split()

    def __init__(self, name, arguments, locals, stack, constants, code, visible):
        self.visible = visible  # the others' frames can be virtual
        self.name = name
        self.arguments = arguments
        self.locals = locals
        self.stack = stack
        self.constants = constants
        self.code = code


class Machine(object):
    _immutable_fields_ = ["functions[*]", "cells[*]"]

    def __init__(self, functions):
        self.cells = [Cell() for i in range(4)]
        self.deepest = 0
        self.functions = functions
        self.fuel = FUEL
        self.depth = 0
        self.globals = [nothing for i in range(8)]
        self.dict = {}
        self.out = []
        self.top = None

    def burn(self):
        self.fuel -= 1
        if self.fuel < 0:
            raise OutOfFuel

    def enter(self):
        self.depth += 1
        conditional_call(self.depth > self.deepest, deeper, self)

    @dont_look_inside
    def print_value(self, w_value):
        self.out.append(w_value.text())
        if len(self.out) > 300:
            raise OutOfFuel


@dont_look_inside
def deeper(machine):
    machine.deepest = machine.depth


class Frame(object):
    if VIRTUALIZABLES:
        _virtualizable_ = ["depth", "pc", "handler", "handler_depth", "slots[*]"]

    def __init__(self, func):
        if VIRTUALIZABLES:
            self = hint(self, access_directly=True, fresh_virtualizable=True)
        self.func = func
        self.back = None
        self.slots = [nothing] * (func.locals + func.stack)
        self.depth = func.locals
        self.pc = 0  # where a generator goes on; -1: nowhere
        self.handler = -1
        self.handler_depth = 0

    def push(self, w_value):
        depth = hint(self.depth, promote=True)
        self.slots[depth] = w_value
        self.depth = depth + 1

    def pop(self):
        depth = hint(self.depth, promote=True) - 1
        self.depth = depth
        w_value = self.slots[depth]
        self.slots[depth] = nothing
        return w_value

    @unroll_safe
    def drop_to(self, depth):
        while self.depth > depth:
            self.pop()


@unroll_safe
def frame_of_call(caller, func):
    frame = Frame(func)
    i = func.arguments
    while i > 0:
        i -= 1
        frame.slots[i] = caller.pop()
    return frame


def call(machine, caller, func):
    return go_on(machine, func, frame_of_call(caller, func), 0)


def next_value(machine, w_generator):
    if not isinstance(w_generator, Generator):
        return bad()
    frame = w_generator.frame
    pc = frame.pc
    if pc < 0:
        raise Raised(Str("stop"))
    # Neither by itself nor after an exception.
    frame.pc = -1
    func = promote(frame.func)
    return go_on(machine, func, frame, promote(pc))


def go_on(machine, func, frame, pc):
    if machine.depth >= DEPTH:
        raise Raised(Str("depth"))
    machine.burn()
    machine.enter()
    if func.visible:
        frame.back = machine.top
        machine.top = frame
    try:
        return run(machine, func, frame, pc)
    finally:
        machine.depth -= 1
        if func.visible:
            machine.top = frame.back


@dont_look_inside
def nth_frame(machine, n):
    frame = machine.top
    while n > 0 and frame.back is not None:
        frame = frame.back
        n -= 1
    return frame


@dont_look_inside
def peek(machine, n, slot):
    frame = nth_frame(machine, n)
    return frame.slots[slot % frame.func.locals]


@dont_look_inside
def poke(machine, n, slot, w_value):
    frame = nth_frame(machine, n)
    frame.slots[slot % frame.func.locals] = w_value


def run(machine, func, frame, pc):
    while True:
        driver.jit_merge_point(pc=pc, func=func, frame=frame, machine=machine)
        op = func.code[pc]
        arg = func.code[pc + 1]
        pc += 2
        if op == RETURN:
            return frame.pop()
        elif op == YIELD:
            frame.pc = pc
            return frame.pop()
        elif op == LOOP:
            machine.burn()
            pc = arg
            driver.can_enter_jit(pc=pc, func=func, frame=frame, machine=machine)
            continue
        elif op == JUMP:
            pc = arg
            continue
        elif op == JUMP_FALSE:
            if not frame.pop().true():
                pc = arg
            continue
        try:
            if op < JUMP:
                step(frame, func, op, arg)
            else:
                other(machine, frame, func, op, arg)
        except Raised as e:
            if frame.handler < 0:
                raise
            pc = frame.handler
            frame.handler = -1
            frame.drop_to(frame.handler_depth)
            frame.push(e.w_value)


def compare(op, a, b):
    c = a.compare(b)
    if c == 2:
        return Int(-7)
    if op == LT:
        return Int(int(c < 0))
    return Int(int(c <= 0))


def step(frame, func, op, arg):
    if op == CONST:
        frame.push(func.constants[arg])
    elif op == LOAD:
        frame.push(frame.slots[arg])
    elif op == STORE:
        frame.slots[arg] = frame.pop()
    elif op == POP:
        frame.pop()
    elif op == DUP:
        w_value = frame.pop()
        frame.push(w_value)
        frame.push(w_value)
    elif op == NOT:
        frame.push(Int(int(not frame.pop().true())))
    elif op == NEG:
        frame.push(Int(0).arith(SUB, frame.pop()))
    else:
        b = frame.pop()
        a = frame.pop()
        if op == ADD:
            frame.push(a.add(b))
        elif op == LT or op == LE:
            frame.push(compare(op, a, b))
        elif op == EQ:
            frame.push(Int(int(a.equal(b))))
        elif op == NE:
            frame.push(Int(int(not a.equal(b))))
        else:
            frame.push(a.arith(op, b))


def other(machine, frame, func, op, arg):
    if op == NEWOBJ:
        frame.push(Obj())
    elif op == GETF or op == HASF or op == METHOD:
        w_obj = frame.pop()
        if not isinstance(w_obj, Obj):
            bad()
            return
        if op == HASF:
            frame.push(Int(int(w_obj.has(arg))))
        elif op == GETF:
            frame.push(w_obj.get(arg))
        else:
            # A method: the function whose number is in the field, with the object as argument.
            index = position(w_obj.get(0), len(machine.functions))
            callee = machine.functions[promote(index)]
            if callee.arguments != 1:
                bad()
                return
            frame.push(w_obj)
            frame.push(call(machine, frame, callee))
    elif op == SETF:
        w_obj = frame.pop()
        w_value = frame.pop()
        if not isinstance(w_obj, Obj):
            bad()
            return
        w_obj.set(arg, w_value)
    elif op == CALL:
        frame.push(call(machine, frame, machine.functions[arg]))
    elif op == GENERATOR:
        frame.push(Generator(frame_of_call(frame, machine.functions[arg])))
    elif op == NEXT:
        frame.push(next_value(machine, frame.pop()))
    elif op == CLOAD:
        frame.push(promote(machine.cells[arg]).w_value)
    elif op == CSTORE:
        machine.cells[arg].w_value = frame.pop()
    elif op == GLOAD:
        frame.push(machine.globals[arg])
    elif op == GSTORE:
        machine.globals[arg] = frame.pop()
    elif op == PEEK:
        frame.push(peek(machine, integer(frame.pop()), arg))
    elif op == POKE:
        n = integer(frame.pop())
        poke(machine, n, arg, frame.pop())
    elif op == TRY:
        frame.handler = arg
        frame.handler_depth = frame.depth
    elif op == ENDTRY:
        frame.handler = -1
    elif op == RAISE:
        raise Raised(frame.pop())
    elif op == PRINT:
        machine.print_value(frame.pop())
    elif op == STR:
        frame.push(Str(frame.pop().text()))
    elif op == FLOAT:
        frame.push(Float(number(frame.pop())))
    elif op == INT:
        x = number(frame.pop())
        if not -1e15 < x < 1e15:
            raise Raised(Str("range"))
        frame.push(Int(int(x)))
    elif op == ISINT:
        frame.push(Int(int(isinstance(frame.pop(), Int))))
    else:
        container(machine, frame, op, arg)


@unroll_safe
def new_list(frame, count):
    items = []
    for _ in range(count):
        items.append(frame.pop())
    return List(items)


def container(machine, frame, op, arg):
    if op == NEWLIST:
        frame.push(new_list(frame, arg))
        return
    if op == DICTSET or op == DICTGET:
        w_key = frame.pop()
        if not isinstance(w_key, Str):
            bad()
            return
        if op == DICTSET:
            machine.dict[w_key.value] = frame.pop()
        else:
            frame.push(machine.dict.get(w_key.value, nothing))
        return
    w_value = frame.pop()
    if op == LEN:
        frame.push(Int(w_value.length()))
    elif op == CHAR:
        w_index = frame.pop()
        if not isinstance(w_value, Str):
            bad()
            return
        i = position(w_index, len(w_value.value))
        if arg == 0:
            frame.push(Int(ord(w_value.value[i])))
        else:
            frame.push(Str(w_value.value[i]))
    elif op == SLICE:
        stop = integer(frame.pop())
        start = integer(frame.pop())
        length = w_value.length()
        start = max(0, min(start, length))
        stop = max(start, min(stop, length))
        if isinstance(w_value, Str):
            frame.push(Str(w_value.value[start:stop]))
        elif isinstance(w_value, List):
            frame.push(List(w_value.items[start:stop]))
        else:
            bad()
    else:
        if not isinstance(w_value, List):
            bad()
            return
        items = w_value.items
        if op == APPEND:
            w_item = frame.pop()
            if len(items) >= 100:
                raise Raised(Str("long"))
            items.append(w_item)
        elif op == LGET:
            frame.push(items[position(frame.pop(), len(items))])
        elif op == LSET:
            i = position(frame.pop(), len(items))
            items[i] = frame.pop()
        elif op == LPOP:
            if len(items) == 0:
                raise Raised(Str("empty"))
            frame.push(items.pop())
        else:
            bad()


# ____________________________________________________________
# reading and running


class Reader(object):
    def __init__(self, words):
        self.words = words
        self.at = 0

    def word(self):
        word = self.words[self.at]
        self.at += 1
        return word

    def number(self):
        return int(self.word())

    def constant(self):
        kind = self.word()
        if kind == "i":
            return Int(self.number())
        elif kind == "f":
            return Float(float(self.word()))
        elif kind == "s":
            return Str(self.word()[1:])
        return nothing

    def function(self, number):
        assert self.word() == "F"
        arguments = self.number()
        locals = self.number()
        stack = self.number()
        constants = [self.constant() for i in range(self.number())]
        code = [self.number() for i in range(self.number())]
        visible = number % 3 == 1
        return Function("f%d" % number, arguments, locals, stack, constants[:], code[:], visible)


def run_program(functions):
    machine = Machine(functions)
    frame = Frame(functions[0])
    machine.top = frame
    try:
        w_result = run(machine, functions[0], frame, 0)
        machine.out.append("result " + w_result.text())
    except Raised as e:
        machine.out.append("raised " + e.w_value.text())
    except OutOfFuel:
        machine.out.append("stopped")
    for i in range(8):
        machine.out.append(machine.globals[i].text())
    machine.out.append("depth %d" % machine.deepest)
    print(" ".join(machine.out))


def contents(path):
    fd = os.open(path, os.O_RDONLY, 0o666)
    parts = []
    while True:
        part = os.read(fd, 65536)
        if len(part) == 0:
            break
        parts.append(part)
    os.close(fd)
    return "".join(parts)


def entry_point(argv):
    reader = Reader(contents(argv[1]).split())
    count = 0
    while reader.at < len(reader.words):
        assert reader.word() == "P"
        print("program %d" % count)
        count += 1
        functions = [reader.function(i) for i in range(reader.number())]
        run_program(functions[:])
    return 0


def target(driver, args):
    return entry_point, None
