"""Invented clinics for print runs: every one has another name, address, telephone, hours and web address."""

from __future__ import annotations

import csv
import io

from generator.model.content import Clinic

TOWNS = ("Riverside", "Northfield", "Ashby", "Kirkham", "Lakeside", "Wexley", "Dunmore", "Fairview")
STREETS = ("Harbour", "Mill", "Church", "Station", "Garden", "Victoria", "Orchard", "Quay", "Abbey")
KINDS = ("Maternity Clinic", "Family Practice", "Health Centre", "Hospital")


def clinic(number: int) -> Clinic:
    """Return the clinic of a number."""
    town, street, kind = TOWNS[number % 8], STREETS[number // 8 % 9], KINDS[number // 5 % 4]
    opening = 8 + number % 3
    return Clinic(
        f"clinic-{number}", f"{town} {kind} {number}", (f"020 7946 0{number * 7919 % 1000:03d}",),  # reserved for drama
        (f"Monday to Friday {opening}:{number % 60:02d} to {opening + 9}:00",),
        (f"{number} {street} Street", f"{TOWNS[number // 3 % 8]} {number:05d}"), "yes",
        f"https://leaflets.example/c/{number:05d}", "", "default",
    )  # fmt: skip


def table(count: int) -> str:
    """Return a table of so many clinics as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("name", "phones", "hours", "address", "interpreter", "web"))
    for one in map(clinic, range(count)):
        lists = (";".join(words) for words in (one.phones, one.hours, one.address))
        writer.writerow((one.title, *lists, one.interpreter, one.web))
    return out.getvalue()
