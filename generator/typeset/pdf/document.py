"""The body of a leaflet as bytes: ReportLab's canvas holds the pages and writes the file, we keep it as parts.

What a clinic changes is left out and its object numbers reserved, so that one body serves every clinic
(stamp.py joins them). ISO 14289-1 for tags, ISO 32000-1 for the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFIndirectObject,
    PDFInfo,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

from generator.typeset.draw.writer import PageWriter
from generator.typeset.layout.ready import Body, HoldPlace
from generator.typeset.pdf.bookmarks import Heading, bookmarks
from generator.typeset.pdf.shown import Shown, parts_of
from generator.typeset.pdf.streams import packed, stored, stream
from generator.typeset.pdf.tags import (
    BODY_KEYS,
    CLINIC_MARKS,
    HOLD_MARKS,
    StructNode,
    annotation,
    element,
    utf16,
)
from generator.typeset.text.faces import Face

PDF_VERSION = (1, 7)
PRODUCER = "Leaflet Generator"
_FONT_PARTS = ("program", "places", "unicode", "descriptor", "descendant", "font")
rl_config.useA85 = 0

XMP_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" \
xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfuaid:part>1</pdfuaid:part>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def escape(words: str) -> str:
    """Return words as XML text. The standard library's function imports a web client: 10 ms of a cold start."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _Objects:
    """The objects of a file, numbered together: ReportLab's, and ours, whose bytes are ready.

    Why ours go past ReportLab: it takes 10 us to register, format and place each of some 300.
    """

    def __init__(self, canvas: Canvas) -> None:
        self._doc = canvas._doc
        self.numbers: dict[str, int] = {}
        self._ready: dict[int, bytes] = {}

    def number(self) -> int:
        """Return the number of a new object of ours."""
        self._doc.objectcounter += 1
        return int(self._doc.objectcounter)

    def reserve(self, name: str) -> int:
        """Return the number of a new object of ours; ReportLab's may refer to it by its name."""
        number = self.numbers[name] = self.number()
        self._doc.idToObjectNumberAndVersion[name] = (number, 0)
        return number

    def put(self, number: int, body: bytes) -> None:
        """Give an object of ours its bytes, those between ``obj`` and ``endobj``."""
        self._ready[number] = body

    def known(self, name: str) -> int:
        """Return the number of an object of ReportLab's."""
        return int(self._doc.idToObjectNumberAndVersion[name][0])

    def write(self) -> tuple[bytes, tuple[int, ...]]:
        """Return the bytes of the objects one after the other, and where each begins; -1 for those not filled."""
        doc = self._doc
        doc.Reference(doc.Catalog)
        doc.Reference(doc.info)
        out = [b"%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n" % PDF_VERSION]
        offsets = [-1]
        place, number = len(out[0]), 0
        while number < doc.objectcounter:  # to format one of ReportLab's objects may add more
            number += 1
            body = self._ready.get(number)
            if body is not None:
                body = b"%d 0 obj\n%s\nendobj\n" % (number, body)
            elif number in doc.numberToId:
                name = doc.numberToId[number]
                body = PDFIndirectObject(name, doc.idToObject[name]).format(doc)
            else:
                offsets.append(-1)
                continue
            offsets.append(place)
            out.append(body)
            place += len(body)
        return b"".join(out), tuple(offsets)


class BodyCanvas(Canvas):
    """A canvas that names no font of its own: Helvetica unembedded would break ISO 14289-1, 7.21."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


def write_body(
    pages: Sequence[PageWriter],
    size: tuple[float, float],
    root: StructNode,
    title: str,
    language: str,
    subject: str,
    holds: Mapping[str, HoldPlace],
    headings: Sequence[Heading],
) -> Body:
    """Write pages and structure tree through ReportLab and keep the file as parts.

    ``headings`` become the bookmarks; ``size`` in points.
    """
    canvas = BodyCanvas(BytesIO(), pagesize=size, invariant=1, pageCompression=1, pdfVersion=PDF_VERSION)
    doc = canvas._doc
    objects = _Objects(canvas)
    numbers, reserve = objects.numbers, objects.reserve
    root.prune()
    nodes = list(root.walk())
    links = [link for page in pages for link in page.links]
    for count, link in enumerate(links):
        link.key = BODY_KEYS + count
    page_names = [f"Page{number + 1}" for number in range(len(pages))]
    for name in ("resources", "tree", "parents"):
        reserve(name)
    for page in pages:
        reserve(f"parents{page.index}")
        reserve(f"annots{page.index}")
    numbered = {id(node): reserve(f"hold-{node.hold}") if node.hold else objects.number() for node in nodes}
    numbered |= {id(link): objects.number() for link in links}
    above = {id(kid): numbered[id(node)] for node in nodes for kid in node.kids if not isinstance(kid, tuple)}
    for page in pages:
        _add_page(canvas, page, objects)
    for name in page_names:
        numbers[name] = objects.known(name)
    places = [numbers[name] for name in page_names]
    doc.Catalog.Outlines = None
    if headings:
        own = [reserve("outlines"), *(objects.number() for _ in headings)]
        for number, data in zip(own, bookmarks(headings, places, own), strict=True):
            objects.put(number, data)
        doc.Catalog.Outlines = PDFObjectReference("outlines")
    for node in nodes:
        if not node.hold:  # those of the clinic's places are the stamp's
            words = element(node, above.get(id(node), numbers["tree"]), places, numbered)
            objects.put(numbered[id(node)], words.encode("latin-1"))
    for link in links:
        objects.put(numbered[id(link)], annotation(link).encode("latin-1"))
    tree = (
        f"<</Type/StructTreeRoot/K[{numbered[id(root)]} 0 R]/ParentTree {numbers['parents']} 0 R"
        "/ParentTreeNextKey 100000/RoleMap<</Aside/Sect>>>>"
    )
    objects.put(numbers["tree"], tree.encode("ascii"))
    fonts = _add_fonts(pages, objects)
    shown = _add_shown(pages[0].shown, objects)
    catalog = doc.Catalog
    catalog.StructTreeRoot = PDFObjectReference("tree")
    catalog.MarkInfo = PDFDictionary({"Marked": "true"})
    catalog.Lang = PDFString(language)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    turned = "DuplexFlipShortEdge" if size[0] > size[1] else "DuplexFlipLongEdge"
    canvas.setViewerPreference("Duplex", turned if len(pages) > 1 else "Simplex")  # for the print dialogue
    packet = XMP_PACKET.format(
        title=escape(title), language=escape(language), subject=escape(subject), producer=PRODUCER
    ).encode()
    _describe(catalog, packet, objects)
    doc.info = _Info(title, subject)
    blob, offsets = objects.write()
    for node in nodes:
        if node.hold:
            numbers[f"parent-{node.hold}"] = above[id(node)]
    numbers["catalog"] = objects.known(doc.Catalog.__InternalName__)
    numbers["info"] = objects.known(doc.info.__InternalName__)
    return Body(
        blob=blob,
        offsets=offsets,
        numbers=numbers,
        fonts=fonts,
        shown=shown,
        parents=tuple(_parents_of(page, numbered) for page in pages),
        parent_keys=" ".join(f"{link.key} {above[id(link)]} 0 R" for link in links),
        page_links=tuple(" ".join(f"{numbered[id(link)]} 0 R" for link in page.links) for page in pages),
        holds=dict(holds),
        pages=len(pages),
    )


def _describe(catalog: object, packet: bytes, objects: _Objects) -> None:
    """Add XMP and the output intent: one file is PDF/UA-1 and PDF/A-2a (ISO 19005-2, 6.2.3 and 6.6)."""
    objects.put(objects.reserve("xmp"), stored(packet, "/Type/Metadata/Subtype/XML"))
    objects.put(objects.reserve("profile"), _profile())
    name = "/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile"
    intent = PDFArray([_Intent(name)])
    catalog.Metadata = PDFObjectReference("xmp")  # type: ignore[attr-defined]
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]  # type: ignore[attr-defined]
    catalog.OutputIntents = intent  # type: ignore[attr-defined]


@cache
def _profile() -> bytes:
    """Return the stream object of sRGB, read once in a process."""
    return stream((Path(__file__).parents[1] / "profiles" / "srgb.icc").read_bytes(), "/N 3")


class _Intent(PDFObject):
    """An output intent that points to the profile."""

    def __init__(self, entries: str) -> None:
        self.entries = entries

    def format(self, document: object) -> bytes:
        number = document.idToObjectNumberAndVersion["profile"][0]  # type: ignore[attr-defined]
        return f"<</Type/OutputIntent{self.entries} {number} 0 R>>".encode("ascii")


class _Info(PDFInfo):
    """The document information: title and producer only, no clock, no placeholders."""

    def __init__(self, title: str, subject: str) -> None:
        super().__init__()
        self.title, self.subject = title, subject

    def format(self, document: object) -> bytes:
        text = f"<</Title{utf16(self.title)}/Subject{utf16(self.subject)}/Producer{utf16(PRODUCER)}>>"
        return text.encode("ascii")


def _add_page(canvas: Canvas, page: PageWriter, objects: _Objects) -> None:
    """Close one page: its streams, the clinic's between them, tab order, parents and links by reference."""
    page.close()
    doc = canvas._doc
    contents = []
    for count, part in enumerate(page.streams):
        name = f"stream{page.index}.{count}" if isinstance(part, list) else f"content-{part}"
        number = objects.reserve(name)
        if isinstance(part, list):
            objects.put(number, stream("\n".join(part).encode("ascii")))
        contents.append(PDFObjectReference(name))
    canvas.showPage()
    made = doc.Pages.pages[-1]
    made.__NoDefault__ = [*made.__NoDefault__, "StructParents", "Tabs"]
    made.Contents = PDFArray(contents)
    made.Resources = PDFObjectReference("resources")
    made.Annots = PDFObjectReference(f"annots{page.index}")
    made.StructParents = page.index
    made.Tabs = PDFName("S")
    made.Trans = None


def _parents_of(page: PageWriter, numbered: Mapping[int, int]) -> str:
    """Return the parent-tree entry of a page after the clinic's marks."""
    return " ".join([f"{numbered[id(page.marks[mark])]} 0 R" for mark in sorted(page.marks)])


def _add_fonts(pages: Sequence[PageWriter], objects: _Objects) -> str:
    """Embed a subset of every face the pages use; return the font resources."""
    used = pages[0].used
    faces: dict[str, Face] = {}
    for page in pages:
        faces.update(page.faces)
    out = []
    for resource in sorted(used):
        parts = faces[resource].embed(used[resource], used[resource].glyphs)
        number = {name: objects.reserve(f"{name}-{resource}") for name in _FONT_PARTS}
        filled = {
            "program": packed(parts.program, f"/Length1 {parts.length}"),
            "places": packed(parts.places),
            "unicode": packed(parts.to_unicode),
            "descriptor": (parts.descriptor % number["program"]).encode(),
            "descendant": (parts.descendant % (number["places"], number["descriptor"])).encode(),
            "font": (parts.font % (number["descendant"], number["unicode"])).encode(),
        }
        for name, body in filled.items():
            objects.put(number[name], body)
        out.append(f"/{resource} {number['font']} 0 R")
    return "".join(out)


def _add_shown(shown: Mapping[Shown, str], objects: _Objects) -> str:
    """Add the pictures that the pages show by name; return them as resources."""
    out = []
    for picture, name in shown.items():
        parts = parts_of(picture, 0)
        numbers = [objects.number() for _ in parts]
        for number, part in zip(numbers, parts, strict=True):
            objects.put(number, part.text % tuple(numbers[ref] for ref in part.refs) + part.data)
        out.append(f"/{name} {numbers[0]} 0 R")
    return "".join(out)


assert CLINIC_MARKS == sum(count for _, count in HOLD_MARKS.values())
