"""A translator's file is believed only after it was checked, and what is wrong has a file and a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model.problems import Origin, Problem
from generator.words.catalogs import MOST_BYTES, Catalog, Message, check_message, read_catalog

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
SHOWN = "locales/vi/LC_MESSAGES/leaking.po"


def read(folder: Path, content: str | bytes) -> tuple[Catalog, list[Problem]]:
    path = folder / "leaking.po"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    problems: list[Problem] = []
    return read_catalog(path, SHOWN, "vi", "leaking", problems), problems


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def test_a_translation_is_found_by_its_english_and_context(tmp_path: Path) -> None:
    po = HEADER + 'msgid "Milk"\nmsgstr "Sữa"\n\nmsgctxt "verb"\nmsgid "Milk"\nmsgstr "Vắt"\n'
    catalog, problems = read(tmp_path, po)
    assert not problems
    plain, verb = catalog.find("Milk"), catalog.find("Milk", "verb")
    assert plain and plain.words == "Sữa"
    assert plain.origin == Origin(SHOWN, 5)
    assert verb and verb.words == "Vắt"
    assert catalog.find("Tea") is None


def test_an_empty_translation_is_none_and_a_fuzzy_one_says_so(tmp_path: Path) -> None:
    po = HEADER + 'msgid "A"\nmsgstr ""\n\n#, fuzzy\n#| msgid "Bee"\nmsgid "B"\nmsgstr "bê"\n'
    catalog, problems = read(tmp_path, po)
    fuzzy = catalog.find("B")
    assert not problems
    assert catalog.find("A") is None
    assert fuzzy and fuzzy.fuzzy


def test_words_are_nfc_whatever_the_file_has(tmp_path: Path) -> None:
    catalog, problems = read(tmp_path, HEADER + 'msgid "cafe\u0301"\nmsgstr "su\u031b\u0303a"\n')
    message = catalog.find("caf\u00e9")
    assert not problems
    assert message and message.words == "s\u1eefa"


def test_obsolete_entries_windows_line_ends_and_a_missing_header_do_no_harm(tmp_path: Path) -> None:
    po = '\ufeffmsgid "A"\r\nmsgstr "á"\r\n\r\n#~| msgid "older"\r\n#~ msgid "old"\r\n#~ msgstr "cũ"\r\n'
    catalog, problems = read(tmp_path, po)
    message = catalog.find("A")
    assert not problems
    assert message and message.words == "á"
    assert catalog.find("old") is None


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=Shift_JIS\\n"\n', 3, "charset is Shift_JIS"),
        (b'msgid ""\nmsgstr ""\n"charset=Big5\\n"\n# \xa4\r\nmsgid "A"\nmsgstr "\xa4\xa4"\n', 3, "charset is Big5"),
        ((HEADER + 'msgid "A"\nmsgstr "').encode() + b'\xff\xfe"\n', 6, "not UTF-8"),
        ((HEADER + 'msgid "A"\nmsgstr "a"\n').encode("utf-16"), 1, "not UTF-8"),
        ((HEADER + 'msgid "A"\nmsgstr "a\x07b"\n').encode(), 6, "U+0007"),
        ((HEADER + 'msgid "A"\nmsgstr "a\u202eb"\n').encode(), 6, "U+202E"),
        (b"#" * (MOST_BYTES + 1), 0, "too large"),
        ((HEADER + 'msgid "A"\nmsgstr "Gọi ngay\n').encode(), 6, "broken"),
        ((HEADER + 'msgid "A"\nmsgstr "a \\x"\n').encode(), 6, "broken"),
        ((HEADER + 'msgid "A"\nmsgid_plural "As"\nmsgstr "a"\n').encode(), 6, "broken"),
        ((HEADER + 'mgsid "A"\nmsgstr "a"\n').encode(), 5, "broken"),
        ((HEADER + 'msgid "A"\n\nmsgid "B"\nmsgstr "b"\n').encode(), 7, "no msgstr"),
        ((HEADER + 'msgid "A"\n# note\n').encode(), 6, "no msgstr"),
        ((HEADER + 'msgid "A"\nmsgstr "a"\n\nmsgstr "stray"\n').encode(), 8, "stands alone"),
        ((HEADER + 'msgid "A"\nmsgstr "a"\n\nmsgid "A"\nmsgstr "b"\n').encode(), 8, "second time"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, content: bytes, line: int, words: str) -> None:
    _, problems = read(tmp_path, content)
    found = next(problem for problem in problems if words in problem.message)
    assert found.origin == Origin(SHOWN, line)


def test_all_broken_lines_are_reported_not_only_the_first(tmp_path: Path) -> None:
    _, problems = read(tmp_path, HEADER + 'msgid "A"\nmsgstr "a\n\nmsgid "B"\nmsgstr b"\n')
    assert [problem.origin.line for problem in problems] == [6, 9]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    problems: list[Problem] = []
    read_catalog(tmp_path / "no.po", SHOWN, "vi", "leaking", problems)
    assert only(problems).message == "there is no such file"


@pytest.mark.parametrize(
    ("source", "said", "words"),
    [
        ("Call {phone}", "Gọi {phone} hoặc {phone}", "too much {phone}"),
        ("Call {phone}", "Gọi ngay", "missing {phone}"),
        ("Call {phone}", "Gọi {fone}", "{fone}"),
        ("Do **not** press", "Đừng ấn", "1 strong passages (**…**), the translation 0"),
        ("Do **not** press", "**Đừng ấn", "never end"),
        ("See [us](https://a.example)", "Xem [chúng tôi](https://b.example)", "missing (https://a.example)"),
        ("One line", "Một\\ndòng", "a line break"),
    ],
)
def test_marks_must_match_the_english(tmp_path: Path, source: str, said: str, words: str) -> None:
    _, problems = read(tmp_path, HEADER + f'msgid "{source}"\nmsgstr "{said}"\n')
    found = next(problem for problem in problems if words in problem.message)
    assert found.origin == Origin(SHOWN, 5)
    assert found.hint


def test_equal_marks_pass_and_a_fuzzy_translation_is_not_compared(tmp_path: Path) -> None:
    po = HEADER + 'msgid "Call **{phone}** or [us](https://a.example)"\n'
    po += 'msgstr "[Chúng tôi](https://a.example): **{phone}**"\n\n#, fuzzy\nmsgid "B {date}"\nmsgstr "b"\n'
    assert not read(tmp_path, po)[1]


def test_a_hostile_header_is_never_read(tmp_path: Path) -> None:
    po = 'msgid ""\nmsgstr ""\n"PO-Revision-Date: 9999-99-99\\n"\n"Language: x" "\\n"\n'
    po = po.replace('"Language: x" "\\n"', '"Language: ../../x\\n"') + '\nmsgid "A"\nmsgstr "á"\n'
    catalog, problems = read(tmp_path, po)
    assert not problems
    assert catalog.find("A")


SAVE = "save the file as UTF-8 (in Poedit: Translation > Properties > Charset)"


def test_a_catalog_knows_its_language_domain_and_file(tmp_path: Path) -> None:
    good, _ = read(tmp_path, HEADER + 'msgid "A"\nmsgstr "á"\n')
    assert (good.language, good.domain, good.origin) == ("vi", "leaking", Origin(SHOWN))
    bad, problems = read(tmp_path, HEADER + 'msgid "A\n')
    assert problems
    assert bad == Catalog("vi", "leaking", {}, Origin(SHOWN))


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems: list[Problem] = []
    read_catalog(tmp_path / "no.po", SHOWN, "vi", "leaking", problems)
    assert problems == [Problem(Origin(SHOWN), "there is no such file")]
    for error, why in ((PermissionError(13, "not yours"), "not yours"), (OSError("odd"), "odd")):

        def fail(*_: object, error: OSError = error) -> None:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(Path, "open", fail)
            problems = []
            (tmp_path / "a.po").touch()
            read_catalog(tmp_path / "a.po", SHOWN, "vi", "leaking", problems)
        assert problems == [Problem(Origin(SHOWN), f"the file cannot be read: {why}")]


def test_the_largest_file_is_read_and_no_larger_one(tmp_path: Path) -> None:
    assert not read(tmp_path, b"#" * MOST_BYTES)[1]
    hint = "a catalog of a leaflet is far smaller; the most is 2 MB"
    assert read(tmp_path, b"#" * (MOST_BYTES + 1))[1] == [
        Problem(Origin(SHOWN), "the file is too large for a catalog", hint)
    ]


def test_other_charsets_are_refused_with_what_to_do(tmp_path: Path) -> None:
    latin = HEADER.replace("UTF-8", "ISO-8859-1").replace("\n", "\r\n").encode()
    told = [Problem(Origin(SHOWN, 3), "the file says that its charset is ISO-8859-1, not UTF-8", SAVE)]
    assert read(tmp_path, latin)[1] == told
    assert read(tmp_path, latin + b'msgid "A"\r\nmsgstr "\xe1"\r\n')[1] == told
    assert read(tmp_path, HEADER.encode() + b'msgid "A"\nmsgstr "\xe1"\n')[1] == [
        Problem(Origin(SHOWN, 6), "the file is not UTF-8", SAVE)
    ]


def test_a_character_that_no_text_needs_is_named_in_every_line_up_to_twenty(tmp_path: Path) -> None:
    _, problems = read(tmp_path, HEADER + 'msgid "A"\nmsgstr "a\u200bb\x07"\n# \u2068a b\u2069\x07\n')
    assert problems == [
        Problem(Origin(SHOWN, 6), "there is a character here that no text needs: U+0007", "delete it"),
        Problem(Origin(SHOWN, 6), "there is a character here that no text needs: U+200B", "delete it"),
        Problem(Origin(SHOWN, 7), "there is a character here that no text needs: U+0007", "delete it"),
    ]
    assert len(read(tmp_path, "\x07\n" * 50)[1]) == 20


@pytest.mark.parametrize(
    ("source", "said", "message", "hint"),
    [
        ("A", "a" * 5_001, "these words have 5,001 letters", "a text has at most 5,000: make several of it"),
        ("A", "a\nb", "the translation has a line break that the English has not", "delete \\n"),
        ("A", "a\rb", "the translation has a line break that the English has not", "delete \\r"),
        ("A", "a\tb", "the translation has a tab that the English has not", "delete \\t"),
        (
            "{phone} {phone}",
            "{clinic} {page}",
            "the translation does not have the same slots: missing {phone}, missing {phone}, too much {clinic}, "
            "too much {page}",
            "slots are copied, never translated",
        ),
        (
            "[a](https://a.example)",
            "[á](https://b.example)",
            "the translation does not have the same links: missing (https://a.example), too much (https://b.example)",
            "only the words in square brackets are translated",
        ),
        (
            "**a** b",
            "**a** **b**",
            "the English has 1 strong passages (**…**), the translation 2",
            "put ** on both sides of the words that mean the same",
        ),
    ],
)
def test_what_does_not_match_is_said_in_these_words(source: str, said: str, message: str, hint: str) -> None:
    origin = Origin(SHOWN, 7)
    assert check_message(source, Message(said, False, origin)) == [Problem(origin, message, hint)]


def test_line_breaks_and_tabs_of_the_english_may_be_in_the_translation() -> None:
    assert not check_message("a\nb\tc\rd", Message("á\tb\nc\rd", False, Origin(SHOWN, 7)))


def test_a_file_of_another_language_is_refused_at_its_head(tmp_path: Path) -> None:
    for said, wrong in (("ja", True), ("VI", False), ("vi_VN", False), ("", False)):
        po = HEADER.rstrip("\n") + f'\n"Language: {said}\\n"\n\nmsgid "Milk"\nmsgstr "Sữa"\n'
        _, problems = read(tmp_path, po)
        assert [(one.origin, "language is 'ja'" in one.message) for one in problems] == (
            [(Origin(SHOWN, 1), True)] if wrong else []
        )
