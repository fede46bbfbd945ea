"""Orders made by the one engine into a folder, and beside them the files that an export adds, each with a receipt.

Such a file is a copy of a leaflet under another name, or is written from what is known of all of them. It is written
whole, left alone when it is what it would become, and taken away when nothing asks for it any more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from generator.library.library import Library
from generator.model.leaflet import Order
from generator.model.problems import ExitCode, Origin, Problem, Unusable, refuse_if_any
from generator.run.engine import Engine, How, Result, Tell, opened
from generator.run.files.manifest import Manifest, Receipt, line_of_group
from generator.run.tasks import Outcome

Extras = Callable[[Sequence[Receipt]], Iterable["Extra"]]
"""From the receipts of all leaflets that are there to the files beside them."""


class Extra(Struct, frozen=True):
    """A file beside the leaflets: its bytes, or the leaflet that it is a copy of."""

    file: str
    data: bytes = b""
    of: Receipt | None = None

    @property
    def sha256(self) -> str:
        """The hash that it will have, in hex."""
        return self.of.sha256 if self.of else hashlib.sha256(self.data).hexdigest()


class Exported(Result):
    """What became of an export: the leaflets, and the files beside them."""

    extras: dict[str, str] = field(default_factory=dict)
    """What became of each file beside the leaflets: made, unchanged or removed."""


class _Line(Struct, frozen=True):
    """The receipt of a file beside the leaflets: a line of the manifest, by the rule for files that hold others."""

    sort: str
    extra: Extra
    size: int

    def json(self) -> str:
        """Return the line."""
        of = self.extra.of
        members = [{"file": of.file, "sha256": of.sha256, "pages": of.pages, "copies": 1}] if of else []
        one, pages = self.extra, of.pages if of else 0
        return line_of_group(self.sort, one.sha256, one.file, one.sha256, pages, self.size, members)


def export(
    sort: str,
    orders: Sequence[Order],
    library: Library,
    how: How,
    extras: Extras,
    ours: str,
    tell: Tell = lambda _: None,
) -> Exported:
    """Make all orders, then the files beside them.

    Args:
        sort: the name of the export, for receipts.
        orders: the leaflets.
        library: the open library.
        how: where to, in how many processes.
        extras: gives the files beside the leaflets. Not asked when a leaflet was refused: what is there stays whole.
        ours: the pattern of files that this export names; those that it names no more are taken away.
        tell: called with each outcome as it comes.

    Raises:
        Unusable: as ``Engine.make``; when a file beside the leaflets cannot be written, a leaflet was changed
            meanwhile, or a file of somebody else's stands where one belongs.
        Stopped: at Ctrl-C.
    """
    result, there = Exported(), dict[str, Receipt]()

    def note(outcome: Outcome) -> None:
        there.update({line.file: line for line in outcome.lines})
        tell(outcome)

    with opened(library, how) as engine:

        def after(manifest: Manifest, _: Result) -> None:
            if result.counts["refused"]:
                return
            wanted = {one.file: one for one in extras(tuple(there[file] for file in sorted(there)))}
            refuse_if_any(list(_foreign(engine, wanted)))
            for one in wanted.values():
                result.extras[one.file] = _put(one, sort, engine, manifest)
            for file in _gone(engine, wanted, ours):
                engine.store.remove(file)
                result.extras[file] = "removed"

        engine.make(orders, f"leaflets export {sort}", tell=note, after=after, result=result)
    if result.counts["refused"]:
        result.code = max(result.code, ExitCode.UNUSABLE)
    return result


def _foreign(engine: Engine, wanted: dict[str, Extra]) -> Iterator[Problem]:
    """Yield a problem for each file that stands where one belongs, and that no export wrote: it is somebody's own."""
    for one in wanted.values():
        if one.file in engine.known or not engine.store.holds(one.file):
            continue
        if hashlib.sha256(engine.store.read(one.file) or b"").hexdigest() != one.sha256:
            hint = "move it away, or export into another folder"
            yield Problem(
                Origin(str(engine.store.target / one.file)), "this file is not one that an export wrote", hint
            )


def _put(one: Extra, sort: str, engine: Engine, manifest: Manifest) -> str:
    """Write a file unless it stands there already; return what became of it."""
    was = engine.known.get(one.file)
    if was is not None and engine.store.is_unchanged(one.file, one.sha256, was):
        return "unchanged"
    data = one.data
    if one.of:
        found = engine.store.read(one.of.file)
        if found is None or hashlib.sha256(found).hexdigest() != one.sha256:
            message = "this file was changed or removed while the export was going on"
            raise Unusable(Problem(Origin(one.of.file), message, "export again"))
        data = found
    engine.store.write(one.file, data)
    manifest.add([_Line(sort, replace(one, data=b"") if one.of else one, len(data))])
    return "made"


def _gone(engine: Engine, wanted: dict[str, Extra], ours: str) -> Iterator[str]:
    """Yield the files that an export of before wrote, nobody changed since, and this one does not name."""
    for file, was in engine.known.items():
        if file not in wanted and not was.copies and re.fullmatch(ours, file):
            if engine.store.is_unchanged(file, was.digest, was):
                yield file
