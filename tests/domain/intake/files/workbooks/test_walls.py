"""Workbooks that want to take more than they say, are locked, or are no workbook: refused in words, at once."""

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from domain.intake.files.kinds import kind_of, refuse_another_kind
from domain.intake.files.lines import FileError
from schemas.vocabulary.signals import DeliveryFormat
from tests.domain.intake.files.workbooks.making import HEADINGS, a_typed_row, changed_member, ods, read, xlsx

SHEET = "xl/worksheets/sheet1.xml"
MEGABYTE = 1024 * 1024
GOOD = xlsx(HEADINGS, a_typed_row())


def with_rows(rows: bytes) -> bytes:
    """A workbook with these rows in its sheet."""
    return changed_member(GOOD, SHEET, lambda body: body.replace(b"</sheetData>", rows + b"</sheetData>"))


def zipped(**members: bytes) -> bytes:
    """A zip file with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/"), body)
    return made.getvalue()


def claims(content: bytes, size: int) -> bytes:
    """The same zip file, whose directory says that its largest member is so large."""
    place = content.index(b"PK\x01\x02")
    return content[: place + 24] + struct.pack("<L", size) + content[place + 28 :]


def many_members() -> bytes:
    """A directory longer than any workbook has."""
    return zipped(**{f"m{number}": b"" for number in range(8_000)})


def test_two_cells_far_apart_are_refused_in_no_time_and_no_room() -> None:
    corner = with_rows(b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(FileError, match="meer dan 500 kolommen"):
        read(corner)
    assert (tracemalloc.get_traced_memory()[1] < 8 * MEGABYTE, time.process_time() - began < 5) == (True, True)
    tracemalloc.stop()


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a member of gigabytes": (lambda: with_rows(b"<row/>" * 20_000_000), "te groot"),
    "a directory that claims 2 GB": (lambda: claims(GOOD, 2**31), "te groot"),
    "thousands of members": (many_members, "te groot"),
    "elements in elements": (lambda: with_rows(b"<row>" * 100_000), "beschadigd"),
    "names without end": (lambda: with_rows(b"".join(b"<a%d/>" % n for n in range(100_000))), "beschadigd"),
    "one attribute of megabytes": (lambda: with_rows(b'<row r="' + b"1" * 2 * MEGABYTE + b'"/>'), "beschadigd"),
    "one text of megabytes": (
        lambda: with_rows(b'<row r="3"><c r="A3" t="str"><v>' + b"a" * 2 * MEGABYTE + b"</v></c></row>"),
        "beschadigd",
    ),
    "many texts in one cell": (
        lambda: with_rows(b'<row r="3"><c r="A3" t="inlineStr"><is>' + b"<t>abc</t>" * 100_000 + b"</is></c></row>"),
        "Regel 3 is te lang",
    ),
    "texts that are declared": (
        lambda: changed_member(
            GOOD,
            SHEET,
            lambda body: b'<!DOCTYPE a [<!ENTITY b "c">]>' + body[body.index(b"<worksheet") :],
        ),
        "beschadigd",
    ),
}


@pytest.mark.parametrize(("make", "words"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_with_little_room(make: Callable[[], bytes], words: str) -> None:
    content = make()
    tracemalloc.start()
    with pytest.raises(FileError, match=words):
        read(content)
    assert tracemalloc.get_traced_memory()[1] < 16 * MEGABYTE
    tracemalloc.stop()


MESSY: dict[str, bytes] = {
    "a row twice": b'<row r="2"><c r="A2"><v>1</v></c></row>',
    "a row beyond the last": b'<row r="1048577"><c r="A1"><v>1</v></c></row>',
    "a row that is no number": b'<row r="x"><c r="A3"><v>1</v></c></row>',
    "a cell before the one before": b'<row r="3"><c r="B3"><v>1</v></c><c r="A3"><v>1</v></c></row>',
    "a cell without letters": b'<row r="3"><c r="3"><v>1</v></c></row>',
    "a text that is not there": b'<row r="3"><c r="A3" t="s"><v>999</v></c></row>',
    "a text before the first": b'<row r="3"><c r="A3" t="s"><v>-1</v></c></row>',
    "a number that is none": b'<row r="3"><c r="A3"><v>1,5</v></c></row>',
    "no end of numbers": b'<row r="3"><c r="A3"><v>inf</v></c></row>',
    "a kind of cell that is none": b'<row r="3"><c r="A3" t="zz"><v>1</v></c></row>',
    "a day of the year 12000": b'<row r="3"><c r="A3" s="1"><v>4000000</v></c></row>',
}


@pytest.mark.parametrize("rows", MESSY.values(), ids=MESSY)
def test_a_sheet_that_contradicts_itself_is_refused(rows: bytes) -> None:
    with pytest.raises(FileError):
        read(with_rows(rows))


def test_a_text_longer_than_a_line_may_be_is_refused_by_its_row() -> None:
    with pytest.raises(FileError, match="Regel 3 is te lang"):
        read(xlsx(HEADINGS, a_typed_row(), ["a" * 30_000]))


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LOCKED, "wachtwoord"),
        (OLD, r"oud Excel-bestand \(XLS\)"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "afbeelding"),
        (b"\x1f\x8b\x08", "GZIP"),
        (b'{"signalen": []}', "JSON"),
        (b"\xef\xbb\xbf<html>", "HTML"),
        (b"PK\x03\x04 niet verder", "beschadigd"),
    ],
)
def test_a_file_that_is_something_else_is_refused_by_its_name(content: bytes, words: str) -> None:
    with pytest.raises(FileError, match=words):
        kind_of(io.BytesIO(content))


@pytest.mark.parametrize("told", DeliveryFormat)
def test_a_file_that_is_sent_as_another_kind_is_refused_by_both_names(told: DeliveryFormat) -> None:
    made = {DeliveryFormat.XLSX: GOOD, DeliveryFormat.ODS: ods(HEADINGS), DeliveryFormat.CSV: b"Naam;Nr\r\n"}
    for kind, content in made.items():
        stream = io.BytesIO(content)
        if kind is told:
            refuse_another_kind(stream, told)
            assert stream.tell() == 0
        else:
            with pytest.raises(FileError, match=f"een {kind.name}-bestand.*als {told.name}"):
                refuse_another_kind(stream, told)


def test_a_locked_ods_file_is_refused_by_its_name() -> None:
    entry = b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    locked = changed_member(
        ods(HEADINGS),
        "META-INF/manifest.xml",
        lambda body: body.replace(b"</manifest:manifest>", entry + b"</manifest:manifest>"),
    )
    with pytest.raises(FileError, match="wachtwoord"):
        read(locked)


def test_a_text_document_and_a_binary_workbook_are_no_workbook_of_ours() -> None:
    start = b'<Relationships><Relationship Id="a" Type="x/officeDocument" Target="'
    for target, words in (
        (b"word/document.xml", "geen werkmap"),
        (b"xl/workbook.bin", "XLSB"),
        (b"../x", "geen werkmap"),
    ):
        content = zipped(_rels__zrels=start + target + b'"/></Relationships>', word__document=b"<a/>")
        with pytest.raises(FileError, match=words):
            read(content.replace(b"zrels", b".rels"))
