"""Random bytes from the system."""

import os

from rpython.rlib import rposix


def init_urandom():
    """NOT_RPYTHON: what `urandom` is called with."""
    return None


def urandom(context, n, signal_checker=None):
    """A string of n random bytes."""
    fd = os.open("/dev/urandom", os.O_RDONLY, 0)
    try:
        parts = []
        while n > 0:
            part = rposix.read(fd, n)
            if len(part) == 0:
                raise OSError(5, "/dev/urandom ended")
            parts.append(part)
            n -= len(part)
            if signal_checker is not None:
                signal_checker()
    finally:
        os.close(fd)
    return "".join(parts)
