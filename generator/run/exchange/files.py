"""Catalogs out to files of translators' tools, and such files back into the catalogs: all or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from generator.library.languages import OWN_WORDS
from generator.library.library import Library
from generator.library.texts import no_file, unreadable
from generator.meaning import compare
from generator.meaning.tables import tongue_of
from generator.model.content import Language
from generator.model.problems import Origin, Problem, refuse_if_any
from generator.words.exchange.trees import read_tree
from generator.words.exchange.units import MOST_UNITS, Bundle, Change, check_bundle, domain_of, lay, unit_id, units_of
from generator.words.exchange.xliff1 import SPACE as XLIFF1
from generator.words.exchange.xliff1 import read_xliff1, write_xliff1
from generator.words.exchange.xliff2 import SPACE as XLIFF2
from generator.words.exchange.xliff2 import read_xliff2, write_xliff2
from generator.words.heads import is_draft
from generator.words.po import parse_po
from generator.words.translate import Current, currents

MOST_BYTES: Final = 5_000_000
"""The largest file that is read back; the largest of our own has a twentieth of it."""
_LANGUAGE: Final = re.compile(r"^Language:\s*([A-Za-z_@-]+)\s*$", re.MULTILINE)


class Form(Struct, frozen=True):
    """A form of file: how its name ends, and what writes a bundle in it."""

    suffix: str
    write: Callable[[Bundle], bytes]


def _write_workbook(bundle: Bundle) -> bytes:
    from generator.run.exchange.workbook import write_exchange

    return write_exchange(bundle)


FORMS: Final = {
    "xliff": Form(".xlf", write_xliff1),
    "xliff2": Form("-2.1.xlf", write_xliff2),
    "xlsx": Form(".xlsx", _write_workbook),
}


class Plan(Struct, frozen=True):
    """What an import would do: the words of each catalog that changes by its path, and every change in it.

    ``kept`` counts the units that came back without words where the catalog has some: nothing is taken away.
    ``doubts`` are what the gate of translations doubts in the words that change, each at its place in the file.
    """

    files: dict[str, str]
    changes: tuple[Change, ...]
    units: int
    kept: int
    doubts: tuple[Problem, ...] = ()


def bundles(library: Library, languages: Sequence[str], domains: Sequence[str]) -> tuple[Bundle, ...]:
    """Return the texts of some languages and domains (none: all) as they would be after an update. Raises Unusable."""
    return tuple(
        units_of(one.po, one.language, one.domain, not is_draft(one.po.header))
        for one in currents(library, *languages)
        if not domains or one.domain in domains
    )


def read_bundles(paths: Iterable[Path]) -> tuple[Bundle, ...]:
    """Read what came back: XLIFF 1.2 and 2, workbooks, PO files; by what is in them, not by their names.

    Raises:
        Unusable: with all that is wrong in any of them.
        Missing: for a workbook, when openpyxl is not installed.
    """
    problems: list[Problem] = []
    found: list[Bundle] = []
    for path in paths:
        data = _bytes(path, problems)
        if data is not None:
            found += read_bundle(data, path, problems)
    for one in found:
        if len(one.units) > MOST_UNITS:
            problems.append(Problem(Origin(one.shown), f"the file holds more than {MOST_UNITS:,} texts", "split it"))
    refuse_if_any(problems)
    return tuple(found)


def _bytes(path: Path, problems: list[Problem]) -> bytes | None:
    origin = Origin(str(path))
    try:
        about = path.stat()
        if problem := no_file(origin, about):
            problems.append(problem)
            return None
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        problems.append(unreadable(origin, error))
        return None
    if len(data) > MOST_BYTES:
        problems.append(
            Problem(origin, f"the file is larger than {MOST_BYTES // 1_000_000} MB", "is it the right one?")
        )
        return None
    return data


def read_bundle(data: bytes, path: Path, problems: list[Problem]) -> list[Bundle]:
    """Return what the bytes of a file hold, by what they are; ``path`` is for messages, and a PO file's domain."""
    shown, begins = str(path), data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PK\x03\x04") or path.suffix.lower() in (".xlsx", ".xls"):
        from generator.run.exchange.workbook import read_exchange

        return read_exchange(data, shown, problems)
    if begins[:15].lower().startswith((b"<!doctype html", b"%pdf-")):
        hint = "write what stands on it into the .xlf, .xlsx or .po file, and import that"
        problems.append(Problem(Origin(shown), "a review sheet is for paper: nothing is read back from it", hint))
        return []
    if begins.startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        root = read_tree(data, shown, problems)
        if root is None:
            return []
        if root.name == "xliff" and root.space in (XLIFF1, XLIFF2):
            return (read_xliff1 if root.space == XLIFF1 else read_xliff2)(root, shown, problems)
        message = f"this XML file is no XLIFF 1.2 or 2: it begins with <{root.name[:40]}>"
        problems.append(Problem(Origin(shown, root.line), message, "export it from the tool as XLIFF 1.2"))
        return []
    if b'msgid "' in data:
        return _read_po(data, path, problems)
    hint = "XLIFF (.xlf), workbooks (.xlsx) and PO files (.po) are read"
    problems.append(Problem(Origin(shown), "this is no file of translations that is known here", hint))
    return []


def _read_po(data: bytes, path: Path, problems: list[Problem]) -> list[Bundle]:
    try:
        words = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        problems.append(Problem(Origin(str(path), data[: error.start].count(b"\n") + 1), "the file is not UTF-8"))
        return []
    po = parse_po(words, str(path), problems)
    if po is None:
        return []
    language = _LANGUAGE.search(po.header.words) if po.header else None
    bundle = units_of(po, language[1].replace("-", "_") if language else "", path.stem)
    units = tuple(replace(one, base="") for one in bundle.units)  # a PO file does not say what it was before
    return [replace(bundle, units=units, shown=str(path))]


def plan(library: Library, came: Sequence[Bundle], language: str = "", partial: bool = False) -> Plan:
    """Return what laying files into the catalogs would change; nothing is written.

    Args:
        library: whose catalogs they are.
        came: what was read.
        language: the folder's name of the language that they must be in; empty for any that the library has.
        partial: whether they may hold some of the texts only.

    Raises:
        Unusable: with everything that is wrong in any file, each with its line.
    """
    problems: list[Problem] = []
    wanted: dict[str, Language | None] = {}
    # pot2po empties the language of a PO file: who says --language has said it
    hint = "say it: --language vi; or write into its head: Language: vi"
    mute = [] if language else [one.shown for one in came if not one.language]
    problems += [Problem(Origin(shown), "the file does not say its language", hint) for shown in mute]
    came = [replace(one, language=one.language or language) for one in came if one.language or language]
    for bundle in came:
        folder = library.language_name(bundle.language)
        wanted[bundle.language] = library.language(folder) if folder in library.languages() else None
        if language and folder != language:
            message = f"the file is in '{bundle.language.replace('_', '-')[:40]}', not '{language.replace('_', '-')}'"
            problems.append(Problem(Origin(bundle.shown), message, "is it the right file?"))
    folders = [one.name for one in wanted.values() if one]
    there = {(one.language, one.domain): one for one in (currents(library, *folders) if folders else ())}
    given: dict[tuple[str, str], str] = {}
    laid: dict[str, Current] = {}
    changes: list[Change] = []
    kept = 0
    doubts: list[Problem] = []
    for bundle in came:
        spoken = wanted[bundle.language]
        domains = {domain for name, domain in there if spoken and name == spoken.name}
        if not bundle.domain and spoken:
            catalogs = ((domain, there[spoken.name, domain].po) for domain in sorted(domains))
            bundle = replace(bundle, domain=domain_of(bundle, catalogs))
        wrong = check_bundle(bundle, spoken, domains or {bundle.domain})
        problems += wrong
        if wrong or spoken is None:
            continue
        key = spoken.name, bundle.domain
        if key in given:
            message = f"the same catalog comes from {given[key]} too"
            problems.append(Problem(Origin(bundle.shown), message, "import one of the two files"))
            continue
        given[key] = bundle.shown
        po, some = lay(there[key].po, bundle, problems, partial)
        changes += some
        said = {unit_id(*entry.key) for entry in po.entries if entry.words}
        kept += sum(not unit.target and unit.id in said for unit in bundle.units)
        doubts += _gated(some, spoken, library, problems)
        if some:
            laid[there[key].relative] = replace(there[key], po=po)
    refuse_if_any(problems)
    files = {name: words for name, one in laid.items() if (words := one.changed()) is not None}
    return Plan(files, tuple(changes), sum(len(one.units) for one in came), kept, tuple(doubts))


def _gated(changes: Sequence[Change], spoken: Language, library: Library, problems: list[Problem]) -> list[Problem]:
    """Compare new words with their English: what is surely wrong is a problem, unless it was there before.

    Returns the doubts. Words that a translator left for review are told of as doubts: no leaflet is made of them.
    """
    file = library.folders.find(OWN_WORDS.format(language=spoken.name))
    tongue = tongue_of(spoken.name, ((str(file.path), file.shown),) if file else ())
    doubts: list[Problem] = []
    for one in changes:
        if one.before == one.after:
            continue
        before = {
            (old.rule, old.message)
            for old in compare(one.source, one.before, spoken.name, script=spoken.script, tongue=tongue)
        }
        for found in compare(one.source, one.after, spoken.name, script=spoken.script, tongue=tongue):
            if found.rule == "marks" or (found.rule, found.message) in before:
                continue  # marks are looked at where the words are laid
            refused = found.severity == "critical" and one.state_after == "translated"
            told = Problem(one.origin, f"{found.message} [{found.rule}]", found.hint)
            (problems if refused else doubts).append(told)
    return doubts
