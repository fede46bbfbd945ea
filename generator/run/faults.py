"""What goes wrong without being foreseen, in words; how a process opens its library; Ctrl-C while processes start."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct

from generator.model.problems import NOWHERE, ExitCode, Missing, Problem

LACKS: Final = {
    errno.ENOMEM: ("this machine has not enough memory", "close other programs, or take fewer --jobs"),
    errno.EAGAIN: ("this machine starts no more processes", "close other programs, or take fewer --jobs"),
    errno.EMFILE: ("too few open files are allowed here", "allow more with: ulimit -n 1024; or take fewer --jobs"),
    errno.ENFILE: ("this machine has too many files open", "close other programs, or take fewer --jobs"),
}
"""What a machine can lack, by the number of its error, and what to do."""
_NO_SCRATCH: Final = "[Errno 2] No usable temporary directory found"
"""What ``tempfile`` says; it has a number of its own for nothing."""
FILES_BESIDE: Final = 16
FILES_EACH: Final = 4
"""Files that a process has open for the processes that it starts: 22 were enough for 2 of them, 40 for 8."""
FAULT = "this is a fault in the program, not in your files"
REPORT = "please report it with the words above; LEAFLETS_DEBUG=1 shows where it happened"


class Opening(Struct, frozen=True):
    """How a worker opens its library. Small, since it crosses to other processes."""

    folder: Path | None = None
    today: date | None = None


def lack(error: BaseException) -> Problem | None:
    """Return what this machine has too little of, when that is why something failed.

    Looked for in what led to the error too: an import that fails says so in words, a library hides it behind an
    error of its own.
    """
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        number = errno.ENOMEM if isinstance(at, MemoryError) else at.errno if isinstance(at, OSError) else None
        if number is None and isinstance(at, ImportError | RuntimeError | SystemError):
            words = str(at)
            number = next((one for one in LACKS if os.strerror(one) in words), None)
            if "failed to map segment" in words:  # what ld.so says for a library that finds no room
                number = errno.ENOMEM
            elif "can't start new thread" in words:
                number = errno.EAGAIN
        if number in LACKS:
            return Problem(NOWHERE, *LACKS[number])
        if isinstance(at, FileNotFoundError) and str(at).startswith(_NO_SCRATCH):
            hint = "let /tmp be written to, or name a folder that can be in TMPDIR"
            return Problem(NOWHERE, "there is no folder for files of the moment that can be written to", hint)
        at = at.__cause__ or at.__context__
    return None


def need_files(jobs: int) -> None:
    """See to it that as many files may be open as so many processes take; raise the limit as far as one may.

    Raises:
        Missing: when too few are allowed. Found out half way, it would end processes without a word.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = FILES_BESIDE + FILES_EACH * jobs
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise Missing(Problem(NOWHERE, *LACKS[errno.EMFILE]))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def fault(error: BaseException) -> tuple[Problem, ExitCode]:
    """Return what to say of an error that nobody foresaw, and the exit code: a poor machine is no fault of ours."""
    problem = None if os.environ.get("LEAFLETS_DEBUG") else lack(error)
    return (problem, ExitCode.MISSING) if problem else (Problem(NOWHERE, describe_fault(error)), ExitCode.BUG)


def describe_fault(error: BaseException) -> str:
    """Return the words for an error that nobody foresaw; the whole trace when LEAFLETS_DEBUG is set."""
    if os.environ.get("LEAFLETS_DEBUG"):
        import traceback  # late: seldom needed

        return "".join(traceback.format_exception(error)).rstrip()
    about = " ".join(str(error).split())[:200]
    return f"{FAULT}: {type(error).__name__}{f': {about}' if about else ''}\n  hint: {REPORT}"


@contextmanager
def held_interrupts() -> Iterator[None]:
    """Hold Ctrl-C, and what else asks to end, back while processes start; it comes to this one afterwards.

    Why: a process inherits what is held back. One that is still starting would answer Ctrl-C with a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def leave_interrupts() -> None:
    """Leave Ctrl-C to the process that started this one; let what else asks to end, held back until now, come through.

    Why: a terminal gives Ctrl-C to all processes of a command; one of them answers it, in words.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
