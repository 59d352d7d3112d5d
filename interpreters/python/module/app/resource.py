"""Limits and use of resources."""

import posix

import _syscall

error = OSError
RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE = 0, 1, 2, 3, 4
RLIMIT_RSS, RLIMIT_NPROC, RLIMIT_NOFILE, RLIMIT_OFILE, RLIMIT_MEMLOCK, RLIMIT_AS = 5, 6, 7, 7, 8, 9
RLIMIT_SIGPENDING, RLIMIT_MSGQUEUE, RLIMIT_NICE, RLIMIT_RTPRIO, RLIMIT_RTTIME = 11, 12, 13, 14, 15
RLIM_INFINITY = -1
RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD = 0, -1, 1
_FIELDS = (
    "ru_utime ru_stime ru_maxrss ru_ixrss ru_idrss ru_isrss ru_minflt ru_majflt ru_nswap ru_inblock "
    "ru_oublock ru_msgsnd ru_msgrcv ru_nsignals ru_nvcsw ru_nivcsw"
).split()


class struct_rusage(tuple):
    """What getrusage gives."""

    __slots__ = ()
    n_fields = n_sequence_fields = 16

    def __repr__(self):
        pairs = ["%s=%r" % pair for pair in zip(_FIELDS, self)]
        return "resource.struct_rusage(" + ", ".join(pairs) + ")"


for _i, _name in enumerate(_FIELDS):
    setattr(struct_rusage, _name, property(lambda self, i=_i: self[i]))


def _ok(code):
    if code < 0:
        raise OSError(-code, posix.strerror(-code))
    return code


def _from_bytes(data):
    words = [int.from_bytes(data[i : i + 8], "little", signed=True) for i in range(0, len(data), 8)]
    seconds = (words[0] + words[1] / 1e6, words[2] + words[3] / 1e6)
    return struct_rusage(seconds + tuple(words[4:18]))


def getrusage(who, /):
    if who not in (RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD):
        raise ValueError("invalid who parameter")
    data = bytearray(144)
    _ok(_syscall.call(98, who, data))
    return _from_bytes(data)


def _limits(limits):
    values = tuple(limits)
    if len(values) != 2:
        raise ValueError("expected a tuple of 2 integers")
    data = b""
    for value in values:
        if not isinstance(value, int):
            raise TypeError("an integer is required")
        data += (value % (1 << 64)).to_bytes(8, "little")
    return data


def prlimit(pid, resource, limits=None, /):
    if not 0 <= resource < 16:
        raise ValueError("invalid resource specified")
    old = bytearray(16)
    new = None if limits is None else _limits(limits)
    code = _syscall.call(302, pid, resource, new, old)
    if code == -22:
        raise ValueError("current limit exceeds maximum limit")
    if code == -1 and limits is not None and pid == 0:
        raise ValueError("not allowed to raise maximum limit")
    _ok(code)
    return tuple([int.from_bytes(old[i : i + 8], "little", signed=True) for i in (0, 8)])


def getrlimit(resource, /):
    return prlimit(0, resource)


def setrlimit(resource, limits, /):
    prlimit(0, resource, limits)


def getpagesize():
    return 4096
