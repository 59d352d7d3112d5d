"""The interface of the vmprof profiler. Executables take no samples: switching it on fails.

`perf` shows what executables and their compiled loops do.
"""

from rpython.rlib.objectmodel import specialize


class VMProfError(Exception):
    """The profiler cannot do what was asked."""

    def __init__(self, msg):
        self.msg = msg

    def __str__(self):
        return self.msg


class VMProfPlatformUnsupported(VMProfError):
    """There is no profiler here."""


def register_code_object_class(CodeClass, full_name_func):
    """NOT_RPYTHON: says which objects are code, and how they are called."""
    CodeClass._vmprof_unique_id = 0
    CodeClass._vmprof_weak_list = None


@specialize.argtype(0)
def register_code(code, full_name_func):
    """Makes one code object known: nothing to be done."""


@specialize.argtype(0)
def get_unique_id(code):
    """The number of a code object."""
    return code._vmprof_unique_id


def vmprof_execute_code(
    name, get_code_fn, result_class=None, _hack_update_stack_untranslated=False
):
    """NOT_RPYTHON: the decorator of a function that runs a code object."""

    def decorate(func):
        return func

    return decorate


def enable(fileno, interval, memory=0, native=0, real_time=0):
    """Starts the profiler: fails."""
    raise VMProfPlatformUnsupported("vmprof is not supported on this platform")


def disable():
    """Stops the profiler: fails."""
    raise VMProfError("vmprof is not enabled")


def is_enabled():
    """Does the profiler run?"""
    return False


def start_sampling():
    """Takes samples again after stop_sampling()."""


def stop_sampling():
    """Takes no samples for a while; the descriptor of the profile."""
    return -1
