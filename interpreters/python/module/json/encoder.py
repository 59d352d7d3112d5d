"""Writing JSON: strings, and the encoder of whole values."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.module.builtins import inspection
from interpreters.python.objspace import dictobject, listobject, unicodeobject
from interpreters.python.objspace import operation as space

HEX = "0123456789abcdef"


def put_escape(builder, code):
    """\\uXXXX"""
    builder.append("\\u")
    builder.append(HEX[(code >> 12) & 15])
    builder.append(HEX[(code >> 8) & 15])
    builder.append(HEX[(code >> 4) & 15])
    builder.append(HEX[code & 15])


def needs_escape(text, ascii_only):
    """Is there a character that cannot stand in a JSON string as it is?"""
    for c in text:
        if c == '"' or c == "\\" or ord(c) < 32 or (ascii_only and ord(c) >= 127):
            return True
    return False


def quoted(text, ascii_only):
    """A JSON string for a text in UTF-8."""
    if not needs_escape(text, ascii_only):
        return '"' + text + '"'
    builder = StringBuilder(len(text) + 16)
    builder.append('"')
    i = 0
    while i < len(text):
        c = text[i]
        n = ord(c)
        i += 1
        if c == '"' or c == "\\":
            builder.append("\\")
            builder.append(c)
        elif n == 8:
            builder.append("\\b")
        elif n == 9:
            builder.append("\\t")
        elif n == 10:
            builder.append("\\n")
        elif n == 12:
            builder.append("\\f")
        elif n == 13:
            builder.append("\\r")
        elif n < 32:
            put_escape(builder, n)
        elif n < 128 or not ascii_only:
            builder.append(c)
        else:
            extra = 1
            code = n & 0x1F
            if n >= 0xF0:
                extra = 3
                code = n & 7
            elif n >= 0xE0:
                extra = 2
                code = n & 15
            while extra > 0:
                code = (code << 6) | (ord(text[i]) & 0x3F)
                i += 1
                extra -= 1
            if code >= 0x10000:
                code -= 0x10000
                put_escape(builder, 0xD800 | (code >> 10))
                put_escape(builder, 0xDC00 | (code & 0x3FF))
            else:
                put_escape(builder, code)
    builder.append('"')
    return builder.build()


def text_argument(w_string):
    if not isinstance(w_string, unicodeobject.W_UnicodeObject):
        raise operr(
            space.w_TypeError,
            "first argument must be a string, not " + space.typename(w_string),
        )
    return w_string.text()


def encode_basestring(w_string):
    return space.newtext(quoted(text_argument(w_string), False))


def encode_basestring_ascii(w_string):
    return space.newtext(quoted(text_argument(w_string), True))


class W_Encoder(W_Root):
    """Makes the text of a value."""

    def __init__(self, scope_w):
        w_markers = scope_w[0]
        if w_markers is not space.w_None and not isinstance(w_markers, dictobject.W_DictObject):
            raise operr(
                space.w_TypeError,
                "make_encoder() argument 1 must be dict or None, not " + space.typename(w_markers),
            )
        self.w_markers = w_markers
        self.w_default = scope_w[1]
        self.w_encoder = scope_w[2]
        self.w_indent = scope_w[3]
        self.key_separator = space.text_w(scope_w[4])
        self.item_separator = space.text_w(scope_w[5])
        self.sort_keys = space.is_true(scope_w[6])
        self.skipkeys = space.is_true(scope_w[7])
        self.allow_nan = space.is_true(scope_w[8])
        self.fast = 0  # 1, 2: the encoder is one of the two functions above
        if self.w_encoder is functions.w_encode_ascii:
            self.fast = 2
        elif self.w_encoder is functions.w_encode:
            self.fast = 1

    def descr_call(self, w_obj, w_level):
        builder = StringBuilder(256)
        self.put(builder, w_obj, 0)
        return space.newtuple([space.newtext(builder.build())])

    def string(self, w_text):
        """The JSON string of a str."""
        if self.fast > 0 and isinstance(w_text, unicodeobject.W_UnicodeObject):
            return quoted(w_text.text(), self.fast == 2)
        w_result = space.call1(self.w_encoder, w_text)
        if not isinstance(w_result, unicodeobject.W_UnicodeObject):
            raise operr(
                space.w_TypeError,
                "encoder() must return a string, not " + space.typename(w_result),
            )
        return w_result.text()

    def number(self, w_float):
        """The text of a float."""
        x = space.float_w(w_float)
        if x != x or x - x != 0.0:
            if not self.allow_nan:
                raise operr(
                    space.w_ValueError,
                    "Out of range float values are not JSON compliant: " + space.repr_w(w_float),
                )
            if x != x:
                return "NaN"
            if x > 0.0:
                return "Infinity"
            return "-Infinity"
        return space.text_w(space.repr(space.newfloat(x)))

    def mark(self, w_obj):
        """Note that an object is being written; its key."""
        if self.w_markers is space.w_None:
            return None
        w_ident = inspection.builtin_id(w_obj)
        if space.contains_w(self.w_markers, w_ident):
            raise operr(space.w_ValueError, "Circular reference detected")
        space.setitem(self.w_markers, w_ident, w_obj)
        return w_ident

    def unmark(self, w_ident):
        if w_ident is not None:
            space.delitem(self.w_markers, w_ident)

    def integer(self, w_int):
        """The text of an int, also of one of a subclass."""
        return space.bigint_w(w_int).str()

    def put(self, builder, w_obj, depth):
        """Append the text of a value."""
        if isinstance(w_obj, unicodeobject.W_UnicodeObject):
            builder.append(self.string(w_obj))
        elif w_obj is space.w_None:
            builder.append("null")
        elif w_obj is space.w_True:
            builder.append("true")
        elif w_obj is space.w_False:
            builder.append("false")
        elif space.isinstance_w(w_obj, space.w_int):
            builder.append(self.integer(w_obj))
        elif space.isinstance_w(w_obj, space.w_float):
            builder.append(self.number(w_obj))
        else:
            if depth + ec.depth > ec.recursion_limit:
                raise operr(
                    space.w_RecursionError,
                    "maximum recursion depth exceeded while encoding a JSON object",
                )
            if space.isinstance_w(w_obj, space.w_list) or space.isinstance_w(w_obj, space.w_tuple):
                self.put_list(builder, w_obj, depth)
            elif space.isinstance_w(w_obj, space.w_dict):
                self.put_dict(builder, w_obj, depth)
            else:
                w_ident = self.mark(w_obj)
                self.put(builder, space.call1(self.w_default, w_obj), depth + 1)
                self.unmark(w_ident)

    def put_list(self, builder, w_list, depth):
        """Append an array."""
        items_w = space.unpackiterable(w_list)
        if len(items_w) == 0:
            builder.append("[]")
            return
        w_ident = self.mark(w_list)
        builder.append("[")
        first = True
        for w_item in items_w:
            if not first:
                builder.append(self.item_separator)
            first = False
            self.put(builder, w_item, depth + 1)
        builder.append("]")
        self.unmark(w_ident)

    def key(self, w_key):
        """The text of a key before quoting, or None for one to be left out."""
        if isinstance(w_key, unicodeobject.W_UnicodeObject):
            return w_key
        if w_key is space.w_True:
            return space.newtext("true")
        if w_key is space.w_False:
            return space.newtext("false")
        if w_key is space.w_None:
            return space.newtext("null")
        if space.isinstance_w(w_key, space.w_float):
            return space.newtext(self.number(w_key))
        if space.isinstance_w(w_key, space.w_int):
            return space.newtext(self.integer(w_key))
        if self.skipkeys:
            return None
        raise operr(
            space.w_TypeError,
            "keys must be str, int, float, bool or None, not " + space.typename(w_key),
        )

    def put_dict(self, builder, w_dict, depth):
        """Append an object."""
        if space.len_w(w_dict) == 0:
            builder.append("{}")
            return
        w_ident = self.mark(w_dict)
        items_w = space.unpackiterable(space.call_method0(w_dict, "items"))
        if self.sort_keys:
            w_list = listobject.W_ListObject(items_w[:])
            w_list.sort(None, False)
            items_w = w_list.getitems_copy()
        builder.append("{")
        first = True
        for w_item in items_w:
            if not space.isinstance_w(w_item, space.w_tuple) or space.len_w(w_item) != 2:
                raise operr(space.w_ValueError, "items must return 2-tuples")
            pair_w = space.unpack_exactly(w_item, 2)
            w_key = self.key(pair_w[0])
            if w_key is None:
                continue
            if not first:
                builder.append(self.item_separator)
            first = False
            builder.append(self.string(w_key))
            builder.append(self.key_separator)
            self.put(builder, pair_w[1], depth + 1)
        builder.append("}")
        self.unmark(w_ident)


class Functions(object):
    """The two functions as Python objects; filled by jsonmodule."""

    def __init__(self):
        self.w_encode = None
        self.w_encode_ascii = None


functions = Functions()


def encoder_new(scope_w):
    """Encoder.__new__"""
    return W_Encoder(scope_w[1:])
