"""What app/_struct.py needs: packing and unpacking single values."""

from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.objspace import bytesobject, packing
from interpreters.python.objspace import operation as space


def pack_value(w_code, w_value, w_size, w_big):
    """_pack(code, value, size, big): bytes, or None if the value does not fit"""
    data = packing.pack(space.text_w(w_code), w_value, space.int_w(w_size), space.is_true(w_big))
    if data is None:
        return space.w_None
    return space.newbytes(data)


def unpack_value(scope_w):
    """_unpack(code, data, offset, size, big)"""
    return packing.unpack(
        space.text_w(scope_w[0]),
        bytesobject.need_buffer(scope_w[1]),
        space.int_w(scope_w[2]),
        space.int_w(scope_w[3]),
        space.is_true(scope_w[4]),
    )


MODULE = modinfo.declare(
    "_struct",
    [
        function("_pack", pack_value, "code, value, size, big, /"),
        function("_unpack", unpack_value, "code, data, offset, size, big, /"),
    ],
    app="_struct.py",
)
