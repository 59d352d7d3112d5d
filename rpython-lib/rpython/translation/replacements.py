"""Which host callables the translator replaces, and by what.

`table` maps a host callable (`math.sin`, `os.read`, `time.time`, ...) to the RPython function or
`ExternalFunction` to be used in its place. `load()` imports every module that registers entries.
"""

table = {}

_MODULES = [
    "rpython.rtyper.lltypesystem.module.ll_math",
    "rpython.rlib.rposix",
    "rpython.rlib.rtime",
    "rpython.rlib.rpath",
    "rpython.translation.bytearrays",
    "rpython.translation.wideints",
]


def replaces(*host_functions):
    """Decorator: programs that call one of `host_functions` get this function when translated."""

    def register(func):
        for host_function in host_functions:
            table[host_function] = func
        return func

    return register


def load():
    """NOT_RPYTHON: completes `table` and returns it (called by the translator)."""
    import importlib

    for name in _MODULES:
        importlib.import_module(name)
    return table


def stand_in(value):
    """NOT_RPYTHON: the object of a replacing class that a prebuilt object is (called by the translator)."""
    if isinstance(value, bytearray):
        from rpython.translation import bytearrays

        return bytearrays.stand_in(value)
    from rpython.translation import wideints

    return wideints.stand_in(value)
