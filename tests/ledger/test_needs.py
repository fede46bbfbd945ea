"""What readers needed to be able to read: from a receipt to a row of the count."""

from __future__ import annotations

import json
from datetime import date

from msgspec.structs import replace
from ward import Ward

from generator import Library, Order
from generator.run.files.manifest import Manifest, Receipt
from generator.run.files.records import Records
from generator.stages.lots import lot

DAY = date(2026, 12, 1)


def test_needs_are_counted_by_language(ward: Ward) -> None:
    order = Order("colostrum", "vi", "large-print", copies=3)
    record = lot(order, Library.open())
    records, manifest = Records(ward.folder, "", "desk", (order,), DAY), Manifest(ward.folder)
    back = replace(order, copies=0)  # of one that was taken back nothing was needed
    for need, said in (("large", order), ("", order), ("giant", back)):
        line = Receipt(said, "d" * 64, f"{need}x.pdf", "a" * 64, 4, 10, lot=record.code, need=need)
        line = records.stamp(line)
        records.add((record,), [line])
        manifest.add([line])
    records.close()
    manifest.close()
    assert ward.run("ledger", "add", ".")[0] == 0
    code, out, _ = ward.run("ledger", "needs")
    assert code == 0 and out.splitlines()[-1] == "3 copies for a need that was said"
    assert out.splitlines()[-2].split() == ["large", "vi", "1", "3"]
    assert "giant" not in out
    _, out, _ = ward.run("ledger", "needs", "--json")
    assert json.loads(out) == {"need": "large", "language": "vi", "receipts": 1, "copies": 3}
    assert ward.run("ledger", "needs", "--since", "2027-01-01")[1] == "0 copies for a need that was said\n"
