"""Themes, formats and font faces: YAML nodes to the frozen types of ``model/design.py``.

A theme or format that ``extends`` another is laid over it: looks and areas field by field. All
problems of a file are collected; the reader returns None when the file cannot be used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from msgspec.structs import replace

from generator.library.entries import MOST_LENGTH, Entries
from generator.library.yaml_nodes import Node, read_yaml
from generator.model.design import Area, Colour, FaceFile, Format, Look, Theme
from generator.model.problems import Origin, Problem, suggest

_THEME_KEYS: Final = ("about", "extends", "colours", "accents", "leadings", "looks", "brand", "brand-second")
_FORMAT_KEYS: Final = (
    "about", "extends", "page", "most-pages", "body-minimum", "minimum", "scale", "multiple", "danger-by", "languages",
    "areas", "template", "folds", "leave", "looks",
)  # fmt: skip
_AREA_KEYS: Final = ("pages", "x", "y", "width", "height", "last-height", "takes", "flow", "look")
_FACE_KEYS: Final = ("package", "path", "sha256", "axes", "postscript")

_NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*").fullmatch
_PACKAGE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*").fullmatch
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.,\[\] -]*(/[A-Za-z0-9][A-Za-z0-9_.,\[\] -]*)*").fullmatch

ALIGNMENTS: Final = ("start", "centre", "end", "justify")
VERTICALS: Final = ("top", "middle", "bottom")
PATTERNS: Final = ("dots", "lines", "net")
PATTERN_PADDING: Final = 12.0
"""Points on the left that a pattern needs: its band, and what keeps the words off it."""

_LENGTHS: Final = frozenset({"size", "indent", "hang", "border_width", "radius", "width", "height", "gutter", "stack"})
_NUMBERS: Final = {"leading": (0.5, 3.0), "before": (0.0, 40.0), "after": (0.0, 40.0), "grow": (0.0, 100.0)}
_WEIGHTS: Final = frozenset({"weight", "strong"})
_FLAGS: Final = frozenset({"phrases", "keep_next", "keep", "fixed"})
_COLOURS: Final = frozenset({"colour", "fill", "border", "bullet_colour"})
_LOOK_FIELDS: Final = {name.replace("_", "-"): name for name in Look.__struct_fields__ if name != "name"}


def _begin(
    path: Path, shown: str, keys: tuple[str, ...], what: str, parent: Theme | Format | None, problems: list[Problem]
) -> tuple[Entries, dict[str, tuple[Node, Node]]] | None:
    """Read a theme's or format's file and check that what it extends is at hand."""
    node = read_yaml(path, shown, problems)
    if node is None:
        return None
    file = Entries(problems)
    given = file.entries(node, what, keys)
    extends = given.get("extends")
    if extends and parent is None:
        file.bad(extends[1].origin, f"{what} extends '{extends[1].words}', which could not be read")
    return file, given


def read_theme(path: Path, shown: str, parent: Theme | None, problems: list[Problem]) -> Theme | None:
    """Read ``templates/themes/<name>.yaml``.

    Args:
        path: the file.
        shown: its name for people.
        parent: the theme it extends, already read, or None.
        problems: what is wrong is added here.

    Returns:
        The theme, its looks complete; None if there was any problem.
    """
    before = len(problems)
    begun = _begin(path, shown, _THEME_KEYS, "a theme", parent, problems)
    if begun is None:
        return None
    file, given = begun
    colours = dict(parent.colours) if parent else {}
    accents = {name: dict(roles) for name, roles in parent.accents.items()} if parent else {}
    leadings = dict(parent.leadings) if parent else {}
    if "colours" in given:
        for name, (_, value) in file.entries(given["colours"][1], "colours").items():
            colours[name] = file.colour(value, f"the colour '{name}'")
    if "accents" in given:
        for name, (key, value) in file.entries(given["accents"][1], "accents").items():
            roles = accents.setdefault(name, {})
            for role, (role_key, colour) in file.entries(value, f"the accent '{name}'").items():
                if role not in colours:
                    file.bad(role_key.origin, f"there is no colour called '{role}' to replace", suggest(role, colours))
                roles[role] = file.colour(colour, f"'{role}' of the accent '{name}'")
            if not roles:
                file.bad(key.origin, f"the accent '{name}' is empty", "give it an accent and an accent-tint")
    if "leadings" in given:
        for name, (_, value) in file.entries(given["leadings"][1], "leadings").items():
            leadings[name] = file.number(value, f"the leading '{name}'", 1.0, 3.0)
    looks = dict(parent.looks) if parent else {}
    if "looks" in given:
        looks = _looks(file, given["looks"][1], looks, colours)
    brand = parent.brand if parent else True
    second = parent.brand_second if parent else ()
    if "brand" in given:
        brand = file.flag(given["brand"][1], "brand")
    if "brand-second" in given:
        items = file.list_of(given["brand-second"][1], "brand-second")
        for item in items:
            if file.words(item, "brand-second") not in looks:
                file.bad(item.origin, f"there is no look called '{item.words}'", suggest(item.words, looks))
        second = tuple(item.words for item in items)
    if not parent:
        for name in ("about", "colours", "leadings", "looks"):
            if name not in given:
                file.bad(Origin(shown), f"a theme needs '{name}'", "or let it extend another: 'extends: default'")
    if len(problems) > before:
        return None
    return Theme(
        name=path.stem,
        about=file.words(given["about"][1], "about") if "about" in given else parent.about if parent else "",
        colours=MappingProxyType(colours),
        accents=MappingProxyType({name: MappingProxyType(roles) for name, roles in accents.items()}),
        leadings=MappingProxyType(leadings),
        looks=MappingProxyType(looks),
        origin=Origin(shown),
        brand=brand,
        brand_second=second,
    )


def _looks(file: Entries, node: Node, inherited: dict[str, Look], colours: Mapping[str, Colour]) -> dict[str, Look]:
    """Return all looks, ``like`` resolved; a loop of likes is a problem."""
    given = file.entries(node, "looks")
    done: dict[str, Look] = {}
    path: list[str] = []

    def resolve(name: str) -> Look:
        if name in done:
            return done[name]
        if name not in given:
            return inherited[name]
        key, value = given[name]
        if not _NAME(name):
            file.bad(key.origin, f"'{name}' cannot be the name of a look", "use small letters, digits, dots, hyphens")
        path.append(name)
        entries = file.entries(value, f"the look '{name}'", (*_LOOK_FIELDS, "like"))
        base = inherited.get(name, Look(name))
        if "like" in entries:
            like = entries["like"][1]
            if like.words in path:
                file.bad(like.origin, f"the looks are like each other in a circle: {' → '.join([*path, like.words])}")
            elif like.words in given or like.words in inherited:
                base = resolve(like.words)
            else:
                hint = suggest(like.words, {*given, *inherited})
                file.bad(like.origin, f"there is no look called '{like.words}'", hint)
        values = {}
        for label, (_, item) in entries.items():
            if label != "like":
                field = _LOOK_FIELDS[label]
                values[field] = _look_value(file, field, f"'{label}' of the look '{name}'", item, colours)
        path.pop()
        done[name] = replace(base, name=name, **values)
        if done[name].pattern and done[name].padding[3] < PATTERN_PADDING:
            file.bad(
                entries["pattern"][0].origin if "pattern" in entries else key.origin,
                f"the look '{name}' has no room for its pattern beside the words",
                f"give it a padding of {PATTERN_PADDING:.0f}pt or more on the left",
            )
        return done[name]

    for name in given:
        resolve(name)
    return {**inherited, **done}


def _look_value(file: Entries, field: str, what: str, node: Node, colours: Mapping[str, Colour]) -> Any:
    """Return the value of one field of a look, by the field's type."""
    if field in _LENGTHS:
        # text may hang or be pulled out to the left of its box, sizes cannot be negative
        return file.length(node, what, -MOST_LENGTH if field in ("indent", "hang") else 0.0)
    if field in _NUMBERS:
        return file.number(node, what, *_NUMBERS[field])
    if field in _WEIGHTS:
        return int(file.number(node, what, 1, 1000, whole=True))
    if field in _FLAGS:
        return file.flag(node, what)
    if field == "align":
        return file.choice(node, what, ALIGNMENTS)
    if field == "valign":
        return file.choice(node, what, VERTICALS)
    if field == "pattern":
        return "" if node.shape == "nothing" else file.choice(node, what, PATTERNS)
    if field == "padding":
        return _padding(file, node, what)
    if field in _COLOURS:
        words = "" if node.shape == "nothing" else file.words(node, what)
        if words and words not in colours:
            file.bad(node.origin, f"{what}: there is no colour called '{words}'", suggest(words, colours))
        return words
    words = "" if node.shape == "nothing" else file.words(node, what)
    if len(words) > 16:
        file.bad(node.origin, f"{what} is too long")
    return words


def _padding(file: Entries, node: Node, what: str) -> tuple[float, float, float, float]:
    """Return top, right, bottom, left from one length, two (top and bottom, sides) or four."""
    items = node.items if node.shape == "list" else (node,)
    if len(items) not in (1, 2, 4):
        hint = "four are: top, right, bottom, left"
        file.bad(node.origin, f"{what} must be 1, 2 or 4 lengths, not {len(items)}", hint)
        return (0.0, 0.0, 0.0, 0.0)
    lengths = [file.length(item, what) for item in items]
    top, right, bottom, left = (lengths * 4)[:4]
    return (top, right, bottom, left)


def read_format(path: Path, shown: str, parent: Format | None, problems: list[Problem]) -> Format | None:
    """Read ``templates/formats/<name>.yaml``; same arguments and answer as ``read_theme``.

    Areas that overlap on a page, or leave it, are problems.
    """
    before = len(problems)
    begun = _begin(path, shown, _FORMAT_KEYS, "a format", parent, problems)
    if begun is None:
        return None
    file, given = begun
    paper = parent or Format(path.stem, "", 0.0, 0.0, 2, 12.0, 9.0, 1.0, MappingProxyType({}))
    values: dict[str, Any] = {"name": path.stem, "origin": Origin(shown)}
    if "about" in given:
        values["about"] = file.words(given["about"][1], "about")
    if "page" in given:
        page = file.entries(given["page"][1], "page", ("width", "height"))
        for name in ("width", "height"):
            if name in page:
                values[name] = file.length(page[name][1], f"the page's {name}", 72.0)
            elif not parent:
                file.bad(given["page"][0].origin, f"the page needs a {name}", "page: {width: 210mm, height: 297mm}")
    if "most-pages" in given:
        values["most_pages"] = int(file.number(given["most-pages"][1], "most-pages", 1, 64, whole=True))
    for key in ("danger-by", "multiple", "languages"):
        if key in given:
            values[key.replace("-", "_")] = int(file.number(given[key][1], key, 1, 64, whole=True))
    for key in ("body-minimum", "minimum"):
        if key in given:
            values[key.replace("-", "_")] = file.length(given[key][1], key, 1.0)
    if "template" in given:
        node = given["template"][1]
        values["template"] = file.words(node, "template")
        values["template_origin"] = node.origin
    if "scale" in given:
        values["scale"] = file.number(given["scale"][1], "scale", 0.4, 6.0)
    if "leave" in given:
        chosen = file.choice(given["leave"][1], "leave", ("yes", "last", "spare", "no"))
        values["leaves"], values["leaves_last"] = chosen != "no", chosen == "last"
        values["leaves_spare"] = chosen == "spare"
    if "looks" in given:
        values["looks"] = MappingProxyType(_measures(file, given["looks"][1], paper.looks))
    if "folds" in given:
        folds = file.list_of(given["folds"][1], "folds")
        values["folds"] = tuple(sorted(file.length(fold, "a fold", 1.0) for fold in folds))
    if "areas" in given:
        values["areas"] = MappingProxyType(_areas(file, given["areas"][1], paper.areas))
    if not parent:
        for name in ("about", "page", "areas"):
            if name not in given:
                file.bad(Origin(shown), f"a format needs '{name}'", "or let it extend another: 'extends: a4'")
    paper = replace(paper, **values)
    if len(problems) == before:
        problems += _misfits(paper)
    return paper if len(problems) == before else None


def _measures(
    file: Entries, node: Node, inherited: Mapping[str, Mapping[str, object]]
) -> dict[str, Mapping[str, object]]:
    """Return the measures of looks that a format changes: lengths, spaces and padding, never colours."""
    known = [label for label, field in _LOOK_FIELDS.items() if field in {*_LENGTHS, *_NUMBERS, "padding"}]
    looks = dict(inherited)
    for name, (_, value) in file.entries(node, "looks").items():
        fields = {
            _LOOK_FIELDS[label]: _look_value(file, _LOOK_FIELDS[label], f"'{label}' of the look '{name}'", item, {})
            for label, (_, item) in file.entries(value, f"the look '{name}'", known).items()
        }
        looks[name] = MappingProxyType({**looks.get(name, {}), **fields})
    return looks


def _areas(file: Entries, node: Node, inherited: Mapping[str, Area]) -> dict[str, Area]:
    """Return all areas in drawing order: inherited ones first, changed field by field."""
    areas = dict(inherited)
    for name, (key, value) in file.entries(node, "areas").items():
        what = f"the area '{name}'"
        if not _NAME(name):
            file.bad(key.origin, f"'{name}' cannot be the name of an area", "use small letters, digits, hyphens")
        entries = file.entries(value, what, _AREA_KEYS)
        area = inherited.get(name)
        if area is None:
            missing = [field for field in ("x", "y", "width", "height") if field not in entries]
            if missing:
                file.bad(key.origin, f"{what} needs {', '.join(missing)}")
            area = Area(name, "every", 0.0, 0.0, 0.0, 0.0, (name,))
        values: dict[str, Any] = {"origin": key.origin}
        for field in ("x", "y", "width", "height", "last-height"):
            if field in entries:
                values[field.replace("-", "_")] = file.length(entries[field][1], f"{field} of {what}")
        if "pages" in entries:
            values["pages"] = file.choice(entries["pages"][1], f"pages of {what}", ("every", "first", "last"))
        if "takes" in entries:
            takes = file.list_of(entries["takes"][1], f"takes of {what}")
            values["takes"] = tuple(file.words(item, f"takes of {what}") for item in takes)
        if "look" in entries:
            values["look"] = file.words(entries["look"][1], f"look of {what}")
        if "flow" in entries:
            values["flow"] = file.flag(entries["flow"][1], f"flow of {what}")
        areas[name] = replace(area, **values)
    return areas


def _misfits(paper: Format) -> list[Problem]:
    """Return the problems of areas that leave the page or overlap on one.

    With one page at most, first and last are the same page. With more, a page is either first,
    between or last: areas for the first and for the last page may then share a place.
    """
    problems = [
        Problem(paper.origin, f"the fold at {fold:.1f}pt is not on the page", "measure it from the left edge")
        for fold in paper.folds
        if fold >= paper.width
    ]
    if paper.most_pages < paper.multiple:
        message = f"at most {paper.most_pages} pages are fewer than the {paper.multiple} that they come in"
        problems.append(Problem(paper.origin, message, "raise most-pages, or lower multiple"))
    pages = [("first", "last")] if paper.most_pages == 1 else [("first",), ("last",)]
    found: set[tuple[str, str]] = set()
    for page in pages:
        boxes = [
            (area, area.x, area.y, area.x + area.width, area.y + _height(area, "last" in page))
            for area in paper.areas.values()
            if area.pages == "every" or area.pages in page
        ]
        for area, left, top, right, bottom in boxes:
            over = max(right - paper.width, bottom - paper.height)
            if over > 0.01 and (area.name, "") not in found:
                found.add((area.name, ""))
                message = f"the area '{area.name}' leaves the page by {over:.1f}pt on the {page[0]} page"
                problems.append(Problem(area.origin, message, "make it smaller or move it"))
            if right - left < 1 or bottom - top < 1:
                problems.append(Problem(area.origin, f"the area '{area.name}' has no room", "give width and height"))
        for index, (one, *a) in enumerate(boxes):
            for other, *b in boxes[index + 1 :]:
                wide = min(a[2], b[2]) - max(a[0], b[0])
                high = min(a[3], b[3]) - max(a[1], b[1])
                if wide > 0.01 and high > 0.01 and (one.name, other.name) not in found:
                    found.add((one.name, other.name))
                    message = (
                        f"the areas '{one.name}' and '{other.name}' overlap by {wide:.1f}pt × {high:.1f}pt"
                        f" on the {page[0]} page"
                    )
                    problems.append(Problem(other.origin, message, "move one, or use last-height for the last page"))
    return problems


def _height(area: Area, last: bool) -> float:
    return area.last_height if last and area.last_height else area.height


def read_faces(path: Path, shown: str, problems: list[Problem]) -> Mapping[str, FaceFile]:
    """Read ``templates/faces.yaml``: the font files by key, paths as inside their packages."""
    node = read_yaml(path, shown, problems)
    if node is None:
        return MappingProxyType({})
    file = Entries(problems)
    faces = {}
    for key, (name, value) in file.entries(node, "faces").items():
        entries = file.entries(value, f"the face '{key}'", _FACE_KEYS)
        words: dict[str, str] = {
            field: file.words(entries[field][1], f"{field} of the face '{key}'")
            for field in ("package", "path", "sha256", "postscript")
            if field in entries
        }
        missing = [field for field in ("package", "path", "sha256", "postscript") if field not in entries]
        if missing:
            file.bad(name.origin, f"the face '{key}' needs {', '.join(missing)}")
            continue
        checks = (
            ("package", _PACKAGE, "the import name of a Python package"),
            ("path", _FILE, "a path inside the package"),
            ("sha256", re.compile("[0-9a-f]{64}").fullmatch, "64 hexadecimal digits"),
            ("postscript", re.compile("[A-Za-z0-9-]{1,63}").fullmatch, "a PostScript name"),
        )
        for field, check, rule in checks:
            if words[field] and not check(words[field]):
                message = f"{field} of the face '{key}' cannot be '{words[field][:60]}'"
                file.bad(entries[field][1].origin, message, f"it must be {rule}")
        axes = {}
        for axis, (_, number) in file.entries(entries["axes"][1], "axes").items() if "axes" in entries else ():
            if number.words == "yes":
                axes[axis] = 1.0  # the axis is there and may be set
            elif number.words != "no":
                axes[axis] = file.number(number, f"the axis '{axis}' of the face '{key}'", 0, 1000)
        faces[key] = FaceFile(
            key,
            words["package"],
            words["path"],
            words["sha256"],
            MappingProxyType(axes),
            words["postscript"],
            name.origin,
        )
    return MappingProxyType(faces)
