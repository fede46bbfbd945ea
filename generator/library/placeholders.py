"""Places in words that somebody, or a mail merge, was to fill in: ``{{address}}``, ``«Name»``, ``TBD``.

Each form is one that no clinic's words and no leaflet's have: «Les Lilas», "Via XXX Aprile", "ABIERTO TODO EL DÍA",
"0912 345 678 [Mobile]" and a clinic for TBC are words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from generator.library.texts import short
from generator.model.patterns import pattern

_HINT: Final = "write what belongs there; where there is nothing, leave it empty"
_LATER: Final = frozenset(
    "tbd|t.b.d.|todo|to do|fixme|to be confirmed|to be announced|to be decided|to be determined|to be completed|"
    "to follow|fill in|fill me in|placeholder|待定|待补|待補|待填|待补充|待補充|未定|wird noch ergänzt|"
    "à compléter|por completar|cập nhật sau|chưa cập nhật|後日記入|要記入".split("|")
)
"""What people write for what they do not know yet, alone on a line."""
_LATER_BUT: Final = frozenset(("tba", "tbc"))
"""The same, but not in a name: a traditional birth attendant, tuberculosis."""
_UNWRITTEN: Final = frozenset(
    "TBD tbd T.B.D TODO FIXME fixme placeholder 待定 待补 待補 待翻译 待翻譯 要翻訳 要記入".split()
)
"""The same in a text of a leaflet, where "To do" and "Todo" (in Spanish) are words."""
_LABEL = pattern(r"[^:：]{1,24}[:：]\s*(.+)")
_SIGNS: Final = "{«‹<[%#_"
_BRACES = pattern(r"\{\{[^{}]{0,80}\}\}|\$\{[^{}]{0,80}\}|\{%.{0,80}%\}|\{\d{0,2}\}")
_WITHIN = pattern(
    r"«([^«»]{1,60})»|‹([^‹›]{1,60})›|<<?([^<>]{1,60})>>?|\[([^\[\]]{1,60})\]|%([^%\s]{1,60})%|#([^#\s]{1,60})#|__(.{1,60}?)__|"
    r"\{([^{}]{1,60})\}"
)
_CORE: Final = (
    "name|address|addr|street|city|town|postcode|zipcode|zip|postal|phone|telephone|tel|mobile|fax|e-?mail|website|web|"
    "url|hours|hour|logo|vorname|nachname|straße|strasse|plz|ort|telefon|telefonnummer|nom|prénom|adresse|rue|ville|"
    "téléphone|nombre|dirección|calle|ciudad|teléfono|tên|địa chỉ|thành phố|điện thoại|giờ mở cửa|姓名|名称|名稱|"
    "地址|电话|電話|邮编|郵編|时间|時間|名前|氏名|住所|電話番号|郵便番号|診療時間"
)
_BESIDE: Final = (
    "clinic|hospital|practice|surgery|company|organisation|organization|your|our|the|insert|enter|here|first|last|full|line|"
    "block|number|no|code|state|country|county|opening|contact|person|field|of|in|số|诊所|診所|医院|醫院|病院|クリニック"
)
_NAMED = pattern(r"name|address|insert|enter", re.IGNORECASE)


@lru_cache(maxsize=1)
def _field() -> re.Pattern[str]:
    """Return what a mail merge calls a field: ``Address1``, ``clinic_name``, ``ClinicName``, ``Your name here``."""
    return re.compile(rf"(?=.*(?:{_CORE}))(?:(?:{_CORE}|{_BESIDE})s?(?:[ _.-]*\d{{1,2}})?[ _.-]*)+", re.IGNORECASE)


def unfilled(words: str, column: str) -> tuple[str, str] | None:
    """Return what is still to be filled in among a clinic's words, with what to do; ``column`` is their key."""
    plain = words.strip().casefold()
    label = _LABEL.fullmatch(plain) if ":" in plain or "：" in plain else None
    for one in (plain, label[1] if label else ""):
        later = one in _LATER or (one in _LATER_BUT and column != "name")
        if later or (len(one) > 2 and not one.strip("x")) or "lorem ipsum" in one:
            return _said(words)
    if "TBD" in words and re.search(r"\bTBD\b", words):
        return _said("TBD")
    if plain.startswith(("insert ", "enter ", "your ")) and _field().fullmatch(plain):
        return _said(words)
    if not any(sign in words for sign in _SIGNS) or column in ("web", "lots", "logo"):
        return None
    if match := _BRACES.search(words):
        return _said(match[0])
    for match in _WITHIN.finditer(words):
        named = next(filter(None, match.groups())).strip()
        # a label may stand in brackets behind a number, [Mobile]; a name or an address may not
        alone = match[4] is None or match[0] == words.strip() or _NAMED.search(named)
        if alone and _field().fullmatch(named):
            return _said(match[0])
    return None


def unfilled_text(words: str) -> tuple[str, str] | None:
    """Return the same of a text of a leaflet, which is nothing but a mark that its words are still to come."""
    plain = words.strip().rstrip(".")
    if plain in _UNWRITTEN or (len(plain) > 2 and not plain.casefold().strip("x")) or "lorem ipsum" in words.casefold():
        return f"'{short(words)}' stands where words are still to be written", "write them, or take this out"
    return None


def _said(found: str) -> tuple[str, str]:
    return f"'{short(found)}' stands where something is still to be filled in", _HINT
