"""Leaflets over HTTP: how many a second, how long one waits, what memory it takes; beside Typst behind the same server.

Usage: python benchmarks/serve.py [--clinics 100] [--clients 20] [--rounds 3] [--cached 20000] [--write]

Every request of the first part is for a clinic that nobody asked for before, so that no cache helps; all bodies were
laid out before. Then come bodies that nobody asked for before, one at a time, and leaflets that are kept. A library of
one's own, of which nothing was laid out when the service starts, is asked twice: at once (nothing is laid ahead there),
and when the service has laid out ahead what it lays out while nobody asks. Typst gets its
sources written beforehand and runs in the same processes, behind the same pool, queue and headers, its compiler warm.
The sides take turns, so that what else the machine does meets both.

A loop is *closed* where each client asks again once it has its answer: it measures how much can be done, and its waits
are those of clients who never pause. It is *open* where each client asks by the clock, whatever became of what it asked
before; a wait then counts from the moment when it was to ask.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGE = ROOT / "docs/benchmarks.md"
OURS, AHEAD, TREE, TYPST = "this build", "its checkout, after a while", "its checkout, at once", "Typst"
LANGUAGES = ("en", "vi")
STEADY = 300
"""Requests a second of the open loop."""
STEADY_FOR = 20
"""Its seconds."""
STILL = 3.0
"""Seconds in which no figure of a service changes when it has laid out all that it lays out ahead."""
WORDS = "who may read the figures"
STARTS = 5
"""Times that the service is started; the median counts."""
if "--side" not in sys.argv:  # a server is of the root that PYTHONPATH names, as its processes are
    sys.path[:0] = [str(HERE), str(ROOT)]


@dataclass
class Load:
    """What some requests took: seconds for each, and for all together."""

    waits: list[float] = field(default_factory=list)
    whole: float = 0.0
    wrong: int = 0

    @property
    def rate(self) -> float:
        return len(self.waits) / self.whole

    def ms(self, part: int) -> float:
        """Return the milliseconds within which so many of a hundred were answered."""
        return statistics.quantiles(self.waits, n=100)[part - 1] * 1000


async def ask(port: int, paths: Sequence[str], clients: int, rate: float = 0) -> Load:
    """Ask for paths from so many clients at a time, each over one connection.

    Args:
        port: where the service listens.
        paths: what is asked for, each once.
        clients: how many ask at a time.
        rate: requests a second of them all, by the clock; 0 for a closed loop.
    """
    load, left = Load(), iter(enumerate(paths))
    first = time.perf_counter() + 0.1

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        for number, path in left:
            begin = first + number / rate if rate else time.perf_counter()
            if (pause := begin - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            size = next(int(line[16:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length: "))
            body = await reader.readexactly(size)
            load.waits.append(time.perf_counter() - begin)
            load.wrong += not (head.startswith(b"HTTP/1.1 200") and body.startswith(b"%PDF") and b"%%EOF" in body[-10:])
        writer.close()

    begin = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    load.whole = time.perf_counter() - begin
    return load


class Server:
    """A running service: ours, or the same with Typst in its processes. ``root`` is where the program lies."""

    def __init__(self, side: str, root: Path, folder: Path) -> None:
        from full_run import environment

        kept = "off" if side in (TREE, TYPST) else folder / f"kept {side}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        words = [
            sys.executable,
            str(HERE / "serve.py"),
            "--side",
            side,
            str(self.port),
            str(folder / "library"),
            str(folder),
        ]
        begin = time.perf_counter()
        self.process = subprocess.Popen(words, stderr=subprocess.DEVNULL, env=environment(root, kept))
        while self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    break
            except OSError:
                time.sleep(0.02)
        asyncio.run(ask_once(self.port))
        self.start = time.perf_counter() - begin
        if self.process.poll() is not None:
            raise SystemExit(f"{side}: the service did not start")

    def wait_until_laid_ahead(self) -> None:
        """Wait until the service has laid out what it lays out ahead."""
        with urllib.request.urlopen(self._metrics()) as answer:
            before = answer.read()
        while time.sleep(STILL) is None:
            with urllib.request.urlopen(self._metrics()) as answer:
                now = answer.read()
            if now == before:
                return
            before = now

    def _metrics(self) -> urllib.request.Request:
        return urllib.request.Request(
            f"http://127.0.0.1:{self.port}/metrics", headers={"Authorization": f"Bearer {WORDS}"}
        )

    def memory(self) -> int:
        """Return the resident bytes of the service and its processes; pages they share count once for each."""
        return sum(resident(number) for number in family(self.process.pid))

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(30)


async def ask_once(port: int) -> None:
    while True:  # the port is open before the processes are ready
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
        if (await reader.read()).startswith(b"HTTP/1.1 200"):
            return
        await asyncio.sleep(0.02)


def family(number: int) -> list[int]:
    """Return a process and all that came from it."""
    found = [number]
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if parent == number:
            found += family(int(path.parent.name))
    return found


def resident(number: int) -> int:
    """Return the proportional set size of a process in bytes: shared pages count by their share."""
    try:
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def run_server(side: str, port: int, library: Path, sources: Path) -> None:
    """Be a server."""
    from generator.service import pool
    from generator.service.app import make_app
    from generator.service.server import listen, run
    from generator.service.settings import Limits, Settings, Token

    if side == TYPST:
        from serve_typst import work

        os.environ["BENCH_TYPST"] = str(sources)
        pool.work = work
    limits = Limits(queue=1_000, ahead=Limits().ahead if side in (OURS, AHEAD) else 0)
    token = Token("bench", hashlib.sha256(WORDS.encode()).hexdigest(), may=("metrics",))
    settings = Settings(library=library, port=port, limits=limits, receipts=sources / "receipts", tokens=(token,))
    run(make_app(settings, log=lambda _: None), settings, listen(settings), lambda _: None)


def measure(clinics: int, clients: int, rounds: int, cached: int, folder: Path) -> str:
    """Measure; return the part of the page."""
    from compare import OURS as INSTALLED
    from compare import TYPST as PEER
    from compare import Bench
    from full_run import machine, table

    from generator import Order
    from generator.service.settings import Limits

    bench = Bench(folder, None, "colostrum", clinics, rounds)
    sources = folder / "sources"
    sources.mkdir()
    # as many bodies as a desk has in hand: those were laid out before, in both
    orders = [(topic, language) for topic in bench.topics[:4] for language in LANGUAGES]
    others = [one for one in bench.leaflets if one not in orders]
    sides = [OURS, AHEAD, TREE, TYPST] if PEER in bench.sides else [OURS, AHEAD, TREE]
    roots = {OURS: bench.roots[INSTALLED], AHEAD: ROOT, TREE: ROOT, TYPST: ROOT}
    if TYPST in sides:
        wanted = [(one, name) for name in bench.names for one in orders] + [(one, bench.names[0]) for one in others]
        for (topic, language), name in wanted:
            text = bench.writers[topic, language].source(Order(topic, language, clinic=name))
            (folder / f"{topic}-{language}-{name}.typ").write_text(text, "utf-8")

    def path(topic: str, language: str, clinic: str) -> str:
        return f"/v1/leaflets/{topic}.pdf?language={language.replace('_', '-')}&clinic={clinic}"

    starts = []
    for _ in range(STARTS):
        one = Server(OURS, roots[OURS], folder)
        starts.append(one.start)
        one.close()
    servers = {}
    laying = 0.0
    for side in sides:
        servers[side] = Server(side, roots[side], folder)
        begin = time.perf_counter()
        servers[side].wait_until_laid_ahead()  # else what one side lays ahead would slow the others
        if side == AHEAD:
            laying = time.perf_counter() - begin - STILL
    loads: dict[str, list[Load]] = {side: [] for side in sides}
    fresh = {side: Load() for side in sides}
    try:
        for server in servers.values():
            # each process lays every body out once; which one gets a request is chance
            paths = [path(*one, name) for name in bench.names[:6] for one in orders]
            asyncio.run(ask(server.port, paths, 4))
        for turn in range(1, rounds + 1):
            names = bench.names[turn * clinics : (turn + 1) * clinics]
            paths = [path(*one, name) for name in names for one in orders]
            for side in [side for side in sides if side in (OURS, TYPST)][:: 1 if turn % 2 else -1]:
                load = asyncio.run(ask(servers[side].port, paths, clients))
                loads[side].append(load)
                print(
                    side,
                    f"{load.rate:.0f}/s p50 {load.ms(50):.0f} p99 {load.ms(99):.0f} ms wrong {load.wrong}",
                    flush=True,
                )
        for number, one in enumerate(others):
            for side in sides[:: 1 if number % 2 else -1]:
                load = asyncio.run(ask(servers[side].port, [path(*one, bench.names[0])], 1))
                fresh[side].waits += load.waits
                fresh[side].wrong += load.wrong
        ours = servers[OURS]
        same = [paths[number % 40] for number in range(cached)]
        asyncio.run(ask(ours.port, same[:200], 4))
        before = ours.memory()
        closed = asyncio.run(ask(ours.port, same, clients))
        steady = asyncio.run(ask(ours.port, same[: STEADY * STEADY_FOR], clients, STEADY))
        after = ours.memory()
    finally:
        for server in servers.values():
            server.close()
    rows = []
    for side in sides:
        some = loads[side]
        ratio = statistics.median(a.rate / b.rate for a, b in zip(loads[OURS], some, strict=True)) if some else 1.0
        personal = [
            f"{statistics.median(one.rate for one in some):,.0f}/s", f"**{ratio:.1f}**",
            f"{statistics.median(one.ms(50) for one in some):,.0f} ms",
            f"{statistics.median(one.ms(99) for one in some):,.0f} ms",
        ] if some else ["the same"] * 4  # fmt: skip
        rows.append(
            [
                side, *personal,
                f"{fresh[side].ms(50):,.0f} ms", f"**{fresh[sides[-1]].ms(50) / fresh[side].ms(50):.2f}**",
                str(sum(one.wrong for one in some) + fresh[side].wrong),
            ]
        )  # fmt: skip
    kept = [
        [how, f"{one.rate:,.0f}/s", f"{one.ms(50):.1f} ms", f"{one.ms(99):.1f} ms", str(one.wrong)]
        for how, one in (
            (f"closed loop: {clients} clients, each asks again at once", closed),
            (f"open loop: {clients} clients, {STEADY} a second by the clock", steady),
        )
    ]
    heads = f"| side | leaflets | ours to it | half within | 99 % within | a new body, half within | {sides[-1]} to it | wrong |"
    return f"""## Over HTTP

`leaflets serve` with two processes. First each leaflet for a clinic that nobody asked for before, {clients} clients in a closed
loop ({len(bench.topics[:4])} topics, {len(LANGUAGES)} languages, {clinics} clinics in each of {rounds} rounds), then {len(others)} leaflets whose bodies nobody
asked for before, one at a time; the sides take turns. *This build* is the wheel as it is installed, with the stock leaflets
laid out on A4 and Letter; *its checkout* begins with nothing laid out, as a library of one's own does: *at once* with nothing
laid ahead, *after a while* when its {Limits().ahead} likeliest bodies were laid out while nobody asked, which took {laying:.0f} s. {machine("starlette", "uvicorn", "reportlab")};
{os.getloadavg()[0]:.1f} processes at work at its end.

{table(heads, rows)}

Leaflets that are kept, asked for again, without their tag:

{table("| how | leaflets | half within | 99 % within | wrong |", kept)}

From the start of the command to its first answer that leaflets can be made: {statistics.median(starts):.1f} s (the median of {STARTS}).
Memory of the service with its two processes (shared pages by their share): {before / 1e6:,.0f} MB before the
{cached + STEADY * STEADY_FOR:,} requests of the second table, {after / 1e6:,.0f} MB after them. The clients are one Python process beside it on the same {os.cpu_count()}
processors, and its waits are in all figures: a closed loop without pauses measures what can be done, the open one how long one waits.
"""


def main() -> None:
    if "--side" in sys.argv:
        side, port, library, sources = sys.argv[2:6]
        run_server(side, int(port), Path(library), Path(sources))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clinics", type=int, default=100)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cached", type=int, default=20_000)
    parser.add_argument("--write", action="store_true", help="write the part into docs/benchmarks.md")
    given = parser.parse_args()
    from full_run import put_part

    with tempfile.TemporaryDirectory() as folder:
        words = measure(given.clinics, given.clients, given.rounds, given.cached, Path(folder))
    print(words)
    if given.write:
        put_part(PAGE, "serve.py", words)


if __name__ == "__main__":
    main()
