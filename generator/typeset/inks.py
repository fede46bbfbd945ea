"""Inks: a colour of the screen as the inks it is printed in. Only press editions come here.

Words that are nearly grey become black alone: four inks never meet exactly, and small letters would get coloured rims.
All other colours go through the profile that the file itself carries, so that they look on coated paper as on a screen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from generator.units import grey

PROFILE: Final = Path(__file__).parent.parent / "press" / "profiles" / "leaflets-fogra39l.icc"
"""The profile of the printing condition (made by ``make.sh`` beside it)."""
NEARLY_GREY: Final = 0.12
"""Colours whose red, green and blue lie no further apart, and that are no tint, are printed in black alone."""
TINT: Final = 0.85
"""Lighter than this, a colour is a ground: its tone is meant to be seen."""
DARK: Final = 0.25
"""Greys darker than this are text black: all of it."""
FAINT: Final = 0.015
"""Less of an ink than this is left out: a press cannot hold it."""

Colour = tuple[float, float, float]
Inks = tuple[float, float, float, float]


def fill_in_inks(colour: Colour, ink: str) -> str:
    """Return the operator that fills with a colour, in ``cmyk`` or in black alone (``k``)."""
    return f"{' '.join(f'{part:.4g}' for part in to_inks(colour, ink))} k"


@lru_cache(maxsize=1024)
def to_inks(colour: Colour, ink: str) -> Inks:
    """Return cyan, magenta, yellow and black of a colour, each from 0 to 1; together at most 3."""
    spread = max(colour) - min(colour)
    if ink == "k" or spread < 0.002 or (spread <= NEARLY_GREY and max(colour) < TINT):
        light = grey(colour)
        dark = light < DARK and spread <= NEARLY_GREY
        return (0.0, 0.0, 0.0, 1.0 if dark else round(1 - light, 3))
    pixel = bytes(round(255 * part) for part in colour)
    inks = [value / 255 for value in _convert("RGB", (1, 1), pixel)]
    cyan, magenta, yellow, black = (round(value, 2) if value >= FAINT else 0.0 for value in inks)
    return cyan, magenta, yellow, black


def pixels_in_inks(picture: Any, ink: str) -> tuple[bytes, str]:
    """Return a Pillow picture's pixels in inks, without its mask, and the name of their colour space."""
    if ink == "k":
        return bytes(picture.convert("RGB").convert("L").tobytes()), "/DeviceGray"
    rgb = picture.convert("RGB")
    return _convert("RGB", rgb.size, rgb.tobytes()), "/DeviceCMYK"


def _convert(mode: str, size: tuple[int, int], pixels: bytes) -> bytes:
    from PIL import Image

    return bytes(_transform()(Image.frombytes(mode, size, pixels)).tobytes())


@lru_cache(maxsize=1)
def _transform() -> Callable[[Any], Any]:
    """Return what turns sRGB pictures into CMYK ones: relative colorimetric, the black points matched."""
    from PIL import ImageCms

    transform = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(BytesIO(PROFILE.read_bytes())),
        "RGB",
        "CMYK",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return lambda picture: ImageCms.applyTransform(picture, transform)
