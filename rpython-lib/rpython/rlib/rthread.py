"""Threads, locks, and values of threads.

One thread runs at a time; another one runs when this one waits, calls C functions that may wait, or calls
`rgil.yield_thread`. A new thread calls the entry point of the program again: the translator wraps the
entry point of programs that import this module in `entry_point_with_threads`.
"""

from rpython.rlib import rsyscall, rtime
from rpython.rlib.objectmodel import we_are_translated

RPY_LOCK_FAILURE, RPY_LOCK_ACQUIRED, RPY_LOCK_INTR = range(3)
TIMEOUT_MAX = (1 << 63) // 1000 - 1  # microseconds, which are counted in nanoseconds below
_ETIMEDOUT = 110
_EINTR = 4


class error(Exception):
    """No thread or lock could be made, or a lock was released that nobody holds."""


class _Starting(object):
    """Functions of the threads that were started and do not run yet."""

    def __init__(self):
        self.queue = []


_starting = _Starting()


def start_new_thread(func, args):
    """Calls func() in a new thread; the arguments must be (). The ident of the thread is not told."""
    assert len(args) == 0
    _starting.queue.append(func)
    if we_are_translated():
        if rsyscall.thread_start() < 0:
            _starting.queue.pop()
            raise error("can't start new thread")
    else:
        _host_start()
    return -1


def _host_start():
    """NOT_RPYTHON"""
    import threading

    threading.Thread(target=bootstrap, daemon=True).start()


def bootstrap():
    """The life of a thread other than the first."""
    if len(_starting.queue) == 0:
        return 1
    func = _starting.queue.pop(0)
    func()
    return 0


def entry_point_with_threads(entry_point):
    """NOT_RPYTHON: the entry point for a program with threads."""

    def without_arguments():
        if rsyscall.thread_is_new():
            return bootstrap()
        return entry_point()

    def with_arguments(argv):
        if rsyscall.thread_is_new():
            return bootstrap()
        return entry_point(argv)

    return with_arguments if entry_point.__code__.co_argcount else without_arguments


def get_ident():
    """The number of this thread."""
    return rsyscall.thread_ident()


get_or_make_ident = get_ident


class Lock(object):
    """A lock that is not reentrant; any thread may release it."""

    def __init__(self):
        self._held = False
        self._waiting = 0
        self._semaphore = 0

    def acquire(self, flag=True):
        """Takes the lock; if it is held: waits if `flag`, otherwise False."""
        if self._held:
            return flag and self._wait(-1) == RPY_LOCK_ACQUIRED
        self._held = True
        return True

    def acquire_timed(self, timeout):
        """Takes the lock; waits so many microseconds, without end if negative. One of RPY_LOCK_*."""
        if self._held:
            if timeout == 0:
                return RPY_LOCK_FAILURE
            return self._wait(timeout)
        self._held = True
        return RPY_LOCK_ACQUIRED

    def _wait(self, timeout):
        if self._semaphore == 0:
            self._semaphore = rsyscall.semaphore_new()
            if self._semaphore == 0:
                raise error("no semaphore")
        deadline = rtime.time() + timeout * 0.000001
        nanoseconds = timeout * 1000 if timeout >= 0 else -1
        while True:
            self._waiting += 1
            result = rsyscall.semaphore_wait(self._semaphore, nanoseconds)
            self._waiting -= 1
            if not self._held:
                self._held = True
                return RPY_LOCK_ACQUIRED
            if result == -_EINTR:
                return RPY_LOCK_INTR
            if timeout >= 0:
                left = deadline - rtime.time()
                if left <= 0.0 or result == -_ETIMEDOUT:
                    return RPY_LOCK_FAILURE
                nanoseconds = int(left * 1e9)

    def release(self):
        """Gives the lock up, to one who waits."""
        if not self._held:
            raise error("bad lock")
        self._held = False
        if self._waiting > 0:
            rsyscall.semaphore_post(self._semaphore)

    def is_acquired(self):
        """Does anybody hold the lock?"""
        return self._held

    def __enter__(self):
        self.acquire(True)
        return self

    def __exit__(self, *args):
        self.release()

    def __del__(self):
        if self._semaphore != 0:
            rsyscall.semaphore_free(self._semaphore)


def allocate_lock():
    """A new lock."""
    return Lock()


class _DummyLock(object):
    """A lock that never locks."""

    def acquire(self, flag=True):
        return True

    def release(self):
        pass

    def _freeze_(self):
        return True

    def __enter__(self):
        pass

    def __exit__(self, *args):
        pass


dummy_lock = _DummyLock()


def get_stacksize():
    """Of new threads; 0: the default."""
    size = rsyscall.thread_stack_size(0)
    rsyscall.thread_stack_size(size)
    return size


def set_stacksize(size):
    """Sets the stack size of new threads."""
    rsyscall.thread_stack_size(size)


# ____________________________________________________________
# values of threads


def ThreadLocalReference(Cls, loop_invariant=False):
    """NOT_RPYTHON: a prebuilt variable with an instance of Cls, or None, for each thread."""

    class Reference(object):
        def __init__(self):
            self._values = {}

        def get(self):
            return self._values.get(get_ident(), None)

        def set(self, value):
            if value is not None:
                assert isinstance(value, Cls)
                self._values[get_ident()] = value
            elif get_ident() in self._values:
                del self._values[get_ident()]

    return Reference()


def gc_thread_prepare():
    """Nothing to be done here before a thread is started."""


def gc_thread_run():
    """Nothing to be done here when another thread runs."""


def gc_thread_start():
    """Nothing to be done here when a thread begins."""


def gc_thread_die():
    """Nothing to be done here when a thread ends."""
