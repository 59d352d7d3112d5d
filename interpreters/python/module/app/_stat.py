"""The mode of a file as numbers, tests and text."""

ST_MODE, ST_INO, ST_DEV, ST_NLINK, ST_UID, ST_GID, ST_SIZE, ST_ATIME, ST_MTIME, ST_CTIME = range(10)

S_IFIFO = 0o010000
S_IFCHR = 0o020000
S_IFDIR = 0o040000
S_IFBLK = 0o060000
S_IFREG = 0o100000
S_IFLNK = 0o120000
S_IFSOCK = 0o140000
S_IFDOOR = S_IFPORT = S_IFWHT = 0

S_ISUID = 0o4000
S_ISGID = S_ENFMT = 0o2000
S_ISVTX = 0o1000
S_IRWXU, S_IRUSR, S_IWUSR, S_IXUSR = 0o700, 0o400, 0o200, 0o100
S_IRWXG, S_IRGRP, S_IWGRP, S_IXGRP = 0o070, 0o040, 0o020, 0o010
S_IRWXO, S_IROTH, S_IWOTH, S_IXOTH = 0o007, 0o004, 0o002, 0o001
S_IREAD, S_IWRITE, S_IEXEC = S_IRUSR, S_IWUSR, S_IXUSR

UF_NODUMP, UF_IMMUTABLE, UF_APPEND, UF_OPAQUE, UF_NOUNLINK = 0x1, 0x2, 0x4, 0x8, 0x10
UF_COMPRESSED, UF_HIDDEN = 0x20, 0x8000
SF_ARCHIVED, SF_IMMUTABLE, SF_APPEND, SF_NOUNLINK, SF_SNAPSHOT = (
    0x10000,
    0x20000,
    0x40000,
    0x100000,
    0x200000,
)


_KINDS = {
    S_IFREG: "-",
    S_IFDIR: "d",
    S_IFLNK: "l",
    S_IFBLK: "b",
    S_IFCHR: "c",
    S_IFIFO: "p",
    S_IFSOCK: "s",
}


def _number(mode):
    mode = mode.__index__() if hasattr(mode, "__index__") else _no_number(mode)
    if mode < 0 or mode >> 32:
        raise OverflowError("mode out of range")
    return mode


def _no_number(mode):
    raise TypeError(f"an integer is required (got type {type(mode).__name__})")


def S_IMODE(mode, /):
    "Return the portion of the file's mode that can be set by os.chmod()."
    return _number(mode) & 0o7777


def S_IFMT(mode, /):
    "Return the portion of the file's mode that describes the file type."
    return _number(mode) & 0o170000


def _test(name, kind, what):
    def test(mode, /):
        return kind != 0 and _number(mode) & 0o170000 == kind

    test.__name__ = test.__qualname__ = name
    test.__doc__ = f"{name}(mode) -> bool\n\nReturn True if mode is from {what}."
    return test


S_ISDIR = _test("S_ISDIR", S_IFDIR, "a directory")
S_ISCHR = _test("S_ISCHR", S_IFCHR, "a character special device file")
S_ISBLK = _test("S_ISBLK", S_IFBLK, "a block special device file")
S_ISREG = _test("S_ISREG", S_IFREG, "a regular file")
S_ISFIFO = _test("S_ISFIFO", S_IFIFO, "a FIFO (named pipe)")
S_ISLNK = _test("S_ISLNK", S_IFLNK, "a symbolic link")
S_ISSOCK = _test("S_ISSOCK", S_IFSOCK, "a socket")
S_ISDOOR = _test("S_ISDOOR", S_IFDOOR, "a door")
S_ISPORT = _test("S_ISPORT", S_IFPORT, "an event port")
S_ISWHT = _test("S_ISWHT", S_IFWHT, "a whiteout")


def _rights(bits, special, letter):
    run = "x" if bits & 1 else "-"
    if special:
        run = letter if bits & 1 else letter.upper()
    return ("r" if bits & 4 else "-") + ("w" if bits & 2 else "-") + run


def filemode(mode, /):
    "Convert a file's mode to a string of the form '-rwxrwxrwx'"
    mode = _number(mode)
    return (
        _KINDS.get(mode & 0o170000, "?")
        + _rights(mode >> 6, mode & S_ISUID, "s")
        + _rights(mode >> 3, mode & S_ISGID, "s")
        + _rights(mode, mode & S_ISVTX, "t")
    )
