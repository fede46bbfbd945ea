"""What the commands take that judge leaflets, and say who stands behind them."""

from __future__ import annotations

from pathlib import Path

from generator.cli.commands.shared import choosing, country, flag, jobs, library, option, output, report, topics
from generator.cli.options import Argument, Command
from generator.cli.values import Named, OneOf, Place, Value, read_date, read_kept, read_principal


def check(about: str) -> Command:
    """Return ``leaflets check``."""
    levels = ("info", "warn", "fail")
    return Command(
        about,
        "generator.cli.checking:check",
        (
            "leaflets check managing-leakage --language vi   one topic in Vietnamese",
            "leaflets check --as html                        everything, with pictures of the pages",
            "leaflets check --jobs 2                         everything, two leaflets at a time",
            "leaflets check colostrum --release              as --release would make it: who has not signed",
            "leaflets check output/en/colostrum-a4.pdf       a file by itself",
            "leaflets check colostrum --profile press        as a print shop gets it",
            "leaflets check --as sarif --output output       for a code host",
        ),
        [
            topics("names of topics, or PDF files (default: all topics)", "FILE", metavar="[TOPIC|FILE]..."),
            *choosing(),
            option(
                "--profile", "P",
                "screen: without what matters on paper only; office: without what only screen readers need; "
                "press: the edition for a print shop, by its own rules (default: all checks but those of the press)",
                OneOf(("screen", "office", "press")), default="",
            ),
            report("terminal", "json", "sarif", "html"),
            option(
                "--fail-on", "LEVEL",
                f"end with 1 when something of this level or graver is found: {', '.join(levels)} (default: fail)",
                OneOf(levels), default="fail",
            ),
            flag("--release", "also whether it may be released: what is not signed, what the policy says of releases"),
            jobs("check N leaflets at a time"),
            option("--output", "DIR", "write the report into this folder", Place()),
            library(),
        ],
    )  # fmt: skip


def evidence(about: str) -> Command:
    """Return ``leaflets evidence``."""
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
            topics("names, codes or titles, as in 'leaflets show topics' (default: all)"),
            flag("--blocks", "a line for each source of each clinical block"),
            option("--csv", "FILE", "write the table into this file", Place("file")),
            flag("--json", "a line of JSON for each row"),
            library(),
        ],
    )  # fmt: skip


def pemat(about: str) -> Command:
    """Return ``leaflets pemat``."""
    return Command(
        about,
        "generator.cli.pemat:pemat",
        (
            "leaflets pemat colostrum                  what a program can decide, hints, what is left to people",
            "leaflets pemat colostrum --as pdf         a form to fill in: output/pemat/colostrum.pdf, and a web page",
        ),
        [
            Argument(["topic"], metavar="TOPIC", type=Named("topics"), help="a name as in 'leaflets show topics'"),
            report("terminal", "json", "pdf"),
            output(),
            library(),
        ],
    )  # fmt: skip


def sign(about: str) -> Command:
    """Return ``leaflets sign``."""
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
            topics(
                "topics; or what several share, signed once: shared, profiles, pictures, templates",
                metavar="TOPIC...", required=True,
            ),
            option("--language", "L", "what is signed (default: en)", Named("languages"), default="en"),
            option("--role", "R", ", ".join(ROLES), OneOf(ROLES), required=True),
            option(
                "--as principal", "NAME", "who, as content/allowed_signers has it", Value(read_principal), required=True
            ),
            option("--key", "FILE", "your private SSH key (Ed25519); without it a claim is written", Place("file")),
            flag("--with-shared", "also what the topic prints and shares with others"),
            flag("--changed", "sign again what changed since you signed it: first it is shown"),
            option("--seen", "CODE", "the code that --changed showed", default=""),
            option(
                "--origin", "O", f"of a translation: {', '.join(filter(None, ORIGINS))} (default: person)",
                OneOf(filter(None, ORIGINS)), default="",
            ),
            option("--urgent", "WHY", "an urgent correction, by one clinician, for some days", default=""),
            option("--object", "WHY", "it must not be released", default=""),
            option("--withdraw", "WHY", "take back what you signed, or that you objected", default=""),
            option("--block", "PATH", "only this block; may be repeated", multiple=True),
            option(
                "--format", "F", "with --role layout: a paper you have seen it on; may be repeated (default: a4)",
                Named("formats"), multiple=True,
            ),
            option("--theme", "T", "with --role layout: in this theme (default: default)", Named("themes")),
            option("--until", "DAY", "it counts until this day: 2027-11-29", Value(read_date)),
            country(),
            option("--note", "WORDS", "a note in the record", default=""),
            library(),
        ],
    )  # fmt: skip


def status(about: str) -> Command:
    """Return ``leaflets status``."""
    return Command(
        about,
        "generator.cli.standing:status",
        (
            "leaflets status                          every topic in every language",
            "leaflets status colostrum --why          what is missing, what changed since it was signed",
            "leaflets status --due                    review dates; ends with 1 when one has passed",
            "leaflets status --due --as ics --output calendar",
            "leaflets status --after 3f9a1b2c4d5e6f70 is what was signed up to then still there?",
        ),
        [
            topics("names as in 'leaflets show topics' (default: all)"),
            option(
                "--language", "L", "language, or 'all'; may be repeated (default: all)", Named("languages", "all"),
                multiple=True,
            ),
            country(),
            flag("--why", "say what is missing, words side by side"),
            flag("--due", "list review dates instead"),
            option(
                "--after", "HASH", "say instead whether the signature that 'leaflets sign' told you to keep is still "
                "there, and all before it", Value(read_kept), default="",
            ),
            report("terminal", "json", "html", "ics"),
            option("--output", "DIR", "write it into this folder", Place()),
            library(),
        ],
    )  # fmt: skip


def verify(about: str) -> Command:
    """Return ``leaflets verify``."""
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
            option(
                "--statements", "DIR", "look for statements there too; may be repeated", Place(), multiple=True
            ),
            option("--output", "DIR", "where leaflets were made (default: output)", Place(), default=Path("output")),
            flag("--json", "a line of JSON for each"),
            library(),
        ],
    )  # fmt: skip
