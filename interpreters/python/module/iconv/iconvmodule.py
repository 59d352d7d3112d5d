"""_iconv: what the codecs of East Asian character sets are made of (app/_multibytecodec.py). Not for programs."""

from rpython.rlib import riconv

from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.objspace import bytesobject
from interpreters.python.objspace import operation as space


def iconv_convert(w_target, w_source, w_data, w_finish):
    """convert(target, source, data, finish): (bytes, bytes of data used, status); None if there is no such set"""
    converter = riconv.open(space.text_w(w_target), space.text_w(w_source))
    if converter == -1:
        return space.w_None
    data = bytesobject.need_buffer(w_data)
    text, used, status = riconv.convert(converter, data, space.is_true(w_finish))
    riconv.close(converter)
    return space.newtuple([space.newbytes(text), space.newint(used), space.newint(status)])


MODULE = modinfo.declare(
    "_iconv",
    [function("convert", iconv_convert, "target, source, data, finish, /")],
    [("INVALID", riconv.INVALID), ("INCOMPLETE", riconv.INCOMPLETE)],
)
