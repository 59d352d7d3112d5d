"""Code for expressions."""

from interpreters.python.compiler import lint, opcode, symtable
from interpreters.python.compiler.assemble import Label
from interpreters.python.compiler.codegen_base import CodegenBase
from interpreters.python.compiler.fold import debug_constant, fold, fold_sequence
from interpreters.python.parser import ast, constant


def _table(pairs):
    """NOT_RPYTHON: ast operator number -> opcode."""
    table = [0] * 16
    for number, op in pairs:
        table[number] = op
    return table


binary_ops = _table(
    [
        (ast.ADD, opcode.BINARY_ADD),
        (ast.SUB, opcode.BINARY_SUBTRACT),
        (ast.MULT, opcode.BINARY_MULTIPLY),
        (ast.MATMULT, opcode.BINARY_MATRIX_MULTIPLY),
        (ast.DIV, opcode.BINARY_TRUE_DIVIDE),
        (ast.MOD, opcode.BINARY_MODULO),
        (ast.POW, opcode.BINARY_POWER),
        (ast.LSHIFT, opcode.BINARY_LSHIFT),
        (ast.RSHIFT, opcode.BINARY_RSHIFT),
        (ast.BITOR, opcode.BINARY_OR),
        (ast.BITXOR, opcode.BINARY_XOR),
        (ast.BITAND, opcode.BINARY_AND),
        (ast.FLOORDIV, opcode.BINARY_FLOOR_DIVIDE),
    ]
)
inplace_ops = _table(
    [
        (ast.ADD, opcode.INPLACE_ADD),
        (ast.SUB, opcode.INPLACE_SUBTRACT),
        (ast.MULT, opcode.INPLACE_MULTIPLY),
        (ast.MATMULT, opcode.INPLACE_MATRIX_MULTIPLY),
        (ast.DIV, opcode.INPLACE_TRUE_DIVIDE),
        (ast.MOD, opcode.INPLACE_MODULO),
        (ast.POW, opcode.INPLACE_POWER),
        (ast.LSHIFT, opcode.INPLACE_LSHIFT),
        (ast.RSHIFT, opcode.INPLACE_RSHIFT),
        (ast.BITOR, opcode.INPLACE_OR),
        (ast.BITXOR, opcode.INPLACE_XOR),
        (ast.BITAND, opcode.INPLACE_AND),
        (ast.FLOORDIV, opcode.INPLACE_FLOOR_DIVIDE),
    ]
)
unary_ops = _table(
    [
        (ast.INVERT, opcode.UNARY_INVERT),
        (ast.NOT, opcode.UNARY_NOT),
        (ast.UADD, opcode.UNARY_POSITIVE),
        (ast.USUB, opcode.UNARY_NEGATIVE),
    ]
)
compare_ops = _table(
    [
        (ast.EQ, opcode.COMPARE_EQ),
        (ast.NOTEQ, opcode.COMPARE_NE),
        (ast.LT, opcode.COMPARE_LT),
        (ast.LTE, opcode.COMPARE_LE),
        (ast.GT, opcode.COMPARE_GT),
        (ast.GTE, opcode.COMPARE_GE),
    ]
)

MAX_ON_STACK = 30  # values of a display or a call: more are put into a container one by one


class ExprCodegen(CodegenBase):
    """Visiting an expression leaves its value on the stack."""

    awaited = None  # the call that is the operand of the await being compiled

    def expr(self, node):
        """Generate an expression."""
        node.accept(self)

    def value_of(self, node):
        """Generate an expression, folded if it is constant."""
        const = fold(node)
        if const is not None:
            self.at(node)
            self.load_const(const)
        else:
            node.accept(self)

    # ---- simple ones

    def visit_Constant(self, node):
        self.at(node)
        self.load_const(node.value)

    def visit_Name(self, node):
        self.at(node)
        if node.ctx != ast.LOAD:
            self.check_forbidden(node.id, node)
        elif node.id == "__debug__":
            self.load_const(debug_constant())
            return
        self.name_op(node.id, node.ctx)

    def visit_BinOp(self, node):
        const = fold(node)
        if const is not None:
            self.at(node)
            self.load_const(const)
            return
        self.value_of(node.left)
        self.value_of(node.right)
        self.at(node)
        self.emit(binary_ops[node.op])

    def visit_UnaryOp(self, node):
        const = fold(node)
        if const is not None:
            self.at(node)
            self.load_const(const)
            return
        if node.op == ast.NOT:
            operand = node.operand
            if isinstance(operand, ast.Compare) and len(operand.ops) == 1:
                op = operand.ops[0]
                inverse = 0
                if op == ast.IN:
                    inverse = ast.NOTIN
                elif op == ast.NOTIN:
                    inverse = ast.IN
                elif op == ast.IS:
                    inverse = ast.ISNOT
                elif op == ast.ISNOT:
                    inverse = ast.IS
                if inverse != 0:
                    self.value_of(operand.left)
                    self.comparand(operand.comparators[0], inverse)
                    self.at(node)
                    self.compare_op(inverse)
                    return
        self.value_of(node.operand)
        self.at(node)
        self.emit(unary_ops[node.op])

    def visit_BoolOp(self, node):
        op = opcode.JUMP_IF_TRUE_OR_POP
        if node.op == ast.AND:
            op = opcode.JUMP_IF_FALSE_OR_POP
        end = Label()
        last = len(node.values) - 1
        i = 0
        while i < last:
            self.value_of(node.values[i])
            self.at(node)
            self.emit_jump(op, end)
            i += 1
        self.value_of(node.values[last])
        self.place(end)

    def visit_NamedExpr(self, node):
        self.value_of(node.value)
        self.at(node)
        self.emit(opcode.DUP_TOP)
        node.target.accept(self)

    def visit_IfExp(self, node):
        other = Label()
        end = Label()
        self.condition(node.test, other, False)
        self.value_of(node.body)
        self.emit_jump(opcode.JUMP_FORWARD, end)
        self.place(other)
        self.value_of(node.orelse)
        self.place(end)

    # ---- comparisons, conditions

    def comparand(self, node, op):
        """The right side of a comparison; displays after ``in`` become constants."""
        if op == ast.IN or op == ast.NOTIN:
            const = None
            if isinstance(node, ast.List):
                const = fold_sequence(node.elts, constant.TUPLE)
            elif isinstance(node, ast.Set):
                const = fold_sequence(node.elts, constant.FROZENSET)
            if const is not None:
                self.at(node)
                self.load_const(const)
                return
        self.value_of(node)

    def compare_op(self, op):
        if op == ast.IS:
            self.emit_arg(opcode.IS_OP, 0)
        elif op == ast.ISNOT:
            self.emit_arg(opcode.IS_OP, 1)
        elif op == ast.IN:
            self.emit_arg(opcode.CONTAINS_OP, 0)
        elif op == ast.NOTIN:
            self.emit_arg(opcode.CONTAINS_OP, 1)
        else:
            self.emit(compare_ops[op])

    def visit_Compare(self, node):
        lint.check_compare(self.source, node)
        last = len(node.ops) - 1
        self.value_of(node.left)
        if last == 0:
            self.comparand(node.comparators[0], node.ops[0])
            self.at(node)
            self.compare_op(node.ops[0])
            return
        cleanup = Label()
        end = Label()
        i = 0
        while i < last:
            self.comparand(node.comparators[i], node.ops[i])
            self.at(node)
            self.emit(opcode.DUP_TOP)
            self.emit(opcode.ROT_THREE)
            self.compare_op(node.ops[i])
            self.emit_jump(opcode.JUMP_IF_FALSE_OR_POP, cleanup)
            i += 1
        self.comparand(node.comparators[last], node.ops[last])
        self.at(node)
        self.compare_op(node.ops[last])
        self.emit_jump(opcode.JUMP_FORWARD, end)
        self.place(cleanup)
        self.emit(opcode.ROT_TWO)
        self.emit(opcode.POP_TOP)
        self.place(end)

    def condition(self, node, target, jump_if):
        """Jump to target if the truth of node is jump_if, else fall through."""
        const = fold(node)
        if const is not None:
            self.line_of(node)
            if const.is_true() == jump_if:
                self.emit_jump(opcode.JUMP_FORWARD, target)
            return
        if isinstance(node, ast.UnaryOp) and node.op == ast.NOT:
            self.condition(node.operand, target, not jump_if)
            return
        if isinstance(node, ast.BoolOp):
            # in "a or b" a true item decides, in "a and b" a false one
            deciding = node.op == ast.OR
            last = len(node.values) - 1
            if deciding == jump_if:
                for value in node.values:
                    self.condition(value, target, jump_if)
            else:
                through = Label()
                i = 0
                while i < last:
                    self.condition(node.values[i], through, deciding)
                    i += 1
                self.condition(node.values[last], target, jump_if)
                self.place(through)
            return
        if isinstance(node, ast.Compare):
            if len(node.ops) > 1:
                self.chain_condition(node, target, jump_if)
                return
            if self.none_test(node, target, jump_if):
                return
        if isinstance(node, ast.IfExp):
            other = Label()
            end = Label()
            self.condition(node.test, other, False)
            self.condition(node.body, target, jump_if)
            self.emit_jump(opcode.JUMP_FORWARD, end)
            self.place(other)
            self.condition(node.orelse, target, jump_if)
            self.place(end)
            return
        node.accept(self)
        self.at(node)
        if jump_if:
            self.emit_jump(opcode.POP_JUMP_IF_TRUE, target)
        else:
            self.emit_jump(opcode.POP_JUMP_IF_FALSE, target)

    def none_test(self, node, target, jump_if):
        """x is None, x is not None."""
        op = node.ops[0]
        if op != ast.IS and op != ast.ISNOT:
            return False
        right = node.comparators[0]
        if not isinstance(right, ast.Constant) or right.value.kind != constant.NONE:
            return False
        self.value_of(node.left)
        self.at(node)
        if (op == ast.IS) == jump_if:
            self.emit_jump(opcode.POP_JUMP_IF_NONE, target)
        else:
            self.emit_jump(opcode.POP_JUMP_IF_NOT_NONE, target)
        return True

    def chain_condition(self, node, target, jump_if):
        """a < b < c as a condition."""
        cleanup = Label()
        end = Label()
        last = len(node.ops) - 1
        self.value_of(node.left)
        i = 0
        while i < last:
            self.comparand(node.comparators[i], node.ops[i])
            self.at(node)
            self.emit(opcode.DUP_TOP)
            self.emit(opcode.ROT_THREE)
            self.compare_op(node.ops[i])
            self.emit_jump(opcode.POP_JUMP_IF_FALSE, cleanup)
            i += 1
        self.comparand(node.comparators[last], node.ops[last])
        self.at(node)
        self.compare_op(node.ops[last])
        if jump_if:
            self.emit_jump(opcode.POP_JUMP_IF_TRUE, target)
        else:
            self.emit_jump(opcode.POP_JUMP_IF_FALSE, target)
        self.emit_jump(opcode.JUMP_FORWARD, end)
        self.place(cleanup)
        self.emit(opcode.POP_TOP)
        if not jump_if:
            self.emit_jump(opcode.JUMP_FORWARD, target)
        self.place(end)

    # ---- displays

    def visit_Tuple(self, node):
        if node.ctx == ast.STORE:
            self.unpack(node.elts, node)
            return
        if node.ctx == ast.DEL:
            for elt in node.elts:
                elt.accept(self)
            return
        const = fold(node)
        if const is not None:
            self.at(node)
            self.load_const(const)
            return
        if has_star(node.elts) or len(node.elts) > MAX_ON_STACK:
            self.starred_list(node.elts, node)
            self.emit(opcode.LIST_TO_TUPLE)
            return
        for elt in node.elts:
            self.value_of(elt)
        self.at(node)
        self.emit_arg(opcode.BUILD_TUPLE, len(node.elts))

    def visit_List(self, node):
        if node.ctx == ast.STORE:
            self.unpack(node.elts, node)
            return
        if node.ctx == ast.DEL:
            for elt in node.elts:
                elt.accept(self)
            return
        if len(node.elts) >= 3:
            const = fold_sequence(node.elts, constant.TUPLE)
            if const is not None:
                self.at(node)
                self.emit_arg(opcode.BUILD_LIST, 0)
                self.load_const(const)
                self.emit_arg(opcode.LIST_EXTEND, 1)
                return
        self.starred_list(node.elts, node)

    def starred_list(self, elts, node):
        """Push a list of the items; starred ones are iterated."""
        pushed = 0
        started = len(elts) > MAX_ON_STACK
        if started:
            self.at(node)
            self.emit_arg(opcode.BUILD_LIST, 0)
        for elt in elts:
            if isinstance(elt, ast.Starred):
                if not started:
                    self.at(node)
                    self.emit_arg(opcode.BUILD_LIST, pushed)
                    started = True
                self.value_of(elt.value)
                self.at(node)
                self.emit_arg(opcode.LIST_EXTEND, 1)
            else:
                self.value_of(elt)
                if started:
                    self.at(node)
                    self.emit_arg(opcode.LIST_APPEND, 1)
                else:
                    pushed += 1
        if not started:
            self.at(node)
            self.emit_arg(opcode.BUILD_LIST, pushed)

    def visit_Set(self, node):
        if not has_star(node.elts) and len(node.elts) <= MAX_ON_STACK:
            for elt in node.elts:
                self.value_of(elt)
            self.at(node)
            self.emit_arg(opcode.BUILD_SET, len(node.elts))
            return
        self.at(node)
        self.emit_arg(opcode.BUILD_SET, 0)
        for elt in node.elts:
            if isinstance(elt, ast.Starred):
                self.value_of(elt.value)
                self.at(node)
                self.emit_arg(opcode.SET_UPDATE, 1)
            else:
                self.value_of(elt)
                self.at(node)
                self.emit_arg(opcode.SET_ADD, 1)

    def visit_Dict(self, node):
        n = len(node.keys)
        simple = n <= MAX_ON_STACK
        for key in node.keys:
            if key is None:
                simple = False
        if simple:
            if n > 1 and self.const_keys(node):
                return
            i = 0
            while i < n:
                self.value_of(node.keys[i])
                self.value_of(node.values[i])
                i += 1
            self.at(node)
            self.emit_arg(opcode.BUILD_MAP, n)
            return
        self.at(node)
        self.emit_arg(opcode.BUILD_MAP, 0)
        i = 0
        while i < n:
            if node.keys[i] is None:
                self.value_of(node.values[i])
                self.at(node)
                self.emit_arg(opcode.DICT_UPDATE, 1)
            else:
                self.value_of(node.keys[i])
                self.value_of(node.values[i])
                self.at(node)
                self.emit_arg(opcode.MAP_ADD, 1)
            i += 1

    def const_keys(self, node):
        """A dict display with constant keys."""
        keys = fold_sequence(node.keys, constant.TUPLE)
        if keys is None:
            return False
        for value in node.values:
            self.value_of(value)
        self.at(node)
        self.load_const(keys)
        self.emit_arg(opcode.BUILD_CONST_KEY_MAP, len(node.keys))
        return True

    def visit_Starred(self, node):
        if node.ctx == ast.STORE:
            raise self.error("starred assignment target must be in a list or tuple", node)
        raise self.error("can't use starred expression here", node)

    def unpack(self, elts, node):
        """Store an iterable's items into targets."""
        star = -1
        i = 0
        for elt in elts:
            if isinstance(elt, ast.Starred):
                if star >= 0:
                    raise self.error("multiple starred expressions in assignment", node)
                star = i
            i += 1
        self.at(node)
        if star < 0:
            self.emit_arg(opcode.UNPACK_SEQUENCE, len(elts))
        else:
            self.emit_arg(opcode.UNPACK_EX, star | ((len(elts) - star - 1) << 16))
        for elt in elts:
            if isinstance(elt, ast.Starred):
                elt.value.accept(self)
            else:
                elt.accept(self)

    # ---- attributes, items

    def visit_Attribute(self, node):
        node.value.accept(self)
        self.at_name(node)
        if node.ctx == ast.LOAD:
            self.emit_name(opcode.LOAD_ATTR, node.attr)
        elif node.ctx == ast.STORE:
            self.check_forbidden(node.attr, node)
            self.emit_name(opcode.STORE_ATTR, node.attr)
        else:
            self.emit_name(opcode.DELETE_ATTR, node.attr)

    def visit_Subscript(self, node):
        if node.ctx == ast.LOAD:
            lint.check_subscript(self.source, node)
        node.value.accept(self)
        self.value_of(node.slice)
        self.at(node)
        if node.ctx == ast.LOAD:
            self.emit(opcode.BINARY_SUBSCR)
        elif node.ctx == ast.STORE:
            self.emit(opcode.STORE_SUBSCR)
        else:
            self.emit(opcode.DELETE_SUBSCR)

    def visit_Slice(self, node):
        self.optional(node.lower)
        self.optional(node.upper)
        n = 2
        if node.step is not None:
            self.value_of(node.step)
            n = 3
        self.at(node)
        self.emit_arg(opcode.BUILD_SLICE, n)

    def optional(self, node):
        """An expression, None if it is absent."""
        if node is None:
            self.load_none()
        else:
            self.value_of(node)

    # ---- calls

    def visit_Call(self, node):
        lint.check_call(self.source, node)
        func = node.func
        if isinstance(func, ast.Attribute) and func.ctx == ast.LOAD:
            if self.is_plain_call(node.args, node.keywords):
                func.value.accept(self)
                self.at_name(func)
                self.emit_name(opcode.LOAD_METHOD, func.attr)
                self.plain_call(node, opcode.CALL_METHOD, opcode.CALL_METHOD_KW)
                return
        func.accept(self)
        self.call_with(node.args, node.keywords, 0, node)

    def is_plain_call(self, args, keywords):
        """No * or ** among the arguments, and not too many."""
        if len(args) + 2 * len(keywords) > MAX_ON_STACK or has_star(args):
            return False
        for keyword in keywords:
            if keyword.arg is None:
                return False
        return True

    def plain_call(self, node, op, op_kw):
        for arg in node.args:
            self.value_of(arg)
        n = len(node.args)
        if len(node.keywords) > 0:
            names = self.keyword_values(node.keywords)
            self.at_call(node)
            index = self.u.add_kwnames(names)
            self.before_call(node)
            self.emit_arg(op_kw, (n + len(names)) | (index << 12))
        else:
            self.at_call(node)
            self.before_call(node)
            self.emit_arg(op, n)

    def before_call(self, node):
        """Announces the await of a call's result."""
        if node is self.awaited:
            self.emit(opcode.AWAIT_NEXT)

    def keyword_values(self, keywords):
        """Push the values; returns the names."""
        names = []
        for keyword in keywords:
            self.value_of(keyword.value)
            names.append(keyword.arg)
        self.check_duplicates(keywords)
        return names

    def check_duplicates(self, keywords):
        seen = {}
        for keyword in keywords:
            name = keyword.arg
            if name is not None:
                if name in seen:
                    raise self.error("keyword argument repeated: %s" % name, keyword)
                seen[name] = True

    def call_with(self, args, keywords, pushed, node):
        """Call what is on the stack, above it ``pushed`` arguments already."""
        if self.is_plain_call(args, keywords):
            for arg in args:
                self.value_of(arg)
            n = pushed + len(args)
            if len(keywords) > 0:
                names = self.keyword_values(keywords)
                self.at(node)
                index = self.u.add_kwnames(names)
                self.before_call(node)
                self.emit_arg(opcode.CALL_FUNCTION_KW, (n + len(names)) | (index << 12))
            else:
                self.at(node)
                self.before_call(node)
                self.emit_arg(opcode.CALL_FUNCTION, n)
            return
        self.check_duplicates(keywords)
        self.positional_tuple(args, pushed, node)
        flags = 0
        if len(keywords) > 0:
            self.keyword_dict(keywords, node)
            flags = 1
        self.at(node)
        self.before_call(node)
        self.emit_arg(opcode.CALL_FUNCTION_EX, flags)

    def positional_tuple(self, args, pushed, node):
        if pushed == 0 and len(args) == 1:
            only = args[0]
            if isinstance(only, ast.Starred):
                self.value_of(only.value)
                return
        if pushed == 0 and not has_star(args) and len(args) <= MAX_ON_STACK:
            for arg in args:
                self.value_of(arg)
            self.at(node)
            self.emit_arg(opcode.BUILD_TUPLE, len(args))
            return
        n = pushed
        started = len(args) > MAX_ON_STACK
        if started:
            self.at(node)
            self.emit_arg(opcode.BUILD_LIST, n)
        for arg in args:
            if isinstance(arg, ast.Starred):
                if not started:
                    self.at(node)
                    self.emit_arg(opcode.BUILD_LIST, n)
                    started = True
                self.value_of(arg.value)
                self.at(node)
                self.emit_arg(opcode.LIST_EXTEND, 1)
            else:
                self.value_of(arg)
                if started:
                    self.emit_arg(opcode.LIST_APPEND, 1)
                else:
                    n += 1
        self.at(node)
        if not started:
            self.emit_arg(opcode.BUILD_LIST, n)
        self.emit(opcode.LIST_TO_TUPLE)

    def keyword_dict(self, keywords, node):
        """Push a dict of the keyword arguments, ** ones merged in."""
        self.at(node)
        first = keywords[0]
        if len(keywords) == 1 and first.arg is None:
            self.value_of(first.value)
            self.at(node)
            return
        self.emit_arg(opcode.BUILD_MAP, 0)
        merged = False
        for keyword in keywords:
            if keyword.arg is None:
                self.value_of(keyword.value)
                self.at(node)
                self.emit_arg(opcode.DICT_MERGE, 1)
                merged = True
            elif not merged:
                # that names are not given twice was seen already
                self.load_text(keyword.arg)
                self.value_of(keyword.value)
                self.at(node)
                self.emit_arg(opcode.MAP_ADD, 1)
            else:
                # a one-item dict, so that a name given twice is found
                self.load_text(keyword.arg)
                self.value_of(keyword.value)
                self.at(node)
                self.emit_arg(opcode.BUILD_MAP, 1)
                self.emit_arg(opcode.DICT_MERGE, 1)

    # ---- f-strings

    def visit_JoinedStr(self, node):
        n = len(node.values)
        if n == 0:
            self.at(node)
            self.load_text("")
            return
        for value in node.values:
            value.accept(self)
        if n > 1:
            self.at(node)
            self.emit_arg(opcode.BUILD_STRING, n)

    def visit_FormattedValue(self, node):
        self.value_of(node.value)
        flags = 0
        if node.conversion == ord("s"):
            flags = 1
        elif node.conversion == ord("r"):
            flags = 2
        elif node.conversion == ord("a"):
            flags = 3
        spec = node.format_spec
        if spec is not None:
            if isinstance(spec, ast.JoinedStr) and len(spec.values) > 0:
                spec.accept(self)
                flags |= 4
        self.at(node)
        self.emit_arg(opcode.FORMAT_VALUE, flags)

    # ---- lambda, yield, await

    def visit_Lambda(self, node):
        flags = self.default_arguments(node.args)
        self.enter_unit(node, "<lambda>", node.pos.lineno)
        self.set_arg_counts(node.args)
        self.load_const_slot()
        self.at(node)
        self.value_of(node.body)
        self.at(node)
        self.emit(opcode.RETURN_VALUE)
        code = self.leave_unit()
        self.at(node)
        self.make_function(code, flags)

    def load_const_slot(self):
        """consts_w[0] is the docstring; None here."""
        self.u.add_const(constant.CONST_NONE)

    def set_arg_counts(self, args):
        unit = self.u
        unit.posonlyargcount = len(args.posonlyargs)
        unit.argcount = len(args.posonlyargs) + len(args.args)
        unit.kwonlyargcount = len(args.kwonlyargs)

    def default_arguments(self, args):
        """Push defaults and keyword defaults; returns the MAKE_FUNCTION flags."""
        flags = 0
        if len(args.defaults) > 0:
            const = fold_sequence(args.defaults, constant.TUPLE)
            if const is not None:
                self.load_const(const)
            else:
                for value in args.defaults:
                    self.value_of(value)
                self.emit_arg(opcode.BUILD_TUPLE, len(args.defaults))
            flags |= 1
        names = []
        i = 0
        for arg in args.kwonlyargs:
            value = args.kw_defaults[i]
            if value is not None:
                self.value_of(value)
                names.append(symtable.mangle(self.u.scope.class_name, arg.arg))
            i += 1
        if len(names) > 0:
            self.load_names_tuple(names)
            self.emit_arg(opcode.BUILD_CONST_KEY_MAP, len(names))
            flags |= 2
        return flags

    def check_in_function(self, what, node):
        if self.u.scope.kind != symtable.FUNCTION:
            raise self.error("'%s' outside function" % what, node)

    def visit_Yield(self, node):
        self.check_in_function("yield", node)
        self.optional(node.value)
        self.at(node)
        self.emit_yield()

    def emit_yield(self):
        """Yield the top of the stack; the sent value replaces it."""
        if self.u.flags & opcode.CO_ASYNC_GENERATOR:
            self.emit(opcode.ASYNC_GEN_WRAP)
        self.emit(opcode.YIELD_VALUE)

    def visit_YieldFrom(self, node):
        self.check_in_function("yield", node)
        if self.u.scope.is_coroutine:
            raise self.error("'yield from' inside async function", node)
        self.value_of(node.value)
        self.at(node)
        self.emit(opcode.GET_YIELD_FROM_ITER)
        self.load_none()
        self.emit(opcode.YIELD_FROM)

    def visit_Await(self, node):
        if self.u.scope.kind != symtable.FUNCTION:
            raise self.error("'await' outside function", node)
        if not self.in_async():
            raise self.error("'await' outside async function", node)
        value = node.value
        if isinstance(value, ast.Call):
            self.awaited = value
        self.value_of(value)
        self.at(node)
        self.emit_await(0)

    def emit_await(self, where):
        """Await the top of the stack."""
        self.emit_arg(opcode.GET_AWAITABLE, where)
        self.load_none()
        self.emit(opcode.YIELD_FROM)

    def in_async(self):
        """May this code await?"""
        return self.u.flags & (opcode.CO_COROUTINE | opcode.CO_ASYNC_GENERATOR) != 0

    # ---- comprehensions

    def visit_ListComp(self, node):
        self.comprehension(node, "<listcomp>", node.elt, None, node.generators, opcode.BUILD_LIST)

    def visit_SetComp(self, node):
        self.comprehension(node, "<setcomp>", node.elt, None, node.generators, opcode.BUILD_SET)

    def visit_DictComp(self, node):
        self.comprehension(
            node, "<dictcomp>", node.key, node.value, node.generators, opcode.BUILD_MAP
        )

    def visit_GeneratorExp(self, node):
        self.comprehension(node, "<genexpr>", node.elt, None, node.generators, 0)

    def comprehension(self, node, name, elt, value, generators, build):
        """A function of one argument, the first iterable, and its call."""
        scope = self.table.scopes[node]
        is_async = build != 0 and scope.is_coroutine
        if is_async and not self.may_hold_async_comprehension():
            raise self.error("asynchronous comprehension outside of an asynchronous function", node)
        first = generators[0]
        self.enter_unit(node, name, node.pos.lineno)
        self.u.argcount = 1
        self.at(node)
        if build != 0:
            self.emit_arg(build, 0)
        self.comp_loop(elt, value, generators, 0, build)
        self.at(node)
        if build == 0:
            self.load_none()
        self.emit(opcode.RETURN_VALUE)
        code = self.leave_unit()
        self.at(node)
        self.make_function(code, 0)
        self.value_of(first.iter)
        self.at(node)
        if first.is_async:
            self.emit(opcode.GET_AITER)
        else:
            self.emit(opcode.GET_ITER)
        self.emit_arg(opcode.CALL_FUNCTION, 1)
        if is_async:
            self.emit_await(0)

    def may_hold_async_comprehension(self):
        """Is this code asynchronous, or a comprehension that can be made so?"""
        return self.in_async()

    def comp_loop(self, elt, value, generators, index, build):
        """The index-th clause and everything inside it."""
        generator = generators[index]
        if index == 0:
            self.emit_arg(opcode.LOAD_FAST, 0)
        else:
            self.comp_iterable(generator)
        if generator.is_async:
            self.async_comp_loop(elt, value, generators, index, build)
            return
        start = Label()
        skip = Label()
        end = Label()
        self.at(generator)
        self.place(start)
        self.emit_jump(opcode.FOR_ITER, end)
        generator.target.accept(self)
        for test in generator.ifs:
            self.condition(test, skip, False)
        self.comp_body(elt, value, generators, index, build)
        self.place(skip)
        self.emit_jump(opcode.JUMP_BACKWARD, start)
        self.place(end)

    def comp_iterable(self, generator):
        """The iterator of an inner clause."""
        self.value_of(generator.iter)
        self.at(generator)
        if generator.is_async:
            self.emit(opcode.GET_AITER)
        else:
            self.emit(opcode.GET_ITER)

    def async_comp_loop(self, elt, value, generators, index, build):
        generator = generators[index]
        if not self.in_async():
            raise self.error(
                "asynchronous comprehension outside of an asynchronous function", generator
            )
        start = Label()
        skip = Label()
        self.at(generator)
        self.place(start)
        outer = self.u.handler
        handler = self.push_handler()
        self.emit(opcode.GET_ANEXT)
        self.load_none()
        self.emit(opcode.YIELD_FROM)
        self.set_handler(outer)
        generator.target.accept(self)
        for test in generator.ifs:
            self.condition(test, skip, False)
        self.comp_body(elt, value, generators, index, build)
        self.place(skip)
        self.emit_jump(opcode.JUMP_BACKWARD, start)
        self.u.place_handler(handler)
        self.emit(opcode.END_ASYNC_FOR)

    def comp_body(self, elt, value, generators, index, build):
        """The next clause, or the element."""
        if index + 1 < len(generators):
            self.comp_loop(elt, value, generators, index + 1, build)
            return
        self.value_of(elt)
        depth = len(generators) + 1
        if build == 0:
            self.at(elt)
            self.emit_yield()
            self.emit(opcode.POP_TOP)
        elif build == opcode.BUILD_LIST:
            self.at(elt)
            self.emit_arg(opcode.LIST_APPEND, depth)
        elif build == opcode.BUILD_SET:
            self.at(elt)
            self.emit_arg(opcode.SET_ADD, depth)
        else:
            self.value_of(value)
            self.at(elt)
            self.emit_arg(opcode.MAP_ADD, depth)


def has_star(elts):
    """Is any item starred?"""
    for elt in elts:
        if isinstance(elt, ast.Starred):
            return True
    return False
