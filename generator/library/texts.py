"""Text files as they are on the disk: read whole or refused, without characters that hide, reorder or lose words."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from generator.model.patterns import pattern
from generator.model.problems import Origin, Problem
from generator.model.writing import composed

MOST_BYTES = 1_000_000
"""No file of ours comes near this; a larger one is a mistake or an attack."""
MOST_OF_A_SORT = 20
"""So many wrong characters are listed one by one; after that the file as a whole is the problem."""
_HINTS = {
    errno.EACCES: "you may not read it: ask whoever looks after this machine",
    errno.EPERM: "you may not read it: ask whoever looks after this machine",
    errno.EMFILE: "too many files are open at once: take fewer --jobs, or raise the limit (ulimit -n)",
    errno.ENFILE: "too many files are open on this machine: end some other programs",
    errno.ENAMETOOLONG: "use a shorter name",
    errno.ELOOP: "links lead in a circle: put the file itself there",
    errno.EIO: "the disk does not answer as it should: is it still connected?",
}


def short(words: str) -> str:
    """Return at most 60 characters on one line, for a message."""
    line = " ".join(words.split())
    return line if len(line) <= 60 else line[:59] + "\u2026"


def unreadable(origin: Origin, error: OSError | ValueError, what: str = "file") -> Problem:
    """Return the problem of a file or folder that the system does not give, with what to do about it."""
    reason = error.strerror or str(error) if isinstance(error, OSError) else "the name cannot be used"
    hint = _HINTS.get(error.errno or 0, "") if isinstance(error, OSError) else ""
    return Problem(origin, f"the {what} cannot be read: {reason}", hint or "is it still there, and yours to read?")


def no_file(origin: Origin, about: os.stat_result) -> Problem | None:
    """Return the problem of what is no ordinary file: reading a pipe or a device might never end."""
    if stat.S_ISREG(about.st_mode):
        return None
    kind = "a folder" if stat.S_ISDIR(about.st_mode) else "not an ordinary file"
    return Problem(origin, f"a file is needed here, and this is {kind}", "put the file itself there")


def read_text(path: Path, shown: str, problems: list[Problem]) -> str | None:
    """Read a UTF-8 text file of at most 1 MB, every line end made one kind; wrong characters are problems."""
    whole = Origin(shown)
    try:
        about = path.stat()
        if problem := no_file(whole, about):
            problems.append(problem)
            return None
        if about.st_size <= MOST_BYTES:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        else:
            data = b""
        if max(about.st_size, len(data)) > MOST_BYTES:
            size = f"{about.st_size / 1e6:.1f} MB"
            problems.append(Problem(whole, f"the file is too large ({size})", "at most 1 MB is read; split it"))
            return None
    except FileNotFoundError:
        problems.append(Problem(whole, "there is no such file", "check the spelling of its name"))
        return None
    except (OSError, ValueError) as error:
        problems.append(unreadable(whole, error))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        message = "the file is UTF-16, not UTF-8" if utf16 else f"byte 0x{data[error.start]:02X} is not UTF-8"
        problems.append(Problem(Origin(shown, line), message, "save the file as UTF-8 (in the editor: Save as)"))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _without_wrong_characters(text, shown, problems)


_WRONG = pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffd\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Characters that are invisible, reorder words, or show that words were lost. Joiners (U+200C, U+200D) stay:
Persian and the Indic scripts need them."""
_WRONG_IN_VALUE = pattern(_WRONG.pattern.replace("[\x00-\x08\x0b", "[\x00-\x09\x0b"))


def check_words(words: str, origin: Origin, problems: list[Problem]) -> str:
    """Return words in NFC, Han as it is; invisible and reordering characters are a problem, and become spaces."""
    wrong = _WRONG_IN_VALUE.search(words)
    if wrong:
        message = f"there is {_name_of(wrong.group())} in these words"
        problems.append(Problem(origin, message, "delete it and type the words around it again"))
        words = _WRONG_IN_VALUE.sub(" ", words)
    return composed(words)


def _name_of(character: str) -> str:
    """Return how a message calls a wrong character."""
    number = ord(character)
    if character == "\t":
        return "a tab"
    if character == "\x00":
        name = "a NUL character"
    elif number < 0xA0:
        name = "a control character"
    elif 0x202A <= number <= 0x202E or 0x2066 <= number <= 0x2069:
        name = "a character that hides or reorders words"
    elif number == 0xFFFD:
        name = "the mark of a lost letter"
    elif 0xD800 <= number <= 0xDFFF:
        name = "half a character (a lone surrogate)"
    else:
        name = "an invisible character"
    return f"{name} (U+{number:04X})"


def _without_wrong_characters(text: str, shown: str, problems: list[Problem]) -> str:
    """Report wrong characters, one a line, and put spaces in their place so that reading can go on."""
    seen: set[int] = set()
    for match in _WRONG.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if line in seen:
            continue
        if len(seen) == MOST_OF_A_SORT:
            problems.append(Problem(Origin(shown), "there are more such characters in this file", "is it a text file?"))
            break
        seen.add(line)
        column = match.start() - text.rfind("\n", 0, match.start())
        message = f"there is {_name_of(match.group())} in this line"
        problems.append(Problem(Origin(shown, line, column), message, "delete it and type the words around it again"))
    return _WRONG.sub(" ", text) if seen else text
