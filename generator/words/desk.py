"""What the desk's own page says, in English: translated like all else, in the catalog ``desk`` of each language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from generator.model.content import Text
from generator.model.problems import Origin

DESK: Final = "desk"
"""The catalog of these words."""
_FILE: Final = Origin("generator/words/desk.py")


def _text(words: str, note: str) -> Text:
    return Text(words, _FILE, DESK, "", note)


WORDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "title": _text("Leaflets to hand out", "the heading of a page on which a midwife picks leaflets to print."),
        "search": _text("Find a leaflet", "over a field to type in."),
        "search_hint": _text(
            "Words in any language, or a code of ICD-10",
            "under that field. ICD-10 is the list of codes of diagnoses; keep its name.",
        ),
        "none": _text("No leaflet is found. Try another word.", "after a search."),
        "found": _text("Leaflets found:", "a number follows."),
        "leaflet": _text("Leaflet", "heading over the leaflets to choose from."),
        "language": _text("Her language", "heading over languages; the language that the mother reads."),
        "both": _text("With English beside it, for the notes", "a box to tick: two languages on one sheet."),
        "need": _text("How she reads", "heading over four choices: what the mother needs to be able to read."),
        "standard": _text("Standard print", "a choice under 'How she reads'."),
        "large": _text("Large print", "a choice: 16 point and more."),
        "giant": _text("Giant print", "a choice: 24 point and more, for very low sight."),
        "plain": _text("Plain text, for a reader", "a choice: words alone, for a program that reads aloud or braille."),
        "more": _text("More choices", "opens what is seldom needed: paper, look, clinic, note."),
        "paper": _text("Paper", "over names of paper sizes and forms, such as A4."),
        "look": _text("Look", "over names of colours and styles."),
        "paper_a4": _text("A4, printed on both sides", "a choice under 'Paper'."),
        "paper_letter": _text("US Letter, printed on both sides", "a choice under 'Paper'."),
        "paper_a5": _text("A5 booklet", "a choice under 'Paper'."),
        "paper_fridge": _text("One side of A4, for the fridge", "a choice under 'Paper'."),
        "paper_large-print": _text("Large print, on A4", "a choice under 'Paper'."),
        "paper_giant-print": _text("Giant print, on A4", "a choice under 'Paper'."),
        "paper_poster": _text("A3 poster", "a choice under 'Paper'."),
        "paper_trifold-a4": _text("A4, folded twice", "a choice under 'Paper'."),
        "paper_trifold-letter": _text("US Letter, folded twice", "a choice under 'Paper'."),
        "look_default": _text("Calm and clear", "a choice under 'Look'."),
        "look_warm": _text("Warm and friendly", "a choice under 'Look'."),
        "look_photocopy": _text("Black and white, for copiers", "a choice under 'Look'."),
        "look_high-contrast": _text("High contrast, for weak eyes", "a choice under 'Look'."),
        "clinic": _text("Clinic", "over names of clinics."),
        "stamp": _text("None: space for a stamp", "a choice under 'Clinic'."),
        "note": _text("A note of yours on this sheet", "over a field to type in; printed on this one sheet."),
        "note_hint": _text(
            "Printed as you write it, marked as not translated and not reviewed. It is not kept. No names, no"
            " diagnoses.",
            "under the field for a note.",
        ),
        "preview": _text("Preview", "heading over pictures of the pages."),
        "choose": _text("Choose a leaflet to see it here.", "where pictures of the pages will be."),
        "making": _text("The leaflet is being made.", "for a second or less."),
        "ready": _text("The leaflet is ready.", "when its pages can be seen and printed; screen readers say it."),
        "failed": _text(
            "This leaflet cannot be made. Those who look after this desk find the reason in its log.",
            "a log is a file that the program writes.",
        ),
        "unfit": _text("This cannot be made so. Change a choice, or shorten your note.", "after a choice."),
        "withheld_recalled": _text("This leaflet may not be handed out now: it was taken back.", "to the midwife."),
        "withheld_words": _text(
            "This leaflet may not be handed out now: the translation and the English do not say the same.",
            "to the midwife.",
        ),
        "withheld_overdue": _text("This leaflet may not be handed out now: its review is overdue.", "to the midwife."),
        "withheld_policy": _text(
            "This leaflet may not be handed out now. Those who look after this desk find the reason in its log.",
            "to the midwife; a log is a file that the program writes.",
        ),
        "busy": _text("The desk is busy. Try again in a moment.", "too many want leaflets now."),
        "print": _text("Print", "on a button: prints the leaflet."),
        "print_hint": _text("Keys that print the leaflet:", "two keys follow, which are pressed together."),
        "download": _text("Download", "on a button: saves the leaflet as a file."),
        "phone": _text("To her phone", "on a button: shows a code that the mother's phone reads."),
        "phone_hint": _text("Point the phone’s camera at this code.", "over a QR code."),
        "phone_near": _text("This desk has no address that a phone can reach.", "instead of the QR code."),
        "message": _text("Text message", "on a button: shows short words to send to the mother's phone."),
        "copy": _text("Copy the words", "on a button."),
        "copied": _text("Copied", "after that button."),
        "close": _text("Close", "on a button: closes a window on the page."),
        "favourites": _text("Favourites", "heading over leaflets that this person has marked."),
        "recent": _text("Last printed", "heading over leaflets printed last at this computer."),
        "keep": _text("Add to favourites", "on a button, a star beside a leaflet."),
        "unkeep": _text("Remove from favourites", "on a button, a star beside a leaflet."),
        "page_language": _text("This page in", "before names of languages: changes the language of the page itself."),
        "draft": _text("Unreviewed draft", "on a leaflet's card: no clinician or native reader has checked it. Short."),
        "overdue": _text("Review overdue", "on a leaflet's card: a clinician should have read it again by now. Short."),
        "review": _text("Review by", "on a leaflet's card; a day follows: by then it must be read again. Short."),
        "warning": _text(
            "Draft: no clinician has checked this leaflet yet.", "beside the button that prints it; to the midwife."
        ),
        "noted": _text("The print is noted.", "after printing: kept in a list, so that a sheet can be recalled."),
        "unnoted": _text("The print could not be noted. Please write it down.", "after printing."),
        "page": _text("Page", "a number follows; the picture of a page."),
        "sheet": _text("Is this sheet still right?", "heading of a page for mothers: about the sheet in their hand."),
        "lot": _text("Number on the sheet", "over a field to type in."),
        "lot_hint": _text("It stands at the foot of each page, as 7KQ4-M2XD.", "under that field."),
        "ask": _text("Look it up", "on a button: looks up the number."),
        "current": _text("Yes. This sheet says what we hand out today.", "to a mother, about the sheet in her hand."),
        "superseded": _text("There is a newer sheet. Please ask us for it, or open it here.", "to a mother."),
        "recalled": _text(
            "No. We have taken this sheet back: please do not use it. Ask us for a new one.",
            "to a mother: something on the sheet was wrong.",
        ),
        "unknown": _text(
            "We do not know this number. Check its letters, or ask those who gave you the sheet.", "to a mother."
        ),
        "open": _text("Open today’s leaflet", "a link to the newest leaflet on this topic."),
        "editors": _text("For editors", "a link to a page for those who write and translate leaflets."),
        "editing": _text("Leaflets being edited", "heading of a page for those who write and translate leaflets."),
        "desk": _text("To the desk", "a link back to the page on which leaflets are picked and printed."),
        "follow": _text("Show the leaflet whose file I save", "a box to tick, on the page for those who write."),
        "show": _text("Show", "on a button: shows the leaflet that was chosen."),
        "saved": _text("Saved last:", "names of files follow."),
        "problems": _text("Problems:", "a number follows; what is wrong with a file is listed under it."),
        "fine": _text("Nothing is wrong with this leaflet.", "instead of a list of what is wrong with its files."),
        "elsewhere": _text("In other files", "heading over what is wrong with files of other leaflets."),
        "before": _text(
            "It cannot be made from its files as they are now. You see it as it was before.", "over pictures of pages."
        ),
        "never": _text("It cannot be made from its files as they are now.", "where pictures of pages will be."),
        "lost": _text("The desk does not answer. It is asked again and again.", "the program was stopped, or is busy."),
        "matrix": _text("How far the leaflets are", "over a table: leaflets down, languages across."),
        "matrix_before": _text(
            "Not every file can be read: the numbers in the table are those of before.", "over that table."
        ),
        "state_draft": _text("draft", "in that table: nobody who must has signed. Short."),
        "state_translated": _text("translated", "in that table: the translator has signed. Short."),
        "state_checked": _text("checked", "in that table: a second person has signed the translation. Short."),
        "state_approved": _text("approved", "in that table: all who must have signed. Short."),
        "urgent": _text("urgent", "in that table: an urgent correction, signed by one clinician. Short."),
        "count_missing": _text("not translated:", "in that table; a number of sentences follows. Short."),
        "count_fuzzy": _text("to be checked:", "in that table; a number of translated sentences follows. Short."),
        "count_stale": _text("English changed:", "in that table; a number of translated sentences follows. Short."),
        "count_drifts": _text("changed since signed:", "in that table; a number of passages follows. Short."),
        "due": _text("Review due by", "in that table; a day follows, which is soon. Short."),
        "untake": _text("Nothing was printed", "on a button, after printing: takes the note of the print back."),
        "untaken": _text("The note of the print is taken back.", "after that button."),
        "printer": _text("Printer", "over names of printers."),
        "own_printer": _text("By this browser", "a choice under 'Printer': the browser prints, and asks where."),
        "sent": _text("The printer has it, and the print is noted.", "after printing."),
        "unsent": _text(
            "This printer did not take it. Choose another one under 'Printer'.",
            "after printing; 'Printer' is the word over names of printers, see there.",
        ),
    }
)
"""The words by their names on the page."""
