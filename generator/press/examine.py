"""Examine a press file by our own rules (``rules.py``): the file, its intent, its metadata, each side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

import pikepdf

from generator.model.edition import MM
from generator.model.findings import Finding
from generator.press.paint import look_at_page
from generator.press.rules import Ordered, broken
from generator.press.walk import rectangle

NEAR: Final = 0.1 * MM
"""Boxes may be this far from what was ordered."""
LEAST_BLEED: Final = 3 * MM
"""What print shops ask for where nobody can be asked what was ordered."""
_WRONG: Final = (pikepdf.PdfError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What is raised where a file has not what it must have."""


def as_found(pdf: bytes) -> Ordered:
    """Return what a press file says of itself, to judge it by where the order is not known.

    Every side must be as the first. The bleed is the file's own where it is wider than ``LEAST_BLEED``.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            first = document.pages[0].obj
            trim = rectangle(first.get("/TrimBox", first.get("/MediaBox"))) or (0.0, 0.0, 0.0, 0.0)
            bleed = rectangle(first.get("/BleedBox")) or trim
    except _WRONG:
        return Ordered((0.0, 0.0), LEAST_BLEED)
    found = min(trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3])
    return Ordered((trim[2] - trim[0], trim[3] - trim[1]), max(found, LEAST_BLEED))


def examine(pdf: bytes, ordered: Ordered) -> tuple[tuple[Finding, ...], float]:
    """Return everything our rules find in a press file, each once, and the most ink on any spot.

    Ink 1 is one ink in full; marks in all inks are left out.
    """
    try:
        document = pikepdf.open(BytesIO(pdf))
    except pikepdf.PasswordError:
        return (broken("readable", "the file asks for a password"),), 0.0
    except pikepdf.PdfError:
        return (broken("readable", "the file is damaged"),), 0.0
    with document:
        try:
            return _examine(document, ordered)
        except _WRONG:
            # the file is anybody's: what is not where the standard puts it is a finding, never a fault of ours
            return (broken("readable", "the file is not built as a PDF must be"),), 0.0


def _examine(document: Any, ordered: Ordered) -> tuple[tuple[Finding, ...], float]:
    found = [*_file(document), *_intents(document), *_words(document)]
    peaks = [0.0]
    for count, page in enumerate(document.pages, 1):
        found += [broken(rule, message, count) for rule, message in _page(page, ordered)]
        painted, peak = look_at_page(page, ordered)
        left, low = (rectangle(page.obj.get("/TrimBox", page.obj.get("/MediaBox"))) or (0.0, 0.0))[:2]
        for rule, message, box in painted:
            cut = (box[0] - left, box[1] - low, box[2] - left, box[3] - low) if box else None
            found.append(broken(rule, message, count, cut))
        peaks.append(peak)
    return tuple(dict.fromkeys(found)), max(peaks)


def _file(document: Any) -> Iterator[Finding]:
    if document.is_encrypted:
        yield broken("readable", "the file is encrypted")
    root = document.Root
    stated = (document.pdf_version, str(root.get("/Version", "/1.6")).lstrip("/"))
    if any(not "1.3" <= version <= "1.6" for version in stated):
        yield broken("version", f"the file says PDF {max(stated)}; PDF/X-4 ends at 1.6")
    if "/ID" not in document.trailer:
        yield broken("id", "the file has no ID")
    named = root.get("/Names", {})
    if "/OpenAction" in root or "/AA" in root or "/JavaScript" in named:
        yield broken("action", "the file starts an action or a script")


def _intents(document: Any) -> Iterator[Finding]:
    every = [intent for intent in document.Root.get("/OutputIntents", []) if isinstance(intent, pikepdf.Dictionary)]
    mine = [intent for intent in every if intent.get("/S") == "/GTS_PDFX"]
    if len(mine) != 1:
        yield broken("intent", f"there are {len(mine)} output intents for print; there must be one")
    for intent in mine:
        if not str(intent.get("/OutputConditionIdentifier", "")):
            yield broken("intent", "the output intent does not name its printing condition")
        profile = intent.get("/DestOutputProfile")
        if not isinstance(profile, pikepdf.Stream):
            yield broken("intent", "the output intent has no profile inside")
            continue
        data = profile.read_bytes()
        if data[36:40] != b"acsp" or data[12:20] != b"prtrCMYK" or int(profile.get("/N", 0)) != 4:
            yield broken("intent", "the profile of the output intent is no CMYK press profile")
    if len({intent.DestOutputProfile.objgen for intent in every if "/DestOutputProfile" in intent}) > 1:
        yield broken("intent", "output intents hold different profiles")


def _words(document: Any) -> Iterator[Finding]:
    metadata = document.Root.get("/Metadata")
    xmp = metadata.read_bytes().decode("utf-8", "replace") if isinstance(metadata, pikepdf.Stream) else ""
    if not re.search(r"<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", xmp):
        yield broken("identified", "the metadata does not say PDF/X-4")
    info = document.trailer.get("/Info", {})
    for key in ("/Title", "/CreationDate", "/ModDate"):
        if not str(info.get(key, "")):
            yield broken("described", f"the document information has no {key[1:]}")
    if info.get("/Trapped") not in (pikepdf.Name("/True"), pikepdf.Name("/False")):
        yield broken("described", "the document information does not say whether it is trapped")
    title = escape(str(info.get("/Title", "")))
    if title and f">{title}<" not in xmp:
        yield broken("described", "the title in the metadata is another one than in the document information")
    for part in ("CreateDate", "ModifyDate", "DocumentID", "RenditionClass", "VersionID"):
        if f":{part}>" not in xmp:
            yield broken("described", f"the metadata has no {part}")


def _page(page: Any, ordered: Ordered) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one side's boxes, and what is on it that no press needs."""
    yield from _boxes(page.obj, ordered)
    if len(page.obj.get("/Annots", [])):
        yield "annotation", "there is a link or another annotation"
    if "/AA" in page.obj:
        yield "action", "the page starts an action"


def _boxes(page: Any, ordered: Ordered) -> Iterator[tuple[str, str]]:
    media, trim, bleed = (rectangle(page.get(name)) for name in ("/MediaBox", "/TrimBox", "/BleedBox"))
    if "/ArtBox" in page:
        yield "trim", "there is an ArtBox; PDF/X-4 takes a TrimBox or an ArtBox, and we a TrimBox"
    if trim is None:
        yield "trim", "there is no TrimBox"
        return
    size = (trim[2] - trim[0], trim[3] - trim[1])
    if any(abs(given - asked) > NEAR for given, asked in zip(size, ordered.trim, strict=True)):
        said = " × ".join(f"{side / MM:.1f}" for side in size)
        asked = " × ".join(f"{side / MM:.1f}" for side in ordered.trim)
        yield "trim", f"the TrimBox is {said} mm; ordered were {asked} mm"
    if bleed is None:
        yield "bleed-box", "there is no BleedBox"
        return
    sides = (trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3])
    if any(abs(side - ordered.bleed) > NEAR for side in sides):
        said = ", ".join(f"{side / MM:.1f}" for side in sides)
        yield "bleed-box", f"the bleed is {said} mm; ordered were {ordered.bleed / MM:.1f} mm on every side"
    if media is None or any((bleed[0] < media[0] - 0.01, bleed[1] < media[1] - 0.01, bleed[2] > media[2] + 0.01,
                             bleed[3] > media[3] + 0.01)):  # fmt: skip
        yield "bleed-box", "the BleedBox is not inside the MediaBox"
