"""An XML parser with the interface of Expat's: events for handlers, input in pieces, namespaces, internal DTDs."""

import codecs

from _expatdata import (
    _BEHIND_NAME,
    _CHUNK,
    _ENCODINGS,
    _HANDLERS,
    _URI,
    _XML,
    _XMLNS,
    ExpatError,
    _attribute,
    _byte_declaration,
    _Bytewise,
    _code,
    _Dtd,
    _end_tag,
    _illegal,
    _markup,
    _name,
    _pieces,
    _pseudo,
    _space,
    _start_tag,
    _Wait,
    errors,
)
from _expatdata import model as model
from _expatdtd import DocumentTypes

EXPAT_VERSION = "expat_2.5.0"
version_info = (2, 5, 0)
native_encoding = "UTF-8"
features = [("sizeof(XML_Char)", 1), ("sizeof(XML_LChar)", 1), ("XML_DTD", 0), ("XML_NS", 0)]
XML_PARAM_ENTITY_PARSING_NEVER = 0
XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE = 1
XML_PARAM_ENTITY_PARSING_ALWAYS = 2
error = ExpatError


def ErrorString(code, /):
    """The message of an error number."""
    return errors.messages.get(code)


class xmlparser(DocumentTypes):
    """XML parser"""

    __module__ = "pyexpat"
    __slots__ = _HANDLERS + [
        "_buffer",
        "_buffered",
        "_buffer_size",
        "_buffer_text",
        "_base",
        "_bytes",
        "_decoder",
        "_dtd",
        "_dtd_parsing",
        "_encoding",
        "_error",
        "_event",
        "_finished",
        "_foreign",
        "_inside_entity",
        "_is_entity",
        "_is_parameter",
        "_mark",
        "_namespaces",
        "_parsing",
        "_pos",
        "_prefixes",
        "_pending_cr",
        "_ordered",
        "_separator",
        "_specified",
        "_stack",
        "_started",
        "_state",
        "_text",
        "intern",
    ]

    def __init__(self, encoding, separator, intern):
        for name in _HANDLERS:
            setattr(self, name, None)
        self.intern = intern
        self._encoding = encoding
        self._separator = separator
        self._namespaces = {"xml": _XML} if separator is not None else None
        self._buffer = []
        self._buffered = 0
        self._buffer_size = 8192
        self._buffer_text = False
        self._ordered = self._prefixes = self._specified = False
        self._base = None
        self._bytes = b""
        self._decoder = None
        self._dtd = _Dtd()
        self._dtd_parsing = XML_PARAM_ENTITY_PARSING_NEVER
        self._foreign = False
        self._error = 0
        self._finished = self._parsing = self._started = self._pending_cr = False
        self._inside_entity = 0
        self._is_entity = self._is_parameter = False
        self._text = ""
        self._pos = 0
        self._event = 0  # where the event is, in _text
        self._mark = (0, 1, 0, 0)  # a position in _text with its line, column, byte
        self._stack = []  # of open elements: (name as written, name for handlers, old namespaces, prefixes)
        self._state = self._prolog

    # -- attributes ---------------------------------------------------------------------------

    def _flag(name):
        def get(self):
            return getattr(self, name)

        def set(self, value):
            if name == "_buffer_text" and not value:
                self._flush()
            setattr(self, name, bool(value))

        return property(get, set)

    buffer_text = _flag("_buffer_text")
    ordered_attributes = _flag("_ordered")
    namespace_prefixes = _flag("_prefixes")
    specified_attributes = _flag("_specified")
    del _flag

    @property
    def buffer_size(self):
        return self._buffer_size

    @buffer_size.setter
    def buffer_size(self, value):
        if not isinstance(value, int):
            raise TypeError("buffer_size must be an integer")
        if value <= 0:
            raise ValueError("buffer_size must be greater than zero")
        if value > 0x7FFFFFFF:
            raise ValueError("buffer_size must not be greater than %d" % 0x7FFFFFFF)
        if value != self._buffer_size:
            self._flush()
            self._buffer_size = value

    @property
    def buffer_used(self):
        return self._buffered

    def _position(self):
        """Line, column and byte of the event."""
        index, line, column, byte = self._mark
        if self._event > index:
            passed = self._text[index : self._event]
            newlines = passed.count("\n")
            if newlines:
                line += newlines
                column = len(passed) - passed.rfind("\n") - 1
            else:
                column += len(passed)
            byte += len(passed.encode("utf-8", "surrogatepass"))
            self._mark = (self._event, line, column, byte)
        return line, column, byte

    @property
    def CurrentLineNumber(self):
        return self._position()[0]

    @property
    def CurrentColumnNumber(self):
        return self._position()[1]

    @property
    def CurrentByteIndex(self):
        if not self._started:
            return -1
        return self._position()[2]

    ErrorLineNumber = CurrentLineNumber
    ErrorColumnNumber = CurrentColumnNumber
    ErrorByteIndex = CurrentByteIndex

    @property
    def ErrorCode(self):
        return self._error

    # -- methods ------------------------------------------------------------------------------

    def SetBase(self, base, /):
        self._base = base

    def GetBase(self):
        return self._base

    def GetInputContext(self):
        if not self._parsing:
            return None
        return self._text[self._event :].encode("utf-8", "surrogatepass")

    def SetParamEntityParsing(self, flag, /):
        if self._started:
            return 0
        self._dtd_parsing = flag
        return 1

    def UseForeignDTD(self, flag=True, /):
        if self._started:
            self._fail("CANT_CHANGE_FEATURE_ONCE_PARSING")
        self._foreign = bool(flag)

    def ExternalEntityParserCreate(self, context, encoding=None, /):
        """A parser of an external entity, with the same handlers; a context of None: of a parameter entity."""
        parser = xmlparser(encoding, self._separator, self.intern)
        for name in _HANDLERS:
            setattr(parser, name, getattr(self, name))
        for name in "_buffer_size _buffer_text _ordered _prefixes _specified _base _dtd _dtd_parsing".split():
            setattr(parser, name, getattr(self, name))
        parser._namespaces = self._namespaces
        parser._is_entity = True
        if context is None:
            parser._is_parameter = True
            parser._state = parser._external_subset
        else:
            parser._state = parser._content
        return parser

    def Parse(self, data, isfinal=False, /):
        """Parse a piece of the document."""
        if self._finished:
            self._fail("FINISHED")
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogatepass")
            if self._decoder is None:
                self._encoding = "utf-8"
        else:
            data = bytes(data)
        self._parsing = True
        try:
            self._feed(data, isfinal)
            self._flush()
        except ExpatError:
            self._finished = True
            raise
        finally:
            self._parsing = False
        if isfinal:
            self._finished = True
        return 1

    def ParseFile(self, file, /):
        """Parse the rest of a binary file."""
        read = getattr(file, "read", None)
        if read is None:
            raise TypeError("argument must have 'read' attribute")
        while True:
            data = read(2048)
            if not isinstance(data, (bytes, bytearray)):
                raise TypeError(
                    "read() did not return a bytes object (type=%s)" % type(data).__name__
                )
            if not data:
                return self.Parse(b"", True)
            self.Parse(data)

    # -- input --------------------------------------------------------------------------------

    def _feed(self, data, final):
        """Decodes data, and goes as far as possible."""
        bad = False
        if self._decoder is None:
            self._bytes += data
            if not final:
                head = self._bytes
                if len(head) < 6 or head.startswith(b"<?xml") and b"?>" not in head:
                    return
            data = self._bytes
            self._bytes = b""
            self._decoder = self._make_decoder(data)
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError as e:
            bad = True
            text = e.object[: e.start].decode(e.encoding, "ignore")
            if e.end == len(e.object) and final:
                bad = "PARTIAL_CHAR"
        if self._pending_cr:
            text = "\r" + text
            self._pending_cr = False
        if "\r" in text:
            if text.endswith("\r") and not final:
                self._pending_cr = True
                text = text[:-1]
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not self._started:
            if text.startswith("\ufeff"):
                text = text[1:]
            if text or final:
                self._started = True
        self._event = self._pos
        _, line, column, byte = 0, *self._position()
        self._text = self._text[self._pos :] + text
        self._pos = self._event = 0
        self._mark = (0, line, column, byte)
        self._run(final and not bad)
        if bad:
            self._event = len(self._text)
            self._fail(bad if bad is not True else "INVALID_TOKEN")

    def _make_decoder(self, data):
        name = self._encoding
        if data.startswith(b"\xef\xbb\xbf"):
            name = name or "utf-8"
        elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
            name = "utf-16"
        elif data.startswith(b"<\0"):
            name = name or "utf-16-le"
        elif data.startswith(b"\0<"):
            name = name or "utf-16-be"
        if name is None:
            found = _byte_declaration.match(data)
            name = found.group(1).decode("ascii") if found else "utf-8"
            if name.lower().startswith(("utf-16", "utf16")):
                self._event = len(data[: found.start(1)])
                self._text = " " * self._event
                self._fail("INCORRECT_ENCODING")
        try:
            info = codecs.lookup(name)
            if info.name not in _ENCODINGS:
                table = bytes(range(256)).decode(name, "replace")
                if len(table) != 256:
                    raise ValueError("multi-byte encodings are not supported")
                return _Bytewise(table)
        except LookupError:
            found = _byte_declaration.match(data)
            if found:
                self._text = data.decode("latin-1")
                self._event = found.start(1)
            self._fail("UNKNOWN_ENCODING")
        return info.incrementaldecoder()

    def _run(self, final):
        """Goes through the states as far as the text reaches."""
        try:
            while True:
                self._state(final)
        except _Wait:
            pass
        if final:
            self._event = self._pos
            if self._pos < len(self._text):
                self._fail("UNCLOSED_TOKEN")
            if self._state == self._epilog or self._is_parameter:
                return
            if self._is_entity and not self._stack and self._state == self._content:
                return
            if self._is_entity and self._stack:
                self._fail("ASYNC_ENTITY")
            self._fail("NO_ELEMENTS")

    def _fail(self, name):
        code = _code[name]
        self._error = code
        line, column, _ = self._position()
        e = ExpatError("%s: line %d, column %d" % (errors.messages[code], line, column))
        e.code = code
        e.lineno = line
        e.offset = column
        raise e

    def _fail_at(self, index, name):
        if not self._inside_entity:
            self._event = index
        self._fail(name)

    def _expect(self, index, what):
        """Index behind the next `what`; waits for it."""
        found = self._text.find(what, index)
        if found < 0:
            raise _Wait
        return found + len(what)

    # -- calling handlers ---------------------------------------------------------------------

    def _flush(self):
        if self._buffered:
            data = "".join(self._buffer)
            self._buffer = []
            self._buffered = 0
            if self.CharacterDataHandler is not None:
                self.CharacterDataHandler(data)

    def _default(self, text):
        handler = self.DefaultHandlerExpand or self.DefaultHandler
        if handler is not None and text:
            if self._buffered:
                self._flush()
            handler(text)

    def _characters(self, data):
        handler = self.CharacterDataHandler
        if handler is None:
            if self.DefaultHandler is not None or self.DefaultHandlerExpand is not None:
                for piece in _pieces.findall(data):
                    self._default(piece)
            return
        if not self._buffer_text:
            for piece in _pieces.findall(data):
                for at in range(0, len(piece), _CHUNK):
                    handler(piece[at : at + _CHUNK])
            return
        for at in range(0, len(data), _CHUNK):
            piece = data[at : at + _CHUNK] if len(data) > _CHUNK else data
            if self._buffered + len(piece) > self._buffer_size:
                self._flush()
                if len(piece) > self._buffer_size:
                    handler = self.CharacterDataHandler
                    if handler is not None:
                        handler(piece)
                    continue
            self._buffer.append(piece)
            self._buffered += len(piece)

    def _interned(self, name):
        return self.intern.setdefault(name, name)

    # -- states -------------------------------------------------------------------------------

    def _spaces(self):
        """Passes white space; waits if there is nothing behind it."""
        pos = self._pos
        end = _space.match(self._text, pos).end()
        if end > pos:
            self._event = pos
            self._default(self._text[pos:end])
            self._pos = end
        if end == len(self._text):
            raise _Wait

    def _prolog(self, final):
        text = self._text
        if self._pos == len(text):
            raise _Wait
        if (
            text.startswith("<?xml", self._pos)
            and _space.match(text, self._pos + 5).end() > self._pos + 5
        ):
            end = self._expect(self._pos, "?>")
            self._event = self._pos
            self._declaration(text[self._pos : end])
            self._pos = end
        elif not final and len(text) - self._pos < 6 and "<?xml ".startswith(text[self._pos :]):
            raise _Wait
        self._state = self._misc

    def _declaration(self, text):
        inner = text[5:-2]
        pos = 0
        values = []
        names = []
        while True:
            found = _pseudo.match(inner, pos)
            if found is None:
                break
            names.append(found.group(1))
            values.append(found.group(2) if found.group(2) is not None else found.group(3))
            pos = found.end()
        if inner[pos:].strip(" \t\n"):
            self._event = self._pos + 5 + pos + len(inner[pos:]) - len(inner[pos:].lstrip(" \t\n"))
            self._fail("TEXT_DECL" if self._is_entity else "XML_DECL")
        given = dict(zip(names, values))
        order = [name for name in ("version", "encoding", "standalone") if name in given]
        right = order == names and (self._is_entity or "version" in given)
        standalone = given.get("standalone")
        if not right or standalone not in (None, "yes", "no"):
            self._fail("TEXT_DECL" if self._is_entity else "XML_DECL")
        if standalone == "yes":
            self._dtd.standalone = True
        if self.XmlDeclHandler is not None:
            self._flush()
            number = -1 if standalone is None else int(standalone == "yes")
            self.XmlDeclHandler(given.get("version"), given.get("encoding"), number)
        else:
            self._default(text)

    def _misc(self, final):
        """Before the document element."""
        self._spaces()
        text = self._text
        pos = self._event = self._pos
        if text[pos] != "<":
            found = _name.match(text, pos)
            if found is not None and text[found.end() : found.end() + 1] not in _BEHIND_NAME:
                self._fail_at(found.end(), "INVALID_TOKEN")
            self._fail_illegal(pos, "SYNTAX")
        rest = text[pos : pos + 9]
        if rest.startswith("<?"):
            self._instruction()
        elif rest.startswith("<!--"):
            self._comment()
        elif rest == "<!DOCTYPE":
            self._doctype(final)
        elif (
            len(rest) < 9
            and not final
            and ("<!DOCTYPE".startswith(rest) or "<!--".startswith(rest))
        ):
            raise _Wait
        elif rest.startswith("<!"):
            if len(rest) < 3:
                raise _Wait
            self._fail_at(pos + 2, "INVALID_TOKEN")
        else:
            if self._foreign and not self._dtd.has_parameter_references:
                self._foreign = False
                self._external_dtd(None, None)
            self._state = self._content

    def _fail_illegal(self, pos, name):
        if _illegal.match(self._text, pos):
            name = "INVALID_TOKEN"
        self._fail_at(pos, name)

    def _epilog(self, final):
        """Behind the document element."""
        self._spaces()
        pos = self._event = self._pos
        rest = self._text[pos : pos + 4]
        if rest.startswith("<?"):
            self._instruction()
        elif rest == "<!--":
            self._comment()
        elif not final and ("<!--".startswith(rest) or rest == "<"):
            raise _Wait
        else:
            self._fail_illegal(pos, "JUNK_AFTER_DOC_ELEMENT")

    def _content(self, final):
        """Inside of elements: one piece of text or markup."""
        text = self._text
        pos = self._pos
        if not self._inside_entity:
            self._event = pos
        if pos == len(text):
            raise _Wait
        first = text[pos]
        if first == "<":
            found = _start_tag.match(text, pos)
            if found is not None:
                self._start(found)
                return
            second = text[pos + 1 : pos + 2]
            if second == "/":
                self._end(pos)
            elif second == "!":
                self._special(pos, final)
            elif second == "?":
                self._instruction()
            else:
                self._bad_tag(pos)
        elif first == "&":
            self._content_reference(pos)
        else:
            found = _markup.search(text, pos)
            end = len(text) if found is None else found.start()
            data = text[pos:end]
            bad = data.find("]]>")
            if bad >= 0:
                self._fail_at(pos + bad + 2, "INVALID_TOKEN")
            if found is None and not final:
                kept = len(data) - len(data.rstrip("]"))
                if kept:
                    end -= min(kept, 2)
                    data = text[pos:end]
                    if not data:
                        raise _Wait
            illegal = _illegal.search(data)
            if illegal is not None:
                data = data[: illegal.start()]
                self._pos = pos + len(data)
                if data:
                    self._characters(data)
                self._fail_at(self._pos, "INVALID_TOKEN")
            self._pos = end
            self._characters(data)

    def _special(self, pos, final):
        text = self._text
        rest = text[pos : pos + 9]
        if rest.startswith("<!--"):
            self._comment()
        elif rest == "<![CDATA[":
            self._cdata(pos, final)
        elif "<!--".startswith(rest) or "<![CDATA[".startswith(rest):
            raise _Wait
        else:
            self._fail_at(pos + 2, "INVALID_TOKEN")

    def _cdata(self, pos, final):
        end = self._text.find("]]>", pos)
        if end < 0:
            if final:
                self._event = len(self._text)
                self._fail("UNCLOSED_CDATA_SECTION")
            raise _Wait
        data = self._text[pos + 9 : end]
        if self.StartCdataSectionHandler is not None:
            self._flush()
            self.StartCdataSectionHandler()
        else:
            self._default("<![CDATA[")
        illegal = _illegal.search(data)
        if illegal is not None:
            self._fail_at(pos + 9 + illegal.start(), "INVALID_TOKEN")
        if data:
            self._characters(data)
        self._pos = end + 3
        if self.EndCdataSectionHandler is not None:
            self._flush()
            self.EndCdataSectionHandler()
        else:
            self._default("]]>")

    def _comment(self):
        pos = self._pos
        text = self._text
        end = text.find("--", pos + 4)
        if end < 0 or end + 2 == len(text):
            illegal = _illegal.search(text, pos)
            if illegal is not None:
                self._fail_at(illegal.start(), "INVALID_TOKEN")
            raise _Wait
        if text[end + 2] != ">":
            self._fail_at(end + 2, "INVALID_TOKEN")
        illegal = _illegal.search(text, pos, end)
        if illegal is not None:
            self._fail_at(illegal.start(), "INVALID_TOKEN")
        self._pos = end + 3
        if self.CommentHandler is not None:
            self._flush()
            self.CommentHandler(text[pos + 4 : end])
        else:
            self._default(text[pos : end + 3])

    def _instruction(self):
        pos = self._pos
        text = self._text
        end = self._expect(pos + 2, "?>")
        found = _name.match(text, pos + 2)
        if found is None:
            self._fail_at(pos + 2, "INVALID_TOKEN")
        target = found.group()
        if target.lower() == "xml":
            if target == "xml":
                self._fail_at(pos, "MISPLACED_XML_PI")
            self._fail_at(pos + 2, "INVALID_TOKEN")
        at = found.end()
        if at != end - 2 and text[at] not in " \t\n":
            self._fail_at(at, "INVALID_TOKEN")
        self._pos = end
        if self.ProcessingInstructionHandler is not None:
            self._flush()
            self.ProcessingInstructionHandler(
                self._interned(target), text[at : end - 2].lstrip(" \t\n")
            )
        else:
            self._default(text[pos:end])

    # -- elements -----------------------------------------------------------------------------

    def _bad_tag(self, pos):
        """Finds what is wrong with a start tag, or that it is not complete."""
        text = self._text
        if pos + 1 == len(text):
            raise _Wait
        found = _name.match(text, pos + 1)
        if found is None:
            self._fail_at(pos + 1, "INVALID_TOKEN")
        at = found.end()
        while True:
            found = _attribute.match(text, at)
            if found is None:
                break
            at = found.end()
        start = at
        at = _space.match(text, at).end()
        if at == len(text):
            raise _Wait
        if text[at] in "/>":
            if text[at + 1 : at + 2] == "":
                raise _Wait
            self._fail_at(at + 1, "INVALID_TOKEN")
        if at == start:
            self._fail_at(at, "INVALID_TOKEN")
        found = _name.match(text, at)
        if found is None:
            self._fail_at(at, "INVALID_TOKEN")
        at = _space.match(text, found.end()).end()
        if at == len(text):
            raise _Wait
        if text[at] != "=":
            self._fail_at(at, "INVALID_TOKEN")
        at = _space.match(text, at + 1).end()
        if at == len(text):
            raise _Wait
        if text[at] not in "\"'":
            self._fail_at(at, "INVALID_TOKEN")
        end = text.find(text[at], at + 1)
        bad = text.find("<", at, end if end >= 0 else len(text))
        if bad >= 0:
            self._fail_at(bad, "INVALID_TOKEN")
        raise _Wait

    def _start(self, found):
        written = name = found.group(1)
        attributes = []
        if found.start(2) < found.end(2):
            seen = set()
            for match in _attribute.finditer(self._text, found.start(2), found.end(2)):
                key = match.group(1)
                if key in seen:
                    self._fail_at(match.start(1), "DUPLICATE_ATTRIBUTE")
                seen.add(key)
                value = match.group(2)
                if value is None:
                    value = match.group(3)
                    at = match.start(3)
                else:
                    at = match.start(2)
                attributes.append((key, self._value(value, at, written, key)))
        declared = self._dtd.attributes.get(written)
        if declared is not None and not self._specified:
            given = [key for key, _ in attributes]
            for key, (_, default) in declared.items():
                if default is not None and key not in given:
                    attributes.append((key, default))
        old = self._namespaces
        prefixes = ()
        if old is not None:
            name, attributes, prefixes = self._bind(found, written, attributes)
        name = self._interned(name)
        self._pos = found.end()
        empty = found.group(3)
        if self.StartElementHandler is not None:
            if self._buffered:
                self._flush()
            if self._ordered:
                flat = []
                for key, value in attributes:
                    flat.append(self._interned(key))
                    flat.append(value)
                self.StartElementHandler(name, flat)
            else:
                self.StartElementHandler(
                    name, {self._interned(key): value for key, value in attributes}
                )
        elif self.DefaultHandler is not None or self.DefaultHandlerExpand is not None:
            if not (empty and self.EndElementHandler is None):
                self._default(found.group())
        if empty:
            if not self._inside_entity:
                self._event = found.end()
            if self.EndElementHandler is not None:
                if self._buffered:
                    self._flush()
                self.EndElementHandler(name)
            elif self.StartElementHandler is None:
                self._default(found.group())
            self._unbind(old, prefixes)
            if not self._stack and not self._inside_entity and not self._is_entity:
                self._state = self._epilog
        else:
            self._stack.append((written, name, old, prefixes))

    def _bind(self, found, name, attributes):
        """Namespaces of a start tag: the name, the attributes and the prefixes that are bound."""
        prefixes = []
        others = []
        for key, value in attributes:
            if key == "xmlns":
                prefix = None
            elif key.startswith("xmlns:"):
                prefix = key[6:]
            else:
                others.append((key, value))
                continue
            if prefix == "xml" and value != _XML:
                self._fail("RESERVED_PREFIX_XML")
            if prefix == "xmlns":
                self._fail("RESERVED_PREFIX_XMLNS")
            if prefix != "xml" and value in (_XML, _XMLNS):
                self._fail("RESERVED_NAMESPACE_URI")
            if prefix is not None and not value:
                self._fail("UNDECLARING_PREFIX")
            separator = self._separator
            if separator and separator in value and not (separator.isalnum() or separator in _URI):
                self._fail("SYNTAX")
            if not prefixes:
                self._namespaces = dict(self._namespaces)
            self._namespaces[prefix] = value
            prefixes.append(prefix)
            if self.StartNamespaceDeclHandler is not None:
                self._flush()
                self.StartNamespaceDeclHandler(prefix, value or None)
        name = self._expanded(name, True)
        attributes = []
        seen = set()
        for key, value in others:
            key = self._expanded(key, False)
            if key in seen:
                self._fail("DUPLICATE_ATTRIBUTE")
            seen.add(key)
            attributes.append((key, value))
        return name, attributes, prefixes

    def _expanded(self, name, element):
        prefix, colon, local = name.partition(":")
        if colon:
            uri = self._namespaces.get(prefix)
            if uri is None:
                self._fail("UNBOUND_PREFIX")
        elif element:
            uri = self._namespaces.get(None)
            prefix = ""
            local = name
        else:
            return name
        if not uri:
            return local
        result = uri + self._separator + local
        if self._prefixes and prefix:
            result += self._separator + prefix
        return result

    def _unbind(self, old, prefixes):
        self._namespaces = old
        if self.EndNamespaceDeclHandler is not None:
            for prefix in reversed(prefixes):
                self._flush()
                self.EndNamespaceDeclHandler(prefix)

    def _end(self, pos):
        text = self._text
        found = _end_tag.match(text, pos)
        if found is None:
            if len(text) == pos + 2:
                raise _Wait
            found = _name.match(text, pos + 2)
            at = pos + 2 if found is None else _space.match(text, found.end()).end()
            if at == len(text):
                raise _Wait
            self._fail_at(at, "INVALID_TOKEN")
        if not self._stack or self._inside_entity and len(self._stack) <= self._inside_entity - 1:
            self._fail("ASYNC_ENTITY")
        written, name, old, prefixes = self._stack[-1]
        if found.group(1) != written:
            self._fail_at(pos + 2, "TAG_MISMATCH")
        self._stack.pop()
        self._pos = found.end()
        if self.EndElementHandler is not None:
            if self._buffered:
                self._flush()
            self.EndElementHandler(name)
        else:
            self._default(found.group())
        self._unbind(old, prefixes)
        if not self._stack and not self._inside_entity and not self._is_entity:
            self._state = self._epilog


XMLParserType = xmlparser


def ParserCreate(encoding=None, namespace_separator=None, intern=None):
    """A new parser."""
    if encoding is not None and not isinstance(encoding, str):
        kind = type(encoding).__name__
        raise TypeError("ParserCreate() argument 'encoding' must be str or None, not " + kind)
    if namespace_separator is not None:
        if not isinstance(namespace_separator, str):
            kind = type(namespace_separator).__name__
            raise TypeError(
                "ParserCreate() argument 'namespace_separator' must be str or None, not " + kind
            )
        if len(namespace_separator) > 1:
            raise ValueError("namespace_separator must be at most one character, omitted, or None")
    if intern is None:
        intern = {}
    elif not isinstance(intern, dict):
        raise TypeError("intern must be a dictionary")
    return xmlparser(encoding, namespace_separator, intern)
