"""The module mmap: the memory is outside the heap and read and written through the run-time library."""

import sys

from rpython.rlib import rposix, rsyscall
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter import actions, finalizers
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    getset,
    iterator_methods,
    method,
    new,
    user_subclass,
)
from interpreters.python.module import modinfo
from interpreters.python.module.io import common
from interpreters.python.objspace import buffer, bytesobject, sliceobject
from interpreters.python.objspace import operation as space

MMAP, MUNMAP, MREMAP, MSYNC, MADVISE = 9, 11, 25, 26, 28  # system calls
FCNTL, DUPFD_CLOEXEC = 72, 1030
PROT_READ, PROT_WRITE = 1, 2
MAP_SHARED, MAP_PRIVATE, MAP_ANONYMOUS = 1, 2, 32
ACCESS_DEFAULT, ACCESS_READ, ACCESS_WRITE, ACCESS_COPY = 0, 1, 2, 3
ACCESS_NAMES = ["ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"]
REGULAR = 0o100000
PAGE = 4096
PIECE = 1 << 16  # bytes that are searched at once


def checked(result):
    """The result of a system call (OSError)."""
    if result < 0:
        raise common.wrap_oserror(OSError(-result, ""), None)
    return result


class MapMemory(buffer.Memory):
    """The bytes of a map."""

    def __init__(self, w_map):
        buffer.Memory.__init__(self, w_map.access == ACCESS_READ, "B", 1)
        self.w_map = w_map

    def get_exports(self):
        return self.w_map.exports

    def length(self):
        return self.w_map.size

    def get(self, start, count):
        if start < 0 or count < 0 or start + count > self.w_map.size:
            raise buffer.shrunk()
        return self.w_map.get(start, count)

    def put(self, start, data):
        if start < 0 or start + len(data) > self.w_map.size:
            raise buffer.shrunk()
        self.w_map.put(start, data)


class W_MMap(W_Root):
    """A map; address 0 once it is closed."""

    def __init__(self, address, size, fd, offset, access):
        self.address = address
        self.size = size
        self.fd = fd
        self.offset = offset
        self.access = access
        self.pos = 0
        self.exports = buffer.Exports()

    def died(self):
        self.release()

    def release(self):
        """Gives the memory and the descriptor back."""
        if self.address != 0:
            rsyscall.syscall(MUNMAP, self.address, self.size, 0, 0, 0, 0)
            self.address = 0
            self.size = 0
        if self.fd >= 0:
            fd = self.fd
            self.fd = -1
            try:
                rposix.close(fd)
            except OSError:
                return

    def check_open(self):
        """ValueError if it is closed."""
        if self.address == 0:
            raise operr(space.w_ValueError, "mmap closed or invalid")

    def check_writable(self):
        """TypeError if it cannot be written to."""
        if self.access == ACCESS_READ:
            raise operr(space.w_TypeError, "mmap can't modify a readonly memory map.")

    def get_memory(self):
        self.check_open()
        return MapMemory(self)

    def get(self, start, count):
        """Bytes."""
        return rsyscall.get(self.address + start, count)

    def put(self, start, data):
        """Writes bytes."""
        rsyscall.put(self.address + start, data)

    def left(self):
        """Bytes from the position on."""
        if self.pos >= self.size:
            return 0
        return self.size - self.pos

    # ---- reading and writing as a file

    def descr_read(self, w_count):
        self.check_open()
        count = self.left()
        if w_count is not None and w_count is not space.w_None:
            wanted = space.int_w(w_count)
            if 0 <= wanted < count:
                count = wanted
        self.check_open()
        data = self.get(self.pos, count)
        self.pos += count
        return space.newbytes(data)

    def descr_read_byte(self):
        self.check_open()
        if self.left() == 0:
            raise operr(space.w_ValueError, "read byte out of range")
        data = self.get(self.pos, 1)
        self.pos += 1
        return space.newint(ord(data[0]))

    def descr_readline(self):
        self.check_open()
        at = self.search("\n", self.pos, self.size)
        count = self.left()
        if at >= 0:
            count = at + 1 - self.pos
        data = self.get(self.pos, count)
        self.pos += count
        return space.newbytes(data)

    def descr_write(self, w_data):
        self.check_open()
        data = bytesobject.need_buffer(w_data)
        self.check_writable()
        if self.pos > self.size or self.left() < len(data):
            raise operr(space.w_ValueError, "data out of range")
        self.put(self.pos, data)
        self.pos += len(data)
        return space.newint(len(data))

    def descr_write_byte(self, w_byte):
        self.check_open()
        value = byte_of(w_byte)
        self.check_writable()
        if self.left() == 0:
            raise operr(space.w_ValueError, "write byte out of range")
        self.put(self.pos, chr(value))
        self.pos += 1

    def descr_seek(self, w_offset, w_whence):
        self.check_open()
        offset = space.int_w(w_offset)
        whence = 0
        if w_whence is not None:
            whence = space.int_w(w_whence)
        if whence == 1:
            offset += self.pos
        elif whence == 2:
            offset += self.size
        elif whence != 0:
            raise operr(space.w_ValueError, "unknown seek type")
        if offset < 0 or offset > self.size:
            raise operr(space.w_ValueError, "seek out of range")
        self.pos = offset

    def descr_tell(self):
        self.check_open()
        return space.newint(self.pos)

    # ---- searching

    def search(self, sub, start, end):
        """Where sub is first in self[start:end], or -1."""
        while start + len(sub) <= end:
            stop = min(end, start + PIECE + len(sub))
            at = self.get(start, stop - start).find(sub)
            if at >= 0:
                return start + at
            if stop == end:
                break
            start = stop - len(sub) + 1
        return -1

    def search_back(self, sub, start, end):
        """Where sub is last in self[start:end], or -1."""
        while start + len(sub) <= end:
            low = max(start, end - PIECE - len(sub))
            at = self.get(low, end - low).rfind(sub)
            if at >= 0:
                return low + at
            if low == start:
                break
            end = low + len(sub) - 1
        return -1

    def bound(self, w_bound, default):
        """An optional position, from the end if negative."""
        if w_bound is None:
            return default
        value = space.int_w(w_bound)
        if value < 0:
            value = max(0, value + self.size)
        return min(value, self.size)

    def descr_find(self, w_sub, w_start, w_end):
        self.check_open()
        sub = bytesobject.need_buffer(w_sub)
        start = self.bound(w_start, self.pos)
        end = self.bound(w_end, self.size)
        self.check_open()
        return space.newint(self.search(sub, start, end))

    def descr_rfind(self, w_sub, w_start, w_end):
        self.check_open()
        sub = bytesobject.need_buffer(w_sub)
        start = self.bound(w_start, self.pos)
        end = self.bound(w_end, self.size)
        self.check_open()
        return space.newint(self.search_back(sub, start, end))

    # ---- the map

    def descr_close(self):
        if self.address != 0:
            self.exports.check("cannot close exported pointers exist")
        self.release()

    def descr_enter(self):
        self.check_open()
        return self

    def descr_exit(self, w_type, w_value, w_traceback):
        self.descr_close()

    def fget_closed(self):
        return space.newbool(self.address == 0)

    def descr_size(self):
        self.check_open()
        try:
            return space.newint(rposix.fstat(self.fd).st_size)
        except OSError as e:
            raise common.wrap_oserror(e, None)

    def descr_flush(self, w_offset, w_size):
        self.check_open()
        offset = 0
        size = self.size
        if w_offset is not None:
            offset = space.int_w(w_offset)
        if w_size is not None:
            size = space.int_w(w_size)
        if size < 0 or offset < 0 or self.size - offset < size:
            raise operr(space.w_ValueError, "flush values out of range")
        if self.access == ACCESS_READ or self.access == ACCESS_COPY:
            return
        checked(actions.syscall(MSYNC, self.address + offset, size, 4, 0, 0, 0))

    def descr_madvise(self, w_option, w_start, w_length):
        self.check_open()
        option = space.int_w(w_option)
        start = 0
        if w_start is not None:
            start = space.int_w(w_start)
        length = self.size
        if w_length is not None:
            length = space.int_w(w_length)
        if start < 0 or start >= self.size:
            raise operr(space.w_ValueError, "madvise start out of bounds")
        if length < 0:
            raise operr(space.w_ValueError, "madvise length invalid")
        if length > sys.maxsize - start:
            raise operr(space.w_OverflowError, "madvise length too large")
        if length > self.size - start:
            length = self.size - start
        checked(actions.syscall(MADVISE, self.address + start, length, option, 0, 0, 0))

    def descr_move(self, w_dest, w_source, w_count):
        self.check_open()
        dest = space.int_w(w_dest)
        source = space.int_w(w_source)
        count = space.int_w(w_count)
        self.check_open()
        self.check_writable()
        if dest < 0 or source < 0 or count < 0 or self.size - dest < count:
            raise operr(space.w_ValueError, "source, destination, or count out of range")
        if self.size - source < count:
            raise operr(space.w_ValueError, "source, destination, or count out of range")
        self.put(dest, self.get(source, count))

    def descr_resize(self, w_size):
        self.check_open()
        size = space.int_w(w_size)
        self.exports.check("mmap can't resize with extant buffers exported.")
        if self.access != ACCESS_WRITE and self.access != ACCESS_DEFAULT:
            raise operr(
                space.w_TypeError, "mmap can't resize a readonly or copy-on-write memory map."
            )
        if size < 0:
            raise operr(space.w_ValueError, "new size out of range")
        if self.fd >= 0:
            try:
                rposix.ftruncate(self.fd, self.offset + size)
            except OSError as e:
                raise common.wrap_oserror(e, None)
        self.address = checked(rsyscall.syscall(MREMAP, self.address, self.size, size, 1, 0, 0))
        self.size = size

    # ---- as a sequence

    def descr_len(self):
        self.check_open()
        return space.newint(self.size)

    def index_w(self, w_index):
        """An index."""
        if space.lookup(w_index, "__index__") is None:
            raise operr(space.w_TypeError, "mmap indices must be integers")
        i = space.getindex_w(w_index, space.w_IndexError)
        if i < 0:
            i += self.size
        if i < 0 or i >= self.size:
            raise operr(space.w_IndexError, "mmap index out of range")
        self.check_open()
        return i

    def descr_getitem(self, w_index):
        self.check_open()
        if isinstance(w_index, sliceobject.W_SliceObject):
            start, _, step, count = w_index.indices(self.size)
            self.check_open()
            if count <= 0:
                return space.newbytes("")
            if step == 1:
                return space.newbytes(self.get(start, count))
            builder = StringBuilder(count)
            for _ in range(count):
                builder.append(self.get(start, 1))
                start += step
            return space.newbytes(builder.build())
        return space.newint(ord(self.get(self.index_w(w_index), 1)[0]))

    def descr_setitem(self, w_index, w_value):
        self.check_open()
        self.check_writable()
        if isinstance(w_index, sliceobject.W_SliceObject):
            start, _, step, count = w_index.indices(self.size)
            data = bytesobject.need_buffer(w_value)
            self.check_open()
            if len(data) != count:
                raise operr(space.w_IndexError, "mmap slice assignment is wrong size")
            if step == 1:
                self.put(start, data)
                return
            for c in data:
                self.put(start, c)
                start += step
            return
        i = self.index_w(w_index)
        value = byte_of(w_value)
        self.check_open()
        self.put(i, chr(value))

    def descr_delitem(self, w_index):
        self.check_open()
        self.check_writable()
        if isinstance(w_index, sliceobject.W_SliceObject):
            raise operr(space.w_TypeError, "mmap object doesn't support slice deletion")
        raise operr(space.w_TypeError, "mmap doesn't support item deletion")

    def descr_iter(self):
        return W_MapIterator(self)

    def descr_repr(self):
        name = self.getclass().qualified()
        access = ACCESS_NAMES[self.access]
        if self.address == 0:
            return space.newtext("<%s closed=True>" % name)
        return space.newtext(
            "<%s closed=False, access=%s, length=%d, pos=%d, offset=%d>"
            % (name, access, self.size, self.pos, self.offset)
        )


class W_MapIterator(W_Root):
    """Gives the bytes one by one, each as bytes: unlike what indexing gives."""

    def __init__(self, w_map):
        self.w_map = w_map
        self.pos = 0

    def next_w(self):
        self.w_map.check_open()
        pos = self.pos
        if pos >= self.w_map.size:
            return None
        self.pos = pos + 1
        return space.newbytes(self.w_map.get(pos, 1))


W_MMapUser = user_subclass(W_MMap)


def byte_of(w_value):
    """An int from 0 to 255."""
    if space.lookup(w_value, "__index__") is None:
        raise operr(space.w_TypeError, "mmap item value must be an int")
    value = space.int_w(w_value)
    if value < 0 or value > 255:
        raise operr(space.w_ValueError, "mmap item value must be in range(0, 256)")
    return value


def int_of(w_value, default):
    """An optional int."""
    if w_value is None:
        return default
    return space.int_w(w_value)


def mmap_new(scope_w):
    """mmap(fileno, length, flags=MAP_SHARED, prot=PROT_READ|PROT_WRITE, access=ACCESS_DEFAULT, offset=0)"""
    w_type = scope_w[0]
    fd = space.int_w(scope_w[1])
    size = space.int_w(scope_w[2])
    flags = int_of(scope_w[3], MAP_SHARED)
    prot = int_of(scope_w[4], PROT_READ | PROT_WRITE)
    access = int_of(scope_w[5], ACCESS_DEFAULT)
    offset = int_of(scope_w[6], 0)
    if size < 0:
        raise operr(space.w_OverflowError, "memory mapped length must be positive")
    if offset < 0:
        raise operr(space.w_OverflowError, "memory mapped offset must be positive")
    if access != ACCESS_DEFAULT and (flags != MAP_SHARED or prot != (PROT_READ | PROT_WRITE)):
        raise operr(space.w_ValueError, "mmap can't specify both access and flags, prot.")
    if access == ACCESS_READ:
        prot = PROT_READ
    elif access == ACCESS_COPY:
        flags = MAP_PRIVATE
    elif access == ACCESS_DEFAULT:
        if prot & PROT_WRITE == 0:
            access = ACCESS_READ
        elif prot & PROT_READ == 0:
            access = ACCESS_WRITE
    elif access != ACCESS_WRITE:
        raise operr(space.w_ValueError, "mmap invalid access parameter.")
    own = -1
    if fd == -1:
        flags |= MAP_ANONYMOUS
    else:
        size = size_of_file(fd, size, offset)
        own = checked(rsyscall.syscall(FCNTL, fd, DUPFD_CLOEXEC, 0, 0, 0, 0))
    address = rsyscall.syscall(MMAP, 0, size, prot, flags, own, offset)
    if -4096 < address < 0:
        if own >= 0:
            rposix.close(own)
        checked(address)
    if w_type is W_MMap.typedef.w_type:
        w_map = W_MMap(address, size, own, offset, access)
    else:
        w_map = W_MMapUser(address, size, own, offset, access)
        w_map.user_setup(w_type)
    finalizers.register(w_map)
    return w_map


def size_of_file(fd, size, offset):
    """The size of the map of a file."""
    try:
        st = rposix.fstat(fd)
    except OSError as e:
        raise common.wrap_oserror(e, None)
    if st.st_mode & 0o170000 != REGULAR:
        return size
    if size == 0:
        if st.st_size == 0:
            raise operr(space.w_ValueError, "cannot mmap an empty file")
        if offset >= st.st_size:
            raise operr(space.w_ValueError, "mmap offset is greater than file size")
        return st.st_size - offset
    if offset > st.st_size or st.st_size - offset < size:
        raise operr(space.w_ValueError, "mmap length is greater than file size")
    return size


W_MMap.typedef = TypeDef(
    "mmap.mmap",
    W_MMap,
    new("cls, fileno, length, flags=None, prot=None, access=None, offset=None", mmap_new),
    method("close", W_MMap.descr_close, "self"),
    method("find", W_MMap.descr_find, "self, sub, start=None, end=None, /"),
    method("rfind", W_MMap.descr_rfind, "self, sub, start=None, end=None, /"),
    method("flush", W_MMap.descr_flush, "self, offset=None, size=None, /"),
    method("madvise", W_MMap.descr_madvise, "self, option, start=None, length=None, /"),
    method("move", W_MMap.descr_move, "self, dest, src, count, /"),
    method("read", W_MMap.descr_read, "self, n=None, /"),
    method("read_byte", W_MMap.descr_read_byte, "self"),
    method("readline", W_MMap.descr_readline, "self"),
    method("resize", W_MMap.descr_resize, "self, newsize, /"),
    method("seek", W_MMap.descr_seek, "self, pos, whence=None, /"),
    method("size", W_MMap.descr_size, "self"),
    method("tell", W_MMap.descr_tell, "self"),
    method("write", W_MMap.descr_write, "self, data, /"),
    method("write_byte", W_MMap.descr_write_byte, "self, byte, /"),
    method("__enter__", W_MMap.descr_enter, "self"),
    method("__exit__", W_MMap.descr_exit, "self, type=None, value=None, traceback=None, /"),
    method("__len__", W_MMap.descr_len, "self"),
    method("__getitem__", W_MMap.descr_getitem, "self, index, /"),
    method("__setitem__", W_MMap.descr_setitem, "self, index, value, /"),
    method("__delitem__", W_MMap.descr_delitem, "self, index, /"),
    method("__iter__", W_MMap.descr_iter, "self"),
    method("__repr__", W_MMap.descr_repr, "self"),
    getset("closed", W_MMap.fget_closed),
    acceptable_as_base=True,
    publish=False,
)

W_MapIterator.typedef = TypeDef(
    "mmap.iterator",
    W_MapIterator,
    *iterator_methods(W_MapIterator),
    acceptable_as_base=False,
    publish=False,
)

CONSTANTS = [
    ("PROT_READ", PROT_READ),
    ("PROT_WRITE", PROT_WRITE),
    ("PROT_EXEC", 4),
    ("MAP_SHARED", MAP_SHARED),
    ("MAP_PRIVATE", MAP_PRIVATE),
    ("MAP_DENYWRITE", 2048),
    ("MAP_EXECUTABLE", 4096),
    ("MAP_ANON", MAP_ANONYMOUS),
    ("MAP_ANONYMOUS", MAP_ANONYMOUS),
    ("MAP_POPULATE", 32768),
    ("MAP_STACK", 131072),
    ("PAGESIZE", PAGE),
    ("ALLOCATIONGRANULARITY", PAGE),
    ("ACCESS_DEFAULT", ACCESS_DEFAULT),
    ("ACCESS_READ", ACCESS_READ),
    ("ACCESS_WRITE", ACCESS_WRITE),
    ("ACCESS_COPY", ACCESS_COPY),
]
ADVICE = [
    ("NORMAL", 0),
    ("RANDOM", 1),
    ("SEQUENTIAL", 2),
    ("WILLNEED", 3),
    ("DONTNEED", 4),
    ("FREE", 8),
    ("REMOVE", 9),
    ("DONTFORK", 10),
    ("DOFORK", 11),
    ("MERGEABLE", 12),
    ("UNMERGEABLE", 13),
    ("HUGEPAGE", 14),
    ("NOHUGEPAGE", 15),
    ("DONTDUMP", 16),
    ("DODUMP", 17),
    ("HWPOISON", 100),
]


def fill(w_dict):
    """mmap.error is OSError."""
    w_dict.setitem_str("error", space.w_OSError)


MODULE = modinfo.declare(
    "mmap",
    constants=CONSTANTS + [("MADV_" + name, number) for name, number in ADVICE],
    fill=fill,
    types=[W_MMap.typedef],
)
