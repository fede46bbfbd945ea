"""Commands and their options, each with an example. Only argparse, so that ``--help`` is quick."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

from generator import __version__
from generator.cli.ledger_arguments import add_ledger
from generator.cli.values import (
    length_up_to,
    read_copies,
    read_executor,
    read_jobs,
    read_marks,
    read_place,
    read_quantity,
)
from generator.model.edition import OUTPUTS
from generator.model.problems import ExitCode, suggest
from generator.press.job import (
    COLOURS,
    CREEP,
    GRIDS,
    HANDOUTS,
    MARKS,
    MM,
    MOST_BLEED,
    MOST_COPIES,
    OFFICE_SHEETS,
    SHEETS,
)
from generator.run.orders.options import EDITIONS, GROUPS

SORTS: Final = ("topics", "languages", "blocks", "formats", "themes", "clinics", "fonts")
OPTIONS: Final = (
    "--language", "--format", "--clinic", "--theme", "--library", "--output", "--draft", "--jobs", "--verify", "--help",
    "--version", "--as", "--profile", "--fail-on",
    "--sheet", "--imposition", "--bleed", "--marks", "--colour", "--quantity", "--creep",
    "--print-ready", "--handout", "--copies",
    "--plan", "--group", "--edition", "--resume", "--quiet", "--json",
    "--ledger", "--block", "--lot", "--source", "--wording", "--picture", "--before", "--since", "--topic",
    "--letters", "--executor", "--receipts", "--take-over",
)  # fmt: skip
_OPTION = re.compile(r"unrecognized arguments: (-\S+)")
_CHOICE = re.compile(r"(?:argument (--[\w-]+): )?invalid choice: ('?)(.*)\2 \(choose from (.*)\)")
_TOO_MANY = re.compile(r"unrecognized arguments: (.+)", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """Says what was meant when a command is mistyped."""

    def error(self, message: str) -> NoReturn:
        """Print the usage line, what is wrong and a hint; exit code 2."""
        match = _CHOICE.search(message)
        if match:
            known = re.findall(r"[\w-]+", match[4])
            option = f" ({match[1]})" if match[1] else ""
            message = f"there is no '{match[3]}' here{option}\n  hint: {suggest(match[3], known)}"
        elif unknown := _OPTION.search(message):
            begun = [option for option in OPTIONS if option.startswith(unknown[1])]
            message = f"there is no option '{unknown[1]}'\n  hint: {suggest(unknown[1], begun or OPTIONS)}"
        elif extra := _TOO_MANY.search(message):
            hint = f"{self.prog} COMMAND --help says what a command takes"
            message = f"'{extra[1][:80]}' is too much here\n  hint: {hint}"
        elif "are required: " in message:
            message = f"{message}\n  hint: {self.prog} --help shows examples"
        self.exit(ExitCode.USAGE, f"{self.format_usage()}{self.prog}: {message}\n")


def read_arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of one command; ``run`` is the function that does it. Exits with 2 on wrong ones."""
    return build_parser().parse_args(argv)


def build_parser() -> Parser:
    """Return the parser of the whole command (completion and the reference page are made from it)."""
    parser = Parser(
        prog="leaflets",
        description="Make breastfeeding leaflets, ready to print, in many languages.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        epilog=_examples("leaflets make", "leaflets show topics", "leaflets make --help"),
    )
    parser.add_argument("--version", action="version", version=f"leaflets {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_make(commands)
    _add_run(commands)
    _add_check(commands)
    _add_press(commands)
    add_ledger(commands, _add, _add_library)
    _add_show(commands)
    _add_new(commands)
    _add_sheet(commands)
    _add_translate(commands)
    _add_completion(commands)
    return parser


def _examples(*lines: str) -> str:
    return "examples:\n" + "\n".join(f"  {line}" for line in lines)


def _add(commands: Any, name: str, about: str, target: str, *examples: str) -> argparse.ArgumentParser:
    """Add a command. ``target`` is ``module:function``, imported when the command runs."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog=_examples(*examples),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_late(target))
    return parser


def _late(target: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        module, _, function = target.partition(":")
        return int(getattr(import_module(module), function)(arguments))

    return run


def _add_library(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--library",
        type=Path,
        metavar="DIR",
        help="folder with your own content/, templates/ or locales/ (default: the folder you are in)",
    )


def _add_make(commands: Any) -> None:
    make = _add(
        commands,
        "make",
        "make leaflets, as PDF or in another form",
        "generator.cli.making:make",
        "leaflets make                                   every topic in every language, on A4",
        "leaflets make managing-leakage --language vi    one topic in Vietnamese",
        "leaflets make --clinic example                  everything, for one clinic",
        "leaflets make --format fridge --format poster   a sheet for the fridge, a poster for the wall",
        "leaflets make --as html --as sms                for a web page and for telephones",
        "leaflets make colostrum --print-ready           for the office printer, both sides",
        "leaflets make colostrum --format a5 --handout 2  an A5 booklet on A4 sheets",
    )
    make.add_argument("topics", nargs="*", metavar="TOPIC", help="names as in 'leaflets show topics' (default: all)")
    make.add_argument(
        "--language", action="append", metavar="L", help="language, or 'all'; may be repeated (default: all)"
    )
    make.add_argument(
        "--format",
        action="append",
        metavar="F",
        help="paper, or 'all': every one for one language, with --with for two; may be repeated (default: a4)",
    )
    make.add_argument("--with", dest="second", metavar="L", help="another language beside the first, block by block")
    make.add_argument(
        "--clinic", action="append", metavar="C", help="clinic, or 'all'; may be repeated (default: space for a stamp)"
    )
    make.add_argument(
        "--as",
        dest="outputs",
        action="append",
        choices=tuple(OUTPUTS),
        metavar="O",
        help=f"{', '.join(OUTPUTS)}; may be repeated (default: pdf)",
    )
    make.add_argument("--theme", default="default", metavar="T", help="colours and looks (default: default)")
    _add_library(make)
    make.add_argument("--output", type=Path, default=Path("output"), metavar="DIR", help="default: output")
    make.add_argument("--print-ready", action="store_true", help="for the office printer, at full size on both sides")
    make.add_argument(
        "--handout",
        type=int,
        choices=HANDOUTS,
        default=0,
        metavar="N",
        help="for the office printer, 2 or 4 pages on each side of a sheet; A5 booklets in the order of folding",
    )
    make.add_argument(
        "--sheet",
        choices=OFFICE_SHEETS,
        default="",
        metavar="S",
        help=f"with --handout: {', '.join(OFFICE_SHEETS)} (default: a4, or letter for pages in inches)",
    )
    make.add_argument(
        "--copies",
        type=read_copies,
        default=1,
        metavar="N",
        help=f"with --print-ready or --handout: 1 to {MOST_COPIES}",
    )
    make.add_argument("--draft", action="store_true", help="show words that are not translated yet, marked ⟦ ⟧")
    make.add_argument("--jobs", type=read_jobs, default=1, metavar="N", help="make N leaflets at a time (default: 1)")


def _add_run(commands: Any) -> None:
    run = _add(
        commands,
        "run",
        "make leaflets for many clinics from a table",
        "generator.cli.running:run",
        "leaflets run clinics.csv --plan                 what would be made, how much paper, how long",
        "leaflets run clinics.csv --jobs 2               make it",
        "leaflets run clinics.csv --resume               go on after it was stopped",
        "leaflets run spring.yaml --output spring        clinics, topics and languages of a run file",
        "leaflets run clinics.xlsx --group zip           an Excel table; a ZIP for each clinic",
        "leaflets run clinics.csv --edition press --group merged",
        "leaflets run clinics.csv --executor dask://10.0.0.5:8786 --output s3://leaflets/spring",
    )
    run.add_argument(
        "orders", type=Path, metavar="ORDERS.csv|ORDERS.xlsx|RUN.yaml",
        help="a table with a clinic in each row, or a run file",
    )  # fmt: skip
    run.add_argument(
        "--group",
        choices=GROUPS,
        default="",
        metavar="G",
        help="folder: one for each clinic; zip: also a ZIP for each; language: a folder for each language; "
        "merged: also merged files for a print shop (default: as the run file says, else folder)",
    )
    run.add_argument(
        "--edition", choices=tuple(EDITIONS), default="", metavar="E",
        help="screen, press or both (default: as the run file says, else screen); a row's own wins",
    )  # fmt: skip
    run.add_argument("--plan", action="store_true", help="only say what would be made; make nothing")
    run.add_argument("--resume", action="store_true", help="go on with the run begun in the folder, and no other")
    run.add_argument("--jobs", type=read_jobs, default=1, metavar="N", help="make leaflets in N processes (default: 1)")
    run.add_argument(
        "--executor", type=read_executor, default="local", metavar="E",
        help="local, or dask://HOST:PORT for the workers of a Dask cluster (default: local)",
    )  # fmt: skip
    run.add_argument("--quiet", action="store_true", help="say only what is wrong")
    run.add_argument("--json", action="store_true", help="say everything as lines of JSON")
    run.add_argument("--ledger", type=Path, metavar="FILE", help="add the receipts to this ledger at the end")
    run.add_argument(
        "--output", type=read_place, default="output", metavar="DIR|s3://…",
        help="a folder, or an address: s3://bucket/folder (default: output)",
    )  # fmt: skip
    run.add_argument(
        "--receipts", type=Path, metavar="DIR",
        help="folder for receipts (default: the output; for an address, a folder in receipts/ named after it)",
    )  # fmt: skip
    run.add_argument("--verify", action="store_true", help="read again what lies behind an address")
    run.add_argument("--take-over", action="store_true", help="the run that holds an address is over: go on there")
    _add_library(run)


def _add_press(commands: Any) -> None:
    press = _add(
        commands,
        "press",
        "make files for a print shop: inks, bleed, marks, many pages on a sheet",
        "generator.cli.making:press",
        "leaflets press managing-leakage --language vi                   A4 with marks, CMYK",
        "leaflets press colostrum --format a5 --imposition booklet --sheet sra3 --quantity 500",
        "leaflets press colostrum --colour k --imposition 4up --sheet sra3 --format a5",
    )
    press.add_argument("topics", nargs="+", metavar="TOPIC", help="names, or their files: content/colostrum.yaml")
    press.add_argument(
        "--language", action="append", metavar="L", help="language, or 'all'; may be repeated (default: all)"
    )
    press.add_argument("--with", dest="second", metavar="L", help="another language beside the first, block by block")
    press.add_argument("--format", action="append", metavar="F", help="paper, or 'all'; may be repeated (default: a4)")
    press.add_argument(
        "--clinic", action="append", metavar="C", help="clinic, or 'all'; may be repeated (default: space for a stamp)"
    )
    press.add_argument("--theme", default="default", metavar="T", help="colours and looks (default: default)")
    press.add_argument(
        "--sheet", choices=tuple(SHEETS), default="none", metavar="S", help=f"{', '.join(SHEETS)} (default: none)"
    )
    press.add_argument(
        "--imposition", choices=tuple(GRIDS), default="none", metavar="I", help=f"{', '.join(GRIDS)} (default: none)"
    )
    press.add_argument("--bleed", type=length_up_to(MOST_BLEED), default=3 * MM, metavar="LENGTH", help="default: 3mm")
    press.add_argument(
        "--marks",
        type=read_marks,
        default=MARKS,
        metavar="M",
        help=f"none, or some of {','.join(MARKS)} (default: all)",
    )
    press.add_argument(
        "--colour", choices=COLOURS, default="cmyk", metavar="C", help="cmyk, or k for black alone (default: cmyk)"
    )
    press.add_argument("--quantity", type=read_quantity, default=0, metavar="N", help="copies, for the slug line")
    press.add_argument(
        "--creep", type=length_up_to(2 * MM), default=CREEP, metavar="LENGTH",
        help="booklet: how much each folded sheet pushes out the next one (default: 0.1mm)",
    )  # fmt: skip
    _add_library(press)
    press.add_argument("--output", type=Path, default=Path("output"), metavar="DIR", help="default: output")


def _add_check(commands: Any) -> None:
    check = _add(
        commands,
        "check",
        "look for what is wrong with leaflets before anybody prints them",
        "generator.cli.checking:check",
        "leaflets check managing-leakage --language vi   one topic in Vietnamese",
        "leaflets check --as html                        everything, with pictures of the pages",
        "leaflets check output/en/colostrum-a4.pdf       a file by itself",
        "leaflets check colostrum --profile press        as a print shop gets it",
        "leaflets check --as sarif --output output       for a code host",
    )
    check.add_argument(
        "topics", nargs="*", metavar="TOPIC|FILE", help="names of topics, or PDF files (default: all topics)"
    )
    check.add_argument("--language", action="append", metavar="L", help="language, or 'all'; may be repeated")
    check.add_argument("--with", dest="second", metavar="L", help="another language beside the first")
    check.add_argument("--format", action="append", metavar="F", help="paper, or 'all'; may be repeated (default: a4)")
    check.add_argument("--clinic", action="append", metavar="C", help="clinic, or 'all'; may be repeated")
    check.add_argument("--theme", default="default", metavar="T", help="colours and looks (default: default)")
    check.add_argument(
        "--profile",
        choices=("screen", "office", "press"),
        default="",
        metavar="P",
        help="screen: without what matters on paper only; office: without what only screen readers need; "
        "press: the edition for a print shop, by its own rules (default: all checks but those of the press)",
    )
    reports = ("terminal", "json", "sarif", "html")
    check.add_argument(
        "--as",
        dest="report",
        choices=reports,
        default="terminal",
        metavar="O",
        help=f"{', '.join(reports)} (default: terminal)",
    )
    check.add_argument(
        "--fail-on",
        choices=("info", "warn", "fail"),
        default="fail",
        metavar="LEVEL",
        help="end with 1 when something of this level or graver is found: info, warn, fail (default: fail)",
    )
    check.add_argument("--output", type=Path, metavar="DIR", help="write the report into this folder")
    _add_library(check)
    check.set_defaults(draft=False, outputs=None)


def _add_show(commands: Any) -> None:
    show = _add(
        commands,
        "show",
        "list what the library holds",
        "generator.cli.showing:show",
        "leaflets show topics",
        "leaflets show blocks",
        "leaflets show fonts --verify",
    )
    show.add_argument("sort", choices=SORTS, metavar="WHAT", help=", ".join(SORTS))
    show.add_argument("--verify", action="store_true", help="with fonts: compare every file with its known sha256")
    _add_library(show)


def _add_new(commands: Any) -> None:
    new = _add(
        commands,
        "new",
        "begin a new topic",
        "generator.cli.words:new",
        "leaflets new topic night-feeds",
    )
    new.add_argument("sort", choices=("topic",), metavar="topic", help="what to begin")
    new.add_argument("name", metavar="NAME", help="small letters, digits and hyphens: night-feeds")
    _add_library(new)


def _add_sheet(commands: Any) -> None:
    sheet = _add(
        commands,
        "sheet",
        "print what the templates make of a topic, as XML",
        "generator.cli.showing:sheet",
        "leaflets sheet managing-leakage",
        "leaflets sheet managing-leakage --language ja",
        "leaflets sheet managing-leakage --format fridge",
    )
    sheet.add_argument("topic", metavar="TOPIC")
    sheet.add_argument("--language", default="en", metavar="L")
    sheet.add_argument("--format", default="a4", metavar="F", help="paper; it may have its own template (default: a4)")
    sheet.add_argument("--clinic", default="", metavar="C")
    sheet.add_argument("--draft", action="store_true", help="show words that are not translated yet, marked ⟦ ⟧")
    _add_library(sheet)


def _add_translate(commands: Any) -> None:
    translate = _add(
        commands,
        "translate",
        "hand words to translators and see what is missing",
        "generator.cli.words:translate",
        "leaflets translate status",
        "leaflets translate update      bring all .po files up to date with the English",
        "leaflets translate extract     write .pot files to output/translate",
    )
    steps = ("extract", "update", "status")
    translate.add_argument("step", choices=steps, metavar="STEP", help=", ".join(steps))
    translate.add_argument("--output", type=Path, default=Path("output"), metavar="DIR", help="default: output")
    _add_library(translate)


def _add_completion(commands: Any) -> None:
    completion = _add(
        commands,
        "completion",
        "print a script that completes commands in your shell",
        "generator.cli.words:completion",
        "leaflets completion bash > ~/.local/share/bash-completion/completions/leaflets",
    )
    completion.add_argument("shell", choices=("bash", "zsh"), metavar="SHELL", help="bash, zsh")
