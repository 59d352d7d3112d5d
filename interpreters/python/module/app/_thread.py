"""Locks for a program that has one thread."""

error = RuntimeError
TIMEOUT_MAX = 9223372036.0


class LockType:
    """A lock: waiting for one that is held would last for ever, so it is an error."""

    __slots__ = ("_held", "__weakref__")

    def __init__(self):
        self._held = False

    def acquire(self, blocking=True, timeout=-1):
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if self._held:
            if not blocking or timeout >= 0:
                return False
            raise RuntimeError("deadlock: the only thread waits for a lock it holds")
        self._held = True
        return True

    def release(self):
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self):
        return self._held

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def _at_fork_reinit(self):
        self._held = False

    def __enter__(self):
        self.acquire()
        return True

    def __exit__(self, *exc):
        self.release()

    def __repr__(self):
        return "<%s _thread.lock object at %#x>" % (
            "locked" if self._held else "unlocked",
            id(self),
        )


class RLock:
    """A lock its holder can acquire again."""

    __slots__ = ("_count", "__weakref__")

    def __init__(self):
        self._count = 0

    def acquire(self, blocking=True, timeout=-1):
        self._count += 1
        return True

    def release(self):
        if not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1

    def _is_owned(self):
        return self._count > 0

    def _acquire_restore(self, state):
        self._count = state[0]

    def _release_save(self):
        count = self._count
        self._count = 0
        return count, get_ident()

    def _at_fork_reinit(self):
        self._count = 0

    def __enter__(self):
        self._count += 1
        return True

    def __exit__(self, *exc):
        self.release()


class _local:
    """Attributes of the one thread."""


def allocate_lock():
    """A new lock."""
    return LockType()


allocate = allocate_lock


def get_ident():
    """The number of the thread."""
    return 1


def get_native_id():
    return 1


def start_new_thread(function, args, kwargs={}):
    raise RuntimeError("can't start new thread")


start_new = start_new_thread


def exit():
    raise SystemExit


exit_thread = exit


def interrupt_main(signum=2):
    raise KeyboardInterrupt


def stack_size(size=0):
    return 0


def _set_sentinel():
    return LockType()


def _count():
    return 0
