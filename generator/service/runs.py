"""Print runs over HTTP: orders in, progress as it comes (server-sent events), one ZIP at the end. For tokens alone."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct, field
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from generator.model.leaflet import Order
from generator.run.faults import Opening
from generator.run.pool import prepare
from generator.service.answers import json
from generator.service.api import base
from generator.service.desk import BusyError, Desk
from generator.service.events import Event, News
from generator.service.holding import copy_library
from generator.service.orders import Fault, RefusedError, read_query
from generator.service.pool import start_process
from generator.service.runwork import ZIP, Progress, Task, run_orders
from generator.service.settings import Token
from generator.service.work import HEAD

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

MOST_RUNS: Final = 2
"""Runs that go on at a time."""
MOST_KEPT: Final = 20
MOST_ORDERS: Final = 2_000
LONGEST: Final = 3_600.0
"""Seconds that a run may take, and that its ZIP is kept afterwards."""
_progress = msgspec.msgpack.Decoder(Progress)


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """What a run is to make: every topic in every language on every paper. Empty lists: all topics, all languages."""

    clinic: str = ""
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("a4",)
    theme: str = "default"


class Run(Struct):
    """A run: whose it is, how far it is, where its files are."""

    name: str
    token: Token
    total: int
    folder: TemporaryDirectory[str]
    begun: float = field(default_factory=time.monotonic)
    state: str = "running"
    progress: Progress = Progress()
    news: News = field(default_factory=News)
    task: asyncio.Task[None] | None = None

    def about(self, root: str) -> dict[str, Any]:
        """Return what is told of it."""
        known: dict[str, Any] = {
            "run": self.name, "state": self.state, "total": self.total, "done": self.progress.done,
            "refused": self.progress.refused, "problems": self.progress.problems,
            "events": f"{root}/v1/runs/{self.name}/events",
        }  # fmt: skip
        return known | ({"zip": f"{root}/v1/runs/{self.name}.zip"} if self.state == "done" else {})

    def event(self, root: str) -> Event:
        """Return the same as news of it."""
        going = self.state == "running"
        return Event("progress" if going else self.state, self.about(root), last=not going)


class Runs:
    """The runs of a service."""

    def __init__(self) -> None:
        """Begin with none."""
        self._runs: dict[str, Run] = {}

    def start(self, desk: Desk, token: Token, orders: tuple[Order, ...]) -> Run:
        """Begin a run.

        Raises:
            BusyError: when as many as may go on already.
        """
        self._forget()
        if sum(run.state == "running" for run in self._runs.values()) >= MOST_RUNS:
            raise BusyError
        run = Run(secrets.token_urlsafe(12), token, len(orders), TemporaryDirectory(prefix="leaflets-run-"))
        self._runs[run.name] = run
        run.task = asyncio.create_task(self._go(run, desk, orders))
        return run

    def find(self, name: str, token: Token) -> Run:
        """Return a run of a token.

        Raises:
            RefusedError: 404 when it has none of this name.
        """
        run = self._runs.get(name)
        if run is None or run.token != token:
            raise RefusedError(404, "There is no such run", Fault("run", "no run of yours has this name"))
        return run

    async def hush(self) -> None:
        """Let every stream of news end."""
        for run in tuple(self._runs.values()):
            await run.news.end()

    async def close(self) -> None:
        """End what goes on and remove all files."""
        for run in self._runs.values():
            if run.task:
                run.task.cancel()
                with suppress(asyncio.CancelledError):
                    await run.task
            run.folder.cleanup()
        self._runs.clear()

    def _forget(self) -> None:
        """Remove what was done long ago, and the oldest beyond what is kept."""
        now = time.monotonic()
        done = [run for run in self._runs.values() if run.state != "running"]
        for number, run in enumerate(reversed(done)):
            if number >= MOST_KEPT or now - run.begun > 2 * LONGEST:
                run.folder.cleanup()
                del self._runs[run.name]

    async def _go(self, run: Run, desk: Desk, orders: tuple[Order, ...]) -> None:
        """Let a process of its own make a run; take its news."""
        copied = await asyncio.to_thread(copy_library, desk.settings.library)
        process: BaseProcess | None = None
        state = "failed"
        try:
            opening = Opening(Path(copied.name) if copied else desk.settings.library, desk.today)
            task = Task(opening, orders, Path(run.folder.name), desk.settings.limits.memory)
            here, there = socket.socketpair()
            context = await asyncio.to_thread(prepare)
            process = context.Process(target=run_orders, args=(there, task), daemon=True)  # type: ignore[attr-defined]
            await asyncio.to_thread(start_process, process)
            there.close()
            here.setblocking(False)
            reader, writer = await asyncio.open_connection(sock=here)
            with suppress(TimeoutError, asyncio.IncompleteReadError, OSError, msgspec.MsgspecError):
                async with asyncio.timeout(LONGEST):
                    while not run.progress.over:
                        size = int.from_bytes(await reader.readexactly(HEAD), "big")
                        await self._tell(run, _progress.decode(await reader.readexactly(min(size, 1 << 20))))
                    state = "done"
            writer.close()
        finally:
            if process is not None:
                with suppress(Exception):
                    process.kill()
            if copied:
                copied.cleanup()
            run.state = state
            await run.news.tell()

    @staticmethod
    async def _tell(run: Run, progress: Progress) -> None:
        run.progress = progress
        await run.news.tell()


async def start(request: Request) -> Response:
    """Begin a run for a token; a token that is tied to a clinic makes leaflets of no other."""
    desk: Desk = request.app.state.desk
    token = desk.need(request, "runs")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise RefusedError(415, "JSON is needed", Fault("Content-Type", "send application/json"))
    try:
        wish = msgspec.json.decode(await request.body(), type=Wish)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise RefusedError(400, "The request cannot be read", Fault("", str(error)[:200])) from None
    run = request.app.state.runs.start(desk, token, read_orders(wish, desk, token))
    about = run.about(base(request))
    return json(about, {"location": f"{base(request)}/v1/runs/{run.name}", "cache-control": "no-store"}, 202)


def read_orders(wish: Wish, desk: Desk, token: Token) -> tuple[Order, ...]:
    """Return the orders of a wish, each read as a request for one leaflet is.

    Raises:
        RefusedError: with all that is wrong; 403 for a clinic that is not the token's.
    """
    if token.clinic and wish.clinic != token.clinic:
        fault = Fault("clinic", f"this token makes leaflets of '{token.clinic}' alone")
        raise RefusedError(403, "Another clinic's leaflets", fault)
    holding = desk.holding
    topics, tags = wish.topics or tuple(holding.cards), wish.languages or holding.tags
    many = len(topics) * len(tags) * len(wish.formats)
    if not 1 <= many <= MOST_ORDERS:
        fault = Fault("topics", f"this would be {many:,} leaflets", f"from 1 to {MOST_ORDERS:,} in a run")
        raise RefusedError(400, "The request cannot be read", fault)
    orders: dict[Order, None] = {}
    faults: dict[Fault, None] = {}
    for topic in topics:
        for tag in tags:
            for paper in wish.formats:
                query = {"language": tag, "format": paper, "theme": wish.theme, "clinic": wish.clinic}
                given = [(name, value) for name, value in query.items() if value]
                try:
                    orders[read_query(topic, "pdf", given, holding, desk.settings, token, True).order] = None
                except RefusedError as error:
                    faults |= dict.fromkeys(error.faults)
    if faults:
        raise RefusedError(400, "The request cannot be read", *faults)
    return tuple(orders)


async def show(request: Request) -> Response:
    """Say how far a run is; or return its ZIP."""
    desk: Desk = request.app.state.desk
    token = desk.need(request, "runs")
    name, dot, suffix = request.path_params["name"].partition(".")
    run: Run = request.app.state.runs.find(name, token)
    if not dot:
        return json(run.about(base(request)), {"cache-control": "no-store"})
    if suffix != "zip" or run.state != "done":
        raise RefusedError(404, "There is no ZIP", Fault("run", f"the run is '{run.state}'"))
    path = Path(run.folder.name) / ZIP
    return FileResponse(path, media_type="application/zip", filename=f"leaflets-{name}.zip")


async def events(request: Request) -> Response:
    """Tell how far a run is, as it comes (server-sent events), until it ends."""
    desk: Desk = request.app.state.desk
    token = desk.need(request, "runs")
    run: Run = request.app.state.runs.find(request.path_params["name"], token)
    root = base(request)
    return run.news.stream(lambda: run.event(root))
