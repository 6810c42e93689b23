#!/bin/bash
# Guess, before running: a column of worked hours in an ODS sheet is one kind of value. ODF writes each cell as a duration
# (office:time-value="PT36H30M00S", an XML Schema duration), and the same column in XLSX with the format [h]:mm comes out
# as timedelta in every row; so timedelta in ODS too, or at worst text in every row.
#
# Seen, python-calamine 0.9.1, pandas 3.1.1 with odfpy 1.4.1, and pyexcel-ods3 0.6.1, on one valid sheet written by odfpy:
# - calamine: up to 23:59 a time of day, from 24:00 on the raw text 'PT24H00M00S'. No error, two types in one column.
# - pandas (engine odf): a time of day, read from the text that the cell *shows*; one cell of 24 hours or more and the
#   whole workbook is refused with a DateParseError.
# - pyexcel-ods3: a time of day below 24 hours and a timedelta from there on.
# None gives all rows in one type, no two agree. Whoever adds up hours has it right in every test week and loses the one client with
# more than a day; whoever tests with XLSX never sees it, as calamine reads that column as timedelta throughout.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    python-calamine==0.9.1 odfpy==1.4.1 pandas==3.1.1 pyexcel-ods3==0.6.1 openpyxl==3.1.5
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import time, timedelta

import openpyxl
import pandas
import pyexcel_ods3
import python_calamine
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

HOURS = [timedelta(hours=7, minutes=30), timedelta(hours=23, minutes=59), timedelta(hours=24), timedelta(hours=36, minutes=30)]
BELOW = [time(7, 30), time(23, 59)]


def write_ods(name, hours):
    table = Table(name="hours")
    for one in hours:
        whole, minutes = divmod(int(one.total_seconds()) // 60, 60)
        cell = TableCell(valuetype="time", timevalue=f"PT{whole:02}H{minutes:02}M00S")
        cell.addElement(P(text=f"{whole:02}:{minutes:02}:00"))
        row = TableRow()
        row.addElement(cell)
        table.addElement(row)
    document = OpenDocumentSpreadsheet()
    document.spreadsheet.addElement(table)
    document.save(name)


def by_calamine(name):
    return [row[0] for row in python_calamine.CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()]


def by_pandas(name):
    return pandas.read_excel(name, engine="odf", header=None)[0].tolist()


write_ods("all.ods", HOURS)
write_ods("below.ods", HOURS[:2])
book = openpyxl.Workbook()
for number, one in enumerate(HOURS, 1):
    book.active.cell(number, 1, one).number_format = "[h]:mm"
book.save("all.xlsx")

print("calamine, XLSX:", by_calamine("all.xlsx"))
print("calamine, ODS: ", by_calamine("all.ods"))
print("pyexcel-ods3:  ", [row[0] for row in pyexcel_ods3.get_data("all.ods")["hours"]])
print("pandas, below: ", by_pandas("below.ods"))
try:
    print("pandas, all:   ", by_pandas("all.ods"))
    refused = False
except ValueError as error:
    print("pandas, all:   ", type(error).__name__, error)
    refused = True
assert by_calamine("all.xlsx") == HOURS
assert by_calamine("all.ods") == [*BELOW, "PT24H00M00S", "PT36H30M00S"]
assert [row[0] for row in pyexcel_ods3.get_data("all.ods")["hours"]] == [*BELOW, *HOURS[2:]]
assert by_pandas("below.ods") == BELOW
assert refused
PYTHON
