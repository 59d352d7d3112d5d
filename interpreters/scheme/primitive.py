"""Primitive procedures: how they are declared, and how their arguments are checked."""

from interpreters.scheme import text
from interpreters.scheme.arith import to_int
from interpreters.scheme.expand import PRIMITIVES
from interpreters.scheme.model import (
    W_Char,
    W_Fixnum,
    W_Pair,
    W_Procedure,
    W_String,
    W_Symbol,
    W_Vector,
    arity_error,
    intern,
    w_default,
    wrong_type,
)


class W_Primitive(W_Procedure):
    def __init__(self, primitive_name):
        self.primitive_name = primitive_name

    def title(self):
        return self.primitive_name


class W_Primitive0(W_Primitive):
    _immutable_fields_ = ["function"]

    def __init__(self, name, function):
        W_Primitive.__init__(self, name)
        self.function = function

    def call0(self):
        return self.function()

    def calln(self, args):
        if len(args) != 0:
            raise arity_error(self.primitive_name)
        return self.function()


class W_Primitive1(W_Primitive):
    _immutable_fields_ = ["function"]

    def __init__(self, name, function):
        W_Primitive.__init__(self, name)
        self.function = function

    def call1(self, a):
        return self.function(a)

    def calln(self, args):
        if len(args) != 1:
            raise arity_error(self.primitive_name)
        return self.function(args[0])


class W_Primitive2(W_Primitive):
    _immutable_fields_ = ["function"]

    def __init__(self, name, function):
        W_Primitive.__init__(self, name)
        self.function = function

    def call2(self, a, b):
        return self.function(a, b)

    def calln(self, args):
        if len(args) != 2:
            raise arity_error(self.primitive_name)
        return self.function(args[0], args[1])


class W_Primitive3(W_Primitive):
    _immutable_fields_ = ["function"]

    def __init__(self, name, function):
        W_Primitive.__init__(self, name)
        self.function = function

    def call3(self, a, b, c):
        return self.function(a, b, c)

    def calln(self, args):
        if len(args) != 3:
            raise arity_error(self.primitive_name)
        return self.function(args[0], args[1], args[2])


class W_PrimitiveN(W_Primitive):
    """Takes its arguments as a list; `most` < 0: any number."""

    _immutable_fields_ = ["function", "least", "most"]

    def __init__(self, name, function, least, most):
        W_Primitive.__init__(self, name)
        self.function = function
        self.least = least
        self.most = most

    def calln(self, args):
        count = len(args)
        if count < self.least or (self.most >= 0 and count > self.most):
            raise arity_error(self.primitive_name)
        return self.function(args)


def install(name, w_procedure):
    """NOT_RPYTHON: the first value of a global variable."""
    intern(name).value = w_procedure
    PRIMITIVES.table[name] = w_procedure


CLASSES = [W_Primitive0, W_Primitive1, W_Primitive2, W_Primitive3]


def primitive(names, count):
    """NOT_RPYTHON: decorator of a primitive that takes so many arguments."""

    def decorate(function):
        for name in names.split():
            install(name, CLASSES[count](name, function))
        return function

    return decorate


def variadic(names, least, most=-1):
    """NOT_RPYTHON: decorator of a primitive that takes a list of arguments."""

    def decorate(function):
        for name in names.split():
            install(name, W_PrimitiveN(name, function, least, most))
        return function

    return decorate


# ---- arguments


def argument(args, index):
    """An optional argument, w_default if it is not there."""
    if index < len(args):
        return args[index]
    return w_default


def string_arg(w_object, name):
    if not isinstance(w_object, W_String):
        raise wrong_type(name, "a string", w_object)
    return w_object


def symbol_arg(w_object, name):
    if not isinstance(w_object, W_Symbol):
        raise wrong_type(name, "a symbol", w_object)
    return w_object


def char_arg(w_object, name):
    if not isinstance(w_object, W_Char):
        raise wrong_type(name, "a character", w_object)
    return w_object.code


def vector_arg(w_object, name):
    if not isinstance(w_object, W_Vector):
        raise wrong_type(name, "a vector", w_object)
    return w_object


def pair_arg(w_object, name):
    if not isinstance(w_object, W_Pair):
        raise wrong_type(name, "a pair", w_object)
    return w_object


def index_arg(w_index, size, name):
    """An index below size."""
    index = to_int(w_index, name)
    if not 0 <= index < size:
        raise wrong_type(name, "an index in range", w_index)
    return index


def range_args(args, first, size, name):
    """Optional start and end."""
    start = 0
    stop = size
    if first < len(args):
        start = to_int(args[first], name)
    if first + 1 < len(args):
        stop = to_int(args[first + 1], name)
    if not 0 <= start <= stop <= size:
        raise wrong_type(name, "a range", W_Fixnum(start))
    return start, stop


def substring(w_string, start, stop):
    """The UTF-8 of a part of a string."""
    if w_string.codes is None and text.is_ascii(w_string.utf8):
        return text.piece(w_string.utf8, start, stop)
    codes = w_string.get_codes()
    assert 0 <= start <= stop
    return text.encode(codes[start:stop])
