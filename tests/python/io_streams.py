"""Streams: files, memory, text on top of bytes."""

import io
import os
import tempfile

directory = tempfile.mkdtemp()
path = os.path.join(directory, "data")


def attempt(function, *args, **kwargs):
    try:
        print(function.__name__, function(*args, **kwargs))
    except Exception as e:  # noqa: BLE001
        print(type(e).__name__, str(e).replace(directory, "DIR"))


with open(path, "wb") as f:
    print(type(f).__name__, f.write(b"one\ntwo\r\nthree\rfour"), f.tell(), f.closed)
    attempt(f.read)
print(f.closed, repr(f).replace(directory, "DIR"))
attempt(f.write, b"x")
with open(path, "rb") as f:
    print(f.readline(), f.peek(3)[:3], f.read(2), f.tell(), f.seek(-3, 2), f.read(), f.read())
    attempt(f.seek, 1, 7)
with open(path, "rb", buffering=0) as f:
    data = bytearray(5)
    print(type(f).__name__, f.readinto(data), data, f.readall(), f.mode, f.closefd)
for newline in (None, "", "\n", "\r", "\r\n"):
    with open(path, newline=newline) as f:
        print(repr(newline), list(f), f.newlines)
with open(path, "r+b") as f:
    print(f.read(3), f.write(b"!!"), f.tell(), f.read(3), f.seek(0), f.read())
with open(path, "w", encoding="utf-8", newline="\r\n") as f:
    print(f.write("h\u00e9\n\u20ac\U0001f600 line\nlast"), f.encoding, f.errors, f.line_buffering)
with open(path, encoding="utf-8") as f:
    first = f.read(2)
    place = f.tell()
    rest = f.read()
    f.seek(place)
    print(ascii(first), ascii(rest), rest == f.read(), f.seek(0), ascii(f.readline()), f.tell())
for encoding in ("utf-16", "latin-1", "ascii", "cp1252"):
    with open(path, "w", encoding=encoding, errors="replace") as f:
        f.write("a\u00e9\u20ac\n" * 2)
    with open(path, "a", encoding=encoding) as f:
        f.write("end")
    with open(path, encoding=encoding, errors="replace") as f:
        print(encoding, ascii(f.read()), os.path.getsize(path))
attempt(open, path, "rw")
attempt(open, path, "rbt")
attempt(open, path, "q")
attempt(open, path, "rb", encoding="utf-8")
attempt(open, path, buffering=0)
attempt(open, os.path.join(directory, "missing"))
attempt(open, directory)
attempt(open, path, encoding="no-such")
attempt(open, 10**10)
attempt(open, None)

b = io.BytesIO(b"abc")
print(b.read(1), b.write(b"XYZW"), b.getvalue(), b.seek(10), b.write(b"!"), b.getvalue())
view = b.getbuffer()
view[0] = 65
attempt(b.write, b"more")
view.release()
print(b.seek(0), b.readlines(), b.truncate(2), b.getvalue(), b.__getstate__())
s = io.StringIO("x\r\ny\rz\n", newline=None)
print(list(s), s.newlines, s.tell(), s.seek(1), ascii(s.read(2)), s.write("\u20ac"), ascii(s.getvalue()))
s = io.StringIO(newline="\r\n")
print(s.write("a\nb"), ascii(s.getvalue()))
attempt(s.write, b"bytes")
attempt(s.seek, -1)
s.close()
attempt(s.read)

t = io.TextIOWrapper(io.BytesIO(b"caf\xc3\xa9\nna\xc3\xafve\n"), encoding="utf-8")
print(ascii(next(t)))
attempt(t.tell)
print(ascii(t.read()), t.buffer.tell())
t = io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True)
attempt(t.write, "\u20ac")
print(t.write("ok"), t.buffer.getvalue(), repr(t))
t.reconfigure(encoding="utf-16", newline="\r\n")
t.write("\n")
t.flush()
raw = t.detach()
print(raw.getvalue())
attempt(t.read)
pair = io.BufferedRWPair(io.BytesIO(b"input"), io.BytesIO())
print(pair.read(2), pair.write(b"out"), pair.readable(), pair.writable())


class Slow(io.RawIOBase):
    def __init__(self, pieces):
        self.pieces = list(pieces)
        self.written = []

    def readable(self):
        return True

    def writable(self):
        return True

    def readinto(self, buffer):
        if not self.pieces:
            return 0
        piece = self.pieces.pop(0)
        if piece is None:
            return None
        buffer[: len(piece)] = piece
        return len(piece)

    def write(self, data):
        part = bytes(data[:3])
        self.written.append(part)
        return len(part)


reader = io.BufferedReader(Slow([b"ab", b"c\ne", None, b"f"]), 8)
print(reader.read(3), reader.readline(), reader.read(9), reader.read(9), reader.read())
raw = Slow([])
writer = io.BufferedWriter(raw, 4)
print(writer.write(b"12"), writer.write(b"345678"), raw.written)
writer.flush()
print(raw.written, Slow([b"q", b"r"]).read(), Slow([b"q\nr"]).readline())
decoder = io.IncrementalNewlineDecoder(None, translate=True)
print(ascii(decoder.decode("a\r")), ascii(decoder.decode("\nb\rc")), decoder.newlines)
print(io.UnsupportedOperation.__mro__[1:3], io.UnsupportedOperation.__module__)
print(isinstance(t, io.TextIOBase), isinstance(raw, io.IOBase), issubclass(io.FileIO, io.RawIOBase))


class Counting(io.BytesIO):
    def write(self, data):
        self.count = getattr(self, "count", 0) + 1
        return super().write(data)


c = Counting()
t = io.TextIOWrapper(c, encoding="utf-8")
print("hello", "world", file=t, flush=True)
print(c.count, c.getvalue())
