"""A bar while one waits: on a terminal, and nowhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

BAR_FROM: Final = 3
"""Things from which a bar is shown; fewer are done before one could read it."""


class Advance(Protocol):
    """Says that one more thing is done, or was ``refused``."""

    def __call__(self, refused: bool = False) -> None:
        """Move the bar on."""


@contextmanager
def progress(total: int | None, word: str, rate: bool = False) -> Iterator[Advance]:
    """Give a function that moves a bar on; where standard error is no terminal, it does nothing.

    Args:
        total: how many things there are; ``None`` when nobody knows.
        word: what is done to them: ``making``.
        rate: also say how many are done in a second.
    """
    few = total is not None and total < BAR_FROM
    if few or sys.stderr is None or not sys.stderr.isatty():
        yield lambda refused=False: None
        return
    from rich.console import Console  # late: 50 ms, and seldom needed
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(), TextColumn("[red]{task.fields[refused]}"),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(word, total=total, rate="", refused="")
        begin, done, bad = time.perf_counter(), 0, 0

        def step(refused: bool = False) -> None:
            nonlocal done, bad
            done, bad = done + 1, bad + refused
            seconds = max(0.001, time.perf_counter() - begin)
            speed = f"{done / seconds:.0f}/s" if rate else ""
            bar.update(task, advance=1, rate=speed, refused=f"{bad} refused" if bad else "")

        yield step
