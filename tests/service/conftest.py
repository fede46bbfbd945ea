"""One service for most tests: it starts processes, which takes seconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from desks import DAY, WORDS, House, token
from starlette.testclient import TestClient

from generator.service.app import make_app
from generator.service.settings import Limits, Settings


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("desk")
    settings = Settings(
        tokens=(token(WORDS, "runs", "metrics"),),
        limits=Limits(workers=1),
        receipts=folder / "receipts",
        ledger=folder / "ledger.sqlite",
        origins=("https://records.example",),
    )
    lines: list[dict[str, Any]] = []
    with TestClient(make_app(settings, DAY, lines.append)) as client:
        yield House(client, settings, lines)
