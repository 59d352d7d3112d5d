"""Weak references, and dicts that hold their values or keys weakly."""

import weakref

ref = weakref.ref


def has_weakref_support():
    """True: every collector clears weak references."""
    return True


class _Dead(object):
    pass


def _make_dead_ref():
    """NOT_RPYTHON"""
    dead = ref(_Dead())
    assert dead() is None
    return dead


dead_ref = _make_dead_ref()


class RWeakValueDictionary(object):
    """A dict from keys of one class (or str) to instances held weakly: get(key), set(key, x)."""

    def __init__(self, keyclass, valueclass, bucket_count=0):
        self._dict = {}
        self._sweep_at = 32

    def get(self, key):
        """The instance, or None."""
        if key in self._dict:
            return self._dict[key]()
        return None

    def set(self, key, value):
        """Adds an instance; None removes the key."""
        if value is None:
            if key in self._dict:
                del self._dict[key]
            return
        if len(self._dict) >= self._sweep_at:
            self._sweep()
        self._dict[key] = ref(value)

    def length(self):
        """The number of keys (some of whose instances may be gone)."""
        return len(self._dict)

    def _sweep(self):
        for key in list(self._dict.keys()):
            if self._dict[key]() is None:
                del self._dict[key]
        self._sweep_at = max(32, len(self._dict) * 2)


class RWeakKeyDictionary(object):
    """A dict from instances held weakly to instances of one class: get(key), set(key, x)."""

    def __init__(self, keyclass, valueclass, length=0):
        self._entries = {}

    def _find(self, key):
        from rpython.rlib.objectmodel import compute_identity_hash

        h = compute_identity_hash(key)
        if h not in self._entries:
            return h, -1
        entries = self._entries[h]
        for i in range(len(entries)):
            if entries[i][0]() is key:
                return h, i
        return h, -1

    def get(self, key):
        """The value of an instance, or None."""
        h, i = self._find(key)
        if i < 0:
            return None
        return self._entries[h][i][1]

    def set(self, key, value):
        """Sets the value of an instance; None removes it."""
        h, i = self._find(key)
        if i >= 0:
            del self._entries[h][i]
        if value is not None:
            if h not in self._entries:
                self._entries[h] = []
            alive = []
            for entry in self._entries[h]:
                if entry[0]() is not None:
                    alive.append(entry)
            alive.append((ref(key), value))
            self._entries[h] = alive

    def length(self):
        """The number of living keys."""
        count = 0
        for entries in self._entries.values():
            for entry in entries:
                if entry[0]() is not None:
                    count += 1
        return count
