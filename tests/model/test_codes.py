"""Codes of health records: one is found however a record writes it, and no other."""

from __future__ import annotations

import pytest

from generator.model.codes import SYSTEMS, Code, system_of


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("2.16.840.1.113883.6.90", "icd-10-cm"),
        ("urn:oid:2.16.840.1.113883.6.3", "icd-10"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "icd-10-cm"),
        ("ICD-10-CM", "icd-10-cm"),
        ("ICD10CM", "icd-10-cm"),
        ("icd10", "icd-10"),
        ("ICD-9-CM", "icd-9-cm"),
        ("SNOMED CT", "snomed-ct"),
        ("SNOMED-CT", "snomed-ct"),
        ("LOINC", "loinc"),
        ("2.16.840.1.113883.6.177", "mesh"),
    ],
)
def test_a_system_by_whatever_name(words: str, key: str) -> None:
    found = system_of(words)
    assert found is not None and found.key == key


@pytest.mark.parametrize("words", ["", "2.16.840.1.113883.6", "RxNorm", "cm"])
def test_other_systems_are_none_of_ours(words: str) -> None:
    assert system_of(words) is None


def test_no_two_systems_share_a_name() -> None:
    names = [name for one in SYSTEMS.values() for name in (one.oid, one.uri, *one.called)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("own", "asked", "answered"),
    [
        ("O92.4", "O92.4", True),
        ("O92.4", "o924", True),
        ("O92.03", "O92.0", True),  # WHO's has no further digit
        ("O92.0", "O92.03", True),
        ("Z39.1", "Z39", True),
        ("Z39.1", "Z3", False),
        ("Z39.1", "", False),
        ("O92.4", "O92.5", False),
        ("O92.03", "O92.02", False),
    ],
)
def test_icd_by_its_parts(own: str, asked: str, answered: bool) -> None:
    assert Code("icd-10-cm", own).answers(asked) is answered


def test_others_as_they_stand() -> None:
    assert Code("loinc", "63895-7").answers("63895-7")
    assert not Code("loinc", "63895-7").answers("63895")
