"""The tri-fold as paper: cut at its folds, folded, and opened again as a reader does."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace
from probes import ROOT, fold, library, lines

from generator import Library, Order, make
from generator.checks.gather import gather
from generator.checks.measures import boxes_apart, left_edges
from generator.checks.room import EDGES
from generator.cli import main
from generator.model.design import Format
from generator.model.leaflet import Leaflet
from generator.model.problems import Unusable
from generator.model.sheet import Element, Run, Sheet
from generator.model.units import POINTS
from generator.stages.bodies import body
from generator.stages.panels import clinic_panel
from generator.stages.themes import notes_of
from generator.typeset import typeset
from generator.typeset.layout.body import Fits, _Leaf
from generator.typeset.layout.chains import Shorter, chains, leavable_in, shortened, turned, without
from generator.typeset.layout.fitting import Fittable
from generator.typeset.text.setters import setters_of

PAPERS = ["trifold-a4", "trifold-letter"]
LANGUAGES = ["en", "vi", "zh_Hans", "zh_Hant", "ja"]
CLINIC = "example"


@cache
def made(topic: str, language: str, paper: str = "trifold-a4") -> Leaflet:
    return make(Order(topic, language, paper, clinic=CLINIC), library())


def panels(paper: Format, page: int) -> list[tuple[float, float]]:
    """A side cut at its folds: left and right edge of each panel."""
    edges = [0.0, *paper.folds_of(page), paper.width]
    return list(pairwise(edges))


def as_opened(paper: Format, leftward: bool = False) -> list[tuple[int, float, float]]:
    """The panels in the order in which hands find them, from nothing but where the folds are.

    The narrow panel is folded in first, the outer one over it: that one is the cover. Behind a panel of the first
    side lies its mirror on the second.
    """
    outside = panels(paper, 0)
    if leftward:
        outside.reverse()
    flap, back, cover = outside
    assert flap[1] - flap[0] < min(back[1] - back[0], cover[1] - cover[0]), "the panel folded in must be the narrowest"

    def behind(panel: tuple[float, float]) -> tuple[float, float]:
        return paper.width - panel[1], paper.width - panel[0]

    order = [(0, cover), (0, flap), (1, behind(cover)), (1, behind(back)), (1, behind(flap)), (0, back)]
    return [(page, *panel) for page, panel in order]


def bare(text: str) -> str:
    """Words without spaces and hyphens: PDFium takes a hyphen at the end of a line for one of ours."""
    return fold(text).replace("-", "").replace("\x02", "")


def words(pdf: bytes, page: int, left: float, right: float) -> str:
    """The words of a panel as a program finds them on the drawn page, between two edges."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        height = document[page].get_height()
        return bare(text.get_text_bounded(left, 0, right, height))


def said(sheet: Sheet, *names: str) -> list[str]:
    """The words that stand in areas of a sheet, paragraph by paragraph."""
    found = []

    def visit(element: Element) -> None:
        if element.runs:
            found.append(bare("".join(run.words for run in element.runs)))
        for child in element.children:
            visit(child)

    for name in names:
        for area in sheet.areas:
            if area.get("name") == name:
                visit(area)
    return [each for each in found if each]


def in_order(parts: list[str], text: str) -> int:
    """How many of the parts come one after the other in a text."""
    at = 0
    for count, part in enumerate(parts):
        at = text.find(part, at)
        if at < 0:
            return count
        at += len(part)
    return len(parts)


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_folded_and_opened_it_is_read_in_order(language: str, paper: str) -> None:
    form = library().format(paper)
    for topic in library().topics():
        leaflet = made(topic, language, paper)
        assert leaflet.pages == 2
        read = "".join(words(leaflet.pdf, *panel) for panel in as_opened(form))
        sheet = without(body(Order(topic, language, paper, clinic=CLINIC), library()), leaflet.left)
        wanted = said(sheet, "cover", "flap", "main", "back")
        assert in_order(wanted, read) == len(wanted), (topic, wanted[in_order(wanted, read)])


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
def test_nothing_stands_on_a_fold(paper: str) -> None:
    form = library().format(paper)
    for topic in library().topics():
        for placed in made(topic, "ja", paper).placed:
            for crease in form.folds_of(placed.page - 1):
                assert not placed.box[0] - 3 < crease < placed.box[2] + 3, (topic, placed)


@pytest.mark.sweep
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", library().topics())
def test_no_danger_sign_is_left_out(topic: str, language: str) -> None:
    """Whatever goes to the longer editions: every sign of the full leaflet stands on the outside of the folded sheet."""
    full = body(Order(topic, language, "a4", clinic=CLINIC), library())
    signs = [
        bare("".join(run.words for run in item.runs))
        for area in full.areas
        for element in area.walk()
        if element.get("look").removesuffix("-tight") in ("strip.today", "strip.now")
        for item in element.children
    ]
    assert len(signs) >= 13
    form = library().format("trifold-a4")
    leaflet = made(topic, language)
    flap, back, _ = panels(form, 0)
    outside = words(leaflet.pdf, 0, *flap) + words(leaflet.pdf, 0, *back)
    assert [sign for sign in signs if sign not in outside] == []


STOCK = (ROOT / "content/eating-and-drinking.yaml").read_text(encoding="utf-8")
LONG = (
    """
  - section: Words that nobody has room for
    evidence: guideline
    sources: [cdc-diet]
    priority: 9
    blocks:
"""
    + "      - text: This is a paragraph that is here to take room, one line after the other, until there is none.\n"
    * 12
)


def longer(folder: Path) -> Library:
    """A library whose topic is too long for a tri-fold: one block goes always, one because it has the highest number."""
    (folder / "content").mkdir()
    at = STOCK.index("  - belief:")
    first = "  - section: Calcium and vitamin D\n"
    assert first in STOCK
    words = STOCK[:at].replace(first, f"{first}    short: no\n") + LONG.lstrip("\n") + "\n" + STOCK[at:]
    (folder / "content/eating-and-drinking.yaml").write_text(words, encoding="utf-8")
    return Library.open(folder)


def test_what_is_left_out_is_named_on_it_and_nothing_else_is(tmp_path: Path) -> None:
    form, own = library().format("trifold-a4"), longer(tmp_path)
    order = Order("eating-and-drinking", "en", "trifold-a4", clinic=CLINIC)
    leaflet, whole = make(order, own), body(order, own)
    elements = [element for area in whole.areas for element in area.walk()]
    text = "".join(words(leaflet.pdf, *panel) for panel in as_opened(form))
    blocks = [each for each in elements if each.tag == "block" and each.get("leave")]
    gone = [block for block in blocks if block.get("name") in leaflet.left]
    assert {"0", "9"} <= {block.get("leave") for block in gone}
    assert len(gone) < len(blocks)
    inside = {id(inner) for block in gone for inner in block.walk() if inner is not block}
    for block in (one for one in blocks if id(one) not in inside):
        kept = block if block in gone else Shorter(whole).kept_without(block, leaflet.left)
        parts = [bare("".join(run.words for run in each.runs)) for each in kept.walk() if each.tag in ("item", "p")]
        if block in gone:
            titled = any(each.get("label") for each in block.walk() if each.get("role") == "H2")
            assert [part for part in parts[titled:] if len(part) > 12 and part in text] == []
            assert not titled or parts[0] in text, f"nothing says that {parts[0]} was left out"
        else:
            assert in_order(parts, text) == len(parts), parts
    titles = [one for block in gone for one in block.walk() if one.get("label") and one.get("role") == "H2"]
    assert len(titles) >= 2, "the section that always goes, and the one that goes first"
    assert "fullleafletED" in text


def plain(*blocks: tuple[str, str]) -> Sheet:
    inner = tuple(Element("block", {"name": name, "leave": leave}) for name, leave in blocks)
    return Sheet("A title", "en", "teal", (Element("area", {"name": "main"}, inner),))


def test_words_about_what_is_left_tell_the_whole_from_a_part() -> None:
    part = Element("block", {"name": "a.2", "leave": "9"})
    section = Element("block", {"name": "a", "leave": "1"}, (Element("block", {"name": "a.1", "leave": "1"}), part))
    names = tuple(
        Element("p", {"left": name, "left-as": how}, runs=(Run(f"{name} {how}"),))
        for name in ("a", "b", "c")
        for how in ("whole", "part")
    )
    (main,) = plain(("b", "1"), ("c", "1")).areas
    sheet = Sheet("A title", "en", "teal", (replace(main, children=(section, *main.children, *names)),))
    told = [one for area in without(sheet, ["a.2", "b"]).areas for one in area.walk() if one.tag == "p"]
    assert ["".join(run.words for run in one.runs) for one in told] == ["a part", "b whole"]


def test_signs_stand_as_far_from_the_frame_at_their_right_as_at_their_left() -> None:
    """A telephone or a sign that reaches the frame looks cut off."""
    looks = library().format("trifold-letter").looks
    for look in ("panel.today", "panel.now"):
        _, right, _, left = looks[look]["padding"]
        assert right >= left > 5, look


def test_words_may_be_about_several_blocks_and_about_what_stays() -> None:
    """A section that no edition leaves has parts that may be left; one line may be about several of them."""
    first = Element("block", {"name": "a"}, (Element("block", {"name": "a.1", "leave": "1"}),))
    second = Element("block", {"name": "b"}, (Element("block", {"name": "b.1", "leave": "1"}),))
    told = tuple(Element("p", {"left": names}, runs=(Run(names),)) for names in ("a", "b", "a b", "b.1 x"))
    sheet = Sheet("A title", "en", "teal", (Element("area", {"name": "main"}, (first, second, *told)),))

    def said(*left: str) -> list[str]:
        words = [one for area in without(sheet, left).areas for one in area.walk() if one.tag == "p"]
        return ["".join(run.words for run in one.runs) for one in words]

    assert said() == []
    assert said("a.1") == ["a", "a b"]
    assert said("b.1") == ["b", "a b", "b.1 x"]


@pytest.mark.sweep
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_section_that_goes_on_elsewhere_says_so(language: str, paper: str) -> None:
    """The box of what the full leaflet holds says of a section that stands here in part that it has the rest of it."""
    form, parted = library().format(paper), 0
    for topic in library().topics():
        leaflet, whole = made(topic, language, paper), body(Order(topic, language, paper, clinic=CLINIC), library())
        here = "".join(words(leaflet.pdf, 1, *panel) for panel in panels(form, 1))
        for section in (one for area in whole.areas for one in area.walk() if one.get("kind") == "section"):
            name = section.get("name")
            if not section.get("leave") or not {name, *leavable_in(section)} & set(leaflet.left):
                continue
            told = [one for area in whole.areas for one in area.walk() if one.get("left") == name]
            by = {one.get("left-as"): bare("".join(run.words for run in one.runs)) for one in told}
            assert by["part"].startswith(by["whole"]) and len(by["part"]) > len(by["whole"])
            assert (by["part"] in here) is (name not in leaflet.left), (topic, by)
            assert by["whole"] in here
            parted += name not in leaflet.left
    assert parted, "no leaflet has a section in part, and nothing was tested"


MOST_BLANK = 0.16
"""The part of an inside panel that may stay blank at its foot; the last one ends with the foot of the page."""


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_panel_is_half_empty(language: str, paper: str) -> None:
    form = library().format(paper)
    for topic in library().topics():
        leaflet = made(topic, language, paper)
        for name in ("left", "middle"):
            area = form.areas[name]
            foot = min(one.box[1] for one in leaflet.placed if one.page == 2 and one.area == name)
            blank = foot - (form.height - area.y - area.height)
            assert blank <= MOST_BLANK * area.height, (topic, name, blank / area.height)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_foot_is_clear_of_what_stands_above_it(paper: str) -> None:
    """The box of what is left all but touched its rule on Letter; a line to write on and that rule were a double line."""
    areas = library().format(paper).areas
    for above, foot in (("right", "foot-inside"), ("back", "foot")):
        assert areas[foot].y - areas[above].y - areas[above].height >= 3 * POINTS["mm"] - 0.01, above


def test_a_line_to_write_on_stands_off_the_foot_where_there_is_room() -> None:
    form = library().format("trifold-letter")
    for topic, language in (("emotional-wellbeing", "vi"), ("how-milk-is-made", "zh_Hans")):
        right = [one for one in made(topic, language, form.name).placed if (one.page, one.area) == (2, "right")]
        gap = min(one.box[1] for one in right) - (form.height - form.areas["foot-inside"].y)
        assert gap > 5 * POINTS["mm"], topic


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["en", "zh_Hant", "ja"])
def test_the_first_line_for_questions_begins_behind_their_heading(language: str, paper: str) -> None:
    """One line stood alone on A4, since the heading took the room of another."""
    back = [one for one in made("increasing-supply", language, paper).placed if (one.page, one.area) == (1, "back")]
    first, last = (one.box for one in back if one.tag == "lines")
    assert first[0] > last[0] + 20 * POINTS["mm"] and first[2] == pytest.approx(last[2], abs=0.1)


def test_behind_a_long_heading_no_line_is_too_short_to_write_on() -> None:
    lines = [one for one in made("increasing-supply", "vi").placed if (one.page, one.tag) == (1, "lines")]
    assert min(one.box[2] - one.box[0] for one in lines) >= 30 * POINTS["mm"]


@pytest.mark.parametrize(
    ("topic", "language", "paper", "heading"),
    [
        ("increasing-supply", "vi", "trifold-a4", "Thường xuyên,"),
        ("how-milk-is-made", "vi", "trifold-letter", "Hai nội tiết tố"),
        ("how-milk-is-made", "zh_Hant", "trifold-letter", "每次餵奶，"),
    ],
)
def test_no_drawing_beside_a_heading_parts_a_word_of_it(topic: str, language: str, paper: str, heading: str) -> None:
    """It is left, or stands below the heading: beside it a line ended in Thường | xuyên."""
    leaflet = made(topic, language, paper)
    ended = ["".join(one.words for one in line).strip() for line in lines(leaflet.pdf)]
    assert any(bare(line).endswith(bare(heading)) for line in ended)


def test_signs_over_a_fold_are_no_pair_under_a_heading_of_two_lines() -> None:
    """It stands there on one line, a step smaller: two signs alone were under "Bé: gọi ngay | hôm nay …"."""
    paper = library().format("trifold-letter")
    panel = words(made("danger-signs", "vi", paper.name).pdf, 1, *panels(paper, 1)[2])
    assert bare("Da hay mắt mới") in panel
    drawn = ["".join(one.words for one in line) for line in lines(made("danger-signs", "vi", paper.name).pdf, False)]
    assert any(bare("Bé: gọi ngay hôm nay …") in bare(line) for line in drawn)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_expressing_says_how_often_what_to_boil_and_what_a_baby_unit_asks(language: str, paper: str) -> None:
    """In Japanese one of the three was left on Letter; that not every mother need express may find no room."""
    given = {
        "How often": "If your baby cannot feed yet, express",
        "what to boil": "If your baby is under 2 months old",
        "the unit": "If your baby is in the **baby unit**",
    }
    source = (ROOT / "content/expressing-milk.yaml").read_text(encoding="utf-8").splitlines()
    left = made("expressing-milk", language, paper).left
    for what, begins in given.items():
        at = next(number for number, line in enumerate(source, 1) if begins in line)
        assert f"line-{at}" not in left, what


def test_the_box_of_what_is_left_is_as_high_as_its_code_where_it_names_nothing() -> None:
    """Its title stands beside the code: over the full width of the box it left a blank of the code's height below."""
    leaflet = made("how-milk-is-made", "en")
    boxes = [one for one in leaflet.placed if (one.page, one.area, one.tag) == (2, "right", "box")]
    last = min(boxes, key=lambda one: one.box[1])
    assert last.box[3] - last.box[1] < 20 * POINTS["mm"]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_drawing_gives_way_to_a_section(language: str) -> None:
    """Six sections stand on the sheet, a drawing on each panel; nothing is said of the drawings that gave way."""
    topic = "how-milk-is-made"
    leaflet, whole = made(topic, language), body(Order(topic, language, "trifold-a4", clinic=CLINIC), library())
    sheet = without(whole, leaflet.left)
    sections = [one for area in whole.areas for one in area.walk() if one.get("kind") == "section"]
    assert len(sections) == 6 and not {one.get("name") for one in sections} & set(leaflet.left)
    gone = [name for name in leaflet.left if name.startswith("drawing-")]
    assert gone
    for name in ("left", "middle", "right"):
        images = [one for one in leaflet.placed if (one.page, one.area, one.tag) == (2, name, "image")]
        assert any(one.box[2] - one.box[0] > 60 for one in images), name
    named = [one for area in sheet.areas for one in area.walk() if one.get("look") == "left.words"]
    parted = {one.get("name") for one in sections if set(leavable_in(one)) & set(leaflet.left)}
    assert {one.get("left") for one in named} == parted


def test_the_sheet_says_so_where_only_a_block_without_a_number_is_left() -> None:
    quiz = Element("block", {"name": "quiz", "leave": "9"})
    drawing = Element("box", {"look": "panel.drawing", "name": "drawing-1", "leave": "9"})
    section = Element("block", {"name": "section", "leave": "1"}, (drawing,))
    more = Element("p", {"left": "any"}, runs=(Run("More"),))
    sheet = Sheet("A title", "en", "teal", (Element("area", {"name": "main"}, (section, quiz, more)),))
    assert more in without(sheet, ["quiz"]).areas[0].children
    assert more not in without(sheet, ["drawing-1"]).areas[0].children


def sections_of(topic: str, language: str, paper: str) -> list[Element]:
    whole = body(Order(topic, language, paper, clinic=CLINIC), library())
    return [one for area in whole.areas for one in area.walk() if one.get("kind") == "section"]


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_section_is_left_where_a_later_one_stands_that_is_needed_no_more(language: str, paper: str) -> None:
    for topic in library().topics():
        left, lost = made(topic, language, paper).left, 10
        for section in (one for one in sections_of(topic, language, paper) if one.get("leave")):
            if section.get("name") in left:
                lost = min(lost, int(section.get("leave")))
            else:
                assert int(section.get("leave")) < lost, (topic, section.get("name"))


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_how_long_milk_keeps_stands_on_the_leaflet_of_expressing(language: str, paper: str) -> None:
    """Its section is needed most (``priority: 1``): mothers look its table up; the cover speaks of it."""
    sections = sections_of("expressing-milk", language, paper)
    (kept,) = [one for one in sections if any(row.tag == "table" for row in one.walk())]
    assert kept.get("leave") == "1"
    tables = [one.get("name") for one in kept.walk() if one.get("kind") == "table"]
    assert not {kept.get("name"), *tables} & set(made("expressing-milk", language, paper).left)


def test_what_is_needed_goes_last_from_a_section() -> None:
    """The least needed first; of equals words before drawings, the later of two."""
    given = (("a", "text", "5"), ("b", "steps", "5"), ("c", "text", "2"), ("d", "text", "5"), ("e", "text", "9"))
    inner = tuple(Element("block", {"name": name, "kind": kind, "leave": rank}) for name, kind, rank in given)
    assert leavable_in(Element("block", {"name": "all", "leave": "5"}, inner)) == ["e", "d", "a", "b", "c"]
    named = Element("block", {"name": "all", "leave": "2"}, inner)
    assert leavable_in(named)[:2] == ["e", "d"], "what names no priority has its section's"


@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_a_drawing_stands_small_beside_its_heading_and_large_only_where_room_is_over(language: str) -> None:
    """On the leaflet of feelings all are small, level with their heading, and of like size on all panels."""
    leaflet, form = made("emotional-wellbeing", language), library().format("trifold-a4")
    images = [one for one in leaflet.placed if (one.page, one.tag) == (2, "image") and one.area in ("left", "middle")]
    assert len(images) >= 3
    most = form.areas["left"].height / 6
    assert all(one.box[3] - one.box[1] < most for one in images)


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_latch_stands_on_the_leaflet_of_first_milk_with_the_words_before_it(language: str, paper: str) -> None:
    leaflet = made("colostrum", language, paper)
    whole = body(Order("colostrum", language, paper, clinic=CLINIC), library())
    sections = [one for area in whole.areas for one in area.walk() if one.get("kind") == "section"]
    (latch,) = [one for one in sections if any(e.get("picture") == "latch-4" for e in one.walk())]
    before, steps = [one for one in latch.walk() if one.get("kind") in ("text", "steps")][:2]
    assert before.get("kind") == "text" and steps.get("kind") == "steps"
    assert not {latch.get("name"), before.get("name"), steps.get("name")} & set(leaflet.left)
    assert before.get("leave"), "it might be left"


def test_fits_are_kept_with_what_they_are_of() -> None:
    """Their key is the identity of elements: that of some that are gone might become that of others."""
    own, order = library(), Order("how-milk-is-made", "ja", "trifold-letter", clinic=CLINIC)
    form, language, whole = own.format("trifold-letter"), own.language("ja"), body(order, own)
    sheet = list(shortened(whole))[-1][0]
    source = Fittable(sheet, own.theme("default"), form, language, setters_of(own), own)
    kept: Fits = {}
    _Leaf(source, chains(sheet, form), ()).fit(kept, ())
    assert len(kept) == len(chains(sheet, form))
    assert all(key[1:] == tuple(map(id, elements)) for key, (_, elements) in kept.items())


def test_what_is_left_of_a_block_is_one_object_for_all_editions() -> None:
    """It is then set once: the blocks of one edition are nearly all those of the next."""
    whole = body(Order("increasing-supply", "en", "trifold-letter"), library())
    blocks = [element for area in whole.areas for element in area.walk() if element.get("leave")]
    inside = next(filter(None, map(leavable_in, blocks)))
    shorter = Shorter(whole)
    editions = [shorter.without((*inside, *left)).areas for _, left in shortened(whole)]
    known = {id(element) for area in whole.areas for element in area.walk()}
    first: list[Element] = []
    parted = 0
    for one in (block for areas in editions for area in areas for block in area.children if id(block) not in known):
        same = next((other for other in first if other is one or other == one), None)
        parted += same is one
        assert same is None or same is one, one.get("name")
        first += [one] if same is None else []
    assert parted, "no block is the same in two editions, and nothing was tested"


def test_what_goes_first_follows_the_content() -> None:
    """9 goes before 1, the later of two first; ``short: no`` goes always, what stays carries no mark."""
    sheet = plain(("a", "5"), ("b", "9"), ("c", "5"), ("d", "0"), ("e", "1"))
    assert [left for _, left in shortened(sheet)] == [
        ("d",), ("d", "b"), ("d", "b", "c"), ("d", "b", "c", "a"), ("d", "b", "c", "a", "e"),
    ]  # fmt: skip
    last = list(shortened(sheet))[-1][0]
    assert last.areas[0].children == ()


def test_what_always_goes_does_so_inside_a_section_that_stays() -> None:
    inner = Element("block", {"name": "a.1", "leave": "0"}), Element("block", {"name": "a.2", "leave": "1"})
    section = Element("block", {"name": "a", "leave": "1"}, inner)
    sheet = Sheet("A title", "en", "teal", (Element("area", {"name": "main"}, (section,)),))
    (first, left), *_ = shortened(sheet)
    assert left == ("a.1",)
    assert [one.get("name") for one in first.areas[0].walk() if one.get("leave")] == ["a", "a.2"]


REGIONS = ("default", "us", "jp", "hk")
"""Profiles whose danger signs are the longest: two scales of temperature, another threshold."""


ONE_SIGN = {
    "en": "even one",
    "vi": "chỉ một dấu hiệu",
    "zh_Hans": "一个信号",
    "zh_Hant": "有其中一項",
    "ja": "ひとつでも",
}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", PAPERS)
def test_the_leaflet_of_all_danger_signs_holds_them_all_folded_too(language: str, paper: str) -> None:
    """All fifty stand inside, in every language, wherever the clinic is; no section of them is said to be left."""
    form, own = library().format(paper), library()
    for region in REGIONS:
        order = Order("danger-signs", language, paper, clinic=replace(own.clinic(CLINIC), profile=region), draft=True)
        leaflet, sheet = make(order, own), body(order, own)
        lists = [one for area in sheet.areas for one in area.walk() if one.get("look") in ("signs", "signs.urgent")]
        signs = [bare("".join(run.words for run in item.runs)) for one in lists for item in one.children]
        assert (len(lists), len(signs)) == (4, 50)
        inside = "".join(words(leaflet.pdf, 1, *panel) for panel in panels(form, 1))
        assert in_order(signs, inside) == 50, (region, signs[in_order(signs, inside)])
        looks: dict[str, list[str]] = {}
        for one in (one for area in without(sheet, leaflet.left).areas for one in area.walk()):
            looks.setdefault(one.get("look"), []).append("".join(run.words for run in one.runs))
        named = {words[0] for words in looks["left.words"] if words[0].isdigit()}
        lost, silent = set(), False
        for section in (one for area in sheet.areas for one in area.walk() if one.get("kind") == "section"):
            if {section.get("name"), *leavable_in(section)} & set(leaflet.left):
                lost |= {one.get("label") for one in section.walk() if one.get("role") == "H2"}
                silent |= any(one.get("look") == "signs.urgent" for one in section.walk())
        assert named == lost and lost >= {"5", "6"}, region
        assert ("signs.call-words" in looks) is silent, "in the place of words before a list stands whom to call"
        assert bare(ONE_SIGN[language]) in inside, "that one sign is enough stands in words, not in a heading alone"


@pytest.mark.parametrize("language", ["ja", "zh_Hans"])
def test_the_numbers_of_what_is_left_stand_without_blanks(language: str) -> None:
    """A blank in the place of a section that stays was read as a part of a number: 1 2   4."""
    leaflet, whole = made("danger-signs", language), body(Order("danger-signs", language, "trifold-a4"), library())
    rows = [
        one for area in without(whole, leaflet.left).areas for one in area.walk() if one.get("look") == "left.parts"
    ]
    lost = [
        section.get("label")
        for block in (one for area in whole.areas for one in area.walk() if one.get("kind") == "section")
        if {block.get("name"), *leavable_in(block)} & set(leaflet.left) and any(e.get("start") for e in block.walk())
        for section in block.walk()
        if section.get("role") == "H2"
    ]
    told = [
        "".join(run.words for child in cell.children for run in child.runs) for row in rows for cell in row.children
    ]
    assert told[:-1] == lost
    assert bool(rows) is bool(lost)


@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_what_to_tick_is_no_part_of_the_section_before_it(language: str) -> None:
    """Its first words stood as close below a section's last words as a line of the same paragraph."""
    leaflet = made("eating-and-drinking", language)
    lines = [one for one in leaflet.placed if (one.page, one.area, one.tag) == (2, "right", "p") and one.origin.line]
    gaps = {(one.origin.line, two.origin.line): one.box[1] - two.box[3] for one, two in pairwise(lines)}
    (text, tick), *others = [pair for pair in gaps if pair[0] != pair[1] and pair[0] > lines[0].origin.line]
    assert not others
    assert gaps[text, tick] > gaps[text, text] + 5


def test_what_to_tick_inside_a_section_stands_as_close_as_its_words() -> None:
    """With more room before it the section for partners found none in Japanese."""
    leaflet = made("emotional-wellbeing", "ja")
    whole = body(Order("emotional-wellbeing", "ja", "trifold-a4", clinic=CLINIC), library())
    looks = {one.get("look") for area in whole.areas for one in area.walk()}
    sections = [one.get("name") for area in whole.areas for one in area.walk() if one.get("kind") == "section"]
    assert "panel.intro" not in looks
    assert sections[-1] not in leaflet.left


def test_what_is_left_is_named_in_whole_words() -> None:
    """A narrow column: a line of it ended amid a word."""
    leaflet = made("increasing-supply", "ja")
    form = library().format("trifold-a4")
    with pypdfium2.PdfDocument(leaflet.pdf) as document:
        text = document[1].get_textpage().get_text_bounded(left=panels(form, 1)[2][0])
    assert any(line.endswith("赤ちゃんの飲み方（続き）") for line in text.splitlines())


@pytest.mark.slow
def test_words_before_a_list_that_always_stays_come_back_where_there_is_room() -> None:
    """They stand inside sections that no edition leaves, and are tried again as sections are."""
    leaflet = made("danger-signs", "zh_Hans")
    sheet = body(Order("danger-signs", "zh_Hans", "trifold-a4", clinic=CLINIC), library())
    kept = [one for area in sheet.areas for one in area.walk() if one.tag == "block" and not one.get("leave")]
    assert sum(bool(leavable_in(one)) for one in kept) >= 4
    parts = [part for one in kept for part in one.walk() if part.get("name") in leaflet.left]
    assert len(parts) <= 1 and {part.get("leave") for part in parts} <= {"5"}


NEEDED = {"danger-signs": 2, "colostrum": 2, "expressing-milk": 2}
"""Topics, and how many of their paragraphs and tables at least stand on every folded sheet, whatever is left."""


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", NEEDED)
def test_what_is_needed_most_stands_on_every_folded_sheet(topic: str, language: str, paper: str) -> None:
    """To stay with the baby, how days are counted, how many wet nappies, whom the times are for: in all languages."""
    sections = sections_of(topic, language, paper)
    left = set(made(topic, language, paper).left)
    parts = [part for one in sections for part in one.walk() if part.tag == "block" and part.get("leave") == "1"]
    assert len(parts) >= NEEDED[topic]
    assert not {part.get("name") for part in parts} & left


@pytest.mark.parametrize("paper", PAPERS)
def test_a_box_whose_look_says_so_stands_at_the_foot_of_its_panel(paper: str) -> None:
    """Of what is left a box tells, below all else: what is over is blank above it."""
    form = library().format(paper)
    area = form.areas["right"]
    foot = form.height - area.y - area.height
    leaflet = made("danger-signs", "ja", paper)
    ends = [placed.box[1] for placed in leaflet.placed if placed.tag == "box" and placed.page == 2]
    assert min(ends) == pytest.approx(foot, abs=1.0)


@pytest.mark.sweep
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", PAPERS)
def test_the_lists_of_all_danger_signs_have_one_edge(language: str, paper: str) -> None:
    """Signs for an emergency and for today begin at one edge: three on the sheet, as everywhere."""
    evidence = gather(Order("danger-signs", language, paper, clinic=CLINIC), library())
    assert evidence.topic and evidence.sheet and evidence.leaflet and evidence.paper and evidence.reading
    for page in (1, 2):
        apart = boxes_apart(evidence.topic, evidence.sheet, evidence.leaflet.placed, page, evidence.reading)
        found = left_edges(evidence.reading, evidence.paper, page, apart, evidence.leaflet.placed)
        assert len(found) <= EDGES, (page, found)


def test_for_scripts_from_right_to_left_the_sheet_is_mirrored() -> None:
    form = library().format("trifold-a4")
    arabic = replace(library().language("en"), script="Arab")
    mirrored = turned(form, arabic)
    assert turned(form, library().language("ja")) is form
    assert mirrored.folds == pytest.approx((form.width - form.folds[1], form.width - form.folds[0]))
    assert mirrored.areas["cover"].x == pytest.approx(form.width - form.areas["cover"].x - form.areas["cover"].width)

    order = Order("colostrum", "en", "trifold-a4", clinic=CLINIC)
    own = Library.over(ROOT)  # nothing of it was set from left to right before
    sheet, panel = body(order, own), clinic_panel(order, own)
    leaflet = typeset(sheet, panel, own.theme("default"), form, arabic, own)
    read = "".join(words(leaflet.pdf, *each) for each in as_opened(mirrored, leftward=True))
    wanted = said(without(sheet, leaflet.left), "cover", "flap")
    assert in_order(wanted, read) == len(wanted)


FORMAT = (ROOT / "templates/formats/trifold-a4.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("folds: [97mm, 197mm]", "folds: [97mm, 397mm]", "the fold at 1125.4pt is not on the page"),
        ("leave: yes", "leave: perhaps", "leave"),
        ("  strip.legend2: {size: 12pt,", "  strip.legend2: {colour: ink,", "colour"),
        (
            "areas:\n",
            "areas:\n  more: {pages: every, x: 105.5mm, y: 204mm, width: 83mm, height: 3mm, takes: [back], flow: yes}\n",
            "each stands on one page: more, back",
        ),
    ],
)
def test_a_wrong_folded_format_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    folder = tmp_path / "templates/formats"
    folder.mkdir(parents=True)
    assert old in FORMAT
    (folder / "wrong.yaml").write_text(FORMAT.replace(old, new), encoding="utf-8")
    with pytest.raises(Unusable) as caught:
        make(Order("colostrum", format="wrong"), Library.open(tmp_path))
    assert "templates/formats/wrong.yaml" in str(caught.value)
    assert message in str(caught.value)
    assert "hint" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("short: maybe", "short is yes or no, not 'maybe'"),
        ("priority: 12", "priority is a number from 1 to 9, not '12'"),
    ],
)
def test_a_wrong_word_on_what_may_be_left_out_is_refused(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "content").mkdir()
    stock = (ROOT / "content/colostrum.yaml").read_text(encoding="utf-8")
    key = "  - section: When feeding is hard\n"
    assert key in stock
    (tmp_path / "content/colostrum.yaml").write_text(stock.replace(key, f"{key}    {line}\n"), encoding="utf-8")
    with pytest.raises(Unusable) as caught:
        make(Order("colostrum", format="trifold-a4"), Library.open(tmp_path))
    assert message in str(caught.value)
    assert f"content/colostrum.yaml:{stock[: stock.index(key)].count(chr(10)) + 2}" in str(caught.value)


def test_the_command_says_what_it_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = longer(tmp_path)
    leaflet = make(Order("eating-and-drinking", "en", "trifold-a4", clinic=CLINIC), own)
    lines = [name.removeprefix("line-") for name in leaflet.left if name.startswith("line-")]
    assert lines
    words = ["make", "eating-and-drinking", "--language", "en", "--format", "trifold-a4", "--clinic", CLINIC]
    code = main([*words, "--library", str(tmp_path), "--output", str(tmp_path / "output")])
    said = capsys.readouterr()
    assert code == 0
    assert "1 made" in said.out or "made " in said.out
    for line in lines:
        left = rf"content/eating-and-drinking\.yaml[:0-9, ]*:{line}[:0-9, ]*: left to the longer editions in English"
        assert re.search(left, said.err), line


@pytest.mark.parametrize(
    ("paper", "says"), [("trifold-a4", "the leaflet names it; "), ("fridge", "this leaflet does not say so: ")]
)
def test_a_note_on_what_is_left_out_says_whether_the_leaflet_does(paper: str, says: str) -> None:
    leaflet = Leaflet((b"",), 1, left=("line-40",))
    (note,) = notes_of(Order("colostrum", "en", paper), leaflet, Library.open(ROOT))
    assert note.message.startswith("left to the longer editions in English")
    assert note.hint.startswith(says)


def test_the_code_beside_what_is_left_leads_where_the_region_says(tmp_path: Path) -> None:
    own = longer(tmp_path)
    (tmp_path / "content/profiles").mkdir()
    stock = (ROOT / "content/profiles/default.yaml").read_text(encoding="utf-8")
    profile = tmp_path / "content/profiles/default.yaml"
    order = Order("eating-and-drinking", "en", "trifold-a4")

    def codes(of: Library) -> list[str]:
        sheet = body(order, of)
        return [
            e.get("data") for area in sheet.areas for e in area.walk() if e.tag == "qr" and e.get("look") == "left.code"
        ]

    assert codes(own)[0].startswith("ED-EN/")
    profile.write_text(stock + '\neditions: "https://leaflets.example/{code}-{language}"\n', encoding="utf-8")
    assert codes(Library.open(tmp_path)) == ["https://leaflets.example/ED-en"]
    profile.write_text(stock + '\neditions: "javascript:alert(1)"\n', encoding="utf-8")
    with pytest.raises(Unusable, match="is no address of longer editions"):
        codes(Library.open(tmp_path))


def test_panels_that_nothing_flows_through_do_not_take_each_other_s_place() -> None:
    """Two empty chains of different frames: a topic may have no signs for the same day."""
    order = Order("colostrum", "en", "trifold-a4", clinic=CLINIC)
    own = Library.over(ROOT)
    sheet, panel = body(order, own), clinic_panel(order, own)
    areas = tuple(replace(a, children=()) if a.get("name") in ("back", "main") else a for a in sheet.areas)
    leaflet = typeset(
        replace(sheet, areas=areas), panel, own.theme("default"), own.format("trifold-a4"), own.language("en"), own
    )
    assert leaflet.pages == 2
    assert "Yourfirstmilk" in words(leaflet.pdf, 0, *panels(own.format("trifold-a4"), 0)[2])


@pytest.mark.parametrize("paper", PAPERS)
def test_no_head_of_a_log_is_cut(paper: str, tmp_path: Path) -> None:
    """A panel has no room for a week side by side: a row for each day. Its heads and the days are in whole words."""
    (tmp_path / "content").mkdir()
    stock = (ROOT / "content/managing-leakage.yaml").read_text(encoding="utf-8")
    kept = stock
    for key, inner in (("  - section: Is my baby getting enough?\n", "    "), ("          days: yes\n", "        ")):
        assert kept.count(key) == 1
        kept = kept.replace(key, f"{key}{inner}short: yes\n")  # else section and log are left to the longer editions
    (tmp_path / "content/managing-leakage.yaml").write_text(kept, encoding="utf-8")
    own, order = Library.open(tmp_path), Order("managing-leakage", "en", paper, clinic=CLINIC)
    leaflet = make(order, own)
    sheet = without(body(order, own), leaflet.left)
    (log,) = [one for area in sheet.areas for one in area.walk() if one.get("look") == "log.panel"]
    head, *days = log.children
    heads = ["".join(run.words for run in row.children[0].runs) for row in days]
    heads += ["".join(run.words for run in cell.runs) for cell in head.children[1:]]
    assert len(days) == 7 and len(heads) == 7 + 3
    with pypdfium2.PdfDocument(leaflet.pdf) as document:
        lines = document[1].get_textpage().get_text_bounded().split()
    assert {word for words in heads for word in words.split()} <= set(lines)
