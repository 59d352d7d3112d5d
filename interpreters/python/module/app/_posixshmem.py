"""Shared memory by name."""

import os


def shm_open(path, flags, mode=511):
    if not isinstance(path, str):
        raise TypeError("shm_open() argument 'path' must be str, not " + type(path).__name__)
    return os.open("/dev/shm/" + path.lstrip("/"), flags | os.O_CLOEXEC, mode)


def shm_unlink(path):
    os.unlink("/dev/shm/" + path.lstrip("/"))
