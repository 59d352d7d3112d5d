"""The functions of posix; the rest is in app/posix.py."""

from rpython.rlib import rposix

from interpreters.python.interpreter import actions
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import blocking, modinfo, structseq
from interpreters.python.module.fspath import fsencode, newfstext, path_w, same_kind
from interpreters.python.module.io.common import wrap_oserror
from interpreters.python.objspace import bytesobject, unicodeobject
from interpreters.python.objspace import operation as space

stat_info = structseq.make_type(
    "os.stat_result",
    ["st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "", "", ""],
    "st_atime st_mtime st_ctime st_atime_ns st_mtime_ns st_ctime_ns st_blksize st_blocks "
    "st_rdev".split(),
)
terminal_info = structseq.make_type("os.terminal_size", ["columns", "lines"])
uname_info = structseq.make_type(
    "posix.uname_result", ["sysname", "nodename", "release", "version", "machine"]
)
statvfs_info = structseq.make_type(
    "os.statvfs_result",
    [
        "f_" + name
        for name in "bsize frsize blocks bfree bavail files ffree favail flag namemax".split()
    ],
    ["f_fsid"],
)
times_info = structseq.make_type(
    "posix.times_result", ["user", "system", "children_user", "children_system", "elapsed"]
)


def is_descriptor(w_path):
    """Is it a file descriptor?"""
    return space.isinstance_w(w_path, space.w_int)


def no_dir_fd(w_dir_fd):
    if w_dir_fd is not None and w_dir_fd is not space.w_None:
        raise operr(space.w_NotImplementedError, "dir_fd unavailable on this platform")


# ---- descriptors -----------------------------------------------------------------------------


def posix_open(w_path, w_flags, w_mode, w_dir_fd):
    no_dir_fd(w_dir_fd)
    path = path_w(w_path, "open")
    mode = 0o777
    if w_mode is not None:
        mode = space.int_w(w_mode)
    try:
        return space.newint(rposix.open(path, space.int_w(w_flags) | O_CLOEXEC, mode))
    except OSError as e:
        raise wrap_oserror(e, w_path)


O_CLOEXEC = 0o2000000


def posix_close(w_fd):
    try:
        rposix.close(space.int_w(w_fd))
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_closerange(w_low, w_high):
    fd = space.int_w(w_low)
    high = space.int_w(w_high)
    while fd < high:
        try:
            rposix.close(fd)
        except OSError:
            pass
        fd += 1


def posix_read(w_fd, w_count):
    count = space.int_w(w_count)
    try:
        return space.newbytes(blocking.read(space.int_w(w_fd), count))
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_write(w_fd, w_data):
    data = bytesobject.need_buffer(w_data)
    try:
        n = blocking.write(space.int_w(w_fd), data)
    except OSError as e:
        raise wrap_oserror(e, None)
    if n < len(data):
        # perhaps because of a signal, whose handler has to run before the next write
        actions.poll()
    return space.newint(n)


def posix_lseek(w_fd, w_pos, w_how):
    try:
        return space.newint(rposix.lseek(space.int_w(w_fd), space.int_w(w_pos), space.int_w(w_how)))
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_isatty(w_fd):
    return space.newbool(rposix.isatty(space.int_w(w_fd)))


def posix_ftruncate(w_fd, w_length):
    try:
        rposix.ftruncate(space.int_w(w_fd), space.int_w(w_length))
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_fsync(w_fd):
    try:
        rposix.fsync(space.int_w(w_fd))
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_dup(w_fd):
    try:
        return space.newint(rposix.dup(space.int_w(w_fd)))
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_pipe():
    try:
        read_end, write_end = rposix.pipe()
    except OSError as e:
        raise wrap_oserror(e, None)
    return space.newtuple([space.newint(read_end), space.newint(write_end)])


# ---- stat ------------------------------------------------------------------------------------

BILLION = 1000000000


def wrap_stat(st):
    """The stat_result."""
    items_w = []
    for number in [
        st.st_mode,
        st.st_ino,
        st.st_dev,
        st.st_nlink,
        st.st_uid,
        st.st_gid,
        st.st_size,
        st.st_atime_ns // BILLION,
        st.st_mtime_ns // BILLION,
        st.st_ctime_ns // BILLION,
    ]:
        items_w.append(space.newint(number))
    extra_w = [
        space.newfloat(st.st_atime),
        space.newfloat(st.st_mtime),
        space.newfloat(st.st_ctime),
        space.newint(st.st_atime_ns),
        space.newint(st.st_mtime_ns),
        space.newint(st.st_ctime_ns),
        space.newint(4096),
        space.newint((st.st_size + 511) // 512),
        space.newint(0),
    ]
    return structseq.W_StructSeq(stat_info, items_w, extra_w)


def posix_stat(w_path, w_dir_fd, w_follow):
    no_dir_fd(w_dir_fd)
    if is_descriptor(w_path):
        return posix_fstat(w_path)
    path = path_w(w_path, "stat")
    try:
        if w_follow is None or space.is_true(w_follow):
            return wrap_stat(rposix.stat(path))
        return wrap_stat(rposix.lstat(path))
    except OSError as e:
        raise wrap_oserror(e, w_path)


def posix_lstat(w_path, w_dir_fd):
    no_dir_fd(w_dir_fd)
    path = path_w(w_path, "lstat")
    try:
        return wrap_stat(rposix.lstat(path))
    except OSError as e:
        raise wrap_oserror(e, w_path)


def posix_fstat(w_fd):
    try:
        return wrap_stat(rposix.fstat(space.int_w(w_fd)))
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_access(args):
    args_w = args.args_w
    if len(args_w) != 2:
        raise operr(space.w_TypeError, "access() missing required argument 'mode' (pos 2)")
    return space.newbool(rposix.access(path_w(args_w[0], "access"), space.int_w(args_w[1])))


# ---- the file system -------------------------------------------------------------------------


def posix_unlink(w_path, w_dir_fd):
    no_dir_fd(w_dir_fd)
    path = path_w(w_path, "unlink")
    try:
        rposix.unlink(path)
    except OSError as e:
        raise wrap_oserror(e, w_path)


def posix_mkdir(w_path, w_mode, w_dir_fd):
    no_dir_fd(w_dir_fd)
    path = path_w(w_path, "mkdir")
    mode = 0o777
    if w_mode is not None:
        mode = space.int_w(w_mode)
    try:
        rposix.mkdir(path, mode)
    except OSError as e:
        raise wrap_oserror(e, w_path)


def posix_rmdir(w_path, w_dir_fd):
    no_dir_fd(w_dir_fd)
    path = path_w(w_path, "rmdir")
    try:
        rposix.rmdir(path)
    except OSError as e:
        raise wrap_oserror(e, w_path)


def posix_rename(w_src, w_dst, w_src_dir_fd, w_dst_dir_fd):
    no_dir_fd(w_src_dir_fd)
    no_dir_fd(w_dst_dir_fd)
    src = path_w(w_src, "rename")
    dst = path_w(w_dst, "rename")
    try:
        rposix.rename(src, dst)
    except OSError as e:
        raise wrap_oserror(e, w_src)


def posix_chdir(w_path):
    path = path_w(w_path, "chdir")
    try:
        rposix.chdir(path)
    except OSError as e:
        raise wrap_oserror(e, w_path)


def posix_chmod(w_path, w_mode, w_dir_fd, w_follow):
    no_dir_fd(w_dir_fd)
    path = path_w(w_path, "chmod")
    try:
        rposix.chmod(path, space.int_w(w_mode))
    except OSError as e:
        raise wrap_oserror(e, w_path)


def posix_getcwd():
    try:
        return newfstext(rposix.getcwd())
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_getcwdb():
    try:
        return space.newbytes(rposix.getcwd())
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_readlink(w_path, w_dir_fd):
    no_dir_fd(w_dir_fd)
    path = path_w(w_path, "readlink")
    try:
        return same_kind(w_path, rposix.readlink(path))
    except OSError as e:
        raise wrap_oserror(e, w_path)


def posix_listdir(w_path):
    path = "."
    if w_path is not None and w_path is not space.w_None:
        path = path_w(w_path, "listdir")
    else:
        w_path = space.w_None
    names_w = []
    try:
        names = rposix.listdir(path)
    except OSError as e:
        raise wrap_oserror(e, w_path)
    for name in names:
        names_w.append(same_kind(w_path, name))
    return space.newlist(names_w)


def posix_fspath(w_path):
    if isinstance(w_path, unicodeobject.W_UnicodeObject):
        return w_path
    if isinstance(w_path, bytesobject.W_BytesObject):
        return w_path
    if space.lookup(w_path, "__fspath__") is None:
        raise operr(
            space.w_TypeError,
            "expected str, bytes or os.PathLike object, not " + space.typename(w_path),
        )
    w_result = space.call_method0(w_path, "__fspath__")
    if isinstance(w_result, unicodeobject.W_UnicodeObject):
        return w_result
    if isinstance(w_result, bytesobject.W_BytesObject):
        return w_result
    raise operr(
        space.w_TypeError,
        "expected %s.__fspath__() to return str or bytes, not %s"
        % (space.typename(w_path), space.typename(w_result)),
    )


# ---- the process -----------------------------------------------------------------------------


def bytes_or_text(w_value):
    """The bytes of a str or bytes."""
    if isinstance(w_value, unicodeobject.W_UnicodeObject):
        return fsencode(w_value.text())
    return bytesobject.need_buffer(w_value)


def posix_putenv(w_name, w_value):
    try:
        rposix.putenv(bytes_or_text(w_name), bytes_or_text(w_value))
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_unsetenv(w_name):
    try:
        rposix.unsetenv(bytes_or_text(w_name))
    except OSError as e:
        raise wrap_oserror(e, None)


def environ_entries():
    """_environ(): the environment of the process as bytes NAME=VALUE"""
    items_w = []
    for name, value in rposix.environ_items():
        items_w.append(space.newbytes(name + "=" + value))
    return space.newlist(items_w)


def posix_fsencode(w_path):
    """_fsencode(path): bytes"""
    return space.newbytes(path_w(w_path, "fsencode"))


def posix_fsdecode(w_data):
    """_fsdecode(data): str"""
    return newfstext(bytesobject.need_buffer(w_data))


def posix_getpid():
    return space.newint(rposix.getpid())


def posix_getppid():
    return space.newint(rposix.getppid())


def posix_kill(w_pid, w_signal):
    try:
        rposix.kill(space.int_w(w_pid), space.int_w(w_signal))
    except OSError as e:
        raise wrap_oserror(e, None)
    actions.poll()


def posix_system(w_command):
    return space.newint(rposix.system(bytes_or_text(w_command)))


def posix_umask(w_mask):
    return space.newint(rposix.umask(space.int_w(w_mask)))


def posix_exit(w_status):
    rposix._exit(space.int_w(w_status))


def posix_urandom(w_size):
    size = space.int_w(w_size)
    if size < 0:
        raise operr(space.w_ValueError, "negative argument not allowed")
    try:
        return space.newbytes(rposix.urandom(size))
    except OSError as e:
        raise wrap_oserror(e, None)


def posix_strerror(w_errno):
    return space.newtext(rposix.strerror(space.int_w(w_errno)))


def fill(w_dict):
    """posix.environ"""
    w_environ = space.newdict()
    for name, value in rposix.environ_items():
        w_environ.setitem(space.newbytes(name), space.newbytes(value))
    w_dict.setitem_str("environ", w_environ)


CONSTANTS = [
    ("F_OK", 0),
    ("R_OK", 4),
    ("W_OK", 2),
    ("X_OK", 1),
    ("O_RDONLY", 0),
    ("O_WRONLY", 1),
    ("O_RDWR", 2),
    ("O_CREAT", 0o100),
    ("O_EXCL", 0o200),
    ("O_NOCTTY", 0o400),
    ("O_TRUNC", 0o1000),
    ("O_APPEND", 0o2000),
    ("O_NONBLOCK", 0o4000),
    ("O_NDELAY", 0o4000),
    ("O_DSYNC", 0o10000),
    ("O_ASYNC", 0o20000),
    ("O_DIRECT", 0o40000),
    ("O_LARGEFILE", 0),
    ("O_DIRECTORY", 0o200000),
    ("O_NOFOLLOW", 0o400000),
    ("O_NOATIME", 0o1000000),
    ("O_CLOEXEC", 0o2000000),
    ("O_SYNC", 0o4010000),
    ("O_PATH", 0o10000000),
    ("O_TMPFILE", 0o20200000),
    ("EX_OK", 0),
    ("EX_USAGE", 64),
    ("EX_DATAERR", 65),
    ("EX_NOINPUT", 66),
    ("EX_SOFTWARE", 70),
    ("EX_OSERR", 71),
    ("EX_IOERR", 74),
    ("WNOHANG", 1),
    ("WUNTRACED", 2),
    ("WCONTINUED", 8),
    ("SEEK_DATA", 3),
    ("SEEK_HOLE", 4),
    ("TMP_MAX", 238328),
    ("NGROUPS_MAX", 65536),
    ("GRND_RANDOM", 2),
    ("GRND_NONBLOCK", 1),
]

MODULE = modinfo.declare(
    "posix",
    [
        function("open", posix_open, "path, flags, mode=None, *, dir_fd=None"),
        function("close", posix_close, "fd"),
        function("closerange", posix_closerange, "fd_low, fd_high, /"),
        function("read", posix_read, "fd, length, /"),
        function("write", posix_write, "fd, data, /"),
        function("lseek", posix_lseek, "fd, position, whence, /"),
        function("isatty", posix_isatty, "fd, /"),
        function("ftruncate", posix_ftruncate, "fd, length, /"),
        function("fsync", posix_fsync, "fd"),
        function("fdatasync", posix_fsync, "fd"),
        function("dup", posix_dup, "fd, /"),
        function("pipe", posix_pipe, ""),
        function("stat", posix_stat, "path, *, dir_fd=None, follow_symlinks=None"),
        function("lstat", posix_lstat, "path, *, dir_fd=None"),
        function("fstat", posix_fstat, "fd"),
        function("access", posix_access, "..."),
        function("unlink", posix_unlink, "path, *, dir_fd=None"),
        function("remove", posix_unlink, "path, *, dir_fd=None"),
        function("mkdir", posix_mkdir, "path, mode=None, *, dir_fd=None"),
        function("rmdir", posix_rmdir, "path, *, dir_fd=None"),
        function("rename", posix_rename, "src, dst, *, src_dir_fd=None, dst_dir_fd=None"),
        function("replace", posix_rename, "src, dst, *, src_dir_fd=None, dst_dir_fd=None"),
        function("chdir", posix_chdir, "path"),
        function("chmod", posix_chmod, "path, mode, *, dir_fd=None, follow_symlinks=None"),
        function("getcwd", posix_getcwd, ""),
        function("getcwdb", posix_getcwdb, ""),
        function("readlink", posix_readlink, "path, *, dir_fd=None"),
        function("listdir", posix_listdir, "path=None"),
        function("fspath", posix_fspath, "path"),
        function("putenv", posix_putenv, "name, value, /"),
        function("unsetenv", posix_unsetenv, "name, /"),
        function("_environ", environ_entries, ""),
        function("_fsencode", posix_fsencode, "path, /"),
        function("_fsdecode", posix_fsdecode, "data, /"),
        function("getpid", posix_getpid, ""),
        function("getppid", posix_getppid, ""),
        function("kill", posix_kill, "pid, signal, /"),
        function("system", posix_system, "command"),
        function("umask", posix_umask, "mask, /"),
        function("_exit", posix_exit, "status"),
        function("urandom", posix_urandom, "size, /"),
        function("strerror", posix_strerror, "code, /"),
    ],
    CONSTANTS
    + [
        ("stat_result", stat_info.w_type),
        ("terminal_size", terminal_info.w_type),
        ("uname_result", uname_info.w_type),
        ("times_result", times_info.w_type),
        ("statvfs_result", statvfs_info.w_type),
    ],
    fill=fill,
    app="posix.py",
)
