"""Sockets: names only; the run-time library has no system calls for them yet."""

AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 = 0, 1, 2, 10
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET = 1, 2, 3, 4, 5
SOCK_NONBLOCK = 0o4000
SOCK_CLOEXEC = 0o2000000
SOL_SOCKET = 1
SO_REUSEADDR, SO_TYPE, SO_ERROR, SO_DONTROUTE, SO_BROADCAST = 2, 3, 4, 5, 6
SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_LINGER, SO_REUSEPORT = 7, 8, 9, 13, 15
SOMAXCONN = 4096
IPPROTO_IP, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6 = 0, 1, 6, 17, 41
IPV6_V6ONLY = 26
TCP_NODELAY = 1
MSG_OOB, MSG_PEEK, MSG_DONTROUTE, MSG_WAITALL, MSG_DONTWAIT = 1, 2, 4, 0x100, 0x40
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST = 1, 2, 4
NI_NUMERICHOST, NI_NUMERICSERV = 1, 2
EAI_NONAME, EAI_FAMILY = -2, -6
INADDR_ANY = 0
INADDR_LOOPBACK = 0x7F000001
has_ipv6 = False
error = OSError
timeout = TimeoutError


class herror(OSError):
    pass


class gaierror(OSError):
    pass


def _missing(*args, **kwargs):
    raise OSError(38, "Function not implemented")


class socket:
    """A socket cannot be made yet."""

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        _missing()


SocketType = socket
for _class in (herror, gaierror):
    _class.__module__ = "socket"
del _class
socketpair = getaddrinfo = gethostbyname = gethostname = getnameinfo = close = dup = _missing
gethostbyaddr = gethostbyname_ex = getservbyname = getservbyport = getprotobyname = _missing
_default_timeout = None


def getdefaulttimeout():
    return _default_timeout


def setdefaulttimeout(timeout):
    global _default_timeout
    _default_timeout = timeout


def htons(x):
    return int.from_bytes(x.to_bytes(2, "big"), "little")


def htonl(x):
    return int.from_bytes(x.to_bytes(4, "big"), "little")


ntohs = htons
ntohl = htonl


def inet_aton(text):
    parts = [int(part, 0) for part in text.split(".")]
    if len(parts) != 4 or not all(0 <= part < 256 for part in parts):
        raise OSError("illegal IP address string passed to inet_aton")
    return bytes(parts)


def inet_ntoa(data):
    if len(data) != 4:
        raise OSError("packed IP wrong length")
    return ".".join(str(c) for c in data)
