"""Assertions for low-level code, checks for the annotator, and the debug log."""

import sys

from rpython._missing import not_implemented
from rpython.rlib.objectmodel import specialize
from rpython.translation.intrinsics import intrinsic


@intrinsic("ll_assert")
def ll_assert(x, msg):
    """Stops the program with msg if x is false; checked in debug builds only."""
    assert x, msg


@intrinsic("ll_assert_not_none")
def ll_assert_not_none(x):
    """x, which is not None."""
    assert x is not None, "ll_assert_not_none(%r)" % (x,)
    return x


class FatalError(Exception):
    """What `fatalerror` raises on the host."""


@intrinsic("fatalerror")
def fatalerror(msg):
    """Stops the program with a message and the RPython traceback."""
    raise FatalError(msg)


@intrinsic("fatalerror_notb")
def fatalerror_notb(msg):
    """Stops the program with a message."""
    raise FatalError(msg)


class DebugLog(list):
    """NOT_RPYTHON: records what the debug functions are told, for tests."""

    def debug_print(self, *args):
        self.append(("debug_print",) + args)

    def debug_start(self, category, time=None):
        self.append(("debug_start", category, time))

    def debug_stop(self, category, time=None):
        for i in range(len(self) - 1, -1, -1):
            if self[i][0] == "debug_start":
                assert self[i][1] == category, "nesting error: %r" % (category,)
                self[i:] = [(category, self[i + 1 :])]
                return
        raise AssertionError("nesting error: no start corresponding to stop %r" % (category,))

    def reset(self):
        del self[:]

    def summary(self, flatten=False):
        """The number of times each category was opened at the top level (or anywhere)."""
        result = {}

        def visit(log):
            for line in log:
                if len(line) == 2 and isinstance(line[1], list):
                    result[line[0]] = result.get(line[0], 0) + 1
                    if flatten:
                        visit(line[1])

        visit(self)
        return result


_log = None


@intrinsic("debug_print")
def debug_print(*args):
    """Writes the arguments, separated by spaces, to the debug log."""
    for arg in args:
        sys.stderr.write("%s " % (arg,))
    sys.stderr.write("\n")
    if _log is not None:
        _log.debug_print(*args)


@intrinsic("debug_start")
def debug_start(category, timestamp=False):
    """Opens a section of the debug log."""
    if _log is not None:
        _log.debug_start(category)
    return 42 if timestamp else None


@intrinsic("debug_stop")
def debug_stop(category, timestamp=False):
    """Closes a section of the debug log."""
    if _log is not None:
        _log.debug_stop(category)
    return 42 if timestamp else None


@intrinsic("have_debug_prints")
def have_debug_prints():
    """True if the present section is logged."""
    return True


@intrinsic("have_debug_prints_for")
def have_debug_prints_for(category_prefix):
    """True if sections of this category are logged."""
    return True


@intrinsic("debug_offset")
def debug_offset():
    """The position in the log file, or -1."""
    return -1


@intrinsic("debug_flush")
def debug_flush():
    """Flushes the debug log."""


@intrinsic("debug_forked")
def debug_forked(original_offset):
    """Tells the log that the process has forked."""


@intrinsic("llinterpcall")
def llinterpcall(RESTYPE, pythonfunction, *args):
    """Calls a host function: only in graph interpretation."""
    raise NotImplementedError("llinterpcall works in graph interpretation only")


@intrinsic("check_annotation")
def check_annotation(result, checker):
    """checker is told the annotation at translation; the value is passed through."""
    return result


@intrinsic("make_sure_not_resized")
def make_sure_not_resized(arg):
    """The list is never resized, or the translation fails."""
    return arg


@intrinsic("mark_dict_non_null")
def mark_dict_non_null(d):
    """The dict's values are never None."""
    return d


@intrinsic("check_nonneg")
def check_nonneg(x):
    """x must be provably non-negative, or the translation fails."""
    assert int(x) >= 0
    return x


@intrinsic("check_regular_int")
def check_regular_int(x):
    """x must be annotated as a plain int, or the translation fails."""
    return x


@intrinsic("check_list_of_chars")
def check_list_of_chars(lst):
    """The argument must be a list of chars, or the translation fails."""
    return lst


@intrinsic("check_not_access_directly")
def check_not_access_directly(arg):
    """The argument must not be an access-directly virtualizable."""
    return arg


class IntegerCanBeNegative(Exception):
    """The error of `check_nonneg`."""


class UnexpectedRegularInt(Exception):
    """The error of `check_regular_int`."""


class NotAListOfChars(Exception):
    """The error of `check_list_of_chars`."""


class NegativeArgumentNotAllowed(Exception):
    """A slice or shift got a negative argument."""


@specialize.call_location()
def attach_gdb():
    """Waits for a debugger: nothing on the host but the host's own."""
    import pdb

    pdb.set_trace()


attach_gdb._not_rpython_ = True


__getattr__ = not_implemented(__name__)
