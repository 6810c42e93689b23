"""Holds a record against the naive reference, the ledger and the replay."""

from typing import Any

from sqlalchemy import Engine

from domain.figures.store import count_ledger
from domain.law.calendar import local_date
from services.triage.read import replay
from tests.database import Database
from tests.reference import reference

SIGNALS = """
SELECT s.*, d.sequence, d.decided_for, d.household_id, now.disposition, w.due_at, (
 SELECT m.reasons FROM decision m WHERE m.municipality = now.municipality AND m.sequence = now.sequence
) AS reasons, (
 SELECT c.id FROM decision o JOIN case_file c ON c.municipality = o.municipality AND c.number = o.sequence
 WHERE o.municipality = s.municipality AND o.signal_id = s.id ORDER BY o.sequence LIMIT 1
) AS opened
FROM signal s
JOIN LATERAL (
 SELECT f.sequence, f.decided_for, f.household_id FROM decision f
 WHERE f.municipality = s.municipality AND f.signal_id = s.id ORDER BY f.sequence LIMIT 1
) d ON true
JOIN disposition now ON now.municipality = s.municipality AND now.signal_id = s.id
LEFT JOIN parking w ON w.municipality = s.municipality AND w.signal_id = s.id AND w.ended_by IS NULL
WHERE s.municipality = %s
"""
"""Each signal with its first decision (perhaps on a revision already), what it became, and until when it waits."""
DAYS_THAT_CAME = """
SELECT p.signal_id, p.due_at, d.sequence FROM parking p
JOIN decision d ON d.municipality = p.municipality AND d.sequence = p.ended_by AND d.decided_for = p.due_at
WHERE p.municipality = %s
"""
PUBLISHED = "SELECT valid_from, body FROM policy WHERE municipality = %s ORDER BY version"
MOVED = """
SELECT m.household_id FROM signal_move m WHERE m.municipality = %s
UNION SELECT d.household_id FROM signal_move m JOIN decision d USING (municipality, signal_id) WHERE m.municipality = %s
"""
"""Households that signals came to or left: the reference knows of none that changes."""
EVENTS = "SELECT sequence, case_id, kind FROM case_event WHERE municipality = %s"
CASES = "SELECT * FROM case_file WHERE municipality = %s"
DOUBLES = """
SELECT 'two tasks' FROM task GROUP BY municipality, case_id HAVING count(*) > 1
UNION ALL SELECT 'two open cases' FROM case_file WHERE closed_at IS NULL
 GROUP BY municipality, household_id HAVING count(*) > 1
UNION ALL SELECT 'two decisions' FROM decision GROUP BY municipality, signal_id, cause HAVING count(*) > 1
UNION ALL SELECT 'facts that the record does not bear out: ' || kind FROM (
 SELECT municipality, kind, CASE WHEN kind = 'signal-settled' THEN code ELSE '' END AS code, sum(amount) AS n FROM fact
 WHERE kind IN ('signal-accepted', 'signal-settled', 'case-opened', 'task-dispatched') GROUP BY 1, 2, 3
) told FULL JOIN (
 SELECT municipality, 'signal-accepted' AS kind, '' AS code, count(*) AS n FROM signal GROUP BY 1
 UNION ALL SELECT municipality, 'signal-settled', disposition, count(*) FROM disposition GROUP BY 1, 3
 UNION ALL SELECT municipality, 'case-opened', '', count(*) FROM case_file GROUP BY 1
 UNION ALL SELECT municipality, 'task-dispatched', '', count(*) FROM task GROUP BY 1
) there USING (municipality, kind, code) WHERE coalesce(told.n, 0) <> coalesce(there.n, 0)
"""


def hold(record: Database, *municipalities: str) -> None:
    """Assert: difference 0, nothing double, every decision replays equal, and the naive reference agrees."""
    found = count_ledger(record.engine("report"))
    assert found.difference == 0, found
    hold_decisions(record, *municipalities)


def hold_decisions(record: Database, *municipalities: str) -> None:
    """Assert the same of decisions alone, also where cases wait for their dispatch."""
    with record.engine("superuser").connect() as connection:
        assert connection.exec_driver_sql(DOUBLES).all() == []
    for code in municipalities:
        with record.engine("triage").connect() as connection:
            assert replay(connection, code).equal
        _agree(record.engine("superuser"), code)


def _agree(engine: Engine, code: str) -> None:
    with engine.connect() as connection:
        signals, days, events, policies, cases = (
            connection.exec_driver_sql(sql, (code,)).all()
            for sql in (SIGNALS, DAYS_THAT_CAME, EVENTS, PUBLISHED, CASES)
        )
        moved = set(connection.exec_driver_sql(MOVED, (code, code)).scalars())
    signals = [row for row in signals if row.household_id not in moved]
    cases = [row for row in cases if row.household_id not in moved]
    left, worked = {row.id for row in signals}, {row.id for row in cases}
    days = [row for row in days if row.signal_id in left]
    events = [row for row in events if row.case_id in worked]
    happenings = [_signal(row) for row in signals]
    happenings += [
        {"happening": "its-day", "id": row.signal_id, "day": local_date(row.due_at), "sequence": row.sequence}
        for row in days
    ]
    happenings += [{"happening": row.kind, "case": row.case_id, "sequence": row.sequence} for row in events]
    before = [{"happening": "published", "first": row.valid_from, "policy": row.body} for row in policies]
    expected = reference([*before, *sorted(happenings, key=lambda it: int(it["sequence"]))])
    assert {row.id: row.disposition for row in signals} == expected.dispositions
    assert {row.id: local_date(row.due_at) for row in signals if row.due_at} == expected.until
    assert {row.id: points for row in signals for points in _points(row.reasons)} == expected.points
    names = ("tray", "channel", "urgency", "deadline", "several", "successive")
    assert {case.id: tuple(getattr(case, name) for name in names) for case in cases} == {
        name: tuple(case[one] for one in names) for name, case in expected.cases.items()
    }


def _points(reasons: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """The points that a decision gave, if it gave any, with their band."""
    return [(one["details"]["points"], one["details"]["band"]) for one in reasons if one["code"] == "band"]


def _signal(row: Any) -> dict[str, Any]:
    values = dict(row._mapping)
    values["happening"] = "signal"
    values["received"], values["asked"] = local_date(row.received_at), local_date(row.decided_for)
    values["household"] = row.household_id
    values["case"] = row.opened
    return values
