"""The one order of a municipality: who waits for whom, and the numbers in which things happened.

Whoever decides on a household, opens, first touches or closes a case holds its municipality's lock and takes a number
of one sequence, so that a replay sees everything in the order in which it happened. Lock order everywhere:
municipality, case, task.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection

from plumbing.record.tables import sequence
from plumbing.record.write import Keys, rows_of

MUNICIPALITY_LOCKS: Final = (
    "SELECT pg_advisory_xact_lock(hashtextextended('municipality:' || code, 0)) FROM unnest(%s::text[]) AS code"
)
TAKEN_NUMBERS: Final = """
INSERT INTO sequence (municipality, last) SELECT municipality, last FROM {taken}
ON CONFLICT (municipality) DO UPDATE SET last = sequence.last + EXCLUDED.last RETURNING municipality, last
"""


def hold_municipalities(connection: Connection, municipalities: Iterable[str]) -> None:
    """Take the lock of each municipality (CBS code), in one order everywhere, until the transaction ends."""
    connection.exec_driver_sql(MUNICIPALITY_LOCKS, (sorted(set(municipalities)),))


def take_numbers(connection: Connection, counts: Mapping[str, int]) -> dict[str, int]:
    """Take so many numbers of each municipality's sequence (their locks are held); gives the first of each."""
    wanted = Keys(sequence, ("municipality", "last"), counts.items())
    taken = rows_of(connection, TAKEN_NUMBERS, taken=wanted)
    return {row.municipality: int(row.last) - counts[row.municipality] + 1 for row in taken}
