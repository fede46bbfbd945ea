"""Every paper in every language: nothing runs over, nothing is smaller than the paper promises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import page as validator
import pytest
from probes import Glyph, find, letters, lines, spoken, text
from ward import Ward

from generator import Library, Order, make
from generator.checks.reading import read_pdf
from generator.model.leaflet import Leaflet
from generator.model.problems import Unusable
from generator.model.sheet import Element
from generator.model.units import POINTS
from generator.stages.bodies import body
from generator.typeset.layout.chains import without
from generator.typeset.layout.fitting import LADDER

STOCK = Path(__file__).resolve().parents[2]
LIBRARY = Library.open(STOCK)
FORMATS = [name for name in LIBRARY.formats() if LIBRARY.format(name).languages == 1 and name != "a4"]


@cache
def made(topic: str, language: str, paper: str) -> Leaflet:
    return make(Order(topic, language, paper, clinic="example"), LIBRARY)


@pytest.mark.slow
@pytest.mark.parametrize("paper", FORMATS)
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_every_topic_fits_and_stays_inside_its_areas(paper: str, language: str) -> None:
    form = LIBRARY.format(paper)
    for topic in LIBRARY.topics():
        leaflet = made(topic, language, paper)
        assert leaflet.pages <= form.most_pages
        assert leaflet.pages % form.multiple == 0
        for placed in leaflet.placed:
            left, low, right, high = placed.box
            assert -0.5 <= left <= right <= form.width + 0.5, (topic, placed)
            assert 0 <= low <= high <= form.height, (topic, placed)


@pytest.mark.sweep
@pytest.mark.parametrize("paper", FORMATS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_letter_is_smaller_than_the_paper_promises(paper: str, language: str) -> None:
    form = LIBRARY.format(paper)
    found = letters(made("managing-leakage", language, paper).pdf)
    assert min(letter.size for letter in found) >= min(form.minimum, 9) - 0.01
    # sources are small print, and in English; the words of a Japanese leaflet are not
    body = sorted(letter.size for letter in found if language == "en" or letter.words > "\u3000")
    assert body[len(body) // 2] >= form.body_minimum - 0.01  # most of the words


def test_no_words_repeat_the_heading_above_them() -> None:
    for topic in LIBRARY.topics():
        heard = spoken(made(topic, "en", "letter").pdf)
        parts = [(role, words) for role, _, words, *_ in heard if role != "Figure"]
        heads = [(words.lstrip("0123456789"), after) for (role, words), (_, after) in pairwise(parts) if role == "H2"]
        assert len(heads) > 3
        assert not [(head, after) for head, after in heads if after.startswith(f"{head}.")], topic


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(
    ("language", "today", "now", "first"),
    [
        ("en", "Call us today", "Emergency: call", "Not breathing"),
        ("vi", "Gọi chúng tôi hôm nay", "Khẩn cấp: gọi", "Không thở"),
        ("ja", "今日中にお電話を", "緊急：助けを呼ぶ", "息がない"),
    ],
)
def test_both_heads_of_the_strip_are_of_one_size_and_clear_of_the_signs(
    language: str, today: str, now: str, first: str, paper: str
) -> None:
    for topic in ("colostrum", "danger-signs", "expressing-milk", "eating-and-drinking", "increasing-supply"):
        pdf = made(topic, language, paper).pdf
        heads = [find(pdf, words)[0] for words in (today, now)]
        assert heads[0].size == pytest.approx(heads[1].size)
        assert find(pdf, today)[-1].y == heads[0].y, "one line"
        # no letter of the head below its line (0.22 of 15 pt) comes between the rings of the first sign (11.1 pt)
        assert heads[1].y - find(pdf, first)[0].y > 14.25


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(
    ("language", "today", "now", "one", "two"),
    [
        ("ja", "今日中にお電話を", "緊急：助けを呼ぶ", "赤ちゃんA息がない", "お母さんF自分か"),
        ("zh_Hans", "今天就给我们打电话", "紧急情况：打电话求救", "宝宝A没有呼吸", "妈妈F有伤害自己"),
        ("zh_Hant", "今天就打電話給我們", "緊急：打電話求助", "寶寶A沒有呼吸", "媽媽F有傷害自己"),
    ],
)
def test_beside_each_other_titles_stand_level_and_names_over_their_columns(
    language: str, today: str, now: str, one: str, two: str, paper: str
) -> None:
    for topic in ("colostrum", "increasing-supply"):
        pdf = made(topic, language, paper).pdf
        assert find(pdf, today)[0].y == pytest.approx(find(pdf, now)[0].y, abs=0.1)
        for column in (find(pdf, one), find(pdf, two)):
            letter = next(at for at, glyph in enumerate(column) if glyph.words in "AF")
            assert column[0].size == column[letter + 1].size == 12
            assert column[0].x == pytest.approx(column[letter + 1].x, abs=0.1)
        assert find(pdf, one)[0].y == find(pdf, two)[0].y


@pytest.mark.parametrize("paper", ["a4", "letter", "fridge"])
@pytest.mark.parametrize(
    ("language", "topic", "legend", "level"),
    [
        ("ja", "colostrum", "赤ちゃん1–4、お母さん5", ("1生後24時間、", "A息がない")),
        ("ja", "danger-signs", "赤ちゃん1–2、お母さん3–4", ("15日目から", "B肌が")),
        ("zh_Hans", "expressing-milk", "宝宝1–2、妈妈3–5", ("1第5天起", "B肤色")),
        ("zh_Hant", "how-milk-is-made", "寶寶1–2、媽媽3–4", ("1第5天起", "B皮膚")),
    ],
)
def test_whom_the_signs_for_today_are_about_stands_on_one_line(
    language: str, topic: str, legend: str, level: tuple[str, str], paper: str
) -> None:
    """It stood in two lines of 9 pt set solid, between the title, the telephone and the first sign."""
    pdf = made(topic, language, paper).pdf
    words = find(pdf, legend)
    assert {glyph.y for glyph in words} == {words[0].y}
    down = find(pdf, "020 7946 0123")[0].y - words[0].y
    assert abs(down) < 2 or down > 9 * 1.65, "beside the telephone, or below it with the leading of its script"
    white, red = (find(pdf, first)[1].y for first in level)
    assert white == pytest.approx(red, abs=1.5), "either part has the rows of the other"


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(
    ("language", "title", "name"),
    [
        ("zh_Hans", "今天就给我们打电话", "妈妈F"),
        ("zh_Hant", "今天就打電話給我們", "媽媽F"),
        ("ja", "今日中にお電話を", "お母さんF"),
    ],
)
def test_telephone_and_names_stand_clear_of_the_titles_above_them(
    language: str, title: str, name: str, paper: str
) -> None:
    """They stood half a millimetre below on Letter. A title's Han reach 0.12 below its line, digits and Han 0.74 and 0.85 above."""
    pdf = made("managing-leakage", language, paper).pdf
    over = find(pdf, title)[0].y
    assert over - find(pdf, "020 7946 0123")[0].y > 15 * (0.12 + 0.74) + 2
    assert over - find(pdf, name)[0].y > 15 * 0.12 + 12 * 0.85 + 1.5


@pytest.mark.parametrize(("paper", "clear"), [("a4", 2.4), ("letter", 1.6)])
@pytest.mark.parametrize("language", ["en", "vi", "zh_Hans", "ja"])
def test_the_line_for_a_crisis_number_stands_clear_of_what_is_below_it(paper: str, clear: float, language: str) -> None:
    """It lay on the frame, or nearly on the red part. Points; a strip of Letter has less room within its share."""
    placed = [
        one for one in made("emotional-wellbeing", language, paper).placed if one.page == 1 and one.area == "strip"
    ]
    ((left, line, *_),) = [one.box for one in placed if one.tag == "lines"]
    white = [one.box for one in placed if one.tag == "box" and one.box[0] < left - 4 and one.box[1] < line < one.box[3]]
    assert line - max(box[1] for box in white) > clear


@pytest.mark.parametrize(
    ("language", "first", "below"),
    [("ja", "「最初の母乳はよくない", "ので、捨て"), ("zh_Hans", "“初乳营养差", "该扔掉")],
)
def test_an_opening_mark_at_the_start_of_a_line_is_flush_with_the_words_below(
    language: str, first: str, below: str
) -> None:
    """Its empty half stands out of the measure: the mark looked set in by half a letter."""
    pdf = made("colostrum", language, "a4").pdf
    mark = find(pdf, first)[0]
    assert find(pdf, below)[0].x == pytest.approx(mark.x + mark.size / 2, abs=0.1)


@pytest.mark.parametrize(("language", "starts"), [("vi", ("Khi cho con", "Bé bú mẹ", "Sữa bò cho", "Cơ thể mẹ"))])
def test_paragraphs_beside_a_drawing_stand_as_far_apart_as_those_below_it(
    language: str, starts: tuple[str, ...]
) -> None:
    """No page may end between the first two; on a page with room they stood close, the others far apart."""
    pdf = made("eating-and-drinking", language, "a4").pdf
    first = [find(pdf, start)[0] for start in starts]
    assert len({glyph.page for glyph in first}) == 1
    ys = [line[0].y for line in lines(pdf) if line[0].page == first[0].page and line[0].x == first[0].x]
    apart = [min(y for y in ys if y > glyph.y + 1) - glyph.y for glyph in first]
    assert max(apart) - min(apart) < 0.1, apart


@pytest.mark.parametrize("paper", ["a4", "letter", "fridge"])
@pytest.mark.parametrize("language", ["en", "vi", "zh_Hans", "zh_Hant", "ja"])
def test_the_field_of_a_crisis_line_holds_a_telephone_number_by_hand(language: str, paper: str) -> None:
    leaflet = made("emotional-wellbeing", language, paper)
    (field,) = [one for one in leaflet.placed if one.area == "strip" and one.tag == "lines"]
    assert field.box[2] - field.box[0] >= 45 * POINTS["mm"]


@pytest.mark.parametrize("language", ["ja", "zh_Hans", "zh_Hant"])
def test_the_head_of_the_strip_is_clear_of_its_edge(language: str) -> None:
    """The longest list of signs leaves no air in the strip of Letter: white letters must not touch white paper."""
    leaflet = made("increasing-supply", language, "letter")
    top = max(one.box[3] for one in leaflet.placed if one.area == "strip" and one.page == 1)
    head = find(leaflet.pdf, {"ja": "緊急：", "zh_Hans": "紧急情况：", "zh_Hant": "緊急："}[language])[0]
    assert top - (head.y + 0.85 * head.size) > 0.9, "a Han or kana is 0.85 em high above its line"


@pytest.mark.parametrize(
    ("topic", "language"),
    [
        ("colostrum", "vi"),
        ("colostrum", "ja"),
        ("expressing-milk", "vi"),
        ("emotional-wellbeing", "ja"),
        ("managing-leakage", "ja"),
    ],
)
def test_a_front_of_one_section_opens_with_a_large_drawing(topic: str, language: str) -> None:
    """Up to 46 mm were blank above its strip, beside a small drawing."""
    leaflet = made(topic, language, "letter")
    front = [one for one in leaflet.placed if one.page == 1]
    end = min(one.box[1] for one in front if one.area == "main")
    assert end - max(one.box[3] for one in front if one.area == "strip") < 0.07 * LIBRARY.format("letter").height


@pytest.mark.parametrize(
    ("topic", "language"), [("colostrum", "en"), ("managing-leakage", "en"), ("managing-leakage", "zh-Hans")]
)
def test_a_hand_can_write_in_the_rows_of_a_log_on_a_full_page(topic: str, language: str) -> None:
    leaflet = made(topic, language, "a4")
    rows = [one for one in leaflet.placed if one.tag == "tr" and one.area == "main"][-3:]
    assert min(one.box[3] - one.box[1] for one in rows) >= 9 * POINTS["mm"]


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_where_a_section_goes_on_over_the_page_no_paragraph_is_parted(language: str, paper: str) -> None:
    for topic in LIBRARY.topics():
        leaflet = made(topic, language, paper)
        elements = [one for area in body(Order(topic, language, paper), LIBRARY).areas for one in area.walk()]
        for paragraph in {one.origin for one in elements if one.tag == "p" and not one.get("role") and one.origin.file}:
            assert len({one.page for one in leaflet.placed if one.origin == paragraph}) <= 1, paragraph


@pytest.mark.parametrize(
    ("topic", "language", "paper"),
    [
        ("increasing-supply", "vi", "letter"),
        ("increasing-supply", "en", "letter"),
        ("increasing-supply", "ja", "letter"),
        ("eating-and-drinking", "en", "a4"),
        ("eating-and-drinking", "zh-Hant", "letter"),
    ],
)
def test_each_side_begins_with_a_section(topic: str, language: str, paper: str) -> None:
    """Words are set closer, or are fewer, rather than part a section over the page."""
    leaflet = made(topic, language, paper)
    leaves = reversed(read_pdf(leaflet.pdf).leaves)
    begins = {leaf.page: leaf.role for leaf in leaves if leaf.role in ("H2", "P", "LBody")}
    assert [begins[page] for page in range(2, leaflet.pages + 1)] == ["H2"] * (leaflet.pages - 1)


@pytest.mark.parametrize("language", LIBRARY.languages())
def test_the_log_of_first_milk_stands_on_the_last_side(language: str) -> None:
    """A side of one belief and lines for questions gives a mother nothing to use."""
    leaflet = made("colostrum", language, "a4")
    rows = {one.page for one in leaflet.placed if one.tag == "tr" and one.area == "main"}
    assert rows == {leaflet.pages}


@pytest.mark.parametrize("topic", ["increasing-supply", "colostrum"])
def test_lines_for_questions_do_not_push_words_together(topic: str) -> None:
    """How close the danger strip is set, which takes as much room as it may, says nothing of the text."""
    assert made(topic, "vi", "letter").spacing >= min(least for _, least, _ in LADDER)


@pytest.mark.parametrize(("language", "paper"), [("ja", "a4"), ("vi", "a4"), ("zh-Hant", "letter")])
def test_on_a_last_page_with_little_else_lines_for_questions_leave_no_hole(language: str, paper: str) -> None:
    leaflet = made("colostrum", language, paper)
    (lines,) = (one for one in leaflet.placed if one.tag == "lines")
    rows = [one.box[1] for one in leaflet.placed if one.page == lines.page and one.tag in ("row", "tr")]
    assert lines.page == leaflet.pages
    assert min(low for low in rows if low > lines.box[3]) - lines.box[3] < 0.14 * LIBRARY.format(paper).height, (
        "heading and all"
    )


@pytest.mark.parametrize(
    ("language", "paper", "heading", "parts"),
    [
        ("ja", "letter", "日ごとの、ぬれたおむつの数", ["5日目から", "そのつど印をつけ"]),
        ("vi", "a4", "Tã ướt, theo từng ngày", ["Từ ngày thứ 5", "Mỗi lần, mẹ hãy gạch"]),
    ],
)
def test_a_table_and_a_log_stand_on_the_page_of_their_heading(
    language: str, paper: str, heading: str, parts: list[str]
) -> None:
    pdf = made("colostrum", language, paper).pdf
    last = find(pdf, heading)[0].page
    assert [max(one.page for one in find(pdf, part)) for part in parts] == [last] * len(parts)


@pytest.mark.parametrize("paper", FORMATS)
def test_the_file_is_accessible(paper: str) -> None:
    report = validator.validate_pdf_bytes(made("colostrum", "vi", paper).pdf, profile="ua1")
    assert report.is_compliant, [failure.rule_id for failure in report.failures]


def test_large_letters_are_laid_out_anew_and_not_enlarged() -> None:
    small, large = made("managing-leakage", "en", "letter"), made("managing-leakage", "en", "large-print")
    assert large.pages > small.pages
    assert LIBRARY.format("large-print").width == LIBRARY.format("a4").width


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A clinic of a long name, two numbers, two houses, two lines of hours, a logo and a web address."""
    folder = tmp_path_factory.mktemp("full")
    (folder / "content/clinics").mkdir(parents=True)
    (folder / "content/clinics/full.yaml").write_text(
        "name: Example Health Centre for Mothers and Babies of the North\n"
        'phones: ["020 7946 0123", "020 7946 0987"]\n'
        'hours: ["Monday to Friday 8:30 to 17:00", "Saturday 9:00 to 12:00"]\n'
        'address: ["1 Sample Street, Exampletown", "Second house: 22 Long Avenue, Otherham"]\n'
        'interpreter: yes\nweb: "https://clinic.example/"\nlogo: clinics/full.svg\nexample: yes\n',
        encoding="utf-8",
    )
    (folder / "content/clinics/full.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30"><rect width="60" height="30" fill="#0a5c5c"/></svg>',
        encoding="utf-8",
    )
    return Library.open(folder)


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", *FORMATS, "bilingual"])
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_a_clinic_with_much_to_say_is_made_on_every_paper(full: Library, paper: str, language: str) -> None:
    """Never under 9 pt, each number whole on a line of its own, and the lines of the numbers apart."""
    second = "" if paper != "bilingual" else "vi" if language == "en" else "en"
    for topic in ("increasing-supply", "danger-signs"):
        pdf = make(Order(topic, language, paper, clinic="full", second=second), full).pdf
        assert min(letter.size for letter in letters(pdf)) >= 9 - 0.01
        shown = "".join(letter.words for letter in letters(pdf) if letter.words.strip())
        numbers = []
        for phone in ("020 7946 0123", "020 7946 0987"):
            for at in range(shown.count(phone.replace(" ", ""))):
                found = find(pdf, phone, at)
                assert len({(letter.page, round(letter.y, 1)) for letter in found}) == 1, f"{phone} is broken"
                numbers.append(found[0])
        assert len(numbers) >= (1 if paper == "poster" else 3), "the poster has the first number, in its red line"
        for one, two in combinations(numbers, 2):
            assert one.page != two.page or abs(one.y - two.y) >= 0.85 * min(one.size, two.size), "they touch"


def test_a_paper_whose_columns_differ_in_width_is_refused(tmp_path: Path) -> None:
    """Text is set to one measure: in a narrower column it would run over the edge."""
    folder = tmp_path / "templates/formats"
    folder.mkdir(parents=True)
    (folder / "uneven.yaml").write_text(
        "about: Two columns.\nextends: a4\nareas:\n"
        "  main: {pages: every, x: 15mm, y: 19mm, width: 100mm, height: 200mm, last-height: 200mm, flow: yes}\n"
        "  side: {pages: every, x: 120mm, y: 100mm, width: 70mm, height: 100mm, takes: [main], flow: yes}\n",
        encoding="utf-8",
    )
    with pytest.raises(Unusable) as caught:
        make(Order("colostrum", format="uneven"), Library.open(tmp_path))
    assert "templates/formats/uneven.yaml" in str(caught.value)
    assert "not equally wide: main, side\n  hint: give them one width" in str(caught.value)


# -- the whole leaflet on small pages and in large letters --------------------------------

BOOKLETS = [name for name in FORMATS if LIBRARY.format(name).leaves_spare]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library whose booklets have no lines for questions."""
    folder = tmp_path_factory.mktemp("bare")
    for name in ("booklet.xml", "giant.xml"):
        words = (STOCK / "templates" / name).read_text(encoding="utf-8")
        words = re.sub(r'<box look="(?:flap\.)?notes".*?</box>\n', "", words, flags=re.DOTALL)
        (folder / "templates").mkdir(parents=True, exist_ok=True)
        (folder / "templates" / name).write_text(words, encoding="utf-8")
    return Library.open(folder)


@pytest.mark.slow
@pytest.mark.parametrize("paper", BOOKLETS)
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_lines_for_questions_add_no_page_and_no_small_letter(paper: str, language: str, bare: Library) -> None:
    for topic in ("colostrum", "managing-leakage", "expressing-milk"):
        rich, plain = made(topic, language, paper), make(Order(topic, language, paper, clinic="example"), bare)
        assert rich.pages <= plain.pages
        assert rich.scale >= min(1.0, plain.scale)
        if "my-questions" not in rich.left:
            assert rich.scale >= plain.scale, "empty lines never cost the size of a letter"


def test_a_booklet_is_set_closer_rather_than_on_four_more_pages() -> None:
    leaflet = made("increasing-supply", "en", "a5")
    assert leaflet.pages == 8
    assert leaflet.scale == 1.0
    assert leaflet.spacing < LADDER[0][1]


@pytest.mark.parametrize("paper", ["a5", "large-print", "giant-print"])
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_small_pages_and_large_letters_show_every_drawing_of_a4(paper: str, language: str) -> None:
    for topic in ("managing-leakage", "colostrum", "emotional-wellbeing"):
        large, a4 = (
            [one for one in made(topic, language, name).placed if one.tag == "image" and one.box[2] - one.box[0] > 60]
            for name in (paper, "a4")
        )
        assert {one.origin for one in large} >= {one.origin for one in a4}, topic


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a5", "large-print"])
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_the_emergency_signs_are_whole_on_one_page_in_small_and_large(paper: str, language: str) -> None:
    for topic in LIBRARY.topics():
        sheet = body(Order(topic, language, paper), LIBRARY)
        parts = [one for area in sheet.areas for one in area.walk() if one.get("first-page") == "yes"]
        assert parts, topic
        leaflet = made(topic, language, paper)
        boxes = [one for one in leaflet.placed if one.origin in {part.origin for part in parts}]
        assert boxes, topic
        # the back of a folded booklet is its outside
        assert {one.page for one in boxes} <= ({1} if paper == "large-print" else {1, leaflet.pages}), topic


@pytest.mark.sweep
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_giant_print_has_all_of_the_emergency_on_its_front(language: str) -> None:
    for topic in ("increasing-supply", "emotional-wellbeing"):
        found = read_pdf(made(topic, language, "giant-print").pdf).leaves
        pages = {leaf.words: leaf.page for leaf in found if leaf.role == "Lbl" and re.fullmatch("[A-J] ", leaf.words)}
        assert pages == {f"{letter} ": 1 for letter in "ABCDEFGHIJ"}


@pytest.mark.parametrize(
    ("topic", "language", "page"),
    [
        ("colostrum", "en", 1),
        ("managing-leakage", "vi", 1),
        ("emotional-wellbeing", "zh_Hant", 1),
        ("emotional-wellbeing", "vi", 2),
    ],
)
def test_the_purpose_of_giant_print_stands_on_the_front_unless_it_would_keep_the_emergency_from_there(
    topic: str, language: str, page: int
) -> None:
    leaflet = made(topic, language, "giant-print")
    found = read_pdf(leaflet.pdf).leaves
    (purpose,) = {one.runs for area in _kept(topic, language) for one in area.walk() if one.get("look") == "purpose"}
    said = "".join(run.words for run in purpose)[:12]
    assert [leaf.page for leaf in found if leaf.words.startswith(said)][:1] == [page]
    assert {leaf.page for leaf in found if leaf.role == "Lbl" and re.fullmatch("[A-J] ", leaf.words)} == {1}
    assert ("purpose" in leaflet.left) is (page == 2)


def _kept(topic: str, language: str) -> Sequence[Element]:
    sheet = body(Order(topic, language, "giant-print"), LIBRARY)
    return without(sheet, made(topic, language, "giant-print").left).areas


@pytest.mark.parametrize("paper", ["giant-print", "a5"])
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_a_belief_is_never_parted_from_its_answer(paper: str, language: str) -> None:
    for topic in ("increasing-supply", "colostrum", "expressing-milk"):
        sheet = body(Order(topic, language, paper), LIBRARY)
        (box,) = (one for area in sheet.areas for one in area.walk() if one.get("look") == "belief")
        words = {one.origin for one in box.walk() if one.tag == "p" and one.origin.file}
        assert len({one.page for one in made(topic, language, paper).placed if one.origin in words}) == 1, topic


@pytest.mark.parametrize(
    ("language", "voices"),
    [
        ("ja", ["よく言われること", "わかっていること", "ふだんの食べ物もありません。"]),
        ("vi", ["Có gia đình nói", "Điều chúng tôi biết", "được chứng minh là làm cạn sữa."]),
    ],
)
def test_a_belief_that_no_page_holds_stands_above_what_is_known(language: str, voices: list[str]) -> None:
    """In giant print they are higher than a page: what is left for the next one is to ask us, in a frame of its own."""
    leaflet = made("managing-leakage", language, "giant-print")
    assert {find(leaflet.pdf, words)[-1].page for words in voices} == {leaflet.pages - 1}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_words_of_a_booklet_have_the_whole_width_of_its_small_pages(language: str) -> None:
    main = LIBRARY.format("a5").areas["main"]
    leaflet = made("increasing-supply", language, "a5")
    lines = [one for one in leaflet.placed if one.tag == "p" and one.area == "main"]
    assert max(one.box[2] - one.box[0] for one in lines) > 0.9 * main.width
    assert min(one.box[0] for one in lines) == pytest.approx(main.x, abs=1)


@pytest.mark.parametrize(
    ("topic", "language"),
    [
        ("danger-signs", "en"),
        ("danger-signs", "vi"),
        ("increasing-supply", "en"),
        ("increasing-supply", "vi"),
        ("colostrum", "vi"),
        ("colostrum", "ja"),
    ],
)
def test_a_booklet_parts_no_paragraph_for_the_sake_of_a_fuller_page(topic: str, language: str) -> None:
    leaflet = made(topic, language, "a5")
    elements = [one for area in body(Order(topic, language, "a5"), LIBRARY).areas for one in area.walk()]
    for paragraph in {one.origin for one in elements if one.tag == "p" and not one.get("role") and one.origin.file}:
        assert len({one.page for one in leaflet.placed if one.origin == paragraph}) <= 1, paragraph
    heads = [leaf for leaf in read_pdf(leaflet.pdf).leaves if leaf.role == "H2" and re.match("[1-9]", leaf.words)]
    closed = len({leaf.page for leaf in heads}) == len(heads)
    assert topic == "increasing-supply" or closed or "my-questions" not in leaflet.left, "nor its lines for questions"


@pytest.mark.parametrize("language", LIBRARY.languages())
def test_a_booklet_parts_no_list_of_danger_signs(language: str) -> None:
    """A page of signs is filled by setting them farther apart, before it takes some of another list."""
    words = "".join(text(line) for line in lines(made("danger-signs", language, "a5").pdf, tagged=False))
    assert words.count("…") == 0, "a heading that stands again says so"


@pytest.mark.parametrize("language", LIBRARY.languages())
def test_a_number_in_a_disc_keeps_its_distance_at_every_size(language: str) -> None:
    """The disc is 1.24 times as wide as the heading's letters are high; the first letter stands clear of it."""
    leaflet = made("managing-leakage", language, "a5")
    assert leaflet.scale > 1.1
    found = 0
    for (label, *more), (first, *_) in pairwise(lines(leaflet.pdf)):
        if first.size > 17 * leaflet.scale - 0.1 and label.words.isdigit() and not text(more).strip():
            found += 1
            assert first.x - label.x - 0.3 * label.size > (0.62 + 0.25) * first.size
    assert found == 5


@pytest.mark.parametrize("language", LIBRARY.languages())
def test_the_pages_of_a_booklet_are_closed_in_themselves(language: str) -> None:
    """A cover, then a section on each page where its words have room."""
    leaflet = made("emotional-wellbeing", language, "a5")
    heads = [leaf for leaf in read_pdf(leaflet.pdf).leaves if leaf.role == "H2" and re.match("[1-6]", leaf.words)]
    pages = {leaf.words[0]: leaf.page for leaf in heads}
    assert pages == {str(number): number + 1 for number in range(1, 7)}


def test_drawings_of_steps_are_low_where_their_section_has_a_page_then() -> None:
    """They grow where a page has room, up to the height that they have elsewhere and more."""
    pdf = made("colostrum", "vi", "a5").pdf
    assert find(pdf, "Ngậm bắt vú sâu, từng bước")[0].page == find(pdf, "không cần phải chờ.")[0].page
    assert find(pdf, "Vắt từng giọt, cho bé bằng thìa")[0].page == find(pdf, "chạm thìa vào môi dưới")[0].page


@pytest.mark.slow
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_no_page_of_a_booklet_holds_nothing_but_lines(language: str) -> None:
    for topic in LIBRARY.topics():
        leaflet = made(topic, language, "a5")
        for page in range(1, leaflet.pages):
            tags = {one.tag for one in leaflet.placed if one.page == page and one.area in ("head", "main")}
            lines = sum(one.box[3] - one.box[1] for one in leaflet.placed if one.page == page and one.tag == "lines")
            assert tags - {"lines"}, (topic, page)
            assert lines < LIBRARY.format("a5").height / 2, (topic, page)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "head"), [("zh_Hans", "今天就给我们打电话"), ("zh_Hant", "今天就打電話給我們")])
def test_the_telephone_does_not_touch_the_head_above_it(language: str, head: str) -> None:
    """Side by side the white column is the lower one mostly: its height goes between head, telephone and signs."""
    for topic in ("how-milk-is-made", "emotional-wellbeing"):
        pdf = made(topic, language, "a4").pdf
        assert find(pdf, head)[0].y - find(pdf, "020 7946 0123")[0].y > 16


@pytest.mark.parametrize("language", LIBRARY.languages())
def test_giant_print_ends_with_lines_for_questions_and_the_clinic(language: str) -> None:
    """What needs a page of its own, a belief, does not push them out: the last page holds more than sources."""
    for topic in ("colostrum", "expressing-milk", "increasing-supply"):
        leaflet = made(topic, language, "giant-print")
        assert leaflet.pages in {one.page for one in leaflet.placed if one.tag == "lines"}


@pytest.mark.parametrize(
    ("language", "title", "legend", "room"),
    [("en", "Emergency:", "Baby A–E", True), ("ja", "緊急：", "赤ちゃんA–E", False)],
)
def test_who_the_letters_are_about_stands_beside_the_title_where_there_is_room(
    language: str, title: str, legend: str, room: bool
) -> None:
    """What the strip of large print leaves goes to the first section; a small page has no room beside a wide title."""
    level = {}
    for paper in ("large-print", "a5"):
        pdf = made("managing-leakage", language, paper).pdf
        level[paper] = abs(find(pdf, title)[0].y - find(pdf, legend)[0].y)
    assert level["large-print"] < 3
    assert level["a5"] < 3 if room else level["a5"] > 10


def test_short_signs_of_a_wide_page_stand_in_two_columns() -> None:
    pages = {}
    for language, first, fourth in (
        ("zh_Hans", "第5天起每天湿尿布少于6片", "乳房硬块一直不消"),
        ("ja", "5日目から、", "乳房の硬いしこり"),
    ):
        pdf = made("expressing-milk", language, "large-print").pdf
        pages[language] = find(pdf, fourth)[0].y == pytest.approx(find(pdf, first)[0].y, abs=1)
    assert pages == {"zh_Hans": True, "ja": False}, "long signs would take two lines each"


@pytest.mark.sweep
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_the_first_section_of_large_print_begins_on_its_front(language: str) -> None:
    for topic in LIBRARY.topics():
        placed = made(topic, language, "large-print").placed
        assert [one for one in placed if one.page == 1 and one.area == "main" and one.tag == "p"], topic


@pytest.mark.parametrize("language", LIBRARY.languages())
def test_three_drawn_steps_of_large_print_stand_on_one_page(language: str) -> None:
    placed = made("managing-leakage", language, "large-print").placed
    rows = [one for one in placed if one.tag == "row" and one.area == "main"]
    assert len(rows) == 3
    assert len({one.page for one in rows}) == 1


@pytest.mark.parametrize(
    ("topic", "language"),
    [
        *(("colostrum", language) for language in LIBRARY.languages()),
        ("increasing-supply", "vi"),
        ("increasing-supply", "ja"),
    ],
)
def test_the_drawn_steps_of_giant_print_stand_on_one_page(topic: str, language: str) -> None:
    """Where they do not at the usual spacing they are set closer, and else follow on the page behind their words."""
    leaflet = made(topic, language, "giant-print")
    pages: dict[object, set[int]] = {}
    for one in leaflet.placed:
        if one.tag == "row" and one.area == "main" and one.page > 2:
            pages.setdefault(one.origin, set()).add(one.page)
    assert len(pages) >= 2
    assert all(len(found) == 1 for found in pages.values())


@pytest.mark.parametrize(("topic", "language"), [("expressing-milk", "vi"), ("how-milk-is-made", "zh_Hans")])
def test_a_table_of_giant_print_stands_on_one_page(topic: str, language: str) -> None:
    tables: dict[object, set[int]] = {}
    for one in made(topic, language, "giant-print").placed:
        if one.tag == "tr":
            tables.setdefault(one.origin, set()).add(one.page)
    assert tables
    assert all(len(pages) == 1 for pages in tables.values())


@pytest.mark.parametrize("language", ["en", "vi", "zh_Hans"])
def test_drawings_in_a_table_of_giant_print_are_as_large_as_two_lines_of_it(language: str) -> None:
    """They were 12 mm high beside letters of 24 pt."""
    placed = made("expressing-milk", language, "giant-print").placed
    rows = [one for one in placed if one.tag == "tr"]
    drawings = [
        one.box
        for one in placed
        if one.tag == "image"
        and any(row.page == one.page and row.box[1] <= one.box[1] <= one.box[3] <= row.box[3] for row in rows)
    ]
    assert len(drawings) == 5
    assert min(max(right - left, high - low) for left, low, right, high in drawings) >= 2 * 24


@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_the_second_page_of_giant_print_has_its_room_between_all_it_holds(language: str) -> None:
    """What to call about today, the purpose and what is in short: no space between them is a fifth of the page."""
    leaflet = made("emotional-wellbeing", language, "giant-print")
    boxes = sorted((one.box[3], one.box[1]) for one in leaflet.placed if one.page == 2 and one.area == "main")
    area, height = LIBRARY.format("giant-print").areas["main"], LIBRARY.format("giant-print").height
    edges = [(height, height - area.y - area.height), *boxes, (height - area.y, height)]
    low, spaces = edges[0][1], []
    for top, bottom in sorted(edges[1:], key=lambda edge: edge[1]):
        spaces.append(bottom - low)
        low = max(low, top)
    assert max(spaces) < 0.165 * height


@pytest.mark.parametrize(
    ("topic", "language", "second"),
    [
        ("emotional-wellbeing", "vi", "Không thở"),
        ("colostrum", "vi", "Có ý nghĩ"),
        ("emotional-wellbeing", "ja", "息がないか"),
    ],
)
def test_no_sign_of_giant_print_runs_up_to_the_ring_beside_it(topic: str, language: str, second: str) -> None:
    """What the letter in a ring stands before is plain: 3 mm at least part the columns of the emergency."""
    leaflet = made(topic, language, "giant-print")
    pdf = leaflet.pdf
    first = find(pdf, second)[0]
    hang = LIBRARY.format("giant-print").looks["strip.now"]["hang"] * LIBRARY.format("giant-print").scale
    ring = first.x - hang
    # the row of both columns: what stands below it, as the crisis line, is as wide as the box
    bottom = min(one.box[1] for one in leaflet.placed if one.page == 1 and one.tag == "row" and _holds(one.box, first))
    left = [one.right for one in letters(pdf) if one.page == 1 and one.x < ring - 5 and bottom <= one.y <= first.y + 1]
    assert len(left) > 30
    assert ring - max(left) > 8.5


def _holds(box: Sequence[float], letter: Glyph) -> bool:
    return box[0] <= letter.x <= box[2] and box[1] <= letter.y <= box[3]


@pytest.mark.parametrize(("topic", "language"), [("expressing-milk", "ja"), ("eating-and-drinking", "vi")])
def test_a_last_page_of_questions_is_filled_with_lines(topic: str, language: str) -> None:
    """Down to the sources, and these stand on the clinic's panel: no space of 3 cm is left below either."""
    leaflet = made(topic, language, "large-print")
    last = [one for one in leaflet.placed if one.page == leaflet.pages]
    lines, sources, clinic = ([one.box for one in last if one.tag == tag] for tag in ("lines", "box", "hold"))
    assert lines
    assert lines[0][1] - max(box[3] for box in sources if box[3] < lines[0][1]) < 85
    assert min(box[1] for box in sources) - clinic[0][3] < 85


def test_lines_for_questions_stay_where_sources_would_stand_alone() -> None:
    leaflet = made("eating-and-drinking", "ja", "giant-print")
    assert leaflet.left == ()


def test_numbered_steps_are_set_closer_rather_than_parted() -> None:
    leaflet = made("danger-signs", "zh_Hant", "large-print")
    assert leaflet.spacing < LADDER[0][1]
    assert leaflet.left == ()


def test_a_short_head_of_a_narrow_column_is_not_broken(ward: Ward) -> None:
    """週日 is one word, though Chinese is written without spaces."""
    line = "    sources: [ht-exp, bfn, stees]\n"  # of the log, which is else left to the longer editions
    ward.stock("content/expressing-milk.yaml", line, f"    short: yes\n{line}")
    found = letters(make(Order("expressing-milk", "zh_Hant", "trifold-letter"), Library.open(ward.folder)).pdf)
    pairs = [(one, two) for one, two in pairwise(found) if one.words == "週" and two.words in "日一二三四五六"]
    assert len(pairs) >= 7
    assert all(abs(one.y - two.y) < 0.5 for one, two in pairs)


def test_the_fridge_sheet_of_the_first_days_keeps_its_log_in_english() -> None:
    assert made("colostrum", "en", "fridge").left == ()


@pytest.mark.parametrize("paper", ["a4", "letter", "large-print"])
def test_a_leaflet_of_few_words_never_has_the_clinic_on_its_danger_signs(paper: str, ward: Ward) -> None:
    """The strip stands at the foot of the first page, the clinic's panel at that of the last: these are two pages."""
    leaflet = make(Order("good", format=paper, clinic="example"), Library.open(ward.folder))
    assert leaflet.pages >= 2
    danger = next(one for one in Library.open(ward.folder).topic("good").walk() if one.kind == "warning")
    assert {one.page for one in leaflet.placed if one.origin.line == danger.origin.line} == {1}
    assert {one.page for one in leaflet.placed if one.area == "clinic"} <= {leaflet.pages}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a4", "giant-print", "trifold-a4"])
def test_a_letter_is_the_same_sign_on_every_leaflet(name: str) -> None:
    found: dict[str, set[str]] = {}
    for topic in LIBRARY.topics():
        read = spoken(make(Order(topic, "en", name), LIBRARY).pdf)
        for (role, _, letter), (_, _, words) in pairwise(read):
            if role == "Lbl" and re.fullmatch("[A-J]", letter):
                found.setdefault(letter, set()).add(words)
    assert sorted(found) == list("ABCDEFGHIJ")
    assert {letter: len(words) for letter, words in found.items()} == dict.fromkeys("ABCDEFGHIJ", 1), found


TWO_SIDES = {
    "a4": {
        "en": "eating-and-drinking emotional-wellbeing how-milk-is-made managing-leakage",
        "vi": "emotional-wellbeing how-milk-is-made",
        "zh_Hans": "eating-and-drinking emotional-wellbeing how-milk-is-made managing-leakage",
        "zh_Hant": "eating-and-drinking emotional-wellbeing how-milk-is-made managing-leakage",
    },
    "letter": {
        "en": "emotional-wellbeing how-milk-is-made",
        "vi": "emotional-wellbeing",
        "zh_Hans": "eating-and-drinking emotional-wellbeing how-milk-is-made",
        "zh_Hant": "eating-and-drinking emotional-wellbeing how-milk-is-made",
    },
}
"""Leaflets whose words one sheet of paper holds: none of them shall need a folder again."""


@pytest.mark.parametrize(("paper", "language"), [(paper, one) for paper, found in TWO_SIDES.items() for one in found])
def test_one_sheet_holds_the_words_that_it_can(paper: str, language: str) -> None:
    found = {topic: made(topic, language, paper).pages for topic in TWO_SIDES[paper][language].split()}
    assert set(found.values()) == {2}, found


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", LIBRARY.languages())
def test_a_table_stands_with_the_words_about_it(paper: str, language: str) -> None:
    begun = []
    for topic in LIBRARY.topics():
        first: dict[int, tuple[float, str]] = {}
        for placed in made(topic, language, paper).placed:
            if placed.area == "main":
                first[placed.page] = max(first.get(placed.page, (0.0, "")), (placed.box[3], placed.tag))
        begun += [topic for page, (_, tag) in first.items() if tag == "tr"]
    assert not begun


@pytest.mark.parametrize(("topic", "language"), [("expressing-milk", "en"), ("danger-signs", "zh_Hant")])
def test_points_of_giant_print_stand_farther_apart_on_a_page_with_room(topic: str, language: str) -> None:
    """The second page, of the signs for today and the three points, was blank for more than a fifth at its foot."""
    found = [one for one in made(topic, language, "giant-print").placed if (one.page, one.area) == (2, "main")]
    points = [one.box for one in found if one.tag == "p"][-3:]
    assert min(above[1] - below[3] for above, below in pairwise(points)) > 24
    area = LIBRARY.format("giant-print").areas["main"]
    assert min(one.box[1] for one in found) < LIBRARY.format("giant-print").height - area.y - area.height + 168
