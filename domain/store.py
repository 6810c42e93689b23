"""Writing a change: the one function through which what was decided reaches the record and the outbox."""

from datetime import datetime

from sqlalchemy import Connection

from domain.change import Change
from domain.figures.store import record
from plumbing.record.tables import metadata
from plumbing.record.write import insert, update
from plumbing.transport.outbox import Batch, Outbox


def write(connection: Connection, outbox: Outbox, change: Change, at: datetime) -> Batch | None:
    """Write `change` in the open transaction, all of it recorded at `at` (UTC).

    Gives the batch of events to hand to the publisher after the commit; None when nobody is told anything.
    """
    for table in metadata.sorted_tables:
        if table.name in change.before:
            update(connection, table, change.before[table.name])
    for name, rows in change.moved.items():
        update(connection, metadata.tables[name], rows)
    for table in metadata.sorted_tables:
        if table.name in change.rows:
            insert(connection, table, change.rows[table.name])
        if table.name in change.updates:
            update(connection, table, change.updates[table.name])
    record(connection, change.facts, at)
    return outbox.write(connection, change.told, at)
