"""Where the time of a print run goes, stage by stage, and what the machine can do at most."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from generator.library.library import Library
from generator.model.leaflet import Order
from generator.pipeline import make
from generator.run import collector
from generator.run.files import outbox
from generator.run.files.stores import FolderStore, Written
from generator.run.making import AT_ONCE, TOGETHER


def made(works: Sequence[Callable[[], bytes]]) -> list[bytes]:
    """Make files and keep them, with the collector held back as a run does."""
    out: list[bytes] = []
    for start in range(0, len(works), AT_ONCE):
        out += [work() for work in works[start : start + AT_ONCE]]
        collector.settle(False)
    return out


def written(folder: Path, works: Sequence[Callable[[], bytes]]) -> list[bytes]:
    """Make files and write them as a run does: some at a time, synced, then renamed, while the next are made."""
    out: list[bytes] = []
    store = FolderStore(folder)
    before: list[Callable[[], Written]] = []
    for start in range(0, len(works), AT_ONCE):
        begun = []
        for at, work in enumerate(works[start : start + AT_ONCE]):
            data = work()
            begun.append(store.begin(f"{start}/{at}.pdf", data))
            out.append(data)
        finish(store, before)
        collector.settle(False)
        before = begun
    finish(store, before)
    return out


def finish(store: FolderStore, begun: Sequence[Callable[[], Written]]) -> None:
    """Wait for some files as a run does."""
    if len(begun) >= TOGETHER:
        store.sync()
    errors = [error for finish in begun if (error := finish().error)]
    assert not errors, errors


def wait_for_disk(folder: Path, most: float = 120.0) -> float:
    """Wait until a new file costs what it always costs; return microseconds of the processor for one.

    Why: ext4 does not use the number of a file again in the first minute after it was deleted, and passes each such
    number one by one. Where thousands of files were deleted just before, a new one takes half a millisecond.
    """
    end = time.monotonic() + most
    while True:
        folder.mkdir(parents=True)
        begin = time.process_time()
        for number in range(200):
            os.close(os.open(folder / str(number), os.O_WRONLY | os.O_CREAT))
        each = (time.process_time() - begin) / 200 * 1e6
        if each < 60 or time.monotonic() > end:
            return each
        folder = folder.with_name(folder.name + "-")  # nothing is deleted: that would begin the minute anew
        time.sleep(10)


def stages(
    library: Library, parts: Sequence[Sequence[Order]], folder: Path, forget: Callable[[], None]
) -> tuple[list[tuple[str, float]], float]:
    """Return microseconds a leaflet by stage, by wrapping the stages' functions, and of a leaflet as a whole.

    Each part of the orders is made after ``forget``.
    """
    import generator.pipeline  # noqa: F401
    from generator.typeset.draw import codes
    from generator.typeset.pdf import stamp
    from generator.typeset.text import faces, paragraph

    making = sys.modules["generator.pipeline"]
    spent: Counter[str] = Counter()
    undo: list[tuple[Any, str, Any]] = []

    def watch(place: Any, name: str, stage: str) -> None:
        inner = getattr(place, name)

        def outer(*given: Any, **named: Any) -> Any:
            begin = time.perf_counter()
            try:
                return inner(*given, **named)
            finally:
                spent[stage] += time.perf_counter() - begin

        undo.append((place, name, inner))
        setattr(place, name, outer)

    watch(making, "clinic_panel", "compose")
    watch(stamp, "set_panel", "set")
    watch(stamp, "_fitted", "lines")
    watch(faces.Face, "shape", "shape")
    watch(faces.Face, "embed_small", "fonts")
    watch(codes, "qr_modules", "code")
    watch(stamp, "prove", "prove")
    watch(stamp, "_part", "serialise")
    watch(stamp, "stamp", "stamp")
    watch(paragraph, "find_breaks", "breaks")
    watch(outbox.Begun, "__init__", "write")
    watch(FolderStore, "sync", "wait")
    watch(outbox.Begun, "finish", "wait")
    number, whole = 0, 0.0
    try:
        for wanted in parts:
            forget()
            begin = time.perf_counter()
            written(folder / str(number), [lambda order=order: make(order, library).pdf for order in wanted])
            whole += time.perf_counter() - begin
            number += len(wanted)
    finally:
        for place, name, inner in undo:
            setattr(place, name, inner)
    inside = ("lines", "fonts", "code", "prove", "serialise")
    rows = [
        ("the clinic's words filled into its form", spent["compose"]),
        ("lines broken and set", spent["lines"] - spent["shape"]),
        ("of new words: letters shaped", spent["shape"]),
        ("fonts put together from the bank", spent["fonts"]),
        ("QR code (a clinic's four languages share one)", spent["code"]),
        ("words read back and proved", spent["prove"]),
        ("structure and links serialised", spent["serialise"]),
        ("drawn, and the rest of setting", spent["set"] - sum(spent[name] for name in inside)),
        ("body and panel joined, hashed", spent["stamp"]),
        ("written beside its place", spent["write"]),
        ("synced, renamed", spent["wait"]),
        ("the rest", whole - spent["compose"] - spent["set"] - spent["stamp"] - spent["write"] - spent["wait"]),
    ]
    return [(name, seconds / number * 1e6) for name, seconds in rows], whole / number * 1e6


def limits(library: Library, orders: Sequence[Order], folder: Path) -> list[tuple[str, str]]:
    """Return what the machine can do at most: bytes to this disk, bytes hashed, fonts made, panels stamped."""
    import hashlib

    from generator.typeset import _typesetters
    from generator.typeset.pdf import stamp

    size = sum(len(make(order, library).pdf) for order in orders) // len(orders)
    data = os.urandom(size)

    def rate(work: Callable[[], object], count: int, rounds: int = 5) -> float:
        taken = []
        for _ in range(rounds):
            begin = time.perf_counter()
            work()
            taken.append(time.perf_counter() - begin)
        return count / statistics.median(taken)

    places = count()
    disk = rate(lambda: written(folder / str(next(places)), [lambda: data] * 128), 128)
    hashed = rate(lambda: [hashlib.sha256(data) for _ in range(200)], 200)
    setter = next(iter(_typesetters.values()))[1]
    panel = next(iter(setter._panels.values()))[0]
    body = next(iter(setter._bodies.values()))[0].body
    stamped = rate(lambda: [stamp.stamp(body, panel) for _ in range(200)], 200)
    face = next(iter(next(iter(setter._setters._setters.values())).faces._chains.values()))[0]
    used = {face.font.get_nominal_glyph(ord(letter)): letter for letter in "Riverside Maternity Clinic 0123456789"}
    fonts = rate(lambda: [face.embed_small(used) for _ in range(200)], 200)
    return [
        (
            f"files of {size:,} bytes to this disk, {AT_ONCE} at a time, synced",
            f"{disk:,.0f}/s ({disk * size / 1e6:,.0f} MB/s)",
        ),
        ("such files hashed whole (the stamp hashes only what follows the body)", f"{hashed:,.0f}/s"),
        ("fonts put together from the bank", f"{fonts:,.0f}/s"),
        ("panels that are set already stamped into a body", f"{stamped:,.0f}/s"),
    ]
