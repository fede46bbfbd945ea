"""``leaflets evidence``: which rows of ``content/claims.csv`` the leaflets print, where, and which they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from generator.checks.coverage import Covered, coverage
from generator.cli.options import Options
from generator.cli.speech import say, table, tell
from generator.library.library import Library
from generator.library.texts import short
from generator.model.content import VERDICTS
from generator.model.problems import ExitCode, Problem

COLUMNS = ("id", "verdict", "label", "wording", "printed", "blocks")
NOT_PRINTED = "not printed"


def evidence(options: Options) -> int:
    """Print the rows and what rests on them; return 1 when a row is on no leaflet that must be on one.

    With names of topics only the rows that these rest on: nothing can be missing then.
    """
    library = Library.open(options.library)
    rows = coverage(library, options.topics or library.topics())
    shown = [one for one in rows if one.places] if options.topics else rows
    if options.csv:
        from generator.run.files import outbox
        from generator.run.orders.table import write_table

        cells = [_cells(one, one.claim.wording, "; ") for one in shown]
        outbox.write(options.csv.parent, options.csv.name, write_table(COLUMNS, cells, ","))
        say(str(options.csv))
    elif shown:
        say(table([COLUMNS, *(_cells(one, short(one.claim.wording), ", ") for one in shown)]))
    tell(_counts(shown))
    if options.topics:
        return int(ExitCode.MADE)
    missing = [one.claim for one in rows if one.missing]
    for claim in missing:
        message = f"the row '{claim.id}' ({claim.verdict}) is on no leaflet: {short(claim.wording)}"
        tell(str(Problem(claim.origin, message, "name it in 'from:' of a block, or write why in 'left_out'")))
    return int(ExitCode.FINDINGS if missing else ExitCode.MADE)


def _cells(one: Covered, wording: str, joint: str) -> tuple[str, ...]:
    claim = one.claim
    printed = joint.join(one.topics) or (f"left out: {claim.left_out}" if claim.left_out else NOT_PRINTED)
    places = joint.join(dict.fromkeys(str(origin) for _, origin in one.places))
    return claim.id, claim.verdict, claim.label, wording, printed, places


def _counts(rows: Sequence[Covered]) -> str:
    """Return how many rows of each verdict are printed: ``supported: 20 of 24 printed``."""
    every = Counter(one.claim.verdict for one in rows)
    printed = Counter(one.claim.verdict for one in rows if one.places)
    parts = [f"{verdict}: {printed[verdict]} of {every[verdict]}" for verdict in VERDICTS if every[verdict]]
    total = f"{sum(printed.values())} of {len(rows)} row{'' if len(rows) == 1 else 's'} printed"
    return f"{total} ({', '.join(parts)})" if parts else total
