"""What a run is to make: a table of clinics, or a run file that names a table, clinics of the library, topics."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from generator.content import Clinic
from generator.leaflet import Order
from generator.library import Library
from generator.problems import Origin, Problem, Unusable, refuse_if_any, suggest
from generator.readers.lists import clinic_of
from generator.readers.shapes import entries_of, name_in, short, words_in
from generator.readers.tables import Refusal, Row, Table, read_table
from generator.sources import Node, check_words, read_yaml

LISTS: Final = ("phones", "hours", "address")
CLINIC: Final = ("name", *LISTS, "interpreter", "web", "logo", "profile")
WANTS: Final = ("languages", "topics", "formats", "theme", "copies")
COLUMNS: Final = (*CLINIC, *WANTS)
REQUIRED: Final = ("name", *LISTS)
MOST_COPIES: Final = 1_000_000
_PARTS = re.compile(r"\s*[;；\n]\s*")
_NAMES = re.compile(r"[\s;；,，]+")
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")  # names that Windows gives no folder


@dataclass(frozen=True, slots=True)
class Choice:
    """Which leaflets: names of the library."""

    topics: tuple[str, ...]
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    theme: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One clinic's leaflets. ``row`` is that of the table, 0 for a clinic of the library."""

    row: int
    clinic: Clinic
    choice: Choice
    copies: int = 1

    def orders(self) -> Iterable[Order]:
        """Yield the orders, language by language."""
        choice = self.choice
        for language in choice.languages:
            for topic in choice.topics:
                for paper in choice.formats:
                    yield Order(topic, language, paper, choice.theme, self.clinic.name)


@dataclass(frozen=True, slots=True)
class Wish:
    """A whole run as it was read: what can be made, what was refused, and the table for those to be mended."""

    shown: str
    wanted: tuple[Wanted, ...]
    refused: tuple[Refusal, ...]
    problems: tuple[Problem, ...]
    table: Table | None


def place(order: Order) -> str:
    """Return a leaflet's file inside the output folder: ``hill-clinic/zh-Hans/colostrum-a4.pdf``."""
    return f"{order.clinic}/{order.language.replace('_', '-')}/{order.topic}-{order.format}.pdf"


def read_wish(path: Path, library: Library) -> Wish:
    """Read a table or a run file.

    Raises:
        Unusable: when nothing can be made of the file as a whole: with every problem.
    """
    everything = Choice(library.topics(), library.languages(), ("a4",), "default")
    if path.suffix.lower() not in (".yaml", ".yml"):
        return _read(path, (), everything, library, str(path), [])
    problems: list[Problem] = []
    root = read_yaml(path, str(path), problems)
    given = entries_of(root, "a run", ("orders", "clinics", *WANTS[:-1]), (), problems) if root else {}
    choice = everything
    for name in WANTS[:-1]:
        if name in given:
            names = _listed(given[name], name, problems)
            choice = _choose(choice, name, names, library, _adder(given[name].origin, problems))
    clinics: tuple[str, ...] = ()
    if "clinics" in given:
        clinics = _known(
            _listed(given["clinics"], "clinics", problems),
            library.clinics(),
            "clinic",
            _adder(given["clinics"].origin, problems),
        )
    table = words_in(given["orders"], "orders", problems) if "orders" in given else ""
    if root and not given.keys() & {"orders", "clinics"}:
        hint = "add a line 'orders: clinics.csv' or 'clinics: [example]'"
        problems.append(Problem(root.origin, "the run names no clinics", hint))
    refuse_if_any(problems)
    return _read(path.parent / table if table else None, clinics, choice, library, str(path), problems)


def _read(
    path: Path | None, clinics: Iterable[str], choice: Choice, library: Library, shown: str, problems: list[Problem]
) -> Wish:
    wanted: list[Wanted] = []
    refused: list[Refusal] = []
    failed: list[Problem] = []
    for name in clinics:
        try:
            clinic = library.clinic(name)
            assert clinic is not None
            library.profile(clinic.profile, clinic.origin)
            wanted.append(Wanted(0, clinic, choice))
        except Unusable as error:
            failed += error.problems
    table = None
    if path is not None:
        table = read_table(path, str(path), COLUMNS, REQUIRED, problems)
        refuse_if_any(problems)
        assert table is not None
        refused += table.refused
        _Rows(wanted, refused, choice, library, str(path)).read(table)
    return Wish(shown, tuple(wanted), tuple(sorted(refused, key=lambda one: one.row)), tuple(failed), table)


class _Rows:
    """Reads the rows of a table; gives each clinic its folder, and refuses leaflets that are wanted twice."""

    def __init__(
        self, wanted: list[Wanted], refused: list[Refusal], choice: Choice, library: Library, shown: str
    ) -> None:
        self.wanted, self.refused, self.choice, self.library, self.shown = wanted, refused, choice, library, shown
        self.folders = {one.clinic.name: _bare(one.clinic) for one in wanted}
        self.taken = {place(order): one.row for one in wanted for order in one.orders()}

    def read(self, table: Table) -> None:
        broken = {one.row for one in table.refused}
        for row in table.rows:
            before = len(self.refused)
            found = self.row(row, table.columns)
            if found is not None and len(self.refused) == before and row.number not in broken:
                self.take(found)

    def row(self, row: Row, columns: tuple[str, ...]) -> Wanted | None:
        """Return a row's clinic and what is wanted for it; what is wrong is refused."""
        problems: list[Problem] = []
        cells = {
            name: check_words(row.cells.get(name, ""), Origin(self.shown, row.number, at), problems)
            for at, name in enumerate(columns)
        }
        nodes = []
        for at, name in enumerate(columns):
            if name in CLINIC and (cells[name] or name in REQUIRED):
                origin = Origin(self.shown, row.number, at)
                nodes.append((Node(origin, "words", name), _node(name, cells[name], origin)))
        root = Node(Origin(self.shown, row.number, -1), "map", entries=tuple(nodes))
        clinic = clinic_of(root, "", Origin(self.shown, row.number), problems)
        # a problem without a column is the whole row's; a row has no lines to write
        self.refused += [
            Refusal(row.number, columns[one.origin.column] if one.origin.column >= 0 else "", one.message, _hint(one))
            for one in dict.fromkeys(problems)
        ]

        def refuse(column: str) -> Callable[[str, str], None]:
            return lambda message, hint: self.refused.append(Refusal(row.number, column, message, hint))

        choice = self.choice
        for name in WANTS[:-1]:
            if names := _split(cells.get(name, "")):
                choice = _choose(choice, name, names, self.library, refuse(name))
        words = cells.get("copies") or "1"
        copies = int(words) if re.fullmatch(r"[0-9]{1,7}", words, re.ASCII) else 0
        if not 1 <= copies <= MOST_COPIES:
            message = f"'{short(words)}' is not a number of copies"
            refuse("copies")(message, f"write a whole number from 1 to {MOST_COPIES:,}, without a point or a comma")
        if clinic is None:
            return None
        for column, check in (("profile", self.check_profile), ("logo", self.check_logo)):
            try:
                clinic = check(clinic)
            except Unusable as error:
                for one in error.problems:
                    refuse(column)(one.message, one.hint.replace("correct the line 'logo:'", "correct its name"))
        return Wanted(row.number, clinic, choice, copies)

    def check_profile(self, clinic: Clinic) -> Clinic:
        self.library.profile(clinic.profile)
        return clinic

    def check_logo(self, clinic: Clinic) -> Clinic:
        clinic = self.library.with_logo(clinic)
        if clinic.logo:
            self.library.logo_bytes(clinic)
        return clinic

    def take(self, found: Wanted) -> None:
        """Keep what a row wants in a folder of its own, unless a row above wants the same leaflet."""
        base = folder_name(found.clinic.title)
        bare = _bare(found.clinic)
        number = 1
        while self.folders.setdefault(name := base if number == 1 else f"{base}-{number}", bare) != bare:
            number += 1
        found = replace(found, clinic=replace(found.clinic, name=name))
        files = [place(order) for order in found.orders()]
        twice = next((file for file in files if file in self.taken), None)
        if twice:
            first = self.taken[twice]
            message = f"row {first} wants the same leaflets for this clinic" if first else "this clinic stands twice"
            self.refused.append(Refusal(found.row, "", message, "leave one of them out"))
            return
        self.taken |= dict.fromkeys(files, found.row)
        self.wanted.append(found)


def folder_name(title: str) -> str:
    """Return a folder's name for a clinic: small ASCII letters, digits and dashes; a digest where letters are lost."""
    plain = unicodedata.normalize("NFKD", title.lower().replace("đ", "d"))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    slug = re.sub("[^a-z0-9]+", "-", kept, flags=re.ASCII).strip("-")
    if any(letter.isalnum() and not letter.isascii() for letter in kept) or len(slug) > 60 or not slug:
        slug = f"{slug[:50].strip('-') or 'clinic'}-{hashlib.sha256(title.encode()).hexdigest()[:8]}"
    return f"{slug}-clinic" if _RESERVED.fullmatch(slug) else slug


def _bare(clinic: Clinic) -> Clinic:
    return replace(clinic, name="", origin=Origin(""))


def _node(name: str, words: str, origin: Origin) -> Node:
    """Return a cell as the value a clinic's file would have."""
    if name not in LISTS:
        return Node(origin, "words", words)
    parts = [part for part in _PARTS.split(words) if part.strip()]
    return Node(origin, "list", items=tuple(Node(origin, "words", part.strip()) for part in parts))


def _hint(problem: Problem) -> str:
    """Return a hint that fits a cell: what is said about lines and quotes of a file does not."""
    if "line" in problem.hint or "YAML" in problem.hint:
        return "fill in this cell; several are parted by ;" if "empty" in problem.message else ""
    return problem.hint.replace("; put the words in double quotes", "").replace(
        "write > instead of |, without an empty line; or make two of them", "put it on one line"
    )


def _split(words: str) -> tuple[str, ...]:
    return tuple(filter(None, _NAMES.split(words)))


def _listed(node: Node, name: str, problems: list[Problem]) -> tuple[str, ...]:
    """Return one name or a list of them."""
    items = node.items if node.shape == "list" else (node,)
    if not items:
        problems.append(Problem(node.origin, f"the list '{name}' is empty", "leave it out, or name one"))
    return tuple(filter(None, (name_in(item, name, problems) for item in items)))


def _adder(origin: Origin, problems: list[Problem]) -> Callable[[str, str], None]:
    return lambda message, hint: problems.append(Problem(origin, message, hint))


def _known(
    names: Iterable[str], known: tuple[str, ...], sort: str, refuse: Callable[[str, str], None]
) -> tuple[str, ...]:
    """Return names that the library has; 'all' means every one."""
    wanted = tuple(dict.fromkeys(names))
    if wanted == ("all",):
        return known
    for name in wanted:
        if name not in known:
            shown, others = (name, known) if sort != "language" else (_tag(name), tuple(map(_tag, known)))
            refuse(f"there is no {sort} called '{short(shown)}'", suggest(shown[:80], others))
    return wanted


def _tag(language: str) -> str:
    return language.replace("_", "-")


def _choose(
    choice: Choice, name: str, names: tuple[str, ...], library: Library, refuse: Callable[[str, str], None]
) -> Choice:
    """Return a choice with one thing chosen otherwise; names that the library has not are refused."""
    if name == "topics":
        return replace(choice, topics=_known(names, library.topics(), "topic", refuse))
    if name == "languages":
        spoken = map(library.language_name, names)
        return replace(choice, languages=_known(spoken, library.languages(), "language", refuse))
    if name == "theme":
        if len(names) > 1:
            refuse("one theme is needed, not several", "")
        found = _known(names, library.themes(), "theme", refuse)
        return replace(choice, theme=found[0] if found else choice.theme)
    single = tuple(one for one in library.formats() if library.format(one).languages == 1)
    formats = single if names == ("all",) else _known(names, library.formats(), "format", refuse)
    for one in formats:
        if one in library.formats() and one not in single:
            refuse(f"the format '{one}' is for two languages", "make it with: leaflets make --with")
    return replace(choice, formats=formats)
