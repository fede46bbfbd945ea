"""What tables, figures and labels ask of whoever builds the slabs of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from generator.model.content import Language
from generator.model.sheet import Element, Run
from generator.typeset.layout.flow import Label, Slab
from generator.typeset.pdf.tags import StructNode
from generator.typeset.text.paragraph import Setter
from generator.typeset.text.setters import Resources, Setters
from generator.typeset.text.style import Style, Styles


class Maker(Protocol):
    """Builds the slabs of elements; ``build.Builder`` is the one there is."""

    styles: Styles
    setters: Setters
    resources: Resources
    language: Language

    def lines(
        self, element: Element, runs: Sequence[Run], style: Style, width: float, node: StructNode | None, x: float,
        slabs: list[Slab], setter: Setter, label: Label | None = None, keep: bool = False,
    ) -> None:  # fmt: skip
        """Add the lines of a paragraph in a measure of ``width`` points at ``x``."""
