"""A target to the store that takes its files: a folder of this machine, or what lies behind an address."""

from __future__ import annotations

from pathlib import Path

from generator.run.files.stores import FolderStore, Store, Target


def open_store(target: Target, verify: bool = False) -> Store:
    """Return the store of a target; with ``verify``, one that reads a file before it counts as unchanged.

    Raises:
        Missing: when a package is not installed here that the address needs.
    """
    if isinstance(target, Path):
        return FolderStore(target)
    from generator.run.files.remote import RemoteStore  # late: fsspec costs a start 50 ms, and not everybody has it

    return RemoteStore(target, verify)
