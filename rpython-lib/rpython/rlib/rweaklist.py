"""Lists of weak references by handles: the index of an object, used again once it is dead."""

import weakref

from rpython.rlib.rweakref import dead_ref

INITIAL_SIZE = 4


class RWeakListMixin(object):
    """The methods of such a list, mixed into a class with `import_from_mixin`, or a base class."""

    _mixin_ = True

    def initialize(self):
        """Makes the list empty."""
        self.handles = [dead_ref] * INITIAL_SIZE
        self.look_distance = 0

    def get_all_handles(self):
        """The weak references, dead ones too."""
        return self.handles

    def reserve_next_handle_index(self):
        """An index whose object is dead, or a new one."""
        # Two steps for each new index: what is dead is found before the list grows much.
        n = len(self.handles)
        for _ in range(2):
            self.look_distance -= 1
            if self.look_distance < 0:
                self.look_distance = n - 1
            if self.handles[self.look_distance]() is None:
                return self.look_distance
        for index in range(n):
            if self.handles[index]() is None:
                return index
        self.handles = self.handles + [dead_ref] * n
        self.look_distance = 2 * n - 1
        return n

    def add_handle(self, content):
        """Adds an object; its index."""
        index = self.reserve_next_handle_index()
        self.store_handle(index, content)
        return index

    def store_handle(self, index, content):
        """Puts an object at a reserved index."""
        self.handles[index] = weakref.ref(content)

    def fetch_handle(self, index):
        """The object at an index; None if it is dead or there is none."""
        if 0 <= index < len(self.handles):
            return self.handles[index]()
        return None
