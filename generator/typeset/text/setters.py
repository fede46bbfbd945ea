"""What is kept for a process: the setters of each language, and the looks worked out for each scale."""

from __future__ import annotations

from typing import Protocol

from generator.model.content import Language
from generator.model.design import FaceFile, Format, Theme
from generator.model.drawing import Drawing
from generator.model.memo import remembered
from generator.typeset.text.faces import Face, Faces, open_face
from generator.typeset.text.paragraph import Setter
from generator.typeset.text.style import Styles


class Resources(Protocol):
    """What the typesetter asks the library for."""

    def face(self, key: str) -> FaceFile:
        """Return a font file by its key, its path absolute."""

    def language(self, name: str) -> Language:
        """Return a language by its folder name."""

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
            faces = Faces(lambda weight: self._chain(language, weight), language.tag, _hb_script(language.script))
            found = self._setters[language.name] = Setter(faces, language, self._faces)
        return found

    def _faces(self, language: str) -> Faces:
        return self.setter(self._resources.language(language)).faces

    def _chain(self, language: Language, weight: int) -> list[Face]:
        chain = []
        for key in language.faces:
            file = self._resources.face(key)
            chain.append(open_face(key, file.path, file.postscript, weight if "wght" in file.axes else None))
        return chain


def _hb_script(script: str) -> str:
    """HarfBuzz takes ISO 15924 codes; Han scripts share one."""
    return {"Hans": "Hani", "Hant": "Hani", "Jpan": "Hani"}.get(script, script)


@remembered("setters")
def setters_of(resources: Resources) -> Setters:
    """Return the setters of a library's resources."""
    return Setters(resources)


@remembered("looks worked out")
def styles_of(
    theme: Theme, paper: Format, language: Language, accent: str, scale: float, tightness: float = 1.0
) -> Styles:
    """Return a theme's looks worked out (see ``Styles``)."""
    return Styles(theme, paper, language, accent, scale, tightness)
