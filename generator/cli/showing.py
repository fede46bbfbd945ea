"""``leaflets show`` and ``leaflets sheet``: what the library holds, in words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from generator.cli.opening import open_library
from generator.cli.options import Options
from generator.cli.speech import complain_all, say, table
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.content import Said, Text, Words
from generator.model.problems import NOWHERE, ExitCode, Problem, Unusable, many
from generator.model.sheet import Element, Run, Sheet

Row = tuple[str, ...]
MM = 72 / 25.4


def show(options: Options) -> int:
    """List one sort of thing. What cannot be read is said, and the rest still listed."""
    if options.sort == "schema":
        from generator.cli import schemas  # late: it brings in every reader there is

        return schemas.show(options)
    if options.kind or options.output:
        what = f"'{options.kind[:80]}'" if options.kind else "--output"
        raise Unknown(Problem(NOWHERE, f"{what} is too much here", "it is for: leaflets show schema"))
    library = open_library(options.library)
    if options.sort == "fonts":
        return _fonts(library, options.verify)
    listing: dict[str, tuple[Callable[[], Iterable[str]], Callable[[Library, str], Row]]] = {
        "topics": (library.topics, _topic),
        "languages": (library.languages, _language),
        "blocks": (lambda: tuple(library.kinds), _block),
        "formats": (library.formats, _format),
        "themes": (library.themes, lambda found, name: (name, found.theme(name).about)),
        "clinics": (library.clinics, _clinic),
    }
    names, describe = listing[options.sort]
    rows: list[Row] = []
    problems: dict[Problem, None] = {}
    code = ExitCode.MADE
    for name in names():
        try:
            rows.append(describe(library, name))
        except Unusable as error:
            rows.append((name, "cannot be read"))
            problems |= dict.fromkeys(error.problems)
            code = max(code, error.exit_code)
    if rows:
        say(table(rows))
    complain_all(problems)
    return int(code)


def _plain(words: Words) -> str:
    return words.words.replace("**", "") if isinstance(words, Said | Text) else ""


def _topic(library: Library, name: str) -> Row:
    topic = library.topic(name)
    return name, topic.code, f"version {topic.version}", f"written {topic.written}", _plain(topic.title)


def _language(library: Library, name: str) -> Row:
    language = library.language(name)
    return language.tag, language.own_name, language.english_name


def _block(library: Library, name: str) -> Row:
    kind = library.kind(name)
    fields = (f"{field.name}: {field.type}{'?' if field.optional else ''}" for field in kind.fields.values())
    return name, kind.about, ", ".join(fields)


def _format(library: Library, name: str) -> Row:
    paper = library.format(name)
    pages = f"{many(paper.most_pages, 'page')} at most"
    return name, f"{paper.width / MM:.0f} × {paper.height / MM:.0f} mm", pages, paper.about


def _clinic(library: Library, name: str) -> Row:
    clinic = library.clinic(name)
    assert clinic is not None
    phones = "; ".join([f"{phone.words} dials {phone.dialled}" for phone in clinic.phones])
    return name, clinic.title, "an invented example" if clinic.example else clinic.profile, phones


def _fonts(library: Library, verify: bool) -> int:
    """List the faces; with ``verify``, compare every file with the sha256 that is known of it."""
    rows: list[Row] = []
    problems: list[Problem] = []
    code = ExitCode.MADE
    needed = {key for name in library.languages() for key in library.language(name).faces}
    for key, face in library.faces.items():
        state = "here"
        try:
            path = Path(library.face(key).path)
            if verify:
                state = "verified"
                with path.open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
                if found != face.sha256:
                    state = "CHANGED"
                    code = max(code, ExitCode.UNUSABLE)
                    message = f"the file of the face '{key}' is not the one this library was tried with: {path}"
                    hint = f"install the pinned version of {face.package.replace('_', '-')}, or put {found} here"
                    problems.append(Problem(face.origin, message, hint))
        except Unusable as error:
            state = "MISSING" if key in needed else "not installed"  # only names in its script want it
            if key in needed:
                code = max(code, error.exit_code)
                problems += error.problems
        rows.append((key, state, face.package.replace("_", "-"), face.path))
    say(table(rows))
    complain_all(problems)
    return int(code)


# -- sheet -------------------------------------------------------------------


def sheet(options: Options) -> int:
    """Print a composed leaflet as XML, for whoever writes templates."""
    from generator.model.leaflet import Order
    from generator.run.orders.choices import named
    from generator.stages.bodies import body

    library = open_library(options.library)
    (topic,), (wanted,) = (
        named([words], name, library) for words, name in ((options.topic, "topics"), (options.language, "languages"))
    )
    language = library.language(wanted).name
    order = Order(topic, language, options.format, clinic=options.clinic, draft=options.draft)
    say(sheet_xml(body(order, library)))
    return int(ExitCode.MADE)


def sheet_xml(composed: Sheet) -> str:
    """Return a sheet as indented XML."""
    attributes = {
        "title": composed.title,
        "language": composed.language,
        "accent": composed.accent,
        "code": composed.code,
    }
    lines = [f"<sheet{_attributes(attributes)}>"]
    for area in composed.areas:
        lines += _lines(area, 1)
    return "\n".join([*lines, "</sheet>"])


def _lines(element: Element, depth: int) -> Iterator[str]:
    indent = "  " * depth
    opening = f"{indent}<{element.tag}{_attributes(element.attributes)}"
    if element.runs:
        yield f"{opening}>{''.join(map(_run, element.runs))}</{element.tag}>"
    elif element.children:
        yield f"{opening}>"
        for child in element.children:
            yield from _lines(child, depth + 1)
        yield f"{indent}</{element.tag}>"
    else:
        yield f"{opening}/>"


def _run(run: Run) -> str:
    words = f"<{run.mark}/>" if run.mark else "<br/>" if run.words == "\n" else _escape(run.words)
    for wanted, tag in ((run.raised, "sup"), (run.strong, "b")):
        if wanted:
            words = f"<{tag}>{words}</{tag}>"
    if run.lang:
        words = f'<span lang="{run.lang}">{words}</span>'
    return f'<a href="{_escape(run.link)}">{words}</a>' if run.link else words


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_escape(value)}"' for name, value in attributes.items() if value)


def _escape(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
