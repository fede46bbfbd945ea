"""``leaflets pemat``: what a program decides of PEMAT's items, what it hints at, what it leaves to people."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ward import TOPIC, Ward

from generator.model.problems import ExitCode

GOOD = """title: Good words
purpose: Why milk leaks, what helps, and when to call us.
code: GO
version: "0.1"
written: 2026-11-22
review_by: 2027-11-22
picture: drip
accent: teal
blocks:
  - key-points:
      items: [One, Two, Three]
    evidence: guideline
    sources: [bfn]
  - section: What you can do
    evidence: guideline
    sources: [bfn]
    blocks:
      - text: The first milk is **colostrum**. You can feed often.
      - steps: {items: [Hold your baby close.], pictures: [latch-1]}
      - table: {columns: [Day, Nappies], rows: [["1", "2"]], heads: yes}
      - checklist: {items: [Feed your baby.], intro: Tick what you did.}
"""
GOOD += TOPIC[TOPIC.index("  - warning:") :].replace("{{", "{").replace("}}", "}")


def judged(ward: Ward, words: str = GOOD) -> dict[int, dict[str, Any]]:
    ward.put("content/good.yaml", words)
    code, out, err = ward.run("pemat", "good", "--as", "json")
    assert code == ExitCode.MADE, err
    return {one["number"]: one for one in json.loads(out)["items"]}


@pytest.mark.slow
def test_all_items_are_there_and_no_score(ward: Ward) -> None:
    items = judged(ward)
    assert sorted(items) == [*range(1, 13), *range(15, 27)]
    sorts = [one["sort"] for one in items.values()]
    assert (sorts.count("program"), sorts.count("hint"), sorts.count("people")) == (14, 6, 4)
    assert {one["verdict"] for one in items.values() if one["sort"] == "program"} == {"met"}, items
    assert {one["verdict"] for one in items.values() if one["sort"] != "program"} == {""}
    code, out, err = ward.run("pemat", "good")
    assert (code, "pre-check 14 of 14, 10 items open for people; a score needs two people who agree" in err) == (
        0,
        True,
    )
    assert "score" not in out


CHANGES = (
    (4, "The first milk is **colostrum**.", "Mastitis can come.", "'mastitis' is not explained where it first stands"),
    (4, "You can feed often.", "You can help lactogenesis.", "'lactogenesis' is long, and neither in the glossary"),
    (6, "You can feed often.", "You need 2000 kcal.", "'2000' is hard to read"),
    (6, "You can feed often.", "You can wait 1/2 a day.", "'1/2' is hard to read"),
    (6, "You can feed often.", "Keep it at 25°C.", "'25°C' is hard to read"),
    (8, "You can feed often.", "You can. " * 5, "6 sentences in one block; the most is 5"),
    (8, "[Feed your baby.]", "[a, b, c, d, e, f, g, h]", "8 items in one list; the most is 7"),
    (9, "section: What you can do", "section: Overview", "the heading 'overview' tells nothing"),
    (10, "blocks:\n  - key-points", "blocks:\n  - question: {items: [a]}\n  - key-points", "do not come first"),
    (17, "pictures: [latch-1]", "pictures: [latch-1, latch-2]", "more pictures than words"),
    (19, "columns: [Day, Nappies]", "columns: [Day, How many nappies there are]", "has more than 3 words"),
    (21, "You can feed often.", "Mothers feed often.", "this section never says 'you'"),
    (24, "You can feed often.", "You need 150 ml per kg.", "'per kg' asks for a sum"),
    (24, "You can feed often.", "10% of you do.", "'%' asks for a sum"),
)


@pytest.mark.parametrize(
    ("number", "old", "new", "said"), CHANGES, ids=[f"{one[0]}-{at}" for at, one in enumerate(CHANGES)]
)
def test_an_item_that_is_not_met_says_why_and_where(ward: Ward, number: int, old: str, new: str, said: str) -> None:
    words = GOOD.replace(old, new)
    if number == 21:
        words = (
            words.replace("Hold your baby", "Hold the baby")
            .replace("Tick what you did", "Tick it")
            .replace("What you can do", "What to do")
            .replace("Feed your", "Feed the")
        )
    if number == 17:  # the library refuses it by itself
        ward.put("content/good.yaml", words)
        assert ward.run("pemat", "good")[0] == ExitCode.UNUSABLE
        return
    assert words != GOOD
    item = judged(ward, words)[number]
    assert item["verdict"] == "not met"
    assert said in item["found"]
    assert item["place"].startswith("content/good.yaml:")


def test_what_is_missing_is_not_met(ward: Ward) -> None:
    items = judged(ward, TOPIC.format(title="Bad words", blocks="      - text: Feed often.\n"))
    verdicts = {number: one["verdict"] for number, one in items.items() if one["sort"] == "program"}
    assert verdicts == {
        4: "nothing to judge", 6: "met", 8: "met", 9: "met", 10: "not met", 11: "not met", 12: "not met",
        17: "nothing to judge", 19: "nothing to judge", 20: "not met", 21: "not met", 22: "not met", 23: "not met", 24: "met",
    }  # fmt: skip
    assert "pre-check 4 of 14 (3 with nothing to judge), 10 items open for people" in ward.run("pemat", "good")[2]


def test_hints_name_what_they_saw(ward: Ward) -> None:
    items = judged(ward, GOOD.replace("You can feed often.", "You are advised to express milk. Extraordinary!"))
    assert "Why milk leaks" in items[1]["found"]
    assert "extraordinary (1)" in items[3]["found"]
    assert "'are advised'" in items[5]["found"]
    assert items[15]["found"] == "said and not shown: express"
    assert items[25]["found"] == "1 chart, with what to do"
    assert "may not say what to do" in judged(ward, GOOD.replace("Tick what you did.", "Your day."))[25]["found"]


def test_the_form_is_a_tagged_pdf_and_a_page(ward: Ward) -> None:
    import pikepdf

    code, out, err = ward.run("pemat", "colostrum", "--as", "pdf")
    assert (code, out.split()) == (ExitCode.MADE, ["output/pemat/colostrum.pdf", "output/pemat/colostrum.html"]), err
    with pikepdf.open(ward.folder / "output/pemat/colostrum.pdf") as pdf:
        assert pdf.Root.MarkInfo.Marked
    html = (ward.folder / "output/pemat/colostrum.html").read_text(encoding="utf-8")
    for number in (*range(1, 13), *range(15, 27)):
        assert f">{number}<" in html
    assert "Working paper: not for families" in html


def test_a_topic_is_named_by_its_title_or_code(ward: Ward) -> None:
    first = ward.run("pemat", "colostrum")
    assert first[0] == ExitCode.MADE
    assert ward.run("pemat", "Your first milk") == ward.run("pemat", "CO") == first


def test_a_topic_that_is_not_there_is_refused(ward: Ward) -> None:
    code, _, err = ward.run("pemat", "colostrun")
    assert (code, "did you mean 'colostrum'?" in err) == (ExitCode.USAGE, True)
