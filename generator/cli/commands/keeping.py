"""What the commands take that know what was printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import click

from generator.cli.commands.shared import RECALL, flag, ledger_place, option
from generator.cli.options import Argument, Command, Commands
from generator.cli.values import Named, Place, Value, read_day, read_why

_LOT: Final = "recall --lot 7KQ4-M2XD --letters letters"


def ledger(about: str) -> Commands:
    """Return ``leaflets ledger``."""
    examples = ("leaflets ledger add output", "leaflets ledger list --clinic hill-clinic", f"leaflets ledger {_LOT}")
    table: dict[str, tuple[str, Callable[[str], click.Command]]] = {
        "add": ("add the receipts of a folder; twice adds nothing", _ledger_add),
        "list": ("list what was printed", _ledger_list),
        "needs": ("count what readers needed: large print, giant print, plain text", _ledger_needs),
        "recall": (RECALL, recall),
    }
    return Commands(about, examples, table)


def _ledger_add(about: str) -> Command:
    return Command(
        about,
        "generator.cli.ledger:add",
        ("leaflets ledger add output", "leaflets ledger add spring summer --ledger /srv/ledger.sqlite"),
        [
            Argument(
                ["folders"], nargs=-1, required=True, metavar="FOLDER...", type=Place(),
                help="what leaflets were written to",
            ),
            *ledger_place(),
        ],
    )  # fmt: skip


def _ledger_list(about: str) -> Command:
    return Command(
        about,
        "generator.cli.ledger:show",
        (
            "leaflets ledger list",
            "leaflets ledger list --clinic hill-clinic --since 2026-11-01",
            "leaflets ledger list --lot 7KQ4-M2XD --json",
        ),
        [
            option("--clinic", "C", "its folder's name, or its name", default=""),
            option("--topic", "TOPIC", "of this topic", Named("topics"), default=""),
            option("--language", "L", "in this language", Named("languages"), default=""),
            option("--lot", "LOT", "of this lot, as printed or as scanned", default=""),
            option("--since", "DAY", "made on this day or later: 2026-11-01", Value(read_day)),
            flag("--json", "a line of JSON for each receipt"),
            *ledger_place(),
        ],
    )


def _ledger_needs(about: str) -> Command:
    return Command(
        about,
        "generator.cli.ledger:show_needs",
        ("leaflets ledger needs", "leaflets ledger needs --since 2026-11-01 --json"),
        [
            option("--since", "DAY", "made on this day or later: 2026-11-01", Value(read_day)),
            flag("--json", "a line of JSON for each row"),
            *ledger_place(),
        ],
    )


def recall(about: str) -> Command:
    """Return ``leaflets recall``."""
    return Command(
        about,
        "generator.cli.ledger:recall",
        (
            "leaflets recall --block managing-leakage/why-milk-leaks --version 0.1",
            "leaflets recall --block content/managing-leakage.yaml:43",
            f"leaflets {_LOT}",
            'leaflets recall --wording "press gently" --language vi',
            "leaflets recall --source bfn --before 2026-11-01",
            'leaflets recall --lot 7KQ4-M2XD --because "a wrong number of hours" --letters letters',
        ),
        [
            option(
                "--block",
                "BLOCK",
                "a section or a block, as 'status --why' and 'evidence' name it: TOPIC/SECTION[/N], FILE:LINE, "
                "or the topic and the section's title",
                default="",
            ),
            option("--lot", "LOT", "as printed (7KQ4-M2XD) or as scanned", default=""),
            option("--source", "KEY", "what rests on this source of content/sources.yaml", default=""),
            option("--wording", "WORDS", "these words, in English or as printed", default=""),
            option("--picture", "NAME", "of content/pictures.yaml, or its file's sha256", default=""),
            option("--version", "V", "of this version of the leaflet only", default=""),
            option("--language", "L", "in this language only", Named("languages"), default=""),
            option("--before", "DAY", "made before this day: 2026-11-01", Value(read_day)),
            option(
                "--because",
                "REASON",
                "recall them: their lots go into content/recalled.yaml, are not made again, and "
                "the desk and 'leaflets verify' say so",
                Value(read_why),
                default="",
            ),
            option("--letters", "DIR", "draft a letter to each clinic, as PDF", Place()),
            option("--sender", "WORDS", "who writes the letters, with a telephone number", default=""),
            flag("--json", "a line of JSON for each receipt"),
            *ledger_place(),
        ],
    )
