"""str: UTF-8 bytes, the length in code points, and an index for long texts that are not ASCII."""

from rpython.rlib import jit
from rpython.rlib.objectmodel import compute_hash
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    method,
    new,
    staticmethod_,
    user_subclass,
)
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import textops, unicodedb, unicodemethods, utf8

# Texts with fewer bytes than this are scanned from their start; longer ones get an index.
SCAN_LIMIT = 128
# A concatenation is put off when the left text has at least this many bytes.
MIN_ROPE_SIZE = 256
MAX_ROPE_DEPTH = 2000


class TextExtra(object):
    """What a text may have beside its bytes."""


class OffsetIndex(TextExtra):
    """Byte offsets of every 64th code point of a long text that is not ASCII."""

    def __init__(self, offsets):
        self.offsets = offsets


class Rope(TextExtra):
    """A concatenation put off until the bytes are needed: `s += x` in a loop is not quadratic."""

    def __init__(self, w_left, right, size, depth):
        self.w_left = w_left
        self.right = right
        self.size = size
        self.depth = depth


class W_UnicodeObject(W_Root):
    """A str. `length` may be given when it is known; -1 means that it is found when needed.

    `_utf8` is None as long as the text is a Rope.
    """

    def __init__(self, utf8_bytes, length=-1):
        self._utf8 = utf8_bytes
        self._length = length
        self._extra = None

    def text(self):
        """The UTF-8 bytes."""
        if jit.we_are_jitted() and jit.isconstant(self):
            return self.constant_text()
        s = self._utf8
        if s is None:
            s = self.flatten()
        return s

    @jit.elidable
    def constant_text(self):
        """text() of a constant."""
        return self.text()

    def flatten(self):
        """Join the pieces of a rope."""
        pieces = []
        w_text = self
        while w_text._utf8 is None:
            rope = w_text._extra
            assert isinstance(rope, Rope)
            pieces.append(rope.right)
            w_text = rope.w_left
        pieces.append(w_text._utf8)
        pieces.reverse()
        s = "".join(pieces)
        self._utf8 = s
        self._extra = None
        return s

    def offsets(self):
        """The index of byte offsets."""
        extra = self._extra
        if extra is None:
            extra = OffsetIndex(utf8.build_index(self.text()))
            self._extra = extra
        assert isinstance(extra, OffsetIndex)
        return extra.offsets

    def length(self):
        """The number of code points."""
        if jit.we_are_jitted() and jit.isconstant(self):
            return self.constant_length()
        n = self._length
        if n < 0:
            n = utf8.length(self.text())
            self._length = n
        return n

    @jit.elidable
    def constant_length(self):
        """length() of a constant."""
        return self.length()

    def is_ascii(self):
        """True when every code point is one byte."""
        return self.length() == len(self.text())

    def offset_of(self, index):
        """Byte offset of code point number index, 0 <= index <= length."""
        if self.is_ascii():
            return index
        if len(self.text()) < SCAN_LIMIT:
            return utf8.advance(self.text(), 0, index)
        return utf8.offset_of(self.text(), index, self.offsets())

    def index_of(self, pos):
        """Number of the code point that starts at byte pos."""
        if self.is_ascii():
            return pos
        if len(self.text()) < SCAN_LIMIT:
            return utf8.count_codepoints(self.text(), 0, pos)
        return utf8.index_of(self.text(), pos, self.offsets())

    def hash_value(self):
        """The hash; equal to that of the RPython str."""
        return compute_hash(self.text())

    def is_w(self, w_other):
        if self is w_other:
            return True
        if type(self) is W_UnicodeObject and type(w_other) is W_UnicodeObject:
            return len(self.text()) <= 1 and self.text() == w_other.text()
        return False

    def codepoint_at(self, index):
        """Code point number index, 0 <= index < length."""
        return utf8.codepoint_at(self.text(), self.offset_of(index))

    def getitem_int(self, index):
        """self[index] with a machine index."""
        n = self.length()
        if index < 0:
            index += n
        if index < 0 or index >= n:
            raise operr(space.w_IndexError, "string index out of range")
        s = self.text()
        if n == len(s):
            return single_chars[ord(s[index])]
        pos = self.offset_of(index)
        return char_at(s, pos)

    def substring(self, start, end):
        """self[start:end] for 0 <= start <= end <= length."""
        n = self.length()
        if start == 0 and end == n and type(self) is W_UnicodeObject:
            return self
        count = end - start
        if count <= 0:
            return w_empty
        if n != len(self.text()):
            end = self.offset_of(end)
            start = self.offset_of(start)
        assert start >= 0
        assert end >= start
        if end - start == 1:
            return single_chars[ord(self.text()[start])]
        return W_UnicodeObject(self.text()[start:end], count)

    def slice(self, start, step, count):
        """The text of count code points from start on, step apart."""
        if count <= 0:
            return w_empty
        if step == 1:
            return self.substring(start, start + count)
        s = self.text()
        if step == -1 and count == self.length():
            return W_UnicodeObject(utf8.reverse(s), count)
        builder = StringBuilder(count)
        if self.is_ascii():
            for _ in range(count):
                builder.append(s[start])
                start += step
        else:
            for _ in range(count):
                pos = self.offset_of(start)
                builder.append_slice(s, pos, utf8.next_pos(s, pos))
                start += step
        return W_UnicodeObject(builder.build(), count)

    # -- special methods ----------------------------------------------------------------------

    def descr_len(self):
        return space.newint(self.length())

    def descr_hash(self):
        return space.newint(self.hash_value())

    def descr_str(self):
        if type(self) is W_UnicodeObject:
            return self
        return W_UnicodeObject(self.text(), self._length)

    def descr_repr(self):
        return W_UnicodeObject(textops.repr_text(self.text(), False))

    def descr_iter(self):
        return iterators.W_StrIterator(self)

    def descr_getitem(self, w_index):
        if isinstance(w_index, intobject.W_IntObject):
            return self.getitem_int(w_index.intval)
        if isinstance(w_index, sliceobject.W_SliceObject):
            start, _, step, count = w_index.indices(self.length())
            return self.slice(start, step, count)
        if space.lookup(w_index, "__index__") is None:
            raise operr(
                space.w_TypeError,
                "string indices must be integers, not '" + space.typename(w_index) + "'",
            )
        return self.getitem_int(space.getindex_w(w_index, space.w_IndexError))

    def descr_add(self, w_other):
        if not isinstance(w_other, W_UnicodeObject):
            return space.w_NotImplemented
        return self.concat(w_other)

    def concat(self, w_other):
        """self + w_other for two texts."""
        right = w_other.text()
        if len(right) == 0 and type(self) is W_UnicodeObject:
            return self
        length = -1
        if self._length >= 0 and w_other._length >= 0:
            length = self._length + w_other._length
        left = self._utf8
        depth = 1
        if left is None:
            rope = self._extra
            assert isinstance(rope, Rope)
            if rope.depth < MAX_ROPE_DEPTH:
                size = rope.size
                depth = rope.depth + 1
            else:
                left = self.text()
                size = len(left)
        else:
            size = len(left)
            if size < MIN_ROPE_SIZE:
                if size == 0 and type(w_other) is W_UnicodeObject:
                    return w_other
                return W_UnicodeObject(left + right, length)
        w_result = W_UnicodeObject(None, length)
        w_result._extra = Rope(self, right, size + len(right), depth)
        return w_result

    def descr_mul(self, w_times):
        if isinstance(w_times, intobject.W_IntObject):
            times = w_times.intval
        elif space.lookup(w_times, "__index__") is None:
            return space.w_NotImplemented
        else:
            times = space.getindex_w(w_times, space.w_OverflowError)
        return self.repeat(times)

    def repeat(self, times):
        """self * times"""
        s = self.text()
        if times <= 0 or len(s) == 0:
            return w_empty
        if times == 1 and type(self) is W_UnicodeObject:
            return self
        if times > MAX_BYTES // len(s):
            raise operr(space.w_MemoryError, "")
        builder = StringBuilder(len(s) * times)
        if len(s) == 1:
            builder.append_multiple_char(s[0], times)
        else:
            for _ in range(times):
                builder.append(s)
        return W_UnicodeObject(builder.build(), self.length() * times)

    def descr_mod(self, w_values):
        return formatting.percent_format(self, w_values)

    def descr_rmod(self, w_left):
        if not isinstance(w_left, W_UnicodeObject):
            return space.w_NotImplemented
        return formatting.percent_format(w_left, self)

    def descr_contains(self, w_sub):
        if not isinstance(w_sub, W_UnicodeObject):
            raise operr(
                space.w_TypeError,
                "'in <string>' requires string as left operand, not " + space.typename(w_sub),
            )
        return space.newbool(self.contains(w_sub))

    def contains(self, w_sub):
        """w_sub in self, for two texts."""
        sub = w_sub.text()
        if len(sub) == 1:
            return self.text().find(sub[0]) >= 0
        return utf8.find(self.text(), sub, 0, len(self.text())) >= 0

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_UnicodeObject):
            return space.w_NotImplemented
        return space.newbool(self.text() == w_other.text())

    def descr_ne(self, w_other):
        if not isinstance(w_other, W_UnicodeObject):
            return space.w_NotImplemented
        return space.newbool(self.text() != w_other.text())

    def descr_lt(self, w_other):
        if not isinstance(w_other, W_UnicodeObject):
            return space.w_NotImplemented
        return space.newbool(self.text() < w_other.text())

    def descr_le(self, w_other):
        if not isinstance(w_other, W_UnicodeObject):
            return space.w_NotImplemented
        return space.newbool(self.text() <= w_other.text())

    def descr_gt(self, w_other):
        if not isinstance(w_other, W_UnicodeObject):
            return space.w_NotImplemented
        return space.newbool(self.text() > w_other.text())

    def descr_ge(self, w_other):
        if not isinstance(w_other, W_UnicodeObject):
            return space.w_NotImplemented
        return space.newbool(self.text() >= w_other.text())

    def descr_format(self, w_spec):
        return formatting.format_unicode(self, w_spec)

    def descr_getnewargs(self):
        return space.newtuple([W_UnicodeObject(self.text(), self._length)])

    def descr_sizeof(self):
        return space.newint(49 + len(self.text()))


MAX_BYTES = 1 << 46


def _make_single_chars():
    """NOT_RPYTHON: the prebuilt one-character texts U+0000..U+00FF."""
    return [W_UnicodeObject(utf8.from_codepoint(cp), 1) for cp in range(256)]


w_empty = W_UnicodeObject("", 0)
single_chars = _make_single_chars()
W_UnicodeUser = user_subclass(W_UnicodeObject)


def newtext(s):
    """The str with this UTF-8."""
    if len(s) <= 1:
        if len(s) == 0:
            return w_empty
        return single_chars[ord(s[0])]
    return W_UnicodeObject(s)


def char_at(s, pos):
    """The one-character text that starts at byte pos of s."""
    c = ord(s[pos])
    if c < 0x80:
        return single_chars[c]
    after = utf8.next_pos(s, pos)
    assert pos >= 0
    assert after >= pos
    return W_UnicodeObject(s[pos:after], 1)


def from_codepoint(cp):
    """chr(cp) for a valid cp."""
    if cp < 256:
        return single_chars[cp]
    return W_UnicodeObject(utf8.from_codepoint(cp), 1)


def ascii_digits(w_text):
    """The text for number parsing: decimal digits as ASCII ones, white space as blanks."""
    s = w_text.text()
    if utf8.is_ascii(s):
        return s
    builder = StringBuilder(len(s))
    pos = 0
    while pos < len(s):
        cp = utf8.codepoint_at(s, pos)
        pos = utf8.next_pos(s, pos)
        if cp >= 128:
            if unicodedb.has(cp, unicodedb.DECIMAL):
                cp = 48 + unicodedb.digit_value(cp)
            elif unicodedb.has(cp, unicodedb.SPACE):
                cp = 32
        utf8.append_codepoint(builder, cp)
    return builder.build()


def from_list(parts):
    """A list of str objects from a list of UTF-8 strings."""
    items_w = []
    for part in parts:
        items_w.append(W_UnicodeObject(part))
    return space.newlist(items_w)


def _str_new_value(w_object, w_encoding, w_errors):
    if w_encoding is None and w_errors is None:
        if w_object is None:
            return w_empty
        if type(w_object) is W_UnicodeObject:
            return w_object
        return space.str(w_object)
    if w_object is None:
        return w_empty
    if isinstance(w_object, W_UnicodeObject):
        raise operr(space.w_TypeError, "decoding str is not supported")
    encoding = "utf-8"
    if w_encoding is not None:
        encoding = space.text_w(w_encoding)
    errors = "strict"
    if w_errors is not None:
        errors = space.text_w(w_errors)
    data = bytesobject.buffer_or_none(w_object)
    if data is None:
        raise operr(
            space.w_TypeError,
            "decoding to str: need a bytes-like object, " + space.typename(w_object) + " found",
        )
    return W_UnicodeObject(codec.decode(data, encoding, errors))


def str_new(w_type, w_object, w_encoding, w_errors):
    """str.__new__"""
    w_value = _str_new_value(w_object, w_encoding, w_errors)
    if w_type is space.w_str:
        return w_value
    assert isinstance(w_value, W_UnicodeObject)
    w_obj = W_UnicodeUser(w_value.text(), w_value._length)
    w_obj.user_setup(w_type)
    return w_obj


from interpreters.python.objspace import (  # noqa: E402
    bytesobject,
    codec,
    formatting,
    intobject,
    iterators,
    sliceobject,
)

W_UnicodeObject.typedef = TypeDef(
    "str",
    W_UnicodeObject,
    new("cls, object=None, encoding=None, errors=None", str_new),
    method("__len__", W_UnicodeObject.descr_len, "self, /"),
    method("__hash__", W_UnicodeObject.descr_hash, "self, /"),
    method("__str__", W_UnicodeObject.descr_str, "self, /"),
    method("__repr__", W_UnicodeObject.descr_repr, "self, /"),
    method("__iter__", W_UnicodeObject.descr_iter, "self, /"),
    method("__getitem__", W_UnicodeObject.descr_getitem, "self, key, /"),
    method("__add__", W_UnicodeObject.descr_add, "self, value, /"),
    method("__mul__", W_UnicodeObject.descr_mul, "self, value, /"),
    method("__rmul__", W_UnicodeObject.descr_mul, "self, value, /"),
    method("__mod__", W_UnicodeObject.descr_mod, "self, value, /"),
    method("__rmod__", W_UnicodeObject.descr_rmod, "self, value, /"),
    method("__contains__", W_UnicodeObject.descr_contains, "self, key, /"),
    method("__eq__", W_UnicodeObject.descr_eq, "self, value, /"),
    method("__ne__", W_UnicodeObject.descr_ne, "self, value, /"),
    method("__lt__", W_UnicodeObject.descr_lt, "self, value, /"),
    method("__le__", W_UnicodeObject.descr_le, "self, value, /"),
    method("__gt__", W_UnicodeObject.descr_gt, "self, value, /"),
    method("__ge__", W_UnicodeObject.descr_ge, "self, value, /"),
    method("__format__", W_UnicodeObject.descr_format, "self, format_spec, /"),
    method("__getnewargs__", W_UnicodeObject.descr_getnewargs, "self, /"),
    method("__sizeof__", W_UnicodeObject.descr_sizeof, "self, /"),
    method("capitalize", unicodemethods.str_capitalize, "self, /"),
    method("casefold", unicodemethods.str_casefold, "self, /"),
    method("center", unicodemethods.str_center, "self, width, fillchar=None, /"),
    method("count", unicodemethods.str_count, "self, sub, start=None, end=None, /"),
    method("encode", unicodemethods.str_encode, "self, encoding=None, errors=None"),
    method("endswith", unicodemethods.str_endswith, "self, suffix, start=None, end=None, /"),
    method("expandtabs", unicodemethods.str_expandtabs, "self, tabsize=None"),
    method("find", unicodemethods.str_find, "self, sub, start=None, end=None, /"),
    method("format", formatting.str_format, "self, ..."),
    method("format_map", formatting.str_format_map, "self, mapping, /"),
    method("index", unicodemethods.str_index, "self, sub, start=None, end=None, /"),
    method("isalnum", unicodemethods.str_isalnum, "self, /"),
    method("isalpha", unicodemethods.str_isalpha, "self, /"),
    method("isascii", unicodemethods.str_isascii, "self, /"),
    method("isdecimal", unicodemethods.str_isdecimal, "self, /"),
    method("isdigit", unicodemethods.str_isdigit, "self, /"),
    method("isidentifier", unicodemethods.str_isidentifier, "self, /"),
    method("islower", unicodemethods.str_islower, "self, /"),
    method("isnumeric", unicodemethods.str_isnumeric, "self, /"),
    method("isprintable", unicodemethods.str_isprintable, "self, /"),
    method("isspace", unicodemethods.str_isspace, "self, /"),
    method("istitle", unicodemethods.str_istitle, "self, /"),
    method("isupper", unicodemethods.str_isupper, "self, /"),
    method("join", unicodemethods.str_join, "self, iterable, /"),
    method("ljust", unicodemethods.str_ljust, "self, width, fillchar=None, /"),
    method("lower", unicodemethods.str_lower, "self, /"),
    method("lstrip", unicodemethods.str_lstrip, "self, chars=None, /"),
    staticmethod_("maketrans", unicodemethods.str_maketrans, "x, y=None, z=None, /"),
    method("partition", unicodemethods.str_partition, "self, sep, /"),
    method("removeprefix", unicodemethods.str_removeprefix, "self, prefix, /"),
    method("removesuffix", unicodemethods.str_removesuffix, "self, suffix, /"),
    method("replace", unicodemethods.str_replace, "self, old, new, count=None, /"),
    method("rfind", unicodemethods.str_rfind, "self, sub, start=None, end=None, /"),
    method("rindex", unicodemethods.str_rindex, "self, sub, start=None, end=None, /"),
    method("rjust", unicodemethods.str_rjust, "self, width, fillchar=None, /"),
    method("rpartition", unicodemethods.str_rpartition, "self, sep, /"),
    method("rsplit", unicodemethods.str_rsplit, "self, sep=None, maxsplit=None"),
    method("rstrip", unicodemethods.str_rstrip, "self, chars=None, /"),
    method("split", unicodemethods.str_split, "self, sep=None, maxsplit=None"),
    method("splitlines", unicodemethods.str_splitlines, "self, keepends=None"),
    method("startswith", unicodemethods.str_startswith, "self, prefix, start=None, end=None, /"),
    method("strip", unicodemethods.str_strip, "self, chars=None, /"),
    method("swapcase", unicodemethods.str_swapcase, "self, /"),
    method("title", unicodemethods.str_title, "self, /"),
    method("translate", unicodemethods.str_translate, "self, table, /"),
    method("upper", unicodemethods.str_upper, "self, /"),
    method("zfill", unicodemethods.str_zfill, "self, width, /"),
)
