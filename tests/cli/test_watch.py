"""``leaflets watch``: a change is made at once, a mistake is said at its line and harms nothing, Ctrl+C ends it well."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import processes
import pytest
from processes import PATIENCE
from ward import BLOCK, STOCK, TOPIC, Ward

from generator.cli import main

pytest.importorskip("watchfiles")


class Watching:
    """A running ``leaflets watch`` and the lines that it says."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.process = processes.start(
            [sys.executable, "-m", "generator", "watch", *words], cwd=folder, text=True, bufsize=1,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONPATH": str(STOCK)},
        )  # fmt: skip
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def until(self, words: str) -> list[str]:
        """Return what is said up to a line with these words."""
        said, end = [], time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                said.append(self.lines.get(timeout=0.2))
            except queue.Empty:
                assert self.process.poll() is None, said
                continue
            if words in said[-1]:
                return said
        raise AssertionError(f"'{words}' was not said: {said}")


@pytest.fixture
def watching(ward: Ward) -> Iterator[Watching]:
    found = Watching(ward.folder, "good", "--language", "en")
    yield found
    if found.process.poll() is None:
        found.process.kill()
    found.process.wait(PATIENCE)
    found.reader.join(PATIENCE)


@pytest.mark.slow
def test_a_change_is_made_a_mistake_is_named_and_nothing_is_lost(ward: Ward, watching: Watching) -> None:
    pdf = ward.folder / "output/en/good-a4.pdf"
    watching.until("watching")
    first = pdf.read_bytes()
    ward.put("content/good.yaml", TOPIC.format(title="Better words", blocks=BLOCK))
    said = watching.until("made output/en/good-a4.pdf")
    assert "changed: good.yaml\n" in said and pdf.read_bytes() != first
    second = pdf.read_bytes()
    ward.put("content/good.yaml", TOPIC.format(title="Better words", blocks="      - txet: Feed often.\n"))
    said = watching.until("there is no block called 'txet'")
    said += watching.until("hint")
    assert any("good.yaml:14: there is no block called 'txet'" in line for line in said)
    assert any("refused output/en/good-a4.pdf: the last good one stays" in line for line in said)
    assert pdf.read_bytes() == second
    ward.put("content/good.yaml", TOPIC.format(title="Good words", blocks=BLOCK))
    watching.until("made output/en/good-a4.pdf")
    assert pdf.read_bytes() == first
    ward.put("content/other.yaml", "not a topic")
    watching.until("all unchanged")
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(PATIENCE) == 0
    said = watching.until("no longer watching") if watching.lines.qsize() else []
    assert not list(ward.folder.rglob("*.tmp")) and "Traceback" not in "".join(said)


@pytest.mark.slow
def test_it_ends_when_it_is_asked_to(watching: Watching) -> None:
    watching.until("watching")
    watching.process.terminate()
    assert watching.process.wait(PATIENCE) in (0, 128 + signal.SIGTERM)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["goood"], "there is no topic called 'goood'\n  hint: did you mean 'good'?"),
        (["good", "--language", "xx"], "there is no language called 'xx'"),
    ],
)
def test_wrong_words_end_it_at_once(ward: Ward, words: list[str], said: str) -> None:
    code, _, err = ward.run("watch", *words)
    assert code == 2 and said in err


def test_without_watchfiles(ward: Ward, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("generator.run.watching.find_spec", lambda _: None)
    assert main(["watch", "good"]) == 4
    assert "pip install 'breastfeeding-leaflets[watch]'" in capsys.readouterr().err


def test_with_nothing_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("generator.run.watching.__file__", str(STOCK / "run/watching.py"))  # as in a wheel
    assert main(["watch", "colostrum"]) == 2
    assert "there is no library of yours here to watch" in capsys.readouterr().err
