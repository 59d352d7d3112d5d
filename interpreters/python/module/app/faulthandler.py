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


_MAX_FRAMES = 100
_MAX_TEXT = 500


def _text(text):
    return text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "..."


def _lines(title, frame):
    lines = [title + " (most recent call first):"]
    while frame is not None:
        if len(lines) > _MAX_FRAMES:
            lines.append("  ...")
            break
        code = frame.f_code
        place = (_text(code.co_filename), frame.f_lineno, _text(code.co_name))
        lines.append('  File "%s", line %d in %s' % place)
        frame = frame.f_back
    return lines


def _threads(current, frame, hidden=None):
    """The stacks of all threads, that of the current one last."""
    lines = []
    for ident, other in sys._current_frames().items():
        if ident not in (current, hidden):
            lines.extend(_lines("Thread 0x%016x" % ident, other))
            lines.append("")
    if current is not None:
        lines.extend(_lines("Current thread 0x%016x" % current, frame))
    elif lines:
        lines.pop()
    return lines


def _write(fd, lines):
    import posix

    posix.write(fd, ("\n".join(lines) + "\n").encode("ascii", "backslashreplace"))


def _dump(fd, frame, all_threads):
    import _thread

    if all_threads:
        _write(fd, _threads(_thread.get_ident(), frame))
    else:
        _write(fd, _lines("Stack", frame))


def dump_traceback(file=None, all_threads=True):
    """Dump the traceback of the current thread, or of all threads, into file."""
    _dump(_fd_of(file), sys._getframe(1), all_threads)


_timer = None


def _title(timeout):
    seconds, micros = divmod(round(timeout * 1000000), 1000000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = "Timeout (%d:%02d:%02d" % (hours, minutes, seconds)
    return text + (".%06d)!" % micros if micros else ")!")


class _Timer:
    """Waits in a thread of its own."""

    def __init__(self, timeout, repeat, fd, exit):
        import _thread

        self.timeout = timeout
        self.repeat = repeat
        self.fd = fd
        self.exit = exit
        self.cancelled = _thread.allocate_lock()
        self.cancelled.acquire()
        _thread.start_new_thread(self.run, ())

    def run(self):
        import _thread

        while not self.cancelled.acquire(True, self.timeout):
            lines = _threads(None, None, _thread.get_ident())
            _write(self.fd, [_title(self.timeout)] + lines)
            if self.exit:
                import posix

                posix._exit(1)
            if not self.repeat:
                return

    def cancel(self):
        self.cancelled.release()


def dump_traceback_later(timeout, repeat=False, file=None, exit=False):
    """Dump the traceback of all threads in timeout seconds, or each timeout seconds if repeat is True."""
    global _timer
    if timeout <= 0:
        raise ValueError("timeout must be greater than 0")
    if timeout > 9223372036:
        raise OverflowError("timeout value is too large")
    fd = _fd_of(file)
    cancel_dump_traceback_later()
    _timer = _Timer(timeout, repeat, fd, exit)


def cancel_dump_traceback_later():
    """Cancel the previous call to dump_traceback_later()."""
    global _timer
    if _timer is not None:
        _timer.cancel()
        _timer = None


def register(signum, file=None, all_threads=True, chain=False):
    """Register a handler for the signal 'signum': it dumps the traceback of the current thread, or of all threads."""
    import signal

    fd = _fd_of(file)
    old = signal.getsignal(signum)

    def handler(number, frame):
        _dump(fd, frame, all_threads)
        if chain and callable(old):
            old(number, frame)

    _registered[signum] = signal.signal(signum, handler)


def unregister(signum, /):
    import signal

    if signum not in _registered:
        return False
    signal.signal(signum, _registered.pop(signum))
    return True
