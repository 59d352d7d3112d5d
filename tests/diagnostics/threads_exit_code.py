"""An entry point of a program with threads that gives no int."""

from rpython.rlib import rthread

# row: refuse.union-result


def worker():
    print("worker")


def entry_point(argv):
    rthread.start_new_thread(worker, ())
    return 1.5


def target(driver, args):
    return entry_point, None
