"""StringIO: a stream of text in memory."""

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import (
    Entry,
    TypeDef,
    getset,
    method,
    new,
    user_subclass,
)
from interpreters.python.module.io import base, bytesio, common, newlines
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import tupleobject, unicodeobject, utf8


class W_StringIO(base.W_IOBase):
    """The contents are the UTF-8 text `value` followed by `parts`, which were written at the end.

    `count`: code points of all; `pos`, `offset`: the position in code points and in bytes (when it is in
    the text).
    """

    def __init__(self):
        base.W_IOBase.__init__(self)
        self.ready = False
        self.closed = False
        self.clear()
        self.newline = "\n"
        self.universal = False
        self.translate = False
        self.decoder = None

    def clear(self):
        """No contents."""
        self.value = ""
        self.parts = []
        self.size = 0
        self.count = 0
        self.pos = 0
        self.offset = 0

    def check_open(self):
        if not self.ready:
            raise operr(space.w_ValueError, "I/O operation on uninitialized object")
        if self.closed:
            raise operr(space.w_ValueError, "I/O operation on closed file")

    # ---- contents

    def contents(self):
        """All of the text."""
        if len(self.parts) > 0:
            self.parts.insert(0, self.value)
            self.value = "".join(self.parts)
            self.parts = []
        return self.value

    def offset_of(self, pos):
        """The place of a code point."""
        if self.count == self.size:
            return pos
        return utf8.advance(self.contents(), 0, pos)

    def write_text(self, text, length):
        """Writes at the position."""
        if self.decoder is not None:
            text = self.decoder.decode(text, True)
            length = utf8.length(text)
        if len(self.newline) > 0 and self.newline != "\n" and not self.universal:
            text = utf8.replace(text, "\n", self.newline, -1)
            length = utf8.length(text)
        if length == 0:
            return
        if self.pos == self.count:
            self.parts.append(text)
            self.size += len(text)
            self.count += length
            self.offset = self.size
        else:
            self.write_inside(text, length)
        self.pos += length

    def write_inside(self, text, length):
        """Writes over the text, or past its end."""
        value = self.contents()
        if self.pos > self.count:
            value = value + bytesio.zeros(self.pos - self.count) + text
            self.offset = len(value)
        else:
            start = self.offset
            assert start >= 0
            left = self.count - self.pos
            if length >= left:
                stop = len(value)
            elif self.count == self.size:
                stop = start + length
            else:
                stop = utf8.advance(value, start, length)
            assert stop >= start
            self.offset = start + len(text)
            value = value[0:start] + text + value[stop:]
        self.value = value
        self.size = len(value)
        self.count = utf8.length(value)

    def take(self, n):
        """At most n code points; all that are left if n < 0."""
        left = self.count - self.pos
        if left < 0:
            left = 0
        if n < 0 or n > left:
            n = left
        if n == 0:
            return unicodeobject.w_empty
        value = self.contents()
        start = self.offset
        if n == left:
            stop = len(value)
        elif self.count == self.size:
            stop = start + n
        else:
            stop = utf8.advance(value, start, n)
        assert start >= 0 and stop >= start
        self.pos += n
        self.offset = stop
        return unicodeobject.W_UnicodeObject(value[start:stop], n)

    def take_line(self, limit):
        """A line; at most limit code points if limit >= 0."""
        if self.pos >= self.count:
            return unicodeobject.w_empty
        value = self.contents()
        start = self.offset
        end = line_end(value, start, self.newline, self.universal, self.translate)
        if end < 0:
            end = len(value)
        if self.count == self.size:
            n = end - start
        else:
            n = utf8.count_codepoints(value, start, end)
        if limit >= 0 and n > limit:
            n = limit
        return self.take(n)

    # ---- methods

    def next_w(self):
        self.check_open()
        w_line = self.take_line(-1)
        if w_line.length() == 0:
            return None
        return w_line

    def descr_init(self, w_initial, w_newline):
        newline = "\n"
        has_newline = True
        if w_newline is not None:
            if w_newline is space.w_None:
                has_newline = False
                newline = ""
            elif isinstance(w_newline, unicodeobject.W_UnicodeObject):
                newline = w_newline.text()
            else:
                raise operr(
                    space.w_TypeError,
                    "StringIO() argument 2 must be str or None, not %s" % space.typename(w_newline),
                )
            if not legal_newline(newline):
                raise operr(space.w_ValueError, "illegal newline value: " + space.repr_w(w_newline))
        if common.given(w_initial) and not isinstance(w_initial, unicodeobject.W_UnicodeObject):
            raise operr(
                space.w_TypeError,
                "initial_value must be str or None, not " + space.typename(w_initial),
            )
        self.newline = newline
        self.universal = not has_newline or newline == ""
        self.translate = not has_newline
        self.decoder = None
        if self.universal:
            self.decoder = newlines.Newlines(self.translate)
        self.clear()
        self.ready = True
        self.closed = False
        if isinstance(w_initial, unicodeobject.W_UnicodeObject):
            self.write_text(w_initial.text(), w_initial.length())
            self.pos = 0
            self.offset = 0

    def descr_yes(self):
        self.check_open()
        return space.w_True

    def descr_read(self, w_size):
        self.check_open()
        return self.take(common.size_arg(w_size))

    def descr_readline(self, w_size):
        self.check_open()
        return self.take_line(common.size_arg(w_size))

    def descr_write(self, w_text):
        if not isinstance(w_text, unicodeobject.W_UnicodeObject):
            raise operr(
                space.w_TypeError,
                "string argument expected, got '%s'" % space.typename(w_text),
            )
        self.check_open()
        length = w_text.length()
        self.write_text(w_text.text(), length)
        return space.newint(length)

    def descr_getvalue(self):
        self.check_open()
        return unicodeobject.W_UnicodeObject(self.contents(), self.count)

    def descr_tell(self):
        self.check_open()
        return space.newint(self.pos)

    def descr_seek(self, w_pos, w_whence):
        self.check_open()
        if space.isinstance_w(w_pos, space.w_float):
            raise operr(space.w_TypeError, "'float' object cannot be interpreted as an integer")
        pos = common.int_arg(w_pos, 0)
        whence = common.int_arg(w_whence, 0)
        if whence < 0 or whence > 2:
            raise operr(space.w_ValueError, "Invalid whence (%d, should be 0, 1 or 2)" % whence)
        if whence == 0 and pos < 0:
            raise operr(space.w_ValueError, "Negative seek position %d" % pos)
        if whence != 0 and pos != 0:
            raise operr(space.w_OSError, "Can't do nonzero cur-relative seeks")
        if whence == 1:
            pos = self.pos
        elif whence == 2:
            pos = self.count
        self.pos = pos
        if pos >= self.count:
            self.offset = self.size
        else:
            self.offset = self.offset_of(pos)
        return space.newint(pos)

    def descr_truncate(self, w_size):
        self.check_open()
        size = self.pos
        if common.given(w_size):
            size = common.size_arg(w_size)
        if size < 0:
            raise operr(space.w_ValueError, "Negative size value %d" % size)
        if size < self.count:
            stop = self.offset_of(size)
            assert stop >= 0
            self.value = self.contents()[0:stop]
            self.size = stop
            self.count = size
            if self.pos > size:
                self.offset = stop
        return space.newint(size)

    def descr_close(self):
        self.closed = True
        self.clear()

    def descr_getstate(self):
        self.check_open()
        w_dict = space.w_None
        w_own = self.getdict()
        if w_own is not None and space.len_w(w_own) > 0:
            w_dict = space.call_method0(w_own, "copy")
        return space.newtuple(
            [self.descr_getvalue(), self.w_newline(), space.newint(self.pos), w_dict]
        )

    def w_newline(self):
        """The argument `newline`."""
        if self.translate:
            return space.w_None
        return space.newtext(self.newline)

    def descr_setstate(self, w_state):
        if self.closed:
            raise operr(space.w_ValueError, "I/O operation on closed file")
        if not isinstance(w_state, tupleobject.W_TupleObject) or w_state.length() < 4:
            raise operr(
                space.w_TypeError,
                "%s.__setstate__ argument should be 4-tuple, got %s"
                % (space.typename(self), space.typename(w_state)),
            )
        w_value = w_state.getitem(0)
        if not isinstance(w_value, unicodeobject.W_UnicodeObject) and w_value is not space.w_None:
            raise operr(
                space.w_TypeError,
                "initial_value must be str or None, not " + space.typename(w_value),
            )
        self.descr_init(space.newtext(""), w_state.getitem(1))
        if isinstance(w_value, unicodeobject.W_UnicodeObject):
            self.value = w_value.text()
            self.size = len(self.value)
            self.count = w_value.length()
        w_pos = w_state.getitem(2)
        if not space.isinstance_w(w_pos, space.w_int):
            raise operr(
                space.w_TypeError,
                "third item of state must be an integer, got " + space.typename(w_pos),
            )
        pos = common.int_arg(w_pos, 0)
        if pos < 0:
            raise operr(space.w_ValueError, "position value cannot be negative")
        self.pos = pos
        self.offset = self.size
        if pos < self.count:
            self.offset = self.offset_of(pos)
        w_dict = w_state.getitem(3)
        if w_dict is not space.w_None:
            if not space.isinstance_w(w_dict, space.w_dict):
                raise operr(
                    space.w_TypeError,
                    "fourth item of state should be a dict, got a " + space.typename(w_dict),
                )
            space.call_method1(self.getdict(), "update", w_dict)

    def fget_closed(self):
        if not self.ready:
            raise operr(space.w_ValueError, "I/O operation on uninitialized object")
        return space.newbool(self.closed)

    def fget_line_buffering(self):
        self.check_open()
        return space.w_False

    def fget_newlines(self):
        self.check_open()
        if self.decoder is None:
            return space.w_None
        return self.decoder.w_seen()


def legal_newline(newline):
    """May this be an argument `newline`?"""
    return newline == "" or newline == "\n" or newline == "\r" or newline == "\r\n"


def line_end(text, start, newline, universal, translated):
    """Where the line that begins at `start` ends; -1 if its end is not there."""
    assert start >= 0
    if translated or newline == "\n" and not universal:
        return after(text.find("\n", start))
    if not universal:
        pos = text.find(newline, start)
        if pos < 0:
            return -1
        return pos + len(newline)
    line_feed = text.find("\n", start)
    stop = line_feed
    if stop < 0:
        stop = len(text)
    carriage = text.find("\r", start, stop)
    if carriage < 0:
        return after(line_feed)
    if carriage + 1 == line_feed:
        return line_feed + 1
    return carriage + 1


def after(pos):
    """The place after a newline, -1 if there is none."""
    if pos < 0:
        return -1
    return pos + 1


W_StringIOUser = user_subclass(W_StringIO)


def stringio_new(w_type, args):
    """StringIO.__new__"""
    if w_type is W_StringIO.typedef.w_type:
        return W_StringIO()
    w_file = W_StringIOUser()
    w_file.user_setup(w_type)
    return w_file


W_StringIO.typedef = TypeDef(
    "_io.StringIO",
    W_StringIO,
    new("cls, ...", stringio_new),
    method("__init__", W_StringIO.descr_init, "self, initial_value=None, newline=None"),
    Entry("iterator", "__next__", "next_or_stop", "self"),
    method("readable", W_StringIO.descr_yes, "self"),
    method("writable", W_StringIO.descr_yes, "self"),
    method("seekable", W_StringIO.descr_yes, "self"),
    method("read", W_StringIO.descr_read, "self, size=None, /"),
    method("readline", W_StringIO.descr_readline, "self, size=None, /"),
    method("write", W_StringIO.descr_write, "self, s, /"),
    method("seek", W_StringIO.descr_seek, "self, pos, whence=None, /"),
    method("tell", W_StringIO.descr_tell, "self"),
    method("truncate", W_StringIO.descr_truncate, "self, pos=None, /"),
    method("getvalue", W_StringIO.descr_getvalue, "self"),
    method("close", W_StringIO.descr_close, "self"),
    method("__getstate__", W_StringIO.descr_getstate, "self"),
    method("__setstate__", W_StringIO.descr_setstate, "self, state, /"),
    getset("closed", W_StringIO.fget_closed),
    getset("line_buffering", W_StringIO.fget_line_buffering),
    getset("newlines", W_StringIO.fget_newlines),
    base=base.textiobase,
    hasdict=True,
)
