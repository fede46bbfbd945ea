"""The processes of a print run: the command, the one that workers come from, the workers (Linux)."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SUBREAPER: Final = 36
"""``PR_SET_CHILD_SUBREAPER`` of ``prctl``: what a child leaves behind becomes this process's child."""


@dataclass(frozen=True)
class Used:
    """What a command and all its processes took: seconds of the processors, the largest of them in bytes."""

    processor: float
    memory: int


def children(process: int) -> list[int]:
    """Return the processes that a process started (Linux)."""
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return []


def sources(process: int) -> list[int]:
    """Return the process of a run that those come from which make leaflets (Linux)."""
    found = []
    for child in children(process):
        try:
            if b"multiprocessing.forkserver" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
        except OSError:
            continue
    return found


def workers(process: int) -> list[int]:
    """Return the processes of a run that make leaflets (Linux)."""
    return [worker for source in sources(process) for worker in children(source)]


def family(process: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield process
    for child in children(process):
        yield from family(child)


def inherit() -> None:
    """Let what a run leaves behind be waited for here: its workers are not children of the command."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)


def wait_for_all(process: subprocess.Popen[bytes]) -> Used:
    """Wait for a command, then for the process that its workers came from; ``inherit`` was called before."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    usages = [used, *(os.wait4(source, 0)[2] for source in sources(os.getpid()))]
    return Used(sum(one.ru_utime + one.ru_stime for one in usages), max(one.ru_maxrss for one in usages) * 1024)
