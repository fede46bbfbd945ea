"""A running service for tests: its client, its settings, its log."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from msgspec import Struct, field
from starlette.testclient import TestClient

from generator.service.settings import Settings, Token

DAY = date(2026, 12, 1)
WORDS = "words-of-the-token-for-tests"


def token(words: str, *may: str, clinic: str = "") -> Token:
    return Token("test", hashlib.sha256(words.encode()).hexdigest(), clinic, may)


class House(Struct):
    """A running service and the lines of its log."""

    client: TestClient
    settings: Settings
    log: list[dict[str, Any]] = field(default_factory=list)

    @property
    def desk(self) -> Any:
        return self.client.app.state.desk  # type: ignore[attr-defined]
