"""What people call the columns of a table, in the languages of the leaflets; which row of a sheet names them.

Columns that are none of ours are passed over and named, unless one looks like a slip of the pen for ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from generator.library.texts import short
from generator.model.problems import Origin, Problem, suggest

MOST_ABOVE: Final = 20
"""Rows with words among which the names of the columns are looked for: titles and remarks stand above them."""
MOST_NAME: Final = 80
"""Characters of a column's name that are looked at."""
MOST_NEAR: Final = 100
"""Unknown columns that are looked at for a slip of the pen."""
NEAR: Final = 0.8
"""How alike a column's name must be to one of ours to count as misspelt (difflib's ratio)."""
LISTS: Final = ("phones", "hours", "address")
"""Columns that may be parted into several: 'Phone 1', 'Phone 2'; 'Street', 'Town'."""
IGNORED: Final = frozenset({"row", "reason"})
"""Columns of the table of refused rows, which may come back with it."""
_CALLED: Final = {
    "name": "clinic|clinic name|name of clinic|name of the clinic|practice|practice name|surgery|hospital|facility|"
    "facility name|organisation|organization|centre|center|site name|health centre|"
    "tên|tên phòng khám|phòng khám|tên cơ sở|cơ sở|cơ sở y tế|tên đơn vị|bệnh viện|"
    "名称|诊所|诊所名称|医院|医院名称|机构名称|单位名称|名稱|診所|診所名稱|醫院|醫院名稱|機構名稱|"
    "名前|クリニック|クリニック名|医院名|病院|病院名|施設|施設名|診療所|診療所名|助産院|助産院名",
    "phones": "phone|phone number|phone numbers|phone no|phone nos|telephone|telephones|telephone number|"
    "telephone numbers|telephone no|tel|tel no|tel number|contact number|contact phone|contact tel|mobile|"
    "mobile number|mobile phone|"
    "điện thoại|số điện thoại|sđt|đt|di động|số di động|hotline|"
    "电话|电话号码|联系电话|手机|手机号码|手机号|電話|電話號碼|聯絡電話|手機|電話番号|お電話|携帯|携帯電話|電話番號|連絡先電話番号",
    "hours": "opening hours|opening times|opening time|open hours|open|opening|hours of opening|clinic hours|times|"
    "working hours|office hours|business hours|"
    "giờ mở cửa|giờ làm việc|giờ khám|giờ hoạt động|thời gian làm việc|thời gian mở cửa|"
    "营业时间|开放时间|门诊时间|工作时间|開放時間|營業時間|門診時間|服務時間|应诊时间|應診時間|"
    "診療時間|受付時間|営業時間|開院時間|開館時間",
    "address": "street|street address|postal address|clinic address|location|town|city|town city|postcode|post code|"
    "zip|zip code|address line|"
    "địa chỉ|đường|thành phố|quận|"
    "地址|街道|城市|邮编|邮政编码|詳細地址|郵遞區號|住所|所在地|郵便番号|番地|市区町村",
    "interpreter": "interpreter available|interpreters|interpreting|interpreter service|language support|"
    "phiên dịch|thông dịch|có phiên dịch|口译|翻译|翻译服务|口譯|翻譯|傳譯|通訳|通訳あり|通訳の有無",
    "web": "website|web site|web page|webpage|web address|url|homepage|home page|link|"
    "trang web|địa chỉ web|mạng|网站|网址|主页|網站|網址|網頁|ウェブサイト|ホームページ|サイト",
    "logo": "logo file|biểu trưng|标志|徽标|標誌|ロゴ",
    "colours": "colour|color|colors|brand colour|brand colours|brand color|brand colors|"
    "màu|màu sắc|颜色|顏色|色|カラー",
    "profile": "country|land|nation|quốc gia|nước|国家|國家|国|国名",
    "languages": "language|leaflet language|leaflet languages|languages needed|language needed|lang|"
    "ngôn ngữ|tiếng|các ngôn ngữ|语言|语种|語言|語種|言語|語",
    "topics": "topic|leaflet|leaflets|leaflet title|leaflet titles|"
    "chủ đề|tờ rơi|đề tài|主题|主題|传单|單張|题目|題目|トピック|テーマ|リーフレット",
    "formats": "format|paper|paper size|size|"
    "khổ|khổ giấy|cỡ giấy|định dạng|纸张|纸张大小|格式|尺寸|紙張|用紙|用紙サイズ|判型",
    "theme": "look|style|giao diện|kiểu|样式|風格|樣式|テーマ色|デザイン",
    "edition": "print edition|bản in|印刷版",
    "copies": "copy|no of copies|number of copies|copies needed|copies wanted|quantity|qty|how many|"
    "số bản|số lượng|số tờ|份数|数量|印数|份數|數量|印數|部数|枚数|冊数",
}
TOTALS: Final = frozenset(
    "total|totals|grand total|sum|overall|subtotal|"
    "tổng|tổng cộng|tổng số|cộng|合计|总计|总数|小计|合計|總計|總數|小計|総計|計".split("|")
)
"""What the first words of a row say that adds up the rows above it."""
ORDERED: Final = ("languages", "topics", "formats", "copies")
"""Columns without which each clinic gets every leaflet in every language: one that may be such is not passed over."""
_FILLERS = re.compile(
    r"\b(which|what|please|requested|required|request|needed|need|wanted|want|ordered|order|to print)\b"
)
"""Words around a column's name that say nothing: 'Which leaflets', 'Languages required'."""
_ABOUT_ORDERS = re.compile(
    r"\b(languages?|leaflets?|topics?|cop(?:y|ies)|formats?|quantity)\b"
    r"|ngôn ngữ|tờ rơi|语言|語言|言語|传单|單張|リーフレット"
)
_BESIDE = re.compile(r"[(（\[【<].*?[)）\]】>]|[*:：#?？!！\"'“”‘’]")
_JOINTS = re.compile(r"[\s_\-‐-―/.,;&+、・]+")


class Head(Struct, frozen=True):
    """Where the names of the columns stand, what each column is (empty: not read), how it is called."""

    at: int
    columns: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


def folded(words: str) -> str:
    """Return words as they are compared: small, without marks, remarks in brackets and joints."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return _JOINTS.sub(" ", _BESIDE.sub(" ", plain)).strip()


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names = {folded(word): column for column, words in _CALLED.items() for word in words.split("|")}
    return names | {column: column for column in _CALLED}


@lru_cache(maxsize=1)
def _bare_names() -> dict[str, str]:
    """Names without the marks over Vietnamese letters, as keyboards without them give."""
    return {_bare(word): column for word, column in reversed(_names().items())}


def _bare(words: str) -> str:
    plain = unicodedata.normalize("NFD", words.replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter) or letter in "\u3099\u309a")


@lru_cache(maxsize=4096)
def column_of(words: str) -> str:
    """Return which of our columns is called so, or nothing; a number behind it may tell several of it apart."""
    name = folded(words[:MOST_NAME])
    bare = " ".join(_FILLERS.sub(" ", name).split())
    for one in (name, re.sub(r" ?\d{1,2}$", "", name), bare):
        if found := _names().get(one) or _bare_names().get(_bare(one)):
            return found
    return ""


def find_head(
    rows: Sequence[tuple[int, Sequence[str]]],
    shown: str,
    required: Sequence[str],
    spread: Sequence[tuple[int, range]],
    problems: list[Problem],
) -> Head | None:
    """Return the row that names the columns, or None with a problem for each thing that is wrong.

    Args:
        rows: number and words of the rows that hold anything, from the top.
        shown: what messages call the table.
        required: columns that must be there.
        spread: rows and columns (from 0) over which a name is merged: it names all of them.
        problems: takes what is wrong.
    """
    tops, used = zip(*(_with_above(rows, at, spread) for at in range(min(MOST_ABOVE, len(rows)))), strict=True)
    known = [set(filter(None, map(column_of, cells))) for cells in tops]
    whole = [at for at, names in enumerate(known) if names >= set(required)]
    best = max(range(len(known)), key=lambda one: (len(known[one]), -one))
    at = whole[0] if whole else best if len(known[best]) > 1 else 0
    number, cells = rows[at][0], tops[at]
    origin, before = Origin(shown, number), len(problems)
    columns = list(map(column_of, cells))
    passed: list[str] = []
    seen: dict[str, set[str]] = {}
    for place, (column, words) in enumerate(zip(columns, cells, strict=True)):
        name = folded(words[:MOST_NAME])
        before_it = seen.setdefault(column, set())
        again = column not in LISTS or (name in before_it and not _merged(number, place, spread))
        if column and before_it and again:
            problems.append(Problem(origin, f"the column '{column}' stands twice", "keep one of the two"))
        elif not column and words.strip() and name not in IGNORED:
            if len(passed) < MOST_NEAR and (near := _near(name) or about_orders(name)):
                problems.append(Problem(origin, f"there is no column called '{short(words)}'", near))
            passed.append(short(words))
        before_it.add(name)
    lacking = [name for name in required if name not in columns]
    for name in lacking:
        hint = "the row above the first clinic names the columns"
        problems.append(Problem(origin, f"the table lacks the column '{name}'", hint))
    if len(problems) > before:
        return None
    notes = []
    titles = [one for place, one in enumerate(rows[:at]) if place not in used[at]]
    if above := [short(next(filter(str.strip, words))) for _, words in titles]:
        called = rows_called([one for one, _ in titles])
        notes.append(f"{shown}: above the names of the columns, {called}, not read: {listed(above)}")
    if passed:
        notes.append(f"{shown}: columns that are not read: {listed(passed)}")
    return Head(at, tuple(columns), cells, tuple(notes))


def _with_above(
    rows: Sequence[tuple[int, Sequence[str]]], at: int, spread: Sequence[tuple[int, range]]
) -> tuple[tuple[str, ...], set[int]]:
    """Return the words of a row, where it has none those above it when they name columns; and the rows these are of."""
    number, words = rows[at]
    cells = list(words)
    used = set()
    for above in range(at - 1, max(-1, at - 3), -1):
        free = {
            place: name
            for place, name in enumerate(rows[above][1])
            if name.strip() and (place >= len(cells) or not cells[place].strip())
        }
        if any(map(column_of, free.values())):
            used.add(above)
            cells += [""] * (max(free) + 1 - len(cells))
            for place, name in free.items():
                cells[place] = name
    for row, places in spread:
        if row == number and places.start < len(cells) and column_of(cells[places.start]) in LISTS:
            cells += [""] * (places.stop - len(cells))
            for place in places:
                cells[place] = cells[place].strip() or cells[places.start]
    return tuple(cells), used


def _merged(number: int, place: int, spread: Sequence[tuple[int, range]]) -> bool:
    return any(row == number and place in places for row, places in spread)


def _near(name: str) -> str:
    """Return which of our names was meant, when one was only misspelt."""
    import difflib  # late: seldom needed

    plain = [one for one in (*_names(), *_CALLED) if one.isascii() and len(one) > 3]
    found = difflib.get_close_matches(name, plain, 1, NEAR) if len(name) > 3 else []
    return suggest(found[0], [_names()[found[0]]]) if found else ""


def about_orders(name: str) -> str:
    """Return what to do about a column that speaks of what is ordered and is none of ours, or is called as a language.

    Passed over, it would be worse than refused: each clinic would get every leaflet in every language.
    """
    if match := _ABOUT_ORDERS.search(name):
        return f"it speaks of '{match[0]}': call it one of {', '.join(ORDERED)}, or delete it"
    if name in _tongues():
        return "write the languages of each clinic into one column, 'languages'"
    return ""


@lru_cache(maxsize=1)
def _tongues() -> frozenset[str]:
    """Return names of languages as columns with ticks have them."""
    english = "english|vietnamese|chinese|simplified chinese|traditional chinese|mandarin|cantonese|japanese"
    own = "tiếng anh|tiếng việt|tiếng trung|tiếng nhật|英语|英文|英語|中文|简体中文|繁體中文|日语|日文|日本語|越南语"
    return frozenset(f"{english}|{own}".split("|"))


def looks_like_total(words: str) -> bool:
    """Tell whether a row that begins so adds up the rows above it."""
    return folded(words) in TOTALS


def rows_called(numbers: Sequence[int]) -> str:
    """Return how a message calls rows: ``row 7``, ``rows 7 to 9, 12``; of many the first ones."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    words = [f"{one}" if one == last else f"{one}{' to ' if last > one + 1 else ', '}{last}" for one, last in parts]
    left = sum(last - first + 1 for first, last in parts[8:])
    more = f" and {left:,} more" if left else ""
    return f"row{'s' if len(numbers) > 1 else ''} {', '.join(words[:8])}{more}"


def listed(words: Sequence[str]) -> str:
    """Return words in quotes, of many the first ones."""
    return ", ".join(f"'{one}'" for one in words[:8]) + (f" and {len(words) - 8} more" if len(words) > 8 else "")
