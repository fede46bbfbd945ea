"""What a YAML reader's complaint means, in words that a nurse can use."""

from __future__ import annotations

import re

from generator.model.problems import Origin, Problem

_QUOTE = "put the words in double quotes"
_ONE = "keep one document in a file"
_END = re.compile(r"\.\.\.(\s|$)")
_FIRST_COLON = re.compile(r"^(\s*(?:- +)*)([^\s:\"'#][^:\"'#]*): +(\S.*)$")
_NO_SPACE = re.compile(r"^\s*(?:- +)*[\w-]+:\S")
_SIGN_FIRST = re.compile(r"^\s*(?:- +)*(?:[^\s:]+: +)?([*&!])")

Place = tuple[int, int]
"""Line and column, both from 0."""


def explain(said: str, place: Place | None, start: Place | None, lines: list[str], shown: str) -> Problem:
    """Return the problem behind a complaint.

    ``said`` is the reader's own text, ``place`` where it gave up, ``start`` where the thing it was reading began.
    """
    here = place or start or (0, 0)
    begin = start or here

    def at(spot: Place, message: str, hint: str) -> Problem:
        return Problem(Origin(shown, min(spot[0] + 1, max(len(lines), 1)), spot[1] + 1), message, hint)

    line = lines[here[0]] if here[0] < len(lines) else ""
    inside = bool(line[: here[1]].strip())
    opening = _character(lines, begin)
    if "document start" in said and (ends := [at for at, one in enumerate(lines[: here[0] + 1], 1) if _END.match(one)]):
        return at(here, f"a second document starts here: '...' in line {ends[-1]} ends the first", _ONE)
    if "document indicator" in said or "document separator" in said:  # libyaml; the loader without C
        message = f"'{line[:3]}' at the start of a line ends the document, within these words"
        return at(here, message, f"move '{line[:3]}' away")
    if "quoted scalar" in said:
        if any(word in said for word in ("escape", "Unicode", "hexdecimal")):  # libyaml writes it so
            return at(here, "the backslash in these words is not understood", "write \\\\ where a backslash is meant")
        return at(
            begin,
            f"the quote {opening} that opens here is never closed",
            "close it at the end of the words; inside the words use curly quotes: \u201c \u201d \u2019",
        )
    if "mapping values" in said:
        return _colon(here, line, lines, shown)
    if any(word in said for word in ("alias", "anchor", "tag", "cannot start any token", "directive")):
        return _first_character(begin if "cannot" not in said else here, lines, shown)
    if "block scalar" in said and ("comment or line break" in said or "expected chomping" in said):
        return _first_character(begin, lines, shown)
    flow = any(word in said for word in ("flow sequence", "flow mapping", "flow node"))
    if flow and not opening:  # at the end of the file the reader does not know any more where it opened
        begin = _last_bracket(lines) or begin
        opening = _character(lines, begin)
    if flow and opening and opening in "[{":
        rest = lines[begin[0]][begin[1] :] if begin[0] < len(lines) else ""
        hint = f"close it; if it belongs to the words, {_QUOTE}"
        if re.search(r"\s#", rest):  # ["#0b3d91", #ffd400]: YAML takes the second for a comment
            hint = "the '#' behind it cuts the line off: put each colour in double quotes, such as \"#0b6e6e\""
        return at(begin, f"the bracket {opening} that opens here is never closed", hint)
    if "simple key" in said:
        hint = "a line is 'name: words' or '- words'; words that go on below are indented further"
        if _cut_by_comment(lines, begin[0]):
            hint = f"a '#' above cuts the words off; {_QUOTE}"
        return at(begin, "this line has no name with a colon", hint)
    if "sequence entries" in said and inside:
        hint = f"start the list on the next line; if the dash belongs to the words, {_QUOTE}"
        return at(here, "a list cannot start behind other words", hint)
    if _cut_by_comment(lines, here[0]):
        return at(here, "these words belong to no name", f"a '#' above cuts the words off; {_QUOTE}")
    if inside:
        if sign := _SIGN_FIRST.match(line):
            return _first_character((here[0], sign.start(1)), lines, shown)
        hint = f"{_QUOTE}, all of them; inside use curly quotes: \u201c \u201d"
        return at(here, "there are words behind a closing quote or bracket", hint)
    if any(word in said for word in ("expected", "sequence entries", "indentation", "leading spaces")):
        hint = "things that belong together start in the same column; use two spaces for each step"
        return at(here, "the indentation does not fit the lines above", hint)
    return at(here, "this line is not understood", f"if it holds signs such as : # [ {{ * & !, {_QUOTE}")


def _character(lines: list[str], place: Place) -> str:
    """Return the character at a place, or nothing."""
    line = lines[place[0]] if place[0] < len(lines) else ""
    return line[place[1] : place[1] + 1]


def _last_bracket(lines: list[str]) -> Place | None:
    """Return the place of the last opening bracket, if there is any."""
    spots = [(number, max(line.rfind("["), line.rfind("{"))) for number, line in enumerate(lines)]
    return next((spot for spot in reversed(spots) if spot[1] >= 0), None)


def _cut_by_comment(lines: list[str], number: int) -> bool:
    """Say whether the line above ends in a comment, or is one, that looks like words: ``#2``."""
    above = lines[number - 1] if 0 < number <= len(lines) else ""
    return bool(re.search(r"(^|\s)#\d", above) or re.search(r"\S\s+#", above))


def _first_character(place: Place, lines: list[str], shown: str) -> Problem:
    """Explain words that start with a sign that YAML keeps for itself."""
    sign = _character(lines, place)
    origin = Origin(shown, place[0] + 1, place[1] + 1)
    if sign == "\t":
        return Problem(origin, "there is a tab in this line", "use ordinary spaces")
    return Problem(origin, f"words may not start with {sign or 'this sign'}", _QUOTE)


def _colon(place: Place, line: str, lines: list[str], shown: str) -> Problem:
    """Explain a colon where YAML expects none."""
    origin = Origin(shown, place[0] + 1, place[1] + 1)
    above = lines[place[0] - 1] if 0 < place[0] <= len(lines) else ""
    match = _FIRST_COLON.match(line)
    second = match is not None and place[1] > len(match.group(1)) + len(match.group(2))
    if second or (re.match(r"\s*- +\S", line[: place[1]]) and ":" in line[: place[1]]):
        hint = _QUOTE
        if match and '"' not in match.group(3) and "\\" not in match.group(3) and len(match.group(3)) <= 60:
            name, words = match.group(2), match.group(3).rstrip()
            sentence = name != name.lower() or " " in name.strip()
            hint = f'{_QUOTE}: "{name}: {words}"' if sentence else f'{_QUOTE}: {name.strip()}: "{words}"'
        return Problem(origin, "there is a second colon in this line, so YAML cannot tell name from words", hint)
    if _NO_SPACE.match(above) and "//" not in above:
        where = Origin(shown, place[0], above.find(":") + 1)
        return Problem(where, "there is no space behind the colon", "write 'name: words'")
    if line[: place[1]].strip().startswith(("\u201c", "\u2018", "{", "[")):
        return Problem(origin, "YAML takes this colon for the end of a name", _QUOTE)
    hint = f"things that belong together start in the same column; if the colon belongs to words, {_QUOTE}"
    return Problem(origin, "the indentation does not fit the lines above, or a colon stands inside words", hint)
