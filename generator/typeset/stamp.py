"""Joining a body and a clinic's panel to one file.

The panel knows nothing of the body: it is drawn at the origin and uses reserved mark numbers. The stamp writes the
objects that were left out of the body, the panel's own, and the cross-reference table. It is no incremental update:
the bytes are those of a file made in one go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from generator.design import Look
from generator.problems import Problem, Unusable
from generator.sheet import Element, Sheet
from generator.typeset.build import Builder
from generator.typeset.document import Body
from generator.typeset.faces import Face
from generator.typeset.flow import Flow
from generator.typeset.images import Raster
from generator.typeset.proof import prove
from generator.typeset.setters import Resources, Setters
from generator.typeset.streams import packed, stream
from generator.typeset.style import Styles
from generator.typeset.tags import HOLD_KEYS, HOLD_MARKS, Annotation, Node, annotation, element
from generator.typeset.writer import PageWriter, number

SQUEEZES = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6)
"""Sizes of a clinic's words tried in turn, as part of the theme's."""
SPACINGS = (1.0, 0.6, 0.3, 0.0)

Put = Callable[[int, bytes], None]
"""Writes an object's bytes under its number."""


@dataclass(frozen=True, slots=True)
class Part:
    """What fills one hold: drawn at the origin, so that it fits any body."""

    name: str
    pen: PageWriter
    root: Node


@dataclass(frozen=True, slots=True)
class Panel:
    """A clinic's panel, ready for every body of its language and theme."""

    parts: tuple[Part, ...]
    fonts: Mapping[str, tuple[bytes, ...]]
    rasters: Mapping[str, Raster]


def set_panel(sheet: Sheet, styles: Styles, setters: Setters, resources: Resources) -> Panel:
    """Set the areas of a panel sheet, each to the size of the hold of its name.

    Raises:
        Unusable: when a clinic's words do not fit their place, naming the clinic file.
    """
    used: dict[str, dict[int, str]] = {}
    parts: list[Part] = []
    faces: dict[str, Face] = {}
    rasters: dict[str, Raster] = {}
    problems: list[Problem] = []
    for area in sheet.areas:
        name = area.get("name")
        if name not in HOLD_MARKS:
            problems.append(
                Problem(area.origin, f"a clinic's panel has no area '{name}'", f"known: {', '.join(HOLD_MARKS)}")
            )
            continue
        hold = styles[area.get("look") or ("clinic" if name == "clinic" else "danger.phone")].look
        room = styles.paper.areas.get(name)
        if room is not None:
            hold = replace(hold, width=room.width, height=room.height)
        pen = PageWriter(0, HOLD_MARKS[name][0], used)
        pen.faces = faces
        pen.prefix = "c."
        fitted = _fitted(area, hold, styles, setters, resources)
        if fitted is None:
            places = [child.origin for child in area.walk() if child.origin.file]
            problems.append(
                Problem(
                    places[0] if places else area.origin,
                    "the clinic's words do not fit the clinic panel",
                    "shorten the address or the opening hours, or give fewer telephone numbers",
                )
            )
            continue
        flow, spacing, root, logos = fitted
        rasters.update(logos)
        height = flow.height(spacing)
        flow.draw(pen, 0.0, hold.height - (hold.height - height) / 2, spacing)
        pen.close()
        root.hold = ""
        root.prune()
        if len(pen.marks) > HOLD_MARKS[name][1]:
            problems.append(
                Problem(area.origin, f"the clinic panel has more than {HOLD_MARKS[name][1]} pieces of text")
            )
        prove([pen], used, area.children)
        parts.append(Part(name, pen, root))
    if problems:
        raise Unusable(*problems)
    fonts = {}
    for resource in sorted(used):
        parts_of_font = faces[resource].embed(used[resource])
        fonts[resource] = (
            parts_of_font.font.encode(),
            parts_of_font.descendant.encode(),
            parts_of_font.descriptor.encode(),
            packed(parts_of_font.program, f"/Length1 {parts_of_font.length}"),
            packed(parts_of_font.to_unicode),
        )
    return Panel(tuple(parts), fonts, rasters)


def _fitted(
    area: Element, hold: Look, styles: Styles, setters: Setters, resources: Resources
) -> tuple[Flow, float, Node, dict[str, Raster]] | None:
    """Set a clinic's words into their place: less space first, then smaller, never under the format's minimum.

    Returns the flow, its spacing, its structure and its logos; None when even the smallest does not fit.
    """
    for squeeze in SQUEEZES:
        looks = styles
        if squeeze < 1.0:
            looks = Styles(styles.theme, styles.paper, styles.language, styles.accent, 1.0, 1.0, squeeze)
        logos: dict[str, Raster] = {}
        root = Node("Div", hold=area.get("name"))
        flow = Builder(looks, setters, resources, {}, rasters=logos).flow(area.children, hold.width, root)
        for spacing in SPACINGS:
            if flow.height(spacing) <= hold.height + 0.5:
                return flow, spacing, root, logos
    return None


def stamp(body: Body, panel: Panel) -> bytes:
    """Return the file of a body with a clinic's panel."""
    out = [body.blob]
    position = len(body.blob)
    offsets = list(body.offsets)

    def put(at: int, data: bytes) -> None:
        nonlocal position
        text = b"%d 0 obj\n%s\nendobj\n" % (at, data)
        offsets[at] = position
        out.append(text)
        position += len(text)

    def new() -> int:
        offsets.append(-1)
        return len(offsets) - 1

    by_name = {part.name: part for part in panel.parts}
    keys: list[str] = []
    marks: dict[int, dict[int, int]] = {}
    page_links: dict[int, list[int]] = {}
    for name, place in sorted(body.holds.items()):
        part = by_name.get(name)
        sect = body.numbers[f"hold-{name}"]
        content = b""
        kids: list[int] = []
        if part is not None:
            content = _content(part, place.box)
            kids = _elements(part, place.page, place.box, body, sect, put, new, marks, keys, page_links)
        refs = " ".join(f"{kid} 0 R" for kid in kids)
        put(sect, f"<</Type/StructElem/S/Div/P {body.numbers[f'parent-{name}']} 0 R/K[{refs}]>>".encode())
        put(body.numbers[f"content-{name}"], stream(content, level=1))
    fonts = [body.fonts]
    for resource, (font, descendant, descriptor, program, to_unicode) in panel.fonts.items():
        first = new()
        second, third, fourth, fifth = new(), new(), new(), new()
        put(first, font % (second, fifth))
        put(second, descendant % third)
        put(third, descriptor % fourth)
        put(fourth, program)
        put(fifth, to_unicode)
        fonts.append(f"/c.{resource} {first} 0 R")
    images = []
    for resource, raster in panel.rasters.items():
        first = new()
        mask = new() if raster.mask else 0
        put(first, raster.object(mask))
        if mask:
            put(mask, raster.mask_object())
        images.append(f"/{resource} {first} 0 R")
    xobjects = f"/XObject<<{''.join(images)}>>" if images else ""
    put(body.numbers["resources"], f"<</Font<<{''.join(fonts)}>>{xobjects}>>".encode())
    _page_objects(body, marks, keys, page_links, put)
    return _finish(out, position, offsets, body)


def _page_objects(
    body: Body, marks: Mapping[int, Mapping[int, int]], keys: list[str], page_links: Mapping[int, list[int]], put: Put
) -> None:
    """Write the parent tree, its pages' entries and the pages' link lists."""
    reserved = sum(count for _, count in HOLD_MARKS.values())
    pages = []
    for index in range(body.pages):
        own = marks.get(index, {})
        slots = " ".join(f"{own[mark]} 0 R" if mark in own else "null" for mark in range(reserved))
        put(body.numbers[f"parents{index}"], f"[{slots} {body.parents[index]}]".encode())
        extra = " ".join(f"{link} 0 R" for link in page_links.get(index, []))
        put(body.numbers[f"annots{index}"], f"[{body.page_links[index]} {extra}]".encode())
        pages.append(f"{index} {body.numbers[f'parents{index}']} 0 R")
    nums = " ".join([*pages, *keys, body.parent_keys])
    put(body.numbers["parents"], f"<</Nums[{nums}]>>".encode())


def _finish(out: list[bytes], position: int, offsets: list[int], body: Body) -> bytes:
    table = [b"xref\n0 %d\n0000000000 65535 f \n" % len(offsets)]
    table += [b"%010d 00000 n \n" % offset for offset in offsets[1:]]
    digest = hashlib.sha256()
    for chunk in out:
        digest.update(chunk)
    mark = digest.hexdigest()[:32]
    trailer = (
        f"trailer\n<</Size {len(offsets)}/Root {body.numbers['catalog']} 0 R/Info {body.numbers['info']} 0 R"
        f"/ID[<{mark}><{mark}>]>>\nstartxref\n{position}\n%%EOF\n"
    )
    return b"".join([*out, *table, trailer.encode()])


def _content(part: Part, box: tuple[float, float, float, float]) -> bytes:
    """Return the content of a hold: the part's operators, moved to their place, its fonts are named apart."""
    code = "\n".join(text for part_code in part.pen.streams if isinstance(part_code, list) for text in part_code)
    return f"q 1 0 0 1 {number(box[0])} {number(box[1])} cm\n{code}\nQ".encode("ascii")


def _elements(
    part: Part,
    page: int,
    box: tuple[float, float, float, float],
    body: Body,
    sect: int,
    put: Put,
    new: Callable[[], int],
    marks: dict[int, dict[int, int]],
    keys: list[str],
    page_links: dict[int, list[int]],
) -> list[int]:
    """Write the part's structure elements and links; return the numbers of its top elements."""
    numbers: dict[str, int] = {"page": body.numbers[f"Page{page + 1}"], "root": sect}
    names: dict[int, str] = {id(part.root): "root"}
    nodes = [node for node in part.root.walk() if node is not part.root]
    parents = {id(kid): node for node in part.root.walk() for kid in node.kids if isinstance(kid, Node)}
    for count, node in enumerate(nodes):
        names[id(node)] = f"n{count}"
        numbers[f"n{count}"] = new()
    for count, link in enumerate(part.pen.links):
        names[id(link)] = f"l{count}"
        numbers[f"l{count}"] = new()
    pages = ["page"] * (part.pen.index + 1)
    for node in nodes:
        shifted = node
        if "/BBox[" in node.more:
            shifted = Node(node.role, _moved(node.more, box), node.kids)
        template, refs = element(shifted, names[id(parents[id(node)])], pages, names)
        put(numbers[names[id(node)]], (template % tuple(numbers[ref] for ref in refs)).encode("latin-1"))
    owners = {id(kid): node for node in nodes for kid in node.kids if isinstance(kid, Annotation)}
    for count, link in enumerate(part.pen.links):
        moved = Annotation(
            page,
            (link.box[0] + box[0], link.box[1] + box[1], link.box[2] + box[0], link.box[3] + box[1]),
            link.address,
            link.contents,
            HOLD_KEYS[part.name] + count,
        )
        put(numbers[f"l{count}"], (annotation(moved) % ()).encode("latin-1"))
        keys.append(f"{moved.key} {numbers[names[id(owners[id(link)])]]} 0 R")
        page_links.setdefault(page, []).append(numbers[f"l{count}"])
    for mark, node in part.pen.marks.items():
        marks.setdefault(page, {})[mark] = numbers[names[id(node)]]
    return [numbers[names[id(kid)]] for kid in part.root.kids if isinstance(kid, Node)]


def _moved(more: str, box: tuple[float, float, float, float]) -> str:
    """Move the bounding box in a figure's attributes to its place on the page."""
    head, rest = more.split("/BBox[", 1)
    inside, tail = rest.split("]", 1)
    values = [float(value) for value in inside.split()]
    shift = (box[0], box[1], box[0], box[1])
    moved = " ".join(f"{value + by:.2f}" for value, by in zip(values, shift, strict=True))
    return f"{head}/BBox[{moved}]{tail}"
