"""HL7 Infobutton: what real records ask, what they are answered, and that each finds what it looks for.

No client of Infobutton is on PyPI. The queries are those of the guides (as HL7InfobuttonDotNet's tests repeat them) and
of clients read in public; each client's rule for reading an answer is restated here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

import pytest

from generator.library.library import Library
from generator.model.content import Language, Said, Words
from generator.service.feeds import Feed, write_atom, write_json, write_script
from generator.service.infobutton import Question, Shelf, Shown, answer, read_question
from generator.stages.surroundings import sayer

LIBRARY = Library.over(Path(__file__).resolve().parents[2], date(2026, 11, 30))
LANGUAGES = tuple(LIBRARY.language(name) for name in LIBRARY.languages())
PROFILE = LIBRARY.profile("default")
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CM, WHO = "2.16.840.1.113883.6.90", "2.16.840.1.113883.6.3"


def say(words: Words, language: Language) -> Said:
    return sayer(language, PROFILE, LIBRARY)(words)


def shown(name: str) -> Shown:
    topic = LIBRARY.topic(name)
    titles = {one.tag: say(topic.title, one).words for one in LANGUAGES}
    return Shown(
        name, topic.written, topic.codes, titles, {one.tag: say(topic.purpose, one).words for one in LANGUAGES}
    )


SHELF = Shelf(
    LIBRARY.series.name,
    tuple(shown(name) for name in LIBRARY.topics()),
    LANGUAGES,
    LIBRARY.series.refer,
    say,
    "https://leaflets.example/",
    lambda name, form, tag: f"https://leaflets.example/v1/leaflets/{name}.{form}?language={tag}&theme=<b>",
)


def ask(query: str, accept: str = "") -> tuple[Question, Feed]:
    question = read_question(parse_qsl(query, keep_blank_values=True), accept)
    return question, answer(question, SHELF)


def names(feed: Feed) -> list[str]:
    return [re.sub(r".*/([a-z-]+)\.[a-z]+\?.*", r"\1", one.links[0].href) for one in feed.entries]


GUIDE = (
    "knowledgeRequestNotification.effectiveTime.v=20060706001023&holder.assignedEntity.n=OrganizationUsername"
    "&holder.assignedEntity.certificateText=organizationpassword"
)
MLP = "https://connect.medlineplus.gov/service?"
FULL = (
    "knowledgeRequestNotification.effectiveTime.v=20110113&holder.assignedEntity.n=hAEN&holder.assignedEntity.certificateText"
    "=hAECT&assignedAuthorizedPerson.id.root=aAPIR&representedOrganization.id.root=rOIR&patientPerson.administrativeGenderCode"
    ".c=F&age.v.v=30&age.v.u=a&ageGroup.v.c=D000328&taskContext.c.c=PROBLISTREV&subTopic.v.c=Q000628&subTopic.v.cs=2.16.840.1"
    ".113883.6.177&mainSearchCriteria.v.c=O92.4&mainSearchCriteria.v.cs=2.16.840.1.113883.6.90&mainSearchCriteria.v.dn="
    "Hypogalactia&mainSearchCriteria.v.ot=low+supply&informationRecipient=PAT&informationRecipient.languageCode.c=vi"
    "&performer=PROV&performer.languageCode.c=en&encounter.c.c=AMB&locationOfInterest.addr.CNT=AU&serviceDeliveryLocation.id"
    ".root=sDLIR"
)
ASKED = [
    # (whose form, query, topics in order, language of the first link)
    ("the guide's problem list, a code of MeSH that is none of ours",
     f"{GUIDE}&patientPerson.administrativeGenderCode.c=M&age.v.v=77&age.v.u=a&ageGroup.v.c=D000368&taskContext.c.c=PROBLISTREV"
     "&subTopic.v.c=Q000628&subTopic.v.cs=2.16.840.1.113883.6.177&subTopic.v.dn=therapy&mainSearchCriteria.v.c=D018410"
     "&mainSearchCriteria.v.cs=2.16.840.1.113883.6.177&mainSearchCriteria.v.dn=Bacterial+Pneumonia"
     "&mainSearchCriteria.v.ot=Pneumonia", [], ""),
    ("the guide's medicine list, for a mother who speaks Spanish",
     f"{GUIDE}&patientPerson.administrativeGenderCode.c=F&age.v.v=8&age.v.u=a&taskContext.c.c=MEDLISTREV&performer=PROV"
     "&informationRecipient=PAT&performer.languageCode.c=en&informationRecipient.languageCode.c=es"
     "&mainSearchCriteria.v.c=49502-693-03&mainSearchCriteria.v.cs=2.16.840.1.113883.6.69", [], ""),
    ("every name there is, all in small letters", FULL.lower().replace("o92.4", "O92.4"), ["increasing-supply"], "vi"),
    ("every name there is, all in capitals", FULL.upper().replace("=VI&", "=vi&"), ["increasing-supply"], "vi"),
    ("the last ones first", "&".join(reversed(FULL.split("&"))), ["increasing-supply"], "vi"),
    ("MedlinePlus Connect", f"mainSearchCriteria.v.cs={CM}&mainSearchCriteria.v.c=O92.4&knowledgeResponseType=application/json"
     "&informationRecipient.languageCode.c=en", ["increasing-supply"], "en"),
    ("MedlinePlus Connect, with an empty display", f"mainSearchCriteria.v.c=O92.13&mainSearchCriteria.v.cs={CM}"
     "&mainSearchCriteria.v.dn=&informationRecipient.languageCode.c=en", ["expressing-milk"], "en"),
    ("OpenEMR's pop-up", f"mainSearchCriteria.v.cs={CM}&mainSearchCriteria.v.c=F53.0", ["emotional-wellbeing"], "en"),
    ("ottehr: text/json", f"mainSearchCriteria.v.c=P92.5&mainSearchCriteria.v.cs={CM}&informationRecipient.languageCode.c=zh"
     "&knowledgeResponseType=text/json", ["colostrum"], "zh-Hans"),
    ("OpenInfobutton's client", f"{GUIDE}&representedOrganization.id.root=1.3.6.1&taskContext.c.c=PROBLISTREV"
     f"&mainSearchCriteria.v.c=O92.3&mainSearchCriteria.v.cs={CM}&mainSearchCriteria.v.dn=Agalactia&performer=PAT"
     "&informationRecipient=PAT&performer.languageCode.c=zh-TW&executionMode=TEST", ["increasing-supply"], "zh-Hant"),
    ("Merck-like: a name of the system beside its OID", f"mainSearchCriteria.v.c=O92.03&mainSearchCriteria.v.cs={CM}"
     "&mainSearchCriteria.v.csn=ICD10CM&knowledgeResponseType=text/json&informationRecipient.languageCode.c=ja-JP",
     ["expressing-milk"], "ja"),
    ("a name alone", "mainSearchCriteria.v.c=O92.1&mainSearchCriteria.v.csn=ICD-10", ["expressing-milk"], "en"),
    ("a name where the OID belongs", "mainSearchCriteria.v.c=O92.3&mainSearchCriteria.v.cs=ICD-10-CM", ["increasing-supply"], "en"),
    ("an OID of nobody, with a good name", "mainSearchCriteria.v.c=O92.3&mainSearchCriteria.v.cs=1.2.3"
     "&mainSearchCriteria.v.csn=ICD-10-CM", ["increasing-supply"], "en"),
    ("out of date, still met", f"mainSearchCriteria.c.c=O92.4&mainSearchCriteria.c.cs={WHO}", ["increasing-supply"], "en"),
    ("of both, the one of today", f"mainSearchCriteria.c.c=F53.0&mainSearchCriteria.c.cs={CM}&mainSearchCriteria.v.c=O92.4"
     f"&mainSearchCriteria.v.cs={CM}", ["increasing-supply"], "en"),
    ("several, numbered", f"mainSearchCriteria.v.c1=O92.4&mainSearchCriteria.v.cs1={CM}&mainSearchCriteria.v.c2=F53.0"
     f"&mainSearchCriteria.v.cs2={CM}", ["increasing-supply", "emotional-wellbeing"], "en"),
    ("several, the name twice and the system once", f"mainSearchCriteria.v.c=O92.4&mainSearchCriteria.v.c=F53.0"
     f"&mainSearchCriteria.v.cs={CM}", ["increasing-supply", "emotional-wellbeing"], "en"),
    ("WHO's code is a whole, the other's a part of it", f"mainSearchCriteria.v.c=O92.0&mainSearchCriteria.v.cs={CM}",
     ["expressing-milk"], "en"),
    ("a code without its dot", f"mainSearchCriteria.v.c=o924&mainSearchCriteria.v.cs={CM}", ["increasing-supply"], "en"),
    ("a code without its system", "mainSearchCriteria.v.c=O92.4", ["increasing-supply"], "en"),
    ("narrower: the one of both codes first", f"mainSearchCriteria.v.c=Z39.1&mainSearchCriteria.v.cs={CM}&subTopic.v.c=Z71.3"
     f"&subTopic.v.cs={CM}", ["eating-and-drinking", "colostrum", "expressing-milk", "how-milk-is-made", "managing-leakage"], "en"),
    ("free words", "mainSearchCriteria.v.ot=leaking+milk&informationRecipient.languageCode.c=vi", ["managing-leakage"], "vi"),
    ("free words of another language, without marks", "mainSearchCriteria.v.ot=ri+sua", ["managing-leakage"], "en"),
    ("psychosis after birth is an emergency", f"mainSearchCriteria.v.c=F53.1&mainSearchCriteria.v.cs={CM}", [], ""),
    ("milk without a birth needs a clinician", f"mainSearchCriteria.v.c=N64.3&mainSearchCriteria.v.cs={WHO}", [], ""),
    ("a code nobody has", f"mainSearchCriteria.v.c=J18.9&mainSearchCriteria.v.cs={CM}", [], ""),
    ("a system nobody has", "mainSearchCriteria.v.c=O92.4&mainSearchCriteria.v.cs=2.16.840.1.113883.6.88", [], ""),
    ("nothing", "", [], ""),
]  # fmt: skip


@pytest.mark.parametrize(("query", "topics", "first"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
def test_what_records_ask_and_are_answered(query: str, topics: list[str], first: str) -> None:
    question, feed = ask(query)
    assert (names(feed), question.wrong) == (topics, "")
    for entry in feed.entries:
        assert entry.links[0].language == entry.language == first
        assert sorted({link.language for link in entry.links}) == ["en", "ja", "vi", "zh-Hans", "zh-Hant"]


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("vi", ["vi"]), ("VI-vn", ["vi"]), ("vie", ["vi"]), ("Vietnamese", ["vi"]), ("zh", ["zh-Hans", "zh-Hant"]),
        ("zho", ["zh-Hans", "zh-Hant"]), ("zh-CN", ["zh-Hans"]), ("zh_TW", ["zh-Hant"]), ("zh-Hant-HK", ["zh-Hant"]),
        ("ja", ["ja"]), ("en-AU", ["en"]), ("es", ["en"]), ("sp", ["en"]), ("", ["en"]),
    ],
)  # fmt: skip
def test_the_first_link_is_in_the_language_that_was_asked_for(words: str, tags: list[str]) -> None:
    _, feed = ask(
        f"mainSearchCriteria.v.c=O92.4&informationRecipient.languageCode.c={words}&performer.languageCode.c=en"
    )
    [entry] = feed.entries
    assert list(dict.fromkeys(link.language for link in entry.links))[: len(tags)] == tags
    assert (
        entry.title == SHELF.leaflets[[one.name for one in SHELF.leaflets].index("increasing-supply")].titles[tags[0]]
    )
    assert ("links are in English" in feed.subtitle) == (words in ("es", "sp"))


def test_codes_that_need_a_clinician_are_said_in_the_language_of_who_asks() -> None:
    assert "It is an emergency" in ask(f"mainSearchCriteria.v.c=F53.1&mainSearchCriteria.v.cs={CM}")[1].subtitle
    assert "cấp cứu" in ask("mainSearchCriteria.v.c=F531&performer.languageCode.c=vi")[1].subtitle
    assert "clinician" in ask(f"mainSearchCriteria.v.c=N64.3&mainSearchCriteria.v.cs={WHO}")[1].subtitle
    _, feed = ask("mainSearchCriteria.v.c=F53")  # the whole: the leaflet, and the warning
    assert names(feed) == ["emotional-wellbeing"] and "emergency" in feed.subtitle


def test_ids_stay_and_passwords_do_not() -> None:
    _, one = ask(f"{GUIDE}&mainSearchCriteria.v.c=O92.4")
    _, two = ask("mainSearchCriteria.v.c=O92.4&informationRecipient.languageCode.c=vi")
    assert one.entries[0].id == two.entries[0].id and one.id != two.id
    for written in (write_atom(one), write_json(one), write_script(one, "f")):
        assert b"organizationpassword" not in written and b"OrganizationUsername" not in written
    assert "organizationpassword" not in repr(read_question(parse_qsl(GUIDE)))


# -- forms -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "accept", "kind"),
    [
        ("text/xml", "", "xml"), ("text/XML", "", "xml"), ("application/json", "", "json"), ("text/json", "", "json"),
        ("", "", "xml"), ("", "application/json", "json"), ("", "text/html,application/xml;q=0.9,*/*", "xml"),
        ("text/html", "application/json", "xml"), ("application/javascript", "", "script"),
    ],
)  # fmt: skip
def test_the_form_of_the_answer(wanted: str, accept: str, kind: str) -> None:
    assert read_question([("knowledgeResponseType", wanted), ("callback", "show")], accept).kind == kind


@pytest.mark.parametrize(
    "callback", ["", "a.b", "alert(1)", "a;b", "1a", "a b", "<script>", "a\u2028", "ä", "x" * 65, "a[0]"]
)
def test_a_callback_is_a_plain_identifier_or_refused(callback: str) -> None:
    pairs = [("knowledgeResponseType", "application/javascript"), ("callback", callback)]
    assert "plain name" in read_question(pairs).wrong
    assert read_question([("callback", callback)]).wrong == "", "nobody asked for a script"


def test_a_script_is_safe_in_a_page() -> None:
    question, feed = ask(
        "mainSearchCriteria.v.ot=</script>\u2028&knowledgeResponseType=application/javascript&callback=$f"
    )
    said = write_script(feed, question.callback).decode()
    assert said.startswith("/**/$f({") and said.endswith("});")
    assert "<" not in said and ">" not in said and "\u2028" not in said
    assert json.loads(said[len("/**/$f(") : -2])["feed"]["category"][0]["term"] == "</script>"


def test_what_xml_cannot_hold_and_what_is_too_long() -> None:
    question, feed = ask("mainSearchCriteria.v.ot=a%00b%08&mainSearchCriteria.v.dn=" + "x" * 5000)
    assert max(len(term) for _, term in question.echo) == 200
    assert ET.fromstring(write_atom(feed)).find(f"{ATOM}subtitle") is not None
    many = "&".join(f"mainSearchCriteria.v.c={number}" for number in range(500))
    question, _ = ask(many)
    assert len(question.searches) == 10 and len(question.echo) == 40


QUERY = f"mainSearchCriteria.v.c=Z39.1&mainSearchCriteria.v.cs={CM}&informationRecipient.languageCode.c=zh-TW&performer=PROV"


def test_atom_as_feedparser_reads_it() -> None:
    feedparser = pytest.importorskip("feedparser")
    _, feed = ask(QUERY)
    found = feedparser.parse(write_atom(feed))
    assert not found.bozo and found.version == "atom10"
    assert found.feed.title == "哺餵母乳衛教單張" and found.feed.updated == "2026-11-29T00:00:00Z"
    assert len(found.entries) == 5
    for entry, ours in zip(found.entries, feed.entries, strict=True):
        assert (entry.title, entry.id, entry.summary) == (ours.title, ours.id, ours.summary)
        assert [(link.href, link.hreflang, link.type) for link in entry.links] == [
            (link.href, link.language, link.type) for link in ours.links
        ]
        assert entry.title_detail.language.lower() == "zh-hant"
    assert [(tag.scheme, tag.term) for tag in found.feed.tags] == list(feed.categories)


RNC = Path(os.environ.get("KNOWLEDGE_RESPONSE_XSD", "/nonexistent"))


@pytest.mark.skipif(not RNC.is_file(), reason="KNOWLEDGE_RESPONSE_XSD names no file: the schema may not be copied here")
@pytest.mark.parametrize("query", [row[1] for row in ASKED], ids=[row[0] for row in ASKED])
def test_atom_by_the_schema_of_knowledge_responses(query: str) -> None:
    from lxml import etree

    xml = (
        b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">'
        b'<xs:attribute name="lang" type="xs:language"/><xs:attribute name="base" type="xs:anyURI"/></xs:schema>'
    )

    class Here(etree.Resolver):
        def resolve(self, url: str, _: Any, context: Any) -> Any:
            return self.resolve_string(xml, context) if url.endswith("xml.xsd") else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Here())
    schema = etree.XMLSchema(etree.parse(str(RNC), parser))
    _, feed = ask(query)
    schema.assertValid(etree.fromstring(write_atom(feed)))


RNG = Path(os.environ.get("ATOM_RNG", "/nonexistent"))


@pytest.mark.skipif(not RNG.is_file(), reason="ATOM_RNG names no file: RFC 4287 may not be copied here")
@pytest.mark.parametrize("query", [row[1] for row in ASKED], ids=[row[0] for row in ASKED])
def test_atom_by_the_grammar_of_rfc_4287(query: str) -> None:
    from lxml import etree

    grammar = etree.RelaxNG(etree.parse(str(RNG)))
    _, feed = ask(query)
    data = write_atom(feed)
    grammar.assertValid(etree.fromstring(data))
    assert not grammar.validate(etree.fromstring(data.replace(b"<id>", b"<i>", 1).replace(b"</id>", b"</i>", 1)))


def text_construct(node: ET.Element) -> None:
    assert node.get("type", "text") in ("text", "html") and not len(node)


def test_atom_by_the_rules_of_rfc_4287() -> None:
    _, feed = ask(QUERY)
    root = ET.fromstring(write_atom(feed))
    for holder in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):  # 4.1.1, 4.1.2: exactly one
            assert len(holder.findall(f"{ATOM}{name}")) == 1
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", holder.findtext(f"{ATOM}id") or "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", holder.findtext(f"{ATOM}updated") or "")
        for name in ("title", "subtitle", "summary"):
            for node in holder.findall(f"{ATOM}{name}"):
                text_construct(node)
        assert re.fullmatch(r"[a-z]{2}(-[A-Z][a-z]{3})?", holder.get(LANG) or "")
    assert len(root.findall(f"{ATOM}author/{ATOM}name")) == 1  # 4.1.1: or each entry has one
    for entry in root.iter(f"{ATOM}entry"):
        alternates = [(link.get("type"), link.get("hreflang")) for link in entry.findall(f"{ATOM}link")]
        assert len(set(alternates)) == len(alternates) == 10  # 4.1.2: no two of one type and language
    assert len({node.text for node in root.iter(f"{ATOM}id")}) == 6


# -- how real clients read an answer -------------------------------------------------


def medlineplus(body: Any) -> list[tuple[str, str]]:
    """Many clients of MedlinePlus: title in ``_value``, of links the first."""
    return [(one["title"]["_value"], one["link"][0]["href"]) for one in body["feed"]["entry"]]


def ottehr(body: Any) -> tuple[str, str] | None:
    """Ottehr's client of MedlinePlus: the first entry alone, nothing for an empty feed."""
    entries = (body.get("feed") or {}).get("entry") or []
    entry = entries[0] if entries else None
    return (entry["title"]["_value"], entry["link"][0]["href"]) if entry else None


def with_fallbacks(body: Any) -> list[tuple[str, str, str, str]]:
    """A client that takes a title as text or as an object, and asks for summary and category."""
    return [
        (one.get("title", {}).get("_value") or one.get("title"), one.get("summary", {}).get("_value", ""),
         (one.get("link") or [{}])[0].get("href", ""), (one.get("category") or [{}])[0].get("term", ""))
        for one in (body.get("feed", {}).get("entry") or [])
    ]  # fmt: skip


def openinfobutton(data: bytes) -> list[tuple[str, str]]:
    """OpenInfobutton's style sheet: title and first link of each entry of the Atom feed."""
    root = ET.fromstring(data)
    found = []
    for entry in root.iter(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        found.append((entry.findtext(f"{ATOM}title") or "", link.get("href") or ""))
    return found


@pytest.mark.parametrize("read", [medlineplus, with_fallbacks])
def test_clients_of_json_find_title_and_first_link(read: Callable[[Any], list[tuple[str, ...]]]) -> None:
    _, feed = ask(QUERY)
    found = read(json.loads(write_json(feed)))
    assert len(found) == 5
    for one, entry in zip(found, feed.entries, strict=True):
        assert entry.title in one and entry.links[0].href in one and "language=zh-Hant" in entry.links[0].href
    assert read(json.loads(write_json(ask("mainSearchCriteria.v.c=J18")[1]))) == []


def test_the_client_of_one_entry_and_that_of_xml() -> None:
    _, feed = ask(QUERY)
    first = feed.entries[0]
    assert ottehr(json.loads(write_json(feed))) == (first.title, first.links[0].href)
    assert ottehr(json.loads(write_json(ask("")[1]))) is None
    assert openinfobutton(write_atom(feed)) == [(one.title, one.links[0].href) for one in feed.entries]
    assert openinfobutton(write_atom(ask("")[1])) == []
