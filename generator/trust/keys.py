"""Signatures of the form that ``ssh-keygen -Y`` makes and checks (SSHSIG), with Ed25519 keys, and who may sign.

The form is OpenSSH's PROTOCOL.sshsig (version 1), the list of signers that of ``ssh-keygen(1)``, ALLOWED SIGNERS: what
is written here another office checks with ssh-keygen alone, and the other way round. The arithmetic is cryptography's.
Why not the package sshsig, which knows the form too: ``docs/decisions/0042-signatures.md``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from generator.model.problems import NOWHERE, Origin, Problem, Unusable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey as Ed25519PrivateKey

REVIEW: Final = "leaflets-review"
"""The namespace of records of signatures: a signature made for something else never counts."""
POLICY: Final = "leaflets-policy"
"""The namespace of the policy and of the list of signers."""
SIGNERS: Final = "content/allowed_signers"
NAMESPACE: Final = r"[A-Za-z0-9.@_-]{0,80}"
MOST_KEY: Final = 20_000
"""The largest file of a key, in bytes."""
ED25519: Final = b"ssh-ed25519"
_MAGIC: Final = b"SSHSIG"
_HASHES: Final = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}
_ARMOUR: Final = re.compile(
    rb"\s*-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]{1,4000})\n-----END SSH SIGNATURE-----\s*"
)
_OPTION: Final = re.compile(r'(namespaces|valid-after|valid-before)="([^"]*)"(?:,|$)')
_DAY: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(\d{4}(\d\d)?)?Z?", re.ASCII)


class NotSigned(Exception):  # noqa: N818 - what it says of a file
    """A signature does not hold, and why."""


class Signer(Struct, frozen=True):
    """A line of ``allowed_signers``: a key, whose it is, for what and from when to when."""

    principal: str
    key: bytes
    namespaces: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    origin: Origin = NOWHERE

    def may(self, namespace: str, day: date) -> str:
        """Return why a signature of a day does not count; nothing where it does."""
        if self.namespaces and namespace not in self.namespaces:
            return f"the key of {self.principal} is not for {namespace}"
        if self.after and day < self.after:
            return f"the key of {self.principal} counts from {self.after}"
        if self.before and day >= self.before:
            return f"the key of {self.principal} counts until {self.before}"
        return ""


# -- the form ----------------------------------------------------------------


def _strings(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def _read_strings(data: bytes, count: int) -> list[bytes]:
    """Return exactly so many strings, and nothing behind them.

    Raises:
        NotSigned: for anything else.
    """
    found = []
    for _ in range(count):
        if len(data) < 4 or len(data) < 4 + (size := int.from_bytes(data[:4], "big")):
            raise NotSigned("the signature is cut off")
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    if data:
        raise NotSigned("the signature goes on behind its end")
    return found


def sign(message: bytes, namespace: str, key: Ed25519PrivateKey) -> str:
    """Return the armoured signature of a message, as ``ssh-keygen -Y sign -n namespace`` writes it."""
    public = _strings(ED25519, key.public_key().public_bytes_raw())
    signed = key.sign(_to_sign(message, namespace.encode(), b"sha512"))
    blob = _MAGIC + struct.pack(">I", 1)
    blob += _strings(public, namespace.encode(), b"", b"sha512", _strings(ED25519, signed))
    words = base64.b64encode(blob).decode()
    lines = "\n".join(words[at : at + 70] for at in range(0, len(words), 70))
    return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n"


def _to_sign(message: bytes, namespace: bytes, name: bytes) -> bytes:
    return _MAGIC + _strings(namespace, b"", name, _HASHES[name](message).digest())


def signed_by(message: bytes, signature: bytes, namespace: str) -> bytes:
    """Return the public key (32 bytes) that signed a message for a namespace.

    Raises:
        NotSigned: when it is no such signature, or the message is not what was signed.
    """
    match = _ARMOUR.fullmatch(signature.replace(b"\r\n", b"\n"))
    if match is None:
        raise NotSigned("this is no SSH signature")
    try:
        blob = base64.b64decode(match[1].replace(b"\n", b""), validate=True)
    except binascii.Error:
        raise NotSigned("this is no SSH signature") from None
    if not blob.startswith(_MAGIC + struct.pack(">I", 1)):
        raise NotSigned("this is no SSH signature of version 1")
    public, given, _, name, raw = _read_strings(blob[10:], 5)
    kind, key = _read_strings(public, 2)
    if kind != ED25519 or len(key) != 32:
        raise NotSigned("only Ed25519 keys sign here")
    if given != namespace.encode():
        raise NotSigned(f"it was signed as '{given.decode('ascii', 'replace')[:40]}', not as '{namespace}'")
    if name not in _HASHES:
        raise NotSigned("its hash is neither SHA-512 nor SHA-256")
    kind, value = _read_strings(raw, 2)
    if kind != ED25519 or not holds(key, value, _to_sign(message, given, name)):
        raise NotSigned("it is not of this file: the file was changed, or the signature is of another one")
    return key


def holds(key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature (RFC 8032) of a message holds."""
    from cryptography.exceptions import InvalidSignature  # late: most leaflets have no signature to look at
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(key: bytes) -> str:
    """Return the fingerprint of a public key as ``ssh-keygen -l`` shows it: ``SHA256:…``."""
    sha256 = hashlib.sha256(_strings(ED25519, key)).digest()
    return f"SHA256:{base64.b64encode(sha256).decode().rstrip('=')}"


# -- keys --------------------------------------------------------------------


def public_key(words: str) -> bytes | None:
    """Return the 32 bytes of a public key from its line, ``ssh-ed25519 AAAA… comment``; None when it is none."""
    kind, _, rest = words.strip().partition(" ")
    try:
        found = _read_strings(base64.b64decode(rest.split(" ")[0], validate=True), 2)
    except (binascii.Error, NotSigned):
        return None
    return found[1] if kind.encode() == ED25519 == found[0] and len(found[1]) == 32 else None


def read_private(path: Path) -> Ed25519PrivateKey:
    """Read a private key as ``ssh-keygen -t ed25519`` writes it, without a passphrase.

    Raises:
        Unusable: when there is none, or it is of another kind, or has a passphrase.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    origin = Origin(str(path))
    make = "make one with: ssh-keygen -t ed25519 -f KEY"
    try:
        with path.open("rb") as file:
            data = file.read(MOST_KEY + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise Unusable(Problem(origin, f"the key cannot be read: {reason}", make)) from None
    try:
        key = load_ssh_private_key(data, None)
    except (TypeError, UnsupportedAlgorithm):
        hint = "leave --key out; then sign the file that is written: ssh-keygen -Y sign -f KEY -n leaflets-review FILE"
        raise Unusable(Problem(origin, "the key has a passphrase, or stands in a token", hint)) from None
    except ValueError:
        raise Unusable(Problem(origin, "this is no private key of SSH", make)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unusable(Problem(origin, "only Ed25519 keys sign here", make))
    return key


# -- who may sign ------------------------------------------------------------


def read_signers(words: str, shown: str, problems: list[Problem]) -> Mapping[bytes, Signer]:
    """Read an ``allowed_signers`` file, by key. Lines that are wrong are left out, with problems.

    Names are whole: a pattern (``*``, ``?``, ``!``) or a certificate authority would let in people nobody has named.
    """
    found: dict[bytes, Signer] = {}
    for number, line in enumerate(words.split("\n"), 1):  # as OpenSSH: a line goes on behind U+2028, also a comment
        line, origin = line.removesuffix("\r").strip(" \t"), Origin(shown, number)
        if hidden := next((letter for letter in line if not letter.isprintable() and letter != "\t"), ""):
            message = f"a character that nobody sees stands in this line (U+{ord(hidden):04X})"
            problems.append(Problem(origin, message, "write the line anew; save the file as UTF-8 without a BOM"))
        elif line and not line.startswith("#"):
            for one in _signer(line, origin, problems):
                if one.key in found:
                    message = f"the key of line {found[one.key].origin.line} stands here again"
                    problems.append(Problem(origin, message, "one key, one person"))
                else:
                    found[one.key] = one
    return found


def _signer(line: str, origin: Origin, problems: list[Problem]) -> Iterator[Signer]:
    def wrong(message: str, hint: str) -> None:
        problems.append(Problem(origin, message, hint))

    form = 'write: anna@example.org namespaces="leaflets-review" ssh-ed25519 AAAA…'
    principal, rest = [*line.split(None, 1), ""][:2]
    options, _, key = " ".join(rest.split("\t")).partition("ssh-ed25519 ")
    if not key:
        return wrong("this line has no Ed25519 key", form)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.@_+-]{0,79}", principal):
        return wrong(f"'{principal[:40]}' is not one person's name", form)
    given, left = {}, options.strip()
    while left:
        match = _OPTION.match(left)
        if match is None or match[1] in given:
            return wrong(f"'{left[:40]}' is no option that is read here", form)
        given[match[1]] = match[2]
        left = left[match.end() :]
    raw = public_key(f"ssh-ed25519 {key}")
    if raw is None:
        return wrong("the key is not whole", "copy the whole line of the .pub file")
    days: dict[str, date | None] = {}
    for name in ("valid-after", "valid-before"):
        match = _DAY.fullmatch(given.get(name, ""))
        try:
            days[name] = date(int(match[1]), int(match[2]), int(match[3])) if match else None
        except ValueError:
            match = None
        if name in given and match is None:
            return wrong(f"'{given[name][:20]}' is no day", f'write {name}="20270131"')
    names = tuple(given["namespaces"].split(",")) if "namespaces" in given else ()
    if odd := next((name for name in names if not re.fullmatch(NAMESPACE, name)), None):
        return wrong(f"'{odd[:40]}' is no name of what is signed", f'a whole name, no blanks: namespaces="{REVIEW}"')
    if "" in names:  # for OpenSSH it then counts for nothing
        return wrong("the key of this line is for nothing", f'write what it may sign: namespaces="{REVIEW}"')
    yield Signer(principal, raw, names, days["valid-after"], days["valid-before"], origin)
    return None
