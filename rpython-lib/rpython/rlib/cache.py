"""Caches that are filled while the program is translated."""

from rpython.rlib.objectmodel import specialize


class Cache(object):
    """Results by keys: `getorbuild(key)` of a prebuilt cache and a constant key is a constant.

    A subclass says how they are made: `_build(key)`, and `_ready(result)` if that is not all.
    """

    def __init__(self):
        self.content = {}
        self._building = {}

    def _freeze_(self):
        return True

    @specialize.memo()
    def getorbuild(self, key):
        """The result of a key, made at its first use."""
        if key in self.content:
            return self.content[key]
        if key in self._building:
            raise RuntimeError("%s: recursive request of %r" % (type(self).__name__, key))
        self._building[key] = True
        try:
            result = self._build(key)
            self.content[key] = result
        finally:
            del self._building[key]
        self._ready(result)
        return result

    def _ready(self, result):
        """NOT_RPYTHON: called with a new result once the cache has it."""

    def _build(self, key):
        """NOT_RPYTHON"""
        raise NotImplementedError("_build")
