"""One whole process that makes many leaflets: with ``ours`` from the library's files, with ``typst`` from sources.

Usage: python benchmarks/library_run.py ours ORDERS.json OUTPUT
       python benchmarks/library_run.py typst FOLDER OUTPUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def ours(orders: Path, output: Path) -> None:
    """Make each order of a JSON list ``[[topic, language, draft], …]``; files are written as the command does."""
    from generator.library.library import Library
    from generator.model.leaflet import Order
    from generator.run import batch

    wanted = [Order(topic, language, draft=draft) for topic, language, draft in json.loads(orders.read_text())]
    done = batch.run(wanted, batch.Opening(), output, library=Library.open())
    refused = [words for one in done for words in one.receipt.problems]
    if refused:
        raise SystemExit("\n".join(refused))


def typst(folder: Path, output: Path) -> None:
    """Compile every source of a folder, in one process and with one compiler."""
    import typst as engine

    compiler = engine.Compiler(root=folder, font_paths=[folder / "fonts"], ignore_system_fonts=True)
    output.mkdir()
    for path in sorted(folder.glob("*.typ")):
        compiler.compile(input=path, output=output / f"{path.stem}.pdf", pdf_standards="ua-1")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    {"ours": ours, "typst": typst}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
