"""Clinics of a run, from the rows of a table or written in the run file: each gets a folder; none is made twice."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable

from msgspec.structs import replace

from generator.library.library import Library
from generator.library.lists import clinic_of, written_clinic
from generator.library.node import Node
from generator.library.texts import check_words
from generator.library.values import entries_of, name_in, words_in
from generator.model.content import Clinic, unplaced
from generator.model.problems import Origin, Problem, Unusable
from generator.run.files.places import FOLDER, place
from generator.run.orders.choices import Refuse, answer, choose, copies, country, split
from generator.run.orders.table import Refusal, Row, Table
from generator.run.orders.wish import CLINIC, LISTS, REQUIRED, SHARED, WANTS, Choice, Wanted

_PARTS = re.compile(r"\s*[;；\n]\s*")
_KEYS = {"name_language": "language"}
"""Columns that a clinic's file calls otherwise: 'language' in a table is that of the leaflets."""
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")  # names that Windows gives no folder


class Rows:
    """Reads clinics; gives each its folder, and refuses leaflets that are wanted twice."""

    def __init__(self, wanted: list[Wanted], refused: list[Refusal], choice: Choice, library: Library) -> None:
        """``wanted`` holds the clinics of the library; what is read is added to it, or to ``refused``."""
        self.wanted, self.refused, self.choice, self.library = wanted, refused, choice, library
        self.known: dict[tuple[Choice, str, str], tuple[Choice, list[tuple[str, str]]]] = {}
        self.countries: dict[str, str] = {}
        self.folders = {one.clinic.name.lower(): _bare(one.clinic) for one in wanted}
        self.taken = {place(order, FOLDER): one.row for one in wanted for order in one.orders()}

    def read(self, table: Table) -> None:
        """Take the rows of a table; every wrong one is refused, with everything that is wrong in it."""
        broken = {one.row for one in table.refused}
        said = {(one.row, one.column) for one in table.refused if one.column}
        for row in table.rows:
            before = len(self.refused)
            found = self.row(row, table.columns, table.shown)
            # what a cell was refused for already says enough about it
            self.refused[before:] = [one for one in self.refused[before:] if (one.row, one.column) not in said]
            if found is None or len(self.refused) > before or row.number in broken:
                continue
            if twice := self.take(found):
                self.refused.append(Refusal(row.number, "", twice, "leave one of them out"))

    def row(self, row: Row, columns: tuple[str, ...], shown: str) -> Wanted | None:
        """Return a row's clinic and what is wanted for it; what is wrong is refused."""
        problems: list[Problem] = []
        cells = {
            name: check_words(row.cells.get(name, ""), Origin(shown, row.number, at), problems)
            for at, name in enumerate(columns, 1)
        }
        cells |= {name: answer(words) for name, words in cells.items() if name == "interpreter"}
        cells |= {name: self.country(words) for name, words in cells.items() if name == "profile" and words}
        nodes = []
        for at, name in enumerate(columns, 1):
            key = _KEYS.get(name, name)
            if key in CLINIC and (cells[name] or name in REQUIRED):
                origin = Origin(shown, row.number, at)
                nodes.append((Node(origin, "words", key), _node(name, cells[name], origin)))
        root = Node(Origin(shown, row.number), "map", entries=tuple(nodes))
        clinic = clinic_of(root, "", root.origin, problems, self.library.country)
        # a problem without a column is the whole row's; a row has no lines to write
        self.refused += [
            Refusal(row.number, columns[one.origin.column - 1] if one.origin.column else "", *in_cell(one))
            for one in dict.fromkeys(problems)
        ]

        def refuse(column: str) -> Callable[[str, str], None]:
            return lambda message, hint: self.refused.append(Refusal(row.number, column, message, hint))

        choice = self.choice
        for name in SHARED:
            choice = self.chosen(choice, name, cells.get(name, ""), refuse(name))
        number = copies(cells.get("copies", ""), refuse("copies"))
        if clinic is None:
            return None
        return Wanted(row.number, self.checked(clinic, refuse), choice, number)

    def chosen(self, choice: Choice, name: str, words: str, refuse: Refuse) -> Choice:
        """Return a choice with what a cell says; what it says is looked up once, since rows say the same."""
        if (choice, name, words) not in self.known:
            wrong: list[tuple[str, str]] = []
            names = split(words, name, self.library)
            found = choose(choice, name, names, self.library, lambda *why: wrong.append(why)) if names else choice
            self.known[choice, name, words] = found, wrong
        found, wrong = self.known[choice, name, words]
        for message, hint in wrong:
            refuse(message, hint)
        return found

    def country(self, words: str) -> str:
        """Return the profile that a cell names, looked up once."""
        if words not in self.countries:
            self.countries[words] = country(words, self.library)
        return self.countries[words]

    def inline(self, node: Node, problems: list[Problem]) -> None:
        """Take a clinic that is written in the run file; what is wrong are problems with their lines."""
        before = len(problems)
        given = entries_of(node, "a clinic of a run", (*CLINIC, *WANTS), REQUIRED, problems)
        root = replace(node, entries=tuple(pair for pair in node.entries if pair[0].words in CLINIC))
        clinic = (
            written_clinic(root, "", node.origin, problems, self.library.country) if len(problems) == before else None
        )

        def refuse(name: str) -> Callable[[str, str], None]:
            origin = given[name].origin if name in given else node.origin
            return lambda message, hint: problems.append(Problem(origin, message, hint))

        choice = self.choice
        for name in SHARED:
            if name in given and (names := listed(given[name], name, problems)):
                choice = choose(choice, name, names, self.library, refuse(name))
        words = words_in(given["copies"], "copies", problems) or "" if "copies" in given else ""
        number = copies(words, refuse("copies"))
        if clinic is None:
            return
        clinic = self.checked(clinic, refuse)
        if len(problems) == before and (twice := self.take(Wanted(0, clinic, choice, number))):
            problems.append(Problem(node.origin, twice, "leave one of them out"))

    def checked(self, clinic: Clinic, refuse: Callable[[str], Callable[[str, str], None]]) -> Clinic:
        """Return a clinic whose profile and logo were looked at; what is wrong with them is refused."""
        for column, check in (("profile", self.check_profile), ("logo", self.check_logo)):
            try:
                clinic = check(clinic)
            except Unusable as error:
                for one in error.problems:
                    refuse(column)(one.message, one.hint.replace("correct the line 'logo:'", "correct its name"))
        return clinic

    def check_profile(self, clinic: Clinic) -> Clinic:
        """Return the clinic when the library has its profile."""
        self.library.profile(clinic.profile)
        return clinic

    def check_logo(self, clinic: Clinic) -> Clinic:
        """Return the clinic with its logo as the library names it, when it can be read."""
        clinic = self.library.with_logo(clinic)
        if clinic.logo:
            self.library.logo_bytes(clinic)
        return clinic

    def take(self, found: Wanted) -> str:
        """Keep what is wanted in a folder of its own; return why not when the same leaflet is wanted before."""
        base = folder_name(found.clinic.title)
        bare = _bare(found.clinic)
        number = 1
        while self.folders.setdefault(name := base if number == 1 else f"{base}-{number}", bare) != bare:
            number += 1
        found = replace(found, clinic=replace(found.clinic, name=name))
        files = [place(order, FOLDER) for order in found.orders()]
        twice = next((file for file in files if file in self.taken), None)
        if twice:
            first = self.taken[twice]
            return f"row {first} wants the same leaflets for this clinic" if first else "this clinic stands twice"
        self.taken |= dict.fromkeys(files, found.row)
        self.wanted.append(found)
        return ""


def listed(node: Node, name: str, problems: list[Problem]) -> tuple[str, ...]:
    """Return one name or a list of them."""
    items = node.items if node.shape == "list" else (node,)
    if not items:
        problems.append(Problem(node.origin, f"the list '{name}' is empty", "leave it out, or name one"))
    return tuple(filter(None, (name_in(item, name, problems) for item in items)))


def folder_name(title: str) -> str:
    """Return a folder's name for a clinic: small ASCII letters, digits and dashes; a digest where letters are lost."""
    plain = unicodedata.normalize("NFKD", title.lower().replace("đ", "d"))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    slug = re.sub("[^a-z0-9]+", "-", kept, flags=re.ASCII).strip("-")
    if any(letter.isalnum() and not letter.isascii() for letter in kept) or len(slug) > 60 or not slug:
        slug = f"{slug[:50].strip('-') or 'clinic'}-{hashlib.sha256(title.encode()).hexdigest()[:8]}"
    return f"{slug}-clinic" if _RESERVED.fullmatch(slug) else slug


def _bare(clinic: Clinic) -> Clinic:
    return replace(unplaced(clinic), name="")


def _node(name: str, words: str, origin: Origin) -> Node:
    """Return a cell as the value a clinic's file would have."""
    if name not in (*LISTS, "colours"):
        return Node(origin, "words", words)
    parts = [part for part in _PARTS.split(words) if part.strip()]
    return Node(origin, "list", items=tuple(Node(origin, "words", part.strip()) for part in parts))


def in_cell(problem: Problem) -> tuple[str, str]:
    """Return message and hint as they fit a cell: what is said about keys, lines and quotes of a file does not."""
    if re.fullmatch(r"there are no words in '\w+'|the list '\w+' is empty", problem.message):
        several = "; several are parted by ;" if problem.message.startswith("the list") else ""
        return "this cell is empty", f"fill it in{several}"
    hint = problem.hint.replace("; put the words in double quotes", "")
    hint = hint.replace("write > instead of |, without an empty line; or make two of them", "put it on one line")
    return problem.message, "" if "line '" in hint or "YAML" in hint else hint
