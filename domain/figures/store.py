"""Facts in the record: appended, never changed."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from domain.figures.facts import Fact, by_repetition, fact_rows
from plumbing.record.tables import fact
from plumbing.record.write import insert


def record(connection: Connection, facts: Iterable[Fact], at: datetime) -> None:
    """Append facts at `at` (UTC). Those that count once (`Fact.once`) and stand there already stay as they are."""
    sorted_out = by_repetition(facts)
    insert(connection, fact, fact_rows(sorted_out[False], at))
    insert(connection, fact, fact_rows(sorted_out[True], at), conflict="ON CONFLICT DO NOTHING")
