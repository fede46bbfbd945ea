"""The name of a leaflet's file: what differs from the usual is part of it, and nothing else is."""

from __future__ import annotations

from itertools import combinations

import pytest

from generator.model.content import Clinic
from generator.model.edition import MM, Edition, Job, Office, Pictures, Press, Screen, Words
from generator.model.leaflet import Order
from generator.run.files.places import FLAT, FOLDER, LANGUAGE, place

HILL = Clinic("hill-clinic", "Hill Clinic", (), (), (), "", "", "", "")


def test_what_is_usual_is_not_said() -> None:
    assert place(Order("colostrum")) == "en/colostrum-a4.pdf"


def test_all_that_is_unusual_is_said_in_its_order() -> None:
    order = Order("colostrum", "zh_Hans", "a5", "warm", HILL, True, Press(), "zh_Hant", 7)
    assert place(order) == "zh-Hans/colostrum-a5-with-zh-Hant-hill-clinic-warm-draft-press.pdf"
    assert place(order, FOLDER) == "hill-clinic/zh-Hans/colostrum-a5-with-zh-Hant-warm-draft-press.pdf"
    assert place(order, LANGUAGE) == "zh-Hans/hill-clinic/colostrum-a5-with-zh-Hant-warm-draft-press.pdf"


@pytest.mark.parametrize("layout", [FLAT, FOLDER, LANGUAGE])
def test_without_a_clinic_there_is_no_folder_for_one(layout: str) -> None:
    assert place(Order("colostrum", "vi"), layout) == "vi/colostrum-a4.pdf"


@pytest.mark.parametrize(
    ("edition", "last"),
    [
        (Screen(), ".pdf"),
        (Words("html"), ".html"),
        (Words("text"), ".txt"),
        (Words("sms"), ".sms.txt"),
        (Words("markdown"), ".md"),
        (Pictures(), "-1.png"),
        (Office(), "-print.pdf"),
        (Office(copies=2), "-print-2-copies.pdf"),
        (Office(2), "-handout-2.pdf"),
        (Office(4, "a3", 3), "-handout-4-a3-3-copies.pdf"),
        (Press(), "-press.pdf"),
        (Press(Job(quantity=500)), "-press.pdf"),
        (Press(Job("sra3", "booklet")), "-press-sra3-booklet.pdf"),
        (Press(Job(colour="k")), "-press-k.pdf"),
        (Press(Job(bleed=5 * MM)), "-press-bleed-5mm.pdf"),
        (Press(Job(bleed=0)), "-press-bleed-0mm.pdf"),
        (Press(Job(marks=())), "-press-marks-none.pdf"),
        (Press(Job(marks=("crop", "slug"))), "-press-marks-crop-slug.pdf"),
        (Press(Job(creep=0.125 * MM)), "-press-creep-0.125mm.pdf"),
        (
            Press(Job("a3", "4up", 2 * MM, ("fold",), "k", 9, 0.2 * MM)),
            "-press-a3-4up-k-bleed-2mm-marks-fold-creep-0.2mm.pdf",
        ),
    ],
)
def test_an_edition_says_what_of_it_is_unusual(edition: Edition, last: str) -> None:
    assert place(Order("colostrum", edition=edition)) == f"en/colostrum-a4{last}"


def test_a_picture_is_named_by_its_page() -> None:
    assert place(Order("colostrum", edition=Pictures()), page=12) == "en/colostrum-a4-12.png"


def test_no_two_of_them_overwrite_each_other() -> None:
    orders = [
        Order("colostrum"),
        Order("colostrum", draft=True),
        Order("colostrum", theme="warm"),
        Order("colostrum", clinic="hill-clinic"),
        Order("colostrum", second="vi"),
        Order("colostrum", edition=Press()),
        Order("colostrum", edition=Press(Job(bleed=5 * MM))),
        Order("colostrum", edition=Office()),
        Order("colostrum", edition=Office(2)),
        Order("colostrum", edition=Pictures()),
        Order("colostrum", edition=Words("text")),
        Order("colostrum", edition=Words("sms")),
    ]
    for one, other in combinations(orders, 2):
        assert place(one) != place(other)
