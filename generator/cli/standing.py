"""``leaflets status``: how far each topic is in each language, why, and what must be reviewed soon."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from generator.cli.opening import open_library
from generator.cli.options import Options
from generator.cli.ordering import read_names
from generator.cli.speech import say, table, tag, tell
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.problems import NOWHERE, ExitCode, Problem, many
from generator.trust.calendar import write_calendar
from generator.trust.chain import still_there
from generator.trust.policy import policy_of
from generator.trust.records import signatures
from generator.trust.reports import as_json, write_page
from generator.trust.states import Stand, states
from generator.trust.units import PLAIN, sides


def status(options: Options) -> int:
    """Say how far leaflets are; with ``--due`` 1 when a review date has passed, else 0."""
    library = open_library(options.library)
    problems: list[Problem] = []

    def refuse(message: str, hint: str) -> None:
        problems.append(Problem(NOWHERE, message, hint))

    topics = read_names("topic", options.topics or ["all"], library, refuse)
    languages = read_names("language", options.language or ["all"], library, refuse)
    if options.report == "ics" and not options.due:
        problems.append(Problem(NOWHERE, "a calendar is of review dates", "add --due"))
    if options.report == "html" and options.due:
        problems.append(Problem(NOWHERE, "review dates are no web page", "--as ics gives a calendar"))
    if problems:
        raise Unknown(*problems)
    if options.due:
        return _due(options, library, topics)
    if options.after:
        return _after(options.after, library)
    found = states(library, topics, languages, options.profile, look=PLAIN)
    if options.report == "json":
        _give(options, json.dumps(as_json(found), ensure_ascii=False, indent=1), "status.json")
    elif options.report == "html":
        _give(options, write_page(found), "status.html")
    else:
        say(matrix(found, topics, languages))
        if options.why:
            _why(found)
    return int(ExitCode.MADE)


def _after(kept: str, library: Library) -> int:
    """Say whether a record that somebody knows of, and all before it, are still there; 1 when not."""
    signed = signatures(library)
    missing = tuple(still_there(signed, kept))
    for reason in missing:
        say(reason)
    if missing:
        tell("take the files back from version control; then ask who took them away")
        return int(ExitCode.FINDINGS)
    say(f"{kept} is there, and all that was signed before it: {many(len(signed.known), 'record')}")
    return int(ExitCode.MADE)


def matrix(found: Sequence[Stand], topics: Sequence[str], languages: Sequence[str]) -> str:
    """Return the table: a row for each topic, a column for each language."""
    by = {(one.topic, one.language): one for one in found}
    rows = [("topic", *map(tag, languages))]
    for topic in topics:
        cells = (by[topic, language] for language in languages)
        rows.append((topic, *(f"{one.state}{' (urgent)' if one.urgent else ''}" for one in cells)))
    return table(rows)


def _why(found: Sequence[Stand]) -> None:
    for one in found:
        say(f"\n{one.topic}, {tag(one.language)}: {one.state}")
        for role, people in one.signed.items():
            say(f"  {role}: {', '.join(people)}")
        for problem in sorted(one.missing, key=lambda missing: missing.origin):
            say("  " + str(problem).replace("\n", "\n  "))
        for claim in one.claims:
            say(f"  does not count: {claim}")
        for drift in one.drifts:
            record = drift.record
            say(f"  {drift.new.path}: {', '.join(drift.changes)} since {record.name} ({record.role}) on {record.day}")
            for old, new in sides(drift.old, drift.new):
                say(f"    signed: {old or '–'}")
                say(f"    now:    {new or '–'}")


def _due(options: Options, library: Library, topics: Sequence[str]) -> int:
    """List review dates, the nearest first; 1 when one has passed."""
    policy = policy_of(library)
    dates = sorted((library.topic(name).review_by, name) for name in topics)
    if options.report == "ics":
        found = [library.topic(name) for _, name in dates]
        _give(options, write_calendar(found, policy.ahead, library.today), "due.ics")
    elif options.report == "json":
        rows = [{"topic": name, "review_by": str(day), "days": (day - library.today).days} for day, name in dates]
        _give(options, json.dumps(rows, indent=1), "due.json")
    else:
        rows_of = []
        for day, name in dates:
            soon = day <= library.today + timedelta(days=policy.ahead)
            left = (day - library.today).days
            rows_of.append((str(day), name, "past" if left < 0 else f"{left} days" + (" (soon)" if soon else "")))
        say(table(rows_of))
    return int(ExitCode.FINDINGS if any(day < library.today for day, _ in dates) else ExitCode.MADE)


def _give(options: Options, words: str, name: str) -> None:
    """Print what was asked for, or write it into the folder that was named."""
    from generator.run.files import outbox

    folder: Path | None = options.output
    if folder is None:
        say(words.rstrip("\r\n"))
        return
    outbox.write(folder, name, words.encode())
    tell(str(folder / name))
