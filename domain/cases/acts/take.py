"""Taking a case from the queue; that somebody took it is logged as a look at the case."""

from dataclasses import dataclass
from typing import ClassVar

from domain.cases.act import Act, Recording
from domain.cases.perform import counted, is_recorded, task_becomes
from domain.cases.refusals import Refusal
from domain.cases.task import is_with, taken, waits_in_queue
from domain.change import Change, Row, together
from schemas.vocabulary.cases import TaskState


@dataclass(frozen=True, kw_only=True)
class TakeCase(Act):
    """The case is mine for a while."""

    what: ClassVar = "take"


def is_done(asked: Recording[TakeCase]) -> bool:
    """Whether the worker holds it now."""
    task = asked.work.task
    return task is not None and is_with(task, asked.worker.id) and not waits_in_queue(task, asked.now)


def refusal(asked: Recording[TakeCase]) -> Refusal | None:
    """Only what waits in the queue is taken."""
    task = asked.work.task
    if task is None or task.state is TaskState.DONE:
        return Refusal.NOT_IN_QUEUE
    return None if waits_in_queue(task, asked.now) else Refusal.HELD_BY_COLLEAGUE


def change(asked: Recording[TakeCase]) -> Change:
    """The task is the worker's. The same form may take it again after it was given back: that is one look."""
    looks = [] if is_recorded(asked) else [_look(asked)]
    task = task_becomes(asked, taken(asked.worker.id, asked.now))
    return together([counted(asked), Change(rows={"access": looks}), task])


def _look(asked: Recording[TakeCase]) -> Row:
    return {
        "municipality": asked.worker.municipality,
        "id": asked.act.record,
        "worker_id": asked.worker.id,
        "case_id": asked.case.id,
        "purpose": asked.act.what,
        "accessed_at": asked.now,
    }
