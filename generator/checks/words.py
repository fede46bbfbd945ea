"""Checks of what is said: evidence, sources, dates, plain words, the clinic, the translation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from generator.checks.reading_ease import MOST_GRADE, MOST_SENTENCE, MOST_SMOG, hardest_sentences, measure
from generator.checks.runner import Check, Seen, Skip, check
from generator.checks.spots import Spots
from generator.library.library import Library
from generator.library.texts import short
from generator.meaning import RULES
from generator.model.content import EVIDENCE, Block, Clinic, Source, Text, Topic
from generator.model.findings import Finding, Spot
from generator.model.problems import Missing, Origin, Problem, Unusable
from generator.model.sheet import Sheet

KEY_POINTS: Final = 3
HARDEST: Final = 3
"""Sentences that a hint names."""


@check(
    "content/evidence", "fail", "Without evidence a statement is an opinion; a mother must be able to trust each one."
)
def evidence(topic: Topic, kinds: Mapping[str, Any], spots: Spots) -> Iterator[Seen]:
    """Does every clinical statement say on what evidence it stands, and where that comes from?"""

    def visit(block: Block, label: str, sources: tuple[str, ...]) -> Iterator[Seen]:
        label, sources = block.evidence or label, block.sources or sources
        if kinds[block.kind].clinical:
            if label not in EVIDENCE:
                yield "evidence", "this block says no evidence", spots.of(block.origin), f"one of {', '.join(EVIDENCE)}"
            if not sources:
                yield "sources", "this block names no source", spots.of(block.origin), "add 'sources: […]'"
        for inner in block.nested():
            yield from visit(inner, label, sources)

    for block in topic.blocks:
        yield from visit(block, "", ())


@check("content/sources-seen", "warn", "A source that nobody has read in the original may say something else.")
def sources_seen(topic: Topic, sources: Mapping[str, Source], spots: Spots) -> Iterator[Seen]:
    """Has somebody read every source in the original?"""
    cited: dict[str, list[Origin]] = {}
    for block in topic.walk():
        for key in block.sources:
            cited.setdefault(key, []).append(block.origin)
    for key, places in cited.items():
        source = sources.get(key)
        if source is not None and not source.seen:
            message = f"nobody has read the original of '{key}' ({source.organisation}: {source.title})"
            hint = f"read it, then write 'seen: yes'; it stands behind {', '.join(map(str, dict.fromkeys(places)))}"
            yield "unseen", message, spots.first_of(places, source.origin), hint


@check("content/review-date", "fail", "Advice grows old: what was right two years ago can be wrong today.")
def review_date(topic: Topic, today: date, spots: Spots) -> Iterator[Seen]:
    """Is the day still to come by which the leaflet must be read again?"""
    if topic.review_by < today:
        origin = spots.line(f"content/{topic.name}.yaml", r"^review_by:")
        message = f"the leaflet had to be read again by {topic.review_by}; today is {today}"
        yield "past", message, Spot(origin if origin.line else topic.origin), "review it, then write the next date"


@check(
    "content/code",
    "warn",
    "Feet and danger boxes name a leaflet by its code: two of one code are taken for each other.",
)
def code(topic: Topic, library: Library, spots: Spots) -> Iterator[Seen]:
    """Has the leaflet a code that no other leaflet has?"""
    for name in library.topics():
        with suppress(Unusable):
            if name != topic.name and library.topic(name).code == topic.code:
                place = spots.line(f"content/{topic.name}.yaml", r"^code:")
                message = f"the leaflet '{name}' has the code {topic.code} too"
                yield "taken", message, Spot(place if place.line else topic.origin), "give one of them another"


@check("content/key-points", "warn", "Most people read the first lines only: what matters must stand there, in short.")
def key_points(topic: Topic, spots: Spots) -> Iterator[Seen]:
    """Does the leaflet begin with its three key points?"""
    found = [block for block in topic.walk() if block.kind == "key-points"]
    if not found:
        yield "none", "the leaflet has no key points", Spot(topic.origin), "begin it with a block key-points"
    elif topic.blocks[0] is not found[0]:
        yield "late", "the key points do not come first", spots.of(found[0].origin), "move them up"
    for block in found:
        items = block.fields.get("items")
        if isinstance(items, tuple) and len(items) != KEY_POINTS:
            yield (
                "count",
                f"there are {len(items)} key points, not {KEY_POINTS}",
                spots.of(block.origin),
                "three are remembered",
            )
    for block in found[1:]:
        yield "twice", "there are two blocks of key points", spots.of(block.origin), "keep one"


@check("content/reading-level", "warn", "Half of all adults read best what a child of twelve can read.")
def reading_level(topic: Topic) -> Iterator[Seen]:
    """Can the English be read after six years of school (Flesch-Kincaid; eight by SMOG), each sentence after twelve?"""
    texts = [words for words in topic.words() if isinstance(words, Text)]
    try:
        ease = measure(texts)
    except Missing:
        raise Skip("textstat is not installed (pip install 'breastfeeding-leaflets[check]')") from None
    graded = (("hard", ease.grade, MOST_GRADE, "Flesch-Kincaid"), ("smog", ease.smog or 0.0, MOST_SMOG, "SMOG"))
    for code, grade, most, name in graded:
        if grade > most:
            found = hardest_sentences(texts, HARDEST)
            message = f"the English needs {grade:.1f} years of school ({name}); the most is {most:g}"
            quoted = "; ".join(f"“{short(one)}” ({line.origin}, {hard:.0f})" for hard, one, line in found)
            place = found[0][2].origin if found else topic.origin
            yield code, message, Spot(place), f"shorter words, shorter sentences; the hardest: {quoted}"
    for hard, one, line in hardest_sentences(texts, HARDEST):  # one among many easy ones changes no average
        if hard > MOST_SENTENCE:
            message = f"this sentence alone needs {hard:.0f} years of school (Flesch-Kincaid): “{short(one)}”"
            yield "sentence", message, Spot(line.origin), f"say it in two or three; our limit is {MOST_SENTENCE:g}"


@check("clinic/example", "warn", "A mother who calls an invented clinic in an emergency reaches nobody.")
def example(clinic: Clinic, spots: Spots) -> Iterator[Seen]:
    """Is the clinic a real one?"""
    if clinic.example:
        origin = spots.line(f"content/clinics/{clinic.name}.yaml", r"^example:")
        yield "invented", f"'{clinic.title}' is an invented clinic: not for patients", Spot(origin), "use your clinic"


@check("clinic/colours", "warn", "A clinic should see, before it prints, which of its colours are not its own.")
def colours(clinic: Clinic, notes: Sequence[Problem]) -> Iterator[Seen]:
    """Are the clinic's colours printed as it gave them, and do they leave the danger box its red?"""
    for note in notes:
        yield "changed", note.message, Spot(note.origin), note.hint


@check("draft/unsigned", "info", "Nobody may take a draft for a leaflet that a clinician has signed.")
def unsigned(sheet: Sheet, topic: Topic) -> Iterator[Seen]:
    """Has a clinician signed the leaflet?"""
    if sheet.draft:
        hint = "docs/content-safety.md says what must happen before a family gets it"
        yield "draft", "no clinician has signed this leaflet: it is a draft", Spot(topic.origin), hint


@check("policy/allowed", "fail", "What the policy refuses is not made; for a release, nor is what nobody has signed.")
def allowed(policy: Sequence[Finding]) -> Iterator[Finding]:
    """Does the policy let it be made, and released where that is asked?"""
    yield from policy


# -- translation ---------------------------------------------------------------


def _of_gate(rule: str) -> Check:
    """Return the check of one rule of the gate (``generator/meaning``), which itself runs once for a leaflet."""
    question, why = RULES[rule]

    def look(gate: Sequence[tuple[Finding, Origin]], spots: Spots) -> Iterator[Finding]:
        for one, english in gate:
            if one.code == rule:
                spot = spots.first_of([english], one.origin)
                yield replace(one, origin=spot.origin, page=spot.page, box=spot.box)

    look.__doc__ = question
    return check(f"translation/{rule}", "fail", why)(look)


GATE: Final = tuple(_of_gate(rule) for rule in RULES)
