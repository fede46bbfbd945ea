"""A 'not' of the stock leaflets that is lost, one at a time: told as critical whatever else stands in its text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from generator.meaning import compare
from generator.meaning.alignment import aligned
from generator.words.catalogs import read_po_file

ROOT = Path(__file__).resolve().parents[2]

LOST = [
    ("vi", "shared", "Không thở, ", "Thở tốt, "),
    ("vi", "shared", "dữ dội, không hết", "dữ dội, hết"),
    ("vi", "shared", "không bú hoặc có lúc", "bú hoặc có lúc"),
    ("vi", "colostrum", "Không đi tiểu hoặc", "Đi tiểu hoặc"),
    ("vi", "how-milk-is-made", "đừng bỏ các cữ đêm", "bỏ các cữ đêm"),
    ("vi", "danger-signs", "đừng chờ", "chờ"),
    ("vi", "managing-leakage", "không phải thuốc chữa", "là thuốc chữa"),
    ("vi", "expressing-milk", "không còn đông đá", "còn đông đá"),
    ("zh_Hans", "danger-signs", "请不要等", "请等"),
    ("zh_Hans", "colostrum", "没小便或没胎便", "有小便或没胎便"),
    ("zh_Hans", "colostrum", "没小便或没胎便", "有小便或有胎便"),
    ("zh_Hans", "colostrum", "不代表", "代表"),
    ("zh_Hans", "managing-leakage", "但不是药", "也是药"),
    ("zh_Hant", "expressing-milk", "但不要用力壓", "但要用力壓"),
    ("ja", "danger-signs", "待たないでください", "待ってください"),
    ("ja", "expressing-milk", "決して温めないで", "温めて"),
    ("ja", "expressing-milk", "再び凍らせないで", "再び凍らせて"),
    ("ja", "colostrum", "痛くないはず", "痛いはず"),
    # the translation has more 'nots' than the English, in another sentence
    ("zh_Hans", "danger-signs", "也列不全", "也列得全"),
    ("zh_Hans", "eating-and-drinking", "加热去不掉乳糖", "加热去得掉乳糖"),
    ("zh_Hans", "eating-and-drinking", "喝牛奶不能防病", "喝牛奶能防病"),
    ("zh_Hant", "eating-and-drinking", "加熱不會去掉", "加熱會去掉"),
    ("zh_Hant", "eating-and-drinking", "喝牛奶不能預防", "喝牛奶能預防"),
    # only one of two is denied
    ("zh_Hant", "expressing-milk", "也不要搓揉硬塊", "也要搓揉硬塊"),
    ("zh_Hant", "increasing-supply", "也不要搓揉硬塊", "也要搓揉硬塊"),
    ("zh_Hans", "managing-leakage", "没怀孕也没喂奶", "没怀孕也喂奶"),
    ("zh_Hans", "managing-leakage", "漏奶说明不了这一点", "漏奶说明了这一点"),
    ("ja", "managing-leakage", "もれからはわかりません", "もれからわかります"),
]


@cache
def catalog(language: str, name: str) -> tuple[tuple[str, str], ...]:
    path = ROOT / f"locales/{language}/LC_MESSAGES/{name}.po"
    po = read_po_file(path, path.name, [])
    assert po
    return tuple(("".join(entry.msgid[:1]), entry.msgstr[0]) for entry in po.entries if entry.msgstr[0])


@pytest.mark.parametrize(("language", "name", "right", "wrong"), LOST)
def test_a_lost_not_is_told_whatever_stands_beside_it(language: str, name: str, right: str, wrong: str) -> None:
    entries = [entry for entry in catalog(language, name) if right in entry[1]]
    assert entries
    for source, words in entries:
        assert not [one for one in compare(source, words, language) if one.rule == "negation"]
        lost = compare(source, words.replace(right, wrong), language)
        assert ("negation", "critical") in {(one.rule, one.severity) for one in lost}


def test_sentences_that_were_cut_otherwise_are_compared_as_one() -> None:
    english = "rest well, and eat. do not wait. call us if it hurts, because nobody should have pain for long."
    chinese = "好好休息,吃饭。不要再等。痛就打电话。谁也不该一直痛下去,拖很久很久。"
    pairs = [pair[1].strip() for pair in aligned(english, chinese)]
    assert pairs == ["好好休息,吃饭。", "不要再等。", "痛就打电话。 谁也不该一直痛下去,拖很久很久。"]
    assert aligned("one.", "一。 二。 三。 四。 五。") == (("one.", "一。 二。 三。 四。 五。"),), (
        "no way leads through"
    )
    assert aligned("", "一") == (("", "一"),)


def test_a_code_of_letters_and_digits_stays_as_it_is() -> None:
    for source, right, wrong in (
        ("A4, printed on both sides", "Ａ４，双面打印", "A，双面打印"),
        ("Leaflet MP1 and a code, 7KQ4-M2XD", "宣教单MP1和编号7KQ4-M2XD", "宣教单MP1和编号7KQ5-M2XD"),
    ):
        assert not [one for one in compare(source, right, "zh_Hans") if one.rule == "numbers"]
        found = [(one.rule, one.severity) for one in compare(source, wrong, "zh_Hans")]
        assert ("numbers", "critical") in found


SAID_OTHERWISE = [
    ("zh_Hans", "No", "否", "是"),
    ("ja", "No thanks", "いいえ", "はい"),
    ("zh_Hant", "Fear or no joy, not gone at 10 days", "害怕或不快樂，10天時還在", "害怕或不快樂，10天時過去了"),
    ("zh_Hans", "Do not press hard or rub lumps", "不要用力压，也不要搓揉硬块", "要用力压，也不要搓揉硬块"),
    (
        "ja",
        "Some say a breast must be pumped until nothing is left",
        "何も残らなくなるまでしぼると言う人がいます",
        "残るまでしぼると言う人がいます",
    ),
    (
        "vi",
        "Feed often. Do not wait. You need not count.",
        "Cho bú thường. Đừng chờ. Không cần đếm.",
        "Cho bú thường. Chờ. Không cần đếm, không cần ghi.",
    ),
    ("vi", "Too sleepy to feed", "Quá buồn ngủ để bú", "Buồn ngủ và bú"),
    ("vi", "Rest, eat, do not smoke.", "Nghỉ, ăn, đừng hút thuốc.", "Không nghỉ, ăn, hút thuốc."),
]


@pytest.mark.parametrize(("language", "source", "right", "wrong"), SAID_OTHERWISE)
def test_only_declared_words_stand_for_a_not(language: str, source: str, right: str, wrong: str) -> None:
    assert not [one for one in compare(source, right, language) if one.rule == "negation"]
    found = {(one.rule, one.severity) for one in compare(source, wrong, language)}
    assert ("negation", "critical") in found
