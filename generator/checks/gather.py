"""One leaflet in, a report of what is wrong with it out: gathers the evidence, runs the checks.

What is not there is no exception but a reason: the checks that need it are skipped, and say why.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeVar

from msgspec.structs import replace

from generator.checks.evidence import KNOWN, Evidence
from generator.checks.gate import gate
from generator.checks.press import examine_file, examine_order
from generator.checks.reading import Unreadable, read_pdf
from generator.checks.registry import chosen
from generator.checks.runner import Report, run
from generator.checks.spots import Spots
from generator.library.library import Library
from generator.model.edition import Job, Press
from generator.model.findings import Finding
from generator.model.leaflet import DRAFT, Order
from generator.model.problems import NOWHERE, Missing, Origin, Problem, Unusable, many
from generator.stages.bodies import body
from generator.stages.editions import put_on_sheets
from generator.stages.pages import paper_of, typeset_order
from generator.stages.panels import clinic_panel
from generator.stages.themes import colour_notes, theme_of

T = TypeVar("T")
MOST_BYTES: Final = 50_000_000
"""The largest file that is opened."""
PRESS: Final = "press"
"""The profile that looks at press files."""
EXTRA: Final = "pip install 'breastfeeding-leaflets[check]'"
_NOT_MADE: Final = dict.fromkeys(KNOWN, "the leaflet could not be made") | {
    "clinic": "the leaflet is for no clinic",
    "policy": "the policy was not asked",
}
_FILE_ALONE: Final = dict.fromkeys(KNOWN, "only the PDF is known; name the topic to check it against its files")
_UNREAD: Final = "the PDF cannot be read back"
_NO_PIKEPDF: Final = f"pikepdf is not installed ({EXTRA})"


def check_order(order: Order, library: Library, profile: str = "", policy: Sequence[Finding] | None = None) -> Report:
    """Make a leaflet and check it; for the profile ``press`` as ``leaflets press`` makes it: CMYK, bleed and marks.

    ``policy`` is what refuses it where that was asked (``generator/trust/checking.py``). Raises Missing for what this
    machine lacks to make it.
    """
    clinic = f", {order.clinic_name}" if order.clinic else ""
    theme = f", {order.theme}" if order.theme != "default" else ""
    edition = ", press" if profile == PRESS else ""
    edition += ", release" if order.standing != DRAFT else ""
    subject = f"{order.topic} ({order.language.replace('_', '-')}, {order.format}{theme}{clinic}{edition})"
    return report(subject, replace(gather(order, library, profile), policy=policy), profile)


def check_file(path: Path, library: Library, profile: str = "") -> Report:
    """Check a PDF by itself; for the profile ``press`` as the press file that it must be.

    Raises Unusable when the file cannot be read at all.
    """
    pdf = _read(path)
    evidence = Evidence(spots=Spots((), library), today=library.today, problems=(), pdf=pdf, missing=_FILE_ALONE)
    evidence = _judged(evidence, pdf) if profile == PRESS else _read_back(evidence, pdf, Origin(str(path)))
    return report(str(path), evidence, profile)


def _read(path: Path) -> bytes:
    """Return a file's bytes. Nothing else is opened: a pipe would be waited for, a device never ends."""
    origin = Origin(str(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            message = "a file is needed here, and this is something else"
            raise Unusable(Problem(origin, message, "name a PDF file, or a topic"))
        with path.open("rb") as file:
            pdf = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise Unusable(Problem(origin, f"the file cannot be read: {reason}", "check its name")) from error
    if len(pdf) > MOST_BYTES:
        raise Unusable(Problem(origin, "the file is too large", "the most is 50 MB"))
    return pdf


def report(subject: str, evidence: Evidence, profile: str) -> Report:
    """Run the checks of a profile on evidence."""
    results = run(chosen(profile), evidence)
    reading, printed = evidence.reading, evidence.printed
    measured = ""
    if printed is not None and printed.sides:
        measured = f"{many(printed.sides, 'side')}, ink up to {printed.ink:.0%}"
    return Report(subject, results, evidence.pdf or b"", reading.pages if reading else (), measured)


def gather(order: Order, library: Library, profile: str = "") -> Evidence:
    """Return the evidence of an order. What cannot be made becomes problems, for the check ``leaflet/made``."""
    job = Job()
    problems: dict[Problem, None] = {}

    def made(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Missing:
            raise
        except Unusable as error:
            problems.update(dict.fromkeys(error.problems))
            return None

    evidence = Evidence(
        spots=Spots((), library),
        today=library.today,
        library=library,
        topic=made(lambda: library.topic(order.topic)),
        kinds=made(lambda: library.kinds),
        sources=made(lambda: library.sources),
        language=made(lambda: library.language(order.language)),
        theme=made(lambda: theme_of(order, library)),
        paper=made(lambda: paper_of(order, library)),
        clinic=made(lambda: library.clinic(order.clinic)),
        notes=made(lambda: _notes(order, library)),
        gate=made(lambda: gate(order, library)),
        sheet=made(lambda: body(order, library)),
        panel=made(lambda: clinic_panel(order, library)),
        leaflet=made(lambda: typeset_order(order, library, job.colour if profile == PRESS else "rgb")),
        missing=_NOT_MADE,
    )
    evidence = replace(evidence, problems=tuple(problems))
    leaflet, paper, sheet = evidence.leaflet, evidence.paper, evidence.sheet
    if leaflet is None:
        return evidence
    if paper and sheet and paper.leaves:  # compared with what a short edition holds, not with the whole topic
        from generator.typeset.layout.chains import without  # late, as all of the typesetter

        evidence = replace(evidence, sheet=without(sheet, leaflet.left))
    evidence = replace(evidence, pdf=leaflet.pdf, spots=Spots(leaflet.placed, library))
    evidence = _read_back(evidence, leaflet.pdf, NOWHERE)
    if profile != PRESS:
        return evidence
    in_inks = replace(order, edition=Press(job))
    try:
        return replace(evidence, printed=examine_order(put_on_sheets(leaflet, in_inks, library)))
    except (Missing, ImportError):
        return _lacking(evidence, "printed", _NO_PIKEPDF)
    except Unreadable as error:
        problem = Problem(NOWHERE, f"the press file cannot be read back: {error}", "please report it: a program fault")
        return _lacking(evidence, "printed", "the press file cannot be read back", problem)


def _notes(order: Order, library: Library) -> tuple[Problem, ...]:
    clinic = library.clinic(order.clinic)
    return colour_notes(library.theme(order.theme), clinic) if clinic else ()


def _read_back(evidence: Evidence, pdf: bytes, origin: Origin) -> Evidence:
    """Return evidence with what is read out of the PDF, or with the reason why nothing is."""
    try:
        return replace(evidence, reading=read_pdf(pdf))
    except ImportError:
        return _lacking(evidence, "reading", _NO_PIKEPDF)
    except Unreadable as error:
        problem = Problem(origin, f"{_UNREAD}: {error}", "make it again")
        return _lacking(evidence, "reading", _UNREAD, problem)


def _judged(evidence: Evidence, pdf: bytes) -> Evidence:
    """Return evidence with what is read out of a press file that somebody made."""
    try:
        printed = examine_file(pdf)
    except ImportError:
        return _lacking(_lacking(evidence, "printed", _NO_PIKEPDF), "reading", _NO_PIKEPDF)
    reason = "the words of the file are written in a way that this program does not read"
    return _lacking(replace(evidence, printed=printed, reading=printed.reading), "reading", reason)


def _lacking(evidence: Evidence, name: str, reason: str, *problems: Problem) -> Evidence:
    """Return evidence with the reason why there may be nothing of a name, and what a person must hear of it."""
    told = (*(evidence.problems or ()), *problems)
    return replace(evidence, missing={**evidence.missing, name: reason}, problems=told)


def need_tools(profile: str) -> None:
    """Refuse a profile whose rules could not look at anything on this machine.

    Raises:
        Missing: for the press profile without pikepdf: skipped rules must not pass for a good file.
    """
    if profile == PRESS and find_spec("pikepdf") is None:
        message = "the press profile needs the package 'pikepdf': without it no rule of a press can look"
        raise Missing(Problem(NOWHERE, message, f"install it with: {EXTRA}"))
