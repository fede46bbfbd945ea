"""A language that the library has not, begun: ``language.yaml`` from what CLDR (Babel) knows of it, and catalogs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from generator.model.design import FaceFile
from generator.model.problems import NOWHERE, Problem, Unusable, suggest
from generator.model.writing import leftward, script_for
from generator.words.localize import SOURCE
from generator.words.translate import Translatable, begun

if TYPE_CHECKING:
    from babel.core import Locale

_NAME: Final = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?")
_LEADINGS: Final = {"Jpan": "japanese", "Hans": "chinese", "Hant": "chinese", "Kore": "chinese"}
"""Leadings of the looks by script; all other letters have that of Latin ones, marks stacked above have Vietnamese's."""
_STACKED: Final = frozenset("Deva Thai Laoo Khmr Mymr Taml Telu Beng Tibt Sinh".split())
_UNSPACED: Final = frozenset("Jpan Hans Hant Thai Laoo Khmr Mymr Tibt".split())
_QUOTES: Final = {"Jpan": "「」『』", "Hant": "「」『』"}
_GAPS: Final = ("symbols2", "stix-math")
"""Faces of the stock library that fill what the first one lacks."""


def begin(library: Translatable, faces: Mapping[str, FaceFile], name: str) -> dict[str, str]:
    """Return the files of a new language, by their path in the library's own folder.

    Args:
        library: the library.
        faces: its faces by key, each with the scripts it draws.
        name: a language as people write its tag: ``id``, ``zh-Hant-HK``, ``pt_BR``.

    Raises:
        Unusable: when there is no such language, the library has it, or it cannot be set; with what to do.
    """
    folder = _folder(name)
    if folder.lower() in (one.lower() for one in library.languages()):
        hint = "bring its catalogs up to date with: leaflets translate update"
        raise Unusable(Problem(NOWHERE, f"the library has the language '{_tag(folder)}'", hint))
    base = folder.rpartition("_")[0]
    if base in library.languages() and base != SOURCE:
        return {f"locales/{folder}/language.yaml": _beside(folder, base)}
    catalogs = {} if folder.startswith(f"{SOURCE}_") else begun(library, folder)  # a dialect of English needs none
    return {f"locales/{folder}/language.yaml": _about(folder, faces), **catalogs}


def _folder(name: str) -> str:
    """Return a tag as its folder is written: ``zh_Hant_HK``."""
    parts = re.split("[-_]", name.strip())
    cased = [one.title() if len(one) == 4 else one.upper() if at else one.lower() for at, one in enumerate(parts)]
    folder = "_".join(cased)
    if not _NAME.fullmatch(folder):
        hint = "write it as id, pt-BR or zh-Hant-HK"
        raise Unusable(Problem(NOWHERE, f"'{name[:40]}' is not the tag of a language", hint))
    return folder


def _beside(folder: str, base: str) -> str:
    """Return ``language.yaml`` of a country's form of a language that the library has: only what differs."""
    locale = _locale(folder)
    lines = (
        f"# Words of {locale.get_territory_name('en')}; all that is not in this folder is that of {_tag(base)}.",
        f"extends: {base}",
        *_names(folder, locale),
        f'territory: "{locale.territory}"',
        "",
    )
    return "\n".join(lines)


def _locale(folder: str) -> Locale:
    from babel.core import Locale, UnknownLocaleError, get_global

    try:
        return Locale.parse(folder)
    except (UnknownLocaleError, ValueError):
        known = [one for one in get_global("likely_subtags") if re.fullmatch("[a-z]{2}", one)]
        near = suggest(folder.split("_")[0], known)
        hint = near if near.startswith("did") else "make its folder by hand: docs/how-to/language.md"
        raise Unusable(Problem(NOWHERE, f"nothing is known of a language '{_tag(folder)}'", hint)) from None


def _names(folder: str, locale: Locale) -> tuple[str, ...]:
    own, english = locale.get_display_name(folder) or _tag(folder), locale.get_display_name("en")
    return f"tag: {_tag(folder)}", f'own-name: "{own[:1].upper()}{own[1:]}"', f'english-name: "{english}"'


def _about(folder: str, faces: Mapping[str, FaceFile]) -> str:
    """Return ``language.yaml``; a person who knows the language looks through it."""
    from babel.core import get_global

    locale = _locale(folder)
    likely = str(get_global("likely_subtags").get(folder) or get_global("likely_subtags").get(locale.language) or "")
    given = dict(zip(("language", "script", "territory"), likely.split("_"), strict=False))
    script = locale.script or script_for(folder)
    script = given.get("script", script) if script == "Latn" and not locale.script else script
    territory = locale.territory or given.get("territory", "")
    if leftward(script):
        hint = "lines would come out backwards: this needs work on the typesetter first"
        raise Unusable(Problem(NOWHERE, f"{_tag(folder)} is written from right to left, and cannot be set yet", hint))
    face = next((key for key, one in faces.items() if script in one.scripts), "")
    if not face or not territory:
        lacks = f"no face draws its script, {script}" if not face else "no country is known for it"
        hint = "add one to templates/faces.yaml, or make its folder by hand: docs/how-to/language.md"
        raise Unusable(Problem(NOWHERE, f"{_tag(folder)} cannot be begun: {lacks}", hint))
    fonts = [face, *(one for one in _GAPS if one in faces)]
    fonts += ["noto-sans"] if face != "noto-sans" and "noto-sans" in faces else []
    phrases = "budoux" if script == "Jpan" else "icu" if script in _UNSPACED else "words"
    leading = _LEADINGS.get(script, "vietnamese" if script in _STACKED or folder == "vi" else "latin")
    han, tag = script in ("Jpan", "Hans", "Hant"), _tag(folder)
    quotes = ", ".join(f'"{one}"' for one in _QUOTES.get(script, "“”‘’"))
    lines = (
        f"# {locale.get_display_name('en')}. Begun by the program from CLDR: look through it before you translate.",
        *_names(folder, locale),
        f"script: {script}",
        f'territory: "{territory}"',
        f"faces: [{', '.join(fonts)}]",
        f'breaks: "{tag}@lb=strict"' if han else f'breaks: "{tag}"',
        f"phrases: {phrases}",
        f"spaced: {'no' if script in _UNSPACED else 'yes'}",
        f"justify: {'yes' if han else 'no'}",
        f"leading: {leading}",
        f"quotes: [{quotes}]",
        *(['list-joint: "、"'] if han else []),
        "",
    )
    return "\n".join(lines)


def _tag(folder: str) -> str:
    return folder.replace("_", "-")
