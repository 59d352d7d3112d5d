"""Shows values of RPython programs in gdb: `gdb -x tools/gdb_rpython.py ./program` (translated with -g).

Strings are shown as text, lists as their items; `rpy-type EXPR` tells the class of an instance.
"""

import gdb
import gdb.printing

LONGEST = 200
STRINGS = ("rpy_string", "rpy_unicode")


def field_names(type_):
    return [f.name for f in type_.fields()]


def target(value):
    """The structure that a value is or points to, or None."""
    type_ = value.type.strip_typedefs()
    if type_.code == gdb.TYPE_CODE_PTR:
        if int(value) == 0 or type_.target().strip_typedefs().code != gdb.TYPE_CODE_STRUCT:
            return None
        value = value.dereference()
    return value if value.type.strip_typedefs().code == gdb.TYPE_CODE_STRUCT else None


def array_items(array, count):
    items = array["items"]
    return [items[i] for i in range(min(count, LONGEST))]


class StringPrinter:
    """A string of the program, or a unicode string."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        count = int(self.value["length"])
        codes = [int(c) for c in array_items(self.value, count)]
        text = repr("".join(map(chr, codes)))
        return text + ("..." if count > LONGEST else "")


class ListPrinter:
    """A list: a structure of a length and an array that may be longer."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "list of {}".format(int(self.value["length"]))

    def children(self):
        array = target(self.value["items"])
        if array is not None:
            for i, item in enumerate(array_items(array, int(self.value["length"]))):
                yield f"[{i}]", item

    def display_hint(self):
        return "array"


def printer(value):
    try:
        structure = target(value)
        if structure is None:
            return None
        type_ = structure.type.strip_typedefs()
        if type_.name is None:
            return None
        if type_.name.rpartition("_")[0] in STRINGS or type_.name in STRINGS:
            return StringPrinter(structure)
        if (
            field_names(type_) == ["length", "items"]
            and type_["items"].type.code == gdb.TYPE_CODE_PTR
        ):
            return ListPrinter(structure)
    except (gdb.error, gdb.MemoryError, RuntimeError, KeyError):
        pass
    return None


class TypeOf(gdb.Command):
    """rpy-type EXPR: the name of the class of an instance."""

    def __init__(self):
        super().__init__("rpy-type", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        value = target(gdb.parse_and_eval(argument))
        if value is None:
            print("null, or no structure")
        elif "typeptr" not in field_names(value.type.strip_typedefs()):
            print(value.type)
        else:
            print(StringPrinter(value["typeptr"].dereference()["name"].dereference()).to_string())


TypeOf()
gdb.pretty_printers.append(printer)
