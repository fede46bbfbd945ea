"""The unit and the container file of the desk, as far as they can be tried without systemd and Docker."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from processes import PATIENCE, free_port

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
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stderr.strip()) == (0, "")
    unit.write_text(unit.read_text().replace("ProtectHome=yes", "ProtectHouse=yes"))
    wrong = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=PATIENCE)
    assert "ProtectHouse" in wrong.stderr


@pytest.mark.parametrize("line", [r"^ExecStart=\S+leaflets (.*)$", r'^CMD \["\S+leaflets", (.*)\]$'])
def test_what_they_start_is_understood(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = re.search(line, PAGE, re.MULTILINE)
    assert found
    words = re.findall(r"[^\s\",]+", found[1])
    config = tmp_path / "serve.yaml"
    config.write_text("port: 0x\n")
    code = main([str(config) if word.endswith("serve.yaml") else word for word in words])
    assert code == 3 and f"{config}:1: " in capsys.readouterr().err, "its options are known, its settings are read"


def test_unit_container_and_settings_name_the_same_places() -> None:
    settings = fenced("yaml")
    state = "/var/lib/leaflets"
    assert [one for one in re.findall(r"^(?:ledger|receipts): (.*)$", settings, re.MULTILINE) if state not in one] == []
    assert "StateDirectory=leaflets\n" in fenced("ini"), f"systemd lets {state} be written to, and nothing else"
    container = fenced("dockerfile")
    assert f"WORKDIR {state}\n" in container, "without settings, receipts go below the working directory"
    assert f"--owner leaflets {state}\n" in container, "a new volume takes its owner from there"
    assert f"-v leaflets:{state} " in PAGE and "--read-only --tmpfs /tmp " in PAGE
    assert re.search(r"^ENV LEAFLETS_CACHE=/tmp/", container, re.MULTILINE), "'off' turns off what the wheel brings"
    builder = re.findall(r'"(hatchling==[0-9.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert builder and set(builder) == set(re.findall(r"hatchling==[0-9.]+", container))


@pytest.mark.slow
def test_with_a_read_only_root_only_its_state_and_tmp_are_written(tmp_path: Path) -> None:
    state = tmp_path / "state"
    (state / "tmp").mkdir(parents=True)
    closed = f"mount --make-rprivate / && mount --bind {state} {state} && mount -o remount,ro,bind /"
    try:
        may = subprocess.run(
            ["unshare", "--mount", "sh", "-c", f"{closed} && ! touch {tmp_path}/no"],
            capture_output=True,
            timeout=PATIENCE,
        )
    except FileNotFoundError:
        pytest.skip("there is no unshare on this machine")
    if may.returncode:
        pytest.skip("no mounts may be made here")
    words = f"cd {state} && exec {sys.executable} -m generator serve --port {free_port()}"
    surroundings = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": f"{state}/tmp",
        "LEAFLETS_CACHE": f"{state}/tmp/leaflets",
    }  # fmt: skip
    with subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", f"{closed}; {words}"], cwd=tmp_path, env=surroundings, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as desk:  # fmt: skip
        try:
            assert desk.stdout and desk.stderr
            address = desk.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), desk.stderr.read()
            with urlopen(f"{address}v1/leaflets/danger-signs.pdf?language=vi", timeout=PATIENCE) as leaflet:
                assert leaflet.read(5) == b"%PDF-"
            wanted = json.dumps({"topic": "danger-signs", "language": "vi"}).encode()
            asked = Request(f"{address}desk/receipts", wanted, {"Content-Type": "application/json"})
            with urlopen(asked, timeout=PATIENCE) as receipt:
                assert receipt.status == 201
        finally:
            desk.terminate()
            said = desk.communicate(timeout=PATIENCE)[1]
    assert desk.returncode == 0 and said.endswith("the desk is closed\n"), said
    assert len(list((state / "output/desk").glob("*/manifest.jsonl"))) == 1
    assert not list((state / "tmp").glob("leaflets-*")), "the copy of the library is gone"
