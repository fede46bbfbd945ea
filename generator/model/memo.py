"""The one memory of what stages made: by the frozen parts it was made from, each stage with a bound.

A stage is a function whose arguments are frozen. Values of names compare by what they say; large nouns (``Sheet``,
``Theme``, ``Format``, ``Language``, ``Drawing``, ``Library``) only by being the very same object. The memory holds the
arguments, so no other object can be taken for one of them, and a new field of a noun needs no new key. What raises is
not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

BOUNDS: Final[Mapping[str, int]] = {
    "digest of a body's inputs": 256,
    "digest of a clinic": 256,
    "topic, localized": 64,
    "does the body name the clinic?": 256,
    "template, compiled": 256,
    "template, its words": 256,
    "names in a template": 256,
    "words of a template, whatever its file": 256,
    "template, ready to run": 256,
    "pictures that a template names": 256,
    "texts of the series that a template asks for": 256,
    "body, composed": 64,
    "two bodies, paired": 64,
    "panel's form": 256,
    "panel, composed": 32,
    "theme in a clinic's colours": 64,
    "theme in colours and ink": 64,
    "lot's record": 64,
    "body for all clinics": 192,
    "lot's digest": 64,
    "setters": 4,
    "looks worked out": 256,
    "width of an area with a share": 64,
    "body, laid out": 64,
    "body, to be stamped": 192,
    "accent left open": 64,
    "theme with an open accent": 64,
    "panel, set": 32,
    "panel's height": 64,
    "format, its panel grown": 64,
    "how much higher a clinic's place may become": 64,
    "drawing, read": 256,
    "drawing, its line": 256,
    "drawing, its outlines": 256,
    "drawing, in colours": 256,
    "QR code": 1024,
    "policy": 4,
    "recalled lots": 4,
    "what the policy says of a body": 256,
    "glossary": 4,
    "glossary of a language": 16,
    "verdicts on the texts of a catalog": 128,
    "digest of what translations are judged by": 16,
    "what stands signed": 64,
    "what a leaflet's signers sign": 256,
    "digest of a piece": 8192,
    "how far a leaflet is": 256,
    "what decides beside a leaflet's files": 4,
    "what the gate goes by beside a leaflet's files": 64,
    "names of topics": 4,
    "titles of topics in other languages": 4,
}
"""How many results of each stage are kept, at most; the least recently used makes room.

Bodies: all topics in several languages, at each height that panels of clinics take. Panels: a run goes clinic by
clinic, so one of each look is soon done with.
"""
_stages: Final[dict[str, Any]] = {}


def remembered(stage: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function returns by its arguments, as many results as ``BOUNDS`` says of the stage.

    Raises:
        KeyError: when the stage has no bound.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        kept = _stages[stage] = lru_cache(maxsize=BOUNDS[stage])(function)
        return cast("Callable[P, T]", kept)

    return decorate


def misses(stage: str) -> int:
    """Return how often a stage has worked in this process because nothing was kept."""
    kept = _stages.get(stage)  # none yet where its module was not needed
    return int(kept.cache_info().misses) if kept else 0


def forget() -> None:
    """Forget everything: as in a new process."""
    for stage in _stages.values():
        stage.cache_clear()
