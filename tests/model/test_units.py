"""Lengths become points, colours become three numbers, everything else a plain message."""

from __future__ import annotations

import pytest

from generator.model.units import read_colour, read_length


@pytest.mark.parametrize(
    ("words", "points"),
    [("12pt", 12), ("12", 12), ("25.4mm", 72), ("2.54cm", 72), ("1in", 72), ("-3mm", -8.5039), ("210 mm", 595.2756)],
)
def test_lengths_become_points(words: str, points: float) -> None:
    assert read_length(words) == pytest.approx(points, abs=1e-4)


@pytest.mark.parametrize("words", ["", "wide", "nan", "inf", "1e9", "3,5mm", "mm", "١٢pt", "12pt\n", "--1", "9" * 5000])
def test_what_is_no_length_says_so(words: str) -> None:
    with pytest.raises(ValueError, match="is not a length; write it like 12pt"):
        read_length(words)


def test_unknown_unit_and_giant_lengths() -> None:
    with pytest.raises(ValueError, match="use pt, mm, cm or in"):
        read_length("12px")
    with pytest.raises(ValueError, match="larger than any page"):
        read_length("99999in")


def test_colours() -> None:
    assert read_colour("#ff0080") == pytest.approx((1.0, 0.0, 128 / 255))
    assert read_colour("#0B6E6E") == read_colour("#0b6e6e")


@pytest.mark.parametrize("words", ["", "red", "#fff", "0b6e6e", "#0b6e6g", "#0b6e6e00", "#0b6e6e\n"])
def test_what_is_no_colour_says_so(words: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        read_colour(words)
