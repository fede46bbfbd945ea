"""Is a translation written in the script of its language? Tables come from the national character sets.

A Han character that GB 2312 has and Big5 has not is taken for simplified-only, the other way round for
traditional-only. That is a good guess and no more: the exceptions below correct it, and characters that are
good in both scripts (后 里 只 干 面 台 系 谷) are judged in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

from generator.checks.meaning import Remark
from generator.model.findings import Level
from generator.model.patterns import pattern
from generator.model.writing import composed

_Writing = tuple[Level, str, str]
"""Level (``fail`` or ``warn``), what is wrong, what to do."""

_HAN = pattern(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = pattern(r"[\u3041-\u3096\u30a1-\u30fa]")
_HALF_KANA = pattern(r"[\uff66-\uff9d]")
_LOOKALIKE = pattern(r"[\u0370-\u03bb\u03bd-\u03ff\u0400-\u052f]")
_BAD = pattern("[\ufffd\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff]")
_CJK_STOP = "，。、；：？！）」』”’"

_FINE_IN_HANS = frozenset("瞭喆堃啰锺镕")
"""Good simplified writing though GB 2312 (1980) has not got it."""
_FINE_IN_HANT = frozenset("着芪啉呋吡肽酰酞唑嗪")
"""Used in traditional writing though Big5 has not got it: 着 in Hong Kong, names of herbs and medicines."""

_WRONG_WORDS_HANT = {
    "以后": "以後", "之后": "之後", "最后": "最後", "然后": "然後", "今后": "今後",
    "里面": "裡面", "家里": "家裡", "嘴里": "嘴裡", "那里": "那裡", "心里": "心裡", "夜里": "夜裡",
    "干燥": "乾燥", "擦干": "擦乾", "面包": "麵包", "一只": "一隻", "谷物": "穀物", "五谷": "五穀",
}  # fmt: skip
_WRONG_WORDS_HANS = {
    "乾燥": "干燥", "擦乾": "擦干", "看著": "看着", "抱著": "抱着", "睡著": "睡着", "由於": "由于", "等於": "等于",
}  # fmt: skip
_CHINESE_WORDS_JA = {
    "奶": "乳, 母乳", "您": "(leave it out)", "喂": "授乳", "妈": "お母さん", "宝宝": "赤ちゃん", "寶寶": "赤ちゃん",
    "医生": "医師", "牛奶": "牛乳", "小时": "時間", "分钟": "分",
}  # fmt: skip
_OLD_FORMS_JA = frozenset(
    "來傳價兒劍勸單嚴國圍圓圖團壓壞學實寫將對帶幾廣惡應戀戰戲擇擔據擴攝數斷晝曉會條榮樂樣檢權歡歸殘毆氣淺滿澤濟灣燈燒"
    "爐爭犧獨發盜盡禮稱穩竊經綠縣總繼續聯聰聲聽腦臟與舊莊藝藥處號蟲裝覺觀觸證譯讀變豐賣賴踐輕轉辭遞遲邊醫釋鐵鑛關隨險"
    "雙雜靈靜顯飮餘騷驅驗驛體髮鷄麥點黨齊齒龍"
)
"""Old forms (kyūjitai) that Japanese faces can draw, so that only a table finds them."""

_OLD_TONES = pattern(r"\b\w*(?:o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])\b")
_NEW_TONES = pattern(r"\b\w*(?:[òóỏõọ]a|[òóỏõọ]e|(?<!q)[ùúủũụ]y)\b")


def check_script(words: str, language: str, script: str, allowed: Collection[str] = ()) -> list[Remark]:
    """Return remarks on the writing of some words, notation taken out before.

    Args:
        words: the translation, without links' addresses and slots.
        language: the folder name, ``zh_Hant_HK``.
        script: ``Latn``, ``Hans``, ``Hant``, ``Jpan``; others are only checked for what is wrong everywhere.
        allowed: foreign words that may stand in the language, in lower case.
    """
    remarks = list(_everywhere(words))
    if language.split("_")[0] == "vi":
        remarks += _vietnamese(words, allowed)
    elif script in ("Hans", "Hant"):
        remarks += _chinese(words, script == "Hans")
    elif script == "Jpan":
        remarks += _japanese(words)
    return [("script", *remark) for remark in remarks]


def tone_styles(words: str) -> set[str]:
    """Return which places of the Vietnamese tone mark are used: ``old`` (hòa), ``new`` (hoà), both or none."""
    lower = words.lower()
    styles = {"new"} if any("qu" not in found for found in _OLD_TONES.findall(lower)) else set()
    return styles | ({"old"} if _NEW_TONES.search(lower) else set())


def _everywhere(words: str) -> Iterator[_Writing]:
    for letter in sorted(set(_BAD.findall(words))):
        yield "fail", f"there is a character that no text needs: U+{ord(letter):04X}", "delete it"
    if composed(words) != words:
        yield "fail", "letters and their accents are stored apart (not NFC)", "save the file again with update"
    if '"' in words:
        yield "warn", 'there is a straight quote (")', "use the quotes of the language"
    if "  " in words:
        yield "warn", "there are two spaces in a row", "write one"
    if any(f" {mark}" in words for mark in _CJK_STOP[:-2]):
        yield "warn", "there is a space before a punctuation mark", "delete the space"


def _vietnamese(words: str, allowed: Collection[str]) -> Iterator[_Writing]:
    letters = [letter for letter in words if letter.isalpha()]
    marked = any(unicodedata.normalize("NFD", letter) != letter or letter in "đĐ" for letter in letters)
    if len(letters) >= 20 and not marked:
        yield "fail", "there is no Vietnamese letter with a mark in it", "write the accents: sữa mẹ, not sua me"
    for letter in sorted(set(_LOOKALIKE.findall(words))):
        yield "fail", f"'{letter}' is no Latin letter, it only looks like one", "type it again"
    for word in re.findall(r"[^\W\d_]+", words):
        if re.search("[fjwz]", word) and word.lower() not in allowed:
            yield "warn", f"'{word}' does not look Vietnamese (f, j, w, z)", "names and units may stay"


def _chinese(words: str, simplified: bool) -> Iterator[_Writing]:
    if _KANA.search(words):
        yield "fail", "there is Japanese kana in Chinese words", "translate from English again"
    wrong = _WRONG_WORDS_HANS if simplified else _WRONG_WORDS_HANT
    for word, right in wrong.items():
        if word in words:
            yield "fail", f"'{word}' is written in the other script", f"write {right}"
    foreign = _foreign_han(words, simplified)
    names = ("traditional", "Simplified Chinese") if simplified else ("simplified", "Traditional Chinese")
    if foreign["other"]:
        yield "fail", f"{names[0]} characters in {names[1]}: {foreign['other']}", "do not convert by program"
    if foreign["japanese"]:
        yield "fail", f"Japanese forms in Chinese: {foreign['japanese']}", "write the Chinese form"
    if foreign["rare"]:
        yield "warn", f"rare characters: {foreign['rare']}", "a plainer word may do"
    if re.search(rf"{_HAN.pattern}\s?[,.?!;:](?!\d)", words):
        yield "warn", "a half-width mark (, . ? ! : ;) stands beside a Chinese character", "use ，。？！：；"


def _foreign_han(words: str, simplified: bool) -> dict[str, str]:
    """Return the Han characters that do not belong, by what they are, each once."""
    found: dict[str, dict[str, None]] = {"other": {}, "japanese": {}, "rare": {}}
    for letter in _HAN.findall(words):
        sets = _sets(letter)
        own, others = ("gb2312", "big5hkscs") if simplified else ("big5", "gb2312")
        if own in sets or letter in (_FINE_IN_HANS if simplified else _FINE_IN_HANT):
            continue
        sort = "other" if others in sets else "japanese" if "cp932" in sets else "rare"
        found[sort][letter] = None
    return {sort: "".join(letters) for sort, letters in found.items()}


def _japanese(words: str) -> Iterator[_Writing]:
    han = _HAN.findall(words)
    if len(han) >= 8 and not _KANA.search(words):
        yield "fail", "there is no kana in this text: is it Chinese?", "translate it into Japanese"
    if _HALF_KANA.search(words):
        yield "fail", "there is half-width kana", "write full-width kana"
    for word, right in _CHINESE_WORDS_JA.items():
        if word in words:
            yield "fail", f"'{word}' is Chinese", f"write {right}"
    chinese = "".join(dict.fromkeys(letter for letter in han if "cp932" not in _sets(letter)))
    if chinese:
        yield "fail", f"characters that Japanese does not use: {chinese}", "write the Japanese form"
    old = "".join(dict.fromkeys(letter for letter in han if letter in _OLD_FORMS_JA))
    if old:
        yield "fail", f"traditional forms in Japanese: {old}", "write the form of today"
    if re.search("[、。]", words) and re.search("[，．]", words):
        yield "warn", "、。 and ，． are mixed", "use 、 and 。"


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
