"""Refused records in the record: ended by what is sent again, claimed by who mends them, gone after thirty days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from domain.intake.checks.faults import Code
from plumbing.record.tables import quarantine, quarantine_end
from plumbing.record.write import Keys, insert, rows_of
from schemas.ids import Id
from schemas.vocabulary.quarantine import Settlement
from services.ingest.quarantine.rows import Delivered, KnownBy, end_row, is_sent_again, said_again, speaks_of
from services.ingest.signals.rows import Key, Origin

KNOWN_EARLIER: Final = """
SELECT q.*, said.signal_date AS said_on
FROM {said} JOIN quarantine q ON q.municipality = said.municipality AND q.reference = said.reference
JOIN delivery d ON d.id = q.delivery_id
WHERE q.partner_id = %s AND d.arrival < %s AND (q.signal_date IS NULL OR q.signal_date = said.signal_date)"""
"""What was received later, or in the same delivery, is not said again by this one."""
GONE: Final = "DELETE FROM quarantine WHERE municipality = ANY(%s) AND id = ANY(%s) RETURNING id"
TAKEN_BACK: Final = """
DELETE FROM quarantine q USING {named}
WHERE q.municipality = named.municipality AND q.reference = named.reference AND q.signal_date = named.signal_date
AND q.partner_id = %s AND NOT q.errors @> %s RETURNING q.*"""
OF_ANOTHER: Final = Jsonb([{"code": Code.OF_ANOTHER}])
"""What was refused for being about somebody else waits on: the one that is there was meant by this reference."""
CLAIMED: Final = "DELETE FROM quarantine WHERE municipality = %s AND id = %s RETURNING *"
EXPIRED: Final = "DELETE FROM quarantine WHERE kept_until < %s RETURNING *"
ENDED_ALREADY: Final = "SELECT delivery_id FROM quarantine_end WHERE municipality = %s AND id = %s"


def end_what_is_sent_again(connection: Connection, origin: Origin, delivered: Delivered, at: datetime) -> None:
    """End refused records that this delivery sends again, in the open transaction (scope: the partner). `at`: UTC."""
    under = speaks_of(delivered)
    if not under:
        return
    keys = Keys(quarantine, ("municipality", "reference", "signal_date"), under)
    earlier = rows_of(connection, KNOWN_EARLIER, origin.partner_id, origin.arrival, said=keys)
    said = said_again(delivered, {_key_of(row) for row in earlier})
    ended = {
        row.id: end_row(row, Settlement.RESENT, at, one.signal_id)
        for row in earlier
        for one in reversed(said[_key_of(row)])
        if is_sent_again(row, one.kept)
    }
    if ended:
        places, ids = sorted({row["municipality"] for row in ended.values()}), sorted(ended)
        gone = connection.exec_driver_sql(GONE, (places, ids)).scalars().all()
        insert(connection, quarantine_end, [ended[name] for name in gone])


def end_withdrawn(connection: Connection, partner_id: Id, keys: Sequence[Key], at: datetime) -> set[Key]:
    """End the refused records with these natural keys that their partner takes back; gives the keys of those."""
    named = Keys(quarantine, ("municipality", "reference", "signal_date"), keys)
    rows = rows_of(connection, TAKEN_BACK, partner_id, OF_ANOTHER, named=named)
    insert(connection, quarantine_end, [end_row(row, Settlement.WITHDRAWN, at) for row in rows])
    return {(row.municipality, row.reference, row.signal_date.isoformat()) for row in rows}


def claim(connection: Connection, municipality: str, name: Id) -> Any | None:
    """Take a refused record out, for who ends it in this transaction; None when it ended before."""
    return connection.exec_driver_sql(CLAIMED, (municipality, name)).one_or_none()


def ended_in(connection: Connection, municipality: str, name: Id) -> Id | None:
    """The delivery of a refused record that ended before."""
    found: Id | None = connection.exec_driver_sql(ENDED_ALREADY, (municipality, name)).scalar_one_or_none()
    return found


def put_back(connection: Connection, claimed: Any) -> None:
    """Let a claimed record wait on, in the same transaction: nothing came of it."""
    insert(connection, quarantine, [claimed._mapping])


def note_end(connection: Connection, row: Mapping[str, Any]) -> None:
    """Say how a claimed record came to its end (`end_row`)."""
    insert(connection, quarantine_end, [row])


def end_expired(connection: Connection, today: date, at: datetime) -> int:
    """Remove what waited too long, of the partner in scope; gives how many. `today`: the local day of `at`."""
    rows = connection.exec_driver_sql(EXPIRED, (today,)).all()
    insert(connection, quarantine_end, [end_row(row, Settlement.EXPIRED, at) for row in rows])
    return len(rows)


def _key_of(row: Any) -> KnownBy:
    """By what this delivery speaks of a row of `KNOWN_EARLIER`."""
    return row.municipality, row.reference, row.said_on.isoformat() if row.said_on else None
