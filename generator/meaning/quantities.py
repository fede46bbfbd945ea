"""Numbers of a text by value, each with its unit, what it is said to be (at least, under), and whether it counts off.

``2 weeks``, ``two weeks``, ``两周``, ``2週間`` and ``2 tuần`` are one quantity; ``day 5`` and ``5 days`` are two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from generator.meaning.numerals import Finder, Quantity, find_numbers, finder_of
from generator.meaning.tables import Phrase, Tongue

_JOINER: Final = re.compile(
    r"\s*(?:to|-|~|至|到|から|đến|tới|and|or|hoặc|hay|và|或|か|や|、|y|o|a|से|या|ถึง|หรือ|إلى|أو|에서|또는|,)\s*第?\s*"
)
_RANGE: Final = re.compile(r"\s*(?:to|-|~|至|到|から|đến|tới|a|से|ถึง|إلى|에서)\s*第?\s*")
_ARTICLE: Final = re.compile(r" an? | the ")
_GAP_BEFORE: Final = re.compile(r"[^,.;:!?()。、\d]{0,16}")
_GAP_AFTER: Final = re.compile(r"\)?(?:[^,.;:!?()。、\d]|\([^()]*\)){0,24}")


@lru_cache(maxsize=8192)
def quantities(words: str, tongue: Tongue) -> tuple[Quantity, ...]:
    """Return the quantities of some folded words (``folding.fold``), in their order."""
    finder = finder_of(tongue)
    found = sorted(find_numbers(words, finder), key=lambda one: one.start)
    if not found:
        return ()
    found = [_with_unit(words, one, finder) for one in found]
    found = _with_tenths(words, found) if "度" in words else found
    found = _halved(words, found, finder)
    found = _timed(words, found, finder)
    found = _shared(words, found)
    return tuple(_compared(words, found, finder))


# -- units, times of day, what a number is said to be ---------------------------


def _with_unit(words: str, one: Quantity, finder: Finder) -> Quantity:
    """Return a number with the unit behind it, or before it (小さじ2, tháng 6); the fifth day is told from 5 days."""
    if one.day is not None:
        return one
    unit, end = one.unit, one.end
    if not unit and finder.has_units and (match := finder.unit.match(words, end)):
        unit, end = finder.lower_units[match[match.lastindex or 1]], match.end()
    ordinal = False
    head, tail = words[: one.start].rstrip(" "), words[one.end :].lstrip(" ")
    for before, after in finder.ordinals:
        if head.endswith(before) and tail.startswith(after) and not (before and not after and unit):
            if before and head[: -len(before)][-1:].isalpha() and finder.tongue.spaced:
                continue
            ordinal = True
            known = [finder.lower_units[word] for word in before.split() if word in finder.lower_units]
            unit = unit or (known[0] if known else "")
            break
    if (
        unit in ("", "cup", "times", "degree", "°C")
        and finder.before_unit
        and (match := finder.before_unit.search(words[: one.start]))
    ):
        unit = next(unit for word, unit in finder.tongue.before_units.items() if word.lower() == match[1])
    return replace(one, unit=unit, end=max(end, one.end), ordinal=ordinal)


def _with_tenths(words: str, found: list[Quantity]) -> list[Quantity]:
    """Return temperatures with the tenths that stand behind their unit: 三十八度五 is 38.5."""
    out: list[Quantity] = []
    for one in found:
        before = out[-1] if out else None
        if before and before.unit in ("°C", "degree") and words[before.end - 1] == "度" and one.start == before.end:
            if not one.unit and len(one.words) == 1 and before.values and one.values and one.values[0] < 10:
                out[-1] = replace(before, values=(before.values[0] + one.values[0] / 10,), end=one.end, firm=True)
                continue
        out.append(one)
    return out


def _halved(words: str, found: list[Quantity], finder: Finder) -> list[Quantity]:
    """Return numbers with the half that stands behind their unit: 1時間半, an hour and a half, một giờ rưỡi."""
    if not finder.halves:
        return found
    out: list[Quantity] = []
    for one in found:
        if one.values == (0.5,) and len(out) > 1 and _vague(out[-1]) and out[-1].words == "a":
            out.pop()  # an hour and a half
        before = out[-1] if out else None
        if before and one.values == (0.5,) and before.values and before.day is None:
            gap = words[before.end : one.start].strip()
            behind = gap in ("", "and", "and a", "个", "個")
            if behind and (before.unit or one.unit) and (before.firm or before.values[0] == 1):
                unit = before.unit or one.unit
                values = (before.values[0] + 0.5,)
                out[-1] = replace(before, values=values, end=max(before.end, one.end), firm=True, unit=unit)
                continue
        if before and before.unit and before.unit == one.unit and before.end >= one.start:
            continue
        out.append(one)
    return [_half_unit(words, one, finder) for one in out]


def _half_unit(words: str, one: Quantity, finder: Finder) -> Quantity:
    """Return a half that has a unit as one that counts (半小时, half an hour); one alone need not be said again."""
    if one.values != (0.5,) or "/" in one.words or any(letter.isdigit() for letter in one.words):
        return one
    match = _ARTICLE.match(words, one.end) if finder.english else None
    unit = finder.unit.match(words, match.end() - 1) if match else None
    if unit:
        return replace(one, unit=finder.lower_units[unit[unit.lastindex or 1]], end=unit.end(), firm=True)
    return replace(one, firm=bool(one.unit))


def _timed(words: str, found: list[Quantity], finder: Finder) -> list[Quantity]:
    """Return numbers with those that are a time of day as one: 8 pm, 午後8時半, 8 giờ 30 tối."""
    out: list[Quantity] = []
    skip = False
    for one, following in zip(found, [*found[1:], None], strict=True):
        if skip:
            skip = False
            continue
        around = words[: one.start].rstrip(), words[min(one.end, one.start + len(one.words)) :].lstrip()
        part = next((name for name, forms in (("am", finder.am), ("pm", finder.pm)) for form in forms
                     if _stands(around, form)), "")  # fmt: skip
        if one.day is not None:
            out.append(replace(one, part=part))
            continue
        hour = one.values[0] if one.values else -1.0
        is_clock = bool(part) or (not one.unit and any(_stands(around, form) for form in finder.clock))
        fits = (
            (one.firm or bool(part))
            and hour == int(hour)
            and 0 <= hour <= 24
            and one.unit in ("", "hour")
            and not one.ordinal
        )
        if not (is_clock and fits):
            out.append(one)
            continue
        minutes = int(hour) * 60
        end = one.end
        gap = words[one.end : following.start].strip() if following else "…"
        if following and following.unit in ("minute", "") and gap in ("", "点", "點", "時", "时", "giờ", "h"):
            if following.firm and following.values and following.values[0] < 60 and (following.unit or gap):
                minutes, end, skip = minutes + int(following.values[0]), following.end, True
            elif following.values == (0.5,):
                minutes, end, skip = minutes + 30, following.end, True
        out.append(replace(one, day=minutes, part=part, end=end, unit=""))
    return out


def _stands(around: tuple[str, str], form: tuple[str, str]) -> bool:
    """Tell whether a number stands in a form: what is before and behind it, without spaces, and the form's words."""
    (head, tail), (before, after) = around, form
    if after and not (
        tail.startswith(after)
        and not tail[len(after) : len(after) + 1].isascii() * tail[len(after) : len(after) + 1].isalpha()
    ):
        return False
    return not before or head.endswith(before)


def _shared(words: str, found: list[Quantity]) -> list[Quantity]:
    """Return numbers with the unit that stands once for both of a range or a choice: 8 to 12 times, day 1 or 2."""
    out = list(found)
    for at in range(len(out) - 1, 0, -1):
        one, after = out[at - 1], out[at]
        if _JOINER.fullmatch(words[one.end : after.start]) and one.day is None and after.day is None:
            if not one.unit and after.unit and not one.ordinal:
                out[at - 1] = replace(
                    one, unit=after.unit, ordinal=after.ordinal, firm=one.firm or (after.firm and one.values[0] > 1)
                )
            elif one.ordinal and not one.unit and after.unit:
                out[at - 1] = replace(one, unit=after.unit)
                out[at] = replace(after, ordinal=True)
            elif one.ordinal and not after.unit:
                out[at] = replace(after, unit=one.unit, ordinal=True)
            elif (
                one.unit
                and not after.unit
                and after.firm
                and not after.ordinal
                and one.end > one.start + len(one.words)
            ):
                out[at] = replace(after, unit="")
    return out


@lru_cache(maxsize=8192)
def without_comparators(words: str, tongue: Tongue) -> str:
    """Return words without the phrases that compare a number: what they say is compared with the numbers."""
    finder = finder_of(tongue)
    places: list[tuple[int, int, int]] | None = None  # of the numbers; most texts have no phrase that asks for them
    for found, phrases in (finder.prefixes, finder.suffixes):
        for match in reversed(tuple(found.find(words))):
            if not _compares(match.words, phrases):
                continue
            if places is None:
                numbers = quantities(words, tongue)
                places = [(one.start, _bare_end(one), one.end) for one in numbers if not _vague(one)]
            near = any(
                (-2 <= start - match.end <= 16 and _GAP_BEFORE.fullmatch(words[match.end : start]))
                or (-2 <= match.start - end <= 24 and _GAP_AFTER.fullmatch(words[end : match.start]))
                for start, _, end in places
            )
            if near:
                words = f"{words[: match.start]} {words[match.end :]}"
    return words


def _compares(words: str, phrases: Mapping[str, Sequence[Phrase]]) -> bool:
    return any(not phrase.hint for phrase in phrases.get(words, ()))


def is_range(words: str, one: Quantity, after: Quantity) -> bool:
    """Tell whether two neighbouring numbers are the ends of a range."""
    return bool(
        _RANGE.fullmatch(words[one.start + len(one.words) : after.start])
        or _RANGE.fullmatch(words[one.end : after.start])
    )


def _compared(words: str, found: list[Quantity], finder: Finder) -> list[Quantity]:
    """Return numbers with what they are said to be: each phrase goes to the nearest number on its side."""
    if not found:
        return found
    says: list[dict[str, bool]] = [{} for _ in found]
    spaced = finder.tongue.spaced
    heads, by_head = finder.prefixes
    bound: list[tuple[int, int]] = []
    for match in heads.find(words):
        behind = (number for number, one in enumerate(found) if one.start >= match.end and one.values)
        end = match.end
        at = next((no for no in behind if not _vague(found[no]) or _counts(words, end, found[no], finder)), None)
        if at is None:
            continue
        one, after = found[at], found[at + 1] if at + 1 < len(found) else None
        gap = words[match.end : one.start]
        ranged = after is not None and is_range(words, one, after)
        if _GAP_BEFORE.fullmatch(gap) and (spaced or len(gap) <= 10):
            if spaced and len(gap.split()) > 3:
                continue
            _note(says[at], by_head[match.words], "after", one, words, ranged, bool(gap.strip()))
            if not one.firm and _counts(words, match.end, one, finder):
                found[at] = replace(one, firm=True)
            bound.append((match.start, match.end))
    tails, by_tail = finder.suffixes
    for match in tails.find(words):
        before = [at for at, one in enumerate(found) if _bare_end(one) <= match.start and not _vague(one)]
        if not before or any(start < match.end and match.start < end for start, end in bound):
            continue  # "day 5, for at least 20 minutes": it was of the number behind it
        one = found[before[-1]]
        end = one.end if one.end <= match.start else _bare_end(one)
        gap = words[end : match.start]
        short = not spaced and len(match.words) == 1
        if _GAP_AFTER.fullmatch(gap) and (spaced or len(gap) <= (0 if short else 7)):
            _note(says[before[-1]], by_tail[match.words], "before", one, words, False, bool(gap.strip()))
            outer = found[before[-2]] if len(before) > 1 else None
            if (
                outer and gap.startswith(")") and words[outer.end : one.start].strip() == "("
            ):  # 100.4 °F (38 °C) or more
                _note(says[before[-2]], by_tail[match.words], "before", one, words, False, True)
    return [
        replace(
            one,
            says=frozenset(name for name, hint in own.items() if not hint),
            hints=frozenset(name for name, hint in own.items() if hint),
        )
        for one, own in zip(found, says, strict=True)
    ]


def _vague(one: Quantity) -> bool:
    """Tell whether a number is none to compare: the, a, both."""
    return not one.firm and not one.unit and one.words != "one"


def _counts(words: str, end: int, one: Quantity, finder: Finder) -> bool:
    """Tell whether a number in words stands right behind a word that compares: then it is one for sure (dưới ba)."""
    return one.words in finder.tongue.numbers and not finder.english and not words[end : one.start].strip()


def _bare_end(one: Quantity) -> int:
    return one.start + len(one.words)


def _note(
    own: dict[str, bool], phrases: Sequence[Phrase], other: str, one: Quantity, words: str, ranged: bool, apart: bool
) -> None:
    """Note what phrases say of a number. One that is a hint too is only that before a range ("over 2 to 5 days")."""
    hints = any(phrase.hint for phrase in phrases)
    for phrase in phrases:
        rest = phrase.after if other == "after" else phrase.before
        if rest:
            tail = words[one.end :].lstrip()
            head = words[: one.start].rstrip()
            if not (tail.startswith(rest) if other == "after" else head.endswith(rest)):
                continue
        if phrase.hint and apart and len(phrase.before or phrase.after) < 2:
            continue
        if not phrase.hint and hints and ranged:
            continue
        own[phrase.says] = own.get(phrase.says, True) and phrase.hint
