"""What people call a language or a country: by its name in any language of the leaflets, by its tag or its letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from generator.model.content import Language

_WRITING: Final = {
    "zh_Hans": (
        "simplified",
        "chinese simplified",
        "mandarin simplified",
        "简中",
        "简体",
        "简体字",
        "簡体字",
        "中文 简体",
        "中文简体",
    ),
    "zh_Hant": (
        "traditional",
        "chinese traditional",
        "繁中",
        "繁体",
        "繁體",
        "正體中文",
        "繁體字",
        "繁体字",
        "中文 繁體",
        "中文繁體",
        "中文 繁体",
    ),
}
"""How people tell two writings of one language, beside the names that CLDR gives them."""
_COUNTRIES: Final = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "usa": "US", "america": "US", "viet nam": "VN", "hong kong": "HK", "香港": "HK", "臺灣": "TW", "台灣": "TW",
}  # fmt: skip
"""What people call countries beside the names that CLDR gives them."""
_ENDS: Final = "文语語话話"
"""The last letters of names of languages in Chinese and Japanese, which change with the place: 越南文, 越南語."""


def languages_called(words: str, languages: Sequence[Language]) -> tuple[str, ...]:
    """Return the languages (``zh_Hans``) that are called so: none, one, or several, as 'Chinese' names two."""
    called = _called(tuple((one.name, one.english_name, one.own_name) for one in languages))
    return called.get(_plain(words)) or _of_country(words, tuple(one.name for one in languages))


@lru_cache(maxsize=4)
def _called(languages: tuple[tuple[str, str, str], ...]) -> dict[str, tuple[str, ...]]:
    """Return languages by what they may be called; their names in each other's words are those of CLDR (Babel)."""
    from babel.core import Locale, UnknownLocaleError, get_global

    found: dict[str, dict[str, None]] = {}
    for name, english, own in languages:
        base = name.split("_")[0]
        called = [name, name.replace("_", "-"), base, english, own, *_WRITING.get(name, ())]
        called += [letters for letters, of in get_global("language_aliases").items() if of == base]  # vie, zho, cmn
        for other, _, _ in languages:
            try:
                names = Locale.parse(other).languages
            except (UnknownLocaleError, ValueError):
                continue
            called += filter(None, (names.get(base), names.get(name)))
        for one in (spelling for words in called for spelling in _spellings(words)):
            found.setdefault(one, {})[name] = None
    return {words: tuple(names) for words, names in found.items()}


def _spellings(words: str) -> Iterator[str]:
    """Yield how a name is written: with and without the marks and the first word of Vietnamese; by its last letter."""
    plain = _plain(words)
    parted = unicodedata.normalize("NFD", plain.replace("đ", "d"))
    bare = "".join(one for one in parted if not unicodedata.combining(one))
    yield from (plain, plain.removeprefix("tiếng "))
    if bare.isascii():
        yield from (bare, bare.removeprefix("tieng "))
    if plain[-1:] in _ENDS:
        yield from (plain[:-1] + end for end in _ENDS)


def country_called(words: str, languages: Sequence[Language]) -> str:
    """Return the two letters of the country (``GB``) that is called so in one of the languages, or nothing."""
    return _countries(tuple(one.name for one in languages)).get(_plain(words.replace(".", "")), "")


@lru_cache(maxsize=4)
def _countries(names: tuple[str, ...]) -> dict[str, str]:
    """Return the letters of countries by their names, which are those of CLDR (Babel) and some that people use."""
    from babel.core import Locale, UnknownLocaleError

    found: dict[str, str] = {}
    for name in names:
        try:
            places = Locale.parse(name).territories
        except (UnknownLocaleError, ValueError):
            continue
        for code, words in ((str(code), str(words)) for code, words in places.items()):
            if code.isalpha():
                found |= dict.fromkeys((code.lower(), *_spellings(words)), code)
    return found | _COUNTRIES


def _of_country(words: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the language of a tag with a country: ``vi-VN``, ``zh_TW``."""
    if not re.fullmatch("[A-Za-z]{2,3}([-_][A-Za-z]{2,4}){1,2}", words):
        return ()
    from babel.core import Locale, UnknownLocaleError

    try:
        found = Locale.parse(words.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return ()
    wanted = (f"{found.language}_{found.script}", found.language)
    return tuple(one for one in names if one == next((name for name in wanted if name in names), ""))


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[()（）]", " ", unicodedata.normalize("NFKC", words)).casefold().split())
