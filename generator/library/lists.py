"""The small files of a library: sources, pictures, country profiles, clinics."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from generator.library import values
from generator.library.node import SHAPES, Node
from generator.library.nodes import read_yaml
from generator.library.ruins import ruins_of
from generator.library.telephones import codes_of, read_telephones, short_code
from generator.model.addresses import fault_of, link_of
from generator.model.content import Clinic, Picture, Profile, Referral, Series, Source, Telephone, Words
from generator.model.larder import Larder
from generator.model.lots import MOST_BASE
from generator.model.problems import NOWHERE, Origin, Problem, suggest
from generator.model.units import read_colour
from generator.words.tongues import another_writes, country_of, tag_called

WHO = ("baby", "mother")
"""Whom the two columns of danger signs are about."""
BASE = "default"
"""The profile whose sentences topics may name; all others extend it."""
MOST_COLOURS = 2
"""Colours of a clinic: its own and another one."""
_KEY = r"[a-z0-9][a-z0-9-]{0,79}"
_UNSEEN = r"\u200b-\u200f\u2028-\u202f\u2066-\u2069\ufeff\ud800-\udfff"
_PART = rf"""(?![. ])[^\x00-\x1f\x7f-\x9f/\\:*?"<>|{_UNSEEN}]{{1,120}}(?<![. ])"""
_IMAGE = rf"{_PART}(/{_PART}){{0,5}}(?:(?<=\.(?i:svg|png|jpg))|(?<=\.(?i:jpeg)))"
"""Names that files may have on every system (Windows has no : * ? " < > | and no blank or dot at the end)."""
_EDITIONS = r"https://(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]|\{code\}|\{language\}){1,92}"
_CODE = r"[A-Z]{2,3}"
_TERRITORY = r"[A-Z]{2}"
Country = Callable[[str], Profile | None]
"""Finds the profile of a clinic by its name; None where there is none of this name."""


def read_sources(path: Path, shown: str, problems: list[Problem]) -> Mapping[str, Source]:
    """Read ``content/sources.yaml``: where statements come from, by key. Wrong entries are left out, with problems."""
    found: dict[str, Source] = {}
    required = ("organisation", "title", "year", "seen")
    for key, node in _named(path, shown, "sources", problems):
        given = values.entries_of(node, f"the source '{key.words}'", (*required, "note"), required, problems)
        parts = {name: values.words_in(given[name], name, problems) or "" for name in required[:3] if name in given}
        note = values.words_in(given["note"], "note", problems) or "" if "note" in given else ""
        seen = values.flag_in(given["seen"], "seen", problems) if "seen" in given else False
        if len(parts) == 3:
            organisation, title, year = parts.values()
            found[key.words] = Source(key.words, organisation, title, year, note, seen, key.origin)
    return MappingProxyType(found)


def read_pictures(path: Path, shown: str, problems: list[Problem]) -> Mapping[str, Picture]:
    """Read ``content/pictures.yaml``: pictures by name. Wrong entries are left out, with problems."""
    found: dict[str, Picture] = {}
    for key, node in _named(path, shown, "pictures", problems):
        given = values.entries_of(node, f"the picture '{key.words}'", ("file", "alt"), ("file", "alt"), problems)
        file = image_in(given["file"], "file", problems) if "file" in given else ""
        alt = values.text_in(given["alt"], "alt", "shared", "", problems) if "alt" in given else None
        if file and alt is not None:
            found[key.words] = Picture(key.words, file, alt, key.origin)
    return MappingProxyType(found)


def read_series(path: Path, shown: str, under: Series | None, problems: list[Problem]) -> Series | None:
    """Read ``content/series.yaml``, laid over the stock's (``under``), or return None with problems.

    A library says only what it says differently; the file that lies over no other says all.
    """
    before = len(problems)
    root = read_yaml(path, shown, problems)
    if root is None:
        return None
    given = values.entries_of(
        root, "a series", ("name", "who", "signs", "carer", "refer", "lots"), () if under else ("name", "who"), problems
    )
    if node := given.pop("who", None):
        given |= values.entries_of(node, "'who'", WHO, () if under else WHO, problems)
    said: dict[str, Any] = {}
    if node := given.pop("signs", None):
        message, hint = (
            "the code '{}' is not two or three capital letters",
            'write the code of a leaflet, such as DS, or ""',
        )
        said["signs"] = values.form_in(node, "signs", problems, _CODE, message, hint, empty=True)
    if node := given.pop("refer", None):
        said["refer"] = _referrals(node, problems)
    if node := given.pop("lots", None):
        said["lots"] = base_in(node, problems)
    said |= {key: values.text_in(node, key, "shared", "", problems) for key, node in given.items()}
    if len(problems) > before:
        return None
    return replace(under, **said, origin=Origin(shown)) if under else Series(**said, origin=Origin(shown))


def _referrals(node: Node, problems: list[Problem]) -> tuple[Referral, ...]:
    """Return codes that no leaflet answers, with what is said instead; a wrong one is left out, with a problem."""
    found = []
    for item in values.list_in(node, "refer", problems, empty=True) or ():
        given = values.entries_of(item, "'refer'", ("codes", "say"), ("codes", "say"), problems)
        codes = values.codes_in(given["codes"], problems) if "codes" in given else ()
        say = values.text_in(given["say"], "say", "shared", "", problems) if "say" in given else None
        if codes and say is not None:
            found.append(Referral(codes, say))
    return tuple(found)


def read_profile(
    path: Path,
    shown: str,
    above: values.Above[Profile],
    problems: list[Problem],
    under: Profile | None = None,
    larder: Larder | None = None,
) -> Profile | None:
    """Read a country profile, laid over what it extends (``above`` finds it), or return None with problems.

    A sentence must then be one that the profile above has: topics name no other. ``under`` is the stock's profile of
    the same name: a library's own that extends no other is laid over it, and says only what it says differently. The
    profile that all others extend may so get sentences of the library's own.
    """
    before = len(problems)
    root = read_yaml(path, shown, problems)
    if root is None:
        return None
    known = ("about", "extends", "territory", "emergency", "crisis", "short-codes", "editions", "sentences")
    given = values.entries_of(root, "a profile", known, () if under else ("about", "emergency"), problems)
    about = under.about if under else ""
    if node := given.get("about"):
        about = values.words_in(node, "about", problems) or ""
    parent = values.extended(given, above, problems) if "extends" in given else under
    territory = parent.territory if parent else ""
    if node := given.get("territory"):
        message, hint = "the territory '{}' is not two capital letters", "write the country's code, such as VN"
        territory = values.form_in(node, "territory", problems, _TERRITORY, message, hint, empty=True)
    emergency, crisis = (under.emergency, under.crisis) if under else (None, None)
    if node := given.get("emergency"):
        emergency = _number(node, "emergency", territory, problems, larder)
    if node := given.get("crisis"):
        crisis = _number(node, "crisis", territory, problems, larder)
    codes = under.short_codes if under else ()
    if node := given.get("short-codes"):
        codes = _short_codes(node, problems)
    editions = parent.editions if parent else ""
    if node := given.get("editions"):
        message = "'{}' is no address of longer editions"
        hint = "write https://…, with {code} and {language} where they belong; at most 100 characters"
        editions = values.form_in(node, "editions", problems, _EDITIONS, message, hint, empty=True)
    sentences: dict[str, Words] = dict(parent.sentences) if parent else {}
    node = given.get("sentences")
    if node is not None and node.shape != "nothing":
        own = _sentences(node, problems)
        for key, text in own.items():
            if parent is not None and key not in parent.sentences and not (parent is under and path.stem == BASE):
                message = f"the profile '{parent.name}', which this one extends, has no sentence '{values.short(key)}'"
                problems.append(Problem(text.origin, message, suggest(key[:80], parent.sentences)))
        sentences |= own
    if len(problems) > before:
        return None
    words = MappingProxyType(sentences)
    return Profile(path.stem, about, territory, emergency, words, Origin(shown), editions, crisis, codes)


def _number(node: Node, name: str, territory: str, problems: list[Problem], larder: Larder | None) -> Telephone | None:
    """Return a number that a profile names, without words beside it: it stands in sentences. None when it is empty."""
    words = values.words_in(node, name, problems, empty=True)
    if not words:
        return None
    if code := short_code(words):
        return code
    phones = read_telephones(words, territory, larder=larder).phones
    if len(phones) == 1 and phones[0].number == words:
        return phones[0]
    hint = 'write digits, such as "115", or "" when it is not known'
    problems.append(Problem(node.origin, f"the {name} number '{values.short(words)}' is not a telephone number", hint))
    return None


def _short_codes(node: Node, problems: list[Problem]) -> tuple[Telephone, ...]:
    """Return the short numbers of a profile; what is none becomes a problem."""
    found = []
    for item in values.list_in(node, "short-codes", problems, empty=True) or ():
        words = values.words_in(item, "short-codes", problems)
        if words is None:
            continue
        if code := short_code(words):
            found.append(code)
        else:
            hint = 'write at most six digits, behind * or # where they are dialled: "#8000"'
            problems.append(Problem(item.origin, f"'{values.short(words)}' is no short telephone number", hint))
    return tuple(found)


def _sentences(node: Node, problems: list[Problem]) -> dict[str, Words]:
    """Return a profile's own sentences by key."""
    if node.shape != "map":
        hint = "write one 'name: sentence' on each line"
        problems.append(Problem(node.origin, f"'sentences' needs names with words, not {SHAPES[node.shape]}", hint))
        return {}
    found: dict[str, Words] = {}
    for key, value in node.entries:
        _check_key(key, problems)
        if value.shape == "map" and value.keys() == ("profile",):
            message = "a sentence of a profile may not name another one"
            problems.append(Problem(value.origin, message, "write the words here"))
        elif (text := values.text_in(value, values.short(key.words), "shared", "", problems)) is not None:
            found[key.words] = text
    return found


def read_clinic(
    path: Path, shown: str, problems: list[Problem], country: Country, larder: Larder | None = None
) -> Clinic | None:
    """Read a clinic's file, or return None with problems. Its words are printed as they stand."""
    before = len(problems)
    root = read_yaml(path, shown, problems)
    if root is None:
        return None
    clinic = written_clinic(root, path.stem, Origin(shown), problems, country, larder)
    return clinic if len(problems) == before else None


def files_named(path: Path, shown: str, country: Country) -> Clinic:
    """Return a clinic that has only what its file says of other files, for one whose other words are wrong."""
    root = read_yaml(path, shown, [])
    given = {key.words: value for key, value in root.entries} if root else {}
    logo = image_in(given["logo"], "logo", []) if "logo" in given else ""
    profile = _country_in(given["profile"], country, []) if "profile" in given else ""
    at = tuple(given[name].origin if name in given else NOWHERE for name in ("logo", "profile"))
    return Clinic(path.stem, "", (), (), (), "", "", logo, profile, False, Origin(shown), (), (), (), "", "", *at)


def written_clinic(
    root: Node,
    file_name: str,
    origin: Origin,
    problems: list[Problem],
    country: Country,
    larder: Larder | None = None,
) -> Clinic | None:
    """Return the clinic of a map in a YAML file: as ``clinic_of``, and like a table's cells no words may be ruined."""
    ruined = ruins_of(root)
    found: list[Problem] = []
    clinic = clinic_of(root, file_name, origin, found, country, larder)
    # what words are refused for already says enough about them
    wrongs = [*ruined.values(), *(one for one in found if one.origin not in ruined)]
    problems += wrongs
    return None if wrongs else clinic


def clinic_of(
    root: Node,
    file_name: str,
    origin: Origin,
    problems: list[Problem],
    country: Country,
    larder: Larder | None = None,
) -> Clinic | None:
    """Return the clinic of a map of values, from a file or a row of a table, or None with problems.

    ``country`` finds the profile that says what its telephones are; where there is no such profile, none is read, and
    whoever asks for the profile next tells it.
    """
    before = len(problems)
    lists = ("phones", "hours", "address")
    known = ("name", "language", *lists, "interpreter", "web", "logo", "colours", "profile", "example", "lots")
    given = values.entries_of(root, "a clinic", known, ("name", "phones"), problems)
    title, interpreter, web = (
        values.words_in(given[name], name, problems, empty=name != "name") or "" if name in given else ""
        for name in ("name", "interpreter", "web")
    )
    hours, address = (
        values.lines_in(given[name], name, problems) if name in given and _filled(given[name]) else ()
        for name in lists[1:]
    )
    if web and (wrong := fault_of(web)):
        message = f"'{values.short(web)}' is not a web address that can be printed"
        problems.append(Problem(given["web"].origin, message, wrong))
    language = _spoken(given["language"], f"{title} {' '.join(address)}", problems) if "language" in given else ""
    logo = image_in(given["logo"], "logo", problems) if "logo" in given else ""
    colours, places = colours_in(given["colours"], problems) if "colours" in given else ((), ())
    answer = values.FLAGS.get(interpreter.lower())
    interpreter = interpreter if answer is None else "yes" if answer else ""
    profile = _country_in(given["profile"], country, problems) if "profile" in given else ""
    phones, phones_at = _phones(given["phones"], country(profile), problems, larder) if "phones" in given else ((), ())
    example = values.flag_in(given["example"], "example", problems) if "example" in given else False
    base = base_in(given["lots"], problems) if "lots" in given else ""
    if len(problems) > before:
        return None
    words = (file_name, title, phones, hours, address, interpreter, web, logo, profile)
    at = tuple(given[name].origin if name in given else origin for name in ("logo", "profile"))
    return Clinic(*words, example, origin, colours, places, phones_at, language, base, *at)


def _country_in(node: Node, country: Country, problems: list[Problem]) -> str:
    """Return the name of a clinic's profile: its own, or as people call the country (UK, Japan, Việt Nam)."""
    words = values.words_in(node, "profile", problems) or ""
    named = re.fullmatch(values.NAME, words) is not None
    if not words or (named and country(words)):
        return words
    letters = country_of(words).lower()
    if letters and (country(letters) or not named):
        return letters  # of a country without a profile too: whoever asks for it next tells it
    return values.name_in(node, "profile", problems)


def base_in(node: Node, problems: list[Problem]) -> str:
    """Return the address of a desk that answers for sheets (``lots``), in ASCII, no ``/`` at its end; ``""`` is none.

    It stands in a QR code at the foot of each page, so it has an end (``MOST_BASE``).
    """
    words = values.words_in(node, "lots", problems, empty=True) or ""
    if not words:
        return ""
    wrong = fault_of(words) or ("leave out what follows ? or #" if re.search("[?#]", words) else "")
    if wrong:
        problems.append(Problem(node.origin, f"'{values.short(words)}' is not where a desk can be asked", wrong))
        return ""
    base = link_of(words).rstrip("/")
    if len(base) > MOST_BASE:
        message = f"the address in 'lots' is too long for the code at the foot of a page: {len(base)} letters"
        problems.append(Problem(node.origin, message, f"at most {MOST_BASE}, with https://: take a shorter name"))
    return base


def _phones(
    node: Node, profile: Profile | None, problems: list[Problem], larder: Larder | None
) -> tuple[tuple[Telephone, ...], tuple[Origin, ...]]:
    """Return a clinic's telephones, one for each number, and where each is written; what is none becomes a problem."""
    found: list[tuple[Telephone, Origin]] = []
    faxes: list[tuple[str, Problem]] = []
    for item in values.list_in(node, "phones", problems) or ():
        words = values.words_in(item, "phones", problems)
        if words is None or profile is None:
            continue
        read = read_telephones(words, profile.territory, codes_of(profile), larder)
        wrong = Problem(item.origin, read.message, read.hint)
        faxes += [(fax, wrong) for fax in read.faxes]
        if read.message and not read.faxes:
            problems.append(wrong)
        found += [(phone, item.origin) for phone in read.phones]
    if faxes and found:  # told, and not printed
        found[0] = replace(found[0][0], beside="; ".join([fax for fax, _ in faxes])), found[0][1]
    else:
        problems += [wrong for _, wrong in faxes]
    return tuple([phone for phone, _ in found]), tuple([origin for _, origin in found])


def _spoken(node: Node, words: str, problems: list[Problem]) -> str:
    """Return the language of a clinic's own name and address (``words``) as ``zh_Hant``; empty where none is named."""
    named = values.words_in(node, "language", problems, empty=True) or ""
    if not named:
        return ""
    tag, hint = tag_called(named)
    if not tag:
        hint = f"{hint} (it is the language of the clinic's own name and address)"
        problems.append(Problem(node.origin, f"'{values.short(named)}' is no language that is known", hint))
    elif hint := another_writes(tag, words):
        message = f"the clinic's own words are not in the letters of '{values.short(named)}'"
        problems.append(Problem(node.origin, message, hint))
    return tag


def _filled(node: Node) -> bool:
    """Tell whether a list holds anything: hours and an address may be left out, or left empty."""
    return node.shape != "nothing" and (node.shape != "list" or bool(node.items))


def colours_in(node: Node, problems: list[Problem]) -> tuple[tuple[str, ...], tuple[Origin, ...]]:
    """Return a clinic's colours, in small letters, and where each is written; none when they are left empty."""
    if node.shape == "nothing" or (node.shape == "list" and not node.items):
        return (), ()
    found: dict[str, Origin] = {}
    for item in values.list_in(node, "colours", problems) or ():
        words = values.words_in(item, "colours", problems)
        if words is None:
            continue
        try:
            read_colour(words)
        except ValueError:
            hint = 'write # and six digits from 0 to f: "#0b6e6e"'
            problems.append(Problem(item.origin, f"'{values.short(words)}' is not a colour", hint))
        else:
            found.setdefault(words.lower(), item.origin)
    if len(found) > MOST_COLOURS:
        hint = "keep the two that the clinic uses most"
        problems.append(Problem(node.origin, f"a clinic has at most {MOST_COLOURS} colours, not {len(found)}", hint))
    return tuple(found), tuple(found.values())


def image_in(node: Node, what: str, problems: list[Problem]) -> str:
    """Return the path of a picture file inside the library, or nothing with a problem."""
    words = values.words_in(node, what, problems)
    if words is not None and not re.fullmatch(_IMAGE, words):
        message = f"'{values.short(words)}' is not a picture file of the library"
        problems.append(Problem(node.origin, message, _why_no_image(words)))
        return ""
    return words or ""


def _why_no_image(words: str) -> str:
    """Return what to do about a path that no picture of a library can have."""
    inside = "write a path inside 'content', with / between folders, such as clinics/riverside.png"
    if re.match(r"[A-Za-z]+://", words):
        return f"save the picture into the folder 'content/clinics'; {inside}"
    if re.match(r"[A-Za-z]:|[/\\\\~]", words) or "\\" in words or ".." in words.split("/"):
        return inside
    suffix = words.rpartition(".")[2] if "." in words else ""
    if suffix.lower() not in ("svg", "png", "jpg", "jpeg"):
        kind = (
            f"a .{values.short(suffix)} file cannot be drawn" if suffix.isalnum() else "its name must end in its kind"
        )
        return f"{kind}: save it as SVG, PNG or JPEG, such as clinics/riverside.png"
    return 'give the file a name without : * ? " < > |, without signs that are not seen, blanks or dots at its ends'


def _named(path: Path, shown: str, what: str, problems: list[Problem]) -> list[tuple[Node, Node]]:
    """Return the entries of a file that is one map with names as keys."""
    root = read_yaml(path, shown, problems)
    if root is None:
        return []
    if root.shape != "map":
        message = f"the {what} need names with values, not {SHAPES[root.shape]}"
        problems.append(Problem(root.origin, message, "begin each with its name and a colon, such as 'bfn:'"))
        return []
    return [(key, value) for key, value in root.entries if _check_key(key, problems)]


def _check_key(key: Node, problems: list[Problem]) -> bool:
    """Say whether a key is a name: small letters, digits, dashes."""
    if re.fullmatch(_KEY, key.words):
        return True
    message = f"'{values.short(key.words)}' is not a name"
    problems.append(Problem(key.origin, message, "use small letters, digits and dashes"))
    return False
