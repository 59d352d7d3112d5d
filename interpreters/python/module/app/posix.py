# ruff: noqa: F821 (names of the built-in part)
"""The part of posix that is made of its other functions."""

error = OSError
_have_functions = ["HAVE_FTRUNCATE", "HAVE_LSTAT"]


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


def get_inheritable(fd):
    return False


def set_inheritable(fd, inheritable):
    pass


def get_terminal_size(fd=1):
    raise OSError(25, "Inappropriate ioctl for device")


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


def _status_field(name, index):
    fd = open("/proc/self/status", 0)
    try:
        text = read(fd, 100000).decode()
    finally:
        close(fd)
    for line in text.splitlines():
        if line.startswith(name + ":"):
            return [int(part) for part in line.split()[1:]][index]
    return 0


def getgid():
    return _status_field("Gid", 0)


def getegid():
    return _status_field("Gid", 1)


def getgroups():
    return _status_field("Groups", slice(None))


def waitpid(pid, options, /):
    raise ChildProcessError(10, "No child processes")
