"""What a request meets: the settings, the library as it stands now, the cache, who asks; and how a leaflet is made."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date

from starlette.requests import Request

from generator.model.leaflet import Order
from generator.model.problems import ExitCode, Problem
from generator.service.cache import Cache
from generator.service.holding import Holding
from generator.service.lots import standing
from generator.service.orders import Fault, RefusedError
from generator.service.pages import Standing, card_picture
from generator.service.pool import DeadError, FullError, SlowError
from generator.service.receipts import Receipts
from generator.service.settings import Settings, Token
from generator.service.withheld import withheld
from generator.service.work import Made
from generator.trust.policy import recalled

RETRY: str = "2"
"""Seconds after which to ask again when all processes are busy."""


class BusyError(Exception):
    """Ask again later: the queue is full, or no process is there."""


class ShutError(Exception):
    """The library could not be read when the service started, and nobody has mended it yet."""


class LostError(Exception):
    """The leaflet cannot be made; ``made`` says why, for the log alone."""

    def __init__(self, made: Made, status: int) -> None:
        """Take what the process said."""
        super().__init__()
        self.made, self.status = made, status


class Desk:
    """The service while it runs."""

    def __init__(self, settings: Settings, holding: Holding | None, problems: tuple[Problem, ...] = ()) -> None:
        """Take the settings and the first holding; None, and why, where the library cannot be read yet."""
        self.settings, self._holding = settings, holding
        self.problems = problems
        """Why the library as it is now is not the one that is held."""
        self.cache = Cache(settings.limits.cache)
        self.counts: Counter[str] = Counter()
        self.receipts = Receipts(settings.receipts, settings.ledger)
        self.ending: set[asyncio.Task[None]] = set()
        """Holdings of before that finish what they were asked."""
        self._making: dict[str, asyncio.Future[Made]] = {}

    @property
    def holding(self) -> Holding:
        """The library as it stands now.

        Raises:
            ShutError: when it could not be read since the service started.
        """
        if self._holding is None:
            raise ShutError
        return self._holding

    @property
    def shut(self) -> bool:
        """Whether there is no library yet."""
        return self._holding is None

    def take(self, holding: Holding) -> Holding | None:
        """Take a new state of the library; return the one of before."""
        before, self._holding, self.problems = self._holding, holding, ()
        return before

    @property
    def today(self) -> date:
        """The day that counts as today."""
        return self.holding.library.today

    async def standing(self, words: str) -> Standing:
        """Return what is known of the number on a sheet.

        Raises:
            Unusable: when the ledger cannot be read.
        """
        current = await self.holding.lots()
        return await asyncio.to_thread(standing, words, current, recalled(self.holding.library), self.settings.ledger)

    def drawing(self, topic: str) -> bytes:
        """Return a topic's drawing as an SVG file."""
        kept = self.holding.drawings
        if topic not in kept:
            kept[topic] = card_picture(topic, self.holding)
        return kept[topic]

    def token(self, request: Request) -> Token | None:
        """Return the token of a request (``Authorization: Bearer …``); None without one.

        Raises:
            RefusedError: 401 for words that are no token.
        """
        scheme, _, words = request.headers.get("authorization", "").partition(" ")
        if not scheme:
            return None
        token = self.settings.token(words.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            raise RefusedError(401, "Who asks is not known", Fault("Authorization", "this is no token of this service"))
        return token

    def need(self, request: Request, right: str) -> Token:
        """Return the token of a request that may do this.

        Raises:
            RefusedError: 401 without a token, 403 when it may do other things only.
        """
        token = self.token(request)
        if token is None:
            raise RefusedError(401, "A token is needed", Fault("Authorization", "send 'Authorization: Bearer …'"))
        if right not in token.may:
            fault = Fault("Authorization", f"it needs the right '{right}'")
            raise RefusedError(403, "This token may not do this", fault)
        return token

    async def make(self, order: Order, digest: str = "", record: bool = False) -> Made:
        """Return a leaflet, from the cache or made now; the same one asked for twice at a time is made once.

        Args:
            order: what is wanted.
            digest: what it is made from; empty for what is kept nowhere.
            record: what its lot says is wanted too; never from the cache.

        Raises:
            BusyError: when the queue is full or no process is there.
            LostError: when it cannot be made, takes too long, or ends the process.
            RefusedError: 409 when the policy does not let it be made (``withheld``).
        """
        if not digest:
            return await self._made(order, record)
        if (kept := self.cache.get(digest)) is not None:
            self.counts["cached"] += 1
            return kept
        if (making := self._making.get(digest)) is None:
            making = self._making[digest] = asyncio.ensure_future(self._made(order))
            making.add_done_callback(lambda _: self._making.pop(digest, None))
        made = await asyncio.shield(making)
        self.cache.put(digest, made)
        return made

    async def _made(self, order: Order, record: bool = False) -> Made:
        try:
            made = await self.holding.pool.make(order, record)
        except FullError:
            raise BusyError from None
        except SlowError:
            raise LostError(Made(), 504) from None
        except DeadError:
            raise LostError(Made(), 500) from None
        if made.withheld:
            raise withheld(order, made.problems, self.holding.library.folders)
        if made.code != ExitCode.MADE:
            raise LostError(made, 500)
        return made
