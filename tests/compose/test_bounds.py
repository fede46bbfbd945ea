"""No template takes long, fills the memory or reaches into the program: it ends in a problem at its line.

Nothing here would eat the machine if a bound were gone: the bombs are small ones, under lowered bounds.
"""

from __future__ import annotations

import ast
import inspect
import time
import tracemalloc
from pathlib import Path

import pytest
from composing import block, draw, main_area, problems, said, setting, topic, with_kinds, words

from generator.compose import grammar, meter, sandbox, sheets
from generator.compose.composer import compose
from generator.compose.meter import Meter
from generator.compose.templates import compile_template
from generator.model.problems import Origin, Problem, Unusable

DOUBLED = "{% set x = 'abcdefgh' %}" + "{% set x = x ~ x %}" * 10
"""Eight thousand letters."""
TEXT = block("text", words=said("x"))


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the bounds, so that a small bomb is one."""
    monkeypatch.setattr(meter, "MOST_STEPS", 5_000)
    monkeypatch.setattr(meter, "MOST_LETTERS", 5_000)
    monkeypatch.setattr(meter, "MOST_COUNTED", 100)
    monkeypatch.setattr(sheets, "MOST_ELEMENTS", 50)
    monkeypatch.setattr(sheets, "MOST_LETTERS", 4_000)


def refusal(template: str) -> Problem:
    """Return what is said first of a template whose third line is wrong."""
    found = problems(f"\n\n{template}", TEXT)
    assert found[0].origin == Origin("templates/leaflet.xml", 3)
    return found[0]


# -- what is counted ----------------------------------------------------------


@pytest.mark.parametrize(
    "bomb",
    [
        DOUBLED,
        "{% set n = namespace(x='abcdefgh') %}{% for i in range(20) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% macro a(x) %}{{ x }}{{ x }}{{ x }}{{ x }}{% endmacro %}" + "{{ a(a(a(a(a(a('xxxxxxxx')))))) }}",
        "{% macro a() %}{% for i in range(90) %}" + "x" * 90 + "{% endfor %}{% endmacro %}{{ a() }}",
        "{% macro a() %}{% for i in range(90) %}" + "x" * 90 + "{% endfor %}{% endmacro %}{% if a() %}{% endif %}",
        "{% macro a() %}"
        + "x" * 900
        + "{% endmacro %}{% if a() or"
        + " a() or" * 9
        + " a() %}{% endif %}{{ a() and a() and a() and a() and a() and a() and '' }}",
        "{% for i in range(90) %}" + "x" * 90 + "{% endfor %}",
        "{% set x = '<<<<<<<<<<' %}{% for i in range(90) %}{{ x }}{{ x }}{{ x }}{{ x }}{{ x }}{{ x }}{% endfor %}",
        "{{ ('x', 'y')|join('" + "z" * 6_000 + "') }}",
        "{% for i in range(90) %}{{ say('" + "x" * 90 + "') }}{% endfor %}",
        "{% for i in range(90) %}{{ 'abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij'|plain }}{% endfor %}",
    ],
)
def test_words_do_not_grow_without_end(bomb: str, low: None) -> None:
    problem = refusal(bomb)
    assert problem.message == "the template cannot do this: it writes more than 5,000 letters"
    assert "a loop in a loop, or words joined to themselves" in problem.hint


def test_what_a_macro_prints_is_counted_before_it_is_put_together(low: None) -> None:
    lines = (
        "{% set x = '" + "<" * 90 + "' %}{% macro a() %}{% for i in range(90) %}",
        "{{ x }}",
        "{% endfor %}",
        "{{ 1 }}",
    )
    (problem,) = problems("\n".join((*lines, "{% endmacro %}{{ a() }}")))
    assert problem.origin == Origin("templates/leaflet.xml", 2)


@pytest.mark.parametrize(
    "bomb",
    [
        "{% for a in range(80) %}{% for b in range(80) %}{% endfor %}{% endfor %}",
        "{% for a in range(80) %}{% for b in range(80) if b %}{% endfor %}{% endfor %}",
        "{% macro a() %}{% endmacro %}{% macro b() %}" + "{{ a() }}" * 20 + "{% endmacro %}" + "{{ b() }}" * 20,
        "{% for a in range(90) %}{{ draw(topic.blocks) }}{% endfor %}",
        "{% for a in range(90) %}{{ outline(topic.blocks) and '' }}{% endfor %}",
        "{% set x = range(90)|list %}" + "{% set y = x|list %}" * 40,
        "{% set x = range(90)|list %}" + "{% set y = x|parts(9) %}" * 40,
        "{% set x = range(90)|list %}" + "{% set y = x|selectattr('a', 'defined') %}" * 40,
        "{% set x = range(90)|list %}" + "{% set y = 5 in x %}" * 60,
        "{% set x = range(90)|list %}" + "{% set y = 5 is in x %}" * 60,
    ],
)
def test_steps_are_counted_wherever_they_are_taken(bomb: str, low: None) -> None:
    problem = refusal(bomb)
    assert problem.message == "the template cannot do this: it takes more than 5,000 steps"


def test_words_handed_to_templates_are_counted_though_none_prints_them(low: None) -> None:
    long = block("text", words=said("x" * 400))
    (problem,) = problems("\n{{ draw(topic.blocks) }}" * 15, long, within=with_kinds(text="<p>x</p>"))
    assert "writes more than 5,000 letters" in problem.message


def test_steps_of_blocks_and_of_the_sheet_are_counted_together(low: None) -> None:
    within = with_kinds(
        text="\n{% for a in range(60) %}{% for b in range(10) %}{% endfor %}{% endfor %}<p>{{ words }}</p>"
    )
    assert draw("{{ draw(topic.blocks) }}", TEXT, within=within)
    (problem,) = problems("{{ draw(topic.blocks) }}", *[TEXT] * 5, within=within)
    assert problem.origin == Origin("templates/blocks/text.xml", 2)
    assert "more than 5,000 steps" in problem.message


def test_what_compares_long_words_takes_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "MOST_STEPS", 2_000)
    compared = DOUBLED + "{% set y = x ~ '' %}{% for i in range(20) %}{% if x == y %}{% endif %}{% endfor %}"
    assert "more than 2,000 steps" in refusal(compared).message
    assert "more than 2,000 steps" in refusal(compared.replace("x == y", "y in x")).message
    assert "more than 2,000 steps" in refusal(compared.replace("x == y", "x is eq(y)")).message


def test_range_counts_a_little_way_only(low: None) -> None:
    assert words(draw("<p>{% for i in range(100) %}{% if loop.last %}{{ i }}{% endif %}{% endfor %}</p>")) == "99"
    assert refusal("{% for i in range(101) %}{% endfor %}").message.endswith("range() counts to more than 100")
    assert "cannot do this" in refusal("{% for i in range(99999999999999999999999999) %}{% endfor %}").message


def test_a_sheet_of_too_many_elements_is_refused_before_it_is_set(low: None) -> None:
    (problem,) = problems("{% for a in range(60) %}<p>x</p>{% endfor %}")
    assert problem.message == "the sheet has more than 50 elements"
    assert "look for a loop that draws the same again and again" in problem.hint
    (problem,) = problems("<p>" + "x" * 4_000 + "</p>")
    assert problem.message == "the sheet is longer than 4,000 letters"


@pytest.mark.slow
def test_the_worst_template_is_refused_in_a_second_and_little_memory() -> None:
    """The bounds as they are: each kind of bomb ends long before it is one."""
    bombs = [
        "{% set x = 'abcdefgh' %}" + "{% set x = x ~ x %}" * 17,
        "{% for a in range(900) %}{% for b in range(900) %}{{ say('Call us') }}{% endfor %}{% endfor %}",
        "{% for a in range(900) %}{% for b in range(900) %}{{ draw(topic.blocks) }}{% endfor %}{% endfor %}",
    ]
    tracemalloc.start()
    try:
        for bomb in bombs:
            begin = time.process_time()
            refusal(bomb)
            assert time.process_time() - begin < 8  # tracing takes five times as long, a busy machine twice
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


# -- what no template may say --------------------------------------------------


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ 2 ** 3 }}", "'**' cannot be used"),
        ("{{ 4 / 2 }}", "'/' cannot be used"),
        ("{{ +4 }}", "a leading '+' cannot be used"),
        ("{{ topic.blocks[0:1] }}", "a part of a list [1:3] cannot be used"),
        ("{{ {'a': 1} }}", "a list of pairs {…: …} cannot be used"),
        ("{% set x %}y{% endset %}", "{% set x %} … {% endset %} cannot be used"),
        ("{% filter join %}y{% endfilter %}", "{% filter %} cannot be used"),
        ("{% with %}{% endwith %}", "{% with %} cannot be used"),
        ("{% block x %}{% endblock %}", "{% block %} cannot be used"),
        ("{% autoescape false %}y{% endautoescape %}", "{% autoescape %} cannot be used"),
        ("{% macro m() %}{% endmacro %}{% call m() %}{% endcall %}", "{% call %} cannot be used"),
        ("{% for x in topic.blocks recursive %}{% endfor %}", "a recursive loop cannot be used"),
        ("{{ draw(*topic.blocks) }}", "* and ** before an argument cannot be used"),
        ("{{ draw(**topic.blocks) }}", "* and ** before an argument cannot be used"),
        ("{{ [1]|join(*topic.blocks) }}", "* and ** before an argument cannot be used"),
        ("{{ 1 < 2 < 3 }}", "three things cannot be compared at once"),
        ("{{ topic.written.strftime('%9d') }}", "only what has a name of its own can be called"),
        ("{{ 'x{}'.format(1) }}", "only what has a name of its own can be called"),
        ("{% set f = 'x{}'.format %}{{ f(1) }}", "only what has a name of its own can be called"),
        ("{% macro m(f) %}{{ f(1) }}{% endmacro %}{{ m('x{}'.format) }}", "only what has a name of its own can be called"),
        ("{% for f in topic.blocks %}{{ f() }}{% endfor %}", "only what has a name of its own can be called"),
        ("{{ 'x'.center(9) }}", "only what has a name of its own can be called"),
        ("{% for x in topic.blocks %}{{ loop.changed(x) }}{% endfor %}", "only what has a name of its own can be called"),
        ("{{ topic.__class__ }}", "a name may not begin with '_'"),
        ("{{ draw.__globals__ }}", "a name may not begin with '_'"),
        ("{% set _meter = 1 %}", "a name may not begin with '_'"),
        ("{% macro _each(x) %}{% endmacro %}", "a name may not begin with '_'"),
        ("{% set n = namespace() %}{% set n._x = 1 %}", "a name may not begin with '_'"),
        ("{{ say('x', _x=1) }}", "a name may not begin with '_'"),
        ("{{ lipsum() }}", "nothing is called 'lipsum' here"),
        ("{{ cycler(1) }}", "nothing is called 'cycler' here"),
        ("{{ joiner() }}", "nothing is called 'joiner' here"),
        ("{{ self }}", "nothing is called 'self' here"),
        ("{{ dict() }}", "nothing is called 'dict' here"),
        ("{% macro m() %}{{ varargs }}{% endmacro %}", "nothing is called 'varargs' here"),
        ("{% macro m() %}{{ kwargs }}{% endmacro %}", "nothing is called 'kwargs' here"),
        ("{% macro m() %}{{ caller() }}{% endmacro %}", "nothing is called 'caller' here"),
        ("{{ 'x'|center(9) }}", "No filter named 'center'"),
        ("{{ 'x'|format(9) }}", "No filter named 'format'"),
        ("{{ 'x'|indent(9) }}", "No filter named 'indent'"),
        ("{{ 'x'|replace('x', 'xx') }}", "No filter named 'replace'"),
        ("{{ 'x'|batch(9) }}", "No filter named 'batch'"),
        ("{{ 'x'|safe }}", "No filter named 'safe'"),
        ("{{ 'x'|attr('y') }}", "No filter named 'attr'"),
        ("{{ ('x',)|map('list') }}", "No filter named 'map'"),
        ("{{ ('x',)|sum }}", "No filter named 'sum'"),
        ("{{ 4 is divisibleby(2) }}", "No test named 'divisibleby'"),
        ("{% macro a() %}{{ a() }}{% endmacro %}", "the macro 'a' calls itself without end"),
        ("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}", "the macro 'a' calls itself without end"),
        ("{% macro a(f) %}{{ f }}{% endmacro %}{{ a(a) }}", "the macro 'a' can only be called"),
        ("{% macro a() %}{% endmacro %}{% set a = 1 %}", "'a' is a macro and cannot be set"),
        ("{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}", "the template is nested too deep"),
        ("{{ " + "not " * 60 + "1 }}", "the template is nested too deep"),
        ("{% if 1 %}" * 60 + "{% endif %}" * 60, "the template is nested too deep"),
        ("".join(f"{{% for a{n} in (1,) %}}" for n in range(9)) + "{% endfor %}" * 9, "the template is nested too deep"),
        ("{{ " + "9" * 5_000 + " }}", "a number in a template has hundreds of digits"),
        ("{{ 1 }}" * 6_000, "the template has more than 6,000 parts"),
    ],
)  # fmt: skip
def test_a_template_says_a_closed_list_of_things(template: str, message: str) -> None:
    problem = refusal(template)
    assert problem.message == message
    assert problem.hint or message.startswith("a name")


def test_a_template_of_a_book_s_length_is_refused() -> None:
    (problem,) = problems("<p/>" * 20_000)
    assert (problem.origin.file, problem.message) == (
        "templates/leaflet.xml",
        "the template is longer than 60,000 letters",
    )


def test_of_many_mistakes_the_first_are_told() -> None:
    assert len(problems("".join(f"{{{{ n{number} }}}}" for number in range(500)))) == 20


def test_every_part_of_a_template_that_jinja_knows_is_allowed_or_refused_by_name() -> None:
    """A new version of Jinja2 brings no new part in."""
    known = {
        name for name, node in vars(grammar.nodes).items()
        if inspect.isclass(node) and issubclass(node, grammar.nodes.Node) and not node.abstract
    }  # fmt: skip
    assert grammar._KNOWN <= known
    assert {
        "Pow",
        "Div",
        "Slice",
        "Dict",
        "Include",
        "Import",
        "CallBlock",
        "MarkSafe",
        "EvalContextModifier",
    } <= known - grammar._KNOWN


# -- what runs, runs small -----------------------------------------------------


@pytest.mark.parametrize("operator", ["+", "-", "*", "//", "%"])
@pytest.mark.parametrize(
    "pair",
    [
        ("'x'", "3"),
        ("3", "'x'"),
        ("(1,)", "3"),
        ("(1,)", "(1,)"),
        ("'%9d'", "1"),
        ("none", "1"),
        ("true", "1"),
        ("1.5", "1"),
    ],
)
def test_only_whole_numbers_can_be_reckoned_with(operator: str, pair: tuple[str, str]) -> None:
    left, right = pair
    assert "only whole numbers" in refusal(f"{{{{ {left} {operator} {right} }}}}").message


def test_numbers_stay_small() -> None:
    assert (
        words(draw("<p>{{ 7 + 2 }} {{ 7 - 9 }} {{ 7 * 2 }} {{ 7 // 2 }} {{ 7 % 2 }} {{ -3 }}</p>")) == "9 -2 14 3 1 -3"
    )
    squared = "{% set n = namespace(x=9) %}{% for i in range(9) %}{% set n.x = n.x * n.x %}{% endfor %}"
    assert "only whole numbers up to 1,000,000" in refusal(squared).message
    assert "only whole numbers up to 1,000,000" in refusal("{{ 1000001 - 1 }}").message
    assert "only whole numbers up to 1,000,000" in refusal("{{ 1001 * 1001 }}").message
    assert "only whole numbers" in refusal("{{ -'x' }}").message


@pytest.mark.parametrize("operator", ["**", "/"])
def test_powers_do_not_run_even_where_they_were_let_through(operator: str) -> None:
    """The sandbox is closed by itself, whatever the list before it lets pass."""
    with pytest.raises(sandbox.SecurityError, match="cannot be used"):
        sandbox.environment().call_binop(None, operator, 2, 3)  # type: ignore[arg-type]
    assert sandbox.environment().intercepted_binops == set(sandbox.environment().binop_table)


@pytest.mark.parametrize("test", ["'%9d' is even", "'%9d' is odd", "(1,) is even"])
def test_tests_do_not_format(test: str) -> None:
    assert "only whole numbers" in refusal(f"{{{{ 'x' if {test} }}}}").message


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% set x = ('a', topic.code) %}{% set x = (x, x) %}", "a list may not hold a list"),
        ("{% set x = ['a', topic.code] %}{% set x = [x] %}", "a list may not hold a list"),
        ("{{ topic.blocks }}", "a list cannot be printed"),
        ("{{ range(3) }}", "a list cannot be printed"),
        ("{{ (topic.blocks,) }}", "a list may not hold a list"),
        ("{{ topic }}", "a TopicSaid cannot be printed"),
        ("{{ say }}", "a method cannot be printed"),
        ("{{ namespace(a=1) }}", "a Namespace cannot be printed"),
        ("{{ 'a' ~ topic.blocks }}", "a list cannot be printed"),
        ("{{ (topic.blocks|list)|join }}", "a Block cannot be printed"),
        ("{{ say('Call {phone}', phone=topic.blocks) }}", "a list cannot be printed"),
        ("{{ picture(topic.blocks) }}", "a list cannot be printed"),
        ("{% if topic.blocks == topic.blocks %}{% endif %}", "lists cannot be compared"),
        ("{% if topic.blocks in topic.blocks %}{% endif %}", "lists cannot be compared"),
        ("{% if topic == topic %}{% endif %}", "lists cannot be compared"),
        ("{{ draw(topic.blocks, part=topic.blocks) }}", "part and name of draw() are words"),
        ("{{ 'x'|parts(0) }}", "parts(0) cannot be"),
        ("{{ 'x'|parts(101) }}", "parts(101) cannot be"),
    ],
)
def test_lists_are_gone_through_and_nothing_else(template: str, message: str) -> None:
    assert message in refusal(template).message


@pytest.mark.parametrize(
    "template",
    [
        "{{ topic['__class__'] }}", "{{ topic.blocks[0]['nested'] }}", "{{ topic.blocks[0].nested }}", "{{ topic.written.day.real }}",
        "{{ topic.written.strftime }}", "{{ topic.written['isoformat'] }}", "{{ say.im_self }}", "{{ topic.code.upper }}",
        "{{ topic.blocks.index }}", "{{ topic.blocks[0].fields.keys }}", "{% for b in topic.blocks %}{{ loop.changed }}{% endfor %}",
        "{% set n = namespace(a=1) %}{{ n['__init__'] }}", "{% macro m() %}{% endmacro %}{{ m().format }}", "{{ 'x'.format }}", "{{ 'x'.format_map }}",
        "{{ topic.blocks|selectattr('nested')|list|length }}", "{{ topic.blocks|selectattr('__class__')|list|length }}",
    ],
)  # fmt: skip
def test_values_have_fields_and_no_methods(template: str) -> None:
    message = refusal(template).message
    assert "is not there" in message or "may not do this" in message


def test_what_leaflets_need_still_works() -> None:
    template = """
    {% macro line(words, strong=false) %}<p>{% if strong %}<b>{{ words }}</b>{% else %}{{ words }}{% endif %}</p>{% endmacro %}
    {% set found = namespace(any=0) %}
    {% for one in ("a", "b", "c") if one != "b" %}
    {% set found.any = found.any + 1 %}
    {{ line(one ~ " " ~ loop.index, strong=loop.first) }}
    {% else %}{{ line("none") }}{% endfor %}
    {{ line(found.any) }}{{ line(topic.written.day) }}{{ line("<" ~ topic.title) }}
    {{ line(range(5)|parts(2)|first|join("-")) }}
    {{ line("yes" if topic.code in ("LM", "X") and "L" in topic.code and topic.code is eq("LM") else "no") }}
    {{ line(topic.blocks|rejectattr("kind", "in", ("list",))|list|length) }}
    {{ line([say("x")|plain, topic.code]|last) }}{{ line(loop_|default("d")) }}
    """.replace("loop_", "topic.picture.name")
    sheet = draw(template, TEXT, block("list", items=(said("x"),)))
    assert words(sheet) == "a 1|c 2|2|22|<Sữa |chảy|0-1|yes|1|LM|drop"
    assert main_area(sheet)[0].runs[0].strong


def test_the_program_adds_no_function_that_nobody_counts() -> None:
    """Every filter that goes through what it is given asks the meter."""
    counted = {"dial", "join", "list", "parts", "plain", "rejectattr", "selectattr"}
    quick = {"default", "first", "last", "length"}
    assert set(sandbox.environment().filters) == sandbox.FILTERS_KNOWN == counted | quick
    assert set(sandbox.environment().tests) == sandbox.TESTS_KNOWN


def test_code_of_a_template_holds_no_joining_comparing_or_lists_of_its_own() -> None:
    """What is rewritten is rewritten everywhere: in macros, loops, conditions, arguments."""
    text = (
        "{% macro m(a, b='x' ~ 'y') %}{% for c in a if c ~ b == a %}{{ [c, b]|join }}{% endfor %}{% endmacro %}"
        "{{ m((topic, topic), b=topic ~ topic) if topic == english_title else (topic,) }}"
    )
    source = sandbox.environment().compile(_rewritten(text), "t", "t", raw=True)
    tree = ast.parse(source)
    called = {node.id[3:] for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "markup_join(" not in source
    assert "str_join(" not in source
    assert {"__join", "__compare", "__gather", "__each", "__enter"} <= called
    compared = [
        node for node in ast.walk(tree) if isinstance(node, ast.Compare) and not isinstance(node.ops[0], ast.Is)
    ]
    assert compared == []


def _rewritten(text: str) -> grammar.nodes.Template:
    tree, _ = grammar._parse(text, "t")
    grammar._Counted().visit(tree)
    tree.set_environment(sandbox.environment())
    return tree


def test_a_meter_begins_anew_for_each_sheet() -> None:
    one = Meter()
    one.step(meter.MOST_STEPS)
    with pytest.raises(meter.TemplateError):
        one.step(1)
    Meter().step(meter.MOST_STEPS)


def test_stock_templates_are_far_from_every_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.compose import composer
    from generator.library.library import Library
    from generator.model.leaflet import Order
    from generator.model.memo import forget
    from generator.stages.bodies import body

    meters: list[Meter] = []

    class Kept(Meter):
        def __init__(self) -> None:
            super().__init__()
            meters.append(self)

    monkeypatch.setattr(composer, "Meter", Kept)
    forget()
    library = Library.open(Path(__file__).resolve().parents[2])
    for paper in ("a4", "trifold-a4", "fridge", "poster", "large-print"):
        body(Order(library.topics()[0], format=paper), library)
    assert len(meters) == 5
    assert max(one.steps for one in meters) < meter.MOST_STEPS / 20
    assert max(one.letters for one in meters) < meter.MOST_LETTERS / 10


def test_a_refused_template_is_not_taken_for_a_good_one() -> None:
    for _ in range(2):
        with pytest.raises(Unusable):
            compile_template("{{ 2 ** 3 }}", "t", frozenset())
    with pytest.raises(Unusable):
        compose(topic(), ("{{ 2 ** 3 }}", "t"), setting())
