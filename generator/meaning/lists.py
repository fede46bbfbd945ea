"""Are all items of a list there, and is the same passage strong?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from generator.meaning.alignment import aligned
from generator.meaning.differences import Difference
from generator.meaning.folding import fold
from generator.meaning.glossary import Glossary
from generator.meaning.sense import meant, named, shown
from generator.meaning.tables import Tongue
from generator.meaning.wordlists import WordList

_CLAUSES: Final = re.compile(r"[.;:!?()“”]+")
_ITEMS: Final = re.compile(r",\s*(?:and |or )?|\s+(?:and|or)\s+")
_AND: Final = re.compile(r"\b(?:and|or)\b")
_OF: Final = re.compile(r"\b(?:on|of|in|with|for|from|to|at|by|under|near)\b")
_NO_LIST: Final = re.compile(
    r"\d|^\s*(?:if|when|while|before|after)\b|\b(?:day|night|black) (?:and|or) (?:by )?(?:day|night|white)\b"
)
_STRONG: Final = re.compile(r"\*\*(.+?)\*\*")
_MOST_WORDS: Final = 6
"""Words of the longest item of a list; a longer one is a clause."""


def compare_lists(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield an item of an English list that a translation does not name, though it names others; both texts folded."""
    if not tongue.concepts:
        return
    for one, other in aligned(source, target):
        its = named(other, tongue)
        for clause in _CLAUSES.split(one):
            if (fewer := _fewer(clause, other, tongue)) > 0:
                text = f"a list seems to be shorter by {fewer} than in the English: “{clause.strip()}”"
                yield Difference("omission", "major", text, "name each item of the list")
                return
            items = [_concepts(_OF.split(item)[0], english) & tongue.concepts.keys() for item in _items(clause)]
            known = [item for item in items if item]
            lost = [item for item in known if not item & its]
            if len(known) > 1 and 0 < len(lost) < len(known):
                text = f"of a list the translation does not name '{', '.join(map(shown, sorted(lost[0])))}'"
                forms = ", ".join(tongue.concepts[min(lost[0])][:5])
                yield Difference("omission", "major", text, f"one of: {forms}")
                return


def _items(clause: str) -> list[str]:
    """Return the items of a clause that is a list: what stands between commas, 'and' and 'or'; none for another."""
    parts = [part.strip() for part in _ITEMS.split(clause)]
    return parts if len(parts) > 1 and all(part and len(part.split()) <= _MOST_WORDS for part in parts) else []


def _fewer(clause: str, target: str, tongue: Tongue) -> int:
    """Return how many items a list of three or more has lost: its sentence has fewer marks and words that join."""
    joins = _joins(tongue)
    if "," not in clause or joins is None or _NO_LIST.search(clause) or not _items(clause):
        return 0
    *firsts, last = clause.split(",")
    if len(_AND.findall(last)) != 1 or any(_AND.search(one) for one in firsts):
        return 0
    items = len(firsts) + 2 - bool(_AND.match(last.lstrip()))
    return 0 if items < 3 else items - 1 - len(joins.findall(target.rstrip("。.!? ")))


@lru_cache(maxsize=64)
def _joins(tongue: Tongue) -> re.Pattern[str] | None:
    words = {word for name in ("and", "or", "and-too", "or-too") for word in tongue.choice.get(name, ())}
    found = WordList([*words, *tongue.list("parts")], tongue.spaced)
    return re.compile(rf"[,、;:。.!?()]|{found.pattern}") if found else None


@lru_cache(maxsize=4096)
def _concepts(item: str, english: Tongue) -> frozenset[str]:
    """Return the things that an item of a list names."""
    return meant(item, english) & {*english.list("named"), *english.list("must"), *english.list("listed")}


def compare_strong(
    source: str, target: str, english: Tongue, tongue: Tongue, glossary: Glossary | None
) -> Iterator[Difference]:
    """Yield strong words that are others than the English ones: each term and thing there must be strong here too."""
    if "**" not in source and "**" not in target:
        return
    mine, its = _STRONG.findall(source), _STRONG.findall(target)
    if any(one != one.strip() for one in its) and not any(one != one.strip() for one in mine):
        yield Difference("marks", "major", "a space stands inside the ** of strong words", "write **words**")
    if not mine or len(mine) != len(its) or not tongue.concepts:
        return
    said = [fold(one) for one in its]
    there = frozenset[str]().union(*(named(one, tongue) for one in said))
    whole, rest = fold(target), meant(fold(_STRONG.sub(" ", source)), english)
    for at, passage in enumerate(mine):
        folded = fold(passage)
        terms = glossary.asked(folded) if glossary else {}
        lost = [
            name for name, forms in terms.items()
            if any(form in whole for form in forms) and not any(form in one for form in forms for one in said)
        ]  # fmt: skip
        wanted = meant(folded, english) & {*english.list("named"), *english.list("plain")} & tongue.concepts.keys()
        moved = wanted and not wanted & there and wanted & named(whole, tongue)
        strange = [] if wanted or terms else [
            name for name in named(said[at], tongue) & rest if said[at] in map(str.lower, tongue.concepts[name])
        ]  # fmt: skip
        if lost or moved or strange:
            text = f"“{passage}” is strong in the English, in the translation it is “{its[at]}”"
            yield Difference("marks", "major", text, "let the same words be strong")
            return
