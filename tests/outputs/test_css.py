"""What is near its neighbour on paper has room on a screen, where the reader's face and width are not ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.library.library import Library
from generator.outputs.css import GUTTER, RING, TIGHTEST, WIDE, palette, style_sheet

ROOT = Path(__file__).resolve().parents[2]
THEME = Library.over(ROOT).theme("default")


def rule(look: str, sort: str) -> str:
    sheet = style_sheet(THEME, palette(THEME, "teal"), "latin", [(look, sort)])
    return sheet.split(f".l-{look.replace('.', '-')}{{", 1)[1].split("}", 1)[0]


@pytest.mark.parametrize("theme", Library.over(ROOT).themes())
def test_a_field_that_reaches_into_the_margins_of_paper_has_padding_on_a_screen(theme: str) -> None:
    look = Library.over(ROOT).theme(theme).looks["head"]
    assert look.out
    assert not look.padding[1]
    assert f"padding-inline:min({look.out / 12:.3f}".rstrip("0").rstrip(".") in rule("head", "row")


def test_lines_that_wrap_on_a_screen_alone_do_not_touch() -> None:
    assert THEME.looks["strip.title"].leading * THEME.leadings["latin"] < TIGHTEST
    assert f"line-height:{TIGHTEST:g}" in rule("strip.title", "words")


def test_words_stand_clear_of_a_number_s_ring_and_columns_of_each_other() -> None:
    looks = THEME.looks
    assert looks["step"].hang < RING
    assert f"padding-inline-start:{RING / 12:.3f}rem" in rule("step", "words")
    assert looks["strip.today"].gutter < GUTTER
    assert f"column-gap:{GUTTER / 12:g}rem" in rule("strip.today", "words")
    wide = replace(THEME, looks={**looks, "dot": replace(looks["step"], name="dot", bullet="dot")})
    assert f"padding-inline-start:{RING / 12:.3f}" not in style_sheet(
        wide, palette(wide, "teal"), "latin", [("dot", "words")]
    )


def test_a_wide_cell_gives_way_on_a_narrow_screen_and_a_small_one_does_not() -> None:
    assert THEME.looks["head.side"].width > WIDE
    assert ",40%)" in rule("head.side", "cell")
    assert "40%" not in rule("strip.mark", "cell")


def test_a_box_with_an_area_of_its_own_on_paper_keeps_its_distance_on_a_screen() -> None:
    assert "margin-block:.75rem" in rule("strip", "box")
