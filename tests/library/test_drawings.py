"""Drawings: what an SVG file says is read or refused, each fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.library.drawings import MOST_COORDINATE, read_drawing
from generator.library.library import Library
from generator.model.drawing import DrawnShape
from generator.model.problems import Origin, Problem, Unusable

STOCK = Path(__file__).resolve().parents[2]


def svg(inner: str, head: str = 'viewBox="0 0 10 10"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>\n{inner}\n</svg>'.encode()


def refused(data: bytes) -> tuple[Problem, ...]:
    with pytest.raises(Unusable) as caught:
        read_drawing(data, "content/pictures/x.svg")
    return caught.value.problems


def shapes(inner: str) -> list[DrawnShape]:
    return list(read_drawing(svg(inner), "x.svg").root.shapes())


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        ("<script>1</script>", "a picture may not hold <script>"),
        ("<SCRIPT>1</SCRIPT>", "a picture may not hold <SCRIPT>"),
        ("<x:script xmlns:x='http://www.w3.org/2000/svg'/>", "a picture may not hold <x:script>"),
        ("<style>path{}</style>", "a picture may not hold <style>"),
        ("<text>words</text>", "a picture may not hold <text>"),
        ("<image/>", "a picture may not hold <image>"),
        ("<use/>", "a picture may not hold <use>"),
        ("<foreignObject/>", "a picture may not hold <foreignObject>"),
        ("<linearGradient/>", "a picture may not hold <linearGradient>"),
        ("<filter/>", "a picture may not hold <filter>"),
        ("<svg/>", "a picture may not hold <svg>"),
        ("<defs><animate/></defs>", "a picture may not hold <animate>"),
        ('<path d="M0 0h9" onclick="x()"/>', "the attribute 'onclick' would run a script"),
        ('<path d="M0 0h9" OnClick="x()"/>', "the attribute 'OnClick' would run a script"),
        ('<path d="M0 0h9" fill="url(#a)"/>', "'fill' refers to something outside: url(#a)"),
        ('<path d="M0 0h9" fill="URL ( \'data:x\' )"/>', "'fill' refers to something outside: URL ( 'data:x' )"),
        ('<path d="M0 0h9" style="fill:url(http://x)"/>', "'fill' refers to something outside: url(http://x)"),
        ('<path d="M0 0h9" style="url(http://x)"/>', "'url(http' refers to something outside: //x)"),
        ('<path d="M0 0h9" id="javascript:1"/>', "'id' refers to something outside: javascript:1"),
        (
            '<g xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://x"/>',
            "'xlink:href' refers to something outside",
        ),
        ('<g href="#a"/>', "'href' refers to something outside: #a"),
        ('<g src="a.png"/>', "'src' refers to something outside: a.png"),
        ('<path d="M0 0h9" opacity="0.5"/>', "a picture may not use 'opacity'"),
        ('<path d="M0 0h9" style="opacity:0.5"/>', "a picture may not use 'opacity'"),
        ('<path d="M0 0h9" stroke-dasharray="1 2"/>', "a picture may not use 'stroke-dasharray'"),
        ('<path d="M0 0h9" clip-path="none"/>', "a picture may not use 'clip-path'"),
        ('<path d="M0 0h9" transform="skewX(3)"/>', "a transform here is none of matrix, translate, scale and rotate"),
        ('<path d="M0 0h9" fill="rgb(1,2,3)"/>', "a picture may not use the colour 'rgb(1,2,3)'"),
        ('<path d="M0 0h9" fill="#12"/>', "a picture may not use the colour '#12'"),
        ('<g stroke="red"><path d="M0 0h9"/></g>', "a picture may not use the colour 'red'"),
        ('<path d="M0 0h9" stroke-linecap="arrow"/>', "a picture may not use stroke-linecap 'arrow'"),
        ('<path d="M0 0h9" fill-rule="inherit"/>', "a picture may not use fill-rule 'inherit'"),
        ('<path d="M 0 0 L"/>', "a number of <path> cannot be read"),
        ('<path d="X10"/>', "a number of <path> cannot be read"),
        ('<path d="M0 0 # 9"/>', "a number of <path> cannot be read"),
        ('<path d="M1e999 0 L 1 1"/>', "a number of <path> cannot be read"),
        ('<path d="M0 0a1 1 0 2 0 1 1"/>', "a number of <path> cannot be read"),
        ('<rect width="1e999" height="5"/>', "a number of <rect> cannot be read"),
        ('<rect width="50%" height="5"/>', "a number of <rect> cannot be read"),
        ('<circle r="1em"/>', "a number of <circle> cannot be read"),
        ('<polygon points="1 2 a 3"/>', "a number of <polygon> cannot be read"),
        ('<path d="M0 0h9" stroke-width=""/>', "a number of <path> cannot be read"),
        ('<path d="M0 0h9" stroke-width="\uff11"/>', "a number of <path> cannot be read"),
        ('<g transform="rotate(a)"/>', "a number of <g> cannot be read"),
        ('<g transform="rotate(1 2)"/>', "a number of <g> cannot be read"),
        ('<g transform="translate()"/>', "a number of <g> cannot be read"),
        ('<g transform="scale(1 2 3)"/>', "a number of <g> cannot be read"),
        ('<g transform="matrix(1 2 3)"/>', "a number of <g> cannot be read"),
        (f'<g transform="{"scale(999999)" * 60}"/>', "a number of <g> cannot be read"),
        ("<?xml-stylesheet href='a.css'?>", "<?xml-stylesheet …?> is not allowed in a picture"),
    ],
)
def test_what_is_not_drawn_is_refused_once_with_its_line(inner: str, message: str) -> None:
    (problem,) = refused(svg(f"<title>ok</title>\n{inner}"))
    assert problem.message.startswith(message)
    assert problem.origin == Origin("content/pictures/x.svg", 3)
    assert problem.hint


@pytest.mark.parametrize(
    "head",
    ['<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', '<!DOCTYPE svg SYSTEM "file:///etc/passwd">'],
)
def test_document_types_and_entities_are_refused_before_they_are_used(head: str) -> None:
    (problem,) = refused(f'\n{head}<svg viewBox="0 0 1 1"><text id="&b;"/></svg>'.encode())
    assert problem.message == "a document type (<!DOCTYPE …>) is not allowed in a picture"
    assert problem.origin.line == 2


@pytest.mark.parametrize("data", [b"", b"no picture", b"<svg", b"<svg><g></svg>", b"\xff\xfe\x00", b"\x89PNG\r\n"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    (problem,) = refused(data)
    assert problem.message.startswith("the picture is broken XML: ")
    assert problem.origin.line == 1


def test_another_kind_of_xml_is_refused() -> None:
    assert refused(b"<html/>")[0].message == "this is no SVG: it begins with <html>"


@pytest.mark.parametrize(
    "head",
    ['viewBox="0 0 0 10"', 'viewBox="0 0 10 -1"', 'viewBox="1 2 3"', 'width="0" height="5"', 'width="auto"'],
)
def test_a_picture_without_extent_is_refused(head: str) -> None:
    (problem,) = refused(svg("", head))
    assert problem.message == "the picture has no usable viewBox"
    assert problem.hint and problem.origin.line == 1


def test_the_size_takes_the_place_of_a_view_box() -> None:
    assert read_drawing(svg("", 'width="40px" height="30mm"'), "x.svg").view == (0, 0, 40, 30)
    assert read_drawing(svg("", 'width="40px" height="30mm" viewBox="1,2 3 4"'), "x.svg").view == (1, 2, 3, 4)


def test_every_fault_is_told_at_once() -> None:
    assert [problem.origin.line for problem in refused(svg('<text/>\n<path d="X"/>\n<image/>'))] == [2, 3, 4]


def test_no_depth_and_no_size_is_too_much() -> None:
    assert "nested more than 40 deep" in refused(svg("<g>" * 25_000 + "</g>" * 25_000))[0].message
    assert "larger than 200 kB" in refused(svg(f'<path d="{"M0 0" * 60_000}"/>'))[0].message
    assert shapes("<g>" * 38 + '<path d="M0 0h9"/>' + "</g>" * 38)


def test_what_only_defines_is_passed_over() -> None:
    assert not shapes('<defs><rect width="5" height="5"/></defs><g><title>a</title><desc>b</desc></g>')


def test_what_is_inherited_is_worked_out() -> None:
    red, plain = shapes(
        '<g fill="#f00" stroke-width="3" transform="translate(1 2)"><rect width="1" transform="scale(2)"/></g><rect/>'
    )
    assert (red.fill, red.width, red.matrix) == ("#f00", 3.0, (2, 0, 0, 2, 1, 2))
    assert (plain.fill, plain.width, plain.matrix) == ("currentColor", 1.0, (1, 0, 0, 1, 0, 0))
    (turned,) = shapes('<rect transform="rotate(90 5 5)matrix(1 0 0 1 0 1)"/>')
    assert turned.matrix == pytest.approx((0, 1, -1, 0, 9, 0))


def test_every_picture_of_the_library_is_drawn() -> None:
    library = Library.open(STOCK)
    for name in library.pictures:
        assert list(library.drawing(name).root.shapes()), name


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text("MLCAZHVQSTmlcazhvqst0123456789., -+e", max_size=40))
def test_any_path_is_read_or_refused(path: str) -> None:
    try:
        marks = shapes(f'<path d="{path}"/>')
    except Unusable:
        return
    assert all(abs(value) < 100 * MOST_COORDINATE for mark in marks for _, values in mark.path for value in values)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(["g", "rect", "circle", "ellipse", "line", "polygon", "polyline"]),
    st.dictionaries(
        st.sampled_from("x y width height rx ry r cx cy points transform stroke-width fill style".split()),
        st.text("0123456789.,-+e ()scalerotate:;#%px", max_size=12),
    ),
)
def test_any_shape_is_read_or_refused(tag: str, said: dict[str, str]) -> None:
    try:
        shapes(f"<{tag} {' '.join(f'{name}={chr(34)}{value}{chr(34)}' for name, value in said.items())}/>")
    except Unusable as error:
        assert all(problem.origin.line == 2 for problem in error.problems)


def test_zeros_in_front_of_a_number_change_no_drawing() -> None:
    """fontTools takes ``007`` for three numbers; the flags of an arc may stand together and stay as they are."""

    def outline(path: str) -> object:
        return read_drawing(svg(f'<path d="{path}"/>'), "x.svg").root.marks[0].path

    assert outline("M 007 5 L 10 00.5") == outline("M 7 5 L 10 0.5")
    assert outline("M 0 0 A 5 5 0 0110 10") == outline("M 0 0 A 5 5 0 0 1 10 10")
