"""Bitmaps mean what their file says: depth, clear colours, orientation, profile, gamma. Expected colours are Chromium's."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from generator.library.lists import image_in
from generator.library.node import Node
from generator.model.drawing import is_bitmap
from generator.model.problems import Origin, Problem, Unusable
from generator.typeset.draw.images import Raster, named_colour, read_raster

STEPS = (0, 1000, 8000, 20000, 32768, 50000, 65535)
EIGHT = (0, 4, 31, 78, 128, 195, 255)
"""The same in 8 bits."""


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(depth: int, kind: int, row: bytes, wide: int, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, 2, depth, kind, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(2 * (b"\0" + row)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + rows + chunk(b"IEND", b"")


def deep(*values: int) -> bytes:
    return struct.pack(f">{len(values)}H", *values)


def colours(raster: Raster) -> list[tuple[int, ...]]:
    """The colours of the first row."""
    row = zlib.decompress(raster.pixels)[: 3 * raster.width]
    return [tuple(row[at : at + 3]) for at in range(0, len(row), 3)]


def greys(data: bytes) -> list[int]:
    found = colours(read_raster(data, "x.png"))
    assert all(red == green == blue for red, green, blue in found)
    return [red for red, _, _ in found]


def alphas(data: bytes) -> list[int]:
    raster = read_raster(data, "x.png")
    return list(zlib.decompress(raster.mask)[: raster.width]) if raster.mask else [255] * raster.width


def near(found: tuple[int, ...], wanted: tuple[int, ...], by: int = 3) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


# -- depth and clear colours -------------------------------------------------------------


def test_sixteen_bits_of_grey_are_the_same_steps() -> None:
    """Pillow's own conversion makes all of them white: findings/pillow-png-16-bits.sh."""
    assert near(tuple(greys(png(16, 0, deep(*STEPS), 7))), EIGHT, 1)
    assert near(tuple(greys(png(16, 4, deep(*(part for step in STEPS for part in (step, 65535))), 7))), EIGHT, 1)
    assert greys(png(1, 0, b"\xa0", 4)) == [255, 0, 255, 0]
    assert greys(png(2, 0, b"\x1b", 4)) == [0, 85, 170, 255]


def test_a_clear_grey_of_sixteen_bits_is_clear_and_no_other() -> None:
    clear = chunk(b"tRNS", deep(32768))
    assert alphas(png(16, 0, deep(*STEPS), 7, clear)) == [255, 255, 255, 255, 0, 255, 255]
    assert alphas(png(16, 0, deep(32767, 32768, 32769), 3, clear)) == [255, 0, 255]
    assert alphas(png(8, 0, bytes(EIGHT), 7, chunk(b"tRNS", deep(128)))) == [255, 255, 255, 255, 0, 255, 255]


def test_a_clear_colour_of_sixteen_bits_is_clear() -> None:
    row = deep(32768, 32767, 30000, 65535, 0, 0)
    assert alphas(png(16, 2, row, 2, chunk(b"tRNS", deep(32768, 32767, 30000)))) == [0, 255]
    assert colours(read_raster(png(16, 2, row, 2), "x.png"))[1] == (255, 0, 0)


def test_a_palette_with_clear_colours_keeps_both() -> None:
    table = chunk(b"PLTE", bytes((255, 0, 0, 0, 0, 255))) + chunk(b"tRNS", bytes((255, 100)))
    data = png(8, 3, b"\0\1", 2, table)
    assert colours(read_raster(data, "x.png")) == [(255, 0, 0), (0, 0, 255)]
    assert alphas(data) == [255, 100]


# -- orientation ----------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_stands_as_its_camera_says(orientation: int, form: str) -> None:
    red = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}[orientation]
    picture = Image.new("RGB", (60, 40), "white")
    picture.paste((255, 0, 0), (0, 0, 20, 40))
    exif, out = Image.Exif(), BytesIO()
    exif[0x112] = orientation
    picture.save(out, form, exif=exif, **({"quality": 95} if form == "JPEG" else {}))
    raster = read_raster(out.getvalue(), "x.jpg")
    assert (raster.width, raster.height) == ((60, 40) if orientation < 5 else (40, 60))
    seen = Image.frombytes("RGB", (raster.width, raster.height), zlib.decompress(raster.pixels))
    places = {"left": (3, 20), "right": (seen.width - 3, 20), "top": (20, 3), "bottom": (20, seen.height - 3)}
    colour = {name: seen.getpixel(place) for name, place in places.items()}
    assert [name for name, value in colour.items() if near(value, (255, 0, 0), 20)] == [red]  # type: ignore[arg-type]


# -- colours ---------------------------------------------------------------------------


def _s15(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def profile(space: bytes, **tags: bytes) -> bytes:
    """A small ICC profile (ICC.1:2010)."""
    tags |= {"desc": b"desc\0\0\0\0\0\0\0\5wide\0" + b"\0" * 78, "cprt": b"text\0\0\0\0x\0"}
    tags["wtpt"] = b"XYZ \0\0\0\0" + _s15(0.9642, 1, 0.8249)
    table, data, start = b"", b"", 132 + 12 * len(tags)
    for name, value in tags.items():
        value += b"\0" * (-len(value) % 4)
        table += name.encode() + struct.pack(">II", start + len(data), len(value))
        data += value
    head = struct.pack(">I4sI4s4s4s", start + len(data), b"lcms", 0x02400000, b"mntr", space, b"XYZ ")
    head += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28 + _s15(0.9642, 1, 0.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


WIDE = profile(
    b"RGB ",
    rXYZ=b"XYZ \0\0\0\0" + _s15(0.51512, 0.24120, -0.00105), gXYZ=b"XYZ \0\0\0\0" + _s15(0.29198, 0.69225, 0.04189),
    bXYZ=b"XYZ \0\0\0\0" + _s15(0.15710, 0.06657, 0.78407), rTRC=curve(2.2), gTRC=curve(2.2), bTRC=curve(2.2),
)  # fmt: skip
"""Display P3."""
LINEAR = profile(b"GRAY", kTRC=curve(1.0))


def saved(mode: str, colour: tuple[int, ...] | int, icc: bytes, form: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new(mode, (4, 2), colour).save(out, form, icc_profile=icc)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (saved("RGB", (200, 30, 40), WIDE), (220, 0, 19)),
        (saved("RGBA", (200, 30, 40, 255), WIDE), (220, 0, 19)),
        (saved("L", 80, LINEAR), (152, 152, 152)),
        (saved("LA", (80, 255), LINEAR), (152, 152, 152)),
        (saved("RGB", (200, 30, 40), LINEAR), (200, 30, 40)),
        (saved("RGB", (200, 30, 40), b"no profile" * 20), (200, 30, 40)),
        (
            saved("RGB", (200, 30, 40), ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()),
            (200, 30, 40),
        ),
        (png(16, 0, deep(20560, 20560), 2, chunk(b"iCCP", b"x\0\0" + zlib.compress(LINEAR))), (152, 152, 152)),
    ],
    ids=["wide", "wide, clear", "grey", "grey, clear", "of another kind", "broken", "sRGB", "16 bits"],
)
def test_colours_are_those_of_the_profile_or_as_they_are(data: bytes, wanted: tuple[int, ...]) -> None:
    assert near(colours(read_raster(data, "x.png"))[0], wanted)


def test_four_inks_are_what_their_profile_says() -> None:
    icc = (Path(__file__).resolve().parents[3] / "generator/press/profiles/leaflets-fogra39l.icc").read_bytes()
    (told, plain) = (
        colours(read_raster(saved("CMYK", (0, 255, 255, 0), one, "JPEG"), "x.jpg"))[0] for one in (icc, b"")
    )
    assert near(plain, (255, 0, 0), 6)
    assert told[0] < 235 and told[1] > 10, "magenta and yellow ink are no pure red"


def test_gamma_counts_where_no_profile_says_more() -> None:
    row, straight = bytes((0, 64, 128, 255)), struct.pack(">I", 100_000)
    assert near(tuple(greys(png(8, 0, row, 4, chunk(b"gAMA", straight)))), (0, 136, 186, 255))
    assert greys(png(8, 0, row, 4, chunk(b"gAMA", struct.pack(">I", 45455)))) == list(row)
    assert greys(png(8, 0, row, 4, chunk(b"gAMA", straight), chunk(b"sRGB", b"\0"))) == list(row)


def test_colours_that_nothing_but_chromaticities_describe_are_refused() -> None:
    def data(*points: int) -> bytes:
        return png(8, 2, bytes(6), 2, chunk(b"cHRM", struct.pack(">8I", *points)))

    assert read_raster(data(31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000), "x.png")
    with pytest.raises(Unusable) as caught:
        read_raster(data(31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000), "x.png")
    (problem,) = caught.value.problems
    assert "neither sRGB nor described by a colour profile" in problem.message and problem.hint


def test_a_large_picture_is_made_smaller_before_its_colours_are_worked_out() -> None:
    out = BytesIO()
    Image.new("P", (2000, 1000), 7).save(out, "PNG", icc_profile=WIDE)
    raster = read_raster(out.getvalue(), "x.png")
    assert (raster.width, raster.height) == (1200, 600)


# -- names -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["UP.PNG", "logos/Logo.Jpg", "a.JPEG", "a.SVG", "a.svg"])
def test_a_picture_may_have_its_name_in_capitals(name: str) -> None:
    problems: list[Problem] = []
    assert image_in(Node(Origin("x.yaml", 1), "words", name), "logo", problems) == name and not problems
    assert is_bitmap(name) is not name.lower().endswith("svg")


def test_names_of_colours_are_css_names() -> None:
    assert named_colour("RebeccaPurple") == "#663399" and named_colour("red") == "#ff0000" and named_colour("rot") == ""


@pytest.mark.parametrize(
    ("mode", "colour"), [("RGB", "white"), ("L", 252), ("RGBA", (0, 0, 0, 0)), ("RGBA", (255, 255, 255, 90))]
)
def test_a_picture_of_which_paper_shows_nothing_is_refused(mode: str, colour: object) -> None:
    """White on clear, as for a dark web page: a blank stood on every leaflet, and nobody was told."""
    picture = Image.new(mode, (9, 9), colour)
    with pytest.raises(Unusable) as caught:
        read_raster(_file(picture), "x.png")
    assert "x.png: the picture is white, or clear, all over: nothing of it is seen" in str(caught.value)
    picture.putpixel((4, 4), 240 if mode == "L" else (255, 255, 240, 255)[: len(mode)])
    assert read_raster(_file(picture), "x.png")


def _file(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
