"""Which language the words of a sheet are in, where it is not that of their paragraph: a clinic's name most of all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.model.content import Clinic, Language
from generator.model.patterns import pattern
from generator.model.sheet import Element, Run
from generator.model.writing import in_set, spoken_parts

_FOREIGN_TO_LATIN: Final = pattern("[^\x00-\u036f\u1d00-\u1eff\u2000-\u2bff\ufb00-\ufb06\U000f0000-\U0010ffff]")
_FOREIGN_TO_HAN: Final = pattern(
    "[^\x00-\u036f\u1d00-\u1eff\u2000-\u2bff\u2e80-\u30ff\u3190-\uabff\uf900-\ufaff\ufe10-\ufe4f\uff00-\uffef"
    "\U00020000-\U0003ffff\U000f0000-\U0010ffff]"
)
_ANY: Final = pattern("[^\x00-\x7f]")
_FOREIGN: Final = {
    "Latn": _FOREIGN_TO_LATIN, "Hans": _FOREIGN_TO_HAN, "Hant": _FOREIGN_TO_HAN, "Jpan": _FOREIGN_TO_HAN,
}  # fmt: skip
"""What finds a letter that may be another language's; in nearly all words there is none."""


def by_language(
    areas: tuple[Element, ...], language: Language, clinic: Clinic | None = None, territory: str = ""
) -> tuple[Element, ...]:
    """Return a sheet's areas, runs parted by language: each part that is not in its paragraph's names its own.

    A run that names its language stays as it is. ``clinic`` is whose words stand in them, ``territory`` its country's.
    """
    own, said = "", frozenset[str]()
    if clinic and not speaks(clinic, language):
        own = own_words(clinic)
        said = frozenset(_of(clinic))
    else:
        clinic = None
    changed = [_element(area, language, clinic, own, said, territory) for area in areas]
    return areas if all(one is area for one, area in zip(changed, areas, strict=True)) else tuple(changed)


def speaks(clinic: Clinic, language: Language) -> bool:
    """Tell at a glance that all of a clinic's words are in a language's letters, as those of most are."""
    if clinic.language:
        return False
    words = own_words(clinic)
    if words.isascii():
        return True
    if language.script == "Latn":
        return not _FOREIGN_TO_LATIN.search(words)
    return language.script in _FOREIGN and not _FOREIGN_TO_HAN.search(words) and in_set(words, language.script)


def own_words(clinic: Clinic) -> str:
    """Return the words that a clinic's language is told by."""
    return "\n".join(_of(clinic))


def _of(clinic: Clinic) -> tuple[str, ...]:
    phones = [phone.words for phone in clinic.phones]
    return clinic.title, *phones, *clinic.address, *clinic.hours, clinic.interpreter


def _element(
    element: Element, language: Language, clinic: Clinic | None, own: str, said: frozenset[str], territory: str
) -> Element:
    runs, children = element.runs, element.children
    if not element.get("lang"):
        runs = _runs(runs, language, clinic, own, said, territory)
    if children and not (element.tag == "cell" and element.get("lang")):  # that cell is its language's, to its end
        fresh = [_element(child, language, clinic, own, said, territory) for child in children]
        if any(one is not child for one, child in zip(fresh, children, strict=True)):
            children = tuple(fresh)
    if runs is element.runs and children is element.children:
        return element
    return Element(element.tag, element.attributes, children, runs, element.origin)


def _runs(
    runs: tuple[Run, ...], language: Language, clinic: Clinic | None, own: str, said: frozenset[str], territory: str
) -> tuple[Run, ...]:
    foreign = _FOREIGN.get(language.script, _ANY)
    for run in runs:
        if not run.lang and ((clinic and run.words in said) or foreign.search(run.words)):
            break
    else:
        return runs
    return tuple([part for run in runs for part in _parts(run, language, clinic, own, said, territory)])


def _parts(
    run: Run, language: Language, clinic: Clinic | None, own: str, said: frozenset[str], territory: str
) -> Iterator[Run]:
    if run.lang or run.mark or not run.words:
        yield run
        return
    theirs = clinic if clinic and run.words in said else None
    for words, lang in spoken_parts(
        run.words, language.name, language.script, theirs.language if theirs else "", territory, own if theirs else ""
    ):
        yield run._replace(words=words, lang=lang) if lang else run if words == run.words else run._replace(words=words)
