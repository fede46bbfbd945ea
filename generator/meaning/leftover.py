"""Is English left in a translation?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

from generator.meaning.differences import Difference
from generator.meaning.folding import bared
from generator.meaning.tables import Tongue
from generator.model.patterns import pattern
from generator.model.writing import script_for

ALLOWED: Final = frozenset(("ibclc", "pdf", "kcal", "mmhg", "unicef", "lactmed", "ibuprofen", "paracetamol"))
"""Latin words that may stand in any language, in lower case; the glossary's own words come on top."""
_WORD: Final = pattern(r"[A-Za-z]{3,}")
_SHORT: Final = pattern(r"[A-Za-z]{2,}")
_LETTERS: Final = pattern(r"[^\W\d_]")
_RUN: Final = pattern(r"[A-Za-z]+(?:[ -][A-Za-z]+)+")


def left_in_english(
    source: str, target: str, language: str, script: str, english: Tongue, allowed: Collection[str] = ()
) -> Iterator[Difference]:
    """Yield English that was left: the whole text, or words of it. ``allowed`` are in small letters."""
    script = script or script_for(language)
    bare, said = bared(source), bared(target)
    ordinary = _listed("ordinary", english)
    mine = set(_SHORT.findall(bare))
    small = {word.lower() for word in mine if word[:1].islower()}
    fine, loans = allowed or ALLOWED, _listed("loans", english)
    latin = script == "Latn"
    if said.strip() == bare.strip():
        words = [word.lower() for word in _SHORT.findall(bare)]
        common = [word for word in words if word in _known(english) and word not in fine]
        plain = [word for word in words if len(word) >= 4 and word not in fine]
        many = len(words) >= 3 and len(plain) >= 2 and not bare.isupper()
        if _LETTERS.search(bare) and (
            common if not latin or language.startswith("vi") else (len(words) >= 3 and common) or many
        ):
            yield Difference("untranslated", "critical", f"the translation is the English: “{source}”", "translate it")
        return
    found = [
        word
        for word in _WORD.findall(said)
        if not word.isupper() and not word[1:].isupper() and word.lower() not in fine
    ]
    found = [word for word in found if word.lower() not in loans and (word[1:].islower() or word.islower())]
    known = _known(english)  # names of three letters are many: csv, sms
    found = [word for word in found if len(word) > 3 or word.lower() in known]
    if latin and not language.startswith("vi"):
        runs = [run for run in _RUN.findall(said) if run.lower() in bare.lower()]
        left = [run for run in runs if sum(word.lower() in ordinary for word in run.split()) >= 2]
    else:
        names = {
            word for word in mine if word[:1].isupper() and word.lower() not in small and word.lower() not in ordinary
        }
        usual = ordinary if latin else known
        left = [word for word in found if word not in names and _is_english(word, small, usual, mine, latin)]
    if left:
        text = f"English words are left: {', '.join(dict.fromkeys(left))}"
        yield Difference("untranslated", "critical", text, "translate them; names belong into the glossary")


@lru_cache(maxsize=16)
def _listed(name: str, english: Tongue) -> frozenset[str]:
    return frozenset(english.list(name))


@lru_cache(maxsize=4)
def _known(english: Tongue) -> frozenset[str]:
    """Return ordinary words, and the single ones by which English names its concepts: worried, jar."""
    named = (word for words in english.concepts.values() for word in words if word.isalpha())
    return _listed("ordinary", english).union(named)


def _is_english(word: str, small: set[str], ordinary: Collection[str], mine: set[str], latin: bool) -> bool:
    """Tell whether a word is an English one of this text; in another script an ordinary word is, wherever from."""
    lower = word.lower()
    of_text = any(lower == other.lower() for other in mine)
    if latin:
        return of_text and (lower in ordinary or word[:1].islower())
    return lower in ordinary or (of_text and word[:1].islower())
