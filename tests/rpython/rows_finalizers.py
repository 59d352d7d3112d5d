"""Rows of the language table: `__del__`. It is called where other instances of the class are made, and at collections."""

# run: 30
# stress: 5
# skip: interpret

from rpython.rlib import rgc


class Log(object):
    def __init__(self):
        self.closed = 0
        self.total = 0


log = Log()


class Handle(object):
    def __init__(self, number, inner):
        self.number = number
        self.inner = inner

    def __del__(self):
        log.closed += 1
        log.total += self.number + len(self.inner.text)


class Special(Handle):
    def __del__(self):
        log.total += 1000


class Inner(object):
    def __init__(self, text):
        self.text = text


class Unused(object):
    def __del__(self):
        print("never")


def work(n):
    kept = []
    for i in range(n):
        handle = Handle(i, Inner("x" * i))
        if i % 3 == 0:
            kept.append(handle)
        if i % 5 == 0:
            Special(i, handle.inner)
    return kept


# row: class.del
def entry_point(argv):
    n = int(argv[1])
    kept = work(n)
    work(1)
    rgc.collect()
    rgc.collect()
    closed = log.closed
    print(closed, log.total, len(kept))
    kept = None
    rgc.collect()
    rgc.collect()
    print(log.closed - closed > 0, log.closed)
    return 0


def target(driver, args):
    return entry_point, None
