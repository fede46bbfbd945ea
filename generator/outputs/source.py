"""What every output is written from: the sheet with the clinic's words filled in, and the digest of it all."""

from __future__ import annotations

import hashlib
import json
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import Language
from generator.model.drawing import Drawing
from generator.model.sheet import Element, Sheet

SPOKEN: Final = ("alt", "data", "label")
"""Attributes whose words a reader gets to see or hear."""


class PictureShelf(Protocol):
    """Where pictures come from; a ``Library`` is one."""

    def drawing(self, name: str) -> Drawing:
        """Return a drawing by its name in ``content/pictures.yaml``, or by its path inside the library."""

    def file_bytes(self, path: str) -> bytes:
        """Return a bitmap by its path inside the library."""


class Copy(Struct, frozen=True):
    """What every output is written from: the filled sheet, its language, and the digest of its words."""

    sheet: Sheet
    language: Language
    digest: str


def copy(sheet: Sheet, panel: Sheet, language: Language, version: str) -> Copy:
    """Return what outputs are written from.

    Args:
        sheet: the composed body.
        panel: the composed areas of the clinic.
        language: the reader's language.
        version: the topic's version.
    """
    filled = fill(sheet, panel)
    return Copy(filled, language, content_digest(filled, language.tag, version))


def fill(sheet: Sheet, panel: Sheet) -> Sheet:
    """Return a sheet whose ``hold`` elements hold what the clinic's panel has for them."""
    areas = {area.get("name"): area.children for area in panel.areas}

    def visit(element: Element) -> Element:
        if element.tag == "hold":
            return replace(element, children=areas.get(element.get("name"), ()))
        return replace(element, children=tuple(map(visit, element.children))) if element.children else element

    return replace(sheet, areas=tuple(map(visit, sheet.areas)))


def content_digest(sheet: Sheet, language: str, version: str) -> str:
    """Return the sha256, in hex, of everything a filled sheet says, its language tag and the topic's version."""
    said: list[object] = [language, version, sheet.code, sheet.title]
    for area in sheet.areas:
        for element in area.walk():
            said += [element.get(name) for name in SPOKEN if element.get(name)]
            said += [[run.words, run.link] for run in element.runs if run.words]
    # JSON, so that no two different lists of words run together into the same bytes
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
