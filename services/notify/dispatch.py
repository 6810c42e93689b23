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


def change_of_steps(steps: Steps, woken: Mapping[CaseName, Cause], now: datetime) -> Change:
    """Everything that the steps of one batch bring about at `now`; what is not done changes nothing."""
    ready = [found for found, step in steps if step.kind is StepKind.DISPATCH]
    return Change(
        rows={"task": [_task(found, now) for found in ready]},
        updates={
            "case_file": [_planned(found, step) for found, step in steps if step.kind is StepKind.PLAN],
            "task": [_aligned(found) for found, step in steps if step.kind is StepKind.ALIGN],
        },
        facts=[_dispatched(found, now) for found in ready],
        told=[_told(found, woken[name_of(found)]) for found in ready],
    )


def name_of(found: OpenCase) -> CaseName:
    """Municipality and id of a case."""
    return found.municipality, found.case.id


def changed_by_others(steps: Steps) -> list[CaseName]:
    """Cases whose step changes what triage may change too: they have to be held for it."""
    return [name_of(found) for found, step in steps if step.kind in {StepKind.PLAN, StepKind.ALIGN}]


def _task_id(found: OpenCase) -> Id:
    return event_id(found.case.id, "task")


def _task(found: OpenCase, now: datetime) -> dict[str, Any]:
    return {
        "municipality": found.municipality,
        "id": _task_id(found),
        "case_id": found.case.id,
        **task_header(found.case)._asdict(),
        "state": TaskState.QUEUED,
        "dispatched_at": now,
    }


def _planned(found: OpenCase, step: NextStep) -> dict[str, Any]:
    return {"municipality": found.municipality, "id": found.case.id, "dispatch_at": step.at}


def _aligned(found: OpenCase) -> dict[str, Any]:
    key = {"municipality": found.municipality, "case_id": found.case.id}
    return key | task_header(found.case)._asdict()


def _dispatched(found: OpenCase, now: datetime) -> Fact:
    return Fact(
        _task_id(found),
        found.municipality,
        FactKind.TASK_DISPATCHED,
        partner_kind=found.case.partner_kind,
        cohort_date=found.case.opened_on,
        held_on=local_date(now),
        code=found.case.tray,
    )


def _told(found: OpenCase, cause: Cause) -> Told:
    data = TaskDispatched(
        municipality=found.municipality,
        task_id=_task_id(found),
        case_id=found.case.id,
        **task_header(found.case)._asdict(),
    )
    return Told(data, cause.event, found.case.id, cause.trace)
