"""The matcher: a backtracking machine for compiled patterns.

What may have to be undone or tried otherwise is a linked list of Nodes, the newest first; matching
itself needs no recursion.  An instruction that succeeds goes on; one that fails falls through to
`backtrack`, which undoes nodes until one offers another way.
"""

from rpython.rlib.objectmodel import always_inline
from rpython.rlib.rsre import rsre_constants as op
from rpython.rlib.rsre.rsre_char import (
    is_word_ascii,
    is_word_unicode,
    lower_ascii,
    lower_unicode,
    matches_unit,
)
from rpython.rlib.rsre.rsre_program import END, KEEPS_ALL, NO, NOTHING_KNOWN, OTHERS

# kinds of nodes
NODE_CHOICE = 0  # go on at ip, pos
NODE_MARK = 1  # give mark number ip its old value pos back (and lastindex)
NODE_BRANCH = 2  # try the next alternative; ip is where its skip stands
NODE_GREEDY = 3  # give up one character, not below low
NODE_LAZY = 4  # take one more character; ip is the MIN_REPEAT_ONE
NODE_BODY = 5  # run the body of a lazy repeat once more
NODE_ASSERT = 6  # body of ASSERT: failed
NODE_NOT = 7  # body of ASSERT_NOT: failed, so go on behind it
NODE_ATOMIC = 8  # body of ATOMIC_GROUP: failed
NODE_POSSESSIVE = 9  # body of POSSESSIVE_REPEAT: failed; low counts the iterations


class Node(object):
    """Something to undo or to try."""

    def __init__(self, kind, ip, pos, low, rep, prev):
        self.kind = kind
        self.ip = ip
        self.pos = pos
        self.low = low
        self.rep = rep
        self.prev = prev
        self.outer = None


class Repeat(object):
    """A repeat being matched: how often its body has matched, and where the last time began."""

    _immutable_fields_ = ["ip", "count", "last", "outer"]

    def __init__(self, ip, count, last, outer):
        self.ip = ip
        self.count = count
        self.last = last
        self.outer = outer


class Matcher(object):
    """One subject and one pattern."""

    def __init__(self, program, s, chars, end):
        self.program = program
        self.code = program.code
        self.s = s
        self.chars = chars
        self.end = end
        self.marks = [-1] * (2 * program.ngroups)
        self.marked = False  # may marks be set?
        self.lastindex = -1
        self.nodes = None
        self.barrier = None
        self.fullmatch = False
        self.must_advance = False
        self.start = 0
        self.match_end = 0

    def charat(self, pos):
        """The character at pos."""
        chars = self.chars
        if chars is None:
            return ord(self.s[pos])
        return chars[pos]

    @always_inline
    def accepts(self, ip, c):
        """Does the one-character instruction at ip accept the character?"""
        if c < OTHERS:
            return self.program.unit(ip)[c] != NO
        return matches_unit(self.code, ip, c)

    @always_inline
    def may_begin(self, table, pos):
        """May something that begins as the table says begin at pos?"""
        if table == NOTHING_KNOWN:
            return True
        if pos >= self.end:
            return table[END] != NO
        c = self.charat(pos)
        return table[c if c < OTHERS else OTHERS] != NO

    # ---- the list of nodes

    def push(self, kind, ip, pos, low, rep):
        self.nodes = Node(kind, ip, pos, low, rep, self.nodes)

    def push_barrier(self, kind, ip, pos, low, rep):
        node = Node(kind, ip, pos, low, rep, self.nodes)
        node.outer = self.barrier
        self.nodes = node
        self.barrier = node

    def set_mark(self, index, pos):
        """A group begins or ends."""
        if self.nodes is not None:  # else nothing is tried again with the old value
            self.nodes = Node(NODE_MARK, index, self.marks[index], self.lastindex, None, self.nodes)
        self.marked = True
        self.marks[index] = pos
        if index & 1:
            self.lastindex = (index >> 1) + 1

    def cut(self, barrier):
        """Forget the choices made since the barrier, but not how to undo the marks set since."""
        undo = None
        node = self.nodes
        while node is not barrier:
            following = node.prev
            if node.kind == NODE_MARK:
                node.prev = undo
                undo = node
            node = following
        self.nodes = barrier.prev
        self.barrier = barrier.outer
        while undo is not None:
            following = undo.prev
            undo.prev = self.nodes
            self.nodes = undo
            undo = following

    def undo_to(self, barrier):
        """Undo everything since the barrier and the barrier itself."""
        node = self.nodes
        while node is not barrier:
            if node.kind == NODE_MARK:
                self.undo_mark(node)
            node = node.prev
        self.nodes = barrier.prev
        self.barrier = barrier.outer

    def undo_mark(self, node):
        self.marks[node.ip] = node.pos
        self.lastindex = node.low

    # ---- single steps

    def count_unit(self, ip, pos, limit):
        """How many characters from pos on the one-character instruction accepts, at most limit."""
        code = self.code
        end = self.end
        if end - pos > limit:
            end = pos + limit
        start = pos
        kind = code[ip]
        chars = self.chars
        if kind == op.ANY_ALL:
            return end - start
        if chars is None:
            s = self.s
            if kind == op.ANY or kind == op.NOT_LITERAL:
                c = 10
                if kind == op.NOT_LITERAL:
                    c = code[ip + 1]
                    if c > 255:
                        return end - start
                assert start >= 0 and end >= 0
                found = s.find(chr(c), start, end)
                return (end if found < 0 else found) - start
            table = self.program.unit(ip)
            while pos < end and table[ord(s[pos])] != NO:
                pos += 1
        else:
            while pos < end and self.accepts(ip, chars[pos]):
                pos += 1
        return pos - start

    def is_word_at(self, pos, unicode):
        """Is there a word character at pos?"""
        if pos < 0 or pos >= self.end:
            return False
        if unicode:
            return is_word_unicode(self.charat(pos))
        return is_word_ascii(self.charat(pos))

    def at(self, where, pos):
        """Is pos such a position?"""
        if where == op.AT_BEGINNING or where == op.AT_BEGINNING_STRING:
            return pos == 0
        if where == op.AT_BEGINNING_LINE:
            return pos == 0 or self.charat(pos - 1) == 10
        if where == op.AT_END:
            return pos == self.end or (pos == self.end - 1 and self.charat(pos) == 10)
        if where == op.AT_END_LINE:
            return pos == self.end or self.charat(pos) == 10
        if where == op.AT_END_STRING:
            return pos == self.end
        if self.end == 0:
            return False
        unicode = where == op.AT_UNI_BOUNDARY or where == op.AT_UNI_NON_BOUNDARY
        before = self.is_word_at(pos - 1, unicode)
        after = self.is_word_at(pos, unicode)
        if where == op.AT_BOUNDARY or where == op.AT_LOC_BOUNDARY or where == op.AT_UNI_BOUNDARY:
            return before != after
        return before == after

    def group_again(self, kind, group, pos):
        """The position behind a second occurrence of the group's text at pos, or -1."""
        start = self.marks[2 * group]
        stop = self.marks[2 * group + 1]
        if start < 0 or stop < start:
            return -1
        if stop - start > self.end - pos:
            return -1
        while start < stop:
            a = self.charat(start)
            b = self.charat(pos)
            if a != b:
                if kind == op.GROUPREF:
                    return -1
                if kind == op.GROUPREF_UNI_IGNORE:
                    if lower_unicode(a) != lower_unicode(b):
                        return -1
                elif lower_ascii(a) != lower_ascii(b):
                    return -1
            start += 1
            pos += 1
        return pos

    # ---- matching

    def forget_marks(self):
        """No group has matched."""
        i = 0
        while i < len(self.marks):
            self.marks[i] = -1
            i += 1
        self.lastindex = -1
        self.marked = False

    def match_at(self, pos):
        """Match the pattern at pos; self.match_end and self.marks tell how."""
        code = self.code
        end = self.end
        ip = 0
        rep = None
        if self.marked:
            self.forget_marks()
        self.start = pos
        self.nodes = None
        self.barrier = None
        while True:
            kind = code[ip]
            if kind == op.LITERAL:
                if pos < end and self.charat(pos) == code[ip + 1]:
                    ip += 2
                    pos += 1
                    continue
            elif kind == op.IN:
                if pos < end and self.accepts(ip, self.charat(pos)):
                    ip += 1 + code[ip + 1]
                    pos += 1
                    continue
            elif kind == op.MARK:
                self.set_mark(code[ip + 1], pos)
                ip += 2
                continue
            elif kind == op.REPEAT_ONE:
                low = code[ip + 2]
                if end - pos >= low:
                    count = self.count_unit(ip + 4, pos, code[ip + 3])
                    if count >= low:
                        tail = ip + 1 + code[ip + 1]
                        if count > low and self.program.plan(ip) != KEEPS_ALL:
                            self.push(NODE_GREEDY, tail, pos + count, pos + low, rep)
                            # the node offers pos + count first
                        else:
                            pos += count
                            ip = tail
                            continue
            elif kind == op.SUCCESS:
                barrier = self.barrier
                if barrier is None:
                    if self.fullmatch and pos != end:
                        pass
                    elif self.must_advance and pos == self.start:
                        pass
                    else:
                        self.match_end = pos
                        self.nodes = None
                        return True
                elif barrier.kind == NODE_ASSERT:
                    self.cut(barrier)
                    ip = barrier.ip
                    pos = barrier.pos
                    rep = barrier.rep
                    continue
                elif barrier.kind == NODE_ATOMIC:
                    self.cut(barrier)
                    ip = barrier.ip
                    rep = barrier.rep
                    continue
                elif barrier.kind == NODE_POSSESSIVE:
                    self.cut(barrier)
                    rep = barrier.rep
                    ip = barrier.ip
                    count = barrier.low + 1
                    if count < code[ip + 2] or (
                        (count < code[ip + 3] or code[ip + 3] == op.MAXREPEAT)
                        and pos != barrier.pos
                    ):
                        self.push_barrier(NODE_POSSESSIVE, ip, pos, count, rep)
                        ip += 4
                    else:
                        ip += 2 + code[ip + 1]
                    continue
                else:
                    self.undo_to(barrier)
            elif kind == op.MAX_UNTIL:
                assert rep is not None
                count = rep.count + 1
                high = code[rep.ip + 3]
                if count < code[rep.ip + 2]:
                    rep = Repeat(rep.ip, count, rep.last, rep.outer)
                    ip = rep.ip + 4
                    continue
                if (count < high or high == op.MAXREPEAT) and pos != rep.last:
                    self.push(NODE_CHOICE, ip + 1, pos, 0, rep.outer)
                    rep = Repeat(rep.ip, count, pos, rep.outer)
                    ip = rep.ip + 4
                    continue
                rep = rep.outer
                ip += 1
                continue
            elif kind == op.MIN_UNTIL:
                assert rep is not None
                count = rep.count + 1
                high = code[rep.ip + 3]
                if count < code[rep.ip + 2]:
                    rep = Repeat(rep.ip, count, rep.last, rep.outer)
                    ip = rep.ip + 4
                    continue
                if (count < high or high == op.MAXREPEAT) and pos != rep.last:
                    again = Repeat(rep.ip, count, pos, rep.outer)
                    self.push(NODE_BODY, rep.ip + 4, pos, 0, again)
                rep = rep.outer
                ip += 1
                continue
            elif kind == op.BRANCH:
                self.push(NODE_BRANCH, ip + 1, pos, 0, rep)
            elif kind == op.JUMP:
                ip += 1 + code[ip + 1]
                continue
            elif kind == op.REPEAT:
                rep = Repeat(ip, -1, -1, rep)
                ip += 1 + code[ip + 1]
                continue
            elif kind == op.AT:
                if self.at(code[ip + 1], pos):
                    ip += 2
                    continue
            elif kind == op.INFO:
                ip += 1 + code[ip + 1]
                continue
            elif kind == op.ANY:
                if pos < end and self.charat(pos) != 10:
                    ip += 1
                    pos += 1
                    continue
            elif kind == op.ANY_ALL:
                if pos < end:
                    ip += 1
                    pos += 1
                    continue
            elif kind == op.MIN_REPEAT_ONE:
                low = code[ip + 2]
                if end - pos >= low and self.count_unit(ip + 4, pos, low) == low:
                    pos += low
                    if code[ip + 3] > low:
                        self.push(NODE_LAZY, ip, pos, low, rep)
                    ip += 1 + code[ip + 1]
                    continue
            elif kind == op.POSSESSIVE_REPEAT_ONE:
                count = self.count_unit(ip + 4, pos, code[ip + 3])
                if count >= code[ip + 2]:
                    pos += count
                    ip += 1 + code[ip + 1]
                    continue
            elif kind == op.ASSERT:
                back = code[ip + 2]
                if pos >= back:
                    self.push_barrier(NODE_ASSERT, ip + 1 + code[ip + 1], pos, 0, rep)
                    pos -= back
                    ip += 3
                    continue
            elif kind == op.ASSERT_NOT:
                back = code[ip + 2]
                if pos >= back:
                    self.push_barrier(NODE_NOT, ip + 1 + code[ip + 1], pos, 0, rep)
                    pos -= back
                    ip += 3
                    continue
                ip += 1 + code[ip + 1]
                continue
            elif kind == op.ATOMIC_GROUP:
                self.push_barrier(NODE_ATOMIC, ip + 1 + code[ip + 1], pos, 0, rep)
                ip += 2
                continue
            elif kind == op.POSSESSIVE_REPEAT:
                if code[ip + 3] == 0:
                    ip += 2 + code[ip + 1]
                else:
                    self.push_barrier(NODE_POSSESSIVE, ip, pos, 0, rep)
                    ip += 4
                continue
            elif kind == op.GROUPREF_EXISTS:
                group = code[ip + 1]
                if self.marks[2 * group] >= 0 and self.marks[2 * group + 1] >= 0:
                    ip += 3
                else:
                    ip += 1 + code[ip + 2]
                continue
            elif (
                kind == op.GROUPREF
                or kind == op.GROUPREF_IGNORE
                or kind == op.GROUPREF_UNI_IGNORE
                or kind == op.GROUPREF_LOC_IGNORE
            ):
                after = self.group_again(kind, code[ip + 1], pos)
                if after >= 0:
                    pos = after
                    ip += 2
                    continue
            elif kind == op.IN_IGNORE or kind == op.IN_UNI_IGNORE or kind == op.IN_LOC_IGNORE:
                if pos < end and self.accepts(ip, self.charat(pos)):
                    ip += 1 + code[ip + 1]
                    pos += 1
                    continue
            elif kind != op.FAILURE:
                if pos < end and self.accepts(ip, self.charat(pos)):
                    ip += 2
                    pos += 1
                    continue

            # what was tried has failed: the newest node tells what else there is
            while True:
                node = self.nodes
                if node is None:
                    return False
                kind = node.kind
                if kind == NODE_MARK:
                    self.undo_mark(node)
                    self.nodes = node.prev
                elif kind == NODE_GREEDY:
                    pos = node.pos
                    ip = node.ip
                    low = node.low
                    table = self.program.first(ip)
                    while pos > low and not self.may_begin(table, pos):
                        pos -= 1
                    if pos <= low:
                        self.nodes = node.prev
                    else:
                        node.pos = pos - 1
                    rep = node.rep
                    break
                elif kind == NODE_BRANCH:
                    ip = node.ip
                    skip = code[ip]
                    if skip != 0:
                        pos = node.pos
                        rep = node.rep
                        if code[ip + skip] == 0:
                            self.nodes = node.prev
                        else:
                            node.ip = ip + skip
                        ip += 1
                        if not self.may_begin(self.program.first(ip), pos):
                            continue
                        break
                    self.nodes = node.prev
                elif kind == NODE_LAZY:
                    ip = node.ip
                    pos = node.pos
                    tail = ip + 1 + code[ip + 1]
                    table = self.program.first(tail)
                    high = code[ip + 3]
                    taken = node.low
                    found = False
                    while taken < high and pos < end and self.accepts(ip + 4, self.charat(pos)):
                        pos += 1
                        taken += 1
                        if self.may_begin(table, pos):
                            found = True
                            break
                    if found:
                        node.low = taken
                        node.pos = pos
                        rep = node.rep
                        ip = tail
                        break
                    self.nodes = node.prev
                elif kind == NODE_CHOICE or kind == NODE_BODY:
                    self.nodes = node.prev
                    ip = node.ip
                    pos = node.pos
                    rep = node.rep
                    break
                else:
                    self.nodes = node.prev
                    self.barrier = node.outer
                    if kind == NODE_NOT:
                        ip = node.ip
                        pos = node.pos
                        rep = node.rep
                        break
                    if kind == NODE_POSSESSIVE and node.low >= code[node.ip + 2]:
                        ip = node.ip + 2 + code[node.ip + 1]
                        pos = node.pos
                        rep = node.rep
                        break

    # ---- searching

    def search(self, pos):
        """The first match at pos or later; self.start tells where."""
        code = self.code
        end = self.end
        if code[0] == op.INFO:
            flags = code[2]
            last = end - code[3]
            if flags & op.INFO_PREFIX:
                return self.search_prefix(pos, last)
            if last < pos:
                return False
        else:
            last = end
        table = self.program.first(0)
        if table == NOTHING_KNOWN:
            last = end
        elif last == end and table[END] == NO:
            last = end - 1
        while True:
            if table != NOTHING_KNOWN:
                begin = self.next_begin(table, pos, last)
                if begin != pos:
                    pos = begin
                    self.must_advance = False
            if pos > last:
                return False
            if self.match_at(pos):
                return True
            pos += 1
            self.must_advance = False

    def next_begin(self, table, pos, last):
        """The first position, up to `last`, where something may begin as the table says; else last + 1."""
        if self.chars is None:
            s = self.s
            stop = last + 1
            if stop > self.end:
                stop = self.end
            while pos < stop and table[ord(s[pos])] == NO:
                pos += 1
            if pos < stop:
                return pos
        while pos <= last and not self.may_begin(table, pos):
            pos += 1
        return pos

    def search_prefix(self, pos, last):
        """As `search`, for a pattern that begins with known characters."""
        code = self.code
        size = code[5]
        chars = self.chars
        end = self.end
        whole = code[2] & op.INFO_LITERAL != 0
        prefix = self.program.prefix(size)
        if chars is None and len(prefix) < size:
            return False
        while pos <= last:
            if chars is None:
                assert pos >= 0 and end >= 0
                pos = self.s.find(prefix, pos, end)
                if pos < 0:
                    return False
            else:
                i = 0
                while pos <= last and i < size:
                    i = 0
                    while i < size and pos + i < end and chars[pos + i] == code[7 + i]:
                        i += 1
                    if i < size:
                        pos += 1
            if pos > last:
                return False
            if whole:
                if self.marked:
                    self.forget_marks()
                self.start = pos
                self.match_end = pos + size
                return True
            if self.match_at(pos):
                return True
            pos += 1
            self.must_advance = False
        return False
