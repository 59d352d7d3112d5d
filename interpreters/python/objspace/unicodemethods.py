"""The methods of str: arguments unwrapped, textops and utf8 called, results wrapped."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.error import operr
from interpreters.python.objspace import formatspec, textops, unicodedb, utf8
from interpreters.python.objspace import operation as space


def _wrap(s):
    return unicodeobject.W_UnicodeObject(s)


def _wrap_len(s, length):
    return unicodeobject.W_UnicodeObject(s, length)


def need_text(w_obj):
    """The UTF-8 of an argument that has to be a str."""
    if isinstance(w_obj, unicodeobject.W_UnicodeObject):
        return w_obj.text()
    raise operr(space.w_TypeError, "must be str, not " + space.typename(w_obj))


def need_text_arg(w_obj, function, number):
    """The UTF-8 of an argument that has to be a str; the error names function and position."""
    if isinstance(w_obj, unicodeobject.W_UnicodeObject):
        return w_obj.text()
    if number != "":
        number = " " + number
    raise operr(
        space.w_TypeError,
        function + "() argument" + number + " must be str, not " + space.typename(w_obj),
    )


def need_int(w_obj):
    """The machine int of an argument with __index__."""
    if isinstance(w_obj, intobject.W_IntObject):
        return w_obj.intval
    return space.getindex_w(w_obj, space.w_OverflowError)


def clip_bounds(length, w_start, w_end):
    """(start, end) of optional slice-like arguments; start may exceed length."""
    start = sliceobject.eval_bound(w_start, 0)
    end = sliceobject.eval_bound(w_end, length)
    if end > length:
        end = length
    elif end < 0:
        end += length
        if end < 0:
            end = 0
    if start < 0:
        start += length
        if start < 0:
            start = 0
    return start, end


# -- searching --------------------------------------------------------------------------------


def _search(self, w_sub, w_start, w_end, forward):
    sub = need_text(w_sub)
    s = self.text()
    if w_start is None and w_end is None:
        if forward:
            pos = utf8.find(s, sub, 0, len(s))
        else:
            pos = utf8.rfind(s, sub, 0, len(s))
        if pos <= 0:
            return pos
        return self.index_of(pos)
    length = self.length()
    start, end = clip_bounds(length, w_start, w_end)
    if start > end:
        return -1
    first = self.offset_of(start)
    last = self.offset_of(end)
    if forward:
        pos = utf8.find(s, sub, first, last)
    else:
        pos = utf8.rfind(s, sub, first, last)
    if pos < 0:
        return -1
    return self.index_of(pos)


def str_find(self, w_sub, w_start, w_end):
    return space.newint(_search(self, w_sub, w_start, w_end, True))


def str_rfind(self, w_sub, w_start, w_end):
    return space.newint(_search(self, w_sub, w_start, w_end, False))


def str_index(self, w_sub, w_start, w_end):
    pos = _search(self, w_sub, w_start, w_end, True)
    if pos < 0:
        raise operr(space.w_ValueError, "substring not found")
    return space.newint(pos)


def str_rindex(self, w_sub, w_start, w_end):
    pos = _search(self, w_sub, w_start, w_end, False)
    if pos < 0:
        raise operr(space.w_ValueError, "substring not found")
    return space.newint(pos)


def str_count(self, w_sub, w_start, w_end):
    sub = need_text(w_sub)
    start, end = clip_bounds(self.length(), w_start, w_end)
    if start > end:
        return space.newint(0)
    if sub == "":
        return space.newint(end - start + 1)
    first = self.offset_of(start)
    last = self.offset_of(end)
    return space.newint(utf8.count(self.text(), sub, first, last))


def _affix_at(s, affix, first, last, prefix):
    if len(affix) > last - first:
        return False
    if prefix:
        return utf8.match_at(s, affix, first)
    return utf8.match_at(s, affix, last - len(affix))


def _has_affix(self, w_affix, w_start, w_end, prefix):
    s = self.text()
    if w_start is None and w_end is None:
        first = 0
        last = len(s)
    else:
        start, end = clip_bounds(self.length(), w_start, w_end)
        if start > end:
            if isinstance(w_affix, unicodeobject.W_UnicodeObject):
                return False
            first = 1
            last = 0
        else:
            first = self.offset_of(start)
            last = self.offset_of(end)
    if isinstance(w_affix, unicodeobject.W_UnicodeObject):
        return _affix_at(s, w_affix.text(), first, last, prefix)
    name = "endswith"
    if prefix:
        name = "startswith"
    if isinstance(w_affix, tupleobject.W_TupleObject):
        for i in range(w_affix.length()):
            w_item = w_affix.getitem(i)
            if not isinstance(w_item, unicodeobject.W_UnicodeObject):
                raise operr(
                    space.w_TypeError,
                    "tuple for " + name + " must only contain str, not " + space.typename(w_item),
                )
            if first <= last and _affix_at(s, w_item.text(), first, last, prefix):
                return True
        return False
    raise operr(
        space.w_TypeError,
        name + " first arg must be str or a tuple of str, not " + space.typename(w_affix),
    )


def str_startswith(self, w_prefix, w_start, w_end):
    return space.newbool(_has_affix(self, w_prefix, w_start, w_end, True))


def str_endswith(self, w_suffix, w_start, w_end):
    return space.newbool(_has_affix(self, w_suffix, w_start, w_end, False))


def str_removeprefix(self, w_prefix):
    prefix = need_text_arg(w_prefix, "removeprefix", "")
    s = self.text()
    if prefix != "" and utf8.match_at(s, prefix, 0):
        return _wrap(s[len(prefix) :])
    return self.descr_str()


def str_removesuffix(self, w_suffix):
    suffix = need_text_arg(w_suffix, "removesuffix", "")
    s = self.text()
    end = len(s) - len(suffix)
    if suffix != "" and end >= 0 and utf8.match_at(s, suffix, end):
        return _wrap(s[0:end])
    return self.descr_str()


# -- splitting and joining --------------------------------------------------------------------


def _maxsplit(w_maxsplit):
    if w_maxsplit is None:
        return -1
    return need_int(w_maxsplit)


def _separator(w_sep):
    if isinstance(w_sep, unicodeobject.W_UnicodeObject):
        if w_sep.text() == "":
            raise operr(space.w_ValueError, "empty separator")
        return w_sep.text()
    raise operr(space.w_TypeError, "must be str or None, not " + space.typename(w_sep))


def str_split(self, w_sep, w_maxsplit):
    maxsplit = _maxsplit(w_maxsplit)
    if w_sep is None or w_sep is space.w_None:
        return unicodeobject.from_list(textops.split_space(self.text(), maxsplit))
    return unicodeobject.from_list(textops.split_text(self.text(), _separator(w_sep), maxsplit))


def str_rsplit(self, w_sep, w_maxsplit):
    maxsplit = _maxsplit(w_maxsplit)
    if w_sep is None or w_sep is space.w_None:
        return unicodeobject.from_list(textops.rsplit_space(self.text(), maxsplit))
    return unicodeobject.from_list(textops.rsplit_text(self.text(), _separator(w_sep), maxsplit))


def str_splitlines(self, w_keepends):
    keepends = w_keepends is not None and space.is_true(w_keepends)
    return unicodeobject.from_list(textops.splitlines(self.text(), keepends))


def _three(a, b, c):
    return space.newtuple([_wrap(a), _wrap(b), _wrap(c)])


def _partition_separator(w_sep):
    sep = need_text(w_sep)
    if sep == "":
        raise operr(space.w_ValueError, "empty separator")
    return sep


def str_partition(self, w_sep):
    sep = _partition_separator(w_sep)
    s = self.text()
    pos = utf8.find(s, sep, 0, len(s))
    if pos < 0:
        return space.newtuple([self.descr_str(), _wrap(""), _wrap("")])
    return _three(s[0:pos], sep, s[pos + len(sep) :])


def str_rpartition(self, w_sep):
    sep = _partition_separator(w_sep)
    s = self.text()
    pos = utf8.rfind(s, sep, 0, len(s))
    if pos < 0:
        return space.newtuple([_wrap(""), _wrap(""), self.descr_str()])
    return _three(s[0:pos], sep, s[pos + len(sep) :])


def str_join(self, w_iterable):
    if (
        space.lookup(w_iterable, "__iter__") is None
        and space.lookup(w_iterable, "__getitem__") is None
    ):
        raise operr(space.w_TypeError, "can only join an iterable")
    items_w = space.unpackiterable(w_iterable)
    n = len(items_w)
    if n == 1 and type(items_w[0]) is unicodeobject.W_UnicodeObject:
        return items_w[0]
    total = 0
    for i in range(n):
        w_item = items_w[i]
        if not isinstance(w_item, unicodeobject.W_UnicodeObject):
            raise operr(
                space.w_TypeError,
                "sequence item %d: expected str instance, %s found" % (i, space.typename(w_item)),
            )
        total += len(w_item.text())
    sep = self.text()
    if n > 1:
        total += len(sep) * (n - 1)
    builder = StringBuilder(total)
    for i in range(n):
        if i > 0 and sep != "":
            builder.append(sep)
        w_item = items_w[i]
        assert isinstance(w_item, unicodeobject.W_UnicodeObject)
        builder.append(w_item.text())
    return _wrap(builder.build())


# -- replacing, stripping, padding ------------------------------------------------------------


def str_replace(self, w_old, w_new, w_count):
    old = need_text_arg(w_old, "replace", "1")
    new = need_text_arg(w_new, "replace", "2")
    s = self.text()
    result = utf8.replace(s, old, new, _maxsplit(w_count))
    if result is s:
        return self.descr_str()
    return _wrap(result)


def _strip(self, w_chars, left, right, name):
    s = self.text()
    if w_chars is None or w_chars is space.w_None:
        result = textops.strip_space(s, left, right)
    elif isinstance(w_chars, unicodeobject.W_UnicodeObject):
        result = textops.strip_chars(s, w_chars.text(), left, right)
    else:
        raise operr(space.w_TypeError, name + " arg must be None or str")
    if len(result) == len(s):
        return self.descr_str()
    return _wrap(result)


def str_strip(self, w_chars):
    return _strip(self, w_chars, True, True, "strip")


def str_lstrip(self, w_chars):
    return _strip(self, w_chars, True, False, "lstrip")


def str_rstrip(self, w_chars):
    return _strip(self, w_chars, False, True, "rstrip")


def _fill_char(w_fill):
    if w_fill is None:
        return " "
    if not isinstance(w_fill, unicodeobject.W_UnicodeObject):
        raise operr(
            space.w_TypeError,
            "The fill character must be a unicode character, not " + space.typename(w_fill),
        )
    if w_fill.length() != 1:
        raise operr(space.w_TypeError, "The fill character must be exactly one character long")
    return w_fill.text()


def _pad_both(self, w_width, w_fill, align):
    width = need_int(w_width)
    fill = _fill_char(w_fill)
    length = self.length()
    if width <= length:
        return self.descr_str()
    if width > unicodeobject.MAX_BYTES:
        raise operr(space.w_OverflowError, "padded string is too long")
    if align == "^":
        # the odd column goes to the left when the width is odd
        missing = width - length
        left = (missing >> 1) + (missing & width & 1)
        builder = StringBuilder(width)
        formatspec.append_fill(builder, fill, left)
        builder.append(self.text())
        formatspec.append_fill(builder, fill, missing - left)
        return _wrap_len(builder.build(), width)
    return _wrap_len(formatspec.pad(self.text(), length, fill, align, width), width)


def str_center(self, w_width, w_fill):
    return _pad_both(self, w_width, w_fill, "^")


def str_ljust(self, w_width, w_fill):
    return _pad_both(self, w_width, w_fill, "<")


def str_rjust(self, w_width, w_fill):
    return _pad_both(self, w_width, w_fill, ">")


def str_zfill(self, w_width):
    width = need_int(w_width)
    length = self.length()
    if width <= length:
        return self.descr_str()
    s = self.text()
    builder = StringBuilder(width)
    start = 0
    if len(s) > 0 and (s[0] == "+" or s[0] == "-"):
        builder.append(s[0])
        start = 1
    builder.append_multiple_char("0", width - length)
    builder.append_slice(s, start, len(s))
    return _wrap_len(builder.build(), width)


def str_expandtabs(self, w_tabsize):
    tabsize = 8
    if w_tabsize is not None:
        tabsize = need_int(w_tabsize)
    return _wrap(textops.expandtabs(self.text(), tabsize))


# -- case and predicates ----------------------------------------------------------------------


def str_lower(self):
    return _wrap(textops.lower(self.text()))


def str_upper(self):
    return _wrap(textops.upper(self.text()))


def str_title(self):
    return _wrap(textops.title(self.text()))


def str_capitalize(self):
    return _wrap(textops.capitalize(self.text()))


def str_swapcase(self):
    return _wrap(textops.swapcase(self.text()))


def str_casefold(self):
    return _wrap(textops.casefold(self.text()))


def str_isalnum(self):
    return space.newbool(textops.all_have(self.text(), ALNUM))


def str_isalpha(self):
    return space.newbool(textops.all_have(self.text(), unicodedb.ALPHA))


def str_isascii(self):
    return space.newbool(self.is_ascii())


def str_isdecimal(self):
    return space.newbool(textops.all_have(self.text(), unicodedb.DECIMAL))


def str_isdigit(self):
    return space.newbool(textops.all_have(self.text(), unicodedb.DIGIT))


def str_isnumeric(self):
    return space.newbool(textops.all_have(self.text(), unicodedb.NUMERIC))


def str_isspace(self):
    return space.newbool(textops.all_have(self.text(), unicodedb.SPACE))


def str_isprintable(self):
    return space.newbool(textops.isprintable(self.text()))


def str_isidentifier(self):
    return space.newbool(textops.isidentifier(self.text()))


def str_islower(self):
    return space.newbool(textops.has_case(self.text(), unicodedb.LOWER, UPPER_OR_TITLE))


def str_isupper(self):
    return space.newbool(textops.has_case(self.text(), unicodedb.UPPER, LOWER_OR_TITLE))


def str_istitle(self):
    return space.newbool(textops.istitle(self.text()))


ALNUM = unicodedb.ALPHA | unicodedb.DECIMAL | unicodedb.DIGIT | unicodedb.NUMERIC
UPPER_OR_TITLE = unicodedb.UPPER | unicodedb.TITLE
LOWER_OR_TITLE = unicodedb.LOWER | unicodedb.TITLE


# -- encoding and translation -----------------------------------------------------------------


def _optional_text(w_obj, default, function, number):
    if w_obj is None:
        return default
    return need_text_arg(w_obj, function, number)


def str_encode(self, w_encoding, w_errors):
    encoding = _optional_text(w_encoding, "utf-8", "encode", "'encoding'")
    errors = _optional_text(w_errors, "strict", "encode", "'errors'")
    return space.newbytes(codec.encode(self.text(), encoding, errors))


def str_maketrans(w_x, w_y, w_z):
    w_table = space.newdict()
    if w_y is None:
        if not isinstance(w_x, dictobject.W_DictObject):
            raise operr(
                space.w_TypeError, "if you give only one argument to maketrans it must be a dict"
            )
        pos = w_x.next_entry(0)
        while pos >= 0:
            w_key = w_x.key_at(pos)
            if isinstance(w_key, unicodeobject.W_UnicodeObject):
                if w_key.length() != 1:
                    raise operr(
                        space.w_ValueError, "string keys in translate table must be of length 1"
                    )
                w_key = space.newint(w_key.codepoint_at(0))
            elif not space.isinstance_w(w_key, space.w_int):
                raise operr(
                    space.w_TypeError, "keys in translate table must be strings or integers"
                )
            w_table.setitem(w_key, w_x.value_at(pos))
            pos = w_x.next_entry(pos + 1)
        return w_table
    if not isinstance(w_x, unicodeobject.W_UnicodeObject):
        raise operr(
            space.w_TypeError,
            "first maketrans argument must be a string if there is a second argument",
        )
    sources = utf8.codepoints(w_x.text())
    targets = utf8.codepoints(need_text_arg(w_y, "maketrans", "2"))
    if len(sources) != len(targets):
        raise operr(space.w_ValueError, "the first two maketrans arguments must have equal length")
    for i in range(len(sources)):
        w_table.setitem(space.newint(sources[i]), space.newint(targets[i]))
    if w_z is not None:
        for cp in utf8.codepoints(need_text_arg(w_z, "maketrans", "3")):
            w_table.setitem(space.newint(cp), space.w_None)
    return w_table


def _lookup_translation(w_table, cp):
    w_key = space.newint(cp)
    if type(w_table) is dictobject.W_DictObject:
        return w_table.getitem(w_key)
    try:
        return space.getitem(w_table, w_key)
    except OperationError as e:
        if not e.match(space.w_LookupError):
            raise
    return None


def str_translate(self, w_table):
    s = self.text()
    builder = StringBuilder(len(s))
    pos = 0
    while pos < len(s):
        cp = utf8.codepoint_at(s, pos)
        pos = utf8.next_pos(s, pos)
        w_value = _lookup_translation(w_table, cp)
        if w_value is None:
            utf8.append_codepoint(builder, cp)
        elif isinstance(w_value, intobject.W_IntObject):
            value = w_value.intval
            if value < 0 or value > utf8.MAXUNICODE:
                raise operr(space.w_ValueError, "character mapping must be in range(0x110000)")
            utf8.append_codepoint(builder, value)
        elif isinstance(w_value, unicodeobject.W_UnicodeObject):
            builder.append(w_value.text())
        elif w_value is not space.w_None:
            raise operr(space.w_TypeError, "character mapping must return integer, None or str")
    return _wrap(builder.build())


from interpreters.python.interpreter.error import OperationError  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    codec,
    dictobject,
    intobject,
    sliceobject,
    tupleobject,
    unicodeobject,
)
