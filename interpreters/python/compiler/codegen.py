"""Code for statements, functions, classes and modules."""

from interpreters.python.compiler import lint, opcode, optimization, symtable
from interpreters.python.compiler.assemble import FrameBlock, Label
from interpreters.python.compiler.codegen_expr import has_star, inplace_ops
from interpreters.python.compiler.codegen_match import MatchCodegen
from interpreters.python.compiler.fold import fold, fold_sequence
from interpreters.python.parser import ast, constant

# kinds of FrameBlock
WHILE_LOOP = 1
FOR_LOOP = 2
TRY_EXCEPT = 3  # the body of a try with except clauses
FINALLY_TRY = 4  # the body of a try with finally
FINALLY_END = 5  # the finally body run for an exception
HANDLER = 6  # the body of an except clause
WITH = 7
ASYNC_WITH = 8
POP_VALUE = 9  # a value on the stack
ASYNC_LOOP = 10
STAR_CLAUSE = 11  # the body of an except* clause: nothing may leave it but an exception


class Codegen(MatchCodegen):
    """The whole code generator."""

    # ---- blocks to leave

    def push_block(self, kind, start, end, payload):
        block = FrameBlock(kind, self.u.handler, start, end, payload)
        self.u.blocks.append(block)
        return block

    def pop_block(self):
        self.u.blocks.pop()

    def unwind(self, block, preserve):
        """Leave one construct; with preserve there is a value on top to be kept."""
        kind = block.kind
        if kind == FOR_LOOP or kind == ASYNC_LOOP or kind == POP_VALUE:
            if preserve:
                self.emit(opcode.ROT_TWO)
            self.emit(opcode.POP_TOP)
        elif kind == TRY_EXCEPT:
            self.set_handler(block.handler)
        elif kind == FINALLY_TRY:
            self.set_handler(block.handler)
            statement = block.payload
            if preserve:
                self.push_block(POP_VALUE, None, None, None)
            self.body(finally_body(statement))
            if preserve:
                self.pop_block()
            self.no_line()
        elif kind == FINALLY_END:
            # prev exc [value]
            if preserve:
                self.emit(opcode.ROT_TWO)
            self.emit(opcode.POP_TOP)
            if preserve:
                self.emit(opcode.ROT_TWO)
            self.set_handler(block.handler)
            self.emit(opcode.POP_EXCEPT)
        elif kind == HANDLER:
            self.set_handler(block.handler)
            if preserve:
                self.emit(opcode.ROT_TWO)
            self.emit(opcode.POP_EXCEPT)
            self.clear_handler_name(block.payload)
        elif kind == WITH or kind == ASYNC_WITH:
            self.set_handler(block.handler)
            self.at(block.payload)
            if preserve:
                self.emit(opcode.ROT_TWO)
            self.call_exit()
            if kind == ASYNC_WITH:
                self.emit_await(2)
            self.emit(opcode.POP_TOP)
            self.no_line()

    def clear_handler_name(self, node):
        """``except E as name``: the name is unbound behind the clause."""
        if isinstance(node, ast.ExceptHandler) and node.name is not None:
            self.load_none()
            self.name_op(node.name, ast.STORE)
            self.name_op(node.name, ast.DEL)

    def unwind_to(self, stop, preserve):
        """Leave all constructs above index ``stop`` of the block list, and restore the list."""
        blocks = self.u.blocks
        handler = self.u.handler
        removed = []
        while len(blocks) > stop:
            block = blocks.pop()
            removed.append(block)
            self.unwind(block, preserve)
        i = len(removed) - 1
        while i >= 0:
            blocks.append(removed[i])
            i -= 1
        return handler

    def innermost_loop(self):
        """Index of the innermost loop in the block list, or -1."""
        i = len(self.u.blocks) - 1
        while i >= 0:
            kind = self.u.blocks[i].kind
            if kind == WHILE_LOOP or kind == FOR_LOOP or kind == ASYNC_LOOP:
                return i
            i -= 1
        return -1

    def check_leaving(self, stop, node):
        """Refuse a return, break or continue that would leave an except* clause."""
        i = len(self.u.blocks) - 1
        while i >= stop:
            if self.u.blocks[i].kind == STAR_CLAUSE:
                msg = "'break', 'continue' and 'return' cannot appear in an except* block"
                raise self.error(msg, node)
            i -= 1

    # ---- modules

    def visit_Module(self, node):
        self.start_module(node)
        self.docstring(node.body)
        self.module_body(node.body)
        self.no_line()
        self.load_none()
        self.emit(opcode.RETURN_VALUE)

    def visit_Interactive(self, node):
        self.start_module(node)
        self.interactive = True
        self.module_body(node.body)
        self.no_line()
        self.load_none()
        self.emit(opcode.RETURN_VALUE)

    def visit_Expression(self, node):
        self.start_module(node)
        self.value_of(node.body)
        self.emit(opcode.RETURN_VALUE)

    def start_module(self, node):
        self.enter_unit(node, "<module>", 1)

    def module_body(self, body):
        if has_annotations(body):
            self.emit(opcode.SETUP_ANNOTATIONS)
        self.body(body)

    def docstring(self, body):
        """Store a module's or class's docstring as __doc__."""
        const = docstring_of(body)
        if const is not None:
            self.at(body[0])
            self.load_const(const)
            self.name_op("__doc__", ast.STORE)

    # ---- functions

    def visit_FunctionDef(self, node):
        self.function(node, node.name, node.args, node.body, node.decorator_list, node.returns)

    def visit_AsyncFunctionDef(self, node):
        self.function(node, node.name, node.args, node.body, node.decorator_list, node.returns)

    def function(self, node, name, args, body, decorators, returns):
        for decorator in decorators:
            self.value_of(decorator)
        self.at(node)
        flags = self.default_arguments(args)
        flags |= self.annotations(args, returns)
        firstlineno = node.pos.lineno
        if len(decorators) > 0:
            firstlineno = decorators[0].pos.lineno
        self.enter_unit(node, name, firstlineno)
        self.check_parameters(args)
        self.set_arg_counts(args)
        const = docstring_of(body)
        if const is not None:
            self.u.add_const(const)
        else:
            self.load_const_slot()
        self.body(body)
        if self.u.reachable:
            self.no_line()
            self.load_none()
            self.emit(opcode.RETURN_VALUE)
        code = self.leave_unit()
        self.at(node)
        self.make_function(code, flags)
        self.apply_decorators(decorators)
        self.at(node)
        self.name_op(name, ast.STORE)

    def check_parameters(self, args):
        self.check_parameter_list(args.posonlyargs)
        self.check_parameter_list(args.args)
        self.check_parameter_list(args.kwonlyargs)
        if args.vararg is not None:
            self.check_forbidden(args.vararg.arg, args.vararg)
        if args.kwarg is not None:
            self.check_forbidden(args.kwarg.arg, args.kwarg)

    def check_parameter_list(self, args):
        for arg in args:
            self.check_forbidden(arg.arg, arg)

    def apply_decorators(self, decorators):
        i = len(decorators) - 1
        while i >= 0:
            self.at(decorators[i])
            self.emit_arg(opcode.CALL_FUNCTION, 1)
            i -= 1

    def annotations(self, args, returns):
        """Push the dict of annotations if there are any; returns the MAKE_FUNCTION flag."""
        names = []
        self.arg_annotations(args.posonlyargs, names)
        self.arg_annotations(args.args, names)
        if args.vararg is not None:
            self.annotation(args.vararg.arg, args.vararg.annotation, names)
        self.arg_annotations(args.kwonlyargs, names)
        if args.kwarg is not None:
            self.annotation(args.kwarg.arg, args.kwarg.annotation, names)
        self.annotation("return", returns, names)
        if len(names) == 0:
            return 0
        self.load_names_tuple(names)
        self.emit_arg(opcode.BUILD_CONST_KEY_MAP, len(names))
        return 4

    def arg_annotations(self, args, names):
        for arg in args:
            self.annotation(arg.arg, arg.annotation, names)

    def annotation(self, name, node, names):
        if node is None:
            return
        self.annotation_value(node)
        names.append(symtable.mangle(self.u.scope.class_name, name))

    def annotation_value(self, node):
        """An annotation's value; its source text under ``from __future__ import annotations``."""
        if self.table.future_annotations:
            self.at(node)
            self.load_text(self.source_text(node))
        elif isinstance(node, ast.Starred):
            # *args: *Ts
            self.value_of(node.value)
            self.at(node)
            self.emit_arg(opcode.UNPACK_SEQUENCE, 1)
        else:
            self.value_of(node)

    def source_text(self, node):
        """The source of an expression."""
        pos = node.pos
        line = self.source.line(pos.lineno)
        start = pos.col_offset
        end = pos.end_col_offset
        if pos.lineno == pos.end_lineno:
            assert start >= 0 and end >= 0
            return line[start:end]
        assert start >= 0
        parts = [line[start:].strip(" \t\n")]
        number = pos.lineno + 1
        while number < pos.end_lineno:
            parts.append(self.source.line(number).strip(" \t\n"))
            number += 1
        line = self.source.line(pos.end_lineno)
        assert end >= 0
        parts.append(line[:end].strip(" \t\n"))
        return " ".join(parts)

    # ---- classes

    def visit_ClassDef(self, node):
        for decorator in node.decorator_list:
            self.value_of(decorator)
        firstlineno = node.pos.lineno
        if len(node.decorator_list) > 0:
            firstlineno = node.decorator_list[0].pos.lineno
        self.at(node)
        self.emit(opcode.LOAD_BUILD_CLASS)
        self.enter_unit(node, node.name, firstlineno)
        self.u.pos = node.pos
        self.name_op("__name__", ast.LOAD)
        self.name_op("__module__", ast.STORE)
        self.load_text(self.u.qualname)
        self.name_op("__qualname__", ast.STORE)
        self.docstring(node.body)
        self.module_body(node.body)
        self.no_line()
        if self.u.scope.needs_class_closure:
            self.emit_arg(opcode.LOAD_CLOSURE, self.u.deref_index["__class__"])
            self.emit(opcode.DUP_TOP)
            self.emit_arg(opcode.STORE_NAME, self.u.add_name("__classcell__"))
        else:
            self.load_none()
        self.emit(opcode.RETURN_VALUE)
        code = self.leave_unit()
        self.at(node)
        self.make_function(code, 0)
        self.load_text(node.name)
        self.call_with(node.bases, node.keywords, 2, node)
        self.apply_decorators(node.decorator_list)
        self.at(node)
        self.name_op(node.name, ast.STORE)

    # ---- simple statements

    def visit_Expr(self, node):
        if self.interactive and self.u.parent is None:
            self.value_of(node.value)
            self.at(node)
            self.emit(opcode.PRINT_EXPR)
            return
        if isinstance(node.value, ast.Constant):
            self.line_of(node)
            return
        node.value.accept(self)
        self.at(node)
        self.emit(opcode.POP_TOP)

    def visit_Pass(self, node):
        self.line_of(node)

    def visit_Return(self, node):
        if self.u.scope.kind != symtable.FUNCTION:
            raise self.error("'return' outside function", node)
        self.check_leaving(0, node)
        value = node.value
        self.at(node)
        const = constant.CONST_NONE
        preserve = False
        if value is not None:
            folded = fold(value)
            if folded is not None:
                const = folded
                self.line_of(value)
            else:
                value.accept(self)
                preserve = True
        if value is None or value.pos.lineno != node.pos.lineno:
            self.line_of(node)
        self.at(node)
        handler = self.unwind_to(0, preserve)
        if not preserve:
            self.load_const(const)
        self.emit(opcode.RETURN_VALUE)
        self.set_handler(handler)

    def visit_Break(self, node):
        index = self.innermost_loop()
        self.check_leaving(index + 1, node)
        if index < 0:
            raise self.error("'break' outside loop", node)
        self.line_of(node)
        handler = self.unwind_to(index + 1, False)
        block = self.u.blocks[index]
        if block.kind != WHILE_LOOP:
            self.emit(opcode.POP_TOP)
        self.emit_jump(opcode.JUMP_FORWARD, block.end)
        self.set_handler(handler)

    def visit_Continue(self, node):
        index = self.innermost_loop()
        self.check_leaving(index + 1, node)
        if index < 0:
            raise self.error("'continue' not properly in loop", node)
        self.line_of(node)
        handler = self.unwind_to(index + 1, False)
        self.emit_jump(opcode.JUMP_BACKWARD, self.u.blocks[index].start)
        self.set_handler(handler)

    def visit_Delete(self, node):
        for target in node.targets:
            target.accept(self)

    def visit_Assign(self, node):
        targets = node.targets
        if len(targets) == 1 and self.assign_swapped(targets[0], node.value):
            return
        self.value_of(node.value)
        i = 0
        last = len(targets) - 1
        while i < last:
            self.at(node)
            self.emit(opcode.DUP_TOP)
            targets[i].accept(self)
            i += 1
        targets[last].accept(self)

    def assign_swapped(self, target, value):
        """a, b = c, d without building a tuple."""
        if not isinstance(value, ast.Tuple):
            return False
        if isinstance(target, ast.Tuple):
            elts = target.elts
        elif isinstance(target, ast.List):
            elts = target.elts
        else:
            return False
        n = len(elts)
        if n != len(value.elts) or (n != 2 and n != 3) or has_star(elts) or has_star(value.elts):
            return False
        if fold(value) is not None:
            return False
        for elt in value.elts:
            self.value_of(elt)
        self.at(target)
        if n == 2:
            self.emit(opcode.ROT_TWO)
        else:
            self.emit_arg(opcode.SWAP, 3)
        for elt in elts:
            elt.accept(self)
        return True

    def visit_AugAssign(self, node):
        target = node.target
        op = inplace_ops[node.op]
        if isinstance(target, ast.Name):
            self.at(target)
            self.check_forbidden(target.id, target)
            self.name_op(target.id, ast.LOAD)
            self.value_of(node.value)
            self.at(node)
            self.emit(op)
            self.at(target)
            self.name_op(target.id, ast.STORE)
        elif isinstance(target, ast.Attribute):
            target.value.accept(self)
            self.at_name(target)
            self.emit(opcode.DUP_TOP)
            self.emit_name(opcode.LOAD_ATTR, target.attr)
            self.value_of(node.value)
            self.at(node)
            self.emit(op)
            self.at_name(target)
            self.emit(opcode.ROT_TWO)
            self.check_forbidden(target.attr, target)
            self.emit_name(opcode.STORE_ATTR, target.attr)
        else:
            assert isinstance(target, ast.Subscript)
            target.value.accept(self)
            self.value_of(target.slice)
            self.at(target)
            self.emit(opcode.DUP_TOP_TWO)
            self.emit(opcode.BINARY_SUBSCR)
            self.value_of(node.value)
            self.at(node)
            self.emit(op)
            self.at(target)
            self.emit(opcode.ROT_THREE)
            self.emit(opcode.STORE_SUBSCR)

    def visit_AnnAssign(self, node):
        target = node.target
        if node.value is not None:
            self.value_of(node.value)
            target.accept(self)
        at_top = self.u.scope.kind != symtable.FUNCTION
        if isinstance(target, ast.Name):
            self.check_forbidden(target.id, target)
            if node.simple and at_top:
                self.annotation_value(node.annotation)
                self.at(node)
                self.name_op("__annotations__", ast.LOAD)
                self.load_text(symtable.mangle(self.u.scope.class_name, target.id))
                self.emit(opcode.STORE_SUBSCR)
                return
        elif node.value is None:
            # the parts of the target are evaluated all the same
            if isinstance(target, ast.Attribute):
                target.value.accept(self)
                self.emit(opcode.POP_TOP)
            elif isinstance(target, ast.Subscript):
                target.value.accept(self)
                self.emit(opcode.POP_TOP)
                self.value_of(target.slice)
                self.emit(opcode.POP_TOP)
        if at_top and not self.table.future_annotations:
            self.value_of(node.annotation)
            self.at(node)
            self.emit(opcode.POP_TOP)

    def visit_Assert(self, node):
        lint.check_assert(self.source, node)
        if optimization.state.level > 0:
            return
        end = Label()
        self.condition(node.test, end, True)
        self.at(node)
        self.emit(opcode.LOAD_ASSERTION_ERROR)
        if node.msg is not None:
            self.value_of(node.msg)
            self.at(node)
            self.emit_arg(opcode.CALL_FUNCTION, 1)
        self.emit_arg(opcode.RAISE_VARARGS, 1)
        self.place(end)

    def visit_Raise(self, node):
        n = 0
        if node.exc is not None:
            self.value_of(node.exc)
            n = 1
            if node.cause is not None:
                self.value_of(node.cause)
                n = 2
        self.at(node)
        self.emit_arg(opcode.RAISE_VARARGS, n)

    def visit_Global(self, node):
        pass

    def visit_Nonlocal(self, node):
        pass

    # ---- imports

    def visit_Import(self, node):
        self.at(node)
        for alias in node.names:
            self.load_int(0)
            self.load_none()
            self.emit_arg(opcode.IMPORT_NAME, self.u.add_name(alias.name))
            name = alias.name
            dot = name.find(".")
            if alias.asname is None:
                if dot >= 0:
                    name = name[:dot]
                self.name_op(name, ast.STORE)
                continue
            while dot >= 0:
                start = dot + 1
                dot = name.find(".", start)
                if dot >= 0:
                    part = name[start:dot]
                else:
                    part = name[start:]
                self.emit_arg(opcode.IMPORT_FROM, self.u.add_name(part))
                self.emit(opcode.ROT_TWO)
                self.emit(opcode.POP_TOP)
            self.name_op(alias.asname, ast.STORE)

    def visit_ImportFrom(self, node):
        self.at(node)
        names = []
        for alias in node.names:
            names.append(alias.name)
        self.load_int(node.level)
        self.load_names_tuple(names)
        module = node.module
        if module is None:
            module = ""
        self.emit_arg(opcode.IMPORT_NAME, self.u.add_name(module))
        if names[0] == "*":
            self.emit(opcode.IMPORT_STAR)
            return
        for alias in node.names:
            self.emit_arg(opcode.IMPORT_FROM, self.u.add_name(alias.name))
            name = alias.asname
            if name is None:
                name = alias.name
            self.name_op(name, ast.STORE)
        self.emit(opcode.POP_TOP)

    # ---- loops and conditions

    def visit_If(self, node):
        end = Label()
        other = Label()
        self.condition(node.test, other, False)
        self.body(node.body)
        if len(node.orelse) > 0:
            self.no_line()
            self.emit_jump(opcode.JUMP_FORWARD, end)
            self.place(other)
            self.body(node.orelse)
            self.place(end)
        else:
            self.place(other)

    def visit_While(self, node):
        start = Label()
        other = Label()
        end = Label()
        self.place(start)
        self.push_block(WHILE_LOOP, start, end, None)
        self.condition(node.test, other, False)
        self.body(node.body)
        self.no_line()
        self.emit_jump(opcode.JUMP_BACKWARD, start)
        self.pop_block()
        self.place(other)
        self.body(node.orelse)
        self.place(end)

    def visit_For(self, node):
        start = Label()
        other = Label()
        end = Label()
        iterable = node.iter
        const = None
        if isinstance(iterable, ast.List):
            const = fold_sequence(iterable.elts, constant.TUPLE)
        if const is not None:
            self.at(iterable)
            self.load_const(const)
        else:
            self.value_of(iterable)
        self.at(iterable)
        self.emit(opcode.GET_ITER)
        self.place(start)
        self.push_block(FOR_LOOP, start, end, None)
        self.emit_jump(opcode.FOR_ITER, other)
        node.target.accept(self)
        self.body(node.body)
        self.no_line()
        self.emit_jump(opcode.JUMP_BACKWARD, start)
        self.pop_block()
        self.place(other)
        self.body(node.orelse)
        self.place(end)

    def visit_AsyncFor(self, node):
        if self.u.scope.kind != symtable.FUNCTION or not self.in_async():
            raise self.error("'async for' outside async function", node)
        start = Label()
        end = Label()
        self.value_of(node.iter)
        self.at(node.iter)
        self.emit(opcode.GET_AITER)
        self.place(start)
        self.push_block(ASYNC_LOOP, start, end, None)
        outer = self.u.handler
        handler = self.push_handler()
        self.emit(opcode.GET_ANEXT)
        self.load_none()
        self.emit(opcode.YIELD_FROM)
        self.set_handler(outer)
        node.target.accept(self)
        self.body(node.body)
        self.no_line()
        self.emit_jump(opcode.JUMP_BACKWARD, start)
        self.pop_block()
        self.u.pos = node.iter.pos
        self.u.place_handler(handler)
        self.emit(opcode.END_ASYNC_FOR)
        self.body(node.orelse)
        self.place(end)

    # ---- try

    def visit_Try(self, node):
        self.line_of(node)
        if len(node.finalbody) > 0:
            self.try_finally(node, node.body, node.handlers, node.orelse, node.finalbody, False)
        else:
            self.try_except(node.body, node.handlers, node.orelse)

    def visit_TryStar(self, node):
        self.line_of(node)
        if len(node.finalbody) > 0:
            self.try_finally(node, node.body, node.handlers, node.orelse, node.finalbody, True)
        else:
            self.try_except_star(node.body, node.handlers, node.orelse)

    def try_finally(self, node, body, handlers, orelse, finalbody, is_star):
        outer = self.u.handler
        self.push_block(FINALLY_TRY, None, None, node)
        handler = self.push_handler()
        if len(handlers) == 0:
            self.body(body)
        elif is_star:
            self.try_except_star(body, handlers, orelse)
        else:
            self.try_except(body, handlers, orelse)
        self.pop_block()
        self.set_handler(outer)
        end = Label()
        self.body(finalbody)
        self.no_line()
        self.emit_jump(opcode.JUMP_FORWARD, end)
        # the copy for an exception
        self.u.place_handler(handler)
        self.no_line()
        self.emit(opcode.PUSH_EXC_INFO)
        self.push_block(FINALLY_END, None, None, None)
        cleanup = self.handler_below_exception()
        self.body(finalbody)
        self.pop_block()
        self.no_line()
        self.emit(opcode.RERAISE)
        self.set_handler(outer)
        self.cleanup_handler(cleanup)
        self.place(end)

    def handler_below_exception(self):
        """After PUSH_EXC_INFO (prev exc): a handler that cuts to prev."""
        handler = self.push_handler()
        handler.depth = self.u.depth - 1
        return handler

    def try_except(self, body, handlers, orelse):
        outer = self.u.handler
        end = Label()
        self.push_block(TRY_EXCEPT, None, None, None)
        handler = self.push_handler()
        self.body(body)
        self.pop_block()
        self.set_handler(outer)
        self.body(orelse)
        self.no_line()
        self.emit_jump(opcode.JUMP_FORWARD, end)
        self.u.place_handler(handler)
        self.no_line()
        self.emit(opcode.PUSH_EXC_INFO)
        cleanup = self.handler_below_exception()
        n = len(handlers)
        i = 0
        for clause in handlers:
            self.at(clause)
            following = Label()
            if clause.type is not None:
                self.value_of(clause.type)
                self.at(clause)
                self.emit(opcode.CHECK_EXC_MATCH)
                self.emit_jump(opcode.POP_JUMP_IF_FALSE, following)
            elif i < n - 1:
                raise self.error("default 'except:' must be last", clause)
            # prev exc
            self.except_clause(clause, cleanup, outer, end)
            self.place(following)
            self.set_handler(cleanup)
            i += 1
        self.no_line()
        self.emit(opcode.RERAISE)
        self.set_handler(outer)
        self.cleanup_handler(cleanup)
        self.place(end)

    def except_clause(self, clause, cleanup, outer, end):
        """The body of an except clause that matches; prev and exc are on the stack."""
        if clause.name is None:
            self.emit(opcode.POP_TOP)
            block = self.push_block(HANDLER, None, None, clause)
            block.handler = outer
            self.body(clause.body)
            self.pop_block()
            self.set_handler(outer)
            self.no_line()
            self.emit(opcode.POP_EXCEPT)
            self.emit_jump(opcode.JUMP_FORWARD, end)
            return
        self.check_forbidden(clause.name, clause)
        self.name_op(clause.name, ast.STORE)
        block = self.push_block(HANDLER, None, None, clause)
        block.handler = outer
        named = self.push_handler()
        self.body(clause.body)
        self.pop_block()
        self.set_handler(outer)
        self.no_line()
        self.emit(opcode.POP_EXCEPT)
        self.clear_handler_name(clause)
        self.emit_jump(opcode.JUMP_FORWARD, end)
        # an exception in the body: unbind the name, go on raising
        self.u.place_handler(named)
        self.no_line()
        self.set_handler(cleanup)
        self.clear_handler_name(clause)
        self.emit(opcode.RERAISE)

    def try_except_star(self, body, handlers, orelse):
        """except*: every clause takes its part of the group; what is left or raised goes on."""
        outer = self.u.handler
        end = Label()
        self.push_block(TRY_EXCEPT, None, None, None)
        handler = self.push_handler()
        self.body(body)
        self.pop_block()
        self.set_handler(outer)
        self.body(orelse)
        self.no_line()
        self.emit_jump(opcode.JUMP_FORWARD, end)
        self.u.place_handler(handler)
        self.no_line()
        self.emit(opcode.PUSH_EXC_INFO)
        cleanup = self.handler_below_exception()
        # prev orig list rest
        self.emit(opcode.DUP_TOP)
        self.emit_arg(opcode.BUILD_LIST, 0)
        self.emit(opcode.ROT_TWO)
        for clause in handlers:
            self.star_clause(clause, cleanup)
        # prev orig list rest
        self.no_line()
        self.emit_arg(opcode.LIST_APPEND, 1)
        self.emit(opcode.PREP_RERAISE_STAR)
        # prev exc
        nothing = Label()
        self.emit(opcode.DUP_TOP)
        self.emit_jump(opcode.POP_JUMP_IF_NONE, nothing)
        self.emit(opcode.RERAISE)
        self.place(nothing)
        self.emit(opcode.POP_TOP)
        self.set_handler(outer)
        self.emit(opcode.POP_EXCEPT)
        self.emit_jump(opcode.JUMP_FORWARD, end)
        self.cleanup_handler(cleanup)
        self.place(end)

    def star_clause(self, clause, cleanup):
        """One except* clause; prev orig list rest -> prev orig list rest."""
        no_match = Label()
        following = Label()
        self.at(clause)
        self.value_of(clause.type)
        self.at(clause)
        self.emit(opcode.CHECK_EG_MATCH)
        # prev orig list rest match
        self.emit(opcode.DUP_TOP)
        self.emit_jump(opcode.POP_JUMP_IF_NONE, no_match)
        if clause.name is None:
            self.emit(opcode.POP_TOP)
        else:
            self.check_forbidden(clause.name, clause)
            self.name_op(clause.name, ast.STORE)
        self.push_block(STAR_CLAUSE, None, None, None)
        raised = self.push_handler()
        self.body(clause.body)
        self.pop_block()
        self.set_handler(cleanup)
        self.no_line()
        self.clear_handler_name(clause)
        self.emit_jump(opcode.JUMP_FORWARD, following)
        # the clause itself raised: keep that exception for later
        # prev orig list rest exc
        self.u.place_handler(raised)
        self.no_line()
        self.clear_handler_name(clause)
        self.emit_arg(opcode.LIST_APPEND, 2)
        self.emit_jump(opcode.JUMP_FORWARD, following)
        self.place(no_match)
        self.emit(opcode.POP_TOP)
        self.place(following)

    # ---- with

    def call_exit(self):
        """Call the exit function on top of the stack with three Nones; its result is left."""
        self.load_none()
        self.load_none()
        self.load_none()
        self.emit_arg(opcode.CALL_FUNCTION, 3)

    def visit_With(self, node):
        self.with_item(node, node.items, node.body, 0, False)

    def visit_AsyncWith(self, node):
        if self.u.scope.kind != symtable.FUNCTION or not self.in_async():
            raise self.error("'async with' outside async function", node)
        self.with_item(node, node.items, node.body, 0, True)

    def with_item(self, node, items, body, index, is_async):
        """The index-th item of a with statement and everything inside it."""
        item = items[index]
        kind = WITH
        self.value_of(item.context_expr)
        self.at(item.context_expr)
        if is_async:
            kind = ASYNC_WITH
            self.emit(opcode.BEFORE_ASYNC_WITH)
            self.emit_await(1)
        else:
            self.emit(opcode.BEFORE_WITH)
        # exit entered
        outer = self.u.handler
        self.push_block(kind, None, None, node)
        handler = self.push_handler()
        handler.depth = self.u.depth - 1
        if item.optional_vars is not None:
            item.optional_vars.accept(self)
        else:
            self.emit(opcode.POP_TOP)
        if index + 1 < len(items):
            self.with_item(node, items, body, index + 1, is_async)
        else:
            self.body(body)
        self.pop_block()
        self.set_handler(outer)
        end = Label()
        self.at(node)
        self.call_exit()
        if is_async:
            self.emit_await(2)
        self.emit(opcode.POP_TOP)
        self.emit_jump(opcode.JUMP_FORWARD, end)
        # an exception: exit exc
        self.u.place_handler(handler)
        self.emit(opcode.PUSH_EXC_INFO)
        cleanup = self.handler_below_exception()
        suppressed = Label()
        self.emit(opcode.WITH_EXCEPT_START)
        if is_async:
            self.emit_await(2)
        self.emit_jump(opcode.POP_JUMP_IF_TRUE, suppressed)
        self.emit(opcode.RERAISE)
        self.place(suppressed)
        # exit prev exc
        self.emit(opcode.POP_TOP)
        self.set_handler(outer)
        self.emit(opcode.POP_EXCEPT)
        self.emit(opcode.POP_TOP)
        self.emit_jump(opcode.JUMP_FORWARD, end)
        self.cleanup_handler(cleanup)
        self.place(end)


def finally_body(statement):
    """The finally clause of a try statement."""
    if isinstance(statement, ast.Try):
        return statement.finalbody
    assert isinstance(statement, ast.TryStar)
    return statement.finalbody


def docstring_of(body):
    """The Const of the docstring that a body starts with, or None."""
    if len(body) == 0 or optimization.state.level > 1:
        return None
    first = body[0]
    if isinstance(first, ast.Expr):
        value = first.value
        if isinstance(value, ast.Constant) and value.value.kind == constant.STR:
            return value.value
    return None


def has_annotations(body):
    """Is there a variable annotation in the block (not in inner functions or classes)?"""
    for statement in body:
        if isinstance(statement, ast.AnnAssign):
            return True
        if isinstance(statement, ast.If):
            if has_annotations(statement.body) or has_annotations(statement.orelse):
                return True
        elif isinstance(statement, ast.For):
            if has_annotations(statement.body) or has_annotations(statement.orelse):
                return True
        elif isinstance(statement, ast.While):
            if has_annotations(statement.body) or has_annotations(statement.orelse):
                return True
        elif isinstance(statement, ast.With):
            if has_annotations(statement.body):
                return True
        elif isinstance(statement, ast.Try):
            if has_annotations(statement.body) or has_annotations(statement.orelse):
                return True
            if has_annotations(statement.finalbody):
                return True
            for handler in statement.handlers:
                if has_annotations(handler.body):
                    return True
        elif isinstance(statement, ast.Match):
            for case in statement.cases:
                if has_annotations(case.body):
                    return True
    return False
