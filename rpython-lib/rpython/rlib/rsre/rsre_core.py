"""Contexts: one subject and where it is looked at; the functions that match and search in them.

A pattern is a `CompiledPattern`: what `rsre_re.compile(...)` has in its attribute `code`, or what `compile_code`
makes of a list of instructions.
"""

from rpython.rlib.rsre.rsre_constants import *  # noqa: F403
from rpython.rlib.rsre.rsre_engine import Matcher
from rpython.rlib.rsre.rsre_program import Program


class Error(Exception):
    """A pattern that cannot be matched."""

    def __init__(self, msg):
        self.msg = msg


class CompiledPattern(object):
    """The instructions of a pattern with what is known of them."""

    _immutable_fields_ = ["pattern", "program"]

    def __init__(self, pattern, flags=0, groups=-1):
        self.pattern = pattern
        self.program = Program(pattern, groups if groups >= 0 else count_groups(pattern))


def count_groups(code):
    """How many groups the marks of a pattern are for, at most."""
    top = 0
    for i in range(len(code) - 1):
        if code[i] == MARK:  # noqa: F405
            group = code[i + 1] // 2 + 1
            if top < group < len(code):
                top = group
    return top


class AbstractMatchContext(object):
    """A subject between two positions; after a success, what matched where."""

    def __init__(self, matcher, match_start, end):
        self.matcher = matcher
        self.match_start = match_start
        self.match_end = match_start
        self.end = end
        self.fullmatch_only = False

    def _matcher_for(self, pattern):
        matcher = self._new_matcher(pattern.program)
        matcher.fullmatch = self.fullmatch_only
        self.matcher = matcher
        return matcher

    def _new_matcher(self, program):
        raise NotImplementedError

    def _found(self, found):
        if found:
            self.match_start = self.matcher.start
            self.match_end = self.matcher.match_end
        return found

    def get_mark(self, index):
        """The position of a mark, two a group; -1 if it was not passed."""
        marks = self.matcher.marks
        if index < len(marks):
            return marks[index]
        return -1

    def flatten_marks(self):
        """Begin and end of the match, then of every group; -1 for groups that did not match."""
        result = [self.match_start, self.match_end]
        marks = self.matcher.marks
        for i in range(0, len(marks), 2):
            if marks[i] >= 0 and marks[i + 1] >= 0:
                result.append(marks[i])
                result.append(marks[i + 1])
            else:
                result.append(-1)
                result.append(-1)
        return result

    def get_lastindex(self):
        """The last group that ended, or -1."""
        return self.matcher.lastindex

    def span(self, group=0):
        """(begin, end) of the match or of a group."""
        if group == 0:
            return self.match_start, self.match_end
        start, end = self.get_mark(group * 2 - 2), self.get_mark(group * 2 - 1)
        if start < 0 or end < 0:
            return -1, -1
        return start, end

    def reset(self, start):
        """For another match, from this position on."""
        self.match_start = start


class StrMatchContext(AbstractMatchContext):
    """In a string of bytes."""

    def __init__(self, string, match_start, end):
        AbstractMatchContext.__init__(self, None, match_start, min(end, len(string)))
        self._string = string

    def _new_matcher(self, program):
        return Matcher(program, self._string, None, self.end)

    def group(self, group=0):
        """The text of the match or of a group, None if the group did not match."""
        start, end = self.span(group)
        if start < 0 or end < 0:
            return None
        return self._string[start:end]


class BufMatchContext(StrMatchContext):
    """In the bytes of a buffer."""


class UnicodeMatchContext(AbstractMatchContext):
    """In a string of code points."""

    def __init__(self, unicodestr, match_start, end):
        AbstractMatchContext.__init__(self, None, match_start, min(end, len(unicodestr)))
        self._unicodestr = unicodestr
        self._chars = [ord(c) for c in unicodestr]

    def _new_matcher(self, program):
        return Matcher(program, "", self._chars, self.end)

    def group(self, group=0):
        """The text of the match or of a group, None if the group did not match."""
        start, end = self.span(group)
        if start < 0 or end < 0:
            return None
        return self._unicodestr[start:end]


def match_context(ctx, pattern):
    """Does the pattern match at the context's position?"""
    return ctx._found(ctx._matcher_for(pattern).match_at(ctx.match_start))


def search_context(ctx, pattern):
    """Does it match there or later?"""
    if ctx.match_start > ctx.end:
        return False
    return ctx._found(ctx._matcher_for(pattern).search(ctx.match_start))


def fullmatch_context(ctx, pattern):
    """Does the pattern match at the context's position, up to its end?"""
    ctx.fullmatch_only = True
    return match_context(ctx, pattern)


def match(pattern, string, start=0, end=-1, flags=0, fullmatch=False):
    """The context of a match of a string's beginning, or None."""
    ctx = StrMatchContext(string, start, end if end >= 0 else len(string))
    ctx.fullmatch_only = fullmatch
    return ctx if match_context(ctx, pattern) else None


def fullmatch(pattern, string, start=0, end=-1):
    """The context of a match of a whole string, or None."""
    return match(pattern, string, start, end, fullmatch=True)


def search(pattern, string, start=0, end=-1):
    """The context of the first match in a string, or None."""
    ctx = StrMatchContext(string, start, end if end >= 0 else len(string))
    return ctx if search_context(ctx, pattern) else None
