"""Which scope does each name of each block belong to?

First pass (SymtableBuilder): one Scope for every module, class, function, lambda and comprehension,
with what is done to each name in it.  Second pass (analyze): local, global, free or cell.
"""

from interpreters.python.parser import ast, visitor

# what is done to a name (bits)
DEF_GLOBAL = 1
DEF_LOCAL = 2
DEF_PARAM = 4
DEF_NONLOCAL = 8
USE = 16
DEF_IMPORT = 32
DEF_ANNOT = 64
DEF_ITER = 128  # iteration variable of a comprehension
DEF_FREE_CLASS = 256  # bound in the class body and free in a method
DEF_BOUND = DEF_LOCAL | DEF_PARAM | DEF_IMPORT

# where it lives
LOCAL = 1
GLOBAL_EXPLICIT = 2
GLOBAL_IMPLICIT = 3
FREE = 4
CELL = 5

MODULE = 0
CLASS = 1
FUNCTION = 2


class Scope(object):
    """A block: its names, its children."""

    def __init__(self, kind, name, parent, pos):
        self.kind = kind
        self.name = name
        self.parent = parent
        self.pos = pos
        self.symbols = {}  # name -> bits
        self.order = []  # names in order of first appearance
        self.resolved = {}  # name -> LOCAL .. CELL
        self.children = []
        self.varnames = []  # parameters first
        self.is_lambda = False
        self.is_comprehension = False
        self.is_generator_expression = False
        self.is_async_comprehension = False
        self.in_comp_iterable = False
        self.in_comp_target = False
        self.has_yield = False
        self.has_await = False
        self.is_coroutine = False
        self.return_value_pos = None  # position of a "return value"
        self.has_varargs = False
        self.has_varkeywords = False
        self.needs_class_closure = False
        self.declared_pos = {}  # name -> position of its global or nonlocal declaration
        self.class_name = None  # of the innermost class, for mangling
        self.nested = False
        if parent is not None:
            self.class_name = parent.class_name
            if parent.kind == FUNCTION or parent.nested:
                self.nested = True

    def lookup(self, name):
        """LOCAL .. CELL for a (mangled) name; implicitly global if it is unknown here."""
        if name in self.resolved:
            return self.resolved[name]
        return GLOBAL_IMPLICIT

    def bits(self, name):
        """What is done to the name here."""
        if name in self.symbols:
            return self.symbols[name]
        return 0

    def names_resolved_as(self, kind):
        """The sorted names that are FREE or CELL."""
        result = []
        for name in self.order:
            if self.resolved[name] == kind:
                result.append(name)
        sort_names(result)
        return result

    def free_names(self):
        """The sorted free names, class-body pass-through ones included."""
        result = []
        for name in self.order:
            if self.resolved[name] == FREE or self.symbols[name] & DEF_FREE_CLASS:
                result.append(name)
        sort_names(result)
        return result


def sort_names(names):
    """Insertion sort, in place."""
    i = 1
    while i < len(names):
        name = names[i]
        j = i - 1
        while j >= 0 and names[j] > name:
            names[j + 1] = names[j]
            j -= 1
        names[j + 1] = name
        i += 1


def mangle(class_name, name):
    """Private names: __x in class C is _C__x."""
    if class_name is None or len(name) < 2 or name[0] != "_" or name[1] != "_":
        return name
    if name.endswith("__") or name.find(".") >= 0:
        return name
    i = 0
    while i < len(class_name) and class_name[i] == "_":
        i += 1
    if i >= len(class_name):
        return name
    return "_" + class_name[i:] + name


class SymtableBuilder(visitor.ASTVisitor):
    """The first pass."""

    def __init__(self, source):
        self.source = source
        self.scopes = {}  # node -> Scope
        self.current = None
        self.future_annotations = False

    # ---- scopes

    def enter(self, node, kind, name, pos):
        scope = Scope(kind, name, self.current, pos)
        if self.current is not None:
            self.current.children.append(scope)
        self.scopes[node] = scope
        self.current = scope
        return scope

    def leave(self):
        self.current = self.current.parent

    def error(self, msg, pos):
        return self.source.error(
            msg, pos.lineno, pos.col_offset, pos.end_lineno, pos.end_col_offset, 0
        )

    def add(self, name, bits, pos):
        """Record what is done to a name in the current scope."""
        self.add_to(self.current, mangle(self.current.class_name, name), bits, pos)

    def add_to(self, scope, name, bits, pos):
        old = 0
        if name in scope.symbols:
            old = scope.symbols[name]
            if bits & DEF_PARAM and old & DEF_PARAM:
                raise self.error("duplicate argument '%s' in function definition" % name, pos)
        else:
            scope.order.append(name)
        bits |= old
        if scope.in_comp_target:
            if bits & (DEF_GLOBAL | DEF_NONLOCAL):
                raise self.error(
                    "comprehension inner loop cannot rebind assignment expression target '%s'"
                    % name,
                    pos,
                )
            bits |= DEF_ITER
        scope.symbols[name] = bits
        if bits & DEF_PARAM and not old & DEF_PARAM:
            scope.varnames.append(name)

    # ---- helpers

    def visit(self, node):
        if node is not None:
            node.accept(self)

    def visit_exprs(self, nodes):
        for node in nodes:
            if node is not None:
                node.accept(self)

    def visit_body(self, body):
        for statement in body:
            statement.accept(self)

    def visit_keywords(self, keywords):
        for keyword in keywords:
            keyword.value.accept(self)

    # ---- roots

    def visit_Module(self, node):
        self.enter(node, MODULE, "top", node.pos)
        self.find_future(node.body)
        self.visit_body(node.body)
        self.leave()

    def visit_Interactive(self, node):
        self.enter(node, MODULE, "top", node.pos)
        self.find_future(node.body)
        self.visit_body(node.body)
        self.leave()

    def visit_Expression(self, node):
        self.enter(node, MODULE, "top", node.pos)
        node.body.accept(self)
        self.leave()

    def find_future(self, body):
        """from __future__ imports at the top, and errors about them."""
        may_be_future = True
        first = True
        for statement in body:
            if isinstance(statement, ast.ImportFrom) and statement.module is not None:
                if statement.module == "__future__" and statement.level == 0:
                    if not may_be_future:
                        raise self.error(
                            "from __future__ imports must occur at the beginning of the file",
                            statement.pos,
                        )
                    for alias in statement.names:
                        self.future_feature(alias.name, statement.pos)
                    first = False
                    continue
            if first and isinstance(statement, ast.Expr):
                value = statement.value
                if isinstance(value, ast.Constant):
                    first = False
                    continue
            first = False
            may_be_future = False

    def future_feature(self, name, pos):
        if name == "annotations":
            self.future_annotations = True
        elif name == "braces":
            raise self.error("not a chance", pos)
        elif not (
            name == "nested_scopes"
            or name == "generators"
            or name == "division"
            or name == "absolute_import"
            or name == "with_statement"
            or name == "print_function"
            or name == "unicode_literals"
            or name == "barry_as_FLUFL"
            or name == "generator_stop"
        ):
            raise self.error("future feature %s is not defined" % name, pos)

    # ---- functions and classes

    def visit_FunctionDef(self, node):
        self.function(
            node, node.name, node.args, node.body, node.decorator_list, node.returns, False
        )

    def visit_AsyncFunctionDef(self, node):
        self.function(
            node, node.name, node.args, node.body, node.decorator_list, node.returns, True
        )

    def function(self, node, name, args, body, decorators, returns, is_async):
        self.add(name, DEF_LOCAL, node.pos)
        self.visit_exprs(decorators)
        self.visit_exprs(args.defaults)
        self.visit_exprs(args.kw_defaults)
        self.annotations(args, returns)
        scope = self.enter(node, FUNCTION, name, node.pos)
        scope.is_coroutine = is_async
        self.parameters(args)
        self.visit_body(body)
        if is_async and scope.has_yield and scope.return_value_pos is not None:
            raise self.error("'return' with value in async generator", scope.return_value_pos)
        self.leave()

    def annotations(self, args, returns):
        if self.future_annotations:
            return
        self.arg_annotations(args.posonlyargs)
        self.arg_annotations(args.args)
        if args.vararg is not None:
            self.visit(args.vararg.annotation)
        if args.kwarg is not None:
            self.visit(args.kwarg.annotation)
        self.arg_annotations(args.kwonlyargs)
        self.visit(returns)

    def arg_annotations(self, args):
        for arg in args:
            self.visit(arg.annotation)

    def parameters(self, args):
        scope = self.current
        for arg in args.posonlyargs:
            self.add(arg.arg, DEF_PARAM, arg.pos)
        for arg in args.args:
            self.add(arg.arg, DEF_PARAM, arg.pos)
        for arg in args.kwonlyargs:
            self.add(arg.arg, DEF_PARAM, arg.pos)
        if args.vararg is not None:
            self.add(args.vararg.arg, DEF_PARAM, args.vararg.pos)
            scope.has_varargs = True
        if args.kwarg is not None:
            self.add(args.kwarg.arg, DEF_PARAM, args.kwarg.pos)
            scope.has_varkeywords = True

    def visit_ClassDef(self, node):
        self.add(node.name, DEF_LOCAL, node.pos)
        self.visit_exprs(node.decorator_list)
        self.visit_exprs(node.bases)
        self.visit_keywords(node.keywords)
        scope = self.enter(node, CLASS, node.name, node.pos)
        scope.class_name = node.name
        self.visit_body(node.body)
        self.leave()

    def visit_Lambda(self, node):
        self.visit_exprs(node.args.defaults)
        self.visit_exprs(node.args.kw_defaults)
        scope = self.enter(node, FUNCTION, "<lambda>", node.pos)
        scope.is_lambda = True
        self.parameters(node.args)
        node.body.accept(self)
        self.leave()

    # ---- comprehensions

    def visit_ListComp(self, node):
        self.comprehension(node, "<listcomp>", node.elt, None, node.generators, False)

    def visit_SetComp(self, node):
        self.comprehension(node, "<setcomp>", node.elt, None, node.generators, False)

    def visit_DictComp(self, node):
        self.comprehension(node, "<dictcomp>", node.key, node.value, node.generators, False)

    def visit_GeneratorExp(self, node):
        self.comprehension(node, "<genexpr>", node.elt, None, node.generators, True)

    def comprehension(self, node, name, elt, value, generators, is_generator):
        outer = self.current
        first = generators[0]
        outer_flag = outer.in_comp_iterable
        outer.in_comp_iterable = True
        first.iter.accept(self)
        outer.in_comp_iterable = outer_flag
        scope = self.enter(node, FUNCTION, name, node.pos)
        scope.is_comprehension = True
        scope.is_generator_expression = is_generator
        self.add_to(scope, ".0", DEF_PARAM, node.pos)
        self.comp_target(first.target)
        if first.is_async:
            scope.is_async_comprehension = True
        self.visit_exprs(first.ifs)
        i = 1
        while i < len(generators):
            generator = generators[i]
            if generator.is_async:
                scope.is_async_comprehension = True
            self.comp_target(generator.target)
            scope.in_comp_iterable = True
            generator.iter.accept(self)
            scope.in_comp_iterable = False
            self.visit_exprs(generator.ifs)
            i += 1
        if value is not None:
            value.accept(self)
        elt.accept(self)
        if scope.has_yield:
            what = "generator expression"
            if name == "<listcomp>":
                what = "list comprehension"
            elif name == "<setcomp>":
                what = "set comprehension"
            elif name == "<dictcomp>":
                what = "dict comprehension"
            raise self.error("'yield' inside %s" % what, node.pos)
        if is_generator:
            scope.has_yield = True
        elif scope.is_async_comprehension or scope.has_await:
            scope.is_coroutine = True
        self.leave()
        if scope.is_coroutine:
            # an asynchronous comprehension is awaited by the block around it
            outer.has_await = True

    def comp_target(self, target):
        scope = self.current
        scope.in_comp_target = True
        target.accept(self)
        scope.in_comp_target = False

    def visit_NamedExpr(self, node):
        target = node.target
        assert isinstance(target, ast.Name)
        scope = self.current
        if scope.in_comp_iterable:
            raise self.error(
                "assignment expression cannot be used in a comprehension iterable expression",
                node.pos,
            )
        if scope.is_comprehension:
            self.extend_named_scope(target)
        node.value.accept(self)
        target.accept(self)

    def extend_named_scope(self, target):
        """A := inside a comprehension binds in the block around all comprehensions."""
        name = target.id
        scope = self.current
        while scope is not None:
            mangled = mangle(scope.class_name, name)
            if scope.is_comprehension:
                if scope.bits(mangled) & DEF_ITER:
                    raise self.error(
                        "assignment expression cannot rebind comprehension iteration variable '%s'"
                        % name,
                        target.pos,
                    )
                scope = scope.parent
                continue
            if scope.kind == FUNCTION:
                if scope.bits(mangled) & DEF_GLOBAL:
                    self.add(name, DEF_GLOBAL, target.pos)
                else:
                    self.add(name, DEF_NONLOCAL, target.pos)
                self.add_to(scope, mangled, DEF_LOCAL, target.pos)
                return
            if scope.kind == MODULE:
                self.add(name, DEF_GLOBAL, target.pos)
                self.add_to(scope, mangled, DEF_GLOBAL, target.pos)
                return
            raise self.error(
                "assignment expression within a comprehension cannot be used in a class body",
                target.pos,
            )

    # ---- statements

    def visit_Return(self, node):
        if node.value is not None:
            node.value.accept(self)
            self.current.return_value_pos = node.pos

    def visit_Delete(self, node):
        self.visit_exprs(node.targets)

    def visit_Assign(self, node):
        node.value.accept(self)
        self.visit_exprs(node.targets)

    def visit_AugAssign(self, node):
        node.target.accept(self)
        node.value.accept(self)

    def visit_AnnAssign(self, node):
        target = node.target
        scope = self.current
        if isinstance(target, ast.Name):
            name = mangle(scope.class_name, target.id)
            old = scope.bits(name)
            if old & (DEF_GLOBAL | DEF_NONLOCAL) and node.simple and scope.kind != MODULE:
                what = "global" if old & DEF_GLOBAL else "nonlocal"
                raise self.error("annotated name '%s' can't be %s" % (name, what), node.pos)
            if node.simple:
                self.add(target.id, DEF_ANNOT | DEF_LOCAL, node.pos)
            elif node.value is not None:
                self.add(target.id, DEF_LOCAL, node.pos)
        else:
            target.accept(self)
        if not self.future_annotations:
            node.annotation.accept(self)
        self.visit(node.value)

    def visit_For(self, node):
        node.iter.accept(self)
        node.target.accept(self)
        self.visit_body(node.body)
        self.visit_body(node.orelse)

    def visit_AsyncFor(self, node):
        self.current.has_await = True
        node.iter.accept(self)
        node.target.accept(self)
        self.visit_body(node.body)
        self.visit_body(node.orelse)

    def visit_While(self, node):
        node.test.accept(self)
        self.visit_body(node.body)
        self.visit_body(node.orelse)

    def visit_If(self, node):
        node.test.accept(self)
        self.visit_body(node.body)
        self.visit_body(node.orelse)

    def with_items(self, items):
        for item in items:
            item.context_expr.accept(self)
            self.visit(item.optional_vars)

    def visit_With(self, node):
        self.with_items(node.items)
        self.visit_body(node.body)

    def visit_AsyncWith(self, node):
        self.current.has_await = True
        self.with_items(node.items)
        self.visit_body(node.body)

    def visit_Match(self, node):
        node.subject.accept(self)
        for case in node.cases:
            case.pattern.accept(self)
            self.visit(case.guard)
            self.visit_body(case.body)

    def visit_Raise(self, node):
        self.visit(node.exc)
        self.visit(node.cause)

    def visit_Try(self, node):
        self.try_parts(node.body, node.handlers, node.orelse, node.finalbody)

    def visit_TryStar(self, node):
        self.try_parts(node.body, node.handlers, node.orelse, node.finalbody)

    def try_parts(self, body, handlers, orelse, finalbody):
        self.visit_body(body)
        for handler in handlers:
            self.visit(handler.type)
            if handler.name is not None:
                self.add(handler.name, DEF_LOCAL, handler.pos)
            self.visit_body(handler.body)
        self.visit_body(orelse)
        self.visit_body(finalbody)

    def visit_Assert(self, node):
        node.test.accept(self)
        self.visit(node.msg)

    def visit_Import(self, node):
        for alias in node.names:
            self.import_alias(alias)

    def visit_ImportFrom(self, node):
        for alias in node.names:
            if alias.name == "*":
                if self.current.kind != MODULE:
                    raise self.error("import * only allowed at module level", node.pos)
            else:
                self.import_alias(alias)

    def import_alias(self, alias):
        name = alias.asname
        if name is None:
            name = alias.name
            dot = name.find(".")
            if dot >= 0:
                name = name[:dot]
        self.add(name, DEF_IMPORT, alias.pos)

    def visit_Global(self, node):
        scope = self.current
        for plain in node.names:
            name = mangle(scope.class_name, plain)
            old = scope.bits(name)
            if old & (DEF_PARAM | DEF_LOCAL | USE | DEF_ANNOT | DEF_NONLOCAL | DEF_IMPORT):
                if old & DEF_PARAM:
                    msg = "name '%s' is parameter and global" % name
                elif old & DEF_NONLOCAL:
                    msg = "name '%s' is nonlocal and global" % name
                elif old & USE:
                    msg = "name '%s' is used prior to global declaration" % name
                elif old & DEF_ANNOT:
                    msg = "annotated name '%s' can't be global" % name
                else:
                    msg = "name '%s' is assigned to before global declaration" % name
                raise self.error(msg, node.pos)
            self.add(plain, DEF_GLOBAL, node.pos)
            scope.declared_pos[name] = node.pos
            top = scope
            while top.parent is not None:
                top = top.parent
            if top.kind == MODULE and top is not scope and name != "__class__":
                self.add_to(top, name, DEF_GLOBAL, node.pos)  # for the code of exec() too

    def visit_Nonlocal(self, node):
        scope = self.current
        if scope.kind == MODULE:
            raise self.error("nonlocal declaration not allowed at module level", node.pos)
        for plain in node.names:
            name = mangle(scope.class_name, plain)
            old = scope.bits(name)
            if old & (DEF_PARAM | DEF_LOCAL | USE | DEF_ANNOT | DEF_GLOBAL | DEF_IMPORT):
                if old & DEF_PARAM:
                    msg = "name '%s' is parameter and nonlocal" % name
                elif old & DEF_GLOBAL:
                    msg = "name '%s' is nonlocal and global" % name
                elif old & USE:
                    msg = "name '%s' is used prior to nonlocal declaration" % name
                elif old & DEF_ANNOT:
                    msg = "annotated name '%s' can't be nonlocal" % name
                else:
                    msg = "name '%s' is assigned to before nonlocal declaration" % name
                raise self.error(msg, node.pos)
            self.add(plain, DEF_NONLOCAL, node.pos)
            scope.declared_pos[name] = node.pos

    def visit_Expr(self, node):
        node.value.accept(self)

    def visit_Pass(self, node):
        pass

    def visit_Break(self, node):
        pass

    def visit_Continue(self, node):
        pass

    # ---- expressions

    def visit_BoolOp(self, node):
        self.visit_exprs(node.values)

    def visit_BinOp(self, node):
        node.left.accept(self)
        node.right.accept(self)

    def visit_UnaryOp(self, node):
        node.operand.accept(self)

    def visit_IfExp(self, node):
        node.test.accept(self)
        node.body.accept(self)
        node.orelse.accept(self)

    def visit_Dict(self, node):
        self.visit_exprs(node.keys)
        self.visit_exprs(node.values)

    def visit_Set(self, node):
        self.visit_exprs(node.elts)

    def visit_Await(self, node):
        self.current.has_await = True
        node.value.accept(self)

    def visit_Yield(self, node):
        self.current.has_yield = True
        self.visit(node.value)

    def visit_YieldFrom(self, node):
        self.current.has_yield = True
        node.value.accept(self)

    def visit_Compare(self, node):
        node.left.accept(self)
        self.visit_exprs(node.comparators)

    def visit_Call(self, node):
        node.func.accept(self)
        self.visit_exprs(node.args)
        self.visit_keywords(node.keywords)

    def visit_FormattedValue(self, node):
        node.value.accept(self)
        self.visit(node.format_spec)

    def visit_JoinedStr(self, node):
        self.visit_exprs(node.values)

    def visit_Constant(self, node):
        pass

    def visit_Attribute(self, node):
        node.value.accept(self)

    def visit_Subscript(self, node):
        node.value.accept(self)
        node.slice.accept(self)

    def visit_Starred(self, node):
        node.value.accept(self)

    def visit_Name(self, node):
        if node.ctx == ast.LOAD:
            self.add(node.id, USE, node.pos)
            if node.id == "super" and self.current.kind == FUNCTION:
                self.add("__class__", USE, node.pos)
        else:
            self.add(node.id, DEF_LOCAL, node.pos)

    def visit_List(self, node):
        self.visit_exprs(node.elts)

    def visit_Tuple(self, node):
        self.visit_exprs(node.elts)

    def visit_Slice(self, node):
        self.visit(node.lower)
        self.visit(node.upper)
        self.visit(node.step)

    # ---- patterns

    def visit_patterns(self, patterns):
        for pattern in patterns:
            pattern.accept(self)

    def visit_MatchValue(self, node):
        node.value.accept(self)

    def visit_MatchSingleton(self, node):
        pass

    def visit_MatchSequence(self, node):
        self.visit_patterns(node.patterns)

    def visit_MatchMapping(self, node):
        self.visit_exprs(node.keys)
        self.visit_patterns(node.patterns)
        if node.rest is not None:
            self.add(node.rest, DEF_LOCAL, node.pos)

    def visit_MatchClass(self, node):
        node.cls.accept(self)
        self.visit_patterns(node.patterns)
        self.visit_patterns(node.kwd_patterns)

    def visit_MatchStar(self, node):
        if node.name is not None:
            self.add(node.name, DEF_LOCAL, node.pos)

    def visit_MatchAs(self, node):
        if node.pattern is not None:
            node.pattern.accept(self)
        if node.name is not None:
            self.add(node.name, DEF_LOCAL, node.pos)

    def visit_MatchOr(self, node):
        self.visit_patterns(node.patterns)


class Analyzer(object):
    """The second pass."""

    def __init__(self, source):
        self.source = source

    def analyze(self, scope, bound, explicit_globals):
        """Resolve the names of scope and its children; returns the names free in it.

        bound: names bound in the functions around it; explicit_globals: those declared global there.
        """
        local = {}
        child_bound = {}
        child_globals = {}
        if scope.kind == CLASS:
            for name in bound:
                child_bound[name] = True
            for name in explicit_globals:
                child_globals[name] = True
        free = {}
        for name in scope.order:
            self.resolve(scope, name, bound, local, free, explicit_globals, child_globals)
        if scope.kind != CLASS:
            if scope.kind == FUNCTION:
                for name in local:
                    child_bound[name] = True
            for name in bound:
                if name not in child_globals or name in local:
                    child_bound[name] = True
            for name in explicit_globals:
                if name not in local:
                    child_globals[name] = True
            for name in child_globals.keys():
                if name in child_bound and name not in local:
                    del child_bound[name]
        else:
            child_bound["__class__"] = True
        child_free = {}
        for child in scope.children:
            for name in self.analyze(child, child_bound, child_globals):
                child_free[name] = True
        if scope.kind == FUNCTION:
            for name in local:
                if name in child_free:
                    scope.resolved[name] = CELL
                    del child_free[name]
        elif scope.kind == CLASS:
            if "__class__" in child_free:
                scope.needs_class_closure = True
                del child_free["__class__"]
        for name in child_free:
            if name in scope.symbols:
                if scope.kind == CLASS and scope.symbols[name] & (DEF_BOUND | DEF_GLOBAL):
                    scope.symbols[name] |= DEF_FREE_CLASS
            elif name in bound:
                scope.symbols[name] = 0
                scope.order.append(name)
                scope.resolved[name] = FREE
            free[name] = True
        result = []
        for name in free:
            result.append(name)
        sort_names(result)
        return result

    def resolve(self, scope, name, bound, local, free, explicit_globals, child_globals):
        bits = scope.symbols[name]
        if bits & DEF_GLOBAL:
            if bits & DEF_NONLOCAL:
                raise self.declaration_error(scope, name, "name '%s' is nonlocal and global" % name)
            scope.resolved[name] = GLOBAL_EXPLICIT
            child_globals[name] = True
        elif bits & DEF_NONLOCAL:
            if name not in bound:
                raise self.declaration_error(
                    scope, name, "no binding for nonlocal '%s' found" % name
                )
            scope.resolved[name] = FREE
            free[name] = True
        elif bits & DEF_BOUND:
            scope.resolved[name] = LOCAL
            local[name] = True
        elif name in bound:
            scope.resolved[name] = FREE
            free[name] = True
        else:
            scope.resolved[name] = GLOBAL_IMPLICIT

    def declaration_error(self, scope, name, msg):
        pos = scope.pos
        if name in scope.declared_pos:
            pos = scope.declared_pos[name]
        return self.source.error(
            msg, pos.lineno, pos.col_offset, pos.end_lineno, pos.end_col_offset, 0
        )


class Symtable(object):
    """The result: the scope of every node that opens one."""

    def __init__(self, scopes, future_annotations):
        self.scopes = scopes
        self.future_annotations = future_annotations


def build(root, source, future_annotations):
    """The Symtable of a syntax tree."""
    builder = SymtableBuilder(source)
    builder.future_annotations = future_annotations
    root.accept(builder)
    top = builder.scopes[root]
    Analyzer(source).analyze(top, {}, {})
    return Symtable(builder.scopes, builder.future_annotations)
