"""Only whole, unfuzzy translations reach a patient; only a draft shows a gap."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.library.languages import read_language
from generator.model.content import Block, FromProfile, Language, Profile, Said, Text, Topic, Words
from generator.model.problems import Origin, Problem, Unusable
from generator.words.catalogs import Catalog, Catalogs, Message
from generator.words.localize import localize, say_date, say_month, say_words, week_days

ROOT = Path(__file__).resolve().parents[2]
FILE = "content/leaking.yaml"
EMPTY = Profile("default", "", "", "")


def language(name: str) -> Language:
    shown = f"locales/{name}/language.yaml"
    problems: list[Problem] = []
    found = read_language(ROOT / shown, shown, problems)
    assert found, problems
    return found


def text(words: str, line: int, domain: str = "leaking", context: str = "") -> Text:
    return Text(words, Origin(FILE, line), domain, context)


def topic(*blocks: Block) -> Topic:
    day = date(2026, 11, 22)
    title, purpose = text("Leaking", 1), text("Why", 2)
    return Topic("leaking", "LM", "0.1", day, day, title, purpose, "drop", "teal", "leaflet", blocks, Origin(FILE))


def block(words: Words, *items: Words) -> Block:
    inner = Block("list", {"items": items, "columns": 2, "first": "baby"}, Origin(FILE, 5))
    return Block("section", {"title": words, "blocks": (inner,), "rows": ((words,),)}, Origin(FILE, 4))


def catalogs(fuzzy: str = "", **domains: dict[str, str]) -> Catalogs:
    def find(domain: str) -> Catalog | None:
        if domain not in domains:
            return None
        file = f"locales/vi/LC_MESSAGES/{domain}.po"
        entries = {
            (words, ""): Message(said, words == fuzzy, Origin(file, 10 + line))
            for line, (words, said) in enumerate(domains[domain].items())
        }
        return Catalog("vi", domain, entries, Origin(file))

    return find


WHOLE = {"Leaking": "Rỉ sữa", "Why": "Vì sao", "Press": "Ấn", "A": "á"}


def test_every_text_is_said_and_everything_else_is_kept() -> None:
    said = localize(topic(block(text("Press", 4), text("A", 6))), language("vi"), catalogs(leaking=WHOLE), EMPTY)
    assert [words.words for words in said.words() if isinstance(words, Said)] == ["Rỉ sữa", "Vì sao", "Ấn", "Ấn", "á"]
    assert all(isinstance(words, Said) and words.language == "vi" for words in said.words())
    assert said.language == "vi"
    inner = said.blocks[0].nested()[0]
    assert inner.fields["columns"] == 2
    assert inner.fields["first"] == "baby"
    assert inner.origin == Origin(FILE, 5)


def test_all_missing_texts_are_listed_with_their_yaml_lines() -> None:
    with pytest.raises(Unusable) as caught:
        localize(topic(block(text("Press", 4), text("B", 6))), language("vi"), catalogs(leaking={"A": "á"}), EMPTY)
    problems = caught.value.problems
    assert [problem.origin.line for problem in problems] == [1, 2, 4, 6]
    assert {problem.message for problem in problems} == {"not translated into Vietnamese"}
    assert problems[0].hint == "translate “Leaking” in locales/vi/LC_MESSAGES/leaking.po"


def test_a_missing_catalog_is_one_problem() -> None:
    with pytest.raises(Unusable) as caught:
        localize(topic(), language("vi"), catalogs(), EMPTY)
    assert [problem.message for problem in caught.value.problems] == ["there is no Vietnamese translation of 'leaking'"]
    assert caught.value.problems[0].origin == Origin("locales/vi/LC_MESSAGES/leaking.po")


def test_a_fuzzy_translation_is_refused_and_points_to_the_po_line() -> None:
    with pytest.raises(Unusable) as caught:
        localize(topic(block(text("Press", 4))), language("vi"), catalogs("Press", leaking=WHOLE), EMPTY)
    (problem,) = caught.value.problems
    assert problem.origin == Origin(FILE, 4)
    assert problem.message == "the Vietnamese words are marked fuzzy: the English has changed"
    assert "“Press”" in problem.hint
    assert "locales/vi/LC_MESSAGES/leaking.po:12" in problem.hint


def test_a_draft_shows_gaps_in_english_and_never_a_fuzzy_text() -> None:
    given = topic(block(text("Press", 4), text("B", 6)))
    said = localize(given, language("vi"), catalogs("Press", leaking=WHOLE), EMPTY, draft=True)
    gaps = [words for words in said.words() if isinstance(words, Said) and words.gap]
    assert [(gap.words, gap.language) for gap in gaps] == [("Press", "en"), ("Press", "en"), ("B", "en")]


def test_english_passes_untouched() -> None:
    given = topic(block(text('Say "yes" to {phone}', 4)))
    said = localize(given, language("en"), catalogs(), EMPTY)
    assert list(said.words())[2] == Said('Say "yes" to {phone}', "en", Origin(FILE, 4))


def test_the_profile_gives_a_whole_sentence_in_the_readers_language() -> None:
    profile = Profile("vn", "", "VN", "115", {"fever": text("Fever of 38 °C or higher", 3, "shared")})
    given = topic(block(FromProfile("fever", Origin(FILE, 9))))
    find = catalogs(leaking=WHOLE, shared={"Fever of 38 °C or higher": "Sốt từ 38 °C trở lên"})
    said = localize(given, language("vi"), find, profile)
    assert said.blocks[0].fields["title"] == Said("Sốt từ 38 °C trở lên", "vi", Origin(FILE, 9))


def test_an_unknown_sentence_of_the_profile_has_a_suggestion() -> None:
    profile = Profile("vn", "", "VN", "115", {"fever": text("Fever", 3, "shared")})
    with pytest.raises(Unusable) as caught:
        localize(topic(block(FromProfile("fevr", Origin(FILE, 9)))), language("en"), catalogs(), profile)
    (problem,) = caught.value.problems
    assert problem.origin == Origin(FILE, 9)
    assert problem.message == "the country profile 'vn' has no sentence 'fevr'"
    assert problem.hint == "did you mean 'fever'?"


def test_said_words_are_left_alone() -> None:
    problems: list[Problem] = []
    said = Said("Sữa", "vi")
    assert say_words(said, language("vi"), catalogs(), None, problems) is said


@pytest.mark.parametrize(
    ("name", "day", "month", "first"),
    [
        ("en", "5 April 2026", "April 2026", "Mon"),
        ("vi", "5 tháng 4, 2026", "tháng 4 năm 2026", "T2"),
        ("zh_Hans", "2026年4月5日", "2026年4月", "周一"),
        ("zh_Hant", "2026年4月5日", "2026年4月", "週日"),
        ("ja", "2026年4月5日", "2026年4月", "日"),
    ],
)
def test_dates_and_weeks_are_the_languages_own(name: str, day: str, month: str, first: str) -> None:
    own = language(name)
    assert say_date(date(2026, 4, 5), own) == day
    assert say_month(date(2026, 4, 5), own) == month
    assert week_days(own)[0] == first
    assert len(set(week_days(own))) == 7


def test_a_language_that_the_date_library_does_not_know_gets_plain_dates() -> None:
    known = language("en")
    other = Language(
        "qaa", "qaa", "x", "X", "Latn", "ZZ", known.faces, "en", "words", True, False, "latin", known.quotes
    )
    assert say_date(date(2026, 4, 5), other) == "2026-04-05"
    assert say_month(date(2026, 4, 5), other) == "2026-04"
    assert len(week_days(other)) == 7


def test_long_words_are_cut_in_what_is_said_about_them() -> None:
    given = topic(block(text("a" * 60, 4), text("b" * 61, 6)))
    with pytest.raises(Unusable) as caught:
        localize(given, language("vi"), catalogs(leaking=WHOLE), EMPTY)
    at, file = (Origin(FILE, 4), Origin(FILE, 6)), "locales/vi/LC_MESSAGES/leaking.po"
    assert caught.value.problems == (
        Problem(at[0], "not translated into Vietnamese", f"translate “{'a' * 60}” in {file}"),
        Problem(at[1], "not translated into Vietnamese", f"translate “{'b' * 57}…” in {file}"),
    )


def test_what_is_said_of_a_gap_is_said_whole() -> None:
    words, fuzzy = text("Press", 4), catalogs("Press", leaking=WHOLE)
    file = "locales/vi/LC_MESSAGES/leaking.po"

    def problem(find: Catalogs, of: Words = words, profile: Profile | None = None) -> Problem:
        problems: list[Problem] = []
        gap = say_words(of, language("vi"), find, profile, problems)
        assert gap == Said("" if isinstance(of, FromProfile) else "Press", "en", of.origin, gap=True)
        (found,) = problems
        return found

    hint = "make the file with: leaflets translate update"
    assert problem(catalogs()) == Problem(Origin(file), "there is no Vietnamese translation of 'leaking'", hint)
    hint = f"compare them with “Press” and correct them in {file}:12, then remove the word fuzzy"
    message = "the Vietnamese words are marked fuzzy: the English has changed"
    assert problem(fuzzy) == Problem(Origin(FILE, 4), message, hint)
    hint = f"translate “Press” in {file}"
    assert problem(lambda _: Catalog("vi", "leaking", {})) == Problem(
        Origin(FILE, 4), "not translated into Vietnamese", hint
    )
    sentence = FromProfile("fever", Origin(FILE, 9))
    message = "the country profile '' has no sentence 'fever'"
    assert problem(fuzzy, sentence) == Problem(Origin(FILE, 9), message)


def test_a_text_is_looked_up_with_its_domain_and_context() -> None:
    entries = {("Press", ""): Message("Ấn", False, Origin("a")), ("Press", "news"): Message("Báo", False, Origin("a"))}
    asked: list[str] = []

    def find(domain: str) -> Catalog:
        asked.append(domain)
        return Catalog("vi", domain, entries)

    problems: list[Problem] = []
    said = [
        say_words(words, language("vi"), find, None, problems)
        for words in (text("Press", 4, "shared", "news"), text("Press", 5))
    ]
    assert said == [Said("Báo", "vi", Origin(FILE, 4)), Said("Ấn", "vi", Origin(FILE, 5))]
    assert asked == ["shared", "leaking"]
    assert not problems


def test_a_dialect_of_english_says_only_what_it_says_differently() -> None:
    dialect = replace(language("en"), name="en_AU", tag="en-AU")
    problems: list[Problem] = []
    one = Catalog("en_AU", "leaking", {("Press", ""): Message("Push", False, Origin("a"))})
    said = [say_words(text(word, 4), dialect, lambda _: one, None, problems) for word in ("Press", "Rest")]
    assert said == [Said("Push", "en_AU", Origin(FILE, 4)), Said("Rest", "en", Origin(FILE, 4))]
    assert not problems
    fuzzy = Catalog("en_AU", "leaking", {("Press", ""): Message("Push", True, Origin("a"))})
    said = [say_words(text("Press", 4), dialect, lambda _: fuzzy, None, problems)]
    assert said == [Said("Press", "en", Origin(FILE, 4))]


@pytest.mark.parametrize(
    ("name", "territory", "days"),
    [
        ("en", "GB", "Mon Tue Wed Thu Fri Sat Sun"),
        ("en", "US", "Sun Mon Tue Wed Thu Fri Sat"),
        ("vi", "VN", "T2 T3 T4 T5 T6 T7 CN"),
        ("ja", "JP", "日 月 火 水 木 金 土"),
        ("qaa", "ZZ", "Mon Tue Wed Thu Fri Sat Sun"),
    ],
)
def test_a_week_is_whole_in_its_order_and_short(name: str, territory: str, days: str) -> None:
    own = replace(language("en"), name=name, territory=territory)
    assert " ".join(week_days(own)) == days


def test_what_is_missing_belongs_into_the_folder_of_one_s_own() -> None:
    for home, before, option in (("feet", "feet/", " --library feet"), ("", "", "")):
        file = f"{before}locales/vi/LC_MESSAGES/leaking.po"
        for find in (catalogs(), catalogs(leaking={"A": "á"})):
            problems: list[Problem] = []
            say_words(text("Press", 4), language("vi"), find, None, problems, home=home)
            (found,) = problems
            assert (file in found.hint) or (found.origin.file, found.hint) == (
                file,
                f"make the file with: leaflets translate update{option}",
            )
