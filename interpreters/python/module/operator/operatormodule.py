"""operator: the operations as functions; itemgetter, attrgetter and methodcaller."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import TypeDef, method, new
from interpreters.python.module import modinfo
from interpreters.python.objspace import bytesobject, intobject, unicodeobject
from interpreters.python.objspace import operation as space


class W_ItemGetter(W_Root):
    """itemgetter(item, *items)"""

    def __init__(self, items_w):
        self.items_w = items_w

    def call1(self, w_obj):
        if len(self.items_w) == 1:
            return space.getitem(w_obj, self.items_w[0])
        values_w = []
        for w_item in self.items_w:
            values_w.append(space.getitem(w_obj, w_item))
        return space.newtuple(values_w)

    def call_args(self, args):
        args.no_keywords("itemgetter")
        args.fixed("itemgetter", 1, 1)
        return self.call1(args.args_w[0])

    def descr_call(self, args):
        return self.call_args(args)

    def descr_repr(self):
        parts = []
        for w_item in self.items_w:
            parts.append(space.repr_w(w_item))
        return space.newtext("operator.itemgetter(" + ", ".join(parts) + ")")

    def descr_reduce(self):
        return space.newtuple([space.type(self), space.newtuple(self.items_w[:])])


def itemgetter_new(w_type, args):
    """itemgetter.__new__"""
    args.no_keywords("itemgetter")
    args.fixed("itemgetter", 1, -1)
    return W_ItemGetter(args.args_w)


def get_dotted(w_obj, name):
    """w_obj.a.b.c"""
    while True:
        dot = name.find(".")
        if dot < 0:
            return space.getattr(w_obj, name)
        w_obj = space.getattr(w_obj, name[:dot])
        name = name[dot + 1 :]


class W_AttrGetter(W_Root):
    """attrgetter(attr, *attrs)"""

    def __init__(self, names):
        self.names = names

    def call1(self, w_obj):
        if len(self.names) == 1:
            return get_dotted(w_obj, self.names[0])
        values_w = []
        for name in self.names:
            values_w.append(get_dotted(w_obj, name))
        return space.newtuple(values_w)

    def call_args(self, args):
        args.no_keywords("attrgetter")
        args.fixed("attrgetter", 1, 1)
        return self.call1(args.args_w[0])

    def descr_call(self, args):
        return self.call_args(args)

    def names_w(self):
        """The names as str objects."""
        items_w = []
        for name in self.names:
            items_w.append(space.newtext(name))
        return items_w

    def descr_repr(self):
        parts = []
        for w_name in self.names_w():
            parts.append(space.repr_w(w_name))
        return space.newtext("operator.attrgetter(" + ", ".join(parts) + ")")

    def descr_reduce(self):
        return space.newtuple([space.type(self), space.newtuple(self.names_w())])


def attrgetter_new(w_type, args):
    """attrgetter.__new__"""
    args.no_keywords("attrgetter")
    args.fixed("attrgetter", 1, -1)
    names = []
    for w_name in args.args_w:
        if not isinstance(w_name, unicodeobject.W_UnicodeObject):
            raise operr(space.w_TypeError, "attribute name must be a string")
        names.append(space.text_w(w_name))
    return W_AttrGetter(names)


class W_MethodCaller(W_Root):
    """methodcaller(name, *args, **kwargs)"""

    def __init__(self, name, args):
        self.name = name
        self.args = args

    def call1(self, w_obj):
        return space.call_args(space.getattr(w_obj, self.name), self.args)

    def call_args(self, args):
        args.no_keywords("methodcaller")
        args.fixed("methodcaller", 1, 1)
        return self.call1(args.args_w[0])

    def descr_call(self, args):
        return self.call_args(args)

    def descr_reduce(self):
        w_type = self.getclass()
        w_name = space.newtext(self.name)
        if not self.args.has_keywords():
            return space.newtuple([w_type, space.newtuple([w_name] + self.args.args_w[:])])
        w_import = space.dict_getitem_str(ec.w_builtins_dict, "__import__")
        w_partial = space.getattr(w_import.call1(space.newtext("functools")), "partial")
        args = self.args.with_positional([w_type, w_name])
        return space.newtuple([w_partial.call_args(args), space.newtuple(self.args.args_w[:])])

    def descr_repr(self):
        parts = [space.repr_w(space.newtext(self.name))]
        for w_arg in self.args.args_w:
            parts.append(space.repr_w(w_arg))
        if self.args.kwnames is not None:
            i = 0
            while i < len(self.args.kwnames):
                parts.append(self.args.kwnames[i] + "=" + space.repr_w(self.args.kwargs_w[i]))
                i += 1
        return space.newtext("operator.methodcaller(" + ", ".join(parts) + ")")


def methodcaller_new(w_type, args):
    """methodcaller.__new__"""
    args.fixed("methodcaller", 1, -1)
    w_name = args.args_w[0]
    if not isinstance(w_name, unicodeobject.W_UnicodeObject):
        raise operr(space.w_TypeError, "method name must be a string")
    return W_MethodCaller(space.text_w(w_name), args.without_first())


def _declare(name, cls, new_function, *more):
    """NOT_RPYTHON"""
    cls.typedef = TypeDef(
        "operator." + name,
        cls,
        new("cls, ...", new_function),
        method("__call__", cls.descr_call, "self, ..."),
        method("__repr__", cls.descr_repr, "self"),
        *more,
    )
    return cls.typedef


TYPES = [
    _declare(
        "itemgetter",
        W_ItemGetter,
        itemgetter_new,
        method("__reduce__", W_ItemGetter.descr_reduce, "self"),
    ),
    _declare(
        "attrgetter",
        W_AttrGetter,
        attrgetter_new,
        method("__reduce__", W_AttrGetter.descr_reduce, "self"),
    ),
    _declare(
        "methodcaller",
        W_MethodCaller,
        methodcaller_new,
        method("__reduce__", W_MethodCaller.descr_reduce, "self"),
    ),
]

# ---- functions -----------------------------------------------------------------------------------


def op_pow(w_a, w_b):
    return space.pow(w_a, w_b, space.w_None)


def op_ipow(w_a, w_b):
    return space.inplace_pow(w_a, w_b)


def op_is(w_a, w_b):
    return space.newbool(space.is_w(w_a, w_b))


def op_is_not(w_a, w_b):
    return space.newbool(not space.is_w(w_a, w_b))


def op_not(w_a):
    return space.newbool(not space.is_true(w_a))


def op_truth(w_a):
    return space.newbool(space.is_true(w_a))


def op_contains(w_a, w_b):
    return space.newbool(space.contains_w(w_a, w_b))


def op_concat(w_a, w_b):
    if space.lookup(w_a, "__getitem__") is None:
        raise operr(space.w_TypeError, "'%s' object can't be concatenated" % space.typename(w_a))
    return space.add(w_a, w_b)


def op_iconcat(w_a, w_b):
    if space.lookup(w_a, "__getitem__") is None:
        raise operr(space.w_TypeError, "'%s' object can't be concatenated" % space.typename(w_a))
    return space.inplace_add(w_a, w_b)


def op_setitem(w_a, w_b, w_c):
    space.setitem(w_a, w_b, w_c)


def op_delitem(w_a, w_b):
    space.delitem(w_a, w_b)


def op_index(w_a):
    return space.index(w_a)


def op_call(args):
    args.fixed("call", 1, -1)
    return space.call_args(args.args_w[0], args.without_first())


def count_of(w_a, w_b):
    count = 0
    w_iter = space.iter(w_a)
    while True:
        w_item = w_iter.next_w()
        if w_item is None:
            return space.newint(count)
        if space.eq_w(w_item, w_b):
            count += 1


def index_of(w_a, w_b):
    index = 0
    w_iter = space.iter(w_a)
    while True:
        w_item = w_iter.next_w()
        if w_item is None:
            raise operr(space.w_ValueError, "sequence.index(x): x not in sequence")
        if space.eq_w(w_item, w_b):
            return space.newint(index)
        index += 1


def length_hint(w_obj, w_default):
    default = 0
    if w_default is not None:
        if not isinstance(w_default, intobject.W_AbstractIntObject):
            raise operr(
                space.w_TypeError,
                "'%s' object cannot be interpreted as an integer" % space.typename(w_default),
            )
        default = space.int_w(w_default)
    return space.newint(space.length_hint(w_obj, default))


def compare_digest(w_a, w_b):
    """_compare_digest: in time that does not depend on where the difference is."""
    if isinstance(w_a, unicodeobject.W_UnicodeObject):
        a = space.text_w(w_a)
        b = space.text_w(w_b)
    else:
        a = bytesobject.buffer_w(w_a)
        b = bytesobject.buffer_w(w_b)
    if len(a) != len(b):
        return space.w_False
    difference = 0
    i = 0
    while i < len(a):
        difference |= ord(a[i]) ^ ord(b[i])
        i += 1
    return space.newbool(difference == 0)


def _binary():
    """NOT_RPYTHON: the operators of two operands."""
    table = {
        "add": space.add,
        "sub": space.sub,
        "mul": space.mul,
        "truediv": space.truediv,
        "floordiv": space.floordiv,
        "mod": space.mod,
        "matmul": space.matmul,
        "lshift": space.lshift,
        "rshift": space.rshift,
        "and_": space.and_,
        "or_": space.or_,
        "xor": space.xor,
        "pow": op_pow,
        "lt": space.lt,
        "le": space.le,
        "eq": space.eq,
        "ne": space.ne,
        "gt": space.gt,
        "ge": space.ge,
        "getitem": space.getitem,
        "delitem": op_delitem,
        "contains": op_contains,
        "concat": op_concat,
        "iconcat": op_iconcat,
        "is_": op_is,
        "is_not": op_is_not,
        "countOf": count_of,
        "indexOf": index_of,
        "_compare_digest": compare_digest,
        "iadd": space.inplace_add,
        "isub": space.inplace_sub,
        "imul": space.inplace_mul,
        "itruediv": space.inplace_truediv,
        "ifloordiv": space.inplace_floordiv,
        "imod": space.inplace_mod,
        "imatmul": space.inplace_matmul,
        "ilshift": space.inplace_lshift,
        "irshift": space.inplace_rshift,
        "iand": space.inplace_and,
        "ior": space.inplace_or,
        "ixor": space.inplace_xor,
        "ipow": op_ipow,
    }
    return [function(name, fn, "a, b, /") for name, fn in table.items()]


FUNCTIONS = _binary() + [
    function("neg", space.neg, "a, /"),
    function("pos", space.pos, "a, /"),
    function("invert", space.invert, "a, /"),
    function("inv", space.invert, "a, /"),
    function("abs", space.abs, "a, /"),
    function("not_", op_not, "a, /"),
    function("truth", op_truth, "a, /"),
    function("index", op_index, "a, /"),
    function("setitem", op_setitem, "a, b, c, /"),
    function("length_hint", length_hint, "obj, default=None, /"),
    function("call", op_call, "..."),
]

_DUNDERS = (
    "add sub mul truediv floordiv mod matmul lshift rshift and_ or_ xor pow lt le eq ne gt ge getitem "
    "setitem delitem contains concat iconcat neg pos invert inv abs not_ index call iadd isub imul "
    "itruediv ifloordiv imod imatmul ilshift irshift iand ior ixor ipow"
).split()


def _aliases():
    """NOT_RPYTHON: __add__ for add and so on."""
    by_name = {w_function.name: w_function for w_function in FUNCTIONS}
    names = [w_function.name for w_function in FUNCTIONS] + [typedef.name for typedef in TYPES]
    w_all = space.newlist([space.newtext(name) for name in sorted(names)])
    dunders = [("__%s__" % name.rstrip("_"), by_name[name]) for name in _DUNDERS]
    return [("__all__", w_all)] + dunders


MODULES = [
    modinfo.declare("operator", FUNCTIONS, _aliases(), types=TYPES),
    modinfo.declare("_operator", FUNCTIONS, types=TYPES),
]
