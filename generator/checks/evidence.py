"""One leaflet in, a report of what is wrong with it out: gathers the evidence, runs the checks.

What is not there is no exception but a reason: the checks that need it are skipped, and say why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from generator.checks import translation
from generator.checks.reading import Unreadable, read_pdf
from generator.checks.registry import chosen
from generator.checks.runner import Check, Report, run
from generator.checks.spots import Spots
from generator.library.library import Library
from generator.model.content import FromProfile, Text, Topic, Words
from generator.model.edition import Job, Press
from generator.model.leaflet import Order
from generator.model.problems import NOWHERE, Missing, Origin, Problem, Unusable
from generator.pipeline import (
    PANEL,
    body,
    clinic_panel,
    clinic_profile,
    colour_notes,
    document_template,
    put_on_sheets,
    theme_of,
    typeset_order,
)
from generator.words.localize import SOURCE

MOST_BYTES: Final = 50_000_000
"""The largest file that is opened."""
PRESS: Final = "press"
"""The profile that looks at press files."""
GLOSSARY: Final = "locales/glossary.csv"
EXTRA: Final = "pip install 'breastfeeding-leaflets[check]'"


class Evidence(Struct):
    """What the checks may look at, by name, and why a name has nothing."""

    given: dict[str, Any] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def lack(self, reason: str, *names: str) -> None:
        """Say why there is nothing under some names."""
        self.missing |= {name: reason for name in names if name not in self.given}


def check_order(order: Order, library: Library, profile: str = "") -> Report:
    """Make a leaflet and check it; for the profile ``press`` as ``leaflets press`` makes it: CMYK, bleed and marks.

    Raises Missing for what this machine lacks to make it.
    """
    evidence = gather(order, library, profile)
    clinic = f", {order.clinic}" if order.clinic else ""
    theme = f", {order.theme}" if order.theme != "default" else ""
    edition = ", press" if profile == PRESS else ""
    subject = f"{order.topic} ({order.language.replace('_', '-')}, {order.format}{theme}{clinic}{edition})"
    return report(subject, evidence, chosen(profile))


def check_file(path: Path, library: Library, profile: str = "") -> Report:
    """Check a PDF by itself; for the profile ``press`` as the press file that it must be.

    Raises Unusable when the file cannot be read at all.
    """
    try:
        with path.open("rb") as file:
            pdf = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unusable(Problem(Origin(str(path)), f"the file cannot be read: {reason}", "check its name")) from error
    if len(pdf) > MOST_BYTES:
        raise Unusable(Problem(Origin(str(path)), "the file is too large", "the most is 50 MB"))
    evidence = Evidence({"pdf": pdf, "spots": Spots((), library), "today": library.today, "problems": ()})
    if profile == PRESS:
        _judge(evidence)
    else:
        _read(evidence, Origin(str(path)))
    evidence.lack("only the PDF is known; name the topic to check it against its files", *_NAMES)
    return report(str(path), evidence, chosen(profile))


_NAMES: Final = (
    "topic", "sheet", "panel", "leaflet", "theme", "paper", "language", "library", "kinds", "sources", "clinic",
    "notes", "gate",
)  # fmt: skip


def report(subject: str, evidence: Evidence, checks: Sequence[Check]) -> Report:
    """Run checks on evidence."""
    results = run(checks, evidence.given, evidence.missing)
    reading, printed = evidence.given.get("reading"), evidence.given.get("printed")
    measured = ""
    if printed is not None and printed.sides:
        measured = f"{printed.sides} side{'' if printed.sides == 1 else 's'}, ink up to {printed.ink:.0%}"
    return Report(subject, results, evidence.given.get("pdf", b""), reading.pages if reading else (), measured)


def gather(order: Order, library: Library, profile: str = "") -> Evidence:
    """Return the evidence of an order. What cannot be made becomes problems, for the check ``leaflet/made``."""
    job = Job()
    evidence = Evidence({"today": library.today, "spots": Spots((), library), "library": library})
    problems: dict[Problem, None] = {}
    readers: dict[str, Callable[[], Any]] = {
        "topic": lambda: library.topic(order.topic),
        "kinds": lambda: library.kinds,
        "sources": lambda: library.sources,
        "language": lambda: library.language(order.language),
        "theme": lambda: theme_of(order, library),
        "paper": lambda: library.format(order.format),
        "clinic": lambda: library.clinic(order.clinic),
        "notes": lambda: _notes(order, library),
        "gate": lambda: _gate(order, library),
        "sheet": lambda: body(order, library),
        "panel": lambda: clinic_panel(order, library),
        "leaflet": lambda: typeset_order(order, library, job.colour if profile == PRESS else "rgb"),
    }
    for name, read in readers.items():
        try:
            evidence.given[name] = read()
        except Missing:
            raise
        except Unusable as error:
            problems |= dict.fromkeys(error.problems)
            evidence.lack("the leaflet could not be made", name)
    evidence.lack("the leaflet could not be made", "pdf", "reading")
    leaflet = evidence.given.get("leaflet")
    if leaflet is not None:
        if evidence.given["paper"].leaves:  # compared with what a short edition holds, not with the whole topic
            from generator.typeset.layout.chains import without  # late, as all of the typesetter

            evidence.given["sheet"] = without(evidence.given["sheet"], leaflet.left)
        evidence.given["pdf"] = leaflet.pdf
        evidence.given["spots"] = Spots(leaflet.placed, library)
        _read(evidence, NOWHERE)
    if profile == PRESS:
        _print(evidence, order, library, job)
    evidence.given["problems"] = (*problems, *evidence.given.get("problems", ()))
    if evidence.given.get("clinic") is None:
        evidence.missing["clinic"] = "the leaflet is for no clinic"
    return evidence


def _notes(order: Order, library: Library) -> tuple[Problem, ...]:
    clinic = library.clinic(order.clinic)
    return colour_notes(library.theme(order.theme), clinic) if clinic else ()


def _read(evidence: Evidence, origin: Origin) -> None:
    try:
        evidence.given["reading"] = read_pdf(evidence.given["pdf"])
    except ImportError:
        evidence.lack(f"pikepdf is not installed ({EXTRA})", "reading")
    except Unreadable as error:
        evidence.given["problems"] = (Problem(origin, f"the PDF cannot be read back: {error}", "make it again"),)
        evidence.lack("the PDF cannot be read back", "reading")


def need_tools(profile: str) -> None:
    """Refuse a profile whose rules could not look at anything on this machine.

    Raises:
        Missing: for the press profile without pikepdf: skipped rules must not pass for a good file.
    """
    if profile == PRESS and find_spec("pikepdf") is None:
        message = "the press profile needs the package 'pikepdf': without it no rule of a press can look"
        raise Missing(Problem(NOWHERE, message, f"install it with: {EXTRA}"))


# -- press files -----------------------------------------------------------------


def _print(evidence: Evidence, order: Order, library: Library, job: Job) -> None:
    """Add the press edition of the leaflet that was gathered."""
    from generator.checks.press import examine_order

    leaflet = evidence.given.get("leaflet")
    if leaflet is None:
        evidence.lack("the leaflet could not be made", "printed")
        return
    try:
        pressed = put_on_sheets(leaflet, replace(order, edition=Press(job)), library)
        evidence.given["printed"] = examine_order(pressed.pdf, pressed.findings, pressed.ink)
    except (Missing, ImportError):
        evidence.lack(f"pikepdf is not installed ({EXTRA})", "printed")
    except Unreadable as error:
        problem = Problem(NOWHERE, f"the press file cannot be read back: {error}", "please report it: a program fault")
        evidence.given["problems"] = (*evidence.given.get("problems", ()), problem)
        evidence.lack("the press file cannot be read back", "printed")


def _judge(evidence: Evidence) -> None:
    """Add what is read out of a press file that somebody made."""
    from generator.checks.press import examine_file

    try:
        printed = examine_file(evidence.given["pdf"])
    except ImportError:
        evidence.lack(f"pikepdf is not installed ({EXTRA})", "printed", "reading")
        return
    evidence.given["printed"] = printed
    if printed.reading is not None:
        evidence.given["reading"] = printed.reading
    evidence.lack("the words of the file are written in a way that this program does not read", "reading")


# -- translation ---------------------------------------------------------------


def _gate(order: Order, library: Library) -> tuple[tuple[translation.Finding, Origin], ...]:
    """Return what the gate finds in the words that this leaflet prints, each with the place of the English."""
    from generator.library.languages import read_glossary

    language = library.language(order.language)
    file = library.folders.find(GLOSSARY)
    glossary = read_glossary(file.path, file.shown, []) if file else ()
    texts = list(dict.fromkeys(_texts(order, library)))
    if language.name == SOURCE:
        return tuple((one, one.origin) for one in translation.check_sources(texts, glossary))
    out: list[tuple[translation.Finding, Origin]] = []
    for domain in dict.fromkeys(text.domain for text in texts):
        catalog = library.catalog(language.name, domain)
        if catalog is None:
            message = f"there is no catalog locales/{language.name}/LC_MESSAGES/{domain}.po"
            one = translation.Finding("translated", "refuse", language.origin, message, "leaflets translate update")
            out.append((one, NOWHERE))
        else:
            mine = [text for text in texts if text.domain == domain]
            found = translation.check_catalog(catalog, mine, language, glossary)
            said = {message.origin: text.origin for text in mine if (message := catalog.find(text.words, text.context))}
            out += ((one, said.get(one.origin, one.origin)) for one in found)
    return tuple(out)


def _texts(order: Order, library: Library) -> Iterator[Text]:
    """Yield every English text of a leaflet: the topic's, shared ones, pictures', templates'."""
    from generator.compose.templates import find_messages

    topic = library.topic(order.topic)
    profile = clinic_profile(library.clinic(order.clinic), library)
    names = {topic.picture, *(name for block in topic.walk() for name in _pictures(block.fields, library))}
    words: list[Words] = [*topic.words(), *(library.pictures[name].alt for name in sorted(names))]
    for one in words:
        said = profile.sentences.get(one.key) if isinstance(one, FromProfile) else one
        if isinstance(said, Text):
            yield said
    yield from _of_templates(topic, document_template(order, library)[0], library, find_messages)


def _of_templates(topic: Topic, template: str, library: Library, find: Any) -> Iterator[Text]:
    for name in (template, PANEL):
        yield from find(*library.template(name))
    for kind in sorted({block.kind for block in topic.walk()}):
        known = library.kind(kind)
        yield from find(known.template, known.origin.file)


def _pictures(fields: Any, library: Library) -> Iterator[str]:
    for value in fields.values():
        for name in value if isinstance(value, tuple) else (value,):
            if isinstance(name, str) and name in library.pictures:
                yield name
