# sockets and asyncio
import asyncio
import socket
import threading

a, b = socket.socketpair()
a.send(b"hi")
print(b.recv(10))
a.close()
b.close()
s = socket.create_server(("127.0.0.1", 0))
port = s.getsockname()[1]


def serve():
    c, _ = s.accept()
    with c:
        while d := c.recv(100):
            c.sendall(d.upper())


t = threading.Thread(target=serve)
t.start()
c = socket.create_connection(("localhost", port))
c.sendall(b"hello")
print(c.recv(100))
c.close()
t.join()
s.close()
print(socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, "fe80::1")))


async def main():
    await asyncio.sleep(0.01)
    print("async")
    p = await asyncio.create_subprocess_exec("echo", "z", stdout=-1)
    print((await p.communicate())[0])

    async def h(r, w):
        d = await r.readline()
        w.write(d[::-1])
        await w.drain()
        w.close()

    srv = await asyncio.start_server(h, "127.0.0.1", 0)
    r, w = await asyncio.open_connection(*srv.sockets[0].getsockname())
    w.write(b"abc\n")
    print(await r.read())
    w.close()
    srv.close()
    print(await asyncio.gather(*(asyncio.to_thread(lambda i=i: i * i) for i in range(3))))


asyncio.run(main())
