"""The buffer protocol: Memory is what objects let others read and write, byte by byte."""

from rpython.rlib import rgc
from rpython.rlib.rweakref import ref

from interpreters.python.interpreter.error import operr
from interpreters.python.objspace import operation as space


class Memory(object):
    """The contiguous bytes of an object.

    `readonly`: put() must not be called. `code` and `itemsize`: what the bytes are.
    """

    def __init__(self, readonly, code, itemsize):
        self.readonly = readonly
        self.code = code
        self.itemsize = itemsize

    def get_exports(self):
        """Who looks at the memory; None if its size never changes."""
        return None

    def length(self):
        """Number of bytes."""
        raise NotImplementedError

    def get(self, start, count):
        """`count` bytes from `start` on, as a string."""
        raise NotImplementedError

    def byte(self, pos):
        """One byte as an int."""
        return ord(self.get(pos, 1)[0])

    def put(self, start, data):
        """Replaces bytes from `start` on."""
        raise NotImplementedError


def shrunk():
    """The error for memory that has become smaller while it was used."""
    return operr(space.w_BufferError, "the size of the memory has changed")


class StringMemory(Memory):
    """The bytes of an immutable string."""

    def __init__(self, value):
        Memory.__init__(self, True, "B", 1)
        self.value = value

    def length(self):
        return len(self.value)

    def get(self, start, count):
        stop = start + count
        assert start >= 0
        assert stop >= start
        return self.value[start:stop]

    def byte(self, pos):
        return ord(self.value[pos])


class WindowMemory(Memory):
    """A part of another memory."""

    def __init__(self, memory, offset, size, readonly, code, itemsize):
        Memory.__init__(self, readonly, code, itemsize)
        self.memory = memory
        self.offset = offset
        self.size = size

    def get_exports(self):
        return self.memory.get_exports()

    def length(self):
        return self.size

    def get(self, start, count):
        return self.memory.get(self.offset + start, count)

    def byte(self, pos):
        return self.memory.byte(self.offset + pos)

    def put(self, start, data):
        self.memory.put(self.offset + start, data)


class Viewer(object):
    """Stands for those who look at memory, who alone keep it alive until they are released."""


class Exports(object):
    """The viewers of a memory whose size can change; they are held weakly."""

    def __init__(self):
        self.refs = []

    def add(self, viewer):
        """Another viewer."""
        refs = self.refs
        if len(refs) > 8 and not self.live():
            refs = self.refs
        refs.append(ref(viewer))

    def live(self):
        """Is somebody looking? Forgets those that are gone."""
        kept = []
        for r in self.refs:
            viewer = r()
            if viewer is not None:
                kept.append(r)
        self.refs = kept
        return len(kept) > 0

    def check(self, message="Existing exports of data: object cannot be re-sized"):
        """BufferError if the size of the memory cannot change now."""
        if len(self.refs) == 0 or not self.live():
            return
        rgc.collect(0)
        if self.live():
            rgc.collect()
            if self.live():
                raise operr(space.w_BufferError, message)


def memory_or_none(w_obj):
    """The memory of an object, or None."""
    return w_obj.get_memory()


def memory_w(w_obj):
    """The memory of a bytes-like object, or TypeError."""
    memory = w_obj.get_memory()
    if memory is None:
        raise operr(
            space.w_TypeError,
            "a bytes-like object is required, not '" + space.typename(w_obj) + "'",
        )
    return memory


def writable_w(w_obj, what):
    """The memory of an object that can be written to, or TypeError."""
    memory = w_obj.get_memory()
    if memory is None or memory.readonly:
        raise operr(
            space.w_TypeError,
            what + " must be read-write bytes-like object, not " + space.typename(w_obj),
        )
    return memory
