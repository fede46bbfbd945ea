"""Leaflets over HTTP: how many a second, how long one waits, what memory it takes; beside Typst behind the same server.

Usage: python benchmarks/serve.py [--clinics 200] [--clients 20] [--rounds 3] [--cached 20000] [--write]

Every request of the first part is for a clinic that nobody asked for before, so that no cache helps; all bodies were
laid out before. Typst gets its sources written beforehand and runs in the same processes, behind the same pool, queue
and headers, its compiler warm. The sides take turns, so that what else the machine does meets both.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGE = ROOT / "docs/benchmarks.md"
OURS, TYPST = "this build", "Typst"
LANGUAGES = ("en", "vi")
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


async def ask(port: int, paths: Sequence[str], clients: int) -> Load:
    """Ask for paths from so many clients at a time, each over one connection."""
    load, left = Load(), iter(paths)

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for path in left:
            begin = time.perf_counter()
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
    """A running service: ours, or the same with Typst in its processes."""

    def __init__(self, side: str, library: Path, sources: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        words = [sys.executable, str(HERE / "serve.py"), "--side", side, str(self.port), str(library), str(sources)]
        begin = time.perf_counter()
        self.process = subprocess.Popen(words, stderr=subprocess.DEVNULL, env={**os.environ, "LEAFLETS_CACHE": "off"})
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    break
            except OSError:
                time.sleep(0.02)
        asyncio.run(ask_once(self.port))
        self.start = time.perf_counter() - begin

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
    from generator.service.settings import Limits, Settings

    if side == TYPST:
        from serve_typst import work

        os.environ["BENCH_TYPST"] = str(sources)
        pool.work = work
    limits = Limits(queue=1_000, cache=512_000_000)
    settings = Settings(library=library, port=port, limits=limits, receipts=sources / "receipts")
    run(make_app(settings, log=lambda _: None), settings, listen(settings), lambda: None)


def measure(clinics: int, clients: int, rounds: int, cached: int, folder: Path) -> str:
    """Measure; return the part of the page."""
    from compare import TYPST as PEER
    from compare import Bench
    from full_run import machine, table

    bench = Bench(folder, None, "colostrum", clinics, rounds)
    sources = folder / "sources"
    sources.mkdir()
    topics = bench.topics[:4]
    # as many bodies as a desk has in hand: those were laid out before, in both
    orders = [(topic, language) for topic in topics for language in LANGUAGES]
    sides = [OURS, TYPST] if PEER in bench.sides else [OURS]
    if TYPST in sides:
        for name in bench.names:
            for topic, language in orders:
                words = bench.writers[topic, language]
                from generator import Order

                text = words.source(Order(topic, language, clinic=name))
                (folder / f"{topic}-{language}-{name}.typ").write_text(text, "utf-8")
    servers = {side: Server(side, folder / "library", folder) for side in sides}
    loads: dict[str, list[Load]] = {side: [] for side in sides}
    try:
        for server in servers.values():
            # each process lays every body out once; which one gets a request is chance
            paths = [f"/v1/leaflets/{t}.pdf?language={tag}&clinic={one}" for one in bench.names[:6] for t, tag in orders]
            asyncio.run(ask(server.port, paths, 4))
        for turn in range(1, rounds + 1):
            names = bench.names[turn * clinics : (turn + 1) * clinics]
            paths = [f"/v1/leaflets/{t}.pdf?language={tag}&clinic={name}" for name in names for t, tag in orders]
            for side in sides[:: 1 if turn % 2 else -1]:
                load = asyncio.run(ask(servers[side].port, paths, clients))
                loads[side].append(load)
                print(side, f"{load.rate:.0f}/s p50 {load.ms(50):.0f} p99 {load.ms(99):.0f} ms wrong {load.wrong}", flush=True)
        ours = servers[OURS]
        before = ours.memory()
        same = [paths[number % 40] for number in range(cached)]
        hot = asyncio.run(ask(ours.port, same[: cached // 2], 4))
        asyncio.run(ask(ours.port, same[cached // 2 :], 4))
        after = ours.memory()
    finally:
        for server in servers.values():
            server.close()
    rows = []
    for side in sides:
        some = loads[side]
        ratio = statistics.median(a.rate / b.rate for a, b in zip(loads[OURS], some, strict=True))
        rows.append(
            [
                side, f"{statistics.median(one.rate for one in some):,.0f}/s", f"**{ratio:.1f}**",
                f"{statistics.median(one.ms(50) for one in some):,.0f} ms",
                f"{statistics.median(one.ms(99) for one in some):,.0f} ms",
                str(sum(one.wrong for one in some)), f"{servers[side].start:.1f} s",
            ]
        )  # fmt: skip
    print(hot.rate, hot.ms(50), before, after)
    return f"""## Over HTTP

`leaflets serve` with two processes, {clients} clients at a time, each leaflet for a clinic that nobody asked for before
({len(topics)} topics, {len(LANGUAGES)} languages, {clinics} clinics in each of {rounds} rounds; the sides take turns). {machine("starlette", "uvicorn", "reportlab")};
{os.getloadavg()[0]:.1f} processes at work at its end.

{table("| side | leaflets | times ours | half within | 99 % within | wrong | start to first answer |", rows)}

The same leaflets again, from the cache, {4} clients: {hot.rate:,.0f} a second, half within {hot.ms(50):.1f} ms, 99 % within
{hot.ms(99):.1f} ms. Memory of the service with its two processes (shared pages by their share): {before / 1e6:,.0f} MB before
{cached:,} further requests, {after / 1e6:,.0f} MB after them.
"""


def main() -> None:
    if "--side" in sys.argv:
        side, port, library, sources = sys.argv[2:6]
        run_server(side, int(port), Path(library), Path(sources))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clinics", type=int, default=200)
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
