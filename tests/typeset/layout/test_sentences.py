"""Page ends in large letters and in booklets: between sentences; what stands in two columns; how far words part."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from probes import find, h1, leaflet, library

from generator.model.leaflet import Order
from generator.model.sheet import Element, Run, Sheet
from generator.pipeline import make
from generator.typeset.layout import body
from generator.typeset.layout.fitting import Fit
from generator.typeset.layout.ready import Ready
from generator.typeset.layout.sentences import _begins, _halves, _parted, cuts


@pytest.mark.parametrize(
    ("topic", "language", "paper"),
    [
        ("colostrum", "vi", "large-print"),
        ("increasing-supply", "vi", "large-print"),
        ("expressing-milk", "ja", "a5"),
        ("increasing-supply", "ja", "giant-print"),
        ("danger-signs", "ja", "large-print"),
    ],
)
def test_no_page_ends_inside_a_sentence(topic: str, language: str, paper: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Fit] = []
    write = body._Leaf.write

    def written(self: body._Leaf, fits: Sequence[Fit]) -> Ready:
        found.extend(fits)
        return write(self, fits)

    monkeypatch.setattr(body._Leaf, "write", written)
    make(Order(topic, language, paper), library())
    assert [cuts(fit.paged) for fit in found] == [[]] * len(found)


def test_sentences_begin_behind_marks_of_any_script() -> None:
    def begun(words: str) -> list[str]:
        return [words[at:] for at in _begins((Run(words),))]

    assert begun("At 8. “Or so?” Then 3.5 ml, e.g. milk. End.") == ["“Or so?” Then 3.5 ml, e.g. milk. End.",
        "Then 3.5 ml, e.g. milk. End.", "End."]  # fmt: skip
    assert begun("飲みます。「はい。」次です。") == ["「はい。」次です。", "次です。"]


def test_a_paragraph_becomes_two_and_nothing_else_changes() -> None:
    runs = (Run("One is "), Run("bold. Two", strong=True), Run(" is plain."))
    (at,) = _begins(runs)
    one, two = _halves(runs, at)
    assert [run.words for run in one] == ["One is ", "bold. "]
    assert two == (Run("Two", strong=True), Run(" is plain."))
    other = Element("p", {}, (), (Run("Another."),))
    block = Element("block", {}, (Element("p", {"look": "text"}, (), runs), other))
    sheet = Sheet("", "en", "teal", (block,))
    (parted,) = _parted(sheet.areas[0], runs, one, two)
    assert [child.runs for child in parted.children] == [one, two, other.runs]
    assert parted.children[2] is other
    assert _parted(other, runs, one, two) == (other,)


def test_a_list_stands_in_two_columns_only_where_that_takes_fewer_lines() -> None:
    def columns(items: Sequence[str]) -> int:
        shown = "".join(f"<item>§{n} {one}</item>" for n, one in enumerate(items))
        pdf = leaflet(h1() + f'<list look="signs" kind="number" columns="2">{shown}</list>').pdf
        return len({round(find(pdf, f"§{n}")[0].x) for n in range(len(items))})

    main = library().format("a4").areas["main"]
    wide = "word " * int(main.width * 0.7 / 28)
    assert columns(["short"] * 3) == 2
    assert columns([wide] * 3) == 1, "each would take two lines"


def test_in_large_print_whom_the_signs_are_about_stands_beside_the_title() -> None:
    pdf = make(Order("expressing-milk", "en", "large-print"), library()).pdf
    assert abs(find(pdf, "Call us today")[0].y - find(pdf, "Baby 1–2")[0].y) < 4
    signs = [find(pdf, words)[0].x for words in ("Under 6 wet", "A cracked nipple")]
    assert signs[1] - signs[0] > 100, "in two columns"


def test_a_label_before_a_line_to_write_on_stands_on_one_line() -> None:
    pdf = make(Order("emotional-wellbeing", "vi", "a5"), library()).pdf
    for nth in (0, 1):
        found = find(pdf, "Đường dây nóng tâm lý", nth)
        if found[0].page == 6:
            assert len({round(glyph.y) for glyph in found}) == 1


def _begun(topic: str, language: str, monkeypatch: pytest.MonkeyPatch) -> list[Fit]:
    """Return the fits of a leaflet in large print."""
    found: list[Fit] = []
    write = body._Leaf.write

    def written(self: body._Leaf, fits: Sequence[Fit]) -> Ready:
        found.extend(fits)
        return write(self, fits)

    monkeypatch.setattr(body._Leaf, "write", written)
    make(Order(topic, language, "large-print"), library())
    return found


@pytest.mark.parametrize("language", ["en", "vi", "ja"])
def test_in_large_print_drawn_steps_stand_on_the_page_of_their_words(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [frame for fit in _begun("colostrum", language, monkeypatch) for frame in fit.paged.frames]
    assert [
        frame[0].slab.origin for frame in frames if frame and frame[0].slab.tag == "row" and frame[0].slab.grow
    ] == []


def test_in_large_print_no_box_to_tick_goes_on_overleaf_for_a_page_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [fit.paged.lists for fit in _begun("eating-and-drinking", "vi", monkeypatch)] == [0, 0, 0]


def test_letters_run_on_from_column_to_column_where_that_takes_fewer_lines() -> None:
    pdf = make(Order("colostrum", "vi", "large-print"), library()).pdf
    left, right = (find(pdf, words)[0] for words in ("Có ý nghĩ làm hại", "Đau ngực"))
    assert left.x < right.x and left.y < right.y, "the mother's first sign stands below the baby's last"
    emergency, foot = find(pdf, "Khẩn cấp")[0].y, find(pdf, "rét run")[0].y
    assert abs(emergency - foot) < 6.5 * 16 * 1.5, "six lines of signs"
