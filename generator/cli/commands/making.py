"""What the commands take that make leaflets."""

from __future__ import annotations

from collections.abc import Callable

import click

from generator.cli.commands.shared import choosing, flag, jobs, library, option, output, outputs, releasing, topics
from generator.cli.options import Argument, Command, Commands
from generator.cli.values import (
    Named,
    OneOf,
    Place,
    Value,
    length_up_to,
    number_up_to,
    read_clinic_name,
    read_executor,
    read_marks,
    read_place,
)


def make(about: str) -> Command:
    """Return ``leaflets make``."""
    from generator.model.edition import HANDOUTS, MOST_COPIES, OFFICE_SHEETS

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
            topics("names, codes or titles, as in 'leaflets show topics' (default: all)"),
            *choosing(formats, draft=True),
            option(
                "--name", "WORDS", "a clinic's name, with --phone: for a clinic without a file",
                Value(read_clinic_name), default="",
            ),
            option("--phone", "NUMBER", "its telephone number, with --name; may be repeated", multiple=True),
            outputs(),
            *releasing(),
            library(),
            output(),
            flag("--print-ready", "for the office printer, at full size on both sides"),
            option(
                "--handout", "N",
                "for the office printer, 2 or 4 pages on each side of a sheet; A5 booklets in the order of folding",
                OneOf(HANDOUTS, int), default=0,
            ),
            option(
                "--sheet", "S",
                f"with --handout: {', '.join(OFFICE_SHEETS)} (default: a4, or letter for pages in inches)",
                OneOf(OFFICE_SHEETS), default="",
            ),
            option(
                "--copies", "N", f"with --print-ready or --handout: 1 to {MOST_COPIES}",
                number_up_to(MOST_COPIES, most), default=1,
            ),
            jobs("make N leaflets at a time"),
        ],
    )  # fmt: skip


def watch(about: str) -> Command:
    """Return ``leaflets watch``."""
    return Command(
        about,
        "generator.cli.watching:watch",
        (
            "leaflets watch colostrum --language vi          while you edit content/ or locales/",
            "leaflets watch colostrum --language en --as html",
            "leaflets watch --language en --format poster    every topic",
        ),
        [
            topics("names as in 'leaflets show topics' (default: all)"),
            *choosing(draft=True),
            outputs(),
            library(),
            output(),
        ],
    )  # fmt: skip


def run(about: str) -> Command:
    """Return ``leaflets run``."""
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
            option(
                "--group", "G",
                "folder: one for each clinic; zip: also a ZIP for each; language: a folder for each language; "
                "merged: also merged files for a print shop (default: as the run file says, else folder)",
                OneOf(GROUPS), default="",
            ),
            option(
                "--edition", "E",
                "screen, press or both (default: as the run file says, else screen); a row's own wins",
                OneOf(EDITIONS), default="",
            ),
            flag("--plan", "only say what would be made; make nothing"),
            flag("--resume", "go on with the run begun in the folder, and no other"),
            jobs("make leaflets in N processes"),
            option(
                "--executor", "E", "local, or dask://HOST:PORT for the workers of a Dask cluster (default: local)",
                Value(read_executor), default="local",
            ),
            flag("--quiet", "say only what is wrong"),
            flag("--json", "say everything as lines of JSON"),
            option("--ledger", "FILE", "add the receipts to this ledger at the end", Place("file")),
            option(
                "--output", "DIR|s3://…", "a folder, or an address: s3://bucket/folder (default: output)",
                Place("dir", read_place), default="output",
            ),
            option(
                "--receipts", "DIR",
                "folder for receipts (default: the output; for an address, a folder in receipts/ named after it)",
                Place(),
            ),
            flag("--verify", "read again what lies behind an address"),
            flag("--take-over", "the run that holds an address is over: go on there"),
            *releasing(),
            library(),
        ],
    )  # fmt: skip


def press(about: str) -> Command:
    """Return ``leaflets press``."""
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
            topics("names, or their files: content/colostrum.yaml", "FILE", metavar="TOPIC...", required=True),
            *choosing(),
            option("--sheet", "S", f"{', '.join(SHEETS)} (default: none)", OneOf(SHEETS), default="none"),
            option("--imposition", "I", f"{', '.join(GRIDS)} (default: none)", OneOf(GRIDS), default="none"),
            option("--bleed", "LENGTH", "default: 3mm", length_up_to(MOST_BLEED), default=BLEED),
            option(
                "--marks", "M", f"none, or some of {','.join(MARKS)} (default: all)", Value(read_marks),
                default=",".join(MARKS),
            ),
            option(
                "--colour", "C", "cmyk, or k for black alone (default: cmyk)", OneOf(COLOURS), default="cmyk"
            ),
            option("--quantity", "N", "copies, for the slug line", number_up_to(MOST_QUANTITY), default=0),
            option(
                "--creep", "LENGTH",
                "booklet: how much each folded sheet pushes out the next one (default: 0.1mm)",
                length_up_to(2 * MM), default=CREEP,
            ),
            jobs("make N files at a time"),
            *releasing(),
            library(),
            output(),
        ],
    )  # fmt: skip


def export(about: str) -> Commands:
    """Return ``leaflets export``."""
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
        "leaflets export site public --format letter --language vi --language en",
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
    named = option("--topic topics", "TOPIC", "only this topic; may be repeated", Named("topics"), multiple=True)
    language, theme = (one for one in choosing() if one.name in ("language", "theme"))
    paper = option("--format", "F", formats, Named("formats", *(["all"] if several else [])), multiple=several)
    return Command(
        about,
        f"generator.cli.exporting:{name}",
        examples,
        [
            Argument(["folder"], metavar="DIR", type=Place(), help="the folder to write to"),
            named,
            language,
            theme,
            paper,
            option("--clinic", "C", "the clinic (default: space for a stamp)", Named("clinics"), default=""),
            jobs("make N leaflets at a time"),
            library(),
        ],
    )


def serve(about: str) -> Command:
    """Return ``leaflets serve``."""
    return Command(
        about,
        "generator.cli.serving:serve",
        (
            "leaflets serve                                  then open http://127.0.0.1:8421/",
            "leaflets serve --clinic example                 the desk of one clinic",
            "leaflets serve --config serve.yaml              behind a proxy, with tokens: docs/how-to/serve.md",
            "leaflets serve --edit                           also a page for those who edit: …:8421/edit",
            "leaflets serve --new-token                      a token for a program, and the hash for the file",
        ),
        [
            option("--host", "HOST", "name or number to listen at (default: 127.0.0.1)"),
            option("--port", "N", "port to listen at (default: 8421)", number_up_to(65_535)),
            option("--clinic", "C", "the clinic of this desk (default: to be chosen)", Named("clinics")),
            option("--config", "FILE", "a file of settings", Place("file")),
            option("--ledger", "FILE", "add what is printed to this ledger; /l/LOT asks it", Place("file")),
            flag("--edit", "also the view of those who edit the library's files: each leaflet as they save it"),
            flag("--new-token", "make a token, say it and its hash, and stop"),
            library(),
        ],
    )  # fmt: skip
