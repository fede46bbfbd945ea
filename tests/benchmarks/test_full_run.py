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
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from msgspec.structs import replace
from msgspec.structs import replace as alter
from probes import ROOT

if str(ROOT / "benchmarks") not in sys.path:
    sys.path.append(str(ROOT / "benchmarks"))  # last: page-validation's module is called as one of that folder
import full_run
from full_run import BEGIN, END, Report, Sample, audit, measure, page, rows, write_part
from invented import MOST, invent, write_library
from sampling import Picked, strangers

from generator.pipeline import make

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="waits for a process and its memory as Unix does")
TOPIC, LANGUAGES, CLINICS = "colostrum", ("vi", "zh_Hans"), 3
RESERVED = re.compile(
    r"01632 960\d{3}|020 7946 0\d{3}|011[3-8] 496 0\d{3}|01[2-6]1 496 0\d{3}|07700 900\d{3}|0808 157 0\d{3}"
    r"|\(\d{3}\) 555-01\d{2}"
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """Make the small run once, and judge all of it."""
    folder = tmp_path_factory.mktemp("full-run")
    return folder, measure(folder, CLINICS, [TOPIC], LANGUAGES, [1, 2], sample=200, alone=1, seed=5)


class Case:
    """A copy of the run to break something in."""

    def __init__(self, folder: Path, output: Path) -> None:
        self.output = output
        shutil.copytree(folder / "jobs-2", output)
        self.clinics = tuple(map(invent, range(9)))  # more strangers than the run has clinics
        self.sample = Sample(folder, self.clinics)
        self.sums = {line["file"]: line["sha256"] for line in self.receipts()}
        self.picked = {one.file: one for one in self.sample.draw(200, 5, self.sums)}

    def receipts(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in (self.output / "manifest.jsonl").read_text("utf-8").splitlines()]

    def file(self, clinic: int, language: str = "vi") -> Path:
        wanted = self.clinics[clinic]
        return self.output / next(
            one.file for one in self.picked.values() if one.own == wanted and one.order.language == language
        )

    def audit(self) -> list[str]:
        return audit(self.output, self.sample.wanted).faults

    def judge(self) -> list[str]:
        return self.sample.judge(self.output, self.picked.values())

    def plant(self, file: Path, pdf: bytes) -> list[str]:
        """Put other bytes in a file's place, its receipt telling the same; return what the judges say of it."""
        file.write_bytes(pdf)
        one = self.picked[file.relative_to(self.output).as_posix()]
        return self.sample.judge(self.output, [replace(one, sha256=hashlib.sha256(pdf).hexdigest())])


@pytest.fixture
def case(work: tuple[Path, Report], tmp_path: Path) -> Case:
    return Case(work[0], tmp_path / "output")


def test_a_small_run_is_measured_and_found_in_order(work: tuple[Path, Report]) -> None:
    _, found = work
    assert found.faults == []
    assert [(one.jobs, one.made, one.unchanged, one.refused) for one in found.ran] == [(1, 6, 0, 0), (2, 6, 0, 0)]
    assert found.again is not None
    assert (found.again.made, found.again.unchanged) == (0, 6)
    assert (found.tally.files, found.tally.receipts, found.judged, found.alone) == (6, 6, 6, 1)
    assert found.tally.size == sum(path.stat().st_size for path in (work[0] / "jobs-2").rglob("*.pdf"))
    if sys.platform == "linux":
        one, two = found.ran
        assert [role for role, _ in one.peaks if role != "helper"] == ["command"]
        assert Counter(role for role, _ in two.peaks)["worker"] == 2
        # none is less than a bare interpreter or more than the memory of a small machine
        assert all(5e6 < peak < 2e9 for _, peak in (*one.peaks, *two.peaks))


def test_the_page_says_what_was_measured_and_how_to_repeat_it(work: tuple[Path, Report], tmp_path: Path) -> None:
    words = page(work[1], "python benchmarks/full_run.py --clinics 3")
    assert "**6 leaflets**" in words
    assert "| again, nothing changed | 0 made, 6 unchanged," in words
    assert "To repeat: `python benchmarks/full_run.py --clinics 3`" in words
    assert all(f"| {name} | {value} |" in words for name, value in rows(work[1]))
    path = tmp_path / "benchmarks.md"
    path.write_text("<!-- other -->\nothers' words\n<!-- end of other -->\n", "utf-8")
    write_part(path, "## Old")
    path.write_text(path.read_text("utf-8") + "\n<!-- third -->\n", "utf-8")
    write_part(path, "## New\n")
    before, after = "<!-- other -->\nothers' words\n<!-- end of other -->\n\n", "\n<!-- third -->\n"
    assert path.read_text("utf-8") == f"{before}{BEGIN}## New\n{END}{after}"


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
    assert "full_run.py --clinics 3 --seed 5 --write" in full_run.PAGE.read_text("utf-8")


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
    one = case.picked[file.relative_to(case.output).as_posix()]
    clinic = case.sample.library.clinic(one.order.clinic)
    assert clinic is not None
    stranger = case.clinics[2].phones[0]
    other = alter(clinic, phones=(*clinic.phones, stranger))
    case.sample.library.adopt({other.name: other})
    pdf = make(one.order, case.sample.library).pdf
    said = list(strangers(pdf, one.own, case.clinics))
    assert len(said) == 1
    assert case.clinics[2].name in said[0]
    assert "says what belongs to" in said[0]
    case.sample = Sample(case.sample.folder, case.clinics)
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
        about = [words for words in found if words.startswith(file.relative_to(case.output).as_posix())]
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
    twice, copies = (path.relative_to(case.output).as_posix() for path in (case.file(1), case.file(2)))
    lines.append(next(line for line in lines if line["file"] == twice))
    next(line for line in lines if line["file"] == copies)["order"]["copies"] = 9_999  # type: ignore[index]
    (case.output / "manifest.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    gone = case.file(0).relative_to(case.output).as_posix()
    found = case.audit()
    for words in (
        f"{gone}: missing", "stray.pdf: not ordered", "stray.pdf: not the bytes of its receipt",
        ".x.tmp: left behind", f"{twice}: 2 receipts",
    ):  # fmt: skip
        assert words in found
    assert any(words.startswith(f"{copies}: 9999 copies") for words in found)
    assert f"{gone}: missing" in case.judge()


def test_bytes_that_the_command_does_not_make_alone_are_seen(case: Case) -> None:
    one = case.picked[case.file(0).relative_to(case.output).as_posix()]
    assert isinstance(one, Picked)
    case.file(0).write_bytes(case.file(1).read_bytes())
    (found,) = case.sample.make_alone(case.output, [one])
    assert "makes other bytes" in found


def test_a_run_that_is_made_again_and_a_program_that_changes_meanwhile_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, stamps = full_run.run, iter([[("generator/pipeline.py", 1)], [("generator/pipeline.py", 2)]])

    def forget(folder: Path, output: str, jobs: int) -> full_run.Ran:
        if (folder / output).exists():
            shutil.rmtree(folder / output)
        return real(folder, output, jobs)

    monkeypatch.setattr(full_run, "run", forget)
    monkeypatch.setattr(full_run, "stamp", lambda: next(stamps))
    found = measure(tmp_path, 1, [TOPIC], ("vi",), [1], sample=0, alone=0, seed=1)
    assert [words.partition(",")[0] for words in found.faults] == [
        "the program or its library was changed meanwhile", "again: 1 made", "again: 1 files were written",
    ]  # fmt: skip
