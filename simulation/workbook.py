"""A workbook (XLSX) of one sheet, in as few parts as a spreadsheet program opens: numbers and texts."""

from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SHEET_SPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK_SPACE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_SPACE: Final = "http://schemas.openxmlformats.org/package/2006"
SHEET_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORKBOOK_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE_SPACE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE_SPACE}/relationships">'
    f'<Relationship Id="r1" Type="{LINK_SPACE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{SHEET_SPACE}" xmlns:r="{LINK_SPACE}">'
    '<sheets><sheet name="Signalen" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE_SPACE}/relationships">'
    f'<Relationship Id="r1" Type="{LINK_SPACE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SheetCell = str | float


def workbook(rows: Sequence[Sequence[SheetCell]]) -> bytes:
    """The file. Empty cells are left out, as spreadsheet programs do."""
    written = "".join(_row(number, cells) for number, cells in enumerate(rows, 1))
    sheet = f'<worksheet xmlns="{SHEET_SPACE}"><sheetData>{written}</sheetData></worksheet>'
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, text in {**WORKBOOK_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(ZipInfo(name), XML_HEAD + text, ZIP_DEFLATED)
    return content.getvalue()


def _row(number: int, cells: Sequence[SheetCell]) -> str:
    return f'<row r="{number}">{"".join(_cells(number, cells))}</row>'


def _cells(number: int, cells: Sequence[SheetCell]) -> Iterator[str]:
    for place, value in enumerate(cells):
        at = f"{chr(65 + place)}{number}"
        if isinstance(value, float):
            yield f'<c r="{at}"><v>{value!r}</v></c>'
        elif value:
            yield f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
