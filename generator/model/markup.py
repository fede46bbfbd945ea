"""The notation inside words: ``**strong**``, ``[words](link)`` and ``{slots}`` from a closed list.

Words are never a template and never a format string. Everything else in them is printed as it stands.
A slot is filled after the words were cut into spans, so that a clinic's name can bring no notation with it.
"""

from __future__ import annotations

from msgspec import Struct

from generator.model.patterns import pattern
from generator.model.problems import Origin, Problem, suggest

GAP = ("⟦", "⟧")
"""Around source words that stand in a draft for a translation."""
KNOWN_SLOTS = ("emergency", "phone", "clinic", "date", "version", "page", "pages", "language", "number", "code")

MOST_WORDS = 5_000
"""Letters of one text, in whatever language: a page of a leaflet holds 2,000 of a whole section."""

_SIGNS = pattern(r"\*\*|[\[\]{}]")
_LINK = pattern(r"\[([^\[\]]*)\]\(([^()\s]*)\)")
_LINK_START = pattern(r"\[[^\[\]]*\]\([^)]*\)?")
_SLOT = pattern(r"\{([a-z]+)\}")
_BRACES = pattern(r"\{[^{}]*\}|[{}]")
_TARGET = pattern(
    r"https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?(?:[/?#][!-~]*)?"
    r"|tel:(?:\+?[0-9][0-9.-]{1,24}|\{(?:emergency|phone)\})"
    r"|mailto:[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)


class Span(Struct, frozen=True):
    """A stretch of words that is printed alike. ``link`` is the address, or empty."""

    words: str
    strong: bool = False
    link: str = ""


def parse_markup(words: str) -> tuple[Span, ...]:
    """Cut words into spans. Assumes that ``check_markup`` found nothing; wrong notation never fails, though."""
    if "*" not in words and "[" not in words:
        return (Span(words),) if words else ()
    spans: list[Span] = []
    strong, end = False, 0
    for match in _LINK.finditer(words):
        strong = _cut(words[end : match.start()], strong, "", spans)
        strong = _cut(match.group(1), strong, match.group(2), spans)
        end = match.end()
    _cut(words[end:], strong, "", spans)
    return tuple(spans)


def _cut(words: str, strong: bool, link: str, spans: list[Span]) -> bool:
    """Add the spans of words without links; return whether strong words go on behind them."""
    for number, part in enumerate(words.split("**")):
        strong = strong != (number > 0)
        if part:
            spans.append(Span(part, strong, link))
    return strong


def check_markup(words: str, origin: Origin) -> list[Problem]:
    """Return the problems of the notation in some words, or of their length: a template would be blamed for it."""
    if len(words) > MOST_WORDS:
        hint = f"a text has at most {MOST_WORDS:,}: make several of it"
        return [Problem(origin, f"these words have {len(words):,} letters", hint)]
    if not _SIGNS.search(words):
        return []
    problems: list[Problem] = []
    for match in _LINK.finditer(words):
        label, target = match.groups()
        if not _TARGET.fullmatch(target):
            message = f"the link '{_short(target)}' is not one that works" if target else "the link has no address"
            hint = "a link starts with https://, tel: or mailto: and holds no spaces"
            problems.append(Problem(origin, message, hint))
        if not label.replace("*", "").strip():
            problems.append(Problem(origin, "the link has no words", "write [words](https://…)"))
        if label.count("**") % 2:
            hint = "start and end ** both outside or both inside the brackets"
            problems.append(Problem(origin, "the strong words end on the other side of a link's bracket", hint))
    bare = _LINK.sub(r"\1", words)
    if broken := _LINK_START.search(bare):
        message = f"the link '{_short(broken.group())}' is not complete"
        problems.append(Problem(origin, message, "write [words](https://…), without spaces in the round brackets"))
    if bare.count("**") % 2:
        hint = "put ** before and behind the strong words"
        problems.append(Problem(origin, "strong words start with ** and never end", hint))
    elif any(not part.strip() for part in bare.split("**")[1::2]):
        problems.append(Problem(origin, "there are no words between ** and **", "delete the stars"))
    for brace in _BRACES.findall(words):
        name = brace.strip("{} ")
        if len(brace) == 1:
            hint = "curly brackets are kept for slots such as {phone}"
            problems.append(Problem(origin, f"there is a single '{brace}' in these words", hint))
        elif brace[1:-1] not in KNOWN_SLOTS:
            hint = f"write {{{name}}}" if name in KNOWN_SLOTS else suggest(name[:40], KNOWN_SLOTS)
            problems.append(Problem(origin, f"there is no slot called '{_short(brace)}'", hint))
    return problems


def _short(words: str) -> str:
    """Return at most 40 characters, for a message."""
    return words if len(words) <= 40 else words[:39] + "\u2026"


def slots_of(words: str) -> tuple[str, ...]:
    """Return the names of the known slots in words, in order, each as often as it stands."""
    return tuple(name for name in _SLOT.findall(words) if name in KNOWN_SLOTS) if "{" in words else ()


def links_of(words: str) -> tuple[str, ...]:
    """Return the addresses of the links in words, in order."""
    return tuple(target for _, target in _LINK.findall(words)) if "](" in words else ()


def strongs_of(words: str) -> tuple[str, ...]:
    """Return the strong runs in words, in order, without links' addresses."""
    return tuple(_LINK.sub(r"\1", words).split("**")[1::2]) if "**" in words else ()
