"""Rows of the language table: modules that ask the system. The graph interpreter makes no system calls."""

import os

from rpython.rlib import rlocale, rmmap, rpoll, rposix, rtermios

# run: /tmp
# skip: interpret


# row: lib.rmmap
def maps(folder):
    path = "%s/rows_rlibsystem_%d" % (folder, os.getpid())
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    rposix.write(fd, "first line\nsecond\nthird")
    m = rmmap.mmap(fd, 0)
    os.close(fd)
    print(m.size, m.readline(), m.read(3), m.tell(), m.getitem(0))
    print(m.find("i", 0, m.size), m.find("i", 0, m.size, True), m.find("zz", 2, -1))
    m.setitem(0, "F")
    m.seek(-2, 2)
    print(m.write("RD"))
    try:
        m.write("more")
    except rmmap.RValueError as e:
        print(e.message)
    m.move(0, 6, 4)
    m.flush()
    m.resize(30)
    m.setslice(25, "!")
    print(m.file_size(), m.getptr(25)[0], m.getslice(0, 12))
    m.close()
    print(m.isclosed())
    fd = os.open(path, os.O_RDONLY, 0)
    print(rposix.read(fd, 100).replace("\0", "0"))
    r = rmmap.mmap(fd, 5, access=rmmap.ACCESS_READ)
    try:
        r.write_byte("x")
    except rmmap.RTypeError as e:
        print(e.message)
    try:
        rmmap.mmap(fd, 5000)
    except rmmap.RValueError as e:
        print(e.message)
    r.close()
    os.close(fd)
    os.unlink(path)
    anonymous = rmmap.mmap(-1, 5000, rmmap.MAP_PRIVATE)
    anonymous.madvise(rmmap.MADV_SEQUENTIAL, 0, 4096)
    anonymous.write("abc")
    print(anonymous.getslice(0, 3), ord(anonymous.getitem(4999)))
    p = rmmap.alloc(4096)
    p[4095] = "p"
    print(p[4095])
    rmmap.free(p, 4096)


# row: lib.rpoll
def polls():
    r, w = os.pipe()
    print(rpoll.poll({r: rpoll.POLLIN}, 10) == [], rpoll.select([r], [], [], 0.01))
    print([fd == w for fd, events in rpoll.poll({r: rpoll.POLLIN, w: rpoll.POLLOUT}, -1)])
    rposix.write(w, "x")
    ready = rpoll.poll({r: rpoll.POLLIN}, 1000)
    print(len(ready), ready[0][0] == r, ready[0][1] == rpoll.POLLIN)
    a, b, c = rpoll.select([r], [w, r], [r], 1.0)
    print(a == [r], b == [w], len(c))
    os.close(r)
    os.close(w)
    try:
        rpoll.select([r], [], [], 1.0)
    except rpoll.SelectError as e:
        print(e.errno)


# row: lib.rlocale
def locales():
    print(rlocale.setlocale(rlocale.LC_ALL, "C"), rlocale.setlocale(rlocale.LC_CTYPE, None))
    print(rlocale.nl_langinfo(rlocale.CODESET), rlocale.nl_langinfo(rlocale.RADIXCHAR))
    texts, numbers = rlocale.localeconv()
    print(texts["decimal_point"], texts["thousands_sep"] == "", numbers["frac_digits"])
    point, separator, grouping = rlocale.numeric_formatting()
    print(point, len(separator), len(grouping))
    try:
        rlocale.setlocale(rlocale.LC_ALL, "no_such_locale")
    except rlocale.LocaleError as e:
        print(e.message)


# row: lib.rtermios
def terminals():
    master = os.open("/dev/ptmx", os.O_RDWR | 0o400, 0)
    before = rtermios.tcgetattr(master)
    print(before[4], before[5], len(before[6]))
    iflag, oflag, cflag, lflag, ispeed, ospeed, cc = before
    cc[4] = "\x07"
    rtermios.tcsetattr(
        master, rtermios.TCSANOW, (iflag, oflag ^ 1, cflag, lflag, ispeed, ospeed, cc)
    )
    after = rtermios.tcgetattr(master)
    print(after[1] == oflag ^ 1, after[0] == iflag, ord(after[6][4]))
    rtermios.tcflush(master, 0)
    os.close(master)
    try:
        rtermios.tcgetattr(master)
    except OSError as e:
        print(e.errno)


def entry_point(argv):
    maps(argv[1])
    polls()
    locales()
    terminals()
    return 0


def target(driver, args):
    return entry_point, None
