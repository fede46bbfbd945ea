"""The whole run of benchmarks/full_run.py, small: its figures, and that its judges see what is planted."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
import full_run
from full_run import (
    MOST,
    Report,
    Used,
    audit,
    invent,
    judge,
    make_alone,
    measure,
    ordered,
    page,
    put_part,
    strangers,
    write_library,
)

from generator import Library, Order, make

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="waits for a process and its memory as Unix does"),
]
TOPIC, LANGUAGES, CLINICS = "colostrum", ("vi", "zh_Hans"), 3
RESERVED = re.compile(
    r"(?:0|\+44 )(?:1632 960\d{3}|20 7946 0\d{3}|11[3-8] 496 0\d{3}|1[2-6]1 496 0\d{3}|7700 900\d{3}|808 157 0\d{3})"
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """Make the small run once, and judge all of it."""
    folder = tmp_path_factory.mktemp("full-run")
    return folder, measure(folder, CLINICS, [TOPIC], LANGUAGES, [1, 2], sample=200, alone=1, seed=5)


class Case:
    """A copy of the run to break something in, and a library to judge it with."""

    def __init__(self, folder: Path, output: Path, library: Path) -> None:
        self.output, self.library = output, library
        shutil.copytree(folder / "jobs-2", output)
        shutil.copytree(folder / "content", library / "content")
        self.clinics = tuple(map(invent, range(9)))  # more strangers than the run has clinics
        self.wanted = ordered(output, self.clinics[:CLINICS], [TOPIC], LANGUAGES)
        self.sums = {line["file"]: line["sha256"] for line in self.receipts()}

    def receipts(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in (self.output / "manifest.jsonl").read_text("utf-8").splitlines()]

    def file(self, clinic: int, language: str = "vi") -> Path:
        wanted = self.clinics[clinic], language
        return self.output / next(file for file, one in self.wanted.items() if (one.own, one.language) == wanted)

    def name(self, file: Path) -> str:
        return file.relative_to(self.output).as_posix()

    def audit(self) -> list[str]:
        return audit(self.output, self.wanted).faults

    def judge(self) -> list[str]:
        return list(judge(self.output, self.wanted, self.sums, self.clinics, self.library))

    def plant(self, file: Path, pdf: bytes) -> list[str]:
        """Put other bytes in a file's place, its receipt telling the same; return what the judges say of it."""
        file.write_bytes(pdf)
        sums = {self.name(file): hashlib.sha256(pdf).hexdigest()}
        return list(judge(self.output, {name: self.wanted[name] for name in sums}, sums, self.clinics, self.library))


@pytest.fixture
def case(work: tuple[Path, Report], tmp_path: Path) -> Case:
    return Case(work[0], tmp_path / "output", tmp_path / "library")


def test_a_small_run_is_measured_and_found_in_order(work: tuple[Path, Report]) -> None:
    folder, found = work
    said = dict(found.rows)
    assert found.faults == []
    size = sum(path.stat().st_size for path in (folder / "jobs-2").rglob("*.pdf"))
    assert said["leaflets written"] == f"6 files, {size / 1e6:,.1f} MB, {size / 6:,.0f} bytes each"
    assert said["receipts written"].startswith("6 lines")
    assert said["again, nothing changed"].startswith("6 unchanged")
    assert said["judged at random (`--seed 5`)"].startswith("6 leaflets")
    assert (said["of these compared with what `leaflets make --clinic` makes"], said["faults"]) == ("1", "0")
    if sys.platform == "linux":
        held = [said[f"`--jobs {jobs}`: most memory of each process"] for jobs in (1, 2)]
        assert held[0].startswith("command ") and "worker" not in held[0]
        assert held[1].count("worker") == 2
        # none is less than a bare interpreter or more than the memory of a small machine
        assert all(5 < int(peak) < 2_000 for each in held for peak in re.findall(r"(\d+) MB", each.replace(",", "")))


def test_every_figure_for_a_million_follows_from_those_beside_it(work: tuple[Path, Report]) -> None:
    for name, how, said in work[1].million:
        value = eval(how.replace(",", "").replace("÷", "/").replace("×", "*"), {"__builtins__": {}})
        unit = {"GB": 1e9, "MB": 1e6, "min": 1}[said.split()[1]]
        assert said == f"{value / unit:,.0f} {said.split()[1]}", name


def test_the_page_says_what_was_measured_and_how_to_repeat_it(work: tuple[Path, Report], tmp_path: Path) -> None:
    words = page(work[1], CLINICS, LANGUAGES, "python benchmarks/full_run.py --clinics 3")
    assert "**6 leaflets**" in words
    assert "To repeat: `python benchmarks/full_run.py --clinics 3`" in words
    assert all(f"| {' | '.join(row)} |" in words for row in (*work[1].rows, *work[1].million))
    path = tmp_path / "benchmarks.md"
    path.write_text("<!-- other -->\nothers' words\n<!-- end of other -->\n", "utf-8")
    put_part(path, "part", "## Old")
    path.write_text(path.read_text("utf-8") + "\n<!-- third -->\n", "utf-8")
    put_part(path, "part", "## New\n")
    before, after = "<!-- other -->\nothers' words\n<!-- end of other -->\n\n", "\n<!-- third -->\n"
    part = "<!-- part: written by benchmarks/, not by hand -->\n## New\n<!-- end of part -->\n"
    assert path.read_text("utf-8") == f"{before}{part}{after}"


def test_nothing_is_written_when_something_is_wrong(
    work: tuple[Path, Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(full_run, "PAGE", tmp_path / "benchmarks.md")
    monkeypatch.setattr(sys, "argv", ["full_run.py", "--write", "--clinics", "3", "--seed", "7"])
    wrong = replace(work[1], faults=["hill/vi/colostrum-a4.pdf: missing"])
    monkeypatch.setattr(full_run, "measure", lambda *_: wrong)
    assert full_run.main() == 1
    assert "colostrum-a4.pdf: missing" in capsys.readouterr().err
    assert not full_run.PAGE.exists()
    monkeypatch.setattr(full_run, "measure", lambda *_: work[1])
    assert full_run.main() == 0
    assert "full_run.py --clinics 3 --seed 7 --write" in full_run.PAGE.read_text("utf-8")


def test_no_two_invented_clinics_share_anything_and_no_number_is_anybodys() -> None:
    clinics = [invent(number) for number in range(MOST)]
    marks = Counter(mark for one in clinics for mark in one.marks())
    assert marks.most_common(1)[0][1] == 1
    assert all(RESERVED.fullmatch(phone) for one in clinics for phone in one.phones)
    assert all(re.search("Example|Mẫu", one.name) for one in clinics)
    few = clinics[:600]
    assert {one.profile for one in few} >= {"", "gb", "us"}
    assert {Path(one.logo).suffix for one in few} == {"", ".svg", ".png"}
    assert {len(one.phones) for one in few} == {1, 2}
    assert min(len({getattr(one, name) for one in few}) for name in ("interpreter", "hours")) > 2
    assert len({one.copies for one in few}) > 100


def test_more_clinics_than_there_are_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="fewer clinics"):
        write_library(tmp_path / "library", MOST + 1, [TOPIC], LANGUAGES)


def test_another_clinics_number_is_seen(case: Case) -> None:
    """The words are in order, the file conforms, its receipt tells its bytes: only the number is another's."""
    file = case.file(0)
    one = case.wanted[case.name(file)]
    spoilt = replace(one.own, phones=(*one.own.phones, case.clinics[2].phones[0]))
    spoilt.write(case.library, one.clinic)
    pdf = make(Order(TOPIC, "vi", clinic=one.clinic), Library.open(case.library)).pdf
    (said,) = strangers(pdf, one.own, case.clinics)
    assert f"says what belongs to {case.clinics[2].name}" in said
    found = case.plant(file, pdf)
    assert any("says what belongs to" in words for words in found)
    assert any("not the bytes that are made for it alone" in words for words in found)


def test_swapped_files_of_two_clinics_are_seen(case: Case) -> None:
    one, two = case.file(0), case.file(1)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    found = case.judge()
    for file, own, other in ((one, case.clinics[0], case.clinics[1]), (two, case.clinics[1], case.clinics[0])):
        about = [words for words in found if words.startswith(case.name(file))]
        assert any("not the bytes of its receipt" in words for words in about)
        assert any(f"does not say: {own.name}" in words for words in about)
        assert any(f"belongs to {other.name}" in words for words in about)
    assert sum("not the bytes of its receipt" in words for words in case.audit()) == 2
    assert len({words.partition(": ")[0] for words in found}) == 2, "only the two are blamed"


def test_another_language_in_a_files_place_is_seen(case: Case) -> None:
    found = case.plant(case.file(0), case.file(0, "zh_Hans").read_bytes())
    assert any("the language of the file is zh-Hans, not vi" in words for words in found)
    assert any("does not say" in words or "words are lost" in words for words in found)


def untagged(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def emptied(pdf: pikepdf.Pdf) -> None:
    for one in pdf.pages:
        one.Contents = pdf.make_stream(b"")


def stranger_in_a_link(pdf: pikepdf.Pdf) -> None:
    """A link that calls another clinic: nothing of it is printed."""
    link = pikepdf.Dictionary(URI=pikepdf.String("tel:" + re.sub(r"\D", "", invent(2).phones[0])))
    pdf.Root.Stray = pdf.make_indirect(link)


def stranger_in_metadata(pdf: pikepdf.Pdf) -> None:
    metadata = pdf.Root.Metadata
    metadata.write(metadata.read_bytes().replace(b"</rdf:RDF>", html.escape(invent(8).name).encode() + b"</rdf:RDF>"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (untagged, ("PDF/UA-1", "PDF/A-2a")),
        (emptied, ("words are lost", f"does not say: {invent(0).name}", f"does not say: {invent(0).phones[0]}")),
        (stranger_in_a_link, (f"says what belongs to {invent(2).name}",)),
        (stranger_in_metadata, (f"says what belongs to {invent(8).name}",)),
    ],
    ids=["untagged", "empty pages", "a link to another", "another's name in the metadata"],
)
def test_a_spoilt_file_is_seen(case: Case, spoil: Callable[[pikepdf.Pdf], None], said: tuple[str, ...]) -> None:
    out = BytesIO()
    with pikepdf.open(case.file(0)) as pdf:
        spoil(pdf)
        pdf.save(out)
    found = case.plant(case.file(0), out.getvalue())
    assert [part for part in said if not any(part in words for words in found)] == []


def test_what_is_wrong_with_files_and_receipts_is_seen(case: Case) -> None:
    assert case.audit() == []
    case.file(0).unlink()
    (case.output / "stray.pdf").write_bytes(b"%PDF-1.7")
    (case.output / ".x.tmp").write_bytes(b"")
    lines = case.receipts()
    twice, copies = case.name(case.file(1)), case.name(case.file(2))
    lines.append(next(line for line in lines if line["file"] == twice))
    next(line for line in lines if line["file"] == copies)["order"]["copies"] = 9_999  # type: ignore[index]
    (case.output / "manifest.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    gone = case.name(case.file(0))
    found = case.audit()
    for words in (
        f"{gone}: missing", "stray.pdf: not ordered", "stray.pdf: not the bytes of its receipt",
        ".x.tmp: left behind", f"{twice}: 2 receipts",
    ):  # fmt: skip
        assert words in found
    assert any(words.startswith(f"{copies}: 9999 copies") for words in found)
    assert f"{gone}: missing" in case.judge()


def test_bytes_that_the_command_does_not_make_alone_are_seen(case: Case) -> None:
    name = case.name(case.file(0))
    case.file(0).write_bytes(case.file(1).read_bytes())
    (found,) = make_alone(case.output, {name: case.wanted[name]}, case.library)
    assert "makes other bytes" in found


def test_a_run_that_is_made_again_and_a_program_that_changes_meanwhile_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, stamps = full_run.run, iter([[("generator/pipeline.py", 1)], [("generator/pipeline.py", 2)]])

    def forget(folder: Path, output: str, jobs: int) -> tuple[Used, tuple[int, ...]]:
        if (folder / output).exists():
            shutil.rmtree(folder / output)
        return real(folder, output, jobs)

    monkeypatch.setattr(full_run, "run", forget)
    monkeypatch.setattr(full_run, "stamp", lambda: next(stamps))
    found = measure(tmp_path, 1, [TOPIC], ("vi",), [1], sample=0, alone=0, seed=1)
    assert [words.partition(",")[0] for words in found.faults] == [
        "the program or its library was changed meanwhile", "again: made", "again: 1 files were written",
    ]  # fmt: skip
