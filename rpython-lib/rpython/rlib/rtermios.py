"""Terminals: their attributes and queues. What fails raises OSError."""

import termios as _termios

from rpython.rlib import rposix, rsyscall
from rpython.rlib.rarithmetic import intmask
from rpython.rtyper.lltypesystem import lltype, rffi
from rpython.rtyper.lltypesystem.rffi import llexternal
from rpython.translation.rawmemory import number_cast, raw_load, raw_store

all_constants = {}
for _name in dir(_termios):
    if _name.isupper() and isinstance(getattr(_termios, _name), int):
        all_constants[_name] = getattr(_termios, _name)
TCSANOW = _termios.TCSANOW
TCSADRAIN = _termios.TCSADRAIN
TCSAFLUSH = _termios.TCSAFLUSH
NCCS = 32
_CC = 17
_SPEEDS = 52
_SIZE = 60


def _external(name, count):
    """NOT_RPYTHON: a function of the library; ints and addresses are words."""
    return llexternal(
        name, [lltype.Signed] * count, rffi.INT, collects=True, save_err=rffi.RFFI_SAVE_ERRNO
    )


_tcgetattr = _external("tcgetattr", 2)
_tcsetattr = _external("tcsetattr", 3)
_tcsendbreak = _external("tcsendbreak", 2)
_tcdrain = _external("tcdrain", 1)
_tcflush = _external("tcflush", 2)
_tcflow = _external("tcflow", 2)


def _check(result):
    if intmask(result) < 0:
        raise OSError(rposix.get_saved_errno(), "termios failed")


def tcgetattr(fd):
    """(iflag, oflag, cflag, lflag, ispeed, ospeed, control characters) of a terminal."""
    at = rsyscall.malloc(_SIZE)
    try:
        _check(_tcgetattr(fd, at))
        cc = [raw_load(lltype.Char, at + _CC + i) for i in range(NCCS)]
        return (
            _word(at),
            _word(at + 4),
            _word(at + 8),
            _word(at + 12),
            _word(at + _SPEEDS),
            _word(at + _SPEEDS + 4),
            cc,
        )
    finally:
        rsyscall.free(at)


def _word(at):
    return intmask(raw_load(rffi.UINT, at))


def _put_word(at, value):
    raw_store(rffi.UINT, 4, at, number_cast(rffi.UINT, value))


def tcsetattr(fd, when, attributes):
    """Sets what `tcgetattr` gives: at once, when output is done, or then and input is dropped."""
    iflag, oflag, cflag, lflag, ispeed, ospeed, cc = attributes
    at = rsyscall.malloc(_SIZE)
    try:
        _check(_tcgetattr(fd, at))
        _put_word(at, iflag)
        _put_word(at + 4, oflag)
        _put_word(at + 8, cflag)
        _put_word(at + 12, lflag)
        for i in range(NCCS):
            raw_store(lltype.Char, 0, at + _CC + i, cc[i][0])
        _put_word(at + _SPEEDS, ispeed)
        _put_word(at + _SPEEDS + 4, ospeed)
        _check(_tcsetattr(fd, when, at))
    finally:
        rsyscall.free(at)


def tcsendbreak(fd, duration):
    """Sends a break."""
    _check(_tcsendbreak(fd, duration))


def tcdrain(fd):
    """Waits until all output is sent."""
    _check(_tcdrain(fd))


def tcflush(fd, queue):
    """Drops what is in a queue."""
    _check(_tcflush(fd, queue))


def tcflow(fd, action):
    """Stops or continues input or output."""
    _check(_tcflow(fd, action))
