"""How the desk opens and how it ends: what it says, when, and its exit code."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from processes import PATIENCE, free_port
from ward import STOCK, Ward

from generator.model.problems import ExitCode, Unusable
from generator.run.faults import fault
from generator.service.receipts import need_room


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        [sys.executable, "-m", "generator", "serve", "--port", str(free_port())], cwd=tmp_path, text=True,
        env={**environment, "PYTHONPATH": str(STOCK)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        yield process
        process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_its_address_is_said_at_once_and_to_be_ended_is_no_fault(
    desk: subprocess.Popen[str], number: signal.Signals
) -> None:
    assert desk.stdout and select.select([desk.stdout], [], [], 60)[0], "whoever starts it waits for this line"
    with urlopen(f"{desk.stdout.readline().strip()}healthz", timeout=PATIENCE) as answer:
        assert answer.status == 200
    desk.send_signal(number)
    _, said = desk.communicate(timeout=PATIENCE)
    assert (desk.returncode, said.splitlines()[-1]) == (0, "the desk is closed")


def test_ended_before_it_is_open_it_never_says_that_it_was(desk: subprocess.Popen[str]) -> None:
    desk.send_signal(signal.SIGTERM)
    out, said = desk.communicate(timeout=PATIENCE)
    assert desk.returncode in (143, -signal.SIGTERM) and "http" not in out and "Traceback" not in said


def test_where_no_print_could_be_noted_is_said_at_the_start(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    ward.put("file", "")
    ward.put("serve.yaml", "receipts: file/desk\nledger: file/ledger.sqlite\n")
    code, out, err = ward.run("serve", "--config", "serve.yaml")
    assert code == 3 and "http" not in out + err
    assert err.count("no print could be noted") == 2 and "'receipts:' in the settings" in err and "'ledger:'" in err
    need_room(ward.folder / "new/desk", ward.folder / "new/ledger.sqlite")
    assert not (ward.folder / "new").exists(), "nothing is made before anybody prints"
    monkeypatch.setattr(os, "access", lambda *_: False)  # a read-only disk, which binds root too
    with pytest.raises(Unusable):
        need_room(ward.folder / "new/desk", None)


def test_a_machine_without_a_folder_for_the_moment_is_no_fault_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise FileNotFoundError(2, f"No usable temporary directory found in {['/tmp']}")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(FileNotFoundError) as caught:
        tempfile.TemporaryDirectory()
    problem, code = fault(caught.value)
    assert code == ExitCode.MISSING and "TMPDIR" in str(problem)
