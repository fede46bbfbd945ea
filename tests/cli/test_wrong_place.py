"""Disks that are full or closed, names that are not there, clinics that attack: what one reads at the terminal."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ward import CLINIC, FIRST, OLD, STOCK, Ward

from generator.library.folders import PARTS
from generator.model.problems import ExitCode


def python(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(STOCK), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_an_output_folder_that_one_may_not_write_to_is_said_so(ward: Ward) -> None:
    folder = ward.put("output/en/broken-a4.pdf", OLD).parent
    folder.chmod(0o555)
    try:
        ward.refused("the file cannot be written: permission denied\n  hint: you may not write there", good=False)
    finally:
        folder.chmod(0o755)


def own_disk(folder: Path, size: str, commands: str) -> subprocess.CompletedProcess[str]:
    """Run a script with a disk of its own at ``disk``, in a namespace of its own; skip where none is permitted."""
    (folder / "disk").mkdir()
    if not shutil.which("unshare"):
        pytest.skip("no namespaces here")
    mount = f"mount -t tmpfs -o size={size} none disk 2>/dev/null || exit 99\n"
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", mount + commands],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(STOCK)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode in (1, 99):
        pytest.skip("no disk may be mounted here")
    assert "Traceback" not in done.stderr
    return done


MAKE = (
    f"{sys.executable} -m generator make colostrum --language en --output disk; code=$?\nfind disk -type f; exit $code"
)


def test_a_disk_that_can_only_be_read_is_said_so(tmp_path: Path) -> None:
    done = own_disk(
        tmp_path,
        "1m",
        f"mkdir disk/en; echo old > disk/en/colostrum-a4.pdf; mount -o remount,ro disk || exit 99\n{MAKE}",
    )
    assert done.returncode == ExitCode.UNUSABLE, done.stderr
    assert (
        "disk: the folder cannot be written: read-only file system\n"
        "  hint: this disk can only be read: choose another place with --output" in done.stderr
    )
    assert done.stdout.splitlines() == ["disk/en/colostrum-a4.pdf"]


@pytest.mark.slow
def test_a_disk_that_is_full_is_said_so_and_holds_nothing_half_written(tmp_path: Path) -> None:
    done = own_disk(tmp_path, "32k", MAKE)
    assert done.returncode == ExitCode.UNUSABLE, done.stderr
    assert "the disk is full: free some space, or choose another place with --output" in done.stderr
    assert "colostrum" not in done.stdout.partition("\n")[2]


def test_a_file_where_the_output_folder_belongs_is_said_so(ward: Ward) -> None:
    ward.put("elsewhere", "a file")
    code, _, err = ward.run("make", "good", "--output", "elsewhere")
    assert code == ExitCode.UNUSABLE
    assert "hint: a file stands where a folder is needed: rename it, or choose another place with --output" in err


def test_a_full_disk_is_said_so_and_leaves_nothing_half_written(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    ward.refused(
        "output/en/broken-a4.pdf: the file cannot be written: no space left on device\n"
        "  hint: the disk is full: free some space, or choose another place with --output",
        "output/en/good-a4.pdf: ",
        good=False,
    )


# -- wrong use ---------------------------------------------------------------------------------


def test_an_unknown_language_is_a_wrong_use_with_a_suggestion(ward: Ward) -> None:
    ward.refused(
        "there is no language called 'zh-Hanss'\n  hint: did you mean 'zh-Hans'?",
        code=ExitCode.USAGE,
        options="--language zh-Hanss",
    )


def test_an_unknown_topic_is_a_wrong_use_with_a_suggestion(ward: Ward) -> None:
    ward.refused(
        "there is no topic called 'colostrm'\n  hint: did you mean 'colostrum'?", code=ExitCode.USAGE, topic="colostrm"
    )


def test_a_hundred_problems_of_one_kind_are_one_line_with_the_first_places(ward: Ward) -> None:
    ward.blocks("\n".join(f"- waring: {number}" for number in range(100)))
    places = ", ".join(f":{line}" for line in range(FIRST, FIRST + 8))
    err = ward.refused(
        f"content/broken.yaml{places} and 92 more: there is no block called 'waring'\n  hint: did you mean 'warning'?\n"
    )
    assert err.count("there is no block called") == 1


@pytest.mark.slow
def test_everything_wrong_at_once_in_another_process(ward: Ward) -> None:
    ward.blocks("- waring: Call us.")
    ward.put("output/en/broken-a4.pdf", OLD)
    done = python(
        "make",
        "broken",
        "good",
        "--language",
        "en",
        "--jobs",
        "2",
        folder=ward.folder,
        LANG="C",
        LC_ALL="C",
        PYTHONUTF8="0",
    )
    assert done.returncode == ExitCode.UNUSABLE
    assert f"content/broken.yaml:{FIRST}: there is no block called 'waring'" in done.stderr
    assert "Traceback" not in done.stderr
    assert "1 made, 0 unchanged, 1 refused" in done.stdout
    assert (ward.folder / "output/en/broken-a4.pdf").read_bytes() == OLD


# -- clinics that attack --------------------------------------------------------------------------


def clinic(ward: Ward, old: str, new: str) -> str:
    assert old in CLINIC
    ward.put("content/clinics/hill.yaml", CLINIC.replace(old, new))
    return "--clinic hill"


def words_of(file: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize("name", ["{{ 7*7 }} Clinic", "{phone} **Hill**", "{% if a %}Hill{% endif %}"])
def test_signs_of_templates_in_a_clinics_name_are_refused(ward: Ward, name: str) -> None:
    options = clinic(ward, "Hill Clinic", f"'{name}'")
    ward.refused("content/clinics/hill.yaml:1: ", "still to be filled in", options=options, good=False)


@pytest.mark.parametrize(
    "name",
    ["<b>Hill</b> & Sons", "{ 7*7 } {% Clinic", "{hill} **Hill**", "[Hill](https://evil.example/)", "%s %(x)s \\d"],
)
def test_signs_in_a_clinics_name_are_printed_as_they_stand(ward: Ward, name: str) -> None:
    options = clinic(ward, "Hill Clinic", f"'{name}'")
    code, _, err = ward.run("make", "good", *options.split())
    assert (code, err) == (ExitCode.MADE, "")
    assert name in words_of(ward.folder / "output/en/good-a4-hill.pdf")


@pytest.mark.parametrize(
    ("web", "hint"),
    [
        ("javascript:alert(1)", "it begins with https://, not with javascript:"),
        ("http://x.example/", "write https:// when the page has it"),
        ("file:///etc/passwd", "it begins with https://, not with file:"),
        ("https://a b", "an address holds no blanks"),
    ],
)
def test_a_web_address_that_is_none_is_refused(ward: Ward, web: str, hint: str) -> None:
    ward.put("content/clinics/hill.yaml", f'{CLINIC}web: "{web}"\n')
    said = f"content/clinics/hill.yaml:5: '{web}' is not a web address that can be printed"
    ward.refused(said, f"hint: {hint}", options="--clinic hill", good=False)


def test_a_name_that_turns_words_round_is_refused(ward: Ward) -> None:
    options = clinic(ward, "Hill Clinic", "Hill \u202ecinilC")
    said = "content/clinics/hill.yaml:1: there is a character that hides or reorders words (U+202E) in this line"
    assert "\u202e" not in ward.refused(said, options=options, good=False)


@pytest.mark.slow
@pytest.mark.parametrize("word", ["A", "Hill "], ids=["one word", "many words"])
def test_a_name_that_is_too_long_is_refused_with_what_to_do(ward: Ward, word: str) -> None:
    many = (word * 10_000)[:10_000].strip()
    said = f"content/clinics/hill.yaml:1: these words have {len(many):,} characters\n  hint: at most 1,000 are read; shorten them"
    err = ward.refused(said, options=clinic(ward, "Hill Clinic", many), good=False)
    assert len(err) < 2_000, "a message is not as long as the words it is about"
    said = "content/clinics/hill.yaml: the clinic's words do not fit the clinic panel of the format 'a5'\n  hint: shorten the name"
    options = clinic(ward, "Hill Clinic", (word * 990)[:990].strip())
    err = ward.refused(said, options=f"{options} --format a5", good=False)
    assert len(err) < 2_000


def test_a_sign_that_no_font_has_is_named(ward: Ward) -> None:
    options = clinic(ward, "Hill Clinic", "Hill 🍼 Clinic")
    said = "content/clinics/hill.yaml: in 'name': no font has a shape for '🍼' (U+1F37C)\n  hint: use another character"
    ward.refused(said, options=options, good=False)


def test_a_clinic_with_many_mistakes_names_them_all(ward: Ward) -> None:
    ward.put("content/clinics/hill.yaml", 'nmae: Hill\nphones: ["none"]\nhours: []\naddress: x\nweb: "javascript:x"\n')
    err = ward.refused(options="--clinic hill", good=False)
    assert [int(line) for line in re.findall(r"hill\.yaml:(\d+):", err)].__len__() >= 5


@pytest.mark.parametrize("part", PARTS)
def test_a_file_where_a_folder_belongs_is_no_fault_of_the_program(ward: Ward, part: str) -> None:
    if part == "content":
        shutil.rmtree(ward.folder / "content")
    ward.put(part, "not a folder")
    code, _, err = ward.run("make", "colostrum")
    assert code in (ExitCode.MADE, ExitCode.UNUSABLE, ExitCode.USAGE)
    assert "Traceback" not in err
