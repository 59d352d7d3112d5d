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
import signal
import socket
import struct
import sys
import traceback
import types

from rtranslate_sources import (
    TargetLoader,
    code_cache,
    compile_recorded,
    eval_recorded,
    exec_recorded,
    generated,
    install,
    real_compile,
    real_eval,
    real_exec,
    runicode,
    utf8_clothed,
)
from rtranslate_target import TargetError, load_target

# ------------------------------------------------------------------------------------------------
# The object table

objects = []  # handle -> object
by_identity = {}  # id(object) -> handle
by_value = {}  # key -> handle, for what has no identity of its own
keepalive = []  # objects known by identity that are not in the table
described = []  # handle -> has its description been sent

WRAPPED = {compile_recorded: real_compile, exec_recorded: real_exec, eval_recorded: real_eval}
PRIMITIVES = (int, float, bool, str, bytes)
METHOD_KINDS = (types.MethodType, types.BuiltinMethodType, types.MethodWrapperType)


def add(obj):
    """A new row of the table."""
    objects.append(obj)
    described.append(False)
    return len(objects) - 1


def handle(obj):
    """The handle of an object; equal primitives and equal bound methods share one."""
    kind = type(obj)
    if kind is types.FunctionType and obj in WRAPPED:
        obj, kind = WRAPPED[obj], types.BuiltinFunctionType
    if kind in PRIMITIVES:
        key = (kind, struct.pack("<d", obj)) if kind is float else (kind, obj)
    elif kind in METHOD_KINDS and not isinstance(obj.__self__, types.ModuleType):
        key = (kind, id(getattr(obj, "__func__", None)), obj.__name__, id(obj.__self__))
    elif isinstance(kind, type) and kind.__module__ == "rpython.rtyper.lltypesystem.lltype":
        return handle_lltype(obj)
    else:
        number = by_identity.get(id(obj))
        if number is None:
            number = by_identity[id(obj)] = add(obj)
        return number
    number = by_value.get(key)
    if number is None:
        number = by_value[key] = add(obj)
    return number


def handle_lltype(obj):
    """The handle of an object of the module of low-level types; equal types share one."""
    number = by_identity.get(id(obj))
    if number is None:
        if isinstance(obj, lltype_module().LowLevelType):
            number = by_value.get((type(obj), obj))
        if number is None:
            number = add(obj)
            if isinstance(obj, lltype_module().LowLevelType):
                by_value[type(obj), obj] = number
        else:
            keepalive.append(obj)
        by_identity[id(obj)] = number
    return number


def handles(values):
    """The handles of several objects."""
    return [handle(value) for value in values]


def table(mapping):
    """Name/handle pairs of a dict with string keys."""
    return [[name, handle(value)] for name, value in mapping.items() if isinstance(name, str)]


# ------------------------------------------------------------------------------------------------
# Descriptions


def byte_text(text):
    """The text with one character per byte, or None when a character is no byte."""
    if text.isascii():
        return text
    try:
        text.encode("latin-1")
        return text
    except UnicodeEncodeError:
        pass
    out = []
    for char in text:
        point = ord(char)
        if 0xDC80 <= point <= 0xDCFF:
            point -= 0xDC00
        elif point > 0xFF:
            return None
        out.append(chr(point))
    return "".join(out)


def describe_primitive(obj):
    """None, bool, int, float, str, bytes and their dialect subclasses."""
    kind = type(obj)
    if kind is bool:
        return ["b", obj]
    if kind is int:
        return describe_int(obj)
    if kind is float:
        return ["f", struct.unpack("<Q", struct.pack("<d", obj))[0]]
    if kind is bytes:
        return ["s", obj.decode("latin-1")]
    text = byte_text(obj)
    return ["s", text] if text is not None else ["s!", obj.encode("utf-8", "replace").decode()]


def describe_int(value):
    """An int: a word or a decimal string."""
    if -(1 << 63) <= value < (1 << 63):
        return ["i", value]
    return ["I", str(value)]


def code_extent(code):
    """The smallest source range that holds the positions of a code object's instructions."""
    lows, highs = [], []
    for index, (line, end_line, column, end_column) in enumerate(code.co_positions()):
        if None in (line, end_line, column, end_column) or (index == 0 and end_column == 0):
            continue
        if column == 0 and end_column == 0:
            continue
        lows.append((line, column))
        highs.append((end_line, end_column))
    if not lows:
        return None
    return [*min(lows), *max(highs)]


def code_names(code, names):
    """The names that a code object and those nested in it may look up globally."""
    names.update(dict.fromkeys(code.co_names))
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            code_names(const, names)


told_members = set()  # pairs of a module's handle and a name that the translator knows


def module_members(module, names):
    """What a module has of some names and was not told yet: its handle, the name, the handle."""
    inside = vars(module)
    number = handle(module)
    for name in names:
        if name in inside and (number, name) not in told_members:
            told_members.add((number, name))
            yield [number, name, handle(inside[name])]


def describe_function(func):
    """A Python function with what its translation needs."""
    code = func.__code__
    names = {}
    code_names(code, names)
    scope = func.__globals__
    found = []
    for name in names:
        if name in scope:
            found.append([name, handle(scope[name])])
        elif hasattr(builtins, name):
            found.append([name, handle(getattr(builtins, name))])
    members = []
    for module in [objects[number] for _, number in found]:
        if type(module) is types.ModuleType:
            members.extend(module_members(module, names))
    cells = []
    for name, cell in zip(code.co_freevars, func.__closure__ or ()):
        try:
            cells.append([name, handle(cell.cell_contents)])
        except ValueError:
            cells.append([name, None])
    return [
        "F",
        {
            "name": func.__name__,
            "qualname": func.__qualname__,
            "module": func.__module__ if isinstance(func.__module__, str) else "",
            "file": code.co_filename,
            "line": code.co_firstlineno,
            "code_name": code.co_name,
            "code_qualname": code.co_qualname,
            # Only lambdas share a line.
            "extent": code_extent(code) if code.co_name == "<lambda>" else None,
            "defaults": handles(func.__defaults__ or ()),
            "kwdefaults": table(func.__kwdefaults__ or {}),
            "closure": cells,
            "globals": handle(scope),
            "found": found,
            "members": members,
            "attrs": table(func.__dict__),
            "doc": func.__doc__[:40] if isinstance(func.__doc__, str) else None,
        },
    ]


HIDDEN = ("__dict__", "__weakref__")


def is_builtin_class(cls):
    """Is the class made in C or a part of the host's library that the translator knows by name?"""
    return not cls.__flags__ & (1 << 9)  # not a heap type


def describe_class(cls):
    """A class; the dict of a built-in one stays on the host."""
    builtin = is_builtin_class(cls)
    entries = []
    if not builtin:
        for name, value in cls.__dict__.items():
            if name not in HIDDEN and not isinstance(value, types.MemberDescriptorType):
                entries.append([name, handle(value)])
    return [
        "C",
        {
            "name": cls.__name__,
            "qualname": cls.__qualname__,
            "module": cls.__module__ if isinstance(cls.__module__, str) else "",
            "bases": handles(cls.__bases__),
            "mro": handles(type.mro(cls) if cls is type else cls.__mro__),
            "dict": entries,
            "exception": issubclass(cls, BaseException),
            "builtin": builtin,
            "meta": handle(type(cls)),
        },
    ]


def slot_names(cls):
    """The attributes that live in slots, base classes first."""
    for base in reversed(cls.__mro__):
        names = base.__dict__.get("__slots__", ())
        for name in (names,) if isinstance(names, str) else names:
            if name.startswith("__") and not name.endswith("__"):
                name = f"_{base.__name__.lstrip('_')}{name}"
            yield name


def describe_instance(obj):
    """An instance of a class of the target (or of a library class)."""
    cls = type(obj)
    cleanup = getattr(cls, "_cleanup_", None)
    if cleanup is not None:
        obj._cleanup_()
    attrs = dict(getattr(obj, "__dict__", None) or {})
    for name in slot_names(cls):
        if name not in ("__dict__", "__weakref__"):
            try:
                attrs[name] = getattr(obj, name)
            except AttributeError:
                pass
    if hasattr(cls, "_prebuilt_attributes_"):
        attrs.update(obj._prebuilt_attributes_())
    if isinstance(obj, BaseException):
        attrs["args"] = obj.args
        if isinstance(obj, OSError):
            attrs.update(errno=obj.errno, strerror=obj.strerror, filename=obj.filename)
    frozen = bool(obj._freeze_()) if hasattr(cls, "_freeze_") else False
    return ["O", {"class": handle(cls), "attrs": table(attrs), "frozen": frozen}]


def describe_dict(obj):
    """A dict of any kind with its items in order."""
    kind, eq, hasher = "dict", None, None
    cls = type(obj)
    if cls.__name__ in ("r_dict", "r_ordereddict", "_r_dictkey_with_hash"):
        kind = cls.__name__
        eq, hasher = handle(obj.key_eq), handle(obj.key_hash)
    elif cls.__name__ == "OrderedDict":
        kind = "OrderedDict"
    items = [[handle(key), handle(value)] for key, value in obj.items()]
    return ["d", kind, items, eq, hasher, bool(getattr(obj, "force_non_null", False))]


def describe_builtin(obj):
    """A function or method made in C."""
    owner = getattr(obj, "__self__", None)
    if isinstance(owner, types.ModuleType):
        return ["B", owner.__name__, obj.__name__, None]
    if owner is None:
        holder = getattr(obj, "__objclass__", None)
        if holder is not None:
            return ["B", holder.__module__, holder.__name__ + "." + obj.__name__, None]
        return ["B", getattr(obj, "__module__", None) or "builtins", obj.__name__, None]
    return ["B", type(owner).__module__, obj.__name__, handle(owner)]


BUILTIN_KINDS = (
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.MethodWrapperType,
    types.ClassMethodDescriptorType,
    types.GetSetDescriptorType,
)


def lltype_module():
    """The library's module of low-level types, once the target has imported it."""
    return sys.modules.get("rpython.rtyper.lltypesystem.lltype")


def describe_lltype(obj):
    """A low-level type or a prebuilt pointer, by its parts; None for anything else."""
    lltype = lltype_module()
    if lltype is None:
        return None
    if isinstance(obj, getattr(lltype, "_ptr", ())):
        return ["L", "_ptr", lltype_parts(pointer_parts(obj))]
    if not isinstance(obj, lltype.LowLevelType):
        return None
    parts = {"gckind": obj._gckind}
    for name in ("name", "BITS", "SIGNED", "TO", "OF", "length", "ARGS", "RESULT", "tag"):
        if name in vars(obj):
            parts[name] = vars(obj)[name]
    if isinstance(obj, lltype.Struct):
        parts["name"] = obj._name
        parts["fields"] = [[name, obj._flds[name]] for name in obj._names]
    hints = getattr(obj, "_hints", None)
    if hints:
        parts["hints"] = sorted(name for name, value in hints.items() if value)
    return ["L", type(obj).__name__, lltype_parts(parts)]


def pointer_parts(obj):
    """The parts of a prebuilt pointer: its type and what it points to."""
    parts = {"TYPE": obj._TYPE, "null": obj._obj is None}
    container = obj._obj
    if hasattr(container, "fields"):
        parts["fields"] = [[name, value] for name, value in container.fields.items()]
    elif hasattr(container, "items"):
        parts["items"] = list(container.items)
    return parts


def lltype_parts(parts):
    """Named parts, as pairs."""
    return [[name, lltype_part(part)] for name, part in parts.items()]


def lltype_part(part):
    """One part of a low-level type: a scalar, another object, or a list of parts."""
    if part is None or type(part) in (bool, int, str):
        return part
    if isinstance(part, list | tuple):
        return [lltype_part(item) for item in part]
    return {"h": handle(part)}


def describe(obj):
    """The description of one object."""
    if obj is None:
        return ["n"]
    kind = type(obj)
    if kind in PRIMITIVES:
        return describe_primitive(obj)
    if kind is tuple:
        return ["t", handles(obj)]
    if kind is list:
        return ["l", handles(obj)]
    if kind is types.FunctionType:
        return describe_function(obj)
    if kind is types.MethodType:
        return ["M", handle(obj.__func__), handle(obj.__self__)]
    if kind in BUILTIN_KINDS:
        return describe_builtin(obj)
    if isinstance(obj, types.ModuleType):
        return ["m", obj.__name__]
    if isinstance(obj, type):
        return describe_class(obj)
    if kind is staticmethod:
        return ["sm", handle(obj.__func__)]
    if kind is classmethod:
        return ["cm", handle(obj.__func__)]
    if kind is property:
        return ["p", handle(obj.fget), handle(obj.fset), handle(obj.fdel)]
    if kind is runicode:
        return ["u", [ord(char) for char in obj]]
    if isinstance(obj, dict) or kind.__name__ in ("r_dict", "r_ordereddict"):
        return describe_dict(obj)
    if kind is bytearray:
        return ["ba", bytes(obj).decode("latin-1")]
    if kind in (set, frozenset):
        try:
            items = sorted(obj)
        except TypeError:
            items = list(obj)
        return ["e", handles(items), kind is frozenset]
    if kind is slice:
        return ["sl", handles((obj.start, obj.stop, obj.step))]
    if kind is range:
        return ["r", obj.start, obj.stop, obj.step]
    if kind is complex or kind is types.CodeType or kind is types.GeneratorType:
        return ["?", kind.__name__, safe_repr(obj)]
    if isinstance(obj, int) and hasattr(kind, "BITS"):
        return ["R", kind.__name__, str(int(obj)), handle(kind)]
    low = describe_lltype(obj)
    if low is not None:
        return low
    if isinstance(obj, tuple):  # a named tuple
        return ["t", handles(tuple(obj))]
    if isinstance(obj, str) and type(obj).__module__ != "builtins":
        return describe_primitive(str(obj))
    if is_builtin_class(kind):
        return ["?", kind.__name__, safe_repr(obj)]
    return describe_instance(obj)


def safe_repr(obj):
    """A short repr that cannot fail."""
    try:
        return repr(obj)[:200].encode("utf-8", "replace").decode("utf-8")
    except Exception:  # noqa: BLE001 - a repr of the target may raise anything
        return f"<{type(obj).__name__} object>"


BATCH = 400  # the most objects described in one answer
DEPTH = 2  # how far from the asked object


def batch(first):
    """Descriptions of an object and of what it reaches, for one answer."""
    out = []
    level = [first]
    for _ in range(DEPTH + 1):
        following = []
        for number in level:
            if described[number] and number != first:
                continue
            if len(out) >= BATCH:
                break
            described[number] = True
            try:
                spelled = describe(objects[number])
            except Exception:
                described[number] = False
                if number == first:
                    raise
                continue
            out.append([number, spelled])
            following.extend(children(spelled))
        level = [number for number in dict.fromkeys(following) if not described[number]]
    return out


def everything(first):
    """Descriptions of all that an object reaches, in batches; what fails is left to be asked for."""
    told_members.clear()
    level = [first]
    seen = {first}
    out = []
    while level:
        following = []
        for number in level:
            described[number] = True
            try:
                spelled = describe(objects[number])
            except Exception:  # noqa: BLE001 - the target may raise anything
                described[number] = False
                continue
            out.append([number, spelled])
            following.extend(children(spelled, MANY))
            if len(out) >= BATCH:
                yield out
                out = []
        level = [number for number in dict.fromkeys(following) if number not in seen]
        seen.update(level)
    yield out


MANY = 5000  # the most items of one container described in advance


def children(spelled, limit=64):
    """The handles that a description names and that are worth sending along."""
    tag = spelled[0]
    if tag in ("t", "l", "e", "sl"):
        return spelled[1][:limit]
    if tag == "d":
        return [number for pair in spelled[2][:limit] for number in pair]
    if tag == "F":
        body = spelled[1]
        out = list(body["defaults"])
        for part in ("found", "closure", "attrs"):
            out.extend(number for _, number in body[part] if number is not None)
        out.extend(number for _, _, number in body["members"])
        return out
    if tag == "C":
        body = spelled[1]
        return body["mro"] + [number for _, number in body["dict"]]
    if tag == "O":
        return [spelled[1]["class"]] + [number for _, number in spelled[1]["attrs"]]
    if tag == "M":
        return spelled[1:]
    if tag in ("sm", "cm"):
        return spelled[1:]
    if tag == "p":
        return spelled[1:]
    if tag == "B":
        return [] if spelled[3] is None else [spelled[3]]
    if tag == "L":
        return list(lltype_children(spelled[2]))
    return []


def lltype_children(part):
    """The handles inside the fields of a low-level type."""
    if isinstance(part, dict):
        yield part["h"]
    elif isinstance(part, list):
        for item in part:
            yield from lltype_children(item)


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
    return (
        channel.makefile("r", encoding="utf-8", errors="surrogatepass"),
        channel.makefile("w", encoding="utf-8", errors="surrogatepass"),
    )


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
                    descriptions.extend(batch(wanted))
        elif type(wanted) is int and (request["op"] == "describe" or not described[wanted]):
            descriptions = batch(wanted)
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


def main():
    """Serves requests until the translator closes the pipe."""
    if len(sys.argv) > 2:
        run_on_host(sys.argv[1], sys.argv[2], sys.argv[3:])
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8", errors="surrogatepass")
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
    while channels is not None:
        channels = serve(*channels)
    os._exit(0)


def serve(requests, answers):
    """Answers requests until the pipe is closed; in a copy of the process, gives its pipes."""

    def tell(message):
        answers.write(json.dumps(message, separators=(",", ":")))
        answers.write("\n")
        answers.flush()

    TargetLoader.loaded = lambda path: tell({"file": path})
    for line in requests:
        request = json.loads(line)
        if request["op"] == "everything":
            # Nobody waits for these: they arrive while the translator works.
            for descriptions in everything(request["obj"]):
                tell({"descs": descriptions, "more": True})
            tell({"descs": [], "more": False})
            continue
        if request["op"] == "copy":
            channels = copy_process(request)
            if channels is not None:
                return channels
            reply = {"ok": None, "descs": []}
        else:
            reply = answer(request)
        tell(reply)
    return None


main()
