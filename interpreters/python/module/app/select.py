"""Waiting for descriptors: the run-time library has no system call for it yet."""

error = OSError
POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL = 1, 2, 4, 8, 16, 32


def select(rlist, wlist, xlist, timeout=None, /):
    if not rlist and not wlist and not xlist and timeout is not None:
        import time

        time.sleep(timeout)
        return [], [], []
    raise OSError(38, "Function not implemented")
