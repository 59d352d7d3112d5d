"""The lock of the thread that runs. RPython code always holds it; calls of C functions that may wait give it up."""

from rpython.rlib import rsyscall


def allocate():
    """Nothing to be done: programs begin with the lock."""


def yield_thread():
    """Gives other threads a turn."""
    rsyscall.gil_yield()


def acquire():
    """Nothing to be done: RPython code runs with the lock."""


def acquire_maybe_in_new_thread():
    """Nothing to be done: RPython code runs with the lock."""


def release():
    """Nothing to be done: external functions give the lock up themselves."""


def am_I_holding_the_GIL():
    """Yes: RPython code asks."""
    return True


def gil_get_holder():
    """The ident of the thread that runs, which is this one."""
    return rsyscall.thread_ident()
