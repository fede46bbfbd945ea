"""Do a text and its translation have the same numbers, with the same units and comparators?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.meaning.differences import Difference
from generator.meaning.numerals import Quantity
from generator.meaning.ordering import (
    MEASURES,
    compare_bounds,
    compare_every,
    compare_joined,
    compare_one,
    compare_order,
    compare_periods,
    compare_ranges,
    compare_unit_left_out,
    compare_vague,
    compare_vague_units,
    is_after,
)
from generator.meaning.quantities import quantities
from generator.meaning.tables import Tongue

_SPOONS: Final = frozenset(("teaspoon", "tablespoon"))
MOST: Final = 150
"""Numbers of one text that are compared; our own have a tenth of that."""
NEAR: Final = 0.001
SAID: Final = {"at least": "at least", "more": "more than", "less": "fewer than", "at most": "at most",
               "at least?": "以上", "at most?": "以下"}  # fmt: skip
_OPPOSITE: Final = {"more": "at most", "at most": "more", "less": "at least", "at least": "less"}
_OPEN: Final = {"at least?": {"at least", "more"}, "at most?": {"at most", "less"}}
"""What the words that leave it open whether the number counts may stand for."""
_KIN: Final = ({"times", "tablet"}, {"times", "drop"}, {"cup", "times"}, {"tablet", "capsule"}, {"day", "night"},
               {"degree", "°C"}, {"degree", "°F"}, {"unit", "IU"}, {"tablet", "drop"}, {"month", "month-name"},
               {"puff", "times"}, {"times", "teaspoon"}, {"kcal", "unit"},
               {"spoon", "teaspoon"}, {"spoon", "tablespoon"})  # fmt: skip
_SURE_KIN: Final = (
    {"degree", "°C"},
    {"degree", "°F"},
    {"unit", "IU"},
    {"times", "puff"},
    {"times", "cup"},
    {"times", "degree"},
)
"""Units that may stand for one another: 度 is also times in Japanese."""
_ONCE: Final = frozenset(("once", "twice", "one"))
_NO_MORE: Final = re.compile(
    r"(?:\b(?:not|never|cannot)\b|n[’']t\b)[^,]*$"
    r"|\bno (?:more|less|fewer|longer|later|earlier|sooner|higher|lower)\b[^,]*$"
)
_DIGIT: Final = re.compile(r"\d")
_TELEPHONE: Final = re.compile(r"(?<![\d.,])(?:\+?\d{7,}|\+?\d{2,4}[-. ]\d{3,4}[-. ]\d{3,4}|\d{5,6})(?![\d.,]\d|\d)")


def compare_numbers(
    source: str, target: str, english: Tongue, tongue: Tongue, house: bool = False
) -> Iterator[Difference]:
    """Yield what differs in the numbers of two folded texts; for leaflets also words that leave a bound open."""
    want, have = quantities(source, english), quantities(target, tongue)
    yield from compare_vague_units(source, target, english, tongue)
    if not want and not have:
        return
    if max(len(want), len(have)) > MOST:
        text = f"there are more than {MOST} numbers in one text: they are not compared"
        yield Difference("numbers", "critical", text, "make paragraphs of it")
        return
    pairs, lost, extra = _match(want, have)
    yield from _repeated(lost, extra, want, have)
    after = [one for one in extra if one.ordinal and is_after(one, target, tongue)]
    nexts = [one for one in lost if any(_next_on(other, one) for other in extra if other not in after)]
    lost = [one for one in lost if one.firm and one not in nexts and not _said_again(one, pairs)]
    extra = [
        one for one in extra if one.firm
        and not any(_equal(one, other) or (one not in after and _next_on(one, other)) for other in want)
    ]  # fmt: skip
    lost, extra = _converted(lost, extra, tongue)
    lost, extra = _as_fractions(lost, extra, have, want)
    if not tongue.numbers:  # words for numbers are not known: only digits can be told to be lost
        lost = [one for one in lost if any(letter.isdigit() for letter in one.words)]
    if lost or extra:
        yield _wrong_numbers(lost, extra)
    else:
        yield from compare_vague(source, target, english, tongue)
    for one, other in pairs:
        yield from _units(one, other, tongue)
        yield from compare_unit_left_out(one, other, want, source)
        yield from _times(one, other, tongue)
        yield from _comparators(one, other, source, target, english, tongue)
    if house and tongue.name.startswith("zh") and any(one.says & _OPEN.keys() for one in have):
        text = "bare 以上 or 以下 does not say whether the number counts"
        yield Difference("comparators", "minor", text, "write 或以上, 或以下")
    yield from compare_ranges(want, have, source, target)
    yield from compare_order(pairs, source, target)
    yield from compare_bounds(pairs, source, target, english, tongue)
    yield from compare_joined(pairs, source, target, tongue)
    yield from compare_one(want, have, pairs)
    yield from compare_periods(source, target, english, tongue)
    yield from compare_every(pairs, source, target, tongue)


def count_denied(source: str, target: str, english: Tongue, tongue: Tongue) -> int:
    """Return how many times "do not take more than 4" became "at most 4": a 'not' that needs no word of its own."""
    have = quantities(target, tongue)
    return sum(
        _denied(source, one, english)
        and any(_equal(one, other) and {_OPPOSITE[name] for name in one.says} & other.says for other in have)
        for one in quantities(source, english)
        if one.says and one.says <= {"more", "less"}
    )


def telephones(source: str, target: str) -> Iterator[Difference]:
    """Yield telephone numbers that stand in either text: they are slots, and never a translator's to write."""
    for where, words in (("English", source), ("translation", target)):
        for run in _TELEPHONE.findall(words) if _DIGIT.search(words) else ():
            hint = "telephone numbers are slots: {phone}, {emergency}"
            yield Difference(
                "telephone", "critical", f"the {where} holds what looks like a telephone number: {run}", hint
            )


def _equal(one: Quantity, other: Quantity) -> bool:
    if one.day is not None or other.day is not None:
        return _same_time(one, other)
    return any(abs(mine - its) <= NEAR for mine in one.values for its in other.values)


def _next_on(one: Quantity, other: Quantity) -> bool:
    """Tell whether a number is the day after one of the source: after day 1 is from day 2 on (2日目以降)."""
    after = other.ordinal and "more" in other.says | other.hints and one.unit == other.unit and one.ordinal
    onwards = (one.says | one.hints) & {"at least", "more"} and "more" not in one.says
    return bool(after and onwards and one.values[:1] == (other.values[0] + 1,))


def _same_time(one: Quantity, other: Quantity) -> bool:
    """Tell whether two times of day may be one: 8 pm is 20:00, and 8:00 where no half of the day is said."""
    clock, number = (one, other) if one.day is not None else (other, one)
    if number.day is None:  # 8 giờ is eight hours and eight o'clock
        return clock.day is not None and any(clock.day % 720 == value * 60 % 720 for value in number.values)
    if clock.day is None:
        return False
    return _of_day(clock) % 720 == _of_day(number) % 720  # the halves of the day are compared by _times


def _half(one: Quantity) -> str:
    """Return which half of the day a time is in: am, pm, or empty where it is not said."""
    return one.part or ("pm" if one.day is not None and one.day >= 780 else "")


def _of_day(one: Quantity) -> int:
    assert one.day is not None
    if one.part == "pm" and one.day < 720:
        return one.day + 720
    return one.day


def _match(
    want: Sequence[Quantity], have: Sequence[Quantity]
) -> tuple[list[tuple[Quantity, Quantity]], list[Quantity], list[Quantity]]:
    """Pair equal numbers, the most alike first; return the pairs, and what is left on either side."""
    scored = sorted(
        (
            (-_likeness(one, other), at, to)
            for at, one in enumerate(want)
            for to, other in enumerate(have)
            if (one.firm or other.firm or {one.unit, other.unit} <= _SPOONS or (one.words == "one" and one.unit))
            and _equal(one, other)
        ),
    )
    mine: set[int] = set()
    its: set[int] = set()
    pairs = []
    for _, at, to in scored:
        if at not in mine and to not in its:
            mine.add(at)
            its.add(to)
            pairs.append((want[at], have[to]))
    lost = [one for at, one in enumerate(want) if at not in mine]
    return pairs, lost, [one for to, one in enumerate(have) if to not in its]


def _likeness(one: Quantity, other: Quantity) -> float:
    unit = 4 if one.unit == other.unit else 3 if _kin(one.unit, other.unit) else 0 if one.unit and other.unit else 2
    alike = one.says & (other.says | other.hints) or other.says & one.hints or one.says == other.says
    says = 1.5 if alike else 0
    return (
        unit
        + says
        + 1.2 * (one.firm + other.firm)
        + 2.5 * (one.ordinal == other.ordinal)
        - 0.001 * abs(one.start - other.start)
    )


def _kin(one: str, other: str) -> bool:
    return any({one, other} <= kin for kin in (*_KIN, *_SURE_KIN))


def _said_again(one: Quantity, pairs: Sequence[tuple[Quantity, Quantity]]) -> bool:
    """Tell whether a number stands twice in the source with one unit, and once in the translation."""
    return any(_equal(one, mine) and one.unit == mine.unit for mine, _ in pairs)


def _converted(lost: list[Quantity], extra: list[Quantity], tongue: Tongue) -> tuple[list[Quantity], list[Quantity]]:
    """Take away what a conversion that the tables declare makes equal, half an hour and 30 minutes too."""
    declared = [*tongue.conversions, (1.0, "hour", 60.0, "minute"), (1.0, "year", 12.0, "month")]
    declared += [(same, its, many, unit) for many, unit, same, its in declared if unit == "year"]
    for one in list(lost):
        for other in list(extra):
            for many, unit, same, its in declared:
                halved = unit not in ("hour", "year") or many != 1.0 or one.values[:1] in ((0.5,), (1.5,), (0.25,))
                if (
                    (one.unit, other.unit) == (unit, its)
                    and halved
                    and one.values
                    and other.values
                    and (abs(one.values[0] / many * same - other.values[0]) < NEAR and one in lost)
                ):
                    lost.remove(one)
                    extra.remove(other)
                    break
    return lost, extra


def _as_fractions(
    lost: list[Quantity], extra: list[Quantity], have: Sequence[Quantity], want: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """Take away a fraction that the other text says in two numbers or in per cent: a tenth, 1 of 10, 10 %."""
    for left, right, others in ((lost, extra, have), (extra, lost, want)):
        for one in list(left):
            if not one.values or not 0 < one.values[0] < 1 or one.unit in MEASURES - {"%"}:
                continue  # half a day is no share of 12 and 24
            share = next(
                (
                    other
                    for other in right
                    if other.unit == "%" and other.values and abs(other.values[0] / 100 - one.values[0]) < 0.004
                ),
                None,
            )
            if share:
                left.remove(one)
                right.remove(share)
                continue
            firm = [other.values[0] for other in others if other.values]
            tops = [(a, b) for a in firm for b in firm if b > a > 0 and abs(a / b - one.values[0]) < NEAR]
            whole = any(other.unit == one.unit and other.values[:1] == (1.0,) for other in others)
            if tops or (one.values == (0.5,) and not (one.unit and whole)):
                left.remove(one)
                for other in list(right):
                    if tops and other.values and any(other.values[0] in pair for pair in tops):
                        right.remove(other)
    return lost, extra


def _wrong_numbers(lost: Sequence[Quantity], extra: Sequence[Quantity]) -> Difference:
    parts = [f"missing {', '.join(one.shown() for one in lost)}"] if lost else []
    parts += [f"too much {', '.join(one.shown() for one in extra)}"] if extra else []
    hint = "write digits where the English has digits, and the same ones"
    return Difference("numbers", "critical", f"the numbers are not the same: {'; '.join(parts)}", hint)


def _repeated(
    lost: Sequence[Quantity], extra: Sequence[Quantity], want: Sequence[Quantity], have: Sequence[Quantity]
) -> Iterator[Difference]:
    """Yield a "once" that became another number of the text: 8 times, once of them at night."""
    once = [one for one in lost if one.words in _ONCE and not any(_equal(one, other) for other in have)]
    again = [one for one in extra if one.firm and one.unit and any(_equal(one, other) for other in want)]
    if once and again and len(have) >= len(want):
        text = f"the English says '{once[0].words}', the translation {again[0].shown()}"
        yield Difference("numbers", "critical", text, "write each number of the English once")


def _units(one: Quantity, other: Quantity, tongue: Tongue) -> Iterator[Difference]:
    """Yield a unit that is lost or changed, and a fifth day that became five days."""
    if one.day is not None or other.day is not None:
        return
    if not one.unit and other.unit == "month-name" and one.firm and other.firm:
        text = f"{one.values[0]:g} of the English became the name of a month"
        yield Difference("units", "critical", text, "copy the number")
        return
    right = f"{one.values[0]:g} {tongue.unit_first.get(one.unit, one.unit)}"
    if (
        one.unit
        and one.unit != other.unit
        and not (one.unit == "month" and other.unit == "month-name" and not one.firm)
    ):
        kin = any({one.unit, other.unit} <= kin for kin in _SURE_KIN) or (
            any({one.unit, other.unit} <= kin for kin in _KIN)
            and not {one.unit, other.unit} & {"month-name", "teaspoon", "tablespoon", "capsule"}
        )
        known = one.unit in tongue.unit_first or one.unit in tongue.before_units.values()
        if (
            other.unit
            and not kin
            and (one.firm or other.firm or one.words == "one" or one.unit in _SPOONS)
            and (one.unit in MEASURES or other.unit in MEASURES or known)
        ):
            if not one.firm and one.values[0] == 1 and other.unit not in MEASURES and one.unit not in _SPOONS:
                return
            text = f"'{one.shown()}' of the English has another unit in the translation: {other.unit}"
            yield Difference("units", "critical", text, f"write it as {right}")
        elif not other.unit and known and one.unit in MEASURES and one.firm and other.firm and one.unit != "%":
            text = f"'{one.shown()}' of the English has no unit in the translation"
            yield Difference("units", "critical", text, f"write it as {right}")
        return
    if (
        one.unit in ("day", "week", "month")
        and one.unit == other.unit
        and one.ordinal != other.ordinal
        and one.firm | other.firm
    ):
        if one.values[0] == 1 and not (one.firm and other.firm):
            return
        forms = [form for form in tongue.list("ordinals") if one.unit in _form_units(form, tongue)]
        shape = (forms or ["…"])[0].replace("#", f"{one.values[0]:g}")
        many = f"{one.values[0]:g} {one.unit}s"
        named = f"{one.unit} {one.values[0]:g}"
        if one.ordinal:
            yield Difference(
                "units", "critical", f"'{named}' is one {one.unit}, not {many}", f"the form is like {shape}"
            )
        else:
            text = f"'{many}' of the English became '{named}', which is one {one.unit}"
            yield Difference("units", "critical", text, f"write it as {right}")


def _form_units(form: str, tongue: Tongue) -> set[str]:
    return {unit for word, unit in tongue.units.items() if word in form}


def _times(one: Quantity, other: Quantity, tongue: Tongue) -> Iterator[Difference]:
    """Yield a time of day that moved from morning to evening."""
    mine, its = _half(one), _half(other)
    if one.day is None and one.unit == "hour" and other.day is not None and (other.part or not tongue.spaced):
        text = f"'{one.shown()}' of the English is how long, the translation says what time of the day"
        yield Difference("time", "critical", text, "hours are no time of the day")
    if one.day is not None and mine and its and mine != its:
        if (one.day % 720) // 60:  # midnight and noon are named in many ways
            text = f"'{one.shown()}' of the English is in the other half of the day in the translation"
            yield Difference("time", "critical", text, "morning stays morning, evening stays evening")


def _comparators(
    one: Quantity, other: Quantity, source: str, target: str, english: Tongue, tongue: Tongue
) -> Iterator[Difference]:
    """Yield a comparator that is lost, added, or another one."""
    if not any(not phrase.hint for phrase in tongue.phrases) or not (one.firm or one.says or other.firm):
        return
    want, have = set(one.says), set(other.says)
    if one.says & {"more", "less"} and _denied(source, one, english):
        want |= {_OPPOSITE[name] for name in want & {"more", "less"}}
    if have & {"more", "less", "at least"} and _denied(target, other, tongue):
        have |= {_OPPOSITE[name] for name in have if name in _OPPOSITE}
    number = one.shown()
    if want:
        open_words = {name for mark in have if mark in _OPEN for name in _OPEN[mark]}
        hinted = other.hints | {name for mark in other.hints if mark in _OPEN for name in _OPEN[mark]}
        if want == {"less"} and "at most" in have and one.unit in ("°C", "°F"):
            return  # below 25 °C is written 25 °C or less on medicines
        if want & (have | open_words) or (not have and want & hinted):
            return
        first = SAID[min(one.says)]
        known = [phrase for phrase in tongue.phrases if phrase.says in want and not phrase.hint][:4]
        forms = ", ".join(f"{phrase.before} … {phrase.after}".strip(" …") for phrase in known)
        if have:
            text = f"the English says '{first}' of {number}, the translation '{SAID[min(have)]}'"
        else:
            text = f"the English says '{first}' of {number}, the translation does not"
        yield Difference("comparators", "critical", text, f"one of: {forms}")
    elif have - {"at least?", "at most?"} and not have & one.hints:
        said = SAID[min(have - {"at least?", "at most?"})]
        text = f"the translation says '{said}' of {number}, the English does not"
        yield Difference("comparators", "major", text, "compare the two")


def _denied(words: str, one: Quantity, tongue: Tongue) -> bool:
    """Tell whether a 'not' stands close to a number: 'do not take more than 4' is 'at most 4'."""
    marks = [mark.strip("*") for mark in tongue.negation.get("marks", ())]
    wide = 40 if tongue.spaced else 14
    near = words[max(0, one.start - wide) : one.start]
    near = re.split(r"[.;!?。！？;]" if tongue.name == "en" else "[.;!?。！？;,]", near)[-1]
    if tongue.name == "en":
        return bool(_NO_MORE.search(near))  # "no joy for more than 2 weeks" does not deny "more"
    near = near.rstrip()
    own = max((phrase.before for phrase in tongue.phrases if near.endswith(phrase.before)), key=len, default="")
    near = near.removesuffix(own)  # the 不 of 不到 denies nothing
    if tongue.name == "ja":
        near = re.split(r"[。;!?]", words[one.end : one.end + 24])[0]
        own = max((phrase.after for phrase in tongue.phrases if phrase.after in near[:8]), key=len, default="")
        near = near.replace(own, "", 1)
    return any(
        re.search(rf"(?<!\w){re.escape(mark)}(?!\w)" if tongue.spaced else re.escape(mark), near) for mark in marks
    )
