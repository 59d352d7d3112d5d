"""Calls of common primitives by their global name: done in place while the name keeps its value."""

from rpython.rlib.rarithmetic import ovfcheck

from interpreters.scheme import arith, nodes
from interpreters.scheme.model import (
    Node,
    W_Char,
    W_Fixnum,
    W_Number,
    W_Pair,
    W_Symbol,
    W_Vector,
    intern,
    w_false,
    w_nil,
    w_unspecified,
    wrap_bool,
    wrong_type,
)


class Inlined(Node):
    """A call of the primitive that w_symbol has as its value, as long as it has."""

    _immutable_fields_ = ["w_symbol", "w_primitive"]

    def __init__(self, w_symbol):
        self.w_symbol = w_symbol
        self.w_primitive = w_symbol.value


class Inlined1(Inlined):
    _immutable_fields_ = ["a"]

    def __init__(self, w_symbol, args):
        Inlined.__init__(self, w_symbol)
        self.a = args[0]


class Inlined2(Inlined):
    _immutable_fields_ = ["a", "b"]

    def __init__(self, w_symbol, args):
        Inlined.__init__(self, w_symbol)
        self.a = args[0]
        self.b = args[1]


class InlinedConst(Inlined):
    """The second argument is a small integer."""

    _immutable_fields_ = ["a", "w_b", "b"]

    def __init__(self, w_symbol, args):
        Inlined.__init__(self, w_symbol)
        self.a = args[0]
        const = args[1]
        assert isinstance(const, nodes.Const)
        w_b = const.w_value
        assert isinstance(w_b, W_Fixnum)
        self.w_b = w_b
        self.b = w_b.value


# ---- tests


def make_test(test):
    """A primitive of one argument that gives a boolean."""

    class Test(Inlined1):
        def execute(self, frame):
            w_a = self.a.execute(frame)
            if self.w_symbol.value is not self.w_primitive:
                return self.w_symbol.value.call1(w_a)
            return wrap_bool(test(w_a))

        def execute_bool(self, frame):
            w_a = self.a.execute(frame)
            if self.w_symbol.value is not self.w_primitive:
                return self.w_symbol.value.call1(w_a) is not w_false
            return test(w_a)

    return Test


def test_null(w_a):
    return w_a is w_nil


def test_pair(w_a):
    return isinstance(w_a, W_Pair)


def test_not(w_a):
    return w_a is w_false


TestNull = make_test(test_null)
TestPair = make_test(test_pair)
TestNot = make_test(test_not)
TestZero = make_test(arith.is_zero)


def is_eq(w_a, w_b):
    """`eq?`: small numbers and characters are one object for each value."""
    if w_a is w_b:
        return True
    if isinstance(w_a, W_Fixnum):
        return isinstance(w_b, W_Fixnum) and w_a.value == w_b.value
    return isinstance(w_a, W_Char) and isinstance(w_b, W_Char) and w_a.code == w_b.code


def is_eqv(w_a, w_b):
    if is_eq(w_a, w_b):
        return True
    if isinstance(w_a, W_Number) and isinstance(w_b, W_Number):
        return arith.same_number(w_a, w_b)
    return False


class TestEq(Inlined2):
    def execute(self, frame):
        w_a = self.a.execute(frame)
        w_b = self.b.execute(frame)
        if self.w_symbol.value is not self.w_primitive:
            return self.w_symbol.value.call2(w_a, w_b)
        return wrap_bool(is_eq(w_a, w_b))

    def execute_bool(self, frame):
        w_a = self.a.execute(frame)
        w_b = self.b.execute(frame)
        if self.w_symbol.value is not self.w_primitive:
            return self.w_symbol.value.call2(w_a, w_b) is not w_false
        return is_eq(w_a, w_b)


def make_comparison(compare_ints, compare):
    """A comparison of two numbers, and of a number with a constant."""

    class Comparison(Inlined2):
        def execute(self, frame):
            w_a = self.a.execute(frame)
            w_b = self.b.execute(frame)
            if self.w_symbol.value is not self.w_primitive:
                return self.w_symbol.value.call2(w_a, w_b)
            if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum):
                return wrap_bool(compare_ints(w_a.value, w_b.value))
            return wrap_bool(compare(w_a, w_b))

        def execute_bool(self, frame):
            w_a = self.a.execute(frame)
            w_b = self.b.execute(frame)
            if self.w_symbol.value is not self.w_primitive:
                return self.w_symbol.value.call2(w_a, w_b) is not w_false
            if isinstance(w_a, W_Fixnum) and isinstance(w_b, W_Fixnum):
                return compare_ints(w_a.value, w_b.value)
            return compare(w_a, w_b)

    class ComparisonConst(InlinedConst):
        def execute(self, frame):
            w_a = self.a.execute(frame)
            if self.w_symbol.value is not self.w_primitive:
                return self.w_symbol.value.call2(w_a, self.w_b)
            if isinstance(w_a, W_Fixnum):
                return wrap_bool(compare_ints(w_a.value, self.b))
            return wrap_bool(compare(w_a, self.w_b))

        def execute_bool(self, frame):
            w_a = self.a.execute(frame)
            if self.w_symbol.value is not self.w_primitive:
                return self.w_symbol.value.call2(w_a, self.w_b) is not w_false
            if isinstance(w_a, W_Fixnum):
                return compare_ints(w_a.value, self.b)
            return compare(w_a, self.w_b)

    return Comparison, ComparisonConst


def int_eq(a, b):
    return a == b


def int_lt(a, b):
    return a < b


def int_gt(a, b):
    return a > b


def int_le(a, b):
    return a <= b


def int_ge(a, b):
    return a >= b


CompareEq, CompareEqConst = make_comparison(int_eq, arith.num_eq)
CompareLt, CompareLtConst = make_comparison(int_lt, arith.num_lt)
CompareGt, CompareGtConst = make_comparison(int_gt, arith.num_gt)
CompareLe, CompareLeConst = make_comparison(int_le, arith.num_le)
CompareGe, CompareGeConst = make_comparison(int_ge, arith.num_ge)


# ---- values


def make_operation(operation):
    """A primitive of two arguments."""

    class Operation(Inlined2):
        def execute(self, frame):
            w_a = self.a.execute(frame)
            w_b = self.b.execute(frame)
            if self.w_symbol.value is not self.w_primitive:
                return self.w_symbol.value.call2(w_a, w_b)
            return operation(w_a, w_b)

    return Operation


def cons(w_a, w_b):
    return W_Pair(w_a, w_b)


def vector_ref(w_vector, w_index):
    if not isinstance(w_vector, W_Vector):
        raise wrong_type("vector-ref", "a vector", w_vector)
    index = arith.to_int(w_index, "vector-ref")
    if not 0 <= index < len(w_vector.items):
        raise wrong_type("vector-ref", "an index in range", w_index)
    return w_vector.items[index]


def vector_set(w_vector, w_index, w_value):
    if not isinstance(w_vector, W_Vector):
        raise wrong_type("vector-set!", "a vector", w_vector)
    index = arith.to_int(w_index, "vector-set!")
    if not 0 <= index < len(w_vector.items):
        raise wrong_type("vector-set!", "an index in range", w_index)
    w_vector.items[index] = w_value
    return w_unspecified


class VectorSet(Inlined2):
    _immutable_fields_ = ["c"]

    def __init__(self, w_symbol, args):
        Inlined2.__init__(self, w_symbol, args)
        self.c = args[2]

    def execute(self, frame):
        w_a = self.a.execute(frame)
        w_b = self.b.execute(frame)
        w_c = self.c.execute(frame)
        if self.w_symbol.value is not self.w_primitive:
            return self.w_symbol.value.call3(w_a, w_b, w_c)
        return vector_set(w_a, w_b, w_c)


Add = make_operation(arith.add)
Sub = make_operation(arith.sub)
Mul = make_operation(arith.mul)
Cons = make_operation(cons)
VectorRef = make_operation(vector_ref)
Quotient = make_operation(arith.quotient)
Remainder = make_operation(arith.remainder)
Modulo = make_operation(arith.modulo)


class AddConst(InlinedConst):
    def execute(self, frame):
        w_a = self.a.execute(frame)
        if self.w_symbol.value is not self.w_primitive:
            return self.w_symbol.value.call2(w_a, self.w_b)
        if isinstance(w_a, W_Fixnum):
            try:
                return W_Fixnum(ovfcheck(w_a.value + self.b))
            except OverflowError:
                pass
        return arith.add(w_a, self.w_b)


class SubConst(InlinedConst):
    def execute(self, frame):
        w_a = self.a.execute(frame)
        if self.w_symbol.value is not self.w_primitive:
            return self.w_symbol.value.call2(w_a, self.w_b)
        if isinstance(w_a, W_Fixnum):
            try:
                return W_Fixnum(ovfcheck(w_a.value - self.b))
            except OverflowError:
                pass
        return arith.sub(w_a, self.w_b)


class Car(Inlined1):
    def execute(self, frame):
        w_a = self.a.execute(frame)
        if self.w_symbol.value is not self.w_primitive:
            return self.w_symbol.value.call1(w_a)
        if not isinstance(w_a, W_Pair):
            raise wrong_type("car", "a pair", w_a)
        return w_a.car


class Cdr(Inlined1):
    def execute(self, frame):
        w_a = self.a.execute(frame)
        if self.w_symbol.value is not self.w_primitive:
            return self.w_symbol.value.call1(w_a)
        if not isinstance(w_a, W_Pair):
            raise wrong_type("cdr", "a pair", w_a)
        return w_a.cdr


class CaseTest(Node):
    """Is a value one of the data of a clause of `case`?"""

    _immutable_fields_ = ["value", "data[*]"]

    def __init__(self, value, data):
        self.value = value
        self.data = data

    def execute(self, frame):
        return wrap_bool(self.execute_bool(frame))

    def execute_bool(self, frame):
        w_value = self.value.execute(frame)
        for w_datum in self.data:
            if is_eqv(w_value, w_datum):
                return True
        return False


# ---- which class for which name

UNARY = {"null?": TestNull, "pair?": TestPair, "not": TestNot, "zero?": TestZero}
UNARY["car"] = Car
UNARY["cdr"] = Cdr
BINARY = {"eq?": TestEq, "=": CompareEq, "<": CompareLt, ">": CompareGt}
BINARY["<="] = CompareLe
BINARY[">="] = CompareGe
BINARY["+"] = Add
BINARY["-"] = Sub
BINARY["*"] = Mul
BINARY["cons"] = Cons
BINARY["vector-ref"] = VectorRef
BINARY["quotient"] = Quotient
BINARY["remainder"] = Remainder
BINARY["modulo"] = Modulo
CONSTANT = {"=": CompareEqConst, "<": CompareLtConst, ">": CompareGtConst}
CONSTANT["<="] = CompareLeConst
CONSTANT[">="] = CompareGeConst
CONSTANT["+"] = AddConst
CONSTANT["-"] = SubConst


class Originals(object):
    """The primitives the names had at first."""

    def __init__(self):
        self.values = {}

    def remember(self):
        """NOT_RPYTHON: called when all primitives are defined."""
        self.values["vector-set!"] = intern("vector-set!").value
        for table in (UNARY, BINARY):
            for name in table:
                self.values[name] = intern(name).value


originals = Originals()


def special_node(w_symbol, args):
    """The node for a call of a primitive that can be done in place, or None."""
    assert isinstance(w_symbol, W_Symbol)
    name = w_symbol.name
    w_original = originals.values.get(name, None)
    if w_original is None or w_symbol.value is not w_original:
        return None
    if len(args) == 1:
        unary = UNARY.get(name, None)
        if unary is not None:
            return unary(w_symbol, args)
    elif len(args) == 2:
        const = args[1]
        if isinstance(const, nodes.Const) and isinstance(const.w_value, W_Fixnum):
            constant = CONSTANT.get(name, None)
            if constant is not None:
                return constant(w_symbol, args)
        binary = BINARY.get(name, None)
        if binary is not None:
            return binary(w_symbol, args)
    elif len(args) == 3 and name == "vector-set!":
        return VectorSet(w_symbol, args)
    return None
