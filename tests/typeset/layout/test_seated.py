"""Areas that take their room from others: as high as their words, refused when too high, the others around them."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace
from probes import DANGER, find, h1, leaflet, letters, library, sheet

from generator.model import memo
from generator.model.design import Format
from generator.model.problems import Unusable
from generator.model.sheet import Element
from generator.model.units import POINTS
from generator.typeset.layout.build import Builder
from generator.typeset.layout.seating import Seated, lowest

WORDS = "Feed your baby whenever she asks for it, by day and by night, and stop when she has had enough. "
MM = POINTS["mm"]
FRAME = (
    '<area name="head"><block kind="text" origin="content/sample.yaml:7">{head}</block></area>'
    '<area name="strip"><block kind="warning" origin="content/sample.yaml:9">{strip}</block></area>'
    '<area name="main">{{}}</area>'
)


def framed(head: str = "", strip: str = "", main: str = "<p>Main words.</p>", paper: Format | None = None) -> bytes:
    frame = FRAME.format(head=head, strip=strip)
    return leaflet(sheet(main, frame=frame), paper=paper).pdf


def paper() -> Format:
    return library().format("a4")


def test_a_drawing_that_may_grow_in_a_head_takes_what_its_area_has_beyond_the_words() -> None:
    """The cover of a booklet: a long title leaves its drawing less."""
    looks = dict(library().theme("default").looks)
    looks["picture"] = replace(looks["picture"], height=100.0, grow=1.5)
    theme = replace(library().theme("default"), looks=looks)

    def high(area: float, words: str) -> float:
        head = h1() + words + '<image picture="drip" look="picture" alt="Drops"/>'
        areas = paper().areas
        tall = replace(paper(), areas={**areas, "head": replace(areas["head"], height=area)})
        made = leaflet(sheet("<p>Main words.</p>", frame=FRAME.format(head=head, strip="")), paper=tall, theme=theme)
        (box,) = [one.box for one in made.placed if one.tag == "image"]
        return box[3] - box[1]

    assert high(150 * MM, "") == pytest.approx(150, abs=3), "as large as it may be"
    assert 100 <= high(72 * MM, f"<p>{WORDS * 2}</p>") < high(72 * MM, "") <= 150, "or as there is room"


@pytest.mark.parametrize("count", [1, 2, 4])
def test_words_begin_below_a_head_as_high_as_its_own(count: int) -> None:
    pdf = framed(h1() + f"<p>{WORDS}§</p>" * count)
    above, below = find(pdf, "§", count - 1)[0], find(pdf, "Main words.")[0]
    gap = library().theme("default").looks["body"].size
    assert gap < above.y - below.y < 3 * gap
    assert above.page == below.page == 1


def test_on_the_second_page_words_begin_at_the_top() -> None:
    pdf = framed(h1() + f"<p>{WORDS}</p>" * 4, main=f"<p>{WORDS}</p>" * 60)
    tops = {page: max(one.y for one in letters(pdf) if one.page == page and one.mark >= 0) for page in (1, 2)}
    area = paper().areas["main"]
    assert 0 < paper().height - area.y - tops[2] < 20
    first = [one.y for one in letters(pdf) if one.page == 1]
    assert min(first) > paper().height - area.y - area.height


def test_a_strip_stands_at_the_foot_and_words_end_above_it() -> None:
    made = leaflet(sheet(f"<p>{WORDS}</p>" * 60, frame=FRAME.format(head=h1(), strip=DANGER)))
    (box,) = [one.box for one in made.placed if one.tag == "box" and one.area == "strip"]
    strip = paper().areas["strip"]
    assert box[1] == pytest.approx(paper().height - strip.y - strip.height, abs=1)
    assert box[3] - box[1] < strip.height / 2, "it is as high as its words"
    words = [one.box for one in made.placed if one.area == "main" and one.page == 1 and one.tag == "p"]
    assert words
    assert all(one[1] > box[3] for one in words)
    assert min(one[1] for one in words) - box[3] < 60, "and takes no more room than it needs"
    assert len([one for one in made.placed if one.tag == "hold" and one.area == "strip"]) == 1


def test_without_words_an_area_takes_no_room() -> None:
    pdf = framed(main=f"<p>{WORDS}</p>" * 50)
    tops = {page: max(one.y for one in letters(pdf) if one.page == page) for page in (1, 2)}
    assert tops[1] == pytest.approx(tops[2], abs=0.1)


def test_a_strip_takes_no_more_than_its_share_of_the_page_and_becomes_narrower_for_it() -> None:
    areas, surface = paper().areas, paper().width * paper().height
    assert areas["strip"].share

    def box(share: float) -> tuple[float, float, float, float]:
        sized = replace(paper(), areas={**areas, "strip": replace(areas["strip"], share=share)})
        made = leaflet(sheet("<p>Main words.</p>", frame=FRAME.format(head=h1(), strip=DANGER)), paper=sized)
        (found,) = [one.box for one in made.placed if one.tag == "box" and one.area == "strip"]
        return found

    whole = box(1.0)
    wide, high = whole[2] - whole[0], whole[3] - whole[1]
    assert wide == pytest.approx(areas["strip"].width)
    share = wide * (high - 2) / surface
    less = box(share)
    assert wide - 30 <= less[2] - less[0] < wide
    assert (less[2] - less[0]) * (less[3] - less[1]) <= share * surface * 1.001
    assert less[0] + less[2] == pytest.approx(whole[0] + whole[2], abs=0.1), "it stays in the middle"
    with pytest.raises(Unusable) as caught:
        box(share / 2)
    assert "the area 'strip' needs" in str(caught.value)


def test_a_width_that_was_found_holds_for_the_same_words_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A strip is the same on every topic, so it is not set at each width again; one of other words finds its own."""
    areas, surface = paper().areas, paper().width * paper().height
    tried: list[float] = []
    flow = Builder.flow

    def noted(self: Builder, elements: Any, width: float, *more: Any) -> Any:
        if any(one.get("name") == "strip" or one.tag == "block" for one in elements) and width not in tried:
            tried.append(width)
        return flow(self, elements, width, *more)

    monkeypatch.setattr(Builder, "flow", noted)

    def box(strip: str, sized: Format) -> tuple[list[float], float, float]:
        tried.clear()
        made = leaflet(sheet("<p>Main words.</p>", frame=FRAME.format(head=h1(), strip=strip)), paper=sized)
        (found,) = [one.box for one in made.placed if one.tag == "box" and one.area == "strip"]
        return [*tried], found[2] - found[0], found[3] - found[1]

    _, wide, high = box(DANGER, replace(paper(), areas={**areas, "strip": replace(areas["strip"], share=1.0)}))
    share = wide * (high - 2) / surface
    sized = replace(paper(), areas={**areas, "strip": replace(areas["strip"], share=share)})
    first, *found = box(DANGER, sized)
    again, *same = box(DANGER, sized)
    assert found == same
    assert found[0] < wide
    assert len(again) < len(first), "the widths that had too little room are not tried again"
    other = '<box look="strip"><p>One line of words.</p></box>'
    assert box(other, sized)[1] == pytest.approx(wide), "which needs no less than its own width"
    assert box(DANGER, sized)[1:] == (found[0], found[1])


@pytest.mark.parametrize("name", ["a4", "letter", "a5"])
def test_a_strip_has_the_edges_of_the_words(name: str) -> None:
    areas = library().format(name).areas
    assert (areas["strip"].x, areas["strip"].width) == (areas["main"].x, areas["main"].width)


def test_a_strip_reaches_out_before_it_becomes_narrower() -> None:
    areas = paper().areas
    own = areas["strip"]
    assert own.out

    def box(share: float) -> tuple[float, float, float, float]:
        sized = replace(paper(), areas={**areas, "strip": replace(own, share=share)})
        strip = f'<box look="strip"><p>{WORDS * 3}</p></box>'
        made = leaflet(sheet("<p>Main words.</p>", frame=FRAME.format(head=h1(), strip=strip)), paper=sized)
        (found,) = [one.box for one in made.placed if one.tag == "box" and one.area == "strip"]
        return found

    whole = box(1.0)
    assert whole[2] - whole[0] == pytest.approx(own.width, abs=0.1)
    surface = paper().width * paper().height
    fuller = box((whole[2] - whole[0]) * (whole[3] - whole[1]) / surface - 1e-4)
    assert abs((fuller[2] - fuller[0]) - own.width) > 1


@pytest.mark.parametrize("part", [0.93, 0.9, 0.85])
def test_the_space_around_the_words_of_a_strip_gives_way_to_its_share(part: float) -> None:
    """It takes of the gaps what it must, and never brings lines closer."""
    areas, surface = paper().areas, paper().width * paper().height
    gap = '<gap look="section.level"/>'
    strip = f'<box look="strip">{gap}<p>{WORDS}</p>{gap}<p>{WORDS}</p>{gap}</box>'

    def made(share: float) -> tuple[float, float, float]:
        sized = replace(paper(), areas={**areas, "strip": replace(areas["strip"], share=share)})
        leaf = leaflet(sheet("<p>Main words.</p>", frame=FRAME.format(head=h1(), strip=strip)), paper=sized)
        (found,) = [one.box for one in leaf.placed if one.tag == "box" and one.area == "strip"]
        lines = sorted({round(one.y, 2) for one in find(leaf.pdf, WORDS)}, reverse=True)
        return found[2] - found[0], found[3] - found[1], min(above - below for above, below in pairwise(lines))

    wide, whole, leading = made(1.0)
    share = part * wide * whole / surface
    narrow, high, closer = made(share)
    assert narrow * high <= share * surface * 1.001
    assert high < whole
    assert whole - high <= 3 * library().theme("default").looks["section.level"].height, "no more than the gaps have"
    assert closer == pytest.approx(leading, abs=0.1)


@pytest.mark.parametrize(
    ("area", "line", "most", "more"), [("head", 7, "90", "height"), ("strip", 9, "6", "height and share")]
)
def test_words_higher_than_the_most_are_refused_at_their_line(area: str, line: int, most: str, more: str) -> None:
    many = f"<p>{WORDS}</p>" * 30
    with pytest.raises(Unusable) as caught:
        framed(**{"head": h1(), area: many})  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    assert str(problem.origin) == f"content/sample.yaml:{line}"
    assert problem.message.startswith(f"the area '{area}' needs ")
    assert f" mm, the format 'a4' gives it {most}" in problem.message
    assert problem.hint == f"shorten its words, they are never set smaller; or give the area more {more} in the format"


def test_it_is_said_when_nothing_is_left_of_the_first_page() -> None:
    areas = paper().areas
    tall = replace(areas["strip"], y=80 * MM, height=200 * MM, share=0.0)
    tight = replace(paper(), areas={**areas, "head": replace(areas["head"], height=200 * MM), "strip": tall})
    many = f"<p>{WORDS}</p>" * 13
    with pytest.raises(Unusable) as caught:
        framed(many, many, paper=tight)
    assert "leave no room on the first page of 'a4'" in caught.value.problems[0].message
    assert caught.value.problems[0].hint == "give the areas less height, or the paper more pages"


def test_what_is_seated_is_never_set_smaller_or_closer() -> None:
    head = h1() + f"<p>{WORDS}</p>" * 3
    roomy = framed(head)
    full = framed(head, main="".join(f"<p>{WORDS * 3}</p>" for _ in range(30)))
    for at in range(3):
        one, other = find(roomy, WORDS, at)[0], find(full, WORDS, at)[0]
        assert (one.size, one.y) == (other.size, other.y)


def test_a_strip_of_the_last_page_takes_its_room_there() -> None:
    """A booklet's danger strip stands on its back."""
    areas = paper().areas
    back = replace(
        paper(),
        areas={
            **{name: area for name, area in areas.items() if name != "strip"},  # it is read where it stands: last
            "strip": replace(areas["strip"], pages="last", y=140 * MM, height=80 * MM),
        },
    )
    made = leaflet(sheet(f"<p>{WORDS}</p>" * 50, frame=FRAME.format(head=h1(), strip=DANGER)), paper=back)
    (box,) = [one for one in made.placed if one.tag == "box" and one.area == "strip"]
    assert box.page == made.pages
    words = [one for one in made.placed if one.area == "main" and one.page == made.pages and one.tag == "p"]
    assert all(one.box[1] > box.box[3] for one in words)


@pytest.mark.parametrize(
    ("highs", "tries"),
    [([150.0] * 7, 1), ([176.0, *[193.0] * 4, 210.0, 210.0], 3), ([188.0] * 7, 2), ([178.0] * 7, 2), ([190.0] * 7, 2)],
)
def test_an_area_is_set_at_few_widths_and_at_the_best_of_all(highs: list[float], tries: int) -> None:
    most = [172.0, 174.0, 176.0, 178.0, 180.0, 181.0, 183.0]
    area = paper().areas["strip"]
    asked: list[int] = []

    def way(at: int) -> Seated:
        asked.append(at)
        return area, highs[at], most[at], highs[at] - 14.0

    given = [(area.width - 5.0 * at, room) for at, room in enumerate(most)]
    found = lowest([partial(way, at) for at in range(len(most))], given)
    every = [
        (max(0.0, high - 14.0 - room), max(0.0, high - room), at)
        for at, (high, room) in enumerate(zip(highs, most, strict=True))
    ]
    assert found[1:3] == (highs[min(every)[2]], most[min(every)[2]])
    assert len(asked) == tries


def test_looks_are_worked_out_once_for_a_paper_whatever_stands_in_its_areas() -> None:
    framed(h1(), DANGER)
    before = memo.misses("looks worked out")
    framed(h1("Other words"), DANGER, f"<p>{WORDS}</p>" * 9)  # as high as its words: another format, the same looks
    assert memo.misses("looks worked out") == before


def test_a_strip_is_not_set_again_when_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[Element] = []
    hold = Builder._MAKERS["hold"]

    def counted(builder: Builder, element: Element, *given: Any) -> None:
        places.append(element)
        hold(builder, element, *given)

    monkeypatch.setitem(Builder._MAKERS, "hold", counted)
    framed(h1(), f'<p>{WORDS}</p><hold name="phone" look="strip.phone"/>')
    assert len(places) == 1
