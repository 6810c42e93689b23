"""The first part of an unknown file: what it is written in, what stands between its cells, its first rows."""

import codecs
import csv
from collections.abc import Sequence
from typing import Final, NamedTuple

from domain.intake.files.headings import DELIMITERS
from domain.intake.files.lines import SEP, FileError, holds_anything
from domain.intake.files.mapping import UTF_8
from schemas.vocabulary.signals import DeliveryFormat

SAMPLE_BYTES: Final = 256 * 1024
SAMPLE_ROWS: Final = 200
NO_COLUMNS: Final = "De eerste regel heeft geen kolomnamen met een puntkomma, komma of tab ertussen."
UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Sample(NamedTuple):
    """The headings of a file and some of its rows, with what they are written in.

    `sheet`: of a workbook the sheet that was looked at; `has_twin`: another sheet of it has the same headings.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    encoding: str = UTF_8
    delimiter: str = ";"
    written_as: DeliveryFormat = DeliveryFormat.CSV
    sheet: str = ""
    has_twin: bool = False


def sample_of(start: bytes) -> Sample:
    """Look at the first part of a text file, up to `SAMPLE_BYTES`. Raises FileError when it has no headings."""
    encoding = _encoding(start)
    text = start.decode(encoding, "ignore")
    lines = text.splitlines()
    if len(start) >= SAMPLE_BYTES:
        lines = lines[:-1]
    said = SEP.fullmatch(lines[0]) if lines else None
    lines = lines[1:] if said else lines
    heading = next(iter(lines), "")
    delimiter = said[1] if said else max(DELIMITERS, key=heading.count)
    if heading.count(delimiter) == 0:
        raise FileError(NO_COLUMNS)
    filled = [line for line in lines if holds_anything(line, delimiter)][: SAMPLE_ROWS + 1]
    headings, *rows = csv.reader(filled, delimiter=delimiter)
    return Sample(headings, [row for row in rows if len(row) == len(headings)], encoding, delimiter)


def _encoding(start: bytes) -> str:
    if start.startswith(UTF_16_MARKS):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252"
    return UTF_8
