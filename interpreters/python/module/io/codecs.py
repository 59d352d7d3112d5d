"""Decoders and encoders of text streams: those of frequent encodings are built in, others are objects."""

from interpreters.python.interpreter.error import operr
from interpreters.python.module.io import newlines
from interpreters.python.objspace import bytesobject, codec, tupleobject, utf8
from interpreters.python.objspace import operation as space

NONE = 0
UTF8 = 1
ASCII = 2
LATIN1 = 3

_KINDS = {
    "utf-8": UTF8,
    "utf8": UTF8,
    "utf_8": UTF8,
    "ascii": ASCII,
    "us-ascii": ASCII,
    "latin-1": LATIN1,
    "latin1": LATIN1,
    "iso-8859-1": LATIN1,
    "iso8859-1": LATIN1,
}


def kind_of(encoding):
    """UTF8, ASCII, LATIN1, or NONE for all others."""
    return _KINDS.get(encoding.lower(), NONE)


class Decoder(object):
    """A decoder of pieces of bytes; `newlines`, if there, treats the ends of lines."""

    def __init__(self):
        self.newlines = None

    def decode(self, data, final):
        """The text of another piece."""
        text = self.decode_piece(data, final)
        if self.newlines is not None:
            text = self.newlines.decode(text, final)
        return text

    def decode_object(self, w_data, final):
        """The text of another piece, as an object."""
        return self.decode(bytesobject.need_buffer(w_data), final)

    def decode_piece(self, data, final):
        """Text, before the ends of lines are treated."""
        raise NotImplementedError

    def reset(self):
        """Back to the beginning."""
        self.set_state("", None)
        if self.newlines is not None:
            self.newlines.seen = 0
            self.newlines.pending = False

    def get_state(self):
        """(bytes that wait, flags as an object)"""
        raise NotImplementedError

    def set_state(self, data, w_flags):
        """Goes back to a state; None: the first one."""
        raise NotImplementedError

    def w_object(self):
        """The decoder as an object, or None."""
        return None

    def w_newlines(self):
        """The attribute `newlines`."""
        if self.newlines is not None:
            return self.newlines.w_seen()
        return space.w_None


class NativeDecoder(Decoder):
    """UTF-8, ASCII, Latin-1."""

    def __init__(self, kind, errors):
        Decoder.__init__(self)
        self.kind = kind
        self.errors = errors
        self.waiting = ""

    def decode_piece(self, data, final):
        if self.kind == LATIN1:
            return codec.decode_latin1(data)
        if self.kind == ASCII:
            return codec.decode_ascii(data, self.errors)
        if len(self.waiting) > 0:
            data = self.waiting + data
            self.waiting = ""
        if not final:
            n = codec.complete_utf8(data)
            if n < len(data):
                assert n >= 0
                waiting = data[n:]
                text = codec.decode_utf8(data[0:n], self.errors)
                self.waiting = waiting
                return text
        return codec.decode_utf8(data, self.errors)

    def get_state(self):
        flag = 0
        if self.newlines is not None and self.newlines.pending:
            flag = 1
        return self.waiting, space.newint(flag)

    def set_state(self, data, w_flags):
        self.waiting = data
        if self.newlines is not None:
            self.newlines.pending = w_flags is not None and space.is_true(w_flags)


class ObjectDecoder(Decoder):
    """A decoder that is a Python object."""

    def __init__(self, w_decoder):
        Decoder.__init__(self)
        self.w_decoder = w_decoder

    def decode(self, data, final):
        return self.decode_object(space.newbytes(data), final)

    def decode_object(self, w_data, final):
        w_text = space.call_method2(self.w_decoder, "decode", w_data, space.newbool(final))
        return newlines.decoded_text(w_text)

    def reset(self):
        space.call_method0(self.w_decoder, "reset")

    def get_state(self):
        w_state = space.call_method0(self.w_decoder, "getstate")
        if not isinstance(w_state, tupleobject.W_TupleObject) or w_state.length() != 2:
            raise operr(space.w_TypeError, "illegal decoder state")
        w_data = w_state.getitem(0)
        if not isinstance(w_data, bytesobject.W_BytesObject):
            raise operr(
                space.w_TypeError,
                "illegal decoder state: the first item should be a bytes object, not '%s'"
                % space.typename(w_data),
            )
        return w_data.data(), w_state.getitem(1)

    def set_state(self, data, w_flags):
        if w_flags is None:
            space.call_method0(self.w_decoder, "reset")
        else:
            w_state = space.newtuple([space.newbytes(data), w_flags])
            space.call_method1(self.w_decoder, "setstate", w_state)

    def w_object(self):
        return self.w_decoder

    def w_newlines(self):
        w_seen = space.findattr(self.w_decoder, "newlines")
        if w_seen is None:
            return space.w_None
        return w_seen


class Encoder(object):
    """An encoder of pieces of text."""

    def encode(self, text):
        """The bytes of a piece."""
        raise NotImplementedError

    def at_start(self, start):
        """Tells whether the stream is at its start, for byte order marks."""


class NativeEncoder(Encoder):
    """UTF-8, ASCII, Latin-1."""

    def __init__(self, kind, errors):
        self.kind = kind
        self.errors = errors

    def encode(self, text):
        if utf8.is_ascii(text):
            return text
        if self.kind == UTF8:
            return codec.encode_utf8(text, self.errors)
        if self.kind == ASCII:
            return codec.encode(text, "ascii", self.errors)
        return codec.encode(text, "latin-1", self.errors)


class ObjectEncoder(Encoder):
    """An encoder that is a Python object."""

    def __init__(self, w_encoder):
        self.w_encoder = w_encoder

    def encode(self, text):
        w_data = space.call_method1(self.w_encoder, "encode", space.newtext(text))
        if not isinstance(w_data, bytesobject.W_BytesObject):
            raise operr(
                space.w_TypeError,
                "encoder should return a bytes object, not '%s'" % space.typename(w_data),
            )
        return w_data.data()

    def at_start(self, start):
        if start:
            space.call_method0(self.w_encoder, "reset")
        else:
            space.call_method1(self.w_encoder, "setstate", space.newint(0))
