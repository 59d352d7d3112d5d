"""The agent of the import phase: runs inside the host CPython and answers the translator.

It imports the target program, keeps every object the translator has heard of alive in a table,
and describes objects on demand, a batch at a time.  One request is one JSON line on the pipe that
was the process's standard input; one answer is one JSON line on what was its standard output.
The target's own prints go to standard error.
"""

import builtins
import gc
import importlib
import importlib.machinery
import json
import linecache
import operator
import os
import select
import signal
import socket
import struct
import sys
import traceback
import types

from rtranslate_descriptions import (
    batch,
    code_extent,
    described,
    handle,
    handles,
    objects,
    safe_repr,
    stream,
)
from rtranslate_sources import (
    TargetLoader,
    code_cache,
    exec_recorded,
    generated,
    install,
    runicode,
    utf8_clothed,
)
from rtranslate_target import TargetError, load_target

# ------------------------------------------------------------------------------------------------
# The target


def import_target(request):
    """Imports the target file and asks it for its entry point."""
    module, driver, answer = load_target(request)
    inputtypes = None
    if isinstance(answer, tuple):
        if not 1 <= len(answer) <= 3:
            raise TargetError("bad-target", f"target() returned a tuple of {len(answer)} items")
        entry = answer[0]
        inputtypes = answer[1] if len(answer) > 1 else None
    else:
        entry = answer
    if not isinstance(entry, types.FunctionType):
        raise TargetError(
            "bad-target", f"target() must return the entry point function, not {safe_repr(entry)}"
        )
    threads = sys.modules.get("rpython.rlib.rthread")
    if threads is not None:
        entry = threads.entry_point_with_threads(entry)
    exe_name = driver.__dict__.get("exe_name")
    if isinstance(exe_name, str):
        exe_name = exe_name.replace("%(backend)s", "c")
    else:
        exe_name = None
    return {
        "uses_rpython": any(name.startswith("rpython.") for name in sys.modules),
        "entry": handle(entry),
        "inputtypes": None if inputtypes is None else handle(inputtypes),
        "exe_name": exe_name,
        "module": handle(module),
    }


# ------------------------------------------------------------------------------------------------
# Requests

BINARY_NAMES = (
    "add sub mul truediv floordiv mod lshift rshift and_ or_ xor pow eq ne lt le gt ge"
    " is_ is_not getitem contains"
)
BINARY = {name: getattr(operator, name) for name in BINARY_NAMES.split()}
BINARY["isinstance"] = isinstance
BINARY["issubclass"] = issubclass
BINARY["hasattr"] = hasattr
UNARY = {name: getattr(operator, name) for name in ("neg", "pos", "invert", "not_", "truth")}
UNARY.update(
    len=len, abs=abs, repr=repr, str=str, type=type, tuple=tuple, list=list, int=int, float=float
)


def wrapped(value):
    """The handle of a value spelled by the translator."""
    tag, value = value
    if tag == "n":
        return handle(None)
    if tag == "b":
        return handle(bool(value))
    if tag == "i":
        return handle(int(value))
    if tag == "f":
        return handle(struct.unpack("<d", struct.pack("<Q", value))[0])
    if tag == "s":
        return handle(value)
    if tag == "u":
        return handle(runicode("".join(map(chr, value))))
    if tag == "t":
        return handle(tuple(objects[number] for number in value))
    if tag == "l":
        return handle([objects[number] for number in value])
    if tag == "sl":
        return handle(slice(*(objects[number] for number in value)))
    raise ValueError(f"unknown value tag {tag!r}")


MISSING = object()


def lookup_attribute(request):
    """``getattr`` that tells absence from failure."""
    obj = objects[request["obj"]]
    if isinstance(obj, types.ModuleType):
        value = getattr(obj, request["name"], MISSING)
        if value is MISSING:
            full = obj.__name__ + "." + request["name"]
            value = sys.modules.get(full, MISSING)
    else:
        value = getattr(obj, request["name"], MISSING)
    return None if value is MISSING else handle(value)


def lookup_global(request):
    """A name in a module's globals, then in the builtins."""
    scope = objects[request["globals"]]
    name = request["name"]
    if name in scope:
        return handle(scope[name])
    if hasattr(builtins, name):
        return handle(getattr(builtins, name))
    return None


def import_module(request):
    """Imports a module by name and gives it, or one of its attributes."""
    name, level = request["name"], request.get("level", 0)
    if level:
        package = objects[request["globals"]].get("__package__") or ""
        module = importlib.import_module("." * level + name, package)
    else:
        module = importlib.import_module(name)
    wanted = request.get("attr")
    if wanted is None:
        return handle(module)
    value = getattr(module, wanted, MISSING)
    if value is MISSING:
        value = importlib.import_module(module.__name__ + "." + wanted)
    return handle(value)


def source_text(request):
    """The text of a source that has no file."""
    name = request["file"]
    if name in generated:
        return generated[name]
    lines = linecache.getlines(name)
    return "".join(lines) if lines else None


def call(request):
    """Calls a host function on objects of the table."""
    func = objects[request["func"]]
    args = [objects[number] for number in request["args"]]
    kwargs = {name: objects[number] for name, number in request.get("kwargs", [])}
    return handle(func(*args, **kwargs))


def iterate(request):
    """The items of a finite iterable."""
    obj = objects[request["obj"]]
    unroller = getattr(type(obj), "get_unroller", None)
    if unroller is not None and not hasattr(type(obj), "__iter__"):
        obj = getattr(obj, "_items", None) or list(obj.get_unroller())
    if isinstance(obj, bytes):
        obj = obj.decode("latin-1")
    return handles(obj)


def nested_code(code, request):
    """The code objects of a nested function, wherever comprehensions have put it."""
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            if const.co_name == request["name"] and const.co_firstlineno == request["line"]:
                yield const
            elif const.co_name.startswith("<"):
                yield from nested_code(const, request)


nested_functions = {}  # code and cells -> handle


def nested_function(request):
    """The function that a nested ``def`` or ``lambda`` makes, given constants for its cells."""
    outer = objects[request["func"]]
    found = list(nested_code(outer.__code__, request))
    if len(found) > 1:
        found = [code for code in found if code_extent(code) == request["extent"]] or found
    code = found[0]
    cells = dict(request["cells"])
    chain = request["chain"]
    shared = [name for name in code.co_freevars if name in chain.replace("|", " ").split()]
    for name in code.co_freevars:
        if name not in cells and name not in shared:
            return {"free": name}
    cells.update(dict.fromkeys(shared))
    defaults = tuple(objects[number] for number in request["defaults"])
    kwdefaults = {name: objects[number] for name, number in request["kwdefaults"]}
    parts = (*(cells[name] for name in code.co_freevars), *request["defaults"])
    key = (id(code), parts, tuple(map(tuple, request["kwdefaults"])), chain if shared else None)
    if key not in nested_functions:
        contents = [cells[name] for name in code.co_freevars]
        closure = tuple(
            types.CellType() if number is None else types.CellType(objects[number])
            for number in contents
        )
        func = types.FunctionType(code, outer.__globals__, code.co_name, defaults, closure)
        func.__kwdefaults__ = kwdefaults or None
        func.__qualname__ = code.co_qualname
        if shared:
            func._closure_chain_ = chain
            name = f"{code.co_name}_{len(nested_functions)}"
            setattr(objects[closure_class(request)], name, func)
            nested_functions[key] = {"method": name}
        else:
            nested_functions[key] = handle(func)
    return nested_functions[key]


closure_classes = {}  # handle of a function -> handle of a class


def closure_class(request):
    """The class of the objects with the variables that a function shares with closures in it."""
    func = request["func"]
    if func not in closure_classes:
        name = objects[func].__name__.strip("<>") + "_variables"
        members = {"__module__": "rpython.translation.closures"}
        closure_classes[func] = handle(type(name, (object,), members))
    return closure_classes[func]


GENERATOR_BASE = """
class GeneratorIterator(object):
    def __init__(self):
        pass

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

    def next(self):
        return self.__next__()

    def close(self):
        pass
"""
GENERATOR_CLASS = """
class {name}(GeneratorIterator):
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

    def close(self):
        self.state = -1
"""
generator_classes = {}  # handle of a function -> handle of a class
generator_scope = {"__name__": "rpython.translation.generators"}


def generator_class(request):
    """The class of the iterators that a generator function makes; the translator has its body."""
    func = request["func"]
    if func not in generator_classes:
        if "GeneratorIterator" not in generator_scope:
            exec_recorded(GENERATOR_BASE, generator_scope)
        name = objects[func].__name__.strip("<>") + "_generator"
        exec_recorded(GENERATOR_CLASS.format(name=name), generator_scope)
        cls = generator_scope.pop(name)
        cls.__next__._generator_next_method_of_ = objects[func]
        cls.close._generator_close_method_of_ = objects[func]
        generator_classes[func] = handle(cls)
    return generator_classes[func]


preloaded = {}  # modules imported before the process was copied, by name


class PreloadedFinder:
    """Puts the preloaded modules back once the target imports one of them."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in preloaded:
            return None
        return importlib.machinery.ModuleSpec(name, PreloadedFinder)

    @staticmethod
    def create_module(spec):
        module = preloaded[spec.name]
        sys.modules.update(preloaded)
        return module

    @staticmethod
    def exec_module(module):
        """It was executed before."""


def preload(request):
    """Imports modules and puts them aside, so that only a target that imports them has them."""
    for name in request["modules"]:
        importlib.import_module(name)
    for name in list(sys.modules):
        if name.partition(".")[0] == "rpython":
            preloaded[name] = sys.modules.pop(name)
    sys.meta_path.insert(0, PreloadedFinder)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def copy_process(request):
    """A copy of this process: its pipes there, None here."""
    if os.fork():
        return None
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.alarm(request["seconds"])
    channel = socket.socket(socket.AF_UNIX)
    channel.connect(request["socket"])
    answers = channel.makefile("w", encoding="utf-8", errors="surrogatepass")
    return Requests(os.dup(channel.fileno())), answers


def settings(request):
    """Where modules are looked for and where their code is kept."""
    sys.path[:0] = request["paths"]
    code_cache.folder = request["cache"]


REQUESTS = {
    "preload": preload,
    "generator_class": generator_class,
    "nested": nested_function,
    "closure_class": closure_class,
    "version": lambda request: list(sys.version_info[:3]),
    "import_target": import_target,
    "describe": lambda request: None,
    "prefetch": lambda request: None,
    "getattr": lookup_attribute,
    "global": lookup_global,
    "call": call,
    "wrap": lambda request: wrapped(request["value"]),
    "binop": lambda request: handle(
        BINARY[request["name"]](objects[request["a"]], objects[request["b"]])
    ),
    "unop": lambda request: handle(UNARY[request["name"]](objects[request["a"]])),
    "builtin": lambda request: handle(getattr(builtins, request["name"])),
    "import": import_module,
    "source": source_text,
    "iterate": iterate,
    "settings": settings,
}


def in_library(filename):
    """Is this a file of the `rpython` package?"""
    package = sys.modules.get("rpython")
    places = list(getattr(package, "__path__", ()))
    return any(filename.startswith(place + os.sep) for place in places)


def spelled_error(error):
    """An exception as data, without the agent's own frames.

    What the `rpython` package refuses is raised at the line that asked for it: the user's.
    """
    frames = [
        [frame.filename, frame.lineno or 0, frame.name, frame.line or ""]
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename != "<string>" and not frame.filename.startswith("<frozen importlib")
    ]
    while (
        len(frames) > 1 and in_library(frames[-1][0]) and not all(in_library(f[0]) for f in frames)
    ):
        frames.pop()
    out = {
        "type": type(error).__name__,
        "text": str(error).encode("utf-8", "replace").decode("utf-8"),
        "frames": frames,
        "exc": handle(error),
        "kind": None,
    }
    if isinstance(error, TargetError):
        out["kind"], out["text"] = error.args
    if isinstance(error, SyntaxError) and error.filename:
        out["frames"].append([error.filename, error.lineno or 0, "", error.text or ""])
    return out


def answer(request):
    """Carries out one request."""
    try:
        result = REQUESTS[request["op"]](request)
        wanted = request.get("obj") if request["op"] == "describe" else result
        descriptions = []
        if request["op"] == "import_target":
            wanted = result["entry"]
        if request["op"] == "prefetch":
            for wanted in request["objs"]:
                if not described[wanted]:
                    descriptions.extend(batch(wanted, False))
        elif type(wanted) is int:
            # What is asked for is not known there, whatever was sent.
            again = request["op"] == "describe"
            if again or not described[wanted]:
                descriptions = batch(wanted, again)
        return {"ok": result, "descs": descriptions}
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the target may raise anything
        return {"err": spelled_error(error), "descs": []}


def run_on_host(path, library, argv):
    """Runs the entry point of the target, untranslated; does not return."""
    sys.setrecursionlimit(20000)
    if sys.path and sys.path[0] == "":
        del sys.path[0]
    install()
    _, _, answer = load_target({"path": path, "argv": [], "paths": [library], "config": []})
    entry = answer[0] if isinstance(answer, tuple) else answer
    name = os.path.splitext(os.path.basename(path))[0]
    # Without a parameter the entry point takes no command line.
    code = entry([name, *map(utf8_clothed, argv)]) if entry.__code__.co_argcount else entry()
    sys.exit(code)


class Requests:
    """The lines that arrive on a pipe."""

    def __init__(self, pipe):
        self.pipe = pipe
        self.text = b""

    def waiting(self):
        """Is there something to read?"""
        return bool(self.text or select.select([self.pipe], [], [], 0)[0])

    def next(self):
        """The next line; None at the end."""
        while b"\n" not in self.text:
            more = os.read(self.pipe, 1 << 16)
            if not more:
                return None
            self.text += more
        line, _, self.text = self.text.partition(b"\n")
        return line.decode("utf-8", "surrogatepass")


def main():
    """Serves requests until the translator closes the pipe."""
    if len(sys.argv) > 2:
        run_on_host(sys.argv[1], sys.argv[2], sys.argv[3:])
    requests = Requests(os.dup(0))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="surrogatepass")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    sys.setrecursionlimit(20000)
    if sys.path and sys.path[0] == "":
        del sys.path[0]
    install()
    gc.disable()  # nearly all that is made stays
    channels = requests, answers
    try:
        while channels is not None:
            channels = serve(*channels)
    except BrokenPipeError:
        pass  # the translator is gone: it does not want what is on its way
    os._exit(0)


def serve(requests, answers):
    """Answers requests until the pipe is closed; in a copy of the process, gives its pipes."""

    def tell(message):
        answers.write(json.dumps(message, separators=(",", ":")))
        answers.write("\n")
        answers.flush()

    TargetLoader.loaded = lambda path: tell({"file": path})
    while True:
        while stream.running and not requests.waiting():
            # Nobody waits for these: they arrive while the translator works.
            if stream.work():
                tell(stream.message())
        if stream.out:
            tell(stream.message())
        line = requests.next()
        if line is None:
            return None
        request = json.loads(line)
        if request["op"] == "everything":
            stream.running = not stream.over
            continue
        if request["op"] == "copy":
            channels = copy_process(request)
            if channels is not None:
                return channels
            reply = {"ok": None, "descs": []}
        else:
            reply = answer(request)
        tell(reply)


main()
