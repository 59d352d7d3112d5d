"""Lists that drop items which nobody needs any more, now and then."""


class AbstractShrinkList(object):
    """A list of which `must_keep(item)`, a method of the subclass, says what stays; others go when it has doubled."""

    def __init__(self):
        self._list = []
        self._shrink_at = 16

    def must_keep(self, item):
        """Is this item still needed?"""
        raise NotImplementedError

    def append(self, item):
        """Adds an item; once in a while those that need not be kept are dropped."""
        if len(self._list) >= self._shrink_at:
            self._shrink()
        self._list.append(item)

    def _shrink(self):
        kept = 0
        for item in self._list:
            if self.must_keep(item):
                self._list[kept] = item
                kept += 1
        del self._list[kept:]
        self._shrink_at = max(16, 2 * kept)

    def items(self):
        """The items, some of which may not be needed."""
        return self._list
