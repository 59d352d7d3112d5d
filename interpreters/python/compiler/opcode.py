"""The bytecode of the interpreter: opcode numbers, arguments, stack effects, semantics.

Code units
----------
``PyCode.code`` is a fixed-size list of machine words, one word an instruction::

    word = (arg << 8) | op          op = word & 0xFF          arg = word >> 8   (arg >= 0)

Instructions are numbered 0, 1, 2, ... (the index in the list).  All jump arguments are absolute
instruction indices.  There is no EXTENDED_ARG: an argument has as many bits as it needs.
Jumps go forward, except JUMP_BACKWARD, which always goes backward (or to itself): it is the only
back edge, hence the place for the JIT's merge point and for checking signals.

Frame
-----
``locals_cells_stack_w`` has ``nlocals`` fast locals (None = unbound), then ``len(cellvars)`` cells,
then ``len(freevars)`` cells (taken from the function's closure), then the value stack of at most
``stacksize`` items.  "Deref" arguments index the concatenation cellvars + freevars, so the slot is
``nlocals + arg``.  The slots of cellvars are filled by MAKE_CELL instructions at the start of the
code.  An argument that is captured by an inner function is in varnames *and* in cellvars: the
prologue moves it from its local to its cell (MAKE_CELL, LOAD_FAST, STORE_DEREF, DELETE_FAST).  So
argument-less super() finds its first argument in local 0 or, if that is unbound, in the cell named
varnames[0].

Local variables are in the order: positional arguments, keyword-only arguments, ``*args`` (flag
CO_VARARGS), ``**kwargs`` (flag CO_VARKEYWORDS), other locals; so the prefix is what the call fills.

Exceptions: zero-cost try
-------------------------
``PyCode.exceptiontable`` is a flat fixed-size list of words, four for an entry::

    start, end, target, depth

An exception raised by instruction i with start <= i < end: cut the value stack to ``depth`` items
(values above are dropped), push the exception instance (normalized, with its traceback entry for
this frame already added), continue at ``target``.  Entries do not overlap and are sorted by start;
if no entry holds, the frame is left with the exception.  The handler starts with PUSH_EXC_INFO,
except for END_ASYNC_FOR and for the comprehension-like small handlers documented below.
A handler's own instructions are covered by entries of their own (they restore the exception state
before the exception goes on).  RERAISE adds no traceback entry for the current frame; all other
raising instructions do, *before* the table is searched.

Calls
-----
Python-level keyword names of a call site are in ``PyCode.kwnames``, a list of lists of RPython
strings; the instructions with keywords have ``arg = nargs | (index << 12)`` where nargs counts
positional and keyword arguments together (the keyword values are the last ones on the stack, in
the order of their names) and nargs < 4096.

Generators
----------
Calling a function whose code has CO_GENERATOR, CO_COROUTINE or CO_ASYNC_GENERATOR makes the object;
the code starts running, from instruction 0 with an empty stack, at the first resume.  At every
later resume the sent value is pushed and execution continues *after* the YIELD_VALUE.  A frame that
is suspended in YIELD_FROM resumes *at* that same YIELD_FROM, with the sent value pushed.
throw() into a suspended frame: if the instruction it is suspended at is YIELD_FROM, the top of
stack is the inner iterator, to which throw()/close() is delegated; otherwise the exception is
raised as if by that YIELD_VALUE.

The table below gives for each opcode: name, kind of argument, stack before -> after, meaning.
Stack pictures have the top at the right.
"""

# Flags of PyCode.flags (the same values as CPython's)
CO_OPTIMIZED = 0x1
CO_NEWLOCALS = 0x2
CO_VARARGS = 0x4
CO_VARKEYWORDS = 0x8
CO_NESTED = 0x10
CO_GENERATOR = 0x20
CO_COROUTINE = 0x80
CO_ITERABLE_COROUTINE = 0x100
CO_ASYNC_GENERATOR = 0x200
CO_FUTURE_ANNOTATIONS = 0x1000000

# Argument kinds (for dis and for the assembler)
A_NONE = 0  # not used, zero
A_CONST = 1  # index in consts_w
A_NAME = 2  # index in names
A_LOCAL = 3  # index in varnames
A_DEREF = 4  # index in cellvars + freevars
A_JUMP = 5  # absolute instruction index
A_INT = 6  # a number

# The stack effect depends on the argument: see stack_effect()
VARIABLE = -1000

opnames = [""] * 256  # number -> name
argkinds = [A_NONE] * 256
effects = [0] * 256  # net stack effect (for a conditional jump: when it does not jump)


class _Numbering(object):
    """NOT_RPYTHON: hands out opcode numbers at import time."""

    def __init__(self):
        self.next = 1


_numbering = _Numbering()


def _op(name, argkind, effect):
    """NOT_RPYTHON: define one opcode; returns its number."""
    number = _numbering.next
    _numbering.next += 1
    assert number < 256 and name not in opnames
    opnames[number] = name
    argkinds[number] = argkind
    effects[number] = effect
    return number


# ---- constants, variables -------------------------------------------------------------------
NOP = _op("NOP", A_NONE, 0)  # ->
LOAD_CONST = _op("LOAD_CONST", A_CONST, 1)  # -> consts_w[arg]
# -> local; UnboundLocalError("cannot access local variable 'x' where it is not associated with a
# value") if unbound
LOAD_FAST = _op("LOAD_FAST", A_LOCAL, 1)
STORE_FAST = _op("STORE_FAST", A_LOCAL, -1)  # v ->
DELETE_FAST = _op("DELETE_FAST", A_LOCAL, 0)  # UnboundLocalError if unbound
# MAKE_CELL puts a new empty cell object in slot nlocals + arg (arg < len(cellvars))
MAKE_CELL = _op("MAKE_CELL", A_DEREF, 0)
# -> the cell object itself (used to build closure tuples, and __classcell__)
LOAD_CLOSURE = _op("LOAD_CLOSURE", A_DEREF, 1)
# -> contents of the cell; when empty: UnboundLocalError for a cellvar (text as LOAD_FAST), else
# NameError("cannot access free variable 'x' where it is not associated with a value in enclosing
# scope")
LOAD_DEREF = _op("LOAD_DEREF", A_DEREF, 1)
STORE_DEREF = _op("STORE_DEREF", A_DEREF, -1)  # v ->
DELETE_DEREF = _op("DELETE_DEREF", A_DEREF, 0)  # errors as LOAD_DEREF
# class bodies: look the name (of the cell) up in the frame's namespace, then as LOAD_DEREF
LOAD_CLASSDEREF = _op("LOAD_CLASSDEREF", A_DEREF, 1)
# -> value from the frame's namespace (a dict, or any mapping in a class body or exec), then
# globals, then builtins; NameError("name 'x' is not defined")
LOAD_NAME = _op("LOAD_NAME", A_NAME, 1)
STORE_NAME = _op("STORE_NAME", A_NAME, -1)  # v ->      into the frame's namespace
DELETE_NAME = _op("DELETE_NAME", A_NAME, 0)  # NameError("name 'x' is not defined")
LOAD_GLOBAL = _op("LOAD_GLOBAL", A_NAME, 1)  # -> globals, then builtins; NameError
STORE_GLOBAL = _op("STORE_GLOBAL", A_NAME, -1)  # v ->
DELETE_GLOBAL = _op("DELETE_GLOBAL", A_NAME, 0)
LOAD_ATTR = _op("LOAD_ATTR", A_NAME, 0)  # obj -> obj.name
STORE_ATTR = _op("STORE_ATTR", A_NAME, -2)  # value obj ->      obj.name = value
DELETE_ATTR = _op("DELETE_ATTR", A_NAME, -1)  # obj ->

# ---- stack ----------------------------------------------------------------------------------
POP_TOP = _op("POP_TOP", A_NONE, -1)  # v ->
DUP_TOP = _op("DUP_TOP", A_NONE, 1)  # v -> v v
DUP_TOP_TWO = _op("DUP_TOP_TWO", A_NONE, 2)  # a b -> a b a b
ROT_TWO = _op("ROT_TWO", A_NONE, 0)  # a b -> b a
ROT_THREE = _op("ROT_THREE", A_NONE, 0)  # a b c -> c a b
ROT_FOUR = _op("ROT_FOUR", A_NONE, 0)  # a b c d -> d a b c
COPY = _op("COPY", A_INT, 1)  # push the arg-th item from the top (1 = top)
SWAP = _op("SWAP", A_INT, 0)  # exchange top with the arg-th item from the top (2 = next to it)

# ---- operators ------------------------------------------------------------------------------
UNARY_POSITIVE = _op("UNARY_POSITIVE", A_NONE, 0)  # a -> +a
UNARY_NEGATIVE = _op("UNARY_NEGATIVE", A_NONE, 0)  # a -> -a
UNARY_NOT = _op("UNARY_NOT", A_NONE, 0)  # a -> not a (a bool)
UNARY_INVERT = _op("UNARY_INVERT", A_NONE, 0)  # a -> ~a
# a b -> a op b
BINARY_ADD = _op("BINARY_ADD", A_NONE, -1)
BINARY_SUBTRACT = _op("BINARY_SUBTRACT", A_NONE, -1)
BINARY_MULTIPLY = _op("BINARY_MULTIPLY", A_NONE, -1)
BINARY_TRUE_DIVIDE = _op("BINARY_TRUE_DIVIDE", A_NONE, -1)
BINARY_FLOOR_DIVIDE = _op("BINARY_FLOOR_DIVIDE", A_NONE, -1)
BINARY_MODULO = _op("BINARY_MODULO", A_NONE, -1)
BINARY_POWER = _op("BINARY_POWER", A_NONE, -1)
BINARY_MATRIX_MULTIPLY = _op("BINARY_MATRIX_MULTIPLY", A_NONE, -1)
BINARY_LSHIFT = _op("BINARY_LSHIFT", A_NONE, -1)
BINARY_RSHIFT = _op("BINARY_RSHIFT", A_NONE, -1)
BINARY_AND = _op("BINARY_AND", A_NONE, -1)
BINARY_OR = _op("BINARY_OR", A_NONE, -1)
BINARY_XOR = _op("BINARY_XOR", A_NONE, -1)
# a b -> a op= b (result; the store follows)
INPLACE_ADD = _op("INPLACE_ADD", A_NONE, -1)
INPLACE_SUBTRACT = _op("INPLACE_SUBTRACT", A_NONE, -1)
INPLACE_MULTIPLY = _op("INPLACE_MULTIPLY", A_NONE, -1)
INPLACE_TRUE_DIVIDE = _op("INPLACE_TRUE_DIVIDE", A_NONE, -1)
INPLACE_FLOOR_DIVIDE = _op("INPLACE_FLOOR_DIVIDE", A_NONE, -1)
INPLACE_MODULO = _op("INPLACE_MODULO", A_NONE, -1)
INPLACE_POWER = _op("INPLACE_POWER", A_NONE, -1)
INPLACE_MATRIX_MULTIPLY = _op("INPLACE_MATRIX_MULTIPLY", A_NONE, -1)
INPLACE_LSHIFT = _op("INPLACE_LSHIFT", A_NONE, -1)
INPLACE_RSHIFT = _op("INPLACE_RSHIFT", A_NONE, -1)
INPLACE_AND = _op("INPLACE_AND", A_NONE, -1)
INPLACE_OR = _op("INPLACE_OR", A_NONE, -1)
INPLACE_XOR = _op("INPLACE_XOR", A_NONE, -1)
BINARY_SUBSCR = _op("BINARY_SUBSCR", A_NONE, -1)  # obj index -> obj[index]
STORE_SUBSCR = _op("STORE_SUBSCR", A_NONE, -3)  # value obj index ->      obj[index] = value
DELETE_SUBSCR = _op("DELETE_SUBSCR", A_NONE, -2)  # obj index ->
# a b -> a < b, ... (rich comparison: any object)
COMPARE_LT = _op("COMPARE_LT", A_NONE, -1)
COMPARE_LE = _op("COMPARE_LE", A_NONE, -1)
COMPARE_EQ = _op("COMPARE_EQ", A_NONE, -1)
COMPARE_NE = _op("COMPARE_NE", A_NONE, -1)
COMPARE_GT = _op("COMPARE_GT", A_NONE, -1)
COMPARE_GE = _op("COMPARE_GE", A_NONE, -1)
IS_OP = _op("IS_OP", A_INT, -1)  # a b -> a is b (arg 0) or a is not b (arg 1)
CONTAINS_OP = _op("CONTAINS_OP", A_INT, -1)  # a b -> a in b (arg 0) or a not in b (arg 1)

# ---- jumps ----------------------------------------------------------------------------------
JUMP_FORWARD = _op("JUMP_FORWARD", A_JUMP, 0)
JUMP_BACKWARD = _op("JUMP_BACKWARD", A_JUMP, 0)
POP_JUMP_IF_FALSE = _op("POP_JUMP_IF_FALSE", A_JUMP, -1)  # v ->
POP_JUMP_IF_TRUE = _op("POP_JUMP_IF_TRUE", A_JUMP, -1)  # v ->
POP_JUMP_IF_NONE = _op("POP_JUMP_IF_NONE", A_JUMP, -1)  # v ->
POP_JUMP_IF_NOT_NONE = _op("POP_JUMP_IF_NOT_NONE", A_JUMP, -1)  # v ->
# v -> v and jump if false, else v -> (popped)
JUMP_IF_FALSE_OR_POP = _op("JUMP_IF_FALSE_OR_POP", A_JUMP, -1)
JUMP_IF_TRUE_OR_POP = _op("JUMP_IF_TRUE_OR_POP", A_JUMP, -1)
RETURN_VALUE = _op("RETURN_VALUE", A_NONE, -1)  # v ->

# ---- iteration ------------------------------------------------------------------------------
GET_ITER = _op("GET_ITER", A_NONE, 0)  # obj -> iter(obj)
# it -> it value; when exhausted it -> (popped) and jump
FOR_ITER = _op("FOR_ITER", A_JUMP, 1)
# seq -> item[n-1] ... item[0] (first item on top); ValueError as CPython ("not enough values to
# unpack (expected 2, got 1)", "too many values to unpack (expected 2)"), TypeError("cannot unpack
# non-iterable X object")
UNPACK_SEQUENCE = _op("UNPACK_SEQUENCE", A_INT, VARIABLE)
# arg = before | after << 16; seq -> after[k-1] ... after[0] list before[n-1] ... before[0]
UNPACK_EX = _op("UNPACK_EX", A_INT, VARIABLE)

# ---- building -------------------------------------------------------------------------------
BUILD_TUPLE = _op("BUILD_TUPLE", A_INT, VARIABLE)  # item * arg -> tuple
BUILD_LIST = _op("BUILD_LIST", A_INT, VARIABLE)
BUILD_SET = _op("BUILD_SET", A_INT, VARIABLE)
BUILD_MAP = _op("BUILD_MAP", A_INT, VARIABLE)  # (key value) * arg -> dict
# value * arg, keys tuple -> dict
BUILD_CONST_KEY_MAP = _op("BUILD_CONST_KEY_MAP", A_INT, VARIABLE)
BUILD_STRING = _op("BUILD_STRING", A_INT, VARIABLE)  # str * arg -> their concatenation
BUILD_SLICE = _op("BUILD_SLICE", A_INT, VARIABLE)  # start stop [step if arg == 3] -> slice
# v ->    into the collection that is the arg-th item from the top after the pop (1 = top)
LIST_APPEND = _op("LIST_APPEND", A_INT, -1)
SET_ADD = _op("SET_ADD", A_INT, -1)
MAP_ADD = _op("MAP_ADD", A_INT, -2)  # key value ->
# iterable ->    the error for a non-iterable is TypeError("Value after * must be an iterable, not
# X")
LIST_EXTEND = _op("LIST_EXTEND", A_INT, -1)
SET_UPDATE = _op("SET_UPDATE", A_INT, -1)
DICT_UPDATE = _op("DICT_UPDATE", A_INT, -1)  # {**m}: TypeError("'X' object is not a mapping")
# f(**m): as DICT_UPDATE, but a key that is there already is TypeError("f() got multiple values for
# keyword argument 'k'"), and a non-mapping TypeError("f() argument after ** must be a mapping, not
# X"); the callable is the (arg + 2)-th item from the top after the pop
DICT_MERGE = _op("DICT_MERGE", A_INT, -1)
LIST_TO_TUPLE = _op("LIST_TO_TUPLE", A_NONE, 0)  # list -> tuple
# value [spec if arg & 4] -> str.  arg & 3: 0 no conversion, 1 str(), 2 repr(), 3 ascii(); then
# format(value, spec or "")
FORMAT_VALUE = _op("FORMAT_VALUE", A_INT, VARIABLE)

# ---- functions, calls, classes --------------------------------------------------------------
# [defaults tuple if arg & 1] [kwdefaults dict if arg & 2] [annotations dict if arg & 4]
# [closure tuple of cells if arg & 8] code -> function.
# __doc__ is consts_w[0] of the code if that is a str; __qualname__ is code.qualname;
# __module__ is globals["__name__"] if there.
MAKE_FUNCTION = _op("MAKE_FUNCTION", A_INT, VARIABLE)
CALL_FUNCTION = _op("CALL_FUNCTION", A_INT, VARIABLE)  # callable arg*n -> result   (arg = n)
CALL_FUNCTION_KW = _op("CALL_FUNCTION_KW", A_INT, VARIABLE)  # see "Calls" above
# callable positionals [keywords if arg & 1] -> result; positionals is a tuple or any iterable
# (TypeError("f() argument after * must be an iterable, not X")), keywords a dict or any mapping
CALL_FUNCTION_EX = _op("CALL_FUNCTION_EX", A_INT, VARIABLE)
# obj -> callable self   where self is RPython None if callable is complete without it (an instance
# attribute, a staticmethod, ...), so that no bound method is created
LOAD_METHOD = _op("LOAD_METHOD", A_NAME, 1)
CALL_METHOD = _op("CALL_METHOD", A_INT, VARIABLE)  # callable self-or-None arg*n -> result
CALL_METHOD_KW = _op("CALL_METHOD_KW", A_INT, VARIABLE)  # the same, with keywords
LOAD_BUILD_CLASS = _op("LOAD_BUILD_CLASS", A_NONE, 1)  # -> builtins.__build_class__
LOAD_ASSERTION_ERROR = _op("LOAD_ASSERTION_ERROR", A_NONE, 1)  # -> AssertionError
# make sure that the frame's namespace has an __annotations__ dict
SETUP_ANNOTATIONS = _op("SETUP_ANNOTATIONS", A_NONE, 0)
PRINT_EXPR = _op("PRINT_EXPR", A_NONE, -1)  # v ->    sys.displayhook(v)

# ---- generators, coroutines -----------------------------------------------------------------
YIELD_VALUE = _op("YIELD_VALUE", A_NONE, 0)  # value -> sent
# it sent -> result: see "Generators" above.  Sends into it; when it yields v, the frame is suspended
# with v; when it stops, result is the StopIteration's value
YIELD_FROM = _op("YIELD_FROM", A_NONE, -1)
# obj -> iterator for yield from: a generator or (in a coroutine) a coroutine itself, else iter(obj)
GET_YIELD_FROM_ITER = _op("GET_YIELD_FROM_ITER", A_NONE, 0)
# obj -> awaitable's iterator.  arg: 0 await, 1 after __aenter__, 2 after __aexit__ (error texts)
GET_AWAITABLE = _op("GET_AWAITABLE", A_INT, 0)
# announces that the result of the call that follows is awaited at once
AWAIT_NEXT = _op("AWAIT_NEXT", A_NONE, 0)
GET_AITER = _op("GET_AITER", A_NONE, 0)  # obj -> obj.__aiter__()
GET_ANEXT = _op("GET_ANEXT", A_NONE, 1)  # aiter -> aiter awaitable(aiter.__anext__())'s iterator
# handler of an async for; no PUSH_EXC_INFO before it.  aiter exc ->    if exc is a
# StopAsyncIteration; otherwise exc is raised again (no traceback entry)
END_ASYNC_FOR = _op("END_ASYNC_FOR", A_NONE, -2)
ASYNC_GEN_WRAP = _op("ASYNC_GEN_WRAP", A_NONE, 0)  # v -> wrapped v; precedes YIELD_VALUE there

# ---- exceptions -----------------------------------------------------------------------------
# arg 0: raise; 1: exc -> raise exc; 2: exc cause -> raise exc from cause
RAISE_VARARGS = _op("RAISE_VARARGS", A_INT, VARIABLE)
# exc -> prev exc   exc becomes the current exception (sys.exc_info()); prev is the one it replaces
# (or Python's None)
PUSH_EXC_INFO = _op("PUSH_EXC_INFO", A_NONE, 1)
POP_EXCEPT = _op("POP_EXCEPT", A_NONE, -1)  # prev ->    prev becomes the current exception again
# exc -> raise it again with its traceback as it is (no entry, no context change)
RERAISE = _op("RERAISE", A_NONE, -1)
# exc type -> exc bool   does it match (type: class or tuple of classes; TypeError("catching classes
# that do not inherit from BaseException is not allowed"))
CHECK_EXC_MATCH = _op("CHECK_EXC_MATCH", A_NONE, 0)
# except*: exc type -> rest match    both may be Python's None; if match is not None it is the current
# exception
CHECK_EG_MATCH = _op("CHECK_EG_MATCH", A_NONE, 0)
# except*: orig list -> exception to raise again, or Python's None
PREP_RERAISE_STAR = _op("PREP_RERAISE_STAR", A_NONE, -1)

# ---- with -----------------------------------------------------------------------------------
# mgr -> exit entered     exit is the bound __exit__ and entered the result of __enter__();
# TypeError("'X' object does not support the context manager protocol")
BEFORE_WITH = _op("BEFORE_WITH", A_NONE, 1)
BEFORE_ASYNC_WITH = _op("BEFORE_ASYNC_WITH", A_NONE, 1)  # mgr -> aexit aenter()    (not awaited)
# exit prev exc -> exit prev exc result     result = exit(type(exc), exc, exc.__traceback__)
WITH_EXCEPT_START = _op("WITH_EXCEPT_START", A_NONE, 1)

# ---- import ---------------------------------------------------------------------------------
IMPORT_NAME = _op("IMPORT_NAME", A_NAME, -1)  # level fromlist -> __import__(name, ...)
IMPORT_FROM = _op("IMPORT_FROM", A_NAME, 1)  # module -> module attribute
IMPORT_STAR = _op("IMPORT_STAR", A_NONE, -1)  # module ->    into the frame's namespace

# ---- match ----------------------------------------------------------------------------------
GET_LEN = _op("GET_LEN", A_NONE, 1)  # obj -> obj len(obj)
MATCH_MAPPING = _op("MATCH_MAPPING", A_NONE, 1)  # obj -> obj bool
MATCH_SEQUENCE = _op("MATCH_SEQUENCE", A_NONE, 1)  # obj -> obj bool (not str, bytes, bytearray)
# obj keys -> obj keys values    a tuple with the values, or None when a key is missing
MATCH_KEYS = _op("MATCH_KEYS", A_NONE, 1)
# obj class names -> values    arg = number of positional patterns, names the tuple of attribute
# names of the keyword ones; values: tuple of the extracted attributes, or None if it does not match
MATCH_CLASS = _op("MATCH_CLASS", A_INT, -2)
MATCH_REST = _op("MATCH_REST", A_NONE, -1)  # obj keys -> a new dict: obj's items less those keys

# of code objects that a program made up: SystemError
INVALID = _op("INVALID", A_NONE, 0)

NUMBER_OF_OPCODES = _numbering.next


def nargs_of(arg):
    """Number of arguments of a CALL_*_KW instruction."""
    return arg & 0xFFF


def kwnames_index_of(arg):
    """Index in PyCode.kwnames of a CALL_*_KW instruction."""
    return arg >> 12


def _bits(arg, mask):
    n = 0
    arg &= mask
    while arg:
        n += arg & 1
        arg >>= 1
    return n


def stack_effect(op, arg):
    """Net stack effect of an instruction that does not jump."""
    effect = effects[op]
    if effect != VARIABLE:
        return effect
    if op == BUILD_TUPLE or op == BUILD_LIST or op == BUILD_SET or op == BUILD_STRING:
        return 1 - arg
    if op == BUILD_MAP:
        return 1 - 2 * arg
    if op == CALL_FUNCTION or op == BUILD_CONST_KEY_MAP:
        return -arg
    if op == CALL_METHOD:
        return -arg - 1
    if op == CALL_FUNCTION_KW:
        return -nargs_of(arg)
    if op == CALL_METHOD_KW:
        return -nargs_of(arg) - 1
    if op == CALL_FUNCTION_EX:
        return -1 - (arg & 1)
    if op == UNPACK_SEQUENCE:
        return arg - 1
    if op == UNPACK_EX:
        return (arg & 0xFFFF) + (arg >> 16)
    if op == BUILD_SLICE:
        return 1 - arg
    if op == FORMAT_VALUE:
        return -_bits(arg, 4)
    if op == MAKE_FUNCTION:
        return -_bits(arg, 15)
    assert op == RAISE_VARARGS
    return -arg


def jump_stack_effect(op, arg):
    """Net stack effect of a jump instruction when it jumps."""
    if op == FOR_ITER:
        return -1
    if op == JUMP_IF_FALSE_OR_POP or op == JUMP_IF_TRUE_OR_POP:
        return 0
    return stack_effect(op, arg)


def is_jump(op):
    """Has the instruction a jump target as its argument?"""
    return argkinds[op] == A_JUMP


def ends_block(op):
    """Does control never go on to the following instruction?"""
    return (
        op == RETURN_VALUE
        or op == JUMP_FORWARD
        or op == JUMP_BACKWARD
        or op == RAISE_VARARGS
        or op == RERAISE
    )
