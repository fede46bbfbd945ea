"""Pictures: drawn as their file says or refused with a line; QR codes module for module."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
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
from generator.typeset.draw import pictures
from generator.typeset.draw.images import Raster, read_raster
from generator.typeset.draw.pictures import Form, draw_picture, write_path
from generator.typeset.pdf.shown import parts_of

INK = {"ink": (0.0, 0.0, 0.0), "accent": (0.0, 0.5, 1.0)}
LOGO_PANEL = '<area name="clinic"><image picture="logos/{}" look="clinic.logo" alt="Example Clinic"/></area>'


def svg(inner: str, head: str = 'viewBox="0 0 10 10"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>\n{inner}\n</svg>'.encode()


def drawn(inner: str, head: str = 'viewBox="0 0 10 10"') -> str:
    return draw_picture(read_drawing(svg(inner, head), "x.svg"), (0, 0, 100, 100), "ink", INK)


# -- what is drawn -----------------------------------------------------------------


def test_shapes_keep_their_place_and_the_picture_its_proportions() -> None:
    operators = drawn('<rect x="10" y="20" width="30" height="40"/>', 'viewBox="0 0 200 100"')
    assert operators.splitlines()[0] == "q 0.50000 0 0 -0.50000 0 75 cm"
    assert "10 20 m 40 20 l 40 60 l 10 60 l h f" in operators


def test_colours_come_from_the_file_the_look_or_the_theme() -> None:
    assert "0 0 0 rg" in drawn('<path d="M0 0h9v9z"/>')
    assert "0 0.5 1 rg" in drawn('<path d="M0 0h9v9z" fill="accent"/>')
    assert "1 0 0 rg" in drawn('<path d="M0 0h9v9z" fill="#ff0000"/>')
    assert "1 0 0 rg" in drawn('<path d="M0 0h9v9z" fill="#f00"/>')
    assert "rg" not in drawn('<path d="M0 0h9v9z" fill="none"/>')
    assert "0 0 0 RG 20 w" in drawn('<path d="M0 0h9" fill="none" stroke="currentColor" stroke-width="2"/>')


# -- lines of one weight -----------------------------------------------------------


def weights(size: float, smallest: float, width: float = 3.5) -> list[float]:
    """Return how many points the lines of a drawing of 10 units for each mm are wide, drawn of such a size."""
    lines = f'<path d="M9 9h300" stroke-width="{width}"/><path d="M9 99h300" stroke-width="{width}"/>'
    arrow = f'<path d="M9 200h300" stroke-width="{2 * width}"/>'
    drawing = read_drawing(svg(f'<g stroke="ink">{lines}{arrow}</g>', 'viewBox="0 0 420 420"'), "x.svg")
    operators = draw_picture(drawing, (0, 0, size, size), "ink", INK, smallest=smallest)
    scale = float(operators.split()[1])
    return [float(found) * scale for found in re.findall(r"(\S+) w ", operators)]


@pytest.mark.parametrize(("size", "points"), [(60, 0.85), (119, 0.99), (150, 1.25), (250, 1.5), (600, 1.5)])
def test_the_lines_of_a_drawing_are_of_one_weight_however_large_it_is_drawn(size: float, points: float) -> None:
    """One of 20 mm, drawn 60 mm wide, had lines three times as heavy as the next one's."""
    line, other, arrow = weights(size, 9)
    assert line == other == pytest.approx(points, rel=0.02)
    assert arrow == pytest.approx(2 * line, rel=0.01), "what is heavier stays so"


def test_an_outline_is_written_once_for_all_weights_of_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = "<path d='M1 2L30 4Z' stroke='black'/><g clip-path='url(#c)'><path d='M5 6L7 80' stroke='black'/></g>"
    clip = "<clipPath id='c'><path d='M0 0H50V50Z'/></clipPath>"
    drawing = read_drawing(svg(clip + inner), "x.svg")
    written: list[object] = []

    def noted(path: Any) -> str:
        written.append(path)
        return write_path(path)

    monkeypatch.setattr(pictures, "write_path", noted)
    drawn = [draw_picture(drawing, (0, 0, size, size), "ink", INK, smallest=9.0) for size in (20, 400)]
    assert len(written) == 3
    light, heavy = (re.findall(r"([\d.]+) w", operators) for operators in drawn)
    assert light != heavy, "their lines differ"
    bare = [re.sub(r"[\d.]+ w|^q .* cm", "", operators) for operators in drawn]
    assert bare[0] == bare[1], "and nothing else"


def test_larger_letters_have_heavier_lines_and_a_logo_has_its_own() -> None:
    assert weights(600, 18)[0] == pytest.approx(3.0, rel=0.02)
    assert weights(600, 0)[0] == pytest.approx(5.0, rel=0.02)


def test_the_lines_of_a_very_small_drawing_do_not_run_into_each_other() -> None:
    assert weights(20, 9)[0] < 0.5


def test_a_style_goes_before_an_attribute() -> None:
    """As in CSS: a presentation attribute has no weight."""
    assert "1 0 0 rg" in drawn('<path d="M0 0h9v9z" fill="#00ff00" style="fill: #f00"/>')


def test_the_fill_and_the_stroke_of_one_outline_are_painted_at_once() -> None:
    operators = drawn('<rect width="5" height="5" fill="#ff0000" stroke="ink" stroke-linejoin="round"/>')
    assert operators.splitlines()[-2].endswith("1 0 0 rg 0 0 0 RG 10 w 0 J 1 j 0 0 m 50 0 l 50 50 l 0 50 l h B")
    assert drawn('<path d="M0 0h9v9h-9zM1 1h2v2z" fill-rule="evenodd"/>').splitlines()[-2].endswith(" f*")
    assert " 4 M 0 0 m" in drawn('<path d="M0 0h5v5" stroke="ink"/>'), "PDF has another limit of corners than SVG"


def test_what_is_outside_the_view_is_cut_off() -> None:
    assert drawn('<circle cx="5" cy="5" r="30"/>').splitlines()[1] == "0 0 100 100 re W n"
    assert " W " not in drawn('<circle cx="5" cy="5" r="3"/>')
    form = shown('<circle cx="5" cy="5" r="30" opacity=".5"/>')[0]
    assert form.content.splitlines()[1] == "0 0 100 100 re W n"


def test_dashes_and_uneven_strokes_leave_the_next_shape_alone() -> None:
    first, second, third = drawn(
        '<g stroke="ink" fill="none"><path d="M0 0h9" stroke-dasharray="2 1"/><path d="M0 1h9" transform="scale(1 .5)"/>'
        '<path d="M0 2h9"/></g>'
    ).splitlines()[-4:-1]
    assert first.startswith("q ") and "[20 10] 0 d" in first and first.endswith(" Q")
    assert second.startswith("q ") and " cm " in second and second.endswith(" Q")
    assert third.startswith("0 0 0 RG ")


# -- what shines through ---------------------------------------------------------------

STOPS = '<stop stop-color="#ff0000"/><stop offset=".5" stop-color="accent"/><stop offset="1" stop-color="#0000ff"/>'


def shown(inner: str, ink: str = "rgb", colours: Mapping[str, tuple[float, float, float]] = INK) -> list[Form]:
    """The forms that a picture takes into the file."""
    forms: list[Form] = []

    def show(picture: Raster | Form) -> str:
        assert isinstance(picture, Form)
        forms.append(picture)
        return "x0"

    box = (0, 0, 100, 100)
    operators = draw_picture(read_drawing(svg(inner), "x.svg"), box, "ink", colours, ink, show)
    assert not forms or operators.endswith("/x0 Do Q")
    return forms


def test_a_picture_of_plain_shapes_takes_no_form_into_the_file_unless_it_is_long() -> None:
    assert shown('<rect width="5" height="5"/><path d="M0 0h9" stroke="ink"/>') == []
    many = read_drawing(svg('<rect width="5" height="5"/>' * 200), "x.svg")
    assert "Do" in draw_picture(many, (0, 0, 9, 9), "ink", INK, "rgb", lambda _: "x0", 4_000)


def test_opacity_of_a_shape_and_of_a_group() -> None:
    (form,) = shown('<rect width="5" height="5" fill-opacity=".5" stroke="ink" stroke-opacity=".25"/>')
    assert "/ca 0.5/CA 1" in form.resources and "/ca 1/CA 0.25" in form.resources and not form.forms
    (form,) = shown('<g opacity=".5"><rect width="5" height="5"/><rect x="2" width="5" height="5"/></g>')
    (inner,) = form.forms
    assert "/ca 0.5/CA 0.5" in form.resources and "/Group<</S/Transparency/I true/CS/DeviceRGB>>" in inner.entries()
    assert inner.content.count(" f") == 2 and "gs" not in inner.content
    assert "/F0 Do" in form.content and "/XObject<</F0 %d 0 R>>" in form.resources


def test_a_gradient_has_the_colours_of_the_theme_and_of_the_ink() -> None:
    run = f'<linearGradient id="g">{STOPS}</linearGradient><rect width="5" height="5" fill="url(#g)"/>'
    (form,) = shown(run)
    assert "/ColorSpace/DeviceRGB" in form.resources and "/Bounds[0.500000]" in form.resources
    assert "/C0[1 0 0]/C1[0 0.5 1]" in form.resources and "/Pattern cs /P0 scn" in form.content
    (press,) = shown(run, "cmyk")
    assert "/ColorSpace/DeviceCMYK" in press.resources and press.resources.count("/C0[") == 16
    (black,) = shown(run, "k")
    assert re.findall(r"/C0\[(\S+ \S+ \S+) ", black.resources) == ["0 0 0"] * 16
    greys = {name: (0.5, 0.5, 0.5) for name in INK}
    (copier,) = shown(run, "rgb", greys)
    assert "/ColorSpace/DeviceGray" in copier.resources
    (stroked,) = shown(f'<radialGradient id="g">{STOPS}</radialGradient><circle r="4" stroke="url(#g)"/>')
    assert "/ShadingType 3" in stroked.resources and "/Pattern CS /P0 SCN" in stroked.content


def test_a_mask_is_light_in_grey_whatever_the_ink() -> None:
    mask = '<mask id="m"><rect width="9" height="9" fill="#00ff00"/></mask>'
    for ink in ("rgb", "cmyk", "k"):
        (form,) = shown(f'{mask}<g mask="url(#m)"><rect width="5" height="5"/><rect width="2" height="9"/></g>', ink)
        light, group = form.forms
        assert "0.7154 g" in light.content and "/CS/DeviceGray" in light.entries()
        assert "/S/Luminosity/G %d 0 R" in form.resources and group.content.count(" f") == 2
    (form,) = shown('<mask id="m" mask-type="alpha"><rect width="9" height="9"/></mask><circle r="3" mask="url(#m)"/>')
    assert "/S/Alpha" in form.resources and len(form.forms) == 1, "one shape needs no group of its own"


def test_each_form_of_a_file_is_numbered_after_the_one_that_draws_it() -> None:
    inner = '<g opacity=".5"><g opacity=".5"><rect width="5" height="5"/><circle r="3"/></g><circle r="2"/></g>'
    (form,) = shown(f'{inner}<g opacity=".3"><rect width="1" height="1"/><circle r="1"/></g>')
    parts = parts_of(form, 7)
    assert [part.refs for part in parts] == [(8, 10), (9,), (), ()]
    assert all(part.text.count(b"%d 0 R") == len(part.refs) for part in parts)


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
        assert b"0 1 0 rg" in b"".join(part.read_bytes() for part in file.pages[-1].Contents)


def test_a_logo_that_shines_through_stands_in_the_file_once_and_follows_the_accent() -> None:
    """The panel is set once for all accents: a form's colours follow, as operators and as parts of gradients."""
    run = f'<linearGradient id="g">{STOPS}</linearGradient><rect width="9" height="9" fill="url(#g)"/>'
    logo = svg(f'{run}<circle cx="5" cy="5" r="3" fill="accent" opacity=".5"/>')
    shelf = library()
    theme, paper, language = shelf.theme("default"), shelf.format("a4"), shelf.language("en")
    found = {}
    for accent in sorted(theme.accents)[:2]:
        one = replace(sheet(h1()), accent=accent)
        pdf = typeset(one, panel(LOGO_PANEL.format("a.svg")), theme, paper, language, _WithLogo(logo)).pdf
        with open_pdf(pdf) as file:
            (form,) = file.pages[-1].Resources.XObject.values()
            shading = form.Resources.Pattern.P0.Shading
            found[accent] = [round(float(part), 3) for part in shading.Function.Functions[1].C0]
            red, green, blue = theme.accents[accent]["accent"]
            assert f"{red:.4g} {green:.4g} {blue:.4g} rg".encode() in form.read_bytes()
            assert found[accent] == [round(float(f"{part:.4g}"), 3) for part in (red, green, blue)]
        assert ("Figure", "en", "ExampleClinic") in spoken(pdf)
    assert len({tuple(one) for one in found.values()}) == 2


def test_a_drawing_of_the_body_may_shine_through() -> None:
    class _Shelf(_WithLogo):
        def drawing(self, name: str) -> Drawing:
            return read_drawing(self.data, "x.svg")

    shelf, body = library(), sheet(h1() + '<image picture="drip" look="picture" alt="x"/>' * 2)
    theme, paper, language = shelf.theme("default"), shelf.format("a4"), shelf.language("en")
    pdf = typeset(body, panel(""), theme, paper, language, _Shelf(svg('<circle r="5" opacity=".5"/>'))).pdf
    with open_pdf(pdf) as file:
        ((name, form),) = file.pages[0].Resources.XObject.items()
        code = b"".join(part.read_bytes() for part in file.pages[0].Contents)
        assert code.count(f"{name} Do".encode()) == 2 and form.Subtype == "/Form"


def test_a_wrong_picture_stops_the_leaflet() -> None:
    with pytest.raises(Unusable) as caught:
        with_logo("a.svg", svg("<text/>"))
    assert "logos/a.svg:2" in str(caught.value)
    assert replace(caught.value.problems[0]).hint
