"""poll and select."""

import select as _select

from rpython.rlib import rsyscall
from rpython.rlib.rarithmetic import intmask
from rpython.rtyper.lltypesystem import rffi
from rpython.translation.rawmemory import number_cast, raw_load, raw_store

POLLIN = _select.POLLIN
POLLPRI = _select.POLLPRI
POLLOUT = _select.POLLOUT
POLLERR = _select.POLLERR
POLLHUP = _select.POLLHUP
POLLNVAL = _select.POLLNVAL
POLLRDNORM = _select.POLLRDNORM
POLLRDBAND = _select.POLLRDBAND
POLLWRNORM = _select.POLLWRNORM
POLLWRBAND = _select.POLLWRBAND
POLLMSG = _select.POLLMSG
_SYS_POLL = 7
_ENTRY = 8  # int fd; short events; short revents


class PollError(Exception):
    """poll failed."""

    def __init__(self, errno):
        self.errno = errno

    def get_msg(self):
        """A text for the error."""
        return "poll failed: errno %d" % self.errno


class SelectError(Exception):
    """select failed."""

    def __init__(self, errno):
        self.errno = errno

    def get_msg(self):
        """A text for the error."""
        return "select failed: errno %d" % self.errno


def poll(fddict, timeout=-1):
    """Waits for events. `fddict`: events by descriptor; the timeout is in milliseconds, without end if negative.

    The list of (descriptor, events that came).
    """
    n = len(fddict)
    memory = rsyscall.malloc(n * _ENTRY + 1)
    try:
        at = memory
        for fd, events in fddict.items():
            raw_store(rffi.INT, 4, at, number_cast(rffi.INT, fd))
            raw_store(rffi.SHORT, 2, at + 4, number_cast(rffi.SHORT, events))
            at += _ENTRY
        count = rsyscall.syscall(_SYS_POLL, memory, n, timeout, 0, 0, 0)
        if count < 0:
            raise PollError(-count)
        result = []
        for i in range(n):
            at = memory + i * _ENTRY
            events = intmask(raw_load(rffi.SHORT, at + 6))
            if events != 0:
                result.append((intmask(raw_load(rffi.INT, at)), events))
        return result
    finally:
        rsyscall.free(memory)


def select(inl, outl, excl, timeout=-1.0, handle_eintr=False):
    """Waits until descriptors can be read, be written, or have something exceptional: lists of those that are ready.

    The timeout is in seconds, without end if negative.
    """
    events = {}
    for fd in inl:
        events[fd] = events.get(fd, 0) | POLLIN
    for fd in outl:
        events[fd] = events.get(fd, 0) | POLLOUT
    for fd in excl:
        events[fd] = events.get(fd, 0) | POLLPRI
    milliseconds = -1
    if timeout >= 0.0:
        milliseconds = int(timeout * 1000.0 + 0.999)
    try:
        ready = poll(events, milliseconds)
    except PollError as e:
        if e.errno == 4 and handle_eintr:
            ready = []
        else:
            raise SelectError(e.errno)
    came = {}
    for fd, what in ready:
        if what & POLLNVAL != 0:
            raise SelectError(9)
        came[fd] = what
    can_read = [fd for fd in inl if came.get(fd, 0) & (POLLIN | POLLHUP | POLLERR) != 0]
    can_write = [fd for fd in outl if came.get(fd, 0) & (POLLOUT | POLLERR) != 0]
    exceptional = [fd for fd in excl if came.get(fd, 0) & POLLPRI != 0]
    return can_read, can_write, exceptional
