"""The module binascii: arguments, and errors as exceptions."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import TypeDef
from interpreters.python.module import modinfo
from interpreters.python.module.binascii import base64, checksums, quopri
from interpreters.python.objspace import byteops, bytesobject, excobject, unicodeobject
from interpreters.python.objspace import operation as space

error_type = TypeDef(
    "binascii.Error",
    excobject.W_BaseException,
    base="ValueError",
    acceptable_as_base=True,
    publish=False,
)
incomplete_type = TypeDef(
    "binascii.Incomplete",
    excobject.W_BaseException,
    base="Exception",
    acceptable_as_base=True,
    publish=False,
)


HEX_VALUES = [byteops.hex_value(chr(code)) for code in range(256)]


def failure(message):
    """binascii.Error(message)"""
    return operr(error_type.w_type, message)


def encoded_w(w_data):
    """The characters of an argument that is ASCII text or bytes."""
    if isinstance(w_data, unicodeobject.W_UnicodeObject):
        if not w_data.is_ascii():
            raise operr(space.w_ValueError, "string argument should contain only ASCII characters")
        return w_data.text()
    data = bytesobject.buffer_or_none(w_data)
    if data is None:
        raise operr(
            space.w_TypeError,
            "argument should be bytes, buffer or ASCII string, not '%s'" % space.typename(w_data),
        )
    return data


def flag(w_flag, default):
    """A flag that may be missing."""
    if w_flag is None:
        return default
    return space.is_true(w_flag)


def masked(w_int, mask):
    """The lowest bits of an int of any size."""
    return space.int_w(space.and_(space.index(w_int), space.newint(mask)))


def hexlify(w_data, w_sep, w_group):
    data = bytesobject.buffer_w(w_data)
    sep, group = bytesobject.hex_separator(w_sep, w_group)
    return space.newbytes(byteops.to_hex(data, sep, group))


def unhexlify(w_text):
    text = encoded_w(w_text)
    if len(text) & 1:
        raise failure("Odd-length string")
    builder = StringBuilder(len(text) >> 1)
    digits = HEX_VALUES
    pos = 0
    while pos < len(text):
        high = digits[ord(text[pos])]
        low = digits[ord(text[pos + 1])]
        if high | low < 0:
            raise failure("Non-hexadecimal digit found")
        builder.append(chr(high << 4 | low))
        pos += 2
    return space.newbytes(builder.build())


def b2a_base64(w_data, w_newline):
    data = bytesobject.buffer_w(w_data)
    return space.newbytes(base64.encode(data, flag(w_newline, True)))


def a2b_base64(w_text, w_strict):
    text = encoded_w(w_text)
    strict = flag(w_strict, False)
    try:
        return space.newbytes(base64.decode(text, strict))
    except base64.BadData as e:
        raise failure(e.message)


def b2a_uu(w_data, w_backtick):
    data = bytesobject.buffer_w(w_data)
    if len(data) > 45:
        raise failure("At most 45 bytes at once")
    return space.newbytes(base64.uu_encode(data, flag(w_backtick, False)))


def a2b_uu(w_text):
    text = encoded_w(w_text)
    try:
        return space.newbytes(base64.uu_decode(text))
    except base64.BadData as e:
        raise failure(e.message)


def b2a_qp(w_data, w_quotetabs, w_istext, w_header):
    data = bytesobject.buffer_w(w_data)
    quotetabs = flag(w_quotetabs, False)
    istext = flag(w_istext, True)
    return space.newbytes(quopri.encode(data, quotetabs, istext, flag(w_header, False)))


def a2b_qp(w_text, w_header):
    return space.newbytes(quopri.decode(encoded_w(w_text), flag(w_header, False)))


def crc_hqx(w_data, w_crc):
    return space.newint(checksums.crc_hqx(bytesobject.buffer_w(w_data), masked(w_crc, 0xFFFF)))


def crc32(w_data, w_crc):
    data = bytesobject.buffer_w(w_data)
    crc = 0
    if w_crc is not None:
        crc = masked(w_crc, 0xFFFFFFFF)
    return space.newint(checksums.crc32(data, crc))


MODULE = modinfo.declare(
    "binascii",
    [
        function("hexlify", hexlify, "data, sep=None, bytes_per_sep=None"),
        function("b2a_hex", hexlify, "data, sep=None, bytes_per_sep=None"),
        function("unhexlify", unhexlify, "hexstr, /"),
        function("a2b_hex", unhexlify, "hexstr, /"),
        function("b2a_base64", b2a_base64, "data, /, *, newline=None"),
        function("a2b_base64", a2b_base64, "data, /, *, strict_mode=None"),
        function("b2a_uu", b2a_uu, "data, /, *, backtick=None"),
        function("a2b_uu", a2b_uu, "data, /"),
        function("b2a_qp", b2a_qp, "data, quotetabs=None, istext=None, header=None"),
        function("a2b_qp", a2b_qp, "data, header=None"),
        function("crc_hqx", crc_hqx, "data, crc, /"),
        function("crc32", crc32, "data, crc=None, /"),
    ],
    [("Error", error_type.w_type), ("Incomplete", incomplete_type.w_type)],
)
