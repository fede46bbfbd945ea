"""The command ``leaflets``: words in, exit code out. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from generator.model.problems import ExitCode, Unusable
from generator.run import collector


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (docs/reference/exit-codes.md).

    Nobody ever sees a traceback, unless LEAFLETS_DEBUG is set.
    """
    if argv is not None:
        return _run(argv)
    # What a command makes lives until it ends, so searching for garbage takes a fifth of a short run.
    collector.own()
    try:
        return _run(argv)
    finally:
        gc.freeze()


def _run(argv: Sequence[str] | None) -> int:
    from generator.cli.speech import complain, complain_all, tell

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show Vietnamese is no error
    try:
        from generator.cli.arguments import read_arguments

        arguments = read_arguments(argv)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
        return int(code)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else int(ExitCode.USAGE)
    except Unusable as error:
        complain_all(map(str, error.problems))
        return int(error.exit_code)
    except KeyboardInterrupt:
        tell("stopped; no file was left half written")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # whoever read our output has seen enough (leaflets show topics | head -1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.MADE)
    except Exception as error:
        from generator.run.faults import describe_fault

        complain(describe_fault(error))
        return int(ExitCode.BUG)
