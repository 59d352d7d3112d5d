"""Exceptions: W_BaseException, and the classes of Python 3.11."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import TypeDef, classmethod_, getset, method, new
from interpreters.python.objspace import operation as space


class W_BaseException(W_Root):
    """An exception instance of any class. What special classes keep (errno, value, ...) are "fields"."""

    def __init__(self, w_class, args_w):
        self.w_class = w_class
        self.args_w = args_w
        self.w_traceback = None
        self.w_context = None
        self.w_cause = None
        self.suppress_context = False
        self.inst = None  # a W_InstanceObject for attributes and fields, made on demand

    def getclass(self):
        return self.w_class

    def setclass(self, w_type):
        instance.check_layout(self.w_class, w_type)
        self.w_class = w_type
        if self.inst is not None:
            self.inst.change_class(w_type)

    def attributes(self):
        """The holder of attributes and fields."""
        if self.inst is None:
            self.inst = instance.W_InstanceObject(self.w_class.get_root_map())
        return self.inst

    def get_field(self, name):
        """A field, or None."""
        if self.inst is None:
            return None
        return self.inst.getslotvalue(name + instance.SLOT_MARK)

    def set_field(self, name, w_value):
        """Sets a field."""
        self.attributes().setslotvalue(name + instance.SLOT_MARK, w_value)

    def clear_field(self, name):
        """Forgets a field."""
        if self.inst is not None and self.get_field(name) is not None:
            self.set_field(name, None)

    def getdictvalue(self, name):
        if self.inst is None:
            return None
        return self.inst.getdictvalue(name)

    def setdictvalue(self, name, w_value):
        return self.attributes().setdictvalue(name, w_value)

    def deldictvalue(self, name):
        if self.inst is None:
            return False
        return self.inst.deldictvalue(name)

    def getdict(self):
        return self.attributes().getdict()

    def setdict(self, w_dict):
        self.attributes().setdict(w_dict)

    def getslotvalue(self, key):
        return self.attributes().getslotvalue(key)

    def setslotvalue(self, key, w_value):
        self.attributes().setslotvalue(key, w_value)

    # ---- Python-level methods -------------------------------------------------------------------

    def descr_init(self, args):
        args.no_keywords(self.w_class.name)
        self.args_w = args.args_w

    def descr_repr(self):
        parts = []
        for w_arg in self.args_w:
            parts.append(space.repr_w(w_arg))
        return space.newtext(self.w_class.name + "(" + ", ".join(parts) + ")")

    def descr_str(self):
        n = len(self.args_w)
        if n == 0:
            return space.newtext("")
        if n == 1:
            return space.str(self.args_w[0])
        return space.repr(space.newtuple(self.args_w[:]))

    def descr_with_traceback(self, w_tb):
        self.fset_traceback(w_tb)
        return self

    def descr_add_note(self, w_note):
        if not space.isinstance_w(w_note, space.w_str):
            raise error.operr_type(space.w_TypeError, "note must be a str, not '%s'", w_note)
        w_notes = space.findattr(self, "__notes__")
        if w_notes is None:
            w_notes = space.newlist([])
            self.setdictvalue("__notes__", w_notes)
        elif not space.isinstance_w(w_notes, space.w_list):
            raise error.operr(space.w_TypeError, "Cannot add note: __notes__ is not a list")
        space.call_method1(w_notes, "append", w_note)

    def descr_setstate(self, w_state):
        if w_state is not space.w_None:
            for w_key in space.unpackiterable(w_state):
                space.setattr(self, space.text_w(w_key), space.getitem(w_state, w_key))

    def descr_reduce(self):
        w_args = space.newtuple(self.args_w[:])
        if self.inst is not None:
            w_dict = self.getdict()
            if space.len_w(w_dict) > 0:
                return space.newtuple([self.w_class, w_args, w_dict])
        return space.newtuple([self.w_class, w_args])

    def fget_args(self):
        return space.newtuple(self.args_w[:])

    def fset_args(self, w_value):
        self.args_w = space.unpackiterable(w_value)[:]

    def fget_traceback(self):
        return self.w_traceback

    def fset_traceback(self, w_value):
        if w_value is space.w_None:
            self.w_traceback = None
        elif isinstance(w_value, pyframe.W_Traceback):
            self.w_traceback = w_value
        else:
            raise error.operr(space.w_TypeError, "__traceback__ must be a traceback or None")

    def fget_context(self):
        return self.w_context

    def fset_context(self, w_value):
        self.w_context = exception_or_none(w_value, "context")

    def fget_cause(self):
        return self.w_cause

    def fset_cause(self, w_value):
        self.w_cause = exception_or_none(w_value, "cause")
        self.suppress_context = True

    def fget_suppress_context(self):
        return space.newbool(self.suppress_context)

    def fset_suppress_context(self, w_value):
        self.suppress_context = space.is_true(w_value)

    def fget_dict(self):
        return self.getdict()

    def fset_dict(self, w_value):
        self.setdict(w_value)

    # ---- of special classes ------------------------------------------------------------------------

    def stop_init(self, args):
        self.args_w = args.args_w
        if len(args.args_w) > 0:
            self.set_field("value", args.args_w[0])

    def exit_init(self, args):
        self.args_w = args.args_w
        if len(args.args_w) == 1:
            self.set_field("code", args.args_w[0])
        elif len(args.args_w) > 1:
            self.set_field("code", space.newtuple(args.args_w[:]))

    def key_str(self):
        if len(self.args_w) == 1:
            return space.repr(self.args_w[0])
        return self.descr_str()

    def named_init(self, args):
        """NameError, AttributeError, ImportError: keyword arguments become fields."""
        self.args_w = args.args_w
        for name in ["name", "obj", "path", "msg"]:
            self.clear_field(name)
        if args.kwnames is not None:
            i = 0
            while i < len(args.kwnames):
                name = args.kwnames[i]
                if name not in ["name", "obj", "path"]:
                    raise error.operr(
                        space.w_TypeError,
                        "'%s' is an invalid keyword argument for %s()" % (name, self.w_class.name),
                    )
                self.set_field(name, args.kwargs_w[i])
                i += 1
        if len(self.args_w) == 1:
            self.set_field("msg", self.args_w[0])

    def import_reduce(self):
        w_args = space.newtuple(self.args_w[:])
        w_state = None
        if self.inst is not None:
            w_dict = self.getdict()
            if space.len_w(w_dict) > 0:
                w_state = space.call_method0(w_dict, "copy")
        for name in ["name", "path"]:
            w_value = self.get_field(name)
            if w_value is not None:
                if w_state is None:
                    w_state = space.newdict()
                space.dict_setitem_str(w_state, name, w_value)
        if w_state is not None:
            return space.newtuple([self.w_class, w_args, w_state])
        return space.newtuple([self.w_class, w_args])

    def import_str(self):
        w_msg = self.get_field("msg")
        if w_msg is not None and space.isinstance_w(w_msg, space.w_str):
            return w_msg
        return self.descr_str()

    def os_init(self, args):
        if os_init_parses(self.w_class):
            self.os_parse(args)

    def os_parse(self, args):
        """Takes errno, strerror and the file names from the arguments."""
        args.no_keywords(self.w_class.name)
        args_w = args.args_w
        self.args_w = args_w
        n = len(args_w)
        if 2 <= n <= 5:
            self.set_field("errno", args_w[0])
            self.set_field("strerror", args_w[1])
            if (
                n > 2
                and self.w_class.issubtype(space.w_BlockingIOError)
                and space.isinstance_w(args_w[2], space.w_int)
            ):
                self.set_field("characters_written", args_w[2])
            elif n > 2 and args_w[2] is not space.w_None:
                self.set_field("filename", args_w[2])
                self.args_w = args_w[:2]
            if n > 4 and args_w[4] is not space.w_None:
                self.set_field("filename2", args_w[4])

    def fget_written(self):
        w_count = self.get_field("characters_written")
        if w_count is None:
            raise error.operr(space.w_AttributeError, "characters_written")
        return w_count

    def fset_written(self, w_value):
        self.set_field("characters_written", space.index(w_value))

    def fdel_written(self):
        self.fget_written()
        self.set_field("characters_written", None)

    def os_str(self):
        w_errno = self.get_field("errno")
        if w_errno is None:
            return self.descr_str()
        text = "[Errno %s] %s" % (space.str_w(w_errno), field_text(self, "strerror"))
        if self.get_field("filename") is not None:
            text += ": " + space.repr_w(self.get_field("filename"))
            if self.get_field("filename2") is not None:
                text += " -> " + space.repr_w(self.get_field("filename2"))
        return space.newtext(text)

    def syntax_init(self, args):
        args_w = args.args_w
        self.args_w = args_w
        if len(args_w) > 0:
            self.set_field("msg", args_w[0])
        if len(args_w) == 2:
            info_w = space.unpackiterable(args_w[1])
            if len(info_w) < 4 or len(info_w) > 6:
                raise error.operr(
                    space.w_TypeError,
                    "function takes %s %d arguments (%d given)"
                    % (
                        "at least" if len(info_w) < 4 else "at most",
                        4 if len(info_w) < 4 else 6,
                        len(info_w),
                    ),
                )
            if len(info_w) == 5:
                raise error.operr(
                    space.w_TypeError, "end_offset must be provided when end_lineno is provided"
                )
            names = ["filename", "lineno", "offset", "text", "end_lineno", "end_offset"]
            i = 0
            while i < len(info_w) and i < len(names):
                self.set_field(names[i], info_w[i])
                i += 1

    def syntax_str(self):
        text = field_text(self, "msg")
        w_filename = self.get_field("filename")
        w_lineno = self.get_field("lineno")
        have_file = w_filename is not None and space.isinstance_w(w_filename, space.w_str)
        have_line = w_lineno is not None and space.isinstance_w(w_lineno, space.w_int)
        if not have_file and not have_line:
            return space.newtext(text)
        where = ""
        if have_file:
            where = space.text_w(w_filename)
            cut = where.rfind("/") + 1
            assert cut >= 0
            where = where[cut:]
            if have_line:
                where += ", "
        if have_line:
            where += "line " + space.str_w(w_lineno)
        return space.newtext(text + " (" + where + ")")

    def unicode_init(self, args):
        args_w = args.args_w
        self.args_w = args_w
        names = ["encoding", "object", "start", "end", "reason"]
        if self.w_class.issubtype(space.w_UnicodeTranslateError):
            names = ["object", "start", "end", "reason"]
        if len(args_w) != len(names):
            raise error.operr(
                space.w_TypeError,
                "function takes exactly %d arguments (%d given)" % (len(names), len(args_w)),
            )
        i = 0
        while i < len(names):
            self.set_field(names[i], self.unicode_argument(names[i], i + 1, args_w[i]))
            i += 1

    def unicode_argument(self, name, number, w_arg):
        """An argument of a Unicode error, checked."""
        if name == "start" or name == "end":
            return space.index(w_arg)
        if name == "object" and self.w_class.issubtype(space.w_UnicodeDecodeError):
            memory = w_arg.get_memory()
            if memory is not None:
                if space.isinstance_w(w_arg, space.w_bytes):
                    return w_arg
                return space.newbytes(memory.get(0, memory.length()))
            raise error.operr_type(
                space.w_TypeError, "a bytes-like object is required, not '%s'", w_arg
            )
        if not space.isinstance_w(w_arg, space.w_str):
            raise error.operr_type(
                space.w_TypeError, "argument %d must be str, not " % number + "%s", w_arg
            )
        return w_arg

    def unicode_str(self):
        w_object = self.get_field("object")
        if w_object is None:
            return space.newtext("")
        start = space.int_w(self.get_field("start"))
        end = space.int_w(self.get_field("end"))
        reason = field_text(self, "reason")
        verb = "translate"
        prefix = "can't "
        if self.w_class.issubtype(space.w_UnicodeDecodeError):
            verb = "decode"
            prefix = "'" + field_text(self, "encoding") + "' codec can't "
        elif self.w_class.issubtype(space.w_UnicodeEncodeError):
            verb = "encode"
            prefix = "'" + field_text(self, "encoding") + "' codec can't "
        if end == start + 1 and start < space.len_w(w_object):
            w_item = space.getitem(w_object, space.newint(start))
            if verb == "decode":
                code = space.int_w(w_item)
                what = "byte 0x" + "0123456789abcdef"[code >> 4] + "0123456789abcdef"[code & 15]
            else:
                code = 0
                if isinstance(w_item, unicodeobject.W_UnicodeObject):
                    code = w_item.codepoint_at(0)
                what = "character '" + code_escape(code) + "'"
            text = "%s%s %s in position %d: %s" % (prefix, verb, what, start, reason)
        else:
            what = "bytes" if verb == "decode" else "characters"
            text = "%s%s %s in position %d-%d: %s" % (prefix, verb, what, start, end - 1, reason)
        return space.newtext(text)

    def group_init(self, args):
        self.args_w = args.args_w

    def group_str(self):
        n = space.len_w(self.get_field("exceptions"))
        plural = "" if n == 1 else "s"
        return space.newtext("%s (%d sub-exception%s)" % (field_text(self, "message"), n, plural))

    def group_derive(self, w_excs):
        return space.w_BaseExceptionGroup.call2(self.get_field("message"), w_excs)

    def group_subgroup(self, w_condition):
        check_condition(w_condition)
        w_match, w_rest = split_group(self, w_condition)
        return space.null_to_none(w_match)

    def group_split(self, w_condition):
        check_condition(w_condition)
        w_match, w_rest = split_group(self, w_condition)
        return space.newtuple([space.null_to_none(w_match), space.null_to_none(w_rest)])


def field_text(w_exc, name):
    """str() of a field; "None" when missing."""
    w_value = w_exc.get_field(name)
    if w_value is None:
        return "None"
    return space.str_w(w_value)


def exception_or_none(w_value, what):
    """A W_BaseException, or None for Python's None."""
    if w_value is space.w_None:
        return None
    if isinstance(w_value, W_BaseException):
        return w_value
    raise error.operr(
        space.w_TypeError, "exception %s must be None or derive from BaseException" % what
    )


def stop_value(w_exc):
    """The value that a StopIteration carries."""
    if isinstance(w_exc, W_BaseException):
        w_value = w_exc.get_field("value")
        if w_value is not None:
            return w_value
    return space.w_None


def chain_context(w_exc, w_context):
    """Records w_context as what was being handled when w_exc was raised, avoiding cycles."""
    if not isinstance(w_exc, W_BaseException) or w_exc is w_context:
        return
    w_other = w_context
    w_slow = w_context
    move = False
    while w_other is not None:
        w_next = w_other.w_context
        if w_next is w_exc:
            w_other.w_context = None
            break
        w_other = w_next
        if w_other is w_slow:
            break  # a program made a cycle
        if move:
            w_slow = w_slow.w_context
        move = not move
    w_exc.w_context = w_context


def exception_new(w_type, args):
    """BaseException.__new__"""
    return W_BaseException(w_type, args.args_w)


OS_ERRORS = {
    1: "PermissionError", 2: "FileNotFoundError", 3: "ProcessLookupError", 4: "InterruptedError",
    10: "ChildProcessError", 11: "BlockingIOError", 13: "PermissionError", 17: "FileExistsError",
    20: "NotADirectoryError", 21: "IsADirectoryError", 32: "BrokenPipeError", 103: "ConnectionAbortedError",
    104: "ConnectionResetError", 108: "BrokenPipeError", 110: "TimeoutError", 111: "ConnectionRefusedError",
    114: "BlockingIOError", 115: "BlockingIOError",
}  # fmt: skip

os_error_types = {}  # errno -> W_TypeObject, filled by objspace/finish.py


def os_new(w_type, args):
    """OSError.__new__: the subclass for the errno"""
    args_w = args.args_w
    if w_type is space.w_OSError and len(args_w) >= 2:
        w_errno = args_w[0]
        if isinstance(w_errno, intobject.W_IntObject):
            w_special = os_error_types.get(w_errno.intval, None)
            if w_special is not None:
                w_type = w_special
    w_exc = W_BaseException(w_type, args_w)
    if not os_init_parses(w_type):
        w_exc.os_parse(args)
    return w_exc


def os_init_parses(w_type):
    """Are the arguments of an OSError parsed by __init__, since only that is overridden?"""
    return w_type.slot(slots.INIT) is not space.w_OSError.slot(slots.INIT) and w_type.slot(
        slots.NEW
    ) is space.w_OSError.slot(slots.NEW)


def group_new(w_type, args):
    """BaseExceptionGroup.__new__"""
    args.no_keywords(w_type.name)
    if len(args.args_w) != 2:
        raise error.operr(
            space.w_TypeError,
            "BaseExceptionGroup.__new__() takes exactly 2 arguments (%d given)" % len(args.args_w),
        )
    w_message = args.args_w[0]
    w_excs = args.args_w[1]
    if not space.isinstance_w(w_message, space.w_str):
        raise error.operr_type(
            space.w_TypeError,
            "BaseExceptionGroup.__new__() argument 1 must be str, not %s",
            w_message,
        )
    if w_excs.getclass().slot(slots.GETITEM) is None or space.isinstance_w(w_excs, space.w_dict):
        raise error.operr(space.w_TypeError, "second argument (exceptions) must be a sequence")
    items_w = space.unpackiterable(w_excs)[:]
    if len(items_w) == 0:
        raise error.operr(
            space.w_ValueError, "second argument (exceptions) must be a non-empty sequence"
        )
    plain = True
    i = 0
    while i < len(items_w):
        w_exc = items_w[i]
        i += 1
        if not isinstance(w_exc, W_BaseException):
            raise error.operr(
                space.w_ValueError,
                "Item %d of second argument (exceptions) is not an exception" % (i - 1),
            )
        if not w_exc.w_class.issubtype(space.w_Exception):
            plain = False
    if plain and w_type is space.w_BaseExceptionGroup:
        w_type = space.w_ExceptionGroup
    if not plain and w_type.issubtype(space.w_Exception):
        shown = "'" + w_type.name + "'"
        if w_type is space.w_ExceptionGroup:
            shown = "an ExceptionGroup"
        raise error.operr(space.w_TypeError, "Cannot nest BaseExceptions in " + shown)
    w_group = W_BaseException(w_type, [w_message, w_excs])
    w_group.set_field("message", w_message)
    w_group.set_field("exceptions", space.newtuple(items_w))
    return w_group


def group_class_getitem(w_type, w_item):
    """ExceptionGroup[C]"""
    return genericalias.W_GenericAlias(w_type, w_item)


def check_condition(w_condition):
    """TypeError unless split() and subgroup() can use it."""
    good = space.callable_w(w_condition)
    if isinstance(w_condition, typeobject.W_TypeObject):
        good = w_condition.is_exception
    elif space.isinstance_w(w_condition, space.w_tuple):
        good = True
        for w_item in space.unpackiterable(w_condition):
            if not isinstance(w_item, typeobject.W_TypeObject) or not w_item.is_exception:
                good = False
    if not good:
        raise error.operr(
            space.w_TypeError,
            "expected a function, exception type or tuple of exception types",
        )


def code_escape(code):
    """A character as Unicode errors show it."""
    if code <= 0xFF:
        return "\\x" + hexadecimal(code, 2)
    if code <= 0xFFFF:
        return "\\u" + hexadecimal(code, 4)
    return "\\U" + hexadecimal(code, 8)


def hexadecimal(value, digits):
    """The lowest digits of a number."""
    text = ""
    while digits > 0:
        text = "0123456789abcdef"[value & 15] + text
        value >>= 4
        digits -= 1
    return text


def split_group(w_exc, w_condition):
    """(part that matches or None, rest or None) of an exception or group."""
    assert isinstance(w_exc, W_BaseException)
    if matches_condition(w_exc, w_condition):
        return w_exc, None
    if not w_exc.w_class.issubtype(space.w_BaseExceptionGroup):
        return None, w_exc
    match_w = []
    rest_w = []
    pyframe.enter_recursion()
    try:
        for w_item in space.unpackiterable(w_exc.get_field("exceptions")):
            w_match, w_rest = split_group(w_item, w_condition)
            if w_match is not None:
                match_w.append(w_match)
            if w_rest is not None:
                rest_w.append(w_rest)
    finally:
        pyframe.leave_recursion()
    return derive_group(w_exc, match_w), derive_group(w_exc, rest_w)


def matches_condition(w_exc, w_condition):
    """Is the exception of the class(es), or accepted by the function?"""
    if isinstance(w_condition, typeobject.W_TypeObject) or space.isinstance_w(
        w_condition, space.w_tuple
    ):
        return space.exception_match(w_exc.w_class, w_condition)
    return space.is_true(w_condition.call1(w_exc))


def after_star_clauses(w_orig, excs_w):
    """What is raised after the clauses of an except* statement, or None.

    excs_w: what the clauses raised, and what is left of the original exception. Parts of the original that are
    as they were keep their places in it.
    """
    if len(excs_w) == 0:
        return None
    if not isinstance(w_orig, W_BaseException) or not w_orig.w_class.issubtype(
        space.w_BaseExceptionGroup
    ):
        return excs_w[0]
    raised_w = []
    leaves_w = []
    for w_exc in excs_w:
        if isinstance(w_exc, W_BaseException) and same_origin(w_exc, w_orig):
            collect_leaves(w_exc, leaves_w)
        else:
            raised_w.append(w_exc)
    w_rest = None
    if len(leaves_w) > 0:
        w_rest = project_group(w_orig, leaves_w)
    if len(raised_w) == 0:
        return w_rest
    if w_rest is not None:
        raised_w.append(w_rest)
    return space.w_ExceptionGroup.call2(space.newtext(""), space.newlist(raised_w))


def same_origin(w_exc, w_orig):
    """Is the exception a part of the other, not raised anew?"""
    return (
        w_exc.w_traceback is w_orig.w_traceback
        and w_exc.w_cause is w_orig.w_cause
        and w_exc.w_context is w_orig.w_context
    )


def collect_leaves(w_exc, leaves_w):
    """Adds the exceptions in a group that are no groups."""
    assert isinstance(w_exc, W_BaseException)
    if not w_exc.w_class.issubtype(space.w_BaseExceptionGroup):
        leaves_w.append(w_exc)
        return
    for w_item in space.unpackiterable(w_exc.get_field("exceptions")):
        collect_leaves(w_item, leaves_w)


def project_group(w_group, leaves_w):
    """The group with only these leaves; None for none."""
    assert isinstance(w_group, W_BaseException)
    items_w = []
    for w_item in space.unpackiterable(w_group.get_field("exceptions")):
        assert isinstance(w_item, W_BaseException)
        if w_item.w_class.issubtype(space.w_BaseExceptionGroup):
            w_part = project_group(w_item, leaves_w)
            if w_part is not None:
                items_w.append(w_part)
        else:
            for w_leaf in leaves_w:
                if w_leaf is w_item:
                    items_w.append(w_item)
                    break
    return derive_group(w_group, items_w)


def derive_group(w_group, items_w):
    """A group like w_group with other exceptions; None for no exceptions."""
    if len(items_w) == 0:
        return None
    w_new = space.call_method1(w_group, "derive", space.newlist(items_w))
    if isinstance(w_new, W_BaseException):
        w_new.w_traceback = w_group.w_traceback
        w_new.w_context = w_group.w_context
        w_new.w_cause = w_group.w_cause
        w_notes = w_group.getdictvalue("__notes__")
        if w_notes is not None and space.isinstance_w(w_notes, space.w_list):
            w_new.setdictvalue("__notes__", space.newlist(space.unpackiterable(w_notes)[:]))
        return w_new
    raise error.operr(space.w_TypeError, "derive must return an instance of BaseExceptionGroup")


from interpreters.python.interpreter import error, pyframe  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    genericalias,
    instance,
    intobject,
    slots,
    typeobject,
    unicodeobject,
)

# ---- declarations ---------------------------------------------------------------------------------------


def _field(name, readonly=False):
    """NOT_RPYTHON: getset for a field."""

    def fget(self):
        return self.get_field(name)

    def fset(self, w_value):
        self.set_field(name, w_value)

    def fdel(self):
        self.clear_field(name)

    if readonly:
        return getset(name, fget)
    return getset(name, fget, fset, fdel)


W_BaseException.typedef = TypeDef(
    "BaseException",
    W_BaseException,
    new("cls, ...", exception_new),
    method("__init__", W_BaseException.descr_init, "self, ..."),
    method("__repr__", W_BaseException.descr_repr, "self"),
    method("__str__", W_BaseException.descr_str, "self"),
    method("with_traceback", W_BaseException.descr_with_traceback, "self, tb, /"),
    method("add_note", W_BaseException.descr_add_note, "self, note, /"),
    method("__setstate__", W_BaseException.descr_setstate, "self, state, /"),
    method("__reduce__", W_BaseException.descr_reduce, "self"),
    getset("args", W_BaseException.fget_args, W_BaseException.fset_args),
    getset("__traceback__", W_BaseException.fget_traceback, W_BaseException.fset_traceback),
    getset("__context__", W_BaseException.fget_context, W_BaseException.fset_context),
    getset("__cause__", W_BaseException.fget_cause, W_BaseException.fset_cause),
    getset(
        "__suppress_context__",
        W_BaseException.fget_suppress_context,
        W_BaseException.fset_suppress_context,
    ),
    getset("__dict__", W_BaseException.fget_dict, W_BaseException.fset_dict),
    hasdict=True,
)


def _exception(name, base, *entries):
    """NOT_RPYTHON: one exception class."""
    TypeDef(name, W_BaseException, *entries, base=base, acceptable_as_base=True)


_init = "self, ..."
_exception("Exception", "BaseException")
_exception("KeyboardInterrupt", "BaseException")
_exception("GeneratorExit", "BaseException")
_exception(
    "SystemExit",
    "BaseException",
    method("__init__", W_BaseException.exit_init, _init),
    _field("code"),
)
_exception(
    "BaseExceptionGroup",
    "BaseException",
    new("cls, ...", group_new),
    method("__init__", W_BaseException.group_init, _init),
    method("__str__", W_BaseException.group_str, "self"),
    method("derive", W_BaseException.group_derive, "self, excs, /"),
    method("subgroup", W_BaseException.group_subgroup, "self, condition, /"),
    method("split", W_BaseException.group_split, "self, condition, /"),
    classmethod_("__class_getitem__", group_class_getitem, "cls, item, /"),
    _field("message", readonly=True),
    _field("exceptions", readonly=True),
)
_exception("ExceptionGroup", "Exception")
_exception(
    "StopIteration",
    "Exception",
    method("__init__", W_BaseException.stop_init, _init),
    _field("value"),
)
_exception("StopAsyncIteration", "Exception")
_exception("ArithmeticError", "Exception")
_exception("FloatingPointError", "ArithmeticError")
_exception("OverflowError", "ArithmeticError")
_exception("ZeroDivisionError", "ArithmeticError")
_exception("AssertionError", "Exception")
_exception(
    "AttributeError",
    "Exception",
    method("__init__", W_BaseException.named_init, _init),
    _field("name"),
    _field("obj"),
)
_exception("BufferError", "Exception")
_exception("EOFError", "Exception")
_exception(
    "ImportError",
    "Exception",
    method("__init__", W_BaseException.named_init, _init),
    method("__str__", W_BaseException.import_str, "self"),
    method("__reduce__", W_BaseException.import_reduce, "self"),
    _field("msg"),
    _field("name"),
    _field("path"),
)
_exception("ModuleNotFoundError", "ImportError")
_exception("LookupError", "Exception")
_exception("IndexError", "LookupError")
_exception("KeyError", "LookupError", method("__str__", W_BaseException.key_str, "self"))
_exception("MemoryError", "Exception")
_exception(
    "NameError",
    "Exception",
    method("__init__", W_BaseException.named_init, _init),
    _field("name"),
)
_exception("UnboundLocalError", "NameError")
_exception(
    "OSError",
    "Exception",
    new("cls, ...", os_new),
    method("__init__", W_BaseException.os_init, _init),
    method("__str__", W_BaseException.os_str, "self"),
    _field("errno"),
    _field("strerror"),
    _field("filename"),
    _field("filename2"),
    getset(
        "characters_written",
        W_BaseException.fget_written,
        W_BaseException.fset_written,
        W_BaseException.fdel_written,
    ),
)
for _name in ["BlockingIOError", "ChildProcessError", "ConnectionError", "FileExistsError",
              "FileNotFoundError", "InterruptedError", "IsADirectoryError", "NotADirectoryError",
              "PermissionError", "ProcessLookupError", "TimeoutError"]:  # fmt: skip
    _exception(_name, "OSError")
for _name in ["BrokenPipeError", "ConnectionAbortedError", "ConnectionRefusedError",
              "ConnectionResetError"]:  # fmt: skip
    _exception(_name, "ConnectionError")
_exception("ReferenceError", "Exception")
_exception("RuntimeError", "Exception")
_exception("NotImplementedError", "RuntimeError")
_exception("RecursionError", "RuntimeError")
_exception(
    "SyntaxError",
    "Exception",
    method("__init__", W_BaseException.syntax_init, _init),
    method("__str__", W_BaseException.syntax_str, "self"),
    _field("msg"),
    _field("filename"),
    _field("lineno"),
    _field("offset"),
    _field("text"),
    _field("end_lineno"),
    _field("end_offset"),
    _field("print_file_and_line"),
)
_exception("IndentationError", "SyntaxError")
_exception("TabError", "IndentationError")
_exception("SystemError", "Exception")
_exception("TypeError", "Exception")
_exception("ValueError", "Exception")
_unicode_fields = [
    method("__init__", W_BaseException.unicode_init, _init),
    method("__str__", W_BaseException.unicode_str, "self"),
    _field("encoding"),
    _field("object"),
    _field("start"),
    _field("end"),
    _field("reason"),
]
_exception("UnicodeError", "ValueError")
_exception("UnicodeDecodeError", "UnicodeError", *_unicode_fields)
_exception("UnicodeEncodeError", "UnicodeError", *_unicode_fields)
_exception("UnicodeTranslateError", "UnicodeError", *_unicode_fields)
_exception("Warning", "Exception")
for _name in ["BytesWarning", "DeprecationWarning", "EncodingWarning", "FutureWarning", "ImportWarning",
              "PendingDeprecationWarning", "ResourceWarning", "RuntimeWarning", "SyntaxWarning",
              "UnicodeWarning", "UserWarning"]:  # fmt: skip
    _exception(_name, "Warning")

EXCEPTION_NAMES = []  # NOT_RPYTHON: all class names, for module builtins; filled by finish.py
