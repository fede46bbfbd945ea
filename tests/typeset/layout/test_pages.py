"""Where pages end: no single lines, no parted rows or boxes, headings with their text, and an error where it cannot fit."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from probes import (
    DANGER,
    PLACE,
    find,
    h1,
    leaflet,
    letters,
    library,
    lines,
    paper_of,
    said,
    sheet,
    spoken,
    text,
    with_running,
)

from generator.model.design import Format
from generator.model.problems import Unusable
from generator.typeset.layout.flow import Slab
from generator.typeset.layout.pages import Paged, fit_pages
from generator.typeset.pdf.tags import CLINIC_MARKS
from generator.typeset.text.style import Style, Styles

WORDS = "Feed your baby whenever she asks for it, by day and by night, and stop when she has had enough. "


def body_lines(pdf: bytes) -> list[tuple[int, str]]:
    """(page, words) of every line that is read aloud, the clinic's left out."""
    return [(line[0].page, text(line)) for line in lines(pdf) if line[0].mark >= CLINIC_MARKS and line[0].size < 20]


@pytest.mark.parametrize("height", range(180, 420, 12))
def test_no_paragraph_leaves_one_line_behind_or_ahead(height: int) -> None:
    made = "".join(f"<p>§{number} {WORDS * 2}§</p>" for number in range(5))
    pages: dict[str, list[int]] = {}
    now = ""
    for page, words in body_lines(leaflet(h1() + made, "en", paper_of(330, height, 9)).pdf):
        if words.startswith("§"):
            now = words[:2]
        pages.setdefault(now, []).append(page)
    assert len(pages) == 5
    for found in pages.values():
        for page in set(found):
            assert found.count(page) == len(found) or found.count(page) >= 2, pages


@pytest.mark.parametrize("height", range(180, 420, 12))
def test_a_heading_stays_with_two_lines_of_its_text(height: int) -> None:
    made = "".join(
        f'<p look="section.title" role="H2" label="{n}">Heading {n}</p><p>{WORDS * 2}</p>' for n in range(1, 6)
    )
    where = body_lines(leaflet(h1() + made, "en", paper_of(330, height, 9)).pdf)
    for at, (page, words) in enumerate(where):
        if "Heading" in words:
            assert [where[at + 1][0], where[at + 2][0]] == [page, page]


@pytest.mark.parametrize("height", range(200, 420, 20))
def test_a_step_is_never_parted(height: int) -> None:
    items = "".join(f"<item>§{n} {WORDS}</item>" for n in range(1, 9))
    pdf = leaflet(h1() + f'<list look="steps" kind="number">{items}</list>', "en", paper_of(330, height, 9)).pdf
    pages: dict[str, set[int]] = {}
    now = ""
    for page, words in body_lines(pdf):
        if "§" in words:
            now = words.partition("§")[2][:1]
        if now and not words.strip().isdigit():
            pages.setdefault(now, set()).add(page)
    assert len(pages) == 8
    assert all(len(found) == 1 for found in pages.values()), pages


@pytest.mark.slow
@pytest.mark.parametrize("look", ["list", "check"])
def test_a_list_that_fits_a_page_is_not_parted_where_words_before_it_can_be(look: str) -> None:
    kind = "tick" if look == "check" else "bullet"
    items = "".join(f"<item>§{n} short</item>" for n in range(4))
    parted = []
    for height in range(200, 400, 10):
        inner = f'<p>{WORDS * 8}</p><list look="{look}" kind="{kind}" columns="1">{items}</list><p>{WORDS * 2}</p>'
        pdf = leaflet(h1() + inner, "en", paper_of(330, height, 9)).pdf
        parted.append(len({find(pdf, f"§{n}")[0].page for n in range(4)}) > 1)
    assert not any(parted), parted


@pytest.mark.parametrize("height", range(200, 400, 20))
def test_a_list_stands_with_the_words_that_introduce_it(height: int) -> None:
    """Also where little follows, so that pages would be more alike otherwise."""
    items = "".join(f"<item>§{n} short</item>" for n in range(4))
    inner = f'<p>{WORDS * 6} Take these with you:</p><list look="check" kind="tick">{items}</list><p>{WORDS}</p>'
    pdf = leaflet(h1() + inner, "en", paper_of(330, height, 9)).pdf
    assert find(pdf, "with you:")[-1].page == find(pdf, "§0")[0].page


TABLE = (
    '<p look="intro">A log.</p><table look="table"><tr head="yes"><td share="1">Headcell</td><td share="2">Other</td></tr>'
    + "".join(f'<tr><td head="row">R{n}x</td><td>{WORDS} E{n}x</td></tr>' for n in range(1, 13))
    + "</table>"
)


def test_a_table_repeats_its_head_and_keeps_its_rows_whole() -> None:
    made = sheet(h1() + TABLE)
    done = leaflet(made, "en", paper_of(400, 330, 9))
    found = letters(done.pdf)
    heads = {letter.page: letter.y for letter in found if letter.words == "H"}
    rows = {number: find(done.pdf, f"R{number}x")[0] for number in range(1, 13)}
    pages = sorted({row.page for row in rows.values()})
    assert len(pages) > 1
    assert set(heads) == set(pages), "every page of the table has its head"
    for number, row in rows.items():
        assert find(done.pdf, f"E{number}x")[0].page == row.page
        assert row.y < heads[row.page]
    assert sum(row.page == pages[0] for row in rows.values()) >= 1, "a head never stands alone"
    assert spoken(done.pdf)[:5] == said(made)[:5]
    assert text(found).count("Headcell") == len(pages)
    assert sum(part[2].count("Headcell") for part in spoken(done.pdf)) == 1, "a repeated head is not read twice"


def test_repeated_heads_pass_pdf_ua() -> None:
    import page

    found = page.validate_pdf_bytes(leaflet(sheet(h1() + TABLE), "en", paper_of(400, 330, 9)).pdf, profile="ua1")
    assert found.is_compliant, [(one.rule_id, one.message) for one in found.failures]


@pytest.mark.parametrize("height", range(240, 420, 20))
def test_a_box_is_never_parted(height: int) -> None:
    box = '<box look="note"><p look="note.words">§{} ' + WORDS + " §</p></box>"
    pdf = leaflet(h1() + "".join(box.format(n) for n in range(6)), "en", paper_of(330, height, 9)).pdf
    pages: dict[str, set[int]] = {}
    now = ""
    for page, words in body_lines(pdf):
        if words.startswith("§"):
            now = words[:2]
        pages.setdefault(now, set()).add(page)
    assert all(len(found) == 1 for found in pages.values()), pages


def test_a_box_taller_than_a_page_goes_on_over_it() -> None:
    made = sheet(h1() + '<box look="note">' + f'<p look="note.words">{WORDS}</p>' * 14 + "</box>")
    done = leaflet(made, "en", paper_of(330, 300, 9))
    assert done.pages > 1
    assert spoken(done.pdf)[:2] == said(made)[:2]


# -- the danger box -----------------------------------------------------------------


def danger_lines(pdf: bytes) -> set[int]:
    return {
        letter.page
        for words in ("Call us today", "Your baby", "feeds fewer", "is yellow")
        for letter in find(pdf, words)
    }


@pytest.mark.parametrize("before", [0, 1, 3])
def test_the_danger_box_stands_whole_on_the_first_page(before: int) -> None:
    inner = h1() + f"<p>{WORDS * 2}</p>" * before + DANGER + f"<p>{WORDS * 3}</p>" * 6
    assert danger_lines(leaflet(inner, "en", paper_of(330, 420, 9)).pdf) == {1}


def test_a_danger_box_too_far_down_is_refused_at_its_line() -> None:
    blocks = "".join(f'<block kind="text" origin="{PLACE}"><p>{n} {WORDS * 2}</p></block>' for n in range(8))
    warning = f'<block kind="warning" origin="content/sample.yaml:40">{DANGER}</block>'
    with pytest.raises(Unusable) as caught:
        leaflet(sheet(h1(), frame='<area name="main">{}' + blocks + warning + "</area>"), "en", paper_of(330, 330, 9))
    (problem,) = caught.value.problems
    assert str(problem.origin) == "content/sample.yaml:40"
    assert problem.message == "the danger box does not fit on the first page"
    assert "move it up" in problem.hint


def test_a_danger_box_that_cannot_stand_on_page_one_is_an_error_with_its_line() -> None:
    many = DANGER.replace("<item>is yellow</item>", f"<item>{WORDS}</item>" * 14)
    with pytest.raises(Unusable) as caught:
        leaflet(h1() + many, "en", paper_of(330, 300, 9))
    assert PLACE in str(caught.value)
    assert caught.value.problems[0].hint


# -- what does not fit ----------------------------------------------------------------


def test_what_does_not_fit_is_an_error_at_the_block_that_runs_over() -> None:
    blocks = "".join(
        f'<block kind="text" origin="content/sample.yaml:{100 + n}"><p>{WORDS * 3}</p></block>' for n in range(30)
    )
    frame = '<area name="main">{}' + blocks + "</area>"
    with pytest.raises(Unusable) as caught:
        leaflet(sheet(h1(), frame=frame), "en", paper_of(330, 400, 2))
    (problem,) = caught.value.problems
    assert problem.origin.file == "content/sample.yaml"
    assert 104 < problem.origin.line < 129
    assert "does not fit 2 page(s)" in problem.message
    assert "smaller" in problem.hint


def test_the_named_block_is_where_the_last_page_ends() -> None:
    """Take the named block and all after it away: then it fits."""

    def made(count: int) -> str:
        blocks = "".join(
            f'<block kind="text" origin="content/sample.yaml:{100 + n}"><p>{WORDS * 3}</p></block>'
            for n in range(count)
        )
        return '<area name="main">{}' + blocks + "</area>"

    with pytest.raises(Unusable) as caught:
        leaflet(sheet(h1(), frame=made(30)), "en", paper_of(330, 400, 2))
    count = caught.value.problems[0].origin.line - 100
    assert leaflet(sheet(h1(), frame=made(count)), "en", paper_of(330, 400, 2)).pages == 2
    with pytest.raises(Unusable):
        leaflet(sheet(h1(), frame=made(count + 2)), "en", paper_of(330, 400, 2))


def test_a_running_head_that_does_not_fit_is_an_error() -> None:
    frame = (
        f'<area name="running"><block kind="x" origin="{PLACE}"><p>{WORDS * 5}</p></block></area>'
        + '<area name="main">{}</area>'
    )
    with pytest.raises(Unusable) as caught:
        leaflet(sheet(h1(), frame=frame), paper=with_running(library().format("a4")))
    assert "the area 'running' need" in str(caught.value)
    assert PLACE in str(caught.value)


def test_an_area_without_a_place_is_an_error() -> None:
    with pytest.raises(Unusable) as caught:
        leaflet(sheet(h1(), frame='<area name="main">{}</area><area name="margin"><p>x</p></area>'))
    assert "no place for the area 'margin'" in str(caught.value)


def test_a_look_the_theme_lacks_is_an_error_with_a_hint() -> None:
    with pytest.raises(Unusable) as caught:
        leaflet(h1() + '<p look="bdoy">x</p>')
    assert "no look called 'bdoy'" in str(caught.value)
    assert "did you mean 'body'?" in str(caught.value)


def test_a_place_for_the_clinic_stands_only_once() -> None:
    with pytest.raises(Unusable) as caught:
        leaflet(h1() + DANGER + DANGER)
    assert "stands twice" in str(caught.value)


def test_a_forced_page_end_is_kept() -> None:
    done = leaflet(h1() + "<p>Front</p><break/><p>Back</p>")
    assert done.pages == 2
    assert find(done.pdf, "Back")[0].page == 2


# -- copy-fitting ----------------------------------------------------------------------


def sizes(pdf: bytes) -> list[float]:
    """Sizes of all words but raised numbers."""
    return [letter.size for letter in letters(pdf) if not letter.rise and letter.words.strip()]


def fitted(count: int, paper: Format) -> tuple[float, float, bytes]:
    head = '<p look="section.title" role="H2" label="1">Heading</p>'
    whole = head + f"<p>{WORDS * 3}</p>" + '<list look="list"><item>One</item><item>Two</item></list>'
    inner = h1() + whole * (count // 4) + "<p>One line.</p>" * (count % 4)
    done = leaflet(inner, "en", paper)
    return done.spacing, done.scale, done.pdf


def test_first_the_space_gives_way_then_the_size_and_never_below_the_minimum() -> None:
    paper = paper_of(420, 600, 1)
    seen: list[tuple[float, float]] = []
    for count in range(4, 48):
        try:
            spacing, scale, pdf = fitted(count, paper)
        except Unusable as error:
            assert "does not fit" in str(error)
            break
        seen.append((spacing, scale))
        assert min(sizes(pdf)) >= 9
        assert min(letter.size for letter in find(pdf, WORDS)) >= 12
        tops = [letter.y for letter in find(pdf, WORDS)]
        assert (
            min(letter.y for letter in letters(pdf) if letter.mark >= CLINIC_MARKS)
            >= paper.height - paper.areas["main"].y - 600
        )
        assert tops
    else:
        pytest.fail("it never became too much")
    assert len(seen) > 2
    assert seen == sorted(seen, key=lambda pair: -pair[1]), "the size never grows with more words"
    assert seen[0][1] == 1, "words are as large as the theme says, whatever room there is"
    assert seen[0][0] > seen[-1][0]
    assert all(spacing < 0.7 for spacing, scale in seen if scale < 1), "space gives way before letters do"


def test_no_style_is_smaller_than_the_format_allows_at_any_scale() -> None:
    shelf = library()
    paper = shelf.format("a4")
    for name, look in shelf.theme("default").looks.items():
        style: Style = Styles(shelf.theme("default"), paper, shelf.language("en"), "teal", 0.1)[name]
        assert style.size >= 9, name
        if look.size >= 12 and not look.fixed:
            assert style.size >= 12, name
    small = replace(paper, minimum=7.0, body_minimum=8.0)
    assert Styles(shelf.theme("default"), small, shelf.language("en"), "teal", 0.1)["body"].size >= 8


def test_rows_to_write_in_take_the_spare_height() -> None:
    inner = (
        h1()
        + '<table look="log"><tr head="yes"><td>A</td><td>B</td></tr>'
        + '<tr><td head="row">R</td><td></td></tr>' * 3
        + "</table>"
    )
    done = leaflet(inner)
    heights = [one.box[3] - one.box[1] for one in done.placed if one.tag == "tr"]
    assert all(high > 30 for high in heights[1:]), heights


# -- the division itself -----------------------------------------------------------------


class Strip(Slab):
    """A strip of a given height."""

    def __init__(self, high: float, glued: bool) -> None:
        self.high, self.glued, self.before, self.after = high, glued, 4.0, 4.0

    def height(self, spacing: float) -> float:
        return self.high

    def draw(self, pen: object, x: float, top: float, spacing: float, extra: float) -> None:
        """Nothing to draw: only its height is asked for."""


@pytest.mark.slow
@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    strips=st.lists(st.tuples(st.floats(5, 60), st.booleans()), min_size=1, max_size=30),
    heights=st.lists(st.floats(60, 300), min_size=1, max_size=4),
)
def test_every_strip_is_on_a_page_once_in_order_and_within_it(
    strips: list[tuple[float, bool]], heights: list[float]
) -> None:
    slabs = [Strip(high, glued and at > 0) for at, (high, glued) in enumerate(strips)]
    found: Paged | None = fit_pages(slabs, heights, 0.3)
    if found is None:
        return
    assert [placed.slab for frame in found.frames for placed in frame] == slabs
    for frame, height in zip(found.frames, heights, strict=True):
        down = 0.0
        for placed in frame:
            assert placed.down >= down - 0.01
            down = placed.down + placed.slab.height(1.0) + placed.extra
        assert down <= height + 0.05
        if frame and frame is not found.frames[0]:
            assert not frame[0].slab.glued


@pytest.mark.parametrize("height", range(260, 420, 20))
def test_spare_height_goes_above_headings_and_not_between_them_and_their_text(height: int) -> None:
    made = "".join(f'<p look="section.title" role="H2" label="{n}">Heading {n}</p><p>{WORDS}</p>' for n in range(1, 4))
    pdf = leaflet(h1() + made, "en", paper_of(330, height, 9)).pdf
    rows = [line for line in lines(pdf) if line[0].mark >= CLINIC_MARKS and not text(line).strip().isdigit()]
    below = [
        one[0].y - two[0].y for one, two in pairwise(rows) if "Heading" in text(one) and one[0].page == two[0].page
    ]
    above = [
        one[0].y - two[0].y for one, two in pairwise(rows) if "Heading" in text(two) and one[0].page == two[0].page
    ]
    assert len(below) == 3
    assert max(below) - min(below) < 0.5, "headings are as near to their text on every page"
    assert max(below) < min(above, default=max(below) + 1)


@pytest.mark.parametrize("height", range(198, 378, 12))
def test_a_heading_of_many_lines_is_never_parted(height: int) -> None:
    words = "<p>Some words.</p>" * 5
    heading = '<p look="section.title" role="H2" label="1">' + "Where a long heading goes on and on, " * 4 + "§</p>"
    pdf = leaflet(sheet(h1() + words + heading + words), paper=paper_of(300, height, 9)).pdf
    last = find(pdf, "§")[0]
    assert find(pdf, "Where a long")[0].page == last.page
