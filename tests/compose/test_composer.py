"""What templates are given, what becomes of words, and what a template author reads when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from composing import CLINIC, LEAFLET, block, draw, kind, main_area, problems, said, setting, topic, with_kinds, words
from ward import BLOCK, TOPIC, WARNING, Ward

from generator.compose.composer import asks_for_clinic, compose, compose_panel
from generator.compose.templates import find_messages
from generator.library.telephones import telephone
from generator.model.content import Block, Clinic, Profile, Said, Text, Words
from generator.model.problems import NOWHERE, ExitCode, Origin, Unusable
from generator.model.sheet import Run

# -- words -------------------------------------------------------------------


def test_strong_words_links_and_slots_become_runs() -> None:
    text = block("text", words=said("Gọi **{emergency}** hoặc [chúng tôi](tel:{emergency}), trang {page}/{pages}"))
    paragraph = main_area(compose(topic(text), (LEAFLET, "t"), setting()))[0].children[0]
    assert paragraph.runs == (
        Run("Gọi "),
        Run("115", strong=True),
        Run(" hoặc "),
        Run("chúng tôi", link="tel:115"),
        Run(", trang "),
        Run("", mark="page"),
        Run("/"),
        Run("", mark="pages"),
    )


def test_words_are_never_markup_and_never_a_template() -> None:
    odd = 'a < b & "c" <p>{{ 7 * 7 }}</p> {% set x = 1 %}'
    assert words(draw("{{ draw(topic.blocks) }}", block("text", words=said(odd)))) == odd


def test_a_clinics_name_brings_no_notation_with_it() -> None:
    clinic = Clinic("w", "**A** {page} <b>", (telephone("115", "VN"),), (), (), "", "", "", "", origin=NOWHERE)
    sheet = draw(
        "{{ draw(topic.blocks) }}",
        block("text", words=said("[{clinic}](https://a.org)")),
        within=setting(clinic=clinic),
    )
    assert [run.words for run in main_area(sheet)[0].children[0].runs] == ["**A** {page} <b>"]


def test_a_gap_in_a_draft_is_marked() -> None:
    assert words(draw("{{ draw(topic.blocks) }}", block("text", words=said("Call us", gap=True)))) == "⟦Call us⟧"


def test_nothing_is_printed_in_the_place_of_an_empty_number() -> None:
    within = setting(profile=Profile("default", "", "", None))
    (problem,) = problems("{{ draw(topic.blocks) }}", block("text", words=said("Call {emergency}.")), within=within)
    assert problem.origin == Origin("content/a.yaml", 5)
    assert problem.message == "there is nothing to put in the place of {emergency}"
    assert "the profile 'default' has no emergency number" in problem.hint


def test_a_sentence_with_the_clinics_telephone_needs_a_clinic() -> None:
    call = block("text", words=said("Gọi {phone}"))
    assert "choose a clinic with --clinic" in problems("{{ draw(topic.blocks) }}", call)[0].hint
    assert words(draw("{{ draw(topic.blocks) }}", call, within=setting(clinic=CLINIC))) == "Gọi +44 20 7946 0123 ext. 5"


# -- what templates are given ------------------------------------------------


def test_a_block_knows_its_place_in_the_content() -> None:
    (drawn,) = main_area(draw("{{ draw(topic.blocks) }}", block("text", line=17, words=said("x"))))
    assert (drawn.tag, drawn.get("kind"), drawn.origin) == ("block", "text", Origin("content/a.yaml", 17))


def test_sections_are_numbered_in_reading_order_in_every_language() -> None:
    def section(*blocks: Block) -> Block:
        return block("section", title=said("t"), blocks=blocks or (block("text", words=said("x")),))

    sheet = draw("{{ draw(topic.blocks) }}", block("text", words=said("0")), section(section()), section())
    labels = [element.get("label") for area in sheet.areas for element in area.walk() if element.get("label")]
    assert labels == ["1", "2", "3"]


def test_sources_are_numbered_by_first_appearance_and_marked_at_their_own_blocks() -> None:
    blocks = (
        block("section", ("s2",), title=said("t"), blocks=(block("text", ("s1", "s2"), words=said("x")),)),
        block("text", ("s3", "s1"), words=said("y")),
    )
    sheet = draw(
        "{{ draw(topic.blocks) }}<p>"
        "{% for number, source in sources %}{{ number }}={{ source.organisation }} {% endfor %}</p>",
        *blocks,
        within=setting(staff=True),
    )
    assert [word.strip() for word in sheet.words() if word.strip()[0].isdigit()] == ["1,2", "2,3", "1=S2 2=S1 3=S3"]


def test_sources_are_marked_for_staff_alone() -> None:
    one = block("text", ("s1",), words=said("x"))
    assert words(draw("{{ draw(topic.blocks) }}", one)) == "x"
    assert words(draw("{{ draw(topic.blocks) }}", one, within=setting(staff=True))) == "x|\xa01"
    template = "<p>{% if staff %}for staff{% else %}for all{% endif %}</p>"
    assert words(draw(template)) == "for all"
    assert words(draw(template, within=setting(staff=True))) == "for staff"


def test_a_topic_without_danger_signs_is_refused_at_its_own_line() -> None:
    kinds = {**setting().kinds, "warning": kind("warning", {"items": "texts"}, '<box look="note" first-page="yes"/>')}
    (problem,) = problems("{{ draw(topic.blocks) }}", block("text", words=said("x")), within=setting(kinds=kinds))
    assert (problem.origin, problem.message) == (
        Origin("content/a.yaml"),
        "the topic 'a' has no danger signs: they must stand on every leaflet",
    )
    assert problem.hint == "add a block 'warning' to it; 'leaflets show blocks' says what it takes"
    assert draw("{{ draw(topic.blocks) }}", block("warning", items=()), within=setting(kinds=kinds))


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ("<p>Call us.</p>", "the block 'warning' must stand on every leaflet, and this template does not say so"),
        (
            '<box look="note" first-page="yes"><p>Call us.</p></box>',
            "the template of 'warning' never prints 'baby_emergency', 'mother_emergency', ",
        ),
    ],
)
def test_no_leaflet_is_made_by_a_danger_box_of_ones_own_that_holds_no_signs(ward: Ward, box: str, said: str) -> None:
    fields = "baby_emergency: texts?, mother_emergency: texts?, baby_today: texts?, mother_today: texts?, first: word?"
    ward.put("templates/blocks/warning.xml", f"---\nabout: x\nfields: {{{fields}}}\n---\n{box}\n")
    code, out, err = ward.run("make", "good")
    assert (code, out.count("made"), list(ward.folder.rglob("*.pdf"))) == (ExitCode.UNUSABLE, 0, [])
    assert "templates/blocks/warning.xml" in err
    assert said in err


@pytest.mark.parametrize(
    "paper", ["a4", "a5", "letter", "large-print", "giant-print", "poster", "fridge", "trifold-a4"]
)
def test_no_paper_is_made_of_a_topic_without_danger_signs(ward: Ward, paper: str) -> None:
    ward.put("content/broken.yaml", TOPIC.format(title="Other words", blocks=BLOCK).replace(WARNING, ""))
    code, out, err = ward.run("make", "broken", "--format", paper)
    assert (code, out.count("made"), list(ward.folder.rglob("*.pdf"))) == (ExitCode.UNUSABLE, 0, [])
    assert "content/broken.yaml" in err
    assert "the topic 'broken' has no danger signs: they must stand on every leaflet" in err
    assert "hint: add a block 'warning' to it" in err


def test_evidence_is_handed_down_and_summed_up() -> None:
    within = with_kinds(text="<p>{{ evidence }}</p>")
    blocks = (
        block(
            "section",
            (),
            "guideline",
            title=said("t"),
            blocks=(block("text", words=said("x")), block("text", (), "expert", words=said("x"))),
        ),
        block("text", (), "tradition", words=said("x")),
    )
    summary = "<p>{% for label, numbers in evidence_summary %}{{ label }}:{{ numbers|join(',') }} {% endfor %}</p>"
    assert words(draw("{{ draw(topic.blocks) }}" + summary, *blocks, within=within)) == (
        "t|guideline|expert|tradition|guideline:1 expert:1 tradition:"
    )


def test_an_absent_optional_field_is_none() -> None:
    within = with_kinds(list="{% if intro is none %}<p>none, {{ items|join() }}</p>{% endif %}")
    assert words(draw("{{ draw(topic.blocks) }}", block("list", items=(said("x"),)), within=within)) == "none, x"


@pytest.mark.parametrize(
    "template",
    ["<p>{{ intro }}</p>", "<p>{{ intro }}</p><p>{{ items[0] }}</p>", "<p>x</p>", "{# items #}<p>{{ intro }}</p>"],
)
def test_words_that_a_template_does_not_print_are_missed(template: str) -> None:
    one = block("list", intro=said("Do"), items=(said("this"), said("and that")))
    (problem,) = {
        found.origin.file: found
        for found in problems("{{ draw(topic.blocks) }}", one, within=with_kinds(list=template))
    }.values()
    assert problem.origin.file == "templates/blocks/list.xml"
    assert "does not print all words of 'i" in problem.message


def test_words_printed_in_two_parts_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    one = block("list", intro=said("Do"), items=(said("this"),))
    halves = '{% if part == "head" %}<p>{{ intro }}</p>{% else %}<p>{{ items|join(" ") }}</p>{% endif %}'
    twice = '{{ draw(topic.blocks, part="head") }}{{ draw(topic.blocks) }}'
    assert words(draw(twice, one, within=with_kinds(list=halves))) == "Do|this"
    alone = '{% if part == "poster" %}<p>{{ intro }}</p><p>{{ items|join(" ") }}</p>{% endif %}'
    assert words(draw("<p>x</p>{{ draw(topic.blocks) }}", one, within=with_kinds(list=alone))) == "x"


def test_the_topic_language_and_dates_are_there() -> None:
    template = (
        "<p>{{ topic.title }}|{{ topic.code }}|{{ topic.version }}|{{ english_title }}|"
        "{{ language.own_name }}|{{ language.tag }}|{{ profile.emergency }}|"
        "{{ say_date(topic.written) }}|{{ say_month(topic.review_by) }}|{{ week_days()|join(' ') }}</p>"
    )
    sheet = draw(template)
    assert "".join(sheet.words()) == "Sữa chảy|LM|0.1|Leaking milk|Tiếng Việt|vi|115|22.11.2026|11/2026|T2 T3"
    assert (sheet.title, sheet.language, sheet.accent, sheet.code) == ("Sữa chảy", "vi", "teal", "LM")


def test_pictures_have_a_name_and_say_what_they_show() -> None:
    (image,) = main_area(draw('<image picture="{{ topic.picture }}" look="x" alt="{{ picture("drop").alt }}"/>'))
    assert (image.get("picture"), image.get("alt")) == ("drop", "vi:A drop")


def test_words_of_a_template_are_said_and_take_slots() -> None:
    assert words(draw('<p>{{ say("Version {version} of {date}", date=say_date(topic.written)) }}</p>')) == (
        "vi:Version 0.1 of 22.11.2026"
    )


def test_plain_and_dial_are_for_attributes() -> None:
    sheet = compose_panel(
        (
            '<sheet><area name="clinic"><p label="{{ say("**x**")|plain }}">'
            '<a href="tel:{{ clinic.phones[0]|dial }}">{{ clinic.title }}</a></p></area></sheet>',
            "t",
        ),
        setting(clinic=CLINIC),
    )
    (paragraph,) = main_area(sheet)
    assert paragraph.get("label") == "vi:x"
    assert paragraph.runs == (Run("Ward <3>", link="tel:+442079460123;ext=5"),)


def test_the_filter_dial_reads_nothing() -> None:
    message = "the template cannot do this: dial takes a telephone"
    (problem,) = problems('<p>{{ "020 7946 0123"|dial }}</p>')
    assert problem.message == message
    (problem,) = problems("<p>{{ clinic.title|dial }}</p>", within=setting(clinic=CLINIC))
    assert problem.message == message
    assert "clinic.phones[0]|dial" in problem.hint


def test_a_telephone_is_printed_as_it_stands_and_a_link_in_words_dials_it() -> None:
    """``[call us](tel:{phone})``: the printed number has blanks, and an extension in words."""
    sheet = compose_panel(
        (
            '<sheet><area name="clinic"><p>{{ say("[Call {phone}](tel:{phone}) or [{emergency}](tel:{emergency})") }}'
            "</p><p>{{ clinic.phones[0] ~ '!' }} {{ clinic.phones|join }} {{ clinic.phones[0].number|plain }}</p>"
            "</area></sheet>",
            "t",
        ),
        setting(clinic=CLINIC),
    )
    first, second = main_area(sheet)
    assert [(run.words, run.link) for run in first.runs if run.link] == [
        ("Call +44 20 7946 0123 ext. 5", "tel:+442079460123;ext=5"), ("115", "tel:115")
    ]  # fmt: skip
    printed = "+44 20 7946 0123 ext. 5"
    assert "".join(run.words for run in second.runs) == f"{printed}! {printed} {printed}"


def test_the_panel_knows_nothing_of_the_topic() -> None:
    with pytest.raises(Unusable, match="nothing is called 'topic' here"):
        compose_panel(
            ('<sheet><area name="clinic"><p>{{ topic.title }}</p></area></sheet>', "templates/clinic.xml"), setting()
        )


@pytest.mark.parametrize(
    ("template", "text", "bound"),
    [
        ('<area name="clinic"><hold name="clinic" look="x"/></area>{# clinic #}', "words", False),
        ("{{ clinic.title }}", "words", True),
        ("{{ say('Call {phone}') }}", "words", True),
        ("", "Call {phone}", True),
    ],
)
def test_only_a_body_that_names_the_clinic_depends_on_it(template: str, text: str, bound: bool) -> None:
    found = asks_for_clinic((template, "t"), topic(block("text", words=said(text))), setting().kinds)
    assert found is bound


# -- what a template author reads --------------------------------------------


def test_an_unknown_name_has_its_line_and_a_suggestion() -> None:
    within = with_kinds(text="\n\n<p>{{ wrds }}</p>")
    (problem,) = problems("{{ draw(topic.blocks) }}", block("text", words=said("x")), within=within)
    assert str(problem) == "templates/blocks/text.xml:3: nothing is called 'wrds' here\n  hint: did you mean 'words'?"


def test_a_name_in_a_branch_that_is_not_taken_is_found_too() -> None:
    assert problems("{% if draft %}<p>{{ titel }}</p>{% endif %}")[0].message == "nothing is called 'titel' here"


@pytest.mark.parametrize(
    ("template", "line", "said_"),
    [
        ("\n{% if %}", 2, "the template has a mistake: Expected an expression"),
        ("\n\n{% for x in topic.blocks %}", 3, "the template has a mistake: Unexpected end of template"),
        ("{{ topic.titel }}", 1, "asks for something that is not there: 'TopicSaid' has no attribute 'titel'"),
        ("\n{{ topic.title|upper }}", 2, "No filter named 'upper'"),
        ("\n{% include 'x' %}", 2, "{% include %} cannot be used"),
        ("\n{% extends 'x' %}", 2, "{% extends %} cannot be used"),
        ("\n{% import 'x' as y %}", 2, "{% import %} cannot be used"),
        ("\n\n{{ draw(topic) }}", 3, "draw() takes blocks"),
        ("\n{{ picture('drip').alt }}", 2, "there is no picture called 'drip'; did you mean 'drop'?"),
        ("\n{{ say('x', pone=1) }}", 2, "there is no slot called 'pone'; did you mean 'phone'?"),
        ("\n{{ say(topic.code) }}", 2, "say() needs its words in quotes"),
        ("\n{{ 1 // 0 }}", 2, "the template cannot do this: integer division or modulo by zero"),
        ("\n{% for x in number %}{% endfor %}", 2, "the template cannot do this: 'NoneType' object is not iterable"),
    ],
)
def test_a_mistake_in_a_template_has_its_file_and_line(template: str, line: int, said_: str) -> None:
    with pytest.raises(Unusable) as caught:
        compose(topic(), (template, "templates/leaflet.xml"), setting())
    (problem,) = caught.value.problems
    assert problem.origin == Origin("templates/leaflet.xml", line)
    assert said_ in problem.message


def test_a_mistake_inside_a_macro_and_inside_a_block_has_the_inner_line() -> None:
    within = with_kinds(text="{% macro a(x) %}\n{{ x.y }}\n{% endmacro %}\n<p>{{ a(words) }}</p>")
    (problem,) = problems("\n\n{{ draw(topic.blocks) }}", block("text", words=said("x")), within=within)
    assert problem.origin == Origin("templates/blocks/text.xml", 2)


def test_a_template_that_draws_itself_ends_in_a_problem() -> None:
    within = with_kinds(text="{{ draw(topic.blocks) }}")
    assert (
        "nested more than 12 deep"
        in problems("{{ draw(topic.blocks) }}", block("text", words=said("x")), within=within)[0].message
    )
    assert "calls itself without end" in problems("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}")[0].message


def test_an_unknown_kind_names_the_content_line() -> None:
    (problem,) = problems("{{ draw(topic.blocks) }}", block("waring", line=9))
    assert str(problem.origin) == "content/a.yaml:9"


def test_a_fault_of_the_program_is_not_blamed_on_the_template() -> None:
    def broken(words: Words) -> Said:
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        draw('<p>{{ say("x") }}</p>', within=setting(say=broken))


# -- words for translators ---------------------------------------------------


def test_the_words_of_a_template_are_found_with_line_note_and_context() -> None:
    template = (
        '<p>{{ say("Call us") }}</p>\n'
        "{# Translators: the title\n   of the box. #}\n"
        '<p>{{ say("You", context="mother") }}</p>\n'
        '{% if x or say("In a test") %}{% endif %}\n'
    )
    assert find_messages(template, "templates/x.xml") == (
        Text("Call us", Origin("templates/x.xml", 1), "templates"),
        Text("You", Origin("templates/x.xml", 4), "templates", "mother", "the title of the box."),
        Text("In a test", Origin("templates/x.xml", 5), "templates"),
    )


@pytest.mark.parametrize(
    "call",
    ["say(words)", 'say("a" ~ b)', "say()", 'say("a", "b")', 'say("a", context=b)', "say(1)", 'say("Call {fone}")'],
)
def test_words_that_no_translator_could_see_are_a_problem(call: str) -> None:
    with pytest.raises(Unusable) as caught:
        find_messages(f"\n<p>{{{{ {call} }}}}</p>", "templates/x.xml")
    assert caught.value.problems[0].origin == Origin("templates/x.xml", 2)


# -- the stock library -------------------------------------------------------


def test_every_stock_leaflet_composes_and_cites_what_it_marks() -> None:
    from generator.library.library import Library
    from generator.model.edition import STAFF
    from generator.model.leaflet import Order
    from generator.stages.bodies import body
    from generator.stages.panels import clinic_panel

    library = Library.open(Path(__file__).resolve().parents[2])
    for name in library.topics():
        sheet = body(Order(name), library)
        assert {area.get("name") for area in sheet.areas} == {"head", "strip", "main", "clinic", "foot"}
        plain = [run for area in sheet.areas for element in area.walk() for run in element.runs if run.raised]
        assert not plain, "sources are for staff: no number stands in a mother's leaflet"
        sheet = body(Order(name, edition=STAFF), library)
        raised = {
            number
            for area in sheet.areas
            for element in area.walk()
            for run in element.runs
            if run.raised
            for number in run.words.strip().split(",")
        }
        assert raised
        listed = [
            run.words
            for area in sheet.areas
            for element in area.walk()
            if element.get("look") == "sources.words"
            for run in element.runs
            if run.strong
        ]
        assert listed == [str(number + 1) for number in range(len(listed))]
        assert raised <= set(listed), "each number stands in the list"
    for clinic in ("", *library.clinics()):
        assert clinic_panel(Order(name, clinic=clinic), library).areas


def test_one_body_serves_all_clinics() -> None:
    from generator.library.library import Library
    from generator.model.leaflet import Order
    from generator.stages.bodies import body

    library = Library.open(Path(__file__).resolve().parents[2])
    name = library.topics()[0]
    assert body(Order(name), library) is body(Order(name, clinic="example"), library)
