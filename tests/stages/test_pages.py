"""The clinic's panel is as high as its words need it; clinics whose panels are as high share their bodies."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from probes import find, library

from generator.library.telephones import telephone
from generator.model.content import Clinic
from generator.model.edition import SCREEN, STAFF
from generator.model.leaflet import Order
from generator.model.problems import Origin, Unusable
from generator.pipeline import make
from generator.stages.pages import paper_of
from generator.typeset import GROWING

HILL = Clinic(
    "hill", "Hill Clinic", (telephone("020 7946 0123"),), ("Monday to Friday",), ("1 Sample Street",), "", "", "", "gb",
    origin=Origin("content/clinics/hill.yaml"),
)  # fmt: skip
LONG = replace(HILL, name="long", address=tuple(f"Line {n} of a long address" for n in range(6)))
TOPIC = "emotional-wellbeing"


def test_a_panel_with_few_words_stays_as_the_format_has_it() -> None:
    assert paper_of(Order(TOPIC, clinic=HILL), library()) is library().format("a4")
    assert paper_of(Order(TOPIC), library()) is library().format("a4")


def test_a_panel_with_many_words_grows_by_whole_steps() -> None:
    plain, grown = library().format("a4"), paper_of(Order(TOPIC, clinic=LONG), library())
    more = grown.areas["clinic"].height - plain.areas["clinic"].height
    assert more > 0
    assert more % GROWING == pytest.approx(0, abs=0.01) or grown.areas["clinic"].height == pytest.approx(
        plain.areas["clinic"].most_height
    )
    again = replace(LONG, name="other", title="River Clinic")
    assert paper_of(Order(TOPIC, clinic=again), library()) is grown, "clinics with as many lines share a paper"


def test_all_words_of_a_grown_panel_stand_in_it_at_their_own_size() -> None:
    made = make(Order(TOPIC, clinic=LONG), library())
    (place,) = [one for one in made.placed if one.tag == "hold" and one.area == "clinic"]
    grown = paper_of(Order(TOPIC, clinic=LONG), library()).areas["clinic"]
    assert place.box[3] - place.box[1] == pytest.approx(grown.height, abs=2)
    size = library().theme("default").looks["clinic.words"].size
    for line in LONG.address:
        letters = find(made.pdf, line)
        assert all(place.box[1] <= letter.y <= place.box[3] for letter in letters)
        assert {letter.size for letter in letters} == {size}
    above = [one.box[1] for one in made.placed if one.area == "main" and one.page == place.page]
    assert min(above) >= place.box[3] - 1, "what stands above gave way"


def test_a_panel_that_needs_more_than_the_format_gives_is_refused() -> None:
    most = replace(LONG, name="most", address=tuple(f"Line {n}" for n in range(30)))
    with pytest.raises(Unusable) as caught:
        make(Order(TOPIC, clinic=most), library())
    assert "do not fit the clinic panel" in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", library().languages())
def test_every_edition_for_staff_has_room(language: str, paper: str) -> None:
    """With all its sources making more milk had none on A4 in Japanese, and was refused."""
    for topic in library().topics():
        plain, staff = (make(Order(topic, language, format=paper, edition=one), library()) for one in (SCREEN, STAFF))
        assert plain.pages <= 4, "a folder of four sides"
        assert staff.pages <= 6


def test_the_edition_for_staff_holds_what_the_mothers_leaflet_leaves_out() -> None:
    plain, staff = (make(one, library()) for one in (Order(TOPIC), Order(TOPIC, edition=STAFF)))
    source = library().sources[next(key for block in library().topic(TOPIC).walk() for key in block.sources)]
    words = "".join(source.title.split())
    assert words in staff.words
    assert words not in plain.words
    assert plain.lot == staff.lot, "the same is said"
