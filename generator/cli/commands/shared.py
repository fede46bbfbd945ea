"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from generator.cli.options import Argument, Option
from generator.cli.values import MOST_JOBS, Named, OneOf, Place, Value, number_up_to, read_reason

RECALL: Final = (
    "find who holds copies of a block, a lot, a source, a wording or a picture; ends with 1 when anybody does"
)
DRAFT: Final = "show words that are not translated yet, marked ⟦ ⟧"


def flag(name: str, help: str) -> Option:
    """Return an option without a value."""
    return Option([name], is_flag=True, help=help)


def option(name: str, metavar: str, help: str, type: Value | None = None, **more: Any) -> Option:
    """Return an option: its names as click takes them, what stands for its value, what it does."""
    return Option(name.split(), metavar=metavar, help=help, type=type or Value(), **more)


def topics(help: str, *more: str, metavar: str = "[TOPIC]...", required: bool = False) -> Argument:
    """Return the argument for topics; ``more`` is what else may be written."""
    return Argument(
        ["topics"], nargs=-1, required=required, metavar=metavar, type=Named("topics", *more), help=help
    )  # fmt: skip


def report(*forms: str) -> Option:
    """Return the option for the form of a report; the first is the default."""
    return option("--as report", "O", f"{', '.join(forms)} (default: {forms[0]})", OneOf(forms), default=forms[0])


def outputs() -> Option:
    """Return the option for the forms that leaflets are made in."""
    from generator.model.edition import OUTPUTS

    about = f"{', '.join(OUTPUTS)}; may be repeated (default: pdf)"
    return option("--as outputs", "O", about, OneOf(OUTPUTS), multiple=True)


def library() -> Option:
    """Return the option for the folder of a library."""
    about = "folder with your own content/, templates/ or locales/ (default: the folder you are in)"
    return option("--library", "DIR", about, Place())


def output() -> Option:
    """Return the option for the folder that is written to."""
    return option("--output", "DIR", "default: output", Place(), default=Path("output"))


def jobs(what: str) -> Option:
    """Return the option for how many at a time."""
    return option("--jobs", "N", f"{what} (default: 1)", number_up_to(MOST_JOBS), default=1)


def choosing(formats: str = "paper, or 'all'; may be repeated (default: a4)", draft: bool = False) -> list[Option]:
    """Return the options that choose leaflets."""
    return [
        option(
            "--language", "L", "tag or name of a language, or 'all'; may be repeated", Named("languages", "all"),
            multiple=True,
        ),
        option("--with second", "L", "another language beside the first, block by block", Named("languages")),
        option("--format", "F", formats, Named("formats", "all"), multiple=True),
        option(
            "--clinic", "C", "clinic, or 'all'; may be repeated (default: space for a stamp)", Named("clinics", "all"),
            multiple=True,
        ),
        option("--theme", "T", "colours and looks (default: default)", Named("themes"), default="default"),
        *([flag("--draft", DRAFT)] if draft else []),
    ]  # fmt: skip


def releasing() -> list[Option]:
    """Return the options by which a leaflet is more than a draft."""
    return [
        flag("--release", "only what all who must have signed, without the draft notice: see leaflets status"),
        option(
            "--overdue", "REASON", "print what is past its review date all the same; the reason stands on the sheet",
            Value(read_reason), default="",
        ),
        option("--key", "FILE", "with --release: the clinic's SSH key, which signs what was released", Place("file")),
    ]  # fmt: skip


def country() -> Option:
    """Return the option for whose country's sentences are meant."""
    return option(
        "--profile", "P", "whose country's sentences (default: default)", Named("profiles"), default="default"
    )


def ledger_place() -> list[Option]:
    """Return the options for where the ledger is."""
    about = "default: ledger.sqlite in the library, or in this folder"
    return [option("--ledger", "FILE", about, Place("file")), library()]
