"""What is found out about a compiled pattern once, so that matching need not try what cannot be.

The question is always which characters an instruction accepts, or a part of the pattern may begin with.
The answer is a table: a string of 258 chars, NO or YES for each of the first 256 characters, for all others
together, and for the end of the text. The table NOTHING_KNOWN says that the part may match nothing anywhere, or is
not understood.
"""

from rpython.rlib.rsre import rsre_constants as op
from rpython.rlib.rsre.rsre_char import matches_unit

NO = "\0"
YES = "\1"
OTHERS = 256  # the place of the characters above 255
END = 257  # the place of the end
SIZE = 258
NOTHING_KNOWN = ""
MAX_DEPTH = 12

LAST = NO * END + YES
LAST_LINE = NO * 10 + YES + NO * (END - 11) + YES

# what to do when a repeat of one character has taken as many as there are
UNKNOWN = "\0"
MAY_GIVE_BACK = "\1"
KEEPS_ALL = "\2"  # what follows cannot match after fewer


class Program(object):
    """The instructions of a pattern, and tables for places in them, made when first needed."""

    _immutable_fields_ = ["code", "ngroups"]

    def __init__(self, code, ngroups):
        self.code = code
        self.ngroups = ngroups
        self.units = [None] * len(code)
        self.firsts = [None] * len(code)
        self.plans = [UNKNOWN] * len(code)
        self.prefix_text = ""

    def prefix(self, size):
        """The characters that matches begin with, as INFO says; fewer if one of them is above 255."""
        if len(self.prefix_text) == 0:
            chars = []
            i = 0
            while i < size and self.code[7 + i] < OTHERS:
                chars.append(chr(self.code[7 + i]))
                i += 1
            self.prefix_text = "".join(chars)
        return self.prefix_text

    def unit(self, ip):
        """The table of the one-character instruction at ip."""
        table = self.units[ip]
        if table is None:
            table = unit_table(self.code, ip)
            self.units[ip] = table
        return table

    def first(self, ip):
        """The table of what a match from ip on may begin with."""
        table = self.firsts[ip]
        if table is None:
            table = first_table(self, ip, 0)
            self.firsts[ip] = table
        return table

    def plan(self, ip):
        """KEEPS_ALL or MAY_GIVE_BACK for the REPEAT_ONE at ip."""
        plan = self.plans[ip]
        if plan == UNKNOWN:
            plan = MAY_GIVE_BACK
            tail = ip + 1 + self.code[ip + 1]
            if ends(self.code, tail) or disjoint(self.first(tail), self.unit(ip + 4)):
                plan = KEEPS_ALL
            self.plans[ip] = plan
        return plan


def ends(code, ip):
    """Does the pattern end here?"""
    while code[ip] == op.MARK:
        ip += 2
    return code[ip] == op.SUCCESS


def disjoint(a, b):
    """Is there no character that both tables accept?"""
    if a == NOTHING_KNOWN or b == NOTHING_KNOWN:
        return False
    i = 0
    while i < SIZE:
        if a[i] == YES and b[i] == YES:
            return False
        i += 1
    return True


def union(a, b):
    """What either accepts."""
    if a == NOTHING_KNOWN or b == NOTHING_KNOWN:
        return NOTHING_KNOWN
    chars = [NO] * SIZE
    i = 0
    while i < SIZE:
        if a[i] == YES or b[i] == YES:
            chars[i] = YES
        i += 1
    return "".join(chars)


def unit_table(code, ip):
    """The table of the one-character instruction at ip."""
    chars = [NO] * SIZE
    i = 0
    while i < OTHERS:
        if matches_unit(code, ip, i):
            chars[i] = YES
        i += 1
    if may_accept_others(code, ip):
        chars[OTHERS] = YES
    return "".join(chars)


def may_accept_others(code, ip):
    """May the one-character instruction accept a character above 255?"""
    kind = code[ip]
    if kind == op.LITERAL:
        return code[ip + 1] > 255
    if kind != op.IN:
        return True
    ip += 2
    while True:
        kind = code[ip]
        if kind == op.FAILURE:
            return False
        if kind == op.LITERAL:
            if code[ip + 1] > 255:
                return True
            ip += 2
        elif kind == op.RANGE:
            if code[ip + 2] > 255:
                return True
            ip += 3
        elif kind == op.CHARSET:
            ip += 9
        elif kind == op.CATEGORY and (
            code[ip + 1] == op.CATEGORY_DIGIT
            or code[ip + 1] == op.CATEGORY_SPACE
            or code[ip + 1] == op.CATEGORY_WORD
        ):
            ip += 2
        else:
            return True


def first_table(program, ip, depth):
    """The table of what a match from ip on may begin with."""
    code = program.code
    if depth > MAX_DEPTH:
        return NOTHING_KNOWN
    while True:
        kind = code[ip]
        if kind == op.AT:
            where = code[ip + 1]
            if where == op.AT_END_STRING:
                return LAST
            if where == op.AT_END or where == op.AT_END_LINE:
                return LAST_LINE
        if kind == op.MARK or kind == op.AT:
            ip += 2
        elif kind == op.INFO or kind == op.JUMP or kind == op.ASSERT or kind == op.ASSERT_NOT:
            ip += 1 + code[ip + 1]
        elif kind == op.REPEAT_ONE or kind == op.MIN_REPEAT_ONE or kind == op.POSSESSIVE_REPEAT_ONE:
            table = program.unit(ip + 4)
            if code[ip + 2] > 0:
                return table
            return union(table, first_table(program, ip + 1 + code[ip + 1], depth + 1))
        elif kind == op.REPEAT:
            table = first_table(program, ip + 4, depth + 1)
            if code[ip + 2] > 0 or table == NOTHING_KNOWN:
                return table
            return union(table, first_table(program, ip + 2 + code[ip + 1], depth + 1))
        elif kind == op.ATOMIC_GROUP:
            return first_table(program, ip + 2, depth + 1)
        elif kind == op.BRANCH:
            ip += 1
            table = first_table(program, ip + 1, depth + 1)
            ip += code[ip]
            while code[ip] != 0 and table != NOTHING_KNOWN:
                table = union(table, first_table(program, ip + 1, depth + 1))
                ip += code[ip]
            return table
        elif is_unit(kind):
            return program.unit(ip)
        else:
            return NOTHING_KNOWN


def is_unit(kind):
    """Does such an instruction match one character?"""
    return (
        kind == op.LITERAL
        or kind == op.IN
        or kind == op.ANY
        or kind == op.ANY_ALL
        or kind == op.NOT_LITERAL
        or kind == op.LITERAL_IGNORE
        or kind == op.NOT_LITERAL_IGNORE
        or kind == op.LITERAL_UNI_IGNORE
        or kind == op.NOT_LITERAL_UNI_IGNORE
        or kind == op.IN_IGNORE
        or kind == op.IN_UNI_IGNORE
        or kind == op.CATEGORY
    )
