"""What the comparison of translations finds, and what it tells wrongly: planted faults, stock, and foreign texts.

    python benchmarks/parity.py [FOLDER …] [--write docs/parity.md]

Planted faults are made from the stock catalogs (``planting.py``). A folder holds translations that were not written
here: Android's ``values/strings.xml`` beside ``values-vi/strings.xml``, Java's ``messages.properties`` beside
``messages_vi.properties``, or PO files below a folder named as the language. They are read where they lie and never
copied; a translation equal to its English counts as none. Which texts were used, and from where, stands in
``docs/parity.md``, which this program writes.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from generator.library.languages import read_glossary
from generator.meaning import compare
from generator.meaning.differences import Difference
from generator.meaning.glossary import Glossary
from generator.words.catalogs import read_po_file

sys.path.append(str(Path(__file__).resolve().parent))
from planting import LANGUAGES, MAKERS, Fault, Pair, pairs_of_stock, plant, variants
from written import KINDS, SETS, all_written, written

ROOT = Path(__file__).resolve().parents[1]
ANDROID = {"zh": "zh_Hans", "zh-rCN": "zh_Hans", "zh-rTW": "zh_Hant", "zh-rHK": "zh_Hant_HK", "in": "id"}


def language_of(name: str) -> str:
    """Return the language of a folder such as ``values-hi-rIN``, as a library's folders are named."""
    code = name.removeprefix("values-")
    return ANDROID.get(code, code.split("-")[0])


def read_android(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError):
        return found
    for one in root.iter("string"):
        words = " ".join("".join(one.itertext()).split())
        words = re.sub(r"\\([n'\"@?])", lambda match: " " if match[1] == "n" else match[1], words).strip('"')
        if one.get("translatable") != "false" and words:
            found[one.get("name", "")] = words
    return found


def read_properties(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in path.read_text("utf-8", errors="replace").splitlines():
        name, mark, words = line.partition("=")
        if mark and words.strip() and not line.lstrip().startswith(("#", "!")):
            words = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), words.strip())
            found[name.strip()] = words.replace("\\n", " ").replace("\\", "")
    return found


def foreign_pairs(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield language, English and translation of what a folder holds, each pair once."""
    seen: set[tuple[str, str, str]] = set()
    for source in sorted(folder.rglob("values/*.xml")):
        english = read_android(source)
        for other in sorted(source.parent.parent.glob(f"values-*/{source.name}")):
            language = language_of(other.parent.name)
            seen |= {(language, english[key], words) for key, words in read_android(other).items() if key in english}
    for source in sorted(folder.rglob("messages.properties")):
        english = read_properties(source)
        for other in sorted(source.parent.glob("messages_*.properties")):
            code = other.stem.removeprefix("messages_")
            language = {"zh_CN": "zh_Hans", "zh_TW": "zh_Hant"}.get(code, code.split("_")[0])
            seen |= {(language, english[key], words) for key, words in read_properties(other).items() if key in english}
    for path in sorted(folder.rglob("*.po")):
        language = next(
            (part for part in reversed(path.parts[:-1]) if re.fullmatch(r"[a-z]{2}(_[A-Za-z]+)?", part)), ""
        )
        po = read_po_file(path, str(path), []) if language else None
        seen |= (
            {(language, one.source, one.words) for one in po.entries if not one.obsolete and not one.fuzzy}
            if po
            else set()
        )
    yield from sorted(one for one in seen if one[1].strip() and one[2].strip() and one[1].strip() != one[2].strip())


@cache
def glossary_of(language: str) -> Glossary:
    terms = read_glossary(ROOT / "locales/glossary.csv", "locales/glossary.csv", [])
    script = language.split("_")[-1] if "_" in language else ""
    return Glossary(terms, language, language == "vi", {"Hant": "TW", "Hans": "CN"}.get(script, language.upper()))


def told(pair: Pair) -> tuple[Difference, ...]:
    """Return what is told of a pair as a catalog's entry, with the glossary and the rules of leaflets."""
    return compare(pair.source, pair.target, pair.language, glossary=glossary_of(pair.language), house=True)


def is_found(fault: Fault, right: frozenset[str] = frozenset()) -> bool:
    """Tell whether a rule that must tell a fault tells it; what is told of the right translation too does not count."""
    return any(one.rule in fault.rules and one.rule not in right for one in told(fault.pair))


def planted_table() -> tuple[list[str], list[Fault], int]:
    """Return the table's lines, the faults that were not found, and how many were planted."""
    lines = [f"| Kind | {' | '.join(LANGUAGES)} | Found |", f"|---{'|---' * len(LANGUAGES)}|---|"]
    missed: list[Fault] = []
    everything = 0
    for kind in MAKERS:
        cells, of_kind, found_of_kind = [], 0, 0
        for language in LANGUAGES:
            faults = list(plant(language, kind))
            lost = [fault for fault in faults if not is_found(fault)]
            missed += lost
            of_kind, found_of_kind = of_kind + len(faults), found_of_kind + len(faults) - len(lost)
            cells.append(f"{len(faults) - len(lost)}/{len(faults)}" if faults else "–")
        everything += of_kind
        lines.append(f"| {kind} | {' | '.join(cells)} | {found_of_kind / max(1, of_kind):.0%} |")
    share = 1 - len(missed) / everything
    lines.append(f"| **all** {'| ' * len(LANGUAGES)}| **{everything - len(missed)}/{everything} = {share:.1%}** |")
    return lines, missed, everything


@cache
def missed_of(name: str, language: str) -> tuple[Fault, ...]:
    """Return the faults of a written set that no rule of their kind tells, unless it tells the right text too."""
    faults, right = written(name, language)
    known = {pair.source: frozenset(one.rule for one in told(pair)) for pair in reversed(right)}
    return tuple(fault for fault in faults if not is_found(fault, known.get(fault.pair.source, frozenset())))


def written_table() -> tuple[list[str], list[Fault], list[str]]:
    """Return the table of faults written by hand, those not found, and what is told of right translations."""
    languages = tuple(dict.fromkeys(language for _, language in all_written()))
    lines = [f"| Kind | {' | '.join(languages)} | Found |", f"|---{'|---' * len(languages)}|---|"]
    every = {(kind, language): [0, 0] for kind in KINDS for language in languages}
    of_set = {name: [0, 0] for name in SETS}
    missed: list[Fault] = []
    false: list[str] = []
    for name, language in all_written():
        faults, right = written(name, language)
        lost = missed_of(name, language)
        missed += lost
        for fault in faults:
            for cell in (every[fault.kind, language], of_set[name]):
                cell[0] += fault not in lost
                cell[1] += 1
        false += [f"- {language} {one.rule}: {one.message}: {pair.target}" for pair in right for one in told(pair)]
    for kind in KINDS:
        cells = [every[kind, language] for language in languages]
        shown = " | ".join(f"{found}/{of}" if of else "–" for found, of in cells)
        share = sum(one[0] for one in cells) / max(1, sum(one[1] for one in cells))
        lines.append(f"| {kind} | {shown} | {share:.0%} |")
    whole = [sum(cell[at] for cell in of_set.values()) for at in (0, 1)]
    for name, (found, of) in [*((f"set {name}", cell) for name, cell in of_set.items()), ("all", whole)]:
        lines.append(f"| **{name}** {'| ' * len(languages)}| **{found}/{of} = {found / of:.1%}** |")
    return lines, missed, false


def foreign_table(folders: list[Path], shown: int) -> list[str]:
    """Return the lines of the table of foreign texts; print some findings of each rule."""
    lines = ["| Texts | Language | Strings | Flagged | Share | Rules |", "|---|---|---|---|---|---|"]
    totals: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for folder in folders:
        by_language: dict[str, list[tuple[str, str]]] = {}
        for language, source, target in foreign_pairs(folder):
            by_language.setdefault(language, []).append((source, target))
        for language, pairs in sorted(by_language.items()):
            if len(pairs) < 20:
                continue
            rules: Counter[str] = Counter()
            flagged = 0
            for source, target in pairs:
                found = compare(source, target, language)
                flagged += bool(found)
                rules.update({one.rule for one in found})
                for one in found:
                    told[f"{language} {one.rule}"] += 1
                    if told[f"{language} {one.rule}"] <= shown:
                        print(
                            f"{folder.name} {language} {one.severity} {one.rule}: {one.message}\n    {source}\n    {target}"
                        )
            whole = rules["damage"] > len(pairs) / 2
            totals["strings"] += 0 if whole else len(pairs)
            totals["flagged"] += 0 if whole else flagged
            share = f"{flagged / len(pairs):.1%}"
            named = ", ".join(f"{rule} {count}" for rule, count in rules.most_common())
            named = f"broken as a whole: {named}" if whole else named
            lines.append(
                f"| {folder.name.replace('+', '/')} | {language} | {len(pairs):,} | {flagged} | {share} | {named} |"
            )
    if totals["strings"]:
        share = f"{totals['flagged'] / totals['strings']:.2%}"
        lines.append(f"| **all** | | **{totals['strings']:,}** | **{totals['flagged']}** | **{share}** | |")
    return lines


SOURCES = {
    "getodk+collect": "ODK Collect, Apache-2.0",
    "openmrs+openmrs-core": "OpenMRS, MPL-2.0 with a health care disclaimer",
    "dhis2+dhis2-android-capture-app": "DHIS2 Android, BSD-3-Clause",
    "mozilla-mobile+focus-android": "Firefox Focus, MPL-2.0",
    "simpledotorg+simple-android": "Simple (blood pressure and diabetes), MIT",
}
"""Where foreign texts were read, by the name of the folder; others are named as their folder."""


def stock_table() -> tuple[list[str], list[str]]:
    """Return the table of what is told of the stock catalogs, and each of it: all are taken for false alarms."""
    lines = ["| Language | Texts | Told | critical | For each topic |", "|---|---|---|---|---|"]
    each: list[str] = []
    leaflets = len(list((ROOT / "content").glob("*.yaml"))) - len(NO_TOPICS)
    for language in LANGUAGES:
        pairs = pairs_of_stock(language)
        found = [(pair, one) for pair in pairs for one in told(pair)]
        grave = sum(one.severity == "critical" for _, one in found)
        lines.append(f"| {language} | {len(pairs)} | {len(found)} | {grave} | {len(found) / leaflets:.2f} |")
        each += [f"- `{language}/{pair.place}` {one.rule}: {one.message}" for pair, one in found]
    return lines, each


NO_TOPICS = ("pictures", "series", "sources")


def report(folders: list[Path], shown: int) -> str:
    """Return the whole page."""
    lines, missed, planted = planted_table()
    stock, each = stock_table()
    hand, hand_missed, hand_false = written_table()
    hand_found = sum(len(written(*one)[0]) for one in all_written()) - len(hand_missed)
    hand_right = sum(len(written(*one)[1]) for one in all_written())
    false = [
        f"- {fault.kind} ({language}) {one.rule}: {one.message}: {fault.pair.target}"
        for language in LANGUAGES
        for fault in variants(language)
        for one in told(fault.pair)
    ]
    right = sum(len(list(variants(language))) for language in LANGUAGES)
    started = time.process_time()
    count = sum(1 for language in LANGUAGES for pair in pairs_of_stock(language) if told(pair) is not None)
    pace = (time.process_time() - started) / count * 1000
    parts = [
        "# What the comparing of translations finds",
        "`python benchmarks/parity.py FOLDER … --write docs/parity.md` wrote this page. The rules: "
        "[meaning](reference/meaning.md).",
        "## Planted faults",
        f"{planted} faults were planted by a program (`benchmarks/planting.py`) in copies of the stock catalogs, one in "
        "each copy, at places that chance with fixed seeds chose. Found is a fault of which a rule of its kind is told.",
        "\n".join(lines),
        f"Not found: {len(missed)}.",
        "\n".join(
            f"- {fault.kind} ({fault.pair.language}): {fault.pair.source} → {fault.pair.target}".replace("\n", " ")
            for fault in missed
        ),
        "## Right translations written otherwise",
        f"{right} texts with full-width digits, or with numbers in words (两周, 三か月, hai tuần): {len(false)} false alarms.",
        *(["\n".join(false)] if false else []),
        "## Faults written by hand",
        f"{len(hand_missed) + hand_found} faults as translators and machines make them, and {hand_right} right translations, "
        "most in other words than the stock's (`benchmarks/written`). The rules were mended after a set was written, so "
        "what is found of it says less than what was found before: [decision 60](decisions/0060-written-faults.md).",
        "\n".join(hand),
        f"Not found: {len(hand_missed)}.",
        "\n".join(
            f"- {fault.kind} ({fault.pair.language}): {fault.pair.source} → {fault.pair.target}"
            for fault in hand_missed
        ),
        f"Told of right translations: {len(hand_false)}.",
        *(["\n".join(hand_false)] if hand_false else []),
        "## The stock catalogs",
        "Nobody has found a fault in these texts, so all that is told of them counts as a false alarm.",
        "\n".join(stock),
        "\n".join(each),
        f"A text takes {pace:.2f} ms of a processor (tables read before, texts not).",
    ]
    if folders:
        named = ", ".join(SOURCES.get(folder.name, folder.name) for folder in folders)
        parts += [
            "## Translations not made here",
            f"Read where they lie and not copied: {named}. Strings of programs, compared without a glossary. All that is "
            "told counts as a false alarm, though much of it is a fault: a lost slot, a traditional character in "
            "simplified text, a half-width mark. A file that is broken as a whole (each text told by `damage`) is left out "
            "of the sum.",
            "\n".join(foreign_table(folders, shown)),
        ]
    return "\n\n".join(part for part in parts if part) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print so many findings of each rule and language")
    parser.add_argument("--write", type=Path, help="write the page to this file")
    asked = parser.parse_args()
    page = report(asked.folders, asked.show)
    if asked.write:
        asked.write.write_text(page, encoding="utf-8")
    else:
        print(page)


if __name__ == "__main__":
    main()
