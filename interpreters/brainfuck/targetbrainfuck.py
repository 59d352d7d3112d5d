"""The Brainfuck interpreter as a translation target.

rtranslate interpreters/brainfuck/targetbrainfuck.py        makes an executable
python3 interpreters/brainfuck/targetbrainfuck.py FILE.b    runs FILE.b untranslated
"""

import os
import sys

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
if sys.version_info[0] >= 3:  # the original toolchain, on Python 2, brings its own rpython package
    sys.path.insert(0, os.path.join(_ROOT, "rpython-lib"))
sys.path.insert(0, _ROOT)

from interpreters.brainfuck.interp import entry_point  # noqa: E402


def target(driver, args):
    """What the translator calls."""
    driver.exe_name = "brainfuck-c"
    return entry_point, None


if __name__ == "__main__":
    sys.exit(entry_point(sys.argv))
