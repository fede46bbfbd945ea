"""Is no 'not' lost or added, and nothing forbidden that was advised?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from generator.meaning.alignment import aligned, clauses, sentences
from generator.meaning.choices import NOT, NOT_OR
from generator.meaning.differences import Difference
from generator.meaning.numbers import count_denied
from generator.meaning.quantities import without_comparators
from generator.meaning.sense import sense_of
from generator.meaning.tables import Tongue
from generator.meaning.wordlists import WordList

_CAN: Final = re.compile(r"\bcan\b")
_CANNOT: Final = re.compile(
    r"\b(?:cannot|can[’']t|unable|not able|must not|nothing|nobody|hard to|too \w+ to|does not|do not)\b"
)
_STOP: Final = re.compile(r"\b(?:stop|avoid|prevent|refuse|forbid|quit)")
_ASKS: Final = re.compile(r"\?|\b(?:if|whether|check|see)\b")
_AND_NO: Final = re.compile(r"\b(?:and|or) no\b")
_NOT_AT_ALL: Final = re.compile(r"\bor not at all\b")
_FORBIDS: Final = re.compile(
    r"(?:^|[,.;:!?(])\s*(?:(?:and|but|so|or|then|please)\s)*(?:do not|don[’']t|never|you must not)\b"
    r"(?! (?:need|have to|know|tell|mean|seem|want|worry)\b)"
)
_TOO: Final = re.compile(r"\btoo (?!much\b|many\b|little\b)\w+ (?:\w+ )?to (?!you\b|your\b|the\b)")
"""Too sleepy to feed: the baby does not feed."""
_OR: Final = re.compile(r"\b(?:or|nor|and)\b")


@lru_cache(maxsize=8192)
def _negations(words: str, tongue: Tongue) -> tuple[int, int]:
    """Return how many words such as 'not' stand in a text, and how many with those that can stand for one."""
    sense = sense_of(tongue)
    soft = sense.soft.count(sense.soft_blank.without(words))
    bare = sense.blank.without(words)
    sure = sense.marks.count(bare)
    if tongue.name == "en":
        sure += len(_TOO.findall(bare))
    return sure, sure + soft


@lru_cache(maxsize=4096)
def _affirms(source: str, english: Tongue) -> bool:
    """Tell whether an English text has no word at all that denies or forbids, whatever it is a part of."""
    return not (sense_of(english).marks.stand_in(source) or NOT.search(source) or _TOO.search(source))


def compare_negation(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield a 'not' or an 'only' that is lost, and a 'not' that is added."""
    yield from _nots(source, target, english, tongue)
    yield from _only(source, target, english, tongue)


def _nots(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield a 'not' that is lost or added: sentence by sentence where both have as many, else in the whole."""
    if not tongue.negation:
        return
    tails = tuple(tongue.negation.get("tail", ()))
    if tails and _ASKS.search(source) and (end := target.rstrip(' ?.!"”')).endswith(tails):
        target = end.rsplit(" ", 1)[0]  # a question: có … không
    whole, denied = source, count_denied(source, target, english, tongue)
    lost = _lost(source, target, denied, english, tongue)
    source, target = without_comparators(source, english), without_comparators(target, tongue)
    mine, its = sentences(source), sentences(target)
    total, said = _negations(source, english), _negations(target, tongue)
    if not said[0] and _affirms(whole, english):
        return
    pairs = list(zip(mine, its, strict=True)) if len(mine) == len(its) > 1 else [(source, target)]
    hint = "a person compares the two; where both say the same, waive the rule with a reason"
    for one, other in pairs:
        (sure, all_of), (have_sure, have_all) = _negations(one, english), _negations(other, tongue)
        text = ""
        if len(pairs) > 1 and total[0] == said[0]:
            break  # sentences may have been cut elsewhere
        if denied and sure <= denied:
            continue  # "do not take more than 4" is "at most 4"
        if sure and _STOP.search(one):
            have_all = have_sure  # its own "stop" or "avoid" is no 'not' of the translation
        have_all += _sure(one, other, english, tongue)[2]
        if sure and not have_all and total[0] > said[0]:
            text = f"the English has {sure} word{'s' * (sure > 1)} such as 'not', the translation none"
        elif have_sure and not all_of and said[0] > total[0]:
            text = f"the English has no word such as 'not', the translation {have_sure}"
        elif not sure and said[0] > total[0] and _barred(other, tongue) and not _firm(one, english):
            text = "the translation forbids or denies, the English does not"
        if text:
            yield Difference("negation", "critical", text, hint)
            return
    if not lost and not denied and total[0]:
        lost = _doubled(target, tongue)
    if not lost and not denied:
        lost = _denies(source, target, english, tongue) or _cannot(source, target, english, tongue)
    if lost:
        yield Difference("negation", "critical", lost, hint)
        return
    (sure, all_of), (have_sure, have_all) = total, said
    have_all += _sure(source, target, english, tongue)[2]
    if not tongue.concepts:
        return
    if sure - denied > have_all:
        text = f"the English has {sure} words such as 'not', the translation {have_all}"
        yield Difference("negation", "major", text, hint)
    elif have_sure > all_of + len(_OR.findall(source)) + 1:
        text = f"the English has {all_of} words such as 'not', the translation {have_sure}"
        yield Difference("negation", "major", text, hint)


def _doubled(target: str, tongue: Tongue) -> str:
    """Return what to say of a 'not' that a second one takes back: 不要不, không thể không."""
    found = sense_of(tongue).double.first(target)
    return f"two words such as 'not' say yes together: “{found.words}”" if found else ""


def _denies(source: str, target: str, english: Tongue, tongue: Tongue) -> str:
    """Return what to say of a clause that forbids or denies where the clause of the English does neither.

    Only where both texts have as many sentences, and a sentence as many clauses: else a clause may stand elsewhere.
    """
    mine, its = sentences(source), sentences(target)
    if len(mine) != len(its) or _negations(target, tongue)[0] <= _sure(source, target, english, tongue)[0]:
        return ""
    for one, other in zip(mine, its, strict=True):
        for part, said in zip(*_as_many(clauses(one), clauses(other)), strict=True):
            if _negations(said, tongue)[0] and not _negations(part, english)[1] and not _firm(part, english):
                return f"the translation denies in “{said.strip()}”, the English does not in “{part.strip()}”"
    return ""


def _as_many(mine: list[str], its: list[str]) -> tuple[list[str], list[str]]:
    """Return two lists of clauses if they are as many, else none."""
    return (mine, its) if len(mine) == len(its) else ([], [])


def _cannot(source: str, target: str, english: Tongue, tongue: Tongue) -> str:
    """Return what to say of a 'can' that became 'cannot', sentence by sentence."""
    found = sense_of(tongue).cannot
    if not found.stand_in(target):
        return ""
    for one, other in aligned(source, target):
        may = any(_CAN.search(part) and not _negations(part, english)[0] for part in clauses(one))
        more = _negations(other, tongue)[0] > _negations(one, english)[0]
        if may and more and not _CANNOT.search(one) and (place := found.first(other)):
            return f"the English says 'can', the translation '{place.words}'"
    return ""


def _only(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Doubt a translation without a word such as 'only' where the English has one."""
    mine, its = sense_of(english).only, sense_of(tongue).only
    if not mine or not its:
        return
    pairs = aligned(source, target)
    each = len(sentences(source)) == len(sentences(target))
    if (mine.stand_in(source) and not its.stand_in(target)) or (
        each and any(mine.stand_in(one) and not its.stand_in(other) for one, other in pairs)
    ):
        text = "the English says 'only', the translation does not"
        yield Difference("negation", "major", text, f"one of: {', '.join(tongue.negation['only'][:4])}")


def _lost(source: str, target: str, denied: int, english: Tongue, tongue: Tongue) -> str:
    """Return what to say of a 'not' that is lost though others stay; empty where each has its own.

    A text is counted whole: only a word that the language's table declares to render the English one stands for a
    'not' (``renders``). What forbids is then looked for sentence by sentence and clause by clause, where both have as
    many; other 'nots' are not, since a clause may stand elsewhere in its sentence.
    """
    if not tongue.renders or _affirms(source, english):
        return ""
    sense = sense_of(tongue)
    source, target = without_comparators(source, english), without_comparators(target, tongue)
    want, have, may = _sure(source, target, english, tongue)
    if want > have + may + denied:
        return f"the English has {want} words such as 'not', the translation {have}"
    if not denied:
        if sense.half and NOT_OR.search(source) and (half := sense.half.search(target)):
            return f"the English denies both, the translation in “{half.group()}” only one"
        for one, other in _lacking(aligned(source, target), english, tongue):
            return f"a 'not' of “{one.strip()}” is lost in “{other.strip()}”"
    mine, its = sentences(source), sentences(target)
    if len(mine) == len(its) and not denied:  # else they may have been cut elsewhere
        parts = list(zip(mine, its, strict=True)) if len(mine) > 1 else []
        for pair in zip(mine, its, strict=True):
            parts += zip(*_as_many(*map(clauses, pair)), strict=True)
        for one, other in parts:
            if _FORBIDS.search(one) and _sure(one, other, english, tongue)[1:] == (0, 0):
                return f"the English forbids in “{one.strip()}”, the translation does not"
    return ""


def _lacking(pairs: Sequence[tuple[str, str]], english: Tongue, tongue: Tongue) -> Iterator[tuple[str, str]]:
    """Yield sentences whose translation has fewer words such as 'not', unless its neighbour has more: it went there."""
    over = []
    for one, other in pairs:
        want, have, may = _sure(one, other, english, tongue)
        over.append(have + may - want)
    for at, pair in enumerate(pairs):
        around = [*over[max(0, at - 1) : at], *over[at + 1 : at + 2]]
        if over[at] < 0 and not any(one > 0 for one in around):
            yield pair


@lru_cache(maxsize=2048)
def _sure(source: str, target: str, english: Tongue, tongue: Tongue) -> tuple[int, int, int]:
    """Return the words such as 'not' of both texts, and how many the translation renders with declared words.

    "Do not press or rub" needs a second one where the translation says "nor": 不要用力压，也不要搓揉.
    """
    sense = sense_of(tongue)
    may = sum(min(count, found.count(target)) for count, found in _rendered(source, tongue))
    nor = len(_NOT_AT_ALL.findall(source))
    if together := len(NOT_OR.findall(source)):
        nor += min(together, max(0, sense.also.count(target) - len(_AND_NO.findall(source))))
    return _negations(source, english)[0] + nor, _negations(target, tongue)[0], may


@lru_cache(maxsize=8192)
def _rendered(source: str, tongue: Tongue) -> tuple[tuple[int, WordList], ...]:
    """Return how often a text has each English phrase that a language declares words for, and these."""
    known = [(count, found) for letters, count, found in sense_of(tongue).renders if letters in source]
    return tuple([(number, found) for count, found in known if (number := count(source))])


@lru_cache(maxsize=8192)
def _barred(words: str, tongue: Tongue) -> bool:
    """Tell whether a text forbids, or says that something cannot be."""
    sense = sense_of(tongue)
    return sense.barred.stand_in(sense.blank.without(words))


@lru_cache(maxsize=8192)
def _firm(words: str, tongue: Tongue) -> bool:
    """Tell whether a text has a word that another language may say with one that forbids: avoid, unable."""
    return sense_of(tongue).firm.stand_in(words)
