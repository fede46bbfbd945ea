"""One order in, one leaflet out. Read it from top to bottom: it is the whole pipeline.

    topic  = library.topic(order.topic)                 what is said
    said   = localize(topic, catalogs, profile)         in which words
    sheet  = compose(said, template, setting)           where it goes
    ready  = lay_out(sheet, theme, format, language)    how it looks, on what paper: once for all clinics
    leaflet = fill(ready, panel)                        the clinic's panel in its place

What a stage made is kept by what it was made from (``model/memo.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from generator.compose.composer import Surroundings, asks_for_clinic, compose, compose_panel, prints_words
from generator.compose.forms import Form, marked, values
from generator.compose.lots import digest_of, joined, record
from generator.compose.pairs import again, pair
from generator.compose.templates import find_line
from generator.library.library import Library
from generator.model.content import Clinic, Language, Profile, Said, Text, Topic, Words
from generator.model.design import Format, Theme
from generator.model.edition import Office, Pictures, Press
from generator.model.edition import Words as WordsAlone
from generator.model.leaflet import Leaflet, Order
from generator.model.lots import Lot, RecallLetter, code_of, join_digests
from generator.model.memo import remembered
from generator.model.problems import Origin, Problem, Unusable, refuse_if_any, suggest
from generator.model.sheet import Element, Sheet
from generator.words.localize import SOURCE, localize, say_date, say_month, say_words, week_days

if TYPE_CHECKING:
    from generator.press import About
    from generator.press.file import Pressed
    from generator.press.office import Printed
    from generator.typeset.branding import Branded
    from generator.typeset.layout.ready import Ready

NO_DIGEST: Final = "0" * 64
"""Stands for the hash of what cannot be read while the rest is looked at; nothing with it is ever made."""
PANEL: Final = "clinic"
"""The template of the clinic's areas."""
LETTER: Final = "letter"
"""The template of a recall letter."""
MOST_SHEETS: Final = 40
"""Pages of a letter at most: as many as its list of leaflets needs, whatever leaflets on this paper may have."""


def make(order: Order, library: Library) -> Leaflet:
    """Make one leaflet in the edition that is ordered.

    Raises:
        Unusable: with every problem of the files the leaflet is made from; Unknown for a name in the order
            that the library does not have; Missing when the machine lacks a font or what the edition needs.
    """
    edition = order.edition
    if isinstance(edition, WordsAlone):
        made = _words(order, edition.form, library)
    elif isinstance(edition, Pictures):
        made = _pictures(order, library)
    elif isinstance(edition, Press):
        made = _pressed(order, edition, library)
    elif isinstance(edition, Office):
        made = _printed(order, edition, library)
    else:
        made = typeset_order(order, library)
    notes = (*_colour_notes(order, library), *_left_out(order, made, library))
    return replace(made, notes=notes) if notes else made


# -- the editions ----------------------------------------------------------------


def typeset_order(order: Order, library: Library, ink: str = "rgb") -> Leaflet:
    """Return an order's pages as a tagged PDF; for a press in the inks ``cmyk`` or ``k`` (black only).

    Raises:
        Unusable, Missing: as ``make``.
    """
    from generator.typeset import fill  # late: it brings in what shapes and writes

    theme, paper, language = (
        theme_of(order, library, ink),
        library.format(order.format),
        library.language(order.language),
    )
    panel = clinic_panel(order, library)
    try:
        return fill(ready_body(order, library, theme), panel, theme, paper, language, library)
    except Unusable:
        # looked at only now: a thousand clinics share a body, and the typesetter names one look at a time
        template, _ = document_template(order, library)
        refuse_if_any(_lost_looks(body(order, library), panel, theme, template, library))
        raise


def ready_body(order: Order, library: Library, theme: Theme) -> Ready:
    """Return the laid-out body of an order; the same object for every clinic."""
    from generator.typeset import lay_out

    sheet, paper, language = body(order, library), library.format(order.format), library.language(order.language)
    _check_fit(sheet, theme, paper, language, library.topic(order.topic))
    return lay_out(sheet, theme, paper, language, library)


def _words(order: Order, form: str, library: Library) -> Leaflet:
    """Return the words of an order without pages."""
    from generator.outputs.source import copy, write

    sheet, panel = body(order, library), clinic_panel(order, library)
    language, topic, theme = library.language(order.language), library.topic(order.topic), theme_of(order, library)
    _check_fit(sheet, theme, None, language, topic)
    refuse_if_any(_lost_looks(sheet, panel, theme, topic.template, library))
    return Leaflet((write(form, copy(sheet, panel, language, topic.version), theme, library),), 0, lot=sheet.lot)


def _pictures(order: Order, library: Library) -> Leaflet:
    """Return a picture of each page of the screen edition."""
    from generator.outputs.png import write_png
    from generator.outputs.source import copy

    sheet, panel = body(order, library), clinic_panel(order, library)
    source = copy(sheet, panel, library.language(order.language), library.topic(order.topic).version)
    leaflet = typeset_order(order, library)
    pictures = write_png(leaflet.pdf, {"Title": sheet.title, "Leaflet-sha256": source.digest})
    return replace(leaflet, files=pictures, pages=len(pictures), sha256="")


def _pressed(order: Order, edition: Press, library: Library) -> Leaflet:
    """Return the press file of an order, with what our own rules find in it."""
    leaflet = typeset_order(order, library, edition.job.colour)
    pressed = put_on_sheets(leaflet, order, library)
    runs = f"print it {pressed.runs} time{'' if pressed.runs == 1 else 's'}" if pressed.runs else ""
    verdict = f"{len(pressed.findings)} findings" if pressed.findings else "no findings"
    how = (_many(pressed.sides, "side"), f"ink up to {pressed.ink:.0%}", verdict, runs)
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


def _printed(order: Order, edition: Office, library: Library) -> Leaflet:
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
    how = (_many(made.sides, "side"), f"{_many(made.sheets, 'sheet')} of paper", fold)
    return replace(leaflet, files=(made.pdf,), printed=made.sides, placed=(), words="", sha256="", how=how)


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


# -- the body: once for all clinics ------------------------------------------------


def body(order: Order, library: Library) -> Sheet:
    """Return the composed body; the same object for every clinic, so that it is set only once.

    A body that names the clinic, in a template or a slot, is composed for each clinic.
    """
    if not order.second:
        return _body(order, library, "")
    other = replace(order, language=library.language_name(order.second))
    joint = code_of(join_digests(_digest(order, library), _digest(other, library)))
    return _paired(_body(order, library, joint), _body(other, library, ""))


@remembered("two bodies, paired")
def _paired(one: Sheet, two: Sheet) -> Sheet:
    return pair(one, two)


def _body(order: Order, library: Library, joint: str) -> Sheet:
    """Return the body in the first language. ``joint`` is the lot of two languages together, empty for its own."""
    template, origin = document_template(order, library)
    profile, language = (
        clinic_profile(library.clinic(order.clinic), library).name,
        library.language(order.language).name,
    )
    bound = _bound(order, library, template, origin)
    return _composed(library, order.topic, language, profile, order.draft, template, origin, joint, bound)


def _bound(order: Order, library: Library, template: str, origin: Origin) -> Clinic | None:
    """Return an order's clinic when its body names it; such a body is composed for each clinic."""
    clinic, language = library.clinic(order.clinic), library.language(order.language).name
    profile = clinic_profile(clinic, library).name
    names = clinic and _is_bound(library, order.topic, language, profile, order.draft, template, origin)
    return clinic if names else None


@remembered("topic, localized")
def _said(library: Library, topic: str, language: str, profile: str, draft: bool) -> Topic:
    known = library.language(language)
    return localize(library.topic(topic), known, library.catalogs(language), library.profile(profile), draft)


@remembered("does the body name the clinic?")
def _is_bound(
    library: Library, topic: str, language: str, profile: str, draft: bool, template: str, origin: Origin
) -> bool:
    said = _said(library, topic, language, profile, draft)
    return asks_for_clinic(library.template(template, origin), said, library.kinds, library.larder)


@remembered("body, composed")
def _composed(
    library: Library, topic: str, language: str, profile: str, draft: bool, template: str, origin: Origin, joint: str,
    clinic: Clinic | None,
) -> Sheet:  # fmt: skip
    said, spoken, land = (
        _said(library, topic, language, profile, draft),
        library.language(language),
        library.profile(profile),
    )
    english = library.topic(topic).title
    problems: list[Problem] = []
    try:
        code = joint or code_of(_lot_digest(library, topic, language, profile, draft))
    except Unusable as error:  # a picture that is not there is told with what else is wrong
        problems += error.problems
        code = code_of(NO_DIGEST)
    setting = _setting(library, spoken, land, clinic, draft, problems)
    title = english.words if isinstance(english, Said | Text) else ""
    sheet = compose(said, library.template(template, origin), replace(setting, english_title=title, lot=code))
    refuse_if_any(problems)
    return sheet


def document_template(order: Order, library: Library) -> tuple[str, Origin]:
    """Return the name of the template that an order's body is drawn with, and the file that names it.

    A format may have one of its own, which draws some of the blocks. What has no pages is always the whole topic.
    """
    paper = library.format(order.format) if order.is_paged else None
    if paper is not None and paper.template:
        return paper.template, paper.template_origin
    topic = library.topic(order.topic)
    return topic.template, topic.origin


# -- the clinic's panel: once for all topics ---------------------------------------


def clinic_panel(order: Order, library: Library) -> Sheet:
    """Return the composed areas of the clinic, or of the space for a stamp. They know nothing of the topic."""
    language = library.language(order.language).name
    return _panel_of(library, language, library.clinic(order.clinic), order.draft, bool(order.second))


@remembered("panel, composed")
def _panel_of(library: Library, language: str, clinic: Clinic | None, draft: bool, second: bool) -> Sheet:
    filled = _filled_form(library, language, clinic, draft, second) if clinic else None
    if filled is not None:
        return filled
    problems: list[Problem] = []
    panel = _panel(library, language, clinic, draft, second, problems)
    refuse_if_any(problems)
    return (
        panel if clinic is None else replace(panel, areas=tuple(_placed(area, clinic.origin) for area in panel.areas))
    )


def _filled_form(library: Library, language: str, clinic: Clinic, draft: bool, second: bool) -> Sheet | None:
    """Return a clinic's areas from a form that clinics of its shape share; None when they must be composed."""
    words = values(clinic)
    if words is None:
        return None
    blank = replace(marked(clinic), name="", origin=Origin(""), colours=(), colours_at=())
    form = _form_of(library, language, blank, draft, second)
    return form.filled(words, clinic.origin) if form else None


@remembered("panel's form")
def _form_of(library: Library, language: str, blank: Clinic, draft: bool, second: bool) -> Form | None:
    """Return the panel as a form that clinics of one shape share; None when each must be composed."""
    problems: list[Problem] = []
    form = None
    if prints_words(library.template(PANEL), library.larder):
        with suppress(Unusable):  # composed for the clinic itself, it is told at its place
            form = Form.of(_panel(library, language, blank, draft, second, problems))
    return None if problems else form


def _panel(
    library: Library, language: str, clinic: Clinic | None, draft: bool, second: bool, problems: list[Problem]
) -> Sheet:
    """Compose the areas of a clinic; words that are missing go to ``problems``."""
    spoken = library.language(language)
    setting = _setting(library, spoken, clinic_profile(clinic, library), clinic, draft, problems)
    panel = compose_panel(library.template(PANEL), setting)
    if second:  # the danger box in the other language has a telephone number too
        others = tuple(again(area) for area in panel.areas if area.get("name") == "phone")
        panel = replace(panel, areas=(*panel.areas, *others))
    return panel


def _placed(element: Element, origin: Origin) -> Element:
    """Return an element whose place is the clinic's file: its words are what does not fit, or cannot be drawn."""
    children = tuple([_placed(child, origin) for child in element.children])
    return Element(element.tag, element.attributes, children, element.runs, origin)


def clinic_profile(clinic: Clinic | None, library: Library) -> Profile:
    """Return the country profile that a clinic names, else the default one."""
    return library.profile(clinic.profile, clinic.origin) if clinic else library.profile("default")


def _setting(
    library: Library,
    language: Language,
    profile: Profile,
    clinic: Clinic | None,
    draft: bool,
    problems: list[Problem],
) -> Surroundings:
    """Return what composing needs; words that are missing go to ``problems``."""
    catalogs = library.catalogs(language.name)

    def say(words: Words) -> Said:
        return say_words(words, language, catalogs, profile, problems, draft)

    return Surroundings(
        language=language,
        profile=profile,
        clinic=clinic,
        kinds=library.kinds,
        sources=library.sources,
        pictures=library.pictures,
        say=say,
        say_date=lambda day: say_date(day, language),
        say_month=lambda day: say_month(day, language),
        week_days=lambda: week_days(language),
        draft=draft,
        larder=library.larder,
    )


# -- the look ----------------------------------------------------------------------


def theme_of(order: Order, library: Library, ink: str = "rgb") -> Theme:
    """Return an order's theme in an ink, with the clinic's own colours where it has some and the theme takes them.

    The same colours give the same object: a body and a panel are set once for all clinics that share them.
    """
    theme, clinic = library.theme(order.theme), library.clinic(order.clinic)
    colours = clinic.colours if clinic and theme.brand else ()
    return theme if ink == theme.ink and not colours else _themed(theme, colours, ink)


@remembered("theme in colours and ink")
def _themed(theme: Theme, colours: tuple[str, ...], ink: str) -> Theme:
    made = branded(theme, colours).theme if colours else theme
    return made if ink == made.ink else replace(made, ink=ink)


@remembered("theme in a clinic's colours")
def branded(theme: Theme, colours: tuple[str, ...]) -> Branded:
    """Return a theme with a clinic's colours, and what became of each."""
    from generator.typeset.branding import brand

    return brand(theme, colours)


def _colour_notes(order: Order, library: Library) -> tuple[Problem, ...]:
    """Return what a person should know of a clinic's colours, each at its line; the leaflet is made all the same."""
    clinic = library.clinic(order.clinic)
    return colour_notes(library.theme(order.theme), clinic) if clinic and clinic.colours else ()


def colour_notes(theme: Theme, clinic: Clinic) -> tuple[Problem, ...]:
    """Return which colours of a clinic are printed otherwise than they were given, each at its line."""
    if not clinic.colours or not theme.brand:
        return ()
    from generator.typeset.branding import say_fit

    fits = branded(theme, clinic.colours).fits
    places = clinic.colours_at or (clinic.origin,) * len(fits)
    said = ((place, say_fit(fit)) for place, fit in zip(places, fits, strict=False))
    return tuple(Problem(place, *words) for place, words in said if words)


def _left_out(order: Order, leaflet: Leaflet, library: Library) -> tuple[Problem, ...]:
    """Return which blocks a short edition left to the longer ones, each at its line; the leaflet itself says so too."""
    lines = [name.removeprefix("line-") for name in leaflet.left if name.startswith("line-")]
    if not lines:
        return ()
    file, english = library.topic(order.topic).origin.file, library.language(order.language).english_name
    message = f"left to the longer editions in {english}: there is no room for it on '{order.format}'"
    hint = "the leaflet names it; 'short: yes' beside a block keeps it, 'priority: 9' lets another go first"
    return tuple(Problem(Origin(file, int(line)), message, hint) for line in lines)


def _check_fit(sheet: Sheet, theme: Theme, paper: Format | None, language: Language, topic: Topic) -> None:
    """Refuse names that meet only here: accent and theme, leading and theme, areas and format (on paper)."""
    problems = []
    if sheet.accent not in theme.accents:
        message = f"the theme '{theme.name}' has no accent called '{sheet.accent}'"
        problems.append(Problem(topic.origin, message, suggest(sheet.accent, theme.accents)))
    if language.leading not in theme.leadings:
        message = f"the theme '{theme.name}' has no leading called '{language.leading}'"
        problems.append(Problem(language.origin, message, suggest(language.leading, theme.leadings)))
    if "body" not in theme.looks:
        problems.append(Problem(theme.origin, f"the theme '{theme.name}' needs the look 'body'"))
    taken = {name for area in paper.areas.values() for name in area.takes} if paper else set()
    for name in paper.looks if paper else ():
        if paper and name not in theme.looks:
            message = f"the theme '{theme.name}' has no look called '{name}', which the format '{paper.name}' changes"
            problems.append(Problem(paper.origin or Origin(paper.name), message, suggest(name, theme.looks)))
    for place in paper.areas.values() if paper else ():
        if place.look and place.look not in theme.looks:
            message = f"the theme '{theme.name}' has no look called '{place.look}'"
            problems.append(Problem(place.origin, message, suggest(place.look, theme.looks)))
    for area in sheet.areas:
        if paper and area.get("name") not in taken:
            message = f"the format '{paper.name}' has no area for '{area.get('name')}', which the template fills"
            problems.append(Problem(paper.origin or Origin(paper.name), message, suggest(area.get("name"), taken)))
    refuse_if_any(problems)


def _lost_looks(sheet: Sheet, panel: Sheet, theme: Theme, named: str, library: Library) -> Iterator[Problem]:
    """Yield a problem for each look that a template asks for and the theme has not, at its line."""

    def visit(element: Element, template: tuple[str, str]) -> Iterator[Problem]:
        if element.tag == "block":
            kind = library.kinds[element.get("kind")]
            template = (kind.template, kind.origin.file)
        look = element.get("look")
        if look and look not in theme.looks:
            origin = Origin(template[1], find_line(template[0], f'look="{look}"'))
            message = f"the theme '{theme.name}' has no look called '{look}'"
            yield Problem(origin, message, suggest(look, theme.looks))
        for child in element.children:
            yield from visit(child, template)

    for composed, name in ((sheet, named), (panel, PANEL)):
        for area in composed.areas:
            yield from visit(area, library.template(name))


# -- what a leaflet says, for the ledger -------------------------------------------


def lot(order: Order, library: Library) -> Lot:
    """Return the record of what an order's leaflet says, for the ledger; of both languages where there are two.

    Raises:
        Unusable: as ``make``.
    """
    if order.second:
        halves = (order.language, library.language_name(order.second))
        return joined(*(lot(replace(order, language=name, second=""), library) for name in halves))
    language = library.language(order.language).name
    profile = clinic_profile(library.clinic(order.clinic), library).name
    topic = library.topic(order.topic)
    bound = _bound(order, library, topic.template, topic.origin)
    return _lot(library, order.topic, language, profile, order.draft, bound)


@remembered("lot's record")
def _lot(library: Library, topic: str, language: str, profile: str, draft: bool, clinic: Clinic | None) -> Lot:
    said, plain = (_said(library, topic, name, profile, draft) for name in (language, SOURCE))
    spoken, land = library.language(language), library.profile(profile)
    known = library.topic(topic)
    drawn = tuple(_composed(library, topic, language, profile, draft, known.template, known.origin, "", clinic).words())
    digest, say = _lot_digest(library, topic, language, profile, draft), _sayer(spoken, land, library)
    return record(
        digest, plain, said, spoken, land, library.kinds, library.pictures, library.picture_sha256, say, drawn,
        library.larder,
    )  # fmt: skip


def _digest(order: Order, library: Library) -> str:
    """Return the hash of what an order's leaflet says in its first language."""
    profile = clinic_profile(library.clinic(order.clinic), library).name
    return _lot_digest(library, order.topic, library.language(order.language).name, profile, order.draft)


@remembered("lot's digest")
def _lot_digest(library: Library, topic: str, language: str, profile: str, draft: bool) -> str:
    """Return the hash of what a topic says, the words of its blocks' templates and its pictures among it."""
    said, spoken, land = (
        _said(library, topic, language, profile, draft),
        library.language(language),
        library.profile(profile),
    )
    say = _sayer(spoken, land, library)
    return digest_of(
        said, spoken, land, library.kinds, library.sources, library.pictures, library.picture_sha256, say,
        library.larder,
    )  # fmt: skip


def _sayer(language: Language, profile: Profile, library: Library) -> Callable[[Words], Said]:
    """Return what puts words into a language; what is missing is said where the leaflet is composed."""
    catalogs = library.catalogs(language.name)
    return lambda words: say_words(words, language, catalogs, profile, [], True)


def write_letter(letter: RecallLetter, order: Order, library: Library) -> Leaflet:
    """Return a letter to a clinic, in the order's language, look and paper; the order's topic does not matter.

    Raises:
        Unusable: as ``make``.
    """
    from generator.typeset import fill, lay_out

    language, clinic = library.language(order.language), library.clinic(order.clinic)
    theme, paper = library.theme(order.theme), library.format(order.format)
    problems: list[Problem] = []
    setting = _setting(library, language, clinic_profile(clinic, library), clinic, order.draft, problems)
    sheet = compose_panel(library.template(LETTER), replace(setting, letter=letter))
    refuse_if_any(problems)
    longer = replace(paper, most_pages=max(MOST_SHEETS, paper.most_pages))
    ready = lay_out(sheet, theme, longer, language, library)
    return fill(ready, clinic_panel(order, library), theme, longer, language, library)
