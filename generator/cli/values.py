"""Words of the command line to values: each with a message of its own when it cannot be."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import Any, Final

from generator.model.units import read_length
from generator.press.job import MARKS, MM, MOST_COPIES, MOST_QUANTITY

MOST_JOBS: Final = 64
SCHEDULER: Final = re.compile(r"dask://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):([0-9]{1,5})", re.ASCII)


def read_jobs(words: str) -> int:
    """Return a number of processes."""
    if not words.isdecimal() or not 1 <= int(words) <= MOST_JOBS:
        raise argparse.ArgumentTypeError(f"'{words}' is not a number from 1 to {MOST_JOBS}")
    return int(words)


def read_place(words: str) -> Any:
    """Return where a run writes: a folder or an address."""
    from generator.run.files.stores import read_target  # late: only a run needs it

    try:
        return read_target(words)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def read_executor(words: str) -> str:
    """Return ``HOST:PORT`` of a Dask scheduler, or nothing for the processes of this machine."""
    if words == "local":
        return ""
    match = SCHEDULER.fullmatch(words)
    if match is None or not 0 < int(match[2]) < 65_536:
        raise argparse.ArgumentTypeError(f"'{words[:80]}' is no executor; write local or dask://HOST:PORT")
    return f"{match[1]}:{int(match[2])}"


def length_up_to(most: float) -> Callable[[str], float]:
    """Return what reads a length in points, from 0 to ``most``, written with its unit."""

    def read(words: str) -> float:
        if words.strip("0.") and words.replace(".", "", 1).isdecimal():  # points, which nobody here means
            raise argparse.ArgumentTypeError(f"'{words[:40]}' has no unit; write {words[:40]}mm")
        try:
            points = read_length(words)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        if not 0 <= points <= most:
            raise argparse.ArgumentTypeError(f"'{words}' is not a length from 0mm to {most / MM:.0f}mm")
        return points

    return read


def read_marks(words: str) -> tuple[str, ...]:
    """Return the marks of a press file by name; none for ``none``."""
    if words == "none":
        return ()
    wanted = tuple(dict.fromkeys(words.split(",")))
    for name in wanted:
        if name not in MARKS:
            raise argparse.ArgumentTypeError(f"there is no mark called '{name[:40]}'; known: none, {', '.join(MARKS)}")
    return tuple(name for name in MARKS if name in wanted)


def read_copies(words: str) -> int:
    """Return how many copies an office printer is asked for."""
    if not words.isdecimal() or not 1 <= int(words) <= MOST_COPIES:
        hint = f"from 1 to {MOST_COPIES}; more are asked for in the print dialogue"
        raise argparse.ArgumentTypeError(f"'{words[:40]}' is not a number {hint}")
    return int(words)


def read_quantity(words: str) -> int:
    """Return how many copies a print shop makes."""
    if not words.isdecimal() or not 1 <= int(words) <= MOST_QUANTITY:
        raise argparse.ArgumentTypeError(f"'{words[:40]}' is not a number from 1 to {MOST_QUANTITY}")
    return int(words)
