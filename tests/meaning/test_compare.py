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
    # the order of steps, which of a pair belongs to what, from when and until when, vague words
    ("time", "critical", "Let your baby finish before you change sides", "vi", "Mẹ hãy để bé đổi bên rồi mới bú xong", "'finish' comes first in the English, in the translation after the other step"),
    ("time", "critical", "Wash your hands before you feed", "zh_Hans", "先喂奶再洗手", "'hand' comes first in the English, in the translation after the other step"),
    ("time", "critical", "Wash your hands before you feed", "ja", "授乳してから手を洗う", "'hand' comes first in the English, in the translation after the other step"),
    ("opposite", "critical", "It has more protein than later milk, and less sugar", "vi", "So với sữa về sau, sữa non ít đạm hơn, nhiều đường hơn", "of 'sugar' the English says 'less of', the translation 'more of'"),
    ("omission", "major", "Bring coasters, ribbons and marbles", "zh_Hans", "带上杯垫和丝带", "a list seems to be shorter by 1 than in the English: “bring coasters, ribbons and marbles”"),
    ("numbers", "critical", "Two hormones make it flow. The other one rests on day 2.", "zh_Hans", "几种激素让它流出来。另一种在第2天休息。", "the English says 2, the translation only '几'"),
    ("units", "critical", "Rest for a few days", "vi", "Nghỉ vài tuần", "the English has days, the translation 'vài tuần'"),
    ("units", "critical", "Rest for a few days", "ja", "数週間休む", "the English has days, the translation '数週間'"),
    ("units", "critical", "Yellow after 2 weeks (3 if born early)", "vi", "Vàng da sau 2 tuần (sinh non: 3 tháng)", "'3' of the English is weeks, in the translation months"),
    ("units", "critical", "8 to 12", "ja", "8月12日", "8 of the English became the name of a month"),
    ("numbers", "critical", "Express 8 times, and once of these at night", "zh_Hant", "擠8次，其中8次在夜裡", "the English says 'once', the translation 8 times"),
    ("numbers", "critical", "Fever of 38 °C", "zh_Hans", "发烧三十八度五", "the numbers are not the same: missing 38 °C; too much 38.5 °C"),
    ("numbers", "critical", "half a cup", "ja", "カップ1杯", "the numbers are not the same: missing 0.5 cups"),
    ("numbers", "critical", "Milk gives you some B vitamins", "vi", "Sữa cho mẹ một số vitamin C", "the translation names vitamin C, the English B"),
    ("comparators", "critical", "Best within 6 months", "zh_Hans", "最好6个月后用完", "the English says 'within' 6 months, the translation 'after'"),
    ("comparators", "critical", "Yellow after 2 weeks", "vi", "Vàng da trong 2 tuần", "the English says 'after' 2 weeks, the translation 'within'"),
    ("comparators", "critical", "On day 1 rest. From day 2, feed", "vi", "Ngày thứ 1 nghỉ. Trước ngày thứ 2, cho bú", "the English says 'from' day 2, the translation 'before'"),
    ("comparators", "critical", "Sleep in your room until 6 months", "ja", "6か月から同じ部屋で寝る", "the English says 'until' 6 months, the translation 'from'"),
    ("comparators", "critical", "Fewer feeds after day 1", "zh_Hans", "第1天喂奶较少", "the English says 'after' day 1, the translation 'on'"),
    ("time", "critical", "Take it every other day", "zh_Hans", "每天吃", "the English says 'each other day', the translation 'each day'"),
    # open and sure, both of a choice, who does it to whom
    ("certainty", "major", "You are right to call", "ja", "電話してもよいかもしれません", "the English says that it is so, the translation that it may be"),
    ("choice", "major", "No wee or no dark poo", "vi", "Không đi tiểu và không ị phân su", "the English says 'or no', the translation 'and no'"),
    ("choice", "major", "Milk when not pregnant or feeding", "vi", "Có sữa dù không mang thai và cho bú", "the English says 'or', the translation 'and'"),
    ("choice", "major", "Say who is ill, you or your baby.", "zh_Hant", "先說是誰生病，是您和寶寶。", "of mother and baby the English says 'or', the translation 'and'"),
    ("who", "critical", "Say who is ill, you or your baby, and tell us.", "zh_Hant", "先說寶寶是不是生病了，再告訴我們您的情況。", "the English says “you or your baby”, the translation does not name both together"),
    ("who", "critical", "You know your baby best", "zh_Hant", "寶寶最了解您", "in “you know your baby best” mother and baby have changed places in the translation"),
    ("who", "critical", "Cannot sleep when the baby sleeps", "vi", "Mẹ ngủ mà bé không ngủ được", "the English does not say 'not' of the baby: “cannot sleep”"),
    ("negation", "critical", "These are illnesses and not your fault, and they can be treated.", "ja", "どれも病気で、お母さんのせいではありません。ただし、治療できません。", "the English says 'can', the translation 'できません'"),
    ("negation", "critical", "Do not press or rub", "zh_Hant", "不要用力壓，可以搓揉", "the English denies both, the translation in “不要用力壓,可以搓揉” only one"),
    ("damage", "major", "8 to 12", "vi", "'8 đến 12", "it begins with ', which a spreadsheet put there"),
    # more pairs
    ("opposite", "critical", "also at night", "vi", "trừ ban đêm", "the English says 'including', the translation 'except' and not 'including'"),
    ("opposite", "critical", "even if she says that all is fine", "zh_Hans", "除非她说一切都好", "the English says 'although', the translation 'unless' and not 'although'"),
    ("opposite", "critical", "Call us if it lasts", "vi", "Gọi chúng tôi dù cứ kéo dài", "the English says 'if', the translation 'although' and not 'if'"),
    ("opposite", "critical", "Check 2 weeks after the birth, or sooner", "zh_Hant", "產後2週（或更晚）檢查", "the English says 'sooner', the translation 'later on' and not 'sooner'"),
    ("opposite", "critical", "Many mothers do this", "ja", "少数のお母さんがします", "the English says 'many people', the translation 'few people' and not 'many people'"),
    ("opposite", "critical", "Lay your baby on the back", "zh_Hans", "让宝宝趴睡", "the English says 'on back', the translation 'on tummy' and not 'on back'"),
    ("opposite", "critical", "Clean the pump every time", "ja", "搾乳器を毎日洗う", "the English says 'each time', the translation 'every day' and not 'each time'"),
    ("opposite", "critical", "Keep it away from heat", "vi", "Để gần nguồn nóng", "the English says 'far', the translation 'near' and not 'far'"),
    ("omission", "major", "blood-thinning medicine", "zh_Hant", "止血劑藥", "the English names 'blood thinner', the translation does not"),
    ("addition", "major", "Milk is made in tiny sacs", "zh_Hant", "奶水在很小的儲存格裡分泌", "the translation names 'word of computing', the English does not"),
    ("script", "critical", "Fever", "zh_Hant", "髮燒", "'髮燒' is not written so here"),
    ("script", "critical", "Up to 4 days", "ja", "4天まで", "'4天' is not written so here"),
    ("glossary", "major", "we will support you", "zh_Hant", "我們都支援您", "'支援您' is a word of another region"),
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
    ("damage", "critical", "Press gently", "vi", "<b>Ấn nhẹ</b>", "'</b>' is what a tool made of other letters"),
    ("damage", "critical", "Press gently", "vi", "?n nh? nhàng", "'?n' is what a tool made of other letters"),
    ("script", "critical", "Press gently", "vi", "轻轻按压", "no Latin letters: 轻按压"),
    ("script", "critical", "Press gently", "es", "Presione с suavidad", "no Latin letters, though some look so: с"),
    # programs' formats
    ("marks", "critical", "%1$s has {count} doses", "zh_Hans", "%1$s有剂量", "what a program fills in is not the same: missing {count}"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "severity", "source", "language", "target", "message"), TOLD)
def test_each_finding_says_what_differs(
    rule: str, severity: str, source: str, language: str, target: str, message: str | None
) -> None:
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


def test_words_that_a_library_adds_count_in_the_same_process(tmp_path: Path) -> None:
    """A desk runs for weeks; the table of a language is mended meanwhile."""
    path = tmp_path / "meaning.yaml"
    own = ((str(path), "locales/id/meaning.yaml"),)
    path.write_text("units:\n  week: [minggu]\nnumbers:\n  2: [satu]\n", "utf-8")
    assert compare("for 2 weeks", "selama dua minggu", "id", tongue=tongue_of("id", own))
    path.write_text("units:\n  week: [minggu]\nnumbers:\n  2: [dua]\n", "utf-8")
    assert not compare("for 2 weeks", "selama dua minggu", "id", tongue=tongue_of("id", own))
    assert tongue_of("id", own) is tongue_of("id", own)


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
    lost = compare("Leaflet EX shows you how", "Tờ thông tin chỉ mẹ cách làm", "vi", house=True)
    assert [one.message for one in lost] == ["the English has 'EX', the translation has not"]
    told = compare("Leaflet EX shows you how", "做法请看宣教单EF", "zh_Hans", house=True)
    assert [(one.rule, one.message) for one in told] == [("numbers", "'EX' became 'EF'")]


def test_the_day_after_day_1_is_from_day_2_on() -> None:
    assert not compare("Feed 8 times after day 1", "2日目以降は8回授乳", "ja")
    assert compare("Feed 8 times after day 1", "3日目以降は8回授乳", "ja")
    assert compare("Feed 8 times after day 1", "2日目を過ぎたら8回授乳", "ja")
