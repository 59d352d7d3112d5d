"""tell() and seek() of text streams, and the type TextIOWrapper.

A position is a number that packs five: the place in the buffer where the decoder is in a known state, its flags,
how many bytes it is then to be fed, how many code points of the result are to be skipped, and whether it is to be
told that the end has come.
"""

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import (
    Entry,
    TypeDef,
    getset,
    method,
    new,
    user_subclass,
)
from interpreters.python.module.io import base, common, textio
from interpreters.python.module.io.textio import W_TextIOWrapper
from interpreters.python.objspace import bytesobject, utf8
from interpreters.python.objspace import operation as space

SHIFT = 64


class Cookie(object):
    """A position taken apart."""

    def __init__(self, start, w_flags):
        self.start = start
        self.w_flags = w_flags
        self.feed = 0
        self.skip = 0
        self.need_end = False

    def pack(self):
        """The position as an int."""
        high = space.newint(1 if self.need_end else 0)
        high = shifted(high, space.newint(self.skip))
        high = shifted(high, space.newint(self.feed))
        high = shifted(high, self.w_flags)
        return shifted(high, space.newint(self.start))


def shifted(w_high, w_low):
    """(high << 64) | low"""
    return space.or_(space.lshift(w_high, space.newint(SHIFT)), w_low)


def unpack(w_cookie):
    """The Cookie for an int."""
    w_mask = space.sub(space.lshift(space.newint(1), space.newint(SHIFT)), space.newint(1))
    w_shift = space.newint(SHIFT)
    parts_w = []
    for _ in range(4):
        parts_w.append(space.and_(w_cookie, w_mask))
        w_cookie = space.rshift(w_cookie, w_shift)
    cookie = Cookie(common.offset_w(parts_w[0]), parts_w[1])
    cookie.feed = common.offset_w(parts_w[2])
    cookie.skip = common.offset_w(parts_w[3])
    cookie.need_end = space.is_true(w_cookie)
    return cookie


def text_tell(w_self):
    """tell()"""
    w_self.check_open()
    if not w_self.seekable:
        raise common.unsupported("underlying stream is not seekable")
    if not w_self.telling:
        raise operr(space.w_OSError, "telling position disabled by next() call")
    w_self.flush_text()
    space.call_method0(w_self, "flush")
    w_pos = space.call_method0(w_self.w_buffer, "tell")
    decoder = w_self.decoder
    snapshot = w_self.snapshot
    if decoder is None or snapshot is None:
        return w_pos
    data = snapshot.data
    cookie = Cookie(common.offset_w(w_pos) - len(data), snapshot.w_flags)
    skip = utf8.count_codepoints(w_self.decoded, 0, w_self.used)
    if skip == 0:
        return cookie.pack()
    waiting, w_saved = decoder.get_state()
    try:
        search(decoder, cookie, data, skip, w_self.ratio)
    finally:
        decoder.set_state(waiting, w_saved)
    return cookie.pack()


def decoded_length(decoder, data, final):
    """The number of code points that come out."""
    return utf8.length(decoder.decode(data, final))


def search(decoder, cookie, data, skip, ratio):
    """Finds the last place before the position where the decoder holds no bytes."""
    first_flags = cookie.w_flags
    size = len(data)
    fed = int(ratio * float(skip))
    if fed > size:
        fed = size
    back = 1
    found = False
    while fed > 0:
        decoder.set_state("", first_flags)
        assert fed >= 0
        n = decoded_length(decoder, data[0:fed], False)
        if n <= skip:
            waiting, w_flags = decoder.get_state()
            if len(waiting) == 0:
                cookie.w_flags = w_flags
                skip -= n
                found = True
                break
            fed -= len(waiting)
            back = 1
        else:
            fed -= back
            back *= 2
    if not found:
        fed = 0
        decoder.set_state("", first_flags)
    cookie.start += fed
    cookie.skip = skip
    if skip == 0:
        return
    # byte by byte from there
    feed = 0
    decoded = 0
    pos = fed
    enough = False
    while pos < size:
        assert pos >= 0
        feed += 1
        decoded += decoded_length(decoder, data[pos : pos + 1], False)
        pos += 1
        waiting, w_flags = decoder.get_state()
        if len(waiting) == 0 and decoded <= skip:
            cookie.start += feed
            skip -= decoded
            cookie.w_flags = w_flags
            feed = 0
            decoded = 0
        if decoded >= skip:
            enough = True
            break
    if not enough:
        decoded += decoded_length(decoder, "", True)
        cookie.need_end = True
        if decoded < skip:
            raise operr(space.w_OSError, "can't reconstruct logical file position")
    cookie.feed = feed
    cookie.skip = skip


def text_seek(w_self, w_cookie, w_whence):
    """seek(cookie, whence=0)"""
    whence = common.int_arg(w_whence, 0)
    w_self.check_open()
    if not w_self.seekable:
        raise common.unsupported("underlying stream is not seekable")
    w_zero = space.newint(0)
    if whence == 1:
        if not space.eq_w(w_cookie, w_zero):
            raise common.unsupported("can't do nonzero cur-relative seeks")
        w_cookie = space.call_method0(w_self, "tell")
    elif whence == 2:
        if not space.eq_w(w_cookie, w_zero):
            raise common.unsupported("can't do nonzero end-relative seeks")
        space.call_method0(w_self, "flush")
        w_self.forget_text()
        w_self.snapshot = None
        if w_self.decoder is not None:
            w_self.decoder.reset()
        w_pos = space.call_method2(w_self.w_buffer, "seek", w_zero, space.newint(2))
        if w_self.encoder is not None:
            w_self.encoder.at_start(space.eq_w(w_pos, w_zero))
        return w_pos
    elif whence != 0:
        raise operr(space.w_ValueError, "invalid whence (%d, should be 0, 1 or 2)" % whence)
    if space.is_true(space.lt(w_cookie, w_zero)):
        raise operr(space.w_ValueError, "negative seek position " + space.repr_w(w_cookie))
    space.call_method0(w_self, "flush")
    cookie = unpack(space.index(w_cookie))
    w_start = space.newint(cookie.start)
    space.call_method1(w_self.w_buffer, "seek", w_start)
    w_self.forget_text()
    w_self.snapshot = None
    at_start = cookie.start == 0 and not space.is_true(cookie.w_flags)
    decoder = w_self.decoder
    if decoder is not None:
        if at_start:
            decoder.reset()
        else:
            decoder.set_state("", cookie.w_flags)
    if cookie.skip > 0 and decoder is not None:
        w_data = space.call_method1(w_self.w_buffer, "read", space.newint(cookie.feed))
        data = bytes_read(w_data)
        w_self.snapshot = textio.Snapshot(cookie.w_flags, data)
        text = decoder.decode(data, cookie.need_end)
        if utf8.length(text) < cookie.skip:
            raise operr(space.w_OSError, "can't restore logical file position")
        w_self.decoded = text
        w_self.used = utf8.advance(text, 0, cookie.skip)
    else:
        w_self.snapshot = textio.Snapshot(cookie.w_flags, "")
    if w_self.encoder is not None:
        w_self.encoder.at_start(at_start)
    return w_cookie


def bytes_read(w_data):
    """The bytes that read() of the buffer gave."""
    if not isinstance(w_data, bytesobject.W_BytesObject):
        raise operr(
            space.w_TypeError,
            "underlying read() should have returned a bytes object, not '%s'"
            % space.typename(w_data),
        )
    return w_data.data()


W_TextIOWrapperUser = user_subclass(W_TextIOWrapper)


def text_new(w_type, args):
    """TextIOWrapper.__new__"""
    if w_type is W_TextIOWrapper.typedef.w_type:
        w_text = W_TextIOWrapper()
        finalizers.register(w_text)
        return w_text
    w_file = W_TextIOWrapperUser()
    w_file.user_setup(w_type)
    return w_file


W_TextIOWrapper.typedef = TypeDef(
    "_io.TextIOWrapper",
    W_TextIOWrapper,
    new("cls, ...", text_new),
    method(
        "__init__",
        textio.text_init,
        "self, buffer, encoding=None, errors=None, newline=None, line_buffering=None, "
        "write_through=None",
    ),
    Entry("iterator", "__next__", "next_or_stop", "self"),
    method("__repr__", W_TextIOWrapper.descr_repr, "self"),
    method("__getstate__", W_TextIOWrapper.base_getstate, "self"),
    method("read", W_TextIOWrapper.descr_read, "self, size=None, /"),
    method("readline", W_TextIOWrapper.descr_readline, "self, size=None, /"),
    method("write", W_TextIOWrapper.descr_write, "self, text, /"),
    method("flush", W_TextIOWrapper.descr_flush, "self"),
    method("close", W_TextIOWrapper.descr_close, "self"),
    method("detach", W_TextIOWrapper.descr_detach, "self"),
    method("reconfigure", W_TextIOWrapper.descr_reconfigure, "self, ..."),
    method("seek", text_seek, "self, cookie, whence=None, /"),
    method("tell", text_tell, "self"),
    method("truncate", W_TextIOWrapper.descr_truncate, "self, pos=None, /"),
    method("seekable", W_TextIOWrapper.descr_seekable, "self"),
    method("readable", W_TextIOWrapper.descr_readable, "self"),
    method("writable", W_TextIOWrapper.descr_writable, "self"),
    method("fileno", W_TextIOWrapper.descr_fileno, "self"),
    method("isatty", W_TextIOWrapper.descr_isatty, "self"),
    getset("encoding", W_TextIOWrapper.fget_encoding),
    getset("errors", W_TextIOWrapper.fget_errors),
    getset("newlines", W_TextIOWrapper.fget_newlines),
    getset("line_buffering", W_TextIOWrapper.fget_line_buffering),
    getset("write_through", W_TextIOWrapper.fget_write_through),
    getset("buffer", W_TextIOWrapper.fget_buffer),
    getset("name", W_TextIOWrapper.fget_name),
    getset("closed", W_TextIOWrapper.fget_closed),
    getset("_finalizing", W_TextIOWrapper.fget_finalizing),
    getset("_CHUNK_SIZE", W_TextIOWrapper.fget_chunk_size, W_TextIOWrapper.fset_chunk_size),
    base=base.textiobase,
    hasdict=True,
)

from interpreters.python.interpreter import finalizers  # noqa: E402
