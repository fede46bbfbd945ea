"""What the commands take that show a library, or begin a part of it."""

from __future__ import annotations

from typing import Final

from generator.cli.commands.shared import DRAFT, flag, library, option
from generator.cli.options import Argument, Command
from generator.cli.values import Named, OneOf, Place, Value


def show(about: str) -> Command:
    """Return ``leaflets show``."""
    return Command(
        about,
        "generator.cli.showing:show",
        (
            "leaflets show topics",
            "leaflets show blocks",
            "leaflets show fonts --verify",
            "leaflets show schema                            which YAML files there are",
            "leaflets show schema topic                      a JSON Schema of one, for editors",
            "leaflets show schema --output schemas           of all of them, into a folder",
        ),
        [
            Argument(["sort"], metavar="WHAT", type=OneOf(SORTS), help=", ".join(SORTS)),
            Argument(["kind"], metavar="[KIND]", required=False, default="", help="with schema: the sort of file"),
            flag("--verify", "with fonts: compare every file with its known sha256"),
            option("--output", "DIR", "with schema: write the schemas into this folder", Place()),
            library(),
        ],
    )  # fmt: skip


SORTS: Final = ("topics", "languages", "blocks", "formats", "themes", "clinics", "fonts", "schema")
NEW: Final = ("topic", "clinic", "orders")
SHELLS: Final = ("bash", "zsh", "fish")


def new(about: str) -> Command:
    """Return ``leaflets new``."""
    return Command(
        about,
        "generator.cli.words:new",
        (
            "leaflets new topic night-feeds",
            'leaflets new clinic "Riverside Midwives" --phone "020 7946 0123"',
            "leaflets new orders clinics.xlsx                an empty table with explanations and lists to choose from",
        ),
        [
            Argument(["sort"], metavar="topic|clinic|orders", type=OneOf(NEW), help="what to begin"),
            Argument(
                ["name"], metavar="NAME", type=Value(),
                help="of a topic: small letters, digits and hyphens; a clinic's name; a file ending in .xlsx or .csv",
            ),
            option("--phone", "NUMBER", "a clinic's telephone number; may be repeated", multiple=True),
            library(),
        ],
    )  # fmt: skip


def sheet(about: str) -> Command:
    """Return ``leaflets sheet``."""
    return Command(
        about,
        "generator.cli.showing:sheet",
        (
            "leaflets sheet managing-leakage",
            "leaflets sheet managing-leakage --language ja",
            "leaflets sheet managing-leakage --format fridge",
        ),
        [
            Argument(["topic"], metavar="TOPIC", type=Named("topics"), help="name, code or title of a topic"),
            option("--language", "L", "language (default: en)", Named("languages"), default="en"),
            option(
                "--format", "F", "paper; it may have its own template (default: a4)", Named("formats"), default="a4"
            ),
            option("--clinic", "C", "clinic (default: space for a stamp)", Named("clinics"), default=""),
            flag("--draft", DRAFT),
            library(),
        ],
    )


def completion(about: str) -> Command:
    """Return ``leaflets completion``."""
    return Command(
        about,
        "generator.cli.words:completion",
        (
            "leaflets completion bash > ~/.local/share/bash-completion/completions/leaflets",
            'leaflets completion zsh > "${fpath[1]}/_leaflets"',
            "leaflets completion fish > ~/.config/fish/completions/leaflets.fish",
        ),
        [Argument(["shell"], metavar="SHELL", type=OneOf(SHELLS), help=", ".join(SHELLS))],
    )
