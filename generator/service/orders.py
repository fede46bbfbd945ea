"""The query of a request to an order: topic, form, language, format, theme, clinic, a second language, a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from generator.library.library import Library
from generator.model.content import Clinic
from generator.model.edition import SCREEN, Edition, Pictures, Words
from generator.model.leaflet import Order
from generator.model.problems import Unusable, suggest
from generator.service.holding import Holding
from generator.service.settings import Settings, Token
from generator.words.localize import SOURCE

FORMS: Final[Mapping[str, tuple[str, Edition]]] = {
    "pdf": ("application/pdf", SCREEN),
    "html": ("text/html; charset=utf-8", Words("html")),
    "txt": ("text/plain; charset=utf-8", Words("text")),
    "sms": ("text/plain; charset=utf-8", Words("sms")),
    "md": ("text/markdown; charset=utf-8", Words("markdown")),
    "png": ("image/png", Pictures()),
    "json": ("application/json", SCREEN),
}
"""What a leaflet's address may end with: its media type, and the edition that is made."""
PARAMETERS: Final = ("language", "format", "theme", "clinic", "with", "page")
MOST_PAGES: Final = 99
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_NUMBER: Final = re.compile(r"[1-9][0-9]?", re.ASCII)


class Fault(Struct, frozen=True):
    """One thing that is wrong with a request: the parameter, what, what to do, the leaflet's sentence concerned."""

    parameter: str
    message: str
    hint: str = ""
    sentence: str = ""


class RefusedError(Exception):
    """A request cannot be answered. ``status`` is that of HTTP."""

    def __init__(self, status: int, title: str, *faults: Fault, reason: str = "", places: tuple[str, ...] = ()) -> None:
        """Take the status, a title that is the same for all such requests, and what is wrong with this one.

        Args:
            status: that of HTTP.
            title: the same for all such requests.
            faults: what is wrong with this one.
            reason: its kind in one word, where a program tells them apart.
            places: the same with file and line of the library, for the log alone.
        """
        super().__init__(title)
        self.status, self.title, self.faults = status, title, faults
        self.reason, self.places = reason, places


class Asked(Struct, frozen=True):
    """What a request asks for: the order, the form, and of pictures the page."""

    order: Order
    form: str
    page: int = 1

    @property
    def media(self) -> str:
        """The media type of the form."""
        return FORMS[self.form][0]


class Known(Struct, frozen=True):
    """What is known of a leaflet before it is made: what is asked for, of what it is made, its headers.

    ``kept`` are the headers that an answer without a body has too.
    """

    asked: Asked
    digest: str
    etag: str
    kept: Mapping[str, str]
    headers: Mapping[str, str]


def read_query(
    topic: str,
    form: str,
    query: Iterable[tuple[str, str]],
    holding: Holding,
    settings: Settings,
    token: Token | None,
    in_a_run: bool = False,
) -> Asked:
    """Return what is asked for.

    Args:
        topic: as in the path.
        form: what the path ends with, one of ``FORMS``.
        query: names and values as they came.
        holding: the library that is asked.
        settings: which clinics anybody may ask for.
        token: whose words came with the request.
        in_a_run: it is one of many, which says itself which are not translated.

    Raises:
        RefusedError: 404 for a topic or form that does not exist, and for choices that do not go together; 400 for all
            else that is wrong with the query.
    """
    if topic not in holding.cards:
        hint = suggest(topic[:80], holding.cards)
        raise RefusedError(404, "There is no such leaflet", Fault("topic", f"no topic is called '{topic[:80]}'", hint))
    if form not in FORMS:
        hint = suggest(form[:20], FORMS)
        raise RefusedError(404, "There is no such form", Fault("form", f"no form is called '{form[:20]}'", hint))
    faults: list[Fault] = []
    given = _once(query, faults)
    library = holding.library
    tags = {tag.lower(): tag for tag in holding.tags}
    language = _one_of(given, "language", "en", tags, faults)
    second = _one_of(given, "with", "", tags, faults)
    wanted = {paper.name: paper.languages for paper in holding.papers}
    usual = next((name for name, many in wanted.items() if many == (2 if second else 1)), "a4")
    paper = _one_of(given, "format", usual, dict.fromkeys(wanted), faults)
    theme = _one_of(given, "theme", "default", dict.fromkeys(holding.themes), faults)
    clinic = _clinic(given, holding, settings, token, faults)
    page = _page(given, form, faults)
    misfits: list[Fault] = []
    if second and second == language:
        misfits.append(Fault("with", "a language cannot stand beside itself", "leave 'with' out"))
    for name, tongue in (("language", language), ("with", second)):
        if tongue and not (faults or in_a_run) and not _is_translated(topic, tongue, library):
            called = library.language(tongue).english_name
            misfits.append(Fault(name, f"this leaflet is not translated into {called}", "ask for another language"))
    many = wanted.get(paper, 1)
    if paper in wanted and many != (2 if second else 1) and FORMS[form][1] in (SCREEN, Pictures()):
        words = ("one language", "leave 'with' out") if many == 1 else ("two languages", "add 'with=en'")
        misfits.append(Fault("format", f"the format '{paper}' is for {words[0]}", words[1]))
    if second and isinstance(FORMS[form][1], Words):
        misfits.append(Fault("with", "two languages side by side are made as pdf or png only", "leave 'with' out"))
    if faults:
        raise RefusedError(400, "The query cannot be read", *faults, *misfits)
    if misfits:
        raise RefusedError(404, "There is no leaflet like this", *misfits)
    order = Order(
        topic, library.language_name(language), paper, theme, clinic, edition=FORMS[form][1],
        second=library.language_name(second) if second else "",
    )  # fmt: skip
    return Asked(order, form, page)


def _is_translated(topic: str, language: str, library: Library) -> bool:
    """Tell whether there is a catalog of a topic; one that cannot be read is for whoever makes the leaflet to tell."""
    name = library.language_name(language)
    try:
        return name.split("_")[0] == SOURCE or library.catalog(name, topic) is not None
    except Unusable:
        return True


def _once(query: Iterable[tuple[str, str]], faults: list[Fault]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in query:
        if name not in PARAMETERS:
            faults.append(Fault(name[:40], f"there is no parameter '{name[:40]}'", suggest(name[:40], PARAMETERS)))
        elif name in given:
            faults.append(Fault(name, f"'{name}' is given twice", "ask for one leaflet at a time"))
        else:
            given[name] = value
    return given


def _one_of(
    given: Mapping[str, str], name: str, otherwise: str, known: Mapping[str, str | None], faults: list[Fault]
) -> str:
    """Return a known value; languages are known by their small letters."""
    words = given.get(name, "")
    if not words:
        if name in given:
            faults.append(Fault(name, f"'{name}' is empty", "leave it out, or name one"))
        return otherwise
    key = words.lower().replace("_", "-") if name in ("language", "with") else words
    if key not in known:
        names = [spelled or one for one, spelled in known.items()]
        faults.append(Fault(name, f"there is no {_SORTS[name]} '{words[:80]}'", suggest(words[:80], names)))
        return otherwise
    return known[key] or key


_SORTS: Final = {"language": "language", "with": "language", "format": "format", "theme": "theme"}


def may_ask(clinic: str, settings: Settings, token: Token | None) -> bool:
    """Tell whether leaflets of a clinic may be asked for: it is open to anybody, or the token is tied to it."""
    own = token is not None and token.clinic == clinic and "leaflets" in token.may
    return not settings.clinics or clinic in settings.clinics or own


def _clinic(
    given: Mapping[str, str], holding: Holding, settings: Settings, token: Token | None, faults: list[Fault]
) -> str | Clinic:
    name = given.get("clinic", "")
    if not name:
        return ""
    known: Sequence[str] = [one for one in holding.clinics if may_ask(one, settings, token)]
    if not _NAME.fullmatch(name) or name not in known:  # whether there is one that is another's is nobody's business
        faults.append(Fault("clinic", f"there is no clinic '{name[:80]}' for you", suggest(name[:80], known)))
        return ""
    return name


def _page(given: Mapping[str, str], form: str, faults: list[Fault]) -> int:
    words = given.get("page", "1")
    if "page" in given and form != "png":
        faults.append(Fault("page", "only pictures are asked for page by page", "leave it out, or ask for .png"))
    if not _NUMBER.fullmatch(words):
        faults.append(Fault("page", f"'{words[:20]}' is no page", f"a number from 1 to {MOST_PAGES}"))
        return 1
    return int(words)
