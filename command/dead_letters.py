"""Messages of feeds that were refused as a whole, at the command line: where each stands on Kafka, and why."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Engine

from domain.figures.sheet import Sheet

LETTERS_SHOWN: Final = 1_000
NEWEST_LETTERS: Final = """
SELECT l.topic, l.topic_partition, l.topic_offset, l.taken_at, l.code, d.lines
FROM dead_letter l JOIN delivery d ON d.id = l.delivery_id ORDER BY l.taken_at DESC, l.delivery_id LIMIT %s"""


class DeadLetter(NamedTuple):
    """A message: its place on Kafka, when the broker took it (UTC), why it was refused, how many records it had."""

    topic: str
    partition: int
    offset: int
    taken_at: str
    code: str
    records: int


def newest_letters(engine: Engine) -> list[DeadLetter]:
    """The newest thousand, newest first. `engine`: of the role report."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(NEWEST_LETTERS, (LETTERS_SHOWN,)).all()
    return [
        DeadLetter(
            row.topic,
            row.topic_partition,
            row.topic_offset,
            row.taken_at.isoformat(timespec="seconds"),
            row.code,
            row.lines,
        )
        for row in rows
    ]


def letters_sheet(letters: Sequence[DeadLetter]) -> Sheet:
    """The messages, for a person."""
    headings = ("topic", "partition", "offset", "taken at", "reason", "records")
    return Sheet("Refused messages", headings, [tuple(map(str, one)) for one in letters])
