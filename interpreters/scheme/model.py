"""The objects of Scheme, the state of the machine, and the trampoline that runs procedures."""

from rpython.rlib.jit import JitDriver, promote

from interpreters.scheme import text


class W_Object(object):
    """Any Scheme value. Only procedures override the calls."""

    def call0(self):
        """Calls a procedure and gives its value."""
        raise not_applicable(self)

    def call1(self, a):
        raise not_applicable(self)

    def call2(self, a, b):
        raise not_applicable(self)

    def call3(self, a, b, c):
        raise not_applicable(self)

    def calln(self, args):
        raise not_applicable(self)

    def tail0(self):
        """A call in tail position: may leave the work to the trampoline and give TAIL."""
        return self.call0()

    def tail1(self, a):
        return self.call1(a)

    def tail2(self, a, b):
        return self.call2(a, b)

    def tail3(self, a, b, c):
        return self.call3(a, b, c)

    def tailn(self, args):
        return self.calln(args)


class W_Singleton(W_Object):
    """Objects that are what they are: the booleans, the empty list, ..."""

    def __init__(self, text):
        self.text = text


w_true = W_Singleton("#t")
w_false = W_Singleton("#f")
w_nil = W_Singleton("()")
w_unspecified = W_Singleton("#<unspecified>")
w_default = W_Singleton("#<default>")
w_eof = W_Singleton("#<eof>")
TAIL = W_Singleton("#<tail call>")
NO_CLAUSE = W_Singleton("#<no clause>")


def wrap_bool(value):
    if value:
        return w_true
    return w_false


class W_Number(W_Object):
    """Any number."""


class W_Fixnum(W_Number):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value


class W_Bignum(W_Number):
    """An integer that does not fit a word."""

    _immutable_fields_ = ["big"]

    def __init__(self, big):
        self.big = big


class W_Flonum(W_Number):
    _immutable_fields_ = ["real"]

    def __init__(self, real):
        self.real = real


class W_Char(W_Object):
    _immutable_fields_ = ["code"]

    def __init__(self, code):
        self.code = code


class W_String(W_Object):
    """A string: UTF-8, or a list of code points once its characters are asked for or assigned."""

    def __init__(self, utf8):
        self.utf8 = utf8  # None if codes is newer
        self.codes = None

    def get(self):
        """The UTF-8 form."""
        utf8 = self.utf8
        if utf8 is None:
            utf8 = text.encode(self.codes)
            self.utf8 = utf8
        return utf8

    def get_codes(self):
        """The code points; not to be changed."""
        codes = self.codes
        if codes is None:
            codes = text.decode(self.utf8)
            self.codes = codes
        return codes

    def set(self, index, code):
        """Assigns a character."""
        self.get_codes()[index] = code
        self.utf8 = None

    def length(self):
        if self.codes is None and text.is_ascii(self.utf8):
            return len(self.utf8)
        return len(self.get_codes())


class W_Symbol(W_Object):
    """A symbol; it is also the place of the global variable of that name."""

    def __init__(self, name):
        self.name = name
        self.value = None  # of the global variable, None while it is unbound
        self.binding = None  # what the expander knows of the global name


class W_Alias(W_Symbol):
    """A symbol that a macro inserted: it means what `base` means where the macro was defined."""

    def __init__(self, base, scope):
        W_Symbol.__init__(self, base.name)
        self.base = base
        self.scope = scope


class SymbolTable(object):
    """The interned symbols."""

    def __init__(self):
        self.symbols = {}

    def intern(self, name):
        w_symbol = self.symbols.get(name, None)
        if w_symbol is None:
            w_symbol = W_Symbol(name)
            self.symbols[name] = w_symbol
        return w_symbol


symbols = SymbolTable()


def intern(name):
    return symbols.intern(name)


class W_Pair(W_Object):
    def __init__(self, car, cdr):
        self.car = car
        self.cdr = cdr


class W_Vector(W_Object):
    def __init__(self, items):
        self.items = items


class W_Bytevector(W_Object):
    def __init__(self, data):
        self.data = data  # ints from 0 to 255


class W_Values(W_Object):
    """Several values, or none."""

    def __init__(self, items):
        self.items = items


class W_Cell(W_Object):
    """The place of a variable that is captured and assigned. Never seen by programs."""

    def __init__(self, value):
        self.value = value


class W_Parameter(W_Object):
    def __init__(self, value, converter):
        self.value = value
        self.converter = converter

    def call0(self):
        return self.value

    def calln(self, args):
        if len(args) != 0:
            raise arity_error("a parameter")
        return self.value


class W_Promise(W_Object):
    def __init__(self, done, w_value):
        self.done = done
        self.w_value = w_value  # if not done, the procedure that computes
        self.chained = False  # is the value that it computes a promise to go on with?
        self.shared = None  # the promise that stands for this one

    def root(self):
        """The promise that stands for this one."""
        w_promise = self
        while w_promise.shared is not None:
            w_promise = w_promise.shared
        return w_promise


class W_Environment(W_Object):
    """The only one there is: the global environment."""


# ---- errors


class SchemeError(Exception):
    """A Scheme object on its way to a handler."""

    def __init__(self, w_payload):
        self.w_payload = w_payload
        self.signalled = False  # the handlers were asked


class ContinuationInvoked(Exception):
    """A continuation on its way to where it was made."""

    def __init__(self, w_cont, w_value):
        self.w_cont = w_cont
        self.w_value = w_value


class ExitRequest(Exception):
    """(exit) was called."""

    def __init__(self, status):
        self.status = status


class W_ErrorObject(W_Object):
    """What `error` makes, and what failing primitives raise."""

    def __init__(self, kind, w_message, w_irritants):
        self.kind = kind
        self.w_message = w_message
        self.w_irritants = w_irritants


def error(message, irritants, kind="error"):
    """A SchemeError with an error object; the caller raises it."""
    return SchemeError(W_ErrorObject(kind, W_String(message), from_list(irritants)))


def not_applicable(w_object):
    return error("not a procedure:", [w_object])


def arity_error(name):
    return error("wrong number of arguments for " + name, [])


def wrong_type(name, expected, w_object):
    return error(name + ": expected " + expected + ", got", [w_object])


# ---- the state of the machine


class Handler(object):
    """An exception handler; w_proc is None for a guard, which takes what is thrown."""

    def __init__(self, w_proc, outer):
        self.w_proc = w_proc
        self.outer = outer


class State(object):
    """What there is once: the pending tail call and the handlers."""

    def __init__(self):
        self.closure = None
        self.frame = None
        self.handlers = None


state = State()


def signal(w_payload, continuable):
    """`raise` and `raise-continuable`: asks the innermost handler."""
    handler = state.handlers
    if handler is None or handler.w_proc is None:
        e = SchemeError(w_payload)
        e.signalled = True
        raise e
    state.handlers = handler.outer
    w_result = handler.w_proc.call1(w_payload)
    if continuable:
        state.handlers = handler
        return w_result
    return signal(error("the handler returned from", [w_payload]).w_payload, False)


# ---- procedures


class Node(object):
    """A compiled expression. A frame is a list: the running closure, then the variables."""

    def execute(self, frame):
        """The value, or TAIL if the expression is in tail position."""
        raise NotImplementedError

    def execute_bool(self, frame):
        """Is the value true? (Never asked in tail position.)"""
        return self.execute(frame) is not w_false


class Code(object):
    """A lambda expression, compiled."""

    _immutable_fields_ = ["name", "nargs", "rest", "plain", "size", "boxed[*]", "body"]

    def __init__(self, name, nargs, rest, size, boxed, body):
        self.name = name
        self.nargs = nargs
        self.rest = rest
        # The number of arguments if that is all that has to be known to make a frame.
        self.plain = -1 if rest or len(boxed) > 0 else nargs
        self.size = size
        self.boxed = boxed  # arguments that live in cells
        self.body = body


class W_Procedure(W_Object):
    """A procedure: a subclass overrides `calln` and what it can do quicker."""

    def call0(self):
        return self.calln([])

    def call1(self, a):
        return self.calln([a])

    def call2(self, a, b):
        return self.calln([a, b])

    def call3(self, a, b, c):
        return self.calln([a, b, c])

    def title(self):
        return ""


class W_Closure(W_Procedure):
    _immutable_fields_ = ["code", "captured[*]"]

    def __init__(self, code, captured):
        self.code = code
        self.captured = captured

    def title(self):
        return self.code.name

    def accepts(self, count):
        return count == self.code.nargs or (count > self.code.nargs and self.code.rest)

    def make_frame(self, args):
        """The frame for a call with any arguments."""
        code = self.code
        count = len(args)
        if not self.accepts(count):
            raise error(
                "wrong number of arguments: %d for %s" % (count, code.name or "#<lambda>"), []
            )
        frame = [None] * code.size
        frame[0] = self
        for i in range(code.nargs):
            frame[i + 1] = args[i]
        if code.rest:
            w_rest = w_nil
            for i in range(count - 1, code.nargs - 1, -1):
                w_rest = W_Pair(args[i], w_rest)
            frame[code.nargs + 1] = w_rest
        for slot in code.boxed:
            frame[slot] = W_Cell(frame[slot])
        return frame

    def frame0(self):
        code = promote(self.code)
        if code.plain != 0:
            return self.make_frame([])
        frame = [None] * code.size
        frame[0] = self
        return frame

    def frame1(self, a):
        code = promote(self.code)
        if code.plain != 1:
            return self.make_frame([a])
        frame = [None] * code.size
        frame[0] = self
        frame[1] = a
        return frame

    def frame2(self, a, b):
        code = promote(self.code)
        if code.plain != 2:
            return self.make_frame([a, b])
        frame = [None] * code.size
        frame[0] = self
        frame[1] = a
        frame[2] = b
        return frame

    def frame3(self, a, b, c):
        code = promote(self.code)
        if code.plain != 3:
            return self.make_frame([a, b, c])
        frame = [None] * code.size
        frame[0] = self
        frame[1] = a
        frame[2] = b
        frame[3] = c
        return frame

    def call0(self):
        return run(self.code, self.frame0())

    def call1(self, a):
        return run(self.code, self.frame1(a))

    def call2(self, a, b):
        return run(self.code, self.frame2(a, b))

    def call3(self, a, b, c):
        return run(self.code, self.frame3(a, b, c))

    def calln(self, args):
        return run(self.code, self.make_frame(args))

    def tail0(self):
        return self.later(self.frame0())

    def tail1(self, a):
        return self.later(self.frame1(a))

    def tail2(self, a, b):
        return self.later(self.frame2(a, b))

    def tail3(self, a, b, c):
        return self.later(self.frame3(a, b, c))

    def tailn(self, args):
        return self.later(self.make_frame(args))

    def later(self, frame):
        """Leaves the call to the trampoline."""
        state.closure = self
        state.frame = frame
        return TAIL


class W_CaseLambda(W_Procedure):
    """The first closure that accepts the arguments is called."""

    def __init__(self, closures):
        self.closures = closures

    def select(self, count):
        for w_closure in self.closures:
            assert isinstance(w_closure, W_Closure)
            if w_closure.accepts(count):
                return w_closure
        raise arity_error("case-lambda")

    def calln(self, args):
        return self.select(len(args)).calln(args)

    def tailn(self, args):
        return self.select(len(args)).tailn(args)


def location(code):
    return code.name or "lambda"


driver = JitDriver(
    greens=["code"],
    reds=["frame"],
    get_printable_location=location,
    name="procedures",
)


def run(code, frame):
    """The trampoline: runs a body, and the bodies of the calls in tail position after it."""
    while True:
        driver.jit_merge_point(code=code, frame=frame)
        w_result = code.body.execute(frame)
        if w_result is not TAIL:
            return w_result
        closure = state.closure
        code = closure.code
        frame = state.frame
        state.frame = None
        driver.can_enter_jit(code=code, frame=frame)


# ---- lists


def from_list(items, w_tail=w_nil):
    """The Scheme list of an RPython list."""
    w_result = w_tail
    for i in range(len(items) - 1, -1, -1):
        w_result = W_Pair(items[i], w_result)
    return w_result


def to_list(w_list, name="list"):
    """The RPython list of a proper Scheme list."""
    result = []
    w_rest = w_list
    while isinstance(w_rest, W_Pair):
        result.append(w_rest.car)
        w_rest = w_rest.cdr
    if w_rest is not w_nil:
        raise wrong_type(name, "a list", w_list)
    return result


# ---- records


class W_RecordType(W_Object):
    def __init__(self, name, fields):
        self.name = name
        self.fields = fields


class W_Record(W_Object):
    _immutable_fields_ = ["w_type"]

    def __init__(self, w_type, fields):
        self.w_type = w_type
        self.fields = fields


class W_Constructor(W_Procedure):
    """Makes records; argument i is field positions[i]."""

    def __init__(self, w_type, positions):
        self.w_type = w_type
        self.positions = positions

    def calln(self, args):
        if len(args) != len(self.positions):
            raise arity_error("the constructor of " + self.w_type.name)
        fields = [w_false] * len(self.w_type.fields)
        for i in range(len(args)):
            fields[self.positions[i]] = args[i]
        return W_Record(self.w_type, fields)


class W_RecordPredicate(W_Procedure):
    def __init__(self, w_type):
        self.w_type = w_type

    def call1(self, a):
        return wrap_bool(isinstance(a, W_Record) and a.w_type is self.w_type)

    def calln(self, args):
        if len(args) != 1:
            raise arity_error("the predicate of " + self.w_type.name)
        return self.call1(args[0])


class W_Accessor(W_Procedure):
    def __init__(self, w_type, index):
        self.w_type = w_type
        self.index = index

    def call1(self, a):
        if isinstance(a, W_Record) and a.w_type is self.w_type:
            return a.fields[self.index]
        raise wrong_type(self.w_type.fields[self.index], "a " + self.w_type.name, a)

    def calln(self, args):
        if len(args) != 1:
            raise arity_error("an accessor of " + self.w_type.name)
        return self.call1(args[0])


class W_Modifier(W_Procedure):
    def __init__(self, w_type, index):
        self.w_type = w_type
        self.index = index

    def call2(self, a, b):
        if isinstance(a, W_Record) and a.w_type is self.w_type:
            a.fields[self.index] = b
            return w_unspecified
        raise wrong_type(self.w_type.fields[self.index], "a " + self.w_type.name, a)

    def calln(self, args):
        if len(args) != 2:
            raise arity_error("a modifier of " + self.w_type.name)
        return self.call2(args[0], args[1])
