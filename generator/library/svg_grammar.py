"""What may be said in an SVG that is drawn: elements, properties, how their values are written; all else is refused.

How the lists came about: what usvg draws as browsers do is on them (``docs/logos.md``).
"""

from __future__ import annotations

import re
from colorsys import hls_to_rgb
from math import degrees
from typing import Final

from msgspec import Struct, field

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

SVG: Final = ("http://www.w3.org/2000/svg", "")
XLINK: Final = "http://www.w3.org/1999/xlink"
SHAPES: Final = frozenset("path circle ellipse rect line polyline polygon".split())
GRADIENTS: Final = frozenset(("linearGradient", "radialGradient"))
READ: Final = SHAPES | GRADIENTS | frozenset("svg g defs symbol use clipPath mask stop style switch".split())
SILENT: Final = frozenset("title desc metadata filter marker pattern font font-face cursor view".split())
"""Elements that draw nothing by themselves; a filter, marker or pattern is refused where it is referred to."""
WHY: Final = {
    "text": "turn the words into paths (Inkscape: Path, Object to Path; Illustrator: Type, Create Outlines)",
    "image": "draw it with paths, or save the whole as PNG",
    "script": "export it as a plain SVG of paths",
    "foreignObject": "export it as a plain SVG of paths",
    "a": "take the link away: Object, Ungroup",
}
UNSEEN: Final = frozenset(("text", "image", "flowRoot"))
"""What is passed over in a layer that is hidden: drafts and photographs that people traced."""
FLATTEN: Final = "flatten it when exporting, or save the whole as PNG"
PLAIN_SVG: Final = "export it as a plain SVG of paths"

N: Final = r"[-+]?(?>[0-9]+\.?[0-9]*|\.[0-9]+)(?>[eE][-+]?[0-9]+)?"
S: Final = r"\s*(?>,\s*)?"
UNIT: Final = r"(?>px|pt|pc|mm|cm|in|%)?"
LENGTH: Final = rf"{N}{UNIT}"
PLUS: Final = rf"\+?(?>[0-9]+\.?[0-9]*|\.[0-9]+)(?>[eE][-+]?[0-9]+)?{UNIT}"
SHARE: Final = rf"{N}%?"
REF: Final = r"""url\(\s*(["']?)#([^"')\s]+)\1\s*\)"""
PAIR: Final = rf"{N}{S}{N}"
OUTLINE: Final = re.compile(
    rf"""\s*(?>(?>[Mm]\s*{PAIR}(?>{S}{PAIR})*+|[LlTt]\s*{PAIR}(?>{S}{PAIR})*+|[HhVv]\s*{N}(?>{S}{N})*+
    |[Cc]\s*{PAIR}(?>{S}{PAIR}){{2}}(?>(?>{S}{PAIR}){{3}})*+|[SsQq]\s*{PAIR}{S}{PAIR}(?>(?>{S}{PAIR}){{2}})*+
    |[Aa]\s*(?>{PAIR}{S}{N}{S}[01]{S}[01]{S}{PAIR}{S})++|[Zz])\s*)*+""",
    re.VERBOSE | re.ASCII,
)
ZERO: Final = r"[-+]?(?>0+\.?0*|\.0+)(?![0-9.])"
DOT: Final = re.compile(
    rf"([Mm])\s*({N}){S}({N})\s*(?:[hv]\s*{ZERO}|l\s*{ZERO}{S}{ZERO}|L\s*\2{S}\3|H\s*\2|V\s*\3|[Zz])\s*[Zz]?"
    r"\s*(?=[Mm]|$)",
    re.ASCII,
)
"""A part of an outline that goes nowhere."""
LARGE: Final = re.compile(r"(?<![0-9.])[0-9]{7,}|[eE]\+?[0-9]")
NUMBER: Final = re.compile(N)
MATRICES: Final = re.compile(
    rf"\s*(?>(?>matrix\s*\(\s*{N}(?>{S}{N}){{5}}|(?>translate|scale)\s*\(\s*{N}(?>{S}{N})?"
    rf"|rotate\s*\(\s*{N}(?>{S}{N}{S}{N})?|skew[XY]\s*\(\s*{N})\s*\){S})*+",
    re.ASCII,
)
CSS_MATRIX: Final = re.compile(
    rf"\s*([a-zA-Z]+)\(\s*({N}(?>px|deg|rad|grad|turn)?(?>\s*,\s*{N}(?>px|deg|rad|grad|turn)?)*+)\s*\)\s*",
    re.ASCII,
)
CSS_UNITS: Final = {
    **dict.fromkeys(("rotate", "rotateZ", "skewX", "skewY"), ("deg", "rad", "grad", "turn")),
    **dict.fromkeys(("translate", "translateX", "translateY"), ("px",)),
    **dict.fromkeys(("scale", "scaleX", "scaleY", "matrix"), ("",)),
}
ANGLES: Final = {"deg": 1.0, "rad": degrees(1), "grad": 0.9, "turn": 360.0, "": 1.0, "px": 1.0}
ASPECT: Final = r"(none|x(Min|Mid|Max)Y(Min|Mid|Max))(\s+(meet|slice))?"
HEX: Final = re.compile("#(?>[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})")
FUNCTION: Final = re.compile(
    rf"(rgb|hsl)a?\(\s*({N}(?>deg|%)?(?>\s*,\s*|\s+){N}%?(?>\s*,\s*|\s+){N}%?(?>\s*[,/]\s*{N}%?)?)\s*\)",
    re.ASCII,
)

VALUES: Final = {
    name: re.compile(pattern, re.ASCII)
    for names, pattern in (
        ("opacity fill-opacity stroke-opacity stop-opacity", SHARE),
        ("fill-rule clip-rule", "nonzero|evenodd"),
        ("stroke-width", PLUS),
        ("stroke-linecap", "butt|round|square"),
        ("stroke-linejoin", "miter|round|bevel"),
        ("stroke-miterlimit", N),
        ("stroke-dasharray", rf"none|{PLUS}(?>{S}{PLUS})*+"),
        ("stroke-dashoffset", LENGTH),
        ("display", "none|inline|block|inline-block|table|flex|grid"),
        ("visibility", "visible|hidden|collapse"),
        ("overflow", "visible|hidden|auto|scroll"),
        ("clip-path mask", rf"none|{REF}"),
        ("mask-type", "luminance|alpha"),
        ("paint-order", "normal|(fill|stroke|markers)(\\s+(fill|stroke|markers))*"),
        ("transform-origin", rf"{N}(px)?\s+{N}(px)?(\s+0(px)?)?"),
        ("x y x1 y1 x2 y2 cx cy fx fy", LENGTH),
        ("width height r rx ry", PLUS),
        ("offset", SHARE),
        ("points", rf"\s*({PAIR}(?>{S}{PAIR})*+\s*)?"),
        ("gradientUnits clipPathUnits maskUnits maskContentUnits", "userSpaceOnUse|objectBoundingBox"),
        ("preserveAspectRatio", ASPECT),
        ("viewBox", rf"\s*{N}(?>{S}{N}){{3}}\s*"),
    )
    for name in names.split()
}  # fmt: skip
"""What is read, and how its values are written. Colours, outlines and transforms have their own functions."""
COLOURS: Final = frozenset(("fill", "stroke", "color", "stop-color"))
PROPERTIES: Final = COLOURS | frozenset(
    "opacity fill-opacity stroke-opacity stop-opacity fill-rule clip-rule stroke-width stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset display visibility overflow clip-path mask mask-type "
    "paint-order transform transform-origin".split()
)
"""Those of them that a style may declare."""
LENGTHS: Final = ("stroke-width", "stroke-dasharray", "stroke-dashoffset")
GEOMETRY: Final = frozenset(VALUES) - PROPERTIES | {"d", "gradientTransform"}
EMPTY: Final = {
    "filter": "none", "vector-effect": "none", "marker": "none", "marker-start": "none", "marker-mid": "none",
    "marker-end": "none", "mix-blend-mode": "normal", "clip": "auto", "color-interpolation": "sRGB|auto|srgb",
    "spreadMethod": "pad", "transform-box": "view-box", "background": "none", "background-color": "none|transparent",
    "fr": "0%?",
}  # fmt: skip
"""What is not read, and the values that are as if it were not there."""
HARMLESS: Final = re.compile(
    r"-inkscape-.*|font(-.*)?|text-.*|letter-spacing|word-spacing|writing-mode|direction|unicode-bidi|"
    r"baseline-shift|(alignment|dominant)-baseline|white-space|line-height|block-progression|kerning|inline-size|"
    r"shape-(rendering|inside|padding|margin|subtract)|(color|image)-rendering|color-interpolation-filters|"
    r"color-profile|flood-.*|lighting-color|solid-.*|pointer-events|cursor|user-select|isolation|enable-background|"
    r"will-change|-webkit-.*|-moz-.*|-ms-.*|-sodipodi-.*|glyph-orientation-horizontal|orphans|widows|"
    r"page-break-.*|outline|margin(-.*)?|padding(-.*)?|box-shadow|box-sizing|vertical-align|float|tab-size"
)
"""Properties that change nothing where there are no words, no filters and no pointer."""
APART: Final = {
    "root": ("transform", "clip-path", "mask"),  # browsers count from the window
    "svg": ("transform", "clip-path", "mask", "opacity"),  # usvg leaves them out, or takes them twice
    "symbol": ("transform", "x", "y", "width", "height"),
    "mask": ("mask",),  # browsers leave it out
    "clipPath": ("clip-path",),  # svg2pdf takes both by one rule
}
"""What browsers and usvg do not take alike, by the element."""
UNREAD: Final = frozenset("pathLength systemLanguage requiredFeatures externalResourcesRequired src".split())
"""Attributes of SVG that are not read."""
RULE: Final = re.compile(r"([^{}]*+)\{([^{}]*+)\}")
SELECTOR: Final = re.compile(r"(\*|[A-Za-z][\w-]*)?([.#][A-Za-z_-][\w-]*)*", re.ASCII)
ALL: Final = "everything"
"""The id of a clip that shows all."""
BEFORE: Final = "5b0d"
"""How the colours begin that stand for the theme's, if the file has none that begins so."""


class Element(Struct):
    """An element that is read: its attributes and properties as they are handed on."""

    tag: str
    line: int
    said: dict[str, str] = field(default_factory=dict)
    style: list[tuple[str, str]] = field(default_factory=list)
    held: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def without_comments(css: str) -> str:
    """Return CSS without its comments; one that does not end goes on to the end."""
    kept, at = [], 0
    while (begins := css.find("/*", at)) >= 0:
        kept.append(css[at:begins])
        ends = css.find("*/", begins + 2)
        at = ends + 2 if ends >= 0 else len(css)
    return " ".join([*kept, css[at:]])


def of_function(kind: str, words: str) -> str:
    """Return a colour that is written as CSS's ``rgb(…)`` or ``hsl(…)`` as hex; nothing where its units are wrong."""
    parts = [(float(number), unit) for number, unit in re.findall(rf"({N})(deg|%)?", words)]
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


def small(value: str) -> bool:
    """Tell whether no number in a value is too large."""
    return all(abs(float(one)) <= MOST_COORDINATE for one in NUMBER.findall(value))


def in_svg(value: str) -> str | None:
    """Return CSS's transforms as SVG writes them; None where one is not read, or has not the units it must have."""
    out, at = [], 0
    while at < len(value):
        match = CSS_MATRIX.match(value, at)
        if match is None:
            return None
        name, at, wants = match[1], match.end(), CSS_UNITS.get(match[1])
        parts = re.findall(rf"({N})([a-z]*)", match[2])
        if wants is None or any(unit not in wants and (unit or float(number)) for number, unit in parts):
            return None
        v = [f"{float(number) * ANGLES[unit]:.9g}" for number, unit in parts]
        form = {
            "translateX": "translate({} 0)", "translateY": "translate(0 {})", "scaleX": "scale({} 1)",
            "scaleY": "scale(1 {})", "rotateZ": "rotate({})",
        }.get(name)  # fmt: skip
        if (form or name == "rotate") and len(v) != 1:
            return None
        out.append(form.format(*v) if form else f"{name}({' '.join(v)})")
    return " ".join(out)
