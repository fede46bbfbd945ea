"""Two aligned strings, compared by every rule there is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from generator.meaning.choices import compare_choices
from generator.meaning.completeness import compare_completeness
from generator.meaning.differences import Difference
from generator.meaning.folding import PLACE, fold
from generator.meaning.glossary import Glossary
from generator.meaning.leftover import left_in_english
from generator.meaning.lists import compare_lists, compare_strong
from generator.meaning.negation import compare_negation
from generator.meaning.numbers import compare_numbers, telephones
from generator.meaning.order import compare_bound, compare_order_of_steps
from generator.meaning.people import compare_people
from generator.meaning.sense import compare_sense
from generator.meaning.sentences import check_sentences
from generator.meaning.tables import Tongue, tongue_of
from generator.meaning.writing import check_writing
from generator.model.markup import check_markup
from generator.model.problems import NOWHERE
from generator.words.catalogs import Message, check_message

ENGLISH: Final = "en"
MOST: Final = 5_000
"""Characters of the longest text that is compared; the longest of our own is a tenth of it."""
_CODE: Final = re.compile(r"(?<![\w{%&/.])(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{2,8}(?:-[A-Z0-9]{2,8})*(?![\w}])", re.ASCII)
_SHORT: Final = re.compile(r"(?<![\w{%&/.-])[A-Z]{2,4}(?![\w}])", re.ASCII)
"""Codes of leaflets, short names: EX, QR."""
_LEAFLET: Final = re.compile(r"[Ll]eaflets? ([A-Z]{2,4})\b")
_VITAMIN: Final = re.compile(
    r"(?:vitamin\w* |vitamin|维生素|維生素|維他命|维他命|ビタミン)\s?([a-k])(?![a-z])"
    r"|(?<![a-z])([a-k])(?:\d+)?[\s族群]{0,2}(?:vitamin|维生素|維生素)"
)
_CAPITALS: Final = re.compile(r"[A-Z][A-Z0-9]|[0-9][A-Z]")
"""What stands in every code and short name."""
_SIGNS: Final = re.compile(r"[{}\[\]*\n\t\r]")
"""What stands in every slot, link, strong passage and format."""
_DIGITS: Final = "0123456789"
_POSITION: Final = re.compile(r"%(?:\d+\$)?[-+0]?\d*(?:\.\d+)?([sdif@])")


def compare(
    source: str,
    target: str,
    language: str,
    *,
    script: str = "",
    glossary: Glossary | None = None,
    tongue: Tongue | None = None,
    house: bool = False,
) -> tuple[Difference, ...]:
    """Return in what a translation differs from its English, or from how its language is written.

    Args:
        source: the English, with its marks and slots.
        target: the translation; one that is empty differs in nothing, it is not there.
        language: as a folder is named: ``vi``, ``zh_Hant``, ``ja``, ``es``. One without tables is compared by digits,
            marks and script alone.
        script: ``Hans``, ``Jpan`` …; empty for that of the language.
        glossary: the glossary for this language; without it no term is asked for.
        tongue: the language's tables; without them those that come with the program.
        house: ask for the rules of leaflets too: no telephone number in the words, short sentences, letters that are
            rare in the language.
    """
    if not target.strip() or not source.strip():
        return ()
    if max(len(source), len(target)) > MOST:
        text = f"a text of more than {MOST:,} characters is not compared"
        return (Difference("length", "critical", text, "make paragraphs of it"),)
    english, its = tongue_of(ENGLISH), tongue or tongue_of(language)
    allowed = glossary.allowed if glossary else ()
    script = script or next((part for part in language.split("_") if len(part) == 4), "")
    left = tuple(left_in_english(source, target, language, script, english, allowed))
    if target.strip() == source.strip():
        return left
    mine, said = fold(source), fold(target)
    sense = tuple(compare_sense(mine, said, english, its))
    turned = any(one.rule == "opposite" for one in sense)
    return (
        *_marks(source, target),
        *(telephones(source, target) if house else ()),
        *compare_numbers(mine, said, english, its, house),
        *_codes(source, target, house),
        *(_vitamins(mine, said) if "vitamin" in mine else ()),
        *left,
        *compare_negation(mine, said, english, its),
        *compare_people(mine, said, its),
        *sense,
        *compare_order_of_steps(mine, said, english, its),
        *(() if turned else compare_bound(mine, said, english, its)),
        *compare_choices(mine, said, english, its),
        *compare_completeness(mine, said, english, its),
        *compare_lists(mine, said, english, its),
        *compare_strong(source, target, english, its, glossary),
        *check_writing(source, target, language, script, its, allowed, house),
        *(glossary.check(mine, said) if glossary else ()),
        *(check_sentences(target, its) if house else ()),
    )


def _codes(source: str, target: str, house: bool) -> Iterator[Difference]:
    """Yield codes that are not the same (A4, B12, 7KQ4-M2XD; of leaflets also EX): no number of them is compared."""
    (mine, shorts), (its, said) = _codes_in(source), _codes_in(target)
    if house and len(shorts - said) == len(said - shorts) == 1:
        text = f"'{min(shorts - said)}' became '{min(said - shorts)}'"
        yield Difference("numbers", "critical", text, "copy it")
    for name in sorted(set(_LEAFLET.findall(source)) - said) if house and shorts and not said - shorts else ():
        yield Difference("numbers", "critical", f"the English has '{name}', the translation has not", "copy it")
    for name in sorted(mine - its):
        other = next((one for one in sorted(its - mine) if one.rstrip(_DIGITS) == name.rstrip(_DIGITS)), "")
        text = f"'{name}' became '{other}'" if other else f"the English has '{name}', the translation has not"
        yield Difference("numbers", "critical", text, "copy it")


def _vitamins(source: str, target: str) -> Iterator[Difference]:
    """Yield a vitamin of another letter, of two folded texts."""
    mine, its = (
        {letter for pair in _VITAMIN.findall(words) for letter in pair if letter} for words in (source, target)
    )
    if mine and (other := sorted(its - mine)):
        text = f"the translation names vitamin {other[0].upper()}, the English {', '.join(sorted(mine)).upper()}"
        yield Difference("numbers", "critical", text, "copy the letter")


@lru_cache(maxsize=2048)
def _codes_in(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the codes of a text, and its short names."""
    plain = unicodedata.normalize("NFKC", words)
    if not _CAPITALS.search(plain):
        return frozenset(), frozenset()
    return frozenset(_CODE.findall(plain)), frozenset(_SHORT.findall(words))


def _marks(source: str, target: str) -> Iterator[Difference]:
    """Yield slots, links, strong passages and formats of programs that are not those of the source."""
    if not _SIGNS.search(source) and not _SIGNS.search(target):
        return
    if not check_markup(source, NOWHERE):
        for problem in check_message(source, Message(target, False, NOWHERE)):
            yield Difference("marks", "critical", problem.message, problem.hint)
        return
    want, have = (
        Counter(_POSITION.sub(r"%\1", one) for one in PLACE.findall(words) if one[0] in "{%")
        for words in (source, target)
    )
    if want != have:
        parts = [f"missing {name}" for name in (want - have)] + [f"too much {name}" for name in (have - want)]
        yield Difference("marks", "critical", f"what a program fills in is not the same: {', '.join(parts)}", "copy it")
