"""Where a line may end: Unicode line breaking (UAX #14) by ICU, strict kinsoku, and what ICU leaves open.

Sources: UAX #14; JLREQ and CLREQ for kinsoku; measured corrections: U+FF5E may not start a line,
a number stays with its unit or counter, a range stays whole, headings break between phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from generator.model.content import Language
from generator.model.patterns import pattern

KEPT = 8_000
"""Texts whose break offsets are kept in a process."""

_TAILORED = str.maketrans({"\uff5e": "\u301c", "\u202f": "\u00a0"})
"""ICU classes ～ as an ideograph, which may start a line; 〜 may not. Same length."""

_GLUED = pattern(
    r"""
      (?<=[0-9０-９])(?=[%％°℃\w])                      # number and counter: 24|時間, 38|℃
    | (?<=[0-9０-９][ ])(?=[^\W\d]|[°℃℉%％])             # number and word: 6 |wet, 38 |°C
    | (?<=[0-9][ ])(?=[0-9])                           # a telephone number: 020 |7946 |0123
    | (?<=[0-9０-９][-–—~～〜至到－−‐．：])(?=[0-9０-９])   # a range, a telephone number, a time: 8–|12, ０３－|１２３４
    | (?<=[0-9０-９])(?=[-–—~～〜至到－−‐．：][0-9０-９])
    | (?<=[０-９][，／])(?=[０-９])                        # １，|０００
    | (?<=[０-９])(?=[，／][０-９])
    | (?<=[0-9０-９][ ][至到][ ])(?=[0-9０-９])            # 8 到 |12
    | (?:(?<=[0-9][ ]to[ ])|(?<=[0-9][ ]đến[ ]))(?=[0-9])   # 8 to |12
    | (?:(?<=\b[Dd]ay[ ])|(?<=\b[Dd]ays[ ])|(?<=\bthứ[ ]))(?=[0-9])  # a day and its number: day |2, ngày thứ |2
    | (?<=[第＋－￥＄＃])(?=[0-9０-９])
    | (?<=[0-9０-９][日週周天月])(?=[0-9０-９]+(?:[-–~～〜至到][0-9０-９]+)?[回次])  # how often in a time: 1日|2回
    | (?:(?<=[0-9０-９][分日週月年歳])|(?<=[0-9０-９](?:時間|か月)))(?=前|後|ごと|以上|以下|以内|未満)  # 5分|前
    | (?<=\b[0-9A-Z]{4}-)(?=[0-9A-Z]{4}\b)              # a lot: K2XS-|RD2D
    | (?<=[ ])(?=·)                                      # a dot between two things ends a line: 0.2 ·
    | (?<=\u00ad)                                        # no hyphen is drawn, so no line ends there
    """,
    re.VERBOSE,
)

_NOT = pattern(
    "(?<=[不没沒别別勿未])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=不[了住](?!解))"
    "|(?<=[\u30a1-\u30fc\u3400-\u9fff])(?=[A-Z]{1,2}(?![A-Za-z]))"
)
"""After a Chinese "not": what stands on a line of its own without it says the opposite (不|要用力压); before one that
says of a verb that it cannot be (说明|不了); and before one or two Latin capitals, which tell which of its kind the word
before them means (ビタミン|D, リーフレット|MM)."""

_UNIT = pattern(
    r"(?<=[0-9０-９])[ ]?(?:時間|分間|秒間|日間|週間|年間|[日回週年人番]目|[かヵヶカケ箇]月間?|カロリー|(?:ミリ|センチ|キロ)?(?:グラム|リットル|メートル)"
    r"|小时|分钟|毫升|毫克|毫米|公斤|千克|厘米|摄氏度|[个個](?:半)?(?:小时|小時|月|星期)|小時|分鐘|公克|公升|公分|攝氏度|星期|[℃°]C?)"
)
"""Units of several characters: Japanese and Chinese would let a line end inside (24時|間)."""

_LETTER = "A-Za-zÀ-ÖØ-öø-ʯẠ-ỹ0-9"
_PLAIN = pattern(f"[{_LETTER}][{_LETTER}.,:]*(?: [{_LETTER}][{_LETTER}.,:]*)*")
"""Letters, digits and marks that cling to both sides, parted by single spaces: lines of it end at the spaces in every
language (UAX #14, LB13, LB18, LB23, LB25, LB28, LB29). Most of a clinic's words are so, and ICU costs 20 µs a text."""
_SPACES = re.compile(" ")
_LETTERS = pattern(r"[^\W_\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uff66-\uff9f]")
"""Letters and digits, but for Han and kana, which kinsoku knows itself."""
_JOINED = pattern(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u08ff\u0900-\u109f\u1100-\u11ff\u1780-\u17ff\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200c\u200d\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ua960-\ua97f\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U0001f000-\U0001faff\U000e0100-\U000e01ef]"
)
"""Finds what may be more than one character to a reader; elsewhere each character is a cluster."""

_COMPARED = ("未満", "以上", "以下", "以内")
"""Less than, at least, at most, within: after 3か月 or 38℃ they say what the number means."""

_MARKS = frozenset("、。，；：！？,.;:!?")
_JOINT = pattern("(?<=[\u30a1-\u30fc\u3400-\u9fff])(?=[をはがにへともの](?![\u3040-\u309f]))|(?<=[てで])(?=ください)")
"""Where a full line of Japanese may end rather than inside a word: before a particle that follows Han or katakana."""

FEW_LETTERS = 8
"""A part of what holds together, between blanks: in the narrowest column there is room for it."""
_DIGIT = re.compile(r"\d").search
_breaks: dict[tuple[str, str], tuple[int, ...]] = {}
_cuts: dict[tuple[str, str], tuple[int, ...]] = {}
_phrases: dict[tuple[str, str], tuple[int, ...]] = {}
_parsers: dict[str, Any] = {}


def prepare_breaks(texts: Iterable[str], language: Language) -> None:
    """Find the break offsets of many texts at once: one breaker for a leaflet is 2–4 × as fast as one for each."""
    fresh = [text for text in dict.fromkeys(texts) if (text, language.breaks) not in _breaks]
    if len(_breaks) + len(fresh) > KEPT:
        _breaks.clear()
    for text in [text for text in fresh if _PLAIN.fullmatch(text)]:
        _breaks[text, language.breaks] = _allowed(text, [match.end() for match in _SPACES.finditer(text)])
        fresh.remove(text)
    if not fresh:
        return
    from icu4py.breakers import LineBreaker

    whole = "\u2029".join(fresh) + "\u2029"
    ends = list(accumulate(len(part) for part in LineBreaker(whole.translate(_TAILORED), language.breaks)))
    at = start = 0
    for text in fresh:
        stop = start + len(text) + 1
        offsets = []
        while at < len(ends) and ends[at] <= stop:
            offsets.append(ends[at] - start)
            at += 1
        _breaks[text, language.breaks] = _allowed(text, offsets)
        start = stop


def find_breaks(text: str, language: Language, phrases: bool = False) -> tuple[int, ...]:
    """Return the offsets (in code points, the end included) at which a line of the text may end.

    With ``phrases`` only those between phrases, for headings; a line may then be short but never ugly.
    """
    key = (text, language.breaks)
    if key not in _breaks:
        prepare_breaks([text], language)
    offsets = _breaks[key]
    if not phrases or language.phrases == "words":
        return offsets
    found = _phrases.get(key)
    if found is None:
        if len(_phrases) >= KEPT:
            _phrases.clear()
        found = _phrases[key] = _between_phrases(text, language, offsets)
    return found


def find_word_ends(text: str, language: Language) -> tuple[int, ...]:
    """Return those of ``find_breaks`` that stand between phrases, or between words before one that is no ending.

    In Japanese an ending is written in hiragana: never 開くの|を; a term of the language is none: 黄色い|うんち. What a
    number is compared by stays with it: never 3か月|未満で.
    """
    phrases = find_breaks(text, language, True)
    if language.phrases != "budoux":
        return phrases
    from icu4py.breakers import WordBreaker

    ends = set(accumulate(len(part) for part in WordBreaker(text, language.tag))) - _inside_terms(text, language)
    return tuple(
        at
        for at in find_breaks(text, language)
        if at in phrases
        or (
            at in ends
            and (not "\u3040" <= text[at : at + 1] <= "\u309f" or text.startswith(language.keep, at))
            and text[at - 1] not in language.clings_forward
            and not text.startswith(_COMPARED, at)
        )
    )


def find_term_ends(text: str, language: Language) -> tuple[int, ...]:
    """Return those of ``find_breaks`` that part no term of the language, where blanks part words.

    A word of Vietnamese is often two syllables: a heading never ends a line amid *dấu hiệu*.
    """
    inside = _inside_terms(text.lower(), language)  # a term may begin a heading
    return tuple(at for at in find_breaks(text, language) if at not in inside)


def rank_ends(text: str, language: Language) -> dict[int, int]:
    """Return how well a line ends at an offset: 0 after a mark, 1 between phrases, 2 words, 3 before what clings to one.

    What is left out lies inside a word or term, or may end no line. Where blanks part words, each is a phrase.
    """
    if language.phrases == "words":
        ends = find_term_ends(text, language) if language.spaced else find_breaks(text, language)
        ranks = {}
    else:
        ends = find_breaks(text, language, True)
        ranks = dict.fromkeys(find_word_ends(text, language), 2)
        if language.phrases == "budoux":
            joints = {match.start() for match in _JOINT.finditer(text)} - _inside_terms(text, language)
            ranks |= {at: 3 for at in find_breaks(text, language) if at in joints and at not in ranks}
    return ranks | {
        at: 0 if at == len(text) or text[max(0, at - 2) : at].rstrip(" ")[-1:] in _MARKS else 1 for at in ends
    }


def clusters(text: str) -> list[str]:
    """Return the grapheme clusters of a text (UAX #29): what a reader takes for a letter."""
    if not _JOINED.search(text):
        return list(text)
    from icu4py.breakers import CharacterBreaker

    return [str(cluster) for cluster in CharacterBreaker(text, "root")]


def find_cuts(word: str, language: Language) -> tuple[int, ...]:
    """Return the offsets at which a word that is wider than its line may be cut, the end included.

    Letters and digits are cut as if they were Han, so that what may not begin or end a line never does.
    """
    found = _cuts.get((word, language.breaks))
    if found is None and " " in word.strip() and all(len(part) <= FEW_LETTERS for part in word.split(" ")):
        found = (*(match.end() for match in _SPACES.finditer(word.rstrip())), len(word))  # a number, a unit: at blanks
    if found is None:
        from icu4py.breakers import LineBreaker

        solid = _LETTERS.sub("\u4e00", word).translate(_TAILORED)
        ends = set(accumulate(len(part) for part in LineBreaker(solid, language.breaks)))
        if len(_cuts) >= KEPT:
            _cuts.clear()
        inside = (end for end in accumulate(map(len, clusters(word))) if end in ends and end < len(word))
        found = _cuts[word, language.breaks] = (*inside, len(word))
    return found


def _allowed(text: str, offsets: Sequence[int]) -> tuple[int, ...]:
    """Take out the breaks that part a number from its unit, a "not" from its word, or cut a range; the end stays."""
    end = len(text)
    if "\u00ad" in text or _DIGIT(text):
        glued = {match.end() for match in _GLUED.finditer(text)}
        if not text.isascii():
            for match in _UNIT.finditer(text):
                glued.update(range(match.start() + 1, match.end()))
        offsets = [at for at in offsets if at not in glued]
    if not text.isascii() and _NOT.search(text):
        denied = {match.end() for match in _NOT.finditer(text)}
        offsets = [at for at in offsets if at not in denied]
    inside = [at for at in offsets if 0 < at < end]
    return (*inside, end)


def _between_phrases(text: str, language: Language, offsets: Sequence[int]) -> tuple[int, ...]:
    """Return the offsets that are also phrase boundaries: BudouX for Japanese, ICU words for Chinese."""
    if language.phrases == "budoux":
        parser = _parsers.get(language.name)
        if parser is None:
            import budoux

            parser = _parsers[language.name] = budoux.load_default_japanese_parser()
        phrase_ends = set(accumulate(len(part) for part in parser.parse(text)))
    else:
        from icu4py.breakers import WordBreaker

        phrase_ends = set(accumulate(len(part) for part in WordBreaker(text, language.tag)))
    phrase_ends -= _inside_terms(text, language)
    phrase_ends = {
        at
        for at in phrase_ends
        if (text[at : at + 1] not in language.clings_back and text[at - 1 : at] not in language.clings_forward)
        or at == len(text)
    }
    # Closing punctuation always ends a phrase.
    phrase_ends |= {at for at in offsets if text[at - 1] in "、。，；：！？）」』 "}
    return tuple(at for at in offsets if at in phrase_ends or at == len(text))


def _inside_terms(text: str, language: Language) -> set[int]:
    """Return the offsets inside glossary terms and compounds, which no heading may cut."""
    found: set[int] = set()
    for term in (*language.keep, *language.compounds):
        at = text.find(term)
        while at >= 0:
            found.update(range(at + 1, at + len(term)))
            at = text.find(term, at + 1)
    return found
