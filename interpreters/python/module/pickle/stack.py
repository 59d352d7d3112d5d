"""The stack of an unpickler, with its marks."""

from interpreters.python.module.pickle.errors import unpickling_error


class Stack(object):
    """items_w[fence:] are the objects above the last mark."""

    def __init__(self):
        self.items_w = []
        self.marks = []
        self.fence = 0

    def underflow(self):
        """The error for an object that is not there."""
        if len(self.marks) > 0:
            return unpickling_error("unexpected MARK found")
        return unpickling_error("unpickling stack underflow")

    def push(self, w_obj):
        self.items_w.append(w_obj)

    def pop(self):
        """Takes the topmost object."""
        items_w = self.items_w
        if len(items_w) <= self.fence:
            raise self.underflow()
        return items_w.pop()

    def top(self):
        """The topmost object."""
        items_w = self.items_w
        n = len(items_w)
        if n <= self.fence:
            raise self.underflow()
        return items_w[n - 1]

    def mark(self):
        """Sets a mark."""
        self.fence = len(self.items_w)
        self.marks.append(self.fence)

    def pop_mark(self):
        """Takes the last mark away: its position."""
        if len(self.marks) == 0:
            raise unpickling_error("could not find MARK")
        at = self.marks.pop()
        n = len(self.marks)
        self.fence = self.marks[n - 1] if n > 0 else 0
        return at

    def under(self, at):
        """The object below position `at`."""
        if at > len(self.items_w) or at <= self.fence:
            raise self.underflow()
        return self.items_w[at - 1]

    def take_from(self, at):
        """Takes all objects from a position on."""
        items_w = self.items_w
        if at > len(items_w) or at < self.fence:
            raise self.underflow()
        assert at >= 0
        taken_w = items_w[at:]
        del items_w[at:]
        return taken_w

    def drop_from(self, at):
        """Drops all objects from a position on."""
        assert at >= 0
        del self.items_w[at:]

    def discard(self):
        """POP: the topmost object, or the mark if there is none above it."""
        if len(self.items_w) == self.fence and len(self.marks) > 0:
            self.pop_mark()
        else:
            self.pop()
