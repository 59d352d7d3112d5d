"""Runs an RPython target on the host: run_on_host.py TARGET.py [ARGS...].

Text is written one byte per character, as the translated program does.
"""

import importlib.util
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main():
    path = sys.argv[1]
    sys.path[:0] = [os.path.join(ROOT, "rpython-lib"), os.path.dirname(os.path.abspath(path))]
    sys.stdout.reconfigure(encoding="latin-1", newline="\n", line_buffering=True)
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location("target_" + name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    entry = module.target(None, [])
    if isinstance(entry, tuple):
        entry = entry[0]
    code = entry([name] + sys.argv[2:])
    sys.stdout.flush()
    return code & 255


if __name__ == "__main__":
    sys.exit(main())
