"""The functions of `re`, for patterns compiled at import time (and for none compiled later).

A pattern given as `str` matches bytes, one given as `unicode` (`u"..."` of the dialect) code points above 127 too.
"""

from rpython.rlib.rsre import rsre_core
from rpython.rlib.rstring import StringBuilder

I = IGNORECASE = 2  # noqa: E741
L = LOCALE = 4
M = MULTILINE = 8
S = DOTALL = 16
U = UNICODE = 32
X = VERBOSE = 64


class error(Exception):
    """A wrong pattern."""


def compile(pattern, flags=0):
    """The RSREPattern of a constant pattern, at import time."""
    return _compile(pattern, flags)


_cache = {}


def _compile(pattern, flags):
    """NOT_RPYTHON"""
    import re

    key = (pattern, int(flags))
    if key not in _cache:
        parser, compiler = re._parser, re._compiler
        data = pattern.encode("latin-1") if isinstance(pattern, str) else pattern
        parsed = parser.parse(data, flags)
        code = [int(word) for word in compiler._code(parsed, flags)]
        names = dict(parsed.state.groupdict)
        _cache[key] = RSREPattern(
            pattern, code, parsed.state.flags | flags, parsed.state.groups - 1, names
        )
    return _cache[key]


compile._annspecialcase_ = "specialize:memo"


class RSREPattern(object):
    """A compiled pattern."""

    _immutable_fields_ = ["pattern", "code", "flags", "groups"]

    def __init__(self, pattern, code, flags, groups, groupindex):
        self.pattern = pattern
        self.code = rsre_core.CompiledPattern(code, flags, groups)
        self.flags = flags
        self.groups = groups
        self.groupindex = groupindex

    def _context(self, string, pos, endpos):
        n = len(string)
        return rsre_core.StrMatchContext(
            string, min(max(pos, 0), n), n if endpos < 0 else min(endpos, n)
        )

    def match(self, string, pos=0, endpos=-1):
        """The match at a position, or None."""
        ctx = self._context(string, pos, endpos)
        return RSREMatch(self, ctx) if rsre_core.match_context(ctx, self.code) else None

    def fullmatch(self, string, pos=0, endpos=-1):
        """The match of everything from a position on, or None."""
        ctx = self._context(string, pos, endpos)
        return RSREMatch(self, ctx) if rsre_core.fullmatch_context(ctx, self.code) else None

    def search(self, string, pos=0, endpos=-1):
        """The first match from a position on, or None."""
        ctx = self._context(string, pos, endpos)
        return RSREMatch(self, ctx) if rsre_core.search_context(ctx, self.code) else None

    def finditer(self, string, pos=0, endpos=-1):
        """An iterator over the matches that do not overlap."""
        return MatchIterator(self, self._context(string, pos, endpos))

    def findall(self, string, pos=0, endpos=-1):
        """The texts of the matches, or of the group if there is one."""
        result = []
        for found in self.finditer(string, pos, endpos):
            text = found.group(1 if self.groups == 1 else 0)
            result.append("" if text is None else text)
        return result

    def split(self, string, maxsplit=0):
        """The texts between the matches, and those of the groups."""
        result = []
        start = 0
        for found in self.finditer(string):
            if maxsplit > 0 and maxsplit <= found.number:
                break
            result.append(string[start : found.start()])
            for i in range(self.groups):
                result.append(found.group(i + 1))
            start = found.end()
        result.append(string[start:])
        return result

    def sub(self, repl, string, count=0):
        """The string with its matches replaced by a text (taken as it is, no escapes)."""
        return self.subn(repl, string, count)[0]

    def subn(self, repl, string, count=0):
        """(the string with its matches replaced, how many)"""
        builder = StringBuilder(len(string))
        start = n = 0
        for found in self.finditer(string):
            if count > 0 and n >= count:
                break
            builder.append(string[start : found.start()])
            builder.append(repl)
            start = found.end()
            n += 1
        builder.append(string[start:])
        return builder.build(), n


class MatchIterator(object):
    """Over the matches of a pattern in a string."""

    def __init__(self, pattern, ctx):
        self.pattern = pattern
        self.ctx = ctx
        self.number = 0
        self.must_advance = False

    def __iter__(self):
        return self

    def __next__(self):
        old = self.ctx
        ctx = rsre_core.StrMatchContext(old._string, old.match_start, old.end)
        if ctx.match_start > ctx.end:
            raise StopIteration
        matcher = ctx._matcher_for(self.pattern.code)
        matcher.must_advance = self.must_advance
        if not ctx._found(matcher.search(ctx.match_start)):
            raise StopIteration
        self.must_advance = ctx.match_end == ctx.match_start
        old.match_start = ctx.match_end
        found = RSREMatch(self.pattern, ctx)
        found.number = self.number
        self.number += 1
        return found

    next = __next__


class RSREMatch(object):
    """A match."""

    def __init__(self, pattern, ctx):
        self.re = pattern
        self._ctx = ctx
        self.number = 0

    def span(self, group=0):
        """(begin, end) of a group."""
        return self._ctx.span(group)

    def start(self, group=0):
        """Where a group begins."""
        return self._ctx.span(group)[0]

    def end(self, group=0):
        """Where a group ends."""
        return self._ctx.span(group)[1]

    def group(self, group=0):
        """The text of a group; None if it did not match."""
        if not 0 <= group <= self.re.groups:
            raise IndexError
        return self._ctx.group(group)

    def named(self, name):
        """The text of a group by its name."""
        return self.group(self.re.groupindex[name])

    def groups(self):
        """The texts of all groups, as a list."""
        return [self.group(i + 1) for i in range(self.re.groups)]


def match(pattern, string, flags=0):
    """The match at the beginning, or None. The pattern is constant."""
    return compile(pattern, flags).match(string)


def search(pattern, string, flags=0):
    """The first match, or None. The pattern is constant."""
    return compile(pattern, flags).search(string)


def findall(pattern, string, flags=0):
    """The texts of the matches. The pattern is constant."""
    return compile(pattern, flags).findall(string)


def split(pattern, string, maxsplit=0):
    """The texts between the matches. The pattern is constant."""
    return compile(pattern, 0).split(string, maxsplit)


def sub(pattern, repl, string, count=0):
    """The string with its matches replaced. The pattern is constant."""
    return compile(pattern, 0).sub(repl, string, count)


for _f in (match, search, findall, split, sub):
    _f._annspecialcase_ = "specialize:arg(0)"


def escape(text):
    """Text as a pattern that matches it."""
    builder = StringBuilder(len(text) * 2)
    for c in text:
        if not (c.isalnum() or c == "_"):
            builder.append("\\")
        builder.append(c)
    return builder.build()
