"""Primitives: equivalence, types, pairs and lists, symbols, vectors, bytevectors."""

from interpreters.scheme import reader
from interpreters.scheme.arith import to_int
from interpreters.scheme.inline import is_eq, is_eqv, vector_ref, vector_set
from interpreters.scheme.model import (
    W_Bytevector,
    W_Char,
    W_Fixnum,
    W_Number,
    W_Pair,
    W_Parameter,
    W_Procedure,
    W_String,
    W_Symbol,
    W_Vector,
    error,
    from_list,
    intern,
    to_list,
    w_false,
    w_nil,
    w_true,
    w_unspecified,
    wrap_bool,
    wrong_type,
)
from interpreters.scheme.primitive import (
    index_arg,
    pair_arg,
    primitive,
    range_args,
    string_arg,
    substring,
    symbol_arg,
    variadic,
    vector_arg,
)

# ---- equivalence


@primitive("eq?", 2)
def eq(w_a, w_b):
    return wrap_bool(is_eq(w_a, w_b))


@primitive("eqv?", 2)
def eqv(w_a, w_b):
    return wrap_bool(is_eqv(w_a, w_b))


def is_equal(w_a, w_b):
    while isinstance(w_a, W_Pair) and isinstance(w_b, W_Pair):
        if w_a is w_b:
            return True
        if not is_equal(w_a.car, w_b.car):
            return False
        w_a = w_a.cdr
        w_b = w_b.cdr
    if is_eqv(w_a, w_b):
        return True
    if isinstance(w_a, W_String) and isinstance(w_b, W_String):
        return w_a.get() == w_b.get()
    if isinstance(w_a, W_Vector) and isinstance(w_b, W_Vector):
        if len(w_a.items) != len(w_b.items):
            return False
        for i in range(len(w_a.items)):
            if not is_equal(w_a.items[i], w_b.items[i]):
                return False
        return True
    if isinstance(w_a, W_Bytevector) and isinstance(w_b, W_Bytevector):
        if len(w_a.data) != len(w_b.data):
            return False
        for i in range(len(w_a.data)):
            if w_a.data[i] != w_b.data[i]:
                return False
        return True
    return False


@primitive("equal?", 2)
def equal(w_a, w_b):
    return wrap_bool(is_equal(w_a, w_b))


# ---- types


@primitive("not", 1)
def not_(w_a):
    return wrap_bool(w_a is w_false)


@primitive("null?", 1)
def is_null(w_a):
    return wrap_bool(w_a is w_nil)


@primitive("pair?", 1)
def is_pair(w_a):
    return wrap_bool(isinstance(w_a, W_Pair))


@primitive("boolean?", 1)
def is_boolean(w_a):
    return wrap_bool(w_a is w_true or w_a is w_false)


@primitive("symbol?", 1)
def is_symbol(w_a):
    return wrap_bool(isinstance(w_a, W_Symbol))


@primitive("string?", 1)
def is_string(w_a):
    return wrap_bool(isinstance(w_a, W_String))


@primitive("char?", 1)
def is_char(w_a):
    return wrap_bool(isinstance(w_a, W_Char))


@primitive("vector?", 1)
def is_vector(w_a):
    return wrap_bool(isinstance(w_a, W_Vector))


@primitive("bytevector?", 1)
def is_bytevector(w_a):
    return wrap_bool(isinstance(w_a, W_Bytevector))


@primitive("procedure?", 1)
def is_procedure(w_a):
    return wrap_bool(isinstance(w_a, W_Procedure) or isinstance(w_a, W_Parameter))


@primitive("number? complex?", 1)
def is_number(w_a):
    return wrap_bool(isinstance(w_a, W_Number))


@variadic("boolean=?", 2)
def boolean_eq(args):
    return all_same(args)


@variadic("symbol=?", 2)
def symbol_eq(args):
    return all_same(args)


def all_same(args):
    for i in range(1, len(args)):
        if args[i] is not args[0]:
            return w_false
    return w_true


# ---- pairs and lists


@primitive("cons", 2)
def cons(w_a, w_b):
    return W_Pair(w_a, w_b)


@primitive("car", 1)
def car(w_a):
    return pair_arg(w_a, "car").car


@primitive("cdr", 1)
def cdr(w_a):
    return pair_arg(w_a, "cdr").cdr


@primitive("set-car!", 2)
def set_car(w_a, w_b):
    pair_arg(w_a, "set-car!").car = w_b
    return w_unspecified


@primitive("set-cdr!", 2)
def set_cdr(w_a, w_b):
    pair_arg(w_a, "set-cdr!").cdr = w_b
    return w_unspecified


def make_path(name):
    """NOT_RPYTHON: c[ad]+r, from right to left."""
    path = name[1:-1]

    def walk(w_a):
        i = len(path) - 1
        while i >= 0:
            w_pair = pair_arg(w_a, name)
            w_a = w_pair.car if path[i] == "a" else w_pair.cdr
            i -= 1
        return w_a

    primitive(name, 1)(walk)


for _a in "ad":
    for _b in "ad":
        make_path("c" + _a + _b + "r")
        for _c in "ad":
            make_path("c" + _a + _b + _c + "r")
            for _d in "ad":
                make_path("c" + _a + _b + _c + _d + "r")


@variadic("list", 0)
def list_(args):
    return from_list(args)


@variadic("cons*", 1)
def cons_star(args):
    w_result = args[len(args) - 1]
    for i in range(len(args) - 2, -1, -1):
        w_result = W_Pair(args[i], w_result)
    return w_result


@variadic("make-list", 1, 2)
def make_list(args):
    w_fill = args[1] if len(args) > 1 else w_unspecified
    w_result = w_nil
    for i in range(to_int(args[0], "make-list")):
        w_result = W_Pair(w_fill, w_result)
    return w_result


@primitive("list?", 1)
def is_list(w_a):
    w_slow = w_a
    while isinstance(w_a, W_Pair):
        w_a = w_a.cdr
        if not isinstance(w_a, W_Pair):
            break
        w_a = w_a.cdr
        if isinstance(w_slow, W_Pair):
            w_slow = w_slow.cdr
        if w_a is w_slow:
            return w_false
    return wrap_bool(w_a is w_nil)


@primitive("length", 1)
def length(w_list):
    count = 0
    w_rest = w_list
    while isinstance(w_rest, W_Pair):
        count += 1
        w_rest = w_rest.cdr
    if w_rest is not w_nil:
        raise wrong_type("length", "a list", w_list)
    return W_Fixnum(count)


@variadic("append", 0)
def append(args):
    if len(args) == 0:
        return w_nil
    w_result = args[len(args) - 1]
    for i in range(len(args) - 2, -1, -1):
        w_result = from_list(to_list(args[i], "append"), w_result)
    return w_result


@primitive("reverse", 1)
def reverse(w_list):
    w_result = w_nil
    w_rest = w_list
    while isinstance(w_rest, W_Pair):
        w_result = W_Pair(w_rest.car, w_result)
        w_rest = w_rest.cdr
    if w_rest is not w_nil:
        raise wrong_type("reverse", "a list", w_list)
    return w_result


@primitive("list-copy", 1)
def list_copy(w_list):
    items = []
    while isinstance(w_list, W_Pair):
        items.append(w_list.car)
        w_list = w_list.cdr
    return from_list(items, w_list)


@primitive("list-tail", 2)
def list_tail(w_list, w_count):
    for i in range(to_int(w_count, "list-tail")):
        w_list = pair_arg(w_list, "list-tail").cdr
    return w_list


@primitive("list-ref", 2)
def list_ref(w_list, w_count):
    return pair_arg(list_tail(w_list, w_count), "list-ref").car


@primitive("list-set!", 3)
def list_set(w_list, w_count, w_value):
    pair_arg(list_tail(w_list, w_count), "list-set!").car = w_value
    return w_unspecified


@primitive("last-pair", 1)
def last_pair(w_list):
    w_pair = pair_arg(w_list, "last-pair")
    while isinstance(w_pair.cdr, W_Pair):
        w_pair = pair_arg(w_pair.cdr, "last-pair")
    return w_pair


@primitive("memq", 2)
def memq(w_a, w_list):
    while isinstance(w_list, W_Pair):
        if is_eq(w_a, w_list.car):
            return w_list
        w_list = w_list.cdr
    return w_false


@primitive("memv", 2)
def memv(w_a, w_list):
    while isinstance(w_list, W_Pair):
        if is_eqv(w_a, w_list.car):
            return w_list
        w_list = w_list.cdr
    return w_false


@variadic("member", 2, 3)
def member(args):
    w_list = args[1]
    while isinstance(w_list, W_Pair):
        if len(args) == 3:
            if args[2].call2(args[0], w_list.car) is not w_false:
                return w_list
        elif is_equal(args[0], w_list.car):
            return w_list
        w_list = w_list.cdr
    return w_false


@primitive("assq", 2)
def assq(w_a, w_list):
    while isinstance(w_list, W_Pair):
        w_entry = pair_arg(w_list.car, "assq")
        if is_eq(w_a, w_entry.car):
            return w_entry
        w_list = w_list.cdr
    return w_false


@primitive("assv", 2)
def assv(w_a, w_list):
    while isinstance(w_list, W_Pair):
        w_entry = pair_arg(w_list.car, "assv")
        if is_eqv(w_a, w_entry.car):
            return w_entry
        w_list = w_list.cdr
    return w_false


@variadic("assoc", 2, 3)
def assoc(args):
    w_list = args[1]
    while isinstance(w_list, W_Pair):
        w_entry = pair_arg(w_list.car, "assoc")
        if len(args) == 3:
            if args[2].call2(args[0], w_entry.car) is not w_false:
                return w_entry
        elif is_equal(args[0], w_entry.car):
            return w_entry
        w_list = w_list.cdr
    return w_false


# ---- symbols


@primitive("symbol->string", 1)
def symbol_to_string(w_symbol):
    return W_String(symbol_arg(w_symbol, "symbol->string").name)


@primitive("string->symbol", 1)
def string_to_symbol(w_string):
    return intern(string_arg(w_string, "string->symbol").get())


class Counter(object):
    def __init__(self):
        self.count = 0


counter = Counter()


@variadic("generate-uninterned-symbol gensym", 0, 1)
def gensym(args):
    counter.count += 1
    return W_Symbol("g%d" % counter.count)


# ---- vectors

primitive("vector-ref", 2)(vector_ref)
primitive("vector-set!", 3)(vector_set)


@variadic("vector", 0)
def vector(args):
    return W_Vector(args[:])


@variadic("make-vector", 1, 2)
def make_vector(args):
    size = to_int(args[0], "make-vector")
    if size < 0:
        raise wrong_type("make-vector", "a size", args[0])
    return W_Vector([args[1] if len(args) > 1 else w_unspecified] * size)


@primitive("vector-length", 1)
def vector_length(w_vector):
    return W_Fixnum(len(vector_arg(w_vector, "vector-length").items))


@variadic("vector->list", 1, 3)
def vector_to_list(args):
    items = vector_arg(args[0], "vector->list").items
    start, stop = range_args(args, 1, len(items), "vector->list")
    return from_list(items[start:stop])


@primitive("list->vector", 1)
def list_to_vector(w_list):
    return W_Vector(to_list(w_list, "list->vector")[:])


@variadic("vector-fill!", 2, 4)
def vector_fill(args):
    items = vector_arg(args[0], "vector-fill!").items
    start, stop = range_args(args, 2, len(items), "vector-fill!")
    for i in range(start, stop):
        items[i] = args[1]
    return w_unspecified


@variadic("vector-copy", 1, 3)
def vector_copy(args):
    items = vector_arg(args[0], "vector-copy").items
    start, stop = range_args(args, 1, len(items), "vector-copy")
    return W_Vector(items[start:stop])


@variadic("vector-copy!", 3, 5)
def vector_copy_to(args):
    target = vector_arg(args[0], "vector-copy!").items
    at = to_int(args[1], "vector-copy!")
    source = vector_arg(args[2], "vector-copy!").items
    start, stop = range_args(args, 3, len(source), "vector-copy!")
    if at < 0 or at + stop - start > len(target):
        raise wrong_type("vector-copy!", "an index in range", args[1])
    copied = source[start:stop]
    for i in range(len(copied)):
        target[at + i] = copied[i]
    return w_unspecified


@variadic("vector-append", 0)
def vector_append(args):
    items = []
    for w_vector in args:
        for w_item in vector_arg(w_vector, "vector-append").items:
            items.append(w_item)
    return W_Vector(items[:])


@variadic("vector->string", 1, 3)
def vector_to_string(args):
    items = vector_arg(args[0], "vector->string").items
    start, stop = range_args(args, 1, len(items), "vector->string")
    w_result = W_String("")
    codes = [0] * (stop - start)
    for i in range(start, stop):
        w_char = items[i]
        if not isinstance(w_char, W_Char):
            raise wrong_type("vector->string", "a character", w_char)
        codes[i - start] = w_char.code
    w_result.codes = codes
    w_result.utf8 = None
    return w_result


@variadic("string->vector", 1, 3)
def string_to_vector(args):
    codes = string_arg(args[0], "string->vector").get_codes()
    start, stop = range_args(args, 1, len(codes), "string->vector")
    items = []
    for i in range(start, stop):
        items.append(W_Char(codes[i]))
    return W_Vector(items[:])


# ---- bytevectors


def bytes_arg(w_object, name):
    if not isinstance(w_object, W_Bytevector):
        raise wrong_type(name, "a bytevector", w_object)
    return w_object.data


def byte_arg(w_object, name):
    byte = to_int(w_object, name)
    if not 0 <= byte <= 255:
        raise wrong_type(name, "a byte", w_object)
    return byte


@variadic("bytevector", 0)
def bytevector(args):
    return reader.bytevector(args)


@variadic("make-bytevector", 1, 2)
def make_bytevector(args):
    fill = byte_arg(args[1], "make-bytevector") if len(args) > 1 else 0
    size = to_int(args[0], "make-bytevector")
    if size < 0:
        raise error("make-bytevector: wrong size", [])
    return W_Bytevector([fill] * size)


@primitive("bytevector-u8-ref", 2)
def bytevector_ref(w_bytes, w_index):
    data = bytes_arg(w_bytes, "bytevector-u8-ref")
    return W_Fixnum(data[index_arg(w_index, len(data), "bytevector-u8-ref")])


@primitive("bytevector-u8-set!", 3)
def bytevector_set(w_bytes, w_index, w_value):
    data = bytes_arg(w_bytes, "bytevector-u8-set!")
    index = index_arg(w_index, len(data), "bytevector-u8-set!")
    data[index] = byte_arg(w_value, "bytevector-u8-set!")
    return w_unspecified


@primitive("bytevector-length", 1)
def bytevector_length(w_bytes):
    return W_Fixnum(len(bytes_arg(w_bytes, "bytevector-length")))


@variadic("bytevector-copy", 1, 3)
def bytevector_copy(args):
    data = bytes_arg(args[0], "bytevector-copy")
    start, stop = range_args(args, 1, len(data), "bytevector-copy")
    return W_Bytevector(data[start:stop])


@variadic("bytevector-append", 0)
def bytevector_append(args):
    data = []
    for w_bytes in args:
        for byte in bytes_arg(w_bytes, "bytevector-append"):
            data.append(byte)
    return W_Bytevector(data[:])


@variadic("bytevector-copy!", 3, 5)
def bytevector_copy_to(args):
    target = bytes_arg(args[0], "bytevector-copy!")
    at = to_int(args[1], "bytevector-copy!")
    source = bytes_arg(args[2], "bytevector-copy!")
    start, stop = range_args(args, 3, len(source), "bytevector-copy!")
    if at < 0 or at + stop - start > len(target):
        raise wrong_type("bytevector-copy!", "an index in range", args[1])
    copied = source[start:stop]
    for i in range(len(copied)):
        target[at + i] = copied[i]
    return w_unspecified


@variadic("utf8->string", 1, 3)
def utf8_to_string(args):
    data = bytes_arg(args[0], "utf8->string")
    start, stop = range_args(args, 1, len(data), "utf8->string")
    return W_String("".join([chr(data[i]) for i in range(start, stop)]))


@variadic("string->utf8", 1, 3)
def string_to_utf8(args):
    w_string = string_arg(args[0], "string->utf8")
    start, stop = range_args(args, 1, w_string.length(), "string->utf8")
    return W_Bytevector([ord(c) for c in substring(w_string, start, stop)][:])
