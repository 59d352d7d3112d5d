"""Programs run by the untranslated interpreter and by the host print the same."""

import glob
import os
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(os.path.dirname(HERE), "targetpython.py")
PROGRAMS = sorted(glob.glob(os.path.join(HERE, "programs", "*.py")))


def run(command, cwd):
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=120,
        cwd=cwd,
        env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"),
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("path", PROGRAMS, ids=os.path.basename)
def test_same_output(path, tmp_path):
    copy = tmp_path / os.path.basename(path)
    copy.write_bytes(open(path, "rb").read())
    theirs = run([sys.executable, str(copy)], str(tmp_path))
    ours = run([sys.executable, TARGET, str(copy)], str(tmp_path))
    assert ours == theirs


def test_import_of_source_files(tmp_path):
    package = tmp_path / "pkg" / "sub"
    package.mkdir(parents=True)
    (tmp_path / "pkg" / "__init__.py").write_text("from . import a\nfrom .a import name as n\n")
    (tmp_path / "pkg" / "a.py").write_text("from .sub import deep\nname = 'A' + deep.name\n")
    (package / "__init__.py").write_text("")
    (package / "deep.py").write_text("from ..sub import __name__ as name\n")
    (tmp_path / "plain.py").write_text("__all__ = ['x']\nx = 1\ny = 2\n")
    (tmp_path / "broken.py").write_text("1 / 0\n")
    (tmp_path / "main.py").write_text(
        "import pkg, pkg.sub.deep as d, sys\nfrom plain import *\n"
        "print(pkg.n, d.name, pkg.a.__name__, pkg.__package__, pkg.a.__package__, x, 'y' in dir())\n"
        "try:\n    import broken\nexcept ZeroDivisionError as e:\n    print(e, 'broken' in sys.modules)\n"
        "try:\n    import pkg.none\nexcept ImportError as e:\n    print(e)\n"
        "try:\n    from pkg import none\nexcept ImportError as e:\n    print(e.name)\n"
    )
    command = [str(tmp_path / "main.py")]
    theirs = run([sys.executable] + command, str(tmp_path))
    assert run([sys.executable, TARGET] + command, str(tmp_path)) == theirs


@pytest.mark.parametrize(
    "args",
    [
        ["-c", "import sys; print(sys.argv); sys.exit(3)", "a", "b"],
        ["-I", "-S", "-c", "print(1)"],
        ["-c", "x = = 1"],
        ["-c", "raise SystemExit"],
        ["-Wignore", "-X", "dev", "-c", "print(__name__)"],
    ],
)
def test_command_line(args, tmp_path):
    theirs = run([sys.executable] + args, str(tmp_path))
    assert run([sys.executable, TARGET] + args, str(tmp_path)) == theirs
