"""Where a run writes to: folders, memory, and a real S3 server on loopback (when s3fs and moto are installed)."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import processes
import pytest
from ward import STOCK, Ward

from generator.model.problems import ExitCode, Missing, Unusable
from generator.run.files import remote
from generator.run.files.lock import LOCK, Busy, hold_remote
from generator.run.files.manifest import Known
from generator.run.files.opening import open_store
from generator.run.files.stores import FolderStore, Remote, read_target

fsspec = pytest.importorskip("fsspec", reason="needs the extra [remote]")
HEAD = "name,phones,hours,address\n"
HILL = "Hill Clinic,020 7946 0123,Monday to Friday,1 Sample Street\n"


def orders(ward: Ward, clinics: int = 1) -> None:
    ward.put("t.csv", HEAD + "".join(HILL.replace("Hill", f"Hill {number}") for number in range(clinics)))
    ward.put("run.yaml", "orders: t.csv\ntopics: [good, broken]\nlanguages: [en]\n")


def go(ward: Ward, *words: str) -> tuple[int, str, str]:
    found = ward.run("run", "run.yaml", *words)
    assert "Traceback" not in found[1] + found[2]
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.pdf")}


@pytest.fixture
def memory() -> Iterator[dict[str, bytes]]:
    """The whole memory that memory:// writes to, empty."""
    found = fsspec.filesystem("memory")
    found.store.clear()
    yield found
    found.store.clear()


def held(memory: object, below: str) -> dict[str, bytes]:
    return {name.removeprefix(f"/{below}/"): memory.cat_file(name) for name in memory.find(f"/{below}")}  # type: ignore[attr-defined]


# -- addresses ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("out", Path("out")),
        ("/srv/out", Path("/srv/out")),
        ("C:\\out", Path("C:\\out")),
        ("file:///srv/my%20out", Path("/srv/my out")),
        ("s3://leaflets/spring/2027/", Remote("s3", "leaflets/spring/2027")),
        ("S3://leaflets", Remote("s3", "leaflets")),
        ("memory://trial", Remote("memory", "trial")),
    ],
)
def test_an_output_is_a_folder_or_an_address(words: str, target: object) -> None:
    assert read_target(words) == target


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ftp://host/x", "is no address that can be written to; known: a folder, file://, s3://, memory://"),
        ("s3://key:secret@bucket/x", "an address holds no names, passwords or options"),
        ("s3://bucket/x?acl=public", "an address holds no names, passwords or options"),
        ("s3://B/x", "is not the name of a bucket; write s3://bucket/folder"),
        ("s3://", "is not the name of a bucket"),
        ("s3://bucket/../other", "is no address"),
        ("s3://bucket//x", "is no address"),
        ("s3://bucket/a\nb", "is no address"),
        (f"s3://bucket/{'x' * 600}", "is no address"),
        ("memory://", "is no address"),
        ("file://host/x", "is no folder of this machine"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(ward: Ward, words: str, said: str) -> None:
    code, _, err = ward.run("run", "t.csv", "--output", words)
    assert (code, said in err) == (ExitCode.USAGE, True), err


@pytest.mark.parametrize("package", ["fsspec", "s3fs"])
def test_a_missing_package_is_named(ward: Ward, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setattr(remote, "find_spec", lambda name: None if name == package else True)
    orders(ward)
    code, _, err = go(ward, "--output", "s3://leaflets/spring")
    assert code == ExitCode.MISSING
    assert f"s3:// needs the package {package}, not installed here" in err
    assert "hint: install it with: pip install 'breastfeeding-leaflets[remote]'" in err
    with pytest.raises(Missing):
        open_store(Remote("s3", "leaflets"))


# -- memory:// and file:// ---------------------------------------------------


def test_an_address_gets_the_same_bytes_as_a_folder(ward: Ward, memory: object) -> None:
    orders(ward, 3)
    assert go(ward)[0] == ExitCode.MADE
    code, out, err = go(ward, "--output", "memory://trial/spring")
    assert (code, err) == (ExitCode.MADE, "")
    assert "in memory://trial/spring, with receipts in receipts/memory-trial-spring/manifest.jsonl" in out
    found = held(memory, "trial/spring")
    assert {name: data for name, data in found.items() if name.endswith(".pdf")} == files(ward.folder / "output")
    # the receipts stay here, and a copy of them lies beside the leaflets
    local = ward.folder / "receipts/memory-trial-spring/manifest.jsonl"
    assert found["manifest.jsonl"] == local.read_bytes() != b""
    assert LOCK not in found
    assert go(ward, "--output", (ward.folder / "again").as_uri())[0] == ExitCode.MADE
    assert files(ward.folder / "again") == files(ward.folder / "output")


def test_what_lies_behind_an_address_is_not_made_again(ward: Ward, memory: object) -> None:
    orders(ward, 2)
    words = ("--output", "memory://trial", "--receipts", "book")
    go(ward, *words)
    assert "0 made, 4 unchanged" in go(ward, *words, "--resume")[1]
    memory.pipe_file("/trial/hill-0-clinic/en/good-a4.pdf", b"torn")  # type: ignore[attr-defined]
    memory.rm_file("/trial/hill-1-clinic/en/good-a4.pdf")  # type: ignore[attr-defined]
    assert "2 made, 2 unchanged" in go(ward, *words, "--resume")[1]
    assert "0 made, 4 unchanged" in go(ward, *words, "--resume")[1]


def test_another_machine_goes_on_with_the_receipts_that_were_published(ward: Ward, memory: object) -> None:
    orders(ward, 2)
    go(ward, "--output", "memory://trial", "--receipts", "here")
    code, out, _ = go(ward, "--output", "memory://trial", "--receipts", "there", "--resume")
    assert (code, "0 made, 4 unchanged" in out) == (ExitCode.MADE, True)
    assert (ward.folder / "there/manifest.jsonl").read_bytes() == (ward.folder / "here/manifest.jsonl").read_bytes()


def test_receipts_of_a_folder_can_stand_elsewhere(ward: Ward) -> None:
    orders(ward)
    code, out, _ = go(ward, "--receipts", "book")
    assert (code, "receipts in book/manifest.jsonl" in out) == (ExitCode.MADE, True)
    assert not (ward.folder / "output/manifest.jsonl").exists()
    assert "0 made, 2 unchanged" in go(ward, "--receipts", "book")[1]


def test_memory_is_not_shared_by_processes(ward: Ward, memory: object) -> None:
    orders(ward)
    code, _, err = go(ward, "--output", "memory://trial", "--jobs", "2")
    assert (code, "memory:// is the memory of one process" in err) == (ExitCode.USAGE, True)


@pytest.mark.slow
def test_a_zip_for_each_clinic_also_goes_behind_an_address(ward: Ward, memory: object) -> None:
    orders(ward, 2)
    go(ward, "--group", "zip")
    code, _, err = go(ward, "--group", "zip", "--output", "memory://trial")
    assert (code, err) == (ExitCode.MADE, "")
    found = held(memory, "trial")
    for path in (ward.folder / "output").rglob("*.zip"):
        assert found[path.relative_to(ward.folder / "output").as_posix()] == path.read_bytes()
    assert sum(name.endswith(".zip") for name in found) == 2


# -- a store that fails ------------------------------------------------------


@pytest.mark.slow
def test_a_store_that_takes_no_more_stops_the_run_and_resume_completes_it(
    ward: Ward, memory: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders(ward, 30)
    go(ward, "--output", "whole")
    real = type(memory).pipe_file
    written: list[str] = []

    def pipe_file(self: object, path: str, value: bytes, mode: str = "overwrite", **more: object) -> None:
        if path.endswith(".pdf"):
            written.append(path)
            if len(written) > 20:
                raise OSError(28, "No space left on device")
        real(self, path, value, mode=mode, **more)

    monkeypatch.setattr(type(memory), "pipe_file", pipe_file)
    code, _, err = go(ward, "--output", "memory://trial")
    assert code == ExitCode.UNUSABLE
    assert "memory://trial/hill-" in err
    assert "No space left on device" in err
    assert "the run has stopped\n  hint: mend this, then go on with --resume" in err
    monkeypatch.setattr(type(memory), "pipe_file", real)
    code, out, _ = go(ward, "--output", "memory://trial", "--resume")
    assert (code, "40 made, 20 unchanged" in out) == (ExitCode.MADE, True), out
    found = held(memory, "trial")
    assert {name: data for name, data in found.items() if name.endswith(".pdf")} == files(ward.folder / "whole")


def test_what_stopped_a_run_is_said_even_when_receipts_cannot_be_published(
    ward: Ward, memory: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network is gone for good after the twentieth leaflet."""
    orders(ward, 30)
    real = type(memory).pipe_file
    times = 0

    def pipe_file(self: object, path: str, value: bytes, mode: str = "overwrite", **more: object) -> None:
        nonlocal times
        times += path.endswith(".pdf")
        if times > 20:
            raise OSError(101, "Network is unreachable")
        real(self, path, value, mode=mode, **more)

    monkeypatch.setattr(type(memory), "pipe_file", pipe_file)
    code, _, err = go(ward, "--output", "memory://trial")
    assert code == ExitCode.UNUSABLE
    assert "the run has stopped\n  hint: mend this, then go on with --resume" in err
    monkeypatch.setattr(type(memory), "pipe_file", real)
    assert "0 refused" in go(ward, "--output", "memory://trial", "--resume")[1]


# -- the lock of an address --------------------------------------------------


def test_two_runs_behind_one_address_are_kept_apart(ward: Ward, memory: object) -> None:
    orders(ward)
    store = open_store(Remote("memory", "trial"))
    with hold_remote(store):  # type: ignore[arg-type]
        code, _, err = go(ward, "--output", "memory://trial")
        assert code == ExitCode.USAGE
        assert f"memory://trial: another run is working there, or was killed (process {os.getpid()} on" in err
        assert "hint: wait until it is done; if it is over, go on with --resume --take-over" in err
    assert go(ward, "--output", "memory://trial")[0] == ExitCode.MADE


def test_a_lock_of_a_dead_process_of_this_machine_is_taken_over(memory: object) -> None:
    store = open_store(Remote("memory", "trial"))
    child = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    import socket

    lock = {"machine": socket.gethostname()[:80], "process": int(child.stdout), "run": "x"}
    store.write(LOCK, json.dumps(lock).encode())
    with hold_remote(store):  # type: ignore[arg-type]
        pass
    store.write(LOCK, json.dumps(lock | {"machine": "another"}).encode())
    with pytest.raises(Busy, match=f"process {lock['process']} on another"), hold_remote(store):  # type: ignore[arg-type]
        raise AssertionError("a lock of another machine is not ours to break")
    with hold_remote(store, take_over=True):  # type: ignore[arg-type]
        assert b"another" not in (store.read(LOCK) or b"")
    assert store.read(LOCK) is None


def test_a_lock_that_cannot_be_read_is_a_lock(memory: object) -> None:
    store = open_store(Remote("memory", "trial"))
    store.write(LOCK, b"\xff{")
    with pytest.raises(Busy), hold_remote(store):  # type: ignore[arg-type]
        raise AssertionError("somebody may be working there")


# -- every store -------------------------------------------------------------


@pytest.mark.parametrize("sort", ["folder", "memory"])
def test_a_store_tells_what_it_holds(tmp_path: Path, memory: object, sort: str) -> None:
    store = FolderStore(tmp_path) if sort == "folder" else open_store(Remote("memory", "trial"))
    files = [(f"clinic-{number}/en/x.pdf", b"%d" % number * 1000) for number in range(40)]
    begun = [store.begin(*file) for file in files]
    assert [finish().error for finish in begun] == [None] * 40
    assert store.read("clinic-7/en/x.pdf") == b"7" * 1000
    assert store.read("clinic-7/en/none.pdf") is None
    known = Known("digest", hashlib.sha256(b"7" * 1000).hexdigest(), 2, 1000)
    assert store.is_unchanged("clinic-7/en/x.pdf", "digest", known)
    assert not store.is_unchanged("clinic-7/en/x.pdf", "other", known)
    assert not store.is_unchanged("clinic-8/en/x.pdf", "digest", known)
    assert not store.is_unchanged("clinic-99/en/x.pdf", "digest", known)
    assert not store.is_unchanged("clinic-7/en/x.pdf", "digest", None)


@pytest.mark.parametrize("sort", ["folder", "memory"])
def test_what_is_expected_need_not_be_there(tmp_path: Path, memory: object, sort: str) -> None:
    store = FolderStore(tmp_path) if sort == "folder" else open_store(Remote("memory", "trial"))
    store.write("a/x.pdf", b"1")
    store.expect(["a/x.pdf", "a/none.pdf", "none/x.pdf"])
    assert store.read("a/x.pdf") == b"1"


def test_a_folder_store_tells_which_file_it_could_not_write(tmp_path: Path) -> None:
    (tmp_path / "clinic").write_text("a file in the way")
    store = FolderStore(tmp_path)
    begun = store.begin("other/x.pdf", b"1"), store.begin("clinic/x.pdf", b"2")
    assert not list((tmp_path / "other").glob("*.pdf")), "no file has its name before it is safe"
    good, bad = (finish() for finish in begun)
    assert good.error is None
    assert bad.error is not None
    assert "rename it" in bad.error.problems[0].hint


# -- the S3 protocol ---------------------------------------------------------


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """An empty bucket of a server that speaks S3, in a process of its own, on loopback."""
    if not (find_spec("s3fs") and find_spec("moto") and find_spec("flask")):
        pytest.skip("needs s3fs and moto[server]")
    for name, value in (("AWS_ACCESS_KEY_ID", "trial"), ("AWS_SECRET_ACCESS_KEY", "trial")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = processes.start(
        [sys.executable, "-u", "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stderr is not None
    said = ""
    while "Running on http://127.0.0.1:" not in said:
        said = server.stderr.readline()
        assert said, "the server has not started"
    port = said.split("Running on http://127.0.0.1:")[1].split()[0]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    yield server


S3 = """
import sys
sys.path.insert(0, {stock!r})
import fsspec
files = fsspec.filesystem("s3", use_listings_cache=False)
{words}
"""


def s3(words: str) -> str:
    """Talk to the bucket in a process of its own: its libraries warn, and tests let no warning pass."""
    command = [sys.executable, "-W", "ignore", "-c", S3.format(stock=str(STOCK), words=words)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


def go_s3(ward: Ward, *words: str) -> tuple[int, str, str]:
    environment = os.environ | {"PYTHONPATH": str(STOCK), "PYTHONDONTWRITEBYTECODE": "1"}
    found = subprocess.run(
        [sys.executable, "-m", "generator", "run", "run.yaml", *words],
        cwd=ward.folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in found.stdout + found.stderr
    return found.returncode, found.stdout, found.stderr


def test_a_run_into_a_bucket(ward: Ward, bucket: object) -> None:
    orders(ward, 6)
    words = ("--output", "s3://leaflets/spring", "--jobs", "2")
    code, _, err = go_s3(ward, *words)
    assert code == ExitCode.UNUSABLE
    assert "s3://leaflets/spring/.run.lock: the file cannot be written: The specified bucket does not exist" in err
    assert "hint: is there a bucket of this name? Make it first" in err
    s3("files.mkdir('leaflets')")
    code, _, err = go_s3(ward, *words)
    assert (code, err) == (ExitCode.MADE, "")
    go(ward)
    listed = s3("import json, hashlib\nprint(json.dumps({name: hashlib.sha256(files.cat_file(name)).hexdigest()"
                " for name in files.find('leaflets/spring')}))")  # fmt: skip
    wanted = {
        f"leaflets/spring/{name}": hashlib.sha256(data).hexdigest()
        for name, data in files(ward.folder / "output").items()
    }
    found = json.loads(listed)
    assert {name: digest for name, digest in found.items() if name.endswith(".pdf")} == wanted
    assert "leaflets/spring/.run.lock" not in found
    lines = (ward.folder / "receipts/s3-leaflets-spring/manifest.jsonl").read_text("utf-8").splitlines()
    assert all(len(json.loads(line)["etag"]) == 32 for line in lines)
    assert "0 made, 12 unchanged" in go_s3(ward, *words, "--resume")[1]
    # one object changed by a stranger, in the same size: its ETag gives it away; one removed
    s3("name = 'leaflets/spring/hill-1-clinic/en/good-a4.pdf'\nfiles.pipe_file(name, b'x' * files.info(name)['size'])\n"
       "files.rm_file('leaflets/spring/hill-2-clinic/en/good-a4.pdf')")  # fmt: skip
    assert "2 made, 10 unchanged" in go_s3(ward, *words, "--resume")[1]
    assert "0 made, 12 unchanged" in go_s3(ward, *words, "--resume", "--verify")[1]


def test_a_lock_in_a_bucket_is_made_only_once(ward: Ward, bucket: object) -> None:
    orders(ward)
    s3("files.mkdir('leaflets')\nfiles.pipe_file('leaflets/spring/.run.lock', b'{\"machine\":\"far\",\"process\":7}')")
    code, _, err = go_s3(ward, "--output", "s3://leaflets/spring")
    assert (code, "another run is working there, or was killed (process 7 on far)" in err) == (ExitCode.USAGE, True)
    assert go_s3(ward, "--output", "s3://leaflets/spring", "--take-over")[0] == ExitCode.MADE


def test_no_credentials_are_said(ward: Ward, bucket: object, monkeypatch: pytest.MonkeyPatch) -> None:
    orders(ward)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(ward.folder))
    code, _, err = go_s3(ward, "--output", "s3://leaflets/spring")
    assert code == ExitCode.UNUSABLE
    assert "hint: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with: aws configure" in err


def test_an_error_that_has_no_words_still_says_something(memory: object, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(Remote("memory", "trial"))

    def fail(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(type(memory), "pipe_file", fail)
    with pytest.raises(Unusable, match="the file cannot be written: TimeoutError"):
        store.write("x.pdf", b"1")
    assert store.begin("x.pdf", b"1")().error is not None


def test_a_leaflet_whose_receipt_has_no_etag_is_read(memory: object) -> None:
    """Receipts of an earlier version, or of a folder whose leaflets were copied into a bucket."""
    store = open_store(Remote("memory", "trial"))
    store.write("x.pdf", b"1")
    good = Known("d", hashlib.sha256(b"1").hexdigest(), 1, 1)
    assert store.is_unchanged("x.pdf", "d", good)
    assert not store.is_unchanged("x.pdf", "d", Known("d", hashlib.sha256(b"2").hexdigest(), 1, 1))


def test_the_library_is_not_asked_for_what_it_need_not_know() -> None:
    """Writing leaflets away needs no packages that a plain run does not have."""
    words = "import sys; import generator.run.print_run; print([n for n in ('fsspec', 'distributed', 's3fs') if n in sys.modules])"
    environment = os.environ | {"PYTHONPATH": str(STOCK)}
    found = subprocess.run([sys.executable, "-c", words], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
