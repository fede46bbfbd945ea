"""Names of the library that a run, a row or a clinic asks for; those it does not have are refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Final

from msgspec.structs import replace

from generator.library.library import Library
from generator.library.texts import short
from generator.model.content import Text
from generator.model.memo import remembered
from generator.model.patterns import pattern
from generator.model.problems import Unusable, suggest
from generator.run.orders.options import EDITIONS, PRESS, SCREEN
from generator.run.orders.wish import MOST_COPIES, Choice
from generator.words.tongues import country_called, languages_called

Refuse = Callable[[str, str], None]
"""Takes what is wrong, and what to do."""
_BLANKS = pattern(r"\s+")
_MARKS = pattern(r"[\n;；,，、|+]+|(?<![./])/(?![./])|＋")
_ANDS = pattern(r" (?:and|và|&|und|et|y) |[和と・]")
_WHOLE: Final = pattern(r"[0-9]{1,7}", re.ASCII)
NEAR_TITLE: Final = 0.75
"""How alike words and a title, or a language's name, must be for it to have been meant (difflib's ratio)."""
EVERY: Final = frozenset(
    "all|any|every|everything|all languages|all topics|all leaflets|tất cả|全部|所有|すべて|全て|alle|alle sprachen|"
    "alle themen|tous|toutes|toutes les langues|todos|todas|todos los idiomas".split("|")
)
"""What people write for 'all'."""
YES: Final = frozenset("yes|y|true|x|1|✓|✔|có|是|有|はい|あり|有り|○|ja|oui|sí|si".split("|"))
NO: Final = frozenset("no|n|false|0|không|否|无|無|没有|いいえ|なし|無し|×|nein|non".split("|"))


def split(words: str, name: str, library: Library) -> tuple[str, ...]:
    """Return the names of a cell of the column ``name``, parted by semicolons, commas, lines, or blanks.

    Why blanks last: 'Tiếng Việt' and 'Simplified Chinese' are one name each.
    """
    if _fold(words) in EVERY:
        return ("all",)
    cells = [part.strip() for part in _MARKS.split(words) if part.strip()]
    # 'Eating and drinking' is one title, 'Vietnamese and Japanese' are two languages
    parts = [one for cell in cells for one in ([cell] if called(cell, name, library) else _ANDS.split(cell))]
    parts = [part.strip() for part in parts if part.strip()]

    def pieces(part: str) -> list[str]:
        words = [] if called(part, name, library) else _BLANKS.split(part)
        return words if any(called(one, name, library) for one in words) else [part]

    return tuple(one for part in parts for one in pieces(part))


def called(words: str, name: str, library: Library) -> str:
    """Return the library's name of what people call ``words``, or nothing.

    A language by its tag or a name, a topic by its code or its title in any language of the library.
    """
    if name == "languages":
        spoken = library.language_name(words)
        found = (spoken,) if spoken in library.languages() else _tongues(words, library)
        return found[0] if len(found) == 1 else ""
    names = {"topics": library.topics, "formats": library.formats, "theme": library.themes}.get(name, EDITIONS.keys)()
    plain = _fold(words)
    by_name = next((one for one in names if plain in (one, one.replace("-", " "))), "")
    if by_name or name != "topics":
        return by_name
    return _topics(library).get(plain) or _translated(library).get(plain, "")


def named(words: Iterable[str], name: str, library: Library) -> list[str]:
    """Return words of the command line as names of the library, as far as it has what they call."""
    found = [one if one == "all" else called(one, name, library) or one for one in words]
    return list(map(library.language_name, found)) if name == "languages" else found


def answer(words: str) -> str:
    """Return ``yes`` for what people tick, nothing for no; words of a clinic's own as they are."""
    plain = _fold(words)
    return "yes" if plain in YES else "" if plain in NO else words


def country(words: str, library: Library) -> str:
    """Return the profile of a country by what people call it, or the words as they are."""
    if words in library.profiles():
        return words
    letters = country_called(words, [library.language(name) for name in library.languages()])
    return letters.lower() if letters.lower() in library.profiles() else words


def _fold(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().replace("**", "").split())


def _tongues(words: str, library: Library) -> tuple[str, ...]:
    return languages_called(words, [library.language(name) for name in library.languages()])


@remembered("names of topics")
def _bearers(library: Library) -> dict[str, tuple[str, ...]]:
    """Return the topics by their English titles and by their codes: several where one was copied from another."""
    found: dict[str, dict[str, None]] = {}
    for name, title in _titles(library):
        for words in (library.topic(name).code, title.words):
            found.setdefault(_fold(words), {})[name] = None
    return {words: tuple(names) for words, names in found.items()}


def _topics(library: Library) -> dict[str, str]:
    """Return the names of topics by what calls one alone; a topic that cannot be read has none."""
    return {words: names[0] for words, names in _bearers(library).items() if len(names) == 1}


@remembered("titles of topics in other languages")
def _translated(library: Library) -> dict[str, str]:
    """Return the names of topics by their titles in the library's languages, as far as catalogs can be read."""
    found: dict[str, str] = {}
    for name, title in _titles(library):
        for language in library.languages():
            try:
                catalog = library.catalog(language, name)
            except Unusable:
                continue
            if catalog and (message := catalog.find(title.words, title.context)):
                found.setdefault(_fold(message.words), name)
    return found


def _titles(library: Library) -> Iterator[tuple[str, Text]]:
    """Yield the topics that can be read, with their English titles."""
    for name in library.topics():
        with suppress(Unusable):
            title = library.topic(name).title
            if isinstance(title, Text):
                yield name, title


def near_language(words: str, library: Library) -> str:
    """Return a hint for a language that is not known: people write its name, or its country, for its tag."""
    several = _tongues(words, library)
    if len(several) > 1:
        ways = ", ".join(f"{_tag(name)} ({library.language(name).english_name})" for name in several)
        return f"write which of them: {ways}"
    languages = [library.language(name) for name in library.languages()]
    for one in languages:
        if words.casefold() in (one.english_name.casefold(), one.own_name.casefold(), one.territory.casefold()):
            return f"did you mean '{one.tag}'?"
    spoken = {one.tag: one.english_name for one in languages}
    near = suggest(words, spoken)
    if near.startswith("did you mean"):
        return near
    import difflib  # late: seldom needed

    english = {name.casefold(): tag for tag, name in spoken.items()}
    if meant := difflib.get_close_matches(words.casefold(), english, 1, NEAR_TITLE):
        return f"did you mean '{english[meant[0]]}' ({spoken[english[meant[0]]]})?"
    return f"known: {', '.join(f'{tag} ({name})' for tag, name in sorted(spoken.items()))}"


def near_topic(library: Library, words: str) -> str:
    """Return a hint for a topic that is not known: its name or its title, in any language, may be misspelt."""
    import difflib  # late: seldom needed

    if several := _bearers(library).get(_fold(words)):
        return f"{' and '.join(several)} are called so: write which, and give one of them another code or title"
    titles = {**_translated(library), **_topics(library)}
    english = {name: title.words.replace("**", "") for name, title in _titles(library)}
    meant = difflib.get_close_matches(_fold(words), [one for one in titles if len(one) > 3], 1, NEAR_TITLE)
    if meant:  # before names: 'Leeking milk' is nearer to 'expressing-milk' than to 'managing-leakage'
        return f"did you mean '{titles[meant[0]]}' ({english[titles[meant[0]]]})?"
    near = suggest(words, library.topics())
    if near.startswith("did you mean"):
        return near
    return f"known: {', '.join(f'{name} ({title})' for name, title in english.items())}"


def known(
    names: Iterable[str],
    all_names: tuple[str, ...],
    sort: str,
    refuse: Refuse,
    near: Callable[[str], str] | None = None,
) -> tuple[str, ...]:
    """Return names that the library has; 'all' means every one. ``near`` gives the hint for another."""
    wanted = tuple(dict.fromkeys(names))
    if wanted == ("all",):
        return all_names
    for name in wanted:
        if name not in all_names:
            shown = _tag(name) if sort == "language" else name
            hint = near(shown[:80]) if near else suggest(shown[:80], all_names)
            refuse(f"there is no {sort} called '{short(shown)}'", hint)
    return wanted


def choose(choice: Choice, name: str, names: tuple[str, ...], library: Library, refuse: Refuse) -> Choice:
    """Return a choice with one thing chosen otherwise; names that the library has not are refused."""
    names = tuple(called(one, name, library) or one for one in names)
    if name == "topics":
        return replace(choice, topics=known(names, library.topics(), "topic", refuse, partial(near_topic, library)))
    if name == "languages":
        spoken = map(library.language_name, names)

        def near(words: str) -> str:
            return near_language(words, library)

        return replace(choice, languages=known(spoken, library.languages(), "language", refuse, near))
    if name == "edition":
        return replace(choice, editions=editions(names, refuse))
    if name == "theme":
        if len(names) > 1:
            refuse("one theme is needed, not several", "")
        found = known(names, library.themes(), "theme", refuse)
        return replace(choice, theme=found[0] if found else choice.theme)
    single = tuple(one for one in library.formats() if library.format(one).languages == 1)
    formats = single if names == ("all",) else known(names, library.formats(), "format", refuse)
    for one in formats:
        if one in library.formats() and one not in single:
            refuse(f"the format '{one}' is for two languages", "make it with: leaflets make --with")
    return replace(choice, formats=formats)


def editions(names: tuple[str, ...], refuse: Refuse) -> tuple[str, ...]:
    """Return ``screen``, ``press`` or both."""
    found: set[str] = set()
    for name in names:
        if name not in EDITIONS:
            refuse(f"there is no edition called '{short(name)}'", suggest(name[:80], EDITIONS))
        found.update(EDITIONS.get(name, ()))
    return tuple(one for one in (SCREEN, PRESS) if one in found)


def copies(words: str, refuse: Refuse) -> int:
    """Return a number of copies; 1 when nothing is said."""
    plain = unicodedata.normalize("NFKC", words)  # wide digits, as Japanese offices write them
    found = int(plain) if _WHOLE.fullmatch(plain) else 0
    if words and not 1 <= found <= MOST_COPIES:
        hint = f"write a whole number from 1 to {MOST_COPIES:,}, without a point or a comma"
        refuse(f"'{short(words)}' is not a number of copies", hint)
    return found or 1


def _tag(language: str) -> str:
    return language.replace("_", "-")
