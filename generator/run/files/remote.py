"""A store behind an address, through fsspec: one object for each file, one request for each object.

Why no temporary names: an object store shows an object when its last byte has come and its checksum is right, and
until then the one before. A file is listed once, with size and ETag, when a run goes on: to ask for each of a million
files would cost a million requests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any, Final

from generator.model.problems import Origin, Problem, Unusable, not_installed
from generator.run.files.manifest import Known
from generator.run.files.stores import Remote, Written

AT_ONCE: Final = 16
"""Requests on their way at a time from one process: each takes some tens of milliseconds, mostly waiting."""
_NEEDS: Final = {"s3": "s3fs"}
_HINTS: Final = {
    "NoCredentialsError": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with: aws configure",
    "PartialCredentialsError": "set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "EndpointConnectionError": "is the network there? AWS_ENDPOINT_URL names the server, if it is not Amazon's",
    "PermissionError": "may this account read, list and write there?",
    "FileNotFoundError": "is there a bucket of this name? Make it first",
}


class RemoteStore:
    """Objects below an address."""

    def __init__(self, target: Remote, verify: bool = False) -> None:
        """Open the file system of the address; nothing is asked of the other side yet.

        Args:
            target: the address.
            verify: read an object before it counts as unchanged.

        Raises:
            Missing: when a package is not installed here.
        """
        for package in ("fsspec", _NEEDS.get(target.scheme, "fsspec")):
            if find_spec(package) is None:
                raise not_installed(f"{target.scheme}:// needs the package {package}, not installed here", "remote")
        import fsspec

        self.target = target
        self._verify = verify
        # no listing of before may hide what another process has written since
        options: dict[str, Any] = {"use_listings_cache": False} if target.scheme == "s3" else {}
        self._files = fsspec.filesystem(target.scheme, **options)
        # the SHA-256 travels with the object: the other side refuses what came otherwise, and keeps it
        self._checked: dict[str, Any] = {"ChecksumAlgorithm": "SHA256"} if target.scheme == "s3" else {}
        self._root = f"/{target.path}" if target.scheme == "memory" else target.path
        self._listed: dict[str, tuple[int, str]] | None = None
        self._threads: ThreadPoolExecutor | None = None

    def write(self, relative: str, data: bytes) -> str:
        """Write an object; return its ETag."""
        return self._put(relative, data, "overwrite")

    def create(self, relative: str, data: bytes) -> bool:
        """Write an object that is not there yet; False when it is. Of two that try at once, one is told False."""
        try:
            self._put(relative, data, "create")
        except FileExistsError:
            return False
        return True

    def _put(self, relative: str, data: bytes, mode: str) -> str:
        try:
            answer = self._files.pipe_file(f"{self._root}/{relative}", data, mode=mode, **self._checked)
        except FileExistsError:
            if mode == "create":
                raise
            raise self._cannot(relative, "written", FileExistsError("a folder stands in its place")) from None
        except Exception as error:  # each library behind fsspec has errors of its own
            raise self._cannot(relative, "written", error) from None
        return _etag(answer)

    def begin(self, relative: str, data: bytes) -> Callable[[], Written]:
        """Begin to write an object; several are on their way at a time."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="store")
        return self._threads.submit(self._try, relative, data).result

    def expect(self, files: Sequence[str]) -> None:
        """Nothing need be fetched: objects are compared by one listing."""

    def sync(self) -> None:
        """Nothing can be waited for at once: every object is one request."""

    def _try(self, relative: str, data: bytes) -> Written:
        try:
            return Written(self.write(relative, data))
        except Unusable as error:
            return Written(error=error)

    def read(self, relative: str) -> bytes | None:
        """Return an object, or None when there is none."""
        try:
            return bytes(self._files.cat_file(f"{self._root}/{relative}"))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._cannot(relative, "read", error) from None

    def remove(self, relative: str) -> None:
        """Remove an object; that there is none is no fault."""
        try:
            self._files.rm_file(f"{self._root}/{relative}")
        except FileNotFoundError:
            return
        except Exception as error:
            raise self._cannot(relative, "removed", error) from None

    def is_unchanged(self, relative: str, digest: str, known: Known | None) -> bool:
        """Tell whether an object was made from these inputs and is still the one that was written.

        By size and ETag, from one listing. Without an ETag on either side the object is read.
        """
        if known is None or known.digest != digest:
            return False
        size, etag = self._list().get(relative, (-1, ""))
        if size != known.size:
            return False
        if etag and known.etag and not self._verify:
            return etag == known.etag
        return self.is_whole(relative, known)

    def is_whole(self, relative: str, known: Known) -> bool:
        """Read an object and tell whether it is, byte for byte, what was written."""
        data = self.read(relative)
        return data is not None and hashlib.sha256(data).hexdigest() == known.sha256

    def holds(self, relative: str) -> bool:
        """Tell whether there was an object in this place when the run began."""
        return relative in self._list()

    def sweep(self) -> None:
        """Do nothing: there are no temporary objects."""

    def _list(self) -> dict[str, tuple[int, str]]:
        """Return size and ETag of every object below the address, asked for once."""
        if self._listed is None:
            try:
                found = self._files.find(self._root, detail=True)
            except FileNotFoundError:
                found = {}
            except Exception as error:
                raise self._cannot("", "listed", error) from None
            cut = len(self._root) + 1
            self._listed = {name[cut:]: (int(about["size"]), _etag(about)) for name, about in found.items()}
        return self._listed

    def _cannot(self, relative: str, verb: str, error: Exception) -> Unusable:
        place = self.target / relative if relative else str(self.target)
        words = " ".join(str(error).split())[:200] or type(error).__name__
        name = next((one.__name__ for one in type(error).__mro__ if one.__name__ in _HINTS), "")
        hint = _HINTS.get(name, "is the store there, and has it room? Then go on with --resume")
        return Unusable(Problem(Origin(place), f"the file cannot be {verb}: {words}", hint))


def _etag(about: Any) -> str:
    return str(about.get("ETag", "")).strip('"')[:100] if isinstance(about, dict) else ""
