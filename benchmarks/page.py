"""Writes docs/benchmarks.md from a measured run."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

GOALS = {
    "cold command": 4.0,
    "new leaflet, nothing known": 1.5,
    "new leaflet, words mostly known": 1.5,
    "same body, another clinic": 1 / 3,
}
"""The ratios this project wants to keep: our time as a part of Typst's, at most."""

HEAD = """# Benchmarks

What this project takes beside [Typst](https://typst.app), a very fast typesetter in Rust, for the same words in the same
faces as tagged PDF. Timings vary from machine to machine and from minute to minute; **ratios matter**. Both sides took
turns within one run.

Measured on {day}: {processors} processors ({machine}), {system}, Python {python}; typst {typst}, reportlab {reportlab},
uharfbuzz {uharfbuzz}, jinja2 {jinja2}.

| case | language | ours, ms | Typst, ms | ours ÷ Typst | goal | rounds | |
|---|---|---|---|---|---|---|---|
"""

TAIL = """
Milliseconds are medians; the ratio is the median of the rounds' ratios, below 1 where we are faster. A ratio may move by
a third between runs on a busy machine; one above its goal is work still to do.

## What is measured

- **cold command**: a whole process that makes one leaflet and writes it: `python -m generator make TOPIC --language L`
  against `python -c "import typst; typst.compile(…)"`. The command also looks for what changed and keeps a record.
- **new leaflet, nothing known**: in a process that runs, with faces open. Each round one letter of every text is another,
  and everything kept of earlier text is thrown away: shaped words, line ends, set bodies, fonts, what fitted. Ours goes
  from the topic through translation, templates and page breaks to the file; Typst from its source, with one warm
  compiler.
- **new leaflet, words mostly known**: the same without throwing away the shaped words, as within a run of many leaflets.
  The fonts are put together anew.
- **same body, another clinic**: a clinic never seen before is put into a leaflet whose body was set. Typst sets all of it
  again, with what its own cache knows.
- **whole library**: one process from its start that makes every leaflet that builds and writes it to disk. Ours reads the
  library's files; Typst reads ready sources.

## What both sides set

Typst's source is written from the composed sheet (`benchmarks/typst_source.py`): the same words, headings, lists, boxes,
rows, tables and pictures, the same font files at the same weights, sizes, leading and colours, tagged, with `ua-1`.

{checks}

## What differs

- Our copy-fitting searches for the size and the spacing that fit two pages. It sets most leaflets once or twice: of
  what it passes over it has proved, from lines counted, that it does not fit. Typst is given what was found and sets it
  once.
- Our panel for the clinic is stamped into a finished body; Typst has no such step.
- Outlines of letters, read pictures, compiled templates and worked-out looks are kept on our side in every warm case;
  Typst keeps what its cache keeps. Python's garbage collector is set as the command sets it.
- QR codes are left out of the clinics measured; where a topic has one, Typst gets it as a ready picture.
- We break lines of Japanese and Chinese headings between phrases and check that no word was lost; Typst does neither here.
- Typst's lists, numbered rings and table rules are its own. Its space between blocks, and where that is not enough its
  leading, is made tighter beforehand until it takes no more pages than ours.
- The files are not compared: only their pages, letters and sizes above.

## To repeat

```
pip install -e ".[bench,test]"
python benchmarks/against_typst.py{options} --write
python benchmarks/hot_spots.py managing-leakage en
```

The second command writes this page; the third shows where our time goes.
"""


RUN_HEAD = """## Print runs

What a run of many clinics takes, beside Typst (its warm compiler in the same process) and
[WeasyPrint](https://weasyprint.org) (from our own HTML of the same leaflet; a few leaflets a round). Measured on {day}:
{processors} processors ({machine}), {system}, Python {python}; typst {typst}, weasyprint {weasyprint}.

"""
RUN_TAIL = """

To repeat: `python benchmarks/against_peers_run.py --write`. All sides get the same clinics, codes and faces. Typst gets
each QR code as a ready picture, ours makes it; Typst's files are written as ours are, in parts, synced, renamed. Times are
medians of the rounds, ratios medians of the rounds' ratios by the clock.
"""


def write_section(path: Path, name: str, words: str) -> None:
    """Put the section on print runs into the page, in place of the one before; the rest stays."""
    facts = _facts("typst", "weasyprint")
    _put(path, name, RUN_HEAD.format(**facts) + words + RUN_TAIL)


def _put(path: Path, name: str, text: str) -> None:
    """Put a part between its marks; parts that other programs write stay as they are."""
    begin, end = f"<!-- {name}: written by benchmarks/, not by hand -->\n", f"<!-- end of {name} -->\n"
    page = path.read_text(encoding="utf-8") if path.exists() else ""
    before, found, rest = page.partition(begin)
    after = rest.partition(end)[2] if found else ""
    if not found:
        before = before.rstrip("\n") + "\n\n" if before.strip() else ""
    path.write_text(f"{before}{begin}{text.rstrip()}\n{end}{after}", encoding="utf-8")


def _facts(*packages: str) -> dict[str, object]:
    """Return what is said of a measurement: day, machine, versions."""
    return {
        "day": date.today().isoformat(),
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def write_page(
    path: Path, rows: Sequence[Sequence[str]], checks: Sequence[str], left_out: Sequence[str], options: str
) -> None:
    """Write the part on single leaflets: the table, what both sides set, and what was left out."""
    text = HEAD.format(**_facts("typst", "reportlab", "uharfbuzz", "jinja2"))
    for case, language, ours, other, ratio, rounds, note in rows:
        goal = f"{GOALS[case]:.2f}" if case in GOALS else ""
        text += f"| {case} | {language} | {ours} | {other} | **{ratio}** | {goal} | {rounds} | {note} |\n"
    lines = ["Ours / Typst:", "", *(f"- {check}" for check in checks)]
    if left_out:
        lines += [
            "",
            "Left out, since they did not build when this was measured:",
            "",
            *(f"- {words}" for words in left_out),
        ]
    _put(path, "leaflets", text + TAIL.format(checks="\n".join(lines), options=options))
