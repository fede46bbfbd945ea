"""``leaflets evidence``: which rows of ``content/claims.csv`` the leaflets print, and on what each block stands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from generator.checks.coverage import Covered, coverage
from generator.checks.grounds import Ground, grounds, year_of
from generator.cli.options import Options
from generator.cli.ordering import read_names
from generator.cli.speech import say, table, tell
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.library.texts import short
from generator.model.content import VERDICTS, Source
from generator.model.problems import NOWHERE, ExitCode, Problem, many

COLUMNS: Final = ("id", "verdict", "label", "wording", "printed", "blocks")
BLOCKS: Final = ("block", "kind", "words", "claims", "seed", "label", "source", "from", "year", "age", "seen")
NOT_PRINTED: Final = "not printed"


def evidence(options: Options) -> int:
    """Print the rows and what rests on them; return 1 when a row is on no leaflet that must be on one.

    With names of topics only the rows that these rest on: nothing can be missing then. With ``--blocks`` each block
    and what it stands on.
    """
    if options.csv and options.json:
        raise Unknown(Problem(NOWHERE, "--csv and --json are two forms of one table", "leave one of them out"))
    library = Library.open(options.library)
    problems: list[Problem] = []
    topics = read_names(
        "topic", options.topics or ["all"], library, lambda *words: problems.append(Problem(NOWHERE, *words))
    )
    if problems:
        raise Unknown(*problems)
    if options.blocks:
        return _by_block(grounds(library, topics), library.today, options)
    rows = coverage(library, topics)
    shown = [one for one in rows if one.places] if options.topics else rows
    whole = [_cells(one, one.claim.wording, "; ") for one in shown] if options.csv or options.json else []
    _hand_out(COLUMNS, whole, [_cells(one, short(one.claim.wording), ", ") for one in shown], options)
    tell(_counts(shown))
    if options.topics:
        return int(ExitCode.MADE)
    missing = [one.claim for one in rows if one.missing]
    for claim in missing:
        message = f"the row '{claim.id}' ({claim.verdict}) is on no leaflet: {short(claim.wording)}"
        tell(str(Problem(claim.origin, message, "name it in 'from:' of a block, or write why in 'left_out'")))
    return int(ExitCode.FINDINGS if missing else ExitCode.MADE)


def _by_block(found: Sequence[Ground], today: date, options: Options) -> int:
    """Print a line for each source of each block."""
    whole = [cells for one in found for cells in _of_block(one, today, False)]
    _hand_out(BLOCKS, whole, [cells for one in found for cells in _of_block(one, today, True)], options)
    cited = {source.key: source for one in found for source in one.sources}
    ages = [today.year - year for source in cited.values() if (year := year_of(source)) is not None]
    unseen = sum(not source.seen for source in cited.values())
    oldest = f", the oldest {max(ages)} years" if ages else ""
    undated = len(cited) - len(ages)
    blocks = f"{many(len(found), 'clinical block')} on {many(len(cited), 'source')}"
    tell(f"{blocks}{oldest}, {undated} undated, {unseen} not read in the original yet")
    return int(ExitCode.MADE)


def _of_block(one: Ground, today: date, brief: bool) -> list[tuple[str, ...]]:
    joint = ", " if brief else "; "
    claims = joint.join(claim.id for claim in one.claims)
    seeds = joint.join(dict.fromkeys(claim.seed for claim in one.claims if claim.seed))
    words = short(one.words)[:40] if brief else one.words
    head = str(one.origin), one.kind, words, claims, seeds, one.label
    return [(*head, *_of_source(source, today)) for source in one.sources]  # one without is refused when it is read


def _of_source(source: Source, today: date) -> tuple[str, ...]:
    year = year_of(source)
    age = "undated" if year is None else str(today.year - year)
    return source.key, f"{source.organisation}: {source.title}", source.year, age, "yes" if source.seen else "no"


def _hand_out(
    columns: Sequence[str], whole: Sequence[Sequence[str]], brief: Sequence[Sequence[str]], options: Options
) -> None:
    """Write a table as CSV, or print it: as lines of JSON, or for people."""
    if options.csv:
        from generator.run.files import outbox
        from generator.run.orders.table import write_table

        outbox.write(options.csv.parent, options.csv.name, write_table(columns, whole, ","))
        say(str(options.csv))
    elif options.json:
        for row in whole:
            record: dict[str, Any] = dict(zip(columns, row, strict=True))
            say(json.dumps(record, ensure_ascii=False))
    elif brief:
        say(table([columns, *brief]))


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
    total = f"{sum(printed.values())} of {many(len(rows), 'row')} printed"
    return f"{total} ({', '.join(parts)})" if parts else total
