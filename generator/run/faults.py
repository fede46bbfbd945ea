"""What goes wrong without being foreseen, in words; how a process opens its library; Ctrl-C while processes start."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from msgspec import Struct

FAULT = "this is a fault in the program, not in your files"
REPORT = "please report it with the words above; LEAFLETS_DEBUG=1 shows where it happened"


class Opening(Struct, frozen=True):
    """How a worker opens its library. Small, since it crosses to other processes."""

    folder: Path | None = None
    today: date | None = None


def describe_fault(error: BaseException) -> str:
    """Return the words for an error that nobody foresaw; the whole trace when LEAFLETS_DEBUG is set."""
    if os.environ.get("LEAFLETS_DEBUG"):
        return "".join(traceback.format_exception(error)).rstrip()
    about = " ".join(str(error).split())[:200]
    return f"{FAULT}: {type(error).__name__}{f': {about}' if about else ''}\n  hint: {REPORT}"


@contextmanager
def held_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back while processes start; it comes to this one afterwards.

    Why: a process inherits what is held back. One that is still starting would answer Ctrl-C with a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
