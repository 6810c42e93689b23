"""Holds a record against the naive reference, the ledger and the replay."""

from typing import Any

from sqlalchemy import Engine

from domain.figures.ledger import ledger
from domain.law.calendar import local_date
from domain.people.address import address_key
from services.triage.replay import replay
from tests.database import Database
from tests.reference import reference

SIGNALS = """
SELECT s.*, d.sequence, d.disposition, d.case_id FROM signal s
JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id WHERE s.municipality = %s
"""
EVENTS = "SELECT sequence, case_id, kind FROM case_event WHERE municipality = %s"
CASES = "SELECT * FROM case_file WHERE municipality = %s"
DOUBLES = """
SELECT 'two tasks' FROM task GROUP BY municipality, case_id HAVING count(*) > 1
UNION ALL SELECT 'two open cases' FROM case_file WHERE closed_at IS NULL
 GROUP BY municipality, household_id HAVING count(*) > 1
UNION ALL SELECT 'two decisions' FROM decision GROUP BY municipality, signal_id, revision HAVING count(*) > 1
UNION ALL SELECT 'two facts' FROM fact, unnest(signal_ids) AS one WHERE kind IN ('signal-accepted', 'signal-settled')
 GROUP BY municipality, kind, one HAVING sum(sign(amount)) <> 1
UNION ALL SELECT 'case opened twice' FROM fact, unnest(case_ids) AS one WHERE kind = 'case-opened'
 GROUP BY municipality, one HAVING sum(sign(amount)) <> 1
UNION ALL SELECT 'task dispatched twice' FROM fact, unnest(case_ids) AS one WHERE kind = 'task-dispatched'
 GROUP BY municipality, one HAVING sum(sign(amount)) <> 1
UNION ALL SELECT 'a fact about another number' FROM fact WHERE kind IN ('signal-accepted', 'signal-settled')
 AND abs(amount) <> cardinality(signal_ids)
UNION ALL SELECT 'signals without their fact' FROM signal s
 FULL JOIN (SELECT municipality, unnest(signal_ids) AS id FROM fact WHERE kind = 'signal-accepted') f
 ON f.municipality = s.municipality AND f.id = s.id WHERE f.id IS NULL OR s.id IS NULL
"""


def hold(record: Database, *municipalities: str) -> None:
    """Assert: difference 0, nothing double, every decision replays equal, and the naive reference agrees."""
    found = ledger(record.engine("report"))
    assert found.difference == 0, found
    with record.engine("superuser").connect() as connection:
        assert connection.exec_driver_sql(DOUBLES).all() == []
    for code in municipalities:
        with record.engine("triage").connect() as connection:
            assert replay(connection, code).equal
        _agree(record.engine("superuser"), code)


def _agree(engine: Engine, code: str) -> None:
    with engine.connect() as connection:
        signals = connection.exec_driver_sql(SIGNALS, (code,)).all()
        events = connection.exec_driver_sql(EVENTS, (code,)).all()
        cases = connection.exec_driver_sql(CASES, (code,)).all()
    opened = {case.number: case.id for case in cases}
    happenings = [_signal(row, opened) for row in signals]
    happenings += [{"happening": row.kind, "case": row.case_id, "sequence": row.sequence} for row in events]
    dispositions, expected = reference(sorted(happenings, key=lambda it: int(it["sequence"])))
    assert {row.id: row.disposition for row in signals} == dispositions
    names = ("tray", "channel", "deadline", "several", "successive")
    assert {case.id: tuple(getattr(case, name) for name in names) for case in cases} == {
        name: tuple(case[one] for one in names) for name, case in expected.items()
    }


def _signal(row: Any, opened: dict[int, Any]) -> dict[str, Any]:
    values = dict(row._mapping)
    values["happening"] = "signal"
    values["received"] = local_date(row.received_at)
    values["household"] = address_key(row.postcode, row.house_number, row.house_number_addition)
    values["case"] = opened.get(row.sequence)
    return values
