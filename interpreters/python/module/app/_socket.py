"""Sockets on the system calls."""

import posix
import time

import _syscall

AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET = 0, 1, 2, 10, 16, 17
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET = 1, 2, 3, 4, 5
SOCK_NONBLOCK = 0o4000
SOCK_CLOEXEC = 0o2000000
SOL_SOCKET, SOL_IP, SOL_TCP, SOL_UDP = 1, 0, 6, 17
SO_DEBUG, SO_REUSEADDR, SO_TYPE, SO_ERROR, SO_DONTROUTE, SO_BROADCAST = 1, 2, 3, 4, 5, 6
SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_OOBINLINE, SO_PRIORITY = 7, 8, 9, 10, 12
SO_LINGER, SO_REUSEPORT, SO_PASSCRED, SO_PEERCRED, SO_RCVLOWAT, SO_SNDLOWAT = 13, 15, 16, 17, 18, 19
SO_RCVTIMEO, SO_SNDTIMEO, SO_BINDTODEVICE, SO_ACCEPTCONN = 20, 21, 25, 30
SO_PROTOCOL, SO_DOMAIN = 38, 39
SOMAXCONN = 4096
SCM_RIGHTS, SCM_CREDENTIALS = 1, 2
IPPROTO_IP, IPPROTO_ICMP, IPPROTO_IGMP, IPPROTO_TCP, IPPROTO_UDP = 0, 1, 2, 6, 17
IPPROTO_IPV6, IPPROTO_ICMPV6, IPPROTO_RAW = 41, 58, 255
IP_TOS, IP_TTL, IP_HDRINCL, IP_OPTIONS = 1, 2, 3, 4
IP_MULTICAST_IF, IP_MULTICAST_TTL, IP_MULTICAST_LOOP = 32, 33, 34
IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP = 35, 36
IPV6_UNICAST_HOPS, IPV6_MULTICAST_IF, IPV6_MULTICAST_HOPS, IPV6_MULTICAST_LOOP = 16, 17, 18, 19
IPPROTO_UDPLITE, UDPLITE_SEND_CSCOV, UDPLITE_RECV_CSCOV = 136, 10, 11
IPV6_RECVHOPLIMIT, IPV6_HOPLIMIT, IPV6_RECVTCLASS, IPV6_TCLASS = 51, 52, 66, 67
IPV6_JOIN_GROUP, IPV6_LEAVE_GROUP, IPV6_V6ONLY = 20, 21, 26
TCP_NODELAY, TCP_MAXSEG, TCP_CORK, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT = 1, 2, 3, 4, 5, 6
TCP_QUICKACK, TCP_USER_TIMEOUT, TCP_FASTOPEN = 12, 18, 23
MSG_OOB, MSG_PEEK, MSG_DONTROUTE, MSG_CTRUNC, MSG_TRUNC = 1, 2, 4, 8, 0x20
MSG_DONTWAIT, MSG_EOR, MSG_WAITALL, MSG_NOSIGNAL, MSG_CMSG_CLOEXEC = (
    0x40,
    0x80,
    0x100,
    0x4000,
    1 << 30,
)
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, AI_V4MAPPED, AI_ALL, AI_ADDRCONFIG = 1, 2, 4, 8, 16, 32
AI_NUMERICSERV = 1024
NI_NUMERICHOST, NI_NUMERICSERV, NI_NOFQDN, NI_NAMEREQD, NI_DGRAM = 1, 2, 4, 8, 16
NI_MAXHOST, NI_MAXSERV = 1025, 32
EAI_BADFLAGS, EAI_NONAME, EAI_AGAIN, EAI_FAIL, EAI_NODATA, EAI_FAMILY = -1, -2, -3, -4, -5, -6
EAI_SOCKTYPE, EAI_SERVICE, EAI_ADDRFAMILY, EAI_MEMORY, EAI_SYSTEM, EAI_OVERFLOW = (
    -7,
    -8,
    -9,
    -10,
    -11,
    -12,
)
INADDR_ANY, INADDR_BROADCAST, INADDR_LOOPBACK, INADDR_NONE = 0, 0xFFFFFFFF, 0x7F000001, 0xFFFFFFFF
has_ipv6 = True
error = OSError
timeout = TimeoutError
_EAI_TEXTS = {
    -1: "Bad value for ai_flags",
    -2: "Name or service not known",
    -3: "Temporary failure in name resolution",
    -4: "Non-recoverable failure in name resolution",
    -5: "No address associated with hostname",
    -6: "ai_family not supported",
    -7: "ai_socktype not supported",
    -8: "Servname not supported for ai_socktype",
    -9: "Address family for hostname not supported",
    -10: "Memory allocation failure",
    -11: "System error",
    -12: "Argument buffer overflow",
}
_EINTR, _EAGAIN, _EINPROGRESS, _EISCONN = -4, -11, -115, -106


class herror(OSError):
    pass


class gaierror(OSError):
    pass


for _class in (herror, gaierror):
    _class.__module__ = "socket"
del _class


def _ok(code):
    if code < 0:
        raise OSError(-code, posix.strerror(-code))
    return code


# ---- addresses


def htons(x, /):
    _range(x, 0xFFFF, "htons", "16-bit unsigned")
    return int.from_bytes(x.to_bytes(2, "big"), "little")


def ntohs(x, /):
    _range(x, 0xFFFF, "ntohs", "16-bit unsigned")
    return int.from_bytes(x.to_bytes(2, "big"), "little")


def htonl(x, /):
    _range(x, 0xFFFFFFFF, "htonl", "32-bit unsigned")
    return int.from_bytes(x.to_bytes(4, "big"), "little")


def ntohl(x, /):
    _range(x, 0xFFFFFFFF, "ntohl", "32-bit unsigned")
    return int.from_bytes(x.to_bytes(4, "big"), "little")


def _range(x, limit, name, kind):
    if not isinstance(x, int):
        raise TypeError("expected int, %s found" % type(x).__name__)
    if x < 0:
        raise OverflowError("%s: can't convert negative Python int to C %s integer" % (name, kind))
    if x > limit:
        raise OverflowError("%s: Python int too large to convert to C %s integer" % (name, kind))


def inet_aton(text, /):
    parts = text.split(".")
    try:
        values = [int(part, 8 if part[:1] == "0" and part.isdigit() else 0) for part in parts]
    except ValueError:
        values = []
    limit = 256 ** (5 - len(values)) if values else 0
    if not 1 <= len(values) <= 4 or values[-1] >= limit or any(v > 255 for v in values[:-1]):
        raise OSError("illegal IP address string passed to inet_aton")
    return bytes(values[:-1]) + values[-1].to_bytes(5 - len(values), "big")


def inet_ntoa(data, /):
    data = bytes(data)
    if len(data) != 4:
        raise OSError("packed IP wrong length")
    return ".".join([str(c) for c in data])


def _parse_ipv6(text):
    """The 16 bytes, or None."""
    if text.count("::") > 1 or ":::" in text:
        return None

    def words(part, last):
        result = []
        pieces = part.split(":") if part else []
        for i, piece in enumerate(pieces):
            if last and i == len(pieces) - 1 and "." in piece:
                quad = piece.split(".")
                if len(quad) != 4 or not all(q.isdigit() and int(q) < 256 for q in quad):
                    return None
                result += [int(quad[0]) << 8 | int(quad[1]), int(quad[2]) << 8 | int(quad[3])]
            else:
                if not 1 <= len(piece) <= 4 or piece.strip("0123456789abcdefABCDEF"):
                    return None
                result.append(int(piece, 16))
        return result

    head, double, tail = text.partition("::")
    first = words(head, not double)
    second = words(tail, True) if double else []
    if first is None or second is None:
        return None
    missing = 8 - len(first) - len(second)
    if missing < (1 if double else 0) or not double and missing:
        return None
    return b"".join([w.to_bytes(2, "big") for w in first + [0] * missing + second])


def inet_pton(family, text, /):
    if family == AF_INET:
        parts = text.split(".")
        if len(parts) != 4 or not all(p.isdigit() and len(p) <= 3 and int(p) < 256 for p in parts):
            raise OSError("illegal IP address string passed to inet_pton")
        return bytes([int(p) for p in parts])
    if family == AF_INET6:
        data = _parse_ipv6(text)
        if data is None:
            raise OSError("illegal IP address string passed to inet_pton")
        return data
    raise OSError(97, "Address family not supported by protocol")


def inet_ntop(family, data, /):
    data = bytes(data)
    if family == AF_INET:
        if len(data) != 4:
            raise ValueError("invalid length of packed IP address string")
        return inet_ntoa(data)
    if family != AF_INET6:
        raise ValueError("unknown address family %d" % family)
    if len(data) != 16:
        raise ValueError("invalid length of packed IP address string")
    words = [int.from_bytes(data[i : i + 2], "big") for i in range(0, 16, 2)]
    best, size, i = -1, 1, 0
    while i < 8:
        j = i
        while j < 8 and words[j] == 0:
            j += 1
        if j - i > size:
            best, size = i, j - i
        i = j + 1
    mapped = words[:5] == [0] * 5 and words[5] == 0xFFFF
    if mapped or words[:6] == [0] * 6 and words[6]:
        quad = inet_ntoa(data[12:])
        return "::ffff:" + quad if mapped else "::" + quad
    texts = ["%x" % w for w in words]
    if best < 0:
        return ":".join(texts)
    return ":".join(texts[:best]) + "::" + ":".join(texts[best + size :])


def _records(host, service, flags, family, kind, protocol):
    """What getaddrinfo finds: (family, type, protocol, name, address as bytes)"""
    data = _syscall.getaddrinfo(host, service, flags, family, kind, protocol)
    if isinstance(data, int):
        raise gaierror(data, _EAI_TEXTS.get(data, "Unknown error"))
    result = []
    for at in range(0, len(data), 404):
        words = [int.from_bytes(data[at + i : at + i + 4], "little") for i in range(0, 20, 4)]
        address = data[at + 20 : at + 20 + words[3]]
        name = data[at + 148 : at + 148 + words[4]].decode()
        result.append((words[0], words[1], words[2], name, address))
    return result


def _host_bytes(host):
    if host is None:
        return None
    if isinstance(host, str):
        host = host.encode("ascii") if host.isascii() else host.encode("idna")
    elif not isinstance(host, (bytes, bytearray)):
        raise TypeError("getaddrinfo() argument 1 must be string or None")
    if b"\0" in host:
        raise TypeError("host name must not contain null character")
    return bytes(host)


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    if port is None:
        service = None
    elif isinstance(port, int):
        service = str(port).encode()
    elif isinstance(port, str):
        service = port.encode()
    elif isinstance(port, bytes):
        service = port
    else:
        raise OSError("Int or String expected")
    found = _records(_host_bytes(host), service, flags, family, type, proto)
    return [(f, t, p, name, _from_sockaddr(address)) for f, t, p, name, address in found]


def _resolve(host, family):
    """The packed address of a host name."""
    size = 4 if family == AF_INET else 16
    if host == "":
        return bytes(size)
    if host == "<broadcast>" and family == AF_INET:
        return b"\xff" * 4
    address = _records(_host_bytes(host), None, 0, family, 0, 0)[0][4]
    return address[4:8] if family == AF_INET else address[8:24]


def _port(port, name="port"):
    if not isinstance(port, int):
        raise TypeError("'%s' object cannot be interpreted as an integer" % type(port).__name__)
    if not 0 <= port <= 0xFFFF:
        raise OverflowError("port must be 0-65535.")
    return port


def _to_sockaddr(family, address, caller):
    """The bytes of a socket address."""
    head = family.to_bytes(2, "little")
    if family == AF_UNIX:
        if isinstance(address, str):
            path = posix._fsencode(address) if "\0" not in address else address.encode()
        else:
            path = bytes(address)
        if len(path) > 108 or len(path) == 108 and path[:1] != b"\0":
            raise OSError("AF_UNIX path too long")
        return head + path + (b"" if path[:1] == b"\0" else b"\0")
    if family == AF_INET:
        if not isinstance(address, tuple):
            raise TypeError(
                "%s(): AF_INET address must be tuple, not %s" % (caller, type(address).__name__)
            )
        if len(address) != 2:
            raise TypeError("AF_INET address must be a pair (host, port)")
        host, port = address
        if not isinstance(host, (str, bytes, bytearray)):
            raise TypeError("str, bytes or bytearray expected, not %s" % type(host).__name__)
        packed = _resolve(host, family)
        if not isinstance(port, int):
            _port(port)
        if not 0 <= port <= 0xFFFF:
            raise OverflowError("%s(): port must be 0-65535." % caller)
        return head + port.to_bytes(2, "big") + packed + bytes(8)
    if family == AF_INET6:
        if not isinstance(address, tuple):
            raise TypeError(
                "%s(): AF_INET6 address must be tuple, not %s" % (caller, type(address).__name__)
            )
        if not 2 <= len(address) <= 4:
            raise TypeError("AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])")
        host, port = address[:2]
        flow = address[2] if len(address) > 2 else 0
        scope = address[3] if len(address) > 3 else 0
        if not 0 <= _port(port) <= 0xFFFF:
            raise OverflowError("%s(): port must be 0-65535." % caller)
        if not 0 <= flow <= 0xFFFFF:
            raise OverflowError("%s(): flowinfo must be 0-1048575." % caller)
        packed = _resolve(host, family)
        return (
            head
            + port.to_bytes(2, "big")
            + flow.to_bytes(4, "big")
            + packed
            + scope.to_bytes(4, "little")
        )
    raise OSError("%s(): bad family" % caller)


def _from_sockaddr(data):
    if len(data) < 2:
        return None
    family = int.from_bytes(data[:2], "little")
    if family == AF_INET:
        return inet_ntoa(data[4:8]), int.from_bytes(data[2:4], "big")
    if family == AF_INET6:
        return (
            inet_ntop(AF_INET6, data[8:24]),
            int.from_bytes(data[2:4], "big"),
            int.from_bytes(data[4:8], "big"),
            int.from_bytes(data[24:28], "little"),
        )
    if family == AF_UNIX:
        path = bytes(data[2:])
        if path[:1] == b"\0":
            return path
        return posix._fsdecode(path.split(b"\0")[0])
    return family, bytes(data[2:])


def getnameinfo(sockaddr, flags, /):
    if not isinstance(sockaddr, tuple):
        raise TypeError("getnameinfo() argument 1 must be a tuple")
    host, port = sockaddr[:2]
    found = _records(_host_bytes(host), str(port).encode(), AI_NUMERICHOST, 0, SOCK_DGRAM, 0)
    if len(found) != 1:
        raise OSError("sockaddr resolved to multiple addresses")
    result = _syscall.getnameinfo(found[0][4], flags)
    if isinstance(result, int):
        raise gaierror(result, _EAI_TEXTS.get(result, "Unknown error"))
    return result[0].decode(), result[1].decode()


def gethostname():
    return posix.uname()[1]


def sethostname(name, /):
    name = posix._fsencode(name)
    _ok(_syscall.call(170, name, len(name)))


def gethostbyname(name, /):
    return inet_ntoa(_resolve(name, AF_INET))


def gethostbyname_ex(name, /):
    found = _records(_host_bytes(name), None, AI_CANONNAME, AF_INET, SOCK_STREAM, 0)
    return found[0][3] or name, [], [inet_ntoa(entry[4][4:8]) for entry in found]


def gethostbyaddr(address, /):
    found = _records(_host_bytes(address), None, 0, 0, SOCK_STREAM, 0)
    result = _syscall.getnameinfo(found[0][4], NI_NAMEREQD)
    if isinstance(result, int):
        raise herror(1, "Unknown host")
    return result[0].decode(), [], [_from_sockaddr(found[0][4])[0]]


def _services(wanted):
    with open("/etc/services", encoding="utf-8") as f:
        for line in f:
            words = line.partition("#")[0].split()
            if len(words) >= 2:
                port, _, protocol = words[1].partition("/")
                if wanted(words[0], words[2:], int(port), protocol):
                    return words[0], int(port)
    return None


def getservbyname(name, protocol=None, /):
    try:
        found = _services(
            lambda n, aliases, port, p: (n == name or name in aliases) and protocol in (None, p)
        )
    except OSError:
        found = None
    if found is None:
        raise OSError("service/proto not found")
    return found[1]


def getservbyport(port, protocol=None, /):
    if not 0 <= port <= 0xFFFF:
        raise OverflowError("getservbyport: port must be 0-65535.")
    try:
        found = _services(lambda n, aliases, p, kind: p == port and protocol in (None, kind))
    except OSError:
        found = None
    if found is None:
        raise OSError("port/proto not found")
    return found[0]


def getprotobyname(name, /):
    known = {"ip": 0, "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "ipv6": 41, "ipv6-icmp": 58}
    if name not in known:
        raise OSError("protocol not found")
    return known[name]


def if_nameindex():
    result = []
    for name in posix.listdir("/sys/class/net"):
        fd = posix.open("/sys/class/net/" + name + "/ifindex", 0)
        try:
            result.append((int(posix.read(fd, 20)), name))
        finally:
            posix.close(fd)
    return sorted(result)


def if_nametoindex(name, /):
    for index, found in if_nameindex():
        if found == name:
            return index
    raise OSError("no interface with this name")


def if_indextoname(index, /):
    for found, name in if_nameindex():
        if found == index:
            return name
    raise OSError(6, "No such device or address")


# ---- sockets

_default_timeout = None


def getdefaulttimeout():
    return _default_timeout


def _check_timeout(value):
    if value is None:
        return None
    value = float(value)
    if value != value:
        raise ValueError("Invalid value NaN (not a number)")
    if value < 0:
        raise ValueError("Timeout value out of range")
    if value > 9e9:
        raise OverflowError("timestamp too large to convert to C _PyTime_t")
    return value


def setdefaulttimeout(timeout, /):
    global _default_timeout
    _default_timeout = _check_timeout(timeout)


def _poll_fd(fd, events, deadline):
    """Wait until the descriptor is ready; TimeoutError."""
    import _signal

    while True:
        table = bytearray(
            fd.to_bytes(4, "little", signed=True) + events.to_bytes(2, "little") + b"\0\0"
        )
        if deadline is None:
            wait = -1
        else:
            wait = max(0, int((deadline - time.monotonic()) * 1000 + 0.999))
        code = _syscall.once(7, table, 1, wait)
        if code == _EINTR:
            _signal._poll()
        elif code == 0:
            raise TimeoutError("timed out")
        else:
            return _ok(code)


class socket:
    """A socket."""

    _fd = -1
    _timeout = None

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        if fileno is not None:
            if isinstance(fileno, float):
                raise TypeError("integer argument expected, got float")
            fd = fileno.__index__() if not isinstance(fileno, int) else fileno
            if fd < 0:
                raise ValueError("negative file descriptor")
            self._fd = fd
            try:
                name = bytearray(128)
                size = bytearray((128).to_bytes(4, "little"))
                _ok(_syscall.call(51, fd, name, size))
                if family == -1:
                    family = int.from_bytes(name[:2], "little")
                if type == -1:
                    type = self.getsockopt(SOL_SOCKET, SO_TYPE)
                if proto == -1:
                    proto = self.getsockopt(SOL_SOCKET, SO_PROTOCOL)
            except OSError:
                self._fd = -1
                raise
        else:
            family = AF_INET if family == -1 else family
            type = SOCK_STREAM if type == -1 else type
            proto = 0 if proto == -1 else proto
            self._fd = _ok(_syscall.call(41, int(family), int(type) | SOCK_CLOEXEC, int(proto)))
        self._family = int(family)
        self._type = int(type) & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)
        self._proto = int(proto)
        if int(type) & SOCK_NONBLOCK:
            self._timeout = 0.0
        else:
            self._timeout = _default_timeout
            if self._timeout is not None:
                posix.set_blocking(self._fd, False)

    family = property(lambda self: self._family)
    type = property(lambda self: self._type)
    proto = property(lambda self: self._proto)
    timeout = property(lambda self: self._timeout)

    def __repr__(self):
        return "<socket object, fd=%d, family=%d, type=%d, proto=%d>" % (
            self._fd,
            self._family,
            self._type,
            self._proto,
        )

    def __del__(self):
        if self._fd >= 0:
            import warnings

            warnings.warn("unclosed %r" % (self,), ResourceWarning, source=self)
            self.close()

    def fileno(self):
        return self._fd

    def detach(self):
        fd = self._fd
        self._fd = -1
        return fd

    def close(self):
        fd = self._fd
        if fd != -1:
            self._fd = -1
            code = _syscall.once(3, fd)
            if code < 0 and code != -104:
                _ok(code)

    def setblocking(self, flag, /):
        self.settimeout(None if flag else 0.0)

    def getblocking(self):
        return self._timeout != 0.0

    def settimeout(self, value, /):
        value = _check_timeout(value)
        posix.set_blocking(self._fd, value is None)
        self._timeout = value

    def gettimeout(self):
        return self._timeout

    def _call(self, events, *words):
        """A system call that may have to wait for the socket."""
        deadline = None
        if self._timeout:
            deadline = time.monotonic() + self._timeout
            _poll_fd(self._fd, events, deadline)
        while True:
            code = _syscall.call(*words)
            if code != _EAGAIN or self._timeout == 0.0 or self._timeout is None:
                return _ok(code)
            _poll_fd(self._fd, events, deadline)

    def bind(self, address, /):
        data = _to_sockaddr(self._family, address, "bind")
        _ok(_syscall.call(49, self._fd, data, len(data)))

    def listen(self, backlog=128, /):
        _ok(_syscall.call(50, self._fd, max(0, backlog)))

    def _accept(self):
        fd = self._call(1, 288, self._fd, None, None, SOCK_CLOEXEC)
        name = bytearray(128)
        size = bytearray((128).to_bytes(4, "little"))
        code = _syscall.call(52, fd, name, size)
        if code < 0:
            return fd, None
        return fd, _from_sockaddr(name[: int.from_bytes(size, "little")])

    def _connect(self, address):
        data = _to_sockaddr(self._family, address, "connect")
        code = _syscall.once(42, self._fd, data, len(data))
        if code == _EINTR or code == _EINPROGRESS and self._timeout:
            import _signal

            _signal._poll()
            deadline = None if self._timeout is None else time.monotonic() + self._timeout
            _poll_fd(self._fd, 4, deadline)
            code = -self.getsockopt(SOL_SOCKET, SO_ERROR)
            if code == _EISCONN:
                code = 0
        return code

    def connect(self, address, /):
        _ok(self._connect(address))

    def connect_ex(self, address, /):
        try:
            return -self._connect(address)
        except TimeoutError:
            return 11

    def _name(self, number):
        name = bytearray(128)
        size = bytearray((128).to_bytes(4, "little"))
        _ok(_syscall.call(number, self._fd, name, size))
        data = name[: int.from_bytes(size, "little")]
        if len(data) == 2 and self._family == AF_UNIX:
            return ""
        return _from_sockaddr(data)

    def getsockname(self):
        return self._name(51)

    def getpeername(self):
        return self._name(52)

    def shutdown(self, how, /):
        _ok(_syscall.call(48, self._fd, how))

    def setsockopt(self, level, option, value, length=None, /):
        if isinstance(value, int):
            data = (value & 0xFFFFFFFF).to_bytes(4, "little")
        elif value is None:
            _ok(_syscall.call(54, self._fd, level, option, None, length))
            return
        else:
            data = bytes(value)
        _ok(_syscall.call(54, self._fd, level, option, data, len(data)))

    def getsockopt(self, level, option, size=0, /):
        if size < 0 or size > 1024:
            raise OSError("getsockopt buflen out of range")
        data = bytearray(size or 4)
        length = bytearray(len(data).to_bytes(4, "little"))
        _ok(_syscall.call(55, self._fd, level, option, data, length))
        if size:
            return bytes(data[: int.from_bytes(length, "little")])
        return int.from_bytes(data, "little", signed=True)

    def send(self, data, flags=0, /):
        data = _bytes_of(data)
        return self._call(4, 44, self._fd, data, len(data), flags | MSG_NOSIGNAL, None, 0)

    def sendall(self, data, flags=0, /):
        data = _bytes_of(data)
        deadline = None if not self._timeout else time.monotonic() + self._timeout
        while data:
            if deadline is not None and time.monotonic() > deadline:
                raise TimeoutError("timed out")
            data = data[self.send(data, flags) :]

    def sendto(self, data, *args):
        if len(args) == 1:
            flags, address = 0, args[0]
        elif len(args) == 2:
            flags, address = args
        else:
            raise TypeError("sendto() takes 2 or 3 arguments (%d given)" % (len(args) + 1))
        data = _bytes_of(data)
        if not isinstance(flags, int):
            raise TypeError(
                "'%s' object cannot be interpreted as an integer" % type(flags).__name__
            )
        name = _to_sockaddr(self._family, address, "sendto")
        return self._call(4, 44, self._fd, data, len(data), flags | MSG_NOSIGNAL, name, len(name))

    def _receive(self, size, flags, name=None, length=None):
        if size < 0:
            raise ValueError("negative buffersize in recv")
        data = bytearray(size)
        n = self._call(1, 45, self._fd, data, size, flags, name, length)
        del data[min(n, size) :]
        return data

    def recv(self, size, flags=0, /):
        return bytes(self._receive(size, flags))

    def recv_into(self, buffer, nbytes=0, flags=0):
        view = memoryview(buffer).cast("B")
        if nbytes < 0:
            raise ValueError("negative buffersize in recv_into")
        if nbytes > len(view):
            raise ValueError("buffer too small for requested bytes")
        data = self._receive(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data)

    def recvfrom(self, size, flags=0, /):
        if size < 0:
            raise ValueError("negative buffersize in recvfrom")
        name = bytearray(128)
        length = bytearray((128).to_bytes(4, "little"))
        data = self._receive(size, flags, name, length)
        return bytes(data), _from_sockaddr(name[: int.from_bytes(length, "little")])

    def recvfrom_into(self, buffer, nbytes=0, flags=0):
        view = memoryview(buffer).cast("B")
        if nbytes < 0:
            raise ValueError("negative buffersize in recvfrom_into")
        if nbytes > len(view):
            raise ValueError("nbytes is greater than the length of the buffer")
        data, address = self.recvfrom(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data), address

    def sendmsg(self, buffers, ancdata=(), flags=0, address=None, /):
        data = b"".join([_bytes_of(buffer) for buffer in buffers])
        name = b"" if address is None else _to_sockaddr(self._family, address, "sendmsg")
        control = b""
        for level, kind, content in ancdata:
            content = _bytes_of(content)
            control += (len(content) + 16).to_bytes(8, "little") + level.to_bytes(4, "little")
            control += kind.to_bytes(4, "little") + content + bytes(-len(content) % 8)
        with _Message(data, name, control, len(data)) as message:
            return self._call(4, 46, self._fd, message.address, flags | MSG_NOSIGNAL)

    def recvmsg(self, size, ancbufsize=0, flags=0, /):
        if size < 0:
            raise ValueError("negative buffer size in recvmsg()")
        if ancbufsize < 0:
            raise ValueError("invalid ancillary data buffer length")
        with _Message(bytes(size), bytes(128), bytes(ancbufsize), size) as message:
            n = self._call(1, 47, self._fd, message.address, flags | MSG_CMSG_CLOEXEC * 0)
            return message.received(n)

    def recvmsg_into(self, buffers, ancbufsize=0, flags=0, /):
        views = [memoryview(buffer).cast("B") for buffer in buffers]
        data, ancdata, flags, address = self.recvmsg(sum(map(len, views)), ancbufsize, flags)
        at = 0
        for view in views:
            part = data[at : at + len(view)]
            view[: len(part)] = part
            at += len(part)
        return len(data), ancdata, flags, address


def _bytes_of(data):
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    return bytes(memoryview(data))


class _Message:
    """A struct msghdr in memory."""

    def __init__(self, data, name, control, size):
        self.sizes = len(name), size, len(control)
        total = 72 + len(name) + 8 + size + 8 + len(control) + 8
        self.address = _syscall.alloc(total)
        self.name = self.address + 72
        self.data = (self.name + len(name) + 7) & ~7
        self.control = (self.data + size + 7) & ~7
        _syscall.put(self.name, name)
        _syscall.put(self.data, data)
        _syscall.put(self.control, control)
        words = (
            self.name if name else 0,
            len(name),
            self.address + 56,
            1,
            self.control if control else 0,
            len(control),
            0,
            self.data,
            size,
        )
        _syscall.put(self.address, b"".join([w.to_bytes(8, "little") for w in words]))

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        _syscall.free(self.address)

    def received(self, n):
        header = _syscall.get(self.address, 56)
        words = [int.from_bytes(header[i : i + 8], "little") for i in range(0, 56, 8)]
        data = _syscall.get(self.data, min(n, self.sizes[1]))
        name = _syscall.get(self.name, words[1] & 0xFFFFFFFF)
        control = _syscall.get(self.control, words[5])
        ancdata = []
        at = 0
        while at + 16 <= len(control):
            size = int.from_bytes(control[at : at + 8], "little")
            level = int.from_bytes(control[at + 8 : at + 12], "little")
            kind = int.from_bytes(control[at + 12 : at + 16], "little")
            ancdata.append((level, kind, control[at + 16 : at + size]))
            at += (size + 7) & ~7
        return data, ancdata, words[6] & 0xFFFFFFFF, _from_sockaddr(name)


def CMSG_LEN(length, /):
    if length < 0 or length > 0x7FFFFFF0:
        raise OverflowError("CMSG_LEN() argument out of range")
    return 16 + length


def CMSG_SPACE(length, /):
    if length < 0 or length > 0x7FFFFFE0:
        raise OverflowError("CMSG_SPACE() argument out of range")
    return 16 + (length + 7 & ~7)


socket.__module__ = "_socket"
SocketType = socket


def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0, /):
    data = bytearray(8)
    _ok(_syscall.call(53, int(family), int(type) | SOCK_CLOEXEC, proto, data))
    fds = [int.from_bytes(data[i : i + 4], "little") for i in (0, 4)]
    return tuple([socket(family, type, proto, fd) for fd in fds])


def close(fd, /):
    posix.close(fd)


def dup(fd, /):
    return posix.dup(fd)
