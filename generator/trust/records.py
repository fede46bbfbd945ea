"""Records of signatures: one YAML file each, beside what it signs, never rewritten; its signature stands beside it.

``content/signed/<subject>/<name>.yaml`` signs English, ``locales/<language>/signed/<subject>/<name>.yaml`` a
translation; ``<name>.yaml.sig`` is what ``ssh-keygen -Y sign -n leaflets-review`` writes. A record without it is a
claim. Each names those that were the last before it, in every folder, so that one that was taken away is missed
(``chain.py``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from generator.library import values
from generator.library.folders import Found, read_bytes
from generator.library.library import Library
from generator.library.node import Node
from generator.library.nodes import read_yaml
from generator.model.memo import remembered
from generator.model.problems import NOWHERE, Origin, Problem, Unusable, refuse_if_any
from generator.trust import witness
from generator.trust.chain import LINE, broken_by, folder_of, lost, tips
from generator.trust.keys import POLICY, REVIEW, SIGNERS, NotSigned, Signer, public_key, read_signers, signed_by
from generator.trust.policy import FILE, PRINCIPAL, ROLES, Policy, day_in, policy_of
from generator.trust.units import SHARED, Unit
from generator.words.localize import SOURCE

FORM: Final = 2
"""Counts up when a record is written otherwise."""
MOST: Final = 4_000_000
"""The largest file of a record, in bytes; that of a stock topic takes 15,000."""
MOST_NUMBER: Final = 999_999
ACTS: Final = ("sign", "urgent", "object", "withdraw")
"""sign; an urgent correction; "this must not be released"; "what I signed or objected to counts no more"."""
ORIGINS: Final = ("", "person", "machine", "machine-edited")
"""How a translation came about."""
_WORDS: Final = ("subject", "language", "act", "role", "as", "name", "qualification", "origin", "lot", "note")
_KEYS: Final = ("record", "number", *_WORDS, "after", "day", "until", "policy", "blocks")
_BLOCK: Final = ("path", "digest", "kind", "english", "said", "ground", "sha256", "change")


class Record(Struct, frozen=True):
    """One record. ``principal`` is who, as ``allowed_signers`` names them; ``sha256`` is the hash of its file.

    ``after`` names the records that were the last of their folders when it was written, ``until`` is the day from
    which it counts no more; ``changes`` says of a piece that is signed again of which classes the difference was.
    """

    number: int
    subject: str
    language: str
    act: str
    role: str
    principal: str
    name: str
    day: date
    until: date | None
    policy: int
    units: tuple[Unit, ...]
    qualification: str = ""
    origin: str = ""
    lot: str = ""
    note: str = ""
    after: tuple[str, ...] = ()
    changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sha256: str = ""
    place: Origin = NOWHERE

    @property
    def order(self) -> tuple[date, int]:
        """What tells which of two came later."""
        return self.day, self.number

    def words(self) -> str:
        """Return the file."""
        said = {
            "subject": self.subject, "language": self.language, "act": self.act, "role": self.role,
            "as": self.principal, "name": self.name, "qualification": self.qualification, "origin": self.origin,
            "lot": self.lot, "note": self.note,
        }  # fmt: skip
        lines = [
            "# Who stands behind which words. A letter changed here voids it: docs/how-to/sign.md",
            f"record: {FORM}", f"number: {self.number}", *(f"{key}: {_json(value)}" for key, value in said.items()),
            "after:" if self.after else "after: []", *(f"  - {_json(one)}" for one in self.after),
            f"day: {self.day}", f"until: {self.until or _json('')}", f"policy: {self.policy}", "blocks:",
        ]  # fmt: skip
        for one in self.units:
            lines += [
                f"  - path: {_json(one.path)}", f"    digest: {_json(one.digest)}", f"    kind: {_json(one.kind)}",
                f"    english: {_json(one.english)}", f"    said: {_json(one.said)}",
                f"    ground: {_json(one.ground)}", f"    sha256: {_json(one.sha256)}",
                f"    change: {_json(self.changes.get(one.path, ()))}",
            ]  # fmt: skip
        return "\n".join([*lines, ""])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


class Refused(Struct, frozen=True):
    """A record that does not count, and why; one without a signature is a ``claim``.

    ``held`` tells of a signature that holds and whose time is over: what it names was there.
    """

    place: Origin
    reason: str
    subject: str
    language: str
    claim: bool = False
    record: Record | None = None
    held: bool = False


class Signatures(Struct, frozen=True, eq=False):
    """All that is signed in a library.

    ``broken`` says of subjects and languages why nothing signed there counts, ``blocked`` why nothing counts at all;
    ``known`` are the hashes of all records that there are, whether they count or not.
    """

    records: tuple[Record, ...] = ()
    refused: tuple[Refused, ...] = ()
    broken: Mapping[tuple[str, str], str] = field(default_factory=dict)
    blocked: tuple[Problem, ...] = ()
    known: frozenset[str] = frozenset()

    @property
    def held(self) -> tuple[Record, ...]:
        """Return the records whose signature holds, those too whose time is over."""
        return (*self.records, *(one.record for one in self.refused if one.record and one.held))

    def of(self, subject: str, language: str) -> tuple[Record, ...]:
        """Return the records that count, the oldest first."""
        if self.blocked or (subject, language) in self.broken:
            return ()
        return tuple(one for one in self.records if (one.subject, one.language) == (subject, language))


def read_signers_of(library: Library) -> Mapping[bytes, Signer]:
    """Return who may sign: ``content/allowed_signers`` of the library; none where there is no such file.

    Raises:
        Unusable: with everything that is wrong with the file.
    """
    found = library.folders.find(SIGNERS)
    if found is None:
        return {}
    try:
        words = read_bytes(found, MOST).decode()
    except UnicodeDecodeError:
        raise Unusable(Problem(Origin(found.shown), "the file is not UTF-8", "save it as UTF-8")) from None
    problems: list[Problem] = []
    signers = read_signers(words, found.shown, problems)
    refuse_if_any(problems)
    return signers


@remembered("what stands signed")
def signatures(library: Library) -> Signatures:
    """Return every record of a library, those that count apart from those that do not.

    What is the last in each folder is kept on this machine too, and missed the next time (``witness.py``).

    Raises:
        Unusable: when the policy or the list of signers cannot be read.
    """
    policy, signers = policy_of(library), read_signers_of(library)
    records: list[Record] = []
    refused: list[Refused] = []
    broken: dict[tuple[str, str], str] = {}
    for language in library.languages():
        for subject in (*library.topics(), *SHARED):
            some, others = _of_subject(library, subject, language, policy, signers)
            records += some
            refused += others
            if alone := _alone(library, subject, language):
                broken[subject, language] = alone
    known = frozenset((*(one.sha256 for one in records), *(one.record.sha256 for one in refused if one.record)))
    records.sort(key=lambda one: one.order)
    found = Signatures(tuple(records), tuple(refused), broken, tuple(_blocked(library, policy, records)), known)
    broken |= broken_by(found.held, known)
    root = str(library.folders.roots[0][0])
    before = witness.seen(root)
    gone = tuple(lost(before, known))
    for place, path, sha256 in gone:
        words = f"{path} is missing or changed: this machine has seen it ({sha256[:12]}…; {witness.place(root)})"
        broken.setdefault(place, words)
    witness.note(root, (*tips(found), *(f"{sha256}  {path}" for _, path, sha256 in gone)))
    return found


def _alone(library: Library, subject: str, language: str) -> str:
    """Return that a signature lies there without its record: somebody took one of the two away."""
    folder = folder_of(subject, language)
    gone = set(library.folders.names(folder, ".yaml.sig")) - set(library.folders.names(folder, ".yaml"))
    return f"{folder}/{min(gone)}.yaml is missing: its signature is still there" if gone else ""


def _blocked(library: Library, policy: Policy, records: Iterable[Record]) -> Iterator[Problem]:
    """Yield why nothing that is signed counts: an older policy, files that their owner did not sign."""
    newest = max(records, key=lambda one: one.policy, default=None)
    if newest and newest.policy > policy.serial:
        message = (
            f"the policy is number {policy.serial}, and {newest.place.file} was signed under number {newest.policy}"
        )
        yield Problem(policy.origin, message, "it was put back: take the newer policy again, or sign anew under it")
    owner = public_key(policy.owner) if policy.owner else None
    if owner is None:
        return
    for relative in (FILE, SIGNERS):
        found = library.folders.find(relative)
        if found is None:
            yield Problem(Origin(relative), "there is no such file, which its owner would have signed")
            continue
        hint = f"its owner looks at it and signs it: ssh-keygen -Y sign -f KEY -n {POLICY} {relative}"
        signature = _signature(library, relative)
        try:
            if signature is None:
                raise NotSigned("its owner has not signed it")
            if signed_by(_signed_bytes(found), signature, POLICY) != owner:
                raise NotSigned("it is signed with another key than its owner's")
        except NotSigned as error:
            yield Problem(Origin(found.shown), f"nothing signed counts: {error}", hint)


def _signed_bytes(found: Found) -> bytes:
    """Return a file as it was signed: with the line ends it was written with, which git on Windows changes."""
    return read_bytes(found, MOST).replace(b"\r\n", b"\n")


def _signature(library: Library, relative: str) -> bytes | None:
    found = library.folders.find(f"{relative}.sig")
    return read_bytes(found, 20_000) if found else None


def _of_subject(
    library: Library, subject: str, language: str, policy: Policy, signers: Mapping[bytes, Signer]
) -> tuple[list[Record], list[Refused]]:
    records: list[Record] = []
    refused: list[Refused] = []
    folder = folder_of(subject, language)
    seen: dict[str, str] = {}
    for name in library.folders.names(folder, ".yaml"):
        relative = f"{folder}/{name}.yaml"
        found = library.folders.find(relative)
        assert found is not None
        data = _signed_bytes(found)
        record, reason = _read(found, data, subject, language)
        claim = held = False
        if record and not reason:
            signature = _signature(library, relative)
            claim = signature is None
            reason = "nobody has signed it" if claim else _unfit(record, data, signature or b"", policy, signers)
            held = not reason
            reason = reason or _untimely(record, policy, library.today)
        if record and not reason and record.sha256 in seen:
            reason = f"it is a copy of {seen[record.sha256]}"
        if record and not reason:
            seen[record.sha256] = found.shown
            records.append(replace(record, name=policy.people[record.principal].name))  # not what the file calls them
        else:
            refused.append(Refused(Origin(found.shown), reason, subject, language, claim, record, held))
    return records, refused


def _unfit(record: Record, data: bytes, signature: bytes, policy: Policy, signers: Mapping[bytes, Signer]) -> str:
    """Return why a signature does not count; nothing where it does."""
    try:
        key = signed_by(data, signature, REVIEW)
    except NotSigned as error:
        return f"the signature does not hold: {error}"
    return unfit_signer(record, key, policy, signers)


def unfit_signer(record: Record, key: bytes, policy: Policy, signers: Mapping[bytes, Signer]) -> str:
    """Return why a record that is signed with a public key (32 bytes) does not count; nothing where it does."""
    signer = signers.get(key)
    if signer is None:
        return "it is signed with a key that content/allowed_signers does not name"
    if signer.principal != record.principal:
        return f"it says {record.principal}, and was signed with the key of {signer.principal}"
    if reason := signer.may(REVIEW, record.day):
        return reason
    return unnamed(record, policy) or unfit_person(record, policy)


def unnamed(record: Record, policy: Policy) -> str:
    """Return that the policy does not name who signs a record; nothing where it does."""
    known = record.principal in policy.people
    return "" if known else f"the policy names no {record.principal} among its people"


def unfit_person(record: Record, policy: Policy) -> str:
    """Return why a person of the policy may not sign a record; nothing where they may, or it does not name them."""
    person = policy.people.get(record.principal)
    if person is None:
        return ""
    if record.role not in person.roles:
        return f"{person.name} may not sign as {record.role}: the policy says {', '.join(person.roles) or 'nothing'}"
    if person.languages and record.language != SOURCE and record.language not in person.languages:
        return f"{person.name} may not sign for {record.language}"
    if person.left and record.day > person.left:
        return f"{person.name} left on {person.left}"
    return ""


def _untimely(record: Record, policy: Policy, today: date) -> str:
    """Return why the day of a record speaks against it; nothing where it does not."""
    if record.day > today:
        return f"its day, {record.day}, is still to come"
    last = record.day + timedelta(days=policy.urgent if record.act == "urgent" else policy.days)
    ends = min(filter(None, (record.until, last)))
    if today > ends and record.act in ("sign", "urgent"):
        return f"it counted until {ends}"
    return ""


def _read(found: Found, data: bytes, subject: str, language: str) -> tuple[Record | None, str]:
    """Return a record, or why its file is none; and why it does not belong where it lies."""
    problems: list[Problem] = []
    root = read_yaml(found.path, found.shown, problems)
    record = _record(root, Origin(found.shown), hashlib.sha256(data).hexdigest(), problems) if root else None
    if problems or record is None:
        said = problems[0] if problems else Problem(NOWHERE, "it is empty")
        return None, f"it is no record: line {said.origin.line}: {said.message}"
    if (record.subject, record.language) != (subject, language):
        return record, f"it is a record of {record.subject} in {record.language}, and lies elsewhere"
    for one in record.units:
        if one.subject != subject:
            return record, f"it signs {one.path}, which is not of {subject}"
    return record, ""


def _record(root: Node, place: Origin, sha256: str, problems: list[Problem]) -> Record | None:
    before = len(problems)
    given = values.entries_of(root, "a record", _KEYS, _KEYS, problems)
    if len(problems) > before:
        return None
    if values.whole_in(given["record"], "record", problems, 1, 999) != FORM:
        problems.append(Problem(given["record"].origin, "another version of leaflets wrote it", "use that version"))
    said = {name: values.words_in(given[name], name, problems, empty=True) or "" for name in _WORDS}
    for name, known in (("act", ACTS), ("role", ROLES), ("origin", ORIGINS)):
        if said[name] not in known:
            problems.append(Problem(given[name].origin, f"'{name}' cannot be '{values.short(said[name])}'"))
    if not re.fullmatch(PRINCIPAL, said["as"]):
        problems.append(Problem(given["as"].origin, f"'{values.short(said['as'])}' is not a signer's name"))
    numbers = {name: values.whole_in(given[name], name, problems, 1, MOST_NUMBER) for name in ("number", "policy")}
    day = day_in(given["day"], "day", problems)
    until = given["until"]
    ends = None if until.shape == "words" and not until.words else day_in(until, "until", problems)
    after = values.list_in(given["after"], "after", problems, empty=True) or ()
    for node in after:
        if not re.fullmatch(LINE, node.words):
            problems.append(Problem(node.origin, f"'{values.short(node.words)}' is no record's name"))
    units: list[Unit] = []
    changes: dict[str, tuple[str, ...]] = {}
    for node in values.list_in(given["blocks"], "blocks", problems) or ():
        if (one := _unit(node, changes, problems)) is not None:
            units.append(one)
    if len(problems) > before or day is None:
        return None
    whole: dict[str, Any] = {**numbers, **said, "principal": said["as"], "day": day, "until": ends}
    whole["after"] = tuple(node.words for node in after)
    del whole["as"]
    return Record(**whole, units=tuple(units), changes=changes, sha256=sha256, place=place)


def _unit(node: Node, changes: dict[str, tuple[str, ...]], problems: list[Problem]) -> Unit | None:
    before = len(problems)
    given = values.entries_of(node, "a block", _BLOCK, _BLOCK, problems)
    if len(problems) > before:
        return None
    words = {
        name: values.words_in(given[name], name, problems, empty=True) or "" for name in ("path", "kind", "sha256")
    }
    lists: dict[str, tuple[str, ...]] = {
        name: tuple(one.words for one in values.list_in(given[name], name, problems, empty=True) or ())
        for name in ("english", "said", "ground", "change")
    }
    change = lists.pop("change")
    whole: dict[str, Any] = {**words, **lists}
    unit = Unit(**whole)
    if unit.digest != given["digest"].words:
        problems.append(Problem(node.origin, f"the words of {unit.path} are not those of its digest"))
    if change:
        changes[unit.path] = change
    return unit if len(problems) == before else None
