"""How the service runs: what the command line says, over what a YAML file says, over what is usual."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from generator.library import values
from generator.library.node import Node
from generator.library.nodes import read_yaml
from generator.model.addresses import is_web
from generator.model.problems import Origin, Problem, refuse_if_any
from generator.service.printing import PRINTER

RIGHTS: Final = ("runs", "metrics", "leaflets")
"""What a token may do: start print runs, read the figures, have leaflets of its clinic that are not open to all."""
_KEYS: Final = (
    "host", "port", "prefix", "address", "clinic", "clinics", "origins", "tokens", "ledger", "receipts", "workers",
    "queue", "seconds", "memory", "cache", "ahead", "printers",
)  # fmt: skip
_TOKEN: Final = ("name", "sha256", "clinic", "may")
_HOST: Final = r"[A-Za-z0-9.:_-]{1,253}"
_PREFIX: Final = r"(/[A-Za-z0-9][A-Za-z0-9._~-]{0,59}){1,8}"
_SHA256: Final = r"[0-9a-f]{64}"


class Token(Struct, frozen=True):
    """Who may do what. Only the SHA-256 of the words is kept; ``clinic`` ties it to one, empty to none."""

    name: str
    sha256: str
    clinic: str = ""
    may: tuple[str, ...] = ()


class Limits(Struct, frozen=True):
    """What one client, and all together, may take. Bytes, seconds, numbers."""

    workers: int = 2
    """Processes that make leaflets."""
    queue: int = 64
    """Orders that wait for one; the next is sent away with 503."""
    seconds: float = 20.0
    """For one leaflet. The largest stock leaflet takes a tenth of it on a slow machine."""
    memory: int = 768_000_000
    """Bytes of data of one process (RLIMIT_DATA)."""
    weary: int = 70_000_000
    """Bytes of its own by which a process may grow before it is replaced, when it is free: two, the desk and what it
    keeps stay under 350 MB. What it began with does not count, else one of a large library would be replaced always."""
    ahead: int = 160
    """Bodies laid out while nobody asks; each takes about 200 kB for each height of a panel, all half of a larder.
    More than 500 would push the first ones out again."""
    cache: int = 64_000_000
    """Bytes of made leaflets that are kept."""
    path: int = 200
    """Letters of a path."""
    query: int = 2_000
    """Letters of a query."""
    body: int = 64_000
    """Bytes of a request's body."""
    headers: int = 64_000
    """Bytes of a request's head."""
    head: float = 10.0
    """Seconds in which the head of a request must be there."""
    reading: float = 10.0
    """Seconds in which a body must be there."""
    writing: float = 60.0
    """Seconds in which a client must take what was written."""
    idle: int = 15
    """Seconds for which an open connection may do nothing."""
    connections: int = 512
    """Connections at a time; more are sent away."""


class Settings(Struct, frozen=True):
    """How the service runs.

    ``library`` as ``--library``; ``prefix`` is the path that a proxy puts before all others; ``address`` is how the
    world reaches the service (``https://leaflets.example``), for codes on paper; ``clinic`` is the desk's own,
    ``clinics`` those that anybody may ask for (empty: all of the library's); ``origins`` may read from other pages;
    ``receipts`` is the folder for what the desk prints, which ``ledger`` takes in; ``edit`` adds the editors' view.
    """

    library: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8421
    prefix: str = ""
    address: str = ""
    clinic: str = ""
    clinics: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    tokens: tuple[Token, ...] = ()
    ledger: Path | None = None
    receipts: Path = Path("output/desk")
    edit: bool = False
    printers: tuple[str, ...] = ()
    """Printers of CUPS that the desk prints on from the server."""
    limits: Limits = Limits()

    def token(self, words: str) -> Token | None:
        """Return the token of some words; each is compared in the same time, whatever was found before."""
        given = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
        found = None
        for one in self.tokens:
            if hmac.compare_digest(one.sha256, given):
                found = one
        return found


def read_settings(path: Path, base: Settings) -> Settings:
    """Read a file of settings over others.

    Raises:
        Unusable: with everything that is wrong with it.
    """
    problems: list[Problem] = []
    root = read_yaml(path, str(path), problems)
    given = values.entries_of(root, "a file of settings", _KEYS, (), problems, empty=True) if root else {}
    reader = _Reader(given, problems, path.parent)
    settings = reader.settings(base)
    refuse_if_any(problems)
    return settings


class _Reader:
    """Reads the values of a file of settings, one by one."""

    def __init__(self, given: dict[str, Node], problems: list[Problem], folder: Path) -> None:
        self.given, self.problems, self.folder = given, problems, folder

    def settings(self, base: Settings) -> Settings:
        most = base.limits
        return Settings(
            library=base.library,
            host=self.form("host", base.host, _HOST, "a name or number of this machine"),
            port=self.whole("port", base.port, 1, 65_535),
            prefix=self.form("prefix", base.prefix, _PREFIX, "a path such as /leaflets"),
            address=self.web("address", base.address).rstrip("/"),
            clinic=self.name("clinic", base.clinic),
            clinics=self.names("clinics", base.clinics),
            origins=tuple(self.origins()) or base.origins,
            tokens=tuple(self.tokens()) or base.tokens,
            ledger=self.path("ledger", base.ledger),
            receipts=self.path("receipts", base.receipts) or base.receipts,
            edit=base.edit,
            printers=tuple(self.printers()) or base.printers,
            limits=Limits(
                workers=self.whole("workers", most.workers, 1, 64),
                queue=self.whole("queue", most.queue, 1, 10_000),
                seconds=float(self.whole("seconds", int(most.seconds), 1, 600)),
                memory=self.whole("memory", most.memory // 1_000_000, 300, 64_000) * 1_000_000,
                cache=self.whole("cache", most.cache // 1_000_000, 0, 64_000) * 1_000_000,
                ahead=self.whole("ahead", most.ahead, 0, 500),
            ),
        )

    def form(self, key: str, otherwise: str, pattern: str, meant: str) -> str:
        node = self.given.get(key)
        words = values.words_in(node, key, self.problems) if node else None
        if node is None or words is None:
            return otherwise
        if not re.fullmatch(pattern, words):
            self.problems.append(Problem(node.origin, f"'{key}' cannot be '{values.short(words)}'", f"write {meant}"))
        return words

    def whole(self, key: str, otherwise: int, least: int, most: int) -> int:
        node = self.given.get(key)
        return values.whole_in(node, key, self.problems, least, most) if node else otherwise

    def name(self, key: str, otherwise: str) -> str:
        node = self.given.get(key)
        return values.name_in(node, key, self.problems) if node else otherwise

    def names(self, key: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        node = self.given.get(key)
        return values.names_in(node, key, self.problems) if node else otherwise

    def path(self, key: str, otherwise: Path | None) -> Path | None:
        """Return a path; a relative one begins at the folder of the file."""
        node = self.given.get(key)
        words = values.words_in(node, key, self.problems) if node else None
        return self.folder / words if words else otherwise

    def web(self, key: str, otherwise: str) -> str:
        node = self.given.get(key)
        words = values.words_in(node, key, self.problems) if node else None
        if node is None or words is None:
            return otherwise
        if not is_web(words) or re.search(r"[?#\s]", words):
            hint = "write one such as https://leaflets.example"
            self.problems.append(Problem(node.origin, f"'{key}' is no address of the web", hint))
        return words

    def origins(self) -> Iterator[str]:
        for item in self.items("origins"):
            words = values.words_in(item, "origins", self.problems) or ""
            if words and not re.fullmatch(r"https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?", words):
                hint = "write scheme and name only: https://records.example"
                self.problems.append(Problem(item.origin, f"'{values.short(words)}' is no origin", hint))
            yield words

    def printers(self) -> Iterator[str]:
        for item in self.items("printers"):
            words = values.words_in(item, "printers", self.problems) or ""
            if words and not re.fullmatch(PRINTER, words):
                hint = "write its name as 'lpstat -e' shows it: letters, digits, . _ -"
                self.problems.append(Problem(item.origin, f"'{values.short(words)}' is no name of a printer", hint))
            yield words

    def tokens(self) -> Iterator[Token]:
        for item in self.items("tokens"):
            given = values.entries_of(item, "a token", _TOKEN, ("name", "sha256", "may"), self.problems)
            name, clinic = (
                values.name_in(given[key], key, self.problems) if key in given else "" for key in ("name", "clinic")
            )
            sha256 = values.words_in(given["sha256"], "sha256", self.problems) or "" if "sha256" in given else ""
            if sha256 and not re.fullmatch(_SHA256, sha256):
                hint = "make one with: leaflets serve --new-token; the words themselves stand in no file"
                self.problems.append(Problem(given["sha256"].origin, "'sha256' is no SHA-256 in hex", hint))
            may = values.names_in(given["may"], "may", self.problems) if "may" in given else ()
            for right in may:
                if right not in RIGHTS:
                    message = f"'may' cannot be '{right}'"
                    self.problems.append(Problem(given["may"].origin, message, f"known: {', '.join(RIGHTS)}"))
            yield Token(name, sha256, clinic, may)

    def items(self, key: str) -> tuple[Node, ...]:
        node = self.given.get(key)
        return values.list_in(node, key, self.problems) or () if node else ()


def unknown_clinics(settings: Settings, known: tuple[str, ...]) -> list[Problem]:
    """Return a problem for each clinic of the settings that the library does not have."""
    named = (settings.clinic, *settings.clinics, *(token.clinic for token in settings.tokens))
    where = Origin("settings")
    return [
        Problem(where, f"the library has no clinic called '{name}'", f"known: {', '.join(known)}" if known else "")
        for name in dict.fromkeys(filter(None, named))
        if name not in known
    ]
