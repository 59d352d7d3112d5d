"""_thread: locks and threads; _local is in app/_thread.py.

One thread runs at a time, so the state of a lock needs no protection. A thread that has to wait stands in
the lock's list and waits for its own semaphore; who releases the lock hands it to the first in the list.
"""

from rpython.rlib import jit, rsyscall, rtime

from interpreters.python.interpreter import actions, argument
from interpreters.python.interpreter.actions import ThreadState, state
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import TypeDef, method, new, user_subclass
from interpreters.python.module import modinfo, uncaught
from interpreters.python.objspace import dictobject, tupleobject
from interpreters.python.objspace import operation as space

EINTR = -4
BILLION = 1000000000
TIMEOUT_MAX = 9223372036.0
MIN_STACK = 2097152


def timeout_ns(w_blocking, w_timeout):
    """Nanoseconds to wait: 0 not at all, -1 for ever."""
    blocking = w_blocking is None or space.is_true(w_blocking)
    seconds = -1.0
    if w_timeout is not None:
        seconds = space.float_w(w_timeout)
    if not blocking:
        if seconds != -1.0:
            raise operr(space.w_ValueError, "can't specify a timeout for a non-blocking call")
        return 0
    if seconds == -1.0:
        return -1
    if seconds < 0.0:
        raise operr(space.w_ValueError, "timeout value must be a non-negative number")
    if seconds > TIMEOUT_MAX:
        raise operr(space.w_OverflowError, "timeout value is too large")
    return int(seconds * 1e9)


class Waiting(object):
    """The threads that wait for a lock, in order."""

    def __init__(self):
        self.threads = []

    def wait(self, timeout):
        """Wait until a lock is handed to this thread; False after the timeout."""
        thread = state.current
        if thread.semaphore == 0:
            thread.semaphore = rsyscall.semaphore_new()
        thread.granted = False
        self.threads.append(thread)
        deadline = 0
        if timeout > 0:
            deadline = rtime.monotonic_ns() + timeout
        left = timeout
        while True:
            result = EINTR
            if not actions.signal_waits():
                result = actions.wait(thread.semaphore, left)
            if thread.granted:
                if result != 0:
                    # handed over after the wait had ended: take the post back
                    actions.wait(thread.semaphore, -1)
                return True
            if result == EINTR:
                try:
                    actions.poll()
                except OperationError:
                    self.leave(thread)
                    raise
            if timeout > 0:
                left = deadline - rtime.monotonic_ns()
                if left <= 0:
                    result = -110
            if thread.granted:
                actions.wait(thread.semaphore, -1)
                return True
            if result != EINTR:
                self.leave(thread)
                return False

    def leave(self, thread):
        """The thread does not wait any more."""
        i = 0
        while i < len(self.threads):
            if self.threads[i] is thread:
                del self.threads[i]
                return
            i += 1

    def hand_over(self):
        """Give the lock to the first thread, which is returned; None if nobody waits."""
        if len(self.threads) == 0:
            return None
        thread = self.threads.pop(0)
        thread.granted = True
        rsyscall.semaphore_post(thread.semaphore)
        return thread


class W_Lock(W_Root):
    """A lock that any thread may release."""

    def __init__(self):
        self.held = False
        self.waiting = None

    def acquire(self, timeout):
        """Is the lock ours now?"""
        if not self.held:
            self.held = True
            return True
        if timeout == 0:
            return False
        if self.waiting is None:
            self.waiting = Waiting()
        return self.waiting.wait(timeout)

    def release(self):
        if self.waiting is not None and self.waiting.hand_over() is not None:
            return
        self.held = False

    def descr_acquire(self, w_blocking, w_timeout):
        good = self.acquire(timeout_ns(w_blocking, w_timeout))
        actions.poll_signals()
        return space.newbool(good)

    def descr_release(self):
        if not self.held:
            raise operr(space.w_RuntimeError, "release unlocked lock")
        self.release()

    def descr_locked(self):
        return space.newbool(self.held)

    def descr_enter(self):
        self.acquire(-1)
        return space.w_True

    def descr_exit(self, args):
        self.descr_release()

    def descr_at_fork(self):
        self.held = False
        self.waiting = None

    def descr_repr(self):
        return space.newtext(
            "<%s _thread.lock object at %s>"
            % ("locked" if self.held else "unlocked", space.address_text(self))
        )


class W_RLock(W_Root):
    """A lock that its owner may acquire again."""

    def __init__(self):
        self.owner = None
        self.count = 0
        self.waiting = None

    def acquire(self, timeout):
        """Is the lock ours now?"""
        me = state.current
        if self.count > 0 and self.owner is me:
            self.count += 1
            return True
        if self.count == 0:
            self.owner = me
            self.count = 1
            return True
        if timeout == 0:
            return False
        if self.waiting is None:
            self.waiting = Waiting()
        return self.waiting.wait(timeout)

    def release(self):
        """Give the lock up altogether."""
        self.count = 0
        self.owner = None
        if self.waiting is not None:
            thread = self.waiting.hand_over()
            if thread is not None:
                self.owner = thread
                self.count = 1

    def is_ours(self):
        return self.count > 0 and self.owner is state.current

    def descr_acquire(self, w_blocking, w_timeout):
        good = self.acquire(timeout_ns(w_blocking, w_timeout))
        actions.poll_signals()
        return space.newbool(good)

    def descr_release(self):
        if not self.is_ours():
            raise operr(space.w_RuntimeError, "cannot release un-acquired lock")
        if self.count == 1:
            self.release()
        else:
            self.count -= 1

    def descr_enter(self):
        self.acquire(-1)
        return space.w_True

    def descr_exit(self, args):
        self.descr_release()

    def descr_is_owned(self):
        return space.newbool(self.is_ours())

    def descr_recursion_count(self):
        return space.newint(self.count if self.is_ours() else 0)

    def descr_acquire_restore(self, w_state):
        items_w = space.unpack_exactly(w_state, 2)
        self.acquire(-1)
        self.count = space.int_w(items_w[0])

    def descr_release_save(self):
        if self.count == 0:
            raise operr(space.w_RuntimeError, "cannot release un-acquired lock")
        count = self.count
        ident = self.owner.ident
        self.release()
        return space.newtuple([space.newint(count), space.newint(ident)])

    def descr_at_fork(self):
        self.owner = None
        self.count = 0
        self.waiting = None

    def descr_repr(self):
        owner = 0
        if self.count > 0:
            owner = self.owner.ident
        return space.newtext(
            "<%s %s object owner=%d count=%d at %s>"
            % (
                "locked" if self.count > 0 else "unlocked",
                self.getclass().qualified(),
                owner,
                self.count,
                space.address_text(self),
            )
        )


W_RLockUser = user_subclass(W_RLock)


def rlock_new(w_type, args):
    """RLock.__new__"""
    if w_type is space.w_RLock:
        return W_RLock()
    w_lock = W_RLockUser()
    w_lock.user_setup(w_type)
    return w_lock


def allocate_lock():
    starting.garbage = True
    return W_Lock()


# ---- threads ---------------------------------------------------------------------------------


class Start(object):
    """What a new thread is to call."""

    def __init__(self, w_function, args, ident):
        self.w_function = w_function
        self.args = args
        self.ident = ident


class Starting(object):
    """Calls that no thread has taken up yet; the number of running threads."""

    def __init__(self):
        self.queue = []
        self.count = 0
        self.last_ident = actions.MAIN_IDENT
        self.stack_size = 0  # as it was asked for
        self.w_end_hook = None
        self.garbage = False  # may objects of threads have died, since any_garbage()?


starting = Starting()


def start_new_thread(w_function, w_args, w_kwargs):
    """start_new_thread(function, args[, kwargs]): the ident of the thread"""
    if not space.callable_w(w_function):
        raise operr(space.w_TypeError, "first arg must be callable")
    if not isinstance(w_args, tupleobject.W_TupleObject):
        raise operr(space.w_TypeError, "2nd arg must be a tuple")
    if w_kwargs is not None and not isinstance(w_kwargs, dictobject.W_DictObject):
        raise operr(space.w_TypeError, "optional 3rd arg must be a dictionary")
    args = argument.from_star_args(w_function, w_args, w_kwargs)
    state.threads = True
    starting.last_ident += 16
    start = Start(w_function, args, starting.last_ident)
    starting.queue.append(start)
    if rsyscall.thread_start() < 0:
        starting.queue.pop()
        raise operr(space.w_RuntimeError, "can't start new thread")
    starting.count += 1
    return space.newint(start.ident)


def bootstrap():
    """The life of a thread other than the first."""
    if len(starting.queue) == 0:
        return 1
    start = starting.queue.pop(0)
    thread = ThreadState(start.ident)
    state.current = thread
    state.all.append(thread)
    ec.topframe = jit.vref_None
    ec.depth = 0
    ec.current_exc = None
    ec.w_stopvalue = None
    ec.reprs = []
    try:
        start.w_function.call_args(start.args)
    except OperationError as e:
        if not e.match(space.w_SystemExit):
            uncaught.unraisable(e, "Exception ignored in thread started by", start.w_function)
    starting.count -= 1
    starting.garbage = True
    remaining = []
    for other in state.all:
        if other is not thread:
            remaining.append(other)
    state.all = remaining
    if starting.w_end_hook is not None:
        try:
            space.call1(starting.w_end_hook, space.newint(thread.ident))
        except OperationError:
            pass
    w_sentinel = thread.w_sentinel
    if isinstance(w_sentinel, W_Lock) and w_sentinel.held:
        w_sentinel.release()
    if thread.semaphore != 0:
        rsyscall.semaphore_free(thread.semaphore)
    return 0


def get_ident():
    return space.newint(state.current.ident)


def get_native_id():
    return space.newint(rsyscall.thread_ident())


def set_sentinel():
    """_set_sentinel(): a lock that is released when this thread ends"""
    w_lock = W_Lock()
    state.current.w_sentinel = w_lock
    return w_lock


def thread_count():
    return space.newint(starting.count)


def any_garbage():
    """_any_garbage(): has a thread ended, or a lock been made, since the last time?"""
    garbage = starting.garbage
    starting.garbage = False
    return space.newbool(garbage)


def set_end_hook(w_hook):
    """_set_end_hook(function): called with the ident of each thread that ends"""
    starting.w_end_hook = w_hook


def stack_size(w_size):
    size = -1
    if w_size is not None:
        size = space.int_w(w_size)
        if size < 0:
            raise operr(space.w_ValueError, "size must be 0 or a positive value")
        if size != 0 and size < 32768:
            raise operr(space.w_ValueError, "size not valid: %d bytes" % size)
    old = starting.stack_size
    if size >= 0:
        starting.stack_size = size
        if size != 0 and size < MIN_STACK:
            size = MIN_STACK
        rsyscall.thread_stack_size(size)
    return space.newint(old)


W_Lock.typedef = TypeDef(
    "_thread.lock",
    W_Lock,
    method("acquire", W_Lock.descr_acquire, "self, blocking=None, timeout=None"),
    method("acquire_lock", W_Lock.descr_acquire, "self, blocking=None, timeout=None"),
    method("release", W_Lock.descr_release, "self"),
    method("release_lock", W_Lock.descr_release, "self"),
    method("locked", W_Lock.descr_locked, "self"),
    method("locked_lock", W_Lock.descr_locked, "self"),
    method("__enter__", W_Lock.descr_enter, "self"),
    method("__exit__", W_Lock.descr_exit, "self, ..."),
    method("_at_fork_reinit", W_Lock.descr_at_fork, "self"),
    method("__repr__", W_Lock.descr_repr, "self"),
)
W_RLock.typedef = TypeDef(
    "_thread.RLock",
    W_RLock,
    new("cls, ...", rlock_new),
    method("acquire", W_RLock.descr_acquire, "self, blocking=None, timeout=None"),
    method("release", W_RLock.descr_release, "self"),
    method("__enter__", W_RLock.descr_enter, "self"),
    method("__exit__", W_RLock.descr_exit, "self, ..."),
    method("_is_owned", W_RLock.descr_is_owned, "self"),
    method("_recursion_count", W_RLock.descr_recursion_count, "self"),
    method("_acquire_restore", W_RLock.descr_acquire_restore, "self, state, /"),
    method("_release_save", W_RLock.descr_release_save, "self"),
    method("_at_fork_reinit", W_RLock.descr_at_fork, "self"),
    method("__repr__", W_RLock.descr_repr, "self"),
)

MODULE = modinfo.declare(
    "_thread",
    [
        function("allocate_lock", allocate_lock, ""),
        function("allocate", allocate_lock, ""),
        function("_set_sentinel", set_sentinel, ""),
        function("start_new_thread", start_new_thread, "function, args, kwargs=None, /"),
        function("start_new", start_new_thread, "function, args, kwargs=None, /"),
        function("get_ident", get_ident, ""),
        function("get_native_id", get_native_id, ""),
        function("_running", thread_count, ""),
        function("_any_garbage", any_garbage, ""),
        function("_set_end_hook", set_end_hook, "function, /"),
        function("stack_size", stack_size, "size=None, /"),
    ],
    [("LockType", W_Lock.typedef.w_type), ("TIMEOUT_MAX", TIMEOUT_MAX)],
    types=[W_RLock.typedef],
    app="_thread.py",
)
