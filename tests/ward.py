"""A library of one's own over the stock library, to break one thing in, and the command in it."""

from __future__ import annotations

import re
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main
from generator.model.problems import ExitCode

STOCK = Path(__file__).parent.parent
WARNING = """  - warning:
      baby_emergency: [{include: strip-baby}]
      mother_emergency: [{include: strip-mother}]
      baby_today: [Feeds badly, Too sleepy to feed]
      mother_today: [Hot and red]
    evidence: guideline
    sources: [bfn]
"""
TOPIC = """title: {title}
purpose: Words for a test.
code: TE
version: "0.1"
written: 2026-11-22
review_by: 2027-11-22
picture: drip
accent: teal
blocks:
  - section: One
    evidence: guideline
    sources: [bfn]
    blocks:
{blocks}
"""
TOPIC += WARNING.replace("{", "{{").replace("}", "}}") + "  - sources:\n"
FIRST = 14
"""The line of a topic's first block inside its section."""
BLOCK = "      - text: Feed often.\n"
CLINIC = """name: Hill Clinic
phones: ["020 7946 0123"]
hours: ["Monday to Friday"]
address: ["1 Sample Street"]
"""
OLD = b"%PDF-1.7 the leaflet of last year"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">{}</svg>'


class Ward:
    """A library of one's own over the stock library, and the command in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.put("content/good.yaml", TOPIC.format(title="Good words", blocks=BLOCK))
        self.put("content/broken.yaml", TOPIC.format(title="Other words", blocks=BLOCK))

    def put(self, path: str, words: str | bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(words if isinstance(words, bytes) else words.encode())
        return file

    def stock(self, path: str, old: str = "", new: str = "") -> str:
        """Take a stock file into the ward with one thing changed; return its words."""
        words = (STOCK / path).read_text(encoding="utf-8")
        assert old in words
        words = words.replace(old, new, 1) if old else words
        self.put(path, words)
        return words

    def blocks(self, words: str) -> None:
        """Write the broken topic with these lines inside its section."""
        indented = "".join(f"      {line}\n" for line in words.splitlines())
        self.put("content/broken.yaml", TOPIC.format(title="Other words", blocks=indented))

    def run(self, *words: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        if words[0] == "make" and "--language" not in words:
            words = (*words, "--language", "en")  # one language tells as much as five here
        code = main(words)
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def refused(
        self, *said: str, code: int = ExitCode.UNUSABLE, options: str = "", good: bool = True, topic: str = "broken"
    ) -> str:
        """Make the broken leaflet and the good one; return what standard error said, after checking everything."""
        suffix = re.sub(r".*--clinic (\S+).*|.*", lambda m: f"-{m[1]}" if m[1] else "", options)
        language = re.sub(r".*--language (\S+).*|.*", lambda m: m[1] or "en", options)
        old = self.put(f"output/{language}/broken-a4{suffix}.pdf", OLD)
        known = old.with_name(f"good-a4{suffix}.pdf")
        found, out, err = self.run("make", topic, "good", *options.split())
        assert "Traceback" not in out + err
        assert (found, [part for part in said if part not in err]) == (code, []), err
        assert old.read_bytes() == OLD, "a leaflet of before was harmed"
        assert not list(self.folder.rglob("*.tmp"))
        if code != ExitCode.USAGE:
            assert known.is_file() == good
            assert f"{1 if good else 0} made, 0 unchanged, {1 if good else 2} refused" in out
        return err


_MADE: dict[str, Path] = {}


def made_once(folder: Path, name: str, make: Callable[[], object], store: pytest.TempPathFactory) -> None:
    """Fill a folder by ``make`` the first time in this process; from then on lay a copy of what that left over it."""
    if name in _MADE:
        shutil.copytree(_MADE[name], folder, dirs_exist_ok=True)
        return
    make()
    _MADE[name] = Path(shutil.copytree(folder, store.mktemp("made") / name))


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
