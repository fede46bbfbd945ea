"""The page of any clinic's own data: as many rows as the tests have variants, and all as expected."""

from __future__ import annotations

import re
from pathlib import Path

from names import NAMES

PAGE = (Path(__file__).parents[2] / "docs/clinic-data.md").read_text(encoding="utf-8")


def test_every_kind_has_its_rows_and_all_are_as_expected() -> None:
    sections = dict(re.findall(r"^## (.*)\n\n((?:.|\n)*?)\n*(?=^## |\Z)", PAGE, re.MULTILINE))
    counts = {title: re.match(r"(\d+) \w+, (\d+) as expected\.", words) for title, words in sections.items()}
    found = {title: (int(one[1]), int(one[2])) for title, one in counts.items() if one}
    assert found["Cases that once went wrong"][0] >= 13
    assert found["Telephones"][0] >= 40 and found["Table cells"][0] >= 40
    assert found["Names in many scripts"][0] >= 30
    assert all(whole == right for whole, right in found.values()), found
    assert "refused without a reason: **0**" in sections["Clinics with wild cells"]
    assert [name for name, *_ in NAMES if f"| {name} (" not in sections["Names in many scripts"]] == []
