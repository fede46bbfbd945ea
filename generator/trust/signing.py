"""A person's words to a record: which pieces it is about, what differs from what they signed before, the file to write.

Nothing here decides anything: the program writes what a person asked for, and only what was shown to them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.leaflet import Order
from generator.model.lots import code_of
from generator.model.problems import NOWHERE, Origin, Problem, Unusable, suggest
from generator.stages.lot_codes import lot_digest
from generator.trust.chain import folder_of, line_of, tips
from generator.trust.keys import REVIEW, sign
from generator.trust.lacking import DEFAULT
from generator.trust.policy import policy_of
from generator.trust.records import MOST_NUMBER, Record, Signatures, signatures
from generator.trust.states import LAYOUT, TRANSLATORS
from generator.trust.units import PLAIN, SHARED, Look, Unit, changes, page_of, units_of
from generator.words.localize import SOURCE

if TYPE_CHECKING:
    from generator.trust.keys import Ed25519PrivateKey

LETTER: Final = "letter"
"""The document template of recall letters, which no mother gets."""


class Wanted(Struct, frozen=True):
    """What a person asks for. ``act`` is one of ``records.ACTS``; ``blocks`` are paths, none: all."""

    subject: str
    language: str
    role: str
    principal: str
    act: str = "sign"
    note: str = ""
    origin: str = ""
    until: date | None = None
    profile: str = DEFAULT
    blocks: tuple[str, ...] = ()
    only: str = ""
    """A topic: of what several leaflets share, only what this one prints."""
    looks: tuple[Look, ...] = (PLAIN,)
    """Formats and themes that somebody who signs the layout has seen."""


class Change(Struct, frozen=True):
    """A piece to be signed; ``old`` as the person signed it last, None where they never did."""

    new: Unit
    old: Unit | None


class Draft(Struct, frozen=True):
    """A record that is ready to be written, and what it changes; ``code`` stands for having seen these changes."""

    record: Record
    relative: str
    changes: tuple[Change, ...]

    @property
    def code(self) -> str:
        """Return a short code of exactly these differences."""
        pairs = [f"{one.old.digest if one.old else ''} {one.new.digest}" for one in self.changes]
        return hashlib.sha256("\n".join(pairs).encode()).hexdigest()[:8]

    @property
    def changed(self) -> tuple[Change, ...]:
        """Return the pieces that the person signed before, otherwise."""
        return tuple(one for one in self.changes if one.old)


def documents(library: Library) -> tuple[str, ...]:
    """Return the document templates that leaflets are drawn with."""
    return tuple(name for name in library.templates() if name not in (LETTER, "clinic"))


def draft(library: Library, wanted: Wanted) -> Draft | None:
    """Return the record that a person asks for; None when all of it is signed by them as it stands.

    Raises:
        Unknown: for what cannot be asked for.
        Unusable: when the files cannot be read, or something is not translated yet.
    """
    policy, signed = policy_of(library), signatures(library)
    _refuse_unfit(library, wanted)
    own = [
        one
        for one in signed.records
        if (one.subject, one.language, one.principal, one.role)
        == (wanted.subject, wanted.language, wanted.principal, wanted.role)
    ]
    known = [one for one in signed.records if (one.subject, one.language) == (wanted.subject, wanted.language)]
    known += [
        one.record
        for one in signed.refused
        if one.record and (one.subject, one.language) == (wanted.subject, wanted.language)
    ]
    last = {unit.path: unit for one in own if one.act in ("sign", "urgent") for unit in one.units}
    standing: set[str] = set()
    for one in own:
        digests = {unit.digest for unit in one.units}
        if one.act == "withdraw":
            standing.clear()
        elif one.act != "urgent":
            standing = standing | digests if one.act == "sign" else standing - digests
    said = {unit.path: unit for one in own if one.act != "withdraw" for unit in one.units}
    units = [*said.values()] if wanted.act == "withdraw" else list(_units(library, wanted))
    if wanted.act in ("withdraw", "object"):
        picked = [Change(one, None) for one in units]
    elif wanted.act == "urgent":
        held = [one for one in signed.held if (one.subject, one.language) == (wanted.subject, wanted.language)]
        picked = _corrected(held, units)
    else:
        picked = [Change(one, last.get(one.path)) for one in units if one.digest not in standing]
        picked = [one if one.old and one.old.digest != one.new.digest else replace(one, old=None) for one in picked]
    if not picked:
        return None
    gaps = [one.new.path for one in picked if one.new.gap]
    if gaps:
        message = f"{gaps[0]} is not wholly translated" + (f", nor {len(gaps) - 1} more" if len(gaps) > 1 else "")
        raise Unusable(Problem(NOWHERE, message, "leaflets translate status shows what is missing"))
    person = policy.people.get(wanted.principal)
    number = _next(known, signed)
    record = Record(
        number, wanted.subject, wanted.language, wanted.act, wanted.role, wanted.principal,
        person.name if person else wanted.principal, library.today, wanted.until, policy.serial,
        tuple(one.new for one in picked), person.qualification if person else "", wanted.origin,
        _lot(library, wanted), wanted.note, tips(signed),
        {one.new.path: changes(one.old, one.new) for one in picked if one.old},
    )  # fmt: skip
    home, ending = folder_of(wanted.subject, wanted.language), f"{wanted.role}-{library.today}"
    taken = library.folders.names(home, ".yaml")
    names = (f"{at:04d}-{ending}" for at in count(number))
    name = next(free for free in names if free not in taken)  # no record is written over
    return Draft(record, f"{home}/{name}.yaml", tuple(picked))


def _next(known: Sequence[Record], signed: Signatures) -> int:
    """Return the number of the next record of a subject; who has not signed does not choose it.

    A claim that waits for its author counts, unless its number is higher than so many files can have come to: anybody
    can write that, and whatever is numbered after it would be none.
    """
    held = {one.sha256 for one in signed.held}
    last = max((one.number for one in known if one.sha256 in held), default=0)
    waiting = (one.number for one in known if one.number <= last + len(known))
    return min(max((last, *waiting)) + 1, MOST_NUMBER)


def _corrected(held: Sequence[Record], units: Sequence[Unit]) -> list[Change]:
    """Return the pieces that an urgent correction is of, each beside what was signed last, by whomever.

    They were signed, and were changed since; somebody who signed them before has not signed them as they are now.

    Raises:
        Unknown: when only words are left that were corrected so before: the days of that correction begin once.
    """
    last: dict[str, Unit] = {}
    roles: dict[str, set[str]] = {}
    now: dict[str, set[str]] = {}
    corrected: dict[str, Record] = {}
    for one in sorted(held, key=lambda one: one.order):
        role = TRANSLATORS[0] if one.role in TRANSLATORS else one.role
        for unit in one.units:
            if one.act == "sign":
                last[unit.path] = unit
                roles.setdefault(unit.path, set()).add(role)
                now.setdefault(unit.digest, set()).add(role)
            elif one.act == "urgent":
                corrected.setdefault(unit.digest, one)
    lacking = [one for one in units if roles.get(one.path, set()) - now.get(one.digest, set())]
    found = [Change(one, last[one.path]) for one in lacking if one.digest not in corrected]
    if lacking and not found:
        first = corrected[lacking[0].digest]
        message = f"{lacking[0].path} was corrected in a hurry on {first.day}, by {first.name}: that is done once"
        raise Unknown(Problem(NOWHERE, message, "let all who signed it before sign it now: leaflets status --why"))
    return [one if one.old and one.old.digest != one.new.digest else replace(one, old=None) for one in found]


def _refuse_unfit(library: Library, wanted: Wanted) -> None:
    """Refuse what cannot go together."""
    topics = library.topics()
    if wanted.subject not in (*topics, *SHARED):
        hint = suggest(wanted.subject, (*topics, *SHARED))
        raise Unknown(Problem(NOWHERE, f"there is no topic called '{wanted.subject[:80]}'", hint))
    if wanted.subject in SHARED and wanted.subject in topics:
        raise Unknown(Problem(NOWHERE, f"a topic called '{wanted.subject}' cannot be signed", "give it another name"))
    if wanted.language not in library.languages():
        hint = suggest(wanted.language, library.languages())
        raise Unknown(Problem(NOWHERE, f"there is no language called '{wanted.language[:80]}'", hint))
    if wanted.role in TRANSLATORS and wanted.language == SOURCE:
        raise Unknown(Problem(NOWHERE, f"a {wanted.role} signs a translation", "name it: --language vi"))
    if wanted.act == "sign" and wanted.role == "clinician" and wanted.language != SOURCE:
        roles = policy_of(library).needed(english=False)
        if wanted.role not in roles:
            hint = f"sign its English without --language; a translation is signed by: {', '.join(roles)}"
            raise Unknown(Problem(NOWHERE, "a clinician signs the English, not a translation", hint))
    if wanted.act == "urgent" and wanted.role != "clinician":
        raise Unknown(Problem(NOWHERE, "only a clinician signs an urgent correction", "--role clinician"))


def _units(library: Library, wanted: Wanted) -> Sequence[Unit]:
    """Return the pieces of a subject, those of ``blocks`` alone where any are named.

    Raises:
        Unknown: when one that is named is not there.
    """
    found: dict[str, Unit] = {}
    topics = (wanted.subject,) if wanted.subject not in SHARED else (wanted.only,) if wanted.only else library.topics()
    for topic in topics:
        for path, unit in units_of(library, topic, wanted.language, wanted.profile, documents(library)).items():
            if unit.subject == wanted.subject:
                found[path] = unit
        if wanted.role == LAYOUT and wanted.subject == topic:
            for look in wanted.looks:
                page = page_of(library, topic, wanted.language, wanted.profile, look)
                found[page.path] = page
    for name in wanted.blocks:
        if name not in found:
            raise Unknown(Problem(NOWHERE, f"there is no block '{name[:80]}' there", suggest(name[:80], found)))
    return [unit for path, unit in found.items() if not wanted.blocks or path in wanted.blocks]


def _lot(library: Library, wanted: Wanted) -> str:
    if wanted.subject in SHARED:
        return ""
    return code_of(lot_digest(Order(wanted.subject, wanted.language), library))


def linked(drafts: Sequence[Draft]) -> list[Draft]:
    """Return what is written at a time so that each record names those before it too."""
    found: list[Draft] = []
    before: list[str] = []
    for one in drafts:
        record = replace(one.record, after=(*one.record.after, *before))
        written = replace(
            record, sha256=hashlib.sha256(record.words().encode()).hexdigest(), place=Origin(one.relative)
        )  # fmt: skip
        before.append(line_of(written))
        found.append(replace(one, record=written))
    return found


def files_of(draft: Draft, key: Ed25519PrivateKey | None) -> dict[str, bytes]:
    """Return the files to be written, by path in the library: the record, then its signature if there is a key.

    In this order: what a crash leaves is a claim, which is worth nothing, and not a signature without its record.
    """
    data = draft.record.words().encode()
    signature = {f"{draft.relative}.sig": sign(data, REVIEW, key).encode()} if key else {}
    return {draft.relative: data} | signature
