"""The options of ``leaflets ledger`` and ``leaflets recall``, which is ``leaflets ledger recall`` by a shorter name."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

Add = Callable[..., argparse.ArgumentParser]
AddLibrary = Callable[[argparse.ArgumentParser], None]
RECALL = (
    "leaflets recall --block managing-leakage/why-milk-leaks --version 0.1",
    "leaflets recall --lot 7KQ4-M2XD --letters letters",
    'leaflets recall --wording "press gently" --language vi',
    "leaflets recall --source bfn --before 2026-11-01",
)


def add_ledger(commands: Any, add: Add, add_library: AddLibrary) -> None:
    """Add both commands.

    Args:
        commands: the subparsers of ``leaflets``.
        add: adds a command: name, what it does, ``module:function``, examples.
        add_library: adds ``--library``.
    """
    ledger = add(
        commands,
        "ledger",
        "keep what was printed, and find it again",
        "generator.cli.ledger:show",
        "leaflets ledger add output",
        "leaflets ledger list --clinic hill-clinic",
        RECALL[1].replace("leaflets", "leaflets ledger"),
    )
    steps = ledger.add_subparsers(dest="step", metavar="STEP", required=True)
    taken = add(
        steps,
        "add",
        "add the receipts of a run's folder; twice adds nothing",
        "generator.cli.ledger:add",
        "leaflets ledger add output",
        "leaflets ledger add spring summer --ledger /srv/ledger.sqlite",
    )
    taken.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="what 'leaflets run' wrote to")
    _add_place(taken, add_library)
    _add_list(steps, add, add_library)
    _add_recall(steps, add, add_library)
    _add_recall(commands, add, add_library)


def _add_list(steps: Any, add: Add, add_library: AddLibrary) -> None:
    listed = add(
        steps,
        "list",
        "list what was printed",
        "generator.cli.ledger:show",
        "leaflets ledger list",
        "leaflets ledger list --clinic hill-clinic --since 2026-11-01",
        "leaflets ledger list --lot 7KQ4-M2XD --json",
    )
    listed.add_argument("--clinic", default="", metavar="C", help="its folder's name, or its name")
    listed.add_argument("--topic", default="", metavar="TOPIC", help="of this topic")
    listed.add_argument("--language", default="", metavar="L", help="in this language")
    listed.add_argument("--lot", default="", metavar="LOT", help="of this lot, as printed or as scanned")
    listed.add_argument("--since", type=_day, metavar="DAY", help="made on this day or later: 2026-11-01")
    listed.add_argument("--json", action="store_true", help="a line of JSON for each receipt")
    _add_place(listed, add_library)


def _add_recall(commands: Any, add: Add, add_library: AddLibrary) -> None:
    recall = add(
        commands,
        "recall",
        "find who holds copies of a block, a lot, a source, a wording or a picture; ends with 1 when anybody does",
        "generator.cli.ledger:recall",
        *RECALL,
    )
    recall.add_argument("--block", default="", metavar="TOPIC/SECTION[/N]", help="a section, or the Nth block in it")
    recall.add_argument("--lot", default="", metavar="LOT", help="as printed (7KQ4-M2XD) or as scanned")
    recall.add_argument("--source", default="", metavar="KEY", help="what rests on this source of content/sources.yaml")
    recall.add_argument("--wording", default="", metavar="WORDS", help="these words, in English or as printed")
    recall.add_argument("--picture", default="", metavar="NAME", help="of content/pictures.yaml, or its file's sha256")
    recall.add_argument("--version", default="", metavar="V", help="of this version of the leaflet only")
    recall.add_argument("--language", default="", metavar="L", help="in this language only")
    recall.add_argument("--before", type=_day, metavar="DAY", help="made before this day: 2026-11-01")
    recall.add_argument("--letters", type=Path, metavar="DIR", help="draft a letter to each clinic, as PDF")
    recall.add_argument("--sender", default="", metavar="WORDS", help="who writes the letters, with a telephone number")
    recall.add_argument("--json", action="store_true", help="a line of JSON for each receipt")
    _add_place(recall, add_library)


def _add_place(parser: argparse.ArgumentParser, add_library: AddLibrary) -> None:
    parser.add_argument(
        "--ledger", type=Path, metavar="FILE", help="default: ledger.sqlite in the library, or in this folder"
    )
    add_library(parser)


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{words[:40]}' is not a day; write year-month-day: 2026-11-22") from None
