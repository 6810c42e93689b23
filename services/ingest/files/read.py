"""Files as they are read: opened by their kind, and sealed in chunks on disk before any transaction begins."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO, Final, NamedTuple

from domain.intake.checks.findings import FindingCode
from domain.intake.files.delimited import delimited_rows
from domain.intake.files.encodings import encoding_of
from domain.intake.files.kinds import refuse_another_kind
from domain.intake.files.lines import Lines
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.sheets import Row, packed_chunk, read_chunks
from domain.intake.files.workbooks.opening import WORKBOOKS, SheetRows
from plumbing.record.secrecy import Secrecy
from schemas.ids import Id, as_bytes
from schemas.vocabulary.signals import DeliveryFormat, DeliveryState

BLOCK_BYTES: Final = 1 << 16
IN_MEMORY_BYTES: Final = 4 << 20


class SentFile(NamedTuple):
    """A file as it was sent: its bytes, what it is said to be, and how its columns are to be read."""

    stream: IO[bytes]
    written_as: DeliveryFormat
    mapping: ColumnMapping
    mapping_version: int | None = None


class OpenedFile(NamedTuple):
    """The rows of a file, how many records were delivered with it once they are read, and what is told of letters."""

    rows: Iterable[Row]
    records: Callable[[], int]
    told: FindingCode | None


class SealedFile(NamedTuple):
    """A file that was read whole: how many records were delivered, and its sealed chunks one behind the other.

    `chunks`: of each how many records it has, and its length in bytes. The number is that of the file's lines, not of
    what was read from them: the ledger tells the two apart.
    """

    delivered: int
    chunks: Sequence[tuple[int, int]]
    stream: IO[bytes]

    @property
    def state(self) -> DeliveryState:
        """That of its delivery: there may be nothing to read."""
        return DeliveryState.PROCESSING if self.chunks else DeliveryState.DONE


@contextmanager
def sealed(secrecy: Secrecy, delivery_id: Id, sent: SentFile, size: int) -> Iterator[SealedFile]:
    """Read a file whole, before any transaction: a large one takes longer than the record waits for a word from us.

    Its records, `size` a chunk, are sealed for this delivery, on disk when they are many. Raises FileError for what is
    no such file.
    """
    chunks = []
    with SpooledTemporaryFile(IN_MEMORY_BYTES) as stream:
        with opened(sent) as (rows, records, told):
            for number, chunk in enumerate(read_chunks(rows, sent.mapping, size, told)):
                body = secrecy.seal_rows(packed_chunk(chunk), place_of(delivery_id, number))
                chunks.append((len(chunk), stream.write(body)))
            delivered = records()
        yield SealedFile(delivered, chunks, stream)


@contextmanager
def opened(sent: SentFile) -> Iterator[OpenedFile]:
    """A file from its start, to be read once. Raises FileError for another kind of file, or no text in its encoding."""
    refuse_another_kind(sent.stream, sent.written_as)
    if sent.written_as in WORKBOOKS:
        sheet = SheetRows(sent.stream, sent.written_as, sent.mapping)
        yield OpenedFile(sheet, sheet.records, None)
        return
    encoding = encoding_of(iter(partial(sent.stream.read, BLOCK_BYTES), b""), sent.mapping.encoding)
    sent.stream.seek(0)
    text = io.TextIOWrapper(sent.stream, encoding=encoding.name, newline="")
    lines = Lines(text, sent.mapping)
    try:
        yield OpenedFile(delimited_rows(lines, sent.mapping.delimiter), lines.records, encoding.told)
    finally:
        text.detach()


def place_of(delivery_id: Id, number: int) -> bytes:
    """To what a chunk is bound: it opens nowhere else."""
    return as_bytes(delivery_id) + number.to_bytes(4)
