"""A library of leaflets for programs: ``library.json``, and two FHIR R4 resources beside each PDF.

``DocumentReference`` says what the file is, in which language, and for which codes; ``Provenance`` what it was made
from. Both are FHIR R4 (4.0.1): hl7.org/fhir/R4/documentreference.html, …/provenance.html, …/datatypes.html#Attachment.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from generator.model.codes import SYSTEMS
from generator.model.lots import show_lot
from generator.run.exports.export import Extra
from generator.run.files.manifest import Receipt
from generator.service.holding import Holding
from generator.stages.cards import Card
from generator.stages.surroundings import sayer
from generator.version import __version__
from generator.words.localize import SOURCE

LIST: Final = "library.json"
OURS: Final = r"library\.json|[A-Za-z-]{2,20}/[A-Za-z0-9._-]{1,120}\.(DocumentReference|Provenance)\.json"
_NAMES: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:breastfeeding-leaflets")


def records(receipts: Sequence[Receipt], holding: Holding, read: Callable[[str], bytes]) -> Iterator[Extra]:
    """Yield the list of all leaflets, and the resources of each.

    Args:
        receipts: of the PDFs that are there.
        holding: the library.
        read: gives a file's bytes, for the hash that FHIR asks for.
    """
    library = holding.library
    series = sayer(library.language(SOURCE), library.profile("default"), library)(library.series.name).words
    listed = []
    for one in receipts:
        card, stem = holding.cards[one.order.topic], one.file.removesuffix(".pdf")
        document = f"{stem}.DocumentReference.json"
        origin = f"{stem}.Provenance.json"
        data = read(one.file)
        yield Extra(document, _json(_document(one, card, series, data)))
        yield Extra(origin, _json(_provenance(one, card, series)))
        listed.append(_listed(one, card) | {"document": document, "provenance": origin})
    yield Extra(LIST, _json({"series": series, "made_by": f"leaflets {__version__}", "leaflets": listed}))


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _listed(one: Receipt, card: Card) -> dict[str, Any]:
    order, tag = one.order, _tag(one)
    return {
        "topic": card.name, "code": card.code, "title": card.titles[tag], "english_title": card.titles["en"],
        "purpose": card.purposes[tag], "language": tag, "format": order.format, "theme": order.theme,
        "clinic": order.clinic_name, "version": card.version, "written": card.written.isoformat(),
        "review_by": card.review_by.isoformat(), "draft": tag in card.drafts, "lot": show_lot(one.lot),
        "file": one.file, "pages": one.pages, "bytes": one.size, "sha256": one.sha256,
        "codes": [
            {"system": SYSTEMS[code.system].uri, "oid": SYSTEMS[code.system].oid, "code": code.code}
            for code in card.codes
        ],
    }  # fmt: skip


def _tag(one: Receipt) -> str:
    return one.order.language.replace("_", "-")


def _id(one: Receipt, sort: str) -> str:
    """Return an id that stays the same over versions: a file is one document, whatever it says today."""
    return str(uuid.uuid5(_NAMES, f"{sort} {one.file}"))


def _document(one: Receipt, card: Card, series: str, data: bytes) -> dict[str, Any]:
    tag = _tag(one)
    codes = [{"coding": [{"system": SYSTEMS[code.system].uri, "code": code.code}]} for code in card.codes]
    whole: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": _id(one, "document"),
        "language": tag,
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid.uuid5(_NAMES, one.sha256)}"},
        "identifier": [{"value": show_lot(one.lot), "type": {"text": "lot, printed on every page"}}],
        "status": "current",
        "type": {"text": "Patient education leaflet"},
        "date": _moment(card),
        "author": [{"display": series}],
        "description": card.purposes[tag],
        "content": [
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "language": tag,
                    "url": one.file.rpartition("/")[2],
                    "size": one.size,
                    # R4 takes SHA-1 here and no other; the sha256 stands in library.json
                    "hash": b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode(),
                    "title": card.titles[tag],
                    "creation": card.written.isoformat(),
                }
            }
        ],
    }
    if tag in card.drafts:
        whole["docStatus"] = "preliminary"
    if codes:
        whole["context"] = {"event": codes}
    return whole


def _provenance(one: Receipt, card: Card, series: str) -> dict[str, Any]:
    return {
        "resourceType": "Provenance",
        "id": _id(one, "provenance"),
        "target": [{"reference": f"DocumentReference/{_id(one, 'document')}"}],
        "occurredDateTime": card.written.isoformat(),
        "recorded": _moment(card),
        "activity": {"text": "typeset from the words of a library of leaflets"},
        "agent": [
            {"type": {"text": "author"}, "who": {"display": series}},
            {"type": {"text": "assembler"}, "who": {"display": f"leaflets {__version__}"}},
        ],
        "entity": [
            {
                "role": "source",
                "what": {"display": f"{card.name}, version {card.version}, in {_tag(one)}, lot {show_lot(one.lot)}"},
            }
        ],
    }


def _moment(card: Card) -> str:
    """Return the day of the words as a moment: the same leaflet has the same resources, whenever it was exported."""
    return f"{card.written.isoformat()}T00:00:00Z"
