"""Panels in any accent: a clinic's panel is set once, its accent left open, and coloured for each topic.

The open accent has colours that no file can name, since those are written in steps of 1/255. Its operators therefore
stand for the accent and for nothing else, and are changed for those of a topic's accent. The bytes are those of a panel
set in that accent.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from generator.model.design import Colour, Theme

_STEP = 1 / 255 / 3


class OpenTheme(Struct, frozen=True):
    """A theme with an accent of this name that stands for another; ``changes`` are operators and what they become."""

    theme: Theme
    name: str
    changes: tuple[tuple[bytes, bytes], ...]


def leave_open(theme: Theme, accent: str, known: Mapping[str, Theme]) -> OpenTheme | None:
    """Return a theme with its accent left open; None where that cannot be: inks of a press, or no such accent.

    Args:
        theme: the theme.
        accent: the accent that the open one stands for.
        known: themes made of this one before, by the name of their open accent: the same object serves all accents.
    """
    colours = theme.accents.get(accent)
    if not colours or theme.ink != "rgb":
        return None
    grey = [red == green == blue for red, green, blue in colours.values()]
    # a grey has other operators than a colour, and a theme of greys draws its pictures in grey
    name = "open " + " ".join(
        f"{colour}{'-' if is_grey else '+'}" for colour, is_grey in zip(colours, grey, strict=True)
    )
    opened = {
        colour: _nobody(number, is_grey) for number, (colour, is_grey) in enumerate(zip(colours, grey, strict=True))
    }
    changes = []
    for colour, value in colours.items():
        for upper in (False, True):
            before, after = _operator(opened[colour]), _operator(value)
            changes.append(
                (before.upper().encode(), after.upper().encode()) if upper else (before.encode(), after.encode())
            )
    made = known.get(name) or replace(theme, accents={**theme.accents, name: opened})
    return OpenTheme(made, name, tuple(changes))


def _nobody(number: int, grey: bool) -> Colour:
    """Return a colour between those that can be named."""
    shades = (101 + 3 * number, 103 + 3 * number, 107 + 3 * number)
    red, green, blue = (round(shade / 255 + _STEP, 4) for shade in shades)
    return (red, red, red) if grey else (red, green, blue)


def _operator(colour: Colour) -> str:
    """Return the operator that fills with a colour, as ``Styles.fill`` writes it; in capitals it strokes."""
    red, green, blue = colour
    return f"{red:.4g} g" if red == green == blue else f"{red:.4g} {green:.4g} {blue:.4g} rg"
