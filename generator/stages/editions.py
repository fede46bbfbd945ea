"""The editions that are made of pages or words: press files, office prints, pictures, words alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.library.library import Library
from generator.model.edition import Office, Press
from generator.model.edition import Words as WordsAlone
from generator.model.leaflet import Leaflet, Order
from generator.model.problems import many, refuse_if_any

if TYPE_CHECKING:
    from generator.press import About
    from generator.press.file import Pressed
    from generator.press.office import Printed

from generator.stages.bodies import body
from generator.stages.pages import typeset_order
from generator.stages.panels import clinic_panel
from generator.stages.themes import check_fit, lost_looks, theme_of


def write_words(order: Order, edition: WordsAlone, library: Library) -> Leaflet:
    """Return the words of an order without pages."""
    from generator.outputs.source import copy
    from generator.outputs.write import write

    sheet, panel = body(order, library), clinic_panel(order, library)
    language, topic, theme = library.language(order.language), library.topic(order.topic), theme_of(order, library)
    check_fit(sheet, theme, None, language, topic)
    refuse_if_any(lost_looks(sheet, panel, theme, topic.template, library))
    return Leaflet(
        (write(edition.form, copy(sheet, panel, language, topic.version), theme, library),), 0, lot=sheet.lot
    )


def draw_pictures(order: Order, library: Library) -> Leaflet:
    """Return a picture of each page of the screen edition."""
    from generator.outputs.png import write_png
    from generator.outputs.source import copy

    sheet, panel = body(order, library), clinic_panel(order, library)
    source = copy(sheet, panel, library.language(order.language), library.topic(order.topic).version)
    leaflet = typeset_order(order, library)
    pictures = write_png(leaflet.pdf, {"Title": sheet.title, "Leaflet-sha256": source.digest})
    return replace(leaflet, files=pictures, pages=len(pictures), sha256="")


def press_order(order: Order, edition: Press, library: Library) -> Leaflet:
    """Return the press file of an order, with what our own rules find in it."""
    leaflet = typeset_order(order, library, edition.job.colour)
    pressed = put_on_sheets(leaflet, order, library)
    runs = f"print it {many(pressed.runs, 'time')}" if pressed.runs else ""
    verdict = f"{len(pressed.findings)} findings" if pressed.findings else "no findings"
    how = (many(pressed.sides, "side"), f"ink up to {pressed.ink:.0%}", verdict, runs)
    return replace(
        leaflet, files=(pressed.pdf,), printed=pressed.sides, placed=(), words="", sha256="",
        findings=tuple(map(str, pressed.findings)), how=how,
    )  # fmt: skip


def put_on_sheets(leaflet: Leaflet, order: Order, library: Library) -> Pressed:
    """Return the press file of an order's leaflet, which was made in the inks of the order's job.

    Raises:
        Missing, Unusable: as ``press``.
    """
    from generator.press import press
    from generator.typeset.draw.outlines import outline

    def write(words: str, x: float, y: float, size: float) -> tuple[str, float]:
        return outline(words, x, y, size, library)

    assert isinstance(order.edition, Press)
    said = about(order, library).of_lot(leaflet.lot, library.language(order.language).tag, order.clinic_name)
    return press(leaflet.pdf, order.edition.job, said, write)


def about(order: Order, library: Library) -> About:
    """Return what an order's press file says about itself."""
    from generator.press import About

    spoken = [library.language(name) for name in (order.language, order.second) if name]
    return About.of(library.topic(order.topic), spoken, library.format(order.format))


def print_order(order: Order, edition: Office, library: Library) -> Leaflet:
    """Return the file for an office printer."""
    from generator.press.office import handout, print_ready

    leaflet, paper = typeset_order(order, library), library.format(order.format)
    made: Printed
    if edition.handout:
        leftward = library.language(order.language).leftward
        made = handout(leaflet, paper, edition.handout, edition.sheet, edition.copies, leftward)
    else:
        made = print_ready(leaflet, paper, edition.copies)
    fold = "fold the sheets together and staple them" if made.booklet else ""
    how = (many(made.sides, "side"), f"{many(made.sheets, 'sheet')} of paper", fold)
    return replace(leaflet, files=(made.pdf,), printed=made.sides, placed=(), words="", sha256="", how=how)
