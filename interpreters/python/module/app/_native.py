"""Functions of shared libraries, and memory that they may keep."""

import _thread

import _syscall


def function(library, name, signed=True):
    """A function of a library, whose result is an int (or, unsigned, a word)."""
    address = _syscall.symbol(library, name)

    def call(*args):
        result = _syscall.invoke(address, *args)
        if signed:
            result &= 0xFFFFFFFF
            if result >= 0x80000000:
                result -= 0x100000000
        return result

    return call


class Memory:
    """A piece of memory, zero at first, freed with the object."""

    def __init__(self, size):
        self.size = size
        self.address = _syscall.alloc(size)
        if not self.address:
            raise MemoryError

    def __del__(self):
        _syscall.free(self.address)

    def put(self, offset, value, size=8):
        """Store an int."""
        data = (value & ((1 << 8 * size) - 1)).to_bytes(size, "little")
        _syscall.put(self.address + offset, data)

    def get(self, offset, size=8):
        """An int."""
        return int.from_bytes(_syscall.get(self.address + offset, size), "little")

    def bytes(self, count):
        """The first bytes."""
        return _syscall.get(self.address, count)

    def fill(self, data):
        """Store bytes."""
        _syscall.put(self.address, data)


class Stream:
    """A coder of a library: where its input and output stand is in a structure."""

    LIMIT = 1 << 20

    def __init__(self, size, avail_in, next_out, avail_out, width):
        self.memory = Memory(size)
        self.offsets = avail_in, next_out, avail_out
        self.width = width  # bytes of the lengths
        self.lock = _thread.allocate_lock()
        self.ready = False  # is there something for the library to free?

    def run(self, data, step, limit):
        """Code data: step() is called until it says that it is enough. (output, input left over)

        step(avail_in, full) is told how much input there is, and whether the last call filled the output.
        """
        avail_in, next_out, avail_out = self.offsets
        memory = self.memory
        source = Memory(len(data) + 1)
        source.fill(data)
        memory.put(0, source.address)
        left = len(data)
        parts = []
        total = 0
        size = 16384
        more = True
        while more:
            if limit >= 0:
                size = min(size, limit - total)
            room = Memory(size + 1)
            chunk = min(left, self.LIMIT)
            memory.put(avail_in, chunk, self.width)
            memory.put(next_out, room.address)
            memory.put(avail_out, size, self.width)
            code = step.call(left <= self.LIMIT)
            left -= chunk - memory.get(avail_in, self.width)
            made = size - memory.get(avail_out, self.width)
            total += made
            parts.append(room.bytes(made))
            more = step.go_on(code, left, made == size, limit >= 0 and total >= limit)
            size = min(size * 2, self.LIMIT)
        memory.put(0, 0)
        memory.put(avail_in, 0, self.width)
        return b"".join(parts), data[len(data) - left :] if left else b""
