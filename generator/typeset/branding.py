"""A clinic's own colours in a theme: a theme and up to two colours → a theme that uses them, and what was changed.

The first colour takes the accent's place. A dark second one draws what the theme names under ``brand-second``; a
light one is the ground of boxes. A colour that weak eyes or a photocopier would lose is made darker or lighter,
its hue kept, until every pair has its contrast (WCAG 2.2, 1.4.6; in grey too, since clinics copy).

Why Oklab (Björn Ottosson, 2020): at the same hue angle a lighter or darker colour looks like the same colour, which
is not so in HSL, where a darkened yellow turns green.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import atan2, cos, hypot, sin
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from generator.model.design import Colour, Look, Theme
from generator.model.problems import Problem, refuse_if_any
from generator.model.units import contrast, grey, read_colour

MOST_COLOURS: Final = 2
GROUNDS: Final = ("accent-tint", "field")
"""The grounds that follow a clinic's colour: cloth in drawings and discs; the title's field and notes, lighter."""
WORDS: Final = 7.0
"""Contrast that words and figures in discs need (WCAG 2.2, 1.4.6); all these colours carry words."""
LIGHT: Final = 3.0
"""A second colour with less contrast to paper than this is a ground, not a line."""
ALIKE: Final = 0.07
"""Distance in Oklab under which a colour is taken for the red of the danger box."""
STEPS: Final = 400
"""Steps of lightness that are tried, from black to white."""
HALVINGS: Final = 40
"""Halvings of the chroma until a colour can be shown: finer than 8 bits long before."""

Pair = tuple[str, Colour]
"""What a colour meets: the name of the other colour, and that colour."""


class ColourFit(Struct, frozen=True):
    """What became of one colour of a clinic. ``worst`` and ``better`` are its lowest contrast, as given and as used.

    ``against`` is the colour it is lowest with; ``grey`` says whether on a photocopy; ``alarming``, that it looks
    like the danger box.
    """

    given: str
    used: str
    worst: float
    better: float
    against: str
    grey: bool
    alarming: bool = False

    @property
    def changed(self) -> bool:
        """Say whether another colour than the one given is used."""
        return self.used != self.given


class Branded(Struct, frozen=True):
    """A theme with a clinic's colours, and what became of each."""

    theme: Theme
    fits: tuple[ColourFit, ...]


def brand(theme: Theme, colours: Sequence[str]) -> Branded:
    """Return a theme that uses one or two colours, each written ``#rrggbb``.

    Raises:
        ValueError: when a colour is not written so.
        Unusable: when the theme lacks a colour that those of a clinic are measured by.
    """
    _refuse_bare(theme)
    ink, paper = theme.colours["ink"], theme.colours["paper"]
    inks = [(name, theme.colours[name]) for name in ("ink", "quiet") if name in theme.colours]
    grounds = [("paper", paper), *((name, one) for name, one in theme.colours.items() if _is_tint(name))]
    given = [read_colour(words) for words in colours[:MOST_COLOURS]]
    second = given[1] if len(given) > 1 else None
    as_ground = second is not None and contrast(second, paper) < LIGHT < contrast(ink, paper)
    own = {
        role: _ground(theme, role, second if as_ground and second else given[0], inks)
        for role in GROUNDS
        if any(role in roles for roles in (theme.colours, *theme.accents.values()))
    }
    met = [*grounds, *own.items()]
    roles = {"accent": _fit(given[0], met)}
    fits = [_report(given[0], roles["accent"], met, theme)]
    looks: Mapping[str, Look] = theme.looks
    if second is not None and as_ground:
        under = [*inks, ("accent", roles["accent"])]
        own["accent-tint"] = _fit(second, under, own["accent-tint"])
        fits.append(_report(second, own["accent-tint"], under, theme))
    elif second is not None:
        roles["second"] = _fit(second, met)
        fits.append(_report(second, roles["second"], met, theme))
        looks = MappingProxyType({**looks, **_seconded(theme)})
    roles.update(own)
    accents = {name: MappingProxyType({**own, **roles}) for name, own in theme.accents.items()}
    made = replace(
        theme,
        colours=MappingProxyType({**theme.colours, **roles}),
        accents=MappingProxyType(accents),
        looks=looks,
    )
    return Branded(made, tuple(fits))


def _refuse_bare(theme: Theme) -> None:
    """Refuse a theme without ink, paper or the accent's tint."""
    lacking = [name for name in ("ink", "paper") if name not in theme.colours]
    if not any("accent-tint" in roles for roles in (theme.colours, *theme.accents.values())):
        lacking.append("accent-tint")
    message = f"the theme '{theme.name}' takes the colours of clinics, but has no colour called"
    hint = "add it under 'colours:', or leave the colours of clinics out with 'brand: no'"
    refuse_if_any([Problem(theme.origin, f"{message} '{name}'", hint) for name in lacking])


def say_fit(fit: ColourFit) -> tuple[str, str] | None:
    """Return a warning and a hint about what became of a colour; nothing when all is well."""
    if fit.changed:
        place = f"{'with' if fit.against in ('ink', 'quiet', 'accent') else 'on'} '{fit.against}'"
        message = (
            f"the colour {fit.given} has a contrast of {fit.worst:.1f} {place}{' in grey' if fit.grey else ''},"
            f" needs {WORDS:g}; {fit.used} is printed instead ({fit.better:.1f})"
        )
        alarm = "; it is nearly the red of the danger box, which then stands out less" if fit.alarming else ""
        return message + alarm, f'write "{fit.used}" to agree, or give another colour'
    if fit.alarming:
        message = f"the colour {fit.given} is nearly the red of the danger box, which then stands out less"
        return message, "give a colour that means no danger"
    return None


def _is_tint(name: str) -> bool:
    return name.endswith("-tint") and name != "accent-tint"


def _seconded(theme: Theme) -> dict[str, Look]:
    """Return the looks that take the second colour where they have the accent."""
    found = {}
    for name in theme.brand_second:
        look = theme.looks[name]
        found[name] = replace(
            look,
            bullet_colour="second" if look.bullet_colour == "accent" else look.bullet_colour,
            border="second" if look.border == "accent" else look.border,
        )
    return found


def _ground(theme: Theme, role: str, colour: Colour, inks: Sequence[Pair]) -> Colour:
    """Return a colour's ground: as light as the theme's own of this role, and no stronger than the strongest."""
    own = [_to_lch(roles[role]) for roles in theme.accents.values() if role in roles]
    own = own or [_to_lch(theme.colours[role])]
    lightness = sum(one[0] for one in own) / len(own)
    _, chroma, hue = _to_lch(colour)
    return _fit(_from_lch(lightness, min(chroma, max(one[1] for one in own)), hue), inks)


def _fit(colour: Colour, met: Sequence[Pair], otherwise: Colour | None = None) -> Colour:
    """Return the colour of the nearest lightness and the same hue that has the contrast with all it meets.

    Without one: ``otherwise``, or that of black and white which does better.
    """
    if _lowest(colour, met)[0] >= WORDS:
        return colour
    lightness, chroma, hue = _to_lch(colour)
    for step in range(1, STEPS + 1):
        for way in (-1, 1):
            wanted = lightness + way * step / STEPS
            if 0.0 <= wanted <= 1.0:
                made = _from_lch(wanted, chroma, hue)
                if _lowest(made, met)[0] >= WORDS:
                    return made
    if otherwise is not None:
        return otherwise
    return max(((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)), key=lambda end: _lowest(end, met)[0])


def _lowest(colour: Colour, met: Iterable[Pair]) -> tuple[float, str, bool]:
    """Return the lowest contrast of a colour, with which colour, and whether in grey."""
    one = grey(colour)
    return min(
        (ratio, name, in_grey)
        for name, other in met
        for ratio, in_grey in ((contrast(colour, other), False), (contrast((one,) * 3, (grey(other),) * 3), True))
    )


def _report(given: Colour, used: Colour, met: Sequence[Pair], theme: Theme) -> ColourFit:
    worst, against, in_grey = _lowest(given, met)
    better, _, _ = _lowest(used, met)
    danger = theme.colours.get("danger")
    alarming = danger is not None and _distance(used, danger) < ALIKE
    return ColourFit(_hex(given), _hex(used), worst, better, against, in_grey, alarming)


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _distance(one: Colour, other: Colour) -> float:
    return hypot(*(a - b for a, b in zip(_to_lab(one), _to_lab(other), strict=True)))


# -- Oklab: https://bottosson.github.io/posts/oklab/ (the author's matrices, public domain) ------------------------


def _to_lab(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _to_lch(colour: Colour) -> tuple[float, float, float]:
    """Return lightness from 0 to 1, chroma, and hue in radians."""
    lightness, a, b = _to_lab(colour)
    return lightness, hypot(a, b), atan2(b, a)


@lru_cache(maxsize=4096)
def _from_lch(lightness: float, chroma: float, hue: float) -> Colour:
    """Return the sRGB colour, to 8 bits, as strong as the screen can show it at this lightness and hue."""
    low, high = 0.0, chroma
    found = _linear(lightness, chroma, hue)
    if not _shows(found):
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if _shows(_linear(lightness, middle, hue)):
                low = middle
            else:
                high = middle
        found = _linear(lightness, low, hue)
    red, green, blue = (
        round(255 * (part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055)) / 255
        for part in (min(1.0, max(0.0, part)) for part in found)
    )
    return red, green, blue


def _shows(linear: Colour) -> bool:
    return all(-1e-4 <= part <= 1 + 1e-4 for part in linear)


def _linear(lightness: float, chroma: float, hue: float) -> Colour:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
