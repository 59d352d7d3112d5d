"""Stacklets: functions that are left in the middle and continued later.

Each one is a thread, of which one runs at a time: a switch costs as much as waking a thread, and a
stacklet that is never continued keeps its stack until the program ends.
"""

from rpython.rlib import rsyscall, rthread
from rpython.rlib.debug import fatalerror
from rpython.rtyper.lltypesystem import llmemory


class Handle(object):
    """A stacklet that waits; good for one switch."""

    def __init__(self, semaphore):
        self.semaphore = semaphore
        self.used = False
        self.came_from = None

    def _go(self, came_from):
        """Lets the stacklet run; it is told who did it."""
        if self.used:
            fatalerror("a stacklet handle is used twice")
        self.used = True
        self.came_from = came_from
        rsyscall.semaphore_post(self.semaphore)

    def _stop(self):
        """Waits until somebody switches here; who that was."""
        while rsyscall.semaphore_wait(self.semaphore, -1) < 0:
            pass
        came_from = self.came_from
        self.came_from = None
        rsyscall.semaphore_free(self.semaphore)
        return came_from


class _Start(object):
    def __init__(self, callback, caller, arg):
        self.callback = callback
        self.caller = caller
        self.arg = arg


class _Starting(object):
    def __init__(self):
        self.queue = []


_starting = _Starting()
_empty = Handle(0)


def _life():
    """What the thread of a new stacklet does."""
    start = _starting.queue.pop(0)
    try:
        target = start.callback(start.caller, start.arg)
    except Exception:
        fatalerror("an exception leaves the callback of a stacklet")
        return
    target._go(_empty)


class StackletThread(object):
    """What makes stacklets and switches among them."""

    def __init__(self, _argument_ignored_for_backward_compatibility=None):
        pass

    def new(self, callback, arg=llmemory.NULL):
        """Calls callback(handle of the caller, arg) in a new stacklet. It ends with a switch to the handle that the
        callback returns. The result is the handle of who switches back, which is empty if it has ended.
        """
        me = Handle(rsyscall.semaphore_new())
        _starting.queue.append(_Start(callback, me, arg))
        try:
            rthread.start_new_thread(_life, ())
        except rthread.error:
            _starting.queue.pop()
            raise MemoryError
        return me._stop()

    def switch(self, handle):
        """Continues a stacklet; the result is the handle of who switches back, which is empty if it has ended."""
        me = Handle(rsyscall.semaphore_new())
        handle._go(me)
        return me._stop()

    def is_empty_handle(self, handle):
        """Has the stacklet ended that switched here?"""
        return handle is _empty

    def get_null_handle(self):
        """A handle that stands for none."""
        return None
