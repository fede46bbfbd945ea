"""Raster pictures (a clinic's logo) as PDF images."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.model.problems import Origin, Problem, Unusable
from generator.typeset.deflating import deflated
from generator.typeset.pdf.streams import packed

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 40_000_000
"""A larger picture is refused from its header, before it is decoded."""
KEPT_SIDE = 1200
"""A logo is at most this many pixels wide or high in the file: 600 ppi on 50 mm."""


class Raster(Struct, frozen=True):
    """A picture's pixels, deflated, in a colour space, and an alpha mask or nothing."""

    width: int
    height: int
    pixels: bytes
    mask: bytes
    space: str = "/DeviceRGB"

    def object(self, mask: int) -> bytes:
        """Return the image object; ``mask`` is the number of the mask's object, or 0."""
        soft = f"/SMask {mask} 0 R" if mask else ""
        return self._image(self.space, self.pixels, soft)

    def mask_object(self) -> bytes:
        """Return the object of the alpha mask."""
        return self._image("/DeviceGray", self.mask, "")

    def _image(self, space: str, data: bytes, more: str) -> bytes:
        entries = (
            f"/Type/XObject/Subtype/Image/Width {self.width}/Height {self.height}/ColorSpace{space}"
            f"/BitsPerComponent 8{more}"
        )
        return packed(data, entries)


def open_bitmap(data: bytes, shown: str) -> Image.Image:
    """Return a PNG or JPEG file, opened: its header is read, so that a small file cannot fill the memory.

    Raises:
        Unusable: when it is neither, or larger than 40 million pixels.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
    except (OSError, SyntaxError, ValueError):
        raise _broken(shown, "this is neither a PNG nor a JPEG file that can be read") from None
    if picture.width * picture.height > MOST_PIXELS:
        message = f"the picture is too large: {picture.width} × {picture.height} pixels"
        hint = f"at most {MOST_PIXELS // 1_000_000} million pixels; a logo needs far less"
        raise Unusable(Problem(Origin(shown), message, hint))
    return picture


def _broken(shown: str, message: str) -> Unusable:
    return Unusable(Problem(Origin(shown), message, "save it as PNG or JPEG, or use an SVG drawing"))


def read_raster(data: bytes, shown: str, ink: str = "rgb") -> Raster:
    """Return the pixels of a PNG or JPEG file, for a press in its inks (``ink`` is the theme's).

    Raises:
        Unusable: as ``open_bitmap``, and when it is damaged.
    """
    picture = open_bitmap(data, shown)
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError):
        raise _broken(shown, "this picture is damaged: not all of it can be read") from None
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
    rgba = picture.convert("RGBA")
    alpha = rgba.getchannel("A")
    mask = b"" if alpha.getextrema() == (255, 255) else deflated(alpha.tobytes())
    if ink != "rgb":
        from generator.typeset.draw.inks import pixels_in_inks

        pixels, space = pixels_in_inks(rgba, ink)
        return Raster(rgba.width, rgba.height, deflated(pixels), mask, space)
    return Raster(rgba.width, rgba.height, deflated(rgba.convert("RGB").tobytes()), mask)
