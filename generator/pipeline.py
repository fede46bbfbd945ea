"""One order in, one leaflet out. Read it from top to bottom: it is the whole pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from generator.compose.composer import Setting, asks_for_clinic, compose, compose_panel, prints_words
from generator.compose.forms import Form, marked, shape, values
from generator.compose.lots import digest_of, record
from generator.compose.pairs import again, pair
from generator.compose.sandbox import find_line
from generator.library.library import BODIES_KEPT, FORMS_KEPT, PANELS_KEPT, Library
from generator.model.content import Clinic, Language, Profile, Said, Text, Topic, Words
from generator.model.design import Format, Theme
from generator.model.leaflet import Leaflet, Order
from generator.model.lots import Letter, Lot, code_of, join_digests
from generator.model.problems import Origin, Problem, Unusable, refuse_if_any, suggest
from generator.model.sheet import Element, Sheet
from generator.words.localize import SOURCE, localize, say_date, say_month, say_words, week_days

if TYPE_CHECKING:
    from generator.press import About, Job
    from generator.press.file import Pressed
    from generator.typeset.branding import Branded

T = TypeVar("T")
PANEL = "clinic"
"""The template of the clinic's areas."""
PAGED = frozenset({"pdf", "png"})
"""Outputs that have pages, and so a format."""


def make(order: Order, library: Library, ink: str = "rgb") -> Leaflet:
    """Make one leaflet; for a press in the inks ``cmyk`` or ``k`` (black only).

    Raises:
        Unusable: with every problem of the files the leaflet is made from; Unknown for a name in the order
            that the library does not have; Missing when the machine lacks a font.
    """
    from generator.typeset import typeset  # late: it brings in what shapes and writes

    sheet = body(order, library)
    panel = clinic_panel(order, library)
    theme, paper = theme_of(order, library, ink), library.format(order.format)
    language = library.language(order.language)
    topic = library.topic(order.topic)
    _check_fit(sheet, theme, paper, language, topic)
    template, _ = document_template(order, library)
    try:
        return typeset(sheet, panel, theme, paper, language, library)
    except Unusable:
        # looked at only now: a thousand clinics share a body, and the typesetter names one look at a time
        refuse_if_any(_lost_looks(sheet, panel, theme, template, library))
        raise


def about(order: Order, library: Library) -> About:
    """Return what an order's press file says about itself."""
    from generator.press import About

    spoken = [library.language(name) for name in (order.language, order.second) if name]
    return About.of(library.topic(order.topic), spoken, library.format(order.format))


def put_on_sheets(leaflet: Leaflet, order: Order, library: Library, job: Job) -> Pressed:
    """Return the press file of an order's leaflet, which was made in the job's inks.

    Raises:
        Missing, Unusable: as ``press``.
    """
    from generator.press import press
    from generator.typeset.draw.outlines import outline

    def write(words: str, x: float, y: float, size: float) -> tuple[str, float]:
        return outline(words, x, y, size, library)

    said = about(order, library).of_lot(leaflet.lot, library.language(order.language).tag, order.clinic)
    return press(leaflet.pdf, job, said, write)


def render(order: Order, library: Library) -> tuple[tuple[bytes, ...], int]:
    """Return the files of an order's output, and how many pages they have (0 where there are none).

    Raises:
        Unusable: as ``make``; Missing also when the machine lacks what draws pictures of pages.
    """
    if order.output == "pdf":
        leaflet = make(order, library)
        return (leaflet.pdf,), leaflet.pages
    from generator.outputs.source import copy, write

    sheet, panel = body(order, library), clinic_panel(order, library)
    language, topic, theme = library.language(order.language), library.topic(order.topic), theme_of(order, library)
    source = copy(sheet, panel, language, topic.version)
    if order.output == "png":
        from generator.outputs.png import write_png

        said = {"Title": sheet.title, "Leaflet-sha256": source.digest}
        pictures = write_png(make(order, library).pdf, said)
        return pictures, len(pictures)
    _check_fit(sheet, theme, None, language, topic)
    refuse_if_any(_lost_looks(sheet, panel, theme, topic.template, library))
    return (write(order.output, source, theme, library),), 0


def body(order: Order, library: Library, joint: str = "") -> Sheet:
    """Return the composed body; the same object for every clinic, so that it is set only once.

    A body that names the clinic, in a template or a slot, is composed for each clinic. ``joint`` is the lot of a
    leaflet in two languages, which this is a half of; else the lot is that of its words.
    """
    if order.second:
        return _both(order, library)
    topic, language, clinic = library.topic(order.topic), library.language(order.language), library.clinic(order.clinic)
    profile = clinic_profile(clinic, library)
    named, origin = document_template(order, library)
    key = (order.topic, language.name, profile.name, order.draft, named, joint)
    for known in ((*key, None), (*key, order.clinic)):
        if known in library.bodies:
            return library.bodies[known]
    said = localize(topic, language, library.catalogs(language.name), profile, order.draft)
    template = library.template(named, origin)
    bound = asks_for_clinic(template, said, library.kinds)
    problems: list[Problem] = []
    title = topic.title.words if isinstance(topic.title, Said | Text) else ""
    setting = _setting(library, language, profile, clinic if bound else None, order.draft, problems)
    code = joint or code_of(_lot_digest(said, language, profile, library))
    sheet = compose(said, template, replace(setting, english_title=title, lot=code))
    refuse_if_any(problems)
    _keep(library.bodies, (*key, order.clinic if bound else None), sheet, BODIES_KEPT)
    return sheet


def document_template(order: Order, library: Library) -> tuple[str, Origin]:
    """Return the name of the template that an order's body is drawn with, and the file that names it.

    A format may have one of its own, which draws some of the blocks. What has no pages is always the whole topic.
    """
    paper = library.format(order.format) if order.output in PAGED else None
    if paper is not None and paper.template:
        return paper.template, paper.template_origin
    topic = library.topic(order.topic)
    return topic.template, topic.origin


def _both(order: Order, library: Library) -> Sheet:
    """Return the body in two languages side by side; kept like other bodies."""
    one = body(replace(order, second=""), library)
    two = body(replace(order, language=library.language_name(order.second), second=""), library)
    key = id(one), id(two)
    if key not in library.pairs:
        joint = code_of(join_digests(one.lot, two.lot))
        made = pair(body(replace(order, second=""), library, joint), two)
        _keep(library.pairs, key, (made, one, two), BODIES_KEPT)  # with both, so that no other sheet gets their ids
    return library.pairs[key][0]


def clinic_panel(order: Order, library: Library) -> Sheet:
    """Return the composed areas of the clinic, or of the space for a stamp. They know nothing of the topic."""
    language, clinic = library.language(order.language), library.clinic(order.clinic)
    key = (language.name, order.clinic, order.draft, bool(order.second))
    if key in library.panels:
        return library.panels[key]
    panel = _filled_form(order, language, clinic, library) if clinic else None
    if panel is None:
        problems: list[Problem] = []
        panel = _panel(order, language, clinic, library, problems)
        refuse_if_any(problems)
        if clinic:
            panel = replace(panel, areas=tuple(_placed(area, clinic.origin) for area in panel.areas))
    _keep(library.panels, key, panel, PANELS_KEPT)
    return panel


def _panel(order: Order, language: Language, clinic: Clinic | None, library: Library, problems: list[Problem]) -> Sheet:
    """Compose the areas of a clinic; words that are missing go to ``problems``."""
    setting = _setting(library, language, clinic_profile(clinic, library), clinic, order.draft, problems)
    panel = compose_panel(library.template(PANEL), setting)
    if order.second:  # the danger box in the other language has a telephone number too
        second = tuple(again(area) for area in panel.areas if area.get("name") == "phone")
        panel = replace(panel, areas=(*panel.areas, *second))
    return panel


def _filled_form(order: Order, language: Language, clinic: Clinic, library: Library) -> Sheet | None:
    """Return a clinic's areas from a form that clinics of its shape share; None when they must be composed."""
    words = values(clinic)
    if words is None:
        return None
    key = (language.name, clinic.profile, order.draft, bool(order.second), shape(clinic))
    if key not in library.forms:
        problems: list[Problem] = []
        form = None
        if prints_words(library.template(PANEL)):
            with suppress(Unusable):  # composed for the clinic itself, it is told at its place
                form = Form.of(_panel(order, language, marked(clinic), library, problems))
        _keep(library.forms, key, None if problems else form, FORMS_KEPT)
    form = library.forms[key]
    return form.filled(words, clinic.origin) if form else None


LETTER = "letter"
"""The template of a recall letter."""
MOST_SHEETS = 40
"""Pages of a letter at most: as many as its list of leaflets needs, whatever leaflets on this paper may have."""


def write_letter(letter: Letter, order: Order, library: Library) -> Leaflet:
    """Return a letter to a clinic, in the order's language, look and paper; the order's topic does not matter.

    Raises:
        Unusable: as ``make``.
    """
    from generator.typeset import typeset

    language, clinic = library.language(order.language), library.clinic(order.clinic)
    theme, paper = library.theme(order.theme), library.format(order.format)
    problems: list[Problem] = []
    setting = _setting(library, language, clinic_profile(clinic, library), clinic, order.draft, problems)
    sheet = compose_panel(library.template(LETTER), replace(setting, letter=letter))
    refuse_if_any(problems)
    longer = replace(paper, most_pages=max(MOST_SHEETS, paper.most_pages))
    return typeset(sheet, clinic_panel(order, library), theme, longer, language, library)


def lot(order: Order, library: Library) -> Lot:
    """Return the record of what an order's leaflet says, for the ledger; kept like bodies. One language only.

    Raises:
        Unusable: as ``make``.
    """
    topic, language, clinic = library.topic(order.topic), library.language(order.language), library.clinic(order.clinic)
    profile = clinic_profile(clinic, library)
    key = (order.topic, language.name, profile.name, order.draft)
    known = library.lots.get(key)
    if known is None:
        english = library.language(SOURCE)
        said = localize(topic, language, library.catalogs(language.name), profile, order.draft)
        plain = localize(topic, english, library.catalogs(SOURCE), profile, order.draft)
        digest = _lot_digest(said, language, profile, library)
        drawn = tuple(body(replace(order, second="", output="text"), library).words())
        say = _sayer(language, profile, library)
        known = record(digest, plain, said, language, profile, library.kinds, say, drawn)
        _keep(library.lots, key, known, BODIES_KEPT)
    return known


def _lot_digest(said: Topic, language: Language, profile: Profile, library: Library) -> str:
    """Return the hash of what a topic says, the words of its blocks' templates among it."""
    return digest_of(said, language, profile, library.kinds, library.sources, _sayer(language, profile, library))


def _sayer(language: Language, profile: Profile, library: Library) -> Callable[[Words], Said]:
    """Return what puts words into a language; what is missing is said where the leaflet is composed."""
    catalogs = library.catalogs(language.name)
    return lambda words: say_words(words, language, catalogs, profile, [], True)


def _placed(element: Element, origin: Origin) -> Element:
    """Return an element whose place is the clinic's file: its words are what does not fit, or cannot be drawn."""
    children = tuple([_placed(child, origin) for child in element.children])
    return Element(element.tag, element.attributes, children, element.runs, origin)


def _keep(kept: dict[object, T], key: object, made: T, most: int) -> None:
    """Keep what was made; the oldest makes room."""
    while len(kept) >= most:
        del kept[next(iter(kept))]
    kept[key] = made


def theme_of(order: Order, library: Library, ink: str = "rgb") -> Theme:
    """Return an order's theme in an ink, with the clinic's own colours where it has some and the theme takes them.

    The same colours give the same object: a body and a panel are set once for all clinics that share them.
    """
    theme, clinic = library.theme(order.theme), library.clinic(order.clinic)
    colours = clinic.colours if clinic and theme.brand else ()
    made = branded(theme, colours, library).theme if colours else theme
    if ink == made.ink:
        return made
    key = theme.name, colours, ink
    if key not in library.inked:
        _keep(library.inked, key, replace(made, ink=ink), BODIES_KEPT)
    return library.inked[key]


def branded(theme: Theme, colours: tuple[str, ...], library: Library) -> Branded:
    """Return a theme with these colours, kept like other bodies."""
    from generator.typeset.branding import brand

    key = (theme.name, colours)
    if key not in library.branded:
        _keep(library.branded, key, brand(theme, colours), BODIES_KEPT)
    return library.branded[key]


def notes(theme: Theme, clinic: Clinic | None, library: Library) -> tuple[Problem, ...]:
    """Return what a person should know of a clinic's colours, each at its line; the leaflet is made all the same."""
    if clinic is None or not clinic.colours or not theme.brand:
        return ()
    from generator.typeset.branding import say_fit

    fits = branded(theme, clinic.colours, library).fits
    places = clinic.colours_at or (clinic.origin,) * len(fits)
    said = ((place, say_fit(fit)) for place, fit in zip(places, fits, strict=False))
    return tuple(Problem(place, *words) for place, words in said if words)


def left_out(order: Order, library: Library) -> tuple[Problem, ...]:
    """Return which blocks a short edition left to the longer ones, each at its line; the leaflet itself says so too."""
    if order.output != "pdf" or not library.format(order.format).leaves:
        return ()
    topic, english = library.topic(order.topic), library.language(order.language).english_name
    lines = [name.removeprefix("line-") for name in make(order, library).left if name.startswith("line-")]
    message = f"left to the longer editions in {english}: there is no room for it on '{order.format}'"
    hint = "the leaflet names it; 'short: yes' beside a block keeps it, 'priority: 9' lets another go first"
    return tuple(Problem(Origin(topic.origin.file, int(line)), message, hint) for line in lines)


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
) -> Setting:
    """Return what composing needs; words that are missing go to ``problems``."""
    catalogs = library.catalogs(language.name)

    def say(words: Words) -> Said:
        return say_words(words, language, catalogs, profile, problems, draft)

    return Setting(
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
    )


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
