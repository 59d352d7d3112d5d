"""Parsing of format strings for string.Formatter."""


def formatter_parser(text, /):
    """Yields (literal, field name, format spec, conversion)."""
    if not isinstance(text, str):
        raise TypeError("expected str, got " + type(text).__name__)
    return _parse(text)


def _parse(text):
    pos = 0
    size = len(text)
    while pos < size:
        start = pos
        literal = ""
        while pos < size and text[pos] not in "{}":
            pos += 1
        literal = text[start:pos]
        if pos >= size:
            yield literal, None, None, None
            return
        brace = text[pos]
        pos += 1
        if pos < size and text[pos] == brace:
            pos += 1
            yield literal + brace, None, None, None
            continue
        if brace == "}":
            raise ValueError("Single '}' encountered in format string")
        if pos >= size:
            raise ValueError("Single '{' encountered in format string")
        start = pos
        depth = 1
        bracket = False
        while pos < size:
            c = text[pos]
            if c == "{":
                depth += 1
            elif c == "}":
                depth -= 1
                if depth == 0:
                    break
            pos += 1
        if depth:
            raise ValueError("expected '}' before end of string")
        field = text[start:pos]
        pos += 1
        name_end = 0
        while name_end < len(field):
            c = field[name_end]
            if c == "[":
                bracket = True
            elif c == "]":
                bracket = False
            elif c == "{":
                raise ValueError("unexpected '{' in field name")
            elif c in ":!" and not bracket:
                break
            name_end += 1
        name = field[:name_end]
        rest = field[name_end:]
        conversion = None
        spec = ""
        if rest.startswith("!"):
            if len(rest) < 2:
                raise ValueError("end of string while looking for conversion specifier")
            conversion = rest[1]
            rest = rest[2:]
            if rest and not rest.startswith(":"):
                raise ValueError("expected ':' after conversion specifier")
        if rest.startswith(":"):
            spec = rest[1:]
        yield literal, name, spec, conversion


def formatter_field_name_split(name, /):
    """(first, iterator of (is_attribute, key))"""
    if not isinstance(name, str):
        raise TypeError("expected str, got " + type(name).__name__)
    end = 0
    while end < len(name) and name[end] not in ".[":
        end += 1
    first = name[:end]
    if first.isdigit() and first.isascii():
        first = int(first)
    return first, _rest(name[end:])


def _rest(text):
    pos = 0
    while pos < len(text):
        if text[pos] == ".":
            end = pos + 1
            while end < len(text) and text[end] not in ".[":
                end += 1
            key = text[pos + 1 : end]
            if not key:
                raise ValueError("Empty attribute in format string")
            yield True, key
            pos = end
        elif text[pos] == "[":
            end = text.find("]", pos)
            if end < 0:
                raise ValueError("Missing ']' in format string")
            key = text[pos + 1 : end]
            if not key:
                raise ValueError("Empty attribute in format string")
            yield False, int(key) if key.isdigit() and key.isascii() else key
            pos = end + 1
        else:
            raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
