#!/usr/bin/env python3
"""What people do with a Python: virtual environments, tools of the library, servers, pipelines, the prompt.

python3 tests/run_end_to_end.py PYTHON [-k NAME]
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

TIMEOUT = 20  # seconds


def run(command, text="", **options):
    """The output of a command that has to succeed."""
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=TIMEOUT, **options
    )
    assert done.returncode == 0, (command, done.returncode, done.stdout[-500:], done.stderr[-1500:])
    return done.stdout


def test_venv(python, folder):
    """python -m venv --without-pip, and the interpreter in it"""
    where = os.path.join(folder, "env")
    run([python, "-m", "venv", "--without-pip", where])
    inner = os.path.join(where, "bin", "python")
    out = run([inner, "-c", "import sys; print(sys.prefix); print(sys.prefix != sys.base_prefix)"])
    assert out == where + "\nTrue\n", out


def test_unittest(python, folder):
    """python -m unittest: a test that passes and one that fails"""
    with open(os.path.join(folder, "test_it.py"), "w", encoding="utf-8") as f:
        f.write(
            "import unittest\n"
            "class T(unittest.TestCase):\n"
            "    def test_good(self):\n        self.assertEqual(1 + 1, 2)\n"
            "    def test_bad(self):\n        self.assertEqual([1, 2], [1, 3])\n"
        )
    done = subprocess.run(
        [python, "-m", "unittest", "-v", "test_it"],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        cwd=folder,
    )
    assert done.returncode == 1, done
    assert "FAILED (failures=1)" in done.stderr and "test_good" in done.stderr, done.stderr
    assert "First differing element 1" in done.stderr, done.stderr


def test_json_tool(python, folder):
    """python -m json.tool"""
    out = run([python, "-m", "json.tool", "--sort-keys"], '{"b": [1, 2.5, null], "a": "\\u00e9"}')
    assert (
        out
        == '{\n    "a": "\\u00e9",\n    "b": [\n        1,\n        2.5,\n        null\n    ]\n}\n'
    ), out


def test_http_server(python, folder):
    """python -m http.server serves a file and a listing"""
    with open(os.path.join(folder, "hello.txt"), "wb") as f:
        f.write(b"hello\n" * 10000)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = subprocess.Popen(
        [python, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", folder],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        data = None
        address = "http://127.0.0.1:%d/" % port
        for _ in range(100):
            try:
                data = urllib.request.urlopen(address + "hello.txt", timeout=10).read()
                break
            except OSError:
                time.sleep(0.1)
        assert data == b"hello\n" * 10000
        assert b"hello.txt" in urllib.request.urlopen(address, timeout=10).read()
        try:
            urllib.request.urlopen(address + "none", timeout=10)
        except urllib.error.HTTPError as e:
            assert e.code == 404
    finally:
        server.kill()
        server.wait()


def test_timeit(python, folder):
    """python -m timeit"""
    out = run([python, "-m", "timeit", "-n", "1000", "-r", "2", "x = 1 + 1"])
    assert out.startswith("1000 loops, best of 2: "), out


def test_dis(python, folder):
    """python -m dis"""
    out = run([python, "-m", "dis"], "def f(a):\n    return a + 1\n")
    assert "RETURN_VALUE" in out and "(f)" in out, out


def test_pipeline(python, folder):
    """A pipeline of processes started by subprocess"""
    program = (
        "import subprocess, sys\n"
        "a = subprocess.Popen([sys.executable, '-c', 'for i in range(1000): print(i % 7)'], stdout=-1)\n"
        "b = subprocess.Popen(['sort', '-n'], stdin=a.stdout, stdout=-1)\n"
        "c = subprocess.Popen(['uniq', '-c'], stdin=b.stdout, stdout=-1, text=True)\n"
        "a.stdout.close(); b.stdout.close()\n"
        "out = c.communicate()[0]\n"
        "print([line.split() for line in out.splitlines()], a.wait(), b.wait(), c.returncode)\n"
    )
    out = run([python, "-c", program])
    expected = [[str(143 if i < 6 else 142), str(i)] for i in range(7)]
    assert out == "%r 0 0 0\n" % (expected,), out


def test_echo_server(python, folder):
    """A server with a thread for each of 50 clients"""
    program = (
        "import socket, threading\n"
        "server = socket.create_server(('127.0.0.1', 0), backlog=100)\n"
        "port = server.getsockname()[1]\n"
        "def serve(conn):\n"
        "    with conn:\n"
        "        while data := conn.recv(1000):\n"
        "            conn.sendall(data)\n"
        "def accept():\n"
        "    for _ in range(50):\n"
        "        threading.Thread(target=serve, args=(server.accept()[0],)).start()\n"
        "threading.Thread(target=accept).start()\n"
        "results = []\n"
        "def client(n):\n"
        "    with socket.create_connection(('127.0.0.1', port)) as s:\n"
        "        for k in range(20):\n"
        "            text = b'%d %d' % (n, k) * 50\n"
        "            s.sendall(text)\n"
        "            got = b''\n"
        "            while len(got) < len(text):\n"
        "                got += s.recv(1000)\n"
        "            assert got == text\n"
        "    results.append(n)\n"
        "threads = [threading.Thread(target=client, args=(n,)) for n in range(50)]\n"
        "for t in threads: t.start()\n"
        "for t in threads: t.join()\n"
        "print(sorted(results) == list(range(50)))\n"
    )
    assert run([python, "-c", program]) == "True\n"


def test_interactive(python, folder):
    """The prompt: several lines, an error, -i after a script"""
    text = "x = 5\nfor i in range(3):\n    print(i * x)\n\nx + 1\n1 / 0\n'after'\n_\n"
    done = subprocess.run(
        [python, "-i"], input=text, capture_output=True, text=True, timeout=TIMEOUT
    )
    assert done.returncode == 0, done
    assert done.stdout == "0\n5\n10\n6\n'after'\n'after'\n", done.stdout
    assert "ZeroDivisionError: division by zero" in done.stderr and ">>> " in done.stderr
    script = os.path.join(folder, "script.py")
    with open(script, "w", encoding="utf-8") as f:
        f.write("value = 42\n")
    done = subprocess.run(
        [python, "-i", script], input="value\n", capture_output=True, text=True, timeout=TIMEOUT
    )
    assert done.stdout == "42\n", done
    done = subprocess.run(
        [python, "-c", "import code; code.interact(banner='hi', exitmsg='')"],
        input="def f():\n    return 3\n\nf()\n",
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert "3\n" in done.stdout and done.returncode == 0, done


def test_editing(python, folder):
    """Keys at a terminal: cursor, history, completion, control-C, the history file"""
    import fcntl
    import pty
    import re
    import select
    import signal
    import struct
    import termios

    def session(*keys):
        pid, fd = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
            os.environ.update(HOME=folder, TERM="xterm")
            os.execv(python, [python, "-q"])
        output = b""
        keys = list(keys)
        sent, answered = 0, True
        try:
            while True:
                # no key before the prompt is there: the terminal would echo it
                shown = re.sub(rb"\x1b\[[0-9]*[A-Z]|\r", b"", output).rstrip()
                answered = answered or b"\r\n" in output[sent:]
                if shown.endswith((b">>>", b"...", b"now>")) and answered and keys:
                    time.sleep(0.1)  # as a person's fingers: the prompt may be drawn once more
                    os.write(fd, keys.pop(0))
                    sent, answered = len(output), False
                ready = select.select([fd], [], [], TIMEOUT)[0]
                if not ready:
                    os.kill(pid, signal.SIGKILL)
                    raise AssertionError("no answer after %r" % output[-300:])
                output += os.read(fd, 4096)
        except OSError:
            pass
        os.close(fd)
        assert os.waitpid(pid, 0)[1] == 0, output
        return re.sub(rb"\x1b\[[0-9]*[A-Z]", b"", output).decode()

    left, up, home = b"\x1b[D", b"\x1b[A", b"\x1b[H"
    out = session(
        b"print('b' + 'c')" + left * 9 + b"XY" + b"\x7f\r",
        up + home + b"0, " + b"\x7f" * 3 + b"\r",
        b"junk\x03",
        b"import os\r",
        b"os.curdi\t\r",
        b"1 +\x15'kil' + 'led'\r",
        b"'\xe3\x81\x82' + 'e'" + left * 4 + b"\x7f\r",
        b"input('now>')\r",
        b"an answer\r",
        b"if 1:\r",
        b"\tprint('deep')\r",
        b"\r",
        b"\x04",
    )
    assert out.count("Xbc\r\n") == 2, out
    assert (
        "KeyboardInterrupt" in out and "'killed'" in out and "'.'" in out and "'an answer'" in out
    ), out
    assert "\ndeep" in out and "Error" not in out, out
    again = session(up * 3 + b"\r", b"\x12junk\x07\x15\r", b"\x04")
    assert "deep" in again or "an answer" in again or "now>" in again, again


def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("python")
    parser.add_argument("-k", default="")
    options = parser.parse_args()
    python = os.path.abspath(options.python) if os.path.exists(options.python) else options.python
    failed = 0
    for name, test in list(globals().items()):
        if not name.startswith("test_") or options.k not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(python, os.path.realpath(folder))
                print("ok     " + name[5:], flush=True)
            except (AssertionError, subprocess.TimeoutExpired, OSError) as e:
                failed += 1
                print("FAILED %s: %s" % (name[5:], str(e)[:1500]), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
