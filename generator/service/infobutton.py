"""Questions of health records by HL7 Infobutton: the query to what is asked, and that to a feed of leaflets.

Which names a query may hold, and how real clients read the answer: ``docs/how-to/records.md``. HL7's own text is under
a licence that each implementer obtains; none of it is here.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from generator.model.codes import Code, System, bare, system_of
from generator.model.content import Language, Referral, Said, Words
from generator.service.feeds import Entry, Feed, Link, in_xml
from generator.words.tongues import languages_called

MOST_VALUE: Final = 200
"""Letters of a value that are read."""
MOST_SEARCHES: Final = 10
KINDS: Final = {
    "text/xml": "xml",
    "application/xml": "xml",
    "application/atom+xml": "xml",
    "application/json": "json",
    "text/json": "json",
    "application/javascript": "script",
    "text/javascript": "script",
}
"""What ``knowledgeResponseType`` may be; anything else, and nothing, is answered as XML."""
ECHOED: Final = {
    name.lower(): name
    for name in (
        "patientPerson.administrativeGenderCode.c", "patientPerson.administrativeGenderCode.dn", "ageGroup.v.c",
        "ageGroup.v.cs", "ageGroup.v.dn", "taskContext.c.c", "taskContext.c.dn", "subTopic.v.c", "subTopic.v.cs",
        "subTopic.v.dn", "subTopic.v.ot", "mainSearchCriteria.v.c", "mainSearchCriteria.v.cs",
        "mainSearchCriteria.v.dn", "mainSearchCriteria.v.ot", "informationRecipient", "performer",
        "informationRecipient.languageCode.c", "encounter.c.c", "encounter.c.cs", "encounter.c.dn",
        "locationOfInterest.addr.CNT",
    )
} | {"performer.languagecode.c": "performer.languageCode"}  # fmt: skip
"""Parameters that an answer repeats, as the schema of knowledge responses spells them. Never who asks (``holder``)."""
_CRITERION: Final = re.compile(r"(mainsearchcriteria|subtopic)\.([vc])\.(csn|cs|c|dn|ot)([1-9]?)")
_CALLBACK: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}", re.ASCII)
_OURS: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:breastfeeding-leaflets")


class Search(Struct, frozen=True):
    """What is looked for: a code with its system as the record named it, its display, or free words."""

    code: str = ""
    system: str = ""
    display: str = ""
    words: str = ""

    @property
    def known(self) -> System | None:
        """The system, if it is one of ours."""
        return system_of(self.system)

    def __str__(self) -> str:
        """Say what was asked, for people."""
        known = self.known
        called = known.title if known else self.system
        return " ".join(filter(None, (called, self.code, self.display or ("" if self.code else self.words))))


class Question(Struct, frozen=True):
    """A query, read. ``language`` is the mother's, else that of who asks, as it was written; ``wrong`` says why not."""

    searches: tuple[Search, ...] = ()
    narrower: tuple[Search, ...] = ()
    language: str = ""
    kind: str = "xml"
    callback: str = ""
    echo: tuple[tuple[str, str], ...] = ()
    wrong: str = ""


class Shown(Struct, frozen=True):
    """A leaflet as records are told of it; ``titles`` and ``purposes`` by language tag."""

    name: str
    written: date
    codes: tuple[Code, ...]
    titles: Mapping[str, str]
    purposes: Mapping[str, str]


class Shelf(Struct, frozen=True):
    """What is answered from.

    ``say`` puts words of the library into a language; ``href`` gives the address of a leaflet, by its name, form
    (``html`` or ``pdf``) and language tag.
    """

    title: Words
    leaflets: tuple[Shown, ...]
    languages: tuple[Language, ...]
    refer: tuple[Referral, ...]
    say: Callable[[Words, Language], Said]
    base: str
    href: Callable[[str, str, str], str]


# -- the question -------------------------------------------------------------------


def read_question(pairs: Iterable[tuple[str, str]], accept: str = "") -> Question:
    """Return what a query asks. Names count in any letter case; those that nobody knows are passed over.

    Args:
        pairs: names and values as they came, decoded.
        accept: the header of that name, for who says no ``knowledgeResponseType``.
    """
    given: dict[str, list[str]] = {}
    callback = ""
    for name, value in pairs:
        if name.strip().lower() == "callback":
            callback = value  # as it came: nothing is made fit
        words = " ".join(in_xml(value[:MOST_VALUE]).split())
        if words:
            given.setdefault(name.strip().lower(), []).append(words)

    def first(name: str) -> str:
        return given.get(name, [""])[0]

    wanted = first("knowledgeresponsetype").partition(";")[0].strip().lower()
    asked_json = "json" in accept.lower() and "xml" not in accept.lower()
    kind = KINDS.get(wanted, "json" if not wanted and asked_json else "xml")
    wrong = ""
    if kind == "script" and not _CALLBACK.fullmatch(callback):
        wrong = "callback is the plain name of a function: letters, digits, _ and $"
    language = first("informationrecipient.languagecode.c") or first("performer.languagecode.c")
    echo = [(ECHOED[name], one) for name, values in given.items() if name in ECHOED for one in values]
    return Question(
        _searches(given, "mainsearchcriteria"), _searches(given, "subtopic"), language, kind, callback,
        tuple(echo[: 4 * MOST_SEARCHES]), wrong,
    )  # fmt: skip


def _searches(given: Mapping[str, Sequence[str]], what: str) -> tuple[Search, ...]:
    """Return what is looked for.

    Several stand as ``.v.c1`` and ``.v.c2``, or one name several times; the older ``.c.`` counts without a ``.v.``.
    """
    found: dict[str, dict[str, dict[str, Sequence[str]]]] = {"v": {}, "c": {}}
    for name, values in given.items():
        match = _CRITERION.fullmatch(name)
        if match and match[1] == what:
            found[match[2]].setdefault(match[4], {})[match[3]] = values
    searches: dict[Search, None] = {}
    for _, parts in sorted((found["v"] or found["c"]).items()):
        for at in range(max(map(len, parts.values()))):
            alone = {name: values[at] if at < len(values) else "" for name, values in parts.items()}
            system, called = (alone.get(name) or parts.get(name, ("",))[-1] for name in ("cs", "csn"))
            if system_of(system) is None and (system_of(called) or not system):
                system = called  # the name beside an OID that is none of ours, or instead of it
            searches[Search(alone.get("c", ""), system, alone.get("dn", ""), alone.get("ot", ""))] = None
    return tuple(searches)[:MOST_SEARCHES]


# -- the answer ---------------------------------------------------------------------


def answer(question: Question, shelf: Shelf) -> Feed:
    """Return the leaflets that a question asks for; none where nothing fits, which is no error."""
    language = _language(question.language, shelf.languages)
    found: dict[str, tuple[int, Shown, tuple[tuple[str, str], ...]]] = {}
    notes: dict[str, None] = {}
    for search in question.searches:
        stop = False
        for referral in shelf.refer:
            if any(_fits(code, search) for code in referral.codes):
                notes[shelf.say(referral.say, language[0]).words] = None
                stop |= any(bare(search.code).startswith(bare(code.code)) for code in referral.codes)
        for one in () if stop else _leaflets(search, shelf.leaflets):
            narrow = any(one in _leaflets(more, shelf.leaflets) for more in question.narrower)
            found.setdefault(one.name, (0 if narrow else 1, one, _categories(one, search)))
    if question.language and not _called(question.language, shelf.languages):
        notes[f"Nothing is in '{question.language}'; the links are in English first."] = None
    asked = "; ".join(filter(None, map(str, question.searches)))
    entries = sorted(found.values(), key=lambda each: each[0])
    title = shelf.say(shelf.title, language[0]).words
    key = repr((question.searches, question.narrower, question.language))
    return Feed(
        id=uuid.uuid5(_OURS, f"question {key}").urn, title=title, subtitle=". ".join(filter(None, (asked, *notes))),
        author=title, updated=max((one.written for one in shelf.leaflets), default=date(2000, 1, 1)),
        language=language[0].tag, base=shelf.base, categories=question.echo,
        entries=tuple(_entry(one, categories, language, shelf) for _, one, categories in entries),
    )  # fmt: skip


def _called(words: str, languages: Sequence[Language]) -> tuple[Language, ...]:
    """Return the languages that some words name: both writings for ``zh``, ``zh-Hant`` for ``zh-HK``."""
    by_name = {one.name: one for one in languages}
    parts = words.replace("_", "-").split("-")
    for tag in ("-".join(parts[:end]) for end in range(len(parts), 0, -1)):
        if named := languages_called(tag, languages):
            return tuple(by_name[name] for name in named)
    return ()


def _language(words: str, languages: Sequence[Language]) -> tuple[Language, ...]:
    """Return all languages, those first that are asked for, else English."""
    first = _called(words, languages) if words else ()
    first = first or tuple(one for one in languages if one.name == "en")
    return (*first, *(one for one in languages if one not in first))


def _fits(code: Code, search: Search) -> bool:
    """Tell whether a code of ours is asked for. A code without its system is looked for in all of them."""
    known = search.known
    if not search.code or (search.system and known is None) or (known and known.key != code.system):
        return False
    return code.answers(search.code)


def _leaflets(search: Search, leaflets: Iterable[Shown]) -> list[Shown]:
    """Return the leaflets for a code; where none is given, those whose title or purpose holds all the words."""
    if search.code:
        return [one for one in leaflets if any(_fits(code, search) for code in one.codes)]
    wanted = _plain(search.words or search.display).split()
    return [
        one
        for one in leaflets
        if wanted
        and any(
            all(word in text for word in wanted)
            for text in (_plain(f"{one.titles[tag]} {one.purposes[tag]}") for tag in one.titles)
        )
    ]


def _plain(words: str) -> str:
    """Return words in small letters without marks: ``sữa`` and ``sua`` are found by each other."""
    parted = unicodedata.normalize("NFKD", words.casefold().replace("đ", "d"))
    return "".join(one for one in parted if not unicodedata.combining(one))


def _categories(leaflet: Shown, search: Search) -> tuple[tuple[str, str], ...]:
    """Return the codes of a leaflet that answered, each behind the system it is of."""
    fitting = [code for code in leaflet.codes if _fits(code, search)]
    return tuple(
        pair
        for code in fitting
        for pair in (("mainSearchCriteria.v.c", code.code), ("mainSearchCriteria.v.cs", code.system))
    )


def _entry(one: Shown, categories: tuple[tuple[str, str], ...], languages: Sequence[Language], shelf: Shelf) -> Entry:
    """Return a leaflet's entry: in each language the page for a screen, then the one for paper."""
    tag = languages[0].tag
    forms = (("html", "text/html"), ("pdf", "application/pdf"))
    links = tuple(
        Link(shelf.href(one.name, form, each.tag), media, f"{one.titles[each.tag]} ({each.own_name})", each.tag)
        for each in languages
        for form, media in forms
    )
    named = tuple((scheme, _oid(term) if scheme.endswith(".cs") else term) for scheme, term in categories)
    return Entry(
        uuid.uuid5(_OURS, f"leaflet {one.name}").urn, one.titles[tag], one.purposes[tag], one.written, tag, links, named
    )


def _oid(key: str) -> str:
    known = system_of(key)
    assert known is not None
    return known.oid
