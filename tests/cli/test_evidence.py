"""``leaflets evidence``: which rows the leaflets print, and the ones that nobody thought of."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from ward import Ward

from generator.checks.coverage import coverage
from generator.cli.arguments import read_arguments
from generator.library.folders import Folders
from generator.library.library import Library
from generator.model.problems import ExitCode, Unusable

HEAD = "id,seed,claim,verdict,label,wording,citation,left_out\n"
ROWS = """1,000,Milk,supported,guideline,Milk is food.,A,
2,000,Feed,gap,guideline,Feed often.,B,
3,000,Herbs,unsupported,traditional belief,No herb is proven.,C,
4,000,Weight,qualified,guideline,(Leave out.),D,not about milk
5,000,Sleep,contradicted,expert opinion,Sleep when you can.,E,
"""
TOPIC = """title: A title
purpose: Words for a test.
code: {code}
version: "0.1"
written: 2026-11-22
review_by: 2027-11-22
picture: drip
accent: teal
blocks:
  - section: One
    evidence: guideline
    sources: [bfn]
    from: {of_section}
    blocks:
      - list: [{{include: rows}}, feed]
        from: {of_list}
  - sources:
"""


class Alone(Ward):
    """A ward whose topics are its own alone."""

    def write(self, of_section: str = "['1']", of_list: str = "['2', '1']", of_shared: str = "['5']") -> None:
        self.put("content/claims.csv", HEAD + ROWS)
        topic = TOPIC.format(code="ON", of_section=of_section, of_list=of_list)
        self.put("content/one.yaml", topic)
        self.put("content/two.yaml", TOPIC.format(code="TW", of_section="['1']", of_list="['1']"))
        words = f"about: x\nevidence: guideline\nsources: [bfn]\nfrom: {of_shared}\nitems: [rest]\n"
        self.put("content/shared/rows.yaml", words)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Alone:
    found = Alone(tmp_path / "ward", capsys)
    for name in ("good", "broken"):
        (found.folder / f"content/{name}.yaml").unlink()
    monkeypatch.chdir(found.folder)
    monkeypatch.setattr(Library, "topics", lambda _: ("one", "two"))
    monkeypatch.setattr(Library, "shared_names", lambda _: ("rows",))
    found.write()
    return found


def test_every_row_says_where_it_is_printed(alone: Alone) -> None:
    code, out, err = alone.run("evidence")
    assert code == ExitCode.MADE, err
    assert [re.split(r" {2,}", line) for line in out.splitlines()] == [
        ["id", "verdict", "label", "wording", "printed", "blocks"],
        ["1", "supported", "guideline", "Milk is food.", "one, two",
         "content/one.yaml:10, content/one.yaml:15, content/two.yaml:10, content/two.yaml:15"],
        ["2", "gap", "guideline", "Feed often.", "one", "content/one.yaml:15"],
        ["3", "unsupported", "traditional belief", "No herb is proven.", "not printed"],
        ["4", "qualified", "guideline", "(Leave out.)", "left out: not about milk"],
        ["5", "contradicted", "expert opinion", "Sleep when you can.", "one, two", "content/one.yaml:15, content/two.yaml:15"],
    ]  # fmt: skip
    assert err == (
        "3 of 5 rows printed (supported: 1 of 1, qualified: 0 of 1, unsupported: 0 of 1, contradicted: 1 of 1, "
        "gap: 1 of 1)\n"
    )


@pytest.mark.parametrize(
    ("verdict", "missing"), [("supported", 1), ("qualified", 1), ("gap", 1), ("unsupported", 0), ("contradicted", 0)]
)
def test_a_row_that_is_forgotten_ends_with_1(alone: Alone, verdict: str, missing: int) -> None:
    row = f"9,000,Latch,{verdict},guideline,Look at the latch.,F,"
    alone.put("content/claims.csv", HEAD + ROWS + row + "\n")
    code, _, err = alone.run("evidence")
    said = (
        f"content/claims.csv:7: the row '9' ({verdict}) is on no leaflet: Look at the latch.\n"
        "  hint: name it in 'from:' of a block, or write why in 'left_out'"
    )
    assert (code, said in err) == (missing, bool(missing)), err
    alone.put("content/claims.csv", HEAD + ROWS + row + "told by the unit\n")
    code, out, err = alone.run("evidence")
    assert (code, "forgotten" in err, "left out: told by the unit" in out) == (0, False, True)


def test_a_topic_alone_shows_only_its_rows_and_misses_none(alone: Alone) -> None:
    alone.write(of_shared="['3']")
    code, out, err = alone.run("evidence", "two")
    assert code == ExitCode.MADE
    assert [line.split()[0] for line in out.splitlines()] == ["id", "1", "3"]
    assert err == "2 of 2 rows printed (supported: 1 of 1, unsupported: 1 of 1)\n"
    alone.write(of_section="['4']", of_list="['4']", of_shared="['4']")
    assert alone.run("evidence", "one")[1:] == (
        "id  verdict    label      wording       printed  blocks\n"
        "4   qualified  guideline  (Leave out.)  one      content/one.yaml:10, content/one.yaml:15\n",
        "1 of 1 row printed (qualified: 1 of 1)\n",
    )


def test_the_table_to_file_holds_the_whole_wordings(alone: Alone) -> None:
    words = "A long wording, " * 12 + "whole."
    alone.put("content/claims.csv", HEAD + ROWS + f'9,000,Long,unsupported,guideline,"{words}",F,\n')
    code, out, err = alone.run("evidence", "--csv", "filed/evidence.csv")
    assert (code, out.strip()) == (0, str(Path("filed/evidence.csv"))), err
    with (alone.folder / "filed/evidence.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [one["id"] for one in rows] == ["1", "2", "3", "4", "5", "9"]
    assert rows[0]["printed"] == "one; two"
    assert rows[1]["blocks"] == "content/one.yaml:15"
    assert rows[5]["wording"] == words
    assert "3 of 6 rows printed" in err
    assert words not in alone.run("evidence")[1]


def test_a_row_that_is_not_there_is_told_at_its_line_and_topic_by_topic(alone: Alone) -> None:
    alone.write(of_list="['2', '7']", of_section="['8']")
    code, out, err = alone.run("evidence")
    assert (code, out) == (ExitCode.UNUSABLE, "")
    assert err.splitlines()[::2] == [
        "content/one.yaml:13: there is no row '8' in content/claims.csv",
        "content/one.yaml:16: there is no row '7' in content/claims.csv",
    ]


def test_a_library_without_the_file_says_so_and_checks_no_names(tmp_path: Path) -> None:
    alone = Library(Folders((tmp_path, "")), Library.over(tmp_path).today)
    (tmp_path / "content").mkdir()
    assert alone.claims is None
    with pytest.raises(Unusable) as caught:
        coverage(alone, ())
    assert str(caught.value) == (
        "content/claims.csv: the library has no such file\n  hint: copy it from the stock library"
    )


def test_the_help_has_examples(alone: Alone) -> None:
    code, out, _ = alone.run("evidence", "--help")
    assert code == 0
    assert "leaflets evidence --csv evidence.csv" in out
    given = read_arguments(["evidence", "colostrum", "--csv", "a.csv"])
    assert (given.topics, given.csv) == (("colostrum",), Path("a.csv"))


def test_each_block_says_on_what_it_stands(alone: Alone) -> None:
    alone.put(
        "content/sources.yaml", 'bfn: {organisation: BFN, title: Nappies, year: "2009, updated 2021", seen: no}\n'
    )
    code, out, err = alone.run("evidence", "one", "--blocks")
    assert code == ExitCode.MADE, err
    head, *rows = [re.split(r" {2,}", line) for line in out.splitlines()]
    assert head == ["block", "kind", "words", "claims", "seed", "label", "source", "from", "year", "age", "seen"]
    age = str(Library.over(alone.folder).today.year - 2021)
    claims = "2, 1, 5"
    assert rows == [
        [
            "content/one.yaml:15",
            "list",
            "rest",
            claims,
            "000",
            "guideline",
            "bfn",
            "BFN: Nappies",
            "2009, updated 2021",
            age,
            "no",
        ]
    ]
    assert err == f"1 clinical block on 1 source, the oldest {age} years, 0 undated, 1 not read in the original yet\n"


def test_a_block_without_source_is_refused_and_lines_of_json_hold_all_words(alone: Alone) -> None:
    words = TOPIC.format(code="ON", of_section="['1']", of_list="['1']")
    alone.put("content/one.yaml", words.replace("    sources: [bfn]\n", ""))
    code, _, err = alone.run("evidence", "one", "--blocks")
    assert (code, "content/one.yaml:14: the block 'list' names no source" in err) == (ExitCode.UNUSABLE, True), err
    long = ("Feed often and for long while your baby wants it. " * 3).strip()
    alone.put("content/one.yaml", words.replace("{include: rows}, feed", long))
    (row,) = map(json.loads, alone.run("evidence", "one", "--blocks", "--json")[1].splitlines())
    assert (row["source"], row["words"]) == ("bfn", long)
    (first, *_) = map(json.loads, alone.run("evidence", "--json")[1].splitlines())
    assert (first["id"], first["printed"]) == ("1", "one; two")
    code, _, err = alone.run("evidence", "--json", "--csv", "x.csv")
    assert (code, "two forms of one table" in err) == (ExitCode.USAGE, True)


def test_a_topic_that_is_not_there_is_a_mistake_of_the_command(ward: Ward) -> None:
    for more in ((), ("--blocks",)):
        code, _, err = ward.run("evidence", "goood", *more)
        assert code == ExitCode.USAGE and "there is no topic called 'goood'" in err and "did you mean 'good'?" in err
