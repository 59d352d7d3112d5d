"""What PEP 484 annotations of a function say, for `rtranslate --check-annotations`."""

import types
import typing

_PLAIN = {
    int: "int",
    float: "float",
    bool: "bool",
    str: "str",
    bytes: "str",
    type(None): "none",
    None: "none",
}


def declared(func):
    """NOT_RPYTHON: a list of (name of the parameter or "return", description), without those that say nothing."""
    try:
        hints = typing.get_type_hints(func)
    except Exception:
        return []
    found = []
    for name, hint in hints.items():
        description = describe(hint)
        if description[0] != "any":
            found.append((name, description))
    return found


def describe(hint):
    """NOT_RPYTHON: a tuple of a kind and what belongs to it; `("any",)` for what is not understood."""
    if hint in (int, float, bool, str, bytes, None, type(None)):
        return (_PLAIN[hint],)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        rest = [arg for arg in args if arg is not type(None)]
        if len(rest) == 1 and len(args) == 2:
            return ("optional", describe(rest[0]))
        return ("any",)
    if hint is list or origin is list:
        return ("list", describe(args[0]) if args else ("any",))
    if hint is dict or origin is dict:
        parts = [describe(arg) for arg in args] if args else [("any",), ("any",)]
        return ("dict", parts[0], parts[1])
    if origin is tuple and args and args[-1] is not Ellipsis:
        return ("tuple", *[describe(arg) for arg in args])
    if isinstance(hint, type) and hint.__module__ not in ("builtins", "typing"):
        return ("class", hint)
    return ("any",)
