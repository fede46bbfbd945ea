"""A note of the clinic for one sheet: on its panel, marked, and never dropped in silence."""

from __future__ import annotations

from functools import cache

import pytest

from generator import Library, Order, Unusable, Words, make
from generator.run.files.places import place

MARK = {
    "en": "Added by the clinic – not translated, not reviewed",
    "ja": "医療機関による追記：翻訳・確認はされていません",
    "vi": "Phòng khám viết thêm – chưa dịch, chưa được kiểm tra",
    "zh_Hans": "诊所补充的话：未经翻译，未经审核",
    "zh_Hant": "診所補充的話：未經翻譯，未經審核",
}
shelf = cache(Library.open)
"""The stock library, read once."""
NOTE = "Thursday at 10:00 & bring <the log>"


@pytest.mark.sweep
@pytest.mark.parametrize("clinic", ["", "example"])
@pytest.mark.parametrize("language", MARK)
def test_a_note_is_printed_and_marked(language: str, clinic: str) -> None:
    order = Order("colostrum", language, clinic=clinic, note=NOTE)
    words = make(Order("colostrum", language, clinic=clinic, note=NOTE, edition=Words("text")), shelf()).text
    flat = "".join(words.split())
    assert "".join(MARK[language].split()) in flat and "".join(NOTE.split()) in flat
    leaflet = make(order, shelf())
    assert leaflet.pdf != make(Order("colostrum", language, clinic=clinic), shelf()).pdf


@pytest.mark.parametrize("paper", ["a5", "large-print", "giant-print", "letter", "trifold-a4"])
def test_every_paper_with_a_panel_takes_one(paper: str) -> None:
    assert make(Order("danger-signs", "vi", paper, clinic="example", note="Room 4"), shelf()).pages


@pytest.mark.parametrize("paper", ["fridge", "poster"])
def test_a_paper_without_a_panel_refuses_it(paper: str) -> None:
    with pytest.raises(Unusable, match="has no room for a note"):
        make(Order("colostrum", "vi", paper, note="Room 4"), shelf())


def test_a_note_that_does_not_fit_is_refused() -> None:
    with pytest.raises(Unusable):
        make(Order("colostrum", "vi", clinic="example", note="many words " * 200), shelf())


def test_a_note_changes_the_digest_and_the_name_but_not_the_body() -> None:
    library, plain, noted = shelf(), Order("colostrum"), Order("colostrum", note="x")
    assert library.digest(plain) != library.digest(noted)
    assert place(plain) != place(noted)
    assert plain.body == noted.body
