"""Opening hours in short, said in the language of a leaflet."""

from __future__ import annotations

import pytest
from probes import library

from generator.model.leaflet import Order
from generator.stages.panels import clinic_panel
from generator.typeset.text.lines import find_breaks
from generator.words.hours import say_hours


def plain(words: str) -> str:
    """Return words without what holds them together."""
    return words.replace("\u2060", "").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Monday to Friday 8:30 to 17:00"),
        ("vi", "Thứ Hai–Thứ Sáu 8:30–17:00"),
        ("zh_Hans", "星期一至星期五 8:30至17:00"),
        ("zh_Hant", "星期一至星期五 8:30至17:00"),
        ("ja", "月曜日～金曜日 8:30～17:00"),
    ],
)
def test_hours_in_short_are_said_in_the_language_of_the_leaflet(language: str, said: str) -> None:
    assert plain(say_hours("Mo-Fr 08:30-17:00", library().language(language))) == said
    panel = clinic_panel(Order("colostrum", language, clinic="example"), library())
    assert said in [plain(run.words) for area in panel.areas for one in area.walk() for run in one.runs]


def test_several_days_and_times_are_a_list() -> None:
    said = say_hours("Mo, We-Fr 9:00-12:00, 13:00-15:30", library().language("en"))
    assert plain(said) == "Monday, Wednesday to Friday 9:00 to 12:00, 13:00 to 15:30"


@pytest.mark.parametrize(
    "line",
    ["Monday to Friday 9:00 to 17:00", "Mo-Fr", "Mo-Fr 9-17", "Di, Mi 9:00-12:00", "Mo-Fr 9:00-17:00 (closed 1 May)"],
)
def test_any_other_line_is_printed_as_it_is(line: str) -> None:
    assert say_hours(line, library().language("ja")) == line


@pytest.mark.parametrize("language", ["en", "vi", "zh_Hans", "zh_Hant", "ja"])
def test_no_line_ends_inside_a_span_of_days_or_of_times(language: str) -> None:
    spoken = library().language(language)
    said = say_hours("Mo-Fr 8:30-17:00", spoken)
    assert find_breaks(said, spoken) == (said.index(" ") + 1, len(said))
