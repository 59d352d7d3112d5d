#!/usr/bin/env python3
"""The command line of rtranslate: what its options write, print and keep."""

import json
import os
import select
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
RTRANSLATE = os.path.join(ROOT, "target/release/rtranslate")
PROGRAM = """\
def triple(n):
    return n * 3


def entry_point(argv):
    n = 0
    for arg in argv[1:]:
        n += len(arg)
    print("\\xc3\\xa9 %d" % triple(n))
    return 5


def target(driver, args):
    return entry_point
"""


def run(folder, *options):
    """Runs the command on the program; the finished process."""
    report = [] if any("--report" in option for option in options) else ["--report=none"]
    command = [RTRANSLATE, *report, *options]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=120)


def stop_after(folder):
    done = run(folder, "--stop-after=rtype", "prog.py")
    assert done.returncode == 0, done.stderr
    assert os.listdir(folder) == ["prog.py"]


def dump_graph(folder):
    done = run(folder, "--stop-after=rtype", "--dump-graph=triple", "prog.py")
    assert done.returncode == 0, done.stderr
    assert b'graph "triple" -> Signed' in done.stdout
    done = run(folder, "--dump-graph=entry", "prog.py")
    assert done.returncode == 1
    assert b"E0407" in done.stderr and b"entry_point" in done.stderr


def view(folder):
    done = run(folder, "--stop-after=rtype", "--view=entry_point", "prog.py")
    assert done.returncode == 0, done.stderr
    with open(os.path.join(folder, "entry_point.svg")) as f:
        picture = f.read()
    assert picture.startswith("<svg ") and picture.endswith("</svg>\n")
    assert "prog.py:8 n += len(arg)" in picture


def emit(folder):
    done = run(folder, "--emit=graphs,ll,asm,obj", "-o", "out", "prog.py")
    assert done.returncode == 0, done.stderr
    names = ["out.asm", "out.graphs", "out.ll", "out.obj", "prog.py"]
    assert sorted(os.listdir(folder)) == names
    assert sorted(os.listdir(os.path.join(folder, "out.obj"))) == ["data.o", "entry.o", "unit0.o"]


def to_a_pipe(folder):
    """What is no file stays what it is: the executable is written to it."""
    pipe = os.path.join(folder, "pipe")
    os.mkfifo(pipe)
    command = [RTRANSLATE, "--report=none", "-o", "pipe", "prog.py"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE)
    # Opened without waiting for the other side: a writer that never comes must not hang the test.
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    data = b""
    while process.poll() is None or select.select([reader], [], [], 0)[0]:
        if select.select([reader], [], [], 0.05)[0]:
            try:
                part = os.read(reader, 1 << 20)
            except BlockingIOError:
                continue
            data += part
            if not part and process.poll() is not None:
                break
    os.close(reader)
    assert process.wait() == 0, process.stderr.read()
    process.stderr.close()
    assert stat.S_ISFIFO(os.stat(pipe).st_mode)
    assert data.startswith(b"\x7fELF")
    assert sorted(os.listdir(folder)) == ["pipe", "prog.py"]
    done = run(folder, "-o", ".", "prog.py")
    assert done.returncode == 1 and b"E0404" in done.stderr, done.stderr


def phases(folder):
    """Each phase of --stop-after leaves nothing behind, and the graph of each is different."""
    for phase in ["import", "annotate", "rtype", "optimise"]:
        done = run(folder, "--stop-after=" + phase, "prog.py")
        assert (done.returncode, done.stdout) == (0, b""), done
        assert os.listdir(folder) == ["prog.py"], os.listdir(folder)
    early = run(folder, "--stop-after=rtype", "--dump-graph=entry_point", "prog.py").stdout
    late = run(folder, "--dump-graph=entry_point", "prog.py").stdout
    assert b"direct_call" in early and early != late
    done = run(folder, "--stop-after=link", "prog.py")
    assert done.returncode == 2


def other_ways(folder):
    """On the host, and on the graph interpreter under both of its names."""
    for way in ["--run-on-host", "--interpret", "--llinterp"]:
        done = run(folder, way, "prog.py", "--", "abc")
        assert done.returncode == 5, done
        assert done.stdout.endswith(b" 9\n"), done


def messages(folder):
    with open(os.path.join(folder, "bad.py"), "w") as f:
        f.write(
            "def entry_point(argv):\n    return argv + 1\n\n\ndef target(d, a):\n    return entry_point\n"
        )
    done = run(folder, "--message-format=json", "bad.py")
    assert done.returncode == 1
    found = [json.loads(line) for line in done.stderr.decode().splitlines()]
    assert found[0]["severity"] == "error"
    assert found[0]["spans"][0]["line_start"] == 2


def batch(folder):
    texts = {
        "bad.py": "def entry_point(argv):\n    return argv + 1\n",
        "long.py": "def entry_point(argv):\n    return 0\n\n\nwhile True:\n    pass\n",
        "import.py": "from rpython.rlib.rbigint import rbigint\n\n\n"
        "def entry_point(argv):\n    print(rbigint.fromint(len(argv)).str())\n    return 0\n",
    }
    for name, text in texts.items():
        with open(os.path.join(folder, name), "w") as f:
            f.write(text + "\n\ndef target(driver, args):\n    return entry_point\n")
    names = ["prog.py", "bad.py", "import.py", "prog.py", "long.py", "prog.py"]
    done = subprocess.run(
        [RTRANSLATE, "--batch", "--time-limit=6"],
        input="".join(name + "\n" for name in names).encode(),
        cwd=folder,
        capture_output=True,
        timeout=120,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    outcomes = [(one["target"], one["outcome"]) for one in found]
    expected = ["good", "refused", "good", "good", "slow"]
    assert outcomes == list(zip(names, expected)), outcomes
    assert found[1]["messages"][0]["spans"][0]["line_start"] == 2
    assert done.returncode == 3


def on_host(folder):
    done = run(folder, "--run-on-host", "prog.py", "ab", "c")
    assert done.returncode == 5, done.stderr
    host = done.stdout
    assert run(folder, "-o", "out", "prog.py").returncode == 0
    done = subprocess.run([os.path.join(folder, "out"), "ab", "c"], capture_output=True, timeout=20)
    assert done.returncode == 5
    assert done.stdout.endswith(b" 9\n")
    assert host.endswith(b" 9\n")


def cache(folder):
    def units(text):
        report = [RTRANSLATE, "--report=json", "--cache=kept", "-o", "out", "prog.py"]
        with open(os.path.join(folder, "prog.py"), "w") as f:
            f.write(text)
        done = subprocess.run(report, cwd=folder, capture_output=True, timeout=120)
        assert done.returncode == 0, done.stderr
        facts = json.loads(done.stdout)
        with open(os.path.join(folder, "out"), "rb") as f:
            return facts["units of code"], facts["units from the cache"], f.read()

    count, kept, first = units(PROGRAM)
    assert kept == 0
    assert units(PROGRAM) == (count, count, first)
    count, kept, other = units(PROGRAM.replace("n * 3", "n * 7"))
    assert kept < count and other != first
    for name in os.listdir(os.path.join(folder, "kept")):
        with open(os.path.join(folder, "kept", name), "r+b") as f:
            f.truncate(30)
    assert units(PROGRAM) == (count, 0, first), "damaged files count as absent"


# A host whose handles have gaps between them, other ones each time.
GAPS = """#!/usr/bin/env python3
import os, random, sys
gaps = "def add(obj):\\\\n    for _ in range(%d * (id(obj) >> 4) %% 7):\\\\n        objects.append(None), described.append(True)"
code = sys.argv[-1].replace("def add(obj):", gaps % random.randrange(1, 7))
assert "described.append(True)" in code
os.execvp("python3", ["python3", "-X", "utf8", "-c", code])
"""


def handles_are_only_names(folder):
    host = os.path.join(folder, "host")
    with open(host, "w") as f:
        f.write(GAPS)
    os.chmod(host, 0o755)
    scheme = os.path.join(HERE, "..", "interpreters", "scheme", "targetscheme.py")
    texts = []
    for name, options in [
        ("a", []),
        ("b", ["--host-python", host]),
        ("c", ["--host-python", host]),
    ]:
        done = run(folder, "--emit=ll", "--opt=1", "-o", name, *options, os.path.abspath(scheme))
        assert done.returncode == 0, done.stderr
        text = {}
        for where, _, files in os.walk(os.path.join(folder, name + ".ll")):
            for file in files:
                with open(os.path.join(where, file)) as f:
                    text[file] = f.read()
        assert text
        texts.append(text)
    assert texts[0] == texts[1] == texts[2]


def profiles(folder):
    """Counting, adding up, using what was counted, and saying what is no profile."""
    program = os.path.join(folder, "out")

    def result(arguments, **variables):
        environment = dict(os.environ, **variables)
        done = subprocess.run(
            [program, *arguments], cwd=folder, env=environment, capture_output=True, timeout=20
        )
        assert (done.returncode, done.stderr) == (5, b""), done
        return done.stdout

    def calls(name, of):
        with open(os.path.join(folder, name)) as f:
            assert f.readline() == "rtranslate profile 1\n"
            return {line.split()[2]: int(line.split()[1]) for line in f}.get(of)

    assert run(folder, "-o", "out", "prog.py").returncode == 0
    plain = result(["abc"])
    assert run(folder, "--profile-generate", "-o", "out", "prog.py").returncode == 0
    assert result(["abc"]) == result(["abc"]) == plain
    assert calls("out.prof", "entry_point") == 2 and calls("out.prof", "triple") == 2
    result([], RPY_PROFILE="other.prof")
    assert calls("other.prof", "entry_point") == 1 and calls("out.prof", "entry_point") == 2
    os.remove(os.path.join(folder, "other.prof"))

    def translated(*options):
        done = run(folder, "--report=json", "-o", "out", *options, "prog.py")
        assert done.returncode == 0, done.stderr
        assert result(["abc"]) == plain
        return json.loads(done.stdout).get("graphs that hardly run")

    assert translated() is None
    # All but the loop of the entry point.
    with open(os.path.join(folder, "prog.prof"), "w") as f:
        f.write("rtranslate profile 1\n1000000 1 entry_point\n1 1 triple\n")
    assert translated() == 1
    assert translated("--profile-use=out.prof") is not None
    assert translated("--no-profile") is None
    done = run(folder, "--profile-use=prog.py", "-o", "out", "prog.py")
    assert done.returncode == 1 and b"E0409" in done.stderr and b"line 1" in done.stderr, done


def goals(folder):
    """Small code is small; a frugal collector runs more often."""

    def made(opt):
        program = os.path.join(folder, opt)
        done = run(folder, "--opt=" + opt, "-o", opt, "loop.py")
        assert done.returncode == 0, done.stderr
        environment = dict(os.environ, RPY_GC_STATS="1")
        done = subprocess.run([program], env=environment, capture_output=True, timeout=20)
        assert (done.returncode, done.stdout) == (0, b"400000\n"), done
        return int(done.stderr.split()[2])

    with open(os.path.join(folder, "loop.py"), "w") as f:
        f.write(
            "class Last:\n    items = [0]\n\n\nlast = Last()\n\n\n"
            "def entry_point(argv):\n    n = 0\n    for i in range(100000):\n"
            "        last.items = [i, i + 1, n, len(argv)]\n        n += len(last.items)\n"
            "    print(n)\n    return 0\n\n\n"
            "def target(driver, args):\n    return entry_point\n"
        )
    plain, frugal = made("2"), made("mem")
    assert frugal > 4 * plain, (frugal, plain)
    large = os.path.join(HERE, "rpython", "rows_regex.py")
    for opt in ["2", "size"]:
        assert run(folder, "--opt=" + opt, "-o", opt, large).returncode == 0
    sizes = [os.path.getsize(os.path.join(folder, opt)) for opt in ["2", "size"]]
    assert sizes[1] < 0.98 * sizes[0], sizes


def main():
    failed = 0
    tests = [
        stop_after,
        dump_graph,
        view,
        emit,
        messages,
        batch,
        on_host,
        cache,
        phases,
        to_a_pipe,
        other_ways,
        handles_are_only_names,
        profiles,
        goals,
    ]
    for test in tests:
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "prog.py"), "w") as f:
                f.write(PROGRAM)
            try:
                test(folder)
            except AssertionError as error:
                failed += 1
                print("FAILED %s: %s" % (test.__name__, error or repr(error)))
    print("%d passed, %d failed" % (len(tests) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
