"""The special forms."""

from interpreters.scheme import inline, ports
from interpreters.scheme.expand import (
    assign_values,
    bind_formals,
    check_symbol,
    define_parts,
    evaluate,
    expand,
    expand_all,
    expand_body,
    expand_lambda,
    expand_named,
    expand_sequence,
    expand_value,
    means,
    memo,
    parse_record,
    parts_of,
    primitive,
    remember_forms,
    rest_of,
    special,
    strip,
    syntax_of,
    thunk,
)
from interpreters.scheme.model import (
    NO_CLAUSE,
    W_Pair,
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
)
from interpreters.scheme.reader import read_all
from interpreters.scheme.scope import (
    VALUE,
    Context,
    Function,
    MacroBinding,
    NotALoop,
    Scope,
    Variable,
    X,
    XAnd,
    XCall,
    XConst,
    XFresh,
    XGuard,
    XIf,
    XJump,
    XLambda,
    XLet,
    XLoop,
    XOr,
    XRef,
    XSequence,
    XSet,
    XSetGlobal,
    base_symbol,
    global_binding,
    resolve,
    syntax_error,
)

# ---- the basic ones


@special("quote")
def expand_quote(form, scope, ctx):
    return XConst(strip(parts_of(form, 2, 2)[1]))


@special("if")
def expand_if(form, scope, ctx):
    parts = parts_of(form, 3, 4)
    test = expand(parts[1], scope, VALUE)
    then = expand(parts[2], scope, ctx)
    if len(parts) == 4:
        return XIf(test, then, expand(parts[3], scope, ctx))
    return XIf(test, then, XConst(w_unspecified))


@special("lambda")
def expand_lambda_form(form, scope, ctx):
    parts = parts_of(form, 3, -1)
    return expand_lambda("", parts[1], rest_of(form, 2), scope)


@special("define")
def expand_define(form, scope, ctx):
    w_name = define_parts(form)[0]
    check_global(form, scope)
    w_symbol = base_symbol(w_name)
    global_binding(w_symbol).syntax = None
    return XSequence([XSetGlobal(w_symbol, expand_value(form, scope), True), XConst(w_unspecified)])


def check_global(form, scope):
    """Definitions in bodies never get to their expanders."""
    if not scope.is_global():
        raise syntax_error("a definition in a wrong place", strip(form))


@special("define-values")
def expand_define_values(form, scope, ctx):
    check_global(form, scope)
    parts = parts_of(form, 3, 3)
    return assign_values(parts[1], form, scope, [])


@special("define-record-type")
def expand_define_record(form, scope, ctx):
    check_global(form, scope)
    record = parse_record(form)
    trees = []
    for i in range(len(record.names)):
        w_symbol = base_symbol(record.names[i])
        trees.append(XSetGlobal(w_symbol, XConst(record.values[i]), True))
    trees.append(XConst(w_unspecified))
    return XSequence(trees)


@special("define-syntax")
def expand_define_syntax(form, scope, ctx):
    check_global(form, scope)
    parts = parts_of(form, 3, 3)
    w_name = base_symbol(check_symbol(parts[1], form))
    global_binding(w_name).syntax = syntax_of(parts[2], scope)
    return XConst(w_unspecified)


@special("syntax-rules")
def expand_syntax_rules(form, scope, ctx):
    raise syntax_error("syntax-rules in a wrong place", strip(form))


@special("let-syntax")
def expand_let_syntax(form, scope, ctx):
    parts = parts_of(form, 3, -1)
    inner = Scope(scope, scope.function)
    for w_binding in to_list(parts[1], "let-syntax"):
        binding = parts_of(w_binding, 2, 2)
        w_name = check_symbol(binding[0], form)
        inner.names[w_name] = MacroBinding(syntax_of(binding[1], inner))
    return expand_body(rest_of(form, 2), inner, ctx)


@special("letrec-syntax")
def expand_letrec_syntax(form, scope, ctx):
    return expand_let_syntax(form, scope, ctx)


@special("set!")
def expand_set(form, scope, ctx):
    parts = parts_of(form, 3, 3)
    w_name = check_symbol(parts[1], form)
    value = expand_named(w_name.name, parts[2], scope)
    binding = resolve(w_name, scope)
    if isinstance(binding, Variable):
        binding.mutated = True
        ref = XRef(binding, scope.function)
        return XSequence([XSet(ref, value), XConst(w_unspecified)])
    return XSetGlobal(base_symbol(w_name), value, False)


@special("begin")
def expand_begin(form, scope, ctx):
    parts = parts_of(form, 1, -1)
    return expand_sequence(parts[1:], scope, ctx)


# ---- conditions


@special("and")
def expand_and(form, scope, ctx):
    parts = parts_of(form, 1, -1)
    if len(parts) == 1:
        return XConst(w_true)
    last = len(parts) - 1
    tree = expand(parts[last], scope, ctx)
    for i in range(last - 1, 0, -1):
        tree = XAnd(expand(parts[i], scope, VALUE), tree)
    return tree


@special("or")
def expand_or(form, scope, ctx):
    parts = parts_of(form, 1, -1)
    if len(parts) == 1:
        return XConst(w_false)
    last = len(parts) - 1
    tree = expand(parts[last], scope, ctx)
    for i in range(last - 1, 0, -1):
        tree = XOr(expand(parts[i], scope, VALUE), tree)
    return tree


@special("when")
def expand_when(form, scope, ctx):
    parts = parts_of(form, 2, -1)
    body = expand_sequence(parts[2:], scope, ctx)
    return XIf(expand(parts[1], scope, VALUE), body, XConst(w_unspecified))


@special("unless")
def expand_unless(form, scope, ctx):
    parts = parts_of(form, 2, -1)
    body = expand_sequence(parts[2:], scope, ctx)
    return XIf(expand(parts[1], scope, VALUE), XConst(w_unspecified), body)


@special("cond")
def expand_cond(form, scope, ctx):
    parts = parts_of(form, 2, -1)
    return expand_clauses(parts, 1, scope, ctx, w_unspecified)


def expand_clauses(clauses, first, scope, ctx, w_none):
    """The clauses of cond and guard from a number on; w_none is the value if none applies."""
    if first == len(clauses):
        return XConst(w_none)
    w_clause = clauses[first]
    clause = parts_of(w_clause, 1, -1)
    if means(clause[0], "else", scope):
        return expand_sequence(clause[1:], scope, ctx)
    test = expand(clause[0], scope, VALUE)
    if len(clause) == 1:
        return XOr(test, expand_clauses(clauses, first + 1, scope, ctx, w_none))
    if len(clause) == 3 and means(clause[1], "=>", scope):
        variable = Variable("", scope.function)
        receiver = expand(clause[2], scope, VALUE)
        other = expand_clauses(clauses, first + 1, scope, ctx, w_none)
        call = XCall(receiver, [XRef(variable, scope.function)], ctx.tail)
        return XLet([variable], [test], XIf(XRef(variable, scope.function), call, other))
    then = expand_sequence(clause[1:], scope, ctx)
    return XIf(test, then, expand_clauses(clauses, first + 1, scope, ctx, w_none))


class XCaseTest(X):
    def __init__(self, value, data):
        self.value = value
        self.data = data

    def gen(self):
        return inline.CaseTest(self.value.gen(), self.data[:])


@special("case")
def expand_case(form, scope, ctx):
    parts = parts_of(form, 2, -1)
    variable = Variable("", scope.function)
    key = expand(parts[1], scope, VALUE)
    tree = XConst(w_unspecified)
    for i in range(len(parts) - 1, 1, -1):
        clause = parts_of(parts[i], 2, -1)
        if len(clause) == 3 and means(clause[1], "=>", scope):
            receiver = expand(clause[2], scope, VALUE)
            then = XCall(receiver, [XRef(variable, scope.function)], ctx.tail)
        else:
            then = expand_sequence(clause[1:], scope, ctx)
        if means(clause[0], "else", scope):
            tree = then
        else:
            data = [strip(w_datum) for w_datum in to_list(clause[0], "case")]
            test = XCaseTest(XRef(variable, scope.function), data)
            tree = XIf(test, then, tree)
    return XLet([variable], [key], tree)


# ---- bindings


class Bindings(object):
    """The names of a let, and their forms."""

    def __init__(self, w_bindings):
        self.names = []
        self.forms = []
        for w_binding in to_list(w_bindings, "let"):
            binding = parts_of(w_binding, 1, -1)
            self.names.append(check_symbol(binding[0], w_binding))
            self.forms.append(binding[1] if len(binding) > 1 else w_unspecified)


@special("let")
def expand_let(form, scope, ctx):
    parts = parts_of(form, 3, -1)
    if isinstance(parts[1], W_Symbol):
        return expand_named_let(form, check_symbol(parts[1], form), scope, ctx)
    bindings = Bindings(parts[1])
    inits = expand_all(bindings.forms, scope)
    inner = Scope(scope, scope.function)
    variables = [inner.bind(w_name) for w_name in bindings.names]
    return XLet(variables, inits, expand_body(rest_of(form, 2), inner, ctx))


@special("let*")
def expand_let_star(form, scope, ctx):
    parts = parts_of(form, 3, -1)
    bindings = Bindings(parts[1])
    return let_star(bindings, 0, rest_of(form, 2), scope, ctx)


def let_star(bindings, first, w_body, scope, ctx):
    if first == len(bindings.names):
        return expand_body(w_body, Scope(scope, scope.function), ctx)
    init = expand(bindings.forms[first], scope, VALUE)
    inner = Scope(scope, scope.function)
    variable = inner.bind(bindings.names[first])
    return XLet([variable], [init], let_star(bindings, first + 1, w_body, inner, ctx))


@special("letrec")
def expand_letrec(form, scope, ctx):
    parts = parts_of(form, 3, -1)
    w_body = rest_of(form, 2)
    bindings = Bindings(parts[1])
    definitions = []
    inner = Scope(scope, scope.function)
    variables = [inner.bind(w_name) for w_name in bindings.names]
    for variable in variables:
        variable.ready = False
    for i in range(len(variables)):
        variable = variables[i]
        value = expand_named(variable.name, bindings.forms[i], inner)
        if variable.captured:
            variable.mutated = True
        variable.ready = True
        definitions.append(XSet(XRef(variable, scope.function), value))
    definitions.append(expand_body(w_body, Scope(inner, scope.function), ctx))
    return XFresh(variables, XSequence(definitions))


@special("letrec*")
def expand_letrec_star(form, scope, ctx):
    return expand_letrec(form, scope, ctx)


def expand_named_let(form, w_name, scope, ctx):
    """A loop if the name is called in tail position only, else a local procedure."""
    parts = parts_of(form, 4, -1)
    bindings = Bindings(parts[2])
    w_body = rest_of(form, 3)
    inits = expand_all(bindings.forms, scope)
    if form not in memo.not_loops:
        loop = XLoop(w_name.name)
        try:
            named = Scope(scope, scope.function)
            variable = named.bind(w_name)
            variable.loop = loop
            inner = Scope(named, scope.function)
            loop.variables = [inner.bind(w_variable) for w_variable in bindings.names]
            loop.inits = inits
            loop.body = expand_body(w_body, inner, Context(ctx.tail, loop, ctx))
            return loop
        except NotALoop as e:
            if e.loop is not loop:
                raise e
            memo.not_loops[form] = True
            inits = expand_all(bindings.forms, scope)
    named = Scope(scope, scope.function)
    variable = named.bind(w_name)
    variable.ready = False
    w_formals = from_list([w_variable for w_variable in bindings.names])
    procedure = expand_lambda(w_name.name, w_formals, w_body, named)
    if variable.captured:
        variable.mutated = True
    variable.ready = True
    define = XSet(XRef(variable, scope.function), procedure)
    call = XCall(XRef(variable, scope.function), inits, ctx.tail)
    return XFresh([variable], XSequence([define, call]))


@special("do")
def expand_do(form, scope, ctx):
    """(do ((variable init step) ...) (test result ...) body ...)"""
    parts = parts_of(form, 3, -1)
    bindings = Bindings(parts[1])
    inits = expand_all(bindings.forms, scope)
    inner = Scope(scope, scope.function)
    loop = XLoop("do")
    loop.variables = [inner.bind(w_name) for w_name in bindings.names]
    loop.inits = inits
    exits = parts_of(parts[2], 1, -1)
    test = expand(exits[0], inner, VALUE)
    result = expand_sequence(exits[1:], inner, ctx)
    trees = expand_all(parts[3:], inner)
    steps = []
    specs = to_list(parts[1], "do")
    for i in range(len(specs)):
        spec = parts_of(specs[i], 1, 3)
        if len(spec) == 3:
            steps.append(expand(spec[2], inner, VALUE))
        else:
            steps.append(XRef(loop.variables[i], scope.function))
    trees.append(XJump(loop, steps))
    loop.body = XIf(test, result, XSequence(trees))
    return loop


@special("let-values")
def expand_let_values(form, scope, ctx):
    parts = parts_of(form, 3, -1)
    clauses = to_list(parts[1], "let-values")
    return receive(clauses, 0, rest_of(form, 2), scope, scope, False, ctx)


@special("let*-values")
def expand_let_star_values(form, scope, ctx):
    parts = parts_of(form, 3, -1)
    clauses = to_list(parts[1], "let*-values")
    return receive(clauses, 0, rest_of(form, 2), scope, scope, True, ctx)


@special("receive")
def expand_receive(form, scope, ctx):
    parts = parts_of(form, 4, -1)
    w_clause = from_list([parts[1], parts[2]])
    return receive([w_clause], 0, rest_of(form, 3), scope, scope, True, ctx)


def receive(clauses, first, w_body, scope, outside, star, ctx):
    """Nested calls of call-with-values; without the star, values are computed outside."""
    if first == len(clauses):
        return expand_body(w_body, Scope(scope, scope.function), ctx)
    clause = parts_of(clauses[first], 2, 2)
    at = scope if star else Scope(outside, scope.function)
    producer = thunk(from_list([clause[1]]), at)
    function = Function("", scope.function)
    inner = Scope(scope, function)
    variables = []
    rest = bind_formals(clause[0], inner, variables)
    body = receive(clauses, first + 1, w_body, inner, outside, star, Context(True, None, None))
    consumer = XLambda(function, variables, rest, body)
    return primitive("call-with-values", [producer, consumer], ctx.tail)


@special("parameterize")
def expand_parameterize(form, scope, ctx):
    parts = parts_of(form, 3, -1)
    args = []
    for w_binding in to_list(parts[1], "parameterize"):
        binding = parts_of(w_binding, 2, 2)
        args.append(expand(binding[0], scope, VALUE))
        args.append(expand(binding[1], scope, VALUE))
    args.append(thunk(rest_of(form, 2), scope))
    return primitive("%parameterize", args)


@special("case-lambda")
def expand_case_lambda(form, scope, ctx):
    args = []
    parts = parts_of(form, 1, -1)
    for i in range(1, len(parts)):
        clause = parts_of(parts[i], 2, -1)
        args.append(expand_lambda("", clause[0], rest_of(parts[i], 1), scope))
    return primitive("%case-lambda", args)


@special("guard")
def expand_guard(form, scope, ctx):
    """(guard (variable clause ...) body ...)"""
    parts = parts_of(form, 3, -1)
    clauses = parts_of(parts[1], 1, -1)
    body = expand_body(rest_of(form, 2), Scope(scope, scope.function), VALUE)
    inner = Scope(scope, scope.function)
    variable = inner.bind(check_symbol(clauses[0], form))
    return XGuard(variable, body, expand_clauses(clauses, 1, inner, VALUE, NO_CLAUSE))


@special("delay")
def expand_delay(form, scope, ctx):
    parts_of(form, 2, 2)
    return primitive("%make-lazy", [thunk(rest_of(form, 1), scope), XConst(w_false)])


@special("delay-force")
def expand_delay_force(form, scope, ctx):
    parts_of(form, 2, 2)
    return primitive("%make-lazy", [thunk(rest_of(form, 1), scope), XConst(w_true)])


@special("assert")
def expand_assert(form, scope, ctx):
    parts = parts_of(form, 2, 2)
    message = XConst(W_String("assertion failed:"))
    fail = primitive("error", [message, XConst(strip(parts[1]))])
    return XIf(expand(parts[1], scope, VALUE), XConst(w_unspecified), fail)


@special("syntax-error")
def expand_syntax_error(form, scope, ctx):
    parts = parts_of(form, 2, -1)
    w_message = parts[1]
    message = w_message.get() if isinstance(w_message, W_String) else "syntax error"
    raise error(message, [strip(w_part) for w_part in parts[2:]])


# ---- quasiquotation


@special("quasiquote")
def expand_quasiquote(form, scope, ctx):
    return quasi(parts_of(form, 2, 2)[1], 1, scope)


def tagged(w_form, name, scope):
    """Is it (name x)?"""
    if isinstance(w_form, W_Pair) and means(w_form.car, name, scope):
        w_rest = w_form.cdr
        return isinstance(w_rest, W_Pair) and w_rest.cdr is w_nil
    return False


def second(w_form):
    w_rest = rest_of(w_form, 1)
    assert isinstance(w_rest, W_Pair)
    return w_rest.car


def quasi(w_form, depth, scope):
    """The expression that makes what a template describes."""
    if isinstance(w_form, W_Vector):
        return primitive("list->vector", [quasi(from_list(w_form.items), depth, scope)])
    if not isinstance(w_form, W_Pair):
        return XConst(strip(w_form))
    if tagged(w_form, "unquote", scope):
        if depth == 1:
            return expand(second(w_form), scope, VALUE)
        return quasi_tagged("unquote", second(w_form), depth - 1, scope)
    if tagged(w_form, "quasiquote", scope):
        return quasi_tagged("quasiquote", second(w_form), depth + 1, scope)
    w_first = w_form.car
    if tagged(w_first, "unquote-splicing", scope):
        rest = quasi(w_form.cdr, depth, scope)
        if depth == 1:
            return primitive("append", [expand(second(w_first), scope, VALUE), rest])
        inner = quasi_tagged("unquote-splicing", second(w_first), depth - 1, scope)
        return primitive("cons", [inner, rest])
    first = quasi(w_first, depth, scope)
    rest = quasi(w_form.cdr, depth, scope)
    if isinstance(first, XConst) and isinstance(rest, XConst):
        return XConst(W_Pair(first.w_value, rest.w_value))
    return primitive("cons", [first, rest])


def quasi_tagged(name, w_inner, depth, scope):
    return primitive("list", [XConst(intern(name)), quasi(w_inner, depth, scope)])


# ---- programs


FEATURES = ["r7rs", "full-unicode", "exact-closed", "rtranslate", "else"]
LIBRARIES = ["base", "char", "cxr", "eval", "file", "inexact", "lazy", "load", "process-context"]
LIBRARIES += ["case-lambda", "read", "repl", "time", "write"]


def feature_holds(w_requirement, scope):
    """A requirement of cond-expand."""
    if isinstance(w_requirement, W_Symbol):
        return base_symbol(w_requirement).name in FEATURES
    parts = parts_of(w_requirement, 1, -1)
    w_head = parts[0]
    name = base_symbol(w_head).name if isinstance(w_head, W_Symbol) else ""
    if name == "and":
        for i in range(1, len(parts)):
            if not feature_holds(parts[i], scope):
                return False
        return True
    if name == "or":
        for i in range(1, len(parts)):
            if feature_holds(parts[i], scope):
                return True
        return False
    if name == "not" and len(parts) == 2:
        return not feature_holds(parts[1], scope)
    if name == "library" and len(parts) == 2:
        library = parts_of(parts[1], 2, -1)
        w_first = library[0]
        w_second = library[1]
        if isinstance(w_first, W_Symbol) and isinstance(w_second, W_Symbol):
            return w_first.name == "scheme" and w_second.name in LIBRARIES
    return False


@special("cond-expand")
def expand_cond_expand(form, scope, ctx):
    parts = parts_of(form, 1, -1)
    for i in range(1, len(parts)):
        clause = parts_of(parts[i], 1, -1)
        if feature_holds(clause[0], scope):
            return expand_sequence(clause[1:], scope, ctx)
    return XConst(w_unspecified)


@special("import")
def expand_import(form, scope, ctx):
    """Everything is there from the start."""
    return XConst(w_unspecified)


@special("define-library")
def expand_define_library(form, scope, ctx):
    """The definitions of a library are global; only renamed exports get names of their own."""
    check_global(form, scope)
    parts = parts_of(form, 2, -1)
    renamed = []
    for i in range(2, len(parts)):
        declaration = parts_of(parts[i], 1, -1)
        w_head = declaration[0]
        name = w_head.name if isinstance(w_head, W_Symbol) else ""
        if name == "begin" or name == "include" or name == "cond-expand":
            evaluate(parts[i])
        elif name == "export":
            for k in range(1, len(declaration)):
                if isinstance(declaration[k], W_Pair):
                    renamed.append(declaration[k])
    for w_export in renamed:
        export = parts_of(w_export, 3, 3)
        w_inner = check_symbol(export[1], form)
        w_outer = check_symbol(export[2], form)
        w_outer.value = w_inner.value
        global_binding(w_outer).syntax = global_binding(w_inner).syntax
    return XConst(w_unspecified)


@special("include")
def expand_include(form, scope, ctx):
    parts = parts_of(form, 2, -1)
    trees = []
    for i in range(1, len(parts)):
        w_name = parts[i]
        if not isinstance(w_name, W_String):
            raise syntax_error("a file name is expected in", strip(form))
        port = ports.open_input(w_name.get())
        for w_form in read_all(port):
            trees.append(expand(w_form, scope, VALUE))
        port.close()
    trees.append(XConst(w_unspecified))
    return XSequence(trees)


remember_forms()
