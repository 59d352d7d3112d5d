"""Arguments of a call, and their distribution to the parameters of a function."""

from rpython.rlib.jit import elidable, isconstant, promote, unroll_safe


class Arguments(object):
    """Positional arguments `args_w`, and keywords: `kwnames` (list of RPython str, or None) with `kwargs_w`."""

    _immutable_fields_ = ["args_w", "kwnames", "kwargs_w"]

    def __init__(self, args_w, kwnames=None, kwargs_w=None):
        self.args_w = args_w
        self.kwnames = kwnames
        self.kwargs_w = kwargs_w

    def has_keywords(self):
        """Are there keyword arguments?"""
        return self.kwnames is not None and keyword_count(self.kwnames) > 0

    def keyword_count(self):
        """The number of keyword arguments."""
        if self.kwnames is None:
            return 0
        return keyword_count(self.kwnames)

    def prepend(self, w_first):
        """The same arguments with one more in front."""
        return Arguments(joined([w_first], self.args_w), self.kwnames, self.kwargs_w)

    def without_first(self):
        """The same arguments but the first."""
        return Arguments(self.args_w[1:], self.kwnames, self.kwargs_w)

    def only_keywords(self):
        """The keyword arguments alone."""
        return Arguments([], self.kwnames, self.kwargs_w)

    def with_positional(self, args_w):
        """The keyword arguments with other positional ones."""
        return Arguments(args_w, self.kwnames, self.kwargs_w)

    def getkw(self, name):
        """The value of keyword `name`, or None."""
        if self.kwnames is not None:
            return self.find_keyword(name)
        return None

    @unroll_safe
    def find_keyword(self, name):
        """The value of keyword `name`, or None, if there are keywords."""
        n = promote(keyword_count(self.kwnames))
        i = 0
        while i < n:
            if keyword_at(self.kwnames, i) == name:
                return self.kwargs_w[i]
            i += 1
        return None

    def extract_keyword(self, name):
        """(value or None, these arguments without keyword `name` and without positional ones)."""
        w_value = self.getkw(name)
        if w_value is None:
            return None, self.only_keywords()
        names = []
        values_w = []
        i = 0
        while i < len(self.kwnames):
            if self.kwnames[i] != name:
                names.append(self.kwnames[i])
                values_w.append(self.kwargs_w[i])
            i += 1
        return w_value, Arguments([], names, values_w)

    def no_keywords(self, fname):
        """TypeError if there are keyword arguments."""
        if self.has_keywords():
            raise error.operr(space.w_TypeError, "%s() takes no keyword arguments" % fname)

    def fixed(self, fname, low, high):
        """TypeError unless there are low..high positional arguments (high < 0: no limit)."""
        n = len(self.args_w)
        if n < low:
            plural = "" if low == 1 else "s"
            atleast = "" if low == high else "at least "
            raise error.operr(
                space.w_TypeError,
                "%s expected %s%d argument%s, got %d" % (fname, atleast, low, plural, n),
            )
        if high >= 0 and n > high:
            plural = "" if high == 1 else "s"
            atmost = "" if low == high else "at most "
            raise error.operr(
                space.w_TypeError,
                "%s expected %s%d argument%s, got %d" % (fname, atmost, high, plural, n),
            )

    def only_keywords_allowed(self, fname, allowed):
        """TypeError if there is a keyword that is not in the list `allowed`."""
        if self.kwnames is not None:
            self.check_keywords(fname, allowed)

    def check_keywords(self, fname, allowed):
        """only_keywords_allowed, if there are keywords."""
        for name in self.kwnames:
            if name not in allowed:
                raise error.operr(
                    space.w_TypeError,
                    "'%s' is an invalid keyword argument for %s()" % (name, fname),
                )

    def keywords_dict(self):
        """The keywords as a new Python dict."""
        w_dict = space.newdict()
        if self.kwnames is not None:
            i = 0
            while i < len(self.kwnames):
                space.dict_setitem_str(w_dict, self.kwnames[i], self.kwargs_w[i])
                i += 1
        return w_dict


@unroll_safe
def joined(first_w, second_w):
    """The items of two lists."""
    n = promote(len(first_w))
    m = promote(len(second_w))
    args_w = [None] * (n + m)
    i = 0
    while i < n:
        args_w[i] = first_w[i]
        i += 1
    i = 0
    while i < m:
        args_w[n + i] = second_w[i]
        i += 1
    return args_w


def from_star_args(w_callable, w_star, w_starstar):
    """Arguments for f(*w_star, **w_starstar); either may be None; w_starstar is a dict."""
    if w_star is None:
        args_w = []
    else:
        args_w = space.unpacked(w_star)[:]
    if w_starstar is None:
        return Arguments(args_w)
    assert isinstance(w_starstar, dictobject.W_DictObject)
    if w_starstar.is_small_namespace():
        return with_few_keywords(args_w, w_starstar)
    return with_keywords(args_w, w_starstar)


@unroll_safe
def with_few_keywords(args_w, w_starstar):
    """from_star_args for a dict with few keys, exact strings without gaps between them."""
    n = promote(w_starstar.length())
    if n == 0:
        return Arguments(args_w)
    names = [None] * n
    values_w = [None] * n
    i = 0
    while i < n:
        w_key = w_starstar.key_at(i)
        assert isinstance(w_key, unicodeobject.W_UnicodeObject)
        names[i] = w_key.text()
        values_w[i] = w_starstar.value_at(i)
        i += 1
    return Arguments(args_w, names, values_w)


def with_keywords(args_w, w_starstar):
    """from_star_args for any dict."""
    names = []
    values_w = []
    pos = w_starstar.next_entry(0)
    while pos >= 0:
        w_key = w_starstar.key_at(pos)
        if not space.isinstance_w(w_key, space.w_str):
            raise error.operr(space.w_TypeError, "keywords must be strings")
        names.append(space.text_w(w_key))
        values_w.append(w_starstar.value_at(pos))
        pos = w_starstar.next_entry(pos + 1)
    if len(names) == 0:
        return Arguments(args_w)
    return Arguments(args_w, names, values_w)


@unroll_safe
def match_builtin(builtin, args):
    """The scope of a builtin function: a value or None for each parameter."""
    sig = builtin.sig
    argnames = sig.argnames
    kwonly = sig.kwonlynames
    npos = len(argnames)
    given = promote(len(args.args_w))
    if given > npos:
        raise builtin.arity_error(given)
    total = npos + len(kwonly)
    scope_w = [None] * total
    i = 0
    while i < given:
        scope_w[i] = args.args_w[i]
        i += 1
    if args.kwnames is not None:
        k = 0
        n = promote(keyword_count(args.kwnames))
        while k < n:
            name = keyword_at(args.kwnames, k)
            i = find_name(argnames, name, sig.num_posonly)
            if i < 0:
                i = find_name(kwonly, name, 0)
                if i >= 0:
                    i += npos
            i = promote(i)
            if i < 0:
                if sig.num_posonly == npos and len(kwonly) == 0:
                    if given > 0 and keywords_are_for_others(builtin, args.args_w[0]):
                        break
                    raise error.operr(
                        space.w_TypeError,
                        "%s() takes no keyword arguments" % builtin.qualified_name(),
                    )
                raise error.operr(
                    space.w_TypeError,
                    "'%s' is an invalid keyword argument for %s()" % (name, builtin.name),
                )
            if scope_w[i] is not None:
                raise error.operr(
                    space.w_TypeError,
                    "argument for %s() given by name ('%s') and position (%d)"
                    % (builtin.name, name, i + 1),
                )
            scope_w[i] = args.kwargs_w[k]
            k += 1
    i = given
    while i < builtin.minargs:
        if scope_w[i] is None:
            if not args.has_keywords():
                raise builtin.arity_error(given)
            raise error.operr(
                space.w_TypeError,
                "%s() missing required argument '%s' (pos %d)"
                % (builtin.name, argnames[i], i + 1 - int(builtin.is_method)),
            )
        i += 1
    return scope_w


def keywords_are_for_others(builtin, w_first):
    """Does __new__ (or __init__) ignore keywords, since a subclass overrides the other one?"""
    if builtin.name == "__new__":
        if isinstance(w_first, typeobject.W_TypeObject) and not w_first.is_builtin:
            return not isinstance(w_first.slot(slots.INIT), gateway.W_BuiltinFunction)
    elif builtin.name == "__init__":
        w_cls = w_first.getclass()
        if not w_cls.is_builtin:
            return not isinstance(w_cls.slot(slots.NEW), gateway.W_BuiltinFunction)
    return False


@elidable
def find_name(names, name, start):
    """Index of `name` in `names` from `start` on, or -1."""
    i = start
    while i < len(names):
        if names[i] == name:
            return i
        i += 1
    return -1


@unroll_safe
def fill_scope(func, args, callee):
    """Puts the arguments of a call of the Python function `func` into the locals of its frame."""
    code = promote(func.code)
    args_w = args.args_w
    kwnames = args.kwnames
    co_argcount = code.argcount
    co_kwonly = code.kwonlyargcount
    given = promote(len(args_w))
    take = given
    if take > co_argcount:
        take = co_argcount
    i = 0
    while i < take:
        callee.locals_cells_stack_w[i] = args_w[i]
        i += 1
    pos = co_argcount + co_kwonly
    if code.has_varargs:
        if given > co_argcount:
            callee.locals_cells_stack_w[pos] = space.newtuple(args_w[co_argcount:])
        else:
            callee.locals_cells_stack_w[pos] = space.newtuple([])
        pos += 1
    rest = 0
    if kwnames is not None and keyword_count(kwnames) > 0:
        rest = fill_keywords(func, args, callee)
    if code.has_varkeywords:
        if rest > 0:
            w_kwdict = other_keywords(code, args, rest)
        else:
            w_kwdict = space.newdict()
        callee.locals_cells_stack_w[pos] = w_kwdict
    if given > co_argcount and not code.has_varargs:
        raise too_many(func, given, callee)
    if take < co_argcount:
        defaults_w = func.defaults_w
        first_default = co_argcount - len(defaults_w)
        missing = []
        i = take
        while i < co_argcount:
            if callee.locals_cells_stack_w[i] is None:
                if i >= first_default:
                    callee.locals_cells_stack_w[i] = defaults_w[i - first_default]
                else:
                    missing.append(code.varnames[i])
            i += 1
        if len(missing) > 0:
            raise missing_arguments(func, missing, "positional")
    if co_kwonly > 0:
        missing = []
        i = co_argcount
        while i < co_argcount + co_kwonly:
            if callee.locals_cells_stack_w[i] is None:
                w_value = func.get_kwdefault(code.varnames[i])
                if w_value is None:
                    missing.append(code.varnames[i])
                else:
                    callee.locals_cells_stack_w[i] = w_value
            i += 1
        if len(missing) > 0:
            raise missing_arguments(func, missing, "keyword-only")


@unroll_safe
def fill_keywords(func, args, callee):
    """Distributes the keyword arguments to their parameters; how many go into a dict."""
    code = promote(func.code)
    kwnames = args.kwnames
    n = promote(keyword_count(kwnames))
    rest = 0
    k = 0
    while k < n:
        name = keyword_at(kwnames, k)
        i = promote(find_parameter(code, name))
        if i >= 0:
            if callee.locals_cells_stack_w[i] is not None:
                raise error.operr(
                    space.w_TypeError,
                    "%s() got multiple values for argument '%s'" % (func.qualname, name),
                )
            callee.locals_cells_stack_w[i] = args.kwargs_w[k]
        elif code.has_varkeywords:
            rest += 1
        else:
            raise unexpected_keyword(func, args, name)
        k += 1
    return rest


@unroll_safe
def other_keywords(code, args, rest):
    """A dict of the keywords that are no parameters, so many."""
    names = [None] * rest
    values_w = [None] * rest
    at = 0
    n = promote(keyword_count(args.kwnames))
    k = 0
    while k < n:
        name = keyword_at(args.kwnames, k)
        if promote(find_parameter(code, name)) < 0:
            names[at] = name
            values_w[at] = args.kwargs_w[k]
            at += 1
        k += 1
    return dictobject.from_names(names, values_w)


def keyword_count(kwnames):
    """The length of a list of names of keywords."""
    if isconstant(kwnames):
        return constant_count(kwnames)
    return len(kwnames)


@elidable
def constant_count(kwnames):
    """keyword_count of a constant list."""
    return len(kwnames)


def keyword_at(kwnames, k):
    """Item k of the names of the keywords of a call, which never change."""
    if isconstant(kwnames):
        return constant_keyword(kwnames, k)
    return kwnames[k]


@elidable
def constant_keyword(kwnames, k):
    """keyword_at of a constant list."""
    return kwnames[k]


@elidable
def find_parameter(code, name):
    """The index of the parameter that takes keyword `name`, or -1."""
    i = code.posonlyargcount
    total = code.argcount + code.kwonlyargcount
    while i < total:
        if code.varnames[i] == name:
            return i
        i += 1
    return -1


def unexpected_keyword(func, args, name):
    """The TypeError for a keyword that the function does not know."""
    code = func.code
    passed = []
    i = 0
    while i < code.posonlyargcount:
        if args.getkw(code.varnames[i]) is not None:
            passed.append(code.varnames[i])
        i += 1
    if len(passed) > 0:
        return error.operr(
            space.w_TypeError,
            "%s() got some positional-only arguments passed as keyword arguments: '%s'"
            % (func.qualname, ", ".join(passed)),
        )
    return error.operr(
        space.w_TypeError, "%s() got an unexpected keyword argument '%s'" % (func.qualname, name)
    )


def missing_arguments(func, names, kind):
    """The TypeError for parameters without value."""
    n = len(names)
    if n == 1:
        text = "'" + names[0] + "'"
    elif n == 2:
        text = "'" + names[0] + "' and '" + names[1] + "'"
    else:
        text = ""
        i = 0
        while i < n - 1:
            text += "'" + names[i] + "', "
            i += 1
        text += "and '" + names[n - 1] + "'"
    plural = "" if n == 1 else "s"
    return error.operr(
        space.w_TypeError,
        "%s() missing %d required %s argument%s: %s" % (func.qualname, n, kind, plural, text),
    )


def too_many(func, given, callee):
    """The TypeError for too many positional arguments."""
    code = func.code
    count = code.argcount
    ndefaults = len(func.defaults_w)
    plural = "" if count == 1 and ndefaults == 0 else "s"
    if ndefaults > 0:
        takes = "from %d to %d" % (count - ndefaults, count)
    else:
        takes = "%d" % count
    kwonly_given = 0
    i = count
    while i < count + code.kwonlyargcount:
        if callee.locals_cells_stack_w[i] is not None:
            kwonly_given += 1
        i += 1
    was = "was" if given == 1 else "were"
    extra = ""
    if kwonly_given > 0:
        extra = " positional argument%s (and %d keyword-only argument%s)" % (
            "" if given == 1 else "s",
            kwonly_given,
            "" if kwonly_given == 1 else "s",
        )
        was = "were"
    return error.operr(
        space.w_TypeError,
        "%s() takes %s positional argument%s but %d%s %s given"
        % (func.qualname, takes, plural, given, extra, was),
    )


from interpreters.python.interpreter import error, gateway  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    dictobject,
    slots,
    typeobject,
    unicodeobject,
)
from interpreters.python.objspace import operation as space  # noqa: E402
