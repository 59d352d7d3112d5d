"""Tables of the XML parser: errors, what tokens look like, what is declared."""

import codecs
import re
import sys

_ModuleType = type(sys)

_ERRORS = """
NO_MEMORY|out of memory
SYNTAX|syntax error
NO_ELEMENTS|no element found
INVALID_TOKEN|not well-formed (invalid token)
UNCLOSED_TOKEN|unclosed token
PARTIAL_CHAR|partial character
TAG_MISMATCH|mismatched tag
DUPLICATE_ATTRIBUTE|duplicate attribute
JUNK_AFTER_DOC_ELEMENT|junk after document element
PARAM_ENTITY_REF|illegal parameter entity reference
UNDEFINED_ENTITY|undefined entity
RECURSIVE_ENTITY_REF|recursive entity reference
ASYNC_ENTITY|asynchronous entity
BAD_CHAR_REF|reference to invalid character number
BINARY_ENTITY_REF|reference to binary entity
ATTRIBUTE_EXTERNAL_ENTITY_REF|reference to external entity in attribute
MISPLACED_XML_PI|XML or text declaration not at start of entity
UNKNOWN_ENCODING|unknown encoding
INCORRECT_ENCODING|encoding specified in XML declaration is incorrect
UNCLOSED_CDATA_SECTION|unclosed CDATA section
EXTERNAL_ENTITY_HANDLING|error in processing external entity reference
NOT_STANDALONE|document is not standalone
UNEXPECTED_STATE|unexpected parser state - please send a bug report
ENTITY_DECLARED_IN_PE|entity declared in parameter entity
FEATURE_REQUIRES_XML_DTD|requested feature requires XML_DTD support in Expat
CANT_CHANGE_FEATURE_ONCE_PARSING|cannot change setting once parsing has begun
UNBOUND_PREFIX|unbound prefix
UNDECLARING_PREFIX|must not undeclare prefix
INCOMPLETE_PE|incomplete markup in parameter entity
XML_DECL|XML declaration not well-formed
TEXT_DECL|text declaration not well-formed
PUBLICID|illegal character(s) in public id
SUSPENDED|parser suspended
NOT_SUSPENDED|parser not suspended
ABORTED|parsing aborted
FINISHED|parsing finished
SUSPEND_PE|cannot suspend in external parameter entity
RESERVED_PREFIX_XML|reserved prefix (xml) must not be undeclared or bound to another namespace name
RESERVED_PREFIX_XMLNS|reserved prefix (xmlns) must not be declared or undeclared
RESERVED_NAMESPACE_URI|prefix must not be bound to one of the reserved namespace names
INVALID_ARGUMENT|invalid argument
NO_BUFFER|a successful prior call to function XML_GetBuffer was required
AMPLIFICATION_LIMIT_BREACH|limit on input amplification factor (from DTD and entities) breached
""".strip().split("\n")

errors = _ModuleType("pyexpat.errors", "Constants used to describe error conditions.")
errors.codes = {}
errors.messages = {}
_code = {}
for _number, _line in enumerate(_ERRORS, 1):
    _name, _, _message = _line.partition("|")
    setattr(errors, "XML_ERROR_" + _name, _message)
    errors.codes[_message] = _number
    errors.messages[_number] = _message
    _code[_name] = _number

model = _ModuleType("pyexpat.model", "Constants used to interpret content model information.")
for _number, _name in enumerate("EMPTY ANY MIXED NAME CHOICE SEQ".split(), 1):
    setattr(model, "XML_CTYPE_" + _name, _number)
for _number, _name in enumerate("NONE OPT REP PLUS".split()):
    setattr(model, "XML_CQUANT_" + _name, _number)
sys.modules.setdefault("pyexpat.errors", errors)
sys.modules.setdefault("pyexpat.model", model)


class ExpatError(Exception):
    __module__ = "xml.parsers.expat"


_FIRST = (
    ":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE = _FIRST + "\\-.0-9\u00b7\u0300-\u036f\u203f\u2040"
_NAME = "[" + _FIRST + "][" + _MORE + "]*"
_S = "[ \t\n]"
_name = re.compile(_NAME)
_nmtoken = re.compile("[" + _MORE + "]+")
_space = re.compile(_S + "*")
_start_tag = re.compile(
    "<("
    + _NAME
    + ")((?:"
    + _S
    + "+"
    + _NAME
    + _S
    + "*="
    + _S
    + "*(?:\"[^<\"]*\"|'[^<']*'))*)"
    + _S
    + "*(/?)>"
)
_attribute = re.compile(_S + "+(" + _NAME + ")" + _S + "*=" + _S + "*(?:\"([^<\"]*)\"|'([^<']*)')")
_end_tag = re.compile("</(" + _NAME + ")" + _S + "*>")
_reference = re.compile("&(?:#([0-9]+)|#x([0-9a-fA-F]+)|(" + _NAME + "));")
_markup = re.compile("[<&]")
_illegal = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_pieces = re.compile("\n|[^\n]+")
_pseudo = re.compile(_S + "+([a-z]+)" + _S + "*=" + _S + "*(?:\"([^\"]*)\"|'([^']*)')")
_byte_declaration = re.compile(
    rb"<\?xml[ \t\r\n][^>]*?encoding[ \t\r\n]*=[ \t\r\n]*[\"']([A-Za-z][-A-Za-z0-9._]*)"
)
_doctype_token = re.compile("[ \t\n]+|\"[^\"]*\"|'[^']*'|<!DOCTYPE|[^ \t\n\"'\\[>]+|\\[|>")
_quoted = re.compile("\"([^\"]*)\"|'([^']*)'")
_public = re.compile("[-a-zA-Z0-9 \r\n'()+,./:=?;!*#@$_%]*\\Z")

_BEHIND_NAME = tuple(" \t\n>)],|%?*+[") + ("",)  # in the prolog
_URI = "-._~:/?#[]@!$&'()*+,;=%"  # what may stand in URIs beside letters and digits
_ENCODINGS = "utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1"
_PREDEFINED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_XML = "http://www.w3.org/XML/1998/namespace"
_XMLNS = "http://www.w3.org/2000/xmlns/"
_CHUNK = 1024  # characters of text that a handler gets at once
_FREE_EXPANSION = 8 << 20  # what entities may grow to
_HANDLERS = """
StartElement EndElement ProcessingInstruction CharacterData UnparsedEntityDecl NotationDecl StartNamespaceDecl
EndNamespaceDecl Comment StartCdataSection EndCdataSection Default DefaultHandlerExpand NotStandalone
ExternalEntityRef StartDoctypeDecl EndDoctypeDecl EntityDecl XmlDecl ElementDecl AttlistDecl SkippedEntity
""".split()
_HANDLERS = [name if name.endswith("Expand") else name + "Handler" for name in _HANDLERS]


class _Wait(Exception):
    """More input is needed."""


class _Entity:
    """An entity: its text, or where it is."""

    def __init__(self, text, system_id=None, public_id=None, notation=None, base=None):
        self.text = text
        self.system_id = system_id
        self.public_id = public_id
        self.notation = notation
        self.base = base
        self.open = False


class _Bytewise:
    """A decoder of an encoding with one byte for each character."""

    def __init__(self, table):
        self.table = table.replace("\ufffd", "\ufffe")

    def decode(self, data, final):
        return codecs.charmap_decode(data, "strict", self.table)[0]


class _Dtd:
    """What a document type declaration declares."""

    def __init__(self):
        self.entities = {}
        self.parameters = {}
        self.attributes = {}  # of an element: name -> (type, default or None)
        self.standalone = False
        self.has_parameter_references = False
        self.keep = True  # are declarations taken over?
        self.expanded = 0
