"""Ports, over file descriptors or strings. On a host Python 3, bytes are made strings here."""

import os

from rpython.rlib.objectmodel import we_are_translated

from interpreters.scheme import text
from interpreters.scheme.model import (
    SchemeError,
    W_ErrorObject,
    W_Object,
    W_Parameter,
    W_String,
    from_list,
)

CHUNK = 8192


def os_read(fd, count):
    data = os.read(fd, count)
    if we_are_translated():
        return data
    return data.decode("latin-1")


def os_write(fd, data):
    """Writes all of the data."""
    while len(data) > 0:
        if we_are_translated():
            count = os.write(fd, data)
        else:
            count = os.write(fd, data.encode("latin-1"))
        assert count >= 0
        data = data[count:]


def host_path(path):
    """On the host a path is text, not the bytes of it."""
    if we_are_translated():
        return path
    return path.encode("latin-1").decode("utf-8")


def file_error(message, path):
    return SchemeError(W_ErrorObject("file", W_String(message), from_list([W_String(path)])))


class W_Port(W_Object):
    def __init__(self, fd):
        self.fd = fd
        self.open = True

    def close(self):
        if self.open:
            self.open = False
            if self.fd > 2:
                os.close(self.fd)


class W_InputPort(W_Port):
    """Bytes to read; at the end of the data more is fetched, if there is a descriptor."""

    def __init__(self, fd, data):
        W_Port.__init__(self, fd)
        self.data = data
        self.pos = 0

    def fill(self):
        """False at the end of the file."""
        if self.fd < 0 or not self.open:
            return False
        if self.fd == 0:
            stdout.flush()
        try:
            more = os_read(self.fd, CHUNK)
        except OSError:
            return False
        if len(more) == 0:
            return False
        self.data = text.piece(self.data, self.pos, len(self.data)) + more
        self.pos = 0
        return True

    def peek(self):
        """The next byte, -1 at the end."""
        if self.pos >= len(self.data) and not self.fill():
            return -1
        return ord(self.data[self.pos])

    def next(self):
        byte = self.peek()
        if byte >= 0:
            self.pos += 1
        return byte

    def read_code(self, consume):
        """The next character, -1 at the end."""
        first = self.peek()
        if first < 0x80:
            if consume and first >= 0:
                self.pos += 1
            return first
        while len(self.data) - self.pos < 4 and self.fill():
            pass
        width = text.width_at(self.data, self.pos)
        code = text.code_at(self.data, self.pos, width)
        if consume:
            self.pos += width
        return code

    def read_line(self):
        """Up to the line's end, which is dropped; None at the end."""
        if self.peek() < 0:
            return None
        scanned = self.pos
        while True:
            assert scanned >= 0
            stop = self.data.find("\n", scanned)
            if stop >= 0:
                line = text.piece(self.data, self.pos, stop)
                self.pos = stop + 1
                return line
            scanned = len(self.data) - self.pos
            if not self.fill():
                line = text.piece(self.data, self.pos, len(self.data))
                self.pos = len(self.data)
                return line

    def read_string(self, count):
        """Up to count characters; None at the end."""
        codes = []
        while len(codes) < count:
            code = self.read_code(True)
            if code < 0:
                break
            codes.append(code)
        if len(codes) == 0 and count > 0:
            return None
        return text.encode(codes[:])


class W_OutputPort(W_Port):
    """Collects what is written; with a descriptor, in pieces. A string port keeps all."""

    def __init__(self, fd):
        W_Port.__init__(self, fd)
        self.parts = []
        self.size = 0
        self.at_line_start = True

    def write(self, s):
        if len(s) == 0:
            return
        self.parts.append(s)
        self.size += len(s)
        self.at_line_start = s[len(s) - 1] == "\n"
        if self.fd >= 0 and self.size >= CHUNK:
            self.flush()

    def flush(self):
        if self.fd >= 0 and self.size > 0:
            data = "".join(self.parts)
            self.parts = []
            self.size = 0
            try:
                os_write(self.fd, data)
            except OSError:
                pass

    def contents(self):
        return "".join(self.parts)

    def close(self):
        if self.open:
            self.flush()
        W_Port.close(self)


stdin = W_InputPort(0, "")
stdout = W_OutputPort(1)
stderr = W_OutputPort(2)
w_stdin = W_Parameter(stdin, None)
w_stdout = W_Parameter(stdout, None)
w_stderr = W_Parameter(stderr, None)


def current_output():
    w_port = w_stdout.value
    assert isinstance(w_port, W_OutputPort)
    return w_port


def current_input():
    w_port = w_stdin.value
    assert isinstance(w_port, W_InputPort)
    return w_port


def open_input(path):
    try:
        fd = os.open(host_path(path), os.O_RDONLY, 0o666)
    except OSError:
        raise file_error("cannot open file", path)
    return W_InputPort(fd, "")


def open_output(path, append):
    flags = os.O_WRONLY | os.O_CREAT
    flags |= os.O_APPEND if append else os.O_TRUNC
    try:
        fd = os.open(host_path(path), flags, 0o666)
    except OSError:
        raise file_error("cannot open file for writing", path)
    return W_OutputPort(fd)


def exists(path):
    try:
        fd = os.open(host_path(path), os.O_RDONLY, 0o666)
    except OSError:
        return False
    os.close(fd)
    return True


def delete(path):
    try:
        os.unlink(host_path(path))
    except OSError:
        raise file_error("cannot delete file", path)
