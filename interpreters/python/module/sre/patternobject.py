"""Pattern and Scanner objects."""

from rpython.rlib.rsre import rsre_constants as opcodes
from rpython.rlib.rsre.rsre_engine import Matcher
from rpython.rlib.rsre.rsre_program import Program
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    attr,
    classmethod_,
    getset,
    iterator_methods,
    method,
)
from interpreters.python.module.sre.matchobject import W_Match
from interpreters.python.objspace import bytesobject, genericalias, unicodeobject, utf8
from interpreters.python.objspace import operation as space

MATCH = 0
FULLMATCH = 1
SEARCH = 2


class Subject(object):
    """The text that is searched: single bytes in s, or code points in chars."""

    def __init__(self, w_string, is_text, s, chars):
        self.w_string = w_string
        self.is_text = is_text
        self.s = s
        self.chars = chars
        self.length = len(s) if chars is None else len(chars)

    def slice(self, start, end):
        """The part from start to end, wrapped."""
        if start >= end:
            if self.is_text:
                return space.newtext("")
            return space.newbytes("")
        assert start >= 0
        w_string = self.w_string
        if self.is_text:
            assert isinstance(w_string, unicodeobject.W_UnicodeObject)
            return w_string.substring(start, end)
        if start == 0 and end == len(self.s) and type(w_string) is bytesobject.W_BytesObject:
            return w_string
        return space.newbytes(self.s[start:end])


class SubjectCache(object):
    """The last text that was not ASCII: scanners come back to it again and again."""

    def __init__(self):
        self.subject = None


cache = SubjectCache()


def make_subject(w_string):
    """The Subject for a str or bytes-like object."""
    if isinstance(w_string, unicodeobject.W_UnicodeObject):
        text = w_string.text()
        if w_string.is_ascii():
            return Subject(w_string, True, text, None)
        subject = cache.subject
        if subject is None or subject.w_string is not w_string:
            subject = Subject(w_string, True, text, utf8.codepoints(text))
            cache.subject = subject
        return subject
    data = bytesobject.buffer_or_none(w_string)
    if data is None:
        raise operr(
            space.w_TypeError,
            "expected string or bytes-like object, got '%s'" % space.typename(w_string),
        )
    return Subject(w_string, False, data, None)


def position(w_pos, default):
    """A pos or endpos argument."""
    if w_pos is None:
        return default
    return space.getindex_w(w_pos, None)


class W_Pattern(W_Root):
    """A compiled regular expression."""

    _immutable_fields_ = ["code[*]", "ngroups", "flags", "program"]

    def __init__(self, w_pattern, flags, code, ngroups, w_groupindex, names_w):
        self.w_pattern = w_pattern
        self.flags = flags
        self.code = code
        self.ngroups = ngroups
        self.program = Program(code, ngroups)
        self.w_groupindex = w_groupindex
        self.names_w = names_w

    def subject(self, w_string):
        """The Subject; a str pattern wants a str."""
        subject = make_subject(w_string)
        if self.w_pattern is not space.w_None:
            is_text = isinstance(self.w_pattern, unicodeobject.W_UnicodeObject)
            if is_text and not subject.is_text:
                raise operr(space.w_TypeError, "cannot use a string pattern on a bytes-like object")
            if subject.is_text and not is_text:
                raise operr(space.w_TypeError, "cannot use a bytes pattern on a string-like object")
        return subject

    def matcher(self, subject, end):
        return Matcher(self.program, subject.s, subject.chars, end)

    def run(self, how, w_string, w_pos, w_endpos):
        """match, fullmatch or search: a Match or None."""
        subject = self.subject(w_string)
        length = subject.length
        end = position(w_endpos, length)
        if end > length:
            end = length
        if end < 0:
            end = 0
        pos = position(w_pos, 0)
        if pos < 0:
            pos = 0
        if pos > length:
            pos = length
        shown_end = end
        if pos > end:
            return space.w_None
        matcher = self.matcher(subject, end)
        if how == SEARCH:
            found = matcher.search(pos)
        else:
            matcher.fullmatch = how == FULLMATCH
            found = matcher.match_at(pos)
        if not found:
            return space.w_None
        return W_Match(self, subject, matcher, pos, shown_end)

    def descr_match(self, w_string, w_pos, w_endpos):
        return self.run(MATCH, w_string, w_pos, w_endpos)

    def descr_fullmatch(self, w_string, w_pos, w_endpos):
        return self.run(FULLMATCH, w_string, w_pos, w_endpos)

    def descr_search(self, w_string, w_pos, w_endpos):
        return self.run(SEARCH, w_string, w_pos, w_endpos)

    def scan(self, w_string, w_pos, w_endpos):
        """A W_Scanner."""
        subject = self.subject(w_string)
        length = subject.length
        end = position(w_endpos, length)
        if end > length:
            end = length
        if end < 0:
            end = 0
        pos = position(w_pos, 0)
        if pos < 0:
            pos = 0
        return W_Scanner(self, subject, pos, end)

    def descr_scanner(self, w_string, w_pos, w_endpos):
        return self.scan(w_string, w_pos, w_endpos)

    def descr_finditer(self, w_string, w_pos, w_endpos):
        return W_MatchIterator(self.scan(w_string, w_pos, w_endpos))

    def descr_findall(self, w_string, w_pos, w_endpos):
        scanner = self.scan(w_string, w_pos, w_endpos)
        subject = scanner.subject
        result_w = []
        while True:
            matcher = scanner.advance(SEARCH)
            if matcher is None:
                break
            if self.ngroups == 0:
                w_item = subject.slice(matcher.start, matcher.match_end)
            elif self.ngroups == 1:
                w_item = subject.slice(matcher.marks[0], matcher.marks[1])
            else:
                items_w = []
                i = 0
                while i < self.ngroups:
                    items_w.append(subject.slice(matcher.marks[2 * i], matcher.marks[2 * i + 1]))
                    i += 1
                w_item = space.newtuple(items_w)
            result_w.append(w_item)
        return space.newlist(result_w)

    def descr_split(self, w_string, w_maxsplit):
        limit = 0
        if w_maxsplit is not None:
            limit = space.getindex_w(w_maxsplit, space.w_OverflowError)
        scanner = self.scan(w_string, None, None)
        subject = scanner.subject
        result_w = []
        last = 0
        count = 0
        while limit == 0 or count < limit:
            matcher = scanner.advance(SEARCH)
            if matcher is None:
                break
            result_w.append(subject.slice(last, matcher.start))
            i = 0
            while i < self.ngroups:
                start = matcher.marks[2 * i]
                end = matcher.marks[2 * i + 1]
                if start < 0 or end < 0:
                    result_w.append(space.w_None)
                else:
                    result_w.append(subject.slice(start, end))
                i += 1
            last = matcher.match_end
            count += 1
        result_w.append(subject.slice(last, subject.length))
        return space.newlist(result_w)

    def substitute(self, w_repl, w_string, w_count):
        """(new text, number of replacements)"""
        limit = 0
        if w_count is not None:
            limit = space.getindex_w(w_count, space.w_OverflowError)
        w_literal = None
        w_filter = None
        if space.callable_w(w_repl):
            w_filter = w_repl
        else:
            plain = False
            if isinstance(w_repl, unicodeobject.W_UnicodeObject):
                plain = w_repl.text().find("\\") < 0
            else:
                data = bytesobject.buffer_or_none(w_repl)
                if data is not None:
                    plain = data.find("\\") < 0
            if plain:
                w_literal = w_repl
            else:
                w_re = importing.import_absolute("re")
                w_made = space.call_method2(w_re, "_subx", self, w_repl)
                if space.callable_w(w_made):
                    w_filter = w_made
                else:
                    w_literal = w_made
        scanner = self.scan(w_string, None, None)
        subject = scanner.subject
        if w_filter is None and subject.chars is None:
            text = plain_text(w_literal, subject.is_text)
            if text is not None:
                return substitute_plain(scanner, text, limit, w_string)
        parts_w = []
        last = 0
        count = 0
        while limit == 0 or count < limit:
            matcher = scanner.advance(SEARCH)
            if matcher is None:
                break
            if last < matcher.start:
                parts_w.append(subject.slice(last, matcher.start))
            if w_filter is not None:
                w_match = W_Match(self, subject, matcher, 0, subject.length)
                w_part = space.call1(w_filter, w_match)
                if w_part is not space.w_None:
                    parts_w.append(w_part)
            else:
                parts_w.append(w_literal)
            last = matcher.match_end
            count += 1
        if count == 0:
            return unchanged(w_string, subject), 0
        if last < subject.length:
            parts_w.append(subject.slice(last, subject.length))
        w_empty = subject.slice(0, 0)
        return space.call_method1(w_empty, "join", space.newlist(parts_w)), count

    def descr_sub(self, w_repl, w_string, w_count):
        w_text, count = self.substitute(w_repl, w_string, w_count)
        return w_text

    def descr_subn(self, w_repl, w_string, w_count):
        w_text, count = self.substitute(w_repl, w_string, w_count)
        return space.newtuple([w_text, space.newint(count)])

    def descr_copy(self):
        return self

    def descr_deepcopy(self, w_memo):
        return self

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_Pattern):
            return space.w_NotImplemented
        if self is w_other:
            return space.w_True
        same = self.flags == w_other.flags and len(self.code) == len(w_other.code)
        if same:
            i = 0
            while i < len(self.code):
                if self.code[i] != w_other.code[i]:
                    same = False
                    break
                i += 1
        if same:
            same = space.type(self.w_pattern) is space.type(w_other.w_pattern)
        return space.newbool(same and space.eq_w(self.w_pattern, w_other.w_pattern))

    def descr_hash(self):
        return space.newint(space.hash_w(self.w_pattern) ^ self.flags ^ len(self.code))

    def descr_repr(self):
        text = space.repr_w(self.w_pattern)
        w_text = space.newtext(text)
        assert isinstance(w_text, unicodeobject.W_UnicodeObject)
        if w_text.length() > 200:
            w_text = w_text.substring(0, 200)
            text = space.text_w(w_text)
        flags = self.flags
        if isinstance(self.w_pattern, unicodeobject.W_UnicodeObject):
            if flags & (opcodes.FLAG_LOCALE | opcodes.FLAG_UNICODE | opcodes.FLAG_ASCII) == (
                opcodes.FLAG_UNICODE
            ):
                flags &= ~opcodes.FLAG_UNICODE
        names = []
        for name, bit in FLAG_NAMES:
            if flags & bit:
                names.append("re." + name)
                flags &= ~bit
        if flags:
            names.append("0x%x" % flags)
        if len(names) > 0:
            text += ", " + "|".join(names)
        return space.newtext("re.compile(" + text + ")")

    def fget_pattern(self):
        return self.w_pattern

    def fget_flags(self):
        return space.newint(self.flags)

    def fget_groups(self):
        return space.newint(self.ngroups)

    def fget_groupindex(self):
        return space.call1(space.w_mappingproxy, self.w_groupindex)


def plain_text(w_literal, is_text):
    """The bytes of a str without subclass, or of a bytes object; None for anything else."""
    if is_text:
        if type(w_literal) is unicodeobject.W_UnicodeObject:
            return w_literal.text()
    elif type(w_literal) is bytesobject.W_BytesObject:
        return w_literal.data()
    return None


def unchanged(w_string, subject):
    """The result of a substitution that found nothing."""
    if type(w_string) is unicodeobject.W_UnicodeObject:
        return w_string
    return subject.slice(0, subject.length)


def substitute_plain(scanner, text, limit, w_string):
    """(new text, number of replacements) for single bytes and a replacement that is always the same"""
    subject = scanner.subject
    s = subject.s
    builder = StringBuilder(len(s))
    last = 0
    count = 0
    while limit == 0 or count < limit:
        matcher = scanner.advance(SEARCH)
        if matcher is None:
            break
        start = matcher.start
        assert last >= 0 and start >= last
        builder.append_slice(s, last, start)
        builder.append(text)
        last = matcher.match_end
        count += 1
    if count == 0:
        return unchanged(w_string, subject), 0
    assert last >= 0
    builder.append_slice(s, last, len(s))
    if subject.is_text:
        return space.newtext(builder.build()), count
    return space.newbytes(builder.build()), count


FLAG_NAMES = [
    ("TEMPLATE", 1),
    ("IGNORECASE", 2),
    ("LOCALE", 4),
    ("MULTILINE", 8),
    ("DOTALL", 16),
    ("UNICODE", 32),
    ("VERBOSE", 64),
    ("DEBUG", 128),
    ("ASCII", 256),
]


class W_Scanner(W_Root):
    """Successive matches in one text."""

    def __init__(self, pattern, subject, pos, end):
        self.pattern = pattern
        self.subject = subject
        self.pos = pos
        self.first = pos
        self.end = end
        self.must_advance = False
        self.matcher = pattern.matcher(subject, end)

    def advance(self, how):
        """The Matcher of the next match, or None."""
        if self.pos > self.end or self.pos < 0:
            return None
        matcher = self.matcher
        matcher.must_advance = self.must_advance
        if how == SEARCH:
            found = matcher.search(self.pos)
        else:
            found = matcher.match_at(self.pos)
        if not found:
            self.pos = -1
            return None
        self.pos = matcher.match_end
        self.must_advance = matcher.match_end == matcher.start
        return matcher

    def next_match(self, how):
        """The next Match, or None."""
        matcher = self.advance(how)
        if matcher is None:
            return None
        return W_Match(self.pattern, self.subject, matcher, self.first, self.end)

    def descr_match(self):
        return self.next_match(MATCH)

    def descr_search(self):
        return self.next_match(SEARCH)

    def fget_pattern(self):
        return self.pattern


class W_MatchIterator(W_Root):
    """What finditer returns."""

    def __init__(self, scanner):
        self.scanner = scanner

    def next_w(self):
        return self.scanner.next_match(SEARCH)


def class_getitem(w_type, w_args):
    """re.Pattern[str]"""
    return genericalias.W_GenericAlias(w_type, w_args)


W_Pattern.typedef = TypeDef(
    "re.Pattern",
    W_Pattern,
    method("match", W_Pattern.descr_match, "self, string, pos=None, endpos=None"),
    method("fullmatch", W_Pattern.descr_fullmatch, "self, string, pos=None, endpos=None"),
    method("search", W_Pattern.descr_search, "self, string, pos=None, endpos=None"),
    method("scanner", W_Pattern.descr_scanner, "self, string, pos=None, endpos=None"),
    method("finditer", W_Pattern.descr_finditer, "self, string, pos=None, endpos=None"),
    method("findall", W_Pattern.descr_findall, "self, string, pos=None, endpos=None"),
    method("split", W_Pattern.descr_split, "self, string, maxsplit=None"),
    method("sub", W_Pattern.descr_sub, "self, repl, string, count=None"),
    method("subn", W_Pattern.descr_subn, "self, repl, string, count=None"),
    method("__copy__", W_Pattern.descr_copy, "self"),
    method("__deepcopy__", W_Pattern.descr_deepcopy, "self, memo, /"),
    method("__eq__", W_Pattern.descr_eq, "self, other, /"),
    method("__hash__", W_Pattern.descr_hash, "self"),
    method("__repr__", W_Pattern.descr_repr, "self"),
    classmethod_("__class_getitem__", class_getitem, "cls, item, /"),
    getset("pattern", W_Pattern.fget_pattern),
    getset("flags", W_Pattern.fget_flags),
    getset("groups", W_Pattern.fget_groups),
    getset("groupindex", W_Pattern.fget_groupindex),
    attr("__module__", space.newtext("re")),
)

W_Scanner.typedef = TypeDef(
    "_sre.SRE_Scanner",
    W_Scanner,
    method("match", W_Scanner.descr_match, "self"),
    method("search", W_Scanner.descr_search, "self"),
    getset("pattern", W_Scanner.fget_pattern),
)

W_MatchIterator.typedef = TypeDef(
    "callable_iterator", W_MatchIterator, *iterator_methods(W_MatchIterator), publish=False
)

from interpreters.python.module import importing  # noqa: E402
