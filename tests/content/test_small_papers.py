"""How the folded sheet, the poster and the sheet for the fridge look: air, lines, sizes, and room that is used."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pypdfium2 as pdfium
import pytest
from msgspec.structs import replace
from probes import find, library, text
from probes import lines as set_lines

from generator import Order, make
from generator.checks.evidence import Evidence
from generator.checks.gather import gather
from generator.checks.measures import is_short, last_lines, sizes
from generator.checks.room import SIZES
from generator.library.telephones import telephone
from generator.model.content import Clinic
from generator.model.leaflet import Leaflet, Placed
from generator.model.problems import Origin
from generator.model.sheet import Element
from generator.model.units import POINTS
from generator.stages.bodies import body
from generator.stages.pages import paper_of
from generator.stages.panels import clinic_panel
from generator.typeset.draw.codes import qr_modules
from generator.typeset.layout.chains import without
from generator.typeset.text.setters import setters_of, styles_of

MM = POINTS["mm"]
TRIFOLDS = ["trifold-a4", "trifold-letter"]
LANGUAGES = library().languages()
CLINIC = "example"


@cache
def made(topic: str, language: str, paper: str, region: str = "default") -> Leaflet:
    clinic = replace(library().clinic(CLINIC), profile=region)
    return make(Order(topic, language, paper, clinic=clinic), library())


def elements(topic: str, language: str, paper: str, region: str = "default") -> list[Element]:
    order = Order(topic, language, paper, clinic=replace(library().clinic(CLINIC), profile=region))
    sheet = without(body(order, library()), made(topic, language, paper, region).left)
    return [element for area in sheet.areas for element in area.walk()]


def words(element: Element) -> str:
    return "".join(run.words for run in element.runs)


# -- the folded sheet ------------------------------------------------------------


def on_back(topic: str, language: str, paper: str) -> list[Placed]:
    """What stands on the panel with the danger signs, but its foot."""
    area = library().format(paper).areas["back"]
    found = [one for one in made(topic, language, paper).placed if one.page == 1]
    return [one for one in found if area.x - 1 <= one.box[0] and one.box[2] <= area.x + area.width + 1]


@pytest.mark.slow
@pytest.mark.parametrize("paper", TRIFOLDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_line_to_write_on_is_well_above_the_foot(language: str, paper: str) -> None:
    """Else its rule and that of the foot look like one double rule, and nobody can write there."""
    form = library().format(paper)
    foot = form.height - form.areas["foot"].y
    for topic in library().topics():
        lines = [one for one in on_back(topic, language, paper) if one.tag == "lines"]
        assert lines and min(one.box[1] for one in lines) - foot >= 4 * MM, topic


@pytest.mark.slow
@pytest.mark.parametrize("paper", TRIFOLDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_danger_signs_of_a_folded_sheet_have_air(language: str, paper: str) -> None:
    """Words end well above the edges of their boxes."""
    wide = library().format(paper).areas["back"].width
    for topic in library().topics():
        found = on_back(topic, language, paper)
        boxes = [one.box for one in found if one.tag == "box" and one.box[2] - one.box[0] > wide - 1]
        for box in sorted(set(boxes), key=lambda one: -one[3])[:2]:
            inner = [one.box for one in found if one.tag in ("p", "hold")]
            inner = [one for one in inner if box[0] < one[0] and box[1] < one[1] and one[3] < box[3]]
            assert len(inner) > 4
            assert min(one[1] for one in inner) - box[1] >= 4.5, (topic, "foot")
            assert box[3] - max(one[3] for one in inner) >= 4.5, (topic, "head")
            assert box[2] - max(one[2] for one in inner) >= 1.5, (topic, "side")


@pytest.mark.sweep
@pytest.mark.parametrize("theme", library().themes())
@pytest.mark.parametrize("paper", TRIFOLDS)
def test_head_and_telephone_of_a_folded_sheet_stand_side_by_side(paper: str, theme: str) -> None:
    """In every theme, however heavy its border: one line in English, two in Japanese, parted between words."""
    own = library()
    pdf = make(Order("increasing-supply", "en", paper, theme, CLINIC), own).pdf
    assert len({round(letter.y) for letter in find(pdf, "Call us today")}) == 1
    pdf = make(Order("increasing-supply", "ja", paper, theme, CLINIC), own).pdf
    assert len({round(letter.y) for letter in find(pdf, "電話してください")}) == 1


# -- the sheet for the fridge ------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fridge_sheet_has_no_number_of_a_section(language: str) -> None:
    """It holds one section or two of six: a number would be that of no list."""
    for topic in library().topics():
        heads = [one for one in elements(topic, language, "fridge") if one.get("look") == "section.title"]
        assert [words(one) for one in heads if one.get("label")] == [], topic


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fridge_sheet_prints_a_section_in_part_where_the_whole_has_no_room(language: str) -> None:
    """How to call stands beside the numbers in every language, with its steps."""
    found = elements("danger-signs", language, "fridge")
    assert [one.get("look") for one in found if one.get("look") == "section.title"]
    assert [len(one.children) for one in found if one.get("look") == "fridge.steps"] == [4]


@pytest.mark.parametrize("paper", TRIFOLDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folded_sheet_on_expressing_says_what_never_to_do_with_milk(paper: str, language: str) -> None:
    """Section 6 finds no room on it, and what can burn or poison a baby stood in that one alone."""
    never = {"en": "microwave", "vi": "lò vi sóng", "zh_Hans": "微波炉", "zh_Hant": "微波爐", "ja": "電子レンジ"}
    again = {"en": "freeze it again", "vi": "đừng cấp đông lại", "zh_Hans": "不要再冷冻", "zh_Hant": "不要再冷凍"}
    [said] = [words(one) for one in elements("expressing-milk", language, paper) if never[language] in words(one)]
    assert again.get(language, "再び凍らせない") in said


@pytest.mark.parametrize("paper", TRIFOLDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_folded_sheet_leaves_is_named_on_a_line_each(paper: str, language: str) -> None:
    """Beside the code names of two lines began their second one at the number, as if it were a section."""
    for topic in library().topics():
        found = {"".join(text(line).split()) for line in set_lines(made(topic, language, paper).pdf, tagged=False)}
        named = [one for one in elements(topic, language, paper) if one.get("look") == "left.words" and one.get("left")]
        for one in named:
            assert any("".join(words(one).split()) in line for line in found), (topic, words(one))


@pytest.mark.parametrize(
    ("paper", "language", "sign"),
    [("trifold-a4", "zh_Hant", "皮膚或眼睛變黃"), ("trifold-letter", "ja", "肌か白目が黄色くなる")],
)
def test_no_two_signs_stand_alone_behind_a_fold_where_a_third_has_room(paper: str, language: str, sign: str) -> None:
    pdf = made("danger-signs", language, paper).pdf
    places = [find(pdf, sign, number)[0] for number in range(2)]  # the first stands in the strip outside
    assert next(one.x for one in places if one.page == 2) > library().format(paper).folds[-1]


def in_rows(topic: str, language: str) -> list[Placed]:
    """The rows of tables on a sheet for the fridge, from the top down."""
    found = [one for one in made(topic, language, "fridge").placed if one.tag == "tr"]
    return sorted(found, key=lambda one: -one.box[3])


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_fridge_the_log_comes_first_and_the_drawings_below_it(language: str) -> None:
    """It is what the sheet hangs there for: a row for each day, beside the telephone numbers."""
    for topic, days in (("managing-leakage", 7), ("increasing-supply", 7), ("colostrum", 5)):
        tables = [one for one in elements(topic, language, "fridge") if one.tag == "table"]
        looks = [one.get("look") for one in tables]
        assert looks[-2:] == ["log.days", "fridge.wide"], topic
        assert [len(one.children) for one in tables[-2:]] == [1 + days, 1], topic
        drawn, *logged = reversed(in_rows(topic, language))
        assert all(row.box[1] >= drawn.box[3] for row in logged), topic
        assert all(row.box[3] - row.box[1] >= 8 * MM for row in logged[:days]), "high enough to write in"
    (kept, *_) = [one.get("look") for one in elements("expressing-milk", language, "fridge") if one.tag == "table"]
    assert kept == "fridge.kept", "how long milk keeps goes before a log"


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_ticked_or_filled_in_finds_room_on_the_sheet_for_the_fridge(language: str) -> None:
    """The quiz found none where words are long, in Japanese and Vietnamese, and 20 mm stood blank beside the numbers."""
    assert [topic for topic in library().topics() if made(topic, language, "fridge").left] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_for_the_fridge_names_what_found_no_room(language: str) -> None:
    """With a clinic of many words what is true for you finds none in eating and drinking, where words are long."""
    named = 0
    for topic in library().topics():
        order = Order(topic, language, "fridge", clinic=LONG)
        leaflet, whole = make(order, library()), body(order, library())
        shown = [one for area in without(whole, leaflet.left).areas for one in area.walk()]
        gone = [one for area in whole.areas for one in area.walk() if one.tag == "block" and one.get("leave")]
        outer = [one.get("name") for one in gone if any(each.get("name") in leaflet.left for each in one.walk())]
        told = [one for one in shown if one.get("look") == "fridge.more"]
        assert {name for one in told for name in one.get("left").split() if name in leaflet.left} <= set(outer), topic
        assert bool(told) is bool(leaflet.left), topic
        assert all(find(leaflet.pdf, words(one)) for one in told), topic
        named += len(told)
    assert bool(named) is (language in ("en", "ja", "vi")), "nothing was left out, and nothing was tested"


@pytest.mark.parametrize("language", ["ja", "vi"])
def test_the_sheet_for_the_fridge_does_not_ask_for_what_it_does_not_hold(language: str) -> None:
    """Its last line was "Is it true? Think first, then read the answer", and neither of both stood there."""
    order = Order("eating-and-drinking", language, "fridge", clinic=LONG)
    leaflet = make(order, library())
    assert leaflet.left, "what is true for you"
    shown = [one for area in without(body(order, library()), leaflet.left).areas for one in area.walk()]
    (told,) = [words(one) for one in shown if one.get("look") == "fridge.more"]
    assert told.endswith({"ja": "EDに。お申し出ください。", "vi": "ED. Mẹ hãy hỏi chúng tôi."}[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_line_of_the_numbers_is_well_above_their_foot(language: str) -> None:
    for topic in library().topics():
        leaflet = made(topic, language, "fridge")
        (panel,) = [one for one in leaflet.placed if one.tag == "row" and one.area == "main"][:1]
        lines = [one.box for one in leaflet.placed if one.tag == "lines" and one.box[0] > 120 * MM]
        lines = [box for box in lines if panel.box[1] <= box[1] <= panel.box[3]]
        assert lines and min(box[1] for box in lines) - panel.box[1] >= 4 * MM, topic


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rows_of_a_log_take_the_height_of_the_numbers_beside_them(language: str) -> None:
    """They stayed at 7.5 to 9 mm with a clinic of many words, and up to 40 mm stood blank below them."""
    for topic in ("colostrum", "increasing-supply", "managing-leakage"):
        leaflet = make(Order(topic, language, "fridge", clinic=LONG), library())
        (beside,) = [one for one in leaflet.placed if one.tag == "row" and one.area == "main"][:1]
        rows = [one.box for one in leaflet.placed if one.tag == "tr" and one.box[2] < 130 * MM]
        rows = [box for box in rows if beside.box[1] - 1 <= box[1]]
        low = min(box[1] for box in rows)
        assert low - beside.box[1] < 2 * MM or max(box[3] - box[1] for box in rows) > 14 * MM, topic


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_there_is_no_log_what_is_ticked_or_done_comes_first_in_large_letters(language: str) -> None:
    """Four topics had their drawings first, and their boxes to tick small below them."""
    ticked = {"eating-and-drinking": 0, "emotional-wellbeing": 3, "how-milk-is-made": 4, "danger-signs": 0}
    for topic, count in ticked.items():
        found, pdf = elements(topic, language, "fridge"), made(topic, language, "fridge").pdf
        drawn = max(one.box[3] for one in in_tables(topic, language, "image"))
        large = [one for one in found if one.get("look") in ("fridge.check", "fridge.steps", "fridge.list")]
        items = [words(item) for one in large for item in one.children]
        ticks = [one for one in large if one.get("kind") == "tick"]
        assert sum(len(one.children) for one in ticks) == count, topic
        assert [said for said in items if find(pdf, said)[0].y < drawn] == [], topic
        assert {round(find(pdf, said)[0].size) for said in items} <= {15}, topic
        assert [one.get("look") for one in found if one.tag == "table"][-1] == "fridge.wide", topic


def in_tables(topic: str, language: str, tag: str) -> list[Placed]:
    """What stands in the last table of a sheet for the fridge: its three drawings."""
    found = made(topic, language, "fridge").placed
    (row, *_) = sorted((one for one in found if one.tag == "tr"), key=lambda one: one.box[1])
    return [one for one in found if one.tag == tag and row.box[1] <= one.box[1] <= one.box[3] <= row.box[3]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_eaten_day_by_day_is_ticked_for_a_week(language: str) -> None:
    (week,) = [one for one in elements("eating-and-drinking", language, "fridge") if one.get("look") == "log.week"]
    days = [words(cell) for cell in week.children[0].children]
    assert days[0] == "" and len(set(days)) == 8
    assert [len(row.children) for row in week.children] == [8] * 5
    rows = [one for one in in_rows("eating-and-drinking", language) if one.box[2] < 130 * MM]
    assert all(one.box[3] - one.box[1] >= 8 * MM for one in rows[1:5]), "high enough to write in"


@pytest.mark.parametrize(
    ("topic", "language", "most", "line"),
    [
        ("colostrum", "vi", 2, "giúp ngậm bắt vú"), ("danger-signs", "ja", 2, "おしっこが少ない"),
        ("increasing-supply", "ja", 2, "口がとても大きく"), ("how-milk-is-made", "en", 2, "Tiny sacs make"),
    ],
)  # fmt: skip
def test_words_beside_the_drawings_of_a_fridge_sheet_take_few_lines(
    topic: str, language: str, most: int, line: str
) -> None:
    """Of three equal columns one was too narrow: four lines in Japanese, 'giúp' alone on one in Vietnamese."""
    shown = ["".join(text(one).split()) for one in set_lines(made(topic, language, "fridge").pdf)]
    assert any("".join(line.split()) in one for one in shown)
    cells = [one for one in elements(topic, language, "fridge") if one.get("look") == "fridge.place"]
    pdf = made(topic, language, "fridge").pdf
    for cell in cells[-3:]:
        assert len({round(letter.y) for letter in find(pdf, words(cell))}) <= most


@pytest.mark.parametrize("language", LANGUAGES)
def test_between_words_and_the_next_drawing_of_a_fridge_sheet_there_is_air(language: str) -> None:
    for topic in library().topics():
        found = [one for one in elements(topic, language, "fridge") if one.get("look") == "fridge.wide"]
        if not found:
            continue
        pdf = made(topic, language, "fridge").pdf
        drawn = sorted(one.box[0] for one in in_tables(topic, language, "image"))
        for cell, after in zip(found[0].children[0].children, drawn[1:], strict=False):
            assert after - max(letter.right for letter in find(pdf, words(cell))) > 6.5, topic


@pytest.mark.parametrize("language", LANGUAGES)
def test_between_all_else_and_the_danger_strip_of_a_fridge_sheet_there_is_air(language: str) -> None:
    """Its last line ended two millimetres above the strip."""
    for topic in library().topics():
        found = made(topic, language, "fridge").placed
        strip = max(one.box[3] for one in found if one.area == "strip")
        lowest = min(one.box[1] for one in found if one.area == "main")
        assert lowest - strip >= 3.5 * MM, topic


LONG = Clinic(
    "long", "The Exampleshire and Samplebury Community Midwifery and Breastfeeding Support Centre",
    (telephone("020 7946 0123"), telephone("020 7946 0456")),
    ("Monday to Friday 8:30 to 17:00", "Saturday 9:00 to 12:00 and by appointment", "Sunday 10:00 to 11:30",
     "Closed on public holidays"),
    ("1 Sample Street, Exampletown", "Second floor, behind the library"), "yes", "https://clinic.example/",
    "content/pictures/plate.svg", "gb", origin=Origin("content/clinics/long.yaml"),
)  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize("topic", library().topics())
@pytest.mark.parametrize("paper", ["fridge", "a5"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clinic_of_a_long_name_and_many_hours_is_made(language: str, paper: str, topic: str) -> None:
    """It was refused on the fridge in Chinese and Japanese, and on A5 in four languages."""
    leaflet = make(Order(topic, language, paper, clinic=LONG), library())
    hours = LONG.hours if paper == "fridge" else (*LONG.hours, *LONG.address)
    assert all(find(leaflet.pdf, said) for said in (LONG.title, *hours, "020 7946 0456"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_two_languages_a_clinic_of_many_words_is_as_large_as_on_a4(language: str) -> None:
    """Its place ended at 60 mm, and its words were set in 10.2 pt, close, with blank paper above and below."""
    second = "ja" if language == "en" else "en"
    one = make(Order("emotional-wellbeing", language, "a4", clinic=LONG), library()).pdf
    both = make(Order("emotional-wellbeing", language, "bilingual", clinic=LONG, second=second), library()).pdf
    for said in (LONG.title, "020 7946 0456", *LONG.hours, *LONG.address):
        assert find(both, said)[0].size == pytest.approx(find(one, said)[0].size), said


@pytest.mark.parametrize(
    ("language", "last", "caption"),
    [("ja", "お知らせください", "ウェブページ"), ("zh_Hans", "哪种语言", "我们的网页")],
)
def test_under_the_words_of_a_full_panel_a_code_keeps_its_quiet_zone(language: str, last: str, caption: str) -> None:
    """Four modules (ISO/IEC 18004): set close, the last words of giant print stood on the code."""
    pdf = make(Order("colostrum", language, "giant-print", clinic=LONG), library()).pdf
    words, below = find(pdf, last)[0], find(pdf, caption)[0]
    high = library().theme("default").looks["clinic.code"].height * library().format("giant-print").scale
    top = below.y + 0.7 * below.size + high
    assert words.y - 0.22 * words.size - top >= 4 * high / qr_modules(LONG.web)[0]


def test_the_place_of_a_clinic_on_the_fridge_grows_with_its_words() -> None:
    plain = library().format("fridge")
    assert plain.growing
    assert paper_of(Order("colostrum", format="fridge", clinic=library().clinic(CLINIC)), library()) is plain
    grown = paper_of(Order("colostrum", format="fridge", clinic=LONG), library())
    assert grown.growing and plain.growing[2] < grown.growing[2] <= grown.growing[3] == plain.growing[3]
    (place,) = [
        one
        for one in make(Order("colostrum", format="fridge", clinic=LONG), library()).placed
        if one.tag == "hold" and one.box[3] - one.box[1] > 30 * MM
    ]
    assert place.box[3] - place.box[1] == pytest.approx(grown.growing[2], abs=1)


@pytest.mark.parametrize(
    ("language", "head", "first", "second"),
    [
        ("en", "Call us today", "Hot, red", "Sore breast, no better"),
        ("vi", "Gọi chúng tôi hôm nay", "Vú nóng", "Đau vú, sau"),
    ],
)
def test_a_head_of_the_strip_on_the_fridge_is_no_closer_than_a_line(
    language: str, head: str, first: str, second: str
) -> None:
    """It was a sixth closer to its first sign than one sign is to the next."""
    pdf = made("managing-leakage", language, "fridge").pdf
    top, one, two = (find(pdf, each)[0].y for each in (head, first, second))
    assert top - one >= one - two - 0.1


@pytest.mark.parametrize(
    ("topic", "paper"),
    [
        ("emotional-wellbeing", "a4"), ("emotional-wellbeing", "letter"), ("emotional-wellbeing", "fridge"),
        ("colostrum", "fridge"),
    ],
)  # fmt: skip
def test_no_part_of_a_sheet_brings_a_sixth_size_of_letters(topic: str, paper: str) -> None:
    """Heads of a narrow column were set at 11.25 pt in Japanese, figures of a small table at 17 pt in all languages."""
    evidence: Evidence = gather(Order(topic, "ja", paper, clinic=CLINIC), library())
    assert evidence.reading and evidence.leaflet
    assert len(sizes(evidence.reading, 1, evidence.leaflet.placed)) <= SIZES


def test_on_the_red_line_of_a_poster_a_number_is_written_on_white() -> None:
    """Without a clinic there is a line for its telephone; nobody can write on red."""
    panel = clinic_panel(Order("danger-signs", "en", "poster"), library())
    boxes = [one for area in panel.areas for one in area.walk() if one.get("look") == "strip.phone-blank"]
    assert [one.children[0].tag for one in boxes] == ["lines"]
    looks = library().theme("default").looks
    assert library().format("poster").looks["strip.phone-blank"]["like"] == "poster.phone-blank"
    assert (looks["poster.phone-blank"].fill, looks["poster.phone-line"].border) == ("paper", "danger")
    assert looks["strip.phone-blank"].fill == ""


@pytest.mark.parametrize(("paper", "look"), [("fridge", "fridge.urgent-line"), ("poster", "poster.write-line")])
def test_where_no_emergency_number_is_known_it_can_be_written_down(paper: str, look: str) -> None:
    for language in LANGUAGES:
        assert not library().profile("default").emergency
        for region, lines in (("default", 1), ("jp", 0)):
            found = elements("danger-signs", language, paper, region)
            assert len([one for one in found if one.get("look") == look]) == lines, (language, region)


# -- the poster --------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_under_a_drawing_of_a_poster_take_two_lines_at_most_and_stand_apart(language: str) -> None:
    own = library()
    form, theme, spoken = own.format("poster"), own.theme("default"), own.language(language)
    setter = setters_of(own).setter(spoken)
    for topic in own.topics():
        style = styles_of(theme, form, spoken, own.topic(topic).accent, 1.0)["poster.caption"]
        (row,) = [one for one in elements(topic, language, "poster") if one.get("look").startswith("poster.figures")]
        found = [one for one in row.walk() if one.get("look") == "poster.caption"]
        wide = (form.areas["figures"].width - 2 * theme.looks[row.get("look")].gutter) / 3
        counts = {words(one): setter.count_lines(one.runs, style, wide, one.origin) for one in found}
        assert len(counts) == 3
        assert {said: count for said, count in counts.items() if count > 2} == {}, topic
        if not spoken.spaced:  # where no space parts words, two captions beside each other would be one line
            lines = [max(line.width for line in setter.set_lines(one.runs, style, wide, one.origin)) for one in found]
            cell = form.areas["figures"].width / 3
            assert all(cell - (one + two) / 2 > 1.25 * style.size for one, two in pairwise(lines)), topic


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_lines_of_a_poster_end_without_a_full_stop(language: str) -> None:
    """Half of the topics ended them with one: a rack of posters is one set."""
    for topic in library().topics():
        said = [words(one) for one in elements(topic, language, "poster") if one.get("look") == "poster.line"]
        assert len(said) == 3
        assert [one for one in said if one.endswith((".", "。"))] == [], topic


@pytest.mark.parametrize(("language", "most"), [("en", 2), ("vi", 6), ("zh_Hans", 0), ("zh_Hant", 0), ("ja", 0)])
def test_few_of_the_lines_of_posters_take_two_rows(language: str, most: int) -> None:
    """Their column is as wide as the drawing leaves it: 4 English, 12 Vietnamese and 1 Japanese of 24 took two."""
    own = library()
    form, theme, spoken = own.format("poster"), own.theme("default"), own.language(language)
    setter, wide, found = setters_of(own).setter(spoken), form.areas["main"].width, []
    for topic in own.topics():
        style = styles_of(theme, form, spoken, own.topic(topic).accent, 1.0)["poster.line"]
        three = [one for one in elements(topic, language, "poster") if one.get("look") == "poster.line"]
        found += [words(one) for one in three if setter.count_lines(one.runs, style, wide, one.origin) > 1]
    assert len(found) <= most, found


@pytest.mark.parametrize(
    ("paper", "topic", "line"),
    [
        ("poster", "danger-signs", "gọi cấp cứu"),
        ("poster", "danger-signs", "là đủ để gọi"),
        ("poster", "managing-leakage", "lên đầu vú"),
        ("poster", "how-milk-is-made", "tạo thêm sữa"),
        ("fridge", "how-milk-is-made", "tạo thêm sữa"),
    ],
)
def test_what_is_short_parts_no_word_of_two_syllables(paper: str, topic: str, line: str) -> None:
    """A line in Vietnamese ended amid gọi cấp cứu, dấu hiệu, bàn tay, nhỏ xíu."""
    shown = ["".join(text(one).split()) for one in set_lines(made(topic, "vi", paper).pdf)]
    assert "".join(line.split()) in shown


@pytest.mark.parametrize("language", ["en", "ja"])
def test_drawings_side_by_side_on_a_poster_are_equally_high(language: str) -> None:
    """Else the words under them do not stand on one line."""
    area = library().format("poster").areas["figures"]
    top = library().format("poster").height - area.y
    for topic in library().topics():
        found = [one.box for one in made(topic, language, "poster").placed if one.tag == "image"]
        drawn = [box for box in found if top - area.height <= box[1] and box[3] <= top + 1]
        assert len(drawn) == 3
        assert max(box[3] - box[1] for box in drawn) - min(box[3] - box[1] for box in drawn) < 1, topic


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_a_poster_ends_in_one_word(language: str) -> None:
    for topic in library().topics():
        evidence = gather(Order(topic, language, "poster", clinic=CLINIC), library())
        assert evidence.reading
        assert [line.words for line in last_lines(evidence.reading) if is_short(line)] == [], topic


def test_marks_above_letters_of_a_title_keep_clear_of_the_edge_of_the_field() -> None:
    """The breve of Ă stood two millimetres below it, and all titles nearer to the top than to what follows."""
    with pdfium.PdfDocument(made("eating-and-drinking", "vi", "poster").pdf) as document:
        drawn = document[0].render(scale=1).to_pil().convert("RGB")
    box = tuple(round(side * MM) for side in (24, 13, 273, 17))
    assert len(drawn.crop(box).getcolors() or ()) == 1


def test_words_below_drawings_in_a_row_of_a_booklet_stand_5_mm_apart() -> None:
    """Closer, they can be read as one line."""
    english, paper = library().language("en"), library().format("a5")
    styles = styles_of(library().theme("default"), paper, english, "teal", 1.0)
    for look in ("figures.thirds", "figures.pages"):
        assert styles[look].look.gutter >= 5 * POINTS["mm"]


def test_on_the_sheet_for_the_fridge_all_numbers_stand_equally_far_apart() -> None:
    """The last two stood closer than the others, and the first close under the top of their field."""
    leaflet = made("emotional-wellbeing", "en", "fridge")
    labels = [find(leaflet.pdf, words)[0] for words in ("Midwife or nurse", "A crisis line", "A person you trust")]
    ruled = sorted(
        one.box[1] for one in leaflet.placed if one.tag == "lines" and one.area == "main" and one.box[1] < labels[0].y
    )[-3:]
    apart = [label.y - line for label, line in zip(labels, reversed(ruled), strict=True)]
    assert max(apart) - min(apart) < 1
    assert labels[0].y - labels[1].y == pytest.approx(labels[1].y - labels[2].y, abs=1)
