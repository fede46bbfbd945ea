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
