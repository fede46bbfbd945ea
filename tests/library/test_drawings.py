"""Drawings: what an SVG file says is drawn as a browser draws it, or refused by name, each fault with its line."""

from __future__ import annotations

import gzip
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.library.drawings import read_drawing, read_seen
from generator.library.forms import NotReadError, read_form
from generator.library.library import Library
from generator.library.svg_grammar import MOST_COORDINATE
from generator.model.drawing import Drawing, Gradient, Group, Shape
from generator.model.problems import Problem, Unusable

STOCK = Path(__file__).resolve().parents[2]
RECT = '<rect width="5" height="5"/>'


def svg(inner: str, head: str = 'viewBox="0 0 100 100"', before: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{before}<svg {names} {head}>\n{inner}\n</svg>".encode()


def refused(data: bytes) -> tuple[Problem, ...]:
    with pytest.raises(Unusable) as caught:
        read_drawing(data, "content/pictures/x.svg")
    return caught.value.problems


def read(inner: str, head: str = 'viewBox="0 0 100 100"') -> Drawing:
    return read_drawing(svg(inner, head), "x.svg")


def shapes(inner: str, head: str = 'viewBox="0 0 100 100"') -> list[Shape]:
    return list(read(inner, head).shapes())


# -- what is refused -----------------------------------------------------------------


@pytest.mark.parametrize("inner", ["", "<title>Hill</title>", f'<g display="none">{RECT}</g>'])
def test_a_logo_of_which_nothing_is_seen_is_refused(inner: str) -> None:
    """It was left out in silence."""
    with pytest.raises(Unusable) as caught:
        read_seen(svg(inner), "content/clinics/x.svg")
    assert "content/clinics/x.svg: the picture draws nothing" in str(caught.value)


WHITE = [
    '<path fill="#fff" d="M0 0h9v9z"/><circle r="3" fill="white" stroke="#fdfdfd"/>',
    '<g opacity="0"><path d="M0 0h9v9z"/></g>',
    '<path fill-opacity="0" d="M0 0h9v9z"/>',
    '<path fill="paper" d="M0 0h9v9z"/>',
    '<linearGradient id="g"><stop stop-color="#fff"/><stop offset="1" stop-color="#fefefe"/></linearGradient>'
    '<path fill="url(#g)" d="M0 0h9v9z"/>',
]


@pytest.mark.parametrize("inner", WHITE)
def test_a_logo_of_which_paper_shows_nothing_is_refused(inner: str) -> None:
    """Made for a dark web page: a blank stood on every leaflet, and nobody was told."""
    with pytest.raises(Unusable) as caught:
        read_seen(svg(inner), "content/clinics/x.svg")
    assert "content/clinics/x.svg: the picture is white, or clear, all over: nothing of it is seen" in str(caught.value)


@pytest.mark.parametrize(
    "mark", ['fill="#fffff0"', 'fill="currentColor"', 'fill="accent"', 'fill="none" stroke="#000"']
)
def test_one_mark_in_a_colour_is_enough_to_be_seen(mark: str) -> None:
    assert read_seen(svg(WHITE[0] + f'<path {mark} d="M0 0h9v9z"/>'), "content/clinics/x.svg")


HIDDEN = '<g id="layer2" style="display:none"><g id="in"><text>draft</text><image href="photo.png"/></g></g>'


def test_words_and_photographs_in_a_hidden_layer_are_passed_over() -> None:
    """Inkscape keeps them in the file: a draft, the photograph that was traced."""
    assert len(shapes(RECT + HIDDEN)) == 1


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        (HIDDEN + '<use href="#in"/>', 2),
        (HIDDEN + "<style>#layer2{display:inline!important}</style>", 2),
        ("<style>#layer2{display:inline!important}</style>" + HIDDEN, 2),
        (HIDDEN.replace("display:none", "display:none;display:inline"), 2),
        (HIDDEN.replace("<text>", '<clipPath id="c"><text>').replace("</text>", "</text></clipPath>"), 1),
        (HIDDEN.replace("text>", "script>"), 1),
        ('<style>.x{display:none}</style><g class="x"><text>a</text></g>', 1),
    ],
)
def test_what_may_be_shown_all_the_same_is_refused(inner: str, told: int) -> None:
    found = refused(svg(RECT + inner))
    assert len([one for one in found if one.message.startswith("a picture may not hold")]) == told


def test_a_packed_file_is_called_so() -> None:
    (problem,) = refused(gzip.compress(svg(RECT)))
    assert (problem.message, problem.hint) == ("this picture is packed (.svgz)", "save it as plain SVG")


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        ("<script>1</script>", "a picture may not hold <script>"),
        ("<SCRIPT>1</SCRIPT>", "a picture may not hold <SCRIPT>"),
        ("<x:script xmlns:x='http://www.w3.org/2000/svg'/>", "a picture may not hold <script>"),
        ("<text>words<tspan>more</tspan></text>", "a picture may not hold <text>"),
        ('<image href="data:image/png;base64,AAAA"/>', "a picture may not hold <image>"),
        ("<foreignObject/>", "a picture may not hold <foreignObject>"),
        ("<a><path d='M0 0h9'/></a>", "a picture may not hold <a>"),
        ("<defs><animate/></defs>", "a picture may not hold <animate>"),
        ("<set attributeName='x'/>", "a picture may not hold <set>"),
        ('<path d="M0 0h9" onclick="x()"/>', "the attribute 'onclick' would run a script"),
        ('<path d="M0 0h9" OnClick="x()"/>', "the attribute 'OnClick' would run a script"),
        ('<path d="M0 0h9" fill="URL ( \'data:x\' )"/>', "'fill' refers to something outside: URL ( 'data:x' )"),
        ('<path d="M0 0h9" style="fill:url(http://x)"/>', "'fill' refers to something outside: url(http://x)"),
        ('<path d="M0 0h9" clip-path="url(a.svg#b)"/>', "'clip-path' refers to something outside: url(a.svg#b)"),
        ('<use xlink:href="http://x#a"/>', "'href' refers to something outside: http://x#a"),
        ('<g href="#a"/>', "'href' refers to something outside: #a"),
        ('<g src="a.png"/>', "a picture may not use 'src'"),
        ('<path d="M0 0h9" fill="url(#a)"/>', "'fill' refers to '#a', which is not there"),
        ('<use href="#a"/>', "'href' refers to '#a', which is not there"),
        ('<g id="a"/><g id="a"/><use href="#a"/>', "'href' refers to '#a', which is there twice"),
        ('<g id="a"/><rect fill="url(#a)"/>', "'fill' cannot be a <g>"),
        ('<g id="a"/><rect clip-path="url(#a)"/>', "'clip-path' cannot be a <g>"),
        ('<filter id="a"/><g filter="url(#a)"/>', "a picture may not use 'filter'"),
        ('<pattern id="a"/><rect fill="url(#a)"/>', "a picture may not use <pattern>"),
        ('<marker id="a"/><path marker-end="url(#a)"/>', "a picture may not use 'marker-end'"),
        ('<use id="a" href="#a"/>', "what <use> refers to refers to itself"),
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "what <g> refers to refers to itself"),
        ('<path d="M0 0h9" transform="rotate(1 2)"/>', "a transform here is none of matrix, translate, scale, rotate"),
        ('<path d="M0 0h9" transform="rotate(9deg)"/>', "a transform here is none of matrix"),
        ('<path d="M0 0h9" transform="translate()"/>', "a transform here is none of matrix"),
        ('<path d="M0 0h9" transform="scale(1 2 3)"/>', "a transform here is none of matrix"),
        ('<path d="M0 0h9" style="transform:rotate(9)"/>', "a transform here is none of matrix"),
        ('<path d="M0 0h9" style="transform:translate(9,9)"/>', "a transform here is none of matrix"),
        ('<path d="M0 0h9" style="transform:translate(9%,9%)"/>', "a transform here is none of matrix"),
        ('<path d="M0 0h9" style="transform:rotate3d(1,1,1,9deg)"/>', "a transform here is none of matrix"),
        (f'<g transform="scale({"9" * 9})"/>', "a transform here is none of matrix"),
        ('<path d="M0 0h9" fill="#12"/>', "a picture may not use the colour '#12'"),
        ('<path d="M0 0h9" fill="rgb(1,2)"/>', "a picture may not use the colour 'rgb(1,2)'"),
        (
            '<path d="M0 0h9" fill="color(display-p3 1 0 0)"/>',
            "a picture may not use the colour 'color(display-p3 1 0 0)'",
        ),
        ('<path d="M0 0h9" fill="url(#a"/>', "a picture may not use the colour 'url(#a'"),
        ('<g stroke="read"><path d="M0 0h9"/></g>', "a picture may not use the colour 'read'"),
        ('<path d="M0 0h9" stroke-linecap="arrow"/>', "a picture may not use stroke-linecap 'arrow'"),
        ('<path d="M0 0h9" stroke-linejoin="arcs"/>', "a picture may not use stroke-linejoin 'arcs'"),
        ('<path d="M0 0h9" fill-rule="initial"/>', "a picture may not use fill-rule 'initial'"),
        ('<path d="M0 0h9" opacity="half"/>', "a picture may not use opacity 'half'"),
        ('<path d="M0 0h9" stroke-dasharray="1 -2"/>', "a picture may not use stroke-dasharray '1 -2'"),
        ('<path d="M0 0h9" stroke-width=""/>', "a picture may not use stroke-width ''"),
        ('<path d="M0 0h9" stroke-width="\uff11"/>', "a picture may not use stroke-width '\uff11'"),
        ('<path d="M0 0h9" stroke-width="2em"/>', "a picture may not use stroke-width '2em'"),
        ('<path d="M0 0h9" clip-path="circle(50%)"/>', "a picture may not use clip-path 'circle(50%)'"),
        ('<path d="M0 0h9" style="mix-blend-mode:multiply"/>', "a picture may not use 'mix-blend-mode'"),
        ('<path d="M0 0h9" style="d:path(\'M0 0\')"/>', "a picture may not use 'd'"),
        ('<path d="M0 0h9" style="width:5px"/>', "a picture may not use 'width'"),
        ('<path d="M0 0h9" style="--a:1"/>', "a picture may not use '--a'"),
        ('<path d="M0 0h9" style="fill"/>', "'fill' in a style cannot be read"),
        ('<path d="M0 0h9" vector-effect="non-scaling-stroke"/>', "a picture may not use 'vector-effect'"),
        ('<path d="M0 0h9" color-interpolation="linearRGB"/>', "a picture may not use 'color-interpolation'"),
        ('<path d="M0 0h9" pathLength="5"/>', "a picture may not use 'pathLength'"),
        ('<g systemLanguage="de"/>', "a picture may not use 'systemLanguage'"),
        ('<linearGradient spreadMethod="reflect"/>', "a picture may not use 'spreadMethod'"),
        ('<radialGradient fr=".2"/>', "a picture may not use 'fr'"),
        ('<svg opacity=".5"/>', "a picture may not use 'opacity' of <svg>"),
        ('<style>.a{opacity:.5}</style><svg class="b a"/>', "a picture may not use 'opacity' of <svg>"),
        ("<style>svg{transform:scale(2)}</style>", "a picture may not use 'transform' of <svg>"),
        ('<symbol transform="scale(2)"/>', "a picture may not use 'transform' of <symbol>"),
        ('<path d="M0 0h9" fill="hsl(9,9,9)"/>', "a picture may not use the colour 'hsl(9,9,9)'"),
        ('<path d="M0 0h9" fill="rgb(9%,9,9)"/>', "a picture may not use the colour 'rgb(9%,9,9)'"),
        ('<clipPath id="c"/><clipPath clip-path="url(#c)"/>', "a picture may not use 'clip-path' of <clipPath>"),
        ('<symbol><rect width="9%"/></symbol>', "a number of <rect> cannot be read (width)"),
        ('<symbol><rect stroke-width="9%"/></symbol>', "a picture may not use stroke-width '9%'"),
        ('<symbol x="2"/>', "a picture may not use 'x' of <symbol>"),
        ('<mask id="m" mask="url(#m)"/>', "a picture may not use 'mask' of <mask>"),
        (
            "<style>@media print{path{fill:red}}</style>",
            "a style sheet cannot be read from '@media print{path{fill:red}}' on",
        ),
        ("<style>path:hover{fill:red}</style>", "a style may not choose by 'path:hover'"),
        ("<style>path[d]{fill:red}</style>", "a style may not choose by 'path[d]'"),
        ("<style>a+b{fill:red}</style>", "a style may not choose by 'a+b'"),
        ("<style>@import 'a.css';</style>", "a style sheet cannot be read from '@import 'a.css';' on"),
        ("<style>.a{fill:red", "the picture is broken XML"),
        ("<style>.a{fill:red</style>", "a style sheet cannot be read from '.a{fill:red' on"),
        ("<style>.a{fill:var(--b)}</style>", "a picture may not use the colour 'var(--b)'"),
        ('<style type="text/less"/>', "a picture may not use a style of the type 'text/less'"),
        ('<style media="print"/>', "a picture may not use a style for 'print' alone"),
        (
            '<style>a{fill:red!important}</style><g style="fill:red!important"/>',
            "'fill:red!important' in a style cannot",
        ),
        ('<path d="M 0 0 L"/>', "a number of <path> cannot be read (d)"),
        ('<path d="X10"/>', "a number of <path> cannot be read (d)"),
        ('<path d="10 10 L 5 5"/>', "a number of <path> cannot be read (d)"),
        ('<path d="M0 0 # 9"/>', "a number of <path> cannot be read (d)"),
        ('<path d="M1e999 0 L 1 1"/>', "a number of <path> cannot be read (d)"),
        ('<path d="M0 0a1 1 0 2 0 1 1"/>', "a number of <path> cannot be read (d)"),
        ('<rect width="1e999" height="5"/>', "a number of <rect> cannot be read (width)"),
        ('<rect width="-1" height="5"/>', "a number of <rect> cannot be read (width)"),
        ('<rect rx="auto"/>', "a number of <rect> cannot be read (rx)"),
        ('<circle r="1em"/>', "a number of <circle> cannot be read (r)"),
        ('<polygon points="1 2 a 3"/>', "a number of <polygon> cannot be read (points)"),
        ('<polygon points="1 2 3"/>', "a number of <polygon> cannot be read (points)"),
        ('<polyline points="1 2 1,2"/>', "a number of <polyline> cannot be read (points)"),
        ('<g id="a"/><use href="#a" x="5%"/>', "a number of <use> cannot be read (x)"),
        ('<svg width="0"/>', "a number of <svg> cannot be read (width)"),
        ("<?xml-stylesheet href='a.css'?>", "<?xml-stylesheet …?> is not allowed in a picture"),
    ],
)
def test_what_is_not_drawn_is_refused_once_with_its_line(inner: str, message: str) -> None:
    (problem,) = refused(svg(f"<title>ok</title>\n{inner}"))
    assert problem.message.startswith(message)
    assert problem.origin.file == "content/pictures/x.svg"
    assert problem.origin.line == (4 if "broken XML" in message else 3)
    assert problem.hint


@pytest.mark.parametrize("name", ["transform", "clip-path", "mask"])
def test_what_browsers_count_from_the_window_is_refused_of_the_outermost_element(name: str) -> None:
    (problem,) = refused(svg(RECT, f'viewBox="0 0 9 9" {name}="scale(2)"'))
    assert problem.message == f"a picture may not use '{name}' of <svg>"


@pytest.mark.parametrize(
    "declared",
    ['a "aaaa"><!ENTITY b "&a;&a;&a;"', 'a SYSTEM "file:///etc/passwd"', '% a "x"', f'a "{"a" * 201}"'],
)
def test_entities_that_are_more_than_short_words_are_refused_before_they_are_used(declared: str) -> None:
    (problem,) = refused(f'\n<!DOCTYPE svg [<!ENTITY {declared}>]><svg viewBox="0 0 1 1"><text/></svg>'.encode())
    assert re.fullmatch("the entity '[ab]' is not a short word", problem.message)
    assert problem.origin.line == 2 and problem.hint


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"<svg", b"<svg viewBox='0 0 1 1'><g></svg>", b"\xff\xfe\x00", b"\x89PNG\r\n"]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    (problem,) = refused(data)
    assert problem.message.startswith("the picture is broken XML: ")
    assert problem.origin.line == 1 and problem.hint


def test_an_encoding_that_is_not_known_is_refused() -> None:
    assert "broken XML: unknown encoding" in refused(b'<?xml version="1.0" encoding="nobody"?><svg/>')[0].message


def test_another_kind_of_xml_is_refused() -> None:
    assert refused(b"<html/>")[0].message == "this is no SVG: it begins with <html>"
    assert refused(b'<svg xmlns="http://elsewhere"/>')[0].message == "this is no SVG: it begins with <svg>"


@pytest.mark.parametrize("head", ['viewBox="0 0 0 10"', 'viewBox="0 0 10 -1"', 'width="5"', "", 'width="100%"'])
def test_a_picture_without_extent_is_refused(head: str) -> None:
    (problem,) = refused(svg("", head))
    assert problem.message == "the picture has no usable viewBox"
    assert problem.hint and problem.origin.line == 1


def test_every_fault_is_told_at_once() -> None:
    assert [problem.origin.line for problem in refused(svg('<text/>\n<path d="X"/>\n<image/>'))] == [2, 3, 4]


def test_no_depth_and_no_size_is_too_much() -> None:
    assert "nested more than 25 deep" in refused(svg("<g>" * 25_000 + "</g>" * 25_000))[0].message
    assert "larger than 500 kB" in refused(svg(f'<path d="{"M0 0" * 150_000}"/>'))[0].message
    assert shapes("<g>" * 23 + '<path d="M0 0h9v9"/>' + "</g>" * 23)


@pytest.mark.parametrize(
    "inner",
    [
        RECT + '<g id="a0"/>' + "".join(f'<use id="a{at + 1}" href="#a{at}"/>' for at in range(3000)),
        '<g id="a0"/>' + "".join(f'<g id="a{at + 1}">{f"""<use href="#a{at}"/>""" * 10}</g>' for at in range(9)),
        f'<mask id="m">{RECT * 300}</mask>' + '<g mask="url(#m)"/>' * 300,
    ],
)
def test_what_grows_by_reference_is_refused_at_once(inner: str) -> None:
    before = time.perf_counter()
    (problem,) = refused(svg(inner))
    assert "too often" in problem.message or "more than 80 elements" in problem.message
    assert time.perf_counter() - before < 3


def test_a_long_way_through_references_is_refused() -> None:
    chain = "".join(f'<g id="a{at}"><use href="#a{at + 1}"/></g>' for at in range(90)) + '<g id="a90"/>'
    assert "more than 80 elements" in refused(svg(chain))[0].message


@pytest.mark.parametrize(
    "inner",
    [
        f'<path d="M{"1" * 400_000}"/>', f'<path d="M0 0{" 1" * 200_001}"/>', f'<path d="{"M0 0h" * 80_000}"/>',
        f'<g transform="{"scale(1)" * 40_000}x"/>', f'<g style="transform:{"scale(1)" * 40_000}x"/>',
        f"<style>{' ' * 400_000}x</style>", f"<style>{'a{' * 100_000}</style>", f'<g style="{"/*" * 200_000}fill"/>',
    ],
)  # fmt: skip
def test_hostile_words_are_refused_in_time_that_grows_with_their_length(inner: str) -> None:
    before = time.perf_counter()
    try:
        read_drawing(svg(inner), "x.svg")
    except Unusable:
        pass
    assert time.perf_counter() - before < 3


def test_what_a_form_holds_beyond_drawings_is_refused() -> None:
    def chunk(content: str, more: str = "") -> bytes:
        entries = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length {len(content)}{more}"
        return f"1 0 obj\n<< {entries} >>\nstream\n{content}\nendstream\nendobj\n".encode()

    assert read_form(chunk("0 0 m\n9 9 l\nS"), {}).marks
    for content in ("BT", "0 m", "q", "n", "0 0 0 0 k", "(a) Tj"):
        with pytest.raises(NotReadError):
            read_form(chunk(content), {})
    for data in (
        b"",
        b"2 0 obj\n<<>>\nendobj",
        b"1 0 obj\n<< (a) >>\nendobj",
        chunk("").replace(b"0 0 9 9", b"0 1 9 9"),
    ):
        with pytest.raises(NotReadError):
            read_form(data, {})


def test_what_svg2pdf_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "<style>" + "g " * 20 + "rect{fill:red}</style>"
    assert read(deep + RECT).marks
    monkeypatch.setattr("svg2pdf_py.svg_to_chunk", lambda *_: (_ for _ in ()).throw(ValueError("no\nidea")))
    (problem,) = refused(svg(RECT))
    assert (problem.message, problem.hint) == ("the picture cannot be drawn: no", "save it again as plain SVG")
    panic = type("PanicException", (BaseException,), {})
    monkeypatch.setattr("svg2pdf_py.svg_to_chunk", lambda *_: (_ for _ in ()).throw(panic()))
    (problem,) = refused(svg(RECT + RECT))
    assert problem.message == "the picture cannot be drawn: nothing is left"
    monkeypatch.setattr("svg2pdf_py.svg_to_chunk", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        read(RECT + RECT + RECT)


# -- what is passed over, as in a browser ------------------------------------------------


@pytest.mark.parametrize(
    "inner",
    [
        "<title>a</title><desc>b</desc>" + RECT,
        "<defs>" + RECT + "<filter id='f'><feBlend/></filter><marker/><pattern/></defs>" + RECT,
        "<metadata><x:y xmlns:x='urn:x'><x:script/></x:y></metadata>" + RECT,
        "<x:namedview xmlns:x='http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd' onload='x'/>" + RECT,
        "<switch><foreignObject requiredExtensions='http://x'/>" + RECT + "</switch>",
        '<g id="javascript:1" class="icon" data-name="a" aria-hidden="true" p-id="4" t="5">' + RECT + "</g>",
        '<g style="filter:none;marker:none;mix-blend-mode:normal;vector-effect:none;font-size:medium">' + RECT + "</g>",
        '<g style="-inkscape-font-specification:Sans;line-height:1.25;text-anchor:start;enable-background:new">'
        + RECT + "</g>",
        '<g filter="none" clip-path="none" mask="none" transform="" stroke="none">' + RECT + "</g>",
        "<?php words ?><!-- words -->" + RECT,
    ],
)  # fmt: skip
def test_what_has_no_effect_is_passed_over(inner: str) -> None:
    (plain,) = shapes(RECT)
    assert shapes(inner) == [plain]


def test_a_document_type_and_short_entities_are_read_and_nothing_is_fetched() -> None:
    before = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://nowhere.example/svg11.dtd" [<!ENTITY blue "#00f">]>\n'
    )
    (one,) = read_drawing(svg('<path d="M0 0h9v9" fill="&blue;"/>', before=before), "x.svg").marks
    assert isinstance(one, Shape) and one.fill == "#0000ff"


# -- what is drawn ---------------------------------------------------------------------


def test_the_size_is_the_view_in_units_of_a_hundred_or_more() -> None:
    def size(head: str) -> tuple[float, float]:
        drawing = read("", head)
        return drawing.width, drawing.height

    assert size('viewBox="0 0 420 360"') == (420, 360)
    assert size('viewBox="0 0 24 24"') == (240, 240)
    assert size('viewBox="-5 -5 1 2"') == (100, 200)
    assert size('viewBox="0 0 24000 100"') == pytest.approx((240, 1))
    assert size('width="400px" height="3in"') == (400, 288)
    assert size('width="1em" height="1em" viewBox="0 0 24 24"') == (160, 160)
    assert size('width="100%" height="auto" viewBox="0 0 100 50" style="width:5px"') == (100, 50)


def test_what_is_inherited_is_worked_out() -> None:
    red, plain = shapes(
        '<g fill="#f00" transform="translate(1 2)"><rect width="1" height="1" transform="scale(2)"/></g>' + RECT
    )
    assert red.fill == "#ff0000" and red.path[2] == ("l", (3.0, 4.0))
    assert plain.fill == "#000000"


def test_colours_of_the_theme_and_of_the_look_keep_their_names() -> None:
    one, two, three, four = shapes(
        '<path d="M0 0h9v9" fill="accent-tint" stroke="ink"/><path d="M0 0h9v9" fill="currentColor"/>'
        '<g color="red"><path d="M0 0h9v9" fill="currentColor"/></g><path d="M0 0h9v9" fill="#5b0d00"/>'
    )
    assert (one.fill, one.stroke, two.fill, three.fill) == ("accent-tint", "ink", "currentColor", "#ff0000")
    assert four.fill == "#5b0d00", "a colour of the file is never taken for one of the theme"


def test_every_name_of_a_colour_and_every_way_to_write_one_is_its_colour() -> None:
    from PIL import ImageColor

    names = [name for name, value in ImageColor.colormap.items() if isinstance(value, str)]
    assert len(names) > 140
    drawn = shapes("".join(f'<rect width="1" height="1" fill="{name}"/>' for name in names))
    assert [shape.fill for shape in drawn] == [ImageColor.colormap[name] for name in names]
    ways = "RED #F00 #f00f rgb(255,0,0) rgb(100%,0%,0%) hsl(0,100%,50%) hsl(360deg,100%,50%)".split()
    drawn = shapes("".join(f'<rect width="1" height="1" fill="{way}"/>' for way in [*ways, "rgb(255 0 0 / 100%)"]))
    assert {shape.fill for shape in drawn} == {"#ff0000"} and len(drawn) == 8
    (half,) = shapes('<rect width="1" height="1" fill="hsla(0,100%,50%,50%)"/>')
    assert half.opacity[0] == pytest.approx(0.5, abs=0.003)


def test_a_stroke_is_as_it_is_said_and_the_limit_of_its_corners_is_svgs() -> None:
    (plain,) = shapes('<path d="M0 0h9" stroke="red" fill="none"/>')
    assert (plain.width, plain.cap, plain.join, plain.miter, plain.dash) == (1, 0, 0, 4, ())
    said = (
        'stroke-linecap="round" stroke-linejoin="bevel" stroke-width="1mm" stroke-dasharray="2 0" stroke-dashoffset="3"'
    )
    (one,) = shapes(f'<path d="M0 0h9" stroke="red" fill="none" {said}/>')
    assert (one.cap, one.join, one.phase) == (1, 2, 3) and one.width == pytest.approx(96 / 25.4, abs=1e-4)
    assert one.dash == (2, 0.01), "an end of a dash is drawn though it is 0 long"


def test_a_stroke_that_is_wider_one_way_keeps_its_matrix() -> None:
    even, uneven = shapes(
        '<g stroke="red"><path d="M0 0h9" transform="rotate(30)scale(2)"/><path d="M0 0h9" transform="scale(2 1)"/></g>'
    )
    assert even.width == pytest.approx(2) and even.matrix == (1, 0, 0, 1, 0, 0)
    a, b, c, d, _, _ = uneven.matrix
    assert uneven.width * abs(a * d - b * c) ** 0.5 == pytest.approx(2**0.5)


def test_groups_clips_masks_and_gradients_are_read() -> None:
    (group,) = read(f'<g opacity=".5">{RECT}<circle r="3"/></g>').marks
    assert isinstance(group, Group) and group.opacity == 0.5 and len(group.marks) == 2
    (clipped,) = read(f'<clipPath id="c"><circle r="3"/></clipPath><g clip-path="url(#c)">{RECT}</g>').marks
    assert isinstance(clipped, Group) and len(clipped.clip) == 6
    (masked,) = read(f'<mask id="m"><circle r="9" fill="#888"/></mask><g mask="url(#m)">{RECT}</g>').marks
    assert isinstance(masked, Group) and masked.mask and not masked.by_alpha
    stops = '<stop stop-color="red"/><stop offset="1" stop-color="blue"/>'
    (run,) = shapes(f'<linearGradient id="g">{stops}</linearGradient><rect width="9" height="9" fill="url(#g)"/>')
    assert isinstance(run.fill, Gradient) and run.fill.stops == ((0, "#ff0000"), (1, "#0000ff"))
    (flat,) = shapes(
        f'<linearGradient id="g" x1="1">{stops}</linearGradient><rect width="9" height="9" fill="url(#g)"/>'
    )
    assert flat.fill == "#0000ff"


def test_a_gradient_has_what_another_has_that_it_refers_to() -> None:
    """usvg forgets the transform of the other."""
    stops = '<stop stop-color="red"/><stop offset="1" stop-color="blue"/>'
    first = f'<linearGradient id="a" x1="5" gradientUnits="userSpaceOnUse" gradientTransform="rotate(9)">{stops}</linearGradient>'
    second = '<linearGradient id="b" xlink:href="#a" x2="9"/><linearGradient id="c" href="#b" y2="3"/>'
    (one,) = shapes(f'{first}{second}<rect width="9" height="9" fill="url(#c)"/>')
    whole = first.replace('"a"', '"c"').replace('x1="5"', 'x1="5" x2="9" y2="3"')
    assert [one] == shapes(f'{whole}<rect width="9" height="9" fill="url(#c)"/>')


def test_shapes_of_a_clip_that_meet_leave_no_hole() -> None:
    """svg2pdf makes one outline of them."""
    clip = f'<clipPath id="c">{RECT}<circle cx="3" cy="3" r="3" transform="scale(-1 1)"/></clipPath>'
    (group,) = read(f'{clip}<rect width="9" height="9" clip-path="url(#c)"/>').marks
    assert isinstance(group, Group) and group.mask is not None and group.by_alpha and len(group.mask) == 2


def test_a_colour_of_the_theme_in_a_mask_is_refused() -> None:
    mask = '<mask id="m"><circle r="9" fill="accent"/></mask>'
    assert "the colour 'accent' in a mask" in refused(svg(f'{mask}<g mask="url(#m)">{RECT}</g>'))[0].message


def test_a_clip_of_nothing_shows_nothing() -> None:
    assert not shapes(f'<clipPath id="c"/><g clip-path="url(#c)">{RECT}</g>')


@pytest.mark.parametrize(
    "inner",
    [
        '<path d="M5 5h0"/>',
        '<path d="M5 5z"/>',
        '<path d="M5,5L5,5z"/>',
        '<path d="M5 5l0 0"/>',
        '<line x1="5" x2="5"/>',
    ],
)
def test_a_dot_with_round_ends_is_drawn(inner: str) -> None:
    (dot,) = shapes(f'<g stroke="red" stroke-linecap="round" fill="none">{inner}</g>')
    (_, begins), (_, ends), *_ = dot.path
    assert begins[0] < ends[0] < begins[0] + 0.1


@pytest.mark.parametrize(
    ("inner", "outside"),
    [
        (RECT, False),
        ('<circle r="30"/>', True),
        ('<rect x="1" y="1" width="98" height="98" stroke="red" fill="none" stroke-linejoin="round"/>', False),
        ('<rect x="1" y="1" width="98" height="98" stroke="red" fill="none" stroke-width="6"/>', True),
        ('<g transform="skewX(9)"><path d="M9 9h9" stroke="red"/></g>', True),
    ],
)
def test_what_may_lie_outside_the_view_is_known(inner: str, outside: bool) -> None:
    assert read(inner).overflows() is outside


def test_every_picture_of_the_library_is_drawn() -> None:
    library = Library.open(STOCK)
    for name in library.pictures:
        assert list(library.drawing(name).shapes()), name
        assert all(isinstance(mark, Shape) for mark in library.drawing(name).marks), name


@pytest.mark.slow
@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text("MLCAZHVQSTmlcazhvqst0123456789., -+e", max_size=40))
def test_any_path_is_read_or_refused(path: str) -> None:
    try:
        marks = shapes(f'<path d="{path}"/>')
    except Unusable as error:
        assert all(problem.origin.line == 2 for problem in error.problems)
        return
    assert all(abs(value) < 1000 * MOST_COORDINATE for mark in marks for _, values in mark.path for value in values)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(
        "g rect circle ellipse line polygon polyline use symbol svg clipPath mask linearGradient stop".split()
    ),
    st.dictionaries(
        st.sampled_from(
            "x y width height rx ry r cx cy points transform stroke-width fill style viewBox opacity offset class "
            "stroke-dasharray transform-origin preserveAspectRatio clip-path".split()
        ),
        st.text("0123456789.,-+e ()scalerotate:;#%pxurl", max_size=14),
    ),
)
def test_any_shape_is_read_or_refused(tag: str, said: dict[str, str]) -> None:
    try:
        shapes(f"<{tag} {' '.join(f'{name}={chr(34)}{value}{chr(34)}' for name, value in said.items())}/>")
    except Unusable as error:
        assert all(problem.origin.line == 2 for problem in error.problems)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text("ab.#{}:;fill red>*,@/!() ", max_size=40))
def test_any_style_sheet_is_read_or_refused(css: str) -> None:
    try:
        shapes(f"<style>{css.replace('>', '&gt;')}</style>{RECT}")
    except Unusable as error:
        assert all(problem.origin.line == 2 for problem in error.problems)


def test_zeros_in_front_of_a_number_change_no_drawing() -> None:
    """The flags of an arc may stand together and stay as they are."""

    def outline(path: str) -> object:
        return shapes(f'<path d="{path}" stroke="red"/>')[0].path

    assert outline("M 007 5 L 10 00.5") == outline("M 7 5 L 10 0.5")
    assert outline("M 0 0 A 5 5 0 0110 10") == outline("M 0 0 A 5 5 0 0 1 10 10")
