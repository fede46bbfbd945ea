"""Is it the same person: mother, baby, or neither?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from generator.meaning.alignment import aligned, clauses
from generator.meaning.differences import Difference
from generator.meaning.sense import sense_of
from generator.meaning.tables import Tongue
from generator.meaning.wordlists import WordList, listed

_BABY: Final = re.compile(
    r"\b(?:(?:your|her|my) (?:breastfed |new |little |ill )?)?(?:bab(?:y|ies)|newborns?|infants?)\b"
    r"(?![\s-](?:carrier|unit|blues|food))"
)
_MOTHER: Final = re.compile(r"\b(?:mothers?|mums?|moms?|women|woman|yourself)\b")
_YOU: Final = re.compile(r"\b(?:you|your|yours|her|she)\b")
_YOU_ARE: Final = re.compile(r"\b(?:if|when|because) you\b|^you\b")
_OF_YOU: Final = re.compile(r"\b(?:if|when|because) you\b|^you\b|\byour fault\b")
_BOTH: Final = re.compile(
    r"\b(?:you|yourself|mothers?) (?:or|and) (?:your |the )?bab(?:y|ies)\b"
    r"|\bbab(?:y|ies) (?:or|and) (?:you|yourself|mothers?)\b"
)
_FEEDS: Final = re.compile(
    r"\b(?:child|he\b|she\b|him\b|his\b|twin|feed|latch|breast|milk|birth|drop|nipple|nappy|nappies|suck|wee\b"
    r"|swallow|mouth|chin|nose|poo|leak|full\b|both\b|family|pump|express|own\b|cup\b|spoon|hold|skin|weight)"
)
_CHILD: Final = re.compile(r"\b(?:child(?:ren)?|he|she|him|his|twins?|feed(?:s|ing)?|latch|breastfe)")


def compare_people(source: str, target: str, tongue: Tongue) -> Iterator[Difference]:
    """Yield mother and baby swapped, in the whole or in one sentence of two folded texts."""
    if not tongue.concepts:
        return
    text = _swapped(source, target, tongue) or _only_one(source, target, tongue)
    pairs = aligned(source, target)
    if not text and len(pairs) > 1:
        text = next((found for one, other in pairs if (found := _in_sentence(one, other, tongue))), "")
    if text:
        yield Difference("who", "critical", text, "check who is meant: mother or baby")
        return
    text = next((found for one, other in pairs if (found := _turned(one, other, tongue))), "")
    text = text or _denied(source, target, tongue)
    if text:
        yield Difference("who", "critical", text, "check who is meant: mother or baby")
        return
    rule, text = _joined(source, target, tongue)
    if rule:
        yield Difference(rule, "critical" if rule == "who" else "major", text, "check who is meant: one, or both")


@lru_cache(maxsize=1024)
def _count(name: str, words: str, tongue: Tongue) -> int:
    found = sense_of(tongue).concepts.get(name)
    return found.count(listed(tongue, "people-blank").without(words)) if found else 0


@lru_cache(maxsize=4096)
def _named(source: str) -> tuple[int, int, int]:
    """Return how often a folded English text names babies, names mothers, and speaks to a person."""
    return len(_BABY.findall(source)), len(_MOTHER.findall(source)), len(_YOU.findall(_BABY.sub(" ", source)))


def _swapped(source: str, target: str, tongue: Tongue) -> str:
    """Return what to say when the one who is named in the English is not, and the other is."""
    babies, mothers, yours = _named(source)
    mentions = mothers + yours
    baby_there, mother_there = _count("baby", target, tongue), _count("mother", target, tongue)
    if babies and not baby_there and mother_there > mentions:
        return "the English names the baby, the translation the mother instead"
    elif mothers and not babies and not mother_there and baby_there:
        return "the English names the mother, the translation the baby instead"
    elif _YOU_ARE.search(source) and not babies and not mother_there and baby_there and not _CHILD.search(source):
        return "the English speaks to the mother, the translation of the baby"
    elif babies > mothers and baby_there < babies and mother_there > mentions and baby_there < mother_there:
        if tongue.name.split("_")[0] != "vi" or not mentions:
            return "the English names the baby, the translation the mother too"
    if mentions and not babies and baby_there and not _FEEDS.search(source):
        return "the English names no baby, the translation does"
    return ""


def _only_one(source: str, target: str, tongue: Tongue) -> str:
    """Return what to say when the English names both in one breath, and the translation one of them."""
    if not _BOTH.search(source):
        return ""
    for who in ("baby", "mother"):
        if not _count(who, target, tongue):
            return f"the English names mother and baby, the translation no {who}"
    return ""


def _joined(source: str, target: str, tongue: Tongue) -> tuple[str, str]:
    """Return the rule and what to say when "you or your baby" is not both, or is both together and not one of them."""
    match = _BOTH.search(source)
    found = _together(tongue) if match else None
    if match is None or found is None:
        return "", ""
    said = found.search(target)
    if said is None:
        return "who", f"the English says “{match[0]}”, the translation does not name both together"
    joiner = next(one for one in said.groups() if one)
    want = "or" if " or " in match[0] else "and"
    other = "and" if want == "or" else "or"
    if joiner in tongue.choice.get(other, ()):
        return "choice", f"of mother and baby the English says '{want}', the translation '{other}'"
    return "", ""


@lru_cache(maxsize=64)
def _together(tongue: Tongue) -> re.Pattern[str] | None:
    """Return a pattern for mother and baby in one breath, either first."""
    mother, baby = (WordList(tongue.concepts.get(name, ()), tongue.spaced) for name in ("mother", "baby"))
    words = {word for name, some in tongue.choice.items() if name != "blank" for word in some}
    joiner = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    if not (mother and baby and joiner):
        return None
    parts = [
        rf"(?:{one.pattern})[^.。!?]{{0,9}}?({joiner})[^.。!?]{{0,9}}?(?:{other.pattern})"
        for one, other in ((mother, baby), (baby, mother))
    ]
    return re.compile("|".join(parts))


_ACTS: Final = re.compile(
    rf"^\s*(?:and |but |so )?(?:(you)|({_BABY.pattern})) "
    r"(?:best )?(?:(?:know|hold|help|see|need|love|hear|tell)s?|watch|wake)\b(.*)"
)
"""Who does what with whom: you know your baby."""


def _turned(source: str, target: str, tongue: Tongue) -> str:
    """Return what to say of a clause in which mother and baby have changed places, in a language of that order."""
    sense = sense_of(tongue)
    people = [sense.concepts.get(name) for name in ("mother", "baby")]
    if tongue.name.split("_")[0] not in ("vi", "zh") or None in people or not _BABY.search(source):
        return ""
    for part in clauses(source):
        match = _ACTS.match(part)
        if match is None or not (_BABY if match[1] else _YOU).search(match[3]):
            continue
        first, other = people if match[1] else people[::-1]
        assert first
        assert other
        starts = [(_begins(first, one), _begins(other, one), one) for one in map(str.strip, clauses(target))]
        if not any(mine for mine, _, _ in starts) and any(its and first.stand_in(one) for _, its, one in starts):
            return f"in “{part.strip()}” mother and baby have changed places in the translation"
    return ""


def _denied(source: str, target: str, tongue: Tongue) -> str:
    """Return what to say of a 'not' that is said of the baby and not of the mother."""
    if not _NOT.search(source) or not _BABY.search(source):
        return ""
    parts = _WHEN.split(source)
    denied = [part for part in parts if _NOT.search(part)]
    babies = [part for part in parts if _BABY.search(part)]
    sense = sense_of(tongue)
    mother, baby = sense.concepts.get("mother"), sense.concepts.get("baby")
    if len(denied) != 1 or not babies or denied[0] in babies or not (sense.marks and mother and baby):
        return ""
    blank = [(place.start, place.end) for place in sense.blank.find(target)]
    for mark in sense.marks.find(target):
        if any(start <= mark.start < end for start, end in blank):
            continue
        near = re.split(r"[.。!?]", target[: mark.start])[-1]
        places = [[place.start for place in one.find(near)] for one in (mother, baby)]
        if all(places) and places[1][-1] > places[0][-1] and len(near) - places[1][-1] <= _CLOSE:
            return f"the English does not say 'not' of the baby: “{denied[0].strip()}”"
    return ""


def _begins(words: WordList, text: str) -> bool:
    """Tell whether a text begins with one of some words."""
    place = words.first(text)
    return place is not None and place.start == 0


_WHEN: Final = re.compile(r"\b(?:when|while|if|because|although|and|but)\b|[,.;:!?]")
_NOT: Final = re.compile(r"\b(?:not|no|never|cannot)\b|n[’']t\b")
_CLOSE: Final = 10
"""Characters between the one of whom a thing is denied, and the 'not'."""


def _in_sentence(source: str, target: str, tongue: Tongue) -> str:
    """Return what to say of a sentence that speaks of the other one alone."""
    babies, mothers, yours = _named(source)
    baby_there, mother_there = _count("baby", target, tongue), _count("mother", target, tongue)
    if babies and not mothers and not baby_there and mother_there and mother_there >= yours:
        return f"the English names the baby in “{source.strip()}”, the translation the mother"
    spoken_to = mothers or (yours and _OF_YOU.search(source))
    if spoken_to and not babies and baby_there and not mother_there and not _CHILD.search(source):
        return f"the English speaks of the mother in “{source.strip()}”, the translation of the baby"
    return ""
