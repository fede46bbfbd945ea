"""Checks of how much is said: length of sentences, shares of words, the signs in the danger strip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from generator.checks.measures import SORTS, STRIP, Sort, count_words, is_about_danger, shares, words_by_sort
from generator.checks.reading_ease import sentences
from generator.checks.runner import Seen, Skip, check
from generator.checks.spots import Spots
from generator.model.content import Block, FromProfile, Language, Text, Topic, Words, words_of
from generator.model.design import Format
from generator.model.findings import Spot
from generator.model.problems import Origin, Unusable
from generator.model.sheet import Sheet

if TYPE_CHECKING:
    from generator.library.library import Library

MEAN: Final = (12, 15)
"""Words that a sentence of running English has on average: fewer and it is chopped, more and it is hard (RD-2, a house
rule of the project's requirements, as are all figures here)."""
LONGEST: Final = 25
"""Words that any sentence of the English has at most (RD-2)."""
RUNNING: Final = ("text", "note", "belief")
"""Kinds of blocks that are running text; lists, steps and table cells are short by their nature."""
SHARES: Final[tuple[tuple[Sort, str, float], ...]] = (
    ("teaching", "least", 0.60),
    ("danger", "most", 0.20),
    ("sources", "most", 0.08),
)
"""Shares of a leaflet's words: a mother keeps what teaches her, and reads warnings that are few."""
TODAY: Final = (3, 6)
"""Signs under 'call us today' (SF-1)."""
EMERGENCY: Final = (8, 10)
"""Signs in the emergency strip, the same on every sheet (SF-1)."""


@check("content/sentences", "warn", "A tired reader loses a long sentence before its end.")
def sentence_length(topic: Topic, spots: Spots) -> Iterator[Seen]:
    """Have English sentences 12 to 15 words on average, and none more than 25?"""
    running: list[Text] = []
    for block in topic.walk():
        if block.kind in RUNNING:
            running += (
                words for words in block.words() if isinstance(words, Text) and words.words.endswith((".", "?", "!"))
            )
    lengths = [count_words(one, spaced=True) for one in sentences(running)]
    mean = sum(lengths) / len(lengths) if lengths else 0.0
    least, most = MEAN
    if mean > most:
        longest = max(running, key=lambda text: max(map(_length, sentences([text]))))
        message = f"English sentences have {mean:.1f} words on average; the most is {most}"
        yield "mean", message, spots.of(longest.origin), "the longest stands here: cut it in two"
    elif lengths and mean < least:
        message = f"English sentences have {mean:.1f} words on average; {least} to {most} read best"
        yield "chopped", message, Spot(topic.origin), "join short ones with 'and', 'so', 'because'", "info"
    for text in topic.words():
        for one in sentences([text]) if isinstance(text, Text) else ():
            if _length(one) > LONGEST:
                message = f"a sentence has {_length(one)} words; the most is {LONGEST}: “{one[:40]}…”"
                yield "long", message, spots.of(text.origin), "cut it in two"


def holds_some(paper: Format) -> bool:
    """Tell whether a paper leaves blocks to the longer editions; extras that only fill its pages are none."""
    return paper.leaves and not paper.leaves_spare


def _length(sentence: str) -> int:
    return count_words(sentence, spaced=True)


@check("content/shares", "warn", "Where warnings and sources fill the sheet, nothing is left to keep it for.")
def word_shares(sheet: Sheet, topic: Topic, language: Language, paper: Format, spots: Spots) -> Iterator[Seen]:
    """Are 60 % or more of the words teaching, at most 20 % danger signs and at most 8 % sources?

    In a language without spaces characters are counted.
    """
    if is_about_danger(topic):
        raise Skip("the leaflet is the one that holds all danger signs")
    if paper.languages > 1:
        raise Skip("two languages stand side by side; each is measured in its own leaflet")
    if holds_some(paper):
        raise Skip("the sheet holds some blocks only; the shares are those of the whole leaflet")
    counted = words_by_sort(sheet, topic, language)
    unit = "words" if language.spaced else "characters"
    for sort, bound, limit in SHARES:
        share = shares(counted)[sort]
        if share < limit if bound == "least" else share > limit:
            what = {"teaching": "teach", "danger": "name dangers", "sources": "name sources"}[sort]
            message = f"{share:.0%} of the {unit} {what} ({counted[sort]}); the {bound} is {limit:.0%}"
            place = next((block.origin for block in topic.walk() if SORTS.get(block.kind) == sort), topic.origin)
            hint = "tell more, or shorten danger signs and sources" if sort == "teaching" else "shorten it"
            yield sort, message, spots.of(place), hint


@check("content/danger-signs", "fail", "Three to six signs are remembered; the same strip everywhere is recognised.")
def danger_signs(topic: Topic, spots: Spots, library: Library) -> Iterator[Seen]:
    """Has the danger strip 3 to 6 signs for today, and the 8 to 10 for an emergency that every sheet has?

    Where a series has no leaflet with all danger signs, one sign for an emergency is enough.
    """
    strips = [block for block in topic.walk() if block.kind == STRIP]
    if not strips:
        raise Skip("the leaflet has no danger strip")
    usual, least_now = _usual(library, topic), EMERGENCY[0] if library.series.signs else 1
    for block in strips:
        place = spots.of(block.origin)
        for what, parts, (least, most) in (
            ("today", ("baby_today", "mother_today"), TODAY),
            ("emergency", ("baby_emergency", "mother_emergency"), (least_now, EMERGENCY[1])),
        ):
            number = sum(len(_signs(block, part)) for part in parts)
            if not least <= number <= most:
                few = "keep those that belong to the topic" if number > most else "add those of the topic"
                message = f"the danger strip has {number} signs for {what}, not {least} to {most}"
                hint = few if what == "today" else "take in the lists that the other leaflets take in"
                yield what, message, place, hint
        own = _emergency(block)
        if usual and own != usual:
            difference = next((one for one in _flat(own) if one not in _flat(usual)), "")
            reason = f": “{difference}” is in no other" if difference else ""
            message = f"the signs for an emergency are not those of the other leaflets, in their order{reason}"
            yield "same", message, place, "take in the lists that the other leaflets take in"


Emergency = tuple[tuple[str, ...], tuple[str, ...]]
"""The signs in the baby and those in the mother, each in their order; who comes first is the topic's."""


def _usual(library: Library, topic: Topic) -> Emergency | None:
    """Return the emergency signs that most topics of a library have; None where no topic has any.

    Those of a series of one's own are compared with one another: the stock's are about something else.
    """
    home = _folder(library.series.origin)
    alone = _folder(topic.origin) == home
    found: Counter[Emergency] = Counter()
    for name in library.topics():
        try:
            other = library.topic(name)
        except Unusable:
            continue  # it is told where that leaflet is checked
        if not alone or _folder(other.origin) == home:
            found.update(_emergency(block) for block in other.walk() if block.kind == STRIP)
    return max(found, key=lambda one: found[one]) if found else None


def _folder(origin: Origin) -> str:
    return origin.file.rpartition("/")[0]


def _emergency(block: Block) -> Emergency:
    return _signs(block, "baby_emergency"), _signs(block, "mother_emergency")


def _flat(signs: Iterable[tuple[str, ...]]) -> list[str]:
    return [one for some in signs for one in some]


def _signs(block: Block, part: str) -> tuple[str, ...]:
    return tuple(_words(one) for one in words_of(block.fields.get(part, ())))


def _words(one: Words) -> str:
    """Return what a sign says; of a country's sentence its name, since its figures differ."""
    return one.key if isinstance(one, FromProfile) else one.words


CHECKS: Final = (sentence_length, word_shares, danger_signs)
