"""The head of a PO file: what every tool expects to find there, and that nobody has checked the words yet."""

from __future__ import annotations

from msgspec.structs import replace

from generator.words.po import PoEntry

UNREVIEWED = "UNREVIEWED DRAFT: not checked by a translator or a clinician."
"""The first line of every new catalog. Only a person takes it away."""

CREATED = "2026-01-01 00:00+0000"
"""The creation date of every template, always the same: differences then show words only."""

_DRAFT = "unreviewed draft"


def new_header(language: str, domain: str) -> PoEntry:
    """Return a new header entry; a template's language is empty.

    Nobody is named who did nothing: team and translator are ``none``, as ``msginit --no-translator`` has the team.
    """
    fields = {"Project-Id-Version": f"leaflets {domain}", "POT-Creation-Date": CREATED}
    comments = [f"# Texts of '{domain}' to be translated."]
    if language:
        comments = [f"# {UNREVIEWED}", f"# Translation of '{domain}' ({language})."]
    fields |= _needed(language)
    if language:
        fields["X-Review-Status"] = _DRAFT
    return PoEntry(("",), ("", *(f"{name}: {value}\n" for name, value in fields.items())), comments=tuple(comments))


def completed(header: PoEntry, language: str, domain: str) -> PoEntry:
    """Return a header with the fields that ``msgfmt -c`` misses in it, behind those it has; nothing else changes."""
    there = {line.partition(":")[0].strip().lower() for line in header.words.split("\n")}
    wanted = {"Project-Id-Version": f"leaflets {domain}"} | _needed(language)
    more = [f"{name}: {value}\n" for name, value in wanted.items() if name.lower() not in there]
    if not more:
        return header
    *lines, last = header.msgstr
    end = "" if not header.words or last.endswith("\n") else "\n"
    return replace(header, msgstr=(*lines, last + end, *more))


def is_draft(header: PoEntry | None) -> bool:
    """Tell whether a catalog still says that nobody has checked it; one without a header says nothing, and is none."""
    return header is not None and _DRAFT in "\n".join((*header.comments, header.words)).lower()


def _needed(language: str) -> dict[str, str]:
    fields = {}
    if language:
        fields = {"PO-Revision-Date": CREATED, "Last-Translator": "none", "Language-Team": "none"}
    fields |= {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return fields | ({"Plural-Forms": _plural_forms(language)} if language else {})


def _plural_forms(language: str) -> str:
    """Return what tools want to know of a language, though leaflets have no plural forms."""
    from babel.core import UnknownLocaleError
    from babel.messages.plurals import get_plural

    try:
        return get_plural(language).plural_forms
    except (UnknownLocaleError, ValueError):
        return get_plural("en").plural_forms
