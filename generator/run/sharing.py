"""Bodies shared by the processes of a run: what one has laid out, the others read.

Why: to lay out a body takes as long as some hundred leaflets of it. A body is kept as a file in a folder that only this
user can read, made for the run by the process that started the others, and removed by it at the end. A body that names
the clinic, one in a clinic's colours and one for a press are not shared: few leaflets have the same.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, Final

from msgspec.structs import replace

from generator.library.library import BODIES_KEPT, Library
from generator.model.content import Clinic
from generator.model.leaflet import Order
from generator.model.problems import Unusable
from generator.run.files import outbox

PREFIX: Final = "leaflets-"
_FOLDER = re.compile(rf"{PREFIX}(\d+)-.+")


def open_folder() -> TemporaryDirectory[str]:
    """Return a folder for the bodies of this run, only for this user; what killed runs left behind is removed."""
    parent = Path(gettempdir())
    with suppress(OSError):
        for path in parent.glob(f"{PREFIX}*"):
            match = _FOLDER.fullmatch(path.name)
            if match and not outbox.is_alive(int(match[1])) and path.stat().st_uid == os.getuid():
                rmtree(path, ignore_errors=True)
    return TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True)


class Shared:
    """The shared bodies of a run, as one process sees them."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is that of the run."""
        self._folder = folder
        self._known: set[str] = set()

    def fetch(self, body: Order, clinic: Clinic, library: Library) -> None:
        """Read the body of an order for a clinic, if another process has laid it out."""
        from generator import typeset

        name = self._name(body, clinic)
        if name is None:
            return
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return
        key, sheet, ready = pickle.loads(data)  # written by a process of this run, in a folder of this user
        while len(library.bodies) >= BODIES_KEPT:
            del library.bodies[next(iter(library.bodies))]
        sheet = library.bodies.setdefault(key, sheet)
        theme, paper = library.theme(body.theme), library.format(body.format)
        typeset.typesetter(library).keep(sheet, theme, paper, library.language(body.language), ready)
        self._known.add(name)

    def offer(self, body: Order, clinic: Clinic, library: Library) -> None:
        """Write the body of an order for a clinic, which this process has laid out."""
        name = self._name(body, clinic)
        if name is None:
            return
        self._known.add(name)
        data = _taken(replace(body, clinic=clinic.name), library)
        if data is None or (self._folder / name).exists():
            return
        temporary = self._folder / f"{name}.{os.getpid()}"
        with suppress(OSError):  # without it the others lay the body out themselves
            temporary.write_bytes(data)
            temporary.replace(self._folder / name)

    def _name(self, body: Order, clinic: Clinic) -> str | None:
        """Return the file of a body; None when it is not shared, or this process has met it."""
        if clinic.colours or body.output != "pdf":
            return None
        name = hashlib.sha256(repr((body, clinic.profile)).encode()).hexdigest()
        return None if name in self._known else name


def _taken(order: Order, library: Library) -> bytes | None:
    """Return an order's body as bytes, or None when it is not laid out, or for one clinic only."""
    from generator import typeset
    from generator.pipeline import body

    try:
        sheet = body(order, library)
    except Unusable:
        return None
    key: Any = next((key for key, kept in library.bodies.items() if kept is sheet), None)
    if key is None or key[-1] is not None:
        return None
    theme, paper = library.theme(order.theme), library.format(order.format)
    ready = typeset.typesetter(library).kept(sheet, theme, paper, library.language(order.language))
    return None if ready is None else pickle.dumps((key, sheet, ready), 5)
