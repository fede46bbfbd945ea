"""``leaflets export``: leaflets into folders that other programs read."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from generator.cli.opening import MOST_NOTES, open_library
from generator.cli.options import Options
from generator.cli.ordering import read_orders
from generator.cli.progress import progress
from generator.cli.speech import complain_all, say, table, tell
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.edition import SCREEN, Edition
from generator.model.leaflet import Order
from generator.model.problems import NOWHERE, ExitCode, Problem
from generator.run.engine import How, Stopped
from generator.run.exports.export import Exported, Extras, export
from generator.run.files.places import FLAT
from generator.run.tasks import Outcome

MOST_SHOWN = 12
"""Codes with several leaflets that are named one by one."""


def openemr(options: Options) -> int:
    """Write the leaflets that answer a code, each under the names that OpenEMR looks for."""
    from generator.run.exports.openemr import OURS, choose, copies

    library = open_library(options.library)
    orders = _orders(options, library)
    chosen = choose(dict.fromkeys(order.topic for order in orders), library)
    answering = {topic for topic, *_ in chosen.values()}
    orders = [order for order in orders if order.topic in answering]
    if not orders:
        hint = "write them at the end of a topic: codes: {icd-10: [O92.4]}"
        raise Unknown(Problem(NOWHERE, "no topic here names a code that OpenEMR knows", hint))
    code = _export("openemr", orders, library, options, lambda receipts: copies(receipts, chosen), OURS)
    several = {stem: topics for stem, topics in chosen.items() if len(topics) > 1}
    for stem, (first, *others) in list(several.items())[:MOST_SHOWN]:
        tell(f"{stem.replace('_', ' ')}: {first}; it is also answered by {', '.join(others)} (--topic takes others)")
    return code


def library(options: Options) -> int:
    """Write PDFs, a list of them as JSON, and FHIR resources beside each."""
    from generator.service.fhir import OURS, records
    from generator.service.holding import unserved

    found = open_library(options.library)
    holding = unserved(found)

    def read(file: str) -> bytes:
        return (Path(options.folder) / file).read_bytes()

    return _export(
        "library", _orders(options, found), found, options, lambda receipts: records(receipts, holding, read), OURS
    )


def site(options: Options) -> int:
    """Write the desk's page and all leaflets as files, for a web host or a USB stick."""
    from generator.service.holding import unserved
    from generator.service.site import FIRST, LAYOUT, OURS, site, site_orders

    found = open_library(options.library)
    chosen = _orders(options, found)
    paper, clinic, theme = chosen[0].format, "".join(options.clinic), options.theme
    topics, languages = (tuple(dict.fromkeys(getattr(one, name) for one in chosen)) for name in ("topic", "language"))
    holding = unserved(found, topics, languages)
    orders = list(site_orders(holding, paper, theme, clinic))
    code = _export("site", orders, found, options, lambda _: site(holding, paper, theme, clinic), OURS, LAYOUT)
    if code == ExitCode.MADE:
        tell(f"open {options.folder / FIRST} in a browser")
    return code


def _orders(options: Options, library: Library, editions: Sequence[Edition] = (SCREEN,)) -> list[Order]:
    options.clinic = [options.clinic] if options.clinic else []
    options.format = [options.format] if isinstance(options.format, str) else options.format
    return list(read_orders(options, library, editions))


def _export(
    sort: str, orders: Sequence[Order], library: Library, options: Options, extras: Extras, ours: str,
    layout: str = FLAT,
) -> int:  # fmt: skip
    """Export, say what became of it, return the exit code of the worst."""
    begin = time.perf_counter()
    if options.jobs > 1:
        from generator.run.pool import prepare  # late: it brings in multiprocessing

        prepare(options.jobs)
    with progress(len(orders), "making") as step:

        def note(outcome: Outcome) -> None:
            step(refused=not outcome.lines)

        try:
            result = export(sort, orders, library, How(options.folder, layout, options.jobs), extras, ours, note)
        except Stopped as stopped:
            tell(f"stopped: {stopped.result.ready} of {len(orders)} leaflets are ready, none is half written")
            return int(ExitCode.INTERRUPTED)
    _report(result, options.folder, time.perf_counter() - begin)
    return int(result.code)


def _report(result: Exported, folder: Path, seconds: float) -> None:
    complain_all(result.problems)
    complain_all(result.notes, MOST_NOTES, "note")
    states = list(result.extras.values())
    rows = [("leaflets", *(f"{result.counts[name]} {name}" for name in ("made", "unchanged", "refused")))]
    rows.append(("files beside them", *(f"{states.count(name)} {name}" for name in ("made", "unchanged", "removed"))))
    say(table(rows))
    if result.counts["refused"]:
        tell("a leaflet was refused: the files beside the leaflets are left as they were")
    say(f"in {folder}, {seconds:.1f} s")
