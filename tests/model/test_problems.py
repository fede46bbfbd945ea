"""Counts in messages."""

from __future__ import annotations

import pytest

from generator.model.problems import many


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((0, "page"), "0 pages"),
        ((1, "page"), "1 page"),
        ((1200, "page"), "1,200 pages"),
        ((2, "copy", "copies"), "2 copies"),
    ],
)
def test_a_count_is_said_with_its_plural(given: tuple[int, str], words: str) -> None:
    assert many(*given) == words
