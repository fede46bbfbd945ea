"""Every rule of the gate: a planted fault is found, the right words pass."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pytest

from generator.library.languages import read_glossary, read_language
from generator.meaning import check_catalog, check_sources
from generator.meaning.folding import fold
from generator.model.content import Language, Text
from generator.model.findings import Finding
from generator.model.glossary import Term
from generator.model.problems import Origin, Problem
from generator.words.catalogs import Catalog, Message

ROOT = Path(__file__).resolve().parents[2]
PO = Origin("locales/x/LC_MESSAGES/leaking.po", 40)


@cache
def language(name: str) -> Language:
    problems: list[Problem] = []
    found = read_language(ROOT / f"locales/{name}/language.yaml", f"locales/{name}/language.yaml", problems)
    assert found, problems
    return found


@cache
def glossary() -> tuple[Term, ...]:
    return read_glossary(ROOT / "locales/glossary.csv", "locales/glossary.csv", [])


def check(name: str, source: str, said: str, fuzzy: bool = False) -> list[Finding]:
    catalog = Catalog(name, "leaking", {(source, ""): Message(said, fuzzy, PO)}, Origin(PO.file))
    text = Text(source, Origin("content/leaking.yaml", 7), "leaking")
    return check_catalog(catalog, [text], language(name), glossary())


def found(name: str, source: str, said: str, rule: str, level: str = "fail") -> bool:
    return any(one.code == rule and one.level == level for one in check(name, source, said))


def refused(name: str, source: str, said: str) -> list[str]:
    return [str(one) for one in check(name, source, said) if one.level == "fail"]


GOOD = [
    ("vi", "Fever of 38 °C or higher", "Sốt từ 38 °C trở lên"),
    ("vi", "Drink 2.7 litres a day, about 2,000 kcal", "Uống 2,7 lít mỗi ngày, khoảng 2.000 kcal"),
    ("vi", "Under 3 months old", "Dưới 3 tháng tuổi"),
    ("vi", "Feed on day 5 for at least 20 minutes", "Ngày thứ 5, cho bú ít nhất 20 phút"),
    ("vi", "No more than 4 hours", "Không quá 4 giờ"),
    ("vi", "Do **not** press hard", "**Đừng** ấn mạnh"),
    ("vi", "Ask a lactation consultant (IBCLC)", "Hỏi chuyên gia tư vấn sữa mẹ (IBCLC)"),
    ("vi", "Fewer than 6 feeds", "Ít hơn 6 cữ"),
    ("vi", "Give 8.5 to 10 micrograms, 400 IU", "Cho 8,5 đến 10 microgam, 400 IU"),
    ("vi", "Over 2 to 5 days it gets whiter", "Trong 2 đến 5 ngày, sữa trắng dần"),
    ("vi", "Ask for help on day 1. Rest.", "Nhờ giúp từ ngày thứ 1. Nghỉ."),
    ("zh_Hans", "Up to 4 hours at 25 °C or less", "25℃或以下，4小时内"),
    ("zh_Hans", "Under 3 months old", "不满3个月"),
    ("zh_Hans", "about 350 extra kcal a day", "每天约多350千卡"),
    ("zh_Hans", "Fever of 38 °C or higher", "发烧38℃或以上"),
    ("zh_Hans", "Low mood for more than 2 weeks", "情绪低落超过2周"),
    ("zh_Hans", "Fewer than 6 wet nappies in 24 hours", "24小时内湿尿布少于6块"),
    ("zh_Hans", "Feed at 6 months, for two days", "6个月时喂，2天"),
    ("zh_Hant", "Fever of 38 °C or higher", "發燒38°C或以上"),
    ("zh_Hant", "Drink about 2,000 ml", "約喝2000毫升"),
    ("zh_Hant", "Leaking milk after birth", "產後漏奶"),
    ("ja", "Fever of 38 °C or higher", "38℃以上の発熱"),
    ("ja", "Fewer than 6 wet nappies in 24 hours, after day 5", "5日目からは、24時間でぬれたおむつが6枚未満"),
    ("ja", "3 or more a day", "1日に3回以上"),
    ("ja", "Under 3 months old", "生後3か月未満"),
    ("ja", "No more than 45 ml", "45ml以下にする"),
    ("ja", "Korean ginseng", "高麗人参です"),
    ("ja", "Do not press", "押さないでください"),
    ("zh_Hans", "for 2 weeks", "两周"),
    ("ja", "Feed 8 to 12 times in 24 hours", "二十四時間に八～十二回授乳する"),
]


@pytest.mark.parametrize(("name", "source", "said"), GOOD)
def test_right_words_are_not_refused(name: str, source: str, said: str) -> None:
    assert refused(name, source, said) == []


FAULTS = [
    # numbers
    ("vi", "Fever of 38 °C", "Sốt 39 °C", "numbers"),
    ("vi", "Drink 2.7 litres", "Uống 2.7.1 lít", "numbers"),
    ("vi", "Drink 2,000 kcal", "Uống 2,000 kcal", "numbers"),
    ("zh_Hans", "for 2 weeks", "三周", "numbers"),
    ("ja", "8 to 12 times", "8回くらい", "numbers"),
    ("ja", "Feed often", "3回飲ませる", "numbers"),
    # units
    ("ja", "At 6 months", "6月のとき", "units"),
    ("zh_Hans", "for 6 months", "6月", "units"),
    ("vi", "for 30 minutes", "trong 30 giờ", "units"),
    ("zh_Hant", "for 4 days", "第4天", "units"),
    ("ja", "on day 4", "4日間です", "units"),
    ("zh_Hans", "Take 45 ml", "喝45升", "units"),
    ("ja", "Ask on day 1. Rest.", "1日休む。", "units"),
    ("vi", "Give 400 IU a day", "Cho 400 mg mỗi ngày", "units"),
    # comparators
    ("vi", "Fever of 38 °C or higher", "Sốt trên 38 °C", "comparators"),
    ("ja", "for more than 2 weeks", "2週間以上つづく", "comparators"),
    ("ja", "fewer than 6 a day", "1日6枚以下のとき", "comparators"),
    ("zh_Hant", "at least 8 times", "最多8次", "comparators"),
    ("zh_Hans", "up to 4 hours", "4小时", "comparators"),
    # negation
    ("vi", "Do not press", "Ấn vào", "negation"),
    ("zh_Hans", "Press gently", "不要按", "negation"),
    ("ja", "Do not press hard", "強く押してください", "negation"),
    # telephones
    ("vi", "Call us", "Gọi 0912345678", "telephone"),
    ("ja", "Call 03-1234-5678", "03-1234-5678に電話", "telephone"),
    # left in English
    ("vi", "Wash your hands", "Wash your hands", "untranslated"),
    ("vi", "Wear cotton pads", "Dùng miếng cotton mềm", "untranslated"),
    ("ja", "Wear cotton pads", "cotton のパッドを使う", "untranslated"),
    # marks
    ("vi", "Call {phone}", "Gọi ngay", "marks"),
    ("vi", "Do **not** press", "Đừng ấn", "marks"),
    # scripts
    ("vi", "Breast milk is the best food for your baby", "Sua me la thuc an tot nhat cho be cua ban", "script"),
    ("vi", "Milk and tea", "Sữа và trà", "script"),
    ("zh_Hans", "Breast milk", "母乳餵養", "script"),
    ("zh_Hans", "Milk comes", "母乳が出る", "script"),
    ("zh_Hans", "Feeling", "気分", "script"),
    ("zh_Hant", "Feeding", "喂养宝宝", "script"),
    ("zh_Hant", "Afterwards", "然后", "script"),
    ("zh_Hant", "Bread", "面包", "script"),
    ("zh_Hant", "Milk comes", "母乳が出る", "script"),
    ("ja", "Feeding your baby with breast milk", "母乳育児相談窓口案内図", "script"),
    ("ja", "These babies", "这些赤ちゃん", "script"),
    ("ja", "Breast milk", "お母さんの奶", "script"),
    ("ja", "Your body", "體の調子", "script"),
    ("ja", "Milk", "ﾐﾙｸ", "script"),
    ("ja", "Milk", "母\u202e乳です", "script"),
    ("ja", "Milk", "母\ufffdです", "script"),
]


@pytest.mark.parametrize(("name", "source", "said", "rule"), FAULTS)
def test_a_planted_fault_is_refused(name: str, source: str, said: str, rule: str) -> None:
    assert found(name, source, said, rule), [str(one) for one in check(name, source, said)]


WARNINGS = [
    ("zh_Hans", "After 2 weeks", "2周以上", "comparators"),
    ("vi", "Rest", "Nghỉ  nhé", "punctuation"),
    ("vi", "Rest", 'Nghỉ "nhé"', "punctuation"),
    ("vi", "Soft", "Mềm fải", "script"),
    ("zh_Hans", "Rest, then feed", "休息,再喂", "punctuation"),
    ("ja", "Rest, then feed", "休む，授乳する。", "punctuation"),
    ("zh_Hans", "Leaking milk", "溢奶", "glossary"),
    ("vi", "Mastitis", "Sưng vú", "glossary"),
    ("ja", "Ginseng", "人参", "glossary"),
    ("ja", "Weaning", "離乳", "glossary"),
    ("ja", "It is normal", "大丈夫です", "glossary"),
    ("vi", "You can rest", "Bạn có thể nghỉ", "glossary"),
    ("zh_Hant", "The midwife", "助產士", "glossary"),
    ("zh_Hant", "Read this information", "讀這個信息", "glossary"),
    ("vi", "Rest a little and drink some water", "Nghỉ", "length"),
    (
        "vi",
        "Rest a little, drink water",
        "Mẹ hãy nghỉ ngơi thật nhiều, uống thật nhiều nước ấm và ngủ bất cứ khi nào",
        "length",
    ),
]


@pytest.mark.parametrize(("name", "source", "said", "rule"), WARNINGS)
def test_what_a_person_should_look_at_is_shown(name: str, source: str, said: str, rule: str) -> None:
    assert found(name, source, said, rule, "warn"), [str(one) for one in check(name, source, said)]


CLEAN = [
    ("vi", "Do not press", "Đừng ấn"),
    ("zh_Hans", "Especially at night", "特别是夜里"),
    ("ja", "Less milk", "母乳が少ない"),
    ("zh_Hans", "Leaking milk", "漏奶"),
    ("vi", "Mastitis", "Viêm vú"),
    ("ja", "Ginseng", "高麗人参"),
    ("ja", "Solid foods", "離乳食"),
    ("zh_Hant", "The midwife", "助產師"),
    ("vi", "Your friends", "Bạn bè của mẹ"),
    ("zh_Hans", "Rest, then feed", "休息，再喂"),
]


@pytest.mark.parametrize(("name", "source", "said"), CLEAN)
def test_clean_words_raise_no_remark_at_all(name: str, source: str, said: str) -> None:
    assert [str(one) for one in check(name, source, said)] == []


def test_what_is_missing_stands_at_the_english_and_says_where_to_translate() -> None:
    text = Text("Milk", Origin("content/leaking.yaml", 7), "leaking")
    (finding,) = check_catalog(Catalog("vi", "leaking", {}, Origin(PO.file)), [text, text], language("vi"), ())
    assert finding.level == "fail"
    assert finding.origin == Origin("content/leaking.yaml", 7)
    assert str(finding).startswith("content/leaking.yaml:7: not translated: “Milk” [translated]")
    assert PO.file in finding.hint


def test_a_fuzzy_translation_is_refused_at_its_po_line() -> None:
    (finding,) = check("vi", "Milk", "Sữa", fuzzy=True)
    assert (finding.code, finding.level, finding.origin) == ("translated", "fail", PO)


def test_findings_stand_at_the_po_line_with_a_hint() -> None:
    finding = check("vi", "Fever of 38 °C", "Sốt 39 °C")[0]
    assert finding.origin == PO
    assert "missing 38 °C; too much 39 °C" in finding.message
    assert finding.hint
    assert (finding.source, finding.target) == ("Fever of 38 °C", "Sốt 39 °C")
    assert (finding.mqm, finding.severity) == ("accuracy/mistranslation/number", "critical")


def test_letters_and_marks_stored_apart_are_refused() -> None:
    assert found("vi", "Milk", unicodedata.normalize("NFD", "Sữa mẹ"), "script")


def test_two_ways_of_placing_the_tone_are_pointed_out_once() -> None:
    entries = {("A", ""): Message("khoẻ", False, PO), ("B", ""): Message("hòa", False, Origin(PO.file, 50))}
    texts = [Text(word, Origin("content/x.yaml", 1), "leaking") for word in ("A", "B")]
    findings = check_catalog(Catalog("vi", "leaking", entries), texts, language("vi"), ())
    assert [one.origin.line for one in findings if "tone" in one.message] == [50]
    quiet = check_catalog(
        Catalog("vi", "leaking", {("A", ""): Message("quý, quà", False, PO)}), texts[:1], language("vi"), ()
    )
    assert not quiet


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("２.７ℓ, 38℃", "2.7l, 38°c"),
        ("**45㎖** {phone} [x](https://a.example/12345)", "45ml   [x]"),
        ("1½ hours, ٣ days, ४ weeks", "1 1/2 hours, 3 days, 4 weeks"),
        ("Write to a@b.example, see c.example/x", "write to  , see  "),
    ],
)
def test_words_are_folded_before_they_are_compared(words: str, folded: str) -> None:
    assert fold(words) == folded


def test_the_english_is_checked_too() -> None:
    texts = [
        Text(words, Origin("content/x.yaml", line), "x")
        for line, words in enumerate(["Drink pure milk", "Call 0912345678", "About 10% leak", "Rest well"], 1)
    ]
    findings = check_sources(texts, glossary())
    assert [(one.code, one.origin.line) for one in findings] == [("glossary", 1), ("telephone", 2), ("percent", 3)]
    assert "plain cow's milk" in findings[0].hint
