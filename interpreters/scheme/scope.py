"""What the expander knows: bindings of names, scopes, functions; and the tree it makes.

The tree (X...) becomes nodes in a second step, `gen`, when it is known which variables are captured
by closures and assigned: those live in cells, all others directly in slots of the frame.
"""

from interpreters.scheme import inline, nodes
from interpreters.scheme.model import Code, W_Alias, W_Symbol, error

# ---- bindings


class Binding(object):
    """What a name means; `syntax` if it is a special form or a macro."""

    def __init__(self):
        self.syntax = None


class Syntax(object):
    """A special form or a macro."""


class GlobalBinding(Binding):
    def __init__(self, w_symbol):
        Binding.__init__(self)
        self.w_symbol = w_symbol


class MacroBinding(Binding):
    """A local macro."""

    def __init__(self, syntax):
        Binding.__init__(self)
        self.syntax = syntax


class Variable(Binding):
    """A local variable."""

    def __init__(self, name, function):
        Binding.__init__(self)
        self.name = name
        self.function = function
        self.slot = function.new_slot()
        self.captured = False
        self.mutated = False
        self.ready = True  # False while its definition is expanded
        self.loop = None  # the loop it names

    def boxed(self):
        return self.captured and self.mutated


class Function(object):
    """A lambda expression that is being expanded."""

    def __init__(self, name, outer):
        self.name = name
        self.outer = outer
        self.size = 1
        self.free = []  # variables of functions around it

    def new_slot(self):
        slot = self.size
        self.size += 1
        return slot

    def index_of(self, variable):
        """Where a closure keeps a variable from outside."""
        for i in range(len(self.free)):
            if self.free[i] is variable:
                return i
        self.free.append(variable)
        return len(self.free) - 1


class Scope(object):
    """Names bound by one construct. `outer` is None at the outermost, which is the global scope."""

    def __init__(self, outer, function):
        self.outer = outer
        self.function = function
        self.names = {}

    def is_global(self):
        return self.outer is None

    def bind(self, w_name):
        variable = Variable(w_name.name, self.function)
        self.names[w_name] = variable
        return variable


def global_binding(w_symbol):
    binding = w_symbol.binding
    if binding is None:
        binding = GlobalBinding(w_symbol)
        w_symbol.binding = binding
    return binding


def resolve(w_symbol, scope):
    """What a symbol means in a scope (None: the global one)."""
    while True:
        walk = scope
        while walk is not None:
            binding = walk.names.get(w_symbol, None)
            if binding is not None:
                return binding
            walk = walk.outer
        if isinstance(w_symbol, W_Alias):
            scope = w_symbol.scope
            w_symbol = w_symbol.base
        else:
            return global_binding(w_symbol)


def base_symbol(w_symbol):
    """The symbol that was written."""
    while isinstance(w_symbol, W_Alias):
        w_symbol = w_symbol.base
    return w_symbol


class Context(object):
    """Where the value goes: `tail` of the function, and the loop whose round ends here."""

    def __init__(self, tail, loop, outer):
        self.tail = tail
        self.loop = loop
        self.outer = outer

    def can_jump(self, loop):
        ctx = self
        while ctx is not None:
            if ctx.loop is loop:
                return True
            ctx = ctx.outer
        return False


TAIL_CALL = Context(True, None, None)
VALUE = Context(False, None, None)


class NotALoop(Exception):
    """A named let is used in a way that a loop cannot be."""

    def __init__(self, loop):
        self.loop = loop


# ---- the tree


class X(object):
    """An expanded expression."""

    def gen(self):
        """The node to execute."""
        raise NotImplementedError


def gen_all(trees):
    return [tree.gen() for tree in trees][:]


class XConst(X):
    def __init__(self, w_value):
        self.w_value = w_value

    def gen(self):
        return nodes.Const(self.w_value)


class XRef(X):
    """A use of a local variable in a function."""

    def __init__(self, variable, function):
        if variable.loop is not None:
            raise NotALoop(variable.loop)
        self.variable = variable
        self.function = function
        self.checked = not variable.ready
        walk = function
        while walk is not variable.function:
            variable.captured = True
            walk.index_of(variable)
            walk = walk.outer

    def gen(self):
        variable = self.variable
        if variable.function is not self.function:
            index = self.function.index_of(variable)
            if variable.boxed():
                return nodes.CapturedCell(index, variable.name)
            return nodes.Captured(index)
        if variable.boxed():
            return nodes.LocalCell(variable.slot, variable.name)
        if self.checked:
            return nodes.CheckedLocal(variable.slot, variable.name)
        return nodes.Local(variable.slot)

    def gen_set(self, value):
        variable = self.variable
        if variable.function is not self.function:
            return nodes.SetCell(nodes.Captured(self.function.index_of(variable)), value)
        if variable.boxed():
            return nodes.SetCell(nodes.Local(variable.slot), value)
        return nodes.SetLocal(variable.slot, value)


class XSet(X):
    """Assigns or defines a local variable."""

    def __init__(self, ref, value):
        self.ref = ref
        self.value = value

    def gen(self):
        return self.ref.gen_set(self.value.gen())


class XGlobal(X):
    def __init__(self, w_symbol):
        self.w_symbol = w_symbol

    def gen(self):
        return nodes.Global(self.w_symbol)


class XSetGlobal(X):
    def __init__(self, w_symbol, value, define):
        self.w_symbol = w_symbol
        self.value = value
        self.define = define

    def gen(self):
        if self.define:
            return nodes.DefineGlobal(self.w_symbol, self.value.gen())
        return nodes.SetGlobal(self.w_symbol, self.value.gen())


class XIf(X):
    def __init__(self, test, then, other):
        self.test = test
        self.then = then
        self.other = other

    def gen(self):
        return nodes.If(self.test.gen(), self.then.gen(), self.other.gen())


class XAnd(X):
    def __init__(self, first, second):
        self.first = first
        self.second = second

    def gen(self):
        return nodes.And(self.first.gen(), self.second.gen())


class XOr(X):
    def __init__(self, first, second):
        self.first = first
        self.second = second

    def gen(self):
        return nodes.Or(self.first.gen(), self.second.gen())


class XSequence(X):
    def __init__(self, trees):
        self.trees = trees

    def gen(self):
        all_nodes = gen_all(self.trees)
        last = len(all_nodes) - 1
        assert last >= 0
        if last == 0:
            return all_nodes[0]
        return nodes.Sequence(all_nodes[:last], all_nodes[last])


class XLet(X):
    def __init__(self, variables, inits, body):
        self.variables = variables
        self.inits = inits
        self.body = body

    def gen(self):
        body = self.body.gen()
        inits = gen_all(self.inits)
        variables = self.variables
        if len(variables) == 0:
            return body
        if len(variables) == 1 and not variables[0].boxed():
            return nodes.Let1(variables[0].slot, inits[0], body)
        return nodes.Let(slots_of(variables), boxes_of(variables), inits, body)


def slots_of(variables):
    return [variable.slot for variable in variables][:]


def boxes_of(variables):
    return [variable.boxed() for variable in variables][:]


class XFresh(X):
    """The variables of internal definitions, without values yet; the body assigns them."""

    def __init__(self, variables, body):
        self.variables = variables
        self.body = body

    def gen(self):
        boxed = [variable.slot for variable in self.variables if variable.boxed()]
        plain = [variable.slot for variable in self.variables if not variable.boxed()]
        body = self.body.gen()
        return nodes.NewCells(boxed[:], plain[:], body)


class XLoop(X):
    """A named let that is a loop. The body is filled in when it is expanded."""

    def __init__(self, name):
        self.name = name
        self.node = nodes.Loop(name)
        self.variables = []
        self.inits = []
        self.body = None

    def gen(self):
        self.node.body = self.body.gen()
        let = XLet(self.variables, self.inits, XNode(self.node))
        return let.gen()


class XNode(X):
    def __init__(self, node):
        self.node = node

    def gen(self):
        return self.node


class XJump(X):
    """The next round of a loop."""

    def __init__(self, loop, args):
        self.loop = loop
        self.args = args

    def gen(self):
        slots = slots_of(self.loop.variables)
        boxed = boxes_of(self.loop.variables)
        values = gen_all(self.args)
        if True not in boxed:
            if len(slots) == 1:
                return nodes.Jump1(self.loop.node, slots[0], values[0])
            if len(slots) == 2:
                return nodes.Jump2(self.loop.node, slots, values)
            if len(slots) == 3:
                return nodes.Jump3(self.loop.node, slots, values)
        return nodes.Jump(self.loop.node, slots, boxed, values)


class XLambda(X):
    def __init__(self, function, variables, rest, body):
        self.function = function
        self.variables = variables
        self.rest = rest
        self.body = body

    def code(self):
        """The compiled body."""
        function = self.function
        body = self.body.gen()
        nargs = len(self.variables)
        if self.rest:
            nargs -= 1
        boxed = [variable.slot for variable in self.variables if variable.boxed()]
        return Code(function.name, nargs, self.rest, function.size, boxed[:], body)

    def gen(self):
        function = self.function
        code = self.code()
        from_captured = []
        indices = []
        for variable in function.free:
            if variable.function is function.outer:
                from_captured.append(False)
                indices.append(variable.slot)
            else:
                from_captured.append(True)
                indices.append(function.outer.index_of(variable))
        return nodes.Lambda(code, from_captured[:], indices[:])


class XGuard(X):
    def __init__(self, variable, body, clauses):
        self.variable = variable
        self.body = body
        self.clauses = clauses

    def gen(self):
        variable = self.variable
        return nodes.Guard(variable.slot, variable.boxed(), self.body.gen(), self.clauses.gen())


class XCall(X):
    def __init__(self, fn, args, tail):
        self.fn = fn
        self.args = args
        self.tail = tail

    def gen(self):
        args = gen_all(self.args)
        fn_tree = self.fn
        if isinstance(fn_tree, XGlobal):
            node = inline.special_node(fn_tree.w_symbol, args)
            if node is not None:
                return node
        fn = fn_tree.gen()
        count = len(args)
        if self.tail:
            if count == 0:
                return nodes.Tail0(fn)
            if count == 1:
                return nodes.Tail1(fn, args[0])
            if count == 2:
                return nodes.Tail2(fn, args[0], args[1])
            if count == 3:
                return nodes.Tail3(fn, args[0], args[1], args[2])
            return nodes.TailN(fn, args)
        if count == 0:
            return nodes.Call0(fn)
        if count == 1:
            return nodes.Call1(fn, args[0])
        if count == 2:
            return nodes.Call2(fn, args[0], args[1])
        if count == 3:
            return nodes.Call3(fn, args[0], args[1], args[2])
        return nodes.CallN(fn, args)


def syntax_error(message, w_form):
    """The error for a form that is not what it should be."""
    return error(message + ":", [w_form])


def check_symbol(w_object, w_form):
    if not isinstance(w_object, W_Symbol):
        raise syntax_error("a name is expected in", w_form)
    return w_object
