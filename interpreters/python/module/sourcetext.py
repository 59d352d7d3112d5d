"""Source texts: decoding by the declared encoding, with the codecs of Python if need be."""

from interpreters.python.compiler import compile as compiler
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.objspace import bytesobject, unicodeobject
from interpreters.python.objspace import operation as space
from interpreters.python.parser import source
from interpreters.python.parser.error import SYNTAX, ParseError


def info_of_bytes(data, filename):
    """The SourceInfo of the bytes of a file."""
    encoding = source.foreign_encoding(data)
    if encoding == "":
        return source.decode_source(data, filename)
    try:
        w_text = space.call_method1(space.newbytes(data), "decode", space.newtext(encoding))
    except OperationError as e:
        if e.match(space.w_LookupError):
            raise ParseError("unknown encoding: " + encoding, filename, 1, 0, 1, 0, None, SYNTAX)
        if e.match(space.w_UnicodeDecodeError):
            text = space.str_w(e.get_w_value())
            raise ParseError("(unicode error) " + text, filename, 1, 0, 1, 0, None, SYNTAX)
        raise
    if not isinstance(w_text, unicodeobject.W_UnicodeObject):
        raise ParseError("encoding problem: " + encoding, filename, 1, 0, 1, 0, None, SYNTAX)
    return source.text_source(w_text.text(), filename)


def info_of_object(w_source, filename, what):
    """The SourceInfo of a str or bytes-like object; `what` is the message for others."""
    if isinstance(w_source, unicodeobject.W_UnicodeObject):
        return source.text_source(w_source.text(), filename)
    data = bytesobject.buffer_or_none(w_source)
    if data is None:
        raise operr(space.w_TypeError, what)
    return info_of_bytes(data, filename)


def compile_file_bytes(data, filename):
    """The code of the bytes of a file."""
    if source.declared_encoding(data) == "" and not data.startswith("\xef\xbb\xbf"):
        bad = source.first_invalid_utf8(data)
        if bad >= 0:
            line = data.count("\n", 0, bad) + 1
            raise ParseError(
                "Non-UTF-8 code starting with '\\x%s' in file %s on line %d, but no encoding "
                "declared; see https://peps.python.org/pep-0263/ for details"
                % (hexadecimal(ord(data[bad])), filename, line),
                filename,
                line,
                0,
                line,
                0,
                None,
                SYNTAX,
            )
    info = info_of_bytes(data, filename)
    code = compiler.compile_info(info, compiler.EXEC, False)
    syntaxwarnings.issue(info)
    return code


def hexadecimal(byte):
    """Two digits."""
    return "0123456789abcdef"[byte >> 4] + "0123456789abcdef"[byte & 15]


from interpreters.python.module import syntaxwarnings  # noqa: E402
