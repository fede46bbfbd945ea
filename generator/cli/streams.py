"""What is wrong with standard output or standard error, told from what is wrong with a leaflet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Mute(OSError):  # noqa: N818 - reads as what it says
    """Standard output takes no more words: it was closed, its disk is full, or nobody reads on."""


@contextmanager
def speaking() -> Iterator[None]:
    """Raise ``Mute`` for what goes wrong while words are printed, to tell it from a leaflet that cannot be written."""
    try:
        yield
    except OSError as error:
        raise Mute(*error.args) from error
