# ruff: noqa: F821 (names of the built-in part)
"""Signals: numbers, the table of handlers, waiting for signals."""

import posix

import _syscall

SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE = range(1, 9)
SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT = range(9, 17)
SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGXCPU = range(17, 25)
SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGIO, SIGPWR, SIGSYS = range(25, 32)
SIGIOT = SIGABRT
SIGCLD = SIGCHLD
SIGPOLL = SIGIO
SIGRTMIN = 34
SIGRTMAX = 64
NSIG = 65
SIG_DFL = 0
SIG_IGN = 1
SIG_BLOCK = 0
SIG_UNBLOCK = 1
SIG_SETMASK = 2
ITIMER_REAL = 0
ITIMER_VIRTUAL = 1
ITIMER_PROF = 2


class ItimerError(OSError):
    pass


ItimerError.__module__ = "signal"
ItimerError.__qualname__ = ItimerError.__name__ = "itimer_error"


def default_int_handler(signalnum, frame, /):
    """The handler of SIGINT: raises KeyboardInterrupt."""
    raise KeyboardInterrupt


_DISPOSITIONS = {0: SIG_DFL, 1: SIG_IGN}
_handlers = {number: _DISPOSITIONS.get(_get(number)) for number in range(1, NSIG)}
_handlers[SIGINT] = default_int_handler
_UNBLOCKABLE = (SIGKILL, SIGSTOP)


def _run(signum, frame):
    """Called for a signal that has come."""
    handler = _handlers.get(signum)
    if callable(handler):
        handler(signum, frame)


_set_hook(_run)


def _check(signalnum):
    if not 1 <= signalnum < NSIG:
        raise ValueError("signal number out of range")


def _fail(code):
    raise OSError(-code, posix.strerror(-code))


def _ok(code):
    if code < 0:
        _fail(code)
    return code


def signal(signalnum, handler, /):
    if not isinstance(signalnum, int):
        raise TypeError("an integer is required (got type %s)" % type(signalnum).__name__)
    if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
        raise TypeError(
            "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
        )
    _check(signalnum)
    old = _handlers[signalnum]
    what = 2 if callable(handler) else int(handler)
    code = _set(signalnum, what)
    if code < 0:
        _fail(code)
    _handlers[signalnum] = handler
    return old


def getsignal(signalnum, /):
    _check(signalnum)
    return _handlers[signalnum]


def raise_signal(signalnum, /):
    _check_running(posix.kill, posix.getpid(), signalnum)


def _check_running(function, *args):
    function(*args)
    _poll()


def set_wakeup_fd(fd, /, *, warn_on_full_buffer=True):
    if fd != -1:
        posix.fstat(fd)
        if posix.get_blocking(fd):
            raise ValueError("the fd %d must be in non-blocking mode" % fd)
    return _set_wakeup(fd)


def siginterrupt(signalnum, flag, /):
    _check(signalnum)


def valid_signals():
    return set(range(1, 32)) | set(range(34, 65))


_NAMES = {
    1: "Hangup",
    2: "Interrupt",
    3: "Quit",
    4: "Illegal instruction",
    5: "Trace/breakpoint trap",
    6: "Aborted",
    7: "Bus error",
    8: "Floating point exception",
    9: "Killed",
    10: "User defined signal 1",
    11: "Segmentation fault",
    12: "User defined signal 2",
    13: "Broken pipe",
    14: "Alarm clock",
    15: "Terminated",
    16: "Stack fault",
    17: "Child exited",
    18: "Continued",
    19: "Stopped (signal)",
    20: "Stopped",
    21: "Stopped (tty input)",
    22: "Stopped (tty output)",
    23: "Urgent I/O condition",
    24: "CPU time limit exceeded",
    25: "File size limit exceeded",
    26: "Virtual timer expired",
    27: "Profiling timer expired",
    28: "Window changed",
    29: "I/O possible",
    30: "Power failure",
    31: "Bad system call",
}


def strsignal(signalnum, /):
    _check(signalnum)
    if signalnum >= SIGRTMIN:
        return "Real-time signal %d" % (signalnum - SIGRTMIN)
    return _NAMES.get(signalnum)


def _mask_bytes(signals):
    bits = 0
    for number in signals:
        number = int(number)
        if not 1 <= number < NSIG:
            raise ValueError("signal number %d out of range [1; %d]" % (number, NSIG - 1))
        bits |= 1 << (number - 1)
    return bits.to_bytes(8, "little")


def _from_mask(data):
    bits = int.from_bytes(data, "little")
    return {number for number in range(1, NSIG) if bits >> (number - 1) & 1}


def pthread_sigmask(how, mask, /):
    old = bytearray(8)
    _ok(_syscall.call(14, how, _mask_bytes(mask), old, 8))
    _poll()
    return _from_mask(old)


def sigpending():
    data = bytearray(8)
    _ok(_syscall.call(127, data, 8))
    return _from_mask(data)


def pause():
    _syscall.once(34)
    _poll()


def alarm(seconds, /):
    return _ok(_syscall.call(37, seconds))


def _timer(seconds):
    whole = int(seconds)
    return whole.to_bytes(8, "little", signed=True) + int((seconds - whole) * 1e6).to_bytes(
        8, "little", signed=True
    )


def _from_timer(data):
    def value(i):
        return int.from_bytes(data[i : i + 8], "little") + (
            int.from_bytes(data[i + 8 : i + 16], "little") / 1e6
        )

    return value(16), value(0)


def setitimer(which, seconds, interval=0.0, /):
    old = bytearray(32)
    code = _syscall.call(38, which, _timer(interval) + _timer(seconds), old)
    if code < 0:
        raise ItimerError(-code, posix.strerror(-code))
    return _from_timer(old)


def getitimer(which, /):
    old = bytearray(32)
    code = _syscall.call(36, which, old)
    if code < 0:
        raise ItimerError(-code, posix.strerror(-code))
    return _from_timer(old)


def _sigtimedwait(signals, timeout):
    info = bytearray(128)
    spec = None
    if timeout is not None:
        whole = int(timeout)
        spec = whole.to_bytes(8, "little") + int((timeout - whole) * 1e9).to_bytes(8, "little")
    code = _syscall.call(128, _mask_bytes(signals), info, spec, 8)
    return code, info


def sigwait(sigset, /):
    return _ok(_sigtimedwait(sigset, None)[0])


class struct_siginfo(tuple):
    """What sigwaitinfo gives."""

    __slots__ = ()
    n_fields = n_sequence_fields = 7


def _make_siginfo(info):
    def word(i):
        return int.from_bytes(info[i : i + 4], "little", signed=True)

    values = (word(0), word(8), word(4), word(16), word(20), word(24), word(16))
    return struct_siginfo(values)


for _i, _name in enumerate("signo code errno pid uid status band".split()):
    setattr(struct_siginfo, "si_" + _name, property(lambda self, i=_i: self[i]))
struct_siginfo.__module__ = "signal"


def sigwaitinfo(sigset, /):
    code, info = _sigtimedwait(sigset, None)
    _ok(code)
    return _make_siginfo(info)


def sigtimedwait(sigset, timeout, /):
    if timeout < 0:
        raise ValueError("timeout must be non-negative")
    code, info = _sigtimedwait(sigset, timeout)
    if code == -11:
        return None
    _ok(code)
    return _make_siginfo(info)


def pthread_kill(thread_id, signalnum, /):
    import _thread

    if signalnum and not 1 <= signalnum < NSIG:
        raise ValueError("signal number out of range")
    if thread_id == _thread.get_ident():
        _ok(_syscall.call(234, posix.getpid(), _thread.get_native_id(), signalnum))
    else:
        posix.kill(posix.getpid(), signalnum)
    _poll()
