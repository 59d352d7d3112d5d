#!/usr/bin/env python3
"""The programs of docs/tutorial.md work as it says: on the host, translated, and with the JIT."""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
RTRANSLATE = os.path.join(ROOT, "target/release/rtranslate")
PROGRAMS = os.path.join(ROOT, "interpreters/brainfuck/programs")
BLOCK = re.compile(r"```python\n# file: (\S+)\n(.*?)```", re.DOTALL)


def output(command, folder):
    """What a command writes to standard output; it must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
    assert done.returncode == 0, "%s: %s" % (command, done.stderr.decode("utf-8", "replace"))
    return done.stdout.decode("latin-1")


def main():
    with open(os.path.join(ROOT, "docs/tutorial.md"), encoding="utf-8") as f:
        blocks = BLOCK.findall(f.read())
    assert [name for name, _ in blocks] == ["step1.py", "step2.py", "part3.py", "step4.py"]
    hello = os.path.join(PROGRAMS, "hello.b")
    squares = os.path.join(PROGRAMS, "squares.b")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in blocks:
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write(text)
        assert output([RTRANSLATE, "--run-on-host", "step1.py"], folder) == "hello from step1\n"
        output([RTRANSLATE, "-q", "step1.py", "-o", "step1"], folder)
        assert output(["./step1"], folder) == "hello from ./step1\n"
        answers = []
        for name, options in [("step2", []), ("step4", []), ("step4", ["--opt=jit"])]:
            output([RTRANSLATE, "-q", name + ".py", "-o", "prog"] + options, folder)
            assert output(["./prog", hello], folder) == "Hello, World!\n"
            answers.append(output(["./prog", squares], folder))
        assert answers[0] == answers[1] == answers[2] and answers[0].startswith(
            "000\n001\n004\n009\n"
        )
    print("the tutorial's programs work")
    return 0


if __name__ == "__main__":
    sys.exit(main())
