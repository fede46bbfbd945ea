"""A clinic of many words: its panel grows rather than its letters shrink below what its paper promises."""

from __future__ import annotations

import pytest
from probes import library

from generator import telephone
from generator.model.content import Clinic
from generator.model.leaflet import Order
from generator.stages.pages import wanted

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
