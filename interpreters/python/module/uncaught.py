"""Printing exceptions as CPython does: traceback, causes and contexts, source lines, carets."""

from rpython.rlib import rposix

from interpreters.python.compiler import positions
from interpreters.python.interpreter import finalizers
from interpreters.python.interpreter.error import OperationError
from interpreters.python.module import structseq, suggest
from interpreters.python.objspace import excobject, intobject, unicodeobject
from interpreters.python.objspace import operation as space
from interpreters.python.parser import ast, parser
from interpreters.python.parser.error import ParseError, SourceInfo

CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"
REPEATED = 3


class LineCache(object):
    """The text of the file read last."""

    def __init__(self):
        self.filename = ""
        self.text = ""

    def line(self, filename, lineno):
        """The line without its newline, or None."""
        if filename != self.filename:
            self.filename = filename
            self.text = ""
            if len(filename) > 0 and filename[0] != "<":
                try:
                    self.text = importing.read_file(filename)
                except OSError:
                    self.text = ""
        if len(self.text) == 0:
            return None
        text = self.text
        start = 0
        while lineno > 1:
            start = text.find("\n", start) + 1
            if start <= 0:
                return None
            lineno -= 1
        end = text.find("\n", start)
        if end < 0:
            end = len(text)
        if start >= len(text):
            return None
        assert start >= 0
        return text[start:end]


class Anchors(object):
    """The part of an expression that is marked most: an operator, an index; left < 0: none."""

    def __init__(self, left, right):
        self.left = left
        self.right = right


def find_anchors(segment):
    """Anchors in the text of a binary operation or subscript."""
    none = Anchors(-1, -1)
    try:
        tree = parser.parse_eval(SourceInfo(segment, ""))
    except ParseError:
        return none
    node = tree.body
    if isinstance(node, ast.BinOp):
        i = node.left.pos.end_col_offset
        stop = node.right.pos.col_offset
        assert i >= 0
        while i < stop and (segment[i] == " " or segment[i] == ")" or segment[i] == "\t"):
            i += 1
        if i >= stop:
            return none
        right = i + 1
        if right < stop and segment[right] != " " and segment[right] != "(":
            right += 1
        return Anchors(i, right)
    if isinstance(node, ast.Subscript):
        return Anchors(node.value.pos.end_col_offset, node.slice.pos.end_col_offset + 1)
    return none


class Printer(object):
    """Collects the text of an exception."""

    def __init__(self):
        self.parts = []
        self.lines = LineCache()

    def add(self, text):
        self.parts.append(text)

    def text(self):
        """All that was added."""
        return "".join(self.parts)

    def chain(self, w_value, seen):
        """The exceptions that led to this one, then this one."""
        if isinstance(w_value, excobject.W_BaseException):
            seen.append(w_value)
            w_cause = w_value.w_cause
            w_context = w_value.w_context
            if w_cause is not None and w_cause is not space.w_None:
                if not self.is_seen(w_cause, seen):
                    self.chain(w_cause, seen)
                    self.add(CAUSE)
            elif w_context is not None and w_context is not space.w_None:
                if not w_value.suppress_context and not self.is_seen(w_context, seen):
                    self.chain(w_context, seen)
                    self.add(CONTEXT)
            self.traceback(w_value.w_traceback)
        self.message(w_value)

    def is_seen(self, w_value, seen):
        for w_other in seen:
            if w_other is w_value:
                return True
        return False

    def traceback(self, w_traceback):
        """Traceback (most recent call last): ..."""
        if w_traceback is None:
            return
        limit = traceback_limit()
        if limit <= 0:
            return
        self.add("Traceback (most recent call last):\n")
        length = 0
        w_level = w_traceback
        while w_level is not None:
            length += 1
            w_level = w_level.w_next
        while length > limit:
            w_traceback = w_traceback.w_next
            length -= 1
        last_file = ""
        last_line = -1
        last_name = ""
        count = 0
        while w_traceback is not None:
            code = w_traceback.frame.code
            lineno = w_traceback.lineno()
            if code.filename == last_file and lineno == last_line and code.name == last_name:
                count += 1
            else:
                self.repeated(count)
                last_file = code.filename
                last_line = lineno
                last_name = code.name
                count = 1
            if count <= REPEATED:
                self.entry(code, w_traceback.instr, lineno)
            w_traceback = w_traceback.w_next
        self.repeated(count)

    def repeated(self, count):
        if count > REPEATED:
            count -= REPEATED
            plural = "" if count == 1 else "s"
            self.add("  [Previous line repeated %d more time%s]\n" % (count, plural))

    def entry(self, code, instr, lineno):
        """One level of a traceback."""
        self.add('  File "%s", line %d, in %s\n' % (code.filename, lineno, code.name))
        line = self.lines.line(code.filename, lineno)
        if line is None:
            return
        stripped = line.strip(" \t\014")
        if len(stripped) == 0:
            return
        self.add("    " + stripped + "\n")
        pos = positions.position_of(code.positions, code.firstlineno, instr)
        if pos.col_offset >= 0 and pos.lineno == lineno:
            self.carets(line, stripped, pos)

    def carets(self, line, stripped, pos):
        """Marks under the part of the line that raised, unless that is all of it."""
        lead = 0
        while lead < len(line) and (
            line[lead] == " " or line[lead] == "\t" or line[lead] == "\014"
        ):
            lead += 1
        start = pos.col_offset - lead
        end = pos.end_col_offset - lead
        if pos.end_lineno != pos.lineno or end > len(stripped):
            end = len(stripped)
        if start < 0 or start >= end:
            return
        anchors = find_anchors(stripped[start:end])
        if anchors.left < 0 and start == 0 and end == len(stripped):
            return
        left = start + anchors.left
        right = start + anchors.right
        self.add("    ")
        i = 0
        while i < end:
            if (ord(stripped[i]) & 0xC0) != 0x80:
                if i < start:
                    self.add(" ")
                elif anchors.left < 0 or (left <= i and i < right):
                    self.add("^")
                else:
                    self.add("~")
            i += 1
        self.add("\n")

    def message(self, w_value):
        """Type: text"""
        w_type = space.type(w_value)
        if space.issubtype_w(w_type, space.w_SyntaxError):
            self.syntax_location(w_value)
        name = qualified_name(w_type)
        text = ""
        try:
            if space.issubtype_w(w_type, space.w_SyntaxError):
                text = self.syntax_message(w_value)
            else:
                text = space.str_w(w_value)
        except OperationError:
            text = "<exception str() failed>"
        hint = suggest.text_for(w_value)
        if len(text) > 0:
            self.add(name + ": " + text + hint + "\n")
        else:
            self.add(name + hint + "\n")
        w_notes = space.findattr(w_value, "__notes__")
        if w_notes is not None:
            try:
                for w_note in space.unpackiterable(w_notes):
                    self.add(space.str_w(w_note) + "\n")
            except OperationError:
                pass

    def syntax_message(self, w_value):
        w_msg = space.findattr(w_value, "msg")
        if w_msg is None:
            return space.str_w(w_value)
        if w_msg is space.w_None:
            return "<no detail available>"
        return space.str_w(w_msg)

    def int_field(self, w_value, name):
        """An int attribute, -1 if it is not there."""
        w_field = space.findattr(w_value, name)
        if w_field is None or not space.isinstance_w(w_field, space.w_int):
            return -1
        return space.int_w(w_field)

    def syntax_location(self, w_value):
        """The place of a SyntaxError."""
        lineno = self.int_field(w_value, "lineno")
        if lineno < 0:
            return
        w_filename = space.findattr(w_value, "filename")
        filename = "<string>"
        if w_filename is not None and isinstance(w_filename, unicodeobject.W_UnicodeObject):
            filename = space.text_w(w_filename)
        self.add('  File "%s", line %d\n' % (filename, lineno))
        w_text = space.findattr(w_value, "text")
        if w_text is None or not isinstance(w_text, unicodeobject.W_UnicodeObject):
            return
        line = space.text_w(w_text).rstrip("\n")
        stripped = line.lstrip(" \t\014").rstrip(" \n")
        self.add("    " + stripped + "\n")
        offset = self.int_field(w_value, "offset")
        if offset < 1:
            return
        end_offset = self.int_field(w_value, "end_offset")
        if self.int_field(w_value, "end_lineno") != lineno or end_offset <= offset:
            end_offset = offset + 1
        lead = len(line) - len(line.lstrip(" \t\014"))
        start = offset - 1 - lead
        if start < 0:
            return
        self.add("    ")
        i = 0
        while i < start:
            self.add(" ")
            i += 1
        i = offset
        while i < end_offset:
            self.add("^")
            i += 1
        self.add("\n")


def traceback_limit():
    """sys.tracebacklimit"""
    w_limit = execution.sys_attribute("tracebacklimit")
    if w_limit is None or not space.isinstance_w(w_limit, space.w_int):
        return 1000
    try:
        return space.int_w(w_limit)
    except OperationError:
        if isinstance(w_limit, intobject.W_AbstractIntObject) and w_limit.asbigint().sign < 0:
            return 0
        return 1000


def qualified_name(w_type):
    """module.Class, without the module for builtins and __main__."""
    name = space.text_w(space.getattr(w_type, "__qualname__"))
    w_module = space.findattr(w_type, "__module__")
    if w_module is None or not isinstance(w_module, unicodeobject.W_UnicodeObject):
        return name
    module = space.text_w(w_module)
    if module == "builtins" or module == "__main__":
        return name
    return module + "." + name


def has_group(w_value, seen):
    """Is the exception, or one that led to it, a group?"""
    while isinstance(w_value, excobject.W_BaseException):
        if space.isinstance_w(w_value, space.w_BaseExceptionGroup):
            return True
        for w_other in seen:
            if w_other is w_value:
                return False
        seen.append(w_value)
        if w_value.w_cause is not None and has_group(w_value.w_cause, seen):
            return True
        if w_value.suppress_context:
            return False
        w_value = w_value.w_context
    return False


def format_with_library(w_value):
    """The text as the module traceback makes it, or None."""
    try:
        w_function = space.findattr(importing.import_absolute("traceback"), "format_exception")
        if w_function is None:
            return None
        return space.text_w(
            space.call_method1(space.newtext(""), "join", space.call1(w_function, w_value))
        )
    except OperationError:
        return None


def format_exception(w_value):
    """The text CPython prints for an uncaught exception."""
    if has_group(w_value, []):
        text = format_with_library(w_value)
        if text is not None:
            return text
    printer = Printer()
    printer.chain(w_value, [])
    return printer.text()


def print_exception(w_value):
    """Write it to stderr."""
    opening.flush_standard()
    text = format_exception(w_value)
    w_stderr = execution.sys_attribute("stderr")
    if w_stderr is not None and w_stderr is not space.w_None:
        try:
            space.call_method1(w_stderr, "write", space.newtext(text))
            space.call_method0(w_stderr, "flush")
            return
        except OperationError:
            pass
    rposix.write_all(2, text)


from interpreters.python.module import importing  # noqa: E402
from interpreters.python.module.builtins import execution  # noqa: E402
from interpreters.python.module.io import opening  # noqa: E402

unraisable_info = structseq.make_type(
    "UnraisableHookArgs", ["exc_type", "exc_value", "exc_traceback", "err_msg", "object"]
)


def unraisable_object(e, w_object):
    """sys.unraisablehook for an exception that was raised when an object died."""
    call_unraisable_hook(e, space.w_None, "Exception ignored in", w_object)


finalizers.unraisable = unraisable_object


def never_awaited(w_coroutine):
    """The RuntimeWarning for a coroutine that has died before it began."""
    try:
        w_warnings = importing.import_absolute("warnings")
        w_function = space.findattr(w_warnings, "_warn_unawaited_coroutine")
        if w_function is not None and w_coroutine.w_origin is not None:
            w_function.call1(w_coroutine)
            return
        text = "coroutine '%s' was never awaited" % w_coroutine.qualname
        space.call_method2(w_warnings, "warn", space.newtext(text), space.w_RuntimeWarning)
    except OperationError as e:
        unraisable_object(e, w_coroutine)


finalizers.never_awaited = never_awaited


def unraisable(e, msg, w_object):
    """sys.unraisablehook for an exception that nobody can catch."""
    call_unraisable_hook(e, space.newtext(msg), msg, w_object)


def call_unraisable_hook(e, w_message, msg, w_object):
    """Calls sys.unraisablehook."""
    w_value = e.get_w_value()
    w_traceback = space.w_None
    if isinstance(w_value, excobject.W_BaseException) and w_value.w_traceback is not None:
        w_traceback = w_value.w_traceback
    items_w = [space.type(w_value), w_value, w_traceback, w_message, w_object]
    w_hook = execution.sys_attribute("unraisablehook")
    if w_hook is not None:
        try:
            space.call1(w_hook, structseq.W_StructSeq(unraisable_info, items_w, []))
            return
        except OperationError:
            pass
    rposix.write_all(2, msg + ": " + space.repr_w(w_object) + "\n")
    print_exception(w_value)
