"""Do a text and its translation say the same: no 'not' lost, nobody swapped, nothing turned round, nothing left out?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from generator.meaning.alignment import aligned, in_clauses
from generator.meaning.differences import Difference
from generator.meaning.quantities import without_comparators
from generator.meaning.tables import FalseFriend, Tongue
from generator.meaning.wordlists import WordList, grouped, listed
from generator.model.patterns import pattern as late

_SIDE: Final = re.compile(r"\b(?:left|right)\b")
_TOKEN: Final = re.compile(r"[\w\u0300-\u036f]+(?:['’]\w+)?")


class _Sense:
    """A language's tables as patterns."""

    def __init__(self, tongue: Tongue) -> None:
        """Make the patterns once."""
        spaced = tongue.spaced
        self.tongue = tongue

        def denying(*names: str) -> WordList:
            return WordList([word for name in names for word in tongue.negation.get(name, ())], spaced)

        self.marks, self.blank = denying("marks"), denying("blank")
        self.soft, self.soft_blank = denying("soft"), denying("soft-blank")
        self.barred, self.firm = denying("barred"), denying("firm", "blank")
        self.only, self.also = denying("only"), denying("also")
        self.cannot, self.double = denying("cannot"), denying("double")
        self.concepts, self.sure = grouped(tongue, "concepts"), grouped(tongue, "sure")
        self.choice = grouped(tongue, "choice")
        self.concept_blank = listed(tongue, "concept-blank")
        self.by_word: dict[str, list[str]] = {}
        phrases: list[tuple[str, str]] = []  # in order of concepts
        for name, words in tongue.concepts.items():
            for word in words:
                if spaced and _TOKEN.fullmatch(word):
                    self.by_word.setdefault(word.lower(), []).append(name)
                else:
                    phrases.append((word.lower(), name))
        self.phrases = _Phrases(phrases, 4 if spaced else 2)
        cores = [word.lower().strip("*") for word in tongue.list("concept-blank")]
        inside = re.compile("|".join(map(re.escape, cores)) or "(?!)")
        near = [pair for pair in phrases if inside.search(pair[0])]
        self.in_blank = [pair for pair in near if self.concept_blank.stand_in(pair[0])]
        self.blank_phrases = _Phrases(self.in_blank, 4 if spaced else 2)
        self.blank_of: dict[str, list[str]] = {}
        for phrase, name in self.in_blank:
            self.blank_of.setdefault(name, []).append(phrase)
        self.half = _half(tongue)
        self.renders = [
            (_letters(phrase), _counting(phrase), found)
            for phrase, words in tongue.renders.items()
            if phrase and (found := WordList(words, spaced))
        ]
        """English phrases: letters that stand wherever they do, what counts them, and the words that render them."""

    def surely(self, name: str, words: str) -> bool:
        """Tell whether words mean a concept and nothing else."""
        found = self.sure.get(name) or self.concepts[name]
        if any(phrase in words and found.stand_in(phrase) for phrase in self.blank_of.get(name, ())):
            return True
        if not found.stand_in(words):
            return False  # taking words out puts spaces in, and makes no word
        return found.stand_in(self.concept_blank.without(words))


class _Phrases:
    """Phrases by how they begin, so that a text is asked only for those that may stand in it."""

    def __init__(self, phrases: Iterable[tuple[str, str]], head: int) -> None:
        """Take phrases, each with what it names, and how many of their first letters they are found by."""
        self._head = head
        self._short: list[tuple[str, str]] = []
        self._letters: dict[str, list[str]] = {}
        self._by_head: dict[str, list[tuple[str, str]]] = {}
        for phrase, name in phrases:
            if len(phrase) == 1:
                self._letters.setdefault(phrase, []).append(name)
            else:
                known = self._short if len(phrase) < head else self._by_head.setdefault(phrase[:head], [])
                known.append((phrase, name))

    def named(self, words: str) -> set[str]:
        """Return what the phrases that stand in some words name."""
        head, by_head = self._head, self._by_head
        heads = {words[at : at + head] for at in range(len(words) - head + 1)}
        found = {name for phrase, name in self._short if phrase in words}
        for letter in set(words) & self._letters.keys() if self._letters else ():
            found.update(self._letters[letter])
        for one in heads & by_head.keys():
            for phrase, name in by_head[one]:
                if phrase in words:
                    found.add(name)
        return found


def _half(tongue: Tongue) -> re.Pattern[str] | None:
    """Return a pattern for a 'not' that an 'also' without one follows: 不要用力压，也要搓揉."""
    also = tongue.negation.get("also", ())
    if tongue.spaced or not also:
        return None
    heads, whole = ("|".join(map(re.escape, dict.fromkeys(words))) for words in ((one[0] for one in also), also))
    marks = "|".join(map(re.escape, tongue.negation.get("marks", ())))
    allows = "|".join(map(re.escape, tongue.negation.get("allows", ()))) or "(?!)"
    return re.compile(rf"(?:{marks})[^。!?,]{{1,12}},?(?:(?!{whole})(?:{heads})|(?<=,)(?:{allows}))[^。!?,]*")


def _counting(phrase: str) -> Callable[[str], int]:
    """Return what counts an English phrase; one in brackets is the whole text: ``[no]``."""
    if phrase[:1] == "[" and phrase[-1:] == "]":
        whole = late(rf"\s*{re.escape(phrase[1:-1])}[\s.!]*\Z")
        return lambda words: len(whole.findall(words))
    return WordList([phrase], True).count


def _letters(phrase: str) -> str:
    """Return what stands in every text that has an English phrase."""
    return phrase[1:-1] if phrase[:1] == "[" and phrase[-1:] == "]" else phrase.lower().strip("*")


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
    return frozenset(found | sense.phrases.named(words))


@lru_cache(maxsize=8192)
def meant(words: str, tongue: Tongue) -> frozenset[str]:
    """Return the concepts that a folded text means: without phrases in which their words mean something else.

    "By mouth" names no mouth. A phrase that is a concept itself stays one: 产后 is "after the birth", no "after".
    """
    sense = sense_of(tongue)
    bare = sense.concept_blank.without(words)
    found = named(bare, tongue)
    return found if bare == words else found | sense.blank_phrases.named(words)


def shown(name: str) -> str:
    """Return a concept as a message names it: after-birth is after birth."""
    return name.replace("-", " ")


def compare_sense(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield what differs in the sense of two folded texts."""
    if tongue.concepts:
        yield from _opposites(source, target, english, tongue)
        yield from _sides(source, target, english, tongue)
    yield from _false_friends(source, target, tongue)


def _opposites(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield what is turned round: the English has one of a pair, the translation surely the other, and only that."""
    found = _turned_round(source, target, english, tongue)
    if found is None and not named(source, english).isdisjoint(_groups(english)):
        pairs = aligned(source, target)
        pieces = [*(pairs if len(pairs) > 1 else ()), *(part for pair in pairs for part in in_clauses(*pair))]
        found = next((found for one, other in pieces if (found := _turned_round(one, other, english, tongue))), None)
    if found:
        yield found


def _turned_round(source: str, target: str, english: Tongue, tongue: Tongue) -> Difference | None:
    """Return which of a pair became the other, in a text or in one of its sentences."""
    mine = meant(without_comparators(source, english), english)
    of_concept = _groups(english)
    concerned = {at for name in mine & of_concept.keys() for at in of_concept[name]}
    if not concerned:
        return None
    said = without_comparators(target, tongue)
    sense, strict = sense_of(tongue), set(english.list("strict"))
    its = meant(said, tongue)
    for at in sorted(concerned):
        group = english.opposites[at]
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


@lru_cache(maxsize=4)
def _groups(english: Tongue) -> Mapping[str, Sequence[int]]:
    """Return the places of the pairs of opposites that each concept is in."""
    found: dict[str, list[int]] = {}
    for at, group in enumerate(english.opposites):
        for name in group:
            found.setdefault(name, []).append(at)
    return found


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
