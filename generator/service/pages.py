"""The desk's pages: plain HTML that works without scripts, by keyboard, with a screen reader, in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from html import escape
from itertools import count
from typing import Final

from msgspec import Struct

from generator.library.library import Library
from generator.model.content import Language
from generator.outputs.css import palette
from generator.outputs.svg import draw
from generator.service.holding import Holding
from generator.stages.cards import Card
from generator.stages.surroundings import sayer
from generator.words.desk import WORDS
from generator.words.localize import say_date

MOST_NOTE: Final = 200
"""Letters of a note: what a panel has room for."""
NEEDS: Final[Mapping[str, tuple[str, str]]] = {
    "standard": ("", ""), "large": ("large-print", ""), "giant": ("giant-print", ""), "plain": ("", "txt"),
}  # fmt: skip
"""What a mother needs to be able to read: the format or the form that meets it."""
_SAID: Final = (
    "choose", "making", "ready", "failed", "unfit", "busy", "page", "preview", "copied", "found", "none", "keep",
    "unkeep", "noted", "unnoted", "untaken", "sent",
    "unsent", "withheld_recalled", "withheld_words", "withheld_overdue", "withheld_policy",
)  # fmt: skip
"""Words that the script says."""
Say = Callable[[str], str]


class View(Struct, frozen=True):
    """What a page is made for.

    ``tag`` is the language of the page, ``clinics`` those to choose from, ``clinic`` the desk's own, ``path`` where
    leaflets are, with ``{topic}``, ``{language}``, ``{format}`` and ``{form}``; ``served`` says that a service answers,
    not a folder; ``pages`` gives the address of this page in another language; ``phones`` says that phones reach it,
    ``editors`` that there is a view for those who edit; ``printers`` are those of the server.
    """

    tag: str
    clinics: Mapping[str, str]
    clinic: str = ""
    path: str = "v1/leaflets/{topic}.{form}"
    served: bool = True
    phones: bool = False
    editors: bool = False
    printers: tuple[str, ...] = ()
    paper: str = ""
    pages: Callable[[str], str] = lambda tag: f"?page={tag}"


def speaker(library: Library, tag: str) -> Say:
    """Return what gives the desk's words by name, in a language, escaped; in English what it has not."""
    language = library.language(library.language_name(tag))
    say = sayer(language, library.profile("default"), library)

    def words(name: str) -> str:
        text = WORDS[name]
        said = say(text)
        return escape(text.words if said.gap else said.words)

    return words


def desk_page(view: View, holding: Holding, terms: Mapping[str, Iterable[str]], today: date) -> str:
    """Return the page on which a leaflet is picked and printed; ``terms`` are what else a topic is found by."""
    library, say = holding.library, speaker(holding.library, view.tag)
    languages = [library.language(library.language_name(tag)) for tag in holding.tags]
    language = next(one for one in languages if one.tag == view.tag)
    known = {paper.name for paper in holding.papers}
    said = "".join(f' data-say-{name}="{say(name)}"' for name in _SAID)
    cards = "".join(
        _card(card, view, language, say, today, terms.get(name, ())) for name, card in holding.cards.items()
    )
    flags = f"{' data-served' if view.served else ''}{' data-fixed' if view.clinic else ''}"
    flags += f' data-paper="{escape(view.paper)}"' if view.paper else ""
    body = f"""<main>
<form class="desk" action="desk/leaflet" method="get" data-path="{escape(view.path)}"{flags}{said}>
<div class="choices">
<div role="search" data-script hidden>
<label class="label" for="q">{say("search")}</label>
<input type="search" id="q" aria-describedby="q-hint" autocomplete="off" maxlength="80">
<p class="hint" id="q-hint">{say("search_hint")}</p>
<p role="status" id="found"></p>
</div>
<div class="shortcuts" id="shortcuts" hidden>
<div hidden><h2>{say("favourites")}</h2><ul id="favourites"></ul></div>
<div hidden><h2>{say("recent")}</h2><ul id="recent"></ul></div>
</div>
<fieldset>
<legend>{say("language")}</legend>
<div class="options">{"".join(_language(one, view.tag) for one in languages)}</div>
{_both(say, known) if "en" in holding.tags else ""}
</fieldset>
<fieldset>
<legend>{say("leaflet")}</legend>
<div class="cards">{cards}</div>
</fieldset>
<fieldset>
<legend>{say("need")}</legend>
<div class="options">{"".join(_need(name, say, known) for name in NEEDS)}</div>
</fieldset>
{_more(view, holding, say) if view.served else ""}
</div>
<section class="sheet" aria-labelledby="preview">
<h2 id="preview">{say("preview")}</h2>
{_printers(view, say)}<div class="actions">
<button class="first" id="print">{say("print")}</button>
<button type="button" id="download" data-script hidden>{say("download")}</button>
</div>
{_for_phones(say) if view.served else ""}
<p class="hint" data-script hidden>{say("print_hint")} <kbd>Ctrl+P</kbd></p>
<p class="warning" id="warning" hidden>{say("warning")}</p>
<p class="said" role="status" id="said"></p>
{f'<button type="button" id="untake" hidden>{say("untake")}</button>' if view.served else ""}
<div class="pages" id="pages"></div>
</section>
</form>
{_windows(view, say) if view.served else ""}
{f'<p><a href="edit?page={view.tag}">{say("editors")}</a></p>' if view.editors else ""}
</main>"""
    return whole_page(say("title"), body, view, languages, language, say, library, scripts=("desk.js",))


def _language(one: Language, page: str) -> str:
    checked = " checked" if one.tag == page else ""
    other = "" if one.own_name == one.english_name else f' <small lang="en">{escape(one.english_name)}</small>'
    return (
        f'<label class="option"><input type="radio" name="language" value="{one.tag}"{checked}>'
        f'<span><span lang="{one.tag}">{escape(one.own_name)}</span>{other}</span></label>'
    )


def _both(say: Say, known: Iterable[str]) -> str:
    if "bilingual" not in known:
        return ""
    return (
        '<label class="option both" id="both"><input type="checkbox" name="with" value="en">'
        f"<span>{say('both')}</span></label>"
    )


def _need(name: str, say: Say, known: Iterable[str]) -> str:
    paper, form = NEEDS[name]
    if paper and paper not in known:
        return ""
    checked = " checked" if name == "standard" else ""
    data = (f' data-format="{paper}"' if paper else "") + (f' data-form="{form}"' if form else "")
    return (
        f'<label class="option"><input type="radio" name="need" value="{name}"{checked}{data}>'
        f"<span>{say(name)}</span></label>"
    )


def _card(card: Card, view: View, language: Language, say: Say, today: date, terms: Iterable[str]) -> str:
    state = card.state(view.tag, today)
    shown = {"draft": f"<b>{say('draft')}</b><br>", "overdue": f"<b>{say('overdue')}</b><br>"}.get(state, "")
    due = f'{say("review")} <span class="day">{escape(say_date(card.review_by, language))}</span>'
    titles = "".join(f' data-title-{tag.lower()}="{escape(words)}"' for tag, words in card.titles.items())
    words = " ".join((*card.titles.values(), *card.purposes.values(), *terms, card.code, card.name))
    name = f"topic-{card.name}"
    return f"""
<div class="card" data-topic="{card.name}" data-words="{escape(words)}" data-codes="{" ".join(card.icd10)}"
 data-drafts="{" ".join(sorted(card.drafts))}"{titles}>
<input type="radio" name="topic" value="{card.name}" id="{name}" required>
<label for="{name}"><img src="desk/{card.name}.svg" alt="" width="88" height="88">
<span class="title">{escape(card.titles[view.tag])}</span>
<span class="hers"></span>
<span class="state {state}">{shown}{due}</span></label>
<button type="button" class="star" hidden></button>
</div>"""


def _more(view: View, holding: Holding, say: Say) -> str:
    """Return what is seldom chosen: paper, look, clinic, a note."""
    papers = {
        paper.name: _named(f"paper_{paper.name}", paper.about, f"templates/formats/{paper.name}.yaml", holding, say)
        for paper in holding.papers
        if paper.languages == 1
    }
    looks = {
        name: _named(f"look_{name}", holding.library.theme(name).about, f"templates/themes/{name}.yaml", holding, say)
        for name in holding.library.themes()
    }
    clinics = "".join(
        f'<option value="{escape(name)}"{" selected" if name == view.clinic else ""}>{escape(title)}</option>'
        for name, title in view.clinics.items()
    )
    stamp = "" if view.clinic and len(view.clinics) == 1 else f'<option value="">{say("stamp")}</option>'
    return f"""<details>
<summary>{say("more")}</summary>
<div class="pair">
<label><span class="label">{say("paper")}</span>{_select("format", papers)}</label>
<label><span class="label">{say("look")}</span>{_select("theme", looks)}</label>
<label><span class="label">{say("clinic")}</span><select name="clinic">{stamp}{clinics}</select></label>
</div>
<div data-script hidden>
<label class="label" for="note">{say("note")}</label>
<textarea id="note" name="note" rows="3" maxlength="{MOST_NOTE}" aria-describedby="note-hint"
 autocomplete="off"></textarea>
<p class="hint" id="note-hint">{say("note_hint")}</p>
</div>
</details>"""


def _printers(view: View, say: Say) -> str:
    if not view.printers:
        return ""
    options = "".join(f"<option>{escape(name)}</option>" for name in view.printers)
    return (
        f'<label class="printer" data-script hidden><span class="label">{say("printer")}</span>'
        f'<select name="printer"><option value="">{say("own_printer")}</option>{options}</select></label>\n'
    )


def _named(key: str, about: str, file: str, holding: Holding, say: Say) -> tuple[str, str]:
    """Return what a choice is called, and the attribute of its language: the desk's words for the program's own choice.

    A library's own is called what its file says, in the words of its people.
    """
    if key in WORDS:
        first, *others = holding.library.folders.layers(file)
        if not others or first.path.read_bytes() == others[-1].path.read_bytes():
            return say(key), ""
    return escape(about.partition(";")[0].rstrip(".")), ' lang="en"'


def _select(name: str, values: Mapping[str, tuple[str, str]]) -> str:
    options = "".join(f'<option{tag} value="{escape(one)}">{said}</option>' for one, (said, tag) in values.items())
    return f'<select name="{name}">{options}</select>'


def _for_phones(say: Say) -> str:
    return (
        f'<div class="more"><button type="button" id="phone" data-script hidden>{say("phone")}</button>\n'
        f'<button type="button" id="message" data-script hidden>{say("message")}</button></div>'
    )


def _windows(view: View, say: Say) -> str:
    """Return the windows that open over the page: a code for a phone, words for a message."""
    code = f'<p id="code-hint">{say("phone_hint")}</p><img id="code" alt="{say("phone_hint")}">'
    if not view.phones:
        code = f"<p>{say('phone_near')}</p>"
    return f"""<dialog id="phone-window" aria-labelledby="phone-title">
<h2 id="phone-title">{say("phone")}</h2>
{code}
<button type="button" class="close">{say("close")}</button>
</dialog>
<dialog id="message-window" aria-labelledby="message-title">
<h2 id="message-title">{say("message")}</h2>
<textarea id="words" readonly aria-labelledby="message-title"></textarea>
<div class="actions"><button type="button" id="copy">{say("copy")}</button>
<button type="button" class="close">{say("close")}</button></div>
<p role="status" id="copied"></p>
</dialog>"""


# -- the sheet in the hand ----------------------------------------------------------


class Standing(Struct, frozen=True):
    """What is known of a lot: ``current``, ``superseded``, ``recalled`` or ``unknown``; its topic and language."""

    state: str
    topic: str = ""
    tag: str = ""


def lot_page(view: View, holding: Holding, asked: str, standing: Standing | None) -> str:
    """Return the page that answers for a sheet in the hand; without a standing it only asks for the number."""
    library, say = holding.library, speaker(holding.library, view.tag)
    languages = [library.language(library.language_name(tag)) for tag in holding.tags]
    language = next(one for one in languages if one.tag == view.tag)
    answer = f'<p class="answer {standing.state}">{say(standing.state)}</p>' if standing else ""
    if standing and standing.topic in holding.cards:
        card = holding.cards[standing.topic]
        title = card.titles[standing.tag]
        answer += f'<p class="label" lang="{standing.tag}">{escape(title)}</p>'
        if standing.state != "current" or not asked:
            link = f"../v1/leaflets/{card.name}.html?language={standing.tag}"
            answer += f'<p><a class="button" href="{escape(link)}">{say("open")}</a></p>'
    body = f"""<main class="ask">
<h1>{say("sheet")}</h1>
{answer}
<form action="../l/" method="get">
<label class="label" for="lot">{say("lot")}</label>
<input type="text" id="lot" name="lot" value="{escape(asked)}" maxlength="40" required autocomplete="off"
 aria-describedby="lot-hint" autocapitalize="characters" spellcheck="false">
<p class="hint" id="lot-hint">{say("lot_hint")}</p>
<input type="hidden" name="page" value="{view.tag}">
<button>{say("ask")}</button>
</form>
</main>"""
    return whole_page(say("sheet"), body, view, languages, language, say, library, root="../", head=False)


def whole_page(
    title: str, body: str, view: View, languages: Iterable[Language], language: Language, say: Say, library: Library,
    root: str = "", scripts: tuple[str, ...] = (), styles: tuple[str, ...] = ("desk.css",), head: bool = True,
) -> str:  # fmt: skip
    """Return a whole page: ``title`` and ``body`` are HTML, ``scripts`` and ``styles`` files of the desk."""
    series = escape(sayer(language, library.profile("default"), library)(library.series.name).words)
    links = "".join(
        f'<li><a href="{escape(view.pages(one.tag))}" lang="{one.tag}" hreflang="{one.tag}"'
        f"{' aria-current=page' if one.tag == view.tag else ''}>{escape(one.own_name)}</a></li>"
        for one in languages
    )
    heading = f"<div><h1>{title}</h1><p>{series}</p></div>" if head else f"<p>{series}</p>"
    links_to = "".join(f'<link rel="stylesheet" href="{root}desk/{name}">\n' for name in styles)
    links_to += "".join(f'<script src="{root}desk/{name}" defer></script>\n' for name in scripts)
    return f"""<!DOCTYPE html>
<html lang="{language.tag}" dir="{"rtl" if language.leftward else "ltr"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {series}</title>
<link rel="icon" href="{root}desk/icon.svg" type="image/svg+xml">
{links_to}</head>
<body>
<header>{heading}
<nav aria-label="{say("page_language")}"><ul>{links}</ul></nav></header>
{body}
</body>
</html>
"""


def card_picture(name: str, holding: Holding) -> bytes:
    """Return a topic's drawing in the colours of its leaflets, as an SVG file."""
    card = holding.cards[name]
    colours = palette(holding.library.theme("default"), card.accent)
    drawing = holding.library.drawing(card.picture)
    return draw(drawing, colours, ' xmlns="http://www.w3.org/2000/svg"', count(1)).encode()
