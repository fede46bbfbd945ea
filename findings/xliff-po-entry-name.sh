#!/usr/bin/env bash
# XLIFF 1.2 made from a PO file as OASIS's guide has it ("XLIFF 1.2 Representation Guide for Gettext PO", 2006).
#
# Input: two units, each with <context-group name="po-entry" purpose="information">, as in the guide's examples, which
# calls every such group po-entry, or po-reference where it names a place in the source.
# Guess before running: a file with two units is valid by OASIS's own schema of XLIFF 1.2, strict, as one with a single
# unit is: the guide and the schema are of the same committee.
# Seen: libxml2 (lxml 6.1.3) with xliff-core-1.2-strict.xsd as Debian's php-symfony-translation 5.4 brings it: one unit is
# valid; two are refused, "Duplicate key-sequence ['po-entry'] in unique identity-constraint 'U_context-group_name'": a
# group's name may stand once in a <file>. Without names both are valid. translate-toolkit 3.20.4's po2xliff gives the
# groups of all units one name too. A tool that checks files by the schema before it opens them refuses every catalog of
# two entries that keeps to the guide.
#
# Needs python3 with venv, apt-get with Debian's lists, dpkg-deb. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q lxml==6.1.3 translate-toolkit==3.20.4
apt-get download -qq php-symfony-translation 2> /dev/null
dpkg-deb -x php-symfony-translation_*.deb deb
cat > two.po <<'PO'
msgid ""
msgstr ""
"Language: vi\n"
"Content-Type: text/plain; charset=UTF-8\n"

#: a.yaml:1
msgid "Milk"
msgstr "Sữa"

#: a.yaml:2
msgid "Rest"
msgstr "Nghỉ"
PO
venv/bin/po2xliff two.po two.xlf > /dev/null 2>&1
{
    venv/bin/python - <<'PYTHON'
import re
from pathlib import Path

from lxml import etree

HOME = Path("deb/usr/share/php/Symfony/Component/Translation/Resources/schemas")


class Here(etree.Resolver):
    def resolve(self, url, _, context):
        return self.resolve_filename(str(HOME / "xml.xsd"), context) if url.endswith("/xml.xsd") else None


parser = etree.XMLParser()
parser.resolvers.add(Here())
schema = etree.XMLSchema(etree.parse(str(HOME / "xliff-core-1.2-strict.xsd"), parser))


def valid(units, name):
    group = f'<context-group{name} purpose="information"><context context-type="sourcefile">a</context></context-group>'
    inside = "".join(f'<trans-unit id="u{n}"><source>x</source>{group}</trans-unit>' for n in range(units))
    words = (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a.po" source-language="en" '
        f'datatype="po"><body>{inside}</body></file></xliff>'
    )
    return "valid" if schema.validate(etree.fromstring(words).getroottree()) else "refused"


print("one unit, named:", valid(1, ' name="po-entry"'))
print("two units, named:", valid(2, ' name="po-entry"'))
print("two units, without names:", valid(2, ""))
names = re.findall(r'<context-group name="([^"]*)"', Path("two.xlf").read_text())
print("po2xliff:", ", ".join(names))
PYTHON
} > seen
cat seen
diff seen - <<'SEEN'
one unit, named: valid
two units, named: refused
two units, without names: valid
po2xliff: po-reference, po-reference
SEEN
