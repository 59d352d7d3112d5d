"""The modules io and _io."""

from interpreters.python.module import modinfo
from interpreters.python.module.io import fileobject

MODULE = modinfo.declare(
    "io",
    [fileobject.w_open],
    [("DEFAULT_BUFFER_SIZE", 8192), ("SEEK_SET", 0), ("SEEK_CUR", 1), ("SEEK_END", 2)],
    app="io.py",
    types=[
        fileobject.unsupported_operation,
        fileobject.W_TextFile.typedef,
        fileobject.W_BinaryFile.typedef,
    ],
)
