"""What all parts of the code generator share: units, names, constants, errors."""

from interpreters.python.compiler import assemble, opcode, symtable
from interpreters.python.compiler.positions import Position
from interpreters.python.parser import ast, constant, visitor


class CodegenBase(visitor.ASTVisitor):
    """Holds the unit being generated (``u``) and emits into it."""

    def __init__(self, source, filename, table):
        self.source = source
        self.filename = filename
        self.table = table
        self.u = None
        self.interactive = False

    def error(self, msg, node):
        """A SyntaxError at a node."""
        pos = node.pos
        return self.source.error(
            msg, pos.lineno, pos.col_offset, pos.end_lineno, pos.end_col_offset, 0
        )

    # ---- units

    def enter_unit(self, node, name, firstlineno):
        """Start the code object of the scope that node opens."""
        scope = self.table.scopes[node]
        parent = self.u
        qualname = name
        if parent is not None:
            qualname = self.qualified(parent, name)
        unit = assemble.CodeUnit(scope, name, qualname, firstlineno, parent)
        free = scope.free_names()
        cells = scope.names_resolved_as(symtable.CELL)
        if scope.kind == symtable.CLASS and scope.needs_class_closure:
            cells.append("__class__")
        unit.set_cells(cells, free)
        for varname in scope.varnames:
            unit.add_varname(varname)
        if scope.kind == symtable.FUNCTION:
            unit.flags |= opcode.CO_OPTIMIZED | opcode.CO_NEWLOCALS
            if scope.nested:
                unit.flags |= opcode.CO_NESTED
            if scope.has_varargs:
                unit.flags |= opcode.CO_VARARGS
            if scope.has_varkeywords:
                unit.flags |= opcode.CO_VARKEYWORDS
            if scope.has_yield and (scope.is_coroutine or self.is_async_genexp(scope)):
                unit.flags |= opcode.CO_ASYNC_GENERATOR
            elif scope.has_yield:
                unit.flags |= opcode.CO_GENERATOR
            elif scope.is_coroutine:
                unit.flags |= opcode.CO_COROUTINE
        if self.table.future_annotations:
            unit.flags |= opcode.CO_FUTURE_ANNOTATIONS
        self.u = unit
        index = 0
        for cell in cells:
            self.emit_arg(opcode.MAKE_CELL, index)
            if cell in unit.var_index:
                local = unit.var_index[cell]
                self.emit_arg(opcode.LOAD_FAST, local)
                self.emit_arg(opcode.STORE_DEREF, index)
                self.emit_arg(opcode.DELETE_FAST, local)
            index += 1

    def is_async_genexp(self, scope):
        """A generator expression with await or async for in it."""
        return scope.is_generator_expression and (scope.is_async_comprehension or scope.has_await)

    def qualified(self, parent, name):
        """The __qualname__ of a function or class in the unit ``parent``."""
        mangled = symtable.mangle(parent.scope.class_name, name)
        if parent.scope.kind != symtable.MODULE and not name.startswith("<"):
            if parent.scope.lookup(mangled) == symtable.GLOBAL_EXPLICIT:
                return name
        if parent.scope.kind == symtable.FUNCTION and not parent.scope.is_comprehension:
            return parent.qualname + ".<locals>." + name
        if parent.scope.kind != symtable.MODULE:
            return parent.qualname + "." + name
        return name

    def leave_unit(self):
        """Finish the code object; returns the PyCode."""
        unit = self.u
        code = unit.assemble(self.filename)
        self.u = unit.parent
        return code

    # ---- emitting

    def at(self, node):
        """The following instructions belong to this node."""
        self.u.pos = node.pos

    def at_name(self, node):
        """The following instructions belong to the name of an attribute, if it has a line of its own."""
        pos = node.pos
        if pos.lineno != pos.end_lineno:
            start = pos.end_col_offset - len(node.attr)
            pos = position(pos.end_lineno, start, pos.end_lineno, pos.end_col_offset)
        self.u.pos = pos

    def at_call(self, node):
        """The following instructions belong to the call of a method, from its name on if that has a line of its own."""
        func = node.func
        pos = node.pos
        if isinstance(func, ast.Attribute) and func.pos.end_lineno != pos.lineno:
            start = func.pos.end_col_offset - len(func.attr)
            pos = position(func.pos.end_lineno, start, pos.end_lineno, pos.end_col_offset)
        self.u.pos = pos

    def no_line(self):
        """The following instructions belong to no statement: tracing does not see them as a line."""
        self.u.pos = self.u.same_line()

    def line_of(self, node):
        """Tracing shall see the node's line even if nothing is done there."""
        self.u.pos = node.pos
        self.u.emit_nop()

    def emit(self, op):
        self.u.emit(op, 0)

    def emit_arg(self, op, arg):
        self.u.emit(op, arg)

    def emit_jump(self, op, label):
        self.u.emit_jump(op, label)

    def emit_name(self, op, name):
        """An instruction on an attribute or global name, mangled if private."""
        mangled = symtable.mangle(self.u.scope.class_name, name)
        self.u.emit(op, self.u.add_name(mangled))

    def place(self, label):
        self.u.place(label)

    def load_const(self, const):
        if self.u.reachable:
            self.u.emit(opcode.LOAD_CONST, self.u.add_const(const))

    def load_none(self):
        self.load_const(constant.CONST_NONE)

    def load_text(self, utf8):
        self.load_const(constant.StrConst(utf8))

    def load_int(self, value):
        self.load_const(constant.IntConst(value))

    def load_names_tuple(self, names):
        """A constant tuple of str."""
        items = []
        for name in names:
            items.append(constant.StrConst(name))
        self.load_const(constant.SequenceConst(constant.TUPLE, items))

    # ---- exception handlers

    def push_handler(self):
        """From here on exceptions go to the returned handler, at the present stack depth."""
        handler = assemble.Handler(assemble.Label(), self.u.depth)
        self.u.handler = handler
        return handler

    def set_handler(self, handler):
        """Make an outer handler active again."""
        self.u.handler = handler

    def cleanup_handler(self, handler):
        """The handler of an exception handler: restore the exception state, go on raising."""
        self.u.place_handler(handler)
        self.no_line()
        self.emit(opcode.ROT_TWO)
        self.emit(opcode.POP_EXCEPT)
        self.emit(opcode.RERAISE)

    # ---- names

    def name_op(self, name, ctx):
        """Load, store or delete a variable."""
        scope = self.u.scope
        name = symtable.mangle(scope.class_name, name)
        where = scope.lookup(name)
        if where == symtable.FREE or where == symtable.CELL:
            if name in self.u.deref_index:
                self.deref_op(name, ctx)
                return
        elif where == symtable.LOCAL:
            if scope.kind == symtable.FUNCTION:
                index = self.u.add_varname(name)
                if ctx == ast.LOAD:
                    self.emit_arg(opcode.LOAD_FAST, index)
                elif ctx == ast.STORE:
                    self.emit_arg(opcode.STORE_FAST, index)
                else:
                    self.emit_arg(opcode.DELETE_FAST, index)
                return
        elif where == symtable.GLOBAL_EXPLICIT or scope.kind == symtable.FUNCTION:
            index = self.u.add_name(name)
            if ctx == ast.LOAD:
                self.emit_arg(opcode.LOAD_GLOBAL, index)
            elif ctx == ast.STORE:
                self.emit_arg(opcode.STORE_GLOBAL, index)
            else:
                self.emit_arg(opcode.DELETE_GLOBAL, index)
            return
        index = self.u.add_name(name)
        if ctx == ast.LOAD:
            self.emit_arg(opcode.LOAD_NAME, index)
        elif ctx == ast.STORE:
            self.emit_arg(opcode.STORE_NAME, index)
        else:
            self.emit_arg(opcode.DELETE_NAME, index)

    def deref_op(self, name, ctx):
        index = self.u.deref_index[name]
        if ctx == ast.LOAD:
            if self.u.scope.kind == symtable.CLASS:
                self.emit_arg(opcode.LOAD_CLASSDEREF, index)
            else:
                self.emit_arg(opcode.LOAD_DEREF, index)
        elif ctx == ast.STORE:
            self.emit_arg(opcode.STORE_DEREF, index)
        else:
            self.emit_arg(opcode.DELETE_DEREF, index)

    def check_forbidden(self, name, node):
        """Names that cannot be assigned to."""
        if name == "__debug__":
            raise self.error("cannot assign to __debug__", node)

    # ---- functions

    def load_closure(self, code):
        """Push the tuple of cells a function of that code needs; returns the MAKE_FUNCTION flag."""
        if len(code.freevars) == 0:
            return 0
        for name in code.freevars:
            self.emit_arg(opcode.LOAD_CLOSURE, self.u.deref_index[name])
        self.emit_arg(opcode.BUILD_TUPLE, len(code.freevars))
        return 8

    def make_function(self, code, flags):
        """The defaults etc. are on the stack; push the function."""
        flags |= self.load_closure(code)
        if self.u.reachable:
            self.emit_arg(opcode.LOAD_CONST, self.u.add_const_w(code))
            self.emit_arg(opcode.MAKE_FUNCTION, flags)


def position(lineno, col_offset, end_lineno, end_col_offset):
    """A position; its columns are unknown if the first one is."""
    if col_offset < 0:
        return Position(lineno, -1, end_lineno, -1)
    return Position(lineno, col_offset, end_lineno, end_col_offset)
