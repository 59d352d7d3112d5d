"""Running Python snippets in the interpreter, untranslated, from tests."""

import contextlib
import io
import sys

from rpython.rlib.jit import vref_None

import interpreters.python.objspace  # noqa: F401
from interpreters.python.compiler import compile as compiler
from interpreters.python.interpreter import gateway, pyframe
from interpreters.python.interpreter.error import OperationError
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.module import main, options, registry
from interpreters.python.objspace import operation as space

sys.setrecursionlimit(20000)
if not registry.modules:
    registry.load()

_output = []


def _print(args):
    """print for tests: keeps the text."""
    sep, end = " ", "\n"
    if args.getkw("sep") is not None:
        sep = space.text_w(args.getkw("sep"))
    if args.getkw("end") is not None:
        end = space.text_w(args.getkw("end"))
    _output.append(sep.join([space.str_w(w) for w in args.args_w]) + end)


def to_host(text):
    """UTF-8 in a byte-per-character str -> host str."""
    return text.encode("latin-1").decode("utf-8", "surrogatepass")


def from_host(text):
    """Host str -> UTF-8 in a byte-per-character str."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def run_ns(source):
    """Runs `source` as module __main__; the namespace (W_DictObject)."""
    main.start_up("python", options.parse(["-I", "test.py"]))
    ec.w_builtins_dict.setitem_str("print", gateway.function("print", _print, "..."))
    code = compiler.compile_bytes(from_host(source), "<test>", "exec", False)
    w_globals = main.main_module().w_dict
    pyframe.exec_code(code, w_globals, w_globals)
    return w_globals


def run(source):
    """The output of a program; an uncaught exception adds a line "Type: message"."""
    del _output[:]
    ec.current_exc = None
    try:
        run_ns(source)
    except OperationError as e:
        _output.append("uncaught " + e.errorstr() + "\n")
        ec.topframe = vref_None
        ec.depth = 0
    return to_host("".join(_output))


def run_cpython(source):
    """The output of the same program on the host."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(source, "<test>", "exec"), {"__name__": "__main__"})
        except Exception as e:  # noqa: BLE001
            text = str(e)
            print("uncaught " + type(e).__name__ + (": " + text if text else ""))
    return out.getvalue()


def check(source):
    """Asserts that the interpreter prints what CPython prints."""
    ours = run(source).splitlines()
    theirs = run_cpython(source).splitlines()
    for number, (our, their) in enumerate(zip(ours, theirs)):
        assert our == their, "line %d of the output" % (number + 1)
    assert len(ours) == len(theirs), (ours[len(theirs) :], theirs[len(ours) :])
