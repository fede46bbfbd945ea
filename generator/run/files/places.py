"""Where a leaflet lies in an output folder: one function names every file, whatever way it was ordered."""

from __future__ import annotations

from typing import Final

from generator.model.edition import BLEED, CREEP, FORMS, MARKS, MM, STAFF, Job, Office, Pictures, Press, Words
from generator.model.leaflet import DRAFT, Order

FLAT: Final = "flat"
"""A folder for each language: ``zh-Hans/colostrum-a4-hill-clinic.pdf``."""
FOLDER: Final = "folder"
"""A folder for each clinic: ``hill-clinic/zh-Hans/colostrum-a4.pdf``."""
LANGUAGE: Final = "language"
"""A folder for each language, in it one for each clinic: ``zh-Hans/hill-clinic/colostrum-a4.pdf``."""


def place(order: Order, layout: str = FLAT, page: int = 1) -> str:
    """Return a leaflet's file inside the output folder; of pictures, the one of a page.

    What differs from the default is part of the name (second language, theme, draft, release, edition), so that a
    draft never takes the place of a finished leaflet, nor one look, bleed or imposition that of another.
    """
    language, clinic = order.language.replace("_", "-"), order.clinic_name
    parts = [
        order.topic,
        order.format,
        f"with-{order.second.replace('_', '-')}" if order.second else "",
        clinic if layout == FLAT else "",
        order.theme if order.theme != "default" else "",
        "draft" if order.draft else "",
        "release" if order.standing != DRAFT else "",
        "overdue" if order.overdue else "",
        "noted" if order.note else "",
        *_of_edition(order, page),
    ]
    suffix = FORMS[order.edition.form] if isinstance(order.edition, Words) else ".pdf"
    suffix = ".png" if isinstance(order.edition, Pictures) else suffix
    name = f"{'-'.join(part for part in parts if part)}{suffix}"
    folders = {FLAT: (language,), FOLDER: (clinic, language), LANGUAGE: (language, clinic)}[layout]
    return "/".join((*(folder for folder in folders if folder), name))


def _of_edition(order: Order, page: int) -> tuple[str, ...]:
    edition = order.edition
    if isinstance(edition, Press):
        return ("press", *_of_job(edition.job))
    if isinstance(edition, Office):
        copies = f"{edition.copies}-copies" if edition.copies > 1 else ""
        return (f"handout-{edition.handout}", edition.sheet, copies) if edition.handout else ("print", copies)
    if edition == STAFF:
        return ("staff",)
    return (str(page),) if isinstance(edition, Pictures) else ()


def _of_job(job: Job) -> tuple[str, ...]:
    """Return what of a job is not as usual. Its quantity only stands on the slug line."""
    parts = [part for part in (job.sheet, job.imposition) if part != "none"]
    parts += [job.colour] if job.colour != "cmyk" else []
    parts += [f"bleed-{_mm(job.bleed)}"] if job.bleed != BLEED else []
    parts += ["-".join(("marks", *(job.marks or ("none",))))] if job.marks != MARKS else []
    parts += [f"creep-{_mm(job.creep)}"] if job.creep != CREEP else []
    return tuple(parts)


def _mm(points: float) -> str:
    return f"{round(points / MM, 3):g}mm"
