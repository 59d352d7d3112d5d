"""Files, processes and the environment of the operating system.

Paths and data are RPython strings. Failures raise OSError(errno, message). On the host the
functions work on `os` with byte strings; translated they call the run-time library, whose
functions give a negative errno on failure.
"""

import os
import sys

from rpython.rlib.objectmodel import we_are_translated
from rpython.rtyper.annlowlevel import hlstr
from rpython.rtyper.lltypesystem.lltype import Signed, Void
from rpython.rtyper.lltypesystem.rffi import llexternal
from rpython.rtyper.lltypesystem.rstr import STRPTR, mallocstr
from rpython.translation.replacements import replaces


def _external(name, args):
    return llexternal("rpy_os_" + name, args, Signed)


rpy_open = _external("open", [STRPTR, Signed, Signed])
rpy_read = _external("read", [Signed, STRPTR, Signed])
rpy_write = _external("write", [Signed, STRPTR, Signed, Signed])
rpy_close = _external("close", [Signed])
rpy_lseek = _external("lseek", [Signed, Signed, Signed])
rpy_isatty = _external("isatty", [Signed])
rpy_ftruncate = _external("ftruncate", [Signed, Signed])
rpy_dup = _external("dup", [Signed])
rpy_dup2 = _external("dup2", [Signed, Signed])
rpy_fsync = _external("fsync", [Signed])
rpy_access = _external("access", [STRPTR, Signed])
rpy_unlink = _external("unlink", [STRPTR])
rpy_mkdir = _external("mkdir", [STRPTR, Signed])
rpy_rmdir = _external("rmdir", [STRPTR])
rpy_rename = _external("rename", [STRPTR, STRPTR])
rpy_chdir = _external("chdir", [STRPTR])
rpy_chmod = _external("chmod", [STRPTR, Signed])
rpy_getpid = _external("getpid", [])
rpy_getppid = _external("getppid", [])
rpy_kill = _external("kill", [Signed, Signed])
rpy_system = _external("system", [STRPTR])
rpy_umask = _external("umask", [Signed])
rpy_getuid = _external("getuid", [])
rpy_urandom = _external("urandom", [STRPTR, Signed])
rpy_exit = llexternal("rpy_os_exit", [Signed], Void)
# the results of stat and pipe are kept by the run-time library and read one by one
rpy_stat = _external("stat", [STRPTR, Signed])
rpy_fstat = _external("fstat", [Signed])
rpy_stat_field = _external("stat_field", [Signed])
rpy_pipe = _external("pipe", [])
rpy_pipe_end = _external("pipe_end", [Signed])
# texts: written into the buffer if they fit; the result is the length, or negative
rpy_getcwd = _external("getcwd", [STRPTR, Signed])
rpy_getenv = _external("getenv", [STRPTR, STRPTR, Signed])
rpy_setenv = _external("setenv", [STRPTR, STRPTR])
rpy_unsetenv = _external("unsetenv", [STRPTR])
rpy_environ = _external("environ", [Signed, STRPTR, Signed])
rpy_readlink = _external("readlink", [STRPTR, STRPTR, Signed])
rpy_strerror = _external("strerror", [Signed, STRPTR, Signed])
rpy_opendir = _external("opendir", [STRPTR])
rpy_readdir = _external("readdir", [Signed, STRPTR, Signed])
rpy_closedir = _external("closedir", [Signed])

O_RDONLY = os.O_RDONLY
O_WRONLY = os.O_WRONLY
O_RDWR = os.O_RDWR
O_CREAT = os.O_CREAT
O_EXCL = os.O_EXCL
O_TRUNC = os.O_TRUNC
O_APPEND = os.O_APPEND
SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2
F_OK = 0
R_OK = 4
W_OK = 2
X_OK = 1
_S_IFMT = 0o170000
_S_IFDIR = 0o040000
_S_IFREG = 0o100000


def _bytes(s):
    """NOT_RPYTHON: the bytes an RPython string stands for."""
    return s if isinstance(s, bytes) else s.encode("latin-1")


def _text(b):
    """NOT_RPYTHON: the RPython string of bytes."""
    return b.decode("latin-1")


def _check(result, what):
    if result < 0:
        raise OSError(-result, what + " failed")
    return result


def _string_of(buf, n):
    assert n >= 0
    return hlstr(buf)[:n]


# ____________________________________________________________
# file descriptors


@replaces(os.open)
def open(path, flags, mode=0o777):
    """A file descriptor for the file at path."""
    if we_are_translated():
        return _check(rpy_open(path, flags, mode), "open")
    return os.open(_bytes(path), flags, mode)


@replaces(os.read)
def read(fd, count):
    """At most count bytes; "" at the end of the file."""
    if we_are_translated():
        if count < 0:
            raise OSError(22, "read failed")
        buf = mallocstr(count)
        got = _check(rpy_read(fd, buf, count), "read")
        if got == count:
            return hlstr(buf)
        return _string_of(buf, got)
    return _text(os.read(fd, count))


@replaces(os.write)
def write(fd, data):
    """Writes bytes; gives how many were written."""
    if we_are_translated():
        return _check(rpy_write(fd, data, 0, len(data)), "write")
    return os.write(fd, _bytes(data))


def write_all(fd, data):
    """Writes all of data."""
    done = 0
    size = len(data)
    if we_are_translated():
        while done < size:
            done += _check(rpy_write(fd, data, done, size - done), "write")
    else:
        while done < size:
            done += os.write(fd, _bytes(data[done:]))


@replaces(os.close)
def close(fd):
    """Closes a file descriptor."""
    if we_are_translated():
        _check(rpy_close(fd), "close")
    else:
        os.close(fd)


@replaces(os.lseek)
def lseek(fd, pos, how):
    """Moves the position of a file; gives the new one."""
    if we_are_translated():
        return _check(rpy_lseek(fd, pos, how), "lseek")
    return os.lseek(fd, pos, how)


@replaces(os.isatty)
def isatty(fd):
    """Is this a terminal?"""
    if we_are_translated():
        return rpy_isatty(fd) > 0
    return os.isatty(fd)


@replaces(os.ftruncate)
def ftruncate(fd, length):
    """Sets the size of a file."""
    if we_are_translated():
        _check(rpy_ftruncate(fd, length), "ftruncate")
    else:
        os.ftruncate(fd, length)


@replaces(os.fsync)
def fsync(fd):
    """Forces a file to disk."""
    if we_are_translated():
        _check(rpy_fsync(fd), "fsync")
    else:
        os.fsync(fd)


@replaces(os.dup)
def dup(fd):
    """Another descriptor of the same file."""
    if we_are_translated():
        return _check(rpy_dup(fd), "dup")
    return os.dup(fd)


@replaces(os.dup2)
def dup2(fd, newfd):
    """Makes newfd a descriptor of the file of fd."""
    if we_are_translated():
        _check(rpy_dup2(fd, newfd), "dup2")
    else:
        os.dup2(fd, newfd)


@replaces(os.pipe)
def pipe():
    """(read end, write end) of a new pipe."""
    if we_are_translated():
        _check(rpy_pipe(), "pipe")
        return rpy_pipe_end(0), rpy_pipe_end(1)
    return os.pipe()


# ____________________________________________________________
# stat

ST_MODE = 0
ST_INO = 1
ST_DEV = 2
ST_NLINK = 3
ST_UID = 4
ST_GID = 5
ST_SIZE = 6
ST_ATIME_NS = 7
ST_MTIME_NS = 8
ST_CTIME_NS = 9


class StatResult(object):
    """What is known about a file. Times are floats in seconds; `*_ns` are ints."""

    def __init__(self, st_mode, st_ino, st_dev, st_nlink, st_uid, st_gid, st_size):
        self.st_mode = st_mode
        self.st_ino = st_ino
        self.st_dev = st_dev
        self.st_nlink = st_nlink
        self.st_uid = st_uid
        self.st_gid = st_gid
        self.st_size = st_size
        self.set_times(0, 0, 0)

    def set_times(self, atime_ns, mtime_ns, ctime_ns):
        self.st_atime_ns = atime_ns
        self.st_mtime_ns = mtime_ns
        self.st_ctime_ns = ctime_ns
        self.st_atime = float(atime_ns) * 1e-9
        self.st_mtime = float(mtime_ns) * 1e-9
        self.st_ctime = float(ctime_ns) * 1e-9


def _host_stat_result(st):
    """NOT_RPYTHON"""
    result = StatResult(
        st.st_mode, st.st_ino, st.st_dev, st.st_nlink, st.st_uid, st.st_gid, st.st_size
    )
    result.set_times(st.st_atime_ns, st.st_mtime_ns, st.st_ctime_ns)
    return result


def _stat_result():
    result = StatResult(
        rpy_stat_field(ST_MODE),
        rpy_stat_field(ST_INO),
        rpy_stat_field(ST_DEV),
        rpy_stat_field(ST_NLINK),
        rpy_stat_field(ST_UID),
        rpy_stat_field(ST_GID),
        rpy_stat_field(ST_SIZE),
    )
    result.set_times(
        rpy_stat_field(ST_ATIME_NS), rpy_stat_field(ST_MTIME_NS), rpy_stat_field(ST_CTIME_NS)
    )
    return result


@replaces(os.stat)
def stat(path):
    """The StatResult of the file at path."""
    if we_are_translated():
        _check(rpy_stat(path, 1), "stat")
        return _stat_result()
    return _host_stat_result(os.stat(_bytes(path)))


@replaces(os.lstat)
def lstat(path):
    """As `stat`, of a symbolic link itself."""
    if we_are_translated():
        _check(rpy_stat(path, 0), "lstat")
        return _stat_result()
    return _host_stat_result(os.lstat(_bytes(path)))


@replaces(os.fstat)
def fstat(fd):
    """The StatResult of an open file."""
    if we_are_translated():
        _check(rpy_fstat(fd), "fstat")
        return _stat_result()
    return _host_stat_result(os.fstat(fd))


def filesize(fd):
    """The size of an open file in bytes."""
    return fstat(fd).st_size


@replaces(os.path.exists)
def exists(path):
    """Is there something at path?"""
    if we_are_translated():
        return rpy_stat(path, 1) >= 0
    return os.path.exists(_bytes(path))


def _is_kind(path, kind):
    if we_are_translated():
        return rpy_stat(path, 1) >= 0 and (rpy_stat_field(ST_MODE) & _S_IFMT) == kind
    try:
        return (os.stat(_bytes(path)).st_mode & _S_IFMT) == kind
    except (OSError, ValueError):
        return False


@replaces(os.path.isdir)
def isdir(path):
    """Is there a directory at path?"""
    return _is_kind(path, _S_IFDIR)


@replaces(os.path.isfile)
def isfile(path):
    """Is there a regular file at path?"""
    return _is_kind(path, _S_IFREG)


# ____________________________________________________________
# the file system


@replaces(os.access)
def access(path, mode):
    """May the file be used this way (F_OK, R_OK, W_OK, X_OK)?"""
    if we_are_translated():
        return rpy_access(path, mode) >= 0
    return os.access(_bytes(path), mode)


@replaces(os.unlink, os.remove)
def unlink(path):
    """Deletes a file."""
    if we_are_translated():
        _check(rpy_unlink(path), "unlink")
    else:
        os.unlink(_bytes(path))


remove = unlink


@replaces(os.mkdir)
def mkdir(path, mode=0o777):
    """Makes a directory."""
    if we_are_translated():
        _check(rpy_mkdir(path, mode), "mkdir")
    else:
        os.mkdir(_bytes(path), mode)


@replaces(os.rmdir)
def rmdir(path):
    """Deletes an empty directory."""
    if we_are_translated():
        _check(rpy_rmdir(path), "rmdir")
    else:
        os.rmdir(_bytes(path))


@replaces(os.rename)
def rename(path1, path2):
    """Renames a file."""
    if we_are_translated():
        _check(rpy_rename(path1, path2), "rename")
    else:
        os.rename(_bytes(path1), _bytes(path2))


@replaces(os.chdir)
def chdir(path):
    """Changes the current directory."""
    if we_are_translated():
        _check(rpy_chdir(path), "chdir")
    else:
        os.chdir(_bytes(path))


@replaces(os.chmod)
def chmod(path, mode):
    """Changes the permissions of a file."""
    if we_are_translated():
        _check(rpy_chmod(path, mode), "chmod")
    else:
        os.chmod(_bytes(path), mode)


@replaces(os.getcwd)
def getcwd():
    """The current directory."""
    if we_are_translated():
        cap = 256
        while True:
            buf = mallocstr(cap)
            n = _check(rpy_getcwd(buf, cap), "getcwd")
            if n <= cap:
                return _string_of(buf, n)
            cap = n
    return _text(os.getcwdb())


@replaces(os.readlink)
def readlink(path):
    """Where a symbolic link points."""
    if we_are_translated():
        cap = 256
        while True:
            buf = mallocstr(cap)
            n = _check(rpy_readlink(path, buf, cap), "readlink")
            if n < cap:
                return _string_of(buf, n)
            cap = cap * 2
    return _text(os.readlink(_bytes(path)))


@replaces(os.listdir)
def listdir(path):
    """The names in a directory, without "." and ".."."""
    result = []
    if we_are_translated():
        handle = _check(rpy_opendir(path), "listdir")
        cap = 1024
        buf = mallocstr(cap)
        while True:
            n = rpy_readdir(handle, buf, cap)
            if n <= 0:
                break
            result.append(_string_of(buf, n))
        rpy_closedir(handle)
        _check(n, "listdir")
    else:
        for name in os.listdir(_bytes(path)):
            result.append(_text(name))
    return result


# ____________________________________________________________
# the process


@replaces(os.getenv)
def getenv(name, default=None):
    """The value of an environment variable, or the default."""
    if we_are_translated():
        cap = 256
        while True:
            buf = mallocstr(cap)
            n = rpy_getenv(name, buf, cap)
            if n < 0:
                return default
            if n <= cap:
                return _string_of(buf, n)
            cap = n
    value = os.environb.get(_bytes(name))
    if value is None:
        return default
    return _text(value)


def environ_item(name):
    """`os.environ[name]`"""
    value = getenv(name)
    if value is None:
        raise KeyError(name)
    return value


def environ_delete(name):
    """`del os.environ[name]`"""
    if getenv(name) is None:
        raise KeyError(name)
    unsetenv(name)


@replaces(os.putenv)
def putenv(name, value):
    """Sets an environment variable."""
    if we_are_translated():
        _check(rpy_setenv(name, value), "putenv")
    else:
        os.environb[_bytes(name)] = _bytes(value)


@replaces(os.unsetenv)
def unsetenv(name):
    """Removes an environment variable."""
    if we_are_translated():
        _check(rpy_unsetenv(name), "unsetenv")
    else:
        os.environb.pop(_bytes(name), None)


def environ_items():
    """The environment as a list of (name, value)."""
    result = []
    if we_are_translated():
        cap = 1024
        index = 0
        while True:
            buf = mallocstr(cap)
            n = rpy_environ(index, buf, cap)
            if n < 0:
                return result
            if n > cap:
                cap = n
                continue
            line = _string_of(buf, n)
            i = line.find("=")
            if i >= 0:
                result.append((line[:i], line[i + 1 :]))
            index += 1
    else:
        for name, value in os.environb.items():
            result.append((_text(name), _text(value)))
    return result


@replaces(os.getpid)
def getpid():
    """The process id."""
    if we_are_translated():
        return rpy_getpid()
    return os.getpid()


@replaces(os.getppid)
def getppid():
    """The parent's process id."""
    if we_are_translated():
        return rpy_getppid()
    return os.getppid()


@replaces(os.getuid)
def getuid():
    """The user id."""
    if we_are_translated():
        return rpy_getuid()
    return os.getuid()


@replaces(os.kill)
def kill(pid, sig):
    """Sends a signal."""
    if we_are_translated():
        _check(rpy_kill(pid, sig), "kill")
    else:
        os.kill(pid, sig)


@replaces(os.system)
def system(command):
    """Runs a shell command; gives its exit status."""
    if we_are_translated():
        return rpy_system(command)
    return os.system(_bytes(command))


@replaces(os.umask)
def umask(mask):
    """Sets the file mode mask; gives the old one."""
    if we_are_translated():
        return rpy_umask(mask)
    return os.umask(mask)


@replaces(os._exit)
def _exit(status):
    """Ends the process at once."""
    if we_are_translated():
        rpy_exit(status)
    else:
        os._exit(status)


@replaces(os.urandom)
def urandom(n):
    """n random bytes."""
    if we_are_translated():
        if n < 0:
            raise ValueError("negative argument not allowed")
        buf = mallocstr(n)
        _check(rpy_urandom(buf, n), "urandom")
        return hlstr(buf)
    return _text(os.urandom(n))


@replaces(os.strerror)
def strerror(errno):
    """The system's message for an error number."""
    if we_are_translated():
        cap = 128
        buf = mallocstr(cap)
        n = rpy_strerror(errno, buf, cap)
        if n < 0:
            return "Unknown error"
        if n > cap:
            n = cap
        return _string_of(buf, n)
    return os.strerror(errno)


class _SavedErrno(object):
    def __init__(self):
        self.value = 0


_saved = _SavedErrno()


def get_saved_errno():
    """The errno saved by `set_saved_errno`."""
    return _saved.value


def set_saved_errno(errno):
    """Saves an errno."""
    _saved.value = errno


@replaces(sys.exit)
def exit_program(code=0):
    """Ends the program with an exit code."""
    raise SystemExit(code)
