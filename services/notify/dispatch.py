"""Dispatching a batch of cases in one transaction: plan, make tasks, keep open tasks in line with their case."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row

from domain.figures.facts import Fact, record_facts
from domain.law.calendar import local_date
from plumbing.record.policies import in_force, policies_of
from plumbing.record.tables import task
from plumbing.record.write import columns, insert_rows
from plumbing.transport.outbox import Outgoing, compose
from schemas.events import TaskDispatched
from schemas.ids import Id, event_id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.figures import FactKind
from services.notify.planner.window import dispatch_moment

CASES: Final = """
SELECT c.municipality, c.id, c.tray, c.channel, c.urgency, c.deadline, c.partner_kind, c.opened_at,
 c.dispatch_at, c.closed_at
FROM unnest(%s::text[], %s::uuid[]) AS x (municipality, id)
JOIN case_file c ON c.municipality = x.municipality AND c.id = x.id
ORDER BY c.municipality, c.id
"""
"""By key and nothing else, closed ones too (`_cases`): asked for open ones, PostgreSQL without statistics expects a
handful and reads the whole table to find them.
"""
KEPT_OPEN: Final = f"{CASES} FOR KEY SHARE OF c"
"""Nobody closes these cases before we commit: the worklist locks FOR UPDATE. Triage may (docs/decisions/0019)."""
HELD: Final = f"{CASES} FOR NO KEY UPDATE OF c"
"""Nobody changes these cases before we commit, triage neither."""
TASKS: Final = """
SELECT t.case_id, t.tray, t.channel, t.urgency, t.deadline
FROM unnest(%s::text[], %s::uuid[]) AS x (municipality, id)
JOIN task t ON t.municipality = x.municipality AND t.case_id = x.id
"""
ALIGN: Final = """
UPDATE task t SET tray = x.tray, channel = x.channel, urgency = x.urgency, deadline = x.deadline
FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::text[], %s::smallint[], %s::date[])
 AS x (municipality, id, tray, channel, urgency, deadline)
WHERE t.municipality = x.municipality AND t.case_id = x.id AND t.state IN ('queued', 'taken')
"""
PLAN: Final = """
UPDATE case_file c SET dispatch_at = x.dispatch_at
FROM unnest(%s::text[], %s::uuid[], %s::timestamptz[]) AS x (municipality, id, dispatch_at)
WHERE c.municipality = x.municipality AND c.id = x.id
"""
CaseName = tuple[str, Id]


class Cause(NamedTuple):
    """What woke notify for a case: the event, and the trace that it carries (a signal's id in hexadecimal)."""

    event: Id
    trace: str


Woken = Mapping[CaseName, Cause]


def plan_cases(connection: Connection, woken: Woken, *, now: datetime, source: str) -> list[Outgoing]:
    """Plan each case that was woken: a task at once, a moment for one, or an open task aligned.

    A case has one task: whoever comes later finds it and only brings tray, channel, clock and urgency in line.
    """
    cases = _cases(connection, KEPT_OPEN, woken)
    tasks = _tasks(connection, cases)
    policies = policies_of(connection, {case.municipality for case in cases})
    moments: dict[CaseName, datetime] = {}
    lagging: list[CaseName] = []
    ready: list[Row[Any]] = []
    for case in cases:
        name = (case.municipality, case.id)
        if case.id in tasks:
            if _header(case) != _header(tasks[case.id]):
                lagging.append(name)
            continue
        window = in_force(policies[case.municipality], local_date(case.opened_at)).policy.dispatch_window
        moment = dispatch_moment(case.opened_at, Tray(case.tray), window)
        if moment is None:
            ready.append(case)
        elif case.dispatch_at is None:
            moments[name] = moment
    _change(connection, moments, lagging)
    return _dispatch(connection, ready, woken, now=now, source=source)


def dispatch_due(connection: Connection, woken: Woken, *, now: datetime, source: str) -> list[Outgoing]:
    """Make the task of each case whose window has passed and that has none yet.

    Held: what triage decides at this moment wakes `plan_cases`, perhaps in another process, and must find the task.
    """
    cases = _cases(connection, HELD, woken)
    tasks = _tasks(connection, cases)
    ready = [case for case in cases if case.id not in tasks]
    return _dispatch(connection, ready, woken, now=now, source=source)


def _cases(connection: Connection, sql: str, names: Iterable[CaseName]) -> list[Row[Any]]:
    """Those that are open once their locks are held, in one order: who closes a case locks it FOR UPDATE first."""
    rows = connection.exec_driver_sql(sql, columns(names, "text", "uuid")).all()
    return [case for case in rows if case.closed_at is None]


def _tasks(connection: Connection, cases: Sequence[Row[Any]]) -> dict[Id, Row[Any]]:
    """The task of each case that has one. Whoever makes the same one at this moment meets its key and tries again."""
    wanted = columns([(case.municipality, case.id) for case in cases], "text", "uuid")
    return {row.case_id: row for row in connection.exec_driver_sql(TASKS, wanted).all()}


def _change(connection: Connection, moments: Mapping[CaseName, datetime], lagging: Sequence[CaseName]) -> None:
    """Plan the cases of `moments` and align the tasks of those `lagging`: all held first, in one order."""
    if not (moments or lagging):
        return
    held = {(case.municipality, case.id): case for case in _cases(connection, HELD, [*moments, *lagging])}
    planned = [(*name, moments[name]) for name in held if name in moments]
    if planned:
        connection.exec_driver_sql(PLAN, columns(planned, "text", "uuid", "timestamptz"))
    aligned = [(*name, *_header(case).values()) for name, case in held.items() if name not in moments]
    if aligned:
        connection.exec_driver_sql(ALIGN, columns(aligned, "text", "uuid", "text", "text", "smallint", "date"))


def _header(row: Row[Any]) -> dict[str, Any]:
    """What a task has from its case."""
    return {"tray": row.tray, "channel": row.channel, "urgency": row.urgency, "deadline": row.deadline}


def _dispatch(
    connection: Connection, cases: Sequence[Row[Any]], woken: Woken, *, now: datetime, source: str
) -> list[Outgoing]:
    today = local_date(now)
    tasks = [_task(case, event_id(case.id, "task")) for case in cases]
    insert_rows(connection, task, tasks, shared={"state": "queued", "dispatched_at": now})
    record_facts(
        connection,
        (
            Fact(
                row["id"],
                case.municipality,
                FactKind.TASK_DISPATCHED,
                partner_kind=case.partner_kind,
                cohort_date=local_date(case.opened_at),
                held_on=today,
                recorded_at=now,
                code=case.tray,
                case_id=case.id,
            )
            for case, row in zip(cases, tasks, strict=True)
        ),
    )
    return [
        _event(case, row, woken[case.municipality, case.id], now, source)
        for case, row in zip(cases, tasks, strict=True)
    ]


def _task(case: Row[Any], name: Id) -> dict[str, Any]:
    return {
        "municipality": case.municipality,
        "id": name,
        "case_id": case.id,
        **_header(case),
    }


def _event(case: Row[Any], row: dict[str, Any], cause: Cause, now: datetime, source: str) -> Outgoing:
    data = TaskDispatched(
        municipality=case.municipality,
        task_id=row["id"],
        case_id=case.id,
        tray=case.tray,
        channel=case.channel,
        urgency=case.urgency,
        deadline=case.deadline,
    )
    return compose(data, cause=cause.event, subject=case.id, trace=cause.trace, at=now, source=source)
