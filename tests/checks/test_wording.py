"""How much is said: each bound just kept and just passed, on small topics and sheets."""

from __future__ import annotations

from typing import Any

import pytest
from measured import at, block, element, holder, language, leaflet, paper, placed, sheet, topic
from msgspec.structs import replace
from ward import Ward

from generator.checks import wording
from generator.checks.evidence import Evidence
from generator.checks.measures import count_words, is_about_danger, shares, words_by_sort
from generator.checks.runner import Answer
from generator.checks.spots import Spots
from generator.model.content import Block, FromProfile, Series, Text, Topic
from generator.model.problems import NOWHERE, Origin, Problem, Unusable
from generator.model.sheet import Sheet

BY_ID = {one.id: one for one in wording.CHECKS}
THINGS = leaflet(placed("box", (0, 0, 10, 10), 7), placed("p", (0, 20, 10, 30), 12), placed("p", (0, 40, 10, 50), 20))


def look(name: str, **evidence: Any) -> Answer:
    return BY_ID[name].run(Evidence(spots=Spots(THINGS.placed), **evidence))


def words(number: int) -> str:
    return " ".join(["word"] * (number - 1) + ["end."])


# -- sentences -----------------------------------------------------------------


def said(*blocks: Block) -> list[tuple[str, str, str, int]]:
    found = look("content/sentences", topic=topic(*blocks)).findings
    return [(one.level, one.code, one.message, one.origin.line) for one in found]


def test_sentences_of_12_to_15_words_are_well() -> None:
    for number in (12, 15):
        assert said(block("text", 5, words(number))) == []
    assert said(block("text", 5, words(16)), block("note", 9, words(15))) == [
        ("warn", "mean", "English sentences have 15.5 words on average; the most is 15", 5)
    ]
    assert said(block("text", 5, words(12)), block("belief", 9, words(11))) == [
        ("info", "chopped", "English sentences have 11.5 words on average; 12 to 15 read best", 0)
    ]
    assert said() == []


def test_the_mean_is_of_running_text_alone_and_not_of_headings() -> None:
    for kind in ("list", "steps", "section", "key-points"):
        assert said(block(kind, 5, words(3), words(20)), block("text", 9, words(13), "A heading")) == []
    assert said(block("text", 5, f"{words(10)} {words(16)}")) == []


def test_no_sentence_has_more_than_25_words_wherever_it_stands() -> None:
    assert said(block("text", 5, words(12)), block("steps", 9, words(25), field="items")) == []
    (found,) = said(block("text", 5, words(12)), block("steps", 9, words(26), field="items"))
    start = " ".join(["word"] * 8)
    assert found == ("warn", "long", f"a sentence has 26 words; the most is 25: “{start} …”", 9)
    (one,) = look("content/sentences", topic=topic(block("steps", 12, words(26)))).findings
    assert (one.page, one.hint) == (1, "cut it in two")


def test_a_mean_too_long_names_the_longest_text() -> None:
    found = said(block("text", 5, words(16)), block("text", 9, words(18)), block("text", 12, words(17)))
    assert [(code, line) for _, code, _, line in found] == [("mean", 9)]


# -- shares --------------------------------------------------------------------


def small(teaching: int, danger: int, sources: int) -> tuple[Topic, Sheet]:
    """A topic and its sheet with so many words of each sort."""

    def many(number: int) -> str:
        return " ".join(["word"] * number)

    said = topic(block("warning", 7, "a"), block("section", 11, block("text", 12, "b")), block("sources", 20, "c"))
    shown = sheet(
        element("A title that is counted nowhere"),
        holder("box", element(many(danger), 7), line=7),
        element(many(teaching), 12),
        element(many(sources), 20),
    )
    return said, shown


def shown(teaching: int, danger: int, sources: int) -> list[tuple[str, str, int]]:
    said, of = small(teaching, danger, sources)
    found = look("content/shares", topic=said, sheet=of, language=language(), paper=paper())
    assert all(one.level == "warn" and one.hint for one in found.findings)
    return [(one.code, one.message, one.origin.line) for one in found.findings]


def test_each_sort_of_words_has_its_share() -> None:
    assert shown(74, 20, 6) == shown(72, 20, 8) == shown(100, 0, 0) == []
    assert shown(73, 21, 6) == [("danger", "21% of the words name dangers (21); the most is 20%", 7)]
    assert shown(71, 20, 9) == [("sources", "9% of the words name sources (9); the most is 8%", 20)]
    assert shown(59, 20, 21)[0] == ("teaching", "59% of the words teach (59); the least is 60%", 0)
    assert [code for code, _, _ in shown(60, 19, 21)] == ["sources"]


def test_what_stands_outside_of_blocks_is_counted_nowhere() -> None:
    said, of = small(3, 2, 1)
    assert words_by_sort(of, said, language()) == {"teaching": 3, "danger": 2, "sources": 1}
    assert shares({"teaching": 3, "danger": 2, "sources": 1}) == pytest.approx(
        {"teaching": 1 / 2, "danger": 1 / 3, "sources": 1 / 6}
    )
    assert shares({"teaching": 0, "danger": 0}) == {"teaching": 0.0, "danger": 0.0}


def test_what_must_stand_first_is_danger_whatever_its_kind() -> None:
    of = sheet(holder("box", element("one two", 12), element("three"), first_page="yes"), element("four", 12))
    said = topic(block("text", 12, "a"))
    assert words_by_sort(of, said, language()) == {"teaching": 1, "danger": 3, "sources": 0}


def test_a_list_of_signs_is_danger() -> None:
    of = sheet(element("one two", 12))
    assert words_by_sort(of, topic(block("signs", 12, "a")), language())["danger"] == 2


@pytest.mark.parametrize(
    ("given", "spaced", "number"),
    [
        ("Feed 8 to 12 times in 24 hours.", True, 8),
        ("skin-to-skin – baby’s “own” cot", True, 4),
        ("Gọi cho chúng tôi: 38 °C", True, 6),
        ("赤ちゃんは、38 ℃です。", False, 9),
        ("· – …", True, 0),
    ],
)
def test_words_and_characters_are_counted_without_marks(given: str, spaced: bool, number: int) -> None:
    assert count_words(given, spaced) == number


def test_characters_are_counted_where_no_spaces_part_words() -> None:
    said = topic(block("warning", 7, "a"), block("text", 12, "b"))
    of = sheet(element("发烧，发烧", 7), element("喂奶喂奶。", 12))
    (one, two) = look("content/shares", topic=said, sheet=of, language=language(spaced=False), paper=paper()).findings
    assert one.message == "50% of the characters teach (4); the least is 60%"
    assert two.message == "50% of the characters name dangers (4); the most is 20%"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"paper": paper(languages=2)}, "two languages stand side by side; each is measured in its own leaflet"),
        ({"paper": paper(leaves=True)}, "the sheet holds some blocks only; the shares are those of the whole leaflet"),
        ({"topic": topic(block("signs", 7, "a"))}, "the leaflet is the one that holds all danger signs"),
    ],
)  # fmt: skip
def test_where_shares_are_not_asked_for(changes: dict[str, Any], reason: str) -> None:
    said, of = small(1, 9, 0)
    given = {"topic": said, "sheet": of, "language": language(), "paper": paper(), **changes}
    found = look("content/shares", **given)
    assert (found.outcome, found.reason) == ("skip", reason)


def test_the_leaflet_of_all_signs_is_known_by_its_blocks() -> None:
    some, text = block("signs", 3, "a"), block("text", 4, "b")
    assert is_about_danger(topic(text, block("section", 2, text, some)))
    assert not is_about_danger(topic(block("warning", 2, "w"), text))


def test_a_booklet_that_leaves_out_only_extras_has_its_shares() -> None:
    said, of = small(1, 9, 0)
    booklet = paper(template="booklet", leaves=True, leaves_spare=True)
    assert look("content/shares", topic=said, sheet=of, language=language(), paper=booklet).outcome == "found"


# -- danger signs --------------------------------------------------------------

BABY = ("No breath", "Blue", "Floppy", "A fit", "Fever")
MOTHER = ("Harm", "Chest pain", "Bleeding", "Headache", "Shivering")


class Few:
    """A library of some topics; one that is None cannot be read."""

    def __init__(self, **topics: Topic | None) -> None:
        self.found = topics
        named = [Text(one, NOWHERE, "shared") for one in ("Milk", "Baby", "You")]
        self.series = Series(*named, signs="DS", origin=Origin("content/series.yaml"))

    def topics(self) -> tuple[str, ...]:
        return tuple(self.found)

    def topic(self, name: str) -> Topic:
        found = self.found[name]
        if found is None:
            raise Unusable(Problem(Origin(name), "cannot be read"))
        return found


def strip(
    baby: tuple[str, ...] = BABY, mother: tuple[str, ...] = MOTHER, today: tuple[int, int] = (2, 1), **more: Any
) -> Topic:
    def signs(given: tuple[str, ...]) -> Any:
        return block("warning", 7, *given).fields["words"]

    fields = {
        "baby_emergency": signs(baby), "mother_emergency": signs(mother),
        "baby_today": signs(("sign",) * today[0]), "mother_today": signs(("sign",) * today[1]),
    }  # fmt: skip
    return topic(block("warning", 7, **{**fields, **more}))


def signs(one: Topic, *others: Topic | None) -> list[tuple[str, str]]:
    few = Few(one=one, **{f"other{number}": other for number, other in enumerate(others)})
    found = look("content/danger-signs", topic=one, library=few)
    assert all((each.level, each.page, each.origin) == ("fail", 1, at(7)) for each in found.findings)
    return [(each.code, each.message) for each in found.findings]


@pytest.mark.parametrize("today", [(3, 0), (0, 3), (6, 0), (3, 3)])
def test_three_to_six_signs_for_today_are_well(today: tuple[int, int]) -> None:
    assert signs(strip(today=today), strip(), strip()) == []


@pytest.mark.parametrize(("today", "number"), [((2, 0), 2), ((1, 1), 2), ((4, 3), 7), ((0, 0), 0)])
def test_fewer_or_more_signs_for_today_are_told(today: tuple[int, int], number: int) -> None:
    assert signs(strip(today=today), strip()) == [
        ("today", f"the danger strip has {number} signs for today, not 3 to 6")
    ]
    few = Few(one=strip(today=today))
    (found,) = look("content/danger-signs", topic=strip(today=today), library=few).findings
    assert found.hint == ("add those of the topic" if number < 3 else "keep those that belong to the topic")


@pytest.mark.parametrize(("baby", "mother"), [(4, 4), (5, 3), (5, 5)])
def test_eight_to_ten_signs_for_an_emergency_are_well(baby: int, mother: int) -> None:
    one = strip(BABY[:baby], MOTHER[:mother])
    assert signs(one, one) == []


def test_fewer_or_more_signs_for_an_emergency_are_told() -> None:
    for one, number in ((strip(BABY[:4], MOTHER[:3]), 7), (strip((*BABY, "More"), MOTHER), 11)):
        assert signs(one, one) == [("emergency", f"the danger strip has {number} signs for emergency, not 8 to 10")]


def test_the_emergency_strip_is_the_same_on_every_sheet() -> None:
    message = "the signs for an emergency are not those of the other leaflets, in their order"
    other = strip(("No breath", "Pale", *BABY[2:]))
    assert signs(other, strip(), strip(), None) == [("same", f"{message}: “Pale” is in no other")]
    assert signs(strip(), other, strip()) == []
    swapped = strip((*BABY[:3], BABY[4], BABY[3]))
    assert signs(swapped, strip(), strip()) == [("same", message)]
    assert signs(strip(MOTHER, BABY), strip(), strip()) == [("same", message)]
    assert signs(strip(first="mother"), strip(), strip()) == []


def test_a_countrys_sentence_is_the_same_by_its_name() -> None:
    def fever(key: str, line: int) -> Topic:
        given = block("warning", 7, *BABY[:4]).fields["words"]
        assert isinstance(given, tuple)
        return strip(baby_emergency=(*given, FromProfile(key, at(line))))

    assert signs(fever("fever", 1), fever("fever", 2), fever("fever", 3)) == []
    assert [code for code, _ in signs(fever("rash", 1), fever("fever", 2), fever("fever", 3))] == ["same"]


def test_signs_of_another_field_are_compared_with_those_of_its_own_series_alone() -> None:
    feet = strip((), ("Black skin", "Cold foot"))
    own = replace(feet, origin=Origin("feet/content/feet.yaml", 2))
    few = Few(stock=strip(), more=strip(), own=own)
    few.series = replace(few.series, signs="", origin=Origin("feet/content/series.yaml"))
    assert not look("content/danger-signs", topic=own, library=few).findings
    few.series = replace(few.series, signs="DS")
    assert [one.code for one in look("content/danger-signs", topic=own, library=few).findings] == ["emergency"]


def test_a_leaflet_without_a_strip_has_no_signs_to_count() -> None:
    found = look("content/danger-signs", topic=topic(), library=Few())
    assert (found.outcome, found.reason) == ("skip", "the leaflet has no danger strip")


# -- the command ---------------------------------------------------------------


def test_the_command_tells_a_long_sentence_at_its_line(ward: Ward) -> None:
    ward.blocks(f"- text: {words(27)}")
    code, out, err = ward.run("check", "broken", "--language", "en", "--fail-on", "warn")
    assert code == 1, err
    assert "content/broken.yaml:14" in out
    assert "a sentence has 27 words; the most is 25" in out
