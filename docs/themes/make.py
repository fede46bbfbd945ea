"""Write the guide to the themes from the themes themselves: a page and a picture of real leaflets for each.

Run it from the project's folder, with the packages of the tests: ``python docs/themes/make.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
from msgspec.structs import fields
from PIL import Image

from generator import Library, Order, make
from generator.model.design import Colour, Look, Theme
from generator.model.units import contrast, grey

HERE = Path(__file__).resolve().parent
TOPIC, CLINIC = "managing-leakage", "example"
PAGES = (("en", 0), ("ja", 1))
"""What the picture shows: language and page."""
GROUNDS = ("paper", "accent-tint", "field", "neutral")
DPI = 60
MARGIN = 8
DESK = (196, 200, 202)
STEPS = 9
MADE = "<!-- Written by docs/themes/make.py. -->"
DEFAULTS = {field.name: field.default for field in fields(Look)}
COLOURS = frozenset({"colour", "fill", "border", "bullet_colour"})
LENGTHS = frozenset("size indent hang border_width radius width height gutter stack padding".split())


def guide(library: Library, name: str) -> str:
    """Return the page about a theme, in Markdown."""
    theme, plain = library.theme(name), library.theme("default")
    lines = [
        f"# The theme `{name}`",
        "",
        MADE,
        "",
        theme.about,
        "",
        "```sh",
        f"leaflets make {TOPIC} --theme {name}",
        "```",
        "",
        f"![Pages of a leaflet in the theme {name}: page 1 in English, page 2 in Japanese]({name}.png)",
        "",
        "## Colours",
        "",
        "The numbers are contrast ratios (WCAG 2.2): words have 7 or more on their ground, everything else that means",
        "something 4.5. *Copied* is the grey that a copier makes of the colour, and its ratio on paper.",
        "",
        *_colours(theme),
        "",
        "## Accents",
        "",
        "A topic names its accent; it takes the place of `accent`, `accent-tint` (hair and cloth in drawings) and of",
        "`field` (the ground of the title and of notes).",
        "",
        *_accents(theme),
        "",
        "## Line heights",
        "",
        ", ".join(f"{script} {value:g}" for script, value in theme.leadings.items()) + ".",
        "",
        "## Looks",
        "",
        "What is not said is as in [a new look](../how-to/theme.md)."
        + ("" if name == plain.name else " **Bold** is what the theme `default` does otherwise."),
        "",
        "| Look | Fields |",
        "|---|---|",
        *(f"| `{look.name}` | {_fields(look, plain.looks.get(look.name, look))} |" for look in theme.looks.values()),
    ]
    return "\n".join(lines) + "\n"


def index(library: Library) -> str:
    """Return the list of themes, in Markdown."""
    lines = ["# Themes", "", MADE, "", "| Theme | |", "|---|---|"]
    lines += [f"| [{name}]({name}.md) | {library.theme(name).about} |" for name in library.themes()]
    return "\n".join([*lines, "", "A theme of your own: [a new look](../how-to/theme.md)."]) + "\n"


def _colours(theme: Theme) -> list[str]:
    grounds = [name for name in theme.colours if name in GROUNDS]
    out = [
        f"| Colour | | {' | '.join(f'on `{ground}`' for ground in grounds)} | Copied |",
        "|---|---|" + "---|" * (len(grounds) + 1),
    ]
    for name, colour in theme.colours.items():
        tested = ("paper",) if name in grounds else grounds  # a ground stands on paper only
        cells = [_ratio(colour, theme.colours[ground]) if ground in tested else "" for ground in grounds]
        out.append(f"| `{name}` | `{_hex(colour)}` | {' | '.join(cells)} | {_copied(colour, theme.colours)} |")
    return out


def _accents(theme: Theme) -> list[str]:
    out = [
        "| Accent | `accent` | `accent-tint` | `field` | on `paper` | on its field | `ink` on its field"
        " | Copied, on its field |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, replaced in theme.accents.items():
        roles = {**theme.colours, **replaced}
        accent, field = roles["accent"], roles["field"]
        cells = (
            _hex(accent),
            _hex(roles["accent-tint"]),
            _hex(field),
            _ratio(accent, roles["paper"]),
            _ratio(accent, field),
            _ratio(roles["ink"], field),
            _ratio(_grey(accent), _grey(field)),
        )
        shown = [f"`{cell}`" if cell.startswith("#") else cell for cell in cells]
        out.append(f"| `{name}` | {' | '.join(shown)} |")
    return out


def _fields(look: Look, plain: Look) -> str:
    """Return the fields of a look that are not as everywhere; bold where the plain look has something else."""
    out = []
    for name, usual in DEFAULTS.items():
        value = getattr(look, name)
        if name == "name" or (value == usual and getattr(plain, name) == usual):
            continue
        words = f"{name.replace('_', '-')} {_value(name, value)}"
        out.append(f"**{words}**" if value != getattr(plain, name) else words)
    return ", ".join(out) or "–"


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "/".join(f"{side:g}" for side in value) + " pt"
    if isinstance(value, str):
        return (f"`{value}`" if name in COLOURS else value) if value else "none"
    return f"{value:.4g}{' pt' if name in LENGTHS else ''}"


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _grey(colour: Colour) -> Colour:
    return (grey(colour),) * 3


def _ratio(one: Colour, other: Colour) -> str:
    return f"{contrast(one, other):.1f}"


def _copied(colour: Colour, colours: Mapping[str, Colour]) -> str:
    return f"`{_hex(_grey(colour))}` {_ratio(_grey(colour), _grey(colours['paper']))}"


def picture(library: Library, name: str) -> Image.Image:
    """Return pages of real leaflets in a theme, side by side."""
    pages = []
    for language, number in PAGES:
        with pypdfium2.PdfDocument(make(Order(TOPIC, language, clinic=CLINIC, theme=name), library).pdf) as document:
            page = document[number]
            large: Image.Image = page.render(scale=4 * DPI / 72).to_pil().convert("RGB")
            pages.append(large.resize((large.width // 4, large.height // 4), Image.Resampling.LANCZOS))
    width = sum(page.width for page in pages) + MARGIN * (len(pages) + 1)
    out = Image.new("RGB", (width, max(page.height for page in pages) + 2 * MARGIN), DESK)
    left = MARGIN
    for page in pages:
        out.paste(page, (left, MARGIN))
        left += page.width + MARGIN
    accent = library.topic(TOPIC).accent
    return out.quantize(palette=_palette(library.theme(name), accent), dither=Image.Dither.NONE)


def _palette(theme: Theme, accent: str) -> Image.Image:
    """Return an image whose palette is a theme's colours, each in steps to white: a small file, and true tints."""
    colours = {DESK: None}
    for colour in {**theme.colours, **theme.accents[accent]}.values():
        for step in range(STEPS):
            red, green, blue = (round(255 * (part + (1 - part) * step / STEPS)) for part in colour)
            colours[red, green, blue] = None
    colours[255, 255, 255] = None
    out = Image.new("P", (1, 1))
    out.putpalette([part for colour in colours for part in colour])
    return out


def main() -> None:
    """Write the pages and pictures beside this file."""
    library = Library.over(HERE.parent.parent)
    (HERE / "README.md").write_text(index(library), encoding="utf-8")
    for name in library.themes():
        (HERE / f"{name}.md").write_text(guide(library, name), encoding="utf-8")
        picture(library, name).save(HERE / f"{name}.png", optimize=True)
        print(HERE / f"{name}.md")


if __name__ == "__main__":
    main()
