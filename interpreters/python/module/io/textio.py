"""TextIOWrapper: a stream of text on a buffered stream of bytes."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.module.io import base, buffered, codecs, common, newlines, stringio
from interpreters.python.module.io.fileio import repr_guarded
from interpreters.python.objspace import bytesobject, unicodeobject, utf8
from interpreters.python.objspace import operation as space

CHUNK_SIZE = 8192


class Snapshot(object):
    """The state of the decoder before the last chunk, and the bytes of the chunk."""

    def __init__(self, w_flags, data):
        self.w_flags = w_flags
        self.data = data


class W_TextIOWrapper(base.W_IOBase):
    """TextIOWrapper

    decoded[used:] is the text that was read and not yet asked for; `pending` are bytes to be written.
    """

    def __init__(self):
        base.W_IOBase.__init__(self)
        self.w_buffer = None
        self.detached = False
        self.ready = False
        self.encoding = ""
        self.errors = "strict"
        self.native = codecs.NONE
        self.line_buffering = False
        self.write_through = False
        self.newline = ""
        self.universal = True
        self.translate = True
        self.write_newline = ""
        self.encoder = None
        self.decoder = None
        self.has_read1 = True
        self.seekable = False
        self.telling = False
        self.chunk_size = CHUNK_SIZE
        self.decoded = ""
        self.used = 0
        self.snapshot = None
        self.ratio = 0.0
        self.pending = []
        self.pending_size = 0

    # ---- setting up

    def forget_text(self):
        """No text that was read ahead."""
        self.decoded = ""
        self.used = 0

    def set_newline(self, w_newline):
        """The argument `newline`."""
        newline = ""
        translate = True
        if common.given(w_newline):
            if not isinstance(w_newline, unicodeobject.W_UnicodeObject):
                raise operr(
                    space.w_TypeError,
                    "TextIOWrapper() argument 'newline' must be str or None, not %s"
                    % space.typename(w_newline),
                )
            newline = w_newline.text()
            if not stringio.legal_newline(newline):
                raise operr(space.w_ValueError, "illegal newline value: " + space.repr_w(w_newline))
            translate = False
        self.newline = newline
        self.universal = newline == ""
        self.translate = translate
        self.write_newline = ""
        if newline == "\r" or newline == "\r\n":
            self.write_newline = newline

    def setup(self, w_buffer, encoding, errors):
        """A stream in a frequent encoding on a buffered stream of ours."""
        self.w_buffer = w_buffer
        self.encoding = encoding
        self.errors = errors
        self.native = codecs.kind_of(encoding)
        self.universal = True
        self.translate = True
        self.ready = True

    def codec_info(self):
        """The CodecInfo of the encoding."""
        w_info = space.call_method1(
            importing.import_absolute("_codecs"), "lookup", space.newtext(self.encoding)
        )
        w_is_text = space.findattr(w_info, "_is_text_encoding")
        if w_is_text is not None and not space.is_true(w_is_text):
            raise operr(
                space.w_LookupError,
                "'%s' is not a text encoding; use codecs.open() to handle arbitrary codecs"
                % self.encoding,
            )
        return w_info

    def make_codecs(self):
        """Makes decoder and encoder, as far as the buffer can be read and written."""
        self.decoder = None
        self.encoder = None
        w_info = None
        if self.native == codecs.NONE:
            w_info = self.codec_info()
            w_name = space.findattr(w_info, "name")
            if w_name is not None and isinstance(w_name, unicodeobject.W_UnicodeObject):
                self.native = codecs.kind_of(w_name.text())
        w_errors = space.newtext(self.errors)
        if common.ask(self.w_buffer, "readable"):
            if self.native != codecs.NONE:
                decoder = codecs.NativeDecoder(self.native, self.errors)
                if self.universal:
                    decoder.newlines = newlines.Newlines(self.translate)
                self.decoder = decoder
            else:
                w_decoder = space.call_method1(w_info, "incrementaldecoder", w_errors)
                if self.universal:
                    w_wrapped = newlines.W_NewlineDecoder()
                    w_wrapped.w_decoder = w_decoder
                    w_wrapped.newlines = newlines.Newlines(self.translate)
                    self.decoder = codecs.ObjectDecoder(w_wrapped)
                else:
                    self.decoder = codecs.ObjectDecoder(w_decoder)
        if common.ask(self.w_buffer, "writable"):
            if self.native != codecs.NONE:
                self.encoder = codecs.NativeEncoder(self.native, self.errors)
            else:
                w_encoder = space.call_method1(w_info, "incrementalencoder", w_errors)
                self.encoder = codecs.ObjectEncoder(w_encoder)

    def fix_encoder(self):
        """No byte order mark in the middle of a file."""
        if self.seekable and self.encoder is not None and self.native == codecs.NONE:
            w_pos = space.call_method0(self.w_buffer, "tell")
            if not space.eq_w(w_pos, space.newint(0)):
                self.encoder.at_start(False)

    def init(self, scope_w):
        """__init__"""
        self.ready = False
        self.detached = False
        w_buffer = scope_w[1]
        encoding = ""
        if common.given(scope_w[2]):
            if not isinstance(scope_w[2], unicodeobject.W_UnicodeObject):
                raise operr(
                    space.w_TypeError,
                    "TextIOWrapper() argument 'encoding' must be str or None, not %s"
                    % space.typename(scope_w[2]),
                )
            encoding = space.text_w(scope_w[2])
        errors = "strict"
        if common.given(scope_w[3]):
            if not isinstance(scope_w[3], unicodeobject.W_UnicodeObject):
                raise operr(
                    space.w_TypeError,
                    "TextIOWrapper() argument 'errors' must be str or None, not %s"
                    % space.typename(scope_w[3]),
                )
            errors = space.text_w(scope_w[3])
        self.set_newline(scope_w[4])
        if encoding == "" and not common.given(scope_w[2]):
            encoding = "UTF-8"
            if sysmodule.state.options.warn_default_encoding:
                opening.warn_encoding(1)
        elif encoding == "locale":
            encoding = "UTF-8"
        if encoding.find("\0") >= 0 or errors.find("\0") >= 0:
            raise operr(space.w_ValueError, "embedded null character")
        self.encoding = encoding
        self.errors = errors
        self.native = codecs.kind_of(encoding)
        self.line_buffering = scope_w[5] is not None and space.is_true(scope_w[5])
        self.write_through = scope_w[6] is not None and space.is_true(scope_w[6])
        self.chunk_size = CHUNK_SIZE
        self.forget_text()
        self.snapshot = None
        self.ratio = 0.0
        self.pending = []
        self.pending_size = 0
        if self.native == codecs.NONE:
            self.codec_info()
        if not known_errors(errors):
            space.call_method1(
                importing.import_absolute("_codecs"), "lookup_error", space.newtext(errors)
            )
        self.w_buffer = w_buffer
        self.make_codecs()
        if isinstance(w_buffer, buffered.W_Buffered):
            self.has_read1 = not isinstance(w_buffer, buffered.W_BufferedWriter)
        else:
            self.has_read1 = space.findattr(w_buffer, "read1") is not None
        self.seekable = common.ask(w_buffer, "seekable")
        self.telling = self.seekable
        self.fix_encoder()
        self.ready = True

    # ---- checks

    def the_buffer(self):
        """The buffer."""
        self.check_ready()
        if self.detached:
            raise operr(space.w_ValueError, "underlying buffer has been detached")
        return self.w_buffer

    def check_ready(self):
        if not self.ready:
            raise operr(space.w_ValueError, "I/O operation on uninitialized object")

    def check_open(self):
        w_buffer = self.the_buffer()
        if isinstance(w_buffer, buffered.W_Buffered):
            closed = w_buffer.is_closed()
        else:
            closed = common.is_closed(w_buffer)
        if closed:
            raise common.closed_error()

    def w_buffer_closed(self):
        """Is the stream closed?"""
        return space.is_true(space.getattr(self.the_buffer(), "closed"))

    # ---- reading

    def the_decoder(self):
        """The decoder, or UnsupportedOperation."""
        if self.decoder is None:
            raise common.unsupported("not readable")
        return self.decoder

    def flush_text(self):
        """Hands the pending bytes to the buffer."""
        if self.pending_size > 0:
            data = "".join(self.pending)
            self.pending = []
            self.pending_size = 0
            w_buffer = self.w_buffer
            if type(w_buffer) is buffered.W_BufferedWriter:
                w_buffer.check_open("write to closed file")
                w_buffer.enter()
                try:
                    w_buffer.write_bytes(data)
                finally:
                    w_buffer.leave()
            else:
                space.call_method1(w_buffer, "write", space.newbytes(data))

    def read_chunk(self, hint):
        """Decodes more; False at the end."""
        decoder = self.the_decoder()
        waiting = ""
        w_flags = space.w_None
        if self.telling:
            waiting, w_flags = decoder.get_state()
        size = self.chunk_size
        if hint > 0 and self.ratio > 0.0:
            wanted = int(self.ratio * float(hint))
            if wanted > size:
                size = wanted
        w_buffer = self.w_buffer
        if type(w_buffer) is buffered.W_BufferedReader:
            w_buffer.check_open("read of closed file")
            w_buffer.enter()
            try:
                data = w_buffer.read1(size)
            finally:
                w_buffer.leave()
            at_end = len(data) == 0
            text = decoder.decode(data, at_end)
        else:
            name = "read1" if self.has_read1 else "read"
            w_data = space.call_method1(w_buffer, name, space.newint(size))
            data = chunk_data(w_data, name)
            at_end = len(data) == 0
            text = decoder.decode_object(w_data, at_end)
        self.decoded = text
        self.used = 0
        if len(text) > 0:
            self.ratio = float(len(data)) / float(self.count(text))
            at_end = False
        else:
            self.ratio = 0.0
        if self.telling:
            self.snapshot = Snapshot(w_flags, waiting + data)
        return not at_end

    def count(self, text):
        """Code points of a text."""
        if self.native == codecs.ASCII:
            return len(text)
        return utf8.length(text)

    def take(self, n):
        """n bytes of the decoded text."""
        start = self.used
        stop = start + n
        self.used = stop
        assert start >= 0 and stop >= start
        return self.decoded[start:stop]

    def read_everything(self):
        """The text up to the end."""
        decoder = self.the_decoder()
        first = self.take(len(self.decoded) - self.used)
        w_data = space.call_method0(self.w_buffer, "read")
        if not isinstance(w_data, bytesobject.W_BytesObject) and w_data is space.w_None:
            w_data = space.newbytes("")
        text = decoder.decode_object(w_data, True)
        self.forget_text()
        self.snapshot = None
        if len(first) == 0:
            return text
        return first + text

    def read_chars(self, n):
        """n code points, fewer at the end."""
        builder = StringBuilder(n if n < 65536 else 65536)
        left = n
        while left > 0:
            have = len(self.decoded) - self.used
            if have > 0:
                if have <= left:
                    part = self.take(have)
                    left -= utf8.length(part)
                else:
                    stop = self.used
                    text = self.decoded
                    while left > 0 and stop < len(text):
                        stop = utf8.next_pos(text, stop)
                        left -= 1
                    part = self.take(stop - self.used)
                builder.append(part)
            if left > 0 and not self.read_chunk(left):
                break
        return builder.build()

    def read_line(self, limit):
        """A line; at most limit code points if limit >= 0."""
        parts = []
        carriage = False
        while True:
            if self.used >= len(self.decoded):
                more = self.read_chunk(0)
                while more and len(self.decoded) == 0:
                    more = self.read_chunk(0)
                if not more:
                    self.forget_text()
                    self.snapshot = None
                    break
            start = self.used
            text = self.decoded
            if carriage and text[start] == "\n":
                parts.append(self.take(1))
                break
            end = stringio.line_end(text, start, self.newline, self.universal, self.translate)
            found = end >= 0
            if not found:
                end = len(text)
            if limit >= 0:
                n = utf8.count_codepoints(text, start, end)
                if n >= limit:
                    if n > limit:
                        end = utf8.advance(text, start, limit)
                    found = True
                limit -= n
            part = self.take(end - start)
            if found and len(parts) == 0:
                return part
            parts.append(part)
            if found:
                break
            if self.newline == "\r\n":
                carriage = part[len(part) - 1] == "\r"
        return "".join(parts)

    # ---- writing

    def write_text(self, w_text):
        """Writes a str."""
        if self.encoder is None:
            raise common.unsupported("not writable")
        text = w_text.text()
        needs_flush = False
        if len(self.write_newline) > 0 and text.find("\n") >= 0:
            text = text.replace("\n", self.write_newline)
        if self.line_buffering and (text.find("\n") >= 0 or text.find("\r") >= 0):
            needs_flush = True
        data = self.encoder.encode(text)
        if self.pending_size + len(data) > self.chunk_size and self.pending_size > 0:
            self.flush_text()
        self.pending.append(data)
        self.pending_size += len(data)
        if self.pending_size >= self.chunk_size or needs_flush or self.write_through:
            self.flush_text()
        if needs_flush:
            space.call_method0(self.w_buffer, "flush")
        if self.decoder is not None:
            self.forget_text()
            self.snapshot = None
            self.decoder.reset()

    # ---- methods

    def next_w(self):
        self.telling = False
        if type(self) is W_TextIOWrapper:
            self.check_open()
            self.flush_text()
            line = self.read_line(-1)
            if len(line) > 0:
                return space.newtext(line)
        else:
            w_line = space.call_method0(self, "readline")
            if not isinstance(w_line, unicodeobject.W_UnicodeObject):
                raise operr(
                    space.w_OSError,
                    "readline() should have returned a str object, not '%s'"
                    % space.typename(w_line),
                )
            if w_line.length() > 0:
                return w_line
        self.snapshot = None
        self.telling = self.seekable
        return None

    def descr_read(self, w_size):
        self.the_buffer()
        n = common.size_arg(w_size)
        self.check_open()
        self.the_decoder()
        self.flush_text()
        if n < 0:
            return space.newtext(self.read_everything())
        return space.newtext(self.read_chars(n))

    def descr_readline(self, w_size):
        self.the_buffer()
        limit = common.size_arg(w_size)
        self.check_open()
        self.flush_text()
        return space.newtext(self.read_line(limit))

    def descr_write(self, w_text):
        self.the_buffer()
        if not isinstance(w_text, unicodeobject.W_UnicodeObject):
            raise operr(
                space.w_TypeError, "write() argument must be str, not " + space.typename(w_text)
            )
        self.check_open()
        self.write_text(w_text)
        return space.newint(w_text.length())

    def descr_flush(self):
        self.check_open()
        self.telling = self.seekable
        self.flush_text()
        return space.call_method0(self.w_buffer, "flush")

    def descr_close(self):
        w_buffer = self.the_buffer()
        if space.is_true(space.getattr(self, "closed")):
            return
        failed = None
        try:
            space.call_method0(self, "flush")
        except OperationError as e:
            failed = e
        self.pending = []
        self.pending_size = 0
        try:
            space.call_method0(w_buffer, "close")
        except OperationError as e:
            if failed is not None:
                raise common.chain(failed, e)
            raise
        if failed is not None:
            raise failed

    def descr_detach(self):
        w_buffer = self.the_buffer()
        space.call_method0(self, "flush")
        self.w_buffer = None
        self.detached = True
        return w_buffer

    def descr_seekable(self):
        return space.call_method0(self.the_buffer(), "seekable")

    def descr_readable(self):
        return space.call_method0(self.the_buffer(), "readable")

    def descr_writable(self):
        return space.call_method0(self.the_buffer(), "writable")

    def descr_isatty(self):
        return space.call_method0(self.the_buffer(), "isatty")

    def descr_fileno(self):
        return space.call_method0(self.the_buffer(), "fileno")

    def descr_truncate(self, w_size):
        self.the_buffer()
        space.call_method0(self, "flush")
        if w_size is None:
            w_size = space.w_None
        return space.call_method1(self.w_buffer, "truncate", w_size)

    def descr_reconfigure(self, args):
        self.the_buffer()
        w_encoding = optional(args, "encoding")
        w_errors = optional(args, "errors")
        w_newline = args.getkw("newline")
        if self.decoder is not None and (
            w_encoding is not None or w_errors is not None or w_newline is not None
        ):
            if len(self.decoded) > 0 or self.snapshot is not None:
                raise common.unsupported(
                    "It is not possible to set the encoding or newline of stream after the first "
                    "read"
                )
        line_buffering = self.line_buffering
        w_value = optional(args, "line_buffering")
        if w_value is not None:
            line_buffering = space.is_true(w_value)
        write_through = self.write_through
        w_value = optional(args, "write_through")
        if w_value is not None:
            write_through = space.is_true(w_value)
        space.call_method0(self, "flush")
        if w_encoding is not None or w_errors is not None or w_newline is not None:
            self.change_codecs(w_encoding, w_errors, w_newline)
        self.line_buffering = line_buffering
        self.write_through = write_through

    def change_codecs(self, w_encoding, w_errors, w_newline):
        """Another encoding, error handler or newline."""
        encoding = self.encoding
        errors = self.errors
        if w_encoding is not None:
            encoding = text_option(w_encoding, "encoding")
            errors = "strict"
            if encoding == "locale":
                encoding = "UTF-8"
        if w_errors is not None:
            errors = text_option(w_errors, "errors")
        if w_newline is not None:
            self.set_newline(w_newline)
        old_encoding = self.encoding
        old_native = self.native
        self.encoding = encoding
        self.native = codecs.kind_of(encoding)
        old_errors = self.errors
        self.errors = errors
        try:
            self.make_codecs()
        except OperationError:
            self.encoding = old_encoding
            self.native = old_native
            self.errors = old_errors
            raise
        self.fix_encoder()

    def descr_repr(self):
        self.check_ready()
        builder = StringBuilder(64)
        builder.append("<" + self.getclass().qualified())
        for name in ["name", "mode"]:
            w_value = None
            try:
                w_value = space.getattr(self, name)
            except OperationError as e:
                if not e.match(space.w_Exception):
                    raise
            if w_value is not None:
                builder.append(" " + name + "=" + repr_guarded(self, w_value))
        builder.append(" encoding=" + space.repr_w(space.newtext(self.encoding)) + ">")
        return space.newtext(builder.build())

    def fget_encoding(self):
        return space.newtext(self.encoding)

    def fget_errors(self):
        self.check_ready()
        return space.newtext(self.errors)

    def fget_newlines(self):
        self.check_ready()
        if self.decoder is None:
            return space.w_None
        return self.decoder.w_newlines()

    def fget_line_buffering(self):
        return space.newbool(self.line_buffering)

    def fget_write_through(self):
        return space.newbool(self.write_through)

    def fget_buffer(self):
        if self.w_buffer is None:
            return space.w_None
        return self.w_buffer

    def fget_name(self):
        return space.getattr(self.the_buffer(), "name")

    def fget_closed(self):
        return space.getattr(self.the_buffer(), "closed")

    def finalizer_rank(self):
        return 1

    def open_file(self):
        w_buffer = self.w_buffer
        if isinstance(w_buffer, base.W_IOBase):
            return w_buffer.open_file()
        return None

    def fget_chunk_size(self):
        self.the_buffer()
        return space.newint(self.chunk_size)

    def fset_chunk_size(self, w_size):
        self.the_buffer()
        size = common.int_arg(w_size, 0)
        if size <= 0:
            raise operr(space.w_ValueError, "a strictly positive integer is required")
        self.chunk_size = size


def known_errors(errors):
    """Is this an error handler that exists always?"""
    return errors == "strict" or errors == "surrogateescape" or errors == "backslashreplace"


def optional(args, name):
    """A keyword argument; None for None too."""
    w_value = args.getkw(name)
    if w_value is space.w_None:
        return None
    return w_value


def text_option(w_value, name):
    """A keyword argument that is a str."""
    if not isinstance(w_value, unicodeobject.W_UnicodeObject):
        raise operr(
            space.w_TypeError,
            "reconfigure() argument '%s' must be str or None, not %s"
            % (name, space.typename(w_value)),
        )
    return w_value.text()


def chunk_data(w_data, name):
    """The bytes that the buffer gave."""
    memory = w_data.get_memory()
    if memory is None:
        raise operr(
            space.w_TypeError,
            "underlying %s() should have returned a bytes-like object, not '%s'"
            % (name, space.typename(w_data)),
        )
    return memory.get(0, memory.length())


def text_init(scope_w):
    """TextIOWrapper.__init__(buffer, encoding=None, errors=None, newline=None,
    line_buffering=False, write_through=False)"""
    w_self = scope_w[0]
    if not isinstance(w_self, W_TextIOWrapper):
        raise operr(
            space.w_TypeError, "descriptor '__init__' requires a '_io.TextIOWrapper' object"
        )
    w_self.init(scope_w)


from interpreters.python.module import importing  # noqa: E402
from interpreters.python.module.io import opening  # noqa: E402
from interpreters.python.module.sys import sysmodule  # noqa: E402
