"""Processes that make leaflets, each with limits; a queue with an end; one that dies or is slow is replaced."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
from collections import Counter, deque
from contextlib import suppress
from multiprocessing.context import BaseContext
from types import ModuleType
from typing import TYPE_CHECKING, Final

from msgspec import msgpack

from generator.model.leaflet import Order
from generator.run.faults import Opening
from generator.run.pool import prepare
from generator.service.settings import Limits
from generator.service.work import HEAD, READY, Ask, Bounds, Look, Made, Survey, Surveyed, work

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

START: Final = 60.0
"""Seconds that a process may take to be ready; a cold one on a busy machine takes two."""
IDLE: Final = 0.05
"""Seconds after which is looked again whether nobody asks for anything."""
DRAIN: Final = 120.0
"""Seconds in which orders that were taken must be finished when the processes are to end."""
TRIES: Final = 2
"""Times that an order is given out, when the process that had it died."""
MOST: Final = 256_000_000
"""Bytes of one answer."""
_made: msgpack.Decoder[Made | Surveyed] = msgpack.Decoder(Made | Surveyed)
_ask = msgpack.Encoder()
_starting = threading.Lock()


class FullError(Exception):
    """Too many orders wait already."""


class SlowError(Exception):
    """A leaflet took longer than it may."""


class DeadError(Exception):
    """Processes end over this order, or none can be started."""


class Pool:
    """A few processes, each with one order at a time."""

    def __init__(self, opening: Opening, limits: Limits) -> None:
        """Take how they open the library, and what they may take. ``start`` starts them."""
        self._opening, self._limits = opening, limits
        self._context: BaseContext | None = None
        self._free: deque[_Hand] = deque()
        self._waiting: deque[asyncio.Future[_Hand]] = deque()
        self._hands: set[_Hand] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = self._closed = False
        self.counts: Counter[str] = Counter()
        """How many orders were made, refused as the queue was full, cut off as too slow, lost with a process; how many
        bodies were laid out ahead."""

    @property
    def waiting(self) -> int:
        """How many orders wait."""
        return len(self._waiting)

    @property
    def ready(self) -> bool:
        """Whether any process is there to take orders."""
        return bool(self._hands) and not self._closed

    @property
    def closing(self) -> bool:
        """Whether the processes are to end, or have ended."""
        return self._closing

    async def start(self) -> None:
        """Start the processes; return when all of them are ready.

        Raises:
            DeadError: when one cannot be started.
        """
        self._context = await asyncio.to_thread(prepare, self._limits.workers)
        await asyncio.gather(*(self._begin() for _ in range(self._limits.workers)))

    async def _begin(self) -> None:
        """Start a process; it is free at once: ``close`` waits for those that are not."""
        self._give_back(await self._hire())

    async def close(self) -> None:
        """Let all orders that were taken be finished, and end the processes."""
        self._closing = True  # what nobody waits for is asked no more
        until = time.monotonic() + DRAIN
        while (self._waiting or len(self._free) < len(self._hands)) and time.monotonic() < until:
            await asyncio.sleep(0.02)
        self._closed = True
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(DeadError())
        for hand in tuple(self._hands):
            self._dismiss(hand)
        for task in tuple(self._tasks):
            task.cancel()

    async def make(self, order: Order, record: bool = False) -> Made:
        """Make an order; with ``record`` also what its lot says. Raises as ``ask``."""
        made = await self.ask(Ask(order, record))
        assert isinstance(made, Made)
        return made

    async def ask(self, asked: Ask | Look | Survey, idle: bool = False) -> Made | Surveyed:
        """Ask a free process, or wait for one; ``idle`` waits until none has anything to do.

        Raises:
            FullError: when too many wait.
            SlowError: when it took too long; the process that had it is replaced.
            DeadError: when processes ended over it.
        """
        data = _ask.encode(asked)
        for _ in range(TRIES):
            hand = await (self._take_idle() if idle else self._take())
            try:
                made = await asyncio.wait_for(hand.ask(data), self._limits.seconds)
            except TimeoutError:
                self.counts["slow"] += 1
                self._replace(hand)
                raise SlowError from None
            except (OSError, EOFError, asyncio.IncompleteReadError, ValueError):
                self.counts["lost"] += 1
                self._replace(hand)
                continue
            except BaseException:  # whoever asked is gone: the answer would be taken for that of the next order
                self._replace(hand)
                raise
            self.counts["made"] += 1
            if made.weary:
                self.counts["renewed"] += 1
                self._replace(hand)
            else:
                self._give_back(hand)
            return made
        raise DeadError

    async def _take(self) -> _Hand:
        if self._closed:
            raise DeadError
        if hand := self._pick():
            return hand
        if len(self._waiting) >= self._limits.queue:
            self.counts["full"] += 1
            raise FullError
        waiting: asyncio.Future[_Hand] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled() and not waiting.exception():
                self._give_back(waiting.result())
            raise
        finally:
            with suppress(ValueError):
                self._waiting.remove(waiting)

    async def _take_idle(self) -> _Hand:
        """Take a process when nobody else wants one; the last that was given back, so that one of them grows."""
        while not self._closing:
            if len(self._free) >= max(1, len(self._hands)) and (hand := self._pick(last=True)):
                return hand
            await asyncio.sleep(IDLE)
        raise DeadError

    def _pick(self, last: bool = False) -> _Hand | None:
        """Take a free process, the first or the last of them; those that ended while they were free are replaced."""
        while self._free:
            hand = self._free.pop() if last else self._free.popleft()
            if not hand.gone:
                return hand
            self.counts["lost"] += 1
            self._replace(hand)
        return None

    def _give_back(self, hand: _Hand) -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(hand)
                return
        self._free.append(hand)

    def _replace(self, hand: _Hand) -> None:
        """End a process and start another one in its place."""
        self._dismiss(hand)
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._renew())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _renew(self) -> None:
        pause = 0.1
        while not self._closed:
            try:
                hand = await self._hire()
            except DeadError:
                await asyncio.sleep(pause)
                pause = min(10.0, pause * 2)
                continue
            if self._closed:
                self._dismiss(hand)
            else:
                self._give_back(hand)
            return

    async def _hire(self) -> _Hand:
        assert self._context is not None
        bounds = Bounds(self._limits.memory, self._limits.weary)
        here, there = socket.socketpair()
        process = self._context.Process(target=work, args=(there, self._opening, bounds), daemon=True)  # type: ignore[attr-defined]
        try:
            await asyncio.to_thread(start_process, process)
        except Exception:
            here.close()
            raise DeadError from None
        finally:
            there.close()
        here.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=here, limit=1 << 20)
        hand = _Hand(process, reader, writer)
        try:
            if await asyncio.wait_for(hand.receive(), START) != READY:
                raise EOFError
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            hand.end()
            raise DeadError from None
        self._hands.add(hand)
        return hand

    def _dismiss(self, hand: _Hand) -> None:
        self._hands.discard(hand)
        with suppress(ValueError):
            self._free.remove(hand)
        hand.end()


def start_process(process: BaseProcess) -> None:
    """Start a process. It never runs the script that started this one: it may not be written for that."""
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            process.start()
        finally:
            sys.modules["__main__"] = main


class _Hand:
    """One process, and the two ends of the talk with it."""

    def __init__(self, process: BaseProcess, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.process, self.reader, self.writer = process, reader, writer

    @property
    def gone(self) -> bool:
        """Whether the process has ended, as far as the system has told."""
        return self.reader.at_eof() or self.reader.exception() is not None

    async def ask(self, data: bytes) -> Made | Surveyed:
        self.writer.write(len(data).to_bytes(HEAD, "big") + data)
        await self.writer.drain()
        return _made.decode(await self.receive())

    async def receive(self) -> bytes:
        size = int.from_bytes(await self.reader.readexactly(HEAD), "big")
        if size > MOST:
            raise ValueError(size)
        return await self.reader.readexactly(size)

    def end(self) -> None:
        self.writer.close()
        with suppress(Exception):
            self.process.kill()
        with suppress(Exception):
            self.process.join(1.0)
