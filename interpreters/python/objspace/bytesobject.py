"""bytes, and the methods it shares with bytearray."""

from rpython.rlib.objectmodel import compute_hash
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    method,
    new,
    staticmethod_,
    user_subclass,
)
from interpreters.python.objspace import buffer, byteops, codec, textops, utf8
from interpreters.python.objspace import operation as space


class W_AbstractBytes(W_Root):
    """What bytes and bytearray share: methods on the contents as an RPython string."""

    def data(self):
        """The contents."""
        raise NotImplementedError

    def make(self, s):
        """An object of self's builtin type with the contents s."""
        raise NotImplementedError

    def length(self):
        """Number of bytes."""
        raise NotImplementedError

    def byte_at(self, i):
        """Byte i, 0 <= i < length, as an int."""
        raise NotImplementedError

    def kind(self):
        """The name of self's builtin type."""
        raise NotImplementedError

    def make_list(self, parts):
        """A Python list of objects of self's type."""
        return space.newlist([self.make(part) for part in parts])

    # -- special methods ----------------------------------------------------------------------

    def descr_len(self):
        return space.newint(self.length())

    def descr_iter(self):
        return iterators.W_BytesIterator(self)

    def getitem_int(self, index):
        """self[index] with a machine index."""
        n = self.length()
        if index < 0:
            index += n
        if index < 0 or index >= n:
            name = "index"
            if self.kind() == "bytearray":
                name = "bytearray index"
            raise operr(space.w_IndexError, name + " out of range")
        return space.newint(self.byte_at(index))

    def descr_getitem(self, w_index):
        if isinstance(w_index, intobject.W_IntObject):
            return self.getitem_int(w_index.intval)
        if isinstance(w_index, sliceobject.W_SliceObject):
            start, _, step, count = w_index.indices(self.length())
            return self.make(self.slice(start, step, count))
        what = "byte"
        if self.kind() == "bytearray":
            what = "bytearray"
        return self.getitem_int(sliceobject.eval_index(w_index, what))

    def slice(self, start, step, count):
        """count bytes from start on, step apart."""
        s = self.data()
        if count <= 0:
            return ""
        if step == 1:
            assert start >= 0
            stop = start + count
            assert stop >= 0
            return s[start:stop]
        builder = StringBuilder(count)
        for _ in range(count):
            builder.append(s[start])
            start += step
        return builder.build()

    def descr_add(self, w_other):
        other = buffer_or_none(w_other)
        if other is None:
            raise operr(
                space.w_TypeError,
                "can't concat " + space.typename(w_other) + " to " + self.kind(),
            )
        return self.make(self.data() + other)

    def descr_mul(self, w_times):
        times = listutil.repeat_count(w_times)
        if times == listutil.NO_COUNT:
            return space.w_NotImplemented
        return self.make(self.repeated(times))

    def repeated(self, times):
        """The contents, repeated."""
        s = self.data()
        if times <= 0 or len(s) == 0:
            return ""
        builder = StringBuilder(len(s) * times)
        for _ in range(times):
            builder.append(s)
        return builder.build()

    def descr_mod(self, w_values):
        return self.make(formatting.percent_format_bytes(self.data(), w_values))

    def descr_rmod(self, w_left):
        if isinstance(w_left, W_AbstractBytes):
            return space.mod(w_left, self)
        return space.w_NotImplemented

    def descr_contains(self, w_item):
        s = self.data()
        sub = buffer_or_none(w_item)
        if sub is None:
            if space.lookup(w_item, "__index__") is None:
                sub = need_buffer(w_item)
            else:
                sub = chr(byte_value(w_item))
        return space.newbool(byteops.find(s, sub, 0, len(s)) >= 0)

    def descr_eq(self, w_other):
        other = buffer_or_none(w_other)
        if other is None:
            return space.w_NotImplemented
        return space.newbool(self.data() == other)

    def descr_ne(self, w_other):
        other = buffer_or_none(w_other)
        if other is None:
            return space.w_NotImplemented
        return space.newbool(self.data() != other)

    def descr_lt(self, w_other):
        if not isinstance(w_other, W_AbstractBytes):
            return space.w_NotImplemented
        return space.newbool(self.data() < w_other.data())

    def descr_le(self, w_other):
        if not isinstance(w_other, W_AbstractBytes):
            return space.w_NotImplemented
        return space.newbool(self.data() <= w_other.data())

    def descr_gt(self, w_other):
        if not isinstance(w_other, W_AbstractBytes):
            return space.w_NotImplemented
        return space.newbool(self.data() > w_other.data())

    def descr_ge(self, w_other):
        if not isinstance(w_other, W_AbstractBytes):
            return space.w_NotImplemented
        return space.newbool(self.data() >= w_other.data())

    # -- searching ----------------------------------------------------------------------------

    def search(self, w_sub, w_start, w_end, forward):
        """Position of a substring or byte, or -1."""
        sub = sub_argument(w_sub)
        s = self.data()
        start, end = unicodemethods.clip_bounds(len(s), w_start, w_end)
        if forward:
            return byteops.find(s, sub, start, end)
        return utf8.rfind(s, sub, start, end)

    def descr_find(self, w_sub, w_start, w_end):
        return space.newint(self.search(w_sub, w_start, w_end, True))

    def descr_rfind(self, w_sub, w_start, w_end):
        return space.newint(self.search(w_sub, w_start, w_end, False))

    def descr_index(self, w_sub, w_start, w_end):
        pos = self.search(w_sub, w_start, w_end, True)
        if pos < 0:
            raise operr(space.w_ValueError, "subsection not found")
        return space.newint(pos)

    def descr_rindex(self, w_sub, w_start, w_end):
        pos = self.search(w_sub, w_start, w_end, False)
        if pos < 0:
            raise operr(space.w_ValueError, "subsection not found")
        return space.newint(pos)

    def descr_count(self, w_sub, w_start, w_end):
        sub = sub_argument(w_sub)
        s = self.data()
        start, end = unicodemethods.clip_bounds(len(s), w_start, w_end)
        if start > end:
            return space.newint(0)
        if len(sub) == 0:
            return space.newint(end - start + 1)
        return space.newint(utf8.count(s, sub, start, end))

    def has_affix(self, w_affix, w_start, w_end, prefix):
        """startswith and endswith"""
        s = self.data()
        start, end = unicodemethods.clip_bounds(len(s), w_start, w_end)
        affix = buffer_or_none(w_affix)
        if affix is not None:
            return affix_at(s, affix, start, end, prefix)
        if isinstance(w_affix, tupleobject.W_TupleObject):
            for w_item in w_affix.items_w:
                if affix_at(s, need_buffer(w_item), start, end, prefix):
                    return True
            return False
        name = "endswith"
        if prefix:
            name = "startswith"
        raise operr(
            space.w_TypeError,
            name + " first arg must be bytes or a tuple of bytes, not " + space.typename(w_affix),
        )

    def descr_startswith(self, w_prefix, w_start, w_end):
        return space.newbool(self.has_affix(w_prefix, w_start, w_end, True))

    def descr_endswith(self, w_suffix, w_start, w_end):
        return space.newbool(self.has_affix(w_suffix, w_start, w_end, False))

    def descr_removeprefix(self, w_prefix):
        prefix = need_buffer(w_prefix)
        s = self.data()
        if utf8.match_at(s, prefix, 0):
            s = s[len(prefix) :]
        return self.make(s)

    def descr_removesuffix(self, w_suffix):
        suffix = need_buffer(w_suffix)
        s = self.data()
        end = len(s) - len(suffix)
        if end >= 0 and utf8.match_at(s, suffix, end):
            s = s[0:end]
        return self.make(s)

    # -- splitting and joining ----------------------------------------------------------------

    def descr_split(self, w_sep, w_maxsplit):
        maxsplit = limit(w_maxsplit)
        if w_sep is None or w_sep is space.w_None:
            return self.make_list(byteops.split_space(self.data(), maxsplit))
        return self.make_list(textops.split_text(self.data(), separator(w_sep), maxsplit))

    def descr_rsplit(self, w_sep, w_maxsplit):
        maxsplit = limit(w_maxsplit)
        if w_sep is None or w_sep is space.w_None:
            return self.make_list(byteops.rsplit_space(self.data(), maxsplit))
        return self.make_list(textops.rsplit_text(self.data(), separator(w_sep), maxsplit))

    def descr_splitlines(self, w_keepends):
        keepends = w_keepends is not None and space.is_true(w_keepends)
        return self.make_list(byteops.splitlines(self.data(), keepends))

    def three(self, a, b, c):
        """A Python tuple of objects of self's type."""
        return space.newtuple([self.make(a), self.make(b), self.make(c)])

    def descr_partition(self, w_sep):
        sep = separator(w_sep)
        s = self.data()
        pos = byteops.find(s, sep, 0, len(s))
        if pos < 0:
            return self.three(s, "", "")
        return self.three(s[0:pos], sep, s[pos + len(sep) :])

    def descr_rpartition(self, w_sep):
        sep = separator(w_sep)
        s = self.data()
        pos = utf8.rfind(s, sep, 0, len(s))
        if pos < 0:
            return self.three("", "", s)
        return self.three(s[0:pos], sep, s[pos + len(sep) :])

    def descr_join(self, w_iterable):
        sep = self.data()
        builder = StringBuilder(100)
        w_iterator = space.iter(w_iterable)
        i = 0
        while True:
            w_item = w_iterator.next_w()
            if w_item is None:
                return self.make(builder.build())
            part = buffer_or_none(w_item)
            if part is None:
                raise operr(
                    space.w_TypeError,
                    "sequence item %d: expected a bytes-like object, %s found"
                    % (i, space.typename(w_item)),
                )
            if i > 0:
                builder.append(sep)
            builder.append(part)
            i += 1

    # -- replacing, stripping, padding, case --------------------------------------------------

    def descr_replace(self, w_old, w_new, w_count):
        old = need_buffer(w_old)
        new_text = need_buffer(w_new)
        return self.make(byteops.replace(self.data(), old, new_text, limit(w_count)))

    def stripped(self, w_chars, left, right):
        """strip, lstrip, rstrip"""
        if w_chars is None or w_chars is space.w_None:
            return self.make(byteops.strip_space(self.data(), left, right))
        return self.make(byteops.strip_chars(self.data(), need_buffer(w_chars), left, right))

    def descr_strip(self, w_chars):
        return self.stripped(w_chars, True, True)

    def descr_lstrip(self, w_chars):
        return self.stripped(w_chars, True, False)

    def descr_rstrip(self, w_chars):
        return self.stripped(w_chars, False, True)

    def padded(self, w_width, w_fill, align, name):
        """center, ljust, rjust"""
        width = unicodemethods.need_int(w_width)
        fill = " "
        if w_fill is not None:
            given = buffer_or_none(w_fill)
            if given is None or len(given) != 1:
                raise operr(
                    space.w_TypeError,
                    name
                    + "() argument 2 must be a byte string of length 1, not "
                    + space.typename(w_fill),
                )
            fill = given
        s = self.data()
        missing = width - len(s)
        if missing <= 0:
            return self.make(s)
        if align == "<":
            left = 0
        elif align == ">":
            left = missing
        else:
            left = (missing >> 1) + (missing & width & 1)
        builder = StringBuilder(width)
        builder.append_multiple_char(fill[0], left)
        builder.append(s)
        builder.append_multiple_char(fill[0], missing - left)
        return self.make(builder.build())

    def descr_center(self, w_width, w_fill):
        return self.padded(w_width, w_fill, "^", "center")

    def descr_ljust(self, w_width, w_fill):
        return self.padded(w_width, w_fill, "<", "ljust")

    def descr_rjust(self, w_width, w_fill):
        return self.padded(w_width, w_fill, ">", "rjust")

    def descr_zfill(self, w_width):
        width = unicodemethods.need_int(w_width)
        s = self.data()
        missing = width - len(s)
        if missing <= 0:
            return self.make(s)
        start = 0
        builder = StringBuilder(width)
        if len(s) > 0 and (s[0] == "+" or s[0] == "-"):
            builder.append(s[0])
            start = 1
        builder.append_multiple_char("0", missing)
        builder.append_slice(s, start, len(s))
        return self.make(builder.build())

    def descr_expandtabs(self, w_tabsize):
        tabsize = 8
        if w_tabsize is not None:
            tabsize = unicodemethods.need_int(w_tabsize)
        return self.make(byteops.expandtabs(self.data(), tabsize))

    def descr_lower(self):
        return self.make(byteops.change_case(self.data(), byteops.LOWER))

    def descr_upper(self):
        return self.make(byteops.change_case(self.data(), byteops.UPPER))

    def descr_swapcase(self):
        return self.make(byteops.change_case(self.data(), byteops.SWAP))

    def descr_title(self):
        return self.make(byteops.change_case(self.data(), byteops.TITLE))

    def descr_capitalize(self):
        return self.make(byteops.change_case(self.data(), byteops.CAPITALIZE))

    def descr_isalpha(self):
        return space.newbool(byteops.all_are(self.data(), byteops.IS_ALPHA))

    def descr_isdigit(self):
        return space.newbool(byteops.all_are(self.data(), byteops.IS_DIGIT))

    def descr_isalnum(self):
        return space.newbool(byteops.all_are(self.data(), byteops.IS_ALNUM))

    def descr_isspace(self):
        return space.newbool(byteops.all_are(self.data(), byteops.IS_SPACE))

    def descr_isascii(self):
        return space.newbool(utf8.is_ascii(self.data()))

    def descr_islower(self):
        return space.newbool(byteops.has_case(self.data(), True))

    def descr_isupper(self):
        return space.newbool(byteops.has_case(self.data(), False))

    def descr_istitle(self):
        return space.newbool(byteops.is_title(self.data()))

    # -- conversion ---------------------------------------------------------------------------

    def descr_decode(self, w_encoding, w_errors):
        encoding = "utf-8"
        if w_encoding is not None:
            encoding = unicodemethods.need_text_arg(w_encoding, "decode", "'encoding'")
        errors = "strict"
        if w_errors is not None:
            errors = unicodemethods.need_text_arg(w_errors, "decode", "'errors'")
        return space.newtext(codec.decode(self.data(), encoding, errors))

    def descr_hex(self, w_sep, w_group):
        sep, group = hex_separator(w_sep, w_group)
        return space.newtext(byteops.to_hex(self.data(), sep, group))

    def descr_translate(self, w_table, w_delete):
        delete = ""
        if w_delete is not None:
            delete = need_buffer(w_delete)
        table = ""
        identity = w_table is space.w_None
        if not identity:
            table = need_buffer(w_table)
            if len(table) != 256:
                raise operr(space.w_ValueError, "translation table must be 256 characters long")
        s = self.data()
        builder = StringBuilder(len(s))
        for i in range(len(s)):
            c = s[i]
            if delete.find(c) < 0:
                if identity:
                    builder.append(c)
                else:
                    builder.append(table[ord(c)])
        return self.make(builder.build())


class W_BytesObject(W_AbstractBytes):
    """bytes"""

    _immutable_fields_ = ["_value"]

    def __init__(self, value):
        self._value = value

    def get_memory(self):
        return buffer.StringMemory(self._value)

    def data(self):
        return self._value

    def make(self, s):
        return W_BytesObject(s)

    def length(self):
        return len(self._value)

    def byte_at(self, i):
        return ord(self._value[i])

    def kind(self):
        return "bytes"

    def is_w(self, w_other):
        if self is w_other:
            return True
        return (
            type(self) is W_BytesObject
            and type(w_other) is W_BytesObject
            and len(self._value) <= 1
            and self._value == w_other._value
        )

    def descr_hash(self):
        return space.newint(compute_hash(self._value))

    def descr_repr(self):
        return space.newtext(textops.repr_bytes(self._value))

    def descr_bytes(self):
        if type(self) is W_BytesObject:
            return self
        return W_BytesObject(self._value)

    def descr_getnewargs(self):
        return space.newtuple([W_BytesObject(self._value)])


W_BytesUser = user_subclass(W_BytesObject)


def affix_at(s, affix, start, end, prefix):
    """Does s[start:end] begin (or end) with the affix?"""
    if start > end or len(affix) > end - start:
        return False
    if prefix:
        return utf8.match_at(s, affix, start)
    return utf8.match_at(s, affix, end - len(affix))


def buffer_or_none(w_obj):
    """The contents of a bytes-like object, or None."""
    if isinstance(w_obj, W_AbstractBytes):
        return w_obj.data()
    if isinstance(w_obj, memoryobject.W_MemoryView):
        return w_obj.as_string()
    memory = w_obj.get_memory()
    if memory is None:
        return None
    return memory.get(0, memory.length())


def buffer_w(w_obj):
    """The contents of a bytes-like object, or TypeError."""
    return need_buffer(w_obj)


def need_buffer(w_obj):
    """The contents of a bytes-like object, or TypeError."""
    s = buffer_or_none(w_obj)
    if s is None:
        raise operr(
            space.w_TypeError,
            "a bytes-like object is required, not '" + space.typename(w_obj) + "'",
        )
    return s


def sub_argument(w_sub):
    """What is searched for: bytes-like, or one byte as an int."""
    sub = buffer_or_none(w_sub)
    if sub is not None:
        return sub
    if space.lookup(w_sub, "__index__") is None:
        raise operr(
            space.w_TypeError,
            "argument should be integer or bytes-like object, not '" + space.typename(w_sub) + "'",
        )
    return chr(byte_value(w_sub))


def byte_value(w_obj):
    """An int from 0 to 255."""
    if isinstance(w_obj, intobject.W_IntObject):
        value = w_obj.intval
    else:
        if space.lookup(w_obj, "__index__") is None:
            raise operr(
                space.w_TypeError,
                "'" + space.typename(w_obj) + "' object cannot be interpreted as an integer",
            )
        value = space.getindex_w(w_obj, None)
    if value < 0 or value > 255:
        raise operr(space.w_ValueError, "byte must be in range(0, 256)")
    return value


def limit(w_count):
    """An optional count; -1 when it is missing."""
    if w_count is None:
        return -1
    return unicodemethods.need_int(w_count)


def separator(w_sep):
    """A separator, which must not be empty."""
    sep = need_buffer(w_sep)
    if len(sep) == 0:
        raise operr(space.w_ValueError, "empty separator")
    return sep


def contents_from(w_source, kind):
    """The bytes of an iterable of ints or of a bytes-like object."""
    s = buffer_or_none(w_source)
    if s is not None:
        return s
    if space.lookup(w_source, "__iter__") is None and space.lookup(w_source, "__getitem__") is None:
        raise operr(
            space.w_TypeError,
            "cannot convert '" + space.typename(w_source) + "' object to " + kind,
        )
    builder = StringBuilder(32)
    w_iterator = space.iter(w_source)
    while True:
        w_item = w_iterator.next_w()
        if w_item is None:
            return builder.build()
        if isinstance(w_item, intobject.W_IntObject):
            value = w_item.intval
        else:
            value = space.getindex_w(w_item, None)
        if value < 0 or value > 255:
            if kind == "bytearray":
                raise operr(space.w_ValueError, "byte must be in range(0, 256)")
            raise operr(space.w_ValueError, "bytes must be in range(0, 256)")
        builder.append(chr(value))


def bytes_method(w_source):
    """What __bytes__() of an object gives."""
    w_result = space.get_and_call0(space.lookup(w_source, "__bytes__"), w_source)
    if not isinstance(w_result, W_BytesObject):
        raise operr(
            space.w_TypeError,
            "__bytes__ returned non-bytes (type " + space.typename(w_result) + ")",
        )
    return w_result._value


def contents_from_arguments(w_source, w_encoding, w_errors, kind):
    """The contents that the arguments of bytes() or bytearray() stand for."""
    if w_source is None:
        if w_encoding is not None:
            raise operr(space.w_TypeError, "encoding without a string argument")
        if w_errors is not None:
            raise operr(space.w_TypeError, "errors without a string argument")
        return ""
    if isinstance(w_source, unicodeobject.W_UnicodeObject):
        if w_encoding is None:
            if kind == "bytes" and space.lookup(w_source, "__bytes__") is not None:
                return bytes_method(w_source)
            raise operr(space.w_TypeError, "string argument without an encoding")
        errors = "strict"
        if w_errors is not None:
            errors = space.text_w(w_errors)
        return codec.encode(w_source.text(), space.text_w(w_encoding), errors)
    if w_encoding is not None:
        raise operr(space.w_TypeError, "encoding without a string argument")
    if w_errors is not None:
        raise operr(space.w_TypeError, "errors without a string argument")
    if isinstance(w_source, W_AbstractBytes):
        if (
            kind == "bytes"
            and isinstance(w_source, W_BytesUser)
            and not isinstance(space.lookup(w_source, "__bytes__"), gateway.W_BuiltinFunction)
        ):
            return bytes_method(w_source)
        return w_source.data()
    if kind == "bytes" and space.lookup(w_source, "__bytes__") is not None:
        return bytes_method(w_source)
    if space.lookup(w_source, "__index__") is not None:
        n = space.getindex_w(w_source, space.w_OverflowError)
        if n < 0:
            raise operr(space.w_ValueError, "negative count")
        builder = StringBuilder(n)
        builder.append_multiple_char("\0", n)
        return builder.build()
    return contents_from(w_source, kind)


def bytes_new(w_type, w_source, w_encoding, w_errors):
    """bytes.__new__"""
    if w_type is space.w_bytes:
        if type(w_source) is W_BytesObject and w_encoding is None and w_errors is None:
            return w_source
        if w_encoding is None and w_errors is None and w_source is not None:
            w_method = space.lookup(w_source, "__bytes__")
            if w_method is not None and not isinstance(w_method, gateway.W_BuiltinFunction):
                w_result = space.get_and_call0(w_method, w_source)
                if isinstance(w_result, W_BytesObject):
                    return w_result
                raise operr(
                    space.w_TypeError,
                    "__bytes__ returned non-bytes (type " + space.typename(w_result) + ")",
                )
        return W_BytesObject(contents_from_arguments(w_source, w_encoding, w_errors, "bytes"))
    w_obj = W_BytesUser(contents_from_arguments(w_source, w_encoding, w_errors, "bytes"))
    w_obj.user_setup(w_type)
    return w_obj


def hex_separator(w_sep, w_group):
    """The arguments of hex(): a separator, or "", and the size of its groups."""
    sep = ""
    group = 1
    if w_group is not None:
        group = unicodemethods.need_int(w_group)
    if w_sep is not None:
        if isinstance(w_sep, unicodeobject.W_UnicodeObject):
            sep = w_sep.text()
        else:
            sep = need_buffer(w_sep)
        if len(sep) != 1 or ord(sep[0]) > 127:
            if len(sep) == 1 or len(sep) > 1 and ord(sep[0]) > 127:
                raise operr(space.w_ValueError, "sep must be ASCII.")
            raise operr(space.w_ValueError, "sep must be length 1.")
    if group == 0:
        sep = ""
    return sep, group


def hex_contents(w_text):
    """The bytes that a text of hexadecimal digits stands for."""
    text = unicodemethods.need_text_arg(w_text, "fromhex", "")
    builder = StringBuilder(len(text) // 2)
    i = 0
    while i < len(text):
        if byteops.is_space(text[i]):
            i += 1
            continue
        high = byteops.hex_value(text[i])
        bad = i
        low = -1
        if high >= 0:
            bad = i + 1
            if i + 1 < len(text):
                low = byteops.hex_value(text[i + 1])
        if low < 0:
            raise operr(
                space.w_ValueError,
                "non-hexadecimal number found in fromhex() arg at position %d" % bad,
            )
        builder.append(chr(high * 16 + low))
        i += 2
    return builder.build()


def bytes_fromhex(w_type, w_text):
    """bytes.fromhex"""
    w_bytes = W_BytesObject(hex_contents(w_text))
    if w_type is space.w_bytes:
        return w_bytes
    return space.call1(w_type, w_bytes)


def bytes_maketrans(w_from, w_to):
    """bytes.maketrans"""
    source = need_buffer(w_from)
    target = need_buffer(w_to)
    if len(source) != len(target):
        raise operr(space.w_ValueError, "maketrans arguments must have same length")
    table = [chr(i) for i in range(256)]
    for i in range(len(source)):
        table[ord(source[i])] = target[i]
    return W_BytesObject("".join(table))


def shared_members(cls):
    """NOT_RPYTHON: the members that bytes and bytearray share."""
    bounded = "self, sub, start=None, end=None, /"
    binary = "self, value, /"
    return [
        method("__len__", cls.descr_len, "self, /"),
        method("__iter__", cls.descr_iter, "self, /"),
        method("__getitem__", cls.descr_getitem, "self, key, /"),
        method("__add__", cls.descr_add, binary),
        method("__mul__", cls.descr_mul, binary),
        method("__rmul__", cls.descr_mul, binary),
        method("__mod__", cls.descr_mod, binary),
        method("__rmod__", cls.descr_rmod, binary),
        method("__contains__", cls.descr_contains, "self, key, /"),
        method("__eq__", cls.descr_eq, binary),
        method("__ne__", cls.descr_ne, binary),
        method("__lt__", cls.descr_lt, binary),
        method("__le__", cls.descr_le, binary),
        method("__gt__", cls.descr_gt, binary),
        method("__ge__", cls.descr_ge, binary),
        method("capitalize", cls.descr_capitalize, "self, /"),
        method("center", cls.descr_center, "self, width, fillchar=None, /"),
        method("count", cls.descr_count, bounded),
        method("decode", cls.descr_decode, "self, encoding=None, errors=None"),
        method("endswith", cls.descr_endswith, bounded),
        method("expandtabs", cls.descr_expandtabs, "self, tabsize=None"),
        method("find", cls.descr_find, bounded),
        method(
            "hex",
            cls.descr_hex,
            "self, sep=None, bytes_per_sep=None",
            doc="The bytes in hexadecimal, with separators if wanted.\n\n>>> bytes([1, 171]).hex(':')\n'01:ab'\n",
        ),
        method("index", cls.descr_index, bounded),
        method("isalnum", cls.descr_isalnum, "self, /"),
        method("isalpha", cls.descr_isalpha, "self, /"),
        method("isascii", cls.descr_isascii, "self, /"),
        method("isdigit", cls.descr_isdigit, "self, /"),
        method("islower", cls.descr_islower, "self, /"),
        method("isspace", cls.descr_isspace, "self, /"),
        method("istitle", cls.descr_istitle, "self, /"),
        method("isupper", cls.descr_isupper, "self, /"),
        method("join", cls.descr_join, "self, iterable, /"),
        method("ljust", cls.descr_ljust, "self, width, fillchar=None, /"),
        method("lower", cls.descr_lower, "self, /"),
        method("lstrip", cls.descr_lstrip, "self, bytes=None, /"),
        staticmethod_("maketrans", bytes_maketrans, "frm, to, /"),
        method("partition", cls.descr_partition, "self, sep, /"),
        method("removeprefix", cls.descr_removeprefix, "self, prefix, /"),
        method("removesuffix", cls.descr_removesuffix, "self, suffix, /"),
        method("replace", cls.descr_replace, "self, old, new, count=None, /"),
        method("rfind", cls.descr_rfind, bounded),
        method("rindex", cls.descr_rindex, bounded),
        method("rjust", cls.descr_rjust, "self, width, fillchar=None, /"),
        method("rpartition", cls.descr_rpartition, "self, sep, /"),
        method("rsplit", cls.descr_rsplit, "self, sep=None, maxsplit=None"),
        method("rstrip", cls.descr_rstrip, "self, bytes=None, /"),
        method("split", cls.descr_split, "self, sep=None, maxsplit=None"),
        method("splitlines", cls.descr_splitlines, "self, keepends=None"),
        method("startswith", cls.descr_startswith, bounded),
        method("strip", cls.descr_strip, "self, bytes=None, /"),
        method("swapcase", cls.descr_swapcase, "self, /"),
        method("title", cls.descr_title, "self, /"),
        method("translate", cls.descr_translate, "self, table, /, delete=None"),
        method("upper", cls.descr_upper, "self, /"),
        method("zfill", cls.descr_zfill, "self, width, /"),
    ]


W_BytesObject.typedef = TypeDef(
    "bytes",
    W_BytesObject,
    new("cls, source=None, encoding=None, errors=None", bytes_new),
    *shared_members(W_BytesObject),
    method("__hash__", W_BytesObject.descr_hash, "self, /"),
    method("__repr__", W_BytesObject.descr_repr, "self, /"),
    method("__str__", W_BytesObject.descr_repr, "self, /"),
    method("__bytes__", W_BytesObject.descr_bytes, "self, /"),
    method("__getnewargs__", W_BytesObject.descr_getnewargs, "self, /"),
    classmethod_("fromhex", bytes_fromhex, "cls, string, /"),
)

from interpreters.python.interpreter import gateway  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    formatting,
    intobject,
    iterators,
    listutil,
    memoryobject,
    sliceobject,
    tupleobject,
    unicodemethods,
    unicodeobject,
)
