"""Our own rules for a press file, after PDF/X-4 (ISO 15930-7) and what print shops ask for: what each asks, and why.

No open program certifies PDF/X-4; these rules are a house check, and the print shop's preflight has the last word.
Each rule has a name and a planted fault in the tests. ``examine.py`` and ``paint.py`` look; ``leaflets check`` asks
each rule as a question of its own. Needs no pikepdf, so that the rules can be told where none can look.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from generator.model.findings import Finding
from generator.model.units import Box

AGAIN: Final = "make it with 'leaflets press', or ask who made it"


class Rule(Struct, frozen=True):
    """What a rule asks, why it matters, and what to do where it is broken."""

    question: str
    why: str
    hint: str = AGAIN


RULES: Final = {
    "readable": Rule("Can the file be opened without a password?", "A print shop sends back what it cannot open."),
    "version": Rule("Is it of a version that presses know (PDF 1.3 to 1.6)?", "PDF/X-4 ends at PDF 1.6."),
    "id": Rule("Has the file an ID?", "PDF/X-4 asks for it: two files of one name are told apart by it."),
    "action": Rule("Does nothing happen when the file is opened?", "A script has no place in a print shop."),
    "intent": Rule(
        "Does it say for which press its inks are meant, with a CMYK profile inside?",
        "The same inks look different on another press and paper.",
    ),
    "identified": Rule("Does the file say that it is PDF/X-4?", "Workflows choose their settings by it."),
    "described": Rule(
        "Are title, dates and trapping stated, and does the metadata agree?",
        "PDF/X-4 asks for it, and a job without a name gets lost.",
    ),
    "trim": Rule("Says each side where it is cut, in one size?", "The knife goes where the TrimBox says."),
    "bleed-box": Rule(
        "Is there room for a bleed of 3 mm or more on four sides?",
        "Knives wander: without bleed a white line stays at the edge.",
        "make it with 'leaflets press --bleed 3mm'",
    ),
    "annotation": Rule("Are there no links and notes?", "They cannot be printed, and stop some workflows."),
    "rgb": Rule(
        "Is no colour in red, green and blue?", "A press has no such inks: somebody else would choose the colour."
    ),
    "other-space": Rule("Is every colour black or CMYK?", "A spot colour is one more plate, paid for one by one."),
    "black-only": Rule("Has a file for black alone no other ink?", "Another ink is another plate."),
    "ink": Rule(
        "Is there nowhere more than 300 % of ink?",
        "More does not dry on coated paper: sheets stick and smear.",
        "make the colour lighter",
    ),
    "black-text": Rule(
        "Are black words printed in black alone?",
        "Four inks never meet exactly: fine letters get coloured rims.",
        "make the colour darker, so that it is black, or clearly a colour",
    ),
    "font": Rule("Is every font in the file?", "A press without the font would replace it."),
    "resolution": Rule(
        "Has every bitmap 300 pixels or more for each inch?",
        "Fewer than two pixels to a dot of the printing screen look soft and stepped.",
        "use a larger one, or an SVG drawing",
    ),
    "bleed-filled": Rule(
        "Does what touches the edge go on into the bleed?",
        "Where it ends at the edge, a knife that wanders leaves a white line.",
        "keep it 5 mm from the edge, or draw it on over the edge",
    ),
    "content": Rule(
        "Is there no PostScript, no OPI and no transfer function?",
        "They change on the press what was looked at before.",
    ),
}
"""Every rule by name."""


class Ordered(Struct, frozen=True):
    """What was ordered: the trimmed size of a side in points, the bleed, ``cmyk`` or ``k``."""

    trim: tuple[float, float]
    bleed: float
    colour: str = "cmyk"


def broken(rule: str, message: str, page: int = 0, box: Box | None = None) -> Finding:
    """Return the finding that a press file breaks a rule; ``page`` and ``box`` as ``Finding`` counts them."""
    return Finding(f"press/{rule}", "fail", rule, message, hint=RULES[rule].hint, page=page, box=box)
