"""Printing from the server, where the settings name printers: the desk's file goes to CUPS by its program ``lp``.

The printers are those of the settings, by name; ``lp`` is started by itself, without a shell, and gets the file through
its input. What it says is for the log.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import suppress
from typing import Final

from generator.model.problems import NOWHERE, Missing, Origin, Problem, Unusable

PROGRAM: Final = "lp"
PRINTER: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{0,126}"
"""What a printer may be called: a part of the names that CUPS takes (lpadmin(8)), and never an option."""
PATIENCE: Final = 20.0
"""Seconds that it may take to hand a file over; the printing itself comes later."""
_KEPT: Final = ("PATH", "CUPS_SERVER", "HOME")


def need_program() -> None:
    """Look whether the program is there.

    Raises:
        Missing: when it is not.
    """
    if shutil.which(PROGRAM) is None:
        hint = "install it (Debian: apt install cups-client), or leave 'printers' out"
        raise Missing(Problem(NOWHERE, f"to print from the server needs the program {PROGRAM}", hint))


async def send(data: bytes, printer: str, title: str) -> None:
    """Give a file to a printer; return when CUPS has it.

    Raises:
        Unusable: when it is not taken, or not in time.
    """
    environment = {name: value for name in _KEPT if (value := os.environ.get(name))} | {"LC_ALL": "C"}
    where = Origin(f"printer {printer}")
    try:
        process = await asyncio.create_subprocess_exec(
            PROGRAM, "-d", printer, "-t", title, "-", env=environment, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Unusable(Problem(where, f"{PROGRAM} cannot be started: {reason}")) from None
    try:
        async with asyncio.timeout(PATIENCE):
            _, said = await process.communicate(data)
    except TimeoutError:
        raise Unusable(Problem(where, f"{PROGRAM} took longer than {PATIENCE:.0f} seconds", "is CUPS well?")) from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        words = " ".join(said.decode("utf-8", "replace").split())[:200]
        raise Unusable(Problem(where, f"{PROGRAM} did not take it: {words or process.returncode}"))
