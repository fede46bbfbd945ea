"""Pictures: drawn as their file says or refused with a line; QR codes module for module."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import Any, cast

import pikepdf
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image
from probes import h1, leaflet, library, open_pdf, panel, sheet, spoken

from generator.model.problems import Origin, Problem, Unusable
from generator.typeset import typeset
from generator.typeset.draw.images import read_raster
from generator.typeset.draw.pictures import draw_picture, draw_qr, qr_modules, read_drawing

INK = {"ink": (0.0, 0.0, 0.0), "accent": (0.0, 0.5, 1.0)}
LOGO_PANEL = '<area name="clinic"><image picture="logos/{}" look="clinic.logo" alt="Example Clinic"/></area>'


def svg(inner: str, head: str = 'viewBox="0 0 10 10"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>\n{inner}\n</svg>'.encode()


def refused(data: bytes) -> tuple[Problem, ...]:
    with pytest.raises(Unusable) as caught:
        read_drawing(data, "content/pictures/x.svg")
    return caught.value.problems


def drawn(inner: str, head: str = 'viewBox="0 0 10 10"') -> str:
    return draw_picture(read_drawing(svg(inner, head), "x.svg"), (0, 0, 100, 100), "ink", INK)


# -- what is refused ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("<script>1</script>", "<script>"),
        ("<style>path{}</style>", "<style>"),
        ("<text>words</text>", "<text>"),
        ('<image href="a.png"/>', "<image>"),
        ('<use href="#a"/>', "<use>"),
        ("<foreignObject/>", "<foreignObject>"),
        ("<linearGradient/>", "<linearGradient>"),
        ("<filter/>", "<filter>"),
        ('<path d="M0 0h9" onclick="x()"/>', "onclick"),
        ('<path d="M0 0h9" fill="url(#a)"/>', "fill"),
        ('<path d="M0 0h9" style="fill:url(http://x)"/>', "style"),
        ('<g xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://x"/>', "href"),
        ('<path d="M0 0h9" opacity="0.5"/>', "opacity"),
        ('<path d="M0 0h9" style="opacity:0.5"/>', "opacity"),
        ('<path d="M0 0h9" stroke-dasharray="1 2"/>', "stroke-dasharray"),
        ('<path d="M0 0h9" clip-path="none"/>', "clip-path"),
        ('<path d="M0 0h9" transform="skewX(3)"/>', "transform"),
        ('<path d="M0 0h9" fill="rgb(1,2,3)"/>', "rgb(1,2,3)"),
        ('<path d="M0 0h9" fill="#12"/>', "#12"),
        ('<path d="M 0 0 L"/>', "number"),
        ('<path d="X10"/>', "number"),
        ('<path d="M1e999 0 L 1 1"/>', "number"),
        ('<rect width="1e999" height="5"/>', "number"),
        ('<g transform="rotate(a)"/>', "number"),
    ],
)
def test_what_is_not_drawn_is_refused_with_its_line(inner: str, words: str) -> None:
    problems = refused(svg(f"<title>ok</title>\n{inner}"))
    assert any(words in problem.message for problem in problems), problems
    assert {problem.origin for problem in problems} == {Origin("content/pictures/x.svg", 3)}
    assert all(problem.hint or "number" in problem.message for problem in problems)


def test_document_types_and_entities_are_refused() -> None:
    bomb = (
        b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n<svg viewBox="0 0 1 1"><title>&b;</title></svg>'
    )
    assert any("document type" in problem.message for problem in refused(bomb))
    outside = b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">\n<svg viewBox="0 0 1 1"/>'
    assert refused(outside)[0].origin.line == 1


@pytest.mark.parametrize("data", [b"", b"no picture", b"<svg", b"<svg><g></svg>", b"\xff\xfe\x00", b"\x89PNG\r\n"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert "well-formed" in refused(data)[0].message


@pytest.mark.parametrize(
    "head", ['viewBox="0 0 0 10"', 'viewBox="0 0 10 -1"', 'viewBox="1 2 3"', 'width="0" height="5"']
)
def test_a_picture_without_extent_is_refused(head: str) -> None:
    problems = refused(svg("", head))
    assert "viewBox" in problems[0].message
    assert problems[0].hint


def test_every_fault_is_told_at_once() -> None:
    assert [problem.origin.line for problem in refused(svg("<text/>\n<use/>\n<image/>"))] == [2, 3, 4]


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


def test_styles_are_inherited_and_transforms_add_up() -> None:
    operators = drawn(
        '<g fill="#ff0000" transform="translate(1 2)"><rect width="1" height="1" transform="scale(2)"/></g>'
    )
    assert "2.00000 0.00000 0.00000 2.00000 1.00000 2.00000 cm" in operators
    assert "1 0 0 rg" in operators


def test_what_only_defines_is_not_drawn() -> None:
    assert "re" not in drawn('<defs><rect width="5" height="5"/></defs>')


def test_stock_pictures_can_all_be_drawn() -> None:
    shelf = library()
    for name, picture in shelf.pictures.items():
        drawing = read_drawing(shelf.picture_bytes(name), picture.file)
        assert drawing.shapes, name


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text("MLCAZHVQSTmlcazhvqst0123456789., -+e", max_size=40))
def test_any_path_is_drawn_or_refused(path: str) -> None:
    try:
        operators = drawn(f'<path d="{path}"/>')
    except Unusable:
        return
    assert not re.search(r"inf|nan|\de", operators)


def test_a_picture_with_words_is_spoken_and_one_without_is_silent() -> None:
    said = spoken(leaflet(h1() + '<image picture="droplet" look="picture" alt="A drop of milk"/>').pdf)
    assert ("Figure", "en", "Adropofmilk") in said
    silent = spoken(leaflet(h1() + '<image picture="droplet" look="picture"/>').pdf)
    assert not [part for part in silent if part[0] == "Figure"]


# -- QR codes ------------------------------------------------------------------------


def matrix_of(operators: str, side: int) -> list[list[int]]:
    rows = [[0] * side for _ in range(side)]
    for x, y, wide, high in re.findall(r"^(\d+) (\d+) (\d+) (\d+) re$", operators, re.MULTILINE):
        for column in range(int(x), int(x) + int(wide)):
            for row in range(int(y), int(y) + int(high)):
                rows[row][column] = 1
    return rows


@pytest.mark.parametrize(
    "data", ["https://clinic.example/", "https://clinic.example/" + "a" * 200, "tel:+81312345678", "電話"]
)
def test_a_code_is_drawn_module_for_module(data: str) -> None:
    side, operators = qr_modules(data)
    wanted = [list(row) for row in segno.make(data, error="m", micro=False, boost_error=False).matrix]
    assert matrix_of(operators, side) == wanted


def test_a_code_is_square_and_fills_its_box() -> None:
    side, _ = qr_modules("https://clinic.example/")
    first = draw_qr("https://clinic.example/", (10, 20, 110, 120), "0 g").splitlines()[0]
    assert first == f"q 0 g {100 / side:.4f} 0 0 {-100 / side:.4f} 10 120 cm"


def test_a_code_in_a_leaflet_has_words_and_is_black() -> None:
    inner = '<area name="clinic"><qr data="https://clinic.example/" look="clinic.code" alt="QR code: web page"/></area>'
    pdf = leaflet(h1(), clinic=panel(inner)).pdf
    assert ("Figure", "en", "QRcode:webpage") in spoken(pdf)
    import pypdfium2  # type: ignore[import-untyped]

    file = pypdfium2.PdfDocument(pdf)
    image = file[0].render(scale=4).to_pil().convert("L")
    file.close()
    with open_pdf(pdf) as opened:
        code = opened.pages[0].Contents
        raw = b"\n".join(part.read_bytes() for part in code).decode("latin-1")
    place = re.search(r"1 0 0 1 ([\d.]+) ([\d.]+) cm\n.*?([\d.]+) 0 0 -\3 ([\d.]+) ([\d.]+) cm", raw, re.DOTALL)
    assert place is not None
    left, low, unit, x, y = (float(place[at]) for at in range(1, 6))
    wanted = [
        list(row) for row in segno.make("https://clinic.example/", error="m", micro=False, boost_error=False).matrix
    ]
    for row, modules in enumerate(wanted):
        for column, dark in enumerate(modules):
            at = (left + x + (column + 0.5) * unit) * 4, image.height - (low + y - (row + 0.5) * unit) * 4
            assert (image.getpixel((int(at[0]), int(at[1]))) < 128) == bool(dark), (row, column)


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
    assert "cannot be read" in str(caught.value)
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

    def __getattr__(self, name: str) -> Any:
        return getattr(library(), name)


@pytest.mark.parametrize(("mode", "colour", "masked"), [("RGB", (255, 0, 0), False), ("RGBA", (255, 0, 0, 128), True)])
def test_a_logo_stands_in_the_file_with_its_mask_and_its_words(
    mode: str, colour: tuple[int, ...], masked: bool
) -> None:
    shelf = library()
    pdf = typeset(
        sheet(h1()), panel(LOGO_PANEL.format("a.png")), shelf.theme("default"), shelf.format("a4"), shelf.language("en"),
        _WithLogo(_png((40, 20), mode, colour)),
    ).pdf  # fmt: skip
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
    shelf = library()
    logo = svg('<rect width="10" height="10" fill="#00ff00"/>')
    pdf = typeset(
        sheet(h1()), panel(LOGO_PANEL.format("a.svg")), shelf.theme("default"), shelf.format("a4"), shelf.language("en"),
        _WithLogo(logo),
    ).pdf  # fmt: skip
    with open_pdf(pdf) as file:
        assert b"0 1 0 rg" in b"".join(part.read_bytes() for part in file.pages[0].Contents)


def test_a_wrong_picture_stops_the_leaflet() -> None:
    shelf = library()
    with pytest.raises(Unusable) as caught:
        typeset(
            sheet(h1()),
            panel(LOGO_PANEL.format("a.svg")),
            shelf.theme("default"),
            shelf.format("a4"),
            shelf.language("en"),
        _WithLogo(svg("<text/>")),
        )
    assert "logos/a.svg:2" in str(caught.value)
    assert replace(caught.value.problems[0]).hint
