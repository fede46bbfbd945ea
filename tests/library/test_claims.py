"""The rows that leaflets rest on: read whole, each mistake named at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.library.claims import COLUMNS, read_claims
from generator.library.library import Library
from generator.model.content import VERDICTS, Claim
from generator.model.problems import Origin, Problem

ROOT = Path(__file__).resolve().parents[2]
SHOWN = "content/claims.csv"
HEAD = ",".join(COLUMNS) + "\n"
ROW = "59,004,Leaking comes with let-down,supported,guideline,Leaking is normal.,A guide,\n"


def read(tmp_path: Path, text: str) -> tuple[dict[str, Claim], list[str]]:
    path = tmp_path / "claims.csv"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    found = read_claims(path, SHOWN, problems)
    return dict(found), [str(one) for one in problems]


def test_a_row_arrives_whole(tmp_path: Path) -> None:
    text = HEAD + ROW + 'n3,,"One, two",gap,expert opinion," So it is. ",,"not ""ours"""\n'
    found, problems = read(tmp_path, text)
    assert problems == []
    assert list(found) == ["59", "n3"]
    assert found["59"].origin == Origin(SHOWN, 2)
    assert found["n3"] == Claim(
        "n3", "", "One, two", "gap", "expert opinion", "So it is.", "", 'not "ours"', Origin(SHOWN, 3)
    )


@pytest.mark.parametrize(
    ("row", "said", "hint"),
    [
        (ROW.replace("59", "5 9"), "'5 9' is no id of a row", "use small letters and digits: 59, n3"),
        (ROW, "the id '59' stands twice; the first is in line 2", "give each row an id of its own"),
        (ROW.replace("59", "60").replace("supported", "suported"), "'suported' is no verdict", "did you mean 'supported'?"),
        (ROW.replace("59", "60").replace(",guideline", ",expert"), "'expert' is no label", "did you mean 'expert opinion'?"),
        (ROW.replace("59", "60").replace("Leaking is normal.", ""), "a row needs a claim and a wording", "write what is claimed, and what may be printed of it"),
        (ROW.replace("59", "60").replace("Leaking comes with let-down", " "), "a row needs a claim and a wording", "write what is claimed, and what may be printed of it"),
        ("60,004,a\n", "this row has 3 columns, not 8", "put words that hold a comma in double quotes"),
        ('60,"a"b,c\n', "this row is no CSV: ',' expected after '\"'", 'put the whole cell into quotation marks, and write two of them ("") for one'),
    ],
)  # fmt: skip
def test_a_wrong_row_is_left_out_and_told_at_its_line(tmp_path: Path, row: str, said: str, hint: str) -> None:
    found, problems = read(tmp_path, HEAD + ROW + row)
    assert problems == [f"{SHOWN}:3: {said}\n  hint: {hint}"]
    assert list(found) == ["59"]


def test_a_row_over_several_lines_is_told_where_it_begins(tmp_path: Path) -> None:
    _, problems = read(tmp_path, HEAD + '1,,"a\nb",gap,guideline,c,,\n\n2,,a,gop,guideline,c,,\n')
    assert [one.splitlines()[0] for one in problems] == [f"{SHOWN}:5: 'gop' is no verdict"]


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "id,claim\n1,a\n")
    assert problems == [f"{SHOWN}:1: the columns are not as expected\n  hint: {','.join(COLUMNS)}"]


def test_the_stock_rows_are_whole_and_only_what_says_so_is_left_out() -> None:
    claims = Library.over(ROOT).claims
    assert claims is not None
    assert list(claims)[:75] == [str(number) for number in range(1, 76)]
    assert {one.verdict for one in claims.values()} == set(VERDICTS)
    for one in claims.values():
        assert bool(one.left_out) == one.wording.startswith("(Leave out"), one.origin
