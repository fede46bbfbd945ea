"""Joining a body and a clinic's panel to one file.

The panel knows nothing of the body: it is drawn at the origin and uses reserved mark numbers. The stamp writes the
objects that were left out of the body, the panel's own, and the cross-reference table. It is no incremental update:
the bytes are those of a file made in one go.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from generator.model.memo import remembered
from generator.model.problems import Origin, Problem, Unusable
from generator.model.sheet import Element, Run, Sheet
from generator.typeset.draw.writer import PageWriter, number
from generator.typeset.layout.build import Builder
from generator.typeset.layout.flow import Flow
from generator.typeset.layout.ready import Body
from generator.typeset.pdf.proof import prove
from generator.typeset.pdf.shown import Part, Shown, parts_of
from generator.typeset.pdf.streams import stored
from generator.typeset.pdf.tags import HOLD_KEYS, HOLD_MARKS, Annotation, StructNode, annotation
from generator.typeset.text.embedding import SmallFont
from generator.typeset.text.faces import Face
from generator.typeset.text.lines import prepare_breaks
from generator.typeset.text.setters import Resources, Setters
from generator.typeset.text.shaped import Meanings
from generator.typeset.text.style import Styles

SQUEEZES = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6)
"""Sizes of a clinic's words tried in turn, as part of the theme's."""
SPACINGS = (1.0, 0.6, 0.3, 0.0)
ENDLESS = 4000.0
"""Points that no number fills: as wide as it likes."""
TOO_MUCH = (
    "the clinic's words do not fit the clinic panel of the format '{}'",
    "shorten the name, the address or the opening hours, or give fewer telephone numbers; "
    "a format of your own may give the panel more room",
)
TOO_LONG = (
    "the clinic's first telephone number does not fit on one line beside the danger signs",
    "write the shortest number first",
)

_FONTS = re.compile(r"/c\.(\S+) [\d.]+ Tf|<([0-9a-f]+)>")
"""A choice of one of the panel's fonts, and what is shown in it: small letters, other than in a text's words."""
_CODES = re.compile("....")
_PAGE, _SECT = -1, -2
"""References that only a body can tell: the page a part stands on, the element it stands in."""


class Movable(NamedTuple):
    """An object of a panel, serialised but for what the body decides: numbers of objects and the place on the page.

    ``text`` is the whole object with ``%d`` for its own number and each of ``refs``: objects of the panel by number
    from 0, or ``_PAGE`` or ``_SECT``. A ``box`` (relative to the hold) stands for the ref at ``at``, with ``%b``.
    ``data`` follows the text as it is (a stream). ``form`` is what a drawing's form was made from.
    """

    text: bytes
    refs: tuple[int, ...] = ()
    box: tuple[float, float, float, float] | None = None
    at: int = 0
    data: bytes = b""
    form: Part | None = None


class PanelPart(NamedTuple):
    """What fills one hold: drawn at the origin, so that it fits any body.

    ``kids`` are its top elements, ``marks`` the element of each mark, ``keys`` the element of each link's key,
    ``links`` its annotations: objects of the panel by their number from 0.
    """

    name: str
    content: bytes
    objects: tuple[Movable, ...]
    kids: tuple[int, ...]
    marks: Mapping[int, int]
    keys: tuple[tuple[int, int], ...]
    links: tuple[int, ...]


class Panel(Struct, frozen=True):
    """A clinic's panel, ready for every body of its language and theme.

    ``resources`` are fonts and pictures: their objects, and their names with the number of the first of each.
    """

    parts: Mapping[str, PanelPart]
    objects: tuple[Movable, ...]
    fonts: tuple[tuple[bytes, int], ...]
    images: tuple[tuple[bytes, int], ...]

    def recoloured(self, changes: Sequence[tuple[bytes, bytes]]) -> Panel:
        """Return the panel with colour operators changed."""
        parts = {}
        for name, part in self.parts.items():
            content = part.content
            for before, after in changes:
                content = content.replace(before, after)
            parts[name] = part._replace(content=content)
        objects = tuple([_movable(one.form.recoloured(changes)) if one.form else one for one in self.objects])
        return Panel(parts, objects, self.fonts, self.images)


class _PanelPen(PageWriter):
    """A page writer that keeps no record of where things fell: on the leaflet the hold stands for them."""

    def note(self, tag: str, box: tuple[float, float, float, float], origin: Origin) -> None:
        """Keep nothing."""


def set_panel(sheet: Sheet, styles: Styles, setters: Setters, resources: Resources) -> Panel:
    """Set the areas of a panel sheet, each to the size of the hold of its name.

    Raises:
        Unusable: when a clinic's words do not fit their place, naming the clinic file.
    """
    used: dict[str, Meanings] = {}
    drawn: list[tuple[str, PageWriter, StructNode, Element]] = []
    faces: dict[str, Face] = {}
    shown: dict[Shown, str] = {}
    problems: list[Problem] = []
    words = (run.words for area in sheet.areas for element in area.walk() for run in element.runs)
    prepare_breaks(words, styles.language)
    for area in sheet.areas:
        name = area.get("name")
        if name not in HOLD_MARKS:
            problems.append(
                Problem(area.origin, f"a clinic's panel has no area '{name}'", f"known: {', '.join(HOLD_MARKS)}")
            )
            continue
        hold = styles[area.get("look") or {"clinic": "clinic", "card": "card"}.get(name, "strip.phone")].look
        room = styles.paper.areas.get(name) or hold
        if not room.height:  # this paper has no such place
            continue
        pen: PageWriter = _PanelPen(0, HOLD_MARKS[name][0], used)
        pen.faces = faces
        pen.shown = shown
        pen.prefix = "c."
        fitted = _fitted(area, room.width, room.height, styles, setters, resources)
        for shorter in _shorter(area) if fitted is None else ():
            if fitted := _fitted(shorter, room.width, room.height, styles, setters, resources):
                area = shorter
                break
        if fitted is None:
            places = [child.origin for child in area.walk() if child.origin.file]
            said = TOO_LONG if name == "phone" else (TOO_MUCH[0].format(styles.paper.name), TOO_MUCH[1])
            problems.append(Problem(places[0] if places else area.origin, *said))
            continue
        flow, spacing, root = fitted
        height = flow.height(spacing)
        flow.draw(pen, 0.0, room.height - (room.height - height) / 2, spacing)
        pen.close()
        root.hold = ""
        root.prune()
        if len(pen.marks) > HOLD_MARKS[name][1]:
            problems.append(
                Problem(area.origin, f"the clinic panel has more than {HOLD_MARKS[name][1]} pieces of text")
            )
        drawn.append((name, pen, root, area))
    if problems:
        raise Unusable(*problems)
    small = {resource: faces[resource].embed_small(used[resource], used[resource].glyphs) for resource in sorted(used)}
    meant = {resource: font.meanings for resource, font in small.items()}
    parts = {}
    for name, pen, root, area in drawn:
        _renumber(pen, small)
        prove([pen], meant, area.children)
        parts[name] = _part(name, pen, root)
    objects: list[Movable] = []
    fonts = []
    for resource, font in small.items():
        fonts.append((f"/c.{resource} %d 0 R".encode(), len(objects)))
        objects += _font_objects(font, len(objects))
    images = []
    for picture, resource in shown.items():
        images.append((f"/{resource} %d 0 R".encode(), len(objects)))
        objects += map(_movable, parts_of(picture, len(objects)))
    return Panel(parts, tuple(objects), tuple(fonts), tuple(images))


def _renumber(pen: PageWriter, fonts: Mapping[str, SmallFont]) -> None:
    """Put the codes of the small fonts into the operators, in place of the faces' glyph numbers."""
    codes: Mapping[str, str] = {}

    def change(match: re.Match[str]) -> str:
        nonlocal codes
        if match[1]:
            codes = fonts[match[1]].codes
            return match[0]
        return f"<{''.join(map(codes.__getitem__, _CODES.findall(match[2])))}>"

    for code in pen.streams:
        if isinstance(code, list):
            for at, operators in enumerate(code):
                if operators.startswith("BT"):
                    code[at] = _FONTS.sub(change, operators)


def _font_objects(font: SmallFont, first: int) -> list[Movable]:
    """Return the five objects of a font; ``first`` is the number of its first."""
    return [
        Movable(b"%d 0 obj\n" + font.font + b"\nendobj\n", (first + 1, first + 4)),
        Movable(b"%d 0 obj\n" + font.descendant + b"\nendobj\n", (first + 2,)),
        Movable(b"%d 0 obj\n" + font.descriptor + b"\nendobj\n", (first + 3,)),
        Movable(b"%d 0 obj\n", data=font.program + b"\nendobj\n"),
        Movable(b"%d 0 obj\n", data=font.to_unicode + b"\nendobj\n"),
    ]


def _movable(part: Part) -> Movable:
    """Return an object of a picture."""
    text = b"%d 0 obj\n" + part.text
    return Movable(text, part.refs, data=part.data + b"\nendobj\n", form=part if part.raw else None)


def _part(name: str, pen: PageWriter, root: StructNode) -> PanelPart:
    """Serialise what was drawn for one hold."""
    nodes = [*root.walk()][1:]
    places = {id(thing): place for place, thing in enumerate((*nodes, *pen.links))}
    places[id(root)] = _SECT
    objects: list[Movable] = []
    keys = []
    above: dict[int, int] = {}
    for node in (root, *nodes):
        own = places[id(node)]
        for kid in node.kids:
            if isinstance(kid, StructNode):
                above[id(kid)] = own
            elif isinstance(kid, Annotation):
                kid.key = HOLD_KEYS[name] + places[id(kid)] - len(nodes)
                keys.append((kid.key, own))
    for node in nodes:
        objects.append(_element(node, above[id(node)], places))
    for link in pen.links:
        words = annotation(link).replace("%", "%%")
        text = f"%d 0 obj\n{words}\nendobj\n".split("/Rect[", 1)
        text[1] = text[1].partition("]")[2]
        objects.append(Movable("/Rect[%b]".join(text).encode("latin-1"), (), link.box, 1))
    return PanelPart(
        name,
        "\n".join([text for code in pen.streams if isinstance(code, list) for text in code]).encode("ascii"),
        tuple(objects),
        tuple([places[id(kid)] for kid in root.kids if isinstance(kid, StructNode)]),
        {mark: places[id(node)] for mark, node in pen.marks.items()},
        tuple(sorted(keys)),
        tuple(range(len(nodes), len(objects))),
    )


def _element(node: StructNode, above: int, places: Mapping[int, int]) -> Movable:
    """Return a structure element as ``tags.element`` writes it; all it holds is on one page."""
    refs = [above]
    kids = []
    text = f"%d 0 obj\n<</Type/StructElem/S/{node.role}/P %d 0 R"
    if any(isinstance(kid, tuple) for kid in node.kids):
        text += "/Pg %d 0 R"
        refs.append(_PAGE)
    before = len(refs)
    for kid in node.kids:
        if isinstance(kid, StructNode):
            kids.append("%d 0 R")
            refs.append(places[id(kid)])
        elif isinstance(kid, Annotation):
            kids.append("<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>")
            refs += [_PAGE, places[id(kid)]]
        else:
            kids.append(str(kid[1]))
    more, found, rest = node.more.replace("%", "%%").partition("/BBox[")
    box = None
    if found:
        inside, _, rest = rest.partition("]")
        x0, y0, x1, y1 = map(float, inside.split())
        box, more = (x0, y0, x1, y1), f"{more}/BBox[%b]{rest}"
    text = f"{text}{more}/K[{' '.join(kids)}]>>\nendobj\n"
    return Movable(text.encode("latin-1"), tuple(refs), box, before + 1)


def panel_height(
    sheet: Sheet, name: str, width: float, styles: Styles, setters: Setters, resources: Resources
) -> float:
    """Return how high a clinic's place of a width is, in points, its words at their own size and a little close."""
    prepare_breaks((run.words for area in sheet.areas for one in area.walk() for run in one.runs), styles.language)
    heights = (
        Builder(styles, setters, resources, {}).flow(area.children, width, None).height(SPACINGS[1])
        for area in sheet.areas
        if area.get("name") == name
    )
    return max(heights, default=0.0)


def _fitted(
    area: Element, width: float, height: float, styles: Styles, setters: Setters, resources: Resources
) -> tuple[Flow, float, StructNode] | None:
    """Set a clinic's words into their place: less space first, then smaller, never under the format's minimum.

    Returns the flow, its spacing and its structure; None when even the smallest does not fit.
    """
    for squeeze in SQUEEZES:
        looks = styles.squeezed(squeeze) if squeeze < 1.0 else styles
        root = StructNode("Div", hold=area.get("name"))
        flow = Builder(looks, setters, resources, {}).flow(area.children, width, root)
        most = height + 0.5
        if area.get("name") == "phone":  # a number is read as one: it never breaks
            most = min(
                most, Builder(looks, setters, resources, {}).flow(area.children, ENDLESS, None).height(0.0) + 0.5
            )
        for spacing in SPACINGS:
            if flow.height(spacing) <= most:
                return flow, spacing, root
    return None


def _shorter(area: Element) -> Iterator[Element]:
    """Yield an area of one paragraph with the shorter words that it may have, and what these dial."""
    for way in filter(None, area.get("shorter").split("\n")):
        words, dialled = way.split("\t")
        (paragraph,) = area.children
        runs = (Run(words, link=f"tel:{dialled}"),)
        yield Element(area.tag, area.attributes, (replace(paragraph, runs=runs),), origin=area.origin)


class _Base:
    """What a body gives to every file that is stamped from it: its hash so far, its rows of the table of objects."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.hash = hashlib.sha256(body.blob)
        self.rows = [b"%010d 00000 n \n" % max(0, offset) for offset in body.offsets]
        self.rows[0] = b"0000000000 65535 f \n"
        slots = sum(count for _, count in HOLD_MARKS.values())
        self.empty = [b"null"] * slots
        self.pages = [
            (body.numbers[f"parents{page}"], body.parents[page].encode(), body.numbers[f"annots{page}"],
             body.page_links[page].encode())
            for page in range(body.pages)
        ]  # fmt: skip


@remembered("body, to be stamped")
def _base(body: Body) -> _Base:
    return _Base(body)


def stamp(body: Body, panel: Panel) -> tuple[bytes, str]:
    """Return the file of a body with a clinic's panel, and its SHA-256 in hex.

    The body is hashed once for all: for each clinic only what follows it is.
    """
    base = _base(body)
    numbers = body.numbers
    out: list[tuple[int, bytes]] = []
    first = len(body.offsets)
    keys: list[bytes] = []
    marks: dict[int, list[bytes]] = {}
    links: dict[int, list[bytes]] = {}
    for name, place in sorted(body.holds.items()):
        part = panel.parts.get(name)
        sect = numbers[f"hold-{name}"]
        content, refs = b"", b""
        if part is not None:
            x, y = place.box[:2]
            content = b"q 1 0 0 1 %b %b cm\n%b\nQ" % (number(x).encode(), number(y).encode(), part.content)
            _place(part.objects, first, (numbers[f"Page{place.page + 1}"], sect), (x, y), out)
            refs = b" ".join([b"%d 0 R" % (first + kid) for kid in part.kids])
            own = marks.setdefault(place.page, base.empty.copy())
            for mark, kid in part.marks.items():
                own[mark] = b"%d 0 R" % (first + kid)
            keys += [b"%d %d 0 R" % (key, first + owner) for key, owner in part.keys]
            if part.links:
                links.setdefault(place.page, []).extend([b"%d 0 R" % (first + link) for link in part.links])
            first += len(part.objects)
        parent = numbers[f"parent-{name}"]
        out.append((sect, b"%d 0 obj\n<</Type/StructElem/S/Div/P %d 0 R/K[%b]>>\nendobj\n" % (sect, parent, refs)))
        at = numbers[f"content-{name}"]
        out.append((at, b"%d 0 obj\n%b\nendobj\n" % (at, stored(content))))
    _place(panel.objects, first, (0, 0), (0.0, 0.0), out)
    fonts = b"".join([text % (first + at) for text, at in panel.fonts])
    images = b"".join([text % (first + at) for text, at in panel.images])
    images = body.shown.encode() + images
    xobjects = b"/XObject<<%b>>" % images if images else b""
    at = numbers["resources"]
    whole = b"%d 0 obj\n<</Font<<%b%b>>%b>>\nendobj\n" % (at, body.fonts.encode(), fonts, xobjects)
    out.append((at, whole))
    pages = []
    for page, (parents, marked, annots, linked) in enumerate(base.pages):
        slots = b" ".join(marks.get(page, base.empty))
        out.append((parents, b"%d 0 obj\n[%b %b]\nendobj\n" % (parents, slots, marked)))
        out.append((annots, b"%d 0 obj\n[%b %b]\nendobj\n" % (annots, linked, b" ".join(links.get(page, ())))))
        pages.append(b"%d %d 0 R" % (page, parents))
    at = numbers["parents"]
    nums = b" ".join([*pages, *keys, body.parent_keys.encode()])
    out.append((at, b"%d 0 obj\n<</Nums[%b]>>\nendobj\n" % (at, nums)))
    return _finish(base, out, first + len(panel.objects))


def _place(
    objects: Sequence[Movable], first: int, known: tuple[int, int], by: tuple[float, float],
    out: list[tuple[int, bytes]],
) -> None:  # fmt: skip
    """Write objects, numbered from ``first`` on, boxes moved; ``known`` are the numbers of the page and the element."""
    page, sect = known
    number = first
    for one in objects:
        values: list[int | bytes] = [number]
        values += [first + ref if ref >= 0 else page if ref == _PAGE else sect for ref in one.refs]
        if one.box is not None:
            x0, y0, x1, y1 = one.box
            x, y = by
            values.insert(one.at, b"%.2f %.2f %.2f %.2f" % (x0 + x, y0 + y, x1 + x, y1 + y))
        out.append((number, one.text % tuple(values) + one.data))
        number += 1


def _finish(base: _Base, objects: Sequence[tuple[int, bytes]], size: int) -> tuple[bytes, str]:
    """Join body, objects, their table and the trailer; return the file and its hash."""
    body = base.body
    rows = base.rows + [b""] * (size - len(base.rows))
    position = len(body.blob)
    for at, text in objects:
        rows[at] = b"%010d 00000 n \n" % position
        position += len(text)
    middle = b"".join([text for _, text in objects])
    digest = base.hash.copy()
    digest.update(middle)
    mark = digest.hexdigest()[:32].encode()
    tail = b"xref\n0 %d\n%btrailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, b"".join(rows), size, body.numbers["catalog"], body.numbers["info"], mark, mark, position,
    )  # fmt: skip
    digest.update(tail)
    return b"".join((body.blob, middle, tail)), digest.hexdigest()
