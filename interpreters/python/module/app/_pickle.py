"""The names of pickle's own classes and functions, found when they are asked for."""

_NAMES = {
    "PickleError": "PickleError",
    "PicklingError": "PicklingError",
    "UnpicklingError": "UnpicklingError",
    "Pickler": "_Pickler",
    "Unpickler": "_Unpickler",
    "dump": "_dump",
    "dumps": "_dumps",
    "load": "_load",
    "loads": "_loads",
}


def __getattr__(name):
    if name in _NAMES:
        import pickle

        value = getattr(pickle, _NAMES[name])
        if name[0].islower():
            return staticmethod(value)  # does not bind in a class, as a built-in function
        return value
    raise AttributeError("module '_pickle' has no attribute %r" % (name,))
