"""A format whose clinic's panel grows: what stands above it gives way, as far as the format says and no further."""

from __future__ import annotations

import pytest
from probes import library

from generator.model.edition import OUTPUTS, STAFF, edition_of, name_of


@pytest.mark.parametrize(("by", "more"), [(0.0, 0.0), (14.0, 14.0), (1000.0, 124.7)])
def test_the_panel_grows_upwards_and_the_words_give_way(by: float, more: float) -> None:
    paper = library().format("a4")
    grown = paper.grown(by)
    before, after = paper.areas["clinic"], grown.areas["clinic"]
    assert after.height - before.height == pytest.approx(more, abs=0.1)
    assert after.y + after.height == pytest.approx(before.y + before.height), "its foot stays"
    assert after.height <= before.most_height + 0.01
    words, left = paper.areas["main"], grown.areas["main"]
    assert words.last_height - left.last_height == pytest.approx(more, abs=0.1)
    assert (left.y, left.height) == (words.y, words.height), "on the other pages nothing changes"
    assert {name: area for name, area in grown.areas.items() if name not in ("clinic", "main")} == {
        name: area for name, area in paper.areas.items() if name not in ("clinic", "main")
    }


def test_what_has_no_other_height_on_its_last_page_gives_of_its_own() -> None:
    """The danger strip of a booklet stands on the last page alone."""
    paper = library().format("a5")
    grown = paper.grown(10.0)
    gives = paper.areas["clinic"].gives
    assert not paper.areas[gives].last_height
    assert paper.areas[gives].height - grown.areas[gives].height == pytest.approx(10.0)


def test_a_format_that_says_nothing_of_it_stays_as_it_is() -> None:
    for name in library().formats():
        paper = library().format(name)
        if not any(area.most_height for area in paper.areas.values()):
            assert dict(paper.grown(50.0).areas) == dict(paper.areas)


def test_the_edition_for_staff_has_a_name_of_its_own() -> None:
    assert edition_of("staff") == STAFF == OUTPUTS["staff"]
    assert name_of(STAFF) == "staff"
    assert name_of(OUTPUTS["pdf"]) == "screen"
    assert STAFF != OUTPUTS["pdf"]
