"""``leaflets pemat``: a leaflet by PEMAT's items: decided, hinted at, left to people. Never a score."""

from __future__ import annotations

from typing import Final

import msgspec

from generator.checks.pemat import judge
from generator.cli.options import Options
from generator.cli.speech import say, table, tell
from generator.library.languages import GLOSSARY, read_glossary
from generator.library.library import Library
from generator.model.papers import Judgement
from generator.model.problems import ExitCode, Problem, refuse_if_any
from generator.run.orders.choices import named

TEMPLATE: Final = "pemat"
SORTS: Final = {"program": "", "hint": "people, with a hint", "people": "people"}


def pemat(options: Options) -> int:
    """Judge one topic's English; return 0 whatever was found: the checks decide, not this."""
    library = Library.open(options.library)
    problems: list[Problem] = []
    file = library.folders.find(GLOSSARY)
    terms = read_glossary(file.path, file.shown, problems) if file else ()
    refuse_if_any(problems)
    (topic,) = named([options.topic], "topics", library)
    found = judge(library, topic, terms)
    if options.report == "json":
        say(msgspec.json.encode(found).decode())
    elif options.report == "pdf":
        _form(found, library, options)
    else:
        rows = [("item", "question", "verdict", "seen", "place")]
        rows += [
            (str(one.number), one.question, one.verdict or SORTS[one.sort], one.found, one.place) for one in found.items
        ]
        say(table(rows))
    tell(f"{found.summary}; a score needs two people who agree")
    return int(ExitCode.MADE)


def _form(found: Judgement, library: Library, options: Options) -> None:
    from generator.run.files import outbox
    from generator.stages.papers import write_paper

    for suffix, data in zip(("pdf", "html"), write_paper(found, TEMPLATE, library), strict=True):
        relative = f"pemat/{found.topic}.{suffix}"
        outbox.write(options.output, relative, data)
        say(str(options.output / relative))
