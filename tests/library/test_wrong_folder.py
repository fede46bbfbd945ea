"""Folders that are closed, gone or oddly named, and pipes, devices and links where files belong, through the command.

Each is said in words, with what to do about it; nothing hangs, and no stock file is taken for one that is there.
"""

from __future__ import annotations

import errno
import os
import shutil
import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ward import CLINIC, OLD, STOCK, Ward

from generator.library.folders import Folders
from generator.library.library import Library
from generator.model.leaflet import Order
from generator.model.problems import ExitCode

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="other files and folders there")


def refuse(
    monkeypatch: pytest.MonkeyPatch, name: str, inside: str, number: int, module: object = os
) -> Callable[[], None]:
    """Let a function of the system fail for paths that hold some words; return what ends it."""
    real = getattr(module, name)

    def fail(path: object = ".", *words: object, **options: object) -> object:
        if isinstance(path, str | os.PathLike) and inside in os.fspath(path):
            raise OSError(number, os.strerror(number), os.fspath(path))
        return real(path, *words, **options)

    monkeypatch.setattr(module, name, fail)
    return lambda: monkeypatch.setattr(module, name, real)


CLOSED = [
    (errno.EACCES, "Permission denied", "you may not read it"),
    (errno.EMFILE, "Too many open files", "ulimit -n"),
    (errno.ENFILE, "Too many open files in system", "end some other programs"),
    (errno.EIO, "Input/output error", "is it still connected?"),
]


# -- folders ----------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["content", "templates/blocks", "locales"])
@pytest.mark.parametrize(("number", "reason", "hint"), CLOSED)
def test_a_folder_that_cannot_be_listed_is_said_so(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, folder: str, number: int, reason: str, hint: str
) -> None:
    (ward.folder / folder).mkdir(parents=True, exist_ok=True)
    refuse(monkeypatch, "scandir", str(ward.folder / folder), number)
    code, _, err = ward.run("make", "good")
    assert code == ExitCode.UNUSABLE
    assert f"{folder}: the folder cannot be read: {reason}\n  hint: " in err
    assert hint in err
    assert "Traceback" not in err


@pytest.mark.parametrize(("number", "reason", "hint"), CLOSED)
def test_a_file_that_cannot_be_opened_is_said_so(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, number: int, reason: str, hint: str
) -> None:
    refuse(monkeypatch, "open", "broken.yaml", number, Path)
    assert hint in ward.refused(f"content/broken.yaml: the file cannot be read: {reason}\n  hint: ")


@pytest.mark.parametrize("topic", ["broken", "colostrum"])
def test_a_file_in_a_closed_folder_is_not_taken_from_the_stock_library(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, topic: str
) -> None:
    refuse(monkeypatch, "stat", str(ward.folder / f"content/{topic}.yaml"), errno.EACCES)
    ward.refused(f"content/{topic}.yaml: the file cannot be read: Permission denied\n  hint: you may", topic=topic)


def test_the_digest_of_a_closed_folder_is_another_one(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    (ward.folder / "templates/blocks").mkdir(parents=True)
    before = Library.open().digest(Order("good"))
    again = refuse(monkeypatch, "scandir", str(ward.folder / "templates/blocks"), errno.EACCES)
    assert Library.open().digest(Order("good")) != before
    again()
    assert Library.open().digest(Order("good")) == before


@pytest.mark.parametrize(
    ("number", "reason"), [(errno.EACCES, "Permission denied"), (errno.ENAMETOOLONG, "File name too long")]
)
def test_a_library_that_cannot_be_looked_into_is_a_wrong_use(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    ward.put("other/content/x.yaml", "")
    refuse(monkeypatch, "stat", "other/content", number)
    code, _, err = ward.run("make", "good", "--library", "other")
    assert code == ExitCode.USAGE
    assert err.startswith(f"the library folder 'other' cannot be read: {reason}\n  hint: ")


def test_a_library_with_a_name_that_no_disk_takes_is_a_wrong_use(ward: Ward) -> None:
    for name in ("x" * 300, "x/" * 3_000, "a\0b"):
        for command in (("make", "good"), ("show", "topics"), ("check", "good"), ("new", "topic", "ours")):
            code, _, err = ward.run(*command, "--library", name)
            assert code == ExitCode.USAGE
            assert " folder 'x" in err or " folder 'a" in err
            assert len(err) < 400


def test_to_stand_in_a_folder_that_is_closed_is_said_so(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, "stat", str(ward.folder / "content"), errno.EACCES)
    code, _, err = ward.run("show", "topics")
    assert code == ExitCode.UNUSABLE
    assert err.startswith(f"the folder '{ward.folder}' cannot be read: Permission denied\n  hint: you may not")


def test_to_stand_in_a_folder_that_is_gone_is_said_so(ward: Ward) -> None:
    shutil.rmtree(ward.folder)
    said = "the folder in which the program stands cannot be read: No such file or directory\n  hint: go to another"
    for command in (("make", "colostrum"), ("show", "topics"), ("check", "colostrum"), ("new", "topic", "ours")):
        code, _, err = ward.run(*command)
        assert (code, said in err) == (ExitCode.UNUSABLE, True), err
    code, _, err = ward.run("make", "colostrum", "--library", str(STOCK))
    assert (code, said in err) == (ExitCode.UNUSABLE, True), err


def test_a_library_that_goes_away_while_leaflets_are_made_is_not_replaced_by_the_stock_library(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = ward.folder.rename(tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    over = Library.over

    def vanish(*words: object) -> Library:
        library = over(*words)  # type: ignore[arg-type]
        assert "good" in library.topics()
        home.rename(tmp_path / "away")
        return library

    monkeypatch.setattr(Library, "over", vanish)
    code, _, err = ward.run("make", "colostrum", "--library", str(home), "--output", "out")
    assert code == ExitCode.UNUSABLE
    assert f"{home}: the folder of the library is gone\n  hint: is its disk still connected?" in err
    assert not list(tmp_path.rglob("*.pdf"))


# -- what stands where a file belongs ---------------------------------------------------------


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    server = socket.socket(socket.AF_UNIX)
    folder = Path.cwd()
    os.chdir(path.parent)  # a socket's path may have 107 bytes only
    try:
        server.bind(path.name)
    finally:
        os.chdir(folder)
        server.close()


def a_device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero never ends
    except OSError:
        pytest.skip("no device may be made here")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("gone"))


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


ODD: dict[Callable[[Path], None], str] = {
    a_pipe: "a file is needed here, and this is not an ordinary file\n  hint: put the file itself there",
    a_socket: "a file is needed here, and this is not an ordinary file\n  hint: put the file itself there",
    a_device: "a file is needed here, and this is not an ordinary file\n  hint: put the file itself there",
    a_folder: "a file is needed here, and this is a folder\n  hint: put the file itself there",
    a_link_to_nothing: "this link leads nowhere\n  hint: put the file itself there",
    a_link_to_itself: "the file cannot be read: Too many levels of symbolic links\n  hint: links lead in a circle",
}
FILES = {
    "content/broken.yaml": "",
    "content/sources.yaml": "",
    "content/pictures.yaml": "",
    "content/pictures/drip.svg": "",
    "content/profiles/default.yaml": "",
    "content/clinics/hill.yaml": "--clinic hill",
    "content/logo.png": "--clinic hill",
    "locales/vi/language.yaml": "--language vi",
    "locales/vi/LC_MESSAGES/shared.po": "--language vi --draft",
    "templates/leaflet.xml": "",
    "templates/blocks/text.xml": "",
    "templates/themes/default.yaml": "",
    "templates/formats/a4.yaml": "",
    "templates/faces.yaml": "",
}


@pytest.mark.sweep
@pytest.mark.parametrize("make", ODD, ids=lambda make: make.__name__)
@pytest.mark.parametrize("relative", FILES)
def test_what_is_no_file_is_neither_waited_for_nor_replaced(
    ward: Ward, relative: str, make: Callable[[Path], None]
) -> None:
    if make is a_folder and relative in ("content/broken.yaml", "content/clinics/hill.yaml"):
        pytest.skip("a folder is no topic and no clinic")
    ward.put("content/clinics/hill.yaml", f"{CLINIC}logo: logo.png\n")
    path = ward.put(relative, OLD)
    path.unlink()
    make(path)
    code, out, err = ward.run("make", "broken", *FILES[relative].split())
    assert code == ExitCode.UNUSABLE, out
    assert f"{relative}: {ODD[make]}" in err
    assert "Traceback" not in err
    assert not list(ward.folder.rglob("*.pdf"))


def test_what_is_no_file_is_listed_with_what_is_wrong(ward: Ward) -> None:
    a_pipe(ward.folder / "content/pipe.yaml")
    code, out, err = ward.run("show", "topics")
    assert code == ExitCode.UNUSABLE
    assert "pipe  " in out
    assert "content/pipe.yaml: a file is needed here" in err


def test_a_link_from_one_library_into_the_other_is_followed(ward: Ward) -> None:
    (ward.folder / "content/again.yaml").symlink_to(STOCK / "content/colostrum.yaml")
    topic = Library.open().topic("again")
    assert (topic.code, topic.origin.file) == ("CO", "content/again.yaml")


# -- as a value -------------------------------------------------------------------------------


def test_a_library_is_opened_by_a_name_as_by_a_path_and_shown_on_one_line(ward: Ward) -> None:
    assert repr(Library.open(str(ward.folder))) == f"<Library over {ward.folder.resolve()}>"
    assert repr(Library.open(ward.folder)) == repr(Library.open()) == repr(Library.open(str(ward.folder)))
    assert Library.open("content/..").topics() == Library.open().topics()


def test_the_stock_library_alone_is_shown_by_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert repr(Library.open()) == f"<Library over {STOCK}>"
    assert Folders((STOCK, "")).is_stock("content/pictures.yaml")
