"""The desk without a server: the same page and the leaflets as files, for a web host or a USB stick.

A page that was opened from a disk (``file://``) may fetch nothing and may not print another file. So all that the page
knows stands in it, the preview is the HTML edition in a frame, and what is printed is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Final

from generator.model.edition import SCREEN, Words
from generator.model.leaflet import Order
from generator.run.exports.export import Extra
from generator.run.files.places import FOLDER, place
from generator.service.holding import Holding
from generator.service.pages import NEEDS, View, card_picture, desk_page
from generator.stages.cards import find_terms
from generator.words.localize import SOURCE

LAYOUT: Final = FOLDER
BILINGUAL: Final = "bilingual"
FIRST: Final = "index.html"
ASSETS: Final = ("desk.css", "desk.js", "icon.svg")
OURS: Final = r"[A-Za-z-]{2,20}\.html|desk/[a-z0-9-]{1,80}\.(css|js|svg)"
_NEXT: Final = "</main>"


def site_orders(holding: Holding, paper: str, theme: str, clinic: str) -> Iterator[Order]:
    """Yield what the page offers: each topic and language on each paper, beside English, as a web page, as text."""
    known = holding.library.formats()
    papers = dict.fromkeys([paper, *(one for one, _ in NEEDS.values() if one in known)])
    for language in holding.languages:
        for topic in holding.topics:
            for one in papers:
                yield Order(topic, language, one, theme, clinic)
            if language != SOURCE and SOURCE in holding.languages and BILINGUAL in known:
                yield Order(topic, language, BILINGUAL, theme, clinic, second=SOURCE)
            for form in ("html", "text"):
                yield Order(topic, language, paper, theme, clinic, edition=Words(form))


def site(holding: Holding, paper: str, theme: str, clinic: str) -> Iterator[Extra]:
    """Yield the pages, one in each language, and what they show."""
    library = holding.library
    known = library.clinic(clinic)
    titles = {clinic: known.title} if known else {}
    terms = find_terms(library)

    def page_of(tag: str) -> str:
        return FIRST if tag == holding.tags[0] else f"{tag}.html"

    for tag in holding.tags:
        view = View(
            tag, titles, clinic, _path(paper, theme, clinic), served=False, pages=page_of, paper=paper,
        )  # fmt: skip
        page, links = desk_page(view, holding, terms, library.today), _plain(tag, holding, paper, theme, clinic)
        yield Extra(page_of(tag), page.replace(_NEXT, f"{links}{_NEXT}", 1).encode())
    for name in ASSETS:
        yield Extra(f"desk/{name}", (files("generator.service") / "page" / name).read_bytes())
    for card in holding.cards:
        yield Extra(f"desk/{card}.svg", card_picture(card, holding))


def _path(paper: str, theme: str, clinic: str) -> str:
    """Return where leaflets are, with holes that the page fills: the file of an order, cut where it may differ."""
    topic, language, second = "0topic0", "0language0", "0second0"
    whole = place(Order(topic, language, BILINGUAL, theme, clinic, second=second), LAYOUT)
    path = whole.replace(f"-with-{second}", "{with}").replace(topic, "{topic}").replace(language, "{language}")
    return path.replace(BILINGUAL, "{format}", 1).removesuffix("pdf") + "{form}"


def _plain(tag: str, holding: Holding, paper: str, theme: str, clinic: str) -> str:
    """Return links to all leaflets, for a browser without scripts."""
    library = holding.library
    items = []
    for each in holding.tags:
        language = library.language_name(each)
        links = "".join(
            f'<li><a href="{escape(place(Order(card.name, language, paper, theme, clinic, edition=SCREEN), LAYOUT))}">'
            f"{escape(card.titles[each])}</a></li>"
            for card in holding.cards.values()
        )
        items.append(f'<ul lang="{each}">{links}</ul>')
    return f"<noscript>{''.join(items)}</noscript>"
