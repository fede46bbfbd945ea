"""The sheet for the fridge and the poster: they hold some blocks of a topic, never without the danger box.

On the fridge that is the whole strip; on a poster one red line, with the telephones and where all signs stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import takewhile

import page as validator
import pytest
from probes import letters, poppler_text
from ward import STOCK, Ward

from generator.checks.expected import danger_of
from generator.checks.spoken import fold
from generator.library.library import Library
from generator.model.edition import edition_of
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import ExitCode, Unusable
from generator.model.sheet import Element, Sheet
from generator.pipeline import make
from generator.stages.bodies import body, document_template
from generator.trust.checking import check
from generator.typeset.layout.chains import shortened, without

LIBRARY = Library.over(STOCK)
SHORT = ("fridge", "poster")
SIGNS = '{{ draw(pick(topic.blocks, "warning"), cite=false) }}'
PAGE = (
    '<sheet accent="{{{{ topic.accent }}}}"><area name="main"><p role="H1">{{{{ topic.title }}}}</p>{0}</area></sheet>'
)
FORMAT = """about: A card.
page: {width: 210mm, height: 297mm}
template: card
most-pages: 1
areas:
  main: {pages: every, x: 15mm, y: 15mm, width: 180mm, height: 260mm, flow: yes}
"""


@cache
def made(topic: str, language: str, paper: str, theme: str = "default", clinic: str = "example") -> Leaflet:
    return make(Order(topic, language, paper, theme, clinic), LIBRARY)


def held(topic: str, language: str, paper: str) -> Sheet:
    """Return what a sheet holds, without what found no room."""
    whole = body(Order(topic, language, paper), LIBRARY)
    leaflet = made(topic, language, paper)
    return without(whole, leaflet.left) if LIBRARY.format(paper).leaves else whole


def elements(sheet: Sheet, tag: str) -> list[Element]:
    return [element for area in sheet.areas for element in area.walk() if element.tag == tag]


def words(element: Element) -> str:
    return "".join(run.words for inner in element.walk() for run in inner.runs if not run.raised)


def danger(sheet: Sheet) -> Element:
    return next(box for area in sheet.areas if (box := danger_of(area)) is not None)


def titles(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for element in elements(sheet, "p"):
        if element.get("label"):
            yield element.get("label"), words(element)


# -- on paper --------------------------------------------------------------------------


def signs_in(sheet: Sheet) -> list[str]:
    return [words(item) for item in danger(sheet).walk() if item.tag == "item"]


@pytest.mark.parametrize("language", LIBRARY.languages())
def test_every_topic_stands_on_one_side_of_the_fridge_sheet_with_its_danger_strip_whole(language: str) -> None:
    for topic in LIBRARY.topics():
        leaflet = made(topic, language, "fridge")
        assert leaflet.pages == 1
        signs = signs_in(body(Order(topic, language), LIBRARY))
        assert len(signs) >= 13
        assert signs_in(held(topic, language, "fridge")) == signs
        assert all(fold(sign) in leaflet.words for sign in signs)


@pytest.mark.parametrize("language", LIBRARY.languages())
def test_every_topic_stands_on_one_poster_with_its_red_line_whole(language: str) -> None:
    """The clinic's telephone, the emergency and the leaflet with all signs; never some of the signs without the rest."""
    example = LIBRARY.clinic("example")
    assert example is not None
    for topic in LIBRARY.topics():
        leaflet, sheet = made(topic, language, "poster"), held(topic, language, "poster")
        assert leaflet.pages == 1
        box = danger(sheet)
        assert signs_in(sheet) == []
        assert [one.get("name") for one in box.walk() if one.tag == "hold"] == ["phone"]
        heads = [words(one) for one in box.walk() if one.get("role") == "H2"]
        (emergency,) = [words(one) for one in box.walk() if one.get("look") == "poster.emergency"]
        assert len(heads) == 1 and emergency not in heads, "nothing stands under it: it is no heading"
        (more,) = [words(one) for one in elements(sheet, "p") if one.get("look") == "poster.more-code"]
        assert more.rstrip("）)").endswith(LIBRARY.series.signs)
        shown = fold(poppler_text(leaflet.pdf))
        assert [said for said in (*heads, emergency, more, str(example.phones[0])) if fold(said) not in shown] == []


def test_the_red_line_of_a_poster_has_the_emergency_number_of_the_country(ward: Ward) -> None:
    ward.stock("content/profiles/default.yaml", 'emergency: ""', 'emergency: "999"')
    box = danger(body(Order("colostrum", format="poster"), Library.open(ward.folder)))
    assert [words(one) for one in box.walk() if one.get("look") == "poster.emergency"] == ["Emergency 999"]


@pytest.mark.slow
@pytest.mark.parametrize("paper", SHORT)
def test_a_section_has_the_number_of_the_whole_leaflet_in_every_language(paper: str) -> None:
    for topic in LIBRARY.topics():
        for language in ("en", "ja"):
            numbers = set(titles(body(Order(topic, language), LIBRARY)))
            shown = set(titles(held(topic, language, paper)))
            assert shown <= numbers
            assert paper != "poster" or not shown, "one idea: nothing on a poster is a section of many"


@pytest.mark.parametrize("paper", SHORT)
def test_no_raised_number_points_at_a_list_that_is_not_there(paper: str) -> None:
    for topic in LIBRARY.topics():
        sheet = held(topic, "en", paper)
        assert not any(run.raised for area in sheet.areas for element in area.walk() for run in element.runs)
        code = LIBRARY.topic(topic).code
        said = [words(element) for element in elements(sheet, "p")]
        assert any(each.startswith(f"{code}-en · ") for each in said), "whose sources these are"
        assert paper == "poster" or any(each.endswith(f"all sources: leaflet {code}") for each in said)


@pytest.mark.parametrize("topic", LIBRARY.topics())
def test_a_sheet_for_the_fridge_has_telephones_and_something_to_fill_in(topic: str) -> None:
    sheet = held(topic, "en", "fridge")
    assert {hold.get("name") for hold in elements(sheet, "hold")} == {"phone", "card"}
    assert [one for one in elements(sheet, "lines") if one.get("look") == "fridge.line"], "lines for further numbers"
    cells = [cell for cell in elements(sheet, "td") if cell.get("look") == "log.target"]
    ticks = [item for lists in elements(sheet, "list") if lists.get("kind") == "tick" for item in lists.children]
    lines = [one for one in elements(sheet, "lines") if one.get("look") == "lines"]
    assert len(cells) + len(ticks) + len(lines) >= 2


def test_cells_of_a_log_are_equally_wide_and_high_enough_to_write_in() -> None:
    rows = [one for one in made("managing-leakage", "en", "fridge").placed if one.tag == "tr"]
    assert len(rows) == 1 + 7 + 1, "the log with its head, a row for each day, and the three drawings"
    assert all(one.box[3] - one.box[1] >= 20 for one in rows)
    head = next(row for row in elements(held("managing-leakage", "en", "fridge"), "tr") if row.get("head") == "yes")
    assert len({cell.get("share") for cell in head.children[1:]}) == 1


UNASKED = {"fridge": {"layout/danger-share", "content/shares"}, "poster": {"layout/danger-share"}}
"""What a sheet of one side is not asked: the strip may be large on it; it holds a part of a leaflet's words."""


@pytest.mark.sweep
@pytest.mark.parametrize("paper", SHORT)
@pytest.mark.parametrize("language", ["en", "vi", "ja"])
def test_a_sheet_has_nothing_that_fails_and_is_accessible(paper: str, language: str) -> None:
    for topic in ("colostrum", "expressing-milk"):
        report = check(Order(topic, language, paper, clinic="example"), LIBRARY, "screen")
        assert report.findings("fail") == ()
        skipped = {answer.check.id for answer in report.with_outcome("skip")}
        assert skipped == UNASKED[paper], "nothing else was left unchecked"
    judged = validator.validate_pdf_bytes(made("colostrum", language, paper).pdf, profile="ua1")
    assert judged.is_compliant, [failure.rule_id for failure in judged.failures]


@pytest.mark.sweep
@pytest.mark.parametrize("paper", SHORT)
@pytest.mark.parametrize("theme", LIBRARY.themes())
def test_every_theme_can_set_it_without_a_clinic(paper: str, theme: str) -> None:
    for topic, language in (("colostrum", "ja"), ("emotional-wellbeing", "vi")):
        leaflet = made(topic, language, paper, theme, "")
        assert leaflet.pages == 1
        form = LIBRARY.format(paper)
        signs = [letter.size for letter in letters(leaflet.pdf)]
        assert min(signs) >= form.minimum - 0.01
    report = check(Order("managing-leakage", "en", paper, theme), LIBRARY, "office")
    assert report.findings("fail") == (), "white on white, for one"


def test_a_poster_has_larger_letters_than_the_leaflet() -> None:
    for topic in LIBRARY.topics():
        sizes = sorted(letter.size for letter in letters(made(topic, "en", "poster").pdf))
        assert sizes[len(sizes) // 2] >= 14, "most of the words"
        assert sizes[-1] >= 33, "the title"


@pytest.mark.parametrize("output", ["html", "text", "markdown"])
def test_what_has_no_pages_holds_the_whole_topic(output: str) -> None:
    files = [
        make(Order("colostrum", "en", paper, edition=edition_of(output)), LIBRARY).files for paper in ("a4", *SHORT)
    ]
    assert files[0] == files[1] == files[2]


def test_a_picture_of_a_page_is_of_the_sheet() -> None:
    assert document_template(Order("colostrum", format="poster", edition=edition_of("png")), LIBRARY)[0] == "poster"
    assert document_template(Order("colostrum", format="poster", edition=edition_of("html")), LIBRARY)[0] == "leaflet"


# -- templates of one's own ------------------------------------------------------------


def card(ward: Ward, drawn: str) -> tuple[int, str, str]:
    """Make the broken topic as a card whose template draws this."""
    ward.put("templates/formats/card.yaml", FORMAT)
    ward.put("templates/card.xml", PAGE.format(drawn))
    return ward.run("make", "broken", "--format", "card")


def picked(ward: Ward, drawn: str) -> list[str]:
    """Return the paragraphs of a card of a topic with nested blocks, without its title and its danger signs."""
    ward.blocks('- text: First.\n- list: [One, Two]\n- note: Aside.\n- text: "Last."')
    ward.put("templates/formats/card.yaml", FORMAT)
    ward.put("templates/card.xml", PAGE.format(drawn + SIGNS))
    (area,) = body(Order("broken", format="card"), Library.open(ward.folder)).areas
    before = takewhile(lambda child: danger_of(child) is None, area.children)
    return [words(one) for child in before for one in child.walk() if one.tag in ("p", "item")][1:]


@pytest.mark.parametrize(
    ("drawn", "shown"),
    [
        ('{{ draw(pick(topic.blocks, "text"), cite=false) }}', ["First.", "Last."]),
        ('{{ draw(pick(topic.blocks, "note", "text"), cite=false) }}', ["First.", "Aside.", "Last."]),
        ('{{ draw(pick(topic.blocks, "section", "list"), cite=false) }}', ["One", "One", "Two"]),
        ('{{ draw(pick(topic.blocks, "section", "text", inside=1), cite=false) }}', ["One", "First."]),
        ('{{ draw(pick(topic.blocks, "section", inside=0), cite=false) }}', ["One"]),
        ('{{ draw(pick(topic.blocks, "section"), cite=false) }}', []),
        ('{{ draw(pick(topic.blocks, "quiz"), cite=false) }}', []),
    ],
)
def test_blocks_of_some_kinds_are_picked_however_deep_they_stand(ward: Ward, drawn: str, shown: list[str]) -> None:
    assert picked(ward, drawn) == shown


@pytest.mark.parametrize(
    ("drawn", "said", "hint"),
    [
        ('{{ draw(pick(topic.blocks, "txet")) }}', "there is no block called 'txet'", "did you mean 'text'?"),
        ("{{ draw(pick(topic.blocks)) }}", "pick() takes kinds in quotes and a count", ""),
        ('{{ draw(pick("text", "text")) }}', "pick() takes blocks, for example", ""),
        ('{{ draw(pick(topic.blocks, "text", inside=-1)) }}', "pick() takes kinds in quotes and a count", ""),
    ],
)
def test_a_wrong_pick_has_the_line_of_the_template(ward: Ward, drawn: str, said: str, hint: str) -> None:
    code, _, err = card(ward, f"\n{drawn}")
    assert code == ExitCode.UNUSABLE
    assert "templates/card.xml:2: the template cannot do this: " in err
    assert said in err and hint in err
    assert "Traceback" not in err


def test_a_template_without_the_danger_box_is_refused(ward: Ward) -> None:
    ward.blocks("- text: Feed often.\n- warning:\n    baby_today: [Too sleepy to feed]")
    code, _, err = card(ward, '{{ draw(pick(topic.blocks, "text"), cite=false) }}')
    assert code == ExitCode.UNUSABLE
    assert "templates/card.xml:1: the template leaves out what must stand on every leaflet: 'warning'" in err
    assert "content/broken.yaml:15" in err
    assert 'hint: draw it, for example with {{ draw(pick(topic.blocks, "warning")) }}' in err
    assert "Traceback" not in err


def test_a_format_whose_template_is_not_there_names_its_own_line(ward: Ward) -> None:
    ward.put("templates/formats/card.yaml", FORMAT.replace("card\n", "fidge\n", 1))
    code, _, err = ward.run("make", "broken", "--format", "card")
    assert code == ExitCode.UNUSABLE
    assert "templates/formats/card.yaml:3: there is no template called 'fidge'" in err
    assert "did you mean 'fridge'?" in err


def test_a_format_that_leaves_blocks_says_how(ward: Ward) -> None:
    ward.put("templates/formats/card.yaml", FORMAT + "leave: sometimes\n")
    code, _, err = ward.run("make", "broken", "--format", "card")
    assert code == ExitCode.UNUSABLE
    assert "templates/formats/card.yaml:7: 'leave' cannot be 'sometimes'" in err


def test_a_changed_template_makes_the_sheet_anew(ward: Ward) -> None:
    drawn = '{{ draw(pick(topic.blocks, "text"), cite=false) }}' + SIGNS
    ward.blocks("- text: Feed often.")
    assert card(ward, drawn)[0] == ExitCode.MADE
    assert "unchanged" in card(ward, drawn)[1]
    assert "made" in card(ward, f"<p>More.</p>{drawn}")[1]


@pytest.mark.parametrize(("name", "left"), [(', name="both"', [2, 0]), ("", [2, 1, 0])])
def test_blocks_of_one_name_are_left_out_together(ward: Ward, name: str, left: list[int]) -> None:
    ward.blocks("- text: First.\n- list: [One, Two]\n- text: Last.")
    ward.put("templates/formats/card.yaml", FORMAT + "leave: last\n")
    drawn = '{{ draw(pick(topic.blocks, "text"), cite=false, short=true' + name + ") }}" + SIGNS
    ward.put("templates/card.xml", PAGE.format(drawn))
    editions = [sheet for sheet, _ in shortened(body(Order("broken", format="card"), Library.open(ward.folder)))]
    counts = [sum(one.get("kind") == "text" for one in elements(sheet, "block")) for sheet in editions]
    assert list(dict.fromkeys(counts)) == left


def test_a_sheet_is_printed_as_its_template_makes_it(ward: Ward) -> None:
    code, out, _ = ward.run("sheet", "managing-leakage", "--format", "fridge")
    assert code == ExitCode.MADE
    assert 'kind="warning"' in out and 'kind="belief"' not in out
    assert 'kind="belief"' in ward.run("sheet", "managing-leakage")[1]


def test_all_formats_are_those_for_one_language(ward: Ward) -> None:
    code, out, _ = ward.run("make", "good", "--format", "all", "--as", "markdown")
    assert code == ExitCode.MADE
    for name in LIBRARY.formats():
        assert (f"good-{name}." in out) == (LIBRARY.format(name).languages == 1)


def test_a_short_edition_that_does_not_fit_is_still_refused(ward: Ward) -> None:
    """Danger signs alone may be too many for one side: then nothing is made, rather than a part of them."""
    signs = "".join(f"\n    - Danger sign number {number} of a box without end" for number in range(90))
    ward.blocks(f"- warning:\n    baby_today:{signs.replace('    -', '      -')}")
    with pytest.raises(Unusable) as caught:
        make(Order("broken", format="fridge"), Library.open(ward.folder))
    assert "content/broken.yaml:14: the area 'strip' needs " in str(caught.value)
    assert ", the format 'fridge' gives it 77.5 mm\n  hint: shorten its words" in str(caught.value)
