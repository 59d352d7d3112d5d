"""Locks between processes: a semaphore is a named pipe with one byte for each time it can be acquired."""

import errno
import fcntl
import os
import select
import threading
import time

RECURSIVE_MUTEX, SEMAPHORE = range(2)
_FIONREAD = 0x541B
_F_SETPIPE_SZ = 1031
_PIPE_SIZE = 65536
_MAX_PIPE_SIZE = 1 << 20

flags = {"HAVE_SEM_OPEN": 1, "HAVE_SEM_TIMEDWAIT": 1}


def _place(name):
    return "/dev/shm/sem-pipe." + name.lstrip("/")


def sem_unlink(name, /):
    os.unlink(_place(name))


class SemLock:
    """Semaphore/Mutex type"""

    SEM_VALUE_MAX = 524287

    def __init__(self, kind, value, maxvalue, name, unlink):
        if kind not in (RECURSIVE_MUTEX, SEMAPHORE):
            raise ValueError("unrecognized kind")
        if not 0 <= value <= self.SEM_VALUE_MAX:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        path = _place(name)
        os.mkfifo(path, 0o600)
        try:
            self._open(kind, maxvalue, name)
            if value > _PIPE_SIZE // 2:
                try:
                    fcntl.fcntl(self.handle, _F_SETPIPE_SZ, _MAX_PIPE_SIZE)
                except OSError:  # there are many of them: as many bytes as find room
                    value = _PIPE_SIZE // 2
            if value:
                os.write(self.handle, b"x" * value)
        finally:
            if unlink:
                os.unlink(path)
                self.name = None

    def _open(self, kind, maxvalue, name):
        self.handle = os.open(_place(name), os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self.kind = kind
        self.maxvalue = maxvalue
        self.name = name
        self._held = 0
        self._owner = None

    @classmethod
    def _rebuild(cls, handle, kind, maxvalue, name, /):
        self = cls.__new__(cls)
        if name is None:
            self.handle = handle
            self.kind = kind
            self.maxvalue = maxvalue
            self.name = None
            self._held = 0
            self._owner = None
        else:
            self._open(kind, maxvalue, name)
        return self

    def __del__(self):
        try:
            os.close(self.handle)
        except (AttributeError, OSError):
            pass

    def acquire(self, block=True, timeout=None):
        """Acquire the semaphore/lock."""
        if self.kind == RECURSIVE_MUTEX and self._is_mine():
            self._held += 1
            return True
        until = None
        if timeout is not None:
            until = time.monotonic() + max(timeout, 0)
        while True:
            try:
                if os.read(self.handle, 1):
                    break
            except BlockingIOError:
                pass
            if not block:
                return False
            wait = None
            if until is not None:
                wait = until - time.monotonic()
                if wait <= 0:
                    return False
            poll = select.poll()
            poll.register(self.handle, select.POLLIN)
            poll.poll(None if wait is None else wait * 1000 + 1)
        self._held += 1
        self._owner = threading.get_ident()
        return True

    def release(self):
        """Release the semaphore/lock."""
        if self.kind == RECURSIVE_MUTEX:
            if not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self._held > 1:
                self._held -= 1
                return
        elif self.maxvalue < self.SEM_VALUE_MAX and self._get_value() >= self.maxvalue:
            raise ValueError("semaphore or lock released too many times")
        self._held -= 1
        os.write(self.handle, b"x")

    def __enter__(self):
        self.acquire()
        return True

    def __exit__(self, exc_type=None, exc_value=None, exc_tb=None, /):
        self.release()

    def _count(self):
        return self._held

    def _is_mine(self):
        return self._held > 0 and self._owner == threading.get_ident()

    def _get_value(self):
        number = bytearray(4)
        fcntl.ioctl(self.handle, _FIONREAD, number)
        return int.from_bytes(number, "little")

    def _is_zero(self):
        return self._get_value() == 0

    def _after_fork(self):
        self._held = 0
