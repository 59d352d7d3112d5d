"""Tracebacks on demand and when a signal comes; faults of the interpreter end it with a message anyway."""

import sys

_enabled = False
_registered = {}


def _fd_of(file):
    if file is None:
        file = sys.stderr
        if file is None:
            raise RuntimeError("sys.stderr is None")
    if isinstance(file, int):
        if file < 0:
            raise ValueError("file is not a valid file descripter")
        return file
    fd = file.fileno()
    file.flush()
    return fd


def enable(file=None, all_threads=True):
    global _enabled
    _fd_of(file)
    _enabled = True


def disable():
    global _enabled
    was = _enabled
    _enabled = False
    return was


def is_enabled():
    return _enabled


def _write(fd, frame):
    import posix

    lines = ["Current thread (most recent call first):"]
    while frame is not None:
        code = frame.f_code
        lines.append(
            '  File "%s", line %d in %s' % (code.co_filename, frame.f_lineno, code.co_name)
        )
        frame = frame.f_back
    posix.write(fd, ("\n".join(lines) + "\n").encode("ascii", "backslashreplace"))


def dump_traceback(file=None, all_threads=True):
    _write(_fd_of(file), sys._getframe(1))


_timer = None


def dump_traceback_later(timeout, repeat=False, file=None, exit=False):
    global _timer
    import threading

    if timeout <= 0:
        raise ValueError("timeout must be greater than 0")
    fd = _fd_of(file)
    cancel_dump_traceback_later()
    frame_ident = threading.get_ident()

    def late():
        frame = sys._current_frames().get(frame_ident)
        _write(fd, frame)
        if exit:
            import posix

            posix._exit(1)
        if repeat and _timer is not None:
            dump_traceback_later(timeout, repeat, fd, exit)

    _timer = threading.Timer(timeout, late)
    _timer.daemon = True
    _timer.start()


def cancel_dump_traceback_later():
    global _timer
    if _timer is not None:
        _timer.cancel()
        _timer = None


def register(signum, file=None, all_threads=True, chain=False):
    import signal

    fd = _fd_of(file)
    old = signal.getsignal(signum)

    def handler(number, frame):
        _write(fd, frame)
        if chain and callable(old):
            old(number, frame)

    _registered[signum] = signal.signal(signum, handler)


def unregister(signum, /):
    import signal

    if signum not in _registered:
        return False
    signal.signal(signum, _registered.pop(signum))
    return True
