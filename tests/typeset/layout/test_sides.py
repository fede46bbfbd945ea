"""Drawings in a column of their own, beside the words they belong to; rows that balance; lists; looks of boxes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from msgspec.structs import replace
from probes import find, h1, leaflet, letters, library, open_pdf, operators, panel, paper_of, said, sheet, spoken

from generator.model.design import Theme
from generator.model.leaflet import Leaflet
from generator.model.problems import NOWHERE, Unusable
from generator.model.units import POINTS
from generator.typeset.layout import pages
from generator.typeset.layout.boxes import TAIL
from generator.typeset.layout.strips import WriteLine
from generator.typeset.text.setters import styles_of

MM = POINTS["mm"]
WORDS = "Feed your baby whenever she asks for it, by day and by night. "
SIDE = '<box look="section.side" side="yes"><image picture="drip" look="section.picture" alt="Drops"/></box>'
MAIN = library().format("a4").areas["main"]
COLUMN = library().format("a4").column


def changed(look: str, **values: Any) -> Theme:
    theme = library().theme("default")
    return replace(theme, looks={**theme.looks, look: replace(theme.looks[look], **values)})


def boxes(made: Leaflet, tag: str) -> list[tuple[float, float, float, float]]:
    return [one.box for one in made.placed if one.tag == tag and one.area == "main"]


# -- beside each other -------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 20])
def test_words_stand_beside_their_drawing_and_what_follows_below_both(count: int) -> None:
    made = leaflet(h1() + SIDE + f'<p look="text">{WORDS}</p>' * count + "<p>After all.</p>")
    (drawing,) = boxes(made, "image")
    first, after = find(made.pdf, WORDS)[0], find(made.pdf, "After all.")[0]
    last = find(made.pdf, WORDS, count - 1)[-1]
    assert first.x == pytest.approx(MAIN.x + COLUMN, abs=1), "the words have a column of their own"
    assert drawing[0] == pytest.approx(MAIN.x, abs=1)
    assert drawing[2] <= first.x
    assert -3 < drawing[3] - first.y < 16, "they begin at its top"
    assert after.x == pytest.approx(MAIN.x, abs=1)
    assert after.y < drawing[1], "what is wider begins below the drawing"
    assert after.y < last.y
    if count == 20:
        assert last.y - after.y < 40, "and at once below the words, where they are higher"


def test_without_a_column_words_begin_at_the_edge() -> None:
    paper = replace(library().format("a4"), column=0.0)
    pdf = leaflet(h1() + f'<p look="text">{WORDS}</p>', paper=paper).pdf
    assert find(pdf, WORDS)[0].x == pytest.approx(MAIN.x, abs=1)


@pytest.mark.parametrize("height", range(160, 420, 20))
def test_without_a_column_a_drawing_stands_above_its_words_and_is_never_parted_from_them(height: int) -> None:
    side = '<box look="section.side" side="yes"><image picture="drip" look="section.picture" alt="A baby"/></box>'
    words = f'<p look="text">{WORDS}</p>'
    title = '<p look="section.title" role="H2" label="1">Heading</p>'
    paper = replace(paper_of(330, height, 9), column=0.0)
    made = leaflet(
        h1() + f'<p look="text">{WORDS * 3}</p>' + title + side + words.replace("Feed", "Nurse"), paper=paper
    )
    (drawing,) = (one for one in made.placed if one.tag == "image")
    below = find(made.pdf, "Nurse")[0]
    assert drawing.page == below.page == find(made.pdf, "Heading")[0].page
    assert below.y < drawing.box[1]


@pytest.mark.sweep
@pytest.mark.parametrize("height", range(330, 520, 20))
@pytest.mark.parametrize("behind", [False, True])
def test_a_drawing_is_never_parted_from_the_words_beside_it(height: int, behind: bool) -> None:
    heading = '<p look="section.title" role="H2" label="{0}">Heading {0}</p>'
    part = (
        (heading + SIDE if behind else SIDE + heading) + '<p look="text">§{0} ' + WORDS * (3 if behind else 1) + "</p>"
    )
    blocks = "".join(f'<block kind="x" origin="content/a.yaml:{n}">{part.format(n)}</block>' for n in range(1, 6))
    frame = '<area name="main">{}' + blocks + "</area>"
    made = leaflet(sheet(h1(), frame=frame), paper=paper_of(480, height, 9), theme=changed("section.picture", grow=0.0))
    drawings = [(one.page, one.box) for one in made.placed if one.tag == "image"]
    for number, (page, box) in enumerate(drawings, 1):
        title, words = find(made.pdf, f"Heading {number}")[0], find(made.pdf, f"§{number}")[0]
        assert title.page == words.page == page
        assert box[1] >= made_bottom(height), "the whole drawing stands on the page"
        assert -3 < box[3] - title.y < 30
    assert len(drawings) == 5


@pytest.mark.slow
@pytest.mark.parametrize("leading", [1.0, 1.1, 1.2, 1.3])
def test_as_many_words_stay_behind_a_heading_as_its_drawing_is_high(leading: float) -> None:
    """The space over the heading does not count: the drawing begins level with the heading."""
    part = '<p look="section.title" role="H2" label="1">Heading</p>' + SIDE + f'<p look="text">{WORDS * 14}</p>'
    frame = '<area name="main">{}<block kind="x" origin="content/a.yaml:1">' + part + "</block></area>"
    theme, parted = changed("text", leading=leading), 0
    for height in range(140, 230, 3):
        made = leaflet(sheet(h1() + "<p>Before.</p>", frame=frame), paper=paper_of(480, height, 9), theme=theme)
        (box,) = [one.box for one in made.placed if one.tag == "image"]
        assert box[1] >= made_bottom(height), "the whole drawing stands on the page"
        parted += max(one.page for one in letters(made.pdf)) > find(made.pdf, "Heading")[0].page
    assert parted, "words went on over the page"


SECTION = '<p look="section.title" role="H2" label="{0}">Heading {0}</p>' + SIDE + '<p look="text">§{0} {1}</p>'


def paged(height: int, *words: str, theme: Theme | None = None) -> Leaflet:
    """Return sections on pages of a height, none the last: on that a drawing stays where it is."""
    parts = [SECTION.format(number, some) for number, some in enumerate(words, 1)]
    blocks = "".join(f'<block kind="x" origin="content/a.yaml:{n}">{part}</block>' for n, part in enumerate(parts))
    frame = '<area name="main">{}' + blocks + "</area>"
    return leaflet(sheet("", frame=frame), paper=paper_of(480, height, 9), theme=theme)


def test_a_drawing_leaves_its_column_only_to_be_plainly_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a page would change its order for nothing."""
    monkeypatch.setattr(pages, "BANDS", -1.0)
    left = 0
    for number in range(8, 27):
        made = paged(600, WORDS * 4, WORDS * number)
        for box in boxes(made, "image")[:-1]:
            if box[0] > MAIN.x + COLUMN - 1:
                left += 1
                look = library().theme("default").looks["section.picture"]
                assert box[3] - box[1] >= 1.19 * look.height
    assert left


def test_on_a_page_with_room_a_drawing_leaves_its_column_and_is_larger() -> None:
    made = paged(560, WORDS * 4, WORDS * 4, WORDS * 26)
    (first, _, _) = [one.box for one in made.placed if one.tag == "image"]
    natural = library().theme("default").looks["section.picture.above"]
    heading, words = find(made.pdf, "Heading 1")[0], find(made.pdf, "§1")[0]
    middle = (words.x + MAIN.x + 480) / 2
    assert (first[0] + first[2]) / 2 == pytest.approx(middle, abs=1), "it stands amid the measure of the words"
    assert heading.y > first[3] > first[1] > words.y, "between the heading and the words"
    assert 1.2 * 90.7 < first[3] - first[1] <= natural.grow * natural.height + 0.1
    assert [part[0] for part in spoken(made.pdf)[1:3]] == ["Figure", "P"], "read in the same place"


@pytest.mark.parametrize("before", [4, 6])
def test_the_drawings_of_a_page_leave_their_column_all_or_none(before: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "BANDS", -1.0)
    seen = set()
    for count in (8, 12, 16, 20, 26, 30):
        places = places_of(paged(590, WORDS * before, WORDS * before, WORDS * count))
        assert all(len(place) == 1 for place in places.values()), "a page has its drawings in one place"
        seen |= places[1]
    assert seen == {True, False}


def test_beside_a_table_without_words_a_drawing_is_as_large_as_beside_words() -> None:
    """Its heading is followed by a table at once: the measure of what stands below it is the table's."""
    row = f'<tr><td look="table.cell">{WORDS}</td><td look="table.cell">{WORDS}</td></tr>'
    title = '<p look="section.title" role="H2" label="{0}">Heading {0}</p>'
    natural = library().theme("default").looks["section.picture"].height
    sizes = set()
    for rows in range(1, 7):
        parts = [
            title.format(1) + SIDE + f'<table look="table.beside">{row * rows}</table>',
            SECTION.format(2, WORDS * 26),
        ]
        blocks = "".join(f'<block kind="x" origin="content/a.yaml:{n}">{part}</block>' for n, part in enumerate(parts))
        frame = '<area name="main">{}' + blocks + "</area>"
        made = leaflet(sheet("", frame=frame), paper=paper_of(480, 520, 9))
        sizes |= {round(one.box[3] - one.box[1]) for one in made.placed if one.tag == "image"}
    assert min(sizes) >= round(natural) - 1


def test_above_its_words_a_drawing_stands_on_a_field_as_wide_as_they_are() -> None:
    made = paged(560, WORDS * 4, WORDS * 4, WORDS * 26)
    (first, *_) = [one.box for one in made.placed if one.tag == "image"]
    pad = library().theme("default").looks["section.picture.above"].padding
    left, right = find(made.pdf, "§1")[0].x, MAIN.x + 480
    fields = [box for box in frames_of(made) if box[3] == pytest.approx(first[3] + pad[0], abs=2)]
    assert fields[0] == pytest.approx((left, first[1] - pad[2], right, first[3] + pad[0]), abs=2)


def test_a_drawing_without_a_look_for_it_stays_in_its_column() -> None:
    theme = library().theme("default")
    theme = replace(theme, looks={name: one for name, one in theme.looks.items() if name != "section.picture.above"})
    made = paged(560, WORDS * 4, WORDS * 4, WORDS * 26, theme=theme)
    assert all(one.box[2] < MAIN.x + COLUMN for one in made.placed if one.tag == "image")


def narrow(height: int, heading: str, *counts: int, stack: float = 0.0) -> Leaflet:
    """Return sections of so many words on pages without a column for drawings."""
    parts = [
        f'<p look="section.title" role="H2" label="{n}">{heading} {n}</p>{SIDE}<p look="text">§{n} {WORDS * many}</p>'
        for n, many in enumerate(counts, 1)
    ]
    blocks = "".join(f'<block kind="x" origin="content/a.yaml:{n}">{part}</block>' for n, part in enumerate(parts))
    paper = replace(paper_of(340, height, 9), column=0.0)
    theme = library().theme("default")
    look = replace(theme.looks["section.picture"], stack=stack)
    theme = replace(theme, looks={**theme.looks, "section.picture": look})
    return leaflet(sheet("", frame='<area name="main">{}' + blocks + "</area>"), paper=paper, theme=theme)


def test_without_a_column_a_drawing_stands_in_the_corner_of_its_heading_on_a_full_page() -> None:
    made = narrow(420, "Heading", 8, 21)
    (first, *_) = [one.box for one in made.placed if one.tag == "image"]
    heading, words = find(made.pdf, "Heading 1")[0], find(made.pdf, "§1")[0]
    assert first[2] == pytest.approx(MAIN.x + 340, abs=0.5), "at the end of the heading's line"
    assert first[1] - 1 <= heading.y < first[3], "the heading stands low beside it, near its words"
    assert words.y < first[1]
    assert heading.y - words.y < 30
    assert [part[0] for part in spoken(made.pdf)[:3]] == ["H2", "Figure", "P"], "read in the same order"


def test_without_a_column_a_drawing_on_a_page_with_room_stands_larger_below_its_heading() -> None:
    made = narrow(420, "Heading", 12, 21)
    (first, *_) = [one.box for one in made.placed if one.tag == "image"]
    look = library().theme("default").looks["section.picture"]
    assert (first[0] + first[2]) / 2 == pytest.approx(MAIN.x + 170, abs=1), "amid the measure"
    assert find(made.pdf, "Heading 1")[0].y > first[3] > first[1] > find(made.pdf, "§1")[0].y
    assert first[3] - first[1] >= 1.19 * look.height


def test_beside_a_long_heading_no_drawing_stands_in_the_corner() -> None:
    made = narrow(420, "A heading as long as its whole line", 19, 19)
    (first, *_) = [one.box for one in made.placed if one.tag == "image"]
    assert first[3] < find(made.pdf, "A heading as long")[-1].y, "nothing touches the heading"


def test_a_heading_may_take_more_lines_beside_a_drawing_in_the_corner() -> None:
    made = narrow(420, "A heading as long as its whole line", 8, 21, stack=150)
    (first, *_) = [one.box for one in made.placed if one.tag == "image"]
    begin, end = find(made.pdf, "A heading as")[0], find(made.pdf, "line 1")[0]
    assert first[1] - 1 <= end.y < begin.y < first[3], "two lines beside it"
    assert [part[0] for part in spoken(made.pdf)[:3]] == ["H2", "Figure", "P"], "read in the same order"
    roomy = narrow(560, "A heading as long as its whole line", 19, 19, stack=150)
    (below, *_) = [one.box for one in roomy.placed if one.tag == "image"]
    assert below[3] < find(roomy.pdf, "A heading as long as its whole")[0].y, (
        "with room it has its line to itself again, and the drawing stands below"
    )


def test_no_heading_takes_a_line_more_where_the_drawing_leaves_it_too_little() -> None:
    made = narrow(420, "A heading as long as its whole line", 8, 21, stack=300)
    (first, *_) = [one.box for one in made.placed if one.tag == "image"]
    assert first[3] < find(made.pdf, "A heading as long")[-1].y


@pytest.mark.parametrize(("height", "shown"), [(400, True), (240, False)])
def test_a_spared_drawing_stands_only_on_a_page_with_room_and_is_not_heard(height: int, shown: bool) -> None:
    image = '<image picture="drip" look="section.picture.above" spared="yes"/>'
    words = [f'<p look="text">{name} {WORDS * 4}</p>' for name in ("Above", "Below")]
    made = leaflet(sheet(words[0] + image + words[1]), paper=paper_of(480, height))
    drawn = [one.box for one in made.placed if one.tag == "image"]
    assert bool(drawn) is shown
    assert [part[0] for part in spoken(made.pdf)].count("Figure") == 0, "it stands elsewhere, too"
    without = leaflet(sheet("".join(words)), paper=paper_of(480, height))
    if shown:
        assert find(made.pdf, "Above")[0].y > drawn[0][3] > drawn[0][1] > find(made.pdf, "Below")[0].y
    else:
        assert find(made.pdf, "Below")[0].y == pytest.approx(find(without.pdf, "Below")[0].y), "it takes no height"


def frames_of(made: Leaflet) -> list[tuple[float, float, float, float]]:
    """Return the edges of all on the first page that has both a ground and a border."""
    found: list[tuple[float, float, float, float]] = []
    points: list[tuple[float, float]] = []
    with open_pdf(made.pdf) as pdf:
        for operands, name in operators(pdf.pages[0]):
            if name in ("m", "l", "c"):
                points += [(float(operands[-2]), float(operands[-1]))]
            elif name in ("B", "f", "S"):
                if name == "B":
                    across, down = zip(*points, strict=True)
                    found.append((min(across), min(down), max(across), max(down)))
                points = []
    return found


def places_of(made: Leaflet) -> dict[int, set[bool]]:
    """Return, for each page, whether its drawings have left their column."""
    places: dict[int, set[bool]] = {}
    for one in made.placed:
        if one.tag == "image":
            places.setdefault(one.page, set()).add(one.box[0] > MAIN.x + COLUMN - 1)
    return places


def test_the_drawings_of_a_leaflet_stand_beside_their_words_on_all_pages_where_little_stays_blank(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One page had them above, the next beside: it looked unplanned."""

    def mixed() -> int:
        counts = ((first, second) for first in (14, 22, 26) for second in range(10, 26, 5))
        made = (paged(560, WORDS * first, WORDS * second, WORDS * 30, WORDS * 34) for first, second in counts)
        return sum(set().union(*places_of(one).values()) == {True, False} for one in made)

    now = mixed()
    monkeypatch.setattr(pages, "BANDS", -1.0)
    assert now < mixed()


def test_where_one_drawing_cannot_leave_its_column_none_of_its_page_does() -> None:
    """Its words are less high than it is."""
    made = paged(400, WORDS * 6, WORDS, WORDS * 16)
    images = [one for one in made.placed if one.tag == "image"]
    assert [one.page for one in images] == [1, 1, 2]
    assert all(one.box[0] < MAIN.x + COLUMN - 1 for one in images[:2])


@pytest.mark.slow
def test_a_drawing_that_could_not_be_as_large_as_in_its_column_stays_there() -> None:
    for height in range(220, 420, 8):
        for drawing in (one for one in paged(height, WORDS * 8, WORDS * 40).placed if one.tag == "image"):
            least = library().theme("default").looks["section.picture"].height
            assert drawing.box[3] - drawing.box[1] >= least - 0.1
            assert drawing.box[1] >= made_bottom(height)


def test_a_drawing_higher_than_its_words_stays_beside_them() -> None:
    made = paged(560, WORDS, WORDS * 40)
    (first, _) = [one.box for one in made.placed if one.tag == "image"]
    assert first[2] <= find(made.pdf, "§1")[0].x


def test_drawings_side_by_side_grow_alike_as_far_as_each_can() -> None:
    cell = '<cell share="1"><image picture="{}" look="figure" alt="A"/><p look="step" label="1">Words</p></cell>'
    row = f'<row look="figures">{cell.format("drip")}{cell.format("icon-phone")}<cell share="1"></cell></row>'
    made = leaflet(
        sheet(row, frame='<area name="main">{}<p>' + WORDS * 60 + "</p></area>"), paper=paper_of(480, 300, 9)
    )
    highs = [one.box[3] - one.box[1] for one in made.placed if one.tag == "image"]
    assert highs[0] == pytest.approx(highs[1], abs=0.1), "the words under them stay level"


def test_a_drawing_is_as_high_as_the_words_beside_it_and_higher_on_a_page_with_room() -> None:
    def high(look: str, words: str, rest: int) -> float:
        cells = '<cell share="1"><image picture="drip" look="figure" alt="A"/></cell><cell share="1"><p>{}</p></cell>'
        row = f'<row look="{look}">{cells.format(words)}</row>'
        frame = f'<area name="main">{{}}<p>{WORDS * rest}</p></area>'
        made = leaflet(sheet(row, frame=frame), paper=paper_of(480, 400, 9))
        return max(one.box[3] - one.box[1] for one in made.placed if one.tag == "image")

    plain = library().theme("default").looks["figure"].height
    assert high("figures.panel", WORDS * 3, 20) == pytest.approx(plain, abs=0.1)
    assert high("figures.tall", WORDS * 3, 20) > 1.2 * plain
    assert high("figures.tall", WORDS, 1) > 1.2 * plain
    assert high("figures.tall", WORDS * 5, 0) <= plain * library().theme("default").looks["figure"].grow + 0.1


def made_bottom(height: int) -> float:
    return library().format("a4").height - MAIN.y - height - 1


# -- rows ------------------------------------------------------------------------------------


def pair(balance: str, *cells: str) -> str:
    inner = "".join(f'<cell share="1">{words}</cell>' for words in cells)
    return f'{h1()}<row look="strip.pair"{balance}>{inner}</row>'


def test_a_balanced_row_is_as_low_as_it_can_be() -> None:
    cells = (f"<p>{WORDS * 9}</p>", f"<p>{WORDS * 3}</p>")
    plain, fair = (boxes(leaflet(pair(balance, *cells)), "row")[0] for balance in ("", ' balance="yes"'))
    assert fair[3] - fair[1] < 0.8 * (plain[3] - plain[1])


def test_a_row_of_equal_words_is_halved() -> None:
    pdf = leaflet(pair(' balance="yes"', f"<p>{WORDS * 3}</p>", f"<p>§{WORDS * 3}</p>")).pdf
    assert find(pdf, "§")[0].x == pytest.approx(MAIN.x + MAIN.width / 2, abs=0.06 * MAIN.width)


@pytest.mark.parametrize("more", range(12))
def test_a_balanced_cell_that_would_be_too_narrow_is_made_wide_enough(more: int) -> None:
    """A belief of few words, and an answer of many, stood one above the other."""
    answer = WORDS * 4 + "and again " * more
    cells = (
        '<cell look="belief.people-cell"><p>§Few say so.</p></cell>'
        f'<cell look="belief.known-cell"><p>¶{answer}</p></cell>'
    )
    made = leaflet(f'{h1()}<row look="belief.row" balance="yes">{cells}</row>')
    assert find(made.pdf, "¶")[0].y == pytest.approx(find(made.pdf, "§")[0].y, abs=1)
    people = boxes(made, "box")[0]
    assert people[2] - people[0] >= library().theme("default").looks["belief.row"].stack - 0.01


def test_a_balanced_table_of_two_columns_has_as_few_lines_as_its_words_can() -> None:
    """Halves gave a short column as much room as it has twice, and the other one lines more."""
    rows = "".join(f"<tr><td>Day {at}</td><td>{WORDS}</td></tr>" for at in range(4))

    def highs(balance: str) -> list[float]:
        table = f'<table look="table"{balance}><tr head="yes"><td>When</td><td>What</td></tr>{rows}</table>'
        return [top - low for _, low, _, top in boxes(leaflet(h1() + table), "tr")]

    plain, fair = highs(""), highs(' balance="yes"')
    assert fair[0] == pytest.approx(plain[0]), "the head has one line"
    assert all(one < 0.8 * other for one, other in zip(fair[1:], plain[1:], strict=True))


def test_only_two_cells_can_be_balanced() -> None:
    with pytest.raises(Unusable) as caught:
        leaflet(pair(' balance="yes"', "<p>a</p>", "<p>b</p>", "<p>c</p>"))
    (problem,) = caught.value.problems
    assert (problem.message, problem.hint) == (
        "a row that is balanced has two cells",
        "put a row into one of its cells",
    )


def test_a_cell_with_a_ground_is_as_high_as_its_row() -> None:
    inner = (
        f'<cell look="belief.known-cell"><p>{WORDS}</p></cell><cell look="belief.known-cell"><p>{WORDS * 9}</p></cell>'
    )
    made = leaflet(f'{h1()}<row look="belief.row">{inner}</row>')
    high = [box[3] - box[1] for box in boxes(made, "box")]
    assert len(high) == 2
    assert high[0] == pytest.approx(high[1], abs=0.1)


# -- lists -----------------------------------------------------------------------------------


def test_a_list_of_letters_goes_on_where_it_is_told() -> None:
    made = sheet(h1() + '<list look="signs" kind="letter" start="6"><item>one</item><item>two</item></list>')
    pdf = leaflet(made).pdf
    assert [part[2] for part in spoken(pdf) if part[0] == "Lbl"] == ["F", "G"]
    assert spoken(pdf) == said(made, panel())
    assert find(pdf, "F")[0].x < find(pdf, "one")[0].x


def test_a_letter_needs_a_look_with_a_ring() -> None:
    with pytest.raises(Unusable) as caught:
        leaflet(h1() + '<list look="list" kind="letter"><item>one</item></list>')
    assert "letter" in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("lines", "left"), [((4, 1, 1, 1, 1), 1), ((1, 1, 1, 1), 2), ((1, 1, 1, 3), 3), ((1, 1, 1, 1, 1), 3)]
)
def test_two_columns_are_halved_by_their_lines(lines: tuple[int, ...], left: int) -> None:
    items = "".join(f"<item>§{n} {WORDS * count if count > 1 else 'Short.'}</item>" for n, count in enumerate(lines))
    pdf = leaflet(h1() + f'<list look="signs" kind="number" columns="2">{items}</list>').pdf
    begins = [find(pdf, f"§{n}")[0].x for n in range(len(lines))]
    assert [one < begins[0] + 1 for one in begins] == [n < left for n in range(len(lines))]
    assert [part[2] for part in spoken(pdf) if part[0] == "Lbl"] == [str(n + 1) for n in range(len(lines))]


@pytest.mark.parametrize("before", [0, 4])
def test_of_two_columns_the_one_with_more_words_is_wider_where_that_saves_a_line(before: int) -> None:
    """Also in a list that is numbered from row to row."""
    style = styles_of(library().theme("default"), library().format("a4"), library().language("en"), "teal", 1.0)
    half = (MAIN.width - style["signs"].look.gutter) / 2
    items = ["short"] * (before + 3)

    def begins(word: str) -> list[float]:
        shown = "".join(f"<item>{one}</item>" for one in [*items, word])
        pdf = leaflet(h1() + f'<list look="signs" kind="number" columns="2">{shown}</list>').pdf
        found = find(pdf, word)
        assert len({round(one.y) for one in found}) == 1, "one line"
        return [found[0].x - MAIN.x, find(pdf, "short")[0].x - MAIN.x]

    fits, long = begins("x " * 16 + "end"), begins("x " * 21 + "longer end")
    assert fits[0] - fits[1] == pytest.approx(half + style["signs"].look.gutter, abs=0.5), "halves where they do"
    assert long[0] < fits[0] - 0.019 * MAIN.width
    assert long[0] > 0.4 * MAIN.width, "and never much narrower than the other"


def test_a_long_list_in_two_columns_is_numbered_from_row_to_row_and_goes_on_over_the_page() -> None:
    items = "".join(f"<item>§{n:02d}</item>" for n in range(1, 31))
    inner = h1() + f'<p>{WORDS}</p><list look="signs" kind="number" columns="2">{items}</list>'
    pdf = leaflet(inner, "en", paper_of(400, 180, 9)).pdf
    found = [find(pdf, f"§{n:02d}")[0] for n in range(1, 31)]
    for left, right in zip(found[::2], found[1::2], strict=True):
        assert (left.page, left.y) == (right.page, right.y)
        assert left.x < right.x
    counts = [sum(one.page == page for one in found) for page in range(1, found[-1].page + 1)]
    assert len(counts) > 1
    assert min(counts) >= 4, "two rows at least stand together"
    assert [part[2] for part in spoken(pdf) if part[0] == "Lbl"] == [str(n) for n in range(1, 31)]


# -- looks of boxes and titles ---------------------------------------------------------------


def test_a_ground_reaches_out_of_the_measure_and_words_do_not() -> None:
    made = leaflet(h1() + f'<row look="head"><cell share="1"><p>{WORDS * 2}</p></cell></row>')
    (box,) = boxes(made, "row")
    assert (box[0], box[2]) == (pytest.approx(MAIN.x), pytest.approx(MAIN.x + MAIN.width))
    with pypdfium2.PdfDocument(made.pdf) as document:
        picture = document[0].render(scale=4).to_pil().convert("L")
        y = round((document[0].get_height() - (box[1] + box[3]) / 2) * 4)
    shown = [picture.getpixel((round(x * 4), y)) < 250 for x in (MAIN.x - 9 * MM, MAIN.x - 7 * MM)]
    assert shown == [False, True], "8 mm on the left"
    shown = [picture.getpixel((round((MAIN.x + MAIN.width + x * MM) * 4), y)) < 250 for x in (7, 9)]
    assert shown == [True, False], "and on the right"
    assert all(MAIN.x - 0.5 <= one.x and one.right <= MAIN.x + MAIN.width + 0.5 for one in find(made.pdf, WORDS * 2))


@pytest.mark.parametrize("words", ["Leaking milk", "Breastfeeding " * 6, "Incomprehensibilities"])
def test_a_title_of_too_many_lines_is_made_smaller_but_not_small(words: str) -> None:
    whole = library().theme("default").looks["title"].size
    pdf = leaflet(h1(words.strip()), paper=paper_of(300, 500)).pdf
    title = find(pdf, words)
    sizes = {letter.size for letter in title}
    assert len(sizes) == 1
    size = sizes.pop()
    assert 0.75 * whole - 0.01 <= size <= whole + 0.01
    if words == "Leaking milk":
        assert size == pytest.approx(whole)
    else:
        assert size < whole
    if words == "Incomprehensibilities":
        assert len({letter.y for letter in title}) == 1, "no word is cut"


def test_who_speaks_has_a_tail() -> None:
    inner = f'{h1()}<box look="belief.people"><p>{WORDS}</p></box>'

    def below(tail: bool) -> int:
        made = leaflet(inner, theme=changed("belief.people", tail=tail))
        (box,) = boxes(made, "box")
        with pypdfium2.PdfDocument(made.pdf) as document:
            picture = document[0].render(scale=4).to_pil().convert("L")
            y = round((document[0].get_height() - (box[1] - 4)) * 4)
        return min(picture.getpixel((round((box[0] + x) * 4), y)) for x in range(20, 60))

    assert below(True) < 250 <= below(False)


def rules(made: Leaflet) -> int:
    """How many upright lines are drawn."""
    count = 0
    with open_pdf(made.pdf) as file:
        at = (0.0, 0.0)
        for operands, operator in operators(file.pages[0]):
            if operator in ("m", "l"):
                point = float(operands[0]), float(operands[1])
                count += operator == "l" and point[0] == at[0] and abs(point[1] - at[1]) > 5
                at = point
    return count


def test_rules_stand_between_columns_where_the_look_says_so() -> None:
    table = '<tr head="yes"><td>A</td><td>B</td><td>C</td></tr><tr><td>1</td><td>2</td><td>3</td></tr>'
    inner = f'{h1()}<table look="table">{table}</table>'
    plain, ruled = (rules(leaflet(inner, theme=changed("table", columns=columns))) for columns in (False, True))
    assert ruled - plain == 2 * 2, "two between three columns, in each of two rows; none at the sides"


# -- tables ----------------------------------------------------------------------------------


def test_a_cell_has_its_drawing_before_its_words() -> None:
    row = '<td head="row" picture="spoon" alt="A spoon">Drops</td><td>Some</td>'
    made = sheet(f'{h1()}<table look="table"><tr head="yes"><td>A</td><td>B</td></tr><tr>{row}</tr></table>')
    done = leaflet(made)
    heard = spoken(done.pdf)
    assert heard == said(made, panel())
    at = heard.index(("Figure", "en", "Aspoon"))
    assert heard[at + 1 :][0] == ("TH", "en", "Drops")
    (drawing,) = boxes(done, "image")
    words = find(done.pdf, "Drops")
    assert drawing[2] < words[0].x
    assert drawing[1] < words[0].y < drawing[3], "side by side"
    plain = find(leaflet(h1() + '<table look="table"><tr><td>Drops</td><td>B</td></tr></table>').pdf, "Drops")
    look = library().theme("default").looks["table.picture"]
    assert words[0].x - plain[0].x == pytest.approx(look.width + look.gutter, abs=0.1)


def test_a_target_stands_at_the_foot_of_its_cell() -> None:
    row = f'<td head="row" look="log.cell">{WORDS * 3}</td><td look="log.target">§8</td>'
    inner = f'{h1()}<table look="log"><tr head="yes"><td>A</td><td>B</td></tr><tr>{row}</tr></table>'
    made = leaflet(inner)
    low = boxes(made, "tr")[-1][1]
    (other,) = {boxes(one, "tr")[-1][1] for one in [leaflet(inner, theme=changed("log.target", valign="middle"))]}
    middle = find(leaflet(inner, theme=changed("log.target", valign="middle")).pdf, "§8")[0].y - other
    assert 0 < find(made.pdf, "§8")[0].y - low < 12 < middle


@pytest.mark.parametrize("height", range(300, 460, 20))
def test_a_small_table_is_never_torn(height: int) -> None:
    rows = "".join(f'<tr><td head="row">R{n}x</td><td>Words</td></tr>' for n in range(1, 8))
    table = f'<table look="table"><tr head="yes"><td share="1">Head</td><td share="2">Other</td></tr>{rows}</table>'
    pdf = leaflet(h1() + f"<p>{WORDS * 6}</p>" + table + table.replace("x<", "y<"), paper=paper_of(330, height, 9)).pdf
    for mark in "xy":
        assert len({find(pdf, f"R{n}{mark}")[0].page for n in range(1, 8)}) == 1
    assert all(letter.glyph for letter in letters(pdf))


# -- lines to write on -----------------------------------------------------------------------


def ruled(frame: str, look: str, height: int = 500) -> list[float]:
    """Return how far the rules of three lines to write on stand apart on a page of this height, from the top down."""
    made = leaflet(sheet(f'{frame}<lines look="{look}" count="3"/>'), paper=paper_of(480, height, 9))
    with open_pdf(made.pdf) as file:
        starts = [step[0] for step in operators(file.pages[0]) if step[1] == "m"]
    ys = sorted({round(float(y), 1) for x, y in starts if abs(float(x) - MAIN.x) < 1}, reverse=True)
    return [high - low for high, low in pairwise(ys)]


def test_lines_for_questions_go_on_to_the_foot_evenly_ruled() -> None:
    few, many = ruled(h1(), "notes.lines", 160), ruled(h1(), "notes.lines", 500)
    assert len(many) > len(few) >= 2
    assert len(many) < 11, "no page of nothing but lines"
    assert max(many) - min(many) < 0.5, "as far from one another"
    assert min(many) >= 28 - 0.5, "far enough to write between"


def test_of_lines_for_questions_a_few_alone_may_keep_words_from_a_page() -> None:
    def rooms(grow: float) -> tuple[float, float]:
        theme, paper, english = changed("notes.lines", grow=grow), library().format("a5"), library().language("en")
        styles = styles_of(theme, paper, english, "teal", 1.0)
        line = WriteLine(0.0, 400.0, NOWHERE, styles["notes.lines"], styles, 5)
        return line.room(), line.filling()

    assert rooms(4.0)[0] == rooms(4.0)[1]
    assert rooms(8.0)[0] > rooms(8.0)[1] == rooms(5.0)[1] > rooms(4.0)[1]


def test_lines_of_a_question_stay_as_many_as_they_are() -> None:
    assert len(ruled(h1(), "lines", 500)) <= 2


@pytest.mark.parametrize(("lines", "hollow"), [(3, False), (5, True)])
def test_a_speech_bubble_is_as_high_as_its_words_rather_than_half_empty(lines: int, hollow: bool) -> None:
    """What stands in the other cell, without a tail, is as high as the row."""
    row = (
        '<row look="belief.row"><cell look="{0}" share="1"><p>Short.<br/>Two.</p></cell>'
        '<cell look="{1}" share="1"><p>' + "Line.<br/>" * (lines - 1) + "End.</p></cell></row>"
    )
    looks = "belief.people-cell", "belief.known-cell"
    for left, right in (looks, looks[::-1]):
        one, two = boxes(leaflet(h1() + row.format(left, right)), "box")[-2:]
        assert one[3] == pytest.approx(two[3])
        high, other = one[3] - one[1], two[3] - two[1]
        if hollow and left == looks[0]:
            assert other - high > 30
        else:
            tail = TAIL if left == looks[0] else 0.0
            assert other == pytest.approx(high + tail), "what its tail needs is left below it"


def test_a_bubble_that_needs_the_height_of_its_row_has_no_tail() -> None:
    """It ran over the rule of the foot below the last row of a page."""
    row = (
        '<row look="belief.row"><cell look="belief.people-cell" share="1"><p>' + "Line.<br/>" * 5 + "End.</p></cell>"
        '<cell look="belief.known-cell" share="1"><p>{}</p></cell></row>'
    )
    plain, tailed = (leaflet(h1() + row.format("Line.<br/>" * count + "End.")) for count in (4, 6))
    for made, tails in ((plain, 0), (tailed, 1)):
        bubble, answer = boxes(made, "box")[-2:]
        assert answer[3] - answer[1] == pytest.approx(bubble[3] - bubble[1] + TAIL * tails)
        tip = bubble[0] + 28, bubble[1] - TAIL
        drawn = [
            tuple(map(float, of)) for page in open_pdf(made.pdf).pages for of, name in operators(page) if name == "l"
        ]
        assert sum(one == pytest.approx(tip, abs=0.01) for one in drawn) == tails


def test_speech_bubbles_beside_each_other_are_alike() -> None:
    """Twins in two languages, however much longer the words of one are."""
    cell = '<cell look="belief.people-cell" share="1"><p>{}</p></cell>'
    row = f'<row look="belief.row">{cell.format("Short.")}{cell.format("Line.<br/>" * 5 + "End.")}</row>'
    one, two = boxes(leaflet(h1() + row), "box")[-2:]
    assert one == pytest.approx((one[0], two[1], one[2], two[3]))
