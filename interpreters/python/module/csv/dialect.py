"""Dialects of csv: the characters that separate, quote and escape; the registry of their names."""

from rpython.rlib import rutf8

from interpreters.python.interpreter.argument import Arguments
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new, user_subclass
from interpreters.python.objspace import excobject, unicodeobject
from interpreters.python.objspace import operation as space

QUOTE_MINIMAL = 0
QUOTE_ALL = 1
QUOTE_NONNUMERIC = 2
QUOTE_NONE = 3

NOT_SET = -1  # in place of a character

error_type = TypeDef(
    "_csv.Error",
    excobject.W_BaseException,
    base="Exception",
    acceptable_as_base=True,
    publish=False,
)

PARAMETERS = [
    "delimiter",
    "doublequote",
    "escapechar",
    "lineterminator",
    "quotechar",
    "quoting",
    "skipinitialspace",
    "strict",
]
DELIMITER, DOUBLEQUOTE, ESCAPECHAR, LINETERMINATOR, QUOTECHAR, QUOTING, SKIP, STRICT = range(8)


def csv_error(message):
    """_csv.Error(message)"""
    return operr(error_type.w_type, message)


class State(object):
    """What the functions share: the dialects by name, the longest field."""

    def __init__(self):
        self.w_dialects = None
        self.limit = 128 * 1024

    def dialects(self):
        """The dict of dialects."""
        if self.w_dialects is None:
            self.w_dialects = space.newdict()
        return self.w_dialects


state = State()


class W_Dialect(W_Root):
    """Characters are code points, or NOT_SET."""

    _immutable_fields_ = [
        "delimiter",
        "quotechar",
        "escapechar",
        "lineterminator",
        "quoting",
        "doublequote",
        "skipinitialspace",
        "strict",
    ]

    def __init__(self, values_w):
        """values_w: a value or None for each of PARAMETERS."""
        self.delimiter = char_of("delimiter", values_w[DELIMITER], ord(","), False)
        self.doublequote = bool_of(values_w[DOUBLEQUOTE], True)
        self.escapechar = char_of("escapechar", values_w[ESCAPECHAR], NOT_SET, True)
        self.lineterminator = terminator_of(values_w[LINETERMINATOR])
        self.quotechar = char_of("quotechar", values_w[QUOTECHAR], ord('"'), True)
        quoting = quoting_of(values_w[QUOTING])
        if values_w[QUOTECHAR] is space.w_None and values_w[QUOTING] is None:
            quoting = QUOTE_NONE
        self.quoting = quoting
        self.skipinitialspace = bool_of(values_w[SKIP], False)
        self.strict = bool_of(values_w[STRICT], False)
        if quoting < QUOTE_MINIMAL or quoting > QUOTE_NONE:
            raise operr(space.w_TypeError, 'bad "quoting" value')
        if quoting != QUOTE_NONE and self.quotechar == NOT_SET:
            raise operr(space.w_TypeError, "quotechar must be set if quoting enabled")

    def fget_delimiter(self):
        return char_object(self.delimiter)

    def fget_escapechar(self):
        return char_object(self.escapechar)

    def fget_quotechar(self):
        return char_object(self.quotechar)

    def fget_lineterminator(self):
        return space.newtext(self.lineterminator)

    def fget_quoting(self):
        return space.newint(self.quoting)

    def fget_doublequote(self):
        return space.newbool(self.doublequote)

    def fget_skipinitialspace(self):
        return space.newbool(self.skipinitialspace)

    def fget_strict(self):
        return space.newbool(self.strict)

    def descr_reduce(self):
        raise operr(space.w_TypeError, "cannot pickle '%s' instances" % space.typename(self))

    def descr_reduce_ex(self, w_protocol):
        return self.descr_reduce()


W_DialectUser = user_subclass(W_Dialect)


def char_object(code):
    """None or a str of one character."""
    if code == NOT_SET:
        return space.w_None
    return space.newtext(rutf8.unichr_as_utf8(code, True))


def char_of(name, w_value, default, may_be_none):
    """The code point of an argument."""
    if w_value is None:
        return default
    if may_be_none and w_value is space.w_None:
        return NOT_SET
    if not isinstance(w_value, unicodeobject.W_UnicodeObject):
        what = "string or None" if may_be_none else "string"
        raise operr(
            space.w_TypeError,
            '"%s" must be %s, not %s' % (name, what, space.typename(w_value)),
        )
    text = w_value.text()
    if len(text) == 0 or rutf8.next_codepoint_pos(text, 0) != len(text):
        raise operr(space.w_TypeError, '"%s" must be a 1-character string' % name)
    return rutf8.codepoint_at_pos(text, 0)


def bool_of(w_value, default):
    """An argument that is true or false."""
    if w_value is None:
        return default
    return space.is_true(w_value)


def terminator_of(w_value):
    """What ends lines."""
    if w_value is None:
        return "\r\n"
    if w_value is space.w_None:
        raise operr(space.w_TypeError, "lineterminator must be set")
    if not isinstance(w_value, unicodeobject.W_UnicodeObject):
        raise operr(space.w_TypeError, '"lineterminator" must be a string')
    return w_value.text()


def quoting_of(w_value):
    """When fields are quoted."""
    if w_value is None:
        return QUOTE_MINIMAL
    if space.type(w_value) is not space.w_int:
        raise operr(space.w_TypeError, '"quoting" must be an integer')
    return space.int_w(w_value)


def make(w_type, w_dialect, values_w):
    """The dialect of a name, of an object with attributes or of nothing, changed by the given values."""
    if w_dialect is space.w_None:
        w_dialect = None
    if w_dialect is not None:
        if isinstance(w_dialect, unicodeobject.W_UnicodeObject):
            w_dialect = get(w_dialect)
        if isinstance(w_dialect, W_Dialect):
            changed = False
            for w_value in values_w:
                if w_value is not None:
                    changed = True
            if not changed:
                return w_dialect
        for i in range(len(PARAMETERS)):
            if values_w[i] is None:
                values_w[i] = space.findattr(w_dialect, PARAMETERS[i])
    if w_type is W_Dialect.typedef.w_type:
        return W_Dialect(values_w)
    w_made = W_DialectUser(values_w)
    w_made.user_setup(w_type)
    return w_made


def dialect_new(scope_w):
    """Dialect(dialect=None, delimiter=..., ...)"""
    return make(scope_w[0], scope_w[1], scope_w[2:])


def from_arguments(w_dialect, args):
    """The dialect of a call f(..., dialect, **parameters)."""
    keywords = args.only_keywords()
    positional_w = []
    if w_dialect is not None:
        positional_w.append(w_dialect)
    return space.call_args(
        W_Dialect.typedef.w_type,
        Arguments(positional_w, keywords.kwnames, keywords.kwargs_w),
    )


def get(w_name):
    """The dialect of a name."""
    w_dialect = state.dialects().getitem(w_name)
    if w_dialect is None:
        raise csv_error("unknown dialect")
    return w_dialect


def csv_get_dialect(w_name):
    return get(w_name)


def csv_register_dialect(args):
    args.fixed("register_dialect", 1, 2)
    w_name = args.args_w[0]
    if not isinstance(w_name, unicodeobject.W_UnicodeObject):
        raise operr(space.w_TypeError, "dialect name must be a string")
    w_dialect = args.args_w[1] if len(args.args_w) > 1 else None
    space.setitem(state.dialects(), w_name, from_arguments(w_dialect, args))


def csv_unregister_dialect(w_name):
    get(w_name)
    space.delitem(state.dialects(), w_name)


def csv_list_dialects():
    return space.newlist(space.unpackiterable(state.dialects())[:])


def csv_field_size_limit(w_limit):
    old = state.limit
    if w_limit is not None:
        if not space.isinstance_w(w_limit, space.w_int):
            raise operr(space.w_TypeError, "limit must be an integer")
        state.limit = space.int_w(w_limit)
    return space.newint(old)


def fill(w_dict):
    """The dict of dialects is an attribute of the module."""
    w_dict.setitem_str("_dialects", state.dialects())


W_Dialect.typedef = TypeDef(
    "_csv.Dialect",
    W_Dialect,
    new(
        "cls, dialect=None, delimiter=None, doublequote=None, escapechar=None, lineterminator=None, "
        "quotechar=None, quoting=None, skipinitialspace=None, strict=None",
        dialect_new,
    ),
    getset("delimiter", W_Dialect.fget_delimiter),
    getset("doublequote", W_Dialect.fget_doublequote),
    getset("escapechar", W_Dialect.fget_escapechar),
    getset("lineterminator", W_Dialect.fget_lineterminator),
    getset("quotechar", W_Dialect.fget_quotechar),
    getset("quoting", W_Dialect.fget_quoting),
    getset("skipinitialspace", W_Dialect.fget_skipinitialspace),
    getset("strict", W_Dialect.fget_strict),
    method("__reduce__", W_Dialect.descr_reduce, "self"),
    method("__reduce_ex__", W_Dialect.descr_reduce_ex, "self, protocol, /"),
    acceptable_as_base=True,
    publish=False,
)
