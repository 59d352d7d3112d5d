"""Rows of the language table: bytearrays that are changed."""

# run: hello
# run: xyz


# row: bytearray.items
def entry_point(argv):
    b = bytearray(argv[1].encode("latin-1"))
    b[0] = 120
    b[-1] += 1
    b += b"yz"
    b.append(33)
    print(len(b), b[1], b.decode())
    c = b[1:3] + bytearray(b"Q")
    print(c.decode(), c == b, c == bytearray(argv[1].encode("latin-1")[1:3]) + b"Q")
    for x in c:
        print(x)
    c[1:2] = b"long"
    del c[0]
    print(c.decode(), 111 in c, b"on" in c, c.find(b"g"), c.startswith(b"lo"))
    z = bytearray(3)
    print(len(z), z[2], bool(z), bool(bytearray()))
    try:
        z[3] = 1
    except IndexError:
        print("index")
    try:
        z[2] = 256
    except ValueError:
        print("value")
    PRE.extend([1, 2])
    print(len(PRE), PRE[0], PRE.pop(), isinstance(PRE, bytearray))
    return 0


PRE = bytearray(b"hey")


def target(driver, args):
    return entry_point, None
