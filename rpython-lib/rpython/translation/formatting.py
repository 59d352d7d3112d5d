"""Format specs that are put together at run time: `f"{x:{width}d}"`."""

from rpython.rlib.objectmodel import specialize
from rpython.rlib.rfloat import formatd

_ALIGNMENTS = "<>^="


class _Spec(object):
    """The parts of a format spec."""

    def __init__(self, text):
        self.fill = " "
        self.align = "\0"
        self.sign = "-"
        self.alternate = False
        self.width = 0
        self.grouping = "\0"
        self.precision = -1
        self.type = "\0"
        end = len(text)
        i = 0
        if end >= 2 and text[1] in _ALIGNMENTS:
            self.fill = text[0]
            self.align = text[1]
            i = 2
        elif end >= 1 and text[0] in _ALIGNMENTS:
            self.align = text[0]
            i = 1
        if i < end and text[i] in "+- ":
            self.sign = text[i]
            i += 1
        if i < end and text[i] == "#":
            self.alternate = True
            i += 1
        if i < end and text[i] == "0":
            i += 1
            if self.align == "\0":
                self.fill = "0"
                self.align = "="
        while i < end and text[i].isdigit():
            self.width = self.width * 10 + ord(text[i]) - ord("0")
            i += 1
        if i < end and text[i] in ",_":
            self.grouping = text[i]
            i += 1
        if i < end and text[i] == ".":
            i += 1
            if i == end or not text[i].isdigit():
                raise ValueError("Format specifier missing precision")
            self.precision = 0
            while i < end and text[i].isdigit():
                self.precision = self.precision * 10 + ord(text[i]) - ord("0")
                i += 1
        if i < end:
            self.type = text[i]
            i += 1
        if i < end:
            raise ValueError("Invalid format specifier")

    def pad(self, prefix, text, default):
        """The text with sign and base before it, filled up to the width."""
        missing = self.width - len(prefix) - len(text)
        if missing <= 0:
            return prefix + text
        align = self.align
        if align == "\0":
            align = default
        if align == "<":
            return prefix + text + self.fill * missing
        if align == ">":
            return self.fill * missing + prefix + text
        if align == "=":
            return prefix + self.fill * missing + text
        left = missing // 2
        return self.fill * left + prefix + text + self.fill * (missing - left)


def _digits(n, base):
    """The digits of a number that is not positive (so that the smallest one needs no care)."""
    if n == 0:
        return "0"
    digits = []
    while n:
        rest = n // base
        digit = n - rest * base
        if digit:
            rest += 1
            digit = base - digit
        digits.append("0123456789abcdef"[digit])
        n = rest
    digits.reverse()
    return "".join(digits)


def _sign(spec, negative):
    if negative:
        return "-"
    return "" if spec.sign == "-" else spec.sign


def _grouped(spec, digits, every):
    if spec.grouping == "\0":
        return digits
    parts = []
    for i in range(len(digits)):
        if i > 0 and (len(digits) - i) % every == 0:
            parts.append(spec.grouping)
        parts.append(digits[i])
    return "".join(parts)


def _format_int(n, text):
    spec = _Spec(text)
    kind = spec.type
    if kind in "eEfFgG%" and kind != "\0":
        return _format_float(float(n), text)
    if kind == "c":
        return spec.pad("", chr(n), "<")
    prefix = ""
    upper = False
    if kind == "d" or kind == "n" or kind == "\0":
        base = 10
    elif kind == "x" or kind == "X":
        base = 16
        prefix = "0" + kind
        upper = kind == "X"
    elif kind == "o":
        base = 8
        prefix = "0o"
    elif kind == "b":
        base = 2
        prefix = "0b"
    else:
        raise ValueError("Unknown format code")
    if spec.precision >= 0:
        raise ValueError("Precision not allowed in integer format specifier")
    digits = _digits(n if n < 0 else -n, base)
    if upper:
        digits = digits.upper()
    digits = _grouped(spec, digits, 3 if base == 10 else 4)
    return spec.pad(_sign(spec, n < 0) + (prefix if spec.alternate else ""), digits, ">")


def _format_float(x, text):
    spec = _Spec(text)
    kind = spec.type
    precision = spec.precision
    if kind == "\0":
        if precision < 0:
            digits = formatd(x, "r", 0, 2)
        else:
            digits = formatd(x, "g", precision)
    elif kind == "%":
        digits = formatd(x * 100.0, "f", 6 if precision < 0 else precision) + "%"
    elif kind in "eEfFgG":
        digits = formatd(x, kind, 6 if precision < 0 else precision)
    else:
        raise ValueError("Unknown format code")
    negative = digits.startswith("-")
    if negative:
        digits = digits[1:]
    if spec.grouping != "\0":
        end = 0
        while end < len(digits) and digits[end].isdigit():
            end += 1
        digits = _grouped(spec, digits[:end], 3) + digits[end:]
    return spec.pad(_sign(spec, negative), digits, ">")


def _format_str(s, text):
    spec = _Spec(text)
    if spec.type != "\0" and spec.type != "s":
        raise ValueError("Unknown format code")
    if spec.align == "=":
        raise ValueError("'=' alignment not allowed in string format specifier")
    if 0 <= spec.precision < len(s):
        s = s[: spec.precision]
    return spec.pad("", s, "<")


@specialize.argtype(0)
def format_value(value, spec):
    """`format(value, spec)` of a string, int, bool or float."""
    if isinstance(value, bool):
        return str(value) if not spec else _format_int(int(value), spec)
    elif isinstance(value, str):
        return _format_str(value, spec)
    elif isinstance(value, float):
        return _format_float(value, spec)
    else:
        return _format_int(value, spec)
