"""Spare height: between sections first of all; the spacing that leaves pages most alike; a first page without words."""

from __future__ import annotations

import pytest

from generator.typeset.layout.flow import Slab
from generator.typeset.layout.pages import AIR, APART, LOOSEST, SPACINGS, Paged, _divide, fit_pages


class Strip(Slab):
    """A strip of a given height."""

    def __init__(self, high: float, before: float = 4.0, glued: bool = False) -> None:
        self.high, self.before, self.after, self.glued = high, before, 0.0, glued

    def height(self, spacing: float) -> float:
        return self.high

    def draw(self, pen: object, x: float, top: float, spacing: float, extra: float) -> None:
        """Nothing to draw."""


def gaps(found: Paged, frame: int = 0) -> list[float]:
    placed = found.frames[frame]
    ends = [one.down + one.slab.height(1.0) for one in placed]
    return [after.down - end for end, after in zip(ends, placed[1:], strict=False)]


def test_spare_height_stands_between_sections_and_no_more_than_is_allowed() -> None:
    slabs = [Strip(20), Strip(20, 4), Strip(20, APART + 6), Strip(20, 4), Strip(20, APART + 6)]
    found = fit_pages(slabs, [1000.0], 0.6)
    assert found is not None
    assert found.spacing == LOOSEST
    near, apart, again, last = gaps(found)
    assert near == pytest.approx(again)
    assert near < APART
    assert apart == pytest.approx(last)
    least = (APART + 6) * LOOSEST
    assert least + 0.5 * AIR < apart <= 1.8 * least + AIR


def test_what_stands_close_gets_no_air() -> None:
    slabs = [Strip(20), Strip(20, 4), Strip(20, 4)]
    found = fit_pages(slabs, [1000.0], 0.6)
    assert found is not None
    assert all(gap <= 1.8 * 4 * LOOSEST for gap in gaps(found))


@pytest.mark.parametrize("least", [0.5, 0.85])
def test_the_spacing_is_one_of_those_tried_and_the_best_of_them(least: float) -> None:
    slabs = [Strip(30, 12) for _ in range(20)]
    heights = [480.0, 480.0]
    found = fit_pages(slabs, heights, least)
    assert found is not None
    tried = [one for one in (*SPACINGS, least) if one >= least]
    assert found.spacing in tried
    costs = {at: made[0] + (1 - at) for at in tried if (made := _divide(slabs, heights, at, 1)) is not None}
    assert costs[found.spacing] == min(costs.values())


def test_the_first_page_alone_may_hold_nothing() -> None:
    """A head and a strip may leave too little of it; what does not fit there begins on the second."""
    found = fit_pages([Strip(100), Strip(50)], [60.0, 300.0], 0.6)
    assert found is not None
    assert [len(frame) for frame in found.frames] == [0, 2]
    assert fit_pages([Strip(280), Strip(100)], [300.0, 60.0, 300.0], 0.6) is None, "a page between is never empty"
    assert fit_pages([Strip(100)], [60.0], 0.6) is None
    assert fit_pages([Strip(100)], [60.0, 300.0], 0.6, balanced=True) is None, "nor is a panel"
