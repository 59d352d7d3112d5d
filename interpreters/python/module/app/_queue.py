"""SimpleQueue."""

import _thread
from collections import deque as _deque
from time import monotonic as _monotonic
from types import GenericAlias as _GenericAlias


class Empty(Exception):
    """Exception raised by Queue.get(block=0)/get_nowait()."""


class SimpleQueue:
    """An unbounded queue; put() never waits and may be called by finalizers and handlers of signals."""

    __slots__ = ("_items", "_wakeup", "__weakref__")

    def __new__(cls):
        self = super().__new__(cls)
        self._items = _deque()
        self._wakeup = _thread.allocate_lock()  # held while somebody may wait
        return self

    def _wake(self):
        try:
            self._wakeup.release()
        except RuntimeError:
            pass  # nobody waits

    def put(self, item, block=True, timeout=None):
        self._items.append(item)
        self._wake()

    def put_nowait(self, item):
        self.put(item)

    def get(self, block=True, timeout=None):
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        end = None if timeout is None or not block else _monotonic() + timeout
        while True:
            try:
                item = self._items.popleft()
            except IndexError:
                pass
            else:
                if self._items:
                    self._wake()  # for the next who waits
                return item
            if not block:
                raise Empty
            left = -1 if end is None else end - _monotonic()
            if end is not None and left <= 0:
                raise Empty
            self._wakeup.acquire(False)
            if not self._items:
                self._wakeup.acquire(True, left)

    def get_nowait(self):
        return self.get(False)

    def empty(self):
        return not self._items

    def qsize(self):
        return len(self._items)

    __class_getitem__ = classmethod(_GenericAlias)
