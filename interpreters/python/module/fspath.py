"""File names: between Python objects and the bytes of the operating system."""

from interpreters.python.interpreter.error import operr
from interpreters.python.objspace import bytesobject, codec, unicodeobject
from interpreters.python.objspace import operation as space


def fsencode(text):
    """The bytes of a text in UTF-8; lone surrogates are the bytes they stand for."""
    return codec.encode_utf8(text, "surrogateescape")


def newfstext(data):
    """The str for bytes of the operating system."""
    return space.newtext(codec.decode_utf8(data, "surrogateescape"))


def path_w(w_path, fname):
    """The bytes of a path: str, bytes or an object with __fspath__."""
    if isinstance(w_path, unicodeobject.W_UnicodeObject):
        path = fsencode(w_path.text())
    elif isinstance(w_path, bytesobject.W_BytesObject):
        path = w_path.data()
    elif space.lookup(w_path, "__fspath__") is not None:
        return path_w(space.call_method0(w_path, "__fspath__"), fname)
    else:
        raise operr(
            space.w_TypeError,
            "%s: path should be string, bytes or os.PathLike, not %s"
            % (fname, space.typename(w_path)),
        )
    if path.find("\0") >= 0:
        raise operr(space.w_ValueError, "embedded null byte")
    return path


def same_kind(w_path, data):
    """data as bytes if the path was bytes, else as str."""
    if isinstance(w_path, bytesobject.W_BytesObject):
        return space.newbytes(data)
    return newfstext(data)
