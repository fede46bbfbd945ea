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

PROFILE: Final = Path(__file__).parents[2] / "press" / "profiles" / "leaflets-fogra39l.icc"
"""The profile of the printing condition (made by ``make.sh`` beside it)."""
NEARLY_GREY: Final = 0.12
"""Colours whose red, green and blue lie no further apart, and that are no tint, are printed in black alone."""
TINT: Final = 0.85
"""Lighter than this, a colour is a ground: its tone is meant to be seen."""
FULL: Final = 0.92
"""More black than this is all of it: text needs no screen."""
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
        return 0.0, 0.0, 0.0, _black(_lightness(_pixel(colour))[0])
    inks = [value / 255 for value in _convert("sRGB", "press", "RGB", (1, 1), _pixel(colour))]
    cyan, magenta, yellow, black = (round(value, 2) if value >= FAINT else 0.0 for value in inks)
    return cyan, magenta, yellow, black


def pixels_in_inks(picture: Any, ink: str) -> tuple[bytes, str]:
    """Return a Pillow picture's pixels in inks, without its mask, and the name of their colour space."""
    rgb = picture.convert("RGB")
    if ink == "k":
        greys = _lightness(bytes(value for grey in range(256) for value in (grey, grey, grey)))
        table = [round(255 * (1 - _black(light))) for light in greys]
        return bytes(rgb.convert("L").point(table).tobytes()), "/DeviceGray"
    return _convert("sRGB", "press", "RGB", rgb.size, rgb.tobytes()), "/DeviceCMYK"


def _pixel(colour: Colour) -> bytes:
    return bytes(round(255 * part) for part in colour)


def _lightness(pixels: bytes) -> list[int]:
    """Return the lightness of pixels in red, green and blue, from 0 to 255 as a Lab picture holds it."""
    return list(_convert("sRGB", "Lab", "RGB", (len(pixels) // 3, 1), pixels)[::3])


def _black(lightness: int) -> float:
    """Return how much black alone looks as light; paper is as light as can be."""
    ramp = _ramp()
    share = min(range(len(ramp)), key=lambda percent: abs(ramp[percent] - lightness)) / 100
    return 1.0 if share > FULL else share


@lru_cache(maxsize=1)
def _ramp() -> tuple[int, ...]:
    """Return the lightness on paper of 0 to 100 per cent of black."""
    pixels = b"".join(bytes((0, 0, 0, round(2.55 * percent))) for percent in range(101))
    return tuple(_convert("press", "Lab", "CMYK", (101, 1), pixels)[::3])


def _convert(source: str, target: str, mode: str, size: tuple[int, int], pixels: bytes) -> bytes:
    from PIL import Image

    return bytes(_transform(source, target)(Image.frombytes(mode, size, pixels)).tobytes())


@lru_cache(maxsize=4)
def _transform(source: str, target: str) -> Callable[[Any], Any]:
    """Return what turns pictures of one kind into another, keeping the colours that both have."""
    from PIL import ImageCms

    modes = {"sRGB": "RGB", "press": "CMYK", "Lab": "LAB"}

    def profile(name: str) -> ImageCms.ImageCmsProfile:
        if name == "press":
            return ImageCms.ImageCmsProfile(BytesIO(PROFILE.read_bytes()))
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB" if name == "sRGB" else "LAB"))

    transform = ImageCms.buildTransform(
        profile(source),
        profile(target),
        modes[source],
        modes[target],
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    return lambda picture: ImageCms.applyTransform(picture, transform)
