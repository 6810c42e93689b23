"""The signals of a period and what lay around them before, read to be decided on again (role triage, reads only)."""

from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row

from plumbing.record.tables.intake import READ_BY_TRIAGE
from schemas.policy.form import Policy
from schemas.policy.published import Published, digest_of
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition, Occasion
from services.triage.known import Question
from services.triage.moves import Moved
from services.triage.questions.read import as_undecided
from services.triage.read import ONE_MOMENT, WITHOUT_HASTE, as_then, history, moves_of
from services.triage.rehearse.rehearsal import (
    REHEARSED_VERSION,
    Rehearsal,
    RehearsedPlace,
    compared,
    rehearsed,
    world_of,
)
from services.triage.replay import StoodDecision, StoredCaseEvent, StoredDecision
from services.triage.settle import NOW
from services.triage.store import as_decided

STOOD: Final = """
SELECT d.* FROM decision d
WHERE d.municipality = %s AND d.received_on < %s
"""
"""What stood before the period."""
ASKED: Final = f"""
SELECT d.sequence, d.cause, d.occasion AS decided_occasion, d.decided_for, d.resident, d.debt_help, d.household_id,
 d.person_id,
 {", ".join(f"s.{name}" for name in READ_BY_TRIAGE)}
FROM decision d JOIN signal s ON s.municipality = d.municipality AND s.id = d.signal_id
WHERE d.municipality = %s AND d.received_on BETWEEN %s AND %s AND s.revision = 1
"""
"""Signals of the period that were never revised."""
REVISED: Final = """
SELECT DISTINCT d.signal_id FROM decision d JOIN signal s ON s.municipality = d.municipality AND s.id = d.signal_id
WHERE d.municipality = %s AND d.received_on BETWEEN %s AND %s AND s.revision > 1
"""
BECAME: Final = """
SELECT d.sequence, d.signal_id, d.household_id, d.disposition, d.case_id, d.rules_version, d.definitions_version,
 (d.decided_for AT TIME ZONE 'Europe/Amsterdam')::date AS decided_on,
 d.outcome->>'tray' AS tray, d.outcome->>'channel' AS channel, (d.outcome->>'deadline')::date AS deadline
FROM decision d WHERE d.municipality = %s AND d.received_on BETWEEN %s AND %s ORDER BY d.sequence
"""
WORKED_ON: Final = "SELECT sequence, kind, case_id FROM case_event WHERE municipality = %s"


class Period(NamedTuple):
    """Local days of receipt, both inclusive."""

    first: date
    last: date


def rehearse(
    connection: Connection, municipality: str, policy: Policy, period: Period, hours_per_week: float
) -> Rehearsal:
    """What `policy` would have done with the signals that are held of a period.

    `connection` is in no transaction; nothing is written.
    """
    body = Published(REHEARSED_VERSION, period.first, digest_of(policy), policy)
    with connection.begin():
        connection.exec_driver_sql(ONE_MOMENT)
        connection.exec_driver_sql(WITHOUT_HASTE)
        story = story_of(connection, municipality, period, body)
        became = connection.exec_driver_sql(BECAME, (municipality, *period)).all()
    before = world_of(map(placed_as_stored, became))
    now = (NOW.rules, NOW.definitions)
    older = sum((row.rules_version, row.definitions_version) != now for row in became)
    return compared(before, rehearsed(story, body, period.last), hours_per_week, older)


def story_of(connection: Connection, municipality: str, period: Period, policy: Published) -> list[Any]:
    """What stood before the period as it was, the signals of the period to be decided again, and what workers did."""
    asked = (municipality, *period)
    stood = connection.exec_driver_sql(STOOD, (municipality, period.first)).all()
    once = connection.exec_driver_sql(ASKED, asked).all()
    revised = connection.exec_driver_sql(REVISED, asked).scalars().all()
    again = [one for one in history(connection, municipality, revised) if not isinstance(one, StoredCaseEvent | Moved)]
    events = connection.exec_driver_sql(WORKED_ON, (municipality,)).all()
    return [
        *(_stood(row) for row in stood),
        *(_to_decide(row, policy) for row in once),
        *again,
        *moves_of(connection, municipality),
        *(StoredCaseEvent(row.sequence, row.kind, row.case_id) for row in events),
    ]


def _stood(row: Row[Any]) -> StoodDecision:
    return StoodDecision(row.sequence, as_decided(row), row.outcome)


def _to_decide(row: Row[Any], policy: Published) -> StoredDecision:
    question = Question(row.cause, Occasion(row.decided_occasion), row.decided_for)
    return StoredDecision(row.sequence, as_then(as_undecided(row, question), row), policy, NOW, b"", {})


def placed_as_stored(row: Row[Any]) -> RehearsedPlace:
    """A row of `BECAME`."""
    return RehearsedPlace(
        row.signal_id,
        row.household_id,
        Disposition(row.disposition),
        row.case_id,
        row.decided_on,
        Tray(row.tray) if row.tray else None,
        Channel(row.channel) if row.channel else None,
        row.deadline,
    )
