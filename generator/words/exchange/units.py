"""A catalog as units to hand out, and what came back laid into the catalog: every form of file passes through here.

The catalog stays the truth. A file that comes back can give words, a state and remarks; it can take nothing away:
obsolete entries, notes, places and the old English are the catalog's own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from generator.model.content import Language
from generator.model.problems import Origin, Problem
from generator.model.writing import HAN, composed, script_of
from generator.words.catalogs import CONTROL, WRONG, Message, check_message
from generator.words.po import PoEntry, PoFile

State = Literal["missing", "review", "translated"]
"""How far one translation is; ``review`` is what PO calls fuzzy."""
MOST_UNITS: Final = 5_000
"""Units in a file; the largest catalog of our own has some 200."""
MOST_LETTERS: Final = 20_000
"""Characters of one translation; a paragraph of a leaflet has some hundreds."""
AGAIN: Final = "send the translator a new file: leaflets translate export"
_MARK: Final = re.compile(r"[0-9a-f]{12}")
_SCRIPTS: Final = {"Hans": HAN, "Hant": HAN, "Jpan": HAN, "Kore": frozenset({"Hang", "Hani"})}
"""What letters the scripts of ISO 15924 that name several are made of."""


class Unit(Struct, frozen=True):
    """One text to translate. ``line`` is its place in the file it came from: a line, or a row.

    ``notes`` are for translators, ``remarks`` by them, both without the marks of PO; ``places`` as PO writes them.
    ``previous`` is the English that the translation was made for, when that has changed; else empty.
    """

    id: str
    source: str
    target: str = ""
    state: State = "missing"
    context: str = ""
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    places: str = ""
    previous: str = ""
    line: int = 0
    base: str = ""
    """What words and state the file was written with (``mark_of``); empty in files of tools that drop it, and in PO."""
    stated: bool = True
    """Whether the file says a state at all: some tools leave it out."""


class Bundle(Struct, frozen=True):
    """The units of one domain in one language; ``checked`` when the catalog no longer calls itself a draft.

    ``language`` is a folder's name. ``shown`` is the file it came from, for messages.
    """

    language: str
    domain: str
    units: tuple[Unit, ...]
    checked: bool = False
    shown: str = ""
    source_language: str = "en"


class Change(Struct, frozen=True):
    """What an import changes in one entry: its words, its state, a translator's remarks."""

    origin: Origin
    source: str
    before: str
    after: str
    state_before: State
    state_after: State
    remarks: tuple[str, ...] = ()


def unit_id(source: str, context: str) -> str:
    """Return what a unit is called in every file, as long as its English stays: an XML name."""
    return "u" + hashlib.sha256(f"{context}\x04{source}".encode()).hexdigest()[:20]


def mark_of(target: str, state: State) -> str:
    """Return a short digest of a translation, by which an import tells who changed it: the translator, or we."""
    return hashlib.sha256(f"{state} {target}".encode()).hexdigest()[:12]


def units_of(po: PoFile, language: str, domain: str, checked: bool = False) -> Bundle:
    """Return a catalog's living entries as units; obsolete ones stay at home."""
    return Bundle(language, domain, tuple(_unit(one) for one in po.entries if not one.obsolete), checked)


def _unit(entry: PoEntry) -> Unit:
    state = _state(entry)
    return Unit(
        id=unit_id(*entry.key),
        source=entry.source,
        target=entry.words,
        state=state,
        context=entry.context or "",
        notes=tuple(words for one in entry.comments if one.startswith("#.") and (words := one[2:].strip())),
        remarks=_remarks(entry),
        places=" ".join(one[2:].strip() for one in entry.comments if one.startswith("#:")),
        previous=entry.old,
        line=entry.line,
        base=mark_of(entry.words, state),
    )


def _state(entry: PoEntry) -> State:
    return "missing" if not entry.words else "review" if entry.fuzzy else "translated"


def _remarks(entry: PoEntry) -> tuple[str, ...]:
    own = (one for one in entry.comments if not one.startswith(("#.", "#:")))
    return tuple(words for one in own if (words := one[1:].strip()))


def domain_of(bundle: Bundle, catalogs: Iterable[tuple[str, PoFile]]) -> str:
    """Return the domain of a file that does not name one: that of most of its units; empty where two are as near.

    Some tools leave out what a file was made from; some short texts stand in several catalogs.
    """
    ids = {unit.id for unit in bundle.units}
    shared = {name: len(ids & {unit_id(*one.key) for one in po.entries if not one.obsolete}) for name, po in catalogs}
    most = max(shared.values(), default=0)
    homes = [name for name, number in shared.items() if number == most > len(ids) / 2]
    return homes[0] if len(homes) == 1 else ""


def check_bundle(bundle: Bundle, language: Language | None, known: Iterable[str]) -> list[Problem]:
    """Return what is wrong with a file as a whole: its language, its domain, the letters it is written in."""
    whole, problems = Origin(bundle.shown), list[Problem]()
    if bundle.source_language.split("-")[0] != "en":
        message = f"the file translates from '{bundle.source_language[:20]}'; the catalogs translate from English"
        problems.append(Problem(whole, message, AGAIN))
    if language is None:
        message = f"the library has no language '{bundle.language.replace('_', '-')[:40]}'"
        hint = "correct the target language in the file, or begin it with: leaflets translate start"
        problems.append(Problem(whole, message, hint))
    elif (odd := _foreign(bundle, language)) is not None:
        hint = f"the file says it is {language.english_name}: is it the right file?"
        problems.append(Problem(Origin(bundle.shown, odd), "these words are in the letters of another language", hint))
    if bundle.domain not in known:
        names = get_close_matches(bundle.domain, sorted(known), 1)
        hint = f"did you mean '{names[0]}'?" if names else AGAIN
        problems.append(Problem(whole, f"there is no catalog called '{bundle.domain[:60]}'", hint))
    return problems


def _foreign(bundle: Bundle, language: Language) -> int | None:
    """Return the line of the first translation that has no letter of the language's script, when most have none."""
    wanted = _SCRIPTS.get(language.script, frozenset({language.script}))
    odd, asked = list[int](), 0
    for unit in bundle.units:
        scripts = {script_of(char) for char in unit.target if char.isalpha()}
        if len(unit.target) >= 4 and scripts:
            asked += 1
            if not scripts & wanted:
                odd.append(unit.line)
    return odd[0] if len(odd) * 2 > asked else None


def lay(
    po: PoFile, bundle: Bundle, problems: list[Problem], partial: bool = False
) -> tuple[PoFile, tuple[Change, ...]]:
    """Lay what came back into a catalog that is up to date with the English.

    Args:
        po: the catalog as it stands.
        bundle: what came back.
        problems: gets whatever is wrong, all of it, with the line of the file.
        partial: whether the file may hold some of the units only.

    Returns:
        The catalog, and what changes in it. Without problems nothing of the catalog is lost, but a translation, and
        the mark fuzzy, that the file replaces.
    """
    live = {entry.key: entry for entry in po.entries if not entry.obsolete}
    by_id = {unit_id(*key): key for key in live}
    came: dict[tuple[str, str], Unit] = {}
    for unit in bundle.units:
        origin = Origin(bundle.shown, unit.line)
        key = by_id.get(unit.id)
        if key is None:
            problems.append(_unknown(unit, origin, po))
        elif key != (unit.source, unit.context):
            problems.append(_changed_source(unit, key, origin))
        elif key in came:
            message = f"this text stands in the file a second time; the first is in line {came[key].line}"
            problems.append(Problem(origin, message, "delete one of the two"))
        else:
            came[key] = unit
            problems += _check_words(unit, origin)
    problems += () if partial else _not_there(live, came, bundle)
    for key, unit in came.items():
        if unit.base and _touched(unit) and _moved(live[key], unit):
            message = f"both changed since this file was written: “{_short(unit.source)}”"
            now = _short(live[key].words) or "nothing"
            hint = f"the catalog now says “{now}”; write into the file what is to stand, or export it again"
            problems.append(Problem(Origin(bundle.shown, unit.line), message, hint))
    changes: list[Change] = []
    entries = [_laid(one, came.get(one.key), bundle.shown, changes) if not one.obsolete else one for one in po.entries]
    return replace(po, entries=tuple(entries)), tuple(changes)


def _laid(entry: PoEntry, unit: Unit | None, shown: str, changes: list[Change]) -> PoEntry:
    """Return an entry with a unit's words, state and new remarks; a unit without words takes none away.

    What the translator did not touch stays as it is here now, whoever changed it since the file was written.
    """
    if unit is None:
        return entry
    before = _unit(entry)
    takes = unit.target and _touched(unit)
    target, state = (unit.target, unit.state) if takes else (before.target, before.state)
    if not unit.stated and target == before.target:
        state = before.state
    new = tuple(one for one in unit.remarks if one and one not in before.remarks and not _is_ours(one, unit, before))
    if (target, state, new) == (before.target, before.state, ()):
        return entry
    origin = Origin(shown, unit.line)
    changes.append(Change(origin, entry.source, before.target, target, before.state, state, new))
    same = target == before.target
    return replace(
        entry,
        msgstr=entry.msgstr if same else (target,),
        fuzzy=state == "review",
        previous=entry.previous if state == "review" else (),
        comments=(*(f"# {one}" for one in new), *entry.comments) if new else entry.comments,
    )


def _is_ours(remark: str, unit: Unit, before: Unit) -> bool:
    """Tell whether a remark is none: tools that forget what kind a note was of give ours back as theirs."""
    forgot = not (unit.notes or unit.places or unit.previous)
    return forgot and (remark in (*before.notes, before.places, before.previous) or bool(_MARK.fullmatch(remark)))


def _touched(unit: Unit) -> bool:
    return unit.base != mark_of(unit.target, unit.state)


def _moved(entry: PoEntry, unit: Unit) -> bool:
    """Tell whether a translation changed here since a file was written, into other words than the file brings."""
    now = mark_of(entry.words, _state(entry))
    return bool(unit.target) and now not in (unit.base, mark_of(unit.target, unit.state))


def _check_words(unit: Unit, origin: Origin) -> Iterator[Problem]:
    """Yield what no catalog can take: letters that hide or reorder words, too many, slots and marks that differ."""
    words = unit.target.replace("\r", "")  # a PO file holds it as \\r; check_message says whether it belongs there
    wrong = sorted({*WRONG.findall(words), *(one for words in unit.remarks for one in CONTROL.findall(words))})
    for letter in wrong[:5]:
        message = f"there is a character here that no text needs: U+{ord(letter):04X}"
        yield Problem(origin, message, "delete it")
    if len(unit.target) > MOST_LETTERS:
        yield Problem(origin, f"the translation has more than {MOST_LETTERS:,} characters", "is it another text?")
    elif unit.state == "translated" and not wrong:
        yield from check_message(unit.source, Message(unit.target, False, origin))


def _unknown(unit: Unit, origin: Origin, po: PoFile) -> Problem:
    """Return the problem of a unit whose English the catalog has not, or no longer."""
    live = [entry.source for entry in po.entries if not entry.obsolete]
    since = next((entry.source for entry in po.entries if not entry.obsolete and entry.old == unit.source), "")
    near = get_close_matches(unit.source, live, 1, 0.6)
    now = since or (near[0] if near else "")
    if now:
        message = f"the English has changed since this file was written: “{_short(unit.source)}”"
        return Problem(origin, message, f"it now says “{_short(now)}”; {AGAIN}")
    return Problem(origin, f"the leaflets have no such text (any more): “{_short(unit.source)}”", AGAIN)


def _changed_source(unit: Unit, key: tuple[str, str], origin: Origin) -> Problem:
    if unit.context != key[1]:
        return Problem(origin, f"the context of this text was changed to '{_short(unit.context)}'", AGAIN)
    message = f"the English was changed in the file: “{_short(unit.source)}”"
    return Problem(origin, message, f"put it back as it was: “{_short(key[0])}”; only translations are changed here")


def _not_there(
    live: dict[tuple[str, str], PoEntry], came: dict[tuple[str, str], Unit], bundle: Bundle
) -> Iterator[Problem]:
    for source, context in live.keys() - came.keys() if len(came) < len(live) else ():
        hint = "was a part of the file deleted? to take what is there, add --partial"
        name = f" ({context})" if context else ""
        yield Problem(Origin(bundle.shown), f"the file does not hold the text “{_short(source)}”{name}", hint)


def state_words(words: str, known: dict[str, State], origin: Origin, problems: list[Problem]) -> State:
    """Return the state of a file's own words for it; an unknown one is a problem, and counts as ``review``."""
    found = known.get(words)
    if found is None:
        names = ", ".join(name for name in known if name)
        problems.append(Problem(origin, f"'{words[:40]}' is no state of a translation", f"known: {names}"))
    return found or "review"


def read_unit(unit: Unit) -> Unit:
    """Return a unit as it was read from outside, its words in NFC; one without words is missing, whatever it says.

    Tools copy the English into what is not translated yet: such words are none.
    """
    target = composed(unit.target)
    if unit.state == "missing" and target == composed(unit.source):
        target = ""
    return replace(
        unit,
        source=composed(unit.source),
        context=composed(unit.context),
        target=target,
        state=unit.state if target and unit.state != "missing" else "review" if target else "missing",
        remarks=tuple(composed(one) for one in unit.remarks),
        previous=composed(unit.previous),
    )


def lines_of(notes: Sequence[str]) -> tuple[str, ...]:
    """Return notes line by line, as PO holds them, without empty lines."""
    return tuple(line.strip() for note in notes for line in re.split(r"[\r\n]+", note) if line.strip())


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:57]}…"
