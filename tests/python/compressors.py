"""bz2 and lzma: streams in pieces, limits, broken data, filters."""

import bz2
import lzma

data = b"".join(b"line %d\n" % (i * i) for i in range(3000))


def pieces(decompressor, text, step, limit):
    out = []
    at = 0
    while not decompressor.eof:
        if decompressor.needs_input:
            out.append(decompressor.decompress(text[at : at + step], limit))
            at += step
        else:
            out.append(decompressor.decompress(b"", limit))
        assert limit < 0 or len(out[-1]) <= limit
    return b"".join(out)


packed = bz2.compress(data)
print(bz2.decompress(packed) == data, bz2.decompress(packed + packed) == data + data)
for step, limit in ((7, -1), (1000, 100), (100000, 1)):
    text = packed + b"tail" if limit != 1 else bz2.compress(data[:50])
    decompressor = bz2.BZ2Decompressor()
    print(pieces(decompressor, text, step, limit) == (data if limit != 1 else data[:50]))
compressor = bz2.BZ2Compressor(1)
text = b"".join([compressor.compress(data[i : i + 999]) for i in range(0, len(data), 999)])
print(bz2.decompress(text + compressor.flush()) == data)

for format in (lzma.FORMAT_XZ, lzma.FORMAT_ALONE):
    packed = lzma.compress(data, format=format)
    print(lzma.decompress(packed) == data)
    decompressor = lzma.LZMADecompressor()
    print(pieces(decompressor, packed + b"tail", 50, 300) == data, decompressor.check)
filters = [{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_LZMA2, "preset": 1}]
packed = lzma.compress(data, format=lzma.FORMAT_RAW, filters=filters)
print(lzma.decompress(packed, format=lzma.FORMAT_RAW, filters=filters) == data)
print(lzma._encode_filter_properties({"id": lzma.FILTER_LZMA1}))
print(lzma._decode_filter_properties(lzma.FILTER_LZMA2, b"\x10"))
print([lzma.is_check_supported(n) for n in (0, 1, 4, 10, 11)])


def attempt(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
        print("good")
    except Exception as e:
        print(type(e).__name__, e)


attempt(bz2.decompress, b"BZh9 this is not it")
attempt(bz2.decompress, bz2.compress(data)[:-10])
attempt(bz2.BZ2Compressor, 10)
attempt(lzma.decompress, b"this is not it at all")
attempt(lzma.decompress, lzma.compress(data)[:-10])
attempt(lzma.LZMACompressor, format=lzma.FORMAT_RAW)
attempt(lzma.LZMACompressor, preset=11)
attempt(lzma.LZMACompressor, filters=[{"id": 1000}])
attempt(lzma.LZMADecompressor, format=lzma.FORMAT_RAW)
