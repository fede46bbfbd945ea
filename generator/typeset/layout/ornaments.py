"""Pictograms at the end of a heading: ornaments, which give way where they would cost a line."""

from __future__ import annotations

from collections.abc import Sequence

from generator.model.sheet import Element, Run
from generator.typeset.draw.pictures import draw_picture
from generator.typeset.layout.flow import Ornament
from generator.typeset.text.paragraph import Line, Setter
from generator.typeset.text.setters import Resources
from generator.typeset.text.style import Style, Styles


def beside(
    element: Element,
    runs: Sequence[Run],
    style: Style,
    width: float,
    setter: Setter,
    lines: list[Line],
    styles: Styles,
    resources: Resources,
) -> tuple[list[Line], Ornament | None]:
    """Return a paragraph's lines, and the pictogram that stands at the end of the first one.

    The lines are set anew where it needs room. It is left out where that would give more lines, and in a theme
    without the look ``<look>.picture``. ``width`` is that of the lines, in points.
    """
    name, picture = f"{element.get('look')}.picture", element.get("picture")
    if not picture or not lines or name not in styles.theme.looks:
        return lines, None
    look = styles[name].look
    scale = style.size / style.look.size
    room = width - (look.width + look.gutter) * scale
    if lines[0].width > room:
        if room <= 0:
            return lines, None
        narrower = setter.set_lines(runs, style, room, element.origin)
        if len(narrower) > len(lines):
            return lines, None
        lines = narrower
    drawing = resources.drawing(picture)
    colours = dict(styles.colours)

    def paint(box: tuple[float, float, float, float]) -> str:
        return draw_picture(drawing, box, look.colour, colours, styles.theme.ink)

    return lines, Ornament(look.width * scale, look.height * scale, paint)
