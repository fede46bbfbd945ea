"""``leaflets verify``: files, folders, or a lot typed in from paper → who signed it, and whether it still stands."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from generator.cli.opening import open_library
from generator.cli.options import Options
from generator.cli.progress import progress
from generator.cli.speech import say, tell
from generator.model.lots import read_lot
from generator.model.problems import ExitCode, many
from generator.trust.verifying import Verified, Verifier

MOST: Final = 12
"""Files of a folder of which the same is to be said and that are named; ``--json`` names all."""


def verify(options: Options) -> int:
    """Say of each thing whether it stands; 1 when any does not."""
    begin = time.perf_counter()
    library = open_library(options.library)
    verifier = Verifier(library, (options.output, *options.statements))
    counts: Counter[str] = Counter()
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    things = _things(options.things)
    alone = len(things) == 1 and not Path(things[0]).is_dir()
    with progress(None, "verifying") as step:
        for one in _all(verifier, things):
            counts[one.state] += 1
            step()
            if options.json:
                say(json.dumps({"thing": one.thing, "state": one.state, "about": list(one.about)}, ensure_ascii=False))
            elif alone or one.state != "stands":
                alike.setdefault((one.state, one.about), []).append(one.thing)
    for (state, about), (first, *others) in alike.items():
        lines = (f"{first}: {state}", *about, *_same(others))
        say("\n  ".join(" ".join(line.split()) for line in lines))  # what nobody signed may hold ends of lines
    if verifier.passed:
        tell(f"{many(verifier.passed, 'other file')} passed over: no leaflets")
    if not options.json and not alone:
        words = ", ".join(f"{number:,} {state}" for state, number in counts.most_common()) or "nothing to verify"
        say(f"{words}; {time.perf_counter() - begin:.1f} s")
    if gone := verifier.gone():
        named = ", ".join(gone[:3]) + (f" and {len(gone) - 3:,} more" if len(gone) > 3 else "")
        tell(f"statements that later ones name are not here: {named}. What they released, and replaced, is not known")
        tell("if they are kept elsewhere, name the folder: --statements DIR; else ask who took them away")
        return int(ExitCode.FINDINGS)
    return int(ExitCode.MADE if set(counts) == {"stands"} else ExitCode.FINDINGS)


def _same(others: Sequence[str]) -> Iterator[str]:
    """Yield the line that names the other files of which the same is to be said."""
    if others:
        more = f" and {len(others) - MOST:,} more (--json names all)" if len(others) > MOST else ""
        yield f"the same of {', '.join(others[:MOST])}{more}"


def _things(given: Sequence[str]) -> Sequence[str]:
    """Return what is asked about: a lot that was typed with blanks in it is one thing."""
    whole = " ".join(given)
    parts = not any(read_lot(one) or Path(one).exists() for one in given)
    return [whole] if parts and read_lot(whole) else given


def _all(verifier: Verifier, things: Iterable[str]) -> Iterator[Verified]:
    for words in things:
        path = Path(words)
        if path.is_dir():
            yield from verifier.folder(path)
        elif path.exists() or (not read_lot(words) and "." in words):
            yield verifier.file(path)
        else:
            yield verifier.lot(words)
