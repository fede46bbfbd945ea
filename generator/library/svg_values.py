"""What attributes and styles of an SVG say: each value is read, is without effect, or is refused with its line."""

from __future__ import annotations

import re
from xml.parsers import expat

from generator.library.svg_grammar import (
    APART,
    BEFORE,
    COLOURS,
    DOT,
    EMPTY,
    FLATTEN,
    FUNCTION,
    GRADIENTS,
    HARMLESS,
    HEX,
    LARGE,
    LENGTHS,
    MATRICES,
    MOST_COORDINATE,
    NUMBER,
    OUTLINE,
    PROPERTIES,
    REF,
    ROLES,
    RULE,
    SELECTOR,
    VALUES,
    Element,
    N,
    S,
    in_svg,
    of_function,
    small,
    without_comments,
)
from generator.model.problems import Origin, Problem


class Sayings:
    """One file as far as it is read: its elements, what they say, what is wrong with it."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.known = ""
        """The file in small letters: colours that stand for names must not stand in it."""
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
        """Elements that are taken otherwise than browsers do in some way: ``APART``."""
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

    def bad(self, message: str, hint: str, line: int = 0) -> None:
        """Note what is wrong, at a line or where the file is read just now."""
        self.problems.append(Problem(Origin(self.shown, line or self.parser.CurrentLineNumber), message, hint))

    def geometry(self, element: Element, name: str, value: str) -> None:
        """Take an attribute that says a form."""
        if self.root is None and value == "auto":
            return
        if element.tag == "svg" and self.root is None and re.fullmatch(rf"{N}r?em", value):
            value = f"{16 * float(NUMBER.findall(value)[0]):g}"  # no words, so no other size of letters
        if name == "d":
            good = bool(OUTLINE.fullmatch(value)) and value[:1] in ("", "M", "m")
        elif name == "gradientTransform":
            good = bool(MATRICES.fullmatch(value))
        elif name == "preserveAspectRatio":
            good = bool(VALUES[name].fullmatch(value.removeprefix("defer ")))
        else:
            good = bool(VALUES[name].fullmatch(value))
        if element.tag == "use" and "%" in value:
            if value == "100%" and name in ("width", "height"):
                return  # as it is by itself
            good = False  # usvg counts from another view
        if "%" in value and self.in_symbol():
            good = False
        if good and element.tag == "symbol" and name in APART["symbol"]:
            self.bad(f"a picture may not use '{name}' of <symbol>", "say it where the symbol is used")
        if good and name in ("width", "height") and element.tag in ("svg", "use") and self.root is not None:
            good = float(NUMBER.findall(value)[0]) > 0  # browsers draw nothing of it
        if good and name == "points":
            pairs = re.findall(rf"({N}){S}({N})", value)
            good = len(pairs) < 2 or len({(float(x), float(y)) for x, y in pairs}) > 1
        if good and LARGE.search(value):
            good = all(abs(float(one)) <= MOST_COORDINATE for one in NUMBER.findall(value))
        if not good:
            words = "write numbers as 12, -0.5 or 1e2, up to a million, in px, pt, pc, mm, cm, in or %"
            self.bad(f"a number of <{element.tag}> cannot be read ({name})", words)
        elif name == "d":
            # a dot: usvg leaves out what is nowhere wide or high, though its ends are round
            element.said[name] = DOT.sub(rf"\1 \2 \3h{max(self.view, default=100.0) / 10_000:g}", value)
        else:
            element.said[name] = value

    def href(self, element: Element, value: str) -> None:
        """Take a reference to another element of the file."""
        if not value.startswith("#") or (element.tag != "use" and element.tag not in GRADIENTS):
            message = f"'href' refers to something outside: {value[:60]}"
            self.bad(message, "put everything into the one file, as paths")
        else:
            self.references.append((element, "href", value[1:]))
            element.said["xlink:href"] = value

    def declarations(self, element: Element, words: str) -> list[tuple[str, str]]:
        """Return the declarations of a style that are read."""
        read: list[tuple[str, str]] = []
        for one in without_comments(words).split(";"):
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
        if value == "inherit" and name in PROPERTIES:
            return value
        if name not in PROPERTIES:
            if name in EMPTY and re.fullmatch(EMPTY[name], value):
                return None
            if name in EMPTY or not HARMLESS.fullmatch(name):
                self.bad(f"a picture may not use '{name[:40]}'", FLATTEN)
            return None
        if name in APART.get("root" if self.root is None else element.tag, ()):
            if value not in ("none", "", "1"):
                self.apart(name, element.tag)
            return None
        if name in COLOURS:
            return self.paint(element, name, value)
        if name == "transform":
            return self.transform(value, attribute)
        if name == "transform-origin":
            value = self.origin(value)
        if (
            not VALUES[name].fullmatch(value)
            or ("%" in value and name in LENGTHS and self.in_symbol())
            or (LARGE.search(value) and "url" not in value)
        ):
            known = VALUES[name].pattern if re.fullmatch(r"[a-z|-]+", VALUES[name].pattern) else ""
            hint = f"known: {', '.join(known.split('|'))}" if known else "write numbers as 12, -0.5 or 1e2"
            if name in ("clip-path", "mask"):
                hint = FLATTEN
            if not self.outside(name, value):
                self.bad(f"a picture may not use {name} '{value[:40]}'", hint)
            return None
        if target := re.fullmatch(REF, value):
            self.references.append((element, name, target[2]))
            return f"url(#{target[2]})"
        return value

    def in_symbol(self) -> bool:
        """Tell whether parts of the view are those of a symbol: usvg counts from another view."""
        return any(element is not None and element.tag == "symbol" for element in self.open)

    def apart(self, name: str, tag: str, line: int = 0) -> None:
        """Refuse what browsers and usvg do not take alike."""
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
        if name in ("fill", "stroke") and (target := re.match(REF, value)):
            self.references.append((element, name, target[2]))
            return f"url(#{target[2]})"
        if value in ROLES:
            return self.colour(value)
        known = value.lower()
        if re.fullmatch("[a-z]+", known):  # usvg does not know all of them: findings/svg2pdf-named-colour.sh
            from generator.typeset.draw.images import named_colour

            known = named_colour(known)
        elif function := FUNCTION.fullmatch(known):  # nor all ways to write them
            known = of_function(function[1], function[2])
        if not HEX.fullmatch(known):
            hint = f"known: #rrggbb, rgb(…), hsl(…), the names of CSS, and of the theme {', '.join(sorted(ROLES))}"
            self.bad(f"a picture may not use the colour '{value[:40]}'", hint)
            return None
        return known

    def colour(self, name: str) -> str:
        """Return the colour that stands for a name: one that the file has nowhere."""
        if name not in self.roles:
            at = int(BEFORE, 16) << 8 | len(self.roles)
            while f"{at:06x}" in self.known or f"#{at:06x}" in self.roles.values():
                at = (at + 0x010101) & 0xFFFFFF
            self.roles[name] = f"#{at:06x}"
        return self.roles[name]

    def transform(self, value: str, attribute: bool) -> str | None:
        """Return a transform as attributes write it; CSS has units, and more functions."""
        written: str | None = value
        if not attribute and value != "none":
            written = in_svg(value)
        if written in ("none", ""):
            return "" if attribute else "none"
        if written is None or not MATRICES.fullmatch(written) or not small(written):
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
            f"{float(one[:-1]) * side / 100:g}" if re.fullmatch(f"{N}%", one) else one
            for one, side in zip(words, sides, strict=False)
        )

    def rules(self, element: Element, css: str) -> str:
        """Return the rules of a style sheet that are read."""
        css = without_comments(css).replace("<!--", " ").replace("-->", " ")
        out, at = [], 0
        while at < len(css) and (match := RULE.match(css, at)):
            selectors = [" ".join(one.replace(">", " > ").split()) for one in match[1].split(",")]
            for one in selectors:
                parts = one.split(" > ") if " > " in one else [one]
                parts = [word for part in parts for word in part.split(" ")]
                if one.startswith("@") or not all(part and SELECTOR.fullmatch(part) for part in parts):
                    self.bad(f"a style may not choose by '{one[:40]}'", "choose by element, class or id alone")
            said = self.declarations(element, match[2])
            self.ruled += [(one.rpartition(" ")[2], name, element.line) for one in selectors for name, _ in said]
            out.append(f"{','.join(selectors)}{{{';'.join(f'{name}:{value}' for name, value in said)}}}")
            at = match.end()
        if css[at:].strip():
            message = f"a style sheet cannot be read from '{css[at:].strip()[:40]}' on"
            self.bad(message, "write rules as .name { fill: #123456 }")
        return "".join(out)
