"""Uploaded files: read once into chunks of mapped rows that stand in PostgreSQL before the partner gets its 202."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import orjson
import structlog
from sqlalchemy import Connection

from plumbing.record.tables import delivery_chunk
from plumbing.record.write import insert
from plumbing.running.settings import CHECKOUT
from services.ingest.checks.faults import Code, Fault
from services.ingest.checks.judge import Candidate
from services.ingest.files.mapping import (
    ColumnMapping,
    HeadingsError,
    MappingError,
    parse_mapping,
    place_columns,
    read_row,
)
from services.ingest.rows import Origin

MAPPINGS: Final = CHECKOUT / "deploy" / "mappings"
CHUNK_RECORDS: Final = 1_000
Numbered = tuple[int, Candidate]
log = structlog.get_logger(__name__)


class FileError(Exception):
    """A file that cannot be read at all; the text is outward Dutch and repeats nothing of the file."""


def read_mappings(folder: Path = MAPPINGS) -> dict[str, ColumnMapping]:
    """All column mappings of a folder by name; one that does not hold is told in the log and left out."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            mapping = parse_mapping(path.read_text(encoding="utf-8"))
        except MappingError as error:
            log.error("mapping-refused", file=path.name, reason=str(error))
        else:
            found[mapping.name] = mapping
    return found


def read_chunks(stream: IO[bytes], mapping: ColumnMapping) -> Iterator[list[Numbered]]:
    """Rows in chunks of about 1,000, each with its row number in the file (headings are row 1, as in a spreadsheet).

    Empty rows count but give nothing. Raises FileError for the wrong encoding, headings or quotes.
    """
    text = io.TextIOWrapper(stream, encoding=mapping.encoding, newline="")
    try:
        rows = csv.reader(text, delimiter=mapping.delimiter, strict=True)
        places = place_columns(mapping, next(rows, []))
        filled = ((line, row) for line, row in enumerate(rows, 2) if any(cell.strip() for cell in row))
        while chunk := list(islice(filled, CHUNK_RECORDS)):
            yield [(line, read_row(mapping, places, row)) for line, row in chunk]
    except HeadingsError as error:
        raise FileError(str(error)) from None
    except UnicodeError:
        raise FileError(f"De tekens van dit bestand zijn niet leesbaar als {mapping.encoding}.") from None
    except csv.Error:
        raise FileError("Dit bestand is geen geldig CSV-bestand. Controleer de aanhalingstekens.") from None
    finally:
        text.detach()


def store_chunk(connection: Connection, origin: Origin, number: int, rows: Sequence[Numbered]) -> None:
    """Keep one chunk until all receipts of its delivery exist."""
    row = {
        "delivery_id": origin.delivery_id,
        "number": number,
        "partner_id": origin.partner_id,
        "first_line": rows[0][0],
        "body": _packed(rows),
    }
    insert(connection, delivery_chunk, [row])


def unpacked(body: bytes) -> list[Numbered]:
    """The rows of a stored chunk."""
    return [
        (line, Candidate(record, tuple(Fault(field, Code(code)) for field, code in faults)))
        for line, record, faults in orjson.loads(body)
    ]


def _packed(rows: Sequence[Numbered]) -> bytes:
    packed: list[Any] = [
        (line, candidate.record, [tuple(fault) for fault in candidate.faults]) for line, candidate in rows
    ]
    return orjson.dumps(packed)
