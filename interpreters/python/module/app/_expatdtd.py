"""The part of the XML parser that reads document type declarations and replaces entities."""

import re

from _expatdata import (
    _FREE_EXPANSION,
    _NAME,
    _PREDEFINED,
    _doctype_token,
    _Entity,
    _illegal,
    _name,
    _public,
    _quoted,
    _reference,
    _space,
    _Wait,
)


class DocumentTypes:
    """What xmlparser does for `<!DOCTYPE` and for entities."""

    __slots__ = ()

    # -- references ---------------------------------------------------------------------------

    def _character(self, found, at):
        """What a character reference stands for."""
        digits = found.group(1)
        number = int(digits) if digits is not None else int(found.group(2), 16)
        if number > 0x10FFFF or _illegal.match(chr(number)):
            self._fail_at(at, "BAD_CHAR_REF")
        return chr(number)

    def _value(self, value, at, element=None, attribute=None):
        """The value of an attribute, normalized."""
        if "&" in value or "\n" in value or "\t" in value:
            value = self._expand_value(value, at)
        illegal = _illegal.search(value)
        if illegal is not None:
            self._fail_at(at + illegal.start(), "INVALID_TOKEN")
        if element is not None:
            declared = self._dtd.attributes.get(element)
            if declared is not None and declared.get(attribute, ("CDATA",))[0] != "CDATA":
                value = " ".join([word for word in value.split(" ") if word])
        return value

    def _expand_value(self, value, at):
        value = value.replace("\n", " ").replace("\t", " ")
        parts = []
        pos = 0
        while True:
            next_one = value.find("&", pos)
            if next_one < 0:
                parts.append(value[pos:])
                return "".join(parts)
            parts.append(value[pos:next_one])
            found = _reference.match(value, next_one)
            if found is None:
                self._fail_at(at + next_one, "INVALID_TOKEN")
            pos = found.end()
            name = found.group(3)
            if name is None:
                parts.append(self._character(found, at + next_one))
                continue
            if name in _PREDEFINED:
                parts.append(_PREDEFINED[name])
                continue
            entity = self._entity(name, at + next_one)
            if entity is None:
                continue
            if entity.notation is not None:
                self._fail_at(at + next_one, "BINARY_ENTITY_REF")
            if entity.text is None:
                self._fail_at(at + next_one, "ATTRIBUTE_EXTERNAL_ENTITY_REF")
            self._count(entity)
            if "<" in entity.text:
                self._fail_at(at + next_one, "INVALID_TOKEN")
            entity.open = True
            try:
                parts.append(self._expand_value(entity.text, at))
            finally:
                entity.open = False

    def _entity(self, name, at):
        """A general entity; None if it may be skipped."""
        entity = self._dtd.entities.get(name)
        if entity is None:
            if not self._dtd.has_parameter_references or self._dtd.standalone:
                self._fail_at(at, "UNDEFINED_ENTITY")
            return None
        if entity.open:
            self._fail_at(at, "RECURSIVE_ENTITY_REF")
        return entity

    def _count(self, entity):
        dtd = self._dtd
        dtd.expanded += len(entity.text)
        if dtd.expanded > _FREE_EXPANSION and dtd.expanded > 100 * (self._position()[2] + 1):
            self._fail("AMPLIFICATION_LIMIT_BREACH")

    def _content_reference(self, pos):
        text = self._text
        found = _reference.match(text, pos)
        if found is None:
            end = text.find(";", pos)
            partial = re.compile("&(#(x[0-9a-fA-F]*|[0-9]*)|" + _NAME + ")?\\Z").match(text, pos)
            if end < 0 and partial is not None:
                raise _Wait
            at = pos + 1
            found = _name.match(text, at)
            if found is not None:
                at = found.end()
            self._fail_at(at, "INVALID_TOKEN")
        self._pos = found.end()
        name = found.group(3)
        if name is None:
            self._characters(self._character(found, pos))
            return
        if name in _PREDEFINED:
            self._characters(_PREDEFINED[name])
            return
        entity = self._entity(name, pos)
        if entity is None:
            if self.SkippedEntityHandler is not None:
                self._flush()
                self.SkippedEntityHandler(name, False)
            else:
                self._default(found.group())
        elif entity.notation is not None:
            self._fail_at(pos, "BINARY_ENTITY_REF")
        elif entity.text is None:
            if self.ExternalEntityRefHandler is None:
                self._default(found.group())
            else:
                self._flush()
                entity.open = True
                try:
                    ids = entity.system_id, entity.public_id
                    if not self.ExternalEntityRefHandler(name, entity.base, *ids):
                        self._fail("EXTERNAL_ENTITY_HANDLING")
                finally:
                    entity.open = False
        elif self.DefaultHandler is not None and self.DefaultHandlerExpand is None:
            if self.SkippedEntityHandler is not None:
                self._flush()
                self.SkippedEntityHandler(name, False)
            else:
                self._default(found.group())
        else:
            self._count(entity)
            self._expand(entity)

    def _expand(self, entity):
        """Parses the text of an entity."""
        saved = self._text, self._pos, self._inside_entity
        self._position()
        self._text = entity.text
        self._pos = 0
        mark = self._mark
        event = self._event
        self._mark = (event, *mark[1:])
        depth = len(self._stack)
        self._inside_entity = depth + 1
        entity.open = True
        try:
            try:
                while True:
                    self._content(True)
            except _Wait:
                pass
            if self._pos < len(self._text) or len(self._stack) != depth:
                self._fail("ASYNC_ENTITY" if self._pos == len(self._text) else "UNCLOSED_TOKEN")
        finally:
            entity.open = False
            self._text, self._pos, self._inside_entity = saved
            self._mark = mark
            self._event = event

    # -- the document type --------------------------------------------------------------------

    def _doctype(self, final):
        text = self._text
        end = self._end_of_doctype(self._pos)
        pos = self._pos
        tokens = []
        subset = None
        while True:
            found = _doctype_token.match(text, pos)
            if found is None:
                self._fail_at(pos, "INVALID_TOKEN")
            token = found.group()
            pos = found.end()
            tokens.append(token)
            if token == "[":
                subset = pos
                break
            if token == ">":
                break
        words = [token for token in tokens if token.strip(" \t\n")]
        name, system_id, public_id, used = self._doctype_header(words)
        if system_id is not None:
            self._dtd.has_parameter_references = True
            self._check_standalone()
        if self.StartDoctypeDeclHandler is not None:
            self._flush()
            self.StartDoctypeDeclHandler(name, system_id, public_id, int(subset is not None))
        else:
            for token in tokens:
                self._default(token)
        self._pos = pos
        if subset is not None:
            self._subset(text, pos, end)
            pos = self._pos
            found = _space.match(text, pos)
            tail = found.end()
            if tail >= len(text) or text[tail] != ">":
                self._fail_at(tail, "INVALID_TOKEN")
            if self.StartDoctypeDeclHandler is None:
                self._default("]")
                self._default(">")
            self._pos = tail + 1
        if system_id is not None or self._foreign:
            self._foreign = False
            self._external_dtd(system_id, public_id)
        if self.EndDoctypeDeclHandler is not None:
            self._flush()
            self.EndDoctypeDeclHandler()

    def _external_dtd(self, system_id, public_id):
        """Asks for the external subset, if that is wanted."""
        wanted = self._dtd_parsing
        if wanted == 1 and self._dtd.standalone or wanted == 0:
            return
        self._dtd.has_parameter_references = True
        if self.ExternalEntityRefHandler is not None:
            self._flush()
            if not self.ExternalEntityRefHandler(None, self._base, system_id, public_id):
                self._fail("EXTERNAL_ENTITY_HANDLING")

    def _check_standalone(self):
        if not self._dtd.standalone and self.NotStandaloneHandler is not None:
            self._flush()
            if not self.NotStandaloneHandler():
                self._fail("NOT_STANDALONE")

    def _doctype_header(self, words):
        """Name, system and public identifier."""
        if len(words) < 3 or not _name.fullmatch(words[1]):
            self._fail("SYNTAX")
        rest = words[2:-1]
        if not rest:
            return words[1], None, None, 2
        if rest[0] == "SYSTEM" and len(rest) == 2 and _quoted.fullmatch(rest[1]):
            return words[1], rest[1][1:-1], None, 4
        if (
            rest[0] == "PUBLIC"
            and len(rest) == 3
            and _quoted.fullmatch(rest[1])
            and _quoted.fullmatch(rest[2])
        ):
            public_id = rest[1][1:-1]
            if not _public.match(public_id):
                self._fail("PUBLICID")
            return words[1], rest[2][1:-1], " ".join(public_id.split()), 5
        self._fail("SYNTAX")

    def _end_of_doctype(self, pos):
        """Index behind the declaration; waits if it is not complete."""
        text = self._text
        n = len(text)
        inside = False
        pos += 9
        while pos < n:
            c = text[pos]
            if c in "\"'":
                pos = self._expect(pos + 1, c)
            elif text.startswith("<!--", pos):
                pos = self._expect(pos + 4, "-->")
            elif text.startswith("<?", pos):
                pos = self._expect(pos + 2, "?>")
            elif c == "[" and not inside:
                inside = True
                pos += 1
            elif c == "]" and inside:
                inside = False
                pos += 1
            elif c == ">" and not inside:
                return pos + 1
            else:
                pos += 1
        raise _Wait

    def _external_subset(self, final):
        """The whole of an external parameter entity."""
        if not final:
            raise _Wait
        text = self._text
        if text.startswith("<?xml") and text[5:6] in (" ", "\t", "\n"):
            end = self._expect(0, "?>")
            self._declaration(text[:end])
            self._pos = end
        self._subset(text, self._pos, len(text), True)
        self._pos = len(text)
        raise _Wait

    def _subset(self, text, pos, end, external=False):
        """Declarations up to `]`, or to the end."""
        while True:
            stop = _space.match(text, pos, end).end()
            if stop > pos and not self._inside_entity:
                self._event = pos
                if self.StartDoctypeDeclHandler is None:
                    self._default(text[pos:stop])
            pos = stop
            if not self._inside_entity:
                self._event = pos
            if pos >= end:
                if external:
                    return
                self._fail("UNCLOSED_TOKEN")
            if text[pos] == "]" and not external:
                self._pos = pos + 1
                return
            if text[pos] == "%":
                pos = self._parameter_reference(text, pos)
            elif text.startswith("<!--", pos) or text.startswith("<?", pos):
                saved = self._text, self._pos
                self._text = text
                self._pos = pos
                if text[pos + 1] == "?":
                    self._instruction()
                else:
                    self._comment()
                pos = self._pos
                self._text, self._pos = saved
            elif external and text.startswith("<![", pos):
                pos = self._conditional(text, pos, end)
            else:
                pos = self._markup_declaration(text, pos, external)

    def _conditional(self, text, pos, end):
        found = re.compile(r"<!\[[ \t\n]*(INCLUDE|IGNORE|%[^;]*;)[ \t\n]*\[").match(text, pos)
        if found is None:
            self._fail("SYNTAX")
        depth = 1
        at = found.end()
        while depth:
            opened = text.find("<![", at)
            closed = text.find("]]>", at)
            if closed < 0:
                self._fail("UNCLOSED_CDATA_SECTION")
            if 0 <= opened < closed:
                depth += 1
                at = opened + 3
            else:
                depth -= 1
                at = closed + 3
        word = found.group(1)
        if word.startswith("%"):
            entity = self._dtd.parameters.get(word[1:-1])
            word = entity.text.strip() if entity is not None and entity.text else "IGNORE"
        if word == "INCLUDE":
            self._subset(text[found.end() : at - 3], 0, at - 3 - found.end(), True)
        return at

    def _parameter_reference(self, text, pos):
        found = _name.match(text, pos + 1)
        if found is None or text[found.end() : found.end() + 1] != ";":
            self._fail("INVALID_TOKEN")
        name = found.group()
        dtd = self._dtd
        dtd.has_parameter_references = True
        wanted = self._dtd_parsing
        entity = dtd.parameters.get(name)
        if wanted == 0 or wanted == 1 and dtd.standalone:
            if entity is not None and entity.text is not None:
                self._parameter_text(entity)
            else:
                dtd.keep = dtd.standalone
                if self.StartDoctypeDeclHandler is None:
                    self._default(text[pos : found.end() + 1])
        elif entity is None:
            if dtd.standalone:
                self._fail("UNDEFINED_ENTITY")
            dtd.keep = dtd.standalone
            if self.SkippedEntityHandler is not None:
                self._flush()
                self.SkippedEntityHandler(name, True)
        elif entity.open:
            self._fail("RECURSIVE_ENTITY_REF")
        elif entity.text is not None:
            self._parameter_text(entity)
        elif self.ExternalEntityRefHandler is not None:
            self._flush()
            entity.open = True
            try:
                if not self.ExternalEntityRefHandler(
                    None, entity.base, entity.system_id, entity.public_id
                ):
                    self._fail("EXTERNAL_ENTITY_HANDLING")
            finally:
                entity.open = False
        else:
            dtd.keep = dtd.standalone
        self._check_standalone()
        return found.end() + 1

    def _parameter_text(self, entity):
        if entity.open:
            self._fail("RECURSIVE_ENTITY_REF")
        self._count(entity)
        entity.open = True
        saved = self._inside_entity
        self._inside_entity = saved or 1
        try:
            self._subset(entity.text, 0, len(entity.text), True)
        finally:
            entity.open = False
            self._inside_entity = saved

    def _markup_declaration(self, text, pos, external):
        found = re.compile("<!(ELEMENT|ATTLIST|ENTITY|NOTATION)(?=[ \t\n%])").match(text, pos)
        if found is None:
            self._fail_at(pos + 2 if text.startswith("<!", pos) else pos, "INVALID_TOKEN")
        at = found.end()
        while True:
            stop = re.compile("[\"'>]").search(text, at)
            if stop is None:
                self._fail("UNCLOSED_TOKEN")
            at = stop.end()
            if stop.group() == ">":
                break
            at = text.find(stop.group(), at) + 1
            if not at:
                self._fail("UNCLOSED_TOKEN")
        body = text[found.end() : at - 1]
        if external:
            body = self._with_parameters(body)
        kind = found.group(1)
        if kind == "ENTITY":
            handled = self._entity_declaration(body, external)
        elif kind == "ELEMENT":
            handled = self._element_declaration(body)
        elif kind == "ATTLIST":
            handled = self._attribute_declaration(body)
        else:
            handled = self._notation_declaration(body)
        if not handled and self.StartDoctypeDeclHandler is None:
            self._default(text[pos:at])
        return at

    def _with_parameters(self, body):
        """A declaration with the references to parameter entities outside of literals replaced."""

        def replaced(match):
            if match.group(1) is None:
                return match.group()
            entity = self._dtd.parameters.get(match.group(1))
            if entity is None or entity.text is None:
                return " "
            self._count(entity)
            return " " + entity.text + " "

        pattern = re.compile("\"[^\"]*\"|'[^']*'|%(" + _NAME + ");")
        for _ in range(20):
            new = pattern.sub(replaced, body)
            if new == body:
                break
            body = new
        return body

    def _literal(self, text, external):
        """The text of an entity: character and parameter references are replaced."""
        parts = []
        pos = 0
        for found in re.compile("&#([0-9]+);|&#x([0-9a-fA-F]+);|%(" + _NAME + ");").finditer(text):
            parts.append(text[pos : found.start()])
            pos = found.end()
            name = found.group(3)
            if name is None:
                parts.append(self._character(found, self._event))
                continue
            if not external:
                self._fail("PARAM_ENTITY_REF")
            entity = self._dtd.parameters.get(name)
            if entity is not None and entity.text is not None:
                self._count(entity)
                parts.append(entity.text)
        parts.append(text[pos:])
        return "".join(parts)

    def _ids(self, words):
        """System and public identifier at the beginning of the words, and how many words these are."""
        if len(words) >= 2 and words[0] == "SYSTEM" and words[1][0] in "\"'":
            return words[1][1:-1], None, 2
        if len(words) >= 2 and words[0] == "PUBLIC" and words[1][0] in "\"'":
            public_id = words[1][1:-1]
            if not _public.match(public_id):
                self._fail("PUBLICID")
            public_id = " ".join(public_id.split())
            if len(words) >= 3 and words[2][0] in "\"'":
                return words[2][1:-1], public_id, 3
            return None, public_id, 2
        self._fail("SYNTAX")

    def _entity_declaration(self, body, external):
        words = re.findall("\"[^\"]*\"|'[^']*'|[^ \t\n\"']+", body)
        parameter = bool(words) and words[0] == "%"
        if parameter:
            del words[0]
        if len(words) < 2 or not _name.fullmatch(words[0]):
            self._fail("SYNTAX")
        name = words[0]
        if words[1][0] in "\"'":
            if len(words) > 2:
                self._fail("SYNTAX")
            entity = _Entity(self._literal(words[1][1:-1], external))
        else:
            system_id, public_id, n = self._ids(words[1:])
            rest = words[1 + n :]
            if system_id is None or rest and (parameter or len(rest) != 2 or rest[0] != "NDATA"):
                self._fail("SYNTAX")
            entity = _Entity(None, system_id, public_id, rest[1] if rest else None, self._base)
        table = self._dtd.parameters if parameter else self._dtd.entities
        if name in table or name in _PREDEFINED and not parameter:
            return True
        if self._dtd.keep:
            table[name] = entity
        ids = entity.system_id, entity.public_id
        if entity.notation is not None and self.UnparsedEntityDeclHandler is not None:
            self._flush()
            self.UnparsedEntityDeclHandler(name, self._base, *ids, entity.notation)
        elif self.EntityDeclHandler is not None:
            self._flush()
            self.EntityDeclHandler(
                name, int(parameter), entity.text, self._base, *ids, entity.notation
            )
        else:
            return False
        return True

    def _notation_declaration(self, body):
        words = re.findall("\"[^\"]*\"|'[^']*'|[^ \t\n\"']+", body)
        if len(words) < 3:
            self._fail("SYNTAX")
        system_id, public_id, n = self._ids(words[1:])
        if n + 1 != len(words):
            self._fail("SYNTAX")
        if self.NotationDeclHandler is None:
            return False
        self._flush()
        self.NotationDeclHandler(words[0], self._base, system_id, public_id)
        return True

    def _attribute_declaration(self, body):
        words = re.findall("\\([^)]*\\)|\"[^\"]*\"|'[^']*'|[^ \t\n\"'()]+", body)
        if not words or not _name.fullmatch(words[0]):
            self._fail("SYNTAX")
        element = words[0]
        at = 1
        while at < len(words):
            if at + 2 >= len(words):
                self._fail("SYNTAX")
            name, kind = words[at], words[at + 1]
            at += 2
            if kind == "NOTATION":
                kind = "NOTATION" + words[at]
                at += 1
            if "(" in kind:
                kind = "".join(kind.split())
            default = None
            required = 0
            if at >= len(words):
                self._fail("SYNTAX")
            if words[at] == "#REQUIRED":
                required = 1
            elif words[at] != "#IMPLIED":
                if words[at] == "#FIXED":
                    required = 1
                    at += 1
                if at >= len(words) or words[at][0] not in "\"'":
                    self._fail("SYNTAX")
                default = self._value(words[at][1:-1], self._event)
                if kind != "CDATA":
                    default = " ".join([word for word in default.split(" ") if word])
            at += 1
            if self._dtd.keep:
                self._dtd.attributes.setdefault(element, {}).setdefault(name, (kind, default))
            if self.AttlistDeclHandler is not None:
                self._flush()
                self.AttlistDeclHandler(element, name, kind, default, required)
        return self.AttlistDeclHandler is not None

    def _element_declaration(self, body):
        tokens = re.findall("[()|,?*+]|[^ \t\n()|,?*+]+", body)
        if len(tokens) < 2 or not _name.fullmatch(tokens[0]):
            self._fail("SYNTAX")
        if tokens[1] in ("EMPTY", "ANY"):
            content = (1 if tokens[1] == "EMPTY" else 2, 0, None, ())
            at = 2
        elif tokens[1] == "(":
            content, at = self._model(tokens, 2)
        else:
            self._fail("SYNTAX")
        if at != len(tokens):
            self._fail("SYNTAX")
        if self.ElementDeclHandler is None:
            return False
        self._flush()
        self.ElementDeclHandler(tokens[0], content)
        return True

    def _model(self, tokens, at):
        """The content model behind a parenthesis, and the index behind it."""
        children = []
        separator = None
        mixed = False
        while True:
            if at >= len(tokens):
                self._fail("SYNTAX")
            token = tokens[at]
            at += 1
            if token == "(":
                child, at = self._model(tokens, at)
                children.append(child)
            elif token == "#PCDATA":
                mixed = True
            elif _name.fullmatch(token):
                quantifier, at = self._quantifier(tokens, at)
                children.append((4, quantifier, token, ()))
            else:
                self._fail("SYNTAX")
            if at >= len(tokens):
                self._fail("SYNTAX")
            token = tokens[at]
            at += 1
            if token == ")":
                break
            if token not in "|," or separator not in (None, token):
                self._fail("SYNTAX")
            separator = token
        quantifier, at = self._quantifier(tokens, at)
        kind = 3 if mixed else 5 if separator == "|" else 6
        return (kind, quantifier, None, tuple(children)), at

    def _quantifier(self, tokens, at):
        if at < len(tokens) and tokens[at] in "?*+":
            return "?*+".index(tokens[at]) + 1, at + 1
        return 0, at
