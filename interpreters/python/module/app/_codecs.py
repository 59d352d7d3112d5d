# ruff: noqa: F821 (names of the built-in part)
"""The registry of codecs and error handlers, and the codecs that are built in."""

_search_functions = []
_cache = {}
_handlers = {}


# ---- registry


def register(search_function, /):
    if not callable(search_function):
        raise TypeError("argument must be callable")
    _search_functions.append(search_function)


def unregister(search_function, /):
    if search_function in _search_functions:
        _search_functions.remove(search_function)
        _cache.clear()


def lookup(encoding, /):
    if not isinstance(encoding, str):
        raise TypeError("lookup() argument must be str, not " + type(encoding).__name__)
    if "\0" in encoding:
        raise ValueError("embedded null character")
    name = "".join(c.lower() if c.isascii() else c for c in encoding).replace(" ", "_")
    if name in _cache:
        return _cache[name]
    if not _search_functions:
        import encodings  # noqa: F401 (registers its search function)
    for function in _search_functions:
        info = function(name)
        if info is None:
            continue
        if not isinstance(info, tuple) or len(info) != 4:
            raise TypeError("codec search functions must return 4-tuples")
        _cache[name] = info
        return info
    raise LookupError("unknown encoding: " + encoding)


def encode(obj, encoding="utf-8", errors="strict"):
    encoder = lookup(encoding)[0]
    try:
        result = encoder(obj, errors)
    except Exception as e:
        _raise_from(e, "encoding", encoding)
        raise
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError("encoder must return a tuple (object, integer)")
    return result[0]


def decode(obj, encoding="utf-8", errors="strict"):
    decoder = lookup(encoding)[1]
    try:
        result = decoder(obj, errors)
    except Exception as e:
        _raise_from(e, "decoding", encoding)
        raise
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError("decoder must return a tuple (object,integer)")
    return result[0]


def _raise_from(e, what, encoding):
    """Raises an exception of the same class that names the codec, if the class is a simple one."""
    cls = type(e)
    if cls.__init__ is not Exception.__init__ or cls.__new__ is not Exception.__new__:
        return
    if "__slots__" in vars(cls) or getattr(e, "__dict__", None):
        return
    if len(e.args) > 1 or e.args and not isinstance(e.args[0], str):
        return
    text = "%s with '%s' codec failed (%s: %s)" % (what, encoding, cls.__name__, e)
    raise cls(text) from e


def _text_codec(encoding, errors, index, name):
    info = lookup(encoding)
    if not getattr(info, "_is_text_encoding", True):
        raise LookupError(
            "'%s' is not a text encoding; use codecs.%s() to handle arbitrary codecs"
            % (encoding, name)
        )
    return info[index]


def _encode_text(text, encoding, errors):
    """str.encode with a codec that is not built in."""
    encoder = _text_codec(encoding, errors, 0, "encode")
    try:
        result = encoder(text, errors)
    except Exception as e:
        _raise_from(e, "encoding", encoding)
        raise
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError("encoder must return a tuple (object, integer)")
    result = result[0]
    if not isinstance(result, (bytes, bytearray)):
        raise TypeError(
            "'%s' encoder returned '%s' instead of 'bytes'; "
            "use codecs.encode() to encode to arbitrary types" % (encoding, type(result).__name__)
        )
    return result


def _decode_text(data, encoding, errors):
    """bytes.decode with a codec that is not built in."""
    decoder = _text_codec(encoding, errors, 1, "decode")
    try:
        result = decoder(data, errors)
    except Exception as e:
        _raise_from(e, "decoding", encoding)
        raise
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError("decoder must return a tuple (object,integer)")
    result = result[0]
    if not isinstance(result, str):
        raise TypeError(
            "'%s' decoder returned '%s' instead of 'str'; "
            "use codecs.decode() to decode to arbitrary types" % (encoding, type(result).__name__)
        )
    return result


def register_error(name, handler, /):
    if not isinstance(name, str):
        raise TypeError("register_error() argument 1 must be str, not " + type(name).__name__)
    if not callable(handler):
        raise TypeError("handler must be callable")
    _handlers[name] = handler


def lookup_error(name, /):
    if name not in _handlers:
        raise LookupError("unknown error handler name '%s'" % (name,))
    return _handlers[name]


def _call_handler(name, exc):
    """(replacement, position) from a registered handler."""
    result = lookup_error(name)(exc)
    kind = "encoding" if isinstance(exc, UnicodeEncodeError) else "decoding"
    wanted = "(str/bytes, int)" if kind == "encoding" else "(str, int)"
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError("%s error handler must return %s tuple" % (kind, wanted))
    text, position = result
    if not isinstance(position, int):
        raise TypeError("%s error handler must return %s tuple" % (kind, wanted))
    if not (isinstance(text, str) or kind == "encoding" and isinstance(text, bytes)):
        raise TypeError("%s error handler must return %s tuple" % (kind, wanted))
    size = len(exc.object)
    if position < 0:
        position += size
    if position < 0 or position > size:
        raise IndexError("position %d from error handler out of bounds" % (result[1],))
    return text, position


def strict_errors(exception, /):
    if isinstance(exception, Exception):
        raise exception
    raise TypeError("codec must pass exception instance")


def _part(exc, *kinds):
    """(object, start, end) of an exception of one of these classes; the range is made to fit."""
    if not issubclass(type(exc), kinds):
        raise TypeError("don't know how to handle %s in error callback" % (type(exc).__name__,))
    whole = exc.object
    if isinstance(exc, UnicodeDecodeError):
        if not isinstance(whole, bytes):
            raise TypeError("object attribute must be bytes")
    elif not isinstance(whole, str):
        raise TypeError("object attribute must be unicode")
    size = len(whole)
    start = min(max(exc.start, 0), max(size - 1, 0))
    return whole, start, min(max(exc.end, 1), size)


_ALL = (UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError)


def ignore_errors(exception, /):
    return "", _part(exception, *_ALL)[2]


def replace_errors(exception, /):
    _, start, end = _part(exception, *_ALL)
    if isinstance(exception, UnicodeEncodeError):
        return "?" * (end - start), end
    if isinstance(exception, UnicodeDecodeError):
        return "\ufffd", end
    return "\ufffd" * (end - start), end


def xmlcharrefreplace_errors(exception, /):
    whole, start, end = _part(exception, UnicodeEncodeError)
    return "".join("&#%d;" % ord(c) for c in whole[start:end]), end


def _escape(code):
    if code < 0x100:
        return "\\x%02x" % code
    if code < 0x10000:
        return "\\u%04x" % code
    return "\\U%08x" % code


def backslashreplace_errors(exception, /):
    whole, start, end = _part(exception, *_ALL)
    part = whole[start:end]
    if isinstance(exception, UnicodeDecodeError):
        return "".join("\\x%02x" % c for c in part), end
    return "".join(_escape(ord(c)) for c in part), end


def namereplace_errors(exception, /):
    whole, start, end = _part(exception, UnicodeEncodeError)
    import unicodedata

    parts = []
    for c in whole[start:end]:
        name = unicodedata.name(c, None)
        parts.append(_escape(ord(c)) if name is None else "\\N{" + name + "}")
    return "".join(parts), end


def _surrogateescape(exc):
    whole, start, end = _part(exc, UnicodeEncodeError, UnicodeDecodeError)
    part = whole[start:end]
    if isinstance(exc, UnicodeEncodeError):
        out = []
        for c in part:
            if not 0xDC80 <= ord(c) <= 0xDCFF:
                raise exc
            out.append(ord(c) - 0xDC00)
        return bytes(out), end
    out = []
    for c in part[:4]:
        if c < 128:
            break
        out.append(chr(0xDC00 + c))
    if not out:
        raise exc
    return "".join(out), start + len(out)


def _utf_units(encoding):
    """(bytes of a unit, byte order) of a UTF encoding; (0, None) for others."""
    name = encoding.lower().replace("_", "-")
    if name[:3] == "utf" or name == "cp65001":
        rest = "8" if name == "cp65001" else name[3:].lstrip("-")
        if rest in ("8", "8-sig"):
            return 3, None
        for bits in ("16", "32"):
            if rest[:2] == bits:
                order = rest[2:].lstrip("-")
                if order in ("", "le"):
                    return int(bits) // 8, "little"
                if order == "be":
                    return int(bits) // 8, "big"
    return 0, None


def _surrogatepass(exc):
    whole, start, end = _part(exc, UnicodeEncodeError, UnicodeDecodeError)
    size, order = _utf_units(exc.encoding)
    if not size:
        raise exc
    if isinstance(exc, UnicodeEncodeError):
        out = []
        for c in whole[start:end]:
            code = ord(c)
            if not 0xD800 <= code <= 0xDFFF:
                raise exc
            if size == 3:
                out.append(bytes([0xE0 | code >> 12, 0x80 | code >> 6 & 63, 0x80 | code & 63]))
            else:
                out.append(code.to_bytes(size, order))
        return b"".join(out), end
    unit = whole[start : start + size]
    if len(unit) < size:
        raise exc
    if size == 3:
        code = (unit[0] & 15) << 12 | (unit[1] & 63) << 6 | unit[2] & 63
        if unit[0] & 0xF0 != 0xE0 or unit[1] & 0xC0 != 0x80 or unit[2] & 0xC0 != 0x80:
            raise exc
    else:
        code = int.from_bytes(unit, order)
    if not 0xD800 <= code <= 0xDFFF:
        raise exc
    return chr(code), start + size


_handlers.update(
    {
        "strict": strict_errors,
        "ignore": ignore_errors,
        "replace": replace_errors,
        "xmlcharrefreplace": xmlcharrefreplace_errors,
        "backslashreplace": backslashreplace_errors,
        "namereplace": namereplace_errors,
        "surrogateescape": _surrogateescape,
        "surrogatepass": _surrogatepass,
    }
)


# ---- codecs


def _need_text(text):
    if not isinstance(text, str):
        raise TypeError("argument 1 must be str, not " + type(text).__name__)


def _make(name, prefix, default=False):
    def encoder(str, errors=None, /):
        _need_text(str)
        return str.encode(name, errors or "strict"), len(str)

    def decoder(data, errors=None, final=default, /):
        data = bytes(memoryview(data))
        size = len(data)
        if not final:
            size = _complete(name, data)
        return data[:size].decode(name, errors or "strict"), size

    encoder.__name__ = encoder.__qualname__ = prefix + "_encode"
    decoder.__name__ = decoder.__qualname__ = prefix + "_decode"
    globals()[prefix + "_encode"] = encoder
    globals()[prefix + "_decode"] = decoder


def _complete(name, data):
    """How many bytes are there without an unfinished character at the end."""
    size = len(data)
    if name == "utf-8":
        back = 1
        while back <= 3 and back <= size:
            c = data[size - back]
            if c >= 0xC0:
                need = 2 if c < 0xE0 else 3 if c < 0xF0 else 4
                if back < need and c < 0xF5 and c >= 0xC2:
                    if back > 1:
                        second = data[size - back + 1]
                        if c == 0xE0 and second < 0xA0 or c == 0xED and second > 0xBF:
                            return size
                        if c == 0xF0 and second < 0x90 or c == 0xF4 and second > 0x8F:
                            return size
                    return size - back
                return size
            if c < 0x80:
                return size
            back += 1
        return size
    if name.startswith("utf-16"):
        size -= size % 2
        if size >= 2:
            high = data[size - 2] if name.endswith("be") else data[size - 1]
            if 0xD8 <= high < 0xDC:
                size -= 2
        return size
    if name.startswith("utf-32"):
        return size - size % 4
    return size


_make("utf-8", "utf_8")
_make("latin-1", "latin_1", True)
_make("ascii", "ascii", True)
_make("utf-16", "utf_16")
_make("utf-16-le", "utf_16_le")
_make("utf-16-be", "utf_16_be")
_make("utf-32", "utf_32")
_make("utf-32-le", "utf_32_le")
_make("utf-32-be", "utf_32_be")


def utf_7_encode(str, errors=None, /):
    _need_text(str)
    import _codecs_utf7

    return _codecs_utf7.encode(str), len(str)


def utf_7_decode(data, errors=None, final=False, /):
    import _codecs_utf7

    errors = errors or "strict"

    def handle(out, data, start, end, reason):
        e = UnicodeDecodeError("utf7", data, start, end, reason)
        text, position = _call_handler(errors, e)
        out.append(text)
        return e.object, position

    return _codecs_utf7.decode(bytes(memoryview(data)), errors, final, handle)


def _native_order(encoder, little):
    def encode_order(str, errors=None, byteorder=0, /):
        if byteorder == 0:
            return encoder(str, errors)
        return (little if byteorder < 0 else globals()[little.__name__.replace("_le_", "_be_")])(
            str, errors
        )

    encode_order.__name__ = encode_order.__qualname__ = encoder.__name__
    return encode_order


utf_16_encode = _native_order(utf_16_encode, utf_16_le_encode)
utf_32_encode = _native_order(utf_32_encode, utf_32_le_encode)


def _ex_decode(data, errors, byteorder, final, width, prefix):
    data = bytes(memoryview(data))
    start = 0
    if byteorder == 0 and len(data) >= width:
        mark = data[:width]
        if mark == b"\xff\xfe\0\0"[:width]:
            byteorder, start = -1, width
        elif mark == (b"\xfe\xff" if width == 2 else b"\0\0\xfe\xff"):
            byteorder, start = 1, width
    decoder = globals()[prefix + ("_be_decode" if byteorder == 1 else "_le_decode")]
    if byteorder == 0 and not final and len(data) < width:
        return "", 0, 0
    text, used = decoder(data[start:], errors, final)
    return text, used + start, byteorder


def utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /):
    return _ex_decode(data, errors, byteorder, final, 2, "utf_16")


def utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /):
    return _ex_decode(data, errors, byteorder, final, 4, "utf_32")


def readbuffer_encode(data, errors=None, /):
    if isinstance(data, str):
        data = data.encode()
    return bytes(data), len(data)


def escape_encode(data, errors=None, /):
    if not isinstance(data, bytes):
        raise TypeError("escape_encode() argument 1 must be bytes, not " + type(data).__name__)
    text = repr(b'"' + data)[3:-1]
    return text.encode("latin-1"), len(data)


_SIMPLE = {"\\": 92, "'": 39, '"': 34, "a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}


def escape_decode(data, errors=None, /):
    if isinstance(data, str):
        data = data.encode()
    errors = errors or "strict"
    out = bytearray()
    pos = 0
    size = len(data)
    while pos < size:
        c = data[pos]
        pos += 1
        if c != 92:
            out.append(c)
            continue
        if pos >= size:
            raise ValueError("Trailing \\ in string")
        k = chr(data[pos])
        pos += 1
        if k in _SIMPLE:
            out.append(_SIMPLE[k])
        elif k == "\n":
            pass
        elif k in "01234567":
            end = pos
            while end < size and end < pos + 2 and chr(data[end]) in "01234567":
                end += 1
            out.append(int(data[pos - 1 : end], 8) & 255)
            pos = end
        elif k == "x":
            digits = data[pos : pos + 2]
            try:
                if len(digits) < 2:
                    raise ValueError
                out.append(int(digits, 16))
                pos += 2
            except ValueError:
                if errors == "strict":
                    raise ValueError("invalid \\x escape at position %d" % (pos - 2)) from None
                if errors == "replace":
                    out.append(63)
                elif errors != "ignore":
                    raise ValueError(
                        "decoding error; unknown error handling code: " + errors
                    ) from None
                if pos < size and chr(data[pos]) in "0123456789abcdefABCDEF":
                    pos += 1
        else:
            _warn_escape(k)
            out.append(92)
            out.append(ord(k))
    return bytes(out), size


def _encode_escapes(text, low):
    out = []
    for c in text:
        code = ord(c)
        if code < low:
            out.append(c)
        elif low == 256 or code > 255:
            out.append("\\u%04x" % code if code < 0x10000 else "\\U%08x" % code)
        else:
            out.append("\\x%02x" % code)
    return "".join(out)


def unicode_escape_encode(str, errors=None, /):
    _need_text(str)
    out = []
    for c in str:
        code = ord(c)
        if c == "\\":
            out.append("\\\\")
        elif c in "\t\n\r":
            out.append({"\t": "\\t", "\n": "\\n", "\r": "\\r"}[c])
        elif 32 <= code < 127:
            out.append(c)
        else:
            out.append(_escape(code))
    return "".join(out).encode("ascii"), len(str)


def raw_unicode_escape_encode(str, errors=None, /):
    _need_text(str)
    return _encode_escapes(str, 256).encode("latin-1"), len(str)


def _bad_escape(encoding, data, start, end, reason, errors, out):
    """(position, bytes) to go on with"""
    e = UnicodeDecodeError(encoding, data, start, end, reason)
    text, position = _call_handler(errors, e)
    out.append(text)
    return position, e.object


def _warn_escape(c):
    import warnings

    warnings.warn("invalid escape sequence '\\%s'" % c, DeprecationWarning, stacklevel=3)


def _hex_escape(data, pos, count):
    """(value or None, end of the digits)"""
    end = pos
    while end < len(data) and end < pos + count and chr(data[end]) in "0123456789abcdefABCDEF":
        end += 1
    if end - pos < count:
        return None, end
    return int(data[pos:end], 16), end


def raw_unicode_escape_decode(data, errors=None, final=True, /):
    data = data.encode() if isinstance(data, str) else bytes(data)
    out = []
    pos = 0
    size = len(data)
    while pos < size:
        backslash = data.find(b"\\", pos)
        if backslash < 0:
            out.append(data[pos:].decode("latin-1"))
            pos = size
            break
        out.append(data[pos:backslash].decode("latin-1"))
        pos = backslash + 1
        if pos >= size:
            if not final:
                pos -= 1
                break
            out.append("\\")
            break
        if data[pos] not in b"uU":
            out.append("\\" + chr(data[pos]))
            pos += 1
            continue
        count = 4 if data[pos] == 117 else 8
        value, end = _hex_escape(data, pos + 1, count)
        if value is not None and value <= 0x10FFFF:
            out.append(chr(value))
            pos = end
            continue
        if value is None and not final and end == size:
            pos = backslash
            break
        if value is None:
            reason = "truncated \\uXXXX escape" if count == 4 else "truncated \\UXXXXXXXX escape"
        else:
            reason = "\\Uxxxxxxxx out of range"
        pos, data = _bad_escape(
            "rawunicodeescape", data, backslash, end, reason, errors or "strict", out
        )
        size = len(data)
    return "".join(out), pos


def unicode_escape_decode(data, errors=None, final=True, /):
    data = data.encode() if isinstance(data, str) else bytes(data)
    out = []
    pos = 0
    size = len(data)
    while pos < size:
        backslash = data.find(b"\\", pos)
        if backslash < 0:
            out.append(data[pos:].decode("latin-1"))
            pos = size
            break
        out.append(data[pos:backslash].decode("latin-1"))
        pos = backslash + 1
        if pos >= size:
            if not final:
                pos -= 1
                break
            pos, data = _bad_escape(
                "unicodeescape",
                data,
                backslash,
                size,
                "\\ at end of string",
                errors or "strict",
                out,
            )
            size = len(data)
            continue
        k = chr(data[pos])
        pos += 1
        if k in _SIMPLE:
            out.append(chr(_SIMPLE[k]))
        elif k == "\n":
            pass
        elif k in "01234567":
            end = pos
            while end < size and end < pos + 2 and chr(data[end]) in "01234567":
                end += 1
            out.append(chr(int(data[pos - 1 : end], 8)))
            pos = end
        elif k in "xuU":
            count = {"x": 2, "u": 4, "U": 8}[k]
            value, end = _hex_escape(data, pos, count)
            if value is not None and value <= 0x10FFFF:
                out.append(chr(value))
                pos = end
                continue
            if value is None and not final and end == size:
                pos = backslash
                break
            if value is None:
                reason = (
                    "truncated \\%s escape"
                    % {
                        "x": "xXX",
                        "u": "uXXXX",
                        "U": "UXXXXXXXX",
                    }[k]
                )
            else:
                reason = "illegal Unicode character"
            pos, data = _bad_escape(
                "unicodeescape", data, backslash, end, reason, errors or "strict", out
            )
            size = len(data)
        elif k == "N":
            end = data.find(b"}", pos)
            reason = "malformed \\N character escape"
            if data[pos : pos + 1] == b"{" and end > pos + 1:
                import unicodedata

                try:
                    out.append(unicodedata.lookup(data[pos + 1 : end].decode("latin-1")))
                    pos = end + 1
                    continue
                except KeyError:
                    reason = "unknown Unicode character name"
                    pos = end + 1
            pos, data = _bad_escape(
                "unicodeescape", data, backslash, pos, reason, errors or "strict", out
            )
            size = len(data)
        else:
            _warn_escape(k)
            out.append("\\" + k)
    return "".join(out), pos


def charmap_build(mapping, /):
    return {ord(c): code for code, c in enumerate(mapping)}


def charmap_encode(str, errors=None, mapping=None, /):
    _need_text(str)
    errors = errors or "strict"
    if mapping is None:
        return str.encode("latin-1", errors), len(str)
    out = bytearray()
    pos = 0
    size = len(str)
    while pos < size:
        part = _charmap_item(str[pos], mapping)
        if part is not None:
            out += part
            pos += 1
            continue
        end = pos + 1
        while end < size and _charmap_item(str[end], mapping) is None:
            end += 1
        text, pos = _call_handler(
            errors,
            UnicodeEncodeError("charmap", str, pos, end, "character maps to <undefined>"),
        )
        if isinstance(text, bytes):
            out += text
            continue
        for c in text:
            part = _charmap_item(c, mapping)
            if part is None:
                raise UnicodeEncodeError(
                    "charmap", str, end - 1, end, "character maps to <undefined>"
                )
            out += part
    return bytes(out), size


def _charmap_item(c, mapping):
    try:
        value = mapping[ord(c)]
    except LookupError:
        return None
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(value, int):
        if not 0 <= value < 256:
            raise TypeError("character mapping must be in range(256)")
        return bytes([value])
    raise TypeError(
        "character mapping must return integer, bytes or None, not " + type(value).__name__
    )


def charmap_decode(data, errors=None, mapping=None, /):
    data = bytes(data)
    errors = errors or "strict"
    if mapping is None:
        return data.decode("latin-1"), len(data)
    out = []
    pos = 0
    while pos < len(data):
        try:
            value = mapping[data[pos]]
        except LookupError:
            value = None
        if value is None or value == "\ufffe" or value == 0xFFFE:
            pos, data = _bad_escape(
                "charmap", data, pos, pos + 1, "character maps to <undefined>", errors, out
            )
            continue
        if isinstance(value, int):
            if not 0 <= value <= 0x10FFFF:
                raise TypeError("character mapping must be in range(0x110000)")
            value = chr(value)
        elif not isinstance(value, str):
            raise TypeError("character mapping must return integer, None or str")
        out.append(value)
        pos += 1
    return "".join(out), len(data)
