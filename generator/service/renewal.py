"""The library swapped as a whole when its files change: a new holding is made ready, then takes the old one's place."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Final

from generator.model.problems import Unusable
from generator.service.ahead import begin
from generator.service.desk import Desk
from generator.service.guard import Log
from generator.service.holding import fingerprint, open_holding, own_folder
from generator.service.pool import DeadError

EVERY: Final = 1.0
"""Seconds after which the files are looked at again."""


EDITED: Final = 10.0
"""The same where people edit: what they save is seen at once in their own view, and a new holding takes seconds."""


async def renew(desk: Desk, today: date | None, log: Log) -> None:
    """Look after the files and the day for as long as the service runs."""
    every = EDITED if desk.settings.edit else EVERY
    root = await asyncio.to_thread(own_folder, desk.settings.library)
    before = await asyncio.to_thread(fingerprint, root) if root else ()
    day = date.today()
    while True:
        await asyncio.sleep(EVERY if desk.shut else every)
        try:
            now = await asyncio.to_thread(fingerprint, root) if root else ()
            if now == before and (today or day == date.today()):
                continue
            await asyncio.sleep(every / 2)  # who saves one file often saves the next
            if root and await asyncio.to_thread(fingerprint, root) != now:
                continue
            before, day = now, date.today()
            holding = await open_holding(desk.settings, today)
        except Unusable as error:
            desk.problems = error.problems
            problems = [str(one) for one in error.problems][:20]
            log({"library": "as before: what is there now cannot be used", "problems": problems})
            continue
        except (DeadError, OSError):
            log({"library": "as before: no process can be started for the new one"})
            continue
        old = desk.take(holding)
        begin(holding, desk.settings)
        desk.counts["renewals"] += 1
        log({"library": "renewed"})
        if old is None:
            continue
        task = asyncio.create_task(old.close())  # after what it was asked is done
        desk.ending.add(task)
        task.add_done_callback(desk.ending.discard)
