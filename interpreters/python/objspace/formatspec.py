"""The format mini-language on plain values: text, machine ints, big ints and floats.

Called by formatting.py, which unwraps arguments and turns FormatError into ValueError.
"""

import sys

from rpython.rlib import rfloat
from rpython.rlib.rbigint import rbigint
from rpython.rlib.rstring import StringBuilder

from interpreters.python.objspace import utf8

DIGITS = "0123456789abcdef"
MININT = -sys.maxsize - 1
MAX_WIDTH = sys.maxsize

# Flags of rfloat.formatd.
ALT = rfloat.DTSF_ALT
DOT_0 = rfloat.DTSF_ADD_DOT_0


class FormatError(Exception):
    """A malformed specification; becomes ValueError, or OverflowError when overflow is set."""

    def __init__(self, msg, overflow=False):
        self.msg = msg
        self.overflow = overflow


class FormatSpec(object):
    """The parsed parts of [[fill]align][sign][z][#][0][width][grouping][.precision][type]."""

    def __init__(self):
        self.fill = " "
        self.align = ""
        self.sign = ""
        self.no_negative_zero = False
        self.alternate = False
        self.width = -1
        self.thousands = ""
        self.group = 3
        self.precision = -1
        self.type = ""


def _is_align(s, pos):
    if pos >= len(s):
        return False
    c = s[pos]
    return c == "<" or c == ">" or c == "=" or c == "^"


def type_text(code):
    """A presentation type as error messages show it."""
    cp = utf8.codepoint_at(code, 0)
    if 32 < cp < 128:
        return code
    return "\\x" + int_digits(cp, 16)


def _parse_number(s, pos):
    """The position after the digits that start at pos."""
    while pos < len(s) and "0" <= s[pos] <= "9":
        pos += 1
    return pos


def _number(s, start, end):
    value = 0
    for i in range(start, end):
        digit = ord(s[i]) - 48
        if value > (MAX_WIDTH - digit) // 10:
            raise FormatError("Too many decimal digits in format string")
        value = value * 10 + digit
    return value


def parse_spec(s, default_type, numeric, typename):
    """Parse a format specification for an object of the named type."""
    spec = FormatSpec()
    size = len(s)
    pos = 0
    fill_given = False
    if size > 0:
        second = utf8.next_pos(s, 0)
        if _is_align(s, second):
            spec.fill = s[0:second]
            spec.align = s[second]
            fill_given = True
            pos = second + 1
        elif _is_align(s, 0):
            spec.align = s[0]
            pos = 1
    if pos < size and (s[pos] == "+" or s[pos] == "-" or s[pos] == " "):
        spec.sign = s[pos]
        pos += 1
    if pos < size and s[pos] == "z":
        spec.no_negative_zero = True
        pos += 1
    if pos < size and s[pos] == "#":
        spec.alternate = True
        pos += 1
    if not fill_given and pos < size and s[pos] == "0":
        spec.fill = "0"
        if spec.align == "" and numeric:
            spec.align = "="
        pos += 1
    end = _parse_number(s, pos)
    if end > pos:
        spec.width = _number(s, pos, end)
        pos = end
    if pos < size and s[pos] == ",":
        spec.thousands = ","
        pos += 1
    if pos < size and s[pos] == "_":
        if spec.thousands != "":
            raise FormatError("Cannot specify both ',' and '_'.")
        spec.thousands = "_"
        pos += 1
    if pos < size and s[pos] == ",":
        if spec.thousands == "_":
            raise FormatError("Cannot specify both ',' and '_'.")
    if pos < size and s[pos] == ".":
        pos += 1
        end = _parse_number(s, pos)
        if end == pos:
            raise FormatError("Format specifier missing precision")
        spec.precision = _number(s, pos, end)
        pos = end
    if pos < size:
        if utf8.next_pos(s, pos) < size:
            raise FormatError(
                "Invalid format specifier '" + s + "' for object of type '" + typename + "'"
            )
        assert pos >= 0
        spec.type = s[pos:]
    else:
        spec.type = default_type
    if spec.thousands != "":
        _check_grouping(spec)
    return spec


def _check_grouping(spec):
    code = spec.type
    if code == "":
        return
    if len(code) == 1:
        if "defgEG%F".find(code) >= 0:
            return
        if spec.thousands == "_" and "boxX".find(code) >= 0:
            spec.group = 4
            return
    raise FormatError("Cannot specify '" + spec.thousands + "' with '" + type_text(code) + "'.")


def unknown_type(spec, typename):
    """The error for a presentation type that the object does not have."""
    return FormatError(
        "Unknown format code '" + type_text(spec.type) + "' for object of type '" + typename + "'"
    )


def pad(text, textlen, fill, align, width):
    """Text of textlen code points padded to width with a one-character fill."""
    missing = width - textlen
    if missing <= 0:
        return text
    if align == "<":
        left = 0
    elif align == "^":
        left = missing >> 1
    else:
        left = missing
    builder = StringBuilder(len(text) + missing)
    append_fill(builder, fill, left)
    builder.append(text)
    append_fill(builder, fill, missing - left)
    return builder.build()


def append_fill(builder, fill, n):
    """Append n copies of the one-character text fill."""
    if len(fill) == 1:
        if n > 0:
            builder.append_multiple_char(fill[0], n)
        return
    while n > 0:
        builder.append(fill)
        n -= 1


def format_text(text, textlen, specification, typename):
    """format() of a str."""
    spec = parse_spec(specification, "s", False, typename)
    if spec.type != "s":
        raise unknown_type(spec, typename)
    if spec.sign != "":
        if spec.sign == " ":
            raise FormatError("Space not allowed in string format specifier")
        raise FormatError("Sign not allowed in string format specifier")
    if spec.no_negative_zero:
        raise FormatError("Negative zero coercion (z) not allowed in string format specifier")
    if spec.alternate:
        raise FormatError("Alternate form (#) not allowed in string format specifier")
    if spec.align == "=":
        raise FormatError("'=' alignment not allowed in string format specifier")
    if 0 <= spec.precision < textlen:
        if len(text) == textlen:
            text = text[0 : spec.precision]
        else:
            end = utf8.advance(text, 0, spec.precision)
            assert end >= 0
            text = text[0:end]
        textlen = spec.precision
    align = spec.align
    if align == "":
        align = "<"
    return pad(text, textlen, spec.fill, align, spec.width)


def int_digits(value, base):
    """Digits of a non-negative machine int in base 2, 8, 10 or 16."""
    if base == 10:
        return "%d" % value
    if value == 0:
        return "0"
    chars = []
    while value > 0:
        chars.append(DIGITS[value % base])
        value = value // base
    chars.reverse()
    return "".join(chars)


def long_digits(big, base):
    """Digits of a non-negative big int in base 2, 8, 10 or 16."""
    if base == 10:
        return big.str()
    return big.format(DIGITS[0:base])


def base_prefix(base):
    """The prefix of literals in a base."""
    if base == 16:
        return "0x"
    if base == 8:
        return "0o"
    if base == 2:
        return "0b"
    return ""


def int_in_base(value, base):
    """Text of a machine int with sign and base prefix: what bin(), oct() and hex() give."""
    if value == MININT:
        return long_in_base(rbigint.fromint(value), base)
    if value < 0:
        return "-" + base_prefix(base) + int_digits(-value, base)
    return base_prefix(base) + int_digits(value, base)


def long_in_base(big, base):
    """Text of a big int with sign and base prefix."""
    if big.lt(rbigint.fromint(0)):
        return "-" + base_prefix(base) + long_digits(big.neg(), base)
    return base_prefix(base) + long_digits(big, base)


def _base_of_type(code):
    if code == "d" or code == "n" or code == "":
        return 10
    if code == "x" or code == "X":
        return 16
    if code == "b":
        return 2
    if code == "o":
        return 8
    return 0


def is_float_type(code):
    """True for the presentation types that convert an int to float."""
    return len(code) == 1 and "eEfFgG%".find(code) >= 0


def _check_int_spec(spec, typename):
    if spec.type != "c" and _base_of_type(spec.type) == 0:
        raise unknown_type(spec, typename)
    if spec.precision >= 0:
        raise FormatError("Precision not allowed in integer format specifier")
    if spec.no_negative_zero:
        raise FormatError("Negative zero coercion (z) not allowed in integer format specifier")
    if spec.type == "c":
        if spec.sign != "":
            raise FormatError("Sign not allowed with integer format specifier 'c'")
        if spec.alternate:
            raise FormatError("Alternate form (#) not allowed with integer format specifier 'c'")


def format_int(value, specification, typename):
    """format() of a machine int."""
    if specification == "" or specification == "d":
        return "%d" % value
    spec = parse_spec(specification, "d", True, typename)
    if is_float_type(spec.type):
        return format_float_spec(float(value), spec, typename)
    _check_int_spec(spec, typename)
    if spec.type == "c":
        return _format_char(value, spec)
    if value == MININT:
        return _finish_int(
            long_digits(rbigint.fromint(value).neg(), _base_of_type(spec.type)), True, spec
        )
    negative = value < 0
    if negative:
        value = -value
    return _finish_int(int_digits(value, _base_of_type(spec.type)), negative, spec)


def format_long(big, specification, typename):
    """format() of a big int."""
    spec = parse_spec(specification, "d", True, typename)
    if is_float_type(spec.type):
        try:
            x = big.tofloat()
        except OverflowError:
            raise FormatError("int too large to convert to float", True)
        return format_float_spec(x, spec, typename)
    _check_int_spec(spec, typename)
    if spec.type == "c":
        raise FormatError("Python int too large to convert to C long", True)
    negative = big.lt(rbigint.fromint(0))
    if negative:
        big = big.neg()
    return _finish_int(long_digits(big, _base_of_type(spec.type)), negative, spec)


def _format_char(value, spec):
    if value < 0 or value > utf8.MAXUNICODE:
        raise FormatError("%c arg not in range(0x110000)", True)
    align = spec.align
    if align == "":
        align = ">"
    if align == "=":
        align = ">"
    return pad(utf8.from_codepoint(value), 1, spec.fill, align, spec.width)


def _finish_int(digits, negative, spec):
    prefix = ""
    if spec.alternate:
        prefix = base_prefix(_base_of_type(spec.type))
    if spec.type == "X":
        digits = digits.upper()
        prefix = prefix.upper()
    return _assemble(digits, "", negative, prefix, spec)


def _sign_text(negative, spec):
    if negative:
        return "-"
    if spec.sign == "+" or spec.sign == " ":
        return spec.sign
    return ""


def group_digits(digits, separator, group, min_width):
    """Digits with separators; zeros are added in front until the text has min_width bytes."""
    n = len(digits)
    total = n + (n - 1) // group
    while total < min_width:
        n += 1
        total = n + (n - 1) // group
    builder = StringBuilder(total)
    zeros = n - len(digits)
    for i in range(n):
        if i > 0 and (n - i) % group == 0:
            builder.append(separator)
        if i < zeros:
            builder.append("0")
        else:
            builder.append(digits[i - zeros])
    return builder.build()


def _assemble(digits, rest, negative, prefix, spec):
    """Sign, prefix, digits (grouped), the rest behind them, and padding."""
    sign = _sign_text(negative, spec)
    if spec.thousands != "" and digits != "":
        minimum = 0
        if spec.fill == "0" and spec.align == "=":
            minimum = spec.width - len(sign) - len(prefix) - len(rest)
        digits = group_digits(digits, spec.thousands, spec.group, minimum)
    size = len(sign) + len(prefix) + len(digits) + len(rest)
    if spec.width <= size:
        return sign + prefix + digits + rest
    if spec.align == "=":
        builder = StringBuilder(spec.width)
        builder.append(sign)
        builder.append(prefix)
        append_fill(builder, spec.fill, spec.width - size)
        builder.append(digits)
        builder.append(rest)
        return builder.build()
    align = spec.align
    if align == "":
        align = ">"
    return pad(sign + prefix + digits + rest, size, spec.fill, align, spec.width)


def format_float(x, specification, typename):
    """format() of a float."""
    if specification == "":
        return rfloat.formatd(x, "r", 0, DOT_0)
    return format_float_spec(x, parse_spec(specification, "", True, typename), typename)


def format_float_spec(x, spec, typename):
    """format() of a float whose specification is parsed."""
    code = spec.type
    precision = spec.precision
    if precision > 0x7FFFFFFF:
        raise FormatError("precision too big")
    flags = 0
    if spec.alternate:
        flags |= ALT
    percent = False
    if code == "":
        if precision < 0:
            text = rfloat.formatd(x, "r", 0, DOT_0)
            at = text.find("e")
            if spec.alternate and at >= 0 and text.find(".") < 0:
                text = text[0:at] + "." + text[at:]
        else:
            text = _general_with_point(x, precision, flags)
        return _finish_float_text(text, spec, percent)
    if code == "n":
        code = "g"
    elif code == "%":
        code = "f"
        x = x * 100.0
        percent = True
    elif not is_float_type(code):
        raise unknown_type(spec, typename)
    if precision < 0:
        precision = 6
    return _finish_float_text(rfloat.formatd(x, code[0], precision, flags), spec, percent)


def _general_with_point(x, precision, flags):
    """The format "g" that keeps a digit behind the point, as for an empty presentation type."""
    if precision == 0:
        precision = 1
    text = rfloat.formatd(x, "g", precision, flags)
    digits = 0
    for i in range(len(text)):
        c = text[i]
        if "0" <= c <= "9":
            digits += 1
        elif c != "-" and not (c == "." and i == len(text) - 1):
            return text
    if digits < precision:
        return text + ".0"
    text = rfloat.formatd(x, "e", precision - 1, flags)
    end = text.find("e")
    assert end >= 0
    mantissa = text[0:end]
    exponent = text[end:]
    if mantissa.find(".") >= 0 and flags & ALT == 0:
        mantissa = mantissa.rstrip("0")
        mantissa = mantissa.rstrip(".")
    return mantissa + exponent


def _finish_float_text(text, spec, percent):
    if spec.no_negative_zero and text[0] == "-" and _is_zero_text(text):
        text = text[1:]
    return finish_float(text, spec, percent)


def _is_zero_text(text):
    for i in range(1, len(text)):
        if "1" <= text[i] <= "9":
            return False
        if text[i] == "e" or text[i] == "E":
            return True
        if text[i] == "i" or text[i] == "n":
            return False
    return True


def finish_float(text, spec, percent):
    """Group and pad the text of a float as the specification says."""
    start = 0
    negative = text[0] == "-"
    if negative:
        start = 1
    end = _parse_number(text, start)
    assert end >= 0
    digits = text[start:end]
    rest = text[end:]
    if percent:
        rest += "%"
    return _assemble(digits, rest, negative, "", spec)


# ---- complex numbers ------------------------------------------------------------------------------


def format_complex(real, imag, specification):
    """format() of a complex number: both parts, the second with its sign."""
    spec = parse_spec(specification, "", True, "complex")
    code = spec.type
    if code != "" and (code == "%" or code != "n" and not is_float_type(code)):
        raise unknown_type(spec, "complex")
    if spec.fill == "0":
        raise FormatError("Zero padding is not allowed in complex format specifier")
    if spec.align == "=":
        raise FormatError("'=' alignment flag is not allowed in complex format specifier")
    plain = code == ""
    if plain and real == 0.0 and rfloat.copysign(1.0, real) == 1.0:
        text = _complex_part(imag, spec, spec.sign) + "j"
        plain = False
    else:
        text = _complex_part(real, spec, spec.sign) + _complex_part(imag, spec, "+") + "j"
    if plain:
        text = "(" + text + ")"
    align = spec.align
    if align == "":
        align = ">"
    return pad(text, len(text), spec.fill, align, spec.width)


def _complex_part(x, spec, sign):
    """The text of one part, without padding."""
    part = FormatSpec()
    part.sign = sign
    part.alternate = spec.alternate
    part.thousands = spec.thousands
    part.precision = spec.precision
    part.no_negative_zero = spec.no_negative_zero
    part.type = spec.type
    if part.type == "":
        if part.precision < 0:
            text = rfloat.formatd(x, "r", 0, 0)
            return _finish_float_text(text, part, False)
        part.type = "g"
    return format_float_spec(x, part, "complex")
