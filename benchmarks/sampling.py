"""A random sample of a print run, judged file by file by what did not make it."""

from __future__ import annotations

import hashlib
import html
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from invented import COLUMNS, Invented, squeeze

if TYPE_CHECKING:
    from generator import Library, Order

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT)}


def build_all() -> ModuleType:
    """Import the judges of ``tests/build_all.py``.

    They ask page-validation, whose module is called ``page`` as one of ours is in this folder.
    """
    if (known := sys.modules.get("page")) and Path(str(known.__file__)).parent == HERE:
        del sys.modules["page"]
    paths = list(sys.path)
    sys.path[:] = [str(ROOT / "tests"), str(ROOT), *(path for path in paths if Path(path).resolve() != HERE)]
    try:
        import build_all as found
    finally:
        sys.path[:] = paths
    return found


def printed(pdf: bytes) -> tuple[str, str]:
    """Return the words on a leaflet's pages as pdfium extracts them, and what else it says: links, alternatives, metadata."""
    import pikepdf
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        words = [page.get_textpage().get_text_bounded() for page in document]
    with pikepdf.open(BytesIO(pdf)) as file:
        more = [
            html.unescape(file.Root.Metadata.read_bytes().decode("utf-8")),
            *map(str, file.docinfo.as_dict().values()),
        ]
        for entry in file.objects:
            if isinstance(entry, pikepdf.Dictionary):
                said = (entry.get(key) for key in ("/Alt", "/ActualText", "/URI", "/Contents"))
                more += [str(one) for one in said if isinstance(one, pikepdf.String)]
    return squeeze("\n".join(words)), squeeze("\n".join(more))


def strangers(pdf: bytes, own: Invented, clinics: Iterable[Invented]) -> Iterator[str]:
    """Yield what of its own clinic a leaflet does not print, and what it says anywhere of any other."""
    words, more = printed(pdf)
    line = own.interpreter if own.interpreter != "yes" else ""
    for wanted in (own.name, *own.phones, *own.hours, *own.address, line):
        if squeeze(wanted) not in words:
            yield f"does not say: {wanted}"
    for other in clinics:
        if other != own:
            found = (mark for mark in other.marks() if mark in words or mark in more)
            yield from (f"says what belongs to {other.name}: {mark}" for mark in found)


@dataclass(frozen=True, slots=True)
class Picked:
    """One leaflet to be judged: its order (of the library), its clinic, its file and its receipt's sha256."""

    order: Order
    own: Invented
    file: str
    sha256: str


def judge(pdf: bytes, sheet: Picked, clinics: Iterable[Invented], library: Library) -> Iterator[str]:
    """Yield everything that is wrong with one leaflet."""
    from generator.pipeline import make

    if hashlib.sha256(pdf).hexdigest() != sheet.sha256:
        yield "not the bytes of its receipt"
    if make(sheet.order, library).pdf != pdf:
        yield "not the bytes that are made for it alone"
    yield from build_all().judge(pdf, sheet.order, library)
    yield from strangers(pdf, sheet.own, clinics)


class Sample:
    """The run as it was ordered, read again from its table, to draw leaflets from."""

    def __init__(self, folder: Path, clinics: Sequence[Invented]) -> None:
        """Read the run file of a folder."""
        from generator.library.library import Library
        from generator.run.orders.read import place, read_wish

        self.folder, self.clinics = folder, clinics
        self.library = Library.open(folder)
        wish = read_wish(folder / "run.yaml", self.library)
        self.library.adopt({one.clinic.name: one.clinic for one in wish.wanted})
        own = {one.name: one for one in clinics}
        self.orders = {place(order): (order, own[one.clinic.title]) for one in wish.wanted for order in one.orders()}
        self.wanted = {file: one.copies for file, (_, one) in self.orders.items()}

    def draw(self, count: int, seed: int, sums: Mapping[str, str]) -> list[Picked]:
        """Return so many leaflets at random, those of one body together."""
        files = random.Random(seed).sample(sorted(self.orders), min(count, len(self.orders)))
        sheets = [Picked(*self.orders[file], file, sums.get(file, "")) for file in files]
        return sorted(sheets, key=lambda one: (one.own.profile, one.order.language, one.order.topic, one.file))

    def judge(self, output: Path, sheets: Iterable[Picked]) -> list[str]:
        """Return what is wrong with the files of these leaflets."""
        faults = []
        for one in sheets:
            try:
                pdf = (output / one.file).read_bytes()
            except OSError:
                faults.append(f"{one.file}: missing")
                continue
            faults += [f"{one.file}: {words}" for words in judge(pdf, one, self.clinics, self.library)]
        return faults

    def make_alone(self, output: Path, sheets: Iterable[Picked]) -> list[str]:
        """Return which files are not what ``leaflets make --clinic`` makes of a clinic's own file, in a process of its own."""
        faults = []
        for number, one in enumerate(sheets):
            name = f"alone-{number}"
            given = {key: getattr(one.own, key) for key in COLUMNS if key != "copies" and getattr(one.own, key)}
            lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in given.items())
            (self.folder / f"content/clinics/{name}.yaml").write_text("".join(lines), "utf-8")
            words = ["make", one.order.topic, "--language", one.order.language, "--clinic", name, "--output", name]
            done = subprocess.run(
                [sys.executable, "-m", "generator", *words], cwd=self.folder, env=environment(), capture_output=True
            )
            made = [path.read_bytes() for path in (self.folder / name).rglob("*.pdf")]
            if done.returncode or made != [(output / one.file).read_bytes()]:
                faults.append(f"{one.file}: 'leaflets make --clinic' makes other bytes ({done.stderr.decode()[-300:]})")
        return faults
