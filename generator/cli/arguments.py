"""Every command, its options and its examples. What a command takes is put together when it is called."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from generator.cli.options import Argument, Command, Commands, Option, Options, problems_of
from generator.cli.streams import speaking
from generator.cli.values import (
    MOST_JOBS,
    Named,
    OneOf,
    Place,
    Value,
    length_up_to,
    number_up_to,
    read_date,
    read_day,
    read_executor,
    read_marks,
    read_place,
    read_principal,
    read_reason,
)
from generator.version import __version__

SORTS: Final = ("topics", "languages", "blocks", "formats", "themes", "clinics", "fonts", "schema")
NEW: Final = ("topic", "clinic", "orders")
SHELLS: Final = ("bash", "zsh", "fish")
COMPLETE: Final = "_LEAFLETS_COMPLETE"
"""The variable by which a completion script asks for what may stand next."""
DRAFT: Final = "show words that are not translated yet, marked ⟦ ⟧"


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
    """Return the script by which a shell (one of ``SHELLS``) asks for what may stand next."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    return kind(build_parser(), {}, "leaflets", COMPLETE).source()


def build_parser() -> Commands:
    """Return the parser of the whole command; its commands are built when they are asked for."""
    table: dict[str, tuple[str, Callable[[str], click.Command]]] = {
        "make": ("make leaflets, as PDF or in another form", _make),
        "watch": ("make leaflets again at each change of a file, while you edit it", _watch),
        "run": ("make leaflets for many clinics from a table", _run),
        "export": ("put leaflets into folders that health records, programs or a web host read", _export),
        "check": ("look for what is wrong with leaflets before anybody prints them", _check),
        "evidence": ("say which rows of the evidence the leaflets print, and on what each block stands", _evidence),
        "pemat": ("judge a leaflet by PEMAT's items as far as a program can, and print a form for people", _pemat),
        "press": ("make files for a print shop: inks, bleed, marks, many pages on a sheet", _press),
        "sign": ("put a person's name to words, as clinician, translator, checker or reader", _sign),
        "status": ("say how far each topic is in each language, and what must be reviewed soon", _status),
        "verify": ("say who signed a file, a folder or a lot on paper, and whether it still stands", _verify),
        "ledger": ("keep what was printed, and find it again", _ledger),
        "recall": _RECALL,
        "serve": ("open the desk in a browser: pick a leaflet, print it; and answer other programs", _serve),
        "show": ("list what the library holds", _show),
        "new": ("begin a new topic, a new clinic or a new table of clinics", _new),
        "sheet": ("print what the templates make of a topic, as XML", _sheet),
        "translate": ("hand words to translators and see what is missing", _translate),
        "completion": ("print a script that completes commands and names in your shell", _completion),
    }
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


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"leaflets {__version__}")
        ctx.exit()


# -- options that several commands share ------------------------------------------


def _flag(name: str, help: str) -> Option:
    return Option([name], is_flag=True, help=help)


def _option(name: str, metavar: str, help: str, type: Value | None = None, **more: Any) -> Option:
    return Option(name.split(), metavar=metavar, help=help, type=type or Value(), **more)


def _library() -> Option:
    about = "folder with your own content/, templates/ or locales/ (default: the folder you are in)"
    return _option("--library", "DIR", about, Place())


def _output() -> Option:
    return _option("--output", "DIR", "default: output", Place(), default=Path("output"))


def _jobs(what: str) -> Option:
    return _option("--jobs", "N", f"{what} (default: 1)", number_up_to(MOST_JOBS), default=1)


def _choosing(formats: str = "paper, or 'all'; may be repeated (default: a4)", draft: bool = False) -> list[Option]:
    """Return the options that choose leaflets."""
    return [
        _option(
            "--language", "L", "tag or name of a language, or 'all'; may be repeated", Named("languages", "all"),
            multiple=True,
        ),
        _option("--with second", "L", "another language beside the first, block by block", Named("languages")),
        _option("--format", "F", formats, Named("formats", "all"), multiple=True),
        _option(
            "--clinic", "C", "clinic, or 'all'; may be repeated (default: space for a stamp)", Named("clinics", "all"),
            multiple=True,
        ),
        _option("--theme", "T", "colours and looks (default: default)", Named("themes"), default="default"),
        *([_flag("--draft", DRAFT)] if draft else []),
    ]  # fmt: skip


def _releasing() -> list[Option]:
    """Return the options by which a leaflet is more than a draft."""
    return [
        _flag("--release", "only what all who must have signed, without the draft notice: see leaflets status"),
        _option(
            "--overdue", "REASON", "print what is past its review date all the same; the reason stands on the sheet",
            Value(read_reason), default="",
        ),
        _option("--key", "FILE", "with --release: the clinic's SSH key, which signs what was released", Place("file")),
    ]  # fmt: skip


# -- leaflets ---------------------------------------------------------------------


def _make(about: str) -> Command:
    from generator.model.edition import HANDOUTS, MOST_COPIES, OFFICE_SHEETS, OUTPUTS

    formats = "paper, or 'all': every one for one language, with --with for two; may be repeated (default: a4)"
    most = "more are asked for in the print dialogue"
    return Command(
        about,
        "generator.cli.making:make",
        (
            "leaflets make                                   every topic in every language, on A4",
            "leaflets make managing-leakage --language vi    one topic in Vietnamese",
            'leaflets make "Leaking milk" --language Japanese   by its title, or by its code: LM',
            "leaflets make --clinic example                  everything, for one clinic",
            'leaflets make colostrum --name "Hill Clinic" --phone "020 7946 0123"',
            "leaflets make --format fridge --format poster   a sheet for the fridge, a poster for the wall",
            "leaflets make --as html --as sms                for a web page and for telephones",
            "leaflets make colostrum --print-ready           for the office printer, both sides",
            "leaflets make colostrum --format a5 --handout 2  an A5 booklet on A4 sheets",
        ),
        [
            Argument(
                ["topics"], nargs=-1, metavar="[TOPIC]...", type=Named("topics"),
                help="names, codes or titles, as in 'leaflets show topics' (default: all)",
            ),
            *_choosing(formats, draft=True),
            _option("--name", "WORDS", "a clinic's name, with --phone: for a clinic without a file", default=""),
            _option("--phone", "NUMBER", "its telephone number, with --name; may be repeated", multiple=True),
            _option(
                "--as outputs", "O", f"{', '.join(OUTPUTS)}; may be repeated (default: pdf)", OneOf(OUTPUTS),
                multiple=True,
            ),
            *_releasing(),
            _library(),
            _output(),
            _flag("--print-ready", "for the office printer, at full size on both sides"),
            _option(
                "--handout", "N",
                "for the office printer, 2 or 4 pages on each side of a sheet; A5 booklets in the order of folding",
                OneOf(HANDOUTS, int), default=0,
            ),
            _option(
                "--sheet", "S",
                f"with --handout: {', '.join(OFFICE_SHEETS)} (default: a4, or letter for pages in inches)",
                OneOf(OFFICE_SHEETS), default="",
            ),
            _option(
                "--copies", "N", f"with --print-ready or --handout: 1 to {MOST_COPIES}",
                number_up_to(MOST_COPIES, most), default=1,
            ),
            _jobs("make N leaflets at a time"),
        ],
    )  # fmt: skip


def _watch(about: str) -> Command:
    from generator.model.edition import OUTPUTS

    return Command(
        about,
        "generator.cli.watching:watch",
        (
            "leaflets watch colostrum --language vi          while you edit content/ or locales/",
            "leaflets watch colostrum --language en --as html",
            "leaflets watch --language en --format poster    every topic",
        ),
        [
            Argument(
                ["topics"], nargs=-1, metavar="[TOPIC]...", type=Named("topics"),
                help="names as in 'leaflets show topics' (default: all)",
            ),
            *_choosing(draft=True),
            _option(
                "--as outputs", "O", f"{', '.join(OUTPUTS)}; may be repeated (default: pdf)", OneOf(OUTPUTS),
                multiple=True,
            ),
            _library(),
            _output(),
        ],
    )  # fmt: skip


def _run(about: str) -> Command:
    from generator.run.orders.options import EDITIONS, GROUPS

    return Command(
        about,
        "generator.cli.running:run",
        (
            "leaflets run clinics.csv --plan                 what would be made, how much paper, how long",
            "leaflets run clinics.csv --jobs 2               make it",
            "leaflets run clinics.csv --resume               go on after it was stopped",
            "leaflets run spring.yaml --output spring        clinics, topics and languages of a run file",
            "leaflets run clinics.xlsx --group zip           an Excel table; a ZIP for each clinic",
            "leaflets run clinics.csv --edition press --group merged",
            "leaflets run clinics.csv --executor dask://10.0.0.5:8786 --output s3://leaflets/spring",
        ),
        [
            Argument(
                ["orders"], metavar="ORDERS.csv|ORDERS.xlsx|RUN.yaml", type=Place("file"),
                help="a table with a clinic in each row, or a run file",
            ),
            _option(
                "--group", "G",
                "folder: one for each clinic; zip: also a ZIP for each; language: a folder for each language; "
                "merged: also merged files for a print shop (default: as the run file says, else folder)",
                OneOf(GROUPS), default="",
            ),
            _option(
                "--edition", "E",
                "screen, press or both (default: as the run file says, else screen); a row's own wins",
                OneOf(EDITIONS), default="",
            ),
            _flag("--plan", "only say what would be made; make nothing"),
            _flag("--resume", "go on with the run begun in the folder, and no other"),
            _jobs("make leaflets in N processes"),
            _option(
                "--executor", "E", "local, or dask://HOST:PORT for the workers of a Dask cluster (default: local)",
                Value(read_executor), default="local",
            ),
            _flag("--quiet", "say only what is wrong"),
            _flag("--json", "say everything as lines of JSON"),
            _option("--ledger", "FILE", "add the receipts to this ledger at the end", Place("file")),
            _option(
                "--output", "DIR|s3://…", "a folder, or an address: s3://bucket/folder (default: output)",
                Place("dir", read_place), default="output",
            ),
            _option(
                "--receipts", "DIR",
                "folder for receipts (default: the output; for an address, a folder in receipts/ named after it)",
                Place(),
            ),
            _flag("--verify", "read again what lies behind an address"),
            _flag("--take-over", "the run that holds an address is over: go on there"),
            *_releasing(),
            _library(),
        ],
    )  # fmt: skip


def _press(about: str) -> Command:
    from generator.model.edition import BLEED, COLOURS, CREEP, GRIDS, MARKS, MM, MOST_BLEED, MOST_QUANTITY, SHEETS

    return Command(
        about,
        "generator.cli.making:press",
        (
            "leaflets press managing-leakage --language vi                   A4 with marks, CMYK",
            "leaflets press colostrum --format a5 --imposition booklet --sheet sra3 --quantity 500",
            "leaflets press colostrum --colour k --imposition 4up --sheet sra3 --format a5",
            "leaflets press colostrum --clinic all --jobs 2                  for every clinic, two at a time",
        ),
        [
            Argument(
                ["topics"], nargs=-1, required=True, metavar="TOPIC...", type=Named("topics", "FILE"),
                help="names, or their files: content/colostrum.yaml",
            ),
            *_choosing(),
            _option("--sheet", "S", f"{', '.join(SHEETS)} (default: none)", OneOf(SHEETS), default="none"),
            _option("--imposition", "I", f"{', '.join(GRIDS)} (default: none)", OneOf(GRIDS), default="none"),
            _option("--bleed", "LENGTH", "default: 3mm", length_up_to(MOST_BLEED), default=BLEED),
            _option(
                "--marks", "M", f"none, or some of {','.join(MARKS)} (default: all)", Value(read_marks),
                default=",".join(MARKS),
            ),
            _option(
                "--colour", "C", "cmyk, or k for black alone (default: cmyk)", OneOf(COLOURS), default="cmyk"
            ),
            _option("--quantity", "N", "copies, for the slug line", number_up_to(MOST_QUANTITY), default=0),
            _option(
                "--creep", "LENGTH",
                "booklet: how much each folded sheet pushes out the next one (default: 0.1mm)",
                length_up_to(2 * MM), default=CREEP,
            ),
            _jobs("make N files at a time"),
            *_releasing(),
            _library(),
            _output(),
        ],
    )  # fmt: skip


def _check(about: str) -> Command:
    reports = ("terminal", "json", "sarif", "html")
    levels = ("info", "warn", "fail")
    return Command(
        about,
        "generator.cli.checking:check",
        (
            "leaflets check managing-leakage --language vi   one topic in Vietnamese",
            "leaflets check --as html                        everything, with pictures of the pages",
            "leaflets check --jobs 2                         everything, two leaflets at a time",
            "leaflets check output/en/colostrum-a4.pdf       a file by itself",
            "leaflets check colostrum --profile press        as a print shop gets it",
            "leaflets check --as sarif --output output       for a code host",
        ),
        [
            Argument(
                ["topics"], nargs=-1, metavar="[TOPIC|FILE]...", type=Named("topics", "FILE"),
                help="names of topics, or PDF files (default: all topics)",
            ),
            *_choosing(),
            _option(
                "--profile", "P",
                "screen: without what matters on paper only; office: without what only screen readers need; "
                "press: the edition for a print shop, by its own rules (default: all checks but those of the press)",
                OneOf(("screen", "office", "press")), default="",
            ),
            _option(
                "--as report", "O", f"{', '.join(reports)} (default: terminal)", OneOf(reports), default="terminal"
            ),
            _option(
                "--fail-on", "LEVEL",
                f"end with 1 when something of this level or graver is found: {', '.join(levels)} (default: fail)",
                OneOf(levels), default="fail",
            ),
            _jobs("check N leaflets at a time"),
            _option("--output", "DIR", "write the report into this folder", Place()),
            _library(),
        ],
    )  # fmt: skip


def _evidence(about: str) -> Command:
    return Command(
        about,
        "generator.cli.evidence:evidence",
        (
            "leaflets evidence                         every row; ends with 1 when one is forgotten",
            "leaflets evidence colostrum               the rows that one topic rests on",
            "leaflets evidence colostrum --blocks      block by block: claims, sources, how old, seen or not",
            "leaflets evidence --csv evidence.csv      the whole wordings, as a table to file",
        ),
        [
            Argument(
                ["topics"], nargs=-1, metavar="[TOPIC]...", type=Named("topics"),
                help="names, codes or titles, as in 'leaflets show topics' (default: all)",
            ),
            _flag("--blocks", "a line for each source of each clinical block"),
            _option("--csv", "FILE", "write the table into this file", Place("file")),
            _flag("--json", "a line of JSON for each row"),
            _library(),
        ],
    )  # fmt: skip


def _pemat(about: str) -> Command:
    reports = ("terminal", "json", "pdf")
    return Command(
        about,
        "generator.cli.pemat:pemat",
        (
            "leaflets pemat colostrum                  what a program can decide, hints, what is left to people",
            "leaflets pemat colostrum --as pdf         a form to fill in: output/pemat/colostrum.pdf, and a web page",
        ),
        [
            Argument(["topic"], metavar="TOPIC", type=Named("topics"), help="a name as in 'leaflets show topics'"),
            _option(
                "--as report", "O", f"{', '.join(reports)} (default: terminal)", OneOf(reports), default="terminal"
            ),
            _output(),
            _library(),
        ],
    )  # fmt: skip


# -- leaflets for other programs ----------------------------------------------------


def _export(about: str) -> Commands:
    examples = ("leaflets export site usb-stick", "leaflets export openemr education", "leaflets export library shelf")
    table: dict[str, tuple[str, Callable[[str], click.Command]]] = {
        "site": ("the desk's page and all leaflets without a server: for a web host or a USB stick", _export_site),
        "openemr": ("under the names that OpenEMR looks for: one PDF for each code and language", _export_openemr),
        "library": ("PDFs with a list as JSON, and FHIR resources beside each", _export_library),
    }
    return Commands(about, examples, table)


def _export_site(about: str) -> Command:
    examples = (
        "leaflets export site usb-stick",
        "leaflets export site public --clinic example --jobs 2",
        "leaflets export site public --format letter",
    )
    return _exporting(about, "site", examples, "the usual paper, beside those in large print (default: a4)", False)


def _export_openemr(about: str) -> Command:
    examples = (
        "leaflets export openemr education",
        "leaflets export openemr education --language en --language vi --clinic example",
        "leaflets export openemr education --topic increasing-supply --topic expressing-milk",
    )
    return _exporting(about, "openemr", examples, "paper (default: a4)", False)


def _export_library(about: str) -> Command:
    examples = ("leaflets export library shelf", "leaflets export library shelf --format a4 --format large-print")
    return _exporting(about, "library", examples, "paper, or 'all'; may be repeated (default: a4)", True)


def _exporting(about: str, name: str, examples: tuple[str, ...], formats: str, several: bool) -> Command:
    topics = _option("--topic topics", "TOPIC", "only this topic; may be repeated", Named("topics"), multiple=True)
    choosing = [one for one in _choosing() if one.name in ("language", "theme")]
    choosing = (
        [choosing[-1]] if name == "site" else [topics, *choosing]
    )  # a page in which some are missing helps nobody
    paper = _option("--format", "F", formats, Named("formats", *(["all"] if several else [])), multiple=several)
    return Command(
        about,
        f"generator.cli.exporting:{name}",
        examples,
        [
            Argument(["folder"], metavar="DIR", type=Place(), help="the folder to write to"),
            *choosing,
            paper,
            _option("--clinic", "C", "the clinic (default: space for a stamp)", Named("clinics"), default=""),
            _jobs("make N leaflets at a time"),
            _library(),
        ],
    )


# -- who stands behind which words --------------------------------------------------


def _country() -> Option:
    return _option(
        "--profile", "P", "whose country's sentences (default: default)", Named("profiles"), default="default"
    )


def _sign(about: str) -> Command:
    from generator.trust.policy import ROLES
    from generator.trust.records import ORIGINS

    return Command(
        about,
        "generator.cli.signing:sign",
        (
            "leaflets sign colostrum --role clinician --as anna@example.org --key anna_ed25519",
            "leaflets sign colostrum --language vi --role translator --as lan@example.org --key lan_ed25519",
            "leaflets sign shared pictures --role clinician --as anna@example.org --key anna_ed25519",
            "leaflets sign colostrum --role clinician --as anna@example.org --changed    what changed since",
            'leaflets sign colostrum --role clinician --as anna@example.org --withdraw "the dose is wrong"',
        ),
        [
            Argument(
                ["topics"], nargs=-1, required=True, metavar="TOPIC...", type=Named("topics"),
                help="topics; or what several share, signed once: shared, profiles, pictures, templates",
            ),
            _option("--language", "L", "what is signed (default: en)", Named("languages"), default="en"),
            _option("--role", "R", ", ".join(ROLES), OneOf(ROLES), required=True),
            _option(
                "--as principal", "NAME", "who, as content/allowed_signers has it", Value(read_principal), required=True
            ),
            _option("--key", "FILE", "your private SSH key (Ed25519); without it a claim is written", Place("file")),
            _flag("--with-shared", "also what the topic prints and shares with others"),
            _flag("--changed", "sign again what changed since you signed it: first it is shown"),
            _option("--seen", "CODE", "the code that --changed showed", default=""),
            _option(
                "--origin", "O", f"of a translation: {', '.join(filter(None, ORIGINS))} (default: person)",
                OneOf(filter(None, ORIGINS)), default="",
            ),
            _option("--urgent", "WHY", "an urgent correction, by one clinician, for some days", default=""),
            _option("--object", "WHY", "it must not be released", default=""),
            _option("--withdraw", "WHY", "take back what you signed, or that you objected", default=""),
            _option("--block", "PATH", "only this block; may be repeated", multiple=True),
            _option("--until", "DAY", "it counts until this day: 2027-11-29", Value(read_date)),
            _country(),
            _option("--note", "WORDS", "a note in the record", default=""),
            _library(),
        ],
    )  # fmt: skip


def _status(about: str) -> Command:
    reports = ("terminal", "json", "html", "ics")
    return Command(
        about,
        "generator.cli.standing:status",
        (
            "leaflets status                          every topic in every language",
            "leaflets status colostrum --why          what is missing, what changed since it was signed",
            "leaflets status --due                    review dates; ends with 1 when one has passed",
            "leaflets status --due --as ics --output calendar",
        ),
        [
            Argument(
                ["topics"], nargs=-1, metavar="[TOPIC]...", type=Named("topics"),
                help="names as in 'leaflets show topics' (default: all)",
            ),
            _option(
                "--language", "L", "language, or 'all'; may be repeated (default: all)", Named("languages", "all"),
                multiple=True,
            ),
            _country(),
            _flag("--why", "say what is missing, words side by side"),
            _flag("--due", "list review dates instead"),
            _option(
                "--as report", "O", f"{', '.join(reports)} (default: terminal)", OneOf(reports), default="terminal"
            ),
            _option("--output", "DIR", "write it into this folder", Place()),
            _library(),
        ],
    )  # fmt: skip


def _verify(about: str) -> Command:
    return Command(
        about,
        "generator.cli.verifying:verify",
        (
            "leaflets verify 7KQ4-M2XD                        a lot typed in from paper",
            "leaflets verify output/vi/colostrum-a4-release.pdf",
            "leaflets verify output                           all that is in a folder",
        ),
        [
            Argument(
                ["things"], nargs=-1, required=True, metavar="FILE|LOT|FOLDER...", type=Named("topics", "FILE"),
                help="files, folders, or lots as they are printed",
            ),
            _option(
                "--statements", "DIR", "look for statements there too; may be repeated", Place(), multiple=True
            ),
            _option("--output", "DIR", "where leaflets were made (default: output)", Place(), default=Path("output")),
            _flag("--json", "a line of JSON for each"),
            _library(),
        ],
    )  # fmt: skip


# -- what was printed -------------------------------------------------------------


def _ledger(about: str) -> Commands:
    examples = ("leaflets ledger add output", "leaflets ledger list --clinic hill-clinic", f"leaflets ledger {_LOT}")
    table: dict[str, tuple[str, Callable[[str], click.Command]]] = {
        "add": ("add the receipts of a folder; twice adds nothing", _ledger_add),
        "list": ("list what was printed", _ledger_list),
        "needs": ("count what readers needed: large print, giant print, plain text", _ledger_needs),
        "recall": _RECALL,
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
            *_ledger_place(),
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
            _option("--clinic", "C", "its folder's name, or its name", default=""),
            _option("--topic", "TOPIC", "of this topic", Named("topics"), default=""),
            _option("--language", "L", "in this language", Named("languages"), default=""),
            _option("--lot", "LOT", "of this lot, as printed or as scanned", default=""),
            _option("--since", "DAY", "made on this day or later: 2026-11-01", Value(read_day)),
            _flag("--json", "a line of JSON for each receipt"),
            *_ledger_place(),
        ],
    )


def _ledger_needs(about: str) -> Command:
    return Command(
        about,
        "generator.cli.ledger:show_needs",
        ("leaflets ledger needs", "leaflets ledger needs --since 2026-11-01 --json"),
        [
            _option("--since", "DAY", "made on this day or later: 2026-11-01", Value(read_day)),
            _flag("--json", "a line of JSON for each row"),
            *_ledger_place(),
        ],
    )


def _recall(about: str) -> Command:
    return Command(
        about,
        "generator.cli.ledger:recall",
        (
            "leaflets recall --block managing-leakage/why-milk-leaks --version 0.1",
            f"leaflets {_LOT}",
            'leaflets recall --wording "press gently" --language vi',
            "leaflets recall --source bfn --before 2026-11-01",
        ),
        [
            _option("--block", "TOPIC/SECTION[/N]", "a section, or the Nth block in it", default=""),
            _option("--lot", "LOT", "as printed (7KQ4-M2XD) or as scanned", default=""),
            _option("--source", "KEY", "what rests on this source of content/sources.yaml", default=""),
            _option("--wording", "WORDS", "these words, in English or as printed", default=""),
            _option("--picture", "NAME", "of content/pictures.yaml, or its file's sha256", default=""),
            _option("--version", "V", "of this version of the leaflet only", default=""),
            _option("--language", "L", "in this language only", Named("languages"), default=""),
            _option("--before", "DAY", "made before this day: 2026-11-01", Value(read_day)),
            _option("--letters", "DIR", "draft a letter to each clinic, as PDF", Place()),
            _option("--sender", "WORDS", "who writes the letters, with a telephone number", default=""),
            _flag("--json", "a line of JSON for each receipt"),
            *_ledger_place(),
        ],
    )


_RECALL: Final = (
    "find who holds copies of a block, a lot, a source, a wording or a picture; ends with 1 when anybody does",
    _recall,
)
_LOT: Final = "recall --lot 7KQ4-M2XD --letters letters"


def _ledger_place() -> list[Option]:
    about = "default: ledger.sqlite in the library, or in this folder"
    return [_option("--ledger", "FILE", about, Place("file")), _library()]


# -- the desk ---------------------------------------------------------------------


def _serve(about: str) -> Command:
    return Command(
        about,
        "generator.cli.serving:serve",
        (
            "leaflets serve                                  then open http://127.0.0.1:8421/",
            "leaflets serve --clinic example                 the desk of one clinic",
            "leaflets serve --config serve.yaml              behind a proxy, with tokens: docs/how-to/serve.md",
            "leaflets serve --new-token                      a token for a program, and the hash for the file",
        ),
        [
            _option("--host", "HOST", "name or number to listen at (default: 127.0.0.1)"),
            _option("--port", "N", "port to listen at (default: 8421)", number_up_to(65_535)),
            _option("--clinic", "C", "the clinic of this desk (default: to be chosen)", Named("clinics")),
            _option("--config", "FILE", "a file of settings", Place("file")),
            _option("--ledger", "FILE", "add what is printed to this ledger; /l/LOT asks it", Place("file")),
            _flag("--new-token", "make a token, say it and its hash, and stop"),
            _library(),
        ],
    )  # fmt: skip


# -- the library ------------------------------------------------------------------


def _show(about: str) -> Command:
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
            _flag("--verify", "with fonts: compare every file with its known sha256"),
            _option("--output", "DIR", "with schema: write the schemas into this folder", Place()),
            _library(),
        ],
    )  # fmt: skip


def _new(about: str) -> Command:
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
            _option("--phone", "NUMBER", "a clinic's telephone number; may be repeated", multiple=True),
            _library(),
        ],
    )  # fmt: skip


def _sheet(about: str) -> Command:
    return Command(
        about,
        "generator.cli.showing:sheet",
        (
            "leaflets sheet managing-leakage",
            "leaflets sheet managing-leakage --language ja",
            "leaflets sheet managing-leakage --format fridge",
        ),
        [
            Argument(
                ["topic"],
                metavar="TOPIC",
                type=Named("topics"),
                help="name, code or title of a topic",
            ),
            _option("--language", "L", "language (default: en)", Named("languages"), default="en"),
            _option(
                "--format", "F", "paper; it may have its own template (default: a4)", Named("formats"), default="a4"
            ),
            _option("--clinic", "C", "clinic (default: space for a stamp)", Named("clinics"), default=""),
            _flag("--draft", DRAFT),
            _library(),
        ],
    )


def _translate(about: str) -> Commands:
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
        [Argument(["name"], metavar="LANGUAGE", type=Value(), help="its tag: id, pt-BR"), _library()],
    )


def _translate_update(about: str) -> Command:
    return Command(about, "generator.cli.translating:update", ("leaflets translate update",), [_library()])


def _translate_status(about: str) -> Command:
    return Command(about, "generator.cli.translating:status", ("leaflets translate status",), [_library()])


def _translate_extract(about: str) -> Command:
    examples = ("leaflets translate extract",)
    return Command(about, "generator.cli.translating:extract", examples, [_output(), _library()])


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
            Argument(
                ["topics"], nargs=-1, metavar="[TOPIC]...", type=Named("topics", "shared", "templates"),
                help="names of topics, shared, templates (default: all)",
            ),
            _option(
                "--language", "L", "language; may be repeated (default: all)", Named("languages"), multiple=True
            ),
            _flag("--xliff", "XLIFF 1.2, which most translators' tools read (the default)"),
            _flag("--xliff2", "XLIFF 2.1"),
            _flag("--xlsx", "workbooks in which only translation, state and remarks can be written"),
            _flag("--sheet", "review sheets, PDF and HTML: numbered texts, room for marks"),
            _flag("--glossary", "the glossary as TBX-Basic and CSV"),
            _output(),
            _library(),
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
            _option("--language", "L", "refuse files in any other language", Named("languages"), default=""),
            _flag("--dry-run", "show what would change; write nothing"),
            _flag("--partial", "the files hold some of the texts only"),
            _library(),
        ],
    )  # fmt: skip


def _completion(about: str) -> Command:
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
