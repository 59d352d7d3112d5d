# run: 20
# run: 70000
# stress: 50
# skip: interpret
"""A library of C is linked because the program calls its functions: zlib."""

from rpython.rlib import rzlib


def entry_point(argv):
    n = int(argv[1])
    text = " ".join([str(i * i % 1009) for i in range(n)])
    stream = rzlib.deflateInit(9)
    parts = []
    for i in range(0, len(text), 1000):
        parts.append(rzlib.compress(stream, text[i : i + 1000]))
    parts.append(rzlib.compress(stream, "", rzlib.Z_FINISH))
    rzlib.deflateEnd(stream)
    packed = "".join(parts)
    print(len(text), rzlib.crc32(text), rzlib.adler32(text))
    stream = rzlib.inflateInit()
    unpacked, finished, unused = rzlib.decompress(stream, packed + "tail")
    print(unpacked == text, finished, unused)
    rzlib.inflateEnd(stream)
    stream = rzlib.inflateInit()
    try:
        rzlib.decompress(stream, "no such data")
    except rzlib.RZlibError as e:
        print(e.msg)
    rzlib.inflateEnd(stream)
    try:
        rzlib.deflateInit(77)
    except ValueError:
        print("ValueError")
    return 0


def target(driver, args):
    return entry_point, None
