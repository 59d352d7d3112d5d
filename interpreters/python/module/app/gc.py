# ruff: noqa: F821 (names of the built-in part)
"""The collector's switches, counts and lists: programs may set and read them; the real collector has its own."""

from _operator import index as _index

DEBUG_STATS = 1
DEBUG_COLLECTABLE = 2
DEBUG_UNCOLLECTABLE = 4
DEBUG_SAVEALL = 32
DEBUG_LEAK = DEBUG_COLLECTABLE | DEBUG_UNCOLLECTABLE | DEBUG_SAVEALL

garbage = []
callbacks = []


class _State:
    enabled = True
    debug = 0
    threshold = (700, 10, 10)
    frozen = 0
    collections = [0, 0, 0]
    collected = [0, 0, 0]


_ATOMIC = frozenset(
    [int, bool, float, complex, str, bytes, type(None), type(...), range, bytearray]
)


def enable():
    """Enable automatic garbage collection."""
    _State.enabled = True


def disable():
    """Disable automatic garbage collection."""
    _State.enabled = False


def isenabled():
    """Returns true if automatic garbage collection is enabled."""
    return _State.enabled


def set_debug(flags, /):
    """Set the garbage collection debugging flags."""
    _State.debug = _index(flags)


def get_debug():
    """Get the garbage collection debugging flags."""
    return _State.debug


def set_threshold(threshold0, threshold1=None, threshold2=None, /):
    """Set the collection thresholds."""
    old = _State.threshold
    _State.threshold = (
        _index(threshold0),
        old[1] if threshold1 is None else _index(threshold1),
        old[2] if threshold2 is None else _index(threshold2),
    )


def get_threshold():
    """Return the current collection thresholds."""
    return _State.threshold


def get_count():
    """Return the current collection counts."""
    return (0, 0, 0)


def get_stats():
    """What the collections of each generation have done."""
    return [
        {"collections": _State.collections[i], "collected": _State.collected[i], "uncollectable": 0}
        for i in range(3)
    ]


def collect(generation=2):
    """Run the garbage collector; how many objects with finalizers were dead."""
    generation = _index(generation)
    if not 0 <= generation <= 2:
        raise ValueError("invalid generation")
    _call_back("start", generation, 0)
    n = _collect()
    _State.collections[generation] += 1
    _State.collected[generation] += n
    _call_back("stop", generation, n)
    return n


def _call_back(phase, generation, collected):
    for callback in list(callbacks):
        info = {"generation": generation, "collected": collected, "uncollectable": 0}
        try:
            callback(phase, info)
        except Exception as e:
            _unraisable(e, callback)


def _unraisable(exc, obj):
    import sys
    from types import SimpleNamespace

    args = SimpleNamespace(
        exc_type=type(exc),
        exc_value=exc,
        exc_traceback=exc.__traceback__,
        err_msg=None,
        object=obj,
    )
    sys.unraisablehook(args)


def freeze():
    """Freeze all current tracked objects and ignore them for future collections."""
    _State.frozen = 1


def unfreeze():
    """Unfreeze all objects in the permanent generation."""
    _State.frozen = 0


def get_freeze_count():
    """Return the number of objects in the permanent generation."""
    return _State.frozen


def is_tracked(obj, /):
    """Can the object be part of a cycle?"""
    kind = type(obj)
    if kind in _ATOMIC:
        return False
    if kind is tuple:
        return any(is_tracked(x) for x in obj) if obj else False
    if kind is dict:
        return any(is_tracked(x) for x in obj.values()) or any(is_tracked(x) for x in obj)
    if kind is object:
        return False
    return True


def get_objects(generation=None):
    """Objects are not listed."""
    if generation is not None:
        generation = _index(generation)
        if generation < 0:
            raise ValueError("generation parameter cannot be negative")
        if generation > 2:
            raise ValueError(
                "generation parameter must be less than the number of available generations (3)"
            )
    return []


def get_referrers(*objs):
    """Referrers are not known."""
    return []


def get_referents(*objs):
    """What the objects refer to directly, for containers and instances."""
    result = []
    for obj in objs:
        if isinstance(obj, dict):
            result.extend(obj.keys())
            result.extend(obj.values())
        elif isinstance(obj, (list, tuple, set, frozenset)):
            result.extend(obj)
        if type(obj) not in _ATOMIC and type(obj).__module__ != "builtins":
            fields = getattr(obj, "__dict__", None)
            if fields:
                result.append(fields)
            result.append(type(obj))
    return result
