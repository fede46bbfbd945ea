"""Drawings as PDF operators, in the colours of a theme and the inks of a press."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.model.drawing import Drawing, Step
from generator.model.memo import remembered
from generator.model.units import grey, read_colour
from generator.typeset.draw.writer import number

Colour = tuple[float, float, float]


def draw_picture(
    drawing: Drawing,
    box: tuple[float, float, float, float],
    colour: str,
    colours: Mapping[str, Colour],
    ink: str = "rgb",
) -> str:
    """Return operators that draw a picture inside a box (x0, y0, x1, y1), centred, its proportions kept.

    ``colour`` is the name that ``currentColor`` stands for; ``colours`` are the theme's. Where all of these are greys,
    so is the whole picture: a copier theme prints in one ink. ``ink`` is the theme's.
    """
    x0, y0, x1, y1 = box
    vx, vy, width, height = drawing.view
    scale = min((x1 - x0) / width, (y1 - y0) / height)
    left = x0 + ((x1 - x0) - width * scale) / 2 - vx * scale
    top = y1 - ((y1 - y0) - height * scale) / 2 + vy * scale
    head = f"q {scale:.5f} 0 0 {-scale:.5f} {number(left)} {number(top)} cm"
    return f"{head}{_paint(drawing, colour, tuple(colours.items()), ink)}\nQ"


@remembered("drawing, in colours")
def _paint(drawing: Drawing, current: str, named: tuple[tuple[str, Colour], ...], ink: str) -> str:
    """Return the operators of a drawing's shapes, each on a line of its own."""
    colours = dict(named)
    is_grey = all(red == green == blue for red, green, blue in colours.values())
    ink = ("grey" if ink == "rgb" else "k") if is_grey else ink
    out = [""]
    for shape in drawing.root.shapes():
        fill, stroke = (_operator(name, current, colours, ink) for name in (shape.fill, shape.stroke))
        if not fill and not stroke:
            continue
        plain = shape.matrix == (1, 0, 0, 1, 0, 0)
        parts = [] if plain else ["q", " ".join(f"{v:.5f}" for v in shape.matrix), "cm"]
        parts += [fill] if fill else []
        if stroke:
            parts.append(f"{stroke.upper()} {number(shape.width)} w {shape.cap} J {shape.join} j")
        parts.append(write_path(shape.path))
        parts.append(("B" if stroke else "f") + "*" * shape.even_odd if fill else "S")
        out.append(" ".join(parts if plain else [*parts, "Q"]))
    return "\n".join(out)


def write_path(path: Iterable[Step]) -> str:
    """Return the operators of an outline."""
    return " ".join(" ".join([*map(number, values), operator]) for operator, values in path)


def _operator(name: str, current: str, colours: Mapping[str, Colour], ink: str) -> str:
    """Return the operator that fills with a colour of a drawing in an ink; nothing for none."""
    if name in ("none", "transparent"):
        return ""
    name = current if name == "currentColor" else name
    known = {"white": (1.0, 1.0, 1.0), "black": (0.0, 0.0, 0.0), **colours}
    if name.startswith("#"):
        value = read_colour(name if len(name) == 7 else "#" + "".join(2 * digit for digit in name[1:]))
    else:
        value = known.get(name, colours[current])
    if ink == "grey":
        return f"{grey(value):.4g} g"  # ISO 32000-1, 10.3.2
    if ink == "rgb":
        return f"{' '.join(f'{part:.4g}' for part in value)} rg"
    from generator.typeset.draw.inks import fill_in_inks

    return fill_in_inks(value, ink)
