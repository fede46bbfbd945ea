"""Files are safe before they have a name, whether the disk is waited for once or for each of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.run.files import syncing
from generator.run.files.stores import FolderStore, Written
from generator.run.files.syncing import Disk, kind

if sys.platform != "linux":
    pytest.skip("only Linux syncs a disk as a whole", allow_module_level=True)


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was synced: ``file`` for one, ``disk`` for all; the disk is one that can be."""
    done: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda _: done.append("file"))
    monkeypatch.setattr(syncing, "_syncfs", lambda: lambda _: done.append("disk") or 0)
    monkeypatch.setattr(syncing, "kind", lambda _: "ext4")
    return done


def begin(store: FolderStore, *names: str) -> list[Callable[[], Written]]:
    return [store.begin(name, name.encode()) for name in names]


def test_a_disk_is_waited_for_once(tmp_path: Path, synced: list[str]) -> None:
    store = FolderStore(tmp_path / "out")
    begun = begin(store, "a/1.pdf", "a/2.pdf", "b/1.pdf")
    store.sync()
    late = begin(store, "b/2.pdf")
    assert [finish().error for finish in begun] == [None] * 3
    assert synced == ["disk"]
    assert [finish().error for finish in late] == [None]
    assert synced == ["disk", "file"], "what was begun after the disk was synced is not safe yet"
    assert sorted(path.name for path in (tmp_path / "out").rglob("*")) == ["1.pdf", "1.pdf", "2.pdf", "2.pdf", "a", "b"]


def test_nothing_has_its_name_before_it_is_safe(tmp_path: Path, synced: list[str]) -> None:
    store = FolderStore(tmp_path)
    (finish,) = begin(store, "a.pdf")
    store.sync()
    assert not (tmp_path / "a.pdf").exists()
    finish()
    assert (tmp_path / "a.pdf").read_bytes() == b"a.pdf"


def test_a_disk_that_reports_a_fault_is_not_believed_again(
    tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "_syncfs", lambda: lambda _: -1)
    store = FolderStore(tmp_path)
    begun = begin(store, "a.pdf", "b.pdf")
    store.sync()
    assert [finish().error for finish in begun] == [None, None]
    assert synced == ["file", "file"], "each file tells what became of it"
    assert not Disk(tmp_path).sync()


def test_a_disk_that_others_keep_busy_is_not_waited_for_again(
    tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "PATIENCE", -1.0)
    disk = Disk(tmp_path)
    assert disk.sync(), "this time it was done"
    assert not disk.sync()
    assert synced == ["disk"]


def test_a_file_on_another_disk_is_synced_by_itself(
    tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Disk, "holds", lambda *_: False)
    store = FolderStore(tmp_path)
    begun = begin(store, "a.pdf")
    store.sync()
    begun[0]()
    assert synced == ["disk", "file"]


@pytest.mark.parametrize("name", ["nfs4", "fuse.sshfs", "overlay", "9p", ""])
def test_only_disks_of_this_machine_are_synced_whole(
    tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(syncing, "kind", lambda _: name)
    assert not Disk(tmp_path).sync()


def test_an_old_system_syncs_file_by_file(monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.uname()

    class Old:
        release = "5.4.0-generic"
        nodename = real.nodename

    monkeypatch.setattr(os, "uname", Old)
    assert syncing._syncfs() is None


def test_the_sort_of_a_disk_is_read_from_the_mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
        "28 27 254:0 /x /mnt rw - ext4 /dev/vda rw\n"
        "29 27 0:40 / /home rw - nfs4 server:/home rw\nbroken\n"
    )
    monkeypatch.setattr(syncing, "MOUNTS", mounts)
    assert kind(os.makedev(254, 0)) == "ext4"
    assert kind(os.makedev(0, 40)) == "nfs4"
    assert kind(os.makedev(9, 9)) == ""
    monkeypatch.setattr(syncing, "MOUNTS", tmp_path / "none")
    assert kind(os.makedev(254, 0)) == ""


def test_a_folder_that_cannot_be_made_is_told_by_the_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file in the way")
    store = FolderStore(tmp_path / "out")
    (finish,) = begin(store, "a.pdf")
    store.sync()
    error = finish().error
    assert error is not None
    assert "a file stands where a folder is needed" in error.problems[0].hint
