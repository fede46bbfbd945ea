"""Faults planted in the stock catalogs by a program, one in each copy, and right variants that are none.

Every kind is made in every language where it can be, with seeds that do not change: the same catalogs give the same
faults. ``tests/meaning/test_planted.py`` holds what must be found, ``parity.py`` makes the table.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from generator.words.catalogs import read_po_file

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("vi", "zh_Hans", "zh_Hant", "ja")
MOST = 12
"""Faults of each kind and language: with half as many one text more or less was 4 % of a kind."""


class Pair(Struct, frozen=True):
    """A text and its translation: where they stand, what they say."""

    language: str
    place: str
    source: str
    target: str


class Fault(Struct, frozen=True):
    """A fault that was planted: its kind, the pair with it, and the rules of which one must tell it."""

    kind: str
    pair: Pair
    rules: tuple[str, ...]


@cache
def pairs_of_stock(language: str, waived: bool = True) -> tuple[Pair, ...]:
    """Return every pair of the stock catalogs in a language; without ``waived`` those of which a finding is waived."""
    found: dict[tuple[str, str], Pair] = {}
    for path in sorted((ROOT / f"locales/{language}/LC_MESSAGES").glob("*.po")):
        po = read_po_file(path, path.name, [])
        for one in po.entries if po else ():
            known = waived or not any("leaflets-waive:" in comment for comment in one.comments)
            if not one.obsolete and one.words and not one.fuzzy and known:
                found.setdefault(
                    (one.source, one.words), Pair(language, f"{path.name}:{one.line}", one.source, one.words)
                )
    return tuple(found.values())


# What is exchanged for what, by kind and language; the first that fits a text is used.
SWAPS: dict[str, dict[str, list[tuple[str, str]]]] = {
    "unit": {
        "vi": [("phút", "giờ"), ("giờ", "ngày"), ("tuần", "tháng"), ("tháng", "tuần"), ("lít", "ml"), ("mg", "g")],
        "zh": [
            ("分钟", "小时"),
            ("分鐘", "小時"),
            ("小时", "天"),
            ("小時", "天"),
            ("个月", "周"),
            ("個月", "週"),
            ("周", "个月"),
            ("週", "個月"),
            ("升", "毫升"),
            ("毫克", "克"),
        ],
        "ja": [("時間", "分"), ("分", "時間"), ("週間", "か月"), ("か月", "週間"), ("リットル", "ml"), ("mg", "g")],
    },
    "day of": {
        "vi": [("ngày thứ ", "")],
        "zh": [("第", "")],
        "ja": [("日目", "日間")],
    },
    "comparator": {
        "vi": [
            ("ít nhất", "tối đa"),
            ("Ít nhất", "Tối đa"),
            ("Dưới", "Trên"),
            ("dưới", "trên"),
            ("hơn ", "dưới "),
            ("trở lên", "trở xuống"),
            ("Tối đa", "Ít nhất"),
            ("tối đa", "ít nhất"),
        ],
        "zh": [
            ("至少", "最多"),
            ("少于", "超过"),
            ("少於", "超過"),
            ("超过", "少于"),
            ("超過", "少於"),
            ("未满", "超过"),
            ("未滿", "超過"),
            ("或以上", "或以下"),
            ("最多", "至少"),
        ],
        "ja": [
            ("未満", "以上"),
            ("以上", "以下"),
            ("より長く", "より短く"),
            ("少なくとも", "多くても"),
            ("より少ない", "より多い"),
            ("以下", "以上"),
        ],
    },
    "negation lost": {
        "vi": [("không ", ""), ("đừng ", ""), ("Không ", ""), ("chưa ", "")],
        "zh": [("不要", ""), ("不用", ""), ("不必", ""), ("没有", "有"), ("沒有", "有"), ("不是", "是"), ("不", "")],
        "ja": [("しないで", "して"), ("ません", "ます"), ("ないで", "て"), ("なくて", "て"), ("ない", "る")],
    },
    "negation added": {
        "vi": [("Mẹ hãy ", "Mẹ đừng "), ("hãy ", "đừng "), ("có thể", "không thể"), ("là ", "không phải là ")],
        "zh": [("请", "请不要"), ("請", "請不要"), ("可以", "不可以"), ("能", "不能"), ("是", "不是")],
        "ja": [
            ("してください", "しないでください"),
            ("ください", "てはいけません"),
            ("ます。", "ません。"),
            ("です。", "ではありません。"),
        ],
    },
    "who": {
        "vi": [("bé", "mẹ"), ("Bé", "Mẹ")],
        "zh": [("宝宝", "妈妈"), ("寶寶", "媽媽")],
        "ja": [("赤ちゃん", "お母さん")],
    },
    "opposite": {
        "vi": [
            ("trước khi", "sau khi"),
            ("nhẹ nhàng", "thật mạnh"),
            ("sau khi", "trước khi"),
            ("ban đêm", "ban ngày"),
            ("nóng", "lạnh"),
            ("lạnh", "nóng"),
        ],
        "zh": [
            ("之前", "之后"),
            ("前请", "后请"),
            ("轻轻", "用力"),
            ("輕輕", "用力"),
            ("夜里", "白天"),
            ("夜裡", "白天"),
            ("冷藏", "冷冻"),
            ("又热", "又冷"),
            ("又熱", "又冷"),
        ],
        "ja": [("前に", "後に"), ("やさしく", "強く"), ("夜", "昼"), ("熱く", "冷たく"), ("冷蔵", "冷凍")],
    },
    "choice": {
        "vi": [(" hoặc ", " và ")],
        "zh": [("或", "和")],
        "ja": [("または", "および")],
    },
    "sign omitted": {
        "vi": [(" máu", ""), (" sốt", ""), (" mủ", ""), ("đau đầu", "đau"), (" ngực", "")],
        "zh": [
            ("血", ""),
            ("发烧", ""),
            ("發燒", ""),
            ("脓", ""),
            ("膿", ""),
            ("头痛", "痛"),
            ("頭痛", "痛"),
            ("胸", ""),
            ("晕", ""),
            ("暈", ""),
        ],
        "ja": [("血", ""), ("発熱", ""), ("うみ", ""), ("頭痛", "痛み"), ("胸の", ""), ("息", "")],
    },
    "other script": {
        "vi": [("ế", "e"), ("ư", "u")],
        "zh_Hans": [("宝", "寶"), ("个", "個"), ("给", "給"), ("时", "時"), ("们", "們")],
        "zh_Hant": [("寶", "宝"), ("個", "个"), ("給", "给"), ("時", "时"), ("們", "们"), ("與", "与"), ("體", "体")],
        "ja": [("体", "體"), ("気", "氣"), ("乳", "奶"), ("時", "时"), ("続", "續"), ("飲", "饮")],
    },
    "other region": {
        "zh_Hant": [
            ("護理師", "護士"),
            ("助產師", "助產士"),
            ("訊息", "信息"),
            ("優格", "酸奶"),
            ("吸乳器", "吸奶器"),
            ("憂鬱", "抑鬱"),
            ("乾淨", "幹淨"),
            ("心臟", "心髒"),
            ("分鐘", "分鍾"),
            ("循環", "迴圈"),
            ("麵", "面包"),
        ],
    },
    "glossary": {
        "vi": [
            ("phản xạ xuống sữa", "trào sữa"),
            ("sữa non", "sữa đầu tiên"),
            ("đầu vú", "đỉnh ngực"),
            ("Mẹ ", "Bạn "),
        ],
        "zh": [
            ("漏奶", "溢奶"),
            ("初乳", "第一口奶"),
            ("乳头", "奶嘴"),
            ("乳頭", "奶嘴"),
            ("含乳", "咬住"),
            ("乳腺管", "管子"),
        ],
        "ja": [("初乳", "はじめのお乳"), ("射乳", "噴出"), ("母乳", "ミルク"), ("搾乳", "しぼり"), ("正常", "大丈夫")],
    },
    "half-width": {
        "zh": [("，", ","), ("。", ".")],
        "ja": [("、", ","), ("。", ".")],
    },
    "doubled mark": {
        "vi": [(",", ",,"), (". ", ".. ")],
        "zh": [("，", "，，"), ("。", "。。")],
        "ja": [("、", "、、"), ("。", "。。")],
    },
    "bracket lost": {
        "vi": [(")", ""), ("”", "")],
        "zh": [("）", ""), ("」", ""), ("”", "")],
        "ja": [("）", ""), ("」", "")],
    },
}
RULES: dict[str, tuple[str, ...]] = {
    "number": ("numbers",), "number ×10": ("numbers",), "number lost": ("numbers",), "unit": ("units", "time"),
    "day of": ("units",), "comparator": ("comparators", "opposite"), "negation lost": ("negation",),
    "negation added": ("negation",), "who": ("who",), "opposite": ("opposite", "omission"), "choice": ("choice",),
    "sign omitted": ("omission", "glossary", "length"), "sentence lost": ("omission", "length", "numbers", "negation"),
    "half lost": ("omission", "length", "numbers", "negation"), "sentence added": ("addition", "length", "negation", "numbers"),
    "said twice": ("addition", "length"), "English whole": ("untranslated",), "English word": ("untranslated",),
    "slot lost": ("marks",), "strong lost": ("marks",), "telephone": ("telephone", "numbers"),
    "other script": ("script",), "other region": ("glossary", "script"), "glossary": ("glossary", "false-friend"),
    "half-width": ("punctuation",), "doubled mark": ("punctuation",), "bracket lost": ("punctuation",),
    "apostrophe": ("damage",), "broken letters": ("damage",), "letters apart": ("script",), "odd character": ("script",),
    "long sentence": ("sentence",), "pasted over": ("same", "numbers", "omission", "negation", "length", "who", "glossary"),
}  # fmt: skip
"""The rules of which one must tell a fault of each kind."""


def _digits(change: Callable[[str], str]) -> Callable[[Pair, random.Random], str | None]:
    def make(pair: Pair, chance: random.Random) -> str | None:
        found = [
            one
            for one in re.finditer(r"(?<![\d.,])[2-9]\d{0,2}(?![\d.,]*\d)", pair.target)
            if re.search(rf"(?<!\d){one[0]}(?!\d)", pair.source)
        ]
        if not found:
            return None
        one = chance.choice(found)
        return pair.target[: one.start()] + change(one[0]) + pair.target[one.end() :]

    return make


def _swap(kind: str) -> Callable[[Pair, random.Random], str | None]:
    def make(pair: Pair, chance: random.Random) -> str | None:
        table = SWAPS[kind]
        swaps = table.get(pair.language) or table.get(pair.language.split("_")[0]) or []
        for old, new in swaps:
            if old in pair.target and _fits(kind, pair, old):
                return pair.target.replace(old, new) if kind == "who" else pair.target.replace(old, new, 1)
        return None

    return make


def _fits(kind: str, pair: Pair, old: str) -> bool:
    """Tell whether a swap makes the fault that it is to make."""
    source = pair.source.lower()
    if kind == "unit":
        return bool(re.search(rf"\d\s?{re.escape(old)}", pair.target))
    if kind == "day of":
        return bool(re.search(r"\bdays? \d", source)) and not re.search(r"day 1\b", source)
    if kind == "comparator":
        return bool(re.search(r"\d", source)) and bool(
            re.search(r"\b(?:at least|or more|or higher|under|fewer|more than|up to|at most|or less)\b", source)
        )
    if kind == "negation lost":
        return len(re.findall(r"\b(?:not|no|never|cannot|nobody|nothing|none)\b", source)) == 1
    if kind == "negation added":
        return len(source) < 90 and not re.search(
            r"\b(?:not|no|never|cannot|without|nobody|nothing|none|only|less|few|before|stop|until|avoid|un\w+|too|hard|if)\b|n’t",
            source,
        )
    if kind == "who":
        return "baby" in source and not re.search(r"\bmother|\byou\b|\byour\b(?! bab)|yourself", source)
    if kind == "opposite":
        english = {"trước khi": "before", "sau khi": "after", "nhẹ nhàng": "gent", "ban đêm": "night", "nóng": "hot", "lạnh": "cold", "之前": "before", "前请": "before",
                   "轻轻": "gent", "輕輕": "gent", "夜里": "night", "夜裡": "night", "冷藏": "fridge", "又热": "hot", "又熱": "hot", "前に": "before", "やさしく": "gent", "夜": "night",
                   "熱く": "hot", "冷蔵": "fridge"}[old]  # fmt: skip
        return english in source and "day" not in source
    if kind == "choice":
        return (
            " or " in source
            and " and " not in source
            and pair.target.count(old) == source.count(" or ")
            and not re.search(r"\b(?:not|no|never|or more|or less|or higher)\b", source)
        )
    if kind == "sign omitted":
        english = {"máu": "blood", "sốt": "fever", "mủ": "pus", "đau đầu": "headache", "ngực": "chest pain", "血": "bleed|blood(?!-)", "发烧": "fever", "發燒": "fever", "脓": "pus", "膿": "pus",
                   "头痛": "headache", "頭痛": "headache", "胸": "chest", "晕": "faint", "暈": "faint", "発熱": "fever", "うみ": "pus", "胸の": "chest", "息": "breath"}[old.strip()]  # fmt: skip
        return bool(re.search(english, source)) and "°" not in source and "胎盤" not in pair.target
    if kind == "glossary":
        return old != "Mẹ " or " you" in source
    if kind == "other script" and pair.language == "vi":
        return False
    if kind == "bracket lost":
        return "(" in source or "“" in source or "（" in pair.target or "(" in pair.target
    return True


def _cut(pair: Pair, chance: random.Random) -> str | None:
    parts = re.findall(r"[^。！？.!?]+(?:[。！？]|[.!?](?:\s|$))", pair.target)
    if len(parts) < 2 or "".join(parts) != pair.target or "**" in pair.target or "{" in pair.target:
        return None
    gone = chance.randrange(len(parts))
    return "".join(parts[:gone] + parts[gone + 1 :]).strip()


def _half(pair: Pair, chance: random.Random) -> str | None:
    if len(pair.source) < 60 or "**" in pair.target or "{" in pair.target:
        return None
    return pair.target[: len(pair.target) // 2]


def _more(pair: Pair, chance: random.Random) -> str | None:
    if pair.source[-1] not in ".!?" or "{" in pair.target or not 40 <= len(pair.source) <= 160:
        return None
    others = [
        one.target
        for one in pairs_of_stock(pair.language)
        if one.source[-1] == "." and 40 < len(one.source) < 90 and "{" not in one.target and "**" not in one.target
    ]
    return pair.target + (" " if pair.language == "vi" else "") + chance.choice(others)


def _paste(pair: Pair, chance: random.Random) -> str | None:
    if not 30 <= len(pair.source) <= 90 or "{" in pair.source or "**" in pair.source:
        return None
    others = [
        one.target
        for one in pairs_of_stock(pair.language)
        if 30 <= len(one.source) <= 90
        and one.source != pair.source
        and "{" not in one.target
        and "**" not in one.target
    ]
    return chance.choice(others)


def _word(pair: Pair, chance: random.Random) -> str | None:
    words = [
        one
        for one in re.findall(r"\b[a-z]{5,}\b", pair.source)
        if one
        in (
            "breast",
            "nipple",
            "fever",
            "nappies",
            "leaking",
            "feeding",
            "family",
            "pressing",
            "clean",
            "water",
            "hospital",
            "medicine",
        )
    ]
    if not words or " " not in pair.target + " ":
        return None
    at = len(pair.target) // 2 if pair.language != "vi" else pair.target.find(" ") + 1
    return f"{pair.target[:at]}{words[0]} {pair.target[at:]}"


def _joined(pair: Pair, chance: random.Random) -> str | None:
    mark = {"vi": ". ", "ja": "。"}.get(pair.language, "。")
    if pair.target.count(mark.strip()) < 3 or len(pair.source) < 170 or "**" in pair.target:
        return None
    head = pair.target.rstrip(mark).replace(
        mark, "、" if pair.language == "ja" else ", " if pair.language == "vi" else "，"
    )
    return head + mark.strip()


MAKERS: dict[str, Callable[[Pair, random.Random], str | None]] = {
    "number": _digits(lambda digits: str(int(digits) + 1)),
    "number ×10": _digits(lambda digits: digits + "0"),
    "number lost": _digits(lambda digits: ""),
    **{kind: _swap(kind) for kind in SWAPS},
    "sentence lost": _cut,
    "half lost": _half,
    "sentence added": _more,
    "said twice": lambda pair, chance: pair.target + (" " if pair.language == "vi" else "") + pair.target if len(pair.source) > 30 and "{" not in pair.source and "**" not in pair.source else None,
    "English whole": lambda pair, chance: pair.source if len(pair.source.split()) > 3 and "{" not in pair.source else None,
    "English word": _word,
    "slot lost": lambda pair, chance: re.sub(r"\{[a-z]+\}", "", pair.target, count=1) if "{" in pair.target else None,
    "strong lost": lambda pair, chance: pair.target.replace("**", "") if "**" in pair.target else None,
    "telephone": lambda pair, chance: pair.target.rstrip("。.") + " 0912 345 678" if "call" in pair.source.lower() else None,
    "apostrophe": lambda pair, chance: f"'- {pair.target}" if len(pair.target) > 8 else None,
    "broken letters": lambda pair, chance: pair.target.encode().decode("latin-1") if len(pair.target) > 8 else None,
    "letters apart": lambda pair, chance: apart if (apart := unicodedata.normalize("NFD", pair.target)) != pair.target else None,
    "odd character": lambda pair, chance: pair.target[:3] + chance.choice("\u200b\ufffd\u202e") + pair.target[3:] if len(pair.target) > 6 else None,
    "long sentence": _joined,
    "pasted over": _paste,
}  # fmt: skip
"""How a fault of each kind is made; None where it cannot be."""


def plant(language: str, kind: str, most: int = MOST) -> Iterator[Fault]:
    """Yield the faults of a kind in a language, at most so many, in texts that chance chooses."""
    chance = random.Random(f"{language} {kind}")
    pairs = list(pairs_of_stock(language))
    chance.shuffle(pairs)
    count = 0
    for pair in pairs:
        said = MAKERS[kind](pair, chance)
        if said is None or said == pair.target or not said.strip():
            continue
        yield Fault(kind, Pair(language, pair.place, pair.source, said), RULES[kind])
        count += 1
        if count == most:
            return


_KANJI = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))


def _in_words(match: re.Match[str], language: str) -> str:
    number = int(match[0])
    if language == "vi":
        return {2: "hai", 3: "ba", 4: "bốn", 6: "sáu", 8: "tám"}.get(number, match[0])
    if number == 2 and language.startswith("zh"):
        return "两" if language == "zh_Hans" else "兩"
    if number < 10:
        return _KANJI[match[0]]
    tens, ones = divmod(number, 10)
    return f"{_KANJI[str(tens)] if tens > 1 else ''}十{_KANJI[str(ones)] if ones else ''}" if number < 100 else match[0]


def variants(language: str, most: int = MOST) -> Iterator[Fault]:
    """Yield right translations that are written in another way: other digits, numbers in words. Nothing may be told."""
    chance = random.Random(f"{language} variants")
    stock = pairs_of_stock(language, waived=False)
    pairs = [pair for pair in stock if re.search(r"\d", pair.target) and "{" not in pair.target]
    chance.shuffle(pairs)
    wide = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
    for pair in pairs[:most]:
        yield Fault("full-width digits", Pair(language, pair.place, pair.source, pair.target.translate(wide)), ())
    count = 0
    for pair in pairs:
        unit = (
            r"(?=\s?(?:tuần|tháng|giờ|ngày|lần))" if language == "vi" else r"(?=个月|個月|か月|周|週|次|天|回|日|片|枚)"
        )
        said = re.sub(
            rf"(?<![\d.,第至到～–/\-]){'(?<!thứ )' if language == 'vi' else ''}[2-9]\d?{unit}",
            lambda match: _in_words(match, language),
            pair.target,
        )
        if said != pair.target and count < most and not re.search(r"\d[至～–-]|đến|第", pair.target):
            count += 1
            yield Fault("numbers in words", Pair(language, pair.place, pair.source, said), ())
