"""What the commands take that hand words to translators and take them back."""

from __future__ import annotations

from collections.abc import Callable

import click

from generator.cli.commands.shared import flag, library, option, output, topics
from generator.cli.options import Argument, Command, Commands
from generator.cli.values import Named, Place, Value


def translate(about: str) -> Commands:
    """Return ``leaflets translate`` with its commands."""
    table: dict[str, tuple[str, Callable[[str], click.Command]]] = {
        "start": ("begin a language that the library has not", _translate_start),
        "update": ("bring all .po files up to date with the English", _translate_update),
        "status": ("show what is missing in which language", _translate_status),
        "export": ("write files for translators' tools, a review sheet, the glossary", _translate_export),
        "import": ("lay what translators send back into the .po files", _translate_import),
        "extract": ("write .pot files to output/translate", _translate_extract),
    }
    examples = ("leaflets translate status", "leaflets translate export --language vi --xlsx")
    return Commands(about, examples, table)


def _translate_start(about: str) -> Command:
    return Command(
        about,
        "generator.cli.translating:start",
        ("leaflets translate start id", "leaflets translate start pt-BR --library mine"),
        [Argument(["name"], metavar="LANGUAGE", type=Value(), help="its tag: id, pt-BR"), library()],
    )


def _translate_update(about: str) -> Command:
    return Command(about, "generator.cli.translating:update", ("leaflets translate update",), [library()])


def _translate_status(about: str) -> Command:
    examples = ("leaflets translate status", "leaflets translate status --language vi")
    return Command(about, "generator.cli.translating:status", examples, [_languages_to_take(), library()])


def _languages_to_take() -> click.Option:
    return option("--language", "L", "language; may be repeated (default: all)", Named("languages"), multiple=True)


def _translate_extract(about: str) -> Command:
    examples = ("leaflets translate extract",)
    return Command(about, "generator.cli.translating:extract", examples, [output(), library()])


def _translate_export(about: str) -> Command:
    return Command(
        about,
        "generator.cli.translating:export",
        (
            "leaflets translate export                                XLIFF 1.2 of everything",
            "leaflets translate export colostrum --language vi --xlsx a workbook for a translator without a tool",
            "leaflets translate export colostrum --language ja --sheet  English and Japanese side by side, on paper",
            "leaflets translate export --language vi --glossary       the glossary, as TBX and CSV",
        ),
        [
            topics("names of topics, shared, templates (default: all)", "shared", "templates"),
            _languages_to_take(),
            flag("--xliff", "XLIFF 1.2, which most translators' tools read (the default)"),
            flag("--xliff2", "XLIFF 2.1"),
            flag("--xlsx", "workbooks in which only translation, state and remarks can be written"),
            flag("--sheet", "review sheets, PDF and HTML: numbered texts, room for marks"),
            flag("--glossary", "the glossary as TBX-Basic and CSV"),
            output(),
            library(),
        ],
    )  # fmt: skip


def _translate_import(about: str) -> Command:
    return Command(
        about,
        "generator.cli.translating:bring",
        (
            "leaflets translate import colostrum.xlf --dry-run        which sentences would change",
            "leaflets translate import output/translate/vi/*.xlsx --language vi",
        ),
        [
            Argument(
                ["files"], nargs=-1, required=True, metavar="FILE...", type=Place("file"),
                help="XLIFF 1.2 or 2, workbooks of ours, PO files",
            ),
            option("--language", "L", "refuse files in any other language", Named("languages"), default=""),
            flag("--dry-run", "show what would change; write nothing"),
            flag("--partial", "the files hold some of the texts only"),
            library(),
        ],
    )  # fmt: skip
