"""What was found in texts beside their translations, by what both say, in memory and from one start to the next.

A comparison takes half a millisecond to two, and a leaflet has fifty: a sentence that changed should cost one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Final

from msgspec import MsgspecError, msgpack
from msgspec.structs import replace

from generator.meaning.differences import Difference
from generator.meaning.tables import Tongue
from generator.model.content import Language
from generator.model.glossary import Term
from generator.model.larder import Larder
from generator.model.memo import remembered
from generator.model.problems import NOWHERE

MOST: Final = 1024
"""Pairs of texts that are kept of one catalog; our largest has a tenth of it."""
_Found = dict[bytes, tuple[Difference, ...]]


class Verdicts:
    """The verdicts on the texts of one catalog: those that came with the program or were kept first, and later ones."""

    def __init__(self, larder: Larder | None, key: str) -> None:
        """Take where they are kept, and a key that names all that they hang on beside both texts and the program."""
        self._larder, self._key = larder, key
        self._known = self._read(key)
        """Never written again: what came with a program cannot be."""
        self._later = self._read(f"{key} later") if self._known else {}
        self._new = False

    def of(
        self, source: str, target: str, judge: Callable[[str, str], tuple[Difference, ...]]
    ) -> tuple[Difference, ...]:
        """Return what is found in a text and its translation: from before, else judged now."""
        pair = sha256(f"{len(source)} {source}{target}".encode("utf-8", "surrogatepass")).digest()
        found = self._known.get(pair)
        if found is None:
            found = self._later.pop(pair, None)
            if found is None:
                found, self._new = judge(source, target), True
            self._later[pair] = found  # the last asked for is the last to go
            while len(self._later) > MOST:
                self._later.pop(next(iter(self._later)), None)
        return found

    def keep(self) -> None:
        """Keep what was judged since; what is kept may be gone at any time."""
        if self._new and self._larder:
            self._larder.put(f"{self._key} later" if self._known else self._key, msgpack.encode(dict(self._later)))
        self._new = False

    def _read(self, key: str) -> _Found:
        data = self._larder.get(key) if self._larder else None
        if data is not None:
            with suppress(MsgspecError):  # another form: as if it were not there
                return msgpack.decode(data, type=_Found)
        return {}


def verdicts_of(
    larder: Larder | None, domain: str, language: Language, terms: tuple[Term, ...], tongue: Tongue, own: bool
) -> Verdicts:
    """Return the verdicts on a catalog's texts, by a glossary and tables; ``own`` tells that a library adds to them."""
    return _verdicts(larder, f"compared {domain} {_judged_by(language, terms, tongue if own else None)}")


@remembered("verdicts on the texts of a catalog")
def _verdicts(larder: Larder | None, key: str) -> Verdicts:
    return Verdicts(larder, key)


@remembered("digest of what translations are judged by")
def _judged_by(language: Language, terms: tuple[Term, ...], tongue: Tongue | None) -> str:
    unplaced = [replace(term, origin=NOWHERE) for term in terms]  # the same glossary has other places elsewhere
    said = (language.name, language.script, language.territory, unplaced, tongue)
    return sha256(msgpack.encode(said, order="deterministic")).hexdigest()
