"""Pictures: drawn as their file says or refused with a line; QR codes module for module."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import Any, cast

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image
from probes import h1, leaflet, library, open_pdf, panel, sheet, spoken

from generator.library.drawings import read_drawing
from generator.model.drawing import Drawing
from generator.model.leaflet import Leaflet
from generator.model.problems import Unusable
from generator.typeset import typeset
from generator.typeset.draw.images import read_raster
from generator.typeset.draw.pictures import draw_picture

INK = {"ink": (0.0, 0.0, 0.0), "accent": (0.0, 0.5, 1.0)}
LOGO_PANEL = '<area name="clinic"><image picture="logos/{}" look="clinic.logo" alt="Example Clinic"/></area>'


def svg(inner: str, head: str = 'viewBox="0 0 10 10"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>\n{inner}\n</svg>'.encode()


def drawn(inner: str, head: str = 'viewBox="0 0 10 10"') -> str:
    return draw_picture(read_drawing(svg(inner, head), "x.svg"), (0, 0, 100, 100), "ink", INK)


# -- what is drawn -----------------------------------------------------------------


def test_shapes_keep_their_place_and_the_picture_its_proportions() -> None:
    operators = drawn('<rect x="1" y="2" width="3" height="4"/>', 'viewBox="0 0 20 10"')
    assert operators.splitlines()[0] == "q 5.00000 0 0 -5.00000 0 75 cm"
    assert "1 2 3 4 re f" in operators


def test_colours_come_from_the_file_the_look_or_the_theme() -> None:
    assert "0 0 0 rg" in drawn('<path d="M0 0h9v9z"/>')
    assert "0 0.5 1 rg" in drawn('<path d="M0 0h9v9z" fill="accent"/>')
    assert "1 0 0 rg" in drawn('<path d="M0 0h9v9z" fill="#ff0000"/>')
    assert "1 0 0 rg" in drawn('<path d="M0 0h9v9z" fill="#f00"/>')
    assert "rg" not in drawn('<path d="M0 0h9v9z" fill="none"/>')
    assert "0 0 0 RG 2 w" in drawn('<path d="M0 0h9" fill="none" stroke="currentColor" stroke-width="2"/>')


def test_a_style_goes_before_an_attribute() -> None:
    """As in CSS: a presentation attribute has no weight."""
    assert "1 0 0 rg" in drawn('<path d="M0 0h9v9z" fill="#00ff00" style="fill: #f00"/>')


def test_styles_are_inherited_and_transforms_add_up() -> None:
    operators = drawn(
        '<g fill="#ff0000" transform="translate(1 2)"><rect width="1" height="1" transform="scale(2)"/></g>'
    )
    assert "2.00000 0.00000 0.00000 2.00000 1.00000 2.00000 cm" in operators
    assert "1 0 0 rg" in operators


def test_a_picture_of_several_shapes_of_every_kind() -> None:
    inner = (
        '<ellipse cx="5" cy="4" rx="2" ry="1"/><circle cx="1" cy="1" r="1"/><line x1="1" y1="2" x2="3" y2="4" stroke="ink"/>'
        '<polygon points="0,0 5,0 5-5 7"/><polyline points="1 1"/><rect y="2" width="6" height="4" rx="1"/>'
    )
    ellipse, circle, line, polygon, rect = drawn(inner).splitlines()[1:-1]
    assert ellipse.startswith("0 0 0 rg 7 4 m 7 4.552 6.105 5 5 5 c") and ellipse.endswith("7 3.448 7 4 c h f")
    assert circle.startswith("0 0 0 rg 2 1 m 2 1.552 1.552 2 1 2 c")
    assert line == "0 0 0 rg 0 0 0 RG 1 w 0 J 0 j 1 2 m 3 4 l B"
    assert polygon == "0 0 0 rg 0 0 m 5 0 l 5 -5 l h f"
    assert rect.startswith("0 0 0 rg 1 2 m 5 2 l 5.552 2 6 2.448 6 3 c 6 5 l") and rect.endswith(
        "0 2.448 0.448 2 1 2 c h f"
    )


def test_a_path_may_have_every_command() -> None:
    assert drawn('<path d="m1 1 1 0H4v1l-1 0Q3 3 2 3t-1-1c0-.3-.2-.6-.4-.7S1 1 1 1z"/>').splitlines()[1] == (
        "0 0 0 rg 1 1 m 2 1 l 4 1 l 4 2 l 3 2 l 3 2.667 2.667 3 2 3 c 1.333 3 1 2.667 1 2 c "
        "1 1.7 0.8 1.4 0.6 1.3 c 0.4 1.2 1 1 1 1 c h f"
    )
    assert drawn('<path d="M0 5a5 5 0 1110 0"/>').splitlines()[1].endswith(" 10 5 c f")


def test_how_a_stroke_ends_and_what_is_a_hole() -> None:
    said = 'stroke="ink" stroke-linecap="round" stroke-linejoin="bevel" fill-rule="evenodd"'
    assert (
        drawn(f'<path d="M0 0h9v9z" {said}/>').splitlines()[1].endswith("RG 1 w 1 J 2 j 0 0 m 9 0 l 9 9 l 0 0 l h B*")
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text("MLCAZHVQSTmlcazhvqst0123456789., -+e", max_size=40))
def test_any_path_is_drawn_or_refused(path: str) -> None:
    try:
        operators = drawn(f'<path d="{path}"/>')
    except Unusable:
        return
    assert not re.search(r"inf|nan|\de", operators)


def test_a_picture_with_words_is_spoken_and_one_without_is_silent() -> None:
    said = spoken(leaflet(h1() + '<image picture="drip" look="picture" alt="A drop of milk"/>').pdf)
    assert ("Figure", "en", "Adropofmilk") in said
    silent = spoken(leaflet(h1() + '<image picture="drip" look="picture"/>').pdf)
    assert not [part for part in silent if part[0] == "Figure"]


# -- logos ---------------------------------------------------------------------------


def png_header(width: int, height: int) -> bytes:
    """A file that claims to be large: the header alone, and no pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_picture_of_too_many_pixels_is_refused_from_its_header() -> None:
    with pytest.raises(Unusable) as caught:
        read_raster(png_header(20000, 20000), "content/clinics/logo.png")
    (problem,) = caught.value.problems
    assert str(problem.origin) == "content/clinics/logo.png"
    assert "20000 × 20000 pixels" in problem.message
    assert "40 million" in problem.hint


def _png(size: tuple[int, int] = (40, 20), mode: str = "RGB", colour: Any = (255, 0, 0)) -> bytes:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"GIF89a", _png()[:60], png_header(10, 10), b"\xff\xd8\xff\xe0 broken"])
def test_a_broken_logo_is_refused(data: bytes) -> None:
    with pytest.raises(Unusable) as caught:
        read_raster(data, "content/clinics/logo.png")
    assert "can be read" in str(caught.value)
    assert "PNG or JPEG" in str(caught.value)


def test_a_large_logo_is_made_smaller_and_keeps_its_proportions() -> None:
    raster = read_raster(_png((3000, 1500)), "x.png")
    assert (raster.width, raster.height) == (1200, 600)


class _WithLogo:
    """The stock library and one logo."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def file_bytes(self, path: str) -> bytes:
        return self.data

    def drawing(self, name: str) -> Drawing:
        return read_drawing(self.data, name)

    def __getattr__(self, name: str) -> Any:
        return getattr(library(), name)


def with_logo(name: str, data: bytes) -> Leaflet:
    shelf = library()
    theme, paper, language = shelf.theme("default"), shelf.format("a4"), shelf.language("en")
    return typeset(sheet(h1()), panel(LOGO_PANEL.format(name)), theme, paper, language, _WithLogo(data))


@pytest.mark.parametrize(("mode", "colour", "masked"), [("RGB", (255, 0, 0), False), ("RGBA", (255, 0, 0, 128), True)])
def test_a_logo_stands_in_the_file_with_its_mask_and_its_words(
    mode: str, colour: tuple[int, ...], masked: bool
) -> None:
    pdf = with_logo("a.png", _png((40, 20), mode, colour)).pdf
    with open_pdf(pdf) as file:
        (image,) = file.pages[0].Resources.XObject.values()
        assert (int(image.Width), int(image.Height)) == (40, 20)
        assert ("/SMask" in image) is masked
        assert pikepdf.PdfImage(cast(pikepdf.Stream, image)).as_pil_image().convert("RGB").getpixel((5, 5)) == (
            255,
            0,
            0,
        )
    assert ("Figure", "en", "ExampleClinic") in spoken(pdf)


def test_a_drawn_logo_keeps_its_own_colours() -> None:
    logo = svg('<rect width="10" height="10" fill="#00ff00"/>')
    pdf = with_logo("a.svg", logo).pdf
    with open_pdf(pdf) as file:
        assert b"0 1 0 rg" in b"".join(part.read_bytes() for part in file.pages[0].Contents)


def test_a_wrong_picture_stops_the_leaflet() -> None:
    with pytest.raises(Unusable) as caught:
        with_logo("a.svg", svg("<text/>"))
    assert "logos/a.svg:2" in str(caught.value)
    assert replace(caught.value.problems[0]).hint
