"""What stays together on the pages of booklets and of large print: lists of signs, words and drawings, whole heads."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from probes import find, lines, text

from generator import Library, Order, make
from generator.model.leaflet import Leaflet
from generator.typeset.layout.pages import FOOT

LIBRARY = Library.open(Path(__file__).resolve().parents[2])
MM = 72 / 25.4


@cache
def made(topic: str, language: str, paper: str) -> Leaflet:
    return make(Order(topic, language, paper, clinic="example"), LIBRARY)


def page_of(leaflet: Leaflet, words: str) -> int:
    return find(leaflet.pdf, words)[0].page


@pytest.mark.parametrize("topic", ["increasing-supply", "managing-leakage"])
def test_no_head_of_a_log_parts_a_word_that_is_written_without_spaces(topic: str) -> None:
    words = ["".join(text(line).split()) for line in lines(made(topic, "ja", "a5").pdf, tagged=False)]
    assert not {"つ", "ち", "おむ", "うん"} & set(words)
    assert any("おむつ" in line for line in words)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_words_before_drawn_steps_stay_whole_on_a_front_that_has_room(language: str) -> None:
    leaflet = made("increasing-supply", language, "large-print")
    first, last = {"en": ("Sit", "free to tip back"), "zh_Hans": ("含乳就是", "自由往后仰")}[language]
    assert page_of(leaflet, first) == page_of(leaflet, last) == 1


def test_drawn_steps_stand_on_one_page_of_large_print() -> None:
    leaflet = made("expressing-milk", "ja", "large-print")
    assert page_of(leaflet, "Cの形に") == page_of(leaflet, "位置を変える")


def test_words_before_a_list_of_signs_stay_whole_in_large_print() -> None:
    leaflet = made("danger-signs", "ja", "large-print")
    words = [one for one in leaflet.placed if str(one.origin) == "content/danger-signs.yaml:45"]
    assert {one.page for one in words} == {1}
    assert page_of(leaflet, "赤ちゃんのそば") == 2, "what stands right above the list stays with it"


def test_lines_to_fill_in_stand_on_one_page() -> None:
    leaflet = made("danger-signs", "zh_Hans", "large-print")
    assert page_of(leaflet, "宝宝的出生日期") == page_of(leaflet, "看到的信号")


def test_lines_for_questions_stay_where_drawings_fill_the_page_before() -> None:
    assert made("danger-signs", "vi", "large-print").left == ()


def test_the_strip_of_a_booklet_keeps_the_margin_of_its_pages() -> None:
    leaflet = made("increasing-supply", "vi", "a5")
    paper = LIBRARY.format("a5")
    strip = [one.box for one in leaflet.placed if one.area == "strip" and one.tag == "box"]
    assert paper.height - max(box[3] for box in strip) > 10 * MM


def test_the_last_rule_of_a_log_stands_clear_of_the_foot_s() -> None:
    leaflet = made("managing-leakage", "vi", "a5")
    main = LIBRARY.format("a5").areas["main"]
    foot = LIBRARY.format("a5").height - main.y - main.height
    rows = [one.box[1] for one in leaflet.placed if one.tag == "tr"]
    assert min(rows) - foot > FOOT / 2


def test_whom_a_column_of_the_strip_is_about_is_no_small_print() -> None:
    found = [line for line in lines(made("managing-leakage", "en", "a4").pdf) if text(line).strip() in ("Baby", "You")]
    sizes = [glyph.size for line in found for glyph in line]
    heads = find(made("managing-leakage", "en", "a4").pdf, "for helpBaby") if not sizes else []
    assert {round(size, 1) for size in [*sizes, *(one.size for one in heads[-4:])]} == {12.0}


# -- booklets ----------------------------------------------------------------------


def feet(topic: str, language: str) -> list[float]:
    """How many millimetres stay blank at the foot of a booklet's pages, those before the last."""
    leaflet, paper = made(topic, language, "a5"), LIBRARY.format("a5")
    main = paper.areas["main"]
    foot = paper.height - main.y - main.height
    placed = [one for one in leaflet.placed if one.area == "main"]
    pages = sorted({one.page for one in placed} - {leaflet.pages})
    return [(min(one.box[1] for one in placed if one.page == page) - foot) / MM for page in pages]


@pytest.mark.parametrize("language", ["ja", "vi"])
def test_a_long_heading_of_a_booklet_takes_two_lines_beside_its_drawing_on_a_full_page(language: str) -> None:
    leaflet, main = made("managing-leakage", language, "a5"), LIBRARY.format("a5").areas["main"]
    [log] = {one.page for one in leaflet.placed if one.tag == "tr"}
    [drawing] = [one for one in leaflet.placed if one.tag == "image" and one.page == log]
    assert drawing.box[2] == pytest.approx(main.x + main.width, abs=0.5), "in the corner of its heading"


@pytest.mark.parametrize("language", ["en", "zh_Hans", "zh_Hant"])
def test_letters_of_a_booklet_are_larger_where_its_pages_would_stay_blank_at_the_foot(language: str) -> None:
    assert made("how-milk-is-made", language, "a5").scale >= 1.25
    assert max(feet("how-milk-is-made", language)) < 18


@pytest.mark.parametrize("language", LIBRARY.languages())
def test_a_drawing_fills_most_of_a_page_of_few_words(language: str) -> None:
    assert max(feet("managing-leakage", language)) < 25


@pytest.mark.parametrize(("topic", "word"), [("colostrum", "働き"), ("increasing-supply", "反対側")])
def test_no_line_of_a_booklet_ends_inside_a_word_that_phrases_are_cut_in(topic: str, word: str) -> None:
    said = [text(line).strip() for line in lines(made(topic, "ja", "a5").pdf, tagged=False)]
    assert any(word in line for line in said)
    assert not [one for one in said if one.endswith(word[:-1])]


@pytest.mark.parametrize("paper", ["a5", "large-print"])
def test_words_behind_the_note_of_a_table_are_a_paragraph_of_their_own(paper: str) -> None:
    """Never in a microwave stood right below whom the times of kept milk are for, as one more line of it."""
    pdf = made("expressing-milk", "en", paper).pdf
    [note], [never], [again] = (find(pdf, words)[:1] for words in ("home with you.", "Never warm", "freeze it again."))
    lines_apart = round((never.y - again.y) / (1.4 * never.size))
    assert note.y - never.y > 1.15 * (never.y - again.y) / lines_apart
