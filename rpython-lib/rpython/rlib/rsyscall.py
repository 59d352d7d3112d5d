"""System calls by number, memory outside the heap, signals, threads.

Results of system calls are negative errnos on failure; nothing here raises. Other threads run during
a call that may wait. On the host, system calls and memory go through ctypes; there are no signals, and
threads are the host's.
"""

from rpython.rlib.objectmodel import we_are_translated
from rpython.rtyper.annlowlevel import hlstr
from rpython.rtyper.lltypesystem.lltype import Signed, Void
from rpython.rtyper.lltypesystem.rffi import llexternal
from rpython.rtyper.lltypesystem.rstr import STRPTR, mallocstr
from rpython.translation.intrinsics import intrinsic

rpy_mem_new = llexternal("rpy_mem_new", [Signed], Signed)
rpy_mem_free = llexternal("rpy_mem_free", [Signed], Void)
rpy_mem_put = llexternal("rpy_mem_put", [Signed, STRPTR], Void)
rpy_mem_get = llexternal("rpy_mem_get", [Signed, STRPTR, Signed], Void)
rpy_mem_strlen = llexternal("rpy_mem_strlen", [Signed], Signed)
rpy_syscall = llexternal("rpy_syscall", [Signed] * 7, Signed, collects=True)
rpy_dl_open = llexternal("rpy_dl_open", [Signed], Signed)
rpy_dl_symbol = llexternal("rpy_dl_symbol", [Signed, Signed], Signed)
rpy_dl_call = llexternal("rpy_dl_call", [Signed] * 7, Signed, collects=True)
rpy_fork = llexternal("rpy_os_fork", [], Signed)
rpy_getaddrinfo = llexternal("rpy_getaddrinfo", [Signed] * 8, Signed, collects=True)
rpy_getnameinfo = llexternal("rpy_getnameinfo", [Signed] * 5, Signed, collects=True)
rpy_signal_set = llexternal("rpy_signal_set", [Signed, Signed], Signed)
rpy_signal_get = llexternal("rpy_signal_get", [Signed], Signed)
rpy_signal_next = llexternal("rpy_signal_next", [], Signed)
rpy_signal_again = llexternal("rpy_signal_again", [Signed], Void)
rpy_signal_wakeup = llexternal("rpy_signal_wakeup", [Signed], Signed)
rpy_ticker = llexternal("rpy_ticker", [], Signed)
rpy_ticker_address = llexternal("rpy_ticker_address", [], Signed)
rpy_gil_yield = llexternal("rpy_gil_yield", [], Void, collects=True)
rpy_thread_start = llexternal("rpy_thread_start", [], Signed)
rpy_thread_is_new = llexternal("rpy_thread_is_new", [], Signed)
rpy_thread_ident = llexternal("rpy_thread_ident", [], Signed)
rpy_thread_stack_size = llexternal("rpy_thread_stack_size", [Signed], Signed)
rpy_semaphore_new = llexternal("rpy_semaphore_new", [], Signed)
rpy_semaphore_free = llexternal("rpy_semaphore_free", [Signed], Void)
rpy_semaphore_post = llexternal("rpy_semaphore_post", [Signed], Void)
rpy_semaphore_wait = llexternal("rpy_semaphore_wait", [Signed, Signed], Signed, collects=True)

GETADDRINFO_RECORD = 20 + 128 + 256
ENOSYS = 38
ETIMEDOUT = 110


class _Host(object):
    """NOT_RPYTHON: libc through ctypes, loaded when it is needed first."""

    def __init__(self):
        self.lib = None
        self.memory = {}
        self.version = 0  # of the set of blocks
        self.libraries = []
        self.semaphores = []

    def libc(self):
        """NOT_RPYTHON"""
        if self.lib is None:
            import ctypes

            self.lib = ctypes.CDLL(None, use_errno=True)
            self.lib.syscall.restype = ctypes.c_long
        return self.lib


_host = _Host()


def malloc(size):
    """Zeroed memory; its address, 0 if there is none."""
    if we_are_translated():
        return rpy_mem_new(size)
    import ctypes

    _host.version += 1
    buf = ctypes.create_string_buffer(max(size, 1))
    _host.memory[ctypes.addressof(buf)] = buf
    return ctypes.addressof(buf)


def free(address):
    """Frees memory."""
    if we_are_translated():
        rpy_mem_free(address)
    else:
        _host.version += 1
        _host.memory.pop(address, None)  # it may come from a library


def put(address, data):
    """Copies the chars of a string to memory."""
    if we_are_translated():
        rpy_mem_put(address, data)
    else:
        import ctypes

        ctypes.memmove(address, data.encode("latin-1"), len(data))


def get(address, count):
    """The bytes at an address, as a string."""
    if count < 0:
        count = 0
    if we_are_translated():
        buf = mallocstr(count)
        rpy_mem_get(address, buf, count)
        return hlstr(buf)
    import ctypes

    return ctypes.string_at(address, count).decode("latin-1")


def strlen(address):
    """Length of the C string at an address."""
    if we_are_translated():
        return rpy_mem_strlen(address)
    import ctypes

    return len(ctypes.string_at(address))


def syscall(number, a, b, c, d, e, f):
    """A system call: its result or a negative errno."""
    if we_are_translated():
        return rpy_syscall(number, a, b, c, d, e, f)
    import ctypes

    words = [ctypes.c_long(x) for x in (number, a, b, c, d, e, f)]
    result = _host.libc().syscall(*words)
    if result == -1:
        return -ctypes.get_errno()
    return result


def library(name):
    """Loads a shared library, whose name is a C string at an address: a handle, 0 on failure."""
    if we_are_translated():
        return rpy_dl_open(name)
    import ctypes

    try:
        library = ctypes.CDLL(ctypes.string_at(name).decode())
    except OSError:
        return 0
    _host.libraries.append(library)
    return library._handle


def symbol(handle, name):
    """The address of a symbol of a library, whose name is a C string at an address; 0 if there is none."""
    if we_are_translated():
        return rpy_dl_symbol(handle, name)
    import ctypes

    for library in _host.libraries:
        if library._handle == handle:
            try:
                function = library[ctypes.string_at(name).decode()]
            except AttributeError:
                return 0
            return ctypes.cast(function, ctypes.c_void_p).value
    return 0


def invoke(address, a, b, c, d, e, f):
    """Calls a C function of words by its address; int results fill only the lower half of the word."""
    if we_are_translated():
        return rpy_dl_call(address, a, b, c, d, e, f)
    import ctypes

    words = [ctypes.c_long(x) for x in (a, b, c, d, e, f)]
    return ctypes.CFUNCTYPE(ctypes.c_long, *[ctypes.c_long] * 6)(address)(*words)


def fork():
    """fork: 0 in the child."""
    if we_are_translated():
        return rpy_fork()
    import os

    return os.fork()


def getaddrinfo(host, service, flags, family, kind, protocol, out, cap):
    """See the run-time library; -1000 + code on failure."""
    if we_are_translated():
        return rpy_getaddrinfo(host, service, flags, family, kind, protocol, out, cap)
    return _host_getaddrinfo(host, service, flags, family, kind, protocol, out, cap)


def _host_getaddrinfo(host, service, flags, family, kind, protocol, out, cap):
    """NOT_RPYTHON: addresses of IPv4 only."""
    import ctypes
    import socket
    import struct

    text = [None if p == 0 else ctypes.string_at(p).decode() for p in (host, service)]
    try:
        found = socket.getaddrinfo(text[0], text[1], family, kind, protocol, flags)
    except socket.gaierror as e:
        return -1000 + e.errno
    found = [one for one in found if one[0] == socket.AF_INET][:cap]
    for i, (family, kind, protocol, name, address) in enumerate(found):
        data = struct.pack("<H", family) + struct.pack(">H", address[1])
        data += socket.inet_aton(address[0]) + bytes(8)
        head = struct.pack("<5i", family, kind, protocol, len(data), len(name))
        ctypes.memmove(
            out + i * 404, head + data.ljust(128, b"\0") + name.encode(), 148 + len(name)
        )
    return len(found)


def getnameinfo(address, length, host, service, flags):
    """See the run-time library; -1000 + code on failure."""
    if we_are_translated():
        return rpy_getnameinfo(address, length, host, service, flags)
    return -1000 - 10


# ____________________________________________________________
# signals


def ticker():
    """Not 0 if signals have come or another thread wants to run."""
    if we_are_translated():
        return rpy_ticker()
    return 0


def ticker_address():
    """Where `peek_word` finds what `ticker()` gives."""
    if we_are_translated():
        return rpy_ticker_address()
    return 0


@intrinsic("peek_word")
def peek_word(address):
    """The word at an address, which others may change any time; 0 for address 0."""
    if address == 0:
        return 0
    import ctypes

    return ctypes.c_long.from_address(address).value


def signal_set(signum, what):
    """What a signal does: 0 default, 1 nothing, 2 it is noted."""
    if we_are_translated():
        return rpy_signal_set(signum, what)
    return 0


def signal_get(signum):
    """0 default, 1 nothing, 2 noted, 3 something else."""
    if we_are_translated():
        return rpy_signal_get(signum)
    return 0


def signal_next():
    """A signal that has come, or 0."""
    if we_are_translated():
        return rpy_signal_next()
    return 0


def signal_again(signum):
    """Notes a signal (0: none new) for the thread that runs handlers."""
    if we_are_translated():
        rpy_signal_again(signum)


def signal_wakeup(fd):
    """Sets the wake-up descriptor; the old one."""
    if we_are_translated():
        return rpy_signal_wakeup(fd)
    return -1


# ____________________________________________________________
# threads


def gil_yield():
    """Gives other threads a turn."""
    if we_are_translated():
        rpy_gil_yield()


def thread_start():
    """Starts a thread that calls the entry point; 0 or a negative errno."""
    if we_are_translated():
        return rpy_thread_start()
    return -ENOSYS


def thread_is_new():
    """Is this a thread that thread_start made?"""
    if we_are_translated():
        return rpy_thread_is_new() != 0
    return False


def thread_ident():
    """The number of the thread."""
    if we_are_translated():
        return rpy_thread_ident()
    import threading

    return threading.get_ident()


def thread_stack_size(size):
    """Sets the stack size of new threads; the old one."""
    if we_are_translated():
        return rpy_thread_stack_size(size)
    return 0


def semaphore_new():
    """A semaphore at 0; 0 if there is none."""
    if we_are_translated():
        return rpy_semaphore_new()
    import threading

    _host.semaphores.append(threading.Semaphore(0))
    return len(_host.semaphores)


def semaphore_free(semaphore):
    """Frees a semaphore nobody waits for."""
    if we_are_translated():
        rpy_semaphore_free(semaphore)


def semaphore_post(semaphore):
    """Lets one waiter go."""
    if we_are_translated():
        rpy_semaphore_post(semaphore)
    else:
        _host.semaphores[semaphore - 1].release()


def semaphore_wait(semaphore, timeout_ns):
    """Waits, without end if the timeout is negative; 0 or a negative errno."""
    if we_are_translated():
        return rpy_semaphore_wait(semaphore, timeout_ns)
    timeout = None if timeout_ns < 0 else timeout_ns * 1e-9
    return 0 if _host.semaphores[semaphore - 1].acquire(timeout=timeout) else -ETIMEDOUT
