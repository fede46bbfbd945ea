"""Do a text and its translation say the same: no 'not' lost, nobody swapped, nothing turned round, nothing left out?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from generator.meaning.alignment import aligned, in_clauses
from generator.meaning.differences import Difference
from generator.meaning.quantities import without_comparators
from generator.meaning.tables import FalseFriend, Tongue, pattern

_SIDE: Final = re.compile(r"\b(?:left|right)\b")
_TOKEN: Final = re.compile(r"[\w\u0300-\u036f]+(?:['’]\w+)?")


class _Sense:
    """A language's tables as patterns."""

    def __init__(self, tongue: Tongue) -> None:
        """Make the patterns once."""
        spaced = tongue.spaced
        self.tongue = tongue
        self.marks = pattern(tongue.negation.get("marks", ()), spaced)
        self.blank = pattern(tongue.negation.get("blank", ()), spaced)
        self.soft = pattern(tongue.negation.get("soft", ()), spaced)
        self.soft_blank = pattern(tongue.negation.get("soft-blank", ()), spaced)
        self.barred = pattern(tongue.negation.get("barred", ()), spaced)
        self.firm = pattern((*tongue.negation.get("firm", ()), *tongue.negation.get("blank", ())), spaced)
        self.people_blank = pattern(tongue.list("people-blank"), spaced)
        self.concepts = {name: found for name, words in tongue.concepts.items() if (found := pattern(words, spaced))}
        self.sure = {name: found for name, words in tongue.sure.items() if (found := pattern(words, spaced))}
        self.concept_blank = pattern(tongue.list("concept-blank"), spaced)
        self.by_word: dict[str, list[str]] = {}
        self.by_phrase: list[tuple[str, str]] = []  # in order of concepts
        for name, words in tongue.concepts.items():
            for word in words:
                if spaced and _TOKEN.fullmatch(word):
                    self.by_word.setdefault(word.lower(), []).append(name)
                else:
                    self.by_phrase.append((word.lower(), name))
        blank = self.concept_blank
        self.in_blank = [pair for pair in self.by_phrase if blank and blank.search(pair[0])]
        self.only = pattern(tongue.negation.get("only", ()), spaced)
        self.also = pattern(tongue.negation.get("also", ()), spaced)
        self.cannot = pattern(tongue.negation.get("cannot", ()), spaced)
        self.half = _half(tongue)
        self.double = pattern(tongue.negation.get("double", ()), spaced)
        self.renders = [
            (english, found)
            for phrase, words in tongue.renders.items()
            if (english := _phrase(phrase)) and (found := pattern(words, spaced))
        ]
        self.choice = {name: pattern(words, spaced) for name, words in tongue.choice.items()}

    def surely(self, name: str, words: str) -> bool:
        """Tell whether words mean a concept and nothing else."""
        found = self.sure.get(name) or self.concepts[name]
        if any(phrase in words and found.search(phrase) for phrase, of in self.in_blank if of == name):
            return True
        return bool(found.search(self.concept_blank.sub(" ", words) if self.concept_blank else words))


def _half(tongue: Tongue) -> re.Pattern[str] | None:
    """Return a pattern for a 'not' that an 'also' without one follows: 不要用力压，也要搓揉."""
    also = tongue.negation.get("also", ())
    if tongue.spaced or not also:
        return None
    heads, whole = ("|".join(map(re.escape, dict.fromkeys(words))) for words in ((one[0] for one in also), also))
    marks = "|".join(map(re.escape, tongue.negation.get("marks", ())))
    allows = "|".join(map(re.escape, tongue.negation.get("allows", ()))) or "(?!)"
    return re.compile(rf"(?:{marks})[^。!?,]{{1,12}},?(?:(?!{whole})(?:{heads})|(?<=,)(?:{allows}))[^。!?,]*")


def _phrase(phrase: str) -> re.Pattern[str] | None:
    """Return a pattern for an English phrase; one in brackets is the whole text: ``[no]``."""
    if phrase[:1] == "[" and phrase[-1:] == "]":
        return re.compile(rf"\s*{re.escape(phrase[1:-1])}[\s.!]*\Z")
    return pattern([phrase], True)


@lru_cache(maxsize=64)
def sense_of(tongue: Tongue) -> _Sense:
    """Return the patterns of a language, made once."""
    return _Sense(tongue)


@lru_cache(maxsize=8192)
def named(words: str, tongue: Tongue) -> frozenset[str]:
    """Return the concepts that a folded text names."""
    sense = sense_of(tongue)
    found = (
        {name for word in set(_TOKEN.findall(words)) for name in sense.by_word.get(word, ())}
        if tongue.spaced
        else set()
    )
    found.update(name for phrase, name in sense.by_phrase if phrase in words and name not in found)
    return frozenset(found)


@lru_cache(maxsize=8192)
def meant(words: str, tongue: Tongue) -> frozenset[str]:
    """Return the concepts that a folded text means: without phrases in which their words mean something else.

    A phrase that is a concept of its own stays one: 产后 is "after the birth", and no "after".
    """
    sense = sense_of(tongue)
    own = {name for phrase, name in sense.in_blank if phrase in words}
    return named(without_phrases(words, tongue), tongue) | own


def shown(name: str) -> str:
    """Return a concept as a message names it: after-birth is after birth."""
    return name.replace("-", " ")


def without_phrases(words: str, tongue: Tongue) -> str:
    """Return words without phrases in which a concept's word means something else: by mouth, 最后."""
    blank = sense_of(tongue).concept_blank
    return blank.sub(" ", words) if blank else words


def compare_sense(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield what differs in the sense of two folded texts."""
    if tongue.concepts:
        yield from _opposites(source, target, english, tongue)
        yield from _sides(source, target, english, tongue)
    yield from _false_friends(source, target, tongue)


def _opposites(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield what is turned round: the English has one of a pair, the translation surely the other, and only that."""
    found = _turned_round(source, target, english, tongue)
    if found is None:
        pairs = aligned(source, target)
        pieces = [*(pairs if len(pairs) > 1 else ()), *(part for pair in pairs for part in in_clauses(*pair))]
        found = next((found for one, other in pieces if (found := _turned_round(one, other, english, tongue))), None)
    if found:
        yield found


def _turned_round(source: str, target: str, english: Tongue, tongue: Tongue) -> Difference | None:
    """Return which of a pair became the other, in a text or in one of its sentences."""
    mine = meant(without_comparators(source, english), english)
    if all(mine.isdisjoint(group) for group in english.opposites):
        return None
    said = without_comparators(target, tongue)
    sense, strict = sense_of(tongue), set(english.list("strict"))
    its = meant(said, tongue)
    for group in english.opposites:
        if mine.isdisjoint(group):
            continue
        want, have = mine.intersection(group), its.intersection(group)
        beside = [name for name in have - want if name in strict and name in sense.sure and sense.surely(name, said)]
        if len(want) == 1 and want <= strict and beside:
            text = f"the English says '{shown(min(want))}', the translation '{shown(beside[0])}' too"
            return Difference("opposite", "critical", text, f"one of: {', '.join(tongue.concepts[min(want)][:5])}")
        if len(want) != 1 or not have or want & have or not want <= sense.concepts.keys():
            continue
        (one,) = want
        surely = [name for name in group if name in have and sense.surely(name, said)]
        if surely and one != surely[0] and one not in meant(target, tongue):
            text = f"the English says '{shown(one)}', the translation '{shown(surely[0])}' and not '{shown(one)}'"
            return Difference("opposite", "critical", text, f"one of: {', '.join(tongue.concepts[one][:5])}")
    return None


def _sides(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield a left or right that only the translation names: one leg is not the left leg."""
    if _SIDE.search(source):
        return
    sense = sense_of(tongue)
    for name in ("left", "right"):
        if name in sense.sure and sense.surely(name, target):
            text = f"the translation says '{name}', the English names no side"
            yield Difference("opposite", "critical", text, "say only what the English says")
            return


def _false_friends(source: str, target: str, tongue: Tongue) -> Iterator[Difference]:
    for friend in tongue.friends:
        if friend.english in source and _asked(friend.english).search(source) and (word := _bad(friend, target)):
            text = f"'{word}' is not '{friend.english}': it only looks like it"
            yield Difference("false-friend", "critical", text, f"write {friend.right}")


@lru_cache(maxsize=512)
def _asked(english: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(english)}(?:s|es)?(?!\w)")


def _bad(friend: FalseFriend, target: str) -> str:
    """Return the word of a false friend that stands in a text; empty where none does, or in other words alone."""
    for word in friend.unless:
        target = target.replace(word.lower(), " ")
    return next((word for word in friend.wrong if _word_in(word.lower(), target)), "")


def _word_in(word: str, target: str) -> bool:
    """Tell whether a word stands in a text: between spaces where its language has them."""
    if " " in word or word.isascii():
        return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", target))
    return word in target
