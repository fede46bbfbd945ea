#!/usr/bin/env bash
# A translation that a person marked fuzzy, with a blank instead of a comma between two flags.
#
# Input (valid for GNU gettext, whose reader parts flags at commas and blanks alike):
#     #, fuzzy c-format
#     msgid "press gently"
#     msgstr "PRESS HARD"
# Guess before running: every reader of PO files holds this entry for fuzzy, so it is never shown.
# Seen: msgfmt (GNU gettext 0.21) leaves the entry out of the .mo file. polib 1.2.0 and Babel 2.18.0 part flags at commas
# only: both read one flag called "fuzzy c-format" and hold the translation for good. What gettext would never print is
# printed by programs that read PO files with either of them.
# A second line of flags is the other way round: after "#, fuzzy" and then "#, c-format" msgfmt 0.21 heeds the last line
# alone and prints the entry.
#
# Needs python3 with venv, and msgfmt and msgunfmt (Debian's package gettext). Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q polib==1.2.0 babel==2.18.0
header='msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
entry='msgid "press gently"\nmsgstr "PRESS HARD"\n\nmsgid "other"\nmsgstr "OTHER"\n'
printf "${header}#, fuzzy c-format\n${entry}" > blank.po
printf "${header}#, fuzzy\n#, c-format\n${entry}" > lines.po

msgfmt -o blank.mo blank.po
msgfmt -o lines.mo lines.po
said() { if msgunfmt "$1" | grep -q 'PRESS HARD'; then echo printed; else echo "left out"; fi; }
{
    echo "gettext, fuzzy c-format: $(said blank.mo)"
    echo "gettext, two lines: $(said lines.mo)"
    venv/bin/python - <<'PYTHON'
import polib
from babel.messages.pofile import read_po

entry = next(one for one in polib.pofile("blank.po") if one.msgid == "press gently")
print("polib:", entry.flags, "fuzzy" if entry.fuzzy else "not fuzzy")
with open("blank.po", "rb") as file:
    message = read_po(file).get("press gently")
print("babel:", sorted(message.flags), "fuzzy" if message.fuzzy else "not fuzzy")
PYTHON
} | tee seen.txt
diff seen.txt - <<'SEEN'
gettext, fuzzy c-format: left out
gettext, two lines: printed
polib: ['fuzzy c-format'] not fuzzy
babel: ['fuzzy c-format'] not fuzzy
SEEN
