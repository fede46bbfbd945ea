"""The application: what answers which path, and what happens while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from generator.service import api, counter, editing, runs
from generator.service.ahead import begin
from generator.service.desk import Desk
from generator.service.guard import Guard, Log, nothing, write_log
from generator.service.holding import open_if_can
from generator.service.records import infobutton
from generator.service.renewal import renew
from generator.service.settings import Settings


def make_app(settings: Settings, today: date | None = None, log: Log = write_log) -> Starlette:
    """Return the application (ASGI). Its processes start with it, and end with it.

    Args:
        settings: how it runs.
        today: the day that counts as today; the clock's without it.
        log: takes each line of the log.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        holding, problems = getattr(app.state, "first", None) or await open_if_can(settings, today)
        desk = app.state.desk = Desk(settings, holding, problems)
        if holding:
            begin(holding, settings)
        app.state.runs = runs.Runs()
        editor = app.state.editor = editing.Editor(settings, today) if settings.edit else None
        if editor:
            await editor.start()
        renewing = asyncio.create_task(renew(desk, today, log))
        try:
            yield
        finally:
            renewing.cancel()
            if editor:
                await editor.close()
            await app.state.runs.close()
            if desk.ending:
                await asyncio.wait(desk.ending)
            if not desk.shut:
                await desk.holding.close()

    return Starlette(
        routes=[
            Route("/v1/leaflets/{name}", api.leaflet),  # asked for most, so looked for first
            Route("/", counter.page),
            Route("/desk/leaflet", counter.plain_form, methods=["GET"]),
            Route("/desk/leaflet", counter.noted_leaflet, methods=["POST"]),
            Route("/desk/print", counter.print_here, methods=["POST"]),
            Route("/desk/receipts", counter.receipt, methods=["POST"]),
            Route("/desk/receipts/{receipt}", counter.take_back, methods=["DELETE"]),
            Route("/desk/code.svg", counter.code),
            Route("/desk/{name}", counter.asset),
            Route("/edit", editing.view),
            Route("/edit/page.png", editing.page),
            Route("/edit/events", editing.events),
            Route("/l/", counter.lot),
            Route("/l/{lot}", counter.lot),
            Route("/v1/runs", runs.start, methods=["POST"]),
            Route("/v1/runs/{name}", runs.show),
            Route("/v1/runs/{name}/events", runs.events),
            Route("/healthz", health),
            Route("/readyz", ready),
            Route("/metrics", metrics),
            Route("/infobutton", infobutton, methods=["GET", "POST"]),
            Route("/v1/openapi.json", api.openapi),
            Route("/v1/leaflets", api.leaflets),
        ],
        middleware=[Middleware(Guard, settings=settings, log=log)],
        exception_handlers={HTTPException: nothing},
        lifespan=lifespan,
    )


async def hush(app: Starlette) -> None:
    """Let every stream of news end: it would hold the end of the service up."""
    await app.state.runs.hush()
    if app.state.editor:
        await app.state.editor.news.end()


async def health(_: Request) -> Response:
    """Say that the service runs."""
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


async def ready(request: Request) -> Response:
    """Say whether leaflets can be made."""
    desk: Desk = request.app.state.desk
    there = not desk.shut and desk.holding.pool.ready
    words, status = ("ready\n", 200) if there else ("not ready\n", 503)
    return PlainTextResponse(words, status, {"cache-control": "no-store"})


async def metrics(request: Request) -> Response:
    """Return the figures of the service, as Prometheus reads them (token)."""
    desk: Desk = request.app.state.desk
    desk.need(request, "metrics")
    pool = desk.holding.pool
    lines = [
        f'leaflets_orders_total{{result="{name}"}} {pool.counts[name]}'
        for name in ("made", "full", "slow", "lost", "renewed")
    ]
    lines += [
        f"leaflets_cached_total {desk.counts['cached']}",
        f"leaflets_receipts_total {desk.counts['receipts']}",
        f"leaflets_receipts_taken_back_total {desk.counts['taken_back']}",
        f"leaflets_renewals_total {desk.counts['renewals']}",
        f"leaflets_cache_bytes {desk.cache.size}",
        f"leaflets_cache_entries {len(desk.cache)}",
        f"leaflets_waiting {pool.waiting}",
        f"leaflets_laid_ahead_total {pool.counts['ahead']}",
    ]
    return PlainTextResponse("\n".join(lines) + "\n", headers={"cache-control": "no-store"})
