"""Sockets: addresses, the class RSocket, names of hosts. By system calls; numbers are those of Linux on x86-64."""

from rpython.rlib import rposix, rsyscall
from rpython.rlib.objectmodel import instantiate

AF_INET = 2
AF_INET6 = 10
AF_UNIX = 1
AF_UNSPEC = 0
SOCK_STREAM = 1
SOCK_DGRAM = 2
SOCK_RAW = 3
SOCK_RDM = 4
SOCK_SEQPACKET = 5
SOCK_CLOEXEC = 524288
SOCK_NONBLOCK = 2048
SOL_SOCKET = 1
SO_REUSEADDR = 2
SO_REUSEPORT = 15
SO_KEEPALIVE = 9
SO_BROADCAST = 6
SO_ERROR = 4
SO_LINGER = 13
SO_RCVBUF = 8
SO_SNDBUF = 7
SO_RCVTIMEO = 20
SO_SNDTIMEO = 21
SO_TYPE = 3
SO_OOBINLINE = 10
SO_DONTROUTE = 5
SO_DEBUG = 1
SOMAXCONN = 4096
IPPROTO_TCP = 6
IPPROTO_UDP = 17
IPPROTO_IP = 0
IPPROTO_IPV6 = 41
IPPROTO_ICMP = 1
TCP_NODELAY = 1
TCP_MAXSEG = 2
IPV6_V6ONLY = 26
IP_TTL = 2
SHUT_RD = 0
SHUT_WR = 1
SHUT_RDWR = 2
MSG_PEEK = 2
MSG_OOB = 1
MSG_DONTWAIT = 64
MSG_WAITALL = 256
MSG_TRUNC = 32
MSG_NOSIGNAL = 16384
INADDR_ANY = 0
INADDR_LOOPBACK = 2130706433
INADDR_BROADCAST = 4294967295
AI_PASSIVE = 1
AI_CANONNAME = 2
AI_NUMERICHOST = 4
AI_NUMERICSERV = 1024
NI_NUMERICHOST = 1
NI_NUMERICSERV = 2
EAI_NONAME = -2
EAI_FAMILY = -6
EAI_AGAIN = -3
EAI_FAIL = -4
has_ipv6 = True

_SOCKET, _CONNECT, _ACCEPT4, _SENDTO, _RECVFROM, _SHUTDOWN, _BIND, _LISTEN = (
    41,
    42,
    288,
    44,
    45,
    48,
    49,
    50,
)
_GETSOCKNAME, _GETPEERNAME, _SOCKETPAIR, _SETSOCKOPT, _GETSOCKOPT = 51, 52, 53, 54, 55
_POLL, _FCNTL, _DUP, _UNAME = 7, 72, 32, 63
_POLLIN, _POLLOUT = 1, 4
_F_GETFL, _F_SETFL, _O_NONBLOCK = 3, 4, 2048
_EINTR, _EAGAIN, _EINPROGRESS = 4, 11, 115
_ROOM = 128  # the longest address
_RECORD = 404  # of a result of getaddrinfo


# ____________________________________________________________
# errors


class SocketError(Exception):
    """Base of the errors of this module."""

    applevelerrcls = "error"

    def get_msg(self):
        """The message."""
        return ""


class SocketErrorWithErrno(SocketError):
    """One with a number."""

    def __init__(self, errno):
        self.errno = errno


class CSocketError(SocketErrorWithErrno):
    """A system call failed."""

    def get_msg(self):
        return rposix.strerror(self.errno)


class RSocketError(SocketError):
    """An error that is found before a system call."""

    def __init__(self, message):
        self.message = message

    def get_msg(self):
        return self.message


class GAIError(SocketErrorWithErrno):
    """A name was not found."""

    applevelerrcls = "gaierror"

    def get_msg(self):
        return "name resolution failed (%d)" % self.errno


class HSocketError(SocketError):
    """A host was not found."""

    applevelerrcls = "herror"

    def __init__(self, host):
        self.host = host

    def get_msg(self):
        return "host lookup failed: '%s'" % self.host


class SocketTimeout(SocketError):
    """Nothing happened in time."""

    applevelerrcls = "timeout"

    def get_msg(self):
        return "timed out"


def last_error():
    """The CSocketError of the last failing call that saved its number."""
    return CSocketError(rposix.get_saved_errno())


def _checked(result):
    if result < 0:
        raise CSocketError(-result)
    return result


# ____________________________________________________________
# addresses


def _swapped(port):
    return chr((port >> 8) & 255) + chr(port & 255)


class Address(object):
    """An address: the bytes that the system has for it, in `data`."""

    def __init__(self, data):
        self.data = data

    def get_family(self):
        """AF_INET, AF_INET6, AF_UNIX or another family."""
        return ord(self.data[0]) | ord(self.data[1]) << 8

    def eq(self, other):
        """Is it the same address?"""
        return self.data == other.data


class IPAddress(Address):
    """What the two kinds of internet addresses have."""

    def get_port(self):
        """The port."""
        return ord(self.data[2]) << 8 | ord(self.data[3])

    def get_host(self):
        """The address in digits."""
        return ""


class INETAddress(IPAddress):
    """A host and a port; the host in digits, as a name, or empty for any."""

    family = AF_INET
    maxlen = 16

    def __init__(self, host, port):
        if not 0 <= port < 65536:
            raise RSocketError("port must be 0-65535.")
        number = _ipv4(host)
        if number is None:
            number = _lookup(host, AF_INET)[4:8]
        IPAddress.__init__(self, "\x02\x00" + _swapped(port) + number + "\x00" * 8)

    def get_host(self):
        return inet_ntoa(self.data[4:8])


class INET6Address(IPAddress):
    """A host and a port of IPv6."""

    family = AF_INET6
    maxlen = 28

    def __init__(self, host, port, flowinfo=0, scope_id=0):
        if not 0 <= port < 65536:
            raise RSocketError("port must be 0-65535.")
        number = "\x00" * 16 if host == "" else _lookup(host, AF_INET6)[8:24]
        data = "\x0a\x00" + _swapped(port) + "\x00" * 4 + number
        for i in range(4):
            data += chr((scope_id >> (8 * i)) & 255)
        IPAddress.__init__(self, data)

    def get_host(self):
        return inet_ntop(AF_INET6, self.data[8:24])


class UNIXAddress(Address):
    """A path."""

    family = AF_UNIX
    maxlen = 110

    def __init__(self, path):
        if len(path) > 107:
            raise RSocketError("AF_UNIX path too long")
        Address.__init__(self, "\x01\x00" + path + ("" if path.startswith("\x00") else "\x00"))

    def get_path(self):
        """The path."""
        path = self.data[2:]
        if path.startswith("\x00"):
            return path
        end = path.find("\x00")
        return path if end < 0 else path[:end]


def _ipv4(host):
    """The four bytes of an address in digits or of an empty one; None if it is a name."""
    if host == "":
        return "\x00\x00\x00\x00"
    if host == "<broadcast>":
        return "\xff\xff\xff\xff"
    parts = host.split(".")
    if len(parts) != 4:
        return None
    data = ""
    for part in parts:
        if part == "" or len(part) > 3:
            return None
        for c in part:
            if not c.isdigit():
                return None
        number = int(part)
        if number > 255:
            return None
        data += chr(number)
    return data


def make_address(data):
    """The object of an address that the system gave; None if there is none."""
    if len(data) < 2:
        return None
    family = ord(data[0]) | ord(data[1]) << 8
    if family == AF_INET:
        address = instantiate(INETAddress)
    elif family == AF_INET6:
        address = instantiate(INET6Address)
    elif family == AF_UNIX:
        address = instantiate(UNIXAddress)
    else:
        return Address(data)
    address.data = data
    return address


def inet_aton(ip):
    """The four bytes of an IPv4 address."""
    data = _ipv4(ip)
    if data is None or ip == "":
        raise RSocketError("illegal IP address string passed to inet_aton")
    return data


def inet_ntoa(packed):
    """The digits of four bytes."""
    if len(packed) != 4:
        raise RSocketError("packed IP wrong length for inet_ntoa")
    return "%d.%d.%d.%d" % (ord(packed[0]), ord(packed[1]), ord(packed[2]), ord(packed[3]))


def inet_pton(family, ip):
    """The bytes of an address."""
    if family == AF_INET:
        return inet_aton(ip)
    return _lookup(ip, family)[8:24]


def inet_ntop(family, packed):
    """The text of the bytes of an address."""
    if family == AF_INET:
        return inet_ntoa(packed)
    address = Address("\x0a\x00" + "\x00" * 6 + packed + "\x00" * 4)
    return getnameinfo(address, NI_NUMERICHOST | NI_NUMERICSERV)[0]


def htons(x):
    """A port as the network has it."""
    return (x & 255) << 8 | (x >> 8) & 255


ntohs = htons


def htonl(x):
    """An address as the network has it."""
    return (x & 255) << 24 | (x & 0xFF00) << 8 | (x >> 8) & 0xFF00 | (x >> 24) & 255


ntohl = htonl

# ____________________________________________________________
# names


def _c_string(text):
    p = rsyscall.malloc(len(text) + 1)
    rsyscall.put(p, text)
    return p


def _word_at(data, i):
    return ord(data[i]) | ord(data[i + 1]) << 8 | ord(data[i + 2]) << 16 | ord(data[i + 3]) << 24


def getaddrinfo(host, service, family=0, socktype=0, proto=0, flags=0):
    """A list of (family, type, protocol, canonical name, address). host or service may be None."""
    found = []
    out = rsyscall.malloc(_RECORD * 64)
    p = 0 if host is None else _c_string(host)
    q = 0 if service is None else _c_string(service)
    n = rsyscall.getaddrinfo(p, q, flags, family, socktype, proto, out, 64)
    if p != 0:
        rsyscall.free(p)
    if q != 0:
        rsyscall.free(q)
    for i in range(n):
        data = rsyscall.get(out + i * _RECORD, _RECORD)
        length, name = _word_at(data, 12), _word_at(data, 16)
        assert length >= 0 and name >= 0
        address = make_address(data[20 : 20 + length])
        found.append(
            (
                _word_at(data, 0),
                _word_at(data, 4),
                _word_at(data, 8),
                data[148 : 148 + name],
                address,
            )
        )
    rsyscall.free(out)
    if n < 0:
        raise GAIError(n + 1000)
    return found


def _lookup(host, family):
    """The bytes of the first address of a name."""
    found = getaddrinfo(host, None, family)
    if len(found) == 0:
        raise GAIError(EAI_NONAME)
    return found[0][4].data


def makeipaddr(name, family=0):
    """The address of a name."""
    found = getaddrinfo(name, None, family)
    return found[0][4]


def gethostbyname(name):
    """The IPv4 address of a name."""
    return INETAddress(name, 0)


def getnameinfo(address, flags):
    """(host, service) of an address."""
    p = _c_string(address.data)
    host, service = rsyscall.malloc(1025), rsyscall.malloc(32)
    code = rsyscall.getnameinfo(p, len(address.data), host, service, flags)
    result = "", ""
    if code == 0:
        result = (
            rsyscall.get(host, rsyscall.strlen(host)),
            rsyscall.get(service, rsyscall.strlen(service)),
        )
    for block in [p, host, service]:
        rsyscall.free(block)
    if code != 0:
        raise GAIError(code + 1000)
    return result


def gethostname():
    """The name of this machine."""
    p = rsyscall.malloc(65 * 6)
    result = rsyscall.syscall(_UNAME, p, 0, 0, 0, 0, 0)
    name = rsyscall.get(p + 65, rsyscall.strlen(p + 65))
    rsyscall.free(p)
    _checked(result)
    return name


def rsocket_startup():
    """Nothing to be done."""


# ____________________________________________________________
# sockets


class RSocket(object):
    """A socket. `timeout` is in seconds, negative for none."""

    timeout = -1.0

    def __init__(self, family=2, type=1, proto=0, fd=-1, inheritable=True):
        if fd < 0:
            flags = 0 if inheritable else SOCK_CLOEXEC
            fd = _checked(rsyscall.syscall(_SOCKET, family, type | flags, proto, 0, 0, 0))
        self.fd = fd
        self.family = family
        self.type = type
        self.proto = proto

    def fileno(self):
        """The descriptor; -1 once closed."""
        return self.fd

    def detach(self):
        """The descriptor, which this object does not close any more."""
        fd = self.fd
        self.fd = -1
        return fd

    def close(self):
        """Closes it."""
        if self.fd >= 0:
            fd = self.detach()
            _checked(rsyscall.syscall(3, fd, 0, 0, 0, 0, 0))

    def _with_address(self, number, address):
        p = _c_string(address.data)
        result = rsyscall.syscall(number, self.fd, p, len(address.data), 0, 0, 0)
        rsyscall.free(p)
        return result

    def _asked_address(self, number):
        p = rsyscall.malloc(_ROOM + 4)
        rsyscall.put(p + _ROOM, chr(_ROOM) + "\x00\x00\x00")
        result = rsyscall.syscall(number, self.fd, p, p + _ROOM, 0, 0, 0)
        data = _address_at(p)
        rsyscall.free(p)
        _checked(result)
        return make_address(data)

    def bind(self, address):
        """Gives it an address."""
        _checked(self._with_address(_BIND, address))

    def connect(self, address):
        """Connects to an address."""
        error = self.connect_ex(address)
        if error == _EAGAIN and self.timeout >= 0.0:
            raise SocketTimeout()
        if error != 0:
            raise CSocketError(error)

    def connect_ex(self, address):
        """As `connect`: 0 or the error number."""
        error = -self._with_address(_CONNECT, address)
        if error == _EINPROGRESS and self.timeout > 0.0:
            if self._wait(_POLLOUT):
                return _EAGAIN
            return self.getsockopt_int(SOL_SOCKET, SO_ERROR)
        return error

    def listen(self, backlog=128):
        """Takes connections."""
        _checked(rsyscall.syscall(_LISTEN, self.fd, max(backlog, 0), 0, 0, 0, 0))

    def accept(self, inheritable=True):
        """(descriptor, address) of the next connection."""
        if self._wait(_POLLIN):
            raise SocketTimeout()
        p = rsyscall.malloc(_ROOM + 4)
        rsyscall.put(p + _ROOM, chr(_ROOM) + "\x00\x00\x00")
        flags = 0 if inheritable else SOCK_CLOEXEC
        fd = rsyscall.syscall(_ACCEPT4, self.fd, p, p + _ROOM, flags, 0, 0)
        data = _address_at(p)
        rsyscall.free(p)
        return _checked(fd), make_address(data)

    def getsockname(self):
        """The own address."""
        return self._asked_address(_GETSOCKNAME)

    def getpeername(self):
        """The address of the other side."""
        return self._asked_address(_GETPEERNAME)

    def recv(self, buffersize, flags=0):
        """At most so many bytes; none at the end."""
        return self.recvfrom(buffersize, flags)[0]

    def recvfrom(self, buffersize, flags=0):
        """(bytes, address of the sender or None)"""
        if buffersize < 0:
            raise RSocketError("negative buffersize in recv")
        if self._wait(_POLLIN):
            raise SocketTimeout()
        p = rsyscall.malloc(_ROOM + 4)
        rsyscall.put(p + _ROOM, chr(_ROOM) + "\x00\x00\x00")
        buf = rsyscall.malloc(buffersize)
        n = rsyscall.syscall(_RECVFROM, self.fd, buf, buffersize, flags, p, p + _ROOM)
        data, text = _address_at(p), rsyscall.get(buf, n)
        rsyscall.free(buf)
        rsyscall.free(p)
        _checked(n)
        return text, make_address(data)

    def send(self, data, flags=0):
        """Sends some of the bytes; how many."""
        return self._send(data, flags, "")

    def sendall(self, data, flags=0):
        """Sends the bytes."""
        while len(data) > 0:
            n = self.send(data, flags)
            assert n >= 0
            data = data[n:]

    def sendto(self, data, length, flags, address):
        """Sends bytes to an address; how many."""
        assert length >= 0
        return self._send(data[:length], flags, address.data)

    def _send(self, data, flags, to):
        if self._wait(_POLLOUT):
            raise SocketTimeout()
        buf, p = _c_string(data), 0
        if to != "":
            p = _c_string(to)
        n = rsyscall.syscall(
            _SENDTO,
            self.fd,
            buf,
            len(data),
            flags | MSG_NOSIGNAL,
            p,
            len(to),
        )
        rsyscall.free(buf)
        if p != 0:
            rsyscall.free(p)
        return _checked(n)

    def shutdown(self, how):
        """Ends one direction or both."""
        _checked(rsyscall.syscall(_SHUTDOWN, self.fd, how, 0, 0, 0, 0))

    def setsockopt_int(self, level, option, value):
        """Sets an option."""
        self.setsockopt(level, option, "".join([chr((value >> (8 * i)) & 255) for i in range(4)]))

    def setsockopt(self, level, option, value):
        """Sets an option to the bytes of its value."""
        p = _c_string(value)
        result = rsyscall.syscall(_SETSOCKOPT, self.fd, level, option, p, len(value), 0)
        rsyscall.free(p)
        _checked(result)

    def getsockopt(self, level, option, maxlen):
        """The bytes of an option."""
        p = rsyscall.malloc(maxlen + 4)
        rsyscall.put(p + maxlen, chr(maxlen & 255) + chr(maxlen >> 8 & 255) + "\x00\x00")
        result = rsyscall.syscall(_GETSOCKOPT, self.fd, level, option, p, p + maxlen, 0)
        n = _word_at(rsyscall.get(p + maxlen, 4), 0)
        data = rsyscall.get(p, n)
        rsyscall.free(p)
        _checked(result)
        return data

    def getsockopt_int(self, level, option):
        """An option."""
        return _word_at(self.getsockopt(level, option, 4), 0)

    def gettimeout(self):
        """Seconds, negative for none."""
        return self.timeout

    def settimeout(self, timeout):
        """How long operations wait, in seconds: 0.0 not at all, negative for ever."""
        self.timeout = -1.0 if timeout < 0.0 else timeout
        self._set_blocking(timeout < 0.0)

    def setblocking(self, block):
        """Do operations wait?"""
        self.settimeout(-1.0 if block else 0.0)

    def _set_blocking(self, block):
        flags = _checked(rsyscall.syscall(_FCNTL, self.fd, _F_GETFL, 0, 0, 0, 0))
        flags = flags & ~_O_NONBLOCK if block else flags | _O_NONBLOCK
        _checked(rsyscall.syscall(_FCNTL, self.fd, _F_SETFL, flags, 0, 0, 0))

    def _wait(self, what):
        """True if the time is over before the socket is ready."""
        if self.timeout <= 0.0:
            return False
        p = rsyscall.malloc(8)
        text = "".join([chr((self.fd >> (8 * i)) & 255) for i in range(4)])
        rsyscall.put(p, text + chr(what) + "\x00\x00\x00")
        n = rsyscall.syscall(_POLL, p, 1, int(self.timeout * 1000.0 + 0.999), 0, 0, 0)
        rsyscall.free(p)
        if n < 0 and n != -_EINTR:
            raise CSocketError(-n)
        return n == 0


def _address_at(p):
    n = _word_at(rsyscall.get(p + _ROOM, 4), 0)
    return rsyscall.get(p, max(min(n, _ROOM), 0))


def fromfd(fd, family, type, proto=0):
    """A socket of a copy of a descriptor."""
    return RSocket(family, type, proto, _checked(rsyscall.syscall(_DUP, fd, 0, 0, 0, 0, 0)))


def socketpair(family=1, type=1, proto=0):
    """Two sockets that are connected."""
    p = rsyscall.malloc(8)
    result = rsyscall.syscall(_SOCKETPAIR, family, type, proto, p, 0, 0)
    data = rsyscall.get(p, 8)
    rsyscall.free(p)
    _checked(result)
    return RSocket(family, type, proto, _word_at(data, 0)), RSocket(
        family, type, proto, _word_at(data, 4)
    )
