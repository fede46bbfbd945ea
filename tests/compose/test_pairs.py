"""Two languages side by side: nothing lost, the same numbers, each side labelled with its language."""

from __future__ import annotations

from itertools import pairwise, permutations
from pathlib import Path

import page as validator
import pypdfium2
import pytest
from msgspec.structs import replace
from probes import find, letters, lines, spoken, text
from ward import Ward

from generator import Library, Order, make
from generator.checks import measures
from generator.checks.gather import gather
from generator.checks.room import BLANK
from generator.cli import main
from generator.compose.pairs import pair
from generator.model.problems import ExitCode, Unusable
from generator.model.sheet import Element, Run, Sheet, label_at
from generator.model.units import POINTS
from generator.stages.bodies import body
from generator.typeset.pdf.proof import fold

STOCK = Path(__file__).resolve().parents[2]
LIBRARY = Library.open(STOCK)
MM = POINTS["mm"]


@pytest.fixture(scope="module", params=["vi", "ja"])
def both(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """A leaflet in a language with English beside it."""
    order = Order("managing-leakage", request.param, "bilingual", clinic="example", second="en")
    return request.param, make(order, LIBRARY).pdf


def of_language(pdf: bytes, tag: str) -> str:
    return fold("".join(words for _, language, words in spoken(pdf) if language == tag))


@pytest.mark.slow
def test_every_word_of_both_languages_is_there_under_its_own_language(both: tuple[str, bytes]) -> None:
    name, pdf = both
    for language in (name, "en"):
        heard = of_language(pdf, LIBRARY.language(language).tag)
        for words in words_of(language):
            if language == name or words not in once(language):  # sources stand once, in the first language
                assert words in heard, words


def words_of(language: str) -> list[str]:
    """The words of a leaflet's own pages, but for what makes room for fewer pages (``leave``)."""
    sheet = body(Order("managing-leakage", language), LIBRARY)
    blocks = [block for area in sheet.areas if area.get("name") == "main" for block in area.children]
    return [
        fold("".join(run.words for run in element.runs))
        for block in blocks
        if not block.get("leave")
        for element in block.walk()
        if not element.get("lang")
    ]


def once(language: str) -> set[str]:
    sheet = body(Order("managing-leakage", language), LIBRARY)
    boxes = [one for area in sheet.areas for one in area.walk() if one.get("once") == "yes"]
    return {fold("".join(run.words for run in one.runs)) for box in boxes for one in box.walk()}


def test_a_heading_has_its_number_between_both_languages(both: tuple[str, bytes]) -> None:
    """Neighbours of one role and language are heard as one: a heading's number begins that of the right column."""
    _, pdf = both
    words = [(language, said) for role, language, said in spoken(pdf) if role == "H2"]
    numbered = [at for at, (language, said) in enumerate(words) if language == "en" and said[:1].isdigit()]
    assert [words[at][1][0] for at in numbered] == ["1", "2", "3", "4", "5"]
    assert all(words[at - 1][0] != "en" for at in numbered)


@pytest.mark.parametrize("clinic", ["example", ""])
def test_the_danger_box_has_the_telephone_number_or_a_line_for_it_once(clinic: str) -> None:
    """A number is the same in every language."""
    leaflet = make(Order("managing-leakage", "vi", "bilingual", clinic=clinic, second="en"), LIBRARY)
    (hold,) = [placed for placed in leaflet.placed if placed.tag == "hold" and placed.area == "strip"]
    assert hold.page == 1
    if clinic:
        with pypdfium2.PdfDocument(leaflet.pdf) as document:
            assert "020 7946 0123" in document[0].get_textpage().get_text_bounded(*hold.box)


def test_the_title_field_names_both_languages(both: tuple[str, bytes]) -> None:
    own = LIBRARY.language(both[0]).own_name
    with pypdfium2.PdfDocument(both[1]) as document:
        page = document[0]
        head = page.get_textpage().get_text_bounded(0, page.get_height() - 60, page.get_width(), page.get_height())
    assert own in head
    assert "English" in head


def test_the_notice_of_a_draft_is_heard_in_both_languages_on_each_page(both: tuple[str, bytes]) -> None:
    name, pdf = both
    catalog = LIBRARY.catalog(name, "templates")
    assert catalog is not None
    with pypdfium2.PdfDocument(pdf) as document:
        pages = len(document)
    notice = "Draft – not yet checked by a clinician"
    own = catalog.find(notice)
    assert own is not None
    for tag, words in (("en", notice), (LIBRARY.language(name).tag, own.words)):
        assert of_language(pdf, tag).count(fold(words)) == pages, words


def test_the_file_is_as_accessible_as_one_language_alone(both: tuple[str, bytes]) -> None:
    report = validator.validate_pdf_bytes(both[1], profile="ua1")
    assert report.is_compliant, [failure.rule_id for failure in report.failures]
    roles = [role for role, _, _ in spoken(both[1])]
    assert roles.count("H1") == 1


@pytest.mark.sweep
@pytest.mark.parametrize("topic", LIBRARY.topics())
def test_every_topic_stands_beside_english(topic: str) -> None:
    made = make(Order(topic, "zh_Hant", "bilingual", second="en"), LIBRARY)
    short = ("emotional-wellbeing", "managing-leakage")
    assert made.pages <= (4 if topic in short else 7)
    assert {placed.page for placed in made.placed if placed.area == "strip"} == {1}


@pytest.mark.sweep
@pytest.mark.parametrize("language", ["vi", "zh_Hans", "ja"])
@pytest.mark.parametrize("topic", LIBRARY.topics())
def test_every_drawing_of_a_topic_stands_on_its_pages(topic: str, language: str) -> None:
    """Rather a page more than a leaflet without drawings; only lines for questions are left out."""
    order = Order(topic, language, "bilingual", second="en")
    made = make(order, LIBRARY)
    assert set(made.left) <= {"my-questions"}
    wanted = [
        one.origin
        for area in body(order, LIBRARY).areas
        if area.get("name") in ("head", "main")
        for one in area.walk()
        if one.tag == "image"
    ]
    drawn = [placed.origin for placed in made.placed if placed.tag == "image" and placed.area != "foot"]
    assert len(wanted) > 2
    assert set(wanted) <= set(drawn)


@pytest.mark.parametrize(("topic", "language"), [("expressing-milk", "ja"), ("increasing-supply", "ja")])
def test_the_three_points_stand_on_the_first_page(topic: str, language: str) -> None:
    """They do not go to the next page to fill it, where they have room between title and danger signs."""
    made = make(Order(topic, language, "bilingual", second="en"), LIBRARY)
    assert any(placed.area == "main" and placed.page == 1 for placed in made.placed)


def test_the_drawing_of_the_topic_stands_between_the_two_titles(both: tuple[str, bytes]) -> None:
    name, _ = both
    made = make(Order("managing-leakage", name, "bilingual", second="en"), LIBRARY)
    head = [placed for placed in made.placed if placed.area == "head"]
    (image,) = [placed for placed in head if placed.tag == "image"]
    words = [placed for placed in head if placed.tag == "p"]
    assert image.box[2] - image.box[0] > 30 * MM
    assert all(one.box[2] < image.box[0] + 1 or one.box[0] > image.box[2] - 1 for one in words)


# -- danger signs row by row -------------------------------------------------------


def signs_of(language: str, topic: str = "managing-leakage") -> list[tuple[str, str]]:
    """Letter or number, and words, of each sign on the sheet of one language; emergency first."""
    (strip,) = [area for area in body(Order(topic, language), LIBRARY).areas if area.get("name") == "strip"]
    lists = [one for one in strip.walk() if one.tag == "list"]
    return [
        (label_at(one.get("kind"), int(one.get("start") or 1) + at), words_in(item))
        for one in sorted(lists, key=lambda one: one.get("kind") != "letter")
        for at, item in enumerate(one.children)
    ]


def words_in(element: Element) -> str:
    return "".join(run.words for run in element.runs)


@pytest.mark.parametrize(("first", "second"), list(permutations(LIBRARY.languages(), 2)))
def test_each_danger_sign_is_one_row_with_the_number_of_the_single_sheets(first: str, second: str) -> None:
    sheet = body(Order("managing-leakage", first, "bilingual", second=second), LIBRARY)
    (strip,) = [area for area in sheet.areas if area.get("name") == "strip"]
    rows = [one for one in strip.walk() if one.tag == "row" and one.get("look").startswith("pair.sign")]
    pairs = [(row.children[0], row.children[1]) for row in rows if row.get("look") in ("pair.sign", "pair.sign-last")]
    left = [(right.children[0].get("label"), words_in(one.children[0])) for one, right in pairs]
    right = [(cell.children[0].get("label"), words_in(cell.children[0])) for _, cell in pairs]
    assert left == signs_of(first)
    assert right == signs_of(second)
    assert [number for number, _ in left] == [*"ABCDEFGHIJ", *"12345"]
    assert {cell.get("lang") for _, cell in pairs} == {second}


@pytest.mark.slow
def test_a_row_of_the_danger_box_is_as_high_as_a_finger_can_point_at() -> None:
    pdf = make(Order("managing-leakage", "en", "bilingual", second="zh_Hans"), LIBRARY).pdf
    tops = [find(pdf, words)[0].y for number, words in signs_of("en") if number in "ABCDE"]
    steps = [before - after for before, after in pairwise(tops)]
    assert all(19.5 < step < 22 for step in steps), steps  # 7 to 7.7 mm


def test_both_languages_of_a_sign_stand_on_one_line() -> None:
    pdf = make(Order("managing-leakage", "en", "bilingual", second="ja"), LIBRARY).pdf
    for (number, one), (_, two) in zip(signs_of("en"), signs_of("ja"), strict=True):
        if number in "ABCE":
            assert find(pdf, one)[0].y == pytest.approx(find(pdf, two)[0].y, abs=0.1), one


@pytest.mark.parametrize(
    ("language", "items"),
    [
        ("vi", [("It does not hurt", "Mẹ không đau"), ("The lower lip turns out", "Môi dưới hướng ra ngoài")]),
        ("zh_Hans", [("It does not hurt", "喂奶不痛"), ("The lower lip turns out", "下嘴唇向外翻")]),
        # three lines beside two, then one beside one
        ("vi", [("Eat a little more than usual", "Mẹ hãy ăn nhiều hơn mọi khi"), ("Drink when", "Mẹ hãy uống khi thấy khát")]),
        ("ja", [("If low mood lasts", "落ち込みが2週間を超えて")]),
    ],
)  # fmt: skip
def test_both_languages_of_an_item_to_tick_begin_on_one_line(language: str, items: list[tuple[str, str]]) -> None:
    pdf = make(Order("increasing-supply", language, "bilingual", second="en"), LIBRARY).pdf
    for english, own in items:
        assert find(pdf, english)[0].y == pytest.approx(find(pdf, own)[0].y, abs=0.1), english


def test_the_ground_to_write_a_crisis_line_on_has_air_above() -> None:
    """Its upper edge stands below the descenders of the words over it."""
    pdf = make(Order("emotional-wellbeing", "vi", "bilingual", second="en"), LIBRARY).pdf
    words, sign = find(pdf, "Crisis line, day and night:")[0], find(pdf, "Thoughts of harming")[0]
    assert words.page == sign.page == 1
    assert words.y - sign.y > 38.5


def test_the_columns_and_the_numbers_stand_where_the_grid_has_them() -> None:
    pdf = make(Order("managing-leakage", "en", "bilingual", second="zh_Hant"), LIBRARY).pdf
    left = find(pdf, "Not breathing")[0]
    right = find(pdf, signs_of("zh_Hant")[0][1][:4])[0]
    assert left.x == pytest.approx(16 * MM, abs=1.5)
    assert right.x == pytest.approx(112 * MM, abs=1.5)


def test_the_sources_begin_where_the_columns_do() -> None:
    pdf = make(Order("managing-leakage", "zh_Hant", "bilingual", second="en"), LIBRARY).pdf
    assert find(pdf, "Written from guidelines")[0].x == pytest.approx(112 * MM, abs=1.5)


@pytest.mark.parametrize(("topic", "beside"), [("managing-leakage", "Call us today"), ("colostrum", "Baby 1")])
def test_the_telephone_stands_beside_whom_the_signs_are_about_or_the_title(topic: str, beside: str) -> None:
    """Nobody is named where all signs are the mother's."""
    pdf = make(Order(topic, "vi", "bilingual", clinic="example", second="en"), LIBRARY).pdf
    assert find(pdf, "020 7946 0123")[0].y == pytest.approx(find(pdf, beside)[0].y, abs=6)


def test_a_telephone_of_a_danger_box_without_title_and_legend_stands_in_a_row_of_its_own() -> None:
    """A box of one's own may have neither; the number is printed all the same."""

    def bare(one: Element) -> Element:
        kept = (child for child in one.children if child.tag != "p")
        return Element(one.tag, one.attributes, tuple(map(bare, kept)), one.runs, one.origin)

    def without(language: str) -> Sheet:
        sheet = body(Order("managing-leakage", language), LIBRARY)
        areas = (bare(area) if area.get("name") == "strip" else area for area in sheet.areas)
        return replace(sheet, areas=tuple(areas))

    (strip,) = [one for one in pair(without("vi"), without("en")).areas if one.get("name") == "strip"]
    (row,) = [one for one in strip.walk() if one.get("look") == "pair.sign-phone"]
    first, second, number = row.children
    assert (first.children, second.children, number.children[0].tag) == ((), (), "hold")


def test_answers_of_several_lines_stand_apart_in_the_language_that_is_longer() -> None:
    """Their lines are 20.5 pt apart in Japanese."""
    pdf = make(Order("danger-signs", "ja", "bilingual", second="en"), LIBRARY).pdf
    last, following = find(pdf, "どのサインがあるかを")[0], find(pdf, "赤ちゃんが生まれて何日かを")[0]
    assert last.page == following.page
    assert last.y - following.y > 20.5 + 3


def test_two_crisis_lines_and_two_legends_stand_over_one_number() -> None:
    sheet = body(Order("emotional-wellbeing", "en", "bilingual", second="zh_Hant"), LIBRARY)
    (strip,) = [area for area in sheet.areas if area.get("name") == "strip"]
    words = [words_in(one) for one in strip.walk() if one.tag == "p"]
    assert words.index("Crisis line, day and night:") < words.index("Thoughts of harming yourself or your baby")
    assert [one.tag for one in strip.walk()].count("lines") == 2  # the other one is for the emergency number
    assert [one.tag for one in strip.walk()].count("hold") == 1


# -- what stands once --------------------------------------------------------------


def test_drawings_stand_once_and_their_steps_in_both_languages() -> None:
    sheet = body(Order("managing-leakage", "en", "bilingual", second="vi"), LIBRARY)
    pictures = [one.get("picture") for area in sheet.areas for one in area.walk() if one.tag == "image"]
    assert [pictures.count(f"press-{number}") for number in (1, 2, 3)] == [1, 1, 1]
    steps = [one for area in sheet.areas for one in area.walk() if one.get("look") == "pair.step-right"]
    assert [one.get("label") for one in steps] == ["1", "2", "3"]


def test_drawings_of_steps_have_as_much_air_above_as_each_step_below() -> None:
    sheet = body(Order("managing-leakage", "en", "bilingual", second="vi"), LIBRARY)
    (whole,) = [one for area in sheet.areas for one in area.walk() if one.get("look") == "pair.steps"]
    (cell,) = whole.children
    assert [one.tag for one in cell.children] == ["gap", "row"] * 4, "the drawings, and three steps"
    assert {one.get("look") for one in cell.children if one.tag == "gap"} == {"pair.step-air"}


def test_week_days_of_a_log_are_the_same_days() -> None:
    """A week begins on Monday here and on Sunday there; beside each other both begin as the first language's."""
    sheet = body(Order("managing-leakage", "en", "bilingual", second="zh_Hant"), LIBRARY)
    (table,) = [one for area in sheet.areas for one in area.walk() if one.tag == "table"]
    assert words_in(table.children[0].children[1]) == "Mon\n週一"
    alone = body(Order("managing-leakage", "zh_Hant"), LIBRARY)
    (own,) = [one for area in alone.areas for one in area.walk() if one.tag == "table"]
    assert words_in(own.children[0].children[1]) == "週日"
    assert {run.lang for cell in table.children[1].children for run in cell.runs} == {"", "zh_Hant"}


def test_a_cell_of_two_languages_has_the_leading_that_each_needs() -> None:
    pdf = make(Order("managing-leakage", "en", "bilingual", second="ja"), LIBRARY).pdf
    last = max(glyph.page for glyph in find(pdf, "Feeds"))
    sheet = body(Order("managing-leakage", "ja"), LIBRARY)
    (table,) = [one for area in sheet.areas for one in area.walk() if one.tag == "table"]
    english, japanese = find(pdf, "Feeds")[0], find(pdf, words_in(table.children[1].children[0]), nth=0)
    below = [glyph for glyph in letters(pdf) if glyph.page == last and glyph.words == japanese[0].words]
    assert any(12 * 1.65 - 0.1 < english.y - glyph.y < 12 * 1.65 + 1 for glyph in below)


def test_equal_words_stand_once_in_a_cell() -> None:
    cell = Element("td", {}, (), (Run("6 +"),))
    table = Element("table", {}, (Element("tr", {}, (cell,)),))
    sheet = Sheet("", "en", "", (Element("area", {"name": "main"}, (table,)),))
    (area,) = pair(sheet, replace(sheet, language="vi")).areas
    assert words_in(area.children[0].children[0].children[0]) == "6 +"


def test_sheets_that_are_not_parallel_are_refused() -> None:
    def sheet(*tags: str) -> Sheet:
        return Sheet("", "en", "", (Element("area", {"name": "main"}, tuple(Element(tag, {}) for tag in tags)),), "TE")

    with pytest.raises(Unusable) as caught:
        pair(sheet("p", "list"), sheet("p"))
    assert caught.value.problems[0].message == "the two languages of this leaflet do not have the same blocks"


@pytest.mark.parametrize(("first", "second"), [("en", "zh_Hant"), ("vi", "en"), ("zh_Hans", "ja")])
def test_the_english_title_tells_staff_once_what_it_is(first: str, second: str) -> None:
    sheet = body(Order("colostrum", first, "bilingual", second=second, draft=True), LIBRARY)
    head = next(area for area in sheet.areas if area.get("name") == "head")
    words = [words_in(one) for one in head.walk() if one.tag == "p"]
    assert words.count("Your first milk") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "bilingual"], "the format 'bilingual' is for two languages\n  hint: say which language"),
        (["--with", "en", "--format", "letter"], "the format 'letter' is for one language\n  hint: leave --with out"),
        (["--with", "klingon"], "there is no language called 'klingon'"),
        (["--with", "en", "--as", "sms"], "two languages side by side are made as pdf or png only"),
    ],
)
def test_what_does_not_go_together_is_said(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["make", "colostrum", "--language", "vi", "--library", str(STOCK), "--output", str(tmp_path)]
    assert main([*words, *options]) == ExitCode.USAGE
    assert said in capsys.readouterr().err


def test_the_command_names_the_file_after_both(tmp_path: Path) -> None:
    words = ["make", "colostrum", "--language", "vi", "--library", str(STOCK), "--output", str(tmp_path)]
    assert main([*words, "--with", "en"]) == ExitCode.MADE
    assert (tmp_path / "vi/colostrum-bilingual-with-en.pdf").is_file()


def test_a_second_language_that_is_not_english_is_tagged_as_what_it_is() -> None:
    pdf = make(Order("managing-leakage", "ja", "bilingual", second="vi"), LIBRARY).pdf
    assert {"ja", "vi"} <= {language for _, language, words in spoken(pdf) if words.strip()}
    heard = of_language(pdf, "vi")
    for words in words_of("vi"):
        if words not in once("vi"):
            assert words in heard, words


# -- what stays together over the pages --------------------------------------------


def page_of(pdf: bytes, words: str, nth: int = 0) -> int:
    return find(pdf, words, nth)[0].page


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "zh_Hans", "zh_Hant", "ja"])
@pytest.mark.parametrize(("topic", "last"), [("managing-leakage", "Sun"), ("increasing-supply", "Sun")])
def test_a_log_stands_on_the_page_of_its_words(language: str, topic: str, last: str) -> None:
    """They say "show us this page"."""
    pdf = make(Order(topic, language, "bilingual", second="en"), LIBRARY).pdf
    assert page_of(pdf, "Make a mark for each one") == page_of(pdf, last)


@pytest.mark.parametrize("language", ["vi", "ja"])
def test_a_list_and_an_aside_stay_with_what_is_before_them(language: str) -> None:
    pdf = make(Order("managing-leakage", language, "bilingual", second="en"), LIBRARY).pdf
    assert page_of(pdf, "and take these:") == page_of(pdf, "dry pads")
    assert page_of(pdf, "Or fold arms.") == page_of(pdf, "Please do not press hard")


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_drawings_of_steps_stay_with_the_heading_over_them(language: str) -> None:
    pdf = make(Order("colostrum", language, "bilingual", second="en"), LIBRARY).pdf
    assert page_of(pdf, "A deep latch, step by step") == page_of(pdf, "Nose to nipple.")


@pytest.mark.parametrize(
    ("language", "heading", "last"),
    [
        ("zh_Hans", "You: call us today", "Cannot care for yourself or the baby"),
        ("zh_Hant", "You: call us today", "Cannot care for yourself or the baby"),
        ("ja", "You: emergency", "Very bad belly pain"),
    ],
)
def test_a_list_of_danger_signs_goes_on_under_its_heading_in_both_languages(
    language: str, heading: str, last: str
) -> None:
    """Nobody may take what is urgent for what can wait until tomorrow; it is heard once."""
    pdf = make(Order("danger-signs", language, "bilingual", second="en"), LIBRARY).pdf
    assert page_of(pdf, heading, 1) == page_of(pdf, last) > page_of(pdf, heading)
    assert sum(heading.replace(" ", "") in words for _, _, words in spoken(pdf)) == 1
    again = [text(line) for line in lines(pdf, tagged=False) if "…" in text(line)]
    assert sum(heading in words for words in again) == 1
    assert len(again) % 2 == 0, "in both languages"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "zh_Hans", "ja"])
@pytest.mark.parametrize("topic", ["danger-signs", "eating-and-drinking", "expressing-milk", "increasing-supply"])
def test_every_page_begins_with_a_heading_or_with_that_of_what_goes_on(topic: str, language: str) -> None:
    """Else a list, a log or lines to write on stand on a page that does not say what they are about.

    A belief and a log that is a block of its own have no heading, but a label or a sentence.
    """
    made = make(Order(topic, language, "bilingual", second="en"), LIBRARY)
    headings = [words for role, _, words in spoken(made.pdf) if role == "H2"]
    for page in range(2, made.pages + 1):
        shown = [line for line in lines(made.pdf, tagged=False) if line[0].page == page and line[0].size >= 12]
        words = "".join(text(max(shown, key=lambda line: line[0].y + line[0].x / 1000)).split())
        assert (
            "…" in words
            or words in ("Somefamiliessay", "Makeamarkeachtime,dayandnight.")
            or any(words in one for one in headings)
        ), (page, words)


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_no_lone_paragraph_of_a_section_opens_a_page(language: str) -> None:
    """It stood above a gap as high as itself."""
    pdf = make(Order("colostrum", language, "bilingual", second="en"), LIBRARY).pdf
    assert page_of(pdf, "The first hour together") == page_of(pdf, "On day 1, your baby may feed")
    assert page_of(pdf, "A deep latch, step by step") == page_of(pdf, "You are both learning")


def test_a_section_does_not_begin_above_the_danger_box_to_go_on_behind_it() -> None:
    pdf = make(Order("danger-signs", "vi", "bilingual", second="en"), LIBRARY).pdf
    assert page_of(pdf, "Stay with your baby until help comes") == page_of(pdf, "Your baby: emergency") == 2


def test_no_page_keeps_an_eighth_blank_where_the_next_section_can_begin_on_it() -> None:
    pdf = make(Order("eating-and-drinking", "zh_Hans", "bilingual", second="en"), LIBRARY).pdf
    assert page_of(pdf, "If milk upsets") == page_of(pdf, "Your milk has the")


def test_a_log_on_a_page_with_room_has_rows_that_are_easy_to_mark() -> None:
    """They stopped at 15 mm, above a foot of 42 mm."""
    made = make(Order("managing-leakage", "vi", "bilingual", second="en"), LIBRARY)
    rows = [one.box for one in made.placed if one.tag == "tr" and one.page == 4]
    assert len(rows) == 4
    assert all(top - foot > 20 * MM for _, foot, _, top in rows[1:])


def test_four_drawings_of_steps_stand_in_two_rows_where_their_page_has_room() -> None:
    """There each is larger; with another section on the page they stand side by side."""
    rows, high = {}, {}
    for topic, name, second in (("colostrum", "latch", "en"), ("expressing-milk", "hand", "zh_Hant")):
        made = make(Order(topic, "zh_Hans", "bilingual", second=second), LIBRARY)
        page = page_of(made.pdf, "Nose to nipple." if name == "latch" else "摆成C形")
        boxes = [one.box for one in made.placed if one.tag == "image" and one.page == page and one.area == "main"][:4]
        rows[name] = len({round(box[3]) for box in boxes})
        high[name] = boxes[0][3] - boxes[0][1]
    assert rows == {"latch": 2, "hand": 1}
    assert high["latch"] > 1.2 * high["hand"]


@pytest.mark.parametrize(("topic", "language"), [("increasing-supply", "ja"), ("increasing-supply", "zh_Hans")])
def test_the_rules_of_the_points_stand_clear_of_the_title_and_of_the_danger_box(topic: str, language: str) -> None:
    made = make(Order(topic, language, "bilingual", second="en"), LIBRARY)
    points, *_ = (one.box for one in made.placed if one.page == 1 and one.area == "main" and one.tag == "box")
    head = min(one.box[1] for one in made.placed if one.area == "head")
    strip = max(one.box[3] for one in made.placed if one.area == "strip")
    assert head - points[3] > 4 * MM
    assert points[1] - strip > 4 * MM


@pytest.mark.parametrize(("known", "fields"), [('emergency: ""', 1), ('emergency: "999"', 0)])
def test_the_danger_box_has_a_line_for_an_emergency_number_that_nobody_knows(
    ward: Ward, known: str, fields: int
) -> None:
    """As the sheet for the fridge and the poster have one; in both languages it is the same number."""
    ward.stock("content/profiles/default.yaml", 'emergency: ""', known)
    sheet = body(Order("managing-leakage", "vi", "bilingual", second="en"), Library.open(ward.folder))
    (strip,) = [one for one in sheet.areas if one.get("name") == "strip"]
    assert [one.tag for one in strip.walk()].count("lines") == fields


def test_a_page_ends_with_its_section_where_it_can() -> None:
    """Rows of headings begin sections as headings do."""
    pdf = make(Order("expressing-milk", "ja", "bilingual", second="en"), LIBRARY).pdf
    assert page_of(pdf, "By hand, step by step") == page_of(pdf, "Stress or pain can slow")
    assert page_of(pdf, "Clean hands, clean parts") == page_of(pdf, "boil or steam")
    assert page_of(pdf, "If you use a pump") == page_of(pdf, "little research")


def test_the_back_of_the_last_sheet_is_used_before_sections_part() -> None:
    """A page more must spare two faults, though, on a sheet that has room for it."""
    made = make(Order("colostrum", "zh_Hans", "bilingual", second="en"), LIBRARY)
    assert made.pages == 6
    assert page_of(made.pdf, "Wet nappies, day by day") == page_of(made.pdf, "Day 5")
    assert make(Order("increasing-supply", "zh_Hans", "bilingual", second="en"), LIBRARY).pages == 7


@pytest.mark.parametrize(("topic", "language"), [("increasing-supply", "vi"), ("expressing-milk", "ja")])
def test_no_page_but_the_last_stays_blank_for_a_fifth(topic: str, language: str) -> None:
    """Steps below their drawings take air, and a row of drawings may follow its words on the next page."""
    evidence = gather(Order(topic, language, "bilingual", second="en"), LIBRARY)
    assert evidence.reading and evidence.paper and evidence.leaflet
    bands = measures.blank_bands(evidence.reading, evidence.paper, BLANK, evidence.leaflet.placed)
    assert not list(bands)


@pytest.mark.parametrize(("language", "most"), [("vi", 0.49), ("ja", 0.55)])
def test_the_danger_box_is_as_low_as_its_signs_let_it(language: str, most: float) -> None:
    """The telephone shares a row with who the signs are about; long signs on the right have one line."""
    made = make(Order("increasing-supply", language, "bilingual", second="en", clinic="example"), LIBRARY)
    strip = [one.box for one in made.placed if one.area == "strip"]
    assert max(box[3] for box in strip) - min(box[1] for box in strip) < most * 297 * POINTS["mm"]
    about, number = find(made.pdf, "Baby 1–5")[0], find(made.pdf, "020 7946 0123")[0]
    assert abs(about.y - number.y) < 4
    sign, end = find(made.pdf, "Thoughts of harming")[0], find(made.pdf, "yourself or your baby")[0]
    assert sign.y == pytest.approx(end.y)


def test_what_it_stands_on_is_said_in_both_languages() -> None:
    pdf = make(Order("colostrum", "vi", "bilingual", second="en"), LIBRARY).pdf
    assert find(pdf, "Written from guidelines") and find(pdf, "Viết theo hướng dẫn")


def test_the_points_in_short_stand_apart_where_the_first_page_has_room() -> None:
    def pitch(topic: str, second: str) -> float:
        pdf = make(Order(topic, "vi", "bilingual", second=second), LIBRARY).pdf
        firsts = {
            "managing-leakage": ("Khi sữa chảy", "Ấn nhẹ"),
            "increasing-supply": ("Cho bú 8", "Bé ngậm bắt vú sâu"),
        }
        one, two = (find(pdf, words)[0] for words in firsts[topic])
        return one.y - two.y

    assert pitch("managing-leakage", "en") > 30 > pitch("increasing-supply", "ja")


@pytest.mark.parametrize("language", ["vi", "ja"])
def test_the_telephone_in_the_danger_box_has_air_below(language: str) -> None:
    """Its digits do not stand on the edge of the ground behind them, which ends a line above the first sign."""
    pdf = make(Order("increasing-supply", language, "bilingual", second="en", clinic="example"), LIBRARY).pdf
    number, sign = find(pdf, "020 7946 0123")[0], find(pdf, "Under 6 wet nappies")[0]
    assert number.page == sign.page == 1
    assert number.y - sign.y > 21.5


def test_under_the_last_sign_of_a_section_there_is_no_rule() -> None:
    """On a full page it stood 1.6 mm above that of the foot."""
    sheet = body(Order("danger-signs", "vi", "bilingual", second="en"), LIBRARY)
    rows = [each for area in sheet.areas for each in area.walk() if each.get("look").startswith("pair.sign-out")]
    looks = [each.get("look") for each in rows]
    assert looks.count("pair.sign-out-last") == 4
    assert not LIBRARY.theme("default").looks["pair.sign-out-last"].border
