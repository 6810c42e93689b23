"""From next steps to what they bring about: tasks, moments, facts and what others are told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from domain.change import Change
from domain.figures.facts import Fact
from domain.law.calendar import local_date
from schemas.envelope import Told
from schemas.events import TaskDispatched
from schemas.ids import Id, event_id
from schemas.vocabulary.cases import TaskState
from schemas.vocabulary.figures import FactKind
from services.notify.planner.next_step import NextStep, OpenCase, StepKind, task_header

CaseName = tuple[str, Id]
"""Municipality and id."""
Steps = Sequence[tuple[OpenCase, NextStep]]


class Cause(NamedTuple):
    """What woke notify for a case: the event, and the trace that it carries (a signal's id in hexadecimal)."""

    event: Id
    trace: str


class Ready(NamedTuple):
    """A case whose task goes to the queue now, and the id of that task."""

    found: OpenCase
    task_id: Id


def change_of_steps(steps: Steps, woken: Mapping[CaseName, Cause], now: datetime) -> Change:
    """Everything that the steps of one batch bring about at `now`; what is not done changes nothing."""
    ready = [Ready(found, event_id(found.case.id, "task")) for found, step in steps if step.kind is StepKind.DISPATCH]
    return Change(
        rows={"task": [_task(one, now) for one in ready]},
        updates={
            "case_file": [_planned(found, step) for found, step in steps if step.kind is StepKind.PLAN],
            "task": [_aligned(found) for found, step in steps if step.kind is StepKind.ALIGN],
        },
        facts=[_dispatched(one, now) for one in ready],
        told=[_told(one, woken[name_of(one.found)]) for one in ready],
    )


def name_of(found: OpenCase) -> CaseName:
    """Municipality and id of a case."""
    return found.municipality, found.case.id


def changed_by_others(steps: Steps) -> list[CaseName]:
    """Cases whose step changes what triage may change too: they have to be held for it."""
    return [name_of(found) for found, step in steps if step.kind in {StepKind.PLAN, StepKind.ALIGN}]


def _task(ready: Ready, now: datetime) -> dict[str, Any]:
    case = ready.found.case
    return {
        "municipality": ready.found.municipality,
        "id": ready.task_id,
        "case_id": case.id,
        **task_header(case)._asdict(),
        "state": TaskState.QUEUED,
        "dispatched_at": now,
    }


def _planned(found: OpenCase, step: NextStep) -> dict[str, Any]:
    return {"municipality": found.municipality, "id": found.case.id, "dispatch_at": step.at}


def _aligned(found: OpenCase) -> dict[str, Any]:
    key = {"municipality": found.municipality, "case_id": found.case.id}
    return key | task_header(found.case)._asdict()


def _dispatched(ready: Ready, now: datetime) -> Fact:
    case = ready.found.case
    return Fact(
        ready.task_id,
        ready.found.municipality,
        FactKind.TASK_DISPATCHED,
        partner_kind=case.partner_kind,
        cohort_date=case.opened_on,
        held_on=local_date(now),
        code=case.tray,
    )


def _told(ready: Ready, cause: Cause) -> Told:
    case = ready.found.case
    data = TaskDispatched(
        municipality=ready.found.municipality,
        task_id=ready.task_id,
        case_id=case.id,
        **task_header(case)._asdict(),
    )
    return Told(data, cause.event, case.id, cause.trace)
