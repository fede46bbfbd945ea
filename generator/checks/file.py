"""Checks of the file: does it conform, does it say what the sheet says, are its fonts in it, can they be read?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from msgspec.structs import replace

from generator.checks.expected import Expected, expected, has_hold, heard_of, paragraphs
from generator.checks.reading import Glyph, Leaf, Reading, around
from generator.checks.runner import Seen, Skip, check
from generator.checks.spoken import fold, spoken
from generator.checks.spots import Spots
from generator.model.content import Language, Topic
from generator.model.design import Format, Theme
from generator.model.findings import Spot
from generator.model.leaflet import Leaflet
from generator.model.problems import Origin, Problem
from generator.model.sheet import Sheet
from generator.model.units import LEAST_SIZE

LEAST: Final = LEAST_SIZE
MOST_SHOWN: Final = 40


@check("leaflet/made", "fail", "What cannot be made, or cannot be opened, cannot be checked further.")
def made(problems: tuple[Problem, ...]) -> Iterator[Seen]:
    """Can the leaflet be made from its files?"""
    for problem in problems:
        yield "unusable", problem.message, Spot(problem.origin), problem.hint


_AS_FOUND: Final = "take the file that 'leaflets make' makes; a press file is checked with --profile press"


@check("pdf/ua1", "fail", "PDF/UA-1 (ISO 14289-1) is what screen readers rely on; an independent judge looks at it.")
def ua1(pdf: bytes, leaflet: Leaflet | None = None) -> Iterator[Seen]:
    """Does the file conform to PDF/UA-1?"""
    yield from _judged(pdf, "ua1", leaflet)


@check("pdf/a2a", "fail", "PDF/A-2a (ISO 19005-2) keeps a leaflet readable in an archive, with its tags and its fonts.")
def a2a(pdf: bytes, leaflet: Leaflet | None = None) -> Iterator[Seen]:
    """Does the file conform to PDF/A-2a?"""
    yield from _judged(pdf, "2a", leaflet)


def _judged(pdf: bytes, profile: str, leaflet: Leaflet | None) -> Iterator[Seen]:
    """Yield what the independent judge finds wrong: our fault in a leaflet made now, anybody's in a file as found."""
    try:
        import page as validation
    except ImportError:
        raise Skip("page-validation is not installed (pip install 'breastfeeding-leaflets[check]')") from None
    try:
        report = validation.validate_pdf_bytes(pdf, profile=profile)
    except validation.PageError as error:
        yield "unreadable", f"the file cannot be judged: {error}", Spot(), "make it again"
        return
    for failure in report.failures:
        yield (
            str(failure.rule_id),
            f"{failure.rule_id}: {failure.message}",
            Spot(),
            "please report it: a program fault" if leaflet else _AS_FOUND,
        )


@check("pdf/title", "fail", "Viewers and screen readers name the window by it; a file name tells a mother nothing.")
def title(reading: Reading, sheet: Sheet, spots: Spots, topic: Topic) -> Iterator[Seen]:
    """Does the file carry the leaflet's title, in the leaflet's language?"""
    place = spots.of(Origin(topic.title.origin.file, topic.title.origin.line))
    for where, found in (("document", reading.title), ("metadata", reading.xmp_title)):
        if found != sheet.title:
            yield where, f"the title in the {where} is “{found}”, not “{sheet.title}”", place, "make it again"
    if not reading.shows_title:
        yield "hidden", "viewers are not told to show the title", place, "make it again"


@check("pdf/language", "fail", "A screen reader chooses its voice by it.")
def language_of_file(reading: Reading, language: Language) -> Iterator[Seen]:
    """Does the file name its language?"""
    if reading.language != language.tag:
        shown = reading.language or "nothing"
        yield "language", f"the language of the file is {shown}, not {language.tag}", Spot(language.origin), ""


@check(
    "pdf/tags-match-sheet", "fail", "Validators do not see swapped paragraphs, wrong words or wrong language labels."
)
def tags_match(
    reading: Reading, sheet: Sheet, panel: Sheet, theme: Theme, paper: Format, library: Any, spots: Spots
) -> Iterator[Seen]:
    """Does a screen reader say what the sheet says: same order, words, languages and alternatives?"""
    heard = spoken(reading)
    wanted = expected(sheet, panel, theme, paper, library.language, len(reading.pages))
    for number, (want, got) in enumerate(zip_longest(wanted, heard)):
        if want is None or got is None or want.spoken != got:
            yield _difference(reading, spots, wanted, heard, number)
            return


def _difference(
    reading: Reading, spots: Spots, wanted: list[Expected], heard: list[tuple[str, str, str]], number: int
) -> Seen:
    want = wanted[number] if number < len(wanted) else None
    role, language, words = heard[number] if number < len(heard) else ("", "", "")
    known = want.words if want else ""
    at = next((n for n, (a, b) in enumerate(zip(known, words, strict=False)) if a != b), min(len(known), len(words)))
    origin = want.origin(at) if want else Origin("")
    place = spots.of(origin)
    leaf = _leaf(reading, heard, number, at)
    if leaf is not None and not place.page:
        around_it = spots.at(leaf.page, reading.box(leaf))
        place = replace(around_it, origin=origin if origin.file else around_it.origin)
    if want is not None and want.words == words and want.role == role:
        return "language", f"“{_cut(words)}” is labelled {language}, not {want.language}", place, ""
    if want is not None and want.words == words:
        return "role", f"“{_cut(words)}” is tagged {role}, not {want.role}", place, ""
    moved = sorted("".join(one.words for one in wanted)) == sorted("".join(one[2] for one in heard))
    code = "order" if moved else "alternative" if "Figure" in (role, want.role if want else "") else "words"
    message = f"the tags say “{_cut(words[at:])}” where the sheet says “{_cut(known[at:])}”"
    return code, message, place, "make the leaflet again; if it stays, this is a fault of the program"


def _leaf(reading: Reading, heard: list[tuple[str, str, str]], number: int, at: int) -> Leaf | None:
    """Return the leaf that holds a letter, counted over everything heard."""
    offset = sum(len(words) for _, _, words in heard[:number]) + at
    for leaf in reading.leaves:
        offset -= len(fold(leaf.words))
        if offset < 0:
            return leaf
    return None


def _cut(words: str) -> str:
    return words if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]}…"


@check("text/words-lost", "fail", "A lost line may be a danger sign; nobody sees that it is not there.")
def words_lost(reading: Reading, sheet: Sheet, panel: Sheet, paper: Format, spots: Spots) -> Iterator[Seen]:
    """Is every word of the sheet on a page, and can each be read out of the file?"""
    flowing = {name for area in paper.areas.values() if area.flow for name in area.takes}
    inside = [area for area in sheet.areas if area.get("name") in flowing or has_hold(area)]
    holds = {child.get("name") for area in inside for child in area.walk() if child.tag == "hold"}
    inside += [area for area in panel.areas if area.get("name") in holds]
    count = len(reading.pages)
    again, once = (
        fold("".join(run.words for one in heard_of(sheet.areas, heard) for run in one.runs))
        for heard in ("yes", "last")
    )
    # what is heard on each page stands last on it, between the words that go on from page to page
    said = [fold(reading.words(page, artifacts=False)) for page in range(1, count + 1)]
    rest = "".join(
        words.removesuffix(once if page == count else "").removesuffix(again) for page, words in enumerate(said, 1)
    )
    for words, origin in sorted(paragraphs(inside), key=lambda pair: -len(pair[0])):  # the longest first
        if words in rest:
            rest = rest.replace(words, "\0", 1)
        else:
            yield "lost", f"not on the pages: “{_cut(words)}”", spots.of(origin), "make the leaflet again"
    yield from _heads_and_feet(reading, sheet, paper, count)
    seen: set[tuple[int, str]] = set()
    for letter, _ in sorted(reading.letters, key=lambda pair: pair[0].mark < 0):  # the text before heads and feet
        if letter.words == "\ufffd" and (letter.page, letter.font) not in seen:
            seen.add((letter.page, letter.font))  # one finding for each font and page
            place = spots.at(letter.page, around([letter]))
            yield "meaning", f"a sign of the font {letter.font} has no meaning in the file", place, "use another sign"


def _heads_and_feet(reading: Reading, sheet: Sheet, paper: Format, count: int) -> Iterator[Seen]:
    for area in paper.areas.values():
        taken = [one for one in sheet.areas if one.get("name") in area.takes and not has_hold(one)]
        if area.flow or not taken:
            continue
        pages = {"every": range(1, count + 1), "first": [1], "last": [count]}[area.pages]
        for page in pages:
            there = fold(reading.words(page, artifacts=True) + reading.words(page, artifacts=False))
            for words, origin in paragraphs(taken, {"page": str(page), "pages": str(count)}):
                if words not in there:
                    place = Spot(origin if origin.file else area.origin, page)
                    yield "lost", f"page {page} does not say “{_cut(words)}”", place, "make the leaflet again"


# -- fonts -------------------------------------------------------------------


@check(
    "fonts/embedded", "fail", "A printer without the font would replace it, and Vietnamese or Chinese turns to boxes."
)
def embedded(reading: Reading, spots: Spots) -> Iterator[Seen]:
    """Is every font in the file, with the meaning of its signs?"""
    for font in reading.fonts:
        first = next((letter for letter, _ in reading.letters if letter.font == font.name), None)
        place = spots.at(first.page, around([first])) if first else Spot()
        if not font.program:
            yield "program", f"the font {font.name} is not embedded", place, "make the leaflet again"
        if not font.meaning:
            yield "meaning", f"the font {font.name} does not say what its signs mean", place, "make the leaflet again"


@check("fonts/minimum-size", "fail", "Tired eyes at night, a photocopy of a photocopy: small print is not read.")
def minimum_size(
    reading: Reading,
    spots: Spots,
    paper: Format | None = None,
    topic: Topic | None = None,
    kinds: Mapping[str, Any] | None = None,
) -> Iterator[Seen]:
    """Is every word large enough: the text as the format demands, and nothing under 9 pt?"""
    least = max(LEAST, paper.minimum if paper else 0.0)
    clinical = {block.origin for block in topic.walk() if kinds[block.kind].clinical} if topic and kinds else set()
    lines = {(origin.file, origin.line) for origin in clinical}
    roles = {(leaf.page, leaf.mark): leaf.role for leaf in reading.leaves}
    found: dict[tuple[int, Origin, bool], list[Any]] = {}
    for letter, _ in reading.letters:
        body = paper.body_minimum if paper else 0.0
        if not letter.words.strip() or letter.size >= max(least, body) - 0.01:
            continue
        if letter.rise and letter.size >= LEAST - 0.01:
            continue  # numbers of sources are raised; they may be small, not smaller than small print
        place = spots.at(letter.page, around([letter]))
        text = (place.origin.file, place.origin.line) in lines and not letter.rise
        text = text and roles.get((letter.page, letter.mark), "") in ("P", "LBody", "TD", "TH", "Link")
        if letter.size < least - 0.01 or text:
            found.setdefault((letter.page, place.origin, text), []).append(letter)
    for (page, origin, text), letters in found.items():
        size = min(letter.size for letter in letters)
        want = max(least, paper.body_minimum) if paper and text else least
        message = f"“{_cut(_read_out(letters))}” is set in {size:.1f} pt; the least is {want:g} pt"
        yield "body" if text else "least", message, Spot(origin, page, around(letters)), "make the look's size larger"


def _read_out(letters: Sequence[Glyph]) -> str:
    """Return letters as words: a space where there is room for one, or where a line begins."""
    out: list[str] = []
    for before, letter in zip([None, *letters], letters, strict=False):
        gap = before is not None and (letter.y != before.y or letter.x - before.right > 0.15 * letter.size)
        out.append(f" {letter.words}" if gap else letter.words)
    return "".join(out)
