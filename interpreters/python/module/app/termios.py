"""Control of terminals; the constants are those of the C library."""

import fcntl
import posix

import _syscall

_IOCTL = 16
_SPEED_BITS = 0o010017  # CBAUD
_NCCS = 32  # of the C library; the kernel has 19


class error(Exception):
    """errno and message."""


error.__qualname__ = "error"


def _call(fd, request, arg):
    code = _syscall.call(_IOCTL, fcntl._fileno(fd), request, arg)
    if code < 0:
        raise error(-code, posix.strerror(-code))
    return code


def tcgetattr(fd, /):
    data = bytearray(36)
    _call(fd, 0x5401, data)
    words = [int.from_bytes(data[i : i + 4], "little") for i in range(0, 16, 4)]
    speed = words[2] & _SPEED_BITS
    chars = [bytes([c]) for c in data[17:36]] + [b"\0"] * (_NCCS - 19)
    if not words[3] & ICANON:  # noqa: F821 (of the built-in part)
        for i in (VMIN, VTIME):  # noqa: F821
            chars[i] = chars[i][0]
    return words + [speed, speed, chars]


def tcsetattr(fd, when, attributes, /):
    number = fcntl._fileno(fd)
    if not isinstance(attributes, list) or len(attributes) != 7:
        raise TypeError("tcsetattr, arg 3: must be 7 element list")
    chars = attributes[6]
    if not isinstance(chars, list) or len(chars) != _NCCS:
        raise TypeError("tcsetattr: attributes[6] must be %d element list" % _NCCS)
    words = [word & 0xFFFFFFFF for word in attributes[:4]]
    data = bytearray(36)
    _call(number, 0x5401, data)
    ispeed, ospeed = attributes[4], attributes[5]
    words[2] = words[2] & ~_SPEED_BITS | ospeed & _SPEED_BITS
    if ispeed and ispeed != ospeed:
        words[2] = words[2] & ~_SPEED_BITS | ispeed & _SPEED_BITS
    for i, word in enumerate(words):
        data[4 * i : 4 * i + 4] = word.to_bytes(4, "little")
    for i, char in enumerate(chars):
        if isinstance(char, bytes) and len(char) == 1:
            value = char[0]
        elif isinstance(char, int):
            value = char & 0xFF
        else:
            raise TypeError("tcsetattr: elements of attributes must be characters or integers")
        if i < 19:
            data[17 + i] = value
    if when not in (0, 1, 2):
        raise error(22, posix.strerror(22))
    _call(number, 0x5402 + when, data)


def tcsendbreak(fd, duration, /):
    if duration > 0:
        _call(fd, 0x5425, (duration + 99) // 100)
    else:
        _call(fd, 0x5409, 0)


def tcdrain(fd, /):
    _call(fd, 0x5409, 1)


def tcflush(fd, queue, /):
    _call(fd, 0x540B, queue)


def tcflow(fd, action, /):
    _call(fd, 0x540A, action)


def tcgetwinsize(fd, /):
    data = bytearray(8)
    _call(fd, 0x5413, data)
    return int.from_bytes(data[:2], "little"), int.from_bytes(data[2:4], "little")


def tcsetwinsize(fd, winsize, /):
    number = fcntl._fileno(fd)
    try:
        rows, columns = winsize
    except (TypeError, ValueError):
        raise TypeError("tcsetwinsize, arg 2: must be a two-item sequence") from None
    if not (0 <= rows <= 0xFFFF and 0 <= columns <= 0xFFFF):
        raise OverflowError("winsize value(s) out of range.")
    data = bytearray(8)
    _call(number, 0x5413, data)
    data[:2] = rows.to_bytes(2, "little")
    data[2:4] = columns.to_bytes(2, "little")
    _call(number, 0x5414, data)
