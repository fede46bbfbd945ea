"""Scripts of characters, languages that they tell, and one form for words that keeps the shape of names.

Scripts are those of Unicode (UAX #24), by their four letters of ISO 15924; languages are named as their folders are
(``zh_Hans``), which with hyphens is BCP 47.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from generator.model.patterns import pattern

HAN: Final = frozenset({"Hani", "Hira", "Kana", "Bopo"})
"""Scripts that Chinese and Japanese words are written in together."""
SHARED: Final = frozenset({"Zyyy", "Zinh"})
"""Characters of no script of their own (digits, punctuation, accents): they go with the letters around them."""

_COMPATIBLE = pattern("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_OTHERS = pattern("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_HAN: Final = pattern("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_PLAIN: Final = pattern("[A-Za-zªºÀ-ÖØ-öø-ʸẠ-ỹ]|([぀-ゟ゠-ヿ㐀-䶿一-鿿])|([\x00-\xbf×÷‐-⁤₠-₿℀-℥←-⟿⤀-⯿、-〄〈-〠！-～])")
_TOLD_BY_SCRIPT: Final = {
    "Hira": "ja", "Kana": "ja", "Hang": "ko", "Thai": "th", "Laoo": "lo", "Khmr": "km", "Mymr": "my", "Taml": "ta",
    "Telu": "te", "Grek": "el", "Armn": "hy", "Geor": "ka", "Hebr": "he", "Sinh": "si",
}  # fmt: skip
"""Scripts that one language writes nearly alone; Arabic, Cyrillic, Devanagari, Bengali and others tell none."""
_SCRIPT_OF: Final = {
    "ja": "Jpan", "ko": "Kore", "th": "Thai", "lo": "Laoo", "km": "Khmr", "my": "Mymr", "ta": "Taml", "te": "Telu",
    "el": "Grek", "hy": "Armn", "ka": "Geor", "he": "Hebr", "si": "Sinh", "zh": "Hans", "hi": "Deva", "mr": "Deva",
    "ne": "Deva", "bn": "Beng", "as": "Beng", "ar": "Arab", "fa": "Arab", "ur": "Arab", "ps": "Arab", "ru": "Cyrl",
    "uk": "Cyrl", "bg": "Cyrl", "sr": "Cyrl", "mk": "Cyrl", "be": "Cyrl", "kk": "Cyrl", "mn": "Cyrl", "am": "Ethi",
    "ti": "Ethi", "pa": "Guru", "gu": "Gujr", "or": "Orya", "kn": "Knda", "ml": "Mlym", "bo": "Tibt", "yue": "Hant",
}  # fmt: skip
"""Languages that are not written in Latin letters, as far as clinics may name them (CLDR, likely subtags)."""
_OF_TERRITORY: Final = {
    "JP": "ja", "CN": "zh_Hans", "SG": "zh_Hans", "MY": "zh_Hans", "TW": "zh_Hant", "HK": "zh_Hant", "MO": "zh_Hant",
    "KR": "ko",
}  # fmt: skip
"""Whose shapes of Han characters a country's people read."""
_SETS: Final = (("zh_Hans", "gb2312"), ("zh_Hant", "big5hkscs"), ("ja", "cp932"))
"""National character sets, by which Han characters without any other sign of their language are told."""


def composed(words: str) -> str:
    """Return words in NFC, but for the compatibility ideographs, which NFC would turn into other glyphs.

    A person or clinic that writes 神 (U+FA19) for its name is not called 神 (U+795E); the two look different.
    """
    if words.isascii():
        return words
    if _COMPATIBLE.search(words):
        return _OTHERS.sub(lambda part: unicodedata.normalize("NFC", part[0]), words)
    return unicodedata.normalize("NFC", words)


def folded(words: str) -> str:
    """Return words in NFKC for comparing, compatibility ideographs left as they are: they are other shapes."""
    if words.isascii():
        return words
    if _COMPATIBLE.search(words):
        return _OTHERS.sub(lambda part: unicodedata.normalize("NFKC", part[0]), words)
    return unicodedata.normalize("NFKC", words)


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """Return the script of a character. Only rare characters ask the tables, which take 15 ms to load."""
    found = _PLAIN.match(char)
    if found and unicodedata.category(char) not in ("Cn", "Mn"):
        if found[2]:
            return "Zyyy"
        if not found[1]:
            return "Latn"
        if char >= "\u3400":
            return "Hani"
    from fontTools.unicodedata import script

    return str(script(char))


def script_name(script: str) -> str:
    """Return how a message calls a script: ``Arabic``."""
    from fontTools.unicodedata import script_name as name_of

    return str(name_of(script, default=script)).replace("_", " ")


def told_by(char: str) -> str:
    """Return the language that alone writes with this letter, or nearly; nothing where several do."""
    return _TOLD_BY_SCRIPT.get(script_of(char), "")


def leftward(script: str) -> bool:
    """Tell whether a script is written from right to left."""
    from fontTools.unicodedata import script_horizontal_direction

    return bool(script_horizontal_direction(script, default="LTR") == "RTL")


def layout_tags(script: str) -> tuple[str, ...]:
    """Return what the layout tables of fonts call a script: ``dev2``, ``deva`` (ISO/IEC 14496-22)."""
    from fontTools.unicodedata import ot_tags_from_script

    return tuple(ot_tags_from_script(script))


def script_for(language: str) -> str:
    """Return the script of a language that may have no folder: ``zh_Hant_HK`` is Hant, an unknown one Latn."""
    parts = language.replace("-", "_").split("_")
    named = next((part for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    if named:
        return {"Hani": "Hans", "Hang": "Kore", "Hira": "Jpan", "Kana": "Jpan"}.get(named.title(), named.title())
    if parts[0] == "zh" and {"TW", "HK", "MO"} & set(parts[1:]):
        return "Hant"
    return _SCRIPT_OF.get(parts[0], "Latn")


def writes(script: str, letters: str) -> bool:
    """Tell whether a language's script (``Jpan``, ``Hans``, ``Kore``, ``Cyrl``) is written with letters of another."""
    if script in ("Hans", "Hant", "Jpan"):
        return letters in HAN
    return letters == script or (script == "Kore" and letters in ("Hang", "Hani"))


def spoken_parts(
    words: str, home: str, home_script: str, named: str = "", territory: str = "", own: str = ""
) -> Iterator[tuple[str, str]]:
    """Part words by the language they are in; yield each part and its language, empty for that of its paragraph.

    Args:
        words: one stretch of text.
        home: the language of the paragraph, by its folder.
        home_script: its script, ``Latn``, ``Hans``, ``Jpan``.
        named: the language that the words' owner names for them; it holds for the letters that it is written with.
        territory: the country of the words' owner, whose Han shapes hold where nothing else tells the language.
        own: all the words of their owner, a clinic, which tell the language of its Han together: kana in its name
            makes its address Japanese, characters that the paragraph's language has not make it another's.
    """
    choose = _chooser(own or words, home, home_script, named, territory, bool(own))
    spoken: list[str | None] = []
    for char in words:
        script = script_of(char)
        if script == "Zinh" and spoken:
            spoken.append(spoken[-1])  # an accent goes with its letter
        else:
            spoken.append(None if script in SHARED else choose(script))
    start = 0
    before = ""
    while start < len(words):
        end = start + 1
        while end < len(words) and spoken[end] == spoken[start]:
            end += 1
        if spoken[start] is None:  # digits and marks: with the letters on both sides, wide ones with those on one
            after = spoken[end] or "" if end < len(words) else ""
            wide = words[start] >= "\u3000" or words[end - 1] >= "\u3000"
            language = before if before == after else (before or after if wide and not (before and after) else "")
            if named and (start == 0 or end == len(words)) and (before or after) == named.replace("-", "_"):
                language = before or after  # 8:30 to 17:00 is heard in one language, which its owner named
            spoken[start:end] = [language] * (end - start)
        before = spoken[start] or ""
        start = end
    start = 0
    for end in range(1, len(words) + 1):
        if end == len(words) or spoken[end] != spoken[start]:
            yield words[start:end], spoken[start] or ""
            start = end


def _chooser(words: str, home: str, home_script: str, named: str, territory: str, own: bool) -> Callable[[str], str]:
    """Return what gives the language of letters of a script in these words, empty for the paragraph's."""
    named = named.replace("-", "_")
    named_script = script_for(named) if named else ""
    han = ""

    def choose(script: str) -> str:
        nonlocal han
        if named and writes(named_script, script):
            return "" if named == home else named
        if script in HAN:
            if not han:
                han = _han_language(words, home, home_script, territory, own)
            return "" if han == home else han
        if writes(home_script, script):
            return ""
        return _TOLD_BY_SCRIPT.get(script, "")

    return choose


def _han_language(words: str, home: str, home_script: str, territory: str, own: bool) -> str:
    """Return the language of the Han characters and kana of some words."""
    kana = any(script_of(char) in ("Hira", "Kana") for char in words)
    hangul = any(script_of(char) == "Hang" for char in words)
    if home_script in ("Hans", "Hant", "Jpan", "Kore"):  # its readers know the words in the shapes of their own
        told = ("ja" if kana and home_script != "Jpan" else "") or home
        han = [char for char in words if script_of(char) == "Hani"]
        codec = dict(_SETS).get(_set_name(home_script))
        if not own or codec is None or all(_in_set(char, codec) for char in han):
            return home
        counts = {name: sum(_in_set(char, one) for char in han) for name, one in _SETS}
        best = max(counts, key=lambda name: (counts[name], name == told))
        return home if counts[best] <= counts[_set_name(home_script)] else best
    if kana:
        return "ja"
    if hangul:
        return "ko"
    if territory in _OF_TERRITORY:
        return _OF_TERRITORY[territory]
    han = [char for char in words if script_of(char) == "Hani"]
    return max(_SETS, key=lambda one: sum(_in_set(char, one[1]) for char in han))[0]


def in_set(words: str, script: str) -> bool:
    """Tell whether the national character set of a script (``Jpan``, ``Hans``, ``Hant``) has all Han of some words."""
    try:
        "".join(_HAN.findall(words)).encode(dict(_SETS)[_set_name(script)])
    except UnicodeEncodeError:
        return False
    return True


def _set_name(script: str) -> str:
    return {"Hans": "zh_Hans", "Hant": "zh_Hant", "Jpan": "ja"}.get(script, "")


@lru_cache(maxsize=8192)
def _in_set(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
