"""Control of descriptors: fcntl, ioctl, flock, lockf."""

import posix

import _syscall

F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW = range(8)
F_SETOWN, F_GETOWN, F_SETSIG, F_GETSIG = 8, 9, 10, 11
F_GETLK64, F_SETLK64, F_SETLKW64 = 5, 6, 7
F_RDLCK, F_WRLCK, F_UNLCK = 0, 1, 2
F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW = 36, 37, 38
F_DUPFD_CLOEXEC, F_SETPIPE_SZ, F_GETPIPE_SZ = 1030, 1031, 1032
F_ADD_SEALS, F_GET_SEALS = 1033, 1034
F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE = 1, 2, 4, 8
F_SETLEASE, F_GETLEASE, F_NOTIFY = 1024, 1025, 1026
DN_ACCESS, DN_MODIFY, DN_CREATE, DN_DELETE, DN_RENAME, DN_ATTRIB = 1, 2, 4, 8, 16, 32
DN_MULTISHOT = 0x80000000
FD_CLOEXEC, FASYNC = 1, 0o20000
LOCK_SH, LOCK_EX, LOCK_NB, LOCK_UN = 1, 2, 4, 8


def _fileno(fd):
    if isinstance(fd, int):
        number = int(fd)
    else:
        method = getattr(fd, "fileno", None)
        if method is None:
            raise TypeError("argument must be an int, or have a fileno() method.")
        number = method()
        if not isinstance(number, int):
            raise TypeError("fileno() returned a non-integer")
    if number < 0:
        raise ValueError("file descriptor cannot be a negative integer (%d)" % number)
    if number > 0x7FFFFFFF:
        raise OverflowError("Python int too large to convert to C int")
    return number


def _ok(code):
    if code < 0:
        raise OSError(-code, posix.strerror(-code))
    return code


def _signed(code):
    return code


def fcntl(fd, cmd, arg=0, /):
    fd = _fileno(fd)
    if cmd > 0x7FFFFFFF or cmd < -0x80000000:
        raise OverflowError("Python int too large to convert to C int")
    if isinstance(arg, (bytes, bytearray, str)):
        data = bytearray(arg.encode() if isinstance(arg, str) else arg)
        if len(data) > 1024:
            raise ValueError("fcntl string arg too long")
        _ok(_syscall.call(72, fd, cmd, data))
        return bytes(data)
    return _ok(_syscall.call(72, fd, cmd, arg))


def ioctl(fd, request, arg=0, mutate_flag=True, /):
    fd = _fileno(fd)
    request &= 0xFFFFFFFF
    if isinstance(arg, int):
        return _ok(_syscall.call(16, fd, request, arg))
    data = bytearray(arg.encode() if isinstance(arg, str) else bytes(arg))
    if len(data) > 1024 and not mutate_flag:
        raise ValueError("ioctl string arg too long")
    code = _ok(_syscall.call(16, fd, request, data))
    if isinstance(arg, (bytes, str)) or not mutate_flag:
        return bytes(data)
    memoryview(arg).cast("B")[:] = data
    return code


def flock(fd, operation, /):
    _ok(_syscall.call(73, _fileno(fd), operation))


def lockf(fd, cmd, len=0, start=0, whence=0, /):
    fd = _fileno(fd)
    if cmd == LOCK_UN:
        kind = F_UNLCK
    elif cmd & LOCK_SH:
        kind = F_RDLCK
    elif cmd & LOCK_EX:
        kind = F_WRLCK
    else:
        raise ValueError("unrecognized lockf argument")
    lock = kind.to_bytes(2, "little") + whence.to_bytes(2, "little") + bytes(4)
    lock += start.to_bytes(8, "little", signed=True) + len.to_bytes(8, "little", signed=True)
    _ok(_syscall.call(72, fd, F_SETLK if cmd & LOCK_NB else F_SETLKW, lock + bytes(8)))
