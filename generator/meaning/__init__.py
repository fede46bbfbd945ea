"""Does a translation say what its source says? Two strings in, differences out; no page and no PDF is needed.

``compare`` looks at two aligned strings in any language, ``check_catalog`` at a catalog against the texts that it
translates. What is compared, and what it cannot see: ``docs/reference/meaning.md``.
"""

from __future__ import annotations

from generator.meaning.catalogs import RULES, check_catalog, check_sources
from generator.meaning.compare import compare
from generator.meaning.differences import Difference

__all__ = ["RULES", "Difference", "check_catalog", "check_sources", "compare"]
