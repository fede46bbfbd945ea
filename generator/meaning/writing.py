"""Is a translation written as its language is: script, characters, marks, and nothing that a tool broke?

A Han character that GB 2312 has and Big5 has not is taken for simplified-only, the other way round for
traditional-only. That is a good guess and no more: the language's table corrects it (``foreign``, ``fine``), and
characters that are good in both scripts (后 里 只 干 面 台 系 谷) are judged in words (``wrong``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

from generator.library.placeholders import unfilled_text
from generator.meaning.differences import Difference
from generator.meaning.folding import bared
from generator.meaning.tables import Tongue
from generator.model.patterns import pattern
from generator.model.writing import composed, script_for, script_of

_HAN: Final = pattern(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA: Final = pattern(r"[\u3041-\u3096\u30a1-\u30fa]")
_HALF_KANA: Final = pattern(r"[\uff61-\uff9f]")
_BAD: Final = pattern("[\ufffd\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff]")
_SPACE_STOP: Final = re.compile(" [，。、；：？！）」』]")
_SPACE_MARK: Final = re.compile(r"\w ,|\w \.(?:\s|$)")
_HALF_MARK: Final = pattern(
    rf"(?:{_HAN.pattern}|{_KANA.pattern}|[ー」』）])\s?[,.;](?![\d.,A-Za-z])|(?:{_HAN.pattern}|{_KANA.pattern})[?](?=\s|$)"
)
_DOUBLED: Final = pattern(
    r"([，。、；：？！,;:])\1|[，。、；：？][，。、；：？]|(?<!\.)\.\.(?!\.)|[,;:][.,;:](?!\))|[.。][,，、]"
)
_BROKEN: Final = pattern(
    r"à[¤¥]|Ã[\u0080-\u00bf¡-¿]|â€|Â[\u00a0-\u00bf]|ï»¿|[ÃÂÄÆ][\u0080-\u00bf]|á»|áº|&(?:amp|lt|gt|quot|nbsp|#\d+);"
    r"|\\u[0-9a-fA-F]{4}|\?{3,}|(?<!\S)\?[^\W\d_]|[^\W\d_]\?[a-z]"
    r"|</?(?:b|i|u|em|strong|br|p|span|div|font|li|ul)\b[^<>]*>"
)
"""UTF-8 that was read as Latin-1, entities, tags and escapes left over, letters that became question marks."""
_HIGH: Final = pattern("[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]{2,}")
_PAIRS: Final = ("()", "（）", "「」", "『』", "《》", "【】", "“”", "[]", "［］", "〈〉", "«»", "{}")
_CONVERTED: Final = pattern(r"^\s*['’`‘][-=+@\d]|^'(?=[^\W\d_])[^'’]*$")
"""What a spreadsheet puts before words that it would take for a formula, and leaves in the CSV."""
_LATIN: Final = pattern(r"[^\W\d_]+")
_STRANGE: Final = re.compile("[fjwz]")
"""Letters that no Vietnamese word has."""
_SYLLABLE: Final = pattern(r"[bcdghklmnpqrstvx]*[aeiouy]{1,3}(?:c|ch|p|t)")
"""A Vietnamese syllable that ends so has a tone mark, always the acute or the dot below."""
_END: Final = pattern(r"[\s*”’\"'」』）)\]]+$")
_OLD_TONES: Final = pattern(r"\b\w*(?:o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])\b")
_NEW_TONES: Final = pattern(r"\b\w*(?:[òóỏõọ]a|[òóỏõọ]e|(?<!q)[ùúủũụ]y)\b")
_OLD_FORMS_JA: Final = frozenset(
    "來傳價兒劍勸單嚴國圍圓圖團壓壞學實寫將對帶幾廣惡應戀戰戲擇擔據擴攝數斷晝曉會條榮樂樣檢權歡歸殘毆氣淺滿澤濟灣燈燒"
    "爐爭犧獨發盜盡禮稱穩竊經綠縣總繼續聯聰聲聽腦臟與舊莊藝藥處號蟲裝覺觀觸證譯讀變豐賣賴踐輕轉辭遞遲邊醫釋鐵鑛關隨險"
    "雙雜靈靜顯飮餘騷驅驗驛體髮鷄麥點黨齊齒龍佛假亂亞勞區參圈壽夢奧奬寶專屆屬從恆惠慘戶插搖效敍敘曆槇樓歐歲殺淨滯潛濕"
    "濱濾爲狹獎獵獸當疊癡眞祕祿稻穗穰粹絲緖縱繩繪纖缺罐肅膽臺舉艷莖萬薰藏蘆螢蠶蠻衞襃覽謠譽讓豫貳贊遙鄕醉釀錢鎭鑄陷"
    "霸顏飜騷髓鬥鹽麪黑默齋齡龜"
) - frozenset("佛假夢戶歲殺效贊豫惠遙穗稻缺")  # fmt: skip
"""Old forms (kyūjitai) that Japanese faces can draw, so that only a table finds them."""


def check_writing(
    source: str,
    words: str,
    language: str,
    script: str,
    tongue: Tongue,
    allowed: Collection[str] = (),
    house: bool = True,
) -> Iterator[Difference]:
    """Yield what is wrong in how some words are written.

    Args:
        source: the English.
        words: the translation as it stands in its file.
        language: the folder name, ``zh_Hant_HK``; what is written in ``script`` (``Latn``, ``Hans``, ``Jpan`` …).
        script: empty for that of the language.
        tongue: the language's tables.
        allowed: foreign words that may stand in the language, in lower case.
        house: tell rare letters too.
    """
    script = script or script_for(language)
    bare = bared(words) if "{" in words or "<" in words or "(" in words or "%" in words or "/" in words else words
    yield from _everywhere(source, words)
    han = script in ("Hans", "Hant", "Jpan", "Hani")
    yield from _marks(source, words, tongue, han, house)
    judged = bare
    for word in tongue.list("fine"):
        judged = judged.replace(word, " ")
    for word, right in tongue.wrong.items():
        if word in judged:
            yield _script(f"'{word}' is not written so here", f"write {right}", "critical")
    for word, right in tongue.regional.items():
        if word in judged:
            yield Difference("glossary", "major", f"'{word}' is a word of another region", f"write {right}")
    if language.split("_")[0] == "vi":
        yield from _vietnamese(source, bare, allowed, house)
    elif script in ("Hans", "Hant"):
        yield from _chinese(judged, script == "Hans", tongue, house)
    elif script == "Jpan":
        yield from _japanese(bare, tongue)
    elif script:
        yield from _other(source, bare, script)


def tone_styles(words: str) -> set[str]:
    """Return which places of the Vietnamese tone mark are used: ``old`` (hòa), ``new`` (hoà), both or none."""
    lower = words.lower()
    styles = {"new"} if any("qu" not in found for found in _OLD_TONES.findall(lower)) else set()
    return styles | ({"old"} if _NEW_TONES.search(lower) else set())


def _script(message: str, hint: str, severity: str = "minor") -> Difference:
    return Difference("script", severity, message, hint)  # type: ignore[arg-type]


def _everywhere(source: str, words: str) -> Iterator[Difference]:
    for letter in sorted(set(_BAD.findall(words)) - set(source)):
        yield _script(f"there is a character that no text needs: U+{ord(letter):04X}", "delete it", "critical")
    if len(composed(words)) < len(words):
        hint = "save the file again with update"
        yield _script("letters and their accents are stored apart (not NFC)", hint, "critical")
    if _CONVERTED.match(words) and not _CONVERTED.match(source):
        text = f"it begins with {words.strip()[:1]}, which a spreadsheet put there"
        yield Difference("damage", "major", text, "delete the apostrophe")
    if (left := unfilled_text(words)) and not unfilled_text(source):
        yield Difference("damage", "critical", *left)
    broken = set(_BROKEN.findall(words)) | {run for run in _HIGH.findall(words) if _was_utf8(run)}
    for found in sorted(broken - set(_BROKEN.findall(source)))[:1]:
        text = f"'{found}' is what a tool made of other letters"
        yield Difference("damage", "critical", text, "type the words again, and save the file as UTF-8")
    if words != words.strip() and source == source.strip():
        yield Difference("punctuation", "minor", "there is a space at its beginning or end", "delete it")


def _was_utf8(run: str) -> bool:
    """Tell whether letters are the bytes of other ones: UTF-8 that was read as Latin-1 or as Windows-1252."""
    for charset in ("latin-1", "cp1252"):
        try:
            run.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False


def _marks(source: str, words: str, tongue: Tongue, han: bool, house: bool) -> Iterator[Difference]:
    """Yield marks that are not those of the language, doubled, or without their partner."""

    def mark(message: str, hint: str, severity: str = "minor") -> Difference:
        return Difference("punctuation", severity, message, hint)  # type: ignore[arg-type]

    if '"' in words and not re.search("[\"'“‘’]", source):
        yield mark('there is a straight quote (")', "use the quotes of the language")
    if "  " in words and "  " not in source:
        yield mark("there are two spaces in a row", "write one")
    if _SPACE_STOP.search(words) or (not han and _SPACE_MARK.search(words) and not _SPACE_MARK.search(source)):
        yield mark("there is a space before a punctuation mark", "delete the space")
    if (found := _DOUBLED.search(words)) and not _DOUBLED.search(source):
        yield mark(f"a mark stands twice: {found[0]}", "write one")
    for opening, closing in _PAIRS:
        if words.count(opening) != words.count(closing) and source.count(opening) == source.count(closing):
            yield mark(f"{opening} and {closing} do not stand in pairs", "open and close each", "major")
    if han and _HALF_MARK.search(words):
        yield mark("a half-width mark (, . ; ?) stands behind a character", "use ，。；？")
    if (quotes := tongue.list("quotes")) and quotes[0] == "「" and re.search(r"[“”]", words):
        yield mark("there are quotes of another language: “ ”", f"use {quotes[0]} {quotes[1]}")
    if (quotes := tongue.list("quotes")) and quotes[0] == "“" and han and re.search(r"[「」]", words):
        yield mark("there are quotes of another language: 「 」", f"use {quotes[0]} {quotes[1]}")
    yield from _last(source, words, house and tongue.longest > 0)


def _last(source: str, words: str, house: bool) -> Iterator[Difference]:
    """Yield a last mark that is another one: a question that became a statement, a sentence that ends in a comma."""
    mine, its = _END.sub("", source)[-1:], _END.sub("", words)[-1:]
    kinds = {"?": "?？؟;", ".": ".。।", ":": ":：", "!": "!！"}
    if its and its in ",，、;；" and mine not in ",;":
        text = f"it ends in {its}: is something missing behind it?"
        yield Difference("punctuation", "major", text, "end it as the English ends")
    elif mine == "?" and its not in "?？؟" and its in ".。!！":
        yield Difference(
            "punctuation", "major", "the English is a question, the translation is not", "end it with ？ or ?"
        )
    elif house and mine == "." and its.isalnum() and len(words) > 12:
        yield Difference(
            "punctuation", "minor", "it ends without a mark: is the end missing?", "end it as the English ends"
        )
    elif its in ("?", "？") and mine in kinds and mine != "?":
        yield Difference(
            "punctuation", "major", "the translation is a question, the English is not", "end it as the English"
        )


def _vietnamese(source: str, words: str, allowed: Collection[str], house: bool) -> Iterator[Difference]:
    letters = {letter for letter in words if letter.isalpha()}
    marked = any(unicodedata.normalize("NFD", letter) != letter or letter in "đĐ" for letter in letters)
    english = {word.lower() for word in _LATIN.findall(source)}
    own = [word for word in _LATIN.findall(words) if word.lower() not in english and not word.isupper()]
    if not marked and (len("".join(own)) >= 20 or len(own) >= 4):
        hint = "write the accents: sữa mẹ, not sua me"
        yield _script("there is no Vietnamese letter with a mark in it", hint, "critical")
    else:
        bare = [word for word in own if word not in allowed and _SYLLABLE.fullmatch(word)]
        if bare:
            yield _script(
                f"the tone mark is missing: {', '.join(dict.fromkeys(bare))}", "write it: một, được, sốt", "major"
            )
    yield from _not_latin(source, words)
    for word in own if house and _STRANGE.search(words) else ():
        if _STRANGE.search(word) and word.lower() not in allowed and word[0].islower():
            yield _script(f"'{word}' does not look Vietnamese (f, j, w, z)", "names and units may stay")


def _chinese(words: str, simplified: bool, tongue: Tongue, house: bool) -> Iterator[Difference]:
    if _KANA.search(words):
        yield _script("there is Japanese kana in Chinese words", "translate from English again", "critical")
    foreign = _foreign_han(words, simplified, tongue.foreign, tongue.name.endswith("_HK"))
    names = ("traditional", "Simplified Chinese") if simplified else ("simplified", "Traditional Chinese")
    if foreign["other"]:
        text = f"{names[0]} characters in {names[1]}: {foreign['other']}"
        yield _script(text, "do not convert by program", "critical")
    if foreign["japanese"]:
        yield _script(f"Japanese forms in Chinese: {foreign['japanese']}", "write the Chinese form", "critical")
    if house and foreign["rare"]:
        yield _script(f"rare characters: {foreign['rare']}", "a plainer word may do")


_FINE_IN_HANS: Final = frozenset("瞭喆堃啰锺镕")
"""Good simplified writing though GB 2312 (1980) has not got it."""
_FINE_IN_HANT: Final = frozenset("着芪啉呋吡肽酰酞唑嗪")
"""Used in traditional writing though Big5 has not got it: 着 in Hong Kong, names of herbs and medicines."""


def _foreign_han(words: str, simplified: bool, named: str, hong_kong: bool) -> dict[str, str]:
    """Return the Han characters that do not belong, by what they are, each once."""
    found: dict[str, dict[str, None]] = {"other": {}, "japanese": {}, "rare": {}}
    for letter in _HAN.findall(words):
        sets = _sets(letter)
        own, others = ("gb2312", "big5hkscs") if simplified else ("big5hkscs" if hong_kong else "big5", "gb2312")
        if letter in named:
            found["other"][letter] = None
        if own in sets or letter in (_FINE_IN_HANS if simplified else _FINE_IN_HANT):
            continue
        sort = "other" if others in sets else "japanese" if "cp932" in sets else "rare"
        found[sort][letter] = None
    return {sort: "".join(letters) for sort, letters in found.items()}


def _japanese(words: str, tongue: Tongue) -> Iterator[Difference]:
    han = _HAN.findall(words)
    if len(han) >= 8 and not _KANA.search(words):
        yield _script("there is no kana in this text: is it Chinese?", "translate it into Japanese", "critical")
    if _HALF_KANA.search(words):
        yield _script("there is half-width kana", "write full-width kana", "critical")
    chinese = "".join(dict.fromkeys(letter for letter in han if "cp932" not in _sets(letter)))
    if chinese:
        yield _script(f"characters that Japanese does not use: {chinese}", "write the Japanese form", "critical")
    foreign = "".join(dict.fromkeys(letter for letter in han if letter in tongue.foreign))
    if foreign:
        yield _script(f"characters of Chinese: {foreign}", "write the Japanese form", "critical")
    old = "".join(dict.fromkeys(letter for letter in han if letter in _OLD_FORMS_JA))
    if old:
        yield _script(f"traditional forms in Japanese: {old}", "write the form of today", "critical")
    if re.search("[、。]", words) and re.search("[，．]", words):
        yield Difference("punctuation", "minor", "、。 and ，． are mixed", "use 、 and 。")


def _other(source: str, words: str, script: str) -> Iterator[Difference]:
    """Yield letters of a script that is not the language's: none of its own in a longer text, look-alikes in Latin."""
    letters = [script_of(letter) for letter in words if letter.isalpha()]
    if script == "Latn":
        yield from _not_latin(source, words)
        return
    own = {"Kore": {"Hang", "Hani"}, "Jpan": {"Hira", "Kana", "Hani"}}.get(script, {script})
    mine = sum(one in own for one in letters)
    if len(letters) >= 8 and not mine and words.strip() != source.strip() and re.search("[a-z]{3}.*[a-z]{3}", source):
        yield _script("no letter is of the script of the language", "translate it again", "critical")
    strange = sorted({one for one in letters if one not in own and one not in ("Latn", "Zyyy", "Zinh")})
    if strange and not any(script_of(letter) in strange for letter in source):
        found = "".join(dict.fromkeys(letter for letter in words if letter.isalpha() and script_of(letter) in strange))
        yield _script(f"letters of another script: {found[:20]}", "type them again", "major")


def _not_latin(source: str, words: str) -> Iterator[Difference]:
    """Yield the letters of a language in Latin letters that are none, and that the English has not."""
    strange = [letter for letter in dict.fromkeys(words) if letter > "\u036f" and letter.isalpha()]
    scripts = {letter: script_of(letter) for letter in strange if letter not in source and letter not in "μΩ"}
    found = "".join(letter for letter, script in scripts.items() if script not in ("Latn", "Zyyy", "Zinh"))
    if found:
        alike = ", though some look so" if {"Grek", "Cyrl"} & set(scripts.values()) else ""
        yield _script(f"no Latin letters{alike}: {found[:20]}", "type them again", "critical")


@lru_cache(maxsize=8192)
def _sets(letter: str) -> frozenset[str]:
    """Return the character sets that have a character."""
    found = set()
    for name in ("gb2312", "big5", "big5hkscs", "cp932"):
        try:
            letter.encode(name)
        except UnicodeEncodeError:
            continue
        found.add(name)
    return frozenset(found)
