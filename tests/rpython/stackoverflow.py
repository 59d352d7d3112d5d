"""Running out of stack is an exception, again and again."""

from rpython.rlib.rstackovf import StackOverflow, check_stack_overflow

# row: exc.stack-overflow
# run: 3
# skip: stress


class Node(object):
    def __init__(self, next):
        self.next = next


def endless(n):
    return endless(n + 1) + 1


def mutual_a(node):
    return mutual_b(Node(node)) + 1


def mutual_b(node):
    return mutual_a(Node(node)) + 1


def guarded(n):
    try:
        return endless(n)
    except StackOverflow:
        check_stack_overflow()
        return -1


def cleanup(log):
    try:
        return mutual_a(None)
    finally:
        log.append("cleaned")


def deep(n):
    if n == 0:
        return 0
    return deep(n - 1) + 1


def entry_point(argv):
    n = int(argv[1])
    for i in range(n):
        print(guarded(i))
    log = []
    try:
        cleanup(log)
    except RuntimeError:
        print("a RuntimeError")
    print(len(log), deep(500))
    return 0


def target(driver, args):
    return entry_point, None
