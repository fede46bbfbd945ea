"""A wheel comes with the stock leaflets laid out: for the same program, words, looks and packages alone, and byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder
from ward import CLINIC, STOCK

from generator import Library, Order, make
from generator.library import larder
from generator.library.program import program, stock
from generator.model.memo import forget
from generator.model.parts import versions
from generator.stages import pages
from generator.typeset import GROWING, growths

PARTS = ("generator", "content", "templates", "locales", "LICENSES")
FILES = ("hatch_build.py", "pyproject.toml", "README.md", "LICENSE", "NOTICE.md")
PAPERS, TOPICS = 'PAPERS = ("a4",)', 'TOPICS: tuple[str, ...] = ("colostrum",)'
SAID = "import sys\nfrom generator.cli import main\nassert main(sys.argv[1:]) == 0\nprint('modules', *sys.modules)"
LAYING_OUT = {"reportlab", "jinja2", "yaml"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose wheels have one topic laid out on one paper."""
    folder = tmp_path_factory.mktemp("project")
    for name in PARTS:
        shutil.copytree(STOCK / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "stock"))
    for name in FILES:
        shutil.copy(STOCK / name, folder)
    hook = folder / "hatch_build.py"
    known = {"PAPERS": PAPERS, "TOPICS:": TOPICS}
    words = [known.get(line.partition(" ")[0], line) for line in hook.read_text("utf-8").splitlines()]
    assert {PAPERS, TOPICS} <= set(words)
    hook.write_text("\n".join(words), "utf-8")
    return folder


def built(project: Path, into: Path) -> Path:
    (wheel,) = WheelBuilder(str(project)).build(directory=str(into), versions=["standard"])
    return Path(wheel)


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(project, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel as it is installed."""
    folder = tmp_path_factory.mktemp("site")
    with ZipFile(wheel) as file:
        file.extractall(folder)
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder of one's own with a clinic."""
    put(tmp_path / "desk", "content/clinics/hill.yaml", CLINIC)
    return tmp_path / "desk"


def put(folder: Path, relative: str, words: str) -> None:
    (folder / relative).parent.mkdir(parents=True, exist_ok=True)
    (folder / relative).write_text(words, encoding="utf-8")


def made(site: Path, desk: Path, *words: str, cache: str = "") -> tuple[bytes, set[str]]:
    """Return the leaflet that a process of its own makes, with no user's cache or with none at all, and its modules."""
    output = desk.parent / f"output-{len(list(desk.parent.iterdir()))}"
    (output / "cache").mkdir(parents=True)
    surroundings = os.environ | {"PYTHONPATH": str(site), "LEAFLETS_CACHE": cache or str(output / "cache")}
    command = [
        sys.executable,
        "-P",
        "-c",
        SAID,
        "make",
        "colostrum",
        "--language",
        "vi",
        "--output",
        str(output),
        *words,
    ]
    done = subprocess.run(command, cwd=desk, env=surroundings, capture_output=True, text=True, check=True)
    (pdf,) = output.rglob("*.pdf")
    return pdf.read_bytes(), set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("--clinic", "hill")])
def test_the_first_start_makes_the_same_bytes_and_lays_nothing_out(
    site: Path, desk: Path, words: tuple[str, ...]
) -> None:
    known, modules = made(site, desk, *words)
    assert not modules & (LAYING_OUT - {"yaml"} if words else LAYING_OUT)  # a clinic's file is read
    fresh, modules = made(site, desk, *words, cache="off")
    assert modules >= LAYING_OUT, "off means all of it"
    assert known == fresh


@pytest.mark.slow
def test_a_check_sees_the_files_where_they_are(site: Path, desk: Path) -> None:
    """What came with the wheel knows its words by the names that files have here."""
    surroundings = os.environ | {"PYTHONPATH": str(site)}
    command = [sys.executable, "-P", "-m", "generator", "check", "colostrum", "--language", "vi", "--as", "json"]
    said = [
        subprocess.run(
            command, cwd=desk, env=surroundings | {"LEAFLETS_CACHE": cache}, capture_output=True, text=True, check=True
        ).stdout
        for cache in (str(desk), "off")
    ]
    assert said[0] == said[1]
    assert f"{site}/generator/stock/content/colostrum.yaml" in said[0]


CHANGES = {
    "content": ("content/colostrum.yaml", "\n", "\n\n"),
    "catalog": ("locales/vi/LC_MESSAGES/colostrum.po", 'msgid ""\n', '# changed\nmsgid ""\n'),
    "theme": ("templates/themes/default.yaml", "\n", "\n\n"),
    "template": ("templates/leaflet.xml", "\n", "\n\n"),
}


@pytest.fixture
def laid_out(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """The wheel's larder before this process's own program, which is the same; the languages whose bodies are laid out."""
    seen: list[str] = []
    lay_out = pages._lay_out

    def spy(order: Order, *rest: Any) -> Any:
        seen.append(order.language)
        return lay_out(order, *rest)

    monkeypatch.setattr(pages, "_lay_out", spy)
    monkeypatch.setattr(larder, "SHIPPED", str(site / "generator/stock/kept"))
    monkeypatch.setattr("generator.library.library.stock_folder", lambda: site / "generator/stock")
    monkeypatch.setattr("generator.library.program.PACKAGE", str(site / "generator"))
    monkeypatch.setenv("LEAFLETS_CACHE", str(tmp_path / "nothing"))
    anew()
    yield seen
    anew()


def anew() -> None:
    larder._opened.cache_clear()
    stock.cache_clear()
    forget()


def make_vietnamese(desk: Path) -> bytes:
    return make(Order("colostrum", "vi"), Library.over(desk)).pdf


@pytest.mark.slow
def test_what_is_as_it_was_is_not(laid_out: list[str], desk: Path) -> None:
    known = make_vietnamese(desk)
    assert laid_out == []
    larder._opened.cache_clear()
    make(Order("colostrum", "en", format="letter"), Library.over(desk))
    assert laid_out == ["en"], "the wheel of this test has one paper"
    os.environ["LEAFLETS_CACHE"] = "off"
    anew()
    assert make_vietnamese(desk) == known
    assert laid_out == ["en", "vi"]


@pytest.mark.slow
def test_clinics_of_few_and_of_many_words_find_their_bodies(laid_out: list[str], desk: Path) -> None:
    heights = set()
    for number in (0, 2, 4, 6, 9):
        address = ", ".join(['"1 Sample Street"'] * (number + 1))
        put(desk, f"content/clinics/long-{number}.yaml", CLINIC.replace('"1 Sample Street"', address))
        order, library = Order("colostrum", "vi", clinic=f"long-{number}"), Library.over(desk)
        make(order, library)
        heights.add(pages.paper_of(order, library).areas["clinic"].height)
    assert laid_out == []
    assert len(heights) > 2


def test_prepared_are_all_heights_that_a_panel_may_take() -> None:
    for name in ("a4", "letter", "poster", "trifold-a4"):
        paper = Library.open(STOCK).format(name)
        area = paper.areas.get("clinic")
        more = growths(paper)
        assert more == sorted(set(more))
        assert more[0] == 0.0
        if area and area.most_height:
            assert area.height + more[-1] == area.most_height
            assert all(after - before <= GROWING for before, after in pairwise(more))


@pytest.mark.slow
@pytest.mark.parametrize("change", [*CHANGES, "font", "reportlab", "gone", "python", "program"])
def test_what_is_changed_is_laid_out_anew(
    laid_out: list[str], desk: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if change in CHANGES:
        relative, old, new = CHANGES[change]
        put(desk, relative, (STOCK / relative).read_text("utf-8").replace(old, new, 1))
    elif change == "python":
        monkeypatch.setattr(larder, "MAGIC_NUMBER", b"next")
    elif change == "program":
        monkeypatch.setattr("generator.library.program.program", lambda: b"a later one")
        monkeypatch.setattr("generator.library.digest.program", lambda: b"a later one")
    else:
        name = {"font": "justmytype_intl_cjk"}.get(change, "reportlab")
        known = {key: value for key, value in versions().items() if key != name or change != "gone"}
        monkeypatch.setattr(larder, "versions", lambda: known | ({name: "9.9"} if change != "gone" else {}))
    make_vietnamese(desk)
    assert laid_out == ["vi"]


@pytest.mark.slow
def test_another_program_than_the_wheels_has_another_digest(site: Path, tmp_path: Path) -> None:
    """What the digest is of stands in ``library/program.py``: every file of the program."""
    shutil.copytree(site / "generator", tmp_path / "generator", ignore=shutil.ignore_patterns("stock"))
    said = []
    for words in ("", "", "\n# changed\n"):
        with (tmp_path / "generator/version.py").open("a", encoding="utf-8") as file:
            file.write(words)
        command = [sys.executable, "-P", "-c", "from generator.library.program import program; print(program())"]
        surroundings = os.environ | {"PYTHONPATH": str(tmp_path), "LEAFLETS_CACHE": "off"}
        said.append(subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True).stdout)
    assert said[0] == said[1] == f"{program()}\n" != said[2]


@pytest.mark.slow
def test_a_damaged_entry_is_made_anew(
    laid_out: list[str], site: Path, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(site / "generator/stock/kept", desk / "kept")
    for entry in (desk / "kept").iterdir():
        entry.write_bytes(entry.read_bytes()[:-1] + b"\0\0")
    monkeypatch.setattr(larder, "SHIPPED", str(desk / "kept"))
    make_vietnamese(desk)
    assert laid_out == ["vi"]


@pytest.mark.slow
def test_the_same_project_gives_the_same_wheel(project: Path, wheel: Path, tmp_path: Path) -> None:
    assert built(project, tmp_path).read_bytes() == wheel.read_bytes()


@pytest.mark.slow
def test_no_folder_of_the_builder_is_in_it(wheel: Path, project: Path) -> None:
    with ZipFile(wheel) as file:
        kept = [name for name in file.namelist() if name.startswith("generator/stock/kept/")]
        assert len(kept) > 20
        for data in map(file.read, kept):
            assert b"/site/" not in data
            assert str(project).encode() not in data


@pytest.mark.slow
def test_without_the_programs_packages_the_wheel_is_built_and_says_what_it_lacks(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "project"
    shutil.copytree(project, folder)
    words = (folder / "pyproject.toml").read_text("utf-8")
    (folder / "pyproject.toml").write_text(words.replace('"babel==', '"no-such-package==1", "babel==9', 1), "utf-8")
    with ZipFile(built(folder, tmp_path / "wheel")) as file:
        assert not [name for name in file.namelist() if "/kept/" in name]
        assert "generator/stock/content/colostrum.yaml" in file.namelist()
    said = capsys.readouterr()
    assert "this environment lacks babel==92.18.0, no-such-package==1." in said.out + said.err
    assert "the first start is slower" in said.out + said.err


@pytest.mark.slow
def test_a_leaflet_that_cannot_be_made_stops_the_build(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(project, folder)
    (folder / "content/colostrum.yaml").write_text("title: x\n", "utf-8")
    with pytest.raises(RuntimeError, match=r"the stock leaflets cannot be made:\n(.|\n)*colostrum\.yaml"):
        built(folder, tmp_path / "wheel")
