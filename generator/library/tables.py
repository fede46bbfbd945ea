"""The tables of a library (``locales/glossary.csv``, ``content/claims.csv``): commas, quotes, a head that is known.

Tables that people export from spreadsheets are another thing: ``run/orders/tables.py`` forgives what is refused here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.library.texts import read_text
from generator.model.problems import Origin, Problem
from generator.model.writing import composed

Row = tuple[Origin, list[str]]
"""The place where a row begins, and its cells without blanks around them."""


def read_rows(path: Path, shown: str, columns: Sequence[str], problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows of a table with exactly these columns; a row that is wrong becomes a problem and is left out."""
    text = read_text(path, shown, problems)
    if text is None:
        return
    rows = csv.reader(composed(text).split("\n"), strict=True)
    begins = 1
    try:
        if next(rows, []) != list(columns):
            problems.append(Problem(Origin(shown, 1), "the columns are not as expected", ",".join(columns)))
            return
        begins = rows.line_num + 1
        for row in rows:
            origin, begins = Origin(shown, begins), rows.line_num + 1
            if row and len(row) != len(columns):
                message = f"this row has {len(row)} columns, not {len(columns)}"
                problems.append(Problem(origin, message, "put words that hold a comma in double quotes"))
            elif row:
                yield origin, [cell.strip() for cell in row]
    except csv.Error as error:
        hint = 'put the whole cell into quotation marks, and write two of them ("") for one'
        problems.append(Problem(Origin(shown, begins), f"this row is no CSV: {error}", hint))
