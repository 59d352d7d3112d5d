"""The limit of the machine stack."""

from rpython.translation.intrinsics import intrinsic


@intrinsic("stack.almost_full")
def stack_almost_full():
    """Is less than a sixteenth of the stack left?"""
    return False


@intrinsic("stack.check")
def stack_check():
    """Raises StackOverflow if the stack is used up."""


@intrinsic("stack.set_length_fraction")
def _stack_set_length_fraction(fraction):
    """Uses only this fraction of the stack."""


@intrinsic("stack.criticalcode_start")
def _stack_criticalcode_start():
    """From here to `_stack_criticalcode_stop` StackOverflow is not raised."""


@intrinsic("stack.criticalcode_stop")
def _stack_criticalcode_stop():
    """Ends a critical section."""
