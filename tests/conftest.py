"""Lets every test import the probes by name, however pytest is started."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = str(Path(__file__).resolve().parent)
for folder in (str(Path(HERE).parent), HERE):
    if folder not in sys.path:
        sys.path.insert(0, folder)
