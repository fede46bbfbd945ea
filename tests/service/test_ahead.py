"""Leaflets laid out while nobody asks."""

from __future__ import annotations

import asyncio
import errno
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import groupby, islice
from pathlib import Path

import pytest
from desks import DAY

from generator import Library, Order, pipeline
from generator.run.faults import Opening
from generator.service import ahead
from generator.service.holding import Holding, unserved
from generator.service.pool import DeadError, Pool, SlowError
from generator.service.settings import Limits, Settings
from generator.service.work import Ask, Made

ORDER = Order("danger-signs", "vi")


def served(settings: Settings) -> tuple[Pool, dict[str, int]]:
    """Lay a stock holding ahead as the service does; return its pool and counts."""

    async def run() -> Pool:
        pool = Pool(Opening(None, DAY), settings.limits)
        holding = Holding(Library.open(None, DAY), pool)
        await pool.start()
        ahead.begin(holding, settings)
        assert holding.ahead
        await holding.ahead
        await holding.close()
        return pool

    pool = asyncio.run(run())
    return pool, dict(pool.counts)


def test_the_likeliest_come_first_and_those_of_one_body_together() -> None:
    holding = unserved(Library.open())
    orders = list(ahead.orders_ahead(holding, Settings()))
    bodies = [key for key, _ in groupby(orders, key=lambda order: order.body)]
    assert len(bodies) == len(set(bodies)), "each body once"
    topics, tongues = len(holding.topics), len(holding.languages)
    papers = [(body.format, body.second) for body in bodies]
    assert papers[: topics * tongues] == [("a4", "")] * (topics * tongues)
    assert papers[topics * tongues : topics * (2 * tongues - 1)] == [("bilingual", "en")] * (topics * (tongues - 1))
    assert {paper for paper, second in papers if not second} == {p.name for p in holding.papers if p.languages == 1}
    assert [order.clinic for order in orders[:2]] == ["", "example"]
    assert {body.language for body in bodies if body.second} == set(holding.languages) - {"en"}


def test_a_desk_of_one_clinic_lays_ahead_for_it_and_a_service_for_those_that_anybody_may_ask_for() -> None:
    holding = unserved(Library.open())
    assert {one.clinic for one in ahead.orders_ahead(holding, Settings(clinic="example"))} == {"example"}
    many = tuple(f"clinic-{number}" for number in range(20))
    asked = {one.clinic for one in ahead.orders_ahead(holding, Settings(clinics=many))}
    assert asked == {"", *many[: ahead.MOST_CLINICS]}


def test_without_a_larder_nothing_is_made() -> None:
    _, counts = served(Settings(limits=Limits(workers=1, ahead=2)))
    assert counts == {}, "nothing would be kept"


@pytest.mark.slow
def test_what_was_laid_ahead_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = (
        "from test_ahead import Limits, Settings, served\n"
        "print(sorted(served(Settings(clinic='example', limits=Limits(workers=1, ahead=2)))[1].items()))"
    )
    kept = str(tmp_path / "kept")
    found = subprocess.run(  # processes are as the first of them was: with a larder, or without
        [sys.executable, "-c", words], capture_output=True, text=True, check=False,
        env=os.environ | {"LEAFLETS_CACHE": kept, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
    )  # fmt: skip
    assert found.stdout == "[('ahead', 2), ('made', 2)]\n", found.stderr
    monkeypatch.setenv("LEAFLETS_CACHE", kept)
    laid: list[Order] = []
    monkeypatch.setattr("generator.stages.pages._lay_out", lambda order, *_: laid.append(order))
    settings = Settings(clinic="example")
    first, second, third = islice(ahead.orders_ahead(unserved(Library.open(None, DAY)), settings), 3)
    for order in (first, second):
        assert pipeline.make(order, Library.open(None, DAY)).files[0].startswith(b"%PDF") and not laid
    with pytest.raises(AttributeError):  # nothing was laid out
        pipeline.make(third, Library.open(None, DAY))
    assert {(one.topic, one.language) for one in laid} == {(third.topic, third.language)}, "it was not laid ahead"


@pytest.mark.slow
def test_nobody_waits_for_what_is_laid_ahead() -> None:
    async def run() -> None:
        pool = Pool(Opening(None, DAY), Limits(workers=2))
        await pool.start()
        one = await pool._take()
        later = asyncio.create_task(pool.ask(Ask(ORDER), idle=True))
        await asyncio.sleep(0.3)
        assert pool._free and not later.done(), "a free process stays free while another is at work"
        pool._give_back(one)
        made = await later
        assert isinstance(made, Made) and made.files
        one = await pool._take()
        later = asyncio.create_task(pool.ask(Ask(ORDER), idle=True))
        closing = asyncio.create_task(pool.close())
        await asyncio.sleep(0.1)
        pool._give_back(one)
        await closing
        with pytest.raises(DeadError):
            await later

    asyncio.run(run())


def test_it_ends_with_its_holding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "kept"))

    async def run() -> None:
        settings = Settings(limits=Limits(workers=1))
        holding = Holding(Library.open(None, DAY), Pool(Opening(None, DAY), settings.limits))
        await holding.pool.start()
        ahead.begin(holding, settings)
        await asyncio.sleep(0.2)
        await asyncio.wait_for(holding.close(), 20)
        assert holding.ahead and holding.ahead.done() and not holding.pool._hands
        assert holding.pool.counts["ahead"] < settings.limits.ahead and not holding.pool.counts["lost"]

    asyncio.run(run())


@pytest.mark.slow
def test_what_cannot_be_made_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "kept"))
    orders = [Order("no-such-topic", "en"), Order("danger-signs", "en", clinic="nobody"), ORDER]
    monkeypatch.setattr(ahead, "orders_ahead", lambda *_: iter(orders))
    _, counts = served(Settings(limits=Limits(workers=1)))
    assert counts["ahead"] == 1 and counts["made"] == 3


def laid(monkeypatch: pytest.MonkeyPatch, ask: Callable[[Order], None], limits: Limits) -> Counter[str]:
    """Lay a stock holding ahead by a pool that answers at once, what ``ask`` does not raise at; return its counts."""

    async def run() -> Counter[str]:
        holding = unserved(Library.open(None, DAY))

        async def answered(asked: Ask, idle: bool) -> Made:
            assert idle
            ask(asked.order)
            return Made((b"%PDF",))

        monkeypatch.setattr(holding.pool, "ask", answered)
        await ahead.lay_ahead(holding, Settings(limits=limits))
        return holding.pool.counts

    return asyncio.run(run())


def test_what_ends_its_process_or_takes_too_long_is_tried_once_and_the_rest_is_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "kept"))
    asked: Counter[str] = Counter()

    def ask(order: Order) -> None:
        asked[order.topic] += 1
        if order.topic in ("colostrum", "danger-signs"):
            raise DeadError if order.topic == "colostrum" else SlowError

    library = Library.open(None, DAY)
    topics, tongues = len(library.topics()), len(library.languages())
    counts = laid(monkeypatch, ask, Limits(ahead=topics * tongues))
    assert asked.pop("colostrum") == asked.pop("danger-signs") == 1
    assert counts["ahead"] == (topics - 2) * tongues == len(asked) * tongues, "the others are laid out"


def test_where_nothing_would_be_kept_nothing_is_laid_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "kept"))
    assert laid(monkeypatch, lambda _: None, Limits(ahead=2))["ahead"] == 2

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on the device")

    monkeypatch.setattr(os, "rename", full)
    assert laid(monkeypatch, lambda _: None, Limits(ahead=2))["ahead"] == 0
