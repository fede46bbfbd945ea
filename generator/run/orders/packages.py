"""The packed file of a workbook, looked through before openpyxl sees it.

Its size, the ratio it was packed at and every part of it are looked at: a document type in any part (entities are
declared there) is refused, and so is XML that is nested as no spreadsheet nests it, and a file of another program.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat

MOST_PARTS: Final = 2_000
MOST_UNPACKED: Final = 150_000_000
MOST_RATIO: Final = 400
"""Sheets of a million empty rows reach 100; bombs begin at 1,000."""
SMALL: Final = 1_000_000
"""Parts below this size may be packed at any ratio."""
MOST_DEPTH: Final = 60
DAMAGED: Final = "open it in the spreadsheet program and save it again as XLSX"
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_LOOSE: Final = (
    (b"officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
"""Names by which a workbook of ISO's strict kind calls what all others call by ECMA's (ISO/IEC 29500-1, annex)."""
_OTHERS: Final = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("mimetype", "a spreadsheet of LibreOffice or OpenOffice (.ods)"),
    ("Index/Document.iwa", "a spreadsheet of Apple's Numbers"),
    ("Index.zip", "a spreadsheet of Apple's Numbers"),
    ("word/document.xml", "a text document (.docx)"),
    ("ppt/presentation.xml", "a presentation (.pptx)"),
)
"""Files that are packed as a workbook is, by a part that only they have."""


class WrongFile(Exception):  # noqa: N818 - says why a file is refused
    """What is wrong with the whole file, and what to do."""


def look_through(data: bytes) -> None:
    """Refuse what no spreadsheet program writes, before anything is believed.

    Raises:
        WrongFile: with what is wrong, and what to do.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise WrongFile("this is not a whole XLSX workbook", DAMAGED) from None
    with archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        for part_name, sort in _OTHERS:
            if part_name in names:
                raise WrongFile(f"this is {sort}, not an XLSX one", "save it as 'Excel workbook (.xlsx)' or as CSV")
        if len(parts) > MOST_PARTS or len(names) < len(parts):
            raise WrongFile("the workbook has parts that no spreadsheet program writes", DAMAGED)
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            message = f"the workbook unpacks to more than {MOST_UNPACKED // 1_000_000} MB"
            raise WrongFile(message, "keep the table alone, or save it as CSV UTF-8")
        for part in parts:
            if part.flag_bits & 1:
                raise WrongFile("the workbook is protected with a password", "save it without one")
            if part.file_size > SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size):
                raise WrongFile("the workbook is packed as no spreadsheet program packs", DAMAGED)
            try:
                _look_at(archive, part)
            except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
                raise WrongFile("this is not a whole XLSX workbook", DAMAGED) from None
            except Exception as error:
                if isinstance(error, WrongFile) or type(error).__name__ != "error":  # zlib.error
                    raise
                raise WrongFile("this is not a whole XLSX workbook", DAMAGED) from None


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a part with a document type, entities, or nested too deep. What is not XML is passed over."""
    depth = 0

    def begin(*_: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise WrongFile("the workbook is nested as no spreadsheet program nests", DAMAGED)

    def end(*_: Any) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: Any) -> None:
        raise WrongFile("the workbook declares a document type, as no spreadsheet program does", DAMAGED)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    with archive.open(part) as file:
        try:
            while piece := file.read(1 << 16):
                parser.Parse(piece)
            parser.Parse(b"", True)
        except expat.ExpatError:
            if part.filename.endswith((".xml", ".rels")):
                raise WrongFile("this is not a whole XLSX workbook", DAMAGED) from None
            while file.read(1 << 16):  # to the end: its checksum is looked at
                pass


def loose(data: bytes) -> bytes:
    """Return a workbook of ISO's strict kind with the names that openpyxl knows; any other as it is."""
    with zipfile.ZipFile(BytesIO(data)) as source:
        if "xl/workbook.xml" not in source.namelist() or _STRICT not in source.read("xl/workbook.xml"):
            return data
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                part = source.read(name)
                for strict, loose in _LOOSE:
                    part = part.replace(_STRICT + strict, loose)
                target.writestr(name, part)
    return out.getvalue()
