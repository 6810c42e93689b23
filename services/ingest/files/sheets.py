"""Uploaded files as sheets of rows: read once into chunks of records, which wait packed_chunk until they are judged."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import orjson

from services.ingest.checks.faults import Code, Fault
from services.ingest.checks.judge import Candidate
from services.ingest.files.cells import read_row
from services.ingest.files.mapping import ColumnMapping, HeadingsError, place_columns
from services.ingest.limits import RECORDS_IN_CHUNK

Numbered = tuple[int, Candidate]
"""A record with its row in the file; headings are row 1, as in a spreadsheet."""


class FileError(Exception):
    """A file that cannot be read at all; the text is outward Dutch and repeats nothing of the file."""


def read_chunks(text: Iterable[str], mapping: ColumnMapping, size: int = RECORDS_IN_CHUNK) -> Iterator[list[Numbered]]:
    """Rows in chunks of `size`; empty rows count but give nothing. `text`: with the line ends as they stand.

    Raises FileError for the wrong encoding, headings or quotes.
    """
    try:
        rows = csv.reader(text, delimiter=mapping.delimiter, strict=True)
        places = place_columns(mapping, next(rows, []))
        filled = ((line, row) for line, row in enumerate(rows, 2) if any(cell.strip() for cell in row))
        while chunk := list(islice(filled, size)):
            yield [(line, read_row(mapping, places, row)) for line, row in chunk]
    except HeadingsError as error:
        raise FileError(str(error)) from None
    except UnicodeError:
        raise FileError(f"De tekens van dit bestand zijn niet leesbaar als {mapping.encoding}.") from None
    except csv.Error:
        raise FileError("Dit bestand is geen geldig CSV-bestand. Controleer de aanhalingstekens.") from None


def packed_chunk(rows: Sequence[Numbered]) -> bytes:
    """A chunk as it is kept."""
    return orjson.dumps(
        [(line, candidate.record, [tuple(fault) for fault in candidate.faults]) for line, candidate in rows]
    )


def unpacked_chunk(body: bytes) -> list[Numbered]:
    """The rows of a kept chunk."""
    kept: list[Any] = orjson.loads(body)
    return [
        (line, Candidate(record, tuple(Fault(field, Code(code)) for field, code in faults)))
        for line, record, faults in kept
    ]
