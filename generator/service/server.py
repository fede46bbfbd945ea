"""The server: uvicorn, with clients cut off that are slow to say what they want."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from generator.model.problems import NOWHERE, Problem, Unusable
from generator.service.app import hush
from generator.service.holding import open_if_can
from generator.service.pool import DeadError
from generator.service.settings import Limits, Settings


def protocol(limits: Limits) -> type[HttpToolsProtocol]:
    """Return uvicorn's protocol with a time limit on the head of each request.

    Why: uvicorn counts the seconds only of connections that have had an answer; a new one may say nothing, or a letter
    a minute, for ever.
    """

    class Impatient(HttpToolsProtocol):
        """Closes a connection whose request has not begun to be answered in time."""

        _limit: asyncio.TimerHandle | None = None
        _head = 0

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._start()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            if self._limit is None:
                self._start()

        def data_received(self, data: bytes) -> None:
            if self._limit is not None:  # no head is whole yet: httptools itself takes one of any length
                end = data.find(b"\r\n\r\n")  # what follows is of the body
                self._head += end if end >= 0 else len(data)
                if self._head > limits.headers:
                    self.send_400_response("The head of this request is too long.")
                    return
            super().data_received(data)

        def on_headers_complete(self) -> None:
            self._stop()
            self._head = 0
            super().on_headers_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _start(self) -> None:
            self._limit = self.loop.call_later(limits.head, self._close)

        def _stop(self) -> None:
            if self._limit is not None:
                self._limit.cancel()
                self._limit = None

        def _close(self) -> None:
            self._limit = None
            if not self.transport.is_closing():
                self.transport.abort()

    return Impatient


def listen(settings: Settings) -> socket.socket:
    """Return a socket that listens at the address of the settings.

    Raises:
        Unusable: when that cannot be had.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio sends small parts at once (TCP_NODELAY) only where a socket names its protocol; else a short answer, head
    # and body, waits 40 ms for the other side
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except (OSError, UnicodeError) as error:
        listening.close()
        reason = (getattr(error, "strerror", "") or str(error)).lower()
        message = f"nobody can be answered at {settings.host}, port {settings.port}: {reason}"
        raise Unusable(Problem(NOWHERE, message, "choose another --port or --host")) from None
    return listening


def run(
    app: Starlette, settings: Settings, listening: socket.socket, opened: Callable[[Sequence[Problem]], None]
) -> None:
    """Answer at a socket until SIGTERM or Ctrl-C; requests that have begun are finished.

    Args:
        app: what answers.
        settings: how it runs.
        listening: where it is asked.
        opened: called once the library is read and requests are answered; with what is wrong with the library where
            only the editors' view can be open.

    Raises:
        Unusable: when the library cannot be opened, with what is wrong with it.
    """

    class Server(uvicorn.Server):
        """Opens the library first: uvicorn would tell what goes wrong while it starts as a traceback."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            try:
                app.state.first = holding, problems = await open_if_can(settings)
            except DeadError:
                hint = "close other programs, or take fewer workers"
                raise Unusable(Problem(NOWHERE, "no process that makes leaflets can be started", hint)) from None
            if self.should_exit:  # asked to end meanwhile
                if holding:
                    await holding.close()
                return
            await super().startup(sockets)
            if self.started:
                opened(problems)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await hush(app)
            await super().shutdown(sockets)

    limits = settings.limits
    config = uvicorn.Config(
        app, http=protocol(limits), ws="none", lifespan="on", access_log=False, log_level="warning",
        server_header=False, proxy_headers=False, limit_concurrency=limits.connections,
        timeout_keep_alive=limits.idle, timeout_graceful_shutdown=20, backlog=256,
    )  # fmt: skip
    server = Server(config)
    with listening:
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:  # uvicorn sends itself what it was ended by, when all is done
            if not (server.started and server.should_exit):
                raise
            return
    if not server.started:
        raise Unusable(Problem(NOWHERE, "the desk could not be opened", "what is above says why"))
