"""Uploaded files as sheets of rows: read once into chunks of records, which wait packed_chunk until they are judged."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import orjson

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import Candidate
from domain.intake.files.cells import read_row
from domain.intake.files.lines import FileError, Line
from domain.intake.files.mapping import ColumnMapping, HeadingsError, place_columns
from domain.intake.limits import RECORDS_IN_CHUNK

Numbered = tuple[int, Candidate]
"""A record with its line in the file; headings are line 1, as in a spreadsheet."""


def read_chunks(
    lines: Iterable[Line], mapping: ColumnMapping, size: int = RECORDS_IN_CHUNK
) -> Iterator[list[Numbered]]:
    """Records in chunks of `size`, one for every line below the headings. Raises FileError for the wrong headings."""
    rest = iter(lines)
    number, headings = next(rest, (1, ""))
    try:
        places = place_columns(mapping, cells_of(headings, mapping.delimiter))
    except HeadingsError as error:
        raise FileError(str(error)) from None
    except csv.Error:
        raise FileError(f"De aanhalingstekens in de kolomnamen (regel {number}) kloppen niet.") from None
    while chunk := list(islice(rest, size)):
        yield [(number, _candidate(line, places, mapping)) for number, line in chunk]


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line. Raises csv.Error for a stray quote.

    Each line is read by itself: no column of ours may hold a line end, so a quote never swallows what comes after it.
    """
    return next(csv.reader((line,), delimiter=delimiter, strict=True), [])


def _candidate(line: str, places: Sequence[str], mapping: ColumnMapping) -> Candidate:
    try:
        return read_row(mapping, places, cells_of(line, mapping.delimiter))
    except csv.Error:
        return Candidate({}, (Fault("", Code.STRAY_QUOTE),))


def packed_chunk(rows: Sequence[Numbered]) -> bytes:
    """A chunk as it is kept."""
    return orjson.dumps(
        [
            (line, one.record, [tuple(fault) for fault in one.faults], [tuple(finding) for finding in one.findings])
            for line, one in rows
        ]
    )


def unpacked_chunk(body: bytes) -> list[Numbered]:
    """The rows of a kept chunk."""
    kept: list[Any] = orjson.loads(body)
    return [(line, Candidate(record, _faults(faults), _findings(findings))) for line, record, faults, findings in kept]


def _faults(kept: Iterable[tuple[str, str, int | None]]) -> tuple[Fault, ...]:
    return tuple(Fault(field, Code(code), how_many) for field, code, how_many in kept)


def _findings(kept: Iterable[tuple[str, str]]) -> tuple[FieldFinding, ...]:
    return tuple(FieldFinding(field, FindingCode(code)) for field, code in kept)
