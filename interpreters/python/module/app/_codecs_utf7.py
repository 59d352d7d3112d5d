"""UTF-7 (RFC 2152)."""

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {ord(c): i for i, c in enumerate(_BASE64)}
_DIRECT = frozenset(
    _BASE64[:62] + "'(),-./:?" + " \t\n\r" + '!"#$%&*;<=>@[]^_`{|}'
)  # what is written as it is


def encode(text):
    out = []
    shifted = False
    bits = 0
    buffer = 0
    for c in text:
        if shifted and c in _DIRECT:
            if bits:
                out.append(_BASE64[buffer << (6 - bits) & 63])
                buffer = bits = 0
            shifted = False
            if c in _BASE64 or c == "-":
                out.append("-")
            out.append(c)
            continue
        if not shifted:
            if c == "+":
                out.append("+-")
                continue
            if c in _DIRECT:
                out.append(c)
                continue
            out.append("+")
            shifted = True
        code = ord(c)
        if code >= 0x10000:
            code -= 0x10000
            units = (0xD800 | code >> 10, 0xDC00 | code & 0x3FF)
        else:
            units = (code,)
        for unit in units:
            buffer = buffer << 16 | unit
            bits += 16
            while bits >= 6:
                bits -= 6
                out.append(_BASE64[buffer >> bits & 63])
            buffer &= (1 << bits) - 1
    if bits:
        out.append(_BASE64[buffer << (6 - bits) & 63])
    if shifted:
        out.append("-")
    return "".join(out).encode("ascii")


def decode(data, errors, final, handle):
    """(text, bytes consumed); handle(out, data, start, end, reason) gives (data, position)."""
    out = []
    pos = start = 0
    shifted = False
    bits = buffer = surrogate = 0
    mark = 0
    while True:
        reason = None
        if pos >= len(data):
            if shifted and final and (surrogate or bits >= 6 or bits > 0 and buffer):
                reason = "unterminated shift sequence"
                shifted = False
            else:
                break
        else:
            c = data[pos]
            if shifted:
                value = _VALUES.get(c)
                if value is not None:
                    buffer = buffer << 6 | value
                    bits += 6
                    pos += 1
                    if bits >= 16:
                        bits -= 16
                        unit = buffer >> bits
                        buffer &= (1 << bits) - 1
                        if surrogate:
                            if 0xDC00 <= unit < 0xE000:
                                code = 0x10000 + (surrogate - 0xD800 << 10) + (unit - 0xDC00)
                                out.append(chr(code))
                                surrogate = 0
                                continue
                            out.append(chr(surrogate))
                            surrogate = 0
                        if 0xD800 <= unit < 0xDC00:
                            surrogate = unit
                        else:
                            out.append(chr(unit))
                    continue
                shifted = False
                if bits >= 6:
                    pos += 1
                    reason = "partial character in base64 sequence"
                elif bits > 0 and buffer:
                    pos += 1
                    reason = "non-zero padding bits in base64 sequence"
                else:
                    if surrogate and c < 128 and c != 43:
                        out.append(chr(surrogate))
                    surrogate = 0
                    if c == 45:
                        pos += 1
                    continue
            elif c == 43:
                start = pos
                pos += 1
                if data[pos : pos + 1] == b"-":
                    pos += 1
                    out.append("+")
                elif pos < len(data) and data[pos] not in _VALUES:
                    pos += 1
                    reason = "ill-formed sequence"
                else:
                    shifted = True
                    mark = len(out)
                    bits = buffer = surrogate = 0
            elif c < 128:
                pos += 1
                out.append(chr(c))
            else:
                start = pos
                pos += 1
                reason = "unexpected special character"
        if reason is not None:
            data, pos = handle(out, data, start, pos, reason)
            bits = buffer = surrogate = 0
    if shifted and not final:
        del out[mark:]
        return "".join(out), start
    return "".join(out), pos
