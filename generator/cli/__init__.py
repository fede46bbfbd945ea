"""The command ``leaflets``: words in, exit code out. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from types import FrameType

from generator.cli.streams import Mute, speaking
from generator.run import collector

LACKING = "this machine has too little memory, or allows too few open files\n  hint: close other programs\n"
INTERRUPTED = 130
CODE_FLAGS = {"CO_OPTIMIZED": 1, "CO_NEWLOCALS": 2, "CO_VARARGS": 4, "CO_VARKEYWORDS": 8, "CO_GENERATOR": 32,
              "CO_COROUTINE": 128, "CO_ASYNC_GENERATOR": 512}  # fmt: skip
"""Marks of code objects, as ``inspect`` has them."""
_came: list[int] = []
"""The signals that asked this process to end."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (docs/reference/exit-codes.md).

    Nobody ever sees a traceback, unless LEAFLETS_DEBUG is set.
    """
    if argv is not None:
        return _run(argv)
    # What a command makes lives until it ends, so searching for garbage takes a fifth of a short run.
    collector.own()
    _open_streams()
    _heed_signals()
    try:
        code = _run(None)
        return 128 + _came[0] if _came and code == INTERRUPTED else code
    finally:
        gc.freeze()


def _run(argv: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show Vietnamese is no error
    try:
        _spare()
        from generator.cli.arguments import COMPLETE, complete, read_arguments

        if argv is None and COMPLETE in os.environ:
            return complete(os.environ[COMPLETE])
        options = read_arguments(argv)
        code: int = options.run(options)
        with speaking():
            sys.stdout.flush()
        return int(code)
    except BaseException as error:
        try:
            return _end(error)
        except (ImportError, MemoryError, OSError):  # so little is left that not even the words can be brought in
            os.write(2, LACKING.encode())
            return 4


def system() -> str:
    """Return the name of the system, as ``platform`` has it."""
    return os.uname().sysname


def _spare() -> None:
    """Leave to be read when needed what others bring in and a command seldom uses: 10 ms of a start."""
    from generator.model.parts import import_part, put_off

    put_off("inspect", **CODE_FLAGS)  # for click; uharfbuzz asks for these
    put_off("ipaddress")  # for urllib
    put_off("textwrap")  # for msgspec
    if hasattr(os, "uname"):
        put_off("platform", system=system)  # for uuid, which msgspec needs
    import_part("msgspec", "typing_extensions")  # without it msgspec takes the same from typing


def _end(error: BaseException) -> int:
    """Say why a command ended early; return its exit code."""
    import errno

    from generator.cli.speech import complain_all, tell
    from generator.model.problems import NOWHERE, ExitCode, Origin, Problem, Unusable, reason_of
    from generator.run.faults import fault

    problems: Sequence[Problem]
    match error:
        case SystemExit():
            return error.code if isinstance(error.code, int) else ExitCode.USAGE
        case KeyboardInterrupt():
            tell("stopped; no file was left half written")
            return ExitCode.INTERRUPTED
        case Unusable():
            problems, code = error.problems, error.exit_code
        case Mute():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what waits to be printed has nowhere to go
            if error.errno == errno.EPIPE:
                return ExitCode.MADE  # whoever read our output has seen enough (leaflets show topics | head -1)
            message = f"the results cannot be printed: {reason_of(error)}"
            hint = "look at what standard output is sent to; what was made is made"
            problems, code = [Problem(NOWHERE, message, hint)], ExitCode.UNUSABLE
        case OSError(errno=errno.ENAMETOOLONG):
            message, hint = "a name is longer than this disk allows", "shorten it"
            problems, code = [Problem(Origin(str(error.filename or "")), message, hint)], ExitCode.USAGE
        case _:
            problem, code = fault(error)
            problems = [problem]
    complain_all(problems)
    return code


def _open_streams() -> None:
    """Open what was closed (``>&-``), so that no file gets the number of a stream and is written to.

    What is said to a closed standard error is lost; to print to a closed standard output fails, as on a full disk.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is not None:
            continue
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY)
        setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))


def _heed_signals() -> None:
    """Answer a wish to end (SIGTERM, SIGHUP) as Ctrl-C: what is begun is finished or cleared away.

    A second one is not heeded, since some send it to a process and then to its whole group.
    """
    import signal

    home = os.getpid()

    def stop(number: int, _: FrameType | None) -> None:
        if os.getpid() != home:  # a process that came from this one, and has no work of its own to end
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        if not _came:
            _came.append(number)
            raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # nohup has SIGHUP not heeded
            signal.signal(number, stop)
