"""open(), open_code(), text_encoding(), and the standard streams."""

from rpython.rlib import rposix

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.module.io import buffered, common, fileio, textio
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import unicodeobject


class Mode(object):
    """A mode string taken apart."""

    def __init__(self, mode):
        self.reading = False
        self.writing = False
        self.creating = False
        self.appending = False
        self.updating = False
        self.text = False
        self.binary = False
        seen = ""
        for c in mode:
            if seen.find(c) >= 0:
                raise bad_mode(mode)
            seen += c
            if c == "r":
                self.reading = True
            elif c == "w":
                self.writing = True
            elif c == "a":
                self.appending = True
            elif c == "x":
                self.creating = True
            elif c == "+":
                self.updating = True
            elif c == "t":
                self.text = True
            elif c == "b":
                self.binary = True
            else:
                raise bad_mode(mode)
        if self.text and self.binary:
            raise operr(space.w_ValueError, "can't have text and binary mode at once")
        kinds = 0
        raw = ""
        for c in "rwax":
            if seen.find(c) >= 0:
                kinds += 1
                raw = raw + c
        if kinds > 1:
            raise operr(
                space.w_ValueError, "must have exactly one of create/read/write/append mode"
            )
        if self.updating:
            raw = raw + "+"
        self.raw = raw


def bad_mode(mode):
    """The ValueError for a mode."""
    return operr(space.w_ValueError, "invalid mode: '%s'" % mode)


def io_open(scope_w):
    """open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True,
    opener=None)"""
    w_file = scope_w[0]
    mode_text = "r"
    if scope_w[1] is not None:
        mode_text = fileio.text_arg(scope_w[1], "open() argument 'mode'")
    buffering = common.int_arg(scope_w[2], -1)
    w_encoding = optional_text(scope_w[3], "encoding")
    w_errors = optional_text(scope_w[4], "errors")
    w_newline = optional_text(scope_w[5], "newline")
    closefd = scope_w[6] is None or space.is_true(scope_w[6])
    if not space.isinstance_w(w_file, space.w_str):
        w_file = file_arg(w_file)
    mode = Mode(mode_text)
    if mode.binary:
        if w_encoding is not None:
            raise operr(space.w_ValueError, "binary mode doesn't take an encoding argument")
        if w_errors is not None:
            raise operr(space.w_ValueError, "binary mode doesn't take an errors argument")
        if w_newline is not None:
            raise operr(space.w_ValueError, "binary mode doesn't take a newline argument")
    w_raw = fileio.opened_file()
    w_raw.open(w_file, mode.raw, closefd, scope_w[7])
    w_result = w_raw
    try:
        line_buffering = False
        if buffering == 1 or buffering < 0 and rposix.isatty(w_raw.fd):
            buffering = -1
            line_buffering = True
        if line_buffering and mode.binary and common.given(scope_w[2]):
            space.call3(
                space.getattr(importing.import_absolute("warnings"), "warn"),
                space.newtext(
                    "line buffering (buffering=1) isn't supported in binary mode, "
                    "the default buffer size will be used"
                ),
                space.w_RuntimeWarning,
                space.newint(1),
            )
        if buffering < 0:
            buffering = common.BUFFER_SIZE
        if buffering == 0:
            if not mode.binary:
                raise operr(space.w_ValueError, "can't have unbuffered text I/O")
            return w_raw
        w_result = make_buffered(w_raw, buffering, mode)
        if mode.binary:
            return w_result
        w_text = textio.W_TextIOWrapper()
        finalizers.register(w_text)
        w_text.init(
            [
                w_text,
                w_result,
                w_encoding,
                w_errors,
                w_newline,
                space.newbool(line_buffering),
                space.w_False,
            ]
        )
        w_result = w_text
        space.setattr(w_text, "mode", space.newtext(mode_text))
        return w_text
    except OperationError:
        try:
            space.call_method0(w_result, "close")
        except OperationError:
            pass
        raise


def make_buffered(w_raw, size, mode):
    """The buffered stream for a mode."""
    if mode.updating:
        w_random = buffered.W_BufferedRandom()
        if not w_raw.is_seekable():
            raise common.unsupported("File or stream is not seekable.")
        w_random.setup(w_raw, size, True, True)
        finalizers.register(w_random)
        return w_random
    if mode.reading:
        w_reader = buffered.W_BufferedReader()
        w_reader.setup(w_raw, size, True, False)
        finalizers.register(w_reader)
        return w_reader
    w_writer = buffered.W_BufferedWriter()
    w_writer.setup(w_raw, size, False, True)
    finalizers.register(w_writer)
    return w_writer


def optional_text(w_value, name):
    """An argument that is a str or None."""
    if not common.given(w_value):
        return None
    if not isinstance(w_value, unicodeobject.W_UnicodeObject):
        raise operr(
            space.w_TypeError,
            "open() argument '%s' must be str or None, not %s" % (name, space.typename(w_value)),
        )
    return w_value


def file_arg(w_file):
    """The first argument of open(): a path or a descriptor."""
    if space.lookup(w_file, "__fspath__") is not None:
        w_path = space.call_method0(w_file, "__fspath__")
        if not space.isinstance_w(w_path, space.w_str) and not space.isinstance_w(
            w_path, space.w_bytes
        ):
            raise operr(
                space.w_TypeError,
                "expected %s.__fspath__() to return str or bytes, not %s"
                % (space.typename(w_file), space.typename(w_path)),
            )
        return w_path
    return w_file


def io_open_code(w_path):
    """open_code(path)"""
    if not space.isinstance_w(w_path, space.w_str):
        raise operr(
            space.w_TypeError,
            "open_code() argument 'path' must be str, not " + space.typename(w_path),
        )
    return io_open([w_path, space.newtext("rb"), None, None, None, None, None, None])


def warn_encoding(level):
    """The EncodingWarning for a missing argument."""
    space.call3(
        space.getattr(importing.import_absolute("warnings"), "warn"),
        space.newtext("'encoding' argument not specified"),
        space.w_EncodingWarning,
        space.newint(level),
    )


def io_text_encoding(w_encoding, w_stacklevel):
    """text_encoding(encoding, stacklevel=2)"""
    if w_encoding is space.w_None:
        if sysmodule.state.options.warn_default_encoding:
            level = 2
            if w_stacklevel is not None:
                level = space.int_w(w_stacklevel)
            warn_encoding(level)
        if sysmodule.state.utf8_mode:
            return space.newtext("utf-8")
        return space.newtext("locale")
    return w_encoding


# ---- the standard streams --------------------------------------------------------------------


class Standard(object):
    """The standard streams of the start, which are flushed at the end."""

    def __init__(self):
        self.files_w = []


standard = Standard()


def standard_file(fd, name, writing, unbuffered, encoding, errors):
    """sys.stdin, sys.stdout or sys.stderr; None if the descriptor is not open."""
    try:
        rposix.fstat(fd)
    except OSError:
        return space.w_None
    tty = rposix.isatty(fd)
    w_raw = fileio.W_FileIO()
    w_raw.setup(fd, not writing, writing)
    w_raw.setdictvalue("name", space.newtext(name))
    if writing:
        w_writer = buffered.W_BufferedWriter()
        w_writer.setup(w_raw, common.BUFFER_SIZE, False, True)
        w_buffer = w_writer
        if unbuffered:
            w_buffer = w_raw
    else:
        w_reader = buffered.W_BufferedReader()
        w_reader.setup(w_raw, common.BUFFER_SIZE, True, False)
        w_buffer = w_reader
    w_text = textio.W_TextIOWrapper()
    w_text.setup(w_buffer, encoding, errors)
    if writing:
        w_text.set_newline(space.newtext("\n"))
    w_text.make_codecs()
    w_text.seekable = w_raw.is_seekable()
    w_text.telling = w_text.seekable
    w_text.write_through = unbuffered and writing
    w_text.line_buffering = writing and (tty or fd == 2) and not unbuffered
    w_text.setdictvalue("mode", space.newtext("w" if writing else "r"))
    if writing:
        standard.files_w.append(w_text)
    return w_text


def flush_standard():
    """Flush the standard streams; errors are ignored."""
    for w_file in standard.files_w:
        try:
            if w_file.ready and not w_file.w_buffer_closed():
                space.call_method0(w_file, "flush")
        except OperationError:
            pass


w_open = function(
    "open",
    io_open,
    "file, mode=None, buffering=None, encoding=None, errors=None, newline=None, closefd=None, "
    "opener=None",
)
w_open_code = function("open_code", io_open_code, "path")
w_text_encoding = function("text_encoding", io_text_encoding, "encoding, stacklevel=None, /")

from interpreters.python.interpreter import finalizers  # noqa: E402
from interpreters.python.module import importing  # noqa: E402
from interpreters.python.module.sys import sysmodule  # noqa: E402
