"""``leaflets new`` and ``leaflets completion``."""

from __future__ import annotations

import shlex
from pathlib import Path

from generator.cli.opening import open_library
from generator.cli.options import Options
from generator.cli.speech import say, tell
from generator.library.shelf import Unknown
from generator.model.problems import NOWHERE, ExitCode, Problem


def new(options: Options) -> int:
    """Write a starter topic that builds, a clinic or an empty table, and say what to do next."""
    from generator.cli.starting import begin_clinic, begin_orders, begin_topic

    if options.phone and options.sort != "clinic":
        raise Unknown(Problem(NOWHERE, "--phone is for a new clinic", "leave it out"))
    if options.sort == "orders":
        begin_orders(Path(options.name), open_library(options.library))
        say(options.name)
        tell(f"next: fill in a row for each clinic, then run: leaflets run {shlex.quote(options.name)} --plan")
        return int(ExitCode.MADE)
    if options.sort == "clinic":
        path = begin_clinic(options.name, options.phone, options.library)
        option = f" --library {options.library}" if options.library else ""
        say(str(path))
        first = "fill in what you have" if options.phone else "write its telephone number into it"
        tell(f"next: {first}, then make its leaflets with: leaflets make --clinic {path.stem}{option}")
        return int(ExitCode.MADE)
    path = begin_topic(options.name, options.library)
    option = f" --library {options.library}" if options.library else ""
    say(str(path))
    tell(f"next: write your words into it, then try it with: leaflets make {options.name} --language en{option}")
    return int(ExitCode.MADE)


def completion(options: Options) -> int:
    """Print a completion script."""
    from generator.cli.arguments import completion_script

    say(completion_script(options.shell))
    return int(ExitCode.MADE)
