"""Every command, its options and its examples. What a command takes is put together when it is called."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

import click

from generator.cli.commands.shared import RECALL
from generator.cli.options import Commands, Option, Options, problems_of
from generator.cli.streams import speaking
from generator.version import __version__

COMPLETE: Final = "_LEAFLETS_COMPLETE"
"""The variable by which a completion script asks for what may stand next."""

COMMANDS: Final = {
    "make": ("making", "make leaflets, as PDF or in another form"),
    "watch": ("making", "make leaflets again at each change of a file, while you edit it"),
    "run": ("making", "make leaflets for many clinics from a table"),
    "export": ("making", "put leaflets into folders that health records, programs or a web host read"),
    "check": ("judging", "look for what is wrong with leaflets before anybody prints them"),
    "evidence": ("judging", "say which rows of the evidence the leaflets print, and on what each block stands"),
    "pemat": ("judging", "judge a leaflet by PEMAT's items as far as a program can, and print a form for people"),
    "press": ("making", "make files for a print shop: inks, bleed, marks, many pages on a sheet"),
    "sign": ("judging", "put a person's name to words, as clinician, translator, checker or reader"),
    "status": ("judging", "say how far each topic is in each language, and what must be reviewed soon"),
    "verify": ("judging", "say who signed a file, a folder or a lot on paper, and whether it still stands"),
    "ledger": ("keeping", "keep what was printed, and find it again"),
    "recall": ("keeping", RECALL),
    "serve": ("making", "open the desk in a browser: pick a leaflet, print it; and answer other programs"),
    "show": ("holding", "list what the library holds"),
    "new": ("holding", "begin a new topic, a new clinic or a new table of clinics"),
    "sheet": ("holding", "print what the templates make of a topic, as XML"),
    "translate": ("translating", "hand words to translators and see what is missing"),
    "completion": ("holding", "print a script that completes commands and names in your shell"),
}
"""Each command: the module of ``commands/`` that says what it takes, and what it does."""


def read_arguments(argv: Sequence[str] | None = None) -> Options:
    """Return the options of one command; ``run`` is the function that does it.

    Raises:
        Unknown: with everything that is wrong with the words.
    """
    try:
        words = list(sys.argv[1:] if argv is None else argv)
        with speaking(), build_parser().make_context("leaflets", words) as context:  # speaking: it prints the help
            options: Options = context.command.invoke(context)
            return options
    except click.exceptions.Exit as done:  # help was asked for
        code = done.exit_code
        return Options(run=lambda _: code)
    except click.UsageError as error:
        from generator.library.shelf import Unknown

        raise Unknown(*problems_of(error)) from None


def complete(instruction: str) -> int:
    """Answer a completion script (``bash_complete``): print what may stand next. Says nothing when it cannot know."""
    from click.shell_completion import shell_complete

    try:
        return shell_complete(build_parser(), {}, "leaflets", COMPLETE, instruction)
    except Exception:  # somebody is typing: no message may run over the line
        return 1


def completion_script(shell: str) -> str:
    """Return the script by which a shell (bash, zsh or fish) asks for what may stand next."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    return kind(build_parser(), {}, "leaflets", COMPLETE).source()


def build_parser() -> Commands:
    """Return the parser of the whole command; its commands are built when they are asked for."""
    table = {name: (about, _late(place, name)) for name, (place, about) in COMMANDS.items()}
    return Commands(
        "make breastfeeding leaflets, ready to print, in many languages",
        ("leaflets make", "leaflets show topics", "leaflets make --help"),
        table,
        [
            Option(
                ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
                help="show the version and stop",
            )
        ],
    )  # fmt: skip


def _late(place: str, name: str) -> Callable[[str], click.Command]:
    """Return what builds a command, its module brought in when that is asked: a start needs one."""

    def build(about: str) -> click.Command:
        command: click.Command = getattr(import_module(f"generator.cli.commands.{place}"), name)(about)
        return command

    return build


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"leaflets {__version__}")
        ctx.exit()
