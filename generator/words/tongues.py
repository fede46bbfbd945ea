"""What people call a language or a country: by its name in any language of the leaflets, by its tag or its letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from generator.model.content import Language
from generator.model.writing import script_for, script_of, told_by, writes

_NAMED_IN: Final = ("en", "vi", "zh", "zh_Hant", "ja", "de", "fr", "es")
"""In whose words names of languages and countries are known (CLDR), beside each language's own name for itself: the
leaflets' languages, and those whose names of columns are read in tables."""
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
    "grossbritannien": "GB", "grande bretagne": "GB", "grande-bretagne": "GB", "gran bretaña": "GB",
    "usa": "US", "america": "US", "viet nam": "VN", "hong kong": "HK", "香港": "HK", "臺灣": "TW", "台灣": "TW",
}  # fmt: skip
"""What people call countries beside the names that CLDR gives them."""
_ENDS: Final = "文语語话話"
"""The last letters of names of languages in Chinese and Japanese, which change with the place: 越南文, 越南語."""


def languages_called(words: str, languages: Sequence[Language]) -> tuple[str, ...]:
    """Return the languages (``zh_Hans``) that are called so: none, one, or several, as 'Chinese' names two."""
    known = tuple((one.name, one.english_name, one.own_name) for one in languages)
    own, plain = tuple(one.name for one in languages), _plain(words)
    # the library's own languages first: each other costs 10 ms, and most words are names in these
    return _called(known, own).get(plain) or _of_country(words, own) or _called(known, _NAMED_IN).get(plain, ())


@lru_cache(maxsize=4)
def _called(languages: tuple[tuple[str, str, str], ...], spoken: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return languages by what they may be called; their names in the words of ``spoken`` are those of CLDR (Babel)."""
    from babel.core import Locale, UnknownLocaleError, get_global

    found: dict[str, dict[str, None]] = {}
    for name, english, own in languages:
        base = name.split("_")[0]
        called = [name, name.replace("_", "-"), base, english, own, *_WRITING.get(name, ())]
        called += [letters for letters, of in get_global("language_aliases").items() if of == base]  # vie, zho, cmn
        for other in spoken:
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


def is_language(words: str) -> bool:
    """Tell whether words are the name of a language in one of the languages that names are known in."""
    return _plain(words) in _known()


def tag_called(words: str) -> tuple[str, str]:
    """Return the language (``zh_Hant``) that is called so by its BCP 47 tag or its name, whatever language it is.

    Nothing where none is, with a hint: what was probably meant. Which tags there are is CLDR's word (Babel): a tag
    that is only of the right form, such as ``xx``, is a language of nobody.
    """
    if tag := _tag(words):
        return tag, ""
    named = _known().get(_plain(words), ())
    if len(named) == 1:
        return named[0], ""
    if named:
        return "", f"write which of them: {' or '.join(name.replace('_', '-') for name in named)}"
    if own := _own_name(words):
        return own, ""
    near = _near_tag(words)
    return "", _meant(near) if near else "write its tag or its name: ja, zh-Hant, Korean"


def another_writes(tag: str, words: str) -> str:
    """Return a hint when words are in letters that another language writes nearly alone: Hangul is not Kanuri (kr)."""
    letter = next(filter(told_by, words), "")
    if not letter:
        return ""
    from babel.core import get_global

    language = tag.split("_")[0]
    named = next((part for part in tag.split("_")[1:] if len(part) == 4), "")
    script = named or (*str(get_global("likely_subtags").get(language, "")).split("_"), "")[1] or script_for(tag)
    return "" if writes(script, script_of(letter)) else _meant(told_by(letter))


def _meant(tag: str) -> str:
    from babel.core import Locale

    return f"did you mean '{tag.replace('_', '-')}' ({Locale.parse('en').languages.get(tag, 'another language')})?"


def _tag(words: str) -> str:
    """Return a tag of a language that is known, in its usual letters, old tags as they are written today: iw is he."""
    form = r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?"
    match = re.fullmatch(form, words.strip(), re.ASCII)
    if not match:
        return ""
    from babel.core import Locale, get_global

    english = Locale.parse("en")
    language, script, place = match[1].lower(), (match[2] or "").title(), (match[3] or "").upper()
    language = str(get_global("language_aliases").get(language, language))
    known = language in english.languages and (not script or script in english.scripts)
    return "_".join(filter(None, (language, script, place))) if known and place in ("", *english.territories) else ""


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, ...]]:
    """Return the languages by the names that CLDR gives them in the languages that names are known in."""
    from babel.core import Locale

    found: dict[str, dict[str, None]] = {}
    for place in _NAMED_IN:
        for name, called in Locale.parse(place).languages.items():
            if "_" not in name or name in _WRITING:
                for one in _spellings(str(called)):
                    found.setdefault(one, {})[str(name)] = None
    for name, called in _WRITING.items():
        for one in (spelling for words in called for spelling in _spellings(words)):
            found.setdefault(one, {})[name] = None
    return {words: tuple(names) for words, names in found.items()}


@lru_cache(maxsize=256)
def _own_name(words: str) -> str:
    """Return the language that calls itself so: 한국어, polski. Those written in such letters are asked."""
    plain = _plain(words)
    letters = next((script for script in map(script_of, plain) if script not in ("Zyyy", "Zinh")), "")
    if len(plain) < 2 or not letters or (letters == "Latn" and len(plain) < 4):
        return ""
    from babel.core import Locale
    from babel.localedata import locale_identifiers

    english = Locale.parse("en").languages
    for name in (one for one in locale_identifiers() if one in english and writes(script_for(one), letters)):
        if plain in set(_spellings(str(Locale.parse(name).languages.get(name, "")))):
            return str(name)
    return ""


def _near_tag(words: str) -> str:
    """Return the tag that was probably meant: people write a country's letters or name, or misspell a language's."""
    import difflib  # late: seldom needed

    from babel.core import get_global

    plain = words.strip()
    country = plain.upper() if len(plain) == 2 and plain.isascii() else country_of(plain)
    likely = get_global("likely_subtags")
    spoken = str(likely.get(f"und_{country}", "")) or {"GB": "en", "US": "en"}.get(country, "")
    if country and spoken:
        language, script = (*spoken.split("_"), "")[:2]
        return f"zh_{script}" if language == "zh" else language
    parts = re.split("[-_]", plain)
    if len(parts) > 1 and (tag := _tag(parts[0])):  # zh-Trad, ja-XX: the language is known
        return tag
    names = {name: tags[0] for name, tags in _known().items() if len(name) > 3 and len(tags) == 1 and name.isascii()}
    near = difflib.get_close_matches(_plain(plain), names, 1, 0.75) if len(plain) > 3 else []
    return names[near[0]] if near else ""


def country_of(words: str) -> str:
    """Return the two letters of a country by its name in one of the languages that names are known in, or nothing."""
    return _countries(_NAMED_IN).get(_plain(words.replace(".", "")), "")


def country_called(words: str, languages: Sequence[Language]) -> str:
    """Return the two letters of the country (``GB``) that is called so in one of the languages, else ``country_of``."""
    own = _countries(tuple(one.name for one in languages)).get(_plain(words.replace(".", "")), "")
    return own or country_of(words)


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
