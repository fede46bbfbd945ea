"""Checks of the WHO Code: each finds what is planted, and nothing in the stock leaflets but what no leaflet says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from generator.checks.evidence import Evidence
from generator.checks.registry import find_check
from generator.checks.runner import Answer
from generator.checks.spots import Spots
from generator.checks.who_code import CHECKS
from generator.library.library import Library
from generator.model.content import Picture, Text
from generator.model.leaflet import Order
from generator.model.problems import Origin
from generator.stages.bodies import body
from generator.stages.panels import clinic_panel

STOCK = Path(__file__).parent.parent.parent


@cache
def library() -> Library:
    return Library.open(STOCK)


def given(topic: str = "colostrum", language: str = "en") -> Evidence:
    order = Order(topic, language, "a4", clinic="example")
    return Evidence(
        spots=Spots((), library()), library=library(), topic=library().topic(topic),
        sheet=body(order, library()), panel=clinic_panel(order, library()),
    )  # fmt: skip


def look(name: str, evidence: Evidence) -> Answer:
    return find_check(f"who/{name}").run(evidence)


def saying(words: str) -> Evidence:
    """The leaflet with another purpose."""
    topic = library().topic("colostrum")
    purpose = topic.purpose
    assert isinstance(purpose, Text)
    return replace(given(), topic=replace(topic, purpose=replace(purpose, words=words)))


def printing(words: str, link: str = "") -> Evidence:
    sheet = given().sheet
    assert sheet is not None

    def put(element: Any) -> Any:
        if element.tag == "p" and element.runs:
            return replace(element, runs=(element.runs[0]._replace(words=words, link=link),))
        return replace(element, children=tuple(map(put, element.children)))

    return replace(given(), sheet=replace(sheet, areas=tuple(map(put, sheet.areas))))


@pytest.mark.sweep
@pytest.mark.parametrize("language", ["en", "vi", "ja", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("topic", ["colostrum", "eating-and-drinking", "emotional-wellbeing", "expressing-milk"])
def test_stock_leaflets_sell_praise_and_blame_nothing(topic: str, language: str) -> None:
    evidence = given(topic, language)
    for one in CHECKS:
        if one.id != "who/whole":
            answer = one.run(evidence)
            assert answer.outcome == "pass", [str(found) for found in answer.findings] or answer.reason


@pytest.mark.parametrize(
    ("words", "link", "code"),
    [
        ("Use Aptamil.", "", "brand"),
        ("雀巢奶粉", "", "brand"),
        ("A Medela pump", "", "brand"),
        ("Ask for a coupon today", "", "offer"),
        ("試供品をどうぞ", "", "offer"),
        ("Milk®", "", "offer"),
        ("here", "https://www.amazon.co.uk/x", "shop"),
        ("Try ENFAMIL, or similac", "", "brand"),
        ("20% off a pump", "", "offer"),
        ("Ask for samples of follow-up milk", "", "offer"),
        ("Win a pack of teats", "", "offer"),
        ("A gift pack for you", "", "offer"),
        ("Our partner gives you more", "", "offer"),
        ("Quà tặng cho mẹ", "", "offer"),
        ("赠品", "", "offer"),
        ("贈品", "", "offer"),
        ("無料サンプル", "", "offer"),
    ],
)
def test_what_sells_is_found(words: str, link: str, code: str) -> None:
    answer = look("selling", printing(words, link))
    assert code in {one.code for one in answer.findings}


@pytest.mark.parametrize(
    "words",
    ["A pigeon sat there.", "An advent calendar", "https://example.org/shop", "A spoon with a holle in it", "Nan came"],
)
def test_words_that_only_look_like_a_brand_are_not(words: str) -> None:
    assert look("selling", printing(words)).outcome == "pass"


@pytest.mark.parametrize(
    "words",
    [
        "Formula is easier at night.", "A bottle is convenient.", "The best teats are soft.",
        "Follow-on milk is closer to your own.", "A dummy is soothing and calms.", "This bottle is what prevents colic.",
        "Toddler milk is good for brain development.", "With a bottle your baby is one who sleeps through.",
    ],
)  # fmt: skip
def test_praise_of_products_is_found_and_its_denial_is_none(words: str) -> None:
    (found,) = look("praise", saying(words)).findings
    assert (found.code, found.origin.file) == ("words", "content/colostrum.yaml")
    assert look("praise", saying(words.replace(" is ", " is not ").replace(" are ", " are not "))).outcome == "pass"


def test_a_picture_of_a_bottle_is_found() -> None:
    class Shelf(Library):
        pictures = {**library().pictures, "drip": Picture("drip", "x.svg", Text("A feeding bottle", Origin("x"), "shared"))}  # type: ignore[assignment]  # fmt: skip

    topic = replace(library().topic("colostrum"), picture="drip")
    other = object.__new__(Shelf)
    (found,) = look("praise", replace(given(), topic=topic, library=other)).findings
    assert (found.code, found.message) == ("picture", "the picture 'drip' shows what the Code lets nobody advertise")


def test_formula_is_named_with_costs_hazards_and_help_or_not_at_all() -> None:
    said = [one.message for one in look("formula", saying("Some babies get formula.")).findings]
    assert "formula is named, and nothing says what it costs" in said
    whole = "Formula costs money. Made wrongly it can harm your baby. Ask us, and a nurse will show you how to make it."
    assert look("formula", saying(whole)).outcome == "pass"


@pytest.mark.parametrize("words", ["You failed.", "It is your fault.", "Good mothers breastfeed.", "Do you feel lazy?"])
def test_blame_is_found(words: str) -> None:
    (found,) = look("blame", saying(words)).findings
    assert found.code == "blame"
    assert look("blame", saying("It is not your fault, and none of this makes you a bad mother.")).outcome == "pass"


def test_what_no_leaflet_of_the_set_says_is_told_once() -> None:
    """True of the stock leaflets of today: they say nothing of bottles."""
    said = [one.message for one in look("whole", given()).findings]
    assert said == [
        "no leaflet says what part bottle-feeding does to breastfeeding",
        "no leaflet says how hard it is to go back after stopping",
    ]
    assert look("whole", given("expressing-milk")).outcome == "pass"
