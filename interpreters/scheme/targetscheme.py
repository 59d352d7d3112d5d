"""The Scheme interpreter as a translation target.

rtranslate interpreters/scheme/targetscheme.py         makes an executable
python3 interpreters/scheme/targetscheme.py FILE.scm   runs FILE.scm untranslated
"""

import os
import sys

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
if sys.version_info[0] >= 3:  # the original toolchain, on Python 2, brings its own rpython package
    sys.path.insert(0, os.path.join(_ROOT, "rpython-lib"))
sys.path.insert(0, _ROOT)

from interpreters.scheme.main import entry_point  # noqa: E402


def target(driver, args):
    """What the translator calls."""
    driver.exe_name = "scheme-c"
    return entry_point, None


def run_on_host(argv):
    """NOT_RPYTHON: untranslated, in a thread with a big stack."""
    import threading

    status = []

    def work():
        sys.setrecursionlimit(100000)
        if sys.version_info[0] >= 3:
            argv[:] = [os.fsencode(arg).decode("latin-1") for arg in argv]
        status.append(entry_point(argv))

    threading.stack_size(512 << 20)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    os._exit(status[0] if status else 70)


if __name__ == "__main__":
    run_on_host(sys.argv)
