"""What stands in the hanging margin of items and numbered headings: bullets, figures in rings and discs, boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.model.problems import Origin
from generator.model.sheet import Run
from generator.typeset.layout.flow import Label
from generator.typeset.pdf.tags import StructNode
from generator.typeset.text.style import Style

if TYPE_CHECKING:
    from generator.typeset.layout.maker import Maker

LABELS_KEPT = 500
_BULLETS = {"dot": "•"}


def label_of(builder: Maker, style: Style, words: str, node: StructNode | None) -> Label | None:
    """Return the label of a paragraph or item: a number in a disc or ring, a bullet, a box; None without one."""
    kind = style.look.bullet
    if not kind:
        return None
    words = _BULLETS.get(kind, words)
    kept = builder.styles.labels
    key = (style.look.name, style.size, words)
    found: Label | None = kept.get(key)
    if found is None:
        if len(kept) >= LABELS_KEPT:
            kept.clear()
        found = kept[key] = _set(builder, style, words, kind)
    return Label(kind, found.line, found.style, node, found.fill, found.stroke, found.paper)


def _set(builder: Maker, style: Style, words: str, kind: str) -> Label:
    styles = builder.styles
    colour = style.look.bullet_colour or style.look.colour
    size = style.size * 1.15 if kind == "dot" else max(styles.paper.minimum, style.size * 0.7)
    look = style.look if kind == "dot" else replace(style.look, weight=700, align="start", phrases=False)
    shown = Style(look, size, leading=0, before=0, after=0, hang=0, colour="")
    line = None
    if words and kind != "box":
        # The bullet of the Chinese and Japanese faces is as wide as a letter.
        language = builder.resources.language("en") if kind == "dot" else builder.language
        line = builder.setters.setter(language).set_lines([Run(words + " ")], shown, 1e6, Origin(""))[0]
    return Label(kind, line, shown, None, styles.fill(colour), styles.stroke(colour), styles.fill("paper"))
