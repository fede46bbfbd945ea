"""What a template author sees: a mistake in a sheet has a name, a place and a way out."""

from __future__ import annotations

import time

import pytest

from generator.compose.sheets import read_sheet
from generator.model.problems import Origin, Problem, Unusable
from generator.model.sheet import Element, Run, Sheet

T = "templates/leaflet.xml"


def read(inner: str) -> Sheet:
    return read_sheet(f'<sheet title="t"><area name="main">{inner}</area></sheet>', T)


def first(inner: str) -> Element:
    return read(inner).areas[0].children[0]


def problems(inner: str) -> tuple[Problem, ...]:
    with pytest.raises(Unusable) as caught:
        read(inner)
    return caught.value.problems


def only(inner: str) -> Problem:
    (problem,) = problems(inner)
    return problem


# -- what is read ------------------------------------------------------------


def test_sheet_keeps_areas_in_order_and_what_the_file_says_of_itself() -> None:
    sheet = read_sheet(
        '<sheet title="A" language="vi" accent="teal" code="LM"><area name="b"/><area name="a"/></sheet>', T
    )
    assert (sheet.title, sheet.language, sheet.accent, sheet.code) == ("A", "vi", "teal", "LM")
    assert [area.get("name") for area in sheet.areas] == ["b", "a"]


def test_inline_elements_become_runs() -> None:
    runs = first('<p look="x">Call <b>now</b>, <a href="tel:115"><b>115</b></a><sup>1</sup> <page/>/<pages/></p>').runs
    assert runs == (
        Run("Call "),
        Run("now", strong=True),
        Run(", "),
        Run("115", strong=True, link="tel:115"),
        Run("\xa01", raised=True),
        Run(" "),
        Run("", mark="page"),
        Run("/"),
        Run("", mark="pages"),
    )


def test_white_space_collapses_across_elements_and_is_trimmed_at_the_ends() -> None:
    assert first("<p>\n  one \n <b> two </b>  three\t</p>").runs == (
        Run("one "),
        Run("two ", strong=True),
        Run("three"),
    )


def test_spaces_that_an_author_chose_stay() -> None:
    words = "38\u00a0°C\u3000と"
    assert first(f"<p>{words}</p>").runs == (Run(words),)


def test_no_space_appears_in_chinese_words() -> None:
    assert first("<p>母<b>乳</b>喂养</p>").runs == (Run("母"), Run("乳", strong=True), Run("喂养"))


def test_a_line_break_has_no_spaces_around_it() -> None:
    assert first("<p>one <br/> two</p>").runs == (Run("one"), Run("\n"), Run("two"))


def test_escaped_characters_come_back() -> None:
    assert first("<p>&lt;b&gt; &amp; &quot;</p>").runs == (Run('<b> & "'),)


def test_empty_attributes_count_as_absent() -> None:
    assert first('<p look="" label="">x</p>').attributes == {}


def test_elements_know_the_content_line_of_their_block() -> None:
    inner = '<block kind="text" origin="content/a.yaml:17"><box look="x"><p>x</p></box></block><p>y</p>'
    block, outside = read(inner).areas[0].children
    assert block.children[0].children[0].origin == Origin("content/a.yaml", 17)
    assert outside.origin == Origin("")


def test_a_whole_leaflet_is_read_quickly() -> None:
    item = '<block kind="text" origin="content/a.yaml:9"><p look="text">Words and <b>words</b> &amp; words.</p></block>'
    xml = f'<sheet><area name="main">{item * 150}</area></sheet>'
    best = min(_seconds(xml) for _ in range(5))
    assert best < 0.03  # about 1 ms on a quiet machine; the rest is room for a busy one


def _seconds(xml: str) -> float:
    begin = time.perf_counter()
    read_sheet(xml, T)
    return time.perf_counter() - begin


# -- what is refused ---------------------------------------------------------


def test_unknown_element_names_the_template_of_its_block_and_the_content_line() -> None:
    problem = only('<block kind="warning" origin="content/a.yaml:17"><lst look="x"/></block>')
    assert problem.origin == Origin("templates/blocks/warning.xml")
    assert problem.message == "there is no element called <lst> (drawing content/a.yaml:17)"
    assert problem.hint == "did you mean 'list'?"


@pytest.mark.parametrize(("tag", "ours"), [("strong", "b"), ("ul", "list"), ("img", "image"), ("h2", "p")])
def test_habits_of_html_are_answered_with_our_word(tag: str, ours: str) -> None:
    assert only(f"<{tag}/>").hint == f"use <{ours}>"


def test_unknown_attribute_has_a_suggestion() -> None:
    problem = only('<p lok="x">a</p>')
    assert (str(problem.origin), problem.message) == (T, "<p> has no attribute called 'lok'")
    assert problem.hint == "did you mean 'look'?"


def test_wrong_nesting_says_what_may_stand_there() -> None:
    problem = only('<list look="x"><p>a</p></list>')
    assert problem.message == "<p> may not stand in <list>"
    assert problem.hint == "<list> may hold: item"


def test_words_outside_a_paragraph_are_not_lost_in_silence() -> None:
    assert only('<box look="x">Call us</box>').message == "the words 'Call us' stand directly in <box>"


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("<p><box look='x'/></p>", "<box> may not stand in <p>"),
        ("<p><b><b>x</b></b></p>", "<b> may not stand in <b>"),
        ("<gap look='x'><p>x</p></gap>", "<gap> must be empty, but holds <p>"),
        ("<row look='x'/>", "<row> is empty"),
        ("<table look='x'/>", "<table> is empty"),
        ("<table><tr><td/><td/></tr><tr><td/></tr></table>", "the rows of a <table> differ in their cells: 1, 2"),
        ("<image look='x'/>", "<image> needs the attribute 'picture'"),
        ("<box/>", "<box> needs the attribute 'look'"),
        ("<row look='x'><cell share='0'/></row>", 'share="0" of <cell> cannot be used'),
        ("<list kind='dot'><item/></list>", 'kind="dot" of <list> cannot be used'),
        ("<list columns='2.5'><item/></list>", 'columns="2.5" of <list> cannot be used'),
        ("<p><a href='javascript:x'>x</a></p>", 'href="javascript:x" of <a> cannot be used'),
        ("<p><a href='http://x.org'>x</a></p>", 'href="http://x.org" of <a> cannot be used'),
        ("<image look='x' picture='../../etc/passwd'/>", 'picture="../../etc/passwd" of <image> cannot be used'),
    ],
)
def test_what_the_typesetter_could_not_draw_is_a_problem(xml: str, message: str) -> None:
    assert message in [problem.message for problem in problems(xml)]


def test_all_problems_are_found_not_only_the_first() -> None:
    assert len(problems('<p lok="x">a</p><lst/><box look="x">words</box>')) == 3


def test_broken_xml_shows_the_words_around_the_place() -> None:
    problem = problems('<block kind="list" origin="content/a.yaml:3"><p>One <b>two</p></block>')[-1]
    assert problem.origin == Origin("templates/blocks/list.xml")
    assert "broken XML inside <b>: mismatched tag (drawing content/a.yaml:3)" in problem.message
    assert "One <b>two</p>" in problem.message


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE sheet>",
        '<!DOCTYPE sheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE sheet SYSTEM "file:///etc/passwd">',
    ],
)
def test_document_types_and_entities_are_refused(head: str) -> None:
    with pytest.raises(Unusable, match="document type"):
        read_sheet(f'{head}<sheet><area name="main"><p>&b;</p></area></sheet>', T)


def test_a_template_must_begin_with_sheet() -> None:
    with pytest.raises(Unusable, match="must begin with <sheet>, not with <area>"):
        read_sheet('<area name="x"/>', T)


def test_deep_nesting_and_huge_sheets_end_in_a_problem() -> None:
    assert "nested more than 60 deep" in problems('<box look="x">' * 70 + "</box>" * 70)[-1].message
    with pytest.raises(Unusable, match="longer than 200,000 letters"):
        read_sheet("<sheet>" + " " * 4_000_001 + "</sheet>", T)


def test_a_control_character_or_half_a_character_is_a_problem_not_a_crash() -> None:
    for odd in ("\x00", "\x1b", "\ud800"):
        assert "broken XML" in problems(f"<p>a{odd}b</p>")[-1].message
