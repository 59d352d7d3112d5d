"""What containers ask of the instances in them: equality and hash of keys and items, the text of items.

The translator has these annotated for the classes whose instances are compared, hashed or shown inside of
lists, tuples, dicts and sets, and calls them from its helpers.
"""

from rpython.rlib import rgc
from rpython.rlib.objectmodel import specialize


@specialize.argtype(0)
def instance_eq(a, b):
    """Are the two the same, or equal by their `__eq__`?"""
    if a is b:
        return True
    if a is None:
        return False
    return bool(a == b)


@specialize.argtype(0)
def instance_hash(a):
    """The hash by `__hash__`."""
    if a is None:
        return 0
    return a.__hash__()


@specialize.argtype(0)
def instance_repr(a):
    """The text of an item of a container."""
    if a is None:
        return "None"
    return repr(a)


def _finalizers(cls):
    """NOT_RPYTHON: functions (made, drain) for a class with a `__del__`.

    made(x) is called for each new instance: it calls the `__del__` of those found dead, and watches the new one.
    """
    register, next_dead = rgc.new_finalizer_queue(cls.__name__)

    def drain():
        while True:
            x = next_dead()
            if x is None:
                break
            try:
                x.__del__()
            except Exception:
                pass  # as on the host, where it is only reported

    def made(x):
        drain()
        register(x)

    return made, drain


def finalizer_made(cls):
    """NOT_RPYTHON: what is called for each new instance of a class with a `__del__`."""
    if cls not in _finalizers_of:
        _finalizers_of[cls] = _finalizers(cls)
    return _finalizers_of[cls][0]


def finalizer_drain(cls):
    """NOT_RPYTHON: what calls the `__del__` of dead instances of a class."""
    return _finalizers_of[cls][1]


_finalizers_of = {}


def entry_with_code(entry, takes_argv):
    """NOT_RPYTHON: an entry point that gives the code of a SystemExit."""

    def main(argv):
        try:
            return entry(argv)
        except SystemExit as e:
            return e.code

    def main_alone():
        try:
            return entry()
        except SystemExit as e:
            return e.code

    return main if takes_argv else main_alone


def entry_without_result(entry, takes_argv):
    """NOT_RPYTHON: the same, of an entry point without a result."""

    def main(argv):
        try:
            entry(argv)
        except SystemExit as e:
            return e.code
        return 0

    def main_alone():
        try:
            entry()
        except SystemExit as e:
            return e.code
        return 0

    return main if takes_argv else main_alone
