# ruff: noqa: F821 (names of the built-in part)
"""The part of posix that is made of its other functions and of system calls."""

import _syscall

error = OSError
_have_functions = ["HAVE_FTRUNCATE", "HAVE_LSTAT", "HAVE_FCHDIR", "HAVE_FUTIMENS"]


class DirEntry:
    """What scandir yields."""

    __slots__ = ("name", "path", "_stat", "_lstat")

    def __init__(self, name, path):
        self.name = name
        self.path = path
        self._stat = self._lstat = None

    def stat(self, *, follow_symlinks=True):
        if follow_symlinks:
            if self._stat is None:
                self._stat = stat(self.path)
            return self._stat
        if self._lstat is None:
            self._lstat = lstat(self.path)
        return self._lstat

    def _is(self, kind, follow_symlinks):
        try:
            return self.stat(follow_symlinks=follow_symlinks).st_mode & 0o170000 == kind
        except FileNotFoundError:
            return False

    def is_dir(self, *, follow_symlinks=True):
        return self._is(0o040000, follow_symlinks)

    def is_file(self, *, follow_symlinks=True):
        return self._is(0o100000, follow_symlinks)

    def is_symlink(self):
        return self._is(0o120000, False)

    def inode(self):
        return self.stat(follow_symlinks=False).st_ino

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return "<DirEntry %r>" % (self.name,)

    @classmethod
    def __class_getitem__(cls, item):
        import types

        return types.GenericAlias(cls, item)


class ScandirIterator:
    """An iterator of DirEntry that can be closed."""

    def __init__(self, path):
        if path is None:
            path = "."
        path = fspath(path)
        names = listdir(path)
        sep = b"/" if isinstance(path, bytes) else "/"
        base = path if path.endswith(sep) else path + sep
        self._entries = iter([DirEntry(name, base + name) for name in names])

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def close(self):
        self._entries = iter(())

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


def scandir(path=None):
    return ScandirIterator(path)


def truncate(path, length):
    if isinstance(path, int):
        return ftruncate(path, length)
    fd = open(path, 1)
    try:
        ftruncate(fd, length)
    finally:
        close(fd)


def cpu_count():
    try:
        fd = open("/sys/devices/system/cpu/online", 0)
    except OSError:
        return None
    try:
        text = read(fd, 1000).decode()
    finally:
        close(fd)
    count = 0
    for part in text.strip().split(","):
        low, _, high = part.partition("-")
        count += int(high or low) - int(low) + 1
    return count


def uname():
    def line(name):
        fd = open("/proc/sys/kernel/" + name, 0)
        try:
            return read(fd, 1000).decode().strip()
        finally:
            close(fd)

    return uname_result(("Linux", line("hostname"), line("osrelease"), line("version"), "x86_64"))


def WIFSIGNALED(status):
    return (status & 0x7F) != 0 and (status & 0x7F) != 0x7F


def WIFEXITED(status):
    return (status & 0x7F) == 0


def WIFSTOPPED(status):
    return (status & 0xFF) == 0x7F


def WEXITSTATUS(status):
    return (status >> 8) & 0xFF


def WTERMSIG(status):
    return status & 0x7F


def WSTOPSIG(status):
    return (status >> 8) & 0xFF


def waitstatus_to_exitcode(status):
    if WIFEXITED(status):
        return WEXITSTATUS(status)
    if WIFSIGNALED(status):
        return -WTERMSIG(status)
    raise ValueError("invalid wait status: %d" % status)


def _fail(code, *names):
    raise OSError(-code, strerror(-code), *names)


def _ok(code, *names):
    if code < 0:
        if len(names) == 2:
            names = (names[0], None, names[1])
        _fail(code, *names)
    return code


# ---- processes


def _pointers(items):
    """The address of a C array of C strings, with a null pointer at the end; one piece of memory."""
    table = 8 * (len(items) + 1)
    size = table + sum([len(item) + 1 for item in items])
    address = _syscall.alloc(size)
    at = address + table
    pointers = bytearray()
    for item in items:
        if b"\0" in item:
            _syscall.free(address)
            raise ValueError("embedded null byte")
        pointers += at.to_bytes(8, "little")
        _syscall.put(at, item)
        at += len(item) + 1
    _syscall.put(address, bytes(pointers))
    return address


_free_pointers = _syscall.free


def _environ_pointers(env):
    """The same for an environment: a list of bytes NAME=VALUE, None for that of the process."""
    return _pointers(_environ() if env is None else [_fsencode(item) for item in env])


def fork():
    for hook in reversed(_before_fork):
        _call_hook(hook)
    pid = _syscall.fork()
    for hook in _after_in_child if pid == 0 else _after_in_parent:
        _call_hook(hook)
    return _ok(pid)


def fork1():
    return fork()


_before_fork = []
_after_in_child = []
_after_in_parent = []


def _call_hook(hook):
    try:
        hook()
    except BaseException:
        import sys
        import traceback

        print("Exception ignored in: %r" % (hook,), file=sys.stderr)
        traceback.print_exc()


def register_at_fork(*, before=None, after_in_child=None, after_in_parent=None):
    if before is None and after_in_child is None and after_in_parent is None:
        raise TypeError("At least one argument is required.")
    for hook in (before, after_in_child, after_in_parent):
        if hook is not None and not callable(hook):
            raise TypeError("'%s' object is not callable" % type(hook).__name__)
    if before is not None:
        _before_fork.append(before)
    if after_in_child is not None:
        _after_in_child.append(after_in_child)
    if after_in_parent is not None:
        _after_in_parent.append(after_in_parent)


def execve(path, argv, env):
    if not isinstance(argv, (list, tuple)):
        raise TypeError("execve: argv must be a tuple or list")
    if not argv or not argv[0]:
        raise ValueError("execve() arg 2 must not be empty")
    entries = []
    for key in env.keys():
        value = env[key]
        key = _fsencode(key)
        if b"=" in key:
            raise ValueError("illegal environment variable name")
        entries.append(key + b"=" + _fsencode(value))
    arguments = _pointers([_fsencode(arg) for arg in argv])
    environ = _pointers(entries)
    if isinstance(path, int):
        code = _syscall.call(322, path, b"", arguments, environ, 0x1000)
    else:
        code = _syscall.call(59, _fsencode(path), arguments, environ)
    _syscall.free(arguments)
    _syscall.free(environ)
    _fail(code, path)


def execv(path, argv, /):
    if not isinstance(argv, (list, tuple)):
        raise TypeError("execv() arg 2 must be a tuple or list")
    if not argv or not argv[0]:
        raise ValueError("execv() arg 2 must not be empty")
    environ = {}
    for entry in _environ():
        key, _, value = entry.partition(b"=")
        environ[key] = value
    execve(path, argv, environ)


def waitpid(pid, options, /):
    status = bytearray(4)
    pid = _ok(_syscall.call(61, pid, status, options, None))
    return pid, int.from_bytes(status, "little", signed=True)


def wait():
    return waitpid(-1, 0)


def wait4(pid, options):
    status = bytearray(4)
    usage = bytearray(144)
    pid = _ok(_syscall.call(61, pid, status, options, usage))
    import resource

    return pid, int.from_bytes(status, "little", signed=True), resource._from_bytes(usage)


def wait3(options):
    return wait4(-1, options)


P_ALL, P_PID, P_PGID, P_PIDFD = 0, 1, 2, 3
WEXITED, WSTOPPED, WNOWAIT = 4, 2, 0x1000000
CLD_EXITED, CLD_KILLED, CLD_DUMPED, CLD_TRAPPED, CLD_STOPPED, CLD_CONTINUED = range(1, 7)


def waitid(idtype, id, options, /):
    info = bytearray(128)
    _ok(_syscall.call(247, idtype, id, info, options, None))

    def word(i):
        return int.from_bytes(info[i : i + 4], "little", signed=True)

    if not word(0):
        return None
    return waitid_result((word(12), word(16), word(0), word(24) if word(24) else word(20), word(8)))


class waitid_result(tuple):
    """What waitid gives."""

    __slots__ = ()


for _i, _name in enumerate("pid uid signo status code".split()):
    setattr(waitid_result, "si_" + _name, property(lambda self, i=_i: self[i]))


def WCOREDUMP(status):
    return bool(status & 0x80)


def WIFCONTINUED(status):
    return status == 0xFFFF


def killpg(pgid, signal, /):
    kill(-pgid, signal)


def pidfd_open(pid, flags=0):
    return _ok(_syscall.call(434, pid, flags))


def getuid():
    return _syscall.call(102)


def geteuid():
    return _syscall.call(107)


def getgid():
    return _syscall.call(104)


def getegid():
    return _syscall.call(108)


def _words(data, size=4):
    return [int.from_bytes(data[i : i + size], "little") for i in range(0, len(data), size)]


def getgroups():
    data = bytearray(4 * 65536)
    n = _ok(_syscall.call(115, 65536, data))
    return _words(data[: 4 * n])


def setgroups(groups, /):
    groups = list(groups)
    _ok(_syscall.call(116, len(groups), b"".join([g.to_bytes(4, "little") for g in groups])))


def getresuid():
    parts = bytearray(4), bytearray(4), bytearray(4)
    _ok(_syscall.call(118, *parts))
    return tuple([int.from_bytes(part, "little") for part in parts])


def getresgid():
    parts = bytearray(4), bytearray(4), bytearray(4)
    _ok(_syscall.call(120, *parts))
    return tuple([int.from_bytes(part, "little") for part in parts])


def _simple(name, number, arity, result=False):
    """A function that is one system call on ints."""

    def function(*args):
        if len(args) != arity:
            raise TypeError("%s() takes exactly %d arguments (%d given)" % (name, arity, len(args)))
        for arg in args:
            if not hasattr(type(arg), "__index__"):
                raise TypeError("an integer is required (got type %s)" % type(arg).__name__)
        code = _ok(_syscall.call(number, *[arg.__index__() for arg in args]))
        return code if result else None

    function.__name__ = function.__qualname__ = name
    globals()[name] = function


for _name, _number, _arity, _result in (
    ("setuid", 105, 1, False),
    ("setgid", 106, 1, False),
    ("seteuid", 117, 1, False),
    ("setegid", 119, 1, False),
    ("setreuid", 113, 2, False),
    ("setregid", 114, 2, False),
    ("setresuid", 117, 3, False),
    ("setresgid", 119, 3, False),
    ("getpgid", 121, 1, True),
    ("getpgrp", 111, 0, True),
    ("setpgid", 109, 2, False),
    ("getsid", 124, 1, True),
    ("setsid", 112, 0, False),
    ("sched_yield", 24, 0, False),
    ("sync", 162, 0, False),
    ("fchdir", 81, 1, False),
    ("fchmod", 91, 2, False),
    ("fchown", 93, 3, False),
    ("posix_fallocate", 285, 3, False),
    ("posix_fadvise", 221, 4, False),
    ("lockf", 73, 3, False),
):
    _simple(_name, _number, _arity, _result)
del lockf, posix_fallocate


def seteuid(uid, /):
    _ok(_syscall.call(117, -1, uid, -1))


def setegid(gid, /):
    _ok(_syscall.call(119, -1, gid, -1))


def setpgrp():
    setpgid(0, 0)


def getpriority(which, who):
    return 20 - _ok(_syscall.call(140, which, who))


def setpriority(which, who, priority):
    _ok(_syscall.call(141, which, who, priority))


PRIO_PROCESS, PRIO_PGRP, PRIO_USER = 0, 1, 2


def nice(increment, /):
    value = getpriority(0, 0) + increment
    setpriority(0, 0, min(max(value, -20), 19))
    return getpriority(0, 0)


def sched_getaffinity(pid, /):
    data = bytearray(128)
    n = _ok(_syscall.call(204, pid, len(data), data))
    bits = int.from_bytes(data[:n], "little")
    return {i for i in range(8 * n) if bits >> i & 1}


def sched_setaffinity(pid, mask, /):
    bits = 0
    for cpu in mask:
        if cpu < 0:
            raise ValueError("negative CPU number")
        bits |= 1 << cpu
    data = bits.to_bytes(128, "little")
    _ok(_syscall.call(203, pid, len(data), data))


def times():
    import time

    data = bytearray(32)
    elapsed = _syscall.call(100, data)
    ticks = [value / 100 for value in _words(data, 8)]
    return times_result(tuple(ticks) + (elapsed / 100 if elapsed >= 0 else time.monotonic(),))


def getloadavg():
    fd = open("/proc/loadavg", 0)
    try:
        return tuple([float(word) for word in read(fd, 100).split()[:3]])
    finally:
        close(fd)


def abort():
    import _signal

    _signal._set(6, 0)
    _syscall.call(234, getpid(), _syscall.call(186), 6)
    _exit(134)


# ---- descriptors


def _fcntl(fd, command, arg=0):
    return _ok(_syscall.call(72, fd, command, arg))


def get_inheritable(fd, /):
    return not _fcntl(fd, 1) & 1


def set_inheritable(fd, inheritable, /):
    flags = _fcntl(fd, 1)
    _fcntl(fd, 2, flags & ~1 if inheritable else flags | 1)


def get_blocking(fd, /):
    return not _fcntl(fd, 3) & 0o4000


def set_blocking(fd, blocking, /):
    flags = _fcntl(fd, 3)
    _fcntl(fd, 4, flags & ~0o4000 if blocking else flags | 0o4000)


def dup2(fd, fd2, inheritable=True):
    if fd < 0 or fd2 < 0:
        _fail(-9)
    if fd == fd2:
        _fcntl(fd, 1)
        if inheritable:
            set_inheritable(fd, True)
        return fd2
    return _ok(_syscall.call(292, fd, fd2, 0 if inheritable else 0o2000000))


def pipe2(flags, /):
    data = bytearray(8)
    _ok(_syscall.call(293, data, flags))
    return tuple(_words(data))


def pread(fd, length, offset, /):
    data = bytearray(length)
    n = _ok(_syscall.call(17, fd, data, length, offset))
    return bytes(data[:n])


def pwrite(fd, data, offset, /):
    data = bytes(data)
    return _ok(_syscall.call(18, fd, data, len(data), offset))


def readv(fd, buffers, /):
    total = sum([len(memoryview(buffer).cast("B")) for buffer in buffers])
    data = read(fd, total)
    at = 0
    for buffer in buffers:
        view = memoryview(buffer).cast("B")
        part = data[at : at + len(view)]
        view[: len(part)] = part
        at += len(part)
    return len(data)


def writev(fd, buffers, /):
    return write(fd, b"".join([bytes(buffer) for buffer in buffers]))


def sendfile(out_fd, in_fd, offset, count):
    place = None if offset is None else bytearray(offset.to_bytes(8, "little"))
    return _ok(_syscall.call(40, out_fd, in_fd, place, count))


def copy_file_range(src, dst, count, offset_src=None, offset_dst=None):
    places = [
        None if offset is None else bytearray(offset.to_bytes(8, "little"))
        for offset in (offset_src, offset_dst)
    ]
    return _ok(_syscall.call(326, src, places[0], dst, places[1], count, 0))


def memfd_create(name, flags=1):
    return _ok(_syscall.call(319, name, flags))


MFD_CLOEXEC, MFD_ALLOW_SEALING, MFD_HUGETLB = 1, 2, 4
F_LOCK, F_TLOCK, F_ULOCK, F_TEST = 1, 2, 0, 3
POSIX_FADV_NORMAL, POSIX_FADV_RANDOM, POSIX_FADV_SEQUENTIAL = 0, 1, 2
POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED, POSIX_FADV_NOREUSE = 3, 4, 5


def lockf(fd, command, length, /):
    kind = 2 if command == F_ULOCK else 1
    lock = kind.to_bytes(2, "little") + (1).to_bytes(2, "little") + bytes(12)
    lock += length.to_bytes(8, "little") + bytes(8)
    _ok(_syscall.call(72, fd, 7 if command == F_LOCK else 6, lock))


def posix_fallocate(fd, offset, length, /):
    _ok(_syscall.call(285, fd, 0, offset, length))


def openpty():
    master = open("/dev/ptmx", 2 | 0o400)
    _ok(_syscall.call(16, master, 0x40045431, bytes(4)))
    number = bytearray(4)
    _ok(_syscall.call(16, master, 0x80045430, number))
    slave = open("/dev/pts/%d" % int.from_bytes(number, "little"), 2 | 0o400)
    return master, slave


def ttyname(fd, /):
    if not isatty(fd):
        _fail(-25)
    return readlink("/proc/self/fd/%d" % fd)


def get_terminal_size(fd=1, /):
    data = bytearray(8)
    _ok(_syscall.call(16, fd, 0x5413, data))
    sizes = _words(data, 2)
    return terminal_size((sizes[1], sizes[0]))


def getrandom(size, flags=0):
    data = bytearray(size)
    n = _ok(_syscall.call(318, data, size, flags))
    return bytes(data[:n])


# ---- the file system

_AT_FDCWD = -100


def _at(dir_fd):
    return _AT_FDCWD if dir_fd is None else dir_fd


def link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True):
    flags = 0x400 if follow_symlinks else 0
    code = _syscall.call(
        265, _at(src_dir_fd), _fsencode(src), _at(dst_dir_fd), _fsencode(dst), flags
    )
    _ok(code, src, dst)


def symlink(src, dst, target_is_directory=False, *, dir_fd=None):
    _ok(_syscall.call(266, _fsencode(src), _at(dir_fd), _fsencode(dst)), src, dst)


def chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True):
    if isinstance(path, int):
        return fchown(path, uid, gid)
    flags = 0 if follow_symlinks else 0x100
    _ok(_syscall.call(260, _at(dir_fd), _fsencode(path), uid, gid, flags), path)


def lchown(path, uid, gid):
    chown(path, uid, gid, follow_symlinks=False)


def chroot(path):
    _ok(_syscall.call(161, _fsencode(path)), path)


def mkfifo(path, mode=0o666, *, dir_fd=None):
    _ok(_syscall.call(259, _at(dir_fd), _fsencode(path), mode | 0o010000, 0), path)


def mknod(path, mode=0o600, device=0, *, dir_fd=None):
    _ok(_syscall.call(259, _at(dir_fd), _fsencode(path), mode, device), path)


def major(device, /):
    return device >> 8 & 0xFFF | device >> 32 & 0xFFFFF000


def minor(device, /):
    return device & 0xFF | device >> 12 & 0xFFFFFF00


def makedev(major, minor, /):
    return minor & 0xFF | (major & 0xFFF) << 8 | (minor & ~0xFF) << 12 | (major & ~0xFFF) << 32


def utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True):
    if times is not None and ns is not None:
        raise ValueError("utime: you may specify either 'times' or 'ns' but not both")
    if times is not None:
        if not isinstance(times, tuple) or len(times) != 2:
            raise TypeError("utime: 'times' must be either a tuple of two ints or None")
        ns = []
        for value in times:
            whole = int(value // 1)
            ns.append(whole * 10**9 + int((value - whole) * 1e9))
    elif ns is not None:
        if not isinstance(ns, tuple) or len(ns) != 2:
            raise TypeError("utime: 'ns' must be a tuple of two ints")
    spec = None
    if ns is not None:
        spec = b""
        for value in ns:
            whole, rest = divmod(value, 10**9)
            spec += whole.to_bytes(8, "little", signed=True) + rest.to_bytes(8, "little")
    if isinstance(path, int):
        _ok(_syscall.call(280, path, None, spec, 0), path)
    else:
        flags = 0 if follow_symlinks else 0x100
        _ok(_syscall.call(280, _at(dir_fd), _fsencode(path), spec, flags), path)


_PC_NAMES = {
    "PC_LINK_MAX": 0,
    "PC_MAX_CANON": 1,
    "PC_MAX_INPUT": 2,
    "PC_NAME_MAX": 3,
    "PC_PATH_MAX": 4,
    "PC_PIPE_BUF": 5,
}
pathconf_names = _PC_NAMES
_PC_VALUES = {0: 127, 1: 255, 2: 255, 3: 255, 4: 4096, 5: 4096}
sysconf_names = {
    "SC_ARG_MAX": 0,
    "SC_CLK_TCK": 2,
    "SC_NGROUPS_MAX": 3,
    "SC_OPEN_MAX": 4,
    "SC_PAGESIZE": 30,
    "SC_PAGE_SIZE": 30,
    "SC_IOV_MAX": 60,
    "SC_NPROCESSORS_CONF": 83,
    "SC_NPROCESSORS_ONLN": 84,
    "SC_PHYS_PAGES": 85,
}


def _name_to_number(name, names):
    if isinstance(name, str):
        if name not in names:
            raise ValueError("unrecognized configuration name")
        return names[name]
    return name


def fpathconf(fd, name, /):
    number = _name_to_number(name, _PC_NAMES)
    fstat(fd)
    if number not in _PC_VALUES:
        _fail(-22)
    return _PC_VALUES[number]


def pathconf(path, name):
    number = _name_to_number(name, _PC_NAMES)
    stat(path)
    if number not in _PC_VALUES:
        _fail(-22)
    return _PC_VALUES[number]


def sysconf(name, /):
    number = _name_to_number(name, sysconf_names)
    if number == 84 or number == 83:
        return cpu_count()
    if number == 4:
        import resource

        return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if number == 85:
        data = bytearray(112)
        _ok(_syscall.call(99, data))
        return int.from_bytes(data[32:40], "little") // 4096
    values = {0: 2097152, 2: 100, 3: 65536, 30: 4096, 60: 1024}
    if number not in values:
        _fail(-22)
    return values[number]


def statvfs(path):
    data = bytearray(120)
    if isinstance(path, int):
        _ok(_syscall.call(138, path, data))
    else:
        _ok(_syscall.call(137, _fsencode(path), data), path)
    w = _words(data, 8)
    items = (w[1], w[9], w[2], w[3], w[4], w[5], w[6], w[6], w[10], w[8])
    return statvfs_result(items, {"f_fsid": w[7]})


fstatvfs = statvfs
ST_RDONLY, ST_NOSUID = 1, 2


def _xattr_place(path):
    return path if isinstance(path, int) else _fsencode(path)


def _xattr_call(path, follow_symlinks, first):
    """The numbers of the calls for paths, for links and for descriptors follow each other."""
    if not isinstance(path, int):
        return first if follow_symlinks else first + 1
    if not follow_symlinks:
        raise ValueError("cannot use fd and follow_symlinks together")
    return first + 2


def getxattr(path, attribute, *, follow_symlinks=True):
    data = bytearray(65536)
    number = _xattr_call(path, follow_symlinks, 191)
    n = _ok(_syscall.call(number, _xattr_place(path), _fsencode(attribute), data, 65536), path)
    return bytes(data[:n])


def setxattr(path, attribute, value, flags=0, *, follow_symlinks=True):
    number = _xattr_call(path, follow_symlinks, 188)
    value = bytes(value)
    code = _syscall.call(number, _xattr_place(path), _fsencode(attribute), value, len(value), flags)
    _ok(code, path)


def listxattr(path=None, *, follow_symlinks=True):
    data = bytearray(65536)
    path = "." if path is None else path
    number = _xattr_call(path, follow_symlinks, 194)
    n = _ok(_syscall.call(number, _xattr_place(path), data, 65536), path)
    return [_fsdecode(part) for part in bytes(data[:n]).split(b"\0") if part]


def removexattr(path, attribute, *, follow_symlinks=True):
    number = _xattr_call(path, follow_symlinks, 197)
    _ok(_syscall.call(number, _xattr_place(path), _fsencode(attribute)), path)


XATTR_CREATE, XATTR_REPLACE, XATTR_SIZE_MAX = 1, 2, 65536


POSIX_SPAWN_OPEN, POSIX_SPAWN_CLOSE, POSIX_SPAWN_DUP2 = 0, 1, 2


def posix_spawn(path, argv, env, /, **options):
    """Execute the program specified by path in a new process."""
    import _posixsubprocess

    return _posixsubprocess._spawn("posix_spawn", [_fsencode(path)], path, argv, env, **options)


def posix_spawnp(path, argv, env, /, **options):
    """Execute the program specified by path, which is looked for in PATH, in a new process."""
    import _posixsubprocess
    import os

    name = _fsencode(path)
    places = [name]
    if b"/" not in name:
        folders = os.environb.get(b"PATH", b"/bin:/usr/bin").split(b":")
        places = [os.path.join(folder, name) for folder in folders]
    return _posixsubprocess._spawn("posix_spawnp", places, path, argv, env, **options)


def getlogin():
    import pwd

    return pwd.getpwuid(getuid()).pw_name


def ctermid():
    return "/dev/tty"


def device_encoding(fd):
    return "utf-8" if isatty(fd) else None


def getgrouplist(user, group, /):
    import grp

    result = [group]
    for entry in grp.getgrall():
        if user in entry.gr_mem and entry.gr_gid not in result:
            result.append(entry.gr_gid)
    return result


def initgroups(user, gid, /):
    setgroups(getgrouplist(user, gid))


class sched_param(tuple):
    """The priority of a scheduling policy."""

    __slots__ = ()

    def __new__(cls, sched_priority):
        return tuple.__new__(cls, (sched_priority,))

    sched_priority = property(lambda self: self[0])


SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_IDLE = 0, 1, 2, 3, 5


def sched_getscheduler(pid, /):
    return _ok(_syscall.call(145, pid))
