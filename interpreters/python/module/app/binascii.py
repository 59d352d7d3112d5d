"""Bytes as text: hexadecimal, base 64, quoted-printable, checksums."""


class Error(ValueError):
    pass


class Incomplete(Exception):
    pass


def _data(data):
    if isinstance(data, str):
        try:
            return data.encode("ascii")
        except UnicodeEncodeError:
            raise ValueError("string argument should contain only ASCII characters") from None
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    try:
        return bytes(memoryview(data))
    except TypeError:
        raise TypeError(
            "argument should be bytes, buffer or ASCII string, not %r" % type(data).__name__
        ) from None


def _bytes(data):
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    return bytes(memoryview(data))


def hexlify(data, sep=None, bytes_per_sep=1):
    data = _bytes(data)
    text = data.hex() if sep is None else data.hex(sep, bytes_per_sep)
    return text.encode("ascii")


b2a_hex = hexlify


def unhexlify(hexstr, /):
    data = _data(hexstr)
    if len(data) % 2:
        raise Error("Odd-length string")
    try:
        if b" " in data or b"\t" in data or b"\n" in data:
            raise ValueError
        return bytes.fromhex(data.decode("latin-1"))
    except ValueError:
        raise Error("Non-hexadecimal digit found") from None


a2b_hex = unhexlify

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {c: i for i, c in enumerate(_ALPHABET)}


def b2a_base64(data, /, *, newline=True):
    data = _bytes(data)
    out = bytearray()
    for i in range(0, len(data), 3):
        part = data[i : i + 3]
        n = int.from_bytes(part + b"\0" * (3 - len(part)), "big")
        quad = [_ALPHABET[(n >> shift) & 63] for shift in (18, 12, 6, 0)]
        out += bytes(quad[: len(part) + 1]) + b"=" * (3 - len(part))
    if newline:
        out += b"\n"
    return bytes(out)


def a2b_base64(data, /, *, strict_mode=False):
    data = _data(data)
    out = bytearray()
    value = count = pads = total = 0
    if strict_mode and data[:1] == b"=":
        raise Error("Leading padding not allowed")
    for pos, c in enumerate(data):
        if c == 61:
            if count >= 2:
                pads += 1
                if count + pads >= 4:
                    if strict_mode and pos + 1 < len(data):
                        raise Error("Excess data after padding")
                    return bytes(out)
            elif strict_mode and count == 0:
                raise Error("Discontinuous padding not allowed")
            continue
        code = _VALUES.get(c)
        if code is None:
            if strict_mode:
                raise Error("Only base64 data is allowed")
            continue
        if strict_mode and pads:
            raise Error("Discontinuous padding not allowed")
        pads = 0
        total += 1
        value = (value << 6) | code
        count += 1
        if count > 1:
            out.append((value >> (8 - 2 * count)) & 255)
        if count == 4:
            value = count = 0
    if count == 1:
        raise Error(
            "Invalid base64-encoded string: number of data characters (%d) cannot be 1 more than "
            "a multiple of 4" % total
        )
    if count:
        raise Error("Incorrect padding")
    return bytes(out)


def b2a_uu(data, /, *, backtick=False):
    data = _bytes(data)
    if len(data) > 45:
        raise Error("At most 45 bytes at once")
    zero = 96 if backtick else 32
    out = bytearray([32 + len(data) if data else zero])
    for i in range(0, len(data), 3):
        part = data[i : i + 3]
        n = int.from_bytes(part + b"\0" * (3 - len(part)), "big")
        for shift in (18, 12, 6, 0):
            code = (n >> shift) & 63
            out.append(32 + code if code else zero)
    out.append(10)
    return bytes(out)


def a2b_uu(data, /):
    data = _data(data)
    size = (data[0] - 32) & 63 if data else 32
    out = bytearray()
    value = bits = 0
    pos = 1
    while len(out) < size:
        c = data[pos] if pos < len(data) else 0
        pos += 1
        if c in (0, 10, 13):
            c = 0
        elif 32 <= c <= 96:
            c = (c - 32) & 63
        else:
            raise Error("Illegal char")
        value = (value << 6) | c
        bits += 6
        if bits >= 8:
            bits -= 8
            out.append((value >> bits) & 255)
            value &= (1 << bits) - 1
    for c in data[pos:]:
        if c not in (32, 96, 10, 13):
            raise Error("Trailing garbage")
    return bytes(out)


def crc_hqx(data, crc, /):
    crc &= 0xFFFF
    for c in _bytes(data):
        crc ^= c << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021) & 0xFFFF if crc & 0x8000 else (crc << 1) & 0xFFFF
    return crc


_crc_table = []


def crc32(data, crc=0, /):
    if not _crc_table:
        for n in range(256):
            for _ in range(8):
                n = (n >> 1) ^ 0xEDB88320 if n & 1 else n >> 1
            _crc_table.append(n)
    table = _crc_table
    crc = (crc & 0xFFFFFFFF) ^ 0xFFFFFFFF
    for c in _bytes(data):
        crc = table[(crc ^ c) & 255] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def a2b_qp(data, header=False):
    data = _data(data)
    out = bytearray()
    pos = 0
    size = len(data)
    while pos < size:
        c = data[pos]
        pos += 1
        if c == 61:
            if pos >= size:
                break
            if data[pos] in (10, 13):
                if data[pos] != 10:
                    while pos < size and data[pos] != 10:
                        pos += 1
                pos += 1
            elif data[pos] == 61:
                out.append(61)
                pos += 1
            elif pos + 1 < size and all(
                chr(d) in "0123456789abcdefABCDEF" for d in data[pos : pos + 2]
            ):
                out.append(int(data[pos : pos + 2], 16))
                pos += 2
            else:
                out.append(61)
        elif header and c == 95:
            out.append(32)
        else:
            out.append(c)
    return bytes(out)


def b2a_qp(data, quotetabs=False, istext=True, header=False):
    data = _bytes(data)
    out = bytearray()
    column = 0
    size = len(data)
    crlf = b"\r\n" if 0 < data.find(b"\n") and data[data.find(b"\n") - 1] == 13 else b"\n"
    pos = 0
    while pos < size:
        c = data[pos]
        following = data[pos + 1] if pos + 1 < size else -1
        at_end = pos + 1 == size
        if (
            c > 126
            or c == 61
            or (header and c == 95)
            or (c == 46 and column == 0 and (following in (10, 13, 0) or at_end))
            or (not istext and c in (10, 13))
            or (c in (9, 32) and at_end)
            or (c < 33 and c not in (9, 10, 13, 32))
            or (
                c < 33 and c not in (10, 13) and (quotetabs or (not quotetabs and c not in (9, 32)))
            )
        ):
            if column + 3 >= 76:
                out += b"=" + crlf
                column = 0
            out += b"=%02X" % c
            column += 3
            pos += 1
        elif istext and (c == 10 or (c == 13 and following == 10)):
            column = 0
            if out and out[-1] in (9, 32):
                last = out.pop()
                out += b"=%02X" % last
            out += crlf
            pos += 2 if c == 13 else 1
        else:
            if not at_end and following != 10 and column + 1 >= 76:
                out += b"=" + crlf
                column = 0
            column += 1
            out.append(95 if header and c == 32 else c)
            pos += 1
    return bytes(out)
