#!/usr/bin/env bash
# How Poedit writes "needs work" into an XLIFF file.
#
# Input: a valid XLIFF 2.0 file and a valid XLIFF 1.2 file, one translated unit each. In Poedit the unit is marked as
# needing work (Ctrl+U), and the file saved.
# Guess before running: the state goes back to what each version has for it: "initial" in 2.0 (the next lower state, as
# 2.0 has no word for "needs review"), "needs-review-translation" in 1.2.
# Seen: Poedit 3.2.2 (Debian's 3.2.2-1+b2): 2.0 keeps state="translated" and gets subState="poedit:fuzzy"; who asks for
# the state alone takes it for done. 1.2 gets "needs-l10n", which is the word for measures and dates. A 2.1 file, of the
# same namespace, is not opened: "unsupported XLIFF version (2.1)".
#
# Needs Debian's poedit, xvfb and xdotool. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export HOME="$work" NO_AT_BRIDGE=1
cat > two.xlf <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="vi"><file id="f">
<unit id="u"><segment state="translated"><source>Rest</source><target>Nghỉ</target></segment></unit></file></xliff>
XML
cat > one.xlf <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="en"
target-language="vi" datatype="plaintext"><body>
<trans-unit id="u"><source>Rest</source><target state="translated">Nghỉ</target></trans-unit></body></file></xliff>
XML
sed 's/version="2.0"/version="2.1"/' two.xlf > later.xlf
cat > press.sh <<'SH'
for file in two.xlf one.xlf later.xlf; do
    timeout 40 poedit "$PWD/$file" > "$file.log" 2>&1 &
    for _ in $(seq 20); do
        sleep 1
        window="$(xdotool search --onlyvisible --name "$file" 2> /dev/null | head -1)" || true
        [ -n "$window" ] && break
    done
    [ -n "$window" ] || { kill %% 2> /dev/null; wait; continue; }
    sleep 3
    xdotool windowfocus "$window" 2> /dev/null || true
    xdotool key --window "$window" ctrl+u
    sleep 1
    xdotool key --window "$window" ctrl+s
    sleep 3
    xdotool key --window "$window" ctrl+q
    wait
done
SH
xvfb-run -a -s "-screen 0 1280x900x24" bash press.sh
{
    grep -o '<segment [^>]*>' two.xlf
    grep -o '<target [^>]*>' one.xlf
    grep -q poedit: later.xlf && echo "2.1 saved" || echo "2.1 not opened"
} | tee seen
diff seen - <<'SEEN'
<segment state="translated" subState="poedit:fuzzy">
<target state="needs-l10n">
2.1 not opened
SEEN
