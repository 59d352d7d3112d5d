"""mmap, and the rest of the modules of the system that other tests do not look at."""

import csv
import io
import mmap
import os
import tempfile
import termios
import tty
import zlib


def attempt(function, *args):
    try:
        print(repr(function(*args)))
    except Exception as e:
        print(type(e).__name__, e)


with tempfile.TemporaryFile() as f:
    f.write(b"line one\nline two\nline three\n" * 3)
    f.flush()
    with mmap.mmap(f.fileno(), 0) as m:
        print(len(m), m.readline(), m.read(4), m.tell(), m.size())
        print(m.find(b"two"), m.rfind(b"two"), m.find(b"two", 20), m.find(b"none"), m.find(b""))
        m[0:4] = b"LINE"
        m[5] = ord("O")
        m.seek(0)
        print(m.readline(), m[::9], m[-1], m[3:1])
        m.move(0, 9, 8)
        print(m[:18], m.write(b"abc"), m.tell())
        m.flush()
        view = memoryview(m)
        attempt(m.close)
        attempt(m.resize, 10)
        view.release()
        m.resize(4200)
        print(len(m), m.size(), m[4199])
        attempt(m.seek, 5000)
        attempt(m.seek, 0, 7)
        attempt(m.__setitem__, 0, 256)
        attempt(m.__getitem__, 5000)
        attempt(m.__getitem__, "a")
        attempt(m.__setitem__, slice(0, 2), b"abc")
        attempt(m.__delitem__, 0)
        print(repr(m), m.madvise(mmap.MADV_NORMAL))
    print(repr(m), m.closed)
    attempt(m.read)
    with mmap.mmap(f.fileno(), 8, access=mmap.ACCESS_READ) as m:
        attempt(m.write, b"x")
        attempt(m.resize, 3)
        print(bytes(m), list(m)[:2])
    with mmap.mmap(f.fileno(), 8, access=mmap.ACCESS_COPY) as m:
        m[0:1] = b"?"
        print(m[:2], os.pread(f.fileno(), 2, 0))
    attempt(mmap.mmap, f.fileno(), 100000)
    attempt(mmap.mmap, f.fileno(), -1)
    attempt(mmap.mmap, f.fileno(), 4, 1, 3, mmap.ACCESS_READ, -1)
with mmap.mmap(-1, 10) as m:
    m.write(b"0123456789")
    attempt(m.write_byte, 3)
    attempt(m.read_byte)
    print(m[2:5])
    attempt(m.size)

# zlib
data = b"some text that repeats, some text that repeats" * 50
packed = zlib.compress(data, 9)
print(zlib.decompress(packed) == data, zlib.crc32(data), zlib.adler32(data, 5))
worker = zlib.decompressobj()
print(worker.decompress(packed + b"rest", 30), len(worker.unconsumed_tail), worker.eof)
print(len(worker.decompress(worker.unconsumed_tail)), worker.unused_data, worker.eof)
attempt(zlib.decompress, packed[:-3])
attempt(zlib.decompress, b"not packed")
attempt(zlib.compress, b"", 77)
attempt(zlib.compressobj, -1, 99)
maker = zlib.compressobj(wbits=-15)
start = maker.compress(data)
copy = maker.copy()
end = maker.flush()
print(zlib.decompress(start + end, -15) == data, copy.flush() == end)
attempt(maker.flush)
attempt(maker.copy)

# csv
text = 'a,b,"c ""q"" d"\r\n1,,"two\nlines"\r\n'
rows = list(csv.reader(io.StringIO(text, newline="")))
out = io.StringIO()
csv.writer(out, quoting=csv.QUOTE_NONNUMERIC).writerows([*rows, [1, 2.5, None]])
print(rows, repr(out.getvalue()))

# termios
master, slave = os.openpty()
old = termios.tcgetattr(slave)
tty.setraw(slave)
raw = termios.tcgetattr(slave)
print(old[3] & termios.ECHO != 0, raw[3] & termios.ECHO, raw[6][termios.VMIN], len(raw[6]))
termios.tcsetattr(slave, termios.TCSANOW, old)
print(termios.tcgetattr(slave) == old, old[4] == termios.B38400)
termios.tcsetwinsize(slave, (30, 90))
print(termios.tcgetwinsize(slave), os.get_terminal_size(slave))
attempt(termios.tcgetattr, os.open("/dev/null", os.O_RDONLY))
attempt(termios.tcsetattr, slave, 0, [])
