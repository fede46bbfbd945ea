"""What a start of the program does not bring in: each of these costs 2 to 30 ms, and came back unseen before."""

from __future__ import annotations

import inspect
import os
import platform
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest
from ward import CLINIC, STOCK

from generator.cli import CODE_FLAGS, system
from generator.model.parts import import_part, release

NEVER = {
    "PIL.Image", "asyncio", "concurrent.futures", "ctypes", "email", "http", "importlib.metadata",
    "ipaddress", "locale", "lxml", "multiprocessing", "openpyxl", "phonenumbers.phonenumbermatcher", "pikepdf",
    "rich", "secrets", "segno", "sqlite3", "ssl", "textwrap", "typing_extensions", "yaml.constructor", "yaml.reader",
    "yaml.resolver", "yaml.scanner", "zipfile",
    "generator.outputs.html", "generator.run.pool", "generator.run.cluster", "generator.trust.keys",
    "generator.trust.states",
}  # fmt: skip
KNOWN_BODY = NEVER | {
    "babel", "budoux", "reportlab", "svg2pdf_py", "generator.checks.gate", "generator.checks.words",
    "generator.compose.grammar", "generator.library.topics", "generator.meaning",
}  # fmt: skip
"""What the body of a leaflet needs, and a panel does not."""
PHONES = "phonenumbers.phonenumberutil"
KNOWN_PANEL = KNOWN_BODY | {"ast", "inspect", "jinja2", PHONES, "platform", "yaml", "yaml.error"}
"""What a panel needs only when it is composed, or its clinic's file is new."""


def made(words: list[str], folder: Path) -> set[str]:
    """Return the modules that making a leaflet in a process of its own has brought in."""
    program = (
        "import sys\nfrom generator.cli import main\nassert main(sys.argv[1:]) == 0\n"
        "unread = {n for n, m in sys.modules.items() if type(m).__name__ == '_PutOff'}\n"
        "print('modules', *(set(sys.modules) - unread))"
    )
    arguments = [
        "make",
        "colostrum",
        "--language",
        "vi",
        "--library",
        str(folder),
        "--output",
        mkdtemp(dir=folder),
        *words,
    ]
    environment = os.environ | {"PYTHONPATH": str(STOCK), "LEAFLETS_CACHE": str(folder / "cache")}
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=STOCK, capture_output=True, text=True, check=True, env=environment)
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.slow
def test_each_start_brings_in_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "content/clinics").mkdir(parents=True)
    # a short panel: one that needs more height than usual is given it by a body of its own
    (tmp_path / "content/clinics/hill.yaml").write_text(CLINIC, encoding="utf-8")
    clinic = ["--clinic", "hill"]
    assert made([], tmp_path) & NEVER == set()
    assert made(clinic, tmp_path) & KNOWN_BODY == set()
    for words in (["--draft"], ["--draft", *clinic]):  # another body, with its panel
        made(words, tmp_path)
    for words in ([], clinic, ["--draft"], ["--draft", *clinic]):
        assert made([*words, "--as", "pdf"], tmp_path) & KNOWN_PANEL == set()


@pytest.mark.slow
def test_telephones_are_read_at_the_first_start_that_needs_them(tmp_path: Path) -> None:
    (tmp_path / "content/clinics").mkdir(parents=True)
    (tmp_path / "content/clinics/hill.yaml").write_text(f"{CLINIC}profile: gb\n", encoding="utf-8")
    assert PHONES not in made([], tmp_path)
    first = made(["--clinic", "hill"], tmp_path)
    assert PHONES in first and first & NEVER == set(), "what looks through texts is not brought in for a plain number"
    assert PHONES not in made(["--clinic", "hill", "--format", "letter"], tmp_path), "what was read is kept"


@pytest.mark.slow
def test_the_service_itself_sets_nothing() -> None:
    """Its processes do."""
    program = (
        "import sys, generator.service.app, generator.service.server\n"
        "print([name for name in ('uharfbuzz', 'jinja2', 'reportlab', 'generator.meaning') if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(STOCK)}
    done = subprocess.run([sys.executable, "-c", program], check=True, env=environment, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_a_part_comes_without_its_package_and_the_package_whole_after_it() -> None:
    program = (
        "import sys\nfrom generator.model.parts import import_part\n"
        "part = import_part('segno.encoder', 'segno')\n"
        "assert not {'segno', 'segno.writers'} & set(sys.modules)\n"
        "from segno import encoder, make\n"
        "assert encoder is part and make\n"
    )
    environment = os.environ | {"PYTHONPATH": str(STOCK)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


def test_what_is_put_off_is_read_when_it_is_asked_for_and_by_one_thread(tmp_path: Path) -> None:
    (tmp_path / "slow_part.py").write_text("import time\nEARLY = 1\ntime.sleep(0.3)\nLATE = 2\n")
    program = (
        "import sys, threading\nfrom generator.model.parts import put_off\n"
        "put_off('slow_part', KNOWN=0)\n"
        "import slow_part\nassert slow_part.KNOWN == 0 and 'EARLY' not in vars(slow_part)\n"
        "seen = []\n"
        "threads = [threading.Thread(target=lambda: seen.append(slow_part.LATE)) for _ in range(4)]\n"
        "for one in threads: one.start()\nfor one in threads: one.join()\n"
        "assert seen == [2] * 4, seen\n"
        "from slow_part import EARLY\nassert type(slow_part) is type(sys)\n"
        "assert not hasattr(slow_part, 'none_such')\n"
        "put_off('no_such_module')\nassert 'no_such_module' not in sys.modules\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(STOCK), str(tmp_path)])}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


def test_marks_of_code_are_those_of_inspect() -> None:
    assert {name: getattr(inspect, name) for name in CODE_FLAGS} == CODE_FLAGS


@pytest.mark.skipif(not hasattr(os, "uname"), reason="platform is brought in")
def test_the_name_of_the_system_is_that_of_platform() -> None:
    assert system() == platform.system()


def test_a_part_that_is_not_there_leaves_no_package_behind() -> None:
    before = set(sys.modules)
    with pytest.raises(ModuleNotFoundError):
        import_part("openpyxl.no_such", "openpyxl")
    assert "openpyxl" in before or "openpyxl" not in sys.modules


def test_a_package_that_is_not_there_has_a_release_too() -> None:
    assert release("no_such_package") != release("yaml")
