"""A clinic of many words: its panel grows rather than its letters shrink below what its paper promises."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from probes import library

from generator import make, telephone
from generator.model.content import Clinic
from generator.model.leaflet import Order
from generator.stages.pages import wanted
from generator.typeset import GROWING

LONG = Clinic(
    "long", "Riverside and Northern Districts Family Health Centre and Community Midwifery Team",
    (telephone("020 7946 0123", "GB"), telephone("020 7946 0124 (evenings)", "GB")),
    ("Mo-Fr 8:30-17:00", "Sa 9:00-12:00", "Sunday 10:00 to 11:30 by appointment", "Closed on public holidays"),
    ("Building 4, 112 Old Waterworks Street, Exampletown EX4 7QQ", "Annex: 8 Station Square, Second Floor, Riverside"),
    "yes", "https://clinic.example/", "", "gb",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "vi", "ja"])
def test_large_print_has_room_for_its_words_at_their_own_size(language: str) -> None:
    area = library().format("large-print").areas["clinic"]
    assert (
        0
        < wanted(Order("colostrum", language, format="large-print", clinic=LONG), library())
        < area.most_height - area.height
    )


@pytest.mark.parametrize("logo", ["", "phone-call"])
@pytest.mark.parametrize("paper", ["trifold-a4", "trifold-letter"])
@pytest.mark.parametrize("language", ["en", "vi", "zh_Hans", "zh_Hant", "ja"])
def test_a_tri_fold_is_made_with_it(language: str, paper: str, logo: str) -> None:
    """Its code, and its logo, stand beside the words: below them they took the room of four lines."""
    leaflet = make(Order("colostrum", language, format=paper, clinic=replace(LONG, logo=logo)), library())
    assert leaflet.pages == 2


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_clinic_of_few_words_takes_as_little_from_the_flap_on_both_papers(language: str) -> None:
    """On Letter, 4 mm narrower, the code stood below the words, and the drawing above was half as large."""
    a4, letter = (
        wanted(Order("colostrum", language, format=paper, clinic="example"), library())
        for paper in ("trifold-a4", "trifold-letter")
    )
    assert letter <= a4 + 2 * GROWING
