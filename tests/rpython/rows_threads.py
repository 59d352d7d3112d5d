"""Rows of the language table: threads and stacklets. The graph interpreter has no threads."""

from rpython.rlib import rgil, rstacklet, rthread
from rpython.rlib.rthread import ThreadLocalReference

# run: 5
# run: 3
# skip: interpret


class Counter(object):
    def __init__(self):
        self.lock = rthread.allocate_lock()
        self.done = rthread.allocate_lock()
        self.left = 0
        self.total = 0
        self.items = []


class Place(object):
    def __init__(self, number):
        self.number = number


counter = Counter()
current = ThreadLocalReference(Place)


def worker():
    counter.lock.acquire()
    me = Place(counter.left)
    counter.left -= 1
    counter.lock.release()
    current.set(me)
    for i in range(200):
        rgil.yield_thread()
        with counter.lock:
            total = counter.total
            rgil.yield_thread()
            counter.total = total + 1
            counter.items.append([i])
    place = current.get()
    assert place is me
    current.set(None)
    with counter.lock:
        counter.left += me.number
        if counter.total >= 200 * me.number and counter.total % 200 == 0:
            counter.done.release()


# row: lib.rthread
def threads(n):
    counter.left = n
    counter.done.acquire(True)
    for i in range(n):
        rthread.start_new_thread(worker, ())
    while counter.total < 200 * n:
        if counter.done.acquire_timed(20000) == rthread.RPY_LOCK_ACQUIRED:
            break
    print(counter.total, len(counter.items), current.get() is None)
    lock = rthread.allocate_lock()
    print(lock.acquire(False), lock.acquire(False), lock.is_acquired())
    print(lock.acquire_timed(1000) == rthread.RPY_LOCK_FAILURE)
    lock.release()
    print(lock.is_acquired())
    try:
        lock.release()
    except rthread.error:
        print("not held")


sthread = rstacklet.StackletThread()


class Shared(object):
    def __init__(self):
        self.value = 0
        self.main = sthread.get_null_handle()


shared = Shared()


def produce(caller, arg):
    for i in range(5):
        shared.value = i * i
        caller = sthread.switch(caller)
    return caller


def walk(caller, depth):
    if depth > 0:
        caller = walk(caller, depth - 1)
        shared.value = depth
        return sthread.switch(caller)
    return caller


def recurse(caller, arg):
    return walk(caller, shared.value)


# row: lib.rstacklet
def stacklets(n):
    h = sthread.new(produce)
    while not sthread.is_empty_handle(h):
        print("produced", shared.value)
        h = sthread.switch(h)
    shared.value = n
    handles = []
    for i in range(2):
        shared.value = n + i
        handles.append(sthread.new(recurse))
    alive = 2
    while alive > 0:
        for i in range(2):
            if not sthread.is_empty_handle(handles[i]):
                print(i, shared.value)
                handles[i] = sthread.switch(handles[i])
                if sthread.is_empty_handle(handles[i]):
                    alive -= 1
    print("end")


def entry_point(argv):
    n = int(argv[1])
    stacklets(n)
    threads(n)
    return 0


def target(driver, args):
    return entry_point, None
