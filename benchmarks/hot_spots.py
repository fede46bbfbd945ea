"""Where the time goes: imports, the parts of one cold leaflet, and the functions of a warm one.

Usage: python benchmarks/hot_spots.py [TOPIC] [LANGUAGE] [--draft]
"""

from __future__ import annotations

import cProfile
import os
import pstats
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
SHOWN = 30
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|(\s+)(\S+)")


def imports(topic: str, language: str, more: list[str]) -> None:
    """Print the slowest imports of a cold command, own and with what they import, in milliseconds."""
    with tempfile.TemporaryDirectory() as output:
        command = [sys.executable, "-X", "importtime", "-m", "generator", "make", topic, "--language", language, *more]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        for _ in range(2):  # the first run writes the bytecode
            run = [*command, "--output", tempfile.mkdtemp(dir=output)]
            done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    rows = [(int(own), int(whole), len(deep) // 2, name) for own, whole, deep, name in _IMPORT.findall(done.stderr)]
    print(f"imports: {sum(own for own, *_ in rows) / 1000:.0f} ms in {len(rows)} modules; whole time of the largest")
    for own, whole, _, name in sorted(rows, key=lambda row: -row[1])[:SHOWN]:
        print(f"  {whole / 1000:7.1f} {own / 1000:7.1f}  {name}")


def profile(title: str, work: Callable[[], object], sort: str = "tottime") -> None:
    """Print the functions that take most of some work's time."""
    profiler = cProfile.Profile()
    begin = time.perf_counter()
    profiler.runcall(work)
    print(f"\n{title}: {(time.perf_counter() - begin) * 1000:.1f} ms under the profiler, by {sort}")
    stats = pstats.Stats(profiler)
    for (file, line, name), (_, calls, own, whole, _) in sorted(
        stats.stats.items(),  # type: ignore[attr-defined]
        key=lambda item: -item[1][2 if sort == "tottime" else 3],
    )[:SHOWN]:
        print(f"  {whole * 1000:7.2f} {own * 1000:7.2f} {calls:7d}  {'/'.join(Path(file).parts[-2:])}:{line} {name}")


def main() -> None:
    """Profile one topic in one language."""
    more = [word for word in sys.argv[1:] if word == "--draft"]
    named = [word for word in sys.argv[1:] if word != "--draft"]
    topic, language = (*named, *("managing-leakage", "en")[len(named) :])[:2]
    imports(topic, language, more)
    from generator.library.library import Library
    from generator.model.leaflet import Order

    order = Order(topic, language, draft=bool(more))

    def cold() -> None:
        from generator.pipeline import make

        make(order, Library.open(ROOT))

    profile("one leaflet, cold", cold, "cumtime")
    from texts import forget, fresh_catalogs, fresh_topic, put_in

    from generator.pipeline import make

    library = Library.open(ROOT)
    make(order, library)
    original = library.topic(topic)
    turns = [
        (fresh_topic(original, turn), language, fresh_catalogs(original, language, library, turn)) for turn in range(20)
    ]

    def warm() -> None:
        for turn in turns:
            put_in(library, *turn)
            forget(words=True)
            make(replace(order), library)

    profile("20 new leaflets, warm", warm)
    profile("20 new leaflets, warm", warm, "cumtime")


if __name__ == "__main__":
    main()
