"""The same files on the same day give the same bytes: in any place, any language of the machine, any number of processes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDERS = (
    "managing-leakage colostrum --language en --language vi --language zh-Hans --language ja --clinic example".split()
)
WORLDS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "Tokyo, in C": ({"TZ": "Asia/Tokyo", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, ()),
    "Newfoundland, in Turkish": (
        {"TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242"},
        (),
    ),
    "two processes": ({"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"}, ("--jobs", "2")),
    "without optimising, another epoch": ({"SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "0", "PYTHONOPTIMIZE": "1"}, ()),
}


def made(folder: Path, world: dict[str, str], *options: str) -> dict[str, str]:
    """Make the sample in a process of its own, in a folder of its own; return each file's sha256."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "generator", "make", *ORDERS, "--output", "out", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | world,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.pdf"))
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    found = made(tmp_path_factory.mktemp("first") / "a", {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "random"})
    assert len(found) == len(set(found.values())) == 8
    return found


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_the_same_bytes_everywhere(world: str, first: dict[str, str], tmp_path: Path) -> None:
    environment, options = WORLDS[world]
    assert made(tmp_path / "somewhere else", environment, *options) == first


@pytest.mark.slow
def test_the_order_of_the_work_is_not_in_the_bytes(first: dict[str, str], tmp_path: Path) -> None:
    """One leaflet alone, in this process, is the one of the run of eight."""
    from generator import Library, Order, make

    pdf = make(Order("colostrum", "ja", clinic="example"), Library.over(ROOT)).pdf
    assert hashlib.sha256(pdf).hexdigest() == first["out/ja/colostrum-a4-example.pdf"]


@pytest.mark.slow
def test_no_path_and_no_clock_is_in_the_file() -> None:
    from io import BytesIO

    import pikepdf

    from generator import Library, Order, make

    library = Library.over(ROOT)
    pdf = make(Order("managing-leakage", clinic="example"), library).pdf
    with pikepdf.open(BytesIO(pdf)) as file:
        words = repr(file.docinfo) + file.Root.Metadata.read_bytes().decode()
        day = f"{library.topic('managing-leakage').written:%Y%m%d}"
        for key in ("/CreationDate", "/ModDate"):
            if key in file.docinfo:
                assert str(file.docinfo[key]).startswith(f"D:{day}")
    assert str(ROOT) not in words
    assert str(ROOT).encode() not in pdf
