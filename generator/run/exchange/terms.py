"""The glossary as files for translators' tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.library.languages import GLOSSARY, read_glossary
from generator.library.library import Library
from generator.model.problems import Origin, Problem, Unusable, refuse_if_any
from generator.run.orders.table import write_table
from generator.words.exchange.glossary import HEADS, glossary_rows, write_tbx


def glossary_files(library: Library, languages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield a TBX-Basic file and a CSV file for each language, by name. Raises Unusable."""
    file = library.folders.find(GLOSSARY)
    if file is None:
        raise Unusable(Problem(Origin(GLOSSARY), "the library has no glossary", "copy it from the stock library"))
    problems: list[Problem] = []
    terms = read_glossary(file.path, file.shown, problems)
    refuse_if_any(problems)
    for language in languages:
        wanted = [language, "_".join(language.split("_")[:2])]  # words of Hong Kong lie over those of Taiwan
        place = f"{language.replace('_', '-')}/glossary"
        yield f"{place}.tbx", write_tbx(terms, wanted)
        yield f"{place}.csv", write_table(HEADS, glossary_rows(terms, wanted), ",")
