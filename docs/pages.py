"""Measure every leaflet of the library: topics, languages, papers; write ``pages.md`` beside this file.

Run it from the project's folder, with the packages of the tests: ``python docs/pages.py``. Leaflets are made one at a
time and in memory; the measures are those of ``leaflets check`` (docs/reference/checks.md says how they are taken).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from generator import Library, Order, Unusable
from generator.checks import measures
from generator.checks.evidence import Evidence
from generator.checks.gather import gather
from generator.checks.room import BLANK, EDGES, SIZES, STRIP_SHARE, unbounded
from generator.checks.wording import SHARES, holds_some
from generator.cli.progress import progress

COLUMNS = (
    "topic", "language", "paper", "pages", "strip", "danger", "teaching", "sources", "drawings", "blank bands", "sizes",
    "left edges",
)  # fmt: skip
SECOND = "en"
HEAD = f"""# The pages, measured

Written by `python docs/pages.py`, never by hand. How each is measured: [checks](reference/checks.md).

- strip: what the danger strip covers of the first page (at most {STRIP_SHARE:.0%}; °: papers on which it may be more)
- danger, teaching, sources: shares of the words of all blocks, of characters in languages without spaces (°: papers
  that hold some blocks only, two languages side by side, the leaflet of all danger signs)
- drawings: pictures of 15 mm or wider
- blank bands: page and share of its height, from {BLANK:.0%}, on all pages but the last
- sizes, left edges: how many on each page (at most {SIZES} and {EDGES})
- **bold**: past its bound; *draft*: some words are not translated yet
"""


def orders(library: Library, topics: Sequence[str], languages: Sequence[str], formats: Sequence[str]) -> list[Order]:
    """Return one order for each leaflet; where two languages stand side by side, the second one is English."""
    found = []
    for topic in topics or library.topics():
        for language in languages or library.languages():
            for name in formats or library.formats():
                if library.format(name).languages == 1:
                    found.append(Order(topic, language, name))
                elif language != SECOND:
                    found.append(Order(topic, language, name, second=SECOND))
    return found


def measured(order: Order, library: Library) -> tuple[str, ...]:
    """Return the cells of an order's row."""
    names = (order.topic, order.language.replace("_", "-"), order.format)
    evidence = gather(order, library)
    if evidence.leaflet is None:
        evidence = gather(Order(order.topic, order.language, order.format, draft=True, second=order.second), library)
        names = (order.topic, f"{names[1]} *draft*", order.format)
    if evidence.leaflet is None:
        number = len(evidence.problems or ())
        return (*names, f"not made: {number} problem{'' if number == 1 else 's'}", *[""] * 8)
    return (*names, *_cells(evidence))


def _cells(evidence: Evidence) -> Iterator[str]:
    leaflet, topic, sheet, paper = evidence.leaflet, evidence.topic, evidence.sheet, evidence.paper
    language, reading = evidence.language, evidence.reading
    assert leaflet and topic and sheet and paper and language and reading, evidence.missing
    yield str(leaflet.pages)
    share = measures.strip_share(topic, sheet, leaflet.placed, paper)
    yield _bound(f"{share:.1%}", share > STRIP_SHARE, bool(unbounded(paper)))
    counted = measures.shares(measures.words_by_sort(sheet, topic, language))
    free = paper.languages > 1 or holds_some(paper) or measures.is_about_danger(topic)
    bounds = {sort: (bound, limit) for sort, bound, limit in SHARES}
    for sort in ("danger", "teaching", "sources"):
        bound, limit = bounds[sort]
        past = counted[sort] < limit if bound == "least" else counted[sort] > limit
        yield _bound(f"{counted[sort]:.0%}", past, free)
    yield str(measures.drawings(leaflet.placed))
    bands = measures.blank_bands(reading, paper, BLANK, leaflet.placed)
    yield ", ".join(_bound(f"{band.page}: {band.share:.0%}", True) for band in bands)
    pages = range(1, len(reading.pages) + 1)
    apart = partial(measures.boxes_apart, topic, sheet, leaflet.placed, reading=reading)
    sizes = [len(measures.sizes(reading, page, leaflet.placed)) for page in pages]
    edges = [len(measures.left_edges(reading, paper, page, apart(page), leaflet.placed)) for page in pages]
    yield ", ".join(_bound(str(number), number > SIZES) for number in sizes)
    yield ", ".join(_bound(str(number), number > EDGES) for number in edges)


def _bound(words: str, past: bool, free: bool = False) -> str:
    return f"{words}°" if free else f"**{words}**" if past else words


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return the whole page: what is measured, how often each bound is passed, a row for each leaflet."""
    past = Counter(column for row in rows for column, cell in zip(COLUMNS, row, strict=True) if "**" in cell)
    made = sum(not row[3].startswith("not made") for row in rows)
    told = ", ".join(f"{column} {past[column]}" for column in COLUMNS if past[column]) or "none"
    lines = [HEAD, f"{made} of {len(rows)} leaflets made; past a bound: {told}.", ""]
    lines += [f"| {' | '.join(cells)} |" for cells in (COLUMNS, ["---"] * len(COLUMNS), *rows)]
    return "\n".join(lines) + "\n"


def main(words: Sequence[str] | None = None) -> int:
    """Write the table; return 1 when a leaflet could not be made."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("topic", "language", "format"):
        parser.add_argument(f"--{name}", action="append", default=[], help="may be repeated (default: all)")
    parser.add_argument("--library", type=Path, help="default: the folder you are in")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_suffix(".md"))
    given = parser.parse_args(words)
    try:
        library = Library.open(given.library)
        languages = [library.language(name).name for name in given.language]
        wanted = orders(library, given.topic, languages, given.format)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    rows = []
    with progress(len(wanted), "measuring") as step:
        for order in wanted:
            rows.append(measured(order, library))
            step(refused=rows[-1][3].startswith("not made"))
    given.output.write_text(table(rows), encoding="utf-8")
    print(given.output)
    return int(any(row[3].startswith("not made") for row in rows))


if __name__ == "__main__":
    sys.exit(main())
