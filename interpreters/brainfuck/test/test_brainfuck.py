"""The Brainfuck interpreter on the host: `BRAINFUCK=executable` tests a translated one."""

import os
import subprocess
import sys

import pytest

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HOST = [sys.executable, os.path.join(FOLDER, "targetbrainfuck.py")]


def run(path, stdin=b""):
    executable = os.environ.get("BRAINFUCK")
    command = [os.path.abspath(executable)] if executable else HOST
    return subprocess.run(command + [str(path)], input=stdin, capture_output=True, timeout=60)


def run_text(tmp_path, text, stdin=b""):
    path = tmp_path / "program.b"
    path.write_text(text)
    return run(path, stdin)


def test_hello():
    done = run(os.path.join(FOLDER, "programs", "hello.b"))
    assert done.stdout == b"Hello, World!\n"


def test_squares():
    done = run(os.path.join(FOLDER, "programs", "squares.b"))
    assert done.stdout == b"".join(b"%03d\n" % (i * i) for i in range(31))


def test_input_is_copied_up_to_its_end(tmp_path):
    done = run_text(tmp_path, ",[.,]", b"one\ntwo\n")
    assert (done.returncode, done.stdout) == (0, b"one\ntwo\n")


def test_cells_are_bytes_and_wrap(tmp_path):
    assert run_text(tmp_path, "-.+++.").stdout == b"\xff\x02"


def test_a_loop_over_zero_is_skipped_with_those_inside(tmp_path):
    assert run_text(tmp_path, "[[.]+.]++++[>++++++++<-]>+.").stdout == b"!"


@pytest.mark.parametrize("text, message", [("+]", b"] without ["), ("[[]", b"[ without ]")])
def test_unbalanced_brackets(tmp_path, text, message):
    done = run_text(tmp_path, text)
    assert done.returncode == 1
    assert message in done.stderr


def test_left_of_the_tape(tmp_path):
    done = run_text(tmp_path, "+.<.")
    assert (done.returncode, done.stdout) == (1, b"\x01")
    assert b"left of the first cell" in done.stderr


def test_no_such_file():
    done = run("no-such-program.b")
    assert done.returncode == 1
    assert b"cannot read" in done.stderr
