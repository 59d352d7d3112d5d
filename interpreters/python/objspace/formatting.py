"""Formatting of Python objects: __format__ of the basic types, str.format, and f-string fields.

The mini-language itself is in formatspec.py, the % operator in percent.py.
"""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.objspace import formatspec, utf8
from interpreters.python.objspace import operation as space
from interpreters.python.objspace.percent import (  # noqa: F401
    percent_format,
    percent_format_bytes,
)

MAX_NESTING = 2


def spec_error(e):
    """The Python exception of a FormatError."""
    if e.overflow:
        return operr(space.w_OverflowError, e.msg)
    return operr(space.w_ValueError, e.msg)


def _spec_text(w_spec):
    if isinstance(w_spec, unicodeobject.W_UnicodeObject):
        return w_spec.text()
    raise operr(
        space.w_TypeError,
        "__format__() argument must be str, not " + space.typename(w_spec),
    )


def format_unicode(w_str, w_spec):
    """str.__format__"""
    spec = _spec_text(w_spec)
    if spec == "":
        return w_str.descr_str()
    try:
        return space.newtext(
            formatspec.format_text(w_str.text(), w_str.length(), spec, space.typename(w_str))
        )
    except formatspec.FormatError as e:
        raise spec_error(e)


def int_format(w_int, w_spec):
    """int.__format__ of any int object."""
    spec = _spec_text(w_spec)
    if spec == "":
        return space.str(w_int)
    return space.newtext(format_int_object(w_int, spec))


def format_int_object(w_int, spec):
    """The text of an int object by a specification that is not empty."""
    name = space.typename(w_int)
    try:
        if isinstance(w_int, intobject.W_IntObject):
            return formatspec.format_int(w_int.intval, spec, name)
        return formatspec.format_long(space.bigint_w(w_int), spec, name)
    except formatspec.FormatError as e:
        raise spec_error(e)


def float_format(w_float, w_spec):
    """float.__format__ of any float object."""
    spec = _spec_text(w_spec)
    if spec == "":
        return space.str(w_float)
    return space.newtext(format_float_value(space.float_w(w_float), spec, space.typename(w_float)))


def format_float_value(x, spec, typename):
    """The text of a float by a specification."""
    try:
        return formatspec.format_float(x, spec, typename)
    except formatspec.FormatError as e:
        raise spec_error(e)


def format_to_text(w_obj, spec):
    """format(w_obj, spec) as UTF-8, with short ways for exact str, int and float."""
    if spec == "":
        if type(w_obj) is unicodeobject.W_UnicodeObject:
            return w_obj.text()
    elif type(w_obj) is intobject.W_IntObject:
        return format_int_object(w_obj, spec)
    elif type(w_obj) is floatobject.W_FloatObject:
        return format_float_value(w_obj.floatval, spec, "float")
    return space.text_w(space.format(w_obj, space.newtext(spec)))


def apply_conversion(w_obj, conversion):
    """!r, !s and !a"""
    if conversion == "r":
        return space.repr(w_obj)
    if conversion == "s":
        return space.str(w_obj)
    if conversion == "a":
        return space.ascii(w_obj)
    raise operr(
        space.w_ValueError,
        "Unknown conversion specifier " + formatspec.type_text(conversion),
    )


# -- str.format -------------------------------------------------------------------------------


class Template(object):
    """One call of str.format or str.format_map: the template, the arguments, the numbering."""

    def __init__(self, args, w_mapping):
        self.args = args
        self.w_mapping = w_mapping
        self.next_index = 0
        self.automatic = False
        self.manual = False

    def render(self, s, depth):
        """The text of template s, in which replacement fields nest depth times."""
        if depth <= 0:
            raise operr(space.w_ValueError, "Max string recursion exceeded")
        builder = StringBuilder(len(s) + 16)
        size = len(s)
        i = 0
        while i < size:
            c = s[i]
            if c == "{" or c == "}":
                if i + 1 < size and s[i + 1] == c:
                    builder.append(c)
                    i += 2
                    continue
                if c == "}":
                    raise operr(space.w_ValueError, "Single '}' encountered in format string")
                if i + 1 >= size:
                    raise operr(space.w_ValueError, "Single '{' encountered in format string")
                end = self.field_end(s, i + 1)
                assert end >= 0
                self.render_field(builder, s[i + 1 : end], depth)
                i = end + 1
                continue
            start = i
            while i < size and s[i] != "{" and s[i] != "}":
                i += 1
            builder.append_slice(s, start, i)
        return builder.build()

    def field_end(self, s, pos):
        """Position of the brace that closes the field whose contents start at pos."""
        nesting = 1
        in_brackets = False
        in_name = True
        while pos < len(s):
            c = s[pos]
            if in_brackets:
                if c == "]":
                    in_brackets = False
            elif c == "[" and in_name:
                in_brackets = True
            elif c == "{":
                if in_name:
                    raise operr(space.w_ValueError, "unexpected '{' in field name")
                nesting += 1
            elif c == "}":
                nesting -= 1
                if nesting == 0:
                    return pos
            elif c == ":" or c == "!":
                in_name = False
            pos += 1
        raise operr(space.w_ValueError, "expected '}' before end of string")

    def render_field(self, builder, field, depth):
        """Append the text of the replacement field with these contents."""
        size = len(field)
        i = 0
        in_brackets = False
        while i < size:
            c = field[i]
            if in_brackets:
                if c == "]":
                    in_brackets = False
            elif c == "[":
                in_brackets = True
            elif c == ":" or c == "!":
                break
            i += 1
        name = field[0:i]
        conversion = ""
        spec = ""
        if i < size and field[i] == "!":
            i += 1
            if i >= size:
                raise operr(space.w_ValueError, "unmatched '{' in format spec")
            after = utf8.next_pos(field, i)
            conversion = field[i:after]
            i = after
            if i < size and field[i] != ":":
                raise operr(space.w_ValueError, "expected ':' after conversion specifier")
        if i < size:
            spec = field[i + 1 :]
        w_obj = self.lookup(name)
        if conversion != "":
            w_obj = apply_conversion(w_obj, conversion)
        if spec.find("{") >= 0 or spec.find("}") >= 0:
            spec = self.render(spec, depth - 1)
        builder.append(format_to_text(w_obj, spec))

    def lookup(self, name):
        """The object that a field name stands for."""
        size = len(name)
        i = 0
        while i < size and name[i] != "." and name[i] != "[":
            i += 1
        w_obj = self.first(name[0:i])
        while i < size:
            if name[i] == ".":
                start = i + 1
                i = start
                while i < size and name[i] != "." and name[i] != "[":
                    i += 1
                if i == start:
                    raise operr(space.w_ValueError, "Empty attribute in format string")
                w_obj = space.getattr(w_obj, name[start:i])
            elif name[i] == "[":
                start = i + 1
                i = start
                while i < size and name[i] != "]":
                    i += 1
                if i >= size:
                    raise operr(space.w_ValueError, "Missing ']' in format string")
                if i == start:
                    raise operr(space.w_ValueError, "Empty attribute in format string")
                key = name[start:i]
                i += 1
                number = index_of(key)
                if number >= 0:
                    w_obj = space.getitem(w_obj, space.newint(number))
                else:
                    w_obj = space.getitem(w_obj, space.newtext(key))
            else:
                raise operr(
                    space.w_ValueError, "Only '.' or '[' may follow ']' in format field specifier"
                )
        return w_obj

    def first(self, name):
        """The argument that the first part of a field name stands for."""
        if name == "":
            if self.manual:
                raise operr(
                    space.w_ValueError,
                    "cannot switch from manual field specification to automatic field numbering",
                )
            self.automatic = True
            index = self.next_index
            self.next_index += 1
        else:
            index = index_of(name)
            if index >= 0:
                if self.automatic:
                    raise operr(
                        space.w_ValueError,
                        "cannot switch from automatic field numbering "
                        "to manual field specification",
                    )
                self.manual = True
        if index < 0:
            if self.w_mapping is not None:
                return space.getitem(self.w_mapping, space.newtext(name))
            w_value = self.args.getkw(name)
            if w_value is None:
                raise OperationError(space.w_KeyError, space.newtext(name))
            return w_value
        if self.w_mapping is not None:
            raise operr(space.w_ValueError, "Format string contains positional fields")
        if index >= len(self.args.args_w):
            raise operr(
                space.w_IndexError,
                "Replacement index %d out of range for positional args tuple" % index,
            )
        return self.args.args_w[index]


def index_of(text):
    """The number that a text of digits stands for, or -1."""
    if text == "":
        return -1
    value = 0
    for i in range(len(text)):
        c = text[i]
        if not "0" <= c <= "9":
            return -1
        if value > 922337203685477579:
            raise operr(space.w_ValueError, "Too many decimal digits in format string")
        value = value * 10 + (ord(c) - 48)
    return value


def str_format(w_self, args):
    """str.format"""
    return space.newtext(Template(args, None).render(w_self.text(), MAX_NESTING))


def str_format_map(w_self, w_mapping):
    """str.format_map"""
    template = Template(argument.Arguments([]), w_mapping)
    return space.newtext(template.render(w_self.text(), MAX_NESTING))


from interpreters.python.interpreter import argument  # noqa: E402
from interpreters.python.objspace import floatobject, intobject, unicodeobject  # noqa: E402
