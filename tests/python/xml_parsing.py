# pyexpat and what is built on it
import io
import plistlib
import xml.dom.minidom
import xml.etree.ElementTree as ET
import xml.sax
from xml.parsers import expat

DOCUMENT = b"""<?xml version="1.0" encoding="iso-8859-1"?>
<!-- before -->
<!DOCTYPE list [
<!ELEMENT list (item|note)*>
<!ATTLIST item kind CDATA "plain" size NMTOKEN #IMPLIED>
<!ENTITY company "W&#228;rme &amp; Co">
<!ENTITY nested "<note>by &company;</note>">
]>
<list xmlns:a="urn:a">
 <item size=" 3 ">one &lt; two</item><a:item b="x&#10;y &company;"/>
 <![CDATA[<raw> & text]]> &nested; \xe9 <?target some data?>
</list>
<!-- behind -->
"""


def events(step, separator):
    parser = expat.ParserCreate(namespace_separator=separator)
    parser.buffer_text = True
    log = []

    def note(name):
        return lambda *args: log.append((name, args))

    for name in (
        "StartElement EndElement CharacterData ProcessingInstruction Comment XmlDecl StartDoctypeDecl "
        "EndDoctypeDecl EntityDecl ElementDecl AttlistDecl StartNamespaceDecl StartCdataSection"
    ).split():
        setattr(parser, name + "Handler", note(name))
    for at in range(0, len(DOCUMENT), step):
        parser.Parse(DOCUMENT[at : at + step])
    parser.Parse(b"", True)
    joined = []
    for name, args in log:
        if joined and name == joined[-1][0] == "CharacterData":
            args = (joined.pop()[1][0] + args[0],)
        joined.append((name, args))
    return joined


whole = events(len(DOCUMENT), "|")
for event in whole:
    print(*event)
print([events(step, "|") == whole for step in (1, 7, 100)], len(events(50, None)))

for bad in (
    "",
    "<a>",
    "<a></b>",
    "<a b='1' b='2'/>",
    "<a>&x;</a>",
    "<a/><b/>",
    "text",
    "<a>]]></a>",
    "<a b=c/>",
    "<a><b></a>",
    "<!DOCTYPE a [<!ENTITY e '&e;'>]><a>&e;</a>",
    "<a>\x01</a>",
    "<a>\n <b x='<'/></a>",
    "<x:a/>",
    "<a>&#0;</a>",
    " <?xml version='1.0'?><a/>",
    "<a",
    "<!-- -- --><a/>",
):
    try:
        ET.fromstring(bad)
        print(bad, "parsed")
    except ET.ParseError as e:
        print(repr(bad), e, e.code, e.position)

root = ET.fromstring(DOCUMENT)
print([(e.tag, e.attrib, e.text) for e in root.iter()])
print(ET.tostring(ET.fromstring("<a><b c='1'>t</b><b c='2'/>u</a>")), len(root.findall("item")))
print([(e, x.tag) for e, x in ET.iterparse(io.BytesIO(b"<r><s/><t>1</t></r>"), ("start", "end"))])
dom = xml.dom.minidom.parseString("<a x='1'><b>text</b><!--c--></a>")
print(dom.documentElement.toxml(), [n.nodeType for n in dom.documentElement.childNodes])


class Handler(xml.sax.ContentHandler):
    def startElement(self, name, attrs):
        print("start", name, dict(attrs))

    def characters(self, content):
        print("text", repr(content))


xml.sax.parseString(b"<p q='r'>hello<s/>\nworld</p>", Handler())
value = {"list": [1, 2.5, True], "data": b"bytes", "text": "<&>"}
print(plistlib.loads(plistlib.dumps(value)) == value)
