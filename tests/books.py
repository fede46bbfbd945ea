"""Workbooks for tests, by openpyxl and by hand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl

HEAD = ("name", "phones", "hours", "address")
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HILL = ("Hill Clinic", "01632 960 123", "Monday to Friday", "1 Sample Street")


def book(*rows: Sequence[object], change: Callable[[Any], None] | None = None, head: Sequence[str] = HEAD) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (head, *rows):
        sheet.append(list(row))
    if change:
        change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A workbook with its parts changed by hand."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return out.getvalue()


def as_excel_writes(parts: dict[str, bytes]) -> None:
    """Move words from the cells into a table of shared strings, as Excel has them; openpyxl writes them inline."""
    found: list[str] = []

    def move(match: re.Match[str]) -> str:
        found.append(match[2])
        return f'<c{match[1]} t="s"><v>{len(found) - 1}</v></c>'

    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = re.sub(r'<c([^>]*) t="inlineStr"><is>(.*?)</is></c>', move, sheet)
    strings = "".join(f"<si>{words}</si>" for words in found)
    sort = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{sort}"/></Types>'
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SPACE}">{strings}</sst>'.encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())


def with_part(name: str, data: bytes) -> bytes:
    return repacked(book(HILL), lambda parts: parts.update({name: data}))


def sheet_xml(inside: str) -> bytes:
    return with_part("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{SPACE}">{inside}</worksheet>'.encode())
