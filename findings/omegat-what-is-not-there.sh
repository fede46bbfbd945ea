#!/usr/bin/env bash
# What OmegaT makes of texts that have no translation yet, and of fuzzy ones.
#
# Input (valid XLIFF 1.2 and a valid PO file): "Sleep now" in units without a target, with an empty one, and with the
# English copied into it; a fuzzy entry with words. The project's memory holds a translation of "Sleep now".
# Guess before running: every unit of "Sleep now" comes out translated, since its source is there; the fuzzy entry comes
# out as it was, or still fuzzy.
# Seen: OmegaT 3.6.0.10 (Debian's omegat 3.6.0.10+dfsg-3), console mode: its XLIFF filter takes the words of the target for
# the source. A unit whose target is missing or empty is passed over, offered to nobody, and comes out untranslated; only
# the one that repeats the English is translated (and keeps state="new"). Of the PO entry the words are gone and the mark
# fuzzy too: msgstr comes out empty. Who imports such a file must not take an empty translation for the wish to delete one.
#
# Needs omegat (Debian's package of that name, with a Java). Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export HOME="$work"
mkdir -p p/source p/target p/tm p/glossary p/dictionary p/omegat
cat > p/omegat.project <<'XML'
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>EN-GB</source_lang><target_lang>VI</target_lang>
<source_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.DefaultTokenizer</target_tok><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>
XML
cat > p/omegat/project_save.tmx <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1"><header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
creationtoolversion="3.6" segtype="paragraph" srclang="EN-GB"/><body><tu><tuv lang="EN-GB"><seg>Sleep now</seg></tuv>
<tuv lang="VI"><seg>Ngủ đi</seg></tuv></tu></body></tmx>
XML
cat > p/source/a.xlf <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="en"
target-language="vi" datatype="plaintext"><body>
<trans-unit id="none"><source>Sleep now</source></trans-unit>
<trans-unit id="empty"><source>Sleep now</source><target state="needs-translation"></target></trans-unit>
<trans-unit id="copied"><source>Sleep now</source><target state="new">Sleep now</target></trans-unit>
</body></file></xliff>
XML
cat > p/source/b.po <<'PO'
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"

#, fuzzy
#| msgid "Rests"
msgid "Rest"
msgstr "Nghỉ"
PO
omegat "$work/p" --mode=console-translate --config-dir="$work/settings" > log.txt 2>&1
{
    for unit in none empty copied; do
        grep "id=\"$unit\"" p/target/a.xlf | grep -q 'Ngủ đi' && echo "$unit: translated" || echo "$unit: passed over"
    done
    grep -q fuzzy p/target/b.po && echo "fuzzy: marked" || echo "fuzzy: not marked"
    grep -A1 'msgid "Rest"' p/target/b.po | tail -1
} | tee seen.txt
diff seen.txt - <<'SEEN'
none: passed over
empty: passed over
copied: translated
fuzzy: not marked
msgstr ""
SEEN
