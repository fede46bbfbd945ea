"""The editors' view (``leaflets serve --edit``): the leaflet whose file is being edited, made again at each change.

It shows and writes nothing: people edit with their own editor. What cannot be made is said at its file and line, and
the last good pages stay. It answers its own pages alone, and only under a name of this machine.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct, field
from msgspec.structs import asdict, replace
from starlette.requests import Request
from starlette.responses import Response

from generator.library.library import Library, stock_folder
from generator.model.edition import Pictures
from generator.model.leaflet import Order
from generator.model.problems import Problem, suggest
from generator.run.faults import Opening
from generator.run.watching import changes_of, watched_folders
from generator.service.counter import HTML, spoken
from generator.service.desk import BusyError, Desk, LostError
from generator.service.events import Event, News
from generator.service.holding import unserved
from generator.service.orders import Fault, RefusedError
from generator.service.pages import View
from generator.service.pool import DeadError, FullError, Pool, SlowError
from generator.service.settings import Settings
from generator.service.work import Look, Made, Names, Survey, Surveyed

MOST_KEPT: Final = 8
"""Leaflets of which the last good pages are kept."""
PAUSE: Final = 1.5
"""Seconds without a change before everything is looked at: the leaflet on the screen goes first."""


class Choice(Struct, frozen=True):
    """What an editor looks at: names of the library, the language as a tag; empty for what is usual."""

    topic: str = ""
    language: str = "en"
    format: str = "a4"
    theme: str = "default"
    clinic: str = ""


class Sight(Struct, frozen=True):
    """A leaflet as an editor sees it: its pages, whether they are of the files as they are now, what is wrong."""

    pages: tuple[bytes, ...]
    fresh: bool
    problems: tuple[Problem, ...]
    turn: int


class Saved(Struct, frozen=True):
    """What was saved last: the files' names, and what of a leaflet they are."""

    files: tuple[str, ...] = ()
    """The last one first."""
    about: Mapping[str, str] = field(default_factory=dict)


class Editor:
    """What is known of the files that people edit, as they are now."""

    def __init__(self, settings: Settings, today: date | None) -> None:
        """Take the settings. ``start`` begins to look.

        Raises:
            Missing: when watchfiles is not installed.
            Unknown: when there is no library of one's own.
        """
        self._folders = watched_folders(Library.open(settings.library))
        self._pool = Pool(Opening(settings.library, today), replace(settings.limits, workers=2))
        self.words = unserved(Library.over(stock_folder(), today))
        """Whose words the page has while the library cannot be read."""
        self.news = News()
        self.saved = Saved()
        self.surveyed = Surveyed()
        self.turn = 0
        """How often files changed."""
        self._surveys = 0
        self._sights: OrderedDict[Choice, Sight] = OrderedDict()
        self._one = asyncio.Lock()
        self._late = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Look at everything once, and then at each change."""
        await self._pool.start()
        seen = changes_of(self._folders)
        await asyncio.to_thread(next, seen)
        await self._survey()
        self._tasks = [asyncio.create_task(self._watch(seen)), asyncio.create_task(self._surveying())]

    async def close(self) -> None:
        """End it."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._pool.close()

    def event(self) -> Event:
        """Return what the page is told."""
        about = {"turn": self.turn, "surveys": self._surveys, "about": self.saved.about}
        return Event("changed", about)

    async def see(self, choice: Choice) -> Sight:
        """Return a leaflet as it is now: made again only where files changed since.

        Raises:
            BusyError: when too many wait.
            LostError: when it takes too long, or ends the process.
        """
        async with self._one:
            kept, turn = self._sights.pop(choice, None), self.turn
            if kept is None or kept.turn != turn:
                made = await self._ask(Look(self._order(choice)))
                assert isinstance(made, Made)
                pages = made.files or (kept.pages if kept else ())
                kept = Sight(pages, bool(made.files), made.problems, turn)
            self._sights[choice] = kept
            while len(self._sights) > MOST_KEPT:
                self._sights.popitem(last=False)
            return kept

    def all_known(self, problems: Iterable[Problem]) -> Surveyed:
        """Return how far everything is, with what else keeps the desk from taking these files."""
        own = str(self._folders[0].parent)
        more = [
            replace(one, origin=replace(one.origin, file=one.origin.file.removeprefix(f"{own}/"))) for one in problems
        ]
        return replace(self.surveyed, problems=tuple(dict.fromkeys((*self.surveyed.problems, *more))))

    def _order(self, choice: Choice) -> Order:
        names = self.surveyed.names
        language, _ = names.languages[choice.language]
        return Order(choice.topic, language, choice.format, choice.theme, choice.clinic, edition=Pictures())

    async def _ask(self, asked: Look | Survey) -> Made | Surveyed:
        try:
            return await self._pool.ask(asked)
        except FullError:
            raise BusyError from None
        except SlowError:
            raise LostError(Made(), 504) from None
        except DeadError:
            raise LostError(Made(), 500) from None

    async def _watch(self, seen: Any) -> None:
        while (changes := await asyncio.to_thread(next, seen, None)) is not None:
            if changes:
                self.turn += 1
                there = sorted((path for path in changes if path.is_file()), key=_changed, reverse=True)
                files = tuple(filter(None, map(self._inside, there)))
                about = next(filter(None, (meant(file, self.surveyed.names) for file in files)), {})
                self.saved = Saved(files, about)
                self._late.set()
                await self.news.tell()

    def _inside(self, path: Path) -> str:
        """Return a file's path inside its library, with ``/``; empty for what lies elsewhere."""
        for folder in self._folders:
            if path.is_relative_to(folder):
                return path.relative_to(folder.parent).as_posix()
        return ""

    async def _surveying(self) -> None:
        while True:
            await self._late.wait()
            while self._late.is_set():
                self._late.clear()
                await asyncio.sleep(PAUSE)
            await self._survey()

    async def _survey(self) -> None:
        try:
            found = await self._ask(Survey())
        except (BusyError, LostError):  # as before: the next change is another try
            return
        assert isinstance(found, Surveyed)
        before = self.surveyed
        if found.code:  # nothing at all could be read
            found = replace(before, problems=found.problems, counted=False)
        elif not found.counted:
            cells = {(one.topic, one.language): one for one in before.cells}
            found = replace(found, cells=tuple(cells.get((one.topic, one.language), one) for one in found.cells))
        names, told = found.names, before.names.topics
        titles = {name: told.get(name, title) if title == name else title for name, title in names.topics.items()}
        self.surveyed = replace(found, names=replace(names, topics=titles))  # what cannot be read keeps its title
        self._surveys += 1
        await self.news.tell()


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def meant(file: str, names: Names) -> Mapping[str, str]:
    """Return what of a leaflet a file of a library is: its topic, language, paper, look or clinic."""
    match file.removesuffix(".yaml").removesuffix(".po").split("/"):
        case ["content", topic] if topic in names.topics:
            return {"topic": topic}
        case ["content", "clinics", clinic, *_] if clinic in names.clinics:
            return {"clinic": clinic}
        case ["templates", "formats", paper] if paper in names.formats:
            return {"format": paper}
        case ["templates", "themes", theme] if theme in names.themes:
            return {"theme": theme}
        case ["locales", language, *rest]:
            tags = {name: tag for tag, (name, _) in names.languages.items()}
            about = {"language": tags[language]} if language in tags else {}
            return about | ({"topic": rest[-1]} if rest and rest[-1] in names.topics else {})
    return {}


# -- who may look ---------------------------------------------------------------------


def be_own(request: Request) -> Editor:
    """Return the editor of a request that comes from a page of ours, or from the bar of a browser.

    Raises:
        RefusedError: 404 when the service was not started for editors; 403 for another site's page, and for a name that
            is not this machine's: somebody else's name may lead here, and then its pages would count as ours.
    """
    editor: Editor | None = request.app.state.editor
    if editor is None:
        raise RefusedError(404, "There is nothing here")
    desk: Desk = request.app.state.desk
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    site = request.headers.get("sec-fetch-site", "none")
    opened = [request.headers.get(f"sec-fetch-{name}") for name in ("mode", "dest")] == ["navigate", "document"]
    if not _is_ours(name, desk.settings):
        raise RefusedError(403, "Another name", Fault("Host", "this is no name of this machine"))
    if site not in ("none", "same-origin") and not opened:
        raise RefusedError(403, "Another site", Fault("Sec-Fetch-Site", "this is for its own pages alone"))
    return editor


def _is_ours(name: str, settings: Settings) -> bool:
    if name in ("localhost", settings.host.lower(), urlsplit(settings.address).hostname):
        return True
    with suppress(ValueError):
        return bool(ip_address(name))
    return False


def read_choice(given: Iterable[tuple[str, str]], names: Names) -> Choice:
    """Return what is looked at.

    Raises:
        RefusedError: 404 with every name that the library does not have.
    """
    known: Mapping[str, Iterable[str]] = {
        "topic": names.topics, "language": names.languages, "format": names.formats, "theme": names.themes,
        "clinic": names.clinics,
    }  # fmt: skip
    first = Choice(next(iter(names.topics), ""), "en" if "en" in names.languages else next(iter(names.languages), ""))
    found: dict[str, str] = asdict(first)
    faults = []
    for key, words in given:
        if key not in known or not words:
            continue
        if words not in known[key]:
            faults.append(Fault(key, f"there is no {key} '{words[:80]}'", suggest(words[:80], known[key])))
        found[key] = words
    if faults or not (first.topic and first.language):
        raise RefusedError(404, "There is no such leaflet", *faults)
    return Choice(**found)


async def page(request: Request) -> Response:
    """Return one page of a leaflet, the last good one where the files cannot be read now."""
    editor = be_own(request)
    number = request.query_params.get("number", "1")
    sight = await editor.see(read_choice(request.query_params.multi_items(), editor.surveyed.names))
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:4]) <= len(sight.pages):
        raise RefusedError(404, "There is no such page", Fault("number", f"it has {len(sight.pages)}"))
    return Response(sight.pages[int(number) - 1], 200, {"cache-control": "no-store"}, "image/png")


async def events(request: Request) -> Response:
    """Tell when files change, and when everything was looked at again (server-sent events)."""
    editor = be_own(request)
    return editor.news.stream(editor.event)


async def view(request: Request) -> Response:
    """Return the page."""
    from generator.service.editpages import edit_page, query_of

    editor = be_own(request)
    desk: Desk = request.app.state.desk
    choice = read_choice(request.query_params.multi_items(), editor.surveyed.names)
    sight = await editor.see(choice)
    words_of = editor.words if desk.shut else desk.holding
    shown = View(
        spoken(request, words_of.tags), {}, editors=True, pages=lambda tag: f"edit?{query_of(choice, page=tag)}"
    )
    words = edit_page(shown, words_of, choice, sight, editor.saved, editor.all_known(desk.problems))
    return Response(words.encode(), 200, {"cache-control": "no-store", "vary": "Accept-Language"}, HTML)
