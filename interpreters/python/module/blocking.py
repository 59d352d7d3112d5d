"""Reading and writing descriptors: other threads run meanwhile, handlers of signals are called."""

from rpython.rlib import rposix, rsyscall

from interpreters.python.interpreter import actions

EINTR = 4


def read(fd, count):
    """At most count bytes (OSError)."""
    if actions.state.threads and count > 0:
        return read_threaded(fd, count)
    while True:
        actions.poll_signals()
        try:
            return rposix.read(fd, count)
        except OSError as e:
            if e.errno != EINTR:
                raise
        actions.poll()


def read_threaded(fd, count):
    """read() through memory that does not move."""
    address = rsyscall.malloc(count)
    try:
        while True:
            n = actions.syscall(0, fd, address, count, 0, 0, 0)
            if n >= 0:
                return rsyscall.get(address, n)
            if n != -EINTR:
                raise OSError(-n, "read failed")
            actions.poll()
    finally:
        rsyscall.free(address)


def write(fd, data):
    """How many bytes were written (OSError)."""
    if actions.state.threads:
        return write_threaded(fd, data)
    while True:
        try:
            return rposix.write(fd, data)
        except OSError as e:
            if e.errno != EINTR:
                raise
        actions.poll()


def write_threaded(fd, data):
    """write() from memory that does not move."""
    address = rsyscall.malloc(len(data))
    try:
        rsyscall.put(address, data)
        while True:
            n = actions.syscall(1, fd, address, len(data), 0, 0, 0)
            if n >= 0:
                return n
            if n != -EINTR:
                raise OSError(-n, "write failed")
            actions.poll()
    finally:
        rsyscall.free(address)


def write_all(fd, data):
    """Writes everything (OSError)."""
    n = write(fd, data)
    while n < len(data):
        assert n >= 0
        data = data[n:]
        n = write(fd, data)


def open(path, flags, mode):
    """A descriptor (OSError)."""
    if actions.state.threads:
        return open_threaded(path, flags, mode)
    while True:
        try:
            return rposix.open(path, flags, mode)
        except OSError as e:
            if e.errno != EINTR:
                raise
        actions.poll()


def open_threaded(path, flags, mode):
    """open() that lets other threads run."""
    address = rsyscall.malloc(len(path) + 1)
    try:
        rsyscall.put(address, path)
        while True:
            fd = actions.syscall(2, address, flags, mode, 0, 0, 0)
            if fd >= 0:
                return fd
            if fd != -EINTR:
                raise OSError(-fd, "open failed")
            actions.poll()
    finally:
        rsyscall.free(address)


def simple(number, a, b, c):
    """A system call with three arguments that does not wait."""
    return rsyscall.syscall(number, a, b, c, 0, 0, 0)
