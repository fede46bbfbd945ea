"""Two strings in, differences out: rules that need no number, damage, languages without tables, hostile words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.meaning import RULES, compare
from generator.meaning.compare import MOST
from generator.meaning.differences import MQM
from generator.meaning.tables import tongue_of
from generator.model.problems import Unusable

LANGUAGES = ("vi", "zh_Hans", "zh_Hant", "zh_Hant_HK", "ja", "es", "ko", "ar", "hi", "th", "fr", "xx")

TOLD = [
    # who, what is turned round, or and and
    ("who", "critical", "Your baby is too sleepy", "zh_Hans", "妈妈太困", "the English names the baby, the translation the mother instead"),
    ("who", "critical", "The mother has a fever", "vi", "Bé bị sốt", "the English names the mother, the translation the baby instead"),
    ("opposite", "critical", "Before meals", "ja", "食事の後", "the English says 'before', the translation 'after' and not 'before'"),
    ("opposite", "critical", "Ask a nurse", "zh_Hant", "請詢問醫師", "the English says 'nurse', the translation 'doctor' and not 'nurse'"),
    ("opposite", "critical", "Hold your baby while you are awake", "vi", "Khi ngủ, mẹ hãy ôm bé", "the English says 'awake', the translation 'asleep' and not 'awake'"),
    ("opposite", "critical", "Hold your baby while you are awake", "zh_Hans", "趁您睡着，抱着宝宝", "the English says 'awake', the translation 'asleep' and not 'awake'"),
    ("opposite", "critical", "Hold your baby while you are awake", "zh_Hant", "您睡著的時候，抱著寶寶", "the English says 'awake', the translation 'asleep' and not 'awake'"),
    ("opposite", "critical", "Hold your baby while you are awake", "ja", "お母さんが寝ている間、赤ちゃんを抱いてください", "the English says 'awake', the translation 'asleep' and not 'awake'"),
    ("opposite", "critical", "Feed in the first hour", "vi", "Cho bú trong ngày đầu", "the English says 'first hour', the translation 'first day' and not 'first hour'"),
    ("opposite", "critical", "Feed in the first hour", "zh_Hans", "第一天内喂奶", "the English says 'first hour', the translation 'first day' and not 'first hour'"),
    ("opposite", "critical", "Feed in the first hour", "zh_Hant", "第一天內餵奶", "the English says 'first hour', the translation 'first day' and not 'first hour'"),
    ("units", "critical", "Feed in the first hour", "ja", "最初の1日のうちに授乳する", "'1 hour' of the English has another unit in the translation: day"),
    ("comparators", "critical", "for up to 4 hours", "ja", "短くても4時間", "the English says 'at most' of 4 hours, the translation 'at least'"),
    ("negation", "major", "Only your milk", "ja", "母乳を飲ませる", "the English says 'only', the translation does not"),
    ("negation", "major", "Only your milk", "zh_Hans", "喂母乳", "the English says 'only', the translation does not"),
    ("negation", "major", "Only your milk", "vi", "Sữa mẹ", "the English says 'only', the translation does not"),
    ("choice", "major", "chest pain or fainting", "zh_Hans", "胸痛和晕倒", "the English says 'or', the translation 'and'"),
    # one sentence of several, places, how often, sides, lists, certainty
    ("numbers", "critical", "Best within 6 months, at most 12 months", "zh_Hans", "最好12个月内，最多6个月", "6 and 12 have changed places"),
    ("numbers", "critical", "One leg swollen", "vi", "Hai chân sưng", "the English says one, the translation 'hai'"),
    ("choice", "major", "on day 3 or 4", "zh_Hant", "第3和4天", "the English says 3 or 4, the translation both"),
    ("time", "critical", "2 feeds a day", "ja", "授乳は週に2回", "the English says 'each day', the translation 'each week'"),
    ("time", "critical", "No wet nappy for 8 hours", "zh_Hans", "早上8点没有湿尿布", "'8 hours' of the English is how long, the translation says what time of the day"),
    ("who", "critical", "You or your baby is ill", "ja", "赤ちゃんの具合が悪い", "the English names mother and baby, the translation no mother"),
    ("who", "critical", "You have a sign. Call us.", "vi", "Bé có dấu hiệu. Gọi cho chúng tôi, mẹ nhé.", "the English names no baby, the translation does"),
    ("who", "critical", "Your baby has a sign. Call us, and stay with your baby.", "zh_Hans", "您有信号。请打电话，陪着宝宝。", "the English names the baby in “your baby has a sign.”, the translation the mother"),
    ("who", "critical", "If you are ill, call us. Your baby can drink.", "zh_Hant", "寶寶生病，請來電。您的寶寶可以喝。", "the English speaks of the mother in “if you are ill, call us.”, the translation of the baby"),
    ("opposite", "critical", "One leg swollen", "zh_Hant", "左腿腫脹", "the translation says 'left', the English names no side"),
    ("opposite", "critical", "Wash before you begin. Rest after the feed.", "zh_Hans", "开始后洗手。喂奶后休息。", "the English says 'before', the translation 'after' and not 'before'"),
    ("opposite", "critical", "The more your baby takes, the more you make", "zh_Hans", "宝宝吃得越多，奶水越少", "the English says 'increase', the translation 'reduce' too"),
    ("negation", "critical", "Never warm it in a microwave", "zh_Hant", "不要不用微波爐加熱", "two words such as 'not' say yes together: “不要不”"),
    ("negation", "critical", "It does not hurt, and feeding helps", "vi", "Không đau, và cho bú không giúp", "the translation denies in “và cho bú không giúp”, the English does not in “and feeding helps”"),
    ("certainty", "major", "It may hurt", "zh_Hans", "一定会痛", "the English leaves it open (may, can, often), the translation is sure of it"),
    ("certainty", "major", "It may be depression", "ja", "うつです", "the English says that it may be so, the translation that it is"),
    ("certainty", "major", "You must drink", "zh_Hans", "您可以喝", "the English says 'must', the translation 'may'"),
    ("choice", "major", "Write date and time", "zh_Hant", "寫上日期或時間", "the English says 'and', the translation 'or'"),
    ("omission", "major", "family and friends", "vi", "bạn bè", "of a list the translation does not name 'family'"),
    ("addition", "major", "Feed often", "vi", "Cho bú thường xuyên và uống kháng sinh", "the translation names 'antibiotic', the English does not"),
    ("marks", "major", "Choose **pasteurised** milk", "vi", "Chọn **sữa** thanh trùng", "“pasteurised” is strong in the English, in the translation it is “sữa”"),
    ("marks", "major", "The **latch** is deep", "zh_Hans", "** 含乳 **要深", "a space stands inside the ** of strong words"),
    ("script", "critical", "Wash the parts", "ja", "部品に气をつけて洗う", "characters of Chinese: 气"),
    # left out, added, pasted
    ("omission", "major", "Blood or pus from the nipple", "vi", "Máu chảy ra từ núm vú", "the English names 'pus', the translation does not"),
    ("addition", "major", "Rest when you can", "zh_Hans", "能休息就休息能休息就休息", "it says the same twice: “能休息就休息”"),
    # false friends, regions, conversions
    ("false-friend", "critical", "Ginseng soup", "ja", "人参スープ", "'人参' is not 'ginseng': it only looks like it"),
    ("false-friend", "critical", "Take it once a day", "es", "Tómelo once al día", "'once al' is not 'once a': it only looks like it"),
    ("glossary", "major", "Read the information", "zh_Hant", "請閱讀信息", "'信息' is a word of another region"),
    ("script", "critical", "blood circulation", "zh_Hant", "血液迴圈", "'血液迴圈' is not written so here"),
    ("script", "critical", "Ask at the window", "zh_Hant", "到掛號視窗詢問", "'掛號視窗' is not written so here"),
    ("script", "critical", "Before the operation", "zh_Hant", "手術程式之前", "'手術程式' is not written so here"),
    ("script", "major", "It can hurt a little", "vi", "Có thể đau mot chút", "the tone mark is missing: mot"),
    ("script", "critical", "Please drink water", "hi", "Paani piyen kripya aap", "no letter is of the script of the language"),
    # marks and damage
    ("punctuation", "major", "Call us (day or night)", "zh_Hans", "请打电话（白天或夜里", "（ and ） do not stand in pairs"),
    ("punctuation", "minor", "Rest, then feed", "ja", "休んで、、授乳する", "a mark stands twice: 、、"),
    ("punctuation", "minor", "Say “yes”", "zh_Hant", "說“好”", "there are quotes of another language: “ ”"),
    ("punctuation", "major", "Does it hurt?", "vi", "Đau.", "the English is a question, the translation is not"),
    ("punctuation", "major", "It hurts.", "vi", "Đau không?", "the translation is a question, the English is not"),
    ("punctuation", "major", "Feed often, day and night", "zh_Hans", "白天夜里勤喂，", "it ends in ，: is something missing behind it?"),
    ("damage", "major", "Feed often", "vi", "'- Cho bú thường xuyên", "it begins with ', which a spreadsheet put there"),
    ("damage", "critical", "Fever", "vi", "Sá»\x91t cao", None),
    ("damage", "critical", "Milk and tea", "vi", "Sữa &amp; trà", "'&amp;' is what a tool made of other letters"),
    # programs' formats
    ("marks", "critical", "%1$s has {count} doses", "zh_Hans", "%1$s有剂量", "what a program fills in is not the same: missing {count}"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "severity", "source", "language", "target", "message"), TOLD)
def test_each_finding_says_what_differs(rule: str, severity: str, source: str, language: str, target: str, message: str | None) -> None:
    found = [one for one in compare(source, target, language) if one.rule == rule]
    assert found, [str(one) for one in compare(source, target, language)]
    assert (found[0].severity, bool(found[0].hint)) == (severity, True)
    assert message is None or found[0].message == message


QUIET = [
    ("Your baby is too sleepy", "zh_Hans", "宝宝太困"),
    ("%1$s of %2$s", "vi", "%1$s trên %2$s"),
    ("Open Firefox on your phone", "zh_Hans", "在手机上打开Firefox"),
    ("Write to help@clinic.example", "ja", "help@clinic.exampleにご連絡ください"),
    ("Bazhen soup", "ja", "八珍湯"),
    ("Are you afraid?", "vi", "Mẹ có sợ không?"),
    ("No thanks", "ja", "結構です"),
    ("Unable to feed", "zh_Hans", "无法吃奶"),
    ("Red eyes or a rash", "es", "Ojos rojos o sarpullido"),
    ("Hearing or seeing things others do not", "zh_Hant", "聽到或看到別人聽不到、看不到的東西"),
    ("Free of sugar", "zh_Hans", "无糖"),
    ("Hong Kong", "zh_Hant_HK", "香港嘅護士"),
]


@pytest.mark.parametrize(("source", "language", "target"), QUIET)
def test_right_words_raise_nothing(source: str, language: str, target: str) -> None:
    assert not [one.message for one in compare(source, target, language)]


def test_every_rule_has_a_type_and_every_type_a_rule() -> None:
    assert MQM.keys() - RULES.keys() == {"locale"} or MQM.keys() == RULES.keys()
    assert RULES.keys() <= MQM.keys()


def test_house_rules_are_asked_for_leaflets_alone() -> None:
    long = "Nghỉ ngơi, " * 16 + "nghỉ ngơi."
    assert "sentence" in {one.rule for one in compare("Rest well, " * 16 + "rest.", long, "vi", house=True)}
    assert "sentence" not in {one.rule for one in compare("Rest well, " * 16 + "rest.", long, "vi")}
    assert [one.rule for one in compare("Call 0912345678", "Gọi 0912345678", "vi", house=True)] == ["telephone"] * 2
    assert not compare("Call 0912345678", "Gọi 0912345678", "vi")


def test_what_is_not_there_or_too_long_is_not_compared() -> None:
    assert compare("Milk", " ", "vi") == ()
    (one,) = compare("Milk", "ơ" * (MOST + 1), "vi")
    assert one.message == "a text of more than 5,000 characters is not compared"


@pytest.mark.slow
def test_numbers_without_end_are_numbers() -> None:
    for words in ("9" * 4500, "两三" * 2000, "九" * 400, "1" * 4400 + " 1/2", "9," * 900 + "9"):
        for language in ("vi", "zh_Hans", "es"):
            assert [one for one in compare("for 2 weeks", words, language) if one.rule == "numbers"]


@pytest.mark.slow
def test_the_longest_text_takes_no_long_time() -> None:
    for words in ("8 ", "12–8, ", "không ", "两三", "(", "the ", "a.b.", "1/2 "):
        started = time.process_time()
        for language in ("vi", "zh_Hans"):
            compare(words * (MOST // len(words)), words * (MOST // len(words) - 1), language, house=True)
        assert time.process_time() - started < 30, words


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_any_words_can_be_compared(source: str, target: str, language: str) -> None:
    for one in compare(source, target, language, house=True):
        assert one.rule in RULES
        assert one.message


# -- tables -------------------------------------------------------------------


def test_a_library_brings_words_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "meaning.yaml"
    path.write_text('units:\n  week: [minggu]\nnumbers:\n  2: [dua]\nconversions: ["1 tablespoon = 15 ml"]\n', "utf-8")
    own = tongue_of("id", ((str(path), "locales/id/meaning.yaml"),))
    assert [one.message for one in compare("for 2 weeks", "selama 3 minggu", "id", tongue=own)]
    assert not compare("for 2 weeks", "selama dua minggu", "id", tongue=own)
    assert [one.rule for one in compare("for 2 weeks", "selama dua minggu", "id")] == ["numbers"]  # words are not read
    assert not compare("for two weeks", "selama dua minggu", "id")


def test_a_conversion_counts_where_it_is_declared(tmp_path: Path) -> None:
    path = tmp_path / "meaning.yaml"
    path.write_text('conversions: ["2 tablespoon = 30 ml"]\n', "utf-8")
    own = tongue_of("vi", ((str(path), "meaning.yaml"),))
    assert [one.rule for one in compare("2 tablespoons", "30 ml", "vi")] == ["numbers"]
    assert not compare("2 tablespoons", "30 ml", "vi", tongue=own)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("comparators:\n  nearly: ['near #']\n", "'nearly' is no way of comparing"),
        ("comparators:\n  more: [over]\n", "'over' has no # for the number"),
        ("unit: {week: [x]}\n", "the table of a language has nothing called 'unit'"),
        ("false-friends:\n  - {english: soup}\n", "a false friend lacks 'wrong'"),
    ],
)
def test_a_table_that_is_wrong_is_refused(tmp_path: Path, words: str, message: str) -> None:
    path = tmp_path / "meaning.yaml"
    path.write_text(words, "utf-8")
    with pytest.raises(Unusable) as refused:
        tongue_of("id", ((str(path), "locales/id/meaning.yaml"),))
    assert message in str(refused.value.problems[0])
    assert refused.value.problems[0].origin.file == "locales/id/meaning.yaml"


def test_the_code_of_another_leaflet_is_told() -> None:
    told = compare("Leaflet EX shows you how", "做法请看宣教单EF", "zh_Hans", house=True)
    assert [(one.rule, one.message) for one in told] == [("numbers", "'EX' became 'EF'")]


def test_the_day_after_day_1_is_from_day_2_on() -> None:
    assert not compare("Feed 8 times after day 1", "2日目以降は8回授乳", "ja")
    assert compare("Feed 8 times after day 1", "3日目以降は8回授乳", "ja")
    assert compare("Feed 8 times after day 1", "2日目を過ぎたら8回授乳", "ja")
