"""Where a line may end: Unicode line breaking (UAX #14) by ICU, strict kinsoku, and what ICU leaves open.

Sources: UAX #14; JLREQ and CLREQ for kinsoku; measured corrections: U+FF5E may not start a line,
a number stays with its unit or counter, a range stays whole, headings break between phrases.
The words of a language are its own data (``language.yaml``); here stands what marks and scripts ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from generator.model.content import Language
from generator.model.patterns import pattern

KEPT = 8_000
"""Texts whose break offsets are kept in a process, for each language."""
LANGUAGES_KEPT = 64
"""Languages whose rules are kept in a process."""

_TAILORED = str.maketrans({"\uff5e": "\u301c", "\u202f": "\u00a0"})
"""ICU classes ～ as an ideograph, which may start a line; 〜 may not. Same length."""

_DIGITS = "[0-9０-９]"
_RANGE = "-–—~～〜－−‐．："
_GLUED = rf"""
      (?<={_DIGITS})(?=[%％°℃\w])                      # number and counter: 24|時間, 38|℃
    | (?<={_DIGITS}[ ])(?![BEFORE])(?=[^\W\d]|[°℃℉%％])  # number and word: 6 |wet, 38 |°C
    | (?<=[0-9][ ])(?=[0-9])                           # a telephone number: 020 |7946 |0123
    | (?<={_DIGITS}[{_RANGE}])(?={_DIGITS})            # a range, a telephone number, a time: 8–|12, ０３－|１２３４
    | (?<={_DIGITS})(?=[{_RANGE}]{_DIGITS})
    | (?<=[０-９][，／])(?=[０-９])                        # １，|０００
    | (?<=[０-９])(?=[，／][０-９])
    | (?<=[＋－￥＄＃])(?={_DIGITS})
    | (?<=\b[0-9A-Z]{{4}}-)(?=[0-9A-Z]{{4}}\b)          # a lot: K2XS-|RD2D
    | (?<=[ ])(?=·)                                      # a dot between two things ends a line: 0.2 ·
    | (?<=\u00ad)                                        # no hyphen is drawn, so no line ends there
"""

_CODE = "(?<=[\u30a1-\u30fc\u3400-\u9fff])(?=[A-Z]{1,2}(?![A-Za-z]))"
"""Before one or two Latin capitals, which tell which of its kind the word before means (ビタミン|D, リーフレット|MM)."""

_READING = "(?<=[\u3400-\u9fff])(?=（[\u3041-\u309fー]+）)"
"""Before how a word is read: 射乳（しゃにゅう） is one thing."""

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

_MARKS = frozenset("、。，；：！？,.;:!?")
_KATAKANA = pattern(
    "(?<![\u30a1-\u30fa\u30fc-\u30ff])[\u30a1-\u30fa\u30fc-\u30ff]{2,6}(?![\u30a1-\u30fa\u30fc-\u30ff])"
)
"""A word of katakana that any line can hold: what stands of it on a line of its own means nothing (マッ|サージ). Longer
ones are few, and most of them two words."""
_KANA = pattern("[\u3041-\u309f](?=[\u3041-\u309f])")
"""After hiragana before hiragana."""
_CLOSED = pattern("[、。，；：！？ ]|[）」』](?![\u3041-\u309f])")
"""After a mark, or a bracket that no ending follows."""
_TWICE = pattern(r"([\u3400-\u9fff])\1")
"""A letter of Han said twice is one word: 听听, 好好."""
_HANGING = pattern("[、。，；：！？][\u3040-\u30ff\u3400-\u9fff]")
"""One letter after a mark."""
_BEFORE_PARTICLE = "(?<=[\u30a1-\u30fc\u3400-\u9fff])(?=[{}](?![\u3040-\u309f]))"

ENDING = 4
"""The rank of a line end behind one letter after a mark, or before what clings to a word (see ``rank_ends``)."""
FEW_LETTERS = 8
"""A part of what holds together, between blanks: in the narrowest column there is room for it."""
_DIGIT = re.compile(r"\d").search
_rules: dict[Language, _Rules] = {}
_same: dict[tuple[object, ...], _Rules] = {}
_parsers: dict[str, Any] = {}


class _Rules:
    """What a language's data says of line ends, compiled, and what was found by it."""

    def __init__(self, language: Language) -> None:
        """Compile the words of a language."""
        self.breaks: dict[str, tuple[int, ...]] = {}
        self.phrases: dict[str, tuple[int, ...]] = {}
        self.cuts: dict[str, tuple[int, ...]] = {}
        self.inside: dict[str, set[int]] = {}
        self.ranks: dict[str, dict[int, int]] = {}
        self.words: dict[str, set[int]] = {}
        joints = [joint.partition("|") for joint in language.joints]
        said = (*language.keep, *language.compounds)
        self.terms = tuple(dict.fromkeys(term.lower() for term in said) if language.spaced else dict.fromkeys(said))
        self.by_first = _by_first(self.terms)
        self.kept = _by_first(self.terms[: len({*language.keep})])
        self.whole = _by_first(() if language.spaced else (term for term in self.terms if len(term) <= FEW_LETTERS))
        """What no line parts that can hold it; where blanks part words, a term is parted rather than a line lost."""
        units = sorted(language.units, key=len, reverse=True)
        further = "|".join(rf"{re.escape(word)}[ ]{_DIGITS}" for word in language.before_numbers) or "(?!)"
        self.glued = pattern("|".join((_GLUED.replace("[BEFORE]", further), *_numbered(language))), re.VERBOSE)
        self.unit = pattern(rf"(?<={_DIGITS})[ ]?(?:{'|'.join((*map(re.escape, units), '[℃°]C?'))})")
        self.nots = pattern("|".join((_CODE, _READING, *_denied(language, self.terms))))
        self.particles = frozenset(language.particles)
        before = [_BEFORE_PARTICLE.format(re.escape(language.particles))] if language.particles else []
        self.joint = pattern(
            "|".join((*before, *(f"(?<={re.escape(one)})(?={re.escape(two)})" for one, _, two in joints))) or "(?!)"
        )

    def inside_terms(self, text: str) -> set[int]:
        """Return the offsets inside terms and compounds, which no heading may cut."""
        found = self.inside.get(text)
        if found is None:
            if len(self.inside) >= KEPT:
                self.inside.clear()
            found = self.inside[text] = _inside(text, self.by_first)
        return found

    def word_ends(self, text: str, tag: str) -> set[int]:
        """Return the offsets at which words end, as ICU's dictionaries have it for a language's ``tag``."""
        found = self.words.get(text)
        if found is None:
            from icu4py.breakers import WordBreaker

            if len(self.words) >= KEPT:
                self.words.clear()
            found = self.words[text] = set(accumulate(len(part) for part in WordBreaker(text, tag)))
        return found


def _rules_of(language: Language) -> _Rules:
    """Return the rules of a language; those of one that says the same, where there is one: a library is read anew."""
    rules = _rules.get(language)
    if rules is None:
        if len(_rules) >= LANGUAGES_KEPT:
            _rules.clear()
        said = (
            language.breaks, language.phrases, language.spaced, language.tag, language.keep, language.compounds, language.clings_back,
            language.clings_forward, language.units, language.before_numbers, language.between_numbers,
            language.after_numbers, language.nots, language.nots_after, language.particles, language.joints,
        )  # fmt: skip
        rules = _same.get(said)
        if rules is None:
            if len(_same) >= LANGUAGES_KEPT:
                _same.clear()
            rules = _same[said] = _Rules(language)
        _rules[language] = rules
    return rules


def _numbered(language: Language) -> Iterable[str]:
    """Yield what a language keeps together around its numbers, as parts of a verbose pattern."""
    for word in map(re.escape, language.between_numbers):  # 8 to |12, 8至|12
        yield rf"(?<={_DIGITS})(?={word}{_DIGITS})"
        yield rf"(?<={_DIGITS}{word})(?={_DIGITS})"
        yield rf"(?<={_DIGITS}[ ]{word}[ ])(?={_DIGITS})"
    for word in map(re.escape, language.before_numbers):  # day |2, ngày thứ |2, 第|2
        yield rf"(?<=\b(?i:{word})[ ])(?=[0-9])"
        yield rf"(?<={word})(?={_DIGITS})"
    units = [
        "|".join(re.escape(unit) for unit in language.units if len(unit) == length)
        for length in sorted({len(unit) for unit in language.units})
    ]
    after = [*map(re.escape, language.after_numbers)]  # 5分|前
    if units:
        after.append(rf"{_DIGITS}+(?:[{_RANGE}]{_DIGITS}+)?(?:{'|'.join(units)})")  # how often in a time: 1日|2回
    if after:
        measured = "|".join(f"(?<={_DIGITS}(?:{same}))" for same in ("[℃%％]", *units))
        yield rf"(?={'|'.join(after)})(?:{measured})"


def _denied(language: Language, terms: Sequence[str]) -> Iterable[str]:
    """Yield where a "not" stands with what it denies: alone, that says the opposite (不|要用力压, 说明|不了)."""
    if language.nots:
        yield rf"(?<=[{re.escape(language.nots)}])(?=[^\W\d_])"
    for word in language.nots_after:
        longer = [re.escape(term) for term in terms if term.startswith(word) and term != word]
        unless = f"(?!{'|'.join(longer)})" if longer else ""
        yield rf"(?<=[^\W\d_])(?={re.escape(word)}){unless}"


def prepare_breaks(texts: Iterable[str], language: Language) -> None:
    """Find the break offsets of many texts at once: one breaker for a leaflet is 2–4 × as fast as one for each."""
    rules = _rules_of(language)
    known = rules.breaks
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    if len(known) + len(fresh) > KEPT:
        known.clear()
    for text in [text for text in fresh if _PLAIN.fullmatch(text)]:
        known[text] = _allowed(text, [match.end() for match in _SPACES.finditer(text)], rules)
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
        known[text] = _allowed(text, offsets, rules)
        start = stop


def find_breaks(text: str, language: Language, phrases: bool = False) -> tuple[int, ...]:
    """Return the offsets (in code points, the end included) at which a line of the text may end.

    With ``phrases`` only those between phrases, for headings; a line may then be short but never ugly. Where blanks part
    words, those that part no term that the language keeps.
    """
    rules = _rules_of(language)
    if text not in rules.breaks:
        prepare_breaks([text], language)
    offsets = rules.breaks[text]
    if not phrases or (language.phrases == "words" and not language.spaced):
        return offsets
    found = rules.phrases.get(text)
    if found is None:
        if len(rules.phrases) >= KEPT:
            rules.phrases.clear()
        if language.spaced:
            inside = _inside(text.lower(), rules.kept)
            found = tuple([at for at in offsets if at not in inside])
        else:
            found = _between_phrases(text, language, offsets)
        rules.phrases[text] = found
    return found


def find_word_ends(text: str, language: Language) -> tuple[int, ...]:
    """Return those of ``find_breaks`` that stand between phrases, or between words before one that is no ending.

    In Japanese an ending is written in hiragana: never 開くの|を; a term of the language is none: 黄色い|うんち.
    """
    phrases = find_breaks(text, language, True)
    if language.phrases != "budoux":
        return phrases
    ends = _rules_of(language).word_ends(text, language.tag) - _rules_of(language).inside_terms(text)
    return tuple(
        at
        for at in find_breaks(text, language)
        if at in phrases
        or (
            at in ends
            and (not "\u3040" <= text[at : at + 1] <= "\u309f" or text.startswith(language.keep, at))
            and text[at - 1] not in language.clings_forward
        )
    )


def find_term_ends(text: str, language: Language) -> tuple[int, ...]:
    """Return those of ``find_breaks`` that part no term of the language, where blanks part words.

    A word of Vietnamese is often two syllables: a heading never ends a line amid *dấu hiệu*.
    """
    inside = _rules_of(language).inside_terms(text.lower())  # a term may begin a heading
    return tuple(at for at in find_breaks(text, language) if at not in inside)


def rank_ends(text: str, language: Language) -> dict[int, int]:
    """Return how well a line ends at an offset: 0 after a mark, 1 between phrases, 2 words, 3 before a particle, 4 endings.

    What is left out lies inside a word or term, or may end no line. Where blanks part words, each is a phrase.
    """
    known = _rules_of(language).ranks
    ranks = known.get(text)
    if ranks is None:
        if len(known) >= KEPT:
            known.clear()
        ranks = known[text] = _ranked(text, language)
    return ranks


def _ranked(text: str, language: Language) -> dict[int, int]:
    ranks: dict[int, int] = {}
    if language.phrases == "words":
        ends = find_term_ends(text, language) if language.spaced else find_breaks(text, language)
    else:
        ends = find_breaks(text, language, True)
        ranks = dict.fromkeys(_endings(text, language), ENDING)
        if language.phrases == "budoux":
            words = find_word_ends(text, language)
            ranks |= dict.fromkeys(_joints(text, language, words), 3) | dict.fromkeys(words, 2)
    ranks |= {at: 0 if at == len(text) or text[max(0, at - 2) : at].rstrip(" ")[-1:] in _MARKS else 1 for at in ends}
    if not language.spaced:  # one letter behind a mark hangs there and speaks of what follows: 不要等。打|緊急電話
        ranks |= {at: ENDING for at in ranks if _HANGING.fullmatch(text[max(0, at - 2) : at])}
    return ranks


def _endings(text: str, language: Language) -> Iterable[int]:
    """Return those of ``find_breaks`` before what clings to a word but is none of it; in Japanese amid hiragana only.

    Text that is set flush is parted there without harm: 見え|ます, 奶水|的; but one letter before a mark begins no line.
    """
    rules = _rules_of(language)
    ends = rules.word_ends(text, language.tag) - rules.inside_terms(text)
    if language.phrases == "budoux":
        ends = ends & {match.end() for match in _KANA.finditer(text)}
    else:
        ends = ends - {match.start() + 1 for match in _TWICE.finditer(text)}
    return [
        at
        for at in find_breaks(text, language)
        if at in ends and text[at - 1] not in language.clings_forward and text[at + 1 : at + 2] not in _MARKS
    ]


def find_joints(text: str, language: Language) -> tuple[int, ...]:
    """Return those of ``find_word_ends``, and where a phrase may be parted if it must: before a particle, a verb's aid."""
    return _joints(text, language, find_word_ends(text, language))


def _joints(text: str, language: Language, words: Sequence[int]) -> tuple[int, ...]:
    rules = _rules_of(language)
    inside = rules.inside_terms(text)
    joints = {match.start() for match in rules.joint.finditer(text)} - inside
    joints |= {at + 1 for at in inside if at + 1 not in inside and text[at + 1 : at + 2] in rules.particles}
    joints = {at for at in joints if text[at + 1 : at + 2] not in _MARKS}  # に、 begins no line
    joints.update(words)
    return tuple(at for at in find_breaks(text, language) if at in joints)


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
    known = _rules_of(language).cuts
    found = known.get(word)
    if found is None and " " in word.strip() and all(len(part) <= FEW_LETTERS for part in word.split(" ")):
        found = (*(match.end() for match in _SPACES.finditer(word.rstrip())), len(word))  # a number, a unit: at blanks
    if found is None:
        from icu4py.breakers import LineBreaker

        solid = _LETTERS.sub("\u4e00", word).translate(_TAILORED)
        ends = set(accumulate(len(part) for part in LineBreaker(solid, language.breaks)))
        if len(known) >= KEPT:
            known.clear()
        inside = (end for end in accumulate(map(len, clusters(word))) if end in ends and end < len(word))
        found = known[word] = (*inside, len(word))
    return found


def _allowed(text: str, offsets: Sequence[int], rules: _Rules) -> tuple[int, ...]:
    """Take out the breaks that part a number from its unit, a "not" from its word, or cut a range; the end stays."""
    end = len(text)
    if "\u00ad" in text or _DIGIT(text):
        glued = {match.end() for match in rules.glued.finditer(text)}
        if not text.isascii():
            for match in rules.unit.finditer(text):
                glued.update(range(match.start() + 1, match.end()))
        offsets = [at for at in offsets if at not in glued]
    if not text.isascii() and (denied := {match.end() for match in rules.nots.finditer(text)}):
        offsets = [at for at in offsets if at not in denied]
    if rules.whole:
        within = _inside(text, rules.whole)
        offsets = [at for at in offsets if at not in within]
    for match in _KATAKANA.finditer(text) if not text.isascii() else ():
        offsets = [at for at in offsets if not match.start() < at < match.end()]
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
        phrase_ends = _rules_of(language).word_ends(text, language.tag)
    phrase_ends = phrase_ends - _rules_of(language).inside_terms(text)
    phrase_ends -= {match.start() + 1 for match in _TWICE.finditer(text)}
    phrase_ends = {
        at
        for at in phrase_ends
        if at == len(text)
        or (
            text[at] not in language.clings_back
            and text[at - 1] not in language.clings_forward
            and text[at + 1 : at + 2] not in _MARKS  # 勺子|接，
        )
    }
    # Closing punctuation always ends a phrase, a closing bracket unless an ending follows it: （管）|が.
    phrase_ends |= {match.end() for match in _CLOSED.finditer(text)}.intersection(offsets)
    return tuple(at for at in offsets if at in phrase_ends or at == len(text))


def _by_first(words: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return words by their first letters: of hundreds few begin with a letter of a text."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[0], []).append(word)
    return found


def _inside(text: str, words: Mapping[str, Sequence[str]]) -> set[int]:
    """Return the offsets inside words of a text, wherever they stand in it; the words by their first letters."""
    found: set[int] = set()
    for letter in words.keys() & set(text):
        for word in words[letter]:
            at = text.find(word)
            while at >= 0:
                found.update(range(at + 1, at + len(word)))
                at = text.find(word, at + 1)
    return found
