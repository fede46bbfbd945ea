"""The Jinja2 environment of templates: closed, escaping, strict, and counted.

Why so tight: a template comes from a folder that someone may have been sent. It can loop and choose, and nothing else:
no files, no methods of words or numbers, a short list of filters, nothing that fills the memory or the time. What a
template may say at all is checked before it is compiled (``compose/grammar.py``); what it uses up is counted here.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateRuntimeError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import Namespace, pass_context
from msgspec import Struct

from generator.compose.meter import Meter, printed
from generator.compose.values import Compiled, TemplateError
from generator.compose.words import plain
from generator.model.content import Telephone
from generator.model.memo import remembered

MOST_NUMBER: Final = 1_000_000
MOST_PARTS: Final = 100
FILTERS_KNOWN: Final = frozenset(
    {"default", "dial", "first", "join", "last", "length", "list", "parts", "plain", "rejectattr", "selectattr"}
)
TESTS_KNOWN: Final = frozenset({"defined", "eq", "even", "in", "ne", "none", "odd", "undefined"})
_RECKONS: Final = frozenset({"+", "-", "*", "//", "%"})
_METER: Final = "_meter"
"""The name under which a template's context carries what it uses up; no template can say it."""
_LOOP: Final = frozenset("first last index index0 revindex revindex0 length previtem nextitem cycle".split())
_DATE: Final = frozenset({"year", "month", "day"})


class _Sandbox(ImmutableSandboxedEnvironment):
    """Values have fields and no methods; whole numbers can be reckoned with, and stay small."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    intercepted_unops = frozenset({"+", "-"})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, Struct):
            return attr in obj.__struct_fields__
        if isinstance(obj, LoopContext):
            return attr in _LOOP
        return (type(obj) is date and attr in _DATE) or (type(obj) is Namespace and not attr.startswith("_"))

    def wrap_str_format(self, value: Any) -> None:
        """Give out no ``format`` of words either: Jinja2 would before it asks what is safe."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator not in _RECKONS:
            raise SecurityError(f"'{operator}' cannot be used")
        return _small(super().call_binop(context, operator, _small(left), _small(right)))

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        return super().call_unop(context, operator, _small(arg))


def _small(number: Any) -> int:
    """Return a number that can be reckoned with: numbers are the size of a leaflet's, words are none."""
    if type(number) is not int or abs(number) > MOST_NUMBER:
        raise TemplateError(f"only whole numbers up to {MOST_NUMBER:,} can be reckoned with", "join words with ~")
    return number


def _meter(context: Context) -> Meter:
    meter: Meter = context.parent[_METER]
    return meter


@pass_context
def _print(context: Context, value: Any) -> Any:
    """Let ``{{ … }}`` print what can be printed, and count its letters."""
    if isinstance(value, Telephone):
        value = value.words
    if isinstance(value, str):
        context.parent[_METER].write(len(value))
        return value
    return printed(value)


@pass_context
def _join(context: Context, items: Sequence[object], joint: str = "") -> str:
    """Filter ``join``: what ``~`` does with everything in a list."""
    meter = _meter(context)
    meter.step(len(items))
    parts: list[object] = []
    for item in items:
        parts += (joint, item) if parts else (item,)
    return meter.join(*parts)


@pass_context
def _list(context: Context, items: Sequence[object]) -> tuple[object, ...]:
    """Filter ``list``: what there is to go through, as ``draw`` takes it."""
    _meter(context).step(len(items))
    return tuple(items)


@pass_context
def _parts(context: Context, items: Sequence[object], count: int) -> tuple[Sequence[object], ...]:
    """Filter ``parts``: cut a list into rows of ``count`` (the last may be shorter)."""
    if not 0 < count <= MOST_PARTS:
        raise SecurityError(f"parts({count}) cannot be")
    _meter(context).step(len(items))
    return tuple(tuple(items[start : start + count]) for start in range(0, len(items), count))


@pass_context
def _plain(context: Context, words: str) -> str:
    _meter(context).write(len(words))
    return plain(words)


@pass_context
def _dial(context: Context, phone: object) -> str:
    """Filter ``dial``: a telephone as a ``tel:`` link has it (RFC 3966). It was read long before."""
    if not isinstance(phone, Telephone):
        raise TemplateError("dial takes a telephone", "as in {{ clinic.phones[0]|dial }} or {{ profile.crisis|dial }}")
    _meter(context).write(len(phone.dialled))
    return phone.dialled


def _by_attribute(name: str) -> Any:
    """Return Jinja2's filter ``selectattr`` or ``rejectattr``, counted, as a list and not one by one."""
    choose = FILTERS[name]

    @pass_context
    def chosen(context: Context, items: Sequence[object], attribute: str, *test: object) -> tuple[object, ...]:
        _meter(context).step(len(items) * (4 + len(attribute)))
        return tuple(choose(context, items, attribute, *test))

    return chosen


def _by_comparison(operator: str) -> Any:
    @pass_context
    def compared(context: Context, left: object, right: object) -> bool:
        return _meter(context).compare(operator, left, right)

    return compared


@lru_cache(maxsize=1)
def environment() -> _Sandbox:
    """Return the one environment of this process."""
    made = _Sandbox(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=None,
        cache_size=0,
        finalize=_print,
    )
    made.filters = {name: FILTERS[name] for name in ("default", "first", "last", "length")} | {
        "dial": _dial,
        "join": _join,
        "list": _list,
        "parts": _parts,
        "plain": _plain,
        "rejectattr": _by_attribute("rejectattr"),
        "selectattr": _by_attribute("selectattr"),
    }
    made.tests = {name: TESTS[name] for name in ("defined", "none", "undefined")} | {
        "eq": _by_comparison("eq"),
        "even": lambda number: _small(number) % 2 == 0,  # "%999999999d" % 2 would be words
        "in": _by_comparison("in"),
        "ne": _by_comparison("ne"),
        "odd": lambda number: _small(number) % 2 == 1,
    }
    made.globals = {"namespace": Namespace}
    return made


@remembered("template, ready to run")
def _template(compiled: Compiled) -> Template:
    made = environment()
    return Template.from_code(made, compiled.code, made.globals)


def run(compiled: Compiled, values: Mapping[str, Any], meter: Meter) -> Iterator[str]:
    """Yield what a template writes.

    Args:
        compiled: the template.
        values: what its names stand for.
        meter: counts what it uses up, with the templates that it draws.
    """
    counted = {
        _METER: meter,
        "_enter": meter.enter,
        "_each": meter.each,
        "_join": meter.join,
        "_gather": meter.gather,
        "_compare": meter.compare,
        "range": meter.range,
    }
    template = _template(compiled)
    meter.step(compiled.weight)
    context = template.new_context({**values, **counted}, shared=False)
    writing = template.root_render_func(context)
    assert isinstance(writing, Generator)
    for part in writing:
        try:
            meter.write(len(part))
        except TemplateError as error:
            writing.throw(error)  # so that it is known which line wrote
        yield part
    context.vars.clear()  # a macro in it knows the context: a circle that nothing else would open


def line_of(compiled: Compiled, line: int) -> int:
    """Return the line of a template that a line of its code comes from."""
    return _template(compiled).get_corresponding_lineno(line)


def explain(error: Exception) -> tuple[str, str] | None:
    """Return what a person reads of an error that only a template can cause, and a hint; None for any other."""
    if isinstance(error, TemplateError):
        return f"the template cannot do this: {error}", error.hint
    if isinstance(error, RecursionError):
        return "the template calls itself without end", "look for a macro in a macro, or blocks drawn in blocks"
    if isinstance(error, UndefinedError):
        message = str(error).replace("generator.compose.values.", "").replace(" object'", "'")
        return f"the template asks for something that is not there: {message}", ""
    if isinstance(error, SecurityError):
        return f"the template may not do this: {error}", ""
    return (f"the template cannot do this: {error}", "") if isinstance(error, TemplateRuntimeError) else None
