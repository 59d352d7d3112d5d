"""rutf8, rstring, rposix and streamio on the host."""

import random

import pytest

from rpython.rlib import rposix, rstring, rutf8, streamio


def byte_text(text):
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def test_utf8():
    rnd = random.Random(3)
    for _ in range(300):
        kinds = [(0, 127), (128, 2047), (2048, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)]
        text = "".join(chr(rnd.randint(*rnd.choice(kinds))) for _ in range(rnd.randrange(200)))
        s = byte_text(text)
        assert rutf8.check_utf8(s, False) == len(text) == rutf8.codepoints_in_utf8(s)
        index = rutf8.create_utf8_index_storage(s, len(text))
        pos = 0
        for i, c in enumerate(text):
            assert rutf8.codepoint_position_at_index(s, index, i) == pos
            assert rutf8.codepoint_index_at_byte_position(s, index, pos, len(text)) == i
            assert rutf8.codepoint_at_pos(s, pos) == ord(c)
            end = rutf8.next_codepoint_pos(s, pos)
            assert rutf8.prev_codepoint_pos(s, end) == pos
            assert rutf8.unichr_as_utf8(ord(c)) == s[pos:end]
            pos = end
        assert list(rutf8.Utf8StringIterator(s)) == [ord(c) for c in text]


def test_utf8_errors():
    rnd = random.Random(4)
    for _ in range(3000):
        data = bytes(
            rnd.choice([0x41, 0x80, 0xBF, 0xC3, 0xE0, 0xED, 0xA0, 0xF0, 0x90, 0xF4])
            for _ in range(6)
        )
        s = data.decode("latin-1")
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            with pytest.raises(rutf8.CheckError) as info:
                rutf8.check_utf8(s, False)
            assert info.value.pos == error.start
        else:
            rutf8.check_utf8(s, False)


def test_split_replace():
    rnd = random.Random(5)
    for _ in range(3000):
        s = "".join(rnd.choice("ab \t") for _ in range(rnd.randrange(12)))
        by = rnd.choice([None, "a", "ab", "aa"])
        n = rnd.choice([-1, 0, 1, 2])
        assert rstring.split(s, by, n) == s.split(by, n)
        assert rstring.rsplit(s, by, n) == s.rsplit(by, n)
        sub = rnd.choice(["", "a", "ab"])
        assert rstring.replace(s, sub, "xy", n) == s.replace(sub, "xy", n)


def test_files(tmp_path):
    path = str(tmp_path / "file")
    stream = streamio.open_file_as_stream(path, "w")
    stream.write("line\xff one\n" * 3000)
    stream.write("last")
    assert stream.tell() == 3000 * 10 + 4
    stream.close()
    assert rposix.stat(path).st_size == 30004
    stream = streamio.open_file_as_stream(path, "r")
    assert stream.readline() == "line\xff one\n"
    assert stream.read(4) == "line"
    assert stream.tell() == 14
    stream.seek(20, 0)
    assert len(stream.readall()) == 30004 - 20
    stream.close()
    assert sorted(rposix.listdir(str(tmp_path))) == ["file"]
    with pytest.raises(OSError):
        rposix.open(path + "x", rposix.O_RDONLY, 0)
    fd = rposix.open(path, rposix.O_RDWR, 0)
    assert rposix.write(fd, "\xe9") == 1
    assert rposix.lseek(fd, 0, 0) == 0
    assert rposix.read(fd, 2) == "\xe9i"
    rposix.close(fd)
    rposix.unlink(path)
    assert not rposix.exists(path)
