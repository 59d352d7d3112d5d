"""Code for match statements.

While a pattern is tried, everything it has put on the stack lies above a known base depth: values
captured so far (at the bottom, the first captured on top of the later ones), then the parts still to
be matched.  A failing test jumps to the label that pops exactly what is above the base.
"""

from interpreters.python.compiler import opcode
from interpreters.python.compiler.assemble import Label
from interpreters.python.compiler.codegen_expr import ExprCodegen
from interpreters.python.compiler.fold import fold
from interpreters.python.parser import ast, constant


def value_key(const):
    """Equal for constants that are equal as keys of dicts: 0, False, 0.0 and 0j."""
    number = const
    if isinstance(number, constant.ComplexConst):
        if number.imag != 0.0:
            return const.key()
        number = constant.FloatConst(number.real)
    if isinstance(number, constant.FloatConst):
        x = number.floatval
        if -1e15 < x < 1e15 and x == float(int(x)):
            number = constant.IntConst(int(x))
    big = constant.bigint_of(number)
    if big is None:
        return number.key()
    return big.str()


class PatternContext(object):
    """What is known while one case is compiled."""

    def __init__(self, base):
        self.base = base  # stack depth below everything of this pattern
        self.names = []  # captured so far
        self.fail_labels = []  # fail_labels[n] pops n items
        self.allow_irrefutable = False


class MatchCodegen(ExprCodegen):
    """Visiting a pattern consumes the subject on top of the stack."""

    context = None

    # ---- failing

    def fail_if(self, op):
        """Jump away, by POP_JUMP_IF_FALSE or the like, if the pattern cannot match."""
        context = self.context
        count = self.u.depth + opcode.jump_stack_effect(op, 0) - context.base
        self.emit_jump(op, self.fail_label(count))

    def fail_label(self, count):
        labels = self.context.fail_labels
        while len(labels) <= count:
            labels.append(Label())
        return labels[count]

    def emit_fail_pops(self):
        """The places the failing tests jump to, one after the other."""
        labels = self.context.fail_labels
        i = len(labels) - 1
        while i > 0:
            self.place(labels[i])
            self.emit(opcode.POP_TOP)
            i -= 1
        if len(labels) > 0:
            self.place(labels[0])
        self.context.fail_labels = []

    # ---- capturing

    def rotate_down(self, count):
        """Move the top of the stack below the count - 1 items under it."""
        while count > 1:
            self.emit_arg(opcode.SWAP, count)
            count -= 1

    def capture(self, name, node):
        """Keep the top of the stack as the value of name (None: drop it)."""
        if name is None:
            self.emit(opcode.POP_TOP)
            return
        context = self.context
        for other in context.names:
            if other == name:
                raise self.error("multiple assignments to name '%s' in pattern" % name, node)
        self.rotate_down(self.u.depth - context.base)
        context.names.append(name)

    # ---- patterns

    def visit_MatchValue(self, node):
        value = node.value
        self.at(node)
        self.value_of(value)
        self.at(node)
        self.emit(opcode.COMPARE_EQ)
        self.fail_if(opcode.POP_JUMP_IF_FALSE)

    def visit_MatchSingleton(self, node):
        self.at(node)
        self.load_const(node.value)
        self.emit_arg(opcode.IS_OP, 0)
        self.fail_if(opcode.POP_JUMP_IF_FALSE)

    def visit_MatchAs(self, node):
        self.at(node)
        pattern = node.pattern
        if pattern is None:
            if not self.context.allow_irrefutable:
                if node.name is not None:
                    raise self.error(
                        "name capture '%s' makes remaining patterns unreachable" % node.name, node
                    )
                raise self.error("wildcard makes remaining patterns unreachable", node)
            self.capture(node.name, node)
            return
        self.emit(opcode.DUP_TOP)
        pattern.accept(self)
        self.at(node)
        self.capture(node.name, node)

    def visit_MatchStar(self, node):
        self.capture(node.name, node)

    def visit_MatchSequence(self, node):
        patterns = node.patterns
        n = len(patterns)
        star = -1
        only_wildcard = True
        star_wildcard = False
        i = 0
        for pattern in patterns:
            if isinstance(pattern, ast.MatchStar):
                if star >= 0:
                    raise self.error("multiple starred expressions in sequence pattern", pattern)
                star = i
                star_wildcard = pattern.name is None
                only_wildcard = only_wildcard and star_wildcard
            else:
                only_wildcard = only_wildcard and is_wildcard(pattern)
            i += 1
        self.at(node)
        self.emit(opcode.MATCH_SEQUENCE)
        self.fail_if(opcode.POP_JUMP_IF_FALSE)
        if star < 0:
            self.emit(opcode.GET_LEN)
            self.load_int(n)
            self.emit(opcode.COMPARE_EQ)
            self.fail_if(opcode.POP_JUMP_IF_FALSE)
        elif n > 1:
            self.emit(opcode.GET_LEN)
            self.load_int(n - 1)
            self.emit(opcode.COMPARE_GE)
            self.fail_if(opcode.POP_JUMP_IF_FALSE)
        if only_wildcard:
            self.emit(opcode.POP_TOP)
        elif star_wildcard:
            self.sequence_by_index(patterns, star)
        else:
            if star < 0:
                self.emit_arg(opcode.UNPACK_SEQUENCE, n)
            else:
                self.emit_arg(opcode.UNPACK_EX, star | ((n - star - 1) << 16))
            for pattern in patterns:
                self.subpattern(pattern)

    def sequence_by_index(self, patterns, star):
        """[a, *_, b]: only the items asked for are fetched."""
        n = len(patterns)
        i = 0
        for pattern in patterns:
            if i != star and not is_wildcard(pattern):
                self.emit(opcode.DUP_TOP)
                if i < star:
                    self.load_int(i)
                else:
                    # from the end: len - (n - i)
                    self.emit(opcode.GET_LEN)
                    self.load_int(n - i)
                    self.emit(opcode.BINARY_SUBTRACT)
                self.emit(opcode.BINARY_SUBSCR)
                self.subpattern(pattern)
            i += 1
        self.emit(opcode.POP_TOP)

    def subpattern(self, pattern):
        """Inside another pattern a capture is always fine."""
        old = self.context.allow_irrefutable
        self.context.allow_irrefutable = True
        pattern.accept(self)
        self.context.allow_irrefutable = old

    def visit_MatchMapping(self, node):
        keys = node.keys
        n = len(keys)
        self.at(node)
        self.emit(opcode.MATCH_MAPPING)
        self.fail_if(opcode.POP_JUMP_IF_FALSE)
        if n == 0 and node.rest is None:
            self.emit(opcode.POP_TOP)
            return
        if n > 0:
            self.emit(opcode.GET_LEN)
            self.load_int(n)
            self.emit(opcode.COMPARE_GE)
            self.fail_if(opcode.POP_JUMP_IF_FALSE)
        seen = {}
        for key in keys:
            const = fold(key)
            if const is not None:
                text = value_key(const)
                if text in seen:
                    raise self.error("mapping pattern checks duplicate key", node)
                seen[text] = True
            elif not isinstance(key, ast.Attribute):
                raise self.error(
                    "mapping pattern keys may only match literals and attribute lookups", node
                )
            self.value_of(key)
        self.at(node)
        self.emit_arg(opcode.BUILD_TUPLE, n)
        # subject keys -> subject keys values
        self.emit(opcode.MATCH_KEYS)
        self.emit(opcode.DUP_TOP)
        self.fail_if(opcode.POP_JUMP_IF_NONE)
        self.emit_arg(opcode.UNPACK_SEQUENCE, n)
        for pattern in node.patterns:
            self.subpattern(pattern)
        self.at(node)
        if node.rest is not None:
            self.emit(opcode.MATCH_REST)
            self.capture(node.rest, node)
        else:
            self.emit(opcode.POP_TOP)
            self.emit(opcode.POP_TOP)

    def visit_MatchClass(self, node):
        seen = {}
        for attr in node.kwd_attrs:
            if attr in seen:
                raise self.error("attribute name repeated in class pattern: %s" % attr, node)
            seen[attr] = True
        node.cls.accept(self)
        self.at(node)
        self.load_names_tuple(node.kwd_attrs)
        self.emit_arg(opcode.MATCH_CLASS, len(node.patterns))
        self.emit(opcode.DUP_TOP)
        self.fail_if(opcode.POP_JUMP_IF_NONE)
        self.emit_arg(opcode.UNPACK_SEQUENCE, len(node.patterns) + len(node.kwd_attrs))
        for pattern in node.patterns:
            self.attribute_pattern(pattern)
        for pattern in node.kwd_patterns:
            self.attribute_pattern(pattern)

    def attribute_pattern(self, pattern):
        if is_wildcard(pattern):
            self.emit(opcode.POP_TOP)
        else:
            self.subpattern(pattern)

    def visit_MatchOr(self, node):
        """Alternatives: each starts with a copy of the subject, all capture the same names."""
        outer = self.context
        end = Label()
        control = []
        first = True
        last = len(node.patterns) - 1
        i = 0
        for pattern in node.patterns:
            self.at(pattern)
            # an alternative's own context starts above the subject
            context = PatternContext(self.u.depth)
            context.allow_irrefutable = i == last and outer.allow_irrefutable
            self.context = context
            self.emit(opcode.DUP_TOP)
            pattern.accept(self)
            self.at(pattern)
            if first:
                control = context.names
                first = False
            else:
                self.reorder(context, control, node)
            self.emit_jump(opcode.JUMP_FORWARD, end)
            self.emit_fail_pops()
            i += 1
        self.context = outer
        # no alternative matched: drop the subject and fail
        self.at(node)
        self.emit(opcode.POP_TOP)
        self.fail_if(opcode.JUMP_FORWARD)
        self.place(end)
        # the subject lies below the captured values: bring it up and drop it
        count = len(control)
        self.rotate_up(count + 1)
        self.emit(opcode.POP_TOP)
        # move the captured values to the bottom, in the same order
        i = 0
        for name in control:
            for other in outer.names:
                if other == name:
                    raise self.error("multiple assignments to name '%s' in pattern" % name, node)
        while i < count:
            self.rotate_down(self.u.depth - outer.base)
            i += 1
        for name in control:
            outer.names.append(name)

    def rotate_up(self, count):
        """Move the count-th item from the top to the top."""
        i = 2
        while i <= count:
            self.emit_arg(opcode.SWAP, i)
            i += 1

    def reorder(self, context, control, node):
        """Bring the captured values into the order of the first alternative."""
        names = context.names
        n = len(names)
        if n != len(control):
            raise self.error("alternative patterns bind different names", node)
        # names[0] is on top; selection sort with SWAP
        i = n - 1
        while i >= 0:
            j = 0
            while j <= i and names[j] != control[i]:
                j += 1
            if j > i:
                raise self.error("alternative patterns bind different names", node)
            if j != i:
                # exchange items j and i (counted from the top, from 0)
                self.exchange(j, i)
                names[j], names[i] = names[i], names[j]
            i -= 1

    def exchange(self, j, i):
        """Exchange two stack items counted from the top, j < i."""
        if j > 0:
            self.emit_arg(opcode.SWAP, j + 1)
        self.emit_arg(opcode.SWAP, i + 1)
        if j > 0:
            self.emit_arg(opcode.SWAP, j + 1)

    # ---- the statement

    def visit_Match(self, node):
        self.value_of(node.subject)
        end = Label()
        cases = node.cases
        n = len(cases)
        i = 0
        for case in cases:
            is_last = i == n - 1
            self.at(case.pattern)
            if not is_last:
                self.emit(opcode.DUP_TOP)
            # the subject (or its copy) is the first item above the base
            context = PatternContext(self.u.depth - 1)
            context.allow_irrefutable = case.guard is not None or is_last
            outer = self.context
            self.context = context
            case.pattern.accept(self)
            self.at(case.pattern)
            for name in context.names:
                self.name_op(name, ast.STORE)
            guard = case.guard
            if guard is not None:
                self.condition(guard, self.fail_label(0), False)
            if not is_last:
                self.at(case.pattern)
                self.emit(opcode.POP_TOP)
            self.body(case.body)
            self.emit_jump(opcode.JUMP_FORWARD, end)
            self.emit_fail_pops()
            self.context = outer
            i += 1
        self.place(end)

    def body(self, statements):
        """Generate statements."""
        for statement in statements:
            statement.accept(self)


def is_wildcard(pattern):
    """Is it the pattern _ ?"""
    if isinstance(pattern, ast.MatchAs):
        return pattern.pattern is None and pattern.name is None
    return False
