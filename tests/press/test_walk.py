"""The walker over what a PDF draws: where text stands, what marks are open, what is followed, and what ends in time."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest

from generator.press.walk import Colour, Fault, Mark, Step, Walker, space_of

N = pikepdf.Name


def walked(code: bytes, **resources: Any) -> list[Step | Fault]:
    """The steps of a page of 100 by 200 points with these operators."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(100, 200))
    page = document.pages[0]
    page.Contents = document.make_stream(code)
    return list(Walker().follow(page, pikepdf.Dictionary({f"/{name}": value for name, value in resources.items()})))


def steps(code: bytes, *names: str, **resources: Any) -> list[Step]:
    return [one for one in walked(code, **resources) if isinstance(one, Step) and one.name in names]


def test_a_line_of_text_begins_where_the_last_one_began_not_where_it_ended() -> None:
    """ISO 32000-1, table 108: Td moves from the start of the current line."""
    shown = steps(b"BT 10 20 Td [<00010002>] TJ 5 -7 Td [<0003>] TJ ET BT 1 0 0 1 40 50 Tm (a) Tj ET", "TJ", "Tj")
    assert [one.line for one in shown] == [(10, 20), (15, 13), (40, 50)]


def test_the_state_is_kept_and_comes_back() -> None:
    first, second = steps(
        b"0.1 0.2 0.3 0.4 k q 2 0 0 2 5 6 cm 0 0 10 10 re W n 1 0 0 rg 1 1 3 3 re f Q 1 1 3 3 re f", "f"
    )
    assert first.state.matrix == (2, 0, 0, 2, 5, 6) and first.state.clip == (5, 6, 25, 26)
    assert first.path == [[(7, 8), (13, 8), (7, 14), (13, 14)]]
    assert first.state.fill == Colour("rgb", (0.1, 0.2, 0.3, 0.4))
    assert second.state.fill == Colour("cmyk", (0.1, 0.2, 0.3, 0.4)) and second.path[0][0] == (1, 1)


def test_marks_say_their_number_and_their_text_and_a_layer_is_no_mark() -> None:
    code = b"/P <</MCID 3>> BDC /Span <</ActualText (ab)>> BDC [] TJ EMC EMC /OC /Layer BDC [] TJ EMC"
    inside, layer = steps(code, "TJ", Properties=pikepdf.Dictionary(Layer=pikepdf.Dictionary(Type=N.OCG)))
    assert inside.marks == (Mark(3, None), Mark(-1, "ab"))
    assert layer.marks == (Mark(-1, None),)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (b"Q", "a page has Q without q"),
        (b"q", "a page has q without Q"),
        (b"EMC", "a page closes a mark that is not open"),
        (b"/P BMC", "a mark stays open at the end of a page"),
    ],
)
def test_what_does_not_close_is_said(code: bytes, message: str) -> None:
    assert [one for one in walked(code) if isinstance(one, Fault)] == [Fault(message)]


@pytest.mark.parametrize(
    ("given", "space"),
    [
        (N.DeviceCMYK, "cmyk"),
        (pikepdf.Array([N.DeviceCMYK]), "cmyk"),
        (N.DeviceRGB, "/DeviceRGB"),
        (N.Named, "grey"),
        (N("/cmyk"), "/cmyk"),
        (pikepdf.Array([N.Indexed, N.DeviceRGB, 1, pikepdf.String("")]), "/DeviceRGB"),
        (pikepdf.Array([N.Separation, N.All]), "all"),
        (pikepdf.Array([N.Separation, N.Gold]), "/Separation"),
        (pikepdf.Array([N.ICCBased, pikepdf.Dictionary(N=3)]), "/ICCBased RGB"),
        (pikepdf.Array([N.ICCBased, pikepdf.Dictionary(N=4)]), "/ICCBased"),
        (pikepdf.Array([N.Pattern, N.DeviceRGB]), "pattern"),
        (None, ""),
    ],
)
def test_a_colour_space_is_named(given: Any, space: str) -> None:
    named = pikepdf.Dictionary(ColorSpace=pikepdf.Dictionary(Named=N.DeviceGray))
    assert space_of(given, named) == space


def test_forms_that_draw_forms_a_thousand_times_end() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    inner = None
    for _ in range(8):
        form = document.make_stream(b"/F Do " * 50 if inner is not None else b"0 0 1 1 re f")
        form.Type, form.Subtype, form.BBox = N.XObject, N.Form, [0, 0, 9, 9]
        if inner is not None:
            form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
        inner = form
    resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
    page = document.pages[0]
    page.Contents = document.make_stream(b"/F Do")
    faults = {one for one in Walker().follow(page, resources) if isinstance(one, Fault)}
    assert faults == {Fault("forms lie too deep in one another", lost=True)}
