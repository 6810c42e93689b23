"""Files as sheets of rows, whatever the format: read once into chunks of records, packed until they are judged."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

import orjson

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import Candidate
from domain.intake.files.headings import HeadingsError
from domain.intake.files.lines import FileError
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.rows import RowReader
from domain.intake.files.wrong_kind import Tally
from domain.intake.limits import RECORDS_IN_CHUNK

Row = tuple[int, Sequence[str] | Fault]
"""A row of a sheet: its number in the file (from 1), and its cells as text or what is wrong with all of it.

The first row of a file holds the headings.
"""
Numbered = tuple[int, Candidate]
"""A record with its line in the file; headings are line 1, as in a spreadsheet."""
END_OF_HEAD: Final = b"\n"
"""JSON on one line has none."""
QUICKLY: Final = 1
"""Of zlib: rows with the same names of fields shrink to a fifth at any level."""


def read_chunks(
    rows: Iterable[Row], mapping: ColumnMapping, size: int = RECORDS_IN_CHUNK, told: FindingCode | None = None
) -> Iterator[list[Numbered]]:
    """Records in chunks of `size`, one for every row below the headings.

    `told`: what is told of rows with letters beyond ASCII. Raises FileError for the wrong headings, and for a file in
    which nearly nothing can be read.
    """
    rest = iter(rows)
    number, headings = next(rest, (1, ()))
    if isinstance(headings, Fault):
        raise FileError(f"De aanhalingstekens in de kolomnamen (regel {number}) kloppen niet.")
    try:
        reader = RowReader(mapping, headings, told)
    except HeadingsError as error:
        raise FileError(str(error)) from None
    tally = Tally()
    while chunk := list(islice(rest, size)):
        read = [(number, _candidate(cells, reader)) for number, cells in chunk]
        tally.count((number, one.faults) for number, one in read)
        if tally.is_wrong_kind():
            raise FileError(tally.told())
        yield read


def _candidate(cells: Sequence[str] | Fault, reader: RowReader) -> Candidate:
    return Candidate({}, (cells,)) if isinstance(cells, Fault) else reader.read(cells)


class KeptChunk(NamedTuple):
    """The rows of a chunk as they were kept, ready to be judged.

    `lines`: of each row its line. `records`: a JSON list of them, null for one that has errors already. `found`: by
    place in it what reading the row gave: the record of one with errors, its errors, its findings.
    """

    lines: list[int]
    records: bytes
    found: Mapping[int, Candidate]

    def candidates(self) -> list[Candidate]:
        """The rows one by one."""
        return [self.found.get(place) or Candidate(one) for place, one in enumerate(orjson.loads(self.records))]


def packed_chunk(rows: Sequence[Numbered]) -> bytes:
    """A chunk as it is kept."""
    found = [
        (place, one.record, [*map(tuple, one.faults)], [*map(tuple, one.findings)])
        for place, (_, one) in enumerate(rows)
        if one.faults or one.findings
    ]
    head = orjson.dumps(([line for line, _ in rows], found))
    records = orjson.dumps([None if one.faults else one.record for _, one in rows])
    return zlib.compress(head + END_OF_HEAD + records, QUICKLY)


def unpacked_chunk(body: bytes) -> KeptChunk:
    """The rows of a kept chunk."""
    head, _, records = zlib.decompress(body).partition(END_OF_HEAD)
    lines, found = orjson.loads(head)
    return KeptChunk(
        lines,
        records,
        {place: Candidate(record, _faults(faults), _findings(told)) for place, record, faults, told in found},
    )


def _faults(kept: Iterable[tuple[str, str, int | None]]) -> tuple[Fault, ...]:
    return tuple([Fault(field, Code(code), how_many) for field, code, how_many in kept])


def _findings(kept: Iterable[tuple[str, str]]) -> tuple[FieldFinding, ...]:
    return tuple([FieldFinding(field, FindingCode(code)) for field, code in kept])
