"""The unit and the container file of the desk, as far as they can be tried without systemd and Docker."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/how-to/serve.md").read_text(encoding="utf-8")


def fenced(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze on this machine")
def test_the_unit_is_one(tmp_path: Path) -> None:
    unit = tmp_path / "leaflets.service"
    words = fenced("ini")
    assert "/opt/leaflets/bin/leaflets " in words
    unit.write_text(words.replace("/opt/leaflets/bin/leaflets ", f"{sys.executable} -m generator "))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.strip()) == (0, "")
    unit.write_text(unit.read_text().replace("ProtectHome=yes", "ProtectHouse=yes"))
    wrong = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=60)
    assert "ProtectHouse" in wrong.stderr


@pytest.mark.parametrize("line", [r"^ExecStart=\S+leaflets (.*)$", r'^CMD \["leaflets", (.*)\]$'])
def test_what_they_start_is_understood(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = re.search(line, PAGE, re.MULTILINE)
    assert found
    words = re.findall(r"[^\s\",]+", found[1])
    config = tmp_path / "serve.yaml"
    config.write_text("port: 0x\n")
    code = main([str(config) if word.endswith("serve.yaml") else word for word in words])
    assert code == 3 and f"{config}:1: " in capsys.readouterr().err, "its options are known, its settings are read"
