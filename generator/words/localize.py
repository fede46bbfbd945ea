"""Topic and catalog in, topic in the reader's language out; and dates, week days, lists as that language has them.

Nothing falls back to English by itself. Only a draft shows a gap, marked. A fuzzy translation is never shown, not
even in a draft: an update leaves "press" on a text that now says "do not press".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.model.content import Block, FromProfile, Language, Profile, Said, Text, Topic, Value, Words
from generator.model.problems import Origin, Problem, refuse_if_any, suggest
from generator.words.catalogs import Catalog, Catalogs

if TYPE_CHECKING:
    from babel.core import Locale

_Say = Callable[[Words], Said]

SOURCE = "en"
"""The language that content is written in."""

_SHORTEST = 3
"""Week day names of more letters than this give way to the shorter form ("T2" for "Th 2")."""


def localize(
    topic: Topic, language: Language, catalogs: Catalogs, profile: Profile, draft: bool = False, home: str | None = None
) -> Topic:
    """Turn a topic as written into the same topic in the reader's language: every text becomes a Said.

    Raises Unusable with every missing or fuzzy text at its YAML place. In a draft those texts are gaps.
    Slots such as ``{emergency}`` stay; composing fills them. ``home`` is the folder of one's own library, where
    what is missing belongs: empty when people stand in it, None where there is none but the program's.
    """
    problems: list[Problem] = []

    def say(words: Words) -> Said:
        return say_words(words, language, catalogs, profile, problems, draft, home)

    said = replace(
        topic,
        title=say(topic.title),
        purpose=say(topic.purpose),
        blocks=tuple(_say_block(block, say) for block in topic.blocks),
        language=language.name,
    )
    refuse_if_any(problems)
    return said


def say_words(
    words: Words,
    language: Language,
    catalogs: Catalogs,
    profile: Profile | None,
    problems: list[Problem],
    draft: bool = False,
    home: str | None = None,
) -> Said:
    """Turn one text into the reader's language. What is missing goes to ``problems``; the gap is returned.

    ``profile`` may be None for texts of templates, which hold no profile sentences.
    """
    if isinstance(words, Said):
        return words
    text = _from_profile(words, profile, problems) if isinstance(words, FromProfile) else words
    if text is None or isinstance(text, Said):
        return text or Said("", SOURCE, words.origin, gap=True)
    if language.name == SOURCE:
        return Said(text.words, SOURCE, words.origin)
    catalog = catalogs(text.domain)
    message = catalog.find(text.words, text.context) if catalog else None
    if message and not message.fuzzy:
        return Said(message.words, language.name, words.origin)
    if language.name.startswith(SOURCE + "_"):
        return Said(text.words, SOURCE, words.origin)  # a dialect says only what it says differently
    if not draft:
        problems.append(_gap(text, language, catalog, message.origin if message else None, home))
    return Said(text.words, SOURCE, words.origin, gap=True)


def say_date(day: date, language: Language) -> str:
    """Return a date in the language's long form, "5 tháng 4, 2026"; the short forms mean different days elsewhere."""
    locale = _locale(language.name, language.territory)
    if locale is None:
        return day.isoformat()
    from babel.dates import format_date

    return format_date(day, "long", locale)


def say_month(day: date, language: Language) -> str:
    """Return month and year, "April 2026"."""
    locale = _locale(language.name, language.territory)
    if locale is None:
        return f"{day:%Y-%m}"
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", day, locale=locale)


def week_days(language: Language, week_of: Language | None = None) -> tuple[str, ...]:
    """Return seven short names of week days, beginning with the territory's first day of the week.

    ``week_of`` is the language whose territory is asked, where another stands beside it: their days must be the same.
    """
    from babel.core import Locale

    locale = _locale(language.name, language.territory) or Locale(SOURCE, "GB")
    names = locale.days["stand-alone"]["abbreviated"]
    if any(len(names[day]) > _SHORTEST for day in range(7)):
        names = locale.days["stand-alone"]["short"]
    other = week_of or language
    first = (_locale(other.name, other.territory) or locale).first_week_day
    return tuple(names[(first + step) % 7] for step in range(7))


def day_names(language: Language) -> tuple[str, ...]:
    """Return the whole names of the week days, Monday first."""
    from babel.core import Locale

    locale = _locale(language.name, language.territory) or Locale(SOURCE, "GB")
    names = locale.days["stand-alone"]["wide"]
    return tuple(names[day] for day in range(7))


def _say_block(block: Block, say: _Say) -> Block:
    return replace(block, fields={name: _say_value(value, say) for name, value in block.fields.items()})


def _say_value(value: Value, say: _Say) -> Value:
    """Return a field's value with every text said, its shape kept."""
    if isinstance(value, Text | Said | FromProfile):
        return say(value)
    if isinstance(value, tuple):
        return tuple(_say_item(item, say) for item in value)  # type: ignore[return-value]
    return value


def _say_item(item: Value | Block, say: _Say) -> Value | Block:
    return _say_block(item, say) if isinstance(item, Block) else _say_value(item, say)


def _from_profile(words: FromProfile, profile: Profile | None, problems: list[Problem]) -> Text | Said | None:
    """Return the profile's sentence; a key it does not have becomes a problem."""
    sentences = profile.sentences if profile else {}
    sentence = sentences.get(words.key)
    if isinstance(sentence, Text | Said):
        return sentence
    name = profile.name if profile else ""
    message = f"the country profile '{name}' has no sentence '{words.key}'"
    problems.append(Problem(words.origin, message, suggest(words.key, sentences)))
    return None


def _gap(text: Text, language: Language, catalog: Catalog | None, place: Origin | None, home: str | None) -> Problem:
    """Return the problem of a text without a translation that may be printed."""
    file = f"{f'{home}/' if home else ''}locales/{language.name}/LC_MESSAGES/{text.domain}.po"
    if catalog is None:
        # One problem for the whole file: the same for every text, and Unusable keeps each once.
        message = f"there is no {language.english_name} translation of '{text.domain}'"
        return Problem(
            Origin(file),
            message,
            f"make the file with: leaflets translate update{f' --library {home}' if home else ''}",
        )
    shown = text.words if len(text.words) <= 60 else text.words[:57] + "…"
    # One message for each kind, so that many can be told as one; the words stand in the hint.
    if place:
        message = f"the {language.english_name} words are marked fuzzy: the English has changed"
        hint = f"compare them with “{shown}” and correct them in {place}, then remove the word fuzzy"
        return Problem(text.origin, message, hint)
    message = f"not translated into {language.english_name}"
    return Problem(
        text.origin, message, f"translate “{shown}” in {file if home is not None else catalog.origin.file or file}"
    )


@lru_cache(maxsize=32)
def _locale(name: str, territory: str) -> Locale | None:
    """Return Babel's locale, with the territory (the first day of the week needs it) if Babel knows the pair."""
    from babel.core import Locale, UnknownLocaleError

    plain = name if name.count("_") and name.endswith(f"_{territory}") else f"{name}_{territory}"
    for identifier in (plain, name, name.split("_")[0]):
        try:
            return Locale.parse(identifier)
        except (UnknownLocaleError, ValueError):
            continue
    return None
