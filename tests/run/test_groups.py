"""What is put together from single leaflets: ZIP files, merged press files; nothing torn, nothing stale."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pikepdf
import processes
import pypdfium2
import pytest
from processes import until
from ward import BLOCK, STOCK, TOPIC, Ward

from generator.library.library import Library
from generator.model.edition import MM
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import ExitCode, Problem, Unusable
from generator.press.examine import examine
from generator.press.rules import Ordered
from generator.run import groups
from generator.run.groups import DERIVED, FOLDERS
from generator.run.orders.options import GROUPS

HEAD = "name,phones,hours,address,copies"
ROWS = "Hill Clinic,020 7946 0123,Monday,1 Street,250\nDale Clinic,020 7946 0124,Tuesday,2 Street,1\n"
RUN = "orders: t.csv\ntopics: [good, broken]\nlanguages: [en, vi]\n"
VIETNAMESE = {
    "Good words": "Lời hay", "Other words": "Lời khác", "Words for a test.": "Lời để thử.", "One": "Một",
    "Feed often.": "Cho bú nhiều lần.", "Feeds badly": "Bú kém", "Too sleepy to feed": "Quá buồn ngủ để bú",
    "Hot and red": "Nóng và đỏ",
}  # fmt: skip
ONE = "orders: t.csv\ntopics: [good]\nlanguages: [en]\nedition: press\ngroup: merged\n"


def put(ward: Ward, run: str = RUN, rows: str = ROWS) -> None:
    ward.put("t.csv", f"{HEAD}\n{rows}")
    ward.put("spring.yaml", run)
    for name in ("good", "broken"):
        entries = "".join(f'msgid "{english}"\nmsgstr "{said}"\n\n' for english, said in VIETNAMESE.items())
        head = 'msgid ""\nmsgstr ""\n"Language: vi\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        ward.put(f"locales/vi/LC_MESSAGES/{name}.po", head + entries)


def go(ward: Ward, *words: str) -> tuple[int, str, str]:
    found = ward.run("run", "spring.yaml", *words)
    assert "Traceback" not in found[1] + found[2]
    return found


def receipts(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.*")) if path.suffix in (".pdf", ".zip")}  # fmt: skip


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    import generator.pipeline as making

    made: list[Order] = []

    def make(order: Order, library: Library, ink: str = "rgb") -> Leaflet:
        made.append(order)
        clinic = library.clinic(order.clinic)
        return Leaflet((b"%PDF " + repr((order, clinic and clinic.phones)).encode(),), 2)

    monkeypatch.setattr(making, "make", make)
    return made


def test_every_group_is_a_folder_or_a_file_of_its_own() -> None:
    assert set(FOLDERS) == set(DERIVED) <= set(GROUPS)


# -- by language -------------------------------------------------------------


def test_a_folder_for_each_language(ward: Ward, quick: list[Order]) -> None:
    put(ward)
    assert go(ward, "--group", "language", "--json")[0] == ExitCode.MADE
    found = {name for name in files(ward.folder / "output")}
    assert "vi/hill-clinic/good-a4.pdf" in found
    assert {name.split("/")[0] for name in found} == {"en", "vi"}
    assert len(found) == 8
    assert {line["file"] for line in receipts(ward.folder / "output")} == found
    assert "0 made, 8 unchanged" in go(ward, "--group", "language", "--resume")[1]


# -- ZIP ---------------------------------------------------------------------


def test_a_zip_for_each_clinic_is_the_same_every_time(ward: Ward, quick: list[Order]) -> None:
    put(ward, RUN + "group: zip\n")
    code, out, err = go(ward)
    assert (code, err) == (ExitCode.MADE, "")
    assert f"2 zip files in {Path('output/_zip/spring')}: 2 made, 0 unchanged" in out
    path = ward.folder / "output/_zip/spring/hill-clinic.zip"
    first = path.read_bytes()
    with zipfile.ZipFile(path) as found:
        assert found.testzip() is None
        assert found.namelist() == sorted(f"{a}/{b}-a4.pdf" for a in ("en", "vi") for b in ("good", "broken"))
        for about in found.infolist():
            assert (about.compress_type, about.date_time) == (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0))
            assert found.read(about) == (ward.folder / "output/hill-clinic" / about.filename).read_bytes()
    path.unlink()
    assert "1 made, 1 unchanged" in go(ward, "--resume")[1].splitlines()[1]
    assert path.read_bytes() == first


def test_a_groups_receipt_names_its_members(ward: Ward, quick: list[Order]) -> None:
    put(ward, RUN + "group: zip\n")
    go(ward)
    line = next(one for one in receipts(ward.folder / "output") if one.get("file") == "_zip/spring/hill-clinic.zip")
    data = (ward.folder / "output/_zip/spring/hill-clinic.zip").read_bytes()
    assert (line["kind"], line["group"], line["pages"]) == ("group", "zip", 8)
    assert (line["sha256"], line["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
    members = line["members"]
    assert isinstance(members, list)
    for member in members:
        made = (ward.folder / "output" / member["file"]).read_bytes()
        assert (member["sha256"], member["copies"]) == (hashlib.sha256(made).hexdigest(), 250)
    assert len(members) == 4


@pytest.mark.slow
def test_a_group_is_made_again_when_a_member_changed_and_only_then(ward: Ward, quick: list[Order]) -> None:
    put(ward, RUN + "group: zip\n")
    go(ward)
    assert go(ward)[1].splitlines()[1].endswith("0 made, 2 unchanged")
    put(ward, RUN + "group: zip\n", ROWS.replace("0124", "0125"))
    assert go(ward)[1].splitlines()[1].endswith("1 made, 1 unchanged")
    (ward.folder / "output/_zip/spring/hill-clinic.zip").write_bytes(b"torn")
    assert go(ward)[1].splitlines()[1].endswith("1 made, 1 unchanged")


def test_a_leaflet_that_is_refused_now_is_in_no_group_though_its_old_file_is_there(
    ward: Ward, quick: list[Order]
) -> None:
    put(ward, RUN + "group: zip\n")
    go(ward)
    import generator.pipeline as making

    quick_make = making.make

    def make(order: Order, library: Library) -> Leaflet:
        if order.topic == "broken" and order.clinic:
            raise Unusable(Problem(groups.Origin("content/broken.yaml"), "it is wrong now"))
        return quick_make(order, library)

    ward.put("content/broken.yaml", TOPIC.format(title="New words", blocks=BLOCK))
    pytest.MonkeyPatch().setattr(making, "make", make)
    try:
        code, _, err = go(ward)
    finally:
        making.make = quick_make  # type: ignore[assignment]
    assert (code, "it is wrong now" in err) == (ExitCode.UNUSABLE, True)
    assert (ward.folder / "output/hill-clinic/en/broken-a4.pdf").is_file()
    with zipfile.ZipFile(ward.folder / "output/_zip/spring/hill-clinic.zip") as found:
        assert found.namelist() == ["en/good-a4.pdf", "vi/good-a4.pdf"]


@pytest.mark.slow
def test_mended_rows_run_into_the_same_folder_do_not_take_the_place_of_the_first(
    ward: Ward, quick: list[Order]
) -> None:
    put(ward, RUN + "group: zip\n", ROWS + "Vale Clinic,,Monday,3 Street,1\n")
    go(ward)
    mended = (
        (ward.folder / "output/corrected.csv")
        .read_text(encoding="utf-8-sig")
        .replace(",,Monday", ",020 7946 0199,Monday")
    )
    ward.put("mended.csv", mended)
    assert ward.run("run", "mended.csv", "--group", "zip")[0] == ExitCode.MADE
    assert {path.name for path in (ward.folder / "output/_zip/spring").iterdir()} == {
        "hill-clinic.zip",
        "dale-clinic.zip",
    }
    assert [path.name for path in (ward.folder / "output/_zip/mended").iterdir()] == ["vale-clinic.zip"]


# -- merged for the print shop -----------------------------------------------


def words_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


@pytest.mark.slow
def test_merged_files_hold_every_press_file_behind_its_separator(ward: Ward) -> None:
    put(ward, RUN + "edition: both\ngroup: merged\n")
    code, out, err = go(ward)
    assert (code, err) == (ExitCode.MADE, ""), err
    assert f"4 merged files in {Path('output/_merged/spring')}: 4 made, 0 unchanged" in out
    merged = (ward.folder / "output/_merged/spring/vi-good-a4-press.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(merged)) as found:
        members = [ward.folder / f"output/{clinic}/vi/good-a4-press.pdf" for clinic in ("hill-clinic", "dale-clinic")]
        sides = [len(pikepdf.open(path).pages) for path in members]
        assert len(found.pages) == sum(2 + count + count % 2 for count in sides)
        line = next(one for one in receipts(ward.folder / "output") if "vi-good" in str(one["file"]))
        assert line["pages"] == len(found.pages)
    at = 0
    texts = words_of(merged)
    for path, count in zip(members, sides, strict=True):
        assert texts[at : at + 2] == ["", ""], "a separator's words are outlines: no font goes with it"
        assert texts[at + 2 : at + 2 + count] == words_of(path.read_bytes())
        at += 2 + count + count % 2


@pytest.mark.slow
def test_a_merged_file_keeps_every_rule_of_the_press_and_is_the_same_every_time(ward: Ward) -> None:
    put(ward, ONE)
    go(ward)
    path = ward.folder / "output/_merged/spring/en-good-a4-press.pdf"
    first = path.read_bytes()
    findings, _ = examine(first, Ordered((210 * MM, 297 * MM), 3 * MM))
    assert not findings
    with pikepdf.open(path) as found:
        assert not found.get_warnings()
        assert str(found.docinfo["/Title"]).endswith("(TE, English, version 0.1, a4), merged")
        assert str(found.docinfo["/CreationDate"]) == "D:20261122000000Z", "the day the words were written"
    path.unlink()
    go(ward)
    assert path.read_bytes() == first


@pytest.mark.slow
def test_a_separator_says_clinic_leaflet_language_and_copies(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.typeset.draw import outlines

    drawn: list[str] = []
    real = outlines.outline

    def outline(words: str, *rest: object) -> tuple[str, float]:
        drawn.append(words)
        return real(words, *rest)  # type: ignore[arg-type]

    put(ward, ONE.replace("[en]", "[vi]"))
    monkeypatch.setattr(outlines, "outline", outline)
    go(ward)
    for said in (
        "SEPARATOR SHEET: not a leaflet. Take it out.", "Hill Clinic", "Leaflet: TE, Good words, version 0.1",
        "Language: Vietnamese", "Copies: 250", "File: hill-clinic/vi/good-a4-press.pdf",
    ):  # fmt: skip
        assert said in drawn
    assert any("250 copies" in words for words in drawn), "the quantity stands on the slug"


def test_a_clinics_name_in_any_script_is_drawn_on_the_separator() -> None:
    from generator.typeset.draw.outlines import outline

    library = Library.open()
    languages = ("en", *library.languages())
    for name in ("Phòng khám", "阳光妇幼", "さくら助産院"):
        path, width = outline(name, 0, 0, 10, library, languages)
        letters = [outline(letter, 0, 0, 10, library, languages) for letter in name.replace(" ", "")]
        assert all(path and width for path, width in letters), "a letter is left out"
        assert path.count("h") == sum(one.count("h") for one, _ in letters)
        assert width >= 0.95 * sum(one for _, one in letters)


@pytest.mark.slow
def test_what_members_share_is_written_once(ward: Ward) -> None:
    put(ward, ONE, "".join(f"Hill {number},020 7946 0{number:03},Monday,1 Street,5\n" for number in range(8)))
    go(ward)
    merged = ward.folder / "output/_merged/spring/en-good-a4-press.pdf"
    with pikepdf.open(merged) as found:
        streams = [part.read_raw_bytes() for part in found.objects if isinstance(part, pikepdf.Stream)]
        assert len(streams) == len(set(streams))
        assert len(streams) > 8 * 2, "a side of each clinic's own"


@pytest.mark.slow
def test_a_merged_file_is_parted_into_volumes_and_old_volumes_go(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"Hill {number},020 7946 0{number:03},Monday,1 Street,5\n" for number in range(5))
    put(ward, ONE, rows)
    monkeypatch.setattr(groups, "MOST_SIDES", 9)  # two leaflets of two sides, with separators
    assert "3 merged files" in go(ward)[1]
    home = ward.folder / "output/_merged/spring"
    assert sorted(path.name for path in home.iterdir()) == [f"en-good-a4-press-{n}.pdf" for n in (1, 2, 3)]
    assert [len(pikepdf.open(home / f"en-good-a4-press-{n}.pdf").pages) for n in (1, 2, 3)] == [8, 8, 4]
    mine = home / "notes.pdf"
    mine.write_bytes(b"mine")
    monkeypatch.setattr(groups, "MOST_SIDES", 100)
    go(ward)
    assert sorted(path.name for path in home.iterdir()) == ["en-good-a4-press.pdf", "notes.pdf"]


def test_merging_without_a_press_edition_is_refused(ward: Ward) -> None:
    put(ward, RUN + "group: merged\n")
    code, _, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert "spring.yaml: there is nothing to merge: merged files are for a print shop" in err
    assert "hint: add --edition press, or a line 'edition: press' (or 'both') to the run file" in err
    assert not (ward.folder / "output").exists()


@pytest.mark.slow
def test_two_processes_merge_the_same_as_one(ward: Ward) -> None:
    put(ward, RUN + "edition: both\ngroup: merged\n")
    assert go(ward, "--output", "one")[0] == ExitCode.MADE
    assert go(ward, "--output", "two", "--jobs", "2")[0] == ExitCode.MADE
    assert files(ward.folder / "one") == files(ward.folder / "two")
    assert len(files(ward.folder / "one")) == 2 * 2 * 2 * 2 + 4


# -- behind an address -------------------------------------------------------


def test_groups_reach_an_address_and_are_not_made_again(ward: Ward, quick: list[Order]) -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    put(ward, RUN + "group: zip\n")
    assert go(ward, "--output", "memory://trial", "--receipts", "book")[0] == ExitCode.MADE
    assert go(ward)[0] == ExitCode.MADE
    here = (ward.folder / "output/_zip/spring/hill-clinic.zip").read_bytes()
    assert memory.cat_file("/trial/_zip/spring/hill-clinic.zip") == here
    again = go(ward, "--output", "memory://trial", "--receipts", "book")[1]
    assert again.splitlines()[1].endswith("0 made, 2 unchanged")
    put(ward, RUN + "group: zip\n", ROWS.splitlines()[0] + "\n")
    go(ward, "--output", "memory://trial", "--receipts", "book")
    assert [name for name in memory.find("/trial/_zip")] == ["/trial/_zip/spring/hill-clinic.zip"]
    memory.store.clear()


# -- nothing lost ------------------------------------------------------------


def test_a_disk_that_takes_no_group_says_so_and_leaves_nothing_torn(
    ward: Ward, quick: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(ward, RUN + "group: zip\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(groups, "_write_zip", full)
        code, _, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert (
        "_zip/spring/dale-clinic.zip: the file cannot be written: no space left on device\n  hint: the disk is full"
        in err
    )
    assert not list((ward.folder / "output/_zip").rglob("*.*"))
    code, out, _ = go(ward, "--resume")
    assert (code, "2 zip files" in out) == (ExitCode.MADE, True)


def test_a_member_that_changes_under_the_run_is_never_packed(
    ward: Ward, quick: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(ward, RUN + "group: zip\n")
    real = groups._digest

    def spoil(*words: object) -> str:
        (ward.folder / "output/dale-clinic/en/good-a4.pdf").write_bytes(b"other")
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(groups, "_digest", spoil)
    code, _, err = go(ward)
    assert code == ExitCode.UNUSABLE
    assert "dale-clinic/en/good-a4.pdf: this file was changed or removed while the run was going on" in err
    assert not (ward.folder / "output/_zip/spring/dale-clinic.zip").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of Unix")
def test_a_run_killed_while_it_merges_leaves_nothing_torn_and_is_completed(ward: Ward) -> None:
    rows = "".join(f"Hill {number},020 7946 0{number:03},Monday,1 Street,5\n" for number in range(6))
    put(ward, ONE.replace("[en]", "[en, vi]"), rows)
    assert go(ward, "--output", "whole")[0] == ExitCode.MADE
    whole = files(ward.folder / "whole")
    chance = random.Random(3)
    environment = os.environ | {"PYTHONPATH": str(STOCK), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "generator", "run", "spring.yaml"]
    for _ in range(4):
        process = processes.start(
            command, cwd=ward.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        until(lambda: process.poll() is not None or list((ward.folder / "output").glob("_merged/*/*")))  # noqa: B023
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for name, data in files(ward.folder / "output").items():
            assert data == whole[name], f"{name} is torn"
        for path in list((ward.folder / "output").glob("_merged/*/*.pdf"))[:2]:
            path.unlink()
    code, _, err = go(ward, "--resume")
    assert (code, err) == (ExitCode.MADE, "")
    assert files(ward.folder / "output") == whole
    assert not list((ward.folder / "output").rglob("*.tmp"))


# -- the plan ----------------------------------------------------------------


@pytest.mark.slow
def test_the_plan_names_the_files_with_their_sides(ward: Ward) -> None:
    put(ward, RUN + "edition: both\ngroup: merged\n")
    _, out, _ = go(ward, "--plan", "--json")
    found = json.loads(out.splitlines()[-1])
    go(ward)
    made = {one["file"]: one for one in receipts(ward.folder / "output") if one.get("kind") == "group"}
    assert {(one["file"], one["pages"]) for one in found["groups"]} == {
        (file, one["pages"]) for file, one in made.items()
    }
    assert "vi-good-a4-press.pdf" in go(ward, "--plan")[1]


@pytest.mark.parametrize(("group", "said"), [("language", "folder vi"), ("zip", "hill-clinic.zip")])
def test_the_plan_says_how_it_is_grouped(ward: Ward, group: str, said: str) -> None:
    put(ward, RUN)
    assert said in go(ward, "--plan", "--group", group)[1]


@pytest.mark.slow
def test_the_plan_says_what_each_group_lacks_and_how_large_it_is(ward: Ward) -> None:
    put(ward, RUN + "group: zip\n", ROWS + "Long Clinic,020 7946 0125,Monday,1 \U0001f476 Street,1\n")
    ward.blocks("- txet: Bad.")
    _, out, _ = go(ward, "--plan", "--json")
    found = json.loads(out.splitlines()[-1])
    assert found["refused_by_group"] == {"hill-clinic": 2, "dale-clinic": 2, "long-clinic": 4}
    go(ward)
    for one in found["groups"]:
        with zipfile.ZipFile(ward.folder / "output" / one["file"]) as made:
            size = sum(about.file_size for about in made.infolist())
            assert abs(size - one["most_bytes"]) < size / 5
    assert "2 leaflets, 4 pages, 2 refused" in go(ward, "--plan")[1]


def test_a_plan_of_many_files_only_counts_them(ward: Ward) -> None:
    put(ward, RUN, "".join(f"Hill {number},020 7946 0{number:03},Monday,1 Street,5\n" for number in range(14)))
    assert "14 zip files" in go(ward, "--plan", "--group", "zip")[1]
