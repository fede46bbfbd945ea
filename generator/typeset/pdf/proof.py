"""The proof of a finished body: the words drawn are the words of the sheet, none lost, none swapped.

Words are read back from the operators through the same map that the PDF carries (ToUnicode), not from memory of
what was meant.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping, Sequence

from generator.model.problems import Origin, Problem, Unusable
from generator.model.sheet import Element, label_at
from generator.model.writing import folded
from generator.typeset.draw.writer import PageWriter

_SHOWN = re.compile(r"/([A-Za-z][\w.-]*) [\d.]+ Tf|<([0-9a-f]+)>")
_FOLD = re.compile(r"[\s\u00ad\u200b\u2060]+")
_BULLETS = {"bullet": "•"}


def drawn_words(pages: Sequence[PageWriter], used: Mapping[str, Mapping[int, str]]) -> str:
    """Return the words shown by the tagged text operators, in drawing order, white space folded away."""
    out: list[str] = []
    for page in pages:
        for part in page.streams:
            if isinstance(part, list):
                _read(part, used, out)
    return fold("".join(out))


def _read(operators: Iterable[str], used: Mapping[str, Mapping[int, str]], out: list[str]) -> None:
    font: Mapping[int, str] = {}
    artifact = False
    for operator in operators:
        if operator.startswith("q "):  # a path: it shows no text, and closes what it opens
            continue
        if operator[-3:] == "BDC":  # marks stand by themselves
            artifact = operator[:9] == "/Artifact"
        elif operator == "EMC":
            artifact = False
        elif not artifact:
            for resource, codes in _SHOWN.findall(operator):
                if resource:
                    font = used[resource.removeprefix("c.")]
                else:
                    out += map(font.__getitem__, _codes(codes))


def _codes(written: str) -> tuple[int, ...]:
    """Return codes of two bytes from how they stand in operators."""
    return struct.unpack(f">{len(written) // 4}H", bytes.fromhex(written))


def sheet_words(elements: Iterable[Element]) -> str:
    """Return the words of sheet elements in order, with the labels their lists and headings get."""
    out: list[str] = []
    for element in elements:
        _collect(element, out)
    return fold("".join(out))


def _collect(element: Element, out: list[str]) -> None:
    out.append(element.get("label"))
    out += [run.words for run in element.runs]
    if element.tag == "list":
        kind = element.get("kind") or "bullet"
        first = int(element.get("start") or 1)
        for at, item in enumerate(element.children):
            out.append(label_at(kind, first + at) or _BULLETS.get(kind, ""))
            _collect(item, out)
        return
    for child in element.children:
        _collect(child, out)


def fold(words: str) -> str:
    """Return words without white space, in the form that compatible characters share (``folded``)."""
    return folded(_FOLD.sub("", words))


def prove(pages: Sequence[PageWriter], used: Mapping[str, Mapping[int, str]], elements: Iterable[Element]) -> str:
    """Return the drawn words when they equal the sheet's.

    Raises:
        Unusable: naming the first words that differ. It means a fault in the program or in a font.
    """
    drawn, wanted = drawn_words(pages, used), sheet_words(elements)
    if drawn != wanted:
        at = next(
            (n for n, (a, b) in enumerate(zip(drawn, wanted, strict=False)) if a != b), min(len(drawn), len(wanted))
        )
        raise Unusable(
            Problem(
                Origin("sheet"),
                f"the page does not say what the sheet says, from “{wanted[max(0, at - 20) : at + 20]}”"
                f" (drawn: “{drawn[max(0, at - 20) : at + 20]}”)",
                "this is a fault in the program: please report it with the topic and language",
            )
        )
    return drawn
