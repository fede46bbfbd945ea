"""How two languages side by side look: what stands once for both, and what is read on one line."""

from __future__ import annotations

import pytest
from probes import find, library

from generator import Order, make

PAIRS = [(one, two) for one in library().languages() for two in library().languages() if one != two]


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_whom_to_call_stands_on_one_line_in_each_language(one: str, two: str) -> None:
    """Its width was measured in the letters of the first language: beside Japanese "A person you / trust" parted."""
    pdf = make(Order("emotional-wellbeing", one, "bilingual", clinic="example", second=two), library()).pdf
    for name in (one, two):
        for said in ("A crisis line", "A person you trust"):
            catalog = library().catalog(name, "emotional-wellbeing")
            words = said if name == "en" else catalog.entries[said, ""].words
            assert len({round(letter.y, 1) for letter in find(pdf, words)}) == 1, words


@pytest.mark.parametrize("language", [language for language in library().languages() if language != "en"])
def test_a_sign_in_a_section_is_as_wide_as_in_the_danger_box(language: str) -> None:
    """4 mm narrower, "Thoughts of harming / yourself or your baby" took two lines there, and lists went on overleaf."""
    pdf = make(Order("danger-signs", language, "bilingual", clinic="example", second="en"), library()).pdf
    words = "Thoughts of harming yourself or your baby"
    for at in range(2):
        found = find(pdf, words, at)
        assert len({round(letter.y, 1) for letter in found}) == 1, found[0].page


@pytest.mark.parametrize("language", ["vi", "zh_Hans", "zh_Hant"])
def test_what_is_an_emergency_of_the_mother_stands_on_one_page_beside_english(language: str) -> None:
    """Four of fourteen signs stood on the next page."""
    pdf = make(Order("danger-signs", language, "bilingual", clinic="example", second="en"), library()).pdf
    first, last = find(pdf, "Hearing or seeing things others do not"), find(pdf, "Very bad belly pain")
    assert first[0].page == last[0].page


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_six_lines_of_a_section_do_not_open_a_page(language: str) -> None:
    """Its pump was 21 mm high at the foot of a full page, and the jar 67 mm below the six lines on the next one."""
    pdf = make(Order("expressing-milk", language, "bilingual", clinic="example", second="en"), library()).pdf
    assert find(pdf, "How long it takes differs")[0].page == find(pdf, "If you use a pump")[0].page
