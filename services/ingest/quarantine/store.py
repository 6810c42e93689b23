"""Refused records in the record: ended by what is sent again, claimed by who mends them, gone after thirty days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain.intake.quarantine import Kept
from plumbing.record.tables import quarantine, quarantine_end
from plumbing.record.write import Keys, insert, rows_of
from schemas.ids import Id
from schemas.vocabulary.quarantine import Settlement
from services.ingest.quarantine.rows import end_row, said_again
from services.ingest.signals.placing import Place
from services.ingest.signals.rows import Key, Origin

SENT_AGAIN: Final = """
DELETE FROM quarantine q USING {said}
WHERE q.municipality = said.municipality AND q.reference = said.reference AND q.partner_id = %s
AND (q.signal_date IS NULL OR q.signal_date = said.signal_date) RETURNING q.*, said.signal_date AS said_on"""
TAKEN_BACK: Final = """
DELETE FROM quarantine q USING {named}
WHERE q.municipality = named.municipality AND q.reference = named.reference AND q.signal_date = named.signal_date
AND q.partner_id = %s RETURNING q.*"""
CLAIMED: Final = "DELETE FROM quarantine WHERE municipality = %s AND id = %s RETURNING *"
EXPIRED: Final = "DELETE FROM quarantine WHERE kept_until < %s RETURNING *"
ENDED_ALREADY: Final = "SELECT delivery_id FROM quarantine_end WHERE municipality = %s AND id = %s"


def end_what_is_sent_again(
    connection: Connection, origin: Origin, placed: Mapping[Key, Place], refused: Iterable[Kept], at: datetime
) -> None:
    """End refused records that this delivery sends again, in the open transaction (scope: the partner). `at`: UTC."""
    said = said_again(placed, refused)
    if not said:
        return
    keys = Keys(quarantine, ("municipality", "reference", "signal_date"), said)
    found = {row.id: row for row in rows_of(connection, SENT_AGAIN, origin.partner_id, said=keys)}
    rows = [
        end_row(row, Settlement.RESENT, at, said[row.municipality, row.reference, _text(row.said_on)])
        for row in found.values()
    ]
    insert(connection, quarantine_end, rows)


def end_withdrawn(connection: Connection, partner_id: Id, keys: Sequence[Key], at: datetime) -> set[Key]:
    """End the refused records with these natural keys that their partner takes back; gives the keys of those."""
    named = Keys(quarantine, ("municipality", "reference", "signal_date"), keys)
    rows = rows_of(connection, TAKEN_BACK, partner_id, named=named)
    insert(connection, quarantine_end, [end_row(row, Settlement.WITHDRAWN, at) for row in rows])
    return {(row.municipality, row.reference, row.signal_date.isoformat()) for row in rows}


def claim(connection: Connection, municipality: str, name: Id) -> Any | None:
    """Take a refused record out, for who ends it in this transaction; None when it ended before."""
    return connection.exec_driver_sql(CLAIMED, (municipality, name)).one_or_none()


def ended_in(connection: Connection, municipality: str, name: Id) -> Id | None:
    """The delivery of a refused record that ended before."""
    found: Id | None = connection.exec_driver_sql(ENDED_ALREADY, (municipality, name)).scalar_one_or_none()
    return found


def note_end(connection: Connection, row: Mapping[str, Any]) -> None:
    """Say how a claimed record came to its end (`end_row`)."""
    insert(connection, quarantine_end, [row])


def end_expired(connection: Connection, today: date, at: datetime) -> int:
    """Remove what waited too long, of the partner in scope; gives how many. `today`: the local day of `at`."""
    rows = connection.exec_driver_sql(EXPIRED, (today,)).all()
    insert(connection, quarantine_end, [end_row(row, Settlement.EXPIRED, at) for row in rows])
    return len(rows)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
