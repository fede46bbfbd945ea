"""News as they come (server-sent events, HTML Living Standard 9.2): of runs, and of files that are being edited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.responses import StreamingResponse

BEAT: Final = 15.0
"""Seconds after which a silent stream says that it lives: proxies cut off what says nothing for a minute."""
_HEADERS: Final[Mapping[str, str]] = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Event(Struct, frozen=True):
    """What is told: its kind, what is known now, and whether it is the last. Told again only when it differs."""

    kind: str
    about: Mapping[str, Any]
    last: bool = False

    def written(self) -> bytes:
        """Return it as it goes over the line."""
        return f"event: {self.kind}\ndata: {msgspec.json.encode(self.about).decode()}\n\n".encode()


class News:
    """Wakes those who wait for news; ends their streams when the service ends."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._told = asyncio.Condition()
        self._ended = False

    async def tell(self) -> None:
        """Say that something is new."""
        async with self._told:
            self._told.notify_all()

    async def end(self) -> None:
        """Let every stream end: a server waits for those whom it still answers."""
        self._ended = True
        await self.tell()

    def stream(self, now: Callable[[], Event]) -> StreamingResponse:
        """Return an answer that tells what is known now, and again after each change, until the last."""
        return StreamingResponse(self._tell(now), 200, _HEADERS, "text/event-stream")

    async def _tell(self, now: Callable[[], Event]) -> AsyncIterator[bytes]:
        told: Event | None = None
        while not self._ended:
            if (event := now()) != told:
                told = event
                yield event.written()
            if event.last:
                return
            try:
                async with self._told:
                    if now() == told and not self._ended:
                        await asyncio.wait_for(self._told.wait(), BEAT)
            except TimeoutError:
                yield b": still here\n\n"
