"""_syscall: what the Python parts of system modules are made of. Not for programs: arguments are not checked.

call(number, ...) gives the result or a negative errno; a call that a signal interrupts is made again after the
handlers have run. Arguments: int, None (0), bytes (its address), bytearray (filled by the call), str (a path).
"""

from rpython.rlib import rsyscall

from interpreters.python.interpreter import actions
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.module.fspath import fsencode
from interpreters.python.objspace import bytearrayobject, bytesobject, unicodeobject
from interpreters.python.objspace import operation as space

EINTR = -4


class Buffer(object):
    """Memory for an argument."""

    def __init__(self, w_target, data):
        self.w_target = w_target
        self.size = len(data)
        self.address = rsyscall.malloc(self.size + 1)
        if self.address == 0:
            raise operr(space.w_MemoryError, "")
        rsyscall.put(self.address, data)

    def finish(self):
        """Copy back what the call has written, and free."""
        w_target = self.w_target
        if w_target is not None:
            w_target.chars = bytearrayobject._chars(rsyscall.get(self.address, self.size))
        rsyscall.free(self.address)


def word(w_arg, buffers):
    """The word that is passed for an argument."""
    if w_arg is space.w_None:
        return 0
    if isinstance(w_arg, bytearrayobject.W_BytearrayObject):
        buffer = Buffer(w_arg, w_arg.data())
    elif isinstance(w_arg, unicodeobject.W_UnicodeObject):
        buffer = Buffer(None, fsencode(w_arg.text()))
    elif space.isinstance_w(w_arg, space.w_int):
        return space.int_w(w_arg)
    else:
        buffer = Buffer(None, bytesobject.need_buffer(w_arg))
    buffers.append(buffer)
    return buffer.address


def call_once(words):
    """The call."""
    return actions.syscall(words[0], words[1], words[2], words[3], words[4], words[5], words[6])


def syscall_call(args):
    """call(number, *args)"""
    return space.newint(call(args.args_w, True))


def syscall_once(args):
    """once(number, *args): as call, but an interrupted call is not made again"""
    return space.newint(call(args.args_w, False))


def call(args_w, again):
    """The result of a call."""
    words = []
    buffers = []
    try:
        for w_arg in args_w:
            words.append(word(w_arg, buffers))
        while len(words) < 7:
            words.append(0)
        while True:
            result = call_once(words)
            if result != EINTR or not again:
                break
            actions.poll()
    finally:
        for buffer in buffers:
            buffer.finish()
    return result


def syscall_library(w_name):
    """library(name): the handle of a shared library; ImportError if there is none"""
    buffers = []
    try:
        handle = rsyscall.library(word(w_name, buffers))
    finally:
        for buffer in buffers:
            buffer.finish()
    if handle == 0:
        raise operr(space.w_ImportError, "the shared library %s is missing" % space.text_w(w_name))
    return space.newint(handle)


def syscall_symbol(w_handle, w_name):
    """symbol(handle, name): the address of a function of a library"""
    buffers = []
    try:
        address = rsyscall.symbol(space.int_w(w_handle), word(w_name, buffers))
    finally:
        for buffer in buffers:
            buffer.finish()
    if address == 0:
        raise operr(space.w_ImportError, "the function %s is missing" % space.text_w(w_name))
    return space.newint(address)


def syscall_invoke(args):
    """invoke(address, *args): the word that a C function gives"""
    words = []
    buffers = []
    try:
        for w_arg in args.args_w:
            words.append(word(w_arg, buffers))
        while len(words) < 7:
            words.append(0)
        result = actions.invoke(
            words[0], words[1], words[2], words[3], words[4], words[5], words[6]
        )
    finally:
        for buffer in buffers:
            buffer.finish()
    return space.newint(result)


def syscall_alloc(w_size):
    """alloc(size): the address of zeroed memory"""
    return space.newint(rsyscall.malloc(space.int_w(w_size)))


def syscall_free(w_address):
    """free(address)"""
    rsyscall.free(space.int_w(w_address))


def syscall_put(w_address, w_data):
    """put(address, data)"""
    rsyscall.put(space.int_w(w_address), bytesobject.need_buffer(w_data))


def syscall_get(w_address, w_size):
    """get(address, size): bytes"""
    return space.newbytes(rsyscall.get(space.int_w(w_address), space.int_w(w_size)))


def syscall_fork():
    """fork(): 0 in the child, a negative errno on failure"""
    pid = rsyscall.fork()
    if pid == 0:
        actions.after_fork()
    return space.newint(pid)


def syscall_getaddrinfo(scope_w):
    """getaddrinfo(host, service, flags, family, type, proto): bytes of records, or a negative code"""
    buffers = []
    cap = 32
    out = rsyscall.malloc(cap * rsyscall.GETADDRINFO_RECORD)
    try:
        host = word(scope_w[0], buffers)
        service = word(scope_w[1], buffers)
        thread = actions.leave()
        count = rsyscall.getaddrinfo(
            host,
            service,
            space.int_w(scope_w[2]),
            space.int_w(scope_w[3]),
            space.int_w(scope_w[4]),
            space.int_w(scope_w[5]),
            out,
            cap,
        )
        actions.enter(thread)
        if count < 0:
            return space.newint(count + 1000)
        return space.newbytes(rsyscall.get(out, count * rsyscall.GETADDRINFO_RECORD))
    finally:
        rsyscall.free(out)
        for buffer in buffers:
            buffer.finish()


def syscall_getnameinfo(w_address, w_flags):
    """getnameinfo(address, flags): (host, service) as bytes, or a negative code"""
    data = bytesobject.need_buffer(w_address)
    flags = space.int_w(w_flags)
    address = rsyscall.malloc(2048)
    try:
        rsyscall.put(address, data)
        thread = actions.leave()
        code = rsyscall.getnameinfo(address, len(data), address + 256, address + 1500, flags)
        actions.enter(thread)
        if code < 0:
            return space.newint(code + 1000)
        host = rsyscall.get(address + 256, rsyscall.strlen(address + 256))
        service = rsyscall.get(address + 1500, rsyscall.strlen(address + 1500))
        return space.newtuple([space.newbytes(host), space.newbytes(service)])
    finally:
        rsyscall.free(address)


MODULE = modinfo.declare(
    "_syscall",
    [
        function("call", syscall_call, "..."),
        function("once", syscall_once, "..."),
        function("library", syscall_library, "name, /"),
        function("symbol", syscall_symbol, "handle, name, /"),
        function("invoke", syscall_invoke, "..."),
        function("alloc", syscall_alloc, "size, /"),
        function("free", syscall_free, "address, /"),
        function("put", syscall_put, "address, data, /"),
        function("get", syscall_get, "address, size, /"),
        function("fork", syscall_fork, ""),
        function(
            "getaddrinfo", syscall_getaddrinfo, "host, service, flags, family, type, proto, /"
        ),
        function("getnameinfo", syscall_getnameinfo, "address, flags, /"),
    ],
)
