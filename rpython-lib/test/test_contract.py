"""The tables for the translator's authors name everything there is."""

import importlib
import os
import re

import rpython
from rpython.rtyper.lltypesystem.rffi import ExternalFunction

ROOT = os.path.dirname(rpython.__file__)


def modules():
    for folder, _, files in os.walk(ROOT):
        for file in sorted(files):
            if file.endswith(".py"):
                path = os.path.relpath(os.path.join(folder, file), os.path.dirname(ROOT))
                name = path[:-3].replace(os.sep, ".").removesuffix(".__init__")
                yield importlib.import_module(name)


def read(name):
    with open(os.path.join(ROOT, name)) as file:
        return file.read()


def test_intrinsics_are_listed():
    text = read("translation/INTRINSICS.md")
    listed = set(re.findall(r"[\w.]+", text))
    for module in modules():
        for value in vars(module).values():
            name = getattr(value, "_rpython_intrinsic_", None)
            if isinstance(name, str):
                assert name in listed, (module.__name__, name)


def argument_kinds(args):
    """The kinds in "(a, b: Signed, s: STR)"; a name without one has that of the next that has."""
    kinds = []
    for part in reversed(args.strip("()").split(",") if args.strip("()") else []):
        _, colon, kind = part.partition(":")
        kinds.insert(0, kind.strip() if colon else kinds[0])
    return kinds


def test_externals_are_listed():
    text = read("translation/RUNTIME.md")
    listed = set(re.findall(r"\w+", text))
    signatures = dict(re.findall(r"`(rpy_\w+)(\([^)]*\) -> \w+)`", text))
    for module in modules():
        for value in vars(module).values():
            if isinstance(value, ExternalFunction):
                assert value.name in listed, value.name
                if value.name.startswith("rpy_"):
                    kinds = [str(T).replace("* GcStruct rpy_string", "STR") for T in value.args]
                    args, result = signatures[value.name].split(" -> ")
                    assert argument_kinds(args) == kinds, value.name
                    assert result == str(value.result), value.name


def test_helpers_exist():
    """Every name of the helper table is a function of its module."""
    module = None
    for line in read("rtyper/HELPERS.md").splitlines():
        if line.startswith("## "):
            name = line[3:].strip()
            module = importlib.import_module(name) if name.startswith("rpython.") else None
        elif module is not None and line.startswith("| `"):
            for name in re.findall(r"`(ll_\w*[a-z0-9])(?:\(|`)", line.split("|")[1]):
                assert hasattr(module, name), (module.__name__, name)
