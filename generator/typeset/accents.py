"""Panels in any accent: a clinic's panel is set once, its accent left open, and coloured for each topic.

The open accent has colours that no file can name, since those are written in steps of 1/255. Its operators therefore
stand for the accent and for nothing else, and are changed for those of a topic's accent. The bytes are those of a panel
set in that accent.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from generator.model.design import Colour, Theme
from generator.model.memo import remembered

_STEP = 1 / 255 / 3


class OpenTheme(Struct, frozen=True):
    """A theme with an accent of this name that stands for another; ``changes`` are operators and what they become."""

    theme: Theme
    name: str
    changes: tuple[tuple[bytes, bytes], ...]


@remembered("accent left open")
def leave_open(theme: Theme, accent: str) -> OpenTheme | None:
    """Return a theme with its accent left open; None where that cannot be: inks of a press, or no such accent.

    ``accent`` is the one that the open one stands for. The same theme serves all accents with colours of these names.
    """
    colours = theme.accents.get(accent)
    if not colours or theme.ink != "rgb":
        return None
    grey = [red == green == blue for red, green, blue in colours.values()]
    # a grey has other operators than a colour, and a theme of greys draws its pictures in grey
    name = "open " + " ".join(
        f"{colour}{'-' if is_grey else '+'}" for colour, is_grey in zip(colours, grey, strict=True)
    )
    opened = dict(_nobodies(tuple(colours), tuple(grey)))
    changes = []
    for colour, value in colours.items():
        for upper in (False, True):
            before, after = _operator(opened[colour]), _operator(value)
            changes.append(
                (before.upper().encode(), after.upper().encode()) if upper else (before.encode(), after.encode())
            )
    return OpenTheme(_opened(theme, name, tuple(colours), tuple(grey)), name, tuple(changes))


@remembered("theme with an open accent")
def _opened(theme: Theme, name: str, colours: tuple[str, ...], grey: tuple[bool, ...]) -> Theme:
    return replace(theme, accents={**theme.accents, name: dict(_nobodies(colours, grey))})


def _nobodies(colours: tuple[str, ...], grey: tuple[bool, ...]) -> tuple[tuple[str, Colour], ...]:
    return tuple((name, _nobody(at, flag)) for at, (name, flag) in enumerate(zip(colours, grey, strict=True)))


def _nobody(number: int, grey: bool) -> Colour:
    """Return a colour between those that can be named."""
    shades = (101 + 3 * number, 103 + 3 * number, 107 + 3 * number)
    red, green, blue = (round(shade / 255 + _STEP, 4) for shade in shades)
    return (red, red, red) if grey else (red, green, blue)


def _operator(colour: Colour) -> str:
    """Return the operator that fills with a colour, as ``Styles.fill`` writes it; in capitals it strokes."""
    red, green, blue = colour
    return f"{red:.4g} g" if red == green == blue else f"{red:.4g} {green:.4g} {blue:.4g} rg"
