"""Names on the command line to orders: topics, languages, papers, clinics, looks, and the edition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from generator.cli.options import Options
from generator.cli.speech import tag
from generator.library.library import Library
from generator.library.shelf import Unknown
from generator.model.content import Clinic
from generator.model.edition import OUTPUTS, SCREEN, Edition, Pictures, Screen
from generator.model.leaflet import DRAFT, RELEASE, Order, Standing
from generator.model.problems import NOWHERE, Problem, Unusable
from generator.run.orders.choices import known, named, near_language, near_topic


def read_orders(arguments: Options, library: Library, editions: Sequence[Edition] = (SCREEN,)) -> tuple[Order, ...]:
    """Return the orders of the command line, each in every edition.

    Raises:
        Unknown: with every name that the library does not have.
    """
    problems: list[Problem] = []

    def refuse(message: str, hint: str) -> None:
        problems.append(Problem(NOWHERE, message, hint))

    second = [arguments.second] if getattr(arguments, "second", None) else []
    topics = read_names("topic", arguments.topics or ["all"], library, refuse)
    languages = read_names("language", arguments.language or ["all"], library, refuse)
    formats = read_names("format", arguments.format or (["all"] if second else ["a4"]), library, refuse)
    beside = read_names("language", second, library, refuse)
    formats = _for_languages(formats, 2 if beside else 1, arguments.format or ["all"], library, problems)
    if beside and not all(
        isinstance(edition, Screen | Pictures) or edition not in OUTPUTS.values() for edition in editions
    ):
        refuse("two languages side by side are made as pdf or png only", "leave --with out, or make pdf or png")
    clinics: tuple[str | Clinic, ...] = ("",)
    if arguments.clinic:
        clinics = known(arguments.clinic, library.clinics(), "clinic", refuse)
    name, phones = getattr(arguments, "name", ""), getattr(arguments, "phone", ())
    if arguments.clinic and (name or phones):
        refuse("--name and --phone are for a clinic without a file", "leave --clinic out")
    elif bool(name) != bool(phones):
        refuse(f"--{'phone' if name else 'name'} is missing", "a clinic's name and telephone number go together")
    elif name:
        clinics = (_clinic_called(name, phones, library, problems),)
    themes = read_names("theme", [arguments.theme], library, refuse)
    standing, overdue = standing_of(arguments, refuse)
    if problems:
        raise Unknown(*problems)
    orders = tuple(
        Order(
            topic,
            language,
            paper,
            theme,
            clinic,
            getattr(arguments, "draft", False),
            edition,
            "".join(beside),
            standing=standing,
            overdue=overdue,
        )
        for language in languages
        if (language,) != beside
        for topic in topics
        for paper in formats
        for theme in themes
        for clinic in clinics
        for edition in editions
    )
    if not orders and topics:
        hint = "name another language with --language or --with"
        raise Unknown(Problem(NOWHERE, f"'{tag(beside[0])}' cannot stand beside itself", hint))
    if not orders:
        hint = "begin one with: leaflets new topic NAME"
        raise Unknown(Problem(NOWHERE, "there is nothing to make: the library has no topics", hint))
    return orders


def read_names(
    sort: str, given: Iterable[str], library: Library, refuse: Callable[[str, str], None]
) -> tuple[str, ...]:
    """Return the library's names of what people call ``given``; each that it does not have is refused with a hint.

    A language by its tag or any name, a topic by its name, code or title in any language; 'all' means every one.

    Args:
        sort: ``topic``, ``language``, ``format`` or ``theme``.
        given: words of the command line.
        library: the open library.
        refuse: takes what is wrong, and what to do.
    """
    every = {"topic": library.topics, "language": library.languages, "format": library.formats, "theme": library.themes}
    nears = {"language": partial(_near_language, library), "topic": partial(near_topic, library)}
    column = sort if sort == "theme" else f"{sort}s"
    return known(named(given, column, library), every[sort](), sort, refuse, nears.get(sort))


def topic_of(words: str, library: Library) -> str:
    """Return the topic of a name or of its YAML file (``content/night-feeds.yaml``), as an editor gives it."""
    path = Path(words)
    return path.stem if words not in library.topics() and path.suffix.lower() in (".yaml", ".yml") else words


def standing_of(arguments: Options, refuse: Callable[[str, str], None]) -> tuple[Standing, str]:
    """Return as what leaflets are asked for, and why they are printed past their review date; empty: they are not."""
    release = getattr(arguments, "release", False)
    if release and getattr(arguments, "draft", False):
        refuse("a release has no gaps", "leave --draft or --release out")
    if getattr(arguments, "key", None) and not release:
        refuse("--key signs what was released", "add --release")
    return RELEASE if release else DRAFT, getattr(arguments, "overdue", "") or ""


def _clinic_called(name: str, phones: Sequence[str], library: Library, problems: list[Problem]) -> str | Clinic:
    from generator.run.orders.single import clinic_called  # late: seldom asked for

    try:
        clinic = clinic_called(name, phones, library)
    except Unknown as error:
        problems += error.problems
        return ""
    if clinic.name in library.clinics():  # its leaflets would be written over those of that clinic
        message = f"the library has a clinic '{clinic.name}', whose leaflets have the same names"
        hint = f"take it with --clinic {clinic.name}, or write another --name"
        problems.append(Problem(NOWHERE, message, hint))
    return clinic


def _for_languages(
    formats: tuple[str, ...], wanted: int, given: Sequence[str], library: Library, problems: list[Problem]
) -> tuple[str, ...]:
    """Return the formats that hold as many languages: naming another is a mistake, 'all' means those that do."""
    if formats == ("a4",) and wanted == 1:
        return formats
    there = [name for name in formats if name in library.formats()]
    fit = tuple(name for name in there if _languages(name, library) in (wanted, 0))
    if tuple(given) != ("all",):
        for name in there:
            if name not in fit:
                hint = "leave --with out" if wanted == 2 else "say which language stands beside: --with en"
                many = "one language" if wanted == 2 else "two languages"
                problems.append(Problem(NOWHERE, f"the format '{name}' is for {many}", hint))
    return fit


def _languages(paper: str, library: Library) -> int:
    """Return for how many languages a format is; 0 for one that cannot be read: told with all else that is wrong."""
    try:
        return library.format(paper).languages
    except Unusable:
        return 0


def _near_language(library: Library, words: str) -> str:
    """Return a hint for a language; several with a comma are several options."""
    several = [part.strip() for part in words.split(",")]
    if len(several) > 1 and set(several) <= set(map(tag, library.languages())):
        return f"write {' '.join(f'--language {part}' for part in several)}"
    return near_language(words, library)
