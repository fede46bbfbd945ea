"""What is kept for a process: the setters of each language, and the looks worked out for each scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from generator.model.content import Language
from generator.model.design import FaceFile, Format, Theme
from generator.model.drawing import Drawing
from generator.model.memo import remembered
from generator.model.problems import Origin
from generator.model.sheet import Element, Sheet
from generator.typeset.text.choice import Faces, NoGlyph, missing
from generator.typeset.text.faces import Face, open_face
from generator.typeset.text.paragraph import Setter
from generator.typeset.text.style import Styles


class Resources(Protocol):
    """What the typesetter asks the library for."""

    @property
    def faces(self) -> Mapping[str, FaceFile]:
        """The font faces by key; their paths are inside their packages."""

    def face(self, key: str) -> FaceFile:
        """Return a font file by its key, its path absolute."""

    def language(self, name: str) -> Language:
        """Return a language by its folder name."""

    def spoken(self, name: str) -> Language:
        """Return the language of some words, by its folder name; what can be known of one without a folder."""

    def drawing(self, name: str) -> Drawing:
        """Return a drawing by its picture's name, or by the path of its SVG file inside the library."""

    def file_bytes(self, path: str) -> bytes:
        """Return a bitmap of the library (a clinic's logo)."""


class Setters:
    """The setters of a process, one for each language: faces open once, pieces are kept."""

    def __init__(self, resources: Resources) -> None:
        """``resources`` finds font files and languages."""
        self._resources = resources
        self._setters: dict[str, Setter] = {}

    def setter(self, language: Language) -> Setter:
        """Return the setter of a language."""
        found = self._setters.get(language.name)
        if found is None:
            faces = Faces(language, self._resources.faces, self._open)
            found = self._setters[language.name] = Setter(faces, language, self._faces)
        return found

    def _faces(self, language: str) -> Faces:
        return self.setter(self._resources.spoken(language)).faces

    def _open(self, key: str, weight: int) -> Face:
        file = self._resources.face(key)
        return open_face(key, file.path, file.postscript, weight if "wght" in file.axes else None)


def missing_glyphs(sheet: Sheet, language: Language, setters: Setters, resources: Resources) -> NoGlyph | None:
    """Return an error with every run of a sheet that no face can show: all at once, not one a try."""

    def runs(element: Element, spoken: str) -> Iterator[tuple[Faces, str, Origin]]:
        spoken = element.get("lang") or spoken  # a cell's language is that of all in it
        setter = setters.setter(resources.language(spoken))
        for run in element.runs:
            yield setter.faces_of(run), run.words, element.origin
        for child in element.children:
            yield from runs(child, spoken)

    return missing(found for area in sheet.areas for found in runs(area, language.name))


@remembered("setters")
def setters_of(resources: Resources) -> Setters:
    """Return the setters of a library's resources."""
    return Setters(resources)


@remembered("looks worked out")
def styles_of(
    theme: Theme, paper: Format, language: Language, accent: str, scale: float, tightness: float = 1.0
) -> Styles:
    """Return a theme's looks worked out (see ``Styles``)."""
    plain = styles_of(theme, paper, language, "", scale, tightness) if accent else None
    return Styles(theme, paper, language, accent, scale, tightness, plain=plain)
