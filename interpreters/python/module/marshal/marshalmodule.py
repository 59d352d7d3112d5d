"""The module marshal."""

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.module.marshal import reader, writer
from interpreters.python.objspace import bytesobject
from interpreters.python.objspace import operation as space

VERSION = 4


def version_of(w_version):
    """The optional argument."""
    if w_version is None:
        return VERSION
    return space.int_w(w_version)


def marshal_dumps(w_value, w_version):
    """dumps(value, version=4)"""
    return space.newbytes(writer.dump(w_value, version_of(w_version)))


def marshal_dump(w_value, w_file, w_version):
    """dump(value, file, version=4)"""
    data = writer.dump(w_value, version_of(w_version))
    return space.call_method1(w_file, "write", space.newbytes(data))


def marshal_loads(w_data):
    """loads(bytes)"""
    return finish(reader.StringReader(bytesobject.need_buffer(w_data)))


def marshal_load(w_file):
    """load(file)"""
    # to see whether the file is a binary one
    w_data = space.call_method1(w_file, "read", space.newint(0))
    if not isinstance(w_data, bytesobject.W_BytesObject):
        raise operr(
            space.w_TypeError,
            "file.read() returned not bytes but " + space.typename(w_data),
        )
    return finish(reader.FileReader(w_file))


def finish(source):
    """The object."""
    return source.object("object")


MODULE = modinfo.declare(
    "marshal",
    [
        function("dumps", marshal_dumps, "value, version=None, /"),
        function("dump", marshal_dump, "value, file, version=None, /"),
        function("loads", marshal_loads, "bytes, /"),
        function("load", marshal_load, "file, /"),
    ],
    [("version", VERSION)],
)
