"""What programs have made of words, of a clinic or a leaflet: known by its looks, refused with what happened.

Nothing here is mended: what was lost stands nowhere in the file, and a guess prints a wrong name or number.
A start that reads one clinic compiles few of the patterns: most are asked only of words with a sign that they need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from generator.library.node import Node
from generator.library.placeholders import unfilled, unfilled_text
from generator.library.texts import short
from generator.model.patterns import pattern
from generator.model.problems import Origin, Problem

MOST_WORDS: Final = 1_000
"""Characters of a line of a clinic, or of a table's cell: five times the longest address that fits a panel."""
EMPTY: Final = frozenset(
    "NaN nan None none NULL null Null undefined NaT <NA> N/A n/a nil ~ - – — (null) (blank) inf".split()
) | {"[object Object]"}
"""What programs write for a cell that holds nothing."""
_TAG = pattern(r"</?(br|p|div|span|li|ul|ol|td|tr|table|strong|font)\b[^<>]{0,200}/?>", re.IGNORECASE)
_SHORT_TAG = pattern(r"</?(b|i|u|em|a|su[bp]|h[1-6])\b[^<>]{0,200}/?>", re.IGNORECASE)
"""In a leaflet a tag too; a clinic's name may hold one for all that is known."""
_NEW_LINE: Final = "where a new line begins, write ; in a table, and a new item in a file"
_BARE: Final = "leave it out; strong words stand between ** and **"
_ADDRESS = pattern(r"\]\([^()\s]*\)|\S+/\S*")
"""What may hold signs that are lost letters elsewhere: the target of a link, an address in plain words."""
_ENTITY = pattern(r"&(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = pattern(r"_x000[9AD]_|\\u[0-9A-Fa-f]{4}|\\[nrt]|(?:=[0-9A-F]{2}){2}|%[0-9A-F]{2}%[0-9A-F]{2}|[^\W\d]%20")
_LISTED = pattern(r"\[\s*(['\"]).*\1\s*\]|\{\s*(['\"]).*\}", re.DOTALL)
_TRUTH: Final = frozenset("TRUE FALSE WAHR FALSCH VRAI FAUX VERDADERO FALSO".split())
"""What spreadsheets show for yes and no; in columns that ask it this is an answer."""
_POWER = pattern(r"[-+]?\d+([.,]\d+)?E[-+]?\d{1,3}", re.IGNORECASE)
_FLOAT = pattern(r"\+?\d{4,}[.,]0+")
_TOO_NARROW = pattern(r"#{3,}")
_ERROR = pattern(
    r"#(REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|N/A|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|GETTING_DATA|ERROR!|NV|N/D|ND)"
    r"|#[^\W\d_]{3,12}[!?]|Err:\d{3}"
)
_MONTH: Final = (
    "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|mrz|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|déc|ene|abr|ago|"
    "dic|gen|mag|giu|lug|set|ott|fev|out|mrt|mei|thg ?\\d{1,2}"
)
_DAY = pattern(
    rf"\d{{1,2}}(-|\. ?)({_MONTH})\.?(-\d{{2,4}})?|({_MONTH})\.?-\d{{2}}|\d{{1,2}}月\d{{1,2}}日|"
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)?|(1899-12-3[01]|1900-01-0[01])\b.*",
    re.IGNORECASE,
)
_WHOLE_DAY = pattern(r"(\d{1,2}([-/.])\d{1,2}\2\d{4}|\d{1,2}/\d{1,2}/\d{2})( \d{1,2}:\d\d(:\d\d)?( ?[AaPp][Mm])?)?")
_SERIAL = pattern(r"[3-6]\d{4}(\.\d+)?|0[.,]\d+")
_LOST = pattern(r"[^\W\d_]\?+[^\W\d_]|\?{3,}|\ufffd|锟斤拷|烫烫烫|鈥|ï¿½|ï»¿")
_RUN_ON = pattern(r"[a-zà-öø-ÿ]\?[A-ZÀ-ÖØ-Þ]")
"""A sentence after a question, without a blank between: no word goes on with a capital."""
_TYPE_AGAIN: Final = "type it again; in a table, format its column as text before"


def ruins_of(clinic: Node) -> dict[Origin, Problem]:
    """Return what has happened to words of a clinic's map, by where they stand."""
    lines = [(node, key.words) for key, value in clinic.entries for node in (value, *value.items)]
    return {node.origin: Problem(node.origin, *why) for node, key in lines for why in ruins_in(node.words, key)}


def ruins_in(words: str, column: str) -> Iterator[tuple[str, str]]:
    """Yield what has happened to words, each with what to do; ``column`` is that of a table, or a clinic's key."""
    if len(words) > MOST_WORDS:
        yield f"these words have {len(words):,} characters", f"at most {MOST_WORDS:,} are read; shorten them"
        return
    if found := _of_letters(words, column):
        yield found
    elif words[:1] in "[{" and _LISTED.fullmatch(words.strip()):
        yield f"'{short(words)}' is how a program writes a list, not words", "write it as people read it, parted by ;"
    else:
        parts = words.replace("；", ";").replace("\n", ";").split(";")
        if ruin := next(filter(None, (_ruin(part.strip(), column) for part in parts)), None):
            yield ruin


def ruin_of_text(words: str) -> tuple[str, str] | None:
    """Return what has happened to a text of a leaflet, with what to do. Addresses are what they are."""
    if found := _of_web_pages(words, _SHORT_TAG):
        return (found[0], _BARE) if found[1] is _NEW_LINE else found
    if found := unfilled_text(words):
        return found
    return _of_letters(_ADDRESS.sub(" ", words) if "/" in words else words, "text")


def _of_letters(words: str, column: str) -> tuple[str, str] | None:
    """Return what programs have made of letters: marks of web pages, escapes, lost letters, a wrong encoding."""
    if found := _of_web_pages(words):
        return found
    if column not in ("web", "lots", "logo") and _has(words, "_\\=%") and (match := _ESCAPE.search(words)):
        return f"'{short(match[0])}' is how a program writes a letter, not the letter", "type the words again"
    if column not in ("web", "lots") and _has(words, "?\ufffd锟烫鈥¿") and (match := _LOST.search(words)):
        if _RUN_ON.fullmatch(match[0]):
            return f"'{match[0]}' has no blank behind its question mark", "put one there"
        hint = "save it again from its source, as UTF-8"
        if "?" in match[0]:
            hint += "; if it is a question, put a blank behind it (Chinese, Japanese: write ？)"
        return f"'{short(match[0])}' stands where letters were lost when this was saved", hint
    if (meant := doubly_encoded(words)) != words:
        hint = "its UTF-8 was read as something else and saved again: open the source, and save it as UTF-8"
        return f"'{short(words)}' looks like '{short(meant)}' in a wrong encoding", hint
    return None


def _has(words: str, signs: str) -> bool:
    """Tell whether words hold one of these signs: without one, a pattern that needs it is not asked."""
    return any(sign in words for sign in signs)


def _of_web_pages(words: str, more: re.Pattern[str] | None = None) -> tuple[str, str] | None:
    """Return the first tag or entity of a web page; ``more`` are tags too."""
    if "<" not in words and "&" not in words:
        return None
    import html  # late: it brings two thousand names

    tag = _TAG.search(words) or (more.search(words) if more else None)
    for match, is_tag in ((tag, True), (_ENTITY.search(words), False)):
        plain = html.unescape(match[0]) if match else ""
        if match and plain != match[0]:
            return f"'{short(match[0])}' is how a web page writes '{plain}'", f"write '{plain}' itself"
        if match and is_tag:
            return f"'{short(match[0])}' is a mark of a web page, not words", _NEW_LINE
    return None


def _ruin(part: str, column: str) -> tuple[str, str] | None:
    number = part[:1].isdigit() or part[:1] in "+-"
    if number and _POWER.fullmatch(part):
        return f"'{part}' is a number that a spreadsheet has shortened: its digits are lost", _TYPE_AGAIN
    if number and _FLOAT.fullmatch(part):
        return f"'{part}' is a number that a program has worked with: a zero in front is lost", _TYPE_AGAIN
    if "#" in part and _TOO_NARROW.fullmatch(part):
        hint = "write what belongs there; in a table, make the column wider and save it again"
        return f"'{short(part)}' is what a column shows that is too narrow", hint
    if ("#" in part or "Err:" in part) and (match := _ERROR.search(part)):
        return f"'{match[0]}' is an error of a spreadsheet, not words", "write what belongs there"
    if (number or part[-2:].isdigit()) and _has(part, "-.月") and _DAY.fullmatch(part):
        message = f"'{part}' is a date: a spreadsheet has taken something else for one, such as 9-5"
        return message, _TYPE_AGAIN
    if column == "hours" and number and _WHOLE_DAY.fullmatch(part):  # in an address, some may be a number of a house
        return f"'{part}' is a date: a spreadsheet has taken something else for one, such as 9-5", _TYPE_AGAIN
    if column == "hours" and number and _SERIAL.fullmatch(part):
        return f"'{part}' is how a spreadsheet counts days and hours, not a time", "write it as people read it: 9:00"
    if part in _TRUTH and column in ("name", "phones", "hours", "address"):
        return f"'{part}' is a spreadsheet's yes or no, not words", "write what belongs there"
    if found := unfilled(part, column):
        return found
    if part in EMPTY:
        return f"'{part}' is what programs write for nothing", "leave it empty, or write what belongs there"
    return None


# -- words whose UTF-8 was read as another encoding, and saved as UTF-8 again ------------

_EASTERN: Final = ("cp932", "gbk", "big5")
_LIKELY = pattern(
    "[\u00a0-\u024f\u0370-\u03ff\u0400-\u052f\u0e00-\u0e7f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20ab\u20ac\u2122"
    "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff9f]+"
)
_ASIAN = pattern(
    "Ă[\u00a1-\u00ba\u00bc-\u00bf]|(?<=[a-z])Ă[\u00a0\u00bb]|(?<=[a-z])[脿谩芒茫猫茅锚矛铆貌贸么玫霉煤媒](?=[a-z])"
)
"""What a Vietnamese system (Windows-1258) or a Chinese one (GBK) shows for a Latin letter with a mark, in UTF-8. No
language has them so: a small letter before a great Ă, or on both sides of a Chinese one."""
_MARKS: Final = "“”‘’„‚«»‹›…–—\u00a0"
_FAR_EAST = pattern("[\u3001-\u30ff\u3400-\u9fff\uff01-\uff9f\u1e00-\u1eff]{2,}")


def doubly_encoded(words: str) -> str:
    """Return what words are meant to say whose UTF-8 was taken for another encoding, or the words as they are."""
    if words.isascii():
        return words
    for table in _tables():
        leads, follows = table[0x42:0x70], table[:64]
        if not any(first in leads and then in follows for first, then in pairwise(words)):
            continue
        found = [(one, again) for one in _runs(table).finditer(words) if (again := _again(one[0], table)) != one[0]]
        if any(_is_sure(one, words, table) for one, _ in found):
            for one, again in reversed(found):
                words = words[: one.start()] + again + words[one.end() :]
            return words
    if (meant := _ASIAN.sub(lambda match: _latin(match[0]), words)) != words:
        return meant
    for run in re.findall(r"[^\x00-\x7f]{3,}", words):
        for codec in _EASTERN:
            try:
                meant = run.encode(codec).decode("utf-8")
            except UnicodeError:
                continue
            if _FAR_EAST.fullmatch(meant):
                return words.replace(run, meant)
    return words


def _is_sure(run: re.Match[str], words: str, table: str) -> bool:
    """Tell whether nobody writes these signs so beside each other: a quotation mark opens or ends a word of its own."""
    lead, follow = run[0][0], run[0][1:]
    before, after = words[run.start() - 1 : run.start()], words[run.end() : run.end() + 1]
    more = after != "" and after in table[0x42:0x70]
    if lead in _MARKS:  # “École, “É”
        return more and after not in "”’»›"
    if all(sign in _MARKS for sign in follow):  # CAFFÈ”, « Café », but not Há»“
        return more or after.isalnum() or (lead == "á" if len(follow) > 1 else before.islower())
    return True


def _latin(shown: str) -> str:
    return (b"\xc3" + shown[1:].encode("latin-1") if shown[0] == "Ă" else shown.encode("gbk")).decode("utf-8")


@lru_cache(maxsize=1)
def _tables() -> tuple[str, str]:
    """Return what Windows-1252 and Mac OS Roman show for the bytes from 128 on."""
    windows = [bytes([at]).decode("cp1252", "replace").replace("\ufffd", chr(at)) for at in range(128, 256)]
    return "".join(windows), bytes(range(128, 256)).decode("mac_roman")


@lru_cache(maxsize=2)
def _runs(table: str) -> re.Pattern[str]:
    """Return what finds the letters that a table gives for a letter of UTF-8 in two or three bytes."""
    follow = f"[{re.escape(table[:64])}]"
    two, three = re.escape(table[0x42:0x60]), re.escape(table[0x60:0x70])
    return re.compile(f"[{two}]{follow}|[{three}]{follow}{{2}}")


def _again(run: str, table: str) -> str:
    try:
        meant = bytes(128 + table.index(letter) for letter in run).decode("utf-8")
    except UnicodeDecodeError:
        return run
    return meant if _LIKELY.fullmatch(meant) else run
