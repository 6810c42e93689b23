"""Refused records that wait in this municipality: how many by partner and reason, and each that can be mended."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from schemas.ids import Id
from schemas.signals import SIGNAL_FIELDS
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind
from services.worklist.pages.rejected.resident import resident_of

LINES_AT_MOST: Final = 100
KIND_NAME: Final = SIGNAL_FIELDS["kind"].dutch
CRISES: Final = MappingProxyType({kind.dutch: kind for kind in CRISIS_KINDS})
NOT_ON_ITS_WAY: Final = (
    "NOT EXISTS (SELECT 1 FROM hand_entry e WHERE e.municipality = q.municipality AND e.mends = q.id)"
)
"""What a worker mended or put aside waits a second for ingest."""
COUNTED: Final = f"""
SELECT p.name AS partner, one->>'code' AS code, count(DISTINCT q.id) AS number, min(q.rejected_at) AS oldest,
 count(DISTINCT q.id) FILTER (WHERE q.record IS NULL) AS not_kept
FROM quarantine q JOIN partner p ON p.id = q.partner_id CROSS JOIN LATERAL jsonb_array_elements(q.errors) one
WHERE q.municipality = %s AND q.kept_until >= %s AND {NOT_ON_ITS_WAY}
GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2"""
THAT_CAN_BE_MENDED: Final = f"""
SELECT q.id, q.partner_id, q.record, q.left_out, q.errors, q.rejected_at, q.kept_until, p.name AS partner_name
FROM quarantine q JOIN partner p ON p.id = q.partner_id
WHERE q.municipality = %s AND q.kept_until >= %s AND q.record IS NOT NULL AND {NOT_ON_ITS_WAY}"""

LINES: Final = f"""
SELECT x.*, count(*) OVER () AS total FROM ({THAT_CAN_BE_MENDED}) x
ORDER BY coalesce(lower(x.record->>'soort') = ANY(%s), false) DESC, x.kept_until, x.rejected_at, x.id
LIMIT {LINES_AT_MOST}"""
PARTNERS_WITH_SOME: Final = """
SELECT p.id, p.name, EXISTS (
 SELECT 1 FROM hand_entry e WHERE e.municipality = %s AND e.kind = 'judged-again' AND e.partner_id = p.id) AS is_asked
FROM partner p WHERE p.suspended_at IS NULL AND p.id IN (
 SELECT q.partner_id FROM quarantine q WHERE q.municipality = %s AND q.kept_until >= %s AND q.record IS NOT NULL)
ORDER BY p.name, p.id"""


class WaitingPartner(NamedTuple):
    """A partner of whom records wait; `is_asked`: they are judged again any moment."""

    id: Id
    name: str
    is_asked: bool


class RefusedCount(NamedTuple):
    """How many records of a partner wait for one reason; `not_kept`: of how many only the reason is kept."""

    partner: str
    code: str
    number: int
    oldest: datetime
    not_kept: int


class RefusedLine(NamedTuple):
    """One refused record in the list: who it is about as far as was sent, why it was refused, until when it is here.

    `crisis`: what threatens, where it says so.
    """

    id: Id
    partner: str
    name: str
    address: str
    codes: tuple[str, ...]
    crisis: SignalKind | None
    rejected_at: datetime
    kept_until: date


class RefusedRecord(NamedTuple):
    """One refused record, to be mended. `left_out`: outward names of what was sent and not kept."""

    id: Id
    partner_id: Id
    record: Mapping[str, Any]
    left_out: tuple[str, ...]
    rejected_at: datetime
    kept_until: date


def count_refused(connection: Connection, municipality: str, today: date) -> list[RefusedCount]:
    """What waits, by partner and reason."""
    return [RefusedCount(*row) for row in connection.exec_driver_sql(COUNTED, (municipality, today))]


def read_refused(connection: Connection, municipality: str, today: date) -> tuple[list[RefusedLine], int]:
    """What can be mended, crises first, then what is soonest gone; as many as a page shows, and how many there are."""
    rows = connection.exec_driver_sql(LINES, (municipality, today, sorted(CRISES))).all()
    return [_line(row) for row in rows], rows[0].total if rows else 0


def waiting_partners(connection: Connection, municipality: str, today: date) -> list[WaitingPartner]:
    """The partners of whom something waits that can be judged again: not while they are suspended."""
    values = (municipality, municipality, today)
    return [WaitingPartner(*row) for row in connection.exec_driver_sql(PARTNERS_WITH_SOME, values)]


def read_refused_record(connection: Connection, municipality: str, today: date, name: Id) -> RefusedRecord | None:
    """One that can be mended, or None."""
    sql = f"{THAT_CAN_BE_MENDED} AND q.id = %s"
    row = connection.exec_driver_sql(sql, (municipality, today, name)).one_or_none()
    if row is None:
        return None
    left_out = tuple(row.left_out or ())
    return RefusedRecord(row.id, row.partner_id, row.record, left_out, row.rejected_at, row.kept_until)


def _line(row: Any) -> RefusedLine:
    name, address = resident_of(row.record)
    crisis = CRISES.get(str(row.record.get(KIND_NAME)).lower())
    codes = _codes(row.errors)
    return RefusedLine(row.id, row.partner_name, name, address, codes, crisis, row.rejected_at, row.kept_until)


def _codes(errors: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one["code"] for one in errors))
