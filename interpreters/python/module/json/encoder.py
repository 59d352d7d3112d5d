"""Writing JSON: strings, and the encoder of whole values."""

from rpython.rlib.jit import dont_look_inside
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.module.builtins import inspection
from interpreters.python.objspace import dictobject, intobject, listobject, unicodeobject
from interpreters.python.objspace import operation as space

HEX = "0123456789abcdef"
NEAR = 16  # how deep a structure is looked through for cycles without a table


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
    builder = StringBuilder(len(text) + 16)
    put_quoted(builder, text, ascii_only)
    return builder.build()


def put_quoted(builder, text, ascii_only):
    """Append a JSON string for a text in UTF-8."""
    builder.append('"')
    if needs_escape(text, ascii_only):
        put_escaped(builder, text, ascii_only)
    else:
        builder.append(text)
    builder.append('"')


def put_escaped(builder, text, ascii_only):
    """Append the characters of a text."""
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
        elif n < 32 or n == 127 and ascii_only:
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
        self.path_w = []  # the containers that are being written
        self.fast = 0  # 1, 2: the encoder is one of the two functions above
        if self.w_encoder is functions.w_encode_ascii:
            self.fast = 2
        elif self.w_encoder is functions.w_encode:
            self.fast = 1

    @dont_look_inside
    def descr_call(self, w_obj, w_level):
        self.path_w = []
        builder = StringBuilder(256)
        self.put(builder, w_obj, 0)
        return space.newtuple([space.newtext(builder.build())])

    def put_string(self, builder, w_text):
        """Append the JSON string of a str."""
        if self.fast > 0 and isinstance(w_text, unicodeobject.W_UnicodeObject):
            put_quoted(builder, w_text.text(), self.fast == 2)
            return
        w_result = space.call1(self.w_encoder, w_text)
        if not isinstance(w_result, unicodeobject.W_UnicodeObject):
            raise operr(
                space.w_TypeError,
                "encoder() must return a string, not " + space.typename(w_result),
            )
        builder.append(w_result.text())

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

    def enter(self, w_obj):
        """Note that an object is being written; ValueError if it is already."""
        path_w = self.path_w
        i = len(path_w) - 1
        near = i - NEAR
        while i >= 0 and i > near:
            if path_w[i] is w_obj:
                self.check_cycle(w_obj)
            i -= 1
        if i >= 0 and self.w_markers is not space.w_None:
            self.mark_far(w_obj)
        path_w.append(w_obj)

    def check_cycle(self, w_obj):
        """The error for an object that is a part of itself."""
        if self.w_markers is not space.w_None:
            raise operr(space.w_ValueError, "Circular reference detected")

    def mark_far(self, w_obj):
        """What enter() does in deep structures: the dict of the markers finds the object."""
        w_ident = inspection.builtin_id(w_obj)
        if space.contains_w(self.w_markers, w_ident):
            raise operr(space.w_ValueError, "Circular reference detected")
        space.setitem(self.w_markers, w_ident, w_obj)

    def leave(self):
        """The end of what enter() began."""
        path_w = self.path_w
        w_obj = path_w.pop()
        if len(path_w) > NEAR and self.w_markers is not space.w_None:
            space.delitem(self.w_markers, inspection.builtin_id(w_obj))

    def integer(self, w_int):
        """The text of an int, also of one of a subclass."""
        if isinstance(w_int, intobject.W_IntObject):
            return str(w_int.intval)
        return space.bigint_w(w_int).str()

    def put(self, builder, w_obj, depth):
        """Append the text of a value."""
        if isinstance(w_obj, unicodeobject.W_UnicodeObject):
            self.put_string(builder, w_obj)
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
                self.enter(w_obj)
                self.put(builder, space.call1(self.w_default, w_obj), depth + 1)
                self.leave()

    def put_list(self, builder, w_sequence, depth):
        """Append an array."""
        w_list = w_sequence
        if type(w_list) is not listobject.W_ListObject:
            w_list = listobject.W_ListObject(space.unpackiterable(w_sequence)[:])
        assert isinstance(w_list, listobject.W_ListObject)
        if w_list.length() == 0:
            builder.append("[]")
            return
        self.enter(w_sequence)
        builder.append("[")
        i = 0
        while i < w_list.length():
            if i > 0:
                builder.append(self.item_separator)
            self.put(builder, w_list.getitem(i), depth + 1)
            i += 1
        builder.append("]")
        self.leave()

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
        self.enter(w_dict)
        builder.append("{")
        if type(w_dict) is dictobject.W_DictObject and not self.sort_keys:
            self.put_entries(builder, w_dict, depth)
        else:
            self.put_items(builder, w_dict, depth)
        builder.append("}")
        self.leave()

    def put_entries(self, builder, w_dict, depth):
        """Append the items of a dict as it is."""
        first = True
        size = w_dict.length()
        pos = w_dict.next_entry(0)
        while pos >= 0:
            first = self.put_item(builder, w_dict.key_at(pos), w_dict.value_at(pos), first, depth)
            if w_dict.length() != size:
                raise operr(space.w_RuntimeError, "dictionary changed size during iteration")
            pos = w_dict.next_entry(pos + 1)

    def put_items(self, builder, w_dict, depth):
        """Append what items() gives."""
        items_w = space.unpackiterable(space.call_method0(w_dict, "items"))
        if self.sort_keys:
            w_list = listobject.W_ListObject(items_w[:])
            w_list.sort(None, False)
            items_w = w_list.getitems_copy()
        first = True
        for w_item in items_w:
            if not space.isinstance_w(w_item, space.w_tuple) or space.len_w(w_item) != 2:
                raise operr(space.w_ValueError, "items must return 2-tuples")
            pair_w = space.unpack_exactly(w_item, 2)
            first = self.put_item(builder, pair_w[0], pair_w[1], first, depth)

    def put_item(self, builder, w_key, w_value, first, depth):
        """Append a key and its value; is the next item the first?"""
        w_text = self.key(w_key)
        if w_text is None:
            return first
        if not first:
            builder.append(self.item_separator)
        self.put_string(builder, w_text)
        builder.append(self.key_separator)
        self.put(builder, w_value, depth + 1)
        return False


class Functions(object):
    """The two functions as Python objects; filled by jsonmodule."""

    def __init__(self):
        self.w_encode = None
        self.w_encode_ascii = None


functions = Functions()


def encoder_new(scope_w):
    """Encoder.__new__"""
    return W_Encoder(scope_w[1:])
