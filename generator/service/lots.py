"""What becomes of a sheet in the hand: is its lot current, superseded, recalled, or unknown?"""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path

from generator.ledger.recall import Held, look_up
from generator.ledger.store import kind_of, open_ledger
from generator.model.lots import read_lot
from generator.service.pages import Standing


def standing(
    words: str, current: Mapping[str, tuple[str, str]], recalled: Container[str], ledger: Path | None
) -> Standing:
    """Return what is known of the number that somebody typed or scanned.

    Args:
        words: what was typed or scanned.
        current: topic and language of the lots that are made now.
        recalled: the codes of lots that were recalled (``content/recalled.yaml``).
        ledger: what was printed, where there is one.

    A recall comes before all else: words may be wrong and still be those that are made.

    Raises:
        Unusable: when the ledger cannot be read. Without it no sheet may be called good.
    """
    code = read_lot(words)
    if not code:
        return Standing("unknown")
    held: Held | None = None
    if ledger and kind_of(ledger):
        with open_ledger(ledger) as opened:
            held = look_up(opened, code)
    topic, tag = current.get(code, ("", ""))
    if code in recalled:
        return Standing("recalled", topic or (held.topic if held else ""), tag or (held.language if held else ""))
    if topic:
        return Standing("current", topic, tag)
    return Standing("superseded", held.topic, held.language) if held else Standing("unknown")
