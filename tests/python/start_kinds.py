"""Scripts in directories, archives and compiled files; limits of tracebacks; what sys.exit() takes; other repairs."""

import os
import py_compile
import subprocess
import sys
import tempfile
import zipfile
from collections import UserDict, UserList
from contextlib import ExitStack, contextmanager

TEXT = """import sys
from importlib.machinery import BuiltinImporter
loader = __loader__ if __loader__ is BuiltinImporter else type(__loader__)
print(__name__, loader.__name__, __package__, __spec__ and __spec__.name, sys.argv[1:])
"""


def run(*args, **options):
    done = subprocess.run([sys.executable, *args], capture_output=True, text=True, **options)
    print(done.returncode, done.stdout, done.stderr.replace(folder, "FOLDER"), end="")


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "script.py")
    for name in (path, os.path.join(folder, "__main__.py")):
        with open(name, "w") as f:
            f.write(TEXT)
    run(path, "a")
    run(folder, "b")
    archive = os.path.join(folder, "app.zip")
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("__main__.py", TEXT + "import helper\nprint(helper.x)\n")
        z.writestr("helper.py", "x = 42\n")
    run(archive, "c")
    compiled = py_compile.compile(path, cfile=os.path.join(folder, "other.pyc"))
    run(compiled, "d")
    run("-c", TEXT, "e")
    run("-", "f", input=TEXT)

run("-c", "import sys\ntry: 1/0\nexcept Exception as e: err = e\nsys.exit(err)")
run("-c", "import sys\nsys.tracebacklimit = 1\ndef f(): g()\ndef g(): 1/0\nf()")
try:
    {}[ValueError("key")]
except KeyError as e:
    print(repr(e))


@contextmanager
def replaces(exc):
    try:
        yield
    finally:
        raise exc


try:
    with ExitStack() as stack:
        stack.enter_context(replaces(Exception(3)))
        stack.enter_context(replaces(Exception(2)))
        raise Exception(1)
except Exception as e:
    print(repr(e), repr(e.__context__), repr(e.__context__.__context__), e.__context__.__context__.__context__)


def kind(x):
    match x:
        case [*_]:
            return "sequence"
        case {}:
            return "mapping"
    return "neither"


class Both(UserDict, list):
    pass


class Other(UserList, dict):
    pass


print([kind(x) for x in (Both(), Other(), [], (), {}, "ab", b"", range(1), UserDict(), UserList(), 1)])


class Point:
    __match_args__ = ("x", "x")
    x = 1


for subject, source in ((Point(), "Point(a, b)"), ({"k": 1}, "{Point.k: a, 'k': b}")):
    Point.k = "k"
    try:
        exec("match subject:\n  case %s: pass" % source)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
for source in ("{0: _, False: _}", "{0: _, 0.0: _}", "{0: _, 0j: _}", "{1: _, True: _}"):
    try:
        compile("match 1:\n  case %s: pass" % source, "", "exec")
    except SyntaxError as e:
        print(e.msg[:35])

print(round(0.005, 2), round(2.675, 2), round(1.5, 0), float.fromhex("0x1p-2000"), sum([], False))
for text in ("0x1p5000", "0x1.0p +0", "0x" + "1" * 400):
    try:
        print(float.fromhex(text))
    except (OverflowError, ValueError) as e:
        print(type(e).__name__)
space = {}
exec("x = 1\ndef f():\n  def g():\n    global x\n    x += 1\n  g()\nf()", space, {})
print(space["x"])
try:
    values = [3, 1, 2]
    values.sort(key=lambda v: (values.append(v), values.pop(), v)[2])
except ValueError as e:
    print(e)


class Meta(type):
    def __new__(cls, name, bases, namespace):
        namespace.pop("__classcell__", None)
        return type.__new__(cls, name, bases, namespace)


try:

    class Lost(metaclass=Meta):
        def f(self):
            return __class__

except RuntimeError as e:
    print(e)
