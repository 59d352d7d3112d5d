"""Match objects."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, attr, classmethod_, getset, method
from interpreters.python.objspace import genericalias, intobject
from interpreters.python.objspace import operation as space


class W_Match(W_Root):
    """A match: group number i lies from marks[2 * i] to marks[2 * i + 1]."""

    def __init__(self, pattern, subject, matcher, pos, endpos):
        self.pattern = pattern
        self.subject = subject
        self.marks = [matcher.start, matcher.match_end] + matcher.marks
        self.lastindex = matcher.lastindex
        self.pos = pos
        self.endpos = endpos

    def group_number(self, w_group):
        """The number of a group given by number or name."""
        if isinstance(w_group, intobject.W_IntObject):
            number = w_group.intval
        elif space.lookup(w_group, "__index__") is not None:
            number = space.getindex_w(w_group, space.w_IndexError)
        else:
            w_number = self.pattern.w_groupindex.getitem(w_group)
            if w_number is None:
                raise operr(space.w_IndexError, "no such group")
            number = space.int_w(w_number)
        if number < 0 or number > self.pattern.ngroups:
            raise operr(space.w_IndexError, "no such group")
        return number

    def text(self, number, w_default):
        """The text of a group."""
        start = self.marks[2 * number]
        end = self.marks[2 * number + 1]
        if start < 0 or end < 0:
            return w_default
        return self.subject.slice(start, end)

    def descr_group(self, args):
        if args.has_keywords():
            raise operr(space.w_TypeError, "group() takes no keyword arguments")
        groups_w = args.args_w
        if len(groups_w) == 0:
            return self.text(0, space.w_None)
        if len(groups_w) == 1:
            return self.text(self.group_number(groups_w[0]), space.w_None)
        result_w = []
        for w_group in groups_w:
            result_w.append(self.text(self.group_number(w_group), space.w_None))
        return space.newtuple(result_w)

    def descr_getitem(self, w_group):
        return self.text(self.group_number(w_group), space.w_None)

    def descr_groups(self, w_default):
        w_default = space.null_to_none(w_default)
        result_w = []
        i = 1
        while i <= self.pattern.ngroups:
            result_w.append(self.text(i, w_default))
            i += 1
        return space.newtuple(result_w)

    def descr_groupdict(self, w_default):
        w_default = space.null_to_none(w_default)
        w_result = space.newdict()
        for w_name in space.unpackiterable(self.pattern.w_groupindex):
            number = self.group_number(w_name)
            w_result.setitem(w_name, self.text(number, w_default))
        return w_result

    def number_or_zero(self, w_group):
        if w_group is None:
            return 0
        return self.group_number(w_group)

    def descr_start(self, w_group):
        return space.newint(self.marks[2 * self.number_or_zero(w_group)])

    def descr_end(self, w_group):
        return space.newint(self.marks[2 * self.number_or_zero(w_group) + 1])

    def span(self, number):
        """(start, end)"""
        return space.newtuple(
            [space.newint(self.marks[2 * number]), space.newint(self.marks[2 * number + 1])]
        )

    def descr_span(self, w_group):
        return self.span(self.number_or_zero(w_group))

    def descr_expand(self, w_template):
        w_re = importing.import_absolute("re")
        return space.call_method3(w_re, "_expand", self.pattern, self, w_template)

    def descr_copy(self):
        return self

    def descr_deepcopy(self, w_memo):
        return self

    def descr_repr(self):
        return space.newtext(
            "<re.Match object; span=(%d, %d), match=%s>"
            % (self.marks[0], self.marks[1], space.repr_w(self.text(0, space.w_None)))
        )

    def fget_re(self):
        return self.pattern

    def fget_string(self):
        return self.subject.w_string

    def fget_pos(self):
        return space.newint(self.pos)

    def fget_endpos(self):
        return space.newint(self.endpos)

    def fget_regs(self):
        spans_w = []
        i = 0
        while i <= self.pattern.ngroups:
            spans_w.append(self.span(i))
            i += 1
        return space.newtuple(spans_w)

    def fget_lastindex(self):
        if self.lastindex < 0:
            return space.w_None
        return space.newint(self.lastindex)

    def fget_lastgroup(self):
        i = self.lastindex
        if i < 0 or i >= len(self.pattern.names_w):
            return space.w_None
        return self.pattern.names_w[i]


def class_getitem(w_type, w_args):
    """re.Match[str]"""
    return genericalias.W_GenericAlias(w_type, w_args)


W_Match.typedef = TypeDef(
    "re.Match",
    W_Match,
    method("group", W_Match.descr_group, "self, ..."),
    method("__getitem__", W_Match.descr_getitem, "self, group, /"),
    method("groups", W_Match.descr_groups, "self, default=None"),
    method("groupdict", W_Match.descr_groupdict, "self, default=None"),
    method("start", W_Match.descr_start, "self, group=None, /"),
    method("end", W_Match.descr_end, "self, group=None, /"),
    method("span", W_Match.descr_span, "self, group=None, /"),
    method("expand", W_Match.descr_expand, "self, template"),
    method("__copy__", W_Match.descr_copy, "self"),
    method("__deepcopy__", W_Match.descr_deepcopy, "self, memo, /"),
    method("__repr__", W_Match.descr_repr, "self"),
    classmethod_("__class_getitem__", class_getitem, "cls, item, /"),
    getset("re", W_Match.fget_re),
    getset("string", W_Match.fget_string),
    getset("pos", W_Match.fget_pos),
    getset("endpos", W_Match.fget_endpos),
    getset("regs", W_Match.fget_regs),
    getset("lastindex", W_Match.fget_lastindex),
    getset("lastgroup", W_Match.fget_lastgroup),
    attr("__module__", space.newtext("re")),
)

from interpreters.python.module import importing  # noqa: E402
