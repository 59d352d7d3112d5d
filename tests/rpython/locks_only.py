"""A program that has locks, and starts no thread."""

from rpython.rlib import rthread


def entry_point(argv):
    lock = rthread.allocate_lock()
    with lock:
        print(lock.acquire(False))
    with rthread.dummy_lock:
        print(lock.is_acquired())
    return 0


def target(driver, args):
    return entry_point, None
