"""What a release is, signed: an in-toto Statement in a DSSE envelope, beside the files and never inside them.

Forms: https://github.com/in-toto/attestation (Statement v1), https://github.com/secure-systems-lab/dsse (v1). Why not
inside the PDF: a signature there breaks PDF/UA-1 and PDF/A-2a (``docs/decisions/0043-statements.md``).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from generator.library.library import Library
from generator.model.leaflet import Order
from generator.model.lots import code_of, join_digests
from generator.model.problems import Origin, Problem, reason_of
from generator.stages.bodies import document_template
from generator.stages.lot_codes import lot_digest
from generator.stages.surroundings import clinic_profile
from generator.trust.asking import how_far, look_of
from generator.trust.chain import lost, tips
from generator.trust.keys import NotSigned, Signer, fingerprint, holds
from generator.trust.policy import policy_of
from generator.trust.records import read_signers_of, signatures
from generator.trust.units import SHARED, units_of
from generator.version import __version__
from generator.words.localize import SOURCE

if TYPE_CHECKING:
    from generator.trust.keys import Ed25519PrivateKey

RELEASE: Final = "leaflets-release"
"""What a clinic's line in ``allowed_signers`` names: its key signs releases."""
FOLDER: Final = "statements"
SUFFIX: Final = ".intoto.json"
MOST: Final = 100_000_000
"""The largest statement that is read, in bytes; one of 10,000 files takes 3,000,000."""
_TYPE: Final = "https://in-toto.io/Statement/v1"
_PAYLOAD: Final = "application/vnd.in-toto+json"
_PREDICATE: Final = "https://leaflets.invalid/release/v1"
"""``.invalid`` is reserved (RFC 2606): the name leads nowhere, and must not."""


class Released(Struct, frozen=True):
    """A file of a release: its order as it was made, its name and hash, its lot."""

    order: Order
    file: str
    sha256: str


class Lot(Struct, frozen=True):
    """What a statement says of one lot."""

    code: str
    digest: str
    topic: str
    language: str
    second: str
    profile: str
    version: str
    review_by: str
    standing: str
    roles: Mapping[str, tuple[str, ...]]
    blocks: Mapping[str, str]


class Statement(Struct, frozen=True, eq=False):
    """A statement whose signature was looked at.

    ``signer`` is whose key signed it, empty with a ``reason`` where it does not hold; ``files`` are lots by sha256,
    ``names`` hashes by name; ``signatures`` names the last records of that time (``chain.py``), ``others`` the
    statements that lay beside it, by their runs; ``policy`` is the number and digest of that time's.
    """

    path: Path
    day: date
    run: str
    signer: str = ""
    key: str = ""
    reason: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    lots: Mapping[str, Lot] = field(default_factory=dict)
    signatures: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    policy: tuple[int, str] = (0, "")

    @property
    def order(self) -> tuple[date, int, str]:
        """What tells which of two came later: of one day the one beside which more lay; runs are named by chance."""
        return self.day, len(self.others), self.run


def whole_digest(order: Order, library: Library) -> str:
    """Return the whole hash of an order's lot; of two languages, of both."""
    one = lot_digest(replace(order, second=""), library)
    if not order.second:
        return one
    other = replace(order, language=library.language_name(order.second), second="")
    return join_digests(one, lot_digest(other, library))


def write_statement(
    files: Iterable[Released], library: Library, run: str, key: Ed25519PrivateKey, folder: Path
) -> bytes:  # fmt: skip
    """Return the signed envelope of a release.

    Args:
        files: what was released.
        library: the library it was made from.
        run: the run's name, as in the receipts.
        key: the clinic's.
        folder: where it will lie: statements that are there are named, so that one taken away is missed.
    """
    lots: dict[str, dict[str, Any]] = {}
    subjects = []
    known: dict[Order, str] = {}
    for one in files:
        body = replace(one.order.body, clinic=clinic_profile(library.clinic(one.order.clinic), library).name)
        if body not in known:
            digest = known[body] = whole_digest(one.order, library)
            lot = _lot(one.order, library, digest)
            lots.setdefault(digest, lot)["blocks"] |= lot["blocks"]  # each paper's template has words of its own
        digest = known[body]
        notes = {"lot": digest} | ({"overdue": one.order.overdue} if one.order.overdue else {})
        subjects.append({"name": one.file, "digest": {"sha256": one.sha256}, "annotations": notes})
    policy = policy_of(library)
    statement = {
        "_type": _TYPE, "subject": subjects, "predicateType": _PREDICATE,
        "predicate": {
            "program": f"leaflets {__version__}", "run": run, "day": library.today.isoformat(),
            "policy": {"serial": policy.serial, "sha256": policy.digest},
            "lots": lots, "signatures": tips(signatures(library)),
            "others": [one for one in runs_in(folder) if one != run],
        },
    }  # fmt: skip
    payload = json.dumps(statement, ensure_ascii=False, separators=(",", ":")).encode()
    signature = key.sign(encoded(payload))
    keyid = fingerprint(key.public_key().public_bytes_raw())
    envelope = {
        "payload": base64.b64encode(payload).decode(), "payloadType": _PAYLOAD,
        "signatures": [{"keyid": keyid, "sig": base64.b64encode(signature).decode()}],
    }  # fmt: skip
    return json.dumps(envelope, separators=(",", ":")).encode()


def encoded(payload: bytes, kind: bytes = _PAYLOAD.encode()) -> bytes:
    """Return what is signed: DSSE's pre-authentication encoding of a payload and its type."""
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _lot(order: Order, library: Library, digest: str) -> dict[str, Any]:
    topic, profile = library.topic(order.topic), clinic_profile(library.clinic(order.clinic), library).name
    document, _ = document_template(order, library)
    languages = [library.language_name(one) for one in (order.language, order.second) if one]
    roles: dict[str, list[str]] = {}
    blocks: dict[str, str] = {}
    for language in dict.fromkeys(("en", *languages)):
        stand = how_far(library, order.topic, language, profile, document, look_of(order))
        for role, people in stand.signed.items():
            roles.setdefault(f"{language} {role}", []).extend(people)
        for unit in units_of(library, order.topic, language, profile, (document,)).values():
            blocks[f"{language} {unit.path}"] = unit.digest
    return {
        "code": code_of(digest), "topic": order.topic, "language": languages[0].replace("_", "-"),
        "second": languages[1].replace("_", "-") if len(languages) > 1 else "", "profile": profile,
        "version": topic.version, "review_by": topic.review_by.isoformat(), "standing": order.standing,
        "roles": roles, "blocks": blocks,
    }  # fmt: skip


def runs_in(folder: Path) -> list[str]:
    """Return the runs of the statements that lie in a folder; none where there is no such folder."""
    try:
        return sorted(path.name.removesuffix(SUFFIX) for path in folder.iterdir() if path.name.endswith(SUFFIX))
    except OSError:
        return []


def last_statements(folder: Path, library: Library) -> tuple[Statement, ...]:
    """Return the statements of the last day in a folder, those that hold: the name of a run begins with its day.

    Raises:
        Unusable: when the list of signers cannot be read.
    """
    runs = runs_in(folder)
    signers = read_signers_of(library) if runs else {}
    last = [run for run in runs if run.partition("-")[0] == runs[-1].partition("-")[0]]
    found = (read_statement(folder / f"{run}{SUFFIX}", signers) for run in last)
    return tuple(one for one in found if not one.reason)


def since(order: Order, library: Library, statements: Iterable[Statement]) -> Iterator[Problem]:
    """Yield what speaks against a release because of what earlier ones say was there.

    That is what was signed about the leaflet and has been taken away, and a policy that says otherwise than one of the
    same number did.
    """
    languages = {SOURCE, *(library.language_name(one) for one in (order.language, order.second) if one)}
    policy = policy_of(library)
    for one in statements:
        for (subject, language), path, sha256 in lost(one.signatures, signatures(library).known):
            if subject in (order.topic, *SHARED) and language in languages:
                message = f"{path} is missing or changed: a statement of a release names it ({sha256[:12]}…)"
                yield Problem(Origin(path), message, "take it back from version control; ask who took it away")
        serial, digest = one.policy
        if serial == policy.serial and digest != policy.digest:
            message = f"the policy is still number {serial}, and says otherwise than at the release of {one.day}"
            hint = f"look at what changed, in it or in the program's own; then write serial: {serial + 1}"
            yield Problem(policy.origin, message, hint)
        if one.day > library.today:
            message = f"it is {library.today} here, and there was a release on {one.day}"
            yield Problem(Origin(str(one.path)), message, "set the clock of this machine right")
        if serial > policy.serial:
            message = f"the policy is number {policy.serial}, and number {serial} was in force on {one.day}"
            yield Problem(policy.origin, message, "it was put back: take the newer policy again")


# -- reading -----------------------------------------------------------------


def read_statement(path: Path, signers: Mapping[bytes, Signer]) -> Statement:
    """Read a statement; one that is broken, or signed by nobody known, comes back with its ``reason``."""
    nothing = Statement(path, date.min, "", reason="")
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
        if len(data) > MOST:
            return replace(nothing, reason="the statement is too large")
        envelope = json.loads(data)
        payload = base64.b64decode(envelope["payload"], validate=True)
        if envelope["payloadType"] != _PAYLOAD:
            return replace(nothing, reason="this is no statement of a release")
        given = [base64.b64decode(one["sig"], validate=True) for one in envelope["signatures"]]
        said = json.loads(payload)
        if said["_type"] != _TYPE or said["predicateType"] != _PREDICATE:
            return replace(nothing, reason="this is no statement of a release")
        found = _statement(path, said)
    except OSError as error:
        return replace(nothing, reason=f"it cannot be read: {reason_of(error)}")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, binascii.Error):
        return replace(nothing, reason="this is no statement of a release")
    try:
        signer = _signer(payload, given, signers)
        if reason := signer.may(RELEASE, found.day):
            raise NotSigned(reason)
        return replace(found, signer=signer.principal, key=fingerprint(signer.key))
    except NotSigned as error:
        return replace(found, reason=str(error))


def _signer(payload: bytes, signatures: Sequence[bytes], signers: Mapping[bytes, Signer]) -> Signer:
    """Return whose key signed.

    Raises:
        NotSigned: when nobody's did that is allowed to.
    """
    message = encoded(payload)
    for key, signer in signers.items():
        if any(holds(key, signature, message) for signature in signatures[:8]):
            return signer
    raise NotSigned("no key of content/allowed_signers signed this statement, or it was changed")


def _statement(path: Path, said: Any) -> Statement:
    about = said["predicate"]
    lots = {str(digest): _read_lot(str(digest), one) for digest, one in about["lots"].items()}
    files: dict[str, str] = {}
    names: dict[str, str] = {}
    for one in said["subject"]:
        sha256, digest = str(one["digest"]["sha256"]), str(one["annotations"]["lot"])
        if one["name"] in names:
            raise ValueError(one["name"])  # which of the two was signed nobody could tell
        files[sha256] = digest
        names[str(one["name"])] = sha256
        if digest not in lots:
            raise KeyError(digest)
    tips_then, others = (tuple(map(str, about.get(name, ()))) for name in ("signatures", "others"))
    day, run = date.fromisoformat(about["day"]), str(about["run"])
    policy = int(about["policy"]["serial"]), str(about["policy"]["sha256"])
    return Statement(path, day, run, "", "", "", files, names, lots, tips_then, others, policy)


def _read_lot(digest: str, one: Any) -> Lot:
    roles = {str(role): tuple(map(str, people)) for role, people in one["roles"].items()}
    blocks = {str(path): str(value) for path, value in one["blocks"].items()}
    if code_of(digest) != one["code"]:
        raise ValueError(digest)
    names = ("code", "topic", "language", "second", "profile", "version", "review_by", "standing")
    return Lot(**{name: str(one[name]) for name in names}, digest=digest, roles=roles, blocks=blocks)
