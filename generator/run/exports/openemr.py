"""Leaflets under the names that OpenEMR looks for: ``icd10_o92.4_en.pdf``, one for each code and language.

OpenEMR opens ``documents/education/{type}_{code}_{language}.pdf`` of its site, all in small letters (its file
``interface/patient_file/education.php``, read 2026-11). One code is one file there, and several leaflets may answer it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from generator.library.library import Library
from generator.model.codes import Code
from generator.run.exports.export import Extra
from generator.run.files.manifest import Receipt

TYPES: Final = {
    "icd-10": "icd10", "icd-10-cm": "icd10", "icd-9-cm": "icd9", "snomed-ct": "snomed", "loinc": "loinc",
}  # fmt: skip
"""What OpenEMR calls systems of codes; it has one name for both of ICD-10, and none for MeSH."""
OURS: Final = r"(icd10|icd9|snomed|loinc)_[a-z0-9.-]{1,20}_[a-z0-9-]{2,20}\.pdf"


def choose(topics: Iterable[str], library: Library) -> Mapping[str, tuple[str, ...]]:
    """Return the topics that answer each code, by ``icd10_o92.4``; the first is the one whose leaflet is taken.

    That is the topic whose list names the code earliest: topics name first what they are about. Then by their names.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for name in topics:
        places: dict[str, int] = {}
        listed: Counter[str] = Counter()
        for code in library.topic(name).codes:
            if stem := _stem(code):
                places[stem] = min(places.get(stem, listed[code.system]), listed[code.system])
            listed[code.system] += 1
        for stem, place in places.items():
            found.setdefault(stem, []).append((place, name))
    return {stem: tuple(name for _, name in sorted(several)) for stem, several in sorted(found.items())}


def _stem(code: Code) -> str:
    kind = TYPES.get(code.system)
    return f"{kind}_{code.code.lower()}" if kind else ""


def copies(receipts: Iterable[Receipt], chosen: Mapping[str, tuple[str, ...]]) -> Iterator[Extra]:
    """Yield a copy of a leaflet for each code and language."""
    leaflets = {(one.order.topic, one.order.language): one for one in receipts}
    languages = sorted({language for _, language in leaflets})
    for stem, (topic, *_) in chosen.items():
        for language in languages:
            if one := leaflets.get((topic, language)):
                yield Extra(f"{stem}_{language.replace('_', '-').lower()}.pdf", of=one)
