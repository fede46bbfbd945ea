"""Any two languages stand side by side, each in its own faces; a character without a shape is told at its own place."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from probes import find, leaflet, spoken
from ward import BLOCK, STOCK, TOPIC

from generator import Library, Order, make
from generator.checks.expected import expected
from generator.compose.sheets import read_sheet
from generator.model.problems import Unusable
from generator.stages.bodies import body
from generator.stages.panels import clinic_panel

STOCK_LANGUAGES = Library.open(STOCK).languages()


def own(tmp_path: Path, blocks: str = BLOCK) -> Library:
    """A library with a topic of its own: whatever the stock topics say has no part in this."""
    (tmp_path / "content").mkdir()
    words = TOPIC.format(title="Good words", blocks=blocks)
    (tmp_path / "content/ours.yaml").write_text(words, encoding="utf-8")
    return Library.open(tmp_path)


@pytest.mark.sweep
@pytest.mark.parametrize(("first", "second"), list(permutations(STOCK_LANGUAGES, 2)))
def test_any_two_languages_stand_side_by_side(first: str, second: str, tmp_path: Path) -> None:
    library = own(tmp_path)
    order = Order("ours", first, "bilingual", second=second, draft=True)
    made = make(order, library)
    for name in (first, second):  # the title over the danger signs is in both, each in its own letters
        catalog = library.catalog(name, "templates")
        title = catalog.find("Call us today").words if catalog else "Call us today"
        face = library.face(library.language(name).faces[0]).postscript
        assert all(face in glyph.font for glyph in find(made.pdf, title)), f"{title} is not set in {face}"
    paper, theme = library.format("bilingual"), library.theme("default")
    wanted = expected(body(order, library), clinic_panel(order, library), theme, paper, library.language, made.pages)
    assert [part.spoken for part in wanted] == spoken(made.pdf)


@pytest.mark.parametrize(("first", "second"), [("vi", "ja"), ("en", "zh_Hans"), ("ja", "vi")])
def test_only_the_true_place_of_a_missing_glyph_is_told(first: str, second: str, tmp_path: Path) -> None:
    library = own(tmp_path, f"{BLOCK}      - text: Milk 🍼.\n")
    with pytest.raises(Unusable) as caught:
        make(Order("ours", first, "bilingual", second=second, draft=True), library)
    assert [(one.origin.line, one.message) for one in caught.value.problems] == [
        (15, "no font has a shape for '🍼' (U+1F37C)")
    ]


def test_words_in_another_language_are_a_span_of_it() -> None:
    inner = '<p look="title" role="H1">A title</p><p>Ask for <span lang="ja">日本語 <b>版</b></span> today.</p>'
    heard = spoken(leaflet(inner, "vi").pdf)
    at = heard.index(("Span", "ja", "日本語版"))
    assert heard[at - 1 : at + 2 : 2] == [("P", "vi", "Askfor"), ("P", "vi", "today.")]


def test_a_language_is_said_of_a_span() -> None:
    with pytest.raises(Unusable) as caught:
        read_sheet('<sheet><area name="main"><p>a <span>b</span></p></area></sheet>', "templates/a.xml")
    assert caught.value.problems[0].message == "<span> needs the attribute 'lang'"
