"""Primitives: characters and strings."""

from interpreters.scheme import text
from interpreters.scheme.arith import to_int
from interpreters.scheme.model import (
    W_Char,
    W_Fixnum,
    W_String,
    from_list,
    to_list,
    w_false,
    w_unspecified,
    wrap_bool,
    wrong_type,
)
from interpreters.scheme.primitive import (
    char_arg,
    index_arg,
    primitive,
    range_args,
    string_arg,
    substring,
    variadic,
)

# ---- characters


@primitive("char->integer", 1)
def char_to_integer(w_char):
    return W_Fixnum(char_arg(w_char, "char->integer"))


@primitive("integer->char", 1)
def integer_to_char(w_code):
    code = to_int(w_code, "integer->char")
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise wrong_type("integer->char", "a code point", w_code)
    return W_Char(code)


@primitive("char-upcase", 1)
def char_upcase(w_char):
    return W_Char(text.upcase(char_arg(w_char, "char-upcase")))


@primitive("char-downcase char-foldcase", 1)
def char_downcase(w_char):
    return W_Char(text.downcase(char_arg(w_char, "char-downcase")))


@primitive("char-alphabetic?", 1)
def is_alphabetic(w_char):
    return wrap_bool(text.is_alphabetic(char_arg(w_char, "char-alphabetic?")))


@primitive("char-numeric?", 1)
def is_numeric(w_char):
    return wrap_bool(text.is_numeric(char_arg(w_char, "char-numeric?")))


@primitive("char-whitespace?", 1)
def is_whitespace(w_char):
    return wrap_bool(text.is_whitespace(char_arg(w_char, "char-whitespace?")))


@primitive("char-upper-case?", 1)
def is_upper(w_char):
    return wrap_bool(text.is_upper(char_arg(w_char, "char-upper-case?")))


@primitive("char-lower-case?", 1)
def is_lower(w_char):
    return wrap_bool(text.is_lower(char_arg(w_char, "char-lower-case?")))


@primitive("digit-value", 1)
def digit_value(w_char):
    code = char_arg(w_char, "digit-value")
    if text.is_numeric(code):
        return W_Fixnum(code - 48)
    return w_false


def make_char_comparison(name, holds, fold):
    """NOT_RPYTHON: a comparison of characters."""

    def compare(args):
        for i in range(len(args) - 1):
            a = char_arg(args[i], name)
            b = char_arg(args[i + 1], name)
            if fold:
                a = text.downcase(a)
                b = text.downcase(b)
            if not holds(a, b):
                return w_false
        return wrap_bool(True)

    variadic(name, 1)(compare)


def make_string_comparison(name, holds, fold):
    """NOT_RPYTHON: a comparison of strings: UTF-8 has the order of its code points."""

    def compare(args):
        for i in range(len(args) - 1):
            a = string_arg(args[i], name).get()
            b = string_arg(args[i + 1], name).get()
            if fold:
                a = fold_string(a)
                b = fold_string(b)
            order = 0
            if a < b:
                order = -1
            elif a > b:
                order = 1
            if not holds(order, 0):
                return w_false
        return wrap_bool(True)

    variadic(name, 1)(compare)


def fold_string(s):
    return text.encode([text.downcase(code) for code in text.decode(s)][:])


def make_comparisons(symbol):
    """NOT_RPYTHON: those with the name char=? and the like; each its own function of ints."""

    def make_order():
        if symbol == "=":
            return lambda a, b: a == b
        if symbol == "<":
            return lambda a, b: a < b
        if symbol == ">":
            return lambda a, b: a > b
        if symbol == "<=":
            return lambda a, b: a <= b
        return lambda a, b: a >= b

    make_char_comparison("char" + symbol + "?", make_order(), False)
    make_char_comparison("char-ci" + symbol + "?", make_order(), True)
    make_string_comparison("string" + symbol + "?", make_order(), False)
    make_string_comparison("string-ci" + symbol + "?", make_order(), True)


for _symbol in ("=", "<", ">", "<=", ">="):
    make_comparisons(_symbol)


# ---- strings


def of_codes(codes):
    """A string of code points."""
    w_string = W_String("")
    w_string.utf8 = None
    w_string.codes = codes
    return w_string


@variadic("string", 0)
def string(args):
    codes = [0] * len(args)
    for i in range(len(args)):
        codes[i] = char_arg(args[i], "string")
    return of_codes(codes)


@variadic("make-string", 1, 2)
def make_string(args):
    size = to_int(args[0], "make-string")
    if size < 0:
        raise wrong_type("make-string", "a size", args[0])
    return of_codes([char_arg(args[1], "make-string") if len(args) > 1 else 32] * size)


@primitive("string-length", 1)
def string_length(w_string):
    return W_Fixnum(string_arg(w_string, "string-length").length())


@primitive("string-ref", 2)
def string_ref(w_string, w_index):
    codes = string_arg(w_string, "string-ref").get_codes()
    return W_Char(codes[index_arg(w_index, len(codes), "string-ref")])


@primitive("string-set!", 3)
def string_set(w_string, w_index, w_char):
    w_target = string_arg(w_string, "string-set!")
    index = index_arg(w_index, w_target.length(), "string-set!")
    w_target.set(index, char_arg(w_char, "string-set!"))
    return w_unspecified


@primitive("substring", 3)
def substring_(w_string, w_start, w_stop):
    w_source = string_arg(w_string, "substring")
    start, stop = range_args([w_start, w_stop], 0, w_source.length(), "substring")
    return W_String(substring(w_source, start, stop))


@variadic("string-append", 0)
def string_append(args):
    if len(args) == 2:
        return W_String(
            string_arg(args[0], "string-append").get() + string_arg(args[1], "string-append").get()
        )
    return W_String("".join([string_arg(w_string, "string-append").get() for w_string in args]))


@variadic("string-copy", 1, 3)
def string_copy(args):
    w_source = string_arg(args[0], "string-copy")
    start, stop = range_args(args, 1, w_source.length(), "string-copy")
    return W_String(substring(w_source, start, stop))


@variadic("string->list", 1, 3)
def string_to_list(args):
    codes = string_arg(args[0], "string->list").get_codes()
    start, stop = range_args(args, 1, len(codes), "string->list")
    items = []
    for i in range(start, stop):
        items.append(W_Char(codes[i]))
    return from_list(items)


@primitive("list->string", 1)
def list_to_string(w_list):
    items = to_list(w_list, "list->string")
    codes = [0] * len(items)
    for i in range(len(items)):
        codes[i] = char_arg(items[i], "list->string")
    return of_codes(codes)


@variadic("string-fill!", 2, 4)
def string_fill(args):
    w_target = string_arg(args[0], "string-fill!")
    start, stop = range_args(args, 2, w_target.length(), "string-fill!")
    code = char_arg(args[1], "string-fill!")
    for i in range(start, stop):
        w_target.set(i, code)
    return w_unspecified


@variadic("string-copy!", 3, 5)
def string_copy_to(args):
    w_target = string_arg(args[0], "string-copy!")
    at = to_int(args[1], "string-copy!")
    codes = string_arg(args[2], "string-copy!").get_codes()
    start, stop = range_args(args, 3, len(codes), "string-copy!")
    if at < 0 or at + stop - start > w_target.length():
        raise wrong_type("string-copy!", "an index in range", args[1])
    copied = codes[start:stop]
    for i in range(len(copied)):
        w_target.set(at + i, copied[i])
    return w_unspecified


@primitive("string-upcase", 1)
def string_upcase(w_string):
    codes = string_arg(w_string, "string-upcase").get_codes()
    return of_codes([text.upcase(code) for code in codes][:])


@primitive("string-downcase string-foldcase", 1)
def string_downcase(w_string):
    codes = string_arg(w_string, "string-downcase").get_codes()
    return of_codes([text.downcase(code) for code in codes][:])


@variadic("string-index", 2, 2)
def string_index(args):
    """The first place of a character, or of one that satisfies a predicate."""
    codes = string_arg(args[0], "string-index").get_codes()
    for i in range(len(codes)):
        w_wanted = args[1]
        if isinstance(w_wanted, W_Char):
            if w_wanted.code == codes[i]:
                return W_Fixnum(i)
        elif w_wanted.call1(W_Char(codes[i])) is not w_false:
            return W_Fixnum(i)
    return w_false


@variadic("string-join", 1, 2)
def string_join(args):
    between = string_arg(args[1], "string-join").get() if len(args) > 1 else " "
    parts = [string_arg(w_part, "string-join").get() for w_part in to_list(args[0])]
    return W_String(between.join(parts))


def shortest(args, name):
    """The length of the shortest of the strings after the procedure."""
    size = string_arg(args[1], name).length()
    for i in range(2, len(args)):
        size = min(size, string_arg(args[i], name).length())
    return size


def call_at(args, index, name):
    """Calls the procedure with the characters at an index."""
    chars = [None] * (len(args) - 1)
    for i in range(1, len(args)):
        chars[i - 1] = W_Char(string_arg(args[i], name).get_codes()[index])
    return args[0].calln(chars)


@variadic("string-for-each", 2)
def string_for_each(args):
    for i in range(shortest(args, "string-for-each")):
        call_at(args, i, "string-for-each")
    return w_unspecified


@variadic("string-map", 2)
def string_map(args):
    size = shortest(args, "string-map")
    codes = [0] * size
    for i in range(size):
        codes[i] = char_arg(call_at(args, i, "string-map"), "string-map")
    return of_codes(codes)


@variadic("string-count", 2, 2)
def string_count(args):
    count = 0
    for code in string_arg(args[0], "string-count").get_codes():
        if args[1].call1(W_Char(code)) is not w_false:
            count += 1
    return W_Fixnum(count)
