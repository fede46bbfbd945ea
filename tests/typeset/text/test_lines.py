"""Where lines end: strict kinsoku, numbers with their units, whole words, phrases in headings, never over the edge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from probes import ROOT, library, setter, style, words_of

from generator.model.content import Language
from generator.model.markup import parse_markup
from generator.model.problems import NOWHERE, Origin
from generator.model.sheet import Run
from generator.typeset.text import lines
from generator.typeset.text.lines import (
    find_breaks,
    find_cuts,
    find_term_ends,
    find_word_ends,
    prepare_breaks,
    rank_ends,
)

NO_START = set(
    "、。，．・：；？！‼⁇⁈⁉ヽヾゝゞ々〻ー〜～゠–’”）〕］｝〉》」』】〙〗〟｠»ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ％‰℃…‥,.:;!?)]}%"
)
"""What no line may begin with: JIS X 4051 and JLREQ 3.1.7 (strict), CLREQ 3.1.3."""
NO_END = set("（〔［｛〈《「『【〘〖〝｟«“‘([{￥＄£＃")
"""What no line may end with: JLREQ 3.1.8, CLREQ 3.1.3."""

SAMPLES = {
    "ja": (
        "赤ちゃんは、生後24時間で少なくとも8〜12回の授乳が必要です。「まだ足りないかも……」と心配になったら、助産師に相談しましょう！",
        "熱が38 °C以上あるとき（わきの下で測って）は、すぐに119番へ。電話は、24時間いつでも（無料で）つながります。",
        "チョコレート・コーヒー・紅茶は、1日300 mgのカフェインまで。ウォーターサーバーの水は70 ℃以上のお湯で、ミルクをつくってください。",
        "『母乳が足りない』と感じても、体重が1日に20〜30 g増えていれば大丈夫、ということが少なくありません；人々は々の字も使います。",
        "キャベツの葉は、ちょっとしたコツで…ゆっくり、しっかり、きゃっきゃっと。ファーストステップ：「ウォッチ＆ウェイト」？！",
        "UNICEFとWHOのガイドライン（2018年）では、生後6か月まで母乳だけで育てることを勧めています。Tel. 020 7946 0123、www.unicef.org.ukも見てね。",
    ),
    "zh_Hans": (
        "新生儿每24小时至少要吃8至12次奶。“是不是奶水不够？”——如果您担心，请问助产士；不要自己加奶粉！",
        "体温超过38 °C（腋下测量）时，请马上打120。电话24小时都有人接（免费），请说出您的语言：普通话、粤语……",
        "巧克力、咖啡、浓茶：每天的咖啡因不超过200 mg。冲奶粉的水要在70 ℃以上；奶瓶要消毒，《喂养指南》第3章有说明。",
        "如果宝宝每天增重20～30克，‘奶水不足’常常只是感觉。UNICEF和WHO建议（2018年）纯母乳喂养6个月，2.5 kg以下的宝宝请问医生。",
    ),
    "zh_Hant": (
        "新生兒每24小時至少要吃8至12次奶。「是不是奶水不夠？」——如果您擔心，請問助產士；不要自己加奶粉！",
        "體溫超過38 °C（腋下測量）時，請馬上打119。電話24小時都有人接（免費），請說出您的語言：『國語、粵語……』",
        "巧克力、咖啡、濃茶：每天的咖啡因不超過200 mg。沖奶粉的水要在70 ℃以上；奶瓶要消毒，《餵養指南》第3章有說明。",
        "如果寶寶每天增重20～30公克，「奶水不足」常常只是感覺。UNICEF和WHO建議（2018年）純母乳哺育6個月，2.5 kg以下請問醫師。",
    ),
    "en": (
        "Your baby feeds 8–12 times in 24 hours (day and night). If the temperature is 38 °C or higher, call 999; it’s “urgent”!",
        "Feeding 10 to 12 times, with 5–6 heavy nappies, and 0.5 mL of colostrum; 1,500 kcal; www.nhs.uk/start4life/baby.",
    ),
    "vi": (
        "Trẻ bú 8–12 lần trong 24 giờ (cả ngày lẫn đêm). Nếu sốt 38 °C trở lên, hãy gọi 115 ngay; đừng chờ đến sáng!",
        "Sau 10–14 ngày, bé thường nặng hơn lúc sinh; mỗi cữ bú khoảng 10–20 phút, 5–6 tã ướt mỗi ngày, 2,5 kg.",
    ),
}

UNIT_START = re.compile(
    r"時|分|回|日|週|か月|ヶ月|歳|人|番|年|月|章|°|℃|%|％|mg|mL|ml|g|kg|kcal|小时|小時|次|克|公克|个|個|giờ|lần|phút|ngày|hours|times"
)
"""What may not begin a line when a number ends the one before."""


def faults(words: str, ends: list[int], cjk: bool) -> Iterator[str]:
    """Everything wrong with ending lines of a text at these offsets."""
    for end in ends[:-1]:
        before, after = words[:end].rstrip(" "), words[end:].lstrip(" ")
        shown = f"{before[-8:]}|{after[:8]}"
        if cjk and after[0] in NO_START:
            yield f"starts: {shown}"
        if before[-1] in NO_END:
            yield f"ends: {shown}"
        if re.search(r"[0-9０-９]$", before) and UNIT_START.match(after):
            yield f"number and unit: {shown}"
        if re.search(r"[0-9]$", before) and re.match(r"[-–～〜至][0-9]", after):
            yield f"range: {shown}"
        if re.search(r"[0-9][-–～〜至]$", before) and re.match(r"[0-9]", after):
            yield f"range: {shown}"
        if re.search(r"[A-Za-zÀ-ỹ0-9]$", words[:end]) and re.match(r"[A-Za-zÀ-ỹ]", words[end:]):
            yield f"inside a word: {shown}"
        if re.search(r"[0-9][時分週日小个個][か]?$", before) and re.match(r"[間时時鐘钟]", after):
            yield f"inside a unit: {shown}"


def ends_in(name: str, words: str, look: str, width: float) -> tuple[list[int], float]:
    """The offsets at which lines end in a measure, and by how much the widest runs over it."""
    shape = style(look, name)
    made = setter(name).set_lines([Run(words)], shape, width, Origin("sample"))
    ends, at, over = [], 0, 0.0
    for line in made:
        at += len(words_of(line))
        ends.append(at)
        over = max(over, line.width - width)
    assert at == len(words), "words were dropped"
    return ends, over


@pytest.mark.parametrize("name", ["ja", "zh_Hans", "zh_Hant", "en", "vi"])
def test_no_line_starts_or_ends_wrongly_in_any_measure(name: str) -> None:
    found: list[str] = []
    for words in SAMPLES[name]:
        for step in range(60):
            ends, over = ends_in(name, words, "body", 120 + 6.3 * step)
            found += faults(words, ends, name in ("ja", "zh_Hans", "zh_Hant"))
            if over > 0.02:
                found.append(f"{over:.2f} pt over the edge in {120 + 6.3 * step:.1f}: {words[:12]}")
    assert not found, sorted(set(found))


def test_the_audit_sees_planted_faults() -> None:
    words = "熱が38 °C（わき）で、24時間後。ウォッチ8〜12回のUNICEFは"
    for place, fault in (("38", "number and unit"), ("（", "ends"), ("わき", "starts"), ("24", "number"), ("ウ", "starts"),
                         ("8", "range"), ("8〜", "range"), ("UNI", "inside a word"), ("24時", "inside a unit")):  # fmt: skip
        end = words.index(place) + len(place)
        if place == "8":
            end = words.index("8〜") + 1
        assert any(found.startswith(fault) for found in faults(words, [end, len(words)], True)), place


@pytest.mark.parametrize(
    "words",
    [
        "24時間",
        "8〜12回",
        "8～12回",
        "38 °C",
        "38 ℃",
        "38℃",
        "30分間",
        "6か月",
        "70％",
        "第3章",
        "２４時間",
        "2.5 kg",
        "３８．５℃",
        "０３－１２３４－５６７８",
        "８～１２回",
        "第３回",
        "１，０００円",
        "８：３０",
        "＋８１",
        "２−３日",
        "38．5℃",
        "1日目",
        "2回目",
        "1日2回",
        "1日8〜12回",
        "5分前",
        "3か月未満",
    ],
)
def test_japanese_numbers_keep_their_units(words: str) -> None:
    text = f"赤ちゃん{words}ほど"
    start = len("赤ちゃん")
    inside = [at for at in find_breaks(text, library().language("ja")) if start < at < start + len(words)]
    assert not inside


@pytest.mark.parametrize(
    "words", ["24小时", "8至12", "6个月", "38 °C", "30分钟", "8–12", "8 到 12", "90毫升", "第3章", "20～30", "38摄氏度"]
)
def test_chinese_numbers_keep_their_units(words: str) -> None:
    text = f"大约{words}以后"
    inside = [at for at in find_breaks(text, library().language("zh_Hans")) if 2 < at < 2 + len(words)]
    assert not inside


@pytest.mark.parametrize("name", ["zh_Hans", "zh_Hant"])
def test_what_dictionaries_lack_is_one_word(name: str) -> None:
    """The flange of a pump: ICU would part it, 喇叭|罩."""
    language = library().language(name)
    for phrases in (find_breaks("看看喇叭罩", language, True), find_word_ends("看看喇叭罩", language)):
        assert phrases == (2, 5)


def test_a_line_may_end_before_a_term_in_hiragana_which_is_no_ending() -> None:
    """A phrase too wide for its column was cut inside the word: 黄色いうん|ち over a log."""
    language = library().language("ja")
    assert find_breaks("黄色いうんち", language, True) == (6,)
    assert find_word_ends("黄色いうんち", language) == (3, 6)


@pytest.mark.parametrize(
    ("name", "words", "term"),
    [
        # a line that ended with "breast size tells" went on with its "not"
        ("zh_Hans", "不对：乳房大小说明不了您能有多少奶", "说明不了"),
        ("zh_Hans", "放冰箱冷藏，最多24小时", "冰箱冷藏"),
        ("zh_Hans", "最好6个月内用完，最多12个月", "月内用完"),
        ("zh_Hant", "重複做，直到嘴巴張得很大", "重複做"),
        ("ja", "喜んでお見せします", "お見せ"),
        ("ja", "手でしぼった数滴を、スプーンで", "数滴"),
    ],
)
def test_a_term_that_was_parted_over_a_line_is_whole(name: str, words: str, term: str) -> None:
    language = library().language(name)
    begin = words.index(term)
    for ends in (find_breaks(words, language, True), find_word_ends(words, language)):
        assert not [at for at in ends if begin < at < begin + len(term)]


@pytest.mark.parametrize(
    "words",
    [
        "24 hours",
        "38 °C",
        "8–12",
        "8–12 times",
        "6 wet",
        "0.5 mL",
        "1,500 kcal",
        "8 to 12 times",
        "day 2",
        "days 3 to 5",
    ],
)
def test_english_numbers_keep_what_they_count(words: str) -> None:
    text = f"about {words} or so"
    inside = [at for at in find_breaks(text, library().language("en")) if 6 < at < 6 + len(words)]
    assert not inside


@pytest.mark.parametrize(
    ("name", "words", "parts"),
    [
        ("vi", "Đau đầu dữ dội, nhìn mờ, hoa mắt hoặc ngất", ["nhìn |mờ", "hoa |mắt"]),
        ("en", "Your baby: call us today …", ["call |us", "us |today"]),
    ],
)
def test_a_sign_and_a_heading_part_no_words_that_belong_together(name: str, words: str, parts: list[str]) -> None:
    ends = find_term_ends(words, library().language(name))
    assert not [part for part in parts if words.index(part.replace("|", "")) + part.index("|") in ends]


@pytest.mark.parametrize(
    ("name", "words", "ended"), [("vi", "Ngày thứ 1 hoặc 2", "Ngày thứ 1 "), ("en", "only 3 or 4 times", "only 3 ")]
)
def test_of_two_numbers_the_second_keeps_its_or(name: str, words: str, ended: str) -> None:
    """The head of a table had three lines, "Ngày | thứ 1 hoặc | 2": the word clung to both."""
    ends = find_breaks(words, library().language(name))
    assert len(ended) in ends
    assert len(ended) + words[len(ended) :].index(" ") + 1 not in ends


@pytest.mark.parametrize("words", ["24 giờ", "8 đến 12 lần", "thứ 2", "38 °C"])
def test_vietnamese_numbers_keep_what_they_count(words: str) -> None:
    text = f"khoảng {words} là"
    inside = [at for at in find_breaks(text, library().language("vi")) if 7 < at < 7 + len(words)]
    assert not inside


def test_sign_and_no_break_space_hold_together() -> None:
    for glue in "\u00a0\u202f\u2060":
        text = f"call us{glue}now please"
        assert text.index(glue) + 1 not in find_breaks(text, library().language("en"))


def test_no_line_ends_at_a_soft_hyphen_since_no_hyphen_is_drawn() -> None:
    assert 7 not in find_breaks("breast\u00adfeeding", library().language("en"))


def test_a_text_breaks_alike_alone_and_in_company() -> None:
    texts = ["ア。イ", "𠮷野家で飲む", "one two", "38 °C です", "\U0001f37c瓶で", "熱が8〜12回"]
    language = library().language("ja")
    prepare_breaks(texts, language)
    together = [find_breaks(text, language) for text in texts]
    from generator.typeset.text import lines

    alone = []
    for text in texts:
        lines._rules_of(language).breaks.clear()
        alone.append(find_breaks(text, language))
    assert together == alone


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("zh_Hans", "乳房过胀、发热或发红时，不要设法挤空。湿衣服不会引起感冒，也没有人怪您。"),
        ("zh_Hant", "乳房太脹、發熱或發紅時，不要硬把奶擠空。就算最後沒事，也沒有人會介意。別忍著。"),
    ],
)
def test_no_line_ends_between_a_not_and_its_word(name: str, words: str) -> None:
    """A line of its own would say the opposite: 要设法挤空, do empty it."""
    ends = find_breaks(words, library().language(name))
    assert not [at for at in ends[:-1] if words[at - 1] in "不没沒别別勿未"]


# -- headings ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words", "never"),
    [
        ("ja", "母乳の飲ませかたと赤ちゃんのサイン", ["母|乳", "赤ち", "サイ|ン", "飲|ま"]),
        ("ja", "母乳が足りているか、どうすればわかりますか", ["足|り", "わか|り", "どう|す"]),
        ("zh_Hans", "母乳喂养与补充维生素的注意事项", ["母乳|喂养", "维生|素", "注|意", "事|项"]),
        ("zh_Hant", "母乳哺育與擠奶的注意事項", ["哺|育", "注|意", "擠|奶"]),
        ("zh_Hans", "肤色发青、发灰或很苍白", ["发|灰", "苍|白"]),
        ("zh_Hant", "皮膚青紫、發灰或很蒼白", ["發|灰", "蒼|白"]),
        ("zh_Hans", "找准位置。把掌根放在乳头上。", ["掌|根"]),
        ("zh_Hant", "往後壓向胸壁，要輕，絕不能弄痛。", ["要|輕"]),
        ("zh_Hans", "挤一下，再松开，反复做，直到有奶滴出来。", ["反复|做"]),
    ],
)
def test_headings_end_lines_between_phrases(name: str, words: str, never: list[str]) -> None:
    language = library().language(name)
    marked = list(words)
    for at in reversed(find_breaks(words, language, phrases=True)[:-1]):
        marked.insert(at, "|")
    shown = "".join(marked)
    assert "|" in shown
    assert not [part for part in never if "|" in part and part in shown], shown


@pytest.mark.parametrize(
    ("name", "look", "words", "width", "ended"),
    [
        ("vi", "poster.caption", "Chỉ một dấu hiệu là đủ để gọi", 230, "hiệu "),
        ("vi", "section.title", "Dành cho bạn đời và gia đình", 190, "đời "),
        ("vi", "section.title", "Nghỉ ngơi và giúp đỡ thiết thực", 215, "và "),
        ("vi", "strip.now.item", "Buồn, sợ hoặc không vui, đã hơn 2 tuần", 150, "vui, "),
        ("vi", "section.title", "Dành cho bạn đời và gia đình", 230, "đời "),
        ("vi", "section.title", "Nghỉ ngơi và giúp đỡ thiết thực", 230, "và "),
        ("en", "fridge.place", "Hold your baby skin-to-skin", 120, "baby "),
        # a heading of seven letters has no line of five, where the others are as long
        ("zh_Hans", "section.title", "白天夜里都干爽", 110, "夜里"),
        ("ja", "section.title", "もっと長く続くとき", 140, "長く"),
        # "partner" is two syllables, "help" too: a heading of "for you" would speak to another reader
        # a sign that goes on with "do not feed" has no line that ends with "feed"
        ("en", "pair.now-right", "Yellow and sleepy, floppy, not feeding or pausing in breath", 232, "floppy, "),
        ("ja", "pair.sign-left", "黄色く、そのうえ眠りがち、ぐったり、飲まない、または息が途切れる", 232, "ぐったり、"),
        ("zh_Hans", "pair.step-left", "如果没人接电话，请不要等。拨打急救电话，或去最近的医院。", 232, "请不要等。"),
        ("vi", "pair.title-left", "Dành cho bạn đời và gia đình", 232, "đời "),
        ("vi", "pair.title-left", "Nghỉ ngơi và giúp đỡ thiết thực", 232, "và "),
        (
            "en",
            "poster.more-words",
            "You are right to call, by day or by night, and we are glad when you do.",
            690,
            "night, ",
        ),
        ("vi", "poster.line", "Đau? Hỏi chúng tôi", 330, "Đau? "),
        ("zh_Hans", "poster.caption", "含乳的事，请找我们帮忙", 215, "，"),
        ("zh_Hans", "poster.caption", "一直这样，就给我们打电话", 215, "，"),
        ("zh_Hant", "poster.caption", "一直低落，請打電話給我們", 215, "，"),
        ("ja", "poster.caption", "あごから先に、深い吸着", 215, "、"),
        # hours may stand alone, a day's name is whole; an address has no line that ends with its number
        ("vi", "clinic.words", "Thứ Hai–Thứ Sáu 8:30–17:00", 130, "Sáu "),
        ("vi", "clinic.words", "1 Sample Street, Exampletown", 110, "Street, "),
        # rather a word alone than a term that the language keeps in two
        ("vi", "poster.caption", "Bình thường thôi", 150, "thường "),
    ],
)
def test_what_is_short_ends_no_line_amid_a_term(name: str, look: str, words: str, width: float, ended: str) -> None:
    ends, _ = ends_in(name, words, look, width)
    assert len(ends) == 2
    assert words[: ends[0]].endswith(ended), words[: ends[0]]


@pytest.mark.parametrize("theme", ["default", "high-contrast", "photocopy", "warm"])
@pytest.mark.parametrize(
    "look",
    ["signs.item", "signs.urgent.item", "figure.words", "step", "check.item", "table.cell", "pair.sign-left",
     "pair.now-right", "pair.today-right", "pair.step-left", "pair.step-right"],
)  # fmt: skip
def test_what_is_short_ends_lines_between_phrases_too(theme: str, look: str) -> None:
    assert library().theme(theme).looks[look].phrases


@pytest.mark.parametrize(
    ("name", "words", "parted"),
    [
        ("zh_Hant", "請不要等。打緊急電話", "。打"),
        ("zh_Hans", "奶流慢了，手换个位置", "，手"),
        ("ja", "夜も、目がさめる", "、目"),
    ],
)
def test_one_letter_behind_a_mark_ends_a_line_seldom(name: str, words: str, parted: str) -> None:
    at = words.index(parted) + 2
    ranks = rank_ends(words, library().language(name))
    assert ranks.get(at, 5) > ranks[at - 1] + 2


@pytest.mark.parametrize(
    ("name", "words", "width", "wanted"),
    [
        ("zh_Hant", "25℃或以下，最多4小時", 85, "，"),
        ("zh_Hant", "放冷藏，最多24小時", 85, "，"),
        # one letter hung behind the mark: 能 (can) speaks of what follows
        ("zh_Hans", "夜里喂奶，能帮奶水分泌。", 85, "，"),
        ("zh_Hant", "最好在6個月內，最多12個月", 95, "，"),
        ("ja", "ほとんど眠らないのに、元気があふれている", 180, "、"),
    ],
)
def test_a_cell_of_two_lines_is_parted_at_its_comma(name: str, words: str, width: float, wanted: str) -> None:
    ends, _ = ends_in(name, words, "table.cell", width)
    assert len(ends) == 2
    assert words[ends[0] - 1] == wanted, ends


@pytest.mark.parametrize(
    ("name", "before", "term", "after"),
    [
        ("ja", "母乳は、牛乳をまったく飲まなくても、赤ちゃんの骨に必要な", "カルシウム", "が入っています。"),
        ("zh_Hans", "宝宝一次接一次地吃奶很正常，常在晚上。这叫", "密集哺乳", "，趁这时舒服地坐着。"),
    ],
)
def test_a_strong_word_is_not_parted_between_lines(name: str, before: str, term: str, after: str) -> None:
    """It is a term that is new to readers; only a measure that is narrower than it cuts it."""
    runs = [Run(before), Run(term, strong=True), Run(after)]
    parted = set()
    for width in (40, *range(100, 420, 3)):
        at = 0
        for line in setter(name).set_lines(runs, style("body", name), width, NOWHERE):
            at += len(words_of(line))
            if len(before) < at < len(before + term):
                parted.add(width)
    assert parted == {40}


def test_a_heading_in_a_narrow_measure_still_fits() -> None:
    ends, over = ends_in("ja", "母乳が足りているかどうかを知るためのサイン", "title", 130)
    assert len(ends) > 2
    assert over <= 0.02


# -- long words ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["en", "ja"])
def test_a_word_wider_than_the_measure_is_cut_not_let_over_the_edge(name: str) -> None:
    words = "See https://example.org/" + "verylongpath" * 12 + " for more."
    ends, over = ends_in(name, words, "body", 150)
    assert over <= 0.02
    assert len(ends) > 5


PLAIN = "24 8–12%°CabcXYZ .,;:()“”’/-\u00a0g…"
HAN = "あいうアィッー、。「」（）！？…〜～・々母乳授奶間回"


def texts_in(name: str) -> st.SearchStrategy[tuple[str, str]]:
    signs = PLAIN + HAN if name in ("ja", "zh_Hant") else PLAIN
    return st.tuples(st.just(name), st.text(st.sampled_from(signs), min_size=1, max_size=60))


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(text=st.sampled_from(["ja", "zh_Hant", "en", "vi"]).flatmap(texts_in), width=st.floats(90, 400))
@example(text=("ja", "aaaa 24時間、"), width=90.0)
def test_whatever_is_written_nothing_is_lost_and_nothing_runs_over(text: tuple[str, str], width: float) -> None:
    name, words = text
    ends, over = ends_in(name, words, "body", width)
    assert ends[-1] == len(words)
    assert over <= 0.02


# -- the real texts ----------------------------------------------------------------


def catalog_texts(name: str) -> Iterator[tuple[str, str]]:
    """Every translation of every catalog that exists: (place, words without marks)."""
    shelf = library()
    for path in sorted((ROOT / "locales" / name / "LC_MESSAGES").glob("*.po")):
        catalog = shelf.catalog(name, path.stem)
        for message in catalog.entries.values():
            if message.words:
                yield (
                    str(message.origin),
                    re.sub(r"\{[a-z]+\}", "8", "".join(span.words for span in parse_markup(message.words))),
                )


@pytest.mark.parametrize("name", ["ja", "zh_Hans", "zh_Hant", "vi"])
def test_every_translated_text_is_set_without_fault(name: str) -> None:
    """Over all topics; it also proves that every character of every catalog has a shape in its language's faces."""
    texts = list(catalog_texts(name))
    if not texts:
        pytest.skip(f"there are no catalogs for {name} yet")
    prepare_breaks((words for _, words in texts), library().language(name))
    found: list[str] = []
    for number, (place, words) in enumerate(texts):
        for step in range(3):
            ends, over = ends_in(name, words, "body", 160 + (37 * number + 113 * step) % 350)
            found += [f"{place}: {fault}" for fault in faults(words, ends, name != "vi")]
            if over > 0.02:
                found.append(f"{place}: {over:.2f} pt over the edge")
    assert not found, "\n".join(sorted(set(found))[:40])


# -- plain words, without ICU -------------------------------------------------

_CLINGING = "ABCxyzÀÉÖØößñýÿĀŐŽƠưǺɏẠẦệỳỹ0123456789"


def _by_icu(text: str, language: Language) -> tuple[int, ...]:
    from icu4py.breakers import LineBreaker

    ends = accumulate(len(part) for part in LineBreaker(f"{text}\u2029", language.breaks))
    return lines._allowed(text, [*ends], lines._rules_of(language))


@pytest.mark.parametrize("name", ["en", "vi", "zh_Hans", "zh_Hant", "ja"])
def test_every_letter_of_plain_words_clings_as_icu_says(name: str) -> None:
    """The short way takes these letters for letters and digits; in every language ICU does too."""
    language = library().language(name)
    plain = [char for char in map(chr, range(0x20, 0x2000)) if char != " " and lines._PLAIN.fullmatch(char)]
    assert len(plain) > 600
    for char in plain:
        for form in ("a{0}b 1{0}2", "{0} {0} 1 {0}1", "{0}.{0}, {0}:{0}. 1{0}. {0}.1"):
            text = form.format(char)
            assert lines._PLAIN.fullmatch(text)
            assert find_breaks(text, language) == _by_icu(text, language), text


@pytest.mark.slow
@given(st.lists(st.text(st.sampled_from(_CLINGING + ".,:"), min_size=1, max_size=8), min_size=1, max_size=8))
@settings(max_examples=400, deadline=None)
def test_plain_words_break_where_icu_breaks_them(words: list[str]) -> None:
    text = " ".join(words)
    for name in ("en", "ja"):
        language = library().language(name)
        lines._rules_of(language).breaks.clear()
        assert find_breaks(text, language) == _by_icu(text, language)


# -- words wider than their line ---------------------------------------------------------


@pytest.mark.sweep
@pytest.mark.parametrize("look", ["body", "section"])
@pytest.mark.parametrize("name", ["ja", "zh_Hans", "zh_Hant", "en"])
@pytest.mark.parametrize(
    "words",
    [
        "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮ，ＯＰＱＲＳ",
        "１２３４５６７８９０１２３４，５６７８",
        "https://www.clinic.example/(pregnancy)/breastfeeding,again",
        "Krankenhausseelsorge,(Mutter-Kind)!",
        "「ＡＢＣＤＥＦＧＨＩ」、（ＪＫＬ）。",
    ],
)
def test_a_word_wider_than_its_line_is_cut_by_kinsoku_too(words: str, name: str, look: str) -> None:
    """A heading began with a full-width comma: what is cut because it must be, was cut anywhere."""
    for step in range(40):
        ends, over = ends_in(name, words, look, 60 + 3.7 * step)
        begun = [words[end] for end in ends[:-1]]
        ended = [words[end - 1] for end in ends[:-1]]
        assert not set(begun) & (NO_START - set(".,:")), f"{begun} in {60 + 3.7 * step:.1f}"
        assert not set(ended) & NO_END
        assert over < 0.02


def test_marks_alone_are_cut_rather_than_run_over_the_edge() -> None:
    ends, over = ends_in("ja", "。" * 40, "body", 100)
    assert len(ends) > 1
    assert over < 0.02


def test_a_letter_is_never_cut_from_its_marks() -> None:
    for words in (
        "क्षत्रियक्षत्रियक्षत्रियक्षत्रिय",
        "Fe\u0323\u0301e\u0323\u0301e\u0323\u0301e\u0323\u0301e\u0323\u0301e\u0323\u0301",
    ):
        ends, _ = ends_in("en", words, "body", 40)
        assert len(ends) > 1
        assert all(words[end] not in "\u0301\u0323\u094d\u093f" for end in ends[:-1])
        assert all(words[end - 1] != "\u094d" for end in ends)


def test_a_telephone_number_is_never_parted_while_it_fits() -> None:
    words = "Night line +44 20 7946 0124 (nights)"
    language = library().language("en")
    ends = [words[at:] for at in find_breaks(words, language)]
    assert "+44 20 7946 0124 (nights)" in ends
    assert not any(one.startswith(("20 7946", "7946", "0124")) for one in ends)
    number = words[11:27]
    assert [number[:at] for at in find_cuts(number, language)][:3] == ["+44 ", "+44 20 ", "+44 20 7946 "]


@pytest.mark.parametrize(
    ("name", "look", "words", "width", "wanted"),
    [
        # phrases may not be parted, but words before one that is no ending may
        ("ja", "strip.now.item", "授乳相談窓口で聞く", 95, ["授乳相談", "窓口で聞く"]),
        # a narrow column of Chinese parts no word either
        (
            "zh_Hans",
            "body",
            "漏奶是因为气血不足，喝八珍汤，吃黄芪或枸杞，就会好。",
            125,
            ["漏奶是因为气血不足，", "喝八珍汤，吃黄芪", "或枸杞，就会好。"],
        ),
        # what is wrong with the eyes, and no joy, are terms of the danger signs
        ("zh_Hans", "strip.now.item", "剧烈头痛、视力异常或晕倒", 130, ["剧烈头痛、", "视力异常或晕倒"]),
        ("zh_Hant", "strip.now.item", "劇烈頭痛、視力異常或昏倒", 130, ["劇烈頭痛、", "視力異常或昏倒"]),
        (
            "zh_Hant",
            "strip.today.item",
            "心情低落、害怕或開心不起來，超過2週",
            160,
            ["心情低落、害怕", "或開心不起來，超過2週"],
        ),
        ("ja", "strip.crisis-label", "いのちとこころの電話、昼夜：", 150, ["いのちと", "こころの電話、昼夜："]),
        # but never a number from what it is compared by: "3 months" alone was the first line of a danger sign
        ("ja", "strip.now.item", "3か月未満で熱38℃以上", 110, ["3か月未満で", "熱38℃以上"]),
        # all line ends are weighed together: the first line gives up words that the second cannot take
        (
            "ja",
            "step",
            "口を大きく。口が大きく開くのを、待ってください。",
            101.5,
            ["口を大きく。口が", "大きく開くのを、", "待ってください。"],
        ),
        ("zh_Hant", "strip.now.item", "未滿3個月，發燒38°C或以上", 100, ["未滿3個月，", "發燒38°C或以上"]),
        # a narrow column parts no word where that takes no more lines; a wide one does
        (
            "ja",
            "step",
            "または腕組み。人前では、こう押します。",
            96.0,
            ["または腕組み。", "人前では、", "こう押します。"],
        ),
        ("zh_Hans", "short.words", "白天夜里打来，都是对的。", 158, ["白天夜里", "打来，都是对的。"]),
        # and rather after a mark than between two words: 奶|流慢了，手
        (
            "zh_Hans",
            "step",
            "换位置。奶流慢了，手换个位置，再换另一边。",
            96.0,
            ["换位置。", "奶流慢了，", "手换个位置，", "再换另一边。"],
        ),
        # under a drawing too: 上面 is one word
        (
            "zh_Hans",
            "step",
            "深含乳。露出的乳晕，上面比下面多。",
            101.5,
            ["深含乳。", "露出的乳晕，", "上面比下面多。"],
        ),
        # where a phrase is wider than its column, words are parted from one another, and no word inside
        (
            "ja",
            "step",
            "Cの形に。親指とほかの指を、乳首から数センチ離します。",
            101.5,
            ["Cの形に。親指と", "ほかの指を、", "乳首から数センチ", "離します。"],
        ),
        # "a few drops" is a word, though dictionaries part it: 数|滴 stood in a heading
        ("ja", "pair.title-left", "手でしぼった数滴を、スプーンで", 232, ["手でしぼった", "数滴を、スプーンで"]),
        (
            "ja",
            "step",
            "指を寄せてからゆるめます。しずくが出るまで、くり返します。",
            150,
            ["指を寄せてから", "ゆるめます。しずくが", "出るまで、くり返します。"],
        ),
        # and so are those of a text, where the last line but one keeps half its measure
        (
            "ja",
            "body",
            "通訳が必要な方は、お話しになる言語をお知らせください。",
            132,
            ["通訳が必要な方は、", "お話しになる言語を", "お知らせください。"],
        ),
        (
            "ja",
            "body",
            "母乳で育つ赤ちゃんには、ビタミンDのシロップ（乳児用）が必要です。量はご相談ください。",
            254,
            ["母乳で育つ赤ちゃんには、ビタミンDの", "シロップ（乳児用）が必要です。量は", "ご相談ください。"],
        ),
        # Latin words in a line of Chinese or Japanese are words; a street stays whole
        ("ja", "body", "1 Sample Street, Exampletown", 130, ["1 Sample Street, ", "Exampletown"]),
    ],
)
def test_the_last_line_is_never_short_where_words_can_be_had(
    name: str, look: str, words: str, width: float, wanted: list[str]
) -> None:
    made = setter(name).set_lines([Run(words)], style(look, name), width, NOWHERE)
    assert [words_of(line) for line in made] == wanted


@pytest.mark.parametrize(
    "words", ["LM-zh-Hans · 0.2 · K2XS-RD2D · 2027年11月前复审", "LM-en · 0.2 · K2XS-RD2D · review by 2027"]
)
def test_a_lot_is_never_parted_and_no_dot_begins_a_line(words: str) -> None:
    language = library().language("zh_Hans" if "复审" in words else "en")
    ends = find_breaks(words, language)
    parts = [words[start:end] for start, end in zip((0, *ends), ends, strict=False)]
    assert "K2XS-RD2D · " in parts
    assert not [part for part in parts if part.startswith("·")]


def test_what_cannot_be_keeps_its_not() -> None:
    """说明|不了, "does not tell": the verb alone says that it does."""
    words = "痛得受不了，忍不住，就请打电话。您不了解的，请问。"
    ends = find_breaks(words, library().language("zh_Hans"))
    assert not [words[at : at + 2] for at in ends if words[at : at + 2] in ("不住",) or words[at : at + 3] == "不了，"]
    assert words.index("不了解") in ends


@pytest.mark.parametrize(
    ("language", "words", "held"),
    [
        ("ja", "続きはリーフレットMMに。お申し出ください。", "MM"),
        ("ja", "赤ちゃんには、ビタミンDのシロップ（乳児用）が必要です。", "D"),
        ("zh_Hans", "哺乳的宝宝需要维生素D滴剂。", "D"),
    ],
)
def test_a_code_stays_with_the_word_that_it_belongs_to(language: str, words: str, held: str) -> None:
    for phrases in (False, True):
        assert words.index(held) not in find_breaks(words, library().language(language), phrases)
    assert 4 in find_breaks("リンゴとUNICEFの", library().language("ja")), "a name is no code"


@pytest.mark.parametrize("words", ["ありません", "マッサージ", "お知らせ", "授乳", "数滴", "におい"])
def test_a_line_of_japanese_ends_worse_inside_a_word_than_before_a_particle(words: str) -> None:
    text = f"赤ちゃんは{words}を話す。"
    ranks = rank_ends(text, library().language("ja"))
    at = text.index(words)
    assert not [end for end in range(at + 1, at + len(words)) if end in ranks]
    assert (ranks[text.index("話す")], ranks[len(text)]) == (1, 0)
    assert rank_ends("医師に聞く", library().language("ja"))[2] == 3


@pytest.mark.parametrize(
    ("name", "words", "whole"),
    [
        ("ja", "マッサージもしないでください。", "マッサージ"),
        ("ja", "カルシウムやハーブの話。", "カルシウム"),
        ("ja", "受けてください。", "ください"),
        ("ja", "赤ちゃんとお母さんに", "お母さん"),
        ("zh_Hans", "每次喂奶都在预订下一餐。", "下一餐"),
        ("zh_Hant", "每次餵奶都在預訂下一餐。", "下一餐"),
    ],
)
def test_no_line_parts_a_word_of_katakana_or_of_the_language(name: str, words: str, whole: str) -> None:
    language = library().language(name)
    begin = words.index(whole)
    for phrases in (False, True):
        assert not {*range(begin + 1, begin + len(whole))} & {*find_breaks(words, language, phrases)}


@pytest.mark.parametrize(
    ("name", "words", "at"),
    [
        ("zh_Hans", "有些妈妈漏得更久，", "更|久"),
        ("zh_Hans", "宝宝吃得越多，", "越|多"),
        ("zh_Hans", "宝宝吃够了吗", "吃|够"),
        ("zh_Hans", "听听宝宝的声音", "听|听"),
        ("zh_Hant", "奶水會變得更白", "更|白"),
        ("zh_Hant", "不會讓母乳變差", "變|差"),
        ("zh_Hant", "好好吃，好好休息", "好|好"),
    ],
)
def test_chinese_keeps_an_adverb_with_one_letter_and_what_is_said_twice(name: str, words: str, at: str) -> None:
    ranks = rank_ends(words, library().language(name))
    assert words.index(at.replace("|", "")) + at.index("|") not in ranks


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("電話してください", "て|ください"),
        ("お母さんのせいではありません", "は|あり"),
        ("赤ちゃんが飲んでいる", "で|いる"),
        ("お母さんにも", "お母さん|に"),
    ],
)
def test_a_phrase_of_japanese_is_parted_at_its_joints_rather_than_inside_a_word(words: str, at: str) -> None:
    ranks = rank_ends(words, library().language("ja"))
    assert ranks[words.index(at.replace("|", "")) + at.index("|")] == 3
    assert {*ranks.values()} <= {0, 1, 3, 4}


@pytest.mark.parametrize(
    ("name", "words", "at", "rank"),
    [
        ("ja", "母乳が見えます", "え|ます", 4),
        ("ja", "ご相談ください", "ご|相談", None),
        # one letter before a mark begins no line
        ("ja", "そのために、私たちがいます", "ため|に、", None),
        ("ja", "母乳が増えます", "増|え", None),
        ("zh_Hans", "开始流出的奶水", "出|的", 4),
        ("zh_Hans", "漏得更久，", "更|久", None),
        ("zh_Hans", "用干净的勺子接，让宝宝小口抿。", "子|接，", None),
    ],
)
def test_flush_text_is_parted_before_endings_and_nowhere_inside_words(
    name: str, words: str, at: str, rank: int | None
) -> None:
    found = rank_ends(words, library().language(name))
    assert found.get(words.index(at.replace("|", "")) + at.index("|")) == rank


def test_how_a_word_is_read_stays_with_it_and_a_particle_with_its_bracket() -> None:
    language = library().language("ja")
    words = "これを射乳（しゃにゅう）といい、管（母乳の道）が通ります。"
    assert words.index("（しゃ") not in find_breaks(words, language)
    assert not {words.index("といい"), words.index("が通")} & {*find_breaks(words, language, True)}
    assert words.index("（母乳") in find_breaks(words, language)


def test_words_that_no_line_parts_are_the_language_s_own() -> None:
    """Of a library's own language, which the program has never heard of; the stock's words are no others' words."""
    bare = Language(
        "tlh", "tlh", "x", "x", "Latn", "", (), "en", "words", True, False, "latin", ("", "", "", ""),
        keep=("nuq daq",),
    )  # fmt: skip
    own = replace(
        bare, before_numbers=("jaj",), between_numbers=("wa",), units=("minutes long",), after_numbers=("nach",),
        nots="Q", nots_after=("be’",),
    )  # fmt: skip
    for words, held in (("jaj 2", "jaj |2"), ("8 wa 12", "wa |12"), ("day 2", "")):
        assert (held.index("|") + words.index(held.replace("|", "")) in find_breaks(words, bare)) if held else True
        assert not held or held.index("|") + words.index(held.replace("|", "")) not in find_breaks(words, own)
    assert 4 in find_breaks("day 2", own)
    assert find_breaks("é nuq daq", own, True) == (2, 9)
    assert find_breaks("é nuq daq", own) == (2, 6, 9)
    han = replace(bare, breaks="zh-Hans@lb=strict", phrases="icu", spaced=False, keep=(), units=("匙",))
    assert 2 in find_breaks("3匙後的事", han)
    assert 2 not in find_breaks("3匙後的事", replace(han, after_numbers=("後",)))
    assert 1 in find_breaks("莫用力", han)
    assert 1 not in find_breaks("莫用力", replace(han, nots="莫"))
    assert 2 not in find_breaks("看莫得", replace(han, nots="莫"))
    assert 1 not in find_breaks("看莫得", replace(han, nots_after=("莫得",)))
    assert 1 in find_breaks("看莫得力", replace(han, nots_after=("莫得",), compounds=("莫得力",)))


def test_words_in_another_language_end_lines_as_that_language_has_it() -> None:
    """第1天 Day |1: in a cell of two languages the words of each hold together what is theirs."""
    for width in range(60, 200, 3):
        runs = [Run("第1天 "), Run("Day 1 or 2", lang="en")]
        made = setter("zh_Hans").set_lines(runs, style("table.cell", "zh_Hans"), width, NOWHERE)
        assert not [one for one in made if words_of(one).endswith("Day ")], width


@pytest.mark.parametrize(
    ("look", "words", "term", "width"),
    [
        ("signs.urgent.item", "Có mủ, sốt, rét run hoặc lú lẫn, hoặc số đo", "lú lẫn", (120, 300)),
        ("section.title", "Uống bao nhiêu là vừa", "bao nhiêu", (130, 260)),
    ],
)
def test_a_sign_or_a_heading_takes_a_line_rather_than_part_a_term(
    look: str, words: str, term: str, width: tuple[int, int]
) -> None:
    inside = range(words.index(term) + 1, words.index(term) + len(term))
    for measure in range(*width, 5):
        assert not {*inside} & {*ends_in("vi", words, look, measure)[0]}, measure
