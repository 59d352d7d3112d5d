"""CRC-32 (ISO 3309), eight bytes at a step, and the CRC of binhex."""

from rpython.rlib.jit import dont_look_inside


def _crc32_tables():
    """NOT_RPYTHON: entry 256 * k + b is the effect of byte b that k bytes follow."""
    table = []
    for n in range(256):
        for _ in range(8):
            n = (n >> 1) ^ (0xEDB88320 if n & 1 else 0)
        table.append(n)
    for i in range(256, 2048):
        before = table[i - 256]
        table.append((before >> 8) ^ table[before & 255])
    return table


def _crc_hqx_table():
    """NOT_RPYTHON: the effect of each high byte."""
    table = []
    for n in range(256):
        n <<= 8
        for _ in range(8):
            n = (n << 1) ^ (0x1021 if n & 0x8000 else 0)
        table.append(n & 0xFFFF)
    return table


CRC32 = _crc32_tables()
CRC_HQX = _crc_hqx_table()


@dont_look_inside
def crc32(data, crc):
    """The checksum of data behind bytes whose checksum is `crc`, 0 <= crc < 2**32."""
    table = CRC32
    crc ^= 0xFFFFFFFF
    size = len(data)
    pos = 0
    while pos + 8 <= size:
        crc ^= (
            ord(data[pos])
            | ord(data[pos + 1]) << 8
            | ord(data[pos + 2]) << 16
            | ord(data[pos + 3]) << 24
        )
        crc = (
            table[1792 + (crc & 255)]
            ^ table[1536 + ((crc >> 8) & 255)]
            ^ table[1280 + ((crc >> 16) & 255)]
            ^ table[1024 + ((crc >> 24) & 255)]
            ^ table[768 + ord(data[pos + 4])]
            ^ table[512 + ord(data[pos + 5])]
            ^ table[256 + ord(data[pos + 6])]
            ^ table[ord(data[pos + 7])]
        )
        pos += 8
    while pos < size:
        crc = table[(crc ^ ord(data[pos])) & 255] ^ (crc >> 8)
        pos += 1
    return crc ^ 0xFFFFFFFF


@dont_look_inside
def crc_hqx(data, crc):
    """The checksum (CCITT polynomial, high bit first) of data behind bytes with checksum `crc`."""
    table = CRC_HQX
    crc &= 0xFFFF
    for c in data:
        crc = ((crc << 8) & 0xFF00) ^ table[(crc >> 8) ^ ord(c)]
    return crc
