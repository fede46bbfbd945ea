"""``content/claims.csv``: what the leaflets may say. Blocks name the rows they rest on: ``from: ["59"]``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from generator.library.tables import read_rows
from generator.library.texts import short
from generator.model.content import CLAIM_LABELS, VERDICTS, Claim
from generator.model.problems import Origin, Problem, suggest

COLUMNS = ("id", "seed", "claim", "verdict", "label", "wording", "citation", "left_out")
_ID = r"[a-z0-9][a-z0-9-]{0,19}"


def read_claims(path: Path, shown: str, problems: list[Problem]) -> Mapping[str, Claim]:
    """Read ``content/claims.csv``, by id, in the order of the file. Wrong rows are left out, with problems."""
    found: dict[str, Claim] = {}
    for origin, cells in read_rows(path, shown, COLUMNS, problems):
        key, seed, claim, verdict, label, wording, citation, left_out = cells
        one = Claim(key, seed, claim, verdict, label, wording, citation, left_out, origin)
        before = len(problems)
        if not re.fullmatch(_ID, one.id):
            message = f"'{short(one.id)}' is no id of a row"
            problems.append(Problem(origin, message, "use small letters and digits: 59, n3"))
        elif one.id in found:
            message = f"the id '{one.id}' stands twice; the first is in line {found[one.id].origin.line}"
            problems.append(Problem(origin, message, "give each row an id of its own"))
        _one_of(one.verdict, "verdict", VERDICTS, origin, problems)
        _one_of(one.label, "label", CLAIM_LABELS, origin, problems)
        if not (one.claim and one.wording):
            message = "a row needs a claim and a wording"
            problems.append(Problem(origin, message, "write what is claimed, and what may be printed of it"))
        if len(problems) == before:
            found[one.id] = one
    return MappingProxyType(found)


def _one_of(words: str, what: str, known: Collection[str], origin: Origin, problems: list[Problem]) -> None:
    if words not in known:
        problems.append(Problem(origin, f"'{short(words)}' is no {what}", suggest(words[:80], known)))
