"""What the agent tells of the host's objects: the table of them, their descriptions, and those sent unasked."""

import builtins
import collections
import itertools
import struct
import sys
import types

from rtranslate_sources import (
    compile_recorded,
    eval_recorded,
    exec_recorded,
    real_compile,
    real_eval,
    real_exec,
    runicode,
)

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
    number = by_identity.get(id(obj))
    if number is not None:
        return number
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
        number = by_identity[id(obj)] = add(obj)
        return number
    number = by_value.get(key)
    if number is None:
        number = by_value[key] = add(obj)
        if kind in PRIMITIVES:
            by_identity[id(obj)] = number
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
    out = []
    known, same = by_identity.get, by_value.get
    for value in values:
        number = known(id(value))
        if number is None:
            kind = type(value)
            if kind is int or kind is str:  # of which big tables are made
                number = same((kind, value))
                if number is None:
                    number = by_value[kind, value] = by_identity[id(value)] = add(value)
            else:
                number = handle(value)
        out.append(number)
    return out


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
    items = list(zip(handles(obj.keys()), handles(obj.values())))
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


def witnesses(values):
    """A few primitives of many, with the same least common annotation; None where it is not known how to choose."""
    kinds = set(map(type, values))
    found = []
    for kind in PRIMITIVES:
        if kind not in kinds:
            continue
        mine = values if len(kinds) == 1 else [value for value in values if type(value) is kind]
        first = handle(mine[0])
        found.append(mine[0])
        found.extend(itertools.islice((value for value in mine if handle(value) != first), 1))
        if kind is int:
            found += [min(mine), max(mine)]
        elif kind in (str, bytes):
            found.extend(itertools.islice((text for text in mine if len(text) == 1), 1))
            found.extend(itertools.islice((text for text in mine if len(text) != 1), 1))
            if kind is str and not "".join(mine).isascii():
                found.extend(itertools.islice((t for t in mine if byte_text(t) is None), 1))
        kinds.remove(kind)
    return None if kinds or not found else list(dict.fromkeys(handles(found)))


def container_witnesses(obj):
    """Witnesses of the items of a big list, or of the keys and of the values of a big dict, if it has them."""
    if type(obj) is list and len(obj) > FEW:
        found = witnesses(obj)
        return None if found is None else [found]
    if isinstance(obj, dict) and len(obj) > FEW:
        found = [witnesses(list(obj.keys())), witnesses(list(obj.values()))]
        return None if None in found else found
    return None


def message_part(number):
    """Handle and description of an object and, after these, the witnesses of its items."""
    obj = objects[number]
    part = [number, describe(obj)]
    chosen = container_witnesses(obj)
    if chosen is not None:
        part.append(chosen)
    return part


def told(number, asked):
    """The part of a message about an object, which counts as described then; None if that fails and nobody asked."""
    described[number] = True
    try:
        return message_part(number)
    except Exception:
        described[number] = False
        if asked:
            raise
        return None


BATCH = 400  # the most objects described in one answer
SOME = 40  # the same while more are on their way
DEPTH = 2  # how far from the asked object


def batch(first, again):
    """Descriptions of an object (again, if it was described before) and of what it reaches, for one answer."""
    out = []
    level = [first]
    most = SOME if stream.running else BATCH
    for _ in range(DEPTH + 1):
        following = []
        for index, number in enumerate(level):
            if described[number] and not (again and number == first):
                continue
            if len(out) >= most:
                following.extend(level[index:])
                break
            part = told(number, number == first)
            if part is None:
                continue
            out.append(part)
            reached = part_children(part)
            following.extend(reached[:FEW])
            if len(reached) > FEW:
                stream.add(reached[FEW:])
        level = [number for number in dict.fromkeys(following) if not described[number]]
    stream.add(level, soon=True)
    return out


class Stream:
    """Descriptions of all that an object reaches; nobody waits for them."""

    SIZE = 8  # objects described before a look at the requests
    MESSAGE = 100  # objects described in one message

    def __init__(self):
        self.running = False
        self.over = False
        self.waiting = collections.deque()
        self.later = collections.deque()  # items of containers that have witnesses
        self.seen = set()
        self.out = []

    def add(self, numbers, soon=False):
        """What descriptions have named; is it likely to be asked for?"""
        if self.over:
            return
        if soon:
            self.waiting.extendleft(reversed(numbers))
        else:
            self.waiting.extend([number for number in numbers if number not in self.seen])
            self.seen.update(numbers)

    def work(self):
        """Describes some more; what fails is left to be asked for. True: here is enough for a message."""
        following = []
        for _ in range(min(self.SIZE, len(self.waiting) or len(self.later))):
            number = (self.waiting or self.later).popleft()
            if described[number]:
                continue
            part = told(number, False)
            if part is None:
                continue
            self.out.append(part)
            following.extend(part_children(part))
        self.add(following)
        if not self.waiting and not self.later:
            self.running, self.over = False, True
        return self.over or len(self.out) >= self.MESSAGE

    def message(self):
        """What was described since the last message."""
        out, self.out = self.out, []
        return {"descs": out, "more": self.running}


stream = Stream()
FEW = 64  # the most things that one object names that are described with it
MANY = 5000  # the most items of one container described in advance


def part_children(part):
    """The handles that a part of a message names and that are worth sending along; items that have witnesses follow later."""
    if len(part) == 2:
        return children(part[1])
    if not stream.over:
        items = part[1][2] if part[1][0] == "d" else [part[1][1]]
        for some in items:
            stream.later.extend(some)
    return [number for chosen in part[2] for number in chosen]


def children(spelled):
    """The handles that a description names and that are worth sending along."""
    tag = spelled[0]
    if tag in ("t", "l", "e", "sl"):
        return spelled[1][:MANY]
    if tag == "d":
        return [number for pair in spelled[2][:MANY] for number in pair]
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
