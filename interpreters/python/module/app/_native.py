"""Functions of shared libraries, and memory that they may keep."""

import _thread
from _operator import index

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


class Owner:
    """Has a stream of a library; _end(address) frees what the library holds for it."""

    _stream = None

    def __del__(self):
        stream = self._stream
        if stream is not None and stream.ready:
            stream.ready = False
            self._end(stream.memory.address)

    def __reduce__(self):
        raise TypeError("cannot pickle '%s.%s' object" % (self.__module__, type(self).__name__))

    def __reduce_ex__(self, protocol):
        self.__reduce__()


class Compressor(Owner):
    """_step(last) makes the step of a run: of one that takes data in, or of the last."""

    _flushed = False

    def compress(self, data, /):
        """Provide data to the compressor object."""
        data = bytes(memoryview(data))
        with self._stream.lock:
            if self._flushed:
                raise ValueError("Compressor has been flushed")
            return self._stream.run(data, self._step(False), -1)[0]

    def flush(self):
        """Finish the compression process."""
        with self._stream.lock:
            if self._flushed:
                raise ValueError("Repeated call to flush()")
            self._flushed = True
            return self._stream.run(b"", self._step(True), -1)[0]


class Decompressor(Owner):
    """_step() makes the step of a run: did the stream end, may there be more output of the same input?"""

    _ended_message = "End of stream already reached"

    def __init__(self):
        self._pending = b""
        self._state = [False, True, b""]  # eof, needs_input, unused_data

    eof = property(lambda self: self._state[0])
    needs_input = property(lambda self: self._state[1])
    unused_data = property(lambda self: self._state[2])

    def _run(self, data, step, max_length):
        result, self._pending = self._stream.run(data, step, max_length)
        return result

    def decompress(self, data, max_length=-1):
        """Decompress data, returning uncompressed data as bytes."""
        data = bytes(memoryview(data))
        max_length = index(max_length)
        with self._stream.lock:
            state = self._state
            if state[0]:
                raise EOFError(self._ended_message)
            step = self._step()
            try:
                result = self._run(self._pending + data, step, max_length)
            except BaseException:
                state[1] = False
                raise
            if step.ended:
                state[:] = [True, False, self._pending]
                self._pending = b""
            else:
                state[1] = not self._pending and not step.more
            return result
