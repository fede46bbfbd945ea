"""Numbers by value, with unit, comparator and order."""

from __future__ import annotations

import pytest

from generator.meaning import compare
from generator.meaning.folding import fold
from generator.meaning.numerals import read_number
from generator.meaning.quantities import quantities
from generator.meaning.tables import tongue_of

VALUES = [
    ("en", "twenty-four hours", "24 hours"),
    ("en", "one hundred and five days", "105 days"),
    ("en", "1½ hours", "1.5 hours"),
    ("en", "half an hour", "0.5 hours"),
    ("en", "an hour and a half", "1.5 hours"),
    ("en", "more than a tenth", "0.1"),
    ("en", "1 in 10", "0.1"),
    ("en", "day 5", "day 5"),
    ("en", "2 million people", "2e+06"),
    ("vi", "hai mươi bốn giờ", "24 hours"),
    ("vi", "2.000 kcal", "2000 kcal"),
    ("vi", "2,7 lít", "2.7 litres"),
    ("vi", "một tiếng rưỡi", "1.5 hours"),
    ("vi", "ngày thứ 5", "day 5"),
    ("zh_Hans", "二十四小时", "24 hours"),
    ("zh_Hans", "一百零五天", "105 days"),
    ("zh_Hans", "两周", "2 weeks"),
    ("zh_Hans", "一个半小时", "1.5 hours"),
    ("zh_Hans", "半小时", "0.5 hours"),
    ("zh_Hans", "第5天", "day 5"),
    ("zh_Hans", "十分之一", "0.1"),
    ("zh_Hans", "350千卡", "350 kcal"),
    ("zh_Hans", "3万", "30000"),
    ("zh_Hant", "６個月", "6 months"),
    ("ja", "三か月", "3 months"),
    ("ja", "1時間半", "1.5 hours"),
    ("ja", "5日目", "day 5"),
    ("ja", "小さじ2杯", "2 teaspoons"),
    ("ja", "10人に1人", "0.1"),
    ("hi", "४ दिन", "4 days"),
    ("ar", "٥ مل", "5 ml"),
    ("es", "dos semanas", "2 weeks"),
]


@pytest.mark.parametrize(("language", "words", "shown"), VALUES)
def test_a_number_has_its_value_and_unit(language: str, words: str, shown: str) -> None:
    found = [one for one in quantities(fold(words), tongue_of(language)) if one.firm]
    assert [one.shown() for one in found] == [shown]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_Hans", "十分重要"),
        ("zh_Hans", "一起"),
        ("zh_Hant", "四肢"),
        ("ja", "十分に"),
        ("vi", "ba mẹ"),
        ("vi", "nấu chín"),
        ("zh_Hant", "零件"),
    ],
)
def test_words_that_only_look_like_numbers_are_none(language: str, words: str) -> None:
    assert not [one for one in quantities(fold(words), tongue_of(language)) if one.firm]


@pytest.mark.parametrize(
    ("digits", "decimal", "values"),
    [
        ("2,000", ".", (2000.0,)),
        ("2,000", ",", (2.0,)),
        ("2.000", ",", (2000.0,)),
        ("2,000", "either", (2000.0, 2.0)),
        ("1,234.5", ".", (1234.5,)),
        ("2,7", ".", (2.7,)),
        ("0,125", ".", (0.125,)),
        ("2 000", "either", (2000.0,)),
        ("1,234,567", ".", (1234567.0,)),
    ],
)
def test_points_and_commas_mean_what_the_language_means(digits: str, decimal: str, values: tuple[float, ...]) -> None:
    assert read_number(digits, decimal) == values


def test_what_is_no_number_equals_none() -> None:
    assert read_number("2.7.1", ".") != read_number("2.7", ".")


SAYS = [
    ("en", "at least 8 times", {"at least"}),
    ("en", "8 wet nappies or more", {"at least"}),
    ("en", "no more than 4 hours", {"at most"}),
    ("en", "fever of 100.4 °F (38 °C) or higher", {"at least"}),
    ("en", "under 3 months", {"less"}),
    ("en", "over 2 to 5 days", set()),
    ("vi", "từ 38 °C trở lên", {"at least"}),
    ("vi", "không quá 4 giờ", {"at most"}),
    ("zh_Hans", "不超过4小时", {"at most"}),
    ("zh_Hans", "超过4小时", {"more"}),
    ("zh_Hans", "2周以上", {"at least?"}),
    ("ja", "6枚未満", {"less"}),
    ("ja", "38℃以上", {"at least"}),
]


@pytest.mark.parametrize(("language", "words", "says"), SAYS)
def test_a_comparator_belongs_to_its_number(language: str, words: str, says: set[str]) -> None:
    found = [one for one in quantities(fold(words), tongue_of(language)) if one.firm]
    assert found[-1].says == says


TOLD = [
    ("numbers", "8 to 12 times", "zh_Hans", "12至8次", "a range runs backwards: 12 to 8"),
    ("numbers", "Vitamin B12", "vi", "Vitamin B6", "'B12' became 'B6'"),
    ("numbers", "for 3 days", "ja", "2日間", "the numbers are not the same: missing 3 days; too much 2 days"),
    ("units", "for 3 days", "ja", "3週間", "'3 days' of the English has another unit in the translation: week"),
    ("units", "for 45 ml", "vi", "khoảng 45", "'45 ml' of the English has no unit in the translation"),
    ("units", "on day 3", "zh_Hans", "3天", "'day 3' is one day, not 3 days"),
    ("units", "for 3 days", "zh_Hans", "第3天", "'3 days' of the English became 'day 3', which is one day"),
    ("comparators", "at least 8 feeds", "vi", "8 cữ bú", "the English says 'at least' of 8, the translation does not"),
    ("comparators", "8 feeds", "vi", "Ít hơn 8 cữ bú", "the translation says 'fewer than' of 8, the English does not"),
    ("time", "at 8 am", "ja", "午後8時に", "'8:00 am' of the English is in the other half of the day in the translation"),
    ("time", "every 4 hours", "ja", "4時間", "the English says 'every 4 hours', the translation only '4 hours'"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "source", "language", "target", "message"), TOLD)
def test_each_finding_says_what_differs(rule: str, source: str, language: str, target: str, message: str) -> None:
    found = [one for one in compare(source, target, language) if one.rule == rule]
    assert [one.message for one in found] == [message]
    assert found[0].hint


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        ("8 pm", "vi", "20 giờ"),
        ("8:30 pm", "zh_Hans", "晚上8点半"),
        ("noon", "ja", "正午"),
        ("Do not take more than 4 tablets", "zh_Hant", "最多服用4錠"),
        ("half an hour", "vi", "30 phút"),
        ("about a tenth", "vi", "khoảng 10%"),
        ("8 feeds, at least 8 feeds", "ja", "少なくとも8回"),
        ("one or two weeks", "zh_Hans", "一两周"),
    ],
)
def test_the_same_said_otherwise_is_the_same(source: str, language: str, target: str) -> None:
    assert not [
        one.message
        for one in compare(source, target, language)
        if one.rule in ("numbers", "units", "comparators", "time")
    ]
