"""``leaflets show schema``: which YAML files there are, and a JSON Schema of each for editors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from generator.cli.opening import open_library
from generator.cli.options import Options
from generator.cli.speech import say, table
from generator.library.library import Library
from generator.library.schema import DIALECT, Schema, learn
from generator.library.schemas import FILES, schema_of
from generator.library.shelf import Unknown
from generator.model.problems import NOWHERE, Problem, suggest
from generator.trust.policy import FILE, RECALLED, read_policy, read_recalled

RUN: Final = "run"
SETTINGS: Final = "settings"
ALL: Final[Mapping[str, str]] = {
    **FILES,
    "policy": FILE,
    "recalled": RECALLED,
    RUN: "a run file: leaflets run RUN.yaml",
    SETTINGS: "settings of leaflets serve: --config FILE",
}
"""Sorts of files, and where they lie."""


def show(options: Options) -> int:
    """List the sorts of files, print the schema of one, or write them all into a folder.

    Raises:
        Unknown: for a sort that there is not.
        Unusable: when the library cannot be read, or the folder not be written.
    """
    if options.kind and options.kind not in ALL:
        raise Unknown(Problem(NOWHERE, f"no file is of the sort '{options.kind[:80]}'", suggest(options.kind, ALL)))
    library = open_library(options.library)
    if options.output:
        from generator.run.files import outbox

        for sort in [options.kind] if options.kind else ALL:
            outbox.write(options.output, f"{sort}.json", _json(sort, library))
        say(f"{1 if options.kind else len(ALL)} schemas in {options.output}")
    elif options.kind:
        say(_json(options.kind, library).decode().rstrip())
    else:
        say(table(list(ALL.items())))
    return 0


def _json(sort: str, library: Library) -> bytes:
    return (json.dumps(schema(sort, library), ensure_ascii=False, indent=1) + "\n").encode()


def schema(sort: str, library: Library) -> Schema:
    """Return the schema of a sort of files (a name of ``ALL``).

    Raises:
        Unusable: when the library cannot be read.
    """
    if sort in FILES:
        return schema_of(sort, library)
    if sort == "policy":
        found = learn(read_policy)
    elif sort == "recalled":
        found = learn(read_recalled, "names")
    elif sort == SETTINGS:
        from generator.service.settings import Settings, read_settings

        found = learn(lambda path, shown, problems: read_settings(path, Settings()))
    else:
        from generator.run.orders.read import read_wish

        found = learn(lambda path, shown, problems: read_wish(path, library))
        found["properties"]["clinics"] = {}  # names of the library's, or clinics as they stand in files of their own
    return {"$schema": DIALECT, "title": f"{sort}: {ALL[sort]}", **found}
