"""Is 'or' still 'or', 'and' still 'and', 'may' still 'may'?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from generator.meaning.alignment import aligned
from generator.meaning.differences import Difference
from generator.meaning.quantities import without_comparators
from generator.meaning.sense import sense_of
from generator.meaning.tables import Tongue
from generator.meaning.wordlists import grouped

NOT: Final = re.compile(r"\b(?:not|no|never|without|nothing|nobody|none|neither|cannot)\b|n[’']t\b")
_NOT_AND: Final = re.compile(rf"(?:{NOT.pattern})[^.,;?!]*\band\b")
NOT_OR: Final = re.compile(rf"(?:{NOT.pattern})[^.,;?!]*\bn?or\b")
_OR_NO: Final = re.compile(r"\bno\b[^.,;?!]*\bor no\b")
_BOTH_NOT: Final = re.compile(r"(?:\bnot\b|n[’']t\b)[^.,;?!]*\bor\b")
_OF_NOUNS: Final = re.compile(r"(?<![,.;:]) and ")
_MAY_NEED: Final = re.compile(r"\b(?:may|might|can|could) need\b")
_OPEN: Final = re.compile(r"\b(?:if|whether|believe|say|hope|think|risk|seem|seems|look|looks|about|when)\b|\?")
_SHORT: Final = 60
_SAID: Final = "言|思|考|呼"
"""Verbs before which と is no "and"."""


def compare_choices(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield a choice that is none any more, and a 'may' that became 'must'; both texts folded."""
    yield from _choice(source, target, english, tongue)
    yield from _certainty(source, target, english, tongue)


def _choice(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield an 'or' that became 'and', or the other way round: one word fewer of the one, one more of the other.

    Whole texts are asked first, then sentence by sentence: the 'and' of one sentence hides none of another.
    """
    if not tongue.choice:
        return
    pairs = aligned(source, target)
    parts = [(source, target), *(pairs if len(pairs) > 1 else ())]
    text = next((text for one, other in parts if (text := _exchanged(one, other, english, tongue))), "")
    if text:
        yield Difference("choice", "major", text, "one sign is enough, or both are needed: keep what the English says")


@lru_cache(maxsize=8192)
def _count(words: str, tongue: Tongue, *names: str) -> int:
    table = sense_of(tongue).choice
    bare = blank.without(words) if (blank := table.get("blank")) else words
    found = sum(known.count(bare) for name in names if (known := table.get(name)))
    between = (_between(tongue, name) for name in names)
    return found + sum(len(one.findall(bare)) for one in between if one)


@lru_cache(maxsize=64)
def _between(tongue: Tongue, name: str) -> re.Pattern[str] | None:
    """Return a pattern for a word that is 'and', or 'or', behind a noun alone: 自分と赤ちゃん, and not ゆっくりと."""
    words = "|".join(map(re.escape, tongue.choice.get(f"{name}-between", ())))
    if not words:
        return None
    noun = r"(?:(?<=[\u4e00-\u9fffァ-ヶーんつ])|(?<=[\u4e00-\u9fff][えみりきしち]))"
    behind = r"(?=[\u4e00-\u9fffァ-ヶ]|も|お|うみ|うん|しこり|せき)"
    return re.compile(rf"{noun}(?:{words}){behind}(?!月|所|国語|同じ|一緒|{_SAID})")


def _exchanged(source: str, target: str, english: Tongue, tongue: Tongue) -> str:
    """Return what to say of an 'or' that became 'and', or the other way round; empty for neither."""
    whole, source = source, without_comparators(source, english)
    ands, ors = _count(source, english, "and"), _count(source, english, "or")
    if not (ands or ors or " and " in source or _count(whole, english, "or")):
        return ""
    if _count(target, tongue, "both") or _count(source, english, "both"):
        return ""
    target = without_comparators(target, tongue)
    its_ands, its_ors = _count(target, tongue, "and"), _count(target, tongue, "or")
    said = _count(target, tongue, "or", "or-too")
    if not said:  # "2 weeks, or sooner" is a comparator: without a word for "or" it is none
        ors = _count(whole, english, "or")
    if _OR_NO.search(source) and not said and (its_ands > ands or sense_of(tongue).also.stand_in(target)):
        return "the English says 'or no', the translation 'and no'"
    if (
        ors
        and said < ors
        and its_ands > ands
        and (not NOT_OR.search(source) or (_BOTH_NOT.search(source) and _denies_once(target, tongue)))
    ):
        return "the English says 'or', the translation 'and'"
    ands = ands if len(source) <= _SHORT else len(_OF_NOUNS.findall(source))
    if ands and its_ors > ors and not _NOT_AND.search(source):
        if its_ands < ands and (len(source) <= _SHORT or _count(target, tongue, "and", "and-too") < ands):
            return "the English says 'and', the translation 'or'"
    return ""


def _denies_once(words: str, tongue: Tongue) -> bool:
    """Tell whether a text has one word such as 'not': then 'and' behind it is not 'or'."""
    sense = sense_of(tongue)
    return tongue.spaced and sense.marks.count(sense.blank.without(words)) == 1


def _certainty(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield a 'may' that became 'must' or 'surely', and one that is gone; sentence by sentence."""
    mine, its = grouped(english, "certainty"), grouped(tongue, "certainty")
    if not its.keys() >= {"doubt", "sure", "free"}:
        return
    for one, other in aligned(source, target):
        may, sure, must = _asked(one, english)
        perhaps = its.get("perhaps")
        if not may and not must and not (perhaps and perhaps.stand_in(other)):
            continue
        have_sure = its["sure"].stand_in(its["blank"].without(other) if "blank" in its else other)
        text = ""
        if may and not sure and have_sure:
            text = "the English leaves it open (may, can, often), the translation is sure of it"
        elif may and not sure and mine["doubt"].stand_in(one) and not its["doubt"].stand_in(other):
            text = "the English says that it may be so, the translation that it is"
        elif must and not may and not have_sure and its["free"].stand_in(other):
            text = "the English says 'must', the translation 'may'"
        elif perhaps and not may and perhaps.stand_in(other) and not _OPEN.search(one):
            text = "the English says that it is so, the translation that it may be"
        if text:
            yield Difference("certainty", "major", text, "say it as open, or as sure, as the English does")
            return


@lru_cache(maxsize=4096)
def _asked(source: str, english: Tongue) -> tuple[bool, bool, bool]:
    """Tell whether an English text says 'may', what is sure, and 'must'."""
    shades = grouped(english, "certainty")
    sure = shades["sure"].stand_in(_MAY_NEED.sub(" ", source))
    return shades["may"].stand_in(source), sure, shades["must"].stand_in(source)
