"""What was not picked up on a day: how many for each reason, a sample to look at, and what was overturned."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from domain.law.calendar import day_begins, local_date
from domain.people.names import full_name
from schemas.ids import Id
from schemas.vocabulary.decisions import NOT_PICKED_UP, Disposition, Occasion, OverturnReason
from schemas.vocabulary.partners import PartnerKind
from services.worklist.words.reasons import StoredReason, read_reasons
from services.worklist.words.wording import address_line

SAMPLE: Final = 10
"""How many refusals of a day a worker is asked to look at [A]."""
DECIDED_ON_DAY: Final = """
FROM disposition d JOIN decision m ON m.municipality = d.municipality AND m.sequence = d.sequence
WHERE d.municipality = %s AND m.decided_for >= %s AND m.decided_for < %s"""
REFUSALS_COUNTED: Final = f"""
SELECT d.disposition, m.reasons->-1->>'code' AS code, count(*) AS number {DECIDED_ON_DAY}
AND d.disposition = ANY(%s) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"""
WAITING: Final = f"SELECT count(*) AS number {DECIDED_ON_DAY} AND d.disposition = 'parked'"
LAST_BEFORE: Final = """
SELECT max(m.decided_for) FROM disposition d
JOIN decision m ON m.municipality = d.municipality AND m.sequence = d.sequence
WHERE d.municipality = %s AND m.decided_for < %s AND d.disposition = ANY(%s)"""
SIGNAL_SHOWN: Final = """
SELECT d.signal_id, d.cause, d.disposition, d.partner_kind, d.amount_cents, d.received_on, d.parked_until, m.reasons,
 p.name AS partner, s.initials, s.prefix, s.surname, s.street, s.house_number, s.house_letter, s.house_number_addition,
 s.house_number_indication, s.postcode, s.town,
 EXISTS (SELECT 1 FROM question q WHERE q.municipality = d.municipality AND q.signal_id = d.signal_id
  AND q.occasion = 'by-hand' AND q.asked_at >= m.decided_for) AS overturned, count(*) OVER () AS total
FROM disposition d JOIN decision m ON m.municipality = d.municipality AND m.sequence = d.sequence
JOIN signal s ON s.municipality = d.municipality AND s.id = d.signal_id JOIN partner p ON p.id = d.partner_id
WHERE d.municipality = %s"""
REFUSED_ONE: Final = f"{SIGNAL_SHOWN} AND d.disposition = ANY(%s)"
SAMPLED: Final = f"""{REFUSED_ONE} AND m.decided_for >= %s AND m.decided_for < %s
ORDER BY md5(%s || d.signal_id::text) LIMIT {SAMPLE}"""
SHOWN_ASLEEP: Final = 20
"""How many that wait now are shown; who wakes first stands first [A]."""
ASLEEP: Final = f"""{SIGNAL_SHOWN} AND d.disposition = 'parked'
ORDER BY d.parked_until, d.sequence LIMIT {SHOWN_ASLEEP}"""
OVERTURNED: Final = """
SELECT q.signal_id, q.reason, q.asked_at, w.name AS worker, (
 SELECT d.disposition FROM decision d WHERE d.municipality = q.municipality AND d.signal_id = q.signal_id
 AND d.cause <> q.cause AND d.decided_for <= q.asked_at ORDER BY d.sequence DESC LIMIT 1
) AS was, (
 SELECT d.case_id FROM disposition d WHERE d.municipality = q.municipality AND d.signal_id = q.signal_id
) AS case_id
FROM question q LEFT JOIN worker w ON w.municipality = q.municipality AND w.id = q.worker_id
WHERE q.municipality = %s AND q.occasion = %s AND q.asked_at >= %s AND q.asked_at < %s ORDER BY q.asked_at, q.cause"""


class RefusalCount(NamedTuple):
    """How many signals became this for this reason."""

    disposition: Disposition
    code: str
    number: int


class RefusedSignal(NamedTuple):
    """One signal that was not picked up, as a worker looks at it. `cause`: the question that was answered so.

    `until`: the day on which one that waits is decided on anew at the latest.
    """

    id: Id
    cause: Id
    disposition: Disposition
    partner_kind: PartnerKind
    partner: str
    name: str
    address: str
    amount_cents: int
    received_on: date
    reasons: Sequence[StoredReason]
    overturned: bool
    until: date | None


class OverturnedLine(NamedTuple):
    """A refusal that a worker overturned; `case_id` None: triage has not answered yet."""

    reason: OverturnReason
    asked_at: datetime
    worker: str | None
    was: Disposition | None
    case_id: Id | None


class UnpickedDay(NamedTuple):
    """What the page shows of a day. `before`: the last day before it on which something was not picked up.

    `asleep`: the first of all that wait now, of which there are `sleepers`.
    """

    before: date | None
    counts: list[RefusalCount]
    waiting: int
    sample: list[RefusedSignal]
    overturned: list[OverturnedLine]
    asleep: list[RefusedSignal]
    sleepers: int

    @property
    def refused(self) -> int:
        """All that were refused and still are."""
        return sum(one.number for one in self.counts)


def read_unpicked(connection: Connection, municipality: str, day: date, next_day: date) -> UnpickedDay:
    """Decisions made for a moment of this local day. The sample is random and for one day always the same."""
    of_day = (day_begins(day), day_begins(next_day))
    refused = sorted(NOT_PICKED_UP)
    before = connection.exec_driver_sql(LAST_BEFORE, (municipality, of_day[0], refused)).scalar_one()
    counts = connection.exec_driver_sql(REFUSALS_COUNTED, (municipality, *of_day, refused))
    waiting = connection.exec_driver_sql(WAITING, (municipality, *of_day)).scalar_one()
    sample = connection.exec_driver_sql(SAMPLED, (municipality, refused, *of_day, day.isoformat()))
    overturned = connection.exec_driver_sql(OVERTURNED, (municipality, Occasion.BY_HAND, *of_day))
    asleep = connection.exec_driver_sql(ASLEEP, (municipality,)).all()
    return UnpickedDay(
        local_date(before) if before else None,
        [RefusalCount(Disposition(row.disposition), row.code, row.number) for row in counts],
        waiting,
        [_refused(row) for row in sample],
        [_overturned(row) for row in overturned],
        [_refused(row) for row in asleep],
        asleep[0].total if asleep else 0,
    )


def read_refusal(connection: Connection, municipality: str, signal_id: Id) -> RefusedSignal | None:
    """A signal that was not picked up, or None."""
    values = (municipality, sorted(NOT_PICKED_UP), signal_id)
    row = connection.exec_driver_sql(f"{REFUSED_ONE} AND d.signal_id = %s", values).one_or_none()
    return _refused(row) if row else None


def _refused(row: Any) -> RefusedSignal:
    return RefusedSignal(
        id=row.signal_id,
        cause=row.cause,
        disposition=Disposition(row.disposition),
        partner_kind=PartnerKind(row.partner_kind),
        partner=row.partner,
        name=full_name(row),
        address=address_line(row),
        amount_cents=row.amount_cents,
        received_on=row.received_on,
        reasons=read_reasons(row.reasons),
        overturned=row.overturned,
        until=row.parked_until,
    )


def _overturned(row: Any) -> OverturnedLine:
    was = Disposition(row.was) if row.was else None
    return OverturnedLine(OverturnReason(row.reason), row.asked_at, row.worker, was, row.case_id)
