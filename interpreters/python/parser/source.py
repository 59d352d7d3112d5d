"""Bytes of a source file to UTF-8 text: byte-order mark, PEP 263 declaration, newlines."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.parser.error import SYNTAX, ParseError, SourceInfo
from interpreters.python.parser.tokenizer import is_name_char


def _fail(msg, filename):
    return ParseError(msg, filename, 1, 0, 1, 0, None, SYNTAX)


def declared_encoding(data):
    """The encoding named in a comment in the first two lines, or ""."""
    start = 0
    number = 0
    while number < 2:
        end = data.find("\n", start)
        if end < 0:
            end = len(data)
        assert start >= 0
        line = data[start:end]
        found = _encoding_of_line(line)
        if len(found) > 0:
            return found
        stripped = line.strip(" \t\r\014")
        if len(stripped) > 0 and stripped[0] != "#":
            return ""
        start = end + 1
        if start >= len(data):
            return ""
        number += 1
    return ""


def _encoding_of_line(line):
    i = 0
    while i < len(line) and (line[i] == " " or line[i] == "\t" or line[i] == "\014"):
        i += 1
    if i >= len(line) or line[i] != "#":
        return ""
    i = line.find("coding", i)
    if i < 0:
        return ""
    i += 6
    if i >= len(line) or not (line[i] == ":" or line[i] == "="):
        return ""
    i += 1
    while i < len(line) and (line[i] == " " or line[i] == "\t"):
        i += 1
    j = i
    while j < len(line) and (is_name_char(line[j]) or line[j] == "-" or line[j] == "."):
        j += 1
    return line[i:j]


def _canonical(encoding):
    name = encoding.lower().replace("_", "-")
    if name == "utf-8" or name == "utf8" or name.startswith("utf-8-"):
        return "utf-8"
    if name == "latin-1" or name == "latin1" or name == "l1" or name.startswith("iso-8859-1"):
        if name != "iso-8859-15":
            return "latin-1"
    if name == "iso8859-1" or name == "iso-latin-1":
        return "latin-1"
    if name == "ascii" or name == "us-ascii":
        return "ascii"
    return name


def foreign_encoding(data):
    """The declared encoding if decode_source does not know it, else ""."""
    declared = declared_encoding(data)
    if declared == "" or data.startswith("\xef\xbb\xbf"):
        return ""
    name = _canonical(declared)
    if name == "utf-8" or name == "latin-1" or name == "ascii":
        return ""
    return declared


def latin1_to_utf8(data):
    """Each byte is a code point."""
    builder = StringBuilder(len(data) + 16)
    for c in data:
        n = ord(c)
        if n < 128:
            builder.append(c)
        else:
            builder.append(chr(0xC0 | (n >> 6)))
            builder.append(chr(0x80 | (n & 0x3F)))
    return builder.build()


def first_invalid_utf8(data):
    """Offset of the first byte that is not part of valid UTF-8, or -1."""
    i = 0
    n = len(data)
    while i < n:
        c = ord(data[i])
        if c < 0x80:
            i += 1
            continue
        if c < 0xC2 or c > 0xF4:
            return i
        extra = 1
        if c >= 0xF0:
            extra = 3
        elif c >= 0xE0:
            extra = 2
        if i + extra >= n:
            return i
        second = ord(data[i + 1])
        if second & 0xC0 != 0x80:
            return i
        if (
            (c == 0xE0 and second < 0xA0)
            or (c == 0xED and second >= 0xA0)
            or (c == 0xF0 and second < 0x90)
            or (c == 0xF4 and second >= 0x90)
        ):
            return i
        k = 2
        while k <= extra:
            if ord(data[i + k]) & 0xC0 != 0x80:
                return i
            k += 1
        i += extra + 1
    return -1


def normalize_newlines(data):
    """CR LF and CR become LF."""
    if data.find("\r") < 0:
        return data
    return data.replace("\r\n", "\n").replace("\r", "\n")


def decode_source(data, filename):
    """The SourceInfo of a file's bytes."""
    bom = False
    if data.startswith("\xef\xbb\xbf"):
        data = data[3:]
        bom = True
    encoding = "utf-8"
    declared = declared_encoding(data)
    if len(declared) > 0:
        encoding = _canonical(declared)
        if bom and encoding != "utf-8":
            raise _fail("encoding problem: %s with BOM" % declared, filename)
    if encoding == "latin-1":
        data = latin1_to_utf8(data)
    elif encoding == "utf-8" or encoding == "ascii":
        bad = first_invalid_utf8(data)
        if bad >= 0:
            line = 1
            i = 0
            while i < bad:
                if data[i] == "\n":
                    line += 1
                i += 1
            raise ParseError(
                "(unicode error) 'utf-8' codec can't decode byte 0x%x in position %d: "
                "invalid start byte" % (ord(data[bad]), bad),
                filename,
                line,
                0,
                line,
                0,
                None,
                SYNTAX,
            )
    else:
        raise _fail("unknown encoding: %s" % declared, filename)
    return text_source(data, filename)


def text_source(text, filename):
    """The SourceInfo of text that is UTF-8 already (the argument of compile())."""
    return SourceInfo(normalize_newlines(text), filename)
