"""How RPython functions become Python builtin functions and methods.

A builtin is declared with a *signature text* in Python's own syntax, from which the number and kind of parameters
is taken. The RPython function takes wrapped objects and returns a wrapped object (or None, which means Python's None).

    "self, x"                 fn(w_self, w_x)                     both required, also by keyword (x=...)
    "self, x, y=None, /"      fn(w_self, w_x, w_y)                w_y is RPython None when missing; positional only
    "a, *, key=None"          fn(w_a, w_key)                      key is keyword only (keyword-only ones are always optional)
    "a, b, c, d, e=None"      fn(scope_w)                         five or more parameters: one list, in signature order
    "..."                     fn(args)                            any arguments: interpreter.argument.Arguments
    "self, ..."               fn(w_self, args)                    the same for a method (args without self)

`=None` is the only default that can be written and always means "RPython None is passed".

    def descr_append(self, w_x): ...                              method of class W_ListObject
    method("append", W_ListObject.descr_append, "self, x, /")     in the TypeDef: self is checked to be a W_ListObject
    function("len", builtin_len, "obj, /")                        a module-level function
"""

from interpreters.python.interpreter.baseobjspace import W_Root


class Signature(object):
    """Parameter names of a function, in order: positional-only, positional-or-keyword, then keyword-only."""

    _immutable_fields_ = ["argnames", "num_posonly", "kwonlynames", "varargname", "kwargname"]

    def __init__(self, argnames, num_posonly, kwonlynames, varargname, kwargname):
        self.argnames = argnames
        self.num_posonly = num_posonly
        self.kwonlynames = kwonlynames
        self.varargname = varargname
        self.kwargname = kwargname

    def scope_length(self):
        """How many locals the parameters take (including *args and **kwargs)."""
        n = len(self.argnames) + len(self.kwonlynames)
        if self.varargname is not None:
            n += 1
        if self.kwargname is not None:
            n += 1
        return n


class W_BuiltinFunction(W_Root):
    """A builtin function or an unbound builtin method. One subclass for each way to call the RPython function.

    `is_method`: binds to an instance when found in a type (method descriptor).
    """

    _immutable_fields_ = ["name", "sig", "minargs", "maxargs", "is_method", "doc"]

    def __init__(self, name, sig, minargs, is_method, doc):
        self.name = name
        self.sig = sig
        self.minargs = minargs
        self.maxargs = len(sig.argnames)
        self.is_method = is_method
        self.doc = doc
        self.w_objclass = None
        self.w_module = None
        self.ownername = ""

    def qualified_name(self):
        """The name for messages: `type.method` or `function`."""
        if self.is_method and self.ownername != "":
            return self.ownername + "." + self.name
        return self.name

    def arity_error(self, given):
        """The TypeError for `given` positional arguments."""
        name = self.qualified_name()
        low = self.minargs
        high = self.maxargs
        takes_class = self.name == "__new__"
        if takes_class:
            name = self.ownername
        if self.is_method or takes_class:
            low -= 1
            high -= 1
            given -= 1
            if given < 0:
                return error.operr(
                    space.w_TypeError, "unbound method %s() needs an argument" % name
                )
        shown = name if takes_class else self.name
        if self.name == "__init__":
            name = shown = self.ownername
        if low == high:
            if low == 0:
                return error.operr(
                    space.w_TypeError, "%s() takes no arguments (%d given)" % (name, given)
                )
            if low == 1:
                return error.operr(
                    space.w_TypeError, "%s() takes exactly one argument (%d given)" % (name, given)
                )
            return error.operr(
                space.w_TypeError, "%s expected %d arguments, got %d" % (shown, low, given)
            )
        if given < low:
            plural = "" if low == 1 else "s"
            return error.operr(
                space.w_TypeError,
                "%s expected at least %d argument%s, got %d" % (shown, low, plural, given),
            )
        plural = "" if high == 1 else "s"
        return error.operr(
            space.w_TypeError,
            "%s expected at most %d argument%s, got %d" % (shown, high, plural, given),
        )

    def call_scope(self, scope_w):
        """Calls the function with one value (or None) for each parameter of the signature."""
        raise NotImplementedError

    def call_args(self, args):
        return self.call_scope(argument.match_builtin(self, args))

    def call0(self):
        return self.call_args(argument.Arguments([]))

    def call1(self, w_a):
        return self.call_args(argument.Arguments([w_a]))

    def call2(self, w_a, w_b):
        return self.call_args(argument.Arguments([w_a, w_b]))

    def call3(self, w_a, w_b, w_c):
        return self.call_args(argument.Arguments([w_a, w_b, w_c]))

    def call4(self, w_a, w_b, w_c, w_d):
        return self.call_args(argument.Arguments([w_a, w_b, w_c, w_d]))


class W_Builtin0(W_BuiltinFunction):
    """fn()"""

    _immutable_fields_ = ["fn0"]

    def __init__(self, name, sig, minargs, is_method, doc, fn):
        W_BuiltinFunction.__init__(self, name, sig, minargs, is_method, doc)
        self.fn0 = fn

    def call_scope(self, scope_w):
        return self.call0()

    def call0(self):
        w_result = self.fn0()
        if w_result is None:
            return space.w_None
        return w_result


class W_Builtin1(W_BuiltinFunction):
    """fn(w_a)"""

    _immutable_fields_ = ["fn1"]

    def __init__(self, name, sig, minargs, is_method, doc, fn):
        W_BuiltinFunction.__init__(self, name, sig, minargs, is_method, doc)
        self.fn1 = fn

    def call_scope(self, scope_w):
        return self.run(scope_w[0])

    def run(self, w_a):
        w_result = self.fn1(w_a)
        if w_result is None:
            return space.w_None
        return w_result

    def call0(self):
        if self.minargs > 0:
            raise self.arity_error(0)
        return self.run(None)

    def call1(self, w_a):
        if self.maxargs < 1:
            raise self.arity_error(1)
        return self.run(w_a)


class W_Builtin2(W_BuiltinFunction):
    """fn(w_a, w_b)"""

    _immutable_fields_ = ["fn2"]

    def __init__(self, name, sig, minargs, is_method, doc, fn):
        W_BuiltinFunction.__init__(self, name, sig, minargs, is_method, doc)
        self.fn2 = fn

    def call_scope(self, scope_w):
        return self.run(scope_w[0], scope_w[1])

    def run(self, w_a, w_b):
        w_result = self.fn2(w_a, w_b)
        if w_result is None:
            return space.w_None
        return w_result

    def call0(self):
        if self.minargs > 0:
            raise self.arity_error(0)
        return self.run(None, None)

    def call1(self, w_a):
        if self.minargs > 1 or self.maxargs < 1:
            raise self.arity_error(1)
        return self.run(w_a, None)

    def call2(self, w_a, w_b):
        if self.maxargs < 2:
            raise self.arity_error(2)
        return self.run(w_a, w_b)


class W_Builtin3(W_BuiltinFunction):
    """fn(w_a, w_b, w_c)"""

    _immutable_fields_ = ["fn3"]

    def __init__(self, name, sig, minargs, is_method, doc, fn):
        W_BuiltinFunction.__init__(self, name, sig, minargs, is_method, doc)
        self.fn3 = fn

    def call_scope(self, scope_w):
        return self.run(scope_w[0], scope_w[1], scope_w[2])

    def run(self, w_a, w_b, w_c):
        w_result = self.fn3(w_a, w_b, w_c)
        if w_result is None:
            return space.w_None
        return w_result

    def call0(self):
        if self.minargs > 0:
            raise self.arity_error(0)
        return self.run(None, None, None)

    def call1(self, w_a):
        if self.minargs > 1 or self.maxargs < 1:
            raise self.arity_error(1)
        return self.run(w_a, None, None)

    def call2(self, w_a, w_b):
        if self.minargs > 2 or self.maxargs < 2:
            raise self.arity_error(2)
        return self.run(w_a, w_b, None)

    def call3(self, w_a, w_b, w_c):
        if self.maxargs < 3:
            raise self.arity_error(3)
        return self.run(w_a, w_b, w_c)


class W_Builtin4(W_BuiltinFunction):
    """fn(w_a, w_b, w_c, w_d)"""

    _immutable_fields_ = ["fn4"]

    def __init__(self, name, sig, minargs, is_method, doc, fn):
        W_BuiltinFunction.__init__(self, name, sig, minargs, is_method, doc)
        self.fn4 = fn

    def call_scope(self, scope_w):
        return self.run(scope_w[0], scope_w[1], scope_w[2], scope_w[3])

    def run(self, w_a, w_b, w_c, w_d):
        w_result = self.fn4(w_a, w_b, w_c, w_d)
        if w_result is None:
            return space.w_None
        return w_result

    def call0(self):
        if self.minargs > 0:
            raise self.arity_error(0)
        return self.run(None, None, None, None)

    def call1(self, w_a):
        if self.minargs > 1 or self.maxargs < 1:
            raise self.arity_error(1)
        return self.run(w_a, None, None, None)

    def call2(self, w_a, w_b):
        if self.minargs > 2 or self.maxargs < 2:
            raise self.arity_error(2)
        return self.run(w_a, w_b, None, None)

    def call3(self, w_a, w_b, w_c):
        if self.minargs > 3 or self.maxargs < 3:
            raise self.arity_error(3)
        return self.run(w_a, w_b, w_c, None)

    def call4(self, w_a, w_b, w_c, w_d):
        if self.maxargs < 4:
            raise self.arity_error(4)
        return self.run(w_a, w_b, w_c, w_d)


class W_BuiltinN(W_BuiltinFunction):
    """fn(scope_w): a list with one value, or None, for each parameter."""

    _immutable_fields_ = ["fnlist"]

    def __init__(self, name, sig, minargs, is_method, doc, fn):
        W_BuiltinFunction.__init__(self, name, sig, minargs, is_method, doc)
        self.fnlist = fn

    def call_scope(self, scope_w):
        w_result = self.fnlist(scope_w)
        if w_result is None:
            return space.w_None
        return w_result


class W_BuiltinVar(W_BuiltinFunction):
    """fn(args): all arguments as an Arguments object."""

    _immutable_fields_ = ["fnargs"]

    def __init__(self, name, sig, minargs, is_method, doc, fn):
        W_BuiltinFunction.__init__(self, name, sig, minargs, is_method, doc)
        self.fnargs = fn

    def call_args(self, args):
        w_result = self.fnargs(args)
        if w_result is None:
            return space.w_None
        return w_result


class W_BuiltinSelfVar(W_BuiltinFunction):
    """fn(w_self, args): the first argument apart, the others as an Arguments object."""

    _immutable_fields_ = ["fnselfargs"]

    def __init__(self, name, sig, minargs, is_method, doc, fn):
        W_BuiltinFunction.__init__(self, name, sig, minargs, is_method, doc)
        self.fnselfargs = fn

    def call_args(self, args):
        if len(args.args_w) == 0:
            raise self.arity_error(0)
        w_result = self.fnselfargs(args.args_w[0], args.without_first())
        if w_result is None:
            return space.w_None
        return w_result


# ---- import-time declarations (run on the host only) ------------------------------------------------


def parse_signature(text):
    """NOT_RPYTHON: signature text -> (Signature, minargs, kind); kind is "fixed", "args" or "selfargs"."""
    names, kwonly, nposonly, minargs = [], [], 0, 0
    seen_star = False
    parts = [p.strip() for p in text.split(",") if p.strip()]
    kind = "fixed"
    for part in parts:
        if part == "...":
            kind = "selfargs" if names else "args"
        elif part == "/":
            nposonly = len(names)
        elif part == "*":
            seen_star = True
        elif seen_star:
            kwonly.append(part.split("=")[0].strip())
            assert "=None" in part.replace(" ", ""), text
        else:
            name, _, default = part.partition("=")
            names.append(name.strip())
            if default:
                assert default.strip() == "None", text
            else:
                assert minargs == len(names) - 1, text
                minargs += 1
    if kind != "fixed":
        minargs = len(names)
    return Signature(names, nposonly, kwonly, None, None), minargs, kind


_BY_ARITY = [W_Builtin0, W_Builtin1, W_Builtin2, W_Builtin3, W_Builtin4]


def make_builtin(name, fn, text, is_method=False, doc=None):
    """NOT_RPYTHON: the W_BuiltinFunction for RPython function `fn` with signature text `text`."""
    sig, minargs, kind = parse_signature(text)
    if kind == "args":
        cls = W_BuiltinVar
    elif kind == "selfargs":
        cls = W_BuiltinSelfVar
    else:
        n = len(sig.argnames) + len(sig.kwonlynames)
        cls = _BY_ARITY[n] if n <= 4 else W_BuiltinN
    return cls(name, sig, minargs, is_method, doc or "", fn)


def function(name, fn, text, doc=None):
    """NOT_RPYTHON: a builtin function (does not bind when found in a class): for modules, and for `__new__`."""
    return make_builtin(name, fn, text, False, doc)


def checked_self(fn, cls, name, typename, text):
    """NOT_RPYTHON: `fn` with a check that its first argument is a `cls`."""
    if cls is W_Root:
        return fn
    sig, _, kind = parse_signature(text)
    n = len(sig.argnames) + len(sig.kwonlynames)
    if kind == "selfargs":
        n = 2
    msg = "descriptor '%s' for '%s' objects doesn't apply to a '" % (name, typename)

    def fail(w_self):
        return error.operr(space.w_TypeError, msg + w_self.getclass().name + "' object")

    if n == 1:

        def check1(w_self):
            if not isinstance(w_self, cls):
                raise fail(w_self)
            return fn(w_self)

        return check1
    if n == 2:

        def check2(w_self, w_a):
            if not isinstance(w_self, cls):
                raise fail(w_self)
            return fn(w_self, w_a)

        return check2
    if n == 3:

        def check3(w_self, w_a, w_b):
            if not isinstance(w_self, cls):
                raise fail(w_self)
            return fn(w_self, w_a, w_b)

        return check3
    if n == 4:

        def check4(w_self, w_a, w_b, w_c):
            if not isinstance(w_self, cls):
                raise fail(w_self)
            return fn(w_self, w_a, w_b, w_c)

        return check4
    return fn  # list form: the function checks scope_w[0] itself


from interpreters.python.interpreter import argument, error  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402
