"""Checks a code object by data flow: jump targets, stack depths, exception table (host tests only)."""

from interpreters.python.compiler import opcode


def check(code):
    """Raises AssertionError if the code object is not sound."""
    n = len(code.code)
    table = []
    for i in range(0, len(code.exceptiontable), 4):
        start, end, target, depth = code.exceptiontable[i : i + 4]
        assert 0 <= start < end <= n and 0 <= target < n
        table.append((start, end, target, depth))
    depths = {}
    work = [(0, 0)]
    highest = 0

    def reach(index, depth):
        assert 0 <= index < n, "jump out of the code"
        assert depth >= 0
        if index in depths:
            assert depths[index] == depth, "depth %d or %d at %d" % (depths[index], depth, index)
        else:
            depths[index] = depth
            work.append((index, depth))

    depths[0] = 0
    while work:
        index, depth = work.pop()
        highest = max(highest, depth)
        word = code.code[index]
        op, arg = word & 255, word >> 8
        kind = opcode.argkinds[op]
        limit = {
            opcode.A_CONST: len(code.consts_w),
            opcode.A_NAME: len(code.names),
            opcode.A_LOCAL: len(code.varnames),
            opcode.A_DEREF: len(code.cellvars) + len(code.freevars),
            opcode.A_JUMP: n,
        }.get(kind)
        if limit is not None:
            assert arg < limit, opcode.opnames[op]
        for start, end, target, handler_depth in table:
            if start <= index < end:
                assert depth >= handler_depth
                reach(target, handler_depth + 1)
        if opcode.is_jump(op):
            if op == opcode.JUMP_BACKWARD:
                assert arg <= index
            else:
                assert arg > index
            reach(arg, depth + opcode.jump_stack_effect(op, arg))
        after = depth + opcode.stack_effect(op, arg)
        if not opcode.ends_block(op):
            reach(index + 1, after)
            highest = max(highest, after)
    assert highest <= code.stacksize
    for const in code.consts_w:
        if hasattr(const, "exceptiontable"):
            check(const)
