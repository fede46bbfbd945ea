from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ward import Ward

HERE = str(Path(__file__).resolve().parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)


@pytest.fixture
def office(ward: Ward):
    """Return a library of one's own with people who sign."""
    from signers import Office

    return Office(ward)
