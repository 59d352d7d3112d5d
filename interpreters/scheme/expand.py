"""Expands data to trees: names, calls, bodies, and the machinery of special forms."""

from interpreters.scheme.macros import SyntaxRules, make_macro
from interpreters.scheme.model import (
    W_Accessor,
    W_Alias,
    W_Closure,
    W_Constructor,
    W_Modifier,
    W_Object,
    W_Pair,
    W_RecordPredicate,
    W_RecordType,
    W_Symbol,
    W_Vector,
    error,
    intern,
    to_list,
    w_nil,
    w_unspecified,
)
from interpreters.scheme.scope import (
    TAIL_CALL,
    VALUE,
    Function,
    GlobalBinding,
    MacroBinding,
    NotALoop,
    Scope,
    Syntax,
    Variable,
    XCall,
    XConst,
    XFresh,
    XGlobal,
    XJump,
    XLambda,
    XRef,
    XSequence,
    XSet,
    XSetGlobal,
    base_symbol,
    check_symbol,
    global_binding,
    resolve,
    syntax_error,
)


class Special(Syntax):
    """A special form: a function of the form, its scope and its context."""

    def __init__(self, function):
        self.function = function


def special(name):
    """Decorator: defines a special form."""

    def decorate(function):
        syntax = Special(function)
        global_binding(intern(name)).syntax = syntax
        return function

    return decorate


def is_form(syntax, name):
    """Is a syntax the special form that has this name at first?"""
    return syntax is not None and syntax is FORMS[name]


class Memo(object):
    """Named lets of the form being expanded that turned out not to be loops."""

    def __init__(self):
        self.not_loops = {}


memo = Memo()


# ---- data


def strip(w_datum):
    """A quoted datum: aliases become the symbols that were written."""
    if isinstance(w_datum, W_Alias):
        return base_symbol(w_datum)
    if isinstance(w_datum, W_Pair):
        w_car = strip(w_datum.car)
        w_cdr = strip(w_datum.cdr)
        if w_car is w_datum.car and w_cdr is w_datum.cdr:
            return w_datum
        return W_Pair(w_car, w_cdr)
    if isinstance(w_datum, W_Vector):
        return W_Vector([strip(w_item) for w_item in w_datum.items][:])
    return w_datum


def parts_of(w_form, least, most):
    """The elements of a form; most < 0: any number."""
    parts = to_list(w_form, "syntax")
    if len(parts) < least or (most >= 0 and len(parts) > most):
        raise syntax_error("wrong syntax", strip(w_form))
    return parts


def rest_of(w_form, count):
    """The form without its first elements."""
    for i in range(count):
        if not isinstance(w_form, W_Pair):
            raise syntax_error("wrong syntax", strip(w_form))
        w_form = w_form.cdr
    return w_form


def means(w_object, name, scope):
    """Is it a symbol with the meaning that this name has globally (`else`, `=>`)?"""
    if not isinstance(w_object, W_Symbol):
        return False
    return resolve(w_object, scope) is global_binding(intern(name))


# ---- expressions


def expand(w_form, scope, ctx):
    """The tree of a form."""
    while True:
        if isinstance(w_form, W_Symbol):
            return expand_symbol(w_form, scope)
        if not isinstance(w_form, W_Pair):
            if w_form is w_nil:
                raise syntax_error("an empty call", w_form)
            return XConst(strip(w_form))
        w_head = w_form.car
        if isinstance(w_head, W_Symbol):
            binding = resolve(w_head, scope)
            syntax = binding.syntax
            if isinstance(syntax, SyntaxRules):
                w_form = syntax.transcribe(w_form, scope)
                continue
            if isinstance(syntax, Special):
                return syntax.function(w_form, scope, ctx)
            if isinstance(binding, Variable) and binding.loop is not None:
                return expand_jump(w_form, binding, scope, ctx)
        args = to_list(w_form.cdr, "call")
        fn = expand(w_head, scope, VALUE)
        return XCall(fn, expand_all(args, scope), ctx.tail)


def expand_all(forms, scope):
    return [expand(w_form, scope, VALUE) for w_form in forms]


def expand_symbol(w_symbol, scope):
    binding = resolve(w_symbol, scope)
    if isinstance(binding, Variable):
        return XRef(binding, scope.function)
    if binding.syntax is not None:
        raise syntax_error("not an expression", base_symbol(w_symbol))
    assert isinstance(binding, GlobalBinding)
    return XGlobal(binding.w_symbol)


def expand_jump(w_form, variable, scope, ctx):
    """A call of what may be a loop."""
    loop = variable.loop
    args = to_list(w_form.cdr, "call")
    if not ctx.can_jump(loop) or len(args) != len(loop.variables):
        raise NotALoop(loop)
    if variable.function is not scope.function:
        raise NotALoop(loop)
    return XJump(loop, expand_all(args, scope))


def expand_sequence(forms, scope, ctx):
    """Expressions one after the other."""
    if len(forms) == 0:
        return XConst(w_unspecified)
    trees = []
    for i in range(len(forms)):
        trees.append(expand(forms[i], scope, ctx if i == len(forms) - 1 else VALUE))
    return XSequence(trees)


def expand_lambda(name, w_formals, w_body, scope):
    """A lambda expression."""
    function = Function(name, scope.function)
    inner = Scope(scope, function)
    variables = []
    rest = bind_formals(w_formals, inner, variables)
    body = expand_body(w_body, inner, TAIL_CALL)
    return XLambda(function, variables, rest, body)


def bind_formals(w_formals, inner, variables):
    """Binds parameters; is the last one for the rest of the arguments?"""
    w_rest = w_formals
    while isinstance(w_rest, W_Pair):
        variables.append(inner.bind(check_symbol(w_rest.car, w_formals)))
        w_rest = w_rest.cdr
    if w_rest is w_nil:
        return False
    variables.append(inner.bind(check_symbol(w_rest, w_formals)))
    return True


def thunk(w_body, scope):
    """The body as a procedure without arguments."""
    return expand_lambda("", w_nil, w_body, scope)


def primitive(name, args, tail=False):
    """A call of a primitive, whatever its name means now."""
    w_primitive = PRIMITIVES.get(name)
    return XCall(XConst(w_primitive), args, tail)


class Primitives(object):
    """What the expander needs of the library."""

    def __init__(self):
        self.table = {}

    def get(self, name):
        return self.table[name]


PRIMITIVES = Primitives()


# ---- definitions


def define_parts(w_form):
    """(name, form of the value, formals, body) of a definition; body is None if there is a form."""
    parts = parts_of(w_form, 2, -1)
    w_target = parts[1]
    if isinstance(w_target, W_Pair):
        return check_symbol(w_target.car, w_form), w_nil, w_target.cdr, rest_of(w_form, 2)
    w_value = parts[2] if len(parts) > 2 else None
    if len(parts) > 3:
        raise syntax_error("wrong syntax", strip(w_form))
    return check_symbol(w_target, w_form), w_value, w_nil, None


def expand_value(w_form, scope):
    """The value of a definition."""
    w_name, w_value, w_formals, w_body = define_parts(w_form)
    if w_body is not None:
        return expand_lambda(w_name.name, w_formals, w_body, scope)
    if w_value is None:
        return XConst(w_unspecified)
    return expand_named(w_name.name, w_value, scope)


def expand_named(name, w_value, scope):
    """An expression whose value gets a name: a lambda expression takes it as its own."""
    if isinstance(w_value, W_Pair):
        w_head = w_value.car
        if isinstance(w_head, W_Symbol) and is_form(resolve(w_head, scope).syntax, "lambda"):
            parts_of(w_value, 3, -1)
            w_rest = w_value.cdr
            assert isinstance(w_rest, W_Pair)
            return expand_lambda(name, w_rest.car, w_rest.cdr, scope)
    return expand(w_value, scope, VALUE)


class Item(object):
    """A part of a body: an expression, or a definition of variables."""

    def __init__(self, kind, w_form, variables):
        self.kind = kind
        self.w_form = w_form
        self.variables = variables


class Body(object):
    """Collects the definitions and expressions of a body."""

    def __init__(self, scope):
        self.scope = scope
        self.items = []
        self.variables = []

    def bind(self, w_name):
        """A variable that is defined here."""
        variable = self.scope.bind(w_name)
        variable.ready = False
        self.variables.append(variable)
        return variable

    def collect(self, w_form):
        """Takes a form apart: macros, `begin`, definitions."""
        scope = self.scope
        while isinstance(w_form, W_Pair) and isinstance(w_form.car, W_Symbol):
            w_head = w_form.car
            assert isinstance(w_head, W_Symbol)
            syntax = resolve(w_head, scope).syntax
            if isinstance(syntax, SyntaxRules):
                w_form = syntax.transcribe(w_form, scope)
                continue
            if is_form(syntax, "begin"):
                for w_inner in to_list(w_form.cdr, "begin"):
                    self.collect(w_inner)
                return
            if is_form(syntax, "define"):
                w_name = define_parts(w_form)[0]
                self.items.append(Item("define", w_form, [self.bind(w_name)]))
                return
            if is_form(syntax, "define-values"):
                names = []
                formal_names(parts_of(w_form, 3, 3)[1], names)
                bound = [self.bind(w_name) for w_name in names]
                self.items.append(Item("define-values", w_form, bound))
                return
            if is_form(syntax, "define-record-type"):
                record = parse_record(w_form)
                bound = [self.bind(w_name) for w_name in record.names]
                self.items.append(Item("define-record-type", w_form, bound))
                return
            if is_form(syntax, "define-syntax"):
                parts = parts_of(w_form, 3, 3)
                w_name = check_symbol(parts[1], w_form)
                scope.names[w_name] = MacroBinding(syntax_of(parts[2], scope))
                return
            break
        self.items.append(Item("expression", w_form, []))

    def expand_item(self, item, ctx, trees):
        """Adds the trees of an item."""
        scope = self.scope
        if item.kind == "expression":
            trees.append(expand(item.w_form, scope, ctx))
        elif item.kind == "define":
            variable = item.variables[0]
            value = expand_value(item.w_form, scope)
            self.defined(variable)
            trees.append(XSet(XRef(variable, scope.function), value))
        elif item.kind == "define-values":
            parts = parts_of(item.w_form, 3, 3)
            trees.append(assign_values(parts[1], item.w_form, scope, item.variables))
            for variable in item.variables:
                self.defined(variable)
        else:
            record = parse_record(item.w_form)
            for i in range(len(record.names)):
                variable = item.variables[i]
                self.defined(variable)
                value = XConst(record.values[i])
                trees.append(XSet(XRef(variable, scope.function), value))

    def defined(self, variable):
        """From here on the variable has a value; who captured it earlier needs a cell."""
        if variable.captured:
            variable.mutated = True
        variable.ready = True


def expand_body(w_forms, scope, ctx):
    """A body: definitions are those of a letrec*."""
    forms = to_list(w_forms, "body")
    if len(forms) == 0:
        raise error("an empty body", [])
    body = Body(scope)
    for w_form in forms:
        body.collect(w_form)
    trees = []
    last = len(body.items) - 1
    if last < 0:
        return XConst(w_unspecified)
    for i in range(last):
        body.expand_item(body.items[i], VALUE, trees)
    body.expand_item(body.items[last], ctx, trees)
    tree = XSequence(trees)
    if len(body.variables) > 0:
        return XFresh(body.variables, tree)
    return tree


def formal_names(w_formals, names):
    """The names of a parameter list."""
    while isinstance(w_formals, W_Pair):
        names.append(check_symbol(w_formals.car, w_formals))
        w_formals = w_formals.cdr
    if w_formals is not w_nil:
        names.append(check_symbol(w_formals, w_formals))


def assign_values(w_formals, w_form, scope, variables):
    """define-values: receives the values in a procedure that assigns (globals if no variables)."""
    function = Function("", scope.function)
    inner = Scope(scope, function)
    received = []
    names = []
    formal_names(w_formals, names)
    rest = bind_formals(w_formals, inner, received)
    producer = thunk(rest_of(w_form, 2), scope)
    trees = []
    for i in range(len(received)):
        value = XRef(received[i], function)
        if i < len(variables):
            variables[i].mutated = True
            trees.append(XSet(XRef(variables[i], function), value))
        else:
            w_name = base_symbol(names[i])
            trees.append(XSetGlobal(w_name, value, True))
    trees.append(XConst(w_unspecified))
    consumer = XLambda(function, received, rest, XSequence(trees))
    return primitive("call-with-values", [producer, consumer])


def syntax_of(w_form, scope):
    """The macro that an expression of define-syntax and the like denotes."""
    if isinstance(w_form, W_Symbol):
        syntax = resolve(w_form, scope).syntax
        if syntax is not None:
            return syntax
    if isinstance(w_form, W_Pair):
        w_head = w_form.car
        if isinstance(w_head, W_Symbol):
            if is_form(resolve(w_head, scope).syntax, "syntax-rules"):
                return make_macro(w_form, scope)
    raise syntax_error("syntax-rules is expected in", strip(w_form))


class RecordParts(object):
    """The names that a record definition defines, and their values."""

    def __init__(self):
        self.names = []
        self.values = []

    def add(self, w_name, w_value):
        assert isinstance(w_name, W_Symbol)
        assert isinstance(w_value, W_Object)
        self.names.append(w_name)
        self.values.append(w_value)


def parse_record(w_form):
    """(define-record-type name (constructor field ...) predicate (field accessor modifier) ...)"""
    from_parts = parts_of(w_form, 4, -1)
    w_type_name = from_parts[1]
    if isinstance(w_type_name, W_Pair):
        w_type_name = w_type_name.car
    w_type_symbol = check_symbol(w_type_name, w_form)
    fields = []
    for i in range(4, len(from_parts)):
        w_spec = from_parts[i]
        if isinstance(w_spec, W_Pair):
            w_spec = w_spec.car
        fields.append(check_symbol(w_spec, w_form))
    name = w_type_symbol.name
    if len(name) > 2 and name[0] == "<" and name[len(name) - 1] == ">":
        stop = len(name) - 1
        assert stop >= 1
        name = name[1:stop]
    w_type = W_RecordType(name, [w_field.name for w_field in fields][:])
    record = RecordParts()
    record.add(w_type_symbol, w_type)
    add_constructor(record, w_type, fields, from_parts[2], w_form)
    if isinstance(from_parts[3], W_Symbol):
        record.add(from_parts[3], W_RecordPredicate(w_type))
    for i in range(4, len(from_parts)):
        if isinstance(from_parts[i], W_Pair):
            spec = parts_of(from_parts[i], 1, 3)
            if len(spec) > 1:
                record.add(spec[1], W_Accessor(w_type, i - 4))
            if len(spec) > 2:
                record.add(spec[2], W_Modifier(w_type, i - 4))
    return record


def add_constructor(record, w_type, fields, w_spec, w_form):
    """The constructor, if there is one."""
    positions = []
    if isinstance(w_spec, W_Pair):
        names = parts_of(w_spec, 1, -1)
        for i in range(1, len(names)):
            found = -1
            for k in range(len(fields)):
                if fields[k] is names[i]:
                    found = k
            if found < 0:
                raise syntax_error("no such field in", strip(w_form))
            positions.append(found)
        w_spec = w_spec.car
    else:
        for k in range(len(fields)):
            positions.append(k)
    if isinstance(w_spec, W_Symbol):
        record.add(w_spec, W_Constructor(w_type, positions[:]))


# ---- whole forms


def compile_form(w_form):
    """A procedure without arguments that does what a form of the outermost level says."""
    memo.not_loops = {}
    function = Function("toplevel", None)
    scope = Scope(None, function)
    tree = expand(w_form, scope, TAIL_CALL)
    code = XLambda(function, [], False, tree).code()
    return W_Closure(code, [])


def evaluate(w_form):
    """Runs a form of the outermost level; `begin` is taken apart, so that it can define macros."""
    while isinstance(w_form, W_Pair) and isinstance(w_form.car, W_Symbol):
        w_head = w_form.car
        assert isinstance(w_head, W_Symbol)
        syntax = resolve(w_head, None).syntax
        if isinstance(syntax, SyntaxRules):
            w_form = syntax.transcribe(w_form, None)
        elif is_form(syntax, "begin"):
            forms = to_list(w_form.cdr, "begin")
            if len(forms) == 0:
                return w_unspecified
            for i in range(len(forms) - 1):
                evaluate(forms[i])
            w_form = forms[len(forms) - 1]
        else:
            break
    return compile_form(w_form).call0()


FORMS = {}


def remember_forms():
    """NOT_RPYTHON: called when the special forms are defined."""
    for name in ["lambda", "begin", "define", "define-values", "define-record-type"]:
        FORMS[name] = global_binding(intern(name)).syntax
    for name in ["define-syntax", "syntax-rules"]:
        FORMS[name] = global_binding(intern(name)).syntax
