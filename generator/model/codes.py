"""Codes of health records that a topic answers: ``O92.4`` of ICD-10; and how a record may name a system of codes.

Names, OIDs and addresses of systems: HL7 code system registry; FHIR R4, "Using Codes in Resources", 4.3.0. Which
codes: each was looked up in WHO's ICD-10 of 2019 and in ICD-10-CM, where its digits differ.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct


class System(Struct, frozen=True):
    """A system of codes. ``form`` is the pattern of its codes; ``parts`` says that O92 stands for all that begin so.

    ``key`` is its name in our files, ``oid`` its number in HL7 version 3, ``uri`` its name in FHIR, ``called`` how else
    records name it, in small letters and digits alone.
    """

    key: str
    title: str
    oid: str
    uri: str
    form: str
    hint: str
    called: tuple[str, ...] = ()
    parts: bool = False


_ICD: Final = r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?"
SYSTEMS: Final = {
    one.key: one
    for one in (
        System(
            "icd-10", "ICD-10", "2.16.840.1.113883.6.3", "http://hl7.org/fhir/sid/icd-10", _ICD, "O92.4",
            ("icd10", "icd10who"), parts=True,
        ),
        System(
            "icd-10-cm", "ICD-10-CM", "2.16.840.1.113883.6.90", "http://hl7.org/fhir/sid/icd-10-cm", _ICD, "O92.03",
            ("icd10cm",), parts=True,
        ),
        System(
            "icd-9-cm", "ICD-9-CM", "2.16.840.1.113883.6.103", "http://hl7.org/fhir/sid/icd-9-cm",
            r"(V[0-9]{2}|E[0-9]{3}|[0-9]{3})(\.[0-9]{1,2})?", "676.4", ("icd9cm", "icd9"), parts=True,
        ),
        System(
            "snomed-ct", "SNOMED CT", "2.16.840.1.113883.6.96", "http://snomed.info/sct", "[1-9][0-9]{5,17}",
            "six to eighteen digits", ("snomedct", "snomed", "sct", "snomedclinicalterms"),
        ),
        System(
            "loinc", "LOINC", "2.16.840.1.113883.6.1", "http://loinc.org", "[0-9]{1,7}-[0-9]", "63895-7",
            ("ln",),
        ),
        System(
            "mesh", "MeSH", "2.16.840.1.113883.6.177", "http://www.nlm.nih.gov/mesh", "[A-Z][0-9]{6,9}", "D007774",
            ("msh",),
        ),
    )
}  # fmt: skip
"""Systems of codes by their names in our files."""
WHOLE: Final = 3
"""The letters of an ICD category (Z39): fewer are no code."""


class Code(Struct, frozen=True):
    """A code of a system, as its system writes it."""

    system: str
    code: str

    def answers(self, asked: str) -> bool:
        """Tell whether somebody who asks for a code of this system is answered by this one.

        Dots, spaces and capitals do not count. In ICD a code stands for its parts, and parts for the whole: WHO's
        O92.0 has further digits in ICD-10-CM, and a record may give the one or the other.
        """
        wanted, own = bare(asked), bare(self.code)
        if not SYSTEMS[self.system].parts:
            return wanted == own
        return min(len(wanted), len(own)) >= WHOLE and (wanted.startswith(own) or own.startswith(wanted))


def bare(code: str) -> str:
    """Return a code in capitals, without dots and spaces: ``o92.4`` and ``O924`` are one."""
    return re.sub(r"[.\s]", "", code).upper()


def system_of(words: str) -> System | None:
    """Return the system of a key, OID (bare or ``urn:oid:``), FHIR address or another name; None for one not known."""
    words = words.strip().removeprefix("urn:oid:")
    known = re.sub(r"[^a-z0-9]", "", words.lower())
    for one in SYSTEMS.values():
        if words in (one.oid, one.uri) or known == re.sub("[^a-z0-9]", "", one.key) or known in one.called:
            return one
    return None
