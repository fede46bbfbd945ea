"""Our own rules for a press file, after PDF/X-4 (ISO 15930-7) and what print shops ask for.

No open program certifies PDF/X-4; these rules are a house check, and the print shop's preflight has the last word.
Each rule has a name and a planted fault in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pikepdf
from msgspec import Struct

from generator.press.job import MM
from generator.press.paint import Box, Look, look_at_page

NEAR: Final = 0.1 * MM
"""Boxes may be this far from what was ordered."""
LEAST_BLEED: Final = 3 * MM
"""What print shops ask for where nobody can be asked what was ordered."""
_WRONG: Final = (pikepdf.PdfError, AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)
"""What is raised where a file has not what it must have."""
RULES: Final = {
    "readable": "the file can be opened and is not encrypted",
    "version": "the file says PDF 1.3 to 1.6",
    "id": "the trailer has an ID",
    "action": "nothing happens when the file is opened, and it holds no script",
    "intent": "exactly one output intent for print, with its condition and a CMYK press profile inside",
    "identified": "the metadata says PDF/X-4",
    "described": "title, dates and trapping are stated, and the metadata agrees",
    "trim": "each page has a TrimBox (and no ArtBox) of the size ordered",
    "bleed-box": "the BleedBox is as ordered on four sides, inside the MediaBox",
    "annotation": "no link or other annotation",
    "rgb": "no colour and no picture in red, green and blue",
    "other-space": "no colour space but black, CMYK, and all inks for marks",
    "black-only": "in a file for black alone there is no other ink",
    "ink": "no more than 300 % of ink together, pictures too",
    "black-text": "black letters are printed in black alone",
    "font": "every font is embedded",
    "resolution": "pictures have at least 300 pixels to the inch",
    "bleed-filled": "what touches the edge goes on into the bleed",
    "content": "no PostScript, no OPI, no transfer function",
}
"""Every rule by name, and what it asks for."""


class Wanted(Struct, frozen=True):
    """What was ordered: the trimmed size of a side in points, the bleed, ``cmyk`` or ``k``."""

    trim: tuple[float, float]
    bleed: float
    colour: str = "cmyk"


class Finding(Struct, frozen=True):
    """A rule that a press file breaks. ``page`` counts from 1; 0 is the whole file.

    ``box`` is x0, y0, x1, y1 in points from the lower left corner of what is left of the side when it is cut.
    """

    rule: str
    page: int
    message: str
    box: Box | None = None

    def __str__(self) -> str:
        """Return the words for a person."""
        place = f"side {self.page}: " if self.page else ""
        return f"{place}{self.message} [{self.rule}]"


def as_found(pdf: bytes) -> Wanted:
    """Return what a press file says of itself, to judge it by where the order is not known.

    Every side must be as the first. The bleed is the file's own where it is wider than ``LEAST_BLEED``.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            first = document.pages[0].obj
            trim = _rectangle(first.get("/TrimBox", first.get("/MediaBox"))) or (0.0, 0.0, 0.0, 0.0)
            bleed = _rectangle(first.get("/BleedBox")) or trim
    except _WRONG:
        return Wanted((0.0, 0.0), LEAST_BLEED)
    found = min(trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3])
    return Wanted((trim[2] - trim[0], trim[3] - trim[1]), max(found, LEAST_BLEED))


def examine(pdf: bytes, wanted: Wanted) -> tuple[Finding, ...]:
    """Return everything our rules find in a press file, each once."""
    return examine_ink(pdf, wanted)[0]


def examine_ink(pdf: bytes, wanted: Wanted) -> tuple[tuple[Finding, ...], float]:
    """Return what ``examine`` does, and the most ink on any spot (1 is one ink in full; marks in all inks left out)."""
    try:
        document = pikepdf.open(BytesIO(pdf))
    except pikepdf.PasswordError:
        return (Finding("readable", 0, "the file asks for a password"),), 0.0
    except pikepdf.PdfError:
        return (Finding("readable", 0, "the file is damaged"),), 0.0
    with document:
        try:
            return _examine(document, wanted)
        except _WRONG:
            # the file is anybody's: what is not where the standard puts it is a finding, never a fault of ours
            return (Finding("readable", 0, "the file is not built as a PDF must be"),), 0.0


def _examine(document: Any, wanted: Wanted) -> tuple[tuple[Finding, ...], float]:
    found = [*_file(document), *_intents(document), *_words(document)]
    peaks = [0.0]
    for count, page in enumerate(document.pages, 1):
        found += [Finding(rule, count, message) for rule, message in _page(page, wanted)]
        painted, peak = look_at_page(page, Look(wanted.colour, wanted.bleed))
        left, low = (_rectangle(page.obj.get("/TrimBox", page.obj.get("/MediaBox"))) or (0.0, 0.0))[:2]
        for rule, message, box in painted:
            cut = (box[0] - left, box[1] - low, box[2] - left, box[3] - low) if box else None
            found.append(Finding(rule, count, message, cut))
        peaks.append(peak)
    return tuple(dict.fromkeys(found)), max(peaks)


def _rectangle(value: Any) -> Box | None:
    """Return a rectangle of the file, if it is one."""
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    left, low, right, high = (float(part) for part in value)
    return left, low, right, high


def _file(document: Any) -> Iterator[Finding]:
    if document.is_encrypted:
        yield Finding("readable", 0, "the file is encrypted")
    root = document.Root
    stated = (document.pdf_version, str(root.get("/Version", "/1.6")).lstrip("/"))
    if any(not "1.3" <= version <= "1.6" for version in stated):
        yield Finding("version", 0, f"the file says PDF {max(stated)}; PDF/X-4 ends at 1.6")
    if "/ID" not in document.trailer:
        yield Finding("id", 0, "the file has no ID")
    named = root.get("/Names", {})
    if "/OpenAction" in root or "/AA" in root or "/JavaScript" in named:
        yield Finding("action", 0, "the file starts an action or a script")


def _intents(document: Any) -> Iterator[Finding]:
    every = [intent for intent in document.Root.get("/OutputIntents", []) if isinstance(intent, pikepdf.Dictionary)]
    mine = [intent for intent in every if intent.get("/S") == "/GTS_PDFX"]
    if len(mine) != 1:
        yield Finding("intent", 0, f"there are {len(mine)} output intents for print; there must be one")
    for intent in mine:
        if not str(intent.get("/OutputConditionIdentifier", "")):
            yield Finding("intent", 0, "the output intent does not name its printing condition")
        profile = intent.get("/DestOutputProfile")
        if not isinstance(profile, pikepdf.Stream):
            yield Finding("intent", 0, "the output intent has no profile inside")
            continue
        data = profile.read_bytes()
        if data[36:40] != b"acsp" or data[12:20] != b"prtrCMYK" or int(profile.get("/N", 0)) != 4:
            yield Finding("intent", 0, "the profile of the output intent is no CMYK press profile")
    if len({intent.DestOutputProfile.objgen for intent in every if "/DestOutputProfile" in intent}) > 1:
        yield Finding("intent", 0, "output intents hold different profiles")


def _words(document: Any) -> Iterator[Finding]:
    metadata = document.Root.get("/Metadata")
    xmp = metadata.read_bytes().decode("utf-8", "replace") if isinstance(metadata, pikepdf.Stream) else ""
    if not re.search(r"<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", xmp):
        yield Finding("identified", 0, "the metadata does not say PDF/X-4")
    info = document.trailer.get("/Info", {})
    for key in ("/Title", "/CreationDate", "/ModDate"):
        if not str(info.get(key, "")):
            yield Finding("described", 0, f"the document information has no {key[1:]}")
    if info.get("/Trapped") not in (pikepdf.Name("/True"), pikepdf.Name("/False")):
        yield Finding("described", 0, "the document information does not say whether it is trapped")
    title = str(info.get("/Title", "")).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if title and f">{title}<" not in xmp:
        yield Finding("described", 0, "the title in the metadata is another one than in the document information")
    for part in ("CreateDate", "ModifyDate", "DocumentID", "RenditionClass", "VersionID"):
        if f":{part}>" not in xmp:
            yield Finding("described", 0, f"the metadata has no {part}")


def _page(page: Any, wanted: Wanted) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one side's boxes, and what is on it that no press needs."""
    yield from _boxes(page.obj, wanted)
    if len(page.obj.get("/Annots", [])):
        yield "annotation", "there is a link or another annotation"
    if "/AA" in page.obj:
        yield "action", "the page starts an action"


def _boxes(page: Any, wanted: Wanted) -> Iterator[tuple[str, str]]:
    media, trim, bleed = (_rectangle(page.get(name)) for name in ("/MediaBox", "/TrimBox", "/BleedBox"))
    if "/ArtBox" in page:
        yield "trim", "there is an ArtBox; PDF/X-4 takes a TrimBox or an ArtBox, and we a TrimBox"
    if trim is None:
        yield "trim", "there is no TrimBox"
        return
    size = (trim[2] - trim[0], trim[3] - trim[1])
    if any(abs(given - asked) > NEAR for given, asked in zip(size, wanted.trim, strict=True)):
        said = " × ".join(f"{side / MM:.1f}" for side in size)
        asked = " × ".join(f"{side / MM:.1f}" for side in wanted.trim)
        yield "trim", f"the TrimBox is {said} mm; ordered were {asked} mm"
    if bleed is None:
        yield "bleed-box", "there is no BleedBox"
        return
    sides = (trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3])
    if any(abs(side - wanted.bleed) > NEAR for side in sides):
        said = ", ".join(f"{side / MM:.1f}" for side in sides)
        yield "bleed-box", f"the bleed is {said} mm; ordered were {wanted.bleed / MM:.1f} mm on every side"
    if media is None or any((bleed[0] < media[0] - 0.01, bleed[1] < media[1] - 0.01, bleed[2] > media[2] + 0.01,
                             bleed[3] > media[3] + 0.01)):  # fmt: skip
        yield "bleed-box", "the BleedBox is not inside the MediaBox"
