"""A run on a Dask cluster: the order's library travels to each worker once, its leaflets go straight to the store.

What a worker needs beforehand: this program in the same version, with the same libraries and font packs under it,
since these decide the bytes; it is compared before the first leaflet. What it needs not: a disk shared with others.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import logging
import secrets
import shutil
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager, suppress
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

from distributed import Client, KilledWorker, WorkerPlugin
from msgspec import Struct

from generator.library.folders import PARTS, Folders
from generator.library.library import Library
from generator.library.program import program
from generator.model.problems import NOWHERE, ExitCode, Missing, Origin, Problem, Unusable, reason_of
from generator.run.files.opening import open_store
from generator.run.files.stores import Store, Target
from generator.run.pool import LOOK, Crew, spread
from generator.run.tasks import Add, Block, Outcome, do
from generator.version import __version__

BUILT_ON: Final = (
    "babel", "budoux", "deflate", "icu4py", "jinja2", "justmytype-intl-cjk", "justmytype-western-core",
    "pikepdf", "pillow", "reportlab", "segno", "svg2pdf-py", "uharfbuzz",
)  # fmt: skip
"""Packages that decide a leaflet's bytes."""
MOST_PARCEL: Final = 200_000_000
"""Bytes of a library that is sent to workers."""
LOUD: Final = ("distributed.client", "distributed.comm", "distributed.core", "tornado.application", "asyncio")
"""Loggers that print a trace when a scheduler is lost."""
CONNECT: Final = 5
"""Seconds to wait for a scheduler."""
PATIENCE: Final = 60.0
"""Seconds without any worker after which a run stops."""


class Unreachable(Unusable):
    """The cluster cannot be used. Exit code 4: something is missing here."""

    exit_code = ExitCode.MISSING


class Parcel(Struct, frozen=True):
    """A library as bytes: each of its folders, with what to call its files when something is wrong with them."""

    data: bytes
    digest: str
    shown: tuple[str, ...]
    today: date


class Terms(Struct, frozen=True):
    """What a worker must agree with before it makes a leaflet: the program, the delivery, where to write.

    ``mark`` is a file of the output folder and its sha256: a worker that does not see it has another disk.
    """

    program: str
    delivery: str
    output: Target
    mark: tuple[str, str] = ("", "")


def pack(library: Library) -> Parcel:
    """Pack the folders of an open library: ``content/``, ``templates/`` and ``locales/`` of each.

    Raises:
        Unusable: when a file cannot be read, or all of them are too large to be sent.
    """
    packed, size = io.BytesIO(), 0
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, (root, shown) in enumerate(library.folders.roots):
            for path in _files(root):
                try:
                    data = path.read_bytes()
                except OSError as error:
                    raise Unusable(Problem(Origin(str(path)), f"the file cannot be sent: {reason_of(error)}")) from None
                size += len(data)
                if size > MOST_PARCEL:
                    message = f"the library is larger than {MOST_PARCEL // 1_000_000} MB, too large to be sent"
                    hint = "take out of content/, templates/ and locales/ what no leaflet needs"
                    raise Unusable(Problem(Origin(shown or str(root)), message, hint))
                # a date of its own would give the same library another digest
                archive.writestr(zipfile.ZipInfo(f"{number}/{path.relative_to(root).as_posix()}"), data, 8, 1)
    data = packed.getvalue()
    shown_as = tuple(shown for _, shown in library.folders.roots)
    return Parcel(data, hashlib.sha256(data).hexdigest(), shown_as, library.today)


def _files(root: Path) -> Iterator[Path]:
    """Yield the files of a library's folder, sorted; links that lead out of it are left out."""
    for part in PARTS:
        for path in sorted((root / part).rglob("*")):
            if path.is_file() and path.resolve().is_relative_to(root):
                yield path


def unpack(parcel: Parcel, folder: Path) -> Library:
    """Open a packed library in a folder of its own; nothing of this machine's stock library is read.

    Raises:
        ValueError: when the bytes are not those that were packed.
    """
    if hashlib.sha256(parcel.data).hexdigest() != parcel.digest:
        raise ValueError("the library has been damaged on its way")
    with zipfile.ZipFile(io.BytesIO(parcel.data)) as archive:
        archive.extractall(folder)
    roots = [(folder / str(number), shown) for number, shown in enumerate(parcel.shown)]
    return Library(Folders(*roots), parcel.today)


@lru_cache(maxsize=1)
def program_digest() -> str:
    """Return the digest of this program, its libraries and font packs, as they are installed here."""
    total = hashlib.sha256(program())
    for name in BUILT_ON:
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            version = "none"
        total.update(f"\n{name} {version}".encode())
    return total.hexdigest()


# -- on a worker -------------------------------------------------------------

_libraries: dict[str, Library] = {}
_one_at_a_time = threading.Lock()  # more would only take turns


class Delivery(WorkerPlugin):
    """Brings a library to every worker once, also to one that joins later."""

    def __init__(self, parcel: Parcel) -> None:
        """Take the parcel."""
        self.parcel = parcel
        # a name of its own: another run with the same library may end while this one goes on
        self.name = f"leaflets-{parcel.digest[:16]}-{secrets.token_hex(8)}"
        self.folder = ""

    def setup(self, worker: Any) -> None:
        """Unpack the library in the worker's own folder, which ends with the worker."""
        self.folder = tempfile.mkdtemp(prefix="library-", dir=worker.local_directory)
        _libraries[self.name] = unpack(self.parcel, Path(self.folder))

    def teardown(self, worker: Any) -> None:
        """Forget the library."""
        _libraries.pop(self.name, None)
        shutil.rmtree(self.folder, ignore_errors=True)


def do_on_worker(terms: Terms, block: Block) -> list[Outcome]:
    """Make the leaflets of a block on a worker.

    Raises:
        Unreachable: when this worker cannot make the same leaflets as the others, with its machine.
    """
    with _one_at_a_time:
        library = _agree(terms)
        try:
            store = _store(terms.output)
        except Missing as error:
            about = (Problem(NOWHERE, f"{_worker()}: {one.message}", one.hint) for one in error.problems)
            raise Unreachable(*about) from None
        outcomes: list[Outcome] = []
        do(block, library, store, outcomes.extend)
        return outcomes


def _worker() -> str:
    import socket

    return f"the worker on {socket.gethostname()[:80]}"


@lru_cache(maxsize=4)
def _store(output: Target) -> Store:
    return open_store(output)


def _agree(terms: Terms) -> Library:
    worker = _worker()
    if terms.program != program_digest():
        hint = f"install version {__version__} there, with the same requirements.lock as here"
        raise Unreachable(Problem(NOWHERE, f"{worker} has another program, or other libraries under it", hint))
    file, sha256 = terms.mark
    if file and isinstance(terms.output, Path):
        try:
            seen = hashlib.sha256((terms.output / file).read_bytes()).hexdigest()
        except OSError:
            seen = ""
        if seen != sha256:
            hint = "name a folder that all machines share, by its whole path, or --output s3://…"
            raise Unreachable(Problem(Origin(str(terms.output)), f"{worker} does not see this folder", hint))
    try:
        return _libraries[terms.delivery]
    except KeyError:
        raise Unreachable(Problem(NOWHERE, f"{worker} has not got the library", "go on with --resume")) from None


# -- here --------------------------------------------------------------------


class Cluster:
    """An open connection to a scheduler."""

    def __init__(self, client: Client) -> None:
        """Take the connection."""
        self._client = client
        self._found, self._asked, self._lonely = 0, 0.0, time.monotonic()

    def processes(self) -> int:
        """Return how many workers there are; asked again after some seconds, since more may join.

        Raises:
            Unreachable: when there has been no worker for a minute.
        """
        now = time.monotonic()
        if not self._asked or now - self._asked > LOOK:
            self._asked = now
            try:
                self._found = len(self._client.scheduler_info(n_workers=-1)["workers"])
            except Exception as error:
                raise _gone(error) from None
            if self._found:
                self._lonely = now
        if now - self._lonely > PATIENCE:
            message = f"there has been no worker for {PATIENCE:.0f} seconds"
            raise Unreachable(Problem(NOWHERE, message, "start one (dask worker …), then go on with --resume"))
        return self._found

    def spread(self, blocks: Iterable[Block], library: Library, output: Target, mark: str, add: Add) -> None:
        """Do all blocks; ``add`` gets the outcomes of each as it is done. What a dead worker had is done again.

        Args:
            blocks: what to do.
            library: the library to send.
            output: where workers write to.
            mark: a file of the output folder that each worker must see; nothing for an address.
            add: takes outcomes.

        Raises:
            Unreachable: when scheduler or workers are lost, or a worker has another program or another disk.
        """
        delivery = Delivery(pack(library))
        try:
            self._client.register_plugin(delivery)
        except Unusable:
            raise
        except Exception as error:
            words = " ".join(str(error).split())[:200]
            hint = f"install 'breastfeeding-leaflets[cluster,remote]=={__version__}' on scheduler and workers"
            raise Unreachable(Problem(NOWHERE, f"the workers cannot take the library: {words}", hint)) from None
        sha256 = hashlib.sha256((output / mark).read_bytes()).hexdigest() if mark and isinstance(output, Path) else ""
        whole = Path.cwd() / output if isinstance(output, Path) else output
        terms = Terms(program_digest(), delivery.name, whole, (mark if sha256 else "", sha256))
        try:
            # Dask gives the block of a worker that died to others, and says so only when several died over it
            crew = Crew(self._hire, self.processes, partial(do_on_worker, terms), (KilledWorker,))
            spread(blocks, crew, add)
        except CancelledError as error:
            raise _gone(error) from None
        finally:
            with suppress(Exception):  # if the scheduler is gone, so is the plugin
                self._client.unregister_worker_plugin(delivery.name)

    def _hire(self, _: int) -> Executor:
        executor: Executor = self._client.get_executor(pure=False)
        return executor


def _gone(error: BaseException) -> Unreachable:
    words = " ".join(str(error).split())[:200]
    message = f"the connection to the scheduler is lost{f': {words}' if words else ''}"
    return Unreachable(Problem(NOWHERE, message, "when it is back, go on with --resume"))


@contextmanager
def connect(address: str) -> Iterator[Cluster]:
    """Connect to a scheduler, ``HOST:PORT``; the connection ends with the block, the cluster stays.

    Raises:
        Unreachable: when nobody answers there.
    """
    for name in ("distributed", *LOUD):  # what goes wrong is said by us, once
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        client = Client(f"tcp://{address}", timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        words = " ".join(str(error).split())[:200]
        hint = "start one with: dask scheduler"
        raise Unreachable(Problem(NOWHERE, f"no scheduler answers at {address}: {words}", hint)) from None
    try:
        yield Cluster(client)
    finally:
        client.close(timeout=5)
