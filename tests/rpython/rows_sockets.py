"""Rows of the language table: sockets. The graph interpreter makes no system calls."""

from rpython.rlib import rsocket

# run: hello
# skip: interpret


# row: lib.rsocket
def server_and_client(text):
    server = rsocket.RSocket(rsocket.AF_INET, rsocket.SOCK_STREAM)
    server.setsockopt_int(rsocket.SOL_SOCKET, rsocket.SO_REUSEADDR, 1)
    server.bind(rsocket.INETAddress("127.0.0.1", 0))
    server.listen(1)
    name = server.getsockname()
    assert isinstance(name, rsocket.INETAddress)
    print(name.get_host(), name.get_port() > 0)
    client = rsocket.RSocket(rsocket.AF_INET, rsocket.SOCK_STREAM)
    client.connect(rsocket.INETAddress("localhost", name.get_port()))
    fd, peer = server.accept()
    own = client.getsockname()
    print(peer is not None and own is not None and peer.eq(own))
    other = rsocket.RSocket(fd=fd)
    client.sendall(text)
    print(other.recv(100))
    other.send(text + text)
    client.settimeout(5.0)
    print(client.recv(3), client.recv(100))
    client.settimeout(0.01)
    try:
        client.recv(1)
    except rsocket.SocketTimeout as e:
        print(e.get_msg())
    client.close()
    print(len(other.recv(10)))
    other.close()
    server.close()
    try:
        server.listen(1)
    except rsocket.CSocketError as e:
        print(e.errno)


def pairs(text):
    a, b = rsocket.socketpair()
    a.send(text)
    print(b.recv(2), b.recv(10))
    a.close()
    b.close()


def addresses():
    print(rsocket.inet_ntoa(rsocket.inet_aton("10.1.2.3")), rsocket.htons(258), rsocket.htonl(1))
    print(len(rsocket.gethostname()) > 0, rsocket.gethostbyname("127.0.0.1").get_host())
    unix = rsocket.UNIXAddress("/tmp/x")
    print(unix.get_path(), unix.get_family() == rsocket.AF_UNIX)
    try:
        rsocket.inet_aton("10.1.2")
    except rsocket.RSocketError as e:
        print(e.message)


def entry_point(argv):
    server_and_client(argv[1])
    pairs(argv[1])
    addresses()
    return 0


def target(driver, args):
    return entry_point, None
