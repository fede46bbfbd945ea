"""An SVG file looked through before it is drawn: what it says is read, is without effect, or is refused with its line.

The program that draws (``forms.py``) passes over what it does not know, as a browser does with what no browser knows.
So every element, attribute, property and value that means something in a browser is on a list here, or is refused by
name; editors' own data go. What is left is written anew: nothing else of the file reaches the program, and the colours
of a theme are colours that the file has nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.parsers import expat

from msgspec import Struct

from generator.library.svg_grammar import (
    ALL,
    APART,
    EMPTY,
    FLATTEN,
    GEOMETRY,
    MOST_COORDINATE,
    MOST_DEPTH,
    MOST_ENTITY,
    NUMBER,
    PLAIN_SVG,
    PROPERTIES,
    READ,
    SILENT,
    SVG,
    UNREAD,
    UNSEEN,
    WHY,
    XLINK,
    Element,
)
from generator.library.svg_references import refer
from generator.library.svg_values import Sayings
from generator.model.problems import Problem, Unusable


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


class _Reader(Sayings):
    """Reads one file; collects what is wrong with it."""

    def __init__(self, shown: str) -> None:
        super().__init__(shown)
        self.hidden: list[Problem] = []
        """What is wrong in layers that are hidden, as long as nothing can show it."""

    def read(self, data: bytes) -> Vetted:
        self.known = data.decode("latin-1").lower()
        hears = {"StartElement": self.start, "EndElement": self.end, "CharacterData": self.said,
                 "EntityDecl": self.entity, "ProcessingInstruction": self.instruction}  # fmt: skip
        for event, heard in hears.items():
            setattr(self.parser, event + "Handler", heard)
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            hint = "open it in the program that made it and save it again as plain SVG"
            self.bad(f"the picture is broken XML: {expat.errors.messages.get(error.code, 'unknown error')}", hint)
        except (ValueError, LookupError):
            self.bad("the picture is broken XML: unknown encoding", "save it as UTF-8")
        finally:
            for event in hears:  # else reader and parser keep each other
                setattr(self.parser, event + "Handler", None)
        if True in self.important or any(name == "href" and one.tag == "use" for one, name, _ in self.references):
            self.problems += self.hidden  # they may be shown all the same
        if not self.problems:
            refer(self)
        if self.problems or self.root is None:
            raise Unusable(*self.problems)
        if self.all:
            side = 2 * MOST_COORDINATE
            all_of_it = {"x": f"-{side / 2:g}", "y": f"-{side / 2:g}", "width": f"{side:g}", "height": f"{side:g}"}
            self.root.held.append(Element("clipPath", 0, {"id": ALL}, held=[Element("rect", 0, all_of_it)]))
        out: list[str] = []
        _write(self.root, out)
        return Vetted("".join(out), {value: name for name, value in self.roles.items()})

    # -- the file ------------------------------------------------------------

    def entity(self, name: str, parameter: bool, value: str | None, *_: object) -> None:
        """Refuse entities that are more than a few words: they could grow without end, or fetch a file."""
        if parameter or value is None or "&" in value or "<" in value or len(value) > MOST_ENTITY:
            self.bad(f"the entity '{name[:40]}' is not a short word", PLAIN_SVG)
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
        if self.root is None and (tag != "svg" or space not in SVG):
            self.bad(f"this is no SVG: it begins with <{tag[:40]}>", PLAIN_SVG)
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
            if tag in APART:
                self.others.append(element)
            self.inner += tag == "svg" or (tag == "symbol" and "viewBox" in element.said)
        if "id" in given:
            self.twice |= {given["id"]} & self.named.keys()
            self.named.setdefault(given["id"], element)
            element.said["id"] = given["id"]

    def silent(self, space: str, tag: str, given: dict[str, str], above: Element | None) -> bool:
        """Tell whether an element is passed over with all it holds; refuse what it would draw."""
        if space not in SVG or tag in SILENT or given.get("requiredExtensions"):
            return True
        if tag in READ:
            return False
        if tag.startswith("animate") or tag in ("set", "mpath"):
            hint = "take the movement away: paper shows one moment"
        else:
            hint = WHY.get("text" if tag in ("tspan", "textPath", "flowRoot") else tag, PLAIN_SVG)
        before = len(self.problems)
        self.bad(f"a picture may not hold <{tag[:40]}>", hint)
        if tag in UNSEEN and self.in_hidden_layer():
            self.hidden += self.problems[before:]
            del self.problems[before:]
        return True

    def in_hidden_layer(self) -> bool:
        """Tell whether the open elements are groups within one that its own style hides: nothing in it is drawn."""
        for element in reversed(self.open):
            if element is None or element.tag != "g":
                return False
            if dict(element.style).get("display") == "none":
                return True
        return False

    def end(self, _: str) -> None:
        element = self.open.pop()
        if element is not None and element.tag == "style":
            element.words = [self.rules(element, "".join(element.words))]

    def see(self, root: Element) -> None:
        """Refuse a picture without a size; one in parts of a window is as large as its view box."""
        for side in ("width", "height"):
            if root.said.get(side, "").endswith("%"):
                del root.said[side]
        box = [float(one) for one in NUMBER.findall(root.said.get("viewBox", ""))]
        sides = [float(NUMBER.findall(root.said[side])[0]) for side in ("width", "height") if side in root.said]
        usable = (not box or min(box[2:]) > 0) and (not sides or min(sides) > 0) and (box or len(sides) == 2)
        if not usable and not self.problems:
            self.bad("the picture has no usable viewBox", 'write <svg viewBox="0 0 100 100" …>')
        self.view = box[2:] or sides
        root.said.setdefault("color", self.colour("currentColor"))

    def attribute(self, element: Element, name: str, value: str) -> None:
        """Take an attribute to the element, or refuse it, or pass it over as a browser does."""
        space, _, local = name.rpartition(" ")
        if local.lower().startswith("on"):
            self.bad(f"the attribute '{local[:40]}' would run a script", PLAIN_SVG)
        elif local == "href" and space in ("", XLINK):
            self.href(element, value.strip())
        elif space:
            return
        elif local == "style":
            element.style += self.declarations(element, value)
        elif local == "class":
            element.said[local] = value
        elif local == "type" and element.tag == "style":
            if value.strip() not in ("", "text/css"):
                self.bad(f"a picture may not use a style of the type '{value[:40]}'", FLATTEN)
        elif local == "media" and element.tag == "style":
            if value.strip() not in ("", "all", "screen"):
                self.bad(f"a picture may not use a style for '{value[:40]}' alone", FLATTEN)
        elif local in UNREAD:
            if value.strip():
                self.bad(f"a picture may not use '{local}'", FLATTEN)
        elif local in GEOMETRY:
            self.geometry(element, local, value.strip())
        elif local in PROPERTIES or local in EMPTY:
            read = self.declared(element, local, value.strip(), attribute=True)
            if read is not None:
                element.said[local] = read


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
