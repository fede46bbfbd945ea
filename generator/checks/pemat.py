"""PEMAT-P by its 24 items, in our own words: what a program can decide, what it can hint at, what is left to people.

Source: AHRQ, The Patient Education Materials Assessment Tool, User's Guide, 14-0002-EF, 2013; 13 and 14 are items for
video. There is never a score here: a score needs two people who agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from generator.checks.reading_ease import hardest, measure, sentences, textstat
from generator.model.content import Block, Text, Topic, Words, words_of
from generator.model.papers import JudgedItem, Judgement
from generator.model.problems import Origin, many

if TYPE_CHECKING:
    from generator.library.library import Library
    from generator.model.glossary import Term

MET, NOT_MET, NOTHING = "met", "not met", "nothing to judge"
RARE: Final = 5
"""Syllables of a word that no everyday talk has (a house rule)."""
MOST_SENTENCES: Final = 5
"""Sentences of a block of running text (item 8; a house figure, as are those below)."""
MOST_ITEMS: Final = 7
MOST_COLUMNS: Final = 4
MOST_HEAD: Final = 3
"""Words of a table's head."""
VAGUE: Final = frozenset("introduction overview general information more other notes summary tips background".split())
"""Headings that tell nothing, alone."""
LOGS: Final = frozenset({"log-table", "checklist"})
PICTURED: Final = {"latch": ("latch-",), "express": ("hand-",), "press": ("press-", "hand-")}
"""What a picture shows better than words, by a word for it, and how pictures of it are called."""
_SUMS: Final = re.compile(r"%|\bper (?:kg|kilo)|\bfor each kilo|\bmultiply|\bdivide|\badd up|\btimes your\b|[×÷]", re.I)
_NUMBER: Final = re.compile(r"(?<![\w.,])\d{4,}(?![\w.,]*\d)|\d+/\d+|[½¼¾⅓⅔]|\b\d+(?:kg|ml|mg|g|°C|hours?|days?)\b")
"""Numbers that are hard to read: four digits without a comma, fractions, a unit without a space."""
_PASSIVE: Final = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?(?:\w+ed|given|taken|made|kept|seen|done|shown|found|held)\b",
    re.I,
)
_YOU: Final = re.compile(r"\b(?:you|your|yours|yourself)\b", re.I)
_VERB: Final = re.compile(r"\b(?:tick|write|fill|mark|count|note|put|circle|use|look|choose|keep|draw)\b", re.I)


class _Seen(Struct, frozen=True):
    """What was seen of one item: met or not or nothing to judge (empty for hints), in words, and where."""

    verdict: str
    words: str
    origin: Origin | None = None


class _Leaflet:
    """A topic's blocks as the items ask for them."""

    def __init__(self, topic: Topic, terms: Iterable[Term]) -> None:
        self.topic = topic
        self.blocks = tuple(block for block in topic.walk() if block.kind != "poster")
        self.terms = tuple(term for term in terms if term.language == "en" and term.gloss and term.use)

    def of(self, *kinds: str) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind in kinds)

    def texts(self) -> Iterator[tuple[Block, Text]]:
        for block in self.blocks:
            yield from ((block, one) for one in block.words() if isinstance(one, Text))

    def find(self, pattern: re.Pattern[str]) -> tuple[Text, str] | None:
        """Return the first text in which something is found, and what."""
        for _, one in self.texts():
            if match := pattern.search(one.words):
                return one, match[0]
        return None


def judge(library: Library, name: str, terms: Iterable[Term]) -> Judgement:
    """Return a topic's English by PEMAT's items.

    Args:
        library: the library.
        name: the topic.
        terms: the glossary; terms of English that have a gloss are to be explained.

    Raises:
        Unusable: when the topic cannot be read.
        Missing: without textstat, which two hints ask.
    """
    topic = library.topic(name)
    leaflet = _Leaflet(topic, terms)
    items = []
    for number, group, question, sort, look in ITEMS:
        seen = look(leaflet) if look else _Seen("", "")
        place = str(seen.origin) if seen.origin else ""
        items.append(JudgedItem(number, group, question, sort, seen.verdict, seen.words, place))
    mine = [one for one in items if one.sort == "program"]
    met = sum(one.verdict == MET for one in mine)
    nothing = sum(one.verdict == NOTHING for one in mine)
    more = f" ({nothing} with nothing to judge)" if nothing else ""
    summary = f"pre-check {met} of {len(mine)}{more}, {len(items) - len(mine)} items open for people"
    title = topic.title.words if isinstance(topic.title, Text) else name
    return Judgement(name, title, topic.version, library.today, tuple(items), summary)


def _words(one: Words) -> str:
    return one.words if isinstance(one, Text) else ""


def _rare(leaflet: _Leaflet) -> tuple[Text, str] | None:
    """Return the first word of five syllables or more that nobody has looked up: no everyday word is so long."""
    known = " ".join(form for term in leaflet.terms for form in (term.use, *term.allow)).lower()
    meter = textstat()
    for _, one in leaflet.texts():
        for word in re.findall(r"[A-Za-z]{9,}", re.sub(r"\*\*.*?\*\*|\]\([^)]*\)", " ", one.words)):
            if meter.syllable_count(word) >= RARE and word.lower() not in known:
                return one, word
    return None


def _glossed(leaflet: _Leaflet) -> _Seen:
    met = []
    for term in leaflet.terms:
        forms = "|".join(re.escape(form) for form in (term.use, *term.allow))
        pattern = re.compile(rf"\b(?:{forms})s?\b", re.I)
        running = ((block, one) for block, one in leaflet.texts() if block.kind not in ("section", "belief"))
        found = next((one for _, one in running if pattern.search(one.words)), None)
        if found is None:
            continue
        gloss = {word for word in re.findall(r"\w+", term.gloss.lower()) if len(word) > 3}
        said = set(re.findall(r"\w+", found.words.lower()))
        strong = re.search(rf"\*\*[^*]*(?:{forms})[^*]*\*\*", found.words, re.I)
        if not strong and len(gloss & said) * 2 < len(gloss):
            return _Seen(NOT_MET, f"'{term.use}' is not explained where it first stands ({term.gloss})", found.origin)
        met.append(term.use)
    if rare := _rare(leaflet):
        one, word = rare
        return _Seen(NOT_MET, f"'{word}' is long, and neither in the glossary nor in strong type", one.origin)
    if not met:
        return _Seen(NOTHING, "no word of the glossary that needs explaining")
    return _Seen(MET, f"explained at first use: {', '.join(met)}")


def _numbers(leaflet: _Leaflet) -> _Seen:
    found = leaflet.find(_NUMBER)
    if found:
        return _Seen(
            NOT_MET, f"'{found[1]}' is hard to read: whole numbers, with a space before their unit", found[0].origin
        )
    return _Seen(MET, "whole numbers, each with its unit")


def _chunks(leaflet: _Leaflet) -> _Seen:
    for block in leaflet.of("text", "note"):
        count = len(sentences([one for one in block.words() if isinstance(one, Text)]))
        if count > MOST_SENTENCES:
            return _Seen(NOT_MET, f"{count} sentences in one block; the most is {MOST_SENTENCES}", block.origin)
    for block in leaflet.of("list", "steps", "checklist", "figures", "question"):
        count = sum(1 for _ in words_of(block.fields.get("items", ())))
        if count > MOST_ITEMS:
            return _Seen(NOT_MET, f"{count} items in one list; the most is {MOST_ITEMS}", block.origin)
    return _Seen(MET, f"blocks of at most {MOST_SENTENCES} sentences, lists of at most {MOST_ITEMS} items")


def _headings(leaflet: _Leaflet) -> _Seen:
    sections = leaflet.of("section")
    for block in sections:
        words = re.findall(r"\w+", _words(block.fields["title"]).lower())  # type: ignore[arg-type]
        if len(words) == 1 and words[0] in VAGUE:
            return _Seen(NOT_MET, f"the heading '{words[0]}' tells nothing", block.origin)
    return _Seen(MET, many(len(sections), "heading")) if sections else _Seen(NOT_MET, "no section has a heading")


def _order(leaflet: _Leaflet) -> _Seen:
    kinds = [block.kind for block in leaflet.topic.blocks]
    if "key-points" not in kinds or kinds[0] != "key-points":
        return _Seen(NOT_MET, "the points in short do not come first", leaflet.topic.blocks[0].origin)
    after = kinds[kinds.index("sources") + 1 :] if "sources" in kinds else []
    if after:
        return _Seen(NOT_MET, "something follows the sources", leaflet.topic.blocks[-1].origin)
    return _Seen(MET, "in short, then what to do, sources at the end; danger signs on the front")


def _summary(leaflet: _Leaflet) -> _Seen:
    found = leaflet.of("key-points")
    return _Seen(MET, "in short", found[0].origin) if found else _Seen(NOT_MET, "there is no summary")


def _cues(leaflet: _Leaflet) -> _Seen:
    count = len(leaflet.of("key-points"))
    return _Seen(
        MET if count == 1 else NOT_MET,
        "one box of key points" if count == 1 else f"{count} boxes of key points; one is right",
    )


def _captions(leaflet: _Leaflet) -> _Seen:
    count = 0
    for block in leaflet.blocks:
        pictures = block.fields.get("pictures", ())
        items = block.fields.get("items", block.fields.get("rows", ()))
        if isinstance(pictures, tuple) and pictures:
            count += len(pictures)
            if isinstance(items, tuple) and len(pictures) > len(items):
                return _Seen(NOT_MET, "there are more pictures than words to them", block.origin)
        if block.kind == "picture":
            count += 1
            if not block.fields.get("caption"):
                return _Seen(NOT_MET, "a picture has no caption", block.origin)
        count += block.kind in ("section", "one-thing") and "picture" in block.fields
    return _Seen(MET, f"{many(count, 'picture')}, each beside its words") if count else _Seen(NOTHING, "no pictures")


def _tables(leaflet: _Leaflet) -> _Seen:
    tables = leaflet.of("table", "log-table")
    for block in tables:
        columns = [_words(one) for one in words_of(block.fields.get("columns", ()))]
        if block.kind == "table" and len(columns) > MOST_COLUMNS:
            return _Seen(NOT_MET, f"a table has {len(columns)} columns; the most is {MOST_COLUMNS}", block.origin)
        long = next((one for one in columns if len(one.split()) > MOST_HEAD), "")
        if long:
            return _Seen(NOT_MET, f"the head '{long}' has more than {MOST_HEAD} words", block.origin)
    return _Seen(MET, f"{many(len(tables), 'table')} with short heads") if tables else _Seen(NOTHING, "no tables")


def _actions(leaflet: _Leaflet) -> _Seen:
    found = leaflet.of("steps", "checklist", "one-thing")
    return (
        _Seen(MET, many(len(found), "thing") + " to do", found[0].origin)
        if found
        else _Seen(NOT_MET, "nothing to do is named")
    )


def _addressed(leaflet: _Leaflet) -> _Seen:
    for block in leaflet.of("section"):
        inner = " ".join(_words(one) for part in block.walk() for one in part.words())
        if not _YOU.search(inner):
            return _Seen(NOT_MET, "this section never says 'you'", block.origin)
    return _Seen(MET, "each section speaks to the reader")


def _steps(leaflet: _Leaflet) -> _Seen:
    found = leaflet.of("steps")
    return (
        _Seen(MET, f"steps in {many(len(found), 'place')}", found[0].origin)
        if found
        else _Seen(NOT_MET, "no action is told in steps")
    )


def _to_use(leaflet: _Leaflet) -> _Seen:
    found = leaflet.of(*sorted(LOGS))
    return _Seen(MET, found[0].kind, found[0].origin) if found else _Seen(NOT_MET, "there is no log and no checklist")


def _sums(leaflet: _Leaflet) -> _Seen:
    found = leaflet.find(_SUMS)
    return _Seen(NOT_MET, f"'{found[1]}' asks for a sum", found[0].origin) if found else _Seen(MET, "there are none")


def _purpose(leaflet: _Leaflet) -> _Seen:
    return _Seen("", f"under the title: “{_words(leaflet.topic.purpose)}”", leaflet.topic.origin)


def _everyday(leaflet: _Leaflet) -> _Seen:
    ease = measure([one for one in leaflet.topic.words() if isinstance(one, Text)])
    words = ", ".join(f"{word} ({count})" for word, count in hardest(leaflet.topic)[:8])
    return _Seen("", f"Flesch-Kincaid {ease.grade:.1f}; longest words: {words or 'none'}")


def _voice(leaflet: _Leaflet) -> _Seen:
    found = [(one, match[0]) for _, one in leaflet.texts() for match in _PASSIVE.finditer(one.words)]
    if not found:
        return _Seen("", "no passive was found")
    quoted = ", ".join(dict.fromkeys(f"'{words}'" for _, words in found[:5]))
    return _Seen("", f"{len(found)} that may be passive: {quoted}", found[0][0].origin)


def _no_sums(leaflet: _Leaflet) -> _Seen:
    found = leaflet.find(_SUMS)
    return (
        _Seen("", f"'{found[1]}' may be a sum", found[0].origin) if found else _Seen("", "no %, 'per kg' or the like")
    )


def _pictured(leaflet: _Leaflet) -> _Seen:
    words = " ".join(one.words.lower() for _, one in leaflet.texts())
    shown = {name for block in leaflet.blocks for name in _names(block)}
    asked = [word for word in PICTURED if re.search(rf"\b{word}", words)]
    lacking = [word for word in asked if not any(name.startswith(PICTURED[word]) for name in shown)]
    if lacking:
        return _Seen("", f"said and not shown: {', '.join(lacking)}")
    return _Seen("", f"shown: {', '.join(asked)}" if asked else "no latch, expressing or pressing is told")


def _names(block: Block) -> Iterator[str]:
    for key in ("pictures", "picture", "name"):
        value = block.fields.get(key, ())
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str):
                yield one


def _intro(block: Block) -> list[str]:
    return [_words(one) for one in words_of(block.fields.get("intro", ()))]


def _charts(leaflet: _Leaflet) -> _Seen:
    charts = leaflet.of("log-table", "checklist", "quiz")
    lacking = next((one for one in charts if not any(map(_VERB.search, _intro(one)))), None)
    if lacking is not None:
        return _Seen("", f"the words above a {lacking.kind} may not say what to do with it", lacking.origin)
    return _Seen("", f"{many(len(charts), 'chart')}, with what to do" if charts else "no charts")


_UNDERSTAND, _ACT = "Understanding", "Acting"
ITEMS: Final[tuple[tuple[int, str, str, str, Callable[[_Leaflet], _Seen] | None], ...]] = (
    (1, _UNDERSTAND, "Is its purpose plain at once?", "hint", _purpose),
    (2, _UNDERSTAND, "Is nothing in it that is beside the purpose?", "people", None),
    (3, _UNDERSTAND, "Are its words everyday words?", "hint", _everyday),
    (4, _UNDERSTAND, "Do medical words stand in it only to be taught, and are they explained?", "program", _glossed),
    (5, _UNDERSTAND, "Does it say who does what (active voice)?", "hint", _voice),
    (6, _UNDERSTAND, "Are its numbers clear?", "program", _numbers),
    (7, _UNDERSTAND, "Does it leave no sums to the reader?", "hint", _no_sums),
    (8, _UNDERSTAND, "Is it cut into short pieces?", "program", _chunks),
    (9, _UNDERSTAND, "Do its headings tell what follows?", "program", _headings),
    (10, _UNDERSTAND, "Is its order one that makes sense?", "program", _order),
    (11, _UNDERSTAND, "Has it a summary?", "program", _summary),
    (12, _UNDERSTAND, "Do boxes or type point to what matters most?", "program", _cues),
    (15, _UNDERSTAND, "Are there pictures where they help more than words?", "hint", _pictured),
    (16, _UNDERSTAND, "Do the pictures support the words, without leading away from them?", "people", None),
    (17, _UNDERSTAND, "Have pictures titles or captions?", "program", _captions),
    (18, _UNDERSTAND, "Are the pictures clear and uncluttered?", "people", None),
    (19, _UNDERSTAND, "Are tables simple, with short heads?", "program", _tables),
    (20, _ACT, "Does it name at least one thing to do?", "program", _actions),
    (21, _ACT, "Does it speak to the reader?", "program", _addressed),
    (22, _ACT, "Is what to do told in steps?", "program", _steps),
    (23, _ACT, "Is there something to use, such as a log?", "program", _to_use),
    (24, _ACT, "Are sums explained?", "program", _sums),
    (25, _ACT, "Does it say how to use its charts?", "hint", _charts),
    (26, _ACT, "Do pictures help to act?", "people", None),
)
"""Number, group, question, who decides, and what looks: 14 by the program, 6 hints, 4 for people alone."""
