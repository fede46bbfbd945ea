"""Paragraphs as they stand on the page: bold and links in the line, flush edges, room between scripts, no space lost."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Any

import pytest
from probes import (
    Glyph,
    find,
    fold,
    h1,
    leaflet,
    letters,
    lines,
    open_pdf,
    paper_of,
    pdfium_text,
    poppler_text,
    setter,
    spoken,
    style,
    text,
    words_of,
)

from generator.model.problems import NOWHERE
from generator.model.sheet import Run

JAPANESE = (
    "母乳は38 °Cの熱があっても飲ませられます。UNICEFとWHOのガイドにしたがって、1日8回から12回、24時間いつでも"
    "赤ちゃんが欲しがるときに飲ませましょう。イブプロフェン 400 mg とパラセタモール 1 g は、授乳中も使えます。"
)
ENGLISH = "Feed your baby whenever she asks, by day and by night, and let her stop when she has had enough of it. "


def right_edges(pdf: bytes, first: str, last: str, measure: float) -> list[float]:
    """By how much each full line of a paragraph stays short of the measure (negative: runs over)."""
    whole = [line for line in lines(pdf) if any(letter.size < 20 for letter in line)]
    left = find(pdf, first)[0].x
    begin = next(at for at, line in enumerate(whole) if first in fold(text(line)))
    end = next(at for at, line in enumerate(whole) if last in fold(text(line)))
    return [left + measure - max(letter.right for letter in line if letter.words.strip()) for line in whole[begin:end]]


@pytest.mark.parametrize("width", [260.0, 301.5, 377.0, 480.0])
def test_japanese_lines_end_flush_and_never_run_over(width: float) -> None:
    """A space inside a line is stretched with the rest: letter spacing follows every glyph."""
    inner = f"<p>{JAPANESE * 3}おわり。</p>"
    spare = right_edges(leaflet(h1("題") + inner, "ja", paper_of(width, 700)).pdf, "母乳は", "おわり。", width)
    assert len(spare) > 4
    assert min(spare) > -0.1
    assert sum(short < 0.1 for short in spare) >= len(spare) * 0.8, spare


def test_flush_lines_with_links_and_bold_stay_flush() -> None:
    inner = "<p>" + f'{JAPANESE}<b>1 日 8 回</b>は<a href="tel:119">電話 119 へ</a>どうぞ。' * 3 + "おわり。</p>"
    spare = right_edges(leaflet(h1("題") + inner, "ja", paper_of(300, 700)).pdf, "母乳は", "おわり。", 300)
    assert min(spare) > -0.1


def test_latin_letters_alone_are_not_spread_among_japanese() -> None:
    """The name or address of a clinic in a leaflet of another script stays as it is read."""
    name = "Example Health Centre for Mothers and Babies of the North"
    for width in range(120, 300, 12):
        pdf = leaflet(h1("題") + f"<p>{name}</p>", "ja", paper_of(width, 700)).pdf
        with open_pdf(pdf) as file:
            assert b" Tc" not in file.pages[0].Contents[0].read_bytes(), width


def test_english_lines_are_ragged_and_evenly_spaced() -> None:
    pdf = leaflet(h1() + f"<p>{ENGLISH * 5}</p>", "en", paper_of(300, 700)).pdf
    with open_pdf(pdf) as file:
        assert b" Tc" not in file.pages[0].Contents[0].read_bytes()
    left = find(pdf, "Feed your baby")[0].x
    assert max(letter.right for letter in letters(pdf) if letter.words.strip() and letter.mark >= 24) <= left + 300.1


def test_words_are_never_run_together_at_line_ends() -> None:
    """The space at a soft line end is in the file: 'risk of serious', not 'risk ofserious'."""
    words = ENGLISH * 5
    pdf = leaflet(h1() + f"<p>{words}</p>", "en", paper_of(240, 700)).pdf
    assert words.strip() in text(letters(pdf))
    for read in (pdfium_text(pdf), poppler_text(pdf)):
        assert words.split()[:90] == [word for word in read.split() if word != "A"][1:91]


def test_no_space_is_invented_at_japanese_line_ends() -> None:
    words = "通常は2日から3日で母乳の量がふえてきますので心配しないでください。" * 3
    pdf = leaflet(h1("題") + f"<p>{words}</p>", "ja", paper_of(200, 700)).pdf
    assert words in text(letters(pdf))


def test_bold_stands_in_the_line() -> None:
    pdf = leaflet(h1() + "<p>Call us <b>now</b>, please.</p>").pdf
    plain, bold, after = (find(pdf, words) for words in ("Call us", "now", ", please"))
    assert {letter.y for letter in plain + bold + after} == {plain[0].y}
    assert {letter.size for letter in plain + bold + after} == {plain[0].size}
    assert bold[0].font.endswith("-700")
    assert plain[0].font.endswith("-400")
    assert plain[-1].right < bold[0].x < bold[-1].right <= after[0].x + 0.01


def test_a_number_for_a_source_is_raised_and_small_but_legible() -> None:
    pdf = leaflet(h1() + "<p>Milk<sup>12</sup> comes.</p>").pdf
    (one, two), milk = find(pdf, "12"), find(pdf, "Milk")
    assert one.y == two.y > milk[0].y + 2
    assert 6.9 < one.size < milk[0].size
    assert ("P", "en", "Milk12comes.") in spoken(pdf)


def test_a_forced_line_end_begins_a_new_line_of_the_same_paragraph() -> None:
    pdf = leaflet(h1() + "<p>One<br/>Two</p>").pdf
    one, two = find(pdf, "One")[0], find(pdf, "Two")[0]
    assert one.x == two.x
    assert one.y > two.y
    assert ("P", "en", "OneTwo") in spoken(pdf)
    assert "One\nTwo" in poppler_text(pdf)


# -- links -----------------------------------------------------------------------


def links_in(pdf: bytes) -> list[dict[str, Any]]:
    with open_pdf(pdf) as file:
        return [
            {"page": number, "rect": [float(v) for v in one.Rect], "uri": str(one.A.URI), "contents": str(one.Contents),
             "key": int(one.StructParent), "flags": int(one.F), "subtype": str(one.Subtype), "border": [int(v) for v in one.Border]}
            for number, page in enumerate(file.pages, 1) for one in page.get("/Annots", [])
        ]  # fmt: skip


def covers(rect: list[float], found: list[Glyph]) -> bool:
    return all(rect[0] - 0.1 <= one.x and one.right <= rect[2] + 0.1 and rect[1] < one.y < rect[3] for one in found)


@pytest.mark.parametrize(
    "address", ["tel:+442079460123", "https://example.org/a?b=(1)&amp;c=%20", "mailto:a@example.org"]
)
def test_a_link_covers_its_words_and_says_where_it_leads(address: str) -> None:
    pdf = leaflet(h1() + f'<p>Please <a href="{address}">ring us</a> today.</p>').pdf
    link = next(one for one in links_in(pdf) if one["contents"] == "ring us")
    assert link["uri"] == address.replace("&amp;", "&")
    assert (link["subtype"], link["flags"], link["border"]) == ("/Link", 4, [0, 0, 0])
    assert covers(link["rect"], find(pdf, "ring us"))
    assert not covers(link["rect"], find(pdf, "today"))
    assert [part for part in spoken(pdf) if part[2] in ("Please", "ringus", "today.")] == [
        ("P", "en", "Please"), ("Link", "en", "ringus"), ("P", "en", "today."),
    ]  # fmt: skip


def test_a_link_over_two_lines_has_two_areas_and_one_element() -> None:
    words = "this is a rather long link that cannot stand on one line of the page"
    pdf = leaflet(h1() + f'<p>See <a href="https://example.org">{words}</a> now.</p>', "en", paper_of(200, 700)).pdf
    found = [one for one in links_in(pdf) if one["uri"] == "https://example.org"]
    assert len(found) >= 2
    assert len({one["key"] for one in found}) == len(found)
    assert next(part for part in spoken(pdf) if part[0] == "Link")[2] == fold(words)


def test_two_links_to_one_address_stay_two() -> None:
    pdf = leaflet(h1() + '<p><a href="tel:115">one</a> or <a href="tel:115">two</a></p>').pdf
    assert [one["contents"] for one in links_in(pdf) if one["uri"] == "tel:115"] == ["one", "two"]
    assert [part[2] for part in spoken(pdf) if part[0] == "Link"][:2] == ["one", "two"]


def test_an_address_with_other_letters_is_written_in_ascii() -> None:
    pdf = leaflet(h1() + '<p><a href="https://example.org/母乳">words</a></p>').pdf
    assert links_in(pdf)[0]["uri"] == "https://example.org/%E6%AF%8D%E4%B9%B3"


# -- room between scripts ------------------------------------------------------------


def gap(pdf: bytes, before: str, after: str) -> float:
    first, second = find(pdf, before)[-1], find(pdf, after)[0]
    assert first.y == second.y
    return (second.x - first.right) / first.size


@pytest.mark.parametrize("language", ["ja", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("marked", ["母乳WHO量", "母乳<b>WHO</b>量", "<b>母乳</b>WHO量"])
def test_han_and_latin_are_set_apart(marked: str, language: str) -> None:
    pdf = leaflet(h1("題") + f"<p>{marked}</p>", language).pdf
    assert 0.08 < gap(pdf, "母乳", "WHO") < 0.095
    assert 0.08 < gap(pdf, "WHO", "量") < 0.095
    assert "母乳WHO量" in text(letters(pdf)), "the room is no space: nothing is added to the words"


def test_digits_are_set_apart_but_punctuation_is_not() -> None:
    pdf = leaflet(h1("題") + "<p>毎日8回、WHO。</p>", "ja").pdf
    assert 0.08 < gap(pdf, "毎日", "8") < 0.095
    assert 0.08 < gap(pdf, "8", "回") < 0.095
    assert gap(pdf, "WHO", "。") < 0.02


def test_a_space_that_is_written_gets_no_further_room() -> None:
    pdf = leaflet(h1("題") + "<p>母乳 WHO 量</p>", "ja").pdf
    space = find(pdf, "母乳")[-1]
    follow = next(letter for letter in letters(pdf) if letter.words == " " and abs(letter.x - space.right) < 0.1)
    assert abs(find(pdf, "WHO")[0].x - follow.right) < 0.1


@pytest.mark.sweep
@pytest.mark.parametrize("width", range(100, 300, 7))
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Wait until the mouth opens wide, then bring your baby in to you."),
        ("ja", "赤ちゃんの口が大きく開くまで待ってから、胸に引き寄せてください。"),
        ("zh_Hant", "等寶寶的嘴巴張得很大，再把寶寶抱近您的乳房，讓下巴先碰到。"),
    ],
)
def test_no_paragraph_ends_with_a_word_alone_or_few_letters(language: str, words: str, width: int) -> None:
    """In a narrow column the last line but one gives up words, where no narrower measure helps."""
    found = lines(leaflet(h1() + f"<p>{words}</p>", language, paper_of(width + 60, 700)).pdf)
    own = [text(line).strip() for line in found if any(letter.size < 13 for letter in line)]
    last = next(one for one in own if fold(one)[-1:] == fold(words)[-1:])
    assert len(last.split()) > 1 if language == "en" else sum(map(str.isalnum, last)) >= 5, own


def test_one_line_of_a_paragraph_gives_words_to_those_after_it_and_ends_with_a_word() -> None:
    """Else the whole paragraph were narrower than its neighbours."""
    words = "1日目は、授乳が3〜4回だけ、飲むのも数滴だけのことがあります。2日目からは、夜も含めて、24時間に8〜12回授乳してください。"
    found = lines(leaflet(h1() + f"<p>{words}</p>", "ja", paper_of(360, 700)).pdf)
    own = [(text(line).strip(), line[-1].right - line[0].x) for line in found if any(one.size < 13 for one in line)]
    first = next(at for at, (line, _) in enumerate(own) if line.startswith("1"))
    assert [line for line, _ in own[first : first + 3]] == [
        "1日目は、授乳が3〜4回だけ、飲むのも数滴だけの",
        "ことがあります。2日目からは、夜も含めて、24時間に8〜12回",
        "授乳してください。",
    ]
    assert own[first + 1][1] > 0.99 * 360 > own[first][1] > 0.72 * 360


@pytest.mark.parametrize(
    ("language", "words", "width", "before", "last"),
    [
        # 私たちがいます, "we are here", would else end a line amid 私たち and go on as ちがいます, "it is wrong"
        ("ja", "授乳が痛いとき、または赤ちゃんが満足していないように見えるときは、吸着のようすを見せてください。お母さんは"
         "何も悪くありません。そのために、私たちがいます。", 282, "見せてください。お母さんは何も悪くありません。", "そのために、私たちがいます。"),
        ("ja", "母乳で育つ赤ちゃんには、ビタミンDのシロップ（乳児用）が必要です。量はご相談ください。", 232,
         "シロップ（乳児用）が必要です。量は", "ご相談ください。"),
        ("ja", "口を大きく。大きく開くまで待ってください。", 222, "口を大きく。大きく開くまで", "待ってください。"),
        ("zh_Hant", "需要口譯嗎？請告訴我們您的語言。", 188, "需要口譯嗎？請告訴", "我們您的語言。"),
        ("zh_Hans", "有人说，初乳营养差，该扔掉。也有人说，用力按摩能把乳房打通。他们都是好意。", 217,
         "也有人说，用力按摩能把乳房打通。", "他们都是好意。"),
    ],
)  # fmt: skip
def test_a_line_that_gives_words_to_the_last_one_ends_with_a_word(
    language: str, words: str, width: int, before: str, last: str
) -> None:
    found = lines(leaflet(h1() + f"<p>{words}</p>", language, paper_of(width, 700)).pdf)
    own = [text(line).strip() for line in found if any(letter.size < 13 for letter in line)]
    end = next(at for at, line in enumerate(own) if words.endswith(line))
    assert own[end - 1 : end + 1] == [before, last]


@pytest.mark.parametrize(
    ("language", "words", "last"),
    [
        (
            "ja",
            "最初の母乳はほんの数滴ですが、それで足ります。授乳の始まりを、母子ともにお手伝いします。",
            "お手伝いします。",
        ),
        (
            "zh_Hans",
            "避开一般更安全。有些可能不宜和抗凝血药（稀释血液的药）、甲状腺药或糖尿病药同用。",
            "糖尿病药同用。",
        ),
        ("zh_Hant", "吃母乳的寶寶需要維生素D滴劑。劑量請問我們。", "劑量請問我們。"),
    ],
)
def test_a_line_that_gives_words_to_the_last_ends_with_a_word(language: str, words: str, last: str) -> None:
    """A line that ends short of the measure and amid a word is read wrong: 或糖 (or sugar) for 或糖尿病."""
    for width in range(225, 345, 5):
        found = lines(leaflet(h1() + f"<p>{words}</p>", language, paper_of(width, 700)).pdf)
        own = [(text(line).strip(), line[-1].right - line[0].x) for line in found if any(one.size < 13 for one in line)]
        at = next(at for at, (line, _) in enumerate(own) if fold(line)[-1:] == fold(words)[-1:])
        end, whole = own[at][0], own[at - 1][1] > width - 13
        assert whole or not (len(end) < len(last) and last.endswith(end)), own


@pytest.mark.parametrize(
    ("language", "words", "width", "wanted"),
    [
        # inside words until their ends were weighed: 寶|寶, マッサー|ジ, of "made" the letter 作
        ("zh_Hant", "最初的奶水只有幾小滴，但已經足夠。我們會幫您和寶寶一起開始。我們也會陪著您，一步一步慢慢來。", 318,
         "最初的奶水只有幾小滴，但已經足夠。我們會幫您和寶寶"),
        ("ja", "母乳のためのハーブや漢方は、まず試すものではなく、たいていは控えるほうが安全です。マッサージも、電話してからにしてください。", 324,
         "母乳のためのハーブや漢方は、まず試すものではなく、"),
        # terms of two words, which Vietnamese writes apart
        ("vi", "Mẹ ôm bé sát mình, da kề da, bất cứ khi nào cả hai thấy dễ chịu, và nói với một người.", 162,
         "Mẹ ôm bé sát mình, "),
    ],
)  # fmt: skip
def test_a_line_of_text_ends_inside_no_word_that_it_can_spare(
    language: str, words: str, width: int, wanted: str
) -> None:
    made = setter(language).set_lines([Run(words)], style("body", language), width, NOWHERE)
    assert words_of(made[0]) == wanted


def test_where_lines_end_is_chosen_only_of_those_that_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy-fitting sets a paragraph at many sizes, and asks only how many lines it has."""
    own, chosen = setter("en"), []
    choose = type(own)._chosen
    monkeypatch.setattr(type(own), "_chosen", lambda *parts: chosen.append(parts) or choose(*parts))
    made = own.set_lines(
        [Run("Feed your baby often, by day and by night. ") for _ in range(9)], style("body", "en"), 300, NOWHERE
    )
    assert len(made) > 2
    assert not chosen
    assert len("".join(map(words_of, made))) == 9 * 43
    assert len(chosen) == 1, "all at once, and once"


def test_a_short_term_in_bold_stays_whole_where_blanks_part_words() -> None:
    before, term = "Mẹ hãy thử bú dồn lúc chiều tối, khi bé muốn bú liên tục, gọi là ", "bú thành chùm"
    after = ", cho đến khi bé ngủ say."
    parted: dict[bool, int] = {True: 0, False: 0}
    for width in range(360, 420, 4):
        for strong in (True, False):
            runs = [Run(before), Run(term, strong=strong), Run(after)]
            made = setter("vi").set_lines(runs, style("body", "vi"), width, NOWHERE)
            ends = accumulate(len(words_of(line)) for line in made)
            parted[strong] += any(len(before) < end < len(before + term) for end in ends)
    assert parted[True] == 0 < parted[False]


def test_lines_of_words_in_another_language_end_as_that_language_has_it() -> None:
    """In a cell of two languages Chinese was parted anywhere, since Vietnamese ends lines at blanks."""
    runs = [Run("Sữa vẫn chảy tốt. "), Run("两种情况，奶水都能流得很好，请您放心。", lang="zh_Hans")]
    for width in range(126, 240, 3):
        made = setter("vi").set_lines(runs, style("table.cell", "vi"), width, NOWHERE)
        assert not [one for one in made if re.search("[流奶情请放][ ]?$", words_of(one))], width


@pytest.mark.parametrize(
    ("language", "words", "spared"),
    [
        ("ja", "シロップ（乳児用）。「はい」、どうぞ", 1.5),
        ("zh_Hans", "药（稀释血液），“好”。请", 1.5),
        ("zh_Hant", "藥（稀釋血液），「好」。請", 1.5),
        ("ja", "どうぞ。」と", 0.5),
        # centred in its box: it has no empty half
        ("zh_Hant", "請說。」就", 0.0),
        ("ja", "母乳は、どうぞ。次に", 0.0),
    ],
)
def test_full_width_marks_beside_each_other_give_up_half_an_em(language: str, words: str, spared: float) -> None:
    look = style("body", language)
    for parts in ([Run(words)], [Run(letter) for letter in words]):
        wide = setter(language).width(parts, look, NOWHERE) / look.size
        assert wide == pytest.approx(len(words) - spared)


@pytest.mark.parametrize(
    ("runs", "language"),
    [((Run(ENGLISH),), "en"), ((Run("Help", strong=True), Run("\nnow"), Run("1", raised=True)), "en"), ((Run(JAPANESE),), "ja")],
)  # fmt: skip
@pytest.mark.parametrize("look", ["body", "title"])
def test_a_text_is_as_wide_as_its_longest_line_where_nothing_ends_one(
    runs: tuple[Run, ...], language: str, look: str
) -> None:
    known, shown = setter(language), style(look, language)
    lines = known.set_lines(runs, shown, 1e6, NOWHERE)
    assert known.width(runs, shown, NOWHERE) == max(line.width for line in lines)


def test_nothing_is_counted_to_find_how_wide_a_text_is_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    known, shown = setter("en"), style()
    runs, counted = [Run(f"Once: {ENGLISH}")], []
    count = type(known)._count_parts
    monkeypatch.setattr(type(known), "_count_parts", lambda *given: counted.append(given) or count(*given))
    wide = known.width(runs, shown, NOWHERE)
    assert known.steps(runs, shown, NOWHERE, wide - 0.2) == [wide]
    assert len(counted) == 1
