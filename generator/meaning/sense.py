"""Do a text and its translation say the same: no 'not' lost, nobody swapped, nothing turned round, nothing left out?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final

from generator.meaning.differences import Difference
from generator.meaning.numbers import count_denied
from generator.meaning.quantities import without_comparators
from generator.meaning.tables import FalseFriend, Tongue, pattern

_BABY: Final = re.compile(
    r"\b(?:(?:your|her|my) )?(?:bab(?:y|ies)|newborns?|infants?)\b(?![\s-](?:carrier|unit|blues|food))"
)
_MOTHER: Final = re.compile(r"\b(?:mothers?|mums?|moms?|women|woman|yourself)\b")
_YOU: Final = re.compile(r"\b(?:you|your|yours|her|she)\b")
_YOU_ARE: Final = re.compile(r"\b(?:if|when|because) you\b|^you\b")
_STOP: Final = re.compile(r"\b(?:stop|avoid|prevent|refuse|forbid|quit)")
_ASKS: Final = re.compile(r"\?|\b(?:if|whether|check|see)\b")
_NOT: Final = re.compile(r"\b(?:not|no|never|without|nothing|nobody|none|neither|cannot)\b|n[’']t\b")
_AND_NO: Final = re.compile(r"\b(?:and|or) no\b")
_NOT_OR: Final = re.compile(r"(?:\b(?:not|no|never|without|cannot)\b|n[’']t\b)[^.,;?!]*\bn?or\b")
_NOT_AT_ALL: Final = re.compile(r"\bor not at all\b")
_FORBIDS: Final = re.compile(
    r"(?:^|[,.;:!?(])\s*(?:(?:and|but|so|or|then|please)\s)*(?:do not|don[’']t|never|you must not)\b"
    r"(?! (?:need|have to|know|tell|mean|seem|want|worry)\b)"
)
_OR: Final = re.compile(r"\b(?:or|nor|and)\b")
_TOKEN: Final = re.compile(r"[\w\u0300-\u036f]+(?:['’]\w+)?")
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+|(?<=[。])|(?<=[!?])(?=[\u3040-\u9fff])")
_CLAUSES: Final = re.compile(r"[,.;:!?、。，；：！？؛،()（）]+")
_SHORT: Final = 60
_MOST_ALIGNED: Final = 12
_STEPS: Final = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
_CUT: Final = 0.1
"""What a cut more costs in an alignment, as a share of the text: a house figure."""
_CHILD: Final = re.compile(r"\b(?:child(?:ren)?|he|she|they|him|his|them|twins?|feed(?:s|ing)?|latch|breastfe)")


class _Sense:
    """A language's tables as patterns."""

    def __init__(self, tongue: Tongue) -> None:
        """Make the patterns once."""
        spaced = tongue.spaced
        self.tongue = tongue
        self.marks = pattern(tongue.negation.get("marks", ()), spaced)
        self.blank = pattern(tongue.negation.get("blank", ()), spaced)
        self.soft = pattern(tongue.negation.get("soft", ()), spaced)
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
        self.only = pattern(tongue.negation.get("only", ()), spaced)
        self.also = pattern(tongue.negation.get("also", ()), spaced)
        self.half = _half(tongue)
        self.renders = [
            (english, found)
            for phrase, words in tongue.renders.items()
            if (english := _phrase(phrase)) and (found := pattern(words, spaced))
        ]
        self.choice = {name: pattern(words, spaced) for name, words in tongue.choice.items()}

    def surely(self, name: str, words: str) -> bool:
        """Tell whether words mean a concept and nothing else."""
        found = self.sure.get(name) or self.concepts[name]
        return bool(found.search(self.concept_blank.sub(" ", words) if self.concept_blank else words))


def _half(tongue: Tongue) -> re.Pattern[str] | None:
    """Return a pattern for a 'not' that an 'also' without one follows: 不要用力压，也要搓揉."""
    also = tongue.negation.get("also", ())
    if tongue.spaced or not also:
        return None
    heads, whole = ("|".join(map(re.escape, dict.fromkeys(words))) for words in ((one[0] for one in also), also))
    marks = "|".join(map(re.escape, tongue.negation.get("marks", ())))
    return re.compile(rf"(?:{marks})[^。!?,]{{1,12}},?(?!{whole})(?:{heads})[^。!?,]*")


def _phrase(phrase: str) -> re.Pattern[str] | None:
    """Return a pattern for an English phrase; one in brackets is the whole text: ``[no]``."""
    if phrase[:1] == "[" and phrase[-1:] == "]":
        return re.compile(rf"\s*{re.escape(phrase[1:-1])}[\s.!]*\Z")
    return pattern([phrase], True)


@lru_cache(maxsize=64)
def _sense(tongue: Tongue) -> _Sense:
    return _Sense(tongue)


@lru_cache(maxsize=8192)
def _negations(words: str, tongue: Tongue) -> tuple[int, int]:
    """Return how many words such as 'not' stand in a text, and how many with those that can stand for one."""
    sense = _sense(tongue)
    soft = len(sense.soft.findall(words)) if sense.soft else 0
    bare = sense.blank.sub(" ", words) if sense.blank else words
    sure = len(sense.marks.findall(bare)) if sense.marks else 0
    return sure, sure + soft


@lru_cache(maxsize=8192)
def named(words: str, tongue: Tongue) -> frozenset[str]:
    """Return the concepts that a folded text names."""
    sense = _sense(tongue)
    found = (
        {name for word in set(_TOKEN.findall(words)) for name in sense.by_word.get(word, ())}
        if tongue.spaced
        else set()
    )
    found.update(name for phrase, name in sense.by_phrase if phrase in words and name not in found)
    return frozenset(found)


def without_phrases(words: str, tongue: Tongue) -> str:
    """Return words without phrases in which a concept's word means something else: by mouth, 最后."""
    blank = _sense(tongue).concept_blank
    return blank.sub(" ", words) if blank else words


def compare_sense(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield what differs in the sense of two folded texts."""
    yield from _negation(source, target, english, tongue)
    yield from _only(source, target, english, tongue)
    if tongue.concepts:
        yield from _people(source, target, english, tongue)
        yield from _opposites(source, target, english, tongue)
    yield from _choice(source, target, english, tongue)
    yield from _false_friends(source, target, tongue)


def _negation(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield a 'not' that is lost or added: sentence by sentence where both have as many, else in the whole."""
    if not tongue.negation:
        return
    tails = tuple(tongue.negation.get("tail", ()))
    if tails and _ASKS.search(source) and (end := target.rstrip(' ?.!"”')).endswith(tails):
        target = end.rsplit(" ", 1)[0]  # a question: có … không
    denied = count_denied(source, target, english, tongue)
    lost = _lost(source, target, denied, english, tongue)
    source, target = without_comparators(source, english), without_comparators(target, tongue)
    mine, its = sentences(source), sentences(target)
    total, said = _negations(source, english), _negations(target, tongue)
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


def _only(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Doubt a translation without a word such as 'only' where the English has one."""
    mine, its = _sense(english).only, _sense(tongue).only
    if mine and its and mine.search(source) and not its.search(target):
        text = "the English says 'only', the translation does not"
        yield Difference("negation", "major", text, f"one of: {', '.join(tongue.negation['only'][:4])}")


def _lost(source: str, target: str, denied: int, english: Tongue, tongue: Tongue) -> str:
    """Return what to say of a 'not' that is lost though others stay; empty where each has its own.

    A text is counted whole: only a word that the language's table declares to render the English one stands for a
    'not' (``renders``). What forbids is then looked for sentence by sentence and clause by clause, where both have as
    many; other 'nots' are not, since a clause may stand elsewhere in its sentence.
    """
    if not tongue.renders:
        return ""
    sense = _sense(tongue)
    source, target = without_comparators(source, english), without_comparators(target, tongue)
    want, have, may = _sure(source, target, english, tongue)
    if want > have + may + denied:
        return f"the English has {want} words such as 'not', the translation {have}"
    if not denied:
        if sense.half and _NOT_OR.search(source) and (half := sense.half.search(target)):
            return f"the English denies both, the translation in “{half.group()}” only one"
        for one, other in _lacking(aligned(source, target), english, tongue):
            return f"a 'not' of “{one.strip()}” is lost in “{other.strip()}”"
    for cut in (sentences, clauses):
        mine, its = cut(source), cut(target)
        if denied or len(mine) != len(its) or len(mine) == 1:
            continue  # they may have been cut elsewhere
        for one, other in zip(mine, its, strict=True):
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


def _sure(source: str, target: str, english: Tongue, tongue: Tongue) -> tuple[int, int, int]:
    """Return the words such as 'not' of both texts, and how many the translation renders with declared words.

    "Do not press or rub" needs a second one where the translation says "nor": 不要用力压，也不要搓揉.
    """
    sense = _sense(tongue)
    may = sum(min(count, len(found.findall(target))) for count, found in _rendered(source, tongue))
    nor = len(_NOT_AT_ALL.findall(source))
    if sense.also and (together := len(_NOT_OR.findall(source))):
        nor += min(together, max(0, len(sense.also.findall(target)) - len(_AND_NO.findall(source))))
    return _negations(source, english)[0] + nor, _negations(target, tongue)[0], may


@lru_cache(maxsize=8192)
def _rendered(source: str, tongue: Tongue) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """Return how often a text has each English phrase that a language declares words for, and their pattern."""
    counted = ((len(words.findall(source)), found) for words, found in _sense(tongue).renders)
    return tuple([(count, found) for count, found in counted if count])


def clauses(words: str) -> list[str]:
    """Return the clauses of folded words: what stands between marks."""
    return [part for part in _CLAUSES.split(words) if part.strip()]


@lru_cache(maxsize=8192)
def _barred(words: str, tongue: Tongue) -> bool:
    """Tell whether a text forbids, or says that something cannot be."""
    sense = _sense(tongue)
    bare = sense.blank.sub(" ", words) if sense.blank else words
    return bool(sense.barred and sense.barred.search(bare))


@lru_cache(maxsize=8192)
def _firm(words: str, tongue: Tongue) -> bool:
    """Tell whether a text has a word that another language may say with one that forbids: avoid, unable."""
    sense = _sense(tongue)
    return bool(sense.firm and sense.firm.search(words))


def aligned(source: str, target: str) -> list[tuple[str, str]]:
    """Return the sentences of folded words in pairs; one that was cut in two, or in three, stands as one.

    By length, as in Gale and Church, A Program for Aligning Sentences in Bilingual Corpora (1993): the cheapest way
    through both texts. A pair costs how far the shares of its texts are apart, and a little for each cut more.
    """
    mine, its = sentences(source), sentences(target)
    if len(mine) == len(its) or max(len(mine), len(its)) > _MOST_ALIGNED or not mine or not its:
        return list(zip(mine, its, strict=True)) if len(mine) == len(its) else [(source, target)]
    ends = [[0.0, *accumulate(len(one) / len("".join(words)) for one in words)] for words in (mine, its)]
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i in range(1, len(mine) + 1):
        for j in range(1, len(its) + 1):
            ways = []
            for di, dj in _STEPS:
                if before := best.get((i - di, j - dj)):
                    shares = [end[at] - end[at - step] for end, at, step in zip(ends, (i, j), (di, dj), strict=True)]
                    ways.append((before[0] + abs(shares[0] - shares[1]) + _CUT * (di + dj - 2), (i - di, j - dj)))
            if ways:
                best[i, j] = min(ways)
    at = len(mine), len(its)
    if at not in best:
        return [(source, target)]
    found = []
    while at != (0, 0):
        start = best[at][1]
        found.append((" ".join(mine[start[0] : at[0]]), " ".join(its[start[1] : at[1]])))
        at = start
    return found[::-1]


def sentences(words: str) -> list[str]:
    """Return the sentences of folded words."""
    return [part for part in _SENTENCES.split(words) if part.strip()]


def _count(name: str, words: str, tongue: Tongue) -> int:
    sense = _sense(tongue)
    bare = sense.people_blank.sub(" ", words) if sense.people_blank else words
    found = sense.concepts.get(name)
    return len(found.findall(bare)) if found else 0


def _people(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield mother and baby swapped: the one who is named in the English is not, the other is."""
    babies, mothers = len(_BABY.findall(source)), len(_MOTHER.findall(source))
    mentions = mothers + len(_YOU.findall(_BABY.sub(" ", source)))
    baby_there, mother_there = _count("baby", target, tongue), _count("mother", target, tongue)
    hint = "check who is meant: mother or baby"
    if babies and not baby_there and mother_there > mentions:
        yield Difference("who", "critical", "the English names the baby, the translation the mother instead", hint)
    elif mothers and not babies and not mother_there and baby_there:
        yield Difference("who", "critical", "the English names the mother, the translation the baby instead", hint)
    elif _YOU_ARE.search(source) and not babies and not mother_there and baby_there and not _CHILD.search(source):
        yield Difference("who", "critical", "the English speaks to the mother, the translation of the baby", hint)
    elif babies > mothers and baby_there < babies and mother_there > mentions and baby_there < mother_there:
        if tongue.name.split("_")[0] != "vi" or not mentions:
            yield Difference("who", "critical", "the English names the baby, the translation the mother too", hint)


def _opposites(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield what is turned round: the English has one of a pair, the translation surely the other, and only that."""
    mine = named(without_phrases(without_comparators(source, english), english), english)
    if not mine:
        return
    said = without_comparators(target, tongue)
    sense = _sense(tongue)
    its = named(without_phrases(said, tongue), tongue)
    for group in english.opposites:
        if mine.isdisjoint(group):
            continue
        want, have = mine.intersection(group), its.intersection(group)
        if len(want) != 1 or not have or want & have or not want <= sense.concepts.keys():
            continue
        (one,) = want
        surely = [name for name in group if name in have and sense.surely(name, said)]
        if surely and one != surely[0]:
            text = f"the English says '{one}', the translation '{surely[0]}' and not '{one}'"
            yield Difference("opposite", "critical", text, f"one of: {', '.join(tongue.concepts[one][:5])}")


def _choice(source: str, target: str, english: Tongue, tongue: Tongue) -> Iterator[Difference]:
    """Yield an 'or' that became 'and', or the other way round: one word fewer of the one, one more of the other."""
    if not tongue.choice:
        return
    mine, its = _sense(english).choice, _sense(tongue).choice
    whole, source = source, without_comparators(source, english)

    def count(table: dict[str, re.Pattern[str] | None], words: str, *names: str) -> int:
        return sum(len(found.findall(words)) for name in names if (found := table.get(name)))

    if count(its, target, "both") or count(mine, source, "both"):
        return
    ands, ors = count(mine, source, "and"), count(mine, source, "or")
    its_ands, its_ors = count(its, target, "and"), count(its, target, "or")
    text = ""
    said = count(its, target, "or", "or-too")
    if not said:  # "2 weeks, or sooner" is a comparator: without a word for "or" it is none
        ors = count(mine, whole, "or")
    if ors and said < ors and its_ands > ands and not _NOT.search(source):
        text = "the English says 'or', the translation 'and'"
    elif ands and count(its, target, "and", "and-too") < ands and its_ors > ors and len(source) <= _SHORT:
        text = "the English says 'and', the translation 'or'"
    if text:
        yield Difference("choice", "major", text, "one sign is enough, or both are needed: keep what the English says")


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
