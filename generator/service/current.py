"""Every lot that a library makes now."""

from __future__ import annotations

from collections.abc import Mapping

from generator.library.library import Library
from generator.model.lots import code_of, join_digests
from generator.model.problems import Unusable
from generator.stages.lot_codes import digest_of_lot


def current_lots(library: Library) -> Mapping[str, tuple[str, str]]:
    """Return topic and language tag of every lot that the library makes now, by its code.

    Of every language, pair of languages and country profile; drafts with gaps have lots too, which nobody hands out.
    """
    found: dict[str, tuple[str, str]] = {}
    names = library.languages()
    for topic in library.topics():
        for profile in library.profiles():
            digests = {}
            for name in names:
                try:
                    digests[name] = digest_of_lot(library, topic, name, profile, False)
                except Unusable:  # not translated: it is made in no such language
                    continue
            for name, digest in digests.items():
                tag = library.language(name).tag
                found[code_of(digest)] = topic, tag
                for other, second in digests.items():
                    if other != name:
                        found[code_of(join_digests(digest, second))] = topic, tag
    return found
