"""The Python interpreter as a translation target.

rtranslate interpreters/python/targetpython.py        makes an executable
python3 interpreters/python/targetpython.py FILE      runs FILE untranslated
"""

import os
import sys

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
for _path in (os.path.join(_ROOT, "rpython-lib"), _ROOT):
    if _path not in sys.path:
        sys.path.insert(0, _path)

from rpython.rlib import rsyscall  # noqa: E402

import interpreters.python.objspace  # noqa: E402, F401
from interpreters.python.module import main, registry  # noqa: E402

registry.load()

from interpreters.python.module.thread import threadmodule  # noqa: E402
from interpreters.python.objspace import hashtable  # noqa: E402

hashtable.note_prebuilt()


def entry_point(argv):
    """Runs the command line; the result is the exit status. A new thread comes here too."""
    if rsyscall.thread_is_new():
        return threadmodule.bootstrap()
    return main.main(argv)


def target(driver, args):
    """What the translator calls."""
    driver.exe_name = "python-rt"
    return entry_point, None


def run_on_host(argv):
    """NOT_RPYTHON: untranslated, in a thread with a big stack."""
    import threading

    status = []

    def work():
        sys.setrecursionlimit(100000)
        arguments = [os.fsencode(arg).decode("latin-1") for arg in argv]
        status.append(entry_point(arguments))

    threading.stack_size(512 << 20)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    sys.stdout.flush()
    os._exit(status[0] if status else 70)


if __name__ == "__main__":
    run_on_host(sys.argv)
