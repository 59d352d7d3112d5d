"""Waiting for descriptors: select, poll and epoll on the system calls."""

import posix
import time

import _syscall

error = OSError
POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL = 1, 2, 4, 8, 16, 32
POLLRDNORM, POLLRDBAND, POLLWRNORM, POLLWRBAND, POLLMSG, POLLRDHUP = 64, 128, 256, 512, 1024, 8192
EPOLLIN, EPOLLPRI, EPOLLOUT, EPOLLERR, EPOLLHUP = 1, 2, 4, 8, 16
EPOLLRDNORM, EPOLLRDBAND, EPOLLWRNORM, EPOLLWRBAND, EPOLLMSG = 64, 128, 256, 512, 1024
EPOLLRDHUP, EPOLLEXCLUSIVE, EPOLLONESHOT, EPOLLET = 8192, 1 << 28, 1 << 30, 1 << 31
EPOLL_CLOEXEC = 0o2000000
PIPE_BUF = 4096
_FD_SETSIZE = 1024


def _fail(code):
    raise OSError(-code, posix.strerror(-code))


def _fileno(obj):
    if isinstance(obj, int):
        fd = int(obj)
    else:
        method = getattr(obj, "fileno", None)
        if method is None:
            raise TypeError("argument must be an int, or have a fileno() method.")
        fd = method()
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    if fd < 0:
        raise ValueError("file descriptor cannot be a negative integer (%d)" % fd)
    return fd


def _until(seconds):
    """A time after which nothing is waited for, or None."""
    return None if seconds is None else time.monotonic() + seconds


def _milliseconds(deadline):
    if deadline is None:
        return -1
    left = deadline - time.monotonic()
    if left <= 0:
        return 0
    return min(int(left * 1000) + (left * 1000 % 1 > 0), 0x7FFFFFFF)


def _wait(attempt, deadline):
    """attempt(milliseconds) until it is not interrupted."""
    import _signal

    while True:
        result = attempt(_milliseconds(deadline))
        if result != -4:
            return result
        _signal._poll()


def _poll(events, deadline):
    """events: list of (fd, mask); those that are ready."""
    table = bytearray()
    for fd, mask in events:
        table += fd.to_bytes(4, "little", signed=True) + mask.to_bytes(2, "little") + b"\0\0"
    code = _wait(lambda ms: _syscall.once(7, table, len(events), ms), deadline)
    if code < 0:
        _fail(code)
    ready = []
    if code:
        for i, (fd, _) in enumerate(events):
            found = int.from_bytes(table[8 * i + 6 : 8 * i + 8], "little")
            if found:
                ready.append((fd, found))
    return ready


def _select(rlist, wlist, xlist, timeout=None, /):
    if timeout is not None:
        if not hasattr(type(timeout), "__float__") and not hasattr(type(timeout), "__index__"):
            raise TypeError("timeout must be a number or None")
        timeout = float(timeout)
        if timeout != timeout:
            raise ValueError("Invalid value NaN (not a number)")
        if timeout < 0:
            raise ValueError("timeout must be non-negative")
    sets = []
    masks = {}
    for objects, mask in ((rlist, POLLIN), (wlist, POLLOUT), (xlist, POLLPRI)):
        pairs = []
        for obj in objects:
            fd = _fileno(obj)
            if fd >= _FD_SETSIZE:
                raise ValueError("filedescriptor out of range in select()")
            if len(pairs) >= _FD_SETSIZE:
                raise ValueError("too many file descriptors in select()")
            masks[fd] = masks.get(fd, 0) | mask
            pairs.append((obj, fd))
        sets.append(pairs)
    found = dict(_poll(list(masks.items()), _until(timeout)))
    for events in found.values():
        if events & POLLNVAL:
            _fail(-9)
    wanted = (
        POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR,
        POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR,
        POLLPRI,
    )
    return tuple(
        [obj for obj, fd in pairs if found.get(fd, 0) & bits] for pairs, bits in zip(sets, wanted)
    )


class _Function:
    """A function that does not become a method as an attribute of a class."""

    __slots__ = ("_function",)

    def __init__(self, function):
        self._function = function

    def __call__(self, *args):
        return self._function(*args)

    def __repr__(self):
        return "<built-in function select>"


select = _Function(_select)


def _check_mask(mask):
    if mask < 0:
        raise ValueError("value must be positive")
    if mask > 0xFFFF:
        raise OverflowError("Python int too large to convert to C unsigned short")


class poll:
    """A set of descriptors to be waited for."""

    __slots__ = ("_masks", "_polling")

    def __init__(self):
        self._masks = {}
        self._polling = False

    def register(self, fd, eventmask=POLLIN | POLLPRI | POLLOUT, /):
        _check_mask(eventmask)
        self._masks[_fileno(fd)] = eventmask

    def modify(self, fd, eventmask, /):
        _check_mask(eventmask)
        fd = _fileno(fd)
        if fd not in self._masks:
            raise FileNotFoundError(2, "No such file or directory")
        self._masks[fd] = eventmask

    def unregister(self, fd, /):
        del self._masks[_fileno(fd)]

    def poll(self, timeout=None, /):
        if timeout is not None and not isinstance(timeout, (int, float)):
            raise TypeError("timeout must be an integer or None")
        if timeout is not None and timeout > 0x7FFFFFFF:
            raise OverflowError("timeout is too large")
        if self._polling:
            raise RuntimeError("concurrent poll() invocation")
        deadline = None if timeout is None or timeout < 0 else _until(timeout / 1000)
        self._polling = True
        try:
            return _poll(list(self._masks.items()), deadline)
        finally:
            self._polling = False


poll.__module__ = "select"


class epoll:
    """A kernel object that waits for descriptors."""

    def __init__(self, sizehint=-1, flags=0):
        if sizehint != -1 and sizehint <= 0:
            raise ValueError("negative sizehint")
        if flags not in (0, EPOLL_CLOEXEC):
            raise OSError(22, "Invalid argument")
        self._fd = _syscall.call(291, EPOLL_CLOEXEC)
        if self._fd < 0:
            _fail(self._fd)

    @classmethod
    def fromfd(cls, fd, /):
        self = cls.__new__(cls)
        self._fd = fd
        return self

    def _check(self):
        if self._fd < 0:
            raise ValueError("I/O operation on closed epoll object")

    def fileno(self):
        self._check()
        return self._fd

    @property
    def closed(self):
        return self._fd < 0

    def close(self):
        if self._fd >= 0:
            fd = self._fd
            self._fd = -1
            posix.close(fd)

    def __del__(self):
        if getattr(self, "_fd", -1) >= 0:
            self.close()

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *exc):
        self.close()

    def _control(self, operation, fd, mask):
        self._check()
        fd = _fileno(fd)
        event = mask.to_bytes(4, "little") + fd.to_bytes(8, "little")
        code = _syscall.call(233, self._fd, operation, fd, event)
        if code < 0:
            _fail(code)

    def register(self, fd, eventmask=EPOLLIN | EPOLLPRI | EPOLLOUT):
        self._control(1, fd, eventmask)

    def modify(self, fd, eventmask):
        self._control(3, fd, eventmask)

    def unregister(self, fd):
        self._control(2, fd, 0)

    def poll(self, timeout=None, maxevents=-1):
        self._check()
        if timeout is not None and timeout < 0:
            timeout = None
        if maxevents == -1:
            maxevents = _FD_SETSIZE - 1
        elif maxevents <= 0:
            raise ValueError("maxevents must be greater than 0, got %d" % maxevents)
        events = bytearray(12 * maxevents)
        code = _wait(
            lambda ms: _syscall.once(232, self._fd, events, maxevents, ms), _until(timeout)
        )
        if code < 0:
            _fail(code)
        return [
            (
                int.from_bytes(events[12 * i + 4 : 12 * i + 8], "little"),
                int.from_bytes(events[12 * i : 12 * i + 4], "little"),
            )
            for i in range(code)
        ]


epoll.__module__ = "select"
