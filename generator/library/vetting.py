"""An SVG file looked through before it is drawn: what it says is read, is without effect, or is refused with its line.

The program that draws (``forms.py``) passes over what it does not know, as a browser does with what no browser knows.
So every element, attribute, property and value that means something in a browser is on a list here, or is refused by
name; editors' own data go. What is left is written anew: nothing else of the file reaches the program, and the colours
of a theme are colours that the file has nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from colorsys import hls_to_rgb
from math import degrees
from typing import Final
from xml.parsers import expat

from msgspec import Struct, field

from generator.model.problems import Origin, Problem, Unusable

MOST_DEPTH: Final = 25
"""Elements in one another: PDF has 28 levels (ISO 32000-1, C.2), and svg2pdf keeps to them."""
MOST_REACHED: Final = 80
"""Elements in one another, those that are referred to among them."""
MOST_DRAWN: Final = 1_000_000
"""Characters of all elements, each counted as often as it is referred to."""
MOST_ENTITY: Final = 200
"""Characters of an entity: Illustrator's are names of its namespaces."""
MOST_COORDINATE: Final = 1e6

ROLES: Final = frozenset("accent accent-tint ink quiet paper line danger field neutral".split())
"""Colours of the theme that a picture may name, as if they were CSS's."""

_SVG: Final = ("http://www.w3.org/2000/svg", "")
_XLINK: Final = "http://www.w3.org/1999/xlink"
_SHAPES: Final = frozenset("path circle ellipse rect line polyline polygon".split())
_GRADIENTS: Final = frozenset(("linearGradient", "radialGradient"))
_READ: Final = _SHAPES | _GRADIENTS | frozenset("svg g defs symbol use clipPath mask stop style switch".split())
_SILENT: Final = frozenset("title desc metadata filter marker pattern font font-face cursor view".split())
"""Elements that draw nothing by themselves; a filter, marker or pattern is refused where it is referred to."""
_WHY: Final = {
    "text": "turn the words into paths (Inkscape: Path, Object to Path; Illustrator: Type, Create Outlines)",
    "image": "draw it with paths, or save the whole as PNG",
    "script": "export it as a plain SVG of paths",
    "foreignObject": "export it as a plain SVG of paths",
    "a": "take the link away: Object, Ungroup",
}
_FLATTEN: Final = "flatten it when exporting, or save the whole as PNG"
_PLAIN_SVG: Final = "export it as a plain SVG of paths"

_N: Final = r"[-+]?(?>[0-9]+\.?[0-9]*|\.[0-9]+)(?>[eE][-+]?[0-9]+)?"
_S: Final = r"\s*(?>,\s*)?"
_UNIT: Final = r"(?>px|pt|pc|mm|cm|in|%)?"
_LENGTH: Final = rf"{_N}{_UNIT}"
_PLUS: Final = rf"\+?(?>[0-9]+\.?[0-9]*|\.[0-9]+)(?>[eE][-+]?[0-9]+)?{_UNIT}"
_SHARE: Final = rf"{_N}%?"
_REF: Final = r"""url\(\s*(["']?)#([^"')\s]+)\1\s*\)"""
_PAIR: Final = rf"{_N}{_S}{_N}"
_OUTLINE: Final = re.compile(
    rf"""\s*(?>(?>[Mm]\s*{_PAIR}(?>{_S}{_PAIR})*+|[LlTt]\s*{_PAIR}(?>{_S}{_PAIR})*+|[HhVv]\s*{_N}(?>{_S}{_N})*+
    |[Cc]\s*{_PAIR}(?>{_S}{_PAIR}){{2}}(?>(?>{_S}{_PAIR}){{3}})*+|[SsQq]\s*{_PAIR}{_S}{_PAIR}(?>(?>{_S}{_PAIR}){{2}})*+
    |[Aa]\s*(?>{_PAIR}{_S}{_N}{_S}[01]{_S}[01]{_S}{_PAIR}{_S})++|[Zz])\s*)*+""",
    re.VERBOSE | re.ASCII,
)
_ZERO: Final = r"[-+]?(?>0+\.?0*|\.0+)(?![0-9.])"
_DOT: Final = re.compile(
    rf"([Mm])\s*({_N}){_S}({_N})\s*(?:[hv]\s*{_ZERO}|l\s*{_ZERO}{_S}{_ZERO}|L\s*\2{_S}\3|H\s*\2|V\s*\3|[Zz])\s*[Zz]?"
    r"\s*(?=[Mm]|$)",
    re.ASCII,
)
"""A part of an outline that goes nowhere."""
_LARGE: Final = re.compile(r"(?<![0-9.])[0-9]{7,}|[eE]\+?[0-9]")
_NUMBER: Final = re.compile(_N)
_MATRICES: Final = re.compile(
    rf"\s*(?>(?>matrix\s*\(\s*{_N}(?>{_S}{_N}){{5}}|(?>translate|scale)\s*\(\s*{_N}(?>{_S}{_N})?"
    rf"|rotate\s*\(\s*{_N}(?>{_S}{_N}{_S}{_N})?|skew[XY]\s*\(\s*{_N})\s*\){_S})*+",
    re.ASCII,
)
_CSS_MATRIX: Final = re.compile(
    rf"\s*([a-zA-Z]+)\(\s*({_N}(?>px|deg|rad|grad|turn)?(?>\s*,\s*{_N}(?>px|deg|rad|grad|turn)?)*+)\s*\)\s*",
    re.ASCII,
)
_CSS_UNITS: Final = {
    **dict.fromkeys(("rotate", "rotateZ", "skewX", "skewY"), ("deg", "rad", "grad", "turn")),
    **dict.fromkeys(("translate", "translateX", "translateY"), ("px",)),
    **dict.fromkeys(("scale", "scaleX", "scaleY", "matrix"), ("",)),
}
_ANGLES: Final = {"deg": 1.0, "rad": degrees(1), "grad": 0.9, "turn": 360.0, "": 1.0, "px": 1.0}
_ASPECT: Final = r"(none|x(Min|Mid|Max)Y(Min|Mid|Max))(\s+(meet|slice))?"
_HEX: Final = re.compile("#(?>[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})")
_FUNCTION: Final = re.compile(
    rf"(rgb|hsl)a?\(\s*({_N}(?>deg|%)?(?>\s*,\s*|\s+){_N}%?(?>\s*,\s*|\s+){_N}%?(?>\s*[,/]\s*{_N}%?)?)\s*\)",
    re.ASCII,
)

_VALUES: Final = {
    name: re.compile(pattern, re.ASCII)
    for names, pattern in (
        ("opacity fill-opacity stroke-opacity stop-opacity", _SHARE),
        ("fill-rule clip-rule", "nonzero|evenodd"),
        ("stroke-width", _PLUS),
        ("stroke-linecap", "butt|round|square"),
        ("stroke-linejoin", "miter|round|bevel"),
        ("stroke-miterlimit", _N),
        ("stroke-dasharray", rf"none|{_PLUS}(?>{_S}{_PLUS})*+"),
        ("stroke-dashoffset", _LENGTH),
        ("display", "none|inline|block|inline-block|table|flex|grid"),
        ("visibility", "visible|hidden|collapse"),
        ("overflow", "visible|hidden|auto|scroll"),
        ("clip-path mask", rf"none|{_REF}"),
        ("mask-type", "luminance|alpha"),
        ("paint-order", "normal|(fill|stroke|markers)(\\s+(fill|stroke|markers))*"),
        ("transform-origin", rf"{_N}(px)?\s+{_N}(px)?(\s+0(px)?)?"),
        ("x y x1 y1 x2 y2 cx cy fx fy", _LENGTH),
        ("width height r rx ry", _PLUS),
        ("offset", _SHARE),
        ("points", rf"\s*({_PAIR}(?>{_S}{_PAIR})*+\s*)?"),
        ("gradientUnits clipPathUnits maskUnits maskContentUnits", "userSpaceOnUse|objectBoundingBox"),
        ("preserveAspectRatio", _ASPECT),
        ("viewBox", rf"\s*{_N}(?>{_S}{_N}){{3}}\s*"),
    )
    for name in names.split()
}  # fmt: skip
"""What is read, and how its values are written. Colours, outlines and transforms have their own functions."""
_COLOURS: Final = frozenset(("fill", "stroke", "color", "stop-color"))
_PROPERTIES: Final = _COLOURS | frozenset(
    "opacity fill-opacity stroke-opacity stop-opacity fill-rule clip-rule stroke-width stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset display visibility overflow clip-path mask mask-type "
    "paint-order transform transform-origin".split()
)
"""Those of them that a style may declare."""
_LENGTHS: Final = ("stroke-width", "stroke-dasharray", "stroke-dashoffset")
_GEOMETRY: Final = frozenset(_VALUES) - _PROPERTIES | {"d", "gradientTransform"}
_EMPTY: Final = {
    "filter": "none", "vector-effect": "none", "marker": "none", "marker-start": "none", "marker-mid": "none",
    "marker-end": "none", "mix-blend-mode": "normal", "clip": "auto", "color-interpolation": "sRGB|auto|srgb",
    "spreadMethod": "pad", "transform-box": "view-box", "background": "none", "background-color": "none|transparent",
    "fr": "0%?",
}  # fmt: skip
"""What is not read, and the values that are as if it were not there."""
_HARMLESS: Final = re.compile(
    r"-inkscape-.*|font(-.*)?|text-.*|letter-spacing|word-spacing|writing-mode|direction|unicode-bidi|"
    r"baseline-shift|(alignment|dominant)-baseline|white-space|line-height|block-progression|kerning|inline-size|"
    r"shape-(rendering|inside|padding|margin|subtract)|(color|image)-rendering|color-interpolation-filters|"
    r"color-profile|flood-.*|lighting-color|solid-.*|pointer-events|cursor|user-select|isolation|enable-background|"
    r"will-change|-webkit-.*|-moz-.*|-ms-.*|-sodipodi-.*|glyph-orientation-horizontal|orphans|widows|"
    r"page-break-.*|outline|margin(-.*)?|padding(-.*)?|box-shadow|box-sizing|vertical-align|float|tab-size"
)
"""Properties that change nothing where there are no words, no filters and no pointer."""
_APART: Final = {
    "root": ("transform", "clip-path", "mask"),  # browsers count from the window
    "svg": ("transform", "clip-path", "mask", "opacity"),  # usvg leaves them out, or takes them twice
    "symbol": ("transform", "x", "y", "width", "height"),
    "mask": ("mask",),  # browsers leave it out
    "clipPath": ("clip-path",),  # svg2pdf takes both by one rule
}
"""What browsers and usvg do not take alike, by the element."""
_UNREAD: Final = frozenset("pathLength systemLanguage requiredFeatures externalResourcesRequired src".split())
"""Attributes of SVG that are not read."""
_RULE: Final = re.compile(r"([^{}]*+)\{([^{}]*+)\}")
_SELECTOR: Final = re.compile(r"(\*|[A-Za-z][\w-]*)?([.#][A-Za-z_-][\w-]*)*", re.ASCII)
_ALL: Final = "everything"
"""The id of a clip that shows all."""
_BEFORE: Final = "5b0d"
"""How the colours begin that stand for the theme's, if the file has none that begins so."""


class Element(Struct):
    """An element that is read: its attributes and properties as they are handed on."""

    tag: str
    line: int
    said: dict[str, str] = field(default_factory=dict)
    style: list[tuple[str, str]] = field(default_factory=list)
    held: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


class Vetted(Struct, frozen=True):
    """A file written anew, and the colours in it that stand for names of colours."""

    svg: str
    roles: Mapping[str, str]


def vet(data: bytes, shown: str) -> Vetted:
    """Return an SVG file written anew. ``shown`` is its name in messages.

    Raises:
        Unusable: for everything that is not read, each with its line.
    """
    return _Reader(shown).read(data)


class _Reader:
    """Reads one file; collects what is wrong with it."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self.open: list[Element | None] = []
        """The elements that are not at their end; None for those that go undrawn."""
        self.root: Element | None = None
        self.named: dict[str, Element] = {}
        self.passed: dict[str, str] = {}
        """Elements that are passed over, by their names."""
        self.twice: set[str] = set()
        self.references: list[tuple[Element, str, str]] = []
        self.roles: dict[str, str] = {}
        self.others: list[Element] = []
        """Elements that are taken otherwise than browsers do in some way: ``_APART``."""
        self.all = False
        """Whether there is need of a clip that shows all."""
        self.inner = 0
        self.ruled: list[tuple[str, str, int]] = []
        """What rules choose by in the end, the properties that they declare, and where."""
        self.important: set[bool] = set()
        """Whether a rule is important, and whether a style of an element is: usvg has the rule win."""
        self.view: list[float] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.said
        self.parser.EntityDeclHandler = self.entity
        self.parser.ProcessingInstructionHandler = self.instruction

    def read(self, data: bytes) -> Vetted:
        self.known = data.decode("latin-1").lower()
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            hint = "open it in the program that made it and save it again as plain SVG"
            self.bad(f"the picture is broken XML: {expat.errors.messages.get(error.code, 'unknown error')}", hint)
        except (ValueError, LookupError):
            self.bad("the picture is broken XML: unknown encoding", "save it as UTF-8")
        if not self.problems:
            self.refer()
        if self.problems or self.root is None:
            raise Unusable(*self.problems)
        if self.all:
            side = 2 * MOST_COORDINATE
            all_of_it = {"x": f"-{side / 2:g}", "y": f"-{side / 2:g}", "width": f"{side:g}", "height": f"{side:g}"}
            self.root.held.append(Element("clipPath", 0, {"id": _ALL}, held=[Element("rect", 0, all_of_it)]))
        out: list[str] = []
        _write(self.root, out)
        return Vetted("".join(out), {value: name for name, value in self.roles.items()})

    def bad(self, message: str, hint: str, line: int = 0) -> None:
        self.problems.append(Problem(Origin(self.shown, line or self.parser.CurrentLineNumber), message, hint))

    # -- the file ------------------------------------------------------------

    def entity(self, name: str, parameter: bool, value: str | None, *_: object) -> None:
        """Refuse entities that are more than a few words: they could grow without end, or fetch a file."""
        if parameter or value is None or "&" in value or "<" in value or len(value) > MOST_ENTITY:
            self.bad(f"the entity '{name[:40]}' is not a short word", _PLAIN_SVG)
            raise Unusable(*self.problems)  # at once: what follows may use it

    def instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            self.bad(f"<?{target} …?> is not allowed in a picture", "put the style into the file")

    def said(self, words: str) -> None:
        if self.open and self.open[-1] is not None and self.open[-1].tag == "style":
            self.open[-1].words.append(words)

    def start(self, name: str, given: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if len(self.open) > MOST_DEPTH:
            self.bad(f"elements are nested more than {MOST_DEPTH} deep", "ungroup what needs no group")
            raise Unusable(*self.problems)  # at once: no tree without end
        above = self.open[-1] if self.open else None
        if self.root is None and (tag != "svg" or space not in _SVG):
            self.bad(f"this is no SVG: it begins with <{tag[:40]}>", _PLAIN_SVG)
            raise Unusable(*self.problems)
        if (self.open and above is None) or self.silent(space, tag, given, above):
            self.open.append(None)
            if "id" in given:
                self.passed.setdefault(given["id"], tag)
            return
        element = Element(tag, self.parser.CurrentLineNumber)
        self.open.append(element)
        for attribute, value in given.items():
            self.attribute(element, attribute, value)
        if tag == "line" and all(
            element.said.get(f"{axis}1", "0") == element.said.get(f"{axis}2", "0") for axis in "xy"
        ):
            self.geometry(element, "d", f"M{element.said.get('x1', '0')} {element.said.get('y1', '0')}h0")
            element.tag = "path"
        if self.root is None:
            self.root = element
            self.see(element)
        elif above is not None:
            above.held.append(element)
            if tag in _APART:
                self.others.append(element)
            self.inner += tag == "svg" or (tag == "symbol" and "viewBox" in element.said)
        if "id" in given:
            self.twice |= {given["id"]} & self.named.keys()
            self.named.setdefault(given["id"], element)
            element.said["id"] = given["id"]

    def silent(self, space: str, tag: str, given: dict[str, str], above: Element | None) -> bool:
        """Tell whether an element is passed over with all it holds; refuse what it would draw."""
        if space not in _SVG or tag in _SILENT or given.get("requiredExtensions"):
            return True
        if tag in _READ:
            return False
        if tag.startswith("animate") or tag in ("set", "mpath"):
            hint = "take the movement away: paper shows one moment"
        else:
            hint = _WHY.get("text" if tag in ("tspan", "textPath", "flowRoot") else tag, _PLAIN_SVG)
        self.bad(f"a picture may not hold <{tag[:40]}>", hint)
        return True

    def end(self, _: str) -> None:
        element = self.open.pop()
        if element is not None and element.tag == "style":
            element.words = [self.rules(element, "".join(element.words))]

    def see(self, root: Element) -> None:
        """Refuse a picture without a size; one in parts of a window is as large as its view box."""
        for side in ("width", "height"):
            if root.said.get(side, "").endswith("%"):
                del root.said[side]
        box = [float(one) for one in _NUMBER.findall(root.said.get("viewBox", ""))]
        sides = [float(_NUMBER.findall(root.said[side])[0]) for side in ("width", "height") if side in root.said]
        usable = (not box or min(box[2:]) > 0) and (not sides or min(sides) > 0) and (box or len(sides) == 2)
        if not usable and not self.problems:
            self.bad("the picture has no usable viewBox", 'write <svg viewBox="0 0 100 100" …>')
        self.view = box[2:] or sides
        root.said.setdefault("color", self.colour("currentColor"))

    # -- what is said --------------------------------------------------------

    def attribute(self, element: Element, name: str, value: str) -> None:
        """Take an attribute to the element, or refuse it, or pass it over as a browser does."""
        space, _, local = name.rpartition(" ")
        if local.lower().startswith("on"):
            self.bad(f"the attribute '{local[:40]}' would run a script", _PLAIN_SVG)
        elif local == "href" and space in ("", _XLINK):
            self.href(element, value.strip())
        elif space:
            return
        elif local == "style":
            element.style += self.declarations(element, value)
        elif local == "class":
            element.said[local] = value
        elif local == "type" and element.tag == "style":
            if value.strip() not in ("", "text/css"):
                self.bad(f"a picture may not use a style of the type '{value[:40]}'", _FLATTEN)
        elif local == "media" and element.tag == "style":
            if value.strip() not in ("", "all", "screen"):
                self.bad(f"a picture may not use a style for '{value[:40]}' alone", _FLATTEN)
        elif local in _UNREAD:
            if value.strip():
                self.bad(f"a picture may not use '{local}'", _FLATTEN)
        elif local in _GEOMETRY:
            self.geometry(element, local, value.strip())
        elif local in _PROPERTIES or local in _EMPTY:
            read = self.declared(element, local, value.strip(), attribute=True)
            if read is not None:
                element.said[local] = read

    def geometry(self, element: Element, name: str, value: str) -> None:
        """Take an attribute that says a form."""
        if self.root is None and value == "auto":
            return
        if element.tag == "svg" and self.root is None and re.fullmatch(rf"{_N}r?em", value):
            value = f"{16 * float(_NUMBER.findall(value)[0]):g}"  # no words, so no other size of letters
        if name == "d":
            good = bool(_OUTLINE.fullmatch(value)) and value[:1] in ("", "M", "m")
        elif name == "gradientTransform":
            good = bool(_MATRICES.fullmatch(value))
        elif name == "preserveAspectRatio":
            good = bool(_VALUES[name].fullmatch(value.removeprefix("defer ")))
        else:
            good = bool(_VALUES[name].fullmatch(value))
        if element.tag == "use" and "%" in value:
            if value == "100%" and name in ("width", "height"):
                return  # as it is by itself
            good = False  # usvg counts from another view
        if "%" in value and self.in_symbol():
            good = False
        if good and element.tag == "symbol" and name in _APART["symbol"]:
            self.bad(f"a picture may not use '{name}' of <symbol>", "say it where the symbol is used")
        if good and name in ("width", "height") and element.tag in ("svg", "use") and self.root is not None:
            good = float(_NUMBER.findall(value)[0]) > 0  # browsers draw nothing of it
        if good and name == "points":
            pairs = re.findall(rf"({_N}){_S}({_N})", value)
            good = len(pairs) < 2 or len({(float(x), float(y)) for x, y in pairs}) > 1
        if good and _LARGE.search(value):
            good = all(abs(float(one)) <= MOST_COORDINATE for one in _NUMBER.findall(value))
        if not good:
            words = "write numbers as 12, -0.5 or 1e2, up to a million, in px, pt, pc, mm, cm, in or %"
            self.bad(f"a number of <{element.tag}> cannot be read ({name})", words)
        elif name == "d":
            # a dot: usvg leaves out what is nowhere wide or high, though its ends are round
            element.said[name] = _DOT.sub(rf"\1 \2 \3h{max(self.view, default=100.0) / 10_000:g}", value)
        else:
            element.said[name] = value

    def href(self, element: Element, value: str) -> None:
        if not value.startswith("#") or (element.tag != "use" and element.tag not in _GRADIENTS):
            message = f"'href' refers to something outside: {value[:60]}"
            self.bad(message, "put everything into the one file, as paths")
        else:
            self.references.append((element, "href", value[1:]))
            element.said["xlink:href"] = value

    def declarations(self, element: Element, words: str) -> list[tuple[str, str]]:
        """Return the declarations of a style that are read."""
        read: list[tuple[str, str]] = []
        for one in _without_comments(words).split(";"):
            name, colon, value = one.partition(":")
            name, value = name.strip().lower(), value.strip()
            if not name and not value:
                continue
            value, bang, important = value.partition("!")
            if bang:
                self.important.add(element.tag == "style")
            if not colon or (bang and important.strip().lower() != "important") or len(self.important) > 1:
                self.bad(
                    f"'{one.strip()[:40]}' in a style cannot be read",
                    "write it as name: value; and !important in rules alone",
                )
                continue
            if name in ("width", "height") and self.root is None:
                continue  # of a window, not of a picture
            if value.startswith("color(display-p3") and name in dict(read):
                continue  # the same colour for wider screens, after the one for all
            taken = self.declared(element, name, value.strip())
            if taken is not None:
                read.append((name, taken + " !important" * bool(bang)))
        return read

    def declared(self, element: Element, name: str, value: str, attribute: bool = False) -> str | None:
        """Return the value of a property as it is handed on; None where it is refused or has no effect."""
        if value == "inherit" and name in _PROPERTIES:
            return value
        if name not in _PROPERTIES:
            if name in _EMPTY and re.fullmatch(_EMPTY[name], value):
                return None
            if name in _EMPTY or not _HARMLESS.fullmatch(name):
                self.bad(f"a picture may not use '{name[:40]}'", _FLATTEN)
            return None
        if name in _APART.get("root" if self.root is None else element.tag, ()):
            if value not in ("none", "", "1"):
                self.apart(name, element.tag)
            return None
        if name in _COLOURS:
            return self.paint(element, name, value)
        if name == "transform":
            return self.transform(value, attribute)
        if name == "transform-origin":
            value = self.origin(value)
        if (
            not _VALUES[name].fullmatch(value)
            or ("%" in value and name in _LENGTHS and self.in_symbol())
            or (_LARGE.search(value) and "url" not in value)
        ):
            known = _VALUES[name].pattern if re.fullmatch(r"[a-z|-]+", _VALUES[name].pattern) else ""
            hint = f"known: {', '.join(known.split('|'))}" if known else "write numbers as 12, -0.5 or 1e2"
            if name in ("clip-path", "mask"):
                hint = _FLATTEN
            if not self.outside(name, value):
                self.bad(f"a picture may not use {name} '{value[:40]}'", hint)
            return None
        if target := re.fullmatch(_REF, value):
            self.references.append((element, name, target[2]))
            return f"url(#{target[2]})"
        return value

    def in_symbol(self) -> bool:
        """Tell whether parts of the view are those of a symbol: usvg counts from another view."""
        return any(element is not None and element.tag == "symbol" for element in self.open)

    def apart(self, name: str, tag: str, line: int = 0) -> None:
        self.bad(f"a picture may not use '{name}' of <{tag}>", "group what is inside, and put it there", line)

    def outside(self, name: str, value: str) -> bool:
        """Refuse what refers to something outside the file; tell whether it does."""
        found = bool(re.search(r"url\s*\(\s*[\"']?\s*[^#\"'\s]|url\s*\(\s*\)|javascript", value, re.IGNORECASE))
        if found:
            hint = "put everything into the one file, as paths"
            self.bad(f"'{name}' refers to something outside: {value[:60]}", hint)
        return found

    def paint(self, element: Element, name: str, value: str) -> str | None:
        """Return a colour, or a reference to a gradient."""
        if value.lower() in ("none", "currentcolor", "transparent"):
            value = {"none": "none", "transparent": "transparent"}.get(value.lower(), "currentColor")
            return value
        if self.outside(name, value):
            return None
        if name in ("fill", "stroke") and (target := re.match(_REF, value)):
            self.references.append((element, name, target[2]))
            return f"url(#{target[2]})"
        if value in ROLES:
            return self.colour(value)
        known = value.lower()
        if re.fullmatch("[a-z]+", known):  # usvg does not know all of them: findings/svg2pdf-named-colour.sh
            from generator.typeset.draw.images import named_colour

            known = named_colour(known)
        elif function := _FUNCTION.fullmatch(known):  # nor all ways to write them
            known = _of_function(function[1], function[2])
        if not _HEX.fullmatch(known):
            hint = f"known: #rrggbb, rgb(…), hsl(…), the names of CSS, and of the theme {', '.join(sorted(ROLES))}"
            self.bad(f"a picture may not use the colour '{value[:40]}'", hint)
            return None
        return known

    def colour(self, name: str) -> str:
        """Return the colour that stands for a name: one that the file has nowhere."""
        if name not in self.roles:
            at = int(_BEFORE, 16) << 8 | len(self.roles)
            while f"{at:06x}" in self.known or f"#{at:06x}" in self.roles.values():
                at = (at + 0x010101) & 0xFFFFFF
            self.roles[name] = f"#{at:06x}"
        return self.roles[name]

    def transform(self, value: str, attribute: bool) -> str | None:
        """Return a transform as attributes write it; CSS has units, and more functions."""
        written: str | None = value
        if not attribute and value != "none":
            written = _in_svg(value)
        if written in ("none", ""):
            return "" if attribute else "none"
        if written is None or not _MATRICES.fullmatch(written) or not _small(written):
            message = f"a transform here is none of matrix, translate, scale, rotate and skew: {value[:40]}"
            self.bad(message, "apply it to the paths when exporting")
            return None
        return written

    def origin(self, value: str) -> str:
        """Return a transform's origin in the file's units, where it is said in words or parts of the view."""
        words = [{"left": "0%", "top": "0%", "right": "100%", "bottom": "100%"}.get(one, one) for one in value.split()]
        if words[:1] in (["top"], ["bottom"]) or words == ["0%", "0%"][: len(words)]:
            words = words[1::-1]
        words = ["50%" if one == "center" else one for one in [*words, "50%"][: max(2, len(words))]]
        if not any(one.endswith("%") for one in words) or self.inner or not self.view:
            return " ".join(words)
        sides = [*self.view, 0.0]
        return " ".join(
            f"{float(one[:-1]) * side / 100:g}" if re.fullmatch(f"{_N}%", one) else one
            for one, side in zip(words, sides, strict=False)
        )

    def rules(self, element: Element, css: str) -> str:
        """Return the rules of a style sheet that are read."""
        css = _without_comments(css).replace("<!--", " ").replace("-->", " ")
        out, at = [], 0
        while at < len(css) and (match := _RULE.match(css, at)):
            selectors = [" ".join(one.replace(">", " > ").split()) for one in match[1].split(",")]
            for one in selectors:
                parts = one.split(" > ") if " > " in one else [one]
                parts = [word for part in parts for word in part.split(" ")]
                if one.startswith("@") or not all(part and _SELECTOR.fullmatch(part) for part in parts):
                    self.bad(f"a style may not choose by '{one[:40]}'", "choose by element, class or id alone")
            said = self.declarations(element, match[2])
            self.ruled += [(one.rpartition(" ")[2], name, element.line) for one in selectors for name, _ in said]
            out.append(f"{','.join(selectors)}{{{';'.join(f'{name}:{value}' for name, value in said)}}}")
            at = match.end()
        if css[at:].strip():
            message = f"a style sheet cannot be read from '{css[at:].strip()[:40]}' on"
            self.bad(message, "write rules as .name { fill: #123456 }")
        return "".join(out)

    # -- what refers to what -------------------------------------------------

    def refer(self) -> None:
        """Refuse references to what is not there or not of the kind, circles, and what grows without end."""
        wanted = {"clip-path": ("clipPath",), "mask": ("mask",), "fill": _GRADIENTS, "stroke": _GRADIENTS}
        at: dict[int, list[Element]] = {}
        for element, name, target in self.references:
            found = self.named.get(target)
            if found is None or target in self.twice:
                tag = self.passed.get(target)
                if tag in _SILENT:
                    self.bad(f"a picture may not use <{tag}>", _FLATTEN, element.line)
                else:
                    what = "is there twice" if found else "is not there"
                    hint = "save it again in the program that made it"
                    self.bad(f"'{name}' refers to '#{target[:40]}', which {what}", hint, element.line)
            elif name != "href" and found.tag not in wanted[name]:
                self.bad(f"'{name}' cannot be a <{found.tag}>", _FLATTEN, element.line)
            elif element.tag != "style":
                at.setdefault(id(element), []).append(found)
            else:  # any element may be meant
                at.setdefault(id(self.root), []).append(found)
        for selector, name, line in self.ruled:
            for other in (self.root, *self.others):
                tag = "root" if other is self.root else other.tag if other else ""
                if other is not None and name in _APART[tag] and _chooses(selector, other):
                    self.apart(name, other.tag, line)
        if not self.problems and self.root is not None:
            _Weigher(at, self).weigh(self.root, 0)
            for element, name, target in self.references:
                if name == "href" and element.tag in _GRADIENTS:
                    self.inherit(element, self.named[target], at)
            self.part_clips(self.root)

    def inherit(self, element: Element, above: Element, at: Mapping[int, list[Element]]) -> None:
        """Give a gradient what it has from another (SVG 2, 14.2.4): usvg forgets its transform."""
        for further in at.get(id(above), ()):
            if further.tag in _GRADIENTS:
                self.inherit(above, further, at)
        for name, value in above.said.items():
            if name in ("gradientUnits", "gradientTransform") or (name in _GEOMETRY and above.tag == element.tag):
                element.said.setdefault(name, value)

    def part_clips(self, element: Element) -> None:
        """Have the shapes of a clip drawn one by one: svg2pdf makes one outline of them, with holes where two meet."""
        if element.tag == "clipPath" and len(element.held) > 1:
            element.held[0].said.setdefault("clip-path", f"url(#{_ALL})")
            self.all = True
        for inner in element.held:
            self.part_clips(inner)


class _Weigher:
    """Counts how much is drawn: what is referred to, as often as it is."""

    def __init__(self, at: Mapping[int, list[Element]], reader: _Reader) -> None:
        self.at = at
        self.reader = reader
        self.known: dict[int, int | None] = {}

    def weigh(self, element: Element, depth: int) -> int:
        key = id(element)
        found = self.known.get(key, -1)
        if found is not None and found >= 0:
            return found
        if found is None or depth > MOST_REACHED:
            message = "refers to itself" if found is None else f"leads through more than {MOST_REACHED} elements"
            self.reader.bad(f"what <{element.tag}> refers to {message}", _FLATTEN, element.line)
            raise Unusable(*self.reader.problems)
        self.known[key] = None
        total = 20 + sum(map(len, element.said.values()))
        for inner in element.held:
            total += self.weigh(inner, depth + 1)
        for target in self.at.get(key, ()):
            total += self.weigh(target, depth + 1)
        if total > MOST_DRAWN:
            self.reader.bad("the picture draws its parts too often", "use fewer copies", element.line)
            raise Unusable(*self.reader.problems)
        self.known[key] = total
        return total


def _chooses(selector: str, element: Element) -> bool:
    """Tell whether a selector of element, classes and id chooses an element."""
    tag = re.match(r"[\w-]*", selector)
    said = element.said
    own = {f".{name}" for name in said.get("class", "").split()} | {f"#{said.get('id', '')}"}
    return (not tag or tag[0] in ("", element.tag)) and set(re.findall(r"[.#][\w-]+", selector)) <= own


def _without_comments(css: str) -> str:
    """Return CSS without its comments; one that does not end goes on to the end."""
    kept, at = [], 0
    while (begins := css.find("/*", at)) >= 0:
        kept.append(css[at:begins])
        ends = css.find("*/", begins + 2)
        at = ends + 2 if ends >= 0 else len(css)
    return " ".join([*kept, css[at:]])


def _of_function(kind: str, words: str) -> str:
    """Return a colour that is written as CSS's ``rgb(…)`` or ``hsl(…)`` as hex; nothing where its units are wrong."""
    parts = [(float(number), unit) for number, unit in re.findall(rf"({_N})(deg|%)?", words)]
    units = [unit for _, unit in parts[:3]]
    alpha = [min(1.0, max(0.0, value / 100 if unit == "%" else value)) for value, unit in parts[3:]]
    if kind == "hsl" and units in (["", "%", "%"], ["deg", "%", "%"]):
        hue, saturation, light = parts[0][0] / 360 % 1, *(min(1.0, max(0.0, value / 100)) for value, _ in parts[1:3])
        shades = hls_to_rgb(hue, light, saturation)
    elif kind == "rgb" and units in ([""] * 3, ["%"] * 3):
        most = 100 if units[0] else 255
        red, green, blue = (min(1.0, max(0.0, value / most)) for value, _ in parts[:3])
        shades = (red, green, blue)
    else:
        return ""
    return "#" + "".join(f"{int(255 * shade + 0.5):02x}" for shade in (*shades, *alpha))


def _small(value: str) -> bool:
    return all(abs(float(one)) <= MOST_COORDINATE for one in _NUMBER.findall(value))


def _in_svg(value: str) -> str | None:
    """Return CSS's transforms as SVG writes them; None where one is not read, or has not the units it must have."""
    out, at = [], 0
    while at < len(value):
        match = _CSS_MATRIX.match(value, at)
        if match is None:
            return None
        name, at, wants = match[1], match.end(), _CSS_UNITS.get(match[1])
        parts = re.findall(rf"({_N})([a-z]*)", match[2])
        if wants is None or any(unit not in wants and (unit or float(number)) for number, unit in parts):
            return None
        v = [f"{float(number) * _ANGLES[unit]:.9g}" for number, unit in parts]
        form = {
            "translateX": "translate({} 0)", "translateY": "translate(0 {})", "scaleX": "scale({} 1)",
            "scaleY": "scale(1 {})", "rotateZ": "rotate({})",
        }.get(name)  # fmt: skip
        if (form or name == "rotate") and len(v) != 1:
            return None
        out.append(form.format(*v) if form else f"{name}({' '.join(v)})")
    return " ".join(out)


def _quoted(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _write(element: Element, out: list[str], root: bool = True) -> None:
    """Write an element."""
    out.append(f"<{element.tag}")
    if root:
        out.append(' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"')
    out += [f' {name}="{_quoted(value)}"' for name, value in element.said.items()]
    if element.style:
        out.append(f' style="{_quoted(";".join(f"{name}:{value}" for name, value in element.style))}"')
    if not element.held and not element.words:
        out.append("/>")
        return
    out.append(">")
    out += [_quoted(words) for words in element.words]
    for inner in element.held:
        _write(inner, out, False)
    out.append(f"</{element.tag}>")
