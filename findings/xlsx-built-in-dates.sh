#!/usr/bin/env bash
# A day in a workbook with one of the built-in formats of East Asia.
#
# Input (valid: ECMA-376 part 1, 18.8.30 lists the formats 27 to 36 and 50 to 58 for Chinese, Japanese and Korean; such
# formats have no numFmt element, and Excel in these languages gives them to days that people type):
#     <xf numFmtId="30" .../>        <c r="A1" s="1"><v>46348</v></c>
# Guess before running: a reader that knows number formats gives a day (2026-11-22), or a code of a day (m/d/yy), or says
# that it does not know the format.
# Seen: openpyxl 3.1.5 says that the format is 'General' and no date, and gives the whole number 46348. A program that
# prints cells "as their format shows them" prints 46348 where every spreadsheet shows a day.
#
# Needs python3 with venv. Ends with 0 while this is still so.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q openpyxl==3.1.5
venv/bin/python - <<'PYTHON' | tee seen.txt
import io
import zipfile

import openpyxl

made = openpyxl.Workbook()
cell = made.active.cell(1, 1, 46348)
cell.number_format = "yyyy-mm-dd"
whole = io.BytesIO()
made.save(whole)
for number in (20, 27, 30, 36, 50, 57):
    changed = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            part = source.read(name).replace(b'xf numFmtId="164"', b'xf numFmtId="%d"' % number)
            target.writestr(name, part)
    read = openpyxl.load_workbook(changed).active.cell(1, 1)
    print(number, read.number_format, read.is_date, repr(read.value))
PYTHON
diff seen.txt - <<'SEEN'
20 h:mm True datetime.datetime(2026, 11, 22, 0, 0)
27 General False 46348
30 General False 46348
36 General False 46348
50 General False 46348
57 General False 46348
SEEN
