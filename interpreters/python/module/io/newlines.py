"""Universal newlines: Newlines on RPython strings, and IncrementalNewlineDecoder."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new, user_subclass
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import tupleobject, unicodeobject

SEEN_CR = 1
SEEN_LF = 2
SEEN_CRLF = 4


class Newlines(object):
    """What was seen so far; a carriage return at the end of a piece waits for the next one."""

    def __init__(self, translate):
        self.translate = translate
        self.seen = 0
        self.pending = False

    def decode(self, text, final):
        """The text of the next piece."""
        if self.pending and (final or len(text) > 0):
            text = "\r" + text
            self.pending = False
        n = len(text)
        if not final and n > 0 and text[n - 1] == "\r":
            n -= 1
            text = text[0:n]
            self.pending = True
        if n == 0:
            return text
        pos = text.find("\r")
        if pos < 0:
            if (self.seen & SEEN_LF) == 0 and text.find("\n") >= 0:
                self.seen |= SEEN_LF
            return text
        if not self.translate and self.seen == SEEN_CR | SEEN_LF | SEEN_CRLF:
            return text
        builder = StringBuilder(n)
        start = 0
        if (self.seen & SEEN_LF) == 0 and text.find("\n", 0, pos) >= 0:
            self.seen |= SEEN_LF
        while pos >= 0:
            builder.append_slice(text, start, pos)
            builder.append("\n")
            start = pos + 1
            if start < n and text[start] == "\n":
                start += 1
                self.seen |= SEEN_CRLF
            else:
                self.seen |= SEEN_CR
            pos = text.find("\r", start)
            if (self.seen & SEEN_LF) == 0:
                end = pos if pos >= 0 else n
                if text.find("\n", start, end) >= 0:
                    self.seen |= SEEN_LF
        builder.append_slice(text, start, n)
        if not self.translate:
            return text
        return builder.build()

    def w_seen(self):
        """The attribute `newlines`."""
        names = []
        if self.seen & SEEN_CR:
            names.append("\r")
        if self.seen & SEEN_LF:
            names.append("\n")
        if self.seen & SEEN_CRLF:
            names.append("\r\n")
        if len(names) == 0:
            return space.w_None
        if len(names) == 1:
            return space.newtext(names[0])
        return space.newtuple([space.newtext(name) for name in names])


class W_NewlineDecoder(W_Root):
    """IncrementalNewlineDecoder"""

    def __init__(self):
        self.w_decoder = None
        self.newlines = None

    def state(self):
        """The Newlines."""
        if self.newlines is None:
            raise operr(space.w_ValueError, "IncrementalNewlineDecoder.__init__() not called")
        return self.newlines

    def descr_init(self, w_decoder, w_translate, w_errors):
        self.newlines = Newlines(space.is_true(w_translate))
        self.w_decoder = space.none_to_null(w_decoder)

    def descr_decode(self, w_input, w_final):
        newlines = self.state()
        final = w_final is not None and space.is_true(w_final)
        w_text = w_input
        if self.w_decoder is not None:
            w_text = space.call_method2(self.w_decoder, "decode", w_input, space.newbool(final))
        return space.newtext(newlines.decode(decoded_text(w_text), final))

    def descr_getstate(self):
        newlines = self.state()
        w_buffer = space.newbytes("")
        flag = 0
        if self.w_decoder is not None:
            w_state = space.call_method0(self.w_decoder, "getstate")
            if not isinstance(w_state, tupleobject.W_TupleObject):
                raise operr(space.w_TypeError, "illegal decoder state")
            parts_w = space.unpack_exactly(w_state, 2)
            w_buffer = parts_w[0]
            w_flag = parts_w[1]
        else:
            w_flag = space.newint(flag)
        w_flag = space.lshift(w_flag, space.newint(1))
        if newlines.pending:
            w_flag = space.or_(w_flag, space.newint(1))
        return space.newtuple([w_buffer, w_flag])

    def descr_setstate(self, w_state):
        newlines = self.state()
        if not isinstance(w_state, tupleobject.W_TupleObject):
            raise operr(space.w_TypeError, "state argument must be a tuple")
        if w_state.length() != 2:
            raise operr(space.w_TypeError, "illegal decoder state")
        w_flag = w_state.getitem(1)
        newlines.pending = space.is_true(space.and_(w_flag, space.newint(1)))
        if self.w_decoder is not None:
            w_inner = space.newtuple([w_state.getitem(0), space.rshift(w_flag, space.newint(1))])
            space.call_method1(self.w_decoder, "setstate", w_inner)

    def descr_reset(self):
        newlines = self.state()
        newlines.seen = 0
        newlines.pending = False
        if self.w_decoder is not None:
            space.call_method0(self.w_decoder, "reset")

    def fget_newlines(self):
        return self.state().w_seen()


def decoded_text(w_text):
    """The text that a decoder gave."""
    if not isinstance(w_text, unicodeobject.W_UnicodeObject):
        raise operr(
            space.w_TypeError,
            "decoder should return a string result, not '%s'" % space.typename(w_text),
        )
    return w_text.text()


W_NewlineDecoderUser = user_subclass(W_NewlineDecoder)


def decoder_new(w_type, args):
    """IncrementalNewlineDecoder.__new__"""
    if w_type is W_NewlineDecoder.typedef.w_type:
        return W_NewlineDecoder()
    w_decoder = W_NewlineDecoderUser()
    w_decoder.user_setup(w_type)
    return w_decoder


W_NewlineDecoder.typedef = TypeDef(
    "_io.IncrementalNewlineDecoder",
    W_NewlineDecoder,
    new("cls, ...", decoder_new),
    method("__init__", W_NewlineDecoder.descr_init, "self, decoder, translate, errors=None"),
    method("decode", W_NewlineDecoder.descr_decode, "self, input, final=None"),
    method("getstate", W_NewlineDecoder.descr_getstate, "self"),
    method("setstate", W_NewlineDecoder.descr_setstate, "self, state, /"),
    method("reset", W_NewlineDecoder.descr_reset, "self"),
    getset("newlines", W_NewlineDecoder.fget_newlines),
)
