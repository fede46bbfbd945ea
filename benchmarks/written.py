"""Faults that were written by hand, as translators and machines make them, and right translations in other words.

A set is a folder of ``benchmarks/written``, a language a file in it. Each block of a file stands for one text::

    @ Up to 4 days
    = 最多4天
    unit: 最多4天 => 第4天
    + 不超过四天

``@`` is the English and ``=`` a translation that is right; below, each with its kind, what a fault puts in the place
of its words (nothing, where a passage is lost), or the whole text anew behind ``=``. ``+`` is a right translation that
must not be told. Letters that no editor shows alike stand as ``\\uXXXX``.

    python benchmarks/written.py 4 5 [--missed]

tells of each set, language and kind what is found and how many right translations in other words are told wrongly.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from planting import LANGUAGES, Fault, Pair

FOLDER = Path(__file__).resolve().parent / "written"
SETS = tuple(sorted(one.name for one in FOLDER.iterdir() if one.is_dir()))
NUMBERS = ("numbers", "units", "time", "comparators")
SENSE = ("negation", "opposite", "certainty", "omission", "addition")
KINDS = {
    "number": (*NUMBERS, "choice", "omission", "length", "opposite"),
    "unit": (*NUMBERS, "omission", "length"),
    "comparator": ("comparators", "negation", "numbers"),
    "time": (*NUMBERS, *SENSE),
    "negation": ("negation", "opposite", "certainty", "comparators", "omission", "addition", "time"),
    "certainty": ("certainty", "negation", "choice"),
    "opposite": (*SENSE, "units", "time", "comparators"),
    "who": ("who", "omission", "addition"),
    "choice": ("choice", "negation", "certainty", "opposite", "omission"),
    "omission": ("omission", "length", "numbers", "units", "negation", "choice", "glossary", "punctuation", "who"),
    "addition": ("addition", "length"),
    "count": ("omission", "length", "choice", "negation", "punctuation", "who", "opposite", "glossary"),
    "slot": ("marks", "telephone", "untranslated"),
    "telephone": ("telephone", "numbers", "marks", "addition", "omission"),
    "code": ("numbers", "marks"),
    "markup": ("marks", "glossary", "punctuation"),
    "english": ("untranslated", "glossary"),
    "script": ("script", "punctuation"),
    "region": ("glossary", "script", "addition"),
    "friend": ("false-friend", "glossary", "opposite", "omission", "addition"),
    "glossary": ("glossary", "false-friend", "opposite", "omission", "addition", "marks"),
    "address": ("glossary", "who"),
    "punctuation": ("punctuation", "damage"),
    "csv": ("damage", "punctuation"),
    "nfc": ("script", "damage"),
    "long": ("sentence",),
}
"""Which rules may tell a fault of each kind: one slip is often seen from two sides."""


def languages_of(name: str) -> tuple[str, ...]:
    """Return the languages of a set, those of the stock first."""
    there = {path.stem for path in (FOLDER / name).glob("*.txt")}
    return (*(one for one in LANGUAGES if one in there), *sorted(there - set(LANGUAGES)))


@cache
def written(name: str, language: str) -> tuple[tuple[Fault, ...], tuple[Pair, ...]]:
    """Return the faults of a set in a language, and its right translations.

    Raises ValueError for a line that is none of the four, or a fault that changes nothing.
    """
    faults: list[Fault] = []
    right: list[Pair] = []
    source = model = ""
    path = FOLDER / name / f"{language}.txt"
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        mark, _, rest = line.partition(" ")
        place = f"{name}/{language}.txt:{number}"
        if mark == "@":
            source = rest
        elif mark == "=":
            model = rest
            right.append(Pair(language, place, source, model))
        elif mark == "+":
            right.append(Pair(language, place, source, rest))
        elif line and mark.rstrip(":") in KINDS:
            faults.append(Fault(mark[:-1], Pair(language, place, source, _with(model, rest)), KINDS[mark[:-1]]))
            if faults[-1].pair.target == model:
                raise ValueError(f"{place}: it changes nothing")
        elif line:
            raise ValueError(f"{place}: {line}")
    return tuple(faults), tuple(right)


def _with(model: str, change: str) -> str:
    """Return a translation with words exchanged: ``old => new``; behind ``=`` stands the whole of it anew."""
    change = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), change)
    if change.startswith("= "):
        return change[2:]
    old, _, new = change.partition(" =>")
    new = new[1:]
    return model.replace(old, new, 1) if new else model.replace(old, "", 1).strip()


def all_written() -> Iterator[tuple[str, str]]:
    """Yield every set with every language of it."""
    for name in SETS:
        for language in languages_of(name):
            yield name, language


def figures(name: str, missed: bool) -> Iterator[str]:
    """Yield what is found of a set, by language and by kind, and what is told of right translations in other words."""
    from parity import told  # it reads the sets from this file

    every, found, told_at_all = Counter[str](), Counter[str](), Counter[str]()
    for language in languages_of(name):
        faults, right = written(name, language)
        models = {pair.source: pair for pair in reversed(right)}
        known = {source: frozenset(one.rule for one in told(pair)) for source, pair in models.items()}
        for fault in faults:
            rules = {one.rule for one in told(fault.pair)} - known[fault.pair.source]
            for key in (language, fault.kind, "all"):
                every[key] += 1
                found[key] += bool(rules & set(fault.rules))
                told_at_all[key] += bool(rules)
            if missed and not rules & set(fault.rules):
                yield f"- missed, {fault.kind} ({language}): {fault.pair.source} → {fault.pair.target}"
        others = [pair for pair in right if models[pair.source] != pair]
        wrongly = [(pair, told(pair)) for pair in others if told(pair)]
        every[f"right {language}"] = len(others)
        found[f"right {language}"] = told_at_all[f"right {language}"] = len(wrongly)
        if missed:
            yield from (f"- told wrongly ({language}): {pair.target}: {one[0].message}" for pair, one in wrongly)
    for key in sorted(every, key=lambda key: (key.startswith("right"), key == "all", key in KINDS, key)):
        of = every[key]
        yield f"| set {name} | {key} | {found[key]}/{of} = {found[key] / of:.0%} | {told_at_all[key]}/{of} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", choices=SETS, help="the sets, by the names of their folders")
    parser.add_argument("--missed", action="store_true", help="print each fault that is missed, each text told wrongly")
    wanted = parser.parse_args()
    print("| Set | Of | A rule of its kind tells it | Anything tells it |\n|---|---|---|---|")
    for name in wanted.sets:
        print("\n".join(figures(name, wanted.missed)))


if __name__ == "__main__":
    main()
