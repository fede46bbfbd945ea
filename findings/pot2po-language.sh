#!/usr/bin/env bash
# What pot2po (translate-toolkit) does to the language of a translation.
#
# Input: a template as xgettext writes it (its head says "Language: ", empty, as all of xgettext's do) and a valid PO file
# in Vietnamese ("Language: vi").
# Guess before running: pot2po merges as msgmerge does: words and the language stay those of the translation.
# Seen: translate-toolkit 3.16.3 and 3.20.4: the head says "Language: " afterwards; the empty line of the template has gone
# over that of the translation. msgmerge (gettext 0.21) keeps "Language: vi". Who reads such a file back can no longer tell
# which language it is in.
#
# Needs python3 with venv, gettext. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q translate-toolkit==3.20.4
echo 'print(_("Feed often"))' > x.py
xgettext -o x.pot x.py
sed -i 's/CHARSET/UTF-8/' x.pot
cat > vi.po <<'PO'
msgid ""
msgstr ""
"Language: vi\n"
"Content-Type: text/plain; charset=UTF-8\n"

#: x.py:1
msgid "Feed often"
msgstr "Cho bú thường xuyên"
PO
venv/bin/pot2po --progress=none -t vi.po x.pot toolkit.po 2> /dev/null
msgmerge -q vi.po x.pot > gettext.po
for file in x.pot toolkit.po gettext.po; do
    echo "$file: $(grep '^"Language:' "$file")"
done | tee seen
grep -q 'Cho bú' toolkit.po
diff seen - <<'SEEN'
x.pot: "Language: \n"
toolkit.po: "Language: \n"
gettext.po: "Language: vi\n"
SEEN
