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

from generator.library import values
from generator.library.node import Node
from generator.library.nodes import read_yaml
from generator.model.design import Area, Colour, FaceFile, Format, Look, Theme
from generator.model.problems import Origin, Problem, suggest
from generator.model.units import LEAST_SIZE, in_mm

_THEME_KEYS: Final = ("about", "extends", "colours", "accents", "leadings", "looks", "brand", "brand-second")
_FORMAT_KEYS: Final = (
    "about", "extends", "page", "most-pages", "body-minimum", "minimum", "scale", "multiple", "danger-by", "languages",
    "areas", "template", "folds", "leave", "looks", "column",
)  # fmt: skip
_AREA_KEYS: Final = (
    "pages", "x", "y", "width", "height", "last-height", "takes", "flow", "look", "within", "most-height", "gives",
    "share", "out",
)  # fmt: skip
_FACE_KEYS: Final = ("package", "path", "sha256", "axes", "postscript", "scripts")
_FACE_FORMS: Final = (
    ("package", r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", "the import name of a Python package"),
    ("path", r"[A-Za-z0-9][A-Za-z0-9_.,\[\] -]*(/[A-Za-z0-9][A-Za-z0-9_.,\[\] -]*)*", "a path inside the package"),
    ("sha256", "[0-9a-f]{64}", "64 hexadecimal digits"),
    ("postscript", "[A-Za-z0-9-]{1,63}", "a PostScript name"),
)
_NAME: Final = r"[a-z0-9]+([._-][a-z0-9]+)*"

ALIGNMENTS: Final = ("start", "centre", "end", "justify")
VERTICALS: Final = ("top", "middle", "bottom")
PATTERNS: Final = ("dots", "lines", "net")
PATTERN_PADDING: Final = 12.0
"""Points on the left that a pattern needs: its band, and what keeps the words off it."""

_LENGTHS: Final = frozenset("size indent hang border_width radius width height most_height gutter stack out".split())
_NUMBERS: Final = {"leading": (0.5, 3.0), "before": (0.0, 40.0), "after": (0.0, 40.0), "grow": (0.0, 100.0)}
_COUNTS: Final = frozenset({"lines"})
_WEIGHTS: Final = frozenset({"weight", "strong"})
_FLAGS: Final = frozenset({"phrases", "keep_next", "keep", "fixed", "tail", "columns", "beside"})
_COLOURS: Final = frozenset({"colour", "fill", "border", "bullet_colour"})
_LOOK_FIELDS: Final = {name.replace("_", "-"): name for name in Look.__struct_fields__ if name != "name"}


def read_theme(path: Path, shown: str, above: values.Above[Theme], problems: list[Problem]) -> Theme | None:
    """Read ``templates/themes/<name>.yaml``.

    Args:
        path: the file.
        shown: its name for people.
        above: finds the theme it extends.
        problems: what is wrong is added here.

    Returns:
        The theme, its looks complete; None if there was any problem.
    """
    before = len(problems)
    root = read_yaml(path, shown, problems)
    given = values.entries_of(root, "a theme", _THEME_KEYS, (), problems) if root else {}
    parent = values.extended(given, above, problems)
    if root is None or ("extends" in given and not parent):
        return None
    colours = dict(parent.colours) if parent else {}
    accents = {name: dict(roles) for name, roles in parent.accents.items()} if parent else {}
    leadings = dict(parent.leadings) if parent else {}
    if "colours" in given:
        for key, value in values.pairs_in(given["colours"], "colours", problems):
            colours[key.words] = values.colour_in(value, f"the colour '{key.words}'", problems)
    if "accents" in given:
        for key, value in values.pairs_in(given["accents"], "accents", problems):
            _accent(key, value, accents.setdefault(key.words, {}), colours, problems)
    if "leadings" in given:
        for key, value in values.pairs_in(given["leadings"], "leadings", problems):
            leadings[key.words] = values.number_in(value, f"the leading '{key.words}'", problems, 1.0, 3.0)
    looks = dict(parent.looks) if parent else {}
    if "looks" in given:
        looks = _looks(given["looks"], looks, colours, problems)
    brand = parent.brand if parent else True
    second = parent.brand_second if parent else ()
    if "brand" in given:
        brand = values.flag_in(given["brand"], "brand", problems)
    if node := given.get("brand-second"):
        second = values.lines_in(node, "brand-second", problems, empty=True)
        problems += [
            Problem(item.origin, f"there is no look called '{values.short(item.words)}'", suggest(item.words, looks))
            for item in node.items
            if item.words not in looks
        ]
    if not parent:
        for name in ("about", "colours", "leadings", "looks"):
            if name not in given:
                hint = "or let it extend another: 'extends: default'"
                problems.append(Problem(Origin(shown), f"a theme needs '{name}'", hint))
    about = parent.about if parent else ""
    if "about" in given:
        about = values.words_in(given["about"], "about", problems, empty=True) or ""
    if len(problems) > before:
        return None
    return Theme(
        name=path.stem,
        about=about,
        colours=MappingProxyType(colours),
        accents=MappingProxyType({name: MappingProxyType(roles) for name, roles in accents.items()}),
        leadings=MappingProxyType(leadings),
        looks=MappingProxyType(looks),
        origin=Origin(shown),
        brand=brand,
        brand_second=second,
    )


def _accent(
    key: Node, node: Node, roles: dict[str, Colour], colours: Mapping[str, Colour], problems: list[Problem]
) -> None:
    """Read the colours that an accent puts in the place of the theme's, by the names of those."""
    for role, value in values.pairs_in(node, f"the accent '{key.words}'", problems):
        if role.words not in colours:
            message = f"there is no colour called '{values.short(role.words)}' to replace"
            problems.append(Problem(role.origin, message, suggest(role.words, colours)))
        roles[role.words] = values.colour_in(value, f"'{role.words}' of the accent '{key.words}'", problems)
    if not roles:
        message = f"the accent '{key.words}' is empty"
        problems.append(Problem(key.origin, message, "give it an accent and an accent-tint"))


def _looks(
    node: Node, inherited: dict[str, Look], colours: Mapping[str, Colour], problems: list[Problem]
) -> dict[str, Look]:
    """Return all looks, ``like`` resolved; a loop of likes is a problem."""
    given = {key.words: (key, value) for key, value in values.pairs_in(node, "looks", problems)}
    done: dict[str, Look] = {}
    path: list[str] = []

    def resolve(name: str) -> Look:
        if name in done:
            return done[name]
        if name not in given:
            return inherited[name]
        key, value = given[name]
        if not re.fullmatch(_NAME, name):
            message = f"'{values.short(name)}' cannot be the name of a look"
            problems.append(Problem(key.origin, message, "use small letters, digits, dots, hyphens"))
        path.append(name)
        entries = values.entries_of(value, f"the look '{name}'", (*_LOOK_FIELDS, "like"), (), problems, empty=True)
        base = inherited.get(name, Look(name))
        if like := entries.pop("like", None):
            if like.words in path:
                message = f"the looks are like each other in a circle: {' → '.join([*path, like.words])}"
                problems.append(Problem(like.origin, message))
            elif like.words in given or like.words in inherited:
                base = resolve(like.words)
            else:
                message = f"there is no look called '{values.short(like.words)}'"
                problems.append(Problem(like.origin, message, suggest(like.words, {*given, *inherited})))
        fields = {}
        for label, item in entries.items():
            field = _LOOK_FIELDS[label]
            fields[field] = _look_value(field, f"'{label}' of the look '{name}'", item, colours, problems)
        path.pop()
        done[name] = replace(base, name=name, **fields)
        if done[name].pattern and done[name].padding[3] + done[name].out < PATTERN_PADDING:
            message = f"the look '{name}' has no room for its pattern beside the words"
            hint = f"give it a padding of {PATTERN_PADDING:.0f}pt or more on the left"
            problems.append(Problem(entries.get("pattern", key).origin, message, hint))
        if min(done[name].padding) + done[name].out < 0.0:
            message = f"the words of the look '{name}' go out farther than its ground and its rules"
            problems.append(Problem(entries.get("padding", key).origin, message, "give it as much 'out' as that"))
        return done[name]

    for name in given:
        resolve(name)
    return {**inherited, **done}


def _look_value(field: str, what: str, node: Node, colours: Mapping[str, Colour], problems: list[Problem]) -> Any:
    """Return the value of one field of a look, by the field's type."""
    if field in _LENGTHS:
        # text may hang or be pulled out to the left of its box, sizes cannot be negative
        least = {"size": LEAST_SIZE, "indent": -values.MOST_LENGTH, "hang": -values.MOST_LENGTH}.get(field, 0.0)
        return values.length_in(node, what, problems, least)
    if field in _NUMBERS:
        return values.number_in(node, what, problems, *_NUMBERS[field])
    if field in _WEIGHTS:
        return values.whole_in(node, what, problems, 1, 1000)
    if field in _COUNTS:
        return values.whole_in(node, what, problems, 0, 9)
    if field in _FLAGS:
        return values.flag_in(node, what, problems)
    if field == "align":
        return values.choice_in(node, what, problems, ALIGNMENTS)
    if field == "valign":
        return values.choice_in(node, what, problems, VERTICALS)
    if field == "pattern":
        return "" if node.shape == "nothing" else values.choice_in(node, what, problems, PATTERNS)
    if field == "padding":
        return _padding(node, what, problems)
    words = values.words_in(node, what, problems, empty=True) or ""
    if field in _COLOURS:
        if words and words not in colours:
            message = f"{what}: there is no colour called '{values.short(words)}'"
            problems.append(Problem(node.origin, message, suggest(words, colours)))
    elif len(words) > 16:
        problems.append(Problem(node.origin, f"{what} is too long"))
    return words


def _padding(node: Node, what: str, problems: list[Problem]) -> tuple[float, float, float, float]:
    """Return top, right, bottom, left from one length, two (top and bottom, sides) or four (sides may be below 0)."""
    items = node.items if node.shape == "list" else (node,)
    if len(items) not in (1, 2, 4):
        hint = "four are: top, right, bottom, left"
        problems.append(Problem(node.origin, f"{what} must be 1, 2 or 4 lengths, not {len(items)}", hint))
        return (0.0, 0.0, 0.0, 0.0)
    least = [-values.MOST_LENGTH if len(items) == 4 and at % 2 else 0.0 for at in range(len(items))]
    lengths = [values.length_in(item, what, problems, low) for item, low in zip(items, least, strict=True)]
    top, right, bottom, left = (lengths * 4)[:4]
    return (top, right, bottom, left)


def read_format(path: Path, shown: str, above: values.Above[Format], problems: list[Problem]) -> Format | None:
    """Read ``templates/formats/<name>.yaml``; same arguments and answer as ``read_theme``.

    Areas that overlap on a page, or leave it, are problems.
    """
    before = len(problems)
    root = read_yaml(path, shown, problems)
    given = values.entries_of(root, "a format", _FORMAT_KEYS, (), problems) if root else {}
    parent = values.extended(given, above, problems)
    if root is None or ("extends" in given and not parent):
        return None
    paper = parent or Format(path.stem, "", 0.0, 0.0, 2, 12.0, 9.0, 1.0, MappingProxyType({}))
    fields: dict[str, Any] = {"name": path.stem, "origin": Origin(shown)}
    for key in ("about", "template"):
        if key in given:
            fields[key] = values.words_in(given[key], key, problems, empty=True) or ""
    if "template" in given:
        fields["template_origin"] = given["template"].origin
    if node := given.get("page"):
        page = values.entries_of(node, "page", ("width", "height"), (), problems, empty=True)
        for key in ("width", "height"):
            if key in page:
                fields[key] = values.length_in(page[key], f"the page's {key}", problems, 72.0)
            elif not parent:
                hint = "page: {width: 210mm, height: 297mm}"
                problems.append(Problem(node.origin, f"the page needs a {key}", hint))
    for key in ("most-pages", "danger-by", "multiple", "languages"):
        if key in given:
            fields[key.replace("-", "_")] = values.whole_in(given[key], key, problems, 1, 64)
    for key in ("body-minimum", "minimum"):
        if key in given:
            fields[key.replace("-", "_")] = values.length_in(given[key], key, problems, LEAST_SIZE)
    if "column" in given:
        fields["column"] = values.length_in(given["column"], "column", problems)
    if "scale" in given:
        fields["scale"] = values.number_in(given["scale"], "scale", problems, 0.4, 6.0)
    if "leave" in given:
        chosen = values.choice_in(given["leave"], "leave", problems, ("yes", "last", "spare", "no"))
        fields["leaves"], fields["leaves_last"] = chosen != "no", chosen == "last"
        fields["leaves_spare"] = chosen == "spare"
    if "looks" in given:
        fields["looks"] = MappingProxyType(_measures(given["looks"], paper.looks, problems))
    if "folds" in given:
        folds = values.list_in(given["folds"], "folds", problems, empty=True) or ()
        fields["folds"] = tuple(sorted(values.length_in(fold, "folds", problems, 1.0) for fold in folds))
    if "areas" in given:
        fields["areas"] = MappingProxyType(_areas(given["areas"], paper.areas, problems))
    if not parent:
        for key in ("about", "page", "areas"):
            if key not in given:
                hint = "or let it extend another: 'extends: a4'"
                problems.append(Problem(Origin(shown), f"a format needs '{key}'", hint))
    paper = replace(paper, **fields)
    if len(problems) == before:
        problems += _misfits(paper)
        paper = replace(paper, areas=MappingProxyType(_as_read(paper)))
    return paper if len(problems) == before else None


def _measures(
    node: Node, inherited: Mapping[str, Mapping[str, object]], problems: list[Problem]
) -> dict[str, Mapping[str, object]]:
    """Return the measures of looks that a format changes: lengths, spaces and padding, never colours.

    ``like`` puts another look of the theme in the place of one, whole.
    """
    known = ["like"] + [label for label, field in _LOOK_FIELDS.items() if field in {*_LENGTHS, *_NUMBERS, "padding"}]
    looks = dict(inherited)
    for key, value in values.pairs_in(node, "looks", problems):
        what = f"the look '{key.words}'"
        entries = values.entries_of(value, what, known, (), problems, empty=True)
        like = entries.pop("like", None)
        fields = {
            _LOOK_FIELDS[label]: _look_value(_LOOK_FIELDS[label], f"'{label}' of {what}", item, {}, problems)
            for label, item in entries.items()
        }
        if like is not None:
            fields["like"] = values.words_in(like, f"like of {what}", problems) or ""
        looks[key.words] = MappingProxyType({**looks.get(key.words, {}), **fields})
    return looks


def _areas(node: Node, inherited: Mapping[str, Area], problems: list[Problem]) -> dict[str, Area]:
    """Return all areas in drawing order: inherited ones first, changed field by field."""
    areas = dict(inherited)
    for key, value in values.pairs_in(node, "areas", problems):
        name = key.words
        what = f"the area '{name}'"
        if not re.fullmatch(_NAME, name):
            message = f"'{values.short(name)}' cannot be the name of an area"
            problems.append(Problem(key.origin, message, "use small letters, digits, hyphens"))
        entries = values.entries_of(value, what, _AREA_KEYS, (), problems, empty=True)
        area = inherited.get(name)
        if area is None:
            missing = [field for field in ("x", "y", "width", "height") if field not in entries]
            if missing:
                problems.append(Problem(key.origin, f"{what} needs {', '.join(missing)}"))
            area = Area(name, "every", 0.0, 0.0, 0.0, 0.0, (name,))
        fields: dict[str, Any] = {"origin": key.origin}
        for field in ("x", "y", "width", "height", "last-height", "most-height", "out"):
            if field in entries:
                fields[field.replace("-", "_")] = values.length_in(entries[field], f"{field} of {what}", problems)
        if "pages" in entries:
            fields["pages"] = values.choice_in(
                entries["pages"], f"pages of {what}", problems, ("every", "first", "last")
            )
        if "takes" in entries:
            fields["takes"] = values.lines_in(entries["takes"], f"takes of {what}", problems, empty=True)
        if "share" in entries:
            fields["share"] = values.number_in(entries["share"], f"share of {what}", problems, 0.01, 1.0)
        for field in ("gives", "within", "look"):
            if field in entries:
                fields[field] = values.words_in(entries[field], f"{field} of {what}", problems, empty=True) or ""
        if "flow" in entries:
            fields["flow"] = values.flag_in(entries["flow"], f"flow of {what}", problems)
        areas[name] = replace(area, **fields)
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
    for area in paper.areas.values():
        if area.most_height and area.gives not in paper.areas:
            message = f"the area '{area.name}' may grow, and no area gives way"
            problems.append(Problem(area.origin, message, "gives: the name of the area above it"))
        around = paper.areas.get(area.within)
        if area.within and (around is None or not around.flow or not area.flow or area.within == area.name):
            message = f"the area '{area.name}' cannot be within '{values.short(area.within)}'"
            problems.append(Problem(area.origin, message, "both take words that flow: say flow: yes, and its name"))
        elif area.within and area.pages == "every" and paper.most_pages > 1:
            message = f"the area '{area.name}' is within '{area.within}' and on every page"
            problems.append(Problem(area.origin, message, "say 'pages: first' or 'pages: last'"))
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
                message = f"the area '{area.name}' leaves the page by {in_mm(over)} on the {page[0]} page"
                problems.append(Problem(*_own(area, message, "make it smaller or move it", paper)))
            if right - left < 1 or bottom - top < 1:
                problems.append(Problem(area.origin, f"the area '{area.name}' has no room", "give width and height"))
        for index, (one, *a) in enumerate(boxes):
            for other, *b in boxes[index + 1 :]:
                wide = min(a[2], b[2]) - max(a[0], b[0])
                high = min(a[3], b[3]) - max(a[1], b[1])
                if other.within == one.name or one.within == other.name or (one.within and one.within == other.within):
                    continue  # their heights are the most they may have
                if wide > 0.01 and high > 0.01 and (one.name, other.name) not in found:
                    found.add((one.name, other.name))
                    message = (
                        f"the areas '{one.name}' and '{other.name}' overlap by {in_mm(wide)} × {in_mm(high)}"
                        f" on the {page[0]} page"
                    )
                    hint = "move one, or use last-height for the last page"
                    mine = one if other.origin.file != paper.origin.file else other
                    problems.append(Problem(*_own(mine, message, hint, paper)))
    return problems


def _own(area: Area, message: str, hint: str, paper: Format) -> tuple[Origin, str, str]:
    """Return where a paper's own file says how an area lies, what is wrong, and what to do.

    What it has from the paper that it extends is right there, and may be no file of one's own.
    """
    if area.origin.file == paper.origin.file:
        return area.origin, message, hint
    return (
        paper.origin,
        f"{message}; it lies as in the paper that this one extends",
        (f"{hint}: write 'areas:' here, with '{area.name}: {{x: …, y: …, width: …, height: …}}'"),
    )


def _as_read(paper: Format) -> dict[str, Area]:
    """Return the areas as they are read: those within text of several pages before it, or after it on the last page.

    The file's order is the reading order; a format that extends another cannot change it.
    """
    names = list(paper.areas)

    def place(area: Area) -> tuple[int, int, int]:
        at = names.index(area.name)
        if area.within in paper.areas and paper.most_pages > 1:
            text = [one for one in paper.areas.values() if one.flow and one.takes == paper.areas[area.within].takes]
            begin, last = names.index(text[0].name), area.pages == "last"
            if {one.pages for one in text} != {area.pages} and last == (at < begin):
                return begin, 1 if last else -1, at
        return at, 0, at

    return {area.name: area for area in sorted(paper.areas.values(), key=place)}


def _height(area: Area, last: bool) -> float:
    return area.last_height if last and area.last_height else area.height


def read_faces(path: Path, shown: str, problems: list[Problem]) -> Mapping[str, FaceFile]:
    """Read ``templates/faces.yaml``: the font files by key, paths as inside their packages."""
    root = read_yaml(path, shown, problems)
    faces: dict[str, FaceFile] = {}
    for name, value in values.pairs_in(root, "faces", problems) if root else ():
        what = f"the face '{name.words}'"
        entries = values.entries_of(value, what, _FACE_KEYS, (), problems, empty=True)
        missing = [field for field, *_ in _FACE_FORMS if field not in entries]
        if missing:
            problems.append(Problem(name.origin, f"{what} needs {', '.join(missing)}"))
            continue
        words = {}
        for field, form, rule in _FACE_FORMS:
            about = f"{field} of {what}"
            message = f"{about} cannot be '{{}}'"
            words[field] = values.form_in(entries[field], about, problems, form, message, f"it must be {rule}")
        axes = {}
        for axis, number in values.pairs_in(entries["axes"], f"axes of {what}", problems) if "axes" in entries else ():
            if number.words == "yes":
                axes[axis.words] = 1.0  # the axis is there and may be set
            elif number.words != "no":
                axes[axis.words] = values.number_in(number, f"the axis '{axis.words}' of {what}", problems, 0, 1000)
        scripts = values.lines_in(entries["scripts"], f"scripts of {what}", problems) if "scripts" in entries else ()
        for script in scripts:
            if not re.fullmatch("[A-Z][a-z]{3}", script):
                message = f"'{values.short(script)}' is no script"
                problems.append(
                    Problem(entries["scripts"].origin, message, "it has four letters, such as Latn or Jpan")
                )
        faces[name.words] = FaceFile(
            key=name.words, **words, axes=MappingProxyType(axes), origin=name.origin, scripts=scripts
        )
    return MappingProxyType(faces)
