"""Which face draws what: for each grapheme cluster by its script, what faces have, and whose Han shapes are read.

The text between two places where a line may end is shaped by itself and kept (a *piece*): its advances equal those of
whole-paragraph shaping, and a second leaflet finds most of its words ready.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Final, NamedTuple

from generator.model.content import Language
from generator.model.design import FaceFile
from generator.model.patterns import pattern
from generator.model.problems import ExitCode, Missing, Origin, Problem, Unusable
from generator.model.writing import HAN, SHARED, leftward, script_name, script_of
from generator.typeset.text.faces import Face
from generator.typeset.text.lines import clusters
from generator.typeset.text.measured import Atom
from generator.typeset.text.shaped import FontPart, ShapedPiece, piece_of

PIECES_KEPT: Final = 8_000
"""Shaped pieces kept for each language of a library."""
_REGIONS: Final = {"Hani": ("Hans", "Hant", "Jpan", "Kore"), "Hira": ("Jpan",), "Kana": ("Jpan",),
                   "Bopo": ("Hant", "Hans"), "Hang": ("Kore",)}  # fmt: skip
"""What a face that is made for a region says of itself, by the letters that it has."""
_STAND_ALONE: Final = frozenset({"Latn", "Grek", "Cyrl", "Armn", "Geor", "Ethi", "Hang", *HAN, *SHARED})
"""Scripts whose letters stand side by side as they are: a face that has them writes them right."""
_HB_SCRIPT: Final = {"Hans": "Hani", "Hant": "Hani", "Jpan": "Hani", "Hira": "Hani", "Kana": "Hani", "Kore": "Hang"}
"""HarfBuzz takes ISO 15924 codes; Chinese and Japanese share one."""
_PLAIN: Final = {0x00A0: " ", 0x202F: " ", 0x2007: " ", 0x2060: None, 0x200B: None, 0x00AD: None}
"""What is drawn for characters that only steer line breaking."""
_RARE_LATIN: Final = pattern("[\u0100-\u036f\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff]")
OTHERWISE: Final = "write it in other letters"
EXTRA: Final = "pip install 'breastfeeding-leaflets[scripts]'"


Lost = tuple[str, str, Problem | None]
"""Words, their script, and the first font for it that is not installed."""


class NoGlyph(Unusable):
    """Words that no face can show. ``lost`` are the words of each problem."""

    def __init__(self, *problems: Problem, lost: Sequence[str] = ()) -> None:
        """Keep the problems; ``lost`` in the order they are given."""
        super().__init__(*problems)
        self.lost = dict(zip(problems, lost, strict=False))


class NoPack(NoGlyph, Missing):
    """Words whose fonts are not installed. Exit code 4."""

    exit_code = ExitCode.MISSING


class _Stretch(NamedTuple):
    """Clusters side by side of one script."""

    words: str
    script: str


class Faces:
    """The faces that a language's words are drawn with: its own in their order, then those that the library has."""

    def __init__(self, language: Language, shelf: Mapping[str, FaceFile], find: Callable[[str, int], Face]) -> None:
        """``shelf`` are all faces by key; ``find`` opens one at a weight, and raises Missing for one not installed."""
        self.language = language
        self._tag, self._find, self._shelf = language.tag, find, shelf
        self._script = _HB_SCRIPT.get(language.script, language.script)
        self._regions = language.script
        others = (key for key in shelf if key not in language.faces)
        self._order = (*language.faces, *others)
        # With no face of its own a language is drawn with those made for its script: Korean on an English sheet.
        self._own = language.faces or tuple(key for key in shelf if language.script in shelf[key].scripts)
        plain = {"Zyyy", "Latn", language.script}
        if self._script in ("Hani", "Hang"):
            plain |= {*HAN, "Hang"} if language.script == "Kore" else HAN
        self._plain_scripts = plain if {self._script, language.script} & _STAND_ALONE or self._script == "Hani" else ()
        self._fine: dict[int, set[str]] = {}
        self._first: dict[int, Face] = {}
        self._atoms: dict[tuple[str, int, bool], Atom] = {}

    def piece(self, words: str, weight: int, origin: Origin, apart: bool = False) -> ShapedPiece:
        """Return the shaped piece of words (see ``atom``)."""
        return self.atom(words, weight, origin, apart).piece

    def atom(self, words: str, weight: int, origin: Origin, apart: bool = False) -> Atom:
        """Return the shaped piece of words as most stand in a paragraph, from the cache when it is known.

        That is in its first run, at its size and on its baseline: one object for all, of a thousand in a sheet.
        With ``apart`` its Latin words are drawn with another face than the text (see ``latin_apart``).

        Raises:
            NoGlyph: when no face can show them; it says why, and names the place.
        """
        found = self._atoms.get((words, weight, apart))
        if found is None:
            found = Atom(self._shape(words, weight, origin, apart), 0, 1.0, 0.0)
            if len(self._atoms) >= PIECES_KEPT:
                self._atoms.clear()
            self._atoms[words, weight, apart] = found
        return found

    def latin_apart(self, words: str) -> bool:
        """Tell whether Latin words among these are drawn with another face than the text: one letter is not in that.

        Then all are: half of a name in one face and half in another looks like a mistake.
        """
        if self._script != "Hani" or words.isascii() or not _RARE_LATIN.search(words):
            return False
        first = self._first.get(400) or self._any(400)
        return any(script_of(one[0]) == "Latn" and not first.has_all(one) for one in clusters(words))

    def _shape(self, words: str, weight: int, origin: Origin, apart: bool) -> ShapedPiece:
        first = self._first.get(weight)
        if first is None:
            first = self._first[weight] = self._any(weight)
            self._fine[weight] = set()
        core = words.rstrip(" ")
        plain = core if core.isascii() else core.translate(_PLAIN)
        if not apart and (self._fine[weight].issuperset(plain) or self._is_plain(plain, first, weight)):
            return first.piece(words, plain, self._tag, self._script)
        parts: list[FontPart] = []
        ink = 0.0
        for face, stretch in self._chosen(plain, weight, origin, apart) if plain else ():
            shaped = face.shape(stretch.words, self._tag, _HB_SCRIPT.get(stretch.script, stretch.script))
            if shaped.lost:
                raise _cannot_show([(stretch.words, stretch.script, None)], origin)
            parts.append(FontPart(face, shaped.codes, shaped.letters))
            ink += shaped.width
        return piece_of(words, parts, ink, first)

    def _any(self, weight: int) -> Face:
        """Return the face that draws most of what there is: the first of the language's own that is installed.

        Raises:
            Missing: when none is.
        """
        lacks: list[Problem] = []
        for key in self._own or self._order:
            try:
                return self._find(key, weight)
            except Missing as error:
                if self.language.faces:  # a language that is to be read needs the very faces that it names
                    raise
                lacks += error.problems
        for key in self._order if self._own else ():
            with suppress(Missing):
                return self._find(key, weight)
        raise Missing(*lacks)

    def _is_plain(self, text: str, face: Face, weight: int) -> bool:
        """Tell whether the first face draws a text as it stands: letters of its own script that need no second look."""
        fine = self._fine[weight]
        for char in text:
            if char not in fine:
                if (
                    not face.has(char)
                    or script_of(char) not in self._plain_scripts
                    or unicodedata.category(char)[0] == "M"
                    or char in "\u200c\u200d"
                ):
                    return False
                fine.add(char)
        return True

    def _chosen(self, text: str, weight: int, origin: Origin, apart: bool) -> list[tuple[Face, _Stretch]]:
        """Part a text into stretches of one face and one script.

        Raises:
            NoGlyph: with all that none can show.
        """
        chosen: list[tuple[Face, _Stretch]] = []
        lost: list[Lost] = []
        for script, words in self._words(text):
            for face, part in self._draw(words, script, weight, lost, apart):
                if chosen and chosen[-1][0] is face and script in (chosen[-1][1].script, "Zyyy"):
                    before = chosen.pop()[1]
                    chosen.append((face, _Stretch(before.words + part, before.script)))
                else:
                    chosen.append((face, _Stretch(part, script if script != "Zyyy" else self._script)))
        if lost:
            raise _cannot_show(lost, origin)
        return chosen

    def _words(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield stretches of letters of one script, as clusters, and what stands between them cluster by cluster."""
        letters = clusters(text)
        scripts = [next((one for one in map(script_of, cluster) if one not in SHARED), "Zyyy") for cluster in letters]
        for script, group in groupby(zip(scripts, letters, strict=True), lambda one: one[0]):
            words = tuple([cluster for _, cluster in group])
            if script in SHARED or script in HAN:
                yield from ((script, (cluster,)) for cluster in words)
            else:
                yield script, words

    def _draw(
        self,
        letters: tuple[str, ...],
        script: str,
        weight: int,
        lost: list[Lost],
        apart: bool,
    ) -> Iterator[tuple[Face, str]]:
        """Yield faces with what they draw: a whole word in one face where one has it all, else cluster by cluster."""
        words = "".join(letters)
        lacks: list[Problem] = []
        if leftward(script) if script not in _STAND_ALONE else False:
            lost.append((words, script, None))
            return
        face = self._face_for(words, script, weight, lacks, apart)
        if face is not None:
            yield face, words
            return
        drawn = [self._face_for(one, script, weight, lacks, apart) for one in letters] if len(letters) > 1 else []
        if any(drawn):
            for one, face in zip(letters, drawn, strict=True):
                if face is None:
                    lost.append((one, script, lacks[0] if lacks else None))
                else:
                    yield face, one
        else:
            lost.append((words, script, lacks[0] if lacks else None))

    def _face_for(self, words: str, script: str, weight: int, lacks: list[Problem], apart: bool) -> Face | None:
        """Return the first face that has all the characters of some words; what is not installed goes to ``lacks``."""
        if any(unicodedata.category(char) == "Co" for char in words):
            return None  # private use means nothing to a reader
        for key in self._keys_for(script, apart):
            try:
                face = self._find(key, weight)
            except Missing as error:
                lacks += error.problems
                continue
            if face.has_all(words) and (script in _STAND_ALONE or face.writes(script)):
                return face
        return None

    def _keys_for(self, script: str, apart: bool) -> Iterable[str]:
        """Return the faces that may draw a script, best first: the language's text face, then those made for it.

        Faces of symbols come last: they have stray letters too, of another cut and weight.
        """
        if script == "Zyyy":
            return (*self._own, *(key for key in self._order if key not in self._own))
        wanted = _REGIONS.get(script, (script,))
        if self._regions in wanted:
            wanted = (self._regions, *wanted)
        made = [key for one in wanted for key in self._shelf if one in self._shelf[key].scripts]
        if script in HAN and not (self._own and set(wanted) & set(self._shelf[self._own[0]].scripts)):
            return dict.fromkeys((*made, *self._own))
        return dict.fromkeys((*(() if apart and script == "Latn" else self._own[:1]), *made, *self._own))


def missing(
    looks: Iterable[tuple[Faces, str, Origin]],
) -> NoGlyph | None:
    """Return all that cannot be shown of words, each with its faces and place, as one error; None when all can."""
    problems: list[Problem] = []
    lost: list[str] = []
    kinds: set[bool] = set()
    for faces, words, origin in looks:
        try:
            faces.piece(words.replace("\n", " "), 400, origin)
        except NoGlyph as error:
            problems += error.problems
            lost += [error.lost.get(problem, "") for problem in error.problems]
            kinds.add(isinstance(error, NoPack))
    if not problems:
        return None
    return (NoPack if kinds == {True} else NoGlyph)(*problems, lost=lost)


def _cannot_show(lost: Sequence[Lost], origin: Origin) -> NoGlyph:
    """Return the error of words that cannot be shown: (words, script, the first pack that is not installed)."""
    reasons: dict[tuple[str, str], list[str]] = {}
    packs = True
    for words, script, lacking in lost:
        reason = _reason(script, lacking)
        packs = packs and reason[1].startswith("install")
        reasons.setdefault(reason, []).append(words)
    problems, shown = [], []
    for (message, hint), parts in reasons.items():
        if "{}" in message:
            problems.append(Problem(origin, message.format(f"“{_short(' '.join(parts))}”"), hint))
        else:
            names = ", ".join(map(_named, dict.fromkeys(parts)))
            problems.append(Problem(origin, f"{message} {names}", hint))
        shown.append(parts[0])
    return (NoPack if packs else NoGlyph)(*problems, lost=shown)


def _reason(script: str, lacking: Problem | None) -> tuple[str, str]:
    """Return why letters of a script cannot be shown, ``{}`` standing for them, and what to do."""
    if script == "Zzzz" or (script in _STAND_ALONE and script not in ("Armn", "Geor", "Ethi", "Hang")):
        return "no font has a shape for", "use another character, or words in its place"
    name = script_name(script)
    if leftward(script):
        return f"{{}} is {name}, which is written from right to left: this program cannot set that yet", OTHERWISE
    if lacking is not None:
        return f"{{}} is {name}, and its font is not installed", f"install it with: {EXTRA}; or {OTHERWISE}"
    return f"{{}} is {name}, and there is no font for it", OTHERWISE


def _named(cluster: str) -> str:
    return f"'{cluster}' ({' '.join(f'U+{ord(char):04X}' for char in cluster)})"


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39]}…"
