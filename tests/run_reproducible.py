#!/usr/bin/env python3
"""Two translations of the same source give byte-identical executables."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
RTRANSLATE = os.path.join(ROOT, "target/release/rtranslate")
TARGETS = [
    ("tests/rpython/dicts.py", "2"),
    ("tests/rpython/strings.py", "0"),
    ("interpreters/python/targetpython.py", "0"),
]


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for target, level in TARGETS:
            images = []
            for attempt in range(2):
                output = os.path.join(folder, "attempt%d" % attempt)
                command = [RTRANSLATE, "-q", "--no-cache", "--opt=" + level, "-o", output]
                subprocess.run(command + [os.path.join(ROOT, target)], check=True)
                with open(output, "rb") as f:
                    images.append(f.read())
            if images[0] != images[1]:
                failed += 1
                print("FAILED %s at --opt=%s: the executables differ" % (target, level))
    print("%d passed, %d failed" % (len(TARGETS) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
