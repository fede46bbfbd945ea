"""A language is one folder; a mistake in it is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.library.languages import read_glossary, read_language
from generator.model.content import Language
from generator.model.glossary import Term
from generator.model.problems import Origin, Problem

ROOT = Path(__file__).resolve().parents[2]
STOCK = ("en", "vi", "zh_Hans", "zh_Hant", "ja")
GOOD = """\
tag: ko
own-name: 한국어
english-name: Korean
script: Kore
territory: KR
faces: [noto-sans-kr, symbols2]
breaks: "ko@lw=phrase"
phrases: icu
spaced: yes
justify: no
leading: korean
quotes: ["“", "”", "‘", "’"]
list-joint: ", "
keep: [모유]
"""
HEAD = "term,language,use,allow,forbid,region,gloss,confidence,note\n"


def read(folder: Path, words: str, name: str = "ko") -> tuple[Language | None, list[Problem]]:
    path = folder / "language.yaml"
    path.write_text(words, encoding="utf-8")
    problems: list[Problem] = []
    return read_language(path, f"locales/{name}/language.yaml", problems), problems


def glossary(folder: Path, words: str) -> tuple[tuple[Term, ...], list[Problem]]:
    path = folder / "glossary.csv"
    path.write_text(words, encoding="utf-8")
    problems: list[Problem] = []
    return read_glossary(path, "locales/glossary.csv", problems), problems


def test_a_whole_language_is_read(tmp_path: Path) -> None:
    language, problems = read(tmp_path, GOOD)
    assert not problems
    assert language is not None
    assert (language.name, language.tag, language.own_name) == ("ko", "ko", "한국어")
    assert language.faces == ("noto-sans-kr", "symbols2")
    assert language.spaced
    assert not language.justify
    assert language.quotes == ("“", "”", "‘", "’")
    assert language.keep == ("모유",)


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "hint"),
    [
        ("phrases: icu", "phrases: icq", 8, "'icq' is no phrases", "icu"),
        ("spaced: yes", "spaced: perhaps", 9, "'spaced' needs yes or no", ""),
        ("script: Kore", "script: Arab", 4, "right-to-left writing cannot be set yet", "backwards"),
        ("territory: KR", "territory: korea", 5, "'korea' is no territory", "two capitals"),
        (
            "leading: korean",
            "leeding: korean",
            11,
            "a language has nothing called 'leeding'",
            "did you mean 'leading'?",
        ),
        ('quotes: ["“", "”", "‘", "’"]', 'quotes: ["“", "”"]', 12, "'quotes' needs four marks", "opening"),
        ("faces: [noto-sans-kr, symbols2]", "faces: noto-sans-kr", 6, "'faces' needs a list, not words", ""),
        ("tag: ko", "tag: ../ko", 1, "'../ko' is no tag", "language tag"),
        ("keep: [모유]", "joints: [て|ください, てください]", 14, "'てください' is no joint", "one bar"),
        ("keep: [모유]", "joints: [て|くだ|さい]", 14, "'て|くだ|さい' is no joint", "one bar"),
        ("keep: [모유]", "particles: を は", 14, "'を は' are not letters alone", "side by side"),
        ("keep: [모유]", 'nots: "不, 没"', 14, "'不, 没' are not letters alone", "side by side"),
        ("keep: [모유]", "units: 時間", 14, "'units' needs a list, not words", ""),
        ("keep: [모유]", "unit: [時間]", 14, "a language has nothing called 'unit'", "did you mean 'units'?"),
    ],
)
def test_a_mistake_has_its_line_and_a_hint(
    tmp_path: Path, old: str, new: str, line: int, message: str, hint: str
) -> None:
    language, problems = read(tmp_path, GOOD.replace(old, new))
    found = next(problem for problem in problems if message in problem.message)
    assert language is None
    assert found.origin.file == "locales/ko/language.yaml"
    assert found.origin.line == line
    assert hint in found.hint


def test_all_missing_fields_are_named_at_once(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "tag: ko\n")
    said = " ".join(problem.message for problem in problems)
    assert all(f"'{key}'" in said for key in ("own-name", "script", "territory", "faces", "quotes", "spaced"))


def test_a_folder_that_is_no_language_is_refused(tmp_path: Path) -> None:
    assert "not named as a language" in read(tmp_path, GOOD, "Korean!")[1][0].message


def test_a_language_says_which_words_hold_together_at_line_ends(tmp_path: Path) -> None:
    own = """units: [時間, 分]
before-numbers: [day]
between-numbers: [to]
after-numbers: [未満]
nots: "不没"
nots-after: [不了]
particles: "をは"
joints: ["て|ください"]
"""
    language, problems = read(tmp_path, GOOD + own)
    assert not problems
    assert language is not None
    assert (language.units, language.before_numbers, language.between_numbers) == (("時間", "分"), ("day",), ("to",))
    assert (language.after_numbers, language.nots, language.nots_after) == (("未満",), "不没", ("不了",))
    assert (language.particles, language.joints) == ("をは", ("て|ください",))
    assert read(tmp_path, GOOD)[0] is not None, "none of it is needed"


@pytest.mark.parametrize("name", STOCK)
def test_the_stock_languages_are_whole(name: str) -> None:
    problems: list[Problem] = []
    shown = f"locales/{name}/language.yaml"
    language = read_language(ROOT / shown, shown, problems)
    assert not problems
    assert language is not None
    assert language.tag == name.replace("_", "-")
    assert language.keep
    if name not in ("en", "vi"):
        assert all(len(term) > 1 for term in language.keep)
        assert language.justify
        assert language.breaks.endswith("@lb=strict")


def test_every_language_is_called_by_its_own_name() -> None:
    problems: list[Problem] = []
    names = [read_language(ROOT / f"locales/{name}/language.yaml", f"locales/{name}/x", problems) for name in STOCK]
    own = [language.own_name for language in names if language]
    assert own == ["English", "Tiếng Việt", "简体中文", "繁體中文", "日本語"]


def test_the_stock_glossary_is_clean_and_has_every_term_in_every_language() -> None:
    problems: list[Problem] = []
    terms = read_glossary(ROOT / "locales/glossary.csv", "locales/glossary.csv", problems)
    assert not problems
    used = [term for term in terms if term.use]
    names = {term.term for term in used}
    assert len(names) > 75
    for language in STOCK:
        assert {term.term for term in used if term.language == language} == names
    for term in used:
        for form in (term.use, *term.allow, *term.forbid):
            assert not set("（）()/、,;") & set(form), (term.term, form)
    assert {term.region for term in used if term.language == "zh_Hant"} == {"", "TW", "HK"}


def test_a_glossary_row_splits_its_lists(tmp_path: Path) -> None:
    terms, problems = glossary(tmp_path, HEAD + "leak,zh_Hans,漏奶,渗奶;滴奶,溢奶,,,high,\n")
    assert not problems
    assert terms[0].allow == ("渗奶", "滴奶")
    assert terms[0].forbid == ("溢奶",)
    assert terms[0].origin == Origin("locales/glossary.csv", 2)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("leak,zh_Hans,漏奶\n", "this row has 3 columns, not 9"),
        ("leak,zh_Hans,,,,,,high,\n", "a word to use or to forbid"),
        ("leak,zh_Hans,漏奶,,,,,hihg,\n", "'hihg' is no confidence"),
    ],
)
def test_a_wrong_glossary_row_has_its_line(tmp_path: Path, row: str, message: str) -> None:
    terms, problems = glossary(tmp_path, HEAD + "leak,ja,もれる,,,,,high,\n" + row)
    assert len(terms) == 1
    assert message in problems[0].message
    assert problems[0].origin == Origin("locales/glossary.csv", 3)


def test_a_glossary_with_other_columns_is_refused(tmp_path: Path) -> None:
    terms, problems = glossary(tmp_path, "term,en\nleak,x\n")
    assert not terms
    assert problems[0].origin.line == 1
