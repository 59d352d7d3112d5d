"""Signals: what happens when they come, and which have come."""

import signal as _host

from rpython.rlib import rsyscall
from rpython.rlib.objectmodel import we_are_translated

SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGABRT, SIGFPE = 1, 2, 3, 4, 6, 8
SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGCHLD = (
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    17,
)
NSIG = 65
signal_names = ["SIG" + one.name[3:] for one in _host.Signals]
signal_values = {"SIG" + one.name[3:]: int(one) for one in _host.Signals}


_noted = []  # on the host: what has come


def _set(signum, what):
    if we_are_translated():
        rsyscall.signal_set(signum, what)
    else:
        _host_set(signum, what)


def _host_set(signum, what):
    """NOT_RPYTHON"""

    def note(signum, frame):
        _noted.append(signum)

    _host.signal(signum, [_host.SIG_DFL, _host.SIG_IGN, note][what])


def pypysig_ignore(signum):
    """The signal does nothing."""
    _set(signum, 1)


def pypysig_default(signum):
    """The signal does what it does in other programs."""
    _set(signum, 0)


def pypysig_setflag(signum):
    """The signal is noted, for pypysig_poll."""
    _set(signum, 2)


pypysig_reinstall = pypysig_setflag


def pypysig_poll():
    """A signal that has come, or -1."""
    if not we_are_translated():
        return _noted.pop(0) if _noted else -1
    signum = rsyscall.signal_next()
    return signum if signum > 0 else -1


def pypysig_pushback(signum):
    """It has come again."""
    rsyscall.signal_again(signum)


def pypysig_set_wakeup_fd(fd, with_nul_byte=True):
    """A byte is written there when a signal comes; -1: not any more."""
    return rsyscall.signal_wakeup(fd)
