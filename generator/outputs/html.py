"""One HTML file: accessible, for any width of window, without anything from outside, without scripts.

It follows HTML (Living Standard) and WCAG 2.2 AA. Its own content security policy forbids everything but its
style sheet, so that even a slip in escaping could run and fetch nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from itertools import count, zip_longest

from generator.library.languages import RIGHT_TO_LEFT
from generator.model.addresses import link_of
from generator.model.design import Theme
from generator.model.drawing import is_bitmap
from generator.model.sheet import Element, Run
from generator.outputs.css import name_class, palette, style_sheet
from generator.outputs.parts import has_page, is_main, level_of, notices
from generator.outputs.source import Copy, PictureShelf
from generator.outputs.svg import draw


def write_html(source: Copy, theme: Theme, pictures: PictureShelf) -> str:
    """Return a leaflet as one HTML file.

    Args:
        source: the filled sheet, its language and digest.
        theme: colours and sizes.
        pictures: where drawings and logos come from.

    Raises:
        Unusable: when a picture cannot be used.
    """
    sheet, language = source.sheet, source.language
    writer = _HtmlWriter(source, theme, pictures)
    areas = [(is_main(area), writer.children(area)) for area in sheet.areas]
    mains = [place for place, (main, _) in enumerate(areas) if main] or [0]
    parts = {
        "header": "".join(words for _, words in areas[: mains[0]]) + writer.notices(),
        "main": "".join(words for _, words in areas[mains[0] : mains[-1] + 1]),
        "footer": "".join(words for _, words in areas[mains[-1] + 1 :]),
    }
    body = "\n".join(f"<{tag}>{words}</{tag}>" for tag, words in parts.items() if words)
    style = style_sheet(theme, writer.colours, language.leading, writer.used, writer.shares)
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    direction = "rtl" if language.script in RIGHT_TO_LEFT else "ltr"
    return f"""<!DOCTYPE html>
<html lang="{escape(language.tag)}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<meta name="leaflet-code" content="{escape(sheet.code)}">
<meta name="leaflet-sha256" content="{source.digest}">
<title>{escape(sheet.title)}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


class _HtmlWriter:
    """Writes elements; remembers which looks it used, and gives names to what others point at."""

    def __init__(self, source: Copy, theme: Theme, pictures: PictureShelf) -> None:
        self.source = source
        self.theme = theme
        self.pictures = pictures
        self.colours = palette(theme, source.sheet.accent)
        self.used: set[tuple[str, str]] = set()
        self.shares: dict[str, tuple[float, ...]] = {}
        self.names: dict[int, str] = {}
        self.drawn = count(1)
        """Numbers of what drawings refer to."""
        self.heading = ""
        """The name of the last heading."""

    def notices(self) -> str:
        """Return what must not be missed and stands at the very end, such as the draft notice."""
        found = notices(self.source.sheet)
        return "".join(f'<p class="notice {self._look(p, "words")}">{_inline(p)}</p>\n' for p in found)

    def _look(self, element: Element, sort: str, other: str = "") -> str:
        look = element.get("look") or other
        if look:
            self.used.add((look, sort))
        return name_class(look) if look else ""

    def _name(self, element: Element) -> str:
        """Return the id of an element; the first call gives it one."""
        return self.names.setdefault(id(element), f"t{len(self.names) + 1}")

    def children(self, element: Element) -> str:
        out: list[str] = []
        before = ""
        for child, following in zip_longest(element.children, element.children[1:]):
            # a table is named by the words right before it
            name = self._name(child) if following is not None and (child.tag, following.tag) == ("p", "table") else ""
            out.append(self._element(child, before))
            before = name
        return "".join(out)

    def _element(self, element: Element, before: str) -> str:
        match element.tag:
            case "p":
                return self._p(element)
            case "block":
                starts = bool(element.children) and level_of(element.children[0])
                inner = self.children(element)
                return f"<section>{inner}</section>" if starts else inner
            case "box":
                return self._box(element)
            case "row":
                return self._row(element)
            case "list":
                return self._list(element)
            case "table":
                return self._table(element, before or self.heading)
            case "image":
                return self._image(element, element.get("look"))
            case "qr":
                return _address(element.get("data"))
            case "lines":
                return '<div class="line"></div>' * int(element.get("count", "1"))
            case "rule":
                return "<hr>"
            case "break":
                return '<div class="break"></div>'
            case "gap":
                return f'<div class="{self._look(element, "cell")}"></div>'
            case _:
                return self.children(element)

    def _p(self, element: Element) -> str:
        if has_page(element.runs) or not element.runs:
            return ""
        level = level_of(element)
        tag = f"h{level}" if level else "p"
        if level:
            self.heading = self._name(element)
        name = self.names.get(id(element))
        attributes = (
            (f' id="{name}"' if name else "")
            + _class(self._look(element, "words", "body"))
            + (f' lang="{escape(element.get("lang").replace("_", "-"))}"' if element.get("lang") else "")
        )
        label = f'<span class="label">{escape(element.get("label"))}</span> ' if element.get("label") else ""
        return f"<{tag}{attributes}>{label}{_inline(element)}</{tag}>\n"

    def _frame(self, element: Element) -> tuple[str, str]:
        """Return the tag of a box or row, and what names it: its heading."""
        heading = next((inner for inner in element.walk() if level_of(inner)), None)
        role = element.get("role")
        alert = element.get("first-page") == "yes"
        tag = "section" if heading and (alert or role == "Sect") else "aside" if role in ("Aside", "Note") else "div"
        named = f' aria-labelledby="{self._name(heading)}"' if heading and tag != "div" else ""
        return tag, named

    def _box(self, element: Element) -> str:
        tag, named = self._frame(element)
        return f"<{tag}{_class(self._look(element, 'box'))}{named}>{self.children(element)}</{tag}>\n"

    def _row(self, element: Element) -> str:
        widths = [self._width(cell) for cell in element.children]
        cells: list[str] = []
        for cell, width in zip(element.children, widths, strict=True):
            inner = self.children(cell)
            if inner:
                own = "" if _has_code(cell) else self._look(cell, "cell")
                cells.append(f"<div{_class('cell', '' if width else 'free', own)}>{inner}</div>")
        beside = "beside" if any(widths) else ""
        tag, named = self._frame(element)
        return f"<{tag}{_class('row', beside, self._look(element, 'row'))}{named}>{''.join(cells)}</{tag}>\n"

    def _width(self, cell: Element) -> float:
        """Return a cell's own width, or 0. One with an address takes what it needs: on paper it held a small code."""
        look = self.theme.looks.get(cell.get("look"))
        return look.width if look and not _has_code(cell) else 0.0

    def _list(self, element: Element) -> str:
        kind = element.get("kind", "bullet")
        tag = "ol" if kind in ("number", "letter") else "ul"
        look = element.get("look") or "list"
        item_look = f"{look}.item" if f"{look}.item" in self.theme.looks else ""
        if item_look:
            self.used.add((item_look, "words"))
        first = element.get("start", "1")
        start = f' start="{first}"' if tag == "ol" and first != "1" else ""
        start += ' type="A"' if kind == "letter" else ""
        classes = _class(
            "tick" if kind == "tick" else "",
            "many" if element.get("columns", "1") != "1" else "",
            self._look(element, "words", "list"),
        )
        own = _class(name_class(item_look)) if item_look else ""
        items = "".join(f"<li{own}>{_inline(item)}</li>\n" for item in element.children)
        return f"<{tag}{classes}{start}>\n{items}</{tag}>\n"

    def _table(self, element: Element, name: str) -> str:
        look = element.get("look") or "table"
        head = [row for row in element.children if row.get("head") == "yes"]
        rows = [row for row in element.children if row.get("head") != "yes"]
        named = f' aria-labelledby="{name}"' if name else ""
        shares = [float(cell.get("share") or 0) for row in head[:1] for cell in row.children]
        if shares and all(shares):  # a column to write in is empty: it would get no width of itself
            self.shares[look] = tuple(shares)
        parts = [
            f"<{tag}>{''.join(self._tr(row, look, tag == 'thead') for row in part)}</{tag}>"
            for tag, part in (("thead", head), ("tbody", rows))
            if part
        ]
        table = f"<table{_class(self._look(element, 'table', 'table'))}{named}>{''.join(parts)}</table>"
        # a region that can be scrolled must be reached by keys and have a name
        region = f' role="region"{named} tabindex="0"' if name and len(element.children[0].children) > 3 else ""
        return f'<div class="scroll"{region}>{table}</div>\n'

    def _tr(self, row: Element, look: str, head: bool) -> str:
        cells = []
        for cell in row.children:
            other = f"{look}.head" if head else f"{look}.cell"
            scope = "col" if head else "row" if cell.get("head") == "row" else ""
            tag = "th" if scope and cell.runs else "td"
            scoped = f' scope="{scope}"' if tag == "th" else ""
            drawing = self._image(cell, f"{look}.picture") if cell.get("picture") else ""
            cells.append(f"<{tag}{_class(self._look(cell, 'words', other))}{scoped}>{drawing}{_inline(cell)}</{tag}>")
        return f"<tr>{''.join(cells)}</tr>\n"

    def _image(self, element: Element, look_name: str) -> str:
        """Return the drawing that an element names, in this look; "" for none."""
        name, alt = element.get("picture"), element.get("alt")
        if look_name:
            self.used.add((look_name, "figure"))
        look = _class(name_class(look_name) if look_name else "")
        spoken = f' role="img" aria-label="{escape(alt)}"' if alt else ' aria-hidden="true"'
        if not is_bitmap(name):
            return draw(self.pictures.drawing(name), self.colours, look + spoken, self.drawn)
        data = self.pictures.file_bytes(name)
        kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
        return f'<img{look} alt="{escape(alt)}" src="data:{kind};base64,{b64encode(data).decode()}">'


def _class(*names: str) -> str:
    kept = " ".join(filter(None, names))
    return f' class="{kept}"' if kept else ""


def _has_code(cell: Element) -> bool:
    return any(inner.tag == "qr" for inner in cell.walk())


def _address(data: str) -> str:
    """Return a QR code as what it says: on a screen a link is better than a code to photograph."""
    words = escape(data)
    link = link_of(data)
    return f'<p><a href="{escape(link)}">{words}</a></p>' if link else f"<p>{words}</p>"


def _inline(element: Element) -> str:
    return "".join(_runs(element.runs))


def _runs(runs: tuple[Run, ...]) -> Iterator[str]:
    for run in runs:
        words = "<br>" if run.words == "\n" else escape(run.words)
        if run.raised:
            words = f"<sup>{words}</sup>"
        if run.strong:
            words = f"<strong>{words}</strong>"
        if run.lang:
            words = f'<span lang="{escape(run.lang.replace("_", "-"))}">{words}</span>'
        yield f'<a href="{escape(run.link)}">{words}</a>' if run.link else words
