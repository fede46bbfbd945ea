"""What happens when things go wrong: full, slow, killed, too large, half sent, edited under load."""

from __future__ import annotations

import asyncio
import contextlib
import json
import mmap
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from desks import DAY, House
from processes import PATIENCE, free_port
from processes import until as wait_until
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from generator import Order
from generator.run.faults import Opening
from generator.service.app import make_app
from generator.service.cache import Cache
from generator.service.guard import Guard
from generator.service.pool import FullError, Pool, SlowError
from generator.service.server import listen, protocol
from generator.service.settings import Limits, Settings
from generator.service.work import Made, _held

ORDER = Order("danger-signs", "vi")


def pooled(limits: Limits, then: Any) -> Any:
    async def run() -> Any:
        pool = Pool(Opening(None, DAY), limits)
        await pool.start()
        try:
            return await then(pool)
        finally:
            await pool.close()

    return asyncio.run(run())


def test_the_queue_has_an_end() -> None:
    async def then(pool: Pool) -> list[Any]:
        return await asyncio.gather(*(pool.make(ORDER) for _ in range(4)), return_exceptions=True)

    found = pooled(Limits(workers=1, queue=2), then)
    assert [type(one) for one in found] == [Made, Made, Made, FullError]
    assert len({one.files for one in found[:3]}) == 1


def test_whoever_waits_when_the_processes_are_to_end_is_served() -> None:
    async def then(pool: Pool) -> list[Any]:
        making = [asyncio.create_task(pool.make(ORDER)) for _ in range(4)]
        await asyncio.sleep(0.05)
        await pool.close()
        return await asyncio.gather(*making, return_exceptions=True)

    assert [type(one) for one in pooled(Limits(workers=1), then)] == [Made] * 4


def test_a_killed_process_costs_nobody_an_answer() -> None:
    async def then(pool: Pool) -> tuple[Made, int, Made]:
        (hand,) = pool._hands
        making = asyncio.create_task(pool.make(ORDER))
        await asyncio.sleep(0.01)
        os.kill(hand.process.pid or 0, signal.SIGKILL)
        return await making, pool.counts["lost"], await pool.make(ORDER)

    first, lost, second = pooled(Limits(workers=1), then)
    assert lost == 1 and first.files == second.files and first.files[0].startswith(b"%PDF")


def test_processes_that_ended_while_they_were_free_cost_nobody_an_answer() -> None:
    async def then(pool: Pool) -> tuple[list[Made], int]:
        for hand in pool._hands:
            os.kill(hand.process.pid or 0, signal.SIGKILL)
        while not all(hand.gone for hand in pool._hands):
            await asyncio.sleep(0.01)
        return [await pool.make(ORDER), await pool.make(ORDER)], pool.counts["lost"]

    made, lost = pooled(Limits(workers=2), then)
    assert lost == 2 and all(one.files[0].startswith(b"%PDF") for one in made)


@pytest.mark.slow
def test_what_takes_too_long_is_cut_off_and_the_next_one_made() -> None:
    async def then(pool: Pool) -> Made:
        (hand,) = pool._hands
        os.kill(hand.process.pid or 0, signal.SIGSTOP)
        with pytest.raises(SlowError):
            await pool.make(ORDER)
        pool._limits = Limits(workers=1)
        return await pool.make(ORDER)

    assert pooled(Limits(workers=1, seconds=0.5), then).files


@pytest.mark.slow
def test_a_process_without_memory_says_so_and_is_replaced() -> None:
    async def then(pool: Pool) -> tuple[Any, int]:
        return await pool.make(ORDER), pool.counts["renewed"]

    made, renewed = pooled(Limits(workers=1, weary=1), then)
    assert made.files and renewed == 1, "one that has grown is replaced after its answer"
    made, renewed = pooled(Limits(workers=1, weary=55_000_000), then)  # less than it holds in all
    assert made.files and renewed == 0, "what it began with does not count"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not tell what a process holds")
def test_a_mapped_font_is_no_growth_of_a_process(tmp_path: Path) -> None:
    size = 40_000_000
    file = tmp_path / "font"
    file.write_bytes(bytes(range(256)) * (size // 256))
    before = _held()
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert sum(mapped[:: mmap.PAGESIZE]) >= 0, "every page of it is there"
        assert 0 < _held() < before + size / 2
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as own:  # of no heap that has room already
        own[:: mmap.PAGESIZE] = b"x" * len(range(0, size, mmap.PAGESIZE))
        assert _held() > before + size / 2


def test_the_cache_is_bounded_by_bytes() -> None:
    cache = Cache(800)
    for number in range(20):
        cache.put(str(number), Made((b"x" * 90,)))
    assert cache.size == 720 and len(cache) == 8
    assert cache.get("19") and not cache.get("0")
    cache.get("12")
    cache.put("new", Made((b"x" * 90,)))
    assert cache.get("12") and not cache.get("13"), "the longest unused goes first"
    cache.put("large", Made((b"x" * 101,)))
    assert cache.get("large") is None


# -- in front of everything -------------------------------------------------------------


def guarded(answer: Any, **limits: Any) -> tuple[TestClient, list[dict[str, Any]]]:
    log: list[dict[str, Any]] = []
    guard = Middleware(Guard, settings=Settings(limits=Limits(**limits)), log=log.append)
    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])], middleware=[guard])
    return TestClient(app), log


async def echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def test_what_is_too_long_is_refused_before_it_is_read() -> None:
    client, _ = guarded(echo, path=50, query=60, body=1_000)
    assert client.post("/x", content=b"x" * 1_000).text == "1000"
    assert client.get(f"/{'x' * 60}").status_code == 414
    assert client.get(f"/x?{'x' * 61}").status_code == 414
    assert client.post("/x", content=b"x" * 1_001).status_code == 413
    for size in ("-1", "x", "9" * 40):
        assert client.post("/x", content=b"", headers={"content-length": size}).status_code == 413


def test_a_body_without_a_length_is_counted() -> None:
    def parts() -> Iterator[bytes]:
        yield from (b"x" * 100 for _ in range(20))

    client, _ = guarded(echo, body=1_000)
    assert client.post("/x", content=parts()).status_code == 413


def test_a_body_that_never_ends_is_cut_off() -> None:
    async def run() -> list[Any]:
        sent: list[Any] = []

        async def receive() -> Any:
            await asyncio.sleep(60)

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/x", "raw_path": b"/x", "query_string": b"", "headers": []}
        client, _ = guarded(echo, reading=0.05)
        await client.app(scope, receive, send)
        return sent

    assert asyncio.run(run())[0]["status"] == 408


def test_a_fault_shows_nothing_of_the_program() -> None:
    async def fail(_: Request) -> Response:
        raise RuntimeError("/srv/secret/library.yaml")

    client, log = guarded(fail)
    answer = client.get("/x?holder.certificateText=geheim")
    assert answer.status_code == 500 and answer.headers["content-type"] == "application/problem+json"
    for word in ("secret", "Traceback", "RuntimeError", "generator", ".py"):
        assert word not in answer.text
    assert "RuntimeError" in log[0]["trace"] and "geheim" not in json.dumps(log)


def test_a_log_line_tells_no_query_and_no_odd_letters() -> None:
    client, log = guarded(echo)
    client.get("/x%0d%0aforged%22?user=anna&password=geheim", headers={"authorization": "Bearer geheim"})
    (line,) = log
    assert line["path"] == "/x??forged?"
    assert "geheim" not in json.dumps(line) and "anna" not in json.dumps(line)


@pytest.mark.parametrize("path", ["/", "/v1/leaflets", "/nothing", "/v1/leaflets/colostrum.html", "/l/", "/healthz"])
def test_every_answer_has_the_headers_that_browsers_obey(house: House, path: str) -> None:
    headers = house.client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers and "x-powered-by" not in headers


def test_only_known_origins_may_read(house: House) -> None:
    path = "/v1/leaflets/colostrum.json"
    known = house.client.get(path, headers={"origin": "https://records.example"})
    assert known.headers["access-control-allow-origin"] == "https://records.example"
    other = house.client.get(path, headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers and "Origin" in other.headers["vary"]
    assert house.client.options(path, headers={"origin": "https://records.example"}).status_code == 405


@pytest.mark.slow
def test_behind_a_prefix_and_an_address(tmp_path: Path) -> None:
    settings = Settings(
        prefix="/leaflets", address="https://clinic.example/leaflets", limits=Limits(workers=1), receipts=tmp_path
    )
    with TestClient(make_app(settings, DAY, lambda _: None)) as client:
        assert client.get("/healthz").status_code == 404
        assert client.get("/leaflets/healthz").status_code == 200
        page = client.get("/leaflets/")
        assert 'src="desk/desk.js"' in page.text and page.headers["strict-transport-security"]
        assert client.get("/leaflets/desk/desk.js").status_code == 200
        about = client.get("/leaflets/v1/leaflets/colostrum.json").json()
        assert about["links"]["pdf"].startswith("https://clinic.example/leaflets/v1/leaflets/colostrum.pdf?")
        assert client.get("/leaflets/desk/code.svg?topic=colostrum&language=vi").status_code == 200
        assert client.get("/leafletsv1/leaflets").status_code == 404


# -- slow clients -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await PlainTextResponse("here")(scope, receive, send)

    limits = Limits(head=1.5, headers=2_000)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(answer, http=protocol(limits), ws="none", lifespan="off", log_level="critical")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the server")
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(PATIENCE)


def closed_after(port: int, *parts: bytes, pause: float = 0.0) -> tuple[float, bytes]:
    """Send parts and return how long the connection was kept, and what came back."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.settimeout(PATIENCE)
        begin, got = time.monotonic(), b""
        try:
            for part in parts:
                client.sendall(part)
                time.sleep(pause)
            while part := client.recv(1_000):
                got += part
                if b"here" in got:
                    break
        except OSError:
            pass
        return time.monotonic() - begin, got


@pytest.mark.slow
@pytest.mark.parametrize("parts", [(), (b"GET / HT",), (b"GET / HTTP/1.1\r\nHost: x\r\n",)])
def test_who_does_not_say_what_he_wants_is_cut_off(port: int, parts: tuple[bytes, ...]) -> None:
    took, got = closed_after(port, *parts)
    assert 1 < took < PATIENCE / 2 and b"here" not in got


@pytest.mark.slow
def test_a_letter_at_a_time_is_too_slow(port: int) -> None:
    took, got = closed_after(port, *(bytes([letter]) for letter in b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"), pause=0.1)
    assert took < PATIENCE / 2 and b"here" not in got


def test_half_open_connections_keep_nobody_out(port: int) -> None:
    held = [socket.create_connection(("127.0.0.1", port)) for _ in range(30)]
    took, got = closed_after(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"here" in got and took < 1.5 * len(held) / 2, "they are not waited for one after the other"
    for one in held:
        one.close()


def test_a_head_without_end_is_refused(port: int) -> None:
    _, got = closed_after(port, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1_000)
    assert b"here" not in got and b"400" in got[:20]


@pytest.mark.slow
def test_a_second_request_on_a_connection_has_its_own_time(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.settimeout(PATIENCE)
        for _ in range(3):
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            got = b""
            while b"here" not in got:
                got += client.recv(1_000)
            time.sleep(0.6)


# -- the library under load ------------------------------------------------------------------


def clinic(phone: str, title: str = "Hill Clinic") -> str:
    return f'name: {title}\nphones: ["{phone}"]\nhours: []\naddress: []\ninterpreter: no\n'


@pytest.mark.slow
def test_a_changed_library_is_swapped_whole(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    (folder / "content/clinics").mkdir(parents=True)
    path = folder / "content/clinics/hill.yaml"
    path.write_text(clinic("020 7946 0001"))
    log: list[dict[str, Any]] = []
    settings = Settings(library=folder, limits=Limits(workers=1), receipts=tmp_path / "desk")

    def until(words: str, client: TestClient, seen: set[str]) -> None:
        def shown() -> bool:
            text = client.get("/v1/leaflets/colostrum.txt?clinic=hill").text
            seen.add(next(line for line in text.splitlines() if "020 7946" in line))
            return words in text

        wait_until(shown, words)

    with TestClient(make_app(settings, DAY, log.append)) as client:
        seen: set[str] = set()
        until("020 7946 0001", client, seen)
        path.write_text(clinic("020 7946 0002", "Valley Clinic"))
        until("020 7946 0002", client, seen)
        assert len(seen) == 2
        path.write_text("name: [half a file")
        wait_until(lambda: any("as before" in str(line.get("library")) for line in log))
        assert "hill.yaml" in str([line for line in log if "problems" in line])
        assert "Valley Clinic" in client.get("/v1/leaflets/colostrum.txt?clinic=hill").text
        path.write_text(clinic("020 7946 0003"))
        until("020 7946 0003", client, seen)
        assert len(seen) == 3, "nobody ever saw half of one"


def test_a_body_that_is_too_large_is_read_to_its_end_before_the_answer() -> None:
    events: list[str] = []
    parts = [{"type": "http.request", "body": b"x" * 500, "more_body": more} for more in (True, True, False)]

    async def receive() -> Any:
        events.append("read")
        return parts.pop(0)

    async def send(message: Any) -> None:
        events.append(str(message.get("status", "body")))

    headers = [(b"content-length", b"1500")]
    scope = {"type": "http", "method": "POST", "path": "/x", "raw_path": b"/x", "query_string": b"", "headers": headers}
    client, _ = guarded(echo, body=1_000)
    asyncio.run(client.app(scope, receive, send))
    assert events == ["read", "read", "read", "413", "body"]


def test_a_body_that_comes_with_its_head_is_no_part_of_it(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n"
    _, got = closed_after(port, head + b"x" * 9_000)
    assert got.startswith(b"HTTP/1.1 200") and b"here" in got


def test_an_end_while_processes_start_waits_for_none_of_them() -> None:
    """The service is stopped while it makes a changed library ready: what is half begun is not waited for."""

    async def stopped() -> float:
        pool = Pool(Opening(None, DAY), Limits(workers=2))
        hire, slow = pool._hire, asyncio.Event()

        async def one_after_the_other() -> Any:
            if slow.is_set():
                await asyncio.sleep(60)
            slow.set()
            return await hire()

        pool._hire = one_after_the_other  # type: ignore[method-assign]
        starting = asyncio.create_task(pool.start())
        while not pool._hands:
            await asyncio.sleep(0.05)
        starting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await starting
        begin = time.monotonic()
        await pool.close()
        return time.monotonic() - begin

    assert asyncio.run(stopped()) < 10


def test_short_answers_do_not_wait_for_the_other_side() -> None:
    """Head and body of a short answer are two parts; without TCP_NODELAY the second waits 40 ms for a delayed ACK."""

    async def is_sent_at_once() -> int:
        asked: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        port = free_port()
        async with await asyncio.start_server(answer, sock=listen(Settings(port=port))):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return await asyncio.wait_for(asked, PATIENCE)
            finally:
                writer.close()

    assert asyncio.run(is_sent_at_once()) != 0


def test_a_kept_leaflet_reads_no_folder(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the cache, and what the client has, is answered without the disk and without a process."""
    path = "/v1/leaflets/danger-signs.pdf?language=vi&clinic=example&theme=warm"
    first = house.client.get(path)

    def read(*_: Any) -> Any:
        raise AssertionError("the disk was asked")

    monkeypatch.setattr("os.scandir", read)
    monkeypatch.setattr(Path, "open", read)
    monkeypatch.setattr(Path, "iterdir", read)
    made = house.desk.holding.pool.counts["made"]
    assert house.client.get(path).content == first.content
    assert house.client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert house.desk.holding.pool.counts["made"] == made
