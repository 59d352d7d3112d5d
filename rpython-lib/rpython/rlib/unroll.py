"""Loops over constants that are unrolled at translation."""


class unrolling_iterable(object):
    """A `for` loop over it is unrolled by the flow space: each item is a constant."""

    _rpython_intrinsic_ = "unrolling_iterable"

    def __init__(self, iterable):
        self._items = list(iterable)
        self._head = _unroller(self._items, 0)

    def __iter__(self):
        return iter(self._items)

    def __len__(self):
        return len(self._items)

    def get_unroller(self):
        """NOT_RPYTHON: the chain of items, for the flow space."""
        return self._head


class _unroller(object):
    """A position in the items: `step()` gives (item, next position), or raises StopIteration."""

    def __init__(self, items, position):
        self._items = items
        self._position = position
        self._next = None

    def __iter__(self):
        return iter(self._items[self._position :])

    def step(self):
        if self._position == len(self._items):
            raise StopIteration
        if self._next is None:
            self._next = _unroller(self._items, self._position + 1)
        return self._items[self._position], self._next


class SpecTag(object):
    """Objects of subclasses are constants that keep their identity through annotation."""

    def _freeze_(self):
        return True
