"""The module _io."""

from interpreters.python.module import modinfo
from interpreters.python.module.io import (
    base,
    buffered,
    bytesio,
    common,
    fileio,
    newlines,
    opening,
    rwpair,
    stringio,
    textseek,
)
from interpreters.python.objspace import operation as space

MODULE = modinfo.declare(
    "_io",
    [opening.w_open, opening.w_open_code, opening.w_text_encoding],
    [
        ("DEFAULT_BUFFER_SIZE", common.BUFFER_SIZE),
        ("BlockingIOError", space.w_BlockingIOError),
    ],
    types=[
        common.unsupported_operation,
        base.iobase,
        base.rawiobase,
        base.bufferediobase,
        base.textiobase,
        fileio.W_FileIO.typedef,
        bytesio.W_BytesIO.typedef,
        buffered.W_BufferedReader.typedef,
        buffered.W_BufferedWriter.typedef,
        buffered.W_BufferedRandom.typedef,
        rwpair.W_RWPair.typedef,
        stringio.W_StringIO.typedef,
        textseek.W_TextIOWrapper.typedef,
        newlines.W_NewlineDecoder.typedef,
    ],
)
