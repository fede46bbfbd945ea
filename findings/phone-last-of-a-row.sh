#!/usr/bin/env bash
# Telephone numbers that stand in a row, written short: the first whole, of the last only what differs.
#
# Input (usual on letterheads of Japan and of Germany, where a row of numbers belongs to one house):
#     03-1234-5678～9        5678 and 5679
#     030 123456-12/13       123456-12 and 123456-13
# Guess before running: libphonenumber's matcher, told to yield none but valid numbers, finds the first number and leaves
# the rest to the words around it (as it does with 020 7946 0999/0998), or finds none.
# Seen: phonenumberslite 9.0.42 reads the Japanese ～9 as an extension, and makes of the German pair one valid number of
# thirteen digits. A link of either calls nobody or somebody else. The 24 of "030 123456 24 h" is taken for digits too.
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q phonenumberslite==9.0.42
venv/bin/python - <<'PYTHON' | tee seen.txt
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

for words, country in (
    ("020 7946 0999/0998", "GB"), ("03-1234-5678～9", "JP"), ("030 123456-12/13", "DE"), ("030 123456 24 h", "DE")
):
    found = PhoneNumberMatcher(words, country, Leniency.VALID)
    print(words, "=", *(format_number(one.number, PhoneNumberFormat.RFC3966) for one in found))
PYTHON
diff seen.txt - <<'SEEN'
020 7946 0999/0998 = tel:+44-20-7946-0999
03-1234-5678～9 = tel:+81-3-1234-5678;ext=9
030 123456-12/13 = tel:+49-30-1234561213
030 123456 24 h = tel:+49-30-12345624
SEEN
