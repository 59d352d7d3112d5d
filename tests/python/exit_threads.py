"""Threads at the end of the program and in forked children; what the C library's fork leaves behind."""

import atexit
import os
import threading
import time

atexit.register(print, "atexit")


def in_child(work):
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(7)
    print(os.waitpid(pid, 0)[1] >> 8)


def child():
    t = threading.Thread(target=lambda: None)
    t.start()
    t.join()
    time.sleep(0.05)
    print("the child outlives its thread", threading.active_count(), flush=True)


in_child(child)


def from_thread():
    me = threading.current_thread()
    in_child(lambda: print(threading.main_thread() is me, flush=True))


worker = threading.Thread(target=from_thread)
worker.start()
worker.join()

event = threading.Event()


def late():
    event.wait()
    print("a thread that is waited for")


threading.Thread(target=late).start()
threading.Thread(target=lambda: time.sleep(1000), daemon=True).start()
print("end of main")
event.set()
