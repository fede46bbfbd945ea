"""Only three notations mean anything inside words; a wrong one is a problem, never a surprise on the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.markup import (
    Span,
    check_markup,
    links_of,
    parse_markup,
    slots_of,
    strongs_of,
)
from generator.model.problems import Origin

HERE = Origin("content/x.yaml", 7, 3)


def test_spans() -> None:
    assert parse_markup("Call **now**, or [read](https://a.org/b).") == (
        Span("Call "),
        Span("now", strong=True),
        Span(", or "),
        Span("read", link="https://a.org/b"),
        Span("."),
    )
    assert parse_markup("") == ()
    assert parse_markup("plain") == (Span("plain"),)


def test_strong_inside_and_around_a_link() -> None:
    both = (Span("us", strong=True, link="tel:{phone}"),)
    assert parse_markup("**[us](tel:{phone})**") == both
    assert parse_markup("[**us**](tel:{phone})") == both


@pytest.mark.parametrize(
    "words",
    [
        "5 * 3 and [a note] in brackets",
        "Call {phone} or {emergency}.",
        "**Yellow** and **sleepy**",
        "[mail](mailto:a.b@c.org) [call](tel:115) [see](https://c.org)",
        "<b>",
        "100 % & <3",
    ],
)
def test_good_words_have_no_problem(words: str) -> None:
    assert check_markup(words, HERE) == []


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("a **b", "strong words start with ** and never end", "before and behind"),
        ("a **** b", "no words between ** and **", "delete"),
        ("[a **b](https://c.org)**", "other side of a link's bracket", "both outside or both inside"),
        ("[a](http://c.org)", "the link 'http://c.org' is not one that works", "https://"),
        ("[a](javascript:alert)", "the link 'javascript:alert' is not", "https://"),
        ("[a](file:///etc/passwd)", "is not one that works", "https://"),
        ("[a](https://)", "is not one that works", "https://"),
        ("[a]()", "the link has no address", "https://"),
        ("[](https://c.org)", "the link has no words", "[words]"),
        ("[a](https://c.org b)", "is not complete", "without spaces"),
        ("Call {phon}", "no slot called '{phon}'", "did you mean 'phone'?"),
        ("Call { phone }", "no slot called '{ phone }'", "write {phone}"),
        ("Call {phone.__class__}", "no slot called", "known: clinic"),
        ("{{ 7 * 7 }}", "a single '{'", "{phone}"),
        ("a } b", "a single '}'", "{phone}"),
        ("{}", "no slot called '{}'", "known:"),
    ],
)
def test_each_wrong_notation_is_a_problem_at_its_place(words: str, message: str, hint: str) -> None:
    problems = check_markup(words, HERE)
    assert problems
    assert problems[0].origin == HERE
    assert message in problems[0].message
    assert hint in problems[0].hint


def test_all_problems_of_the_words_are_found() -> None:
    assert len(check_markup("**a {b} [c](d)", HERE)) == 3


def test_what_translators_must_keep() -> None:
    words = "**Call {phone}** or **{clinic}**, [see](https://a.org), {phone}"
    assert slots_of(words) == ("phone", "clinic", "phone")
    assert strongs_of(words) == ("Call {phone}", "{clinic}")
    assert links_of(words) == ("https://a.org",)
    assert (slots_of("a"), strongs_of("a"), links_of("a")) == ((), (), ())


@given(st.text(st.sampled_from("ab*[](){}: /h"), max_size=40))
def test_nothing_crashes_and_no_letter_is_lost(words: str) -> None:
    check_markup(words, HERE)
    spans = parse_markup(words)
    assert all(span.words for span in spans)
    printed = "".join(span.words for span in spans)
    if not check_markup(words, HERE) and not links_of(words):
        assert printed == words.replace("**", "")
