"""The danger strip: the same on every sheet, numbered and lettered in one row, with the country's numbers."""

from __future__ import annotations

import pytest
from ward import CLINIC, TOPIC, WARNING, Ward

from generator.library.library import Library
from generator.model.leaflet import Order
from generator.model.sheet import Element, Sheet
from generator.stages.bodies import body

PROFILE = "about: Testland\nextends: gb\nterritory: GB\nemergency: '117'\n"


def strip(ward: Ward, warning: str = WARNING, clinic: str = "") -> Element:
    words = TOPIC.format(title="Good words", blocks="      - text: Feed often.\n").replace(WARNING, warning)
    ward.put("content/good.yaml", words)
    made: Sheet = body(Order("good", clinic=clinic), Library.over(ward.folder))
    (area,) = [one for one in made.areas if one.get("name") == "strip"]
    return area


def words(area: Element) -> str:
    return "|".join("".join(run.words for run in one.runs) for one in area.walk() if one.runs)


def lists(area: Element) -> list[tuple[str, str, int]]:
    return [(one.get("kind"), one.get("start"), len(one.children)) for one in area.walk() if one.tag == "list"]


def test_signs_for_today_have_numbers_and_for_an_emergency_letters(ward: Ward) -> None:
    assert lists(strip(ward)) == [("number", "", 3), ("letter", "1", 5), ("letter", "6", 5)]


@pytest.mark.parametrize(("first", "said"), [("", "Baby 1–2 · You 3"), ("      first: mother\n", "You 1 · Baby 2–3")])
def test_whose_signs_come_first_is_said_over_them(ward: Ward, first: str, said: str) -> None:
    area = strip(ward, WARNING.replace("    evidence", f"{first}    evidence", 1))
    assert said in words(area)
    signs = ["Feeds badly", "Too sleepy to feed", "Hot and red"]
    found = [run.words for one in area.walk() if one.tag == "item" for run in one.runs if run.words in signs]
    assert found == ([signs[2], *signs[:2]] if first else signs)


def test_it_stands_on_the_first_page_and_has_a_place_for_the_telephone(ward: Ward) -> None:
    area = strip(ward)
    assert [one.get("look") for one in area.walk() if one.get("first-page") == "yes"] == ["strip"]
    assert [one.get("name") for one in area.walk() if one.tag == "hold"] == ["phone"]


def test_signs_of_one_person_alone_need_no_legend(ward: Ward) -> None:
    alone = "".join(line for line in WARNING.splitlines(keepends=True) if "mother_" not in line)
    area = strip(ward, alone)
    assert "Baby" not in words(area)
    assert lists(area) == [("number", "", 2), ("letter", "1", 5)]
    assert not [one for one in area.walk() if one.get("balance")]


def test_a_country_s_emergency_number_stands_in_it(ward: Ward) -> None:
    ward.put("content/profiles/test.yaml", PROFILE)
    ward.put("content/clinics/hill.yaml", CLINIC + "profile: test\n")
    assert "Emergency: call 117" in words(strip(ward, clinic="hill"))
    assert "Emergency: call for help" in words(strip(ward))


def test_whom_the_letters_are_about_stands_at_the_end_of_the_title_s_line(ward: Ward) -> None:
    """At the end of its column a name stood beside that of the other one, as if both were over the second."""
    ward.put("content/profiles/test.yaml", PROFILE)
    ward.put("content/clinics/hill.yaml", CLINIC + "profile: test\n")
    assert "Emergency: call 117|Baby A–E · You F–J" in words(strip(ward, clinic="hill"))
    assert "Emergency: call for help|Baby A–E · You F–J" in words(strip(ward))


# -- the crisis line ---------------------------------------------------------

MOTHER = WARNING.replace("    evidence", "      first: mother\n    evidence", 1)
LINE = "strip.help-line"


def looks(area: Element) -> list[str]:
    return [one.get("look") for one in area.walk()]


def test_a_country_s_crisis_line_can_be_called_from_the_strip(ward: Ward) -> None:
    ward.put("content/profiles/test.yaml", f"{PROFILE}crisis: '0800 496 0999'\n")
    ward.put("content/clinics/hill.yaml", CLINIC + "profile: test\n")
    area = strip(ward, MOTHER, "hill")
    (run,) = [run for one in area.walk() for run in one.runs if run.words == "0800 496 0999"]
    assert run.link == "tel:+448004960999"
    assert LINE not in looks(area)
    assert "0800 496 0999" not in words(strip(ward, WARNING, "hill")), (
        "where the baby's signs come first it is not asked for"
    )


def test_without_one_there_is_a_line_to_write_it_on(ward: Ward) -> None:
    assert LINE in looks(strip(ward, MOTHER))
    assert LINE not in looks(strip(ward))


def test_a_crisis_line_is_never_inherited(ward: Ward) -> None:
    """Whoever extends a country is another one: a number that nobody answers there is worse than none."""
    ward.put("content/profiles/test.yaml", f"{PROFILE}crisis: '0800 496 0999'\n")
    ward.put("content/profiles/next.yaml", PROFILE.replace("extends: gb", "extends: test"))
    ward.put("content/clinics/hill.yaml", CLINIC + "profile: next\n")
    area = strip(ward, MOTHER, "hill")
    assert "0800 496 0999" not in words(area)
    assert LINE in looks(area)
