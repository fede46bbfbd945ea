"""Raster pictures (a clinic's logo) as PDF images."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from generator.model.drawing import FAINT, unseen
from generator.model.problems import Origin, Problem, Unusable
from generator.typeset.deflating import deflated
from generator.typeset.pdf.streams import packed

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 40_000_000
"""A larger picture is refused from its header, before it is decoded."""
SRGB_POINTS = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
"""White, red, green and blue of sRGB (IEC 61966-2-1), as PNG's cHRM says them."""
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
        Unusable: when it is neither, larger than 40 million pixels, or of colours that nothing describes.
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
    points = picture.info.get("chromaticity", SRGB_POINTS)
    exact = "icc_profile" in picture.info or "srgb" in picture.info
    if not exact and any(abs(one - other) > 0.01 for one, other in zip(points, SRGB_POINTS, strict=True)):
        message = "the picture's colours are neither sRGB nor described by a colour profile (PNG's cHRM alone)"
        raise Unusable(Problem(Origin(shown), message, "save it with an embedded profile, or as sRGB"))
    return picture


def _broken(shown: str, message: str) -> Unusable:
    return Unusable(Problem(Origin(shown), message, "save it as PNG or JPEG, or use an SVG drawing"))


def _as_seen(picture: Image.Image) -> Image.Image:
    """Return a picture as its file means it, no larger than it is kept: upright, in sRGB, 8 bits of each colour."""
    from PIL import ImageMath, ImageOps

    profile, gamma = picture.info.get("icc_profile", b""), 2.2 * picture.info.get("gamma", 1 / 2.2)
    picture = ImageOps.exif_transpose(picture)
    clear = picture.info.get("transparency")
    if picture.mode.startswith("I"):  # 16 bits of grey, of which Pillow would keep the lower ones
        deep = picture.convert("I")
        picture = deep.point(lambda value: value * (1 / 257) + 0.5).convert("L")
        if isinstance(clear, int):
            seen = ImageMath.lambda_eval(lambda given: (given["deep"] != clear) * 255, deep=deep)
            picture.putalpha(seen.convert("L"))
    elif picture.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        picture = picture.convert("RGBA")  # a palette cannot be made smaller
    elif clear is not None:
        picture = picture.convert("RGBA")
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
    if profile:
        picture = _in_srgb(picture, profile)
    elif abs(gamma - 1) > 0.02 and "srgb" not in picture.info:  # PNG (3rd edition), 11.3.2.2 and 13.13
        table = [round(255 * (value / 255) ** (1 / gamma)) for value in range(256)]
        straight = list(range(256))
        picture = picture.convert("RGBA").point([*table, *table, *table, *straight])
    return picture.convert("RGBA")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Return a picture in sRGB; one whose profile is broken or of other colours as it is, as browsers show it."""
    from PIL import ImageCms

    alpha = picture.getchannel("A") if picture.mode in ("LA", "RGBA") else None
    plain = picture.convert(picture.mode.removesuffix("A")) if alpha else picture
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        seen = ImageCms.profileToProfile(
            plain, given, ImageCms.createProfile("sRGB"), ImageCms.Intent.RELATIVE_COLORIMETRIC, "RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    assert seen is not None
    if alpha:
        seen.putalpha(alpha)
    return seen


def read_raster(data: bytes, shown: str, ink: str = "rgb") -> Raster:
    """Return the pixels of a PNG or JPEG file, for a press in its inks (``ink`` is the theme's).

    Raises:
        Unusable: as ``open_bitmap``, and when it is damaged, or nothing of it is seen on white paper.
    """
    picture = open_bitmap(data, shown)
    deep = ";16" in str(getattr(picture, "tile", ""))
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError):
        raise _broken(shown, "this picture is damaged: not all of it can be read") from None
    clear = picture.info.get("transparency")
    if deep and isinstance(clear, tuple):  # Pillow keeps 8 of 16 bits of each pixel, but all of the clear colour
        picture.info["transparency"] = tuple(value >> 8 for value in clear)
    rgba = _as_seen(picture)
    alpha = rgba.getchannel("A")
    mask = b"" if alpha.getextrema() == (255, 255) else deflated(alpha.tobytes())
    if not _is_seen(rgba):
        raise unseen(shown)
    if ink != "rgb":
        from generator.typeset.draw.inks import pixels_in_inks

        pixels, space = pixels_in_inks(rgba, ink)
        return Raster(rgba.width, rgba.height, deflated(pixels), mask, space)
    return Raster(rgba.width, rgba.height, deflated(rgba.convert("RGB").tobytes()), mask)


def _is_seen(rgba: Image.Image) -> bool:
    """Tell whether any pixel is darker than white paper."""
    from PIL import Image

    on_paper = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    darkest = [cast("tuple[int, int]", channel.getextrema())[0] for channel in on_paper.split()]
    return min(darkest) < 255 * (1 - FAINT)


def named_colour(name: str) -> str:
    """Return the colour that CSS calls so, as ``#rrggbb``; nothing for a name that it has not."""
    from PIL import ImageColor

    known = ImageColor.colormap.get(name.lower(), "")
    return known if isinstance(known, str) else "#" + bytes(known[:3]).hex()
