"""The next step for a case: a task, a moment for one, or its task in line with what triage decided last."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from domain.cases.case import Case
from schemas.policy.form import DispatchWindow
from schemas.vocabulary.cases import TaskState, Tray
from schemas.vocabulary.contacts import Channel
from services.notify.planner.window import dispatch_moment


class TaskHeader(NamedTuple):
    """What a task shows of its case, named as `schemas.vocabulary.cases.TASK_HEADER`."""

    tray: Tray
    channel: Channel
    urgency: int
    deadline: date


class Task(NamedTuple):
    """The task of a case."""

    state: TaskState
    header: TaskHeader


class OpenCase(NamedTuple):
    """An open case as notify sees it, with its task. `dispatch_at`: the moment it was planned for."""

    municipality: str
    case: Case
    dispatch_at: datetime | None
    task: Task | None


class StepKind(StrEnum):
    """What notify does with a case now."""

    NOTHING = "nothing"
    DISPATCH = "dispatch"
    PLAN = "plan"
    ALIGN = "align"


class NextStep(NamedTuple):
    """A step; `at` is the moment to plan for."""

    kind: StepKind
    at: datetime | None = None


NO_STEP = NextStep(StepKind.NOTHING)
DISPATCH = NextStep(StepKind.DISPATCH)
ALIGN = NextStep(StepKind.ALIGN)


def when_triaged(found: OpenCase, window: DispatchWindow) -> NextStep:
    """The step for a case that triage opened or changed: it has one task, which later signals only change."""
    if found.task:
        shows_it = found.task.state is TaskState.DONE or found.task.header == task_header(found.case)
        return NO_STEP if shows_it else ALIGN
    moment = dispatch_moment(found.case.opened_on, found.case.tray, window)
    if moment is None:
        return DISPATCH
    return NO_STEP if found.dispatch_at else NextStep(StepKind.PLAN, moment)


def when_due(found: OpenCase, _window: DispatchWindow) -> NextStep:
    """The step for a case whose window has passed."""
    return NO_STEP if found.task else DISPATCH


def task_header(case: Case) -> TaskHeader:
    """What the task of a case has to show."""
    return TaskHeader(case.tray, case.channel, case.urgency, case.deadline)
