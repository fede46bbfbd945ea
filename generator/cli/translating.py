"""``leaflets translate``: a language begun, catalogs brought up to date, files to translators' tools and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.cli.opening import open_library, own_root
from generator.cli.options import Options
from generator.cli.speech import complain_all, say, table, tag, tell
from generator.library.library import Library
from generator.library.shelf import CATALOGS, Unknown
from generator.model.problems import NOWHERE, ExitCode, Problem, many, suggest
from generator.run.orders.choices import named

if TYPE_CHECKING:
    from generator.words.exchange.units import Change

FOLDER: Final = "translate"
"""Where files for translators go, inside the output folder."""
MOST_SHOWN: Final = 40
"""Changes that a dry run shows one by one."""


def start(options: Options) -> int:
    """Begin a language: its folder, and a catalog with every text for each domain."""
    from generator.words.begin import begin

    library = open_library(options.library)
    files = begin(library, library.faces, options.name)
    _write(library, files)
    about = next(iter(files))
    more = "give the .po files beside it to a translator" if len(files) > 1 else "add catalogs of what differs"
    tell(f"next: look through {about}, then {more}")
    return int(ExitCode.MADE)


def extract(options: Options) -> int:
    """Write a template of each domain."""
    from generator.run.files import outbox
    from generator.words.translate import extract as templates

    for domain, words in templates(open_library(options.library)).items():
        relative = f"{FOLDER}/{domain}.pot"
        outbox.write(options.output, relative, words.encode())
        say(str(options.output / relative))
    return int(ExitCode.MADE)


def update(options: Options) -> int:
    """Bring every catalog up to date with the English."""
    from generator.words.translate import update as updated

    library = open_library(options.library)
    changed = updated(library)
    _write(library, changed)
    tell(f"{many(len(changed), 'file')} changed" if changed else "all catalogs are up to date")
    return int(ExitCode.MADE)


def status(options: Options) -> int:
    """Show how far each language is, or those that are named."""
    from generator.words.translate import status as standing

    own = open_library(options.library)
    shown = _languages(options.language, own)
    rows = [("language", "words of", "translated", "fuzzy", "missing", "checked")]
    changed: dict[str, list[str]] = {}
    for row in (one for one in standing(own) if one.language in shown):
        counts = (str(row.translated), str(row.fuzzy or ""), str(row.missing or ""))
        rows.append((tag(row.language), row.domain, *counts, "no" if row.draft else "yes"))
        for stale in row.stale:
            words = f"the English changed\n  was: {stale.old}\n  now: {stale.new}"
            changed.setdefault(f"{stale.origin}: {words}", []).append(tag(row.language))
    for words, languages in changed.items():
        tell(f"{words}\n  to be translated again: {', '.join(languages)}")
    say(table(rows))
    return int(ExitCode.MADE)


def export(options: Options) -> int:
    """Write files for translators' tools; the catalogs in them are up to date with the English."""
    from generator.run.files import outbox

    library = open_library(options.library)
    for relative, data in _files(options, library):
        outbox.write(options.output, f"{FOLDER}/{relative}", data)
        say(str(options.output / FOLDER / relative), now=True)
    return int(ExitCode.MADE)


def _files(options: Options, library: Library) -> Iterator[tuple[str, bytes]]:
    """Yield the files to write, by name, each as soon as it is made."""
    from generator.run.exchange.files import FORMS, bundles

    languages = _languages(options.language, library)
    forms = [name for name in FORMS if getattr(options, name)]
    if not forms and not (options.sheet or options.glossary):
        forms = ["xliff"]
    given = bundles(library, languages, _domains(options.topics, library)) if forms or options.sheet else ()
    for bundle in given:
        place = f"{tag(bundle.language)}/{bundle.domain}"
        yield from ((f"{place}{FORMS[name].suffix}", FORMS[name].write(bundle)) for name in forms)
        if options.sheet:
            from generator.run.exchange.sheets import review_sheets

            yield from review_sheets(bundle, library)
    if options.glossary:
        from generator.run.exchange.terms import glossary_files

        yield from glossary_files(library, languages)


def bring(options: Options) -> int:
    """Lay files that came back into the catalogs, or show what that would change."""
    from generator.run.exchange.files import plan, read_bundles

    library = open_library(options.library)
    language = _languages([options.language], library)[0] if options.language else ""
    found = plan(library, read_bundles([Path(one) for one in options.files]), language, options.partial)
    for line in _shown(found.changes) if options.dry_run else ():
        say(line)
    complain_all(found.doubts)
    count = many(len(found.changes), "text")
    kept = f"; {found.kept} came back empty, and keep the words they have" if found.kept else ""
    if options.dry_run:
        tell(f"{count} of {found.units} would change in {many(len(found.files), 'catalog')}{kept}")
        return int(ExitCode.MADE)
    _write(library, found.files)
    tell(f"{count} of {found.units} changed{kept}; see what is wrong with them with: leaflets check")
    return int(ExitCode.MADE)


def _shown(changes: Sequence[Change]) -> Iterator[str]:
    """Yield what each change does: the English, the words before and after, the states, remarks."""
    for one in changes[:MOST_SHOWN]:
        states = one.state_before if one.state_before == one.state_after else f"{one.state_before} → {one.state_after}"
        yield f"{one.origin}: {states}\n  English: {one.source}"
        if one.before != one.after:
            yield f"  was: {one.before or '(nothing)'}\n  now: {one.after}"
        yield from (f"  remark: {words}" for words in one.remarks)
    if len(changes) > MOST_SHOWN:
        yield f"and {len(changes) - MOST_SHOWN} more"


def _write(library: Library, files: dict[str, str]) -> None:
    from generator.run.files import outbox

    own = own_root(library)[0] if files else Path()
    for relative, words in files.items():
        outbox.write(own, relative, words.encode())
        say(str(own / relative))


def _languages(names: Sequence[str], library: Library) -> tuple[str, ...]:
    """Return the folders' names of languages that are translated into; without names, all of them."""
    every = tuple(one for one in library.languages() if one.split("_")[0] != "en")
    found = tuple(dict.fromkeys(named(names, "languages", library)))
    for name in found:
        if name not in every:
            hint = suggest(tag(name), [tag(one) for one in every])
            raise Unknown(Problem(NOWHERE, f"there are no catalogs of a language '{tag(name)[:40]}'", hint))
    return found or every


def _domains(names: Sequence[str], library: Library) -> tuple[str, ...]:
    known, wanted = (*library.topics(), *CATALOGS), named(names, "topics", library)
    for name in wanted:
        if name not in known:
            raise Unknown(Problem(NOWHERE, f"there is no catalog called '{name[:80]}'", suggest(name, known)))
    return tuple(wanted)
