"""How a page's room is used: each measure on a small sheet whose answer is known, just within its bound and just over."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from measured import (
    HIGH,
    WIDE,
    at,
    block,
    element,
    glyphs,
    holder,
    leaf,
    leaflet,
    paper,
    placed,
    reading,
    sheet,
    topic,
)
from msgspec.structs import replace
from probes import library

from generator.checks import room
from generator.checks.evidence import Evidence
from generator.checks.glyphs import Bitmap
from generator.checks.measures import boxes_apart, covered, drawings, last_lines, left_edges, read_out, sizes
from generator.checks.reading import Reading, read_pdf
from generator.checks.runner import Answer
from generator.checks.spots import Spots
from generator.model.leaflet import Placed
from generator.model.units import POINTS, Box

MM = POINTS["mm"]
BY_ID = {one.id: one for one in room.CHECKS}
WARNING = 7


def look(name: str, **evidence: Any) -> Answer:
    things = evidence.get("leaflet")
    return BY_ID[name].run(Evidence(spots=Spots(things.placed if things else ()), **evidence))


# -- the danger strip ----------------------------------------------------------


def strip(*things: Placed, **of_paper: object) -> Answer:
    return look(
        "layout/danger-share",
        topic=topic(block("warning", WARNING, "A fit", field="baby_today")),
        sheet=sheet(holder("box", element("A fit", WARNING), line=WARNING, first_page="yes")),
        leaflet=leaflet(*things),
        paper=paper(**of_paper),
    )


def test_boxes_that_lie_over_one_another_count_once() -> None:
    assert covered(()) == 0
    assert covered(((0, 0, 10, 10),)) == 100
    assert covered(((0, 0, 10, 10), (2, 2, 8, 8), (0, 0, 10, 10))) == 100
    assert covered(((0, 0, 10, 10), (5, 5, 15, 15))) == 175
    assert covered(((0, 0, 10, 10), (20, 0, 30, 10), (0, 20, 10, 30))) == 300


def test_a_strip_may_cover_18_per_cent_of_the_front() -> None:
    wide = placed("box", (0, 0, WIDE, 0.18 * HIGH - 0.1), WARNING)
    inside = placed("p", (10, 10, 100, 20), WARNING)
    other_page = placed("box", (0, 0, WIDE, HIGH), WARNING, page=2)
    other_block = placed("box", (0, 300, WIDE, HIGH), 30)
    assert strip(wide, inside, other_page, other_block).outcome == "pass"
    (found,) = strip(wide._replace(box=(0, 0, WIDE, 0.19 * HIGH)), inside).findings
    assert (found.level, found.code, found.page, found.box) == ("fail", "large", 1, (0, 0, WIDE, 0.19 * HIGH))
    assert found.origin == at(WARNING)
    assert found.message == "the danger strip covers 19.0% of the first page; the most is 18%"
    assert found.hint == "fewer or shorter signs for today; the letters stay as large"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"languages": 2}, "each sign stands in two languages on a row of its own, to be pointed at"),
        ({"scale": 1.334}, "large letters need the room, and the signs are not made smaller"),
        ({"most_pages": 1, "scale": 1.44}, "the sheet has one side: it hangs where the strip is looked for"),
        (
            {"folds": (97 * MM, 197 * MM)},
            "a folded sheet has both lists on one of its panels, and the signs are not made smaller",
        ),
        ({"width": 148 * MM, "height": 210 * MM}, "the page is small, and the signs are not made smaller"),
    ],
)
def test_papers_on_which_the_strip_may_be_larger_say_why(changes: dict[str, object], reason: str) -> None:
    found = strip(placed("box", (0, 0, WIDE, HIGH), WARNING), **changes)
    assert (found.outcome, found.reason) == ("skip", reason)


def test_the_strip_is_measured_on_a4_and_letter_and_on_no_other_paper() -> None:
    known = library()
    assert {name for name in known.formats() if not room.unbounded(known.format(name))} == {"a4", "letter"}


# -- blank bands ---------------------------------------------------------------


def bands(found: Reading, *things: Placed, folds: tuple[float, ...] = ()) -> list[tuple[int, float, float]]:
    answer = look("layout/blank-band", reading=found, leaflet=leaflet(*things), paper=paper(folds=folds))
    assert answer.outcome in ("pass", "found"), answer.reason
    return [(one.page, one.box[1], one.box[3]) for one in answer.findings if one.box]


def ground(low: float, high: float, left: float = 50, right: float = 500, page: int = 1) -> tuple[int, Box]:
    return page, (left, low, right, high)


def test_a_band_of_a_fifth_may_be_blank() -> None:
    assert bands(reading(shapes=[ground(160, 480), ground(640, 700)])) == []
    assert bands(reading(shapes=[ground(161, 479), ground(640, 700)])) == [(1, 0, 161), (1, 479, 640)]
    assert bands(reading(shapes=[ground(0, 639)])) == [(1, 639, HIGH)]
    (found,) = look(
        "layout/blank-band", reading=reading(shapes=[ground(0, 480)]), leaflet=leaflet(), paper=paper()
    ).findings
    assert (found.level, found.code) == ("warn", "blank")
    assert found.message == "40% of the height of page 1 is blank; the most is 20%"
    assert found.hint == "let what follows begin here, or give its drawings the room"


def test_the_last_page_may_be_blank() -> None:
    assert bands(reading(pages=1)) == []
    assert bands(reading(pages=2)) == [(1, 0, HIGH)]
    assert bands(reading(pages=3)) == [(1, 0, HIGH), (2, 0, HIGH)]


def test_letters_pictures_grounds_and_lines_to_write_on_are_not_blank() -> None:
    steps = [(x, y) for x, y in ((50, 100), (50, 240), (50, 380), (50, 520), (50, 660))]
    assert bands(reading(letters=[one for x, y in steps for one in glyphs("word", x, y)])) == []
    assert bands(reading(letters=glyphs(" \u3000", 50, 400)))
    assert bands(reading(rasters=[Bitmap(1, (50, 50, 100, 750), 10, 10)])) == []
    for tag in ("image", "lines", "hold", "qr"):
        assert bands(reading(), placed(tag, (50, 50, 100, 750))) == []
    assert bands(reading(), placed("box", (50, 50, 100, 750))) == [(1, 0, HIGH)]
    assert bands(reading(), placed("image", (50, 50, 100, 750), page=2)) == [(1, 0, HIGH)]


def test_a_rule_between_columns_fills_nothing_but_a_thin_one_across_is_there() -> None:
    assert bands(reading(shapes=[(1, (300, 0, 301, HIGH))])) == [(1, 0, HIGH)]
    assert bands(reading(shapes=[ground(159, 160), ground(319, 320), ground(479, 480), ground(639, 640)])) == []


def test_each_panel_of_a_folded_sheet_is_looked_at_by_itself() -> None:
    full = [ground(0, HIGH, 0, 195), ground(0, HIGH, 205, 395)]
    assert bands(reading(shapes=[*full, ground(0, HIGH, 405, 600)]), folds=(200.0, 400.0)) == []
    found = look(
        "layout/blank-band", reading=reading(shapes=full), leaflet=leaflet(), paper=paper(folds=(200.0, 400.0))
    )
    assert [one.box for one in found.findings] == [(400, 0, WIDE, HIGH)]


def test_a_page_read_back_has_its_grounds_but_not_what_is_white() -> None:
    def page(code: str) -> Reading:
        with pikepdf.new() as file:
            file.add_blank_page(page_size=(WIDE, HIGH))
            file.pages[0].contents_add(file.make_stream(code.encode()))
            out = BytesIO()
            file.save(out)
        return read_pdf(out.getvalue())

    assert page("0.9 1 1 rg 10 20 100 200 re f").shapes == ((1, (10, 20, 110, 220)),)
    assert page("q 2 0 0 2 0 0 cm 0 0 0 RG 10 20 m 30 40 l S Q").shapes == ((1, (20, 40, 60, 80)),)
    for white in ("1 1 1 rg", "1 g", "0 0 0 0 k"):
        assert page(f"{white} 10 20 100 200 re f").shapes == ()
        assert page(f"{white} 10 20 100 200 re B").shapes == ((1, (10, 20, 110, 220)),)
        assert page(f"q {white} Q 10 20 100 200 re f").shapes == ((1, (10, 20, 110, 220)),)
    for dark in ("1 1 0.9 rg", "0.9 g", "0 0 0 0.1 k"):
        assert page(f"1 g {dark} 10 20 100 200 re f").shapes == ((1, (10, 20, 110, 220)),)
    assert page("10 20 100 200 re n").shapes == ()


# -- last lines ----------------------------------------------------------------


def last(*lines: str, role: str = "P") -> list[str]:
    letters = [one for number, words in enumerate(lines) for one in glyphs(words, 50, 500 - 14 * number, mark=3)]
    found = look("layout/last-line", reading=reading(letters, [leaf(3, role)]))
    return [one.message for one in found.findings]


@pytest.mark.parametrize(
    ("lines", "short"),
    [
        (("Feed your baby as", "often"), "often"),
        (("Feed your baby as", "often now"), ""),
        (("Feed.",), ""),
        (("Hãy cho bé bú", "mẹ."), "mẹ."),
        (("赤ちゃんをいつでも", "抱いてく"), "抱いてく"),
        (("赤ちゃんをいつでも", "抱いてくだ。"), ""),
        (("赤ちゃんをいつでも胸に", "抱いて。。"), "抱いて。。"),
        (("喂奶，白天夜里都一样要喂", "24 小时"), "24 小时"),
        (("赤ちゃんを", "抱いてく"), "抱いてく"),
        (("Feed her", "often"), "often"),
        (("Feed her", "Feed her", "Feed her", "often"), "often"),
    ],
)
def test_a_last_line_has_two_words_or_five_wide_characters(lines: tuple[str, ...], short: str) -> None:
    assert last(*lines) == ([f"the last line of a paragraph is “{short}” alone"] if short else [])
    assert last(*lines, role="LBody") == last(*lines)


@pytest.mark.parametrize("role", ["H2", "TH", "TD", "Lbl"])
def test_headings_and_cells_may_end_in_one_word(role: str) -> None:
    assert last("Feed your baby as", "often", role=role) == []


def test_a_last_line_is_told_where_it_stands() -> None:
    letters = [*glyphs("one two and more", 50, 500, mark=3), *glyphs("three", 50, 486, mark=3)]
    things = leaflet(placed("p", (40, 480, 300, 520), 12))
    found = look("layout/last-line", reading=reading(letters, [leaf(3)]), leaflet=things).findings
    assert [(one.level, one.code, one.page, one.origin, one.hint) for one in found] == [
        ("warn", "short", 1, at(12), "change the words a little")
    ]
    assert found[0].box == (50, 486, 75, 493)


def test_a_paragraph_is_read_over_its_marks_and_pages() -> None:
    """A link is part of the paragraph around it; what a raised number stands on is one line."""
    letters = [
        *glyphs("Feed your baby", 50, 500, mark=0),
        *glyphs("often", 50, 486, mark=1),
        *glyphs("2", 80, 486, mark=2, rise=4),
        *glyphs("alone", 50, 700, mark=4, page=2),
    ]
    leaves = [leaf(0, element=5), leaf(1, "Link", element=5), leaf(2, element=5), leaf(4, page=2, element=5)]
    assert [(one.page, one.words) for one in last_lines(reading(letters, leaves))] == [(2, "alone")]
    assert [one.words for one in last_lines(reading(letters, leaves[:3]))] == ["often 2"]
    assert list(last_lines(reading(letters, [leaf(1, "Link", element=5)]))) == []


def test_words_that_stand_for_a_sign_are_read() -> None:
    letters = [*glyphs("Feed now", 50, 500), *glyphs("xy", 50, 486)]
    letters[-2:] = [(letters[-2][0], "two words"), (letters[-1][0], "")]
    assert [one.words for one in last_lines(reading(letters, [leaf(0)]))] == ["two words"]
    assert read_out([one for one, _ in glyphs("a bc d", 0, 0)]) == "a bc d"


def test_without_tags_nobody_knows_paragraphs_or_feet() -> None:
    for name in ("layout/last-line", "layout/left-edges"):
        given = {"reading": reading(glyphs("a", 1, 1)), "leaflet": leaflet(), "paper": paper()}
        found = look(name, **given, topic=topic(), sheet=sheet())
        assert found.outcome == "skip"
        assert found.reason.startswith("the file has no tags that tell ")


# -- sizes, edges, drawings ----------------------------------------------------


def test_five_sizes_are_well_and_six_are_told() -> None:
    letters = [one for number in range(5) for one in glyphs("word", 50, 700 - 50 * number, size=30 - 4 * number)]
    free = [
        *glyphs("1", 200, 700, size=5, rise=3),
        *glyphs("020", 55, 55, size=20),
        *glyphs("\u00a0", 50, 300, size=8),
        *glyphs("word", 50, 700, size=11, page=2),
    ]
    clinic = placed("hold", (50, 50, 300, 90))
    assert look("layout/sizes", reading=reading([*letters, *free]), leaflet=leaflet(clinic)).outcome == "pass"
    assert sizes(reading([*letters, *free]), 1, [clinic]) == (30, 26, 22, 18, 14)
    assert 20 in sizes(reading([*letters, *free]), 1, [clinic._replace(page=2)])
    (found,) = look(
        "layout/sizes", reading=reading([*letters, *glyphs("a", 9, 9, size=9.04)]), leaflet=leaflet()
    ).findings
    assert (found.level, found.code, found.page) == ("info", "many", 1)
    assert found.message == "page 1 has 6 sizes of letters (30, 26, 22, 18, 14, 9 pt); the most is 5"
    assert found.hint == "give looks that are alike one size"


def rows(*lefts: float, y: float = 700) -> list[Any]:
    return [one for number, x in enumerate(lefts) for one in glyphs("word", x, y - 20 * number)]


def test_three_edges_are_well_and_four_are_told() -> None:
    free = [*glyphs("page", 11, 20, mark=-1), *glyphs("page", 11, 40, mark=-1), *rows(33, y=60)]
    good = reading([*rows(50, 50, 51.4, 100, 100, 150, 150), *free], [leaf(0)])
    assert left_edges(good, paper(), 1) == (50, 100, 150)
    assert (
        look("layout/left-edges", reading=good, paper=paper(), leaflet=leaflet(), topic=topic(), sheet=sheet()).outcome
        == "pass"
    )
    bad = reading(rows(50, 50, 51.6, 51.6, 100, 100, 150, 150), [leaf(0)])
    (found,) = look(
        "layout/left-edges", reading=bad, paper=paper(), leaflet=leaflet(), topic=topic(), sheet=sheet()
    ).findings
    assert (found.level, found.code, found.page) == ("info", "many", 1)
    assert found.message == "rows of page 1 begin at 4 left edges (17.6, 18.2, 35.3, 52.9 mm); the most is 3"
    assert found.hint == "set what belongs together to one edge"


def test_columns_of_a_table_are_one_edge_and_panels_have_the_same() -> None:
    table = [one for y in (700, 680) for x in (50, 150, 250) for one in glyphs("cell", x, y)]
    assert left_edges(reading(table), paper(), 1) == (50,)
    panels = [one for y in (700, 680) for x in (20, 220, 420) for one in glyphs("cell", x, y)]
    assert left_edges(reading(panels), paper(folds=(200.0, 400.0)), 1) == (20,)


def test_lines_that_begin_with_an_opening_mark_of_full_width_are_no_edge() -> None:
    """Half of such a mark is empty, and stands left of the edge that its ink is level with."""
    text = [one for y in (700, 680, 660, 640) for one in glyphs("乳", 50, y)]
    marks = [one for y in (620, 600) for one in glyphs("（乳", 45, y)]
    wide = [(replace(one, right=one.x + one.size) if one.words == "（" else one, path) for one, path in marks]
    assert left_edges(reading([*text, *wide]), paper(), 1) == (50,)
    assert left_edges(reading([*text, *marks]), paper(), 1) == (45, 50), "a narrow bracket begins where it stands"


def test_numbers_that_hang_before_their_words_are_no_edge_and_no_size() -> None:
    letters = [one for y in (700, 680) for one in (*glyphs("1", 45, y, size=8), *glyphs("word", 60, y))]
    lines = [placed("p", (60, y - 3, 90, y + 10)) for y in (700, 680)]
    assert left_edges(reading(letters), paper(), 1) == (45,)
    assert left_edges(reading(letters), paper(), 1, (), lines) == (60,)
    assert len(sizes(reading(letters), 1)) == 2
    assert len(sizes(reading(letters), 1, lines)) == 1


def test_columns_and_boxes_have_edges_of_their_own() -> None:
    found = reading([*rows(50, 50), *rows(100, 100, y=600), *rows(150, 150, y=500), *rows(200, 200, y=400)])
    things = [
        placed("row", (90, 570, 300, 620)),
        placed("tr", (140, 470, 300, 520)),
        placed("box", (190, 370, 300, 420)),
        placed("box", (40, 300, 500, 800)),
    ]
    drawn = replace(found, shapes=((1, (189.0, 369.0, 301.0, 421.0)), (2, (40.0, 300.0, 500.0, 800.0))))
    apart = boxes_apart(topic(), sheet(), things, 1, drawn)
    assert left_edges(drawn, paper(), 1, apart) == (50,), "a box that nothing is drawn around is none"
    assert left_edges(drawn, paper(), 1, boxes_apart(topic(), sheet(), things[:2], 1, drawn)) == (50, 200)
    assert left_edges(drawn, paper(), 1, boxes_apart(topic(), sheet(), things, 1)) == (50, 200)
    assert left_edges(drawn, paper(), 1) == (50, 100, 150, 200)


def test_edges_on_folded_paper_are_counted_from_their_panel() -> None:
    of = library().format("trifold-a4")
    starts = {name: area.x for name, area in of.areas.items() if name in ("left", "middle", "right")}
    inside = [one for x in starts.values() for y in (700, 680) for one in glyphs("word", x + 10, y, page=2)]
    assert left_edges(reading(inside), of, 2) == pytest.approx((10,))


def test_the_strip_and_the_clinics_panel_have_edges_of_their_own() -> None:
    bad = reading([*rows(50, 50, 100, 100, 150, 150), *rows(200, 200, y=300), *rows(250, 250, y=100)], [leaf(0)])
    things = (placed("box", (190, 270, 300, 320), WARNING), placed("hold", (240, 70, 300, 120)))
    of = topic(block("warning", WARNING, "A fit", field="baby_today"))
    for some, number in ((things, 0), (things[:1], 4), (things[1:], 4), ((), 5)):
        given = {"reading": bad, "paper": paper(), "leaflet": leaflet(*some), "topic": of, "sheet": sheet()}
        found = look("layout/left-edges", **given).findings
        assert [one.message.split(" left edges")[0].split()[-1] for one in found] == ([str(number)] if number else [])


def test_sizes_that_no_eye_can_tell_apart_are_one() -> None:
    letters = [
        one
        for number, size in enumerate((12.0, 12.1, 12.2, 12.3))
        for one in glyphs("a", 50, 700 - 20 * number, size=size)
    ]
    assert sizes(reading(letters), 1) == (12.3, 12.2)


def test_signs_beside_words_are_no_drawings() -> None:
    things = [
        placed("image", (0, 0, 15.1 * MM, 40)),
        placed("image", (0, 0, 15.1 * MM, 40)),
        placed("image", (0, 0, 15.1 * MM, 40), page=2),
        placed("image", (0, 0, 14.9 * MM, 40)),
        placed("box", (0, 0, 100, 100)),
    ]
    assert drawings(things) == 2
