"""How far each topic is in each language: draft → translated → checked → approved, and what is missing.

Facts and no opinions: a state follows from the records that count (``records.py``), the words as they stand now
(``units.py``) and the policy. Nothing here signs for anybody.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from generator.library.library import Library
from generator.model.problems import Origin, Problem, Unusable
from generator.trust.lacking import DEFAULT, UNSIGNED, Asked, beside, some
from generator.trust.policy import Policy, policy_of
from generator.trust.records import Record, Signatures, signatures, unfit_person
from generator.trust.rules import unread
from generator.trust.units import PAGE, SHARED, Look, Unit, changes, page_of, units_of
from generator.words.localize import SOURCE

State = Literal["draft", "translated", "checked", "approved"]
STATES: Final[tuple[State, ...]] = ("draft", "translated", "checked", "approved")
TRANSLATORS: Final = ("translator", "post-editor")
LAYOUT: Final = "layout"


class Drift(Struct, frozen=True):
    """A piece that somebody signed and that has changed since: then and now, and of which classes the change is."""

    record: Record
    old: Unit
    new: Unit

    @property
    def changes(self) -> tuple[str, ...]:
        """Return the classes of the change."""
        return changes(self.old, self.new)


class Stand(Struct, frozen=True):
    """How far a topic is in a language, for a country profile.

    ``missing`` is what a release lacks, ``signed`` who stands behind every piece, by role; ``urgent`` that it stands on
    an urgent correction, ``drifts`` what changed after it was signed, ``claims`` records that nobody has signed.
    """

    topic: str
    language: str
    state: State
    missing: tuple[Problem, ...] = ()
    signed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    urgent: bool = False
    drifts: tuple[Drift, ...] = ()
    claims: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()


def states(
    library: Library,
    topics: Iterable[str] = (),
    languages: Iterable[str] = (),
    profile: str = DEFAULT,
    documents: tuple[str, ...] = (),
    look: Look | None = None,
) -> tuple[Stand, ...]:
    """Return how far each topic is in each language, topic by topic.

    Args:
        library: the open library.
        topics: their names; none: all.
        languages: folder names; none: all.
        profile: whose country's sentences count.
        documents: document templates whose words count; none: each topic's own.
        look: the format and theme whose pages count where the policy asks for a signature on the layout; none: none.

    Raises:
        Unusable: when the policy or the list of signers cannot be read. A topic that cannot be read is a draft.
    """
    policy, signed = policy_of(library), signatures(library)
    found = []
    for topic in topics or library.topics():
        english = _stand(library, topic, SOURCE, profile, documents, look, policy, signed, None)
        for language in languages or library.languages():
            other = language != SOURCE
            found.append(
                _stand(library, topic, language, profile, documents, look, policy, signed, english)
                if other
                else english
            )
    return tuple(found)


def _stand(
    library: Library, topic: str, language: str, profile: str, documents: tuple[str, ...], look: Look | None,
    policy: Policy, signed: Signatures, english: Stand | None,
) -> Stand:  # fmt: skip
    origin = Origin(f"content/{topic}.yaml" if english is None else f"locales/{language}/LC_MESSAGES/{topic}.po")
    needed, asked = policy.needed(english is None), Asked(topic, language, profile, origin)
    try:
        unread_ones = unread(library, topic) if english is None else ()
    except Unusable as error:
        return Stand(topic, language, "draft", error.problems)
    if not signed.records and not signed.refused and not signed.blocked:  # nobody has signed anything
        missing = (*(asked.lacks(role, UNSIGNED, (topic, *SHARED)) for role in needed), *asked.english(english))
        return Stand(topic, language, "draft", (*missing, *unread_ones))
    try:
        units = tuple(units_of(library, topic, language, profile, documents).values())
        if look and LAYOUT in needed:
            units = (*units, page_of(library, topic, language, profile, look))
    except Unusable as error:
        return Stand(topic, language, "draft", error.problems)
    stand = _Look(asked, units, needed, policy, signed, english).stand()
    if not unread_ones:
        return stand
    return replace(stand, state="draft", missing=(*stand.missing, *unread_ones))


class _Look:
    """Looks at one topic in one language."""

    def __init__(
        self, asked: Asked, units: Sequence[Unit], needed: Sequence[str], policy: Policy, signed: Signatures,
        english: Stand | None,
    ) -> None:  # fmt: skip
        self.asked, self.units, self.needed, self.policy = asked, units, needed, policy
        self.topic, self.language, self.origin = asked.topic, asked.language, asked.origin
        self.all, self.english, language = signed, english, asked.language
        subjects = dict.fromkeys(one.subject for one in units)
        self.records = [record for subject in subjects for record in signed.of(subject, language)]
        self.subjects = subjects
        self.urgent = False
        self.over = {
            (unit.path, unit.digest)
            for one in signed.refused
            if one.record and one.held and one.record.act == "urgent" and one.language == language
            for unit in one.record.units
        }
        """Words whose urgent correction has had its days: another one of the same words counts no more."""
        self.at: dict[str, list[tuple[Record, Unit]]] = {}
        for record in self.records:
            for unit in record.units:
                self.at.setdefault(unit.path, []).append((record, unit))

    def stand(self) -> Stand:
        lost = (*self.all.blocked, *self._broken())
        problems = [*lost, *self._gaps(), *self._objections()]
        whole: dict[str, tuple[str, ...]] = {}
        missing: dict[str, list[Unit]] = {}
        for unit in self.units:
            people = self._people(unit)
            if self._is_urgent(unit, people):
                self.urgent = True
                continue
            for role in self._roles(unit):
                if not people[role]:
                    missing.setdefault(role, []).append(unit)
                else:
                    known = whole.get(role)
                    whole[role] = people[role] if known is None else tuple(one for one in known if one in people[role])
            if reason := self._same(unit, people):
                problems.append(reason)
        drifts = tuple(self._drifts())
        for role, units in missing.items() if not lost else ():  # when the files are back, it may all be signed
            problems.append(self._missing(role, units, drifts))
        problems += self.asked.english(self.english)
        signed = {role: people for role, people in whole.items() if people and role not in missing}
        claims = tuple(
            f"{one.place.file}: {one.reason}"
            for one in self.all.refused
            if one.language == self.language and one.subject in self.subjects
        )
        return Stand(
            self.topic, self.language, self._state(problems, missing), tuple(dict.fromkeys(problems)), signed,
            self.urgent or bool(self.english and self.english.urgent), drifts, claims, tuple(self.records),
        )  # fmt: skip

    def _state(self, problems: Sequence[Problem], missing: Mapping[str, object]) -> State:
        if not problems:
            return "approved"
        if self.all.blocked or any(True for _ in self._broken()):
            return "draft"
        first = "clinician" if self.english is None else "translator"
        if first in missing or any(one.gap for one in self.units):
            return "draft"
        same = any(True for unit in self.units if self._same(unit, self._people(unit)))
        if self.english is None:
            return "checked"
        return "translated" if "checker" in missing or same else "checked"

    # -- what stands ---------------------------------------------------------

    def _roles(self, unit: Unit) -> Iterator[str]:
        """Yield the roles that must sign a piece; some sign a leaflet's own words alone, one its pages."""
        if unit.kind == PAGE:
            return (role for role in self.needed if role == LAYOUT)
        own = unit.subject == self.topic
        return (role for role in self.needed if own or role not in self.policy.whole)

    def _standing(self, unit: Unit) -> list[Record]:
        """Return the records by which somebody stands behind a piece as it is now, the oldest first.

        The last withdrawal of a person ends what they signed before it; words that return revive what was signed.
        """
        since: dict[tuple[str, str], Record] = {}
        for one, _ in self.at.get(unit.path, ()):
            if one.act == "withdraw":
                since[one.principal, one.role] = one
        return [
            one
            for one, other in self.at.get(unit.path, ())
            if one.act in ("sign", "urgent")
            and other.digest == unit.digest
            and not (one.act == "urgent" and (unit.path, unit.digest) in self.over)
            and not ((end := since.get((one.principal, one.role))) and end.order >= one.order)
        ]

    def _people(self, unit: Unit) -> dict[str, tuple[str, ...]]:
        """Return who stands behind a piece, by role; ``urgent`` are clinicians by an urgent correction."""
        found: dict[str, dict[str, None]] = {role: {} for role in (*self.needed, "machine", "urgent")}
        for one in self._standing(unit):
            if one.act == "urgent":
                found["urgent"][one.principal] = None
            elif one.role in TRANSLATORS:
                found.setdefault(self._of_translator(one), {})[one.principal] = None
            elif one.role in found:
                found[one.role][one.principal] = None
        return {role: tuple(people) for role, people in found.items()}

    def _of_translator(self, record: Record) -> str:
        """Return as what a translator's signature counts.

        45 CFR 92.201(c)(3): a qualified human translator reviews what a machine translated where accuracy is
        essential. So a machine's words count with a post-editor alone, or not at all.
        """
        if record.origin == "machine" or (record.origin == "machine-edited" and record.role != "post-editor"):
            return "machine"
        person = self.policy.people.get(record.principal)
        qualified = bool(person and person.qualification)
        if record.origin == "machine-edited" and (self.policy.machine == "never" or not qualified):
            return "machine"
        return "translator"

    def _is_urgent(self, unit: Unit, people: Mapping[str, Sequence[str]]) -> bool:
        """Tell whether a piece stands on an urgent correction alone: one clinician, of words signed before."""
        if not people["urgent"] or all(people[role] for role in self._roles(unit)):
            return False
        before = {one.role for one, _ in self.at.get(unit.path, ()) if one.act == "sign"}
        return all(role in before or (role == "translator" and "post-editor" in before) for role in self._roles(unit))

    def _same(self, unit: Unit, people: Mapping[str, tuple[str, ...]]) -> Problem | None:
        """Return that one person stands in two roles, where nobody else does in one of them."""
        roles = [role for role in self._roles(unit) if people[role]]
        if people["machine"] and "translator" in roles:
            people = {**people, "translator": (*people["translator"], *people["machine"])}
        if _apart([people[role] for role in roles]):
            return None
        names = ", ".join(dict.fromkeys(name for role in roles for name in people[role]))
        message = f"{' and '.join(roles)} are not {len(roles)} people: {names} ({unit.path})"
        return Problem(self.origin, message, "another person signs in one of the roles")

    # -- what is missing -----------------------------------------------------

    def _broken(self) -> Iterator[Problem]:
        for subject in self.subjects:
            if reason := self.all.broken.get((subject, self.language)):
                yield Problem(self.origin, f"nothing signed of {subject} counts: {reason}", "take the files back")

    def _gaps(self) -> Iterator[Problem]:
        gaps = [one.path for one in self.units if one.gap]
        if gaps:
            yield Problem(self.origin, f"not wholly translated: {some(gaps)}", "leaflets translate status")

    def _objections(self) -> Iterator[Problem]:
        """Yield who says that it must not be released, and of what; until they take it back, or sign just that."""
        since: dict[tuple[str, str], tuple[Record, dict[str, None]]] = {}
        now = {one.path for one in self.units}
        for one in self.records:
            key, paths = (one.principal, one.subject), [unit.path for unit in one.units]
            if one.act == "object":
                _, before = since.get(key, (one, {}))
                since[key] = one, before | dict.fromkeys(path for path in paths if path in now)
            elif one.act == "withdraw":
                since.pop(key, None)
            elif key in since:
                for path in paths:
                    since[key][1].pop(path, None)
        for one, said in since.values():
            if said:
                message = f"{one.name} ({one.role}) says no since {one.day}: {one.note} ({some([*said])})"
                yield Problem(self.origin, message, "talk about it; whoever objected takes it back, or signs")

    def _drifts(self) -> Iterator[Drift]:
        """Yield what somebody signed last otherwise than it stands now."""
        last: dict[tuple[str, str, str], tuple[Record, Unit]] = {}
        for record in self.records:
            for unit in record.units:
                if record.act in ("sign", "urgent"):
                    last[unit.path, record.principal, record.role] = record, unit
        now = {one.path: one for one in self.units}
        standing = {
            (unit.path, one.principal, one.role) for unit in self.units for one in self._standing(unit)
        }  # fmt: skip
        for (path, principal, role), (record, old) in last.items():
            new = now.get(path)
            if new is not None and new.digest != old.digest and (path, principal, role) not in standing:
                yield Drift(record, old, new)

    def _missing(self, role: str, units: Sequence[Unit], drifts: Sequence[Drift]) -> Problem:
        paths, subjects = {one.path for one in units}, tuple(dict.fromkeys(one.subject for one in units))
        changed = [one for one in drifts if one.new.path in paths and one.record.role in (role, "post-editor")]
        if changed:
            first = changed[0]
            said = f"{some(list(dict.fromkeys(one.new.path for one in changed)))} changed since {first.record.name}"
            why = f"{said} signed it on {first.record.day}: {', '.join(first.changes)}"
            look = f"look at all of it: {self.asked.status(self.language)}"
            hint = f"{beside(first.old, first.new)}; {look}; then sign again"
            return self.asked.lacks(role, why, subjects, hint, changed=True)
        machine = [one for one in units if role == "translator" and self._people(one)["machine"]]
        if machine:
            why = f"a machine translated {some([one.path for one in machine])}, and no qualified post-editor signed it"
            hint = f"a person who is qualified reads it: {self.asked.sign('post-editor', subjects)}"
            return Problem(self.origin, f"{role}: {why}", hint)
        own = [one for one in self.units if one.subject == self.topic and role in self._roles(one)]
        named = some([one.path for one in units])
        whole = all(one in units for one in own)  # what it shares may be signed for other leaflets
        if ended := self._ended(role, paths):
            why = ended if whole else f"{ended} ({named})"
        else:
            why = UNSIGNED if whole else f"{UNSIGNED} {named}"
        return self.asked.lacks(role, why, subjects)

    def _ended(self, role: str, paths: Container[str]) -> str:
        """Return why what somebody signed last in a role counts no more; nothing where nobody has."""
        roles = TRANSLATORS if role == "translator" else (role,)
        found = [
            (one, f"{one.name} took back on {one.day} what they had signed: {one.note}")
            for one in self.records
            if one.act == "withdraw"
        ]
        found += [
            (one, f"{one.name} signed on {one.day}, and {over.reason}")
            for over in self.all.refused
            if (one := over.record) and one.act in ("sign", "urgent") and over.language == self.language
            and (over.held or unfit_person(one, self.policy))
        ]  # fmt: skip
        about = [
            pair for pair in found
            if pair[0].role in roles and any(unit.path in paths for unit in pair[0].units)
        ]  # fmt: skip
        return max(about, key=lambda pair: pair[0].order)[1] if about else ""


def _apart(groups: Sequence[Sequence[str]]) -> bool:
    """Tell whether each group can send a person of its own."""
    if not groups:
        return True
    first, *rest = groups
    return any(_apart([[name for name in other if name != one] for other in rest]) for one in first)
