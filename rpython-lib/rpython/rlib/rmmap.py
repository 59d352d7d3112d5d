"""Files mapped into memory, and memory from the system."""

from rpython.rlib import rposix, rsyscall
from rpython.rlib.rarithmetic import intmask
from rpython.rtyper.lltypesystem import lltype
from rpython.translation.rawmemory import charp, raw_load, raw_store

PROT_READ, PROT_WRITE, PROT_EXEC = 1, 2, 4
MAP_SHARED, MAP_PRIVATE, MAP_FIXED = 1, 2, 16
MAP_ANONYMOUS = MAP_ANON = 0x20
MAP_DENYWRITE, MAP_EXECUTABLE, MAP_NORESERVE = 0x800, 0x1000, 0x4000
MS_ASYNC, MS_INVALIDATE, MS_SYNC = 1, 2, 4
MREMAP_MAYMOVE = 1
MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTNEED, MADV_FREE = (
    0,
    1,
    2,
    3,
    4,
    8,
)
_ACCESS_DEFAULT, ACCESS_READ, ACCESS_WRITE, ACCESS_COPY = range(4)
PAGESIZE = ALLOCATIONGRANULARITY = 4096
has_madvise = True
NULL = charp(0)
_SYS_MMAP, _SYS_MPROTECT, _SYS_MUNMAP, _SYS_MREMAP, _SYS_MSYNC, _SYS_MADVISE = 9, 10, 11, 25, 26, 28
_SEEK_SET, _SEEK_CUR, _SEEK_END = range(3)


class RValueError(Exception):
    """An argument has a value that it may not have."""

    def __init__(self, message):
        self.message = message


class RTypeError(Exception):
    """The mapping does not allow that."""

    def __init__(self, message):
        self.message = message


def _checked(result, what):
    """The result of a system call; OSError if it failed."""
    if result < 0:
        raise OSError(-result, what)
    return result


def _map(length, prot, flags, fd, offset):
    return _checked(rsyscall.syscall(_SYS_MMAP, 0, length, prot, flags, fd, offset), "mmap")


def c_mmap(address, length, prot, flags, fd, offset):
    """mmap; a pointer with the address -1 on failure."""
    result = rsyscall.syscall(_SYS_MMAP, address._adr, length, prot, flags, fd, offset)
    return charp(result if result > 0 else -1)


def c_munmap_safe(address, length):
    """munmap: 0, or -1 on failure."""
    return -1 if rsyscall.syscall(_SYS_MUNMAP, address._adr, length, 0, 0, 0, 0) < 0 else 0


c_munmap = c_munmap_safe


def alloc(map_size):
    """Memory from the system that may be read, written and run."""
    prot = PROT_READ | PROT_WRITE | PROT_EXEC
    result = rsyscall.syscall(_SYS_MMAP, 0, map_size, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    if result < 0:
        raise MemoryError
    return charp(result)


def free(pointer, map_size):
    """Gives memory of `alloc` back."""
    rsyscall.syscall(_SYS_MUNMAP, pointer._adr, map_size, 0, 0, 0, 0)


def set_pages_executable(pointer, size):
    """Lets memory of the system be run, but not written."""
    prot = PROT_READ | PROT_EXEC
    _checked(rsyscall.syscall(_SYS_MPROTECT, pointer._adr, size, prot, 0, 0, 0), "mprotect")


class MMap(object):
    """A mapping with a position, like a file."""

    def __init__(self, access, offset):
        self.access = access
        self.offset = offset
        self.pos = 0
        self.size = 0
        self.fd = -1
        self.flags = 0
        self.data = NULL

    def check_valid(self):
        """RValueError after close()."""
        if not self.data:
            raise RValueError("map closed or invalid")

    def check_writeable(self):
        """RTypeError if it may only be read."""
        if self.access == ACCESS_READ:
            raise RTypeError("mmap can't modify a readonly memory map.")

    def check_resizeable(self):
        """RTypeError if its length is fixed."""
        if self.access != ACCESS_WRITE and self.access != _ACCESS_DEFAULT:
            raise RTypeError("mmap can't resize a readonly or copy-on-write memory map.")

    def close(self):
        """Ends the mapping."""
        if self.data:
            c_munmap_safe(self.data, self.size)
            self.data = NULL
            self.size = 0
            self.pos = 0
            if self.fd >= 0:
                rposix.close(self.fd)
                self.fd = -1

    def isclosed(self):
        """After close()?"""
        return not self.data

    def __del__(self):
        self.close()

    def getitem(self, index):
        """The char at an index, which is not checked."""
        return raw_load(lltype.Char, self.data._adr + index)

    def setitem(self, index, value):
        """Writes the char at an index, which is not checked."""
        raw_store(lltype.Char, 0, self.data._adr + index, value)

    def getslice(self, start, length):
        """So many bytes from an index on, which are not checked."""
        return rsyscall.get(self.data._adr + start, length)

    def setslice(self, start, newdata):
        """Writes bytes; RValueError if they do not fit."""
        if start < 0 or start + len(newdata) > self.size:
            raise RValueError("data out of range")
        rsyscall.put(self.data._adr + start, newdata)

    def getptr(self, offset):
        """A pointer to the byte at an offset."""
        return charp(self.data._adr + offset)

    def read_byte(self):
        """The char at the position."""
        self.check_valid()
        if self.pos >= self.size:
            raise RValueError("read byte out of range")
        self.pos += 1
        return self.getitem(self.pos - 1)

    def read(self, num=-1):
        """The bytes from the position on, all or at most so many."""
        self.check_valid()
        left = max(self.size - self.pos, 0)
        if num < 0 or num > left:
            num = left
        self.pos += num
        return self.getslice(self.pos - num, num)

    def readline(self):
        """The rest of the line with its end."""
        self.check_valid()
        end = self.find("\n", self.pos, self.size)
        if end < 0:
            end = self.size
        else:
            end += 1
        return self.read(max(end - self.pos, 0))

    def find(self, tofind, start, end, reverse=False):
        """The index of a text between two places, counted from the end if negative; -1 if it is not there."""
        self.check_valid()
        if start < 0:
            start = max(start + self.size, 0)
        if end < 0:
            end = max(end + self.size, 0)
        end = min(end, self.size)
        if start > end:
            return -1
        text = self.getslice(start, end - start)
        found = text.rfind(tofind) if reverse else text.find(tofind)
        return found + start if found >= 0 else -1

    def seek(self, pos, whence=_SEEK_SET):
        """Sets the position."""
        self.check_valid()
        if whence == _SEEK_CUR:
            pos += self.pos
        elif whence == _SEEK_END:
            pos += self.size
        elif whence != _SEEK_SET:
            raise RValueError("unknown seek type")
        if not (0 <= pos <= self.size):
            raise RValueError("seek out of range")
        self.pos = pos

    def tell(self):
        """The position."""
        self.check_valid()
        return self.pos

    def file_size(self):
        """The size of the file behind it, or of the mapping."""
        self.check_valid()
        if self.fd < 0:
            return self.size
        return rposix.filesize(self.fd)

    def write(self, data):
        """Writes at the position; how many bytes."""
        self.check_valid()
        self.check_writeable()
        if self.pos + len(data) > self.size:
            raise RValueError("data out of range")
        self.setslice(self.pos, data)
        self.pos += len(data)
        return len(data)

    def write_byte(self, byte):
        """Writes a char at the position."""
        self.check_valid()
        self.check_writeable()
        if self.pos >= self.size:
            raise RValueError("write byte out of range")
        self.setitem(self.pos, byte)
        self.pos += 1

    def flush(self, offset=0, size=0):
        """Writes what has changed to the file."""
        self.check_valid()
        if size == 0:
            size = self.size
        if offset < 0 or size < 0 or offset + size > self.size:
            raise RValueError("flush values out of range")
        at = self.data._adr + offset
        _checked(rsyscall.syscall(_SYS_MSYNC, at, size, MS_SYNC, 0, 0, 0), "msync")
        return 0

    def madvise(self, flags, start, end):
        """Tells the system how the memory will be used."""
        at = self.data._adr + start
        _checked(rsyscall.syscall(_SYS_MADVISE, at, end - start, flags, 0, 0, 0), "madvise")

    def move(self, dest, src, count):
        """Copies bytes within the mapping."""
        self.check_valid()
        self.check_writeable()
        biggest = max(src, dest)
        if src < 0 or dest < 0 or count < 0 or biggest + count > self.size:
            raise RValueError("source or destination out of range")
        self.setslice(dest, self.getslice(src, count))

    def resize(self, newsize):
        """Changes the length of the mapping and of the file behind it."""
        self.check_valid()
        self.check_resizeable()
        if newsize < 0:
            raise RValueError("new size out of range")
        if self.fd >= 0:
            rposix.ftruncate(self.fd, self.offset + newsize)
        at = self.data._adr
        result = rsyscall.syscall(_SYS_MREMAP, at, self.size, newsize, MREMAP_MAYMOVE, 0, 0)
        self.data = charp(_checked(result, "mremap"))
        self.size = newsize


def mmap(
    fileno,
    length,
    flags=MAP_SHARED,
    prot=PROT_WRITE | PROT_READ,
    access=_ACCESS_DEFAULT,
    offset=0,
):
    """Maps a file, or memory if fileno is -1; length 0: to the end of the file."""
    if length < 0:
        raise RTypeError("memory mapped size must be positive")
    if offset < 0:
        raise RValueError("negative offset")
    if access != _ACCESS_DEFAULT:
        if flags != MAP_SHARED or prot != (PROT_WRITE | PROT_READ):
            raise RValueError("mmap can't specify both access and flags, prot.")
        if access == ACCESS_READ:
            prot = PROT_READ
        elif access == ACCESS_COPY:
            flags = MAP_PRIVATE
        elif access != ACCESS_WRITE:
            raise RValueError("mmap invalid access parameter.")
    elif prot & PROT_WRITE == 0:
        access = ACCESS_READ
    if fileno >= 0:
        size = rposix.filesize(fileno)
        if length == 0:
            if offset >= size:
                raise RValueError("mmap offset is greater than file size")
            length = size - offset
        elif offset > size or size - offset < length:
            raise RValueError("mmap length is greater than file size")
    else:
        flags |= MAP_ANONYMOUS
    m = MMap(access, offset)
    if fileno >= 0:
        m.fd = rposix.dup(fileno)
    m.data = charp(_map(length, prot, flags, fileno, offset))
    m.size = intmask(length)
    m.flags = flags
    return m
