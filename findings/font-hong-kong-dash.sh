#!/usr/bin/env bash
# A dash in Chinese of Hong Kong, in a font for traditional Chinese.
#
# Input (valid: BCP 47; ISO/IEC 14496-22 has the language systems ZHT and ZHH): —— in Noto Sans TC, language zh-Hant-HK.
# Guess before running: as in zh-Hant, two squares wide: a longer tag falls back to the shorter one, as everywhere (RFC 4647).
# Seen: HarfBuzz (uharfbuzz 0.57.0) asks the font for ZHH alone. Noto Sans TC has only ZHT, so the rules of no language hold
# and the dash is 1,651 units wide instead of 2,000, with a gap in its middle. The same for zh-HK and zh-Hant-MO, and for zh.
# So this project asks each face for the longest tag that it knows.
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q uharfbuzz==0.57.0 justmytype-intl-cjk==0.1.0
venv/bin/python - <<'PYTHON' | tee seen.txt
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb

pack = Path(find_spec("justmytype_intl_cjk").submodule_search_locations[0])
font = hb.Font(hb.Face(hb.Blob.from_file_path(str(pack / "fonts/ofl/notosanstc/NotoSansTC[wght].ttf"))))
for language in ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-HK", "zh-Hant-MO", "zh"):
    buffer = hb.Buffer()
    buffer.add_str("——")
    buffer.direction, buffer.script, buffer.language = "ltr", "Hani", language
    hb.shape(font, buffer)
    print(language, sum(position.x_advance for position in buffer.glyph_positions))
PYTHON
diff seen.txt - <<'SEEN'
zh-Hant 2000
zh-Hant-TW 2000
zh-Hant-HK 1651
zh-HK 1651
zh-Hant-MO 1651
zh 1651
SEEN
