"""Spare height: between sections first of all; the spacing that leaves pages most alike; a first page without words."""

from __future__ import annotations

import pytest

from generator.typeset.layout.column import APART, Column
from generator.typeset.layout.flow import Slab, TextLine
from generator.typeset.layout.pages import (
    ABOVE,
    AIR,
    FARTHEST,
    FOOT,
    GAPE,
    GROWN,
    LARGE,
    LOOSEST,
    SECTION,
    SPACINGS,
    SPREAD,
    UNPARTED,
    WIDE,
    Paged,
    _divide,
    fit_pages,
)


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


class Head(Strip):
    heads = True


class Words(Strip):
    tag = "p"


def test_within_a_section_no_space_is_widened_as_between_sections() -> None:
    """Words behind a table lead in the log that follows; they stay nearer to both than to the next section."""
    table = Strip(20)
    table.tag = "tr"
    found = fit_pages([table, Words(20, APART + 6), Strip(20, 4), Head(20, APART + 6)], [1000.0], 0.6)
    assert found is not None
    inside, _, between = gaps(found)
    assert between - inside > 0.5 * AIR


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
    costs = {at: made[0] + (1 - at) for at in tried if (made := _divide(Column(slabs), heights, at, 1)) is not None}
    assert costs[found.spacing] == min(costs.values())


def test_the_first_page_alone_may_hold_nothing() -> None:
    """A head and a strip may leave too little of it; what does not fit there begins on the second."""
    found = fit_pages([Strip(100), Strip(50)], [60.0, 300.0], 0.6)
    assert found is not None
    assert [len(frame) for frame in found.frames] == [0, 2]
    assert fit_pages([Strip(280), Strip(100)], [300.0, 60.0, 300.0], 0.6) is None, "a page between is never empty"
    assert fit_pages([Strip(100)], [60.0], 0.6) is None
    assert fit_pages([Strip(100)], [60.0, 300.0], 0.6, balanced=True) is None, "nor is a panel"


class Grows(Strip):
    """A strip that may become higher, but only by so much that it is of use."""

    def __init__(self, high: float, room: float, least: float = 0.0) -> None:
        super().__init__(high)
        self.grow, self._room, self._least = 1.0, room, least

    def room(self) -> float:
        return self._room

    def least_room(self) -> float:
        return self._least


def extras(found: Paged | None) -> list[float]:
    assert found is not None
    return [one.extra for one in found.frames[0]]


def test_spare_height_goes_to_what_grows_in_proportion_to_its_room() -> None:
    found = fit_pages([Grows(10, 60), Strip(10), Grows(10, 30)], [78.0], 1.0)
    assert extras(found) == pytest.approx([60 * 0.4, 0.0, 30 * 0.4], abs=4)


def test_what_would_grow_by_less_than_is_of_use_to_it_does_not() -> None:
    assert extras(fit_pages([Grows(10, 60, 50), Grows(10, 60, 50)], [90.0], 0.0))[1] == 0.0
    first, second = extras(fit_pages([Grows(10, 60, 50), Grows(10, 60, 50)], [90.0], 0.0))
    assert first >= 50, "the first of two takes what both could not share"
    assert extras(fit_pages([Grows(10, 60, 50)], [40.0], 0.0)) == [0.0]
    assert second == 0.0


@pytest.mark.parametrize(("page", "grown"), [(310.0, False), (160.0, True)])
def test_what_grows_alike_does_so_all_or_none_unless_much_of_the_page_were_blank(page: float, grown: bool) -> None:
    slabs = [Grows(10, 60, 50), Grows(10, 60, 50)]
    for slab in slabs:
        slab.alike = True
    first, second = extras(fit_pages(slabs, [94.0, 1.0], 0.0, page=page))
    assert (first >= 50, second) == (grown, 0.0)
    assert min(extras(fit_pages(slabs, [144.0, 1.0], 0.0, page=page))) >= 50


def test_room_to_grow_counts_as_filled_when_pages_are_divided() -> None:
    found = [_divide(Column([first, Strip(250)]), [300.0, 300.0], 1.0, 1) for first in (Grows(100, 150), Strip(100))]
    (cost, ends), (costlier, other) = (one or (0.0, []) for one in found)
    assert ends == other == [1, 2]
    assert cost == pytest.approx(6 * ((200 - GROWN * 150) / 300) ** 2)
    assert costlier == pytest.approx(6 * (200 / 300) ** 2)


def test_a_section_stays_whole_where_that_leaves_no_hole() -> None:
    """A log begins on the page of its heading, rather than behind it."""
    first, second = [Head(150), Strip(170)], [Head(40), Strip(40), Strip(100)]
    ends = []
    for parting in (UNPARTED, SECTION):
        found = fit_pages([*first, *second], [420.0, 420.0], 1.0, page=600.0, parting=parting)
        assert found is not None
        ends.append([len(frame) for frame in found.frames])
        assert found.faults == 0, "or is not asked"
    assert ends == [[4, 1], [2, 3]]
    last = [Head(50), Strip(100), Strip(150)]
    torn = fit_pages([Head(50), Strip(150), *last], [420.0, 420.0], 1.0, page=600.0, parting=SECTION)
    assert torn is not None
    assert [len(frame) for frame in torn.frames] == [4, 1], "else half of the page would stay blank"
    assert torn.faults == 1


class Line(TextLine):
    """A line of a paragraph; the first one counts them all."""

    def __init__(self, count: int = 0) -> None:
        self.count, self.before, self.after, self.cost = count, 0.0, 0.0, 0.9

    def height(self, spacing: float) -> float:
        return 20.0


def test_where_a_section_is_parted_its_paragraphs_stay_whole() -> None:
    """Rather than fill the page by the lines of one, of which no one knows that it goes on."""
    slabs = [Head(100), Strip(100, 0), Line(6), *(Line() for _ in range(5)), Strip(100, 0), Strip(80, 0)]
    ends = []
    for parting in (UNPARTED, SECTION):
        found = fit_pages(slabs, [260.0, 420.0], 1.0, page=420.0, parting=parting)
        assert found is not None
        ends.append(len(found.frames[0]))
    large = fit_pages(slabs, [260.0, 420.0], 1.0, page=420.0, parting=LARGE)
    assert large is not None and len(large.frames[0]) == 2, "in large print neither"
    assert ends[0] > 2, "lines fill the page"
    assert ends[1] == 2
    assert found.faults == 1


def test_words_and_drawings_keep_off_what_stands_below_them_on_a_front() -> None:
    """As far as off the head above, where there is room: also what grows, unless it would no longer do so."""
    for slabs, high in (([Strip(50), Strip(50, 30)], 150.0), ([Strip(60), Grows(60, 60, 20)], 170.0)):
        found = fit_pages([*slabs, Strip(280)], [high, 300.0], 0.6, headed=True)
        assert found is not None
        first, last = found.frames[0][0], found.frames[0][-1]
        foot = high - last.down - last.slab.height(1.0) - last.extra
        assert foot == pytest.approx(first.down, abs=0.5)
        assert foot > 4
    found = fit_pages([Strip(60), Grows(60, 60, 36), Strip(280)], [170.0, 300.0], 0.6, headed=True)
    assert found is not None
    assert found.frames[0][-1].extra >= 36


def test_a_list_whose_heading_stands_again_may_go_on() -> None:
    strips = [Head(150), Strip(150), Strip(100)]
    strips[-1].header = Strip(20)
    assert Column(strips[:2]).parted == [False, True, False]
    assert Column(strips).parted == [False, True, False, False]


class Ground(Strip):
    tag = "box"


def test_words_with_room_stand_lower_below_the_head() -> None:
    slabs: list[Slab] = [Strip(60), Strip(60), Strip(280)]
    downs = {}
    for headed in (True, False):
        for height in (140.0, 200.0):
            found = fit_pages(slabs, [height, 300.0], 0.6, headed=headed)
            assert found is not None
            downs[headed, height] = found.frames[0][0].down
            assert found.frames[1][0].down == 0.0
    assert downs[False, 140.0] == downs[False, 200.0] == 0.0
    assert 0 <= downs[True, 140.0] <= 5, "no more than a quarter of what is spare"
    assert downs[True, 200.0] == 8.0


def test_a_box_alone_below_the_head_stands_lower() -> None:
    slabs: list[Slab] = [Ground(100), Strip(280)]
    headed = fit_pages(slabs, [200.0, 300.0], 0.6, headed=True)
    plain = fit_pages(slabs, [200.0, 300.0], 0.6)
    assert headed is not None
    assert plain is not None
    assert headed.frames[0][0].down == pytest.approx(50)
    assert plain.frames[0][0].down == 0.0
    assert headed.frames[1][0].down == 0.0
    (only,) = fit_pages([Ground(100)], [200.0], 0.6, headed=True).frames  # type: ignore[union-attr]
    assert only[0].down == 0.0, "on a last page what is left over stays below"


def test_no_large_part_of_a_page_stays_blank_where_another_division_fills_it() -> None:
    """A break inside a paragraph is ugly, but less so than a hole over a fifth of the page."""
    slabs = [Strip(100), *(Strip(20) for _ in range(12))]
    for slab in slabs[2:]:
        slab.cost, slab.before = 2.0, 0.0
    heights = [160.0, 160.0, 300.0]
    even, filled = (fit_pages(slabs, heights, 1.0, page=page) for page in (0.0, 200.0))
    assert even is not None
    assert filled is not None
    assert len(even.frames[0]) == 1
    assert len(filled.frames[0]) > 1


def test_boxes_alone_on_a_page_that_would_have_a_hole_stand_lower() -> None:
    def top(high: float, page: float, kind: type[Strip] = Ground) -> float:
        found = fit_pages([kind(high), Strip(280)], [200.0, 300.0], 0.6, page=page)
        assert found is not None
        return found.frames[0][0].down

    assert top(100, 220.0) == pytest.approx(50, abs=FOOT)
    assert top(100, 320.0) == pytest.approx(ABOVE * 320, abs=0.1), "the margin is blank, too, and the foot can be"
    assert top(100, 0.0) == top(100, 220.0, Strip) == top(190, 220.0) == 0.0


def test_a_box_that_will_stand_lower_leaves_half_as_much_blank() -> None:
    """It stands alone on its page then, rather than with what the last page would have to itself."""
    box, rest, last = Ground(170), Strip(60), Strip(30)
    found = fit_pages([box, rest, last], [260.0, 120.0], 1.0, page=300.0, full=True)
    assert found is not None
    assert [len(frame) for frame in found.frames] == [1, 2]


@pytest.mark.parametrize("tag", ["p", "row"])
def test_on_a_page_that_no_section_begins_on_space_stands_between_paragraphs(tag: str) -> None:
    slabs = [Strip(90, APART + 6) for _ in range(3)] + [Strip(480, APART + 6)]
    for slab in slabs:
        slab.tag = tag
    found = fit_pages(slabs, [500.0, 500.0], 1.0, page=600.0)
    assert found is not None
    assert len(found.frames[0]) == 3
    assert 500 - found.frames[0][-1].down - 90 <= 0.165 * 600 + 0.01


def test_paragraphs_alone_on_a_page_stand_no_farther_apart_than_sections_may() -> None:
    """In large letters they have more than 14 pt between them, and stood 40 mm apart."""
    slabs = [Strip(90, APART + 6) for _ in range(3)] + [Strip(480, APART + 6)]
    for slab in slabs:
        slab.tag = "p"
    found = fit_pages(slabs, [420.0, 500.0], 1.0, page=842.0)
    assert found is not None
    assert max(gaps(found)[:2]) <= GAPE * 842 + 0.01


class Item(Strip):
    listed = True


def test_items_of_a_list_stand_equally_far_apart_on_a_page_with_room() -> None:
    """Its first two and its last two never part, which is no reason to stand closer."""
    slabs = [Strip(30, 20), Item(30, 12, glued=True), Item(30, 12), Item(30, 12, glued=True), Head(30, 20)]
    found = fit_pages(slabs, [400.0], 0.6, page=400.0)
    assert found is not None
    first, middle, last, section = gaps(found)
    assert first == pytest.approx(middle) == pytest.approx(last)
    assert 12 * SPACINGS[0] < first < section


def test_paragraphs_stand_farther_apart_before_a_space_between_sections_is_a_gap() -> None:
    page = 750.0
    slabs = [Strip(100, 10), *(Strip(100, 10) for _ in range(4)), Head(100, 24)]
    found = fit_pages(slabs, [page, page], 0.6, page=page)
    alone = fit_pages([*slabs, Strip(page, 24)], [page, page], 0.6, page=page)
    assert found is not None and alone is not None
    *near, apart = gaps(alone)
    spare = page - 600
    assert near == pytest.approx([near[0]] * 4) and 10 * LOOSEST < near[0] <= 10 * SPREAD
    assert apart < (spare - 4 * 10 * LOOSEST) / 2 + 24 * LOOSEST, "it has given some of it to them"
    assert GAPE < SPREAD < FARTHEST


def test_a_space_between_sections_is_no_gap_where_the_foot_below_is_less() -> None:
    page = 750.0
    slabs = [Strip(250, 10), Head(250, 24), Strip(page, 24)]
    found = fit_pages(slabs, [page, page], 0.6, page=page)
    assert found is not None
    (apart,) = gaps(found)
    foot = page - found.frames[0][-1].down - 250
    assert apart > WIDE * page and apart == pytest.approx(foot + FOOT, abs=1.0)
