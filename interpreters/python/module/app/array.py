# ruff: noqa: F821 (names of the built-in part)
"""What pickled arrays are made again with."""


def _array_reconstructor(arraytype, typecode, mformat_code, items, /):
    """An array from its machine format (a number that the array module defines)."""
    import struct

    if not isinstance(arraytype, type):
        raise TypeError("first argument must be a type object, not " + type(arraytype).__name__)
    if not issubclass(arraytype, array):
        raise TypeError("%s is not a subtype of array.array" % arraytype.__name__)
    if not isinstance(typecode, str) or len(typecode) != 1:
        raise TypeError("_array_reconstructor() argument 2 must be a unicode character")
    if typecode not in typecodes:
        raise ValueError("second argument must be a valid type code")
    if not 0 <= mformat_code <= 21:
        raise ValueError("third argument must be a valid machine format code.")
    if not isinstance(items, bytes):
        raise TypeError("fourth argument should be bytes, not " + type(items).__name__)
    if mformat_code >= 18:
        text = items.decode(["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"][mformat_code - 18])
        return arraytype(typecode, text)
    formats = ["B", "b", "<H", ">H", "<h", ">h", "<I", ">I", "<i", ">i", "<Q", ">Q", "<q", ">q"]
    formats += ["<f", ">f", "<d", ">d"]
    form = formats[mformat_code]
    order, code = (form[0], form[1]) if len(form) > 1 else ("=", form)
    size = struct.calcsize(order + code)
    if len(items) % size:
        raise ValueError("bytes length not a multiple of item size")
    count = len(items) // size
    return arraytype(typecode, list(struct.unpack("%s%d%s" % (order, count, code), items)))


def _register():
    from _collections_abc import MutableSequence

    MutableSequence.register(array)


_register()
del _register
