"""The text of objects, as `display` and `write` give it."""

from rpython.rlib.rstring import StringBuilder

from interpreters.scheme import arith, text
from interpreters.scheme.model import (
    W_Bytevector,
    W_Char,
    W_Environment,
    W_ErrorObject,
    W_Number,
    W_Pair,
    W_Parameter,
    W_Procedure,
    W_Promise,
    W_Record,
    W_RecordType,
    W_Singleton,
    W_String,
    W_Symbol,
    W_Values,
    W_Vector,
    w_nil,
)

CHAR_NAMES = [
    ("space", 32),
    ("newline", 10),
    ("tab", 9),
    ("return", 13),
    ("null", 0),
    ("delete", 127),
    ("escape", 27),
    ("backspace", 8),
    ("alarm", 7),
]


def to_text(w_object, quoted):
    """The text of an object; quoted as `write` does it."""
    builder = StringBuilder(32)
    print_to(builder, w_object, quoted)
    return builder.build()


def print_to(builder, w_object, quoted):
    if isinstance(w_object, W_Pair):
        print_pair(builder, w_object, quoted)
    elif isinstance(w_object, W_String):
        if quoted:
            print_quoted(builder, w_object.get(), '"')
        else:
            builder.append(w_object.get())
    elif isinstance(w_object, W_Symbol):
        if quoted and needs_bars(w_object.name):
            print_quoted(builder, w_object.name, "|")
        else:
            builder.append(w_object.name)
    elif isinstance(w_object, W_Char):
        if quoted:
            print_char(builder, w_object.code)
        else:
            text.append_code(builder, w_object.code)
    elif isinstance(w_object, W_Vector):
        print_items(builder, "#(", w_object.items, quoted)
    elif isinstance(w_object, W_Bytevector):
        builder.append("#u8(")
        for i in range(len(w_object.data)):
            if i > 0:
                builder.append(" ")
            builder.append(str(w_object.data[i]))
        builder.append(")")
    elif isinstance(w_object, W_Number):
        builder.append(arith.number_to_string(w_object, 10))
    elif isinstance(w_object, W_Singleton):
        builder.append(w_object.text)
    elif isinstance(w_object, W_Procedure):
        name = w_object.title()
        builder.append("#<procedure " + name + ">" if name else "#<procedure>")
    elif isinstance(w_object, W_ErrorObject):
        builder.append("#<error ")
        print_to(builder, w_object.w_message, True)
        print_irritants(builder, w_object.w_irritants)
        builder.append(">")
    elif isinstance(w_object, W_Record):
        print_record(builder, w_object, quoted)
    elif isinstance(w_object, W_RecordType):
        builder.append("#<record type " + w_object.name + ">")
    elif isinstance(w_object, W_Values):
        for i in range(len(w_object.items)):
            if i > 0:
                builder.append(" ")
            print_to(builder, w_object.items[i], quoted)
    elif isinstance(w_object, W_Promise):
        builder.append("#<promise>")
    elif isinstance(w_object, W_Parameter):
        builder.append("#<parameter>")
    elif isinstance(w_object, W_Environment):
        builder.append("#<environment>")
    else:
        builder.append("#<object>")


def print_irritants(builder, w_irritants):
    while isinstance(w_irritants, W_Pair):
        builder.append(" ")
        print_to(builder, w_irritants.car, True)
        w_irritants = w_irritants.cdr


def print_items(builder, start, items, quoted):
    builder.append(start)
    for i in range(len(items)):
        if i > 0:
            builder.append(" ")
        print_to(builder, items[i], quoted)
    builder.append(")")


def abbreviation(w_pair):
    """How (quote x) and the like are written short, or nothing."""
    w_head = w_pair.car
    if isinstance(w_head, W_Symbol):
        w_rest = w_pair.cdr
        if isinstance(w_rest, W_Pair) and w_rest.cdr is w_nil:
            if w_head.name == "quote":
                return "'"
            if w_head.name == "quasiquote":
                return "`"
            if w_head.name == "unquote":
                return ","
            if w_head.name == "unquote-splicing":
                return ",@"
    return ""


def print_pair(builder, w_pair, quoted):
    short = abbreviation(w_pair)
    if short:
        builder.append(short)
        w_rest = w_pair.cdr
        assert isinstance(w_rest, W_Pair)
        print_to(builder, w_rest.car, quoted)
        return
    builder.append("(")
    print_to(builder, w_pair.car, quoted)
    w_rest = w_pair.cdr
    while isinstance(w_rest, W_Pair):
        builder.append(" ")
        print_to(builder, w_rest.car, quoted)
        w_rest = w_rest.cdr
    if w_rest is not w_nil:
        builder.append(" . ")
        print_to(builder, w_rest, quoted)
    builder.append(")")


def print_quoted(builder, s, quote):
    builder.append(quote)
    for c in s:
        if c == quote[0] or c == "\\":
            builder.append("\\")
            builder.append(c)
        elif c == "\n":
            builder.append("\\n")
        elif c == "\t":
            builder.append("\\t")
        elif c == "\r":
            builder.append("\\r")
        else:
            builder.append(c)
    builder.append(quote)


def needs_bars(name):
    if name == "" or name == "." or arith.parse_number(name, 10) is not None:
        return True
    for c in name:
        if ord(c) <= 32 or c in "()\"';|":
            return True
    return False


def print_char(builder, code):
    builder.append("#\\")
    for name, known in CHAR_NAMES:
        if code == known:
            builder.append(name)
            return
    if code < 32:
        builder.append("x" + arith.number_to_string(arith.W_Fixnum(code), 16))
    else:
        text.append_code(builder, code)


def print_record(builder, w_record, quoted):
    w_type = w_record.w_type
    builder.append("#<" + w_type.name)
    for i in range(len(w_record.fields)):
        builder.append(" " + w_type.fields[i] + "=")
        print_to(builder, w_record.fields[i], quoted)
    builder.append(">")
