"""Do a text and its translation say the same in numbers, units, comparators and negation?

Markers per language come from translation notes that a native clinical reader has still to confirm; the
Japanese ones (以上 includes the number, 未満 does not) are settled usage. Languages that are not in the
tables are compared by numbers only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

from generator.model.findings import Level

Remark = tuple[str, Level, str, str]
"""Rule of the gate, level, what is wrong, what to do."""

_TARGET = re.compile(r"\]\((?:https?|mailto):[^)]*\)")
_SLOT = re.compile(r"\{[a-z]+\}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PHONE = re.compile(r"\d{5,}|\d{2,4}[-. ]\d{3,4}[-. ]\d{3,4}")
_NUMBER_WORDS = {
    "1": r"\b(?:one|once|single|first|(?:a|per|each|every) (?:day|night|week|month|hour|time|feed)|daily)\b",
    "2": r"\b(?:two|twice|both|second|couple)\b",
    "3": r"\b(?:three|third)\b",
    "4": r"\bfour(?:th)?\b",
    "5": r"\b(?:five|fifth)\b",
    "6": r"\bsix(?:th)?\b",
}
"""English words that may become digits in a translation."""

_UNITS_EN = {
    "second": r"seconds?\b", "minute": r"(?:minutes?|mins?)\b", "hour": r"hours?\b", "day": r"days?\b",
    "week": r"weeks?\b", "month": r"months?\b", "year": r"years?\b", "litre": r"(?:litres?|liters?|l)\b",
    "ml": r"(?:ml|millilit(?:re|er)s?)\b", "kcal": r"(?:kcal|calories)\b", "mg": r"mg\b",
    "µg": r"(?:\u03bcg|mcg|micrograms?)\b",
    "gram": r"(?:g|grams?)\b", "kg": r"(?:kg|kilos?|kilograms?)\b", "cm": r"cm\b", "mm": r"mm\b",
    "°C": r"°\s?c\b", "°F": r"°\s?f\b", "IU": r"iu\b", "%": r"%", "times": r"times\b",
}  # fmt: skip
_METRIC = {
    unit: rf"(?:{form})(?![a-z])"
    for unit, form in {
        "ml": "ml", "kcal": "kcal", "mg": "mg", "µg": "\u03bcg|mcg", "gram": "g", "kg": "kg", "cm": "cm", "mm": "mm",
        "litre": "l", "°C": r"°\s?c", "°F": r"°\s?f", "IU": "iu",
    }.items()
} | {"%": "%"}  # fmt: skip
_ZH = {
    "second": "秒", "minute": "分钟|分鐘|分", "hour": "个?小时|個?小時|个?钟头|個?鐘頭", "day": "天|日(?!目)",
    "week": "周|个?星期|週|個?星期|個?禮拜", "month": "个月|個月", "year": "年|岁|歲|周岁", "litre": "升|公升",
    "ml": "毫升|cc", "kcal": "千卡|大卡", "mg": "毫克", "µg": "微克", "gram": "克|公克", "kg": "公斤|千克",
    "cm": "厘米|公分", "mm": "毫米|公釐", "°C": "度|摄氏度|攝氏度", "°F": "度|华氏度|華氏度",
    "IU": "国际单位|國際單位|单位|單位", "times": "次|回|遍",
}  # fmt: skip
_UNITS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "second": "giây", "minute": "phút", "hour": "giờ|tiếng", "day": "ngày", "week": "tuần", "month": "tháng",
        "year": "năm|tuổi", "litre": "lít", "gram": "gam", "kg": "ký|kí", "°C": "độ c", "°F": "độ f", "IU": "ui|đơn vị", "µg": "microgam|micrôgam", "times": "lần|cữ|đợt",
        "%": "phần trăm",
    },
    "zh": _ZH,
    "ja": {
        "second": "秒", "minute": "分", "hour": "時間", "day": "日(?!目)", "week": "週", "month": "[かカヵヶケ箇]月",
        "year": "年|歳|才", "litre": "リットル", "ml": "ミリリットル|cc", "kcal": "キロカロリー", "gram": "グラム",
        "mg": "ミリグラム", "kg": "キロ", "cm": "センチ", "mm": "ミリ", "°C": "度", "µg": "マイクログラム", "IU": "国際単位", "times": "回|度", "%": "パーセント",
    },
}  # fmt: skip
_DAY_OF = {"zh": r"第\s?{n}\s?[天日]", "ja": r"{n}\s?日目", "vi": r"ngày (?:tuổi )?(?:thứ )?{n}(?!\d)"}
"""The fifth day is not five days."""

_CLASSES = {"at least": "or more", "more": "more than", "less": "fewer than", "at most": "at most"}
_COMPARE_EN = {
    "at most": r"(?:no|not) (?:more|longer|later|older) than (?:\w+ )?\d|(?:at most|up to) (?:\w+ )?\d"
    r"|\d[^.,;:]{0,12}\bor (?:less|fewer|lower|under|below|younger)\b",
    "at least": r"at least (?:\w+ )?\d|(?:no|not) (?:less|fewer) than (?:\w+ )?\d"
    r"|\d[^.,;:]{0,12}\bor (?:more|higher|over|longer|older|above)\b",
    "more": r"(?:more|longer|older|higher|later|hotter) than (?:\w+ )?\d|\b(?:over|above) (?!\d+ (?:to|or) )(?:\w+ )?\d",
    "less": r"(?:less|fewer|younger|lower|shorter) than (?:\w+ )?\d|\b(?:under|below) (?:\w+ )?\d",
}
_COMPARE: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "at most": r"không quá|tối đa|trở xuống|nhiều nhất|không hơn|(?<!chưa )đến",
        "at least": r"ít nhất|trở lên|tối thiểu",
        "more": r"(?<!ít )hơn|\btrên(?=\s\d)|\bquá\b|vượt",
        "less": r"dưới|ít hơn|chưa đến|chưa tới|chưa đầy|chưa đủ",
    },
    "zh": {
        "at most": "最多|不超过|不超過|或以下|至多|或更少|以内|以內|[时時天月][内內]",
        "at least": "至少|或以上|最少|或更高|或更多|及以上|不少于|不少於",
        "more": "超过|超過|多于|多於|高于|高於|大于|大於|以后|以後",
        "less": "少于|少於|不到|不足|[不未][满滿]|低于|低於|小于|小於",
    },
    "ja": {
        "at most": "以下|まで|以内",
        "at least": "以上|少なくとも",
        "more": "超え|越え|より多|より長|より高|すぎ|過ぎ",
        "less": "未満|より少な|より低|より短|たない|達しない",
    },
}
_CERTAIN = {"vi": ("at least",), "zh": ("at least", "less"), "ja": ("at least", "less")}
"""Markers that mean nothing else, so that a needless one is remarked on."""

_NOT_EN = r"\b(?:not|no|never|without|neither|nor|cannot|nothing|none|nobody)\b|n['’]t\b"
_NOT: Mapping[str, tuple[str, str]] = {
    "vi": (r"\b(?:không|đừng|chớ|chưa|chẳng)\b", r"không quá|chưa đến|chưa tới|có [^.?]*không\?|không chỉ"),
    "zh": (
        "不|没|沒|无|無|勿|别|別|未|莫",
        "特别|特別|别人|別人|不同|差不多|无论|無論|不论|不論|不久|不断|不斷|未来|未來|分别|分別|不少|对不起|不超[过過]"
        "|不到|[不未][满滿]|不足|性别|性別",
    ),
    "ja": (
        "ない|なく|ません|ず(?![つれっ])|ぬ(?=[、。])|無",
        "少ない|危ない|切ない|なければ|かもしれません|ではないか|未満|すくない",
    ),
}


def fold(words: str, language: str) -> str:
    """Return words in one form for comparing: NFKC, no slots, no web addresses, numbers with a point and no groups."""
    folded = unicodedata.normalize("NFKC", _SLOT.sub(" ", _TARGET.sub("]", words))).replace("**", "").lower()
    folded = folded.replace("⁄", "/")
    if language.split("_")[0] == "vi":
        folded = re.sub(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d,]?\d)", lambda m: m[0].replace(".", ""), folded)
        return re.sub(r"(?<=\d),(?=\d)", ".", folded)
    return re.sub(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)", lambda m: m[0].replace(",", ""), folded)


def check_meaning(source: str, words: str, language: str) -> list[Remark]:
    """Return remarks on a translation against its English: numbers, units, comparators, negation, telephones."""
    tongue = language.split("_")[0]
    english, said = fold(source, "en"), fold(words, language)
    return [
        *_telephones(english, said),
        *_numbers(english, said),
        *_units(english, said, tongue),
        *_comparators(english, said, tongue),
        *_negation(english, said, tongue),
    ]


def _telephones(english: str, said: str) -> Iterator[Remark]:
    for where, words in (("English", english), ("translation", said)):
        for run in _PHONE.findall(words):
            hint = "telephone numbers are slots: {phone}, {emergency}"
            yield "telephone", "fail", f"the {where} holds what looks like a telephone number: {run}", hint


def _numbers(english: str, said: str) -> Iterator[Remark]:
    want, have = Counter(map(_plain, _NUMBER.findall(english))), Counter(map(_plain, _NUMBER.findall(said)))
    missing, extra = want - have, have - want
    for number, pattern in _NUMBER_WORDS.items():
        extra[number] -= len(re.findall(pattern, english))
    lost, more = list(missing.elements()), list((+extra).elements())
    if lost or more:
        parts = [f"missing {', '.join(lost)}"] if lost else []
        parts += [f"too much {', '.join(more)}"] if more else []
        hint = "write digits where the English has digits, and the same ones"
        yield "numbers", "fail", f"the numbers are not the same: {'; '.join(parts)}", hint


def _plain(number: str) -> str:
    """Return a number without the zeros that change nothing."""
    whole, _, part = number.partition(".")
    part = part.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{part}" if part else whole


def _units(english: str, said: str, tongue: str) -> Iterator[Remark]:
    table = _UNITS.get(tongue)
    if table is None:
        return
    for number, unit in sorted(set(_measures(english))):
        forms = [form for form in (table.get(unit), _METRIC.get(unit)) if form]
        after = rf"(?<![\d.第])(?<!第\s){re.escape(number)}\s?-?(?:{'|'.join(forms)})"
        if forms and _has_number(said, number) and not re.search(after, said):
            text = f"'{number} {unit}' of the English has another unit, or none, in the translation"
            yield "units", "fail", text, f"write it as {number} {_first(forms)}"
    for number in re.findall(r"\bday (\d+)(?!\d|\.\d|\s?(?:to|-|–|or)\b)", english):
        pattern = _DAY_OF[tongue].replace("{n}", number)
        if _has_number(said, number) and not re.search(pattern, said):
            form = re.sub(r"\\s\?|[()?]", "", pattern).split("|")[0]
            yield "units", "fail", f"'day {number}' is one day, not {number} days", f"the form is like {form}"


def _measures(english: str) -> Iterator[tuple[str, str]]:
    """Yield each number with the unit behind it."""
    for unit, pattern in _UNITS_EN.items():
        for number in re.findall(rf"(?<![\d.])(\d+(?:\.\d+)?)[\s-]?(?:extra |more )?(?:{pattern})", english):
            yield number, unit


def _has_number(said: str, number: str) -> bool:
    """Tell whether the number is there at all; if not, the number check says so."""
    return re.search(rf"(?<![\d.]){re.escape(number)}(?!\.?\d)", said) is not None


def _first(forms: list[str]) -> str:
    return re.sub(r"\\b|\\s\?|[?\[\]()]", "", forms[0].split("|")[0])


def _comparators(english: str, said: str, tongue: str) -> Iterator[Remark]:
    table = _COMPARE.get(tongue)
    if table is None:
        return
    want = _found(english, _COMPARE_EN)
    have = _found(said, table)
    for sort in sorted(want - have):
        seen = f"; it has the words for '{_CLASSES[min(have)]}'" if have else ""
        text = f"the English says '{_CLASSES[sort]}' of a number, the translation does not{seen}"
        yield "comparators", "fail", text, f"one of: {_readable(table[sort])}"
    for sort in sorted(have - want):
        if sort in _CERTAIN[tongue] and re.search(r"\d", english):
            text = f"the translation says '{_CLASSES[sort]}', the English does not"
            yield "comparators", "warn", text, "compare the two"
    if tongue == "zh" and re.search(r"(?<![或及])以[上下]", said) and re.search(r"\d", said):
        yield "comparators", "warn", "bare 以上 or 以下 does not say whether the number counts", "write 或以上, 或以下"


def _found(words: str, table: Mapping[str, str]) -> set[str]:
    """Return the classes found; what one class has taken the next does not see ("no more than")."""
    found = set()
    for sort, pattern in table.items():
        words, count = re.subn(pattern, " ", words)
        if count:
            found.add(sort)
    return found


def _readable(pattern: str) -> str:
    return ", ".join(re.sub(r"\(\?[^)]*\)|\\b", "", part) for part in pattern.split("|"))


def _negation(english: str, said: str, tongue: str) -> Iterator[Remark]:
    if tongue not in _NOT:
        return
    marks, other = _NOT[tongue]
    plain = re.sub(r"\b(?:no|not) (?:more|longer|later|less|fewer) than\b|\bno\.", " ", english)
    want = len(re.findall(_NOT_EN, plain))
    have = len(re.findall(marks, re.sub(other, " ", said)))
    if want != have:
        text = f"the English has {want} words such as 'not', the translation {have}"
        yield "negation", "warn", text, "a person compares the two: is a 'not' lost or added?"
